package disk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// Step makes one change to the disk. Tests give one that stops a program before any change; nil makes every change.
type Step func(op, path string, do func() error) error

// Create makes a file with what fill writes and waits until its bytes are on the disk. The file must not exist: no
// link is followed. If like is not nil, the file has the mode and the owner of the file that like describes, and
// nobody else can read it before.
func Create(root *os.Root, name string, like fs.FileInfo, step Step, fill func(io.Writer) error) (err error) {
	if step == nil {
		step = func(_, _ string, do func() error) error { return do() }
	}
	mode := fs.FileMode(0o666)
	if like != nil {
		mode = 0o600
	}
	var f *os.File
	err = step("create", name, func() (err error) {
		f, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|NoWait, mode)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	err = step("write", name, func() error { return fill(f) })
	if err == nil && like != nil {
		err = step("chmod", name, func() error { return CopyOwner(f, like) })
	}
	if err == nil {
		err = step("sync", name, f.Sync)
		if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
			err = nil // a file system that syncs nothing
		}
	}
	return err
}

// Replace gives a file what fill writes, whole or not at all: the bytes go into a file beside it, which then takes
// its name. It does not wait for the disk: after a power loss the file may be torn. Several processes may replace one
// file at once, and the last one wins. What a killed process leaves is called name.<digits>.tmp.
func Replace(root *os.Root, name string, fill func(io.Writer) error) error {
	temp := fmt.Sprintf("%s.%016x.tmp", name, rand.Uint64())
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	err = fill(f)
	err = cmp.Or(err, f.Close())
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		root.Remove(temp)
	}
	return err
}

// ReplaceAt is [Replace] for a path, whose folder is made if it is missing.
func ReplaceAt(path string, fill func(io.Writer) error) error {
	dir, name := filepath.Split(path)
	dir = cmp.Or(dir, ".")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return Replace(root, name, fill)
}

// ReadPlain returns the bytes of an ordinary file of limit bytes at most. It waits for no pipe.
func ReadPlain(path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|NoWait, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fi, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !fi.Mode().IsRegular() || fi.Size() > limit:
		return nil, ErrNotPlain
	}
	data := make([]byte, fi.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// ErrNotPlain is the error of something that is no ordinary file in ordinary folders, or is larger than it may be.
var ErrNotPlain = errors.New("not a plain file")
