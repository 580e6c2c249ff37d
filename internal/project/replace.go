package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	temps := make([]string, len(files))
	defer func() {
		for _, t := range temps {
			if t != "" {
				os.Remove(t)
			}
		}
	}()
	places := make([]string, len(files))
	for i, f := range files {
		places[i] = f.Path
		if to, err := filepath.EvalSymlinks(f.Path); err == nil {
			places[i] = to
		}
		like, err := os.Stat(places[i])
		switch {
		case err == nil && like.IsDir():
			return &Error{Refused, f.Path + " is a folder, not a file; nothing was written", "name a file", nil}
		case err == nil && !like.Mode().IsRegular():
			continue
		case err == nil && like.Mode().Perm()&0o200 == 0:
			return protected(f.Path)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return failed("write", f.Path, err, nothingWritten)
		}
		dir, name := filepath.Split(places[i])
		if dir != "" {
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return failed("write", f.Path, err, nothingWritten)
			}
		}
		// The name is always the same, so that what a killed command left is replaced by the next one.
		temps[i] = filepath.Join(dir, "."+name+".vernacular-edit")
		if err := writeTemp(temps[i], f.Data, like); err != nil {
			return failed("write", f.Path, err, nothingWritten)
		}
	}
	for i, f := range files {
		var err error
		if temps[i] == "" {
			err = os.WriteFile(places[i], f.Data, 0o666)
		} else {
			err = os.Rename(temps[i], places[i])
		}
		if err != nil {
			return failed("write", f.Path, err, inPlace(i, len(files)))
		}
		temps[i] = ""
	}
	return nil
}

func writeTemp(name string, data []byte, like fs.FileInfo) (err error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mode := fs.FileMode(0o666)
	if like != nil {
		mode = 0o600 // until resemble
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|noWait, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && like != nil {
		err = resemble(f, like)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
