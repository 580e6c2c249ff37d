package source

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"

	"golang.org/x/text/unicode/norm"
)

// maxDepth bounds the folders below one another, and with them the recursion.
const maxDepth = 32

// looker looks at the disk for one Update.
type looker struct {
	folder *Folder
	now    time.Time
	spare  chan struct{} // a place for each further goroutine that may look at folders
}

// errSwapped is the error of a folder that was another one when it was opened than when it was looked at.
var errSwapped = errors.New("replaced while it was looked at")

// errClosed is the error of a folder whose names may not be looked at.
var errClosed = errors.New("may not be searched")

func (l *looker) lookAtTop(old *dir, plan *hint) (*dir, error) {
	entries := slices.Clone(old.entries)
	for _, name := range append(Folders(), SettingsFile) {
		sub := plan.kids[name]
		if plan.all {
			sub = plan
		}
		if sub == nil || l.ignored(name) {
			continue
		}
		var was *entry
		i, found := slices.BinarySearchFunc(entries, name, func(e *entry, n string) int { return strings.Compare(e.name, n) })
		if found {
			was = entries[i]
		}
		is, err := l.lookAtName(old, was, name, sub, 1)
		if err == errClosed {
			err = fmt.Errorf("cannot look into the site's folder %s: %w", l.folder.dir, fs.ErrPermission)
		}
		if err != nil {
			return nil, err
		}
		folder := name != SettingsFile
		if is != nil && is.kind != isRefused && (is.kind == isFolder) != folder {
			is = mistaken(is, folder)
		}
		switch {
		case found && is == nil:
			entries = slices.Delete(entries, i, i+1)
		case found:
			entries[i] = is
		case is != nil:
			entries = slices.Insert(entries, i, is)
		}
	}
	return newDir(old, "", "", disk.Stamp{}, entries, nil), nil
}

// mistaken returns the refused entry for one at the top level that is of the wrong kind.
func mistaken(e *entry, wantFolder bool) *entry {
	d := diag.Errorf(CodeNotAFile, diag.At(e.name, 0, 0), "there is a folder where the settings file must be").
		WithHint("rename the folder")
	if wantFolder {
		d = diag.Errorf("not-a-folder", diag.At(e.name, 0, 0), "there is a file where the folder %s must be", quoted(e.name)).
			WithHint("rename the file, and make a folder of that name")
	}
	return &entry{name: e.name, disk: e.disk, kind: isRefused, problem: &d, unread: true}
}

// lookAtName looks at one name in parent. was is what was there before, or nil; what is there now is the
// result, nil for nothing. The error is errSwapped or errClosed when the folder around it must be looked at again.
func (l *looker) lookAtName(parent *dir, was *entry, spelling string, plan *hint, depth int) (*entry, error) {
	for range 5 {
		fi, err := l.lstat(parent, spelling)
		switch {
		case err == errSwapped:
			return nil, err // for the parent to be looked at again
		case errors.Is(err, fs.ErrNotExist) || disk.IsNotFolder(err):
			return nil, nil
		case isPermission(err):
			return nil, errClosed
		case err != nil:
			return nil, fmt.Errorf("cannot look at %s: %w", diag.Escape(join(parent.path, spelling)), err)
		}
		e, err := l.lookAtEntry(parent, was, spelling, fi, plan, depth)
		if err != errSwapped {
			return e, err
		}
	}
	name := norm.NFC.String(spelling)
	l.folder.suspect(join(parent.path, name))
	d := diag.Errorf("changing", diag.At(join(parent.path, name), 0, 0), "this kept changing while it was looked at").
		WithHint("save something once more when the program that writes here is done")
	return &entry{name: name, disk: spelling, kind: isRefused, problem: &d, unread: true}, nil
}

