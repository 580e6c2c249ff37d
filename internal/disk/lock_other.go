//go:build !(linux || freebsd || openbsd || dragonfly || darwin || netbsd)

package disk

import (
	"io/fs"
	"os"
)

// Lock always fails: these systems have no lock of a folder that ends with its process.
func Lock(*os.File) error { return ErrNoLocks }

// LockFile takes a lock by making a file that nobody else may have made. It outlives a process that was killed; whoever
// lets go of the lock removes the file.
func LockFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return nil, ErrLocked
	}
	return f, err
}

// CopyOwner does nothing: the mode of a file is a single bit here, and a protected file is refused.
func CopyOwner(*os.File, fs.FileInfo) error { return nil }
