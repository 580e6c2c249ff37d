package editor

import (
	"maps"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vernacular/internal/project"
)

// hiddenIn returns the hidden fields of the form in a page.
func hiddenIn(text string) url.Values {
	out := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`).FindAllStringSubmatch(text, -1) {
		out.Set(m[1], m[2])
	}
	return out
}

// editing returns the page of the source with a text in its form.
func editing(t testing.TB, addr, key, begins string) string {
	t.Helper()
	text := body(t, get(t, addr, sourceLink(key)))
	_, rest, ok := strings.Cut(text, ">"+begins)
	at := regexp.MustCompile(`\?edit=(b-[0-9a-f]+)`).FindStringSubmatch(rest)
	if !ok || at == nil {
		t.Fatalf("no text %q with a link to edit it in\n%s", begins, text)
	}
	return body(t, get(t, addr, sourceLink(key)+"?edit="+at[1]))
}

// TestSource: a change of the source is not saved before its author has seen which translations it makes outdated.
func TestSource(t *testing.T) {
	dir, addr := serveSite(t, twoPages)
	post(t, addr, "/_vernacular/begin", url.Values{"tag": {"pt-AO"}, "like": {"pt"}, "token": {tokenOf.FindStringSubmatch(body(t, get(t, addr, "/_vernacular/begin?tag=pt-AO")))[1]}}, nil)
	if r := body(t, get(t, addr, "/_vernacular/")); !strings.Contains(r, `href="/_vernacular/source/index"`) || !strings.Contains(r, `href="/_vernacular/source/messages"`) {
		t.Error("the overview does not lead there")
	}
	fields := hiddenIn(editing(t, addr, "index", "Voting"))
	send := func(text, class, reason string) (int, string) {
		for name, value := range map[string]string{"text": text, "class": class, "reason": reason, "do": "save"} {
			fields.Set(name, value)
		}
		r := post(t, addr, "/_vernacular/source/index", fields, nil)
		answer := body(t, r)
		if r.StatusCode == 422 {
			fields = hiddenIn(answer)
		}
		return r.StatusCode, r.Header.Get("Location") + answer
	}
	for _, c := range []struct{ text, class, reason, says string }{
		{" ", "", "", "the text is empty"},
		{"Voting <b>stays</b>.", "cosmetic", "", "needs a reason"},
		{"\x01", "", "", "control character"},
		{"Voting may stay secret for ever.", "", "", "1 text becomes outdated (normative change)"},
	} {
		if status, answer := send(c.text, c.class, c.reason); status != 422 || !strings.Contains(strings.ReplaceAll(answer, "\u00a0", " "), c.says) || strings.Contains(answer, "<b>stays") {
			t.Errorf("%q: %d\n%s", c.text, status, answer)
		}
	}
	if page := onDisk(t, dir, "content/en/index.md"); page != twoPages["content/en/index.md"] {
		t.Errorf("it was saved before it was seen:\n%s", page)
	}
	if status, to := send("Voting shall stay secret for ever.", "", ""); status != 422 {
		t.Errorf("another text than the one that was seen was saved: %d %s", status, to)
	}
	if status, to := send("Voting shall stay secret for ever.", "", ""); status != 303 || !strings.HasPrefix(to, "/_vernacular/source/index?saved=b-") {
		t.Errorf("seen, and not saved: %d %s", status, to)
	}
	if page := onDisk(t, dir, "content/en/index.md"); page != strings.Replace(twoPages["content/en/index.md"], "must", "shall", 1) {
		t.Errorf("the file is\n%s", page)
	}
	if text := body(t, get(t, addr, "/_vernacular/translate/pt-AO/index")); !strings.Contains(text, "normative change") {
		t.Error("the translation is not outdated")
	}

	// An old form overwrites nothing, and shows what is there.
	fields.Set("lock", "old")
	if status, answer := send("Mine.", "", ""); status != 422 || !strings.Contains(answer, "On the disk is now") || !strings.Contains(answer, "Mine.</textarea>") || !strings.Contains(answer, "shall stay") {
		t.Errorf("a conflict: %d\n%s", status, answer)
	}
	fields.Set("id", "gone")
	if status, answer := send("Mine.", "", ""); status != 422 || !strings.Contains(answer, "Mine.</textarea>") {
		t.Errorf("a text that is gone: %d\n%s", status, answer)
	}
	fields.Set("token", "another")
	if status, answer := send("Mine.", "", ""); status != 422 || !strings.Contains(answer, "started again") {
		t.Errorf("without the token: %d\n%s", status, answer)
	}
	if r := get(t, addr, "/_vernacular/source/none"); r.StatusCode != 404 {
		t.Errorf("a page that is not there: %d", r.StatusCode)
	}
}

// withQuestions is twoPages with two questions to the author: on a text, and on one that is gone.
func withQuestions() map[string]string {
	site := maps.Clone(twoPages)
	site["locales/records/comments/pt/index/1000000000000000.json"] = `{"n":1,"unit":"frontmatter.title","to":"author","who":"Ana","text":"Which vote is it?"}` + "\n"
	site["locales/records/comments/pt/index/2000000000000000.json"] = `{"n":2,"unit":"paragraph-00000000","to":"author","text":"What was this?"}` + "\n"
	site["locales/records/comments/pt/count/3000000000000000.json"] = `{"n":1,"unit":"frontmatter.title","to":"author","text":"Of another page"}` + "\n"
	return site
}

// What translators ask stands beside the text that they ask about.
func TestSourceQuestions(t *testing.T) {
	_, addr := serveSite(t, withQuestions())
	text := body(t, get(t, addr, "/_vernacular/source/index"))
	list, title, ok := strings.Cut(text, `<section id="`+anchor("frontmatter.title"))
	if !ok || strings.Count(text, "Which vote is it?") != 1 || strings.Contains(list, "Which vote is it?") {
		t.Errorf("the question on the title is not beside it:\n%s", text)
	}
	if before, _, _ := strings.Cut(title, "</section>"); !strings.Contains(before, "Which vote is it?") || !strings.Contains(before, "/_vernacular/translate/pt/index?comments=") {
		t.Errorf("the title has\n%s", before)
	}
	if !strings.Contains(list, "What was this?") || strings.Contains(text, "Of another page") {
		t.Errorf("the question on a text that is gone:\n%s", list)
	}
	if text := body(t, get(t, addr, "/_vernacular/source/index?edit="+anchor("frontmatter.title"))); !strings.Contains(text, "Which vote is it?") {
		t.Error("the form does not show the question")
	}
}

