package data

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// maxRepeats bounds how many control characters and overrides of one file are reported.
const maxRepeats = 50

// UTF16 returns a text that is saved as UTF-16, with a byte order mark or without, as UTF-8; ok is false for any other
// text.
func UTF16(src []byte) (text []byte, ok bool) {
	high := 0 // the place of the byte of each pair that is 0 in the letters of English
	switch {
	case len(src) < 2:
		return nil, false
	case src[0] == 0xff && src[1] == 0xfe:
		high = 1
	case src[0] == 0xfe && src[1] == 0xff:
	default:
		var zeros [2]int
		head := src[:min(len(src), 512)]
		for i, c := range head {
			if c == 0 {
				zeros[i&1]++
			}
		}
		if most := max(zeros[0], zeros[1]); most < 2 || most*10 < len(head) || min(zeros[0], zeros[1]) > 0 {
			return nil, false
		}
		if zeros[1] > 0 {
			high = 1
		}
	}
	units := make([]uint16, 0, len(src)/2)
	for i := 0; i+1 < len(src); i += 2 {
		units = append(units, uint16(src[i+high])<<8|uint16(src[i+1-high]))
	}
	return bytes.TrimPrefix([]byte(string(utf16.Decode(units))), []byte("\ufeff")), true
}

// UTF16Error is the one error of a file that is saved as UTF-16.
func UTF16Error(file string) diag.Diagnostic {
	return diag.Errorf("invalid-utf8", diag.At(file, 1, 1), "this file is saved as UTF-16").
		WithHint("save it again with the encoding UTF-8 (in the editor: “Save with encoding”)")
}

