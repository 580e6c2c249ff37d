package editor

import (
	"strings"
	"testing"

	"vernacular/internal/locale"
)

// TestMarks: each language has the marks that it writes with, and those that nobody sees have names.
func TestMarks(t *testing.T) {
	for _, c := range []struct{ tag, has, lacks string }{
		{"fr", "«\u00a0|\u202f|’|\u00a0", "\u200c|\u200f"},
		{"de", "„|‚|\u00a0|\u2011", "\u200c|\u200f|\u202f"},
		{"ar", "\u200f|\u200e|\u200c", "\u2011"},
		{"fa", "«|\u200c|\u200d|\u200f", "\u2011"},
		{"he", "\u200f|\u200e", "\u200c"},
		{"hi", "\u200c|\u200d", "\u200f"},
		{"ja", "「|『", "\u00a0|\u200c|’"},
		{"es", "¿|¡|“", "\u200c"},
		{"uk", "«|’|\u00a0", "\u200f"},
	} {
		var all []string
		names := map[string]bool{}
		for _, m := range marksOf(locale.Tag(c.tag)) {
			all = append(all, m.Open)
			if m.Name == "" || m.Show == "" || names[m.Name] {
				t.Errorf("%s: %+v", c.tag, m)
			}
			names[m.Name] = true
		}
		text := strings.Join(all, " | ")
		for want := range strings.SplitSeq(c.has, "|") {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q lacks %q", c.tag, text, want)
			}
		}
		for bad := range strings.SplitSeq(c.lacks, "|") {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %q has %q", c.tag, text, bad)
			}
		}
	}
}

const toolbar = "document.querySelector('#insert [role=toolbar]')"

// TestInserting writes pieces of the source and marks by key and by button, and takes them back.
func TestInserting(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.most = map[string]int{"title": 20}
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	p.expect(toolbar+".checkVisibility()", "false")

	t.Log("a link of the source around what is selected, by key")
	p.write("p1", "المبادئ")
	js[bool](p, "("+field("p1")+".select(), true)")
	p.press("F2", "F2", 113, 0)
	p.expect(field("p1")+".value", "[المبادئ](https://www.ifes.org/)")
	p.until(seg("p1") + ".matches('.dirty')")
	p.press("F2", "F2", 113, 0)
	p.until(announced + ".includes('everything of the source')")
	p.expect("document.querySelectorAll('#insert').length", "1")
	p.expect("[...document.querySelectorAll('.insert-pieces button')].map((b) => b.textContent).join(' ')", "[…](https://www.ifes.org/)")
	p.expect(seg("p1")+".contains("+toolbar+")", "true")
	p.shot("editor-insert-ar")

	t.Log("a copy of the source")
	p.press("b", "KeyB", 66, ctrl)
	p.expect(field("p1")+".value === "+seg("p1")+".querySelector('.source .now').textContent", "true")
	js[bool](p, "(document.execCommand('undo'), true)")

	t.Log("undone by the browser")
	js[bool](p, "(document.execCommand('undo'), true)")
	p.expect(field("p1")+".value", "المبادئ")

	t.Log("in the middle of a text, by the toolbar: arrows, Enter, Escape")
	p.write("li1", "ab")
	js[bool](p, "("+field("li1")+".setSelectionRange(1, 1), true)")
	p.press("F4", "F4", 115, 0)
	p.expect("document.activeElement.textContent", "**…**")
	p.keys("\r")
	p.expect(field("li1")+".value", "a****b")
	p.expect("document.activeElement === "+field("li1"), "true")
	p.keys("x")
	p.expect(field("li1")+".value", "a**x**b")
	p.press("F4", "F4", 115, 0)
	p.press("End", "End", 35, 0)
	p.expect("document.activeElement.title", "left-to-right mark")
	p.press("ArrowLeft", "ArrowLeft", 37, 0)
	p.keys("\r")
	p.expect(field("li1")+".value", "a**x\u200f**b")
	p.press("F4", "F4", 115, 0)
	p.keys("\u001b")
	p.expect("document.activeElement === "+field("li1"), "true")

	t.Log("characters as people count them")
	js[bool](p, "("+field("li2")+".focus(), "+field("li2")+".value = 'ن\u0651👩\u200d👧\u200d👦e\u0301', "+field("li2")+".dispatchEvent(new Event('input', { bubbles: true })), true)")
	p.until("document.querySelector('.insert-count').textContent.includes('translation 3 characters')")

	t.Log("more than the layout has room for")
	p.write("title", "حول هذه الترجمات كلها")
	p.until("document.querySelector('.insert-count.over')?.textContent.includes('of at most 20 characters') && " + announced + ".includes('at most 20 have room')")
	p.write("title", "حول الترجمات")
	p.until("!document.querySelector('.insert-count.over')")

	t.Log("placeholders of a message")
	p.navigate("http://" + addr + "/_vernacular/translate/ar/messages")
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	p.write("available_in/many", "في ")
	p.press("F2", "F2", 113, 0)
	p.expect(field("available_in/many")+".value", "في {{.Count}}")

	t.Log("Japanese quotation marks around a selection")
	p.navigate("http://" + addr + "/_vernacular/translate/ja/about-translations")
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	p.write("li2", "原文")
	js[bool](p, "("+field("li2")+".select(), [..."+toolbar+".querySelectorAll('button')].find((b) => b.dataset.open === '「').click(), true)")
	p.expect(field("li2")+".value", "「原文」")
	p.shot("editor-insert-ja")
	p.clean()
}
