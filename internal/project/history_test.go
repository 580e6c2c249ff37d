package project

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/translation"
)

// historyOf returns the history of a field.
func historyOf(t rapid.TB, d *Session, key string, f Field) History {
	h, ok := d.History("fr", key, f.ID)
	if !ok {
		t.Fatalf("no history of %s", f.ID)
	}
	return h
}

// versions writes a history in one line, the newest first.
func versions(h History) string {
	var out []string
	for _, v := range h.Versions {
		text := v.Text
		for mark, is := range map[string]bool{"*": v.Outside, "<": v.Undo} {
			if is {
				text += mark
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}

func TestHistoryKeepsEachSave(t *testing.T) {
	d := testSession(t, true, nil)
	s := shown(t, d, "index", "Voting")
	if h := historyOf(t, d, "index", s); len(h.Versions) > 0 || h.CanUndo {
		t.Errorf("before the first save: %+v", h)
	}
	e := edit("index", s, "Le vote reste secret.", true)
	e.Who, e.When = " Amina\nBa ", "2026-11-30T16:20:00Z"
	s = saves(t, d, e)
	s = saves(t, d, edit("index", s, "Le scrutin reste secret.", true))
	h := historyOf(t, d, "index", s)
	if got, want := versions(h), "Le scrutin reste secret. | Le vote reste secret. | Le vote doit rester secret.*"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if v := h.Versions[1]; v.Who != "Amina Ba" || v.When != e.When || len(v.Diff) == 0 || !h.Versions[0].Now || !h.CanUndo {
		t.Errorf("%+v", h)
	}
	saves(t, d, edit("index", s, s.Text, true)) // says nothing new
	if again := historyOf(t, d, "index", s); len(again.Versions) != 3 {
		t.Errorf("%s", versions(again))
	}
	write(t, d, sessionFile, strings.Replace(onDisk(d, sessionFile), "Le scrutin reste secret.", "Le scrutin est secret.", 1))
	s = shown(t, d, "index", "Voting")
	if h := historyOf(t, d, "index", s); h.CanUndo || !strings.HasPrefix(versions(h), "Le scrutin est secret.* | Le scrutin reste") {
		t.Errorf("after a change outside: %s", versions(h))
	}
	s = saves(t, d, edit("index", s, "Secret.", true))
	if got, want := versions(historyOf(t, d, "index", s)), "Secret. | Le scrutin est secret.* | Le scrutin reste secret. | Le vote reste secret. | Le vote doit rester secret.*"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if _, ok := d.History("fr", "index", "nothing"); ok {
		t.Error("a text that is not there has a history")
	}
}

func TestUndo(t *testing.T) {
	undo := func(t *testing.T, d *Session, key string, f Field) Field {
		t.Helper()
		saved, refused := d.Save(Edit{Tag: "fr", Key: key, ID: f.ID, Lock: f.Lock, Undo: true})
		if refused != nil {
			t.Fatalf("%s (%s)", refused.Message, refused.Hint)
		}
		return saved.Field
	}
	t.Run("step by step, with the states", func(t *testing.T) {
		d := testSession(t, true, nil)
		write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must", "may", 1))
		before := shown(t, d, "index", "Voting")
		s := saves(t, d, edit("index", before, "Le vote peut rester secret.", true))
		s = saves(t, d, edit("index", s, "Le vote peut être secret.", true))
		if s = undo(t, d, "index", s); s.Text != "Le vote peut rester secret." || s.State != translation.Fresh {
			t.Errorf("%s: %s", s.State, s.Text)
		}
		if s = undo(t, d, "index", s); s.Text != before.Text || s.State != translation.Stale || s.Previous != before.Previous {
			t.Errorf("%s: %s", s.State, s.Text)
		}
		if h := historyOf(t, d, "index", s); h.CanUndo || !strings.HasPrefix(versions(h), before.Text+"< | ") {
			t.Errorf("%s", versions(h))
		}
		_, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: s.ID, Lock: s.Lock, Undo: true})
		if refused == nil || !strings.Contains(refused.Message, "no save") {
			t.Errorf("%+v", refused)
		}
	})
	t.Run("a mark of a text that stayed", func(t *testing.T) {
		d := testSession(t, true, nil)
		write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must", "may", 1))
		s := shown(t, d, "index", "Voting")
		s = saves(t, d, edit("index", s, s.Text, true))
		if s = undo(t, d, "index", s); s.State != translation.Stale {
			t.Errorf("it is %s", s.State)
		}
	})
	t.Run("what nobody had confirmed", func(t *testing.T) {
		d := testSession(t, false, nil)
		saves(t, d, edit("index", shown(t, d, "index", "The count"), "On compte à la fermeture.", true))
		before := shown(t, d, "index", "Voting")
		s := undo(t, d, "index", saves(t, d, edit("index", before, "Secret.", true)))
		if s.Text != before.Text || s.State != before.State || s.Unrecorded != before.Unrecorded {
			t.Errorf("%s, unrecorded %v, was %s, %v", s.State, s.Unrecorded, before.State, before.Unrecorded)
		}
	})
	t.Run("the first translation", func(t *testing.T) {
		d := testSession(t, true, nil)
		s := saves(t, d, edit("index", shown(t, d, "index", "Results"), "Les résultats suivent.", true))
		if s = undo(t, d, "index", s); s.State != translation.Missing || s.Text != "" {
			t.Errorf("%s: %q", s.State, s.Text)
		}
		h := historyOf(t, d, "index", s)
		i := slices.IndexFunc(h.Versions, func(v Version) bool { return v.Text == "Les résultats suivent." })
		saved, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: s.ID, Lock: s.Lock, Restore: h.Versions[i].ID})
		if refused != nil || saved.Field.Text != "Les résultats suivent." || saved.Field.State != translation.Fresh {
			t.Errorf("%+v, %+v", saved, refused)
		}
	})
	t.Run("a plural form", func(t *testing.T) {
		d := testSession(t, true, nil)
		p, _ := d.Page("fr", translation.MessagesName)
		for _, before := range p.Fields {
			s := saves(t, d, edit(translation.MessagesName, before, before.Text+" !", true))
			if s = undo(t, d, translation.MessagesName, s); s.Text != before.Text || s.State != translation.Fresh {
				t.Errorf("%s: %s: %s", s.ID, s.State, s.Text)
			}
		}
	})
	t.Run("the first translation of a plural form", func(t *testing.T) {
		d := testSession(t, true, map[string]string{"locales/active.fr.toml": "hello = \"Bonjour\"\n\n# Jours.\n[days]\nother = \"{{.Count}} jours\"\n"})
		field := func(id string) Field {
			t.Helper()
			p, _ := d.Page("fr", translation.MessagesName)
			i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.ID == id })
			return p.Fields[i]
		}
		s := saves(t, d, edit(translation.MessagesName, field("days[one]"), "{{.Count}} jour", true))
		saves(t, d, edit(translation.MessagesName, field("days[many]"), "{{.Count}} de jours", true))
		if s = undo(t, d, translation.MessagesName, s); s.Text != "" || s.State != translation.Missing || s.Lacks != 1 {
			t.Errorf("%s, %d forms are lacking: %q", s.State, s.Lacks, s.Text)
		}
		if f := field("days[many]"); f.Text != "{{.Count}} de jours" || f.State != translation.Fresh {
			t.Errorf("the other form is %s: %q", f.State, f.Text)
		}
		if h := historyOf(t, d, translation.MessagesName, s); h.CanUndo {
			t.Error("it can be undone once more")
		}
		i := slices.IndexFunc(historyOf(t, d, translation.MessagesName, s).Versions, func(v Version) bool { return v.Text == "{{.Count}} jour" })
		saved, refused := d.Save(Edit{Tag: "fr", Key: translation.MessagesName, ID: s.ID, Lock: s.Lock, Restore: historyOf(t, d, translation.MessagesName, s).Versions[i].ID})
		if refused != nil || saved.Field.Text != "{{.Count}} jour" || saved.Field.Lacks != 0 {
			t.Errorf("%+v, %+v", saved, refused)
		}
	})
	t.Run("the form without which a message has none", func(t *testing.T) {
		d := testSession(t, true, map[string]string{"locales/active.fr.toml": "hello = \"Bonjour\"\n"})
		save := func(id, text string) Field {
			t.Helper()
			p, _ := d.Page("fr", translation.MessagesName)
			i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.ID == id })
			return saves(t, d, edit(translation.MessagesName, p.Fields[i], text, true))
		}
		other := save("days[other]", "{{.Count}} jours")
		one := save("days[one]", "{{.Count}} jour")
		_, refused := d.Save(Edit{Tag: "fr", Key: translation.MessagesName, ID: other.ID, Lock: other.Lock, Undo: true})
		if refused == nil || !strings.Contains(refused.Message, "needs a text for “other”") || !strings.Contains(refused.Hint, "first") {
			t.Errorf("%+v", refused)
		}
		undo(t, d, translation.MessagesName, one)
		if other = undo(t, d, translation.MessagesName, other); other.Text != "" || other.State != translation.Missing || other.Lacks != 3 {
			t.Errorf("%s, %d: %q", other.State, other.Lacks, other.Text)
		}
	})
	t.Run("not what somebody else has saved meanwhile", func(t *testing.T) {
		d := testSession(t, true, nil)
		s := saves(t, d, edit("index", shown(t, d, "index", "Voting"), "Secret.", true))
		write(t, d, sessionFile, strings.Replace(onDisk(d, sessionFile), "Secret.", "Public.", 1))
		_, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: s.ID, Lock: s.Lock, Undo: true})
		if refused == nil || !refused.Conflict || refused.Theirs != "Public." {
			t.Fatalf("%+v", refused)
		}
		_, refused = d.Save(Edit{Tag: "fr", Key: "index", ID: s.ID, Lock: refused.Field.Lock, Undo: true})
		if refused == nil || refused.Conflict || !strings.Contains(refused.Message, "outside") {
			t.Errorf("%+v", refused)
		}
	})
	t.Run("a version that is not there", func(t *testing.T) {
		d := testSession(t, true, nil)
		s := shown(t, d, "index", "Voting")
		if _, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: s.ID, Lock: s.Lock, Restore: "0123456789abcdef"}); refused == nil || refused.Field == nil {
			t.Errorf("%+v", refused)
		}
	})
}

