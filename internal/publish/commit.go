package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"vernacular/internal/disk"
)

// plan is a revision that is ready to be put in place.
type plan struct {
	writes   []*put           // sorted by path
	first    []*record        // removals that must make room for a write
	removals []*record        // the other removals, sorted by path
	gone     map[*record]bool // of both, those that are removed
	stays    []*record        // of both, those that could not be removed
	drop     map[*record]bool
	added    []*record // new to the manifest
	edited   []string  // dropped, but left in place
	order    []*record // what will be ours, sorted by path
	stale    bool      // the manifest says something else
}

// Commit puts everything staged in place, removes what is ours and no longer in the tree, and writes the manifest
// last. keepIf (may be nil) is asked in a full revision for each old entry that was
// neither Put nor kept, and may say that it stays. After an error the revision is over, and the next one is full.
//
// The order is: the journal; everything on the disk; folders that are new, whole; files; removals; the manifest. An error
// before the first file is put in place leaves the folder as it was. From then on the only way is forward: a change that
// fails is tried once more; an output that cannot be put in place keeps its old file, all others are published, nothing is
// removed, and the manifest says what the folder holds. A kill -9 in between, or a manifest that cannot be written, leaves old and new files, each whole, and the journal,
// which tells the next revision that they are ours; it puts the rest in place. What a power loss can do to an older site is bounded
// by the one wait for the disk before the first rename: new bytes and journal are there before any name points at them.
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
	if p.stale || len(p.writes)+len(p.first)+len(p.removals) > 0 {
		if err := f.place(p); err != nil {
			return Result{}, f.fail(err)
		}
	} else {
		f.apply(p)
	}
	res := f.result(p)
	f.sweepEmpty() // before the journal goes, which names these folders
	if err := f.clearTmp(); err != nil {
		res.Notes = append(res.Notes, fmt.Sprintf("temporary files stay in %s until the next build: %v", f.opt.Dir, err))
	}
	if f.rev.full {
		f.mustFull = false
		if err := f.saveStamps(); err != nil {
			res.Notes = append(res.Notes, fmt.Sprintf("the cache cannot be written, so the next build reads all published files again: %v", err))
		}
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
	f.sweepEmpty() // before the journal goes, which names these folders
	f.clearTmp()   // the next Open tries again
	f.mustFull = true
	f.reset(true)
	f.rev.begun = false
	if e.Kind == DiskFull {
		clone := *e
		e = &clone
		e.Msg += "; " + megabytes(wanted) + " of new files had to be written"
		if n, ok := disk.Free(f.lock.file); ok {
			e.Msg += " and " + megabytes(n) + " are free"
		}
	}
	return e
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// plan decides what is to be done. It changes nothing on the disk but what is staged.
func (f *Folder) plan(keepIf func(Entry) bool) (*plan, error) {
	p := &plan{drop: map[*record]bool{}, gone: map[*record]bool{}, stale: f.stale || !f.manifest}
	for _, w := range f.rev.puts {
		if w.dropped() {
			continue
		}
		if w.isStaged() {
			p.writes = append(p.writes, w)
		}
		if w.record.line == "" {
			p.added = append(p.added, w.record)
		}
		p.stale = p.stale || w.line != w.record.line
	}
	slices.SortFunc(p.writes, func(a, b *put) int { return byPath(a.record, b.record) })
	slices.SortFunc(p.added, byPath)
	if err := f.removeUnused(); err != nil {
		return nil, err
	}

	var removals []*record
	for _, r := range f.leaving(keepIf) {
		p.drop[r] = true
		switch is, err := f.stillOurs(r); {
		case err != nil:
			return nil, err
		case is == fileOurs:
			removals = append(removals, r)
		case is == fileEdited:
			p.edited = append(p.edited, r.path)
		}
	}
	for _, r := range f.rev.kept {
		if r.next != nil {
			continue
		}
		if is, err := f.stillOurs(r); err == nil && is == fileMissing {
			p.drop[r] = true
		}
	}
	f.clashes(p, removals)
	p.stale = p.stale || len(p.drop) > 0
	p.order = merge(f.sorted(), p.added, p.drop)
	return p, nil
}

// leaving returns the records whose path has no output any more, sorted by path.
func (f *Folder) leaving(keepIf func(Entry) bool) (gone []*record) {
	if f.rev.full {
		for _, r := range f.sorted() {
			if r.next == nil && !r.kept && (keepIf == nil || !keepIf(r.line.entry())) {
				gone = append(gone, r)
			}
		}
		return gone
	}
	for _, r := range f.rev.removed {
		if r.next == nil && !r.kept {
			gone = append(gone, r)
		}
	}
	slices.SortFunc(gone, byPath)
	return slices.Compact(gone)
}

// leaveOut takes out of the plan what could not be done.
func (p *plan) leaveOut(f *Folder) {
	for _, r := range p.stays {
		delete(p.drop, r)
	}
	p.added = slices.DeleteFunc(p.added, func(r *record) bool { return r.next.failed })
	p.order = merge(f.sorted(), p.added, p.drop)
}

// removeUnused takes out of the folders what is of no use, since each goes into place as a whole.
func (f *Folder) removeUnused() error {
	for name, n := range f.rev.folders {
		if !n.reduced {
			continue
		}
		gone, err := f.store.removeEmptyTree(n.staged)
		if err != nil {
			return wrap(f.opt.Dir, n.staged, "cannot remove this folder", err)
		}
		if gone {
			delete(f.rev.folders, name)
		}
	}
	return nil
}

// merge returns the records of both lists, which are sorted, without those of drop, sorted; it may be the first list itself.
func merge(sorted, added []*record, drop map[*record]bool) []*record {
	if len(added)+len(drop) == 0 {
		return sorted
	}
	out := make([]*record, 0, len(sorted)+len(added))
	for _, r := range sorted {
		for len(added) > 0 && byPath(added[0], r) < 0 {
			out, added = append(out, added[0]), added[1:]
		}
		if !drop[r] {
			out = append(out, r)
		}
	}
	return append(out, added...)
}

// clashes puts those removals first whose path is a folder of a write, or is in a folder that a write replaces.
func (f *Folder) clashes(p *plan, removals []*record) {
	need := map[string]bool{}
	for _, w := range p.writes {
		if w.blocked {
			need[w.path()+"/"] = true
			for dir := range foldersAbove(w.path()) {
				need[dir] = true
			}
		}
	}
	for _, r := range removals {
		early := need[r.path]
		for dir := range foldersAbove(r.path) {
			early = early || need[dir+"/"]
		}
		if early {
			p.first = append(p.first, r)
		} else {
			p.removals = append(p.removals, r)
		}
	}
}

type state int

const (
	fileOurs state = iota
	fileMissing
	fileEdited
)

// stillOurs reports whether the file of a record is as we wrote it.
func (f *Folder) stillOurs(r *record) (state, error) {
	if is, err := f.isPlain(r.path); err != nil {
		return 0, err
	} else if !is {
		return fileMissing, nil
	}
	info, err := f.store.root.Lstat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileMissing, nil
	case err != nil:
		return 0, wrap(f.opt.Dir, r.path, "cannot look at this file", err)
	case !info.Mode().IsRegular() || info.Size() != r.line.size():
		return fileEdited, nil
	case sameState(r.stamp, disk.StampOf(info)):
		return fileOurs, nil
	}
	data, _, err := f.store.read(r.path, r.line.size())
	if err != nil {
		return 0, wrap(f.opt.Dir, r.path, "cannot read this file", err)
	}
	if hashOf(data) != r.line.sum() {
		return fileEdited, nil
	}
	return fileOurs, nil
}

