package translation

import (
	"testing"

	"vernacular/internal/page"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		kind page.Kind
		text string
		want int
	}{
		{page.KindParagraph, "More than *70* **countries** vote", 4},
		{page.KindParagraph, "See [the guide](https://example.org/a/long/address.html) now", 4},
		{page.KindParagraph, `See [the guide](guide.md "A good guide") now`, 7},
		{page.KindParagraph, "[the guide][long-label-of-it] and [another]", 4},
		{page.KindParagraph, "<https://example.org/a/b/c>", 0},
		{page.KindParagraph, "https://example.org/a/b/c and www.example.org/x or me@example.org", 2},
		{page.KindParagraph, "Run `vernacular check --strict now` twice", 2},
		{page.KindParagraph, "![A small cat](pictures/of/cats.png)", 3},
		{page.KindParagraph, `<img src="pictures/of/cats.png" alt="A cat" class="a b c">`, 2},
		{page.KindParagraph, `An <abbr title="World Wide Web Consortium">W3C</abbr> <span class="small words">thing</span>`, 7},
		{page.KindParagraph, "Bold**ly** done<br>and un<wbr>broken[^note]", 4},
		{page.KindHTML, "<div class=\"a b c\">\n<p>One</p><p>Two</p>\n<!-- nothing to translate here -->\n</div>", 2},
		{page.KindCode, "some code of several words", 0},
		{page.KindMessage, "{{.Count}} of {{.Total}} passages", 2},
		{page.KindMessage, "%d of %s, %(name)s and {name} at ${host}", 3},
		{page.KindMessage, "Skip to <content>, see https://example.org/a/b", 4},
		{page.KindMessage, "100% sure, 50 %", 1},
		{page.KindFrontMatter, "Fish &amp; chips", 2},
		{page.KindListItem, "[`a`](x/y/z.md) · [`b c d e`](u/v/w.md)", 0},
	} {
		if got := (Segment{Kind: c.kind, Text: c.text}).Words(); got != c.want {
			t.Errorf("%s: %d, want %d", c.text, got, c.want)
		}
	}
}
