//go:build !(linux || freebsd || openbsd || dragonfly || darwin || netbsd)

package disk

import (
	"errors"
	"io/fs"
	"os"
)

// NoWait are flags that keep an open from following a link in the last place and from waiting for a pipe; there are
// none here.
const NoWait = 0

// identify knows nothing here: no number tells one file from another.
func (s *Stamp) identify(fs.FileInfo) {}

// Descriptors returns the number of files that this process may hold open.
func Descriptors() int { return 512 }

// Dir is an open folder in which names are looked up, one level and no further.
type Dir struct{ root *os.Root }

// OpenDir opens a folder below in.
func OpenDir(in *os.Root, name string) (Dir, error) {
	root, err := EnterFolder(in, name)
	return Dir{root}, err
}

// OpenDirAt opens the folder of that path.
func OpenDirAt(path string) (Dir, error) {
	root, err := os.OpenRoot(path)
	return Dir{root}, err
}

// Close closes the folder.
func (d Dir) Close() error { return d.root.Close() }

// Stat returns the stamp of the folder itself.
func (d Dir) Stat() (Stamp, error) {
	fi, err := d.root.Stat(".")
	if err != nil {
		return Stamp{}, err
	}
	return StampOf(fi), nil
}

// Names returns the names in the folder, in no order.
func (d Dir) Names() ([]string, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// List returns what lstat tells of each name in the folder, in no order.
func (d Dir) List() ([]Info, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	found, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	infos := make([]Info, 0, len(found))
	for _, e := range found {
		switch fi, err := e.Info(); {
		case err == nil:
			infos = append(infos, InfoOf(fi))
		case !errors.Is(err, fs.ErrNotExist): // gone since the folder was listed
			return nil, err
		}
	}
	return infos, nil
}

// Lstat looks at a name in the folder.
func (d Dir) Lstat(name string) (Info, error) {
	fi, err := d.root.Lstat(name)
	if err != nil {
		return Info{}, err
	}
	return InfoOf(fi), nil
}

// Open opens a file in the folder for reading.
func (d Dir) Open(name string) (File, error) {
	file, err := d.root.OpenFile(name, os.O_RDONLY|NoWait, 0)
	return File{file}, err
}

// File is an open file.
type File struct{ *os.File }

// Stat looks at the open file.
func (f File) Stat() (Info, error) {
	fi, err := f.File.Stat()
	if err != nil {
		return Info{}, err
	}
	return InfoOf(fi), nil
}

// Close closes the file.
func (f File) Close() { f.File.Close() }
