// Package site turns what exists (settings, locales, the heads of pages) into what is published:
// editions, pages, routes and fallbacks. It is the one table from which permalinks, alternates,
// canonical addresses, the sitemap, language menus and redirects all follow, so that they agree by
// construction.
//
// The package never reads a file, renders nothing and remembers nothing between calls: [Plan] is a pure
// function. Start with [Site]; settings come from [ParseSettings], locales from [FindLocales]. The
// neighbour to read next is pipeline, which asks these questions through the engine.
//
// # Addresses
//
// The source locale's edition stands at /, the others below /<tag in lower case>/, each under its own
// prefix if site.toml says so. Inside an edition a page's path is its front matter's permalink, or
// that of the nearest locale in its fallback chain, or it follows the page's key (index → /,
// guide/index → /guide/, about → /about/). Paths are NFC, and must be names that every common file
// system can hold. Two outputs that are one file to some file system (after case folding or Unicode
// normalisation), or one that is a folder of another, are an error for all of them, and none is
// published. What a locale's own files ask for wins over a fallback text: where a page shown as a
// fallback would stand in the way, it is left out of that edition without a word.
//
// The file of a page in Markdown is published beside it: /about/index.md for /about/, /about.md for /about.html.
//
// Where the settings ask for it, each page that the source has is published for translation tools as well: /about/index.po
// and /about/index.xlf. In the edition of the source they are the form for a new language.
//
// An edition's offline copy stands at the root and has the name of the locale: /fr.zip, /zh-hans.zip.
//
// # Files beside pages
//
// Everything below a locale's folder that is no page is judged by its name ([Settings.JudgeFile]), and where that
// does not say it by its content ([Settings.JudgeContent]); files.go has the lists. What could run in a reader's
// browser or steer a server is an error (file-refused), whatever the settings allow; copies of pages (file-copy) and
// what is not known (file-unlisted) are warnings; none of them is published. Files below assets/ are not judged:
// the authors of the layouts write them.
package site

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/query"
)

// Locale is a language that files exist for.
type Locale struct {
	Tag     locale.Tag
	Folder  string // "content/fr/", "" when there are no pages
	Catalog string // "locales/active.fr.toml", "" when there is none
	Unread  bool   // a folder of its pages cannot be read, so that they are not all known
}

// Head holds all of a page file that routing needs.
type Head struct {
	File         string
	Key          string
	Permalink    string // as written; "" when the file does not say
	PermalinkPos diag.Pos
	Aliases      []string
	AliasPos     []diag.Pos
	Draft        *bool // nil when the file does not say
	Joined       bool  // Key is that of the page it was found to translate: its address follows its own name
	Broken       bool  // the front matter cannot be read: the page exists, its address is unknown
	Unread       bool  // the file cannot be read: not even its key is known
	Thin         bool  // less of it is translated than Settings.Threshold asks: readers get the next locale's text
	Share        int   // of a thin page: how much is translated, in percent
	Dated        bool  // it says which source text it was made from
}

// Variant is one page in one edition: the page's own text in that locale, or, when the edition lacks
// it, the text of the nearest locale in the fallback chain.
type Variant struct {
	Key       string
	Locale    locale.Tag // of the edition
	Text      locale.Tag // of the page file that the text comes from; differs on a whole fallback
	File      string     // that page file
	Permalink string     // whole path, decoded: "/fr/à-propos/"
	Output    string     // file below the output folder: "fr/à-propos/index.html"
	TextFile  string     // the permalink of the page file itself: "/fr/à-propos/index.md"; "" where it is not published
	Exchange  string     // "/fr/à-propos/index": with .po and .xlf the permalinks of the page for translation tools; "" for none
}

// Fallback reports whether the page shows another locale's text.
func (v *Variant) Fallback() bool { return v.Locale != v.Text }

// beside returns the permalink of the files beside a page without their endings: /about/index for /about/.
func (v *Variant) beside() string { return "/" + strings.TrimSuffix(v.Output, path.Ext(v.Output)) }

// textAddress returns the permalink at which the file of a page is published beside it. A page that is a file of HTML has none:
// its own page stands at the address.
func textAddress(v *Variant) string {
	if v.Fallback() || !strings.EqualFold(path.Ext(v.File), ".md") {
		return ""
	}
	return v.beside() + ".md"
}

// Redirect keeps an old address alive.
type Redirect struct {
	Permalink string
	Output    string
	File      string // the page file that asks for it
	Locale    locale.Tag
	Key       string // of the page that it leads to
}

// Resource is a file beside pages, published below its edition's prefix.
type Resource struct {
	File      string
	Permalink string
	Output    string
	Locale    locale.Tag
}

// Edition is all that one locale publishes.
type Edition struct {
	Locale    locale.Tag
	Prefix    string // "/fr/"
	Chain     []locale.Tag
	Variants  map[string]*Variant // by page key
	Redirects []Redirect
	Resources []Resource
	Copy      string // the permalink of the offline copy, "/fr.zip"; "" when there is none
}

// MaxCopied is how many pages an edition may have to get an offline copy when the settings do not ask for it. A copy is made
// anew for each edit of one of its pages, and takes about as long as its pages.
const MaxCopied = 50

// Home is the key of the page at the edition's root, "" when there is none.
func (e *Edition) Home() string {
	for k, v := range e.Variants { // no two have one address
		if v.Permalink == e.Prefix {
			return k
		}
	}
	return ""
}

