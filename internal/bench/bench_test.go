//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test program stand for the floor and the launcher, as the bench program does.
func TestMain(m *testing.M) {
	hidden(os.Args[1:])
	os.Exit(m.Run())
}

func needHugo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("hugo"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("missing: apt-get install hugo")
		}
		t.Skip("to run this: apt-get install hugo")
	}
}

// tiny is small enough for a test and has what the races ask for.
var tiny = size{Name: "M", Pages: 3, Locales: 8, Words: 120, Messages: 30, Runs: 2}

// A small race: all programs have to make the same site, the report has to name every figure, and the judge has to
// see it when the sites differ.
func TestRace(t *testing.T) {
	needHugo(t)
	dir := t.TempDir()
	var b strings.Builder
	opt := options{sizes: []size{tiny}, dirs: []string{dir}, watch: true, times: 1, edits: 20, idle: 100 * time.Millisecond, keep: true}
	if err := run(context.Background(), &b, opt); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	for _, want := range []string{"| M | 3 × 8 | vernacular ", "| M | 3 × 8 | hugo v", "| floor | 2 |", "| `cp -r` | 2 |",
		"| nothing changed | 2 |", "| one page edited | 2 |",
		"| one page | 1 |", "| new locale | 1 |", "| new slug | 1 |", "watch, hugo ÷ vernacular: peak memory", "memory grows over edits",
		"hugo ÷ vernacular, wall", "vernacular ÷ floor, wall", " ms |", " MB |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, b.String())
		}
	}
	made, _ := filepath.Glob(filepath.Join(dir, "vernacular-bench*", "M"))
	if len(made) != 1 {
		t.Fatalf("the sites are in %q", made)
	}
	ours, theirs := filepath.Join(made[0], "vernacular-out-0"), filepath.Join(made[0], "hugo-out-0")
	t.Run("judge", func(t *testing.T) { spoil(t, ours, theirs) })
	t.Run("floor", func(t *testing.T) {
		a, err := count(ours)
		if err != nil {
			t.Fatal(err)
		}
		b, err := count(filepath.Join(made[0], "floor-out-0"))
		if err != nil {
			t.Fatal(err)
		}
		if a.files != b.files || a.bytes != b.bytes || a.pages != b.pages {
			t.Errorf("the floor wrote %+v, we wrote %+v", b, a)
		}
		page, err := os.ReadFile(filepath.Join(made[0], "floor-out-0/fr/page-1/index.html"))
		if err != nil || !bytes.Contains(page, []byte("<li>")) || bytes.Contains(page, []byte("title:")) {
			t.Errorf("the floor's page is not goldmark's: %v\n%.300s", err, page)
		}
	})
}

