package serve

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/watch"
)

// NoAddr is the address of a run that only publishes.
const NoAddr = "none"

// loop is a session that watches.
type loop struct {
	*Session
	b        *pipeline.Builder
	pub      *publish.Folder
	servers  []*localhost.Server // none with NoAddr
	revision int
	last     []diag.Diagnostic

	owed  []string      // changed paths of which the builder has not heard
	all   bool          // the newest revision was not published, so the next must give the folder everything that it lacks
	why   string        // why the newest revision was not published, told once
	hints []string      // where to look again, because looking there failed
	due   time.Duration // when to look again although nothing happened; 0: not at all
}

// A revision that could not be finished is tried again after the first of these times, then after twice that, up to
// the second.
const (
	soon = 200 * time.Millisecond
	late = 30 * time.Second
)

// Watch makes and publishes some locales, all if there are none, and does so again after every change, until done is
// closed. It serves the pages and the translation editor at addr, nothing with [NoAddr].
func (s *Session) Watch(locales []locale.Tag, addr string, done <-chan struct{}) error {
	pub, err := s.publisher(done, true)
	if err != nil {
		return err
	}
	defer pub.Close()
	l := &loop{Session: s, pub: pub, b: pipeline.New(s.options(locales)), all: true}
	fronts, err := l.listen(addr)
	for _, f := range fronts {
		defer f.listener.Close()
		defer f.server.Close()
	}
	if err != nil {
		return err
	}

	began := time.Now()
	s.o.Report.Begin()
	s.record.load(l.b)
	l.revise(began)
	s.record.warn(s.record.save(l.b, s.snap))
	defer func() { s.record.warn(s.record.save(l.b, s.snap)) }()
	for i, f := range fronts {
		go f.server.Serve(f.listener)
		if f.team {
			s.o.Report.Note("  %-40s %-8s %s", f.address+strings.TrimPrefix(localhost.Own, "/"), "", "the translators' view for other machines, after the password")
			continue
		}
		l.announce(f.address)
		if i == 0 && s.Ready != nil {
			s.Ready(strings.TrimSuffix(f.address, "/") + localhost.Own)
		}
	}
	s.o.Report.Note("watching %s (%s); Ctrl-C ends", filepath.Clean(s.o.Dir), s.watcher.Mode())
	return l.run(done)
}

// announce tells the address of each edition.
func (l *loop) announce(root string) {
	table := l.b.Site()
	if table == nil {
		return
	}
	root = strings.TrimSuffix(root, "/")
	for _, e := range table.Editions {
		link := root + strings.TrimSuffix(table.Settings.BasePath(), "/") + site.Encode(e.Prefix)
		l.o.Report.Note("  %-40s %-8s %s", link, e.Locale, table.Settings.Autonym(e.Locale))
	}
	l.o.Report.Note("  %-40s %-8s %s", root+localhost.Own, "", "the translators' view")
}

// run looks again whenever something happens, until done is closed.
func (l *loop) run(done <-chan struct{}) error {
	for {
		var again <-chan time.Time
		if l.due > 0 {
			again = time.After(l.due)
		}
		select {
		case <-done:
			return nil
		case <-again:
			l.look(nil)
		case batch, ok := <-l.watcher.Batches():
			if !ok {
				return &project.Error{Kind: project.Failed, Msg: "watching ended"}
			}
			l.take(batch)
		}
	}
}

// take looks where a batch of events leads.
func (l *loop) take(batch watch.Batch) {
	if batch.Notice != "" {
		l.o.Report.Line("%s", diag.Escape(batch.Notice))
	}
	hints := batch.Paths
	if batch.All {
		hints = []string{""}
	}
	if len(hints) > 0 {
		l.look(hints)
	}
}

// look looks at the hinted paths again, at those that were read in another state than they were seen in, and makes a
// new revision of what differs.
func (l *loop) look(hints []string) {
	began := time.Now()
	l.o.Report.Begin()
	if table := l.b.Site(); table != nil {
		l.snap = l.snap.ForLocale(table.Settings.Source)
	}
	l.hints = append(append(l.hints, hints...), l.snap.Holes()...)
	next, changed, err := l.src.Update(l.snap, l.hints)
	if err != nil {
		l.fail(err) // the folder may come back; the last good site stays
		return
	}
	l.hints = nil
	same := len(changed) == 0 && slices.Equal(next.Diagnostics(), l.snap.Diagnostics())
	l.snap = next
	l.owed = append(l.owed, changed...)
	if same && !l.all && len(l.owed) == 0 {
		l.rest()
		return
	}
	l.revise(began)
}

// revise makes a revision and publishes it.
func (l *loop) revise(began time.Time) {
	var begun error
	r, snap, err := project.Revise(l.src, l.snap, func(snap *source.Snapshot, changed []string) (pipeline.Result, error) {
		var sink pipeline.Sink = folderSink{f: l.pub}
		full, err := l.pub.Begin(l.all)
		if begun = err; err != nil {
			sink, full = nil, false
		}
		r := l.b.Update(l.sources(snap), append(changed, l.owed...), sink, full)
		l.owed = nil
		return r, nil
	})
	l.snap = snap
	switch {
	case err != nil: // a file never rests
		l.fail(err)
	case begun != nil:
		l.fail(begun)
	default:
		l.finish(r, began)
	}
}

// finish publishes a revision, tells of it and lets the browsers know.
func (l *loop) finish(r pipeline.Result, began time.Time) {
	res, err := commit(l.pub, l.built(r.BaseURL), l.b.Makes, &r)
	l.o.Report.Begin() // takes the progress line away
	news := !slices.Equal(r.Diagnostics, l.last)
	l.o.Report.Problems(slices.Concat(r.Diagnostics, r.Notes))
	if err != nil {
		l.fail(err)
	} else {
		l.all = r.Held // what the folder holds beside the tree is looked at when there is a tree
		l.rest()
	}
	l.o.Report.Closing(r, &res, began, l.revision == 0 || news || res.Written+res.Removed > 0)
	if errs, warns := diag.Count(r.Diagnostics); news && errs+warns == 0 && l.revision > 0 {
		l.o.Report.Solved()
	}
	l.last = r.Diagnostics
	l.revision++
	for _, server := range l.servers {
		base := basePath(l.b)
		server.Publish(localhost.Update{Revision: l.revision, Changed: urlPaths(base, r.Changed), Removed: urlPaths(base, r.Removed)})
	}
}

// rest is the end of a revision that is published, and says when to look again of its own accord: soon if a file was
// read in another state than it was seen in, and some seconds later if something cannot be read, since no event tells
// of a disk that answers again.
func (l *loop) rest() {
	l.why, l.due = "", 0
	switch {
	case l.src.Suspicious():
		l.due = soon
	case len(l.snap.Holes()) > 0:
		l.due = 3 * time.Second
	}
}

// fail tells why a revision was not published, once, and sees that it is tried again.
func (l *loop) fail(err error) {
	if l.why != err.Error() {
		l.why = err.Error()
		l.o.Report.Line("vernacular: %s", diag.Escape(l.why))
	}
	l.all = true
	l.due = min(max(2*l.due, soon), late)
}
