package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lawSite is the folder of a site with the random editor that changes it. Beside the seed the editor knows only
// what it reads in the folder, because a checkout of another branch may change everything.
type lawSite struct {
	testing.TB
	dir    string
	what   *rand.Rand // decides which edits are made
	how    *rand.Rand // decides how a file is saved and how long that takes
	texts  int        // how many texts have been written: no two are equal
	branch string     // the branch that is checked out; empty without git
	bin    string     // the program, for the edits that it makes itself
	good   map[string][]byte
	log    []string // the edits of the burst, with how each was saved
}

// Pages and locales that a site may have. Every site has an English and a French home page, because either
// language may become the source.
var (
	lawKeys    = []string{"index", "about", "c", "guide/index", "guide/deep", "news/one", "map"}
	lawLocales = []string{"ar", "he", "ja", "zh-Hans", "pt", "pt-BR", "es-MX", "ru", "ko", "rw"}
	// lawAddresses are few, so that an address often passes from one page to another.
	lawAddresses = []string{"/x/", "/y/", "/z/", "/about/", "/日本/", "/حول/", "/über.html", "/c/", "/guide/", "/old.html", "/news/", "/deep/x/"}
	lawWords     = map[string]string{
		"en": "The vote is secret and everybody may watch the count", "fr": "Le vote est secret et chacun peut voir le dépouillement",
		"ar": "التصويت سري ويجوز للجميع مشاهدة الفرز", "he": "ההצבעה חשאית וכל אדם רשאי לצפות בספירה",
		"ja": "投票は秘密であり、誰でも開票を見ることができます", "zh-Hans": "投票是秘密的，任何人都可以观看计票",
		"pt": "O voto é secreto e todos podem ver a contagem", "pt-BR": "O voto é sigiloso e todos podem ver a apuração",
		"es-MX": "El voto es secreto y todos pueden ver el conteo", "ru": "Голосование тайное, и каждый может видеть подсчёт",
		"ko": "투표는 비밀이며 누구나 개표를 볼 수 있습니다", "rw": "Amatora ni ibanga kandi buri wese ashobora kureba",
	}
)

// lawSettings is what site.toml says. Its first line holds them as JSON, for the editor to read again.
type lawSettings struct {
	Base, Source  string
	Threshold     float64
	URL, Fallback map[string]string
	Headers       map[string]string
	Links         map[string]string
}

func (c lawSettings) toml() []byte {
	var b bytes.Buffer
	line, _ := json.Marshal(c)
	fmt.Fprintf(&b, "# %s\nbase_url = %q\n", line, c.Base)
	if c.Source != "en" {
		fmt.Fprintf(&b, "source_locale = %q\n", c.Source)
	}
	for _, tag := range slices.Sorted(maps.Keys(lawWords)) {
		if c.URL[tag] == "" && c.Fallback[tag] == "" {
			continue
		}
		fmt.Fprintf(&b, "[locales.%s]\n", tag)
		if c.URL[tag] != "" {
			fmt.Fprintf(&b, "url = %q\n", c.URL[tag])
		}
		if c.Fallback[tag] != "" {
			fmt.Fprintf(&b, "fallback = %q\n", c.Fallback[tag])
		}
	}
	for _, table := range []struct {
		name string
		keys map[string]string
	}{{"headers", c.Headers}, {"links", c.Links}} {
		if len(table.keys) > 0 {
			fmt.Fprintf(&b, "[%s]\n", table.name)
		}
		for _, key := range slices.Sorted(maps.Keys(table.keys)) {
			fmt.Fprintf(&b, "%q = %q\n", key, table.keys[key])
		}
	}
	if c.Threshold > 0 {
		fmt.Fprintf(&b, "[publish]\nthreshold = %.1f\n", c.Threshold)
	}
	return b.Bytes()
}

// settings reads what toml wrote. A site.toml that is broken or gone counts as the defaults.
func (s *lawSite) settings() lawSettings {
	c := lawSettings{Base: "https://law.example/", Source: "en"}
	line, _, _ := strings.Cut(string(s.read("site.toml")), "\n")
	json.Unmarshal([]byte(strings.TrimPrefix(line, "# ")), &c)
	for _, m := range []*map[string]string{&c.URL, &c.Fallback, &c.Headers, &c.Links} {
		if *m == nil {
			*m = map[string]string{}
		}
	}
	return c
}

func (s *lawSite) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// read returns the bytes of a file, nil if there is none.
func (s *lawSite) read(name string) []byte {
	b, _ := os.ReadFile(s.path(name))
	return b
}

// has reports whether the site has a file.
func (s *lawSite) has(name string) bool {
	_, err := os.Lstat(s.path(name))
	return err == nil
}

func (s *lawSite) must(err error) {
	if err != nil {
		s.Helper()
		s.Fatal(err)
	}
}

// put writes a file without any ceremony, before the program has seen the site.
func (s *lawSite) put(name string, data []byte) {
	s.must(os.MkdirAll(filepath.Dir(s.path(name)), 0o777))
	s.must(os.WriteFile(s.path(name), data, 0o666))
}

