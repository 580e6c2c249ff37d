package layout

import (
	"html/template"
	"strings"
	"time"

	"vernacular/internal/locale"
)

// Text is a text together with the locale that it is in.
type Text struct {
	Value  string
	Locale locale.Tag
}

// Locale is a language as layouts see it.
type Locale struct {
	Tag    string // BCP 47
	Dir    string // "ltr" or "rtl"
	Name   string // autonym
	Script string // ISO 15924

	Language string // ISO 639
	Region   string // ISO 3166-1: the tag's, or the likely one (CLDR)
}

// String is the locale's tag.
func (l Locale) String() string { return l.Tag }

// Address is where a variant stands.
type Address struct {
	Locale    locale.Tag
	Dir       string // of the locale, "ltr" or "rtl"
	Name      string // the locale's autonym
	Permalink string // path with the base URL's path, percent-encoded
	URL       string // absolute if the site has a base URL
}

// Variant is what is known of a page in an edition without reading its text.
type Variant struct {
	Address
	Text        locale.Tag // of the page file; differs from Locale on a whole fallback
	Home        bool
	ForAll      bool   // see [Page.IsForAll]
	Translation string // source, machine, draft or reviewed
	Translator  string // who translated its own text, "" if it does not say
	From        string // the fingerprint of the source text that the translation was made from, "" if it does not say
	Canonical   string
	TextFile    Published // the page file that the text comes from
	PO, XLIFF   Published // the page for translation tools
}

// Asset is a published file.
type Asset struct {
	URL       string
	Integrity string
	Size      int
}

// Markup is text that is HTML already and is printed as it is.
type Markup = template.HTML

// Srcset is the value of a srcset attribute.
type Srcset = template.Srcset

// Escape makes text safe to stand in markup.
func Escape(s string) string { return template.HTMLEscapeString(s) }

// String is the asset's address, so that href="{{asset "img/icon.svg"}}" works.
func (a Asset) String() string { return a.URL }

// Picture is a published picture in several widths.
type Picture struct {
	Src           string // the address of the largest
	Srcset        Srcset
	Width, Height int // of the largest, in pixels
}

// String is the address of the largest picture.
func (p Picture) String() string { return p.Src }

// Heading is a heading of a page's body.
type Heading struct {
	Level int
	ID    string
	Text  string
	Lang  string // of the text where that is not the page's, else ""
}

// String is the heading's text.
func (h Heading) String() string { return h.Text }

// Site answers the questions of layouts. Implementations record what was asked.
type Site interface {
	Locale(t locale.Tag) Locale
	SourceLocale() locale.Tag
	Editions() []locale.Tag
	Pages(t locale.Tag) []string       // keys of all pages of an edition, sorted
	Home(t locale.Tag) string          // key of the edition's home, "" if none
	Alternates(key string) []Address   // of the real variants, by tag
	Has(key string, t locale.Tag) bool // an edition has a page, and the page has an output
	Variant(key string, t locale.Tag) (Variant, bool)
	Fingerprint(key string, t locale.Tag) string // of the variant's own text
	NameIn(t, in locale.Tag) Text                // of a language, in another one where that has a name for it
	OfflineCopy(t locale.Tag) Published          // of an edition
	Title(key string, t locale.Tag) Text
	Description(key string, t locale.Tag) Text
	Param(key string, t locale.Tag, path string) (value any, from locale.Tag, ok bool)
	Body(key string, t locale.Tag) string // HTML
	Headings(key string, t locale.Tag) []Heading
	Freshness(key string, t locale.Tag) Freshness
	// Message formats a message; the text comes escaped, fields of type template.HTML go in as they are.
	Message(t locale.Tag, id string, count any, fields map[string]any) (html string, from locale.Tag, err error)
	Asset(name string) (Asset, error)
	Picture(name string, widths []int) (Picture, error)
	HasAsset(name string) bool
	FileBeside(t locale.Tag, name string) string // the address of a file beside the pages of an edition, "" if there is none
	Publisher(t locale.Tag) Publisher
	Contact() Contact
	Contribute() Contribute
	Documents(t locale.Tag) []Document
	AbsURL(path string) string
	Policy() string // the Content-Security-Policy of a page that loads only the site's styles and pictures
	// Partial renders a partial for r, whose scope it must respect.
	Partial(r *Render, name string, dot any) (string, error)
}

// Scope is what a rendering may know. A partial is first tried with less, so that its text can be
// shared by all for whom it would be the same.
type Scope uint8

// What a rendering may know: the edition's locale, the page's key, or both.
const (
	OfEdition Scope = 1 << iota
	OfPage
	OfVariant = OfEdition | OfPage
)

// NeedsMore is the error of a rendering that asked for what is beyond its scope.
type NeedsMore struct{ Scope Scope }

// Error makes NeedsMore an error.
func (n *NeedsMore) Error() string { return "this rendering asks for more than its scope holds" }

