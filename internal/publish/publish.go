// Package publish turns the outputs of a build into a folder in which every file is whole at every moment.
//
// One [Folder] is one output folder with its manifest and its lock. A revision is a series of
// [Folder.Put], [Folder.Keep], [Folder.Remove] and [Folder.Verify] that ends with [Folder.Commit]. Put stages an output
// beside the site; only Commit changes what readers see. It writes a journal first and then goes forward: a run that is killed
// leaves old files and new ones, each whole, and the journal, by which the next revision knows what is ours and puts the rest
// in place. An output that cannot be put in place keeps its old file and keeps no other output from being published.
//
// The package never follows a link, never leaves the folder (every call goes through [os.Root]; a call that only looks may ask
// the kernel for the same, see [disk.Looker]), never touches a file it did not write, and never reads its folder as a source
// of anything but its own state: the manifest, and the bytes that are compared with the ones to be written. Beside the
// folder it writes one file, if it is asked to: see Options.Stamps.
//
// What it costs: a folder that the output does not have yet is staged whole and moved by one rename, so a first build
// makes each folder and each file once. A revision costs what it changes, and the writing of the manifest. In
// memory an output is its line of the manifest and some 140 bytes.
//
// Start with [Open]. The neighbour to read next is pipeline, which makes the outputs.
//
// # Owned and foreign files
//
// A file is owned when the manifest names its path, or when a journal names its path and its bytes. Any
// other file is foreign: it is adopted if its bytes are exactly those to be written, and otherwise
// stays, and the output that wants its place fails with an [*Error] of [InTheWay]. An owned file that
// somebody edited is replaced when the tree has an output of that path, left where it is when the tree has
// not, and named in [Result.Edited] both times.
//
// # The folder on disk
//
//	index.html, ar/index.html, …    the outputs
//	manifest.json                   what the last completed revision wrote, one file a line, put in place last
//	manifest-parts/03.<digest>.json the same for more than 5,000 pages: then manifest.json names the parts, one a line
//	.vernacular-tmp/                only while a revision is under way, or after one was killed:
//	    d1/…, d2/…                  folders that the coming revision adds, with their outputs
//	    n1, n2, …                   its outputs in folders that are there already
//	    journal                     what was about to be put in place
//
// The lock is an advisory lock on the folder itself, so it leaves no file and ends with its process. Where folders cannot be
// locked there is a lock file.
package publish

import (
	"crypto/sha256"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vernacular/internal/disk"
)

// Entry describes one output, as the manifest keeps it.
type Entry struct {
	Path    string   // slash-separated, relative to the folder, NFC
	SHA256  string   // lower-case hexadecimal; Put computes it if empty and trusts it otherwise
	Size    int64    // bytes; Put sets it
	Locale  string   // canonical tag of the edition; empty for what editions share
	Sources []string // paths of the sources, relative to the site; Put sorts them
	// Fingerprint is the SHA-256 of the file with a page's own text; empty for what is no page.
	Fingerprint string
}

// Options says where to publish and how to wait.
type Options struct {
	Dir  string // the output folder; made if missing
	Site string // the site's own folder, which the output may not be or hold; empty: no such check
	// Wait is how long to wait for another build to let go of the folder; 0 refuses at once.
	Wait time.Duration
	// Done, when it is closed, ends the wait early.
	Done <-chan struct{}
	// NoSync leaves it to the kernel when bytes reach the disk. A watch session sets it: every save would
	// otherwise wait for the disk, and what a power loss spoils is rebuilt at the next start anyway. A first build
	// does not wait in any case, since it has no older site to protect.
	NoSync bool
	// Stamps is a file in a cache folder, made if missing, that lets the next process know the published files again
	// without reading them; empty: none. It belongs to one output folder, is saved by a full Commit and by Close, and may
	// be deleted or spoilt at any time. See Verify.
	Stamps string

	now        func() time.Time // tests only
	partsAbove int              // tests only: how many pages a manifest may have without parts, -1 for none
}

// Result counts what a revision did to the files of the tree; manifest.json is not counted.
type Result struct {
	Written, Unchanged, Removed int      // Unchanged includes what was kept
	WrittenPaths, RemovedPaths  []string // sorted
	// Edited names files of ours that somebody had changed since: those also in WrittenPaths were
	// replaced, the others were left alone. Sorted.
	Edited []string
	// Notes are sentences for people about what was found and put right, such as the traces of a killed run.
	Notes []string
}

