package project

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// authored returns the text of the source that begins in a way.
func authored(t *testing.T, d *Session, key, begins string) Field {
	t.Helper()
	p, ok := d.SourcePage(key)
	if !ok {
		t.Fatalf("there is no source page %s", key)
	}
	for _, f := range p.Fields {
		if strings.HasPrefix(f.Text, begins) {
			return f
		}
	}
	t.Fatalf("%s: no text %q among %+v", key, begins, p.Fields)
	return Field{}
}

func sourceEdit(key string, f Field, text string) SourceEdit {
	return SourceEdit{Key: key, ID: f.ID, Lock: f.Lock, Text: text}
}

// TestSourceKeepsLines: line breaks that mean something stay in the file as they were written, and two passages are not made of
// one in silence.
func TestSourceKeepsLines(t *testing.T) {
	const multi = "multi = \"\"\"\nFirst line\nSecond line\n\"\"\"\n"
	d := testSession(t, false, map[string]string{
		"content/en/verse.md":    "# Verse\n\nRoses are red,  \nviolets are blue.\n\n- one  \n  two\n",
		"locales/active.en.toml": "hello = \"Good day\"\n" + multi,
	})
	for _, c := range []struct{ key, begins, text, want string }{
		{"verse", "Roses", "Roses are white,  \nviolets are blue.", "\n\nRoses are white,  \nviolets are blue.\n\n- one"},
		{"verse", "one", "one  \nthree", "\n\n- one  \n  three\n"},
		{translation.MessagesName, "First", "First line\nA \"new\" line\n", "\nmulti = \"\"\"\nFirst line\nA \"new\" line\n\"\"\"\n"},
		{translation.MessagesName, "First", "\"\"\"\nc:\\new\"", "\nmulti = \"\"\"\n\\\"\\\"\\\"\nc:\\\\new\\\"\"\"\"\n"},
	} {
		f := authored(t, d, c.key, c.begins)
		e := sourceEdit(c.key, f, c.text)
		saved, refused := d.SaveSource(e)
		if saved.Unseen {
			e.Seen = saved.Effect.Seen
			_, refused = d.SaveSource(e)
		}
		if refused != nil {
			t.Errorf("%q: %+v", c.text, refused)
		}
		if got := onDisk(d, f.Place.File); !strings.Contains(got, c.want) {
			t.Errorf("%q: the file is\n%s", c.text, got)
		}
	}
	before := onDisk(d, "content/en/verse.md")
	if _, refused := d.SaveSource(sourceEdit("verse", authored(t, d, "verse", "Roses"), "Roses.\n\nViolets.")); refused == nil || onDisk(d, "content/en/verse.md") != before {
		t.Errorf("two passages in one: %+v", refused)
	}
}

// What a change does to translations has to be seen before it is saved; what does nothing to them is saved at once.
func TestSourceSaves(t *testing.T) {
	for _, c := range []struct {
		name, key, begins, text, class string
		want                           string // of the French unit: "" where nothing changes
		found                          translation.Class
	}{
		{"other words", "index", "The count", "The count begins when the doors close.", "", "stale", translation.Editorial},
		{"what it demands", "index", "Voting", "Voting may stay secret for ever.", "", "stale", translation.Normative},
		{"punctuation", "index", "The count", "The count begins, when the polls close.", "", "", translation.Cosmetic},
		{"cosmetic by its author", "index", "The count", "The count begin when the polls close.", "cosmetic", "", translation.Cosmetic},
		{"normative by its author", "index", "The count", "The counting begins when the polls close.", "normative", "stale", translation.Normative},
		{"the title", "index", "The vote", "The election", "", "stale", translation.Editorial},
		{"a message", translation.MessagesName, "Good day", "Good evening", "", "stale", translation.Editorial},
		{"a plural form", translation.MessagesName, "{{.Count}} days", "{{.Count}} whole days", "", "stale", translation.Editorial},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := testSession(t, true, nil)
			f := authored(t, d, c.key, c.begins)
			e := sourceEdit(c.key, f, c.text)
			if e.Class = c.class; c.class != "" {
				e.Reason = "a typing mistake"
			}
			before := onDisk(d, f.Place.File)
			saved, refused := d.SaveSource(e)
			if refused != nil {
				t.Fatalf("%+v", refused)
			}
			if saved.Effect.Class != c.found {
				t.Errorf("the change is %s", saved.Effect.Class)
			}
			if saved.Unseen != (c.want != "") || saved.Unseen && onDisk(d, f.Place.File) != before {
				t.Errorf("unseen %v, the file is\n%s", saved.Unseen, onDisk(d, f.Place.File))
			}
			if saved.Unseen {
				fr := saved.Effect.Locales[0]
				if len(fr.Units) != 1 || fr.Units[0].State.String() != c.want || fr.Units[0].Class != c.found {
					t.Errorf("of French it is said %+v", fr)
				}
				e.Seen = saved.Effect.Seen
				if saved, refused = d.SaveSource(e); refused != nil || saved.Unseen {
					t.Fatalf("seen, and not saved: %+v", refused)
				}
			}
			if want := strings.Replace(before, f.Text, c.text, 1); onDisk(d, f.Place.File) != want || saved.Field.ID != f.ID || saved.Field.Text != c.text {
				t.Errorf("saved %+v; the file is\n%s", saved.Field, onDisk(d, f.Place.File))
			}
			if again := authored(t, d, c.key, c.text); again.ID != f.ID || again.Lock != saved.Field.Lock {
				t.Errorf("shown %+v", again)
			}
		})
	}
}

