package project

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// pairingTexts are few, so that a page has the same text several times.
var pairingTexts = []string{
	"First point", "Second point", "The office opens at nine and closes at five.", "Bring a letter with you.",
	"Write to us for help.\\\nWe answer.", "Questions", "Voters choose freely among all the lists that stand.",
}

// drawPages returns a source page and a translation of it, in which some is missing, the same elsewhere, or added.
func drawPages(t *rapid.T) (en, fr string) {
	e, f := strings.Builder{}, strings.Builder{}
	fmt.Fprint(&e, "# Vote\n\n")
	fmt.Fprint(&f, "# Voter\n\n")
	skipFrom := 100
	n := rapid.IntRange(2, 7).Draw(t, "elements")
	if rapid.IntRange(0, 3).Draw(t, "begun") == 0 {
		skipFrom = rapid.IntRange(0, n).Draw(t, "from") // a page that is translated so far
	}
	own := func(source string) string {
		if rapid.Bool().Draw(t, "same") {
			return fmt.Sprintf("Texte %d", slices.Index(pairingTexts, source))
		}
		return fmt.Sprintf("Phrase %d, %s", rapid.IntRange(0, 99).Draw(t, "n"), strings.Repeat("mot ", strings.Count(source, " "))+"fin")
	}
	for i := range n {
		has := i < skipFrom && rapid.IntRange(0, 5).Draw(t, "has") > 0
		text := rapid.SampledFrom(pairingTexts).Draw(t, "text")
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); kind {
		case 0, 1:
			mark := strings.Repeat("## ", kind)
			if kind == 1 {
				text = "Questions"
			}
			fmt.Fprintf(&e, "%s%s\n\n", mark, text)
			if has {
				fmt.Fprintf(&f, "%s%s\n\n", mark, own(text))
			}
		default:
			listed := false
			for range rapid.IntRange(2, 4).Draw(t, "items") {
				item := rapid.SampledFrom(pairingTexts[:4]).Draw(t, "item")
				fmt.Fprintf(&e, "- %s\n", item)
				if has && rapid.IntRange(0, 7).Draw(t, "hasItem") > 0 {
					fmt.Fprintf(&f, "- %s\n", own(item))
					listed = true
				}
			}
			fmt.Fprint(&e, "\nBetween the lists.\n\n")
			if listed {
				fmt.Fprint(&f, "\nEntre les listes.\n\n")
			}
		}
		if has && rapid.IntRange(0, 9).Draw(t, "added") == 0 {
			fmt.Fprint(&f, "Un ajout de la traductrice.\n\n")
		}
	}
	return e.String(), f.String()
}

// texts returns what the blocks of a page say.
func texts(src string) (out []string) {
	doc, _ := page.Parse(sessionFile, []byte(src), page.Options{})
	for _, b := range doc.Blocks {
		out = append(out, translation.Unwrap(b.Source))
	}
	return out
}

// less returns the texts that are not among others, each as often as it is too many.
func less(list, others []string) (out []string) {
	count := map[string]int{}
	for _, t := range others {
		count[t]++
	}
	for _, t := range list {
		if count[t]--; count[t] < 0 {
			out = append(out, t)
		}
	}
	return out
}

// allFiles returns the files of a session's site, by path.
func allFiles(t testing.TB, dir string) map[string]string {
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// bareSession is a session on a site of one page.
func bareSession(t testing.TB, en, fr string) *Session {
	t.Helper()
	s := &Session{dir: t.TempDir(), pages: &pageFiles{}}
	write(t, s, "content/en/index.md", en)
	write(t, s, sessionFile, fr)
	var err error
	if s.src, err = source.Open(s.dir, source.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.src.Close() })
	s.b = openFolder(t, s.dir).b
	return s
}

