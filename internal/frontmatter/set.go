package frontmatter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// SetText sets a text of the front matter, by its dotted path, and changes no other byte; a key that is not there is
// added, and so are the groups around it or the whole front matter. The front matter is read again: the value at path
// must be that text and all else as before.
func SetText(file string, src []byte, path, value string, lim Limits) ([]byte, error) {
	m, ds := Parse(file, src, lim)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Message)
		}
	}
	if have, ok := m.Lookup(path); ok {
		switch have := have.(type) {
		case string:
			if have == value {
				return src, nil
			}
		case []any:
			return nil, fmt.Errorf("%s is a list; it is changed by hand", path)
		case map[string]any:
			return nil, fmt.Errorf("%s is a group of keys, not a text", path)
		}
	}
	if ds := data.CheckDirections(value, diag.Pos{}); len(ds) > 0 {
		return nil, errors.New(ds[0].Message)
	}
	rest := without(m.Params(), path)
	var because string
	e := textEdit{file: file, src: src, m: m, path: path, keys: strings.Split(path, "."), nl: newline(src)}
	e.f, _ = splitFence(&diag.Text{File: file, Src: src}, lim.OrDefaults())
	for _, c := range e.candidates(value) {
		out := splice(src, c.start, c.end, c.text)
		after, ds := Parse(file, out, lim)
		for _, d := range ds {
			if d.Severity == diag.Error && because == "" && d.Code != "front-matter-syntax" && d.Code != "duplicate-key" {
				because = d.Message
			}
		}
		got, ok := after.Lookup(path)
		if !diag.HasErrors(ds) && ok && got == any(value) && reflect.DeepEqual(rest, without(after.Params(), path)) &&
			bytes.Equal(out[after.BodyOffset:], src[m.BodyOffset:]) {
			return out, nil
		}
	}
	if because != "" {
		return nil, errors.New(because)
	}
	return nil, fmt.Errorf("%s is written in a way that can only be changed by hand", path)
}

// textEdit finds the places in front matter where a text may be written. What YAML and TOML allow is too much to know
// every place for certain, so there are several, the likeliest first, and SetText takes the one that does no harm.
type textEdit struct {
	file, path, nl string
	src            []byte
	m              Meta
	f              fence
	keys           []string
}

type edit struct {
	start, end int
	text       string
}

func (e *textEdit) candidates(value string) []edit {
	switch {
	case e.f.kind == 0:
		return []edit{{e.f.body, e.f.body, "---" + e.nl + nested(e.keys, "", yamlText(value), e.nl) + "---" + e.nl}}
	case e.m.Has(e.path):
		quoted := yamlText(value)
		if e.f.kind == '+' {
			quoted = tomlText(value)
		}
		var out []edit
		start := offsetOf(e.src, e.m.At(e.path))
		for _, end := range valueEnds(e.src, start, e.f.end, e.f.kind == '+') {
			out = append(out, edit{start, end, quoted})
		}
		return out
	case e.f.kind == '+':
		return e.newTOML(tomlText(value))
	}
	return e.newYAML(yamlText(value))
}

func (e *textEdit) newTOML(quoted string) (out []edit) {
	key := func(keys []string) string {
		parts := slices.Clone(keys)
		for i, k := range parts {
			if !bareKey.MatchString(k) {
				parts[i] = tomlText(k)
			}
		}
		return strings.Join(parts, ".")
	}
	inner := e.src[e.f.start:e.f.end]
	for n := len(e.keys) - 1; n > 0; n-- { // below the header of its table
		parts := slices.Clone(e.keys[:n])
		for i := range parts {
			parts[i] = `["']?` + regexp.QuoteMeta(parts[i]) + `["']?`
		}
		header := regexp.MustCompile(`(?m)^[ \t]*\[[ \t]*` + strings.Join(parts, `[ \t]*\.[ \t]*`) + `[ \t]*\][^\r\n]*\r?\n`)
		for _, at := range header.FindAllIndex(inner, -1) {
			out = append(out, edit{e.f.start + at[1], e.f.start + at[1], key(e.keys[n:]) + " = " + quoted + e.nl})
		}
		if group := strings.Join(e.keys[:n], "."); e.m.Has(group) { // or in braces
			if at := offsetOf(e.src, e.m.At(group)); at < e.f.end {
				out = append(out, inBraces(e.src, at, e.f.end, key(e.keys[n:])+" = "+quoted)...)
			}
		}
	}
	row := key(e.keys) + " = " + quoted + e.nl
	for _, at := range firstHeader.FindAllIndex(inner, -1) { // after the keys at the top
		out = append(out, edit{e.f.start + at[0], e.f.start + at[0], row})
	}
	return append(out, edit{e.f.end, e.f.end, row}, edit{e.f.start, e.f.start, row})
}

var (
	bareKey     = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	firstHeader = regexp.MustCompile(`(?m)^[ \t]*\[`)
)

