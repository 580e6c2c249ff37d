package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/page"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

const (
	sessionSource = "---\ntitle: The vote\n---\n\n# The vote\n\nVoting must stay secret for ever.\n\nSee [the rules](https://example.org/rules) before you go.\n\nThe count begins when the polls close.\n\nResults come later, on the same day.\n"
	sessionTarget = "---\ntitle: Le vote\n---\n\n# Le vote\n\nLe vote doit rester secret.\n\nVoyez [les règles](https://example.org/rules) avant de partir.\n\nLe dépouillement commence à la fermeture.\n"
	sessionFile   = "content/fr/index.md"
)

// testSession is a session on a site of its own, all of whose French is recorded if accepted. The builder has seen the site
// once and is not told of changes: what the session says of them it has from the disk.
func testSession(t testing.TB, accepted bool, files map[string]string) *Session {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"content/en/index.md": sessionSource, sessionFile: sessionTarget,
		"locales/active.en.toml": "hello = \"Good day\"\n\n[days]\none = \"{{.Count}} day\"\nother = \"{{.Count}} days\"\n",
		"locales/active.fr.toml": "hello = \"Bonjour\"\n\n# Jours.\n[days]\none = \"{{.Count}} jour\"\nmany = \"{{.Count}} de jours\"\nother = \"{{.Count}} jours\"\n",
	}
	for name, text := range files {
		all[name] = text
	}
	s := &Session{dir: dir, pages: &pageFiles{}}
	for name, text := range all {
		if text != "" {
			write(t, s, name, text)
		}
	}
	var err error
	if s.src, err = source.Open(dir, source.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.src.Close() })
	w := openFolder(t, dir)
	if accepted {
		ts, _, err := w.Find("fr", nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Accept(ts, AcceptOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := Commit(dir, "accept", out.Changes); err != nil {
			t.Fatal(err)
		}
		w = openFolder(t, dir)
	}
	s.b = w.b
	return s
}

func write(t testing.TB, s *Session, name, text string) {
	t.Helper()
	file := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// passage is the one whose source or, of an obsolete one, whose own text begins in a way.
func shown(t *testing.T, d *Session, key, source string) Field {
	t.Helper()
	p, ok := d.Page("fr", key)
	if !ok {
		t.Fatalf("there is no page %s", key)
	}
	for _, s := range p.Fields {
		if strings.HasPrefix(s.Source, source) || s.Source == "" && strings.HasPrefix(s.Text, source) {
			return s
		}
	}
	t.Fatalf("%s: no passage %q among %+v", key, source, p.Fields)
	return Field{}
}

func edit(key string, s Field, text string, accept bool) Edit {
	return Edit{Tag: "fr", Key: key, ID: s.ID, Text: text, Lock: s.Lock, Accept: accept}
}

func saves(t testing.TB, d *Session, e Edit) Field {
	t.Helper()
	saved, refused := d.Save(e)
	if refused != nil {
		t.Fatalf("%q is refused: %s (%s)", e.Text, refused.Message, refused.Hint)
	}
	if s := saved.Field; s.ID != e.ID || s.Text != e.Text || s.Lock == "" || saved.File == "" || saved.Line != s.Place.Line || s.Place.Line == 0 {
		t.Errorf("%q: saved is %+v", e.Text, saved)
	}
	return saved.Field
}

func TestSessionSaves(t *testing.T) {
	const now = "Le secret du vote est absolu."
	for _, c := range []struct {
		name, source string // source: as it is after it was recorded
		passage      string
		text         string // "" is the one that is there
		accept       bool
		want         string // the file
		state        string
		unrecorded   bool
	}{
		{"a fresh one, with another text", sessionSource, "Voting", now, true, strings.Replace(sessionTarget, "Le vote doit rester secret.", now, 1), "fresh", false},
		{"the same, only saved", sessionSource, "Voting", now, false, strings.Replace(sessionTarget, "Le vote doit rester secret.", now, 1), "fresh", false},
		{"a stale one that is still right", strings.Replace(sessionSource, "must", "may", 1), "Voting", "", true, sessionTarget, "fresh", false},
		{"a stale one, with another text", strings.Replace(sessionSource, "must", "may", 1), "Voting", now, true, strings.Replace(sessionTarget, "Le vote doit rester secret.", now, 1), "fresh", false},
		{"a stale one, only saved", strings.Replace(sessionSource, "must", "may", 1), "Voting", now, false, strings.Replace(sessionTarget, "Le vote doit rester secret.", now, 1), "stale", false},
		{"a missing one", sessionSource, "Results", "Les résultats suivent.", true, sessionTarget + "\nLes résultats suivent.\n", "fresh", false},
		{"a missing one, only saved", sessionSource, "Results", "Les résultats suivent.", false, sessionTarget + "\nLes résultats suivent.\n", "fresh", true},
		{"one that is the same in both languages", sessionSource, "Results", "Results come later, on the same day.", true, sessionTarget + "\nResults come later, on the same day.\n", "fresh", false},
		{"the title", sessionSource, "The vote", "Voter", true, strings.Replace(sessionTarget, "title: Le vote", "title: Voter", 1), "fresh", false},
		{"an obsolete one", strings.Replace(sessionSource, "The count begins when the polls close.\n\n", "", 1), "Le dépouillement", "On compte.", false, strings.Replace(sessionTarget, "Le dépouillement commence à la fermeture.", "On compte.", 1), "obsolete", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := testSession(t, true, nil)
			write(t, d, "content/en/index.md", c.source)
			s := shown(t, d, "index", c.passage)
			text := c.text
			if text == "" {
				text = s.Text
			}
			got := saves(t, d, edit("index", s, text, c.accept))
			if got.State.String() != c.state || got.Unrecorded != c.unrecorded {
				t.Errorf("it is %s, unrecorded %v", got.State, got.Unrecorded)
			}
			if file := onDisk(d, sessionFile); file != c.want {
				t.Errorf("the file is\n%s", file)
			}
			// The page shows the same, though the site has not been built again.
			begins := got.Source
			if got.State == translation.Obsolete {
				begins = got.Text
			}
			if again := shown(t, d, "index", begins); again.ID != got.ID || again.Text != text || again.Lock != got.Lock || again.Link != got.Link {
				t.Errorf("saved %+v\nshown %+v", got, again)
			}
			if (got.Link == "") != (got.Kind == page.KindFrontMatter) {
				t.Errorf("the link is %q", got.Link)
			}
		})
	}
}

// What one save records is not taken back by the next, however late the build is.
func TestSessionSavesOneAfterTheOther(t *testing.T) {
	d := testSession(t, false, nil)
	for source, text := range map[string]string{"Voting": "Le vote reste secret.", "The count": "On compte à la fermeture.", "Results": "Les résultats suivent."} {
		saves(t, d, edit("index", shown(t, d, "index", source), text, true))
	}
	p, _ := d.Page("fr", "index")
	for _, s := range p.Fields {
		recorded := strings.HasPrefix(s.Source, "Voting") || strings.HasPrefix(s.Source, "The count") || strings.HasPrefix(s.Source, "Results")
		if s.State != translation.Fresh || s.Unrecorded == recorded {
			t.Errorf("%s: %s, unrecorded %v", s.Source, s.State, s.Unrecorded)
		}
	}
}

func TestSessionRefuses(t *testing.T) {
	d := testSession(t, true, nil)
	for _, c := range []struct {
		name    string
		passage string
		text    string
		accept  bool
		said    string
	}{
		{"nothing", "Voting", " \n", true, "empty"},
		{"a heading", "Voting", "# Le vote", true, "heading"},
		{"two paragraphs", "Voting", "Le vote.\n\nSecret.", false, "empty line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, refused := d.Save(edit("index", shown(t, d, "index", c.passage), c.text, c.accept))
			if refused == nil {
				t.Fatal("it was saved")
			}
			if refused.Conflict || refused.Field == nil || !strings.Contains(refused.Message, c.said) || strings.HasSuffix(refused.Message, ".") {
				t.Errorf("%+v", refused)
			}
			if file := onDisk(d, sessionFile); file != sessionTarget {
				t.Errorf("the file has changed:\n%s", file)
			}
		})
	}
	t.Run("a link that is lost, unless it is only saved", func(t *testing.T) {
		record := onDisk(d, "locales/records/fr/index.toml")
		s := shown(t, d, "index", "See")
		const text = "Voyez les règles avant de partir."
		_, refused := d.Save(edit("index", s, text, true))
		if refused == nil || refused.Conflict || refused.Message == "" || refused.Hint == "" {
			t.Fatalf("%+v", refused)
		}
		if onDisk(d, sessionFile) != sessionTarget || onDisk(d, "locales/records/fr/index.toml") != record {
			t.Error("a file has changed")
		}
		if got := saves(t, d, edit("index", s, text, false)); len(got.Problems) == 0 {
			t.Error("nothing is said of the link")
		}
	})
	for _, e := range []Edit{{Tag: "fr", Key: "nowhere"}, {Tag: "fr", Key: "../index"}, {Tag: "en", Key: "index"}, {Tag: "xx", Key: "index"}, {Tag: "../fr", Key: "index"}, {}} {
		e.ID, e.Text = "title", "x"
		if _, refused := d.Save(e); refused == nil {
			t.Errorf("%+v was saved", e)
		}
		if _, ok := d.Page(e.Tag, e.Key); ok {
			t.Errorf("%+v is shown", e)
		}
	}
}

