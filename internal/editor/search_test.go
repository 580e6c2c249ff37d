package editor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"

	"github.com/chromedp/chromedp"

	"vernacular/internal/translation"
)

const searchArabic = "/_vernacular/search/ar"

// found returns the addresses of the texts that a search finds, and its page.
func found(t *testing.T, addr, path string) (links []string, text string) {
	t.Helper()
	text = body(t, get(t, addr, path))
	for _, h := range all(tree(t, text), func(n *xhtml.Node) bool { return n.Data == "h3" }) {
		links = append(links, attr(all(h, func(n *xhtml.Node) bool { return n.Data == "a" })[0], "href"))
	}
	return links, text
}

// A search finds texts in all pages of a locale by their words, their state and their problems, and links to each.
func TestSearch(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.stage("ar/about-translations", "h1", translation.Draft)
	d.stage("ar/messages", "site_name", translation.Reviewed)
	to := func(page, id string) string {
		return address("ar", page) + "?unit=" + anchor(id) + "#t-" + anchor(id)
	}
	const about = "about-translations"
	for query, want := range map[string][]string{
		"q=DRAFT": {to(about, "cell")}, "q=draft&in=target": nil, "q=draft&exact=1": nil,
		"q=" + url.QueryEscape("مُسَوَّدة"):        {to(about, "cell")}, // with points that the text does not have
		"q=" + url.QueryEscape("لغات") + "&word=1": {to("messages", "available_in/few")},
		"q=site_name&in=key":                       {to("messages", "site_name")}, "q=site_name&in=source": nil,
		"state=missing":                  {to(about, "li2"), to("messages", "available_in/many")},
		"state=missing&page=messages":    {to("messages", "available_in/many")},
		"state=todo&page=" + about:       {to(about, "h1"), to(about, "li1"), to(about, "li2"), to(about, "cell"), to(about, "extra")},
		"problem=any":                    {to(about, "li1"), to(about, "cell")},
		"problem=glossary":               {to(about, "cell")},
		"review=untranslated":            {to(about, "li2"), to("messages", "available_in/many")},
		"review=draft":                   {to(about, "h1")},
		"state=todo&review=draft":        {to(about, "h1")},
		"review=reviewed":                {to("messages", "site_name")},
		"q=" + url.QueryEscape("<b>"):    nil,
		"q=translation&state=unrecorded": {to(about, "h1")},
	} {
		if got, _ := found(t, addr, searchArabic+"?"+query); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	_, text := found(t, addr, searchArabic+"?q=draft")
	for _, want := range []string{`<div class="text source" lang="en" dir="ltr"><mark>Draft</mark></div>`, `value="draft"`, "1\u00a0text in 1\u00a0page", "<bdi>the glossary has another word"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if r := get(t, addr, "/_vernacular/search/xx"); r.StatusCode != 404 {
		t.Errorf("a locale that is not there: %d", r.StatusCode)
	}
}

// A replacement shows each change before it is made, and changes what was ticked and is as it was shown.
func TestReplace(t *testing.T) {
	d, s, addr := serveEditor(t)
	path := searchArabic + "?" + url.Values{"q": {"الأصل"}, "with": {"المصدر"}}.Encode()
	_, text := found(t, addr, path)
	if !strings.Contains(text, "<del>") || strings.Count(text, `type="checkbox" name="b-`) != 1 || len(d.edited()) != 0 {
		t.Fatal("nothing is shown before it is replaced, or more than that")
	}
	tick := func(id, lock string) url.Values {
		return url.Values{"token": {s.editor.token}, "when": {"2026-11-30 16:20 +01:00"}, anchor("about-translations\x00" + id): {lock}}
	}
	before := d.pages["ar/about-translations"].Units[2].Text
	r := post(t, addr, path, tick("p1", "lock of an older text"), nil)
	if text := body(t, get(t, addr, seeOther(t, r))); !strings.Contains(text, "0\u00a0texts were changed, 1\u00a0text was not") || d.pages["ar/about-translations"].Units[2].Text != before {
		t.Error("a text that was changed meanwhile is replaced")
	}
	if r := post(t, addr, path, url.Values{"token": {"x"}, anchor("about-translations\x00p1"): {"lock " + before}}, nil); r.StatusCode != 403 {
		t.Errorf("without the token: %d", r.StatusCode)
	}
	if r := post(t, addr, path, tick("p1", "lock "+before), map[string]string{"Origin": "http://evil.example"}); r.StatusCode != 403 {
		t.Errorf("from another site: %d", r.StatusCode)
	}
	to := seeOther(t, post(t, addr, path, tick("p1", "lock "+before), map[string]string{"Cookie": nameCookie + "=Amina%20Ba"}))
	text = body(t, get(t, addr, to))
	for range 2 { // the page is fetched again when the site has been built
		if again := body(t, get(t, addr, to)); !strings.Contains(again, "1\u00a0text was changed") || strings.Contains(again, "Nothing of what is shown") {
			t.Error("what was replaced is not said any more")
		}
	}
	if edits := d.edited(); edits[len(edits)-1].Who != "Amina Ba" || edits[len(edits)-1].When == "" {
		t.Errorf("nobody has replaced it: %+v", edits)
	}
	if now := d.pages["ar/about-translations"].Units[2].Text; now != strings.ReplaceAll(before, "الأصل", "المصدر") || !strings.Contains(text, "1\u00a0text was changed") {
		t.Errorf("it says %q", now)
	}
	if n := len(d.edited()); n != 2 {
		t.Errorf("%d texts were saved", n)
	}
	_, text = found(t, addr, searchArabic+"?"+url.Values{"q": {"ifes"}, "with": {"x"}}.Encode())
	if strings.Contains(text, `type="checkbox" name="b-`) || !strings.Contains(text, "1\u00a0place in code, an address or a placeholder") {
		t.Error("the address of a link would be replaced")
	}
}

// seeOther returns where a form leads to.
func seeOther(t *testing.T, r *http.Response) string {
	t.Helper()
	to, err := r.Location()
	if err != nil || r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: %v", r.Status, err)
	}
	return to.RequestURI()
}

// TestSearchByKeys searches and replaces with the keyboard alone.
func TestSearchByKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete'")
	p.accessKey("s")
	p.until("location.pathname === '" + searchArabic + "' && document.readyState === 'complete'")
	p.accessKey("s")
	p.until("document.activeElement.id === 'q'")
	p.keys("مسودة\r")
	p.until("location.search.includes('q=') && document.querySelectorAll('.hit').length === 1")
	p.expect("document.querySelector('mark').textContent", "مسودة")
	p.shot("search-ar")

	js[bool](p, "(document.querySelector('form.search summary').focus(), true)")
	p.keys("\r")
	p.until("document.querySelector('form.search details').open")
	p.keys("\t\r") // the button that begins
	p.until("location.search.includes('with=') && document.readyState === 'complete'")
	js[bool](p, "(document.getElementById('with').focus(), true)")
	p.keys("نسخة أولى\r")
	p.until("document.querySelector('.hit ins')?.textContent.includes('نسخة أولى')")
	p.shot("search-replace-ar")
	js[bool](p, "(document.querySelector('#hits form button').focus(), true)")
	p.keys("\r")
	p.until("document.getElementById('done')?.textContent.includes('1\\u00a0text was changed')")
	if text := d.pages["ar/about-translations"].Units[6].Text; text != "نسخة أولى" {
		t.Errorf("it says %q", text)
	}

	p.navigate("http://" + addr + searchArabic + "?state=stale")
	if err := chromedp.Do(p.ctx, chromedp.Click(chromedp.CSS(".hit h3 a"))); err != nil {
		t.Fatal(err)
	}
	p.until("document.activeElement === " + field("li1"))
	p.clean()
}

// TestSearchForEverybody: axe finds nothing in the results of a search, in three directions.
func TestSearchForEverybody(t *testing.T) {
	_, _, addr := serveEditor(t)
	forEverybody(t, addr, "search/ar?q=a&state=todo", "search/fr?q=texte&with=x", "search/ja?problem=any")
}
