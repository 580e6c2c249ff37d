package project

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

// journalVersion is 2 since a journal says which page a record belongs to.
const journalVersion = 2

// maxJournal bounds what is read as a journal.
const maxJournal = 64 << 20

// journal says what a transaction puts in place. The new content of its file number i is staged(i), and
// the old content of a record is stagedOld(i).
type journal struct {
	Version int     `json:"version"`
	Command string  `json:"command"`
	Files   []entry `json:"files"`
	Sum     string  `json:"sum"` // SHA-256 of the rest; see journal.sum
}

// entry is one file of a journal.
type entry struct {
	Path string  `json:"path"`
	Old  *digest `json:"old,omitempty"` // nil: there was no file
	New  digest  `json:"new"`
	Page string  `json:"page,omitempty"` // of a record: see Change.Page
}

// digest tells one content from another.
type digest struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func digestOf(data []byte) digest {
	sum := sha256.Sum256(data)
	return digest{int64(len(data)), hex.EncodeToString(sum[:])}
}

// sum returns the digest of all that a journal says. It tells a journal that the disk has damaged.
func (j journal) sum() string {
	j.Sum = ""
	out, err := json.Marshal(j)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return digestOf(out).SHA256
}

func (j *journal) bytes() []byte {
	j.Sum = j.sum()
	out, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		panic(err) // strings and numbers only
	}
	return append(out, '\n')
}

// Recovered says what [Recover] completed.
type Recovered struct {
	Command string   // the command line that was interrupted, "" if none was
	Files   int      // in its transaction; 0: it had written nothing
	Left    int      // of these, the files that were left as they were
	Notes   []string // sentences for people
}

// Recover completes the transaction of a command that was interrupted, or removes what it left. A
// command that writes calls it before it reads the site. It costs one look at the disk if there is
// nothing to do. The error is an [*Error].
func Recover(dir string) (Recovered, error) { return recoverSite(dir, nil) }

func recoverSite(dir string, fault func(op, path string) error) (Recovered, error) {
	if _, err := os.Lstat(filepath.Join(dir, stageFolder)); err != nil {
		return Recovered{}, nil
	}
	s, err := open(dir, lockWait, fault)
	if err != nil {
		return Recovered{}, err
	}
	defer s.close()
	return s.recover()
}

// Pending returns a sentence about a command that was interrupted and not completed yet, "" if there is
// none. Commands that only read tell people of it; they change nothing.
func Pending(dir string) string {
	if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(journalFile))); err != nil {
		return ""
	}
	s, err := open(dir, 0, nil)
	if err != nil {
		return "" // the command is still at work
	}
	defer s.close()
	j, ok, err := s.readJournal()
	if err == nil && ok {
		err = s.check(j, false)
	}
	switch {
	case err != nil:
		return strings.TrimSuffix(err.Error(), "; "+nothingWritten) + "; the files of the site are taken as they are"
	case !ok:
		return ""
	}
	return fmt.Sprintf("\"%s\" was interrupted half-way; run it again to complete it", diag.Escape(j.Command))
}

// recover is [Recover] while the lock is held.
func (s *folder) recover() (Recovered, error) {
	fi, err := s.root.Lstat(stageFolder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Recovered{}, nil
	case err != nil:
		return Recovered{}, failed("look at", stageFolder, err, nothingWritten)
	case !fi.IsDir():
		return Recovered{}, &Error{Refused, stageFolder + " is not a folder, and its name is needed; nothing was written", "move it away", nil}
	}
	j, ok, err := s.readJournal()
	if err == nil && ok {
		err = s.check(j, true)
	}
	var bad *spoilt
	if errors.As(err, &bad) {
		return Recovered{}, s.putAside(bad)
	}
	if err != nil {
		return Recovered{}, failed("read", journalFile, err, nothingWritten)
	}
	if !ok {
		names, err := s.listStaged()
		if err == nil {
			err = s.clear(names)
		}
		if err != nil {
			return Recovered{}, failed("remove", stageFolder, err, nothingWritten)
		}
		return Recovered{}, nil
	}
	command := diag.Escape(j.Command)
	out := Recovered{Command: j.Command, Files: len(j.Files)}
	notes, left, err := s.forward(j, true)
	if err != nil {
		var e *Error
		errors.As(err, &e)
		return out, &Error{e.Kind, fmt.Sprintf("\"%s\" was interrupted and cannot be completed: %s", command, e.Msg), e.Hint, e.Err}
	}
	out.Left = left
	files := "files"
	if len(j.Files) == 1 {
		files = "file"
	}
	done := fmt.Sprintf("it is completed now (%d %s)", len(j.Files), files)
	if left > 0 {
		done = fmt.Sprintf("it is completed now, except for %d of %d %s", left, len(j.Files), files)
	}
	out.Notes = append(out.Notes, fmt.Sprintf("\"%s\" was interrupted; %s", command, done))
	out.Notes = append(out.Notes, notes...)
	return out, nil
}

