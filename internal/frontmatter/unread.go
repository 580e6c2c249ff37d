package frontmatter

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// A page whose front matter is not read is published with its keys as text, even one that was meant as a draft. So the
// start of a page without front matter is looked at for what people and other programs write in its place. It is not
// read, but for one thing: a page is a draft when anything there says so.

// CodeUnread is the code of the warning of what looks like front matter and is not read.
const CodeUnread = "front-matter-unread"

// maxHead is how many bytes at the start of a file are looked at.
const maxHead = 8 << 10

// opening is what stands in place of the first line of front matter.
type opening struct {
	why, hint string // why it is not read, and what to do
	closed    bool   // a line of its own ends the keys, else the first empty line does
	inside    bool   // the first line may have a key itself
}

// unread warns of lines at the start of a page, which has no front matter, that look like it.
func (r *metaReader) unread(src []byte, from int) {
	head := src[:min(len(src), from+maxHead)]
	at := from
	for at < len(head) && invisibleLine(head, at) {
		_, at = data.CutLine(head, at)
	}
	first, next := data.CutLine(head, at)
	o, ok := openingOf(string(first), at > from)
	if !ok {
		return
	}
	if o.inside {
		next = at
	}
	keys, ended := keyLines(head, next, o.closed)
	if !convincing(keys, ended || o.inside && o.closed) {
		return
	}
	text := diag.Text{File: r.file, Src: src}
	d := diag.Warnf(CodeUnread, text.At(at), "this looks like front matter and is not read: %s", o.why).WithHint("%s", o.hint)
	if i := slices.IndexFunc(keys, keyAt.meansDraft); i >= 0 {
		r.takeForDraft(text.At(keys[i].at))
		d.Message += "; it says that the page is a draft, so the page is not published"
	}
	r.diags = append(r.diags, d)
}

// openingOf tells whether the first line of a page that is not empty looks like that of front matter. later says that
// empty lines stand before it.
func openingOf(line string, later bool) (o opening, ok bool) {
	text := strings.TrimFunc(line, isInvisible)
	if mark := fenceMark(text); mark != "" {
		return fenceOpening(text, mark, later)
	}
	switch {
	case text == ";;;":
		return opening{closed: true, why: "it is written as JSON", hint: asYAML}, true
	case strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "{{") && !strings.HasPrefix(text, "{%"):
		return opening{closed: true, inside: true, why: "it is written as JSON", hint: asYAML}, true
	case strings.HasPrefix(text, "<!--"):
		return opening{closed: true, inside: true, why: "it is written as a comment", hint: asYAML}, true
	case strings.HasPrefix(text, "```"), strings.HasPrefix(text, "~~~"):
		return opening{closed: true, why: "it is written as a block of code", hint: "write --- in place of " + text}, true
	case len(keysIn(text, 0)) > 0:
		return opening{inside: true, why: "no line --- stands before it", hint: asYAML}, true
	}
	return o, false
}

// asYAML says how front matter is written.
const asYAML = "begin the file with --- alone in a line, write one key a line, such as title: My page, and --- alone in a line after them"

// fenceOpening is openingOf of a line that begins with hyphens, dashes or plus signs.
func fenceOpening(text, mark string, later bool) (o opening, ok bool) {
	o = opening{closed: true, why: "its first line is " + diag.Quote(text), hint: "write three hyphens, ---, alone in the lines before and after the keys"}
	rest := strings.TrimSpace(text[len(mark):])
	right := mark == "---" || mark == "+++"
	switch {
	case right && rest != "":
		o.hint = "write " + mark + " and nothing else in this line"
	case right && later:
		o.why, o.hint = "lines stand before it", "delete the empty lines, so that the file begins with "+mark
	case right:
		o.why, o.hint = "the file does not begin with "+mark, "delete the spaces and invisible characters around "+mark
	}
	return o, right || rest == ""
}

