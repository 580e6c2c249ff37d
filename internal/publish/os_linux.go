package publish

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"

	"vernacular/internal/diag"

	"golang.org/x/sys/unix"
)

// syncAll waits until everything written to the file system of dir is on the disk.
func syncAll(dir *os.File) error {
	return unix.Syncfs(int(dir.Fd()))
}

func ctimeOf(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctim.Nano()
	}
	return 0
}

func deviceOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Dev
	}
	return 0
}

// fastLooker keeps the folder open in which it looked last.
type fastLooker struct {
	base   *os.File // the output folder
	at     int      // its file descriptor
	device uint64
	dir    string
	open   int // file descriptor of dir, if have is set
	have   bool
	slow   bool // the kernel is too old for this
}

// look opens folders as the kernel's own words put it: beneath the output folder, over no link (openat2(2)).
// A file on another file system than the folder's is none of ours.
func (l *fastLooker) look(root *os.Root, name string) (stamp, error) {
	if l.slow {
		return stamp{}, errSlow
	}
	if l.base == nil {
		base, err := root.Open(".")
		if err != nil {
			return stamp{}, err
		}
		l.base, l.at = base, int(base.Fd())
		info, err := base.Stat()
		if err != nil {
			return stamp{}, err
		}
		l.device = deviceOf(info)
	}
	dir, file := path.Split(name)
	at := l.at
	if dir != "" {
		if !l.have || dir != l.dir {
			l.letGo()
			fd, err := unix.Openat2(l.at, dir, &unix.OpenHow{Flags: unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC,
				Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS})
			if isAny(err, unix.ENOSYS, unix.EPERM, unix.EAGAIN) {
				l.slow = true
				return stamp{}, errSlow
			}
			if err != nil {
				return stamp{}, err
			}
			l.dir, l.open, l.have = dir, fd, true
		}
		at = l.open
	}
	var st unix.Stat_t
	if err := unix.Fstatat(at, file, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return stamp{}, err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG || st.Dev != l.device {
		return stamp{}, errNotOurs
	}
	return stamp{mtime: st.Mtim.Nano(), size: st.Size, inode: st.Ino, ctime: st.Ctim.Nano()}, nil
}

func (l *fastLooker) letGo() {
	if l.have {
		unix.Close(l.open)
		l.have = false
	}
}

func (l *fastLooker) close() {
	l.letGo()
	if l.base != nil {
		l.base.Close()
	}
}

// free is how many bytes the file system of dir can still take.
func free(dir *os.File) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Fstatfs(int(dir.Fd()), &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}

// holder names the process that has the lock on the folder or lock file of this name, as /proc/locks shows it.
// Its lines read "7: FLOCK  ADVISORY  WRITE 4711 fe:00:262530 0 EOF" (proc(5)).
func holder(name string) string {
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	data, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	exact := fmt.Sprintf("%02x:%02x:%d", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)), st.Ino)
	inode := fmt.Sprintf(":%d", st.Ino)
	pid, sure := 0, false
	for line := range strings.Lines(string(data)) {
		x := strings.Fields(line)
		if len(x) < 6 || x[1] != "FLOCK" || x[3] != "WRITE" || !strings.HasSuffix(x[5], inode) {
			continue
		}
		// On some file systems (btrfs) the device is not the one that stat gives; then the inode has to do.
		if n, err := strconv.Atoi(x[4]); err == nil && n > 0 && !sure {
			pid, sure = n, x[5] == exact
		}
	}
	if pid == 0 {
		return ""
	}
	text := fmt.Sprintf("process %d", pid)
	if cmd, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		words := strings.TrimSpace(strings.ReplaceAll(string(cmd), "\x00", " "))
		if r := []rune(words); len(r) > 100 {
			words = string(r[:100]) + "…"
		}
		if words != "" {
			text += " (" + diag.Escape(words) + ")"
		}
	}
	return text
}
