//go:build linux

package source

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// promptly fails a test whose body blocks.
func promptly(t *testing.T, limit time.Duration, body func()) {
	t.Helper()
	done := make(chan struct{})
	start := time.Now()
	go func() { defer close(done); body() }()
	select {
	case <-done:
		if d := time.Since(start); d > limit {
			t.Errorf("took %v; %v allowed", d, limit)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("blocks")
	}
}

func TestLinksPipesSocketsDevicesAreRefusedAndNeverBlock(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/index.md", "outside/secret.md")
	en := filepath.Join(dir, "content/en")
	must(t, os.Symlink("index.md", filepath.Join(en, "inside.md")))
	must(t, os.Symlink("../../outside/secret.md", filepath.Join(en, "outside.md")))
	must(t, os.Symlink("/etc/passwd", filepath.Join(en, "passwd.md")))
	must(t, os.Symlink("loop.md", filepath.Join(en, "loop.md")))
	must(t, os.Symlink(".", filepath.Join(en, "self")))
	must(t, os.Symlink("/dev/zero", filepath.Join(en, "zero.md")))
	must(t, os.Symlink("../outside", filepath.Join(dir, "layouts")))
	must(t, syscall.Mkfifo(filepath.Join(en, "pipe.md"), 0o644))
	must(t, syscall.Mkfifo(filepath.Join(dir, "site.toml"), 0o644))
	l, err := net.Listen("unix", filepath.Join(en, "socket.md"))
	must(t, err)
	defer l.Close()
	want := []string{"not-a-file content/en/inside.md", "not-a-file content/en/loop.md", "not-a-file content/en/outside.md",
		"not-a-file content/en/passwd.md", "not-a-file content/en/pipe.md", "not-a-file content/en/self", "not-a-file content/en/socket.md"}
	if syscall.Mknod(filepath.Join(en, "tty.md"), syscall.S_IFCHR|0o644, 5<<8) == nil {
		want = append(want, "not-a-file content/en/tty.md")
	}
	want = append(want, "not-a-file content/en/zero.md", "not-a-file layouts", "not-a-file site.toml")
	promptly(t, 2*time.Second, func() {
		s := scan(t, f)
		equal(t, "diagnostics", lines(s.Diagnostics()), want...)
		equal(t, "holes", s.Holes(), "content/en/self", "layouts")
		files := []string{"content/en/index.md"}
		for _, d := range s.Diagnostics() {
			if d.Hint == "" {
				t.Errorf("no hint: %s", d)
			}
			// Where a file was meant to be, the file is there and cannot be read; of a folder nothing is known.
			if isHole := slices.Contains(s.Holes(), d.File); isHole == s.Has(d.File) || isHole != s.Unknown(d.File) {
				t.Errorf("%s: Has %v, Unknown %v", d.File, s.Has(d.File), s.Unknown(d.File))
			}
			if s.Has(d.File) {
				files = append(files, d.File)
			}
			if f, err := s.Read(d.File); err != nil || len(f.Diags) != 1 || f.Diags[0] != d {
				t.Errorf("%s: read %v, %v", d.File, f, err)
			}
		}
		slices.Sort(files)
		equal(t, "files", s.Files(""), files...)
		for p, want := range map[string]bool{"content/en/self/x.md": true, "layouts/page.html": true, "layouts/partials/a.html": true,
			"content/en/none.md": false, "content/fr/none.md": false, "locales/active.en.toml": false} {
			if s.Unknown(p) != want {
				t.Errorf("Unknown(%s) is %v", p, !want)
			}
		}
		if got := read(t, s, "layouts/page.html"); got != "<not-a-file>" {
			t.Error(got)
		}
	})
}

func TestHardLinkIsAFile(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/index.md")
	must(t, os.Link(filepath.Join(dir, "content/en/index.md"), filepath.Join(dir, "content/en/hard.md")))
	if got := read(t, scan(t, f), "content/en/hard.md"); got != "text of content/en/index.md" {
		t.Error(got)
	}
}

// The snapshot saw a file or a folder; by the time it is read, a link or a pipe is in its place.
func TestSwappedAfterTheLook(t *testing.T) {
	for what, swap := range map[string]func(p string) error{
		"link in":  func(p string) error { return os.Symlink("other.md", p) },
		"link out": func(p string) error { return os.Symlink("/etc/hostname", p) },
		"device":   func(p string) error { return os.Symlink("/dev/zero", p) },
		"pipe":     func(p string) error { return syscall.Mkfifo(p, 0o644) },
		"socket": func(p string) error {
			l, err := net.Listen("unix", p)
			if err == nil {
				t.Cleanup(func() { l.Close() })
			}
			return err
		},
	} {
		dir, f := site(t, Options{}, "content/en/a.md", "content/en/other.md")
		s := scan(t, f)
		p := filepath.Join(dir, "content/en/a.md")
		must(t, os.Remove(p))
		must(t, swap(p))
		promptly(t, time.Second, func() {
			if got := read(t, s, "content/en/a.md"); got != "<not-a-file>" {
				t.Errorf("%s: %s", what, got)
			}
			next, changed := update(t, f, s)
			equal(t, what, changed, "content/en/a.md")
			if got := read(t, next, "content/en/a.md"); got != "<not-a-file>" {
				t.Errorf("%s: %s", what, got)
			}
			if len(next.Diagnostics()) != 1 {
				t.Errorf("%s: %v", what, next.Diagnostics())
			}
		})
	}
	for _, target := range []string{"fr", "../outside", "/etc"} {
		dir, f := site(t, Options{Now: later}, "content/en/a.md", "content/fr/a.md", "outside/a.md")
		s := scan(t, f)
		must(t, os.Rename(filepath.Join(dir, "content/en"), filepath.Join(dir, "content/.away")))
		must(t, os.Symlink(target, filepath.Join(dir, "content/en")))
		if got := read(t, s, "content/en/a.md"); got != "<not-a-file>" && got != "<missing>" {
			t.Errorf("folder swapped for a link to %s: %s", target, got)
		}
		s, changed := update(t, f, s, "content/en/a.md")
		equal(t, target, changed, "content/en/a.md")
		equal(t, target, lines(s.Diagnostics()), "not-a-file content/en")
	}
}

func TestFolderSwappedForAPipe(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/sub/a.md", "content/fr/a.md")
	s := scan(t, f)
	must(t, os.RemoveAll(filepath.Join(dir, "content/en")))
	must(t, syscall.Mkfifo(filepath.Join(dir, "content/en"), 0o644))
	promptly(t, time.Second, func() {
		if got := read(t, s, "content/en/sub/a.md"); got != "<not-a-file>" && got != "<missing>" {
			t.Error(got)
		}
		s, changed := update(t, f, s, "content/en/sub/a.md")
		equal(t, "changed", changed, "content/en/sub/a.md")
		equal(t, "diagnostics", lines(s.Diagnostics()), "not-a-file content/en")
	})
}

// Somebody swaps a folder for a link and back as fast as possible: nothing from outside is ever read.
func TestSwapRace(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/a.md", "content/fr/a.md", "outside/a.md")
	en, away := filepath.Join(dir, "content/en"), filepath.Join(dir, "content/.away")
	stop := make(chan struct{})
	var swapping sync.WaitGroup
	swapping.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			os.Rename(en, away)
			os.Symlink("../outside", en)
			os.Remove(en)
			os.Symlink("../content/fr", en)
			os.Remove(en)
			os.Rename(away, en)
		}
	})
	s := scan(t, f)
	for range 300 {
		s, _ = update(t, f, s, "content/en/a.md", "")
		got := read(t, s, "content/en/a.md")
		if got != "text of content/en/a.md" && !strings.HasPrefix(got, "<") {
			t.Errorf("read %q", got)
			break
		}
	}
	close(stop)
	swapping.Wait()
}