// CheckEncoding finds what no page may hold: bytes that are not UTF-8, NUL and other control
// characters, noncharacters (HTML §13.2.3.5 calls them parse errors), and overrides of the text
// direction. The first two are errors, and the file is no text (see [IsNoText]); an override is an error, and
// the rest are warnings: [Normal.Clean] leaves both out. formats tells whether there are direction controls
// that must balance.
func CheckEncoding(s *diag.Text, from, to int) (diags []diag.Diagnostic, formats bool) {
	if from += cleanPrefix(s.Src[from:to]); from == to {
		return nil, false
	}
	if _, wide := UTF16(s.Src); wide {
		return []diag.Diagnostic{UTF16Error(s.File)}, false
	}
	var badAt, bad int
	var controls, overrides int
	for i := from; ; {
		if i += cleanPrefix(s.Src[i:to]); i == to {
			break
		}
		r, n := utf8.DecodeRune(s.Src[i:to])
		switch {
		case r == utf8.RuneError && n == 1:
			if bad == 0 {
				badAt = i
			}
			bad++
		case r >= 0x200e && r <= 0x2069:
			if IsOverride(r) {
				if overrides++; overrides <= maxRepeats {
					diags = append(diags, OverrideError(r, s.At(i)))
				}
			} else if IsEmbedding(r) {
				formats = true
			}
		case IsForbidden(r):
			if controls++; controls <= maxRepeats {
				diags = append(diags, ControlProblem(r, s.At(i)))
			}
		}
		i += n
	}
	if bad > 0 {
		diags = append(diags, diag.Errorf("invalid-utf8", s.At(badAt),
			"the file is not UTF-8: byte 0x%02X at position %d of the file is not part of any character (%s like it)",
			s.Src[badAt], badAt, counted(bad, "byte", "bytes")).
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
// [CheckEncoding] has to look at. What it stops at may be fine all the same.
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

// IsForbidden covers the control characters and noncharacters that HTML does not allow in a document,
// and the form feed, which YAML does not allow either.
func IsForbidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t' && r != '\r'
	case r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true
	}
	return r >= 0xd800 && r <= 0xdfff
}

// IsNoText reports whether a problem of [CheckEncoding] says that the file is no text, so that nobody can know what it says.
func IsNoText(d diag.Diagnostic) bool {
	return d.Severity == diag.Error && d.Code != "direction-override"
}

// ControlProblem returns the problem of a control character: an error for NUL, which files have that are no text, and a
// warning for any other, which is left out.
func ControlProblem(r rune, pos diag.Pos) diag.Diagnostic {
	d := diag.Warnf("control-character", pos, "the control character U+%04X cannot be part of a page", r).
		WithHint("delete it; it is invisible, so delete the characters around it and type them again")
	if r == 0 {
		d.Severity = diag.Error
	}
	return d
}

// IsOverride reports whether a character forces letters into another order.
func IsOverride(r rune) bool { return r == 0x202d || r == 0x202e }

// IsEmbedding covers the controls that open or close a run of another direction, overrides included.
func IsEmbedding(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// OverrideError returns the error of a direction override, which can disguise a text.
func OverrideError(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Errorf("direction-override", pos,
		"the invisible character U+%04X forces letters into another order, so that readers see other text than is there", r).
		WithHint("delete it; for a passage in the other direction use <bdi> or <span dir=\"rtl\">")
}

// DirStack follows the direction controls of one paragraph (UAX #9, X1 to X8).
type DirStack struct{ open []openControl }

type openControl struct {
	control, closer rune // closer is U+202C or U+2069
	at              diag.Pos
}

// maxDirDepth is how deep controls may nest (UAX #9, BD2).
const maxDirDepth = 125

// Step takes the next direction control of a paragraph; ok is false if it closes nothing, or opens
// more than there may be.
func (d *DirStack) Step(r rune, at diag.Pos) (ok bool) {
	n := len(d.open)
	closer := rune(0)
	switch r {
	case 0x202a, 0x202b, 0x202d, 0x202e:
		closer = 0x202c
	case 0x2066, 0x2067, 0x2068:
		closer = 0x2069
	case 0x202c, 0x2069:
		if n == 0 || d.open[n-1].closer != r {
			return false
		}
		d.open = d.open[:n-1]
		return true
	}
	if n == maxDirDepth {
		return false
	}
	if closer != 0 {
		d.open = append(d.open, openControl{r, closer, at})
	}
	return true
}

// IsOpen reports whether a control is open.
func (d *DirStack) IsOpen() bool { return len(d.open) > 0 }

// End ends the paragraph. It returns what closes the controls that are open still, and a problem for each.
func (d *DirStack) End() (closers string, problems []diag.Diagnostic) {
	for _, o := range d.open {
		problems = append(problems, UnbalancedOpener(o.control, o.at))
		closers = string(o.closer) + closers
	}
	d.open = d.open[:0]
	return closers, problems
}

const unbalancedHint = "; <bdi>…</bdi> does the same and can be seen"

// UnbalancedOpener warns of a direction control that opens something which its paragraph does not close.
func UnbalancedOpener(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Warnf("direction-unbalanced", pos,
		"the invisible direction character U+%04X has no counterpart in the same paragraph; what it opens now ends with the paragraph", r).
		WithHint("delete it, or close what it opens before the paragraph ends" + unbalancedHint)
}

// UnbalancedCloser warns of a direction control that closes nothing, or opens more than may be open.
func UnbalancedCloser(r rune, pos diag.Pos) diag.Diagnostic {
	return diag.Warnf("direction-unbalanced", pos,
		"the invisible direction character U+%04X has no counterpart in the same paragraph and is left out", r).
		WithHint("delete it" + unbalancedHint)
}

// CheckDirections reports what [Balance] would change.
func CheckDirections(text string, pos diag.Pos) []diag.Diagnostic {
	_, problems := Balance(text, pos)
	return problems
}

// Balance returns a text in which the direction controls of each line balance, and what was wrong: a control that closes
// nothing is left out, what is open at the end of its line is closed there, and an override, with what closes it, is left out,
// which is an error. It is for text that is a value on its own, such as front matter or an attribute.
func Balance(text string, pos diag.Pos) (balanced string, problems []diag.Diagnostic) {
	if !strings.ContainsFunc(text, IsEmbedding) {
		return text, nil
	}
	var out strings.Builder
	var d DirStack
	var overrides overrideStack
	end := func() {
		closers, more := d.End()
		out.WriteString(closers)
		problems = append(problems, more...)
		overrides = overrides[:0]
	}
	for _, r := range text {
		switch {
		case r == '\n':
			end()
		case overrides.drops(r):
			if IsOverride(r) {
				problems = append(problems, OverrideError(r, pos))
			}
			continue
		case IsEmbedding(r) && !d.Step(r, pos):
			problems = append(problems, UnbalancedCloser(r, pos))
			continue
		}
		out.WriteRune(r)
	}
	end()
	return out.String(), problems
}

// overrideStack follows which embeddings and overrides of a paragraph are open: true for an override.
type overrideStack []bool

// drops reports whether a character is a direction override or what closes one.
func (s *overrideStack) drops(r rune) bool {
	switch {
	case r == 0x202a || r == 0x202b || IsOverride(r):
		*s = append(*s, IsOverride(r))
		return IsOverride(r)
	case r == 0x202c && len(*s) > 0:
		last := len(*s) - 1
		dropped := (*s)[last]
		*s = (*s)[:last]
		return dropped
	}
	return false
}

// Normal is a page's body with every line end as LF, and the way back to the file.
type Normal struct {
	Text    []byte
	Base    int   // offset of the body in the file
	removed []int // offsets in Text before which a byte was left out, in order
}

func Normalise(src []byte, base int) Normal {
	body := src[base:]
	i := bytes.IndexByte(body, '\r')
	if i < 0 {
		return Normal{Text: body, Base: base}
	}
	n := Normal{Text: make([]byte, 0, len(body)), Base: base}
	for {
		n.Text = append(n.Text, body[:i]...)
		body = body[i+1:]
		if len(body) > 0 && body[0] == '\n' {
			n.removed = append(n.removed, len(n.Text))
		} else {
			n.Text = append(n.Text, '\n')
		}
		if i = bytes.IndexByte(body, '\r'); i < 0 {
			n.Text = append(n.Text, body...)
			return n
		}
	}
}

// Offset returns the place in the file of an offset in the text.
func (n *Normal) Offset(off int) int {
	if n.removed == nil {
		return n.Base + off
	}
	return n.Base + off + sort.SearchInts(n.removed, off)
}

// Clean leaves out of the text what [CheckEncoding] tells of: control characters, noncharacters, and direction overrides with
// what closes them. It returns the places of the overrides in the file.
func (n *Normal) Clean() (overrides []int) {
	var open overrideStack
	old, seen := n.removed, 0
	text, removed := make([]byte, 0, len(n.Text)), []int(nil)
	for i := 0; i < len(n.Text); {
		for ; seen < len(old) && old[seen] <= i; seen++ {
			removed = append(removed, len(text))
		}
		r, size := utf8.DecodeRune(n.Text[i:])
		if r == '\n' {
			open = open[:0]
		}
		if dropped := open.drops(r); dropped || IsForbidden(r) {
			if IsOverride(r) {
				overrides = append(overrides, n.Offset(i))
			}
			for range size {
				removed = append(removed, len(text))
			}
		} else {
			text = append(text, n.Text[i:i+size]...)
		}
		i += size
	}
	for ; seen < len(old); seen++ {
		removed = append(removed, len(text))
	}
	n.Text, n.removed = text, removed
	return overrides
}

// CutLine returns the line at an offset without its end, and the offset of the next line.
func CutLine(src []byte, at int) (line []byte, next int) {
	end := at
	for end < len(src) && src[end] != '\n' && src[end] != '\r' {
		end++
	}
	if next = min(end+1, len(src)); bytes.HasPrefix(src[end:], []byte("\r\n")) {
		next++
	}
	return src[at:end], next
}

// Lines returns a text without byte order mark and with LF line ends for CR LF.
func Lines(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.Contains(src, []byte("\r\n")) {
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	}
	return src
}