func TestASaveLeavesAllOtherTextsWhereTheyAre(t *testing.T) {
	saved, refusals := 0, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		en, fr := drawPages(rt)
		if rapid.Bool().Draw(rt, "CRLF") {
			en, fr = strings.ReplaceAll(en, "\n", "\r\n"), strings.ReplaceAll(fr, "\n", "\r\n")
		}
		d := bareSession(t, en, fr)
		if rapid.IntRange(0, 2).Draw(rt, "accepted") == 0 {
			w := openFolder(t, d.dir)
			ts, _, err := w.Find("fr", nil)
			if err != nil {
				rt.Fatal(err)
			}
			if out, err := w.Accept(ts, AcceptOptions{}); err == nil {
				if err := Commit(d.dir, "accept", out.Changes); err != nil {
					rt.Fatal(err)
				}
			}
		}
		for n := range 3 {
			p, ok := d.Page("fr", "index")
			if !ok {
				rt.Fatal("the page cannot be read")
			}
			f := rapid.SampledFrom(p.Fields).Draw(rt, "field")
			text := []string{"Un nouveau texte", "Encore un texte", "Le dernier texte"}[n] // without numbers, which the source would have to have
			if f.Kind == page.KindParagraph && rapid.Bool().Draw(rt, "break") {
				text += rapid.SampledFrom([]string{"\\\n", "  \n"}).Draw(rt, "sign") + "et sa suite"
			}
			e := edit("index", f, text, f.Source != "" && rapid.Bool().Draw(rt, "accept"))
			if rapid.Bool().Draw(rt, "blanks") {
				e.Text = " " + text + " \n"
			}
			before := allFiles(t, d.dir)
			got, refused := d.Save(e)
			after := allFiles(t, d.dir)
			if refused != nil {
				refusals[refused.Message]++
				if !maps.Equal(before, after) {
					rt.Fatalf("%q: refused (%s), and files have changed", text, refused.Message)
				}
				continue
			}
			saved++
			if got.Field.Text != text {
				rt.Fatalf("%q: the field shows %q", text, got.Field.Text)
			}
			file := filepath.Join(d.dir, filepath.FromSlash(sessionFile))
			checkOthers(rt, d, p, f, text, before[file], after[file])
		}
	})
	for message, n := range refusals {
		t.Logf("%d of %d: %s", n, saved+n, message)
	}
}

// checkOthers fails unless all fields but f show what they showed, and the file has all texts but that of f, and the new one.
func checkOthers(t *rapid.T, d *Session, before Page, f Field, text, was, is string) {
	now, _ := d.Page("fr", "index")
	d.last = nil // what the session remembers is what the files say
	read, _ := d.Page("fr", "index")
	for i := range read.Fields {
		if i >= len(now.Fields) || read.Fields[i].ID != now.Fields[i].ID || read.Fields[i].Text != now.Fields[i].Text || read.Fields[i].State != now.Fields[i].State {
			t.Fatalf("the page is told in another way when it is read again:\n%s", list(read))
		}
	}
	byID := map[string]Field{}
	for _, o := range now.Fields {
		byID[o.ID] = o
	}
	for _, o := range before.Fields {
		if o.ID == f.ID || o.Source == "" {
			continue
		}
		after, ok := byID[o.ID]
		repeats := o.Text == "" && after.Shared || o.Shared && o.State == translation.Fresh // of another one, which may be the saved
		if !ok || after.Source != o.Source || after.Text != o.Text && !repeats || o.Unrecorded && after.State == translation.Fresh && !after.Unrecorded {
			t.Fatalf("%q was saved beside %q, and %q showed %q (%s) and shows %q (%s)\nbefore\n%s\nafter\n%s\nfile before:\n%s\nfile after:\n%s\n", text, f.Source, o.Source, o.Text, o.State, after.Text, after.State, list(before), list(now), was, is)
		}
	}
	had, has := texts(was), texts(is)
	if lost := less(had, has); len(lost) > 1 || len(lost) == 1 && lost[0] != f.Text && f.State != translation.Missing {
		t.Fatalf("%q was saved in the place of %q, and lost are %q\nbefore\n%s\nfile before:\n%s\nfile after:\n%s", text, f.Text, lost, list(before), was, is)
	}
	if !slices.Contains(has, text) {
		t.Fatalf("%q is not in the file:\n%s", text, is)
	}
	if strings.Contains(was, "\r\n") && strings.Count(is, "\n") != strings.Count(is, "\r\n") {
		t.Fatalf("the ends of lines are mixed: %q", is)
	}
}

func list(p Page) string {
	var b strings.Builder
	for _, f := range p.Fields {
		fmt.Fprintf(&b, "  %s %s: %q: %q\n", f.ID, f.State, f.Source, f.Text)
	}
	return b.String()
}

const repeatedList = "# Vote\n\n- First point\n- Second point\n- First point\n\nLine one\\\nLine two\n\nAlpha street  \nBeta town\n"

