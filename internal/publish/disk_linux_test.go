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
