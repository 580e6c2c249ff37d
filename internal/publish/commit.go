package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// plan is a revision that is ready to be put in place.
type plan struct {
	writes   []*put   // sorted by path
	first    []string // removals that must make room for a write
	removals []string // the other removals, sorted
	set      map[string]*record
	drop     map[string]bool
	edited   []string
	manifest []byte
}

// Commit puts everything staged in place, removes what is ours and no longer in the tree, and writes the manifest
// last. keepIf (may be nil) is asked in a full revision for each old entry that was
// neither Put nor kept, and may say that it stays. After an error the folder is as it was before, unless the
// error says otherwise, and the revision is over.
//
// The order is: the journal; everything on the disk; new folders; files; removals; the manifest. Up to the
// manifest's rename each step can be taken back, since files that are replaced or removed are kept beside
// by a second name. A kill -9 in between leaves old and new files, each whole, and the journal, which tells the
// next run that they are ours. What a power loss can do to an older site is bounded by the one wait for the disk
// before the first rename: new bytes and journal are there before any name points at them.
func (f *Folder) Commit(keepIf func(old Entry) bool) (Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ready(); err != nil {
		if f.rev.failure != nil {
			err = f.fail(err)
		}
		return Result{}, err
	}
	p, err := f.plan(keepIf)
	if err != nil {
		return Result{}, f.fail(err)
	}
	moved := len(p.writes)+len(p.first)+len(p.removals) > 0
	if moved || hashOf(p.manifest) != f.manifest {
		if err := f.place(p); err != nil {
			return Result{}, f.fail(err)
		}
	}
	f.apply(p)
	res := f.result(p)
	f.sweepEmpty() // before the journal goes, which names these folders
	if err := f.clearTmp(); err != nil {
		res.Notes = append(res.Notes, fmt.Sprintf("temporary files stay in %s until the next build: %v", f.opt.Dir, err))
	}
	if f.rev.full {
		f.mustFull = false
	}
	f.notes = nil
	f.reset(false)
	f.rev.begun = false
	return res, nil
}

