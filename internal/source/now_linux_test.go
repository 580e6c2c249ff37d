package source

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestReadNow(t *testing.T) {
	dir, f := site(t, Options{MaxText: 100}, "content/en/a.md", "site.toml")
	now := func(p string) string {
		t.Helper()
		done := make(chan File, 1)
		go func() {
			file, err := f.ReadNow(p)
			must(t, err)
			done <- file
		}()
		select {
		case file := <-done:
			switch {
			case file.Missing:
				return "<missing>"
			case len(file.Diags) > 0:
				return "<" + file.Diags[0].Code + ">"
			}
			return string(file.Data)
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: still waiting", p)
		}
		return ""
	}
	is := func(p, want string) {
		t.Helper()
		if got := now(p); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	s := scan(t, f)
	write(t, dir, "content/en/a.md", "one")
	write(t, dir, "site.toml", "top")
	is("content/en/a.md", "one")
	is("site.toml", "top")
	write(t, dir, "content/en/a.md", "another")
	is("content/en/a.md", "another")
	is("content/en/none.md", "<missing>")
	is("none/none.md", "<missing>")
	is("../x", "<missing>")
	is("content", "<missing>")

	write(t, dir, "content/en/big.md", strings.Repeat("x", 101))
	is("content/en/big.md", "<too-large>")
	must(t, os.Symlink("a.md", filepath.Join(dir, "content/en/link.md")))
	is("content/en/link.md", "<not-a-file>")
	must(t, os.Symlink("en", filepath.Join(dir, "content/fr")))
	is("content/fr/a.md", "<not-a-file>")
	must(t, syscall.Mkfifo(filepath.Join(dir, "content/en/pipe.md"), 0o644))
	is("content/en/pipe.md", "<not-a-file>")
	must(t, syscall.Mkfifo(filepath.Join(dir, "content/de"), 0o644))
	is("content/de/a.md", "<not-a-file>")

	// The spelling on the disk is that of a Mac.
	write(t, dir, "content/en/e\u0301te\u0301/a.md", "summer")
	is("content/en/\u00e9t\u00e9/a.md", "summer")

	// What is read now is no news for the snapshots.
	update(t, f, s, "")
	if list := f.takeSuspects(); len(list) > 0 {
		t.Errorf("read now, and suspected: %s", list)
	}
	must(t, f.Close())
	if _, err := f.ReadNow("content/en/a.md"); err == nil {
		t.Error("read from a closed folder")
	}
}

// A read that fails because the environment does is remembered; a file that is refused or is not there is no failure.
func TestFailed(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/a.md", "content/en/b.md")
	s := scan(t, f)
	must(t, os.Remove(filepath.Join(dir, "content/en/b.md")))
	read(t, s, "content/en/b.md")
	read(t, s, "content/en/none.md")
	if err := f.Failed(); err != nil {
		t.Errorf("failed without a reason: %v", err)
	}
	must(t, f.Close())
	f, err := Open(dir, Options{})
	must(t, err)
	defer f.Close()
	f.fail(syscall.EIO)
	f.fail(syscall.ENOSPC)
	if err := f.Failed(); err != syscall.EIO {
		t.Errorf("the first failure is %v", err)
	}
}
