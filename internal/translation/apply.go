package translation

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// ApplyInput is a page, its translation and the new texts of some segments.
type ApplyInput struct {
	Source, Target           *page.Document // Target nil: there is no page yet
	SourceFile, TargetFile   string
	SourceBytes, TargetBytes []byte
	Matches                  []Match
	Texts                    map[string]string // by [Match.ID]
	Limits                   page.Limits
}

// Apply gives a translated page new texts. A text that the page has already changes no byte; a block that is there is written
// in its place; one that is missing comes where the source has it. A page that does not exist yet begins as [page.Skeleton].
// The error names the segment that cannot be written.
func Apply(in ApplyInput) ([]byte, error) {
	if in.Target == nil {
		src, ds := page.Skeleton(in.SourceFile, in.SourceBytes, in.Limits)
		if len(ds) > 0 {
			return nil, fmt.Errorf("%s", ds[0].Message)
		}
		in.TargetBytes = src
		in.Target, _ = page.Parse(in.TargetFile, src, page.Options{Limits: in.Limits})
		in.Matches = slices.Clone(in.Matches)
		fields := len(in.Source.Meta.Translatables())
		for i := range in.Matches {
			if m := &in.Matches[i]; m.Source >= fields {
				m.Target = len(in.Target.Meta.Translatables()) + m.Source - fields
			}
		}
	}
	a := applier{ApplyInput: in, out: in.TargetBytes, doc: in.Target}
	a.sourceFields, a.targetFields = len(in.Source.Meta.Translatables()), len(in.Target.Meta.Translatables())
	if err := a.present(); err != nil {
		return nil, err
	}
	if err := a.missing(); err != nil {
		return nil, err
	}
	for _, m := range in.Matches {
		text, ok := in.Texts[m.ID]
		path, isField := strings.CutPrefix(m.ID, FrontMatter+".")
		if !ok || !isField {
			continue
		}
		var err error
		if a.out, err = page.SetText(in.TargetFile, a.out, path, text, in.Limits); err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
	}
	return a.out, nil
}

type applier struct {
	ApplyInput
	sourceFields, targetFields int
	out                        []byte
	doc                        *page.Document
}

// text is the new text of a match, if it says something else than what stands there.
func (a *applier) text(m Match) (string, bool) {
	text, ok := a.Texts[m.ID]
	if !ok || m.Source < a.sourceFields || m.Shared {
		return "", false
	}
	if m.Target >= a.targetFields {
		b := a.doc.Blocks[m.Target-a.targetFields]
		if b.Source == text || !Verbatim(b.Kind) && Unwrap(b.Source) == Unwrap(text) {
			return "", false
		}
	}
	return text, true
}

// present writes the blocks that the page has.
func (a *applier) present() error {
	for _, m := range a.Matches {
		text, ok := a.text(m)
		if !ok || m.Target < a.targetFields {
			continue
		}
		if err := a.set(m.Target-a.targetFields, text); err != nil {
			return fmt.Errorf("%s: %w", m.ID, err)
		}
	}
	return nil
}

func (a *applier) set(block int, text string) (err error) {
	if a.out, err = page.SetBlock(a.TargetFile, a.out, a.doc, block, text); err != nil {
		return err
	}
	a.doc, _ = page.Parse(a.TargetFile, a.out, page.Options{Limits: a.Limits})
	return nil
}

// missing makes the elements anew that lack a block which has a text now.
func (a *applier) missing() error {
	bySource := map[int]Match{}
	wanted := map[int]bool{}
	for _, m := range a.Matches {
		if m.Source < a.sourceFields {
			continue
		}
		bySource[m.Source-a.sourceFields] = m
		if _, ok := a.text(m); ok && m.Target < 0 {
			wanted[m.Source-a.sourceFields] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	// The source with all that is translated in it, so that each of its elements can be taken from there.
	src, doc := a.SourceBytes, a.Source
	for i := range a.Source.Blocks {
		m := bySource[i]
		text := ""
		switch {
		case wanted[i]:
			text = a.Texts[m.ID]
		case m.Target >= a.targetFields && !m.Shared && m.ID != "":
			text = a.doc.Blocks[m.Target-a.targetFields].Source
		default:
			continue
		}
		next, err := page.SetBlock(a.SourceFile, src, doc, i, text)
		if err != nil {
			if wanted[i] {
				return fmt.Errorf("%s: %w", m.ID, err)
			}
			continue // it stands in an element that is not needed, or the source's words do meanwhile
		}
		src = next
		var ds []diag.Diagnostic
		if doc, ds = page.Parse(a.SourceFile, src, page.Options{Limits: a.Limits}); diag.HasErrors(ds) {
			return fmt.Errorf("%s: %s", m.ID, ds[0].Message)
		}
	}
	type edit struct {
		start, end int
		text       string
	}
	var edits []edit
	elementOf := func(block int) int {
		return slices.IndexFunc(a.doc.Elements(), func(e page.Element) bool { return block >= e.First && block < e.Last })
	}
	last := -1 // the target element that comes before
	for _, e := range doc.Elements() {
		own, anyWanted := -1, false
		for i := e.First; i < e.Last; i++ {
			anyWanted = anyWanted || wanted[i]
			if m := bySource[i]; m.Target >= a.targetFields && own < 0 {
				own = elementOf(m.Target - a.targetFields)
			}
		}
		text := string(src[e.Start:e.End])
		switch {
		case !anyWanted:
		case own >= 0:
			t := a.doc.Elements()[own]
			edits = append(edits, edit{t.Start, t.End, text})
		case last >= 0:
			t := a.doc.Elements()[last]
			edits = append(edits, edit{t.End, t.End, "\n\n" + text})
		default:
			at := a.doc.Meta.BodyOffset
			if els := a.doc.Elements(); len(els) > 0 {
				at = els[0].Start
			}
			edits = append(edits, edit{at, at, text + "\n\n"})
		}
		if own >= 0 {
			last = own
		}
	}
	slices.SortStableFunc(edits, func(x, y edit) int { return x.start - y.start })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.start < at {
			return fmt.Errorf("the page is built in another way than its source; add the missing passages by hand")
		}
		b.Write(a.out[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.Write(a.out[at:])
	a.out = []byte(b.String())
	var ds []diag.Diagnostic
	if a.doc, ds = page.Parse(a.TargetFile, a.out, page.Options{Limits: a.Limits}); diag.HasErrors(ds) {
		return fmt.Errorf("%s", ds[0].Message)
	}
	return nil
}
