package checks

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

const termsGlossary = `# All about it.

# A person who may vote,
#  registered or not.
[voter]
en = "voter"
fr = "électeur"
ja = "有権者"
am = "መራጭ"

[list]
en = "voter list"
fr = "liste électorale"

[party]
en = "party"
de = "Partei"
fr-CA = "formation"
ar = "حِزْب"

[istanbul]
en = "İzmir"
fr = "Izmir"

[election]
ja = "選挙"
en = "election"
`

func TestTerms(t *testing.T) {
	g, ds := ParseGlossary("g", []byte(termsGlossary))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	for _, c := range []struct {
		from, to locale.Tag
		kind     page.Kind
		text     string
		want     string // of each term its id, its word in the translation and what the source has of it
	}{
		{"en", "fr", page.KindParagraph, "The Voters of the voter list", "voter=électeur: Voters; list=liste électorale: voter list"},
		{"en", "fr", page.KindParagraph, "Voters, a VOTER", "voter=électeur: Voters, VOTER"},
		{"en", "fr", page.KindParagraph, "nonvoter, voterless, `voter`, <https://voter.example>, [x](/voter)", ""},
		{"en", "fr", page.KindParagraph, "a [voter](/x) and **two** parties", "voter=électeur: voter; party=: parties"},
		{"en", "fr", page.KindMessage, "{{.voter}} voter", "voter=électeur: voter"},
		{"en", "fr", page.KindCode, "voter", ""},
		{"en", "fr", page.KindParagraph, "İİ in İZMIR: a voter", "istanbul=Izmir: İZMIR; voter=électeur: voter"}, // İ is shorter as a small letter
		{"en", "fr", page.KindParagraph, "ȺȺ İzmir", "istanbul=Izmir: İzmir"},                                    // Ⱥ is longer as a small letter
		{"en", "de-AT", page.KindParagraph, "a party", "party=Partei: party"},
		{"en", "fr-CA", page.KindParagraph, "a party of voters", "party=formation: party; voter=électeur: voters"},
		{"ja", "en", page.KindParagraph, "次の選挙と有権者です。", "election=election: 選挙; voter=voter: 有権者"},
		{"fr", "en", page.KindParagraph, "no term", ""},
		{"en", "fr", page.KindParagraph, "", ""},
	} {
		var got []string
		for _, term := range g.Terms(c.from, c.to, c.kind, c.text) {
			var words []string
			for _, p := range term.Places {
				words = append(words, c.text[p.Start:p.End])
			}
			got = append(got, term.ID+"="+term.To+": "+strings.Join(words, ", "))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	if (*Glossary)(nil).Terms("en", "fr", page.KindParagraph, "voter") != nil {
		t.Error("a nil glossary has terms")
	}
}

func TestTermSays(t *testing.T) {
	g, _ := ParseGlossary("g", []byte(termsGlossary))
	term := g.Terms("en", "fr", page.KindParagraph, "a voter list")[0]
	if term.Note != "" || !term.In("les LISTES") || term.In("rien") {
		t.Errorf("%+v", term)
	}
	term = g.Terms("en", "am", page.KindParagraph, "a voter")[0]
	if term.Note != "A person who may vote, registered or not." || !term.In("nobody can tell") {
		t.Errorf("%+v", term)
	}
	if term = g.Terms("en", "ja", page.KindParagraph, "a voter")[0]; term.In("投票") || !term.In("すべての有権者に") {
		t.Errorf("%+v", term)
	}
}

// TestTermsAreThoseOfTheCheck: a term has a place if and only if the check of the glossary finds it, or a longer one there.
func TestTermsAreThoseOfTheCheck(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ab", "abs", "by", "bies", "İ", "選挙", " ", " ", "-", "."}), 1, 8).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		var src strings.Builder
		for i := range rapid.IntRange(1, 6).Draw(t, "terms") {
			if word := strings.TrimSpace(text.Draw(t, "term")); word != "" {
				fmt.Fprintf(&src, "[t%d]\nen = %q\n", i, word)
			}
		}
		g, _ := ParseGlossary("g", []byte(src.String()))
		s := text.Draw(t, "text")
		found := map[string]bool{}
		for _, i := range g.inSource("en").find(strings.ToLower(look(page.KindMessage, s, nil).prose)) {
			found[g.terms[g.inSource("en").keys[i].term].id] = true
		}
		end := 0
		shown := g.Terms("en", "fr", page.KindMessage, s)
		for _, term := range shown {
			if !found[term.ID] {
				t.Fatalf("%q in %q is no term of the check", term.ID, s)
			}
			for _, p := range term.Places {
				if p.Start < 0 || p.Start >= p.End || p.End > len(s) {
					t.Fatalf("%v in %q", p, s)
				}
				end = max(end, p.End)
			}
		}
		if len(found) > 0 && len(shown) == 0 {
			t.Fatalf("the check finds %v in %q", found, s)
		}
	})
}

// What a person adds to a word so that it is easier to read, or to break, does not make it another one. The words of a
// language are those of its regions.
func TestTermsAsWritten(t *testing.T) {
	g, _ := ParseGlossary("g", []byte("[centre]\nen = \"polling centre\"\nar = \"مركز الاقتراع\"\nde = \"Wahllokal\"\n"))
	const vocalised = "مَرْكَزُ ٱلِٱقْتِرَاعِ"
	for _, c := range []struct {
		locale locale.Tag
		text   string
		told   bool
	}{
		{"ar", vocalised, false}, {"ar-EG", vocalised, false}, {"ar", "مركـــز الاقتراع", false}, {"ar", "مكان", true},
		{"de", "Das Wahl\u00adlokal", false}, {"de-AT", "Das Wahllokal", false}, {"de-AT", "Der Ort", true},
	} {
		p := Pair{Source: "en", Locale: c.locale, Kind: page.KindParagraph, SourceText: "A polling centre", Text: c.text}
		if got := len(g.Check(p)) > 0; got != c.told {
			t.Errorf("%s: %q: %v", c.locale, c.text, g.Check(p))
		}
		if terms := g.Terms("en", c.locale, page.KindParagraph, p.SourceText); len(terms) != 1 || terms[0].In(c.text) == c.told {
			t.Errorf("%s: %q: the panel has %v", c.locale, c.text, terms)
		}
	}
}