// Render is one execution of a layout: for a page in an edition, or, with a smaller scope, for all pages
// of the edition or all editions of the page.
type Render struct {
	Site   Site
	Scope  Scope
	Key    string     // "" unless the scope holds the page
	Locale locale.Tag // "" unless the scope holds the edition
	Depth  int        // of partials that are not remembered

	// When the rendering of a page takes longer than Deadline (0: for ever), Overrun is called with words
	// for it, in a goroutine of its own: a template cannot be stopped, but its process can. Partials of the
	// rendering count as parts of it.
	Deadline time.Duration
	Overrun  func(name string)
}

// Dot is the page that the rendering is for.
func (r *Render) Dot() Page { return Page{r, r.Key, r.Locale, OfPage, OfEdition} }

func (r *Render) name() string {
	switch r.Scope {
	case OfEdition:
		return "the " + string(r.Locale) + " edition"
	case OfPage:
		return "page " + r.Key
	}
	if r.Key == "" {
		return "the not-found page in " + string(r.Locale)
	}
	return "page " + r.Key + " in " + string(r.Locale)
}

func (r *Render) need(s Scope) {
	if r.Scope&s != s {
		panic(&NeedsMore{r.Scope | s})
	}
}

func (r *Render) edition() locale.Tag {
	r.need(OfEdition)
	return r.Locale
}

// markup gives a text ready to print in a page of the rendering's locale.
func (r *Render) markup(t Text) template.HTML {
	if t.Value == "" {
		return ""
	}
	return r.inLanguage(template.HTMLEscapeString(t.Value), t.Locale, r.edition(), "span")
}

// inLanguage wraps markup in an element that says its language, when that is not the one of the text around it.
func (r *Render) inLanguage(markup string, from, to locale.Tag, element string) template.HTML {
	if from != to && from != "" {
		l := r.Site.Locale(from)
		dir := ""
		if l.Dir != r.Site.Locale(to).Dir {
			dir = ` dir="` + l.Dir + `"`
		}
		markup = "<" + element + ` lang="` + template.HTMLEscapeString(l.Tag) + `"` + dir + ">" + markup + "</" + element + ">"
	}
	return template.HTML(markup)
}

// Page is a page in an edition: the dot of every layout.
type Page struct {
	r          *Render
	key        string
	loc        locale.Tag
	keyScope   Scope // what one must know to know the key
	localeNeed Scope // and the locale
}

func (p Page) k() string     { p.r.need(p.keyScope); return p.key }
func (p Page) l() locale.Tag { p.r.need(p.localeNeed); return p.loc }
func (p Page) v() Variant {
	v, _ := p.r.Site.Variant(p.k(), p.l())
	return v
}

// Key is the page's key: its path below content/<tag>/ without extension, or its translation_key.
func (p Page) Key() string { return p.k() }

// Title is the page's title; when the front matter has none, its first heading.
func (p Page) Title() template.HTML { return p.r.markup(p.r.Site.Title(p.k(), p.l())) }

// Description is the front matter's description.
func (p Page) Description() template.HTML { return p.r.markup(p.r.Site.Description(p.k(), p.l())) }

// Content is the page's body. Text in another language than the edition's says so.
func (p Page) Content() template.HTML {
	body := p.r.Site.Body(p.k(), p.l())
	return p.r.inLanguage(body, p.v().Text, p.r.edition(), "div")
}

// Headings are the headings of the body: each has .Level, .ID and .Text, and .Lang where the text is in another language.
func (p Page) Headings() []Heading { return p.r.Site.Headings(p.k(), p.l()) }

// Param is a value of the front matter by its dotted path ("hero.callout.alt"), inherited along the
// fallback chain; nil when there is none. Texts come ready to print.
func (p Page) Param(path string) any {
	v, from, ok := p.r.Site.Param(p.k(), p.l(), path)
	if !ok {
		return nil
	}
	return p.r.value(v, from)
}

// value makes the texts in a value of the front matter ready to print.
func (r *Render) value(v any, from locale.Tag) any {
	switch v := v.(type) {
	case string:
		return r.markup(Text{v, from})
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = r.value(item, from)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, item := range v {
			out[k] = r.value(item, from)
		}
		return out
	}
	return v
}

// Lang is the edition's BCP 47 tag.
func (p Page) Lang() string { return string(p.l()) }

// Dir is the edition's writing direction, "ltr" or "rtl".
func (p Page) Dir() string { return p.Locale().Dir }

// Locale is the edition's locale.
func (p Page) Locale() Locale { return p.r.Site.Locale(p.l()) }

// TextLocale is the locale of the body; it differs from Locale on a page that falls back whole.
func (p Page) TextLocale() Locale { return p.r.Site.Locale(p.v().Text) }

// IsFallback tells whether the page shows another locale's text because the edition has none.
func (p Page) IsFallback() bool { v := p.v(); return v.Text != v.Locale }

