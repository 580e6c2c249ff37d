package frontmatter

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"vernacular/internal/diag"
)

// maxTOMLTables bounds table headers: the library's time grows with their square.
const maxTOMLTables = 1000

// toml reads the text as TOML 1.0. The library's decoder judges it (duplicate keys, tables defined
// twice); the values and their places come from its syntax tree.
func (r *metaReader) toml() {
	if n := bytes.Count(r.text, []byte("\n[")); n > maxTOMLTables {
		r.errorf("limit-front-matter", r.at(1, 1), "move the data out of the front matter",
			"the front matter has %d tables; it may have at most %d", n, maxTOMLTables)
		return
	}
	t := tomlReader{metaReader: r, index: diag.Text{Src: r.text}, root: map[string]any{}, pos: map[string]diag.Pos{}}
	t.read()
}

// tomlReader makes groups, since TOML may come back to one, and fields of them at the end.
type tomlReader struct {
	*metaReader
	index diag.Text // of the text
	root  map[string]any
	pos   map[string]diag.Pos // by dotted path
	keys  []keyPlace          // at the top, in order
}

type keyPlace struct {
	name string
	pos  diag.Pos
}

func (r *tomlReader) read() {
	var judged map[string]any
	if err := toml.Unmarshal(r.text, &judged); err != nil {
		r.tomlError(err)
		return
	}
	var p unstable.Parser
	p.Reset(r.text)
	root := r.root
	table, prefix, depth := root, "", 0
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			keys := r.tomlKeys(e)
			if len(keys) > r.depth {
				r.tooDeep(keys[0].pos)
				return
			}
			table, prefix = r.tomlTable(root, "", keys, e.Kind == unstable.ArrayTable)
			depth = len(keys)
		case unstable.KeyValue:
			r.tomlPair(e, table, prefix, depth)
		}
	}
	if err := p.Error(); err != nil {
		r.tomlError(err)
		return
	}
	for _, k := range r.keys {
		if v, ok := root[k.name]; ok {
			r.flatten(field{key: k.name, keyLine: k.pos.Line, keyCol: k.pos.Col}, k.name, v)
		}
	}
}

// flatten adds the field f, which has its key and depth already, with a value and all that is in it.
func (r *tomlReader) flatten(f field, path string, v any) {
	if p, ok := r.pos[path]; ok {
		f.line, f.col = p.Line, p.Col
	}
	switch v := v.(type) {
	case map[string]any:
		f.kind = groupValue
		r.fields = append(r.fields, f)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			r.flatten(field{key: k, depth: f.depth + 1}, joinPath(path, k), v[k])
		}
	case []any:
		f.kind = listValue
		r.fields = append(r.fields, f)
		for i, e := range v {
			r.flatten(field{depth: f.depth + 1}, joinPath(path, strconv.Itoa(i)), e)
		}
	default:
		s := scalarField(v)
		f.kind, f.text = s.kind, s.text
		r.fields = append(r.fields, f)
	}
}

func (r *tomlReader) offset(off int) diag.Pos {
	line, col := r.index.LineCol(off)
	return r.at(line, col)
}

// placeOf gives the place of a value or of the nearest one around it.
func (r *tomlReader) placeOf(path string) diag.Pos {
	for {
		if p, ok := r.pos[path]; ok {
			return p
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return diag.At(r.file, 0, 0)
		}
		path = path[:i]
	}
}

// tomlKeys gives the parts of a dotted key, at most one more than may be nested.
func (r *tomlReader) tomlKeys(e *unstable.Node) []keyPlace {
	var keys []keyPlace
	for it := e.Key(); it.Next() && len(keys) <= r.depth; {
		k := it.Node()
		pos := r.offset(int(k.Raw.Offset))
		r.checkString(string(k.Data), pos)
		keys = append(keys, keyPlace{string(k.Data), pos})
	}
	return keys
}

