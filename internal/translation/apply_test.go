package translation

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
)

// applied returns what [Apply] makes of a page.
func applied(in ApplyInput) ([]byte, error) {
	doc, err := Apply(in)
	if err != nil {
		return nil, err
	}
	return doc.Bytes(), nil
}

func parse(file, src string) *page.Document {
	d, _ := page.Parse(file, []byte(src), page.Options{})
	return d
}

// applyInput is a translation of the page old, which has become source since. texts are by the source's text.
func applyInput(t interface{ Fatalf(string, ...any) }, old, target, source string, texts map[string]string) (ApplyInput, Input) {
	was := Input{Source: Segments(parse("en.md", old)), Target: SegmentsLike(parse("fr.md", target), Segments(parse("en.md", old))), Language: "en"}
	all := map[string]Accepted{}
	ms := Compare(was)
	for _, m := range ms {
		if m.State == Fresh {
			all[m.ID] = Accepted{}
		}
	}
	record, sources := Accept(was, ms, all)
	in := Input{Source: Segments(parse("en.md", source)), Record: record,
		Old: func(h string) string { return sources[h] }, Language: "en"}
	in.Target = SegmentsLike(parse("fr.md", target), in.Source)
	out := ApplyInput{Source: parse("en.md", source), Target: parse("fr.md", target), TargetFile: "fr.md",
		Matches: Compare(in), Texts: map[string]string{}}
	out.Compare = func(d *page.Document) []Match {
		in := in
		in.Target = SegmentsLike(d, in.Source)
		return Compare(in)
	}
	for from, to := range texts {
		found := false
		for _, m := range out.Matches {
			if m.Source >= 0 && in.Source[m.Source].Text == from {
				out.Texts[m.ID], found = to, true
			}
		}
		if !found {
			t.Fatalf("no segment %q", from)
		}
	}
	return out, in
}

