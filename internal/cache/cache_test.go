package cache

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

func put(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "cache")
	f := Open(dir)
	name := f.Name("record", "x", "y")
	if f.Name("record", "xy", "") == name || f.Name("record", "x", "y") != name {
		t.Error("names do not tell circumstances apart")
	}
	if f.Load(name) != nil {
		t.Error("something in an empty cache")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("Load made the folder")
	}
	if err := f.Save(name, put("one")); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(name, func(w io.Writer) error { put("half")(w); return errors.New("no more") }); err == nil {
		t.Error("a failed write was no error")
	}
	if got := Open(dir).Load(name); string(got) != "one" {
		t.Errorf("got %q", got)
	}
	if ignore, _ := os.ReadFile(filepath.Join(dir, ".gitignore")); string(ignore) != "*\n" {
		t.Error("git would take it")
	}
	list, _ := os.ReadDir(dir)
	if len(list) != 3 {
		t.Errorf("left behind: %v", list)
	}
}

func TestScratchIsNobodyElses(t *testing.T) {
	dir := t.TempDir()
	f := Open(dir)
	a, b := f.Scratch(), f.Scratch()
	defer a.Close()
	defer b.Close()
	a.WriteAt([]byte("a"), 10)
	if n, _ := b.ReadAt(make([]byte, 1), 10); n != 0 {
		t.Error("two scratches are one file")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp-*")); len(left) > 0 && runtime.GOOS != "windows" {
		t.Errorf("they have names: %v", left)
	}
	if Open("").Scratch() != nil {
		t.Error("a scratch without a cache")
	}
}

func TestNoCacheIsAMiss(t *testing.T) {
	f := Open("")
	if err := f.Save("record-0000000000000000", put("x")); err != nil || f.Load("record-0000000000000000") != nil || f.Path("x") != "" {
		t.Error("there is a cache")
	}
	f.Close()
	f.Trim()
}

// TestWhatIsInTheWayIsAMiss has other things where the cache or its files should be (FAULTS F9).
func TestWhatIsInTheWayIsAMiss(t *testing.T) {
	top := t.TempDir()
	outside := filepath.Join(top, "outside")
	os.WriteFile(outside, []byte("outside"), 0o666)
	dir := filepath.Join(top, "cache")
	f := Open(dir)
	f.Make()
	name := f.Name("record")
	at := filepath.Join(dir, name)
	for what, place := range map[string]func() error{
		"folder": func() error { return os.Mkdir(at, 0o777) },
		"link":   func() error { return os.Symlink(outside, at) },
		"empty":  func() error { return os.WriteFile(at, nil, 0o666) },
	} {
		if err := place(); err != nil {
			t.Fatal(err)
		}
		if got := f.Load(name); len(got) > 0 {
			t.Errorf("%s: got %q", what, got)
		}
		err := f.Save(name, put("new"))
		if got := f.Load(name); err == nil && string(got) != "new" || err != nil && what != "folder" {
			t.Errorf("%s: %v, got %q", what, err, got)
		}
		os.RemoveAll(at)
	}
	if got, _ := os.ReadFile(outside); string(got) != "outside" {
		t.Error("wrote through a link")
	}
	if err := Open(outside).Save(name, put("x")); err == nil {
		t.Error("saved into a file")
	}
	link := filepath.Join(top, "link")
	os.Symlink(dir, link)
	if err := Open(link).Save(name, put("x")); err == nil {
		t.Error("followed a link")
	}
}

func TestTrimLetsTheLongestUnusedGo(t *testing.T) {
	dir := t.TempDir()
	f := Open(dir)
	age := func(name string, d time.Duration) {
		when := time.Now().Add(-d)
		os.Chtimes(filepath.Join(dir, name), when, when)
	}
	for i := range maxFiles + 3 {
		name := f.Name("record", fmt.Sprint(i))
		if err := f.Save(name, put("x")); err != nil {
			t.Fatal(err)
		}
		age(name, time.Duration(100-i)*time.Hour)
	}
	for name, d := range map[string]time.Duration{"tmp-0123456789abcdef": 2 * time.Hour, "tmp-fedcba9876543210": time.Minute, "sources-0123456789abcdef.12.tmp": 2 * time.Hour, "stranger.txt": 1000 * time.Hour} {
		os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o666)
		age(name, d)
	}
	f.Load(f.Name("record", "3")) // is used now
	f.Trim()
	has := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }
	for i := range maxFiles + 3 {
		if got, want := has(f.Name("record", fmt.Sprint(i))), i > 3 || i == 3; got != want {
			t.Errorf("file %d: there is %v, want %v", i, got, want)
		}
	}
	if has("tmp-0123456789abcdef") || has("sources-0123456789abcdef.12.tmp") || !has("tmp-fedcba9876543210") || !has("stranger.txt") {
		t.Error("temporary files or strangers")
	}
	age(f.Name("record", "5"), 2*maxAge)
	f.Trim()
	if has(f.Name("record", "5")) {
		t.Error("the old stays")
	}
}

func TestSeveralWriters(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			f := Open(dir)
			defer f.Close()
			text := bytes.Repeat([]byte{byte('a' + i)}, 100_000)
			for range 20 {
				if err := f.Save(f.Name("record"), put(string(text))); err != nil {
					t.Error(err)
				}
				if got := f.Load(f.Name("record")); len(got) != 100_000 || !bytes.Equal(got, bytes.Repeat(got[:1], 100_000)) {
					t.Errorf("a mixture of %d bytes", len(got))
				}
			}
		})
	}
	wg.Wait()
}

func TestProgramIsNamed(t *testing.T) {
	if a, b := Program(), Program(); len(a) < 40 || a != b {
		t.Errorf("%q, %q", a, b)
	}
	if id := buildID(os.Args[0]); id == "" {
		t.Skip("this system's programs are no ELF files, or this one was linked without an id; the whole program is digested")
	}
}
