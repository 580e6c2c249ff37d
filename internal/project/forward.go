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
	"strconv"
	"strings"
	"syscall"

	"vernacular/internal/diag"
)

const journalVersion = 1

// maxJournal bounds what is read as a journal.
const maxJournal = 64 << 20

// journal says what a transaction puts in place. The content of its file number i is staged(i).
type journal struct {
	Version int     `json:"version"`
	Command string  `json:"command"`
	Files   []entry `json:"files"`
}

// entry is one file of a journal.
type entry struct {
	Path string  `json:"path"`
	Old  *digest `json:"old,omitempty"` // nil: there was no file
	New  digest  `json:"new"`
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

func (j *journal) bytes() []byte {
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

// Pending returns the command line of a command that was interrupted and not completed yet. Commands
// that only read tell people of it.
func Pending(dir string) (command string, ok bool) {
	if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(journalFile))); err != nil {
		return "", false
	}
	s, err := open(dir, 0, nil)
	if err != nil {
		return "", false // the command is still at work
	}
	defer s.close()
	j, ok, err := s.readJournal()
	return j.Command, ok && err == nil
}

// recover is [Recover] while the lock is held.
func (s *site) recover() (Recovered, error) {
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
	if err != nil {
		return Recovered{}, err
	}
	if !ok {
		n, err := s.countStaged()
		if err == nil {
			err = s.clear(n)
		}
		if err != nil {
			return Recovered{}, failed("remove", stageFolder, err, nothingWritten)
		}
		return Recovered{}, nil
	}
	out := Recovered{Command: j.Command, Files: len(j.Files)}
	notes, err := s.forward(j)
	if err != nil {
		var e *Error
		errors.As(err, &e)
		return out, &Error{e.Kind, fmt.Sprintf("\"%s\" was interrupted and cannot be completed: %s", j.Command, e.Msg), e.Hint, e.Err}
	}
	files := "files"
	if len(j.Files) == 1 {
		files = "file"
	}
	out.Notes = append(out.Notes, fmt.Sprintf("\"%s\" was interrupted; it is completed now (%d %s)", j.Command, len(j.Files), files))
	out.Notes = append(out.Notes, notes...)
	return out, nil
}

// readJournal returns the journal; ok is false if there is none.
func (s *site) readJournal() (j journal, ok bool, err error) {
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
	if err := json.Unmarshal(data, &j); err != nil || j.Version != journalVersion {
		// It was put in place whole, so that its texts may be needed: a person must decide.
		return j, false, &Error{Refused, journalFile + " cannot be read: it is damaged, or another version of Vernacular wrote it; nothing was written",
			"run that version once; or look at the texts in " + stageFolder + ", and then remove this folder", err}
	}
	return j, true, nil
}

// countStaged returns a number above those of all staged files.
func (s *site) countStaged() (n int, err error) {
	d, err := s.root.Open(stageFolder)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	for _, name := range names {
		if i, err := strconv.Atoi(strings.TrimPrefix(name, "n")); err == nil && strings.HasPrefix(name, "n") {
			n = max(n, i+1)
		}
	}
	return n, err
}

// forward puts in place what a journal names and is not in place yet, and removes the journal. notes
// are sentences about texts that could not be put in place.
func (s *site) forward(j journal) (notes []string, err error) {
	for i, e := range j.Files {
		note, err := s.settle(staged(i), e)
		if err != nil {
			return notes, failed("put in place", e.Path, err, inPlace(i, len(j.Files)))
		}
		if note != "" {
			notes = append(notes, note)
		}
	}
	if err := s.clear(len(j.Files)); err != nil {
		if _, there := s.root.Lstat(journalFile); there == nil {
			return notes, failed("remove", journalFile, err, inPlace(len(j.Files), len(j.Files)))
		}
		// Without a journal the rest means nothing, and the next command removes it.
	}
	return notes, nil
}

func inPlace(n, all int) string {
	return fmt.Sprintf("%d of %d files are in place, and the same command completes the rest", n, all)
}

// settle puts one staged file in place, unless the place has its content or that of a person.
func (s *site) settle(from string, e entry) (note string, err error) {
	fi, err := s.place(e.Path)
	var refused *Error
	if errors.As(err, &refused) {
		return s.keep(from, e)
	}
	if err != nil {
		return "", err
	}
	var now *digest
	if fi != nil {
		if now, err = s.digest(e.Path, fi, e); err != nil {
			return "", err
		}
	}
	switch {
	case now != nil && *now == e.New:
		return "", nil
	case (now == nil) != (e.Old == nil) || now != nil && *now != *e.Old:
		return s.keep(from, e)
	}
	if _, err := s.root.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("the new text of %s is gone from %s; the file is as it was", diag.Escape(e.Path), stageFolder), nil
	}
	if err := s.mkdirs(e.Path); err != nil {
		return "", err
	}
	err = s.step("rename", e.Path, func() error { return s.root.Rename(from, e.Path) })
	if errors.Is(err, syscall.EXDEV) {
		return "", s.copy(from, e.Path)
	}
	return "", err
}

// digest returns the digest of a file. One whose size is neither the old nor the new one is not read.
func (s *site) digest(name string, fi fs.FileInfo, e entry) (*digest, error) {
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
func (s *site) copy(from, to string) error {
	fi, err := s.root.Lstat(from)
	if err != nil {
		return err
	}
	data, err := s.read(from, fi, os.O_RDONLY)
	if err != nil {
		return err
	}
	temp := beside(to)
	if err := s.step("remove", temp, func() error { return s.root.Remove(temp) }); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.write(temp, data, fi); err != nil {
		return err
	}
	return s.step("rename", to, func() error { return s.root.Rename(temp, to) })
}

// beside names the copy of a staged file in the folder of its place.
func beside(to string) string { return path.Join(path.Dir(to), "."+path.Base(to)+".vernacular-edit") }

// keep moves a staged text to the folder of kept texts.
func (s *site) keep(from string, e entry) (note string, err error) {
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
			return keptNote(e.Path, to), nil
		}
		if err := s.mkdirs(to); err != nil {
			return "", err
		}
		if err := s.step("rename", to, func() error { return s.root.Rename(from, to) }); err != nil {
			return "", err
		}
		return keptNote(e.Path, to), nil
	}
}

func keptNote(name, to string) string {
	return fmt.Sprintf("%s has been changed meanwhile and was left as it is; the text that was to be written is in %s", diag.Escape(name), diag.Escape(to))
}
