// Package publish turns the outputs of a build into a folder that is whole at every moment.
//
// One [Folder] is one output folder with its manifest and its lock. A revision is a series of
// [Folder.Put], [Folder.Keep] and [Folder.Remove] that ends with [Folder.Commit]. Put writes beside
// the site, into a staging folder; only Commit touches what readers see, and it takes every step back
// when one of them fails. So the folder holds the old site or the new one, and each single file is one
// of the two even after kill -9; what a killed run leaves behind is recognised by its journal and
// put right by the next one.
//
// It never follows a link, never leaves the folder (every call goes through [os.Root]), never touches a
// file it did not write, and never reads its folder as a source of anything but its own state: the
// manifest, and the bytes that are compared with the ones to be written.
//
// Start with [Open]. The neighbour to read next is build, which makes the outputs.
//
// # Whose file is it
//
// A file is ours when the manifest names its path, or when a journal names its path and its bytes. Any
// other file is a stranger: it is adopted if its bytes are exactly those to be written, and otherwise
// stays, and the output that wants its place fails with an [*Error] of [InTheWay]. A file of ours that
// somebody edited is replaced when the tree has an output of that path, left where it is when the tree has
// not, and named in [Result.Edited] both times.
//
// # The folder on disk
//
//	index.html, ar/index.html, …    the outputs
//	manifest.json                   what the last completed revision wrote, one file a line, put in place last
//	.vernacular-tmp/                only while a revision is under way, or after one was killed:
//	    n1, n2, …                   outputs of the coming revision
//	    o1, o2, …                   files it replaced or removed, until it is complete
//	    journal                     what was about to be put in place
//
// The lock is an advisory lock on the folder itself, so it leaves no file and ends with its process.
package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Entry describes one output, as the manifest keeps it.
type Entry struct {
	Path    string   // slash-separated, relative to the folder, NFC
	SHA256  string   // lower-case hexadecimal; Put computes it if empty and trusts it otherwise
	Size    int64    // bytes; Put sets it
	Locale  string   // canonical tag of the edition; empty for what editions share
	Sources []string // paths of the sources, relative to the site; Put sorts them
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

// Folder is an output folder that this process holds. Put, Keep, Remove and Read may be called
// by many goroutines at once; Begin, Commit and Close by one, when no Put is under way.
type Folder struct {
	opt    Options
	made   bool // the folder did not exist before
	held   bool // the folder is open and its lock is ours
	closed bool
	lock   *handle
	disk   *disk
	fault  func(op, path string) error // tests only
	hands  chan struct{}

	mu       sync.Mutex
	records  map[string]*record // what is ours, by path
	order    []string           // its paths, sorted; nil when not known
	manifest string             // hash of manifest.json as it is on the disk; empty: there is none
	stamp    stamp              // of that file
	mustFull bool               // only a full revision can tell what the folder holds

	// What the journal of a killed run says; where the bytes agree it proves that a file is ours. It is carried on
	// from journal to journal until a manifest is written.
	journal []Entry
	sweep   map[string]bool // folders that may have been left empty
	notes   []string

	rev revision
}

// record is an entry of the manifest, with its line there and the state of the file when its bytes were last seen.
type record struct {
	Entry
	line  []byte
	stamp stamp
}

type revision struct {
	begun   bool
	full    bool
	puts    map[string]*put
	kept    map[string]bool
	removed map[string]bool
	dirs    map[string]bool // seen to be real folders
	edited  map[string]bool
	staged  int   // files made in tmpName
	tmp     bool  // tmpName exists
	wanted  int64 // bytes staged, and after a failure that would have been
	failure *Error
}

type put struct {
	entry    Entry
	staged   string // path of the staged file; empty: the folder has these bytes
	stamp    stamp
	replaces bool // a file of ours is there
	blocked  bool // something of ours has the place and must go first
}

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

// maxHands is how many Puts touch the disk at once: enough to keep it busy, few enough for a process that may
// open few files.
const maxHands = 16

func newFolder(o Options, fault func(op, path string) error) *Folder {
	return &Folder{opt: o, fault: fault, hands: make(chan struct{}, maxHands)}
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
	f.disk = &disk{root: root, fault: f.fault}
	f.records, f.order, f.journal, f.sweep, f.notes = map[string]*record{}, nil, nil, map[string]bool{}, nil
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
	f.disk.closeTmp()
	f.disk.root.Close()
	f.lock.release()
}

func (f *Folder) reset(full bool) {
	f.rev = revision{begun: true, full: full, puts: map[string]*put{}, kept: map[string]bool{}, removed: map[string]bool{},
		dirs: map[string]bool{}, edited: map[string]bool{}, tmp: f.rev.tmp, staged: f.rev.staged}
}

const maxManifest = 1 << 30 // bytes

// load reads the manifest and the journal. A manifest that is spoilt counts as none: then no file is
// ours, and those with the right bytes are adopted.
func (f *Folder) load() error {
	f.manifest, f.stamp = "", stamp{}
	data, st, err := f.disk.read(manifestName, maxManifest)
	switch {
	case err == nil:
		entries, bad := decodeFile(manifestHead, data)
		if bad == errForeign {
			return f.inTheWay(manifestName, "a file")
		}
		if bad != nil {
			f.notes = append(f.notes, fmt.Sprintf("%s could not be read (%v); files that are as they should be are taken over, all others are left alone",
				filepath.Join(f.opt.Dir, manifestName), bad))
		}
		f.manifest, f.stamp = hashOf(data), st
		for _, e := range entries {
			f.records[e.Path] = &record{Entry: e}
		}
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, errNotOurs):
		return f.inTheWay(manifestName, "something that is no file")
	default:
		return wrap(f.opt.Dir, manifestName, "cannot read the manifest", err)
	}
	return f.recover()
}

