package page

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sameOutline fails the test where an outline differs from the blocks that Parse finds, and reports whether there is an outline.
func sameOutline(t *testing.T, src string) bool {
	t.Helper()
	o, ok := Outline("p.md", []byte(src), Limits{})
	if !ok {
		return false
	}
	d, problems := Parse("p.md", []byte(src), Options{})
	if d.Refused || d.Lost {
		t.Errorf("an outline of a page with the error %v:\n%q", problems, src)
	}
	plain := func(blocks []Block) (out []Block) {
		for _, b := range blocks {
			b.Text, b.spots = "", spots{}
			out = append(out, b)
		}
		return out
	}
	if a, b := plain(o.Blocks), plain(d.Blocks); !slices.Equal(a, b) {
		t.Errorf("%q has the outline\n%+v\nnot\n%+v", src, a, b)
	}
	if o.Meta.BodyOffset != d.Meta.BodyOffset {
		t.Errorf("%q: the body begins at %d, not at %d", src, o.Meta.BodyOffset, d.Meta.BodyOffset)
	}
	return true
}

func TestOutline(t *testing.T) {
	for src, sure := range map[string]bool{
		"---\ntitle: A\n---\n\n# A {#a}\n\nText with [a link](/b \"t\") and\n*stress*.\n\n- one\n- **two** `x`\n\n1. a\n\n   b\n": true,
		"| a | *b* |\n|---|---|\n| c |   |\n\n> quoted\n> twice\n\n    code\n\n```go\nx := 1\n```\n":                              true,
		"- a\n\n  > b\n  > - c\n\n      d\n- e\n\n| a |  | b |\n|-|-|-|\n| c | d |\n":                                             true,
		"A\n===\n\nb\\\nc  \nd\n\n[ref]: /x\n\n[ref] and [x](mailto:y)\n\n***\n":                                                  true,
		"日本語の\n本文。\n\n“Quoted”\n":                                                                                                 true,
		"- [x]\n- [ ] todo\n":     false,
		"![](a.png)\n":            false,
		"&nbsp;\n":                false,
		"a <b>c</b>\n":            false,
		"a[^1]\n\n[^1]: note\n":   false,
		"[a](javascript:b)\n":     false,
		"[a]\n\n[a]: <data:b>\n":  false,
		"[a]( java&Tab;script:b)": false,
		"a &#x202e;b\n":           false,
		"":                        true,
		strings.Repeat("*_", 300) + "x" + strings.Repeat("_*", 300) + "\n": false,
	} {
		if sameOutline(t, src) != sure {
			t.Errorf("%q: an outline: %v, want %v", src, !sure, sure)
		}
	}
	files, _ := filepath.Glob("../../content/*/*.md")
	sure := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if sameOutline(t, string(src)) {
			sure++
		}
	}
	t.Logf("%d of %d pages of this site have an outline", sure, len(files))
}

func FuzzOutline(f *testing.F) {
	for _, s := range []string{"# a\n\n- [x] b\n", "| a |\n|-|\n| `x` |", "[a]: b\n[a]\n", "> * a\n>   1. b", "**a** _b_ ![c](d)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) { sameOutline(t, src) })
}