// tomlTable walks down from a table along keys, making what is missing; a list of tables is entered
// at its last element, or, if last asks for it, at a new one.
func (r *tomlReader) tomlTable(t map[string]any, path string, keys []keyPlace, last bool) (map[string]any, string) {
	for i, k := range keys {
		r.noteKey(path, k)
		path = joinPath(path, k.name)
		if _, ok := r.pos[path]; !ok {
			r.pos[path] = k.pos
		}
		if last && i == len(keys)-1 {
			list, _ := t[k.name].([]any)
			next := map[string]any{}
			t[k.name] = append(list, next)
			return next, path + "." + strconv.Itoa(len(list))
		}
		switch have := t[k.name].(type) {
		case map[string]any:
			t = have
		case []any:
			path += "." + strconv.Itoa(len(have)-1)
			if next, ok := have[len(have)-1].(map[string]any); ok {
				t = next
				continue
			}
			return map[string]any{}, path // the decoder has refused this already
		default:
			next := map[string]any{}
			t[k.name] = next
			t = next
		}
	}
	return t, path
}

func joinPath(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (r *tomlReader) noteKey(path string, k keyPlace) {
	if path != "" {
		return
	}
	if _, ok := r.pos[k.name]; !ok {
		r.keys = append(r.keys, k)
	}
}

func (r *tomlReader) tomlPair(e *unstable.Node, t map[string]any, path string, depth int) {
	keys := r.tomlKeys(e)
	n := len(keys) - 1
	if depth+n > r.depth {
		r.tooDeep(keys[0].pos)
		return
	}
	t, path = r.tomlTable(t, path, keys[:n], false)
	r.noteKey(path, keys[n])
	path = joinPath(path, keys[n].name)
	t[keys[n].name] = r.tomlValue(e.Value(), path, depth+n+1)
}

func (r *tomlReader) tomlValue(n *unstable.Node, path string, depth int) any {
	if n.Raw.Length > 0 {
		r.pos[path] = r.offset(int(n.Raw.Offset))
	} else if c := n.Child(); c != nil && c.Raw.Length > 0 {
		r.pos[path] = r.offset(int(c.Raw.Offset))
	}
	if depth > r.depth {
		r.tooDeep(r.placeOf(path))
		return ""
	}
	switch n.Kind {
	case unstable.Bool:
		return string(n.Data) == "true"
	case unstable.Integer:
		if i, err := strconv.ParseInt(string(n.Data), 0, 64); err == nil {
			return i
		}
	case unstable.Float:
		f, err := strconv.ParseFloat(strings.ReplaceAll(string(n.Data), "_", ""), 64)
		if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f
		}
	case unstable.Array:
		list := []any{}
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.Comment {
				continue
			}
			list = append(list, r.tomlValue(it.Node(), path+"."+strconv.Itoa(len(list)), depth+1))
		}
		return list
	case unstable.InlineTable:
		t := map[string]any{}
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				r.tomlPair(it.Node(), t, path, depth)
			}
		}
		return t
	case unstable.String:
		r.checkString(string(n.Data), r.placeOf(path))
	}
	return string(n.Data)
}

func (r *metaReader) tomlError(err error) {
	var e *toml.DecodeError
	if !errors.As(err, &e) {
		r.errorf("front-matter-syntax", r.at(1, 0), "", "the front matter is not valid TOML: %s", tomlMessage(err))
		return
	}
	row, col := e.Position()
	// The library counts columns in bytes.
	if lines := bytes.Split(r.text, []byte("\n")); row >= 1 && row <= len(lines) {
		line := lines[row-1]
		col = utf8.RuneCount(line[:max(0, min(col-1, len(line)))]) + 1
	}
	code, hint := "front-matter-syntax", ""
	msg := tomlMessage(err)
	switch {
	case strings.Contains(msg, "already"):
		code, hint = "duplicate-key", "delete one of the two"
	case strings.Contains(msg, "nested more than"):
		code, hint = "limit-depth", "write it with fewer levels"
	case strings.Contains(msg, "expected '='"):
		hint = "in TOML it is key = \"value\"; for key: value use a front matter that starts with ---"
	}
	r.errorf(code, r.at(row, col), hint, "the front matter is not valid TOML: %s", msg)
}

func tomlMessage(err error) string { return strings.TrimPrefix(err.Error(), "toml: ") }
