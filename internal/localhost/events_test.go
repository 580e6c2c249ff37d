package localhost

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"vernacular/internal/diag"
)

// listener is a reader of the event stream.
type listener struct {
	t testing.TB
	c net.Conn
	r *bufio.Reader

	id       string            // of the last event
	problems []diag.Diagnostic // in the last event
}

// listen opens the event stream of s at addr, as a page of that revision would.
func listen(t testing.TB, s *Server, addr string, since int) *listener {
	t.Helper()
	return listenAs(t, addr, fmt.Sprintf("?token=%s&instance=%s&since=%d", s.token, s.instance, since))
}

func listenAs(t testing.TB, addr, query string) *listener {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(30 * time.Second))
	fmt.Fprintf(c, "GET /_vernacular/events%s HTTP/1.1\r\nHost: %s\r\n\r\n", query, addr)
	br := bufio.NewReader(c)
	r, err := http.ReadResponse(br, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatalf("%d %s", r.StatusCode, r.Header)
	}
	return &listener{t: t, c: c, r: bufio.NewReader(r.Body)}
}

// next reads one event.
func (l *listener) next() (m message) {
	l.t.Helper()
	for {
		line, err := l.r.ReadString('\n')
		if err != nil {
			l.t.Fatal(err)
		}
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			l.id = strings.TrimSpace(id)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var wire struct {
				message
				Diagnostics []struct{ Code, File, Message, Hint string } `json:"diagnostics"`
			}
			if err := json.Unmarshal([]byte(data), &wire); err != nil {
				l.t.Fatalf("%s: %v", data, err)
			}
			m = wire.message
			l.problems = nil
			for _, d := range wire.Diagnostics {
				l.problems = append(l.problems, diag.Diagnostic{Code: d.Code, Pos: diag.Pos{File: d.File}, Message: d.Message, Hint: d.Hint})
			}
			return m
		}
	}
}

func (m message) lists() [3]any { return [3]any{m.Changed, m.Removed, m.More} }

func lists(changed, removed []string, more bool) [3]any {
	return [3]any{append([]string{}, changed...), append([]string{}, removed...), more}
}

func TestEvents(t *testing.T) {
	site := newFakeSite()
	site.problems(diag.Warnf("w", diag.At("content/en/index.md", 3, 4), "a warning"), diag.Errorf("e", diag.At("x.md", 1, 1), "an <error>\n"))
	s, addr := serve(t, site, Options{})
	l := listen(t, s, addr, 0)
	first := l.next()
	if first.Instance != s.instance || first.Revision != 0 || first.Errors != 1 || first.Warnings != 1 || len(l.problems) != 2 {
		t.Errorf("first event %+v", first)
	}
	if d := l.problems[0]; d.Code != "e" || d.Message != "an <error>\n" { // errors come first
		t.Errorf("problem %+v", d)
	}

	s.Publish(Update{Revision: 1, Changed: []string{"/fr/", "/"}})
	if m := l.next(); m.From != 0 || m.Revision != 1 || !reflect.DeepEqual(m.lists(), lists([]string{"/", "/fr/"}, nil, false)) || l.id != "1" {
		t.Errorf("update %+v", m)
	}
	site.problems()
	s.Publish(Update{Revision: 2})
	if m := l.next(); m.Revision != 2 || m.Errors != 0 || len(l.problems) != 0 {
		t.Errorf("problems solved: %+v", m)
	}

	t.Log("what happened while nobody listened comes at once, added up")
	s.Publish(Update{Revision: 5, Changed: []string{"/a/", "/b/"}, Removed: []string{"/fr/"}})
	s.Publish(Update{Revision: 6, Changed: []string{"/fr/"}, Removed: []string{"/b/"}})
	late := listen(t, s, addr, 2)
	if m := late.next(); m.From != 2 || m.Revision != 6 || !reflect.DeepEqual(m.lists(), lists([]string{"/a/", "/fr/"}, []string{"/b/"}, false)) {
		t.Errorf("late %+v", m)
	}
	if m := listen(t, s, addr, 6).next(); !reflect.DeepEqual(m.lists(), lists(nil, nil, false)) {
		t.Errorf("up to date %+v", m)
	}

	t.Log("whoever cannot be told looks")
	for query, why := range map[string]string{
		"&instance=other&since=6":              "another run of the server",
		"&instance=" + s.instance + "&since=":  "no revision",
		"&instance=" + s.instance + "&since=9": "a revision that is not yet",
		"":                                     "nothing",
	} {
		if m := listenAs(t, addr, "?token="+s.token+query).next(); !reflect.DeepEqual(m.lists(), lists(nil, nil, true)) {
			t.Errorf("%s: %+v", why, m)
		}
	}
	for i := range maxUpdates {
		s.Publish(Update{Revision: 7 + i, Changed: []string{fmt.Sprint("/", i, "/")}})
	}
	if m := listen(t, s, addr, 5).next(); !m.More || len(m.Changed) != 0 {
		t.Errorf("too far behind: %+v", m)
	}
	if m := listen(t, s, addr, 6).next(); m.More || len(m.Changed) != maxUpdates {
		t.Errorf("just near enough: %+v", m)
	}
	var many []string
	for i := range maxPaths + 1 {
		many = append(many, fmt.Sprint("/", i, "/"))
	}
	s.Publish(Update{Revision: 1000, Changed: many})
	if m := listen(t, s, addr, 6+maxUpdates).next(); !m.More || len(m.Changed) != 0 || m.Revision != 1000 {
		t.Errorf("too many: %+v", m)
	}
	s.Publish(Update{Revision: 1001, Changed: []string{"/x/"}})
	if m := listen(t, s, addr, 1000).next(); !reflect.DeepEqual(m.lists(), lists([]string{"/x/"}, nil, false)) {
		t.Errorf("after too many: %+v", m)
	}
	if m := listen(t, s, addr, 999).next(); !m.More {
		t.Errorf("before too many: %+v", m)
	}
}

