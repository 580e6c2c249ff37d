package project

import (
	"testing"

	"vernacular/internal/catalog"
	"vernacular/internal/exchange"
	"vernacular/internal/translation"
)

// A language with one plural form shows one of the source's two; a tool that drops the note with the other has changed no
// source text. One whose form is another has.
func TestSourceFormsThatToolsDrop(t *testing.T) {
	s := testSession(t, false, map[string]string{
		"content/en/p.md":        "# P\n",
		"locales/active.en.toml": "[days]\none = \"{{.N}} day\"\nother = \"{{.N}} days\"\n",
		"locales/active.ja.toml": "[days]\nother = \"{{.N}}日\"\n",
	})
	w := New(s.b)
	c, ok := w.Translation("", "ja")
	if !ok || len(c.Matches) != 1 {
		t.Fatalf("%v %d", ok, len(c.Matches))
	}
	for text, same := range map[string]bool{"{{.N}} days": true, "{{.N}} nights": false} {
		u := exchange.Entry{Plural: &exchange.Plural{Source: []exchange.Form{{Category: "other", Text: text}}}}
		u.ID = "days"
		if got := seenSource(&c, c.Matches[0], u) == c.SourceSegments[0].Text; got != same {
			t.Errorf("%q: %v", text, got)
		}
	}
	whole := translation.MessageText(catalog.Message{Forms: []catalog.Form{{Category: "one", Text: "{{.N}} day"}, {Category: "other", Text: "{{.N}} days"}}})
	if whole != c.SourceSegments[0].Text {
		t.Errorf("%q", whole)
	}
}
