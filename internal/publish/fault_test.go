//go:build unix

package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// F1 and F3: a run that replaces, adds and removes, and one into a fresh folder, is stopped at every single change it
// makes to the disk, by a kill and by each errno, until it gets through.
func TestEveryStep(t *testing.T) {
	for _, noSync := range []bool{false, true} {
		t.Run(fmt.Sprint("again, nosync ", noSync), func(t *testing.T) {
			everyStep(t, noSync,
				map[string]string{"index.html": "1", "fr/index.html": "1", "old/deep/index.html": "1", "same.css": "s", "swap": "file"},
				map[string]string{"index.html": "2", "fr/index.html": "2", "new/deep/index.html": "2", "same.css": "s", "swap/index.html": "folder"})
		})
	}
	t.Run("fresh", func(t *testing.T) {
		everyStep(t, false, nil,
			map[string]string{"index.html": "2", "fr/index.html": "2", "fr/a/b/index.html": "2", "fr/a/c.html": "2", "old/deep/index.html": "2"})
	})
}

// everyStep does it all with a manifest of one file, and with one in parts.
func everyStep(t *testing.T, noSync bool, before, after map[string]string) {
	everyStepOf(t, Options{NoSync: noSync}, before, after)
	t.Run("parts", func(t *testing.T) { everyStepOf(t, Options{NoSync: noSync, partsAbove: -1}, before, after) })
}

func everyStepOf(t *testing.T, o Options, before, after map[string]string) {
	open := func() *Folder {
		f, err := Open(o)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	publish := func(f *Folder, tree map[string]string) (err error) {
		for _, p := range slices.Sorted(maps.Keys(tree)) {
			if _, err := f.Put(Entry{Path: p}, []byte(tree[p])); err != nil {
				break
			}
		}
		_, err = f.Commit(nil)
		return err
	}
	type way struct {
		mode string
		no   syscall.Errno
	}
	ways := []way{{"kill", 0}}
	for _, no := range []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EINTR} {
		ways = append(ways, way{"once", no}, way{"forever", no})
	}
	for _, w := range ways {
		t.Run(fmt.Sprint(w.mode, " ", w.no), func(t *testing.T) {
			for at := 1; ; at++ {
				dir, err := os.MkdirTemp(scratch(), "publish")
				if err != nil {
					t.Fatal(err)
				}
				defer os.RemoveAll(dir)
				o.Dir = dir
				if before != nil {
					f := open()
					if err := publish(f, before); err != nil {
						t.Fatal(err)
					}
					f.Close()
				}
				write(t, filepath.Join(dir, "old/foreign.txt"), "mine")
				old := files(t, dir)

				x := &fault{at: at, mode: w.mode, errno: w.no}
				f := newFolder(o, x.hook)
				err, dead := runUnder(func() error {
					if err := f.attach(); err != nil {
						return err
					}
					defer func() {
						if recover := x.mode == "kill" && x.seen >= x.at; !recover {
							f.Close()
						}
					}()
					return publish(f, after)
				})
				if dead {
					f.detach()
				}
				got := files(t, dir)
				hit := x.seen >= at
				var own *Error
				for p, s := range got { // each file is old or new
					ours := !strings.HasPrefix(p, tmpName) && !strings.HasSuffix(p, "/") && !ofManifest(p) && p != "old/foreign.txt"
					if ours && s != before[p] && s != after[p] {
						t.Fatalf("step %d: %s is %q", at, p, s)
					}
				}
				switch {
				case err != nil && (!errors.As(err, &own) || own.Path == "" || !strings.Contains(own.Msg, w.no.Error())):
					t.Fatalf("step %d: the error does not name path and cause: %#v", at, err)
				case err != nil && w.mode == "once" && !x.begun && !untouched(got, old):
					t.Fatalf("step %d: not untouched after %v\n%v", at, err, got)
				case w.mode == "once" && x.begun && hit:
					if err != nil {
						t.Fatalf("step %d: an error that passed ended the revision halfway: %v", at, err)
					}
					truthful(t, dir, got)
				case err != nil && x.begun:
					truthful(t, dir, got)
				}
				// What comes next puts everything right.
				f = open()
				if err := publish(f, after); err != nil {
					t.Fatalf("step %d: the next run: %v", at, err)
				}
				f.Close()
				want := maps.Clone(after)
				want["old/foreign.txt"] = "mine"
				got = files(t, dir)
				truthful(t, dir, got)
				maps.DeleteFunc(got, func(p, _ string) bool { return ofManifest(p) })
				if !maps.Equal(got, want) {
					t.Fatalf("step %d: the next run leaves %v", at, got)
				}
				if !hit {
					if at < 20 {
						t.Errorf("only %d steps were seen", at)
					}
					return
				}
			}
		})
	}
}

