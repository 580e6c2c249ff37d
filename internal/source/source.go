// Package source turns a site's folder into an immutable [Snapshot] of the files that lie in it.
//
// It looks only at site.toml and below content/, locales/, layouts/ and assets/, through an os.Root:
// no path leaves the site, no symbolic link is followed, no pipe or device is ever opened, and each
// of these has a diagnostic with its path. It never parses what it reads, never writes anything but the
// record of [Snapshot.SaveStamps], and never decides what is published. A file that does not exist is a
// value, not an error.
//
// Start with [Open], then [Folder.Scan]; after a change [Folder.Update] looks again only where a hint
// points. The neighbour to read next is pipeline, which asks a Snapshot its questions.
//
// # What is left out silently
//
// Hidden files and folders (names that begin with a dot) other than the folder content/<tag>/.well-known (see
// [Snapshot.ForLocale] for what else has that name), folders named node_modules, and what editors
// and systems leave beside a file for a moment: names that end in "~", ".swp", ".swx", ".tmp",
// "___jb_tmp___" or "___jb_old___", names like "#x#", the probe file "4913" of vim, the files "sedXXXXXX"
// of sed -i, Thumbs.db and desktop.ini.
//
// # What is left out with an error
//
//	bad-name         a name that some system cannot hold: not UTF-8, control characters or direction
//	                 controls, one of < > : " | ? * \, a trailing dot or space, a device name of Windows
//	                 such as CON or nul.txt, more than 255 bytes
//	too-deep         a folder more than 32 levels below the site
//
// # What cannot be read
//
// Something is there and its content is not known, which is not the same as nothing. In a file's place it is
// among [Snapshot.Files], and [Snapshot.Read] answers with its error. In a folder's place it is a hole: none of its
// files is known, and [Snapshot.Holes] names it. Which of the two a link, a pipe or a device stands for is told by
// its name: one with an extension such as ".md" is a file's. A file without an extension among pages, layouts or records
// is in a folder's place (git leaves such a file of a link where links are off), unless its name is in capitals, such as
// LICENSE, or begins with "_". A folder with an extension that pages, catalogs, layouts, records or files beside pages
// have is in a file's place; "v1.2" is a folder. What is said of a snapshot depends on the disk alone, not
// on what an earlier snapshot knew.
//
//	not-a-file       a symbolic link, named pipe, socket or device; a folder where a file must be
//	not-a-folder     a file where a folder must be
//	name-collision   names in one folder that are equal after Unicode normalisation and case folding, so
//	                 that macOS and Windows would keep only one of them: none of them is read,
//	                 because which one is meant would depend on the machine
//	unreadable       a folder or file that this user may not read
//	too-large        a file over the limit of [Options], refused before it is read
//	changing         a file that kept changing while it was read, or a name that kept changing its kind
//
// # Names
//
// Paths are relative to the site's folder, with forward slashes, in Unicode normalisation form C,
// whatever form the file system uses; the name on disk is remembered for opening.
//
// # What a change is
//
// A file's stamp is its size, its times of modification and of status change, its device and its
// inode: the second time cannot be set by a program, so that "cp -p", an unpacked archive or an older
// branch are seen even when size and time of modification are equal. A file whose stamp was racy
// ([disk.Stamp.Racy]: the file was younger than two seconds) when it was looked at counts as changed at the next
// look; the engine then compares its content. What other stamps prove, [Snapshot.SaveStamps] keeps for
// the next process on the same machine ([Folder.LoadStamps], [Snapshot.Sum]).
package source

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vernacular/internal/disk"
	"vernacular/internal/locale"

	"golang.org/x/text/unicode/norm"
)

// The limits that hold when [Options] names no others.
const (
	DefaultMaxText  = 4 << 20
	DefaultMaxAsset = 64 << 20
)

// SettingsFile is the file of a site's settings.
const SettingsFile = "site.toml"

// Folders returns the names of a site's folders, in order. Of a site nothing but these and [SettingsFile] is looked at.
func Folders() []string { return []string{"assets", "content", "layouts", "locales"} }

