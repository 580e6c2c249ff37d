package data

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vernacular/internal/diag"
)

// YAMLError is an error of the YAML library. Line and Column count from 1, as in [diag.Pos]; 0 if the library has no place.
type YAMLError struct {
	Message string
	Line    int
	Column  int

	Context       string // what the library was reading
	ContextLine   int
	ContextColumn int
}

// yaml reads the library's nodes. Values come from them and not from its decoder, whose conversions would change what
// people wrote, and which has no places.
func (r *reader) yaml() {
	dec := yaml.NewDecoder(bytes.NewReader(r.doc.Text))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if err != io.EOF {
			r.yamlError(err)
		}
		return
	}
	y := &yamlReader{reader: r, places: diag.Text{Src: r.doc.Text}}
	if err := dec.Decode(&second); err == nil {
		r.problem(Problem{Code: SecondDoc, At: y.at(&second)})
	} else if err != io.EOF {
		r.yamlError(err)
		return
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return
	}
	switch top := doc.Content[0]; {
	case top.Kind == yaml.MappingNode:
		y.table(r.doc.Root, top, 1)
	case top.Kind == yaml.SequenceNode && r.lim.List:
		y.value(r.doc.Root, top, 0)
	case top.Kind == yaml.ScalarNode && top.Tag == "!!null":
	default:
		r.problem(Problem{Code: NoTable, At: y.at(top)})
	}
}

type yamlReader struct {
	*reader
	places diag.Text

	following []*yaml.Node // what the aliases stand for that are being followed, from the outermost in
	copied    int          // bytes that aliases have added
}

func (r *yamlReader) at(n *yaml.Node) int { return r.places.Offset(max(n.Line, 1), max(n.Column, 1)) }

// table adds the keys of a mapping to n; a key has the depth given.
func (r *yamlReader) table(n *Node, y *yaml.Node, depth int) {
	var merged []*yaml.Node
	r.extras(n, y)
	if y.Style&yaml.FlowStyle != 0 {
		n.Form = Braces
	}
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		at := r.at(k)
		if depth > r.lim.Depth {
			r.problem(Problem{Code: TooDeep, At: at, Start: at})
			n.Broken = true
			return
		}
		if k.Tag == "!!merge" && r.lim.Aliases > 0 && r.isMerge(v) {
			merged = append(merged, v)
			continue
		}
		if code, name := keyProblem(k); code != Other {
			n.Broken = true
			r.problem(Problem{Code: code, At: at, Name: name, First: r.at(y)})
			continue
		}
		c := r.node(Node{Key: k.Value, KeyAt: at, OddKey: k.Tag != "!!str"})
		n.Broken = n.Broken || c.OddKey
		r.extras(&Node{At: at}, k)
		if first := n.Child(c.Key); first != nil {
			r.problem(Problem{Code: Duplicate, At: at, Start: at, Name: c.Key, First: first.KeyAt})
			continue
		}
		n.add(c)
		r.value(c, v, depth)
	}
	for _, v := range merged { // a key that is written out comes before those of its groups
		r.merge(n, v, depth)
	}
}

// isMerge reports whether a value is an alias of a table, a table, or a list of such.
func (r *yamlReader) isMerge(v *yaml.Node) bool {
	if v.Kind == yaml.SequenceNode {
		return !slices.ContainsFunc(v.Content, func(c *yaml.Node) bool { return c.Kind == yaml.SequenceNode || !r.isMerge(c) })
	}
	return v.Kind == yaml.MappingNode || v.Kind == yaml.AliasNode && v.Alias != nil && v.Alias.Kind == yaml.MappingNode
}

// merge adds to a table those keys of a merge key's value that it has not.
func (r *yamlReader) merge(n *Node, v *yaml.Node, depth int) {
	if v.Kind == yaml.SequenceNode {
		for _, c := range v.Content {
			r.merge(n, c, depth)
		}
		return
	}
	group := r.node(Node{})
	r.value(group, v, depth-1)
	for _, c := range group.Children {
		if n.Child(c.Key) == nil {
			c.Copied = true
			n.add(c)
		}
	}
}

// follow makes n what the alias v stands for.
func (r *yamlReader) follow(n *Node, v *yaml.Node, depth int) {
	at := n.At
	if v.Alias == nil || slices.Contains(r.following, v.Alias) || r.copied > r.lim.Aliases {
		r.problem(Problem{Code: AliasTooMuch, At: at, Start: at, Name: v.Value})
		n.Kind, n.Text = Alias, v.Value
		return
	}
	r.following = append(r.following, v.Alias)
	r.value(n, v.Alias, depth)
	r.following = r.following[:len(r.following)-1]
	n.At, n.End, n.Copied = at, 0, true
}

