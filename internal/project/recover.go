package project

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vernacular/internal/diag"
)

// journalVersion is 3 since a journal may say that a file goes.
const journalVersion = 3

// oldJournal is the first version that can still be completed.
const oldJournal = 2

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
	Page string  `json:"page,omitempty"` // see Change.Page
	Gone bool    `json:"gone,omitempty"` // see Change.Gone
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
	if j.Version < oldJournal || j.Version > journalVersion {
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