func TestApply(t *testing.T) {
	const front = "---\ntitle: My page\n---\n"
	const frontFR = "---\ntitle: \"Ma page\" # c\ndraft: true\n---\n"
	for _, c := range []struct {
		name, old, target, source string
		texts                     map[string]string
		want                      string
	}{
		{"nothing", "One is here.\n", "Un\nest ici.\n", "One is here.\n", nil, "Un\nest ici.\n"},
		{"the same text", "One is here.\n", "Un\nest ici.\n", "One is here.\n", map[string]string{"One is here.": "Un est ici."}, "Un\nest ici.\n"},
		{"a stale text and the title", front + "One is here.\n\nTwo.\n", frontFR + "Un est ici.\n\nDeux.\n", front + "One was here.\n\nTwo.\n",
			map[string]string{"One was here.": "Un était ici.", "My page": "Une page"},
			"---\ntitle: Une page # c\ndraft: true\n---\nUn était ici.\n\nDeux.\n"},
		{"a new paragraph", "One.\n\nTwo.\n", "Un.\n\nDeux.\n", "One.\n\nA new one.\n\nTwo.\n",
			map[string]string{"A new one.": "Un nouveau."}, "Un.\n\nUn nouveau.\n\nDeux.\n"},
		{"a new paragraph at the beginning, CRLF", "One.\n", frontFR + "Un.\r\n", "A new one.\n\nOne.\n",
			map[string]string{"A new one.": "Un nouveau."}, frontFR + "Un nouveau.\r\n\r\nUn.\r\n"},
		{"a new paragraph at the end", "One.\n", "Un.", "One.\n\nA new one.\n\n## More\n",
			map[string]string{"A new one.": "Un nouveau.", "More": "Plus"}, "Un.\n\nUn nouveau.\n\n## Plus"},
		{"into an empty page", "", frontFR, "A new one.\n", map[string]string{"A new one.": "Un nouveau."}, frontFR + "Un nouveau.\n"},
		{"between a heading and the line after it", "# Head\n\nNext.\n", "# Titre\nSuite.\n", "# Head\n\nA new one.\n\nNext.\n",
			map[string]string{"A new one.": "Un nouveau."}, "# Titre\n\nUn nouveau.\n\nSuite.\n"},
		{"two new ones before a third without text", "One.\n", "Un.\n", "One.\n\nA new one.\n\nA newer one.\n\nNot translated yet.\n",
			map[string]string{"A new one.": "Un nouveau.", "A newer one.": "Un plus nouveau."}, "Un.\n\nUn nouveau.\n\nUn plus nouveau.\n"},
		{"a new item", "- One.\n- Two.\n\nEnd.\n", "* Un.\n* Deux\n  mots.\n\nFin.\n", "- One.\n- A new one.\n- Two.\n\nEnd.\n",
			map[string]string{"A new one.": "Un nouveau."}, "* Un.\n* Un nouveau.\n* Deux\n  mots.\n\nFin.\n"},
		{"a new item beside a obsolete one", "- One.\n- Old.\n- Two.\n", "- Un.\n- Vieux.\n- Deux.\n", "- One.\n- Two.\n- A new one.\n",
			map[string]string{"A new one.": "Un nouveau."}, "- Un.\n- Vieux.\n- Deux.\n- Un nouveau.\n"},
		{"a new first item, and two at the end", "1. One.\n2. Two.\n", "1) Un.\r\n\r\n2) Deux.\r\n", "1. Zero.\n2. One.\n3. Two.\n4. Three.\n5. Four.\n",
			map[string]string{"Zero.": "Zéro.", "Three.": "Trois.", "Four.": "Quatre."},
			"1) Zéro.\r\n\r\n1) Un.\r\n\r\n2) Deux.\r\n\r\n3) Trois.\r\n\r\n4) Quatre.\r\n"},
		{"a last item below one that has a paragraph here", "> - One.\n", "> - Un.\n>\n>   Encore.\n", "> - One.\n> - A new one.\n",
			map[string]string{"A new one.": "Un nouveau."}, "> - Un.\n> - Un nouveau.\n"},
		{"a new item of an inner list", "- One.\n  - In.\n- Two.\n", "+ Un.\n    * Dans.\n+ Deux.\n", "- One.\n  - In.\n  - In new.\n- Two.\n",
			map[string]string{"In new.": "Dans nouveau."}, "+ Un.\n    * Dans.\n    * Dans nouveau.\n+ Deux.\n"},
		{"a new item, another without text", "- One.\n\nEnd.\n", "- Un.\n\nFin.\n", "- One.\n- A new one.\n- A newer one.\n\nEnd.\n",
			map[string]string{"A new one.": "Un nouveau."}, "- Un.\n- Un nouveau.\n- A newer one.\n\nFin.\n"},
		{"a new row", "| a | b |\n|---|---|\n| c | d |\n", "| w | x |\n|:--|--:|\n| y | z |\n", "| a | b |\n|---|---|\n| c | d |\n| new e | new f |\n",
			map[string]string{"new e": "nouveau e", "new f": "nouveau f"}, "| w | x |\n|:--|--:|\n| y | z |\n| nouveau e | nouveau f |\n"},
		{"two new rows, one below the head", "| a | b |\n|---|---|\n| c | d |\n\nEnd.\n", "w|x\n:-:|-\ny|z\n\nFin.\n", "| a | b |\n|---|---|\n| new a | new b |\n| c | d |\n| new e | new f |\n\nEnd.\n",
			map[string]string{"new a": "na", "new b": "nb", "new e": "ne", "new f": "nf"}, "w|x\n:-:|-\n| na | nb |\ny|z\n| ne | nf |\n\nFin.\n"},
		{"a new quotation on two lines", "One.\n", "Un.\n", "One.\n\n> New\n> words.\n",
			map[string]string{"New words.": "Mots  \nnouveaux."}, "Un.\n\n> Mots  \n> nouveaux.\n"},
		{"a new code block", "One.\n", "Un.\n", "One.\n\n```sh\na\n  b\n```\n", map[string]string{"a\n  b": "c\n  d"}, "Un.\n\n```sh\nc\n  d\n```\n"},
		{"a new footnote", "One.\n", "Un.\n", "One[^1].\n\n[^1]: A note.\n",
			map[string]string{"One[^1].": "Un[^1].", "A note.": "Une note."}, "Un[^1].\n\n[^1]: Une note.\n"},
	} {
		in, cmp := applyInput(t, c.old, c.target, c.source, c.texts)
		got, err := applied(in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, got, c.want)
			continue
		}
		cmp.Target = SegmentsLike(parse("fr.md", string(got)), cmp.Source)
		for _, m := range Compare(cmp) {
			if text, ok := in.Texts[m.ID]; ok && (m.Target < 0 || cmp.Target[m.Target].Text != text) {
				t.Errorf("%s: %s has not its text: %+v", c.name, m.ID, m)
			}
		}
		in.Target, in.Matches = parse("fr.md", string(got)), Compare(cmp)
		if again, err := applied(in); err != nil || !bytes.Equal(again, got) {
			t.Errorf("%s: a second time: %v\n%q", c.name, err, again)
		}
	}
}

