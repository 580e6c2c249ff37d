package translation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
)

// compared returns the comparison of two pages of Markdown, of which a source text had been translated as a whole.
func compared(t interface{ Fatalf(string, ...any) }, before, now, own string) *Comparison {
	texts := map[string]string{}
	parse := func(file, src string) *page.Document {
		doc, ds := page.Parse(file, []byte(src), page.Options{})
		for _, d := range ds {
			t.Fatalf("%s", d)
		}
		return doc
	}
	was, doc := parse("content/en/index.md", before), parse("content/fr/index.md", own)
	in := Input{Source: Segments(was), Target: SegmentsLike(doc, Segments(was))}
	for _, s := range in.Source {
		texts[Hash(s.Text)] = s.Text
	}
	c := &Comparison{Key: "index", Source: "en", Locale: "fr", SourceFile: "content/en/index.md", File: "content/fr/index.md"}
	c.SourceDoc, c.SourceBytes = parse(c.SourceFile, now), []byte(now)
	c.setSource(c.SourceDoc)
	c.old = func(hash string) string { return texts[hash] }
	c.setDoc(doc)
	c.Record = acceptAll(in)
	c.Matches = c.Compare(c.Segments)
	return c
}

// french returns Markdown whose words begin with "f-": a translation.
func french(src string) string {
	lines := strings.Split(src, "\n")
	for i, l := range lines {
		cells := strings.Split(l, "|")
		for k, cell := range cells {
			mark := len(cell) - len(strings.TrimLeft(cell, "#- 0123456789.>*<!"))
			if strings.HasPrefix(cell, "[^") { // a footnote
				mark = strings.Index(cell, ":") + 2
			} else if strings.HasPrefix(cell, "[") { // an address
				mark = len(cell)
			}
			if text := cell[mark:]; strings.TrimSpace(text) != "" {
				cells[k] = cell[:mark] + "f-" + text
			}
		}
		lines[i] = strings.Join(cells, "|")
	}
	return strings.Join(lines, "\n")
}

func TestRearrange(t *testing.T) {
	const lists = "# A vote\n\n## You may bring\n\n- a phone\n- some water\n\n## You must not bring\n\n- a knife\n- a dog\n"
	for _, c := range []struct{ name, before, now string }{
		{"to another list", lists, "# A vote\n\n## You may bring\n\n- some water\n\n## You must not bring\n\n- a phone\n- a knife\n- a dog\n"},
		{"two headings", lists, strings.NewReplacer("may", "must not", "must not", "may").Replace(lists)},
		{"a section", lists, "# A vote\n\n## You must not bring\n\n- a knife\n- a dog\n\n## You may bring\n\n- a phone\n- some water\n"},
		{"a passage is gone", lists, "# A vote\n\n## You may bring\n\n- a phone\n\n## You must not bring\n\n- a knife\n- a dog\n"},
		{"a list is gone", lists, "# A vote\n\n## You may bring\n\n- a phone\n- some water\n"},
		{"cells", "| thing | allowed |\n|---|---|\n| phone | yes |\n| dog | no |\n", "| thing | allowed |\n|---|---|\n| phone | no |\n| dog | yes |\n"},
		{"columns", "| thing | allowed |\n|---|---|\n| phone | yes |\n| dog | no |\n", "| allowed | thing |\n|---|---|\n| yes | phone |\n| no | dog |\n"},
		{"steps", "1. open\n2. read\n3. close\n", "1. close\n2. open\n3. read\n"},
		{"an inner list", "- one\n  - two\n- three\n", "- one\n- two\n- three\n"},
		{"a table before the notes", "text[^1]\n\n| a | b |\n|---|---|\n| phone | yes |\n| dog | no |\n\n[^1]: note\n", "text[^1]\n\n| a | b |\n|---|---|\n| dog | no |\n| phone | yes |\n\n[^1]: note\n"},
		{"a list before a link and the notes", "text[^1]\n\n- one\n- two\n\n[y]: /z\n\n[^1]: note\n", "- two\n- one\n\ntext[^1]\n\n[y]: /z\n\n[^1]: note\n"},
		{"a note is gone with its text", "text[^1]\n\nmore\n\n- one\n- two\n\n[^1]: note\n", "more\n\n- two\n- one\n"},
		{"notes are gone with their texts, defined in another order", "text[^1]\n\nmore[^2]\n\n- one\n- two\n\n[^2]: second\n[^1]: first note\n", "- two\n- one\n"},
		{"a note of two paragraphs is gone among the texts", "text[^1]\n\n[^1]: note\n\n    still the note\n\nmore[^2]\n\n- one\n- two\n\n[^2]: another\n", "more[^2]\n\n- two\n- one\n\n[^2]: another\n"},
		{"a quotation", "> one\n\ntwo\n\n> three\n", "> three\n\ntwo\n\n> one\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := compared(t, c.before, c.now, french(c.before)).Rearrange()
			if err != nil {
				t.Fatal(err)
			}
			if got, want := string(r.Bytes), french(c.now); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for _, m := range r.Matches {
				if m.State != Fresh {
					t.Errorf("%s is %v", m.ID, m.State)
				}
			}
		})
	}
}

