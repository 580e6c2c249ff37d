package pipeline

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"vernacular/internal/diag"
	"vernacular/internal/host"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// outputKind says how an output is made. Assets have no kind: see [assetKey].
type outputKind string

const (
	pageOutput     outputKind = "page"
	textOutput     outputKind = "text"
	copyOutput     outputKind = "offline copy"
	exchangeOutput outputKind = "translation file"
	notFoundOutput outputKind = "not found"
	redirectOutput outputKind = "redirect"
	resourceOutput outputKind = "resource"
	sitemapOutput             = "sitemap"
	robotsOutput              = "robots"
	headersOutput             = "headers"
	hostOutput                = "host"
)

// spec names an output that is no asset: what it is and where it stands.
type spec struct {
	Path   string
	Kind   outputKind
	Locale locale.Tag
	Key    string // page key; the source file of a resource; the number of a part of the sitemap
}

func (s spec) String() string { return s.Path }

func compareSpecs(a, b spec) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Locale, b.Locale), cmp.Compare(a.Key, b.Key))
}

// notFoundFile is the name of the not-found page of an edition. Servers look for it at the site's root.
const notFoundFile = "404.html"

// listTree lists what there is to publish.
func (b *Builder) listTree(c *query.Ctx, _ struct{}) []spec {
	s := b.q.site.Get(c, none)
	out := []spec{{Path: "robots.txt", Kind: robotsOutput}, {Path: "sitemap.xml", Kind: sitemapOutput}}
	if len(s.Settings.Headers) > 0 {
		out = append(out, spec{Path: headersFile, Kind: headersOutput})
	}
	for _, path := range host.Paths(s.Settings.Hosts, s.Settings.Negotiate) {
		out = append(out, spec{Path: path, Kind: hostOutput})
	}
	for i := range b.q.sitemaps.Get(c, none) {
		out = append(out, spec{Path: sitemapPart{I: i}.path(), Kind: sitemapOutput, Key: strconv.Itoa(i)})
	}
	for _, e := range s.Editions {
		if b.opt.Locales != nil && !slices.Contains(b.opt.Locales, e.Locale) {
			continue
		}
		out = append(out, spec{strings.TrimPrefix(e.Prefix, "/") + notFoundFile, notFoundOutput, e.Locale, ""})
		if e.Prefix != "/" && e.Locale == b.rootEdition(c) {
			out = append(out, spec{notFoundFile, notFoundOutput, e.Locale, ""})
		}
		if e.Copy != "" {
			out = append(out, spec{strings.TrimPrefix(e.Copy, "/"), copyOutput, e.Locale, ""})
		}
		for _, v := range e.Variants {
			out = append(out, spec{v.Output, pageOutput, e.Locale, v.Key})
			if v.TextFile != "" {
				out = append(out, spec{strings.TrimPrefix(v.TextFile, "/"), textOutput, e.Locale, v.Key})
			}
		}
		out = append(out, exchangeSpecs(e)...)
		for _, r := range e.Redirects {
			out = append(out, spec{r.Output, redirectOutput, e.Locale, r.Key})
		}
		for _, r := range e.Resources {
			out = append(out, spec{r.Output, resourceOutput, e.Locale, r.File})
		}
	}
	if b.opt.Shard.N > 0 {
		out = b.opt.Shard.of(s).only(out)
	}
	slices.SortFunc(out, compareSpecs)
	return out
}

// Renders counts the outputs other than assets that this process has made, for tests of what must make none.
var Renders atomic.Int64

