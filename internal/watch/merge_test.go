package watch

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// script is a source that says what a test tells it to.
type script struct {
	out  chan report
	name string
}

func newScript(name string) *script         { return &script{make(chan report), name} }
func (s *script) reports() <-chan report    { return s.out }
func (s *script) mode() string              { return s.name }
func (s *script) close() error              { return nil }
func (s *script) say(st state, p ...string) { s.out <- report{changes: changes(st, p...)} }

func changes(st state, paths ...string) (list []change) {
	for _, p := range paths {
		list = append(list, change{p, st})
	}
	return list
}

// bubble runs f with a merger in a world where time passes only when everybody waits.
func bubble(t *testing.T, f func(t *testing.T, s *script, m *merger)) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript("script")
		m := newMerger(s, func() reporter { return newScript("fallback") }, "")
		f(t, s, m)
		m.Close()
	})
}

// next receives a batch and tells how long that took.
func next(t *testing.T, m *merger) (Batch, time.Duration) {
	t.Helper()
	start := time.Now()
	select {
	case b := <-m.Batches():
		return b, time.Since(start)
	case <-time.After(time.Hour):
		t.Fatal("no batch")
		panic("unreachable")
	}
}

func expect(t *testing.T, m *merger, after time.Duration, paths ...string) {
	t.Helper()
	b, took := next(t, m)
	if !slices.Equal(b.Paths, paths) || b.All || b.Notice != "" || took != after {
		t.Errorf("got %+v after %v, want %v after %v", b, took, paths, after)
	}
}

// nothing makes sure that no batch comes for some time.
func nothing(t *testing.T, m *merger, for_ time.Duration) {
	t.Helper()
	select {
	case b := <-m.Batches():
		t.Errorf("got %+v, want nothing", b)
	case <-time.After(for_):
	}
}

func TestLeadingEdge(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		time.Sleep(time.Hour)
		s.say(present, "b")
		s.say(present, "a", "b")
		expect(t, m, settle, "a", "b")
		nothing(t, m, time.Hour)
		s.say(present, "a")
		expect(t, m, settle, "a")
	})
}

func TestBusyReceiverGetsAllSince(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		for i := range 100 {
			s.say(present, fmt.Sprint("p", i%3))
			time.Sleep(10 * time.Millisecond)
		}
		expect(t, m, 0, "p0", "p1", "p2")
		nothing(t, m, time.Hour)
	})
}

func TestStormsSpreadOut(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		stop := make(chan bool)
		go func() {
			for range 10_000 {
				s.say(present, "p")
				time.Sleep(time.Millisecond)
			}
			close(stop)
		}()
		start := time.Now()
		var at []time.Duration
		for {
			select {
			case <-m.Batches():
				at = append(at, time.Since(start))
				time.Sleep(5 * time.Millisecond)
				continue
			case <-stop:
			}
			break
		}
		if at[0] != settle || at[1] > 20*time.Millisecond {
			t.Errorf("the first two came after %v", at[:2])
		}
		if len(at) >= 60 {
			t.Errorf("%d batches in ten seconds", len(at))
		}
		if b, took := next(t, m); took > maxGap || len(b.Paths) != 1 { // the last change
			t.Errorf("the end of the storm: %+v after %v", b, took)
		}
		time.Sleep(quiet + 1)
		s.say(present, "p")
		expect(t, m, settle, "p") // at once again
	})
}

func TestEmptyIsHeld(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		t.Log("truncated, then written")
		s.say(empty, "a")
		nothing(t, m, 50*time.Millisecond)
		s.say(present, "a")
		expect(t, m, 0, "a") // the settling of its first half is long over

		t.Log("emptied for good")
		time.Sleep(time.Second)
		s.say(empty, "a")
		expect(t, m, hold, "a")

		t.Log("another does not wait for it")
		time.Sleep(time.Second)
		s.say(empty, "a")
		s.say(present, "b")
		expect(t, m, settle, "b")
		s.say(present, "a")
		expect(t, m, settle, "a")

		t.Log("truncated again while the receiver is busy")
		time.Sleep(time.Second)
		s.say(present, "a")
		time.Sleep(100 * time.Millisecond)
		s.say(empty, "a")
		nothing(t, m, 50*time.Millisecond)
		s.say(present, "a")
		expect(t, m, 0, "a")

		t.Log("for ever coming and going")
		time.Sleep(time.Second)
		start := time.Now()
		go func() {
			for time.Since(start) < 2*time.Second {
				s.say(empty, "a")
				time.Sleep(20 * time.Millisecond)
				s.say(gone, "a")
				time.Sleep(20 * time.Millisecond)
			}
		}()
		if _, took := next(t, m); took != maxHold {
			t.Errorf("patience for %v, want %v", took, maxHold)
		}
		time.Sleep(3 * time.Second)
		next(t, m)
	})
}

