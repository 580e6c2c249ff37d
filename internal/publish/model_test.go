//go:build unix

package publish

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// world is what the model test believes: the tree that was published last, which files are foreign, and the
// folder they lie in.
type world struct {
	*rapid.T
	dir     string
	folder  *Folder
	tree    map[string]string // what the folder should hold of ours
	foreign map[string]string
	fault   *fault
}

// fault stops the run at its n-th change: by an error that passes, by one that stays, or like kill -9.
type fault struct {
	at, seen int
	mode     string // "", "once", "forever", "kill"
	errno    syscall.Errno
	begun    bool // a change of what readers see was tried: there is no way back
}

type killed struct{}

func (x *fault) hook(op, path string) error {
	x.seen++
	x.begun = x.begun || !strings.HasPrefix(path, tmpName) && !strings.HasPrefix(path, partsName) && path != ""
	switch {
	case x.mode == "" || x.seen < x.at || x.mode == "once" && x.seen > x.at:
		return nil
	case x.mode == "kill":
		panic(killed{})
	}
	return &os.PathError{Op: op, Path: path, Err: x.errno}
}

// Some of these are a file in one tree and a folder in another.
var pool = []string{"index.html", "a/index.html", "a/b/index.html", "ar/index.html", "ar/ع/index.html", "zh/x.html",
	"c", "c/d/index.html", "assets/s.0a.css", "sitemap.xml", "e", "e/index.html"}

var foreignPool = []string{"index.html", "a/own.txt", "own/own.txt", "zh/x.html", "CNAME", "ar/ع/note"}

var texts = rapid.SampledFrom([]string{"", "one", "two", "three", strings.Repeat("long ", 9)})

func (w *world) drawTree() map[string]string {
	tree := map[string]string{}
	for _, p := range pool {
		if rapid.Bool().Draw(w.T, p) && (p != "c/d/index.html" || tree["c"] == "") && (p != "e/index.html" || tree["e"] == "") {
			tree[p] = texts.Draw(w.T, "text") + "!"
		}
	}
	return tree
}

// drawForeign is a tree with no file of exactly a foreign file's bytes: whether a killed run had adopted that file already
// is not for the model to know.
func (w *world) drawForeign() map[string]string {
	tree := w.drawTree()
	maps.DeleteFunc(tree, func(p, text string) bool { return w.foreign[p] == text })
	return tree
}

