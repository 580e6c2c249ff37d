package site

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// input makes an Input of lines "content/fr/about.md permalink=/x/ alias=/a/ alias=/b/ key=k draft=true
// broken", one a file; what is no page is a resource. Values may hold \s for a space.
func input(settings Settings, lines ...string) Input {
	in := Input{Settings: settings, Heads: map[locale.Tag][]Head{}, Resources: map[locale.Tag][]string{}, Reserved: []string{"sitemap.xml", "robots.txt", "manifest.json"}}
	tags := map[locale.Tag]bool{}
	for _, line := range lines {
		words := strings.Fields(line)
		file := words[0]
		name, _, _ := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
		t := locale.Tag(name)
		if !tags[t] {
			tags[t] = true
			in.Locales = append(in.Locales, Locale{Tag: t, Folder: "content/" + name + "/"})
		}
		if !IsPage(file) {
			in.Resources[t] = append(in.Resources[t], file)
			continue
		}
		h := Head{File: file, Key: KeyOf(file)}
		for i, w := range words[1:] {
			key, value, _ := strings.Cut(w, "=")
			value = strings.ReplaceAll(value, `\s`, " ")
			pos := diag.At(file, i+2, 8)
			switch key {
			case "permalink":
				h.Permalink, h.PermalinkPos = value, pos
			case "alias":
				h.Aliases, h.AliasPos = append(h.Aliases, value), append(h.AliasPos, pos)
			case "key":
				h.Key = value
			case "draft":
				draft := value == "true"
				h.Draft = &draft
			case "broken":
				h.Broken = true
			default:
				panic(line)
			}
		}
		in.Heads[t] = append(in.Heads[t], h)
	}
	return in
}

// table writes what is published: "output < file" for pages, "output < file (fr)" for fallbacks,
// "output > key" for redirects, "output = file" for resources.
func table(s *Site) []string {
	var out []string
	for _, e := range s.Editions {
		for _, v := range e.Variants {
			line := v.Output + " < " + strings.TrimPrefix(v.File, "content/")
			if v.Fallback() {
				line += " (" + string(v.Locale) + ")"
			}
			out = append(out, line)
		}
		for _, r := range e.Redirects {
			out = append(out, r.Output+" > "+r.Key)
		}
		for _, r := range e.Resources {
			out = append(out, r.Output+" = "+strings.TrimPrefix(r.File, "content/"))
		}
	}
	slices.Sort(out)
	return out
}

// places writes problems as "file:line code: message".
func places(ds []diag.Diagnostic) []string {
	var out []string
	for _, d := range ds {
		s := fmt.Sprintf("%s:%d %s: %s", strings.TrimPrefix(d.File, "content/"), d.Line, d.Code, d.Message)
		if d.Severity == diag.Warning {
			s = "w " + s
		}
		out = append(out, s)
	}
	return out
}

