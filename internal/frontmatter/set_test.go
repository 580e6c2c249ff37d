package frontmatter

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSetText(t *testing.T) {
	for _, c := range []struct{ name, src, path, value, want string }{
		{"plain", "---\ntitle: Old words # why\nx: 1\n---\nB", "title", "New", "---\ntitle: New # why\nx: 1\n---\nB"},
		{"the same", "---\ntitle: 'It''s'\n---\n", "title", "It's", "---\ntitle: 'It''s'\n---\n"},
		{"single", "---\ntitle: 'It''s' # c\n---\n", "title", "Two: words", "---\ntitle: \"Two: words\" # c\n---\n"},
		{"double", "---\ntitle: \"a \\\" # b\"\nb: c\n---\n", "title", "New", "---\ntitle: New\nb: c\n---\n"},
		{"literal", "---\na: x\ntitle: |\n  one\n\n  two\n\nb: c\n---\n", "title", "New", "---\na: x\ntitle: New\n\nb: c\n---\n"},
		{"folded", "---\nh:\n  t: >-\n    one\n    two\n  u: v\n---\n", "h.t", "New", "---\nh:\n  t: New\n  u: v\n---\n"},
		{"plain on two lines", "---\ntitle: one\n  two # c\nb: c\n---\n", "title", "New", "---\ntitle: New # c\nb: c\n---\n"},
		{"in braces", "---\nh: {t: one two, u: v}\n---\n", "h.t", "New, and", "---\nh: {t: \"New, and\", u: v}\n---\n"},
		{"nested, CRLF, BOM", "\ufeff---\r\nh:\r\n  t: один два\r\n  u: v\r\n---\r\nB\r\n", "h.t", "Три", "\ufeff---\r\nh:\r\n  t: Три\r\n  u: v\r\n---\r\nB\r\n"},
		{"two lines of text", "---\ntitle: a\n---\n", "title", "a\nb", "---\ntitle: \"a\\nb\"\n---\n"},
		{"looks like a number", "---\ntitle: a\n---\n", "title", "2026", "---\ntitle: \"2026\"\n---\n"},
		{"new key", "---\na: b\n# c\n---\nB", "title", "New", "---\na: b\n# c\ntitle: New\n---\nB"},
		{"new key in a group", "---\nh: # c\n  a: b\nx: y\n---\n", "h.t", "New", "---\nh: # c\n  t: New\n  a: b\nx: y\n---\n"},
		{"new key in braces", "---\nh: {a: b}\n---\n", "h.t", "New", "---\nh: {t: New, a: b}\n---\n"},
		{"new key in empty braces", "---\nh: {}\n---\n", "h.t", "New", "---\nh: {t: New}\n---\n"},
		{"new group", "---\na: b\r\n---\r\n", "h.c.t", "New", "---\na: b\r\nh:\r\n  c:\r\n    t: New\r\n---\r\n"},
		{"empty value", "---\ntitle: # c\nx: y\n---\n", "title", "New", "---\ntitle: New # c\nx: y\n---\n"},
		{"null", "---\nh:\n  t: ~\nx: y\n---\n", "h.t", "New", "---\nh:\n  t: New\nx: y\n---\n"},
		{"empty group", "---\nh: # c\nx: y\n---\n", "h.t", "New", "---\nh: # c\n  t: New\nx: y\n---\n"},
		{"no front matter", "\ufeff# B\r\n", "h.t", "New", "\ufeff---\r\nh:\r\n  t: New\r\n---\r\n# B\r\n"},
		{"TOML", "+++\ntitle = \"a\" # c\n[h]\nt = 'x'\n+++\nB", "h.t", "it's \"é\"", "+++\ntitle = \"a\" # c\n[h]\nt = \"it's \\\"é\\\"\"\n+++\nB"},
		{"TOML, three quotes", "+++\ntitle = \"\"\"\na \\\"\"\" b\"\"\" # c\nx = 1\n+++\n", "title", "N", "+++\ntitle = \"N\" # c\nx = 1\n+++\n"},
		{"TOML, new key", "+++\na = 'b'\n[h]\nt = 'x'\n+++\n", "title", "New", "+++\na = 'b'\ntitle = \"New\"\n[h]\nt = 'x'\n+++\n"},
		{"TOML, new key in a table", "+++\n[h] # c\nt = 'x'\n[i]\n+++\n", "h.u", "New", "+++\n[h] # c\nu = \"New\"\nt = 'x'\n[i]\n+++\n"},
		{"TOML, new key in braces", "+++\nh = {t = 'x'}\n+++\n", "h.u", "New", "+++\nh = {u = \"New\", t = 'x'}\n+++\n"},
		{"TOML, new group", "+++\na = 'b'\n+++\n", "h.u", "New", "+++\na = 'b'\nh.u = \"New\"\n+++\n"},
	} {
		got, err := SetText("a.md", []byte(c.src), c.path, c.value, Limits{})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, got, c.want)
		}
	}
}

