package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// textOf is a field with a translation.
func textOf(kind page.Kind, text string) Field {
	return Field{Unit: translation.Unit{Kind: kind, Text: text}}
}

// Nothing is replaced in code, in addresses, in placeholders and in markup.
func TestReplacementKeepsWhatIsNoText(t *testing.T) {
	for _, c := range []struct {
		kind        page.Kind
		text        string
		q           Query
		with, want  string
		kept, parts int
	}{
		{page.KindParagraph, "Le vote, le Vote et un voté.", Query{Text: "vote"}, "scrutin", "Le scrutin, le scrutin et un scrutin.", 0, 10},
		{page.KindParagraph, "Le vote, le Vote et un voté.", Query{Text: "vote", Exact: true}, "scrutin", "Le scrutin, le Vote et un voté.", 0, 4},
		{page.KindParagraph, "Le vote, les votes.", Query{Text: "vote", Word: true}, "scrutin", "Le scrutin, les votes.", 0, 4},
		{page.KindParagraph, "Le [vote](https://vote.example/vote) et `vote`.", Query{Text: "vote"}, "scrutin", "Le [scrutin](https://vote.example/vote) et `vote`.", 3, 4},
		{page.KindParagraph, "Le **vote** <b title=\"vote\">vote</b>.", Query{Text: "vote"}, "scrutin", "Le **scrutin** <b title=\"vote\">scrutin</b>.", 1, 7},
		{page.KindParagraph, "Un ![vote](/vote.png) vote", Query{Text: "vote"}, "scrutin", "Un ![vote](/vote.png) scrutin", 2, 3},
		{page.KindMessage, "{{.Vote}} vote", Query{Text: "vote"}, "voix", "{{.Vote}} voix", 1, 3},
		{page.KindMessage, "<a href=\"/vote\">vote</a>", Query{Text: "vote"}, "voix", "<a href=\"/vote\">voix</a>", 1, 4},
		{page.KindCode, "vote", Query{Text: "vote"}, "voix", "vote", 1, 0},
		{page.KindParagraph, "Un vote", Query{Text: "vote"}, "vote", "Un vote", 0, 1},
		{page.KindParagraph, "Un vote de plus", Query{Text: "vote"}, "", "Un  de plus", 0, 3},
	} {
		texts := NewTexts("en", "fr", Page{Source: "en", Tag: "fr"})
		r, ok := texts.Replace(c.q, textOf(c.kind, c.text), c.with)
		if r.Text != c.want || r.Kept != c.kept || len(r.Diff) != c.parts || ok != (c.want != c.text) {
			t.Errorf("%q: %q, kept %d, %d parts, %v", c.text, r.Text, r.Kept, len(r.Diff), ok)
		}
	}
}

// Whole words are found in scripts with spaces, and everything in those without.
func TestWholeWords(t *testing.T) {
	for _, c := range []struct {
		tag, text, part string
		want            int
	}{
		{"fr", "l’élection, réélection, élections", "election", 1},
		{"ar", "الانتخابات وانتخابات انتخابات", "انتخابات", 1},
		{"ja", "選挙管理委員会の選挙", "選挙", 2},
		{"th", "การเลือกตั้งทั่วไป", "เลือกตั้ง", 1},
		{"hi", "मत मतदान", "मत", 1},
		{"ko", "선거 선거일", "선거", 1},
	} {
		texts := NewTexts("en", locale.Tag(c.tag), Page{Source: "en", Tag: c.tag})
		if got := len(texts.InTarget(Query{Text: c.part, Word: true}, textOf(page.KindParagraph, c.text))); got != c.want {
			t.Errorf("%s: %d of %q in %q, want %d", c.tag, got, c.part, c.text, c.want)
		}
	}
}

// A search finds texts by how far people have come with them; a draft is to do.
func TestSearchByStage(t *testing.T) {
	d := testSession(t, true, nil)
	p, _ := d.Page("fr", "index")
	for i, step := range []Step{Keep, Approve} {
		e := edit("index", p.Fields[i], p.Fields[i].Text, true)
		e.Step = step
		saves(t, d, e)
	}
	for q, want := range map[Query]int{
		{Stage: "draft", Page: "index"}: 1, {Stage: "reviewed", Page: "index"}: 1, {Stage: "translated", Page: "index"}: 3,
		{Stage: StageUntranslated, Page: "index"}: 1, {Stage: "draft", State: StateToDo}: 1, {Stage: "reviewed", State: StateToDo}: 0,
	} {
		texts, _ := d.Texts("fr", false)
		if got := texts.Find(q); len(got) != want {
			t.Errorf("%+v: %d texts, want %d", q, len(got), want)
		}
	}
}

