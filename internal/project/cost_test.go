package project

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/catalog"
	"vernacular/internal/checks"
	"vernacular/internal/exchange"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// A text that is saved costs one parse of the page as it becomes, one comparison and the checks of the one unit, whatever
// was asked before; the first one parses the page and its source besides.
func TestWhatASaveCosts(t *testing.T) {
	d := testSession(t, true, nil)
	for i, source := range []string{"Voting", "The count", "Voting"} {
		before := [3]int64{page.Parses.Load(), translation.Comparisons.Load(), checks.Runs.Load()}
		p, ok := d.Page("fr", "index")
		if !ok || len(p.Fields) != 6 {
			t.Fatalf("the page has %d texts", len(p.Fields))
		}
		shown := [3]int64{page.Parses.Load(), translation.Comparisons.Load(), checks.Runs.Load()}
		for _, f := range p.Fields {
			if strings.HasPrefix(f.Source, source) {
				saves(t, d, edit("index", f, fmt.Sprintf("Un texte nouveau, le numéro %c.", 'a'+i), true))
			}
		}
		parsed, compared, checked := page.Parses.Load()-shown[0], translation.Comparisons.Load()-shown[1], checks.Runs.Load()-shown[2]
		if parsed > 1 || compared != 1 || checked != 1 {
			t.Errorf("save %d parsed %d pages, compared %d times, checked %d units", i+1, parsed, compared, checked)
		}
		if all := page.Parses.Load() - before[0]; all > 3 || i > 0 && (all > 1 || shown[1] != before[1] || shown[2] != before[2]) {
			t.Errorf("with the page that was shown, save %d parsed %d pages", i+1, all)
		}
	}
}

// An import of a thousand messages parses the catalog twice: before and after.
func TestWhatAnImportCosts(t *testing.T) {
	var en, fr strings.Builder
	part := exchange.File{Name: translation.MessagesName}
	for i := range 1000 {
		fmt.Fprintf(&en, "m%d = \"Message %d\"\n", i, i)
		if i < 500 {
			fmt.Fprintf(&fr, "m%d = \"Ancien %d\"\n", i, i)
		}
		part.Units = append(part.Units, exchange.Entry{
			Unit:   translation.Unit{ID: fmt.Sprintf("m%d", i), Source: fmt.Sprintf("Message %d", i), Text: fmt.Sprintf("Le message %d", i)},
			Status: exchange.Translated,
		})
	}
	d := testSession(t, false, map[string]string{"locales/active.en.toml": en.String(), "locales/active.fr.toml": fr.String()})
	w := New(d.b)
	before := catalog.Parses.Load()
	out, err := w.Import("fr.po", exchange.Document{Source: "en", Target: "fr", Files: []exchange.File{part}}, "fr", ImportOptions{})
	if err != nil || out.Changed != 1000 || out.Accepted != 1000 || len(out.Problems) > 0 {
		t.Fatalf("%v, %d changed, %d accepted, %v", err, out.Changed, out.Accepted, out.Problems)
	}
	if n := catalog.Parses.Load() - before; n > 2 {
		t.Errorf("the catalog was parsed %d times", n)
	}
}

// A page is exported without a look at the others if no unit of it is missing; else the translation memory reads each once.
func TestWhatAnExportCosts(t *testing.T) {
	files := map[string]string{}
	for i := range 9 {
		files[fmt.Sprintf("content/en/p%d.md", i)] = fmt.Sprintf("# Page %d\n\nThe votes are counted in public.\n", i)
		files[fmt.Sprintf("content/fr/p%d.md", i)] = fmt.Sprintf("# Feuille %d\n\nLes voix sont comptées en public.\n", i)
	}
	files["content/fr/p1.md"] = "# Feuille 1\n"
	w := New(testSession(t, false, files).b)
	for name, most := range map[string]int64{"p0": 2, "p1": 2 + 2*20} {
		before := page.Parses.Load()
		doc, err := w.Export("fr", []string{name})
		if err != nil || len(doc.Files) != 1 {
			t.Fatalf("%s: %v, %d files", name, err, len(doc.Files))
		}
		if n := page.Parses.Load() - before; n > most {
			t.Errorf("the export of %s parsed %d pages", name, n)
		}
		if u := doc.Files[0].Units; name == "p1" && (len(u) < 2 || u[len(u)-1].Text != "Les voix sont comptées en public.") {
			t.Errorf("no suggestion: %+v", u)
		}
	}
}

// A page with many texts is shown without a check of those that are not shown, and each text is checked once. To find the source
// texts that have changed, none is read from the disk but theirs.
func TestWhatABigPageCosts(t *testing.T) {
	const units, changed = 500, 40
	d := bigSession(t, 1, units)
	source := string(d.b.Source("content/en/p0.md"))
	write(t, d, "content/en/p0.md", strings.Replace(source, "before noon", "before midnight", changed))
	runs := func(what string, want int64, do func()) {
		t.Helper()
		before := checks.Runs.Load()
		do()
		if n := checks.Runs.Load() - before; n != want {
			t.Errorf("%s: %d checks, want %d", what, n, want)
		}
	}
	var p Page
	show := func() {
		var ok bool
		if p, ok = d.Page("fr", "p0"); !ok || len(p.Fields) != units {
			t.Fatal(ok, len(p.Fields))
		}
	}
	part := make([]int, 100) // of which the first are outdated, and not checked
	for i := range part {
		part[i] = i
	}
	runs("the page", 0, show)
	runs("a part of it", 100-changed, func() { p.Check(part...) })
	if n := p.Unchecked(); n != units-100 {
		t.Errorf("%d texts are not checked", n)
	}
	runs("the page again", 0, show)
	runs("the same part", 0, func() { p.Check(part...) })
	runs("the rest", units-100, p.CheckAll)
	show()
	if n := p.Unchecked(); n != 0 {
		t.Errorf("%d texts are not checked after all were", n)
	}
	read := 0
	for file := range d.last.seen {
		if strings.HasPrefix(file, translation.Folder+"sources/") {
			read++
		}
	}
	if read != changed {
		t.Errorf("%d earlier source texts were read, and %d have changed", read, changed)
	}
}
