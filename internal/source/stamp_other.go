//go:build !(linux || freebsd || openbsd || dragonfly || darwin || netbsd)

package source

import (
	"errors"
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

// list returns what lstat tells of each name in an open folder.
func list(d *os.File) ([]info, error) {
	found, err := d.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	infos := make([]info, 0, len(found))
	for _, e := range found {
		fi, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		infos = append(infos, infoOf(fi))
	}
	return infos, nil
}