func TestTooLargeIsRefusedBeforeReading(t *testing.T) {
	dir, f := site(t, Options{MaxText: 1000, MaxAsset: 2000}, "content/en/ok.md")
	sparse := func(name string, size int64) {
		write(t, dir, name, "")
		must(t, os.Truncate(filepath.Join(dir, name), size))
	}
	sparse("content/en/huge.md", 1<<40)
	sparse("content/en/one-over.MD", 1001)
	sparse("content/en/just.md", 1000)
	sparse("content/en/picture.jpg", 2000)
	sparse("content/en/picture-over.jpg", 2001)
	promptly(t, 100*time.Millisecond, func() {
		s := scan(t, f)
		for p, want := range map[string]string{"content/en/huge.md": "<too-large>", "content/en/one-over.MD": "<too-large>",
			"content/en/picture-over.jpg": "<too-large>", "content/en/just.md": strings.Repeat("\x00", 1000), "content/en/picture.jpg": strings.Repeat("\x00", 2000)} {
			if got := read(t, s, p); got != want {
				t.Errorf("%s: %.40q", p, got)
			}
			if !s.Has(p) {
				t.Errorf("%s is refused, not gone", p)
			}
		}
		file, _ := s.Read("content/en/huge.md")
		if got := file.Diags[0].String(); got != "content/en/huge.md: error: the file has 1 TB; a text file may have 1000 bytes [too-large]\n    make it smaller, or split it into several files" {
			t.Error(got)
		}
	})
}