func settingsOf(t testing.TB, src string) Settings {
	s, ds := ParseSettings(SettingsFile, []byte(src))
	if diag.HasErrors(ds) {
		t.Fatal(ds)
	}
	return s
}

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name, settings string
		files          []string
		want           []string
		problems       []string
	}{
		{name: "nothing"},
		{
			name:  "addresses follow keys",
			files: []string{"content/en/index.md", "content/en/about.md", "content/en/guide/index.md", "content/en/guide/part-one.html", "content/en/v1.2.md"},
			want: []string{"about/index.html < en/about.md", "guide/index.html < en/guide/index.md", "guide/part-one/index.html < en/guide/part-one.html",
				"index.html < en/index.md", "v1.2/index.html < en/v1.2.md"},
		},
		{
			name:  "permalinks, inherited",
			files: []string{"content/en/a.md permalink=/one/", "content/fr/a.md permalink=un.html", "content/ru/a.md", "content/fr-BE/a.md", "content/zh-Hans/a.md permalink=/%E5%85%B3/"},
			want: []string{"fr-be/un.html < fr-BE/a.md", "fr/un.html < fr/a.md", "one/index.html < en/a.md", "ru/one/index.html < ru/a.md",
				"zh-hans/关/index.html < zh-Hans/a.md"},
		},
		{
			name:  "fallback",
			files: []string{"content/en/a.md", "content/en/b.md permalink=/bee/", "content/fr/a.md", "content/fr-BE/c.md", "content/ar/a.md"},
			want: []string{"a/index.html < en/a.md", "ar/a/index.html < ar/a.md", "ar/bee/index.html < en/b.md (ar)", "bee/index.html < en/b.md",
				"fr-be/a/index.html < fr/a.md (fr-BE)", "fr-be/bee/index.html < en/b.md (fr-BE)", "fr-be/c/index.html < fr-BE/c.md",
				"fr/a/index.html < fr/a.md", "fr/bee/index.html < en/b.md (fr)"},
		},
		{
			name: "a declared fallback", settings: "[locales.oc]\nfallback='fr'\nurl='/occitan'\n",
			files: []string{"content/en/a.md", "content/en/b.md", "content/fr/a.md", "content/oc/c.md"},
			want: []string{"a/index.html < en/a.md", "b/index.html < en/b.md", "fr/a/index.html < fr/a.md", "fr/b/index.html < en/b.md (fr)",
				"occitan/a/index.html < fr/a.md (oc)", "occitan/b/index.html < en/b.md (oc)", "occitan/c/index.html < oc/c.md"},
		},
		{
			name:  "a script of its own",
			files: []string{"content/en/a.md", "content/zh-Hans/a.md", "content/zh-Hans/b.md", "content/zh-Hant/c.md"},
			want: []string{"a/index.html < en/a.md", "zh-hans/a/index.html < zh-Hans/a.md", "zh-hans/b/index.html < zh-Hans/b.md",
				"zh-hant/a/index.html < en/a.md (zh-Hant)", "zh-hant/c/index.html < zh-Hant/c.md"},
		},
		{
			name:  "drafts",
			files: []string{"content/en/a.md", "content/en/b.md draft=true", "content/fr/a.md draft=true", "content/fr/b.md draft=false", "content/ar/b.md", "content/es/a.md"},
			want:  []string{"a/index.html < en/a.md", "es/a/index.html < es/a.md", "fr/a/index.html < en/a.md (fr)", "fr/b/index.html < fr/b.md"},
		},
		{
			name:  "translation_key",
			files: []string{"content/en/about.md permalink=/us/", "content/fr/a-propos.md key=about", "content/es/nosotros.md key=about permalink=/nosotros/", "content/ru/self.md key=self"},
			want: []string{"es/nosotros/index.html < es/nosotros.md", "fr/us/index.html < fr/a-propos.md", "ru/self/index.html < ru/self.md",
				"ru/us/index.html < en/about.md (ru)", "us/index.html < en/about.md"},
		},
		{
			name:  "two disks' spellings of a name",
			files: []string{"content/en/e\u0301tude.md", "content/fr/étude.md", "content/fr/e\u0301.png"},
			want:  []string{"fr/é.png = fr/e\u0301.png", "fr/étude/index.html < fr/étude.md", "étude/index.html < en/e\u0301tude.md"},
		},
		{
			name:     "one page twice",
			files:    []string{"content/en/a.md", "content/fr/a.md", "content/fr/b.md key=a", "content/fr/c.md key=a", "content/fr/d.md"},
			want:     []string{"a/index.html < en/a.md", "fr/d/index.html < fr/d.md"},
			problems: []string{"fr/a.md:0 same-page: these are one page, \"a\", in one locale: content/fr/a.md, content/fr/b.md, content/fr/c.md", "fr/b.md:0 same-page", "fr/c.md:0 same-page"},
		},
		{
			name:     "md and html",
			files:    []string{"content/en/a.md", "content/en/a.html", "content/en/e\u0301.md", "content/en/é.md"},
			problems: []string{"en/a.html:0 same-page: these are one page, \"a\", in one locale: content/en/a.html, content/en/a.md", "en/a.md:0 same-page", "en/e\u0301.md:0 same-page", "en/é.md:0 same-page"},
		},
		{
			name:  "a broken page is not replaced",
			files: []string{"content/en/a.md", "content/en/b.md", "content/fr/a.md broken", "content/fr-BE/b.md"},
			want:  []string{"a/index.html < en/a.md", "b/index.html < en/b.md", "fr-be/b/index.html < fr-BE/b.md", "fr/b/index.html < en/b.md (fr)"},
		},
		{
			name:  "aliases",
			files: []string{"content/en/a.md alias=/old/ alias=older.html", "content/fr/a.md alias=/old/ permalink=/neuf/", "content/fr-BE/b.md"},
			want: []string{"a/index.html < en/a.md", "fr-be/b/index.html < fr-BE/b.md", "fr-be/neuf/index.html < fr/a.md (fr-BE)", "fr-be/old/index.html > a",
				"fr/neuf/index.html < fr/a.md", "fr/old/index.html > a", "old/index.html > a", "older.html > a"},
		},
		{
			name:  "inherited aliases",
			files: []string{"content/en/a.md alias=/old/", "content/en/b.md alias=/older.html", "content/fr/a.md permalink=/x/", "content/de/b.md"},
			want: []string{"a/index.html < en/a.md", "b/index.html < en/b.md", "de/a/index.html < en/a.md (de)", "de/b/index.html < de/b.md",
				"de/old/index.html > a", "de/older.html > b", "fr/b/index.html < en/b.md (fr)", "fr/old/index.html > a", "fr/older.html > b",
				"fr/x/index.html < fr/a.md", "old/index.html > a", "older.html > b"},
		},
		{
			name: "inherited aliases give way",
			files: []string{"content/en/a.md alias=/old/", "content/en/b.md alias=/b-old/", "content/fr/a.md", "content/fr/c.md permalink=/old/",
				"content/fr/b.md alias=/b-old.html", "content/de/a.md permalink=/old/"},
			want: []string{"a/index.html < en/a.md", "b-old/index.html > b", "b/index.html < en/b.md", "de/b-old/index.html > b", "de/b/index.html < en/b.md (de)",
				"de/old/index.html < de/a.md", "fr/a/index.html < fr/a.md", "fr/b-old.html > b", "fr/b/index.html < fr/b.md", "fr/old/index.html < fr/c.md", "old/index.html > a"},
		},
		{
			name: "aliases with the edition's prefix",
			files: []string{"content/en/a.md alias=/fr/d/", "content/fr/a.md alias=/fr/alt/ alias=/FR/c/ alias=/fr/ alias=/frais/ alias=/de/x/ alias=/fr/d/",
				"content/fr/c.md", "content/fr/index.md", "content/de/a.md"},
			want: []string{"a/index.html < en/a.md", "de/a/index.html < de/a.md", "fr/a/index.html < fr/a.md",
				"fr/alt/index.html > a", "fr/c/index.html < fr/c.md", "fr/d/index.html > a", "fr/de/x/index.html > a", "fr/frais/index.html > a", "fr/index.html < fr/index.md"},
			problems: []string{"w fr/a.md:2 alias-prefix: the alias “/fr/alt/” repeats the edition's own prefix; it is understood as “/fr/alt/”",
				"w fr/a.md:3 alias-prefix: the alias “/FR/c/” repeats the edition's own prefix; it is left out, since something else stands at “/fr/c/”",
				"w fr/a.md:4 alias-prefix", "w fr/a.md:7 alias-prefix"},
		},
		{
			name:     "useless aliases",
			files:    []string{"content/en/a.md alias=/a/ alias=/a/index.html alias=/A/ alias=/b/ alias=/b/index.html alias=../c"},
			want:     []string{"a/index.html < en/a.md", "b/index.html > a"},
			problems: []string{"w en/a.md:2 alias-of-itself: the alias “/a/” is the page's own", "w en/a.md:3 alias-of-itself", "w en/a.md:4 alias-of-itself: the alias “/A/” is there already", "w en/a.md:6 alias-of-itself: the alias “/b/index.html” is there already", "en/a.md:7 bad-address: the alias “../c” cannot be published: it holds a name of dots only"},
		},
		{
			name:  "files beside pages",
			files: []string{"content/en/index.md", "content/en/map.png", "content/fr/index.md", "content/fr/img/plan.pdf", "content/ar/photo.jpg"},
			want:  []string{"fr/img/plan.pdf = fr/img/plan.pdf", "fr/index.html < fr/index.md", "index.html < en/index.md", "map.png = en/map.png"},
		},
		{
			name:     "bad addresses",
			files:    []string{"content/en/a.md permalink=../../etc", "content/en/b.md permalink=/b/", "content/en/con.md", "content/en/100%.md", "content/en/c.md key=x:y", "content/en/x\u202e.png", "content/fr/a.md", "content/fr/b.md permalink=//evil.example/", "content/fr/c.md"},
			want:     []string{"b/index.html < en/b.md", "fr/c/index.html < fr/c.md"},
			problems: []string{"en/100%.md:0 bad-address: the file name “100%.md” cannot be published: it holds a % sign", "en/a.md:2 bad-address: the permalink “../../etc” cannot be published: it holds a name of dots only", "en/c.md:0 bad-address: the translation_key “x:y” cannot be published: the character :", "en/con.md:0 bad-address: the file name “con.md” cannot be published: the name “con” is reserved on Windows", "en/x\u202e.png:0 bad-address: the file name “x\u202e.png” cannot be published: it holds an invisible", "fr/b.md:2 bad-address: the permalink “//evil.example/” cannot be published: it leads to another site"},
		},
		{
			name:     "a bad permalink of a draft is inherited",
			files:    []string{"content/en/a.md permalink=.. draft=true", "content/fr/a.md draft=false"},
			problems: []string{"en/a.md:2 bad-address: the permalink “..”"},
		},
		{
			name:     "one address",
			files:    []string{"content/en/a.md permalink=/x/", "content/en/b.md permalink=/x", "content/en/c.md permalink=/x/index.html", "content/en/d.md", "content/fr/d.md"},
			want:     []string{"d/index.html < en/d.md", "fr/d/index.html < fr/d.md"},
			problems: []string{"en/a.md:2 same-address: content/en/a.md and content/en/b.md and content/en/c.md want one address, /x/; none of them is published", "en/b.md:2 same-address", "en/c.md:2 same-address"},
		},
		{
			name:     "one address after folding and normalising",
			files:    []string{"content/en/a.md permalink=/Tea/", "content/en/b.md permalink=/tea/", "content/en/c.md permalink=/E\u0301/", "content/en/d.md permalink=/é/", "content/en/e.png", "content/en/E.PNG"},
			problems: []string{"en/E.PNG:0 same-address: content/en/E.PNG and content/en/e.png want one address, /E.PNG or /e.png, which some systems take for the same", "en/a.md:2 same-address: content/en/a.md and content/en/b.md want one address, /Tea/ or /tea/, which some systems take for the same; none", "en/b.md:2 same-address", "en/c.md:2 same-address: …/É/ or /é/", "en/d.md:2 same-address", "en/e.png:0 same-address"},
		},
		{
			name:     "a file and a folder",
			files:    []string{"content/en/a.md permalink=/x.html", "content/en/b.md permalink=/X.html/y/", "content/en/x.html/z.png", "content/en/c.md"},
			want:     []string{"c/index.html < en/c.md"},
			problems: []string{"en/a.md:2 same-address: content/en/a.md and content/en/b.md and content/en/x.html/z.png cannot all be published: /x.html would be a file and a folder; none", "en/b.md:2 same-address", "en/x.html/z.png:0 same-address"},
		},
		{
			name:     "a page and a file beside it",
			files:    []string{"content/en/a.md permalink=/b.html", "content/en/c.md alias=/x.pdf", "content/en/x.pdf"},
			want:     []string{"b.html < en/a.md", "c/index.html < en/c.md"},
			problems: []string{"en/c.md:2 same-address: an alias in content/en/c.md and content/en/x.pdf cannot all be published: /x.pdf would be", "en/x.pdf:0 same-address"},
		},
		{
			name:     "an alias and a page",
			files:    []string{"content/en/a.md alias=/ok/ alias=/b/", "content/en/b.md", "content/en/c.md alias=/old/", "content/en/d.md alias=/Old/"},
			want:     []string{"a/index.html < en/a.md", "c/index.html < en/c.md", "d/index.html < en/d.md", "ok/index.html > a"},
			problems: []string{"en/a.md:3 same-address: an alias in content/en/a.md and content/en/b.md want one address, /b/", "en/b.md:0 same-address", "en/c.md:2 same-address: an alias in content/en/c.md and an alias in content/en/d.md", "en/d.md:2 same-address"},
		},
		{
			name:     "an alias of a page that is not published",
			files:    []string{"content/en/a.md permalink=/x/ alias=/old/", "content/en/b.md permalink=/x/"},
			problems: []string{"en/a.md:2 same-address", "en/b.md:2 same-address"},
		},
		{
			name:     "Vernacular's own",
			files:    []string{"content/en/robots.txt", "content/en/a.md permalink=/404.html", "content/fr/a.md permalink=/404.html", "content/en/b.md permalink=/assets/b/", "content/en/c.md permalink=/Assets", "content/en/d.md alias=/_vernacular/x/", "content/en/assets/x.png", "content/fr/b.md permalink=/assets/", "content/en/e.md permalink=/sitemap.xml", "content/en/f.md permalink=/assets.html"},
			want:     []string{"assets.html < en/f.md", "d/index.html < en/d.md", "fr/assets.html < en/f.md (fr)", "fr/assets/index.html < fr/b.md", "fr/d/index.html < en/d.md (fr)"},
			problems: []string{"en/a.md:2 same-address: content/en/a.md and the not-found page of en want one address, /404.html", "en/assets/x.png:0 bad-address", "en/b.md:2 bad-address: the address “/assets/b/index.html” cannot be published: /assets/ is kept", "en/c.md:2 bad-address", "en/d.md:2 bad-address: …/_vernacular/ is kept", "en/e.md:2 same-address: Vernacular's own sitemap.xml and content/en/e.md cannot all be published", "en/robots.txt:0 same-address: Vernacular's own robots.txt and content/en/robots.txt want", "fr/a.md:2 same-address: content/fr/a.md and the not-found page of fr"},
		},
		{
			name:     "files that other programs look for",
			files:    []string{"content/en/a.md", "content/en/.well-known/security.txt", "content/en/.well-known/x/index.md", "content/en/.well-known/.y", "content/fr/a.md", "content/fr/.well-known/security.txt"},
			want:     []string{".well-known/security.txt = en/.well-known/security.txt", ".well-known/x/index.md = en/.well-known/x/index.md", "a/index.html < en/a.md", "fr/a/index.html < fr/a.md"},
			problems: []string{"en/.well-known/.y:0 bad-address"},
		},
		{
			name:     "a page where an edition stands",
			files:    []string{"content/en/a.md permalink=/fr/", "content/en/b.md permalink=/fr/b/", "content/en/fr/x.png", "content/fr/index.md", "content/fr/x.png"},
			want:     []string{"fr/b/index.html < en/b.md", "fr/fr/b/index.html < en/b.md (fr)"},
			problems: []string{"en/a.md:2 same-address: content/en/a.md and content/fr/index.md want one address, /fr/", "en/fr/x.png:0 same-address", "fr/index.md:0 same-address", "fr/x.png:0 same-address: content/en/fr/x.png and content/fr/x.png want one address, /fr/x.png"},
		},
		{
			name: "an edition inside another's page", settings: "[locales.fr]\nurl='/about/fr/'\n",
			files: []string{"content/en/about.md", "content/en/c.md permalink=/about/fr.html", "content/fr/index.md"},
			want:  []string{"about/fr.html < en/c.md", "about/fr/about/fr.html < en/c.md (fr)", "about/fr/about/index.html < en/about.md (fr)", "about/fr/index.html < fr/index.md", "about/index.html < en/about.md"},
		},
		{
			name: "an edition inside another's file", settings: "[locales.fr]\nurl='/a.html/'\n",
			files:    []string{"content/en/a.md permalink=/a.html", "content/en/b.md", "content/fr/index.md"},
			want:     []string{"b/index.html < en/b.md"},
			problems: []string{"en/a.md:2 same-address: content/en/a.md and content/fr/index.md and the not-found page of fr cannot all be published: /a.html would be", "fr/index.md:0 same-address"},
		},
		{
			name: "editions with one address", settings: "[locales.fr]\nurl='/ES/'\n[locales.ru]\nurl='/'\n",
			files:    []string{"content/en/a.md", "content/es/a.md", "content/fr/a.md", "content/ru/a.md", "content/ar/b.md"},
			want:     []string{"ar/b/index.html < ar/b.md"},
			problems: []string{"site.toml:2 same-address: the editions es and fr want one address, /ES/; none of them is published", "site.toml:4 same-address: the editions en and ru want one address, /;"},
		},
		{
			name: "an address of an edition that is not published", settings: "[locales.fr]\nurl='/es/'\n",
			files: []string{"content/es/a.md", "content/fr/a.md draft=true"},
			want:  []string{"es/a/index.html < es/a.md"},
		},
		{
			name: "fallbacks in a loop", settings: "[locales.fr]\nfallback='ar'\n[locales.ar]\nfallback='fr'\n[locales.oc]\nfallback='fr'\n",
			files:    []string{"content/en/a.md", "content/en/b.md", "content/fr/a.md", "content/oc/b.md"},
			want:     []string{"a/index.html < en/a.md", "b/index.html < en/b.md", "fr/a/index.html < fr/a.md", "fr/b/index.html < en/b.md (fr)", "oc/a/index.html < fr/a.md (oc)", "oc/b/index.html < oc/b.md"},
			problems: []string{"site.toml:2 fallback-loop: the fallbacks go round in a loop: fr → ar → fr", "site.toml:4 fallback-loop: the fallbacks go round in a loop: ar → fr → ar"},
		},
		{
			name:  "a real page wins over a fallback",
			files: []string{"content/en/contact.md", "content/en/about.md", "content/fr/about.md permalink=/contact/"},
			want:  []string{"about/index.html < en/about.md", "contact/index.html < en/contact.md", "fr/contact/index.html < fr/about.md"},
		},
		{
			name:  "what is real wins over a fallback",
			files: []string{"content/en/a.md", "content/en/b.md permalink=/b.html", "content/en/c.md", "content/en/d.md permalink=/e/d.html", "content/fr/x.md alias=/a/", "content/fr/b.html/y.png", "content/fr/c/index.html.pdf", "content/fr/C/Index.md", "content/fr/z.md permalink=/E"},
			want: []string{"a/index.html < en/a.md", "b.html < en/b.md", "c/index.html < en/c.md", "e/d.html < en/d.md",
				"fr/C/Index/index.html < fr/C/Index.md", "fr/E/index.html < fr/z.md", "fr/a/index.html > x", "fr/b.html/y.png = fr/b.html/y.png", "fr/c/index.html < en/c.md (fr)",
				"fr/c/index.html.pdf = fr/c/index.html.pdf", "fr/e/d.html < en/d.md (fr)", "fr/x/index.html < fr/x.md"},
		},
		{
			name:     "a fallback does not move into a disputed place",
			files:    []string{"content/en/a.md permalink=/x/", "content/fr/b.md permalink=/x/", "content/fr/c.md permalink=/x/"},
			want:     []string{"x/index.html < en/a.md"},
			problems: []string{"fr/b.md:2 same-address", "fr/c.md:2 same-address"},
		},
		{
			name:  "the nearer fallback wins",
			files: []string{"content/es/a.md permalink=/x/", "content/es-419/b.md permalink=/x/", "content/es-MX/c.md", "content/en/d.md"},
			want: []string{"d/index.html < en/d.md", "es-419/d/index.html < en/d.md (es-419)", "es-419/x/index.html < es-419/b.md", "es-mx/c/index.html < es-MX/c.md", "es-mx/d/index.html < en/d.md (es-MX)",
				"es-mx/x/index.html < es-419/b.md (es-MX)", "es/d/index.html < en/d.md (es)", "es/x/index.html < es/a.md"},
		},
		{
			name:     "a page in error is no fallback",
			files:    []string{"content/en/a.md permalink=/x/", "content/en/b.md permalink=/x/", "content/en/c.md permalink=..", "content/fr/d.md"},
			want:     []string{"fr/d/index.html < fr/d.md"},
			problems: []string{"en/a.md:2 same-address", "en/b.md:2 same-address", "en/c.md:2 bad-address"},
		},
		{
			name: "another source locale", settings: "source_locale='fr'\n",
			files: []string{"content/en/a.md", "content/fr/b.md"},
			want:  []string{"b/index.html < fr/b.md", "en/a/index.html < en/a.md", "en/b/index.html < fr/b.md (en)"},
		},
		{
			name:  "no source edition",
			files: []string{"content/fr/a.md", "content/es/b.md"},
			want:  []string{"es/b/index.html < es/b.md", "fr/a/index.html < fr/a.md"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, ds := Plan(input(settingsOf(t, c.settings), c.files...))
			if got := table(s); !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
			if got := places(ds); !match(got, c.problems) {
				t.Errorf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.problems, "\n  "))
			}
		})
	}
}

