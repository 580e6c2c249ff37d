//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// axis is a row of sizes in which one number grows and the others stand still.
type axis struct {
	name, still string
	numbers     []int
	size        func(n int) size
}

var axes = []axis{
	{"pages", "10 locales, 60 messages", []int{50, 100, 200, 400, 800}, func(n int) size {
		return size{Pages: n, Locales: 10, Messages: 60}
	}},
	{"locales", "50 pages, 60 messages", []int{6, 12, 24, 48, 96}, func(n int) size {
		return size{Pages: 50, Locales: n, Messages: 60}
	}},
	{"messages", "50 pages, 10 locales", []int{30, 60, 120, 240, 480}, func(n int) size {
		return size{Pages: 50, Locales: 10, Messages: n}
	}},
	{"alternates", "1 page, 60 messages, as many locales as alternates", []int{6, 12, 24, 48, 96}, func(n int) size {
		return size{Pages: 1, Locales: n, Messages: 60}
	}},
}

// scale measures how our cold build grows along each axis.
func (r *race) scale(out io.Writer) error {
	var table, fits strings.Builder
	for _, a := range axes {
		var x, wall, cpu, peak []float64
		for _, n := range a.numbers {
			r.say("%d %s", n, a.name)
			got, err := r.grown(a.size(n))
			if err != nil {
				return fmt.Errorf("%d %s: %w", n, a.name, err)
			}
			fmt.Fprintf(&table, "| %s | %s | %d | %s | %s | %.0f MB |\n", a.name, a.still, n, ms(got.wall), ms(got.cpu), float64(got.peak)/1e6)
			x, wall = append(x, float64(n)), append(wall, float64(got.wall))
			cpu, peak = append(cpu, float64(got.cpu)), append(peak, float64(got.peak))
		}
		last := len(x) - 2
		fmt.Fprintf(&fits, "| %s | %.2f | %.2f | %.2f | %.2f |\n", a.name,
			exponent(x, wall), exponent(x, cpu), exponent(x, peak), exponent(x[last:], cpu[last:]))
	}
	_, err := fmt.Fprintf(out, `%s; %s; %s; vernacular %s.

## Scaling

Cold builds, medians of %d.

| against | at | number | wall | CPU | peak memory |
|---|---|---:|---:|---:|---:|
%s
The exponent e of cost = c · number^e, by least squares through the logarithms of all five; the process's start, which
does not grow, lowers it. The last column has only the two largest.

| against | wall | CPU | peak memory | CPU, the two largest |
|---|---:|---:|---:|---:|
%s`, machine(), fileSystem(r.opt.dirs[0]), time.Now().UTC().Format("2006-01-02"), r.ours.version, r.scaleRuns(), table.String(), fits.String())
	return err
}

func (r *race) scaleRuns() int {
	if r.opt.runs > 0 {
		return r.opt.runs
	}
	return 3
}

// grown returns the medians of some cold builds of one size.
func (r *race) grown(s size) (sample, error) {
	dir, err := os.MkdirTemp(r.opt.dirs[0], "vernacular-bench")
	if err != nil {
		return sample{}, err
	}
	defer os.RemoveAll(dir)
	s.Words = 650
	site, out := filepath.Join(dir, "site"), filepath.Join(dir, "out")
	if err := writeSite(site, s, r.ours.style); err != nil {
		return sample{}, err
	}
	var list []sample
	for range r.scaleRuns() {
		for _, old := range []string{out, filepath.Join(site, ".vernacular")} {
			if err := os.RemoveAll(old); err != nil {
				return sample{}, err
			}
		}
		got, err := r.once(r.ours.args(r.ours.build, site, out))
		if err != nil {
			return sample{}, err
		}
		list = append(list, got)
	}
	return middle(list), nil
}