func (b *Builder) makeOutput(c *query.Ctx, s spec) Output {
	Renders.Add(1)
	switch s.Kind {
	case pageOutput:
		return b.makePage(c, s)
	case textOutput:
		return b.makeText(c, s)
	case exchangeOutput:
		return b.makeExchange(c, s)
	case notFoundOutput:
		return b.makeNotFound(c, s)
	case redirectOutput:
		return b.makeRedirect(c, s)
	case resourceOutput:
		return newOutput(s.Path, s.Locale, b.harmless(c, s.Key), s.Key)
	case sitemapOutput:
		o := newOutput(s.Path, "", b.sitemap(c, s.Key))
		o.Tentative = len(b.q.unread.Get(c, none)) > 0 || b.q.doubtful.Get(c, none)
		return o
	case robotsOutput:
		return newOutput(s.Path, "", []byte(b.robots(c)))
	case hostOutput:
		return b.makeHostFile(c, s)
	case headersOutput:
		return newOutput(s.Path, "", []byte(b.headers(c)), site.SettingsFile)
	}
	panic("no such kind of output: " + string(s.Kind))
}

func (b *Builder) makePage(c *query.Ctx, s spec) Output {
	k := variantKey{s.Key, s.Locale}
	v := b.q.variant.Get(c, k)
	if !v.Exists {
		c.Fail()
	}
	// The page's own problems are told even when its layout fails or never asks for the body.
	defer func() {
		r := recover()
		b.q.body.Need(c, k)
		if r != nil {
			panic(r)
		}
	}()
	l, file := b.layoutFor(c, v.Layout, v)
	html, guessed := b.execute(c, l, layout.Render{Scope: layout.OfVariant, Key: s.Key, Locale: s.Locale})
	sources := slices.Clone(v.Chain)
	if file != "" {
		sources = append(sources, file)
	}
	o := newOutput(s.Path, s.Locale, html, sources...)
	o.Text, o.Tentative = b.textPrint(c, v.File), guessed
	o.Shared = b.q.frame.Get(c, s.Locale).Copy != ""
	return o
}

// textPrint returns the SHA-256 of a page file, most often without reading it. It follows from the digest that the engine
// records, which is its beginning.
func (b *Builder) textPrint(c *query.Ctx, file string) string {
	recorded, ok := b.q.file.Sum(c, file)
	if !ok {
		return ""
	}
	sum, known, err := b.snap.Sum(file)
	if !known || err != nil || [16]byte(sum[:16]) != recorded {
		sum = b.q.file.Get(c, file).Sum()
	}
	return hex.EncodeToString(sum[:])
}

// makeText is the file of a page as it is, beside the page: what the page's fingerprint is the digest of. It stays as long
// as the page does, and changes only with it.
func (b *Builder) makeText(c *query.Ctx, s spec) Output {
	v := b.q.variant.Get(c, variantKey{s.Key, s.Locale})
	if !v.Exists || slices.Contains(b.q.absentOf.Get(c, s.Key), s.Locale) {
		c.Fail()
	}
	o := newOutput(s.Path, s.Locale, b.text(c, v.File), v.File)
	r := b.reader(c) // of what a page asks as well
	r.page(s.Key)
	r.edition(s.Locale)
	o.Tentative = r.guess.made
	return o
}

// execute renders a layout; its lines break between words only. guessed tells that it asked for something that is not certain, see unread.go.
func (b *Builder) execute(c *query.Ctx, l *layout.Layout, r layout.Render) (html []byte, guessed bool) {
	site := b.reader(c)
	site.page(r.Key)
	r.Site = site
	r.Deadline, r.Overrun = overrun, b.opt.Overrun
	html, problem, more := l.Execute(&r, r.Dot())
	switch {
	case more != nil:
		panic(fmt.Sprintf("%v while rendering %s", more, r.Key)) // the scope was whole
	case problem != nil:
		c.Fail(*problem)
	case len(bytes.TrimSpace(html)) == 0: // most often an editor was in the middle of saving it
		c.Fail(diag.Errorf("layout-empty", diag.At(l.Entry(), 0, 0), "this layout prints nothing").
			WithHint("put its text back; the last good pages stay meanwhile"))
	}
	return markup.KeepWords(html), site.guess.made
}

