package frontmatter

import (
	"strings"

	"vernacular/internal/diag"
)

// plainYAML reads the YAML that nearly every page is written in: keys of ASCII letters, nested by
// spaces, with values on one line that are plain or simply quoted, and comments. It reports false,
// having changed nothing, for anything else, mistakes included; the library then has the word. It
// exists for speed only (a site's pages are all read at every start), and a test holds it to the
// library's answers.
func (r *metaReader) plainYAML() bool {
	p := plainReader{depth: r.lim.Depth, indents: make([]int, 1, 8), fields: make([]field, 0, 8)}
	whole := string(r.text.Src)
	for number, text := 1+r.line, whole; len(text) > 0; number++ {
		line := text
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		if !p.line(number, line) {
			return false
		}
	}
	r.fields = p.fields
	for i := range r.fields {
		if r.fields[i].kind == textValue {
			r.checkText(&r.fields[i], diag.At(r.file, r.fields[i].line, r.fields[i].col))
		}
	}
	return true
}

// plainReader is the state of one plainYAML.
type plainReader struct {
	depth   int
	indents []int // of the group that a line may belong to, and of those around it
	fields  []field
	pending bool // the last field is a key that the next deeper line may make a group
}

// line reads a line of a file; it reports false where the library has to.
func (p *plainReader) line(number int, line string) bool {
	indent := 0
	for indent < len(line) && line[indent] == ' ' {
		indent++
	}
	rest := line[indent:]
	if len(rest) == 0 || rest[0] == '#' {
		return true
	}
	n := plainKey(rest)
	if n == 0 || n == len(rest) || rest[n] != ':' {
		return false
	}
	value, ok := plainValue(rest[n+1:])
	if !ok || !p.enter(indent, number) || len(p.fields) == maxPlainFields {
		return false
	}
	f := field{key: rest[:n], depth: len(p.indents) - 1}
	for i := len(p.fields) - 1; i >= 0 && p.fields[i].depth >= f.depth; i-- {
		if p.fields[i].depth == f.depth && p.fields[i].key == f.key {
			return false
		}
	}
	if f.depth == 0 {
		f.keyLine, f.keyCol = number, indent+1
	}
	if p.pending = value.text == "" && !value.quoted; !p.pending {
		// Columns count code points; the key and the spaces before the value are ASCII.
		f.kind, f.text, f.line, f.col = textValue, value.text, number, indent+n+1+value.at+1
		if !value.quoted && !(f.depth == 0 && isTextKey(f.key)) && mayBeNoText(f.text) {
			v := scalarField(plainScalar(f.text))
			f.kind, f.text = v.kind, v.text
		}
	}
	p.fields = append(p.fields, f)
	return true
}

// enter goes to the group that a line with an indentation belongs to. The last key may become it.
func (p *plainReader) enter(indent, number int) bool {
	last := p.indents[len(p.indents)-1]
	if indent > last {
		if !p.pending || len(p.indents) >= p.depth {
			return false
		}
		group := &p.fields[len(p.fields)-1]
		group.kind, group.line, group.col = groupValue, number, indent+1
		p.indents = append(p.indents, indent)
		return true
	}
	for p.indents[len(p.indents)-1] > indent {
		p.indents = p.indents[:len(p.indents)-1]
	}
	return p.indents[len(p.indents)-1] == indent
}

// plainKey returns the length of the key of ASCII letters that a line begins with.
func plainKey(s string) int {
	n := 0
	for n < len(s) && (isASCIILetter(s[n]) || n > 0 && (isASCIIDigit(s[n]) || s[n] == '-') || s[n] == '_') {
		n++
	}
	return n
}

// maxPlainFields bounds the keys that are compared with one another.
const maxPlainFields = 200

// mayBeNoText is true of what plainScalar may find to be a number or a truth value.
func mayBeNoText(s string) bool {
	return s[0] <= '9' || s[0]|0x20 == 't' || s[0]|0x20 == 'f'
}

type plainText struct {
	text   string
	quoted bool
	at     int // bytes before it
}

// plainValue reads what follows the colon of a key, if it is of the simple kind.
func plainValue(b string) (plainText, bool) {
	if len(b) > 0 && b[0] != ' ' {
		return plainText{}, false
	}
	at := 0
	for at < len(b) && b[at] == ' ' {
		at++
	}
	v := b[at:]
	if len(v) == 0 || v[0] == '#' {
		return plainText{}, true
	}
	switch c := v[0]; {
	case c == '"' || c == '\'':
		text, ok := simplyQuoted(v)
		return plainText{text, true, at}, ok
	case isASCIILetter(c), isASCIIDigit(c), c == '/', c == '.', c == '_', c == '(', c >= 0x80:
	default:
		return plainText{}, false
	}
	v, ok := plainWords(v)
	return plainText{v, false, at}, ok
}

// simplyQuoted returns the text in quotation marks, if they need no second look.
func simplyQuoted(v string) (string, bool) {
	c := v[0]
	end := strings.IndexByte(v[1:], c)
	if end < 0 || strings.IndexByte(v[1:end+1], '\\') >= 0 {
		return "", false
	}
	tail := strings.TrimLeft(v[end+2:], " ")
	if len(tail) > 0 && (tail[0] != '#' || len(tail) == len(v[end+2:])) {
		return "", false
	}
	return v[1 : end+1], strings.IndexByte(v, '\t') < 0 && !strings.Contains(v, "\ufeff")
}

// plainWords returns a text without quotation marks, up to a remark, if it is nothing but text.
func plainWords(v string) (string, bool) {
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '\t':
			return "", false
		case ':':
			if i+1 == len(v) || v[i+1] == ' ' {
				return "", false
			}
		case '#':
			if v[i-1] == ' ' {
				v = v[:i]
			}
		case 0xef: // a byte order mark means something to the library
			if strings.HasPrefix(v[i:], "\ufeff") {
				return "", false
			}
		}
	}
	v = strings.TrimRight(v, " ")
	switch v {
	case "null", "Null", "NULL":
		return "", false
	}
	return v, true
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
