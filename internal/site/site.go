// Package site turns what exists (settings, locales, the heads of pages) into what is published:
// editions, pages, routes and fallbacks. It is the one table from which permalinks, alternates,
// canonical addresses, the sitemap, language menus and redirects all follow, so that they agree by
// construction.
//
// The package never reads a file, renders nothing and remembers nothing between calls: [Plan] is a pure
// function. Start with [Site]; settings come from [ParseSettings], locales from [FindLocales]. The
// neighbour to read next is build, which asks these questions through the engine.
//
// # Addresses
//
// The source locale's edition stands at /, the others below /<tag in lower case>/, each under its own
// prefix if site.toml says so. Inside an edition a page's path is its front matter's permalink, or
// that of the nearest locale in its fallback chain, or it follows the page's key (index → /,
// guide/index → /guide/, about → /about/). Paths are NFC, and must be names that every common file
// system can hold. Two outputs that are one file to some file system (after case folding or Unicode
// normalisation), or one that is a folder of another, are an error for all of them, and none is
// published.
package site

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/memo"
)

// Locale is a language that files exist for.
type Locale struct {
	Tag     locale.Tag
	Folder  string // "content/fr/", "" when there are no pages
	Catalog string // "locales/active.fr.toml", "" when there is none
}

// Head is what routing needs to know of one page file.
type Head struct {
	File         string
	Key          string
	Permalink    string // as written; "" when the file does not say
	PermalinkPos diag.Pos
	Aliases      []string
	AliasPos     []diag.Pos
	Draft        *bool // nil when the file does not say
	Broken       bool  // the front matter cannot be read: the page exists, its address is unknown
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
}

// Fallback tells whether the page shows another locale's text.
func (v *Variant) Fallback() bool { return v.Locale != v.Text }

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
}

// Home is the key of the page at the edition's root, "" when there is none.
func (e *Edition) Home() string {
	for _, k := range slices.Sorted(maps.Keys(e.Variants)) {
		if e.Variants[k].Permalink == e.Prefix {
			return k
		}
	}
	return ""
}

// Site is what is published.
type Site struct {
	Settings  Settings
	Locales   []Locale   // all that exist, by tag
	Editions  []*Edition // the published ones, by tag
	Keys      []string   // the keys of all pages, sorted
	Files     []PageFile // every page file that exists, drafts included, by file
	editions  map[locale.Tag]*Edition
	keys      map[place]string // page keys by where their file stands, without extension
	published map[string]bool  // permalinks of pages and resources
}

// place is a path below a locale's folder.
type place struct {
	locale locale.Tag
	path   string
}

// Fingerprint digests the table; what is derived from it is left out.
func (s *Site) Fingerprint() [16]byte {
	return memo.FingerprintOf([]any{s.Settings, s.Locales, s.Editions, s.Files})
}

// Find gives the key of the page whose file stands at a path below a locale's folder, with or without
// its extension, in the first of the given locales that has one.
func (s *Site) Find(rel string, locales ...locale.Tag) (key string, ok bool) {
	if IsPage(rel) {
		rel = strings.TrimSuffix(rel, path.Ext(rel))
	}
	for _, t := range locales {
		if key, ok := s.keys[place{t, rel}]; ok {
			return key, true
		}
	}
	return "", false
}

// FindResource gives the permalink of the file at a path below a locale's folder, of the first of the
// given locales that publishes one.
func (s *Site) FindResource(rel string, locales ...locale.Tag) (permalink string, ok bool) {
	for _, t := range locales {
		if e := s.editions[t]; e != nil && s.published[e.Prefix+rel] {
			if slices.ContainsFunc(e.Resources, func(r Resource) bool { return r.Permalink == e.Prefix+rel }) {
				return e.Prefix + rel, true
			}
		}
	}
	return "", false
}

// Published tells whether a page or a file beside pages stands at a permalink.
func (s *Site) Published(permalink string) bool { return s.published[permalink] }

// PageFile tells what a page file is.
type PageFile struct {
	File   string
	Locale locale.Tag
	Key    string
	Draft  bool
	Broken bool
}

// Edition gives a locale's edition, nil when it is not published.
func (s *Site) Edition(t locale.Tag) *Edition { return s.editions[t] }

// Variant gives a page in an edition, nil when the edition has neither it nor a fallback for it.
func (s *Site) Variant(key string, t locale.Tag) *Variant {
	if e := s.editions[t]; e != nil {
		return e.Variants[key]
	}
	return nil
}

