package page

import (
	"strings"

	"vernacular/internal/markup"
)

// Fits reports whether a block of another page can stand in the place of a block of this one: not where one of the two opens
// or closes elements of the author's that go beyond it, and the other does not.
func (d *Document) Fits(block int, other *Document, at int) bool {
	b, o := &d.Blocks[block], &other.Blocks[at]
	if b.Kind != KindHTML {
		return true
	}
	if o.Kind != KindHTML {
		return !b.spots.hasShape && b.holdsBlocks()
	}
	return d.shapes[block] == other.shapes[at] && (b.Place == o.Place || b.holdsBlocks() && o.holdsBlocks())
}

// holdsBlocks reports whether any block can stand where a block stands.
func (b *Block) holdsBlocks() bool {
	name := b.Place[strings.LastIndexByte(b.Place, '>')+1:]
	return name == "" || markup.HoldsBlocks(name)
}

// passage puts in place what the page has in the place of a block of the skeleton.
func (a *assembler) passage(s int) {
	p := &a.passages[s]
	b := &a.skeleton.Doc.Blocks[s]
	switch {
	case p.Version == nil:
		a.leaveOut(b)
	case p.Version == a.skeleton && p.Block == s:
		a.mark(b, p)
	default:
		a.open(p.Version)
		if p.Version == a.own && a.shown[p.Block] < 0 {
			a.shown[p.Block] = s
		}
		a.replace(b, p)
	}
	if p.Version != nil && b.Kind == KindHeading {
		text := p.Version.Doc.Blocks[p.Block].Text
		a.page.Retitle(a.skeleton.Doc.HeadingAt(b.spots.attrs), strings.Join(strings.Fields(text), " "), p.Lang)
	}
	if p.Beside[0] != "" {
		a.beside(b, p)
	}
}

// leaveOut leaves out the element of a block. Of an item or a cell the place stays.
func (a *assembler) leaveOut(b *Block) {
	from, to := b.spots.start, b.spots.after
	switch {
	case b.spots.isInner:
		from, to = b.spots.from, b.spots.to
	case b.spots.hasShape: // other elements hang on it
		return
	}
	a.edit(from, to, rankStart, func() {})
}

// mark gives the element of a block more attributes. Those that name a language are those of the text alone where the element
// holds more than it.
func (a *assembler) mark(b *Block, p *Passage) {
	s, attributes := &b.spots, p.Attributes
	switch {
	case attributes == "":
	case p.Lang != "" && a.sharesElement(b):
		a.html(s.from, rankStart, "<span"+attributes+">")
		a.html(s.to, rankEnd, "</span>")
	case !s.isBare:
		a.attributes(s, attributes)
	case b.Kind != KindHTML:
		a.html(s.start, rankStart, "<span"+attributes+">")
		a.html(s.after, rankEnd, "</span>")
	case !s.hasShape && b.holdsBlocks():
		a.html(s.start, rankStart, "<div"+attributes+">")
		a.html(s.after, rankEnd, "</div>\n")
	}
}

// classAttribute is how a class begins among the attributes of a start tag.
const classAttribute = ` class="`

// attributes gives a start tag more attributes. No tag has two classes: a browser would read the first alone.
func (a *assembler) attributes(s *spots, attributes string) {
	class, ok := strings.CutPrefix(attributes, classAttribute)
	if !s.hasClass || !ok {
		a.html(s.attrs, rankStart, attributes)
		return
	}
	class, rest, _ := strings.Cut(class, `"`)
	a.html(s.attrs, rankStart, rest)
	at := s.attrs
	at.HTML += int32(len(classAttribute))
	a.html(at, rankStart, class+" ")
}

// sharesElement reports whether the element of a block is an item that has other blocks in it. Whatever the translation adds to
// an item stands beside a text of its own there, so it need not be looked for.
func (a *assembler) sharesElement(b *Block) bool {
	if !b.spots.isInner || b.Kind == KindTableCell || b.spots.container == 0 {
		return false
	}
	item := &a.skeleton.Doc.containers[b.spots.container-1]
	return item.last-item.first > 1
}

