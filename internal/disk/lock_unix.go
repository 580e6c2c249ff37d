//go:build linux || freebsd || openbsd || dragonfly || darwin || netbsd

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Lock takes the advisory lock of an open file or folder, without waiting. It leaves no file and ends when the file is
// closed, at the latest with the process.
func Lock(f *os.File) error {
	err := uninterrupted(func() error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) })
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return ErrLocked
	case isAny(err, syscall.EBADF, syscall.EINVAL, syscall.ENOTSUP, syscall.ENOLCK, syscall.ENOSYS):
		return ErrNoLocks
	}
	return &fs.PathError{Op: "lock", Path: f.Name(), Err: err}
}

// LockFile makes the file of that name, if it is missing, and takes its lock. Whoever lets go of the lock removes
// the file first.
func LockFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|NoWait, 0o644)
	if err != nil {
		return nil, err
	}
	if err := Lock(f); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// CopyOwner gives a new file the owner and the mode of the file that fi describes. A user who may not give files away
// keeps as much of the ownership as the system allows.
func CopyOwner(f *os.File, fi fs.FileInfo) error {
	own, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := fi.Sys().(*syscall.Stat_t)
	have, ok2 := own.Sys().(*syscall.Stat_t)
	if ok && ok2 && (want.Uid != have.Uid || want.Gid != have.Gid) {
		err := f.Chown(int(want.Uid), int(want.Gid))
		if errors.Is(err, fs.ErrPermission) {
			err = f.Chown(-1, int(want.Gid))
		}
		if err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	if own.Mode().Perm() == fi.Mode().Perm() {
		return nil
	}
	return f.Chmod(fi.Mode().Perm())
}
