package editor

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
	"vernacular/internal/page"
)

// scheme sets light or dark.
func (p *tab) scheme(name string) {
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	})
}

// withoutScript lets the page run no script.
func (p *tab) withoutScript() {
	p.t.Helper()
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

func (p *tab) size(width, height int64) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		p.t.Fatal(err)
	}
}

// TestShots takes pictures for people, if the environment says where to.
func TestShots(t *testing.T) {
	if os.Getenv("PREVIEW_SHOTS") == "" {
		t.Skip("takes pictures into the folder in PREVIEW_SHOTS")
	}
	_, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + "/_vernacular/")
	for _, c := range []struct {
		name, path    string
		width, height int64
		scheme        string
	}{
		{"overview-1200", "", 1200, 900, "light"},
		{"overview-320", "#pages-ar", 320, 800, "light"},
		{"overview-dark", "#pages-ar", 1200, 900, "dark"},
		{"fr-1200", "translate/fr/about-translations", 1200, 1000, "light"},
		{"fr-1600", "translate/fr/about-translations", 1600, 1000, "light"},
		{"ar-1200", "translate/ar/about-translations", 1200, 1000, "light"},
		{"ar-todo-1200", "translate/ar/about-translations?show=todo", 1200, 1300, "light"},
		{"ar-800-dark", "translate/ar/about-translations?show=todo", 800, 1400, "dark"},
		{"ar-1200-dark", "translate/ar/about-translations", 1200, 1000, "dark"},
		{"ja-1200", "translate/ja/about-translations", 1200, 1000, "light"},
		{"ar-320", "translate/ar/about-translations", 320, 2400, "light"},
		{"fr-320-dark", "translate/fr/about-translations", 320, 2400, "dark"},
		{"ar-messages-1200", "translate/ar/messages", 1200, 1000, "light"},
	} {
		p.scheme(c.scheme)
		p.size(c.width, c.height)
		p.navigate("http://" + addr + "/_vernacular/" + c.path)
		p.until("document.readyState === 'complete'")
		js[bool](p, "new Promise((r) => setTimeout(() => r(true), 300))")
		p.shot("editor-" + c.name)
	}
	p.clean()
}

// Pieces of expressions about the texts of a page.
func seg(id string) string   { return "document.getElementById('" + anchor(id) + "')" }
func field(id string) string { return "document.getElementById('t-" + anchor(id) + "')" }
func said(id string) string  { return seg(id) + "?.querySelector('.message').textContent" }
func button(id, do string) string {
	return seg(id) + ".querySelector('button[value=" + do + "]')"
}

const (
	announced = "document.getElementById('live-status').textContent"
	inFrame   = "document.querySelector('iframe')?.contentDocument?.body?.textContent"
)

func (p *tab) keys(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))); err != nil {
		p.t.Fatal(err)
	}
}

// save saves the text that has the focus, and stays.
func (p *tab) save() {
	p.t.Helper()
	p.keys("s", chromedp.ModifierCtrl)
}

// write replaces what is in a field by typing.
func (p *tab) write(id, text string) {
	p.t.Helper()
	js[bool](p, "("+field(id)+".focus(), "+field(id)+".select(), true)")
	p.keys(text)
}

// accessKey presses an access key, which Chromium knows by the text that the key has without Alt.
func (p *tab) accessKey(key string) {
	p.t.Helper()
	plain := func(e *input.DispatchKeyEventParams) { e.UnmodifiedText = key }
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierAlt), plain)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) expect(expression, want string) {
	p.t.Helper()
	if got := js[string](p, "String("+expression+")"); got != want {
		p.t.Errorf("%s is %q, want %q", expression, got, want)
	}
}

