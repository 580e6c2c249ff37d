package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/disk"
)

const maxManifest = 1 << 30 // bytes

// load reads the manifest and the journal. A manifest that is spoilt counts as none: then no file is
// ours, and those with the right bytes are adopted.
func (f *Folder) load() error {
	f.manifest, f.stale, f.stamped, f.stamp = false, false, false, disk.Stamp{}
	data, st, err := f.store.read(manifestName, maxManifest)
	switch {
	case err == nil:
		sum := make(chan [32]byte, 1)
		go func() { sum <- sha256.Sum256(data) }()
		d, bad := decodeManifest(string(data))
		if bad == nil && d.parts != nil {
			if d.lines, bad = f.readParts(d.parts); bad != nil {
				d.parts = nil // those that are spoilt are written again
			}
		}
		if !f.described { // what is built now outranks what was built before
			f.build = d.build
		}
		exact := bad == nil && d.exact && d.build.head(filesAt) == f.build.head(filesAt)
		if bad == errForeign {
			return f.inTheWay(manifestName, "a file")
		}
		if bad != nil {
			f.notes = append(f.notes, fmt.Sprintf("%s could not be read (%v); files that are as they should be are taken over, all others are left alone",
				filepath.Join(f.opt.Dir, manifestName), bad))
		}
		f.manifest, f.stale, f.stamp, f.sum = true, !exact, st, <-sum
		f.learnParts(d.parts)
		f.learn(d.lines, exact)
		if exact && f.opt.Stamps != "" {
			f.loadStamps(f.sum)
		}
	case errors.Is(err, fs.ErrNotExist):
		f.learnParts(nil)
	case errors.Is(err, disk.ErrNotPlain):
		return f.inTheWay(manifestName, "something that is no file")
	default:
		return wrap(f.opt.Dir, manifestName, "cannot read the manifest", err)
	}
	return f.recover()
}

// learn makes records of the manifest's lines. distinct tells that they are in order and that no path comes twice.
func (f *Folder) learn(lines []line, distinct bool) {
	f.records = make(map[string]*record, len(lines))
	all := make([]record, len(lines))
	for i, l := range lines {
		r := &all[i]
		r.path, r.line = l.path(), l
		f.records[r.path] = r
		if distinct {
			f.order = append(f.order, r)
		}
	}
}

// recover learns from the journal of a killed run which files it had put in place, and removes its staged files.
func (f *Folder) recover() error {
	info, err := f.store.root.Lstat(tmpName)
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
	data, _, err := f.store.read(path.Join(tmpName, "journal"), maxManifest)
	if err != nil {
		return
	}
	// A journal is put in place whole, before the first file; if it is spoilt, nothing was put in place.
	f.journal, _, _ = decodeFile(journalHead, string(data))
	for _, l := range f.journal {
		name := l.path()
		for _, dir := range parents(name) {
			f.sweep[dir] = true
		}
		if got, st, err := f.store.read(name, l.size()); err == nil && f.plain(name) && hashOf(got) == l.sum() {
			r := f.records[name]
			if r == nil {
				r = &record{path: name}
				f.records[name] = r
			}
			if r.line != l {
				r.line, f.order, f.stale, f.stamped = l, nil, true, false
			}
			r.stamp = st
		}
	}
}

// plain reports whether all folders above the path are real ones.
func (f *Folder) plain(name string) bool {
	is, err := f.isPlain(name)
	return is && err == nil
}

// isPlain is plain where it makes a difference that the disk does not answer.
func (f *Folder) isPlain(name string) (bool, error) {
	for _, dir := range parents(name) {
		info, err := f.store.root.Lstat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist), disk.IsNotFolder(err):
			return false, nil
		case err != nil:
			return false, wrap(f.opt.Dir, dir, "cannot look at this folder", err)
		case !info.IsDir():
			return false, nil
		}
	}
	return true, nil
}

// clearTmp removes the staged files. The journal stays while it is the only proof of what is ours.
func (f *Folder) clearTmp() error {
	if !f.rev.tmp {
		return nil
	}
	f.store.letGo()
	list, err := f.store.list(tmpName)
	if errors.Is(err, fs.ErrNotExist) { // somebody emptied the folder
		f.rev.tmp, f.rev.staged = false, false
		return nil
	}
	if err != nil {
		return err
	}
	rest := 0
	for _, e := range list {
		if e.Name() == "journal" && len(f.journal) > 0 || !isTmp(e) {
			rest++
			continue
		}
		remove := f.store.remove
		if e.IsDir() {
			remove = f.store.removeAll
		}
		if err := remove(path.Join(tmpName, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if rest > 0 {
		return nil
	}
	if err := f.store.remove(tmpName); err != nil {
		return err
	}
	f.rev.tmp, f.rev.staged = false, false
	return nil
}

// isTmp knows what this package makes inside tmpName.
func isTmp(e fs.DirEntry) bool {
	name := e.Name()
	if name == "journal" || name == "journal.new" || name == "manifest" {
		return true
	}
	kind := "n"
	if e.IsDir() {
		kind = "d"
	}
	number, ok := strings.CutPrefix(name, kind)
	_, err := strconv.ParseUint(number, 10, 63)
	return ok && err == nil
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
	if is, err := f.isPlain(dir + "/x"); err != nil || !is {
		return false, err
	}
	d, err := f.store.root.Open(dir)
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
	err = f.store.remove(dir)
	return err == nil, err
}