// Options limits what is read. The zero value gives the defaults.
type Options struct {
	MaxText  int64 // bytes of a text file (Markdown, HTML, TOML, CSS, SVG…); default [DefaultMaxText]
	MaxAsset int64 // bytes of any other file; default [DefaultMaxAsset]

	// Ignore names paths below the site's folder, with forward slashes, that are never looked at, such
	// as an output folder that lies inside assets/. What lies outside the five names above (public,
	// .git, .vernacular, node_modules) is never looked at anyway.
	Ignore []string

	// Now is the clock that tells whether a stamp is racy; default time.Now.
	Now func() time.Time
}

// Folder is a site on disk, opened. Its methods may be called by several goroutines at once.
type Folder struct {
	dir     string // absolute
	options Options

	gate chan struct{} // a place for each file that may be open at the same time
	open openDirs

	mu     sync.RWMutex
	root   *os.Root // nil after Close
	rootFi fs.FileInfo

	sums    atomic.Bool                        // reading a file also takes its sum
	learned atomic.Bool                        // a sum is known that no record has
	saved   atomic.Pointer[map[string]*summed] // by path, from an earlier process

	failure atomic.Pointer[error] // see Failed

	suspectMu sync.Mutex
	suspects  map[string]bool // read, but not as the snapshot saw them: looked at again by every Update
}

// budget returns how many files may be open at one time, and how many folders may be kept open beside them,
// when the process may hold this many descriptors in all. Each of these files may need three for a moment.
// The pages of one key lie in as many folders as there are locales, and are often read in a row.
func budget(descriptors int) (files, folders int) {
	if descriptors < 256 {
		return 2, 1
	}
	return 4 * runtime.GOMAXPROCS(0), min(descriptors/8, 256)
}

// Open opens the site in dir, which may itself be a symbolic link. The error names dir; it means that
// the environment, not the site, is at fault.
func Open(dir string, o Options) (*Folder, error) {
	if o.MaxText <= 0 {
		o.MaxText = DefaultMaxText
	}
	if o.MaxAsset <= 0 {
		o.MaxAsset = DefaultMaxAsset
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	ignore := make([]string, len(o.Ignore))
	for i, p := range o.Ignore {
		ignore[i] = norm.NFC.String(path.Clean(filepath.ToSlash(p)))
	}
	o.Ignore = ignore
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open the site's folder %q: %w", dir, err)
	}
	files, folders := budget(disk.Descriptors())
	f := &Folder{dir: abs, options: o, gate: make(chan struct{}, files), open: openDirs{size: folders}, suspects: map[string]bool{}}
	if f.root, f.rootFi, err = openRoot(abs); err != nil {
		return nil, fmt.Errorf("cannot open the site's folder: %w", err)
	}
	return f, nil
}

func openRoot(abs string) (*os.Root, fs.FileInfo, error) {
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, nil, err
	}
	fi, err := root.Stat(".")
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	return root, fi, nil
}

// Close ends the use of the folder and of every Snapshot of it.
func (f *Folder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.root == nil {
		return nil
	}
	f.open.close()
	err := f.root.Close()
	f.root = nil
	return err
}

// follow opens the site's folder again when the one that is open was moved away or removed and another
// one is in its place. The error says that there is none now.
func (f *Folder) follow() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.root == nil {
		return fmt.Errorf("the site's folder %s: %w", f.dir, fs.ErrClosed)
	}
	fi, err := os.Stat(f.dir)
	if err != nil {
		return fmt.Errorf("the site's folder is gone: %w", err)
	}
	if os.SameFile(fi, f.rootFi) {
		return nil
	}
	root, rootFi, err := openRoot(f.dir)
	if err != nil {
		return fmt.Errorf("the site's folder was replaced and cannot be opened: %w", err)
	}
	f.open.close()
	f.root.Close()
	f.root, f.rootFi = root, rootFi
	return nil
}

// Scan looks at everything. The error means that the environment failed (the folder is gone, too many
// open files, the disk does not answer); whatever is wrong with the site is in [Snapshot.Diagnostics].
func (f *Folder) Scan() (*Snapshot, error) {
	suspects := f.takeSuspects() // they are looked at with all others
	s, err := f.look(nil, &hint{all: true})
	if err != nil {
		f.suspect(suspects...)
		return nil, err
	}
	return s, nil
}

