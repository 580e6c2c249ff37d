package preview

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
)

const chromium = "/usr/bin/chromium"

// browser is one Chromium for a test.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// tab is one of its pages, with what the console said.
type tab struct {
	*browser
	ctx context.Context

	mu   sync.Mutex
	said []string
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("needs Chromium: apt-get install chromium")
	}
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(900, 700))
	for _, flag := range []string{"disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return &browser{t, ctx}
}

// open opens a page in a tab of its own.
func (b *browser) open(url string) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	p := &tab{browser: b, ctx: ctx}
	console := chromedp.Console(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range console {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.said = append(p.said, m.String())
			p.mu.Unlock()
		}
	}()
	b.t.Cleanup(func() { cancel(); <-done })
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))`,
		})
		return err
	})
	p.navigate(url)
	return p
}

func (p *tab) do(f func(ctx context.Context, t *chromedp.Target) error) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Func(f)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) navigate(url string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate(url)); err != nil {
		p.t.Fatal(err)
	}
}

// js evaluates an expression.
func js[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to become true.
func (p *tab) until(condition string) {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if ok {
			return
		}
		if time.Now().After(deadline) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.t.Fatalf("waited in vain for %s: %v\nconsole: %q\n%s", condition, err, p.said, js[string](p, "document.documentElement.outerHTML"))
		}
	}
}

// clean fails if the page broke its policy or threw.
func (p *tab) clean() {
	p.t.Helper()
	if v := js[[]string](p, "window.violations"); len(v) > 0 {
		p.t.Errorf("policy violations: %q", v)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.said {
		if strings.Contains(line, "Content Security Policy") || strings.HasPrefix(line, "exception") || strings.Contains(line, "Uncaught") {
			p.t.Error(line)
		}
	}
}

// shot keeps a picture if the environment says where.
func (p *tab) shot(name string) {
	p.t.Helper()
	dir := os.Getenv("PREVIEW_SHOTS")
	if dir == "" {
		return
	}
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, name+".png"), b, 0o666)
}

// Pieces of expressions about the list of problems.
const (
	host  = `document.querySelector('vernacular-preview')`
	inner = host + `?.shadowRoot`
	panel = inner + `?.querySelector('.panel')`
	badge = inner + `?.querySelector('.badge')`
	live  = inner + `?.querySelector('.live')`
)

func shown(part string) string { return "(" + part + ")?.checkVisibility()" }

// live is a site that a test edits, served to a browser.
type liveSite struct {
	*fakeSite
	s        *server
	addr     string
	revision int
}

// publish changes files and says so.
func (l *liveSite) publish(files map[string]File, removed ...string) {
	u := localhost.Update{Removed: removed}
	for p, f := range files {
		l.set(p, f)
		u.Changed = append(u.Changed, p)
	}
	for _, p := range removed {
		l.remove(p)
	}
	l.revision++
	u.Revision = l.revision
	l.s.Publish(u)
}

func (l *liveSite) times(p string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[p]
}

func newLiveSite(t *testing.T) *liveSite {
	l := &liveSite{fakeSite: newFakeSite()}
	l.s, l.addr = serve(t, l.fakeSite, localhost.Options{})
	return l
}

func (l *liveSite) url(p string) string { return "http://" + l.addr + p }

// longPage has something to scroll, to focus, to open and to select.
func longPage(lang string, change func(i int) string) File {
	var b strings.Builder
	fmt.Fprintf(&b, "<main><h1>%s</h1><input id=\"field\" aria-label=\"x\"><button class=\"anonymous\">b</button>\n<ul>\n", lang)
	for i := range 5 {
		fmt.Fprintf(&b, "<li>item %d</li>\n", i)
	}
	b.WriteString("</ul>\n")
	for i := range 100 {
		fmt.Fprintf(&b, "%s\n", change(i))
	}
	b.WriteString("<details><summary>more</summary><p>inside</p></details></main>")
	return pageOf(lang, b.String())
}

func paragraph(i int) string {
	return fmt.Sprintf(`<p id="p%d">Paragraph %d of the guidelines, long enough to take some room.</p>`, i, i)
}

// TestMorph: what differs is replaced, and the reader notices nothing else.
func TestMorph(t *testing.T) {
	l := newLiveSite(t)
	l.set("/", longPage("en", paragraph))
	p := startBrowser(t).open(l.url("/"))
	p.until("document.readyState === 'complete'")
	js[bool](p, `(() => {
		window.mark = 'not reloaded';
		window.kept = [...document.querySelectorAll('#p50, input, .anonymous, details, li, h1')];
		document.querySelector('details').open = true;
		const field = document.querySelector('#field');
		field.value = 'typed';
		field.focus();
		document.querySelector('#p50').scrollIntoView({ block: 'center' });
		getSelection().selectAllChildren(document.querySelector('#p51'));
		field.focus({ preventScroll: true });
		window.top50 = document.querySelector('#p50').getBoundingClientRect().top;
		return true;
	})()`)
	waitFor(t, "the page to listen", func() bool { return l.s.count() == 1 })

	edited := func(i int) string {
		switch i {
		case 3:
			return `<p id="new">A new paragraph above, which is long enough to move everything below it.</p>` + paragraph(i)
		case 5:
			return `<p id="p5" class="edited" dir="rtl">Edited <strong>text</strong> &lt;here&gt;.</p>`
		case 7:
			return ""
		case 60:
			return `<!-- a comment --><p>Without an id</p>`
		}
		return paragraph(i)
	}
	next := longPage("en", edited)
	next.Body = []byte(strings.NewReplacer("<title>en", "<title>changed", `lang="en"`, `lang="en-GB" class="c"`, "<li>item 2</li>", "<li>item two</li><li>more</li>").Replace(string(next.Body)))
	l.publish(map[string]File{"/": next})
	p.until("document.querySelector('#p5.edited')")

	if got, want := js[string](p, `(() => {
		const fetched = new DOMParser().parseFromString(`+fmt.Sprintf("%q", string(next.Body))+`, 'text/html');
		fetched.querySelector('meta[http-equiv]').remove();
		fetched.querySelector('details').open = true;
		fetched.documentElement.normalize();
		const differ = (a, b) => {
			if (a.isEqualNode(b)) return '';
			if (a.nodeType !== b.nodeType || a.childNodes.length !== b.childNodes.length || !a.childNodes.length) return (a.outerHTML ?? a.data) + ' is not ' + (b.outerHTML ?? b.data);
			return [...a.childNodes].map((n, i) => differ(n, b.childNodes[i])).join('') || a.cloneNode().outerHTML + ' is not ' + b.cloneNode().outerHTML;
		};
		return differ(document.head, fetched.head) + differ(document.body, fetched.body) || 'equal';
	})()`), "equal"; got != want {
		t.Errorf("the document is not the new page:\n%s", got)
	}
	for expression, want := range map[string]string{
		"window.mark":                                    "not reloaded",
		"document.title":                                 "changed",
		"document.documentElement.className":             "c",
		"document.activeElement.id":                      "field",
		"document.querySelector('#field').value":         "typed",
		"String(document.querySelector('details').open)": "true",
		"getSelection().toString().slice(0, 12)":         "Paragraph 51",
		"String(kept.every((e) => e.isConnected))":       "true",
		"document.querySelectorAll('li').length + document.querySelectorAll('li')[2].textContent": "6item two",
	} {
		if got := js[string](p, "String("+expression+")"); got != want {
			t.Errorf("%s is %q, want %q", expression, got, want)
		}
	}
	p.until("Math.abs(document.querySelector('#p50').getBoundingClientRect().top - top50) < 2")

	t.Log("another page changes: this one is left alone")
	before := l.times("/")
	l.problems(diag.Warnf("w", diag.At("a.md", 1, 1), "seen"))
	l.publish(map[string]File{"/fr/": pageOf("fr", "autre")})
	p.until(shown(badge))
	if got := l.times("/"); got != before {
		t.Errorf("the page was fetched %d times for nothing", got-before)
	}
	if p.clean(); js[string](p, "window.mark") != "not reloaded" {
		t.Error("reloaded")
	}
}

// TestStyles: a style is swapped without a fetch of the page, and without a moment that has none.
func TestStyles(t *testing.T) {
	l := newLiveSite(t)
	l.set("/", pageOf("en", "<h1>Hello</h1>"))
	p := startBrowser(t).open(l.url("/"))
	color := "getComputedStyle(document.querySelector('h1')).color"
	p.until(color + " === 'rgb(0, 0, 1)'")
	js[bool](p, `(() => {
		window.colors = new Set();
		const note = () => document.querySelector('h1') && colors.add(`+color+`);
		const sample = () => { note(); requestAnimationFrame(sample); };
		sample();
		new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true });
		return true;
	})()`)
	waitFor(t, "the page to listen", func() bool { return l.s.count() == 1 })
	before := l.times("/")
	css := func(n int) File {
		return File{ContentType: "text/css", Body: fmt.Appendf(nil, "h1 { color: rgb(0, 0, %d) }", n)}
	}
	l.publish(map[string]File{"/assets/main.css": css(2)})
	p.until(color + " === 'rgb(0, 0, 2)'")
	l.publish(map[string]File{"/assets/main.css": css(3)})
	p.until(color + " === 'rgb(0, 0, 3)'")
	p.until("document.querySelectorAll('link').length === 1")
	if got := l.times("/"); got != before {
		t.Errorf("the page was fetched %d times", got-before)
	}

	t.Log("with a hash in its name the page changes with it")
	hashed := pageOf("en", "<h1>Hello</h1>")
	hashed.Body = []byte(strings.ReplaceAll(string(hashed.Body), "main.css", "main.abc.css"))
	l.publish(map[string]File{"/": hashed, "/assets/main.abc.css": css(4)}, "/assets/main.css")
	p.until(color + " === 'rgb(0, 0, 4)'")
	p.until("document.querySelectorAll('link').length === 1")

	t.Log("a style whose own successor is there first takes along all that it was to replace")
	overtaken := pageOf("en", "<h1>Hello</h1>")
	overtaken.Body = []byte(strings.ReplaceAll(string(overtaken.Body), "main.css", "main.def.css"))
	slow := make(chan struct{})
	l.mu.Lock()
	l.late = map[string]chan struct{}{"/assets/main.def.css": slow}
	l.mu.Unlock()
	l.publish(map[string]File{"/": overtaken, "/assets/main.def.css": css(4)}, "/assets/main.abc.css")
	waitFor(t, "both to be asked for", func() bool { return l.times("/assets/main.def.css") == 2 })
	time.Sleep(300 * time.Millisecond) // the one that is not held is loaded
	close(slow)
	p.until("document.querySelectorAll('link').length === 1 && document.querySelector('link').href.includes('main.def.css?')")
	l.publish(map[string]File{"/": hashed, "/assets/main.abc.css": css(4)}, "/assets/main.def.css")
	p.until("document.querySelectorAll('link').length === 1 && document.querySelector('link').href.includes('main.abc.css?')")

	t.Log("imported styles")
	l.publish(map[string]File{"/assets/main.abc.css": {ContentType: "text/css", Body: []byte("@import 'part.css';")}, "/assets/part.css": css(5)})
	p.until(color + " === 'rgb(0, 0, 5)'")
	l.publish(map[string]File{"/assets/part.css": css(6)})
	time.Sleep(0)
	p.until(color + " === 'rgb(0, 0, 6)'")
	if got := js[string](p, "[...colors].sort().join()"); strings.Contains(got, "rgb(0, 0, 0)") {
		t.Errorf("there was a moment without style: %s", got)
	}

	t.Log("a picture under its own name")
	svg := func(n int) File {
		return File{ContentType: "image/svg+xml", Body: fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="1"/>`, n)}
	}
	l.publish(map[string]File{"/": pageOf("en", `<img src="a.svg" alt=""><img srcset="a.svg 1x, /b.svg 2x" alt="">`), "/a.svg": svg(10), "/b.svg": svg(1)})
	p.until("document.images[0]?.naturalWidth === 10")
	l.publish(map[string]File{"/a.svg": svg(20)})
	p.until("document.images[0].naturalWidth === 20 && document.images[1].naturalWidth === 20")
	p.clean()
}

