package textdiff

import (
	"fmt"
	"strings"
)

// contextLines is how many lines that are kept stand around a change, as in other tools.
const contextLines = 3

// Unified returns the difference between two texts of a file, line by line, in the format that diff -u and version
// controls write and patch reads; "" if there is none. A file that does not exist is "", and its name is /dev/null.
func Unified(file, old, new string) string {
	if old == new {
		return ""
	}
	from, to := "a/"+file, "b/"+file
	if old == "" {
		from = "/dev/null"
	}
	if new == "" {
		to = "/dev/null"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", from, to)
	lines := lineEdits(lineList(old), lineList(new))
	for start := 0; start < len(lines); {
		start = hunk(&b, lines, start)
	}
	return b.String()
}

// lineEdit is a line with its place in both texts, from 0.
type lineEdit struct {
	op       Op
	text     string
	old, new int
}

// lineList returns the lines of a text, each with its end.
func lineList(text string) []string {
	if text == "" {
		return nil
	}
	return strings.SplitAfter(strings.TrimSuffix(text, "\n")+"\n", "\n")[:strings.Count(strings.TrimSuffix(text, "\n"), "\n")+1]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lineEdits returns a shortest way from a to b, line by line.
func lineEdits(a, b []string) []lineEdit {
	var edits []edit
	if len(a) == 0 || len(b) == 0 || len(a)+len(b) > maxPieces {
		edits = []edit{{Deleted, a}, {Inserted, b}}
	} else {
		edits = search(a, b)
	}
	var out []lineEdit
	old, new := 0, 0
	for _, e := range edits {
		for _, l := range e.pieces {
			out = append(out, lineEdit{e.op, l, old, new})
			old, new = old+btoi(e.op != Inserted), new+btoi(e.op != Deleted)
		}
	}
	return out
}

// hunk writes the next changes that stand close together, and returns where to look for others.
func hunk(b *strings.Builder, lines []lineEdit, start int) (next int) {
	first := start
	for first < len(lines) && lines[first].op == Kept {
		first++
	}
	if first == len(lines) {
		return first
	}
	last := first
	for i := first; i < len(lines) && i <= last+2*contextLines+1; i++ {
		if lines[i].op != Kept {
			last = i
		}
	}
	from, end := max(start, first-contextLines), min(len(lines), last+1+contextLines)
	olds, news := 0, 0
	for _, l := range lines[from:end] {
		olds, news = olds+btoi(l.op != Inserted), news+btoi(l.op != Deleted)
	}
	fmt.Fprintf(b, "@@ -%s +%s @@\n", span(lines[from].old, olds), span(lines[from].new, news))
	for _, l := range lines[from:end] {
		mark := map[Op]string{Kept: " ", Deleted: "-", Inserted: "+"}[l.op]
		b.WriteString(mark + l.text)
	}
	return end
}

// span returns lines of a file, counted from 1, as a hunk names them.
func span(first, n int) string {
	if n > 0 {
		first++
	}
	if n == 1 {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d,%d", first, n)
}