// Whatever is saved, taken back, restored, and changed outside: each text that was ever there can be brought back.
func TestEachTextThatWasSavedCanBeRestored(t *testing.T) {
	if checks := flag.Lookup("rapid.checks").Value; checks.String() == "100" { // each reads and writes a site many times
		checks.Set("25")
		defer checks.Set("100")
	}
	d := testSession(t, true, nil)
	record := onDisk(d, "locales/records/fr/index.toml")
	rapid.Check(t, func(rt *rapid.T) {
		os.RemoveAll(filepath.Join(d.dir, "locales/records/fr"))
		os.RemoveAll(filepath.Join(d.dir, historyFolder))
		write(t, d, "content/en/index.md", sessionSource)
		write(t, d, sessionFile, sessionTarget)
		if rapid.Bool().Draw(rt, "recorded") {
			write(t, d, "locales/records/fr/index.toml", record)
		}
		const id = "Voting"
		seen := map[string]bool{}
		word := rapid.SampledFrom([]string{"Secret", "Le scrutin", "Nul ne voit", "\"Vote\" <b>", "Été & hiver", "投票"})
		for i := range rapid.IntRange(1, 8).Draw(rt, "steps") {
			f := shown(t, d, "index", id)
			e := edit("index", f, word.Draw(rt, "text")+strings.Repeat("!", rapid.IntRange(0, 3).Draw(rt, "n")), rapid.Bool().Draw(rt, "accept"))
			switch rapid.SampledFrom([]string{"save", "save", "undo", "restore", "outside", "source"}).Draw(rt, "step") {
			case "undo":
				e.Undo = true
			case "restore":
				if h := historyOf(rt, d, "index", f); len(h.Versions) > 0 {
					e.Restore = rapid.SampledFrom(h.Versions).Draw(rt, "version").ID
				}
			case "outside":
				write(t, d, sessionFile, strings.Replace(onDisk(d, sessionFile), f.Text, "Dehors"+strings.Repeat("!", i), 1))
				continue // nobody has seen it, so that the next save may find it, or another one
			case "source":
				write(t, d, "content/en/index.md", strings.NewReplacer("must", "may", "may", "must").Replace(onDisk(d, "content/en/index.md")))
				if shown(t, d, "index", id).ID != f.ID { // no record knows it, so that it counts as another unit now
					clear(seen)
				}
				continue
			}
			saved, refused := d.Save(e)
			if refused == nil {
				seen[f.Text], seen[saved.Field.Text] = true, true
			} else if e.Restore != "" {
				rt.Fatalf("%+v is refused: %s", e, refused.Message)
			}
		}
		for _, text := range slices.Sorted(keysOf(seen)) {
			f := shown(t, d, "index", id)
			if text == "" || text == f.Text {
				continue
			}
			h := historyOf(rt, d, "index", f)
			at := slices.IndexFunc(h.Versions, func(v Version) bool { return v.Text == text })
			if at < 0 {
				rt.Fatalf("%q is not in the history: %s", text, versions(h))
			}
			saved, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: f.ID, Lock: f.Lock, Restore: h.Versions[at].ID})
			if refused != nil || saved.Field.Text != text {
				rt.Fatalf("%q cannot be restored: %+v", text, refused)
			}
		}
	})
}

