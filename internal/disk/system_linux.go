package disk

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// SyncAll waits until everything written to the file system of dir is on the disk.
func SyncAll(dir *os.File) error { return unix.Syncfs(int(dir.Fd())) }

// Free returns how many bytes the file system of dir can still take; ok is false if that is not known.
func Free(dir *os.File) (n int64, ok bool) {
	var st unix.Statfs_t
	if err := unix.Fstatfs(int(dir.Fd()), &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}

// fastLooker keeps the folder open in which it looked last.
type fastLooker struct {
	base   *os.File // the folder that everything is below
	at     int      // its file descriptor
	device uint64
	dir    string
	open   int // file descriptor of dir, if have is set
	have   bool
	slow   bool // the kernel is too old for this
}

// look opens folders as the kernel's own words put it: beneath the folder, over no link (openat2(2)). A file on another file
// system than the folder's is not let in.
func (l *fastLooker) look(root *os.Root, name string) (Stamp, error) {
	if l.slow {
		return Stamp{}, errSlow
	}
	if l.base == nil {
		base, err := root.Open(".")
		if err != nil {
			return Stamp{}, err
		}
		l.base, l.at = base, int(base.Fd())
		fi, err := base.Stat()
		if err != nil {
			return Stamp{}, err
		}
		l.device = StampOf(fi).Device
	}
	dir, file := path.Split(name)
	at := l.at
	if dir != "" {
		if err := l.enter(dir); err != nil {
			return Stamp{}, err
		}
		at = l.open
	}
	var st unix.Stat_t
	if err := unix.Fstatat(at, file, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return Stamp{}, err
	}
	info := infoOf(file, &st)
	if !info.Mode.IsRegular() || info.Stamp.Device != l.device {
		return Stamp{}, ErrNotPlain
	}
	return info.Stamp, nil
}

// enter opens dir, unless it is open already.
func (l *fastLooker) enter(dir string) error {
	if l.have && dir == l.dir {
		return nil
	}
	l.letGo()
	fd, err := unix.Openat2(l.at, dir, &unix.OpenHow{Flags: unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS})
	if isAny(err, unix.ENOSYS, unix.EPERM, unix.EAGAIN) {
		l.slow = true
		return errSlow
	}
	if err != nil {
		return err
	}
	l.dir, l.open, l.have = dir, fd, true
	return nil
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

// Holder names the process that has the lock on the file or folder of this name, as /proc/locks shows it, and the words
// of its command; "" if it is not known. Its lines read "7: FLOCK  ADVISORY  WRITE 4711 fe:00:262530 0 EOF" (proc(5)).
func Holder(name string) (pid int, command string) {
	fi, err := os.Stat(name)
	if err != nil {
		return 0, ""
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, ""
	}
	data, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0, ""
	}
	exact := fmt.Sprintf("%02x:%02x:%d", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)), st.Ino)
	inode := fmt.Sprintf(":%d", st.Ino)
	sure := false
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
		return 0, ""
	}
	words, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return pid, strings.TrimSpace(strings.ReplaceAll(string(words), "\x00", " "))
}

// RemoteKind names the kind of file system at path if that is one on which others can change files
// without this system's knowing, else "". The numbers are the f_type values of statfs(2).
func RemoteKind(path string) string {
	var st syscall.Statfs_t
	if syscall.Statfs(path, &st) != nil {
		return ""
	}
	return fileSystems[uint32(st.Type)]
}

var fileSystems = map[uint32]string{
	0x6969:     "a network folder (NFS)",
	0xff534d42: "a network folder (CIFS)",
	0xfe534d42: "a network folder (SMB)",
	0x517b:     "a network folder (SMB)",
	0x01021997: "a folder shared by the host (9p)",
	0x65735546: "a folder provided by a program (FUSE)",
	0x786f4256: "a folder shared by the host (VirtualBox)",
	0xbacbacbc: "a folder shared by the host (VMware)",
	0x00c36400: "a network folder (Ceph)",
	0x5346414f: "a network folder (AFS)",
	0x73757245: "a network folder (Coda)",
	0x7c7c6673: "a folder shared by the host (Parallels)",
}
