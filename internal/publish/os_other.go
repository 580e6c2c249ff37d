//go:build !unix

package publish

import (
	"io/fs"
	"os"
	"path/filepath"
)

const nonblock = 0

func inodeOf(fs.FileInfo) uint64 { return 0 }

type handle struct {
	file *os.File
	path string
}

// tryLock takes the lock by making a file that nobody else may have made. Unlike the lock on Unix it outlives a
// process that was killed; the error names the file to delete.
func tryLock(dir string, _ bool) (*handle, error) {
	name := filepath.Join(dir, lockName)
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return nil, errBusy
	}
	if err != nil {
		return nil, err
	}
	return &handle{w, name}, nil
}

func (h *handle) release() {
	h.file.Close()
	os.Remove(h.path)
}

func canLink(error) bool { return false }
