package page

import (
	"bytes"
	"os"
	"path/filepath"
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
		m, _ := ParseMeta("a.md", out, Limits{})
		if got, ok := m.Lookup(path); !ok || got != any(value) {
			t.Fatalf("%q became %v in\n%s", value, got, out)
		}
		if !bytes.Contains(out, []byte(" # c")) || !bytes.HasSuffix(out, src[bytes.Index(src, []byte("Body")):]) {
			t.Fatalf("lost something:\n%s", out)
		}
	})
}

func blockOf(t *testing.T, d *Document, source string) int {
	for i, b := range d.Blocks {
		if b.Source == source {
			return i
		}
	}
	t.Fatalf("no block %q", source)
	return -1
}

func TestSetBlock(t *testing.T) {
	for _, c := range []struct{ name, file, src, block, text, want string }{
		{"paragraph", "a.md", "One\ntwo.\n\nThree.\n", "One\ntwo.", "New.", "New.\n\nThree.\n"},
		{"quotation", "a.md", "> One.\n\nB\n", "One.", "New\nline", "> New\n> line\n\nB\n"},
		{"item", "a.md", "10. One.\n11. Two.\n", "One.", "New\nline", "10. New\n    line\n11. Two.\n"},
		{"item of a quotation", "a.md", "> - One.\n> - Two.\n", "One.", "New\nline", "> - New\n>   line\n> - Two.\n"},
		{"task", "a.md", "- [ ] One.\n- [x] Two.\n", "[x] Two.", "[x] New.", "- [ ] One.\n- [x] New.\n"},
		{"heading", "a.md", "## One {#id}\n\nB\n", "One", "New", "## New {#id}\n\nB\n"},
		{"cell", "a.md", "| a | b |\n|---|---|\n| c | d |\n", "c", "a \\| b", "| a | b |\n|---|---|\n| a \\| b | d |\n"},
		{"CRLF", "a.md", "- One.\r\n\r\nB\r\n", "One.", "New\nline", "- New\r\n  line\r\n\r\nB\r\n"},
		{"hard line break", "a.md", "One.\n", "One.", "a  \nb\\\nc", "a  \nb\\\nc\n"},
		{"code", "a.md", "- x\n\n  ```sh\n  a\n    b\n  ```\n", "a\n  b", "c\n\n   d", "- x\n\n  ```sh\n  c\n\n     d\n  ```\n"},
		{"HTML page", "a.html", "<div>\n  <p class=\"a>b\">One.</p>\n</div>\n", "One.", "New\nline", "<div>\n  <p class=\"a>b\">New\n  line</p>\n</div>\n"},
		{"footnote", "a.md", "A[^n]\n\n[^n]: One.\n", "One.", "New\nline", "A[^n]\n\n[^n]: New\n      line\n"},
		{"footnotes in another order", "a.md", "A[^a] b[^b]\n\n[^a]: One.\n\n[^b]: Two.\n", "A[^a] b[^b]", "B[^b] a[^a]", "B[^b] a[^a]\n\n[^a]: One.\n\n[^b]: Two.\n"},
		{"with an old mistake elsewhere", "a.md", "One.\n\n<script>x</script>\n", "One.", "New.", "New.\n\n<script>x</script>\n"},
		{"BOM", "a.md", "\ufeffOne.\n", "One.", "New\nline", "\ufeffNew\nline\n"},
	} {
		d, _ := Parse(c.file, []byte(c.src), Options{})
		got, err := SetBlock(c.file, []byte(c.src), d, blockOf(t, d, c.block), c.text)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, got, c.want)
		}
	}
}

