package editor

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// twoPages is a site with two pages and some messages, and one locale that has begun one of the pages.
var twoPages = map[string]string{
	"content/en/index.md":    "---\ntitle: The vote\n---\n\n# The vote\n\nVoting must stay secret for ever.\n",
	"content/en/count.md":    "---\ntitle: The count\n---\n\nThe count begins when the polls close.\n",
	"content/pt/index.md":    "---\ntitle: O voto\n---\n\n# O voto\n\nO voto deve ser secreto para sempre.\n",
	"locales/active.en.toml": "[days]\none = \"{{.Count}} day\"\nother = \"{{.Count}} days\"\n",
}

var tokenOf = regexp.MustCompile(`name="token" value="([^"]*)"`)

func onDisk(t testing.TB, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return string(data)
}

// A language is found by each of its names, and by its code; who means another one is told.
func TestMeant(t *testing.T) {
	for _, c := range []struct{ asked, tag, other string }{
		{"sw", "sw", ""}, {"Swahili", "sw", "sw-CD"}, {"kiswahili", "sw", "sw-CD"}, {"كوردی", "", "ckb"}, {"日本語", "ja", ""}, {"العربية", "ar", "ar-EG"}, {"pt_AO", "pt-AO", ""}, {"sr-latn", "sr-Latn", ""},
		{" Nepali ", "ne", ""}, {"ga", "ga", "gaa"}, {"englsh", "", "en"}, {"qqqqqq", "", ""}, {"", "", ""}, {"Portuguese (Angola)", "pt-AO", ""}, {"ca-valencia", "ca-valencia", ""},
	} {
		tag, others := meant(c.asked)
		found := c.other == ""
		for _, l := range others {
			found = found || l.Tag == c.other
			if l.Tag == tag {
				t.Errorf("%q: %s is among the others", c.asked, tag)
			}
		}
		if tag != c.tag || !found || len(others) > maxFound {
			t.Errorf("%q is %q, others %v; want %q and %q", c.asked, tag, others, c.tag, c.other)
		}
	}
}

