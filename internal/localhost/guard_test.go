package localhost

import (
	"bufio"
	"context"
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
	s := serverOf(newFakeSite(), Options{})
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
		{"127.0.0.1:" + port, "--addr " + Free("127.0.0.1:"+port)},
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

func ExampleLoopbackURL() {
	l, _, err := Listen("127.0.0.1:0")
	if err != nil {
		return
	}
	defer l.Close()
	fmt.Println(strings.HasPrefix(LoopbackURL(l), "http://127.0.0.1:"))
	// Output: true
}

func TestMain(m *testing.M) {
	// net/http gives a refused client half a second to read the answer before it closes.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait"))
}

func contextWithLocal(r *http.Request, a net.Addr) context.Context {
	return context.WithValue(r.Context(), http.LocalAddrContextKey, a)
}

// fakeSite has one page, and problems that tests change.
type fakeSite struct {
	mu   sync.Mutex
	list []diag.Diagnostic
}

func newFakeSite() *fakeSite { return &fakeSite{} }

func (f *fakeSite) diagnostics() []diag.Diagnostic {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.list
}

func (f *fakeSite) problems(list ...diag.Diagnostic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = list
}

// serverOf returns a server of the site, which serves nowhere yet.
func serverOf(site *fakeSite, o Options) *Server {
	o.Problems = site.diagnostics
	s := New(o)
	s.Handle(Part{
		Owns: func(path string) bool { return path == "/" },
		Serve: func(w http.ResponseWriter, r *http.Request, _ string) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			Send(w, r, http.StatusOK, []byte("<h1>Hello</h1>"))
		},
	})
	return s
}

// serve runs a server for a test and returns its address.
func serve(t testing.TB, site *fakeSite, o Options) (s *Server, addr string) {
	t.Helper()
	l, warning, err := Listen("127.0.0.1:0")
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

// TestParts: the first part that owns an address answers, and alone says whether it takes forms.
func TestParts(t *testing.T) {
	s, addr := serve(t, newFakeSite(), Options{})
	s.Handle(Part{
		Forms: "The form", Owns: func(path string) bool { return path == Own+"form" || path == "/" },
		Serve: func(w http.ResponseWriter, r *http.Request, path string) {
			Send(w, r, http.StatusOK, []byte(r.Method+" "+path))
		},
	})
	for _, c := range []struct {
		method, target string
		status         int
		allow, want    string
	}{
		{"GET", "/", 200, "", "Hello"},
		{"POST", "/", 405, "GET, HEAD", "can only be read."},
		{"GET", "/_vernacular/form", 200, "", "GET /_vernacular/form"},
		{"POST", "/_vernacular/form", 200, "", "POST /_vernacular/form"},
		{"PUT", "/_vernacular/form", 405, "GET, HEAD, POST", "The form can only be read and sent its forms."},
		{"POST", "/_vernacular/x/../form", 405, "GET, HEAD", "can only be read."},
		{"GET", "/_vernacular/x/../form", 400, "", "no address"},
		{"GET", "/_vernacular/reload.js", 200, "", "EventSource"},
		{"GET", "/_vernacular/overlay.css", 200, "", ":host"},
		{"GET", "/_vernacular/", 404, "", "There is nothing here"},
	} {
		r := raw(t, addr, c.method+" "+c.target+" HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n")
		if text := body(t, r); r.StatusCode != c.status || r.Header.Get("Allow") != c.allow || !strings.Contains(text, c.want) {
			t.Errorf("%s %s: %d, allow %q: %.200s", c.method, c.target, r.StatusCode, r.Header.Get("Allow"), text)
		}
	}
}

// TestScript: no part of the element can end it.
func TestScript(t *testing.T) {
	s := New(Options{Token: `"><script>`})
	want := `<script src="/_vernacular/reload.js" data-token="&#34;&gt;&lt;script&gt;" data-instance="` + s.instance + `" data-revision="7" data-status="404" data-mode="overview" defer></script>`
	if got := s.Script(7, 404, "overview"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
