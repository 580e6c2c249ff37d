package pipeline

import (
	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// Pairs are the texts of a match for the checks: one, or each plural form of a message. None where one side lacks.
func Pairs(t translation.Comparison, m translation.Match) []checks.Pair {
	if m.Source < 0 || m.Target < 0 || m.Shared {
		return nil
	}
	s, own := t.SourceSegments[m.Source], t.Segments[m.Target]
	p := checks.Pair{
		Source: t.Source, Locale: t.Locale, Kind: own.Kind, Level: own.Level, SourceKind: s.Kind, SourceLevel: s.Level,
		SourceText: s.Text, Text: own.Text, Pos: own.Pos,
	}
	if e, ok := t.Record.Entry(m.ID); ok {
		for code := range e.Except {
			p.Except = append(p.Except, code)
		}
	}
	switch {
	case own.Block >= 0:
		b := t.Doc.Blocks[own.Block]
		p.SourceText, p.Text = t.SourceDoc.Blocks[s.Block].Source, b.Source
		if b.End-b.Start == len(b.Source) { // no marks of containers between its lines
			p.At = func(off int) diag.Pos {
				line, col := diag.Position(t.Bytes, b.Start+off)
				return diag.At(t.File, line, col)
			}
		}
	case own.Kind == page.KindMessage:
		return messagePairs(t, p, own.Path)
	}
	return []checks.Pair{p}
}

// messagePairs compares each form of a message with the source's form of the same category, else with "other".
func messagePairs(t translation.Comparison, p checks.Pair, id string) []checks.Pair {
	source, _ := t.SourceCatalog.Get(id)
	own, _ := t.Catalog.Get(id)
	var out []checks.Pair
	for _, f := range own.Forms {
		from, ok := source.Form(f.Category)
		if !ok {
			from, _ = source.Form("other")
		}
		q := p
		q.SourceText, q.Text, q.Pos = from.Text, f.Text, f.Pos
		if source.Counts() || len(own.Forms) > 1 {
			q.Category, q.SourceCategory = f.Category, from.Category
		}
		out = append(out, q)
	}
	return out
}
