package translation

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// reviewed is a page with its translation, in which people and commands work.
type reviewed struct {
	source, target []string
	files          map[string]string
	approved       map[[2]string]bool // what people have approved and not taken back: source text and text
	n              int                // of the next text that differs from all others
}

func (r *reviewed) comparison() *Comparison {
	return comparisonOf(strings.Join(r.source, "\n\n")+"\n", strings.Join(r.target, "\n\n")+"\n", r.files)
}

func (r *reviewed) text(language string) string {
	r.n++
	return fmt.Sprintf("%s words number %d of this page [%d](https://%d.example/).", language, r.n, r.n, r.n)
}

// keep puts a page and its record in place.
func (r *reviewed) keep(t *Comparison, a *Acceptance) {
	if t != nil && t.Doc != nil {
		r.target = nil
		for _, b := range t.Doc.Blocks {
			r.target = append(r.target, b.Source)
		}
	}
	if a == nil {
		return
	}
	r.files["fr.toml"] = string(a.Record.Bytes("fr.md"))
	for hash, text := range a.Sources {
		r.files[SourceFile(hash)] = text
	}
}

// step does one thing that an author, a translator, a reviewer or a command may do.
func (r *reviewed) step(t *rapid.T) {
	r.take(t, rapid.SampledFrom([]string{"source", "cosmetic", "target", "move", "approve", "draft", "translated", "accept all", "take back", "save", "sync"}).Draw(t, "step"))
}

// take does what a step is called.
func (r *reviewed) take(t *rapid.T, step string) {
	now := r.comparison()
	m := now.Matches[rapid.IntRange(0, len(now.Matches)-1).Draw(t, "unit")]
	// say records of the unit what a person says, and notes whether its pair of texts is approved then.
	say := func(a Accepted, notes, approved bool) {
		if m.Source < 0 || m.Target < 0 || m.Shared {
			return
		}
		r.keep(nil, now.Accept(map[string]Accepted{m.ID: a}))
		if notes {
			r.approved[[2]string{now.SourceSegments[m.Source].Text, now.Segments[m.Target].Text}] = approved
		}
	}
	switch step {
	case "cosmetic":
		at := rapid.IntRange(0, len(r.source)-1).Draw(t, "at")
		r.source[at] = strings.Replace(r.source[at], " of", ", of", 1)
	case "source":
		r.source[rapid.IntRange(0, len(r.source)-1).Draw(t, "at")] = r.text("The")
	case "target":
		r.target[rapid.IntRange(0, len(r.target)-1).Draw(t, "at")] = r.text("Les")
	case "move":
		at := rapid.IntRange(0, len(r.source)-2).Draw(t, "at")
		r.source[at], r.source[at+1] = r.source[at+1], r.source[at]
	case "approve":
		say(Accepted{Review: &Review{Reviewed, "Amina", "2026-11-30"}}, true, true)
	case "draft":
		say(Accepted{Review: &Review{Stage: Draft}}, true, false)
	case "translated":
		say(Accepted{Review: &Review{Translated, "Omar", ""}}, false, false)
	case "accept all":
		all := map[string]Accepted{}
		for _, m := range now.Matches {
			if m.Source >= 0 && m.Target >= 0 && !m.Shared {
				all[m.ID] = Accepted{}
			}
		}
		r.keep(nil, now.Accept(all))
	case "take back":
		say(Accepted{Review: &Review{}, TakenBack: true}, true, false)
	case "save":
		if m.Source < 0 {
			return
		}
		if next, a, err := now.SetText(m.ID, r.text("Les"), &Accepted{}); err == nil {
			r.keep(&next, a)
		}
	case "sync":
		if now.OutOfOrder() {
			if next, err := now.Rearrange(); err == nil {
				r.keep(&next.Comparison, &Acceptance{next.Comparison.Record, next.Sources})
			}
		}
	}
}

// TestReviewIsOfOnePair: whatever is done with a page, a text counts as reviewed only if somebody has approved exactly this
// text of exactly this source text, and has not taken that back.
func TestReviewIsOfOnePair(t *testing.T) {
	kept := 0
	rapid.Check(t, func(t *rapid.T) {
		r := &reviewed{files: map[string]string{}, approved: map[[2]string]bool{}}
		for range rapid.IntRange(2, 5).Draw(t, "blocks") {
			r.source, r.target = append(r.source, r.text("The")), append(r.target, r.text("Les"))
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			r.step(t)
			now := r.comparison()
			for _, m := range now.Matches {
				review := now.Review(m)
				if review.Stage != Reviewed {
					continue
				}
				kept++
				if pair := [2]string{now.SourceSegments[m.Source].Text, now.Segments[m.Target].Text}; !r.approved[pair] {
					t.Fatalf("%s counts as reviewed, and nobody has approved %q", m.ID, pair)
				}
				if !m.State.UpToDate() {
					t.Fatalf("%s is %s and reviewed", m.ID, m.State)
				}
			}
		}
	})
	if kept == 0 {
		t.Error("nothing ever counted as reviewed")
	}
}

