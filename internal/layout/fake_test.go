package layout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// fake is a site of four editions and four pages, held in maps. Partials are layouts compiled on demand,
// rendered as build renders them: first with the least scope.
type fake struct {
	titles    map[string]Text // by "key tag"
	params    map[string]any  // by "key tag path"
	bodies    map[string]string
	messages  map[string]string // by "id tag"
	partials  map[string]string
	compiled  map[string]*Layout // by name and source
	publisher Publisher
	contact   Contact
	documents []Document
	asked     map[string]int // how often each partial was really rendered, by "name scope"
}

const base = "https://example.org/sub"

func newFake() *fake {
	return &fake{
		titles: map[string]Text{
			"index en": {"Home", "en"}, "index fr": {"Accueil", "fr"}, "index ar": {"الرئيسية", "ar"}, "index he": {"Home", "en"},
			"about en": {"About & more", "en"}, "about fr": {"À propos", "fr"}, "about ar": {"About & more", "en"}, "about he": {"حول", "ar"},
		},
		params:   map[string]any{"index en hero.image": "img/a.jpg"},
		bodies:   map[string]string{"index en": "<p>Body</p>", "index fr": "<p>Corps</p>"},
		messages: map[string]string{"hello en": "Hello", "hello fr": "Bonjour", "only en": "Only <English>", "n en": "%d pages", "n fr": "%d pages", "who en": "Dear {Who}", "who fr": "Cher {Who}"},
		partials: map[string]string{},
		compiled: map[string]*Layout{},
		asked:    map[string]int{},
	}
}

var fakeTags = []locale.Tag{"ar", "en", "fr", "he"}

func (f *fake) Locale(t locale.Tag) Locale {
	return Locale{Tag: string(t), Dir: t.Direction(), Name: t.Autonym(), Script: t.Script()}
}
func (f *fake) NameIn(t, in locale.Tag) Text {
	name, from := t.NameFrom(in)
	return Text{name, from}
}
func (f *fake) SourceLocale() locale.Tag    { return "en" }
func (f *fake) Editions() []locale.Tag      { return fakeTags }
func (f *fake) Pages(t locale.Tag) []string { return []string{"about", "index"} }
func (f *fake) Home(t locale.Tag) string {
	if t == "he" {
		return ""
	}
	return "index"
}
func (f *fake) Has(key string, t locale.Tag) bool {
	_, ok := f.Variant(key, t)
	return ok
}
func (f *fake) address(key string, t locale.Tag) Address {
	p := "/sub/" + string(t) + "/" + key + "/"
	return Address{Locale: t, Dir: t.Direction(), Name: t.Autonym(), Permalink: p, URL: "https://example.org" + p}
}
func (f *fake) Alternates(key string) []Address {
	switch key {
	case "index":
		return []Address{f.address(key, "ar"), f.address(key, "en"), f.address(key, "fr")}
	case "about":
		return []Address{f.address(key, "en"), f.address(key, "fr")}
	case "local":
		return []Address{f.address(key, "fr")}
	}
	return nil
}
func (f *fake) Variant(key string, t locale.Tag) (Variant, bool) {
	if key != "index" && key != "about" && !(key == "local" && t == "fr") {
		return Variant{Address: f.address(key, t), Text: t, Translation: "source"}, key == ""
	}
	v := Variant{Address: f.address(key, t), Text: f.titles[key+" "+string(t)].Locale, Home: key == "index", Translation: "draft", Canonical: f.address(key, t).URL}
	if key == "local" {
		v.Text = t
	}
	if v.Text == "en" {
		v.Translation, v.Canonical = "source", f.address(key, "en").URL
	}
	return v, true
}
func (f *fake) Fingerprint(key string, t locale.Tag) string { return "" }

func (f *fake) OfflineCopy(locale.Tag) Published { return Published{} }

func (f *fake) Freshness(key string, t locale.Tag) Freshness { return Freshness{} }

