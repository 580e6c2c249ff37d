package pipeline

import (
	"maps"
	"slices"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// judgeRoom warns of the texts of the source that are longer than their places, and of a length for a message that does not
// exist. The proof-reading of translations does so for theirs.
func (b *Builder) judgeRoom(c *query.Ctx, s *site.Site) {
	if len(s.Settings.Lengths.Pages) > 0 {
		b.judgePages(c, s)
	}
	if len(s.Settings.Lengths.Messages) > 0 {
		b.judgeMessages(c, &s.Settings)
	}
}

// tooLong warns of a text for which a layout has less room than it takes.
func tooLong(c *query.Ctx, set *site.Settings, text string, at diag.Pos, path string, message bool) {
	most, by := set.Room(path, message)
	if n, is := checks.TooLong(text, most); is {
		c.Report(diag.Warnf(checks.TextTooLong, at, "the text has %d characters, and the layout has room for %d", n, most).
			WithHint("say it in fewer words; or, if the layout has more room, raise %s in site.toml", by))
	}
}

// judgePages looks at the front matter of the source's pages.
func (b *Builder) judgePages(c *query.Ctx, s *site.Site) {
	paths := slices.Sorted(maps.Keys(s.Settings.Lengths.Pages))
	for _, f := range s.Files {
		if f.Locale != s.Settings.Source || f.Broken || f.Draft {
			continue
		}
		meta, ok := b.q.meta.Try(c, f.File)
		if !ok {
			continue
		}
		for _, path := range paths {
			if text, ok := meta.String(path); ok {
				tooLong(c, &s.Settings, text, meta.At(path), path, false)
			}
		}
	}
}

// judgeMessages looks at the source's catalog.
func (b *Builder) judgeMessages(c *query.Ctx, set *site.Settings) {
	file := b.catalogOf(c, set.Source)
	if file == "" {
		return
	}
	catalog, ok := b.q.catalog.Try(c, file)
	if !ok {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(set.Lengths.Messages)) {
		m, ok := catalog.Get(id)
		if !ok {
			_, by := set.Room(id, true)
			c.Report(diag.Warnf("setting-unused", set.Lengths.Pos[by], "%s is a length for a message that the source catalog %s does not have", by, file).
				WithHint("look up its id there, or delete the setting"))
			continue
		}
		for _, f := range m.Forms {
			tooLong(c, set, f.Text, f.Pos, id, true)
		}
	}
}
