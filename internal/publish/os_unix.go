//go:build unix

package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const nonblock = syscall.O_NONBLOCK

func inodeOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}

// handle is a lock that is held.
type handle struct {
	file *os.File
	path string // of the lock file that is to be removed with the lock, if there is one
}

// tryLock takes the folder's lock if it is free. It locks the folder itself; a file system that locks no
// folders (NFS) gets a lock file. Either ends with the process. errBusy says that someone has it, errGone that what was
// locked is not what dir is now.
func tryLock(dir string, asFile bool) (*handle, error) {
	h := &handle{}
	name, flags := dir, os.O_RDONLY
	if asFile {
		name, flags = filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW
		h.path = name
	}
	var err error
	if h.file, err = os.OpenFile(name, flags, 0o644); err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(h.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	switch {
	case err == nil:
	case errors.Is(err, syscall.EWOULDBLOCK):
		h.file.Close()
		return nil, errBusy
	case !asFile && isAny(err, syscall.EBADF, syscall.EINVAL, syscall.ENOTSUP, syscall.ENOLCK, syscall.ENOSYS):
		h.file.Close()
		return tryLock(dir, true)
	default:
		h.file.Close()
		return nil, &fs.PathError{Op: "lock", Path: name, Err: err}
	}
	now, err := os.Stat(name)
	if held, e := h.file.Stat(); err != nil || e != nil || !os.SameFile(now, held) {
		h.file.Close()
		return nil, errGone
	}
	return h, nil
}

func (h *handle) release() {
	if h.path != "" {
		os.Remove(h.path)
	}
	h.file.Close()
}

// canLink tells a failure to make a second name from a file system that has no second names.
func canLink(err error) bool {
	return !isAny(err, syscall.EPERM, syscall.ENOTSUP, syscall.ENOSYS, syscall.EMLINK, syscall.EXDEV)
}