func TestSourceRefuses(t *testing.T) {
	d := testSession(t, true, nil)
	f := authored(t, d, "index", "The count")
	for _, c := range []struct {
		name, says string
		edit       SourceEdit
		conflict   bool
	}{
		{"nothing", "empty", sourceEdit("index", f, " \n"), false},
		{"another kind", "", sourceEdit("index", f, "# A heading"), false},
		{"another lock", "changed on disk", SourceEdit{Key: "index", ID: f.ID, Lock: "x", Text: "x"}, true},
		{"another text", "gone", SourceEdit{Key: "index", ID: "x", Lock: f.Lock, Text: "x"}, true},
		{"a class without a reason", "reason", SourceEdit{Key: "index", ID: f.ID, Lock: f.Lock, Text: "The count", Class: "cosmetic"}, false},
		{"no class", "cosmetic", SourceEdit{Key: "index", ID: f.ID, Lock: f.Lock, Text: "The count", Class: "huge", Reason: "why"}, false},
		{"no page", "no such page", sourceEdit("none", f, "x"), false},
		{"a broken message", "", sourceEdit(translation.MessagesName, authored(t, d, translation.MessagesName, "Good day"), "Good {{.day"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			saved, refused := d.SaveSource(c.edit)
			if refused == nil || refused.Conflict != c.conflict || !strings.Contains(refused.Message, c.says) || saved.Unseen {
				t.Errorf("%+v %+v", saved, refused)
			}
		})
	}
	if onDisk(d, "content/en/index.md") != sessionSource {
		t.Error("something was saved")
	}
}

// A typing mistake that is mended does not hide the change before it.
func TestSourceClassOfTheLastChange(t *testing.T) {
	d := testSession(t, true, nil)
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must", "may", 1))
	f := authored(t, d, "index", "Voting")
	e := sourceEdit("index", f, "Voting may stay secret forever.")
	e.Class, e.Reason = "cosmetic", "one word"
	saved, refused := d.SaveSource(e)
	if refused != nil || saved.Unseen {
		t.Fatalf("%+v %+v", saved, refused)
	}
	if s := shown(t, d, "index", "Voting"); s.State != translation.Stale || s.Class != translation.Normative {
		t.Errorf("it is %s, %s", s.State, s.Class)
	}
}

// A block keeps its id while other blocks come and go, so that what is typed for it is not taken for another's.
func TestSourceIDs(t *testing.T) {
	d := testSession(t, true, nil)
	f := authored(t, d, "index", "The count")
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "Voting must", "A new one.\n\nVoting must", 1))
	if again := authored(t, d, "index", "The count"); again.ID != f.ID {
		t.Errorf("%s was %s", again.ID, f.ID)
	}
	write(t, d, "content/en/index.md", sessionSource)
	if again := authored(t, d, "index", "The count"); again.ID != f.ID {
		t.Errorf("%s was %s", again.ID, f.ID)
	}
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "The count begins", "Counting begins", 1))
	_, refused := d.SaveSource(sourceEdit("index", f, "Mine."))
	if refused == nil || !refused.Conflict || !strings.HasPrefix(refused.Theirs, "Counting begins") {
		t.Errorf("%+v", refused)
	}
}

