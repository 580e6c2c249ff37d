// Package watch turns file events into "look again".
//
// It watches the source folders of a site and delivers batches of paths that may have changed. A
// batch carries no meaning but "look here again": not what happened, not in which order, not that the
// bytes differ. Whoever receives it reads the files and decides; the incremental engine cuts off what
// turns out to be equal.
//
// The package never reads a page, never builds and never prints. It follows no links, and it watches
// nothing but the roots it is given, so the output folder and .git cannot wake it. Start with [New];
// the neighbour to read next is source, which looks.
package watch

import (
	"errors"
	"time"
)

// Batch is what may have changed since the batch before it.
type Batch struct {
	// Paths are relative to the site's folder, with forward slashes, sorted, each once. Each is a file
	// or a folder, which may be new, changed or gone; a folder stands for everything below it.
	Paths []string
	// All asks to look at everything again: events were lost, or there is doubt. Paths is then empty.
	All bool
	// Notice is one line for the user about the watching itself, "" if there is nothing to say.
	Notice string
}

// Watcher delivers batches until it is closed.
type Watcher interface {
	// Batches delivers the first change at once. What happens while the receiver is busy is merged,
	// so that the next receive gets everything since. Close closes the channel.
	Batches() <-chan Batch
	// Mode names the mechanism now in use: "inotify", "kqueue"… or "polling".
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
	// Ignore tells of a path, besides those that [Temporary] knows, that its changes do not matter.
	Ignore func(rel string) bool
}

// New starts watching the site in dir. Take the first look at the files after New has returned:
// whatever changes from then on is reported.
func New(dir string, o Options) (Watcher, error) {
	return nil, errors.New("watch: not there yet")
}