// copiedNode is what a node that an alias adds counts for beside its text.
const copiedNode = 16

// keyProblem says why a node cannot be a key.
func keyProblem(k *yaml.Node) (code Code, name string) {
	switch {
	case k.Kind == yaml.MappingNode && k.Style&yaml.FlowStyle != 0:
		return KeyInBraces, ""
	case k.Tag == "!!merge":
		return KeyMerge, ""
	case k.Kind == yaml.AliasNode:
		return KeyAlias, k.Value
	case k.Kind != yaml.ScalarNode:
		return KeyNoText, ""
	}
	return Other, ""
}

// value sets what n holds.
func (r *yamlReader) value(n *Node, v *yaml.Node, depth int) {
	n.At = r.at(v)
	if len(r.following) > 0 {
		n.Copied = true
		r.copied += copiedNode + len(v.Value)
	}
	switch v.Kind {
	case yaml.MappingNode:
		n.Kind = Table
		r.table(n, v, depth+1)
		return
	case yaml.SequenceNode:
		n.Kind = List
		if v.Style&yaml.FlowStyle != 0 {
			n.Form = Braces
		}
		r.extras(n, v)
		for _, c := range v.Content {
			if depth+1 > r.lim.Depth {
				at := r.at(c)
				r.problem(Problem{Code: TooDeep, At: at, Start: at})
				return
			}
			item := r.node(Node{})
			n.Children = append(n.Children, item)
			r.value(item, c, depth+1)
		}
		return
	case yaml.AliasNode:
		if r.lim.Aliases > 0 {
			r.follow(n, v, depth)
		} else {
			n.Kind, n.Text = Alias, v.Value
		}
		return
	}
	r.extras(n, v)
	n.Text = v.Value
	if v.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		n.Form = Quoted
	}
	n.Kind = yamlKind(v)
}

func yamlKind(v *yaml.Node) Kind {
	switch {
	case nothing(v):
		return Null
	case v.Style&yaml.TaggedStyle != 0:
		return Text // what else a tag means is for those who allow it
	}
	switch v.Tag {
	case "!!bool":
		return Bool
	case "!!int":
		return Int
	case "!!float":
		return Float
	case "!!timestamp":
		return Time
	}
	return Text
}

// nothing reports whether a scalar is null.
func nothing(v *yaml.Node) bool {
	if v.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || v.Tag == "!!str" {
		return false
	}
	switch v.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// extras takes note of what makes one place of a file mean another.
func (r *yamlReader) extras(n *Node, y *yaml.Node) {
	if y.Anchor != "" && r.lim.Aliases == 0 {
		r.problem(Problem{Code: Anchor, At: r.at(y), Name: y.Anchor})
	}
	if y.Style&yaml.TaggedStyle != 0 && y.Kind != yaml.AliasNode {
		n.Tag = y.Tag
		r.problem(Problem{Code: Tag, At: r.at(y), Name: y.Tag})
	}
}

// yamlError takes the library's errors apart.
func (r *reader) yamlError(err error) {
	var list []*yaml.LoadError
	var many *yaml.LoadErrors // to be asked first: errors.As would pick one of them for a LoadError
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		list = many.Errors
	case errors.As(err, &one):
		list = []*yaml.LoadError{one}
	default:
		r.problem(Problem{Code: Syntax, Library: &YAMLError{Message: err.Error()}})
	}
	places := diag.Text{Src: r.doc.Text}
	for _, e := range list {
		if strings.Contains(e.Message, "no documents in stream") {
			continue
		}
		p := Problem{Code: Syntax, Detail: e.Message, Library: &YAMLError{
			e.Message, e.Mark.Line, e.Mark.Column, e.ContextMsg, e.ContextMark.Line, e.ContextMark.Column,
		}}
		if strings.Contains(e.Message, "exceeded max depth") {
			p.Code = TooDeep
		}
		p.At = places.Offset(max(e.Mark.Line, 1), max(e.Mark.Column, 1))
		p.Start = p.At
		r.problem(p)
	}
}

// UnmarshalYAML is the YAML library's decoder, for a library that asks for one.
func UnmarshalYAML(src []byte, v any) error { return yaml.Unmarshal(src, v) }
