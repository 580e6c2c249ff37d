package checks

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// occurs reports in the plainest way whether a term is in a text: at the limits of words, with an ending of its own
// language perhaps.
func occurs(text, term string) bool {
	if spaceless(after(term, 0)) {
		return strings.Contains(text, term)
	}
	endings := []string{"", "s", "es"}
	stem := term
	if s := strings.TrimSuffix(term, "y"); s != "" && s != term {
		stem, endings = s, []string{"y", "ies"}
	}
	for i := range text {
		if r := before(text, i); unicode.IsLetter(r) || r == '-' {
			continue
		}
		for _, e := range endings {
			if strings.HasPrefix(text[i:], stem+e) && !unicode.IsLetter(after(text, i+len(stem)+len(e))) {
				return true
			}
		}
	}
	return false
}

// TestFinderFindsWhatIsThere compares the finder with looking for each term by itself, and the terms that are
// missed in a translation with and without the way for very many of them.
func TestFinderFindsWhatIsThere(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	pick := func(letters []string, most int) string {
		var b strings.Builder
		for range 1 + rng.IntN(most) {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	letters := []string{"a", "b", "y", "s", "e", "ies", "é", " ", "-", "投", "票", "'", "."}
	for n := range 3000 {
		f := &finder{words: true}
		var terms []string
		for i := range rng.IntN(20) {
			terms = append(terms, pick(letters, 4))
			f.add(terms[i], i)
		}
		f.prepare()
		text := pick(letters, 60)
		var got, want []int
		for _, k := range f.find(text) {
			got = append(got, f.keys[k].term)
		}
		for i, term := range terms {
			if occurs(text, term) {
				want = append(want, i)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("%d: in %q of %q: found %v, want %v", n, text, terms, got, want)
		}
	}
}

// TestNestedTermsTakeNoLonger looks through a long text for terms that each begin with the one before, that all are
// the same, and that begin alike and are not there.
func TestNestedTermsTakeNoLonger(t *testing.T) {
	const n = MaxTerm / 2
	text := strings.Repeat("a ", 20_000)
	for name, term := range map[string]func(i int) string{
		"nested":    func(i int) string { return strings.Repeat("a ", i%n) + "a" },
		"not there": func(i int) string { return strings.Repeat("a ", i%n) + "b" },
		"the same":  func(int) string { return "a" },
	} {
		f := &finder{words: true}
		for i := range 20_000 {
			f.add(term(i), i)
		}
		f.prepare()
		begin := time.Now()
		got := len(f.find(text)) + len(f.find(strings.ReplaceAll(text, " ", "x ")))
		if want := 20_000; (got == want) == (name == "not there") || time.Since(begin) > 20*time.Second {
			t.Errorf("%s: %d found in %v", name, got, time.Since(begin))
		}
		t.Log(name, time.Since(begin))
	}
}

func TestLongTermIsLeftOut(t *testing.T) {
	long := strings.Repeat("x", MaxTerm+1)
	g, ds := ParseGlossary("g", []byte("[a]\nen = \""+long[1:]+"\"\n[b]\nen = \""+long+"\"\nfr = \"x\"\n[c]\nen = \""+long+"\"\n"))
	if len(ds) != 1 || ds[0].Code != "glossary-long" || ds[0].Line != 4 || ds[0].Count != 2 || len(g.terms[0].words) != 1 || len(g.terms[1].words) != 1 {
		t.Error(ds, g.terms)
	}
}

func TestGlossaryOfManyTermsSaysTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	word := func() string {
		return []string{"vote", "city", "ballot", "x", "poll"}[rng.IntN(5)] + fmt.Sprint("abcdefgh"[rng.IntN(8):][:1])
	}
	for range 60 {
		var src strings.Builder
		for i := range 200 {
			fmt.Fprintf(&src, "[t%d]\nen = %q\nfr = %q\n", i, word(), word())
		}
		g, ds := ParseGlossary("g", []byte(src.String()))
		if ds != nil {
			t.Fatal(ds)
		}
		var en, fr []string
		for range 120 {
			en, fr = append(en, word()), append(fr, word())
		}
		p := Pair{Kind: page.KindParagraph, Source: "en", Locale: "fr", SourceText: strings.Join(en, " "), Text: strings.Join(fr, " ")}
		var got []string
		for _, d := range g.Check(p) {
			if d.Code == GlossaryTerm {
				got = append(got, d.Message+d.Hint)
			}
		}
		var want []string
		for i := range g.terms {
			term := &g.terms[i]
			if !occurs(strings.ToLower(p.SourceText), term.words["en"]) {
				continue
			}
			if hasStems(term.stems["fr"], func(s string) bool { return strings.Contains(p.Text, s) }) {
				continue
			}
			want = append(want, fmt.Sprintf("the source has the term “%s”; the glossary calls it “%s”, which is not here", term.words["en"], term.words["fr"])+
				fmt.Sprintf("use it in the form that the sentence needs, or correct [%s] in g", term.id))
		}
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Fatalf("got %q\nwant %q", got, want)
		}
	}
}

// TestTablesAreReadAsTOML compares the reader of tables with the TOML library on texts made of the pieces of
// glossaries.
func TestTablesAreReadAsTOML(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	pieces := []string{"[a]\n", "[b]\n", "[\"a b\"]\n", "[a.b]\n", "[[a]]\n", "en = \"x\"\n", "fr = 'y'\n", "fr = \"\"\"\nz\"\"\"\n", "en = 3\n", "# remark\n", "\n",
		"a = { en = \"x\", fr = 'y' }\n", "a.en = \"x\"\n", "a.fr = \"y\"\n", "b.en = 'é'\r\n", "a.b.c = \"x\"\n", "en = \n", "\"quoted\" = \"x\\u00e9\"\n", "c = { en = 1 }\n", "d = {}\n", "[e", "en = [\"x\"]\n", "a = { x.y = \"z\" }\n", "\xff"}
	for n := range 20000 {
		var src strings.Builder
		for range rng.IntN(6) {
			src.WriteString(pieces[rng.IntN(len(pieces))])
		}
		var want map[string]map[string]string
		err := toml.Unmarshal([]byte(src.String()), &want)
		tables, bad := readTables("g", []byte(src.String()))
		if (err != nil) != (bad != nil) {
			t.Fatalf("%d: %q: the library says %v, we say %v", n, src.String(), err, bad)
		}
		if bad != nil {
			if bad.Line < 1 || bad.Col < 1 {
				t.Fatalf("%q: no place: %v", src.String(), bad)
			}
			continue
		}
		got := map[string]map[string]string{}
		for _, table := range tables {
			got[table.id] = map[string]string{}
			for k, v := range table.texts {
				got[table.id][k] = v.value
			}
		}
		for id, m := range want {
			if m == nil {
				want[id] = map[string]string{}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q: %v, want %v", src.String(), got, want)
		}
	}
}

// TestTermOfOneLetterEnds: the term "y" has no letter that stays in its plural.
func TestTermOfOneLetterEnds(t *testing.T) {
	g, _ := ParseGlossary("g", []byte("[and]\nes = \"y\"\nfr = \"etc\"\n"))
	p := Pair{Kind: page.KindParagraph, Source: "es", Locale: "fr", SourceText: "El voto y la ley se respetan siempre", Text: "Le vote comme la loi sont toujours respectés"}
	if ds := g.Check(p); !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == GlossaryTerm }) {
		t.Error(ds)
	}
}