func spoil(t *testing.T, ours, theirs string) {
	if err := judge(ours, theirs, tiny); err != nil {
		t.Fatal(err)
	}
	change := func(what, file, old, new string) {
		name := filepath.Join(ours, file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		spoilt := strings.Replace(string(text), old, new, 1)
		if spoilt == string(text) {
			t.Fatalf("the page has no place for %s", what)
		}
		if err := os.WriteFile(name, []byte(spoilt), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := judge(ours, theirs, tiny); err == nil {
			t.Errorf("the judge does not see that %s differs", what)
		} else if strings.HasSuffix(file, ".html") && !strings.Contains(err.Error(), file) {
			t.Errorf("the judge does not name the page where %s differs: %v", what, err)
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := "ar/page-2/index.html"
	change("a text", page, "<li>", "<li>x")
	change("a link", page, `<a href="https://example.org/0"`, `<a href="https://example.org/1"`)
	change("an alternate", page, `hreflang="de" href="`, `hreflang="de" href="/`)
	change("a heading's level", page, "<h2", "<h3")
	change("an address of the sitemap", "sitemap.xml", "<url>", "")
	change("an alternate of the sitemap", "sitemap.xml", "<xhtml:link", "<link")
}

// The growth of each axis is measured, and what grows is the number that its name says.
func TestScale(t *testing.T) {
	needHugo(t)
	full := axes
	defer func() { axes = full }()
	axes = []axis{{"pages", "2 locales", []int{1, 2, 4}, func(n int) size { return size{Pages: n, Locales: 2, Messages: 12} }}}
	var b strings.Builder
	if err := run(context.Background(), &b, options{scale: true, runs: 1, dirs: []string{t.TempDir()}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| pages | 2 locales | 1 |", "| pages | 2 locales | 4 |", "| CPU, the two largest |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, b.String())
		}
	}
	for _, a := range full {
		for _, n := range a.numbers {
			s := a.size(n)
			if got := map[string]int{"pages": s.Pages, "locales": s.Locales, "messages": s.Messages, "alternates": s.Locales}[a.name]; got != n {
				t.Errorf("%d %s are %d", n, a.name, got)
			}
		}
	}
}

// A file counts when it is whole and has the new text, an address when any sitemap of its locale has it.
func TestLooker(t *testing.T) {
	out := t.TempDir()
	look := looker{out: out, seen: map[[2]string]stamp{}}
	page := expected{file: "fr/index.html", text: "new"}
	for _, c := range []struct {
		file, text string
		want       expected
		has        bool
	}{
		{"fr/other", "", page, false},
		{"fr/index.html", "<p>new</p>", page, false},
		{"fr/index.html", "<p>old</p></html>\n", page, false},
		{"fr/index.html", "<p>new</p></html>\n", page, true},
		{"sitemap-1.xml", "<loc>/fr/</loc></urlset>", expected{locale: "fr", text: "<loc>/fr/new/</loc>"}, false},
		{"de/sitemap.xml", "<loc>/fr/new/</loc></urlset>", expected{locale: "fr", text: "<loc>/fr/new/</loc>"}, false},
		{"sitemap-2.xml", "<loc>/fr/new/</loc>", expected{locale: "fr", text: "<loc>/fr/new/</loc>"}, false},
		{"fr/sitemap.xml", "<loc>/fr/new/</loc></urlset>\n", expected{locale: "fr", text: "<loc>/fr/new/</loc>"}, true},
	} {
		if err := put(out, c.file, c.text); err != nil {
			t.Fatal(err)
		}
		if got := look.has(c.want); got != c.has {
			t.Errorf("after %s is %q: %v for %+v", c.file, c.text, got, c.want)
		}
	}
	// An old file that lacked one text is still read for another.
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(out, page.file), old, old); err != nil {
		t.Fatal(err)
	}
	if look.has(expected{file: page.file, text: "other"}) || !look.has(page) {
		t.Error("a file that lacks one text is not read for another")
	}
}

// Of many files some are polled, those with the first and the last name among them, each once.
func TestSpread(t *testing.T) {
	var list []expected
	for n := range 500 {
		list = append(list, expected{file: fmt.Sprintf("%03d", (n+250)%500)})
	}
	some := map[string]bool{}
	for _, e := range spread(list, polled) {
		some[e.file] = true
	}
	if len(some) != polled || !some["000"] || !some["499"] || list[0].file != "250" {
		t.Errorf("%d are polled: %v", len(some), some)
	}
	if got := spread(list[:3], polled); len(got) != 3 {
		t.Errorf("of three, %d are polled", len(got))
	}
}

// The same size makes the same bytes, at any number of processors.
func TestSitesRepeat(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	for _, dir := range []string{a, b} {
		if err := writeSite(dir, tiny, vernacularStyle); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("diff", "-r", a, b).CombinedOutput(); err != nil {
		t.Errorf("two sites of one size differ: %s", out)
	}
	if n := len(firstLocales(100)); n != 100 {
		t.Errorf("%d locales", n)
	}
}

func TestStatistics(t *testing.T) {
	list := []sample{{wall: 3, cpu: 10, peak: 7}, {wall: 1, cpu: 30, peak: 8}, {wall: 2, cpu: 20, peak: 6}}
	if got := middle(list); got != (sample{wall: 2, cpu: 20, peak: 7}) {
		t.Errorf("medians are %+v", got)
	}
	if got := median([]time.Duration(nil), func(d time.Duration) time.Duration { return d }); got != 0 {
		t.Errorf("the median of nothing is %v", got)
	}
	for _, e := range []float64{0, 1, 1.5, 2} {
		var x, y []float64
		for _, n := range []float64{10, 20, 40, 80} {
			x, y = append(x, n), append(y, 3*math.Pow(n, e))
		}
		if got := exponent(x, y); math.Abs(got-e) > 1e-9 {
			t.Errorf("the exponent of n^%v is %v", e, got)
		}
	}
}

// What is measured is the program, not the launcher; and a program that fails or complains is not measured.
func TestOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := race{ctx: context.Background(), self: self}
	got, err := r.once([]string{"sleep", "0.05"})
	if err != nil || got.wall < 50*time.Millisecond || got.cpu <= 0 || got.peak < 100_000 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, args := range [][]string{{"false"}, {"echo", "a warning"}, {"/no/such/program"}} {
		if _, err := r.once(args); err == nil {
			t.Errorf("%q is measured", args)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.ctx = ctx
	if _, err := r.once([]string{"sleep", "1000"}); err != context.Canceled {
		t.Errorf("after an interrupt: %v", err)
	}
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		v    result
		want string
		lost bool
	}{
		{result{"ext4", "M", "hugo ÷ vernacular, wall", 2.4}, "≥ 2.3 | met", false},
		{result{"tmpfs", "M", "hugo ÷ vernacular, wall", 2.4}, "≥ 5 | **missed**", true},
		{result{"ext4", "M", "vernacular ÷ floor, wall", 1.3}, "≤ 1.35 | met", false},
		{result{"ext4", "M", "vernacular ÷ floor, wall", 1.4}, "≤ 1.35 | **missed**", true},
		{result{"ext4", "S", "hugo ÷ vernacular, CPU", 0.9}, " | ", true}, // nothing was promised, and we are slower
		{result{"ext4", "S", "hugo ÷ vernacular, CPU", 1.1}, " | ", false},
	} {
		if got, lost := verdict(c.v); got != c.want || lost != c.lost {
			t.Errorf("%+v: %q, lost %v", c.v, got, lost)
		}
	}
}