// apply makes the plan what is known of the folder.
func (f *Folder) apply(p *plan) {
	for r := range p.drop {
		for dir := range foldersAbove(r.path) {
			f.sweep[dir] = true
		}
		r.line = ""
		f.forget(r)
	}
	for _, w := range f.rev.puts {
		if w.failed {
			for dir := range foldersAbove(w.path()) {
				f.sweep[dir] = true
			}
		} else if !w.dropped() {
			f.stamped = f.stamped && w.record.stamp == w.stamp
			w.record.line, w.record.stamp = w.line, w.stamp
		}
	}
	f.order, f.journal = p.order, nil
}

func (f *Folder) result(p *plan) Result {
	res := Result{Written: len(p.writes), Unchanged: len(f.order) - len(p.writes), Notes: f.notes, Edited: p.edited}
	for _, w := range p.writes {
		res.WrittenPaths = append(res.WrittenPaths, w.path())
	}
	for _, r := range slices.Concat(p.first, p.removals) {
		res.RemovedPaths = append(res.RemovedPaths, r.path)
	}
	slices.Sort(res.RemovedPaths)
	res.Removed = len(res.RemovedPaths)
	for _, w := range f.rev.puts {
		if w.edited && !w.dropped() {
			res.Edited = append(res.Edited, w.path())
		}
	}
	slices.Sort(res.Edited)
	return res
}
