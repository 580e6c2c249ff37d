package publish

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/disk"
)

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

// Put stages one output, in the place of what was put at its path before in this revision. written is false when the folder has these very bytes already. An *Error of kind
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
	p := &put{}

	f.mu.Lock()
	ferr := f.enter(p, e)
	if ferr != nil {
		if r := f.records[e.Path]; r == nil || r.line.sum() != e.SHA256 {
			f.rev.wanted += e.Size // so that a full disk's message can say how much is needed
		}
	}
	f.mu.Unlock()
	if ferr != nil {
		return false, ferr
	}

	n, name, err := f.stage(p, data)

	f.mu.Lock()
	defer f.mu.Unlock()
	p.folder, p.name = n, name
	if err == nil && p.dropped() {
		err = f.unstage(p)
	}
	if err == nil {
		return p.isStaged(), nil
	}
	if !p.dropped() {
		p.record.next = nil
		f.forget(p.record)
	}
	own := wrap(f.opt.Dir, e.Path, "cannot write this file", err)
	if !own.concernsOne() && f.rev.failure == nil {
		f.rev.failure = own
	}
	return false, own
}

// lineOf encodes an entry whose sources may come in any order. If the line is the record's own, it is that one: one
// copy is enough.
func (r *record) lineOf(e Entry) line {
	if !slices.IsSorted(e.Sources) {
		e.Sources = slices.Sorted(slices.Values(e.Sources))
	}
	var buf [512]byte
	b := appendLine(buf[:0], e)
	if r != nil && string(b) == string(r.line) {
		return r.line
	}
	return line(b)
}

// enter makes p the put of its path in this revision.
func (f *Folder) enter(p *put, e Entry) *Error {
	if err := f.ready(); err != nil {
		return err
	}
	r := f.records[e.Path]
	if r == nil {
		r = &record{path: e.Path}
		f.records[e.Path] = r
	}
	if err := f.withdraw(r); err != nil {
		return err
	}
	p.record, p.line, r.next = r, r.lineOf(e), p
	f.rev.puts = append(f.rev.puts, p)
	return nil
}

// stage finds out what stands in the output's place and writes the new bytes to a staged file if they differ. The
// file is in the staged folder, or has the number.
func (f *Folder) stage(p *put, data []byte) (n *stagedFolder, name int64, err error) {
	f.writers <- struct{}{}
	defer func() { <-f.writers }()
	same := false
	err = f.store.patient(func() (err error) {
		n, err = f.lookAbove(p)
		if n == nil && err == nil {
			same, err = f.compare(p, data)
		}
		return err
	})
	if same || err != nil {
		return nil, 0, err
	}
	f.mu.Lock()
	err = f.ensureTmp()
	f.rev.wanted += int64(len(data))
	if n == nil {
		_, name = f.newName('n')
	}
	f.mu.Unlock()
	if err != nil {
		return nil, 0, err
	}
	if n == nil {
		p.stamp, err = f.store.createDeep(tmpName, "n"+strconv.FormatInt(name, 10), data)
	} else {
		p.stamp, err = f.store.createDeep(n.staged, p.path()[len(n.path)+1:], data)
	}
	switch {
	case err == nil:
		return n, name, nil
	case n != nil && (errors.Is(err, fs.ErrExist) || disk.IsNotFolder(err)): // what is in a staged folder is owned
		err = &Error{Kind: BadPath, Path: p.path(), Msg: "this path is a file in one output and a folder in another", Err: err}
	}
	return nil, 0, err
}

