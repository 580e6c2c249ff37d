package exchange

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"vernacular/internal/cldr"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// editions makes a document of each locale of this repository's site, in every state.
func editions(t *testing.T) []Document {
	t.Helper()
	dirs, err := os.ReadDir("../../content")
	if err != nil {
		t.Fatal(err)
	}
	var out []Document
	for _, d := range dirs {
		tag, _, err := locale.Parse(d.Name())
		if err != nil || tag == "en" {
			continue
		}
		doc := Document{Source: "en", Target: tag, Project: "guidelines", Date: "2026-11-27T00:00:00Z"}
		names, _ := filepath.Glob("../../content/en/*.md")
		for _, name := range names {
			src, _ := os.ReadFile(name)
			own, err := os.ReadFile("../../content/" + d.Name() + "/" + filepath.Base(name))
			if err != nil {
				continue
			}
			en, _ := page.Parse("a.md", src, page.Options{})
			tr, _ := page.Parse("b.md", own, page.Options{})
			f := File{Name: strings.TrimSuffix(filepath.Base(name), ".md"), Original: "content/en/" + filepath.Base(name)}
			for i, b := range en.Blocks {
				u := Entry{Unit: translation.Unit{ID: string(b.Kind) + "-" + string(rune('a'+i%26)) + strings.Repeat("x", i/26), Kind: b.Kind, Source: b.Source}, Markdown: b.Kind != "code", Verbatim: b.Kind == "code"}
				if i < len(tr.Blocks) {
					u.Text, u.Status = tr.Blocks[i].Source, Translated
				}
				switch i % 5 {
				case 1:
					u.Status, u.Previous = Stale, "An *older* text with a [link](x.md)."
				case 2:
					u.Status, u.Text = Missing, ""
				case 3:
					u.Status, u.Suggestion, u.Score, u.Previous = Missing, true, 87, "A text that is alike."
				case 4:
					u.Status = Draft
				}
				f.Units = append(f.Units, u)
			}
			doc.Files = append(doc.Files, f)
		}
		m := Entry{Unit: translation.Unit{ID: "available_in", Kind: "message"}, Status: Translated, Plural: &Plural{Source: []Form{{"one", "{{.Count}} page"}, {"other", "{{.Count}} pages"}}}}
		for _, c := range tag.PluralForms() {
			m.Plural.Target = append(m.Plural.Target, Form{c, "{{.Count}} (" + c + ")"})
		}
		doc.Files = append(doc.Files, File{Name: "messages", Original: "locales/active.en.toml", Units: []Entry{m,
			{Unit: translation.Unit{ID: "contact", Kind: "message", Source: "Contact: {{.Address}}", Text: "→ {{.Address}} & “<x>”", Note: "An address"}, Status: Translated}}})
		out = append(out, doc)
	}
	if len(out) < 39 {
		t.Fatalf("only %d editions", len(out))
	}
	return out
}

// bare leaves out what reading adds.
func bare(d Document) Document {
	d.Date = ""
	d.Project = ""
	for i := range d.Files {
		f := &d.Files[i]
		f.Units = append([]Entry(nil), f.Units...)
		for j := range f.Units {
			f.Units[j].Pos, f.Units[j].Loose = diag.Pos{}, false
		}
	}
	return d
}

// TestXLIFFComesBack writes every edition, and reads the very same document.
func TestXLIFFComesBack(t *testing.T) {
	for _, want := range editions(t) {
		data, err := WriteXLIFF(want)
		if err != nil {
			t.Fatal(err)
		}
		got, ds := ReadXLIFF("a.xlf", data)
		if len(ds) > 0 {
			t.Fatalf("%s: %v", want.Target, ds)
		}
		g, w := bare(got), bare(want)
		for i := range w.Files {
			for j := range w.Files[i].Units {
				if !reflect.DeepEqual(g.Files[i].Units[j], w.Files[i].Units[j]) {
					t.Fatalf("%s:\n got %+v\nwant %+v", want.Target, g.Files[i].Units[j], w.Files[i].Units[j])
				}
			}
		}
	}
}

// TestPOComesBack writes every edition and reads ids, texts and what needs work.
func TestPOComesBack(t *testing.T) {
	for _, want := range editions(t) {
		data, err := WritePO(want)
		if err != nil {
			t.Fatal(err)
		}
		got, ds := ReadPO("a.po", data)
		if len(ds) > 0 || len(got.Files) != len(want.Files) {
			t.Fatalf("%s: %v", want.Target, ds)
		}
		for i, f := range want.Files {
			for j, w := range f.Units {
				g := got.Files[i].Units[j]
				if g.ID != w.ID || g.Source != w.Source || g.Text != w.Text || g.needsWork() != w.needsWork() || !reflect.DeepEqual(g.Plural, w.Plural) {
					t.Fatalf("%s:\n got %+v\nwant %+v", want.Target, g, w)
				}
			}
		}
	}
}

func need(t *testing.T, tool, what string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("install %s", what)
		}
		t.Skipf("install %s", what)
	}
	return path
}

// TestEveryClauseDependsOnTheNumber looks for a category of plural that all whole numbers have: its clause would be
// left out of Plural-Forms.
func TestEveryClauseDependsOnTheNumber(t *testing.T) {
	for _, tag := range cldr.Tags() {
		rule, _ := cldr.PluralRule(tag)
		for _, c := range rule.Clauses() {
			if _, value := conditionInC(c.When); value == always {
				t.Errorf("%s: every whole number is %q", tag, c.Form)
			}
		}
	}
}

