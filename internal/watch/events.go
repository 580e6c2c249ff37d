package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vernacular/internal/disk"

	"github.com/fsnotify/fsnotify"
)

const (
	// rewalk is how long after the move of a folder all folders are gone over once.
	rewalk = 3 * time.Millisecond

	// sentry is how often it is checked that the site's folder is still the one being watched. No
	// event tells of a folder further up that was renamed, or of another disk mounted in its place.
	sentry = 500 * time.Millisecond
)

// backend is what is used of fsnotify. It watches single folders, not what is below them.
type backend interface {
	Add(folder string) error
	Remove(folder string) error
	WatchList() []string
	Events() <-chan fsnotify.Event
	Errors() <-chan error
	Close() error
}

type systemBackend struct{ *fsnotify.Watcher }

func (b systemBackend) Events() <-chan fsnotify.Event { return b.Watcher.Events }
func (b systemBackend) Errors() <-chan error          { return b.Watcher.Errors }

func newSystemBackend() (backend, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, startError(err)
	}
	return systemBackend{w}, nil
}

// events is the source that is told by the system. Everything in it belongs to its one goroutine.
type events struct {
	dir    string
	filter filter
	open   func() (backend, error)
	out    chan report
	stop   chan struct{}
	done   chan struct{}

	fs      backend
	folders map[string]bool  // watched, as far as we know
	root    os.FileInfo      // the site's folder as it was when it was last watched, nil if it is gone
	over    <-chan time.Time // fires when all folders are to be gone over, nil if they need not be
}

func newEvents(dir string, f filter, open func() (backend, error)) (*events, error) {
	e := &events{
		dir:    dir,
		filter: f,
		open:   open,
		out:    make(chan report),
		stop:   make(chan struct{}),
		done:   make(chan struct{}),
	}
	if err := e.begin(); err != nil {
		return nil, err
	}
	go e.run()
	return e, nil
}

func (e *events) reports() <-chan report { return e.out }
func (e *events) mode() string           { return systemMode() }

func (e *events) close() error {
	close(e.stop)
	<-e.done
	return nil
}

// begin watches everything from nothing.
func (e *events) begin() error {
	e.folders = map[string]bool{}
	info, err := os.Stat(e.dir)
	if err != nil {
		e.root = nil
		return nil
	}
	e.root = info
	if e.fs, err = e.open(); err != nil {
		return err
	}
	if err := e.addTree("."); err != nil {
		e.end()
		return err
	}
	return nil
}

func (e *events) end() {
	if e.fs != nil {
		e.fs.Close()
		e.fs = nil
	}
}

func (e *events) run() {
	defer close(e.done)
	defer e.end()
	tick := time.NewTicker(sentry)
	defer tick.Stop()
	for {
		var (
			incoming <-chan fsnotify.Event
			faults   <-chan error
		)
		if e.fs != nil {
			incoming, faults = e.fs.Events(), e.fs.Errors()
		}
		var r report
		select {
		case <-e.stop:
			return
		case ev, ok := <-incoming:
			if !ok {
				r.failed = errors.New("its channel was closed")
				break
			}
			r = e.event(ev)
		case err, ok := <-faults:
			if !ok {
				r.failed = errors.New("its channel was closed")
				break
			}
			r = e.fault(err)
		case <-e.over:
			e.over = nil
			r = e.goOver()
		case <-tick.C:
			r = e.checkRoot()
		}
		if !r.all && len(r.changes) == 0 && r.failed == nil {
			continue
		}
		select {
		case e.out <- r:
		case <-e.stop:
			return
		}
		if r.failed != nil {
			return
		}
	}
}

// event returns what to look at because of one event.
func (e *events) event(ev fsnotify.Event) (r report) {
	rel, ok := e.rel(ev.Name)
	if !ok {
		return r
	}
	if rel == "." {
		if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
			return e.checkRoot()
		}
		return r
	}
	info, err := os.Lstat(join(e.dir, rel))
	if !e.filter.matters(rel, e.folders[rel] || err == nil && info.IsDir()) {
		return r
	}
	c := change{path: rel}
	switch {
	case err != nil && e.folders[rel]: // a folder is gone; no program saves a folder by halves
	case errors.Is(err, fs.ErrNotExist):
		c.state = gone
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		c.state = empty
	}
	r.changes = e.filter.changes(c)

	switch known := e.folders[rel]; {
	case known && ev.Op == fsnotify.Chmod && err == nil && info.IsDir():
		// Perhaps what is below could not be reached until now.
		e.goOverSoon()
	case known && ev.Has(fsnotify.Remove) && err != nil:
		// A folder that is removed is empty, so nothing below it is watched. The system has stopped
		// watching it by itself.
		e.fs.Remove(join(e.dir, rel))
		delete(e.folders, rel)
	case known:
		// What was watched under this name is not there any more, even if something is. After a
		// rename the old watches live on under names that are wrong now, so they go first, and as
		// they may since have been found under a new name and taken for known, all folders are gone
		// over when the dust has settled.
		e.dropTree(rel)
		e.goOverSoon()
	}
	if err == nil && info.IsDir() && !e.folders[rel] {
		r.failed = e.addTree(rel)
	}
	return r
}

