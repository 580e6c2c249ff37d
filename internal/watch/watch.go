// Package watch turns file events into "look again".
//
// It watches the source folders of a site and delivers batches of paths that may have changed. A
// batch carries no meaning but "look here again": not what happened, not in which order, not that the
// bytes differ. The receiver reads the files and decides; the incremental engine cuts off what
// turns out to be equal.
//
// The package never interprets a file, never builds and never prints. It follows no links, and it
// watches nothing but the roots it is given, so the output folder and .git cannot wake it. Start with
// [New]; the neighbour to read next is source, which does the looking.
//
// Inside, two sources of changes stand behind one small interface: events.go asks the system through
// fsnotify, poll.go compares time stamps. merge.go turns what either says into batches, and alone
// knows about time: how long to wait for the second half of a save, how far apart batches are in a
// storm. One table of tests is run against both.
//
// What a receiver may rely on: after the last change to any file below the roots, the batches
// delivered since that file was last read name the file or a folder above it, or ask for everything.
// What it may not rely on: that a named path has changed, or that a path is named once only.
package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"vernacular/internal/disk"
	"vernacular/internal/source"
)

// Batch is what may have changed since the batch before it.
type Batch struct {
	// Paths are relative to the site's folder, with forward slashes, sorted, each once. Each is a file
	// or a folder, which may be new, changed or gone; a folder stands for everything below it.
	Paths []string
	// All asks to look at everything again: events were lost, the site's folder went away or came
	// back, too much changed to list it, or there is doubt. Paths is then empty.
	All bool
	// Notice is one line for the user about the watching itself, "" if there is nothing to say. A
	// batch may consist of a notice alone.
	Notice string
}

// Watcher delivers batches until it is closed.
type Watcher interface {
	// Batches delivers the first change at once. What happens while the receiver is busy is merged,
	// so that the next receive gets everything since. Close closes the channel.
	Batches() <-chan Batch
	// Mode names the mechanism now in use: "inotify", "kqueue"… or "polling". It changes when the
	// watcher falls back to polling.
	Mode() string
	// Close ends watching and waits until all of the watcher's goroutines are gone.
	Close() error
}

// Options of a watcher; the zero value is right for a site on a local disk.
type Options struct {
	// Poll is the period of looking at all files. 0 means to be told by the system, and to fall back
	// to polling once a second where that cannot be had.
	Poll time.Duration
	// Roots are the files and folders to watch, relative to the site's folder; they need not exist.
	// The default is content, locales, layouts, assets and site.toml.
	Roots []string
	// Ignore tells of a path below a root, besides those that [source.Temporary] knows, that its changes do
	// not matter; nothing below an ignored folder is looked at. It may be called from another goroutine.
	Ignore func(rel string) bool
}

// fallbackPeriod is how often to look when the system does not tell and the user has not said.
const fallbackPeriod = time.Second

// New starts watching the site in dir, which must exist. Take the first look at the files after New
// has returned: whatever changes from then on is reported.
func New(dir string, o Options) (Watcher, error) {
	return start(dir, o, newSystemBackend)
}

func start(dir string, o Options, open func() (backend, error)) (Watcher, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", dir, err)
	}
	info, err := os.Stat(abs)
	if err == nil && !info.IsDir() {
		err = errors.New("not a folder")
	}
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", dir, err)
	}
	f, err := newFilter(o)
	if err != nil {
		return nil, err
	}
	if o.Poll > 0 {
		return newMerger(newPoller(abs, f, o.Poll), nil, ""), nil
	}
	fallback := func() reporter { return newPoller(abs, f, fallbackPeriod) }
	if kind, where := f.remote(abs); kind != "" {
		return newMerger(fallback(), nil, fmt.Sprintf(
			"%s is on %s, where changes are not always reported: looking at all files once a second instead", where, kind)), nil
	}
	src, err := newEvents(abs, f, open)
	if err != nil {
		return newMerger(fallback(), nil, whyPolling(err)), nil
	}
	return newMerger(src, fallback, ""), nil
}

// filter knows which paths matter.
type filter struct {
	roots  []string
	ignore func(rel string) bool
}

func newFilter(o Options) (filter, error) {
	f := filter{roots: o.Roots, ignore: o.Ignore}
	if f.roots == nil {
		f.roots = append(source.Folders(), source.SettingsFile)
	}
	for _, r := range f.roots {
		if !fs.ValidPath(r) || r == "." {
			return filter{}, fmt.Errorf("watching: %q is not a path below the site's folder", r)
		}
	}
	if f.ignore == nil {
		f.ignore = func(string) bool { return false }
	}
	return f, nil
}

// matters reports whether a path is a root, below a root, or a folder on the way to one. The folders
// above it are taken to matter already.
func (f filter) matters(rel string, folder bool) bool {
	if rel == "." {
		return true
	}
	if slices.Contains(f.roots, rel) || f.above(rel) {
		return true
	}
	for _, r := range f.roots {
		if strings.HasPrefix(rel, r+"/") {
			return (!source.Temporary(path.Base(rel), folder) || source.WellKnown(rel)) && !f.ignore(rel)
		}
	}
	return false
}

// above reports whether a path is a folder on the way to a root.
func (f filter) above(rel string) bool {
	return slices.ContainsFunc(f.roots, func(r string) bool { return strings.HasPrefix(r, rel+"/") })
}

// changes makes what is to be reported of a change at rel: of a folder on the way to roots, the roots.
func (f filter) changes(c change) (list []change) {
	for _, r := range f.roots {
		if strings.HasPrefix(r, c.path+"/") {
			list = append(list, change{path: r})
		}
	}
	if list == nil {
		list = []change{c}
	}
	return list
}

// remote returns the kind of the file system, if the site or one of its roots is on one that changes without
// the system telling; kind is "" if not.
func (f filter) remote(abs string) (kind, where string) {
	for _, p := range append([]string{"."}, f.roots...) {
		where = filepath.Join(abs, filepath.FromSlash(p))
		if kind = disk.RemoteKind(where); kind != "" {
			return kind, where
		}
	}
	return "", ""
}

// join makes the system's path of rel, which may be ".".
func join(dir, rel string) string {
	if rel == "." {
		return dir
	}
	return dir + string(filepath.Separator) + filepath.FromSlash(rel)
}

// below makes the path of an entry of the folder rel.
func below(rel, name string) string {
	if rel == "." {
		return name
	}
	return rel + "/" + name
}

// systemMode names what fsnotify uses on this system.
func systemMode() string {
	switch os := runtime.GOOS; {
	case os == "linux" || os == "android":
		return "inotify"
	case os == "windows":
		return "ReadDirectoryChangesW"
	case slices.Contains([]string{"darwin", "freebsd", "netbsd", "openbsd", "dragonfly"}, os):
		return "kqueue"
	case os == "solaris" || os == "illumos":
		return "fen"
	default:
		return os
	}
}
