package page

import (
	"bytes"
	"strings"

	"vernacular/internal/markup"

	"github.com/yuin/goldmark/ast"
)

// spots are the places of a block of Markdown in the HTML. The zero value is that of a block in an .html page.
type spots struct {
	start     markup.Place // of its element
	attrs     markup.Place // in the start tag of that, unless isBare
	box       markup.Place // the box of a task before its text; from, where there is none
	from, to  markup.Place // its text, without the box of a task before it and the ways back of a footnote behind it
	after     markup.Place // the end of its element
	container int32        // the innermost one that it is in: an index of Document.containers plus one, 0 for none

	isKnown  bool
	isBare   bool // it has no element: a block of HTML, or text of an item after something else
	isInner  bool // its element is the item or the cell that it is in
	hasClass bool // the first of the attributes of its start tag is a class
	hasShape bool // a block of HTML that opens or closes elements beyond itself: see [Document.shapes]
}

// element is the start tag of the running block.
type element struct {
	start, attrs    markup.Place
	isBare, isInner bool
	hasClass        bool
}

// container is an element of Markdown that holds blocks. The author's own elements are none.
type container struct {
	name        containerName
	parent      int32        // index plus one, 0 for none
	first, last int32        // its blocks: Document.Blocks[first:last]
	start, end  markup.Place // of the element
	from, to    markup.Place // of its content
	note        int32        // the number of a footnote
}

// containerName says which element a container is.
type containerName uint8

const (
	bulletsContainer containerName = iota
	numbersContainer
	itemContainer
	tableContainer
	rowContainer
	quotationContainer
	noteContainer // the item of a footnote
)

// String returns the name of the element.
func (n containerName) String() string {
	return [...]string{"ul", "ol", "li", "table", "tr", "blockquote", "li"}[n]
}

// silent is a text of Markdown that is no block, since there is nothing in it to translate, but that shows something, such as a
// picture without a description.
type silent struct {
	block    int // how many blocks come before it
	from, to markup.Place
}

// enter notes that a container begins here, and returns its index; see [compiler.leave].
func (c *compiler) enter(name containerName) int {
	if c.opt.NoBlocks {
		return -1
	}
	here := c.Here()
	c.containers = append(c.containers, container{name: name, parent: c.in, first: int32(len(c.blocks)), start: here, from: here})
	c.in = int32(len(c.containers))
	return int(c.in) - 1
}

// beginContent notes that the start tags of a container are written.
func (c *compiler) beginContent(in int) {
	if in >= 0 {
		c.containers[in].from = c.Here()
	}
}

// endContent notes that the end tags of a container come next.
func (c *compiler) endContent(in int) {
	if in >= 0 {
		c.containers[in].to = c.Here()
	}
}

// setNote says which footnote a container is.
func (c *compiler) setNote(in, number int) {
	if in >= 0 {
		c.containers[in].note = int32(number)
	}
}

func (c *compiler) leave(in int) {
	if in >= 0 {
		k := &c.containers[in]
		k.last, k.end, c.in = int32(len(c.blocks)), c.Here(), k.parent
	}
}

// endBlock notes that the element of a block, if that became one, is written.
func (c *compiler) endBlock(block int) {
	if block < len(c.blocks) {
		c.blocks[block].spots.after = c.Here()
	}
}

// endElement closes an element at the top of the page.
func (c *compiler) endElement(n ast.Node, first int) {
	if c.opt.NoBlocks {
		return
	}
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