// A search shows the files as they are, and reads again only what has changed.
func TestSearchFollowsTheDisk(t *testing.T) {
	d := testSession(t, true, nil)
	count := func(q Query) int {
		t.Helper()
		texts, ok := d.Texts("fr", q.Problem != "")
		if !ok {
			t.Fatal("no texts")
		}
		return len(texts.Find(q))
	}
	if n := count(Query{Text: "DEPOUILLEMENT"}); n != 1 {
		t.Errorf("%d texts", n)
	}
	if n := count(Query{Text: "jours", Page: translation.MessagesName}); n == 0 {
		t.Error("no message is found")
	}
	before := page.Parses.Load()
	count(Query{Text: "vote"})
	if n := page.Parses.Load() - before; n != 0 {
		t.Errorf("%d pages were parsed again", n)
	}
	write(t, d, sessionFile, strings.ReplaceAll(sessionTarget, "dépouillement", "décompte"))
	if n := count(Query{Text: "depouillement"}); n != 0 {
		t.Error("an old text is found")
	}
	write(t, d, sessionFile, strings.ReplaceAll(sessionTarget, "https://example.org/rules", "https://example.com/rules"))
	if n := count(Query{Problem: AnyProblem}); n != 1 {
		t.Errorf("%d texts with problems", n)
	}
	if _, ok := d.Texts("en", false); ok {
		t.Error("the source can be searched")
	}
}

// A replacement is one transaction: what a save would refuse is named, and the rest is there, up to date as before.
func TestReplacementIsOneTransaction(t *testing.T) {
	d := testSession(t, true, map[string]string{
		"content/en/two.md": "# Two\n\nVoting is free.\n", "content/fr/two.md": "# Deux\n\nLe vote est libre.\n",
	})
	edits := func(q Query, with string) (list []Edit) {
		texts, _ := d.Texts("fr", false)
		for _, h := range texts.Find(q) {
			if to, ok := texts.Replace(q, h.Field, with); ok {
				list = append(list, EditOf(&h.Page.Page, h.Field, to.Text))
			}
		}
		return list
	}
	list := edits(Query{Text: "vote"}, "scrutin")
	if len(list) != 4 { // the title, the heading and a passage of one page, a passage of another
		t.Fatalf("%d edits", len(list))
	}
	list[1].Lock = "older"
	saved, refused := d.SaveAll(list)
	if len(saved) != 3 || len(refused) != 1 || !refused[0].Conflict || refused[0].Edit.ID != list[1].ID {
		t.Fatalf("%d saved, refused %+v", len(saved), refused)
	}
	index, two := readText(t, d, sessionFile), readText(t, d, "content/fr/two.md")
	if !strings.Contains(index, "title: Le scrutin\n") || !strings.Contains(index, "# Le vote\n") || !strings.Contains(index, "Le scrutin doit rester secret.") ||
		!strings.Contains(two, "Le scrutin est libre.") {
		t.Errorf("%s\n%s", index, two)
	}
	if h, ok := d.History("fr", "index", list[0].ID); !ok || len(h.Versions) < 2 {
		t.Errorf("the history of a text that was replaced is %+v", h)
	}
	for _, key := range []string{"index", "two"} {
		p, _ := d.Page("fr", key)
		for _, f := range p.Fields {
			if strings.Contains(f.Text, "scrutin") && (f.State != translation.Fresh || f.Unrecorded) {
				t.Errorf("%s: %q is %v", key, f.Text, f.State)
			}
		}
	}
	saved, refused = d.SaveAll(edits(Query{Text: "Le scrutin est libre.", Exact: true}, ""))
	if len(saved) != 0 || len(refused) != 1 || readText(t, d, "content/fr/two.md") != two {
		t.Errorf("an empty text: %d saved, refused %+v", len(saved), refused)
	}
}

func readText(t *testing.T, d *Session, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(d.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// BenchmarkSearch searches 20 pages with 2,000 texts each.
func BenchmarkSearch(b *testing.B) {
	d := bigSession(b, 20, 2000)
	find := func(b *testing.B, q Query, want int) {
		texts, ok := d.Texts("fr", q.Problem != "")
		if !ok {
			b.Fatal("no texts")
		}
		if n := len(texts.Find(q)); n != want {
			b.Fatalf("%d texts, want %d", n, want)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			d.texts = nil
			find(b, Query{Text: "depouille"}, 20*1999+1) // one is in the page of every test site
		}
	})
	for i, q := range []Query{{Text: "URNE 7 "}, {Text: "bulletin 1234", Exact: true}, {State: StateToDo}} {
		b.Run(fmt.Sprint("again", i), func(b *testing.B) {
			for b.Loop() {
				find(b, q, []int{1999, 20, 1}[i])
			}
		})
	}
}
