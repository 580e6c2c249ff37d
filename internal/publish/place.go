package publish

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"vernacular/internal/disk"
)

// place carries the plan out. Until the journal and the manifest are written, an error leaves the folder as it was. From
// then on there is no way back: a change that cannot be made is tried once more and then left out, and the manifest says what
// the folder holds.
func (f *Folder) place(p *plan) error {
	if err := f.ensureTmp(); err != nil {
		return err
	}
	if err := f.writeJournal(p); err != nil {
		return wrap(f.opt.Dir, tmpName+"/journal", "cannot write this file", err)
	}
	sync := !f.opt.NoSync && f.manifest
	f.store.letGo() // of the folders, which get other names now
	var m stagedManifest
	if sync {
		// One wait for all. Without it the files come first, since somebody may be waiting for them.
		var err error
		if m, err = f.stageManifest(p, sync); err != nil {
			return err
		}
		if err := f.store.step("sync", "", func() error { return disk.SyncAll(f.lock.file) }); err != nil {
			return wrap(f.opt.Dir, "", "the disk did not take the new files", err)
		}
	}

	failure := f.move(p)
	if failure != nil { // there is no way back, so an error that passes must not end the revision halfway
		failure = f.move(p)
	}
	if failure != nil {
		p.leaveOut(f)
	}
	var err error
	if sync && failure == nil {
		err = f.placeManifest()
	}
	if !sync || failure != nil || err != nil {
		m, err = f.writeManifest(p, sync)
	}
	if err != nil {
		m, err = f.writeManifest(p, sync)
	}
	if err != nil {
		f.readJournal() // as if this run had been killed
		return f.unfinished(cmp.Or(failure, err), p)
	}
	f.manifest, f.stale, f.stamped, f.stamp, f.sum = true, false, false, m.stamp, m.sum
	f.stamp.Changed = 0 // it was renamed
	f.dropParts(m.parts)
	if sync {
		f.lock.file.Sync() // the names; a loss of the newest ones is repaired by the next build
	}
	f.apply(p)
	if failure != nil {
		return f.unfinished(failure, p)
	}
	return nil
}

// stagedManifest is a manifest that waits in the staging folder.
type stagedManifest struct {
	stamp disk.Stamp
	sum   [sha256.Size]byte
	parts []Part // in place already
}

// stageManifest writes the new manifest into the staging folder.
func (f *Folder) stageManifest(p *plan, sync bool) (m stagedManifest, err error) {
	f.store.root.Remove(tmpName + "/manifest") // one that says too much by now
	if m.parts, err = f.writeParts(p.lines(), sync); err != nil {
		return m, err
	}
	sum := sha256.New()
	m.stamp, err = f.store.create(tmpName, "manifest", sync, func(w io.Writer) error {
		w = io.MultiWriter(w, sum)
		if m.parts != nil {
			return writeRoot(w, f.build.head(partsAt), m.parts)
		}
		return writeFile(w, f.build.head(filesAt), p.lines())
	})
	if err != nil {
		return m, wrap(f.opt.Dir, manifestName, "cannot write this file", err)
	}
	m.sum = [sha256.Size]byte(sum.Sum(nil))
	return m, nil
}

// placeManifest puts the staged manifest in place.
func (f *Folder) placeManifest() error {
	if err := f.store.rename(tmpName+"/manifest", manifestName); err != nil {
		return wrap(f.opt.Dir, manifestName, "cannot put this file in place", err)
	}
	return nil
}

// writeManifest stages the new manifest and puts it in place.
func (f *Folder) writeManifest(p *plan, sync bool) (stagedManifest, error) {
	m, err := f.stageManifest(p, sync)
	if err == nil {
		err = f.placeManifest()
	}
	return m, err
}

// unfinished returns the error of a revision of which a part is in place.
func (f *Folder) unfinished(err error, p *plan) error {
	e := *wrap(f.opt.Dir, "", "cannot publish", err)
	placed := 0
	for _, w := range p.writes {
		if !w.failed {
			placed++
		}
	}
	if placed > 0 {
		e.Msg += fmt.Sprintf("; %d files of the new revision are in place already, each of them whole", placed)
		if !e.concernsOne() {
			e.Hint = "the next build puts the rest in place"
		}
	}
	return &e
}

