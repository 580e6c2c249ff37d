package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	kills    = flag.Int("kills", 200, "how many runs TestKill kills")
	killSeed = flag.Uint64("kill-seed", 0, "seed of TestKill; 0 draws one")
)

// killSite is a site whose sources change at random, and a folder that it is published into.
type killSite struct {
	*testing.T
	rng       *rand.Rand
	bin       string
	dir, out  string
	locales   []string
	pages     map[string]bool // content/<tag>/<name>.md
	edits     int
	transient int // kills after which the folder held the traces of a Commit under way
}

// TestKill kills builds and watch sessions at random moments. No file in the output may ever be partial, no
// stranger's file may suffer, the next run may not be kept waiting, and the next build equals a clean one.
func TestKill(t *testing.T) {
	seed := *killSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	n := *kills
	if testing.Short() {
		n = min(n, 20)
	}
	t.Logf("go test ./cmd/vernacular -run TestKill -kills %d -kill-seed %d", n, seed)
	top := t.TempDir()
	s := &killSite{T: t, rng: rand.New(rand.NewPCG(seed, 0)), bin: filepath.Join(top, "vernacular"),
		dir: filepath.Join(top, "site"), out: filepath.Join(top, "out"), pages: map[string]bool{}}
	// Not this test's own binary: under the race detector it would take minutes.
	if text, err := exec.Command("go", "build", "-o", s.bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, text)
	}
	s.create()
	start := time.Now()
	s.mustBuild(s.out)
	usual := time.Since(start)
	s.write(filepath.Join(s.out, "ar", "stranger.txt"), "not yours")

	for i := range n {
		if i%2 == 0 {
			s.killBuild(usual)
		} else {
			s.killWatch(usual)
		}
		s.everyFileWhole(i)
		// Often the next run meets the traces of several kills.
		if s.rng.IntN(3) == 0 || i == n-1 {
			s.equalsClean(i)
		}
	}
	t.Logf("%d kills, %d of them between the first and the last step of putting files in place; a build takes %v", n, s.transient, usual)
}

func (s *killSite) write(name, text string) {
	s.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		s.Fatal(err)
	}
}

func (s *killSite) create() {
	s.write(filepath.Join(s.dir, "site.toml"), "base_url = \"https://kill.example/\"\n")
	s.write(filepath.Join(s.dir, "assets/css/main.css"), "body { margin: 0 }\n")
	s.layout()
	s.locales = []string{"en", "ar", "es", "fr", "ru", "zh-Hans"}
	for _, tag := range s.locales {
		s.catalog(tag)
		for i := range 12 {
			s.page(tag, fmt.Sprintf("p%d", i))
		}
		s.page(tag, "index")
	}
}

func (s *killSite) layout() {
	s.edits++
	s.write(filepath.Join(s.dir, "layouts/page.html"), fmt.Sprintf(`<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}">
<head><meta charset="utf-8"><title>{{plain .Title}}</title>{{with asset "css/main.css"}}<link rel="stylesheet" href="{{.URL}}">{{end}}
{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}</head>
<body><h1>{{.Title}}</h1>{{.Content}}<p>{{t "greeting"}} %d</p>
<ul>{{range .Pages}}<li><a href="{{.Permalink}}">{{.Title}}</a></li>{{end}}</ul></body>
</html>
`, s.edits))
}

func (s *killSite) catalog(tag string) {
	s.edits++
	s.write(filepath.Join(s.dir, "locales", "active."+tag+".toml"), fmt.Sprintf("greeting = \"hello %s %d\"\n", tag, s.edits))
}

func (s *killSite) page(tag, name string) {
	s.edits++
	s.pages[tag+"/"+name] = true
	s.write(filepath.Join(s.dir, "content", tag, name+".md"), fmt.Sprintf("# %s %s %d\n\n%s\n", name, tag, s.edits, strings.Repeat("text ", s.rng.IntN(3000))))
}

// edit changes the sources as people do.
func (s *killSite) edit() {
	tag := s.locales[s.rng.IntN(len(s.locales))]
	name := fmt.Sprintf("p%d", s.rng.IntN(16))
	switch s.rng.IntN(10) {
	case 0:
		s.layout()
	case 1:
		s.catalog(tag)
	case 2: // a locale comes or goes
		if _, err := os.Stat(filepath.Join(s.dir, "content/oc")); err == nil {
			os.RemoveAll(filepath.Join(s.dir, "content/oc"))
			os.Remove(filepath.Join(s.dir, "locales/active.oc.toml"))
		} else {
			s.catalog("oc")
			s.page("oc", "index")
			s.page("oc", name)
		}
	case 3, 4:
		os.Remove(filepath.Join(s.dir, "content", tag, name+".md"))
	case 5:
		s.write(filepath.Join(s.dir, "assets/css/main.css"), fmt.Sprintf("body { margin: %dpx }\n", s.rng.IntN(100)))
	default:
		s.page(tag, name)
	}
}

