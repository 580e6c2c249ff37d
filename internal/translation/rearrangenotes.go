package translation

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/page"
)

// Withdrawable returns the ids of the obsolete passages that can be taken out of the page: all but the footnotes to which a
// passage that stays refers. Readers would see the reference without its footnote, and it would not come back with its source.
func (t *Comparison) Withdrawable() map[string]bool {
	out := map[string]bool{}
	if t.Doc == nil {
		return out
	}
	fields := Fields(t.Segments)
	id := map[int]string{} // by block of the page, of the obsolete ones
	for _, m := range t.Matches {
		if m.State == Obsolete {
			out[m.ID] = true
			id[m.Target-fields] = m.ID
		}
	}
	for stays := true; stays; { // until nothing that stays refers to what goes
		stays = false
		used := map[int]bool{}
		for b := range t.Doc.Blocks {
			if !out[id[b]] {
				for _, n := range t.Doc.NotesOf(b) {
					used[n] = true
				}
			}
		}
		for b := range t.Doc.Blocks {
			if n := t.Doc.Note(b); out[id[b]] && n > 0 && used[n] {
				delete(out, id[b])
				stays = true
			}
		}
	}
	return out
}

// withoutNotes returns the bytes of the page from start to end without the footnotes that are withdrawn.
func (a *arranger) withoutNotes(start, end int) []byte {
	src := a.Doc.Bytes()
	out := bytes.Clone(src[start:end])
	definitions := a.withdrawnNotes(start, end)
	slices.SortFunc(definitions, func(x, y [2]int) int { return y[0] - x[0] })
	for _, d := range definitions { // from the end, so that the places of the others hold
		rest := bytes.TrimPrefix(bytes.TrimPrefix(out[d[1]-start:], []byte("\r")), []byte("\n"))
		out = append(out[:d[0]-start:d[0]-start], rest...)
	}
	if len(out) < end-start && end == len(src) { // no blank lines where the last note was
		return append(bytes.TrimRight(out, "\r\n"), newline(a.Doc)...)
	}
	return out
}

// withdrawnNotes returns where the definitions of withdrawn footnotes stand between two places of the page.
func (a *arranger) withdrawnNotes(start, end int) (out [][2]int) {
	src := a.Doc.Bytes()
	for t := range a.match {
		note := a.Doc.Note(t)
		from := bytes.LastIndexByte(src[:a.Doc.Blocks[t].Start], '\n') + 1
		if note == 0 || from < start || !bytes.HasPrefix(src[from:], []byte("[^")) || !a.isWithdrawn(note) {
			continue
		}
		last := t
		for last+1 < len(a.match) && a.Doc.Note(last+1) == note {
			last++
		}
		if to := a.Doc.Blocks[last].End; to <= end {
			out = append(out, [2]int{from, to})
		}
	}
	return out
}

// isWithdrawn reports whether all blocks of a footnote of the page are withdrawn.
func (a *arranger) isWithdrawn(note int) bool {
	for t, m := range a.match {
		if a.Doc.Note(t) == note && !a.withdrawn[m.ID] {
			return false
		}
	}
	return true
}

// sameNotes returns for each footnote of the page, by its number, that of the source to which its references lead for readers; 0
// for none.
func (t *Comparison) sameNotes() []int {
	own := &page.Version{Doc: t.Doc, Of: make([]int, len(t.Doc.Blocks)), Order: make([]int, len(t.Doc.Blocks))}
	fields, sourceFields := Fields(t.Segments), Fields(t.SourceSegments)
	for i := range own.Of {
		own.Of[i] = -1
	}
	for _, m := range t.Matches {
		if b := m.Target - fields; b >= 0 && m.Source >= sourceFields && own.Of[b] < 0 {
			own.Of[b], own.Order[b] = m.Source-sourceFields, m.Order
		}
	}
	return page.SameNotes(&page.Version{Doc: t.SourceDoc}, own)
}

