package source

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/disk"

	"golang.org/x/text/unicode/norm"
)

// ReadNow returns the bytes of the file at p as it is on the disk now, whatever a snapshot saw. It has the
// limits of [Snapshot.Read] and refuses the same: it follows no link and waits for no pipe.
func (f *Folder) ReadNow(p string) (File, error) {
	if !fs.ValidPath(p) {
		return File{Missing: true}, nil
	}
	f.mu.RLock()
	if f.root == nil {
		f.mu.RUnlock()
		return File{}, fmt.Errorf("cannot read %s: %w", diag.Escape(p), fs.ErrClosed)
	}
	spelling := OnDisk(f.root, p)
	var now disk.Stamp
	if fi, err := f.root.Lstat(spelling); err == nil {
		now = disk.StampOf(fi)
	}
	f.mu.RUnlock()
	spellings := strings.Split(spelling, "/")

	// The snapshot of nothing but this file. Its folders have no stamp, so that Read takes every step to the
	// file itself and refuses a link on the way.
	top := &dir{list: &listing{}}
	at := top
	for i, name := range spellings {
		e := &entry{name: norm.NFC.String(name), disk: name, kind: isFile, stamp: now, racy: true}
		at.entries = []*entry{e}
		if i < len(spellings)-1 {
			e.kind, e.dir = isFolder, &dir{path: join(at.path, e.name), disk: join(at.disk, name), list: &listing{}}
			at = e.dir
		}
	}
	return (&Snapshot{folder: f, top: top}).Read(p)
}

// Failed returns the first error that a [Snapshot.Read] returned because the environment failed, nil if none did. For
// a caller that asks for bytes alone, a file that could not be read is like one that is missing; so a command that
// writes what it worked out asks this first.
func (f *Folder) Failed() error {
	if err := f.failure.Load(); err != nil {
		return *err
	}
	return nil
}

func (f *Folder) fail(err error) error {
	f.failure.CompareAndSwap(nil, &err)
	return err
}

// OnDisk returns the spelling that the path p, in form C, has in the folder in. Names that are not there
// stay as they are.
func OnDisk(in *os.Root, p string) string {
	if isASCII(p) {
		return p
	}
	done := ""
	for name := range strings.SplitSeq(p, "/") {
		if _, err := in.Lstat(join(done, name)); err != nil && !isASCII(name) {
			if d, err := disk.OpenDir(in, path.Join(done, ".")); err == nil {
				names, _ := d.Names()
				d.Close()
				for _, n := range names {
					if norm.NFC.String(n) == name {
						name = n
						break
					}
				}
			}
		}
		done = join(done, name)
	}
	return done
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
