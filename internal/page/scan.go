package page

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// source is a file's bytes with the means to name places in them.
type source struct {
	file  string
	src   []byte
	lines []int // offsets of line starts; built when the first place is asked for
	last  int   // the line found last: places are asked for mostly in order

	// The farthest place in that line, and the code points before it: a line may be the whole page,
	// and must not be counted through for each of its links.
	far, farCol int
}

// lineCol gives the 1-based line and column (in code points) of a byte offset in the file.
func (s *source) lineCol(off int) (line, col int) {
	if s.lines == nil {
		s.lines = make([]int, 1, 64)
		for i := 0; i < len(s.src); {
			n := bytes.IndexByte(s.src[i:], '\n')
			if n < 0 {
				n = len(s.src) - i
			}
			for j := i; ; { // a CR that is not half of a CR LF ends a line too
				k := bytes.IndexByte(s.src[j:i+n], '\r')
				if k < 0 {
					break
				}
				j += k + 1
				if j < i+n || j == len(s.src) {
					s.lines = append(s.lines, j)
				}
			}
			i += n + 1
			if i <= len(s.src) {
				s.lines = append(s.lines, i)
			}
		}
	}
	off = max(0, min(off, len(s.src)))
	l := s.last
	if l >= len(s.lines) || s.lines[l] > off || (l+1 < len(s.lines) && s.lines[l+1] <= off) {
		l = sort.SearchInts(s.lines, off+1) - 1
		s.last, s.far, s.farCol = l, s.lines[l], 0
	}
	start := s.lines[l]
	switch {
	case off >= s.far:
		s.farCol += utf8.RuneCount(s.src[max(s.far, start):off])
		s.far = off
		col = s.farCol
	case s.far-off < off-start:
		col = s.farCol - utf8.RuneCount(s.src[off:s.far])
	default:
		col = utf8.RuneCount(s.src[start:off])
	}
	return l + 1, col + 1
}

func (s *source) pos(off int) diag.Pos {
	line, col := s.lineCol(off)
	return diag.At(s.file, line, col)
}

// maxRepeats bounds how often one page may report the same kind of problem.
const maxRepeats = 50

// fewer leaves out what repeats too often, and says how much it was.
func fewer(diags []diag.Diagnostic) []diag.Diagnostic {
	if len(diags) <= maxRepeats {
		return diags
	}
	counts := map[string]int{}
	out := make([]diag.Diagnostic, 0, 2*maxRepeats)
	for _, d := range diags {
		if counts[d.Code]++; counts[d.Code] <= maxRepeats {
			out = append(out, d)
		}
	}
	for i := range out {
		if n := counts[out[i].Code] - maxRepeats; n > 0 {
			more := diag.Diagnostic{Code: out[i].Code, Severity: out[i].Severity, Pos: diag.At(out[i].File, 0, 0),
				Message: fmt.Sprintf("and %s of this kind in the page", counted(n, "more problem", "more problems"))}
			out = append(out, more)
			counts[out[i].Code] = 0
		}
	}
	return out
}

// checkEncoding finds what no page may hold: bytes that are not UTF-8, NUL and other control
// characters, noncharacters (HTML §13.2.3.5 calls them parse errors), and overrides of the text
// direction. formats tells whether there are direction controls that must balance.
func (s *source) checkEncoding(from, to int) (diags []diag.Diagnostic, formats bool) {
	var badAt, bad int
	var controls, overrides int
	for i := from; ; {
		if i += cleanPrefix(s.src[i:to]); i == to {
			break
		}
		r, n := utf8.DecodeRune(s.src[i:to])
		switch {
		case r == utf8.RuneError && n == 1:
			if bad == 0 {
				badAt = i
			}
			bad++
		case r >= 0x200e && r <= 0x2069:
			if isOverride(r) {
				if overrides++; overrides <= maxRepeats {
					diags = append(diags, overrideError(r, s.pos(i)))
				}
			} else if isEmbedding(r) {
				formats = true
			}
		case isForbidden(r):
			if controls++; controls <= maxRepeats {
				diags = append(diags, controlError(r, s.pos(i)))
			}
		}
		i += n
	}
	if bad > 0 {
		diags = append(diags, diag.Errorf("invalid-utf8", s.pos(badAt),
			"the file is not UTF-8: byte 0x%02X at position %d of the file is not part of any character (%s like it)",
			s.src[badAt], badAt, counted(bad, "byte", "bytes")).
			WithHint("save the file again with the encoding UTF-8 (in the editor: “Save with encoding”)"))
	}
	return diags, formats
}

