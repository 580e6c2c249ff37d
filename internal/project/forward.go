package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

// standing says how far one file of a journal has come.
type standing int

const (
	ready  standing = iota // the place has the old content, and the new one waits
	placed                 // the place has the new content
	edited                 // the new content was in place, or was kept, and the place has another one now
	taken                  // a person changed the file before the new content was in place
	torn                   // the place has the old content, and the staged text is not what the journal says
	gone                   // the place has the old content, and the staged text is gone
)

// look finds the standing of file number i. Staged texts are compared with the journal if verify is set.
func (s *folder) look(i int, e entry, verify bool) (standing, error) {
	now, blocked, err := s.now(e)
	if err != nil {
		return 0, err
	}
	if e.Gone {
		switch {
		case !blocked && now == nil:
			return placed, nil
		case !blocked && e.Old != nil && *now == *e.Old:
			return ready, nil
		}
		return edited, nil
	}
	if !blocked && now != nil && *now == e.New {
		return placed, nil
	}
	waits, whole, err := s.whole(staged(i), e.New, verify)
	isOld := !blocked && (now == nil) == (e.Old == nil) && (now == nil || *now == *e.Old)
	switch {
	case err != nil:
		return 0, err
	case !isOld && waits:
		return taken, nil
	case !isOld:
		return edited, nil
	case !waits:
		return gone, nil
	case !whole:
		return torn, nil
	}
	return ready, nil
}

// now returns the digest of what lies at the place of a file, nil for nothing. blocked says that
// something other than a file has the place.
func (s *folder) now(e entry) (d *digest, blocked bool, err error) {
	fi, err := s.place(e.Path)
	var refused *Error
	if errors.As(err, &refused) {
		return nil, true, nil
	}
	if err != nil || fi == nil {
		return nil, false, err
	}
	d, err = s.digest(e.Path, fi, e)
	return d, false, err
}

// whole reports whether a staged file is there, and whether it has the content that the journal says.
// Its content is only read if verify is set.
func (s *folder) whole(name string, want digest, verify bool) (there, ok bool, err error) {
	fi, err := s.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, false, nil
	case err != nil:
		return false, false, err
	case !verify:
		return true, true, nil
	case fi.Size() != want.Size:
		return true, false, nil
	}
	data, err := s.read(name, fi, os.O_RDONLY)
	return true, err == nil && digestOf(data) == want, err
}

// forward puts in place what a journal names and is not in place yet, and removes the journal. notes
// are sentences about texts that could not be put in place, left is the number of their files. verify
// says that another process staged the texts.
//
// A page and its records are a group: if the page cannot be put in place, its records are not, either,
// and those that are in place already become the old ones again.
func (s *folder) forward(j journal, verify bool) (notes []string, left int, err error) {
	standings, barred, err := s.groups(j, verify)
	if err != nil {
		return nil, 0, err
	}
	c := &completion{folder: s, journal: j, verify: verify, standings: standings, barred: barred}
	for i := range j.Files {
		if err := c.complete(i); err != nil {
			return c.notes, len(c.notes), err
		}
	}
	if err := s.clear(allStaged(len(j.Files))); err != nil {
		if _, there := s.root.Lstat(journalFile); there == nil {
			return c.notes, len(c.notes), failed("remove", journalFile, err, inPlace(len(j.Files), len(j.Files)))
		}
		// Without a journal the rest means nothing, and the next command removes it.
	}
	return c.notes, len(c.notes), nil
}

// completion is the work of [folder.forward].
type completion struct {
	*folder
	journal
	verify    bool
	standings []standing
	barred    map[string]bool // see groups
	notes     []string        // one for each file that is left
}

// complete puts one file in place, or leaves it and says why.
func (c *completion) complete(i int) error {
	e, st := c.Files[i], c.standings[i]
	name := diag.Escape(e.Path)
	switch {
	case e.Gone:
		return c.remove(i)
	case e.Page != "" && c.barred[e.Page]:
		return c.undoRecord(i)
	case st == ready && c.barred[e.Path]:
		return c.keepText(i, fmt.Sprintf("the text of a record of %[1]s was damaged on the disk, and %[1]s was left as it was", name), again(c.journal))
	case st == ready: // putting the others in place took a while, and people save
		var err error
		if st, err = c.look(i, e, false); err != nil {
			return c.fail(i, err)
		}
	}
	switch st {
	case ready:
		return c.fail(i, c.put(staged(i), e.Path))
	case taken:
		// The records come first: as long as the staged text of the page waits, they are not done.
		if err := c.undoRecordsOf(e.Path); err != nil {
			return err
		}
		return c.keepText(i, name+" has been changed meanwhile and was left as it is", "")
	case torn:
		return c.keepText(i, fmt.Sprintf("the new text of %[1]s was damaged on the disk, and %[1]s was left as it was", name), again(c.journal))
	case gone:
		c.notes = append(c.notes, fmt.Sprintf("the new text of %s is gone from %s; the file is as it was", name, stageFolder)+again(c.journal))
	case edited:
		c.root.Remove(beside(e.Path))
	}
	return nil
}

