package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	waysPages   = flag.Int("ways-pages", 12, "how many pages TestFourWaysToOneSite has in each locale")
	waysLocales = flag.Int("ways-locales", 6, "how many locales it has, at most 20")
)

// TestFourWaysToOneSite edits a site and sees that a cold build, a warm one, a watcher that is told of changes and
// one that polls come to the same bytes, all four using the site at once and three of them its cache. At size M:
//
//	go test ./cmd/vernacular -run FourWays -ways-pages 250 -ways-locales 20
func TestFourWaysToOneSite(t *testing.T) {
	top := t.TempDir()
	bin, site := filepath.Join(top, "vernacular"), filepath.Join(top, "site")
	if text, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, text)
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(site, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	page := func(tag string, n int, matter, more string) {
		name, next := fmt.Sprintf("p%d", n), fmt.Sprintf("p%d", n+1)
		if n == 0 {
			name = "index"
		}
		if n+1 >= *waysPages {
			next = "index"
		}
		if tag != "en" {
			matter += "translation: machine\n"
		}
		write("content/"+tag+"/"+name+".md", fmt.Sprintf("---\n%s---\n# %s %d\n\n## Part\n\n%s, see [next](%s.md#part).\n\n%s\n",
			matter, tag, n, strings.Repeat("Words ", 40+n%50), next, more))
	}
	layout := func(more string) {
		write("layouts/page.html", `<!doctype html><html lang="{{.Lang}}" dir="{{.Dir}}"><title>{{plain .Title}}</title>
{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}
{{with asset "css/main.css"}}<link rel="stylesheet" href="{{.URL}}">{{end}}<main`+more+`>{{.Content}}</main>{{partial "foot.html" .}}</html>
`)
	}
	catalog := func(tag, word string) {
		write("locales/active."+tag+".toml", fmt.Sprintf("hello = \"%s %s\"\n", word, tag))
	}
	tags := strings.Fields("en ar bg cs da de el es et fa fi fr he hu it ja ko nl pl ru")[:*waysLocales]
	write("site.toml", "base_url = \"https://ways.example/\"\n")
	write("assets/css/main.css", "body { margin: 0 }\n")
	write("layouts/partials/foot.html", "<footer>{{t \"hello\"}}</footer>\n")
	layout("")
	for _, tag := range tags {
		catalog(tag, "hello")
		for n := range *waysPages {
			page(tag, n, "", "")
		}
	}

	out := func(way string) string { return filepath.Join(top, way) }
	build := func(way string, args ...string) {
		t.Helper()
		text, err := exec.Command(bin, append([]string{"build", "-q", "--site", site, "--out", out(way)}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", way, err, text)
		}
	}
	for way, args := range map[string][]string{"told": nil, "polling": {"--poll", "200ms"}} {
		var said bytes.Buffer
		cmd := exec.Command(bin, append([]string{"watch", "-q", "--addr", "none", "--site", site, "--out", out(way)}, args...)...)
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() {
			cmd.Process.Signal(os.Interrupt)
			if err := cmd.Wait(); err != nil || t.Failed() {
				t.Errorf("%s: %v\n%s", way, err, said.String())
			}
		}()
	}

	last := tags[len(tags)-1]
	steps := []struct {
		name string
		edit func()
	}{
		{"nothing", func() {}},
		{"one page", func() { page("ar", 3, "", "More words.") }},
		{"one message of one locale", func() { catalog(last, "hi") }},
		{"a message of the source, which others fall back to", func() { catalog("en", "hey"); os.Remove(filepath.Join(site, "locales/active.ar.toml")) }},
		{"the layout", func() { layout(" class=\"wide\"") }},
		{"the style sheet", func() { write("assets/css/main.css", "body { margin: 1px }\n") }},
		{"a new page", func() { page("en", *waysPages, "title: New\n", "") }},
		{"a slug", func() { page("ar", 4, "permalink: /جديد/\n", "") }},
		{"a page less", func() { os.Remove(filepath.Join(site, "content/"+last+"/p5.md")) }},
		{"a new locale", func() {
			catalog("uk", "hello")
			for n := range *waysPages {
				page("uk", n, "", "")
			}
		}},
		{"a locale less", func() {
			os.RemoveAll(filepath.Join(site, "content", last))
			os.Remove(filepath.Join(site, "locales/active."+last+".toml"))
		}},
	}
	for i, step := range steps {
		step.edit()
		cold := fmt.Sprint("cold", i)
		build(cold, "--cache", "off")
		want, err := readTree(out(cold))
		if err != nil {
			t.Fatal(err)
		}
		build("warm")
		for _, way := range []string{"warm", "told", "polling"} {
			differs := ""
			for end := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
				got, _ := readTree(out(way)) // what a watcher moves meanwhile is a difference, too
				if differs = difference(got, want); differs == "" || way == "warm" || time.Now().After(end) {
					break
				}
			}
			if differs != "" {
				t.Fatalf("after %s %s differs from a cold build: %s", step.name, way, differs)
			}
		}
		os.RemoveAll(out(cold))
	}
}

func difference(got, want map[string]string) string {
	var names []string
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, "+"+name)
		}
	}
	for name, data := range want {
		if g, ok := got[name]; !ok {
			names = append(names, "-"+name)
		} else if g != data {
			names = append(names, "!"+name)
		}
	}
	slices.Sort(names)
	return strings.Join(names[:min(5, len(names))], " ")
}
