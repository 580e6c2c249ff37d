package project

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vernacular/internal/textdiff"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// suggested returns what is suggested for the text with a source: score, locale, origin and text of each.
func suggested(t testing.TB, s *Session, tag, key, source string) []string {
	t.Helper()
	p, ok := s.Page(tag, key)
	if !ok {
		t.Fatalf("there is no page %s in %s", key, tag)
	}
	for _, f := range p.Fields {
		if f.Source != source {
			continue
		}
		a, ok := s.Aid(tag, key, f.ID)
		if !ok {
			t.Fatalf("nothing is known of %s", f.ID)
		}
		var out []string
		for _, g := range a.Suggestions {
			out = append(out, fmt.Sprintf("%d %s %d %s", g.Score, g.Tag, g.Origin, g.Target))
			var was, now strings.Builder
			for _, part := range g.Diff {
				if part.Op != textdiff.Inserted {
					was.WriteString(part.Text)
				}
				if part.Op != textdiff.Deleted {
					now.WriteString(part.Text)
				}
			}
			if g.Score < 100 && (was.String() != g.Source || now.String() != source) || g.Score == 100 && g.Diff != nil {
				t.Errorf("the difference of %q is %v", g.Source, g.Diff)
			}
		}
		return out
	}
	t.Fatalf("the page %s has no text %q", key, source)
	return nil
}

func wants(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("suggested:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSuggestions come from the whole locale and from those near it, whatever became of their units.
func TestSuggestions(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"content/en/new.md":      "---\ntitle: New\n---\n\nVoting must stay secret for ever.\n\nVoting must stay secret for years.\n\nThe old rules are here.\n\nGood night\n",
		"content/fr/new.md":      "---\ntitle: Nouveau\ndraft: true\n---\n",
		"content/fr-CA/index.md": "---\ntitle: Vote\n---\n\n# Vote\n\nLe scrutin est secret.\n\nVoir [les règles](https://example.org/rules).\n\nLe compte commence.\n",
		"content/fr-FR/index.md": "---\ntitle: Vote\n---\n\n# Vote\n\nLe vote doit rester secret.\n",
		"content/de/index.md":    "---\ntitle: Wahl\n---\n\n# Wahl\n\nDie Wahl bleibt geheim.\n",
	})
	wants(t, suggested(t, s, "fr", "new", "Voting must stay secret for ever."),
		"100 fr 0 Le vote doit rester secret.", "100 fr-CA 0 Le scrutin est secret.")
	wants(t, suggested(t, s, "fr", "new", "Voting must stay secret for years."),
		"83 fr 0 Le vote doit rester secret.", "83 fr-CA 0 Le scrutin est secret.")
	wants(t, suggested(t, s, "de", "new", "Voting must stay secret for ever."), "100 de 0 Die Wahl bleibt geheim.")
	wants(t, suggested(t, s, "fr", "new", "Good night"))
	wants(t, suggested(t, s, "fr", "index", "Voting must stay secret for ever."), "100 fr-CA 0 Le scrutin est secret.")
	wants(t, suggested(t, s, "fr", "messages", "Good day"))

	t.Log("what is saved is suggested at once")
	saves(t, s, edit("index", shown(t, s, "index", "Voting"), "Le vote reste secret.", true))
	wants(t, suggested(t, s, "fr", "new", "Voting must stay secret for ever."),
		"100 fr 0 Le vote reste secret.", "100 fr-CA 0 Le scrutin est secret.", "100 fr-FR 0 Le vote doit rester secret.")

	t.Log("outdated, obsolete")
	write(t, s, "content/en/index.md", strings.NewReplacer("for ever", "until the end of time", "The count begins when the polls close.\n", "").Replace(sessionSource))
	wants(t, suggested(t, s, "fr", "new", "Voting must stay secret for ever."),
		"100 fr 1 Le vote reste secret.")
	write(t, s, "content/en/new.md", "The count begins when the polls close.\n")
	wants(t, suggested(t, s, "fr", "new", "The count begins when the polls close."),
		"100 fr 2 Le dépouillement commence à la fermeture.")
}

