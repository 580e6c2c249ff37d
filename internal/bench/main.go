//go:build unix

// Bench races Vernacular against Hugo and against the floor, and prints a Markdown table beside the goals.
//
//	go run ./internal/bench -sizes S,M         # cold, warm and watch, in memory and on disk
//	go run ./internal/bench -sizes L -n 1      # minutes, 6 GB of memory for Hugo
//	go run ./internal/bench -sizes S -check    # do both make the same site? no times
//	go run ./internal/bench -scale             # cost against pages, locales, messages, alternates
//
// It turns a size (pages, locales, words, messages) into two site folders that ask for the same
// work: the same Markdown in several scripts, the same messages through the layout, a menu and hreflang
// links to every variant, sitemaps. The texts come from a seed: every run makes the same bytes.
//
// The races, each for every size and every folder of -dirs (sources and outputs are both there):
//
//   - Cold: whole processes, process start included, in turn, each into a new folder, nothing cached but the
//     kernel's pages. After the first round the judge compares what a reader gets, texts, links, alternates,
//     and the counts of pages and sitemap entries, and no time is believed of sites that differ.
//   - The floor is this program itself, started again: read each page, run goldmark over it, write files with
//     the names and sizes of our output. What no generator with these parts can beat. `cp -r` copies the output.
//   - Warm: our build again, with nothing changed and with one page edited. Before every other race our record on
//     disk (.vernacular) is deleted.
//   - Watch: `vernacular watch --addr none` and `hugo --watch`, which both put every byte on disk and serve
//     nothing. (`hugo server` by default renders again only what a browser looked at lately.) A file is
//     saved by a rename into its place, the same for both; the time ends when every file that must
//     change carries the new text, which is read from the files themselves.
//
// Figures are medians. The machine should be idle; compare the ratios, not the times, across machines.
//
// It is a tool for people, not a part of the program: nothing imports it, and it imports nothing of the
// engine but names of languages. Start with run; texts.go makes the words, sites.go the two folders,
// judge.go compares, measure.go starts programs, floor.go is the floor, cold.go, watch.go (with edits.go and
// await.go) and scale.go are the races, goals.go says what was promised.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// size is the work of one table row.
type size struct {
	Name     string
	Pages    int
	Locales  int
	Words    int  // of prose in each page
	Messages int  // used by the layout of each page
	Runs     int  // cold builds by each program, unless -n says
	Alone    bool // too large for Hugo here
}

// sizes can be named with -sizes.
var sizes = []size{
	{Name: "S", Pages: 1, Locales: 100, Words: 650, Messages: 60, Runs: 15},
	{Name: "M", Pages: 250, Locales: 20, Words: 650, Messages: 60, Runs: 5},
	{Name: "L", Pages: 1000, Locales: 40, Words: 650, Messages: 60, Runs: 3},
	{Name: "XL", Pages: 2500, Locales: 40, Words: 650, Messages: 60, Runs: 1, Alone: true},
}

// options are the flags.
type options struct {
	sizes              []size
	dirs               []string
	runs, times, edits int
	check, watch, keep bool
	scale              bool
	idle               time.Duration // how long a watching program is left alone
}

