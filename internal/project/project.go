// Package project is a site as something to be asked and edited: it turns questions into what is known of the sources,
// and edits into new contents of the site's folder, all of them or none.
//
// A [Workspace] tells which pages and locales there are ([Workspace.Overview]), how complete each locale is
// ([Workspace.Status]), and what a page or catalog says beside its source ([Workspace.Translation], the one door to a
// comparison). It works out what an accept, an import, carried links or a new locale change, and exports. The changes go
// to the disk by [Commit]. A [Session] is the same for somebody who translates in the editor while the site is watched:
// it reads the disk, remembers what it told last, and saves one text at a time.
//
// It never makes an output to answer a question, never follows a symbolic link and never leaves the site's folder: every
// write goes through an os.Root. It prints nothing and knows no flags. Start with [Open], [New] and [Workspace.Translation];
// to learn how files are written, with [Change] and [Commit]. The neighbours to read next are translation, which compares,
// and pipeline, which knows the site.
//
// # Writing
//
// [Commit] takes the new contents of a set of files and puts all of them in place, or none. A command
// that is killed, or that meets an error, leaves one of two states: nothing was written, or a journal
// says what remains to be written. [Recover] completes the second state; every command that writes
// calls it before it reads the site. So no command works out a change from half of another one.
//
// # The steps of a commit
//
//  1. The lock of the site is taken: an advisory lock on its folder, which ends with the process.
//  2. Every file is compared with [Change.Was]. If one differs, nothing is written.
//  3. The new contents are written to the staging folder, with the mode and the owner of the files that
//     they replace, and synced; so are the old contents of records. A file that goes has no new content.
//  4. The journal is put into the staging folder by one rename. From here on the transaction will be
//     completed, by this process or by the next one.
//  5. Each staged file is renamed to its place: source texts of records first, then records, then
//     catalogs, pages last. A reader who looks in between finds a record for every new page. Then the files that
//     go are removed, each only if what takes its place is there and nobody has changed it meanwhile.
//  6. The journal and the staging folder are removed.
//
// # What an interrupted commit leaves
//
//	before step 4   staged files without a journal; the next command removes them
//	after step 4    the next command goes through the journal. A file that has the new content is done.
//	                A file that has the old content is replaced, if the staged text has the digest that
//	                the journal says. A file that has neither was changed by a person meanwhile: it
//	                stays, and the staged text is moved to the folder .vernacular-kept, below the path
//	                of the file. No text is ever removed.
//
// # Groups
//
// A page or a catalog and its records ([Change.Page]) are a group. A record says that passages are up to
// date, so it is never newer than its page: if the page cannot be put in place, because a person changed
// it or because its staged text is damaged, its records are not put in place either, and a record that is
// in place already becomes the old one again. If the staged text of a record is damaged, the page waits,
// too. A record that a person changed meanwhile stays, and does not hold up its page. A group whose page
// is in place is completed. Source texts are named by their content and belong to no group.
//
// # The folders on disk
//
//	.vernacular-edit/    the staging folder; it exists only while a commit is under way
//	    n0, n1, …        new contents
//	    o0, o1, …        old contents of records
//	    journal          what is to be put in place
//	.vernacular-kept/    texts that could not be put in place, for a person to look at
//	    interrupted/     a staging folder whose journal was refused
//
// Both names begin with a dot, so that package source never shows them.
//
// # What is refused
//
// A place where something else than a regular file lies, a place below a symbolic link, and a file
// without write permission. The system does not ask root for permissions, so the mode of the file counts.
//
// A path that is not below content/ or locales/, or that has an element with a dot in front. A site that
// comes from somebody else may bring a journal along; so a journal is checked before anything is moved. One
// that is damaged, names such a path or one below a link, or has a staged text that is no regular file or
// would become executable, is refused as a whole: the staging folder is moved to .vernacular-kept, this
// command ends with an error, and the next one goes on. The journal of another version stays.
package project

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/translation"
)

const (
	stageFolder = ".vernacular-edit"
	keptFolder  = ".vernacular-kept"
	journalFile = stageFolder + "/journal"
)

// Change is a new content for one file of the site.
type Change struct {
	Path string // relative to the site's folder, with forward slashes
	Data []byte
	Was  []byte // the content that the change was worked out from; nil: there was no such file
	Page string // of a record: the page or the catalog that it is about; of a file that goes: what takes its place; else ""
	Gone bool   // the file is removed, once what takes its place is there; Data is nil
}

// Kind sorts errors by what a command does about them.
type Kind int

// The kinds.
const (
	Failed    Kind = iota // the environment: disk, permissions, too many open files
	Changed               // a file is not what the change was worked out from
	Refused               // something other than a file that may be written has the place
	Protected             // the file has no write permission
	NoSite                // the folder is not that of a site
	Unknown               // the site has no such page, unit or locale
	Faulty                // a text that is to be written, or what it is to be written beside, has an error
)

// Error is every error of this package. Its text names the path and says what state the site is in.
type Error struct {
	Kind Kind
	Msg  string
	Hint string
	Err  error // the cause; may be nil
}

func (e *Error) Error() string { return e.Msg }

func (e *Error) Unwrap() error { return e.Err }