// recover learns from the journal of a killed run which files it had put in place, and removes its staged files.
func (f *Folder) recover() error {
	info, err := f.disk.root.Lstat(tmpName)
	if errors.Is(err, fs.ErrNotExist) {
		f.rev.tmp = false
		return nil
	}
	if err != nil {
		return wrap(f.opt.Dir, tmpName, "cannot look at it", err)
	}
	if !info.IsDir() {
		return f.inTheWay(tmpName, "something that is no folder")
	}
	f.rev.tmp = true
	f.readJournal()
	f.sweepEmpty()
	f.notes = append(f.notes, fmt.Sprintf("an earlier run into %s was stopped half-way; what it left is put right now", f.opt.Dir))
	if err := f.clearTmp(); err != nil {
		return wrap(f.opt.Dir, tmpName, "cannot remove what an earlier run left", err)
	}
	return nil
}

// readJournal takes those files for ours that the journal names, if their bytes are the ones it speaks of.
func (f *Folder) readJournal() {
	data, _, err := f.disk.read(path.Join(tmpName, "journal"), maxManifest)
	if err != nil {
		return
	}
	// A journal is put in place whole, before the first file; if it is spoilt, nothing was put in place.
	f.journal, _ = decodeFile(journalHead, data)
	for _, e := range f.journal {
		for _, dir := range parents(e.Path) {
			f.sweep[dir] = true
		}
		if got, st, err := f.disk.read(e.Path, e.Size); err == nil && f.plain(e.Path) && hashOf(got) == e.SHA256 {
			f.records[e.Path] = &record{Entry: e, stamp: st}
			f.order = nil
		}
	}
}

