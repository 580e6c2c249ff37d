package page

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/markup"
)

// Outline returns the front matter and the blocks of a page of Markdown that has no error. It has no HTML, and the Text of
// its blocks is not that of readers; all else in them is as [Parse] says. It costs less than Parse, since no inlines
// are read. ok is false where only Parse can tell: of a page with an error, with HTML, or with footnotes, for instance.
func Outline(file string, src []byte, lim Limits) (d *Document, ok bool) {
	Parses.Add(1)
	opt := Options{Limits: lim.orDefaults(), outline: true}
	if isHTML(file) || len(src) > opt.Limits.Bytes {
		return nil, false
	}
	d = &Document{file: file, src: src, opt: opt}
	s := &diag.Text{File: file, Src: src}
	if d.Meta, _ = frontmatter.ParseText(s, opt.Limits.Limits); d.Meta.Lost {
		return nil, false
	}
	found, formats := data.CheckEncoding(s, d.Meta.BodyOffset, len(src))
	n := data.Normalise(src, d.Meta.BodyOffset)
	if len(found) > 0 || formats || !outlined(n.Text, opt.Limits) {
		return nil, false
	}
	c := newCompiler(s, &n, opt, false)
	defer c.release()
	c.compileMarkdown()
	if c.IsTooDeep() || c.over || c.unsure {
		return nil, false
	}
	d.Blocks = append([]Block(nil), c.blocks...)
	return d, true
}

// outlined reports whether the blocks of a body do not depend on its inlines, and no limit on inlines can be passed.
func outlined(body []byte, lim Limits) bool {
	for _, mark := range []string{"<", "[^", `\|`, "&#"} {
		if bytes.Contains(body, []byte(mark)) {
			return false
		}
	}
	if !leadsWhereItMay(body) {
		return false
	}
	marks := 0
	for _, c := range body {
		if inlineMark[c] {
			marks++
		}
	}
	// One mark costs at most a walk over what is before and after it, see [budget].
	return marks < lim.Inlines && marks*len(body) < maxWork/4
}

// leadsWhereItMay reports whether no link of a body can be one that is refused, and its block with it.
func leadsWhereItMay(body []byte) bool {
	for {
		i := bytes.IndexByte(body, ']')
		if i < 0 || i+1 == len(body) {
			return true
		}
		mark := body[i+1]
		if body = body[i+1:]; mark != '(' && mark != ':' {
			continue
		}
		dest := bytes.TrimLeft(body[1:], " \t\n")
		if end := bytes.IndexAny(dest, " \t\n)"); end >= 0 {
			dest = dest[:end]
		}
		if !markup.IsOrdinary(string(dest)) {
			return false
		}
	}
}

// inlineMark marks the bytes with which links, emphasis and code begin or end.
var inlineMark = [256]bool{'*': true, '_': true, '~': true, '`': true, '[': true, ']': true, '!': true, ':': true, '@': true}

// maxOutlineMarks is how many marks a block of an outline may have: too few for elements inside each other as deep as a limit.
const maxOutlineMarks = 32

// outlineLeaf takes the source of a block for its text. A block without text is none, so the page is unsure where the
// source does not show at its beginning that there is some.
func (c *compiler) outlineLeaf(n ast.Node) {
	if n.Lines().Len() == 0 {
		return
	}
	src := strings.TrimSpace(c.source(n.Lines()))
	marks := 0
	for i := range len(src) {
		if inlineMark[src[i]] {
			marks++
		}
	}
	c.unsure = c.unsure || src != "" && (marks > maxOutlineMarks || !showsText(src))
	c.AddPlain([]byte(src)...)
}

// showsText reports whether a block has a text for readers, whatever its inlines are. It may be wrong about a block that has.
func showsText(src string) bool {
	bare := strings.TrimLeft(src, "*_~`[")
	r, size := utf8.DecodeRuneInString(bare)
	if len(bare) < len(src) && strings.HasPrefix(bare[size:], "]") { // the box of a task has no text
		return false
	}
	return r < utf8.RuneSelf && (isASCIILetter(byte(r)) || isASCIIDigit(byte(r))) || strings.ContainsRune(`"'(`, r) ||
		r >= utf8.RuneSelf && !unicode.IsSpace(r)
}

// unreadInlines passes over the inlines of a block.
type unreadInlines struct{}

// Trigger returns all bytes before which goldmark asks, so that it does so at the beginning of a block.
func (unreadInlines) Trigger() []byte {
	out := []byte{' '}
	for c := byte('!'); c <= '~'; c++ {
		if util.IsPunct(c) {
			out = append(out, c)
		}
	}
	return out
}

func (unreadInlines) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	_, first := block.PeekLine()
	for line, _ := block.PeekLine(); line != nil; line, _ = block.PeekLine() {
		block.AdvanceLine()
	}
	return ast.NewTextSegment(text.NewSegment(first.Start, first.Start))
}
