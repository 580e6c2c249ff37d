package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// ReadPO reads a PO file as WritePO or any other tool writes it: wrapped or not, in any order, with any line ends,
// with or without a BOM, notes, flags, previous texts and header. Obsolete entries ("#~") are left out.
//
// The problems are: errors, each with its place, which leave the document empty; and warnings, such as that of
// a header that is missing. file is the name for them.
//
// Without the header X-Vernacular-Scope the contexts alone must tell whether they name their file: they do if all
// have a colon. The name of a File is "" where nothing tells it.
func ReadPO(file string, src []byte) (Document, []diag.Diagnostic) {
	r := &poReader{file: file, src: src}
	if d, bad := unreadable(file, src); bad {
		return Document{}, []diag.Diagnostic{d}
	}
	r.scan()
	if diag.HasErrors(r.problems) {
		return Document{}, diag.Sorted(r.problems)
	}
	d := r.document()
	if diag.HasErrors(r.problems) {
		return Document{}, diag.Sorted(r.problems)
	}
	return d, diag.Sorted(r.problems)
}

// unreadable refuses what is no text in UTF-8.
func unreadable(file string, src []byte) (diag.Diagnostic, bool) {
	switch {
	case len(src) > MaxBytes:
		return diag.Errorf("exchange-size", diag.Pos{File: file, Line: 1, Col: 1}, "the file has %d MB, and %d MB is the most that is read", len(src)>>20, MaxBytes>>20).
			WithHint("export the pages one by one"), true
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}):
		return diag.Errorf("exchange-encoding", diag.At(file, 1, 1), "the file is in UTF-16").WithHint("save it as UTF-8"), true
	}
	if !utf8.Valid(src) {
		at := 0
		for at < len(src) {
			r, n := utf8.DecodeRune(src[at:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			at += n
		}
		line, col := diag.Position(src, at)
		return diag.Errorf("exchange-encoding", diag.At(file, line, col), "the byte 0x%02x is not UTF-8", src[at]).WithHint("save the file as UTF-8"), true
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		line, col := diag.Position(src, i)
		return diag.Errorf("exchange-encoding", diag.At(file, line, col), "the file has a NUL character").WithHint("delete it"), true
	}
	return diag.Diagnostic{}, false
}

// poField is a text of an entry and the place of its keyword.
type poField struct {
	raw       []byte // as it is being read
	text      string // the whole, when the entry is closed
	set       bool
	line, col int
}

// poEntry is one entry as it stands in the file.
type poEntry struct {
	notes, refs           []string
	flags                 []string
	context, id, plural   poField
	strs                  map[int]*poField
	previousID, previousN poField // #| msgid and #| msgid_plural
	obsolete              bool
}

func (e *poEntry) begun() bool { return e.context.set || e.id.set || e.plural.set || len(e.strs) > 0 }

// place is where the entry's first keyword stands.
func (e *poEntry) place() (line, col int) {
	if e.context.set {
		return e.context.line, e.context.col
	}
	return e.id.line, e.id.col
}

type poReader struct {
	file     string
	src      []byte
	problems []diag.Diagnostic
	entries  []*poEntry
	entry    *poEntry
	field    *poField // the one that a line beginning with a quotation mark goes on with
	previous *poField // the same in lines that begin with #|
	line     int
}

func (r *poReader) errorf(line, col int, code, format string, args ...any) *diag.Diagnostic {
	if len(r.problems) < maxFound {
		r.problems = append(r.problems, diag.Errorf(code, diag.At(r.file, line, col), format, args...))
	} else {
		r.problems[maxFound-1] = diag.Errorf(code, diag.At(r.file, line, col), format, args...)
	}
	return &r.problems[len(r.problems)-1]
}

func (r *poReader) syntax(col int, hint, format string, args ...any) {
	d := r.errorf(r.line, col, "po-syntax", format, args...)
	d.Hint = hint
}

// scan takes the file apart into entries. After a fault it goes on with the next line.
func (r *poReader) scan() {
	r.entry = &poEntry{}
	rest := string(bytes.TrimPrefix(r.src, bom))
	for rest != "" && len(r.problems) < maxFound {
		r.line++
		line := rest
		if i := strings.IndexAny(rest, "\r\n"); i >= 0 {
			line, rest = rest[:i], strings.TrimPrefix(rest[i:], "\r")
			rest = strings.TrimPrefix(rest, "\n")
		} else {
			rest = ""
		}
		r.scanLine(line)
	}
	r.finish()
}

func (r *poReader) scanLine(line string) {
	col := 1 + len(line)
	text := strings.TrimLeft(line, " \t\f\v")
	col -= len(text)
	switch {
	case text == "":
	case text[0] == '#':
		r.comment(text, col)
	default:
		r.content(text, col, false)
	}
}

// comment reads a line that begins with #.
func (r *poReader) comment(text string, col int) {
	mark := byte(' ')
	if len(text) > 1 {
		mark = text[1]
	}
	rest := ""
	if len(text) > 2 {
		rest = text[2:]
	}
	if mark == '~' {
		trimmed := strings.TrimLeft(rest, " \t")
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == '|' || trimmed[0] == '.' || trimmed[0] == ',' {
			return // a remark or previous text of an obsolete entry
		}
		r.content(trimmed, col+len(text)-len(trimmed), true)
		return
	}
	if r.entry.begun() && len(r.entry.strs) > 0 {
		r.finish()
	}
	switch mark {
	case '.':
		if note := strings.TrimSpace(rest); note != "" {
			r.entry.notes = append(r.entry.notes, note)
		}
	case ':':
		r.entry.refs = append(r.entry.refs, references(rest)...)
	case ',', '=': // since gettext 0.26 some flags stand after #=
		for flag := range strings.SplitSeq(rest, ",") {
			if flag = strings.TrimSpace(flag); flag != "" {
				r.entry.flags = append(r.entry.flags, flag)
			}
		}
	case '|':
		r.previousText(rest, col+2)
	}
}

// references reads the file names of "#: a.c:12 U+2068 b c.md U+2069:7", without line numbers.
func references(s string) []string {
	var list []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		name := ""
		if quoted, ok := strings.CutPrefix(s, "\u2068"); ok && strings.Contains(quoted, "\u2069") {
			name, s, _ = strings.Cut(quoted, "\u2069")
			if i := strings.IndexAny(s, " \t"); i >= 0 && strings.HasPrefix(s, ":") {
				s = s[i:]
			} else if strings.HasPrefix(s, ":") {
				s = ""
			}
		} else {
			i := strings.IndexAny(s, " \t")
			if i < 0 {
				i = len(s)
			}
			name, s = s[:i], s[i:]
			if c := strings.LastIndexByte(name, ':'); c > 0 && c < len(name)-1 && strings.Trim(name[c+1:], "0123456789") == "" {
				name = name[:c]
			}
		}
		if name != "" {
			list = append(list, name)
		}
	}
	return list
}