// TestManyPartiesToOneAddress keeps the message of a large dispute readable.
func TestManyPartiesToOneAddress(t *testing.T) {
	lines := []string{"content/en/z.md permalink=/x.html"}
	for i := range 300 {
		lines = append(lines, fmt.Sprintf("content/en/%03d.md permalink=/x.html/%d/", i, i))
	}
	s, ds := Plan(input(DefaultSettings(), lines...))
	if len(table(s)) != 0 || len(ds) != 301 {
		t.Fatalf("%d published, %d problems", len(table(s)), len(ds))
	}
	if m := ds[7].Message; !strings.Contains(m, " and 281 more cannot all be published") || len(m) > 1000 {
		t.Error(m)
	}
}

func TestLookups(t *testing.T) {
	s, ds := Plan(input(DefaultSettings(),
		"content/en/index.md", "content/en/guide/index.md", "content/en/guide/one.md", "content/en/guide/map.png", "content/en/about.md",
		"content/fr/index.md", "content/fr/a-propos.md key=about permalink=/à-propos/", "content/fr/guide/map.png", "content/ar/guide/plan.png"))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	for _, c := range []struct {
		rel     string
		locales []locale.Tag
		want    string
	}{
		{"about.md", []locale.Tag{"en"}, "about"}, {"about", []locale.Tag{"fr", "en"}, "about"}, {"a-propos.md", []locale.Tag{"fr"}, "about"}, {"a-propos", []locale.Tag{"en"}, ""},
		{"guide/one.html", []locale.Tag{"en"}, "guide/one"}, {"guide", []locale.Tag{"fr", "en"}, "guide/index"}, {".", []locale.Tag{"fr"}, "index"}, {"guide/map.png", []locale.Tag{"en"}, ""}, {"", nil, ""},
	} {
		if got, ok := s.Find(c.rel, c.locales...); got != c.want || ok != (c.want != "") {
			t.Errorf("Find(%q, %v) = %q, %v; want %q", c.rel, c.locales, got, ok, c.want)
		}
	}
	for _, c := range []struct {
		rel     string
		locales []locale.Tag
		want    string
	}{
		{"guide/map.png", []locale.Tag{"fr", "en"}, "/fr/guide/map.png"}, {"guide/map.png", []locale.Tag{"es", "en"}, "/guide/map.png"}, {"guide/none.png", []locale.Tag{"en"}, ""}, {"guide/plan.png", []locale.Tag{"ar"}, ""},
	} {
		if got, ok := s.FindResource(c.rel, c.locales...); got.Permalink != c.want || ok != (c.want != "") {
			t.Errorf("FindResource(%q, %v) = %q, %v; want %q", c.rel, c.locales, got.Permalink, ok, c.want)
		}
	}
	for permalink, want := range map[string]Address{
		"/": {Locale: "en", Key: "index"}, "/fr/à-propos/": {Locale: "fr", Key: "about"}, "/guide/map.png": {Locale: "en", Resource: "guide/map.png"},
		"/fr/guide/": {Locale: "fr", Key: "guide/index"}, "/ar/": {}, "/fr/about/": {},
	} {
		if got, ok := s.At(permalink); got != want || ok != (want != Address{}) {
			t.Errorf("At(%q) = %v, %v", permalink, got, ok)
		}
	}
	if s.Edition("ar") != nil || s.Edition("fr").Home() != "index" || s.Variant("about", "fr").File != "content/fr/a-propos.md" || s.Variant("none", "fr") != nil || s.Variant("about", "ar") != nil {
		t.Error("editions and variants")
	}
	if (&Edition{Prefix: "/fr/", Variants: map[string]*Variant{"a": {Permalink: "/fr/a/"}}}).Home() != "" {
		t.Error("a home where none is")
	}
	var tags []string
	for _, v := range s.Alternates("about") {
		tags = append(tags, string(v.Locale)+" "+v.Permalink)
	}
	if !slices.Equal(tags, []string{"en /about/", "fr /fr/à-propos/"}) || s.Alternates("guide/one")[0].Locale != "en" || s.Alternates("nothing") != nil {
		t.Error(tags)
	}
	if !slices.Equal(s.Keys, []string{"about", "guide/index", "guide/one", "index"}) {
		t.Error(s.Keys)
	}
	want := []PageFile{{"content/en/about.md", "en", "about", false, false, false}, {"content/fr/a-propos.md", "fr", "about", false, false, false}}
	for _, f := range want {
		if !slices.Contains(s.Files, f) {
			t.Errorf("no %v in %v", f, s.Files)
		}
	}
}

