package translation

import (
	"slices"
	"strings"

	"vernacular/internal/page"
)

// noteRefs returns the labels of the footnotes that a text refers to, in its order and each as often as it does.
func noteRefs(kind page.Kind, text string) (out []string) {
	if Verbatim(kind) || !strings.Contains(text, "[^") {
		return nil
	}
	for _, t := range page.Tokens(text) {
		if t.Name == "footnote" {
			out = append(out, text[t.Start+len("[^"):t.End-len("]")])
		}
	}
	return out
}

// withNoteLabels returns a text with other labels of the footnotes that it refers to.
func withNoteLabels(kind page.Kind, text string, labels map[string]string) string {
	if len(labels) == 0 || Verbatim(kind) || !strings.Contains(text, "[^") {
		return text
	}
	var out strings.Builder
	for _, t := range page.Tokens(text) {
		part := text[t.Start:t.End]
		if t.Name == "footnote" {
			if to, ok := labels[part[len("[^"):len(part)-len("]")]]; ok {
				part = "[^" + to + "]"
			}
		}
		out.WriteString(part)
	}
	return out.String()
}

// withLabels returns the old text of a block of the source with the labels that its footnotes have now.
func (c *comparer) withLabels(old string, now Segment) string {
	if now.Block < 0 || !strings.Contains(old, "[^") {
		return old
	}
	if c.labels == nil {
		c.labels = c.noteLabels()
	}
	return withNoteLabels(now.Kind, old, c.labels)
}

// noteLabels returns the labels that footnotes of the source have now, by those that they had: a label is renamed where all
// blocks that referred to the one refer to the other, and where it is not known that this is the label of another footnote.
func (c *comparer) noteLabels() map[string]string {
	next, clash, held := map[string]string{}, map[string]bool{}, map[string]string{}
	for i, s := range c.sourceOf {
		if s < 0 {
			continue
		}
		old, now := c.noteRefsOf(i), noteRefs(c.Source[s].Kind, c.Source[s].Text)
		if len(old) != len(now) {
			continue
		}
		for k, label := range old {
			to, had := next[label]
			from, taken := held[now[k]]
			if had && to != now[k] || taken && from != label {
				clash[label], clash[from] = true, true
			}
			next[label], held[now[k]] = now[k], label
		}
	}
	before, after := c.notesThen(), c.notesNow()
	for from, to := range next {
		if from == to || clash[from] || !c.isNoteNow(before, after, from, to) {
			delete(next, from)
		}
	}
	return next
}

// isNoteNow reports whether the footnote with one label then may be the one with another label now. Where the footnotes cannot
// be counted, both labels must have been used for nothing else.
func (c *comparer) isNoteNow(before, after noteOrder, from, to string) bool {
	if before.blocks == nil || after.blocks == nil {
		return !slices.Contains(before.labels, to) && !slices.Contains(after.labels, from)
	}
	entry, s := before.block(from), after.block(to)
	if entry < 0 || s < 0 {
		return false
	}
	return c.sourceOf[entry] == s || c.sourceOf[entry] < 0 && c.entryOf[s] < 0
}

// noteRefsOf returns the labels to which the source text of an entry referred.
func (c *comparer) noteRefsOf(entry int) []string {
	e := c.entries[entry]
	if s := c.sourceOf[entry]; s >= 0 && Hash(c.Source[s].Text) == e.Source { // most texts, whose files are not read
		return noteRefs(c.Source[s].Kind, c.Source[s].Text)
	}
	return noteRefs(kindOf(e.ID), c.text(e.Source))
}

// noteOrder are the labels of the footnotes of a page in the order in which its text refers to them, and the block of each.
type noteOrder struct {
	labels []string
	blocks []int // nil where it is not known which block is whose: of footnotes with several blocks, or that refer to others

	isNested bool // a footnote refers to one that the text does not refer to
}

func (o *noteOrder) block(label string) int {
	if i := slices.Index(o.labels, label); i >= 0 {
		return o.blocks[i]
	}
	return -1
}

// add adds a block of a page, the next one in its order.
func (o *noteOrder) add(block int, kind page.Kind, refs []string) {
	if kind == page.KindFootnote {
		o.blocks = append(o.blocks, block)
	}
	for _, label := range refs {
		if !slices.Contains(o.labels, label) {
			o.labels = append(o.labels, label)
			o.isNested = o.isNested || kind == page.KindFootnote
		}
	}
}

// finish forgets the blocks where they are not one for each label.
func (o *noteOrder) finish() noteOrder {
	if o.isNested || len(o.blocks) != len(o.labels) {
		o.blocks = nil
	}
	return *o
}

// notesNow returns the footnotes of the source, whose blocks are indexes in Source.
func (c *comparer) notesNow() noteOrder {
	var o noteOrder
	for _, s := range c.sources {
		o.add(s, c.Source[s].Kind, noteRefs(c.Source[s].Kind, c.Source[s].Text))
	}
	return o.finish()
}

// notesThen returns the footnotes that the source had, whose blocks are entries.
func (c *comparer) notesThen() noteOrder {
	var o noteOrder
	for _, i := range c.inSourceOrder() {
		o.add(i, kindOf(c.entries[i].ID), c.noteRefsOf(i))
	}
	return o.finish()
}