// TestEditing is a translator's morning, with script.
func TestEditing(t *testing.T) {
	d, s, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until(inFrame + "?.includes('حول هذه الترجمات')")
	waitFor(t, "the page to listen", func() bool { return s.count() == 1 })
	js[bool](p, "(window.mark = 'not reloaded', true)")

	t.Log("type, save by keyboard: the text, the page beside it and the focus")
	p.write("li1", "النص الجديد في غضون 14 يومًا.")
	p.until(seg("li1") + ".matches('.dirty')")
	p.expect(seg("li1")+".querySelector('.unsaved').checkVisibility()", "true")
	p.save()
	p.until(said("li1") + ".startsWith('Saved in')")
	p.until(seg("li1") + ".matches('.fresh')")
	p.until(announced + ".includes('Saved in') && " + announced + ".includes('Up to date')")
	p.until(inFrame + ".includes('النص الجديد')")
	p.expect("document.activeElement.id", "t-"+anchor("li1"))
	p.expect("document.activeElement.selectionStart", fmt.Sprint(len([]rune("النص الجديد في غضون 14 يومًا."))))
	p.until("document.getElementById('show-todo').textContent.includes('3')")
	p.expect(said("li1")+".startsWith('Saved in')", "true") // though the page was fetched again
	if e := d.edited(); len(e) != 1 || e[0].Text != "النص الجديد في غضون 14 يومًا." || !e[0].Accept {
		t.Errorf("saved %+v", e)
	}

	t.Log("a page that was asked for before a save, and comes after it, takes nothing back")
	js[bool](p, "fetch(location.href).then((r) => r.text()).then((text) => { window.old = new DOMParser().parseFromString(text, 'text/html'); old.askedAt = performance.now(); return true; })")
	p.write("h1", "newer than that")
	p.keys("s", chromedp.ModifierCtrl)
	p.until(said("h1") + ".startsWith('Saved in')")
	js[bool](p, "(document.dispatchEvent(new CustomEvent('vernacular-page', { detail: old })), true)")
	p.expect(field("h1")+".value", "newer than that")
	p.expect("document.activeElement.id", "t-"+anchor("h1"))
	d.change("ar/about-translations", "h1", func(g *Unit) { g.Text = "من القرص بعد ذلك" })
	p.until(field("h1") + ".value === 'من القرص بعد ذلك'")

	t.Log("the file changes on the disk: what nobody works on follows, what is typed stays")
	p.write("p1", "my own words")
	d.change("ar/about-translations", "cell", func(g *Unit) { g.Text = "مسودة من القرص" })
	p.until(field("cell") + ".value === 'مسودة من القرص'")
	d.change("ar/about-translations", "p1", func(g *Unit) { g.Text = "من القرص" })
	p.until(said("p1") + ".includes('changed on the disk')")
	p.expect(field("p1")+".value", "my own words")
	p.expect("document.activeElement.id", "t-"+anchor("p1"))

	t.Log("a conflict shows both, and either can be kept")
	js[bool](p, "("+button("p1", "accept")+".click(), true)")
	p.until(said("p1") + ".includes('On the disk is now')")
	p.expect(said("p1")+".includes('من القرص')", "true")
	p.expect(field("p1")+".value", "my own words")
	p.until(announced + ".includes('Not saved')")
	p.shot("editor-conflict")
	js[bool](p, "("+button("p1", "accept")+".click(), true)")
	p.until(said("p1") + ".startsWith('Saved in')")
	p.until(inFrame + ".includes('my own words')")
	p.write("p1", "second thoughts")
	d.change("ar/about-translations", "p1", func(g *Unit) { g.Text = "مرة أخرى" })
	p.until(said("p1") + ".includes('changed on the disk')")
	p.keys("s", chromedp.ModifierMeta)
	p.until(said("p1") + ".includes('On the disk is now')")
	js[bool](p, "("+seg("p1")+".querySelector('.theirs').click(), true)")
	p.until(field("p1") + ".value === 'مرة أخرى' && !" + seg("p1") + ".matches('.dirty')")

	t.Log("a refusal, and what is typed while it is on its way")
	d.mu.Lock()
	d.refuse = &Refusal{Message: "the link is missing", Hint: "Copy it from the source."}
	d.mu.Unlock()
	p.write("p1", "no link")
	p.save()
	p.until(said("p1") + ".includes('The link is missing') && " + button("p1", "save"))
	d.mu.Lock()
	d.refuse = nil
	d.mu.Unlock()
	js[bool](p, `(() => { `+button("p1", "save")+`.click(); const f = `+field("p1")+`; f.value += ', and more'; f.dispatchEvent(new Event('input', { bubbles: true })); return true; })()`)
	p.until(said("p1") + ".startsWith('Saved in')")
	p.expect(field("p1")+".value", "no link, and more")
	p.expect(seg("p1")+".matches('.dirty')", "true")
	p.save()
	p.until("!" + seg("p1") + ".matches('.dirty')")

	t.Log("the source copied, and a text of one line in two")
	js[bool](p, "("+seg("li2")+".querySelector('.copy').click(), true)")
	p.expect(field("li2")+".value", "Only when that person has read the whole page is it marked as reviewed.")
	p.write("h1", "a\rb")
	p.expect(field("h1")+".value", "a\nb")

	t.Log("a text is removed from the page and one comes")
	d.mu.Lock()
	pg := d.pages["ar/about-translations"]
	pg.Units = append(pg.Units[:5:5], pg.Units[6:]...)
	pg.Units = append([]Unit{{ID: "new", Number: 9, Kind: page.KindParagraph, State: "missing", Source: "A new first paragraph", File: "content/en/x.md", Line: 1}}, pg.Units...)
	d.render(pg)
	d.mu.Unlock()
	p.until("document.getElementById('list').firstElementChild.id === '" + anchor("new") + "' && !" + seg("code"))
	p.expect(field("h1")+".value", "a\nb")
	p.expect("document.activeElement.id", "t-"+anchor("h1"))
	p.expect("[...document.querySelectorAll('.seg')].length", "8")

	t.Log("the page beside shows the block")
	js[bool](p, "("+seg("cell")+".querySelector('.go').click(), true)")
	p.until("document.querySelector('iframe').contentWindow.location.hash === '#p7'")

	t.Log("the server ends: what is typed is kept, and saved when another one is there")
	p.expect("window.mark", "not reloaded")
	p.until("typeof window.onbeforeunload !== 'undefined'")
	s.Close()
	p.save()
	p.until(said("h1") + ".includes('Your text is still here')")
	var next *server
	waitFor(t, "the port", func() bool {
		l, _, err := localhost.Listen(addr)
		if err != nil {
			return false
		}
		next = serverOf(d)
		go next.Serve(l)
		return true
	})
	defer next.Close()
	p.save()
	p.until(said("h1") + ".startsWith('Saved in')")
	if d.pages["ar/about-translations"].Units[2].Text != "a b" {
		t.Error("not saved after the restart")
	}
	js[bool](p, "("+field("li2")+".form.reset(), true)")
	if v := js[[]string](p, "window.violations"); len(v) > 0 {
		t.Errorf("policy violations: %q", v)
	}
}