// Folder is an output folder whose lock this process holds. Put, Keep, Remove and Read may be called
// by many goroutines at once; Begin, Commit and Close by one, when no Put is under way.
type Folder struct {
	opt     Options
	made    bool // the folder did not exist before
	held    bool // the folder is open and its lock is ours
	closed  bool
	lock    *handle
	store   *store
	fault   func(op, path string) error // tests only
	writers chan struct{}
	names   int64 // given in tmpName so far

	mu        sync.Mutex
	records   map[string]*record // by path
	order     []*record          // those of them that are ours, sorted by path; nil when not known
	manifest  bool               // there is a manifest.json
	stale     bool               // but not the one that the records make
	stamp     disk.Stamp         // of manifest.json
	sum       [sha256.Size]byte  // of manifest.json, if stale is false
	parts     map[string]bool    // paths of the parts of a manifest that are in the folder and ours
	build     Build              // what the manifest says, or is to say
	described bool               // build is what Describe said
	stamped   bool               // the file of stamps says all that the records know
	mustFull  bool               // only a full revision can tell what the folder holds

	// What the journal of a killed run says; where the bytes agree it proves that a file is ours. It is carried on
	// from journal to journal until a manifest is written.
	journal []line
	sweep   map[string]bool // folders that may have been left empty
	notes   []string

	rev revision
}

// record is what is known of one path. There is one for each output, so it is kept small.
type record struct {
	path  string
	line  line       // in the manifest; empty: the path is not ours, or not yet
	stamp disk.Stamp // of the file when its bytes were last seen

	// In the revision under way:
	next *put
	kept bool
}

type revision struct {
	begun   bool
	full    bool
	puts    []*put
	kept    []*record
	removed []*record
	dirs    map[string]bool          // seen to be real folders
	folders map[string]*stagedFolder // by path
	tmp     bool                     // tmpName exists
	staged  bool                     // and something was made in it
	wanted  int64                    // bytes staged, and after a failure that would have been
	failure *Error
}

// put is one output of the revision under way.
type put struct {
	record   *record
	line     line
	stamp    disk.Stamp
	folder   *stagedFolder // it is staged there, at its path
	name     int64         // it is staged under this number; neither: the folder has these bytes
	replaces bool          // a file of ours is there
	edited   bool          // and somebody changed it
	blocked  bool          // something of ours has the place and must go first
	verified bool          // by Verify
	placed   bool          // it is in place
	failed   bool          // it could not be put in place
}

func (p *put) path() string { return p.record.path }

func (p *put) isStaged() bool { return p.folder != nil || p.name != 0 }

// dropped reports that Remove came after Put.
func (p *put) dropped() bool { return p.record.next != p }

// staged is the path of the staged file.
func (p *put) staged() string {
	if p.folder != nil {
		return p.folder.staged + p.path()[len(p.folder.path):]
	}
	return tmpName + "/n" + strconv.FormatInt(p.name, 10)
}

// stagedFolder is a folder that the output did not have when the first file in it was put. It is staged with
// all that is put below it, so that one rename puts it in place.
type stagedFolder struct {
	path    string // where it goes
	staged  string
	blocked bool // a file of ours has the place and must go first
	reduced bool // files were taken out of it again
	state   folderState
	err     error // of folderFailed
}

type folderState byte

const (
	folderStaged folderState = iota
	folderMoved              // in place as a whole
	folderMerged             // somebody made such a folder meanwhile; its files are moved one by one
	folderFailed             // it could not be put in place
)

// Open takes hold of the folder and begins a full revision. An *Error says what stands against it:
// another build holds it, the place is refused (see Refuse), it cannot be written to.
func Open(o Options) (*Folder, error) { return open(o, nil) }

func open(o Options, fault func(op, path string) error) (*Folder, error) {
	if o.Site != "" {
		if err := Refuse(o.Dir, o.Site); err != nil {
			return nil, err
		}
	}
	f := newFolder(o, fault)
	if err := f.attach(); err != nil {
		return nil, err
	}
	return f, nil
}

// maxWriters is how many Puts touch the disk at once: enough to keep it busy, few enough for a process that may
// open few files.
const maxWriters = 16

func newFolder(o Options, fault func(op, path string) error) *Folder {
	return &Folder{opt: o, fault: fault, writers: make(chan struct{}, maxWriters)}
}

// attach takes the lock and learns what the folder holds.
func (f *Folder) attach() error {
	h, made, err := acquire(f.opt)
	if err != nil {
		return err
	}
	f.lock, f.made = h, made
	root, err := os.OpenRoot(f.opt.Dir)
	if err != nil {
		h.release()
		return wrap(f.opt.Dir, "", "cannot open the output folder", err)
	}
	f.store = &store{root: root, fault: f.fault}
	f.records, f.order, f.journal, f.sweep, f.notes = map[string]*record{}, nil, nil, map[string]bool{}, nil
	f.rev = revision{}
	f.mustFull = true
	f.reset(true)
	f.held = true
	err = f.load()
	if err == nil {
		// Making the staging folder now shows at once whether the folder can be written to, before
		// anything is rendered.
		err = f.ensureTmp()
	}
	if err != nil {
		f.detach()
	}
	return err
}

func (f *Folder) detach() {
	if !f.held {
		return
	}
	f.held = false
	f.store.close()
	f.lock.release()
}

