package watch

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vernacular/internal/source"

	"go.uber.org/goleak"
)

// The judge of this package's tests is a mirror: it reads all files once and then, like the engine,
// only what batches tell it to. When it equals the disk, every change was covered.

const converges = 2 * time.Second // FAULTS, section 2

// patience is how long the tests wait for that on a machine that others use too; what is between the
// two is logged, not failed.
const patience = 20 * time.Second

func TestMain(m *testing.M) {
	if dir := os.Getenv("WATCH_TEST_CHILD"); dir != "" {
		child(dir)
		return
	}
	// The tests mostly wait, so more of them fit side by side than there are cores; and they make
	// thousands of small files, which is quicker in memory.
	flag.Parse()
	flag.Set("test.parallel", "8")
	var shm string
	if dir, err := os.MkdirTemp("/dev/shm", "watch-test-"); err == nil {
		shm = dir
		os.Setenv("TMPDIR", dir)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(status int) {
		os.RemoveAll(shm)
		os.Exit(status)
	}))
}

// child watches dir and prints what it hears, for tests that need a process of their own.
func child(dir string) {
	w, err := New(dir, Options{})
	out := json.NewEncoder(os.Stdout)
	if err != nil {
		out.Encode(childLine{Err: err.Error()})
		return
	}
	out.Encode(childLine{Mode: w.Mode()})
	for b := range w.Batches() {
		out.Encode(childLine{Mode: w.Mode(), Batch: b})
	}
}

type childLine struct {
	Mode  string
	Batch Batch
	Err   string
}

// startChild runs this test binary as a watcher of dir, through the command before if there is one.
func startChild(t *testing.T, dir string, before ...string) (cmd *exec.Cmd, lines <-chan childLine) {
	t.Helper()
	args := append(slices.Clone(before), os.Args[0])
	cmd = exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "WATCH_TEST_CHILD="+dir)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ch := make(chan childLine, 100000)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(ch)
		for dec := json.NewDecoder(stdout); ; {
			var l childLine
			if dec.Decode(&l) != nil {
				return
			}
			ch <- l
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-read
		cmd.Wait()
	})
	return cmd, ch
}

// site is a folder with some sources in it.
type site struct {
	t   testing.TB
	dir string
}

func newSite(t testing.TB) site {
	s := site{t, filepath.Join(t.TempDir(), "site")}
	s.write("site.toml", "base_url = 'https://example.org'\n")
	for _, tag := range []string{"en", "fr", "ar"} {
		s.write("content/"+tag+"/index.md", "# Index "+tag+"\n")
		s.write("content/"+tag+"/guide/one.md", "# One "+tag+"\n")
		s.write("content/"+tag+"/guide/deep/two.md", "# Two "+tag+"\n")
		s.write("locales/active."+tag+".toml", "a = '"+tag+"'\n")
	}
	s.write("layouts/base.html", "<html>")
	s.write("assets/css/main.css", "p{}")
	s.write("public/index.html", "output")
	s.write(".git/HEAD", "ref")
	return s
}

func (s site) path(rel string) string { return filepath.Join(s.dir, filepath.FromSlash(rel)) }

func (s site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s site) write(rel, text string) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.path(rel)), 0o777))
	s.must(os.WriteFile(s.path(rel), []byte(text), 0o666))
}

func (s site) mkdir(rel string)     { s.t.Helper(); s.must(os.MkdirAll(s.path(rel), 0o777)) }
func (s site) rename(a, b string)   { s.t.Helper(); s.must(os.Rename(s.path(a), s.path(b))) }
func (s site) remove(rel string)    { s.t.Helper(); s.must(os.Remove(s.path(rel))) }
func (s site) removeAll(rel string) { s.t.Helper(); s.must(os.RemoveAll(s.path(rel))) }
func (s site) append(rel, text string) {
	s.t.Helper()
	f, err := os.OpenFile(s.path(rel), os.O_WRONLY|os.O_APPEND, 0)
	s.must(err)
	_, err = f.WriteString(text)
	s.must(err)
	s.must(f.Close())
}

// read returns what is on the disk at rel and below, by path: a file's text, a link's target, "/" for
// a folder. Temporary names are left out, as every receiver will.
func (s site) read(rel string) map[string]string {
	files := map[string]string{}
	filepath.WalkDir(s.path(rel), func(p string, d fs.DirEntry, err error) error {
		r, _ := filepath.Rel(s.dir, p)
		r = filepath.ToSlash(r)
		if err != nil {
			return nil
		}
		if source.Temporary(d.Name(), d.IsDir()) && !source.WellKnown(r) && p != s.path(rel) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case d.IsDir():
			files[r] = "/"
		case d.Type().IsRegular():
			if b, err := os.ReadFile(p); err == nil {
				files[r] = "= " + string(b)
			}
		default:
			to, _ := os.Readlink(p)
			files[r] = "-> " + to
		}
		return nil
	})
	return files
}