func TestFilesTellDraftsAndBroken(t *testing.T) {
	s, _ := Plan(input(DefaultSettings(), "content/en/a.md draft=true", "content/fr/a.md", "content/fr/b.md broken", "content/es/c.md", "content/es/d.md key=c"))
	want := []PageFile{
		{"content/en/a.md", "en", "a", true, false, false}, {"content/es/c.md", "es", "c", false, true, false}, {"content/es/d.md", "es", "c", false, true, false},
		{"content/fr/a.md", "fr", "a", true, false, false}, {"content/fr/b.md", "fr", "b", false, true, false},
	}
	if !reflect.DeepEqual(s.Files, want) {
		t.Errorf("%+v", s.Files)
	}
}

// randomLines draws the files of a small site that is full of traps.
func randomLines(t *rapid.T) []string {
	var lines []string
	seen := map[string]bool{}
	for range rapid.IntRange(0, 14).Draw(t, "files") {
		tag := rapid.SampledFrom([]string{"en", "fr", "fr-BE", "es", "es-419", "es-MX", "ar"}).Draw(t, "tag")
		name := rapid.SampledFrom([]string{"index.md", "a.md", "b.md", "A.md", "a.html", "g/index.md", "g/a.md", "e\u0301.md", "é.md", "a.png", "g/a.png", "fr/index.md", "con.md", "404.md"}).Draw(t, "name")
		file := "content/" + tag + "/" + name
		if seen[file] {
			continue
		}
		seen[file] = true
		line := file
		if rapid.IntRange(0, 2).Draw(t, "has permalink") == 0 {
			line += " permalink=" + rapid.SampledFrom([]string{"/", "/a/", "/A", "/a.html", "/a.html/b/", "/fr/", "/é/", "/e\u0301/", "..", "/404.html", "/assets/x/", "/a.png", "/g/a/"}).Draw(t, "permalink")
		}
		if rapid.IntRange(0, 3).Draw(t, "has alias") == 0 {
			line += " alias=" + rapid.SampledFrom([]string{"/old/", "/a/", "/a.html", "/A/", "//x", "/g/"}).Draw(t, "alias")
		}
		if rapid.IntRange(0, 5).Draw(t, "has key") == 0 {
			line += " key=" + rapid.SampledFrom([]string{"a", "b", "index", "../x", "e\u0301"}).Draw(t, "key")
		}
		switch rapid.IntRange(0, 9).Draw(t, "state") {
		case 0:
			line += " draft=true"
		case 1:
			line += " draft=false"
		case 2:
			line += " broken"
		}
		lines = append(lines, line)
	}
	return lines
}

