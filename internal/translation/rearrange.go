package translation

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// Rearranged is a translation in the order of its source.
type Rearranged struct {
	Comparison
	Acceptance           // its record, and the source texts that it needs
	Moved, Withdrawn int // passages that stand elsewhere, and that are in the page no more
}

// Rearrange returns the page with its passages where the source has them now, and without the obsolete ones, whose texts
// its record keeps as [Withdrawal]s. A footnote stays for as long as a text that stays refers to it. What the translator
// added stays where it follows. An element of the page (a list, a table, a paragraph) that has the passages of one of the
// source stays as it is written; any other one is made anew from the source's Markdown, with the source's words as
// placeholders where nothing is translated.
//
// The page is compared again: every passage has the text that it had. If not, or where an added passage stands among
// others that have to be rearranged, an error says that it must be done by hand.
func (t *Comparison) Rearrange() (*Rearranged, error) {
	before := t
	withdrawn := t.Withdrawable()
	t, exchanged := t.exchangeNotes()
	a := newArranger(t)
	a.withdrawn = withdrawn
	if len(a.elements) == 0 || len(a.sourceElements) == 0 {
		return nil, errors.New("the page has no Markdown that could be put in order")
	}
	if err := a.betweenTextAndNotes(); err != nil {
		return nil, err
	}
	pieces, err := a.pieces()
	if err != nil {
		return nil, err
	}
	src := a.join(a.withFloating(pieces))
	doc, problems := page.Parse(t.File, src, page.Options{Limits: t.SourceDoc.Limits()})
	if diag.HasErrors(problems) && doc.Blocks == nil {
		return nil, errors.New("the page would have an error then")
	}
	// Without the entries of what is gone, for which another text in its place would be taken.
	without := *t
	without.Record = t.Record.without(withdrawn).withTexts(a.texts)
	out := &Rearranged{Comparison: without.WithPage(doc)}
	out.settle(before, withdrawn, exchanged)
	return out, out.check(before, withdrawn)
}

// OutOfOrder reports whether the page has passages that Rearrange would put elsewhere or take out.
func (t *Comparison) OutOfOrder() bool {
	return slices.ContainsFunc(t.Matches, func(m Match) bool { return m.State == Moved }) || len(t.Withdrawable()) > 0
}

// settle makes the record of the page as it is now.
func (r *Rearranged) settle(before *Comparison, withdrawn, exchanged map[string]bool) {
	chosen := Placeholders(before, &r.Comparison)
	repeats := map[string]string{} // texts by id
	for _, m := range before.Matches {
		if m.State == Moved {
			r.Moved++
		}
		if m.Repeat {
			repeats[m.ID] = before.Segments[m.Target].Text
		}
	}
	r.Withdrawn = len(withdrawn)
	for _, m := range r.Matches {
		if text, ok := repeats[m.ID]; ok && m.Target >= 0 && !m.Shared && r.Segments[m.Target].Text == text {
			chosen[m.ID] = Accepted{}
		}
		if e, ok := r.Comparison.Record.Entry(m.ID); ok && m.State == Moved && exchanged[m.ID] { // it stands where it belongs
			chosen[m.ID] = Accepted{Forced: e.Forced}
		}
	}
	r.Acceptance = *r.Accept(chosen)
	for _, m := range before.Matches {
		if withdrawn[m.ID] {
			r.Acceptance.Record.withdraw(m.From, before.Segments[m.Target].Text)
		}
	}
	r.Comparison = r.WithRecord(r.Acceptance.Record)
}

// without returns the record without entries with some ids.
func (r *Record) without(ids map[string]bool) *Record {
	if r == nil {
		return nil
	}
	out := *r
	out.Entries = slices.DeleteFunc(slices.Clone(r.Entries), func(e Entry) bool { return ids[e.ID] })
	return out.indexed()
}

