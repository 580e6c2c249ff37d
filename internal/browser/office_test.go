package browser

import (
	"archive/zip"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// office is a place where somebody translates: a site, watch, and a browser, the last two under counters.
type office struct {
	*testing.T
	rng             *rand.Rand
	dir, root       string // of the site; the address of the translation editor
	zip             string // a signed edition
	key             string // of who signed it
	server, browser *counter
	tab             *tab

	tasks    int
	vain     int            // how often something did not happen
	done     map[string]int // how often each task succeeded
	requests int
	foreign  []string
}

// task is something that people do in the editor. It reports whether it could be done: a save may be refused.
type task struct {
	name string
	do   func(o *office) bool
}

// officeTasks are all views of the editor, each used as people use it, and what they look at beside it.
var officeTasks = []task{
	{"overview", (*office).overview},
	{"begin a language", (*office).begin},
	{"save", (*office).save},
	{"approve", (*office).approve},
	{"undo", (*office).undo},
	{"suggestion", (*office).suggestion},
	{"insert", (*office).insertPiece},
	{"checks while typing", (*office).try},
	{"history", (*office).history},
	{"comment", (*office).comment},
	{"name", (*office).sign},
	{"list of keys", (*office).keys},
	{"search", (*office).search},
	{"replace", (*office).replaceText},
	{"source", (*office).source},
	{"preview", (*office).preview},
	{"status", (*office).status},
	{"commands", (*office).commands},
	{"verify.html", (*office).verify},
}

var (
	officeTags  = []string{"ar", "fr", "ja"}
	officePages = []string{"index", "about-translations", "add-a-language", "languages", "messages"}
)

func newOffice(t *testing.T, settings ...string) *office {
	t.Helper()
	o := &office{T: t, rng: rand.New(rand.NewPCG(*peopleSeed, 1)), done: map[string]int{}, dir: copyOfSite(t, officeTags, strings.Join(settings, ""))}
	dir := t.TempDir()
	o.server = newCounter(t, dir, "server")
	var ctx context.Context
	o.browser, ctx = startCounted(t, dir)
	o.root = startWatch(t, o.dir, o.server.line...)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	o.tab = newTab(t, ctx)
	quietly(t, o.tab)
	return o
}

func (o *office) run(what task) {
	o.Helper()
	o.tasks++
	if what.do(o) {
		o.done[what.name]++
	}
	o.gather()
	if o.vain > 3 { // one alone does not end an hour
		o.Fatalf("in task %d, %s", o.tasks, what.name)
	}
}

// gather counts what the pages have asked for since the last time.
func (o *office) gather() {
	o.tab.mu.Lock()
	defer o.tab.mu.Unlock()
	here, err := url.Parse(o.root)
	if err != nil {
		o.Fatal(err)
	}
	for _, r := range o.tab.requests {
		u, err := url.Parse(r)
		o.requests++
		switch {
		case err == nil && u.Scheme == "http" && u.Host == here.Host:
		case err == nil && (u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "file" || u.Scheme == "about"):
		default:
			o.foreign = append(o.foreign, r)
		}
	}
	o.tab.requests = nil
}

func (o *office) visit(address string) {
	o.Helper()
	o.gather()
	o.tab.visit(o.T, address)
}

func (o *office) ask(script string) string {
	o.Helper()
	ctx, cancel := context.WithTimeout(o.tab.ctx, time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String("+script+"))()", chromedp.EvalAwaitPromise))
	if err != nil {
		o.vain++
		o.Errorf("task %d, at %s: %v", o.tasks, script, err)
	}
	return text
}

// until waits for a condition on a page, which may be replaced by the next one meanwhile.
func (o *office) until(what, condition string) {
	o.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(o.tab.ctx, time.Minute)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		cancel()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			o.vain++
			o.Errorf("task %d waited in vain for %s (%v) at %s\n%s", o.tasks, what, err, o.ask("location.href"), o.ask("document.body.innerText"))
			return
		}
	}
}

