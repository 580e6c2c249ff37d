package watch

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// All times in this file are differences of the monotonic clock, so a jump of the wall clock neither
// ends nor prolongs a wait.
const (
	// settle is how long the first change waits for what belongs to it. The two halves of a rename
	// arrive within microseconds; an editor's save by way of a temporary file within two
	// milliseconds. It is part of every save's way to the browser, so it is as short as it can be.
	settle = 3 * time.Millisecond

	// hold is how long a file that is empty, or gone all by itself, is kept back in the expectation
	// of a second event. VS Code and others save by truncating and then writing, seen 50 ms apart;
	// vim renames the old file away before it creates the new one. Half as much again covers a busy
	// machine. A file that was really emptied or deleted is reported when the time is over.
	hold = 75 * time.Millisecond

	// maxHold is the end of patience with a file that keeps coming and going without content.
	maxHold = 10 * hold

	// Batches in a storm are kept apart by a gap that grows with each from settle to maxGap, so that
	// a second save soon after the first hardly waits and ten seconds of uninterrupted changes make
	// some fifty batches. quiet without any change ends the storm.
	maxGap = 200 * time.Millisecond
	quiet  = 250 * time.Millisecond

	// maxPaths bounds a batch and what is kept for a busy receiver. Beyond it, looking at everything
	// is hardly more work.
	maxPaths = 4096

	// noticeAgain is when an equal notice is worth repeating.
	noticeAgain = time.Minute
)

// state is what a source saw at a path at the time of a change.
type state uint8

const (
	present state = iota // something other than an empty file; also a folder that is gone
	empty                // a regular file without bytes
	gone                 // no such file
	later                // something in a folder may have escaped; look when its changes are over
)

// change is a path to look at again.
type change struct {
	path string
	state
}

// report is what a reporter tells at one time.
type report struct {
	changes []change
	all     bool   // everything may have changed
	notice  string // for the user
	failed  error  // the source has come to its end for this reason
}

// reporter is a source of changes. After a report with failed there are no more.
type reporter interface {
	reports() <-chan report
	mode() string
	close() error
}

// merger turns the reports of a source into batches.
type merger struct {
	out  chan Batch
	stop chan struct{}
	once sync.Once // closes stop
	done chan struct{}

	src      reporter
	fallback func() reporter // nil if src is the last resort
	name     atomic.Pointer[string]
	closeErr error

	dirty      map[string]dirt
	ready      int // how many of dirty are present
	all        bool
	notices    []string
	first      time.Time // when the oldest change came that no batch has been made of
	release    time.Time // not later than the first end of a hold
	lastChange time.Time
	lastSent   time.Time
	burst      int // batches since it was last quiet

	lastNotice     string
	lastNoticeTime time.Time
}

// dirt is what is known of a path since the receiver was last told of it.
type dirt struct {
	state
	since time.Time // of the first change
	until time.Time // the end of its hold, if it is not present
}

func newMerger(src reporter, fallback func() reporter, notice string) *merger {
	m := &merger{
		out:      make(chan Batch),
		stop:     make(chan struct{}),
		done:     make(chan struct{}),
		src:      src,
		fallback: fallback,
		dirty:    map[string]dirt{},
	}
	m.setMode()
	if notice != "" {
		m.notices = []string{notice}
		m.first = time.Now()
	}
	go m.run()
	return m
}

func (m *merger) setMode() {
	name := m.src.mode()
	m.name.Store(&name)
}

func (m *merger) Batches() <-chan Batch { return m.out }
func (m *merger) Mode() string          { return *m.name.Load() }

func (m *merger) Close() error {
	m.once.Do(func() { close(m.stop) })
	<-m.done
	return m.closeErr
}

func (m *merger) run() {
	defer close(m.done)
	defer close(m.out)
	defer func() { m.closeErr = m.src.close() }()

	alarm := newAlarm()
	defer alarm.timer.Stop()
	var (
		offer chan Batch // m.out while batch is complete
		batch Batch
	)
	for {
		select {
		case <-m.stop:
			return

		case r := <-m.src.reports():
			if !m.hear(r) {
				continue
			}
			if offer != nil {
				// Made anew only when a few more changes have come, lest every one of a storm
				// costs a sort while the receiver is busy.
				offer, m.first = nil, time.Now()
			}
			alarm.set(m.dueAt())

		case <-alarm.timer.C:
			alarm.armed = false
			if offer != nil || !m.pending() {
				continue
			}
			var ok bool
			if now := time.Now(); !now.Before(m.dueAt()) { // else it was set for something delivered since
				batch, ok = m.collect(now)
			}
			if ok {
				offer = m.out
			} else {
				alarm.set(m.dueAt())
			}

		case offer <- batch:
			offer = nil
			m.sent(batch, time.Now())
			if m.pending() {
				alarm.set(m.dueAt())
			}
		}
	}
}

