//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"vernacular/internal/locale"
)

const baseURL = "https://bench.example/"

// style is how a program wants a site to be laid out. Paths are below the site's folder, with slashes.
type style struct {
	folder  func(tag locale.Tag) string    // of a locale's pages
	home    string                         // name of the home page's file, without extension
	catalog func(tag locale.Tag) string    // a locale's messages
	base    string                         // the layout of every page
	slug    func(slug string) string       // the line of front matter that gives a page's last path segment
	fixed   func(s size) map[string]string // layouts
	config  func(tags []locale.Tag) (name, text string)
}

// content is the file of page n of a locale.
func (st style) content(tag locale.Tag, n int) string {
	name := nameOf(n)
	if n == 0 {
		name = st.home
	}
	return st.folder(tag) + "/" + name + ".md"
}

// writeSite writes all files of a site, the pages by as many goroutines as there are processors.
func writeSite(dir string, s size, st style) error {
	tags := localesOf(s)
	name, text := st.config(tags)
	if err := put(dir, name, text); err != nil {
		return err
	}
	for name, text := range st.fixed(s) {
		if err := put(dir, name, text); err != nil {
			return err
		}
	}
	queue := make(chan locale.Tag, len(tags))
	for _, tag := range tags {
		queue <- tag
	}
	close(queue)
	errs := make([]error, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			for tag := range queue {
				errs[i] = errors.Join(errs[i], writeLocale(dir, s, st, tag))
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// writeLocale writes the messages and the pages of one locale.
func writeLocale(dir string, s size, st style, tag locale.Tag) error {
	if err := put(dir, st.catalog(tag), catalog(s, tag)); err != nil {
		return err
	}
	for n := range s.Pages {
		if err := put(dir, st.content(tag, n), source(s, tag, n, "")); err != nil {
			return err
		}
	}
	return nil
}

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

// addressOf is the path of a page's address, outputOf that of its file below the output folder; both programs have
// the same.
func addressOf(tag locale.Tag, name string) string {
	path := "/"
	if tag != locale.English {
		path += strings.ToLower(string(tag)) + "/"
	}
	if name != "index" {
		path += name + "/"
	}
	return path
}

func outputOf(tag locale.Tag, name string) string {
	return strings.TrimPrefix(addressOf(tag, name), "/") + "index.html"
}

func source(s size, tag locale.Tag, n int, extra string) string {
	title, description, body := page(s, tag, n)
	return fmt.Sprintf("---\ntitle: %q\ndescription: %q\n%s---\n\n%s", title, description, extra, body)
}

// calls expands to the layout's use of the messages from one number to another.
func calls(s size, call func(m message) string, from, to int) string {
	var b strings.Builder
	for _, m := range messagesOf(s, locale.English)[from:to] {
		fmt.Fprintf(&b, "<li>%s</li>\n", call(m))
	}
	return b.String()
}

// inHeader is how many messages stand above the text; the rest is in the footer.
const inHeader = 10

// vernacularStyle is the site as an author of layouts would write it who has read the manual.
var vernacularStyle = style{
	folder:  func(tag locale.Tag) string { return "content/" + string(tag) },
	home:    "index",
	catalog: func(tag locale.Tag) string { return "locales/active." + string(tag) + ".toml" },
	base:    "layouts/page.html",
	slug:    func(slug string) string { return fmt.Sprintf("permalink: /%s/\n", slug) },
	fixed:   vernacularLayouts,
	config: func([]locale.Tag) (name, text string) {
		return "site.toml", fmt.Sprintf("base_url = %q\n\n[offline]\nzip = false # Hugo makes none\n", baseURL)
	},
}

func vernacularLayouts(s size) map[string]string {
	call := func(m message) string {
		switch m.kind {
		case "field":
			return `{{t "` + m.id + `" "Name" "Bench"}}`
		case "plural":
			return `{{t "` + m.id + `" 3}}`
		}
		return `{{t "` + m.id + `"}}`
	}
	return map[string]string{
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
}

// hugoStyle is the same site as an author would write it who knows Hugo well: what can be cached is.
var hugoStyle = style{
	folder:  func(tag locale.Tag) string { return "content/" + strings.ToLower(string(tag)) },
	home:    "_index",
	catalog: func(tag locale.Tag) string { return "i18n/" + strings.ToLower(string(tag)) + ".toml" },
	base:    "layouts/_default/baseof.html",
	slug:    func(slug string) string { return fmt.Sprintf("slug: %s\n", slug) },
	fixed:   hugoLayouts,
	config:  hugoConfig,
}

func hugoLayouts(s size) map[string]string {
	call := func(m message) string {
		switch m.kind {
		case "field":
			return `{{ i18n "` + m.id + `" (dict "Name" "Bench") }}`
		case "plural":
			return `{{ i18n "` + m.id + `" 3 }}`
		}
		return `{{ i18n "` + m.id + `" }}`
	}
	return map[string]string{
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
}

func hugoConfig(tags []locale.Tag) (name, text string) {
	var config strings.Builder
	fmt.Fprintf(&config, `baseURL = %q
defaultContentLanguage = "en"
disableKinds = ["taxonomy", "term", "RSS", "404"]
enableRobotsTXT = true
disableHugoGeneratorInject = true
[markup.goldmark.extensions]
typographer = false
`, baseURL)
	for i, tag := range tags {
		key := strings.ToLower(string(tag))
		fmt.Fprintf(&config, "[languages.%s]\nweight = %d\ncontentDir = %q\n[languages.%s.params]\ntag = %q\ndir = %q\nname = %q\n",
			key, i+1, "content/"+key, key, tag, tag.Direction(), tag.Autonym())
	}
	return "config.toml", config.String()
}
