package project

import (
	"cmp"
	"fmt"
	"slices"

	"vernacular/internal/frontmatter"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// Step is what a person says of a text with a save that accepts it.
type Step uint8

// The steps of a text.
const (
	Finish   Step = iota // the text is finished
	Keep                 // the text is a draft: its translator is not done with it
	Approve              // the person has read it beside its source, and it is right
	TakeBack             // it is not reviewed, or a draft, any more
)

// stages are what the steps make of a text.
var stages = [...]translation.Stage{translation.Translated, translation.Draft, translation.Reviewed, translation.Translated}

// said adds to what is recorded of an edit what the person says of the text.
func (e Edit) said(a *translation.Accepted) *translation.Accepted {
	if a != nil && !a.Placeholder {
		r := translation.Review{Stage: stages[e.Step], By: e.Who}
		if day := e.When[:min(len(e.When), len("2026-11-30"))]; translation.IsDay(day) {
			r.When = day
		}
		a.Review, a.TakenBack = &r, e.Step == TakeBack
	}
	return a
}

// mayApprove refuses the approval of a text that is not whole, or of which the person has not seen all.
func mayApprove(e Edit, now Field) *Refusal {
	switch {
	case e.Step != Approve || now.Category == "":
		return nil
	case now.Lacks > 0:
		return &Refusal{Message: "the message lacks some of its plural forms", Hint: "translate them first; a message is approved with all its forms"}
	case e.Whole != now.Whole:
		return &Refusal{
			Conflict: true, Message: "another plural form of this message was changed meanwhile", Theirs: now.Text,
			Hint: "read all forms, and approve the message then",
		}
	}
	return nil
}

// unreview returns the page without its mark as reviewed, if an edit takes back the review of one of its units; ok is false if
// nothing is to be changed.
func (v *view) unreview(after translation.Comparison, id string) (next translation.Comparison, ok bool) {
	if how(&v.t) != "reviewed" || stageOf(&v.t, id) != translation.Reviewed || stageOf(&after, id) == translation.Reviewed {
		return after, false
	}
	next, err := withHead(&after, func(src []byte) ([]byte, error) {
		return frontmatter.SetText(after.File, src, "translation", "draft", frontmatter.Limits{})
	})
	return next, err == nil
}

// reviewAgain returns the page with its mark as reviewed, if a save took that away which is taken back now, and all of the page
// is reviewed as it was; ok is false if nothing is to be changed.
func (v *view) reviewAgain(after translation.Comparison, e Edit) (next translation.Comparison, ok bool) {
	if !e.Undo || e.earlier == nil || e.earlier.Page != "reviewed" || how(&after) != "draft" || !after.AllReviewed() {
		return after, false
	}
	next, err := withHead(&after, func(src []byte) ([]byte, error) {
		return frontmatter.SetText(after.File, src, "translation", "reviewed", frontmatter.Limits{})
	})
	return next, err == nil
}

// ofWhole lets nobody have reviewed a message that has an earlier plural form back beside others than it had then.
func ofWhole(after *translation.Comparison, a *translation.Accepted, earlier *savedText, now Field) {
	i := slices.IndexFunc(after.Matches, func(m translation.Match) bool { return m.ID == now.unit })
	if earlier == nil || now.Category == "" || i < 0 || a.Review == nil || translation.Hash(after.Unit(i).Text) == earlier.Whole {
		return
	}
	a.Review = &translation.Review{}
}

// how returns what the front matter of a translation says of how it came to be; "" for a catalog.
func how(t *translation.Comparison) string {
	if t.Doc == nil {
		return ""
	}
	said, _ := t.Doc.Meta.String("translation")
	return cmp.Or(said, "draft")
}

// stageOf returns the stage of a unit.
func stageOf(t *translation.Comparison, id string) translation.Stage {
	i := slices.IndexFunc(t.Matches, func(m translation.Match) bool { return m.ID == id })
	if i < 0 {
		return translation.Translated
	}
	return t.Review(t.Matches[i]).Stage
}

// withHead returns the comparison with another front matter of the page.
func withHead(t *translation.Comparison, change func(src []byte) ([]byte, error)) (translation.Comparison, error) {
	src, err := change(t.Bytes)
	if err != nil {
		return *t, err
	}
	doc, _ := page.Parse(t.File, src, page.Options{Limits: t.SourceDoc.Limits()})
	return t.WithPage(doc), nil
}

// Mark is what a person says of a whole page.
type Mark uint8

// The marks of a page.
const (
	MarkReviewed   Mark = iota // all of it is reviewed, and readers may know
	MarkUnreviewed             // readers are told that it is a draft again
	Publish                    // draft: true is taken out: readers get the page
)

// PageEdit is a mark that somebody wants to have put on a page.
type PageEdit struct {
	Tag, Key string
	Lock     string // of [Page], of what the person saw
	Mark     Mark
}

// PageReview says how far the review of a page is.
type PageReview struct {
	Lock     string // of the page, its source and its record
	How      string // machine, draft or reviewed, as readers are told; "" for messages
	Reviewed int    // units
	Left     int    // units that wait for a review
	Done     bool   // all of it is reviewed
}

// pageReview returns how far the review of what the view shows is.
func (v *view) pageReview() PageReview {
	out := PageReview{How: how(&v.t), Done: v.t.AllReviewed(), Lock: v.pageLock()}
	if len(v.t.Overclaims()) > 0 { // a build does not repeat it
		out.How = "draft"
	}
	stages := v.t.Stages()
	for _, m := range v.t.Matches {
		switch {
		case stages[m.ID] == translation.Reviewed:
			out.Reviewed++
		case v.t.NeedsReview(m):
			out.Left++
		}
	}
	return out
}

// pageLock returns a digest of all that a mark of the page rests on.
func (v *view) pageLock() string {
	return translation.Hash(string(v.t.Bytes) + "\x00" + string(v.t.SourceBytes) + "\x00" + string(v.read(v.t.RecordFile)))
}

// Mark puts a mark on a page, or changes nothing and tells why.
func (s *Session) Mark(e PageEdit) *Refusal {
	s.saving.Lock()
	defer s.saving.Unlock()
	v := s.open(e.Tag, e.Key)
	switch {
	case v == nil || v.t.Doc == nil:
		return &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	case v.pageLock() != e.Lock:
		return &Refusal{Conflict: true, Message: "the page was changed on disk meanwhile", Hint: "look at it as it is now, and do it again"}
	case e.Mark == MarkReviewed && len(v.t.Damaged) > 0:
		return &Refusal{Message: "the record " + v.t.Damaged[0].File + " is damaged", Hint: "mend it, vernacular check says where"}
	case e.Mark == MarkReviewed && !v.t.AllReviewed():
		return &Refusal{Message: fmt.Sprintf("not all of the page is reviewed: %d of its texts wait", v.pageReview().Left), Hint: "approve them first"}
	}
	if p := s.unreadable(v.t.File); p != nil {
		return &Refusal{Message: v.t.File + ": " + p.Message, Hint: cmp.Or(p.Hint, nothingSaved)}
	}
	next, err := withHead(&v.t, func(src []byte) ([]byte, error) {
		switch e.Mark {
		case Publish:
			return frontmatter.WithoutDraft(v.t.File, src, frontmatter.Limits{})
		case MarkReviewed:
			return frontmatter.SetText(v.t.File, src, "translation", "reviewed", frontmatter.Limits{})
		}
		return frontmatter.SetText(v.t.File, src, "translation", "draft", frontmatter.Limits{})
	})
	if err != nil {
		return &Refusal{Message: v.t.File + ": " + err.Error(), Hint: "change it in the file"}
	}
	if err := Commit(s.dir, "a mark in the translation editor", []Change{{Path: v.t.File, Data: next.Bytes, Was: v.t.Bytes}}); err != nil {
		return &Refusal{Message: err.Error(), Hint: "do it again"}
	}
	return nil
}
