package editor

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
	"vernacular/internal/page"
	"vernacular/internal/project"
)

const arabic = "/_vernacular/translate/ar/about-translations"

// post sends a form as a browser does; a header that is "" is left out.
func post(t testing.TB, addr, target string, form url.Values, headers map[string]string) *http.Response {
	t.Helper()
	return postBody(t, addr, target, form.Encode(), headers)
}

func postBody(t testing.TB, addr, target, body string, headers map[string]string) *http.Response {
	t.Helper()
	all := map[string]string{"Host": addr, "Origin": "http://" + addr, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
		"Content-Length": fmt.Sprint(len(body)), "Connection": "close"}
	for k, v := range headers {
		all[k] = v
	}
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\n", target)
	for k, v := range all {
		if v != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", k, v)
		}
	}
	return raw(t, addr, b.String()+"\r\n"+body)
}

func formOf(s *server, id, lock, text string) url.Values {
	return url.Values{"token": {s.editor.token}, "id": {id}, "lock": {lock}, "text": {text}, "do": {"accept"}}
}

// tree parses a page, and fails if the browser would have to mend it.
func tree(t testing.TB, text string) *xhtml.Node {
	t.Helper()
	n, err := xhtml.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attr(n *xhtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func all(n *xhtml.Node, is func(*xhtml.Node) bool) (list []*xhtml.Node) {
	for c := range n.Descendants() {
		if c.Type == xhtml.ElementNode && is(c) {
			list = append(list, c)
		}
	}
	return list
}

func textOf(n *xhtml.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == xhtml.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// TestPage: everything that the project says is in the page, at its place and in its language.
func TestPage(t *testing.T) {
	d, _, addr := serveEditor(t)
	for at, p := range d.pages {
		text := body(t, get(t, addr, address(p.Tag, p.Key)))
		root := tree(t, text)
		sections := all(root, func(n *xhtml.Node) bool { return n.Data == "section" })
		if len(sections) != len(p.Units) {
			t.Fatalf("%s: %d sections for %d segments", at, len(sections), len(p.Units))
		}
		for i, g := range p.Units {
			n, words := sections[i], textOf(sections[i])
			word := unitView{Field: g.field()}.Look().Word
			want := []string{word, g.Label, g.Category, g.Note, fmt.Sprintf("%s:%d:%d", g.File, g.Line, g.Col), g.Source}
			if g.Class != "" {
				want = append(want, g.Class+" change")
			}
			for _, x := range g.Diagnostics {
				want = append(want, x.Message, x.Hint, fmt.Sprintf("%s:%d:%d", x.File, x.Line, x.Col))
			}
			for _, w := range want {
				if !strings.Contains(words, w) {
					t.Errorf("%s, %s: %q is not shown", at, g.ID, w)
				}
			}
			field := all(n, func(n *xhtml.Node) bool { return n.Data == "textarea" })[0]
			dir := p.Dir
			if g.field().Verbatim() {
				dir = "ltr"
			}
			if textOf(field) != g.Text || attr(field, "lang") != p.Tag || attr(field, "dir") != dir {
				t.Errorf("%s, %s: field has %q in %s, %s", at, g.ID, textOf(field), attr(field, "lang"), attr(field, "dir"))
			}
			if labels := all(n, func(n *xhtml.Node) bool { return n.Data == "label" && attr(n, "for") == attr(field, "id") }); len(labels) != 1 {
				t.Errorf("%s, %s: %d labels", at, g.ID, len(labels))
			}
			for _, op := range []struct {
				op   byte
				name string
			}{{'+', "ins"}, {'-', "del"}} {
				var got []string
				for _, e := range all(n, func(n *xhtml.Node) bool { return n.Data == op.name }) {
					got = append(got, e.FirstChild.NextSibling.Data)
				}
				var want []string
				for _, x := range g.Diff {
					if x.Op == op.op {
						want = append(want, x.Text)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s: %s %q, want %q", at, g.ID, op.name, got, want)
				}
			}
		}
		frames := all(root, func(n *xhtml.Node) bool { return n.Data == "iframe" })
		if (len(frames) == 1) != (p.Permalink != "") {
			t.Errorf("%s: %d frames", at, len(frames))
		}
		ids := map[string]bool{}
		for _, e := range all(root, func(n *xhtml.Node) bool { return attr(n, "id") != "" }) {
			if ids[attr(e, "id")] {
				t.Errorf("%s: the id %s is there twice", at, attr(e, "id"))
			}
			ids[attr(e, "id")] = true
		}
		for _, e := range all(root, func(n *xhtml.Node) bool { return attr(n, "aria-describedby") != "" }) {
			for _, id := range strings.Fields(attr(e, "aria-describedby")) {
				if !ids[id] {
					t.Errorf("%s: described by %s, which is not there", at, id)
				}
			}
		}
	}
}

func TestFilter(t *testing.T) {
	d, _, addr := serveEditor(t)
	count := func(query string) int {
		return strings.Count(body(t, get(t, addr, arabic+query)), "<section ")
	}
	for query, want := range map[string]int{"": 8, "?": 8, "?show=": 8, "?show=todo": 4, "?show=problems": 2, "?show=<x>": 8, "?show=todo&saved=" + anchor("p1"): 5} {
		if got := count(query); got != want {
			t.Errorf("%s: %d texts, want %d", query, got, want)
		}
	}
	p := d.pages["ar/about-translations"]
	for i := range p.Units {
		p.Units[i].State = "fresh"
	}
	if text := body(t, get(t, addr, arabic+"?show=todo")); !strings.Contains(text, "Nothing to do") || !strings.Contains(text, `id="next" accesskey="n" href="/_vernacular/onward/ar/about-translations"`) {
		t.Error("a page that is done does not lead to the next")
	}
}

func TestOverview(t *testing.T) {
	d, _, addr := serveEditor(t)
	root := tree(t, body(t, get(t, addr, "/_vernacular/")))
	words := textOf(root)
	for _, want := range []string{"العربية", "français", "日本語", "Japanese", "not published", "4 of 7 up to date, 2\u00a0outdated, 1\u00a0missing, 1\u00a0obsolete", "49\u00a0words to translate"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	var links []string
	for _, a := range all(root, func(n *xhtml.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "/translate/") }) {
		links = append(links, attr(a, "href"))
		if r := get(t, addr, attr(a, "href")); r.StatusCode != 200 && !strings.HasSuffix(attr(a, "href"), "/messages") {
			t.Errorf("%s: %d", attr(a, "href"), r.StatusCode)
		}
	}
	if len(links) != 6 {
		t.Errorf("links %q", links)
	}
	d.problem = "site.toml:3:1: <b>no</b> locales"
	if text := body(t, get(t, addr, "/_vernacular/")); !strings.Contains(text, "site.toml:3:1: &lt;b&gt;no&lt;/b&gt; locales") {
		t.Error("the problem is not shown")
	}
	d.mu.Lock()
	d.pages, d.problem = nil, ""
	d.mu.Unlock()
	if text := body(t, get(t, addr, "/_vernacular/")); !strings.Contains(text, "vernacular locale add") {
		t.Error("no locales")
	}
}

// hostile are texts that would like to be something else than text.
var hostile = []string{
	`</textarea><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, "\u202eevil\u202c \u2066x", "<!-- x", "]]>", "&lt;&amp;&#x3c;",
	"\n\nleading and trailing\n\n", `%s %d %!`, "javascript:alert(1)", "</style></title></iframe></svg>", "\x00 nul", "\xff\xfe", "\u0085", "é e\u0301",
}

// TestHostile is FAULTS I14 for the view: no text becomes markup, and every text comes back.
func TestHostile(t *testing.T) {
	for _, x := range hostile {
		kind := page.Kind(x)
		if strings.Contains(x, "\n") { // only code has lines
			kind = page.KindCode
		}
		d, s, addr := serveEditor(t)
		d.problem = x
		d.add(Page{Tag: "ar", Key: "bad", Title: x, File: x, Exists: true, Permalink: "/ar/\"><b>/", Diagnostics: []diag.Diagnostic{diag.Errorf(x, diag.At(x, 1, 1), "%s", x).WithHint("%s", x)},
			Units: []Unit{{ID: x, Kind: kind, Label: x, Category: x, Note: x, State: "stale", Class: x, Source: x, Diff: []Diff{{'+', x}, {'-', x}, {'=', x}}, Text: x, File: x, Link: x,
				Diagnostics: []diag.Diagnostic{diag.Warnf("c", diag.At(x, 1, 1), "%s", x).WithHint("%s", x)}}}})
		clean := func(what, text string) *xhtml.Node {
			root := tree(t, text)
			for _, n := range all(root, func(*xhtml.Node) bool { return true }) {
				if n.Data == "img" || n.Data == "b" || n.Data == "script" && !strings.HasPrefix(attr(n, "src"), localhost.Own) {
					t.Errorf("%q, %s: has <%s>", x, what, n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || (a.Key == "href" || a.Key == "src") && a.Val != "" && !strings.ContainsRune("/#?", rune(a.Val[0])) {
						t.Errorf("%q, %s: <%s %s=%q>", x, what, n.Data, a.Key, a.Val)
					}
				}
			}
			if strings.ContainsAny(text, "\x00\u0085") || strings.Contains(text, "%!") && x != `%s %d %!` {
				t.Errorf("%q, %s: %.2000s", x, what, text)
			}
			return root
		}
		clean("overview", body(t, get(t, addr, "/_vernacular/")))
		root := clean("page", body(t, get(t, addr, "/_vernacular/translate/ar/bad")))
		field := all(root, func(n *xhtml.Node) bool { return n.Data == "textarea" })[0]
		if survives(x) && textOf(field) != x {
			t.Errorf("%q is %q in its field", x, textOf(field))
		}
		if _, readonly := attrOf(field, "readonly"); readonly == survives(x) {
			t.Errorf("%q: readonly %v", x, readonly)
		}
		if !survives(x) {
			continue
		}
		// Round the whole way.
		d.change("ar/bad", x, func(g *Unit) { g.State = "fresh" })
		form := formOf(s, x, "lock "+x, strings.ReplaceAll(x, "\n", "\r\n"))
		form.Set("part", "1")
		r := post(t, addr, "/_vernacular/translate/ar/bad", form, nil)
		clean("saved", body(t, r))
		if e := d.edited(); r.StatusCode != 200 || len(e) != 1 || e[0].Text != x || e[0].ID != x || !e[0].Accept {
			t.Errorf("%q: %d, %+v", x, r.StatusCode, e)
		}
		d.refuse = &Refusal{Conflict: true, Message: x, Hint: x, Theirs: x, Unit: &Unit{ID: x, Text: x, State: "fresh", Lock: x}}
		root = clean("refused", body(t, post(t, addr, "/_vernacular/translate/ar/bad", form, nil)))
		if got := textOf(all(root, func(n *xhtml.Node) bool { return n.Data == "textarea" })[0]); got != x {
			t.Errorf("%q is %q after a refusal", x, got)
		}
		d.refuse = &Refusal{Message: x}
		form.Set("id", "gone "+x)
		root = clean("gone", body(t, post(t, addr, "/_vernacular/translate/ar/bad", form, nil)))
		if got := textOf(all(root, func(n *xhtml.Node) bool { return n.Data == "textarea" })[0]); got != x {
			t.Errorf("%q is %q after its place is gone", x, got)
		}
	}
}

func attrOf(n *xhtml.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// TestSaves: without script.
func TestSaves(t *testing.T) {
	d, s, addr := serveEditor(t)
	p := d.pages["ar/about-translations"]
	lock := p.Units[3].Lock
	r := post(t, addr, arabic+"?show=todo", formOf(s, "li1", lock, "سطر وآخر وثالث"), nil)
	if r.StatusCode != 303 {
		t.Fatalf("%d %s", r.StatusCode, body(t, r))
	}
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Path != arabic || to.Fragment != anchor("li1") || to.Query().Get("show") != "todo" || to.Host != "" {
		t.Errorf("leads to %q", r.Header.Get("Location"))
	}
	want := project.Edit{Tag: "ar", Key: "about-translations", ID: "li1", Text: "سطر وآخر وثالث", Lock: lock, Accept: true}
	if got := d.edited(); len(got) != 1 || got[0] != want {
		t.Errorf("saved %+v", got)
	}
	if text := body(t, get(t, addr, to.RequestURI())); !strings.Contains(text, "Saved in") || !strings.Contains(text, "content/ar/about-translations.md:17") || strings.Count(text, "<section ") != 4 {
		t.Error("the page does not say that it was saved")
	}

	t.Log("a conflict")
	r = post(t, addr, arabic, formOf(s, "li1", lock, "نص المترجم"), nil)
	root := tree(t, body(t, r))
	field := all(root, func(n *xhtml.Node) bool { return n.Data == "textarea" && attr(n, "name") == "text" })[3]
	locks := all(root, func(n *xhtml.Node) bool { return n.Data == "input" && attr(n, "name") == "lock" })
	if words := textOf(root); r.StatusCode != 409 || !strings.Contains(words, "Not saved") || !strings.Contains(words, "سطر وآخر وثالث") || textOf(field) != "نص المترجم" {
		t.Errorf("%d: %s", r.StatusCode, words)
	}
	r = post(t, addr, arabic, formOf(s, "li1", attr(locks[3], "value"), textOf(field)), nil)
	if r.StatusCode != 303 || d.pages["ar/about-translations"].Units[3].Text != "نص المترجم" {
		t.Error("after the conflict the translator's text was not saved")
	}

	t.Log("another refusal keeps the lock that the text was typed under")
	d.refuse = &Refusal{Message: "The number 14 is missing", Hint: "Write it.", Unit: &Unit{ID: "li1", Lock: "newer", State: "stale"}}
	r = post(t, addr, arabic, formOf(s, "li1", "older", "x"), nil)
	if text := body(t, r); r.StatusCode != 422 || !strings.Contains(text, `value="older"`) || strings.Contains(text, `value="newer"`) || !strings.Contains(text, "Save only") || !strings.Contains(text, "The number 14 is missing") {
		t.Errorf("%d: %s", r.StatusCode, text)
	}
	d.refuse = nil

	t.Log("code keeps its lines")
	post(t, addr, arabic, formOf(s, "code", p.Units[5].Lock, "a\r\nb\rc"), nil)
	if e := d.edited(); e[len(e)-1].Text != "a\nb\nc" {
		t.Errorf("%+v", e[len(e)-1])
	}

	t.Log("a text of one line stays one, only the mark is left out on demand")
	form := formOf(s, "h1", p.Units[1].Lock, "\r\na\r\nb ")
	form.Set("do", "save")
	post(t, addr, arabic, form, nil)
	if e := d.edited(); e[len(e)-1].Text != "a b" || e[len(e)-1].Accept {
		t.Errorf("%+v", e[len(e)-1])
	}

	t.Log("a hard line break and an empty line come to the project as they are, which keeps the one and says what is wrong with the other")
	for typed, want := range map[string]string{"a\\\r\nb": "a\\\nb", "a  \r\nb": "a  \nb", "a\r\n\r\nb": "a\n\nb"} {
		post(t, addr, arabic, formOf(s, "p1", p.Units[2].Lock, typed), nil)
		if e := d.edited(); e[len(e)-1].Text != want {
			t.Errorf("%q comes as %q", typed, e[len(e)-1].Text)
		}
	}

	t.Log("a control character, a text that is gone, a page that is gone: nothing is saved and nothing lost")
	n := len(d.edited())
	for _, c := range []struct {
		target, id, text string
		status           int
	}{{arabic, "h1", "a\x07b", 422}, {arabic, "none", "kept", 422}, {"/_vernacular/translate/ar/none", "h1", "kept", 404}} {
		r := post(t, addr, c.target, formOf(s, c.id, "l", c.text), nil)
		if text := body(t, r); r.StatusCode != c.status || !strings.Contains(text, "Not saved") || !strings.Contains(text, strings.ReplaceAll(c.text, "\x07", "\uFFFD")) {
			t.Errorf("%+v: %d %s", c, r.StatusCode, text)
		}
	}
	if len(d.edited()) != n {
		t.Error("saved")
	}
}

// TestGuard is FAULTS S1, S2, S3 and S6 for the view.
func TestGuard(t *testing.T) {
	d, s, addr := serveEditor(t)
	_, port, _ := net.SplitHostPort(addr)
	lock := d.pages["ar/about-translations"].Units[0].Lock
	good := func() url.Values { return formOf(s, "title", lock, "x") }
	with := func(k, v string) url.Values { f := good(); f.Set(k, v); return f }
	without := func(k string) url.Values { f := good(); f.Del(k); return f }
	long := with("text", strings.Repeat("x", maxEdit))
	type headers = map[string]string
	for name, c := range map[string]struct {
		target  string
		form    string
		headers headers
		want    int
	}{
		"other host":           {arabic, good().Encode(), headers{"Host": "evil.example:" + port}, 421},
		"rebinding":            {arabic, good().Encode(), headers{"Host": "evil.example:" + port, "Origin": "http://evil.example:" + port}, 421},
		"other origin":         {arabic, good().Encode(), headers{"Origin": "https://evil.example"}, 403},
		"other port":           {arabic, good().Encode(), headers{"Origin": "http://127.0.0.1:1"}, 403},
		"null origin":          {arabic, good().Encode(), headers{"Origin": "null"}, 403},
		"no origin":            {arabic, good().Encode(), headers{"Origin": ""}, 403},
		"cross-site":           {arabic, good().Encode(), headers{"Sec-Fetch-Site": "cross-site"}, 403},
		"same-site":            {arabic, good().Encode(), headers{"Sec-Fetch-Site": "same-site"}, 403},
		"typed":                {arabic, good().Encode(), headers{"Sec-Fetch-Site": "none"}, 403},
		"no token":             {arabic, without("token").Encode(), nil, 403},
		"empty token":          {arabic, with("token", "").Encode(), nil, 403},
		"wrong token":          {arabic, with("token", s.editor.token+"x").Encode(), nil, 403},
		"token of the channel": {arabic, with("token", channelToken).Encode(), nil, 403},
		"token in the address": {arabic + "?token=" + s.editor.token, without("token").Encode(), nil, 403},
		"plain text":           {arabic, good().Encode(), headers{"Content-Type": "text/plain"}, 415},
		"multipart":            {arabic, good().Encode(), headers{"Content-Type": "multipart/form-data; boundary=x"}, 415},
		"json":                 {arabic, `{}`, headers{"Content-Type": "application/json"}, 415},
		"no type":              {arabic, good().Encode(), headers{"Content-Type": ""}, 415},
		"other charset":        {arabic, good().Encode(), headers{"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}, 415},
		"too long":             {arabic, long.Encode(), nil, 413},
		"not UTF-8":            {arabic, good().Encode() + "&note=%ff", nil, 400},
		"twice":                {arabic, good().Encode() + "&text=y", nil, 400},
		"semicolon":            {arabic, good().Encode() + ";x=1", nil, 400},
		"bad escape":           {arabic, good().Encode() + "&x=%zz", nil, 400},
		"first page":           {"/_vernacular/", good().Encode(), nil, 405},
		"script file":          {"/_vernacular/editor.js", good().Encode(), nil, 405},
		"no key":               {"/_vernacular/translate/ar/", good().Encode(), nil, 405},
		"page of the site":     {"/ar/", good().Encode(), nil, 405},
		"dot segment":          {"/_vernacular/translate/ar/../ar/about-translations", good().Encode(), nil, 405},
	} {
		r := postBody(t, addr, c.target, c.form, c.headers)
		if text := body(t, r); r.StatusCode != c.want {
			t.Errorf("%s: %d, want %d: %.200s", name, r.StatusCode, c.want, text)
		}
	}
	if e := d.edited(); len(e) != 0 {
		t.Fatalf("saved %+v", e)
	}
	if r := postBody(t, addr, arabic, good().Encode(), headers{"Sec-Fetch-Site": "", "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}); r.StatusCode != 303 {
		t.Errorf("an old browser: %d", r.StatusCode)
	}
	for _, m := range []string{"PUT", "DELETE", "OPTIONS", "PATCH"} {
		r := raw(t, addr, m+" "+arabic+" HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n")
		if r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, allow %q", m, r.StatusCode, r.Header.Get("Allow"))
		}
	}

	for name, c := range map[string]struct {
		target, headers string
		want            int
	}{
		"typed":             {arabic, "Sec-Fetch-Site: none\r\n", 200},
		"own":               {arabic, "Sec-Fetch-Site: same-origin\r\n", 200},
		"old browser":       {arabic, "", 200},
		"other site":        {arabic, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n", 403},
		"other site, all":   {"/_vernacular/", "Sec-Fetch-Site: cross-site\r\n", 403},
		"link, other port":  {arabic, "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n", 200},
		"frame, other port": {arabic, "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403},
		"fetch, other port": {arabic, "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nOrigin: http://127.0.0.1:1\r\n", 403},
		"other origin":      {arabic, "Origin: https://evil.example\r\n", 403},
		"unknown page":      {"/_vernacular/translate/ar/none", "", 404},
		"unknown locale":    {"/_vernacular/translate/%3Cb%3E/x", "", 404},
		"no key":            {"/_vernacular/translate/ar/", "", 404},
		"no tag":            {"/_vernacular/translate/", "", 404},
		"dots":              {"/_vernacular/translate/ar/../../x", "", 400},
		"encoded dots":      {"/_vernacular/translate/ar/%2e%2e/site", "", 400},
		"encoded slash":     {"/_vernacular/translate/ar%2fabout-translations", "", 400},
		"nul":               {"/_vernacular/translate/ar/%00", "", 400},
	} {
		r := get(t, addr, c.target, c.headers)
		if text := body(t, r); r.StatusCode != c.want || c.want != 200 && strings.Contains(text, s.editor.token) {
			t.Errorf("%s: %d, want %d", name, r.StatusCode, c.want)
		}
	}
	for _, r := range []*http.Response{get(t, addr, arabic), get(t, addr, "/_vernacular/"), post(t, addr, arabic, with("token", "x"), nil)} {
		for k, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8"} {
			if got := r.Header.Get(k); got != want {
				t.Errorf("%s is %q", k, got)
			}
		}
		for k := range r.Header {
			if strings.HasPrefix(k, "Access-Control") || k == "Set-Cookie" {
				t.Errorf("has %s", k)
			}
		}
	}
	// Pages of the site do not have the forms' token.
	if strings.Contains(body(t, get(t, addr, "/")), s.editor.token) {
		t.Error("the site's pages have the token of the forms")
	}
}

// TestOnThisMachineOnly: whoever lets others read the preview does not let them write.
func TestOnThisMachineOnly(t *testing.T) {
	d := newFakeProject()
	s := serverOf(d, "proxy.test:9000")
	for _, c := range []struct {
		local, host string
		want        int
	}{
		{"127.0.0.1:8080", "127.0.0.1:8080", 200},
		{"127.0.0.1:8080", "localhost:8080", 200},
		{"[::1]:8080", "[::1]:8080", 200},
		{"[::ffff:127.0.0.1]:8080", "127.0.0.1:8080", 200},
		{"192.168.1.5:8080", "192.168.1.5:8080", 403},
		{"192.168.1.5:8080", "localhost:8080", 403},
		{"127.0.0.1:8080", "proxy.test:9000", 403}, // passes on what comes from anywhere
		{"", "localhost", 403},
	} {
		for _, method := range []string{"GET", "POST"} {
			r := httptest.NewRequest(method, arabic, strings.NewReader(formOf(s, "title", "lock حول هذه الترجمات", "x").Encode()))
			r.Host = c.host
			r.Header.Set("Origin", "http://"+c.host)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if c.local != "" {
				tcp, err := net.ResolveTCPAddr("tcp", c.local)
				if err != nil {
					t.Fatal(err)
				}
				r = r.WithContext(contextWithLocal(r, tcp))
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if got := w.Code; got != c.want && !(c.want == 200 && method == "POST" && (got == 303 || got == 409)) {
				text, _ := io.ReadAll(w.Body)
				t.Errorf("%s at %s, host %s: %d, want %d: %s", method, c.local, c.host, got, c.want, text)
			}
		}
	}
}
