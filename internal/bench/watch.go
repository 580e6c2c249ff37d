//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vernacular/internal/locale"
)

// watchRow is what one kind of edit cost one program.
type watchRow struct {
	place, size, program, edit string
	times                      []time.Duration
	fault                      string // why there are fewer times than edits
}

// session is one program that watches one site.
type session struct {
	race  *race
	place place
	size  size
	tool  tool
	site  string
	out   string
	tags  []locale.Tag      // grows with each new locale
	slugs map[string]string // by file of content: the name that an edit gave to a page
	proc  *process
}

// watchRace lets each program watch its site while the same edits are made in both.
func (r *race) watchRace(p place, s size) error {
	for _, t := range r.tools(s) {
		w := &session{race: r, place: p, size: s, tool: t, site: filepath.Join(p.dir, t.name), out: filepath.Join(p.dir, t.name+"-watch"),
			tags: localesOf(s), slugs: map[string]string{}}
		if err := w.run(); r.ctx.Err() != nil {
			return r.ctx.Err()
		} else if err != nil {
			return fmt.Errorf("%s: %w", strings.Join(t.watch, " "), err)
		}
	}
	r.noteWatch(p, s)
	return nil
}

func (w *session) run() error {
	if err := os.RemoveAll(filepath.Join(w.site, ".vernacular")); err != nil {
		return err
	}
	w.say("the first build")
	proc, err := start(w.race.ctx, w.tool.args(w.tool.watch, w.site, w.out))
	if err != nil {
		return err
	}
	defer proc.stop()
	w.proc = proc
	if _, err := w.await(w.everyPage(w.tags, "<html"), time.Now()); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	rss, _ := proc.memory()
	w.note("memory after the first build, MB", float64(rss)/1e6)
	w.note("CPU of 3 idle seconds, ms", float64(w.idle())/1e6)
	for _, k := range kinds {
		row, err := w.row(k)
		if err != nil {
			return err
		}
		w.race.watched = append(w.race.watched, row)
	}
	rss, peak := proc.memory()
	w.note("memory after all edits, MB", float64(rss)/1e6)
	w.note("peak memory, MB", float64(peak)/1e6)
	if w.tool.name != w.race.ours.name || w.race.opt.edits < 2 {
		return nil
	}
	growth, err := w.flat(w.race.opt.edits)
	if err == nil {
		w.note("memory grows over edits, ×", growth)
	}
	return err
}

func (w *session) note(what string, value float64) {
	w.race.note(w.place, w.size, "watch, "+w.tool.name+": "+what, value)
}

// row makes all edits of one kind. Large sites are edited less often, because Hugo takes up to a minute for each.
func (w *session) row(k kind) (watchRow, error) {
	row := watchRow{place: w.place.name, size: w.size.Name, program: w.tool.name, edit: k.name}
	times := min(k.times, w.race.opt.times)
	if w.tool.name == w.race.hugo.name && w.size.Pages*w.size.Locales > 10_000 {
		times = min(times, 2)
	}
	for i := range times {
		w.say("%s, %d of %d", k.name, i+1, times)
		took, err := w.measure(k.prepare(w, i, fmt.Sprintf("%s%dx", k.mark, i)))
		if stale, ok := err.(staleError); ok {
			row.fault = stale.Error()
			return row, nil
		} else if err != nil {
			return row, err
		}
		row.times = append(row.times, took)
		if err := w.settle(); err != nil {
			return row, err
		}
	}
	return row, nil
}

// flat edits one page again and again, and divides the most memory in the second half by the most in the first.
func (w *session) flat(edits int) (float64, error) {
	var most [2]int64
	for i := range edits {
		if i%10 == 0 {
			w.say("memory, edit %d of %d", i, edits)
		}
		if _, err := w.measure(w.editPage(1, 1, fmt.Sprintf("again%dx", i))); err != nil {
			return 0, err
		}
		rss, _ := w.proc.memory()
		half := i * 2 / edits
		most[half] = max(most[half], rss)
	}
	return ratio(most[1], most[0]), nil
}

func (w *session) say(format string, args ...any) {
	w.race.say("%s %s: watched by %s: %s", w.place.name, w.size.Name, w.tool.name, fmt.Sprintf(format, args...))
}

// measure makes an edit and gives the time from the save until all that must follow has followed.
func (w *session) measure(e edit) (time.Duration, error) {
	start := time.Now()
	if err := e.save(); err != nil {
		return 0, err
	}
	return w.await(e.must, start)
}

// idle is the processor time of some seconds in which nothing happens: the least of up to three such times, since
// the runtime gives memory back for a while after a build.
func (w *session) idle() time.Duration {
	least := time.Hour
	for range 3 {
		before := w.proc.cpu()
		time.Sleep(w.race.opt.idle)
		if least = min(least, w.proc.cpu()-before); least < time.Millisecond {
			break
		}
	}
	return least
}

// settle waits until the program does nothing any more.
func (w *session) settle() error {
	last, since := w.proc.cpu(), time.Now()
	for time.Since(since) < 600*time.Millisecond {
		time.Sleep(100 * time.Millisecond)
		if err := w.proc.alive(); err != nil {
			return err
		}
		if now := w.proc.cpu(); now-last > 5*time.Millisecond { // more than timers cost
			last, since = now, time.Now()
		}
	}
	return nil
}

// noteWatch notes what the goals ask about.
func (r *race) noteWatch(p place, s size) {
	for _, k := range kinds {
		ours, hugo := r.watchedBy(p, s, r.ours, k).middle(), r.watchedBy(p, s, r.hugo, k).middle()
		if ours > 0 && k.name == "one page" {
			r.note(p, s, "watch, vernacular: one page, ms", float64(ours)/1e6)
		}
		if ours > 0 && hugo > 0 {
			r.note(p, s, "watch, hugo ÷ vernacular: "+k.name, ratio(hugo, ours))
		}
	}
	if ours, hugo := r.noted(p, s, "watch, vernacular: peak memory, MB"), r.noted(p, s, "watch, hugo: peak memory, MB"); hugo > 0 {
		r.note(p, s, "watch, hugo ÷ vernacular: peak memory", hugo/ours)
	}
}

func (r *race) watchedBy(p place, s size, t tool, k kind) watchRow {
	for _, w := range r.watched {
		if w.place == p.name && w.size == s.Name && w.program == t.name && w.edit == k.name {
			return w
		}
	}
	return watchRow{}
}

func (w watchRow) middle() time.Duration {
	return median(w.times, func(d time.Duration) time.Duration { return d })
}

func (r *race) watchTable(b *strings.Builder) {
	if len(r.watched) == 0 {
		return
	}
	b.WriteString("\n## Watch\n\nFrom the save until all files that must change carry the new text, medians.\n\n")
	b.WriteString("| on | size | program | edit | times | median | least | most | |\n|---|---|---|---|---:|---:|---:|---:|---|\n")
	for _, w := range r.watched {
		if len(w.times) == 0 {
			fmt.Fprintf(b, "| %s | %s | %s | %s | 0 | | | | %s |\n", w.place, w.size, w.program, w.edit, w.fault)
			continue
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %d | %s | %s | %s | %s |\n", w.place, w.size, w.program, w.edit, len(w.times),
			ms(w.middle()), ms(slices.Min(w.times)), ms(slices.Max(w.times)), w.fault)
	}
}
