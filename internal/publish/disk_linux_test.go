package publish

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// F4 and F8 need a file system of their own: the test runs itself again in new user and mount namespaces.
func TestFullAndReadOnlyDisk(t *testing.T) {
	if dir := os.Getenv("PUBLISH_TEST_MOUNT"); dir != "" {
		onSmallDisk(t, dir)
		return
	}
	cmd := second(t, "", "")
	cmd.Args = append(cmd.Args, "-test.run=^TestFullAndReadOnlyDisk$", "-test.v")
	cmd.Env = append(os.Environ(), "PUBLISH_TEST_MOUNT="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || bytes.Contains(out, []byte("may not mount")) {
		t.Skip("this machine allows no user namespaces (sysctl kernel.unprivileged_userns_clone=1)")
	}
	if err != nil || !bytes.Contains(out, []byte("--- PASS")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func onSmallDisk(t *testing.T, dir string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Fatalf("may not mount: %v", err)
	}
	out := filepath.Join(dir, "public")
	site := func(f *Folder, pages int, letter string) (Result, error) {
		for i := range pages {
			f.Put(Entry{Path: fmt.Sprintf("p%d/index.html", i)}, []byte(strings.Repeat(letter, 50_000)))
		}
		return f.Commit(nil)
	}
	f := mustOpen(t, out)
	if _, err := site(f, 6, "a"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	old := files(t, out)

	f = mustOpen(t, out)
	_, err := site(f, 100, "b")
	var e *Error
	if !errors.As(err, &e) || e.Kind != DiskFull || !strings.Contains(e.Msg, "5.0 MB of new files had to be written and 0.7 MB are free") {
		t.Errorf("%v", err)
	}
	f.Close()
	if got := files(t, out); !maps.Equal(got, old) {
		t.Error("the old site is not whole, or something was left beside it")
	}

	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err = Open(Options{Dir: out})
	if !errors.As(err, &e) || e.Kind != Failed || !strings.Contains(e.Msg, "read-only file system") {
		t.Errorf("%v", err)
	}
	_, err = Open(Options{Dir: filepath.Join(dir, "new")})
	if !errors.As(err, &e) || e.Kind != Failed || !strings.Contains(e.Msg, "read-only file system") {
		t.Errorf("%v", err)
	}
}

// Both ways of looking at files see the same.
func TestLookers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/a/b/f", "1")
	write(t, dir+"/a/f", "2")
	write(t, dir+"/f", "3")
	write(t, dir+"/c", "4")
	for name, target := range map[string]string{"l": "f", "a/l": "b", "d": "a", "a/up": "..", "out": "/"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	f := mustOpen(t, dir)
	fast, slow := looker{disk: f.disk}, looker{disk: f.disk, fast: fastLooker{slow: true}}
	defer fast.fast.close()
	for name, there := range map[string]bool{"f": true, "a/f": true, "a/b/f": true, "a/b": false, "c": true, "c/f": false, "l": false, "a/l/f": false,
		"d/f": false, "a/up/f": false, "out/etc/passwd": false, "no": false, "no/no": false, "a/no/f": false} {
		x, err1 := fast.look(name)
		y, err2 := slow.look(name)
		if (err1 == nil) != there || (err2 == nil) != there || x != y {
			t.Errorf("%s: %+v %v, %+v %v", name, x, err1, y, err2)
		}
	}
	if fast.fast.slow {
		t.Skip("this kernel knows no openat2")
	}
}