func TestAFileThatGrowsForEver(t *testing.T) {
	dir, f := site(t, Options{MaxText: 1 << 20}, "content/en/log.md")
	s := scan(t, f)
	stop := make(chan struct{})
	var writing sync.WaitGroup
	file, err := os.OpenFile(filepath.Join(dir, "content/en/log.md"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	defer file.Close()
	line := []byte(strings.Repeat("x", 64))
	writing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				file.Write(line)
			}
		}
	})
	promptly(t, 5*time.Second, func() {
		for deadline := time.Now().Add(4 * time.Second); time.Now().Before(deadline); {
			// While it is small enough a read may fall between two writes; never is it torn, and in the
			// end it is refused by size.
			got := read(t, s, "content/en/log.md")
			switch {
			case got == "<too-large>":
				return
			case got == "<changing>":
			case !strings.HasPrefix(got, "text of"):
				t.Errorf("%.40q", got)
				return
			}
		}
		t.Error("never refused")
	})
	close(stop)
	writing.Wait()
}

// Each write is a whole file of one letter; a reader that mixes two of them has torn it.
func TestAReadIsOfOneState(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/a.md")
	s := scan(t, f)
	p := filepath.Join(dir, "content/en/a.md")
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				os.WriteFile(p+"~", []byte(strings.Repeat(string(rune('a'+i%26)), 200_000)), 0o644)
				os.Rename(p+"~", p)
			}
		}
	})
	time.Sleep(5 * time.Millisecond)
	for range 200 {
		got := read(t, s, "content/en/a.md")
		if strings.HasPrefix(got, "<") || strings.HasPrefix(got, "text") {
			continue
		}
		if len(got) != 200_000 || strings.Trim(got, got[:1]) != "" {
			t.Fatalf("torn: %d bytes, starts with %q, ends with %q", len(got), got[:1], got[len(got)-1:])
		}
	}
	close(stop)
	writing.Wait()
}

// asNobody runs body as a user who may not override permissions.
func asNobody(t *testing.T, body func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		body()
		return
	}
	if err := syscall.Setresuid(-1, 65534, -1); err != nil {
		t.Skip("cannot become another user here: run as an ordinary user, or as root of the whole machine")
	}
	defer func() { must(t, syscall.Setresuid(-1, 0, -1)) }()
	body()
}

func chmod(t *testing.T, mode fs.FileMode, parts ...string) {
	t.Helper()
	must(t, os.Chmod(filepath.Join(parts...), mode))
}