func TestManyProblems(t *testing.T) {
	site := newFakeSite()
	var list []diag.Diagnostic
	for i := range 500 {
		list = append(list, diag.Warnf("w", diag.At("a.md", i+1, 1), "warning"))
	}
	list = append(list, diag.Errorf("e", diag.At("z.md", 1, 1), "the error"))
	site.problems(list...)
	s, addr := serve(t, site, Options{})
	l := listen(t, s, addr, 0)
	m := l.next()
	if m.Errors != 1 || m.Warnings != 500 || len(l.problems) != maxShown || l.problems[0].Message != "the error" {
		t.Errorf("%d errors, %d warnings, %d shown, first %+v", m.Errors, m.Warnings, len(l.problems), l.problems[0])
	}
	if list[0].Severity != diag.Warning {
		t.Error("the site's list was sorted in place")
	}
}

// TestWhoMayListen is FAULTS S2.
func TestWhoMayListen(t *testing.T) {
	s, addr := serve(t, newFakeSite(), Options{Token: "secret", Hosts: []string{"preview.test"}})
	_, port, _ := net.SplitHostPort(addr)
	at := "/_vernacular/events?token=secret"
	for _, c := range []struct {
		target, header string
		want           int
	}{
		{at, "", 200},
		{at, "Sec-Fetch-Site: same-origin\r\n", 200},
		{at, "Sec-Fetch-Site: none\r\n", 200},
		{at, "Origin: http://" + addr + "\r\n", 200},
		{at, "Origin: HTTP://" + addr + "\r\n", 200},
		{"/_vernacular/events", "", 403},
		{"/_vernacular/events?token=", "", 403},
		{"/_vernacular/events?token=Secret", "", 403},
		{"/_vernacular/events?token=secretx", "", 403},
		{"/_vernacular/events?token=x&token=secret", "", 403},
		{at, "Sec-Fetch-Site: cross-site\r\n", 403},
		{at, "Sec-Fetch-Site: same-site\r\n", 403},
		{at, "Sec-Fetch-Site: nonsense\r\n", 403},
		{at, "Origin: http://evil.example\r\n", 403},
		{at, "Origin: http://evil.example:" + port + "\r\n", 403},
		{at, "Origin: http://localhost:" + port + "\r\n", 403}, // ours by another name is another origin
		{at, "Origin: http://127.0.0.1:1\r\n", 403},
		{at, "Origin: null\r\n", 403},
		{at, "Origin:\r\n", 403},
		{at, "Origin: file://\r\n", 403},
		{at, "Origin: http://x@" + addr + "\r\n", 403},
		{at, "Origin: http://" + addr + "\r\nOrigin: http://evil.example\r\n", 403},
		{at, "Origin: http://" + addr + "\r\nSec-Fetch-Site: cross-site\r\n", 403},
	} {
		r := get(t, addr, c.target, c.header)
		if r.StatusCode != c.want {
			t.Errorf("%s %q: %d, want %d", c.target, c.header, r.StatusCode, c.want)
		}
		if c.want != 200 && strings.Contains(body(t, r), "instance") {
			t.Errorf("%s %q: told something", c.target, c.header)
		}
	}
	if other := serverOf(newFakeSite(), Options{}); len(other.token) < 26 || other.token == serverOf(newFakeSite(), Options{}).token {
		t.Errorf("token %q is easily guessed", other.token)
	}
	if n := s.count(); n > 10 {
		t.Errorf("%d clients", n)
	}
}