// TestSuggestionsOfWhatIsGone: texts that were withdrawn, and those of a page that the source has no more.
func TestSuggestionsOfWhatIsGone(t *testing.T) {
	source := "Polls close at eight."
	s := testSession(t, true, map[string]string{
		"content/en/new.md": "---\ntitle: New\n---\n\nPolls close at eight.\n\nOnly here.\n\nA third text with many words of its own.\n",
		"content/fr/new.md": "---\ntitle: Nouveau\n---\n",
		"content/fr/old.md": "Les bureaux ferment à huit heures.\n\nAutre chose.\n",
		"locales/records/fr/old.toml": "segments = [\n  {id = \"paragraph:1\", source = \"" + translation.Hash(source) + "\", text = \"" + translation.Hash("Les bureaux ferment à huit heures.") + "\"},\n]\n" +
			"withdrawn = [\n  {source = \"" + translation.Hash(source) + "\", text = \"Fermeture à huit heures.\"},\n]\n",
		translation.SourceFile(translation.Hash(source)): source,
	})
	wants(t, suggested(t, s, "fr", "new", source),
		fmt.Sprintf("100 fr %d Fermeture à huit heures.", tm.Withdrawn), fmt.Sprintf("100 fr %d Les bureaux ferment à huit heures.", tm.Orphaned))
	write(t, s, "content/fr/old.md", "Autre chose.\n")
	wants(t, suggested(t, s, "fr", "new", source), fmt.Sprintf("100 fr %d Fermeture à huit heures.", tm.Withdrawn))
	wants(t, suggested(t, s, "fr", "new", "Only here."))
	write(t, s, "locales/records/fr/old.toml", "segments = [")
	wants(t, suggested(t, s, "fr", "new", source))
}

// TestSuggestionsOfForms: each plural form of a message is a text of its own.
func TestSuggestionsOfForms(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"locales/active.en.toml": "[days]\none = \"{{.Count}} day is left\"\nother = \"{{.Count}} days are left\"\n\n[more]\nother = \"{{.Count}} days are left\"\n",
		"locales/active.fr.toml": "[days]\none = \"Il reste {{.Count}} jour\"\nmany = \"Il reste {{.Count}} de jours\"\nother = \"Il reste {{.Count}} jours\"\n",
	})
	p, _ := s.Page("fr", "messages")
	for _, f := range p.Fields {
		if f.Path == "more" {
			a, _ := s.Aid("fr", "messages", f.ID)
			var got []string
			for _, g := range a.Suggestions {
				got = append(got, fmt.Sprint(g.Score, " ", g.Target))
			}
			wants(t, got, "100 Il reste {{.Count}} de jours", "100 Il reste {{.Count}} jours")
			return
		}
	}
	t.Error("there is no such message")
}

// TestAidHasTerms: the terms of the glossary that the source has, as the file is now.
func TestAidHasTerms(t *testing.T) {
	s := testSession(t, false, map[string]string{"locales/glossary.toml": "# When votes are counted.\n[count]\nen = \"count\"\nfr = \"dépouillement\"\n"})
	f := shown(t, s, "index", "The count")
	a, ok := s.Aid("fr", "index", f.ID)
	if !ok || len(a.Terms) != 1 || a.Terms[0].To != "dépouillement" || a.Terms[0].Note != "When votes are counted." || !a.Terms[0].In(f.Text) {
		t.Errorf("%+v", a.Terms)
	}
	write(t, s, "locales/glossary.toml", "[polls]\nen = \"poll\"\n")
	if a, _ = s.Aid("fr", "index", f.ID); len(a.Terms) != 1 || a.Terms[0].ID != "polls" || a.Terms[0].To != "" {
		t.Errorf("%+v", a.Terms)
	}
	write(t, s, "locales/glossary.toml", "[")
	if a, ok = s.Aid("fr", "index", f.ID); !ok || len(a.Terms) != 0 {
		t.Errorf("%+v", a.Terms)
	}
	for _, at := range [][3]string{{"fr", "index", "none"}, {"fr", "none", f.ID}, {"xx", "index", f.ID}, {"en", "index", f.ID}} {
		if _, ok := s.Aid(at[0], at[1], at[2]); ok {
			t.Error(at)
		}
	}
}