func TestSessionSeesConflicts(t *testing.T) {
	for _, c := range []struct{ name, file, old, now, theirs string }{
		{"the translation", sessionFile, "Le vote doit rester secret.", "Le vote est secret.", "Le vote est secret."},
		{"the source", "content/en/index.md", "must stay", "may stay", "Le vote doit rester secret."},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := testSession(t, true, nil)
			s := shown(t, d, "index", "Voting")
			write(t, d, c.file, strings.Replace(onDisk(d, c.file), c.old, c.now, 1))
			file := onDisk(d, sessionFile)
			_, refused := d.Save(edit("index", s, "Le mien.", true))
			if refused == nil || !refused.Conflict || refused.Theirs != c.theirs || refused.Field == nil {
				t.Fatalf("%+v", refused)
			}
			if onDisk(d, sessionFile) != file {
				t.Error("the file has changed")
			}
			saves(t, d, edit("index", *refused.Field, "Le mien.", true)) // "mine instead"
		})
	}
	t.Run("a change elsewhere is none", func(t *testing.T) {
		d := testSession(t, true, nil)
		s := shown(t, d, "index", "Voting")
		write(t, d, sessionFile, strings.Replace(sessionTarget, "Le dépouillement", "Un dépouillement", 1))
		saves(t, d, edit("index", s, "Le mien.", true))
		if want := strings.NewReplacer("Le dépouillement", "Un dépouillement", "Le vote doit rester secret.", "Le mien.").Replace(sessionTarget); onDisk(d, sessionFile) != want {
			t.Errorf("the file is\n%s", onDisk(d, sessionFile))
		}
	})
	t.Run("a passage that is gone", func(t *testing.T) {
		d := testSession(t, true, nil)
		s := shown(t, d, "index", "The count")
		write(t, d, "content/en/index.md", strings.Replace(sessionSource, "The count begins when the polls close.\n\n", "", 1))
		write(t, d, sessionFile, strings.Replace(sessionTarget, "\nLe dépouillement commence à la fermeture.\n", "", 1))
		if _, refused := d.Save(edit("index", s, "x", false)); refused == nil || !refused.Conflict || refused.Field != nil {
			t.Errorf("%+v", refused)
		}
	})
	t.Run("a record that is damaged is not replaced", func(t *testing.T) {
		d := testSession(t, true, nil)
		const record = "locales/records/fr/index.toml"
		write(t, d, record, "[[broken\n")
		if _, refused := d.Save(edit("index", shown(t, d, "index", "Voting"), "x", true)); refused == nil {
			t.Error("it was saved")
		}
		saves(t, d, edit("index", shown(t, d, "index", "Voting"), "Le mien.", false))
		if onDisk(d, record) != "[[broken\n" {
			t.Error("the record is another")
		}
	})
}