// lookAtEntry makes the entry for a name whose lstat gave fi, and all below it as far as plan says. It
// returns nil for what is left out silently, and was itself if nothing is new.
func (l *looker) lookAtEntry(parent *dir, was *entry, spelling string, fi disk.Info, plan *hint, depth int) (*entry, error) {
	if was != nil && was.disk != spelling {
		was = nil
	}
	now := &entry{disk: spelling}
	if was != nil {
		now.name = was.name
	} else {
		now.name = norm.NFC.String(spelling)
	}
	p := join(parent.path, now.name)
	if Temporary(spelling, fi.Mode.IsDir()) && !WellKnown(p) || l.ignored(p) {
		return nil, nil
	}

	if now.problem, now.unread = refusal(p, spelling, fi, depth); now.problem != nil {
		now.kind = isRefused
		if WellKnown(p) {
			now.kind = isHidden
		}
		if was != nil && was.kind == now.kind && was.unread == now.unread && *was.problem == *now.problem {
			return was, nil
		}
		return now, nil
	}

	if fi.Mode.IsRegular() {
		now.kind, now.stamp = isFile, fi.Stamp
		now.racy = now.stamp.Racy(l.now)
		if was != nil && was.kind == isFile && was.stamp == now.stamp && !was.racy && !now.racy && !was.clash {
			return was, nil
		}
		return now, nil
	}

	now.kind, now.stamp = isFolder, fi.Stamp.Identity()
	var old *dir
	if was != nil && was.kind == isFolder {
		old = was.dir
	}
	var err error
	if old != nil && old.failed == nil && !plan.all && was.stamp == now.stamp {
		now.dir, err = l.lookAgain(old, fi, plan, depth)
	} else {
		now.dir, err = l.lookAtFolder(old, p, join(parent.disk, spelling), fi, depth)
	}
	if err != nil {
		return nil, err
	}
	if old != nil && was.stamp == now.stamp && was.dir == now.dir && !was.clash {
		return was, nil
	}
	return now, nil
}

// refusal returns why what is at a path is not let in, nil if it is. unread reports that its content is not known.
func refusal(p, spelling string, fi disk.Info, depth int) (problem *diag.Diagnostic, unread bool) {
	var d diag.Diagnostic
	reason := badName(spelling)
	switch {
	case reason != "":
		d = diag.Errorf("bad-name", diag.Pos{}, "the name %s %s", quoted(spelling), reason).
			WithHint("rename it: letters of any script, digits, hyphens and single dots are safe everywhere")
	case !fi.Mode.IsDir() && WellKnown(p):
		d = notAFolder(fi.Mode)
	case fi.Mode.IsDir() && meantAsFile(p):
		d, unread = folderForFile(""), true
	case fi.Mode.IsDir() && depth > maxDepth:
		d = diag.Errorf("too-deep", diag.Pos{}, "this folder lies more than %d levels deep", maxDepth).
			WithHint("move it further up")
	case fi.Mode.IsRegular() && meantAsFolder(p):
		d, unread = notAFolder(fi.Mode), true
	case fi.Mode.IsDir() || fi.Mode.IsRegular():
		return nil, false
	default:
		d, unread = notAFile("", fi.Mode), true
	}
	d.File = p
	return &d, unread
}

// lookAtFolder reads a whole folder. fi is what lstat told of it, old what it was before, or nil.
func (l *looker) lookAtFolder(old *dir, path, spelling string, fi disk.Info, depth int) (*dir, error) {
	this := &dir{path: path, disk: spelling, id: fi.Stamp.Identity()}
	infos, err := l.readDir(spelling, fi)
	switch {
	case isPermission(err):
		return this.closed(old), nil
	case err == errSwapped:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("cannot read the folder %s: %w", diag.Escape(path), err)
	}
	entries, err := l.lookAtEntries(old, this, infos, depth)
	switch {
	case err == errClosed: // its permissions were changed a moment ago
		return this.closed(old), nil
	case err != nil:
		return nil, err
	}
	slices.SortFunc(entries, (*entry).compare)
	settle(path, entries, nil)
	return newDir(old, path, spelling, this.id, restore(old, entries), nil), nil
}

// closed returns the folder that follows old and may not be read.
func (d *dir) closed(old *dir) *dir {
	problem := diag.Errorf("unreadable", diag.At(d.path, 0, 0), "this folder cannot be read: permission denied").
		WithHint("change its permissions so that you may open it; until then nothing of it is removed from what was published")
	return newDir(old, d.path, d.disk, d.id, nil, &problem)
}