// withTexts returns the record with other digests of translations, by id.
func (r *Record) withTexts(texts map[string]string) *Record {
	if r == nil || len(texts) == 0 {
		return r
	}
	out := *r
	out.Entries = slices.Clone(r.Entries)
	for i := range out.Entries {
		e := &out.Entries[i]
		e.Text = cmp.Or(texts[e.ID], e.Text)
	}
	return &out
}

// check makes sure that every passage is what it was.
func (r *Rearranged) check(before *Comparison, withdrawn map[string]bool) error {
	now := map[string]Match{}
	for _, m := range r.Matches {
		now[m.ID] = m
	}
	for _, m := range before.Matches {
		n, ok := now[m.ID]
		switch {
		case withdrawn[m.ID] && ok:
			return fmt.Errorf("the passage %s, which the source has no more, cannot be taken out", m.ID)
		case withdrawn[m.ID]:
		case !ok, m.Target >= 0 && (n.Target < 0 || r.text(n) != before.text(m)):
			return fmt.Errorf("the passage %s would be lost", m.ID)
		case n.State != m.State && !(m.State == Moved && n.State == Fresh):
			return fmt.Errorf("the passage %s would be %v", m.ID, n.State)
		}
	}
	return r.checkTexts(before)
}

// text returns the text of a match's translation without the box of a task, which is its source's.
func (t *Comparison) text(m Match) string {
	text := t.Segments[m.Target].Text
	return text[len(taskBox.FindString(text)):]
}

// checkTexts makes sure that the page has no text that it had not, and none more often than it had, besides the source's words.
func (r *Rearranged) checkTexts(before *Comparison) error {
	had := map[string]int{}
	for _, s := range before.Segments {
		had[s.Text[len(taskBox.FindString(s.Text)):]]++
	}
	for _, m := range before.Matches {
		if m.Repeat { // readers have it twice already
			had[before.text(m)]++
		}
	}
	for _, m := range r.Matches {
		if m.Target < 0 || m.Shared {
			continue
		}
		text := r.text(m)
		if had[text]--; had[text] < 0 && (m.Source < 0 || r.Segments[m.Target].Text != r.SourceSegments[m.Source].Text) {
			return fmt.Errorf("the text of the passage %s would be there once more", m.ID)
		}
	}
	return nil
}

// Placeholders returns what is to be recorded of the units that were written into a page although nobody has translated
// them, as the neighbours of a translated one: before and after are the page without and with them.
func Placeholders(before, after *Comparison) map[string]Accepted {
	had := map[string]bool{}
	for _, m := range before.Matches {
		had[m.ID] = m.Target >= 0
	}
	out := map[string]Accepted{}
	for _, m := range after.Matches {
		if !had[m.ID] && after.Copied(m) {
			out[m.ID] = Accepted{Placeholder: true}
		}
	}
	return out
}

// arranger puts the elements of a page in another order.
type arranger struct {
	*Comparison
	elements, sourceElements []page.Element
	match                    []Match       // by block of the page; with State Added where it has none
	bySource                 map[int]Match // by block of the source
	repeats                  map[int]int   // blocks of the page, by blocks of the source that repeat theirs
	fields, sourceFields     int
	used                     []bool // by element
	withdrawn                map[string]bool
	labels                   map[string]string // of the footnotes of the source, by those of the page, where they differ
	texts                    map[string]string // digests of the texts that have another box of a task now, by id
}

func newArranger(t *Comparison) *arranger {
	a := &arranger{
		Comparison: t, elements: bareElements(t.Doc), sourceElements: bareElements(t.SourceDoc), bySource: map[int]Match{}, repeats: map[int]int{},
		texts:  map[string]string{},
		fields: Fields(t.Segments), sourceFields: Fields(t.SourceSegments),
		match: make([]Match, len(t.Doc.Blocks)),
	}
	a.used = make([]bool, len(a.elements))
	a.labels = t.sourceLabels()
	for i := range a.match {
		a.match[i] = Match{Source: -1, State: Added}
	}
	for _, m := range t.Matches {
		if m.Repeat && m.Source >= a.sourceFields {
			a.repeats[m.Source-a.sourceFields] = m.Target - a.fields
		}
		if m.Shared {
			continue
		}
		if m.Target >= a.fields {
			a.match[m.Target-a.fields] = m
		}
		if m.Source >= a.sourceFields {
			a.bySource[m.Source-a.sourceFields] = m
		}
	}
	return a
}