// TestProblems: the list comes, can be put away, and goes.
func TestProblems(t *testing.T) {
	l := newLiveSite(t)
	l.set("/", longPage("en", paragraph))
	l.set("/ar/", longPage("ar", paragraph))
	rtl := l.files["/ar/"]
	rtl.Body = []byte(strings.Replace(string(rtl.Body), `<html lang="ar"`, `<html lang="ar" dir="rtl"`, 1))
	l.set("/ar/", rtl)
	b := startBrowser(t)
	p := b.open(l.url("/"))
	waitFor(t, "the page to listen", func() bool { return l.s.count() == 1 })
	if js[bool](p, "Boolean("+host+")") {
		t.Error("there is a list though there is nothing to say")
	}
	size := js[string](p, "document.body.getBoundingClientRect().height + ' ' + document.documentElement.scrollHeight")

	broken := []diag.Diagnostic{
		diag.Errorf("front-matter", diag.At("content/ar/index.md", 3, 7), "The title is missing its closing quotation mark").
			WithHint("Write a \" at the end of the line, as in title: \"…\""),
		diag.Errorf("x", diag.At("content/fr/<img src=x onerror=alert(1)>.md", 1, 2), "text with <b>markup</b> and \u202eswapped\u202c letters"),
		diag.Warnf("link-without-scheme", diag.At("content/en/index.md", 41, 112), "“ifes.org” has no scheme, so it is a link to a page of this site that does not exist").
			WithHint("Write https://ifes.org, or give its address in [links] in site.toml"),
		diag.Warnf("catalog", diag.At("locales/active.ru.toml", 12, 0), "nav.about is not translated"),
		diag.Warnf("site", diag.Pos{}, "no base_url is set"),
	}
	l.problems(broken...)
	l.publish(nil)
	p.until(shown(panel))
	if got, want := js[string](p, panel+".querySelector('h2').textContent"), "2 errors, 3 warnings"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	for _, want := range []string{
		"content/ar/index.md:3:7", "The title is missing its closing quotation mark", "Write a \" at the end",
		"content/fr/<img src=x onerror=alert(1)>.md:1:2", "<b>markup</b>", `\u202eswapped\u202c`, "locales/active.ru.toml:12", "no base_url is set",
	} {
		if !strings.Contains(js[string](p, panel+".textContent"), want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if n := js[int](p, inner+".querySelectorAll('img, b').length"); n != 0 {
		t.Error("text became markup")
	}
	if got := js[string](p, live+".textContent"); !strings.Contains(got, "2 errors, 3 warnings") || !strings.Contains(got, "closing quotation mark") {
		t.Errorf("said to a screen reader: %q", got)
	}
	if got := js[string](p, "document.body.getBoundingClientRect().height + ' ' + document.documentElement.scrollHeight"); got != size {
		t.Errorf("the page was %s and is %s", size, got)
	}
	if got := js[string](p, "document.activeElement.localName"); got != "body" {
		t.Errorf("the focus went to %s", got)
	}
	if right := js[float64](p, "innerWidth - "+panel+".getBoundingClientRect().right"); right > 60 {
		t.Errorf("the list is %v from the right", right)
	}
	p.shot("ltr")
	dark := func(p *tab, scheme string) {
		p.do(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return err
		})
	}
	dark(p, "dark")
	p.shot("ltr-dark")
	dark(p, "light")

	t.Log("by keyboard")
	press := func(key string) {
		js[bool](p, `dispatchEvent(new KeyboardEvent('keydown', { key: '`+key+`', bubbles: true }))`)
	}
	press("Escape")
	p.until("!(" + shown(panel) + ") && " + shown(badge))
	if got, want := js[string](p, badge+".textContent"), "2 errors, 3 warnings"; got != want {
		t.Errorf("badge %q, want %q", got, want)
	}
	p.shot("badge")
	js[bool](p, badge+".click() === undefined")
	p.until(shown(panel))
	if got := js[string](p, inner+".activeElement.className"); got != "close" {
		t.Errorf("after opening, the focus is on %q", got)
	}
	press("Escape")
	p.until(shown(badge))
	if got := js[string](p, inner+".activeElement.className"); got != "badge" {
		t.Errorf("after closing, the focus is on %q", got)
	}

	t.Log("what was put away stays away, here and on other pages, until something new is wrong")
	broken[0].Line++ // the same problem, moved by an edit above it
	l.problems(broken...)
	l.publish(map[string]File{"/": longPage("en", func(i int) string { return paragraph(i + 1) })})
	p.until("document.querySelector('#p100')")
	if js[bool](p, "Boolean("+shown(panel)+")") {
		t.Error("the list came back without news")
	}
	p.navigate(l.url("/ar/"))
	p.until(shown(badge))
	l.problems(append(broken, diag.Errorf("new", diag.At("z.md", 1, 1), "another error"))...)
	l.publish(nil)
	p.until(shown(panel))
	if left := js[float64](p, panel+".getBoundingClientRect().left"); left > 60 {
		t.Errorf("in a right-to-left page the list is %v from the left", left)
	}
	if got := js[string](p, host+".lang+"+host+".dir+getComputedStyle("+panel+").direction"); got != "enltrltr" {
		t.Errorf("the list is %s", got)
	}
	p.shot("rtl")

	t.Log("narrow")
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(320, 600)); err != nil {
		t.Fatal(err)
	}
	p.shot("narrow")
	if js[float64](p, panel+".getBoundingClientRect().width") > 320 {
		t.Error("the list is wider than the window")
	}
	if err := chromedp.Do(p.ctx, chromedp.ResetViewport()); err != nil {
		t.Fatal(err)
	}

	t.Log("solved")
	l.problems()
	l.publish(nil)
	p.until("!(" + shown(panel) + ") && !(" + shown(badge) + ")")
	if got := js[string](p, live+".textContent"); got != "All problems solved" {
		t.Errorf("said to a screen reader: %q", got)
	}
	t.Log("only warnings: no more than a badge")
	l.problems(broken[2])
	l.publish(nil)
	p.until(shown(badge))
	if js[bool](p, "Boolean("+shown(panel)+")") {
		t.Error("a warning opened the list")
	}
	t.Log("they are there from the start in a page opened later")
	l.problems(broken[0])
	l.publish(nil)
	b.open(l.url("/")).until(shown(panel))
	p.clean()
}