// plain tells whether all folders above the path are real ones.
func (f *Folder) plain(name string) bool {
	for _, dir := range parents(name) {
		if info, err := f.disk.root.Lstat(dir); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// clearTmp removes the staged files. The journal stays while it is the only proof of what is ours.
func (f *Folder) clearTmp() error {
	if !f.rev.tmp {
		return nil
	}
	dir, err := f.disk.root.Open(tmpName)
	if errors.Is(err, fs.ErrNotExist) { // somebody emptied the folder
		f.disk.closeTmp()
		f.rev.tmp = false
		return nil
	}
	if err != nil {
		return err
	}
	names, err := dir.Readdirnames(-1)
	dir.Close()
	if err != nil {
		return err
	}
	slices.Sort(names)
	rest := 0
	for _, name := range names {
		if name == "journal" && len(f.journal) > 0 || !isTmp(name) {
			rest++
			continue
		}
		if err := f.disk.remove(path.Join(tmpName, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if rest > 0 {
		return nil
	}
	f.disk.closeTmp()
	if err := f.disk.remove(tmpName); err != nil {
		return err
	}
	f.rev.tmp, f.rev.staged = false, 0
	return nil
}

// isTmp knows the names that this package gives inside tmpName.
func isTmp(name string) bool {
	if name == "journal" || name == "journal.new" || name == "manifest" {
		return true
	}
	n, ok := strings.CutPrefix(name, "n")
	if !ok {
		n, ok = strings.CutPrefix(name, "o")
	}
	_, err := strconv.ParseUint(n, 10, 63)
	return ok && err == nil
}

func (f *Folder) ensureTmp() error {
	var err error
	if !f.rev.tmp {
		err = f.disk.mkdir(tmpName)
	}
	if err == nil {
		f.rev.tmp = true
		err = f.disk.openTmp()
	}
	if err != nil {
		return wrap(f.opt.Dir, "", "cannot write to the output folder", err)
	}
	return nil
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
		f.rev = revision{}
		return true, f.attach()
	}
	if f.rev.staged > 0 {
		if err := f.clearTmp(); err != nil {
			return full, wrap(f.opt.Dir, tmpName, "cannot remove the last revision's files", err)
		}
	}
	f.sweepEmpty() // what a failed Commit could not take back
	var st stamp
	if info, err := f.disk.root.Lstat(manifestName); err == nil {
		st = stampOf(info)
	}
	if st != f.stamp {
		f.mustFull = true
		for _, r := range f.records {
			r.stamp = stamp{}
		}
	}
	f.reset(full || f.mustFull)
	return f.rev.full, nil
}

// inPlace tells whether the folder that is open is still the one of that name.
func (f *Folder) inPlace() bool {
	if !f.held {
		return false
	}
	now, err1 := os.Stat(f.opt.Dir)
	held, err2 := f.disk.root.Stat(".")
	return err1 == nil && err2 == nil && os.SameFile(now, held)
}

// ready says why nothing can be done in this revision, or nil.
func (f *Folder) ready() *Error {
	switch {
	case f.closed:
		return f.closedError()
	case f.rev.failure != nil:
		return f.rev.failure
	case !f.held || !f.rev.begun:
		return &Error{Kind: Failed, Path: f.opt.Dir, Msg: "no revision was begun"}
	}
	return nil
}

func (f *Folder) closedError() *Error {
	return &Error{Kind: Failed, Path: f.opt.Dir, Msg: "the output folder was closed", Err: fs.ErrClosed}
}

// Put stages one output. written is false when the folder has these very bytes already. An *Error of kind
// InTheWay or BadPath concerns this output alone, and the revision may go on without it; any other
// fails the revision.
func (f *Folder) Put(e Entry, data []byte) (written bool, err error) {
	if err := Judge(e.Path); err != nil {
		return false, err
	}
	if !isHash(e.SHA256) {
		e.SHA256 = hashOf(data)
	}
	e.Size = int64(len(data))
	e.Sources = slices.Sorted(slices.Values(e.Sources))

	f.mu.Lock()
	rec := f.records[e.Path]
	ferr := f.ready()
	if ferr != nil && (rec == nil || rec.SHA256 != e.SHA256) {
		f.rev.wanted += e.Size // so that a full disk's message can say how much is needed
	}
	if ferr == nil && f.rev.puts[e.Path] != nil {
		ferr = &Error{Kind: BadPath, Path: e.Path, Msg: "two outputs have this path"}
	}
	if ferr != nil {
		f.mu.Unlock()
		return false, ferr
	}
	p := &put{entry: e}
	f.rev.puts[e.Path] = p
	f.mu.Unlock()

	edited, err := f.stage(p, rec, data)

	f.mu.Lock()
	defer f.mu.Unlock()
	if edited {
		f.rev.edited[e.Path] = true
	}
	if err == nil {
		return p.staged != "", nil
	}
	delete(f.rev.puts, e.Path)
	own := wrap(f.opt.Dir, e.Path, "cannot write this file", err)
	if !own.concernsOne() && f.rev.failure == nil {
		f.rev.failure = own
	}
	return false, own
}

// stage finds out what stands in the output's place and writes the new bytes to a staged file if they differ.
func (f *Folder) stage(p *put, rec *record, data []byte) (edited bool, err error) {
	f.hands <- struct{}{}
	defer func() { <-f.hands }()
	same := false
	err = patient(func() error {
		free, err := f.lookAbove(p)
		if !free && err == nil {
			same, edited, err = f.compare(p, rec, data)
		}
		return err
	})
	if same || err != nil {
		return edited, err
	}
	f.mu.Lock()
	err = f.ensureTmp()
	f.rev.staged++
	staged := tmpName + "/n" + strconv.Itoa(f.rev.staged)
	f.rev.wanted += int64(len(data))
	f.mu.Unlock()
	if err != nil {
		return edited, err
	}
	p.stamp, err = f.disk.create(staged, data, false)
	if err == nil {
		p.staged = staged
	}
	return edited, err
}

// lookAbove makes sure that the folders above the output are real ones, as far as they exist; free tells that
// one does not, so that nothing can be in the output's place. A file of ours in a folder's place is no hindrance: a
// page may become a folder.
func (f *Folder) lookAbove(p *put) (free bool, err error) {
	for _, dir := range parents(p.entry.Path) {
		f.mu.Lock()
		seen, ours := f.rev.dirs[dir], f.records[dir] != nil
		f.mu.Unlock()
		if seen {
			continue
		}
		info, err := f.disk.root.Lstat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return true, nil
		case err != nil:
			return false, err
		case info.IsDir():
			f.mu.Lock()
			f.rev.dirs[dir] = true
			f.mu.Unlock()
		case info.Mode().IsRegular() && ours:
			p.blocked = true
			return true, nil
		default:
			return false, f.inTheWay(dir, what(info))
		}
	}
	return false, nil
}

// compare looks at the file in the output's place.
func (f *Folder) compare(p *put, rec *record, data []byte) (same, edited bool, err error) {
	name := p.entry.Path
	info, err := f.disk.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, false, nil
	case err != nil:
		return false, false, err
	case info.IsDir():
		if f.oursBelow(name) {
			p.blocked = true
			return false, false, nil
		}
		return false, false, f.inTheWay(name, what(info))
	case !info.Mode().IsRegular():
		return false, false, f.inTheWay(name, what(info))
	}
	p.stamp = stampOf(info)
	if rec != nil && rec.stamp == p.stamp {
		p.replaces = rec.SHA256 != p.entry.SHA256
		return !p.replaces, false, nil
	}
	old, st, err := f.disk.readAs(name, info, info.Size())
	if err != nil {
		return false, false, err
	}
	sum := hashOf(old)
	p.stamp = st
	if sum == p.entry.SHA256 {
		return true, false, nil
	}
	if rec == nil {
		return false, false, f.inTheWay(name, what(info))
	}
	p.replaces = true
	return false, sum != rec.SHA256, nil
}

func (f *Folder) oursBelow(dir string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name := range f.records {
		if strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

func what(info fs.FileInfo) string {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return "a link"
	case info.IsDir():
		return "a folder"
	case info.Mode().IsRegular():
		return "a file"
	}
	return "something that is neither file nor folder"
}

// Keep says that the output of this path could not be made this time: its last good file stays, and so
// does its place in the manifest.
func (f *Folder) Keep(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rev.kept[path] = true
}

// Remove says that the tree has no output of this path any more, even if it was put in this revision.
// Only incremental revisions need it.
func (f *Folder) Remove(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.rev.puts, path)
	f.rev.removed[path] = true
}

// Read returns the bytes of a file of ours if they are still the ones the manifest speaks of.
func (f *Folder) Read(path string) ([]byte, bool) {
	f.mu.Lock()
	rec := f.records[path]
	held := f.held
	f.mu.Unlock()
	if rec == nil || !held || !f.plain(path) {
		return nil, false
	}
	data, _, err := f.disk.read(path, rec.Size)
	if err != nil || hashOf(data) != rec.SHA256 {
		return nil, false
	}
	return data, true
}

// Entries lists what is published, sorted by path.
func (f *Folder) Entries() []Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]Entry, 0, len(f.records))
	for _, name := range f.paths() {
		list = append(list, f.records[name].Entry)
	}
	return list
}

func (f *Folder) paths() []string {
	if f.order == nil {
		f.order = make([]string, 0, len(f.records))
		for name := range f.records {
			f.order = append(f.order, name)
		}
		slices.Sort(f.order)
	}
	return f.order
}

// Close ends the revision without a trace, if one is under way, and lets go of the folder.
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
	err := f.clearTmp()
	if f.made && f.manifest == "" {
		os.Remove(f.opt.Dir) // succeeds only if it is empty
	}
	f.detach()
	if err != nil {
		return wrap(f.opt.Dir, tmpName, "cannot remove the staged files", err)
	}
	return nil
}
