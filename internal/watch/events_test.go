package watch

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// faulty is the system's backend with errors of our own.
type faulty struct {
	backend
	errs  chan error
	limit *atomic.Int64 // how many folders may be watched
}

func (f faulty) Errors() <-chan error { return f.errs }
func (f faulty) Add(folder string) error {
	if f.limit.Add(-1) < 0 {
		return syscall.ENOSPC
	}
	return f.backend.Add(folder)
}

func TestOverflowIsNoticed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	errs := make(chan error)
	var limit atomic.Int64
	limit.Store(1e9)
	var opened atomic.Int64
	w, err := start(s.dir, Options{}, func() (backend, error) {
		opened.Add(1)
		b, err := newSystemBackend()
		return faulty{b, errs, &limit}, err
	})
	s.must(err)
	m := follow(s, w)
	errs <- fsnotify.ErrEventOverflow
	m.wait("everything", func() bool { return m.named("everything") == 1 }, func() string { return "" })
	if n := m.notices(); len(n) != 1 || !strings.Contains(n[0], "more changes at once") {
		t.Errorf("notices %q", n)
	}
	s.write("content/en/guide/deep/two.md", "watched still")
	m.converge()
	if w.Mode() != systemMode() || opened.Load() != 2 {
		t.Errorf("mode %s, opened %d times", w.Mode(), opened.Load())
	}

	t.Log("any other error is the end of it")
	errs <- errors.New("a strange error")
	m.wait("polling", func() bool { return w.Mode() == "polling" }, func() string { return "" })
	s.write(page, "polled")
	m.converge()
	if n := m.notices(); len(n) != 2 || !strings.Contains(n[1], "a strange error") {
		t.Errorf("notices %q", n)
	}
}

func TestLimitWhileRunning(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var limit atomic.Int64
	limit.Store(20)
	w, err := start(s.dir, Options{}, func() (backend, error) {
		b, err := newSystemBackend()
		return faulty{b, make(chan error), &limit}, err
	})
	s.must(err)
	m := follow(s, w)
	if w.Mode() != systemMode() {
		t.Fatal("mode", w.Mode())
	}
	for i := range 30 {
		s.write(fmt.Sprintf("content/en/%d/p.md", i), "x")
	}
	m.converge()
	m.wait("polling", func() bool { return w.Mode() == "polling" }, func() string { return "" })
	s.write("content/en/29/p.md", "changed")
	m.converge()
	if n := m.notices(); runtime.GOOS == "linux" && (len(n) != 1 || !strings.Contains(n[0], "max_user_watches")) {
		t.Errorf("notices %q", n)
	}
}

func TestLimitAtStart(t *testing.T) {
	s := newSite(t)
	w, err := start(s.dir, Options{}, func() (backend, error) { return nil, startError(syscall.EMFILE) })
	s.must(err)
	m := follow(s, w)
	if w.Mode() != "polling" {
		t.Error("mode", w.Mode())
	}
	m.wait("a notice", func() bool { return len(m.notices()) == 1 }, func() string { return "" })
	if n := m.notices()[0]; runtime.GOOS == "linux" && !strings.Contains(n, "max_user_instances") {
		t.Errorf("notice %q", n)
	}
	if b := m.all()[0]; b.All {
		t.Errorf("%+v: nothing has changed", b)
	}
	s.write(page, "polled")
	m.converge()
}

// TestRealOverflow keeps the watcher from reading until the system's queue runs over.
func TestRealOverflow(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 30,000 events")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the size of the queue is known on Linux only")
	}
	t.Parallel()
	s := newSite(t)
	var (
		gate  = make(chan struct{})
		once  sync.Once
		stuck = make(chan struct{})
	)
	w, err := New(s.dir, Options{Ignore: func(rel string) bool {
		if strings.HasSuffix(rel, "stop.md") {
			once.Do(func() { close(stuck); <-gate })
		}
		return false
	}})
	s.must(err)
	m := follow(s, w)
	s.write("content/en/stop.md", "x")
	<-stuck
	events := number("/proc/sys/fs/inotify/max_queued_events") + 4096 + 1000
	if events > 100_000 {
		events = 0
	}
	a, b := s.path("content/en/index.md"), s.path("content/fr/index.md")
	for range events / 2 { // equal events in a row are one
		s.must(os.Chmod(a, 0o600))
		s.must(os.Chmod(b, 0o600))
	}
	s.mkdir("content/en/lost/in/the/overflow")
	s.write("content/en/lost/in/the/overflow/p.md", "x")
	s.rename("content/fr/guide", "content/fr/manual")
	close(gate)
	m.converge()
	if events > 0 {
		m.wait("a notice", func() bool { return len(m.notices()) > 0 }, func() string { return "" })
	}
	s.write("content/en/lost/in/the/overflow/p.md", "watched")
	s.write("content/fr/manual/deep/two.md", "watched")
	m.converge()
	if n := m.notices(); events > 0 && len(n) != 1 {
		t.Errorf("notices %q", n)
	}
}

func TestLimitWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{whyPolling(limitError(syscall.EMFILE)), "this program has too many files open, its limit RLIMIT_NOFILE is used up"},
		{whyPolling(startError(syscall.ENFILE)), "fs.file-max"},
		{whyPolling(startError(syscall.ENOSYS)), "not implemented"},
		{whyPolling(limitError(syscall.ENOSPC)), "no more folders to be watched"},
	} {
		if !strings.Contains(c.got, c.want) || strings.Contains(c.got, "\n") {
			t.Errorf("%q lacks %q", c.got, c.want)
		}
	}
}

// BenchmarkSave is the watcher's share of the way from a save to the browser. Each round rests first,
// so run it with -benchtime 20x.
func BenchmarkSave(b *testing.B) {
	s := newSite(b)
	w, err := New(s.dir, Options{})
	s.must(err)
	defer w.Close()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		time.Sleep(quiet + 10*time.Millisecond)
		b.StartTimer()
		s.write(page, fmt.Sprint("text ", i))
		<-w.Batches()
	}
}