// remove removes a file that goes, and the folders that are empty then.
func (c *completion) remove(i int) error {
	e := c.Files[i]
	st, err := c.look(i, e, false)
	if err != nil {
		return c.fail(i, err)
	}
	for k, other := range c.Files {
		if st != ready || other.Gone || other.Path != e.Page {
			continue
		}
		if there, err := c.look(k, other, false); err != nil {
			return c.fail(i, err)
		} else if there != placed && there != edited {
			c.notes = append(c.notes, fmt.Sprintf("%s was left where it is, since %s could not be written", diag.Escape(e.Path), diag.Escape(e.Page)))
			return nil
		}
	}
	switch st {
	case edited:
		c.notes = append(c.notes, diag.Escape(e.Path)+" has been changed meanwhile and was left where it is")
	case ready:
		if err := c.folder.remove(e.Path); err != nil {
			return c.fail(i, err)
		}
	}
	for dir := path.Dir(e.Path); strings.Count(dir, "/") > 1; dir = path.Dir(dir) {
		if c.root.Remove(dir) != nil {
			break // something else is in it
		}
	}
	return nil
}

// fail returns the error of a file that could not be completed; nil if err is nil.
func (c *completion) fail(i int, err error) error {
	if err == nil {
		return nil
	}
	return failed("put in place", c.Files[i].Path, err, inPlace(i, len(c.Files)))
}

// keepText moves a staged text to the folder of kept texts. advice is added to what is said of it.
func (c *completion) keepText(i int, reason, advice string) error {
	n, err := c.keep(staged(i), c.Files[i], reason)
	if err == nil && n != "" {
		c.notes = append(c.notes, n+advice)
	}
	return c.fail(i, err)
}

// undoRecord gives a record its old content again, see [folder.undo].
func (c *completion) undoRecord(i int) error {
	n, err := c.undo(i, c.Files[i], c.verify)
	if err == nil && n != "" {
		c.notes = append(c.notes, n)
	}
	return c.fail(i, err)
}

// undoRecordsOf gives the records of a page that was not known to be left their old contents again.
func (c *completion) undoRecordsOf(page string) error {
	if c.barred[page] {
		return nil
	}
	for i, e := range c.Files {
		if e.Page != page || e.Gone {
			continue
		}
		if err := c.undoRecord(i); err != nil {
			return err
		}
	}
	return nil
}

// groups looks at all files before the first one is put in place. barred has the pages whose group stays
// as it was: those that cannot be put in place, and those that lack a record which cannot.
func (s *folder) groups(j journal, verify bool) (standings []standing, barred map[string]bool, err error) {
	standings, barred = make([]standing, len(j.Files)), map[string]bool{}
	pages := map[string]standing{}
	for i, e := range j.Files {
		if standings[i], err = s.look(i, e, verify); err != nil {
			return nil, nil, failed("look at", e.Path, err, inPlace(0, len(j.Files)))
		}
		if st := standings[i]; e.Page == "" && !e.Gone {
			pages[e.Path] = st
			if st == taken || st == torn || st == gone {
				barred[e.Path] = true
			}
		}
	}
	for i, e := range j.Files {
		if st, ok := pages[e.Page]; ok && st == ready && (standings[i] == torn || standings[i] == gone) {
			barred[e.Page] = true
		}
	}
	return standings, barred, nil
}

func inPlace(n, all int) string {
	return fmt.Sprintf("%d of %d files are in place, and the same command completes the rest", n, all)
}

// again says what a person does about a text that is lost.
func again(j journal) string { return fmt.Sprintf(". Run \"%s\" again", diag.Escape(j.Command)) }

