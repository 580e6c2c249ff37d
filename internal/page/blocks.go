package page

import (
	"bytes"
	"sort"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"vernacular/internal/markup"
)

// leaf writes the inline content of a block and adds it to the document's blocks.
func (c *compiler) leaf(n ast.Node, kind Kind, level int) {
	plain, height, place := c.PlainLen(), c.Height(), c.place()
	refusals := c.Refusals()
	k, box := n.FirstChild(), c.Here()
	if k != nil && k.Kind() == xast.KindTaskCheckBox {
		c.inline(k)
		k = k.NextSibling()
	}
	from := c.Here()
	if c.opt.outline {
		c.outlineLeaf(n)
		k = nil
	}
	for ; k != nil && k.Kind() != xast.KindFootnoteBacklink; k = k.NextSibling() {
		c.inline(k)
	}
	c.CloseAuthors(height)
	c.EndDirections()
	if len(c.stars) > 0 {
		c.lostEmphasis()
	}
	b := Block{Kind: kind, Level: level, Place: place, Refused: c.RefusedSince(refusals)}
	b.spots.box = box
	c.addBlock(b, n.Lines(), plain, from, c.Here())
	c.AddPlain('\n')
	for ; k != nil; k = k.NextSibling() {
		c.inline(k)
	}
}

// place returns the [Block.Place] of a block that begins here. Most blocks share theirs with the one before.
func (c *compiler) place() string {
	if c.opt.NoBlocks {
		return ""
	}
	c.path = c.AppendContainers(c.path[:0])
	if c.column > 0 {
		c.path = strconv.AppendInt(append(c.path, '>'), int64(c.column), 10)
	}
	if n := len(c.blocks); n > 0 && c.blocks[n-1].Place == string(c.path) {
		return c.blocks[n-1].Place
	}
	return string(c.path)
}

// addBlock adds a block of some lines; its plain text begins at plain, and its HTML is between two places.
func (c *compiler) addBlock(b Block, lines *text.Segments, plain int, from, to markup.Place) {
	if lines.Len() == 0 || c.opt.NoBlocks {
		return
	}
	kind := b.Kind
	src := c.source(lines)
	if kind == KindCode {
		src = strings.TrimRight(src, "\n")
	} else {
		src = strings.TrimSpace(src)
	}
	txt := src
	if bare := bytes.TrimSpace(c.Plain(plain)); kind == KindHTML && string(bare) != src {
		txt = markup.Squash(bare)
	} else if kind != KindCode && string(bare) != src {
		txt = string(bare)
	}
	if txt == "" {
		if to.Hole > from.Hole && !b.spots.hasShape {
			c.silent = append(c.silent, silent{len(c.blocks), from, to})
		}
		return
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	stop := last.Stop
	for stop > first.Start && (c.body[stop-1] == '\n' || c.body[stop-1] == ' ' || c.body[stop-1] == '\t') {
		stop--
	}
	b.Start, b.End = c.n.Offset(first.Start), c.n.Offset(stop)
	b.Line, b.Col = c.file.LineCol(b.Start)
	b.Source, b.Text = src, txt
	if b.spots.box == (markup.Place{}) {
		b.spots.box = from
	}
	e := c.element
	b.spots = spots{start: e.start, attrs: e.attrs, from: from, to: to, container: c.in,
		box: b.spots.box, isKnown: !c.opt.outline, isBare: e.isBare, isInner: e.isInner, hasClass: e.hasClass, hasShape: b.spots.hasShape}
	c.blocks = append(c.blocks, b)
}

// source returns lines of the body; a part of it where nothing lies between them.
func (c *compiler) source(lines *text.Segments) string {
	if isWhole(lines) {
		return c.body[lines.At(0).Start:lines.At(lines.Len()-1).Stop]
	}
	var b strings.Builder
	for i := range lines.Len() {
		seg := lines.At(i)
		b.WriteString(c.body[seg.Start:seg.Stop])
	}
	return b.String()
}

// isWhole reports whether nothing lies between the lines, such as marks of a container.
func isWhole(lines *text.Segments) bool {
	for i := 1; i < lines.Len(); i++ {
		if a, b := lines.At(i-1), lines.At(i); a.Stop != b.Start {
			return false
		}
	}
	return true
}

// rawBlock writes a block of the author's HTML.
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
	raw, where := c.joined(lines)
	plain, from, place, block := c.PlainLen(), c.Here(), c.place(), len(c.blocks)
	b, refusals := Block{Kind: KindHTML, Place: place}, c.Refusals()
	shape := c.WriteAuthorsBlock(raw, where)
	b.spots.hasShape = shape != ""
	c.EndDirections()
	b.Refused = c.RefusedSince(refusals)
	c.element = element{start: from, isBare: true}
	c.addBlock(b, lines, plain, from, c.Here())
	if shape != "" && block < len(c.blocks) {
		if c.shapes == nil {
			c.shapes = map[int]string{}
		}
		c.shapes[block] = shape
	}
	c.EndLine(from)
	c.endBlock(block)
}

// joined returns the text of lines, and the way back from an offset in it to the file.
func (c *compiler) joined(lines *text.Segments) (raw []byte, where func(off int) int) {
	starts := make([]int, lines.Len()) // where each line starts in raw
	for i := range lines.Len() {
		seg := lines.At(i)
		starts[i] = len(raw)
		raw = append(raw, c.n.Text[seg.Start:seg.Stop]...)
	}
	if isWhole(lines) {
		base := lines.At(0).Start
		return raw, func(off int) int { return c.n.Offset(base + off) }
	}
	return raw, func(off int) int {
		i := max(0, sort.SearchInts(starts, off+1)-1)
		return c.n.Offset(lines.At(i).Start + off - starts[i])
	}
}