// Problems returns what is to be told before the error, such as the places of the texts that it is about.
func (e *Error) Problems() []diag.Diagnostic {
	var f faults
	errors.As(e.Err, &f)
	return f
}

// faults are problems as the cause of an error.
type faults []diag.Diagnostic

func (f faults) Error() string { return f[0].Message }

// rank orders the files of one transaction; see the package comment.
func rank(p string) int {
	switch {
	case strings.HasPrefix(p, translation.Folder+"sources/"):
		return 0
	case strings.HasPrefix(p, translation.Folder):
		return 1
	case strings.HasPrefix(p, "locales/"):
		return 2
	}
	return 3
}

// folder is a site's folder that is open for writing.
type folder struct {
	dir   string // as the caller named it
	root  *os.Root
	lock  *os.File                    // nil where folders cannot be locked
	fault func(op, path string) error // tests only: asked before each step
}

// lockWait is how long a command waits for another one that writes to the same site.
const lockWait = 10 * time.Second

// open opens the site and takes its lock; wait is how long another command may hold it.
func open(dir string, wait time.Duration, fault func(op, path string) error) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed("open the site's folder", dir, err, nothingWritten)
	}
	s := &folder{dir: dir, root: root, fault: fault}
	if s.lock, err = lock(root, wait); err != nil {
		root.Close()
		if err == disk.ErrLocked {
			return nil, &Error{Failed, "another command is writing to " + dir + "; nothing was written", "run the command again when it is done", err}
		}
		return nil, failed("lock the site's folder", dir, err, nothingWritten)
	}
	return s, nil
}

// lock takes the lock of a site's folder, for which it waits. It returns nil where the file system has no such lock.
func lock(root *os.Root, wait time.Duration) (*os.File, error) {
	d, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(wait); ; time.Sleep(10 * time.Millisecond) {
		switch err := disk.Lock(d); {
		case err == nil:
			return d, nil
		case err != disk.ErrLocked:
			d.Close()
			return nil, nil
		case time.Now().After(end):
			d.Close()
			return nil, err
		}
	}
}

func (s *folder) close() {
	if s.lock != nil {
		s.lock.Close()
	}
	s.root.Close()
}

// step makes one change to the disk.
func (s *folder) step(op, path string, do func() error) error {
	if s.fault != nil {
		if err := s.fault(op, path); err != nil {
			return err
		}
	}
	return do()
}

// place returns what lstat tells of a file of the site, nil if there is nothing. It refuses what may not
// be written to: a link, a folder, a pipe, a device, and whatever lies below a folder that is a link.
func (s *folder) place(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, &Error{Kind: Refused, Msg: diag.Escape(name) + " is no path of a file of the site; nothing was written"}
	}
	for i, c := range name + "/" {
		if c != '/' {
			continue
		}
		at := name[:i]
		fi, err := s.root.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case err != nil:
			return nil, err
		case at != name && fi.IsDir():
		case at == name && fi.Mode().IsRegular():
			return fi, nil
		default:
			return nil, inTheWay(at, name, fi)
		}
	}
	return nil, nil
}

// inTheWay says what lies at a path where a file is to be written.
func inTheWay(at, name string, fi fs.FileInfo) *Error {
	what, hint := "is not a regular file", "move it away"
	switch {
	case fi.Mode()&fs.ModeSymlink != 0:
		what, hint = "is a symbolic link, and links are not followed", "put a copy of what it points to in its place"
	case fi.Mode()&fs.ModeNamedPipe != 0:
		what = "is a named pipe, not a file"
	case fi.IsDir():
		what, hint = "is a folder, not a file", "rename the folder"
	case at != name && fi.Mode().IsRegular():
		what, hint = "is a file where a folder must be", "rename the file"
	}
	msg := diag.Escape(at) + " " + what
	if at != name {
		msg += "; " + diag.Escape(name) + " cannot be written"
	}
	return &Error{Kind: Refused, Msg: msg + "; nothing was written", Hint: hint}
}

// mkdirs makes the folders above a file.
func (s *folder) mkdirs(name string) error {
	dir := path.Dir(name)
	if dir == "." {
		return nil
	}
	if fi, err := s.root.Lstat(dir); err == nil && fi.IsDir() {
		return nil
	}
	if err := s.mkdirs(dir); err != nil {
		return err
	}
	err := s.step("mkdir", dir, func() error { return s.root.Mkdir(dir, 0o777) })
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

const nothingWritten = "nothing was written"

// failed makes the error of a step. state says what state the site is in.
func failed(doing, path string, err error, state string) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	e := &Error{Kind: Failed, Msg: "cannot " + doing + " " + diag.Escape(filepath.ToSlash(path)) + ": " + disk.Cause(err).Error() + "; " + state, Err: err}
	switch {
	case disk.IsFull(err):
		e.Hint = "make room on the disk, then run the same command again"
	case disk.IsReadOnly(err):
		e.Hint = "this file system is mounted read-only"
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "the site's folder and what is in it must be writeable for you"
	case disk.IsTooManyOpen(err):
		e.Hint = "close other programs, or raise the limit of open files, then run the same command again"
	default:
		e.Hint = "run the same command again"
	}
	return e
}