// Of a split block the first part takes the place of the old text, and the others come after it.
func TestApplyToASplitBlock(t *testing.T) {
	const first, second = "The commission counts every vote in public.", "It publishes the whole result of it on the same evening."
	in, _ := applyInput(t, first+" "+second+"\n\nEnd.\n", "Tout le vieux texte.\n\nFin.\n", first+"\n\n"+second+"\n\nEnd.\n", nil)
	shared := 0
	for _, m := range in.Matches {
		if m.Shared {
			shared++
		}
		switch in.Source.Blocks[m.Source].Source {
		case first:
			in.Texts[m.ID] = "Premier."
		case second:
			in.Texts[m.ID] = "Second."
		}
	}
	// The old record cannot tell the two new texts apart: who asks is told, and no page is made.
	if got, err := applied(in); err == nil {
		t.Errorf("nobody would know the texts again in %q", got)
	}
	in.Compare = nil
	got, err := applied(in)
	if err != nil || shared != 1 {
		t.Fatal(err, in.Matches)
	}
	for _, want := range []string{"Premier.", "Second.", "Fin."} {
		if strings.Count(string(got), want) != 1 {
			t.Errorf("got %q", got)
		}
	}
}

func TestApplyBegins(t *testing.T) {
	source := "---\ntitle: My page\npermalink: /x/\n---\n# Head\n\n- One.\n- Two.\n"
	in := ApplyInput{Source: parse("en.md", source), TargetFile: "fr.md",
		Matches: Compare(Input{Source: Segments(parse("en.md", source))})}
	in.Texts = map[string]string{fieldPrefix + "title": "Ma page"}
	for _, m := range in.Matches {
		if strings.HasPrefix(m.ID, "listItem-") && len(in.Texts) == 1 {
			in.Texts[m.ID] = "Un."
		}
	}
	got, err := applied(in)
	if err != nil || !strings.Contains(string(got), "title: Ma page\n") || !strings.HasSuffix(string(got), "---\n# Head\n\n- Un.\n- Two.\n") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestApplyNamesTheSegment(t *testing.T) {
	for _, c := range []struct {
		old, target, source string
		texts               map[string]string
		want                string
	}{
		{"One.\n", "Un.\n", "One.\n", map[string]string{"One.": "# Un"}, "paragraph-"},
		{"One.\n", "Un.\n", "One.\n\nA new one.\n", map[string]string{"A new one.": "- x"}, "item of a list"},
		{"---\ntitle: A b\n---\n", "---\ntitle: C d\n---\n", "---\ntitle: A b\n---\n", map[string]string{"A b": "x\u202ey"}, "frontmatter.title"},
		{"One.\n", "Un.\n", "One[^1].\n\n[^1]: A note.\n", map[string]string{"A note.": "Une note."}, "footnoteDefinition-"},
		{"One.\n", "Un.\n", "One.\n\nNot translated yet.\n\nA new one.\n", map[string]string{"A new one.": "Un nouveau."}, "could not be told"},
		// one quotation of the source is two in the translation
		{"> One.\n>\n> Two.\n", "> Un.\n\n<!-- -->\n\n> Deux.\n", "> One.\n>\n> A new one.\n>\n> Two.\n", map[string]string{"A new one.": "Un nouveau."}, "by hand"},
	} {
		in, _ := applyInput(t, c.old, c.target, c.source, c.texts)
		got, err := applied(in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, got %q", c.texts, err, got)
		}
	}
	in, _ := applyInput(t, "One.\n", "Un.\n", "One.\n", nil)
	in.Texts["paragraph-x"] = "y"
	if got, err := applied(in); err == nil {
		t.Errorf("an unknown segment was written: %q", got)
	}
}

func realPages(t *testing.T) [][2]string {
	var out [][2]string
	files, _ := filepath.Glob("../../content/*/*.md")
	for _, f := range files {
		source := filepath.Join("../../content/en", filepath.Base(f))
		if _, err := os.Stat(source); err == nil && filepath.Base(filepath.Dir(f)) != "en" {
			out = append(out, [2]string{source, f})
		}
	}
	if len(out) == 0 {
		t.Fatal("no pages")
	}
	return out
}

func readPair(t *rapid.T, pairs [][2]string) (source, target string) {
	pair := rapid.SampledFrom(pairs).Draw(t, "page")
	a, err := os.ReadFile(pair[0])
	b, err2 := os.ReadFile(pair[1])
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	return string(a), string(b)
}

func TestApplyToRealPages(t *testing.T) {
	pairs := realPages(t)
	rapid.Check(t, func(t *rapid.T) {
		source, target := readPair(t, pairs)
		if rapid.Bool().Draw(t, "CRLF") {
			target = strings.ReplaceAll(target, "\n", "\r\n")
		}
		in, cmp := applyInput(t, source, target, source, nil)
		if got, err := applied(in); err != nil || string(got) != target {
			t.Fatalf("no text changed the page: %v", err)
		}
		var ids []string
		for _, m := range in.Matches {
			if m.Source >= 0 && m.Target >= 0 {
				in.Texts[m.ID] = cmp.Target[m.Target].Text
				ids = append(ids, m.ID)
			}
		}
		if got, err := applied(in); err != nil || string(got) != target {
			t.Fatalf("the same texts changed the page: %v", err)
		}
		id := rapid.SampledFrom(ids).Draw(t, "segment")
		in.Texts[id] += " mot字"
		got, err := applied(in)
		if err != nil {
			t.Fatal(err)
		}
		m := in.Matches[slices.IndexFunc(in.Matches, func(m Match) bool { return m.ID == id })]
		if seg := cmp.Target[m.Target]; seg.Block >= 0 {
			b := in.Target.Blocks[seg.Block]
			if !strings.HasPrefix(string(got), target[:b.Start]) || !strings.HasSuffix(string(got), target[b.End:]) {
				t.Fatalf("more than %s changed", id)
			}
		} else if !strings.HasSuffix(string(got), target[in.Target.Meta.BodyOffset:]) {
			t.Fatalf("more than %s changed", id)
		}
		doc := parse("fr.md", string(got))
		if SegmentsLike(doc, Segments(in.Source))[m.Target].Text != in.Texts[id] {
			t.Fatalf("%s has not its text", id)
		}
	})
}

// A block that is taken out of a real translation comes back where it was.
func TestApplyPutsBackWhatWasTakenOut(t *testing.T) {
	pairs := realPages(t)
	rapid.Check(t, func(t *rapid.T) {
		source, target := readPair(t, pairs)
		whole := parse("fr.md", target)
		elements := whole.Elements()
		if len(elements) != len(parse("en.md", source).Elements()) {
			t.Skip("built in another way than its source")
		}
		n := rapid.IntRange(0, len(elements)-1).Draw(t, "element")
		cut := target[:elements[n].Start] + strings.TrimLeft(target[elements[n].End:], "\n")
		was, cmp := applyInput(t, source, target, source, nil)
		in := was
		in.Target = parse("fr.md", cut)
		first := Fields(cmp.Target) + elements[n].First
		for _, m := range was.Matches {
			if m.Source >= 0 && m.Target >= first && m.Target < first+elements[n].Last-elements[n].First {
				in.Texts[m.ID] = cmp.Target[m.Target].Text
			}
		}
		now := cmp
		now.Target = SegmentsLike(in.Target, now.Source)
		in.Matches = Compare(now)
		got, err := applied(in)
		if err != nil {
			t.Fatal(err)
		}
		a, b := SegmentsLike(parse("fr.md", string(got)), cmp.Source), cmp.Target
		if !slices.EqualFunc(a, b, func(x, y Segment) bool { return x.Kind == y.Kind && x.Text == y.Text }) {
			t.Fatalf("got\n%s\nwant\n%s", got, target)
		}
	})
}