// TestRearrangeNotes has passages that go between the text and the footnotes.
func TestRearrangeNotes(t *testing.T) {
	const before = "# A\n\nThe first text is here.\n\nLeave the pencil.[^1]\n\n## End\n\n[^1]: The passport belongs to everyone here today.\n"
	for name, now := range map[string]string{
		"out of a note":                   "# A\n\nThe passport belongs to everyone here today.\n\nThe first text is here.\n\n## End\n",
		"out of a note, with other words": "# A\n\nThe umbrella belongs to everyone here today.\n\nThe first text is here.\n\n## End\n",
		"into a note":                     "# A\n\nThe passport belongs to everyone here today.\n\nLeave the pencil.[^1]\n\n## End\n\n[^1]: The first text is here.\n",
	} {
		if _, err := compared(t, before, now, french(before)).Rearrange(); err == nil || !strings.Contains(err.Error(), "footnote") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRearrangeKeeps has what is nobody's business but the translator's.
func TestRearrangeKeeps(t *testing.T) {
	own := "# f-Title\n\nf-one [x][y]\n\n<!-- mine -->\n\n[y]: https://example.org/\n\nf-two\n\nf-three\n\nMine alone.\n"
	c := compared(t, "# Title\n\none\n\ntwo\n\nthree\n", "# Title\n\nthree\n\none\n", own)
	r, err := c.Rearrange()
	if err != nil {
		t.Fatal(err)
	}
	want := "# f-Title\n\nf-three\n\nMine alone.\n\nf-one [x][y]\n\n<!-- mine -->\n\n[y]: https://example.org/\n"
	if got := string(r.Bytes); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := r.Acceptance.Record.Withdrawn; !slices.Equal(got, []Withdrawal{{Hash("two"), "f-two"}}) {
		t.Errorf("withdrawn %v", got)
	}
}

// TestRearrangeAny moves and deletes passages at random: the page has the order of its source then, and every text.
func TestRearrangeAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "passages")
		var lines []string
		for i := range n {
			mark := rapid.SampledFrom([]string{"## ", "- ", "", "1. ", "> "}).Draw(t, "mark")
			lines = append(lines, fmt.Sprintf("%spassage number %d %c", mark, i, 'a'+i))
		}
		order := rapid.Permutation(lines).Draw(t, "order")
		order = order[:rapid.IntRange(1, n).Draw(t, "kept")]
		join := func(l []string) string { return strings.Join(l, "\n\n<!-- -->\n\n") + "\n" }
		c := compared(t, join(lines), join(order), french(join(lines)))
		if !slices.ContainsFunc(c.Matches, func(m Match) bool { return m.State == Moved || m.State == Obsolete }) {
			return
		}
		r, err := c.Rearrange()
		if err != nil {
			t.Fatalf("%v", err)
		}
		for i, b := range r.SourceDoc.Blocks {
			if len(r.Doc.Blocks) != len(r.SourceDoc.Blocks) || r.Doc.Blocks[i].Source != "f-"+b.Source {
				t.Fatalf("the page is\n%s", r.Bytes)
			}
		}
	})
}
