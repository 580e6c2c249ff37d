//go:build !(linux || freebsd || openbsd || dragonfly || darwin || netbsd)

package source

import (
	"io/fs"
	"os"
)

const (
	openFlags  = os.O_RDONLY
	openFolder = 0
)

// fileStamp has only size and time here: no number tells one file from another.
func fileStamp(fi fs.FileInfo) stamp {
	return stamp{size: fi.Size(), modified: fi.ModTime().UnixNano()}
}

func descriptors() int { return 512 }