// BenchmarkGlossary shows that parsing and checking grow with the number of terms and no faster:
//
//	go test -run - -bench Glossary ./internal/checks
func BenchmarkGlossary(b *testing.B) {
	for _, n := range []int{200, 2_000, 20_000, 80_000} {
		var src, text, other strings.Builder
		for i := range n {
			fmt.Fprintf(&src, "[t%d]\nen = \"w%sx\"\nfr = \"z%sq\"\n", i, letters(i), letters(i))
		}
		for i := range 100 {
			fmt.Fprintf(&text, "w%sx ", letters(i*7%n))
			fmt.Fprintf(&other, "z%sq ", letters(i*7%n))
		}
		p := Pair{Kind: page.KindParagraph, Source: "en", Locale: locale.Tag("fr"), SourceText: text.String(), Text: other.String()}
		b.Run(fmt.Sprintf("parse %d", n), func(b *testing.B) {
			for b.Loop() {
				ParseGlossary("g", []byte(src.String()))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/term")
		})
		g, _ := ParseGlossary("g", []byte(src.String()))
		b.Run(fmt.Sprintf("check %d", n), func(b *testing.B) {
			for b.Loop() {
				g.Check(p)
			}
		})
	}
}

// letters writes a number in letters.
func letters(n int) string {
	out := ""
	for ; n > 0 || out == ""; n /= 26 {
		out += string(rune('a' + n%26))
	}
	return out
}
