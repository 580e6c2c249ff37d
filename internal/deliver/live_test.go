//go:build unix

package deliver

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"vernacular/internal/publish"
)

var (
	publishKills  = flag.Int("publish-kills", 5, "how many publications TestLiveReaders kills")
	publishDuels  = flag.Int("publish-duels", 3, "how often two publishers work at once in TestLiveReaders")
	publishPauses = flag.Int("publish-pauses", 1, "how many publishers TestLiveReaders stops and lets go on when another one has taken over")
	publishSeed   = flag.Uint64("publish-seed", 1, "seed of TestLiveReaders")
)

// live is a site that is published again and again while readers look at it.
type live struct {
	*testing.T
	rng    *rand.Rand
	server *objectServer
	bin    string
	editions
	usual time.Duration // of an undisturbed publication

	loads, assets, links atomic.Int64
	manifests            [8]atomic.Int64 // how often readers met each edition
	mu                   sync.Mutex
	broken               []string
}

// editions are those that are published: what may be at each address, by digest.
type editions struct {
	dirs    []string
	list    []*Edition
	bySum   map[string]int             // by digest of the manifest
	allowed map[string]map[string]bool // digests by path
}

// TestLiveReaders publishes to a real object store, by real processes, while eight readers load whole pages: a page of the edition that
// the manifest names, its assets, and the pages that it leads to. Publications are killed at random moments and gone on with, by
// the same edition or another; two publishers work at once. No load may break, and after each publication the site is one
// edition, byte for byte.
//
//	go test ./internal/deliver -run TestLiveReaders -publish-kills 200 -publish-pauses 20 -publish-duels 50 -timeout 2h
func TestLiveReaders(t *testing.T) {
	l := &live{T: t, server: startServer(t), rng: rand.New(rand.NewPCG(*publishSeed, 0))}
	l.build()
	l.mustPublish(0)
	start := time.Now()
	l.mustPublish(1)
	l.usual = time.Since(start)

	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for i := range 8 {
		readers.Go(func() { l.read(ctx, rand.New(rand.NewPCG(*publishSeed, uint64(i)+1))) })
	}
	now, cut := 1, 0
	for i := range *publishKills {
		next := l.other(now)
		if l.kill(next) {
			cut++
		}
		if l.rng.IntN(2) == 0 {
			next = l.other(next)
		}
		l.mustPublish(next)
		now = next
		l.whole(fmt.Sprintf("after kill %d", i+1), now)
	}
	late := 0
	for i := range *publishPauses {
		var done bool
		if now, done = l.pause(now, fmt.Sprintf("after pause %d", i+1)); !done {
			late++
		}
	}
	both, one := 0, 0
	for i := range *publishDuels {
		var winners []int
		now, winners = l.duel(now, fmt.Sprintf("after duel %d", i+1))
		if len(winners) > 1 {
			both++
		} else {
			one++
		}
	}
	stop()
	readers.Wait()
	t.Logf("%d kills (%d between the journal and the manifest), %d pauses (%d of publishers that were not done), %d duels (%d times one was refused, %d times one came after the other); %d page loads with %d assets and %d links; a publication takes %v",
		*publishKills, cut, *publishPauses, late, *publishDuels, one, both, l.loads.Load(), l.assets.Load(), l.links.Load(), l.usual.Round(time.Millisecond))
	for _, b := range l.broken {
		t.Error(b)
	}
}

// build makes the program and editions of a site, between which pages, styles and a picture change, come and go.
func (l *live) build() {
	top := l.TempDir()
	l.bin = filepath.Join(top, "vernacular")
	// Not this test's own binary: under the race detector it would take minutes.
	if text, err := exec.Command("go", "build", "-o", l.bin, "vernacular/cmd/vernacular").CombinedOutput(); err != nil {
		l.Fatalf("go build: %v\n%s", err, text)
	}
	l.bySum, l.allowed = map[string]int{}, map[string]map[string]bool{}
	for n := range 5 {
		out := filepath.Join(top, fmt.Sprintf("out%d", n))
		l.buildEdition(n, filepath.Join(top, "site"), out)
		e, err := OpenBuilt(out)
		if err != nil {
			l.Fatal(err)
		}
		l.Cleanup(func() { e.Close() })
		l.dirs, l.list = append(l.dirs, out), append(l.list, e)
		l.bySum[e.Sum] = n
		for _, f := range e.Files {
			if l.allowed[f.Path] == nil {
				l.allowed[f.Path] = map[string]bool{}
			}
			l.allowed[f.Path][f.SHA256] = true
		}
	}
}

