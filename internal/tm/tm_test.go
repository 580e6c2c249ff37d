package tm

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vernacular/internal/textdiff"
)

// entries makes entries of texts: source, target and where, one after the other.
func entries(texts ...string) (out []Entry) {
	for i := 0; i+2 < len(texts); i += 3 {
		out = append(out, Entry{Source: texts[i], Target: texts[i+1], Where: texts[i+2]})
	}
	return out
}

func TestExact(t *testing.T) {
	m := New(entries(
		"Read more", "", "a:1", // not translated
		"Read more", "Lire", "b:1",
		" ", "rien", "b:2",
		"Read\nmore", "Lire la suite", "c:1",
		"Read  more ", "Lire la\nsuite", "d:1",
		"Vote", "Votez", "e:1",
		"Vote", "Voter", "f:1", // as often as the first
	))
	for _, c := range []struct{ source, target, where string }{
		{"Read more", "Lire la suite", "c:1"},
		{"\tRead \r\n more", "Lire la suite", "c:1"},
		{"Vote", "Votez", "e:1"},
		{"vote", "", ""},
		{"Vote.", "", ""},
		{"", "", ""},
		{" ", "", ""},
	} {
		e, ok := m.Exact(c.source)
		if ok != (c.where != "") || e.Target != c.target || e.Where != c.where {
			t.Errorf("%q: %+v %v", c.source, e, ok)
		}
	}
}

func TestClose(t *testing.T) {
	m := New(entries(
		"More than 70 countries vote in 2024.", "1", "a:1",
		"Write to [us](mailto:info@ifes.org).", "2", "a:2",
		"Voters and candidates", "3", "a:3",
		"Candidates and voters", "4", "a:4",
		"Candidates and parties", "5", "a:5",
		"Add -5 here", "6", "a:6",
		"—", "7", "a:7",
		"选举官员和候选人", "8", "a:8",
		"one two three", "9", "a:9",
		strings.Repeat("word ", 300)+"71", "10", "a:10",
	))
	for _, c := range []struct {
		source string
		least  int
		target string
		score  int
	}{
		{"More than 70 countries vote in 2024.", 60, "1", 100},
		{"More than  70 countries\nvote in 2024.", 100, "1", 100},
		{"More than 71 countries vote in 2024.", 60, "1", 85},
		{"More than 71 countries vote in 2024.", 86, "", 0},
		{"Write to **us**.", 50, "2", 75},    // the address is two more words
		{"Candidates and cats", 50, "4", 66}, // not the fifth, which is as similar
		{"Add 5 here", 60, "6", 99},          // the same words, another number
		{"Add −5 here", 60, "6", 99},
		{"…", 0, "", 0},
		{"", 0, "", 0},
		{"nothing alike", 0, "", 0},
		{"选举官员和观察员", 50, "8", 62},
		{"one two four", 67, "", 0},
		{"one two four", 66, "9", 66},
		{strings.Repeat("word ", 300) + "72", 60, "10", 99}, // 99.7
		{"More than 70 countries vote in 2024.", 101, "", 0},
	} {
		e, score, ok := m.Close(c.source, c.least)
		if ok != (c.target != "") || ok && (e.Target != c.target || score != c.score) {
			t.Errorf("%q, at least %d: %+v %d %v", c.source, c.least, e, score, ok)
		}
	}
}

// TestNearest lists the equal text first, then the similar ones.
func TestNearest(t *testing.T) {
	m := New(entries(
		"one two three five", "1", "a:1",
		"one two three four", "2", "a:2",
		"one two", "3", "a:3",
		"one two three six", "4", "a:4",
		"other words", "5", "a:5",
	))
	for _, c := range []struct {
		least, most int
		want        string
	}{
		{60, 9, "2 100, 1 75, 4 75, 3 66"},
		{60, 2, "2 100, 1 75"},
		{60, 1, "2 100"},
		{70, 9, "2 100, 1 75, 4 75"},
		{100, 9, "2 100"},
		{101, 9, ""},
		{60, 0, ""},
	} {
		var got []string
		for _, f := range m.Nearest("one  two three four", c.least, c.most) {
			got = append(got, fmt.Sprint(f.Target, " ", f.Score))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("at least %d, at most %d: %q, want %q", c.least, c.most, got, c.want)
		}
	}
}

// TestCloseIsTheBest compares the index with looking at every entry.
func TestCloseIsTheBest(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Fields("a a a b b c d e f 1 2 . —")), 0, 8).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		var entries []Entry
		for i, s := range rapid.SliceOfN(text, 0, 30).Draw(t, "sources") {
			entries = append(entries, Entry{Source: s, Target: fmt.Sprint("t", i), Where: fmt.Sprint("w:", i)})
		}
		source, least := text.Draw(t, "source"), rapid.IntRange(0, 100).Draw(t, "least")
		want, high := Entry{}, 0.0
		for _, e := range entries {
			s := textdiff.Prepare(source).Similarity(textdiff.Prepare(e.Source))
			if s == 1 && e.Source != source {
				s = 0.9999 // the same words with other signs between them
			}
			if e.Source != "" && source != "" && s > high {
				want, high = e, s
			}
		}
		e, score, ok := New(entries).Close(source, least)
		wanted := int(high*100 + 1e-9)
		if ok != (high > 0 && wanted >= least) || ok && (e.Source != want.Source || score != wanted) {
			t.Fatalf("%+v among %+v, at least %d: %+v %d %v, want %+v %d", source, entries, least, e.Source, score, ok, want.Source, wanted)
		}
	})
}

// sentences makes texts out of the words of the site, as many as asked for, and variants of them.
func sentences(t testing.TB, n int) (texts, variants []string) {
	files, err := filepath.Glob("../../content/en/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	var words []string
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, strings.Fields(string(src))...)
	}
	r := rand.New(rand.NewPCG(5, 8))
	for range n {
		size := 3 + r.IntN(40)
		at := r.IntN(len(words) - size)
		text := append([]string(nil), words[at:at+size]...)
		for range size / 4 {
			text[r.IntN(size)] = words[r.IntN(len(words))]
		}
		texts = append(texts, strings.Join(text, " "))
		for range 1 + size/8 {
			text[r.IntN(size)] = words[r.IntN(len(words))]
		}
		variants = append(variants, strings.Join(text, " "))
	}
	return texts, variants
}

func TestManyEntries(t *testing.T) {
	m, variants := large(t)
	start := time.Now()
	found := 0
	for _, v := range variants[:1_000] {
		if _, _, ok := m.Close(v, 60); ok {
			found++
		}
	}
	took := time.Since(start)
	t.Logf("%d of 1,000 texts found among 10,000 in %v", found, took)
	if found < 800 || took > 20*time.Second {
		t.Errorf("%d of 1,000 texts found in %v", found, took)
	}
}

func large(t testing.TB) (*Memory, []string) {
	texts, variants := sentences(t, 10_000)
	var entries []Entry
	for i, s := range texts {
		entries = append(entries, Entry{Source: s, Target: fmt.Sprint(i), Where: fmt.Sprint("page.md:", i)})
	}
	return New(entries), variants
}

func BenchmarkClose(b *testing.B) {
	m, variants := large(b)
	i := 0
	for b.Loop() {
		m.Close(variants[i%len(variants)], 60)
		i++
	}
}
