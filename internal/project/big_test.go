package project

import (
	"fmt"
	"strings"
	"testing"
)

// bigSession is a session on a site of pages with many texts each, all of them translated.
func bigSession(t testing.TB, pages, units int) *Session {
	files := map[string]string{}
	for p := range pages {
		var en, fr strings.Builder
		fmt.Fprintf(&en, "---\ntitle: Page %d\n---\n\n", p)
		fmt.Fprintf(&fr, "---\ntitle: Feuille %d\n---\n\n", p)
		for i := range units - 1 {
			fmt.Fprintf(&en, "The committee counts ballot paper %d of box %d [by hand](https://example.org/%d) before noon.\n\n", i, p, i)
			fmt.Fprintf(&fr, "Le comité dépouille le bulletin %d de l’urne %d [à la main](https://example.org/%d) avant midi.\n\n", i, p, i)
		}
		files[fmt.Sprintf("content/en/p%d.md", p)], files[fmt.Sprintf("content/fr/p%d.md", p)] = en.String(), fr.String()
	}
	return testSession(t, true, files)
}

func BenchmarkBigPage(b *testing.B) {
	d := bigSession(b, 1, 2000)
	b.Run("show", func(b *testing.B) {
		for b.Loop() {
			d.last = nil
			if p, ok := d.Page("fr", "p0"); !ok || len(p.Fields) != 2000 {
				b.Fatal(ok, len(p.Fields))
			}
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			d.Page("fr", "p0")
		}
	})
	b.Run("save", func(b *testing.B) {
		p, _ := d.Page("fr", "p0")
		f := p.Fields[1000]
		n := 0
		for b.Loop() {
			n++
			saved, refused := d.Save(Edit{Tag: "fr", Key: "p0", ID: f.ID, Text: fmt.Sprintf("%s Vraiment, %c.", p.Fields[1000].Text, 'a'+rune(n%26)), Lock: f.Lock, Accept: true})
			if refused != nil {
				b.Fatal(refused)
			}
			f = saved.Field
		}
	})
}