// Each plural form is a passage of its own, and one is saved after the other from the page as it was opened.
func TestSessionSavesMessages(t *testing.T) {
	d := testSession(t, false, nil)
	p, ok := d.Page("fr", translation.MessagesName)
	if !ok {
		t.Fatal("there are no messages")
	}
	want := onDisk(d, "locales/active.fr.toml")
	seen := map[string]bool{}
	for _, s := range p.Fields {
		if seen[s.ID] {
			t.Errorf("the id %s is there twice", s.ID)
		}
		seen[s.ID] = true
		if s.Path != "days" {
			continue
		}
		text := "{{.Count}} " + s.Category
		want = strings.Replace(want, s.Category+` = "`+s.Text+`"`, s.Category+` = "`+text+`"`, 1)
		if got := saves(t, d, edit(translation.MessagesName, s, text, true)); got.State != translation.Fresh || got.Unrecorded || got.Category != s.Category {
			t.Errorf("%+v", got)
		}
	}
	if got := onDisk(d, "locales/active.fr.toml"); got != want || !seen["days[many]"] || len(seen) != 4 {
		t.Errorf("%v; the file is\n%s", seen, got)
	}
	hello := shown(t, d, translation.MessagesName, "Good day")
	if !hello.Unrecorded {
		t.Error("what nobody accepted is recorded")
	}
}