// manyPages is a session on pages with many texts, all of which are translated but the last of each page.
func manyPages(t testing.TB, pages, units int) *Session {
	files := map[string]string{}
	word := func(n int) string { return strings.Repeat(string(rune('a'+n%26)), 2+n%7) + string(rune('a'+n/26%26)) }
	for p := range pages {
		var en, fr strings.Builder
		for u := range units {
			n := p*units + u
			fmt.Fprintf(&en, "%s %s votes in %s and %s until number %d is there.\n\n", word(n), word(n/3), word(n/5), word(n*7), n)
			if u < units-1 {
				fmt.Fprintf(&fr, "%s %s vote à %s et %s avant le numéro %d.\n\n", word(n), word(n/3), word(n/5), word(n*7), n)
			}
		}
		files[fmt.Sprintf("content/en/p%d.md", p)] = en.String()
		files[fmt.Sprintf("content/fr/p%d.md", p)] = fr.String()
	}
	return testSession(t, true, files)
}

// TestManySuggestions: the memory of a locale is made once, and after a save that of the page only.
func TestManySuggestions(t *testing.T) {
	s := manyPages(t, 4, 300)
	p, _ := s.Page("fr", "p1")
	last := p.Fields[len(p.Fields)-1]
	ask := func() (found int, compared int64) {
		before := translation.Comparisons.Load()
		a, ok := s.Aid("fr", "p1", last.ID)
		if !ok {
			t.Fatal("no aid")
		}
		return len(a.Suggestions), translation.Comparisons.Load() - before
	}
	if n, compared := ask(); n != mostSuggestions || compared != 6 { // five pages and the messages
		t.Errorf("%d suggestions with %d comparisons", n, compared)
	}
	if n, compared := ask(); n != mostSuggestions || compared != 0 {
		t.Errorf("again: %d suggestions with %d comparisons", n, compared)
	}
	saves(t, s, edit("p1", p.Fields[3], "un autre texte avant le numéro 303.", false))
	if _, compared := ask(); compared > 1 {
		t.Errorf("after a save: %d comparisons", compared)
	}
}

// BenchmarkAid takes minutes, most of them to make the pages. It measures the first question about a locale of 20 pages with 2,000 texts each, the next ones, and those after
// a save.
func BenchmarkAid(b *testing.B) {
	s := manyPages(b, 20, 2000)
	p, _ := s.Page("fr", "p7")
	began := time.Now()
	s.Aid("fr", "p7", p.Fields[0].ID)
	first := time.Since(began)
	i := 0
	for b.Loop() {
		s.Aid("fr", "p7", p.Fields[i%len(p.Fields)].ID)
		i += 97
	}
	b.ReportMetric(first.Seconds(), "s/first")
}

// A text of the source that a command had put into a page is no translation, and what a machine made says so.
func TestSuggestionsAreTranslations(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"content/en/new.md":   "---\ntitle: New\n---\n\nThe ballot box is sealed.\n\nVoting must stay secret for ever.\n",
		"content/en/count.md": "---\ntitle: Count\n---\n\nThe ballot box is sealed.\n\nThen we count.\n",
	})
	if _, refused := s.Begin(Wish{Tag: "de"}, true); refused != nil {
		t.Fatal(refused.Message)
	}
	p, _ := s.Page("de", "index")
	for _, f := range p.Fields {
		if f.Source == "Voting must stay secret for ever." {
			e := Edit{Tag: "de", Key: "index", ID: f.ID, Lock: f.Lock, Text: "Die Wahl bleibt geheim.", Accept: true, Machine: true}
			if _, refused := s.Save(e); refused != nil {
				t.Fatal(refused.Message)
			}
		}
	}
	w := openFolder(t, s.dir)
	s.b = w.b
	write(t, s, "content/en/count.md", "---\ntitle: Count\n---\n\nThen we count.\n")
	wants(t, suggested(t, s, "de", "new", "The ballot box is sealed."))
	p, _ = s.Page("de", "new")
	for _, f := range p.Fields {
		if f.Source != "Voting must stay secret for ever." {
			continue
		}
		if a, _ := s.Aid("de", "new", f.ID); len(a.Suggestions) != 1 || !a.Suggestions[0].Machine || a.Suggestions[0].Target != "Die Wahl bleibt geheim." {
			t.Errorf("suggested: %+v", a.Suggestions)
		}
	}
	doc, err := w.Export("de", []string{"new"})
	if err != nil || len(doc.Files) != 1 {
		t.Fatal(err)
	}
	for _, u := range doc.Files[0].Units {
		if u.Suggestion && u.Text != "Die Wahl bleibt geheim." {
			t.Errorf("the export offers %q for %q", u.Text, u.Source)
		}
	}
}
