package page

import (
	"bytes"
	"sort"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"vernacular/internal/markup"
)

// leaf writes the inline content of a block and adds it to the document's blocks.
func (c *compiler) leaf(n ast.Node, kind Kind, level int) {
	plain, height, inner, place := c.PlainLen(), c.Height(), c.Here(), c.place()
	if c.opt.outline {
		c.outlineLeaf(n)
	} else {
		c.inlines(n)
	}
	c.CloseAuthors(height)
	c.EndDirections()
	if len(c.stars) > 0 {
		c.lostEmphasis()
	}
	c.addBlock(kind, level, place, n.Lines(), plain, inner)
	c.AddPlain('\n')
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

// addBlock adds a block of some lines; its plain text begins at plain, and its HTML at inner.
func (c *compiler) addBlock(kind Kind, level int, place string, lines *text.Segments, plain int, inner markup.Place) {
	if lines.Len() == 0 || c.opt.NoBlocks {
		return
	}
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
		return
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	stop := last.Stop
	for stop > first.Start && (c.body[stop-1] == '\n' || c.body[stop-1] == ' ' || c.body[stop-1] == '\t') {
		stop--
	}
	start := c.n.Offset(first.Start)
	line, col := c.file.LineCol(start)
	c.blocks = append(c.blocks, Block{Kind: kind, Level: level, Start: start, End: c.n.Offset(stop), Line: line, Col: col,
		Source: src, Text: txt, Place: place, spots: c.innerSpots(inner)})
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
	plain, inner, place, block := c.PlainLen(), c.Here(), c.place(), len(c.blocks)
	c.attrs = -1
	c.WriteAuthorsBlock(raw, where)
	c.EndDirections()
	c.addBlock(KindHTML, 0, place, lines, plain, inner)
	c.EndLine(inner)
	c.spot(block, afterBlock)
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
