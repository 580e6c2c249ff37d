package editor

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// TestReviewForms sends the forms of the review as a browser without script does.
func TestReviewForms(t *testing.T) {
	d, s, addr := serveEditor(t)
	p := d.pages["ar/about-translations"]
	form := func(id, do string) url.Values {
		f := formOf(s, id, "", "")
		for _, u := range p.Units {
			if u.ID == id {
				f = formOf(s, id, u.Lock, u.Text)
			}
		}
		f.Set("do", do)
		return f
	}
	cookie := map[string]string{"Cookie": nameCookie + "=" + url.PathEscape("  أمينة\u202e\tB. ")}

	t.Log("the name and the step go with a save")
	if r := post(t, addr, arabic, form("h1", doApprove), cookie); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", r.StatusCode, body(t, r))
	}
	if e := d.edited()[0]; e.Step != project.Approve || !e.Accept || e.Who != "أمينة B." {
		t.Errorf("%+v", e)
	}
	text := body(t, get(t, addr, arabic, "Cookie: "+cookie["Cookie"]+"\r\n"))
	for _, want := range []string{`value="أمينة B."`, `<bdi>أمينة B.</bdi>`, "Reviewed", "1\u00a0text reviewed", `value="take-back"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if shown := body(t, get(t, addr, arabic+"?show=review")); strings.Contains(shown, anchor("h1")+`" class="seg`) || !strings.Contains(shown, anchor("p1")+`" class="seg`) {
		t.Error("the filter shows what is reviewed, or hides what is not")
	}
	post(t, addr, arabic, form("h1", doTakeBack), nil)
	post(t, addr, arabic, form("p1", doDraft), nil)
	if e := d.edited(); e[1].Step != project.TakeBack || e[2].Step != project.Keep || e[2].Who != "" {
		t.Errorf("%+v", e[1:])
	}
	if text := body(t, get(t, addr, arabic+"?show=todo")); !strings.Contains(text, anchor("p1")+`" class="seg draft todo`) {
		t.Error("a draft is not to do")
	}
}

// TestReviewName keeps the name of the person in the browser, and forgets it.
func TestReviewName(t *testing.T) {
	_, s, addr := serveEditor(t)
	r := post(t, addr, arabic, url.Values{"token": {s.editor.token}, "do": {doName}, "who": {"Амина, бюро «X»"}}, nil)
	c := r.Cookies()
	if r.StatusCode != http.StatusSeeOther || len(c) != 1 || c[0].Path != "/_vernacular/" || c[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("%d %+v", r.StatusCode, c)
	}
	if name, _ := url.PathUnescape(c[0].Value); name != "Амина, бюро «X»" {
		t.Errorf("kept %q", name)
	}
	r = post(t, addr, arabic, url.Values{"token": {s.editor.token}, "do": {doName}, "who": {" "}}, nil)
	if c := r.Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("not forgotten: %+v", c)
	}
}

// TestReviewMarks puts marks on a page.
func TestReviewMarks(t *testing.T) {
	d, s, addr := serveEditor(t)
	p := d.pages["ar/about-translations"]
	for _, c := range []struct {
		do, lock, token string
		status          int
		how             string
	}{
		{doReviewed, "lock", "another", http.StatusForbidden, "draft"},
		{doReviewed, "older", s.editor.token, http.StatusConflict, "draft"},
		{doReviewed, "lock", s.editor.token, http.StatusSeeOther, "reviewed"},
		{doUnreviewed, "lock", s.editor.token, http.StatusSeeOther, "draft"},
	} {
		r := post(t, addr, arabic, url.Values{"token": {c.token}, "do": {c.do}, "page": {c.lock}}, nil)
		if p.How != c.how || r.StatusCode != c.status {
			t.Errorf("%s: %d, the page is %s", c.do, r.StatusCode, p.How)
		}
		if text := body(t, r); c.status >= 400 && !strings.Contains(text, "Nothing was changed") {
			t.Errorf("%s: %s", c.do, text)
		}
	}
	p.Draft = true
	if text := body(t, get(t, addr, arabic)); !strings.Contains(text, `value="page-publish"`) {
		t.Error("a draft cannot be published")
	}
	if post(t, addr, arabic, url.Values{"token": {s.editor.token}, "do": {doPublishPage}, "page": {"lock"}}, nil); p.Draft {
		t.Error("the page is a draft still")
	}
}

// TestReviewByKeys reviews a page with the keyboard alone.
func TestReviewByKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && window.editorKeys && " + inFrame + "?.includes('حول هذه الترجمات')")

	t.Log("the name is kept without leaving the page, in which something is typed")
	p.write("li1", "كلمات في غضون 14 يومًا.")
	js[bool](p, "(document.getElementById('who').focus(), window.mark = 'here', true)")
	p.keys("أمينة")
	p.keys("\r")
	p.until(announced + ".includes('The name is kept')")
	p.expect("window.mark", "here")
	p.expect(field("li1")+".value", "كلمات في غضون 14 يومًا.")

	t.Log("approve, and go on to the next to review: code is as in the source, and waits for nobody")
	js[bool](p, "("+field("title")+".focus(), true)")
	for _, next := range []string{"h1", "p1", "li1", "li2"} {
		p.press("Enter", "Enter", 13, alt)
		p.until("document.activeElement === " + field(next))
	}
	p.until(seg("title") + ".matches('.reviewed') && " + seg("li1") + ".matches('.reviewed')")
	e := d.edited()
	if len(e) != 4 || e[3].Text != "كلمات في غضون 14 يومًا." || e[3].Step != project.Approve || e[3].Who != "أمينة" || !translation.IsDay(e[3].When[:10]) {
		t.Fatalf("saved %+v", e)
	}
	p.until("document.getElementById('review').textContent.includes('4\u00a0texts reviewed, 2 to review')")
	p.until(seg("title") + ".querySelector('.by').textContent.includes('أمينة')")

	t.Log("another text takes the review back; a draft is to do")
	p.write("p1", "نص آخر")
	p.save()
	p.until(seg("p1") + ".matches('.fresh.waits')")
	js[bool](p, "("+button("h1", "take-back")+".focus(), true)")
	p.keys("\r")
	p.until(seg("h1") + ".matches('.fresh.waits')")
	p.until("document.getElementById('review').textContent.includes('2\u00a0texts reviewed, 4 to review')")
	js[bool](p, "("+button("h1", "draft")+".focus(), true)")
	p.keys("\r")
	p.until(seg("h1") + ".matches('.draft.todo')")
	p.until(announced + ".includes('Draft')")

	t.Log("all of it, and then the page")
	p.write("li2", "جديد")
	js[bool](p, "("+field("h1")+".focus(), true)")
	for _, next := range []string{"p1", "li2", "cell"} {
		p.press("Enter", "Enter", 13, alt)
		p.until("document.activeElement === " + field(next))
	}
	p.press("Enter", "Enter", 13, alt)
	p.until("document.querySelector('button[value=page-reviewed]')")
	p.shot("editor-review-ar")
	js[bool](p, "(document.querySelector('button[value=page-reviewed]').focus(), true)")
	p.keys("\r")
	p.until("document.querySelector('button[value=page-unreviewed]')")
	if how := d.pages["ar/about-translations"].How; how != "reviewed" {
		t.Errorf("the page is %s", how)
	}
	p.clean()
}

// The view counts what the commands count: a message is one unit, however many plural forms it has.
func TestCountsUnits(t *testing.T) {
	form := func(path, category, text string) project.Field {
		f := project.Field{Category: category, Waits: true}
		f.ID, f.Path, f.Kind, f.Source, f.Text = path+"["+category+"]", path, page.KindMessage, "x", text
		if f.State = translation.Fresh; text == "" {
			f.State = translation.Missing
		}
		return f
	}
	v := &pageView{Page: project.Page{Fields: []project.Field{
		form("days", "one", "Tag"), form("days", "other", ""), form("hours", "one", ""), form("hours", "other", ""), form("name", "", "Name"),
	}}}
	v.survey()
	for i, want := range []int{3, 2, 0, 3} {
		if got := v.Filters()[i]; got.N != want {
			t.Errorf("%s: %d, want %d", got.ID, got.N, want)
		}
	}
}
