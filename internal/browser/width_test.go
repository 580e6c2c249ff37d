package browser

import (
	"slices"
	"strings"
	"testing"
)

// The windows in which nobody should have to scroll sideways (WCAG 1.4.4 and 1.4.10).
var narrow = []struct {
	name string
	view view
	root string // the size of text that all others are measured in
}{
	{"320 px", view{width: 320, height: 640, phone: true}, ""},
	{"1280 px at 200 %", view{width: 640, height: 450, scale: 2}, ""},
	{"640 px, text alone at 200 %", view{width: 640, height: 900}, "200%"},
}

func TestNoScrollingSideways(t *testing.T) {
	out := built(t)
	noScrollingSideways(t, out, out.editions(t))
}

func noScrollingSideways(t *testing.T, out *output, list []edition) {
	t.Helper()
	server := out.serve(t)
	eachEdition(t, list, openTab, func(t *testing.T, b *tab, e edition) {
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			for _, n := range narrow {
				b.look(t, n.view)
				var closed []string
				for _, menu := range []string{"closed", "open"} {
					b.unfold(t, menu == "open")
					found := run[[]string](t, b, "edges", n.view.width, n.root, false)
					for _, fault := range found {
						if !slices.Contains(closed, fault) {
							t.Errorf("%s, %s, menu %s: %s", file, n.name, menu, fault)
						}
					}
					closed = found
				}
			}
		}
	})
}

// What is printed can neither be scrolled nor unfolded.
func TestPaper(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			for _, fault := range b.printed(t) {
				t.Errorf("%s: %s", file, fault)
			}
		}
	})
}

// printed gives what is wrong with the page that is shown once it is on A4.
func (b *tab) printed(t *testing.T) []string {
	t.Helper()
	width := run[int64](t, b, "paper")
	b.look(t, view{width: width, height: 1000, paper: true})
	return run[[]string](t, b, "edges", width, "", true)
}

func TestWidthSeesFaults(t *testing.T) {
	b := openTab(t)
	all := []string{"320 px", "1280 px at 200 %", "640 px, text alone at 200 %"}
	for _, c := range []struct {
		body, want string
		in         []string // of narrow
	}{
		{`<p>short</p>`, "", nil},
		{`<div id="wide" style="inline-size:500px">wide</div>`, `reaches out (8 to 508 of 320): <div id="wide"`, []string{"320 px"}},
		{`<div id="words" style="inline-size:22rem">wide</div>`, `<div id="words"`, []string{"320 px", "640 px, text alone at 200 %"}},
		{`<p style="inline-size:4rem">` + strings.Repeat("long", 60), `text reaches out`, all},
		{`<div style="overflow:auto"><div style="inline-size:900px">wide</div></div>`, `scrolls sideways by itself: <div style="overflow:auto"`, all},
		{`<div style="padding:0 20px;inline-size:150px"><table style="inline-size:170px"><tr><td>wide</table></div>`, `leaves its column (28 to 198 of 28 to 178): <table`, all},
		{`<div style="padding:0 20px;inline-size:150px"><table style="inline-size:140px"><tr><td>fits</table></div>`, "", nil},
		{`<div style="overflow:hidden;block-size:1.5rem;font-size:20px;line-height:1.15">two<br>lines</div>`, `is cut off below: <div style="overflow:hidden`,
			[]string{"320 px", "1280 px at 200 %"}},
		{`<details><summary>s</summary><div id="menu" style="inline-size:700px">wide</div></details>`, `<div id="menu"`, all},
		{`<div dir="rtl" style="position:relative"><div id="left" style="position:absolute;right:0;inline-size:900px">wide</div></div>`, `<div id="left"`, all},
	} {
		b.visitDocument(t, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>`+c.body)
		for _, n := range narrow {
			b.look(t, n.view)
			b.unfold(t, true)
			got := strings.Join(run[[]string](t, b, "edges", n.view.width, n.root, false), "\n")
			if slices.Contains(c.in, n.name) != (got != "") || !strings.Contains(got, c.want) && got != "" {
				t.Errorf("%s, %s: %q", c.body, n.name, got)
			}
		}
	}
}

func TestPaperSeesFaults(t *testing.T) {
	b := openTab(t)
	for _, c := range []struct{ body, want string }{
		{`<p>short</p>`, ""},
		{`<style>@media print {@page {margin: 20mm}}</style><div style="inline-size:640px">fits</div>`, ""},
		{`<style>@media print {@page {margin: 20mm}}</style><div style="inline-size:650px">wide</div>`, "reaches out (0 to 650 of 642)"},
		{`<style>@page {margin: 1in 3in}</style><div style="inline-size:300px">wide</div>`, "of 217"},
		{`<style>@media print {p {inline-size: 900px}}</style><p>wide on paper alone</p>`, "reaches out"},
		{`<style>@media print {p {display: none}}</style><p style="inline-size:900px">not on paper</p>`, ""},
		{`<style>p::after {content: " (` + strings.Repeat("long", 60) + `)"}</style><p>an address</p>`, "the page is"},
		{`<p style="inline-size:4rem">` + strings.Repeat("long", 60), "text reaches out"},
		{`<pre style="overflow:auto">` + strings.Repeat("long", 60), "is cut off at the side: <pre"},
		{`<div style="overflow:auto;block-size:2rem">1<br>2<br>3<br>4</div>`, "is cut off below: <div"},
	} {
		b.look(t, view{})
		b.visitDocument(t, `<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><style>body {margin: 0}</style>`+c.body)
		got := strings.Join(b.printed(t), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: found %q, want %q", c.body, got, c.want)
		}
	}
}