// definition matches the line before a definition of a footnote or of a link, and the beginning of that.
var definition = regexp.MustCompile(`\n[ \t]*\r?\n {0,3}\[[^\]\n]+\]:`)

// bareElements returns the elements of a page without the definitions of footnotes and links behind them, which are no part of
// them: an element that is made anew must neither lose those of its page nor bring those of the source.
func bareElements(doc *page.Document) []page.Element {
	out := slices.Clone(doc.Elements())
	for i := range out {
		e := &out[i]
		text := min(doc.Blocks[e.Last-1].End, e.End) // in which lines may look like definitions
		if at := definition.FindIndex(doc.Bytes()[text:e.End]); at != nil {
			e.End = text + len(bytes.TrimRight(doc.Bytes()[text:text+at[0]], " \t\r\n"))
		}
	}
	return out
}

// betweenTextAndNotes returns an error where the source has a passage in a footnote that the page has in its text, or the other
// way round: the page refers to its footnotes from places that only a translator knows.
func (a *arranger) betweenTextAndNotes() error {
	for s, m := range a.bySource {
		if t := m.Target - a.fields; t >= 0 && (elementOf(a.sourceElements, s) < 0) != (elementOf(a.elements, t) < 0) {
			return fmt.Errorf("the passage %s goes into a footnote, or out of one", m.ID)
		}
	}
	return nil
}

// arranged is an element of the page as it becomes.
type arranged struct {
	element int    // of the page as it is, -1 where it is made anew
	text    string // of one that is made anew
	after   int    // the element of the page that it stands for, or begins with
}

// pieces returns the elements of the source that the page has, in their order.
func (a *arranger) pieces() ([]arranged, error) {
	var out []arranged
	doc := a.SourceDoc
	for n, e := range a.sourceElements {
		first := -1
		for s := e.First; s < e.Last && first < 0; s++ {
			first = max(-1, a.bySource[s].Target-a.fields)
			if _, ok := a.bySource[s]; !ok {
				first = -1
			}
		}
		if first < 0 {
			continue
		}
		own := elementOf(a.elements, first)
		if own >= 0 && a.same(e, a.elements[own]) {
			a.used[own] = true
			out = append(out, arranged{element: own, after: own})
			continue
		}
		text, err := a.made(doc, n)
		if err != nil {
			return nil, err
		}
		out = append(out, arranged{element: -1, text: text, after: own})
	}
	return out, nil
}

// same reports whether an element of the page has the passages of one of the source, besides added ones.
func (a *arranger) same(source, own page.Element) bool {
	t := own.First
	for s := source.First; s < source.Last; s++ {
		m, ok := a.bySource[s]
		if !ok || m.Target < a.fields {
			continue
		}
		for t < own.Last && a.match[t].State == Added {
			t++
		}
		if t == own.Last || m.Target-a.fields != t || m.State == Moved && a.SourceSegments[m.Source].Place != a.Segments[m.Target].Place {
			return false
		}
		t++
	}
	for t < own.Last && a.match[t].State == Added {
		t++
	}
	return t == own.Last
}

// made returns element n of the source with the texts of the translation.
func (a *arranger) made(doc *page.Document, n int) (string, error) {
	e := doc.Elements()[n]
	for s := e.First; s < e.Last; s++ {
		m, ok := a.bySource[s]
		t, repeats := a.repeats[s]
		if !repeats {
			t = m.Target - a.fields
		}
		if !ok && !repeats || t < 0 {
			continue
		}
		text := a.textAt(s, t)
		if taskBox.FindString(text) != taskBox.FindString(a.Doc.Blocks[t].Source) {
			a.texts[m.ID] = Hash(Unwrap(text))
		}
		next, err := doc.SetBlock(s, text)
		if err != nil {
			return "", fmt.Errorf("the passage %s cannot be put where the source has it: %w", m.ID, err)
		}
		doc = next
	}
	if len(doc.Elements()) != len(a.sourceElements) {
		return "", errors.New("with these texts the page would be built in another way than its source")
	}
	e = bareElements(doc)[n]
	return strings.ReplaceAll(a.withOwnLabels(doc, e), "\r\n", "\n"), nil
}

