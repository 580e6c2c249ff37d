//go:build linux || freebsd || openbsd || dragonfly || darwin || netbsd

package source

import (
	"io/fs"
	"os"
	"syscall"
)

// openFlags keep an open from waiting for a pipe's other end or from taking a terminal, should one have
// been put in a file's place since the look.
const (
	openFlags  = os.O_RDONLY | syscall.O_NONBLOCK | syscall.O_NOFOLLOW | syscall.O_NOCTTY
	openFolder = syscall.O_DIRECTORY
)

func fileStamp(fi fs.FileInfo) stamp {
	s := stamp{size: fi.Size(), modified: fi.ModTime().UnixNano()}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		s.changed = changeTime(st)
		s.device, s.inode = uint64(st.Dev), uint64(st.Ino)
	}
	return s
}

// descriptors is the number of files that this process may hold open.
func descriptors() int {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return 0
	}
	return int(min(uint64(l.Cur), 1<<20))
}