// TestPlanHolds plans random sites.
func TestPlanHolds(t *testing.T) {
	settings := []string{"", "source_locale='fr'\n", "[locales.ar]\nfallback='fr'\n[locales.fr]\nurl='/g/'\n", "[locales.es]\nurl='/fr'\n[locales.fr]\nfallback='es'\n[locales.es-419]\nfallback='fr'\n"}
	rapid.Check(t, func(t *rapid.T) {
		lines := randomLines(t)
		src := rapid.SampledFrom(settings).Draw(t, "settings")
		set, _ := ParseSettings(SettingsFile, []byte(src))
		in := input(set, lines...)
		s, ds := Plan(in)
		outputsAreApart(t, in, s)
		alternatesAreReal(t, s)
		nothingIsMissingWithoutAWord(t, s, ds)
		orderMakesNoDifference(t, in, s, ds)
	})
}

// writers are the outputs of a site, folded, with what writes each.
type writers map[string]string

func (c writers) add(t *rapid.T, output, permalink, who string) {
	if !harmless(output) || !strings.HasPrefix(permalink, "/") || strings.HasPrefix(permalink, "//") || outputOf(permalink) != output {
		t.Fatalf("%s: %q at %q", who, output, permalink)
	}
	if other, taken := c[fold(output)]; taken {
		t.Fatalf("%s and %s both write %s", who, other, output)
	}
	c[fold(output)] = who
}