// notFoundVariant is the page without a text that the not-found layout is rendered for.
func (b *Builder) notFoundVariant(c *query.Ctx, t locale.Tag) layout.Variant {
	s := b.q.settings.Get(c, none)
	v := site.Variant{Locale: t, Permalink: s.Prefix(t) + notFoundFile}
	a := address(&s, &v)
	forAll := b.rootEdition(c) == t
	return layout.Variant{Address: a, Text: t, Translation: "source", Canonical: a.URL, ForAll: forAll}
}

// rootEdition returns the locale of the edition at the site's root, or the source locale where no edition stands there.
func (b *Builder) rootEdition(c *query.Ctx) locale.Tag {
	s := b.q.settings.Get(c, none)
	for _, t := range b.q.editions.Get(c, none) {
		if s.Prefix(t) == "/" {
			return t
		}
	}
	return s.Source
}

func (b *Builder) makeNotFound(c *query.Ctx, s spec) Output {
	const file = "layouts/404.html"
	var l *layout.Layout
	sources := []string{}
	if _, ok := slices.BinarySearch(b.q.listing.Get(c, "layouts/"), file); ok {
		l = b.q.layout.Get(c, file)
		sources = append(sources, file)
	} else if b.inHole(c, file) {
		c.Fail()
	} else {
		l = b.q.builtin.Get(c, "404.html")
	}
	if cat := b.catalogOf(c, s.Locale); cat != "" {
		sources = append(sources, cat)
	}
	html, guessed := b.execute(c, l, layout.Render{Scope: layout.OfVariant, Locale: s.Locale})
	o := newOutput(s.Path, s.Locale, html, sources...)
	o.Tentative = guessed
	return o
}

// makeRedirect is a page that sends its reader on at once, and says so where the browser will not.
func (b *Builder) makeRedirect(c *query.Ctx, s spec) Output {
	v := b.q.variant.Get(c, variantKey{s.Key, s.Locale})
	if !v.Exists || slices.Contains(b.q.absentOf.Get(c, s.Key), s.Locale) {
		c.Fail() // it would lead nowhere
	}
	info := b.q.localeInfo.Get(c, s.Locale)
	title := b.q.title.Get(c, variantKey{s.Key, s.Locale})
	to := layout.Escape(v.Permalink)
	html := fmt.Sprintf(`<!doctype html>
<html lang="%s" dir="%s">
<meta charset="utf-8">
<title>%s</title>
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=%s">
<link rel="canonical" href="%s">
<body>
<p><a href="%s"%s>%s</a></p>
</html>
`, s.Locale, info.Dir, layout.Escape(title.Value), to, layout.Escape(v.URL), to, langAttr(title.Locale, s.Locale), layout.Escape(title.Value))
	return newOutput(s.Path, s.Locale, []byte(html), v.File)
}

func langAttr(text, page locale.Tag) string {
	if text == page {
		return ""
	}
	return fmt.Sprintf(` lang="%s"`, text)
}

func (b *Builder) robots(c *query.Ctx) string {
	s := b.q.settings.Get(c, none)
	out := "User-agent: *\nAllow: /\n"
	if s.BaseURL != "" {
		out += "\nSitemap: " + s.BaseURL + "sitemap.xml\n"
	}
	return out
}

// assetsFolder is where all assets are published.
const assetsFolder = "assets/"

// headersFile is where hosts of static sites look for the headers to send (Netlify's form, which others share).
const headersFile = "_headers"

// headers is the settings' headers for all files, for assets, whose names change with their bytes, that they need never be
// asked for again, and for the texts of pages their type, which not every host knows.
func (b *Builder) headers(c *query.Ctx) string {
	s := b.q.settings.Get(c, none)
	var out strings.Builder
	fmt.Fprintf(&out, "%s*\n", s.BasePath())
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		fmt.Fprintf(&out, "  %s: %s\n", name, s.Headers[name])
	}
	fmt.Fprintf(&out, "\n%sassets/*\n  Cache-Control: %s\n", s.BasePath(), host.Immutable)
	fmt.Fprintf(&out, "\n%s*.md\n  Content-Type: %s\n", s.BasePath(), host.ContentType(".md"))
	return out.String()
}
