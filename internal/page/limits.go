package page

import (
	"bytes"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/markup"
)

// checkLimits looks over a body once before goldmark sees it (FAULTS I5): lines, markers of
// lists and quotations, how deep they may nest, link definitions and footnotes. What only goldmark
// can tell apart (tables, emphasis, brackets) is guarded where it is parsed; see markdown.go.
func checkLimits(s *diag.Text, n *data.Normal, lim Limits) *diag.Diagnostic {
	over := func(code string, at, limit int, what string) *diag.Diagnostic {
		d := markup.LimitError(code, s.At(n.Offset(at)), limit, what)
		return &d
	}
	lines := 0
	for at := 0; at < len(n.Text); {
		line := n.Text[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
		}
		lines++
		if c := byte(0); len(line) > 0 {
			c = line[0]
			if c == ' ' || c == '\t' || c == '>' || c == '-' || c == '*' || c == '+' || isASCIIDigit(c) || c == '[' {
				depth, markers := nesting(line)
				if lines += markers; depth > lim.Depth {
					return over("depth", at, lim.Depth, "levels of lists and quotations")
				}
			}
		}
		if lines > lim.Lines {
			return over("lines", at, lim.Lines, "lines")
		}
		at += len(line) + 1
	}
	if c := bytes.Count(n.Text, []byte("[^")); c > lim.Footnotes {
		return over("footnotes", bytes.Index(n.Text, []byte("[^")), lim.Footnotes, "footnotes")
	}
	if c := bytes.Count(n.Text, []byte("]:")); c > lim.Definitions {
		return over("definitions", bytes.Index(n.Text, []byte("]:")), lim.Definitions, "link definitions")
	}
	return nil
}

// nesting returns an upper bound for how many lists and quotations the line may lie in, and the number
// of markers at its start. Two columns of white space before a marker may be a level each.
func nesting(line []byte) (depth, markers int) {
	col, pending := 0, 0 // pending is the white space since the last marker
	var first byte       // the first mark
	isRule := true       // a line of one repeated mark and spaces is a rule, not a list of lists
	for i := 0; i < len(line); {
		switch line[i] {
		case ' ':
			col, pending, i = col+1, pending+1, i+1
			continue
		case '\t':
			w := 4 - col%4
			col, pending, i = col+w, pending+w, i+1
			continue
		}
		size := markerSize(line[i:])
		if size == 0 {
			return depth, markers
		}
		if markers == 0 {
			first = line[i]
		}
		isRule = isRule && (first == '-' || first == '*') && line[i] == first
		depth += 1 + pending/2
		markers++
		col, pending, i = col+size, 0, i+size
	}
	if isRule && markers > 2 {
		return 0, 0
	}
	return depth, markers
}

// markerSize returns the length of the marker of a quotation, list item or footnote that b begins with,
// 0 if it begins with none.
func markerSize(b []byte) int {
	endsAt := func(n int) bool { return n == len(b) || b[n] == ' ' || b[n] == '\t' }
	switch c := b[0]; {
	case c == '>':
		return 1
	case (c == '-' || c == '*' || c == '+') && endsAt(1):
		return 1
	case isASCIIDigit(c):
		n := 1
		for n < len(b) && n < 9 && isASCIIDigit(b[n]) {
			n++
		}
		if n < len(b) && (b[n] == '.' || b[n] == ')') && endsAt(n+1) {
			return n + 1
		}
	case bytes.HasPrefix(b, []byte("[^")): // a footnote may hold lists in its turn
		if n := bytes.Index(b, []byte("]:")); n > 0 {
			return n + len("]:")
		}
	}
	return 0
}

// checkHTMLLimits bounds an .html page by the tags it has; it has no other markup.
func checkHTMLLimits(s *diag.Text, n *data.Normal, lim Limits) *diag.Diagnostic {
	if bytes.Count(n.Text, []byte("<")) > lim.Inlines {
		d := markup.LimitError("inlines", s.At(n.Base), lim.Inlines, "tags")
		return &d
	}
	return nil
}

// firstHeadingEnd returns the offset after the line that may end the first heading of a Markdown body;
// 0 if no line can, -1 if only the whole page can tell.
func firstHeadingEnd(src []byte, at int) int {
	for at < len(src) {
		line, next := data.CutLine(src, at)
		if bytes.IndexByte(line, '<') >= 0 || bytes.Contains(line, []byte("[^")) {
			return -1
		}
		// Lists and quotations may hold headings: what they start with is skipped.
		bare := bytes.TrimLeft(line, " \t>-*+.)0123456789")
		if len(bare) > 0 && bare[0] == '#' {
			return next
		}
		if under := bytes.TrimRight(bytes.TrimLeft(line, " \t>"), " \t"); len(under) > 0 &&
			(len(bytes.Trim(under, "=")) == 0 || len(bytes.Trim(under, "-")) == 0) {
			return next
		}
		at = next
	}
	return 0
}