// What would be written is shown before it is, and nothing is written by looking.
func TestBegin(t *testing.T) {
	dir, addr := serveSite(t, twoPages)
	text := body(t, get(t, addr, "/_vernacular/begin?tag=Arabic"))
	for _, want := range []string{"content/ar/index.md", "content/ar/count.md", "locales/active.ar.toml", "right to left", "zero, one, two, few, many, other", `<option value="pt" lang="pt">`, "ar-EG"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if onDisk(t, dir, "content/ar/index.md") != "" {
		t.Error("it was written before anybody asked for it")
	}
	send := func(form url.Values) (int, string) {
		r := post(t, addr, "/_vernacular/begin", form, nil)
		return r.StatusCode, r.Header.Get("Location") + body(t, r)
	}
	token := tokenOf.FindStringSubmatch(text)[1]
	if status, _ := send(url.Values{"tag": {"ar"}, "token": {"another"}}); status != 422 || onDisk(t, dir, "content/ar/index.md") != "" {
		t.Errorf("without the token: %d", status)
	}
	if status, to := send(url.Values{"tag": {"ar"}, "token": {token}}); status != 303 || to != "/_vernacular/translate/ar/index" {
		t.Errorf("begun: %d %s", status, to)
	}
	if page := onDisk(t, dir, "content/ar/index.md"); !strings.Contains(page, "draft: true") || !strings.Contains(onDisk(t, dir, "locales/records/ar/index.toml"), "placeholder") {
		t.Errorf("the page is %q", page)
	}
	if r := get(t, addr, "/_vernacular/translate/ar/count"); r.StatusCode != 200 {
		t.Errorf("its page is not known: %d", r.StatusCode)
	}
	for _, c := range []struct {
		form url.Values
		says string
	}{
		{url.Values{"tag": {"ar"}}, "exists already"},
		{url.Values{"tag": {"en"}}, "exists already"},
		{url.Values{"tag": {"en-XA"}}, "pseudo-locale"},
		{url.Values{"tag": {"fr"}, "like": {"de"}}, "no locale de"},
		{url.Values{"tag": {"pt"}, "page": {"index"}}, "exists already"},
		{url.Values{"tag": {"pt"}, "page": {"none"}}, "no page"},
		{url.Values{"tag": {"fr"}, "page": {"index"}}, "no locale fr yet"},
		{url.Values{"tag": {"<b>"}}, "Nothing was begun"},
	} {
		c.form.Set("token", token)
		if status, text := send(c.form); status != 422 || !strings.Contains(text, c.says) || strings.Contains(text, "<b>") {
			t.Errorf("%v: %d\n%s", c.form, status, text)
		}
	}

	// A page that a locale lacks is offered, and begins with the texts of another locale if that has it.
	if text := body(t, get(t, addr, "/_vernacular/")); !strings.Contains(text, `href="/_vernacular/begin?tag=pt"`) || !strings.Contains(text, `href="/_vernacular/begin"`) {
		t.Error("the overview does not lead there")
	}
	if text := body(t, get(t, addr, "/_vernacular/begin?tag=pt")); !strings.Contains(text, `begin?page=count&amp;tag=pt`) || strings.Contains(text, "page=index") {
		t.Errorf("the pages that are not begun are\n%s", text)
	}
	if status, to := send(url.Values{"tag": {"pt"}, "page": {"count"}, "token": {token}}); status != 303 || to != "/_vernacular/translate/pt/count" {
		t.Errorf("added: %d %s", status, to)
	}
	if status, _ := send(url.Values{"tag": {"pt-AO"}, "like": {"pt"}, "token": {token}}); status != 303 || !strings.Contains(onDisk(t, dir, "content/pt-AO/index.md"), "secreto") {
		t.Errorf("from pt: %d %q", status, onDisk(t, dir, "content/pt-AO/index.md"))
	}
}

// TestBeginByKeys takes a language from nothing to its first saved text, by the keyboard alone.
func TestBeginByKeys(t *testing.T) {
	for _, c := range []struct{ name, tag, text string }{
		{"Arabic", "ar", "يجب أن يبقى التصويت سريًّا إلى الأبد."},
		{"日本語", "ja", "投票の秘密は永久に守られなければなりません。"},
	} {
		t.Run(c.tag, func(t *testing.T) {
			dir, addr := serveSite(t, twoPages)
			p := startBrowser(t).open("http://" + addr + "/_vernacular/")
			p.size(1200, 900)
			p.tabTo("document.activeElement.getAttribute('href') === '/_vernacular/begin'")
			p.shot("begin-" + c.tag + "-overview")
			p.keys("\r")
			p.until("document.getElementById('tag')")
			p.tabTo("document.activeElement.id === 'tag'")
			p.keys(c.name)
			p.shot("begin-" + c.tag + "-typed")
			p.keys("\r")
			p.until("document.querySelector('button.go')")
			p.shot("begin-" + c.tag + "-chosen")
			p.tabTo("document.activeElement.matches('button.go')")
			p.keys("\r")
			p.until("location.pathname === '/_vernacular/translate/" + c.tag + "/index' && document.querySelector('textarea')")
			p.tabTo("document.activeElement.matches('textarea') && document.activeElement.closest('.seg').querySelector('.source').textContent.includes('secret')")
			p.expect("document.activeElement.value", "")
			p.keys(c.text)
			p.keys("\r", chromedp.ModifierCtrl)
			p.until("[...document.querySelectorAll('.seg.fresh textarea')].some((f) => f.value === " + quoted(c.text) + ")")
			p.shot("begin-" + c.tag + "-saved")
			if page := onDisk(t, dir, "content/"+c.tag+"/index.md"); !strings.Contains(page, "\n"+c.text+"\n") {
				t.Errorf("the file is %q", page)
			}
			p.clean()
		})
	}
}

// tabTo presses Tab until a condition holds.
func (p *tab) tabTo(condition string) {
	p.t.Helper()
	for range 60 {
		p.keys("\t")
		if js[bool](p, condition) {
			return
		}
	}
	p.t.Fatalf("no element with the focus for which %s", condition)
}
