package pseudo

import (
	"strings"
	"testing"

	"vernacular/internal/page"
)

func TestPieces(t *testing.T) {
	for _, c := range []struct {
		kind       page.Kind
		text, want string // what is kept is in braces of its own: ⟨…⟩
	}{
		{page.KindParagraph, "See [the rules](/rules) and **go**, `x = 1`.", "See ⟨[⟩the rules⟨](/rules)⟩ and ⟨**⟩go⟨**⟩, ⟨`x = 1`⟩."},
		{page.KindMessage, "{{.Count}} days at info@example.org", "⟨{{.Count}}⟩ days at ⟨info@example.org⟩"},
		{page.KindHTML, "<p>Good &amp; new</p>", "⟨<p>⟩Good ⟨&amp;⟩ new⟨</p>⟩"},
		{page.KindParagraph, "plain", "plain"},
		{page.KindParagraph, "", ""},
	} {
		var b, joined strings.Builder
		for _, p := range Pieces(c.kind, c.text) {
			joined.WriteString(p.Text)
			if p.Kept {
				b.WriteString("⟨" + p.Text + "⟩")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c.want || joined.String() != c.text {
			t.Errorf("%q: %q, want %q", c.text, b.String(), c.want)
		}
	}
}