func TestGoneIsHeld(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		t.Log("renamed away, then created")
		s.say(gone, "a")
		time.Sleep(10 * time.Millisecond)
		s.say(empty, "a")
		time.Sleep(10 * time.Millisecond)
		s.say(present, "a")
		expect(t, m, 0, "a")

		t.Log("deleted")
		time.Sleep(time.Second)
		s.say(gone, "a")
		expect(t, m, hold, "a")

		t.Log("moved: both halves at once")
		time.Sleep(time.Second)
		s.say(gone, "a")
		s.say(present, "b")
		expect(t, m, settle, "a", "b")
		nothing(t, m, time.Hour)
	})
}

func TestAllAndNotices(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		say := func(r report) {
			t.Helper()
			s.out <- r
		}
		want := func(want Batch) {
			t.Helper()
			if b, _ := next(t, m); !reflect.DeepEqual(b, want) {
				t.Errorf("got %+v, want %+v", b, want)
			}
			time.Sleep(time.Second)
		}
		say(report{all: true, notice: "too many"})
		say(report{changes: changes(present, "a")})
		want(Batch{All: true, Notice: "too many"})

		say(report{all: true, notice: "too many"}) // said once a minute at most
		want(Batch{All: true})
		time.Sleep(noticeAgain)
		say(report{notice: "too many"})
		want(Batch{Notice: "too many"})

		say(report{changes: changes(empty, "held")})
		say(report{notice: "one"})
		say(report{notice: "two"})
		if b, took := next(t, m); b.Notice != "one two" || took != settle {
			t.Errorf("got %+v after %v", b, took)
		}
		expect(t, m, hold-settle, "held")

		var many []string
		for i := range maxPaths + 1 {
			many = append(many, fmt.Sprint(i))
		}
		say(report{changes: changes(present, many[:maxPaths]...)})
		if b, _ := next(t, m); len(b.Paths) != maxPaths || b.All {
			t.Errorf("%d paths, all %v", len(b.Paths), b.All)
		}
		say(report{changes: changes(present, many...)})
		want(Batch{All: true})
		nothing(t, m, time.Hour)
	})
}

func TestFallback(t *testing.T) {
	bubble(t, func(t *testing.T, s *script, m *merger) {
		if m.Mode() != "script" {
			t.Error("mode", m.Mode())
		}
		s.say(present, "a")
		s.out <- report{failed: &limit{what: "it is full", name: "some.limit", value: 7, raise: "raise it"}}
		b, _ := next(t, m)
		for _, part := range []string{"it is full", "some.limit (7)", "looking at all files once a second", "raise it"} {
			if !b.All || !strings.Contains(b.Notice, part) {
				t.Errorf("%+v lacks %q", b, part)
			}
		}
		if m.Mode() != "fallback" {
			t.Error("mode", m.Mode())
		}
		m.src.(*script).say(present, "b")
		expect(t, m, settle, "b")
	})
	if got := whyPolling(errors.New("any other")); !strings.Contains(got, "any other") {
		t.Error(got)
	}
}

// TestNothingIsLost makes random reports at random moments with a receiver of random speed, and asks
// for the one law: the last report about each path is followed by a batch that names it.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		type step struct {
			wait  time.Duration
			state state
			path  string
			all   bool
		}
		steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
			return step{
				wait:  time.Duration(rapid.IntRange(0, 100).Draw(t, "ms")) * time.Millisecond,
				state: state(rapid.IntRange(0, 2).Draw(t, "state")),
				path:  rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "path"),
				all:   rapid.IntRange(0, 19).Draw(t, "all") == 0,
			}
		}), 1, 40).Draw(rt, "steps")
		busy := time.Duration(rapid.IntRange(0, 300).Draw(rt, "busy")) * time.Millisecond
		var fault string
		synctest.Test(t, func(t *testing.T) {
			s := newScript("script")
			m := newMerger(s, nil, "")
			owed := map[string]bool{}
			said := make(chan string, len(steps))
			heard := make(chan bool)
			go func() {
				for _, st := range steps {
					time.Sleep(st.wait)
					said <- st.path
					s.out <- report{changes: changes(st.state, st.path), all: st.all}
				}
				close(heard)
			}()
			for done := false; !done; {
				select {
				case b := <-m.Batches():
					for len(said) > 0 {
						owed[<-said] = true
					}
					if b.All {
						clear(owed)
					}
					for _, p := range b.Paths {
						delete(owed, p)
					}
					if !slices.IsSorted(b.Paths) || len(slices.Compact(slices.Clone(b.Paths))) != len(b.Paths) {
						fault = fmt.Sprint("not sorted, each once: ", b.Paths)
					}
					time.Sleep(busy)
				case <-time.After(time.Hour):
					<-heard
					done = true
				}
			}
			for len(said) > 0 {
				owed[<-said] = true
			}
			if len(owed) > 0 {
				fault = fmt.Sprint("never named: ", owed)
			}
			m.Close()
		})
		if fault != "" {
			rt.Fatal(fault)
		}
	})
}
