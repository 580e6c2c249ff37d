package publish

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

// undo is one step of place that can be taken back.
type undo struct {
	kind byte // 'd' folder made, 'm' nest moved in, 'n' file made, 'o' old file moved to aside, 'x' old folder removed, '!' cannot be undone
	path string
	old  string // where the old file is
	nest *nest
}

// place carries the plan out, or changes nothing.
func (f *Folder) place(p *plan) error {
	if err := f.ensureTmp(); err != nil {
		return err
	}
	if err := f.writeJournal(p); err != nil {
		return wrap(f.opt.Dir, tmpName+"/journal", "cannot write this file", err)
	}
	sync := !f.opt.NoSync && f.manifest
	f.disk.letGo() // of the nests, which get other names now
	var st stamp
	manifest := func() (err error) {
		st, err = f.disk.create(tmpName, "manifest", sync, func(w io.Writer) error { return writeFile(w, manifestHead, p.lines()) })
		if err != nil {
			return wrap(f.opt.Dir, manifestName, "cannot write this file", err)
		}
		return nil
	}
	if sync {
		// One wait for all. Without it the files come first, since somebody may be waiting for them.
		if err := manifest(); err != nil {
			return err
		}
		if err := f.disk.step("sync", "", func() error { return syncAll(f.lock.file) }); err != nil {
			return wrap(f.opt.Dir, "", "the disk did not take the new files", err)
		}
	}
	var done []undo
	err := f.move(p, &done)
	if err == nil && !sync {
		err = manifest()
	}
	if err == nil {
		if err = f.disk.rename(tmpName+"/manifest", manifestName); err != nil {
			err = wrap(f.opt.Dir, manifestName, "cannot put this file in place", err)
		}
	}
	if err != nil {
		lost := f.rollBack(p, done)
		if lost == 0 {
			return err
		}
		e := *wrap(f.opt.Dir, "", "cannot publish", err)
		e.Msg += fmt.Sprintf("; %d files of the new revision are in place already, each of them whole", lost)
		e.Hint = "the next build puts the rest in place"
		return &e
	}
	f.manifest, f.stale, f.stamped, f.stamp = true, false, false, st
	f.stamp.ctime = 0 // it was renamed
	if sync {
		f.lock.file.Sync() // the names; a loss of the newest ones is repaired by the next build
	}
	return nil
}

// lines gives the lines of the new manifest.
func (p *plan) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, r := range p.order {
			l := r.line
			if r.next != nil {
				l = r.next.line
			}
			if !yield(l) {
				return
			}
		}
	}
}

// writeJournal records what is about to be put in place, and what an earlier journal proved and no manifest says.
func (f *Folder) writeJournal(p *plan) error {
	list := make([]line, 0, len(p.writes)+len(p.drop)+len(f.journal))
	for _, w := range p.writes {
		list = append(list, w.line)
	}
	for r := range p.drop {
		list = append(list, r.line) // for the sake of its folder, which may be left empty
	}
	list = append(list, f.journal...)
	if len(list) == 0 {
		return nil
	}
	if len(list) > len(p.writes) { // those are in order
		slices.SortFunc(list, func(a, b line) int {
			return cmp.Or(strings.Compare(a.path(), b.path()), strings.Compare(string(a), string(b)))
		})
	}
	f.disk.root.Remove(tmpName + "/journal.new")
	_, err := f.disk.create(tmpName, "journal.new", false, func(w io.Writer) error {
		return writeFile(w, journalHead, slices.Values(list))
	})
	if err != nil {
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
		for _, dir := range slices.Backward(parents(name)) {
			if gone, _ := f.removeEmpty(dir); gone {
				*done = append(*done, undo{kind: 'x', path: dir})
				delete(f.rev.dirs, dir)
			}
		}
	}
	for _, w := range p.writes {
		if w.nest != nil {
			if err := f.moveNest(w.nest, done); err != nil {
				return err
			}
			if w.nest.state == nestMoved {
				continue
			}
		}
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

// moveNest puts a whole folder in place. It is none, and no error, if somebody put something there since Put looked:
// then the files are moved one by one, which finds out whether that is in their way.
func (f *Folder) moveNest(n *nest, done *[]undo) error {
	if n.state != nestStaged {
		return nil
	}
	if err := f.makeDirs(n.path, done); err != nil {
		return err
	}
	if err := f.disk.rename(n.staged, n.path); err != nil {
		if _, e := f.disk.root.Lstat(n.path); e == nil {
			n.state = nestOpen
			return nil
		}
		return wrap(f.opt.Dir, n.path, "cannot put this folder in place", err)
	}
	n.state = nestMoved
	f.rev.dirs[n.path] = true
	*done = append(*done, undo{kind: 'm', path: n.path, nest: n})
	return nil
}

func (f *Folder) moveAside(name string, done *[]undo) error {
	old, _ := f.newName('o')
	err := f.disk.rename(name, old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return wrap(f.opt.Dir, name, "cannot remove this file", err)
	}
	*done = append(*done, undo{kind: 'o', path: name, old: old})
	return nil
}

func (f *Folder) moveIn(w *put, done *[]undo) error {
	name := w.path()
	before := len(*done)
	if err := f.makeDirs(name, done); err != nil {
		return err
	}
	fresh := len(*done) > before // its folder did not exist a moment ago
	step := undo{kind: 'n', path: name}
	if w.replaces {
		old, _ := f.newName('o')
		switch err := f.disk.link(name, old); {
		case err == nil:
			step = undo{kind: 'o', path: name, old: old}
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
	if err := f.disk.rename(w.staged(), name); err != nil {
		return wrap(f.opt.Dir, name, "cannot put this file in place", err)
	}
	w.stamp.ctime = 0 // which a rename changes
	*done = append(*done, step)
	return nil
}

func (f *Folder) makeDirs(name string, done *[]undo) error {
	if i := strings.LastIndexByte(name, '/'); i < 0 || f.rev.dirs[name[:i]] {
		return nil
	}
	for dir := range foldersAbove(name) {
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
func (f *Folder) rollBack(p *plan, done []undo) (lost int) {
	traces := false
	for _, u := range slices.Backward(done) {
		var err error
		switch u.kind {
		case 'd':
			traces = f.disk.remove(u.path) != nil || traces // stays if a stranger's file came into it meanwhile
		case 'm':
			n, left := f.emptyNest(p, u.nest)
			lost, traces = lost+n, left || traces
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

// emptyNest takes back a folder that was put in place whole: file by file, since a stranger's may be among them by now.
// It returns how many of ours could not be removed, and whether a folder stays.
func (f *Folder) emptyNest(p *plan, n *nest) (lost int, left bool) {
	dirs := []string{n.path}
	for _, w := range p.writes {
		if w.nest != n {
			continue
		}
		if err := f.disk.remove(w.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			lost++
		}
		for dir := range foldersAbove(w.path()) {
			if len(dir) > len(n.path) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.Sort(dirs)
	for _, dir := range slices.Backward(slices.Compact(dirs)) {
		left = f.disk.remove(dir) != nil || left
	}
	return lost, left
}
