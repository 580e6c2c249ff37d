//go:build unix

package publish

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vernacular/internal/disk"
)

// TestMain also plays the second process of some tests.
func TestMain(m *testing.M) {
	switch job, dir, _ := strings.Cut(os.Getenv("PUBLISH_TEST_JOB"), ":"); job {
	case "":
		os.Exit(m.Run())
	case "hold": // takes the lock, says so, and holds it until it is killed
		f, err := Open(Options{Dir: dir})
		if err == nil {
			_, err = f.Put(Entry{Path: "index.html"}, []byte("never committed"))
		}
		fmt.Println("held", err)
		time.Sleep(time.Minute)
	case "fewfiles":
		lim := syscall.Rlimit{Cur: 20, Max: 20}
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &lim); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if err := publishMany(dir, 300, 64); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

func second(t *testing.T, job, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PUBLISH_TEST_JOB="+job+":"+dir)
	return cmd
}

// publishMany publishes n files from so many goroutines at once.
func publishMany(dir string, n, workers int) error {
	f, err := Open(Options{Dir: dir, NoSync: true})
	if err != nil {
		return err
	}
	defer f.Close()
	var wg sync.WaitGroup
	work := make(chan int)
	errs := make(chan error, n)
	for range workers {
		wg.Go(func() {
			for i := range work {
				if _, err := f.Put(Entry{Path: fmt.Sprintf("p%d/index.html", i)}, fmt.Append(nil, i)); err != nil {
					errs <- err
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	if len(errs) > 0 {
		return <-errs
	}
	res, err := f.Commit(nil)
	if err == nil && res.Written != n {
		err = fmt.Errorf("%d written", res.Written)
	}
	return err
}

func mustOpen(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func mustPut(t *testing.T, f *Folder, path, text string) bool {
	t.Helper()
	written, err := f.Put(Entry{Path: path}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func mustCommit(t *testing.T, f *Folder) Result {
	t.Helper()
	res, err := f.Commit(nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestManifestOfABuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "public")
	f := mustOpen(t, dir)
	f.Put(Entry{Path: "zh-hans/关于/index.html", Locale: "zh-Hans", Sources: []string{"layouts/b.html", "content/zh-Hans/a.md"}}, []byte("二"))
	f.Put(Entry{Path: "a&b.css"}, []byte("a"))
	mustCommit(t, f)
	want := `{"generator":"vernacular","version":2,"tool":"vernacular 1","options":{"base_url":""},"files":[
{"path":"a&b.css","sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","size":1,"locale":"","sources":[]},
{"path":"zh-hans/关于/index.html","sha256":"45d2a2dd9fc4cc47f3ad01c83c9c5a56b6d97ed02206eb4eefbbea2ee4a82d17","size":3,"locale":"zh-Hans","sources":["content/zh-Hans/a.md","layouts/b.html"]}
]}
`
	got := text(t, filepath.Join(dir, "manifest.json"))
	want = strings.ReplaceAll(want, "45d2a2dd9fc4cc47f3ad01c83c9c5a56b6d97ed02206eb4eefbbea2ee4a82d17", hashOf([]byte("二")))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	list, _ := os.ReadDir(dir)
	if len(list) != 3 {
		t.Errorf("the folder should hold two outputs' places and the manifest: %v", list)
	}
	if e := f.Entries(); len(e) != 2 || e[0].Path != "a&b.css" || e[1].Locale != "zh-Hans" {
		t.Errorf("entries: %v", e)
	}
}

func TestUnchangedFilesAreNotTouched(t *testing.T) {
	dir := t.TempDir()
	for round := range 3 {
		f := mustOpen(t, dir)
		if w := mustPut(t, f, "a/index.html", "x"); w != (round == 0) {
			t.Errorf("round %d: written %v", round, w)
		}
		res := mustCommit(t, f)
		f.Close()
		if round > 0 && (res.Written != 0 || res.Unchanged != 1) {
			t.Errorf("round %d: %+v", round, res)
		}
		old := time.Unix(1e9, 0)
		for _, n := range []string{"a/index.html", "manifest.json"} {
			name := filepath.Join(dir, n)
			if info, err := os.Stat(name); err != nil || round > 0 && !info.ModTime().Equal(old) {
				t.Errorf("round %d: %s was written again (%v)", round, n, err)
			}
			os.Chtimes(name, old, old)
		}
	}
}

func TestKeepAndKeepIf(t *testing.T) {
	dir := t.TempDir()
	f := mustOpen(t, dir)
	for _, p := range []string{"en.html", "fr.html", "fail.html", "gone.html"} {
		f.Put(Entry{Path: p, Locale: p[:2]}, []byte(p))
	}
	mustCommit(t, f)
	if full, err := f.Begin(true); !full || err != nil {
		t.Fatal(full, err)
	}
	mustPut(t, f, "en.html", "new")
	f.Keep("fail.html")
	f.Keep("never-was.html")
	res, err := f.Commit(func(e Entry) bool { return e.Locale == "fr" })
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(res.WrittenPaths, res.RemovedPaths, res.Unchanged) != "[en.html] [gone.html] 2" {
		t.Errorf("%+v", res)
	}
	for path, want := range map[string]string{"en.html": "new", "fr.html": "fr.html", "fail.html": "fail.html"} {
		if got, ok := f.Read(path); !ok || string(got) != want {
			t.Errorf("%s: %q %v", path, got, ok)
		}
	}
	if _, ok := f.Read("gone.html"); ok {
		t.Error("gone.html can still be read")
	}
	write(t, filepath.Join(dir, "fail.html"), "FAIL.html")
	if _, ok := f.Read("fail.html"); ok {
		t.Error("an edited file was given out as the last good version")
	}
}

func TestEditedByHand(t *testing.T) {
	dir := t.TempDir()
	f := mustOpen(t, dir)
	mustPut(t, f, "stays.html", "1")
	mustPut(t, f, "goes.html", "1")
	mustCommit(t, f)
	write(t, filepath.Join(dir, "stays.html"), "edited")
	write(t, filepath.Join(dir, "goes.html"), "edited")
	f.Begin(true)
	if !mustPut(t, f, "stays.html", "1") {
		t.Error("the edited file was taken for unchanged")
	}
	res := mustCommit(t, f)
	if fmt.Sprint(res.Edited) != "[goes.html stays.html]" || res.Removed != 0 {
		t.Errorf("%+v", res)
	}
	if text(t, filepath.Join(dir, "stays.html")) != "1" || text(t, filepath.Join(dir, "goes.html")) != "edited" {
		t.Error("an output must be replaced, and an edited file that is no output must stay")
	}
	if _, err := f.Begin(true); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(Entry{Path: "goes.html"}, []byte("2")); kindOf(err) != InTheWay {
		t.Errorf("the edited file is foreign now: %v", err)
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	out, canary := t.TempDir(), t.TempDir()
	write(t, filepath.Join(canary, "f"), "canary")
	for _, c := range []struct{ link, target, path string }{
		{"index.html", filepath.Join(canary, "f"), "index.html"},
		{"fr", canary, "fr/f"},
		{"ar", "real", "ar/index.html"},
		{"dangling.html", "nowhere", "dangling.html"},
		{"es/deep", canary, "es/deep/f"},
	} {
		os.MkdirAll(filepath.Join(out, "real"), 0o755)
		os.MkdirAll(filepath.Join(out, filepath.Dir(c.link)), 0o755)
		if err := os.Symlink(c.target, filepath.Join(out, c.link)); err != nil {
			t.Fatal(err)
		}
		f := mustOpen(t, out)
		_, err := f.Put(Entry{Path: c.path}, []byte("x"))
		if kindOf(err) != InTheWay || !strings.Contains(err.Error(), c.link) || !strings.Contains(err.Error(), "a link") {
			t.Errorf("%s: %v", c.link, err)
		}
		mustPut(t, f, "other.html", "the revision goes on")
		mustCommit(t, f)
		f.Close()
		if target, err := os.Readlink(filepath.Join(out, c.link)); err != nil || target != c.target {
			t.Errorf("%s: the link is %q now (%v)", c.link, target, err)
		}
	}
	if list, _ := os.ReadDir(canary); len(list) != 1 || text(t, filepath.Join(canary, "f")) != "canary" {
		t.Error("something was written outside")
	}
}

func TestLinkInThePlaceOfAFolderOfOurs(t *testing.T) {
	out, canary := t.TempDir(), t.TempDir()
	f := mustOpen(t, out)
	mustPut(t, f, "fr/index.html", "bonjour")
	mustCommit(t, f)
	// The folder is swapped for a link to another one that holds the same file.
	write(t, filepath.Join(canary, "index.html"), "bonjour")
	os.RemoveAll(filepath.Join(out, "fr"))
	if err := os.Symlink(canary, filepath.Join(out, "fr")); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.Read("fr/index.html"); ok {
		t.Error("read through a link")
	}
	f.Begin(true)
	if res := mustCommit(t, f); res.Removed != 0 {
		t.Errorf("%+v", res)
	}
	if text(t, filepath.Join(canary, "index.html")) != "bonjour" {
		t.Error("removed through a link")
	}
}

func TestPipeInTheWay(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "index.html"), 0o644); err != nil {
		t.Skip(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "ar"), 0o644); err != nil {
		t.Skip(err)
	}
	f := mustOpen(t, dir)
	for _, p := range []string{"index.html", "ar/index.html"} {
		if _, err := f.Put(Entry{Path: p}, nil); kindOf(err) != InTheWay {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestForeignManifest(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "manifest.json")
	write(t, name, `{"name":"a web app","icons":[]}`)
	if f, err := Open(Options{Dir: dir}); kindOf(err) != InTheWay {
		t.Fatalf("%v %v", f, err)
	}
	if text(t, name) != `{"name":"a web app","icons":[]}` {
		t.Error("a foreign manifest.json was changed")
	}
}

func TestSpoiltManifest(t *testing.T) {
	whole := ""
	for i, spoil := range []func(string) string{
		func(string) string { return "" },
		func(s string) string { return strings.Repeat("\x00", len(s)) },
		func(s string) string { return s[:len(s)/2] },
		func(s string) string { return strings.Replace(s, `"version":2`, `"version":9`, 1) },
		func(s string) string { return strings.Replace(s, `"index.html"`, `"../../etc/passwd"`, 1) },
		func(s string) string { return strings.Replace(s, `"sha256":"`, `"sha256":"x`, 1) },
	} {
		dir := t.TempDir()
		f := mustOpen(t, dir)
		mustPut(t, f, "index.html", "same")
		mustPut(t, f, "old.html", "old")
		mustCommit(t, f)
		f.Close()
		name := filepath.Join(dir, "manifest.json")
		whole = text(t, name)
		bad := spoil(whole)
		if bad == whole {
			t.Fatalf("case %d spoils nothing", i)
		}
		write(t, name, bad)
		f = mustOpen(t, dir)
		if mustPut(t, f, "index.html", "same") {
			t.Errorf("case %d: the file with the right bytes was not taken over", i)
		}
		if _, err := f.Put(Entry{Path: "old.html"}, []byte("new")); kindOf(err) != InTheWay {
			t.Errorf("case %d: a file that nothing proves to be ours: %v", i, err)
		}
		res := mustCommit(t, f)
		if len(res.Notes) == 0 || res.Removed != 0 || text(t, filepath.Join(dir, "old.html")) != "old" {
			t.Errorf("case %d: %+v", i, res)
		}
		if len(f.Entries()) != 1 {
			t.Errorf("case %d: %v", i, f.Entries())
		}
	}
}

func TestBeginIsNeeded(t *testing.T) {
	f := mustOpen(t, t.TempDir())
	mustPut(t, f, "a.html", "1")
	mustCommit(t, f)
	if _, err := f.Put(Entry{Path: "b.html"}, nil); err == nil {
		t.Error("Put without Begin after a Commit")
	}
	if _, err := f.Commit(nil); err == nil {
		t.Error("Commit without Begin after a Commit")
	}
	full, err := f.Begin(false)
	if full || err != nil {
		t.Fatal(full, err)
	}
	mustPut(t, f, "b.html", "2")
	if res := mustCommit(t, f); res.Written != 1 || res.Unchanged != 1 {
		t.Errorf("%+v", res)
	}
	f.Close()
	if _, err := f.Begin(false); err == nil {
		t.Error("Begin after Close")
	}
}

func TestTheLastPutOfAPathCounts(t *testing.T) {
	dir := t.TempDir()
	f := mustOpen(t, dir)
	mustPut(t, f, "a.html", "1")
	mustPut(t, f, "new/b.html", "1")
	mustPut(t, f, "a.html", "2")
	mustPut(t, f, "new/b.html", "2")
	mustPut(t, f, "gone/c.html", "1")
	f.Keep("gone/c.html") // it fails after all, and there is no older version
	mustCommit(t, f)
	for name, want := range map[string]string{"a.html": "2", "new/b.html": "2", "gone": ""} {
		if got, _ := os.ReadFile(filepath.Join(dir, name)); string(got) != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "gone")); err == nil {
		t.Error("an empty folder stays")
	}
}

func TestFolderDeletedOrReplacedWhileWatching(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := mustOpen(t, dir)
	mustPut(t, f, "a.html", "1")
	mustCommit(t, f)
	for name, spoil := range map[string]func() error{
		"deleted":  func() error { return os.RemoveAll(dir) },
		"replaced": func() error { return errors.Join(os.Rename(dir, dir+"-old"), os.Mkdir(dir, 0o755)) },
		"emptied": func() error {
			return errors.Join(os.Remove(filepath.Join(dir, "a.html")), os.Remove(filepath.Join(dir, "manifest.json")))
		},
	} {
		if err := spoil(); err != nil {
			t.Fatal(name, err)
		}
		full, err := f.Begin(false)
		if err != nil || !full {
			t.Fatalf("%s: Begin says %v, %v", name, full, err)
		}
		mustPut(t, f, "a.html", "1")
		mustCommit(t, f)
		if text(t, filepath.Join(dir, "a.html")) != "1" {
			t.Error(name)
		}
	}
	if full, err := f.Begin(false); full || err != nil {
		t.Error(full, err)
	}
}

func TestCloseWithoutCommitLeavesNoTrace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := mustOpen(t, dir)
	mustPut(t, f, "a/index.html", "1")
	f.Close()
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder that was made for nothing is still there: %v", err)
	}
}

func TestSecondBuildNamesTheHolder(t *testing.T) {
	dir := t.TempDir()
	cmd := second(t, "hold", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line != "held <nil>\n" {
		t.Fatalf("%q", line)
	}
	start := time.Now()
	_, err = Open(Options{Dir: dir, Wait: 100 * time.Millisecond})
	if kindOf(err) != Locked || time.Since(start) < 100*time.Millisecond {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
	if runtime.GOOS == "linux" && !strings.Contains(err.Error(), fmt.Sprintf("process %d (", cmd.Process.Pid)) {
		t.Errorf("the holder, process %d, is not named: %v", cmd.Process.Pid, err)
	}
	done := make(chan struct{})
	close(done)
	if _, err := Open(Options{Dir: dir, Wait: time.Hour, Done: done}); kindOf(err) != Locked {
		t.Error(err)
	}
	// The kernel ends the lock with its process, however that ends.
	time.AfterFunc(50*time.Millisecond, func() { cmd.Process.Kill(); cmd.Wait() })
	f, err := Open(Options{Dir: dir, Wait: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, f, "b.html", "1")
	res := mustCommit(t, f)
	f.Close()
	if len(res.Notes) != 1 {
		t.Errorf("the killed run is not mentioned: %+v", res)
	}
	if list, _ := os.ReadDir(dir); len(list) != 2 {
		t.Errorf("traces of the killed run: %v", list)
	}
}

func TestLockFileWhereFoldersCannotBeLocked(t *testing.T) {
	dir := t.TempDir()
	a, err := tryLockFile(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryLockFile(filepath.Join(dir, lockName)); !errors.Is(err, disk.ErrLocked) {
		t.Errorf("second lock: %v", err)
	}
	if runtime.GOOS == "linux" && !strings.Contains(holder(filepath.Join(dir, lockName)), fmt.Sprint(os.Getpid())) {
		t.Error("the holder is not known")
	}
	a.release()
	b, err := tryLockFile(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	b.release()
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Errorf("left: %v", list)
	}
}

func TestTwoAtOnceWaitForEachOther(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			f, err := Open(Options{Dir: dir, Wait: time.Minute})
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			f.Put(Entry{Path: "who.html"}, fmt.Append(nil, i))
			if _, err := f.Commit(nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f := mustOpen(t, dir)
	if _, ok := f.Read("who.html"); !ok {
		t.Error("manifest and file disagree")
	}
}

// F16
func TestFewOpenFiles(t *testing.T) {
	out, err := second(t, "fewfiles", t.TempDir()).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestManyAtOnce(t *testing.T) {
	if err := publishMany(t.TempDir(), 400, 32); err != nil {
		t.Error(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	for _, no := range []syscall.Errno{syscall.EROFS, syscall.EACCES} {
		dir := t.TempDir()
		f, err := open(Options{Dir: dir}, func(op, path string) error { return &fs.PathError{Op: op, Path: path, Err: no} })
		var e *Error
		if f != nil || !errors.As(err, &e) || e.Kind != Failed || e.Path != dir || e.Hint == "" || !strings.HasSuffix(e.Msg, ": "+no.Error()) {
			t.Errorf("%v: %#v", no, err)
		}
	}
}

func TestDiagnostic(t *testing.T) {
	_, err := Open(Options{Dir: filepath.Join(os.Args[0], "below-a-file")})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	d := e.Diagnostic()
	if d.Code != "output-not-writeable" || d.File != filepath.ToSlash(e.Path) || !strings.Contains(d.Message, "not a directory") {
		t.Errorf("%+v", d)
	}
}

// TestWhatWasBuiltIsSaid builds into one folder for two addresses, and over the manifest of an earlier version.
func TestWhatWasBuiltIsSaid(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "manifest.json")
	for i, b := range []Build{{BaseURL: "https://a.org/"}, {BaseURL: "https://b.org/", Locales: []string{"fr"}}, {BaseURL: "https://b.org/", Locales: []string{"fr"}}, {Pseudo: true}} {
		f := mustOpen(t, dir)
		mustPut(t, f, "index.html", "same")
		f.Describe(b)
		mustCommit(t, f)
		f.Close()
		got, err := ReadManifest([]byte(text(t, name)))
		if err != nil || !reflect.DeepEqual(got.Build, b) || len(got.Entries) != 1 {
			t.Errorf("round %d: %+v, %v", i, got, err)
		}
	}
	_, rest, _ := strings.Cut(text(t, name), "\n")
	write(t, name, `{"generator":"vernacular","version":1,"files":[`+"\n"+rest)
	if _, err := ReadManifest([]byte(text(t, name))); err == nil {
		t.Error("a manifest of an earlier version is taken for one of this version")
	}
	f := mustOpen(t, dir)
	if mustPut(t, f, "index.html", "same") {
		t.Error("a file that is the same is written again")
	}
	if r := mustCommit(t, f); len(r.Notes) > 0 {
		t.Error(r.Notes)
	}
	if _, err := ReadManifest([]byte(text(t, name))); err != nil {
		t.Error(err)
	}
}