// fault handles an error that fsnotify reports, and returns what to look at.
func (e *events) fault(err error) (r report) {
	if !errors.Is(err, fsnotify.ErrEventOverflow) {
		return report{failed: err}
	}
	// Among what was lost may be folders that came, went or moved: nothing known is to be trusted.
	e.end()
	return report{
		all:    true,
		notice: "more changes at once than the system could report: looking at every file again",
		failed: e.begin(),
	}
}

// checkRoot notices when the site's folder went away, came back or became another one.
func (e *events) checkRoot() (r report) {
	info, err := os.Stat(e.dir)
	switch {
	case err != nil && e.root == nil:
		return r
	case err != nil:
		e.end()
		e.root, e.folders = nil, map[string]bool{}
		return report{all: true, notice: goneNotice(e.dir)}
	case e.root != nil && os.SameFile(info, e.root):
		return r
	}
	if e.root == nil {
		r.notice = backNotice(e.dir)
	}
	e.end()
	r.all = true
	r.failed = e.begin()
	return r
}

func (e *events) goOverSoon() {
	if e.over == nil {
		e.over = time.After(rewalk)
	}
}

// goOver makes sure that every folder is watched under its present name, and reports those that were
// not, since changes in them may have gone unseen.
func (e *events) goOver() (r report) {
	if e.fs == nil {
		return r
	}
	e.folders = map[string]bool{}
	for _, abs := range e.fs.WatchList() {
		if rel, ok := e.rel(abs); ok {
			e.folders[rel] = true
		}
	}
	var found []string
	r.failed = e.walk(".", func(rel string) {
		if !e.folders[rel] {
			found = append(found, rel)
		}
	})
	for _, rel := range found {
		r.changes = append(r.changes, e.filter.changes(change{path: rel})...)
	}
	return r
}

func (e *events) addTree(rel string) error { return e.walk(rel, func(string) {}) }

// walk watches the folder rel and all below that matter. Each is watched first and listed then, so
// that whatever comes between is seen by one of the two. An error means that no more can be watched;
// a folder that vanished meanwhile or may not be read is none.
func (e *events) walk(rel string, visit func(rel string)) error {
	visit(rel)
	abs := join(e.dir, rel)
	if err := e.fs.Add(abs); err != nil {
		if passing(err) {
			return nil
		}
		return limitError(err)
	}
	e.folders[rel] = true
	entries, err := os.ReadDir(abs)
	if err != nil && !passing(err) {
		return limitError(err)
	}
	for _, entry := range entries {
		if child := below(rel, entry.Name()); entry.IsDir() && e.filter.matters(child, true) {
			if err := e.walk(child, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropTree stops watching the folder rel and all below.
func (e *events) dropTree(rel string) {
	for f := range e.folders {
		if f == rel || strings.HasPrefix(f, rel+"/") {
			e.fs.Remove(join(e.dir, f)) // in vain if the system has removed it already
			delete(e.folders, f)
		}
	}
}

// rel turns an event's path into ours; ok is false for a path outside the site.
func (e *events) rel(abs string) (rel string, ok bool) {
	if abs == e.dir {
		return ".", true
	}
	rest, ok := strings.CutPrefix(abs, strings.TrimSuffix(e.dir, string(filepath.Separator))+string(filepath.Separator))
	return filepath.ToSlash(rest), ok && rest != ""
}

// passing reports whether an error about one folder says nothing about watching as such.
func passing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || disk.IsNotFolder(err)
}

func goneNotice(dir string) string {
	return fmt.Sprintf("the site's folder %s is gone; waiting for it to come back", dir)
}

func backNotice(dir string) string {
	return fmt.Sprintf("the site's folder %s is back: looking at every file again", dir)
}
