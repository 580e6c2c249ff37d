// Bench builds one site with Vernacular and with Hugo, side by side, and prints how long each took.
//
//	go run ./internal/bench -sizes S
//
// It turns a size (pages, locales, words, messages) into two site folders that ask for the same
// work: the same Markdown, the same messages through the layout, a menu and hreflang links to
// every variant, a sitemap. It builds both once and compares what a reader gets, text, links and
// alternates, and refuses to time sites that differ. Then it runs the two in turn as whole processes, each
// into new folders, and prints medians as a Markdown table with the machine and the date.
//
// It is a tool for people, not a part of the program: nothing imports it, and it imports nothing of the
// engine but names of languages. Start with run; texts.go makes the words, sites.go the two folders,
// compare.go is the judge.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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
	Words    int // of prose in each page
	Messages int // used by the layout of each page
}

// sizes can be named with -sizes. M and L are what later issues measure.
var sizes = []size{
	{"S", 1, 100, 650, 60},
	{"M", 100, 100, 650, 60},
	{"L", 1000, 40, 650, 60},
}

func main() {
	names := flag.String("sizes", "S", "comma-separated `names` of sizes: S, M, L")
	runs := flag.Int("n", 15, "how often each program builds each site")
	dir := flag.String("dir", "", "`folder` to keep the sites in; by default a temporary one in memory, where there is one, so that neither program pays for the state of a disk")
	check := flag.Bool("check", false, "compare the two sites and time nothing")
	flag.Parse()
	if err := run(os.Stdout, *names, *runs, *dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, names string, runs int, dir string, checkOnly bool) error {
	if dir == "" {
		where := "/dev/shm"
		if info, err := os.Stat(where); err != nil || !info.IsDir() {
			where = ""
		}
		tmp, err := os.MkdirTemp(where, "vernacular-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	tools, err := prepare(dir)
	if err != nil {
		return err
	}
	var rows []row
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(sizes, func(s size) bool { return strings.EqualFold(s.Name, name) })
		if i < 0 {
			return fmt.Errorf("no size is called %q", name)
		}
		got, err := runSize(tools, sizes[i], runs, filepath.Join(dir, sizes[i].Name), checkOnly)
		if err != nil {
			return fmt.Errorf("size %s: %w", name, err)
		}
		rows = append(rows, got...)
	}
	if checkOnly {
		_, err := fmt.Fprintln(out, "both programs make the same texts, links and alternates")
		return err
	}
	return report(out, tools, rows, runs, dir)
}

// tool is a program under measurement.
type tool struct {
	Name    string
	Version string
	write   func(dir string, s size) error
	command func(site, out string) *exec.Cmd
}

// prepare builds our program and finds Hugo.
func prepare(dir string) ([]tool, error) {
	bin := filepath.Join(dir, "vernacular")
	build := exec.Command("go", "build", "-trimpath", "-o", bin, "vernacular/cmd/vernacular")
	if text, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %v\n%s", err, text)
	}
	hugo, err := exec.LookPath("hugo")
	if err != nil {
		return nil, errors.New("hugo is not installed (apt-get install hugo)")
	}
	version, err := exec.Command(hugo, "version").Output()
	if err != nil {
		return nil, err
	}
	words := append(strings.Fields(string(version)), "", "")
	return []tool{
		{"vernacular", commit(), writeVernacular, func(site, out string) *exec.Cmd {
			return exec.Command(bin, "build", "-q", "--site", site, "--out", out)
		}},
		{"hugo", words[1], writeHugo, func(site, out string) *exec.Cmd {
			return exec.Command(hugo, "--quiet", "--source", site, "--destination", out)
		}},
	}, nil
}

func commit() string {
	text, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

// sample is one run of one program.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

type row struct {
	size  size
	tool  tool
	mid   sample // medians, each by itself
	best  time.Duration
	files int
}

func runSize(tools []tool, s size, runs int, dir string, checkOnly bool) ([]row, error) {
	rows := make([]row, len(tools))
	outs := make([]string, len(tools))
	for i, t := range tools {
		site := filepath.Join(dir, t.Name)
		outs[i] = filepath.Join(dir, t.Name+"-out")
		if err := os.RemoveAll(site); err != nil {
			return nil, err
		}
		if err := t.write(site, s); err != nil {
			return nil, err
		}
		if _, err := once(t, site, outs[i]); err != nil {
			return nil, err
		}
		rows[i] = row{size: s, tool: t, files: count(outs[i])}
	}
	if err := compare(outs[0], outs[1], s); err != nil || checkOnly {
		return nil, err
	}
	samples := make([][]sample, len(tools))
	for n := range runs {
		for i, t := range tools {
			got, err := once(t, filepath.Join(dir, t.Name), fmt.Sprint(outs[i], "-", n))
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], got)
		}
	}
	for i := range rows {
		rows[i].mid = sample{
			wall: median(samples[i], func(s sample) time.Duration { return s.wall }),
			cpu:  median(samples[i], func(s sample) time.Duration { return s.cpu }),
			peak: median(samples[i], func(s sample) int64 { return s.peak }),
		}
		rows[i].best = slices.MinFunc(samples[i], func(a, b sample) int { return cmp.Compare(a.wall, b.wall) }).wall
	}
	return rows, nil
}