// outputsAreApart checks that every output is inside the site, can exist, and is nobody else's, and that none is a
// folder of another.
func outputsAreApart(t *rapid.T, in Input, s *Site) {
	outputs := writers{}
	for _, r := range in.Reserved {
		outputs.add(t, r, "/"+r, "Vernacular")
	}
	for _, e := range s.Editions {
		outputs.add(t, strings.TrimPrefix(e.Prefix+"404.html", "/"), e.Prefix+"404.html", "not found")
		editionHolds(t, s, e, outputs)
	}
	for f := range outputs {
		for dir := path.Dir(f); dir != "."; dir = path.Dir(dir) {
			if outputs[dir] != "" {
				t.Fatalf("%s is a file (%s) and a folder (%s)", dir, outputs[dir], outputs[f])
			}
		}
		if reserved(f) != "" {
			t.Fatalf("%s in a reserved folder (%s)", f, outputs[f])
		}
	}
}

// editionHolds checks the variants, redirects and resources of an edition.
func editionHolds(t *rapid.T, s *Site, e *Edition, outputs writers) {
	for key, v := range e.Variants {
		outputs.add(t, v.Output, v.Permalink, v.File+" in "+string(e.Locale))
		if v.Key != key || v.Locale != e.Locale || !strings.HasPrefix(v.Permalink, e.Prefix) || !norm.NFC.IsNormalString(key) {
			t.Fatalf("%+v", v)
		}
		// A fallback shows what is published, from its chain, and only where there is no own page.
		if source := s.Variant(key, v.Text); source == nil || source.Fallback() || source.File != v.File || !slices.Contains(e.Chain, v.Text) {
			t.Fatalf("%+v is of %+v", v, source)
		}
	}
	for _, r := range e.Redirects {
		outputs.add(t, r.Output, r.Permalink, "alias in "+r.File)
		asks := func(t locale.Tag) bool { return strings.HasPrefix(r.File, "content/"+string(t)+"/") }
		if v := e.Variants[r.Key]; v == nil || r.Locale != e.Locale || !slices.ContainsFunc(e.Chain, asks) {
			t.Fatalf("%+v leads to %+v", r, v)
		}
	}
	for _, r := range e.Resources {
		outputs.add(t, r.Output, r.Permalink, r.File)
	}
}

