package frontmatter

import (
	"strings"
	"testing"
)

func TestAddText(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"# Words\n", "---\naliases: [\"/old/\"]\n---\n# Words\n"},
		{"---\ntitle: A\n---\n# Words\n", "---\ntitle: A\naliases: [\"/old/\"]\n---\n# Words\n"},
		{"---\naliases: [/a/] # why\ntitle: A\n---\nx\n", "---\naliases: [/a/, /old/] # why\ntitle: A\n---\nx\n"},
		{"---\naliases: []\n---\nx\n", "---\naliases: [\"/old/\"]\n---\nx\n"},
		{"---\naliases:\n  - /a/\n  - '/b/' # b\ntitle: A\n---\nx\n", "---\naliases:\n  - /a/\n  - '/b/' # b\n  - \"/old/\"\ntitle: A\n---\nx\n"},
		{"---\naliases: /a/\n---\nx\n", "---\naliases: [\"/a/\", \"/old/\"]\n---\nx\n"},
		{"---\r\naliases: [/a/]\r\n---\r\nx\r\n", "---\r\naliases: [/a/, \"/old/\"]\r\n---\r\nx\r\n"},
		{"+++\ntitle = \"A\"\n+++\nx\n", "+++\ntitle = \"A\"\naliases = [\"/old/\"]\n+++\nx\n"},
		{"+++\naliases = [\n  \"/a/\",\n]\n[x]\ny = 1\n+++\nx\n", "+++\naliases = [\n  \"/a/\", \"/old/\",\n]\n[x]\ny = 1\n+++\nx\n"},
		{"---\naliases: [/old/]\n---\nx\n", "---\naliases: [/old/]\n---\nx\n"},
	} {
		got, err := AddText("p.md", []byte(c.src), "aliases", "/old/", Limits{})
		if err != nil || strings.ReplaceAll(string(got), `"/old/"`, "/old/") != strings.ReplaceAll(c.want, `"/old/"`, "/old/") {
			t.Errorf("%q: %q, %v; want %q", c.src, got, err, c.want)
		}
	}
	for _, src := range []string{"---\naliases: {a: b}\n---\nx\n", "---\naliases: [[a]]\n---\nx\n", "---\naliases: *a\n---\nx\n"} {
		if got, err := AddText("p.md", []byte(src), "aliases", "/old/", Limits{}); err == nil {
			t.Errorf("%q: %q", src, got)
		}
	}
}
