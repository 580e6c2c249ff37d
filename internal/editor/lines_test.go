package editor

import (
	"testing"

	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// TestReadText: which line breaks of a form a field can hold.
func TestReadText(t *testing.T) {
	for _, c := range []struct {
		kind             page.Kind
		path, text, want string
	}{
		{page.KindMessage, "multi", "First line\r\nSecond line\r\n", "First line\nSecond line\n"},
		{page.KindFrontMatter, "title", "First\r\nSecond\r\n", "First Second"},
		{page.KindParagraph, "", "Rosen sind rot,  \r\nVeilchen sind blau.", "Rosen sind rot,  \nVeilchen sind blau."},
		{page.KindListItem, "", "Rosen\nsind rot,\\\nVeilchen sind blau.\n", "Rosen sind rot,\\\nVeilchen sind blau."},
		{page.KindParagraph, "", "One.\n\nTwo.", "One.\n\nTwo."},
		{page.KindHeading, "", "\r\na\r\n\r\nb", "a b"},
		{page.KindTableCell, "", "a\nb", "a b"},
		{page.KindCode, "", "a\r\n\r\n  b\r", "a\n\n  b\n"},
	} {
		f := &project.Field{Unit: translation.Unit{Kind: c.kind, Path: c.path}}
		if got := readText(f, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.text, got, c.want)
		}
	}
}

// TestEnterMakesALine types texts of several lines: no key is lost, and each field is sent what it can hold.
func TestEnterMakesALine(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.until("document.readyState === 'complete' && window.editorKeys")
	for _, c := range []struct{ id, typed, want string }{
		{"title", "a\rb", "a b"},
		{"p1", "a\rb  \rc", "a b  \nc"},
		{"code", "a\rb", "a\nb"},
	} {
		p.write(c.id, c.typed)
		p.press("s", "KeyS", 83, ctrl)
		p.until(said(c.id) + ".includes('Saved in')")
		if e := d.edited(); e[len(e)-1].Text != c.want {
			t.Errorf("%s: %q, want %q", c.id, e[len(e)-1].Text, c.want)
		}
	}
	p.navigate("http://" + addr + "/_vernacular/translate/ar/messages")
	p.until("document.readyState === 'complete' && window.editorKeys")
	p.write("site_name", "a\rb\r")
	p.press("s", "KeyS", 83, ctrl)
	p.until(said("site_name") + ".includes('Saved in')")
	if e := d.edited(); e[len(e)-1].Text != "a\nb\n" {
		t.Errorf("a message: %q", e[len(e)-1].Text)
	}
	p.until(field("site_name") + ".value === 'a\\nb\\n'")
	p.shot("editor-lines")
	p.clean()
}
