//go:build unix

package source

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// state is what a reader of a snapshot can learn from it.
func state(t testing.TB, s *Snapshot) (files map[string]string, problems []string) {
	files = map[string]string{}
	for _, p := range s.Files("") {
		if !s.Has(p) {
			t.Errorf("%s is listed, but Has denies it", p)
		}
		files[p] = read(t, s, p)
	}
	for _, d := range s.Diagnostics() {
		problems = append(problems, d.String())
	}
	return files, problems
}

// After any sequence of changes, looking again where they happened gives what looking at everything
// gives, and names every file that differs.
func TestUpdateEqualsScan(t *testing.T) {
	names := []string{"a.md", "A.md", "é", "e\u0301", "b", "b.md~", "sub", "SUB", "con.md", ".hid", "x:y", "4913", ".well-known"}
	rapid.Check(t, func(rt *rapid.T) {
		base, err := os.MkdirTemp("", "vernacular-model-")
		must(t, err)
		defer os.RemoveAll(base)
		dir := filepath.Join(base, "site")
		must(t, os.Mkdir(dir, 0o755))
		f, err := Open(dir, Options{Now: later})
		must(t, err)
		defer f.Close()
		s := scan(t, f)
		before, _ := state(t, s)

		name := rapid.SampledFrom(names)
		place := func() string {
			parts := []string{rapid.SampledFrom([]string{"content", "content", "content", "assets", "site.toml", "public"}).Draw(rt, "top")}
			for range rapid.IntRange(0, 3).Draw(rt, "depth") {
				parts = append(parts, name.Draw(rt, "name"))
			}
			return path.Join(parts...)
		}
		// real tells that no link or pipe is on the way, which the test's own operations would follow or
		// wait for.
		real := func(p string) bool {
			for ; p != dir; p = filepath.Dir(p) {
				if fi, err := os.Lstat(p); err == nil && !fi.IsDir() {
					return false
				}
			}
			return true
		}
		version := 0
		for range rapid.IntRange(1, 8).Draw(rt, "rounds") {
			var hints []string
			for range rapid.IntRange(1, 4).Draw(rt, "edits") {
				p := place()
				full := filepath.Join(dir, p)
				version++
				if !real(filepath.Dir(full)) {
					continue
				}
				// Operations may fail (a folder is in the way, and so on): then nothing happened.
				switch rapid.SampledFrom([]string{"write", "write", "write", "mkdir", "remove", "rename", "link", "pipe", "touch"}).Draw(rt, "op") {
				case "write":
					made := os.MkdirAll(filepath.Dir(full), 0o755) == nil
					// Writing into a pipe would wait for a reader.
					if fi, err := os.Lstat(full); made && (err != nil || fi.Mode().IsRegular()) {
						os.WriteFile(full, fmt.Appendf(nil, "v%03d", version), 0o644)
					}
				case "mkdir":
					os.MkdirAll(full, 0o755)
				case "remove":
					os.RemoveAll(full)
				case "rename":
					q := place()
					if to := filepath.Join(dir, q); real(filepath.Dir(to)) && os.Rename(full, to) == nil {
						hints = append(hints, q)
					}
				case "link":
					os.Symlink(rapid.SampledFrom([]string{"a.md", "..", "/dev/zero", "nowhere"}).Draw(rt, "target"), full)
				case "pipe":
					syscall.Mkfifo(full, 0o644)
				case "touch":
					os.Chtimes(full, later(), later())
				}
				switch rapid.IntRange(0, 9).Draw(rt, "hint") {
				case 0:
					hints = append(hints, "")
				case 1, 2:
					hints = append(hints, path.Dir(p), p)
				default:
					hints = append(hints, p)
				}
			}
			var changed []string
			s, changed = update(t, f, s, hints...)
			fresh, err := Open(dir, Options{Now: later})
			must(t, err)
			want := scan(t, fresh)
			gotFiles, gotProblems := state(t, s)
			wantFiles, wantProblems := state(t, want)
			fresh.Close()
			if !slices.Equal(s.Files(""), want.Files("")) {
				rt.Fatalf("hints %q: files %q, want %q", hints, s.Files(""), want.Files(""))
			}
			for p, text := range wantFiles {
				if gotFiles[p] != text {
					rt.Fatalf("%s: %q, want %q", p, gotFiles[p], text)
				}
			}
			if !slices.Equal(s.Holes(), want.Holes()) {
				rt.Fatalf("hints %q: holes %q, want %q", hints, s.Holes(), want.Holes())
			}
			if !slices.Equal(gotProblems, wantProblems) {
				rt.Fatalf("hints %q: problems\n%s\nwant\n%s", hints, strings.Join(gotProblems, "\n"), strings.Join(wantProblems, "\n"))
			}
			for _, sub := range []string{"content", "assets", "content/sub"} {
				if !slices.Equal(s.Files(sub), want.Files(sub)) {
					rt.Fatalf("files of %s: %q, want %q", sub, s.Files(sub), want.Files(sub))
				}
			}
			if !slices.IsSorted(changed) {
				rt.Fatalf("not sorted: %q", changed)
			}
			for p := range merge(before, wantFiles) {
				a, had := before[p]
				b, has := wantFiles[p]
				if (had != has || a != b) && !slices.Contains(changed, p) {
					rt.Fatalf("hints %q: %s differs (%q, %q) and is not in %q", hints, p, a, b, changed)
				}
			}
			for _, p := range changed {
				if before[p] == "" && wantFiles[p] == "" {
					rt.Fatalf("%s is said to have changed and was never there", p)
				}
			}
			before = wantFiles
		}
	})
}

func merge(a, b map[string]string) map[string]bool {
	all := map[string]bool{}
	for p := range a {
		all[p] = true
	}
	for p := range b {
		all[p] = true
	}
	return all
}