func (s site) readAll(roots []string) map[string]string {
	files := map[string]string{}
	for _, r := range roots {
		maps.Copy(files, s.read(r))
	}
	return files
}

// mirror follows a watcher.
type mirror struct {
	site
	roots []string
	w     Watcher
	busy  time.Duration // how long a build takes
	done  chan struct{}

	mu      sync.Mutex
	files   map[string]string
	batches []Batch
	last    time.Time
	seen    map[string]map[string]bool // every state of each path at the end of a look
}

func follow(s site, w Watcher, roots ...string) *mirror { return followSlowly(s, w, 0, roots...) }

func followSlowly(s site, w Watcher, busy time.Duration, roots ...string) *mirror {
	if roots == nil {
		roots = []string{"content", "locales", "layouts", "assets", "site.toml"}
	}
	m := &mirror{site: s, roots: roots, w: w, busy: busy, done: make(chan struct{}), seen: map[string]map[string]bool{}}
	m.files = s.readAll(roots)
	go func() {
		defer close(m.done)
		for b := range w.Batches() {
			m.look(b)
			time.Sleep(m.busy)
		}
	}()
	s.t.Cleanup(func() {
		if err := w.Close(); err != nil {
			s.t.Error("close:", err)
		}
		<-m.done
	})
	return m
}

func (m *mirror) look(b Batch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches = append(m.batches, b)
	m.last = time.Now()
	if b.All {
		m.files = m.readAll(m.roots)
	}
	for _, p := range b.Paths {
		maps.DeleteFunc(m.files, func(f, _ string) bool { return f == p || strings.HasPrefix(f, p+"/") })
		maps.Copy(m.files, m.read(p))
		if m.seen[p] == nil {
			m.seen[p] = map[string]bool{}
		}
		m.seen[p][m.files[p]] = true
	}
}

// difference tells in words how the mirror differs from the disk, "" if not at all.
func (m *mirror) difference() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	disk := m.readAll(m.roots)
	for _, p := range slices.Sorted(maps.Keys(disk)) {
		if got, ok := m.files[p]; !ok {
			fmt.Fprintf(&b, "%s: not seen\n", p)
		} else if got != disk[p] {
			fmt.Fprintf(&b, "%s: seen %.30q, is %.30q\n", p, got, disk[p])
		}
	}
	for _, p := range slices.Sorted(maps.Keys(m.files)) {
		if _, ok := disk[p]; !ok {
			fmt.Fprintf(&b, "%s: seen, but gone\n", p)
		}
	}
	return b.String()
}

// converge waits until the mirror equals the disk.
func (m *mirror) converge() {
	m.t.Helper()
	start := time.Now()
	diff := ""
	m.wait("the mirror to equal the disk", func() bool { diff = m.difference(); return diff == "" }, func() string { return diff })
	if took := time.Since(start); took > converges {
		m.t.Logf("converged after %v, later than the %v that are promised", took, converges)
	}
}

// wait waits for a condition.
func (m *mirror) wait(what string, cond func() bool, more func() string) {
	m.t.Helper()
	for deadline := time.Now().Add(patience); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("waited %v in vain for %s, mode %s\n%s\nbatches: %+v", patience, what, m.w.Mode(), more(), m.all())
		}
	}
}

// rest waits until nothing has come for a while longer than anything is kept back.
func (m *mirror) rest() {
	start := time.Now()
	for {
		m.mu.Lock()
		since := time.Since(start)
		if m.last.After(start) {
			since = time.Since(m.last)
		}
		m.mu.Unlock()
		if since > 2*maxGap {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// named returns the batches that name the path or ask for everything.
func (m *mirror) named(rel string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.batches {
		if b.All || slices.ContainsFunc(b.Paths, func(p string) bool { return p == rel || strings.HasPrefix(rel, p+"/") }) {
			n++
		}
	}
	return n
}

func (m *mirror) all() []Batch {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.batches)
}

// states returns all that was seen at a path at the end of a look.
func (m *mirror) states(rel string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.seen[rel]))
}

// notices returns all that was said to the user.
func (m *mirror) notices() (list []string) {
	for _, b := range m.all() {
		if b.Notice != "" {
			list = append(list, b.Notice)
		}
	}
	return list
}

// modes are the two implementations; each test of behaviour runs against both.
var modes = []struct {
	name string
	o    Options
}{
	{"system", Options{}},
	{"polling", Options{Poll: 20 * time.Millisecond}},
}
