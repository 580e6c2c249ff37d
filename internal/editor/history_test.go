package editor

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/project"
	"vernacular/internal/textdiff"

	xhtml "golang.org/x/net/html"
)

// TestHistory: what a text was is shown where it is asked for, each version in its language, and comes back by a button.
func TestHistory(t *testing.T) {
	d, s, addr := serveEditor(t)
	const first, second = "النص الأول <b>", "النص الثاني <b>"
	d.change("ar/about-translations", "p1", func(u *Unit) { u.Text = first })
	plain := func(n *xhtml.Node) int {
		return len(all(n, func(n *xhtml.Node) bool { return attr(n, "value") == doUndo }))
	}
	if root := tree(t, body(t, get(t, addr, arabic))); plain(root) != 0 || len(all(root, func(n *xhtml.Node) bool { return attr(n, "class") == "history" })) != 8 {
		t.Error("a page of which nothing was saved")
	}
	form := formOf(s, "p1", "lock "+first, second)
	form.Set("who", "Amina")
	form.Set("when", "2026-11-30 16:20 +01:00")
	if r := post(t, addr, arabic, form, nil); r.StatusCode != http.StatusSeeOther {
		t.Fatal(r.Status)
	}
	if e := d.edited()[0]; e.Who != "Amina" || e.When != "2026-11-30 16:20 +01:00" {
		t.Errorf("%+v", e)
	}
	if root := tree(t, body(t, get(t, addr, arabic+"?saved="+anchor("p1")))); plain(root) != 1 {
		t.Errorf("%d buttons to undo after a save", plain(root))
	}
	for target, sections := range map[string]int{arabic + "?show=todo&history=" + anchor("p1"): 5, arabic + "?alone=1&history=" + anchor("p1"): 1} {
		root := tree(t, body(t, get(t, addr, target)))
		if n := len(all(root, func(n *xhtml.Node) bool { return n.Data == "section" })); n != sections || plain(root) != 1 {
			t.Errorf("%s: %d sections", target, n)
		}
		past := all(root, func(n *xhtml.Node) bool { return n.Data == "ol" })
		if len(past) != 1 {
			t.Fatalf("%s: %d histories", target, len(past))
		}
		if words := textOf(past[0]); !strings.Contains(words, first) || !strings.Contains(words, "Amina Ba") || !strings.Contains(words, "Before the first save") {
			t.Errorf("%s: %s", target, words)
		}
		if n := len(all(past[0], func(n *xhtml.Node) bool { return attr(n, "lang") == "ar" && attr(n, "dir") == "rtl" })); n != 2 {
			t.Errorf("%s: %d texts say their language", target, n)
		}
	}
	if text := body(t, get(t, addr, arabic+"?alone=1&history=x")); !strings.Contains(text, `id="list"`) {
		t.Error("a history that is not there is no page")
	}

	t.Log("what is typed is not lost by it")
	for _, do := range []string{doUndo, doRestore + "version " + first} {
		form := formOf(s, "p1", "lock "+second, "typed")
		form.Set("do", do)
		n := len(d.edited())
		if r := post(t, addr, arabic, form, nil); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body(t, r), ">\ntyped</textarea>") || len(d.edited()) != n {
			t.Errorf("%s: %s", do, r.Status)
		}
		form.Set("text", second)
		if r := post(t, addr, arabic, form, nil); r.StatusCode != http.StatusSeeOther || d.pages["ar/about-translations"].Units[2].Text != first {
			t.Errorf("%s: %s", do, r.Status)
		}
		form = formOf(s, "p1", "lock "+first, second)
		post(t, addr, arabic, form, nil)
	}
	form = formOf(s, "p1", "lock of another text", "typed")
	form.Set("do", doUndo)
	if r := post(t, addr, arabic, form, nil); r.StatusCode != http.StatusConflict {
		t.Error(r.Status)
	}
}

// TestHistoryByKeys takes a save back and brings it back, with keys alone.
func TestHistoryByKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 1000)
	p.until("document.readyState === 'complete' && window.editorKeys?.has('undo')")
	before := js[string](p, field("p1")+".value")
	undo := func() { t.Helper(); p.press("z", "KeyZ", 90, ctrl) }

	t.Log("the key of the browser takes typing back while there is some; then the one of the editor takes the save back")
	p.write("p1", "نص")
	undo()
	if n := len(d.edited()); n != 0 {
		t.Fatalf("%d saves", n)
	}
	p.write("p1", "نص جديد")
	p.save()
	p.until(said("p1") + ".startsWith('Saved in') && " + button("p1", "undo"))
	p.until("document.getElementById('show-todo').textContent.includes('4')")
	p.until(inFrame + ".includes('نص جديد')") // the page was fetched again, and the button is still there
	p.expect(button("p1", "undo")+".checkVisibility()", "true")
	if e := d.edited(); len(e) != 1 || len(e[0].When) != len("2026-11-30 16:20 +01:00") {
		t.Fatalf("%+v", e)
	}
	undo()
	p.until(field("p1") + ".value === " + quoted(before))
	p.expect("document.activeElement.id", "t-"+anchor("p1"))
	undo() // nothing is left
	p.until(said("p1") + ".startsWith('Taken back in')")

	t.Log("whoever has gone on to another text, and has typed nothing there, takes the last save back, too")
	p.write("p1", "نص ثالث")
	p.save()
	p.until(said("p1") + ".startsWith('Saved in') && " + button("p1", "undo"))
	js[bool](p, "("+field("h1")+".focus(), true)")
	undo()
	p.until(field("p1") + ".value === " + quoted(before) + " && document.activeElement === " + field("p1"))
	p.shot("editor-undone")

	t.Log("the history by its link; what is typed in another text stays")
	p.write("p1", "نص ثان")
	p.save()
	p.until(field("p1") + ".defaultValue === 'نص ثان'")
	p.write("h1", "typed")
	js[bool](p, "("+seg("p1")+".querySelector('a.history').focus(), true)")
	p.keys("\r")
	p.until("document.activeElement.id === 'p-" + anchor("p1") + "'")
	p.expect(seg("p1")+".querySelectorAll('.past li').length", "2")
	p.shot("editor-history")
	p.keys("\t")
	p.expect("document.activeElement.textContent.startsWith('Restore')", "true")
	p.keys("\r")
	p.until(field("p1") + ".value === " + quoted(before) + " && " + said("p1") + ".startsWith('Restored in')")
	p.expect(field("h1")+".value", "typed")
	js[bool](p, "("+field("h1")+".form.reset(), true)")
	p.clean()
}

func quoted(s string) string { return "`" + strings.ReplaceAll(s, "`", "\\`") + "`" }

func (d *fakeProject) History(tag, key, id string) (h project.History, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	texts := d.past[tag+"/"+key+"/"+id]
	if len(texts) == 0 {
		return h, true
	}
	for _, u := range d.pages[tag+"/"+key].Units {
		if u.ID == id {
			h.Versions = []project.Version{{ID: "version " + u.Text, Text: u.Text, Who: "Amina Ba", When: "2026-11-30 16:20 +01:00", Now: true, Diff: textdiff.Words(texts[len(texts)-1], u.Text)}}
		}
	}
	for i := range slices.Backward(texts) {
		h.Versions = append(h.Versions, project.Version{ID: "version " + texts[i], Text: texts[i], Outside: i == 0})
	}
	h.CanUndo = true
	return h, true
}