func main() {
	hidden(os.Args[1:])
	opt := options{idle: 3 * time.Second}
	names := flag.String("sizes", "S", "comma-separated `names` of sizes: S, M, L, XL")
	dirs := flag.String("dirs", strings.Join(defaultDirs(), ","), "comma-separated `folders` to race in, one after the other")
	flag.IntVar(&opt.runs, "n", 0, "how often each program builds each site; by default S 15, M 5, L 3, XL 1")
	flag.BoolVar(&opt.watch, "watch", true, "race in watching, too (sizes with more than one page)")
	flag.IntVar(&opt.times, "times", 20, "the most edits of each kind in watching")
	flag.IntVar(&opt.edits, "edits", 200, "how often to edit one page to see whether our memory grows in watching; 0 skips it")
	flag.BoolVar(&opt.scale, "scale", false, "measure instead how the cost of our builds grows, in the first folder")
	flag.BoolVar(&opt.check, "check", false, "compare the two sites and time nothing")
	flag.BoolVar(&opt.keep, "keep", false, "do not delete sites and outputs at the end")
	flag.Parse()
	var err error
	if opt.sizes, err = named(*names); err != nil {
		exit(err)
	}
	opt.dirs = strings.Split(*dirs, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(run(ctx, os.Stdout, opt))
}

// hidden does the work of the two programs that this one is, too.
func hidden(args []string) {
	switch {
	case len(args) == 0:
	case args[0] == floorArg:
		exit(floor(args[1:]))
	case args[0] == launchArg:
		exit(launch(args[1:]))
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func named(names string) ([]size, error) {
	var list []size
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(sizes, func(s size) bool { return strings.EqualFold(s.Name, name) })
		if i < 0 {
			return nil, fmt.Errorf("no size is called %q", name)
		}
		list = append(list, sizes[i])
	}
	return list, nil
}

// defaultDirs are a folder in memory, if there is one, and a folder on a disk.
func defaultDirs() []string {
	var dirs []string
	if fileSystem("/dev/shm") == "tmpfs" {
		dirs = append(dirs, "/dev/shm")
	}
	disk := os.TempDir()
	if cache, err := os.UserCacheDir(); err == nil && fileSystem(disk) == "tmpfs" && os.MkdirAll(cache, 0o700) == nil {
		disk = cache
	}
	return append(dirs, disk)
}

// race is one run of the program.
type race struct {
	ctx     context.Context
	opt     options
	self    string // this program, which is also the floor
	ours    tool
	hugo    tool
	cold    []coldRow
	warm    []warmRow
	watched []watchRow
	results []result
}

// place is a folder to race in.
type place struct{ name, dir string }

// run races in each place and writes the report.
func run(ctx context.Context, out io.Writer, opt options) error {
	r := race{ctx: ctx, opt: opt}
	bin, err := os.MkdirTemp("", "vernacular-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := r.prepare(bin); err != nil {
		return err
	}
	if opt.scale {
		return r.scale(out)
	}
	for _, dir := range opt.dirs {
		if err = r.at(dir); err != nil {
			break
		}
	}
	switch {
	case !opt.check && len(r.cold) > 0: // also after an error: what was measured until then took long
		err = errors.Join(err, r.report(out))
	case err == nil:
		_, err = fmt.Fprintln(out, "both programs make the same texts, links and alternates")
	}
	return err
}

// at runs all races in one folder, and leaves nothing there.
func (r *race) at(dir string) error {
	tmp, err := os.MkdirTemp(dir, "vernacular-bench")
	if err != nil {
		return err
	}
	if !r.opt.keep {
		defer os.RemoveAll(tmp)
	}
	p := place{fileSystem(tmp), tmp}
	for _, s := range r.opt.sizes {
		if r.opt.check {
			s.Runs = 1
		} else if r.opt.runs > 0 {
			s.Runs = r.opt.runs
		}
		if err := r.size(p, s); err != nil {
			return fmt.Errorf("size %s in %s: %w", s.Name, tmp, err)
		}
	}
	return nil
}

func (r *race) size(p place, s size) error {
	p.dir = filepath.Join(p.dir, s.Name)
	if !r.opt.keep {
		defer os.RemoveAll(p.dir)
	}
	for _, t := range r.tools(s) {
		r.say("%s %s: writing the site for %s", p.name, s.Name, t.name)
		if err := writeSite(filepath.Join(p.dir, t.name), s, t.style); err != nil {
			return err
		}
	}
	if err := r.coldRace(p, s); err != nil || r.opt.check {
		return err
	}
	if err := r.warmRace(p, s); err != nil {
		return err
	}
	if s.Pages < 2 || !r.opt.watch {
		return nil
	}
	return r.watchRace(p, s)
}

// tools are the programs that build a site of this size.
func (r *race) tools(s size) []tool {
	if s.Alone {
		return []tool{r.ours}
	}
	return []tool{r.ours, r.hugo}
}

// tool is a program under measurement.
type tool struct {
	name, version string
	style         style
	build         []string // arguments before those for the site and the output
	watch         []string
	site, out     string // the flags for the two folders
}

func (t tool) args(list []string, site, out string) []string {
	return append(slices.Clone(list), t.site, site, t.out, out)
}

// prepare builds our program into a folder and finds Hugo.
func (r *race) prepare(dir string) error {
	var err error
	if r.self, err = os.Executable(); err != nil {
		return err
	}
	bin := filepath.Join(dir, "vernacular")
	build := exec.CommandContext(r.ctx, "go", "build", "-trimpath", "-o", bin, "vernacular/cmd/vernacular")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %v\n%s", err, text)
	}
	hugo, err := exec.LookPath("hugo")
	if err != nil {
		return errors.New("hugo is not installed (apt-get install hugo)")
	}
	version, err := exec.CommandContext(r.ctx, hugo, "version").Output()
	if err != nil {
		return err
	}
	words := append(strings.Fields(string(version)), "", "")
	r.ours = tool{"vernacular", commit(), vernacularStyle, []string{bin, "build", "-q"}, []string{bin, "watch", "-q", "--addr", "none"}, "--site", "--out"}
	r.hugo = tool{"hugo", words[1], hugoStyle, []string{hugo, "--quiet"}, []string{hugo, "--quiet", "--watch"}, "--source", "--destination"}
	return nil
}

func commit() string {
	text, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

// say tells a person who waits how far the race is.
func (r *race) say(format string, args ...any) {
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprintf(os.Stderr, "\r\x1b[K"+format, args...)
	}
}