// IsSource tells whether the edition is the one that translations are made from.
func (p Page) IsSource() bool { return p.l() == p.r.Site.SourceLocale() }

// IsHome tells whether the page stands at the edition's root.
func (p Page) IsHome() bool { return p.v().Home }

// IsForAll tells whether this is the not-found page that servers send to the readers of every edition: most know only
// the one at the site's root.
func (p Page) IsForAll() bool { return p.v().ForAll }

// Translation says how the text came to be: "source", "machine", "draft" or "reviewed".
func (p Page) Translation() string { return p.v().Translation }

// Fingerprint is the SHA-256 of the file that has the page's text, 64 hexadecimal digits: it tells two copies of a text
// apart, and no other page's edit changes it.
func (p Page) Fingerprint() string { return p.r.Site.Fingerprint(p.k(), p.l()) }

// TranslatedFrom is the beginning of the Fingerprint that the source page had when the translation was made, 16 digits, as
// its front matter's translated_from says; "" if it does not say.
func (p Page) TranslatedFrom() string { return p.v().From }

// SourceChanged tells whether the source page has another Fingerprint by now than TranslatedFrom says.
func (p Page) SourceChanged() bool {
	from, source := p.TranslatedFrom(), p.Source()
	return from != "" && source != nil && !strings.HasPrefix(source.Fingerprint(), from)
}

// Permalink is the page's address as a path, percent-encoded, with the base URL's path in front.
func (p Page) Permalink() string { return p.v().Permalink }

// URL is the page's absolute address; a path when the site has no base_url.
func (p Page) URL() string { return p.v().URL }

// Canonical is the address to tell search engines: the page's own, or on a whole fallback that of the
// page whose text it shows.
func (p Page) Canonical() string { return p.v().Canonical }

// Alternates are the variants of the page that really exist and have no error, this one included, by tag.
func (p Page) Alternates() []Alternate {
	list := p.r.Site.Alternates(p.k())
	out := make([]Alternate, len(list))
	for i, a := range list {
		out[i] = Alternate{a.Locale, string(a.Locale), a.Dir, a.Name, a.Permalink, a.URL, p}
	}
	return out
}

// XDefault is the address for readers of no listed language: the source variant's, "" if there is none.
func (p Page) XDefault() string {
	source := p.r.Site.SourceLocale()
	for _, a := range p.r.Site.Alternates(p.k()) {
		if a.Locale == source {
			return a.URL
		}
	}
	return ""
}

// Source is the page in the source locale; nil when it does not exist there.
func (p Page) Source() *Page {
	source := p.r.Site.SourceLocale()
	for _, a := range p.r.Site.Alternates(p.k()) {
		if a.Locale == source {
			return &Page{p.r, p.key, source, p.keyScope, 0}
		}
	}
	return nil
}

// Home is the page at the edition's root; nil when there is none. While that page has an error it is the home page of the source
// locale, so that nobody is sent to an address that may lead nowhere.
func (p Page) Home() *Page {
	k := p.r.Site.Home(p.l())
	if k == "" {
		return nil
	}
	if p.r.Site.Has(k, p.l()) {
		return &Page{p.r, k, p.loc, p.localeNeed, p.localeNeed}
	}
	source := p.r.Site.SourceLocale()
	if k := p.r.Site.Home(source); k != "" && p.r.Site.Has(k, source) {
		return &Page{p.r, k, source, 0, 0}
	}
	return nil
}

// Page is a page of this edition by its key; nil when there is no such page, or it has an error.
func (p Page) Page(name any) *Page {
	key, err := printable(name)
	if err != nil || key == "" {
		return nil
	}
	if !p.r.Site.Has(key, p.l()) {
		return nil
	}
	return &Page{p.r, key, p.loc, p.localeNeed, p.localeNeed}
}

// Pages are all pages of this edition, by key, but for those that have an error.
func (p Page) Pages() []Page {
	keys := p.r.Site.Pages(p.l())
	out := make([]Page, len(keys))
	for i, k := range keys {
		out[i] = Page{p.r, k, p.loc, p.localeNeed, p.localeNeed}
	}
	return out
}

// Editions are the locales of all published editions that have a page without an error, by tag.
func (p Page) Editions() []Locale {
	tags := p.r.Site.Editions()
	out := make([]Locale, len(tags))
	for i, t := range tags {
		out[i] = p.r.Site.Locale(t)
	}
	return out
}

// SourceLocale is the locale that translations are made from.
func (p Page) SourceLocale() Locale { return p.r.Site.Locale(p.r.Site.SourceLocale()) }

// Rebind gives a dot that is a Page, of the same page, for another rendering.
func Rebind(dot any, r *Render) any {
	switch p := dot.(type) {
	case Page:
		p.r = r
		return p
	case *Page:
		q := *p
		q.r = r
		return &q
	}
	return dot
}
