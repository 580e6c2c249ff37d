package pipeline

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// pairKey names a page file and the page file that translates it.
type pairKey struct{ Source, Target string }

func (k pairKey) String() string { return k.Target }

// freshness is the state of every text of a translation.
type freshness struct {
	Matches []translation.Match
	InPlace bool // the translation has all that the source has, up to date and in the same structure, and no more
	Known   bool // false when there is no source page or one of the two files has an error
}

// findFreshness compares a page with its translation, and fails when their records cannot be used.
func (b *Builder) findFreshness(c *query.Ctx, k pairKey) freshness {
	s := b.q.settings.Get(c, none)
	t := b.comparison(c, k)
	if !t.ReadPages(func(file string) []byte { return b.optional(c, file) }, Limits(s)) {
		return freshness{}
	}
	if len(t.Damaged) > 0 { // nobody knows what is stale, so the last good page stays
		c.Fail(t.Damaged...)
	}
	c.Report(t.TornTexts()...)
	return freshness{t.Matches, isInPlace(&t), true}
}

// isInPlace reports whether a translation differs from its source in nothing but its texts, and those are up to date.
func isInPlace(t *translation.Comparison) bool {
	source, own := translation.Fields(t.SourceSegments), translation.Fields(t.Segments)
	for _, m := range t.Matches {
		isField := m.Source >= 0 && m.Source < source
		if m.State != translation.Fresh && !(isField && m.State != translation.Stale) || !isField && m.Source-source != m.Target-own {
			return false
		}
	}
	return page.SameStructure(t.SourceDoc, t.Doc)
}

// comparison returns the comparison of a page and its translation, with the names of their files and records only.
func (b *Builder) comparison(c *query.Ctx, k pairKey) translation.Comparison {
	s := b.q.settings.Get(c, none)
	t := translation.Comparison{Source: s.Source, Locale: b.localeOf(c, k.Target), SourceFile: k.Source, File: k.Target}
	ids, key := b.q.identities.Get(c, none), site.KeyOf(k.Source)
	t.RecordFile, t.SourceRecordFile = ids.record(t.Locale, key), ids.record(t.Source, key)
	return t
}

// localeOf returns the locale whose folder holds a page file.
func (b *Builder) localeOf(c *query.Ctx, file string) locale.Tag {
	for _, l := range b.q.locales.Get(c, none) {
		if l.Folder != "" && strings.HasPrefix(file, l.Folder) {
			return l.Tag
		}
	}
	return ""
}

// comparable reports whether a translation is to be compared with its source block by block: when it has a record of
// what it was made from, or when its glance differs from the source's. To compare every page of a site without records
// would cost a third of its build and find nothing.
func (b *Builder) comparable(c *query.Ctx, k pairKey) bool {
	records := b.q.records.Get(c, none)
	if unknown := b.holeBelow(c, translation.Folder); len(records) > 0 || unknown {
		if t := b.localeOf(c, k.Target); t != "" {
			file := b.q.identities.Get(c, none).record(t, site.KeyOf(k.Source))
			if _, ok := slices.BinarySearch(records, file); ok {
				return true
			}
			if unknown && b.inHole(c, file) {
				c.Fail()
			}
		}
	}
	source, ok := b.q.scan.Try(c, k.Source)
	own, ok2 := b.q.scan.Try(c, k.Target)
	return ok && ok2 && source.Glance != own.Glance
}

// scan is a page file's front matter and its glance.
type scan struct {
	Meta   frontmatter.Meta
	Glance int
	Broken bool // nothing can be told of the page: see frontmatter.Meta.Lost
}

// glance returns how many lines of a page's body look like the beginning of a block.
func glance(src []byte) int {
	n, blank := 0, true
	if bytes.HasPrefix(src, []byte("---\n")) || bytes.HasPrefix(src, []byte("+++\n")) {
		if i := bytes.Index(src[4:], append([]byte{'\n'}, src[:4]...)); i >= 0 {
			src = src[4+i+5:]
		}
	}
	for line := range bytes.Lines(src) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
			blank = true
			continue
		case blank, bytes.IndexByte([]byte("-*+|#>123456789"), line[0]) >= 0:
			n++
		}
		blank = false
	}
	return n
}

// thin reports whether less of a page file is translated than the settings' threshold, so that its readers get a page in
// another language, and how much is, in percent. known is false when the translation's record cannot be read.
func (b *Builder) thin(c *query.Ctx, file string) (thin bool, share int, known bool) {
	s := b.q.settings.Get(c, none)
	source := b.sourceOf(c, file)
	if s.Threshold <= 0 || source == "" || source == file {
		return false, 0, true
	}
	record := b.comparison(c, pairKey{source, file}).RecordFile
	if b.inHole(c, record) || !b.q.file.Need(c, record) {
		return false, 0, false
	}
	if !b.comparable(c, pairKey{source, file}) {
		return false, 0, true
	}
	f, ok := b.q.fresh.Try(c, pairKey{source, file})
	if !ok || !f.Known {
		return false, 0, true
	}
	have, all := 0, 0
	for _, m := range f.Matches {
		if m.Source >= 0 && !strings.HasPrefix(m.ID, string(page.KindFrontMatter)+".") {
			all++
			if m.State != translation.Missing {
				have++
			}
		}
	}
	if all == 0 || float64(have) >= s.Threshold*float64(all) {
		return false, 0, true
	}
	return true, have * 100 / all, true
}

// sourceOf returns the source page file with the path of a page file below its locale's folder, or the one that the file
// was found to translate; "" when there is none.
func (b *Builder) sourceOf(c *query.Ctx, file string) string {
	s := b.q.settings.Get(c, none)
	key := site.KeyOf(file)
	if found, ok := b.q.identities.Get(c, none).key(file); ok {
		key = found.Key
	}
	files := b.q.listing.Get(c, "content/")
	for _, l := range b.q.locales.Get(c, none) {
		if l.Tag == s.Source && l.Folder != "" {
			for _, ext := range []string{".md", ".html"} {
				if _, ok := slices.BinarySearch(files, l.Folder+key+ext); ok {
					return l.Folder + key + ext
				}
			}
		}
	}
	return ""
}

// recordFiles returns the translation records: the TOML files below [translation.Folder], sorted.
func (b *Builder) recordFiles(c *query.Ctx, _ struct{}) []string {
	var out []string
	for _, f := range b.q.listing.Get(c, "locales/") {
		if strings.HasPrefix(f, translation.Folder) && path.Ext(f) == ".toml" {
			out = append(out, f)
		}
	}
	return out
}
