package translation

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/page"
)

// ApplyInput is a page, its translation and the new texts of some segments.
type ApplyInput struct {
	Source, Target *page.Document // Target nil: there is no page yet
	TargetFile     string
	Matches        []Match
	Texts          map[string]string // by [Match.ID], unwrapped like [Segment.Text]

	// Compare finds the states of the page as it becomes; nil: nobody asks. With it, a text that it would not find at its
	// source's segment again is an error. That happens to a new passage of which one before it is still missing: by their
	// order alone nobody can tell which of the two has been translated.
	Compare func(target *page.Document) []Match

	// Recorded says that a record of the new page will be made from what [ApplyPlaced] returns: which passage is which need
	// not be told by their order.
	Recorded bool
}

// Apply gives a translated page new texts. A text that the page has already changes no byte; a block that is there is
// written in its place; one that is missing comes where the source has it. For that the element at the top of the page that
// it belongs to (a whole list, a table, a paragraph) is made anew from the source's Markdown and the translated texts:
// what has none yet keeps the source's words, and what the source has no more is not in it. Footnotes come at the end of
// the page. A page that does not exist yet begins as [frontmatter.Skeleton].
//
// The page is read again, and has the new texts at their places and all else as before; if not, the error names the
// segment that cannot be written.
func Apply(in ApplyInput) (*page.Document, error) {
	doc, _, err := ApplyPlaced(in)
	return doc, err
}

// ApplyPlaced is Apply for those who need to know where the segments stand in the new page. It returns the given matches
// with their new places; a segment that was missing and has one now is new in the page, with its text or, beside new
// ones, with the words of the source.
func ApplyPlaced(in ApplyInput) (*page.Document, []Match, error) {
	if in.Target == nil {
		if err := in.begin(); err != nil {
			return nil, nil, err
		}
	}
	in.Matches = slices.Clone(in.Matches)
	a := applier{ApplyInput: in, doc: in.Target}
	own := Segments(in.Source)
	a.sourceFields, a.targetFields = Fields(own), Fields(SegmentsLike(in.Target, own))
	known := map[string]bool{}
	for _, m := range in.Matches {
		known[m.ID] = true
	}
	for _, id := range sortedKeys(in.Texts) {
		if !known[id] {
			return nil, nil, fmt.Errorf("%s: the page has no such segment", id)
		}
	}
	if err := a.present(); err != nil {
		return nil, nil, err
	}
	if err := a.missing(); err != nil {
		return nil, nil, err
	}
	if err := a.fields(); err != nil {
		return nil, nil, err
	}
	if err := in.check(a.doc); err != nil {
		return nil, nil, err
	}
	a.placeFields(own)
	return a.doc, a.Matches, nil
}

// placeFields gives the matches the places that the new texts of the front matter leave them.
func (a *applier) placeFields(source []Segment) {
	own := SegmentsLike(a.doc, source)
	byPath := map[string]int{}
	for i, s := range own[:Fields(own)] {
		byPath[s.Path] = i
	}
	for i := range a.Matches {
		m := &a.Matches[i]
		if path, isField := strings.CutPrefix(m.ID, fieldPrefix); isField && m.Source >= 0 {
			m.Target = -1
			if at, ok := byPath[path]; ok {
				m.Target = at
			}
		} else if m.Target >= a.targetFields {
			m.Target += Fields(own) - a.targetFields
		}
	}
}

// fields writes the texts of the front matter: last, since they move all blocks.
func (a *applier) fields() error {
	out := a.doc.Bytes()
	for _, m := range a.Matches {
		path, isField := strings.CutPrefix(m.ID, fieldPrefix)
		if text, ok := a.Texts[m.ID]; ok && isField {
			var err error
			if out, err = frontmatter.SetText(a.TargetFile, out, path, text, a.Source.Limits().Limits); err != nil {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
		}
	}
	if bytes.Equal(out, a.doc.Bytes()) {
		return nil
	}
	doc, ds := a.parse(out)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return errors.New(d.Message)
		}
	}
	a.doc = doc
	return nil
}

// check makes sure that whoever compares again finds the texts.
func (in ApplyInput) check(doc *page.Document) error {
	if in.Compare == nil {
		return nil
	}
	return found(in.Matches, in.Compare(doc), SegmentsLike(doc, Segments(in.Source)), in.Texts)
}

// found reports which text is not at its segment any more: before and after are the matches of a page, segments are its
// segments afterwards.
func found(before, after []Match, segments []Segment, texts map[string]string) error {
	target := map[string]int{}
	for _, m := range after {
		if m.Source >= 0 && !m.Shared {
			target[m.ID] = m.Target
		}
	}
	for _, m := range before {
		text, ok := texts[m.ID]
		if !ok || m.Source < 0 {
			continue
		}
		if t, ok := target[m.ID]; !ok || t < 0 || segments[t].Text != text && Unwrap(segments[t].Text) != Unwrap(text) {
			return fmt.Errorf("%s: its translation could not be told from those of the new or missing passages around it; translate the ones before it, too, or this one alone", m.ID)
		}
	}
	return nil
}

// parse reads the bytes of the translation within the limits of its source.
func (in ApplyInput) parse(src []byte) (*page.Document, []diag.Diagnostic) {
	return page.Parse(in.TargetFile, src, page.Options{Limits: in.Source.Limits()})
}

// begin makes the page that a translation begins with: it has the source's blocks.
func (in *ApplyInput) begin() error {
	src, ds := frontmatter.Skeleton(in.Source.File(), in.Source.Bytes(), in.Source.Limits().Limits)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return errors.New(d.Message)
		}
	}
	in.Target, _ = in.parse(src)
	in.Matches = slices.Clone(in.Matches)
	source := Segments(in.Source)
	fields, own := Fields(source), Fields(SegmentsLike(in.Target, source))
	for i := range in.Matches {
		if m := &in.Matches[i]; m.Source >= fields {
			m.Target, m.Shared = own+m.Source-fields, false
		}
	}
	return nil
}

type applier struct {
	ApplyInput
	sourceFields, targetFields int
	doc                        *page.Document // the translation with the texts that it has so far

	// Known while blocks are added, by block of the source:
	bySource map[int]Match
	wanted   map[int]bool // the page lacks it, and it has a text now
}

// sourceOf and targetOf are the blocks of a match, -1 where it has none or has it only in part.
func (a *applier) sourceOf(m Match) int { return max(-1, m.Source-a.sourceFields) }

func (a *applier) targetOf(m Match) int {
	if m.Shared && m.Source >= 0 {
		return -1
	}
	return max(-1, m.Target-a.targetFields)
}

// text is the new text of a match's block, if it says something else than what stands there.
func (a *applier) text(m Match) (string, bool) {
	text, ok := a.Texts[m.ID]
	if !ok || strings.HasPrefix(m.ID, fieldPrefix) {
		return "", false
	}
	if at := m.Target - a.targetFields; at >= 0 {
		b := a.doc.Blocks[at]
		if b.Source == text || !Verbatim(b.Kind) && Unwrap(b.Source) == Unwrap(text) {
			return "", false
		}
	}
	return text, true
}

// present writes the blocks that the page has; footnotes first, since their order depends on the other texts.
func (a *applier) present() error {
	for _, notes := range []bool{true, false} {
		for _, m := range a.Matches {
			at := a.targetOf(m)
			if at < 0 || (a.doc.Blocks[at].Kind == page.KindFootnote) != notes {
				continue
			}
			text, ok := a.text(m)
			if !ok {
				continue
			}
			doc, err := a.doc.SetBlock(at, text)
			if err != nil {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
			a.doc = doc
		}
	}
	return nil
}