func TestUnreadableIsNotVanished(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/a.md", "content/en/b.md", "content/fr/sub/a.md", "content/ru/a.md", "locales/active.en.toml")
	for p := dir; p != os.TempDir() && p != "/"; p = filepath.Dir(p) {
		chmod(t, 0o755, p)
	}
	s1 := scan(t, f)
	chmod(t, 0, dir, "content/en/b.md")
	chmod(t, 0, dir, "content/fr")
	chmod(t, 0o444, dir, "content/ru")
	defer chmod(t, 0o755, dir, "content/fr")
	defer chmod(t, 0o755, dir, "content/ru")
	known := []string{"content/en/a.md", "content/en/b.md", "locales/active.en.toml"}
	asNobody(t, func() {
		for _, hints := range [][]string{{""}, {"content/en/b.md", "content/fr", "content/ru"}} {
			s2, changed := update(t, f, s1, hints...)
			equal(t, "files", s2.Files(""), known...)
			equal(t, "changed", changed, "content/en/b.md", "content/fr/sub/a.md", "content/ru/a.md")
			equal(t, "diagnostics", lines(s2.Diagnostics()), "unreadable content/fr", "unreadable content/ru")
			equal(t, "holes", s2.Holes(), "content/fr", "content/ru")
			for p, want := range map[string]string{"content/en/a.md": "text of content/en/a.md", "content/en/b.md": "<unreadable>",
				"content/fr/sub/a.md": "<unreadable>", "content/ru/a.md": "<unreadable>"} {
				if got := read(t, s2, p); got != want {
					t.Errorf("%s: %s, want %s", p, got, want)
				}
			}
			// A hint inside a folder that may not be read changes nothing.
			s3, changed := update(t, f, s2, "content/fr/sub/a.md", "content/ru/a.md")
			equal(t, "hinted below", changed)
			equal(t, "holes", s3.Holes(), "content/fr", "content/ru")
			equal(t, "files", s3.Files(""), known...)
		}
		// A hint below a folder that was closed meanwhile finds out.
		s4, _ := update(t, f, s1, "content/fr/sub/a.md", "content/ru/a.md")
		equal(t, "holes", s4.Holes(), "content/fr", "content/ru")
		clean := scan(t, f)
		equal(t, "files of a first look", clean.Files(""), known...)
	})
	var s2 *Snapshot
	asNobody(t, func() {
		s2, _ = update(t, f, s1, "")
	})
	// Of a site whose own folder may not be searched nothing can be said at all.
	chmod(t, 0o644, dir)
	asNobody(t, func() {
		for _, hints := range [][]string{{""}, {"content/en/a.md"}} {
			if _, _, err := f.Update(s1, hints); err == nil {
				t.Error("a site's folder that is closed looks empty")
			}
		}
	})
	chmod(t, 0o755, dir)
	chmod(t, 0o755, dir, "content/fr")
	chmod(t, 0o755, dir, "content/ru")
	chmod(t, 0o644, dir, "content/en/b.md")
	s3, changed := update(t, f, s2, "content/fr", "content/ru", "content/en/b.md")
	equal(t, "readable again", changed, "content/en/b.md", "content/fr/sub/a.md", "content/ru/a.md")
	equal(t, "diagnostics", lines(s3.Diagnostics()))
	equal(t, "holes", s3.Holes())
	if got := read(t, s3, "content/fr/sub/a.md"); got != "text of content/fr/sub/a.md" {
		t.Error(got)
	}
}

func TestTwentyOpenFiles(t *testing.T) {
	dir := t.TempDir()
	for _, l := range []string{"a", "b", "c", "d", "e", "f"} {
		for _, p := range []string{"1", "2/3", "4/5/6", "7/8/9/10"} {
			write(t, dir, "content/"+l+"/"+p+".md", "x")
		}
	}
	var old syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old))
	must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 20, Max: old.Max}))
	defer func() { must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old)) }()
	f, err := Open(dir, Options{})
	must(t, err)
	defer f.Close()
	s := scan(t, f)
	if len(s.Files("")) != 24 {
		t.Errorf("%d files", len(s.Files("")))
	}
	var readers sync.WaitGroup
	for range 30 {
		readers.Go(func() {
			for _, p := range s.Files("") {
				if file, err := s.Read(p); err != nil || string(file.Data) != "x" {
					t.Errorf("%s: %v %v", p, file, err)
				}
			}
		})
	}
	readers.Wait()
}
