// Package diag turns a problem in somebody's files into words with a place.
//
// A [Diagnostic] is data: it is gathered, sorted, kept with the result it belongs to and replayed
// with it. It is printed as one line of text for people ([Diagnostic.String]) or as one JSON
// object for machines ([Diagnostic.MarshalJSON]); both forms are the contract of the command line.
//
// The package never prints by itself, never reads a file and knows nothing of locales or pages.
// Start with [Errorf] and [Warnf]; [Position] turns a byte offset into a line and a column. The
// neighbour to read next is query, which keeps diagnostics with the answers they came from.
package diag

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Severity says whether a problem keeps something from being published.
type Severity string

// The severities. An error keeps the outputs that depend on its place from being written (their
// last good version stays); a warning never does, unless the user asked for --strict. A note says what is as it may
// be and worth knowing: it counts as no problem, also with --strict.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Pos is a place in a source file. File is relative to the site's folder, with forward slashes.
// Line and Col count from 1, Col in Unicode code points; 0 means "not known", so that a place may be
// a whole file or a whole line.
type Pos struct {
	File string
	Line int
	Col  int
}

// At is shorthand for a Pos.
func At(file string, line, col int) Pos { return Pos{File: file, Line: line, Col: col} }

// Diagnostic is one problem. Message says what is wrong in words for a translator, without a final
// full stop; Hint says what to do about it and may be empty. Code is a stable, lower-case,
// hyphenated name of the kind of problem that tools may match on.
type Diagnostic struct {
	Code     string
	Severity Severity
	Pos
	Message string
	Hint    string

	Aside string // words after the message: for which page, and how many more of one cause there are
	Count int    // how many problems of one cause it stands for; 0: itself alone
	Cause string // what was found, where one habit or rule of a translator makes it in many places; never printed
}

// Errorf makes an error.
func Errorf(code string, pos Pos, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Severity: Error, Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// Warnf makes a warning.
func Warnf(code string, pos Pos, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Severity: Warning, Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// Notef makes a note.
func Notef(code string, pos Pos, format string, args ...any) Diagnostic {
	return Diagnostic{Code: code, Severity: Note, Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns d with the advice that format and args make.
func (d Diagnostic) WithHint(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// Words returns the message with what follows it in parentheses.
func (d Diagnostic) Words() string {
	if d.Aside == "" {
		return d.Message
	}
	return d.Message + " (" + d.Aside + ")"
}

// String gives the line that people read: "file:line:col: error: words [code]", and the hint, if any,
// on an indented line below. Control characters and direction controls that come from file names or
// file contents are escaped, so that no source can drive the reader's terminal.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.File != "" {
		b.WriteString(Escape(d.File))
		if d.Line > 0 {
			fmt.Fprintf(&b, ":%d", d.Line)
			if d.Col > 0 {
				fmt.Fprintf(&b, ":%d", d.Col)
			}
		}
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s: %s [%s]", d.Severity, Escape(d.Words()), d.Code)
	if d.Hint != "" {
		b.WriteString("\n    ")
		b.WriteString(Escape(d.Hint))
	}
	return b.String()
}

// MarshalJSON gives the documented form: one object with type, code, severity, file, line, column,
// message and hint, which are always there, and count where one stands for many.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Type     string   `json:"type"`
		Code     string   `json:"code"`
		Severity Severity `json:"severity"`
		File     string   `json:"file"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		Message  string   `json:"message"`
		Hint     string   `json:"hint"`
		Count    int      `json:"count,omitempty"`
	}{"diagnostic", d.Code, d.Severity, strings.ToValidUTF8(d.File, "\uFFFD"), d.Line, d.Col,
		strings.ToValidUTF8(d.Words(), "\uFFFD"), strings.ToValidUTF8(d.Hint, "\uFFFD"), d.Count})
}

// Compare orders diagnostics by file, line, column, severity (errors first), code, words and hint.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Aside, b.Aside),
		cmp.Compare(a.Hint, b.Hint),
		cmp.Compare(a.Count, b.Count),
		cmp.Compare(a.Cause, b.Cause),
	)
}

// Sorted returns the diagnostics in the order of [Compare], each once.
func Sorted(list []Diagnostic) []Diagnostic {
	out := slices.Clone(list)
	slices.SortFunc(out, Compare)
	return slices.Compact(out)
}

// HasErrors tells whether the list holds an error.
func HasErrors(list []Diagnostic) bool {
	return slices.ContainsFunc(list, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns the number of errors and of warnings, without notes.
func Count(list []Diagnostic) (errors, warnings int) {
	for _, d := range list {
		switch d.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		}
	}
	return errors, warnings
}

// Position turns a byte offset in src into a line and a column as [Pos] counts them. A line ends at
// LF, CR LF or a lone CR, as editors show them. An offset past the end gives the end, one within a character its place.
func Position(src []byte, offset int) (line, col int) {
	offset = ofCharacter(src, offset)
	line = 1
	start := 0
	for i := 0; i < offset; i++ {
		switch src[i] {
		case '\n':
			line, start = line+1, i+1
		case '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				continue
			}
			line, start = line+1, i+1
		}
	}
	return line, utf8.RuneCount(src[start:offset]) + 1
}

// ofCharacter returns an offset within src that is not past its end: of a character that is not whole on either side of it,
// where that begins.
func ofCharacter(src []byte, offset int) int {
	offset = max(0, min(offset, len(src)))
	if offset == len(src) || utf8.RuneStart(src[offset]) {
		return offset
	}
	for at := offset - 1; at >= max(0, offset-utf8.UTFMax+1); at-- {
		if _, size := utf8.DecodeRune(src[at:]); size > offset-at {
			return at
		}
	}
	return offset
}

// Escape makes text from a source safe to print on a terminal: control characters, direction
// controls, line and paragraph separators and bytes that are not UTF-8 become visible escapes.
func Escape(s string) string {
	clean := func(r rune) bool {
		return r != utf8.RuneError && (r == ' ' || unicode.IsGraphic(r)) && !isFormatControl(r)
	}
	if strings.IndexFunc(s, func(r rune) bool { return !clean(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case clean(r) || r == '\u200c' || r == '\u200d': // joiners are letters' business in many scripts
			b.WriteString(s[i : i+n])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += n
	}
	return b.String()
}

// Quote returns a name from a source or from a user as messages show it: between straight quotation marks, with what
// is invisible in it made visible by [Escape].
func Quote(name string) string { return `"` + Escape(name) + `"` }

// isFormatControl covers what unicode.IsGraphic lets through but a terminal obeys: U+2028, U+2029 and
// the other separators are graphic by Go's definition.
func isFormatControl(r rune) bool {
	return r == '\u2028' || r == '\u2029'
}
