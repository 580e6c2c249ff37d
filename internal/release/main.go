// Release makes the programs that people get who have no Go: one file for each system and processor, which needs nothing
// beside it.
//
//	go run ./internal/release                      # all six, into dist/
//	go run ./internal/release -only linux/arm64    # one of them
//	go run ./internal/release -version v1.0.0 -source https://www.example.org/vernacular
//
// It turns the sources of this folder into dist/vernacular-<system>-<processor>, with an archive of those for macOS and
// Linux, in which the program may be run as it comes out; SHA256SUMS has the digests, vernacular.cdx.json says what each
// program is made of (CycloneDX), and licences.txt has the licences of all of it. The same commit, version and source give
// the same bytes on every machine and in every folder, so that anybody can compare a program with its sources.
//
// It is a tool for people, not a part of the program: nothing imports it. Start with run; how a program is built is in
// build.go, what it is made of in sbom.go and licences.go. Its subfolder pictures makes the pictures of README.md.
package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// options say what is made.
type options struct {
	dir     string // the folder of the sources
	out     string
	version string // as people name it; "" for that of the tag of the commit
	source  string // where the sources are published; may be ""
	only    string // one target; "" for all
}

func main() {
	var o options
	flag.StringVar(&o.out, "out", "dist", "the folder to write to")
	flag.StringVar(&o.version, "version", "", "the name of the release; by default the tag of the commit, or unreleased")
	flag.StringVar(&o.source, "source", "", "the address of the sources, which the program shows with --version")
	flag.StringVar(&o.only, "only", "", "make one program only, such as linux/arm64")
	flag.Parse()
	o.dir = "."
	if flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "release: it takes flags only; -h lists them")
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// run makes the programs and the files about them.
func run(o options) error {
	b, err := newBuilder(o)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	var programs []program
	for _, t := range targets {
		if o.only != "" && o.only != t.String() {
			continue
		}
		p, err := b.build(t)
		if err != nil {
			return err
		}
		fmt.Println(p.name)
		programs = append(programs, p)
	}
	if len(programs) == 0 {
		return fmt.Errorf("there is no target %q; there are %v", o.only, targets)
	}
	modules, err := modulesOf(o.dir, programs)
	if err != nil {
		return err
	}
	licences, err := licencesText(o.dir, modules)
	if err != nil {
		return err
	}
	bill, err := billOfMaterials(b.version, b.source, programs, modules)
	if err != nil {
		return err
	}
	files := map[string][]byte{"licences.txt": licences, "vernacular.cdx.json": bill}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(o.out, name), data, 0o644); err != nil {
			return err
		}
	}
	names := []string{"licences.txt", "vernacular.cdx.json"}
	for _, p := range programs {
		names = append(names, p.name)
		if p.target.system == "windows" {
			continue
		}
		if err := archive(o.out, p.name, licences); err != nil {
			return err
		}
		names = append(names, p.name+".zip")
	}
	return writeSums(o.out, names)
}

// archive packs a program with its licences. What comes out of it may be run, which a file that a browser has downloaded
// may not on macOS and Linux.
func archive(dir, name string, licences []byte) error {
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, name+".zip"))
	if err != nil {
		return err
	}
	defer file.Close()
	z := zip.NewWriter(file)
	add := func(name string, mode os.FileMode, data []byte) {
		if err != nil {
			return
		}
		h := &zip.FileHeader{Name: "vernacular/" + name, Method: zip.Deflate}
		h.SetMode(mode)
		var w io.Writer
		if w, err = z.CreateHeader(h); err == nil {
			_, err = w.Write(data)
		}
	}
	add("vernacular", 0o755, body)
	add("licences.txt", 0o644, licences)
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return file.Close()
}

// writeSums writes SHA256SUMS, which sha256sum --check reads.
func writeSums(dir string, names []string) error {
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		sum, err := digest(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, name)
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(b.String()), 0o644)
}

// digest returns the SHA-256 of a file in hexadecimal.
func digest(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
