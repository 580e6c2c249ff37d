package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// plan is a revision that is ready to be put in place.
type plan struct {
	writes   []*put   // sorted by path
	first    []string // removals that must make room for a write
	removals []string // the other removals, sorted
	drop     map[*record]bool
	edited   []string  // dropped, but left in place
	order    []*record // what will be ours, sorted by path
	stale    bool      // the manifest says something else
}

// Commit puts everything staged in place, removes what is ours and no longer in the tree, and writes the manifest
// last. keepIf (may be nil) is asked in a full revision for each old entry that was
// neither Put nor kept, and may say that it stays. After an error the folder is as it was before, unless the
// error says otherwise, and the revision is over.
//
// The order is: the journal; everything on the disk; folders that are new, whole; files; removals; the manifest. Up to the
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
	if p.stale || len(p.writes)+len(p.first)+len(p.removals) > 0 {
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

// plan decides what is to be done. It changes nothing on the disk but what is staged.
func (f *Folder) plan(keepIf func(Entry) bool) (*plan, error) {
	p := &plan{drop: map[*record]bool{}, stale: f.stale || !f.manifest}
	var added []*record
	for _, w := range f.rev.puts {
		if w.dropped() {
			continue
		}
		if w.isStaged() {
			p.writes = append(p.writes, w)
		}
		if w.record.line == "" {
			added = append(added, w.record)
		}
		p.stale = p.stale || w.line != w.record.line
	}
	slices.SortFunc(p.writes, func(a, b *put) int { return byPath(a.record, b.record) })
	if err := f.tidyNests(); err != nil {
		return nil, err
	}

	var gone []*record
	if f.rev.full {
		for _, r := range f.sorted() {
			if r.next == nil && !r.kept && (keepIf == nil || !keepIf(r.line.entry())) {
				gone = append(gone, r)
			}
		}
	} else {
		for _, r := range f.rev.removed {
			if r.next == nil && !r.kept && !p.drop[r] {
				gone = append(gone, r)
				p.drop[r] = true
			}
		}
		slices.SortFunc(gone, byPath)
	}
	var removals []string
	for _, r := range gone {
		p.drop[r] = true
		switch is, err := f.stillOurs(r); {
		case err != nil:
			return nil, err
		case is == fileOurs:
			removals = append(removals, r.path)
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
	p.order = merge(f.sorted(), added, p.drop)
	return p, nil
}

// tidyNests takes out of the nests what is of no use, since each goes into place as a whole.
func (f *Folder) tidyNests() error {
	for name, n := range f.rev.nests {
		if !n.hollow {
			continue
		}
		gone, err := f.disk.removeHollow(n.staged)
		if err != nil {
			return wrap(f.opt.Dir, n.staged, "cannot remove this folder", err)
		}
		if gone {
			delete(f.rev.nests, name)
		}
	}
	return nil
}

// merge gives the records of both lists without those of drop, sorted; it may be the first list itself.
func merge(sorted, added []*record, drop map[*record]bool) []*record {
	if len(added)+len(drop) == 0 {
		return sorted
	}
	slices.SortFunc(added, byPath)
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

// clashes puts those removals first whose path is a folder of a write, or lies in a folder that a write replaces.
func (f *Folder) clashes(p *plan, removals []string) {
	need := map[string]bool{}
	for _, w := range p.writes {
		if w.blocked {
			need[w.path()+"/"] = true
			for dir := range foldersAbove(w.path()) {
				need[dir] = true
			}
		}
	}
	for _, name := range removals {
		early := need[name]
		for dir := range foldersAbove(name) {
			early = early || need[dir+"/"]
		}
		if early {
			p.first = append(p.first, name)
		} else {
			p.removals = append(p.removals, name)
		}
	}
}

type state int

const (
	fileOurs state = iota
	fileMissing
	fileEdited
)

// stillOurs tells whether the file of a record is as we wrote it.
func (f *Folder) stillOurs(r *record) (state, error) {
	if is, err := f.isPlain(r.path); err != nil {
		return 0, err
	} else if !is {
		return fileMissing, nil
	}
	info, err := f.disk.root.Lstat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileMissing, nil
	case err != nil:
		return 0, wrap(f.opt.Dir, r.path, "cannot look at this file", err)
	case !info.Mode().IsRegular() || info.Size() != r.line.size():
		return fileEdited, nil
	case r.stamp.same(stampOf(info)):
		return fileOurs, nil
	}
	data, _, err := f.disk.read(r.path, r.line.size())
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
		if !w.dropped() {
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
	res.RemovedPaths = slices.Sorted(slices.Values(append(slices.Clone(p.first), p.removals...)))
	res.Removed = len(res.RemovedPaths)
	for _, w := range f.rev.puts {
		if w.edited && !w.dropped() {
			res.Edited = append(res.Edited, w.path())
		}
	}
	slices.Sort(res.Edited)
	return res
}
