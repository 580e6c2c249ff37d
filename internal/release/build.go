package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// target is a system and a processor in the words of Go.
type target struct{ system, processor string }

func (t target) String() string { return t.system + "/" + t.processor }

// targets are those that a release has a program for.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

// file returns the name of the program of a target.
func (t target) file() string {
	system, ending := t.system, ""
	switch system {
	case "darwin":
		system = "macos"
	case "windows":
		ending = ".exe"
	}
	return "vernacular-" + system + "-" + t.processor + ending
}

// program is one that was built.
type program struct {
	target target
	name   string // in the folder of the release
	path   string
	sum    string // SHA-256 in hexadecimal
}

// builder builds the programs of one release.
type builder struct {
	o         options
	version   string
	source    string // with the commit
	toolchain string // the one version of Go that the bytes are made with
}

// newBuilder finds out which version is built, of what.
func newBuilder(o options) (*builder, error) {
	if _, err := os.Stat(filepath.Join(o.dir, "cmd", "vernacular")); err != nil {
		return nil, errors.New("this folder has no cmd/vernacular: run it in the folder of the sources")
	}
	b := &builder{o: o, version: o.version, source: o.source}
	text, err := output(o.dir, "go", "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	var mod struct{ Toolchain string }
	if err := json.Unmarshal([]byte(text), &mod); err != nil || mod.Toolchain == "" {
		return nil, fmt.Errorf("go.mod names no toolchain, so that other versions of Go would make other programs: %w", err)
	}
	b.toolchain = mod.Toolchain
	// Without git, as in an archive of the sources, no commit is known.
	if commit, err := output(o.dir, "git", "rev-parse", "HEAD"); err == nil {
		changed, err := output(o.dir, "git", "status", "--porcelain", "--", "cmd", "internal", "go.mod", "go.sum")
		if err != nil {
			return nil, err
		}
		if changed != "" {
			commit += " with changes"
		}
		b.source = strings.TrimSpace(b.source + " commit " + commit)
	}
	if b.version == "" {
		b.version = "unreleased"
		if tag, err := output(o.dir, "git", "describe", "--tags", "--exact-match"); err == nil {
			b.version = tag
		}
	}
	if strings.ContainsAny(b.version+b.source, "'\"\n") { // the linker's flags are parted by the go command
		return nil, errors.New("a version or a source with a quotation mark or a line break cannot be shown")
	}
	return b, nil
}

// changing are the variables by which a person's or a machine's settings would change the bytes of a program.
var changing = []string{"GOFLAGS", "GOEXPERIMENT", "GOAMD64", "GOARM64", "GOFIPS140", "GOWORK", "GOOS", "GOARCH", "GOTOOLCHAIN", "CGO_ENABLED", "GOENV"}

// environment returns the variables to build with.
func (b *builder) environment(t target) []string {
	var env []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		kept := true
		for _, c := range changing {
			kept = kept && !strings.EqualFold(name, c)
		}
		if kept {
			env = append(env, v)
		}
	}
	return append(env, "GOFLAGS=-mod=readonly", "GOAMD64=v1", "GOARM64=v8.0", "GOFIPS140=off", "GOWORK=off", "CGO_ENABLED=0",
		"GOTOOLCHAIN="+b.toolchain, "GOOS="+t.system, "GOARCH="+t.processor)
}

// build builds the program of a target. Neither the folder nor its version control get into it, nor the symbols of a
// debugger; the id of the build stays, since the cache tells versions of the program apart by it.
func (b *builder) build(t target) (program, error) {
	out, err := filepath.Abs(filepath.Join(b.o.out, t.file()))
	if err != nil {
		return program{}, err
	}
	flags := fmt.Sprintf("-s -w -X 'vernacular/internal/cli.version=%s' -X 'vernacular/internal/cli.madeFrom=%s'", b.version, b.source)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", out, "./cmd/vernacular")
	cmd.Dir, cmd.Env = b.o.dir, b.environment(t)
	if said, err := cmd.CombinedOutput(); err != nil {
		return program{}, fmt.Errorf("%s: %w\n%s", t, err, said)
	}
	sum, err := digest(out)
	return program{t, t.file(), out, sum}, err
}

// output runs a program in a folder and returns what it prints, without the white space around it.
func output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var wrong bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &wrong
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, wrong.Bytes())
	}
	return strings.TrimSpace(string(text)), nil
}
