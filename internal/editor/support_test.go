package editor

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vernacular/internal/localhost"
	"vernacular/internal/preview"
)

func TestMain(m *testing.M) {
	// net/http gives a refused client half a second to read the answer before it closes.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait"))
}

// fakeSite is a tree in memory that tests change.
type fakeSite struct {
	siteMu sync.Mutex
	files  map[string]preview.File
}

func pageOf(lang, body string) preview.File {
	return preview.File{ContentType: "text/html; charset=utf-8", Body: []byte(`<!doctype html>
<html lang="` + lang + `">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'">
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
	return &fakeSite{files: map[string]preview.File{"/": pageOf("en", "<h1>Hello</h1>"), "/ar/": pageOf("ar", "<h1>أهلا</h1>")}}
}

func (f *fakeSite) Open(p string) (preview.File, bool) {
	f.siteMu.Lock()
	defer f.siteMu.Unlock()
	file, ok := f.files[p]
	return file, ok
}

func (f *fakeSite) NotFound(string) preview.File { return pageOf("en", "<h1>Not found</h1>") }

func (f *fakeSite) set(p string, file preview.File) {
	f.siteMu.Lock()
	defer f.siteMu.Unlock()
	f.files[p] = file
}

// channelToken is the secret of the event stream in tests.
const channelToken = "secret of the channel"

// server has the editor of a project and the pages of its site, and counts those who listen to its events.
type server struct {
	*localhost.Server
	editor    *Editor
	web       http.Server
	listening atomic.Int64
}

func serverOf(d *fakeProject, hosts ...string) *server {
	s := &server{Server: localhost.New(localhost.Options{Token: channelToken, Hosts: hosts})}
	s.editor = Add(s.Server, d)
	preview.Add(s.Server, d)
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
func serve(t testing.TB, d *fakeProject) (s *server, addr string) {
	t.Helper()
	l, _, err := localhost.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s = serverOf(d)
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, l.Addr().String()
}

func contextWithLocal(r *http.Request, a net.Addr) context.Context {
	return context.WithValue(r.Context(), http.LocalAddrContextKey, a)
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

// waitFor waits for a condition.
func waitFor(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for ", what)
		}
	}
}
