package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestCauseIsTheWordOfTheSystem(t *testing.T) {
	own := errors.New("own")
	for _, c := range []struct{ err, want error }{
		{syscall.ENOSPC, syscall.ENOSPC},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS}, syscall.EROFS},
		{fmt.Errorf("more: %w", &os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.EXDEV}), syscall.EXDEV},
		{fmt.Errorf("more: %w", &fs.PathError{Op: "open", Path: "x", Err: own}), own},
		{own, own},
	} {
		if got := Cause(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}

func TestRacyStamps(t *testing.T) {
	now := time.Unix(1_000_000, 500)
	ago := func(d time.Duration) int64 { return now.Add(-d).UnixNano() }
	for _, c := range []struct {
		stamp Stamp
		racy  bool
	}{
		{Stamp{Modified: ago(time.Second)}, true},
		{Stamp{Modified: ago(RacyWindow)}, false},
		{Stamp{Modified: ago(time.Hour), Changed: ago(time.Second)}, true},
		{Stamp{Modified: ago(-time.Hour), Changed: ago(time.Hour)}, false}, // any program can set the time of modification
		{Stamp{Modified: ago(-time.Hour)}, true},
	} {
		if got := c.stamp.Racy(now); got != c.racy {
			t.Errorf("%+v: %v", c.stamp, got)
		}
	}
	for _, c := range []struct {
		stamp  Stamp
		proves bool
	}{
		{Stamp{Changed: 1, Inode: 1}, true},
		{Stamp{Changed: 0, Inode: 1}, false},
		{Stamp{Changed: 1, Inode: 0}, false},
		{Stamp{Changed: int64(time.Hour), Inode: 1}, false}, // a clock that counts whole seconds
	} {
		if got := c.stamp.Proves(); got != c.proves {
			t.Errorf("%+v: %v", c.stamp, got)
		}
	}
}

// All ways of looking at a file tell the same of it.
func TestLooksAgree(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("123"), 0o644); err != nil {
		t.Fatal(err)
	}
	fi, err := os.Lstat(filepath.Join(dir, "f"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := OpenDirAt(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list, err := d.List()
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	one, err := d.Lstat("f")
	if err != nil {
		t.Fatal(err)
	}
	file, err := d.Open("f")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	opened, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for i, info := range []Info{list[0], one, opened} {
		if want := InfoOf(fi); info.Stamp != want.Stamp || info.Mode != want.Mode || !info.SameFile(want) || i < 2 && info.Name != "f" {
			t.Errorf("%d: %+v, want %+v", i, info, want)
		}
	}
	if data, err := io.ReadAll(file); err != nil || string(data) != "123" {
		t.Errorf("%q %v", data, err)
	}
}

func TestReplaceIsWholeOrNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "f")
	own := errors.New("own")
	for _, c := range []struct {
		text string
		err  error
	}{{"1", nil}, {"half", own}, {"2", nil}} {
		err := ReplaceAt(path, func(w io.Writer) error {
			io.WriteString(w, c.text)
			return c.err
		})
		if err != c.err {
			t.Error(err)
		}
		data, err := os.ReadFile(path)
		if want := c.text; c.err == nil && string(data) != want || c.err != nil && string(data) == want {
			t.Errorf("%q %v", data, err)
		}
		if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
			t.Errorf("%v is left", list)
		}
	}
}
