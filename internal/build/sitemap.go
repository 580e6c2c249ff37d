package build

import (
	"strings"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/memo"
)

// maxSitemapLinks is how many links sitemap.xml holds before each edition gets a sitemap of its own and
// sitemap.xml becomes their index: some 6 MB. The protocol allows 50 MB and 50,000 pages a file, which an
// edition reaches with some 10,000 pages in 40 locales; one big file would be made anew for each new page.
const maxSitemapLinks = 50_000

// sitemapOf is the path of an edition's own sitemap.
func sitemapOf(t locale.Tag) string { return "sitemap-" + strings.ToLower(string(t)) + ".xml" }

// ownSitemaps lists the editions that have a sitemap of their own, by tag; none in a small site.
func (b *Builder) ownSitemaps(c *memo.Ctx, _ struct{}) []locale.Tag {
	s := b.q.site.Get(c, none)
	links := 0
	has := map[locale.Tag]bool{}
	for _, key := range s.Keys {
		alternates := s.Alternates(key)
		links += len(alternates) * len(alternates)
		for _, v := range alternates {
			has[v.Locale] = true
		}
	}
	if links <= maxSitemapLinks {
		return nil
	}
	var out []locale.Tag
	for _, e := range s.Editions {
		if has[e.Locale] {
			out = append(out, e.Locale)
		}
	}
	return out
}

const (
	xmlHead     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	urlsetHead  = xmlHead + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n"
	urlsetFoot  = "</urlset>\n"
	indexHead   = xmlHead + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n"
	indexFoot   = "</sitemapindex>\n"
	linkToStart = `<xhtml:link rel="alternate" hreflang="`
)

// sitemap lists the real variants of an edition, or of all ("") if the editions have none of their own, with all their
// alternates (sitemaps.org protocol 0.9, with Google's xhtml:link extension). No dates: a build has none of
// its own.
func (b *Builder) sitemap(c *memo.Ctx, t locale.Tag) []byte {
	if t != "" {
		out := []byte(urlsetHead)
		for _, key := range b.q.edition.Get(c, t).Keys {
			out = b.appendURLs(c, out, key, t)
		}
		return append(out, urlsetFoot...)
	}
	if own := b.q.sitemaps.Get(c, none); len(own) > 0 {
		out := []byte(indexHead)
		for _, t := range own {
			url := reader{b, c}.AbsURL(sitemapOf(t))
			out = append(append(append(out, "<sitemap><loc>"...), layout.Escape(url)...), "</loc></sitemap>\n"...)
		}
		return append(out, indexFoot...)
	}
	out := []byte(urlsetHead)
	for _, key := range b.q.site.Get(c, none).Keys {
		out = b.appendURLs(c, out, key, "")
	}
	return append(out, urlsetFoot...)
}

// appendURLs appends the entries of a page, or only that of one edition.
func (b *Builder) appendURLs(c *memo.Ctx, out []byte, key string, only locale.Tag) []byte {
	for _, a := range b.q.alternates.Get(c, key) {
		if only == "" || a.Locale == only {
			out = append(append(append(out, "<url>\n<loc>"...), layout.Escape(a.URL)...), "</loc>\n"...)
			out = append(append(out, b.q.hreflang.Get(c, key)...), "</url>\n"...)
		}
	}
	return out
}

// sitemapLinks are the links that each entry of a page has.
func (b *Builder) sitemapLinks(c *memo.Ctx, key string) string {
	alternates := b.q.alternates.Get(c, key)
	source := b.q.settings.Get(c, none).Source
	var out []byte
	link := func(hreflang, url string) {
		out = append(append(append(append(append(out, linkToStart...), hreflang...), `" href="`...), layout.Escape(url)...), "\"/>\n"...)
	}
	for _, a := range alternates {
		link(string(a.Locale), a.URL)
	}
	for _, a := range alternates {
		if a.Locale == source {
			link("x-default", a.URL)
		}
	}
	return string(out)
}
