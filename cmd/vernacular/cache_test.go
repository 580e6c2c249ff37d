package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vernacular/internal/cli"
)

// TestSpoiltCache spoils each file of the cache in every way (FAULTS F9). A build notices nothing but that it
// takes longer: same bytes, same problems, exit status 0. What one kind of file holds is flipped at every byte by
// the tests of the package that reads it.
func TestSpoiltCache(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("site.toml", "base_url = \"https://example.org/\"\n")
	put("content/en/index.md", "# Home\n\nSee [them](ifes.org).\n")
	put("content/fr/index.md", "---\ntranslation: machine\n---\n# Accueil\n\nBonjour.\n")
	put("assets/css/main.css", "body { margin: 0 }\n")
	put("layouts/page.html", "<html lang=\"{{.Lang}}\">{{with asset \"css/main.css\"}}<link rel=\"stylesheet\" href=\"{{.URL}}\">{{end}}{{.Content}}</html>\n")
	build := func(why string) (said, tree string) {
		t.Helper()
		var out, err bytes.Buffer
		status := cli.Run([]string{"build", "--site", dir}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &err})
		if status != 0 {
			t.Fatalf("%s: status %d\n%s", why, status, err.String())
		}
		said, _, _ = strings.Cut(err.String(), "\n1 warning") // the closing line tells the time
		var b strings.Builder
		public := filepath.Join(dir, "public")
		filepath.WalkDir(public, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			fmt.Fprintf(&b, "%s %x\n", name, data)
			return err
		})
		return said, b.String()
	}
	time.Sleep(2100 * time.Millisecond) // younger stamps prove nothing and are not kept
	said, tree := build("first")
	build("second")
	cache := filepath.Join(dir, ".vernacular")
	names, err := filepath.Glob(filepath.Join(cache, "*-*"))
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		good, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		at := func(why string, spoil func()) {
			t.Helper()
			why = filepath.Base(name) + " " + why
			os.RemoveAll(name)
			spoil()
			s, tr := build(why)
			// What cannot be replaced is told in a line of its own.
			if s != said && !(strings.HasSuffix(why, "a folder") && strings.Contains(s, said)) || tr != tree {
				t.Errorf("%s: the build differs\n%s", why, s)
			}
			os.RemoveAll(name)
			os.WriteFile(name, good, 0o666)
		}
		at("is missing", func() {})
		at("is empty", func() { os.WriteFile(name, nil, 0o666) })
		at("is another program's", func() { os.WriteFile(name, []byte("#!/bin/sh\n"), 0o666) })
		at("is a folder", func() { os.Mkdir(name, 0o777) })
		at("may not be read", func() { os.WriteFile(name, good, 0) })
		at("is too long", func() { os.WriteFile(name, append(bytes.Clone(good), good...), 0o666) })
		for i := range 20 {
			n := i * len(good) / 20
			at(fmt.Sprint("ends at ", n), func() { os.WriteFile(name, good[:n], 0o666) })
			at(fmt.Sprint("is wrong at ", n), func() {
				bad := bytes.Clone(good)
				bad[n] ^= 0x10
				os.WriteFile(name, bad, 0o666)
			})
		}
	}
}