// The states of [cleanPrefix] within a character, each the place in a row of cleanRows where what comes
// next is written.
const (
	cleanStart   = 6 * iota // between two characters
	cleanStop               // this character needs a look, or is none
	cleanOne                // any one continuation byte follows
	cleanTwo                // any two
	cleanC2                 // U+0080 to U+00BF
	cleanE0                 // U+0800 to U+0FFF
	cleanE2                 // U+2000 to U+2FFF
	cleanGeneral            // U+2000 to U+203F
	cleanED                 // U+D000 to U+D7FF
	cleanEF                 // U+F000 to U+FFFF
)

// cleanRows has a row for each byte: the states that it leads to from each state, six bits each, so
// that a step is one shift and no branch.
var cleanRows = func() (rows [256]uint64) {
	for c := range rows {
		next := [...]uint64{cleanStop, cleanStop, cleanStop, cleanStop, cleanStop, cleanStop, cleanStop, cleanStop, cleanStop, cleanStop}
		set := func(from, to uint64) { next[from/6] = to }
		switch {
		case c == '\n' || c == '\t' || c == '\r' || c >= ' ' && c < 0x7f:
			set(cleanStart, cleanStart)
		case c == 0xc2:
			set(cleanStart, cleanC2)
		case c >= 0xc3 && c <= 0xdf:
			set(cleanStart, cleanOne)
		case c == 0xe0:
			set(cleanStart, cleanE0)
		case c == 0xe2:
			set(cleanStart, cleanE2)
		case c == 0xed:
			set(cleanStart, cleanED)
		case c == 0xef:
			set(cleanStart, cleanEF)
		case c >= 0xe1 && c <= 0xee:
			set(cleanStart, cleanTwo)
		case c >= 0x80 && c <= 0xbf:
			set(cleanOne, cleanStart)
			set(cleanTwo, cleanOne)
			if c >= 0xa0 {
				set(cleanC2, cleanStart)
				set(cleanE0, cleanOne)
			} else {
				set(cleanED, cleanOne)
			}
			switch {
			case c == 0x80:
				set(cleanE2, cleanGeneral)
			case c > 0x81: // U+2040 to U+207F have direction controls and hardly anything else
				set(cleanE2, cleanOne)
			}
			if c < 0xaa || c > 0xae {
				set(cleanGeneral, cleanStart)
			}
			if c != 0xb7 && c != 0xbf { // where there are noncharacters
				set(cleanEF, cleanOne)
			}
		}
		for i, to := range next {
			rows[c] |= to << (6 * i)
		}
	}
	return rows
}()

// cleanPrefix gives the length of a part at the start of b that is whole characters, none of which
// [source.checkEncoding] has to look at. What it stops at may be fine all the same.
func cleanPrefix(b []byte) int {
	const part = 64
	at, state := 0, uint64(cleanStart)
	for len(b)-at >= part {
		s := state
		for _, c := range b[at : at+part] {
			s = cleanRows[c] >> (s & 63)
		}
		if s&63 == cleanStop {
			break
		}
		state = s
		at += part
	}
	if state&63 != cleanStart { // go back to where the character starts
		for at--; !utf8.RuneStart(b[at]); at-- {
		}
		state = cleanStart
	}
	clean := at
	for ; at < len(b); at++ {
		state = cleanRows[b[at]] >> (state & 63)
		switch state & 63 {
		case cleanStart:
			clean = at + 1
		case cleanStop:
			return clean
		}
	}
	return clean
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// isForbidden covers the control characters and noncharacters that HTML does not allow in a document,
// and the form feed, which YAML does not allow either.
func isForbidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t' && r != '\r'
	case r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true
	}
	return r >= 0xd800 && r <= 0xdfff
}

