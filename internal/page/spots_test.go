package page

import (
	"slices"
	"strings"
	"testing"

	"vernacular/internal/markup"
)

// TestSpots writes a mark at every spot of every block and looks where it comes out.
func TestSpots(t *testing.T) {
	src := "## H\n\np [x](y.md) q\n\n- a\n- b\n\n  c\n\n| d | e |\n|---|---|\n| f | g |\n\n> h\n\n```\ni\n```\n"
	doc, _ := Parse("a.md", []byte(src), Options{})
	var got []string
	for i, b := range doc.Blocks {
		var in []markup.Insert
		for s, mark := range []string{" A", "(", ")", "1", "2", "3", "4"} {
			if at, ok := doc.At(i, Spot(s)); ok {
				in = append(in, markup.Insert{At: at, HTML: mark})
			}
		}
		slices.SortStableFunc(in, func(a, b markup.Insert) int { return a.At - b.At })
		html, _ := doc.Render(markup.RenderOptions{Inserts: in})
		plain, _ := doc.Render(markup.RenderOptions{})
		from, to := 0, 0
		for from < len(plain) && html[from] == plain[from] {
			from++
		}
		for to < len(plain)-from && html[len(html)-1-to] == plain[len(plain)-1-to] {
			to++
		}
		got = append(got, string(b.Kind)+": "+strings.ReplaceAll(html[from:len(html)-to], "\n", "¶")+" = "+doc.RenderBlock(i, markup.RenderOptions{}))
	}
	want := []string{
		`heading: A id="h">(H)</h2>¶1234 = H`,
		`paragraph:  A>(p <a href="y.md">x</a> q)</p>¶1234 = p <a href="y.md">x</a> q`,
	}
	for i, w := range want {
		if got[i] != w {
			t.Errorf("got %s, want %s", got[i], w)
		}
	}
	for _, part := range []string{"tableCell:  A>(f)12</td>", "blockquote:  A>(h)</p>¶123</blockquote>¶4", "code: A dir=\"ltr\"><code>(i¶)</code></pre>¶1234"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, part) }) {
			t.Errorf("no %s in\n%s", part, strings.Join(got, "\n"))
		}
	}
	var kinds []string
	for _, e := range doc.Elements() {
		kinds = append(kinds, strings.SplitN(src[e.Start:e.End], "\n", 2)[0])
	}
	if k := strings.Join(kinds, "|"); k != "## H|p [x](y.md) q|- a|| d | e ||> h|```" {
		t.Error(k)
	}
	if last := doc.Elements()[5]; src[last.Start:last.End] != "```\ni\n```" {
		t.Errorf("%q", src[last.Start:last.End])
	}
}