// TestRemovedAndBack: a page that goes says so and stays readable; one that comes appears.
func TestRemovedAndBack(t *testing.T) {
	l := newLiveSite(t)
	b := startBrowser(t)
	p := b.open(l.url("/ar/%D8%AD%D9%88%D9%84/"))
	missing := b.open(l.url("/oc/"))
	if !strings.Contains(js[string](missing, "document.body.textContent"), "Not found") {
		t.Error("no page for what is missing")
	}
	waitFor(t, "the pages to listen", func() bool { return l.s.count() == 1 })
	page := l.files["/ar/حول/"]
	l.publish(nil, "/ar/حول/")
	p.until(shown(panel))
	if got := js[string](p, panel+".textContent"); !strings.Contains(got, "no longer part of the site") {
		t.Errorf("the list says %q", got)
	}
	if got := js[string](p, "document.querySelector('h1').textContent"); got != "حول" {
		t.Errorf("the page shows %q", got)
	}
	page.Body = []byte(strings.Replace(string(page.Body), "<h1>حول", "<h1>حول 2", 1))
	l.publish(map[string]File{"/ar/حول/": page, "/oc/": pageOf("oc", "<h1>Occitan</h1>")})
	p.until("!(" + shown(panel) + ")")
	p.until("document.querySelector('h1').textContent === 'حول 2'")
	missing.until("document.querySelector('h1').textContent === 'Occitan'")
	p.clean()
	missing.clean()
}

