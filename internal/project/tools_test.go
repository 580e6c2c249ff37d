package project

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// The tests in this file give the site of this repository to the tools that translators have, and take back what these
// write: what nobody edited changes no byte of the site, and one edited text changes one line.

// needTool skips the test, or fails it on a machine that must have all tools.
func needTool(t *testing.T, tool, what string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("install %s", what)
		}
		t.Skipf("install %s", what)
	}
}

// runTool runs a program in a folder, with a home of its own.
func runTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = dir
	c.Env = append(os.Environ(), "HOME="+t.TempDir(), "LC_ALL=C.UTF-8")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// sent is a file that was given to a tool.
type sent struct {
	tag   locale.Tag
	name  string // of the file
	unit  string // the one that was edited, "" for none
	text  string // its new text
	parts []string
}

// The units that are edited: a message, and a heading of a page.
var editedUnits = []string{"messages:skip_to_content", "index:heading-e01d77b4"}

// everyEdition is all locales of the site but its source.
func everyEdition(w *Workspace) (tags []locale.Tag) {
	o, _ := w.Overview()
	for _, l := range o.Locales {
		if l.Tag != o.Source {
			tags = append(tags, l.Tag)
		}
	}
	return tags
}

// send writes the editions into a folder, and of each one with one text edited for each of editedUnits that is among parts.
func send(t *testing.T, w *Workspace, dir, ext string, write func(exchange.Document) ([]byte, error), tags []locale.Tag, parts ...string) (list []sent) {
	t.Helper()
	for _, tag := range tags {
		doc, err := w.Export(tag, parts)
		if err != nil {
			t.Fatal(err)
		}
		put := func(suffix, unit string, doc exchange.Document) {
			data, err := write(doc)
			if err != nil {
				t.Fatal(err)
			}
			s := sent{tag: tag, name: string(tag) + suffix + ext, unit: unit, parts: parts}
			if unit != "" {
				_, u := unitOf(t, doc, unit)
				s.text = u.Text
			}
			if err := os.WriteFile(filepath.Join(dir, s.name), data, 0o666); err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
		put("", "", doc)
		for i, unit := range editedUnits {
			f, u := unitOf(t, doc, unit)
			if u == nil {
				continue
			}
			was, state := u.Text, u.Status
			u.Text, u.Status = was+"…", exchange.Translated
			put(fmt.Sprintf("-edit%d", i), f+":"+u.ID, doc)
			u.Text, u.Status = was, state
		}
	}
	return list
}

// unitOf finds a unit by the name of its file and its id, nil if the document has not that file.
func unitOf(t *testing.T, doc exchange.Document, unit string) (file string, u *exchange.Entry) {
	t.Helper()
	file, id, _ := strings.Cut(unit, ":")
	for i, f := range doc.Files {
		if f.Name != file {
			continue
		}
		for j := range f.Units {
			if f.Units[j].ID == id {
				return file, &doc.Files[i].Units[j]
			}
		}
		t.Fatalf("%s: no unit %s; the test is to edit another one", doc.Target, unit)
	}
	return file, nil
}

// takeBack imports what a tool has made of the files.
func takeBack(t *testing.T, w *Workspace, dir, ext string, list []sent, o ImportOptions) {
	t.Helper()
	for _, s := range list {
		name := strings.TrimSuffix(s.name, filepath.Ext(s.name)) + ext
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		doc, ds := exchange.Read(name, data)
		if diag.HasErrors(ds) || doc.Target != s.tag {
			t.Errorf("%s is in %q: %v", name, doc.Target, ds)
			continue
		}
		out, err := w.Import(name, doc, s.tag, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Problems) > 0 {
			t.Errorf("%s: %v", name, out.Problems)
		}
		judge(t, name, s, out)
	}
}

// judge says whether an import changes what it should: nothing, or the line of the text that was edited, and its record.
func judge(t *testing.T, name string, s sent, out Imported) {
	t.Helper()
	if s.unit == "" {
		if len(out.Changes) > 0 || out.Changed > 0 || out.Accepted > 0 {
			t.Errorf("%s was not edited, and changes %d files, %d texts, accepts %d", name, len(out.Changes), out.Changed, out.Accepted)
		}
		return
	}
	texts := 0
	for _, c := range out.Changes {
		if strings.HasPrefix(c.Path, translation.Folder) {
			continue
		}
		texts++
		old, now := strings.Split(string(c.Was), "\n"), strings.Split(string(c.Data), "\n")
		differ := 0
		for i := range min(len(old), len(now)) {
			if old[i] != now[i] {
				differ++
				if !strings.Contains(now[i], s.text) {
					t.Errorf("%s: %s:%d is %q", name, c.Path, i+1, now[i])
				}
			}
		}
		if differ != 1 || len(old) != len(now) {
			t.Errorf("%s: %d lines of %s differ; one text was edited", name, differ, c.Path)
		}
	}
	if texts != 1 || out.Changed != 1 {
		t.Errorf("%s changes %d files and %d texts; one text was edited", name, texts, out.Changed)
	}
}

// TestGettextRoundTrip has GNU gettext merge, wrap and sort every edition, with a text edited and without.
func TestGettextRoundTrip(t *testing.T) {
	needTool(t, "msgmerge", "gettext (Debian package gettext)")
	w := openFolder(t, "../..")
	dir, back := t.TempDir(), t.TempDir()
	list := send(t, w, dir, ".po", exchange.WritePO, everyEdition(w))
	for i, s := range list {
		to := filepath.Join(back, s.name)
		switch i % 3 {
		case 0:
			runTool(t, dir, "msgcat", "--output-file="+to, s.name)
		case 1:
			runTool(t, dir, "msgmerge", "--quiet", "--output-file="+to, s.name, s.name)
		case 2:
			runTool(t, dir, "msgattrib", "--sort-output", "--width=40", "--output-file="+to, s.name)
		}
	}
	takeBack(t, w, back, ".po", list, ImportOptions{})
}

const toolkit = "the translate toolkit (Debian package translate-toolkit)"

// TestToolkitRoundTrip has the translate toolkit turn every edition from PO into XLIFF and back; both come back to the site.
// The source has been edited, so that texts in every state go out.
func TestToolkitRoundTrip(t *testing.T) {
	needTool(t, "po2xliff", toolkit)
	for name, w := range map[string]*Workspace{"shipped": openFolder(t, "../.."), "edited": openCopy(t)} {
		t.Run(name, func(t *testing.T) {
			po, xliff, back := t.TempDir(), t.TempDir(), t.TempDir()
			list := send(t, w, po, ".po", exchange.WritePO, everyEdition(w))
			runTool(t, po, "po2xliff", "--progress=none", "-i", po, "-o", xliff)
			runTool(t, po, "xliff2po", "--progress=none", "-i", xliff, "-o", back)
			takeBack(t, w, xliff, ".xliff", list, ImportOptions{})
			takeBack(t, w, back, ".po", list, ImportOptions{})
		})
	}
}

// TestToolkitSheets has the translate toolkit turn the pages from PO into CSV and back. Messages with plural forms are not
// among them: csv2po 3.8.4 writes these without their quotation marks, and no program can read them.
func TestToolkitSheets(t *testing.T) {
	needTool(t, "csv2po", toolkit)
	w := openFolder(t, "../..")
	o, _ := w.Overview()
	po, sheets, back := t.TempDir(), t.TempDir(), t.TempDir()
	list := send(t, w, po, ".po", exchange.WritePO, everyEdition(w), o.Keys...)
	runTool(t, po, "po2csv", "--progress=none", "-i", po, "-o", sheets)
	runTool(t, po, "csv2po", "--progress=none", "-t", po, "-i", sheets, "-o", back)
	takeBack(t, w, back, ".po", list, ImportOptions{})
}

// TestToolkitCounts compares how many texts the translate toolkit finds in every edition, and in which state, with ours. The
// source has been edited, so that there are some in every state.
func TestToolkitCounts(t *testing.T) {
	needTool(t, "pocount", toolkit)
	w := openCopy(t)
	dir := t.TempDir()
	want := map[string][3]int{}
	var names []string
	for _, tag := range everyEdition(w) {
		doc, err := w.Export(tag, nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := exchange.WritePO(doc)
		if err != nil {
			t.Fatal(err)
		}
		name := string(tag) + ".po"
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
		want[name] = countEntries(doc)
		names = append(names, name)
	}
	c := exec.Command("pocount", append([]string{"--csv"}, names...)...)
	c.Dir = dir
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := [3]int{}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range lines[1:] {
		cells := strings.Split(line, ",")
		got := [3]int{}
		for i, column := range []int{1, 4, 6} { // translated, fuzzy, untranslated
			got[i], _ = strconv.Atoi(strings.TrimSpace(cells[column]))
			seen[i] += got[i]
		}
		if got != want[cells[0]] {
			t.Errorf("%s: the toolkit counts %v translated, fuzzy and untranslated texts, and we %v", cells[0], got, want[cells[0]])
		}
	}
	if len(lines) != 1+len(names) || seen[0] == 0 || seen[1] == 0 || seen[2] == 0 {
		t.Errorf("%d files, %v texts", len(lines)-1, seen)
	}
}

// countEntries counts the entries of PO that a document has: translated, fuzzy, untranslated. A plural form for which
// gettext has no number is an entry of its own.
func countEntries(doc exchange.Document) (n [3]int) {
	for _, f := range doc.Files {
		for _, u := range f.Units {
			state := 0
			switch {
			case u.Text == "" && (u.Plural == nil || len(u.Plural.Target) == 0):
				state = 2
			case u.Status.NeedsWork():
				state = 1
			}
			n[state]++
			if u.Plural == nil {
				continue
			}
			for _, c := range doc.Target.PluralForms() {
				if exchange.WithoutNumber(doc.Target, c) {
					n[state]++
				}
			}
		}
	}
	return n
}

// structural are the checks of pofilter that say of a text that it is broken. The others are of style, and those of English:
// capitals, quotation marks, stops and brackets stand otherwise in other languages.
var structural = []string{"blank", "compendiumconflicts", "emails", "escapes", "filepaths", "isfuzzy", "newlines", "nplurals", "options", "printf", "pythonbraceformat",
	"tabs", "untranslated", "urls", "variables", "xmltags", "endwhitespace", "startwhitespace", "kdecomments"}

// TestToolkitFilter has pofilter look for broken texts in every edition.
func TestToolkitFilter(t *testing.T) {
	needTool(t, "pofilter", toolkit)
	w := openFolder(t, "../..")
	dir, found := t.TempDir(), t.TempDir()
	send(t, w, dir, ".po", exchange.WritePO, everyEdition(w))
	args := []string{"pofilter", "--progress=none", "-i", dir, "-o", found}
	for _, f := range structural {
		args = append(args, "-t", f)
	}
	runTool(t, dir, args...)
	files, _ := filepath.Glob(found + "/*")
	for _, file := range files {
		data, _ := os.ReadFile(file)
		t.Errorf("%s: %s", filepath.Base(file), data)
	}
	// What is broken is found: the test can fail.
	broken := strings.Replace(readFile(t, dir+"/fr.po"), "](ifes.org) (IFES)", "](ifes.org) <b>(IFES)", 1)
	if err := os.WriteFile(dir+"/fr.po", []byte(broken), 0o666); err != nil {
		t.Fatal(err)
	}
	runTool(t, dir, args...)
	if files, _ := filepath.Glob(found + "/fr.po"); len(files) != 1 {
		t.Error("pofilter finds no mistake in a broken text")
	}
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestNpmRoundTrip has the package xliff of npm, on which many tools of web projects are built, read and write every edition
// as XLIFF 1.2 and 2.0.
func TestNpmRoundTrip(t *testing.T) {
	needTool(t, "node", "Node.js 20")
	if _, err := os.Stat("../exchange/node_modules/xliff"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("run npm ci in internal/exchange")
		}
		t.Skip("run npm ci in internal/exchange")
	}
	w := openFolder(t, "../..")
	for version, write := range map[string]func(exchange.Document) ([]byte, error){"1.2": exchange.WriteXLIFF12, "2.0": exchange.WriteXLIFF} {
		t.Run(version, func(t *testing.T) {
			dir := t.TempDir()
			list := send(t, w, dir, ".xlf", write, everyEdition(w))
			runTool(t, "../exchange", "node", "testdata/rewrite.mjs", version, dir)
			takeBack(t, w, dir, ".xlf", list, ImportOptions{})
		})
	}
}

// TestToolkitMemory has the translate toolkit make a translation memory of every edition's PO, and finds the pairs of every
// translated text in it.
func TestToolkitMemory(t *testing.T) {
	needTool(t, "po2tmx", toolkit)
	w := openFolder(t, "../..")
	o, _ := w.Overview()
	dir := t.TempDir()
	for _, s := range send(t, w, dir, ".po", exchange.WritePO, everyEdition(w), o.Keys...) {
		if s.unit != "" {
			continue
		}
		runTool(t, dir, "po2tmx", "--progress=none", "--language="+string(s.tag), "-i", s.name, "-o", string(s.tag)+".tmx")
		data, err := os.ReadFile(filepath.Join(dir, string(s.tag)+".tmx"))
		if err != nil {
			t.Fatal(err)
		}
		m, ds := exchange.ReadTMX("a.tmx", data)
		if len(ds) > 0 {
			t.Errorf("%s: %v", s.tag, ds)
		}
		has := map[[2]string]bool{}
		for _, p := range m.Pairs(func(l locale.Tag) bool { return l == "en" }, func(l locale.Tag) bool { return l == s.tag }) {
			has[[2]string{p.Source, p.Target}] = true
		}
		doc, err := w.Export(s.tag, o.Keys)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range doc.Files {
			for _, u := range f.Units {
				if u.Text != "" && !u.Status.NeedsWork() && !has[[2]string{u.Source, u.Text}] {
					t.Errorf("%s: the memory lacks %q", s.tag, u.Source)
				}
			}
		}
	}
}

// fewEditions are those that tools which need seconds for each are tried with: right to left, CJK, a plural form for which
// gettext has no number.
var fewEditions = []locale.Tag{"ar", "ja", "fr"}

// omegatProject is the project file of OmegaT, for a target language.
const omegatProject = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>%s</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
`

// TestOmegaTRoundTrip has OmegaT, on its console, make the target files of projects of PO and XLIFF 1.2 with our translation
// memory. Each file is a project of its own: within one, OmegaT has one translation for a source text.
func TestOmegaTRoundTrip(t *testing.T) {
	needTool(t, "omegat", "OmegaT (Debian package omegat)")
	w := openFolder(t, "../..")
	for _, tag := range fewEditions {
		for ext, write := range map[string]func(exchange.Document) ([]byte, error){".po": exchange.WritePO, ".xlf": exchange.WriteXLIFF12} {
			files := t.TempDir()
			list := send(t, w, files, ext, write, []locale.Tag{tag})
			for _, s := range list[:2] {
				back := omegat(t, w, tag, filepath.Join(files, s.name))
				takeBack(t, w, back, ext, []sent{s}, ImportOptions{})
			}
		}
	}
}

// omegat has OmegaT translate a file, and returns the folder with what it makes of it.
func omegat(t *testing.T, w *Workspace, tag locale.Tag, file string) (target string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"source", "target", "tm", "omegat", "glossary", "dictionary"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	source, pairs, err := w.Pairs(tag, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"omegat.project":                fmt.Appendf(nil, omegatProject, tag),
		"tm/site.tmx":                   exchange.WriteTMX(source, tag, pairs),
		"source/" + filepath.Base(file): []byte(readFile(t, file)),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	runTool(t, dir, "omegat", dir, "--mode=console-translate")
	return filepath.Join(dir, "target")
}

// TestPoeditRoundTrip opens editions in Poedit, edits the title of the home page in one, and saves.
func TestPoeditRoundTrip(t *testing.T) {
	for _, tool := range []string{"poedit", "xvfb-run", "xdotool"} {
		needTool(t, tool, "Poedit and what it runs in here (Debian packages poedit, xvfb, xauth, xdotool)")
	}
	w := openFolder(t, "../..")
	dir := t.TempDir()
	script, err := filepath.Abs("testdata/poedit.sh")
	if err != nil {
		t.Fatal(err)
	}
	var list []sent
	for _, s := range send(t, w, dir, ".po", exchange.WritePO, []locale.Tag{"ar", "ja"}) {
		if s.unit != "" {
			continue // Poedit edits itself
		}
		args := []string{"xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x900x24", script, s.name}
		if s.tag == "ja" {
			s.unit, s.text = "index:frontmatter.title", "xyz xyz"
			args = append(args, s.text)
		}
		runTool(t, dir, args...)
		list = append(list, s)
	}
	takeBack(t, w, dir, ".po", list, ImportOptions{})
}
