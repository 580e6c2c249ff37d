package translation

import (
	"reflect"
	"testing"

	"vernacular/internal/page"
)

func TestMoveLinks(t *testing.T) {
	moved := func(p ...string) (out []NewAddress) {
		for i := 0; i < len(p); i += 2 {
			out = append(out, NewAddress{p[i], p[i+1]})
		}
		return out
	}
	for _, c := range []struct {
		name, old, now, text, want string
		left                       []NewAddress
	}{
		{"a link of Markdown", "see [a](x.md)", "see [a](y.md)", "voir [la *page*](x.md \"é\")", "voir [la *page*](y.md \"é\")", nil},
		{"its address only", "see [x.md](x.md)", "see [x.md](y.md)", "voir [x.md](x.md)", "voir [x.md](y.md)", nil},
		{"in another order", "[a](a.md) [b](b.md)", "[a](c.md) [b](d.md)", "[b](b.md), [a](a.md)", "[b](d.md), [a](c.md)", nil},
		{"the two change places", "[a](a.md) [b](b.md)", "[a](b.md) [b](c.md)", "[b](b.md), [a](a.md)", "[b](c.md), [a](b.md)", nil},
		{"HTML", `<a href="mailto:a@b.org">a</a>`, `<a href="mailto:c@b.org">a</a>`, `<a title="é" href="mailto:a@b.org">é</a>`, `<a title="é" href="mailto:c@b.org">é</a>`, nil},
		{"an escape", `<a href="x?a=1&amp;b=2">a</a>`, `<a href="x?a=1&amp;b=3">a</a>`, `<a href="x?a=1&amp;b=2">é</a>`, `<a href="x?a=1&amp;b=3">é</a>`, nil},
		{"an address that is a link", "at <https://a.org/>", "at <https://b.org/>", "à <https://a.org/>", "à <https://b.org/>", nil},
		{"a picture", "![a](a.png)", "![a](b.png)", "![é](a.png)", "![é](b.png)", nil},
		{"with parentheses", "[a](a.md)", "[a](<a (1).md>)", "[é](a.md)", "[é](<a (1).md>)", nil},
		{"from parentheses", "[a](<a (1).md>)", "[a](a.md)", "[é](<a (1).md>)", "[é](<a.md>)", nil},
		{"twice the same", "[a](a.md) [b](a.md)", "[a](b.md) [b](b.md)", "[é](a.md) [è](a.md)", "[é](b.md) [è](b.md)", nil},
		{"one of two", "[a](a.md) [b](a.md)", "[a](a.md) [b](b.md)", "[é](a.md) [è](a.md)", "[é](a.md) [è](a.md)", moved("a.md", "b.md")},
		{"its own page already", "[a](https://a.org/en)", "[a](https://a.org/new)", "[é](https://a.org/fr)", "[é](https://a.org/fr)", moved("https://a.org/en", "https://a.org/new")},
		{"carried by hand", "[a](a.md)", "[a](b.md)", "[é](b.md)", "[é](b.md)", nil},
		{"other links", "[a](a.md)", "a", "[é](a.md)", "[é](a.md)", nil},
		{"code is code", "[a](a.md)", "[a](b.md)", "`[é](a.md)`", "`[é](a.md)`", moved("a.md", "b.md")},
	} {
		change := changeOf(page.Tokens(c.old), page.Tokens(c.now))
		got, left := change.move(c.text, page.Tokens(c.text))
		if got != c.want || !reflect.DeepEqual(left, c.left) {
			t.Errorf("%s: got %q and %v, want %q and %v", c.name, got, left, c.want, c.left)
		}
	}
}
