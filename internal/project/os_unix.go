//go:build unix

package project

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// noWait keeps an open from following a link and from waiting for a pipe.
const noWait = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

var errLocked = errors.New("locked")

// lock takes the lock of a site's folder: an advisory lock on the folder itself, which leaves no file and
// ends with the process. It returns nil where the file system has no such lock.
func lock(root *os.Root, wait time.Duration) (*os.File, error) {
	d, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(wait); ; time.Sleep(10 * time.Millisecond) {
		switch err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return d, nil
		case err == syscall.EINTR:
		case err != syscall.EWOULDBLOCK:
			d.Close()
			return nil, nil
		case time.Now().After(end):
			d.Close()
			return nil, errLocked
		}
	}
}

// resemble gives a new file the owner and the mode of the one that it replaces. A user who may not give
// files away keeps as much of the ownership as the system allows.
func resemble(f *os.File, like fs.FileInfo) error {
	own, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := like.Sys().(*syscall.Stat_t)
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
	if own.Mode().Perm() == like.Mode().Perm() {
		return nil
	}
	return f.Chmod(like.Mode().Perm())
}
