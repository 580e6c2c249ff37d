package project

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/source"
)

// Commit puts the new contents of files in place: all of them or none. command is the command line that
// the changes come from, for people who read of it after an interruption.
//
// The error is an [*Error]. After one of the kinds [Changed], [Refused] and [Protected] nothing was
// written, except that texts may lie in the folder of kept texts, which the message names. After
// [Failed] the message says whether nothing was written or how many files are in place; the same command
// completes the rest.
func Commit(dir, command string, changes []Change) error {
	return commit(dir, command, withAttributes(dir, changes), nil)
}

func commit(dir, command string, changes []Change, fault func(op, path string) error) error {
	changes, err := distinct(changes)
	if err != nil || len(changes) == 0 {
		return err
	}
	for _, c := range changes { // if one is refused here, the command has an error
		if why := forbidden(c.Path, c.Page, c.Gone); why != "" {
			return &Error{Kind: Refused, Msg: why + "; nothing was written"}
		}
	}
	s, err := open(dir, lockWait, fault)
	if err != nil {
		return err
	}
	defer s.close()

	// What an earlier command began comes first. If it changed a file, the changes of this command were
	// worked out from a state that is gone.
	done, err := s.recover()
	if err != nil {
		return err
	}
	if done.Files > 0 {
		return &Error{Changed, strings.Join(done.Notes, "; ") + "; nothing else was written", "run the command again", nil}
	}

	for i := range changes {
		changes[i].Path = source.OnDisk(s.root, changes[i].Path)
		changes[i].Page = source.OnDisk(s.root, changes[i].Page)
	}
	begun := make([]fs.FileInfo, len(changes))
	for i, c := range changes {
		if begun[i], err = s.compare(c); err != nil {
			return err
		}
	}
	if changes, begun = unequal(changes, begun); len(changes) == 0 {
		return nil
	}
	j := journal{Version: journalVersion, Command: command}
	if err := s.stage(&j, changes, begun); err != nil {
		s.clear(allStaged(len(changes))) // if this fails, too, the next command does it
		return err
	}
	notes, _, err := s.forward(j, false)
	if err == nil && len(notes) > 0 {
		return &Error{Changed, strings.Join(notes, "; "), "compare the two texts, and put what is right into the file", nil}
	}
	return err
}

// distinct sorts changes into the order in which they are put in place, and leaves out those that
// change nothing and those that come twice.
func distinct(changes []Change) ([]Change, error) {
	out := slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return !c.Gone && c.Was != nil && bytes.Equal(c.Was, c.Data) })
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Or(btoi(a.Gone)-btoi(b.Gone), rank(a.Path)-rank(b.Path), strings.Compare(a.Path, b.Path))
	})
	for i := 1; i < len(out); i++ {
		if out[i-1].Path == out[i].Path && !bytes.Equal(out[i-1].Data, out[i].Data) {
			return nil, &Error{Refused, diag.Escape(out[i].Path) + " would get two different contents; nothing was written", "run the command for one file after the other", nil}
		}
	}
	return slices.CompactFunc(out, func(a, b Change) bool { return a.Path == b.Path }), nil
}

// unequal leaves out the changes whose file has the new content already.
func unequal(changes []Change, begun []fs.FileInfo) (out []Change, infos []fs.FileInfo) {
	for i, c := range changes {
		if c.Was != nil || begun[i] == nil {
			out, infos = append(out, c), append(infos, begun[i])
		}
	}
	return out, infos
}

// compare returns what lies at the place of a change, nil for nothing, if it is what the change was
// worked out from. A new file that is there already must have the new content.
func (s *folder) compare(c Change) (fs.FileInfo, error) {
	fi, err := s.place(c.Path)
	if err != nil {
		return nil, failed("look at", c.Path, err, nothingWritten)
	}
	if fi == nil && c.Was == nil {
		return nil, nil
	}
	want := c.Was
	if want == nil {
		want = c.Data
	}
	if fi == nil || fi.Size() != int64(len(want)) {
		return nil, changed(c.Path)
	}
	if c.Was != nil && fi.Mode().Perm()&0o200 == 0 {
		return nil, protected(c.Path)
	}
	flags := os.O_RDONLY
	if c.Was != nil {
		flags = os.O_RDWR // nothing is written through it: the system says whether this user may
	}
	data, err := s.read(c.Path, fi, flags)
	switch {
	case errors.Is(err, errSwapped), err == nil && !bytes.Equal(data, want):
		return nil, changed(c.Path)
	case errors.Is(err, fs.ErrPermission):
		return nil, protected(c.Path)
	case err != nil:
		return nil, failed("read", c.Path, err, nothingWritten)
	}
	return fi, nil
}

func changed(name string) *Error {
	return &Error{Changed, diag.Escape(name) + " has been changed meanwhile; nothing was written", "run the command again", nil}
}