// Site is the table of all that is published.
type Site struct {
	Settings  Settings
	Locales   []Locale     // all that exist, by tag
	Editions  []*Edition   // the published ones, by tag
	Keys      []string     // the keys of all pages, sorted
	Files     []PageFile   // every page file that exists, drafts included, by file
	Unread    []locale.Tag // the locales that have pages which cannot be read, by tag
	editions  map[locale.Tag]*Edition
	keys      map[place]string   // page keys by where their file stands, without extension
	resources map[place]Resource // files beside pages, by where they stand
	addresses map[string]Address // by permalink
	certain   map[place]bool     // keys of the pages that can be read, of the locales in Unread
}

// place is a path below a locale's folder.
type place struct {
	locale locale.Tag
	path   string
}

// Fingerprint digests the table; what is derived from it is left out.
func (s *Site) Fingerprint() [16]byte {
	return query.FingerprintOf([]any{s.Settings, s.Locales, s.Editions, s.Files, s.Unread})
}

// Find returns the key of the page whose file stands at a path below a locale's folder, in the first of the
// given locales that has one. The path may lack the extension, or the name index of a folder's own page.
func (s *Site) Find(rel string, locales ...locale.Tag) (key string, ok bool) {
	rel = norm.NFC.String(rel)
	if IsPage(rel) {
		rel = strings.TrimSuffix(rel, path.Ext(rel))
	}
	for _, name := range []string{rel, path.Join(rel, "index")} {
		for _, t := range locales {
			if key, ok := s.keys[place{t, name}]; ok {
				return key, true
			}
		}
	}
	return "", false
}

// FindResource returns the file at a path below a locale's folder, of the first of the given locales that publishes one.
func (s *Site) FindResource(rel string, locales ...locale.Tag) (r Resource, ok bool) {
	rel = norm.NFC.String(rel)
	for _, t := range locales {
		if r, ok := s.resources[place{t, rel}]; ok {
			return r, true
		}
	}
	return Resource{}, false
}

// Address is what stands at a permalink: a page of an edition, or a file beside its pages.
type Address struct {
	Locale   locale.Tag // of the edition
	Key      string     // of the page, "" of a file
	Resource string     // of a file: its path below its locale's folder
}

// At returns what stands at a permalink. An alias stands for its page.
func (s *Site) At(permalink string) (a Address, ok bool) {
	a, ok = s.addresses[permalink]
	return a, ok
}

// FileAt returns the file beside pages that is published at a permalink.
func (s *Site) FileAt(permalink string) (file string, ok bool) {
	a, ok := s.At(permalink)
	if !ok || a.Resource == "" {
		return "", false
	}
	for _, r := range s.editions[a.Locale].Resources {
		if r.Permalink == permalink {
			return r.File, true
		}
	}
	return "", false
}

// PageFile describes a page file.
type PageFile struct {
	File   string
	Locale locale.Tag
	Key    string
	Draft  bool
	Broken bool
	Unread bool // see Head
}

// Edition returns a locale's edition, nil when it is not published.
func (s *Site) Edition(t locale.Tag) *Edition { return s.editions[t] }

// Variant returns a page in an edition, nil when the edition has neither it nor a fallback for it.
func (s *Site) Variant(key string, t locale.Tag) *Variant {
	if e := s.editions[t]; e != nil {
		return e.Variants[key]
	}
	return nil
}

// Row returns a page in all editions that have it or a fallback for it, by tag.
func (s *Site) Row(key string) []*Variant {
	var out []*Variant
	for _, e := range s.Editions {
		if v := e.Variants[key]; v != nil {
			out = append(out, v)
		}
	}
	return out
}

// Alternates returns the variants of a page that really exist, by tag.
func (s *Site) Alternates(key string) []*Variant {
	return slices.DeleteFunc(s.Row(key), (*Variant).Fallback)
}

// KnowsPage reports whether it is known in which editions a page really exists. It is not while a locale has pages that
// cannot be read and none that can be read of this key: one of them may be this page.
func (s *Site) KnowsPage(key string) bool {
	return !slices.ContainsFunc(s.Unread, func(t locale.Tag) bool { return !s.certain[place{t, key}] })
}

// KnowsEdition reports whether all pages of an edition are known, fallbacks included.
func (s *Site) KnowsEdition(t locale.Tag) bool {
	chain, _ := s.Settings.Chain(t)
	return !slices.ContainsFunc(chain, func(t locale.Tag) bool { return slices.Contains(s.Unread, t) })
}

// KnowsEditions reports whether it is known which editions there are.
func (s *Site) KnowsEditions() bool {
	return !slices.ContainsFunc(s.Unread, func(t locale.Tag) bool { return s.editions[t] == nil })
}

// IsPage reports whether a file below content/ is a page rather than a file beside one.
func IsPage(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	if strings.HasPrefix(file, WellKnown+"/") || strings.Contains(file, "/"+WellKnown+"/") {
		return false
	}
	return ext == ".md" || ext == ".html"
}

// KeyOf is the page key of a page file: its path below its locale's folder without extension, in the
// composed form (NFC) whatever the disk says, so that two people's files for one page meet.
func KeyOf(file string) string {
	rest := below(file)
	return strings.TrimSuffix(rest, path.Ext(rest))
}

// below is a file's path below its locale's folder, in NFC.
func below(file string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
	return norm.NFC.String(rest)
}