// lookAtEntries looks at all names of a folder, at several folders in it at the same time.
func (l *looker) lookAtEntries(old, this *dir, infos []disk.Info, depth int) ([]*entry, error) {
	known := map[string]*entry{}
	if old != nil {
		for _, e := range old.entries {
			known[e.disk] = e
		}
	}
	entries := make([]*entry, len(infos))
	errs := make([]error, len(infos))
	all := &hint{all: true}
	look := func(i int, fi disk.Info) {
		e, err := l.lookAtEntry(this, known[fi.Name], fi.Name, fi, all, depth+1)
		if err == errSwapped {
			e, err = l.lookAtName(this, known[fi.Name], fi.Name, all, depth+1)
		}
		entries[i], errs[i] = e, err
	}
	var others sync.WaitGroup
	for i, fi := range infos {
		if fi.Mode.IsDir() {
			select {
			case l.spare <- struct{}{}:
				others.Go(func() {
					look(i, fi)
					<-l.spare
				})
				continue
			default:
			}
		}
		look(i, fi)
	}
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(entries, func(e *entry) bool { return e == nil }), nil
}

// lookAgain looks at the hinted names of a folder that is still the same one.
func (l *looker) lookAgain(old *dir, fi disk.Info, plan *hint, depth int) (*dir, error) {
	entries := old.entries
	touched := map[string]bool{} // keys that a name got or lost
	seen := map[string]bool{}    // names in form C
	for _, hinted := range plan.names() {
		name := norm.NFC.String(hinted)
		if seen[name] {
			continue
		}
		seen[name] = true
		was := old.named(name)
		is, err := l.lookAtSpellings(old, was, hinted, plan, depth)
		if err == errClosed {
			return l.lookAtFolder(old, old.path, old.disk, fi, depth)
		}
		if err != nil {
			return nil, err
		}
		if slices.Equal(was, is) {
			continue
		}
		if !sameName(was, is) {
			for _, e := range slices.Concat(was, is) {
				touched[e.key()] = true
			}
		}
		i, _ := slices.BinarySearchFunc(entries, name, func(e *entry, n string) int { return strings.Compare(e.name, n) })
		if len(was) != len(is) {
			entries = slices.Concat(entries[:i], is, entries[i+len(was):])
			continue
		}
		if &entries[0] == &old.entries[0] { // what old shares is not to be changed
			entries = slices.Clone(entries)
		}
		copy(entries[i:], is)
	}
	if len(touched) > 0 && settle(old.path, entries, touched) {
		// A file system that knows no capitals finds one file under both its old and its new name: only
		// the folder itself can tell which of them is there.
		return l.lookAtFolder(old, old.path, old.disk, fi, depth)
	}
	return newDir(old, old.path, old.disk, old.id, restore(old, entries), nil), nil
}

// lookAtSpellings looks at all spellings of a hinted name: the hinted ones, and those that were there before. The entries
// are sorted.
func (l *looker) lookAtSpellings(old *dir, was []*entry, hinted string, plan *hint, depth int) (is []*entry, err error) {
	name, sub := norm.NFC.String(hinted), plan.kids[hinted]
	spellings := []string{hinted}
	for other := range plan.kids {
		if other != hinted && norm.NFC.String(other) == name {
			spellings = append(spellings, other)
			sub = &hint{all: true}
		}
	}
	for _, e := range was {
		if !slices.Contains(spellings, e.disk) {
			spellings = append(spellings, e.disk)
		}
	}
	for _, spelling := range spellings {
		var before *entry
		if i := slices.IndexFunc(was, func(e *entry) bool { return e.disk == spelling }); i >= 0 {
			before = was[i]
		}
		e, err := l.lookAtName(old, before, spelling, sub, depth+1)
		if err != nil {
			return nil, err
		}
		if e != nil {
			is = append(is, e)
		}
	}
	slices.SortFunc(is, (*entry).compare)
	return is, nil
}

// sameName reports that a name was and is there alone, so that its neighbours cannot care.
func sameName(was, is []*entry) bool {
	return len(was) == 1 && len(is) == 1 && was[0].disk == is[0].disk && !was[0].clash && was[0].kind != isRefused && is[0].kind != isRefused
}

