package pipeline

import (
	"fmt"
	"hash/crc32"
	"math/bits"
	"strconv"

	"vernacular/internal/layout"
	"vernacular/internal/query"
)

// maxSitemapLinks is how many links sitemap.xml holds before it becomes an index of parts: some 6 MB. The
// protocol allows 50 MB and 50,000 pages a file, but one big file would be made anew for each new page.
const maxSitemapLinks = 50_000

// sitemapParts is how many parts a sitemap with that many links has, each with some 16,000 of them, 2 MB; 0: it
// has none. It is a power of two, so that a site which grows seldom moves its pages to other parts.
func sitemapParts(links int) int {
	if links <= maxSitemapLinks {
		return 0
	}
	return 1 << bits.Len(uint(links/16_000))
}

// sitemapPart is the Ith of N parts.
type sitemapPart struct{ I, N int }

func (p sitemapPart) path() string { return fmt.Sprintf("sitemap-%d.xml", p.I+1) }

func (b *Builder) countSitemaps(c *query.Ctx, _ struct{}) int {
	s := b.q.site.Get(c, none)
	links := 0
	for _, key := range s.Keys {
		n := len(s.Alternates(key))
		links += n * n
	}
	return sitemapParts(links)
}

// sitemapKeys lists the pages of a part, by key. A page's part is told by its key alone, so that a new page
// moves no other one.
func (b *Builder) sitemapKeys(c *query.Ctx, p sitemapPart) []string {
	var out []string
	for _, key := range b.q.site.Get(c, none).Keys {
		if int(crc32.ChecksumIEEE([]byte(key)))&(p.N-1) == p.I {
			out = append(out, key)
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

// sitemap is one file of the sitemap, or all of it: every real variant with all its alternates (sitemaps.org
// protocol 0.9, with Google's xhtml:link extension). No dates: a build has none of its own.
func (b *Builder) sitemap(c *query.Ctx, part string) []byte {
	n := b.q.sitemaps.Get(c, none)
	var keys []string
	switch {
	case part != "":
		i, _ := strconv.Atoi(part)
		keys = b.q.sitemapped.Get(c, sitemapPart{i, n})
	case n > 0:
		out := []byte(indexHead)
		for i := range n {
			url := b.reader(c).AbsURL(sitemapPart{I: i}.path())
			out = append(append(append(out, "<sitemap><loc>"...), layout.Escape(url)...), "</loc></sitemap>\n"...)
		}
		return append(out, indexFoot...)
	default:
		keys = b.q.site.Get(c, none).Keys
	}
	listed := 0
	for _, key := range keys {
		listed += len(b.q.alternates.Get(c, key))
	}
	if listed == 0 && part == "" && len(keys) > 0 {
		c.Fail() // no page has an output now, and those that are online are better found than not
	}
	size := len(urlsetHead) + len(urlsetFoot)
	for _, key := range keys {
		links := len(b.q.hreflang.Get(c, key))
		for _, a := range b.q.alternates.Get(c, key) {
			size += links + 2*len(a.URL) + 40 // some for what is escaped
		}
	}
	out := append(make([]byte, 0, size), urlsetHead...)
	for _, key := range keys {
		links := b.q.hreflang.Get(c, key)
		for _, a := range b.q.alternates.Get(c, key) {
			out = append(append(append(out, "<url>\n<loc>"...), layout.Escape(a.URL)...), "</loc>\n"...)
			out = append(append(out, links...), "</url>\n"...)
		}
	}
	return append(out, urlsetFoot...)
}

// sitemapLinks are the links that each entry of a page has.
func (b *Builder) sitemapLinks(c *query.Ctx, key string) string {
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
