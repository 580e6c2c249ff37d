package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"vernacular/internal/exchange"
)

// newLanguage is a language that a translator brings to the site.
type newLanguage struct {
	tag, dir string
	english  string            // what the translator looks for
	who      string            // the translator
	query    string            // a word to look for in all texts
	texts    map[string]string // of what the test adds to the source, by the source
}

// inserted is what the test adds to the landing page, which has no picture and no list of its own.
const inserted = `
![A voter puts a ballot paper into the box.](/assets/img/background-1.jpg)

- Read the guidelines.
- Write to us.
`

// TestKeyboardTranslator brings a language that is written from right to left, and one of East Asia, from nothing to a
// reviewed and published edition, with no hand on a mouse: begin the language, translate, take suggestions and terms over, ask
// the author, search, undo, approve, mark the pages, publish. The site is this one's source language, cut to two pages and all
// messages; what is typed is what this site says in those languages. All keys are counted.
//
//	VERNACULAR_SHOTS=/tmp/shots go test ./internal/browser -run KeyboardTranslator -v
func TestKeyboardTranslator(t *testing.T) {
	for _, l := range []newLanguage{
		{tag: "he", dir: "rtl", english: "Hebrew", who: "נועה לוי", query: "טוהר", texts: map[string]string{
			"![A voter puts a ballot paper into the box.](/assets/img/background-1.jpg)": "![בוחרת משלשלת פתק הצבעה לקלפי.](/assets/img/background-1.jpg)",
			"Read the guidelines.": "קראו את הקווים המנחים.",
			"Write to us.":         "כתבו לנו.",
		}},
		{tag: "ja", dir: "ltr", english: "Japanese", who: "佐藤 恵", query: "健全性", texts: map[string]string{
			"![A voter puts a ballot paper into the box.](/assets/img/background-1.jpg)": "![有権者が投票用紙を投票箱に入れています。](/assets/img/background-1.jpg)",
			"Read the guidelines.": "ガイドラインをお読みください。",
			"Write to us.":         "お問い合わせください。",
		}},
	} {
		t.Run(l.tag, func(t *testing.T) {
			t.Parallel()
			w := newTranslator(t, l)
			w.begin()
			w.translateAll()
			w.search()
			w.reviewAll()
			w.judge()
		})
	}
}

// translator works in a browser with the keyboard alone, and counts.
type translator struct {
	*testing.T
	newLanguage
	tab   *tab
	site  string
	root  string
	wants map[string]string // what is to be typed, by "page/id of the text", and by the source
	seen  map[string]string // what was saved, by the source text: a memory has it

	phase           string
	commands        map[string]int // keys besides the text, by phase
	typed           int            // characters of text
	units, reviewed int            // saves, and approvals
	did             map[string]int // what was used
	pictures        int
}

func newTranslator(t *testing.T, l newLanguage) *translator {
	t.Helper()
	w := &translator{T: t, newLanguage: l, site: t.TempDir(), wants: map[string]string{}, seen: map[string]string{}, commands: map[string]int{}, did: map[string]int{}}
	w.writeSite()
	w.readTexts()
	w.root = startWatch(t, w.site)
	w.tab = ownBrowser(t)
	w.tab.look(t, view{})
	return w
}