// A page and a catalog that are not there yet begin with their first text, and take the next at once.
func TestSessionBegins(t *testing.T) {
	d := testSession(t, false, map[string]string{"content/en/about.md": "---\ntitle: About us\n---\n\n# About us all\n\nWe count the votes together.\n\nNobody pays us for it.\n", "locales/active.fr.toml": ""})
	for _, c := range []struct{ key, file, source, text string }{
		{"about", "content/fr/about.md", "We count", "Nous comptons."},
		{"about", "content/fr/about.md", "Nobody", "Personne ne nous paie."},
		{translation.MessagesName, "locales/active.fr.toml", "Good day", "Bonjour"},
	} {
		if s := shown(t, d, c.key, c.source); s.State != translation.Missing {
			t.Errorf("%s is %s", c.source, s.State)
		}
		if got := saves(t, d, edit(c.key, shown(t, d, c.key, c.source), c.text, true)); got.State != translation.Fresh || got.Unrecorded || got.Place.File != c.file {
			t.Errorf("%+v", got)
		}
		if !strings.Contains(onDisk(d, c.file), c.text) {
			t.Errorf("%s is\n%s", c.file, onDisk(d, c.file))
		}
	}
	saves(t, d, edit(translation.MessagesName, shown(t, d, translation.MessagesName, "Good day"), "Salut", true))
}

func TestSessionShowsWhatIsToBeDone(t *testing.T) {
	d := testSession(t, true, nil)
	write(t, d, "content/en/index.md", strings.Replace(sessionSource, "must", "may", 1))
	s := shown(t, d, "index", "Voting")
	var diff strings.Builder
	for _, p := range s.Diff {
		diff.WriteString(string(p.Op) + strings.TrimSpace(p.Text))
	}
	if s.State != translation.Stale || s.Class != translation.Normative || !strings.Contains(diff.String(), "-must") || !strings.Contains(diff.String(), "+may") || s.Place.File != sessionFile || s.Place.Line != 7 {
		t.Errorf("%s: %+v", diff.String(), s)
	}
	o := d.Work()
	if len(o.Locales) != 1 || o.Source != "en" || o.Locales[0].Tag != "fr" || len(o.Locales[0].Pages) != 1 {
		t.Fatalf("%+v", o)
	}
	if got, want := o.Locales[0].Blocks, (UnitCount{Total: 6, Fresh: 4, Stale: 1, Missing: 1}); got != want {
		t.Errorf("%+v", got)
	}
}

func TestLinksLeadToWholeWords(t *testing.T) {
	han := strings.Repeat("漢", 40)
	for text, want := range map[string]string{
		"A few words, no-one else's":                         "A%20few%20words%2C%20no%2Done%20else%27s",
		"one two three four five six seven eight nine ten":   "one%20two%20three%20four%20five%20six%20seven%20eight",
		strings.Repeat("a", 40) + " " + "b" + " " + han[:90]: strings.Repeat("a", 40) + "%20b",
		"1+1 & 2":                     "1%2B1%20%26%202",
		"":                            "",
		" \n":                         "",
		"a" + strings.Repeat("b", 99): "a" + strings.Repeat("b", 99),
	} {
		if want != "" {
			want = "/fr/#:~:text=" + want
		}
		if got := fragmentTo("/fr/", text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got, want := fragmentTo("/ja/", han+"、"+han), fragmentTo("/ja/", han); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A passage that no record knows and that the source has not either keeps its name, too.
func TestSessionSavesWhatNobodyKnows(t *testing.T) {
	d := testSession(t, false, map[string]string{sessionFile: sessionTarget + "\nLes résultats.\n\n## Un titre à part\n\nUne autre phrase.\n"})
	for _, begins := range []string{"Un titre", "Une autre"} {
		s := shown(t, d, "index", begins)
		if s.State != translation.Added {
			t.Errorf("%s is %s", begins, s.State)
		}
		saves(t, d, edit("index", s, begins+" chose.", false))
	}
}

func onDisk(d *Session, file string) string {
	data, _ := d.readNow(file)
	return string(data)
}
