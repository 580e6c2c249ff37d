package build

import (
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// Status tells how complete each locale is.
type Status struct {
	Source  locale.Tag
	Locales []LocaleStatus // every locale that has files, by tag
}

// LocaleStatus counts what a locale has of what the source locale has. Until blocks are compared one by
// one, a block counts as fresh when its page is translated.
type LocaleStatus struct {
	Tag       locale.Tag
	Name      string
	Dir       string
	Published bool
	Chain     []locale.Tag
	Pages     Count
	Messages  Count
	Blocks    Count
	Missing   []string // the page keys that it lacks
	MissingID []string // the message ids that it lacks
}

// Count counts pages, messages or blocks. Done are those that are translated; of them Stale were made
// from an older source text.
type Count struct {
	Total, Done, Stale, Missing int
}

// Status works out how complete the locales are. ok is false while the settings have an error.
func (b *Builder) Status() (s Status, ok bool) {
	table := b.Site()
	if table == nil {
		return s, false
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	s.Source = table.Settings.Source
	blocks := map[string]int{} // of the source pages, by key
	for _, f := range table.Files {
		if f.Locale != s.Source || f.Draft {
			continue
		}
		blocks[f.Key] = 0
		if src, err := b.snap.Read(f.File); err == nil && !src.Missing {
			if doc, ds := page.Parse(f.File, src.Data, page.Options{}); !diag.HasErrors(ds) {
				blocks[f.Key] = len(doc.Blocks)
			}
		}
	}
	catalogs := map[locale.Tag]*catalog.Catalog{}
	for _, l := range table.Locales {
		if l.Catalog != "" {
			if c, ok := b.q.catalog.Peek(l.Catalog); ok {
				catalogs[l.Tag] = c.Catalog
			}
		}
	}
	source := catalogs[s.Source]
	for _, l := range table.Locales {
		ls := LocaleStatus{
			Tag: l.Tag, Name: table.Settings.Autonym(l.Tag), Dir: table.Settings.Direction(l.Tag),
			Published: table.Edition(l.Tag) != nil,
		}
		ls.Chain, _ = table.Settings.Chain(l.Tag)
		has := map[string]bool{}
		for _, f := range table.Files {
			if f.Locale == l.Tag && !f.Draft && !f.Broken {
				has[f.Key] = true
			}
		}
		for key, n := range blocks {
			ls.Pages.add(1, has[key])
			ls.Blocks.add(n, has[key])
			if !has[key] {
				ls.Missing = append(ls.Missing, key)
			}
		}
		slices.Sort(ls.Missing)
		if source != nil {
			own := catalogs[l.Tag]
			if own == nil {
				own = &catalog.Catalog{Tag: l.Tag}
			}
			ls.MissingID = catalog.Missing(source, own)
			ls.Messages.add(len(source.Messages)-len(ls.MissingID), true)
			ls.Messages.add(len(ls.MissingID), false)
		}
		s.Locales = append(s.Locales, ls)
	}
	return s, true
}

func (c *Count) add(n int, done bool) {
	c.Total += n
	if done {
		c.Done += n
	} else {
		c.Missing += n
	}
}
