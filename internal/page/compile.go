package page

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// compiler turns goldmark's tree, once, into HTML with holes: places where an address or an id goes
// that only [Document.Render] can know. The author's HTML and Markdown's own meet on one stack of
// open elements, so that what comes out is balanced whatever went in.
type compiler struct {
	scratch
	s    *diag.Text
	n    *data.Normal
	body string // n.Text, for blocks to be parts of; "" if none are wanted
	opt  Options
	doc  *Document

	noteIDs []string // of footnotes and of the references to them
	rawOpen int      // how many elements of the stack are the author's
	dropped map[string]int
	html    *htmlBlocks          // of an .html page
	refs    map[footnoteRef]bool // the references that are in the page
	deep    bool                 // more elements inside each other than a page may have
	refused bool                 // the page passes another limit
	attrs   int                  // where the start tag of the running block may take an attribute, -1 for nowhere

	formats bool // the source has direction controls that must balance
	dirs    data.DirStack
	opened  []rune

	diags []diag.Diagnostic
}

// scratch is what a compiler writes into before it is known how much it will be. The document gets
// copies, and the next page the room.
type scratch struct {
	out      []byte // HTML so far
	text     []byte // plain text so far
	holes    []hole
	links    []link
	ids      []rawID
	headings []Heading
	places   []int // of the headings, in the file
	blocks   []Block
	elements []Element
	stars    []int // runs of asterisks in the text of the running paragraph, in the body
	stack    []open
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func newCompiler(s *diag.Text, n *data.Normal, opt Options, d *Document) *compiler {
	c := &compiler{scratch: *scratches.Get().(*scratch), s: s, n: n, opt: opt, doc: d}
	if !opt.NoBlocks {
		c.body = string(n.Text)
	}
	return c
}

// finish puts what was written into the document.
func (c *compiler) finish() {
	d := c.doc
	d.html, d.holes, d.links, d.ids, d.noteIDs = string(c.out), exact(c.holes), exact(c.links), exact(c.ids), c.noteIDs
	d.Headings, d.Blocks, d.elements = exact(c.headings), exact(c.blocks), exact(c.elements)
}

// exact copies a slice without spare room; nothing becomes nil.
func exact[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return append(make([]T, 0, len(s)), s...)
}

// release gives the room back for another page. Only a page beyond the ordinary keeps its own, and no
// text of a page is held on to.
func (c *compiler) release() {
	s := c.scratch
	c.scratch = scratch{}
	if cap(s.out) > 1<<18 || cap(s.text) > 1<<18 || cap(s.blocks) > 1<<10 || cap(s.holes) > 1<<12 {
		return
	}
	clear(s.links)
	clear(s.ids)
	clear(s.headings)
	clear(s.blocks)
	clear(s.stack)
	s.out, s.text, s.holes, s.links, s.ids, s.headings = s.out[:0], s.text[:0], s.holes[:0], s.links[:0], s.ids[:0], s.headings[:0]
	s.places, s.blocks, s.elements, s.stars, s.stack = s.places[:0], s.blocks[:0], s.elements[:0], s.stars[:0], s.stack[:0]
	scratches.Put(&s)
}

type holeKind uint8

const (
	holeLink    holeKind = iota // <a href=…>
	holeLinkEnd                 // </a>
	holeImage                   // <img src=…>
	holeURL                     // a cite attribute
	holeHeading                 // the id of a heading
	holeID                      // the id of another element
)

type hole struct {
	at   int // offset in the HTML
	kind holeKind
	n    int // index of the link, heading or id
}

type linkKind uint8

const (
	linkAnchor linkKind = iota
	linkImage
	linkCite
)

// link is an address to be resolved.
type link struct {
	dest string // as the author means it: escapes and character references resolved
	kind linkKind
	rest string // what follows the address in the tag
	alt  string // of an image, shown if the image may not be
	id   int    // index of the tag's id plus one, 0 for none
	drop bool   // a link without text
	at   int    // its place in the file

	mark, holes int // what had been written when it was opened
}

// rawID is an id that the author wrote; "" after it was found to be there twice.
type rawID struct {
	id      string
	heading int // index of the heading it is for, -1 for any other element
	at      int // its place in the file
}

func (c *compiler) pos(at int) diag.Pos { return c.s.At(at) }

func (c *compiler) errorf(code string, at int, hint, format string, args ...any) {
	d := diag.Errorf(code, c.pos(at), format, args...)
	d.Hint = hint
	c.diags = append(c.diags, d)
}

func (c *compiler) warnf(code string, at int, hint, format string, args ...any) {
	d := diag.Warnf(code, c.pos(at), format, args...)
	d.Hint = hint
	c.diags = append(c.diags, d)
}

func (c *compiler) hole(kind holeKind, n int) {
	c.holes = append(c.holes, hole{len(c.out), kind, n})
}

func (c *compiler) write(s string) { c.out = append(c.out, s...) }

func (c *compiler) addLink(l link) int {
	c.links = append(c.links, l)
	return len(c.links) - 1
}

func (c *compiler) rawID(heading int, id string, at int) {
	if heading < 0 {
		c.hole(holeID, len(c.ids))
	}
	c.ids = append(c.ids, rawID{id, heading, at})
}

// betweenBlocks keeps the plain text of neighbouring HTML blocks apart.
func (c *compiler) betweenBlocks() {
	if n := len(c.text); n > 0 && c.text[n-1] != ' ' {
		c.text = append(c.text, ' ')
	}
}

func (c *compiler) missingAlt(at int) {
	c.warnf("missing-alt", at, `say in a few words what the picture shows; for a mere ornament write <img src="…" alt="">`,
		"the picture has no alternative text")
}

func (c *compiler) emptyLink(n int) {
	c.links[n].drop = true
	c.warnf("empty-link", c.links[n].at, "write [text](address), or delete it", "the link has no text, so nobody can follow it")
}

func (c *compiler) inLink() bool {
	for i := range c.stack {
		if c.stack[i].name == "a" {
			return true
		}
	}
	return false
}

// children writes the children of a container.
func (c *compiler) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		c.block(n)
	}
}

