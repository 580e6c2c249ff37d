package preview

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
)

func TestMain(m *testing.M) {
	// net/http gives a refused client half a second to read the answer before it closes.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait"))
}

// fakeSite is a tree in memory that tests change.
type fakeSite struct {
	mu    sync.Mutex
	files map[string]File
	list  []diag.Diagnostic
	asked map[string]int
	late  map[string]chan struct{} // who asks first for one of these is answered last, when the channel is closed
}

const policy = "default-src 'none'; style-src 'self'; img-src 'self'"

func pageOf(lang, body string) File {
	return File{ContentType: "text/html; charset=utf-8", Body: []byte(`<!doctype html>
<html lang="` + lang + `">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="` + policy + `">
<title>` + lang + `</title>
<link rel="stylesheet" href="/assets/main.css">
</head>
<body>
` + body + `
</body>
</html>
`)}
}

func newFakeSite() *fakeSite {
	return &fakeSite{asked: map[string]int{}, files: map[string]File{
		"/":                {Body: pageOf("en", "<h1>Hello</h1>").Body, ContentType: "text/html; charset=utf-8", ETag: `"root"`},
		"/fr/":             pageOf("fr", "<h1>Bonjour</h1>"),
		"/ar/حول/":         pageOf("ar", "<h1>حول</h1>"),
		"/fr/café/":        pageOf("fr", "<h1>Café</h1>"),
		"/assets/main.css": {Body: []byte("h1 { color: rgb(0, 0, 1) }"), ContentType: "text/css; charset=utf-8"},
		"/a b/":            pageOf("en", "space"),
	}}
}

func (f *fakeSite) Open(p string) (File, bool) {
	f.mu.Lock()
	f.asked[p]++
	file, ok := f.files[p]
	hold := f.late[p]
	delete(f.late, p)
	f.mu.Unlock()
	if hold != nil {
		<-hold
	}
	return file, ok
}

func (f *fakeSite) NotFound(p string) File {
	if strings.HasPrefix(p, "/fr/") {
		return pageOf("fr", "<h1>Introuvable</h1>")
	}
	return pageOf("en", "<h1>Not found</h1>")
}

func (f *fakeSite) diagnostics() []diag.Diagnostic {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.list
}

func (f *fakeSite) set(p string, file File) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[p] = file
}

func (f *fakeSite) remove(p string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.files, p)
}

func (f *fakeSite) problems(list ...diag.Diagnostic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = list
}

// server is a server with the preview of a site, which counts those who listen to its events.
type server struct {
	*localhost.Server
	web       http.Server
	listening atomic.Int64
}

func serverOf(site *fakeSite, o localhost.Options) *server {
	o.Problems = site.diagnostics
	s := &server{Server: localhost.New(o)}
	Add(s.Server, site)
	handler := s.Handler()
	s.web.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == localhost.Own+"events" {
			s.listening.Add(1)
			defer s.listening.Add(-1)
		}
		handler.ServeHTTP(w, r)
	})
	return s
}

func (s *server) Serve(l net.Listener) error {
	if err := s.web.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (s *server) Close() {
	s.Server.Close()
	s.web.Close()
}

func (s *server) count() int { return int(s.listening.Load()) }

// serve runs a server for a test and returns its address.
func serve(t testing.TB, site *fakeSite, o localhost.Options) (s *server, addr string) {
	t.Helper()
	l, warning, err := localhost.Listen("127.0.0.1:0")
	if err != nil || warning != "" {
		t.Fatal(err, warning)
	}
	s = serverOf(site, o)
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, l.Addr().String()
}

// waitFor waits for a condition.
func waitFor(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for ", what)
		}
	}
}

// raw sends the bytes of a request as they are.
func raw(t testing.TB, addr, request string) *http.Response {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(c, request)
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	return r
}

