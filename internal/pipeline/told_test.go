package pipeline_test

import (
	"slices"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
)

func TestOneCauseIsToldOnce(t *testing.T) {
	layout := func(page string) diag.Diagnostic {
		d := diag.Errorf("layout", diag.At("layouts/page.html", 3, 4), "there is no field X")
		d.Aside = "while rendering " + page
		return d
	}
	misspelt := func(file, key string) diag.Diagnostic {
		return diag.Warnf("misspelt-key", diag.At(file, 2, 1), "the key %q has no meaning", key)
	}
	svg := func(file string, line int) diag.Diagnostic {
		return diag.Errorf("svg-active", diag.At(file, line, 1), "the picture has an element <a>")
	}
	broken := func(file string) diag.Diagnostic {
		return diag.Errorf("link-broken", diag.At(file, 5, 1), "there is no page x")
	}
	script := func(file string, line int) diag.Diagnostic {
		return diag.Warnf("foreign-script", diag.At(file, line, 0), "this page is written in Latin letters")
	}
	got := pipeline.Told(diag.Sorted([]diag.Diagnostic{
		layout("c in en"), layout("a in en"), layout("b in fr"),
		misspelt("content/en/a.md", "titel"), misspelt("content/en/b.md", "titel"), misspelt("content/en/b.md", "drafft"), misspelt("content/fr/a.md", "titel"),
		svg("content/en/a.svg", 1), svg("content/en/a.svg", 2), svg("content/en/a.svg", 3), svg("content/en/b.svg", 9),
		broken("content/en/a.md"), broken("content/en/b.md"),
		script("content/sr/a.md", 0), script("content/sr/b.md", 0), script("content/uz/a.md", 0), script("content/uz/b.md", 7),
	}))
	var lines []string
	for _, d := range got {
		lines = append(lines, d.String())
		if want := map[string]int{"layouts/page.html": 3}[d.File]; want > 0 && d.Count != want {
			t.Errorf("%s stands for %d, want %d", d, d.Count, want)
		}
	}
	want := []string{
		`content/en/a.md:2:1: warning: the key "titel" has no meaning (and 1 more page) [misspelt-key]`,
		`content/en/a.md:5:1: error: there is no page x [link-broken]`,
		`content/en/a.svg:1:1: error: the picture has an element <a> (and 2 more places in this file) [svg-active]`,
		`content/en/b.md:2:1: warning: the key "drafft" has no meaning [misspelt-key]`,
		`content/en/b.md:5:1: error: there is no page x [link-broken]`,
		`content/en/b.svg:9:1: error: the picture has an element <a> [svg-active]`,
		`content/fr/a.md:2:1: warning: the key "titel" has no meaning [misspelt-key]`,
		`content/sr/a.md: warning: this page is written in Latin letters (and 1 more page) [foreign-script]`,
		`content/uz/a.md: warning: this page is written in Latin letters [foreign-script]`,
		`content/uz/b.md:7: warning: this page is written in Latin letters [foreign-script]`,
		`layouts/page.html:3:4: error: there is no field X (while rendering a in en and 2 more pages) [layout]`,
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%q\nwant\n%q", lines, want)
	}
}
