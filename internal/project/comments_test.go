package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

func threadsOf(t *testing.T, d *Session) []Thread {
	t.Helper()
	p, ok := d.Page("fr", "index")
	if !ok {
		t.Fatal("there is no page")
	}
	return p.Threads
}

func TestComments(t *testing.T) {
	d := testSession(t, true, nil)
	f := shown(t, d, "index", "Voting")
	say := func(r Remark) {
		t.Helper()
		r.Tag, r.Key = "fr", "index"
		if refused := d.Say(r); refused != nil {
			t.Fatal(refused.Message)
		}
	}
	yes, no := true, false
	say(Remark{ID: f.ID, To: ToAuthor, Text: " Secret from whom? \n", Who: "Amina\nBa", When: "today"})
	say(Remark{ID: shown(t, d, "index", "Results").ID, To: ToTranslators, Text: "« le jour même »"})
	list := threadsOf(t, d)
	if len(list) != 2 || list[0].Text != "Secret from whom?" || list[0].Who != "Amina Ba" || list[0].To != ToAuthor || list[0].Outdated || list[1].Order != 2 {
		t.Fatalf("%+v", list)
	}
	id := list[0].ID
	say(Remark{Answers: id, Text: "From everybody.", Resolve: &yes})
	say(Remark{Answers: id, Resolve: &no})
	if list = threadsOf(t, d); len(list[0].Answered) != 2 || list[0].Answered[1].Unit != f.ID || list[0].Resolved {
		t.Errorf("%+v", list[0])
	}
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must", "may", 1))
	if list = threadsOf(t, d); !list[0].Outdated || list[1].Outdated {
		t.Errorf("after the source changed: %+v", list)
	}
	say(Remark{Answers: id, Resolve: &yes})
	if list = threadsOf(t, d); !list[0].Resolved {
		t.Errorf("%+v", list[0])
	}
	for _, r := range []Remark{
		{Tag: "fr", Key: "index", ID: f.ID, To: ToAuthor, Text: " \n"},
		{Tag: "fr", Key: "index", ID: f.ID, To: "somebody", Text: "x"},
		{Tag: "fr", Key: "index", ID: "gone", To: ToAuthor, Text: "x"},
		{Tag: "fr", Key: "index", Answers: "gone", Text: "x"},
		{Tag: "fr", Key: "index", ID: f.ID, To: ToAuthor, Text: strings.Repeat("x", MaxComment+1)},
		{Tag: "fr", Key: "../index", ID: f.ID, To: ToAuthor, Text: "x"},
		{Tag: "xx", Key: "index", ID: f.ID, To: ToAuthor, Text: "x"},
	} {
		if refused := d.Say(r); refused == nil || refused.Message == "" {
			t.Errorf("%+v was said", r)
		}
	}
	if n := len(threadsOf(t, d)); n != 2 {
		t.Errorf("%d comments", n)
	}
}

// What a later program writes is passed over, and so is what is no comment.
func TestCommentFilesOfOthers(t *testing.T) {
	d := testSession(t, true, nil)
	f := shown(t, d, "index", "Voting")
	folder := commentFolder + "fr/index/"
	for name, text := range map[string]string{
		"a.json": `{"n":2,"unit":"` + f.ID + `","to":"author","text":"second","colour":"red"}`, "b.json": `{"n":1,"unit":"` + f.ID + `","to":"author","text":"first"}`,
		"c.json": `{"n":3,"unit":"` + f.ID + `","answers":"nothing","text":"lost"}`, "d.json": "{\"n\":", "e.json": `[]`, "f.txt": `{"n":1,"unit":"x"}`,
	} {
		write(t, d, folder+name, text)
	}
	w := openFolder(t, d.dir)
	q := w.Questions(nil)
	if len(q) != 2 || q[0].Comment.Text != "first" || q[1].Comment.Text != "second" || q[0].Place.File != "content/en/index.md" || q[0].Place.Line != 7 || q[0].Locale != "fr" || q[0].Page != "index" {
		t.Errorf("%+v", q)
	}
	if q = w.Questions([]locale.Tag{"de"}); len(q) != 0 {
		t.Errorf("of another locale: %+v", q)
	}
	write(t, d, folder+"g.json", `{"n":9,"unit":"`+f.ID+`","answers":"a","resolved":true}`)
	if q = openFolder(t, d.dir).Questions(nil); len(q) != 1 || q[0].Comment.Text != "first" {
		t.Errorf("after one was resolved: %+v", q)
	}
	write(t, d, commentFolder+"fr/messages/h.json", `{"n":1,"unit":"days[many]","to":"author","text":"how many?"}`)
	if q = openFolder(t, d.dir).Questions(nil); len(q) != 2 || q[1].Place.File != "locales/active.en.toml" || q[1].Page != translation.MessagesName {
		t.Errorf("of a plural form: %+v", q)
	}
	if err := os.RemoveAll(filepath.Join(d.dir, "content/fr")); err != nil {
		t.Fatal(err)
	}
	if q = openFolder(t, d.dir).Questions(nil); len(q) != 2 {
		t.Errorf("without the translation: %+v", q)
	}
}