func TestTextsThatReadTheSameKeepTheirTranslations(t *testing.T) {
	d := bareSession(t, repeatedList, "# Voter\n\n- Point un\n- Point deux\n- Point trois\n\nLigne une\\\nLigne deux\n\nRue Alpha  \nVille\n")
	item := func(n int) Field {
		p, _ := d.Page("fr", "index")
		return p.Fields[n]
	}
	for n, text := range []string{"Premier enregistrement", "Deuxième enregistrement"} {
		saves(t, d, edit("index", item(3), text, true))
		if a, b := item(1), item(2); a.Text != "Point un" || b.Text != "Point deux" || !a.Unrecorded || !b.Unrecorded {
			t.Errorf("after save %d the others are %+v, %+v", n+1, a, b)
		}
		if got := onDisk(d, sessionFile); !strings.Contains(got, "- Point un\n- Point deux\n- "+text+"\n") {
			t.Errorf("after save %d the file is\n%s", n+1, got)
		}
	}
}

func TestASaveKeepsLineBreaksAndDropsBlanks(t *testing.T) {
	for _, c := range []struct{ name, was, typed, want string }{
		{"a backslash", "Ligne une", "Ligne une ici\\\nLigne deux", "Ligne une ici\\\nLigne deux"},
		{"two blanks", "Rue", "Grande rue  \nVille", "Grande rue  \nVille"},
		{"blanks at the ends", "Rue", "  Rue  \nGrande ville \n", "Rue  \nGrande ville"},
		{"lines that only wrap", "Rue", "Rue  \nGrande\nville", "Rue  \nGrande ville"},
		{"a blank at the end of an item", "Point", "Point final ", "Point final"},
		{"a blank before a heading", "Voter", " Voter ici", "Voter ici"},
	} {
		for _, recorded := range []bool{true, false} {
			d := bareSession(t, repeatedList, "# Voter\n\n- Point un\n- Point deux\n- Point trois\n\nLigne une\\\nLigne deux\n\nRue Alpha  \nVille\n")
			find := func(begin string) Field {
				p, _ := d.Page("fr", "index")
				i := slices.IndexFunc(p.Fields, func(f Field) bool { return strings.HasPrefix(f.Text, begin) })
				return p.Fields[i]
			}
			if recorded {
				for _, begin := range []string{"Voter", "Ligne", "Rue"} {
					f := find(begin)
					saves(t, d, edit("index", f, f.Text, true))
				}
			}
			got, refused := d.Save(edit("index", find(c.was), c.typed, true))
			if refused != nil {
				t.Errorf("%s: refused: %s (%s)", c.name, refused.Message, refused.Hint)
			} else if got.Field.Text != c.want || !strings.Contains(onDisk(d, sessionFile), c.want+"\n") {
				t.Errorf("%s: the field has %q, the file\n%s", c.name, got.Field.Text, onDisk(d, sessionFile))
			}
		}
	}
}

func TestAnEmptyLineInAPassageIsRefused(t *testing.T) {
	d := testSession(t, true, nil)
	s := shown(t, d, "index", "Voting")
	_, refused := d.Save(edit("index", s, "Le vote est secret.\n \nPour toujours.", true))
	if refused == nil || refused.Message != "an empty line would make two passages of it; this is one" {
		t.Errorf("the refusal is %+v", refused)
	}
	if onDisk(d, sessionFile) != sessionTarget {
		t.Error("the file has changed")
	}
}

func TestATextBesideSeveralPassagesIsNotOverwritten(t *testing.T) {
	const fr = "# Vote\n\n## Bureaux\n\nUn seul paragraphe, qui dit tout des bureaux et des lettres et des heures du vote de la commune.\n\n## Fin\n\nLa fin.\n"
	d := bareSession(t, "# Vote\n\n## Offices\n\nThe offices open on Sunday morning.\n\nBring the letter with you to the office.\n\nThe hours are on the letter of the commune.\n\n## End\n\nThe end.\n", fr)
	p, _ := d.Page("fr", "index")
	var shared []Field
	for _, f := range p.Fields {
		if strings.HasPrefix(f.Text, "Un seul") {
			shared = append(shared, f)
		}
	}
	if len(shared) < 2 {
		t.Fatalf("the text stands beside one passage: %s", list(p))
	}
	for i := range shared {
		d := bareSession(t, onDisk(d, "content/en/index.md"), fr)
		p, _ := d.Page("fr", "index")
		f := p.Fields[slices.IndexFunc(p.Fields, func(f Field) bool { return f.ID == shared[i].ID })]
		saved, refused := d.Save(edit("index", f, "Un texte nouveau.", true))
		if refused != nil {
			t.Errorf("%d: refused: %s", i, refused.Message)
			continue
		}
		if got := onDisk(d, sessionFile); !strings.Contains(got, "Un seul paragraphe") || !strings.Contains(got, "Un texte nouveau.") || !strings.Contains(saved.Note, "stays in the file") {
			t.Errorf("%d: the note is %q, the file\n%s", i, saved.Note, got)
		}
	}
}
