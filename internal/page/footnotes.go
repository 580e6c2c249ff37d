package page

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
)

func footnoteID(n int) string { return "fn:" + strconv.Itoa(n) }

func footnoteRefID(n, ref int) string {
	if ref == 0 {
		return "fnref:" + strconv.Itoa(n)
	}
	return "fnref:" + strconv.Itoa(n) + ":" + strconv.Itoa(ref+1)
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
			c.ReserveID(footnoteRefID(n.Index, n.RefIndex))
		case *xast.Footnote:
			c.ReserveID(footnoteID(n.Index))
		}
		return ast.WalkContinue, nil
	})
}

// footnotes writes the list at the end. The way back is an arrow upwards, which points the same way
// in every script and needs no words.
func (c *compiler) footnotes(n *xast.FootnoteList) {
	h := c.openElement("div", n)
	c.WriteHTML("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n")
	for f := n.FirstChild(); f != nil; f = f.NextSibling() {
		note, ok := f.(*xast.Footnote)
		if !ok {
			continue
		}
		item := c.OpenUnjudged("li")
		c.WriteHTML(`<li id="` + footnoteID(note.Index) + "\">\n")
		c.children(note)
		c.Close(item)
		c.WriteHTML("</li>\n")
	}
	c.Close(h)
	c.WriteHTML("</ol>\n</div>\n")
}

// footnoteLink writes the reference to a footnote; within a link it is no link of its own.
func (c *compiler) footnoteLink(n *xast.FootnoteLink) {
	num := strconv.Itoa(n.Index)
	c.WriteHTML(`<sup id="` + footnoteRefID(n.Index, n.RefIndex) + `">`)
	if c.InLink() {
		c.WriteHTML(num)
	} else {
		c.WriteHTML(`<a href="#` + footnoteID(n.Index) + `" class="footnote-ref" role="doc-noteref">` + num + "</a>")
	}
	c.WriteHTML("</sup>")
}

// footnoteBacklink writes the way back from a footnote to one of its references. A footnote that only
// another, unused footnote refers to has nowhere to go back to.
func (c *compiler) footnoteBacklink(n *xast.FootnoteBacklink) {
	if !c.refs[footnoteRef{n.Index, n.RefIndex}] {
		return
	}
	c.WriteHTML(` <a href="#` + footnoteRefID(n.Index, n.RefIndex) + `" class="footnote-backref" role="doc-backlink">↑`)
	if n.RefCount > 1 {
		c.WriteHTML("<sup>" + strconv.Itoa(n.RefIndex+1) + "</sup>")
	}
	c.WriteHTML("</a>")
}
