package translation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
)

// comparisonOf reads a page beside its source from texts; a translation of "" is none. files gets what is recorded.
func comparisonOf(source, target string, files map[string]string) *Comparison {
	t := &Comparison{Key: "index", Source: "en", Locale: "fr", SourceFile: "en.md", File: "fr.md", SourceRecordFile: "en.toml", RecordFile: "fr.toml"}
	files["en.md"] = source
	if delete(files, "fr.md"); target != "" {
		files["fr.md"] = target
	}
	read := func(file string) []byte {
		if text, ok := files[file]; ok {
			return []byte(text)
		}
		return nil
	}
	if !t.ReadPages(read, page.DefaultLimits()) {
		panic("the pages cannot be read")
	}
	return t
}

// putTexts puts texts, by source text, and accepts those that do not begin with a question mark.
func putTexts(t *Comparison, files map[string]string, texts map[string]string) (Comparison, error) {
	byID, chosen := map[string]string{}, map[string]Accepted{}
	for _, m := range t.Matches {
		if m.Source < 0 {
			continue
		}
		if text, ok := texts[t.SourceSegments[m.Source].Text]; ok {
			byID[m.ID] = strings.TrimPrefix(text, "?")
			if !strings.HasPrefix(text, "?") {
				chosen[m.ID] = Accepted{}
			}
		}
	}
	next, a, err := t.Put(byID, chosen)
	if err == nil && a != nil {
		files["fr.toml"] = string(a.Record.Bytes("fr.md"))
		for hash, text := range a.Sources {
			files[SourceFile(hash)] = text
		}
	}
	return next, err
}

// said is what the units of the source are: their text and state.
func said(t *Comparison) string {
	var out []string
	for _, m := range t.Matches {
		text := "-"
		if m.Target >= 0 {
			text = t.Segments[m.Target].Text
		}
		out = append(out, text+" "+m.State.String())
	}
	return strings.Join(out, ", ")
}

// TestPut puts texts beside others that are missing. What a command puts in beside them is missing, also after the source
// has changed.
func TestPut(t *testing.T) {
	const list = "Intro.\n\n- State\n- Our response\n- A third one\n"
	for _, c := range []struct {
		name, source, target string
		texts                map[string]string
		page, states         string
		later, then          string // another source, and the states then
	}{
		{"the second of two new paragraphs", "Intro.\n\nFirst.\n\nSecond.\n", "Introduction.\n", map[string]string{"Second.": "Deuxième."},
			"Introduction.\n\nDeuxième.\n", "Introduction. fresh, - missing, Deuxième. fresh", "", ""},
		{"some items of a new list", list, "Introduction.\n", map[string]string{"Our response": "Notre réponse"},
			"Introduction.\n\n- State\n- Notre réponse\n- A third one\n", "Introduction. fresh, State missing, Notre réponse fresh, A third one missing",
			strings.Replace(list, "State", "Country", 1), "Introduction. fresh, State missing, Notre réponse fresh, A third one missing"},
		{"an item of a list that is there", strings.Replace(list, "State", "State 1", 1), "Introduction.\n\n- État 1\n", map[string]string{"A third one": "Un troisième"},
			"Introduction.\n\n- État 1\n- Our response\n- Un troisième\n", "Introduction. fresh, État 1 fresh, Our response missing, Un troisième fresh", "", ""},
		{"a page that does not exist", "---\ntitle: Our response\n---\n\n# State\n\nText.\n", "", map[string]string{"Text.": "Texte."},
			"draft: true\n---\n\n# State\n\nTexte.\n", "Our response missing, State missing, Texte. fresh",
			"---\ntitle: Our answer\n---\n\n# Country\n\nText.\n", "Our response missing, State missing, Texte. fresh"},
		{"an unfinished text", "Intro.\n\nFirst.\n\nSecond.\n", "Introduction.\n", map[string]string{"Second.": "?Deuxième."},
			"Introduction.\n\nDeuxième.\n", "Introduction. fresh, - missing, Deuxième. missing", "", ""},
		{"the same word in both languages", "Intro.\n\nUnited we vote and count.\n", "Introduction.\n", map[string]string{"United we vote and count.": "United we vote and count."},
			"Introduction.\n\nUnited we vote and count.\n", "Introduction. fresh, United we vote and count. fresh", "", ""},
		{"a footnote among the lines of a list", "Intro.\n\n- State\n- Town\n\n[^a]: A note.\n\nSee[^a].\n", "Introduction.\n", map[string]string{"Town": "Ville", "See[^a].": "Voir[^a].", "A note.": "Une note."},
			"Introduction.\n\n- State\n- Ville\n\n[^a]: Une note.\n\nVoir[^a].\n", "Introduction. fresh, State missing, Ville fresh, Voir[^a]. fresh, Une note. fresh", "", ""},
		{"a footnote that nobody has translated", "Intro.\n\n- State\n- Town\n\n[^a]: A note of five words.\n\nSee[^a].\n", "Introduction.\n", map[string]string{"Town": "Ville", "See[^a].": "Voir[^a]."},
			"", "Introduction. fresh, State missing, Ville fresh, Voir[^a]. fresh, A note of five words. missing", "", ""},
		{"a footnote and its reference", "Intro.\n\nSee[^a].\n\n## Last\n\n[^a]: A note.\n", "Introduction.\n\n## Fin\n", map[string]string{"See[^a].": "Voir[^a].", "A note.": "Une note."},
			"Introduction.\n\nVoir[^a].\n\n## Fin\n\n[^a]: Une note.\n", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{}
			before := comparisonOf(c.source, c.target, files)
			if c.target != "" { // what is there was accepted
				if _, err := putTexts(before, files, accepted(before)); err != nil {
					t.Fatal(err)
				}
				before = comparisonOf(c.source, c.target, files)
			}
			next, err := putTexts(before, files, c.texts)
			if err != nil || !strings.HasSuffix(string(next.Bytes), c.page) {
				t.Fatalf("%v\n%s", err, next.Bytes)
			}
			if got := said(&next); c.states != "" && got != c.states {
				t.Errorf("got %s", got)
			}
			if got := said(comparisonOf(c.source, string(next.Bytes), files)); got != said(&next) {
				t.Errorf("read again: %s", got)
			}
			if c.later != "" {
				if got := said(comparisonOf(c.later, string(next.Bytes), files)); got != c.then {
					t.Errorf("later: %s", got)
				}
			}
		})
	}
}