func get(t testing.TB, addr, target string, headers ...string) *http.Response {
	t.Helper()
	return raw(t, addr, "GET "+target+" HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n"+strings.Join(headers, "")+"\r\n")
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPaths is FAULTS S3 and what links look like in all scripts.
func TestPaths(t *testing.T) {
	site := newFakeSite()
	_, addr := serve(t, site, localhost.Options{})
	for _, c := range []struct {
		target string
		status int
		want   string // part of the body, or the Location
	}{
		{"/", 200, "Hello"},
		{"/?x=1", 200, "Hello"},
		{"/fr/", 200, "Bonjour"},
		{"/fr", 308, "/fr/"},
		{"/fr?a=b", 308, "/fr/?a=b"},
		{"/ar/%D8%AD%D9%88%D9%84/", 200, "حول"},
		{"/ar/%D8%AD%D9%88%D9%84", 308, "/ar/%D8%AD%D9%88%D9%84/"},
		{"/ar/حول/", 200, "حول"},
		{"/fr/caf%C3%A9/", 200, "Café"},
		{"/fr/cafe%CC%81/", 200, "Café"}, // NFD, as some systems and people type it
		{"/fr/cafe%CC%81", 308, "/fr/caf%C3%A9/"},
		{"/a%20b/", 200, "space"},
		{"/assets/main.css", 200, "color"},
		{"/none", 404, "Not found"},
		{"/fr/none/", 404, "Introuvable"},
		{"/fr/none", 404, "Introuvable"},

		{"/..", 400, ""},
		{"/../", 400, ""},
		{"/fr/../", 400, ""},
		{"/fr/./", 400, ""},
		{"/%2e%2e/", 400, ""},
		{"/fr/%2E%2e/", 400, ""},
		{"/fr/.%2e/x", 400, ""},
		{"/%2e/", 400, ""},
		{"//", 400, ""},
		{"//evil.example", 400, ""},
		{"//evil.example/fr", 400, ""},
		{"/fr//", 400, ""},
		{"/\\evil.example", 400, ""},
		{"/%5cevil.example", 400, ""},
		{"/fr%5C..%5C", 400, ""},
		{"/fr%2f", 400, ""},
		{"/%2F%2Fevil.example", 400, ""},
		{"/%00", 400, ""},
		{"/fr/%00/", 400, ""},
		{"/%0d%0aSet-Cookie:x", 400, ""},
		{"/%7f", 400, ""},
		{"/%c2%85", 400, ""},
		{"/%ff", 400, ""},
		{"/%EF%BF%BD", 400, ""},
		{"/%zz", 400, ""},
		{"*", 400, ""},
		{"/etc/passwd", 404, "Not found"},
		{"/content/en/index.md", 404, "Not found"},
		{"/site.toml", 404, "Not found"},
		{"/.git/HEAD", 404, "Not found"},
		{"/_vernacular/", 404, "There is nothing here"},
		{"/_vernacular/../fr/", 400, ""},
		{"/_vernacular/nothing", 404, "There is nothing here"},
		{"/_vernacular/reload.js", 200, "EventSource"},
		{"/_vernacular/overlay.css", 200, ":host"},
	} {
		r := get(t, addr, c.target)
		text := body(t, r)
		if r.StatusCode != c.status {
			t.Errorf("%q: %d, want %d", c.target, r.StatusCode, c.status)
		}
		if c.status == 308 {
			text = r.Header.Get("Location")
			if text != c.want {
				t.Errorf("%q leads to %q, want %q", c.target, text, c.want)
			}
		}
		if !strings.Contains(text, c.want) {
			t.Errorf("%q gives %q, want %q", c.target, text, c.want)
		}
		if c.status == 400 && strings.Contains(text, "evil") {
			t.Errorf("%q: the answer repeats the request", c.target)
		}
	}
	for p := range site.asked {
		if strings.Contains(p, "..") || strings.Contains(p, "//") || !strings.HasPrefix(p, "/") {
			t.Errorf("the site was asked for %q", p)
		}
	}
}

func TestMethods(t *testing.T) {
	_, addr := serve(t, newFakeSite(), localhost.Options{})
	for _, m := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW"} {
		r := raw(t, addr, m+" / HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n")
		if r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, allow %q", m, r.StatusCode, r.Header.Get("Allow"))
		}
	}
	for _, p := range []string{"/", "/assets/main.css", "/none", "/_vernacular/reload.js"} {
		head, err := http.Head("http://" + addr + p)
		if err != nil {
			t.Fatal(err)
		}
		full := get(t, addr, p)
		if head.StatusCode != full.StatusCode || head.ContentLength != int64(len(body(t, full))) {
			t.Errorf("HEAD %s: %d, %d bytes", p, head.StatusCode, head.ContentLength)
		}
		head.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
}