// previousText reads what follows "#|".
func (r *poReader) previousText(s string, col int) {
	text := strings.TrimLeft(s, " \t")
	col += len(s) - len(text)
	keyword, rest := cutKeyword(text)
	switch keyword {
	case "":
	case "msgctxt":
		r.previous = &poField{}
	case "msgid":
		r.previous = &r.entry.previousID
	case "msgid_plural":
		r.previous = &r.entry.previousN
	default:
		r.previous = nil
	}
	if keyword != "" && r.previous != nil {
		*r.previous = poField{set: true, line: r.line, col: col}
	}
	if r.previous == nil {
		r.syntax(col, "", "after \"#|\" comes msgctxt, msgid or msgid_plural with the previous text")
		return
	}
	r.strings(r.previous, rest, col+len(text)-len(rest))
}

// cutKeyword cuts the word off that a line begins with; it is "" where the line begins with a string.
func cutKeyword(s string) (keyword, rest string) {
	i := strings.IndexAny(s, " \t\"")
	if i < 0 {
		i = len(s)
	}
	return s[:i], s[i:]
}

// content reads a keyword with its strings, or strings that go on with the text before.
func (r *poReader) content(text string, col int, obsolete bool) {
	keyword, rest := cutKeyword(text)
	if i := strings.IndexByte(text, '['); strings.HasPrefix(text, "msgstr") && i >= 0 && i <= len(keyword) {
		if j := strings.IndexByte(text, ']'); j > i { // msgstr[ 0 ]
			keyword, rest = text[:j+1], text[j+1:]
		}
	}
	const hint = "a line of a PO file begins with #, msgctxt, msgid, msgid_plural, msgstr or a quotation mark"
	switch {
	case keyword == "":
		if r.field == nil {
			r.syntax(col, "delete the line, or put msgid or msgstr before it", "the text belongs to no entry")
			return
		}
		r.strings(r.field, rest, col)
		return
	case keyword == "domain":
		r.syntax(col, "put each domain into a file of its own", "\"domain\" is not supported")
		return
	case keyword != "msgctxt" && keyword != "msgid" && keyword != "msgid_plural" && !strings.HasPrefix(keyword, "msgstr"):
		r.syntax(col, hint, "%q is no keyword of a PO file", shorten(keyword))
		return
	}
	e := r.entry
	if (keyword == "msgctxt" || keyword == "msgid") && (e.id.set || len(e.strs) > 0) || keyword == "msgctxt" && e.context.set {
		r.finish()
		e = r.entry
	}
	e.obsolete = e.obsolete || obsolete
	var field *poField
	switch keyword {
	case "msgctxt":
		field = &e.context
	case "msgid":
		field = &e.id
	case "msgid_plural":
		field = &e.plural
		if !e.id.set {
			r.syntax(col, "", "msgid_plural without the msgid before it")
		}
	default:
		index := 0
		if keyword != "msgstr" {
			n, err := strconv.Atoi(strings.TrimSpace(strings.Trim(strings.TrimPrefix(keyword, "msgstr"), "[]")))
			if err != nil || n < 0 || n >= maxForms || keyword[len("msgstr")] != '[' {
				r.syntax(col, "the forms are msgstr[0], msgstr[1] and so on", "%q is no keyword of a PO file", shorten(keyword))
				return
			}
			index = n
		}
		if !e.id.set {
			r.syntax(col, "", "%s without the msgid before it", keyword)
		} else if (keyword == "msgstr") == e.plural.set {
			r.syntax(col, "a message with msgid_plural has msgstr[0], msgstr[1] and so on, every other has one msgstr", "%s does not fit the message", keyword)
		}
		if e.strs == nil {
			e.strs = map[int]*poField{}
		}
		if e.strs[index] == nil {
			e.strs[index] = &poField{}
		}
		field = e.strs[index]
	}
	if field.set {
		r.syntax(col, "one of the two lines must go", "%s is there twice (first in line %d)", keyword, field.line)
	}
	*field = poField{set: true, line: r.line, col: col}
	r.field = field
	if strings.TrimLeft(rest, " \t\f\v") == "" {
		return // its strings begin on the next line
	}
	r.strings(field, rest, col+utf8.RuneCountInString(text[:len(text)-len(rest)]))
}

