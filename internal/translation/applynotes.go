package translation

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/page"
)

// footnotes adds what is in no element: footnotes, and all of an .html page.
func (a *applier) footnotes() error {
	elements := a.Source.Elements()
	for i, b := range a.Source.Blocks {
		if !a.wanted[i] || elementOf(elements, i) >= 0 {
			continue
		}
		m := a.bySource[i]
		if at := a.targetOf(m); at >= 0 { // it came in with the lines around it
			doc, err := a.doc.SetBlock(at, a.Texts[m.ID])
			if err != nil {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
			a.doc = doc
			continue
		}
		if err := a.footnote(b, m); err != nil {
			return err
		}
	}
	return nil
}

// footnote adds a footnote at the end of the page.
func (a *applier) footnote(b page.Block, m Match) error {
	src, own := a.Source.Bytes(), a.doc.Bytes()
	line := string(src[bytes.LastIndexByte(src[:b.Start], '\n')+1 : b.Start])
	label, _, ok := strings.Cut(line, "]:")
	if b.Kind != page.KindFootnote || !ok {
		return fmt.Errorf("%s: this passage is missing in the page and can only be added by hand", m.ID)
	}
	text := a.Texts[m.ID]
	if at := a.obsoleteNote(strings.TrimPrefix(strings.TrimSpace(label), "[^")); at >= 0 {
		doc, err := a.doc.SetBlock(at, text)
		if err != nil {
			return fmt.Errorf("%s: %w", m.ID, err)
		}
		a.doc = doc
		a.replaced(m, at)
		return nil
	}
	nl := newline(a.doc)
	end := len(bytes.TrimRight(own, " \t\r\n"))
	out := slices.Concat(own[:end], []byte(nl+nl+label+"]: "+strings.ReplaceAll(text, "\n", nl+"    ")), []byte(nl))
	doc, _ := a.parse(out)
	added := slices.ContainsFunc(doc.Blocks, func(b page.Block) bool { return b.Kind == page.KindFootnote && Unwrap(b.Source) == Unwrap(text) })
	if len(doc.Blocks) != len(a.doc.Blocks)+1 || !added {
		return fmt.Errorf("%s: the text of the page must refer to this footnote once, as %s], before the note itself can be added", m.ID, strings.TrimSpace(label))
	}
	at := 0
	for at < len(a.doc.Blocks) && a.doc.Blocks[at].Source == doc.Blocks[at].Source {
		at++
	}
	s := slices.IndexFunc(a.Source.Blocks, func(o page.Block) bool { return o.Start == b.Start })
	a.putIn(doc, at, s, s+1)
	return nil
}

// obsoleteNote returns the block of the page that is its footnote with a label, if the source has that footnote no more: two with one
// label cannot be; else -1.
func (a *applier) obsoleteNote(label string) int {
	note := slices.Index(labelsOf(a.doc), label)
	blocks := blocksOf(a.doc, note)
	if note < 0 || len(blocks) != 1 {
		return -1
	}
	for _, m := range a.Matches {
		if m.State == Obsolete && a.targetOf(m) == blocks[0] {
			return blocks[0]
		}
	}
	return -1
}

// replaced says that a block of the page, which was obsolete, is the translation of a match now.
func (a *applier) replaced(m Match, at int) {
	target := at + a.targetFields
	a.Matches = slices.DeleteFunc(a.Matches, func(o Match) bool { return o.State == Obsolete && o.Target == target })
	for i := range a.Matches {
		if o := &a.Matches[i]; o.ID == m.ID {
			o.Target, o.Shared = target, false
			a.bySource[a.sourceOf(*o)] = *o
		}
	}
	delete(a.wanted, a.sourceOf(m))
}