func (s *killSite) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.Command(s.bin, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	return cmd, &said
}

func (s *killSite) mustBuild(out string) {
	s.Helper()
	cmd, said := s.command("build", "--site", s.dir, "--out", out)
	if err := cmd.Run(); err != nil {
		s.Fatalf("build: %v\n%s", err, said)
	}
}

// moment waits for one at which to kill: any within the usual time, or one shortly after files began to be put in place.
func (s *killSite) moment(usual time.Duration) {
	if s.rng.IntN(2) == 0 {
		time.Sleep(time.Duration(s.rng.Int64N(int64(usual) * 5 / 4)))
		return
	}
	for end := time.Now().Add(2 * usual); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		if _, err := os.Stat(filepath.Join(s.out, ".vernacular-tmp", "journal")); err == nil {
			break
		}
	}
	time.Sleep(time.Duration(s.rng.Int64N(int64(5 * time.Millisecond))))
}

func (s *killSite) killBuild(usual time.Duration) {
	for range 1 + s.rng.IntN(4) {
		s.edit()
	}
	cmd, _ := s.command("build", "--site", s.dir, "--out", s.out)
	s.startAndKill(cmd, usual)
}

func (s *killSite) killWatch(usual time.Duration) {
	s.edit()
	cmd, _ := s.command("watch", "--addr", "none", "--site", s.dir, "--out", s.out)
	s.startAndKill(cmd, usual)
}

func (s *killSite) startAndKill(cmd *exec.Cmd, usual time.Duration) {
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	if cmd.Args[1] == "watch" {
		for range s.rng.IntN(4) {
			time.Sleep(time.Duration(s.rng.Int64N(int64(usual))))
			s.edit()
		}
	}
	s.moment(usual)
	cmd.Process.Kill()
	cmd.Wait()
	if _, err := os.Stat(filepath.Join(s.out, ".vernacular-tmp", "journal")); err == nil {
		s.transient++
	}
}

// everyFileWhole reads the output as a web server would at this moment.
func (s *killSite) everyFileWhole(i int) {
	for name, data := range s.read(s.out) {
		whole := true
		switch {
		case strings.HasPrefix(name, ".vernacular-tmp/"):
		case strings.HasSuffix(name, ".html"):
			whole = strings.HasPrefix(data, "<!doctype html>") && strings.HasSuffix(strings.TrimSpace(data), "</html>")
		case name == "sitemap.xml":
			whole = strings.HasSuffix(strings.TrimSpace(data), "</urlset>")
		case name == "manifest.json":
			whole = json.Valid([]byte(data))
		case strings.HasSuffix(name, ".css"):
			// A style sheet that was read while this test was saving it is empty, and may be.
			whole = data == "" || strings.Contains(data, "}")
		case name == "ar/stranger.txt":
			whole = data == "not yours"
		case name == "robots.txt":
			whole = strings.Contains(data, "sitemap.xml")
		}
		if !whole {
			s.Fatalf("after kill %d %s is not whole: %q", i, name, data)
		}
	}
}

// equalsClean lets a build run to its end and compares the folder with one built from nothing.
func (s *killSite) equalsClean(i int) {
	start := time.Now()
	s.mustBuild(s.out)
	if took := time.Since(start); took > 20*time.Second {
		s.Errorf("the build after kill %d took %v", i, took)
	}
	clean := filepath.Join(s.TempDir(), "clean")
	s.mustBuild(clean)
	got, want := s.read(s.out), s.read(clean)
	want["ar/stranger.txt"] = "not yours"
	for name := range got {
		if _, ok := want[name]; !ok {
			s.Errorf("after kill %d and a build there is %s, which a clean build does not make", i, name)
		}
	}
	for name, data := range want {
		if got[name] != data {
			s.Errorf("after kill %d and a build %s differs from a clean build's", i, name)
		}
	}
	if s.Failed() {
		s.FailNow()
	}
}

func (s *killSite) read(dir string) map[string]string {
	files, err := readTree(dir)
	if err != nil {
		s.Fatal(err)
	}
	return files
}

// readTree gives every file of a folder, and its empty folders with a slash.
func readTree(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			list, err := os.ReadDir(name)
			if len(list) == 0 && !slices.Contains([]string{".", ".vernacular-tmp"}, rel) {
				files[rel+"/"] = ""
			}
			return err
		}
		data, err := os.ReadFile(name)
		files[rel] = string(data)
		return err
	})
	return files, err
}
