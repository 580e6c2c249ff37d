package preview

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/localhost"

	xhtml "golang.org/x/net/html"
)

const metaCSP = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`

func TestDissect(t *testing.T) {
	// "|" is where the script goes, "[…]" what is taken out.
	for _, c := range []string{
		`<!doctype html><html><head><title>x</title>|</head><body>y</body></html>`,
		`<!doctype html><html><head>[` + metaCSP + `]<title>x</title>|</head><body>y</body></html>`,
		"\ufeff<!doctype html>\n<title>x</title>\n|<p>no head element",
		`<!doctype html><title>x</title>|text`,
		`<!doctype html><title>x</title><link rel=stylesheet href=a><meta charset=utf-8>|`,
		`<!doctype html>|<p>nothing before`,
		`<!doctype html><html><head>|<body>no end of head`,
		`<!doctype html><!-- </head> --><head><!-- ` + metaCSP + ` --><title></head>|</title>|</head>`,
		`<head><title>` + metaCSP + `</title><style></head></style><script>"</head>"</script>[` + metaCSP + `]|</head>`,
		`<head><noscript>` + metaCSP + `</noscript><template>` + metaCSP + `<template></template></head></template>|</head>`,
		`<head>[<META HTTP-EQUIV=" content-security-policy " CONTENT="x">]|</head>`,
		`<head>[<meta content=x http-equiv=Content-Security-Policy />][` + metaCSP + `]|</head>`,
		`<head><meta http-equiv="Content-Security-Policy-Report-Only" content="x"><meta name="Content-Security-Policy" content="x">|</head>`,
		`<head>|<body>` + metaCSP,
		`<head>|</head><body>` + metaCSP,
		`<head><base href="/x/"><title/></title>|</head>`,
		`|`,
		`|not HTML at all`,
		`|</body>`,
		`<head><meta`,
	} {
		if strings.Contains(c, "</head>|</title>|") { // a "|" in a title is text
			c = strings.Replace(c, "|</title>|", "&#124;</title>|", 1)
		}
		page := regexp.MustCompile(`[\[\]|]`).ReplaceAllString(c, "")
		p := dissect([]byte(page))
		before := string(bytes.Join(p.before, nil))
		cut := regexp.MustCompile(`\[.*?\]`)
		wantBefore, wantAfter, found := strings.Cut(cut.ReplaceAllString(c, ""), "|")
		if !found {
			wantBefore, wantAfter = page, ""
		}
		if before != wantBefore || string(p.after) != wantAfter {
			t.Errorf("%s\n got %q | %q\nwant %q | %q", c, before, p.after, wantBefore, wantAfter)
		}
		if got, want := len(p.policies), len(cut.FindAllString(c, -1)); got != want {
			t.Errorf("%s\n%d policies, want %d", c, got, want)
		}
	}
}

// FuzzDissect: nothing is lost or added but policies; and what a browser's parser takes for a policy in
// the head is out, so that the script runs.
func FuzzDissect(f *testing.F) {
	for _, s := range []string{
		string(pageOf("en", "<p>x").Body), metaCSP, "<title>" + metaCSP, "<head></head>" + metaCSP, "<svg><title>" + metaCSP + "</title></svg>",
		"<head><template>" + metaCSP + "</template>" + metaCSP, "<!--" + metaCSP, "<head><noscript>" + metaCSP + "</noscript>", "\x00<head>" + metaCSP,
		"<frameset>" + metaCSP, "<meta http-equiv=content-security-policy content=x http-equiv=y>", "<head></br>" + metaCSP, "</head>" + metaCSP,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		p := dissect(page)
		// The pieces are parts of the page, so where each begins can be told.
		at, gaps := 0, 0
		for _, piece := range append(slices.Clone(p.before), p.after) {
			start := cap(page) - cap(piece)
			if start != at {
				gaps++
				if start < at || !bytes.HasPrefix(bytes.ToLower(page[at:start]), []byte("<meta")) || page[start-1] != '>' {
					t.Fatalf("%q: left out is %q", page, page[at:start])
				}
			}
			at = start + len(piece)
		}
		if at != len(page) || gaps != len(p.policies) {
			t.Fatalf("%q: ends at %d, %d policies, %d gaps", page, at, len(p.policies), gaps)
		}
		for _, policy := range p.policies {
			if strings.ContainsFunc(widen(policy), func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Fatalf("%q is no header", widen(policy))
			}
		}
	})
}

// TestHeadPolicyIsFound compares with the whole parser on heads a generator could write.
func TestHeadPolicyIsFound(t *testing.T) {
	pieces := []string{metaCSP, "<title>t</title>", "<link rel=a href=b>", "<!-- c -->", "\n", "<style>p{}</style>", "<script>1</script>", "<base href=/>",
		`<meta name=a content=b>`, "<noscript><link></noscript>", "<template><p></template>"}
	for i := range 1000 {
		head := ""
		for n := i; n > 0; n /= len(pieces) {
			head += pieces[n%len(pieces)]
		}
		page := "<!doctype html><html><head>" + head + "</head><body><p>x</body></html>"
		p := dissect([]byte(page))
		if got, want := len(p.policies), strings.Count(head, metaCSP); got != want {
			t.Fatalf("%s: %d policies, want %d", page, got, want)
		}
		root, err := xhtml.Parse(bytes.NewReader(bytes.Join(append(slices.Clone(p.before), []byte("<script id=ours></script>"), p.after), nil)))
		if err != nil {
			t.Fatal(err)
		}
		inHead := false
		for n := range root.Descendants() {
			if n.Type != xhtml.ElementNode {
				continue
			}
			for _, a := range n.Attr {
				if a.Key == "http-equiv" {
					t.Fatalf("%s: a policy is left", page)
				}
				if a.Key == "id" && a.Val == "ours" {
					inHead = n.Parent.Data == "head"
				}
			}
		}
		if !inHead {
			t.Fatalf("%s: the script is not in the head", page)
		}
	}
}

func TestWiden(t *testing.T) {
	for _, c := range []struct{ policy, want string }{
		{"default-src 'none'; style-src 'self'; img-src 'self'",
			"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'"},
		{"default-src 'none'",
			"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'"},
		{"default-src 'self'",
			"default-src 'self'; script-src 'self'; connect-src 'self'; style-src 'self'"},
		{"default-src https:",
			"default-src https:; script-src https: 'self'; connect-src https: 'self'; style-src https: 'self'"},
		{"script-src 'none'; connect-src 'NONE'; style-src 'sha256-abc='",
			"script-src 'self'; connect-src 'self'; style-src 'sha256-abc=' 'self'"},
		{"script-src *; default-src 'none'; style-src 'self'; connect-src 'self'",
			"script-src *; default-src 'none'; style-src 'self'; connect-src 'self'"},
		{"script-src-elem 'none'; style-src-elem https://x.test", "script-src-elem 'self'; style-src-elem https://x.test 'self'"},
		{"img-src 'self'", "img-src 'self'"}, // scripts were never restricted
		{" ;; IMG-SRC  a\tb ; img-src c;", "img-src a b"},
		{"default-src 'none'; frame-ancestors x; report-uri /r; sandbox; upgrade-insecure-requests; form-action 'none'",
			"default-src 'none'; form-action 'none'; script-src 'self'; connect-src 'self'; style-src 'self'"},
		{"img-src a\r\nSet-Cookie: x; font-src é", "img-src a Set-Cookie: x; font-src "},
		{"", ""},
	} {
		if got := widen(c.policy); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.policy, got, c.want)
		}
	}
}

// TestServedCopy is FAULTS S6: the page as published but for one element, the policy in a header.
func TestServedCopy(t *testing.T) {
	site := newFakeSite()
	s, addr := serve(t, site, localhost.Options{})
	for _, c := range []struct {
		target string
		file   File
		status int
	}{
		{"/fr/", site.files["/fr/"], 200},
		{"/fr/none/", site.NotFound("/fr/none/"), 404},
	} {
		r := get(t, addr, c.target)
		text := body(t, r)
		script := s.Script(0, c.status, "")
		meta := `<meta http-equiv="Content-Security-Policy" content="` + policy + `">`
		want := strings.Replace(strings.Replace(string(c.file.Body), meta, "", 1), "</head>", script+"</head>", 1)
		if text != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.target, text, want)
		}
		if got, want := r.Header.Values("Content-Security-Policy"), widen(policy); len(got) != 1 || got[0] != want {
			t.Errorf("%s: policy %q, want %q", c.target, got, want)
		}
	}
	if r := get(t, addr, "/assets/main.css"); body(t, r) != string(site.files["/assets/main.css"].Body) || r.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Error("what is no page is served as it is")
	}
	site.set("/plain/", File{Body: []byte("<!doctype html><title>x</title>"), ContentType: "Text/HTML"})
	site.set("/two/", File{Body: []byte("<head>" + metaCSP + metaCSP + "</head>"), ContentType: "text/html"})
	if r := get(t, addr, "/plain/"); len(r.Header.Values("Content-Security-Policy")) != 0 || !strings.Contains(body(t, r), "reload.js") {
		t.Error("a page without a policy gets the script and no policy")
	}
	if r := get(t, addr, "/two/"); len(r.Header.Values("Content-Security-Policy")) != 2 {
		t.Errorf("two policies are both in force: %q", r.Header.Values("Content-Security-Policy"))
	}
}

func TestRange(t *testing.T) {
	site := newFakeSite()
	site.set("/film.mp4", File{Body: []byte("0123456789"), ContentType: "video/mp4"})
	_, addr := serve(t, site, localhost.Options{})
	if r := get(t, addr, "/film.mp4", "Range: bytes=2-4\r\n"); r.StatusCode != 206 || body(t, r) != "234" {
		t.Errorf("a part of a film: %d", r.StatusCode)
	}
}
