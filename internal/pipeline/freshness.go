package pipeline

import (
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
	Matches []translation.Match // none when InPlace
	InPlace bool                // the translation has all that the source has, up to date and in the same structure, and no more
	Known   bool                // false when there is no source page or one of the two files has an error

	Redirects  []page.Redirect // of links of the translation that lead where the source led before
	Overclaims bool            // it says that it is reviewed, and its record says that not all of it is
	Withdrawn  []string        // paths of texts of the front matter that the source has no more: readers do not get them
}

// findFreshness compares a page with its translation, and fails when their records cannot be used.
func (b *Builder) findFreshness(c *query.Ctx, k pairKey) freshness {
	lim := Limits(b.q.settings.Get(c, none))
	t := b.comparison(c, k)
	if !b.sources.read(&t, b.optional(c, k.Source), lim) {
		return freshness{}
	}
	own := b.readOwn(c, k.Target)
	if !t.TakeTranslation(own.doc, func(file string) []byte { return b.recorded(c, file) }) {
		return freshness{}
	}
	if len(t.Damaged) > 0 { // nobody knows what is stale, so the last good page stays
		c.Fail(t.Damaged...)
	}
	c.Report(t.TornTexts()...)
	out := freshness{InPlace: isInPlace(&t), Known: true, Redirects: t.MovedLinks().Redirects(), Overclaims: len(t.Overclaims()) > 0}
	if !out.InPlace {
		out.Matches = t.Matches
	}
	for _, s := range t.WithdrawnFields() {
		out.Withdrawn = append(out.Withdrawn, s.Path)
	}
	if !b.opt.NoOutputs && own.doc != nil {
		if out.InPlace && len(out.Redirects) == 0 {
			own.source = k.Source
		}
		b.parsed.keep(own)
	}
	return out
}

// readOwn parses the translation of a comparison as it will be rendered; its document is nil when there is no such file.
func (b *Builder) readOwn(c *query.Ctx, file string) parsed {
	src := b.optional(c, file)
	if src == nil {
		return parsed{}
	}
	options := b.pageOptions(c, b.localeOf(c, file))
	options.NoBlocks = false
	doc, problems := page.Parse(file, src, options)
	return parsed{doc, problems, options, ""}
}

// recorded is optional for the files of a comparison, of which a record that does not exist has no name.
func (b *Builder) recorded(c *query.Ctx, file string) []byte {
	if file == "" {
		return nil
	}
	return b.optional(c, file)
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

// comparison returns the comparison of a page and its translation, with the names of their files and records only; of
// records that exist.
func (b *Builder) comparison(c *query.Ctx, k pairKey) translation.Comparison {
	r := b.q.recordsOf.Get(c, k)
	return translation.Comparison{
		Source: b.q.settings.Get(c, none).Source, Locale: r.Locale, SourceFile: k.Source, File: k.Target,
		RecordFile: r.Own, SourceRecordFile: r.Source,
	}
}

// recordNames are the records of a translation and of its source page, "" where there is none.
type recordNames struct {
	Locale      locale.Tag // of the translation
	Own, Source string
}

// findRecords finds the records of a translation. It is a question of its own so that a new record concerns its page alone.
// It fails where nobody knows whether there is one.
func (b *Builder) findRecords(c *query.Ctx, k pairKey) recordNames {
	ids, key := b.q.identities.Get(c, none), site.KeyOf(k.Source)
	records := b.q.records.Get(c, none)
	existing := func(file string) string {
		if _, ok := slices.BinarySearch(records, file); ok {
			return file
		}
		if b.inHole(c, file) {
			c.Fail()
		}
		return ""
	}
	t := b.localeOf(c, k.Target)
	return recordNames{t, existing(ids.record(t, key)), existing(ids.record(b.q.settings.Get(c, none).Source, key))}
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

// scan is a page file's front matter.
type scan struct {
	Meta   frontmatter.Meta
	Broken bool // nothing can be told of the page: see frontmatter.Meta.Lost
}

// thin reports whether less of a page file is translated than the settings' threshold, so that its readers get a page in
// another language, and how much is, in percent. known is false when the translation's record cannot be read.
func (b *Builder) thin(c *query.Ctx, file string) (thin bool, share int, known bool) {
	s := b.q.settings.Get(c, none)
	source := b.sourceOf(c, file)
	if s.Threshold <= 0 || source == "" || source == file {
		return false, 0, true
	}
	record, ok := b.q.recordsOf.Try(c, pairKey{source, file})
	if !ok || record.Own != "" && !b.q.file.Need(c, record.Own) {
		return false, 0, false
	}
	f, ok := b.q.fresh.Try(c, pairKey{source, file})
	if !ok || !f.Known || f.InPlace {
		return false, 0, true
	}
	have, all := 0, 0
	for _, m := range f.Matches {
		// A refused block is translated: that it cannot be shown costs its readers no other one.
		if m.Source >= 0 && !m.Refused && !strings.HasPrefix(m.ID, string(page.KindFrontMatter)+".") {
			all++
			if m.State != translation.Missing {
				have++
			}
		}
	}
	if all == 0 || float64(have) >= s.Threshold*float64(all) {
		return false, 0, true
	}
	// Nobody renders the page, and its mistakes may be why so little of it is translated.
	_, problems := page.Parse(file, b.text(c, file), page.Options{Limits: Limits(s), NoBlocks: true})
	c.Report(problems...)
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