// TestDraftStays: a draft stays one through all that is no save and no approval of it.
func TestDraftStays(t *testing.T) {
	kept := 0
	rapid.Check(t, func(t *rapid.T) {
		r := &reviewed{files: map[string]string{}, approved: map[[2]string]bool{}}
		for range rapid.IntRange(2, 5).Draw(t, "blocks") {
			r.source, r.target = append(r.source, r.text("The")), append(r.target, r.text("Les"))
		}
		now := r.comparison()
		id := now.Matches[rapid.IntRange(0, len(now.Matches)-1).Draw(t, "draft")].ID
		all := map[string]Accepted{}
		for _, m := range now.Matches {
			all[m.ID] = Accepted{}
		}
		all[id] = Accepted{Review: &Review{Stage: Draft, By: "Amina"}}
		r.keep(nil, now.Accept(all))
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			r.take(t, rapid.SampledFrom([]string{"source", "cosmetic", "target", "move", "accept all", "sync"}).Draw(t, "step"))
			now := r.comparison()
			e, ok := now.Record.Entry(id)
			if ok && e.Review.Stage != Draft {
				t.Fatalf("the record has %+v", e)
			}
			for _, m := range now.Matches {
				if m.ID != id || m.Target < 0 || !m.State.UpToDate() {
					continue
				}
				kept++
				if got := now.Review(m).Stage; got != Draft || now.Stages()[id] != Draft {
					t.Fatalf("the draft is %s, and %s", got, now.Stages()[id])
				}
			}
			if of := now.Record.WithoutReviews(); ok {
				if e, _ := of.Entry(id); e.Review != (Review{Stage: Draft}) {
					t.Fatalf("in another language it is %+v", e.Review)
				}
			}
		}
	})
	if kept == 0 {
		t.Error("no draft was ever up to date")
	}
}

// TestStages tells what becomes of a stage when its text is recorded as up to date again.
func TestStages(t *testing.T) {
	by := func(s Stage, name string) *Review { return &Review{s, name, "2026-11-30"} }
	for _, c := range []struct {
		name string
		had  Review
		said *Review
		same bool
		want Review
	}{
		{"a command that changes nothing", *by(Reviewed, "A"), nil, true, *by(Reviewed, "A")},
		{"a command that changes the text", *by(Reviewed, "A"), nil, false, Review{}},
		{"a command finishes no draft", *by(Draft, "A"), nil, false, *by(Draft, "A")},
		{"the same text, saved again", *by(Reviewed, "A"), by(Translated, "B"), true, *by(Reviewed, "A")},
		{"another text", *by(Reviewed, "A"), by(Translated, "B"), false, *by(Translated, "B")},
		{"a draft is finished", *by(Draft, "A"), by(Translated, "B"), true, *by(Translated, "B")},
		{"accepted by a command line", *by(Draft, "A"), &Review{}, true, Review{}},
		{"approved", *by(Translated, "A"), by(Reviewed, "B"), true, *by(Reviewed, "B")},
		{"approved twice", *by(Reviewed, "A"), by(Reviewed, "B"), true, *by(Reviewed, "A")},
		{"back to a draft", *by(Reviewed, "A"), by(Draft, "B"), true, *by(Draft, "B")},
	} {
		if got := c.had.after(c.said, c.same); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestAllReviewed: code that is as in the source needs nobody's approval, and an outdated text is not reviewed.
func TestAllReviewed(t *testing.T) {
	files := map[string]string{}
	c := comparisonOf("# Head\n\nText one here.\n\n```\nls -l\n```\n", "# Titre\n\nTexte un ici.\n\n```\nls -l\n```\n", files)
	approve := func(c *Comparison, ids ...string) Comparison {
		chosen := map[string]Accepted{}
		for _, id := range ids {
			chosen[id] = Accepted{Review: &Review{Stage: Reviewed}}
		}
		return c.WithRecord(c.Accept(chosen).Record)
	}
	var ids []string
	for _, m := range c.Matches {
		if c.NeedsReview(m) {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) != 2 {
		t.Fatalf("%d units need a review: %q", len(ids), ids)
	}
	for n := range ids {
		if next := approve(c, ids[:n]...); next.AllReviewed() {
			t.Errorf("with %d of 2 units approved the page counts as reviewed", n)
		}
	}
	done := approve(c, ids...)
	if !done.AllReviewed() {
		t.Error("the page does not count as reviewed")
	}
	files["fr.toml"] = string(done.Record.Bytes("fr.md"))
	for hash, text := range done.Accept(nil).Sources {
		files[SourceFile(hash)] = text
	}
	if later := comparisonOf("# Head\n\nText two there is.\n\n```\nls -l\n```\n", files["fr.md"], files); later.AllReviewed() {
		t.Error("the page still counts as reviewed although its source is another")
	}
}
