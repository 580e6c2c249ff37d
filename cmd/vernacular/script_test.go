package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vernacular/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vernacular": func() {
			if os.Getenv("VERNACULAR_TEST_ONE_THREAD") != "" { // see TestFaults
				runtime.LockOSThread()
			}
			os.Exit(cli.Run(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
		"vernacular-user": asUser,
	})
}

// asUser is vernacular for a user to whom modes of files apply: the one who runs the tests, without root's power to
// override them.
func asUser() {
	args := append([]string{"vernacular"}, os.Args[1:]...)
	if os.Geteuid() == 0 {
		args = append([]string{"setpriv", "--bounding-set=-dac_override,-dac_read_search"}, args...)
	}
	program, err := exec.LookPath(args[0])
	if err == nil {
		err = syscall.Exec(program, args, os.Environ())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(99)
}

// storyCommands are the commands that stories have beside those of testscript.
var storyCommands = map[string]func(*testscript.TestScript, bool, []string){
	"exits": exits, "until": until, "bytes": writeBytes, "get": getPage, "save": saveText, "press": pressButton, "say": sayComment, "mode": fileMode, "exchange": exchange,
	"unzip": unzip,
}

// TestScript tells what users do as stories: testdata/script/*.txtar.
//
// Beside the commands of testscript there are
//
//	exits N command …     run it and expect the exit status N
//	until FILE REGEXP     wait (at most two minutes) until the file holds a match; "until ! FILE" until it is gone
//	get TOLD STATUS PATH [REGEXP]              ask the preview, whose address stands in the file TOLD, for a page
//	save TOLD STATUS TAG/PAGE OLD NEW [REGEXP] save a text in the translation editor as up to date
//	press TOLD STATUS BUTTON TAG/PAGE OLD NEW [REGEXP] do as another button of its form does, such as undo
//	say TOLD STATUS TAG/PAGE TEXT AUDIENCE COMMENT [REGEXP] write a comment on a text
//	mode FILE OCTAL       change the mode of a file; "mode ? FILE OCTAL" checks it
//	unzip FILE FOLDER     take an archive apart, and list what it holds in FOLDER.list
//	bytes FILE ESCAPED    write a file from a Go string literal, for what cannot stand in a text archive
//	exchange A B          give each of two files or folders the other's name, in one step
//	holds HOW PATH        see unreadable_test.go
//
// and beside vernacular, vernacular-user, see asUser.
func TestScript(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("REPO", repo)
			e.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: storyCommands,
	})
}

func unzip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unzip file folder")
	}
	r, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer r.Close()
	var list strings.Builder
	for _, f := range r.File {
		fmt.Fprintf(&list, "%s %s\n", f.Name, f.Modified.UTC().Format("2006-01-02"))
		to := filepath.Join(ts.MkAbs(args[1]), filepath.FromSlash(f.Name))
		ts.Check(os.MkdirAll(filepath.Dir(to), 0o777))
		in, err := f.Open()
		ts.Check(err)
		data, err := io.ReadAll(in)
		ts.Check(err)
		ts.Check(os.WriteFile(to, data, 0o666))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1])+".list", []byte(list.String()), 0o666))
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status command [argument…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var e *exec.ExitError
		if !errors.As(err, &e) {
			ts.Fatalf("%v", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d\n%s", got, want, ts.ReadFile("stderr"))
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 2 && args[0] == "!" {
		neg, args = true, args[1:]
	}
	if neg && len(args) != 1 || !neg && len(args) != 2 {
		ts.Fatalf("usage: until file regexp, or: until ! file")
	}
	file := ts.MkAbs(args[0])
	var last []byte
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		b, err := os.ReadFile(file)
		last = b
		if neg && errors.Is(err, os.ErrNotExist) || !neg && err == nil && regexp.MustCompile(args[1]).Match(b) {
			return
		}
	}
	ts.Fatalf("waited two minutes in vain for %s; it holds\n%s", strings.Join(args, " "), last)
}

func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes file text")
	}
	s, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s), 0o666))
}

// exchange A B gives each of two files or folders the other's name, in one step.
func exchange(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: exchange file file")
	}
	ts.Check(swap(ts.MkAbs(args[0]), ts.MkAbs(args[1])))
}

func fileMode(ts *testscript.TestScript, neg bool, args []string) {
	check := len(args) == 3 && args[0] == "?"
	if check {
		args = args[1:]
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode file octal, or: mode ? file octal")
	}
	mode, err := strconv.ParseUint(args[1], 8, 12)
	ts.Check(err)
	if !check {
		ts.Check(os.Chmod(ts.MkAbs(args[0]), os.FileMode(mode)))
		return
	}
	fi, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	if fi.Mode() != os.FileMode(mode) {
		ts.Fatalf("%s has the mode %v, want %v", args[0], fi.Mode(), os.FileMode(mode))
	}
}