func (f *fake) Title(key string, t locale.Tag) Text { return f.titles[key+" "+string(t)] }
func (f *fake) Description(key string, t locale.Tag) Text {
	return f.titles["description of "+key+" "+string(t)]
}
func (f *fake) Param(key string, t locale.Tag, path string) (any, locale.Tag, bool) {
	for _, from := range []locale.Tag{t, "en"} {
		if v, ok := f.params[key+" "+string(from)+" "+path]; ok {
			return v, from, true
		}
	}
	return nil, "", false
}
func (f *fake) Body(key string, t locale.Tag) string {
	if b, ok := f.bodies[key+" "+string(t)]; ok {
		return b
	}
	return f.bodies[key+" en"]
}
func (f *fake) Headings(key string, t locale.Tag) []Heading {
	return []Heading{{Level: 2, ID: "one", Text: "One & 1"}, {Level: 3, ID: "two", Text: "Two"}}
}
func (f *fake) Message(t locale.Tag, id string, count any, fields map[string]any) (string, locale.Tag, error) {
	from := t
	text, ok := f.messages[id+" "+string(t)]
	if !ok {
		from = "en"
		if text, ok = f.messages[id+" en"]; !ok {
			return "", "", &Problem{Code: "message-missing", Message: fmt.Sprintf("there is no message %q", id)}
		}
	}
	text = Escape(text)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		s := Escape(fmt.Sprint(v))
		if h, ok := v.(Markup); ok {
			s = string(h)
		}
		text = strings.ReplaceAll(text, "{"+name+"}", s)
	}
	return strings.ReplaceAll(text, "%d", Escape(fmt.Sprint(count))), from, nil
}
func (f *fake) Asset(name string) (Asset, error) {
	if name == "" || strings.Contains(name, "none") {
		return Asset{}, &Problem{Code: "asset-missing", Message: "there is no file " + name, Hint: "look"}
	}
	return Asset{URL: "/sub/assets/" + name, Integrity: "sha256-abc+/=", Size: 7}, nil
}
func (f *fake) Picture(name string, widths []int) (Picture, error) {
	a, err := f.Asset(name)
	return Picture{Src: a.URL, Srcset: Srcset(a.URL + " 480w, " + a.URL + " 800w"), Width: 800, Height: len(widths)}, err
}
func (f *fake) HasAsset(name string) bool {
	_, err := f.Asset(name)
	return err == nil
}
func (f *fake) FileBeside(t locale.Tag, name string) string {
	if name != "a.pdf" {
		return ""
	}
	return "/sub/" + string(t) + "/a.pdf"
}
func (f *fake) Publisher(t locale.Tag) Publisher  { return f.publisher }
func (f *fake) Contact() Contact                  { return f.contact }
func (f *fake) Contribute() Contribute            { return Contribute{Language: "mr"} }
func (f *fake) Documents(t locale.Tag) []Document { return f.documents }
func (f *fake) Policy() string {
	return "default-src 'none'; img-src 'self' https://images.example.org"
}

func (f *fake) AbsURL(path string) string { return base + path }

func (f *fake) Partial(r *Render, name string, dot any) (string, error) {
	src := f.partials[name]
	id := name + "\n" + src
	l := f.compiled[id]
	if l == nil {
		var ds []diag.Diagnostic
		if l, ds = Compile(File{PartialPath(name), []byte(src)}); l == nil {
			return "", &Problem{Message: ds[0].Message}
		}
		f.compiled[id] = l
	}
	key, t, keyScope, localeScope, isPage := PageArgument(dot)
	if !isPage || keyScope != OfPage || localeScope != OfEdition {
		inner := *r
		inner.Depth++
		text, d, more := rendered(l, &inner, Rebind(dot, &inner))
		return text, failure(d, more)
	}
	needs := Scope(0)
	for _, s := range []Scope{OfEdition, OfPage, OfVariant} {
		if r.Scope&s != s || s&needs != needs {
			continue
		}
		inner := &Render{Site: f, Scope: s}
		if s&OfPage != 0 {
			inner.Key = key
		}
		if s&OfEdition != 0 {
			inner.Locale = t
		}
		text, d, more := rendered(l, inner, inner.Dot())
		if more == nil {
			f.asked[fmt.Sprintf("%s %d", name, s)]++
			return text, failure(d, nil)
		}
		needs |= more.Scope &^ s
	}
	return "", &NeedsMore{r.Scope | needs}
}

func failure(d *diag.Diagnostic, more *NeedsMore) error {
	if more != nil {
		return more
	}
	if d != nil {
		return &Problem{Code: d.Code, Message: d.String()}
	}
	return nil
}

const page = "layouts/page.html"

func compile(t testing.TB, src string) *Layout {
	t.Helper()
	l, ds := Compile(File{page, []byte(src)})
	if l == nil {
		t.Fatalf("%s\n%v", src, ds)
	}
	return l
}

// execute renders a layout for a page in an edition.
func execute(t testing.TB, s Site, src, key string, tag locale.Tag) (string, *diag.Diagnostic) {
	t.Helper()
	r := &Render{Site: s, Scope: OfVariant, Key: key, Locale: tag}
	text, d, more := rendered(compile(t, src), r, r.Dot())
	if more != nil {
		t.Fatalf("%s needs more than everything", src)
	}
	return text, d
}

// rendered is what a layout prints, as a text.
func rendered(l *Layout, r *Render, dot any) (string, *diag.Diagnostic, *NeedsMore) {
	out, d, more := l.Execute(r, dot)
	return string(out), d, more
}