// shorten keeps a foreign word in a message short.
func shorten(s string) string {
	if utf8.RuneCountInString(s) > 30 {
		return string([]rune(s)[:30]) + "…"
	}
	return s
}

// strings appends the quoted strings of the rest of a line to a text.
func (r *poReader) strings(field *poField, s string, col int) {
	const hint = `inside a text a quotation mark is written \" and a backslash \\`
	b := &field.raw
	for i := 0; ; {
		for i < len(s) && strings.IndexByte(" \t\f\v", s[i]) >= 0 {
			i++
		}
		at := func() int { return col + utf8.RuneCountInString(s[:i]) }
		if i == len(s) {
			break
		}
		if s[i] != '"' {
			r.syntax(at(), hint, "a quotation mark is expected here")
			return
		}
		start := at()
		closed := false
		for i++; i < len(s) && !closed; {
			switch c := s[i]; c {
			case '"':
				closed = true
				i++
			case '\\':
				n, ok := unescape(b, s[i+1:])
				if !ok {
					r.syntax(at(), hint, "the backslash begins no escape that is known")
					return
				}
				i += 1 + n
			default:
				*b = append(*b, c)
				i++
			}
		}
		if !closed {
			r.syntax(start, "a text that goes on is closed at the end of the line and opened again on the next", "the closing quotation mark is missing")
			return
		}
	}
}