func (c *compiler) block(n ast.Node) {
	if c.deep {
		return
	}
	switch n := n.(type) {
	case *ast.Paragraph:
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
		h := c.element("p", n)
		first := len(c.blocks)
		c.write("<p")
		c.attrs = len(c.out)
		c.write(">")
		c.leaf(n, kind, 0)
		c.pop(h)
		c.write("</p>\n")
		c.spot(first, afterBlock)
	case *ast.TextBlock:
		c.leaf(n, KindListItem, 0)
		if n.NextSibling() != nil {
			c.write("\n")
		}
	case *ast.Heading:
		c.heading(n)
	case *ast.List:
		name := "ul"
		if n.IsOrdered() {
			name = "ol"
		}
		h := c.element(name, n)
		c.write("<" + name)
		if n.IsOrdered() && n.Start != 1 {
			c.write(` start="` + strconv.Itoa(n.Start) + `"`)
		}
		c.write(">\n")
		c.children(n)
		c.pop(h)
		c.write("</" + name + ">\n")
	case *ast.ListItem:
		h := c.element("li", n)
		first := len(c.blocks)
		c.write("<li")
		c.attrs = len(c.out)
		c.write(">")
		if f := n.FirstChild(); f != nil && f.Kind() != ast.KindTextBlock {
			c.write("\n")
		}
		c.children(n)
		c.pop(h)
		c.write("</li>\n")
		c.spot(first, AfterItem)
	case *ast.Blockquote:
		h := c.element("blockquote", n)
		c.write("<blockquote>\n")
		c.children(n)
		c.pop(h)
		c.write("</blockquote>\n")
	case *ast.ThematicBreak:
		h := c.element("hr", n)
		c.pop(h)
		c.write("<hr>\n")
	case *ast.FencedCodeBlock:
		class := ""
		if raw := n.Language(c.n.Text); len(raw) > 0 {
			if lang := c.unescape(raw, c.start(n)); validCodeLanguage(lang) {
				class = ` class="language-` + lang + `"`
			}
		}
		c.code(n, class)
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
		c.write("<p>")
		c.inline(n)
		c.write("</p>\n")
	default:
		c.children(n)
	}
}