// accepted returns the texts that a page has, by source text.
func accepted(t *Comparison) map[string]string {
	out := map[string]string{}
	for _, m := range t.Matches {
		if m.Source >= 0 && m.Target >= 0 && m.State != Missing {
			out[t.SourceSegments[m.Source].Text] = t.Segments[m.Target].Text
		}
	}
	return out
}

// TestPutAny translates any page in steps, some passages at a time and in any order. After each step exactly these are
// translated, each where the source has it.
func TestPutAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var source strings.Builder
		words := map[string]string{}
		word := func(kind string) string {
			text := fmt.Sprintf("%s %d", kind, len(words))
			words[text] = "le " + text
			return text
		}
		for range rapid.IntRange(1, 6).Draw(t, "elements") {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				fmt.Fprintf(&source, "## %s\n\n", word("Heading"))
			case 1:
				fmt.Fprintf(&source, "%s\n\n", word("Paragraph"))
			case 2:
				for range rapid.IntRange(1, 4).Draw(t, "items") {
					fmt.Fprintf(&source, "- %s\n", word("Item"))
				}
				source.WriteString("\n<!-- x -->\n\n")
			case 3:
				fmt.Fprintf(&source, "| %s | %s |\n| --- | --- |\n| %s | %s |\n\n", word("Cell"), word("Cell"), word("Cell"), word("Cell"))
			}
		}
		files, done, target := map[string]string{}, map[string]bool{}, ""
		left := slices.Sorted(maps.Keys(words))
		for len(left) > 0 {
			texts := map[string]string{}
			for range rapid.IntRange(1, len(left)).Draw(t, "at once") {
				i := rapid.IntRange(0, len(left)-1).Draw(t, "which")
				texts[left[i]] = words[left[i]]
				done[left[i]] = true
				left = slices.Delete(left, i, i+1)
			}
			next, err := putTexts(comparisonOf(source.String(), target, files), files, texts)
			if err != nil {
				t.Fatalf("%v\n%s\n%s\n%v", err, source.String(), target, texts)
			}
			target = string(next.Bytes)
			for _, m := range comparisonOf(source.String(), target, files).Matches {
				if m.Source < 0 {
					t.Fatalf("a passage too many: %s\n%s", next.Segments[m.Target].Text, target)
				}
				text := next.SourceSegments[m.Source].Text
				if (m.State == Fresh) != done[text] || done[text] && next.Segments[m.Target].Text != words[text] {
					t.Fatalf("%s is %s\n%s", text, m.State, target)
				}
			}
		}
	})
}
