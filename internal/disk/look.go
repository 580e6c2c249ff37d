package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// EnterFolder opens a folder below in. The dot makes the system open all before it as folders: a named pipe that has
// taken a folder's place would else be waited for.
func EnterFolder(in *os.Root, name string) (*os.Root, error) { return in.OpenRoot(name + "/.") }

// Looker looks at many files below a folder, quickest if the files of one folder come after one another. It follows no
// link. Only one goroutine may use it.
type Looker struct {
	root *os.Root
	fast fastLooker
	dir  string // found to have no link on its way
}

// NewLooker returns a Looker for the files below root.
func NewLooker(root *os.Root) *Looker { return &Looker{root: root} }

// errSlow is the answer of the fastLooker where it cannot be used.
var errSlow = errors.New("to be looked at the slow way")

// Look returns the stamp of an ordinary file in ordinary folders; for anything else there is an error.
func (l *Looker) Look(name string) (Stamp, error) {
	if st, err := l.fast.look(l.root, name); err != errSlow {
		return st, err
	}
	if dir := path.Dir(name); dir != l.dir {
		for i, c := range name {
			if c != '/' {
				continue
			}
			if fi, err := l.root.Lstat(name[:i]); err != nil || !fi.IsDir() {
				return Stamp{}, cannotLook(err)
			}
		}
		l.dir = dir
	}
	fi, err := l.root.Lstat(name)
	if err != nil || !fi.Mode().IsRegular() {
		return Stamp{}, cannotLook(err)
	}
	return StampOf(fi), nil
}

// cannotLook returns the error of a look. Only the one that passes is worth telling from others.
func cannotLook(err error) error {
	if IsTooManyOpen(err) {
		return err
	}
	return ErrNotPlain
}

// Close closes what the Looker has open.
func (l *Looker) Close() { l.fast.close() }

// FolderOf reports whether fi is of the folder whose stamp s is. It is true in doubt: where no number tells one folder from
// another, os.Root still keeps every path inside its folder.
func (s Stamp) FolderOf(fi fs.FileInfo) bool { return s.Identity() == StampOf(fi).Identity() }