// fenceMark returns the hyphens, dashes or plus signs with which a line begins that may be meant to be "---" or "+++";
// "" if there are too few.
func fenceMark(line string) string {
	n := strings.IndexFunc(line, func(r rune) bool { return r != '-' && r != '\u2212' && !unicode.Is(unicode.Pd, r) })
	if strings.HasPrefix(line, "+") {
		n = strings.IndexFunc(line, func(r rune) bool { return r != '+' })
	}
	if n < 0 {
		n = len(line)
	}
	if n < 2 { // a dash has more than one byte
		return ""
	}
	return line[:n]
}

// keyAt is a key with its value, and the offset of its line.
type keyAt struct {
	key, value string
	at         int
}

// meansDraft reports whether the key is meant to keep a page back.
func (k keyAt) meansDraft() bool { return meansDraft(k.key, k.value) }

// keyLines returns the keys from an offset on, until the line that closes front matter (ended is true then) or the first
// line of prose; with closed, also beyond empty lines.
func keyLines(src []byte, at int, closed bool) (keys []keyAt, ended bool) {
	for at < len(src) {
		line, next := data.CutLine(src, at)
		text := strings.TrimFunc(string(line), isInvisible)
		found := keysIn(text, at)
		switch {
		case len(found) > 0:
			keys = append(keys, found...)
		case text == "":
			if !closed && len(keys) > 0 {
				return keys, false
			}
		case fenceMark(text) == text, text == ";;;", strings.HasPrefix(text, "```"), strings.HasPrefix(text, "~~~"):
			return keys, true
		case !strings.ContainsAny(text[:1], "-#{}[],;<") && !strings.HasPrefix(string(line), " ") && !strings.HasPrefix(string(line), "\t"):
			return keys, false
		}
		at = next
	}
	return keys, false
}

// keyLine is a line with a key and its value as YAML, TOML, JSON, a comment or the head of another format writes it.
var keyLine = regexp.MustCompile(`^(?:\[//\]:\s*#\s*[("]|<!--+|//|#\+|\.\.|[:{,%])*\s*["']?([\pL_][\pL\pM\pN_-]*)["']?\s*[:=]\s*(.*)$`)

// keysIn returns the keys of a line at an offset, with their values as plain text. A line in braces, as JSON and YAML
// have it, may hold several.
func keysIn(line string, at int) (keys []keyAt) {
	if !strings.ContainsAny(line, ":=") { // nearly always
		return nil
	}
	parts := []string{line}
	if strings.HasPrefix(line, "{") {
		parts = strings.Split(line, ",")
	}
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if !mayBeKey(part) { // nearly always
			continue
		}
		m := keyLine.FindStringSubmatch(part)
		if m == nil {
			continue
		}
		value, _, _ := strings.Cut(m[2], " #")
		keys = append(keys, keyAt{m[1], strings.Trim(strings.TrimSuffix(value, "-->"), " \t\"',;})"), at})
	}
	return keys
}

// mayBeKey reports whether a line can be a [keyLine]: nothing but marks comes before its first word, and a colon or an equals
// sign behind. A character beyond ASCII may be part of the word or a space.
func mayBeKey[T string | []byte](line T) bool {
	i := 0
	for i < len(line) && !inWord(line[i]) {
		i++
	}
	for i < len(line) && (inWord(line[i]) || line[i] == '-') {
		i++
	}
	for i < len(line) && (line[i] <= ' ' || line[i] == '"' || line[i] == '\'') {
		i++
	}
	return i < len(line) && (line[i] == ':' || line[i] == '=')
}

func inWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c >= utf8.RuneSelf
}

// convincing reports whether a page of prose would hardly begin with these keys: one of them means something to
// Vernacular. Without lines around them two of them must, or one must be written as it is in front matter.
func convincing(keys []keyAt, around bool) bool {
	known := 0
	for _, k := range keys {
		name := knownKey(k.key)
		if name != "" && (around || name == k.key) {
			return true
		}
		if name != "" {
			known++
		}
	}
	return known > 1
}

// invisibleLine reports whether the line at an offset shows nothing.
func invisibleLine(src []byte, at int) bool {
	line, _ := data.CutLine(src, at)
	return strings.TrimFunc(string(line), isInvisible) == ""
}

// isInvisible reports whether a character shows as nothing or as a space.
func isInvisible(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
