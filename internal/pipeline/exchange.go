package pipeline

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// This file makes the pages for translation tools: the bytes that "vernacular export" writes of one page, without a date and
// without the texts of drafts. In the edition of the source they name no language to translate into, and have no translation.

// exchangeSpecs lists the pages of an edition for translation tools.
func exchangeSpecs(e *site.Edition) (out []spec) {
	for _, v := range e.Variants {
		for _, ending := range site.ExchangeEndings {
			if v.Exchange != "" {
				out = append(out, spec{strings.TrimPrefix(v.Exchange, "/") + ending, exchangeOutput, e.Locale, v.Key})
			}
		}
	}
	return out
}

func (b *Builder) makeExchange(c *query.Ctx, s spec) Output {
	settings := b.q.settings.Get(c, none)
	t, ok := b.exchanged(c, s.Key, s.Locale)
	if !ok || len(t.Damaged) > 0 {
		c.Fail() // other outputs tell why
	}
	doc := exchange.Document{Source: settings.Source, Target: t.Locale, Project: settings.Project()}
	doc.Files = []exchange.File{exchange.FileOf(&t, func() *tm.Memory {
		if t.Locale == "" {
			return tm.New(nil)
		}
		return tm.New(b.q.memory.Get(c, t.Locale))
	})}
	write := exchange.WritePO
	if path.Ext(s.Path) == ".xlf" {
		write = exchange.WriteXLIFF
	}
	data, err := write(doc)
	if err != nil {
		c.Fail() // as the command says, which is asked for the page
	}
	sources := []string{t.SourceFile}
	if t.Bytes != nil {
		sources = append(sources, t.File)
	}
	o := newOutput(s.Path, s.Locale, data, sources...)
	r := b.reader(c)
	r.page(s.Key)
	r.edition(s.Locale)
	o.Tentative = r.guess.made
	return o
}

// exchanged compares a page with its source; in the source locale with a translation that does not exist. ok is false where
// that cannot be done.
func (b *Builder) exchanged(c *query.Ctx, key string, l locale.Tag) (t translation.Comparison, ok bool) {
	s := b.q.settings.Get(c, none)
	source := b.q.pageFile.Get(c, variantKey{key, s.Source})
	if source == "" {
		return t, false
	}
	t = translation.Comparison{Source: s.Source, SourceFile: source}
	if l != s.Source {
		file := b.q.pageFile.Get(c, variantKey{key, l})
		draft := false
		if file == "" { // where it would stand
			_, rest, _ := strings.Cut(strings.TrimPrefix(source, "content/"), "/")
			file = b.folderOf(c, l) + rest
			_, draft = slices.BinarySearch(b.q.listing.Get(c, "content/"), file)
		}
		if t = b.comparison(c, pairKey{source, file}); draft {
			t.File = "" // nobody is to read it yet
		}
	}
	t.Key = key
	lim := Limits(s)
	read := func(file string) []byte { return b.recorded(c, file) }
	ok = b.sources.read(&t, b.optional(c, source), lim) && t.ReadTranslation(read, lim)
	return t, ok
}

// folderOf returns the folder of the pages of a locale.
func (b *Builder) folderOf(c *query.Ctx, t locale.Tag) string {
	for _, l := range b.q.locales.Get(c, none) {
		if l.Tag == t && l.Folder != "" {
			return l.Folder
		}
	}
	return "content/" + string(t) + "/"
}

// findPageFile returns the file of a page in a locale.
func (b *Builder) findPageFile(c *query.Ctx, k variantKey) string {
	for _, f := range b.q.site.Get(c, none).Files {
		if f.Key == k.Key && f.Locale == k.Locale && !f.Draft {
			return f.File
		}
	}
	return ""
}

// findMemory returns all that is translated in a locale, in the order of the command: the home page, the other pages by key,
// the messages.
func (b *Builder) findMemory(c *query.Ctx, l locale.Tag) (entries []tm.Entry) {
	s := b.q.settings.Get(c, none)
	home := b.q.edition.Get(c, s.Source).Home
	var keys []string
	for _, f := range b.q.site.Get(c, none).Files {
		if f.Locale == s.Source && !f.Draft {
			keys = append(keys, f.Key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if (a == home) != (b == home) {
			if a == home {
				return -1
			}
			return 1
		}
		return cmp.Compare(a, b)
	})
	for _, key := range slices.Compact(keys) {
		if t, ok := b.exchanged(c, key, l); ok && len(t.Damaged) == 0 {
			entries = exchange.AppendFresh(entries, &t)
		}
	}
	if t, ok := b.comparedCatalog(c, l); ok && len(t.Damaged) == 0 {
		entries = exchange.AppendFresh(entries, &t)
	}
	return append(entries, b.q.imported.Get(c, l)...)
}