func keysOf(set map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range set {
			if !yield(k) {
				return
			}
		}
	}
}

// A file has its bounds; what falls out is what is there twice, then the oldest. Each text stands in it once.
func TestHistoryFileIsBounded(t *testing.T) {
	var src []byte
	line := func(text string) savedText { return savedText{Digest: translation.Hash(text), Text: text} }
	src = addHistory(src, []savedText{line("first")})
	for i := range 1000 {
		src = addHistory(src, []savedText{line(fmt.Sprint("text ", i%150))})
	}
	lines := readHistory(src)
	if lines[0].Text != "first" || len(lines) != maxSavedTexts || strings.Count(string(src), `"text 7"`) != 1 {
		t.Errorf("%d lines, the first %q", len(lines), lines[0].Text)
	}
	for i := range 300 {
		src = addHistory(src, []savedText{line(fmt.Sprint("other ", i))})
	}
	if lines = readHistory(src); len(lines) != maxSavedTexts || lines[0].Text != "other 100" {
		t.Errorf("%d lines, the first %q", len(lines), lines[0].Text)
	}
	src = nil
	for i := range 5 {
		src = addHistory(src, []savedText{line(strings.Repeat(fmt.Sprint(i), 100_000))})
	}
	if lines = readHistory(src); len(src) > maxHistory || len(lines) != 2 {
		t.Errorf("%d bytes, %d lines", len(src), len(lines))
	}
	if src = addHistory(nil, []savedText{line(strings.Repeat("x", 2*maxHistory))}); len(readHistory(src)) != 1 {
		t.Error("the text that was saved last is not there")
	}
}

