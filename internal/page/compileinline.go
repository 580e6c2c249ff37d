package page

import (
	"bytes"
	"strconv"
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
		c.plain(n.Value, 0)
	case *ast.Emphasis:
		if n.Level == 2 {
			c.wrap("strong", n)
		} else {
			c.wrap("em", n)
		}
	case *xast.Strikethrough:
		c.wrap("del", n)
	case *ast.CodeSpan:
		c.write(`<code dir="ltr">`)
		for t := n.FirstChild(); t != nil; t = t.NextSibling() {
			seg := t.(*ast.Text).Segment
			v := seg.Value(c.n.Text)
			if bytes.IndexByte(v, '\n') >= 0 {
				v = bytes.ReplaceAll(v, []byte("\n"), []byte(" "))
			}
			c.writeCode(v, c.n.Offset(seg.Start))
			c.text = append(c.text, v...)
		}
		c.write("</code>")
	case *ast.Link:
		c.link(n)
	case *ast.Image:
		c.image(n)
	case *ast.AutoLink:
		c.autoLink(n)
	case *ast.RawHTML:
		if n.Segments.Len() == 0 {
			return
		}
		first := n.Segments.At(0)
		raw := c.n.Text[first.Start:first.Stop]
		if n.Segments.Len() > 1 {
			raw = n.Segments.Value(c.n.Text)
		}
		c.inlineHTML(raw, c.n.Offset(first.Start))
	case *xast.TaskCheckBox:
		// A disabled checkbox has no label that could be translated; these characters have a name
		// in every screen reader.
		if n.IsChecked {
			c.write("☑ ")
		} else {
			c.write("☐ ")
		}
	case *xast.FootnoteLink:
		num := strconv.Itoa(n.Index)
		c.write(`<sup id="` + footnoteRefID(n.Index, n.RefIndex) + `">`)
		if c.inLink() {
			c.write(num)
		} else {
			c.write(`<a href="#` + footnoteID(n.Index) + `" class="footnote-ref" role="doc-noteref">` + num + "</a>")
		}
		c.write("</sup>")
	case *xast.FootnoteBacklink:
		// A footnote that only another, unused footnote refers to has nowhere to go back to.
		if c.refs[footnoteRef{n.Index, n.RefIndex}] {
			c.write(` <a href="#` + footnoteRefID(n.Index, n.RefIndex) + `" class="footnote-backref" role="doc-backlink">↑`)
			if n.RefCount > 1 {
				c.write("<sup>" + strconv.Itoa(n.RefIndex+1) + "</sup>")
			}
			c.write("</a>")
		}
	default:
		c.inlines(n)
	}
}

type footnoteRef struct{ index, ref int }

// findFootnotes notes which references are in the page, and the ids that footnotes and references take.
func (c *compiler) findFootnotes(tree ast.Node) {
	last := tree.LastChild()
	if last == nil || last.Kind() != xast.KindFootnoteList {
		return
	}
	c.refs = map[footnoteRef]bool{}
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image: // its text becomes an attribute
			return ast.WalkSkipChildren, nil
		case *xast.FootnoteLink:
			c.refs[footnoteRef{n.Index, n.RefIndex}] = true
			c.noteIDs = append(c.noteIDs, footnoteRefID(n.Index, n.RefIndex))
		case *xast.Footnote:
			c.noteIDs = append(c.noteIDs, footnoteID(n.Index))
		}
		return ast.WalkContinue, nil
	})
}

// wrap writes an inline element of Markdown's.
func (c *compiler) wrap(name string, n ast.Node) {
	if len(c.stack) >= maxNesting {
		c.tooDeep(c.start(n))
		return
	}
	h := c.element(name, n)
	c.write("<" + name + ">")
	c.inlines(n)
	c.pop(h)
	c.write("</" + name + ">")
}

func (c *compiler) link(n *ast.Link) {
	at := c.start(n)
	l := link{dest: c.unescape(n.Destination, at), kind: linkAnchor, rest: c.titleAttr(n.Title, at) + ">", at: at}
	h := c.element("a", n)
	i := c.addLink(l)
	c.hole(holeLink, i)
	out, holes := len(c.out), len(c.holes)
	c.inlines(n)
	c.pop(h)
	if len(c.out) == out && len(c.holes) == holes {
		c.emptyLink(i)
	}
	c.hole(holeLinkEnd, i)
}

func (c *compiler) titleAttr(title []byte, at int) string {
	if len(title) == 0 {
		return ""
	}
	v := c.unescape(title, at)
	c.checkDirections(v, at)
	return ` title="` + string(appendAttr(nil, strings.ReplaceAll(v, "\n", " "))) + `"`
}

func (c *compiler) image(n *ast.Image) {
	at := c.start(n)
	// The alternative text is what the label would read as: its markup is left out.
	out, holes, mark := len(c.out), len(c.holes), len(c.text)
	links, height, formats := len(c.links), len(c.stack), c.formats
	c.formats = false                     // the attribute is judged on its own
	c.stack = append(c.stack, open0("a")) // no link becomes one in here
	c.inlines(n)
	c.popTo(height + 1)
	c.stack = c.stack[:height]
	c.formats = formats
	alt := squash(c.text[mark:])
	c.out, c.holes, c.links = c.out[:out], c.holes[:holes], c.links[:links]
	if alt == "" {
		c.missingAlt(at)
	}
	c.checkDirections(alt, at)
	rest := ` alt="` + string(appendAttr(nil, alt)) + `"` + c.titleAttr(n.Title, at) + ">"
	c.hole(holeImage, c.addLink(link{dest: c.unescape(n.Destination, at), kind: linkImage, rest: rest, alt: alt, at: at}))
}

func (c *compiler) autoLink(n *ast.AutoLink) {
	label := n.Label(c.n.Text)
	at := c.start(n)
	if c.inLink() {
		c.plain(label, at)
		return
	}
	dest := string(label)
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	h := c.element("a", n)
	i := c.addLink(link{dest: dest, kind: linkAnchor, rest: ` dir="ltr">`, at: at})
	c.hole(holeLink, i)
	c.plain(label, at)
	c.pop(h)
	c.hole(holeLinkEnd, i)
}

func (c *compiler) textNode(n *ast.Text) {
	seg := n.Segment
	v := c.n.Text[seg.Start:seg.Stop]
	if n.IsRaw() {
		c.plain(v, c.n.Offset(seg.Start))
	} else {
		c.writeText(v, seg.Start)
	}
	switch {
	case n.HardLineBreak():
		c.write("<br>\n")
		c.text = append(c.text, '\n')
	case n.SoftLineBreak():
		if c.opt.CJKLineBreaks && c.joins(n) {
			return
		}
		c.write("\n")
		c.text = append(c.text, ' ')
	}
}

// joins tells whether a line break between two characters of Chinese or Japanese text is no space
// (CSS Text 3 §4.1.2, segment break transformation). Quotation marks, dashes and dots that Unicode
// calls ambiguous in width are wide in these languages.
func (c *compiler) joins(n *ast.Text) bool {
	before, _ := utf8.DecodeLastRune(c.text)
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

// firstRune looks for the first character after a node in its block.
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
