package page

import (
	"bytes"

	"vernacular/internal/data"
	"vernacular/internal/markup"
)

// htmlBlocks finds the blocks of an .html page: runs of text that are not interrupted by an element
// that holds blocks.
type htmlBlocks struct {
	c      *compiler
	active bool
	kind   Kind
	level  int
	start  int // offset in the file
	plain  int // length of the plain text at its start
	place  string
}

// Text begins a block with text that is not blank.
func (h *htmlBlocks) Text(raw []byte, at int) {
	if lead := len(raw) - len(bytes.TrimLeft(raw, " \t\n")); !h.active && len(bytes.TrimSpace(raw)) > 0 {
		h.begin(at + lead)
	}
}

// StartTag begins a block with an element of text, and ends one before any other.
func (h *htmlBlocks) StartTag(name string, at int) {
	if markup.IsBlock(name) {
		h.finish(at)
	} else if !h.active && (name == "img" || markup.HoldsText(name)) {
		h.begin(at)
	}
}

// EndTag ends a block before the end of an element that is not one of text.
func (h *htmlBlocks) EndTag(name string, at int) {
	if markup.IsBlock(name) {
		h.finish(at)
	}
}

func (h *htmlBlocks) begin(at int) {
	h.active, h.start, h.plain, h.place, h.kind, h.level = true, at, h.c.PlainLen(), h.c.place(), KindParagraph, 0
	switch name := h.c.Container(); name {
	case "li", "dt", "dd":
		h.kind = KindListItem
	case "td", "th":
		h.kind = KindTableCell
	case "pre":
		h.kind = KindCode
	case "blockquote":
		h.kind = KindQuotation
	case "h1", "h2", "h3", "h4", "h5", "h6":
		h.kind, h.level = KindHeading, int(name[1]-'0')
	}
}

func (h *htmlBlocks) finish(at int) {
	if !h.active {
		return
	}
	h.active = false
	c := h.c
	src := bytes.TrimRight(c.file.Src[h.start:at], " \t\r\n")
	c.EndDirections()
	text := markup.Squash(c.Plain(h.plain))
	if text == "" || c.opt.NoBlocks {
		return
	}
	line, col := c.file.LineCol(h.start)
	source := data.Normalise(src, 0)
	source.Clean()
	c.blocks = append(c.blocks, Block{Kind: h.kind, Level: h.level, Start: h.start, End: h.start + len(src), Line: line, Col: col,
		Source: string(source.Text), Text: text, Place: h.place})
}
