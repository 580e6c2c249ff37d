package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vernacular/internal/locale"
)

const baseURL = "https://bench.example/"

func put(dir, name, text string) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// nameOf is the name of page n without extension; page 0 is the home page.
func nameOf(n int) string {
	if n == 0 {
		return "index"
	}
	return fmt.Sprintf("page-%d", n)
}

func source(s size, tag locale.Tag, n int, extra string) string {
	title, description, body := page(s, tag, n)
	return fmt.Sprintf("---\ntitle: %q\ndescription: %q\n%s---\n\n%s", title, description, extra, body)
}

// calls expands to the layout's use of each message; part says which of them: those before or after the text.
func calls(s size, call func(m message) string, from, to int) string {
	var b strings.Builder
	for _, m := range messagesOf(s, locale.English)[from:to] {
		fmt.Fprintf(&b, "<li>%s</li>\n", call(m))
	}
	return b.String()
}

// inHeader is how many messages stand above the text; the rest is in the footer.
const inHeader = 10

// writeVernacular writes the site as an author of layouts would who has read the manual.
func writeVernacular(dir string, s size) error {
	call := func(m message) string {
		switch m.kind {
		case "field":
			return `{{t "` + m.id + `" "Name" "Bench"}}`
		case "plural":
			return `{{t "` + m.id + `" 3}}`
		}
		return `{{t "` + m.id + `"}}`
	}
	files := map[string]string{
		"site.toml": fmt.Sprintf("base_url = %q\n", baseURL),
		"layouts/page.html": `<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}">
<head>
<meta charset="utf-8">
<title>{{plain .Title}}</title>
<meta name="description" content="{{plain .Description}}">
<link rel="canonical" href="{{.Canonical}}">
{{partial "alternates.html" .}}
</head>
<body>
{{partial "header.html" .}}
{{partial "languages.html" .}}
<main>
<h1>{{.Title}}</h1>
{{.Content}}
</main>
{{partial "footer.html" .}}
</body>
</html>
`,
		"layouts/partials/alternates.html": `{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">
{{end}}<link rel="alternate" hreflang="x-default" href="{{.XDefault}}">
`,
		"layouts/partials/languages.html": `<nav><ul>
{{range .Alternates}}<li><a href="{{.Permalink}}" lang="{{.Lang}}" hreflang="{{.Lang}}" dir="{{.Dir}}">{{.Name}}</a></li>
{{end}}</ul></nav>
`,
		"layouts/partials/header.html": "<header><ul>\n" + calls(s, call, 0, inHeader) + "</ul></header>\n",
		"layouts/partials/footer.html": "<footer><ul>\n" + calls(s, call, inHeader, s.Messages) + "</ul></footer>\n",
	}
	for _, tag := range localesOf(s) {
		files["locales/active."+string(tag)+".toml"] = catalog(s, tag)
		for n := range s.Pages {
			files[fmt.Sprintf("content/%s/%s.md", tag, nameOf(n))] = source(s, tag, n, "")
		}
	}
	return putAll(dir, files)
}

// writeHugo writes the same site as an author would who knows Hugo well: what can be cached is.
func writeHugo(dir string, s size) error {
	call := func(m message) string {
		switch m.kind {
		case "field":
			return `{{ i18n "` + m.id + `" (dict "Name" "Bench") }}`
		case "plural":
			return `{{ i18n "` + m.id + `" 3 }}`
		}
		return `{{ i18n "` + m.id + `" }}`
	}
	var config strings.Builder
	fmt.Fprintf(&config, `baseURL = %q
defaultContentLanguage = "en"
disableKinds = ["taxonomy", "term", "RSS", "404"]
enableRobotsTXT = true
disableHugoGeneratorInject = true
[markup.goldmark.extensions]
typographer = false
`, baseURL)
	files := map[string]string{
		"layouts/_default/baseof.html": `<!doctype html>
<html lang="{{ .Site.Params.tag }}" dir="{{ .Site.Params.dir }}">
<head>
<meta charset="utf-8">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}">
{{ partialCached "alternates.html" . .TranslationKey }}
</head>
<body>
{{ partialCached "header.html" . .Lang }}
{{ partialCached "languages.html" . .TranslationKey }}
<main>
<h1>{{ .Title }}</h1>
{{ .Content }}
</main>
{{ partialCached "footer.html" . .Lang }}
</body>
</html>
`,
		"layouts/index.html":           "{{ define \"main\" }}{{ end }}\n",
		"layouts/_default/single.html": "{{ define \"main\" }}{{ end }}\n",
		"layouts/partials/alternates.html": `{{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Site.Params.tag }}" href="{{ .Permalink }}">
{{ if eq .Lang "en" }}{{ $.Scratch.Set "default" .Permalink }}{{ end }}{{ end }}<link rel="alternate" hreflang="x-default" href="{{ $.Scratch.Get "default" }}">
`,
		"layouts/partials/languages.html": `<nav><ul>
{{ range .AllTranslations }}<li><a href="{{ .RelPermalink }}" lang="{{ .Site.Params.tag }}" hreflang="{{ .Site.Params.tag }}" dir="{{ .Site.Params.dir }}">{{ .Site.Params.name }}</a></li>
{{ end }}</ul></nav>
`,
		"layouts/partials/header.html": "<header><ul>\n" + calls(s, call, 0, inHeader) + "</ul></header>\n",
		"layouts/partials/footer.html": "<footer><ul>\n" + calls(s, call, inHeader, s.Messages) + "</ul></footer>\n",
	}
	for i, tag := range localesOf(s) {
		key := strings.ToLower(string(tag))
		fmt.Fprintf(&config, "[languages.%s]\nweight = %d\ncontentDir = %q\n[languages.%s.params]\ntag = %q\ndir = %q\nname = %q\n",
			key, i+1, "content/"+key, key, tag, tag.Direction(), tag.Autonym())
		files["i18n/"+key+".toml"] = catalog(s, tag)
		for n := range s.Pages {
			name := nameOf(n)
			if n == 0 {
				name = "_index"
			}
			files[fmt.Sprintf("content/%s/%s.md", key, name)] = source(s, tag, n, "")
		}
	}
	files["config.toml"] = config.String()
	return putAll(dir, files)
}

func putAll(dir string, files map[string]string) error {
	for name, text := range files {
		if err := put(dir, name, text); err != nil {
			return err
		}
	}
	return nil
}