// TestGettextAccepts gives every edition's PO to GNU msgfmt and msgcat, and an edit by real msgattrib and msgmerge back to us.
func TestGettextAccepts(t *testing.T) {
	msgfmt := need(t, "msgfmt", "gettext (Debian package gettext)")
	dir := t.TempDir()
	for _, d := range editions(t) {
		data, err := WritePO(d)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, string(d.Target)+".po")
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(msgfmt, "-c", "-o", os.DevNull, file).CombinedOutput(); err != nil {
			t.Errorf("msgfmt -c: %s", out)
		}
		merged := filepath.Join(dir, "merged.po")
		if out, err := exec.Command("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, file, file).CombinedOutput(); err != nil {
			t.Fatalf("msgmerge: %s", out)
		}
		wrapped, err := exec.Command("msgattrib", "--clear-fuzzy", "--width=40", "--sort-output", merged).Output()
		if err != nil {
			t.Fatalf("msgattrib: %v", err)
		}
		got, ds := ReadPO("wrapped.po", wrapped)
		if diag.HasErrors(ds) {
			t.Fatalf("%s: %v", d.Target, ds)
		}
		units := map[string]Entry{}
		for _, f := range got.Files {
			for _, u := range f.Units {
				units[f.Name+":"+u.ID] = u
			}
		}
		for _, f := range d.Files {
			for _, w := range f.Units {
				g, ok := units[f.Name+":"+w.ID]
				if !ok || g.Source != w.Source || g.Text != w.Text || !reflect.DeepEqual(g.Plural, w.Plural) || g.Text != "" && g.needsWork() {
					t.Fatalf("%s: after msgattrib\n got %+v\nwant %+v", d.Target, g, w)
				}
			}
		}
	}
}

// secondReader compares what ilib-xliff read. It keeps no inline code, and of a file that has groups it reads nothing
// else: so those of pages that have no markup must be there with their words.
func secondReader(t *testing.T, d Document, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var read []struct {
		File, ID, TargetLocale string
		Source, Target         any // nil of a missing one
	}
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	type key struct{ file, id string }
	units := map[key][2]any{}
	for _, u := range read {
		if u.TargetLocale != string(d.Target) {
			t.Fatalf("%s: read as %s", d.Target, u.TargetLocale)
		}
		units[key{u.File, u.ID}] = [2]any{u.Source, u.Target}
	}
	plain, pages := 0, 0
	for _, f := range d.Files {
		if !strings.HasSuffix(f.Original, ".md") {
			continue
		}
		for _, w := range f.Units {
			pages++
			if strings.ContainsAny(w.Source+w.Text, "*`[<&\\\n@") {
				continue
			}
			plain++
			want := [2]any{w.Source, nil}
			if w.Text != "" {
				want[1] = w.Text
			}
			if got, ok := units[key{f.Original, w.ID}]; !ok || got != want {
				t.Errorf("%s %s: read %q, want %q", d.Target, w.ID, got, want)
			}
		}
	}
	if plain < 20 || pages < 50 {
		t.Errorf("%s: only %d of %d units compared", d.Target, plain, pages)
	}
}

// TestNpmReaders has npm's xliff and gettext-parser read every edition, and reads what they write. ilib-xliff, which
// shares no code with xliff, says what it read.
func TestNpmReaders(t *testing.T) {
	node := need(t, "node", "Node.js 20")
	if _, err := os.Stat("node_modules/xliff"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("run npm ci in internal/exchange")
		}
		t.Skip("run npm ci in internal/exchange")
	}
	dir := t.TempDir()
	docs := editions(t)
	for _, d := range docs {
		x, err := WriteXLIFF(d)
		if err != nil {
			t.Fatal(err)
		}
		po, err := WritePO(d)
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(filepath.Join(dir, string(d.Target)+".xlf"), x, 0o666)
		os.WriteFile(filepath.Join(dir, string(d.Target)+".po"), po, 0o666)
	}
	out, err := exec.Command(node, "testdata/readers.mjs", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, d := range docs {
		back, err := os.ReadFile(filepath.Join(dir, string(d.Target)+".xlf.back"))
		if err != nil {
			t.Fatal(err)
		}
		got, ds := ReadXLIFF("back.xlf", back)
		if diag.HasErrors(ds) {
			t.Fatalf("%s: %v", d.Target, ds)
		}
		secondReader(t, d, filepath.Join(dir, string(d.Target)+".xlf.json"))
		found := 0
		for i, f := range d.Files {
			for _, w := range f.Units {
				for _, g := range got.Files[min(i, len(got.Files)-1)].Units {
					if g.ID == w.ID && w.Plural == nil {
						found++
						want := w.Text
						if w.ID == "contact" {
							want = "Edited: {{.Address}}"
						}
						// The package sets each tag on a line of its own, see Entry.Loose.
						if strings.Join(strings.Fields(g.Text), "") != strings.Join(strings.Fields(want), "") || !g.Loose && g.Text != want {
							t.Errorf("%s %s: got %q, want %q", d.Target, w.ID, g.Text, want)
						}
					}
				}
			}
		}
		if found < 50 {
			t.Errorf("%s: only %d units came back", d.Target, found)
		}
	}
	for _, d := range docs {
		back, _ := os.ReadFile(filepath.Join(dir, string(d.Target)+".po.back"))
		if _, ds := ReadPO("back.po", back); diag.HasErrors(ds) {
			t.Errorf("%s: %v", d.Target, ds)
		}
	}
}
