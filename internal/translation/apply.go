package translation

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/page"
)

// ApplyInput is a page, its translation and the new texts of some segments.
type ApplyInput struct {
	Source, Target *page.Document // Target nil: there is no page yet
	TargetFile     string
	Matches        []Match
	Texts          map[string]string // by [Match.ID], unwrapped like [Segment.Text]
	Limits         page.Limits

	// Compare finds the states of the page as it becomes; nil: nobody asks. With it, a text that it would not find at its
	// source's segment again is an error. That happens to a new passage of which one before it is still missing: by their
	// order alone nobody can tell which of the two has been translated.
	Compare func(target *page.Document) []Match
}

// Apply gives a translated page new texts. A text that the page has already changes no byte; a block that is there is
// written in its place; one that is missing comes where the source has it. For that the element at the top of the page that
// it belongs to (a whole list, a table, a paragraph) is made anew from the source's Markdown and the translated texts:
// what has none yet keeps the source's words, and what the source has no more is not in it. Footnotes come at the end of
// the page. A page that does not exist yet begins as [frontmatter.Skeleton].
//
// The page is read again, and has the new texts at their places and all else as before; if not, the error names the
// segment that cannot be written.
func Apply(in ApplyInput) (*page.Document, error) {
	if in.Target == nil {
		if err := in.begin(); err != nil {
			return nil, err
		}
	}
	in.Matches = slices.Clone(in.Matches)
	a := applier{ApplyInput: in, doc: in.Target}
	own := Segments(in.Source)
	a.sourceFields, a.targetFields = Fields(own), Fields(SegmentsLike(in.Target, own))
	known := map[string]bool{}
	for _, m := range in.Matches {
		known[m.ID] = true
	}
	for _, id := range sortedKeys(in.Texts) {
		if !known[id] {
			return nil, fmt.Errorf("%s: the page has no such segment", id)
		}
	}
	if err := a.present(); err != nil {
		return nil, err
	}
	if err := a.missing(); err != nil {
		return nil, err
	}
	if err := a.fields(); err != nil {
		return nil, err
	}
	if err := in.check(a.doc); err != nil {
		return nil, err
	}
	return a.doc, nil
}

// fields writes the texts of the front matter: last, since they move all blocks.
func (a *applier) fields() error {
	out := a.doc.Bytes()
	for _, m := range a.Matches {
		path, isField := strings.CutPrefix(m.ID, fieldPrefix)
		if text, ok := a.Texts[m.ID]; ok && isField {
			var err error
			if out, err = frontmatter.SetText(a.TargetFile, out, path, text, a.Limits.Limits); err != nil {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
		}
	}
	if bytes.Equal(out, a.doc.Bytes()) {
		return nil
	}
	doc, ds := page.Parse(a.TargetFile, out, page.Options{Limits: a.Limits})
	for _, d := range ds {
		if d.Severity == diag.Error {
			return errors.New(d.Message)
		}
	}
	a.doc = doc
	return nil
}

// check makes sure that whoever compares again finds the texts.
func (in ApplyInput) check(doc *page.Document) error {
	if in.Compare == nil {
		return nil
	}
	return found(in.Matches, in.Compare(doc), SegmentsLike(doc, Segments(in.Source)), in.Texts)
}

// found reports which text is not at its segment any more: before and after are the matches of a page, segments are its
// segments afterwards.
func found(before, after []Match, segments []Segment, texts map[string]string) error {
	target := map[string]int{}
	for _, m := range after {
		if m.Source >= 0 && !m.Shared {
			target[m.ID] = m.Target
		}
	}
	for _, m := range before {
		text, ok := texts[m.ID]
		if !ok || m.Source < 0 {
			continue
		}
		if t, ok := target[m.ID]; !ok || t < 0 || segments[t].Text != text && Unwrap(segments[t].Text) != Unwrap(text) {
			return fmt.Errorf("%s: its translation could not be told from those of the new or missing passages around it; translate the ones before it, too, or this one alone", m.ID)
		}
	}
	return nil
}

// begin makes the page that a translation begins with: it has the source's blocks.
func (in *ApplyInput) begin() error {
	src, ds := frontmatter.Skeleton(in.Source.File(), in.Source.Bytes(), in.Limits.Limits)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return errors.New(d.Message)
		}
	}
	in.Target, _ = page.Parse(in.TargetFile, src, page.Options{Limits: in.Limits})
	in.Matches = slices.Clone(in.Matches)
	source := Segments(in.Source)
	fields, own := Fields(source), Fields(SegmentsLike(in.Target, source))
	for i := range in.Matches {
		if m := &in.Matches[i]; m.Source >= fields {
			m.Target, m.Shared = own+m.Source-fields, false
		}
	}
	return nil
}

