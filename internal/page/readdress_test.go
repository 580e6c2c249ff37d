package page

import (
	"strings"
	"testing"
)

func TestReaddress(t *testing.T) {
	to := map[string]string{"about.md": "team/who we.md", "about.md#x": "who.md#x", "a_b.md": "c.md", "pic.png": "../pic.png", "q?a=1&b=2": "r?a=1&b=2"}
	for _, c := range []struct{ name, file, src, want string }{
		{"a link", "p.md", "See [about.md](about.md) and about.md.\n", "See [about.md](team/who%20we.md) and about.md.\n"},
		{"in angle brackets, with a title", "p.md", "[a](<about.md> \"about.md\")\n", "[a](<team/who%20we.md> \"about.md\")\n"},
		{"a fragment", "p.md", "[a](about.md#x) [b](about.md#y)\n", "[a](who.md#x) [b](about.md#y)\n"},
		{"a definition", "p.md", "[a] [b][a]\n\n[a]: about.md\n", "[a] [b][a]\n\n[a]: team/who%20we.md\n"},
		{"HTML", "p.md", "<a href=\"about.md\">x</a> <a href='about.md'>y</a>\n", "<a href=\"team/who%20we.md\">x</a> <a href='team/who%20we.md'>y</a>\n"},
		{"a page of HTML", "p.html", "<p><a href=\"q?a=1&amp;b=2\">x</a></p>\n", "<p><a href=\"r?a=1&b=2\">x</a></p>\n"},
		{"code stays", "p.md", "`[a](about.md)` [a](about.md)\n\n    [a](about.md)\n", "`[a](about.md)` [a](team/who%20we.md)\n\n    [a](about.md)\n"},
		{"an escape", "p.md", "[a](a\\_b.md)\n", "[a](c.md)\n"},
		{"pictures in links, lists and cells", "p.md", "- [![p](pic.png)](about.md)\n\n| a |\n|---|\n| ![p](pic.png) |\n", "- [![p](../pic.png)](team/who%20we.md)\n\n| a |\n|---|\n| ![p](../pic.png) |\n"},
		{"other line ends", "p.md", "a\r\n[b](about.md)\r\n", "a\r\n[b](team/who%20we.md)\r\n"},
	} {
		d, _ := Parse(c.file, []byte(c.src), Options{})
		after, left := d.Readdress(to)
		if string(after.Bytes()) != c.want || len(left) > 0 {
			t.Errorf("%s: %q, left %v; want %q", c.name, after.Bytes(), left, c.want)
		}
	}
	d, _ := Parse("p.md", []byte("[a](ab&#111;ut.md)\n"), Options{})
	if after, left := d.Readdress(to); len(left) != 1 || left[0].Pos.Line != 1 || after != d {
		t.Errorf("a spelling that nobody expects: %q, %v", after.Bytes(), left)
	}
}

func TestRedefine(t *testing.T) {
	for _, c := range []struct{ name, src, label, to, want string }{
		{"plain", "[a][r]\n\n[r]: x.md\n[s]: x.md\n", "R", "y.md", "[a][r]\n\n[r]: y.md\n[s]: x.md\n"},
		{"the second of two", "[a][s] [b][r]\n\n[r]: x.md\n[s]: x.md\n", "S", "y.md", "[a][s] [b][r]\n\n[r]: x.md\n[s]: y.md\n"},
		{"in angle brackets, with a title", "[a][r]\n\n[r]: <x.md> \"x.md\"\n", "R", "y z.md", "[a][r]\n\n[r]: <y%20z.md> \"x.md\"\n"},
		{"on the next line", "[a][r]\n\n[r]:\n  x.md\n", "R", "y.md", "[a][r]\n\n[r]:\n  y.md\n"},
		{"no definition", "[a](x.md)\n", "R", "y.md", ""},
		{"in code", "`[r]: x.md`\n\n[r]: x.md\n", "R", "y.md", "`[r]: x.md`\n\n[r]: y.md\n"},
	} {
		d, _ := Parse("a.md", []byte(c.src), Options{})
		label := ""
		for _, l := range d.Definitions.Labels() {
			if strings.EqualFold(l, c.label) {
				label = l
			}
		}
		got := ""
		if after := d.Redefine(label, c.to); after != nil {
			got = string(after.Bytes())
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