func protected(name string) *Error {
	return &Error{Protected, diag.Escape(name) + " is write-protected; nothing was written", "give yourself permission to write it, as in: chmod u+w " + diag.Escape(name), nil}
}

// errSwapped says that a file is not the one that was looked at.
var errSwapped = errors.New("replaced meanwhile")

// read returns the bytes of the file that fi is of. It never waits for a pipe.
func (s *folder) read(name string, fi fs.FileInfo, flags int) ([]byte, error) {
	f, err := s.root.OpenFile(name, flags|disk.NoWait, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errSwapped
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil {
		return nil, err
	} else if !os.SameFile(now, fi) || !now.Mode().IsRegular() {
		return nil, errSwapped
	}
	return io.ReadAll(io.LimitReader(f, fi.Size()+1))
}

// stage writes the new contents and the journal. When it returns nil, the transaction will be completed.
func (s *folder) stage(j *journal, changes []Change, begun []fs.FileInfo) error {
	err := s.step("mkdir", stageFolder, func() error { return s.root.Mkdir(stageFolder, 0o777) })
	if err != nil && !errors.Is(err, fs.ErrExist) { // it may hold files that somebody else put there
		return failed("make the folder", stageFolder, err, nothingWritten)
	}
	pages := map[string]bool{}
	for _, c := range changes {
		pages[c.Path] = true
	}
	for i, c := range changes {
		e := entry{Path: c.Path, New: digestOf(c.Data), Gone: c.Gone}
		if pages[c.Page] { // otherwise the page has the content that the record is about
			e.Page = c.Page
		}
		if begun[i] != nil {
			old := digestOf(c.Was)
			e.Old = &old
		}
		j.Files = append(j.Files, e)
		if c.Gone {
			continue
		}
		err := s.write(staged(i), c.Data, begun[i])
		if err == nil && e.Page != "" && e.Old != nil {
			err = s.write(stagedOld(i), c.Was, begun[i])
		}
		if err != nil {
			return failed("write", c.Path, err, nothingWritten)
		}
	}
	const fresh = journalFile + ".new"
	if err := s.write(fresh, j.bytes(), nil); err != nil {
		return failed("write", journalFile, err, nothingWritten)
	}

	// Writing took a while, and people save. What comes after this look is found by forward.
	for i, c := range changes {
		now, err := s.place(c.Path)
		if err != nil {
			return failed("look at", c.Path, err, nothingWritten)
		}
		if !sameState(now, begun[i]) {
			return changed(c.Path)
		}
	}
	if err := s.step("rename", journalFile, func() error { return s.root.Rename(fresh, journalFile) }); err != nil {
		return failed("write", journalFile, err, nothingWritten)
	}
	return nil
}

// sameState reports whether two looks, nil for nothing, were at one file in one state.
func sameState(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == b
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// staged names the file that holds the new content of a change.
func staged(i int) string { return stageFolder + "/n" + strconv.Itoa(i) }

// stagedOld names the file that holds the old content of a record.
func stagedOld(i int) string { return stageFolder + "/o" + strconv.Itoa(i) }

// allStaged names the files that hold the contents of n changes.
func allStaged(n int) (names []string) {
	for i := range n {
		names = append(names, staged(i), stagedOld(i))
	}
	return names
}

// isStagedText reports whether a name in the staging folder is that of a new or an old content.
func isStagedText(name string) bool {
	if name == "" || name[0] != 'n' && name[0] != 'o' {
		return false
	}
	n, err := strconv.Atoi(name[1:])
	return err == nil && strconv.Itoa(n) == name[1:]
}

// write makes a file, with the mode and the owner of like if there is one, and waits until it is on the disk.
func (s *folder) write(name string, data []byte, like fs.FileInfo) error {
	return disk.Create(s.root, name, like, s.step, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// clear removes the staging folder with these staged files, the journal first: without it the files
// that remain mean nothing. Names that this package does not make stay, and the folder with them.
func (s *folder) clear(names []string) error {
	for _, name := range append([]string{journalFile, journalFile + ".new"}, names...) {
		if _, err := s.root.Lstat(name); err != nil {
			continue
		}
		err := s.step("remove", name, func() error { return s.root.Remove(name) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	err := s.step("remove", stageFolder, func() error { return s.root.Remove(stageFolder) })
	if errors.Is(err, fs.ErrNotExist) || err != nil && s.holdsMore() {
		return nil
	}
	return err
}

// holdsMore reports whether the staging folder holds files that this package did not make.
func (s *folder) holdsMore() bool {
	d, err := s.root.Open(stageFolder)
	if err != nil {
		return false
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1)
	return slices.ContainsFunc(names, func(n string) bool { return !isStaged(n) })
}

// isStaged reports whether a name in the staging folder is one that this package makes.
func isStaged(name string) bool {
	return isStagedText(name) || name == path.Base(journalFile) || name == path.Base(journalFile)+".new"
}
