package project

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vernacular/internal/disk"
)

// File is a file outside of the site's sources that a command writes, such as an export.
type File struct {
	Path string // as the user named it
	Data []byte
}

// WriteFiles writes files that the user named. All of them are written beside their places first, and
// each is then put in place by one rename, so that no reader sees half of one. A link is followed,
// since the user named it; what is no regular file, such as a pipe, is written to.
func WriteFiles(files []File) error {
	written := make([]*outside, len(files))
	defer func() {
		for _, o := range written {
			o.discard()
		}
	}()
	for i, f := range files {
		o, err := f.stage()
		if err != nil {
			return failed("write", f.Path, err, nothingWritten)
		}
		written[i] = o
	}
	for i, o := range written {
		if err := o.place(); err != nil {
			return failed("write", files[i].Path, err, inPlace(i, len(files)))
		}
	}
	return nil
}

// outside is a [File] whose new content waits beside its place.
type outside struct {
	path string // with its links resolved
	data []byte
	root *os.Root // the folder that the file is in; nil: what is there is no regular file
	temp string   // in root; "" once it is in place
}

// stage writes the new content of a file beside its place.
func (f File) stage() (*outside, error) {
	o := &outside{path: f.Path, data: f.Data}
	if to, err := filepath.EvalSymlinks(f.Path); err == nil {
		o.path = to
	}
	like, err := os.Stat(o.path)
	switch {
	case err == nil && like.IsDir():
		return nil, &Error{Refused, f.Path + " is a folder, not a file; nothing was written", "name a file", nil}
	case err == nil && !like.Mode().IsRegular():
		return o, nil
	case err == nil && like.Mode().Perm()&0o200 == 0:
		return nil, protected(f.Path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	dir, name := filepath.Split(o.path)
	dir = cmp.Or(dir, ".")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	if o.root, err = os.OpenRoot(dir); err != nil {
		return nil, err
	}
	// The name is always the same, so that what a killed command left is replaced by the next one.
	o.temp = "." + name + ".vernacular-edit"
	err = o.root.Remove(o.temp)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = disk.Create(o.root, o.temp, like, nil, o.write)
	}
	if err != nil {
		o.discard()
		return nil, err
	}
	return o, nil
}

func (o *outside) write(w io.Writer) error {
	_, err := w.Write(o.data)
	return err
}

// place puts the new content in place.
func (o *outside) place() error {
	if o.root == nil {
		return os.WriteFile(o.path, o.data, 0o666)
	}
	err := o.root.Rename(o.temp, filepath.Base(o.path))
	if err == nil {
		o.temp = ""
	}
	return err
}

// discard removes what waits, and lets go of the folder. A nil o is none.
func (o *outside) discard() {
	if o == nil || o.root == nil {
		return
	}
	if o.temp != "" {
		o.root.Remove(o.temp)
	}
	o.root.Close()
}
