//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/publish"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// floorArg as the first argument makes this program the floor: the cost that is left if a generator did nothing but
// read the pages, run goldmark over them and write as many bytes into as many files of the same names.
const floorArg = "floor-program"

// job is one output: its path below the output folder, its size in bytes, and the page it comes from, a path below
// the site, "" for what comes from none.
type job struct {
	path   string
	size   int64
	source string
}

// writePlan writes the jobs that a published folder stands for, a line each, so that the floor spends no time on JSON.
func writePlan(name, out string) error {
	data, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	if err != nil {
		return err
	}
	m, err := publish.ReadManifest(data)
	if err != nil {
		return err
	}
	for i, p := range m.Parts {
		text, err := os.ReadFile(filepath.Join(out, p.Path))
		if err != nil {
			return err
		}
		entries, err := m.ReadPart(i, text)
		if err != nil {
			return err
		}
		m.Entries = append(m.Entries, entries...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d\tmanifest.json\t\n", len(data))
	for _, f := range m.Entries {
		own := slices.IndexFunc(f.Sources, func(s string) bool { return strings.HasPrefix(s, "content/"+f.Locale+"/") })
		source := ""
		if own >= 0 && strings.HasSuffix(f.Path, "index.html") {
			source = f.Sources[own]
		}
		fmt.Fprintf(&b, "%d\t%s\t%s\n", f.Size, f.Path, source)
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}

func readPlan(name string) ([]job, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var jobs []job
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		part := strings.Split(lines.Text(), "\t")
		n, err := strconv.ParseInt(part[0], 10, 64)
		if err != nil || len(part) != 3 {
			return nil, fmt.Errorf("%s: no job: %q", name, lines.Text())
		}
		jobs = append(jobs, job{part[1], n, part[2]})
	}
	return jobs, lines.Err()
}

// floor does the jobs of a plan (arguments: plan, site, output), with as many goroutines as there are processors.
func floor(args []string) error {
	jobs, err := readPlan(args[0])
	if err != nil {
		return err
	}
	site, out := args[1], args[2]
	made := map[string]bool{}
	for _, j := range jobs {
		if dir := path.Dir(j.path); !made[dir] {
			made[dir] = true
			if err := os.MkdirAll(filepath.Join(out, dir), 0o755); err != nil {
				return err
			}
		}
	}
	errs := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			md := goldmark.New(goldmark.WithExtensions(extension.GFM))
			var body bytes.Buffer
			for errs[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(jobs) {
					return
				}
				errs[i] = jobs[n].do(md, &body, site, out)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

var filler = bytes.Repeat([]byte("a line of filler\n"), 2048)

func (j job) do(md goldmark.Markdown, body *bytes.Buffer, site, out string) error {
	body.Reset()
	if j.source != "" {
		text, err := os.ReadFile(filepath.Join(site, j.source))
		if err != nil {
			return err
		}
		if _, after, ok := bytes.Cut(text, []byte("\n---\n")); ok {
			text = after
		}
		if err := md.Convert(text, body); err != nil {
			return err
		}
	}
	f, err := os.Create(filepath.Join(out, j.path))
	if err != nil {
		return err
	}
	defer f.Close()
	// A page is one call to write; only what is far larger takes several.
	for left := j.size; left > 0; body.Reset() {
		for int64(body.Len()) < left && body.Len() < len(filler) {
			body.Write(filler[:min(left-int64(body.Len()), int64(len(filler)-body.Len()))])
		}
		body.Truncate(int(min(left, int64(body.Len()))))
		if _, err := f.Write(body.Bytes()); err != nil {
			return err
		}
		left -= int64(body.Len())
	}
	return f.Close()
}
