package exchange

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

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
	if r.entry.begun() && len(r.entry.strs) > 0 || r.entry.faulty && mark != ' ' {
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
		r.aside = true
		r.previousText(rest, col+2)
		r.aside = false
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
	switch {
	case keyword == "" && r.field == nil:
		r.syntax(col, "delete the line, or put msgid or msgstr before it", "the text belongs to no entry")
		return
	case keyword == "":
		r.strings(r.field, rest, col)
		return
	case r.beginsEntry(keyword):
		r.finish()
	}
	if keyword == "domain" {
		r.list = append(r.list, diag.Warnf("po-syntax", diag.At(r.file, r.line, col), "\"domain\" is not supported: all entries are read as those of one").
			WithHint("put each domain into a file of its own"))
		return
	}
	r.entry.obsolete = r.entry.obsolete || obsolete
	field := r.fieldOf(keyword, col)
	if field == nil {
		return
	}
	if field.set {
		r.disorder(col, "one of the two lines must go", "%s is there twice (first in line %d)", keyword, field.line)
	}
	*field = poField{set: true, line: r.line, col: col}
	r.field = field
	if strings.TrimLeft(rest, " \t\f\v") == "" {
		return // its strings begin on the next line
	}
	r.strings(field, rest, col+utf8.RuneCountInString(text[:len(text)-len(rest)]))
}

// beginsEntry reports whether a line with this keyword is of another entry than the one before. A keyword that is none,
// after a whole entry, is a fault of the next one.
func (r *poReader) beginsEntry(keyword string) bool {
	e := r.entry
	switch {
	case keyword == "msgctxt":
		return e.context.set || e.id.set || len(e.strs) > 0 || e.faulty
	case keyword == "msgid":
		return e.id.set || len(e.strs) > 0
	case keyword == "msgid_plural", strings.HasPrefix(keyword, "msgstr"):
		return false
	}
	return len(e.strs) > 0
}

// fieldOf returns the field of the entry that a keyword names, nil if it is none.
func (r *poReader) fieldOf(keyword string, col int) *poField {
	e := r.entry
	switch {
	case keyword == "msgctxt":
		return &e.context
	case keyword == "msgid":
		return &e.id
	case keyword == "msgid_plural":
		switch {
		case !e.id.set:
			r.disorder(col, "", "msgid_plural without the msgid before it")
		case len(e.strs) > 0:
			r.disorder(col, "", "msgid_plural must come before msgstr")
		}
		return &e.plural
	case strings.HasPrefix(keyword, "msgstr"):
		return r.formOf(keyword, col)
	}
	garbled := r.garbled
	r.garbled = r.line
	if garbled == r.line-1 && r.entry.faulty { // one text without its quotation marks, however many lines it has
		return nil
	}
	r.syntax(col, "a line of a PO file begins with #, msgctxt, msgid, msgid_plural, msgstr or a quotation mark", noKeyword, shorten(keyword))
	return nil
}

const noKeyword = "%q is no keyword of a PO file"

// formOf returns the field of msgstr or msgstr[i], nil if the keyword is neither.
func (r *poReader) formOf(keyword string, col int) *poField {
	e, index := r.entry, 0
	if keyword != "msgstr" {
		number, opened := strings.CutPrefix(keyword, "msgstr[")
		number, closed := strings.CutSuffix(number, "]")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !opened || !closed || err != nil || n < 0 || n >= maxForms {
			r.syntax(col, "the forms are msgstr[0], msgstr[1] and so on", noKeyword, shorten(keyword))
			return nil
		}
		index = n
	}
	if !e.id.set {
		r.disorder(col, "", "%s without the msgid before it", keyword)
	} else if (keyword == "msgstr") == e.plural.set {
		r.disorder(col, "a message with msgid_plural has msgstr[0], msgstr[1] and so on, every other has one msgstr", "%s does not fit the message", keyword)
	}
	if e.strs == nil {
		e.strs = map[int]*poField{}
	}
	if e.strs[index] == nil {
		e.strs[index] = &poField{}
	}
	return e.strs[index]
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