// lookAbove makes sure that the folders above the output are real ones, as far as they exist. Where one does not, so that
// nothing can be in the output's place, it gives the folder in which to stage. An owned file in a folder's place is no
// hindrance: a page may become a folder.
func (f *Folder) lookAbove(p *put) (*stagedFolder, error) {
	for dir := range foldersAbove(p.path()) {
		f.mu.Lock()
		n, seen, ours := f.rev.folders[dir], f.rev.dirs[dir], f.ours(dir) != nil
		f.mu.Unlock()
		if n != nil {
			p.blocked = n.blocked
			return n, nil
		}
		if seen {
			continue
		}
		info, err := f.store.root.Lstat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return f.stageFolder(dir, false)
		case err != nil:
			return nil, err
		case info.IsDir():
			f.mu.Lock()
			f.rev.dirs[dir] = true
			f.mu.Unlock()
		case info.Mode().IsRegular() && ours:
			p.blocked = true
			return f.stageFolder(dir, true)
		default:
			return nil, f.inTheWay(dir, what(info))
		}
	}
	return nil, nil
}

// stageFolder returns the staged folder for one that the output does not have.
func (f *Folder) stageFolder(dir string, blocked bool) (*stagedFolder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := f.rev.folders[dir]; n != nil {
		return n, nil
	}
	if err := f.ensureTmp(); err != nil {
		return nil, err
	}
	n := &stagedFolder{path: dir, blocked: blocked}
	n.staged, _ = f.newName('d')
	if err := f.store.mkdir(n.staged); err != nil {
		return nil, err
	}
	f.rev.folders[dir] = n
	return n, nil
}

// withdraw takes back what was put at a path in this revision. An error fails the revision: what is in a staged folder goes into
// place with it.
func (f *Folder) withdraw(r *record) *Error {
	p := r.next
	if p == nil {
		return nil
	}
	r.next = nil
	err := f.unstage(p)
	if err == nil {
		return nil
	}
	failure := wrap(f.opt.Dir, r.path, "cannot take this file back", err)
	if f.rev.failure == nil {
		f.rev.failure = failure
	}
	return failure
}

// unstage takes back what a Put has staged. A staged folder goes into place with all that is in it.
func (f *Folder) unstage(p *put) error {
	if p.folder == nil {
		return nil
	}
	staged := p.staged()
	p.folder.reduced, p.folder = true, nil
	return f.store.remove(staged)
}

// compare looks at the file in the output's place.
func (f *Folder) compare(p *put, data []byte) (same bool, err error) {
	name, have, want := p.path(), p.record.line.sum(), p.line.sum()
	info, err := f.store.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case info.IsDir():
		if f.oursBelow(name) {
			p.blocked = true
			return false, nil
		}
		return false, f.inTheWay(name, what(info))
	case !info.Mode().IsRegular():
		return false, f.inTheWay(name, what(info))
	}
	p.stamp = disk.StampOf(info)
	if have != "" && sameState(p.record.stamp, p.stamp) {
		p.replaces = have != want
		return !p.replaces, nil
	}
	old, st, err := f.store.readAs(name, info, info.Size())
	if err != nil {
		return false, err
	}
	sum := hashOf(old)
	p.stamp = st
	if sum == want {
		return true, nil
	}
	if have == "" {
		return false, f.inTheWay(name, what(info))
	}
	p.replaces, p.edited = true, sum != have
	return false, nil
}

func (f *Folder) oursBelow(dir string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name, r := range f.records {
		if r.line != "" && strings.HasPrefix(name, dir+"/") {
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

// Keep says that the output of this path could not be made this time, even if it was put before in this revision: its last good
// file stays, and so does its place in the manifest.
func (f *Folder) Keep(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.records[path]
	if r == nil {
		return
	}
	f.withdraw(r)
	if r.line != "" && !r.kept {
		r.kept = true
		f.rev.kept = append(f.rev.kept, r)
	}
	f.forget(r)
}

// Remove says that the tree has no output of this path any more, even if it was put in this revision.
// Only incremental revisions need it.
func (f *Folder) Remove(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.records[path]
	if r == nil {
		return
	}
	f.withdraw(r)
	if r.line != "" {
		f.rev.removed = append(f.rev.removed, r)
	}
	f.forget(r)
}