// element opens one of Markdown's elements and returns its height on the stack.
func (c *compiler) element(name string, n ast.Node) int {
	at := 0
	if c.rawOpen > 0 || len(c.stack) == maxNesting {
		at = c.start(n)
	}
	c.push(name, at)
	return len(c.stack) - 1
}

// start gives the place of a node in the file.
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

// leaf writes the inline content of a block and adds it to the document's blocks.
func (c *compiler) leaf(n ast.Node, kind Kind, level int) {
	mark, height, inner := len(c.text), len(c.stack), htmlAt{len(c.out), len(c.holes)}
	c.inlines(n)
	c.popTo(height)
	if c.formats || len(c.dirs.Open) > 0 {
		c.endDirections()
	}
	if len(c.stars) > 0 {
		c.lostEmphasis()
	}
	c.addBlock(kind, level, n.Lines(), mark, inner)
	c.text = append(c.text, '\n')
}

// endDirections reports the direction controls that the paragraph leaves open.
func (c *compiler) endDirections() {
	for i := range c.dirs.Open {
		c.diags = append(c.diags, data.UnbalancedError(c.opened[i], c.dirs.At[i]))
	}
	c.dirs.Open, c.dirs.At, c.opened = c.dirs.Open[:0], c.dirs.At[:0], c.opened[:0]
}

// direction takes one direction control of the running paragraph.
func (c *compiler) direction(r rune, at int) {
	switch {
	case data.IsOverride(r): // the look over the source has reported it
	case c.rawOpen > 0 && c.inRawCode():
		c.codeDirection(r, at)
	case !c.dirs.Step(r, c.pos(at)):
		c.diags = append(c.diags, data.UnbalancedError(r, c.pos(at)))
		if len(c.diags) > 4*maxRepeats {
			c.formats = false // enough is known
		}
	case len(c.dirs.Open) > len(c.opened):
		c.opened = append(c.opened, r)
	default:
		c.opened = c.opened[:len(c.dirs.Open)]
	}
}

