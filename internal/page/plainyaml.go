package page

import (
	"bytes"
	"strings"
)

// plainYAML reads the YAML that nearly every page is written in: keys of ASCII letters, nested by
// spaces, with values on one line that are plain or simply quoted, and comments. It reports false,
// having changed nothing, for anything else, mistakes included; the library then has the word. It
// exists for speed only (a site's pages are all read at every start), and a test holds it to the
// library's answers.
func (r *metaReader) plainYAML() bool {
	type level struct {
		indent int
		path   string
		m      map[string]any
	}
	type entry struct {
		path      string
		line, col int
		key       keyPlace
	}
	levels := make([]level, 1, 4)
	levels[0] = level{indent: 0, m: map[string]any{}}
	var places []entry
	pending := "" // the key that the next deeper line gives a value to
	text := r.text
	for number := 1; len(text) > 0; number++ {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
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
		key := string(rest[:n])
		value, ok := plainValue(rest[n+1:])
		if !ok {
			return false
		}
		top := &levels[len(levels)-1]
		switch {
		case pending != "" && indent > top.indent:
			if len(levels) >= r.depth {
				return false
			}
			m := map[string]any{}
			top.m[pending] = m
			path := joinPath(top.path, pending)
			places = append(places, entry{path: path, line: number, col: indent + 1})
			levels = append(levels, level{indent, path, m})
		case indent > top.indent:
			return false
		default:
			for levels[len(levels)-1].indent > indent {
				levels = levels[:len(levels)-1]
			}
			if levels[len(levels)-1].indent != indent {
				return false
			}
		}
		pending = ""
		top = &levels[len(levels)-1]
		path := joinPath(top.path, key)
		if top.path == "" {
			places = append(places, entry{key: keyPlace{key, r.at(number, indent+1)}})
			for _, k := range places[:len(places)-1] {
				if k.key.name == key {
					return false
				}
			}
		} else if _, dup := top.m[key]; dup {
			return false
		}
		switch {
		case value.text == "" && !value.quoted:
			if top.path != "" {
				// A second empty key of the same name would not be seen as a duplicate.
				top.m[key] = nil
			}
			pending = key
			continue
		case value.quoted || isTextKey(path):
			top.m[key] = value.text
		default:
			top.m[key] = plainScalar(value.text)
		}
		// Columns count code points; the key and the spaces before the value are ASCII.
		places = append(places, entry{path: path, line: number, col: indent + n + 1 + value.at + 1})
	}
	dropNil(levels[0].m)
	r.meta.Params = levels[0].m
	for _, p := range places {
		if p.key.name != "" {
			r.keys = append(r.keys, p.key)
			continue
		}
		pos := r.at(p.line, p.col)
		r.meta.Pos[p.path] = pos
		if v, ok := lookupExact(levels[0].m, p.path); ok {
			r.checkString(v, pos)
		}
	}
	return true
}

func dropNil(m map[string]any) {
	for k, v := range m {
		if v == nil {
			delete(m, k)
		} else if c, ok := v.(map[string]any); ok {
			dropNil(c)
		}
	}
}

func lookupExact(m map[string]any, path string) (string, bool) {
	for {
		key, rest, more := strings.Cut(path, ".")
		if !more {
			s, ok := m[key].(string)
			return s, ok
		}
		m, _ = m[key].(map[string]any)
		path = rest
	}
}

type plainText struct {
	text   string
	quoted bool
	at     int // bytes before it
}

// plainValue reads what follows the colon of a key, if it is of the simple kind.
func plainValue(b []byte) (plainText, bool) {
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
		end := bytes.IndexByte(v[1:], c)
		if end < 0 || bytes.IndexByte(v[1:end+1], '\\') >= 0 {
			return plainText{}, false
		}
		tail := bytes.TrimLeft(v[end+2:], " ")
		if len(tail) > 0 && (tail[0] != '#' || len(tail) == len(v[end+2:])) {
			return plainText{}, false
		}
		if bytes.IndexByte(v, '\t') >= 0 || bytes.Contains(v, []byte("\ufeff")) {
			return plainText{}, false
		}
		return plainText{string(v[1 : end+1]), true, at}, true
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
			if bytes.HasPrefix(v[i:], []byte("\ufeff")) {
				return plainText{}, false
			}
		}
	}
	v = bytes.TrimRight(v, " ")
	text := string(v)
	switch text {
	case "null", "Null", "NULL":
		return plainText{}, false
	}
	return plainText{text, false, at}, true
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