// TestSourceByKeys changes a text of the source by the keyboard alone, and finds nothing that keeps somebody out.
func TestSourceByKeys(t *testing.T) {
	axe, err := os.ReadFile("../browser/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("needs axe-core: npm ci --prefix internal/browser")
	}
	dir, addr := serveSite(t, withQuestions())
	p := startBrowser(t).open("http://" + addr + "/_vernacular/source/index")
	check := func(name string) {
		t.Helper()
		for _, width := range []int64{1200, 320} {
			p.size(width, 900)
			if wide := js[int](p, "document.documentElement.scrollWidth"); wide > int(width) {
				t.Errorf("%s: %d wide in a window of %d", name, wide, width)
			}
			p.shot(name)
			if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](string(axe))); err != nil {
				t.Fatal(err)
			}
			if got := js[string](p, "axe.run(document, { iframes: false }).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.html)).join('; '))"); got != "" {
				t.Errorf("%s, %d: %s", name, width, got)
			}
		}
	}
	check("source-page")
	p.tabTo("document.activeElement.textContent.startsWith('Edit') && document.activeElement.closest('.seg').textContent.includes('secret')")
	p.keys("\r")
	p.until("document.activeElement.localName === 'textarea'")
	js[bool](p, "(document.activeElement.select(), true)")
	p.keys("Voting may stay secret.")
	p.navigate("http://" + addr + "/_vernacular/source/index") // whoever goes away finds it again
	p.until("document.querySelector('#typed a[href^=\"?edit=\"]')")
	check("source-typed")
	p.tabTo("document.activeElement.textContent === 'Go to its field'")
	p.keys("\r")
	p.until("document.querySelector('#source-form .typed-note button')")
	p.tabTo("document.activeElement.textContent === 'Put it back'")
	p.keys("\r")
	p.expect("document.activeElement.value", "Voting may stay secret.")
	p.tabTo("document.activeElement.value === 'save'")
	p.keys("\r")
	p.until("document.querySelector('.effect')")
	check("source-effect")
	p.tabTo("document.activeElement.value === 'save'")
	p.keys("\r")
	p.until("document.querySelector('.said.ok') && document.getElementById('typed').dataset.ready === ''")
	if n := js[int](p, "Object.keys(localStorage).filter((k) => k.startsWith('vernacular-source')).length"); n != 0 {
		t.Errorf("%d texts are kept after the save", n)
	}
	if page := onDisk(t, dir, "content/en/index.md"); !strings.Contains(page, "\nVoting may stay secret.\n") {
		t.Errorf("the file is\n%s", page)
	}
	p.clean()
}

var _ Author = (*project.Session)(nil)
