//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// coldRow is what one program's builds from nothing cost.
type coldRow struct {
	place, size, program string
	work                 string // "pages × locales"
	runs                 int
	mid                  sample
	best                 time.Duration
	made                 census
}

// runner is one participant of the cold race: the command that makes an output folder.
type runner struct {
	name, label string
	command     func(out string) []string
	forget      []string // what a run before may have left, which would help the next
}

// coldRace runs all programs in turn, as often as the size asks. The folders are called after the program and the
// round; those of round 0 stay.
func (r *race) coldRace(p place, s size) error {
	list := r.runners(p, s)
	samples := make([][]sample, len(list))
	for n := range s.Runs {
		for i, c := range list {
			r.say("%s %s: cold build %d of %d by %s", p.name, s.Name, n+1, s.Runs, c.name)
			got, err := r.coldBuild(p, c, n)
			if err != nil {
				return err
			}
			samples[i] = append(samples[i], got)
		}
		if n == 0 {
			r.say("%s %s: comparing", p.name, s.Name)
			if err := judge(coldOut(p, r.ours.name, 0), coldOut(p, r.hugo.name, 0), s); err != nil {
				return err
			}
		}
	}
	if r.opt.check {
		return nil
	}
	rows := make([]coldRow, len(list))
	for i, c := range list {
		made, err := count(coldOut(p, c.name, 0))
		if err != nil {
			return err
		}
		rows[i] = coldRow{p.name, s.Name, c.label, fmt.Sprintf("%d × %d", s.Pages, s.Locales), s.Runs,
			middle(samples[i]), fastest(samples[i]), made}
	}
	r.cold = append(r.cold, rows...)
	r.noteCold(p, s, list, rows)
	return nil
}

// coldOut returns the output folder of a program in a round.
func coldOut(p place, program string, round int) string {
	return filepath.Join(p.dir, fmt.Sprintf("%s-out-%d", program, round))
}

// coldBuild has one program build from nothing.
func (r *race) coldBuild(p place, c runner, round int) (sample, error) {
	for _, name := range c.forget {
		if err := os.RemoveAll(name); err != nil {
			return sample{}, err
		}
	}
	out := coldOut(p, c.name, round)
	if p.name != "tmpfs" {
		syscall.Sync() // what the last program left for the disk to do
	}
	got, err := r.once(c.command(out))
	if err != nil {
		return sample{}, err
	}
	if round == 0 && c.name == r.ours.name { // the floor writes what we have written
		if err := writePlan(planIn(p), out); err != nil {
			return sample{}, err
		}
	}
	// Ext4 is slow to reuse what was just deleted, so there all folders stay to the end.
	if round > 0 && p.name == "tmpfs" {
		err = os.RemoveAll(out)
	}
	return got, err
}

// warmRow is what our build costs when the output and the engine's record of the last build are there.
type warmRow struct {
	place, size, what string
	runs              int
	mid, cold         sample
}

// warmRace builds again, as often as the size asks: with nothing changed, and with one page edited before each run.
func (r *race) warmRace(p place, s size) error {
	i := slices.IndexFunc(r.cold, func(c coldRow) bool { return c.place == p.name && c.size == s.Name })
	w := &session{race: r, place: p, size: s, tool: r.ours, site: filepath.Join(p.dir, r.ours.name), out: filepath.Join(p.dir, "warm"), tags: localesOf(s)}
	build := r.ours.args(r.ours.build, w.site, w.out)
	if _, err := r.once(build); err != nil {
		return err
	}
	written, err := newest(w.out)
	if err != nil {
		return err
	}
	for _, what := range []string{"nothing changed", "one page edited"} {
		var samples []sample
		for n := range s.Runs {
			r.say("%s %s: warm build %d of %d, %s", p.name, s.Name, n+1, s.Runs, what)
			if what == "one page edited" {
				if err := w.editPage(n*7+1, n*13+1, fmt.Sprintf("warm%dx", n)).save(); err != nil {
					return err
				}
			}
			got, err := r.once(build)
			if err != nil {
				return err
			}
			samples = append(samples, got)
			if now, err := newest(w.out); err != nil {
				return err
			} else if what == "nothing changed" && now != written {
				return errors.New("a build of unchanged sources wrote something")
			}
		}
		row := warmRow{p.name, s.Name, what, s.Runs, middle(samples), r.cold[i].mid}
		r.warm = append(r.warm, row)
		r.note(p, s, "warm ÷ cold, wall, "+what, ratio(row.mid.wall, row.cold.wall))
	}
	return nil
}

// newest is when the youngest file was written.
func newest(dir string) (time.Time, error) {
	var last time.Time
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
		return err
	})
	return last, err
}

func planIn(p place) string { return filepath.Join(p.dir, "plan") }

func (r *race) runners(p place, s size) []runner {
	var list []runner
	for _, t := range r.tools(s) {
		site := filepath.Join(p.dir, t.name)
		list = append(list, runner{t.name, t.name + " " + t.version,
			func(out string) []string { return t.args(t.build, site, out) },
			[]string{filepath.Join(site, "resources"), filepath.Join(site, ".vernacular")}})
	}
	if r.opt.check {
		return list
	}
	ours := filepath.Join(p.dir, r.ours.name)
	return append(list,
		runner{"floor", "floor", func(out string) []string {
			return []string{r.self, floorArg, planIn(p), ours, out}
		}, nil},
		runner{"cp", "`cp -r`", func(out string) []string {
			return []string{"cp", "-r", ours + "-out-0", out}
		}, nil})
}

// noteCold notes what the goals ask about.
func (r *race) noteCold(p place, s size, list []runner, rows []coldRow) {
	by := map[string]sample{}
	for i, c := range list {
		by[c.name] = rows[i].mid
	}
	ours, hugo := by[r.ours.name], by[r.hugo.name]
	note := func(what string, value float64) { r.note(p, s, what, value) }
	note("peak memory, MB", float64(ours.peak)/1e6)
	note("vernacular ÷ floor, wall", ratio(ours.wall, by["floor"].wall))
	if !s.Alone {
		note("hugo ÷ vernacular, wall", ratio(hugo.wall, ours.wall))
		note("hugo ÷ vernacular, CPU", ratio(hugo.cpu, ours.cpu))
		note("hugo ÷ vernacular, peak memory", ratio(hugo.peak, ours.peak))
	}
}

func (r *race) warmTable(b *strings.Builder) {
	b.WriteString("\n## Warm\n\nVernacular again in a new process, medians.\n\n")
	b.WriteString("| on | size | | runs | wall | CPU | peak memory | ÷ cold, wall | ÷ cold, CPU |\n|---|---|---|---:|---:|---:|---:|---:|---:|\n")
	for _, c := range r.warm {
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s | %s | %.0f MB | %.2f | %.2f |\n", c.place, c.size, c.what, c.runs,
			ms(c.mid.wall), ms(c.mid.cpu), float64(c.mid.peak)/1e6, ratio(c.mid.wall, c.cold.wall), ratio(c.mid.cpu, c.cold.cpu))
	}
}

func (r *race) coldTable(b *strings.Builder) {
	b.WriteString("\n## Cold\n\nWhole processes from start to end, medians.\n\n")
	b.WriteString("| on | size | pages × locales | program | runs | wall | best | CPU | peak memory | files | MB |\n|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, c := range r.cold {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %d | %s | %s | %s | %.0f MB | %d | %.0f |\n", c.place, c.size, c.work, c.program,
			c.runs, ms(c.mid.wall), ms(c.best), ms(c.mid.cpu), float64(c.mid.peak)/1e6, c.made.files, float64(c.made.bytes)/1e6)
	}
}