func (c *compiler) addBlock(kind Kind, level int, lines *text.Segments, mark int, inner htmlAt) {
	if lines.Len() == 0 || c.opt.NoBlocks {
		return
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	src, whole := "", true
	for i := 1; i < lines.Len(); i++ {
		a, b := lines.At(i-1), lines.At(i)
		whole = whole && a.Stop == b.Start
	}
	if whole {
		src = c.body[first.Start:last.Stop]
	} else {
		var b strings.Builder
		for i := range lines.Len() {
			seg := lines.At(i)
			b.WriteString(c.body[seg.Start:seg.Stop])
		}
		src = b.String()
	}
	stop := last.Stop
	for stop > first.Start && (c.body[stop-1] == '\n' || c.body[stop-1] == ' ' || c.body[stop-1] == '\t') {
		stop--
	}
	if kind == KindCode {
		src = strings.TrimRight(src, "\n")
	} else {
		src = strings.TrimSpace(src)
	}
	plain := bytes.TrimSpace(c.text[mark:])
	var txt string
	switch {
	case kind == KindCode:
		txt = src
	case string(plain) == src:
		txt = src
	case kind == KindHTML:
		txt = squash(plain)
	default:
		txt = string(plain)
	}
	if txt == "" {
		return
	}
	start := c.n.Offset(first.Start)
	line, col := c.s.LineCol(start)
	c.blocks = append(c.blocks, Block{Kind: kind, Level: level, Start: start, End: c.n.Offset(stop), Line: line, Col: col, Source: src, Text: txt,
		spots: c.innerSpots(inner)})
}

func (c *compiler) heading(n *ast.Heading) {
	name := "h" + strconv.Itoa(n.Level)
	index, mark, undo, holes := len(c.headings), len(c.text), len(c.out), len(c.holes)
	h := c.element(name, n)
	block := len(c.blocks)
	c.write("<" + name)
	c.attrs = len(c.out)
	c.hole(holeHeading, index)
	c.write(">")
	inner := len(c.out)
	c.addHeading(n.Level, c.start(n))
	ids := len(c.ids)
	if id, ok := n.AttributeString("id"); ok {
		c.rawID(index, string(id.([]byte)), c.start(n))
	}
	c.leaf(n, KindHeading, n.Level)
	c.pop(h)
	c.headings[index].Text = squash(c.text[mark:])
	if len(c.out) == inner && len(c.holes) == holes+1 {
		c.warnf("empty-heading", c.start(n), "write its text or delete it", "the heading has no text")
		c.out, c.holes = c.out[:undo], c.holes[:holes]
		c.headings, c.places, c.ids = c.headings[:index], c.places[:index], c.ids[:ids]
		return
	}
	c.write("</" + name + ">\n")
	c.spot(block, afterBlock)
}

func (c *compiler) addHeading(level, at int) {
	c.headings = append(c.headings, Heading{Level: level})
	c.places = append(c.places, at)
}

// checkOutline warns of headings that leave out a level, by which readers who jump from heading to
// heading lose their way. The layout has the heading of level 1.
func (c *compiler) checkOutline() {
	last := 1
	for i, h := range c.headings {
		if h.Level > last+1 {
			c.warnf("heading-level", c.places[i], fmt.Sprintf("make it a heading of level %d: %s", last+1, strings.Repeat("#", last+1)),
				"a heading of level %d follows one of level %d", h.Level, last)
		}
		last = h.Level
	}
}

// validCodeLanguage accepts names such as go, c++, objective-c and text/x-java.
func validCodeLanguage(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-_+#./", r) {
			return false
		}
	}
	return len(s) <= 60
}

func (c *compiler) code(n ast.Node, class string) {
	h := c.element("pre", n)
	first := len(c.blocks)
	c.write("<pre")
	c.attrs = len(c.out)
	c.write(` dir="ltr"><code` + class + ">")
	inner := htmlAt{len(c.out), len(c.holes)}
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		c.writeCode(seg.Value(c.n.Text), c.n.Offset(seg.Start))
	}
	c.pop(h)
	c.addBlock(KindCode, 0, lines, len(c.text), inner)
	c.write("</code></pre>\n")
	c.spot(first, afterBlock)
}

func (c *compiler) writeCode(b []byte, at int) {
	c.out = appendEscaped(c.out, b)
	if !c.formats {
		return
	}
	for i, r := range string(b) {
		if data.IsEmbedding(r) && !data.IsOverride(r) && len(c.diags) <= 4*maxRepeats {
			c.codeDirection(r, at+i)
		}
	}
}

func (c *compiler) codeDirection(r rune, at int) {
	c.errorf("direction-in-code", at, "delete it; code is always written from left to right",
		"code must not hold the invisible direction character U+%04X", r)
}

func (c *compiler) inRawCode() bool {
	for i := range c.stack {
		switch c.stack[i].name {
		case "code", "pre", "kbd", "samp":
			return true
		}
	}
	return false
}

