package pipeline

import (
	"slices"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/page"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Pairs returns what the checks compare for a match: one pair of texts, or one for each plural form of a message. It returns
// none where one side has no text, and for what was split or could not be compared, whose texts do not correspond.
func Pairs(t translation.Comparison, m translation.Match) []checks.Pair {
	if m.Source < 0 || m.Target < 0 || m.Shared || m.State == translation.Uncompared {
		return nil
	}
	s, own := t.SourceSegments[m.Source], t.Segments[m.Target]
	p := checks.Pair{
		Source: t.Source, Locale: t.Locale, Kind: own.Kind, Level: own.Level, SourceKind: s.Kind, SourceLevel: s.Level,
		SourceText: s.Text, Text: own.Text, Pos: own.Pos, Unrecorded: m.Unrecorded,
	}
	if e, ok := t.Record.Entry(m.ID); ok {
		for code := range e.Except {
			p.Except = append(p.Except, code)
		}
		if e.Same && e.Text == translation.Hash(own.Text) { // a person has said that it stays as it is
			p.Except = append(p.Except, checks.NotTranslated)
		}
		p.Reverted = e.Text != "" && s.Text == own.Text && e.Text != translation.Hash(own.Text)
	}
	switch {
	case own.Block >= 0:
		b := t.Doc.Blocks[own.Block]
		p.SourceText, p.Text = t.SourceDoc.Blocks[s.Block].Source, b.Source
		p.SourceDefinitions, p.Definitions = t.SourceDoc.Definitions, t.Doc.Definitions
		if b.End-b.Start == len(b.Source) { // its lines have no marks of lists or quotations before them, so that offsets are those of the file
			p.At = func(off int) diag.Pos {
				line, col := diag.Position(t.Bytes, b.Start+off)
				return diag.At(t.File, line, col)
			}
		}
	case own.Kind == page.KindMessage:
		return messagePairs(t, p, own.Path)
	case slices.Contains(ofPeople, own.Path):
		p.Except = append(p.Except, checks.NotTranslated)
	}
	return []checks.Pair{p}
}

// PairsWithin returns what [Pairs] returns, with the length that each text may have by the settings of a site.
func PairsWithin(s *site.Settings, t translation.Comparison, m translation.Match) []checks.Pair {
	pairs := Pairs(t, m)
	if len(pairs) == 0 || t.Segments[m.Target].Path == "" {
		return pairs
	}
	own := t.Segments[m.Target]
	most, by := s.Room(own.Path, own.Kind == page.KindMessage)
	for i := range pairs {
		pairs[i].Most, pairs[i].MostBy = most, by
	}
	return pairs
}

// ofPeople are the keys of front matter that hold the names of people, which stay as they are.
var ofPeople = []string{"author", "authors", "translator", "translators", "editor", "editors", "contributor", "contributors"}

// Around returns all texts of a page and of its source, where the checks of each look before they say that something is missing.
// Messages stand in many places, so that each is judged alone.
func Around(t translation.Comparison) *checks.Surroundings {
	if t.Doc == nil || t.SourceDoc == nil {
		return nil
	}
	passages := func(segments []translation.Segment, doc *page.Document) []checks.Passage {
		out := make([]checks.Passage, len(segments))
		for i, s := range segments {
			out[i] = checks.Passage{Kind: s.Kind, Text: s.Text}
			if s.Block >= 0 {
				out[i].Text, out[i].Definitions = doc.Blocks[s.Block].Source, doc.Definitions
			}
		}
		return out
	}
	return checks.NewSurroundings(passages(t.SourceSegments, t.SourceDoc), passages(t.Segments, t.Doc))
}

// messagePairs returns p for each form of a message, beside the source's form of the same category, else that of "other".
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