func TestSetBlockSaysWhyNot(t *testing.T) {
	const src = "# Head\n\nOne.\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\nWith note[^1].\n\n[^1]: Note.\n"
	for _, c := range []struct{ block, text, want string }{
		{"One.", " \n", "is empty"},
		{"One.", "# x", "begins with #"},
		{"One.", "> x", "quotation"},
		{"One.", "- x", "item of a list"},
		{"One.", "1. x", "item of a list"},
		{"One.", "a\n\nb", "empty line"},
		{"One.", "```\nx", "block of code"},
		{"One.", "a\n---", "heading"},
		{"One.", "[x]: https://example.org", "definition of a link"},
		{"One.", "<script>x</script>", "script"},
		{"Head", "a\nb", "one line"},
		{"c", "x | y", "begins the next cell"},
		{"c", "x\ny", "one line"},
		{"code", "a\n```\nb", "ends the block of code"},
		{"With note[^1].", "Without.", "same footnotes"},
	} {
		d, _ := Parse("a.md", []byte(src), Options{})
		got, err := SetBlock("a.md", []byte(src), d, blockOf(t, d, c.block), c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, got\n%s", c.text, err, got)
		}
	}
}

// Every block of the real pages can be written, and nothing else of the page changes.
func TestSetBlockOfRealPages(t *testing.T) {
	files, _ := filepath.Glob("../../content/*/*.md")
	if len(files) == 0 {
		t.Fatal("no pages")
	}
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.SampledFrom(files).Draw(t, "file")
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "CRLF") {
			src = bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))
		}
		d, _ := Parse(file, src, Options{})
		i := rapid.IntRange(0, len(d.Blocks)-1).Draw(t, "block")
		b := d.Blocks[i]
		same, err := SetBlock(file, src, d, i, b.Source)
		if err != nil || !bytes.Equal(same, src) {
			t.Fatalf("the same text changed the page: %v", err)
		}
		text := b.Source + " word字"
		out, err := SetBlock(file, src, d, i, text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		after, _ := Parse(file, out, Options{})
		if !bytes.Equal(out[:b.Start], src[:b.Start]) || !bytes.HasSuffix(out, src[b.End:]) || after.Blocks[i].Source != text {
			t.Fatalf("%q became %q", text, after.Blocks[i].Source)
		}
	})
}

// TestAddItem: an item is added where nothing else changes, and refused where it would take over what is another's.
func TestAddItem(t *testing.T) {
	for _, c := range []struct {
		name, src string
		block     int
		after     bool
		want      string // "" where it is refused
	}{
		{"after", "- A\n- B\n", 0, true, "- A\n- New\n- B\n"},
		{"before", "- A\n- B\n", 0, false, "- New\n- A\n- B\n"},
		{"without an end of line", "- A", 0, true, "- A\n- New"},
		{"loose", "* A\n\n* B\n\nEnd.\n", 1, true, "* A\n\n* B\n\n* New\n\nEnd.\n"},
		{"numbered", "9) A\n10) B\n", 1, true, "9) A\n10) B\n11) New\n"},
		{"in a quotation", "> - A\n> - B\n", 0, true, "> - A\n> - New\n> - B\n"},
		{"inner", "- A\n  - B\n- C\n", 1, true, "- A\n  - B\n  - New\n- C\n"},
		{"with a list of its own", "- A\n  - B\n- C\n", 0, true, ""},
		{"before one with a list", "- A\n- B\n  - C\n", 1, false, "- A\n- New\n- B\n  - C\n"},
		{"with more paragraphs", "- A\n\n  More.\n- C\n", 0, true, ""},
		{"with more in a quotation", "> - A\n>\n>   More.\n", 0, true, ""},
		{"no list", "A\n", 0, true, ""},
	} {
		d, _ := Parse("a.md", []byte(c.src), Options{})
		got, err := AddItem("a.md", []byte(c.src), d, c.block, c.after, "New")
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	d, _ := Parse("a.md", []byte("- A\n"), Options{})
	if got, err := AddItem("a.md", []byte("- A\n"), d, 0, true, "New\n\nmore"); err == nil {
		t.Errorf("an item of two paragraphs: %q", got)
	}
}