func (s *Server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.clients)
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

// TestPublishNeverWaits: a browser that does not read delays nobody and costs no memory, and gets the
// sum when it reads again.
func TestPublishNeverWaits(t *testing.T) {
	site := newFakeSite()
	s, addr := serve(t, site, Options{})
	stuck := listen(t, s, addr, 0)
	stuck.next()
	for range 10 {
		listen(t, s, addr, 0).next()
	}
	var list []diag.Diagnostic
	for i := range 100 {
		list = append(list, diag.Errorf("e", diag.At("a.md", i+1, 1), "%s", strings.Repeat("long ", 200)))
	}
	site.problems(list...) // 100 KB an event: soon more than any buffer on the way holds
	start := time.Now()
	for i := range 1000 {
		s.Publish(Update{Revision: i + 1, Changed: []string{"/fr/"}})
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("1,000 updates took %v", took)
	}
	for m := stuck.next(); m.Revision < 1000; m = stuck.next() {
	}
}

func TestDisconnectsAreNoticed(t *testing.T) {
	s, addr := serve(t, newFakeSite(), Options{})
	l := listen(t, s, addr, 0)
	l.next()
	if s.count() != 1 {
		t.Fatal(s.count(), "clients")
	}
	l.c.Close()
	waitFor(t, "the client to be forgotten", func() bool { return s.count() == 0 })
	r := raw(t, addr, "HEAD /_vernacular/events?token="+s.token+" HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n")
	if r.StatusCode != 200 {
		t.Errorf("HEAD: %d", r.StatusCode)
	}
	waitFor(t, "the client to be forgotten", func() bool { return s.count() == 0 })
}

// TestThousandReaders is FAULTS S4.
func TestThousandReaders(t *testing.T) {
	s, addr := serve(t, newFakeSite(), Options{})
	const n = 1000
	all := make([]*listener, 0, n)
	for range n {
		all = append(all, listen(t, s, addr, 0))
	}
	for _, l := range all {
		l.next()
	}
	s.Publish(Update{Revision: 1, Changed: []string{"/fr/"}})
	var wg sync.WaitGroup
	for _, l := range all {
		wg.Go(func() {
			if m := l.next(); m.Revision != 1 || len(m.Changed) != 1 {
				t.Errorf("%+v", m)
			}
		})
	}
	wg.Wait()
	if r := get(t, addr, "/"); r.StatusCode != 200 {
		t.Errorf("beside them: %d", r.StatusCode)
	}
	for i := range maxClients - n { // no need for real ones
		s.mu.Lock()
		s.clients[&client{wake: make(chan struct{}, i%2)}] = true
		s.mu.Unlock()
	}
	if r := get(t, addr, "/_vernacular/events?token="+s.token); r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", r.StatusCode)
	}
}

// TestSiteMayLock: a site that holds its lock while it publishes, and needs it to answer, does not hang.
func TestSiteMayLock(t *testing.T) {
	site := newFakeSite()
	s, addr := serve(t, site, Options{})
	l := listen(t, s, addr, 0)
	l.next()
	for i := range 100 {
		site.mu.Lock()
		s.Publish(Update{Revision: i + 1})
		site.mu.Unlock()
	}
	for l.next().Revision < 100 {
	}
}

// TestCloseEndsChannels: with a listener and with none, before and after serving.
func TestCloseEndsChannels(t *testing.T) {
	s, addr := serve(t, newFakeSite(), Options{})
	l := listen(t, s, addr, 0)
	l.next()
	s.Close()
	if _, err := io.ReadAll(l.r); err != nil && !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	waitFor(t, "the client to be forgotten", func() bool { return s.count() == 0 })
	closed := serverOf(newFakeSite(), Options{})
	closed.Close()
	lis, _, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Serve(lis); err != nil {
		t.Error("serving after Close:", err)
	}
	s.Publish(Update{Revision: 9})
}