// statesOf are the states of the units of a page by their source texts, as a new look at the disk finds them.
func statesOf(t interface{ Fatalf(string, ...any) }, w *Workspace, key string, l locale.Tag) (out []string, count UnitCount) {
	c, ok := w.Translation(key, l)
	if !ok {
		t.Fatalf("%s of %s cannot be read", key, l)
	}
	count.add(&c)
	for _, m := range c.Matches {
		if m.Source >= 0 {
			out = append(out, fmt.Sprint(c.SourceSegments[m.Source].Text, ": ", m.State, " ", m.Class))
		}
	}
	slices.Sort(out)
	return out, count
}

// TestPromise: whatever an author does to the source, the translations that become outdated, or up to date, are those of which it
// was said before.
func TestPromise(t *testing.T) {
	words := []string{"Voting", "must", "may", "not", "stay", "secret", "12", "the rules", "[the rules](https://example.org/rules)", "**bold**", "for ever", ".", ","}
	rapid.Check(t, func(r *rapid.T) {
		d := testSession(t, true, nil)
		for range rapid.IntRange(1, 4).Draw(r, "edits") {
			key := rapid.SampledFrom([]string{"index", translation.MessagesName}).Draw(r, "page")
			p, _ := d.SourcePage(key)
			f := rapid.SampledFrom(p.Fields).Draw(r, "field")
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 7).Draw(r, "words"), " ")
			if rapid.Bool().Draw(r, "near") {
				text = f.Text + rapid.SampledFrom([]string{".", " again", " not", "!", ""}).Draw(r, "end")
			}
			e := sourceEdit(key, f, text)
			if e.Class = rapid.SampledFrom([]string{"", "", "cosmetic", "normative"}).Draw(r, "class"); e.Class != "" {
				e.Reason = "because"
			}
			was, _ := statesOf(r, openFolder(t, d.dir), nameOfPage(key), "fr")
			saved, refused := d.SaveSource(e)
			if refused != nil {
				continue
			}
			promised := saved.Effect
			if saved.Unseen {
				if now, _ := statesOf(r, openFolder(t, d.dir), nameOfPage(key), "fr"); !slices.Equal(was, now) {
					r.Fatalf("it was saved unseen")
				}
				e.Seen = promised.Seen
				if saved, refused = d.SaveSource(e); refused != nil || saved.Unseen {
					r.Fatalf("%q for %q: not saved: %+v", text, f.Text, refused)
				}
			}
			if len(promised.Locales) == 0 {
				continue // nothing changed
			}
			now, count := statesOf(r, openFolder(t, d.dir), nameOfPage(key), "fr")
			if count != promised.Locales[0].After {
				r.Fatalf("%q for %q: promised %+v, it is %+v", text, f.Text, promised.Locales[0].After, count)
			}
			for _, u := range promised.Locales[0].Units {
				line := fmt.Sprint(u.Source, ": ", u.State, " ", u.Class)
				at := slices.Index(now, line)
				if at < 0 {
					r.Fatalf("%q for %q: promised %s; it is\n%s", text, f.Text, line, strings.Join(now, "\n"))
				}
				now = slices.Delete(now, at, at+1)
			}
			for _, line := range now { // of all others the state is as before
				name := line
				if !saysState(was, name) && !strings.HasPrefix(line, text+": ") && !strings.Contains(line, f.Text) && key == "index" {
					r.Fatalf("%q for %q: nothing was said of %s; it was\n%s", text, f.Text, line, strings.Join(was, "\n"))
				}
			}
		}
	})
}

// saysState reports whether a unit had the state before, whatever the class.
func saysState(was []string, line string) bool {
	state := line[:strings.LastIndexByte(line, ' ')]
	return slices.ContainsFunc(was, func(w string) bool { return w[:strings.LastIndexByte(w, ' ')] == state })
}