// restore puts back the very entry of old where a new one says the same, so that a look that finds
// nothing new shares everything. An entry that was racy is not put back: it counts as changed.
func restore(old *dir, entries []*entry) []*entry {
	if old == nil {
		return entries
	}
	i := 0
	for n, e := range entries {
		for i < len(old.entries) && old.entries[i] != e && old.entries[i].compare(e) < 0 {
			i++
		}
		if i == len(old.entries) {
			break
		}
		o := old.entries[i]
		if o == e {
			i++
			continue
		}
		if o.name != e.name || o.disk != e.disk {
			continue
		}
		i++
		if !o.racy && o.kind == e.kind && o.stamp == e.stamp && o.racy == e.racy && o.clash == e.clash && o.unread == e.unread && o.dir == e.dir && sameProblem(o.problem, e.problem) {
			entries[n] = o
		}
	}
	return entries
}

func notAFile(path string, mode fs.FileMode) diag.Diagnostic {
	what, hint := "is not a regular file", "remove it"
	switch {
	case mode&fs.ModeSymlink != 0:
		what, hint = "is a symbolic link, and links are not followed", "put a copy of what it points to in its place"
	case mode&fs.ModeNamedPipe != 0:
		what = "is a named pipe, not a file"
	case mode&fs.ModeSocket != 0:
		what = "is a socket, not a file"
	case mode&fs.ModeDevice != 0:
		what = "is a device, not a file"
	}
	return diag.Errorf(CodeNotAFile, diag.At(path, 0, 0), "this %s", what).WithHint("%s", hint)
}

// notAFolder returns the problem of something that is no folder and has a folder's place.
func notAFolder(mode fs.FileMode) diag.Diagnostic {
	if !mode.IsRegular() {
		return notAFile("", mode)
	}
	return diag.Errorf("not-a-folder", diag.Pos{}, "there is a file where a folder must be").
		WithHint("put the folder in its place; if a file is meant, give its name an ending, such as .txt")
}

// folderForFile returns the problem of a folder that is in the place of the file at path.
func folderForFile(path string) diag.Diagnostic {
	return diag.Errorf(CodeNotAFile, diag.At(path, 0, 0), "there is a folder where a file must be").
		WithHint("put the file in its place, or rename the folder")
}

func (l *looker) ignored(path string) bool {
	return slices.Contains(l.folder.options.Ignore, path)
}

// lstat looks at a name in a folder, and makes sure that it is that folder: its path may lead through a
// link by now.
func (l *looker) lstat(parent *dir, name string) (disk.Info, error) {
	var fi fs.FileInfo
	err := l.folder.patiently(func() (err error) {
		in := l.folder.root
		if parent.disk != "" {
			if in, err = disk.EnterFolder(in, parent.disk); err != nil {
				if errors.Is(err, fs.ErrNotExist) || disk.IsNotFolder(err) {
					return errSwapped
				}
				return err
			}
			defer in.Close()
			at, err := in.Stat(".")
			if err != nil {
				return err
			}
			if !parent.id.FolderOf(at) {
				return errSwapped
			}
		}
		fi, err = in.Lstat(name)
		return err
	})
	if err != nil {
		return disk.Info{}, err
	}
	return disk.InfoOf(fi), nil
}

// readDir returns what lstat tells of each name in a folder, relative to the open folder, so that no
// link can slip in between.
func (l *looker) readDir(spelling string, fi disk.Info) ([]disk.Info, error) {
	var infos []disk.Info
	err := l.folder.patiently(func() error {
		d, err := disk.OpenDir(l.folder.root, spelling)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) || disk.IsNotFolder(err) {
				return errSwapped
			}
			return err
		}
		defer d.Close()
		if opened, err := d.Stat(); err != nil {
			return err
		} else if opened.Identity() != fi.Stamp.Identity() {
			return errSwapped
		}
		infos, err = d.List()
		return err
	})
	return infos, err
}

// patiently runs do while only so many others run, and runs it again when the process or the
// machine is out of file descriptors for a moment.
func (f *Folder) patiently(do func() error) error {
	f.gate <- struct{}{}
	defer func() { <-f.gate }()
	for try := 0; ; try++ {
		err := do()
		if try >= 50 || !disk.IsTooManyOpen(err) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}
