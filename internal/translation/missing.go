package translation

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// missing adds the blocks that the page lacks and that have a text now.
func (a *applier) missing() error {
	a.seek()

	// First what changes least: an item beside its neighbour leaves the rest of its list as the translator wrote it.
	a.items()
	if len(a.wanted) == 0 {
		return nil
	}

	// Then whole elements, all at once, so that the places of each are those of one page.
	pieces, err := a.pieces()
	if err != nil {
		return err
	}
	if err := a.insert(pieces); err != nil {
		return err
	}

	// At last footnotes, since a note without a reference to it is none.
	return a.footnotes()
}

// seek finds out which blocks are wanted.
func (a *applier) seek() {
	a.bySource, a.wanted = map[int]Match{}, map[int]bool{}
	for _, m := range a.Matches {
		s := a.sourceOf(m)
		if s < 0 {
			continue
		}
		a.bySource[s] = m
		if _, ok := a.text(m); ok && a.targetOf(m) < 0 {
			a.wanted[s] = true
		}
	}
}

// piece is an element that is made anew or put in.
type piece struct {
	start, end int // bytes of the page; equal for what is put in
	text       string
	element    int // of the page: the one replaced, or the one before; -1 at the beginning
	blocks     []page.Block
	first      int    // the block of the source that its first one is
	id         string // of the first segment in it that is new
}

// pieces makes the elements of the source that have a wanted block, in the source's order, each with its place in the page.
func (a *applier) pieces() ([]piece, error) {
	var pieces []piece
	last := -1 // the element of the page that comes before
	for n, e := range a.Source.Elements() {
		own, id, err := a.counterpart(e)
		if err != nil {
			return nil, err
		}
		if id != "" {
			p, err := a.piece(n, id)
			if err != nil {
				return nil, err
			}
			a.place(&p, own, last)
			pieces = append(pieces, p)
		}
		if own >= 0 {
			last = own
		}
	}
	return pieces, nil
}

// counterpart finds the element of the page that has blocks of an element of the source, -1 for none, and the id of the
// first wanted block in it, "" for none. It is an error if there is a wanted block and the page has blocks of this element
// at several places, or has others among them: to make the element anew would move or lose text.
func (a *applier) counterpart(e page.Element) (own int, id string, err error) {
	own = -1
	elements := a.doc.Elements()
	scattered := false
	matched := map[int]bool{}
	for i := e.First; i < e.Last; i++ {
		m, ok := a.bySource[i]
		if a.wanted[i] && id == "" {
			id = m.ID
		}
		t := a.targetOf(m)
		if !ok || t < 0 {
			continue
		}
		matched[t] = true
		if at := elementOf(elements, t); own < 0 {
			own = at
		} else if at != own {
			scattered = true
		}
	}
	if id != "" && (scattered || own >= 0 && a.claimed(elements[own], matched)) {
		return 0, "", otherwiseBuilt(id)
	}
	return own, id, nil
}

// place says where a piece comes in the page: instead of the element own, or else after the element last, or else before
// all others. Blank lines keep it apart from its neighbours.
func (a *applier) place(p *piece, own, last int) {
	elements, src := a.doc.Elements(), a.doc.Bytes()
	p.element = own
	switch {
	case own >= 0:
		p.start, p.end = elements[own].Start, elements[own].End
	case last >= 0:
		p.element = last
		p.start, p.end = elements[last].End, elements[last].End
		p.text = "\n\n" + p.text
		if nextLine(src[p.end:]) { // as below a heading
			p.text += "\n"
		}
	default:
		p.start = a.doc.Meta.BodyOffset
		if len(elements) > 0 {
			p.start = elements[0].Start
		}
		p.end = p.start
		if p.start > 0 && src[p.start-1] != '\n' {
			p.text = "\n" + p.text
		}
		p.text += "\n"
		if len(bytes.TrimSpace(src[p.start:])) > 0 {
			p.text += "\n"
		}
	}
}

// otherwiseBuilt is the error for a segment that would have to stand among blocks that the source has elsewhere.
func otherwiseBuilt(id string) error {
	return fmt.Errorf("%s: the page is built in another way here than its source; add the passage by hand", id)
}

// items puts missing items into lists that the page has, beside the item that the source has before or after them, and
// missing rows into tables. What cannot be put in so stays wanted.
func (a *applier) items() {
	for _, e := range a.Source.Elements() {
		open := false // of two that are missing nobody could tell which one has been put in
		for s := e.First; s < e.Last; s++ {
			open = open || a.targetOf(a.bySource[s]) < 0 && !a.wanted[s] && !a.Recorded
		}
		if open {
			continue
		}
		for s := e.First + 1; s < e.Last; s++ {
			switch a.Source.Blocks[s].Kind {
			case page.KindListItem:
				a.item(s, s-1)
			case page.KindTableCell:
				a.row(s, e)
			}
		}
		for s := e.Last - 2; s >= e.First; s-- { // those before the first that the page has
			a.item(s, s+1)
		}
	}
}

func (a *applier) item(s, beside int) {
	t := a.targetOf(a.bySource[beside])
	if !a.wanted[s] || t < 0 || a.Source.Blocks[s].Kind != page.KindListItem || a.Source.Blocks[beside].Kind != page.KindListItem || a.indent(beside) != a.indent(s) {
		return
	}
	doc, err := a.doc.AddItem(t, beside < s, a.Texts[a.bySource[s].ID])
	if err != nil {
		return
	}
	if beside < s {
		t++
	}
	a.putIn(doc, t, s, s+1)
}

