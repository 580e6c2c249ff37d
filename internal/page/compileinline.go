package page

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// inlines writes inline children.
func (c *compiler) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		c.inline(n)
	}
}

func (c *compiler) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		c.textNode(n)
	case *ast.String:
		c.WriteText(n.Value, 0)
	case *ast.Emphasis:
		if n.Level == 2 {
			c.wrap("strong", n)
		} else {
			c.wrap("em", n)
		}
	case *xast.Strikethrough:
		c.wrap("del", n)
	case *ast.CodeSpan:
		c.codeSpan(n)
	case *ast.Link:
		c.link(n)
	case *ast.Image:
		c.image(n)
	case *ast.AutoLink:
		c.autoLink(n)
	case *ast.RawHTML:
		c.rawHTML(n)
	case *xast.TaskCheckBox:
		// A disabled checkbox has no label that could be translated; these characters have a name
		// in every screen reader.
		if n.IsChecked {
			c.WriteHTML("☑ ")
		} else {
			c.WriteHTML("☐ ")
		}
	case *xast.FootnoteLink:
		c.WriteNoteRef(n.Index, n.RefIndex)
	case *xast.FootnoteBacklink:
		c.footnoteBacklink(n)
	case *lostNote:
		c.lostNote(n)
	default:
		c.inlines(n)
	}
}

// rawHTML writes a tag of the author's, which may go over several lines.
func (c *compiler) rawHTML(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	first := n.Segments.At(0)
	raw := c.n.Text[first.Start:first.Stop]
	if n.Segments.Len() > 1 {
		raw = n.Segments.Value(c.n.Text)
	}
	c.WriteAuthorsTag(raw, c.n.Offset(first.Start))
}

func (c *compiler) codeSpan(n *ast.CodeSpan) {
	c.WriteHTML(`<code dir="ltr">`)
	for t := n.FirstChild(); t != nil; t = t.NextSibling() {
		seg := t.(*ast.Text).Segment
		v := seg.Value(c.n.Text)
		if bytes.IndexByte(v, '\n') >= 0 {
			v = bytes.ReplaceAll(v, []byte("\n"), []byte(" "))
		}
		c.AddPlain(c.WriteCode(v, c.n.Offset(seg.Start))...)
	}
	c.WriteHTML("</code>")
}

// wrap writes an inline element of Markdown's.
func (c *compiler) wrap(name string, n ast.Node) {
	if c.IsFull() {
		c.TooDeep(c.start(n))
		return
	}
	h := c.openElement(name, n)
	c.WriteHTML("<" + name + ">")
	c.inlines(n)
	c.Close(h)
	c.WriteHTML("</" + name + ">")
}

func (c *compiler) link(n *ast.Link) {
	at := c.start(n)
	dest := c.unescape(n.Destination, at)
	l := c.OpenLink(dest, c.TitleAttr(c.unescape(n.Title, at), at), at)
	c.inlines(n)
	c.CloseLink(l)
}

func (c *compiler) image(n *ast.Image) {
	at := c.start(n)
	label := c.OpenAlt()
	c.inlines(n)
	alt := c.CloseAlt(label, at)
	title := c.TitleAttr(c.unescape(n.Title, at), at)
	c.WriteImage(c.unescape(n.Destination, at), alt, title, at)
}

func (c *compiler) autoLink(n *ast.AutoLink) {
	label := n.Label(c.n.Text)
	at := c.start(n)
	if c.InLink() {
		c.WriteText(label, at)
		return
	}
	l := c.OpenLink(autoLinkDest(n, label), ` dir="ltr"`, at)
	c.WriteText(label, at)
	c.CloseLink(l)
}

// autoLinkDest returns the address of a link whose text is its address.
func autoLinkDest(n *ast.AutoLink, label []byte) string {
	dest := string(label)
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		return "mailto:" + dest
	}
	return dest
}

func (c *compiler) textNode(n *ast.Text) {
	seg := n.Segment
	v := c.n.Text[seg.Start:seg.Stop]
	if n.IsRaw() {
		c.WriteText(v, c.n.Offset(seg.Start))
	} else {
		c.writeText(v, seg.Start)
	}
	switch {
	case n.HardLineBreak():
		c.WriteHTML("<br>\n")
		c.AddPlain('\n')
	case n.SoftLineBreak():
		if c.opt.CJKLineBreaks && c.joins(n) {
			return
		}
		c.WriteHTML("\n")
		c.AddPlain(' ')
	}
}

// joins reports whether a line break between two characters of Chinese or Japanese text is no space
// (CSS Text 3 §4.1.2, segment break transformation). Quotation marks, dashes and dots that Unicode
// calls ambiguous in width are wide in these languages.
func (c *compiler) joins(n *ast.Text) bool {
	before, _ := utf8.DecodeLastRune(c.Plain(0))
	after := c.firstRune(n)
	if before == 0x200b || after == 0x200b {
		return true
	}
	wide := func(r rune) bool {
		switch util.EastAsianWidth(r) {
		case "F", "W", "H":
			return !unicode.Is(unicode.Hangul, r)
		}
		return false
	}
	mark := func(r rune) bool {
		return r == 0x3000 || util.IsSpaceDiscardingUnicodeRune(r) && unicode.IsPunct(r)
	}
	ambiguous := func(r rune) bool { return strings.ContainsRune("‘’“”…—·", r) }
	bw, aw := wide(before), wide(after)
	return bw && aw || mark(before) || mark(after) || bw && ambiguous(after) || aw && ambiguous(before)
}

// firstRune returns the first character after a node in its block.
func (c *compiler) firstRune(n ast.Node) rune {
	for {
		for n.NextSibling() == nil {
			if n = n.Parent(); n == nil || n.Type() != ast.TypeInline {
				return 0
			}
		}
		n = n.NextSibling()
		for n.FirstChild() != nil {
			n = n.FirstChild()
		}
		switch n := n.(type) {
		case *ast.Text:
			if seg := n.Segment; seg.Start < seg.Stop {
				r, _ := utf8.DecodeRune(c.n.Text[seg.Start:seg.Stop])
				return r
			}
		case *ast.String:
			r, _ := utf8.DecodeRune(n.Value)
			return r
		case *ast.AutoLink:
			return 'x'
		}
	}
}
