package deliver

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// hookStore calls before ahead of every put.
type hookStore struct {
	store
	ignore bool // conditions are not passed on

	mu     sync.Mutex
	before func(key string)
}

func (s *hookStore) put(ctx context.Context, key string, data []byte, h Header, was version) (version, error) {
	s.mu.Lock()
	if s.before != nil {
		s.before(key)
	}
	s.mu.Unlock()
	v, err := s.store.put(ctx, key, data, h, was)
	for i := 0; s.ignore && errors.Is(err, errFaster) && i < 3; i++ {
		o, _ := s.store.stat(ctx, key)
		v, err = s.store.put(ctx, key, data, h, o.version)
	}
	return v, err
}

// begun is a publisher that has written its journal and nothing else, and is never heard of again.
func begun(t *testing.T, s *objectServer, e *Edition) (*delivery, plan) {
	t.Helper()
	o := s.options(e)
	o.Now = time.Now
	d := &delivery{o: o, s: s.store()}
	c, err := takeClaim(context.Background(), d.s, o)
	if err != nil {
		t.Fatal(err)
	}
	close(c.stop)
	<-c.done
	if err := d.look(context.Background()); err != nil {
		t.Fatal(err)
	}
	p, err := d.plan(context.Background(), e)
	if err == nil {
		err = d.begin(context.Background(), e, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

// late sends all files of a publisher that had begun, as its last requests would arrive, and counts those that are taken.
func late(t *testing.T, d *delivery, p plan) (taken int) {
	for _, st := range p.steps {
		data, err := d.o.Edition.read(context.Background(), st.Entry)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.s.put(context.Background(), st.Path, data, d.o.Edition.rules.of(st.Entry, data), st.was)
		if err == nil {
			taken++
		} else if !errors.Is(err, errFaster) {
			t.Fatal(err)
		}
	}
	return taken
}

// While a publisher is alive another one is told so at once; when it has said nothing for its lease, another one takes its place.
func TestClaims(t *testing.T) {
	s := startServer(t)
	o := s.options(edition1(t, firstFiles()))
	p := place{t, s.options, func() store { return s.store() }}
	p.publish(o)
	c, err := takeClaim(context.Background(), s.store(), o)
	if err != nil {
		t.Fatal(err)
	}
	var e *Error
	if _, err := Run(context.Background(), o); !errors.As(err, &e) || e.Kind != Problem || !strings.Contains(e.Msg, "somebody else is publishing") {
		t.Errorf("beside another publisher: %v", err)
	}
	if err := c.release(); err != nil {
		t.Fatal(err)
	}
	waited := false
	o.Waiting = func(d time.Duration) { waited = d == o.Bucket.Lease }
	p.publish(o)
	if waited {
		t.Error("a claim that was given up is waited for")
	}
	begun(t, s, edition1(t, secondFiles()))
	p.publish(o)
	if !waited {
		t.Error("nobody was told of the wait")
	}
	p.expect("taken over", firstFiles())
}

// A publisher of which a request was not answered leaves its claim, so that the next one waits until that request cannot be
// carried out any more.
func TestUnansweredRequestsKeepTheClaim(t *testing.T) {
	s := startServer(t)
	b := s.store()
	c, err := takeClaim(context.Background(), b, s.options(nil))
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.put(gone, "index.html", []byte("late"), Header{}, absent); err == nil {
		t.Fatal("a request that was given up succeeded")
	}
	if err := c.release(); err != nil {
		t.Fatal(err)
	}
	r, _, err := readClaim(context.Background(), s.store())
	if err != nil || r.Holder == "" {
		t.Errorf("the claim was given up: %+v, %v", r, err)
	}
}

// The requests of a publisher whose claim was taken over arrive late: before the second publisher has sent anything, or
// before its last look. The site is the second one's edition, whatever the first one wrote.
func TestLateRequests(t *testing.T) {
	first, second := firstFiles(), secondFiles()
	third := firstFiles() // as the first edition in most files, so that the second publisher has little reason to send them
	third["fr/index.html"] = "<p>trois" + css1
	third["sitemap.xml"] = "<three/>"
	for _, moment := range []string{journalKey, "fr/index.html", "sitemap.xml"} {
		t.Run(moment, func(t *testing.T) { lateAt(t, moment, first, second, third) })
	}
}

// lateAt lets the requests of the first publisher arrive just before the second one puts that key.
func lateAt(t *testing.T, moment string, first, second, third map[string]string) {
	s := startServer(t)
	p := place{t, s.options, func() store { return s.store() }}
	p.publish(s.options(edition1(t, first)))
	d1, plan1 := begun(t, s, edition1(t, second))
	o := s.options(edition1(t, third))
	o.Now, o.Grace = time.Now, time.Hour
	taken := -1
	hooked := &hookStore{store: s.store(), before: func(key string) {
		if key == moment && taken < 0 {
			taken = late(t, d1, plan1)
		}
	}}
	c, err := takeClaim(context.Background(), hooked, o)
	if err != nil {
		t.Fatal(err)
	}
	d2 := &delivery{o: o, s: hooked, claim: c}
	if err := errors.Join(d2.run(context.Background()), c.release()); err != nil {
		t.Fatal(err)
	}
	if taken < 0 || moment == journalKey && taken != len(plan1.steps) {
		t.Errorf("%d of %d late requests were taken: this test tries nothing", taken, len(plan1.steps))
	}
	site := p.site()
	for path, text := range third {
		if site[path] != text {
			t.Errorf("%s is %q, not %q", path, site[path], text)
		}
	}
	if p.manifest() != o.Edition.Sum {
		t.Error("the manifest is another")
	}
	// The first one finds out that it has lost.
	if err := d1.switchTo(context.Background(), d1.o.Edition); err == nil {
		t.Error("the first publisher put its manifest in place")
	}
}

// A store that knows no conditions is refused, before anything is sent.
func TestStoresWithoutConditionsAreRefused(t *testing.T) {
	s := startServer(t)
	_, err := takeClaim(context.Background(), &hookStore{store: s.store(), ignore: true}, s.options(nil))
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Msg, "ignores conditional writes") {
		t.Errorf("the error is %v", err)
	}
}

// A claim ends when the destination does not answer, before anybody else may take it over.
func TestClaimsEndInSilence(t *testing.T) {
	s := startServer(t)
	block := make(chan struct{})
	hooked := &hookStore{store: s.store()}
	o := s.options(nil)
	c, err := takeClaim(context.Background(), hooked, o)
	if err != nil {
		t.Fatal(err)
	}
	hooked.mu.Lock()
	hooked.before = func(string) { <-block }
	hooked.mu.Unlock()
	<-c.ctx.Done()
	close(block)
	var e *Error
	if err := c.lost(); !errors.As(err, &e) || !strings.Contains(e.Msg, "did not answer for 1s") {
		t.Errorf("the claim ended with %v", err)
	}
	if err := c.release(); err != nil {
		t.Fatal(err)
	}
	if r, _, _ := readClaim(context.Background(), s.store()); r.Holder == "" {
		t.Error("a claim that had ended was given up")
	}
}
