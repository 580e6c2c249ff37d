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
	indents := make([]int, 1, 8) // of the group that a line may belong to, and of those around it
	fields := make([]field, 0, 8)
	whole := string(r.text.Src)
	pending := false // the last field is a key that the next deeper line may make a group
	for number, text := 1+r.line, whole; len(text) > 0; number++ {
		line := text
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		indent := 0
		for indent < len(line) && line[indent] == ' ' {
			indent++
		}
		rest := line[indent:]
		if len(rest) == 0 || rest[0] == '#' {
			continue
		}
		n := 0
		for n < len(rest) && (isASCIILetter(rest[n]) || n > 0 && (isASCIIDigit(rest[n]) || rest[n] == '-') || rest[n] == '_') {
			n++
		}
		if n == 0 || n == len(rest) || rest[n] != ':' {
			return false
		}
		value, ok := plainValue(rest[n+1:])
		if !ok {
			return false
		}
		switch last := indents[len(indents)-1]; {
		case pending && indent > last:
			if len(indents) >= r.depth {
				return false
			}
			group := &fields[len(fields)-1]
			group.kind, group.line, group.col = groupValue, number, indent+1
			indents = append(indents, indent)
		case indent > last:
			return false
		default:
			for indents[len(indents)-1] > indent {
				indents = indents[:len(indents)-1]
			}
			if indents[len(indents)-1] != indent {
				return false
			}
		}
		f := field{key: rest[:n], depth: len(indents) - 1}
		for i := len(fields) - 1; i >= 0 && fields[i].depth >= f.depth; i-- {
			if fields[i].depth == f.depth && fields[i].key == f.key {
				return false
			}
		}
		if len(fields) == maxPlainFields {
			return false
		}
		if f.depth == 0 {
			f.keyLine, f.keyCol = number, indent+1
		}
		if pending = value.text == "" && !value.quoted; !pending {
			// Columns count code points; the key and the spaces before the value are ASCII.
			f.kind, f.text, f.line, f.col = textValue, value.text, number, indent+n+1+value.at+1
			if !value.quoted && !(f.depth == 0 && isTextKey(f.key)) && mayBeNoText(f.text) {
				v := scalarField(plainScalar(f.text))
				f.kind, f.text = v.kind, v.text
			}
		}
		fields = append(fields, f)
	}
	r.fields = fields
	for i := range fields {
		if fields[i].kind == textValue {
			r.checkString(fields[i].text, diag.At(r.file, fields[i].line, fields[i].col))
		}
	}
	return true
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
		end := strings.IndexByte(v[1:], c)
		if end < 0 || strings.IndexByte(v[1:end+1], '\\') >= 0 {
			return plainText{}, false
		}
		tail := strings.TrimLeft(v[end+2:], " ")
		if len(tail) > 0 && (tail[0] != '#' || len(tail) == len(v[end+2:])) {
			return plainText{}, false
		}
		if strings.IndexByte(v, '\t') >= 0 || strings.Contains(v, "\ufeff") {
			return plainText{}, false
		}
		return plainText{v[1 : end+1], true, at}, true
	case isASCIILetter(c), isASCIIDigit(c), c == '/', c == '.', c == '_', c == '(', c >= 0x80:
	default:
		return plainText{}, false
	}
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '\t':
			return plainText{}, false
		case ':':
			if i+1 == len(v) || v[i+1] == ' ' {
				return plainText{}, false
			}
		case '#':
			if v[i-1] == ' ' {
				v = v[:i]
			}
		case 0xef: // a byte order mark means something to the library
			if strings.HasPrefix(v[i:], "\ufeff") {
				return plainText{}, false
			}
		}
	}
	v = strings.TrimRight(v, " ")
	switch v {
	case "null", "Null", "NULL":
		return plainText{}, false
	}
	return plainText{v, false, at}, true
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
