package page

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/markup"
)

// compiler turns goldmark's tree, once, into HTML and blocks. The author's HTML and Markdown's own meet
// in one [markup.Writer], so that what comes out is balanced whatever went in.
type compiler struct {
	*markup.Writer
	scratch
	file     *diag.Text
	n        *data.Normal
	body     string // n.Text, for blocks to be parts of; "" if none are wanted
	opt      Options
	controls bool // the body has direction controls, so that places of text are needed

	refs        map[footnoteRef]bool // the references to footnotes that are in the page
	over        bool                 // the page passes a limit
	unsure      bool                 // of an outline: only the inlines of the page can tell which blocks it has
	column      int                  // of the running cell of a table of Markdown from 1 on, else 0
	element     element              // of the running block
	in          int32                // the container that is open, an index plus one
	definitions Definitions
	shapes      map[int]string  // see [Document.shapes]
	notes       [2]markup.Place // where the list of footnotes begins and ends
}

// scratch holds the lists that a compiler fills before it is known how long they will be. The document gets
// copies, and the next page the room.
type scratch struct {
	blocks   []Block
	elements []Element

	containers []container
	silent     []silent

	path  []byte // see [compiler.place]
	stars []int  // runs of *, _ and ~ in the text of the running paragraph, in the body
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func newCompiler(file *diag.Text, n *data.Normal, opt Options, controls bool) *compiler {
	c := &compiler{
		Writer: markup.NewWriter(file, controls), scratch: *scratches.Get().(*scratch),
		file: file, n: n, opt: opt, controls: controls,
	}
	if !opt.NoBlocks {
		c.body = string(n.Text)
	}
	return c
}

// finish puts what was written into the document.
func (c *compiler) finish(d *Document) {
	d.Fragment = c.Finish()
	d.Blocks, d.elements = append([]Block(nil), c.blocks...), append([]Element(nil), c.elements...)
	d.containers, d.silent, d.notes = append([]container(nil), c.containers...), append([]silent(nil), c.silent...), c.notes
	d.shapes, d.Definitions = c.shapes, c.definitions
}

// release gives the room back for another page. Only a page beyond the ordinary keeps its own, and no
// text of a page is held on to.
func (c *compiler) release() {
	c.Release()
	s := c.scratch
	c.scratch = scratch{}
	if cap(s.blocks) > 1<<10 {
		return
	}
	clear(s.blocks)
	s.blocks, s.elements, s.stars = s.blocks[:0], s.elements[:0], s.stars[:0]
	s.containers, s.silent = s.containers[:0], s.silent[:0]
	scratches.Put(&s)
}

// children writes the children of a container.
func (c *compiler) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		c.block(n)
	}
}

func (c *compiler) block(n ast.Node) {
	if c.IsTooDeep() {
		return
	}
	switch n := n.(type) {
	case *ast.Paragraph:
		c.paragraph(n)
	case *ast.TextBlock:
		c.itemText(n)
	case *ast.Heading:
		c.heading(n)
	case *ast.List:
		c.list(n)
	case *ast.ListItem:
		c.listItem(n)
	case *ast.Blockquote:
		c.container(quotationContainer, n)
	case *ast.ThematicBreak:
		c.Close(c.openElement("hr", n))
		c.WriteHTML("<hr>\n")
	case *ast.FencedCodeBlock:
		c.code(n, c.languageClass(n))
	case *ast.CodeBlock:
		c.code(n, "")
	case *ast.HTMLBlock:
		c.rawBlock(n)
	case *xast.Table:
		c.table(n)
	case *xast.FootnoteList:
		c.footnotes(n)
	case *ast.LinkReferenceDefinition:
	case *xast.FootnoteBacklink: // of a footnote that ends with something else than a paragraph
		c.WriteHTML("<p>")
		c.inline(n)
		c.WriteHTML("</p>\n")
	default:
		c.children(n)
	}
}

// openElement opens one of Markdown's elements and returns its height on the stack.
func (c *compiler) openElement(name string, n ast.Node) (height int) {
	at := 0
	if c.IsJudging() {
		at = c.start(n)
	}
	return c.Open(name, at)
}

// start returns the place of a node in the file.
func (c *compiler) start(n ast.Node) int {
	for ; n != nil; n = n.FirstChild() {
		if p := n.Pos(); p >= 0 {
			return c.n.Offset(p)
		}
		if n.Type() != ast.TypeInline && n.Lines() != nil && n.Lines().Len() > 0 {
			first := n.Lines().At(0)
			return c.n.Offset(first.Start)
		}
	}
	return c.n.Base
}

func (c *compiler) paragraph(n *ast.Paragraph) {
	kind := KindParagraph
	switch p := n.Parent().(type) {
	case *ast.ListItem:
		if p.FirstChild() == ast.Node(n) {
			kind = KindListItem
		}
	case *ast.Blockquote:
		kind = KindQuotation
	case *xast.Footnote:
		kind = KindFootnote
	}
	h := c.openElement("p", n)
	block := len(c.blocks)
	c.startTag("<p", "")
	c.leaf(n, kind, 0)
	c.Close(h)
	c.WriteHTML("</p>\n")
	c.endBlock(block)
}

// itemText writes a paragraph of an item that has no element of its own.
func (c *compiler) itemText(n *ast.TextBlock) {
	if n.PreviousSibling() != nil {
		c.element = element{start: c.Here(), isBare: true}
	}
	block := len(c.blocks)
	c.leaf(n, KindListItem, 0)
	c.endBlock(block)
	if n.NextSibling() != nil {
		c.WriteHTML("\n")
	}
}