// Update looks again at the hinted paths and returns what the folder holds now, with the sorted paths of
// the files that appeared, vanished or may have changed since prev: the stamp differs, its stamp was racy
// when prev saw it, it was hinted by its own path, or it was read but not as prev had seen it.
//
// A hint is a path of a file or a folder below the site's folder, with forward slashes; it says "look
// again here" and nothing more. A hint at a folder covers all below it; so does one at a folder that is
// new or gone. "" or "." covers everything, and so does a hint that is no such path. Without a prev
// everything is looked at and every file is reported. On an error (see [Folder.Scan]) prev still holds.
func (f *Folder) Update(prev *Snapshot, hints []string) (*Snapshot, []string, error) {
	if prev != nil && prev.folder != f {
		prev = nil
	}
	plan := &hint{all: prev == nil}
	suspects := f.takeSuspects()
	hints = slices.Concat(hints, suspects)
	for _, h := range hints {
		plan.add(h)
	}
	next, err := f.look(prev, plan)
	if err != nil {
		f.suspect(suspects...)
		return nil, nil, err
	}
	old := noFiles()
	if prev != nil {
		old = prev.top
	}
	changed := diff(nil, old, next.top)
	for _, h := range hints {
		if p := norm.NFC.String(path.Clean(h)); next.Has(p) {
			changed = append(changed, p)
		}
	}
	slices.Sort(changed)
	return next, slices.Compact(changed), nil
}

// look makes the snapshot that follows prev, which may be nil.
func (f *Folder) look(prev *Snapshot, plan *hint) (*Snapshot, error) {
	if plan.all {
		if err := f.follow(); err != nil {
			return nil, err
		}
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.root == nil {
		return nil, fmt.Errorf("the site's folder %s: %w", f.dir, fs.ErrClosed)
	}
	old, source := noFiles(), locale.Tag("")
	if prev != nil {
		old, source = prev.top, prev.locale
	}
	l := looker{folder: f, now: f.options.Now(), spare: make(chan struct{}, runtime.GOMAXPROCS(0)-1)}
	top, err := l.lookAtTop(old, plan)
	if err != nil {
		return nil, err
	}
	return &Snapshot{folder: f, top: top, locale: source}, nil
}

// noFiles is a site's folder of which nothing has been seen.
func noFiles() *dir { return &dir{list: &listing{}} }

func (f *Folder) suspect(paths ...string) {
	f.suspectMu.Lock()
	defer f.suspectMu.Unlock()
	for _, p := range paths {
		f.suspects[p] = true
	}
}

// Suspicious reports whether a file was read that was not as the snapshot had seen it, so that another [Folder.Update] is due.
func (f *Folder) Suspicious() bool {
	f.suspectMu.Lock()
	defer f.suspectMu.Unlock()
	return len(f.suspects) > 0
}

func (f *Folder) takeSuspects() []string {
	f.suspectMu.Lock()
	defer f.suspectMu.Unlock()
	var list []string
	for p := range f.suspects {
		list = append(list, p)
	}
	slices.Sort(list)
	clear(f.suspects)
	return list
}

// hint is a tree of the names to look at again.
type hint struct {
	all  bool // everything from here down
	kids map[string]*hint
}

func (h *hint) add(p string) {
	p = path.Clean(strings.TrimSuffix(p, "/"))
	if p == "." || !fs.ValidPath(p) {
		h.all, h.kids = true, nil
		return
	}
	for name := range strings.SplitSeq(p, "/") {
		if h.all {
			return
		}
		if h.kids == nil {
			h.kids = map[string]*hint{}
		}
		kid := h.kids[name]
		if kid == nil {
			kid = &hint{}
			h.kids[name] = kid
		}
		h = kid
	}
	h.all, h.kids = true, nil
}

// names returns the hinted names in order.
func (h *hint) names() []string {
	list := make([]string, 0, len(h.kids))
	for name := range h.kids {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
