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

// listFolder returns what lstat tells of each name in an open folder.
func listFolder(d *os.File) ([]info, error) {
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

// place is an open folder in which names are looked up, one level and no further.
type place struct{ *os.Root }

func openPlace(in *os.Root, disk string) (place, error) {
	d, err := enterFolder(in, disk)
	return place{d}, err
}

func (p place) Stat() (fs.FileInfo, error) { return p.Root.Stat(".") }

func (p place) open(name string) (openFile, error) {
	file, err := p.OpenFile(name, openFlags, 0)
	return openFile{file}, err
}

func (p place) lstat(name string) (info, error) {
	fi, err := p.Lstat(name)
	if err != nil {
		return info{}, err
	}
	return infoOf(fi), nil
}

type openFile struct{ *os.File }

func (f openFile) stat() (info, error) {
	fi, err := f.Stat()
	if err != nil {
		return info{}, err
	}
	return infoOf(fi), nil
}

func (f openFile) close() { f.Close() }
