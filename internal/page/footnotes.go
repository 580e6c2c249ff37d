package page

import (
	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"

	"vernacular/internal/markup"
)

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
			c.ReserveNoteRef(n.Index, n.RefIndex)
		case *xast.Footnote:
			c.ReserveNote(n.Index)
		}
		return ast.WalkContinue, nil
	})
}

// footnotes writes the list at the end.
func (c *compiler) footnotes(n *xast.FootnoteList) {
	h := c.openElement("div", n)
	c.notes[0] = c.Here()
	c.WriteHTML(markup.NotesStart)
	for f := n.FirstChild(); f != nil; f = f.NextSibling() {
		note, ok := f.(*xast.Footnote)
		if !ok {
			continue
		}
		item := c.OpenUnjudged("li")
		in := c.enter(noteContainer)
		c.setNote(in, note.Index)
		c.WriteHTML(markup.NoteStart(note.Index))
		c.beginContent(in)
		c.children(note)
		c.Close(item)
		c.endContent(in)
		c.WriteHTML(markup.NoteEnd)
		c.leave(in)
	}
	c.Close(h)
	c.WriteHTML(markup.NotesEnd)
	c.notes[1] = c.Here()
}

// footnoteBacklink writes the way back from a footnote to one of its references. A footnote that only
// another, unused footnote refers to has nowhere to go back to.
func (c *compiler) footnoteBacklink(n *xast.FootnoteBacklink) {
	if c.refs[footnoteRef{n.Index, n.RefIndex}] {
		c.WriteNoteBack(n.Index, n.RefIndex, n.RefCount)
	}
}
