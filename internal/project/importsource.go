package project

import (
	"fmt"
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// tellSources tells of the units whose source text in the file is not that of the site: it was changed in the tool, or the
// source has changed since the file was exported. Each cause is told once, at its first unit.
func (w *Workspace) tellSources(t locale.Tag, p *placing, parts []exchange.File) (out []diag.Diagnostic) {
	var edited, earlier []exchange.Entry
	for _, part := range parts {
		c := p.get(part.Name)
		for _, u := range part.Units {
			m, _ := p.match(unitPlace{part.Name, u.ID})
			source, seen := c.SourceSegments[m.Source].Text, seenSource(c, m, u)
			switch {
			case seen == source:
			case w.read(translation.SourceFile(translation.Hash(seen))) != nil:
				earlier = append(earlier, u)
			default:
				edited = append(edited, u)
			}
		}
	}
	if n := len(edited); n > 0 {
		out = append(out, diag.Warnf("import-source", edited[0].Pos, "the source text of the passage %s in this file (its msgid or source) is none that the site has, or is known to have had; %s",
			edited[0].ID, andOthers(n)).
			WithHint("a tool must not change source texts: put that of the site back and import again; vernacular export %s shows it. What the source says is changed in its own file", t))
	}
	if n := len(earlier); n > 0 {
		out = append(out, diag.Notef("import-source", earlier[0].Pos, "the source of the passage %s has changed since this file was exported; %s",
			earlier[0].ID, andOthers(n)).
			WithHint("vernacular export %s shows what is to be looked at again", t))
	}
	return out
}

// andOthers says what becomes of a unit, and of those for which it stands.
func andOthers(n int) string {
	switch n {
	case 1:
		return "a new translation of it counts as made from that text"
	case 2:
		return "new translations of it, and of another passage like it, count as made from those texts"
	}
	return fmt.Sprintf("new translations of it, and of %d other passages like it, count as made from those texts", n-1)
}

// seenSource returns the source text of a unit that its translator saw. Of a message with plural forms a tool may have dropped
// some, where the target has fewer: if those that are left are the site's, so is the message.
func seenSource(t *translation.Comparison, m translation.Match, u exchange.Entry) string {
	source, seen := t.SourceSegments[m.Source].Text, sourceText(u)
	if u.Loose { // blanks are no edit
		seen = unlessSpaced(seen, source)
	}
	if u.Plural == nil || t.SourceCatalog == nil || len(u.Plural.Source) == 0 {
		return seen
	}
	now, _ := t.SourceCatalog.Get(m.ID)
	if len(u.Plural.Source) >= len(now.Forms) {
		return seen
	}
	for _, f := range u.Plural.Source {
		if !slices.ContainsFunc(now.Forms, func(own catalog.Form) bool {
			return own.Category == f.Category && (own.Text == f.Text || u.Loose && unlessSpaced(f.Text, own.Text) == own.Text)
		}) {
			return seen
		}
	}
	return source
}
