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
	set := &s.Settings
	warn := func(text string, at diag.Pos, path string, message bool) {
		most, by := set.Room(path, message)
		if n, is := checks.TooLong(text, most); is {
			c.Report(diag.Warnf(checks.TextTooLong, at, "the text has %d characters, and the layout has room for %d", n, most).
				WithHint("say it in fewer words; or, if the layout has more room, raise %s in site.toml", by))
		}
	}
	if len(set.Lengths.Pages) > 0 {
		for _, f := range s.Files {
			if f.Locale != set.Source || f.Broken || f.Draft {
				continue
			}
			meta, ok := b.q.meta.Try(c, f.File)
			if !ok {
				continue
			}
			for _, path := range slices.Sorted(maps.Keys(set.Lengths.Pages)) {
				if text, ok := meta.String(path); ok {
					warn(text, meta.At(path), path, false)
				}
			}
		}
	}
	file := ""
	if len(set.Lengths.Messages) > 0 {
		file = b.catalogOf(c, set.Source)
	}
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
			warn(f.Text, f.Pos, id, true)
		}
	}
}