func (c *compiler) rawBlock(n *ast.HTMLBlock) {
	lines := text.NewSegments()
	for i := range n.Lines().Len() {
		lines.Append(n.Lines().At(i))
	}
	if n.HasClosure() {
		lines.Append(n.ClosureLine)
	}
	if lines.Len() == 0 {
		return
	}
	var raw []byte
	first := lines.At(0)
	starts := make([]int, lines.Len()) // where each line starts in raw
	for i := range lines.Len() {
		seg := lines.At(i)
		starts[i] = len(raw)
		raw = append(raw, c.n.Text[seg.Start:seg.Stop]...)
	}
	where := func(off int) int {
		i := 0
		for i+1 < len(starts) && starts[i+1] <= off {
			i++
		}
		seg := lines.At(i)
		return c.n.Offset(seg.Start + off - starts[i])
	}
	if lines.Len() > 64 { // long blocks are mostly at the margin, and a search a tag would add up
		where = func(off int) int { return c.n.Offset(first.Start + off) }
		for i := 1; i < lines.Len(); i++ {
			if a, b := lines.At(i-1), lines.At(i); a.Stop != b.Start {
				where = func(off int) int {
					i := searchInts(starts, off)
					seg := lines.At(i)
					return c.n.Offset(seg.Start + off - starts[i])
				}
				break
			}
		}
	}
	mark, out, holes := len(c.text), len(c.out), len(c.holes)
	block := len(c.blocks)
	c.attrs = -1
	c.htmlBlock(raw, where)
	if c.formats || len(c.dirs.Open) > 0 {
		c.endDirections()
	}
	c.addBlock(KindHTML, 0, lines, mark, htmlAt{out, holes})
	if len(c.holes) == holes && len(bytes.TrimSpace(c.out[out:])) == 0 {
		c.out = c.out[:out] // a comment leaves no empty line behind
	} else if n := len(c.out); n == 0 || c.out[n-1] != '\n' || len(c.holes) > holes && c.holes[len(c.holes)-1].at == n {
		c.write("\n")
	}
	c.spot(block, afterBlock)
}

func searchInts(starts []int, off int) int {
	lo, hi := 0, len(starts)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; starts[mid] <= off {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

var alignClass = map[xast.Alignment]string{
	xast.AlignLeft: ` class="align-left"`, xast.AlignRight: ` class="align-right"`, xast.AlignCenter: ` class="align-center"`,
}

func (c *compiler) table(n *xast.Table) {
	h := c.element("table", n)
	c.write("<table>\n")
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		head := row.Kind() == xast.KindTableHeader
		switch {
		case head:
			c.write("<thead>\n")
		case !body:
			c.write("<tbody>\n")
			body = true
		}
		c.write("<tr>\n")
		first := len(c.blocks)
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			name, open := "td", "<td"
			// An empty header cell heads nothing, and accessibility checkers say so.
			if head && cell.HasChildren() {
				name, open = "th", `<th scope="col"`
			}
			c.write(open)
			c.attrs = len(c.out)
			if tc, ok := cell.(*xast.TableCell); ok {
				c.write(alignClass[tc.Alignment])
			}
			c.write(">")
			// Rows have no place on the stack: nothing of the author's reaches from cell to cell.
			ch := len(c.stack)
			c.stack = append(c.stack, open0(name))
			c.leaf(cell, KindTableCell, 0)
			c.pop(ch)
			c.write("</" + name + ">\n")
		}
		c.write("</tr>\n")
		c.spot(first, AfterRow)
		if head {
			c.write("</thead>\n")
		}
	}
	if body {
		c.write("</tbody>\n")
	}
	c.pop(h)
	c.write("</table>\n")
}

func open0(name string) open { return open{name: name, heading: -1, link: -1} }

func footnoteID(n int) string { return "fn:" + strconv.Itoa(n) }

func footnoteRefID(n, ref int) string {
	if ref == 0 {
		return "fnref:" + strconv.Itoa(n)
	}
	return "fnref:" + strconv.Itoa(n) + ":" + strconv.Itoa(ref+1)
}

// footnotes writes the list at the end. The way back is an arrow upwards, which points the same way
// in every script and needs no words.
func (c *compiler) footnotes(n *xast.FootnoteList) {
	h := c.element("div", n)
	c.write("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n")
	for f := n.FirstChild(); f != nil; f = f.NextSibling() {
		note, ok := f.(*xast.Footnote)
		if !ok {
			continue
		}
		ch := len(c.stack)
		c.stack = append(c.stack, open0("li"))
		c.write(`<li id="` + footnoteID(note.Index) + "\">\n")
		c.children(note)
		c.pop(ch)
		c.write("</li>\n")
	}
	c.pop(h)
	c.write("</ol>\n</div>\n")
}