// startTag writes the start tag of a block, which may take an attribute more.
func (c *compiler) startTag(name, attrs string) {
	c.element = element{start: c.Here(), hasClass: strings.HasPrefix(attrs, classAttribute)}
	c.WriteHTML(name)
	c.element.attrs = c.Here()
	c.WriteHTML(attrs)
	c.WriteHTML(">")
}

func (c *compiler) container(name containerName, n ast.Node) {
	h := c.openElement(name.String(), n)
	c.fill(name, "<"+name.String()+">\n", n, h)
}

// fill writes a container with its children.
func (c *compiler) fill(name containerName, startTag string, n ast.Node, height int) {
	in := c.enter(name)
	c.WriteHTML(startTag)
	c.beginContent(in)
	c.children(n)
	c.Close(height)
	c.endContent(in)
	c.WriteHTML("</" + name.String() + ">\n")
	c.leave(in)
}

func (c *compiler) list(n *ast.List) {
	if !n.IsOrdered() {
		c.container(bulletsContainer, n)
		return
	}
	h := c.openElement("ol", n)
	tag := "<ol>\n"
	if n.Start != 1 {
		tag = `<ol start="` + strconv.Itoa(n.Start) + "\">\n"
	}
	c.fill(numbersContainer, tag, n, h)
}

func (c *compiler) listItem(n *ast.ListItem) {
	h := c.openElement("li", n)
	in := c.enter(itemContainer)
	c.startTag("<li", "")
	c.element.isInner = true
	if f := n.FirstChild(); f != nil && f.Kind() != ast.KindTextBlock {
		c.WriteHTML("\n")
	}
	c.beginContent(in)
	c.children(n)
	c.Close(h)
	c.endContent(in)
	c.WriteHTML("</li>\n")
	c.leave(in)
}

func (c *compiler) heading(n *ast.Heading) {
	if c.opt.outline { // nobody asks for its id
		c.leaf(n, KindHeading, n.Level)
		return
	}
	id := ""
	if v, ok := n.AttributeString("id"); ok {
		id = string(v.([]byte))
	}
	block := len(c.blocks)
	h := c.OpenHeading(n.Level, id, c.start(n))
	c.element = element{start: h.Before, attrs: h.Attributes}
	c.leaf(n, KindHeading, n.Level)
	c.CloseHeading(h)
	c.endBlock(block)
}

// languageClass returns the class of a fenced block whose language has a name such as go, c++,
// objective-c or text/x-java.
func (c *compiler) languageClass(n *ast.FencedCodeBlock) string {
	raw := n.Language(c.n.Text)
	if len(raw) == 0 {
		return ""
	}
	name := c.unescape(raw, c.start(n))
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-_+#./", r) {
			return ""
		}
	}
	if len(name) > 60 {
		return ""
	}
	return ` class="language-` + name + `"`
}

func (c *compiler) code(n ast.Node, class string) {
	place := c.place()
	h := c.openElement("pre", n)
	block := len(c.blocks)
	c.startTag("<pre", ` dir="ltr"><code`+class)
	inner, refusals := c.Here(), c.Refusals()
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		c.WriteCode(seg.Value(c.n.Text), c.n.Offset(seg.Start))
	}
	c.Close(h)
	c.addBlock(Block{Kind: KindCode, Place: place, Refused: c.RefusedSince(refusals)}, lines, c.PlainLen(), inner, c.Here())
	c.WriteHTML("</code></pre>\n")
	c.endBlock(block)
}

var alignClass = map[xast.Alignment]string{
	xast.AlignLeft: ` class="align-left"`, xast.AlignRight: ` class="align-right"`, xast.AlignCenter: ` class="align-center"`,
}

func (c *compiler) table(n *xast.Table) {
	h := c.openElement("table", n)
	in := c.enter(tableContainer)
	c.WriteHTML("<table>\n")
	c.beginContent(in)
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		isHead := row.Kind() == xast.KindTableHeader
		if isHead {
			c.WriteHTML("<thead>\n")
		} else if !body {
			c.WriteHTML("<tbody>\n")
			body = true
		}
		c.row(row, isHead)
		if isHead {
			c.WriteHTML("</thead>\n")
		}
	}
	if body {
		c.WriteHTML("</tbody>\n")
	}
	c.Close(h)
	c.endContent(in)
	c.WriteHTML("</table>\n")
	c.leave(in)
}

func (c *compiler) row(row ast.Node, isHead bool) {
	in := c.enter(rowContainer)
	c.WriteHTML("<tr>\n")
	c.beginContent(in)
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		name, tag := "td", "<td"
		// An empty header cell heads nothing, and accessibility checkers say so.
		if isHead && cell.HasChildren() {
			name, tag = "th", `<th scope="col"`
		}
		class := ""
		if tc, ok := cell.(*xast.TableCell); ok {
			class = alignClass[tc.Alignment]
		}
		c.startTag(tag, class)
		c.element.isInner = true
		// Rows have no place on the stack: nothing of the author's reaches from cell to cell.
		h := c.OpenUnjudged(name)
		c.column++
		c.leaf(cell, KindTableCell, 0)
		c.Close(h)
		c.WriteHTML("</" + name + ">\n")
	}
	c.column = 0
	c.endContent(in)
	c.WriteHTML("</tr>\n")
	c.leave(in)
}