// files returns the site's files below a folder whose names end in one of the endings, sorted.
func (s *lawSite) files(dir string, endings ...string) []string {
	var names []string
	filepath.WalkDir(s.path(dir), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (len(endings) == 0 || slices.Contains(endings, filepath.Ext(name))) {
			rel, _ := filepath.Rel(s.dir, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	return names
}

func (s *lawSite) pages() []string { return s.files("content", ".md") }

// tags returns the locales that have a folder of pages, sorted.
func (s *lawSite) tags() []string {
	var tags []string
	list, _ := os.ReadDir(s.path("content"))
	for _, d := range list {
		if d.IsDir() {
			tags = append(tags, d.Name())
		}
	}
	return tags
}

// splitName cuts content/<tag>/<key>.md.
func splitName(name string) (tag, key string) {
	tag, key, _ = strings.Cut(strings.TrimPrefix(name, "content/"), "/")
	return tag, strings.TrimSuffix(key, ".md")
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

func (s *lawSite) chance(percent int) bool { return s.what.IntN(100) < percent }

// sentence returns a text that no other place has.
func (s *lawSite) sentence(tag string) string {
	s.texts++
	words, ok := lawWords[tag]
	if !ok {
		words = lawWords["en"]
	}
	return fmt.Sprintf("%s %d.", words, s.texts)
}

// pageText makes a page. All variants of one key have the same structure, so that translations can be compared.
func (s *lawSite) pageText(tag, key string) string {
	var matter []string
	add := func(percent int, format string, args ...any) {
		if s.chance(percent) {
			matter = append(matter, fmt.Sprintf(format, args...))
		}
	}
	add(50, "title: %s", strings.TrimSuffix(s.sentence(tag), "."))
	add(30, "description: %s", strings.TrimSuffix(s.sentence(tag), "."))
	add(25, "color: c%d", s.what.IntN(9))
	add(25, "hero: img/%s.png", pick(s.what, []string{"a", "b"}))
	if key != "index" {
		if address := s.freeAddress(); address != "" {
			add(40, "permalink: %s", address)
		}
		if address := s.freeAddress(); address != "" {
			add(25, "aliases: [%s]", address)
		}
		add(8, "draft: true")
	}
	if tag != s.settings().Source {
		add(50, "translation: %s", pick(s.what, []string{"machine", "draft", "reviewed"}))
	}
	var b strings.Builder
	if len(matter) > 0 {
		b.WriteString("---\n" + strings.Join(matter, "\n") + "\n---\n")
	}
	up := strings.Repeat("../", strings.Count(key, "/"))
	fmt.Fprintf(&b, "# %s\n\n%s See [this](%sc.md) and [that](%sabout.md#part).\n\n", s.sentence(tag), s.sentence(tag), up, up)
	if strings.HasPrefix(key, "guide") || key == "map" {
		b.WriteString("![map](map.png) and [paper](paper.pdf)\n\n")
	}
	fmt.Fprintf(&b, "## Part\n\n- %s\n- %s\n", s.sentence(tag), s.sentence(tag))
	if !s.chance(20) {
		fmt.Fprintf(&b, "\n%s [Them](ifes.org)\n", s.sentence(tag))
	}
	return b.String()
}

// freeAddress returns an address that no page asks for, or "".
func (s *lawSite) freeAddress() string {
	taken := ""
	for _, name := range s.pages() {
		taken += string(s.read(name))
	}
	for range 5 {
		if a := pick(s.what, lawAddresses); !strings.Contains(taken, a) {
			return a
		}
	}
	return ""
}

func (s *lawSite) catalog(tag string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "m = %q\n", s.sentence(tag))
	if s.chance(80) {
		fmt.Fprintf(&b, "greet = %q\n", "{{.Name}}: "+s.sentence(tag))
	}
	b.WriteString("[n]\n")
	switch tag { // languages without or with more forms than English
	case "en", "fr", "he", "pt", "pt-BR", "es-MX":
		fmt.Fprintf(&b, "one = %q\n", "{{.Count}} "+s.sentence(tag))
	case "ru":
		fmt.Fprintf(&b, "one = %q\nfew = %q\nmany = %q\n", "{{.Count}} A", "{{.Count}} B", "{{.Count}} C")
	}
	fmt.Fprintf(&b, "other = %q\n", "{{.Count}} "+s.sentence(tag))
	return []byte(b.String())
}

func (s *lawSite) layout() []byte {
	s.texts++
	var widths []string
	for _, w := range []int{30, 60, 90} {
		if s.chance(60) || slices.Contains(strings.Split(*lawNot, ","), "width") {
			widths = append(widths, fmt.Sprint(w))
		}
	}
	if widths == nil {
		widths = []string{"60"}
	}
	picture := func(of string) string {
		return `{{with picture ` + of + " " + strings.Join(widths, " ") + `}}<img src="{{.Src}}" srcset="{{.Srcset}}" width="{{.Width}}" height="{{.Height}}" alt="">{{end}}`
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"{{.Lang}}\" dir=\"{{.Dir}}\"><head><title>{{plain .Title}}</title>\n{{partial \"head.html\" .}}</head>\n<body class=\"v%d\">\n", s.texts)
	b.WriteString(`<h1>{{.Title}}</h1>{{t "m"}} {{t "n" 3}}{{if .IsFallback}} fallback{{end}} {{.Translation}} {{.Stale}} {{.Missing}} {{.Param "color"}}` + "\n")
	if s.chance(60) {
		b.WriteString(picture(`"img/a.png"`) + "\n")
	}
	if s.chance(50) {
		b.WriteString(`{{with .Param "hero"}}` + picture(".") + "{{end}}\n")
	}
	b.WriteString("{{.Content}}\n{{partial \"foot.html\" .}}</body></html>\n")
	return []byte(b.String())
}

// partials returns the text of one of the site's partials.
func (s *lawSite) partial(name string) []byte {
	s.texts++
	if name == "head.html" {
		text := fmt.Sprintf("<meta name=\"v\" content=\"%d\">{{with asset \"css/main.css\"}}<link rel=\"stylesheet\" href=\"{{.URL}}\">{{end}}\n", s.texts)
		if s.chance(80) {
			text += `<link rel="canonical" href="{{.Canonical}}">{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}` + "\n"
		}
		return []byte(text)
	}
	text := fmt.Sprintf("<footer>%d {{t \"m\"}}", s.texts)
	if s.chance(70) {
		text += `<ul>{{range .Pages}}<li><a href="{{.Permalink}}">{{.Title}}</a></li>{{end}}</ul>`
	}
	if s.chance(30) {
		text += `{{with .Page "about"}}<a href="{{.Permalink}}">{{.Title}}</a>{{end}}`
	}
	return []byte(text + "</footer>\n")
}

func (s *lawSite) sheet(name string) []byte {
	s.texts++
	if name != "main.css" {
		return fmt.Appendf(nil, "p { margin: %dpx }\n", s.texts)
	}
	text := ""
	for _, other := range []string{"a.css", "b.css"} {
		if s.chance(60) {
			text += "@import \"" + other + "\";\n"
		}
	}
	return fmt.Appendf(nil, "%sbody { margin: %dpx; background: url(../img/%s.png) }\n", text, s.texts, pick(s.what, []string{"a", "b"}))
}

func (s *lawSite) picture() []byte {
	s.texts++
	m := image.NewRGBA(image.Rect(0, 0, 100, 8))
	for x := range 100 {
		m.Set(x, s.texts%8, color.RGBA{uint8(s.texts), uint8(x), uint8(s.texts >> 8), 255})
	}
	var b bytes.Buffer
	s.must(png.Encode(&b, m))
	return b.Bytes()
}

// beside returns the bytes of a file beside a page.
func (s *lawSite) beside(name string) []byte {
	if strings.HasSuffix(name, ".png") {
		return s.picture()
	}
	s.texts++
	return fmt.Appendf(nil, "%%PDF-1.4\n%% %06d\n%%%%EOF\n", s.texts)
}

// create makes a site with a little of everything.
func (s *lawSite) create() {
	c := s.settings()
	if s.chance(30) {
		c.Source = "fr"
	}
	tags := []string{"en", "fr"}
	for _, i := range s.what.Perm(len(lawLocales))[:1+s.what.IntN(3)] {
		tags = append(tags, lawLocales[i])
	}
	s.put("site.toml", c.toml())
	for _, tag := range tags {
		for _, key := range lawKeys {
			if key == "index" && (tag == "en" || tag == "fr") || s.chance(map[bool]int{true: 80, false: 50}[tag == c.Source]) {
				s.put("content/"+tag+"/"+key+".md", []byte(s.pageText(tag, key)))
			}
		}
		if tag == c.Source || s.chance(80) {
			s.put("locales/active."+tag+".toml", s.catalog(tag))
		}
		for _, name := range []string{"map.png", "paper.pdf", "guide/map.png", "guide/paper.pdf"} {
			if tag == c.Source && s.chance(80) || s.chance(20) {
				s.put("content/"+tag+"/"+name, s.beside(name))
			}
		}
	}
	for range 3 {
		s.changeSetting(&c)
	}
	if s.chance(30) {
		s.changeURL(&c)
	}
	s.put("site.toml", c.toml())
	s.put("layouts/page.html", s.layout())
	if s.chance(50) {
		s.put("layouts/404.html", s.layout())
	}
	for _, name := range []string{"head.html", "foot.html"} {
		s.put("layouts/partials/"+name, s.partial(name))
	}
	for _, name := range []string{"main.css", "a.css", "b.css"} {
		s.put("assets/css/"+name, s.sheet(name))
	}
	for _, name := range []string{"a.png", "b.png"} {
		s.put("assets/img/"+name, s.picture())
	}
	for _, tag := range tags[1:] {
		if s.chance(40) {
			s.accept(tag)
		}
	}
}