// fail ends the revision after an error and leaves no staged file.
func (f *Folder) fail(err error) *Error {
	e := wrap(f.opt.Dir, "", "cannot publish", err)
	wanted := f.rev.wanted
	f.clearTmp() // the next Open tries again
	f.mustFull = true
	f.reset(true)
	f.rev.begun = false
	if e.Kind == DiskFull {
		clone := *e
		e = &clone
		e.Msg += "; " + megabytes(wanted) + " of new files had to be written"
		if n, ok := free(f.lock.file); ok {
			e.Msg += " and " + megabytes(n) + " are free"
		}
	}
	return e
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// plan decides what is to be done. It changes nothing on the disk.
func (f *Folder) plan(keepIf func(Entry) bool) (*plan, error) {
	p := &plan{set: map[string]*record{}, drop: map[string]bool{}}
	for name, put := range f.rev.puts {
		if put.staged != "" {
			p.writes = append(p.writes, put)
		}
		old := f.records[name]
		if old == nil || old.line == nil || !sameEntry(old.Entry, put.entry) {
			p.set[name] = &record{Entry: put.entry, stamp: put.stamp}
		} else {
			p.set[name] = &record{Entry: old.Entry, line: old.line, stamp: put.stamp}
		}
	}
	slices.SortFunc(p.writes, func(a, b *put) int { return strings.Compare(a.entry.Path, b.entry.Path) })

	var gone []string
	if f.rev.full {
		for _, name := range f.paths() {
			if f.rev.puts[name] == nil && !f.rev.kept[name] && (keepIf == nil || !keepIf(f.records[name].Entry)) {
				gone = append(gone, name)
			}
		}
	} else {
		for name := range f.rev.removed {
			if f.records[name] != nil && f.rev.puts[name] == nil && !f.rev.kept[name] {
				gone = append(gone, name)
			}
		}
		slices.Sort(gone)
	}
	var removals []string
	for _, name := range gone {
		p.drop[name] = true
		switch is, err := f.stillOurs(name); {
		case err != nil:
			return nil, err
		case is == fileOurs:
			removals = append(removals, name)
		case is == fileEdited:
			p.edited = append(p.edited, name)
		}
	}
	for name := range f.rev.kept {
		if f.records[name] == nil || f.rev.puts[name] != nil {
			continue
		}
		if is, err := f.stillOurs(name); err == nil && is == fileMissing {
			p.drop[name] = true
		}
	}
	f.clashes(p, removals)

	lines := make([][]byte, 0, len(f.records)+len(p.set))
	for _, name := range f.pathsAfter(p) {
		r := p.set[name]
		if r == nil {
			r = f.records[name]
		}
		if r.line == nil {
			r.line = encodeLine(r.Entry)
		}
		lines = append(lines, r.line)
	}
	p.manifest = encodeFile(manifestHead, lines)
	return p, nil
}

func sameEntry(a, b Entry) bool {
	return a.SHA256 == b.SHA256 && a.Size == b.Size && a.Locale == b.Locale && slices.Equal(a.Sources, b.Sources)
}

// clashes puts those removals first whose path is a folder of a write, or lies in a folder that a write replaces.
func (f *Folder) clashes(p *plan, removals []string) {
	need := map[string]bool{}
	for _, w := range p.writes {
		if w.blocked {
			need[w.entry.Path+"/"] = true
			for _, dir := range parents(w.entry.Path) {
				need[dir] = true
			}
		}
	}
	for _, name := range removals {
		early := need[name]
		for _, dir := range parents(name) {
			early = early || need[dir+"/"]
		}
		if early {
			p.first = append(p.first, name)
		} else {
			p.removals = append(p.removals, name)
		}
	}
}

func (f *Folder) pathsAfter(p *plan) []string {
	same := len(p.drop) == 0
	for name := range p.set {
		same = same && f.records[name] != nil
	}
	if same {
		return f.paths()
	}
	list := make([]string, 0, len(f.records)+len(p.set))
	for name := range f.records {
		if p.set[name] == nil && !p.drop[name] {
			list = append(list, name)
		}
	}
	for name := range p.set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

type state int

const (
	fileOurs state = iota
	fileMissing
	fileEdited
)

// stillOurs tells whether the file of a record is as we wrote it.
func (f *Folder) stillOurs(name string) (state, error) {
	if !f.plain(name) {
		return fileMissing, nil
	}
	rec := f.records[name]
	info, err := f.disk.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileMissing, nil
	case err != nil:
		return 0, wrap(f.opt.Dir, name, "cannot look at this file", err)
	case !info.Mode().IsRegular() || info.Size() != rec.Size:
		return fileEdited, nil
	case rec.stamp == stampOf(info):
		return fileOurs, nil
	}
	data, _, err := f.disk.read(name, rec.Size)
	if err != nil {
		return 0, wrap(f.opt.Dir, name, "cannot read this file", err)
	}
	if hashOf(data) != rec.SHA256 {
		return fileEdited, nil
	}
	return fileOurs, nil
}

// undo is one step of place that can be taken back.
type undo struct {
	kind byte // 'd' folder made, 'n' file made, 'o' old file moved to aside, 'x' old folder removed, '!' cannot be undone
	path string
	old  string // where the old file is
}

// place carries the plan out, or changes nothing.
func (f *Folder) place(p *plan) error {
	if err := f.ensureTmp(); err != nil {
		return err
	}
	if err := f.writeJournal(p); err != nil {
		return wrap(f.opt.Dir, tmpName+"/journal", "cannot write this file", err)
	}
	sync := !f.opt.NoSync && f.manifest != ""
	st, err := f.disk.create(tmpName+"/manifest", p.manifest, sync)
	if err != nil {
		return wrap(f.opt.Dir, manifestName, "cannot write this file", err)
	}
	if sync {
		if err := f.disk.step("sync", "", func() error { return syncAll(f.lock.file) }); err != nil {
			return wrap(f.opt.Dir, "", "the disk did not take the new files", err)
		}
	}
	var done []undo
	err = f.move(p, &done)
	if err == nil {
		if err = f.disk.rename(tmpName+"/manifest", manifestName); err != nil {
			err = wrap(f.opt.Dir, manifestName, "cannot put this file in place", err)
		}
	}
	if err != nil {
		lost := f.rollBack(done)
		if lost == 0 {
			return err
		}
		e := *wrap(f.opt.Dir, "", "cannot publish", err)
		e.Msg += fmt.Sprintf("; %d files of the new revision are in place already, each of them whole", lost)
		e.Hint = "the next build puts the rest in place"
		return &e
	}
	f.manifest, f.stamp = hashOf(p.manifest), st
	if sync {
		f.lock.file.Sync() // the names; a loss of the newest ones is repaired by the next build
	}
	return nil
}

// writeJournal records what is about to be put in place, and what an earlier journal proved and no manifest says.
func (f *Folder) writeJournal(p *plan) error {
	var list []Entry
	for _, w := range p.writes {
		list = append(list, w.entry)
	}
	for name := range p.drop {
		list = append(list, f.records[name].Entry) // for the sake of its folder, which may be left empty
	}
	list = append(list, f.journal...)
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b Entry) int {
		return strings.Compare(a.Path+"\x00"+a.SHA256, b.Path+"\x00"+b.SHA256)
	})
	lines := make([][]byte, len(list))
	for i, e := range list {
		lines[i] = encodeLine(e)
	}
	f.disk.root.Remove(tmpName + "/journal.new")
	if _, err := f.disk.create(tmpName+"/journal.new", encodeFile(journalHead, lines), false); err != nil {
		return err
	}
	return f.disk.rename(tmpName+"/journal.new", tmpName+"/journal")
}