// once is one cold build: a new process, no output, no cache but the kernel's. Each run has a folder of its own and
// none is deleted before the last, because ext4 is slow to reuse what was just deleted.
func once(t tool, site, out string) (sample, error) {
	for _, old := range []string{out, filepath.Join(site, "resources"), filepath.Join(site, ".vernacular")} {
		if err := os.RemoveAll(old); err != nil {
			return sample{}, err
		}
	}
	cmd := t.command(site, out)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil || said.Len() > 0 {
		return sample{}, fmt.Errorf("%s: %v\n%s", t.Name, err, said.String())
	}
	got := sample{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		got.peak = int64(use.Maxrss) * 1024
	}
	return got, nil
}

func count(dir string) int {
	n := 0
	filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return nil
	})
	return n
}

func median[T cmp.Ordered](list []sample, of func(sample) T) T {
	values := make([]T, len(list))
	for i, s := range list {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func report(out io.Writer, tools []tool, rows []row, runs int, dir string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Medians of %d cold builds each, in turn; %s, %s; %s.\n\n", runs, machine(), fileSystem(dir), time.Now().UTC().Format("2006-01-02"))
	b.WriteString("| size | pages × locales | program | wall | best | CPU | peak memory | files |\n|---|---|---|---:|---:|---:|---:|---:|\n")
	for i, r := range rows {
		fmt.Fprintf(&b, "| %s | %d × %d | %s %s | %s | %s | %s | %.0f MB | %d |\n", r.size.Name, r.size.Pages, r.size.Locales,
			r.tool.Name, r.tool.Version, ms(r.mid.wall), ms(r.best), ms(r.mid.cpu), float64(r.mid.peak)/1e6, r.files)
		if n := len(tools); i%n == n-1 {
			ours := rows[i-n+1]
			fmt.Fprintf(&b, "| %s | | **%s ÷ vernacular** | **%.1f** | %.1f | %.1f | %.1f | |\n", r.size.Name, r.tool.Name,
				ratio(r.mid.wall, ours.mid.wall), ratio(r.best, ours.best), ratio(r.mid.cpu, ours.mid.cpu), ratio(r.mid.peak, ours.mid.peak))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func ratio[T ~int64](a, b T) float64 { return float64(a) / float64(b) }

func ms(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/1e6) }

func machine() string {
	model := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	text := fmt.Sprintf("%s, %d cores, %s", model, runtime.NumCPU(), runtime.GOOS)
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		text += " " + strings.TrimSpace(string(release))
	}
	return text
}

func fileSystem(dir string) string {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return "unknown file system"
	}
	switch uint32(st.Type) { // statfs(2)
	case 0x01021994:
		return "tmpfs"
	case 0xef53:
		return "ext4"
	case 0x58465342:
		return "xfs"
	case 0x9123683e:
		return "btrfs"
	case 0x794c7630:
		return "overlayfs"
	}
	return fmt.Sprintf("file system %#x", uint32(st.Type))
}