// buildEdition writes the sources of edition n, and builds them.
func (l *live) buildEdition(n int, site, out string) {
	os.RemoveAll(site)
	write := func(name, text string) {
		name = filepath.Join(site, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			l.Fatal(err)
		}
	}
	write("site.toml", "[headers]\n\"X-Edition\" = \"1\"\n")
	write("assets/css/main.css", fmt.Sprintf("body { margin: %dpx }\n", n))
	write("layouts/page.html", `<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}"><head><meta charset="utf-8"><title>{{plain .Title}}</title>{{with asset "css/main.css"}}<link rel="stylesheet" href="{{.URL}}">{{end}}</head>
<body><h1>{{.Title}}</h1>{{.Content}}<ul>{{range .Pages}}<li><a href="{{.Permalink}}">{{.Title}}</a></li>{{end}}</ul></body></html>
`)
	for _, tag := range []string{"en", "ar", "zh-Hans"} {
		for p := range 8 {
			if p > 0 && (p+n)%5 == 0 {
				continue // a page that this edition has not
			}
			name := fmt.Sprintf("p%d", p)
			if p == 0 {
				name = "index"
			}
			write("content/"+tag+"/"+name+".md", fmt.Sprintf("# %s %s of %d\n\n%s\n", name, tag, n*(p%3), strings.Repeat("text ", 400*(p%4))))
		}
	}
	if said, err := exec.Command(l.bin, "build", "--site", site, "--out", out, "--cache", "off").CombinedOutput(); err != nil {
		l.Fatalf("build: %v\n%s", err, said)
	}
}

func (l *live) other(than int) int { return (than + 1 + l.rng.IntN(len(l.list)-1)) % len(l.list) }

// publish starts a real publisher.
func (l *live) publish(n int) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.Command(l.bin, "publish", "s3://site/www", "--from", l.dirs[n], "--endpoint", l.server.endpoint, "--lease", "2s", "--grace", "1m")
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID="+testKey, "AWS_SECRET_ACCESS_KEY="+testSecret)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		l.Fatal(err)
	}
	return cmd, &said
}

// mustPublish publishes an edition. A machine that is so busy that a publisher is not heard of for a second stops it, which
// it says; then it is started again.
func (l *live) mustPublish(n int) {
	l.Helper()
	for try := 0; ; try++ {
		cmd, said := l.publish(n)
		err := cmd.Wait()
		if err == nil {
			return
		}
		if try == 10 || !strings.Contains(said.String(), "did not answer for") {
			l.Fatalf("publish: %v\n%s", err, said)
		}
	}
}

// kill kills a publication at a random moment, and reports whether its journal was left open.
func (l *live) kill(n int) bool {
	cmd, _ := l.publish(n)
	l.moment()
	cmd.Process.Kill()
	cmd.Wait()
	var j journal
	_, _, err := readRecord(context.Background(), l.server.store(), journalKey, &j)
	if err != nil {
		l.Fatal(err)
	}
	return j.Journal > 0 && !j.Done
}

// pause stops a publisher in the middle, as a machine does that sleeps, lets another one take over, and then lets the first go on. It
// finds out that it has lost, and changes nothing any more.
func (l *live) pause(now int, when string) (complete int, done bool) {
	l.Helper()
	a := l.other(now)
	b := l.other(a)
	first, said := l.publish(a)
	l.moment()
	first.Process.Signal(syscall.SIGSTOP)
	l.mustPublish(b)
	first.Process.Signal(syscall.SIGCONT)
	err := first.Wait()
	if err != nil && first.ProcessState.ExitCode() != 1 && !strings.Contains(said.String(), "did not answer for") {
		l.Fatalf("%s: %v\n%s", when, err, said)
	}
	complete = b
	if err == nil { // it was done before, or had not begun, and came after the other
		complete = l.complete(when, a, b)
	}
	l.whole(when, complete)
	return complete, err == nil
}

// moment waits for one at which a publisher is to be disturbed: mostly once it has begun to send.
func (l *live) moment() {
	if l.rng.IntN(3) == 0 {
		time.Sleep(time.Duration(l.rng.Int64N(int64(l.usual) * 6 / 5)))
		return
	}
	name := filepath.Join(l.server.dir, "site", "www", filepath.FromSlash(journalKey))
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte(`"done": false`)) {
			break
		}
	}
	time.Sleep(time.Duration(l.rng.Int64N(int64(l.usual))))
}

