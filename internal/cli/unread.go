package cli

import (
	"slices"
	"sync"
	"time"

	"vernacular/internal/source"
	"vernacular/internal/watch"
)

// whole refuses a site of which some folder cannot be read: what a command would say of it, or write into it, would be
// wrong.
func (a *app) whole(snap *source.Snapshot) error {
	if len(snap.Holes()) == 0 {
		return nil
	}
	a.tell().problems(snap.Diagnostics())
	return &exit{status: exitProblems}
}

// relookAfter is how soon watch looks again at what could not be read. No event tells of a disk that answers again.
const relookAfter = 3 * time.Second

// relook adds to the batches of a watcher those that no event tells of.
type relook struct {
	batches chan watch.Batch // closed when the watcher's are

	mu    sync.Mutex
	hints []string
	timer *time.Timer
	said  string // the failure that was told last
}

func newRelook(batches <-chan watch.Batch, done <-chan struct{}) *relook {
	r := &relook{batches: make(chan watch.Batch), timer: time.NewTimer(time.Hour)}
	r.timer.Stop()
	go func() {
		for {
			var next watch.Batch
			select {
			case <-done:
				return
			case <-r.timer.C:
				r.mu.Lock()
				next.Paths, r.hints = r.hints, nil
				r.mu.Unlock()
			case batch, ok := <-batches:
				if !ok {
					close(r.batches)
					return
				}
				next = batch
			}
			select {
			case r.batches <- next:
			case <-done:
				return
			}
		}
	}()
	return r
}

// add makes ready to look at these paths again.
func (r *relook) add(hints []string) {
	if len(hints) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.hints) == 0 {
		r.timer.Reset(relookAfter)
	}
	r.hints = append(r.hints, hints...)
	slices.Sort(r.hints)
	r.hints = slices.Compact(r.hints)
}

// news reports whether a failure is another one than the last.
func (r *relook) news(failure string) bool {
	news := failure != r.said
	r.said = failure
	return news
}
