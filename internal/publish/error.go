package publish

import (
	"errors"
	"io/fs"
	"path/filepath"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

// Kind sorts errors by what a caller may want to do about them.
type Kind string

// The kinds; each is also the code of the diagnostic.
const (
	Locked   Kind = "output-locked"        // another process holds the folder
	Refused  Kind = "output-refused"       // this folder may not be an output folder
	InTheWay Kind = "output-in-the-way"    // something that is not ours has an output's place
	BadPath  Kind = "output-path"          // a path that some file system cannot hold or that leaves the folder
	DiskFull Kind = "output-disk-full"     // no space, quota or file-size limit
	Failed   Kind = "output-not-writeable" // permission, read-only, input/output error
)

// Error is everything that this package returns as an error.
type Error struct {
	Kind Kind
	Path string // the folder, or folder and path, as a person would type it
	Msg  string // what is wrong
	Hint string // what to do
	Err  error  // the cause, may be nil
}

func (e *Error) Error() string { return e.Path + ": " + e.Msg }

func (e *Error) Unwrap() error { return e.Err }

// Diagnostic returns the error in the form in which all problems are printed.
func (e *Error) Diagnostic() diag.Diagnostic {
	d := diag.Errorf(string(e.Kind), diag.At(filepath.ToSlash(e.Path), 0, 0), "%s", e.Msg)
	d.Hint = e.Hint
	return d
}

// concernsOne reports whether the error is about one output and the revision may go on.
func (e *Error) concernsOne() bool { return e.Kind == InTheWay || e.Kind == BadPath }

// wrap turns what the operating system says into an Error. path is relative to dir.
func wrap(dir, path, doing string, err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	e := &Error{Kind: Failed, Path: filepath.Join(dir, filepath.FromSlash(path)), Err: err}
	e.Msg = doing + ": " + disk.Cause(err).Error()
	switch {
	case disk.IsFull(err):
		e.Kind = DiskFull
		e.Hint = "make room, or choose another folder with --out; what was published before is unchanged"
	case disk.IsReadOnly(err):
		e.Hint = "this file system is mounted read-only; choose another folder with --out"
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "the folder and what is in it must belong to you or be writeable for you; or choose another with --out"
	}
	return e
}

func (f *Folder) inTheWay(path, what string) *Error {
	return &Error{Kind: InTheWay, Path: filepath.Join(f.opt.Dir, filepath.FromSlash(path)),
		Msg:  what + " has the place of an output, and Vernacular did not write it, so it stays",
		Hint: "move it out of the way, or delete it if nobody needs it, and build again"}
}
