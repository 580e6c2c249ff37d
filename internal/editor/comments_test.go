package editor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	xhtml "golang.org/x/net/html"

	"vernacular/internal/project"
)

// Say takes every comment that has a text or settles something.
func (d *fakeProject) Say(r project.Remark) *project.Refusal {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Text == "" && r.Resolve == nil {
		return &project.Refusal{Message: "The comment is empty", Hint: "write what you want to say"}
	}
	at := r.Tag + "/" + r.Key
	c := project.Comment{ID: "c" + strings.Repeat("1", len(d.threads[at])), Unit: r.ID, To: r.To, Who: r.Who, When: r.When, Text: r.Text, Settles: r.Resolve, Answers: r.Answers}
	for i := range d.threads[at] {
		if t := &d.threads[at][i]; t.ID == r.Answers {
			t.Answered = append(t.Answered, c)
			t.Resolved = c.Settled()
			return nil
		}
	}
	d.threads[at] = append(d.threads[at], project.Thread{Comment: c})
	return nil
}

// TestComments: comments are written, answered and settled with forms alone, and what is refused stays typed.
func TestComments(t *testing.T) {
	d, s, addr := serveEditor(t)
	send := func(id, do, text, answers string) (*http.Response, *xhtml.Node) {
		form := url.Values{"token": {s.editor.token}, "id": {id}, "do": {do}, "comment": {text}, "to": {"author"}, "who": {"Amina"}, "answers": {answers}}
		r := post(t, addr, arabic, form, nil)
		return r, tree(t, body(t, r))
	}
	if r, _ := send("p1", doSay, "Who is meant <b>?", ""); r.StatusCode != http.StatusSeeOther || !strings.HasSuffix(r.Header.Get("Location"), "#c-"+anchor("p1")) {
		t.Fatal(r.Status, r.Header)
	}
	if r, _ := send("p1", doResolve, "Nobody.", "c"); r.StatusCode != http.StatusSeeOther {
		t.Fatal(r.Status)
	}
	shown := func(target string) string {
		root := tree(t, body(t, get(t, addr, target)))
		open := all(root, func(n *xhtml.Node) bool { return attr(n, "id") == "c-"+anchor("p1") })
		if len(open) != 1 {
			t.Fatalf("%d lists of comments", len(open))
		}
		return textOf(open[0])
	}
	for _, words := range []string{"Who is meant <b>?", "Nobody.", "To the author, Amina", "Resolved", "Open again"} {
		if text := shown(arabic + "?comments=" + anchor("p1")); !strings.Contains(text, words) {
			t.Errorf("%q is not shown: %s", words, text)
		}
	}
	send("p1", doReopen, "", "c")
	if text := shown(arabic); !strings.Contains(text, "1\u00a0open comment") {
		t.Errorf("after it was opened again: %s", text)
	}
	r, root := send("p1", doSay, "", "")
	if text := textOf(root); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "The comment is empty") {
		t.Errorf("an empty one: %s", r.Status)
	}
	r, root = send("p1", doSay, "bad \u0007", "")
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(textOf(root), "bad ") {
		t.Errorf("one with a control character: %s", r.Status)
	}
	form := url.Values{"token": {"another"}, "id": {"p1"}, "do": {doSay}, "comment": {"typed"}, "to": {"author"}}
	if r := post(t, addr, arabic, form, nil); r.StatusCode != http.StatusForbidden || !strings.Contains(body(t, r), "typed</textarea>") {
		t.Errorf("without the token: %s", r.Status)
	}
	if n := len(d.edited()); n != 0 {
		t.Errorf("%d texts were saved", n)
	}
	send("gone", doSay, "On a text that goes.", "")
	if text := body(t, get(t, addr, arabic)); !strings.Contains(text, "Comments on texts that are gone") {
		t.Error("a comment on a text that is gone is not shown")
	}
}

// TestCommentsByKeys writes, answers and settles with the keyboard; what is typed as a translation stays.
func TestCommentsByKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 1000)
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	p.write("p1", "نص لم يحفظ")
	talk := "document.getElementById('c-" + anchor("p1") + "')"
	p.expect(talk+".checkVisibility()", "false")
	p.press("m", "KeyM", 77, ctrl)
	p.until(talk + ".open && document.activeElement === " + talk + ".querySelector('textarea')")
	p.press("m", "KeyM", 77, ctrl)
	p.expect("document.activeElement === "+field("p1"), "true")
	p.press("m", "KeyM", 77, ctrl)
	p.keys("Who is meant?")
	p.shot("editor-comment")
	p.keys("\r", chromedp.ModifierCtrl)
	p.until(talk + ".textContent.includes('Who is meant?') && " + talk + ".querySelectorAll('li').length === 1")
	p.expect("document.activeElement === "+field("p1"), "true")
	p.expect(seg("p1")+".querySelector('.talk-open').textContent.startsWith('1\u00a0open comment')", "true")
	p.expect(field("p1")+".value", "نص لم يحفظ")

	t.Log("an answer, while the site changes")
	js[bool](p, "("+talk+".querySelector('summary').focus(), true)")
	p.keys("\t")
	p.keys("The commission.")
	d.change("ar/about-translations", "cell", func(g *Unit) { g.Text = "مسودة من القرص" })
	p.until(field("cell") + ".value === 'مسودة من القرص'")
	p.keys("\t")
	p.keys("\t")
	p.expect("document.activeElement.value", doResolve)
	p.keys("\r")
	p.until(talk + ".querySelector('.resolved')?.textContent.includes('The commission.')")
	p.until(announced + ".includes('Sent')")
	d.mu.Lock()
	threads := d.threads["ar/about-translations"]
	if len(threads) != 1 || !threads[0].Resolved || threads[0].To != project.ToAuthor || threads[0].When == "" {
		t.Errorf("%+v", threads)
	}
	d.mu.Unlock()
	p.shot("editor-comments")

	t.Log("a save of the text keeps what is typed as a comment")
	js[bool](p, "("+talk+".querySelector('textarea').value = 'half a thought', true)")
	js[bool](p, "("+field("p1")+".focus(), true)")
	p.save()
	p.until(said("p1") + ".startsWith('Saved in')")
	p.expect(talk+".querySelector('textarea').value", "half a thought")
	if e := d.edited(); len(e) != 1 || e[0].When == "" {
		t.Errorf("%+v", e)
	}
	js[bool](p, "("+talk+".querySelector('textarea').value = '', true)")
	p.clean()

	t.Log("a comment that is not sent is offered when the page is opened again")
	const ready = "document.readyState === 'complete' && 'ready' in document.getElementById('typed').dataset"
	last := talk + ".querySelector('.talk:last-of-type textarea')"
	js[bool](p, "("+last+".focus(), true)")
	p.keys("half a thought")
	p.expect(kept, "1")
	p.navigate("about:blank")
	p.navigate("http://" + addr + arabic)
	p.until(ready + " && " + talk + ".open && " + talk + ".querySelector('.typed-note')?.textContent.includes('half a thought')")
	p.shot("editor-comment-kept")
	js[bool](p, "("+talk+".querySelector('.typed-note button').click(), true)")
	p.until(last + ".value === 'half a thought' && !" + talk + ".querySelector('.typed-note')")
	p.expect(kept, "1")
	p.keys("\r", chromedp.ModifierCtrl)
	p.until(talk + ".querySelectorAll('li').length > 2 && " + kept + " === 0")
	p.clean()
}