func (e *textEdit) newYAML(quoted string) (out []edit) {
	inner := e.src[e.f.start:e.f.end]
	for n := len(e.keys); n > 0; n-- { // a key with nothing behind it
		if e.m.Has(strings.Join(e.keys[:n], ".")) {
			continue
		}
		empty := regexp.MustCompile(`(?m)^([ \t]*)["']?` + regexp.QuoteMeta(e.keys[n-1]) + `["']?[ \t]*:([ \t]*(?:~|null|Null|NULL))?([ \t]*|[ \t]+#[^\r\n]*)\r?$`)
		for _, at := range empty.FindAllSubmatchIndex(inner, -1) {
			indent := string(inner[at[2]:at[3]])
			colon, end := at[6], at[7]
			if at[4] >= 0 {
				colon = at[4]
			}
			if n == len(e.keys) {
				out = append(out, edit{e.f.start + colon, e.f.start + at[6], " " + quoted})
			} else {
				below := e.nl + strings.TrimSuffix(nested(e.keys[n:], indent+"  ", quoted, e.nl), e.nl)
				out = append(out, edit{e.f.start + colon, e.f.start + end, string(inner[at[6]:end]) + below})
			}
		}
	}
	for n := len(e.keys) - 1; n > 0; n-- { // in its group
		group := strings.Join(e.keys[:n], ".")
		if !e.m.Has(group) {
			continue
		}
		first := offsetOf(e.src, e.m.At(group))
		line := bytes.LastIndexByte(e.src[:first], '\n') + 1
		if indent := string(e.src[line:first]); strings.TrimSpace(indent) == "" {
			out = append(out, edit{line, line, nested(e.keys[n:], indent, quoted, e.nl)})
		}
		if n == len(e.keys)-1 {
			out = append(out, inBraces(e.src, first, e.f.end, yamlText(e.keys[n])+": "+quoted)...)
		}
	}
	return append(out, edit{e.f.end, e.f.end, nested(e.keys, "", quoted, e.nl)})
}

// inBraces puts a key at the beginning of a group that is written in braces around or at a place.
func inBraces(src []byte, at, limit int, pair string) []edit {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	open := line + bytes.LastIndexByte(src[line:min(at+1, limit)], '{')
	if open < line {
		return nil
	}
	if bytes.HasPrefix(bytes.TrimLeft(src[open+1:limit], " \t\r\n"), []byte("}")) {
		return []edit{{open + 1, open + 1, pair}}
	}
	return []edit{{open + 1, open + 1, pair + ", "}}
}

// tomlText writes a basic string of TOML 1.0, whose escapes are those of JSON.
func tomlText(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// nested writes a key of YAML below its groups.
func nested(keys []string, indent, value, nl string) string {
	var b strings.Builder
	for i, k := range keys {
		b.WriteString(indent + strings.Repeat("  ", i) + yamlText(k) + ":")
		if i == len(keys)-1 {
			b.WriteString(" " + value)
		}
		b.WriteString(nl)
	}
	return b.String()
}

// without leaves the value at a path out of nested maps, and the groups that are empty then.
func without(m map[string]any, path string) map[string]any {
	key, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		delete(m, key)
		return m
	}
	if group, ok := m[key].(map[string]any); ok {
		if without(group, rest); len(group) == 0 {
			delete(m, key)
		}
	}
	return m
}

// offsetOf is the byte at a place, whose column counts code points.
func offsetOf(src []byte, pos diag.Pos) int {
	at := 0
	for l := 1; l < pos.Line; l++ {
		_, at = data.CutLine(src, at)
	}
	if pos.Line == 1 && bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		at += 3
	}
	line, _ := data.CutLine(src, at)
	col := 1
	for i := range string(line) {
		if col == pos.Col {
			return at + i
		}
		col++
	}
	return at + len(line)
}

// maxValueLines bounds over how many lines the end of a plain text is looked for.
const maxValueLines = 100

// valueEnds finds where a scalar of YAML or TOML may end that starts at an offset, the likeliest first.
func valueEnds(src []byte, start, limit int, isTOML bool) (ends []int) {
	if start >= limit {
		return nil
	}
	line, next := data.CutLine(src, start)
	indent := keyIndent(src, start)
	switch q := src[start]; q {
	case '"', '\'':
		if triple := strings.Repeat(string(q), 3); isTOML && bytes.HasPrefix(src[start:], []byte(triple)) {
			for at := start + 3; at < limit; at++ {
				if bytes.HasPrefix(src[at:limit], []byte(triple)) {
					ends = append(ends, at+3)
				}
			}
			return ends
		}
		for i := start + 1; i < limit; i++ {
			switch {
			case q == '"' && src[i] == '\\':
				i++
			case !isTOML && q == '\'' && src[i] == q && src[i+1] == q:
				i++
			case src[i] == q:
				return []int{i + 1}
			}
		}
		return nil
	case '|', '>':
		end := start + len(line)
		for next < limit {
			line, after := data.CutLine(src, next)
			if t := bytes.TrimLeft(line, " "); len(t) > 0 && len(line)-len(t) <= indent {
				break
			} else if len(t) > 0 {
				end = next + len(line)
			}
			next = after
		}
		return []int{end}
	}
	plain := func(line []byte) int {
		if i := bytes.Index(line, []byte(" #")); i >= 0 {
			line = line[:i]
		}
		return len(bytes.TrimRight(line, " \t"))
	}
	ends = append(ends, start+plain(line))
	for i, c := range line { // within brackets
		if c == ',' || c == ']' || c == '}' {
			ends = append(ends, start+len(bytes.TrimRight(line[:i], " \t")))
		}
	}
	for range maxValueLines {
		if next >= limit {
			break
		}
		line, after := data.CutLine(src, next)
		if t := bytes.TrimLeft(line, " "); len(t) > 0 && len(line)-len(t) <= indent {
			break
		}
		ends = append(ends, next+plain(line))
		next = after
	}
	return ends
}

// keyIndent is the indentation of the line that an offset is in.
func keyIndent(src []byte, at int) int {
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	return len(line) - len(bytes.TrimLeft(line, " "))
}

// newline is how a file ends its lines.
func newline(src []byte) string {
	if bytes.Contains(src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// splice replaces the bytes from start to end.
func splice(src []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(src)+len(text))
	out = append(out, src[:start]...)
	out = append(out, text...)
	return append(out, src[end:]...)
}
