package page

import (
	"strings"
	"testing"
)

func TestCaption(t *testing.T) {
	for text, want := range map[string]string{
		"See ![a *cat*](a.png) there.":         "a *cat*",
		`![a [b] \] c](<a b.png> "A (title)")`: `a [b] \] c A (title)`,
		"![](a.png)":                           "",
		`[x](y "Title")`:                       "Title",
		"[x](y 'Title')":                       "Title",
		"[x](y)":                               "",
		"<https://example.org/words>":          "",
		`<img src="a.png" alt="a cat" title="its name">`:       "a cat its name",
		`<span class="not words" aria-label="words">x</span>`:  "words",
		`[![alt](a.png "one")](words.md "two")`:                "alt one two",
		"`code` and **strong**<br>":                            "",
		`<abbr title="World Wide Web Consortium">W3C</abbr> x`: "World Wide Web Consortium",
	} {
		var got []string
		for _, k := range Tokens(text) {
			if c := Caption(text, k); c != "" {
				got = append(got, c)
			}
		}
		if joined := strings.Join(got, " "); joined != want {
			t.Errorf("%s: %q, want %q", text, joined, want)
		}
	}
}