// alternatesAreReal checks that alternates are reciprocal, in the order of tags, and real.
func alternatesAreReal(t *rapid.T, s *Site) {
	for _, key := range s.Keys {
		list := s.Alternates(key)
		for _, v := range list {
			if v.Fallback() || v.Key != key || s.Variant(key, v.Locale) != v {
				t.Fatalf("%+v among the alternates of %s", v, key)
			}
		}
		if !slices.IsSortedFunc(list, func(a, b *Variant) int { return strings.Compare(string(a.Locale), string(b.Locale)) }) {
			t.Fatalf("%v", list)
		}
		for _, e := range s.Editions {
			if v := e.Variants[key]; v != nil && !v.Fallback() && !slices.Contains(list, v) {
				t.Fatalf("%+v is no alternate of %s", v, key)
			}
		}
	}
}

// nothingIsMissingWithoutAWord checks that a page that is neither a draft nor published has a problem at its place or
// where it inherits from.
func nothingIsMissingWithoutAWord(t *rapid.T, s *Site, ds []diag.Diagnostic) {
	errors := map[string]bool{}
	for _, d := range ds {
		if d.Severity == diag.Error {
			errors[d.File] = true
		}
		if d.File == "" {
			t.Fatalf("no place: %v", d)
		}
	}
	for _, f := range s.Files {
		if v := s.Variant(f.Key, f.Locale); !f.Draft && !f.Broken && (v == nil || v.File != f.File) && len(errors) == 0 {
			t.Fatalf("%s is missing without a word", f.File)
		}
	}
}