// duel lets two publishers work at once. Each of them is done, or says that somebody else was faster.
func (l *live) duel(now int, when string) (complete int, winners []int) {
	l.Helper()
	a := l.other(now)
	b := l.other(a)
	first, said1 := l.publish(a)
	time.Sleep(time.Duration(l.rng.Int64N(int64(l.usual) / 2)))
	second, said2 := l.publish(b)
	for _, p := range []struct {
		cmd  *exec.Cmd
		said *bytes.Buffer
		n    int
	}{{first, said1, a}, {second, said2, b}} {
		err := p.cmd.Wait()
		if err == nil {
			winners = append(winners, p.n)
		} else if p.cmd.ProcessState.ExitCode() != 1 && !strings.Contains(p.said.String(), "did not answer for") {
			l.Fatalf("%s: %v\n%s", when, err, p.said)
		}
	}
	if len(winners) == 0 {
		l.mustPublish(a)
		winners = []int{a}
	}
	complete = l.complete(when, winners...)
	l.whole(when, complete)
	return complete, winners
}

// complete returns the edition of the manifest, which must be one of these.
func (l *live) complete(when string, of ...int) int {
	l.Helper()
	text, _, err := l.server.store().get(context.Background(), "manifest.json", maxManifest)
	if err != nil {
		l.Fatalf("%s: %v", when, err)
	}
	n, ok := l.bySum[hashOf(text)]
	if !ok || !slices.Contains(of, n) {
		l.Fatalf("%s: the manifest is that of edition %d, and %v are published", when, n, of)
	}
	return n
}

// whole compares the site with an edition, byte for byte.
func (l *live) whole(when string, n int) {
	l.Helper()
	s := l.server.store()
	text, _, err := s.get(context.Background(), "manifest.json", maxManifest)
	if err != nil || hashOf(text) != l.list[n].Sum {
		l.Fatalf("%s: the manifest is not that of edition %d: %v", when, n, err)
	}
	for _, f := range l.list[n].Files {
		data, _, err := s.get(context.Background(), f.Path, maxFile)
		if err != nil || hashOf(data) != f.SHA256 {
			l.Fatalf("%s: %s is not that of edition %d: %v", when, f.Path, n, err)
		}
	}
}

func (l *live) breaks(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.broken) < 20 {
		l.broken = append(l.broken, fmt.Sprintf(format, args...))
	}
}

var refs = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)

// read is a reader.
func (l *live) read(ctx context.Context, rng *rand.Rand) {
	s := l.server.store()
	get := func(p string) ([]byte, bool) {
		data, _, err := s.get(context.Background(), p, maxFile)
		switch {
		case err == nil && l.allowed[p][hashOf(data)]:
			return data, true
		case err == nil:
			l.breaks("%s is not as any edition has it (%d bytes)", p, len(data))
		case errors.Is(err, fs.ErrNotExist):
			l.breaks("%s is not there", p)
		default:
			l.breaks("%s: %v", p, err)
		}
		return nil, false
	}
	for ctx.Err() == nil {
		text, _, err := s.get(context.Background(), "manifest.json", maxManifest)
		n, known := l.bySum[hashOf(text)]
		if err != nil || !known {
			l.breaks("manifest.json is that of no edition: %v", err)
			continue
		}
		l.manifests[n].Add(1)
		pages := pagesOf(l.list[n])
		page, ok := get(pages[rng.IntN(len(pages))])
		if !ok {
			continue
		}
		l.loads.Add(1)
		for _, m := range refs.FindAllSubmatch(page, -1) {
			at := strings.TrimPrefix(string(m[1]), "/")
			if path.Ext(at) == "" {
				at = path.Join(at, "index.html")
			}
			if _, ok := get(at); ok && strings.HasPrefix(at, "assets/") {
				l.assets.Add(1)
			} else if ok {
				l.links.Add(1)
			}
		}
	}
}

func pagesOf(e *Edition) (pages []string) {
	for _, f := range e.Files {
		if isPage(f) {
			pages = append(pages, f.Path)
		}
	}
	return pages
}

func isPage(f publish.Entry) bool { return f.Fingerprint != "" }