// Alternates gives the variants of a page that really exist, by tag.
func (s *Site) Alternates(key string) []*Variant {
	var out []*Variant
	for _, e := range s.Editions {
		if v := e.Variants[key]; v != nil && !v.Fallback() {
			out = append(out, v)
		}
	}
	return out
}

// IsPage tells whether a file below content/ is a page rather than a file beside one.
func IsPage(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return ext == ".md" || ext == ".html"
}

// KeyOf is the page key of a page file: its path below its locale's folder without extension.
func KeyOf(file string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
	return strings.TrimSuffix(rest, path.Ext(rest))
}

// FindLocales works out which languages exist from the names of all files below content/ and
// locales/. parseCatalogName splits a catalog's file name into the tag as written and its format.
func FindLocales(content, catalogs []string, parseCatalogName func(string) (tag, format string, ok bool)) ([]Locale, []diag.Diagnostic) {
	var ds []diag.Diagnostic
	type claim struct{ place, folder, catalog string }
	claims := map[locale.Tag][]claim{}
	judge := func(text, place string) (locale.Tag, bool) {
		t, canonical, err := locale.Parse(text)
		if err != nil {
			d := diag.Errorf("bad-tag", diag.At(place, 0, 0), "%v", err)
			if near, ok := locale.Suggest(text); ok {
				d = d.WithHint("did you mean %s (%s)? Rename it", near, near.EnglishName())
			} else {
				d = d.WithHint("rename it to the language's BCP 47 tag, such as fr, pt-BR or zh-Hans")
			}
			ds = append(ds, d)
			return "", false
		}
		if !canonical {
			ds = append(ds, diag.Warnf("tag-spelling", diag.At(place, 0, 0), "the language tag %q is spelled %q", text, t).
				WithHint("rename it; it is read as %s meanwhile", t))
		}
		return t, true
	}
	seen := map[string]bool{}
	for _, f := range content {
		folder, rest, ok := strings.Cut(strings.TrimPrefix(f, "content/"), "/")
		if !ok {
			if IsPage(f) {
				ds = append(ds, diag.Errorf("page-without-locale", diag.At(f, 0, 0), "this page belongs to no language: pages stand in a folder of their language").
					WithHint("move it to content/<tag>/, such as content/fr/%s", path.Base(f)))
			}
			continue
		}
		if !seen[folder] {
			seen[folder] = true
			if t, ok := judge(folder, "content/"+folder); ok {
				claims[t] = append(claims[t], claim{place: "content/" + folder, folder: "content/" + folder + "/"})
			}
		}
		if IsPage(rest) {
			stem := strings.TrimSuffix(path.Base(rest), path.Ext(rest))
			if i := strings.LastIndexByte(stem, '.'); i > 0 {
				if t, _, err := locale.Parse(stem[i+1:]); err == nil && locale.Known(t) {
					ds = append(ds, diag.Warnf("locale-in-name", diag.At(f, 0, 0), "the name looks like a page in %s, but the folder decides the language", t.EnglishName()).
						WithHint("move it to content/%s/%s", t, path.Join(path.Dir(rest), stem[:i]+path.Ext(rest))))
				}
			}
		}
	}
	for _, f := range catalogs {
		name := strings.TrimPrefix(f, "locales/")
		text, _, ok := parseCatalogName(name)
		if !ok || strings.Contains(name, "/") {
			switch ext := path.Ext(name); {
			case ok:
				ds = append(ds, diag.Warnf("catalog-place", diag.At(f, 0, 0), "catalogs stand in locales/ itself: this one is not read").WithHint("move it to locales/%s", path.Base(name)))
			case ext == ".toml" && name == "glossary.toml":
			case (ext == ".toml" || ext == ".json" || ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(name, "translate."):
				ds = append(ds, diag.Warnf("catalog-name", diag.At(f, 0, 0), "this is no catalog's name, so it is not read").WithHint("a catalog is called active.<tag>.toml, such as active.fr.toml"))
			}
			continue
		}
		if t, ok := judge(text, f); ok {
			claims[t] = append(claims[t], claim{place: f, catalog: f})
		}
	}
	var out []Locale
	for _, t := range slices.Sorted(maps.Keys(claims)) {
		l := Locale{Tag: t}
		var folders, catalogs []string
		for _, c := range claims[t] {
			if c.folder != "" {
				folders = append(folders, c.place)
				l.Folder = c.folder
			} else {
				catalogs = append(catalogs, c.place)
				l.Catalog = c.catalog
			}
		}
		for _, places := range [][]string{folders, catalogs} {
			if len(places) < 2 {
				continue
			}
			for _, p := range places {
				ds = append(ds, diag.Errorf("same-locale", diag.At(p, 0, 0), "these mean one locale, %s: %s", t, strings.Join(places, ", ")).
					WithHint("keep one of them, spelled %s", t))
			}
		}
		if len(folders) > 1 || len(catalogs) > 1 {
			continue
		}
		out = append(out, l)
	}
	return out, ds
}

// Input is what Plan works from. Heads and Resources are by locale, in the order of their files.
type Input struct {
	Settings  Settings
	Locales   []Locale
	Heads     map[locale.Tag][]Head
	Resources map[locale.Tag][]string
	Reserved  []string // outputs that are not pages, such as sitemap.xml
}

// Plan lays out the site. Problems name every source involved; what they concern is left out of the
// site.
func Plan(in Input) (*Site, []diag.Diagnostic) {
	p := planner{in: in, heads: map[locale.Tag]map[string]*Head{}, site: &Site{Settings: in.Settings, Locales: in.Locales, editions: map[locale.Tag]*Edition{}}}
	p.pair()
	p.editions()
	p.route()
	p.collide()
	for _, e := range p.site.Editions {
		p.site.editions[e.Locale] = e
		for k := range e.Variants {
			p.site.Keys = append(p.site.Keys, k)
		}
	}
	p.index()
	slices.Sort(p.site.Keys)
	p.site.Keys = slices.Compact(p.site.Keys)
	return p.site, p.ds
}

// index builds what Find, FindResource and Published look up.
func (p *planner) index() {
	p.site.keys, p.site.published = map[place]string{}, map[string]bool{}
	for _, f := range p.site.Files {
		p.site.keys[place{f.Locale, KeyOf(f.File)}] = f.Key
	}
	for _, e := range p.site.Editions {
		for _, v := range e.Variants {
			p.site.published[v.Permalink] = true
		}
		for _, r := range e.Resources {
			p.site.published[r.Permalink] = true
		}
	}
}

type planner struct {
	in    Input
	site  *Site
	heads map[locale.Tag]map[string]*Head // by locale and page key
	ds    []diag.Diagnostic
}

// pair finds which files are the same page in several locales.
func (p *planner) pair() {
	for _, l := range p.in.Locales {
		byKey := map[string]*Head{}
		twice := map[string][]string{}
		for i := range p.in.Heads[l.Tag] {
			h := &p.in.Heads[l.Tag][i]
			if other := byKey[h.Key]; other != nil {
				if twice[h.Key] == nil {
					twice[h.Key] = []string{other.File}
				}
				twice[h.Key] = append(twice[h.Key], h.File)
				continue
			}
			byKey[h.Key] = h
		}
		for _, key := range slices.Sorted(maps.Keys(twice)) {
			for _, f := range twice[key] {
				p.ds = append(p.ds, diag.Errorf("same-page", diag.At(f, 0, 0), "these are one page, %q, in one locale: %s", key, strings.Join(twice[key], ", ")).
					WithHint("keep one of them, or give the other another name or translation_key"))
			}
			byKey[key].Broken = true
		}
		p.heads[l.Tag] = byKey
	}
}

func (p *planner) draft(key string, chain []locale.Tag) bool {
	for _, t := range chain {
		if h := p.heads[t][key]; h != nil && h.Draft != nil {
			return *h.Draft
		}
	}
	return false
}

// editions decides which locales are published and what each one shows for each page.
func (p *planner) editions() {
	prefixes := map[string]locale.Tag{}
	keys := map[string]bool{}
	for _, byKey := range p.heads {
		for k := range byKey {
			keys[k] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(keys))
	for _, t := range slices.Sorted(maps.Keys(p.in.Settings.Locales)) {
		if f := p.in.Settings.Locales[t].Fallback; f != "" {
			if _, err := p.in.Settings.Chain(t); err != nil {
				p.ds = append(p.ds, diag.Errorf("fallback-loop", p.in.Settings.Locales[t].Pos, "%v", err).WithHint("take one of these fallbacks out"))
			}
		}
	}
	for _, l := range p.in.Locales {
		chain, _ := p.in.Settings.Chain(l.Tag)
		e := &Edition{Locale: l.Tag, Prefix: p.in.Settings.Prefix(l.Tag), Chain: chain, Variants: map[string]*Variant{}}
		own := false
		for _, h := range p.in.Heads[l.Tag] {
			draft := p.draft(h.Key, chain)
			p.site.Files = append(p.site.Files, PageFile{File: h.File, Locale: l.Tag, Key: h.Key, Draft: draft, Broken: h.Broken})
			own = own || !draft
		}
		if !own {
			continue
		}
		if other, taken := prefixes[fold(e.Prefix)]; taken {
			pos := p.in.Settings.Locales[l.Tag].Pos
			if pos.File == "" {
				pos = p.in.Settings.Locales[other].Pos
			}
			p.ds = append(p.ds, diag.Errorf("same-address", pos, "the editions %s and %s have one address, %s", other, l.Tag, e.Prefix).WithHint("give one of them another url"))
			continue
		}
		prefixes[fold(e.Prefix)] = l.Tag
		for _, key := range sorted {
			for _, t := range chain {
				h := p.heads[t][key]
				if h == nil {
					continue
				}
				tchain, _ := p.in.Settings.Chain(t)
				if p.draft(key, tchain) {
					continue
				}
				if !h.Broken {
					e.Variants[key] = &Variant{Key: key, Locale: l.Tag, Text: t, File: h.File}
				}
				break
			}
		}
		p.site.Editions = append(p.site.Editions, e)
	}
}

// route gives every variant, redirect and resource its address.
func (p *planner) route() {
	for _, e := range p.site.Editions {
		for _, key := range slices.Sorted(maps.Keys(e.Variants)) {
			v := e.Variants[key]
			inside, pos, ok := p.permalink(key, e.Chain, v)
			if !ok {
				delete(e.Variants, key)
				continue
			}
			_ = pos
			v.Permalink = e.Prefix + strings.TrimPrefix(inside, "/")
			v.Output = outputOf(v.Permalink)
			if v.Fallback() {
				continue
			}
			h := p.heads[e.Locale][key]
			for i, alias := range h.Aliases {
				clean, reason := cleanPath(alias)
				if reason != "" {
					p.ds = append(p.ds, badAddress(h.AliasPos[i], "alias", alias, reason))
					continue
				}
				link := e.Prefix + strings.TrimPrefix(clean, "/")
				if link == v.Permalink {
					p.ds = append(p.ds, diag.Warnf("alias-of-itself", h.AliasPos[i], "the alias %s is the page's own address", alias).WithHint("take it out"))
					continue
				}
				e.Redirects = append(e.Redirects, Redirect{Permalink: link, Output: outputOf(link), File: h.File, Locale: e.Locale, Key: key})
			}
		}
		for _, f := range p.in.Resources[e.Locale] {
			_, rest, _ := strings.Cut(strings.TrimPrefix(f, "content/"), "/")
			rest = norm.NFC.String(rest)
			bad := ""
			for _, name := range strings.Split(rest, "/") {
				if bad = badName(name); bad != "" {
					break
				}
			}
			if bad != "" {
				p.ds = append(p.ds, badAddress(diag.At(f, 0, 0), "file name", rest, bad))
				continue
			}
			e.Resources = append(e.Resources, Resource{File: f, Permalink: e.Prefix + rest, Output: strings.TrimPrefix(e.Prefix+rest, "/"), Locale: e.Locale})
		}
	}
}

// permalink is a page's path inside an edition.
func (p *planner) permalink(key string, chain []locale.Tag, v *Variant) (inside string, pos diag.Pos, ok bool) {
	for _, t := range chain {
		h := p.heads[t][key]
		if h == nil || h.Permalink == "" {
			continue
		}
		clean, reason := cleanPath(h.Permalink)
		if reason != "" {
			if t == v.Locale || t == v.Text {
				p.ds = append(p.ds, badAddress(h.PermalinkPos, "permalink", h.Permalink, reason))
			}
			return "", h.PermalinkPos, false
		}
		return clean, h.PermalinkPos, true
	}
	at := "/" + key + "/"
	if key == "index" {
		at = "/"
	} else if dir, ok := strings.CutSuffix(key, "/index"); ok {
		at = "/" + dir + "/"
	}
	if strings.Contains(at, "%") {
		return "", pos, p.badKey(v, "it holds a % sign")
	}
	clean, reason := cleanPath(at)
	if reason != "" {
		return "", pos, p.badKey(v, reason)
	}
	return clean, diag.At(v.File, 0, 0), true
}

func (p *planner) badKey(v *Variant, reason string) bool {
	p.ds = append(p.ds, badAddress(diag.At(v.File, 0, 0), "file name", path.Base(v.File), reason))
	return false
}

func badAddress(pos diag.Pos, what, text, reason string) diag.Diagnostic {
	if len(text) > 80 {
		text = text[:strings.LastIndexFunc(text[:80], func(r rune) bool { return r != 0xFFFD })] + "…"
	}
	d := diag.Errorf("bad-address", pos, "the %s %s cannot be published: %s", what, quote(text), reason)
	return d.WithHint("write a path inside the edition, such as /about/")
}

// owner is something that wants an output file.
type owner struct {
	source string
	pos    diag.Pos
	drop   func()
}

// collide takes out everything that wants a file which something else wants too.
func (p *planner) collide() {
	want := map[string][]owner{}
	var order []string
	add := func(output, source string, pos diag.Pos, drop func()) {
		f := fold(output)
		if want[f] == nil {
			order = append(order, f)
		}
		want[f] = append(want[f], owner{source, pos, drop})
	}
	for _, r := range p.in.Reserved {
		add(r, "Vernacular's own "+r, diag.Pos{}, func() {})
	}
	for _, e := range p.site.Editions {
		add(strings.TrimPrefix(e.Prefix+"404.html", "/"), "the not-found page of "+string(e.Locale), diag.Pos{}, func() {})
		for _, key := range slices.Sorted(maps.Keys(e.Variants)) {
			v := e.Variants[key]
			pos := diag.At(v.File, 0, 0)
			if h := p.heads[e.Locale][key]; h != nil && h.Permalink != "" {
				pos = h.PermalinkPos
			}
			source := v.File
			if v.Fallback() {
				source += " (shown in " + string(v.Locale) + ")"
			}
			add(v.Output, source, pos, func() { delete(e.Variants, key) })
			if e.Prefix == "/" {
				p.reserved(e, v, pos)
			}
		}
		for _, r := range e.Redirects {
			h := p.heads[e.Locale][r.Key]
			pos := diag.At(r.File, 0, 0)
			if len(h.AliasPos) > 0 {
				pos = h.AliasPos[0]
			}
			add(r.Output, "an alias in "+r.File, pos, func() {
				e.Redirects = slices.DeleteFunc(e.Redirects, func(o Redirect) bool { return o == r })
			})
		}
		for _, r := range e.Resources {
			add(r.Output, r.File, diag.At(r.File, 0, 0), func() {
				e.Resources = slices.DeleteFunc(e.Resources, func(o Resource) bool { return o == r })
			})
		}
	}
	clash := func(owners []owner, at, why string) {
		slices.SortStableFunc(owners, func(a, b owner) int { return cmp.Compare(a.source, b.source) })
		names := make([]string, len(owners))
		for i, o := range owners {
			names[i] = o.source
		}
		for _, o := range owners {
			o.drop()
			if o.pos.File != "" {
				p.ds = append(p.ds, diag.Errorf("same-address", o.pos, "%s want one address, /%s%s; none of them is published", strings.Join(names, " and "), at, why).
					WithHint("give one of them another permalink"))
			}
		}
	}
	for _, f := range order {
		if len(want[f]) > 1 {
			clash(want[f], f, "")
		}
		for dir := path.Dir(f); dir != "."; dir = path.Dir(dir) {
			if files := want[dir]; files != nil {
				clash(append(slices.Clone(files), want[f]...), dir, ", as a file and as a folder")
			}
		}
	}
}

// reserved refuses addresses below folders that Vernacular writes or serves itself.
func (p *planner) reserved(e *Edition, v *Variant, pos diag.Pos) {
	for _, dir := range []string{"assets/", "_vernacular/"} {
		if strings.HasPrefix(fold(v.Output), dir) {
			p.ds = append(p.ds, badAddress(pos, "permalink", v.Permalink, fmt.Sprintf("/%s is kept for Vernacular's own files", dir)))
			delete(e.Variants, v.Key)
		}
	}
}