type applier struct {
	ApplyInput
	sourceFields, targetFields int
	doc                        *page.Document // the translation with the texts that it has so far
}

// sourceOf and targetOf are the blocks of a match, -1 where it has none or has it only in part.
func (a *applier) sourceOf(m Match) int { return max(-1, m.Source-a.sourceFields) }

func (a *applier) targetOf(m Match) int {
	if m.Shared {
		return -1
	}
	return max(-1, m.Target-a.targetFields)
}

// text is the new text of a match's block, if it says something else than what stands there.
func (a *applier) text(m Match) (string, bool) {
	text, ok := a.Texts[m.ID]
	if !ok || strings.HasPrefix(m.ID, fieldPrefix) {
		return "", false
	}
	if at := m.Target - a.targetFields; at >= 0 {
		b := a.doc.Blocks[at]
		if b.Source == text || !Verbatim(b.Kind) && Unwrap(b.Source) == Unwrap(text) {
			return "", false
		}
	}
	return text, true
}

// present writes the blocks that the page has; footnotes first, since their order depends on the other texts.
func (a *applier) present() error {
	for _, notes := range []bool{true, false} {
		for _, m := range a.Matches {
			at := a.targetOf(m)
			if at < 0 || (a.doc.Blocks[at].Kind == page.KindFootnote) != notes {
				continue
			}
			text, ok := a.text(m)
			if !ok {
				continue
			}
			doc, err := a.doc.SetBlock(at, text)
			if err != nil {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
			a.doc = doc
		}
	}
	return nil
}

// piece is an element that is made anew or put in.
type piece struct {
	start, end int // bytes of the page; equal for what is put in
	text       string
	element    int // of the page: the one replaced, or the one before; -1 at the beginning
	blocks     []page.Block
	id         string // of the first segment in it that is new
}

// missing makes the elements that lack a block which has a text now.
func (a *applier) missing() error {
	bySource := map[int]Match{}
	wanted := map[int]bool{}
	for _, m := range a.Matches {
		s := a.sourceOf(m)
		if s < 0 {
			continue
		}
		bySource[s] = m
		if _, ok := a.text(m); ok && a.targetOf(m) < 0 {
			wanted[s] = true
		}
	}
	a.items(bySource, wanted)
	if len(wanted) == 0 {
		return nil
	}
	var pieces []piece
	last := -1 // the element of the page that comes before
	inElement := map[int]bool{}
	elements := a.doc.Elements()
	for n, e := range a.Source.Elements() {
		own, id := -1, ""
		var others []int // elements of the page that have more of this one
		matched := map[int]bool{}
		for i := e.First; i < e.Last; i++ {
			inElement[i] = true
			m, ok := bySource[i]
			if wanted[i] && id == "" {
				id = m.ID
			}
			if t := a.targetOf(m); ok && t >= 0 {
				matched[t] = true
				if at := elementOf(elements, t); own < 0 {
					own = at
				} else if at != own {
					others = append(others, at)
				}
			}
		}
		if id != "" {
			if len(others) > 0 || own >= 0 && a.claimed(elements[own], matched) {
				return fmt.Errorf("%s: the page is built in another way here than its source; add the passage by hand", id)
			}
			p, err := a.piece(n, bySource, wanted, id)
			if err != nil {
				return err
			}
			p.element = own
			switch {
			case own >= 0:
				p.start, p.end = elements[own].Start, elements[own].End
			case last >= 0:
				p.element = last
				p.start, p.end = elements[last].End, elements[last].End
				p.text = "\n\n" + p.text
				if nextLine(a.doc.Bytes()[p.end:]) { // as below a heading
					p.text += "\n"
				}
			default:
				p.start = a.doc.Meta.BodyOffset
				if len(elements) > 0 {
					p.start = elements[0].Start
				}
				p.end = p.start
				if p.start > 0 && a.doc.Bytes()[p.start-1] != '\n' {
					p.text = "\n" + p.text
				}
				p.text += "\n"
				if len(bytes.TrimSpace(a.doc.Bytes()[p.start:])) > 0 {
					p.text += "\n"
				}
			}
			pieces = append(pieces, p)
		}
		if own >= 0 {
			last = own
		}
	}
	if err := a.insert(pieces); err != nil {
		return err
	}
	for i, b := range a.Source.Blocks { // what is in no element: footnotes, and all of an .html page
		if wanted[i] && !inElement[i] {
			if err := a.footnote(b, bySource[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// items puts missing items into lists that the page has, beside the item that the source has before or after them, and
// missing rows into tables. What cannot be put in so stays wanted.
func (a *applier) items(bySource map[int]Match, wanted map[int]bool) {
	for _, e := range a.Source.Elements() {
		open := false // of two that are missing nobody could tell which one has been put in
		for s := e.First; s < e.Last; s++ {
			open = open || a.targetOf(bySource[s]) < 0 && !wanted[s]
		}
		if open {
			continue
		}
		for s := e.First + 1; s < e.Last; s++ {
			switch a.Source.Blocks[s].Kind {
			case page.KindListItem:
				a.item(s, s-1, bySource, wanted)
			case page.KindTableCell:
				a.row(s, e, bySource, wanted)
			}
		}
		for s := e.Last - 2; s >= e.First; s-- { // those before the first that the page has
			a.item(s, s+1, bySource, wanted)
		}
	}
}

func (a *applier) item(s, beside int, bySource map[int]Match, wanted map[int]bool) {
	t := a.targetOf(bySource[beside])
	if !wanted[s] || t < 0 || a.Source.Blocks[s].Kind != page.KindListItem || a.Source.Blocks[beside].Kind != page.KindListItem || a.indent(beside) != a.indent(s) {
		return
	}
	doc, err := a.doc.AddItem(t, beside < s, a.Texts[bySource[s].ID])
	if err != nil {
		return
	}
	if beside < s {
		t++
	}
	a.putIn(doc, t, s, s+1, bySource, wanted)
}

// row puts in the row that begins with a cell of the source, below the row that the source has before it.
func (a *applier) row(s int, e page.Element, bySource map[int]Match, wanted map[int]bool) {
	blocks := a.Source.Blocks
	above := s - 1
	if blocks[s].Line == blocks[above].Line || a.targetOf(bySource[above]) < 0 {
		return
	}
	end := s
	var cells []string
	for ; end < e.Last && blocks[end].Line == blocks[s].Line; end++ {
		if !wanted[end] {
			return
		}
		cells = append(cells, a.Texts[bySource[end].ID])
	}
	at := a.targetOf(bySource[above])
	doc, err := a.doc.AddRow(at, cells...)
	if err != nil {
		return
	}
	for at++; at < len(a.doc.Blocks) && a.doc.Blocks[at].Line == a.doc.Blocks[at-1].Line; at++ {
	}
	a.putIn(doc, at, s, end, bySource, wanted)
}

// putIn takes over a page that has blocks more: at a place, those of the source from s to end.
func (a *applier) putIn(doc *page.Document, at, s, end int, bySource map[int]Match, wanted map[int]bool) {
	a.doc = doc
	for i, m := range a.Matches {
		if m.Target >= at+a.targetFields {
			a.Matches[i].Target += end - s
		}
		if n := a.sourceOf(m); n >= s && n < end && m.Source >= 0 {
			a.Matches[i].Target, a.Matches[i].Shared = at+n-s+a.targetFields, false
			delete(wanted, n)
		}
		if n := a.sourceOf(m); n >= 0 {
			bySource[n] = a.Matches[i]
		}
	}
}

// indent is how far the line of a block of the source is indented.
func (a *applier) indent(block int) int {
	start := a.Source.Blocks[block].Start
	src := a.Source.Bytes()
	line := src[bytes.LastIndexByte(src[:start], '\n')+1 : start]
	return len(line) - len(bytes.TrimLeft(line, " \t"))
}

// nextLine tells whether the line after the one that a text begins with has something on it.
func nextLine(text []byte) bool {
	_, rest, ok := bytes.Cut(text, []byte("\n"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return ok && len(bytes.TrimSpace(line)) > 0
}

func elementOf(elements []page.Element, block int) int {
	return slices.IndexFunc(elements, func(e page.Element) bool { return block >= e.First && block < e.Last })
}

// claimed tells whether an element of the page has a block that translates another than the matched ones.
func (a *applier) claimed(e page.Element, matched map[int]bool) bool {
	return slices.ContainsFunc(a.Matches, func(m Match) bool {
		t := a.targetOf(m)
		return t >= e.First && t < e.Last && !matched[t] && m.Source >= 0
	})
}

// piece makes an element of the source with the translated texts in it.
func (a *applier) piece(n int, bySource map[int]Match, wanted map[int]bool, id string) (piece, error) {
	e := a.Source.Elements()[n]
	doc := a.Source
	for i := e.First; i < e.Last; i++ {
		m := bySource[i]
		text := ""
		if wanted[i] {
			text = a.Texts[m.ID]
		} else if t := a.targetOf(m); m.ID != "" && t >= 0 {
			text = a.doc.Blocks[t].Source
		} else {
			continue
		}
		next, err := doc.SetBlock(i, text)
		if err != nil && wanted[i] {
			return piece{}, fmt.Errorf("%s: %w", m.ID, err)
		} else if err != nil {
			return piece{}, fmt.Errorf("%s: the page is built in another way here than its source; add the passage by hand", id)
		}
		doc = next
	}
	if len(doc.Elements()) != len(a.Source.Elements()) {
		return piece{}, fmt.Errorf("%s: with this text the page would be built in another way than its source", id)
	}
	e = doc.Elements()[n]
	return piece{text: strings.ReplaceAll(string(doc.Bytes()[e.Start:e.End]), "\r\n", "\n"), blocks: doc.Blocks[e.First:e.Last], id: id}, nil
}

// newline returns how the file of a page ends its lines.
func newline(doc *page.Document) string {
	if bytes.Contains(doc.Bytes(), []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// insert writes pieces into the page and makes sure that it has them and everything else.
func (a *applier) insert(pieces []piece) error {
	if len(pieces) == 0 {
		return nil
	}
	order := slices.Clone(pieces)
	slices.SortStableFunc(order, func(x, y piece) int { return x.start - y.start })
	nl := newline(a.doc)
	var out []byte
	own, at := a.doc.Bytes(), 0
	for _, p := range order {
		if p.start < at {
			return fmt.Errorf("%s: the page is built in another way here than its source; add the passage by hand", p.id)
		}
		out = append(out, own[at:p.start]...)
		out = append(out, strings.ReplaceAll(p.text, "\n", nl)...)
		at = p.end
	}
	out = append(out, own[at:]...)

	var want [][]page.Block // by element
	put := func(element int, replaced bool) (found bool) {
		for _, p := range pieces {
			if p.element == element && (p.end > p.start) == replaced {
				want, found = append(want, p.blocks), true
			}
		}
		return found
	}
	put(-1, false)
	for i, e := range a.doc.Elements() {
		if !put(i, true) {
			want = append(want, a.doc.Blocks[e.First:e.Last])
		}
		put(i, false)
	}
	doc, ds := page.Parse(a.TargetFile, out, page.Options{Limits: a.Limits})
	same := len(doc.Elements()) == len(want)
	for i, e := range doc.Elements() {
		same = same && slices.EqualFunc(doc.Blocks[e.First:e.Last], want[i], func(x, y page.Block) bool {
			return x.Kind == y.Kind && x.Level == y.Level && x.Source == y.Source
		})
	}
	if !same {
		for _, d := range ds {
			if d.Severity == diag.Error {
				return fmt.Errorf("%s: %s", pieces[0].id, d.Message)
			}
		}
		return fmt.Errorf("%s: beside its neighbours in the page this passage would become something else; add it by hand", pieces[0].id)
	}
	a.doc = doc
	return nil
}

// footnote adds a footnote at the end of the page.
func (a *applier) footnote(b page.Block, m Match) error {
	src, own := a.Source.Bytes(), a.doc.Bytes()
	line := string(src[bytes.LastIndexByte(src[:b.Start], '\n')+1 : b.Start])
	label, _, ok := strings.Cut(line, "]:")
	if b.Kind != page.KindFootnote || !ok {
		return fmt.Errorf("%s: this passage is missing in the page and can only be added by hand", m.ID)
	}
	text := a.Texts[m.ID]
	nl := newline(a.doc)
	end := len(bytes.TrimRight(own, " \t\r\n"))
	out := slices.Concat(own[:end], []byte(nl+nl+label+"]: "+strings.ReplaceAll(text, "\n", nl+"    ")), []byte(nl))
	doc, _ := page.Parse(a.TargetFile, out, page.Options{Limits: a.Limits})
	added := slices.ContainsFunc(doc.Blocks, func(b page.Block) bool { return b.Kind == page.KindFootnote && Unwrap(b.Source) == Unwrap(text) })
	if len(doc.Blocks) != len(a.doc.Blocks)+1 || !added {
		return fmt.Errorf("%s: the text of the page must refer to this footnote once, as %s], before the note itself can be added", m.ID, strings.TrimSpace(label))
	}
	a.doc = doc
	return nil
}