func (f *Folder) move(p *plan, done *[]undo) error {
	for _, name := range p.first {
		if err := f.moveAside(name, done); err != nil {
			return err
		}
	}
	for _, name := range p.first {
		above := parents(name)
		for _, dir := range slices.Backward(above) {
			if gone, _ := f.removeEmpty(dir); gone {
				*done = append(*done, undo{kind: 'x', path: dir})
				delete(f.rev.dirs, dir)
			}
		}
	}
	for _, w := range p.writes {
		if err := f.moveIn(w, done); err != nil {
			return err
		}
	}
	for _, name := range p.removals {
		if err := f.moveAside(name, done); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) aside() string {
	f.rev.staged++
	return tmpName + "/o" + strconv.Itoa(f.rev.staged)
}

func (f *Folder) moveAside(name string, done *[]undo) error {
	old := f.aside()
	err := f.disk.rename(name, old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return wrap(f.opt.Dir, name, "cannot remove this file", err)
	}
	*done = append(*done, undo{'o', name, old})
	return nil
}

func (f *Folder) moveIn(w *put, done *[]undo) error {
	name := w.entry.Path
	before := len(*done)
	if err := f.makeDirs(name, done); err != nil {
		return err
	}
	fresh := len(*done) > before // its folder did not exist a moment ago
	step := undo{kind: 'n', path: name}
	if w.replaces {
		old := f.aside()
		switch err := f.disk.link(name, old); {
		case err == nil:
			step = undo{'o', name, old}
		case errors.Is(err, fs.ErrNotExist):
		case canLink(err):
			return wrap(f.opt.Dir, name, "cannot replace this file", err)
		default: // a file system without second names
			step.kind = '!'
		}
	} else if !fresh {
		// Somebody may have put a file here since Put looked.
		if info, err := f.disk.root.Lstat(name); err == nil {
			return f.inTheWay(name, what(info))
		}
	}
	if err := f.disk.rename(w.staged, name); err != nil {
		return wrap(f.opt.Dir, name, "cannot put this file in place", err)
	}
	*done = append(*done, step)
	return nil
}

func (f *Folder) makeDirs(name string, done *[]undo) error {
	above := parents(name)
	if len(above) == 0 || f.rev.dirs[above[len(above)-1]] {
		return nil
	}
	for _, dir := range above {
		if f.rev.dirs[dir] {
			continue
		}
		err := f.disk.mkdir(dir)
		if err == nil {
			*done = append(*done, undo{kind: 'd', path: dir})
		} else if info, e := f.disk.root.Lstat(dir); e != nil {
			return wrap(f.opt.Dir, dir, "cannot make this folder", err)
		} else if !info.IsDir() {
			return f.inTheWay(dir, what(info))
		}
		f.rev.dirs[dir] = true
	}
	return nil
}

// rollBack takes the steps back, last first, and returns how many files it could not bring back.
func (f *Folder) rollBack(done []undo) (lost int) {
	traces := false
	for _, u := range slices.Backward(done) {
		var err error
		switch u.kind {
		case 'd':
			traces = f.disk.remove(u.path) != nil || traces // stays if a stranger's file came into it meanwhile
		case 'x':
			traces = f.disk.mkdir(u.path) != nil || traces
		case 'n':
			err = f.disk.remove(u.path)
		case 'o':
			err = f.disk.rename(u.old, u.path)
		case '!':
			lost++
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			lost++
		}
	}
	if traces || lost > 0 {
		f.readJournal() // as if an earlier run had been killed
	}
	return lost
}

// apply makes the plan what is known of the folder.
func (f *Folder) apply(p *plan) {
	changed := len(p.drop) > 0
	for name := range p.drop {
		delete(f.records, name)
		for _, dir := range parents(name) {
			f.sweep[dir] = true
		}
	}
	for name, r := range p.set {
		changed = changed || f.records[name] == nil
		f.records[name] = r
	}
	if changed {
		f.order = nil
	}
	f.journal = nil
}

func (f *Folder) result(p *plan) Result {
	res := Result{Written: len(p.writes), Unchanged: len(f.records) - len(p.writes), Notes: f.notes}
	for _, w := range p.writes {
		res.WrittenPaths = append(res.WrittenPaths, w.entry.Path)
	}
	res.RemovedPaths = slices.Sorted(slices.Values(append(slices.Clone(p.first), p.removals...)))
	res.Removed = len(res.RemovedPaths)
	for name := range f.rev.edited {
		if f.rev.puts[name] != nil {
			res.Edited = append(res.Edited, name)
		}
	}
	res.Edited = append(res.Edited, p.edited...)
	slices.Sort(res.Edited)
	return res
}

// sweepEmpty removes folders that are empty now because files of ours went, innermost first.
func (f *Folder) sweepEmpty() {
	dirs := slices.Sorted(maps.Keys(f.sweep))
	clear(f.sweep)
	failed := false
	for _, dir := range slices.Backward(dirs) {
		if _, err := f.removeEmpty(dir); err != nil {
			failed = true
		}
	}
	if failed {
		f.readJournal() // so that it stays and the next build tries again
	}
}

// removeEmpty removes a folder if it is one, is empty, and no link leads to it.
func (f *Folder) removeEmpty(dir string) (bool, error) {
	info, err := f.disk.root.Lstat(dir)
	if err != nil || !info.IsDir() || !f.plain(dir) {
		return false, nil
	}
	d, err := f.disk.root.Open(dir)
	if err != nil {
		return false, err
	}
	names, err := d.Readdirnames(1)
	d.Close()
	if len(names) > 0 {
		return false, nil
	}
	if err != nil && err != io.EOF {
		return false, err
	}
	err = f.disk.remove(dir)
	return err == nil, err
}
