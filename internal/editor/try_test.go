package editor

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestTry: the answer says what would be said, escaped, and nothing is saved.
func TestTry(t *testing.T) {
	d, s, addr := serveEditor(t)
	lock := d.pages["ar/about-translations"].Units[3].Lock
	ask := func(change func(url.Values)) (int, string) {
		t.Helper()
		f := formOf(s, "li1", lock, "wrong text")
		f.Set("try", "1")
		f.Set("do", "accept")
		change(f)
		r := post(t, addr, arabic, f, nil)
		return r.StatusCode, body(t, r)
	}
	status, text := ask(func(url.Values) {})
	if status != 200 || !strings.Contains(text, `id="d-`+anchor("li1")+`"`) || !strings.Contains(text, "the number 14 is missing") || strings.Contains(text, "x.md") {
		t.Errorf("%d %s", status, text)
	}
	if status, text = ask(func(f url.Values) { f.Set("text", "right") }); status != 200 || strings.Contains(text, "<ul") {
		t.Errorf("%d %s", status, text)
	}
	if status, text = ask(func(f url.Values) { f.Set("text", "a\x07b") }); status != 422 || !strings.Contains(text, "control character") {
		t.Errorf("%d %s", status, text)
	}
	if status, _ = ask(func(f url.Values) { f.Set("token", "x") }); status != 403 {
		t.Errorf("without the token: %d", status)
	}
	d.mu.Lock()
	d.refuse = &Refusal{Message: "the link <b> is missing", Hint: "Copy it."}
	d.mu.Unlock()
	if status, text = ask(func(url.Values) {}); status != 200 || !strings.Contains(text, "Cannot be saved so:") || !strings.Contains(text, "the link &lt;b&gt; is missing") || !strings.Contains(text, "14") {
		t.Errorf("%d %s", status, text)
	}
	if e := d.edited(); len(e) > 0 {
		t.Errorf("saved %+v", e)
	}
	if len(d.tries) != 3 || !d.tries[0].Accept || d.tries[0].Lock != lock {
		t.Errorf("asked %+v", d.tries)
	}
}

// TestTryWhileTyping: problems come and go below the field, are tied to it and said; what is being composed is not asked.
func TestTryWhileTyping(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + "/_vernacular/translate/ja/about-translations")
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	tries := func() int { d.mu.Lock(); defer d.mu.Unlock(); return len(d.tries) }
	list := seg("li2") + ".querySelector(':scope > .problems')"
	described := field("li2") + ".getAttribute('aria-describedby')"

	p.write("li2", "wrong")
	p.until(list + "?.textContent.includes('14 is missing')")
	p.until(announced + ".includes('the number 14 is missing')")
	p.expect(described+".split(' ').every((id) => document.getElementById(id))", "true")
	p.expect(described+".split(' ')[0] === "+list+".id", "true")
	p.expect("document.activeElement === "+field("li2"), "true")
	p.shot("editor-try")

	p.write("li2", "right")
	p.until("!" + list + " && " + announced + ".includes('No problem any more')")
	p.expect(described+".split(' ').every((id) => document.getElementById(id))", "true")

	t.Log("a problem that came with the page comes back with its text")
	served := seg("li1") + ".querySelector(':scope > .problems')?.textContent"
	p.write("li1", "right")
	p.until("!" + served)
	js[bool](p, "("+field("li1")+".form.reset(), "+field("li1")+".dispatchEvent(new Event('input', { bubbles: true })), true)")
	p.until(served + "?.includes('the number 14 of the English text')")

	t.Log("composed by an input method")
	js[bool](p, "("+field("li2")+".focus(), "+field("li2")+".select(), true)")
	before := tries()
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		for i, text := range []string{"w", "わ", "wrongわ"} {
			if _, err := cdp.Call(ctx, t, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: int64(i), SelectionEnd: int64(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	js[bool](p, "new Promise((r) => setTimeout(() => r(true), 700))")
	if n := tries(); n != before {
		t.Errorf("asked %d times while composing", n-before)
	}
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: "wrong文"})
		return err
	})
	p.until(list + "?.textContent.includes('14 is missing')")
	p.expect(field("li2")+".value", "wrong文")

	t.Log("many keys, few questions")
	before = tries()
	for i := range 20 {
		p.keys(fmt.Sprint(i % 10))
	}
	p.until(seg("li2") + ".matches('.dirty')")
	js[bool](p, "new Promise((r) => setTimeout(() => r(true), 700))")
	if n := tries() - before; n == 0 || n > 5 {
		t.Errorf("%d questions for 20 keys", n)
	}
	if e := d.edited(); len(e) > 0 {
		t.Errorf("saved %+v", e)
	}
	p.clean()
}
