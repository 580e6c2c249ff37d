package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

const lockName = ".vernacular-lock" // only where folders cannot be locked

// errGone says that what was locked is not what the name leads to now.
var errGone = errors.New("replaced meanwhile")

// handle is a lock that is held.
type handle struct {
	file *os.File
	path string // of the lock file that is removed with the lock, if there is one
}

// tryLock takes the folder's lock if it is free. It locks the folder itself; where folders cannot be locked (NFS, Windows)
// there is a lock file. The error is [disk.ErrLocked] or errGone.
func tryLock(dir string) (*handle, error) {
	file, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	h := &handle{file: file}
	if err := disk.Lock(file); err == disk.ErrNoLocks {
		file.Close()
		return tryLockFile(filepath.Join(dir, lockName))
	} else if err != nil {
		file.Close()
		return nil, err
	}
	return h.check(dir)
}

func tryLockFile(name string) (*handle, error) {
	file, err := disk.LockFile(name)
	if err != nil {
		return nil, err
	}
	return (&handle{file: file, path: name}).check(name)
}

// check lets go of the lock if it is not one of what the name leads to now.
func (h *handle) check(name string) (*handle, error) {
	now, err := os.Stat(name)
	if held, e := h.file.Stat(); err != nil || e != nil || !os.SameFile(now, held) {
		h.file.Close()
		return nil, errGone
	}
	return h, nil
}

func (h *handle) release() {
	if h.path == "" {
		h.file.Close()
		return
	}
	err := os.Remove(h.path) // first, so that nobody takes the lock of a file that is about to go
	h.file.Close()
	if err != nil { // Windows removes no open file
		os.Remove(h.path)
	}
}

// Hold takes hold of an output folder for a program that puts files there by itself: no build writes to it until release is
// called. The folder is made if it is missing.
func Hold(o Options) (release func(), err error) {
	h, _, err := acquire(o)
	if err != nil {
		return nil, err
	}
	return h.release, nil
}

// acquire makes the folder if it is missing and takes its lock, waiting as the options say. made tells
// whether the folder was made.
func acquire(o Options) (h *handle, made bool, err error) {
	deadline := time.Now().Add(o.Wait)
	for {
		if _, err := os.Stat(o.Dir); err != nil {
			if err := os.MkdirAll(o.Dir, 0o755); err != nil {
				return nil, false, wrap(o.Dir, "", "cannot make the output folder", err)
			}
			made = true
		}
		h, err := tryLock(o.Dir)
		if err == nil {
			return h, made, nil
		}
		again := errors.Is(err, errGone) || errors.Is(err, os.ErrNotExist)
		if !again && !errors.Is(err, disk.ErrLocked) {
			return nil, made, wrap(o.Dir, "", "cannot lock the output folder", err)
		}
		left := time.Until(deadline)
		if left <= 0 && !again {
			return nil, made, lockedError(o)
		}
		select {
		case <-o.Done:
			return nil, made, lockedError(o)
		case <-time.After(max(time.Millisecond, min(left, 20*time.Millisecond))):
		}
	}
}

func lockedError(o Options) *Error {
	who := holder(o.Dir)
	if who == "" {
		who = holder(filepath.Join(o.Dir, lockName))
	}
	if who == "" {
		who = "another process"
	}
	return &Error{Kind: Locked, Path: o.Dir, Err: disk.ErrLocked,
		Msg:  "another build is writing to this folder: " + who,
		Hint: "wait until it is done, stop it, or choose another folder with --out"}
}

// holder names the process that has the lock on the folder or lock file of this name; "" if it is not known.
func holder(name string) string {
	pid, command := disk.Holder(name)
	if pid == 0 {
		return ""
	}
	text := fmt.Sprintf("process %d", pid)
	if r := []rune(command); len(r) > 100 {
		command = string(r[:100]) + "…"
	}
	if command != "" {
		text += " (" + diag.Escape(command) + ")"
	}
	return text
}
