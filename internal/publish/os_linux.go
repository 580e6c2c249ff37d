package publish

import (
	"fmt"
	"os"
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
