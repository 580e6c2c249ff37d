package publish

import "vernacular/internal/diag"

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

// Diagnostic gives the error in the form in which all problems are printed.
func (e *Error) Diagnostic() diag.Diagnostic {
	d := diag.Errorf(string(e.Kind), diag.At(e.Path, 0, 0), "%s", e.Msg)
	d.Hint = e.Hint
	return d
}
