package frontmatter

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"vernacular/internal/data"
)

// maxTOMLTables bounds table headers: no page has so many, and what has them is data.
const maxTOMLTables = 1000

// toml reads the text as TOML 1.0.
func (r *metaReader) toml() {
	if n := bytes.Count(r.text.Src, []byte("\n[")); n > maxTOMLTables {
		r.lose("limit-front-matter", r.at(1, 1), "move the data out of the front matter",
			"the front matter has %d tables; it may have at most %d", n, maxTOMLTables)
		return
	}
	doc := data.Read(data.TOML, r.text.Src, limits(r.lim))
	if r.problems(doc); r.lost {
		return
	}
	for _, n := range doc.Root.Children {
		r.tomlNode(n, 0)
	}
}

// tomlNode adds a node, and all that is in it, as fields.
func (r *metaReader) tomlNode(n *data.Node, depth int) {
	key, pos := r.place(n.KeyAt), r.place(n.At)
	_, ok := r.checkString(n.Key, key)
	f := field{key: n.Key, depth: depth, line: pos.Line, col: pos.Col, out: !ok}
	if depth == 0 {
		f.keyLine, f.keyCol = key.Line, key.Col
	}
	switch n.Kind {
	case data.Table:
		f.kind = groupValue
	case data.List:
		f.kind = listValue
	default:
		v := scalarField(tomlScalar(n))
		f.kind, f.text = v.kind, v.text
		if n.Kind == data.Text {
			r.checkText(&f, pos)
		}
	}
	r.fields = append(r.fields, f)
	for _, c := range n.Children {
		r.tomlNode(c, depth+1)
	}
}

// tomlScalar returns a value as [Meta.Params] has it. Dates, and numbers that are none, stay text.
func tomlScalar(n *data.Node) any {
	switch n.Kind {
	case data.Bool:
		return n.Text == "true"
	case data.Int:
		if i, ok := n.ParseInt(); ok {
			return i
		}
	case data.Float:
		f, err := strconv.ParseFloat(strings.ReplaceAll(n.Text, "_", ""), 64)
		if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f
		}
	}
	return n.Text
}