// textAt returns the text of a block of the page as a block of the source may hold it.
func (a *arranger) textAt(source, own int) string {
	b := a.Doc.Blocks[own]
	return fitted(withNoteLabels(b.Kind, b.Source, a.labels), b.Kind, a.SourceSegments[source+a.sourceFields])
}

// TextAt returns the Markdown of a match's translation, with the line breaks that its translator wrote, as it may stand in
// the place of a passage of the source.
func (t *Comparison) TextAt(m Match, source Segment) string {
	own := t.Segments[m.Target]
	text := own.Text
	if own.Block >= 0 && t.Doc != nil {
		text = t.Doc.Blocks[own.Block].Source
	}
	return fitted(text, own.Kind, source)
}

// fitted returns a text of a kind of passage as it may stand in the place of a passage of the source: with the box of a task that the
// source has there, and in one line where there is no other.
func fitted(text string, kind page.Kind, source Segment) string {
	if kind == page.KindListItem {
		text = text[len(taskBox.FindString(text)):]
	}
	if source.Kind == page.KindListItem {
		text = taskBox.FindString(source.Text) + text
	}
	switch source.Kind {
	case page.KindTableCell, page.KindHeading, page.KindFrontMatter:
		return Unwrap(text)
	}
	return text
}

// withFloating adds the elements that the source has not: each after the one that it follows in the page.
func (a *arranger) withFloating(pieces []arranged) []arranged {
	for i, e := range a.elements {
		if a.used[i] || slices.ContainsFunc(a.match[e.First:e.Last], func(m Match) bool { return m.State != Added }) {
			continue
		}
		at := 0
		for before := i - 1; before >= 0 && at == 0; before-- {
			at = slices.IndexFunc(pieces, func(p arranged) bool { return p.element == before || p.after == before }) + 1
		}
		a.used[i] = true
		pieces = slices.Insert(pieces, at, arranged{element: i, after: i})
	}
	return pieces
}

// join writes the page. What stands between two elements and is none, such as the definition of a link, stays behind the
// first of them.
func (a *arranger) join(pieces []arranged) []byte {
	src := a.Doc.Bytes()
	nl := newline(a.Doc)
	gap := func(i int) []byte { // after an element
		if i+1 < len(a.elements) {
			return a.withoutNotes(a.elements[i].End, a.elements[i+1].Start)
		}
		return a.withoutNotes(a.elements[i].End, len(src))
	}
	last := len(a.elements) - 1
	out := bytes.Clone(src[:a.elements[0].Start])
	kept := map[int]bool{}
	for k, p := range pieces {
		if p.element < 0 {
			out = append(out, strings.ReplaceAll(p.text, "\n", nl)...)
		} else {
			out = append(out, src[a.elements[p.element].Start:a.elements[p.element].End]...)
		}
		if p.element >= 0 && p.element < last && k+1 < len(pieces) && pieces[k+1].element == p.element+1 {
			kept[p.element] = true
			out = append(out, gap(p.element)...)
			continue
		}
		out = append(out, nl+nl...)
		if i := p.after; i >= 0 && i < last && !kept[i] && len(bytes.TrimSpace(gap(i))) > 0 {
			kept[i] = true
			out = append(append(out, bytes.Trim(gap(i), "\r\n")...), nl+nl...)
		}
	}
	for i := range last { // of elements that are gone
		if rest := bytes.Trim(gap(i), "\r\n"); !kept[i] && len(bytes.TrimSpace(rest)) > 0 {
			out = append(append(out, rest...), nl+nl...)
		}
	}
	out = bytes.TrimRight(out, "\r\n")
	return append(out, gap(last)...)
}
