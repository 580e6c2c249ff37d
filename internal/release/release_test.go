package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// copySources copies what a program is built from to a folder.
func copySources(t *testing.T, to string) {
	t.Helper()
	root := filepath.Join("..", "..")
	for _, part := range []string{"go.mod", "go.sum", "LICENSE", "cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(root, name)
			at := filepath.Join(to, rel)
			switch {
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules"):
				return fs.SkipDir
			case d.IsDir():
				return os.MkdirAll(at, 0o755)
			case strings.HasSuffix(name, "_test.go"):
				return nil
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				return err
			}
			return os.WriteFile(at, data, 0o644)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// inFolder runs a command in a folder.
func inFolder(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if _, err := output(dir, name, args...); err != nil {
		t.Fatal(err)
	}
}

// TestSameBytes builds the program of this machine in two folders, one of them under version control and with other settings
// of Go, and compares.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program twice")
	}
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("git is not installed")
		}
		t.Skip("to run this: apt-get install git")
	}
	work := t.TempDir()
	here := target{runtime.GOOS, runtime.GOARCH}
	var made [2][]byte
	var programs []program
	for i, name := range []string{"one", "some other/path"} {
		dir := filepath.Join(work, filepath.FromSlash(name))
		copySources(t, dir)
		if i == 1 {
			inFolder(t, dir, "git", "init", "-q")
			inFolder(t, dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "one")
			t.Setenv("GOFLAGS", "-buildvcs=true -tags=other")
			t.Setenv("GOAMD64", "v3")
			t.Setenv("CGO_ENABLED", "1")
			t.Setenv("TZ", "Asia/Kathmandu")
		}
		b, err := newBuilder(options{dir: dir, out: filepath.Join(dir, "dist"), version: "v1.2.3", source: "https://www.example.org/x"})
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 && !strings.Contains(b.source, "commit ") {
			t.Errorf("the source of a checkout is told as %q", b.source)
		}
		b.source = "https://www.example.org/x commit 1234"
		p, err := b.build(here)
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, p)
		if made[i], err = os.ReadFile(p.path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Errorf("two folders made two programs: %s and %s", programs[0].sum, programs[1].sum)
	}
	if bytes.Contains(made[0], []byte(filepath.Base(filepath.Dir(work)))) {
		t.Error("the program holds the folder that it was made in")
	}
	said, err := output(work, programs[0].path, "--version")
	want := "vernacular v1.2.3\nmade from https://www.example.org/x commit 1234, with go"
	if err != nil || !strings.HasPrefix(said, want) {
		t.Errorf("--version says %q, %v", said, err)
	}
	aboutPrograms(t, programs)
}

// aboutPrograms looks at the files about programs, which are equal.
func aboutPrograms(t *testing.T, programs []program) {
	t.Helper()
	var bills [2]string
	for i, p := range programs {
		modules, err := modulesOf(filepath.Join("..", ".."), []program{p})
		if err != nil {
			t.Fatal(err)
		}
		text, err := licencesText(filepath.Join("..", ".."), modules)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"Yusuke Inuzuka", "github.com/yuin/goldmark v", "UNICODE LICENSE", "The Go Authors"} {
			if !bytes.Contains(text, []byte(words)) {
				t.Errorf("the licences lack %q", words)
			}
		}
		data, err := billOfMaterials("v1.2.3", "https://www.example.org/x commit 1234", []program{p}, modules)
		if err != nil {
			t.Fatal(err)
		}
		bills[i] = string(data)
		var b bill
		if err := json.Unmarshal(data, &b); err != nil {
			t.Fatal(err)
		}
		refs := map[string]bool{"vernacular": true}
		for _, c := range b.Components {
			refs[c.Ref] = true
			if c.Type == "library" && len(c.Licences) == 0 {
				t.Errorf("%s has no licence", c.Name)
			}
		}
		if len(b.Components) != len(modules)+2 || len(modules) < 10 {
			t.Errorf("%d components, %d modules", len(b.Components), len(modules))
		}
		for _, d := range b.Dependencies {
			for _, ref := range append(d.Uses, d.Ref) {
				if !refs[ref] {
					t.Errorf("%s is no component", ref)
				}
			}
		}
	}
	if bills[0] != bills[1] {
		t.Error("the same program has two bills of materials")
	}
}

// TestArchive looks at what comes out of an archive, and that two are equal.
func TestArchive(t *testing.T) {
	dir := t.TempDir()
	var made [2][]byte
	for i := range made {
		if err := os.WriteFile(filepath.Join(dir, "p"), []byte("program"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := archive(dir, "p", []byte("licences")); err != nil {
			t.Fatal(err)
		}
		made[i], _ = os.ReadFile(filepath.Join(dir, "p.zip"))
	}
	z, err := zip.NewReader(bytes.NewReader(made[0]), int64(len(made[0])))
	if err != nil || !bytes.Equal(made[0], made[1]) {
		t.Fatalf("the archives differ, or: %v", err)
	}
	if f := z.File[0]; f.Name != "vernacular/vernacular" || f.Mode().Perm() != 0o755 {
		t.Errorf("%s comes out with %v", f.Name, f.Mode())
	}
	if err := writeSums(dir, []string{"p.zip", "p"}); err != nil {
		t.Fatal(err)
	}
	sums, _ := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if lines := strings.Split(string(sums), "\n"); len(lines) != 3 || !strings.HasSuffix(lines[0], "  p") || len(lines[0]) != 64+3 {
		t.Errorf("SHA256SUMS is %q", sums)
	}
}

// TestNames has the names that people see.
func TestNames(t *testing.T) {
	for i, want := range []string{"vernacular-linux-amd64", "vernacular-linux-arm64", "vernacular-macos-amd64", "vernacular-macos-arm64",
		"vernacular-windows-amd64.exe", "vernacular-windows-arm64.exe"} {
		if got := targets[i].file(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestLicencesIn has one row for each kind of text.
func TestLicencesIn(t *testing.T) {
	for want, text := range map[string]string{
		"MIT":          "Permission is hereby granted, free of\ncharge, to … THE SOFTWARE IS PROVIDED \"AS IS\"",
		"BSD-3-Clause": "Redistribution and use in source and binary\nforms … used to endorse or promote products",
		"BSD-2-Clause": "Redistribution and use in source and binary forms, with or without modification",
		"Apache-2.0":   "Apache License\n   Version 2.0, January 2004",
		"":             "All rights reserved.",
	} {
		if got := strings.Join(licencesIn(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