// onDisk reads the folder, manifest and all; names ending in a slash are folders that hold nothing.
func onDisk(t interface{ Fatal(...any) }, dir string) map[string]string {
	got := map[string]string{}
	var walk func(rel string)
	walk = func(rel string) {
		list, err := os.ReadDir(filepath.Join(dir, rel))
		if errors.Is(err, os.ErrNotExist) && rel == "" {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 && rel != "" {
			got[filepath.ToSlash(rel)+"/"] = ""
		}
		for _, e := range list {
			name := filepath.Join(rel, e.Name())
			if e.IsDir() {
				walk(name)
				continue
			}
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			got[filepath.ToSlash(name)] = string(b)
		}
	}
	walk("")
	return got
}

// blocked reports whether a foreign file keeps an output of these bytes from its place.
func (w *world) blocked(path, text string) bool {
	s, ok := w.foreign[path]
	return ok && s != text
}

func entryOf(path string) Entry { return Entry{Path: path, Sources: []string{"z", "a"}, Locale: "en"} }

// attempt runs a whole revision under the fault and reports how it ended: nil, an error, or killed.
func (w *world) attempt(full bool, tree map[string]string) (res Result, err error, dead bool) {
	defer func() {
		w.fault.mode = ""
		if r := recover(); r != nil {
			if _, ok := r.(killed); !ok {
				panic(r)
			}
			dead = true
			if w.folder != nil {
				w.folder.detach() // the kernel would close everything
				w.folder = nil
			}
		}
	}()
	if w.folder == nil {
		w.folder = newFolder(Options{Dir: w.dir, NoSync: true}, w.fault.hook)
		if err := w.folder.attach(); err != nil {
			w.folder = nil
			return res, err, false
		}
	}
	isFull, err := w.folder.Begin(full)
	if err != nil {
		return res, err, false
	}
	for _, p := range slices.Sorted(maps.Keys(tree)) {
		old, was := w.tree[p]
		if !isFull && was && old == tree[p] {
			continue
		}
		if rapid.IntRange(0, 3).Draw(w.T, "first something else") == 0 {
			w.folder.Put(entryOf(p), []byte("else!"))
		}
		_, err := w.folder.Put(entryOf(p), []byte(tree[p]))
		var own *Error
		if errors.As(err, &own) && own.Kind == InTheWay {
			if !w.blocked(p, tree[p]) {
				w.Fatalf("put %s: %v, but no foreign file is there", p, err)
			}
			continue
		}
		if err != nil {
			break // Commit will say it again
		}
		if w.blocked(p, tree[p]) {
			w.Fatalf("put %s went over a foreign file", p)
		}
	}
	if !isFull {
		for p := range w.tree {
			if _, ok := tree[p]; !ok {
				w.folder.Remove(p)
			}
		}
	}
	res, err = w.folder.Commit(nil)
	return res, err, false
}

// revise publishes a tree without a fault and compares the folder with the model.
func (w *world) revise(full bool, tree map[string]string) {
	before := onDisk(w.T, w.dir)
	res, err, _ := w.attempt(full, tree)
	if err != nil {
		w.Fatalf("revision: %v", err)
	}
	want := maps.Clone(w.foreign)
	mine := map[string]string{}
	for p, text := range tree {
		if !w.blocked(p, text) {
			mine[p], want[p] = text, text
			delete(w.foreign, p) // adopted
		}
	}
	w.tree = mine
	var lines []line
	for _, p := range slices.Sorted(maps.Keys(mine)) {
		e := entryOf(p)
		e.SHA256, e.Size, e.Sources = hashOf([]byte(mine[p])), int64(len(mine[p])), []string{"a", "z"}
		lines = append(lines, encodeLine(e))
	}
	want[manifestName] = encoded(Build{}.head(filesAt), lines...)
	got := onDisk(w.T, w.dir)
	if !maps.Equal(got, want) {
		w.Fatalf("the folder is not what a clean build makes\ngot  %s\nwant %s", show(got), show(want))
	}
	if res.Written+res.Unchanged != len(mine) {
		w.Fatalf("%d written + %d unchanged is not %d", res.Written, res.Unchanged, len(mine))
	}
	for _, p := range res.WrittenPaths {
		if before[p] == got[p] && before[p] != "" {
			w.Fatalf("%s was written although nothing changed", p)
		}
	}
}

func show(m map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(&b, "\n  %s %.40q", k, m[k])
	}
	return b.String()
}