// row puts in the row that begins with a cell of the source, below the row that the source has before it.
func (a *applier) row(s int, e page.Element) {
	blocks := a.Source.Blocks
	above := s - 1
	if blocks[s].Line == blocks[above].Line || a.targetOf(a.bySource[above]) < 0 {
		return
	}
	end := s
	var cells []string
	for ; end < e.Last && blocks[end].Line == blocks[s].Line; end++ {
		if !a.wanted[end] {
			return
		}
		cells = append(cells, a.Texts[a.bySource[end].ID])
	}
	at := a.targetOf(a.bySource[above])
	doc, err := a.doc.AddRow(at, cells...)
	if err != nil {
		return
	}
	for at++; at < len(a.doc.Blocks) && a.doc.Blocks[at].Line == a.doc.Blocks[at-1].Line; at++ {
	}
	a.putIn(doc, at, s, end)
}

// putIn takes over a page that has blocks more: at a place, those of the source from s to end.
func (a *applier) putIn(doc *page.Document, at, s, end int) {
	a.doc = doc
	for i, m := range a.Matches {
		if m.Target >= at+a.targetFields {
			a.Matches[i].Target += end - s
		}
		if n := a.sourceOf(m); n >= s && n < end && m.Source >= 0 {
			a.Matches[i].Target, a.Matches[i].Shared = at+n-s+a.targetFields, false
			delete(a.wanted, n)
		}
		if n := a.sourceOf(m); n >= 0 {
			a.bySource[n] = a.Matches[i]
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
func (a *applier) piece(n int, id string) (piece, error) {
	e := a.Source.Elements()[n]
	doc := a.Source
	for i := e.First; i < e.Last; i++ {
		m := a.bySource[i]
		text := ""
		if a.wanted[i] {
			text = a.Texts[m.ID]
		} else if t := a.targetOf(m); m.ID != "" && t >= 0 {
			text = a.doc.Blocks[t].Source
		} else {
			continue
		}
		next, err := doc.SetBlock(i, text)
		if err != nil && a.wanted[i] {
			return piece{}, fmt.Errorf("%s: %w", m.ID, err)
		} else if err != nil {
			return piece{}, otherwiseBuilt(id)
		}
		doc = next
	}
	if len(doc.Elements()) != len(a.Source.Elements()) {
		return piece{}, fmt.Errorf("%s: with this text the page would be built in another way than its source", id)
	}
	e = doc.Elements()[n]
	return piece{first: e.First, text: strings.ReplaceAll(string(doc.Bytes()[e.Start:e.End]), "\r\n", "\n"), blocks: doc.Blocks[e.First:e.Last], id: id}, nil
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
			return otherwiseBuilt(p.id)
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
	doc, ds := a.parse(out)
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
	a.move(doc, pieces)
	a.doc = doc
	return nil
}

// moves returns where blocks stand in a page with pieces put in: those of the page that stay, by their old place, and
// those of the pieces, by the block of the source that they are.
func (a *applier) moves(doc *page.Document, pieces []piece) (moved, written map[int]int) {
	elements, now := a.doc.Elements(), doc.Elements()
	moved, written = map[int]int{}, map[int]int{}
	n := 0
	put := func(element int, replaced bool) (found bool) {
		for _, p := range pieces {
			if p.element == element && (p.end > p.start) == replaced {
				for k := range p.blocks {
					written[p.first+k] = now[n].First + k
				}
				n++
				found = true
			}
		}
		return found
	}
	put(-1, false)
	for i, e := range elements {
		if !put(i, true) {
			for b := e.First; b < e.Last; b++ {
				moved[b] = now[n].First + b - e.First
			}
			n++
		}
		put(i, false)
	}
	a.movedNotes(doc, moved, written)
	return moved, written
}

// movedNotes adds what is in no element: the notes of the page, in their order, and those of the source that stand within
// the lines of a piece.
func (a *applier) movedNotes(doc *page.Document, moved, written map[int]int) {
	var own []int
	for b := range a.doc.Blocks {
		if elementOf(a.doc.Elements(), b) < 0 {
			own = append(own, b)
		}
	}
	for b, block := range doc.Blocks {
		if elementOf(doc.Elements(), b) >= 0 {
			continue
		}
		if len(own) > 0 && a.doc.Blocks[own[0]].Source == block.Source {
			moved[own[0]], own = b, own[1:]
			continue
		}
		s := slices.IndexFunc(a.Source.Blocks, func(o page.Block) bool { return o.Kind == block.Kind && o.Source == block.Source })
		if s >= 0 {
			written[s] = b
		}
	}
}

// move gives the matches the places that they have in a page with pieces put in.
func (a *applier) move(doc *page.Document, pieces []piece) {
	moved, written := a.moves(doc, pieces)
	for i := range a.Matches {
		m := &a.Matches[i]
		at, put := written[a.sourceOf(*m)]
		to, stays := moved[m.Target-a.targetFields]
		switch {
		case put:
			m.Target, m.Shared = at+a.targetFields, false
		case m.Target >= a.targetFields && stays:
			m.Target = to + a.targetFields
		case m.Target >= a.targetFields: // the source has it no more
			m.Target = -1
		}
		if s := a.sourceOf(*m); s >= 0 {
			a.bySource[s] = *m
		}
	}
}
