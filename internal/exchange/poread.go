package exchange

import (
	"bytes"
	"strings"
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
	r := &poReader{problems: problems{file: file}, src: src}
	if d, bad := unreadable(file, src); bad {
		return Document{}, []diag.Diagnostic{d}
	}
	r.scan()
	if diag.HasErrors(r.list) {
		return r.result(Document{})
	}
	return r.result(r.document())
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

// place returns where the entry's first keyword stands.
func (e *poEntry) place() (line, col int) {
	for _, f := range []*poField{&e.context, &e.id, &e.plural} {
		if f.set {
			return f.line, f.col
		}
	}
	for _, i := range e.indexes() { // an entry with a fault: it begins with msgstr
		return e.strs[i].line, e.strs[i].col
	}
	return 1, 1
}

// poReader reads one PO file.
type poReader struct {
	problems
	src      []byte
	entries  []*poEntry
	entry    *poEntry
	field    *poField // the one that a line beginning with a quotation mark goes on with
	previous *poField // the same in lines that begin with #|
	line     int
}

// syntax adds an error in the present line.
func (r *poReader) syntax(col int, hint, format string, args ...any) {
	d := r.errorf(r.line, col, "po-syntax", format, args...)
	d.Hint = hint
}

// scan takes the file apart into entries. After a fault it goes on with the next line.
func (r *poReader) scan() {
	r.entry = &poEntry{}
	rest := string(bytes.TrimPrefix(r.src, bom))
	for rest != "" && !r.full() {
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