func TestWithoutDraft(t *testing.T) {
	skeleton, _ := Skeleton("a.md", []byte("---\ntitle: A page\n---\nB\n"), Limits{})
	for _, c := range []struct{ name, src, want string }{
		{"a line of its own", "---\ntitle: A\ndraft: true # not yet\nx: 1\n---\nB\n", "---\ntitle: A\nx: 1\n---\nB\n"},
		{"as a skeleton has it", string(skeleton), strings.Replace(string(skeleton), draftRemark+"\ndraft: true\n", "", 1)},
		{"another remark", "---\n# Why it is one.\ndraft: true\n---\nB", "---\n# Why it is one.\n---\nB"},
		{"CRLF, BOM", "\ufeff---\r\ndraft: true\r\ntitle: A\r\n---\r\nB\r\n", "\ufeff---\r\ntitle: A\r\n---\r\nB\r\n"},
		{"TOML", "+++\ntitle = \"A\"\ndraft = true\n[h]\ndraft = true\n+++\nB", "+++\ntitle = \"A\"\n[h]\ndraft = true\n+++\nB"},
		{"none", "---\ntitle: A\n---\nB", "---\ntitle: A\n---\nB"},
		{"no front matter", "# B\n", "# B\n"},
		{"says no", "---\ndraft: false\n---\nB", "---\ndraft: false\n---\nB"},
	} {
		got, err := WithoutDraft("a.md", []byte(c.src), Limits{})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, got, c.want)
		}
	}
	for _, src := range []string{
		"---\n{draft: true, title: A}\n---\nB", "---\ntitle: A\ndraft: true\nDraft: yes\n---\nB", "---\nh: [\ndraft: true\n---\n",
		"---\ndraft:\n  true\n---\nB\n", "\n---\ndraft: true\n---\nB\n",
	} {
		if got, err := WithoutDraft("a.md", []byte(src), Limits{}); err == nil {
			m, _ := Parse("a.md", got, Limits{})
			if draft, _ := m.Bool("draft"); draft || string(got) == src {
				t.Errorf("%q: %q is a draft still", src, got)
			}
		}
	}
}

func TestSetTextRefuses(t *testing.T) {
	for _, c := range []struct{ name, src, path, value, want string }{
		{"a list", "---\nh: [a, b]\n---\n", "h", "New", "is a list"},
		{"a group", "---\nh:\n  a: b\n---\n", "h", "New", "is a group"},
		{"a text as a group", "---\nh: b\n---\n", "h.t", "New", "by hand"},
		{"broken", "---\nh: [\n---\n", "t", "New", "not closed"},
		{"control character", "---\nt: a\n---\n", "t", "a\x01", "U+0001"},
		{"override", "---\nt: a\n---\n", "t", "a\u202eb", "U+202E"},
	} {
		got, err := SetText("a.md", []byte(c.src), c.path, c.value, Limits{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, got %q", c.name, err, got)
		}
	}
}

func TestSetTextOfAnyValue(t *testing.T) {
	pages := []string{
		"---\na: old\nb: x # c\ng:\n  t: old\n---\nBody\n",
		"+++\na = 'old'\nb = 'x' # c\n[g]\nt = 'old'\n+++\nBody\n",
		"---\r\na: >\r\n  old\r\n  older\r\nb: x # c\r\ng: {t: old}\r\n---\r\nBody\r\n",
	}
	rapid.Check(t, func(t *rapid.T) {
		src := []byte(rapid.SampledFrom(pages).Draw(t, "page"))
		path := rapid.SampledFrom([]string{"a", "g.t", "new", "g.new"}).Draw(t, "path")
		value := rapid.StringMatching(`[a-z0-9 :#'"{}\[\],|>~!&*%@\\\n\téж字-]{1,20}`).Draw(t, "value")
		out, err := SetText("a.md", src, path, value, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := Parse("a.md", out, Limits{})
		if got, ok := m.Lookup(path); !ok || got != any(value) {
			t.Fatalf("%q became %v in\n%s", value, got, out)
		}
		if !bytes.Contains(out, []byte(" # c")) || !bytes.HasSuffix(out, src[bytes.Index(src, []byte("Body")):]) {
			t.Fatalf("lost something:\n%s", out)
		}
	})
}