// readJournal returns the journal; ok is false if there is none. The error is a [*spoilt] if the journal
// is damaged.
func (s *folder) readJournal() (j journal, ok bool, err error) {
	fi, err := s.root.Lstat(journalFile)
	if errors.Is(err, fs.ErrNotExist) {
		return j, false, nil
	}
	var data []byte
	if err == nil && fi.Mode().IsRegular() && fi.Size() < maxJournal {
		data, err = s.read(journalFile, fi, os.O_RDONLY)
	}
	if err != nil {
		return j, false, failed("read", journalFile, err, nothingWritten)
	}
	if err := json.Unmarshal(data, &j); err != nil {
		return j, false, &spoilt{"it is damaged"}
	}
	if j.Version != journalVersion {
		return j, false, &Error{Refused, journalFile + " cannot be read: another version of Vernacular wrote it; nothing was written",
			"run that version once; or move the folder " + stageFolder + " away, look at the texts in it, and run the command again", nil}
	}
	if j.Sum != j.sum() {
		return j, false, &spoilt{"it is damaged"}
	}
	return j, true, nil
}

// listStaged returns the staged files that are there.
func (s *folder) listStaged() (out []string, err error) {
	d, err := s.root.Open(stageFolder)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	for _, name := range names {
		if isStagedText(name) {
			out = append(out, stageFolder+"/"+name)
		}
	}
	return out, err
}

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
	note := func(n string, more ...string) {
		if n != "" {
			notes = append(notes, n+strings.Join(more, ""))
			left++
		}
	}
	fail := func(i int, err error) ([]string, int, error) {
		return notes, left, failed("put in place", j.Files[i].Path, err, inPlace(i, len(j.Files)))
	}
	for i, e := range j.Files {
		if e.Page != "" && barred[e.Page] {
			n, err := s.undo(i, e, verify)
			if err != nil {
				return fail(i, err)
			}
			note(n)
			continue
		}
		st := standings[i]
		if st == ready && barred[e.Path] {
			n, err := s.keep(staged(i), e, fmt.Sprintf("the text of a record of %[1]s was damaged on the disk, and %[1]s was left as it was", diag.Escape(e.Path)))
			if err != nil {
				return fail(i, err)
			}
			note(n, again(j))
			continue
		}
		if st == ready { // putting the others in place took a while, and people save
			if st, err = s.look(i, e, false); err != nil {
				return fail(i, err)
			}
		}
		switch st {
		case ready:
			err = s.put(staged(i), e.Path)
		case taken:
			// The records come first: as long as the staged text of the page waits, they are not done.
			if !barred[e.Path] {
				for r, record := range j.Files {
					if record.Page != e.Path {
						continue
					}
					n, err := s.undo(r, record, verify)
					if err != nil {
						return fail(r, err)
					}
					note(n)
				}
			}
			var n string
			n, err = s.keep(staged(i), e, diag.Escape(e.Path)+" has been changed meanwhile and was left as it is")
			note(n)
		case torn:
			var n string
			n, err = s.keep(staged(i), e, fmt.Sprintf("the new text of %[1]s was damaged on the disk, and %[1]s was left as it was", diag.Escape(e.Path)))
			note(n, again(j))
		case gone:
			note(fmt.Sprintf("the new text of %s is gone from %s; the file is as it was", diag.Escape(e.Path), stageFolder), again(j))
		case edited:
			s.root.Remove(beside(e.Path))
		}
		if err != nil {
			return fail(i, err)
		}
	}
	if err := s.clear(allStaged(len(j.Files))); err != nil {
		if _, there := s.root.Lstat(journalFile); there == nil {
			return notes, left, failed("remove", journalFile, err, inPlace(len(j.Files), len(j.Files)))
		}
		// Without a journal the rest means nothing, and the next command removes it.
	}
	return notes, left, nil
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
		if st := standings[i]; e.Page == "" {
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