// leave does what leads to another page, and waits for that.
func (o *office) leave(script string) {
	o.Helper()
	o.ask("((window.before = true), (" + script + "), 1)")
	o.until("the next page", "!window.before && document.readyState === 'complete'")
}

// insert writes as an input method does.
func (o *office) insert(text string) {
	o.Helper()
	o.tab.do(o.T, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

func (o *office) open(tag, key string) {
	o.Helper()
	o.visit(o.root + "translate/" + tag + "/" + key)
	o.until("the texts of "+tag+"/"+key, "document.readyState === 'complete' && document.querySelector('#list .seg textarea[name=text]')")
}

// someText opens a page at random, and returns the number of one of its texts, with the cursor behind it.
func (o *office) someText() int {
	o.Helper()
	o.open(officeTags[o.rng.IntN(len(officeTags))], officePages[o.rng.IntN(len(officePages))])
	n := o.rng.IntN(1000)
	o.focus(n)
	return n
}

func (o *office) focus(n int) {
	o.Helper()
	o.ask(o.seg(n, "(s.scrollIntoView(), f.focus(), f.setSelectionRange(f.value.length, f.value.length), 1)"))
}

// seg is an expression about the section s of a text and its field f. It keeps the section, whose place in the list may
// change when it is saved.
func (o *office) seg(n int, expression string) string {
	return fmt.Sprintf(`(() => {
	window.chosen ??= (() => { const all = [...document.querySelectorAll('#list .seg')].filter((s) => s.querySelector('textarea[name=text]:not([readonly])')); return all[%d %% all.length].id; })();
	const s = document.getElementById(window.chosen), f = s?.querySelector('textarea[name=text]');
	return s && (%s);
})()`, n, expression)
}

// answered waits for the answer to a save, and reports whether it succeeded.
func (o *office) answered(n int) bool {
	o.Helper()
	o.until("an answer", o.seg(n, "s.getAttribute('aria-busy') !== 'true' && s.querySelector('.message .said.ok, .message .said.refused')"))
	return o.ask(o.seg(n, "!!s.querySelector('.message .said.ok')")) == "true"
}

// word is one that means nothing, and that each text may have at its end.
func (o *office) word() string {
	word := []byte(" ")
	for range 5 {
		word = append(word, "bdfgklmn"[o.rng.IntN(8)], "aeiou"[o.rng.IntN(5)])
	}
	return string(word)
}

func (o *office) overview() bool {
	o.visit(o.root)
	o.ask("document.querySelectorAll('details').forEach((d) => { d.open = true })")
	o.leave("document.querySelectorAll('.locale .pages a')[" + fmt.Sprint(o.rng.IntN(len(officePages))) + "].click()")
	return o.ask("document.querySelectorAll('#list .seg').length > 0") == "true"
}

func (o *office) begin() bool {
	tag := []string{"sw", "he", "ko", "pt-AO", "yo"}[o.rng.IntN(5)]
	o.visit(o.root + "begin")
	o.ask("document.getElementById('tag').value = '" + tag + "'")
	o.leave("document.querySelector('form.choose').requestSubmit()")
	if o.ask("!document.querySelector('button.go')") == "true" {
		return false // it is there already
	}
	o.leave("document.querySelector('button.go').click()")
	return o.ask("!document.querySelector('.problem')") == "true"
}

func (o *office) save() bool {
	n := o.someText()
	o.insert(o.word())
	o.tab.press(o.T, "s", 1, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	return o.answered(n)
}

func (o *office) approve() bool {
	n := o.someText()
	if o.ask(o.seg(n, "s.classList.contains('reviewed')")) == "true" {
		return false // it goes to the next one then
	}
	o.tab.press(o.T, "\r", 1, chromedp.KeyModifiers(chromedp.ModifierAlt))
	return o.answered(n)
}

func (o *office) undo() bool {
	n := o.someText()
	old := o.ask(o.seg(n, "f.value"))
	o.insert(o.word())
	o.tab.press(o.T, "s", 1, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	if !o.answered(n) || o.ask(o.seg(n, "!!s.querySelector('.undo')")) == "false" {
		return false
	}
	o.ask(o.seg(n, "s.querySelector('.undo').click()"))
	o.until("the text before", o.seg(n, "f.value === "+fmt.Sprintf("%q", old)+" || s.querySelector('.said.refused')"))
	return o.ask(o.seg(n, "!s.querySelector('.said.refused')")) == "true"
}

func (o *office) suggestion() bool {
	n := o.someText()
	o.until("suggestions and terms", o.seg(n, "s.querySelector('.aid') || !s.querySelector('.aid-open')"))
	o.ask(o.seg(n, "s.querySelector('.aid button.take, .aid button.term')?.click()"))
	return o.ask(o.seg(n, "!!s.querySelector('.aid button.take, .aid button.term')")) == "true"
}

func (o *office) insertPiece() bool {
	n := o.someText()
	o.until("the toolbar", "document.querySelector('#insert [role=toolbar] button')")
	o.ask("document.querySelector('#insert [role=toolbar] button').click()")
	return o.ask(o.seg(n, "f.value !== f.defaultValue")) == "true"
}

func (o *office) try() bool {
	n := o.someText()
	o.insert(" http://unknown.invalid/ ((42 %s")
	o.until("what a save would say", o.seg(n, "[...s.querySelectorAll('.problems li')].some((p) => p.textContent.includes('unknown.invalid') || p.matches('.error'))"))
	return true
}

func (o *office) history() bool {
	n := o.someText()
	o.ask(o.seg(n, "s.querySelector('a.history').click()"))
	o.until("the history", o.seg(n, "s.querySelector('.past h3')"))
	if o.ask(o.seg(n, "!s.querySelector('.past button')")) == "true" {
		return true
	}
	o.ask(o.seg(n, "s.querySelector('.past button').click()"))
	o.answered(n)
	return true
}

func (o *office) comment() bool {
	n := o.someText()
	text := "What does it mean?" + o.word()
	o.ask(o.seg(n, "(s.querySelector('.comments').open = true, s.querySelector('.comments > form textarea').focus(), 1)"))
	o.insert(text)
	o.ask(o.seg(n, "s.querySelector('.comments > form button[value=say]').click()"))
	o.until("the comment", o.seg(n, "[...s.querySelectorAll('.words-of')].some((w) => w.textContent.includes('"+text+"'))"))
	return true
}

func (o *office) sign() bool {
	o.someText()
	o.ask("(document.getElementById('who').value = 'Amina', document.querySelector('form.who button').click(), 1)")
	o.until("the name", "document.getElementById('live-status').textContent.includes('kept')")
	return true
}

func (o *office) keys() bool {
	o.someText()
	o.ask("document.activeElement.blur()")
	o.tab.press(o.T, "?", 1)
	o.until("the list of keys", "document.querySelector('#keys:popover-open')")
	return true
}

func (o *office) search() bool {
	o.visit(o.root + "search/fr?q=langue&state=&in=")
	if o.ask("document.querySelectorAll('.hit').length === 0") == "true" {
		return false
	}
	o.leave("document.querySelector('.hit h3 a').click()")
	return true
}

func (o *office) replaceText() bool {
	o.visit(o.root + "search/fr?q=langue&with=langue" + strings.TrimSpace(o.word()) + "&word=1")
	if o.ask("!document.querySelector('#hits form .buttons button')") == "true" {
		return false
	}
	o.ask("[...document.querySelectorAll('#hits input[type=checkbox]')].slice(1).forEach((c) => { c.checked = false })")
	o.leave("document.querySelector('#hits form .buttons button').click()")
	return o.ask("!!document.getElementById('done')") == "true"
}

func (o *office) source() bool {
	o.visit(o.root + "source/" + officePages[o.rng.IntN(len(officePages))])
	o.leave(fmt.Sprintf("((all) => all[%d %% all.length].click())([...document.querySelectorAll('main .seg > p > a')])", o.rng.IntN(1000)))
	o.ask("((f) => (f.focus(), f.setSelectionRange(f.value.length, f.value.length), 1))(document.querySelector('textarea[name=text]'))")
	o.insert(o.word())
	for range 2 { // what happens to the translations is shown first
		if o.ask("!!document.querySelector('button[name=do][value=save]')") == "true" {
			o.leave("document.querySelector('button[name=do][value=save]').click()")
		}
	}
	return o.ask("!!document.querySelector('.said.ok')") == "true"
}

func (o *office) preview() bool {
	site := strings.TrimSuffix(o.root, "_vernacular/")
	for _, address := range []string{"", "fr/", "ar/about-translations/", "no-such-page/"} {
		o.visit(site + address)
		o.until("the page", "document.readyState === 'complete' && document.body.innerText.length > 20")
	}
	o.someText()
	o.until("the page beside its texts", "document.querySelector('iframe')?.contentDocument?.body?.innerText.length > 20 || document.querySelector('#live .none')")
	return true
}

// command runs the program under the counter of the server, which notes one file for each run.
func (o *office) command(args ...string) string {
	o.Helper()
	bin, err := program()
	if err != nil {
		o.Fatal(err)
	}
	c := newCounter(o.T, o.TempDir(), "command")
	line := append(append([]string{}, c.line...), append([]string{bin}, args...)...)
	out, err := exec.Command(line[0], line[1:]...).Output()
	if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1) {
		o.Fatalf("%q: %v", args, err)
	}
	if left := outside(c.counts(o.T)); len(left) > 0 {
		o.Errorf("%q connects to %v", args, left)
	}
	return string(out)
}

func (o *office) status() bool {
	name := filepath.Join(o.TempDir(), "status.html")
	if err := os.WriteFile(name, []byte(o.command("status", "--site", o.dir, "--format", "html")), 0o644); err != nil {
		o.Fatal(err)
	}
	o.visit("file://" + filepath.ToSlash(name))
	return o.ask("document.body.innerText.includes('fr')") == "true"
}

func (o *office) commands() bool {
	scratch := o.TempDir()
	o.command("check", "--site", o.dir)
	o.command("locale", "list", "--site", o.dir)
	o.command("export", "fr", "--site", o.dir, "--out", filepath.Join(scratch, "fr.po"))
	o.command("import", filepath.Join(scratch, "fr.po"), "--site", o.dir)
	return true
}

// verify has the page that needs no program look at a signed edition.
func (o *office) verify() bool {
	if o.zip == "" {
		o.publish()
	}
	file, err := filepath.Abs("../edition/verify.html")
	if err != nil {
		o.Fatal(err)
	}
	o.visit("file://" + filepath.ToSlash(file))
	o.tab.do(o.T, chromedp.SetUploadFiles("#files", []string{o.zip}))
	o.ask(fmt.Sprintf("(document.getElementById('key').value = %q, document.querySelector('button').click(), 1)", o.key))
	o.until("a verdict", "document.getElementById('verdict').className")
	if got := o.ask("document.getElementById('verdict').className"); got != "good" {
		o.Errorf("the page says %s: %s", got, o.ask("document.getElementById('list').innerText"))
	}
	return true
}

// publish signs an edition of the site, and puts it into an archive.
func (o *office) publish() {
	o.Helper()
	scratch := o.TempDir()
	out, key := filepath.Join(scratch, "out"), filepath.Join(scratch, "key")
	keygen := needProgram(o.T, "ssh-keygen", "apt-get install openssh-client")
	if text, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		o.Fatalf("ssh-keygen: %v\n%s", err, text)
	}
	o.command("build", "--site", o.dir, "--out", out, "--cache", "off", "--base-url", "https://office.test/")
	o.command("sign", "--key", key, out)
	o.zip = filepath.Join(scratch, "site.zip")
	f, err := os.Create(o.zip)
	if err != nil {
		o.Fatal(err)
	}
	z := zip.NewWriter(f)
	public, err := os.ReadFile(key + ".pub")
	for _, failed := range []error{err, z.AddFS(os.DirFS(out)), z.Close(), f.Close()} {
		if failed != nil {
			o.Fatal(failed)
		}
	}
	o.key = strings.TrimSpace(string(public))
}