// TestConnection: one connection for all tabs, none for hidden ones, and a server that goes and comes.
func TestConnection(t *testing.T) {
	l := newLiveSite(t)
	b := startBrowser(t)
	p, q := b.open(l.url("/")), b.open(l.url("/fr/"))
	heading := func(text string) string { return "document.querySelector('h1')?.textContent === '" + text + "'" }
	waitFor(t, "the tabs to listen", func() bool { return l.s.count() == 1 })
	for i := range 3 {
		text := fmt.Sprint("round ", i)
		l.publish(map[string]File{"/": pageOf("en", "<h1>"+text+"</h1>"), "/fr/": pageOf("fr", "<h1>"+text+"</h1>")})
		p.until(heading(text))
		q.until(heading(text))
		if n := l.s.count(); n != 1 {
			t.Errorf("%d connections for two tabs", n)
		}
	}
	hide := func(p *tab, hidden bool) {
		js[bool](p, fmt.Sprintf(`(() => {
			Object.defineProperty(document, 'hidden', { value: %v, configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
			return true;
		})()`, hidden))
	}
	hide(p, true)
	l.publish(map[string]File{"/fr/": pageOf("fr", "<h1>alone</h1>"), "/": pageOf("en", "<h1>unseen</h1>")})
	q.until(heading("alone")) // whoever of the two had the connection
	hide(q, true)
	waitFor(t, "no connection for hidden tabs", func() bool { return l.s.count() == 0 })
	l.publish(map[string]File{"/fr/": pageOf("fr", "<h1>later</h1>")})
	if js[bool](p, heading("unseen")) || js[bool](q, heading("later")) {
		t.Error("a hidden tab changed")
	}
	hide(p, false)
	hide(q, false)
	p.until(heading("unseen"))
	q.until(heading("later"))
	waitFor(t, "one connection", func() bool { return l.s.count() == 1 })

	t.Log("the server ends, and another starts at its place, with another token and other pages")
	l.s.Close()
	p.until(shown(inner + "?.querySelector('.badge[data-severity=note]')"))
	p.shot("down")
	q.until(shown(badge))
	l.set("/", pageOf("en", "<h1>restarted</h1>"))
	l.set("/assets/main.css", File{ContentType: "text/css", Body: []byte("h1 { color: rgb(0, 0, 9) }")})
	var listener net.Listener
	waitFor(t, "the port", func() bool {
		var err error
		listener, _, err = localhost.Listen(l.addr)
		return err == nil
	})
	next := serverOf(l.fakeSite, localhost.Options{})
	done := make(chan error)
	go func() { done <- next.Serve(listener) }()
	defer func() {
		next.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	p.until(heading("restarted"))
	p.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(0, 0, 9)'")
	p.until("!(" + shown(badge) + ")")
	waitFor(t, "the tabs to listen again", func() bool { return next.count() == 1 })
	l.set("/fr/", pageOf("fr", "<h1>encore</h1>"))
	next.Publish(localhost.Update{Revision: 1, Changed: []string{"/fr/"}})
	q.until(heading("encore"))
	q.until("!(" + shown(badge) + ")")
	p.clean()
	q.clean()
}

// TestPolicyHolds: what the page's policy forbids is forbidden in the preview too.
func TestPolicyHolds(t *testing.T) {
	l := newLiveSite(t)
	l.set("/", pageOf("en", `<h1 style="color: rgb(9, 9, 9)">Hello</h1><script>window.inline = true</script><script src="https://cdn.example/x.js"></script><script src="/own.js"></script>`))
	l.set("/own.js", File{ContentType: "text/javascript", Body: []byte("window.own = true")})
	p := startBrowser(t).open(l.url("/"))
	p.until("window.violations.length >= 3")
	if got := js[string](p, "String(window.inline) + getComputedStyle(document.querySelector('h1')).color"); got != "undefinedrgb(0, 0, 1)" {
		t.Errorf("inline script or style had its way: %s", got)
	}
	if got := js[string](p, "fetch('https://example.com/').then(() => 'connected', (e) => 'refused')"); got != "refused" {
		t.Error(got)
	}
	// The one thing more that is allowed than in the published page: files of this server.
	p.until("window.own")
}