// unescape reads what follows a backslash and gives the number of bytes it took.
func unescape(b *[]byte, s string) (n int, ok bool) {
	if s == "" {
		return 0, false
	}
	const letters, values = `ntrabfv"\`, "\n\t\r\a\b\f\v\"\\"
	if i := strings.IndexByte(letters, s[0]); i >= 0 {
		*b = append(*b, values[i])
		return 1, true
	}
	if s[0] == 'x' {
		value := 0
		for n = 1; n < len(s) && n < 3; n++ {
			d, err := strconv.ParseUint(s[n:n+1], 16, 8)
			if err != nil {
				break
			}
			value = value<<4 | int(d)
		}
		if n > 1 {
			*b = append(*b, byte(value))
		}
		return n, n > 1
	}
	value := 0
	for n < len(s) && n < 3 && s[n] >= '0' && s[n] <= '7' {
		value = value<<3 | int(s[n]-'0')
		n++
	}
	if n == 0 || value > 0xff {
		return 0, false
	}
	*b = append(*b, byte(value))
	return n, true
}

// finish closes the entry that is being read and begins the next.
func (r *poReader) finish() {
	e := r.entry
	r.entry, r.field, r.previous = &poEntry{}, nil, nil
	if !e.begun() {
		return
	}
	if !e.obsolete {
		line, col := e.place()
		switch {
		case !e.id.set:
			r.errorf(line, col, "po-syntax", "the entry has no msgid").Hint = "look whether a line was lost"
		case len(e.strs) == 0:
			r.errorf(line, col, "po-syntax", "the entry has no msgstr").Hint = `a message without a translation has msgstr ""`
		}
		r.texts(e)
	}
	if len(r.entries) >= MaxUnits {
		line, col := e.place()
		r.errorf(line, col, "exchange-size", "the file has more than %d entries", MaxUnits)
		return
	}
	if !e.obsolete {
		r.entries = append(r.entries, e)
	}
}

// texts looks at what escapes may have put together.
func (r *poReader) texts(e *poEntry) {
	fields := []*poField{&e.context, &e.id, &e.plural, &e.previousID, &e.previousN}
	for _, i := range e.indexes() {
		fields = append(fields, e.strs[i])
	}
	for _, f := range fields {
		f.text, f.raw = string(f.raw), nil
		if strings.Contains(f.text, "\x00") {
			r.errorf(f.line, f.col, "exchange-encoding", "the text has a NUL character").Hint = "delete the escape"
		}
		if !utf8.ValidString(f.text) {
			r.errorf(f.line, f.col, "exchange-encoding", "the escapes in the text do not add up to UTF-8").Hint = "write the letters themselves"
		}
	}
}

func (e *poEntry) indexes() []int {
	var list []int
	for i := range maxForms {
		if e.strs[i] != nil {
			list = append(list, i)
		}
	}
	return list
}

// poDateOf reads the date of a header field, "" if it is none.
func poDateOf(s string) string {
	t, err := time.Parse(poDate, s)
	if err != nil || t.Year() < 1 {
		return ""
	}
	if _, offset := t.Zone(); offset == 0 {
		t = t.UTC()
	}
	text := t.Format(time.RFC3339)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return ""
	}
	return text
}

// hasFlag tells whether the entry has a flag.
func (e *poEntry) hasFlag(flag string) bool { return slices.Contains(e.flags, flag) }

// score reads our note of a suggestion.
func score(note string) (int, bool) {
	number, ok := strings.CutPrefix(note, memoryNote)
	if !ok {
		return 0, false
	}
	number, ok = strings.CutSuffix(number, " %")
	n, err := strconv.Atoi(number)
	return n, ok && err == nil && n >= 0 && n <= 100 && fmt.Sprint(n) == number
}
