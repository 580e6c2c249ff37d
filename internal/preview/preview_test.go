package preview

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vernacular/internal/diag"
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

func (f *fakeSite) Diagnostics() []diag.Diagnostic {
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

// serve runs a server for a test and gives its address.
func serve(t testing.TB, site Site, o Options) (s *Server, addr string) {
	t.Helper()
	l, warning, err := Listen("127.0.0.1:0")
	if err != nil || warning != "" {
		t.Fatal(err, warning)
	}
	s = New(site, o)
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

// TestHost is FAULTS S1: only a request that names this machine is answered.
func TestHost(t *testing.T) {
	_, addr := serve(t, newFakeSite(), Options{Hosts: []string{"Preview.Test", "proxy.test:9000", "tunnel.test:443", "plain.test:80", "[2001:db8::1]"}})
	_, port, _ := net.SplitHostPort(addr)
	for _, c := range []struct {
		host string
		ok   bool
	}{
		{"127.0.0.1:" + port, true},
		{"localhost:" + port, true},
		{"LocalHost:" + port, true},
		{"127.0.0.2:" + port, true},
		{"[::1]:" + port, true},
		{"preview.test:" + port, true},
		{"proxy.test:9000", true},
		{"[2001:db8::1]:" + port, true},
		{"tunnel.test", true},
		{"tunnel.test:443", true},
		{"plain.test", true},

		{"evil.example", false},
		{"evil.example:" + port, false},
		{"preview.test", false},
		{"preview.test:9000", false},
		{"proxy.test:" + port, false},
		{"proxy.test", false},
		{"plain.test:443", false},
		{"tunnel.test:" + port, false},
		{"localhost.:" + port, false},
		{"127.0.0.1.:" + port, false},
		{"evil.localhost:" + port, false},
		{"localhost.evil.example:" + port, false},
		{"127.0.0.1.evil.example:" + port, false},
		{"localhost", false},
		{"127.0.0.1", false},
		{"127.0.0.1:80", false},
		{"127.0.0.1:0" + port, false},
		{"127.0.0.1:+" + port, false},
		{"127.0.0.1:" + port + ":80", false},
		{"127.0.0.1:" + port + "@evil.example", false},
		{"evil.example@127.0.0.1:" + port, false},
		{"127.0.0.1:", false},
		{":" + port, false},
		{"127.1:" + port, false},
		{"2130706433:" + port, false},
		{"0x7f.0.0.1:" + port, false},
		{"0177.0.0.1:" + port, false},
		{"0.0.0.0:" + port, false},
		{"10.0.0.1:" + port, false},
		{"[::ffff:127.0.0.1]:" + port, false},
		{"[::1%25lo]:" + port, false},
		{"[::]:" + port, false},
		{"[::1]", false},
		{"[::1]" + port, false},
		{"::1:" + port, false},
		{"[127.0.0.1]:" + port, false},
	} {
		r := raw(t, addr, "GET / HTTP/1.1\r\nHost: "+c.host+"\r\nConnection: close\r\n\r\n")
		text := body(t, r)
		switch {
		case c.ok && r.StatusCode != 200:
			t.Errorf("host %q: %d %s", c.host, r.StatusCode, text)
		case !c.ok && r.StatusCode != 421 && r.StatusCode != 400: // net/http itself refuses some
			t.Errorf("host %q: %d", c.host, r.StatusCode)
		case !c.ok && strings.Contains(text, "Hello"):
			t.Errorf("host %q got the page", c.host)
		}
	}
	for name, request := range map[string]string{
		"absent, 1.0":      "GET / HTTP/1.0\r\n\r\n",
		"absent, 1.1":      "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
		"empty":            "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
		"two":              "GET / HTTP/1.1\r\nHost: " + addr + "\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"absolute form":    "GET http://evil.example/ HTTP/1.1\r\nHost: " + addr + "\r\nConnection: close\r\n\r\n",
		"forwarded is not": "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: " + addr + "\r\nConnection: close\r\n\r\n",
	} {
		if r := raw(t, addr, request); r.StatusCode != 421 && r.StatusCode != 400 {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
	if r := raw(t, addr, "GET http://"+addr+"/ HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n"); r.StatusCode != 200 {
		t.Errorf("absolute form of ours: %d", r.StatusCode)
	}
}

// TestHostOfOpenListener: whoever binds to an address that others can reach may use it in the browser.
func TestHostOfOpenListener(t *testing.T) {
	s := New(newFakeSite(), Options{})
	ask := func(local, host string) int {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		tcp, err := net.ResolveTCPAddr("tcp", local)
		if err != nil {
			t.Fatal(err)
		}
		r = r.WithContext(contextWithLocal(r, tcp))
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		local, host string
		want        int
	}{
		{"192.168.1.5:8080", "192.168.1.5:8080", 200},
		{"192.168.1.5:8080", "192.168.1.6:8080", 421},
		{"192.168.1.5:8080", "evil.example:8080", 421},
		{"[2001:db8::5]:8080", "[2001:db8::5]:8080", 200},
		{"127.0.0.1:80", "localhost", 200},
		{"127.0.0.1:80", "127.0.0.1", 200},
		{"[::1]:80", "[::1]", 200},
	} {
		if got := ask(c.local, c.host); got != c.want {
			t.Errorf("at %s, host %s: %d, want %d", c.local, c.host, got, c.want)
		}
	}
}

// TestPaths is FAULTS S3 and what links look like in all scripts.
func TestPaths(t *testing.T) {
	site := newFakeSite()
	_, addr := serve(t, site, Options{})
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
	_, addr := serve(t, newFakeSite(), Options{})
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
	s, addr := serve(t, newFakeSite(), Options{})
	for _, target := range []string{"/", "/fr", "/none", "/..", "/assets/main.css", "/_vernacular/reload.js", "/_vernacular/x",
		"/_vernacular/events", "/_vernacular/events?token=" + s.token} {
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
	_, addr := serve(t, site, Options{})
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
	_, other := serve(t, site, Options{})
	if a, b := get(t, addr, "/").Header.Get("ETag"), get(t, other, "/").Header.Get("ETag"); a == b {
		t.Error("two runs of the server give the same tag")
	}
}

// TestSlowClients is FAULTS S4: connections that do not go on are closed, and keep nobody waiting.
func TestSlowClients(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a time limit of five seconds")
	}
	t.Parallel()
	_, addr := serve(t, newFakeSite(), Options{})
	var slow []net.Conn
	for i := range 50 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: "+addr+"\r\nX-Slow: "[:i%10])
		slow = append(slow, c)
	}
	if r := get(t, addr, "/"); r.StatusCode != 200 {
		t.Errorf("beside slow ones: %d", r.StatusCode)
	}
	for _, c := range slow {
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, errTimeout(err)) {
			t.Fatal("a half-open connection was kept")
		}
	}
	huge := raw(t, addr, "GET / HTTP/1.1\r\nHost: "+addr+"\r\nX: "+strings.Repeat("x", 64<<10)+"\r\n\r\n")
	if huge.StatusCode != 431 {
		t.Errorf("64 KB of headers: %d", huge.StatusCode)
	}
}

func errTimeout(err error) error {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return err
	}
	return io.ErrNoProgress
}

func TestListen(t *testing.T) {
	l, warning, err := Listen("127.0.0.1:0")
	if err != nil || warning != "" {
		t.Fatal(err, warning)
	}
	defer l.Close()
	if got, want := LoopbackURL(l), "http://"+l.Addr().String()+"/"; got != want {
		t.Errorf("URL %s, want %s", got, want)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, c := range []struct{ addr, want string }{
		{"127.0.0.1:" + port, "in use already"},
		{":" + port, "in use already"},
		{port, "in use already"},
		{"127.0.0.1:" + port, "--addr 127.0.0.1:0"},
		{"nonsense", "write it as HOST:PORT"},
		{"127.0.0.1:99999", "--addr"},
		{"127.0.0.1:http-alt-x", "--addr"},
		{"198.51.100.7:8080", "not an address of this machine"},
	} {
		l, _, err := Listen(c.addr)
		if err == nil {
			l.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.addr, err, c.want)
		}
	}
	open, warning, err := Listen("0.0.0.0:0")
	if err != nil {
		t.Skip(err)
	}
	defer open.Close()
	if !strings.Contains(warning, "every machine that can reach this one") {
		t.Errorf("warning %q", warning)
	}
	if got := LoopbackURL(open); !strings.HasPrefix(got, "http://127.0.0.1:") {
		t.Errorf("URL %s", got)
	}
	none, warning, err := Listen("localhost:0")
	if err != nil || warning != "" {
		t.Fatal(err, warning)
	}
	none.Close()
}

// TestPublishedUntouched: serving changes nothing in the site's memory.
func TestPublishedUntouched(t *testing.T) {
	site := newFakeSite()
	before := map[string][]byte{}
	for p, f := range site.files {
		before[p] = bytes.Clone(f.Body)
	}
	_, addr := serve(t, site, Options{})
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

func ExampleLoopbackURL() {
	l, _, err := Listen("127.0.0.1:0")
	if err != nil {
		return
	}
	defer l.Close()
	fmt.Println(strings.HasPrefix(LoopbackURL(l), "http://127.0.0.1:"))
	// Output: true
}
