package cli

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"vernacular/internal/watch"
)

// TestRelook: what could not be read is looked at again without an event, once for each time that it was asked for.
func TestRelook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events, done := make(chan watch.Batch), make(chan struct{})
		r := newRelook(events, done)
		r.add(nil)
		r.add([]string{"layouts", "content/fr"})
		time.Sleep(relookAfter - time.Millisecond)
		r.add([]string{"content/fr"}) // a busy folder does not put it off
		began := time.Now()
		if got := (<-r.batches).Paths; !slices.Equal(got, []string{"content/fr", "layouts"}) || time.Since(began) > time.Millisecond {
			t.Errorf("%q after %v", got, time.Since(began))
		}
		go func() { events <- watch.Batch{Paths: []string{"site.toml"}} }()
		if got := (<-r.batches).Paths; !slices.Equal(got, []string{"site.toml"}) {
			t.Errorf("%q", got)
		}
		if failure := errors.New("input/output error").Error(); !r.news(failure) || r.news(failure) || !r.news("") || !r.news(failure) {
			t.Error("a failure is told once, until it is over")
		}
		close(events)
		if _, ok := <-r.batches; ok {
			t.Error("goes on without a watcher")
		}
	})
}
