package frontmatter

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// SetText sets a text of the front matter, by its dotted path, and changes no other byte; a key that is not there is
// added, and so are the groups around it or the whole front matter. The front matter is read again: the value at path
// must be that text and all else as before.
func SetText(file string, src []byte, path, value string, lim Limits) ([]byte, error) {
	m, before := Parse(file, src, lim)
	if m.Lost {
		i := slices.IndexFunc(before, func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
		return nil, errors.New(before[i].Message)
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
	if i := strings.IndexFunc(value, data.IsForbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(value[i:])
		return nil, errors.New(data.ControlProblem(r, diag.Pos{}).Message)
	}
	if ds := data.CheckDirections(value, diag.Pos{}); len(ds) > 0 {
		return nil, errors.New(ds[0].Message)
	}
	out, ok := written(file, src, path, value, lim)
	if !ok {
		return nil, byHand(path)
	}
	after, ds := Parse(file, out, lim)
	old, _ := diag.Count(before)
	if now, _ := diag.Count(ds); after.Lost || now > old {
		return nil, byHand(path)
	}
	got, _ := after.Lookup(path)
	if got != any(value) || !reflect.DeepEqual(without(m.Params(), path), without(after.Params(), path)) ||
		!bytes.Equal(out[after.BodyOffset:], src[m.BodyOffset:]) {
		return nil, byHand(path)
	}
	return out, nil
}

// AddText adds a text to a list of texts of the front matter, by its key, and changes no other byte; a key that is not
// there is added. The front matter is read again, as for [SetText].
func AddText(file string, src []byte, key, value string, lim Limits) ([]byte, error) {
	m, ds := Parse(file, src, lim)
	if diag.HasErrors(ds) {
		return nil, byHand(key)
	}
	had, _ := m.Strings(key)
	if slices.Contains(had, value) {
		return src, nil
	}
	out, ok := withItem(file, src, key, value, lim)
	if !ok {
		return nil, byHand(key)
	}
	after, ds := Parse(file, out, lim)
	got, _ := after.Strings(key)
	if diag.HasErrors(ds) || !slices.Equal(got, append(had, value)) ||
		!reflect.DeepEqual(without(m.Params(), key), without(after.Params(), key)) || !bytes.Equal(out[after.BodyOffset:], src[m.BodyOffset:]) {
		return nil, byHand(key)
	}
	return out, nil
}

// withItem returns the file with a text more in a list.
func withItem(file string, src []byte, key, value string, lim Limits) (out []byte, ok bool) {
	lim = lim.OrDefaults()
	f, _ := splitFence(&diag.Text{File: file, Src: src}, lim)
	format, nl := data.YAML, data.LineEnd(src)
	if f.kind == '+' {
		format = data.TOML
	}
	doc := data.Read(format, data.Normalise(src[:f.end], f.start).Text, data.Limits{Depth: lim.Depth})
	if n := doc.Root.Child(key); n != nil && n.Kind == data.List {
		e := doc.Edit()
		e.Plain = !strings.ContainsAny(value, ",[]{}")
		ok = e.AddItem(n, value)
		return slices.Concat(src[:f.start], e.Apply(src[f.start:f.end], nl), src[f.end:]), ok
	}
	var list []string
	if n := doc.Root.Child(key); n != nil && n.Kind == data.Text {
		list = append(list, data.Quote(n.Text))
	}
	const mark = "vernacularListOfTexts"
	out, ok = written(file, src, key, mark, lim)
	at := bytes.Index(out, []byte(mark))
	if !ok || at < 0 {
		return nil, false
	}
	end := at + len(mark)
	if out[at-1] == '"' && out[end] == '"' {
		at, end = at-1, end+1
	}
	return slices.Concat(out[:at], []byte("["+strings.Join(append(list, data.Quote(value)), ", ")+"]"), out[end:]), true
}

func byHand(path string) error {
	return fmt.Errorf("%s is written in a way that can only be changed by hand", path)
}

// written returns the file with the text at a path; ok is false where its front matter has no place for it.
func written(file string, src []byte, path, value string, lim Limits) (out []byte, ok bool) {
	lim = lim.OrDefaults()
	f, _ := splitFence(&diag.Text{File: file, Src: src}, lim)
	format, nl := data.YAML, data.LineEnd(src)
	if f.kind == '+' {
		format = data.TOML
	}
	inner := data.Normalise(src[:f.end], f.start).Text
	doc := data.Read(format, inner, limits(lim))
	e := doc.Edit()
	e.Plain = true
	keys := strings.Split(path, ".")
	switch n, rest := locate(doc.Root, path); {
	case len(rest) == 0:
		ok = e.SetText(n, value)
	default:
		ok = e.Add(n, nil, rest, value) || e.Add(doc.Root, nil, keys, value)
	}
	head := e.Apply(src[f.start:f.end], nl)
	if f.kind == 0 {
		head = []byte("---" + nl + string(head) + "---" + nl)
	}
	return slices.Concat(src[:f.start], head, src[f.end:]), ok
}

// locate walks along a dotted path. It returns the node, or the one that the rest of the path is to be added to. A key
// with a dot in it goes before a path through groups; in a list, numbers from 0 select.
func locate(n *data.Node, path string) (at *data.Node, rest []string) {
	if n.Kind == data.List {
		head, more, further := strings.Cut(path, ".")
		i, err := strconv.Atoi(head)
		switch {
		case err != nil || i < 0 || i >= len(n.Children):
		case further:
			return locate(n.Children[i], more)
		default:
			return n.Children[i], nil
		}
		return n, strings.Split(path, ".")
	}
	if c := n.Child(path); c != nil {
		return c, nil
	}
	at, rest = n, strings.Split(path, ".")
	for i := range len(path) {
		if path[i] != '.' {
			continue
		}
		c := n.Child(path[:i])
		if c == nil || c.Scalar() && c.Kind != data.Null {
			continue
		}
		if found, more := locate(c, path[i+1:]); len(more) < len(rest) {
			at, rest = found, more
		}
	}
	return at, rest
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
	if list, ok := m[key].([]any); ok {
		if i, err := strconv.Atoi(rest); err == nil && i >= 0 && i < len(list) {
			list[i] = nil
		}
	}
	return m
}
