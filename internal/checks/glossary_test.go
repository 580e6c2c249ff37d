package checks

import (
	"bytes"
	"testing"

	"vernacular/internal/page"
)

// FuzzParseGlossary: whatever stands in the file, it is read or refused at a place in it, and used without harm.
func FuzzParseGlossary(f *testing.F) {
	f.Add([]byte("[voter]\nen = \"voter\"\nfr = \"électeur\"\n"), "the voter", "l’électeur")
	f.Add([]byte("[a]\nen = \"\"\nfr = \" \"\n[b]\nen = 3"), "", "x")
	f.Add([]byte("[[a]]\nen = ['x']"), "x", "y")
	f.Fuzz(func(t *testing.T, src []byte, source, text string) {
		g, ds := ParseGlossary("locales/glossary.toml", src)
		for _, d := range ds {
			if d.Pos.File != "locales/glossary.toml" || d.Pos.Line < 1 || d.Pos.Line > 2+bytes.Count(src, []byte("\n")) {
				t.Fatalf("%v is told at no place of the file", d)
			}
		}
		g.Check(Pair{Kind: page.KindParagraph, SourceText: source, Text: text, Source: "en", Locale: "fr"})
	})
}