// TestKeyboard: from text to text without a mouse.
func TestKeyboard(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete'")
	p.keys("\t")
	p.expect("document.activeElement.className", "skip")
	p.keys("\r")
	p.until("location.hash === '#list'")
	for _, id := range []string{"li1", "li2", "cell", "extra", "li1"} {
		p.accessKey("n")
		p.until("document.activeElement === " + field(id))
		p.expect(field(id)+".getBoundingClientRect().top > document.getElementById('tools').getBoundingClientRect().bottom", "true")
	}
	p.accessKey("p")
	p.until("document.activeElement === " + field("extra"))
	p.accessKey("p")
	p.until("document.activeElement === " + field("cell"))
	p.keys("\t") // to its first button
	p.expect("document.activeElement.value", "accept")
	p.keys("\r")
	p.until(said("cell") + ".startsWith('Saved in')")
	p.until(seg("cell") + ".contains(document.activeElement)")
	if e := d.edited(); len(e) != 1 || e[0].ID != "cell" || e[0].Text != "مسودة" {
		t.Errorf("saved %+v", e)
	}
	p.accessKey("n")
	p.until("document.activeElement === " + field("extra"))
	p.clean()
}

// TestWithoutScript: the same with forms and links alone.
func TestWithoutScript(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("about:blank")
	p.size(1200, 900)
	p.withoutScript()
	p.navigate("http://" + addr + arabic + "?show=todo")
	click := func(selector string) {
		t.Helper()
		if err := chromedp.Do(p.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
			t.Fatal(selector, err)
		}
	}
	p.expect("document.querySelectorAll('.seg').length", "4")
	p.expect(seg("li2")+".querySelector('.copy').checkVisibility()", "false")
	p.write("li2", "جديد")
	click("#" + anchor("li2") + " button[value=accept]")
	p.until("document.readyState === 'complete' && location.search.includes('saved=')")
	p.expect("location.hash", "#"+anchor("li2"))
	p.expect(said("li2")+".startsWith('Saved in')", "true")
	p.expect("document.querySelectorAll('.seg').length", "4")

	p.write("li1", "نص المترجم")
	d.change("ar/about-translations", "li1", func(g *Unit) { g.Text = "من القرص" })
	click("#" + anchor("li1") + " button[value=accept]")
	p.until("document.readyState === 'complete' && document.title.startsWith('Not saved')")
	p.expect(said("li1")+".includes('من القرص')", "true")
	p.expect(field("li1")+".value", "نص المترجم")
	p.shot("editor-conflict-plain")
	click("#" + anchor("li1") + " .theirs")
	p.until("document.readyState === 'complete' && !document.title.startsWith('Not saved')")
	p.expect(field("li1")+".value", "من القرص")
	p.write("li1", "ثالث")
	click("#" + anchor("li1") + " button[value=save]")
	p.until("location.search.includes('saved=" + anchor("li1") + "')")
	e := d.edited()
	if last := e[len(e)-1]; last.Text != "ثالث" || last.Accept {
		t.Errorf("saved %+v", last)
	}
	click("#" + anchor("li1") + " .go")
	p.until("document.querySelector('iframe').contentWindow.location.hash === '#p4'")
	click("#next")
	p.until("document.activeElement.localName === 'textarea'")
}

