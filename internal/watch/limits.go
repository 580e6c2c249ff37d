package watch

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"vernacular/internal/disk"
)

// limit is the reason why the system will not watch (any more): which limit, its value, and how to
// raise it.
type limit struct {
	what  string // "it does not watch more folders"
	name  string // "fs.inotify.max_user_watches", "" if unknown
	value int    // 0 if unknown
	raise string // a command, "" if there is none
	cause error
}

func (l *limit) Unwrap() error { return l.cause }

func (l *limit) Error() string {
	var b strings.Builder
	b.WriteString(l.what)
	if l.name != "" {
		b.WriteString(", its limit " + l.name)
		if l.value > 0 {
			fmt.Fprintf(&b, " (%d)", l.value)
		}
		b.WriteString(" is used up")
	}
	return b.String()
}

// whyPolling makes the notice for falling back to polling because of err.
func whyPolling(err error) string {
	s := fmt.Sprintf("the system cannot report changes (%v): looking at all files once a second instead", err)
	if l := (*limit)(nil); errors.As(err, &l) && l.raise != "" {
		s += "; to raise the limit: " + l.raise
	}
	return s
}

// startError explains why no watcher could be had at all.
func startError(err error) error {
	switch {
	case disk.IsTooManyOpenHere(err):
		// The system says the same for two limits; only the second also keeps a file from being opened.
		if f, openErr := os.Open(os.DevNull); openErr != nil {
			return openFiles(err)
		} else {
			f.Close()
		}
		return inotifyLimit(err, "it allows no more watchers", "max_user_instances", "max_inotify_instances", 512)
	case disk.IsTooManyOpen(err):
		return &limit{what: "too many files are open on this machine", name: "fs.file-max", cause: err}
	}
	return err
}

// limitError explains why a folder could not be watched.
func limitError(err error) error {
	switch {
	case disk.IsFull(err):
		return inotifyLimit(err, "it allows no more folders to be watched", "max_user_watches", "max_inotify_watches", 524288)
	case disk.IsTooManyOpenHere(err):
		return openFiles(err)
	}
	return err
}

func openFiles(err error) error {
	return &limit{what: "this program has too many files open", name: "RLIMIT_NOFILE", raise: "ulimit -n 4096", cause: err}
}

// inotifyLimit names the limit that holds. There are two of each kind, one for the machine and one
// for a user's namespace (containers), and the smaller one was hit.
func inotifyLimit(err error, what, machine, namespace string, better int) error {
	l := &limit{what: what, name: "fs.inotify." + machine, value: number("/proc/sys/fs/inotify/" + machine), cause: err}
	if n := number("/proc/sys/user/" + namespace); n > 0 && l.value > n || n == 0 && l.value > 0 && exists("/proc/sys/user/"+namespace) {
		l.name, l.value = "user."+namespace, n
	}
	l.raise = fmt.Sprintf("sudo sysctl %s=%d", l.name, max(better, 2*l.value))
	return l
}

// number reads a file that holds a number; 0 if there is none.
func number(file string) int {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return n
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
