package exchange

import (
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// ReadPO reads a PO file as WritePO or any other tool writes it: wrapped or not, in any order, with any line ends,
// with or without a BOM, notes, flags, previous texts and header. Obsolete entries ("#~") are left out.
//
// The problems are: errors, each with its place, and warnings, such as that of a header that is missing. file is the
// name for them. An entry with a fault is left out, and so are two of one context that do not say the same; all others are
// in the document. A fault of the header, or of the file's encoding, leaves the document empty.
//
// Without the header X-Vernacular-Scope the contexts alone must tell whether they name their file: they do if all
// have a colon. The name of a File is "" where nothing tells it.
func ReadPO(file string, src []byte) (Document, []diag.Diagnostic) {
	text, bad := decode(file, src)
	if bad != nil {
		return Document{}, []diag.Diagnostic{*bad}
	}
	r := &poReader{problems: problems{file: file}, src: text}
	r.scan()
	return r.result(r.document())
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
	faulty                bool // it is left out; why has been told
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
	garbled  int  // the last line that begins with no keyword
	aside    bool // what is being read is a previous text
}

// syntax adds an error in the present line, for which the entry is left out. In an obsolete entry, which is left out
// anyway, and in a previous text, which nothing depends on, it is a warning.
func (r *poReader) syntax(col int, hint, format string, args ...any) {
	d := r.errorf(r.line, col, "po-syntax", format, args...)
	d.Hint = hint
	if r.entry.obsolete || r.aside {
		d.Severity = diag.Warning
	}
	r.entry.faulty = r.entry.faulty || !r.aside
}

// disorder adds an error of lines that do not belong together, unless another fault of the entry has been told: a line
// that cannot be read leaves the lines after it without the one before.
func (r *poReader) disorder(col int, hint, format string, args ...any) {
	if !r.entry.faulty {
		r.syntax(col, hint, format, args...)
	}
	r.entry.faulty = true
}

// scan takes the file apart into entries. After a fault it goes on with the next line.
func (r *poReader) scan() {
	r.entry = &poEntry{}
	rest := string(r.src)
	for rest != "" {
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
	if !e.begun() || e.obsolete {
		return
	}
	line, col := e.place()
	switch {
	case e.faulty:
	case !e.id.set:
		r.errorf(line, col, "po-syntax", "the entry has no msgid").Hint = "look whether a line was lost"
		e.faulty = true
	case len(e.strs) == 0:
		r.errorf(line, col, "po-syntax", "the entry has no msgstr").Hint = `a message without a translation has msgstr ""`
		e.faulty = true
	}
	r.texts(e)
	if len(r.entries) >= MaxUnits {
		if !r.fatal {
			r.errorf(line, col, "exchange-size", "the file has more than %d entries", MaxUnits)
			r.fatal = true
		}
		return
	}
	r.entries = append(r.entries, e)
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
			e.faulty = true
		}
		if !utf8.ValidString(f.text) {
			r.errorf(f.line, f.col, "exchange-encoding", "the escapes in the text do not add up to UTF-8").Hint = "write the letters themselves"
			e.faulty = true
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
