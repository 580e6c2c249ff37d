//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

func init() { storyCommands["holds"] = holds }

// holds HOW PATH [PLACE] makes a file or folder of the site in the current folder unreadable: by its "mode", by putting a
// "link", a "loop", a "pipe" or a "socket" in its place, by a "file" in the place of a folder or a "folder" in the place
// of a file, by a "twin" whose name differs only in capitals, or by making a file too "large". With the cache of before, without one and with a new one a build then leaves
// the output folder as it is byte for byte, fails, and names PLACE (which is PATH unless it is given) in its only error.
// When the cause is mended, the next build equals a clean one.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: holds how path [place]")
	}
	how, name, place := args[0], args[1], args[len(args)-1]
	site := ts.MkAbs(".")
	full, away := filepath.Join(site, name), filepath.Join(site, "away")
	build := func(arg ...string) (status int) {
		err := ts.Exec("vernacular-user", append([]string{"build", "-q"}, arg...)...)
		var e *exec.ExitError
		if errors.As(err, &e) {
			return e.ExitCode()
		}
		ts.Check(err)
		return 0
	}
	if build() != 0 {
		ts.Fatalf("%s %s: the site has an error before: %s", how, name, ts.ReadFile("stderr"))
	}
	before := readFiles(ts, filepath.Join(site, "public"))

	mend := func() { ts.Check(errors.Join(os.RemoveAll(full), os.Rename(away, full))) }
	if how != "mode" && how != "twin" {
		ts.Check(os.Rename(full, away))
	}
	switch how {
	case "mode":
		info, err := os.Stat(full)
		ts.Check(errors.Join(err, os.Chmod(full, 0)))
		mend = func() { ts.Check(os.Chmod(full, info.Mode())) }
	case "link":
		ts.Check(os.Symlink(away, full))
	case "loop":
		ts.Check(os.Symlink(filepath.Base(full), full))
	case "file":
		ts.Check(os.WriteFile(full, []byte("../"+name), 0o666))
	case "socket":
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		ts.Check(err)
		short := filepath.Join(os.TempDir(), fmt.Sprintf("v%d.sock", os.Getpid())) // a socket's path is short
		ts.Check(errors.Join(syscall.Bind(fd, &syscall.SockaddrUnix{Name: short}), syscall.Close(fd), os.Rename(short, full)))
	case "pipe":
		ts.Check(syscall.Mkfifo(full, 0o666))
	case "folder":
		ts.Check(os.Mkdir(full, 0o777))
	case "large":
		data, err := os.ReadFile(away)
		ts.Check(errors.Join(err, os.WriteFile(full, append(data, make([]byte, 5<<20)...), 0o666)))
	case "twin":
		twin := filepath.Join(filepath.Dir(full), strings.ToUpper(filepath.Base(full)[:2])+filepath.Base(full)[2:])
		ts.Check(exec.Command("cp", "-r", full, twin).Run())
		mend = func() { ts.Check(os.RemoveAll(twin)) }
	default:
		ts.Fatalf("no such way: %s", how)
	}
	for _, cache := range [][]string{nil, {"--cache", "off"}, {"--cache", "newcache"}} {
		ts.Check(os.RemoveAll(filepath.Join(site, "newcache")))
		if status := build(cache...); status != 1 && status != 3 {
			ts.Fatalf("%s %s %q: exit status %d\n%s", how, name, cache, status, ts.ReadFile("stderr"))
		}
		said := ts.ReadFile("stderr")
		all := regexp.MustCompile(`(?m): error: `).FindAllString(said, -1)
		own := regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(place)+`: error: `).FindAllString(said, -1)
		if len(all) != 1 || len(own) != 1 {
			ts.Fatalf("%s %s %q: %d errors, %d of them name %s\n%s", how, name, cache, len(all), len(own), place, said)
		}
		same(ts, how+" "+name+" "+strings.Join(cache, " "), readFiles(ts, filepath.Join(site, "public")), before)
	}
	mend()
	if build() != 0 || build("--cache", "off", "--out", filepath.Join(site, "clean")) != 0 {
		ts.Fatalf("%s %s: mended, and yet: %s", how, name, ts.ReadFile("stderr"))
	}
	same(ts, how+" "+name+" mended", readFiles(ts, filepath.Join(site, "public")), readFiles(ts, filepath.Join(site, "clean")))
	same(ts, how+" "+name+" mended", readFiles(ts, filepath.Join(site, "public")), before)
}

func readFiles(ts *testscript.TestScript, dir string) map[string][]byte {
	out := map[string][]byte{}
	ts.Check(filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[name[len(dir)+1:]], err = os.ReadFile(name)
		return err
	}))
	return out
}

func same(ts *testscript.TestScript, what string, got, want map[string][]byte) {
	var differ []string
	for name := range want {
		if _, ok := got[name]; !ok {
			differ = append(differ, name+" is gone")
		} else if !bytes.Equal(got[name], want[name]) {
			differ = append(differ, name+" is another")
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			differ = append(differ, name+" is new")
		}
	}
	if len(differ) > 0 {
		ts.Fatalf("%s: %s\n%s", what, strings.Join(differ, ", "), ts.ReadFile("stderr"))
	}
}