// writeSite makes the site: the source language of this one with two pages and all messages.
func (w *translator) writeSite() {
	for _, dir := range []string{"layouts", "assets/css", "assets/img"} {
		if err := os.CopyFS(filepath.Join(w.site, dir), os.DirFS(filepath.Join(repo, dir))); err != nil {
			w.Fatal(err)
		}
	}
	for _, name := range []string{"contribute.html", "languages.html", "partials/commands.html", "partials/downloads.html"} { // of other pages
		if err := os.Remove(filepath.Join(w.site, "layouts", filepath.FromSlash(name))); err != nil {
			w.Fatal(err)
		}
	}
	settings, _, _ := strings.Cut(w.read("site.toml"), "# Names of languages where CLDR has none")
	about := w.read("content/en/about-translations.md")
	about = w.without(about, "## How to check a text", "## How to report a mistake")
	about = w.without(about, "## How to add a language", "[Back to the guidelines]")
	messages := w.without(w.read("locales/active.en.toml"), "# On the page \"How to add your language\"", "# Heading of the language menu.")
	for name, text := range map[string]string{
		"site.toml": settings, "content/en/about-translations.md": about,
		"content/en/index.md":    w.read("content/en/index.md") + inserted,
		"locales/active.en.toml": messages, "locales/glossary.toml": w.read("locales/glossary.toml"),
	} {
		name = filepath.Join(w.site, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			w.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *translator) read(name string) string {
	data, err := os.ReadFile(filepath.Join(repo, filepath.FromSlash(name)))
	if err != nil {
		w.Fatal(err)
	}
	return string(data)
}

// without takes a part out of a text.
func (w *translator) without(text, from, to string) string {
	before, rest, ok := strings.Cut(text, from)
	_, after, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		w.Fatalf("the page has no part from %q to %q", from, to)
	}
	return before + to + after
}

// readTexts asks the shipped site what it says in the language.
func (w *translator) readTexts() {
	doc, problems := exchange.ReadPO("po", []byte(w.run("export", w.tag, "--site", repo)))
	if len(doc.Files) == 0 {
		w.Fatal(problems)
	}
	for _, f := range doc.Files {
		for _, u := range f.Units {
			if u.Plural == nil {
				w.wants[u.Source] = u.Text
				w.wants[f.Name+"/"+u.ID] = u.Text
				continue
			}
			for _, form := range u.Plural.Target {
				w.wants[f.Name+"/"+u.ID+"["+form.Category+"]"] = form.Text
			}
		}
	}
}

// run runs the program, and returns its standard output.
func (w *translator) run(args ...string) string {
	w.Helper()
	bin, err := program()
	if err != nil {
		w.Fatal(err)
	}
	out, err := exec.Command(bin, args...).Output()
	if err != nil {
		var said []byte
		if e, ok := err.(*exec.ExitError); ok {
			said = e.Stderr
		}
		w.Fatalf("vernacular %s: %v\n%s%s", strings.Join(args, " "), err, out, said)
	}
	return string(out)
}

// ---- Hands ----

// press presses a key that is no text.
func (w *translator) press(key string, how ...chromedp.KeyOption) {
	w.Helper()
	w.commands[w.phase]++
	w.tab.press(w.T, key, 1, how...)
}

func (w *translator) ctrl(key string) {
	w.Helper()
	w.press(key, chromedp.KeyModifiers(chromedp.ModifierCtrl))
}
func (w *translator) alt(key string) {
	w.Helper()
	w.press(key, chromedp.KeyModifiers(chromedp.ModifierAlt))
}
func (w *translator) shift(key string) {
	w.Helper()
	w.press(key, chromedp.KeyModifiers(chromedp.ModifierShift))
}

// access presses an access key, which Chromium knows by the text that the key has without Alt.
func (w *translator) access(key string) {
	w.Helper()
	w.press(key, chromedp.KeyModifiers(chromedp.ModifierAlt), func(e *input.DispatchKeyEventParams) { e.UnmodifiedText = key })
}

// text types a text as an input method does.
func (w *translator) text(text string) {
	w.Helper()
	w.typed += len([]rune(text))
	w.tab.do(w.T, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// tabTo presses Tab until the focus is on an element that a selector matches.
func (w *translator) tabTo(selector string) {
	w.Helper()
	for range 40 {
		if ask[bool](w.T, w.tab, fmt.Sprintf("Boolean(document.activeElement?.matches(%s))", quote(selector))) {
			return
		}
		w.press(kb.Tab)
	}
	w.Fatalf("40 times Tab do not lead to %s", selector)
}

// until waits for a condition of the page. A page that is just being left answers nothing.
func (w *translator) until(what, condition string) {
	w.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(w.tab.ctx, 10*time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && Boolean("+condition+")"))
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			w.shot("waits")
			w.Fatalf("waited in vain %s: %s (%v)", what, condition, err)
		}
	}
}

// shot keeps a picture of what is on the screen, if the environment says where.
func (w *translator) shot(name string) {
	w.Helper()
	dir := os.Getenv("VERNACULAR_SHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.Fatal(err)
	}
	w.pictures++
	w.tab.shoot(w.T, filepath.Join(dir, fmt.Sprintf("%s-%02d-%s.png", w.tag, w.pictures, name)), chromedp.CaptureScreenshot())
}

func quote(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // no string is refused
	}
	return string(data)
}

// ---- Steps ----

// begin begins the language from the overview, and says who is working.
func (w *translator) begin() {
	w.phase = "begin"
	w.tab.visit(w.T, w.root)
	w.shot("overview")
	w.tabTo(`a[href="/_vernacular/begin"]`)
	w.press(kb.Enter)
	w.until("for the form", "document.getElementById('tag')")
	w.tabTo("#tag")
	w.text(w.english)
	w.shot("begin")
	w.press(kb.Enter)
	w.until("for the language", "document.querySelector('.chosen .go')")
	w.shot("chosen")
	w.tabTo(".chosen .go")
	w.press(kb.Enter)
	w.until("for the first page", "window.editorKeys?.has('comments')")
	w.shot("begun")
	w.tabTo("#who")
	w.text(w.who)
	w.press(kb.Enter)
	w.until("for the name to be kept", "document.getElementById('live-status').textContent.includes('The name is kept')")
	w.press(kb.F8)
}

// unit is the text that has the focus.
type unit struct {
	Page, ID, Category, Source, Value, Shown string
	Todo, Waits                              bool
}

const focused = `(() => {
	const f = document.activeElement, s = f?.closest('.seg');
	if (!s || f !== s.querySelector('textarea')) return null;
	return {
		Page: document.getElementById('list').dataset.page.replace(/^[^/]*\//, ''), ID: s.querySelector('input[name="id"]').value,
		Category: s.querySelector('.category')?.textContent ?? '', Source: s.querySelector('.source .now')?.textContent ?? '',
		Value: f.value, Shown: s.id, Todo: s.matches('.todo'), Waits: s.matches('.waits'),
	};
})()`

// focus waits for a text to have the focus, another one than before, and returns it.
func (w *translator) focus(before string) unit {
	w.Helper()
	w.until("for a text to have the focus", focused+"?.Shown && "+focused+".Shown !== "+quote(before))
	return ask[unit](w.T, w.tab, focused)
}

// wanted is what the translator says for a text.
func (w *translator) wanted(u unit) string {
	if text, ok := w.texts[u.Source]; ok {
		return text
	}
	text := cmp.Or(w.wants[u.Page+"/"+u.ID], w.wants[u.Source])
	if text == "" {
		w.Fatalf("the test knows no text for %s of %s: %+v", u.ID, u.Page, u)
	}
	return text
}

// section is an expression for the section of a text.
func (u unit) section() string { return "document.getElementById(" + quote(u.Shown) + ")" }

// done is an expression that says whether a text was saved, and the focus has gone on or there is nothing else.
func (u unit) done() string {
	return fmt.Sprintf("(%[1]s && %[1]s.Shown !== %[2]s || %[3]s?.querySelector('.end'))", focused, quote(u.Shown), u.section())
}

// translateAll translates all pages and the messages, in the order in which the view leads.
func (w *translator) translateAll() {
	w.phase = "translate"
	u := w.focus("")
	for u.Todo {
		w.translate(u)
		w.ctrl(kb.Enter)
		w.until("for "+u.ID+" to be saved", u.done()+" || "+u.section()+"?.querySelector('.said.refused')")
		if said := ask[string](w.T, w.tab, u.section()+"?.querySelector('.said.refused')?.textContent ?? ''"); said != "" {
			w.shot("refused")
			w.Fatalf("%s of %s is refused: %s", u.ID, u.Page, said)
		}
		w.units++
		w.seen[u.Source] = w.wanted(u)
		if ask[bool](w.T, w.tab, "Boolean("+u.section()+"?.querySelector('.end'))") {
			w.until("for the page to count as done", "document.querySelector('#show-todo .n')?.textContent === '0'")
			w.shot("page-done-" + u.Page)
			w.press(kb.F8)
			w.until("for the next page", "document.getElementById('list')?.dataset.page !== "+quote(w.tag+"/"+u.Page))
			u = w.focus("")
			w.shot("page-" + u.Page)
			continue
		}
		u = w.focus(u.Shown)
	}
}

// translate writes a text into its field. Of all that helps each is used when it is first of use.
func (w *translator) translate(u unit) {
	w.Helper()
	if u.Value != "" {
		w.ctrl("a")
	}
	text := w.wanted(u)
	field := u.section() + ".querySelector('textarea')"
	switch {
	case w.seen[u.Source] == text && u.Source != "":
		w.until("for a suggestion for "+u.ID, u.section()+".querySelector('.aid .take')")
		if w.did["suggestion"]++; w.did["suggestion"] == 1 {
			w.press(kb.F9)
			w.until("for the focus to be on the suggestion", "document.activeElement.matches('.take')")
			w.shot("suggestion")
			w.press(kb.Enter)
		} else {
			w.shift(kb.F9)
		}
		w.until("for the suggestion to be in the field", field+".value === "+quote(text))
		return
	case w.did["undo"] == 0:
		w.did["undo"]++
		w.undo(u, field)
	case w.did["comment"] == 0 && u.Page == "index":
		w.did["comment"]++
		w.comment(u)
	case w.did["term"] == 0 && strings.Contains(u.Source, "guidelines"):
		if w.term(u, field, text) {
			return
		}
	}
	w.text(text)
	if got := ask[string](w.T, w.tab, field+".value"); got != text {
		w.Fatalf("%s was typed, and the field has %s", text, got)
	}
}

// undo saves a text that is wrong, and takes the save back.
func (w *translator) undo(u unit, field string) {
	w.text(w.wanted(u) + " x")
	w.ctrl("s")
	w.until("for the save", u.section()+".querySelector('.said.ok') && "+u.section()+".querySelector('.undo')")
	w.shot("saved")
	w.ctrl("z")
	w.until("for the save to be taken back", u.section()+".matches('.missing') && !"+u.section()+".querySelector('.undo') && "+field+".value === "+quote(u.Value))
	w.shot("undone")
	if u.Value != "" {
		w.ctrl("a")
	}
}

// comment asks the author about a text.
func (w *translator) comment(u unit) {
	w.ctrl("m")
	w.until("for the field of a comment", "document.activeElement.name === 'comment'")
	w.text("Is this the name of one document, or of several?")
	w.shot("comment")
	w.ctrl(kb.Enter)
	w.until("for the comment to be sent", u.section()+".querySelectorAll('.comments li').length === 1 && "+focused+"?.Shown === "+quote(u.Shown))
	w.shot("commented")
	if u.Value != "" {
		w.ctrl("a")
	}
}

// term types a text whose words begin with a term of the glossary up to that term, and inserts it by a key. It reports false,
// and types nothing, if the text has no term as the glossary has it.
func (w *translator) term(u unit, field, text string) bool {
	w.until("for the terms of "+u.ID, u.section()+".querySelector('.aid')")
	first := ask[string](w.T, w.tab, u.section()+".querySelector('.aid .term')?.value ?? ''")
	before, after, ok := strings.Cut(text, first)
	if first == "" || !ok {
		return false
	}
	w.did["term"]++
	w.shot("terms")
	w.text(before)
	w.shift(kb.F2)
	w.until("for the term", field+".value === "+quote(before+first))
	w.text(after)
	w.until("for the text", field+".value === "+quote(text))
	return true
}

// search looks for a word in all texts of the language, and goes to the first that has it.
func (w *translator) search() {
	w.phase = "search"
	w.access("s")
	w.until("for the search", "document.activeElement.id === 'q'")
	w.text(w.query)
	w.press(kb.Enter)
	w.until("for what is found", "document.activeElement.matches('.hits h3 a')")
	w.shot("found")
	w.press(kb.Enter)
	w.until("for the text", "window.editorKeys?.has('comments') && document.querySelector('.seg')")
	w.shot("from-search")
}

// reviewAll approves all texts, marks the pages as reviewed and publishes them.
func (w *translator) reviewAll() {
	w.phase = "review"
	w.press(kb.F8)
	u := w.focus("")
	for u.Waits {
		if w.reviewed == 3 {
			w.shot("review")
		}
		w.alt(kb.Enter)
		w.until("for "+u.ID+" to be approved", "("+u.done()+" || document.activeElement?.value === 'page-reviewed')")
		w.reviewed++
		if ask[bool](w.T, w.tab, focused+" && "+focused+".Shown !== "+quote(u.Shown)) {
			u = w.focus(u.Shown)
			continue
		}
		if u.Page != "messages" {
			w.mark(u.Page)
		}
		w.press(kb.F8)
		w.until("for the next page", "document.getElementById('list')?.dataset.page !== "+quote(w.tag+"/"+u.Page))
		if !ask[bool](w.T, w.tab, "Boolean(document.querySelector('#list .seg'))") {
			break
		}
		u = w.focus("")
	}
	w.until("for the overview", "location.pathname === '/_vernacular/'")
	w.shot("all-done")
}

// mark says that a page is reviewed, and that readers may have it.
func (w *translator) mark(page string) {
	w.until("for the button that marks the page", "document.activeElement?.value === 'page-reviewed'")
	w.shot("mark-" + page)
	w.press(kb.Enter)
	w.until("for the button that publishes the page", "document.activeElement?.value === 'page-publish'")
	w.shot("publish-" + page)
	w.press(kb.Enter)
	w.until("for the page to be published", "document.querySelector('button[value=page-unreviewed]') && !document.querySelector('button[value=page-publish]')")
	w.shot("published-" + page)
}

// ---- Judgement ----

// judge asks the program what has become of the language, and counts the keys.
func (w *translator) judge() {
	type count struct{ Total, Reviewed int }
	var status struct {
		Locales []struct {
			Tag              string
			Published        bool
			Pages            struct{ Total, Translated int }
			Messages, Blocks count
		}
		Questions []struct{ Locale, Who string }
	}
	if err := json.Unmarshal([]byte(w.run("status", "--site", w.site, "--format", "json")), &status); err != nil {
		w.Fatal(err)
	}
	if len(status.Locales) != 2 || len(status.Questions) != 1 || status.Questions[0].Who != w.who {
		w.Fatalf("%+v", status)
	}
	if l := status.Locales[1]; l.Tag != w.tag || !l.Published || l.Pages.Total != 2 || l.Pages.Translated != 2 || l.Messages.Total == 0 ||
		l.Messages.Reviewed != l.Messages.Total || l.Blocks.Total == 0 || l.Blocks.Reviewed != l.Blocks.Total {
		w.Errorf("not all is reviewed: %+v", l)
	}
	w.run("check", "--strict", "--site", w.site)
	out := w.TempDir()
	w.run("build", "--strict", "--site", w.site, "--out", out)
	for _, name := range []string{"index.html", "about-translations/index.html"} {
		data, err := os.ReadFile(filepath.Join(out, w.tag, filepath.FromSlash(name)))
		if err != nil {
			w.Fatal(err)
		}
		if want := fmt.Sprintf(`<html lang="%s" dir="%s">`, w.tag, w.dir); !strings.Contains(string(data), want) {
			w.Errorf("%s lacks %s", name, want)
		}
	}
	for _, what := range []string{"suggestion", "term", "comment", "undo"} {
		if w.did[what] == 0 {
			w.Errorf("no %s was used", what)
		}
	}
	w.Logf("%s: %d texts of %d characters were saved, %d approved; used: %v", w.tag, w.units, w.typed, w.reviewed, w.did)
	all := 0
	for _, phase := range []struct {
		name  string
		units int
		most  float64 // keys besides the text, for each of them
	}{{"begin", 1, 30}, {"translate", w.units, 1.2}, {"search", 1, 4}, {"review", w.reviewed, 1.2}} {
		keys := w.commands[phase.name]
		all += keys
		w.Logf("%s, %s: %d keys besides the text, %.2f for each of %d", w.tag, phase.name, keys, float64(keys)/float64(phase.units), phase.units)
		if got := float64(keys) / float64(phase.units); got > phase.most {
			w.Errorf("%s takes %.2f keys, and at most %.2f should do", phase.name, got, phase.most)
		}
	}
	w.Logf("%s: %.2f keys besides the text for each of %d texts, from nothing to reviewed and published", w.tag, float64(all)/float64(w.units), w.units)
}
