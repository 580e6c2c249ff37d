package editor

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// kept is the number of texts that the browser keeps.
const kept = "Object.keys(localStorage).filter((k) => k.startsWith('vernacular-typed ')).length"

func note(id string) string { return seg(id) + ".querySelector('.typed-note')" }

// choose presses a button of what is offered for a text.
func (p *tab) choose(id, words string) {
	p.t.Helper()
	js[bool](p, "([..."+note(id)+".querySelectorAll('button')].find((b) => b.textContent === '"+words+"').click(), true)")
}

// crash ends a tab without a question.
func (p *tab) crash() {
	p.t.Helper()
	if err := chromedp.Cancel(p.ctx); err != nil {
		p.t.Fatal(err)
	}
}

// TestTypedIsKept: what is typed survives a reload, a restart of the server and a tab that ends, and is offered back.
func TestTypedIsKept(t *testing.T) {
	d, _, addr := serveEditor(t)
	b := startBrowser(t)
	p := b.open("http://" + addr + arabic)
	p.size(1200, 900)
	const ready = "document.readyState === 'complete' && 'ready' in document.getElementById('typed').dataset"
	p.until(ready)

	t.Log("typed, and loaded again: no question is asked, and the text is offered")
	p.write("li2", "نص لم يُحفظ")
	p.write("cell", "مسودة أخرى")
	p.expect(kept, "2")
	p.navigate("http://" + addr + arabic)
	p.until(ready + " && " + note("li2") + "?.textContent.includes('نص لم يُحفظ')")
	p.until(announced + ".includes('2 texts were typed here')")
	p.expect(field("li2")+".value", "")
	p.shot("editor-kept")
	p.choose("li2", "Put it back")
	p.expect(field("li2")+".value", "نص لم يُحفظ")
	p.expect("document.activeElement === "+field("li2"), "true")
	p.until("!" + note("li2"))
	p.expect(kept, "2")
	p.choose("cell", "Throw it away")
	p.expect(kept, "1")

	t.Log("a save strikes it out; so does the old text")
	js[bool](p, "("+field("li2")+".focus(), true)")
	p.save()
	p.until(said("li2") + ".startsWith('Saved in')")
	p.expect(kept, "0")
	p.write("h1", "x")
	p.expect(kept, "1")
	js[bool](p, "("+field("h1")+".form.reset(), "+field("h1")+".dispatchEvent(new Event('input', { bubbles: true })), true)")
	p.expect(kept, "0")

	t.Log("changed on the disk since: the old lock comes back with the text, so that the save is a conflict")
	p.write("p1", "كلمات أخرى")
	p.navigate("about:blank")
	d.change("ar/about-translations", "p1", func(g *Unit) { g.Text = "من القرص" })
	p.navigate("http://" + addr + arabic)
	p.until(ready + " && " + note("p1") + "?.textContent.includes('has changed since')")
	p.choose("p1", "Put it back")
	p.save()
	p.until(said("p1") + ".includes('On the disk is now')")
	p.expect(field("p1")+".value", "كلمات أخرى")
	js[bool](p, "("+seg("p1")+".querySelector('.theirs').click(), true)")
	p.until(field("p1") + ".value === 'من القرص'")
	p.expect(kept, "0")

	t.Log("another tab does not offer what an open tab holds; when that has ended, it does, also where the text is not shown")
	p.write("h1", "من تبويب آخر")
	q := b.open("http://" + addr + arabic)
	q.until(ready)
	js[bool](q, "new Promise((r) => setTimeout(() => r(true), 200))")
	q.expect(note("h1"), "null")
	p.crash()
	for deadline := time.Now().Add(20 * time.Second); !js[bool](q, "Boolean("+note("h1")+")"); {
		if time.Now().After(deadline) {
			t.Fatal("not offered")
		}
		q.navigate("http://" + addr + arabic)
		q.until(ready)
		js[bool](q, "new Promise((r) => setTimeout(() => r(true), 100))")
	}
	q.expect(note("h1")+".textContent.includes('من تبويب آخر')", "true")
	q.navigate("http://" + addr + arabic + "?show=todo")
	q.until(ready + " && document.getElementById('typed').textContent.includes('من تبويب آخر')")
	js[bool](q, "([...document.querySelectorAll('#typed a')].at(-1).click(), true)")
	q.until(ready + " && location.search.includes('unit=')")
	q.clean()
}

// TestNothingCanBeKept: a browser that keeps nothing says so once, and asks before the page is left; all else works.
func TestNothingCanBeKept(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && 'ready' in document.getElementById('typed').dataset")
	leaves := "(() => { const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return !e.defaultPrevented; })()"
	p.write("li2", "kept")
	p.expect(leaves, "true")
	js[bool](p, "(Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }, true)")
	p.write("li2", "not kept")
	p.until("document.getElementById('typed-fails') && " + announced + ".includes('keeps nothing')")
	p.expect(leaves, "false")
	p.save()
	p.until(said("li2") + ".startsWith('Saved in')")
	p.until("!document.getElementById('typed-fails')")
	p.expect(leaves, "true")
	if e := d.edited(); len(e) != 1 || e[0].Text != "not kept" {
		t.Errorf("saved %+v", e)
	}
	p.clean()
}
