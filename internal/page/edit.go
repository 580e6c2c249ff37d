package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"vernacular/internal/diag"
)

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

// SetBlock replaces the Markdown of one block of a page and nothing else. text is like [Block.Source]: without marks of
// containers. The page is read again with it; the error says what the text would have become, had it not been refused.
func SetBlock(file string, src []byte, d *Document, block int, text string) ([]byte, error) {
	b := d.Blocks[block]
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the text is empty")
	}
	if b.Kind != "code" && b.Kind != "html" {
		text = strings.TrimSpace(text)
	}
	lineStart := bytes.LastIndexByte(src[:b.Start], '\n') + 1
	prefix := []byte(string(src[lineStart:b.Start]))
	for i, c := range prefix { // a list's mark becomes the room it takes; a quotation's is there in every line
		if c != '>' && c != '\t' {
			prefix[i] = ' '
		}
	}
	if b.Kind == "tableCell" {
		prefix = nil
	}
	nl := newline(src)
	lines := strings.Split(text, "\n")
	var w strings.Builder
	for i, l := range lines {
		if i > 0 {
			w.WriteString(nl)
			if l != "" {
				w.Write(prefix)
			} else {
				w.WriteString(strings.TrimRight(string(prefix), " "))
			}
		}
		w.WriteString(l)
	}
	out := splice(src, b.Start, b.End, w.String())
	after, ds := Parse(file, out, Options{})
	for _, p := range ds {
		if p.Severity == diag.Error {
			return nil, errors.New(p.Message)
		}
	}
	want := text
	if b.Kind == "code" {
		want = strings.TrimRight(text, "\n")
	}
	if len(after.Blocks) == len(d.Blocks) {
		same := true
		for i := range d.Blocks {
			x, y := d.Blocks[i], after.Blocks[i]
			same = same && x.Kind == y.Kind && x.Level == y.Level && (i == block || x.Source == y.Source)
		}
		if got := after.Blocks[block].Source; same && (got == want || strings.Join(strings.Fields(got), " ") == strings.Join(strings.Fields(want), " ")) {
			return out, nil
		}
	}
	return nil, errors.New(misread(b, text))
}

// misread says what made a text something else than the block it was meant for.
func misread(b Block, text string) string {
	first := strings.TrimSpace(text)
	switch {
	case b.Kind == "tableCell" && strings.Contains(text, "|"):
		return `a | in a cell of a table begins the next cell; write \| for the sign itself`
	case b.Kind == "tableCell" && strings.Contains(text, "\n"):
		return "a cell of a table is one line"
	case b.Kind == "heading" && strings.Contains(text, "\n"):
		return "a heading is one line"
	case strings.Contains(text, "\n\n") && b.Kind != "code":
		return "an empty line would make two passages of it; this is one"
	case strings.HasPrefix(first, "#"):
		return `the text begins with #, which makes it a heading; write \# for the sign itself`
	case strings.HasPrefix(first, ">"):
		return `the text begins with >, which makes it a quotation; write \> for the sign itself`
	case regexp.MustCompile(`^([-*+]|\d+[.)])\s`).MatchString(first):
		return "the text begins as an item of a list does; write a backslash before the sign"
	case strings.HasPrefix(first, "```") || strings.HasPrefix(first, "~~~"):
		return "the text begins as a block of code does"
	}
	return fmt.Sprintf("with this text the passage would not be one %s any more", b.Kind)
}

// SetText sets a text of the front matter, by its dotted path, and changes no other byte; a key that is not there is added.
// The front matter is read again with it: whatever else would change is an error.
func SetText(file string, src []byte, path, value string, lim Limits) ([]byte, error) {
	m, ds := ParseMeta(file, src, lim)
	if diag.HasErrors(ds) {
		return nil, errors.New(ds[0].Message)
	}
	if have, ok := m.String(path); ok && have == value {
		return src, nil
	}
	s := &source{file: file, src: src}
	f, _ := splitFence(s, lim.orDefaults())
	quote := yamlText
	if f.kind == '+' {
		quote = jsonText
	}
	nl := newline(src)
	var out []byte
	switch {
	case f.kind == 0:
		out = []byte(string(src[:f.body]) + "---" + nl + nested(strings.Split(path, "."), "", quote(value), nl) + "---" + nl + string(src[f.body:]))
	case m.Has(path):
		start := offsetOf(src, m.At(path))
		out = splice(src, start, valueEnd(src, start, f.end), quote(value))
	case f.kind == '+':
		keys := strings.Split(path, ".")
		out = splice(src, f.start, f.start, strings.Join(keys, ".")+" = "+quote(value)+nl)
	default:
		keys := strings.Split(path, ".")
		at, indent := f.end, ""
		for n := len(keys) - 1; n > 0; n-- {
			if group := strings.Join(keys[:n], "."); m.Has(group) {
				first := offsetOf(src, m.At(group))
				at = bytes.LastIndexByte(src[:first], '\n') + 1
				indent, keys = string(src[at:first]), keys[n:]
				if strings.TrimSpace(indent) != "" {
					return nil, fmt.Errorf("the group %s is written on one line; add %s to it by hand", group, path)
				}
				break
			}
		}
		out = splice(src, at, at, nested(keys, indent, quote(value), nl))
	}
	after, ds := ParseMeta(file, out, lim)
	if diag.HasErrors(ds) {
		return nil, errors.New(ds[0].Message)
	}
	got, _ := after.String(path)
	if a, b := without(m.Params(), path), without(after.Params(), path); got != value || !reflect.DeepEqual(a, b) {
		return nil, fmt.Errorf("%s is written in a way that can only be changed by hand", path)
	}
	return out, nil
}

func jsonText(s string) string {
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
		_, at = cutLine(src, at)
	}
	if pos.Line == 1 && bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		at += 3
	}
	line, _ := cutLine(src, at)
	col := 1
	for i := range string(line) {
		if col == pos.Col {
			return at + i
		}
		col++
	}
	return at + len(line)
}

// valueEnd finds where a scalar of YAML or TOML ends that starts at an offset.
func valueEnd(src []byte, start, limit int) int {
	if start >= limit {
		return start
	}
	for _, q := range []string{`"""`, "'''"} {
		if bytes.HasPrefix(src[start:], []byte(q)) {
			if i := bytes.Index(src[start+3:limit], []byte(q)); i >= 0 {
				return start + 3 + i + 3
			}
		}
	}
	line, next := cutLine(src, start)
	end := start + len(line)
	switch q := src[start]; q {
	case '"', '\'':
		for i := start + 1; i < limit; i++ {
			switch {
			case q == '"' && src[i] == '\\':
				i++
			case src[i] == q && q == '\'' && i+1 < limit && src[i+1] == q:
				i++
			case src[i] == q:
				return i + 1
			}
		}
	case '|', '>':
		keyLine := src[bytes.LastIndexByte(src[:start], '\n')+1 : start]
		indent := len(keyLine) - len(bytes.TrimLeft(keyLine, " "))
		for next < limit {
			line, after := cutLine(src, next)
			if t := bytes.TrimLeft(line, " "); len(t) > 0 && len(line)-len(t) <= indent {
				break
			} else if len(t) > 0 {
				end = next + len(line)
			}
			next = after
		}
		return end
	default:
		if i := bytes.Index(line, []byte(" #")); i >= 0 {
			line = line[:i]
		}
		return start + len(bytes.TrimRight(line, " \t"))
	}
	return end
}