func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(scratch(), "publish")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(dir)
		w := &world{T: rt, dir: filepath.Join(dir, "out"), tree: map[string]string{}, foreign: map[string]string{}, fault: &fault{}}
		if err := os.Mkdir(w.dir, 0o755); err != nil {
			rt.Fatal(err)
		}
		defer func() {
			if w.folder != nil {
				w.folder.Close()
			}
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"full":        func(t *rapid.T) { w.T = t; w.revise(true, w.drawTree()) },
			"incremental": func(t *rapid.T) { w.T = t; w.revise(false, w.drawTree()) },
			"same":        func(t *rapid.T) { w.T = t; w.revise(rapid.Bool().Draw(t, "full"), maps.Clone(w.tree)) },
			"reopen": func(t *rapid.T) {
				if w.folder != nil {
					w.folder.Close()
					w.folder = nil
				}
			},
			"fresh": func(t *rapid.T) {
				if w.folder != nil && rapid.Bool().Draw(t, "close") {
					w.folder.Close()
					w.folder = nil
				}
				if err := os.RemoveAll(w.dir); err != nil {
					t.Fatal(err)
				}
				clear(w.tree)
				clear(w.foreign)
			},
			"foreign": func(t *rapid.T) {
				p := rapid.SampledFrom(foreignPool).Draw(t, "path")
				if _, ours := w.tree[p]; ours || w.foreign[p] != "" {
					t.Skip()
				}
				w.foreign[p] = texts.Draw(t, "text") + "!"
				os.MkdirAll(filepath.Dir(filepath.Join(w.dir, p)), 0o755)
				if err := os.WriteFile(filepath.Join(w.dir, p), []byte(w.foreign[p]), 0o644); err != nil {
					t.Fatal(err)
				}
			},
			"edit by hand": func(t *rapid.T) {
				w.T = t
				if len(w.tree) == 0 {
					t.Skip()
				}
				p := rapid.SampledFrom(slices.Sorted(maps.Keys(w.tree))).Draw(t, "path")
				if err := os.WriteFile(filepath.Join(w.dir, p), []byte("by hand"), 0o644); err != nil {
					t.Fatal(err)
				}
				tree := w.drawTree()
				if _, stays := tree[p]; !stays {
					w.foreign[p] = "by hand"  // no longer what we wrote, so it is left
					if p == "c" || p == "e" { // and nothing may want to go below it
						delete(tree, "c/d/index.html")
						delete(tree, "e/index.html")
					}
					if p == "c/d/index.html" || p == "e/index.html" {
						delete(tree, "c")
						delete(tree, "e")
					}
				}
				w.revise(true, tree)
				delete(w.foreign, p)
				if _, stays := tree[p]; !stays {
					os.Remove(filepath.Join(w.dir, p))
					for d := filepath.Dir(filepath.Join(w.dir, p)); d != w.dir && os.Remove(d) == nil; d = filepath.Dir(d) {
					}
				}
			},
			"emptied by hand": func(t *rapid.T) {
				w.T = t
				for p := range w.tree {
					os.Remove(filepath.Join(w.dir, p))
				}
				os.Remove(filepath.Join(w.dir, manifestName))
				for p := range w.tree {
					for _, d := range slices.Backward(parents(p)) {
						os.Remove(filepath.Join(w.dir, d))
					}
				}
				w.revise(false, w.drawTree())
			},
			"fault": func(t *rapid.T) {
				w.T = t
				before := onDisk(t, w.dir)
				tree := w.drawForeign()
				if rapid.Bool().Draw(t, "fresh paths") { // more folders to be made
					for p, text := range maps.Clone(tree) {
						tree["new/"+p] = text
					}
				}
				w.fault.mode = rapid.SampledFrom([]string{"once", "forever", "kill"}).Draw(t, "mode")
				w.fault.at, w.fault.seen, w.fault.begun = rapid.IntRange(1, 60).Draw(t, "at"), 0, false
				w.fault.errno = rapid.SampledFrom([]syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES}).Draw(t, "errno")
				mode := w.fault.mode
				_, err, dead := w.attempt(rapid.Bool().Draw(t, "full"), tree)
				if w.folder != nil && err != nil && rapid.Bool().Draw(t, "close") {
					w.folder.Close()
					w.folder = nil
				}
				after := onDisk(t, w.dir)
				if w.folder != nil {
					delete(after, tmpName+"/") // empty, and gone with the next Commit or Close
				}
				for p, text := range w.foreign {
					if after[p] != text {
						t.Fatalf("the foreign file %s is now %q", p, after[p])
					}
				}
				for p, text := range after {
					old, was := before[p]
					if isOurPlace(p) && !(was && text == old) && text != tree[p] {
						t.Fatalf("%s is neither old nor new: %q", p, text)
					}
				}
				if err != nil && !dead && mode == "once" && w.fault.begun {
					truthful(t, w.dir, after)
				}
				if err != nil && !dead && mode == "once" && !w.fault.begun && !maps.Equal(before, after) {
					t.Fatalf("not untouched after %v\nbefore %s\nafter %s", err, show(before), show(after))
				}
				if err == nil && !dead {
					w.revise(true, tree) // nothing was hit
					return
				}
				if rapid.Bool().Draw(t, "again") && mode == "kill" {
					w.fault.mode, w.fault.at, w.fault.seen = "kill", rapid.IntRange(1, 60).Draw(t, "at again"), 0
					if _, _, dead := w.attempt(true, w.drawForeign()); !dead && w.folder != nil {
						w.folder.Close()
						w.folder = nil
					}
				}
				w.revise(true, w.drawTree())
			},
			"": func(t *rapid.T) {},
		})
	})
}

// truthful fails if the manifest names a file that is not in the folder with the bytes that it says, unless a journal says more.
func truthful(t interface{ Fatalf(string, ...any) }, dir string, got map[string]string) {
	if _, ok := got[tmpName+"/journal"]; ok || got[manifestName] == "" {
		return
	}
	d, err := decodeManifest(got[manifestName])
	if err != nil {
		t.Fatalf("the manifest is spoilt: %v", err)
	}
	for i, p := range d.parts {
		lines, err := parsePart(d.parts, i, []byte(got[p.Path]))
		if err != nil {
			t.Fatalf("a part of the manifest is spoilt: %v", err)
		}
		d.lines = append(d.lines, lines...)
	}
	for _, l := range d.lines {
		if text, ok := got[l.path()]; !ok || hashOf([]byte(text)) != l.sum() {
			t.Fatalf("%s is %q, which is not what the manifest says", l.path(), text)
		}
	}
}

func isOurPlace(p string) bool { return slices.Contains(pool, strings.TrimPrefix(p, "new/")) }

// scratch is a folder in memory where there is one, since the test makes many thousand files.
func scratch() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}