// replace puts the text of a passage in the place of that of a block. The element is the block's, unless one of the two is HTML
// of its author's.
func (a *assembler) replace(b *Block, p *Passage) {
	doc, source := p.Version.Doc, p.Version.source
	o := &doc.Blocks[p.Block]
	from, to, own := b.spots.from, b.spots.to, o.spots.from
	if p.OwnBox {
		from, own = b.spots.box, o.spots.box
	}
	write := func() {
		if o.Kind == KindHeading {
			a.page.Anchor(source, doc.HeadingAt(o.spots.attrs))
		}
		a.page.Part(source, own, o.spots.to)
	}
	switch {
	case b.Kind == KindHTML && o.Kind == KindHTML:
		write = func() { a.page.Replace(from, to, source, o.spots.from, o.spots.to) }
	case b.Kind == KindHTML:
		write = func() { a.element(o, source, p.Attributes) }
		a.edit(b.spots.start, b.spots.after, rankStart, write)
		return
	case o.Kind == KindHTML && (b.Kind == KindHeading || b.Kind == KindCode || o.spots.hasShape || !o.holdsBlocks()):
		write = func() { a.page.HTML(escaped(o)) }
	case o.Kind == KindHTML && !b.spots.isInner:
		from, to = b.spots.start, b.spots.after
		write = func() { a.element(o, source, p.Attributes) }
		a.edit(from, to, rankStart, write)
		return
	}
	a.mark(b, p)
	a.edit(from, to, rankStart, write)
}

// element adds a block with an element: its own, or that of a paragraph.
func (a *assembler) element(b *Block, source *markup.Source, attributes string) {
	s := &b.spots
	switch {
	case !s.isBare && !s.isInner:
		a.page.Part(source, s.start, s.attrs)
		a.page.HTML(attributes)
		a.page.Part(source, s.attrs, s.after)
	case b.Kind == KindHTML && (s.hasShape || !b.holdsBlocks()):
		a.page.HTML("<p" + attributes + ">" + escaped(b) + "</p>\n")
	case b.Kind == KindHTML && attributes != "":
		a.page.HTML("<div" + attributes + ">")
		a.page.Part(source, s.start, s.after)
		a.page.HTML("</div>\n")
	case b.Kind == KindHTML:
		a.page.Part(source, s.start, s.after)
	default:
		a.page.HTML("<p" + attributes + ">")
		a.page.Part(source, s.from, s.to)
		a.page.HTML("</p>\n")
	}
}

func escaped(b *Block) string { return string(markup.AppendEscaped(nil, []byte(b.Text))) }

// beside adds the skeleton's own text of a block beside what the page has for it.
func (a *assembler) beside(b *Block, p *Passage) {
	s := &b.spots
	at, r := s.after, rankEnd
	switch {
	case b.Kind == KindHTML && !b.holdsBlocks():
		return
	case b.Kind == KindHTML && s.hasShape:
		at, r = s.start, rankStart
	case s.isInner:
		at = s.to
	}
	a.edit(at, at, r, func() {
		a.page.HTML(p.Beside[0])
		if p.Beside[1] != "" {
			a.page.Quote(a.skeleton.source, s.from, s.to)
			a.page.HTML(p.Beside[1])
		}
	})
}

// pictures puts the translation's pictures without a text in the places of those of the skeleton: for those that come after a block
// the ones that come after its text in the translation, else those before one, and of all others the first for the first if
// there are as many.
func (a *assembler) pictures() {
	theirs, own := a.skeleton.Doc.silent, a.own.Doc.silent
	to := make([]int, len(theirs)) // the picture of the translation, an index plus one
	isUsed := make([]bool, len(own))
	pair := func(same func(s, o silent) bool) {
		for i, s := range theirs {
			for j, o := range own {
				if to[i] == 0 && !isUsed[j] && same(s, o) {
					to[i], isUsed[j] = j+1, true
				}
			}
		}
	}
	pair(func(s, o silent) bool { return a.counterpart(s.block-1) == o.block-1 })
	pair(func(s, o silent) bool { return a.counterpart(s.block) == o.block })
	if len(theirs) == len(own) {
		pair(func(silent, silent) bool { return true })
	}
	for i, s := range theirs {
		if to[i] > 0 {
			o := own[to[i]-1]
			a.edit(s.from, s.to, rankStart, func() { a.page.Part(a.own.source, o.from, o.to) })
		}
	}
}

// counterpart returns the block of the translation in the place of a block of the skeleton: -1 before the first, the number of
// blocks behind the last, and -2 if it is none of the translation.
func (a *assembler) counterpart(s int) int {
	switch {
	case s < 0:
		return -1
	case s == len(a.passages):
		return len(a.shown)
	case a.passages[s].Version != a.own:
		return -2
	}
	return a.passages[s].Block
}
