package page

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

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

// lostNote is a reference to a footnote that the page does not have. Readers do not get it.
type lostNote struct {
	ast.BaseInline
	at    int // of the reference in the body
	label string
}

var kindLostNote = ast.NewNodeKind("LostNote")

func (n *lostNote) Kind() ast.NodeKind { return kindLostNote }

func (n *lostNote) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Label": n.label}, nil)
}

// lostNotes finds the references that goldmark's parser of footnotes has left.
type lostNotes struct{}

func (lostNotes) Trigger() []byte { return []byte{'['} }

var (
	// lostRef matches a reference to a footnote that is no text of a link.
	lostRef = regexp.MustCompile(`^\[\^([^\[\]\s]*[\pL\pN][^\[\]\s]*)\](?:[^(\[]|\[\^|$)`)

	// characterClass matches what looks like the label of a footnote and is a part of a regular expression.
	characterClass = regexp.MustCompile(`^(?:\w-\w|\\\w)+$`)
)

func (lostNotes) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 2 || line[1] != '^' {
		return nil
	}
	m := lostRef.FindSubmatch(line[:min(len(line), maxNoteRef)])
	if m == nil || characterClass.Match(m[1]) {
		return nil
	}
	block.Advance(len("[^]") + len(m[1]))
	return &lostNote{at: seg.Start, label: string(m[1])}
}

// maxNoteRef bounds how far the end of a reference to a footnote is sought.
const maxNoteRef = 200

// lostNote warns of a reference that is left out.
func (c *compiler) lostNote(n *lostNote) {
	c.Warnf("missing-footnote", c.n.Offset(n.at), "add a line [^"+n.label+"]: with its text, or correct the name; "+
		`write \[^ for the characters themselves`, "no footnote is named %q, so the reference is left out", n.label)
}
