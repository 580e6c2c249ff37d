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
	"time"

	"vernacular/internal/disk"
)

// stamped publishes a tree by a clock that is late, so that its stamps are old enough to prove something, and returns the options to open it again and
// the entries.
func stamped(t *testing.T, tree map[string]string) (Options, []Entry) {
	t.Helper()
	top := t.TempDir()
	o := Options{Dir: filepath.Join(top, "out"), Stamps: filepath.Join(top, "cache", "deep", "stamps"), now: func() time.Time { return time.Now().Add(time.Minute) }}
	f, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	for _, p := range slices.Sorted(maps.Keys(tree)) {
		e := entryOf(p)
		e.SHA256 = hashOf([]byte(tree[p]))
		entries = append(entries, e)
		if _, err := f.Put(e, []byte(tree[p])); err != nil {
			t.Fatal(err)
		}
	}
	mustCommit(t, f)
	f.Close()
	return o, entries
}

// knownFiles counts the files whose bytes are proven by the stamps of an earlier process.
func knownFiles(f *Folder) (n int) {
	for _, r := range f.sorted() {
		if r.stamp != (disk.Stamp{}) {
			n++
		}
	}
	return n
}

var smallTree = map[string]string{"index.html": "1", "fr/index.html": "2", "fr/a/index.html": "3", "fr/a/b.html": "4", "as/s.css": ""}

func openAs(t *testing.T, o Options) *Folder {
	t.Helper()
	f, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func mustVerify(t *testing.T, f *Folder, entries []Entry) []int {
	t.Helper()
	need, err := f.Verify(entries)
	if err != nil {
		t.Fatal(err)
	}
	return need
}

// Each file that is not what its output says needs a Put, whether stamps are there or not; those that are, count as put.
func TestVerify(t *testing.T) {
	canary := t.TempDir()
	write(t, canary+"/index.html", "2")
	for name, c := range map[string]struct {
		do   func(dir string) error
		need string // paths
	}{
		"unchanged":         {func(string) error { return nil }, ""},
		"missing":           {func(dir string) error { return os.Remove(dir + "/fr/index.html") }, "fr/index.html"},
		"a folder gone":     {func(dir string) error { return os.RemoveAll(dir + "/fr") }, "fr/a/b.html fr/a/index.html fr/index.html"},
		"other bytes":       {func(dir string) error { return lay(dir+"/fr/index.html", "x") }, "fr/index.html"},
		"other size":        {func(dir string) error { return lay(dir+"/as/s.css", "x") }, "as/s.css"},
		"same bytes, newer": {func(dir string) error { return lay(dir+"/fr/index.html", "2") }, ""},
		"a copy": {func(dir string) error {
			return errors.Join(lay(dir+"/new", "2"), os.Rename(dir+"/new", dir+"/fr/index.html"))
		}, ""},
		"bytes and mtime forged": {func(dir string) error {
			info, _ := os.Stat(dir + "/index.html")
			return errors.Join(lay(dir+"/index.html", "x"), os.Chtimes(dir+"/index.html", info.ModTime(), info.ModTime()))
		}, "index.html"},
		"a link": {func(dir string) error {
			return errors.Join(os.Rename(dir+"/index.html", dir+"/other"), os.Symlink("other", dir+"/index.html"))
		}, "index.html"},
		"a link in a folder's place": {func(dir string) error {
			return errors.Join(os.Rename(dir+"/fr/a", dir+"/a"), os.Symlink("../a", dir+"/fr/a"))
		}, "fr/a/b.html fr/a/index.html"},
		"a link to elsewhere": {func(dir string) error {
			return errors.Join(os.RemoveAll(dir+"/fr"), os.Symlink(canary, dir+"/fr"))
		}, "fr/a/b.html fr/a/index.html fr/index.html"},
		"a pipe": {func(dir string) error {
			return errors.Join(os.Remove(dir+"/index.html"), syscall.Mkfifo(dir+"/index.html", 0o644))
		}, "index.html"},
		"a folder for a file": {func(dir string) error {
			return errors.Join(os.Remove(dir+"/index.html"), os.Mkdir(dir+"/index.html", 0o755))
		}, "index.html"},
	} {
		for _, stamps := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/stamps=%v", name, stamps), func(t *testing.T) {
				o, entries := stamped(t, smallTree)
				if !stamps {
					o.Stamps = ""
				}
				if err := c.do(o.Dir); err != nil {
					t.Fatal(err)
				}
				f := openAs(t, o)
				if n := knownFiles(f); stamps != (n == len(entries)) || !stamps && n > 0 {
					t.Fatalf("%d files are known", n)
				}
				slices.Reverse(entries)
				need := mustVerify(t, f, entries)
				if !slices.IsSorted(need) {
					t.Errorf("%v is not in order", need)
				}
				var got []string
				for _, i := range need {
					got = append(got, entries[i].Path)
				}
				slices.Sort(got)
				if strings.Join(got, " ") != c.need {
					t.Errorf("need %v, want %s", got, c.need)
				}
				if again := mustVerify(t, f, entries); len(again) != len(need) {
					t.Errorf("asked again: %v", again)
				}
				if c.need == "" {
					if res := mustCommit(t, f); res.Written+res.Removed > 0 || res.Unchanged != len(entries) {
						t.Errorf("%+v", res)
					}
				}
			})
		}
	}
}

