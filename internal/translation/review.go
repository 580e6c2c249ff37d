package translation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vernacular/internal/data"
)

// Stage says how far people have come with a text that is up to date.
type Stage uint8

// The stages of a text. What is missing or outdated has none.
const (
	Translated Stage = iota // somebody calls it finished, or nobody has said anything
	Draft                   // it stands there, and its translator is not done with it
	Reviewed                // somebody has read it beside its source and approved it
)

var stageNames = [...]string{"translated", "draft", "reviewed"}

// String returns the stage's name.
func (s Stage) String() string { return stageNames[s] }

// Review says who has brought a text to its stage. It is of one text and one source text: see [Comparison.Review].
type Review struct {
	Stage Stage
	By    string // the name that the person gave, or ""
	When  string // the day on the person's machine, as in 2026-11-30, or ""
}

// set takes the value of a key of a record, or says what is wrong with it.
func (r *Review) set(key, value string) (wrong string) {
	switch key {
	case "state":
		for stage, name := range stageNames {
			if name == value {
				r.Stage = Stage(stage)
				return ""
			}
		}
		return fmt.Sprintf("state must be %s, not %q", strings.Join(stageNames[:], ", "), value)
	case "by":
		r.By = value
	case "when":
		if !IsDay(value) {
			return fmt.Sprintf("when must be a day, as in 2026-11-30, not %q", value)
		}
		r.When = value
	}
	return ""
}

// IsDay reports whether a text is a day that a review can have.
func IsDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// write adds what differs from the review of a text of which nobody has said anything.
func (r Review) write(b *strings.Builder) {
	if r == (Review{}) {
		return
	}
	fmt.Fprintf(b, ", state = %s", data.Quote(r.Stage.String()))
	if r.By != "" {
		fmt.Fprintf(b, ", by = %s", data.Quote(r.By))
	}
	if r.When != "" {
		fmt.Fprintf(b, ", when = %s", data.Quote(r.When))
	}
}

// after returns the review of a text that a command records as up to date. said is what a person says with it, nil for a
// command that carries a text and asks nobody; same says that neither the text nor its source is another than before.
func (r Review) after(said *Review, same bool) Review {
	switch {
	case said == nil && (same || r.Stage == Draft): // no command finishes a draft
		return r
	case said == nil:
		return Review{}
	case same && (said.Stage == r.Stage || said.Stage == Translated && r.Stage == Reviewed): // who came first has done it
		return r
	}
	return *said
}

// Review returns what people have said of the translation of a match. It is the zero value where that text is missing or
// outdated, and where the text or its source is another one than they have seen. A draft stays one then: that its text or its
// source was changed by somebody does not finish it.
func (t *Comparison) Review(m Match) Review {
	if m.Source < 0 || m.Target < 0 || !m.State.UpToDate() {
		return Review{}
	}
	e, ok := t.Record.Entry(m.ID)
	switch {
	case !ok:
		return Review{}
	case e.Review.Stage == Draft:
		return e.Review
	case e.Text != Hash(t.Segments[m.Target].Text) || e.Source != Hash(t.SourceSegments[m.Source].Text):
		return Review{}
	}
	return e.Review
}

// Carried returns what people have said of a text that goes to another page as it is; nil if it is not the text that they
// have seen, and no draft.
func (t *Comparison) Carried(m Match) *Review {
	e, ok := t.Record.Entry(m.ID)
	if ok && m.Target >= 0 && (e.Review.Stage == Draft || e.Text == Hash(t.Segments[m.Target].Text)) {
		return &e.Review
	}
	return nil
}

// NeedsReview reports whether a match has a text of a person: code, for instance, that is as in the source has none.
func (t *Comparison) NeedsReview(m Match) bool {
	if m.Source < 0 {
		return false
	}
	source := t.SourceSegments[m.Source]
	own := m.Target >= 0 && t.Segments[m.Target].Text != source.Text
	return own || source.Words() > 0 && !Verbatim(source.Kind)
}

// AllReviewed reports whether people have approved all of a translation, and nothing in it stands without a source.
func (t *Comparison) AllReviewed() bool {
	reviewed, left := t.unreviewed()
	return reviewed > 0 && len(left) == 0
}

// unreviewed counts what people have approved of a translation, and returns what keeps all of it from being approved.
func (t *Comparison) unreviewed() (reviewed int, left []Match) {
	stages := t.Stages()
	for _, m := range t.Matches {
		switch {
		case m.State == Obsolete: // no reader sees it
		case m.State == Added && t.Reason(m) != "": // somebody has said why it is there
		case m.State != Added && stages[m.ID] == Reviewed:
			reviewed++
		case m.State == Added || !m.State.UpToDate() || t.NeedsReview(m):
			left = append(left, m)
		}
	}
	return reviewed, left
}

// Overclaims returns what nobody has reviewed as it stands now in a page that says that it is reviewed. A page of which no
// record says who has reviewed what is believed: it was reviewed elsewhere.
func (t *Comparison) Overclaims() []Match {
	if t.Doc == nil || t.Record == nil {
		return nil
	}
	said := func(e Entry) bool { return e.Review != Review{} }
	if how, _ := t.Doc.Meta.String("translation"); how != "reviewed" || !slices.ContainsFunc(t.Record.Entries, said) {
		return nil
	}
	_, left := t.unreviewed()
	return left
}

// Stages returns the stages of the units that are drafts or reviewed, by [Match.ID].
func (t *Comparison) Stages() map[string]Stage {
	out := map[string]Stage{}
	if t.Record == nil {
		return out
	}
	for _, e := range t.Record.Entries {
		if e.Review.Stage != Translated {
			out[e.ID] = e.Review.Stage
		}
	}
	if len(out) == 0 { // as of most pages
		return out
	}
	for _, m := range t.Matches {
		if _, ok := out[m.ID]; ok && t.Review(m).Stage == Translated {
			delete(out, m.ID)
		}
	}
	return out
}

// WithoutReviews returns the record as that of another language: without what people have said of its texts, which they have
// read as texts of the first. A draft is one in the other, too, whoever began it.
func (r *Record) WithoutReviews() *Record {
	if r == nil {
		return nil
	}
	out := *r
	out.Entries = slices.Clone(r.Entries)
	for i := range out.Entries {
		if e := &out.Entries[i]; e.Review.Stage == Draft {
			e.Review = Review{Stage: Draft}
		} else {
			e.Review = Review{}
		}
	}
	return &out
}