// TestForEverybody: axe finds nothing, nothing is wider than the window, in light and dark.
func TestForEverybody(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.aid = testAid("ar", "نص سابق", "صفحة")
	d.add(Page{Tag: "ar", Key: "new", Title: "New", File: "content/ar/new.md", Diagnostics: []diag.Diagnostic{diag.Warnf("x", diag.At("content/ar/new.md", 1, 1), "a problem")},
		Units: []Unit{{ID: "x", Kind: page.KindCode, State: "missing", Source: strings.Repeat("averylongword", 20)}}})
	d.add(bigPage("ar", 203))
	d.past["ar/about-translations/p1"] = []string{"نص قديم", "نص أقدم من النص"}
	forEverybody(t, addr, "begin", "begin?tag=hebrew", "begin?tag=fr", "", "translate/ar/about-translations", "translate/fr/about-translations?show=todo", "translate/ja/about-translations?show=problems", "translate/ar/messages", "translate/ar/new", "translate/ar/big?part=3", "translate/ar/about-translations?history="+anchor("p1"))
}

// forEverybody tries pages of the editor with axe, in light and dark, in a wide and in a narrow window.
func forEverybody(t *testing.T, addr string, paths ...string) {
	t.Helper()
	axe := readAxe(t)
	startBrowser(t).open("http://"+addr+"/_vernacular/").forEverybody(axe, "http://"+addr+"/_vernacular/", paths...)
}

// readAxe returns the script of axe.
func readAxe(t *testing.T) string {
	t.Helper()
	axe, err := os.ReadFile("../browser/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("needs axe-core: npm ci --prefix internal/browser")
	}
	return string(axe)
}

// forEverybody tries pages below an address.
func (p *tab) forEverybody(axe, root string, paths ...string) {
	p.t.Helper()
	t := p.t
	type violation struct {
		ID    string   `json:"id"`
		Nodes []string `json:"nodes"`
	}
	for _, path := range paths {
		for _, width := range []int64{1200, 320} {
			p.size(width, 800)
			p.navigate(root + path)
			p.until("document.readyState === 'complete'")
			js[bool](p, "(document.querySelectorAll('details').forEach((d) => { d.open = true; }), document.querySelector('textarea')?.focus(), true)")
			if wide := js[int](p, "document.documentElement.scrollWidth"); wide > int(width) {
				t.Errorf("%s: %d wide in a window of %d", path, wide, width)
			}
			if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
				t.Fatal(err)
			}
			for _, scheme := range []string{"light", "dark"} {
				p.scheme(scheme)
				got := js[[]violation](p, `axe.run(document, { iframes: false, resultTypes: ['violations'], runOnly: axe.getRules(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
					.map((r) => r.ruleId).concat('color-contrast-enhanced') })
					.then((r) => r.violations.map((v) => ({ id: v.id, nodes: v.nodes.map((n) => n.html.slice(0, 200) + ' ' + n.failureSummary) })))`)
				for _, v := range got {
					t.Errorf("%s, %d, %s: %s: %q", path, width, scheme, v.ID, v.Nodes[:min(3, len(v.Nodes))])
				}
			}
		}
	}
	p.clean()
}
