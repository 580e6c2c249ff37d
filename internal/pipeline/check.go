package pipeline

import (
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// checkAll reports problems that no output may need to know but the author should: those of every layout, every
// catalog, the settings of locales and the folder itself.
func (b *Builder) checkAll(c *query.Ctx, _ struct{}) bool {
	b.q.folder.Need(c, none)
	s, ok := b.q.settings.Try(c, none)
	if !ok {
		return false
	}
	used, allKnown := b.usedMessages(c)
	locales := b.q.locales.Get(c, none)
	source := b.checkCatalogs(c, s.Source, locales)
	if source != nil && allKnown {
		for _, m := range source.Messages {
			if !used[m.ID] {
				c.Report(diag.Warnf("message-unused", m.Pos, "no layout uses the message %q", m.ID).WithHint("take it out of the catalogs, or use it: {{t %q}}", m.ID))
			}
		}
	}
	b.checkOwner(c, &s)
	for t, ls := range s.Locales {
		if !slices.ContainsFunc(locales, func(l site.Locale) bool { return l.Tag == t }) {
			c.Report(diag.Warnf("locale-unused", ls.Pos, "there is no locale %s: neither content/%s/ nor a catalog exists", t, t))
		}
	}
	return true
}

// usedMessages compiles every layout and returns the messages that they use. allKnown is false when a layout has an
// error or cannot be read, since nobody knows which messages it uses.
func (b *Builder) usedMessages(c *query.Ctx) (used map[string]bool, allKnown bool) {
	used, allKnown = map[string]bool{staleMessage: true, differenceMessage: true}, !b.holeBelow(c, "layouts/")
	for _, f := range b.q.listing.Get(c, "layouts/") {
		if !strings.HasSuffix(f, ".html") {
			continue
		}
		l, ok := b.q.layout.Try(c, f)
		if !ok {
			allKnown = false
			continue
		}
		for _, u := range l.Messages {
			used[u.Name] = true
		}
	}
	return used, allKnown
}

// checkCatalogs compares every catalog with that of the source locale, and returns the latter; nil when there is none that
// can be read.
func (b *Builder) checkCatalogs(c *query.Ctx, t locale.Tag, locales []site.Locale) (source *catalog.Catalog) {
	if file := b.catalogOf(c, t); file != "" {
		parsed, _ := b.q.catalog.Try(c, file)
		source = parsed.Catalog
	}
	for _, l := range locales {
		if l.Catalog == "" {
			continue
		}
		cat, ok := b.q.catalog.Try(c, l.Catalog) // which reports the catalog's own problems
		if ok && source != nil {
			c.Report(catalog.Check(source, cat.Catalog)...)
		}
	}
	return source
}

// unusedLinks returns warnings of entries in [links] that no page uses, sorted. It returns none where pages are not rendered.
func (b *Builder) unusedLinks() []diag.Diagnostic {
	s, ok := b.q.settings.Peek(none)
	if !ok || b.opt.NoOutputs || b.opt.Locales != nil {
		return nil
	}
	var out []diag.Diagnostic
	for dest := range s.Links {
		if !b.mappings[dest] {
			out = append(out, diag.Warnf("link-unused", s.LinkPos[dest], "no page has a link to %q, so this mapping does nothing", dest).WithHint("take it out"))
		}
	}
	return diag.Sorted(out)
}

// withUnusedLinks adds warnings of unused links to sorted problems. While something has an error nobody knows what the pages use.
func withUnusedLinks(problems, unused []diag.Diagnostic) []diag.Diagnostic {
	if len(unused) == 0 || diag.HasErrors(problems) {
		return problems
	}
	return diag.Sorted(append(problems, unused...))
}
