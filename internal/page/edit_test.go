package page

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func blockOf(t *testing.T, d *Document, source string) int {
	for i, b := range d.Blocks {
		if b.Source == source {
			return i
		}
	}
	t.Fatalf("no block %q", source)
	return -1
}

// bytesOf returns the page's bytes, and nothing of a page that an edit did not make.
func bytesOf(d *Document) []byte {
	if d == nil {
		return nil
	}
	return d.Bytes()
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
		after, err := d.SetBlock(blockOf(t, d, c.block), c.text)
		if err != nil || string(after.Bytes()) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, bytesOf(after), c.want)
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
		after, err := d.SetBlock(blockOf(t, d, c.block), c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, got\n%s", c.text, err, bytesOf(after))
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
		same, err := d.SetBlock(i, b.Source)
		if err != nil || same != d {
			t.Fatalf("the same text changed the page: %v", err)
		}
		text := b.Source + " word字"
		after, err := d.SetBlock(i, text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		out := after.Bytes()
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
		after, err := d.AddItem(c.block, c.after, "New")
		got := bytesOf(after)
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	d, _ := Parse("a.md", []byte("- A\n"), Options{})
	if after, err := d.AddItem(0, true, "New\n\nmore"); err == nil {
		t.Errorf("an item of two paragraphs: %q", bytesOf(after))
	}
}