// A folder goes into place whole; what others do in the meantime is respected all the same.
func TestForeignFilesMeanwhile(t *testing.T) {
	tree := []string{"fr/a/index.html", "fr/index.html", "zz/index.html"}
	for name, c := range map[string]struct {
		at   string // just before this file or folder is put in place
		do   func(dir string) error
		kind Kind // of the error
	}{
		"a folder":              {"fr", func(dir string) error { return os.Mkdir(dir+"/fr", 0o755) }, ""},
		"a folder, deeper":      {"fr", func(dir string) error { return os.MkdirAll(dir+"/fr/a/x", 0o755) }, ""},
		"a file beside":         {"fr", func(dir string) error { return lay(dir+"/fr/a/own.txt", "mine") }, ""},
		"a file in the way":     {"fr", func(dir string) error { return lay(dir+"/fr/index.html", "mine") }, InTheWay},
		"a file for a folder":   {"fr", func(dir string) error { return lay(dir+"/fr", "mine") }, InTheWay},
		"a link for a folder":   {"fr", func(dir string) error { return os.Symlink("own/own.txt", dir+"/fr") }, InTheWay},
		"a folder for a file":   {"fr", func(dir string) error { return os.MkdirAll(dir+"/fr/index.html", 0o755) }, InTheWay},
		"in what is in place":   {"zz", func(dir string) error { return lay(dir+"/fr/own.txt", "mine") }, ""},
		"and then a failure":    {"zz", func(dir string) error { return errors.Join(lay(dir+"/fr/a/own.txt", "mine"), syscall.EIO) }, Failed},
		"over ours, then EIO":   {"zz", func(dir string) error { return errors.Join(os.Remove(dir+"/fr/index.html"), syscall.EIO) }, Failed},
		"the folder above goes": {"zz", func(dir string) error { return os.RemoveAll(dir + "/fr") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := lay(dir+"/own/own.txt", "mine"); err != nil {
				t.Fatal(err)
			}
			seen, theirs, fails := false, map[string]string(nil), error(nil)
			f, err := open(Options{Dir: dir}, func(op, path string) error {
				if op != "rename" || path != c.at || seen {
					if path == c.at {
						return fails // an error that stays
					}
					return nil
				}
				seen = true
				fails = c.do(dir)
				theirs = files(t, dir)
				maps.DeleteFunc(theirs, func(p, text string) bool { return text != "mine" })
				return fails
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range tree {
				mustPut(t, f, p, "ours")
			}
			_, err = f.Commit(nil)
			f.Close()
			if kindOf(err) != c.kind || !seen {
				t.Errorf("%v (hook: %v)", err, seen)
			}
			got := files(t, dir)
			for p := range theirs {
				if got[p] != "mine" {
					t.Errorf("the foreign file %s is %q", p, got[p])
				}
				delete(got, p)
			}
			// One output that cannot be put in place keeps no other from it, and the manifest says what is there.
			for _, p := range tree {
				if err == nil && got[p] != "ours" && theirs != nil && theirs[p] == "" && name != "the folder above goes" {
					t.Errorf("%s is %q", p, got[p])
				}
			}
			if err != nil {
				if got["zz/index.html"] != "ours" && c.at != "zz" {
					t.Errorf("zz/index.html is not published, because of %v", err)
				}
				if c.at != "zz" || name == "and then a failure" {
					truthful(t, dir, got)
				}
			}
			// The next build gets as far as the foreign files let it, and no trace stays.
			f = mustOpen(t, dir)
			for _, p := range tree {
				if _, err := f.Put(Entry{Path: p}, []byte("ours")); err != nil && kindOf(err) != InTheWay {
					t.Error(err)
				}
			}
			if _, err := f.Commit(nil); err != nil {
				t.Error(err)
			}
			f.Close()
			if _, err := os.Stat(dir + "/" + tmpName); err == nil {
				t.Error("traces stay")
			}
			if got := files(t, dir)["zz/index.html"]; got != "ours" {
				t.Errorf("zz/index.html is %q", got)
			}
		})
	}
}

func lay(name, text string) error {
	return errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644))
}

// What was put and removed again, or failed, is not in a folder that goes into place whole.
func TestRemoveAfterPut(t *testing.T) {
	dir := t.TempDir()
	f := mustOpen(t, dir)
	for _, p := range []string{"fr/a/index.html", "fr/b/c/index.html", "ar/index.html", "index.html"} {
		mustPut(t, f, p, "1")
	}
	for _, p := range []string{"fr/b/c/index.html", "ar/index.html", "index.html", "never-was.html"} {
		f.Remove(p)
	}
	if _, err := f.Put(Entry{Path: "fr/a/index.html/x"}, nil); kindOf(err) != BadPath {
		t.Errorf("a file in a file: %v", err)
	}
	if _, err := f.Put(Entry{Path: "fr/a"}, nil); kindOf(err) != BadPath {
		t.Errorf("a file for a folder: %v", err)
	}
	mustPut(t, f, "ar/index.html", "2") // once more
	mustPut(t, f, "fr/d", "2")
	res := mustCommit(t, f)
	want := map[string]string{"fr/a/index.html": "1", "ar/index.html": "2", "fr/d": "2"}
	got := files(t, dir)
	delete(got, manifestName)
	if !maps.Equal(got, want) || res.Written != len(want) || len(f.Entries()) != len(want) {
		t.Errorf("%v, %+v, %v", got, res, f.Entries())
	}
}

// ofManifest reports whether a path is that of the manifest or of a part of it.
func ofManifest(p string) bool { return p == manifestName || strings.HasPrefix(p, partsName+"/") }

// untouched reports whether a folder is as it was. Parts of a manifest that came to nothing may stand there for a while.
func untouched(got, old map[string]string) bool {
	got = maps.Clone(got)
	maps.DeleteFunc(got, func(p, _ string) bool { return old[p] == "" && strings.HasPrefix(p, partsName) })
	return maps.Equal(got, old)
}

func runUnder(do func() error) (err error, dead bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(killed); !ok {
				panic(r)
			}
			dead = true
		}
	}()
	return do(), false
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if d.IsDir() {
			list, err := os.ReadDir(name)
			if len(list) == 0 {
				got[rel+"/"] = "" // a folder that nobody needs is a trace too
			}
			return err
		}
		got[filepath.ToSlash(rel)] = text(t, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
