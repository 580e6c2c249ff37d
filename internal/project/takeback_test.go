package project

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/translation"
)

// sources returns all files of a site but its history, by path.
func sources(t rapid.TB, d *Session) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(d.dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(name, historyFolder) {
			return err
		}
		data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
		out[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// differ names the files that are not the same in two states of a site.
func differ(a, b map[string]string) (out []string) {
	for name, text := range a {
		if other, ok := b[name]; !ok || other != text {
			out = append(out, name+":\n"+text+"\nis now:\n"+other)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			out = append(out, name+" is new")
		}
	}
	slices.Sort(out)
	return out
}

// inHistory reports whether the history of another text than one speaks of a source text.
func inHistory(t rapid.TB, d *Session, hash, but string) (found bool) {
	t.Helper()
	fsys := os.DirFS(d.dir)
	err := fs.WalkDir(fsys, strings.TrimSuffix(historyFolder, "/"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name == but {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		found = found || strings.Contains(string(data), hash)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// undoes takes the last save of a field back.
func undoes(t rapid.TB, d *Session, key string, f Field) Field {
	t.Helper()
	saved, refused := d.Save(Edit{Tag: "fr", Key: key, ID: f.ID, Text: f.Text, Lock: f.Lock, Undo: true, Who: "Basil"})
	if refused != nil {
		t.Fatalf("%s: %s (%s)", f.ID, refused.Message, refused.Hint)
	}
	return saved.Field
}

// A save that is taken back has changed no byte of any file but the history: text, state and the marks of the page are as they
// were, whatever the save was, and after any number of saves.
func TestASaveThatIsTakenBackChangesNothing(t *testing.T) {
	if checks := flag.Lookup("rapid.checks").Value; checks.String() == "100" { // each reads and writes a site many times
		checks.Set("30")
		defer checks.Set("100")
	}
	rapid.Check(t, func(rt *rapid.T) {
		files := map[string]string{}
		switch rapid.SampledFrom([]string{"as it is", "reviewed", "no page", "CRLF", "no catalog"}).Draw(rt, "site") {
		case "reviewed":
			files[sessionFile] = strings.Replace(sessionTarget, "title: Le vote\n", "title: Le vote\ntranslation: reviewed\n", 1)
		case "no page":
			files[sessionFile] = ""
		case "CRLF":
			files[sessionFile] = strings.ReplaceAll(sessionTarget, "\n", "\r\n")
		case "no catalog":
			files["locales/active.fr.toml"] = ""
		}
		d := testSession(t, rapid.Bool().Draw(rt, "recorded"), files)
		key := rapid.SampledFrom([]string{"index", "index", translation.MessagesName}).Draw(rt, "key")
		type step struct {
			before map[string]string
			id     string
		}
		var done []step
		for range rapid.IntRange(1, 4).Draw(rt, "saves") {
			p, ok := d.Page("fr", key)
			if !ok {
				rt.Fatal("there is no such page")
			}
			f := rapid.SampledFrom(p.Fields).Draw(rt, "field")
			e := Edit{
				Tag: "fr", Key: key, ID: f.ID, Lock: f.Lock, Whole: f.Whole, Accept: rapid.Bool().Draw(rt, "accept"), Who: rapid.SampledFrom([]string{"", "Amina"}).Draw(rt, "who"), When: "2026-11-30 16:20 +01:00",
				Text: f.Text,
			}
			if f.Text == "" || rapid.Bool().Draw(rt, "another text") {
				e.Text = f.Source + " " + rapid.SampledFrom([]string{"vraiment", "Été & <b>hiver</b>", "投票"}).Draw(rt, "text")
			}
			if e.Accept {
				e.Step = rapid.SampledFrom([]Step{Finish, Keep, Approve, TakeBack}).Draw(rt, "step")
			}
			before := sources(rt, d)
			h := len(historyOf(rt, d, key, f).Versions)
			if _, refused := d.Save(e); refused != nil || len(historyOf(rt, d, key, f).Versions) == h {
				now := differ(before, sources(rt, d))
				if refused != nil && len(now) > 0 {
					rt.Fatalf("a refused save has changed files: %s", now)
				}
				if len(now) > 0 { // there is nothing of it to be taken back, and what came before is not the last save any more
					done = nil
				}
				continue
			}
			done = append(done, step{before, f.ID})
		}
		for _, s := range slices.Backward(done) {
			p, _ := d.Page("fr", key)
			i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.ID == s.id })
			if i < 0 {
				rt.Fatalf("%s is gone", s.id)
			}
			undoes(rt, d, key, p.Fields[i])
			after := sources(rt, d)
			for name := range after { // what can be brought back of another text may need its source text
				hash := strings.TrimSuffix(filepath.Base(name), ".txt")
				if _, ok := s.before[name]; !ok && name == translation.SourceFile(hash) && inHistory(rt, d, hash, historyFile("fr", key, s.id)) {
					delete(after, name)
				}
			}
			if now := differ(s.before, after); len(now) > 0 {
				rt.Fatalf("%s is not as before the save: %s", s.id, strings.Join(now, "\n"))
			}
		}
	})
}

// What people have said of a text comes back with it, also when another text of the page was saved since, and in a session
// that has not seen the save.
func TestUndoBringsTheStateBack(t *testing.T) {
	const id, other = "Voting must stay secret for ever.", "The count begins when the polls close."
	reviewed := map[string]string{sessionFile: strings.Replace(sessionTarget, "title: Le vote\n", "title: Le vote\ntranslation: reviewed\n", 1)}
	for name, between := range map[string]func(t *testing.T, d *Session) *Session{
		"at once":            func(t *testing.T, d *Session) *Session { return d },
		"after another text": func(t *testing.T, d *Session) *Session { step(t, d, "index", other, "On compte.", Finish); return d },
		"after a restart": func(t *testing.T, d *Session) *Session {
			return &Session{dir: d.dir, b: d.b, src: d.src, pages: &pageFiles{}}
		},
		"another after restart": func(t *testing.T, d *Session) *Session {
			step(t, d, "index", other, "On compte.", Finish)
			return &Session{dir: d.dir, b: d.b, src: d.src, pages: &pageFiles{}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := testSession(t, true, reviewed)
			step(t, d, "index", id, "", Approve)
			was := fieldOf(t, d, "index", id)
			step(t, d, "index", id, "Le vote est secret.", Keep)
			if got := onDisk(d, sessionFile); !strings.Contains(got, "translation: draft") {
				t.Fatalf("%s", got)
			}
			d = between(t, d)
			undoes(t, d, "index", fieldOf(t, d, "index", id))
			if f := fieldOf(t, d, "index", id); f.Text != was.Text || f.State != was.State || f.Review != was.Review {
				t.Errorf("%s, %+v: %s", f.State, f.Review, f.Text)
			}
			if name == "at once" && !strings.Contains(onDisk(d, sessionFile), "translation: reviewed") {
				t.Error("the page is a draft still")
			}
			undoes(t, d, "index", fieldOf(t, d, "index", id))
			if f := fieldOf(t, d, "index", id); f.Text != was.Text || f.Review.Stage != translation.Translated {
				t.Errorf("the approval is there still: %+v", f.Review)
			}
			if h := historyOf(t, d, "index", fieldOf(t, d, "index", id)); h.CanUndo {
				t.Errorf("something is left to be undone: %s", versions(h))
			}
		})
	}
}

// A source text that another language speaks of meanwhile stays.
func TestUndoKeepsWhatOthersNeed(t *testing.T) {
	d := testSession(t, false, map[string]string{"content/de/index.md": strings.ReplaceAll(sessionTarget, "Le vote", "Die Wahl")})
	const id = "The count begins when the polls close."
	first := step(t, d, "index", id, "On compte.", Finish).Field
	file := translation.SourceFile(translation.Hash(id))
	if onDisk(d, file) == "" {
		t.Fatal("the source text is not kept")
	}
	p, ok := d.Page("de", "index")
	if !ok {
		t.Fatal("there is no German page")
	}
	for _, f := range p.Fields {
		if f.Source == id {
			if _, refused := d.Save(Edit{Tag: "de", Key: "index", ID: f.ID, Text: "Man zählt.", Lock: f.Lock, Accept: true}); refused != nil {
				t.Fatal(refused.Message)
			}
		}
	}
	undoes(t, d, "index", first)
	if onDisk(d, file) == "" {
		t.Error("the source text of the German record is gone")
	}
	if _, err := os.Stat(filepath.Join(d.dir, "locales/records/fr/index.toml")); err == nil {
		t.Error("the French record is there still")
	}
}

// A conflict says whether the translation or its source is another one, and what has changed in the source.
func TestConflictOfTheSource(t *testing.T) {
	d := testSession(t, true, nil)
	f := shown(t, d, "index", "Voting")
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must stay", "may stay", 1))
	_, refused := d.Save(edit("index", f, "Le vote reste secret.", true))
	if refused == nil || !refused.Conflict || !refused.Source || !strings.Contains(refused.Message, "source") || len(refused.Diff) < 3 || refused.Field == nil {
		t.Fatalf("%+v", refused)
	}
	write(t, d, sessionFile, strings.Replace(sessionTarget, "Le vote doit rester secret.", "Dehors.", 1))
	_, refused = d.Save(edit("index", f, "Le vote reste secret.", true))
	if refused == nil || refused.Source || refused.Theirs != "Dehors." || len(refused.Diff) == 0 {
		t.Fatalf("%+v", refused)
	}
	write(t, d, "content/en/index.md", sessionSource)
	_, refused = d.Save(edit("index", f, "Le vote reste secret.", true))
	if refused == nil || refused.Source || refused.Diff != nil || refused.Theirs != "Dehors." {
		t.Fatalf("%+v", refused)
	}
}
