package page

import (
	"bytes"
	"strings"

	"vernacular/internal/markup"

	"github.com/yuin/goldmark/ast"
)

// Spot is a place in the HTML of a page beside a block, where the caller of Render may write something;
// see [Document.At].
type Spot uint8

// The spots of a block. Where a block has not the container that a spot speaks of, the next smaller one
// counts: AfterRow of a paragraph is After.
const (
	Attributes   Spot = iota // inside the start tag of the block's element
	Inner                    // at the beginning of the block's text
	InnerEnd                 // at the end of the block's text
	After                    // after the block's element, inside the list item or cell that holds it
	AfterItem                // after the list item
	AfterRow                 // after the row of the table
	AfterElement             // after the outermost list, table or quotation, or after the block itself
	spotCount
)

// afterBlock is the spot that a block's own element sets.
const afterBlock = After

// spots are the places of a block in the HTML; an offset is -1 where the block has none.
type spots struct {
	at [spotCount]int32
	// The holes inside the block's text.
	firstHole, endHole int32
}

func (c *compiler) innerSpots(inner markup.Place) spots {
	var s spots
	end := c.Here()
	for i := range s.at {
		s.at[i] = -1
	}
	s.at[Attributes], s.at[Inner], s.at[InnerEnd] = int32(c.attrs), int32(inner.HTML), int32(end.HTML)
	s.firstHole, s.endHole = int32(inner.Hole), int32(end.Hole)
	return s
}

// spot sets a spot of the blocks from first on that have it not yet to the end of the HTML so far.
func (c *compiler) spot(first int, s Spot) {
	end := c.Here().HTML
	for i := first; i < len(c.blocks); i++ {
		if at := &c.blocks[i].spots.at[s]; *at < 0 {
			*at = int32(end)
		}
	}
}

// endElement closes an element at the top of the page.
func (c *compiler) endElement(n ast.Node, first int) {
	if c.opt.NoBlocks {
		return
	}
	c.spot(first, AfterElement)
	pos := n.Pos()
	if pos < 0 || len(c.blocks) == first {
		return
	}
	start := bytes.LastIndexByte(c.n.Text[:pos], '\n') + 1
	if k := len(c.elements); k > 0 {
		c.elements[k-1].End = min(c.elements[k-1].End, c.endBefore(start))
	}
	c.elements = append(c.elements, Element{Start: c.n.Offset(start), End: c.endBefore(len(c.n.Text)), First: first, Last: len(c.blocks)})
}

// endBefore returns the end in the file of the last line before an offset of the text that is not blank.
func (c *compiler) endBefore(at int) int {
	for at > 0 && strings.IndexByte(" \t\n", c.n.Text[at-1]) >= 0 {
		at--
	}
	return c.n.Offset(at)
}

// Element is an element of a Markdown page that is in no other: a paragraph, a heading, a whole list or table.
type Element struct {
	Start, End  int // bytes of the file: from the beginning of its first line to the end of its last
	First, Last int // its blocks: Document.Blocks[First:Last]
}

// Elements returns the elements at the top of a Markdown page that have blocks, in the order of the file; none of an
// .html page or where blocks were not wanted. Footnotes are not among them.
func (d *Document) Elements() []Element { return d.elements }

// At returns the offset of a spot of a block for [markup.Insert]; false when the block has no such spot: in an .html page, and
// Attributes of a block of HTML.
func (d *Document) At(block int, s Spot) (offset int, ok bool) {
	at := &d.Blocks[block].spots.at
	for ; s > After && at[s] < 0; s-- {
	}
	if s == After && at[s] < 0 {
		s = InnerEnd
	}
	return int(at[s]), at[s] >= 0 && at[InnerEnd] > 0
}

// RenderBlock writes the text of one block as HTML, without its element; the problems of its links are left out.
func (d *Document) RenderBlock(block int, o markup.RenderOptions) string {
	b := &d.Blocks[block]
	s := &b.spots
	if s.at[InnerEnd] <= 0 {
		return strings.ReplaceAll(string(markup.AppendEscaped(nil, []byte(b.Text))), "\n", " ")
	}
	from := markup.Place{HTML: int(s.at[Inner]), Hole: int(s.firstHole)}
	to := markup.Place{HTML: int(s.at[InnerEnd]), Hole: int(s.endHole)}
	return strings.TrimSpace(d.RenderPart(from, to, o))
}