// orderMakesNoDifference plans the same site from files in another order.
func orderMakesNoDifference(t *rapid.T, in Input, s *Site, ds []diag.Diagnostic) {
	for tag := range in.Heads {
		in.Heads[tag] = rapid.Permutation(in.Heads[tag]).Draw(t, "heads")
	}
	for tag := range in.Resources {
		in.Resources[tag] = rapid.Permutation(in.Resources[tag]).Draw(t, "resources")
	}
	in.Locales = rapid.Permutation(in.Locales).Draw(t, "locales")
	before := fmt.Sprint(in)
	s2, ds2 := Plan(in)
	if !reflect.DeepEqual(s, s2) || !slices.Equal(ds, ds2) || s.Fingerprint() != s2.Fingerprint() {
		t.Fatalf("another order, another site:\n%v\n%v\n%v\n%v", table(s), table(s2), ds, ds2)
	}
	if fmt.Sprint(in) != before {
		t.Fatal("the input was changed")
	}
}

// TestFingerprint knows every change of what is published, and none of where in a file it was written.
func TestFingerprint(t *testing.T) {
	lines := []string{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/x/ alias=/y/", "content/ar/b.md"}
	s, _ := Plan(input(DefaultSettings(), lines...))
	sums := map[[16]byte]string{s.Fingerprint(): "the first"}
	for _, change := range [][]string{
		{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/z/ alias=/y/", "content/ar/b.md"},
		{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/x/ alias=/z/", "content/ar/b.md"},
		{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/x/", "content/ar/b.md"},
		{"content/en/a.md", "content/en/b.png", "content/fr/a.md permalink=/x/ alias=/y/", "content/ar/b.md"},
		{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/x/ alias=/y/"},
		{"content/en/a.md", "content/en/a.png", "content/fr/a.md permalink=/x/ alias=/y/", "content/ar/b.md draft=true"},
		{"content/en/a.html", "content/en/a.png", "content/fr/a.md permalink=/x/ alias=/y/", "content/ar/b.md"},
	} {
		s, _ := Plan(input(DefaultSettings(), change...))
		if other, same := sums[s.Fingerprint()]; same {
			t.Errorf("%v is as %s", change, other)
		}
		sums[s.Fingerprint()] = fmt.Sprint(change)
	}
	in := input(DefaultSettings(), lines...)
	for tag := range maps.Keys(in.Heads) {
		for i := range in.Heads[tag] {
			in.Heads[tag][i].PermalinkPos.Line += 7
			for j := range in.Heads[tag][i].AliasPos {
				in.Heads[tag][i].AliasPos[j].Line += 7
			}
		}
	}
	if moved, _ := Plan(in); moved.Fingerprint() != s.Fingerprint() {
		t.Error("the place in a file is a part of the site")
	}
}

func BenchmarkPlan(b *testing.B) {
	var lines []string
	for _, tag := range []string{"en", "fr", "es", "ar", "ru", "zh-Hans", "de", "pt-BR"} {
		for i := range 500 {
			lines = append(lines, fmt.Sprintf("content/%s/part-%d/page-%d.md permalink=/part-%d/%s-%d/", tag, i%9, i, i%9, strings.ToLower(tag), i))
		}
	}
	in := input(DefaultSettings(), lines...)
	for b.Loop() {
		Plan(in)
	}
}