func TestVerifyIsLikePut(t *testing.T) {
	o, entries := stamped(t, smallTree)
	f := openAs(t, o)
	manifest := text(t, filepath.Join(o.Dir, manifestName))
	entries[0].Sources = []string{"b", "a"}      // as/s.css: another line, the same bytes
	entries[1].SHA256 = hashOf([]byte("new"))    // fr/a/b.html
	entries = append(entries[:3], entries[4])    // not fr/index.html
	entries = append(entries, Entry{Path: "no"}) // no hash
	if need := mustVerify(t, f, entries); fmt.Sprint(need) != "[1 4]" {
		t.Errorf("%v", need)
	}
	if !mustPut(t, f, "fr/a/b.html", "new") {
		t.Error("not written")
	}
	if !mustPut(t, f, "index.html", "changed after all") {
		t.Error("what Verify found stands against a Put")
	}
	if need := mustVerify(t, f, entries); fmt.Sprint(need) != "[4]" {
		t.Errorf("%v", need)
	}
	res := mustCommit(t, f)
	if fmt.Sprint(res.WrittenPaths, res.RemovedPaths, res.Unchanged) != "[fr/a/b.html index.html] [fr/index.html] 2" {
		t.Errorf("%+v", res)
	}
	now := text(t, filepath.Join(o.Dir, manifestName))
	if now == manifest || !strings.Contains(now, `"sources":["a","b"]`) {
		t.Errorf("%s", now)
	}
	if _, err := f.Verify(entries); err == nil {
		t.Error("Verify without Begin")
	}
	// Whether or not its stamps prove something by now, a file is known again.
	f.Close()
	f = openAs(t, o)
	if need := mustVerify(t, f, []Entry{{Path: "index.html", SHA256: hashOf([]byte("changed after all"))}}); len(need) > 0 {
		t.Error("not known again")
	}
}

// The file of stamps is not written when nothing new is known, and is when a file's stamp is.
func TestStampsAreSavedWhenNews(t *testing.T) {
	o, entries := stamped(t, smallTree)
	old := text(t, o.Stamps)
	for _, touch := range []bool{false, true} {
		f := openAs(t, o)
		if touch {
			write(t, filepath.Join(o.Dir, "index.html"), "1")
		}
		mustVerify(t, f, entries)
		mustCommit(t, f)
		f.Close()
		if now := text(t, o.Stamps); (now != old) != touch {
			t.Errorf("touched: %v, saved: %v", touch, now != old)
		}
	}
	// In watch, Close saves what was learned since.
	f := openAs(t, o)
	mustVerify(t, f, entries)
	mustCommit(t, f)
	f.Begin(false)
	mustPut(t, f, "fr/a/index.html", "edited")
	mustCommit(t, f)
	f.Close()
	if f := openAs(t, o); knownFiles(f) != len(entries) {
		t.Errorf("%d files are known", knownFiles(f))
	}
}

// F9: any doubt about the file of stamps is a miss: nothing is known, and all is as without it.
func TestSpoiltStamps(t *testing.T) {
	o, entries := stamped(t, smallTree)
	whole := text(t, o.Stamps)
	miss := func(what string) {
		t.Helper()
		f := openAs(t, o)
		defer f.Close()
		f.opt.Stamps = "" // do not mend it
		if n := knownFiles(f); n > 0 {
			t.Errorf("%s: %d files are known", what, n)
		}
		if need := mustVerify(t, f, entries); len(need) > 0 {
			t.Errorf("%s: %v", what, need)
		}
	}
	for i := range len(whole) {
		write(t, o.Stamps, whole[:i])
		miss(fmt.Sprint("cut at ", i))
		write(t, o.Stamps, whole[:i]+string(whole[i]^1)+whole[i+1:])
		miss(fmt.Sprint("flipped at ", i))
	}
	write(t, o.Stamps, whole+"x")
	miss("longer")
	first := time.Now()
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(o.Dir, e.Path)); err == nil && info.ModTime().Before(first) {
			first = info.ModTime()
		}
	}
	os.Remove(o.Stamps)
	young := o
	young.now = func() time.Time { return first.Add(1900 * time.Millisecond) }
	f := openAs(t, young)
	mustVerify(t, f, entries)
	mustCommit(t, f)
	f.Close()
	if text(t, o.Stamps) == "" {
		t.Fatal("not saved")
	}
	miss("young files")
	write(t, o.Stamps, whole)

	// Another manifest, even one that says the same of these files.
	name := filepath.Join(o.Dir, manifestName)
	manifest := text(t, name)
	write(t, name, strings.Replace(manifest, `"a","z"`, `"a","y"`, 1))
	miss("another manifest")
	write(t, name, manifest)
	if f := openAs(t, o); knownFiles(f) != len(entries) {
		t.Errorf("%d files are known: something else than the change was missed", knownFiles(f))
	} else {
		f.Close()
	}
	// Something else of that name.
	os.Remove(o.Stamps)
	miss("no file")
	if err := os.Mkdir(o.Stamps, 0o755); err != nil {
		t.Fatal(err)
	}
	miss("a folder")
	os.Remove(o.Stamps)
	if err := syscall.Mkfifo(o.Stamps, 0o644); err == nil {
		miss("a pipe")
	}
	os.Remove(o.Stamps)
	os.Symlink("/dev/zero", o.Stamps)
	miss("a device")
}

// F5: stamps that cannot be saved are a note, and nothing is left beside.
func TestStampsCannotBeSaved(t *testing.T) {
	top := t.TempDir()
	write(t, top+"/file", "")
	if err := os.MkdirAll(top+"/cache/stamps/full", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{top + "/file/stamps", top + "/cache/stamps"} {
		f := openAs(t, Options{Dir: filepath.Join(t.TempDir(), "out"), Stamps: name})
		mustPut(t, f, "index.html", "1")
		if res := mustCommit(t, f); len(res.Notes) != 1 || !strings.Contains(res.Notes[0], "cache cannot be written") {
			t.Errorf("%s: %q", name, res.Notes)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if list, _ := os.ReadDir(top + "/cache"); len(list) != 1 {
		t.Errorf("left: %v", list)
	}
}
