package project

import (
	"strings"
	"testing"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// step saves a text as a person does that takes a step with it; "" is the text that is there.
func step(t *testing.T, s *Session, key, id, text string, step Step) Saved {
	t.Helper()
	saved, refused := tryStep(t, s, key, id, text, step)
	if refused != nil {
		t.Fatalf("%s: %s; %s", id, refused.Message, refused.Hint)
	}
	return saved
}

func tryStep(t *testing.T, s *Session, key, id, text string, step Step) (Saved, *Refusal) {
	t.Helper()
	f := fieldOf(t, s, key, id)
	if text == "" {
		text = f.Text
	}
	return s.Save(Edit{Tag: "fr", Key: key, ID: f.ID, Text: text, Lock: f.Lock, Whole: f.Whole, Accept: true, Step: step, Who: "Amina", When: "2026-11-30 16:20 +01:00"})
}

// fieldOf returns the field with an id, or with a source text.
func fieldOf(t *testing.T, s *Session, key, id string) Field {
	t.Helper()
	p, ok := s.Page("fr", key)
	for _, f := range p.Fields {
		if ok && (f.ID == id || f.Source == id) {
			return f
		}
	}
	t.Fatalf("there is no field %q", id)
	return Field{}
}

// TestReview takes a page from a draft to a reviewed one, and back by a changed text.
func TestReview(t *testing.T) {
	s := testSession(t, true, map[string]string{sessionFile: strings.Replace(sessionTarget, "title: Le vote\n", "title: Le vote\ntranslation: machine\ndraft: true\n", 1)})
	const last = "Results come later, on the same day."
	saved := step(t, s, "index", last, "Les résultats viennent plus tard.", Keep)
	if saved.Field.State != translation.Fresh || saved.Field.Review != (translation.Review{Stage: translation.Draft, By: "Amina", When: "2026-11-30"}) {
		t.Fatalf("%+v", saved.Field.Unit)
	}
	step(t, s, "index", last, "Les résultats viennent plus tard, le même jour.", Finish)
	if r := fieldOf(t, s, "index", last).Review; r.Stage != translation.Translated || r.By != "Amina" {
		t.Errorf("a finished draft is %+v", r)
	}
	lock := func() string { p, _ := s.Page("fr", "index"); return p.Review.Lock }
	if refused := s.Mark(PageEdit{Tag: "fr", Key: "index", Lock: lock(), Mark: MarkReviewed}); refused == nil || !strings.Contains(refused.Message, "6 of its texts wait") {
		t.Errorf("a page that nobody has reviewed: %+v", refused)
	}
	p, _ := s.Page("fr", "index")
	for _, f := range p.Fields {
		step(t, s, "index", f.ID, "", Approve)
	}
	if p, _ = s.Page("fr", "index"); !p.Review.Done || p.Review.Reviewed != 6 || p.Review.Left != 0 || !p.Draft {
		t.Fatalf("%+v", p.Review)
	}
	if n := strings.Count(onDisk(s, "locales/records/fr/index.toml"), `state = "reviewed", by = "Amina", when = "2026-11-30"`); n != 6 {
		t.Errorf("%d reviews in\n%s", n, onDisk(s, "locales/records/fr/index.toml"))
	}
	if refused := s.Mark(PageEdit{Tag: "fr", Key: "index", Lock: "what was there before", Mark: MarkReviewed}); refused == nil || !refused.Conflict {
		t.Errorf("a page that is another now: %+v", refused)
	}
	for _, m := range []Mark{MarkReviewed, Publish} {
		if refused := s.Mark(PageEdit{Tag: "fr", Key: "index", Lock: lock(), Mark: m}); refused != nil {
			t.Fatal(refused.Message)
		}
	}
	if text := onDisk(s, sessionFile); !strings.HasPrefix(text, "---\ntitle: Le vote\ntranslation: reviewed\n---\n") {
		t.Errorf("the page begins\n%.100s", text)
	}
	if p, _ = s.Page("fr", "index"); p.Draft || p.Review.How != "reviewed" {
		t.Errorf("%v, %+v", p.Draft, p.Review)
	}
	takenBackByText(t, s, last)
}

// takenBackByText saves a reviewed text of a reviewed page: the same text stays reviewed; another one takes the review back,
// that of the page, too.
func takenBackByText(t *testing.T, s *Session, last string) {
	t.Helper()
	if saved := step(t, s, "index", last, "", Finish); saved.Field.Review.Stage != translation.Reviewed || saved.Note != "" {
		t.Errorf("saved again: %+v, %q", saved.Field.Review, saved.Note)
	}
	saved := step(t, s, "index", last, "Les résultats viennent le même jour.", Finish)
	if saved.Field.Review.Stage != translation.Translated || !strings.Contains(saved.Note, "not marked as reviewed any more") {
		t.Errorf("another text: %+v, %q", saved.Field.Review, saved.Note)
	}
	if text := onDisk(s, sessionFile); !strings.Contains(text, "translation: draft\n") || !strings.Contains(text, "Les résultats viennent le même jour.\n") {
		t.Errorf("the page is\n%s", text)
	}
	if p, _ := s.Page("fr", "index"); p.Review.Done || p.Review.Reviewed != 5 || p.Review.Left != 1 {
		t.Errorf("%+v", p.Review)
	}
}

// TestReviewTakenBack takes a review back without a change of the text, and loses one with its source.
func TestReviewTakenBack(t *testing.T) {
	s := testSession(t, true, nil)
	const id, changed = "Voting must stay secret for ever.", "Voting must stay secret, and nobody may look."
	step(t, s, "index", id, "", Approve)
	if saved := step(t, s, "index", id, "", TakeBack); saved.Field.Review.Stage != translation.Translated {
		t.Errorf("%+v", saved.Field.Review)
	}
	if strings.Contains(onDisk(s, "locales/records/fr/index.toml"), "reviewed") {
		t.Error("the record still has the review")
	}
	step(t, s, "index", id, "", Approve)
	write(t, s, "content/en/index.md", strings.Replace(sessionSource, id, changed, 1))
	if f := fieldOf(t, s, "index", changed); f.State != translation.Stale || f.Review != (translation.Review{}) {
		t.Errorf("with another source: %s, %+v", f.State, f.Review)
	}
	step(t, s, "index", changed, "", Finish)
	if f := fieldOf(t, s, "index", changed); f.State != translation.Fresh || f.Review.Stage != translation.Translated {
		t.Errorf("up to date with the new source: %s, %+v", f.State, f.Review)
	}
}

// TestReviewOfForms: a message is approved with all its plural forms, and only if all were seen.
func TestReviewOfForms(t *testing.T) {
	s := testSession(t, true, map[string]string{"locales/active.fr.toml": "hello = \"Bonjour\"\n\n[days]\none = \"{{.Count}} jour\"\nother = \"{{.Count}} jours\"\n"})
	if _, refused := tryStep(t, s, "messages", "days[one]", "", Approve); refused == nil || !strings.Contains(refused.Message, "lacks some of its plural forms") {
		t.Errorf("a message that is not whole: %+v", refused)
	}
	step(t, s, "messages", "days[many]", "{{.Count}} de jours", Finish)
	f := fieldOf(t, s, "messages", "days[one]")
	step(t, s, "messages", "days[other]", "{{.Count}} journées", Finish)
	_, refused := s.Save(Edit{Tag: "fr", Key: "messages", ID: f.ID, Text: f.Text, Lock: f.Lock, Whole: f.Whole, Accept: true, Step: Approve})
	if refused == nil || !refused.Conflict {
		t.Errorf("a form that nobody has seen: %+v", refused)
	}
	step(t, s, "messages", "days[one]", "", Approve)
	for _, id := range []string{"days[one]", "days[many]", "days[other]"} {
		if r := fieldOf(t, s, "messages", id).Review; r.Stage != translation.Reviewed {
			t.Errorf("%s: %+v", id, r)
		}
	}
	if w := s.Work(); w.Locales[0].Messages.Reviewed != 0 { // the builder has not looked again
		t.Errorf("%+v", w.Locales[0].Messages)
	}
}

// TestFormsOneByOne saves the forms of a message that nobody has translated in any order, each by itself: what is in the file is
// what a build takes, no reader sees the message before all of it is there, and each form is judged like any other text.
func TestFormsOneByOne(t *testing.T) {
	for _, begin := range []string{"", "hello = \"Bonjour\"\n", "[days]\none = \"\"\nmany = \"\"\nother = \"\"\n", "days = \"\"\n"} {
		for _, step1 := range []Step{Finish, Keep} {
			s := testSession(t, true, map[string]string{"locales/active.fr.toml": begin})
			f := fieldOf(t, s, "messages", "days[many]")
			e := Edit{Tag: "fr", Key: "messages", ID: f.ID, Text: "{{.Count}}  de jours", Lock: f.Lock, Accept: true}
			if problems, refused := s.Try(e); refused != nil || len(problems) != 1 || problems[0].Code != "doubled-space" {
				t.Errorf("%q: while it is typed: %v, %+v", begin, problems, refused)
			}
			e.Text = "de jours {{.Number}}"
			if _, refused := s.Try(e); refused == nil || !strings.Contains(refused.Message, "{{.") {
				t.Errorf("%q: a form with another placeholder: %+v", begin, refused)
			}
			saved := step(t, s, "messages", "days[many]", "{{.Count}} de jours", step1)
			if !saved.Field.Kept || saved.Field.State != translation.Missing || !strings.Contains(saved.Note, "“other”") {
				t.Errorf("%q: %+v, %q", begin, saved.Field, saved.Note)
			}
			c, ds := catalog.Parse("active.fr.toml", []byte(onDisk(s, "locales/active.fr.toml")), "fr", catalog.Limits{})
			if _, shown := c.Get("days"); shown || diag.HasErrors(ds) || len(c.Waiting("days")) != 1 {
				t.Errorf("%q: the catalog is %+v, %v", begin, c, ds)
			}
			step(t, s, "messages", "days[one]", "{{.Count}} jour", step1)
			if _, refused := tryStep(t, s, "messages", "days[one]", "", Approve); refused == nil || !strings.Contains(refused.Message, "lacks some of its plural forms") {
				t.Errorf("%q: approved before it is whole: %+v", begin, refused)
			}
			step(t, s, "messages", "days[other]", "{{.Count}} jours", step1)
			for id, want := range map[string]string{"days[one]": "{{.Count}} jour", "days[many]": "{{.Count}} de jours", "days[other]": "{{.Count}} jours"} {
				f := fieldOf(t, s, "messages", id)
				if f.Text != want || f.State != translation.Fresh || f.Kept || (f.Review.Stage == translation.Draft) != (step1 == Keep) {
					t.Errorf("%q: %s is %+v", begin, id, f.Unit)
				}
			}
			step(t, s, "messages", "days[one]", "", Approve)
		}
	}
}

// TestFormsFromTheFirst saves all forms of a message that nobody has translated, from the first to the last.
func TestFormsFromTheFirst(t *testing.T) {
	s := testSession(t, true, map[string]string{"locales/active.fr.toml": "hello = \"Bonjour\"\n"})
	var ids []string
	p, _ := s.Page("fr", "messages")
	for _, f := range p.Fields {
		if f.Category != "" {
			ids = append(ids, f.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "days[other] days[one] days[many]" {
		t.Fatalf("the forms are %s", got)
	}
	for _, id := range ids {
		step(t, s, "messages", id, "{{.Count}} jours", Finish)
	}
	step(t, s, "messages", ids[0], "", Approve)
}
