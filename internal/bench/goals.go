//go:build unix

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// result is one figure that can be held against a goal.
type result struct {
	place, size, what string
	value             float64
}

// note keeps a figure for the report.
func (r *race) note(p place, s size, what string, value float64) {
	r.results = append(r.results, result{p.name, s.Name, what, value})
}

// noted returns a figure, or zero if it was not noted.
func (r *race) noted(p place, s size, what string) float64 {
	for _, v := range r.results {
		if v.place == p.name && v.size == s.Name && v.what == what {
			return v.value
		}
	}
	return 0
}

// goal is what was promised of a figure.
type goal struct {
	what   string
	place  string // "tmpfs", "disk" or "" for both
	sizes  string
	atMost bool // else at least
	bound  float64
}

// goals are those of the issue "Speed".
var goals = []goal{
	{"vernacular ÷ floor, wall", "disk", "M L XL", true, 1.35},
	{"vernacular ÷ floor, wall", "tmpfs", "M L XL", true, 1.5},
	{"hugo ÷ vernacular, wall", "", "S", false, 6},
	{"hugo ÷ vernacular, wall", "disk", "M", false, 2.3},
	{"hugo ÷ vernacular, wall", "disk", "L", false, 6},
	{"hugo ÷ vernacular, wall", "tmpfs", "M", false, 5},
	{"hugo ÷ vernacular, wall", "tmpfs", "L", false, 6},
	{"hugo ÷ vernacular, CPU", "tmpfs", "M L", false, 4},
	{"hugo ÷ vernacular, peak memory", "", "L", false, 20},
	{"peak memory, MB", "", "L", true, 250},
	{"peak memory, MB", "", "XL", true, 500},
	{"warm ÷ cold, wall, nothing changed", "", "L", true, 0.05},
	{"watch, vernacular: one page, ms", "", "M L", true, 15},
	{"watch, hugo ÷ vernacular: one message of one locale", "", "M", false, 15},
	{"watch, hugo ÷ vernacular: one message of one locale", "", "L", false, 30},
	{"watch, hugo ÷ vernacular: base layout", "", "M", false, 2.5},
	{"watch, hugo ÷ vernacular: base layout", "", "L", false, 6},
	{"watch, hugo ÷ vernacular: new page", "", "M L", false, 40},
	{"watch, hugo ÷ vernacular: new slug", "", "M L", false, 40},
	{"watch, hugo ÷ vernacular: new locale", "", "M L", false, 15},
	{"watch, hugo ÷ vernacular: peak memory", "", "M L", false, 10},
	{"watch, vernacular: CPU of 3 idle seconds, ms", "", "M L XL", true, 3}, // zero, but for what the runtime does
	{"watch, vernacular: memory grows over edits, ×", "", "M L XL", true, 1.1},
}

// of reports whether the goal is about the figure.
func (g goal) of(v result) bool {
	kind := "disk"
	if v.place == "tmpfs" {
		kind = "tmpfs"
	}
	return g.what == v.what && (g.place == "" || g.place == kind) && slices.Contains(strings.Fields(g.sizes), v.size)
}

func (g goal) met(value float64) bool {
	if g.atMost {
		return value <= g.bound
	}
	return value >= g.bound
}

// verdict is the last three columns of the table of results; lost says whether one should read it twice.
func verdict(v result) (text string, lost bool) {
	for _, g := range goals {
		if !g.of(v) {
			continue
		}
		sign := "≥"
		if g.atMost {
			sign = "≤"
		}
		if g.met(v.value) {
			return fmt.Sprintf("%s %g | met", sign, g.bound), false
		}
		return fmt.Sprintf("%s %g | **missed**", sign, g.bound), true
	}
	return " | ", strings.Contains(v.what, "hugo ÷ vernacular") && v.value < 1
}

// report writes all tables.
func (r *race) report(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %s; %s; vernacular %s, hugo %s.\n", machine(), r.systems(), time.Now().UTC().Format("2006-01-02"), r.ours.version, r.hugo.version)
	r.coldTable(&b)
	r.warmTable(&b)
	r.watchTable(&b)
	b.WriteString("\n## Goals\n\n| on | size | figure | measured | goal | |\n|---|---|---|---:|---:|---|\n")
	var lost []string
	for _, v := range r.results {
		text, bad := verdict(v)
		value := fmt.Sprintf("%.3g", v.value)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", v.place, v.size, v.what, value, text)
		if bad {
			lost = append(lost, fmt.Sprintf("%s %s, %s: %s", v.place, v.size, v.what, value))
		}
	}
	switch {
	case len(lost) > 0:
		fmt.Fprintf(&b, "\n**We lose here:** %s.\n", strings.Join(lost, "; "))
	case len(r.results) > 0:
		b.WriteString("\nNo goal among those measured is missed.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// systems names the file systems raced on.
func (r *race) systems() string {
	var names []string
	for _, dir := range r.opt.dirs {
		names = append(names, fileSystem(dir))
	}
	return strings.Join(names, " and ")
}

// ms prints a duration in milliseconds, with a digit after the point where one is needed.
func ms(d time.Duration) string {
	if v := float64(d) / 1e6; v < 20 {
		return fmt.Sprintf("%.1f ms", v)
	}
	return fmt.Sprintf("%.0f ms", float64(d)/1e6)
}