func controlError(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Errorf("control-character", pos, "the control character U+%04X cannot be part of a page", r).
		WithHint("delete it; it is invisible, so delete the characters around it and type them again")
}

func isOverride(r rune) bool { return r == 0x202d || r == 0x202e }

// isEmbedding covers the controls that open or close a run of another direction, overrides included.
func isEmbedding(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

func overrideError(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Errorf("direction-override", pos,
		"the invisible character U+%04X forces letters into another order, so that readers see other text than is there", r).
		WithHint("delete it; for a passage in the other direction use <bdi> or <span dir=\"rtl\">")
}

// dirStack follows the direction controls of one paragraph (UAX #9, X1 to X8).
type dirStack struct {
	open []rune // what closes each open control: U+202C or U+2069
	at   []diag.Pos
}

// maxDirDepth is how deep controls may nest (UAX #9, BD2).
const maxDirDepth = 125

// step takes the next direction control of a paragraph; ok is false if it closes nothing, or opens
// more than there may be.
func (d *dirStack) step(r rune, at diag.Pos) (ok bool) {
	if len(d.open) == maxDirDepth && r != 0x202c && r != 0x2069 {
		return false
	}
	switch r {
	case 0x202a, 0x202b, 0x202d, 0x202e:
		d.open, d.at = append(d.open, 0x202c), append(d.at, at)
	case 0x2066, 0x2067, 0x2068:
		d.open, d.at = append(d.open, 0x2069), append(d.at, at)
	case 0x202c, 0x2069:
		if n := len(d.open); n == 0 || d.open[n-1] != r {
			return false
		}
		d.open, d.at = d.open[:len(d.open)-1], d.at[:len(d.at)-1]
	}
	return true
}

func unbalancedError(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Errorf("direction-unbalanced", pos,
		"the invisible direction character U+%04X has no counterpart in the same paragraph", r).
		WithHint("delete it, or close what it opens before the paragraph ends; <bdi>…</bdi> does the same and can be seen")
}

// checkDirections judges a value that stands at an offset in the file.
func (c *compiler) checkDirections(text string, at int) {
	if strings.ContainsFunc(text, isEmbedding) {
		c.diags = append(c.diags, checkDirections(text, c.pos(at))...)
	}
}

// checkDirections reports controls in text that do not balance within one of its lines, and any
// override; it is for text that is a value on its own, such as front matter or an attribute.
func checkDirections(text string, pos diag.Pos) []diag.Diagnostic {
	var out []diag.Diagnostic
	var d dirStack
	var opened []rune
	flush := func() {
		for i := range d.open {
			out = append(out, unbalancedError(opened[i], pos))
		}
		d, opened = dirStack{}, nil
	}
	for _, r := range text {
		switch {
		case r == '\n':
			flush()
		case isOverride(r):
			out = append(out, overrideError(r, pos))
		case isEmbedding(r):
			if !d.step(r, pos) {
				out = append(out, unbalancedError(r, pos))
			} else if len(d.open) > len(opened) {
				opened = append(opened, r)
			} else {
				opened = opened[:len(d.open)]
			}
		}
	}
	flush()
	return out
}

// normal is a page's body with every line end as LF, and the way back to the file.
type normal struct {
	text    []byte
	base    int   // offset of the body in the file
	removed []int // offsets in text before which a CR was left out
}

func normalise(src []byte, base int) normal {
	body := src[base:]
	i := bytes.IndexByte(body, '\r')
	if i < 0 {
		return normal{text: body, base: base}
	}
	n := normal{text: make([]byte, 0, len(body)), base: base}
	for {
		n.text = append(n.text, body[:i]...)
		body = body[i+1:]
		if len(body) > 0 && body[0] == '\n' {
			n.removed = append(n.removed, len(n.text))
		} else {
			n.text = append(n.text, '\n')
		}
		if i = bytes.IndexByte(body, '\r'); i < 0 {
			n.text = append(n.text, body...)
			return n
		}
	}
}

// offset gives the place in the file of an offset in the text.
func (n *normal) offset(off int) int {
	if n.removed == nil {
		return n.base + off
	}
	return n.base + off + sort.SearchInts(n.removed, off)
}
