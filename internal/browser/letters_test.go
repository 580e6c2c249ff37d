package browser

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/chromedp"
)

// lettering is what the page that is shown asks of the fonts of this machine.
type lettering struct {
	Missing []string // letters that none of them has
	Letters int      // different letters, each counted once for every way of setting it
}

// faces counts the glyphs that each font of this machine gives to the running text of the page that is shown.
func (b *tab) faces(t *testing.T) map[string]int {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.QueryNodeIDs(chromedp.CSSAll("main :is(h1, h2, h3, p, li)"), chromedp.AtLeast(0)))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, id := range found {
		used, err := chromedp.Call(ctx, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: id})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range used.Fonts {
			if f.IsCustomFont {
				t.Errorf("the font %s is none of this machine", f.FamilyName)
			}
			count[f.FamilyName] += int(f.GlyphCount)
		}
	}
	return count
}

func TestEveryLetterIsDrawn(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		b.look(t, view{})
		for i, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			b.unfold(t, i == 0) // the names in the menu are the same on every page
			got := run[lettering](t, b, "letters")
			for _, letter := range got.Missing {
				t.Errorf("%s: no font has %s", file, letter)
			}
			if got.Letters < 30 {
				t.Errorf("%s: only %d letters", file, got.Letters)
			}
			if i > 0 {
				continue
			}
			count := b.faces(t)
			var list []string
			for _, name := range slices.Sorted(maps.Keys(count)) {
				list = append(list, name+" "+strconv.Itoa(count[name]))
			}
			if len(list) == 0 {
				t.Errorf("%s: no glyphs", file)
			}
			t.Logf("%s: %s", file, strings.Join(list, ", "))
		}
	})
}

func TestLettersSeeFaults(t *testing.T) {
	b := openTab(t)
	b.look(t, view{})
	for _, c := range []struct{ body, want string }{
		{"<p>plain</p><p lang=ar dir=rtl>عربية</p><p lang=hi>हिन्दी</p><p lang=ta>தமிழ்</p><p lang=km>ភាសាខ្មែរ</p><p lang=zh>漢字</p><p lang=vi>Về</p>", ""},
		{"<p>e\u0301, a\u200db, soft\u00adhyphen, \u2067both\u2069 ways\u00a0\u3000</p>", ""},
		{"<p>a\u0379z</p>", "U+0379"},
		{"<p>a\ue123z</p>", "U+E123"},
		{"<p>a\U0001e4ecz</p>", "U+0061 U+1E4EC"}, // a mark of Nag Mundari, which none of the fonts has that we ask for
		{"<p lang=km>ក\U0001e4ec</p>", "U+1780 U+1E4EC"},
		{"<style>p::after {content: '\ue123' / 'nothing'}</style><p>a</p>", "U+E123"},
		{"<style>p::after {content: '\u2193' / '\ue123'}</style><p>a</p>", ""},
		{"<p hidden>\ue123</p>", ""},
	} {
		b.visitDocument(t, `<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title>`+c.body)
		got := run[lettering](t, b, "letters")
		if c.want == "" && len(got.Missing) > 0 || c.want != "" && (len(got.Missing) != 1 || !strings.Contains(got.Missing[0], c.want)) {
			t.Errorf("%+q: missing %q, want %q", c.body, got.Missing, c.want)
		}
	}
	b.visitDocument(t, `<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><p>out</p><main><p>in <b>it</b></p></main>`)
	glyphs := 0
	for _, n := range b.faces(t) {
		glyphs += n
	}
	if glyphs != len("in it") {
		t.Errorf("%d glyphs for %q", glyphs, "in it")
	}
}