// undo gives a record whose page is not put in place its old content again, if it still has exactly the
// new one, and keeps the new one. The content of a person stays.
func (s *folder) undo(i int, e entry, verify bool) (note string, err error) {
	why := fmt.Sprintf("%s, the record of %s, was left as it was", diag.Escape(e.Path), diag.Escape(e.Page))
	now, blocked, err := s.now(e)
	if err != nil {
		return "", err
	}
	if blocked || now == nil || *now != e.New {
		return s.keep(staged(i), e, why)
	}
	if e.Old != nil {
		if there, ok, err := s.whole(stagedOld(i), *e.Old, verify); err != nil {
			return "", err
		} else if !there || !ok {
			return fmt.Sprintf("%s may say of passages of %s that they are up to date when they are not: its old content is lost; take it from your version control",
				diag.Escape(e.Path), diag.Escape(e.Page)), nil
		}
	}
	// The new content goes back to the staging folder first, so that it is never nowhere.
	fi, err := s.place(e.Path)
	if err != nil || fi == nil {
		return "", err
	}
	data, err := s.read(e.Path, fi, os.O_RDONLY)
	if err != nil {
		return "", err
	}
	if err := s.remove(staged(i)); err != nil {
		return "", err
	}
	if err := s.write(staged(i), data, fi); err != nil {
		return "", err
	}
	if e.Old == nil {
		err = s.remove(e.Path)
	} else {
		err = s.put(stagedOld(i), e.Path)
	}
	if err != nil {
		return "", err
	}
	return s.keep(staged(i), e, why)
}

// remove removes a file that may be gone.
func (s *folder) remove(name string) error {
	err := s.step("remove", name, func() error { return s.root.Remove(name) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// put renames a staged file to its place.
func (s *folder) put(from, to string) error {
	if err := s.mkdirs(to); err != nil {
		return err
	}
	err := s.step("rename", to, func() error { return s.root.Rename(from, to) })
	if disk.IsOtherFileSystem(err) {
		return s.copy(from, to)
	}
	return err
}

// digest returns the digest of a file. One whose size is neither the old nor the new one is not read.
func (s *folder) digest(name string, fi fs.FileInfo, e entry) (*digest, error) {
	if fi.Size() != e.New.Size && (e.Old == nil || fi.Size() != e.Old.Size) {
		return &digest{Size: fi.Size()}, nil
	}
	data, err := s.read(name, fi, os.O_RDONLY)
	if errors.Is(err, errSwapped) || errors.Is(err, fs.ErrPermission) {
		return &digest{Size: -1}, nil // a person is at work there
	}
	if err != nil {
		return nil, err
	}
	d := digestOf(data)
	return &d, nil
}

// copy puts a staged file in place on another file system: it is copied beside its place, and renamed.
func (s *folder) copy(from, to string) error {
	fi, err := s.root.Lstat(from)
	if err != nil {
		return err
	}
	data, err := s.read(from, fi, os.O_RDONLY)
	if err != nil {
		return err
	}
	temp := beside(to)
	if err := s.remove(temp); err != nil {
		return err
	}
	if err := s.write(temp, data, fi); err != nil {
		return err
	}
	if err := s.step("rename", to, func() error { return s.root.Rename(temp, to) }); err != nil {
		return err
	}
	return s.remove(from) // a staged text that waits was not in place yet
}

// beside names the copy of a staged file in the folder of its place.
func beside(to string) string { return path.Join(path.Dir(to), "."+path.Base(to)+".vernacular-edit") }

// keep moves a staged text to the folder of kept texts, and says so after the reason.
func (s *folder) keep(from string, e entry, reason string) (note string, err error) {
	s.root.Remove(beside(e.Path))
	fi, err := s.root.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil // it was in place, and a person has changed the file since
	}
	if err != nil {
		return "", err
	}
	data, err := s.read(from, fi, os.O_RDONLY)
	if err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		to := keptFolder + "/" + e.Path
		if n > 1 {
			ext := path.Ext(to)
			to = fmt.Sprintf("%s.%d%s", strings.TrimSuffix(to, ext), n, ext)
		}
		there, err := s.place(to)
		if err != nil {
			return "", err
		}
		if there != nil {
			if same, err := s.read(to, there, os.O_RDONLY); err != nil || string(same) != string(data) {
				continue
			}
			return reason + "; the text that was to be written is in " + diag.Escape(to), nil
		}
		if err := s.mkdirs(to); err != nil {
			return "", err
		}
		if err := s.step("rename", to, func() error { return s.root.Rename(from, to) }); err != nil {
			return "", err
		}
		return reason + "; the text that was to be written is in " + diag.Escape(to), nil
	}
}