// alarm is a timer that knows when it goes off.
type alarm struct {
	timer *time.Timer
	armed bool
	due   time.Time
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(0), armed: true, due: time.Now()} }

// set makes the alarm go off at that time at the latest. It may go off before: then it is set again.
func (a *alarm) set(at time.Time) {
	if !a.armed || at.Before(a.due) {
		a.armed, a.due = true, at
		a.timer.Reset(time.Until(at))
	}
}

// hear notes a report, and reports whether that changes the batch to be delivered. If the source has failed, the
// fallback takes its place.
func (m *merger) hear(r report) (changed bool) {
	if r.failed != nil {
		m.src.close()
		m.src, m.fallback = m.fallback(), nil
		m.setMode()
		r.all, r.notice = true, whyPolling(r.failed)
	}
	return m.take(r, time.Now())
}

func (m *merger) pending() bool { return m.all || len(m.notices) > 0 || len(m.dirty) > 0 }

// take notes what a source said, and tells whether that changes the batch to be delivered.
func (m *merger) take(r report, now time.Time) (changed bool) {
	if now.Sub(m.lastChange) > quiet {
		m.burst = 0
	}
	m.lastChange = now
	if !m.pending() {
		m.first = now
	}
	if r.notice != "" && (r.notice != m.lastNotice || now.Sub(m.lastNoticeTime) > noticeAgain) {
		m.lastNotice, m.lastNoticeTime = r.notice, now
		m.notices = append(m.notices, r.notice)
		changed = true
	}
	if r.all && !m.all {
		m.all = true
		changed = true
	}
	for _, c := range r.changes {
		if m.all {
			break
		}
		old, known := m.dirty[c.path]
		if known && old.state == c.state {
			continue
		}
		changed = true
		if known && old.state == present {
			m.ready--
		}
		d := dirt{state: c.state, since: now}
		if known {
			d.since = old.since
		}
		if c.state == present {
			m.ready++
		} else {
			d.until = earlier(now.Add(hold), d.since.Add(maxHold))
			m.release = earlier(m.release, d.until)
		}
		m.dirty[c.path] = d
		if len(m.dirty) > maxPaths {
			m.all = true
		}
	}
	if m.all {
		clear(m.dirty)
		m.ready, m.release = 0, time.Time{}
	}
	return changed
}

// dueAt returns the time at which collect may have something to deliver.
func (m *merger) dueAt() time.Time {
	at := m.first.Add(settle)
	if !m.all && len(m.notices) == 0 && m.ready == 0 {
		at = m.release
	}
	if m.burst > 0 {
		gap := maxGap
		if m.burst < 5 {
			gap = min(maxGap, settle<<(2*(m.burst-1))) // 3, 12, 48, 192 ms
		}
		if next := m.lastSent.Add(gap); next.After(at) {
			at = next
		}
	}
	return at
}

// collect makes a batch of what is ready, and leaves it noted until sent.
func (m *merger) collect(now time.Time) (b Batch, ok bool) {
	b.Notice = strings.Join(m.notices, " ")
	if m.all {
		b.All = true
		return b, true
	}
	var absent []string
	m.release = time.Time{}
	for p, d := range m.dirty {
		if !now.Before(d.until) { // also if it was never held
			b.Paths = append(b.Paths, p)
			continue
		}
		if d.state == gone {
			absent = append(absent, p)
		}
		m.release = earlier(m.release, d.until)
	}
	if len(b.Paths) > 0 {
		// A file that is gone while others come is a move: both halves belong to one look, or a page
		// would for a moment be in two places.
		b.Paths = append(b.Paths, absent...)
		slices.Sort(b.Paths)
	}
	return b, len(b.Paths) > 0 || b.Notice != ""
}

// sent forgets what the receiver now knows.
func (m *merger) sent(b Batch, now time.Time) {
	m.notices = nil
	if b.All {
		m.all = false
	}
	for _, p := range b.Paths {
		if m.dirty[p].state == present {
			m.ready--
		}
		delete(m.dirty, p)
	}
	m.first = now
	m.lastSent = now
	m.burst++
}

// earlier returns the earlier of two times, where the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
