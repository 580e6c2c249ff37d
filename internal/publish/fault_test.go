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

// F1 and F3: a run that replaces, adds and removes is stopped at every single change it makes to the disk, by a kill
// and by each errno, until it gets through.
func TestEveryStep(t *testing.T) {
	before := map[string]string{"index.html": "1", "fr/index.html": "1", "old/deep/index.html": "1", "same.css": "s", "swap": "file"}
	after := map[string]string{"index.html": "2", "fr/index.html": "2", "new/deep/index.html": "2", "same.css": "s", "swap/index.html": "folder"}
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
				f := mustOpen(t, dir)
				if err := publish(f, before); err != nil {
					t.Fatal(err)
				}
				f.Close()
				write(t, filepath.Join(dir, "old/stranger.txt"), "mine")
				old := files(t, dir)

				x := &fault{at: at, mode: w.mode, errno: w.no}
				f = newFolder(Options{Dir: dir}, x.hook)
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
				switch {
				case dead: // each file old or new
					for p, s := range got {
						if ours := !strings.HasPrefix(p, tmpName) && p != manifestName && p != "old/stranger.txt"; ours && s != before[p] && s != after[p] {
							t.Fatalf("step %d: %s is %q", at, p, s)
						}
					}
				case err != nil && (!errors.As(err, &own) || own.Path == "" || !strings.Contains(own.Msg, w.no.Error())):
					t.Fatalf("step %d: the error does not name path and cause: %#v", at, err)
				case err != nil && w.mode == "once" && !maps.Equal(got, old):
					t.Fatalf("step %d: not untouched after %v\n%v", at, err, got)
				}
				// What comes next puts everything right.
				f = mustOpen(t, dir)
				if err := publish(f, after); err != nil {
					t.Fatalf("step %d: the next run: %v", at, err)
				}
				f.Close()
				want := maps.Clone(after)
				want["old/stranger.txt"] = "mine"
				got = files(t, dir)
				delete(got, manifestName)
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