// exchangeNotes returns the comparison with the texts of moved footnotes at those definitions to which the page refers where the
// source refers to them, and the ids of the footnotes that are where they belong then. A page whose footnotes cannot be exchanged
// among each other stays as it is.
func (t *Comparison) exchangeNotes() (next *Comparison, placed map[string]bool) {
	if !slices.ContainsFunc(t.Matches, func(m Match) bool {
		return m.State == Moved && t.SourceSegments[m.Source].Kind == page.KindFootnote
	}) {
		return t, nil
	}
	fields, sourceFields := Fields(t.Segments), Fields(t.SourceSegments)
	bySource := map[int]Match{}
	for _, m := range t.Matches {
		if m.Source >= sourceFields && m.Target >= fields && !m.Shared {
			bySource[m.Source-sourceFields] = m
		}
	}
	texts := map[int]string{} // by block of the page
	placed = map[string]bool{}
	for i, note := range t.sameNotes() {
		own, source := blocksOf(t.Doc, i+1), blocksOf(t.SourceDoc, note)
		if note == 0 || len(own) != len(source) {
			continue
		}
		for k, s := range source {
			if m, ok := bySource[s]; ok {
				texts[own[k]] = t.Doc.Blocks[m.Target-fields].Source
				placed[m.ID] = true
			}
		}
	}
	var was []string
	for b := range texts {
		was = append(was, t.Doc.Blocks[b].Source)
	}
	now := slices.Collect(maps.Values(texts))
	slices.Sort(was)
	slices.Sort(now)
	if !slices.Equal(was, now) {
		return t, nil
	}
	doc, err := t.Doc.SetBlocks(texts)
	if err != nil {
		return t, nil
	}
	after := t.WithPage(doc)
	return &after, placed
}

// blocksOf returns the blocks of a footnote of a page.
func blocksOf(doc *page.Document, note int) (out []int) {
	for b := range doc.Blocks {
		if note > 0 && doc.Note(b) == note {
			out = append(out, b)
		}
	}
	return out
}

// sourceLabels returns the labels of the source's footnotes by those that the page has for the same, where they differ.
func (t *Comparison) sourceLabels() map[string]string {
	out, taken := map[string]string{}, map[string]bool{}
	if !bytes.Contains(t.Doc.Bytes(), []byte("[^")) || !bytes.Contains(t.SourceDoc.Bytes(), []byte("[^")) {
		return nil
	}
	own, source := labelsOf(t.Doc), labelsOf(t.SourceDoc)
	for i, note := range t.sameNotes() {
		if i+1 >= len(own) || note >= len(source) {
			continue
		}
		if from, to := own[i+1], source[note]; from != "" && to != "" {
			out[from] = to
			if taken[to] {
				return nil
			}
			taken[to] = true
		}
	}
	maps.DeleteFunc(out, func(from, to string) bool { return from == to })
	return out
}

// labelsOf returns the labels of the footnotes of a page by their numbers, which count from 1.
func labelsOf(doc *page.Document) []string {
	out := []string{""}
	for b, block := range doc.Blocks {
		labels, notes := noteRefs(block.Kind, block.Source), doc.NotesOf(b)
		if len(labels) != len(notes) { // one of them has no footnote
			continue
		}
		for i, n := range notes {
			for len(out) <= n {
				out = append(out, "")
			}
			out[n] = labels[i]
		}
	}
	return out
}

// withOwnLabels returns an element of the source with the labels that the page has for its footnotes.
func (a *arranger) withOwnLabels(doc *page.Document, e page.Element) string {
	text := string(doc.Bytes()[e.Start:e.End])
	if len(a.labels) == 0 {
		return text
	}
	var pairs []string
	for _, own := range sortedKeys(a.labels) {
		pairs = append(pairs, "[^"+a.labels[own]+"]", "[^"+own+"]")
	}
	back := strings.NewReplacer(pairs...)
	for i := e.Last - 1; i >= e.First; i-- {
		b := doc.Blocks[i]
		if from, to := b.Start-e.Start, b.End-e.Start; !Verbatim(b.Kind) && from >= 0 && to <= len(text) {
			text = text[:from] + back.Replace(text[from:to]) + text[to:]
		}
	}
	return text
}