// What a merge of two people's saves leaves in a file is read, with the lines of both.
func TestHistoryFileAfterAMerge(t *testing.T) {
	a, b := savedText{Digest: translation.Hash("a"), Text: "a"}, savedText{Digest: translation.Hash("b"), Text: "b"}
	src := "<<<<<<< HEAD\n" + string(addHistory(nil, []savedText{a})) + "=======\n" + string(addHistory(nil, []savedText{b})) + ">>>>>>> theirs\n{\"digest\": 1}\n{\"digest\":\"0000000000000000\",\"text\":\"damaged\"}\n"
	lines := readHistory([]byte(strings.ReplaceAll(src, "\n", "\r\n")))
	if len(lines) != 2 || lines[0].Text != "a" || lines[1].Text != "b" {
		t.Errorf("%+v", lines)
	}
	if got := string(addHistory([]byte(src), []savedText{a})); !strings.HasPrefix(got, src) || len(readHistory([]byte(got))) != 3 {
		t.Errorf("%s", got)
	}
}

// A commit that ends half-way leaves the text with its history, or neither.
func TestHistoryAndPageGoTogether(t *testing.T) {
	for at := range 40 {
		d := testSession(t, true, nil)
		f := shown(t, d, "index", "Voting")
		v := d.open("fr", "index")
		next, changes, refused := v.saveWithPast(edit("index", f, "Secret.", true), f)
		if refused != nil || next == nil {
			t.Fatal(refused)
		}
		n := 0
		err := commit(d.dir, "save", changes, func(string, string) error {
			if n++; n > at {
				return os.ErrPermission
			}
			return nil
		})
		if _, failed := Recover(d.dir); failed != nil {
			t.Fatal(failed)
		}
		_, missing := os.Stat(filepath.Join(d.dir, historyFile("fr", "index", f.ID)))
		if saved := strings.Contains(onDisk(d, sessionFile), "Secret."); saved != (missing == nil) {
			t.Errorf("after %d steps (%v): saved %v, history %v", at, err, saved, missing)
		}
		if err == nil {
			return
		}
	}
	t.Error("the commit has more steps than the test tries")
}

// What a text editor has put there is no save: nobody can take it back here, and what was saved before it neither, also after
// it was saved as it stands.
func TestUndoOfWhatCameFromElsewhere(t *testing.T) {
	d := testSession(t, true, nil)
	f := shown(t, d, "index", "Voting")
	saves(t, d, edit("index", f, "Le vote reste secret.", false))
	write(t, d, sessionFile, strings.Replace(onDisk(d, sessionFile), "Le vote reste secret.", "Le scrutin est secret.", 1))
	f = shown(t, d, "index", "Voting")
	saved, refused := d.Save(edit("index", f, f.Text, false))
	if refused != nil || !saved.Same {
		t.Fatalf("%+v, %+v", saved, refused)
	}
	f = saved.Field
	if h := historyOf(t, d, "index", f); h.CanUndo {
		t.Errorf("%s", versions(h))
	}
	before := onDisk(d, sessionFile)
	if _, refused := d.Save(Edit{Tag: "fr", Key: "index", ID: f.ID, Lock: f.Lock, Undo: true}); refused == nil || onDisk(d, sessionFile) != before {
		t.Errorf("%+v\n%s", refused, onDisk(d, sessionFile))
	}
	if saved, refused = d.Save(edit("index", f, "Secret.", false)); refused != nil || saved.Same {
		t.Fatalf("%+v, %+v", saved, refused)
	}
	if saved, refused = d.Save(Edit{Tag: "fr", Key: "index", ID: f.ID, Lock: saved.Field.Lock, Undo: true}); refused != nil || saved.Field.Text != "Le scrutin est secret." {
		t.Errorf("%+v, %+v", saved, refused)
	}
}
