package project

import (
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// A text whose passage nobody can tell for sure replaces none; one cause is told once. Others of the page are taken.
func TestImportLeavesWhatIsUncompared(t *testing.T) {
	d := testSession(t, false, map[string]string{
		"content/en/p.md": "# Vote\n\nThe count is open.\n\nBring a pen.\n",
		"content/fr/p.md": "# Voter\n\nLe dépouillement est ouvert.\n\nVenez avec un stylo.\n",
	})
	w := New(d.b)
	c, ok := w.Translation("p", "fr")
	if !ok {
		t.Fatal("no page")
	}
	part := exchange.File{Name: "p"}
	for i := range c.Matches {
		m := &c.Matches[i]
		u := exchange.Entry{Unit: c.Unit(i), Status: exchange.Translated}
		u.Text, u.Pos = "Autre : "+u.Text, diag.At("a.po", 10+i, 1)
		part.Units = append(part.Units, u)
		if i > 0 {
			m.State = translation.Uncompared
		}
	}
	out := w.importPart("a.po", &c, part, ImportOptions{})
	if len(out.Problems) != 1 || out.Problems[0].Code != "import-uncompared" || out.Problems[0].Line != 11 || !strings.Contains(out.Problems[0].Message, "(2 in all)") {
		t.Errorf("%v", out.Problems)
	}
	if out.Changed != 1 || len(out.Changes) == 0 || !strings.HasPrefix(string(out.Changes[0].Data), "# Autre : Voter\n\nLe dépouillement est ouvert.\n") {
		t.Errorf("%+v", out)
	}
}

// The tags that tools write are taken for the one locale that they can mean.
func TestMeant(t *testing.T) {
	for _, c := range []struct{ have, tag, want string }{
		{"ja fr", "ja-JP", "ja"}, {"pt-BR fr", "pt", "pt-BR"}, {"pt pt-BR", "pt-PT", "pt"}, {"pt-BR", "pt-PT", ""}, {"pt-BR pt-PT", "pt", ""},
		{"zh-Hans zh-Hant", "zh-TW", "zh-Hant"}, {"zh-Hans zh-Hant", "zh-CN", "zh-Hans"}, {"sr sr-Latn", "sr-RS", "sr"}, {"sr sr-Latn", "sr-Latn-RS", "sr-Latn"},
		{"es-419 es", "es-AR", "es-419"}, {"de-AT de-CH", "de", ""}, {"sr", "sr-Latn", ""}, {"fr", "nl", ""}, {"de", "de-AT", "de"},
	} {
		var o Overview
		for _, tag := range strings.Fields(c.have) {
			o.Locales = append(o.Locales, Locale{Tag: locale.Tag(tag)})
		}
		if got, ok := o.Meant(locale.Tag(c.tag)); string(got) != c.want || ok != (c.want != "") {
			t.Errorf("%s among %s: %q", c.tag, c.have, got)
		}
	}
}