// TestHeaders: what every answer says, whatever it is.
func TestHeaders(t *testing.T) {
	_, addr := serve(t, newFakeSite(), localhost.Options{Token: "secret"})
	for _, target := range []string{"/", "/fr", "/none", "/..", "/assets/main.css", "/_vernacular/reload.js", "/_vernacular/x",
		"/_vernacular/events", "/_vernacular/events?token=secret"} {
		r := get(t, addr, target, "Origin: http://"+addr+"\r\n")
		for k, want := range map[string]string{
			"X-Content-Type-Options":       "nosniff",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Referrer-Policy":              "same-origin",
			"X-Frame-Options":              "SAMEORIGIN",
		} {
			if got := r.Header.Get(k); got != want {
				t.Errorf("%s: %s is %q", target, k, got)
			}
		}
		if cc := r.Header.Get("Cache-Control"); cc != "no-cache" && cc != "no-store" {
			t.Errorf("%s: Cache-Control %q", target, cc)
		}
		for k := range r.Header {
			if strings.HasPrefix(k, "Access-Control") || k == "Set-Cookie" {
				t.Errorf("%s: has %s", target, k)
			}
		}
	}
}

func TestNotModified(t *testing.T) {
	site := newFakeSite()
	_, addr := serve(t, site, localhost.Options{})
	for _, p := range []string{"/", "/fr/", "/assets/main.css", "/_vernacular/overlay.css"} {
		tag := get(t, addr, p).Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || len(tag) < 4 {
			t.Fatalf("%s: ETag %q", p, tag)
		}
		for _, header := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			if r := get(t, addr, p, "If-None-Match: "+header+"\r\n"); r.StatusCode != 304 || body(t, r) != "" {
				t.Errorf("%s, If-None-Match %s: %d", p, header, r.StatusCode)
			}
		}
		if r := get(t, addr, p, "If-None-Match: \"other\"\r\n"); r.StatusCode != 200 {
			t.Errorf("%s: %d", p, r.StatusCode)
		}
	}
	if a, b := get(t, addr, "/").Header.Get("ETag"), `"root"`; a == b {
		t.Error("the served copy has the tag of the published page, which has other bytes")
	}
	if tag := get(t, addr, "/none").Header.Get("ETag"); tag != "" {
		t.Errorf("what is not there has the tag %s", tag)
	}
	before := get(t, addr, "/fr/").Header.Get("ETag")
	site.set("/fr/", pageOf("fr", "<h1>Salut</h1>"))
	if r := get(t, addr, "/fr/", "If-None-Match: "+before+"\r\n"); r.StatusCode != 200 || !strings.Contains(body(t, r), "Salut") {
		t.Errorf("a changed page: %d", r.StatusCode)
	}
	// Another run of the server has another token, so a browser must not keep the copy with the old one.
	_, other := serve(t, site, localhost.Options{})
	if a, b := get(t, addr, "/").Header.Get("ETag"), get(t, other, "/").Header.Get("ETag"); a == b {
		t.Error("two runs of the server give the same tag")
	}
}

// TestPublishedUntouched: serving changes nothing in the site's memory.
func TestPublishedUntouched(t *testing.T) {
	site := newFakeSite()
	before := map[string][]byte{}
	for p, f := range site.files {
		before[p] = bytes.Clone(f.Body)
	}
	_, addr := serve(t, site, localhost.Options{})
	for range 3 {
		for p := range before {
			body(t, get(t, addr, strings.ReplaceAll(p, " ", "%20")))
		}
	}
	for p, want := range before {
		if !bytes.Equal(site.files[p].Body, want) {
			t.Errorf("%s was changed", p)
		}
	}
}