// reset forgets the revision and makes ready for another.
func (f *Folder) reset(full bool) {
	for _, p := range f.rev.puts {
		p.record.next = nil
		f.forget(p.record)
	}
	for _, r := range f.rev.kept {
		r.kept = false
	}
	f.rev = revision{begun: true, full: full, dirs: map[string]bool{}, folders: map[string]*stagedFolder{}, tmp: f.rev.tmp, staged: f.rev.staged}
}

// forget drops a record that says nothing, unless another one has taken its place.
func (f *Folder) forget(r *record) {
	if r.line == "" && r.next == nil && f.records[r.path] == r {
		delete(f.records, r.path)
	}
}

// ours returns the record of a path that is ours, or nil.
func (f *Folder) ours(path string) *record {
	if r := f.records[path]; r != nil && r.line != "" {
		return r
	}
	return nil
}

func (f *Folder) ensureTmp() error {
	if f.rev.tmp {
		return nil
	}
	if err := f.store.mkdir(tmpName); err != nil {
		return wrap(f.opt.Dir, "", "cannot write to the output folder", err)
	}
	f.rev.tmp = true
	return nil
}

// newName returns a name in tmpName that was not used before.
func (f *Folder) newName(kind byte) (string, int64) {
	f.rev.staged = true
	f.names++
	return tmpName + "/" + string(kind) + strconv.FormatInt(f.names, 10), f.names
}

// Begin starts a revision and forgets what was put since the last Commit. In a full revision Commit removes
// whatever was neither Put nor kept; otherwise it removes only what Remove named. The first
// result tells which of the two it is: it is true although full was false when the folder was emptied,
// replaced or changed behind our back, or the last Commit failed, and the caller must Put every output.
// After Open the first Begin may be left out. After an error Begin may be tried again.
func (f *Folder) Begin(full bool) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return full, f.closedError()
	}
	if !f.inPlace() {
		f.detach()
		return true, f.attach()
	}
	if f.rev.staged {
		if err := f.clearTmp(); err != nil {
			return full, wrap(f.opt.Dir, tmpName, "cannot remove the last revision's files", err)
		}
	}
	f.sweepEmpty() // the folders that a failed Commit left empty
	var st disk.Stamp
	if info, err := f.store.root.Lstat(manifestName); err == nil {
		st = disk.StampOf(info)
	}
	if !sameState(st, f.stamp) {
		f.mustFull, f.stale, f.stamped = true, true, false
		for _, r := range f.records {
			r.stamp = disk.Stamp{}
		}
	}
	f.reset(full || f.mustFull)
	return f.rev.full, nil
}

// Describe says what is built in this revision and those that follow, for the manifest.
func (f *Folder) Describe(b Build) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b.head(filesAt) != f.build.head(filesAt) {
		f.stale, f.stamped = true, false
	}
	f.build, f.described = b, true
}

// inPlace reports whether the folder that is open is still the one of that name.
func (f *Folder) inPlace() bool {
	if !f.held {
		return false
	}
	now, err1 := os.Stat(f.opt.Dir)
	held, err2 := f.store.root.Stat(".")
	return err1 == nil && err2 == nil && os.SameFile(now, held)
}

// Read returns the bytes of a file of ours if they are still the ones the manifest speaks of.
func (f *Folder) Read(path string) ([]byte, bool) {
	f.mu.Lock()
	l, held := line(""), f.held
	if r := f.ours(path); r != nil {
		l = r.line
	}
	f.mu.Unlock()
	if l == "" || !held || !f.plain(path) {
		return nil, false
	}
	data, _, err := f.store.read(path, l.size())
	if err != nil || hashOf(data) != l.sum() {
		return nil, false
	}
	return data, true
}

// Left lists what is published and was neither put nor kept in this revision, sorted by path.
func (f *Folder) Left() []Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Entry
	for _, r := range f.sorted() {
		if r.next == nil && !r.kept {
			list = append(list, r.line.entry())
		}
	}
	return list
}

// Has reports whether a file of that path was published by an earlier revision.
func (f *Folder) Has(path string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ours(path) != nil
}

// Entries lists what is published, sorted by path.
func (f *Folder) Entries() []Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]Entry, 0, len(f.records))
	for _, r := range f.sorted() {
		list = append(list, r.line.entry())
	}
	return list
}

// sorted returns the records that are ours, by path.
func (f *Folder) sorted() []*record {
	if f.order == nil {
		f.order = make([]*record, 0, len(f.records))
		for _, r := range f.records {
			if r.line != "" {
				f.order = append(f.order, r)
			}
		}
		slices.SortFunc(f.order, byPath)
	}
	return f.order
}

func byPath(a, b *record) int { return strings.Compare(a.path, b.path) }

// Close ends the revision that is under way, removes what it staged, and releases the folder.
func (f *Folder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	if !f.held {
		return nil
	}
	f.saveStamps() // a loss costs the next process some time only
	err := f.clearTmp()
	if f.made && !f.manifest {
		os.Remove(f.opt.Dir) // succeeds only if it is empty
	}
	f.detach()
	if err != nil {
		return wrap(f.opt.Dir, tmpName, "cannot remove the staged files", err)
	}
	return nil
}
