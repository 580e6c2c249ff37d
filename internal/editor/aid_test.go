package editor

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vernacular/internal/checks"
	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/tm"
)

// testAid is for the text li2 of the fake page.
func testAid(tag, target, term string) project.Aid {
	near := "Only when that person has read the page is it marked as reviewed."
	source := "Only when that person has read the whole page is it marked as reviewed."
	at := strings.Index(source, "page")
	return project.Aid{
		Machine: "translate.example",
		Suggestions: []project.Suggestion{
			{Match: tm.Match{Entry: tm.Entry{Source: source, Target: target, Where: "content/" + tag + "/a.md:7"}, Score: 100}, Tag: tag, Name: tag, Dir: "auto"},
			{Match: tm.Match{Entry: tm.Entry{Source: near, Target: "<b>ähnlich</b>", Where: "content/de/b.md:9", Origin: tm.Obsolete}, Score: 92}, Tag: "de", Name: "Deutsch", Dir: "ltr",
				Diff: textdiff.Words(near, source)},
		},
		Terms: []checks.Term{
			{ID: "page", Note: "Of a site.", From: "page", To: term, Stems: []string{term}, Places: []checks.Place{{Start: at, End: at + 4}}},
			{ID: "none", From: "person", Places: []checks.Place{{Start: 15, End: 21}}},
		},
	}
}

// TestAidAlone: the aid is made for one text, when it is asked for, and every text in it says its language.
func TestAidAlone(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.aid = testAid("ar", "نص سابق", "صفحة")
	page := body(t, get(t, addr, arabic))
	if len(d.asked) > 0 || !strings.Contains(page, `class="aid-open" href="?aid=`+anchor("li2")) {
		t.Errorf("asked for %q", d.asked)
	}
	r := get(t, addr, arabic+"?alone=1&aid="+anchor("li2"))
	got := body(t, r)
	for _, want := range []string{
		`value="نص سابق"><kbd>1</kbd> <bdi class="text" lang="ar" dir="auto">`, `&lt;b&gt;ähnlich`, "the same source text", "92\u00a0% similar", "obsolete there", `<bdi lang="de" dir="ltr">Deutsch`,
		`<ins> `, `<mark>page</mark>`, `data-marks="41-45"`, `lang="ar" dir="rtl">صفحة`, "Of a site.", "no word yet in this language",
	} {
		if !strings.Contains(strings.ReplaceAll(got, `<span class="unseen" lang="en" dir="ltr"> [only here: </span>`, " "), want) {
			t.Errorf("%s is not in\n%s", want, got)
		}
	}
	if !slices.Equal(d.asked, []string{"li2"}) || strings.Contains(got, "<textarea") {
		t.Errorf("asked for %q", d.asked)
	}
	if r := get(t, addr, arabic+"?alone=1&aid=b-0"); r.StatusCode != http.StatusNotFound {
		t.Error(r.Status)
	}
}

// TestAidByKeys: a suggestion and a term are taken over with the keyboard alone, from right to left and in Japanese.
func TestAidByKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("about:blank")
	p.size(1200, 900)
	for _, c := range []struct{ tag, target, term, gap string }{{"ar", "نص سابق", "صفحة", " "}, {"ja", "前の訳文", "ページ", ""}} {
		d.mu.Lock()
		d.aid, d.asked = testAid(c.tag, c.target, c.term), nil
		d.mu.Unlock()
		p.navigate("http://" + addr + "/_vernacular/translate/" + c.tag + "/about-translations")
		p.until("document.readyState === 'complete' && window.vernacularEditor")
		p.accessKey("n")
		p.accessKey("n")
		p.until("document.activeElement === " + field("li2"))
		p.until(seg("li2") + ".querySelector('.aid .lacks')?.checkVisibility()")
		p.expect(seg("li2")+".querySelector('.source mark').textContent", "person")
		p.expect(seg("li2")+".querySelector('.source .now').textContent", "Only when that person has read the whole page is it marked as reviewed.")
		p.shot("aid-" + c.tag)
		p.press("F9", "F9", 120, 0)
		p.until("document.activeElement?.matches('.take')")
		p.keys("\r")
		p.until("document.activeElement === " + field("li2"))
		p.expect(field("li2")+".value", c.target)
		p.expect(seg("li2")+".matches('.dirty')", "true")
		p.keys(" ")
		p.press("F9", "F9", 120, 0)
		p.until("document.activeElement?.matches('.take')")
		p.press("3", "Digit3", 51, 0) // the term
		p.until("document.activeElement === " + field("li2"))
		p.expect(field("li2")+".value", c.target+" "+c.term)
		p.until("!" + seg("li2") + ".querySelector('.aid .lacks').checkVisibility()")
		p.expect("document.execCommand('undo')", "true")
		p.expect(field("li2")+".value.includes('"+c.term+"')", "false")
		p.press("F9", "F9", 120, 0)
		p.until("document.activeElement?.matches('.take')")
		p.press("ArrowDown", "ArrowDown", 40, 0)
		p.expect("document.activeElement.value", "<b>ähnlich</b>")
		p.press("Escape", "Escape", 27, 0)
		p.until("document.activeElement === " + field("li2"))
		p.write("li2", "x")
		p.press("F9", "F9", 120, shift) // the first suggestion, and the first term, without going there
		p.until(field("li2") + ".value === " + quoted(c.target))
		p.press("F2", "F2", 113, shift)
		p.until(field("li2") + ".value === " + quoted(c.target+c.gap+c.term))
		p.press("F2", "F2", 113, shift)
		p.until(announced + ".includes('all terms')")
		if got := d.edited(); len(got) > 0 {
			t.Errorf("saved %+v", got)
		}
		js[bool](p, "("+field("li2")+".form.reset(), true)")
	}
	p.clean()
}

// TestAidWithoutScript: a link shows the aid, a button takes a suggestion over, and nothing is saved by that.
func TestAidWithoutScript(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.aid = testAid("ar", "نص سابق", "صفحة")
	p := startBrowser(t).open("about:blank")
	p.withoutScript()
	p.navigate("http://" + addr + arabic + "?show=todo")
	click := func(selector string) {
		t.Helper()
		if err := chromedp.Do(p.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
			t.Fatal(selector, err)
		}
	}
	click("#" + anchor("li2") + " .aid-open")
	p.until("location.hash === '#a-" + anchor("li2") + "' && document.readyState === 'complete'")
	p.expect("document.querySelectorAll('.seg').length", "4")
	p.expect("document.querySelectorAll('.aid').length", "1")
	p.expect("document.querySelector('.aid mark').textContent", "person")
	p.shot("aid-plain")
	click("#" + anchor("li2") + " .take")
	p.until("document.readyState === 'complete' && " + field("li2") + ".value === 'نص سابق'")
	p.expect(seg("li2")+".querySelector('.unsaved').checkVisibility()", "true")
	if got := d.edited(); len(got) > 0 {
		t.Errorf("saved %+v", got)
	}
	click("#" + anchor("li2") + " button[value=accept]")
	p.until("location.search.includes('saved=')")
	if got := d.edited(); len(got) != 1 || got[0].Text != "نص سابق" || !got[0].Accept {
		t.Errorf("saved %+v", got)
	}
}
