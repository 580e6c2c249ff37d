package watch

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStopped stops the watching process, changes 10,000 files and lets it go on (FAULTS W1).
func TestStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 10,000 files")
	}
	t.Parallel()
	s := newSite(t)
	cmd, lines := startChild(t, s.dir)
	if first := <-lines; first.Mode != systemMode() {
		t.Fatalf("%+v", first)
	}
	s.must(cmd.Process.Signal(syscall.SIGSTOP))
	for i := range 10_000 {
		s.must(os.WriteFile(s.path(fmt.Sprintf("content/en/%d.md", i)), []byte("x"), 0o666))
	}
	s.must(cmd.Process.Signal(syscall.SIGCONT))
	for all, notice, deadline := false, "", time.After(patience); !all || notice == ""; {
		select {
		case l, ok := <-lines:
			if !ok {
				t.Fatal("the watching process ended")
			}
			all = all || l.Batch.All
			notice += l.Batch.Notice
		case <-deadline:
			t.Fatalf("all %v, notice %q", all, notice)
		}
	}
	s.write("content/en/after.md", "x")
	for deadline := time.After(patience); ; {
		select {
		case l := <-lines:
			if l.Batch.All || len(l.Batch.Paths) == 1 && l.Batch.Paths[0] == "content/en/after.md" {
				return
			}
		case <-deadline:
			t.Fatal("the change after it was not reported")
		}
	}
}

// TestNamespaceLimits runs the watcher where the system really refuses (FAULTS W2).
func TestNamespaceLimits(t *testing.T) {
	if out, err := exec.Command("unshare", "-Ur", "sh", "-c", "echo 50 >/proc/sys/user/max_inotify_watches").CombinedOutput(); err != nil {
		t.Skipf("user namespaces with limits of their own cannot be had here: %v %s", err, out)
	}
	for _, c := range []struct{ name, set, want string }{
		{"watches", "echo 50 >/proc/sys/user/max_inotify_watches", "user.max_inotify_watches (50)"},
		{"instances", "echo 0 >/proc/sys/user/max_inotify_instances", "user.max_inotify_instances"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			for i := range 80 {
				s.write(fmt.Sprintf("content/en/%d/p.md", i), "x")
			}
			_, lines := startChild(t, s.dir, "unshare", "-Ur", "sh", "-c", c.set+` && exec "$0"`)
			first := <-lines
			if first.Mode != "polling" {
				t.Fatalf("%+v, want polling", first)
			}
			notice := <-lines
			if !strings.Contains(notice.Batch.Notice, c.want) {
				t.Errorf("notice %q lacks %q", notice.Batch.Notice, c.want)
			}
			t.Log(notice.Batch.Notice)
			s.write("content/en/79/p.md", "changed")
			select {
			case l := <-lines:
				if len(l.Batch.Paths) != 1 || l.Batch.Paths[0] != "content/en/79/p.md" {
					t.Errorf("%+v", l)
				}
			case <-time.After(patience):
				t.Error("the change was not reported")
			}
		})
	}
}