// lines returns the lines of the manifest that says what the folder holds when the plan is carried out.
func (p *plan) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, r := range p.order {
			l := r.line
			if r.next != nil && !r.next.failed {
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
	f.store.root.Remove(tmpName + "/journal.new")
	_, err := f.store.create(tmpName, "journal.new", false, func(w io.Writer) error {
		return writeFile(w, journalHead, slices.Values(list))
	})
	if err != nil {
		return err
	}
	return f.store.rename(tmpName+"/journal.new", tmpName+"/journal")
}

// move makes every change of the plan that can be made and that no earlier call has made, and returns the first error.
// Nothing is removed while an output is missing, except what has the place of another.
func (f *Folder) move(p *plan) (failure error) {
	p.stays = nil
	for _, r := range p.first {
		failure = cmp.Or(failure, f.removeOld(p, r))
	}
	for _, r := range p.first {
		for _, dir := range slices.Backward(parents(r.path)) {
			if gone, _ := f.removeEmpty(dir); gone {
				delete(f.rev.dirs, dir)
			}
		}
	}
	failure = cmp.Or(failure, f.moveWrites(p.writes))
	for _, r := range p.removals {
		if failure != nil && !p.gone[r] {
			p.stays = append(p.stays, r)
			continue
		}
		failure = cmp.Or(failure, f.removeOld(p, r))
	}
	return failure
}

// moveWrites puts outputs in place that are not, and returns the first error.
func (f *Folder) moveWrites(writes []*put) (failure error) {
	for _, w := range writes {
		if w.failed && w.folder != nil && w.folder.state == folderFailed {
			w.folder.state, w.folder.err = folderStaged, nil
		}
	}
	for i, w := range writes {
		if w.placed {
			continue
		}
		err := f.moveWrite(w)
		w.placed, w.failed = err == nil, err != nil
		if err == nil {
			continue
		}
		failure = cmp.Or(failure, err)
		if disk.IsTooManyOpen(err) || disk.IsFull(err) || disk.IsReadOnly(err) { // so will all others
			for _, rest := range writes[i:] {
				rest.failed = !rest.placed && (rest.folder == nil || rest.folder.state != folderMoved)
			}
			break
		}
	}
	return failure
}

// removeOld removes a file of ours that no output has any more.
func (f *Folder) removeOld(p *plan, r *record) error {
	if p.gone[r] {
		return nil
	}
	err := f.store.remove(r.path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		p.gone[r] = true
		return nil
	}
	p.stays = append(p.stays, r)
	return wrap(f.opt.Dir, r.path, "cannot remove this file", err)
}

// moveWrite puts one output in place, perhaps with its whole folder.
func (f *Folder) moveWrite(w *put) error {
	if w.folder != nil {
		if err := f.moveFolder(w.folder); err != nil || w.folder.state == folderMoved {
			return err
		}
	}
	return f.moveIn(w)
}

// moveFolder puts a whole folder in place. It is none, and no error, if somebody put something there since Put looked:
// then the files are moved one by one, which finds out whether that is in their way.
func (f *Folder) moveFolder(n *stagedFolder) error {
	if n.state != folderStaged {
		return n.err
	}
	_, err := f.makeDirs(n.path)
	if err == nil {
		if err = f.store.rename(n.staged, n.path); err == nil {
			n.state = folderMoved
			f.rev.dirs[n.path] = true
			return nil
		}
		if _, e := f.store.root.Lstat(n.path); e == nil {
			n.state = folderMerged
			return nil
		}
	}
	n.state, n.err = folderFailed, wrap(f.opt.Dir, n.path, "cannot put this folder in place", err)
	return n.err
}

// moveIn puts one file in place.
func (f *Folder) moveIn(w *put) error {
	name := w.path()
	fresh, err := f.makeDirs(name)
	if err != nil {
		return err
	}
	if !w.replaces && !fresh {
		// Somebody may have put a file here since Put looked.
		if info, err := f.store.root.Lstat(name); err == nil {
			return f.inTheWay(name, what(info))
		}
	}
	if err := f.store.rename(w.staged(), name); err != nil {
		return wrap(f.opt.Dir, name, "cannot put this file in place", err)
	}
	w.stamp.Changed = 0 // which a rename changes
	return nil
}

// makeDirs makes the folders above a file. fresh reports whether the innermost one did not exist a moment ago.
func (f *Folder) makeDirs(name string) (fresh bool, err error) {
	if i := strings.LastIndexByte(name, '/'); i < 0 || f.rev.dirs[name[:i]] {
		return false, nil
	}
	for dir := range foldersAbove(name) {
		if f.rev.dirs[dir] {
			continue
		}
		err := f.store.mkdir(dir)
		if fresh = err == nil; !fresh {
			if info, e := f.store.root.Lstat(dir); e != nil {
				return false, wrap(f.opt.Dir, dir, "cannot make this folder", err)
			} else if !info.IsDir() {
				return false, f.inTheWay(dir, what(info))
			}
		}
		f.rev.dirs[dir] = true
	}
	return fresh, nil
}
