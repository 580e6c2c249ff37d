package catalog

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"vernacular/internal/diag"
)

// readYAML walks yaml's own nodes: they have places, and aliases in them are nodes that are refused and
// never followed.
func (p *parser) readYAML(root *node) {
	for i, line := 0, p.src; ; i++ {
		at := bytes.IndexAny(line, "\u0085\u2028\u2029")
		if at < 0 {
			break
		}
		off := len(p.src) - len(line) + at
		p.errorf("control-character", p.place.at(off), "an invisible line or paragraph separator stands here, which YAML takes for the end of the line").
			hint("delete it; inside quotation marks it can be written \\u2028")
		if i == maxByteProblems {
			break
		}
		line = line[at+2:]
	}
	if diag.HasErrors(p.diags) {
		return
	}
	var doc yaml.Node
	if err := yaml.Load(p.src, &doc); err != nil {
		p.yamlSyntax(err)
		return
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return
	}
	top := doc.Content[0]
	switch {
	case top.Kind == yaml.MappingNode:
		p.yamlTable(root, top, 0)
	case top.Kind == yaml.ScalarNode && top.Tag == "!!null":
	default:
		p.errorf("catalog-syntax", diag.At(p.file, top.Line, top.Column), "a catalog holds keys with texts").
			hint("write key: \"text\"")
	}
}

func (p *parser) yamlTable(n *node, y *yaml.Node, depth int) {
	if depth > p.lim.Depth+1 {
		p.errorf("catalog-too-deep", n.pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth)
		n.broken = true
		return
	}
	p.yamlExtras(y)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		pos := diag.At(p.file, k.Line, k.Column)
		p.yamlExtras(k)
		if k.Kind != yaml.ScalarNode || k.Tag != "!!str" {
			n.broken = true
			switch {
			case k.Kind == yaml.MappingNode && k.Style&yaml.FlowStyle != 0:
				p.errorf("catalog-syntax", diag.At(p.file, y.Line, y.Column), "a text that begins with { must stand in quotation marks").
					hint(`write "{{.Name}} …"`)
			case k.Tag == "!!merge":
				p.errorf("yaml-feature", pos, "<< merges are not allowed in a catalog").hint("write the messages out")
			case k.Kind == yaml.AliasNode:
				p.errorf("yaml-feature", pos, "the alias *%s is not allowed in a catalog", k.Value).hint("write the key out")
			default:
				p.errorf("bad-key", pos, "this key is no text").hint("put the key in quotation marks")
			}
			continue
		}
		c := p.node(node{key: k.Value, pos: pos, value: diag.At(p.file, v.Line, v.Column)})
		if first := n.child(c.key); first != nil {
			p.duplicate(pos, c.key, first.pos)
			continue
		}
		n.add(c)
		p.yamlValue(c, v, depth)
	}
}

func (p *parser) yamlValue(n *node, v *yaml.Node, depth int) {
	p.yamlExtras(v)
	switch v.Kind {
	case yaml.MappingNode:
		n.kind = table
		p.yamlTable(n, v, depth+1)
	case yaml.SequenceNode:
		n.kind, n.what = stray, "a list"
	case yaml.AliasNode:
		n.kind, n.what = stray, "the alias *"+v.Value
	default:
		tag := v.Tag
		if v.Style&yaml.TaggedStyle != 0 {
			tag = "!!str" // reported, and most likely meant as text
		}
		switch tag {
		case "!!str":
			n.kind, n.text = text, v.Value
			n.at = p.place.offset(v.Line, v.Column)
			n.raw = p.src[n.at:min(len(p.src), n.at+len(v.Value)+64)]
		case "!!null":
			n.kind = null
		case "!!int", "!!float":
			n.kind, n.what = stray, "the number "+v.Value
		case "!!timestamp":
			n.kind, n.what = stray, "the date "+v.Value
		default:
			n.kind, n.what = stray, v.Value
		}
	}
}

// yamlExtras refuses what makes one place of a YAML file mean another. An alias is reported where its
// anchor is.
func (p *parser) yamlExtras(y *yaml.Node) {
	pos := diag.At(p.file, y.Line, y.Column)
	if y.Anchor != "" {
		p.errorf("yaml-feature", pos, "the anchor &%s is not allowed in a catalog", y.Anchor).
			hint("write each text out where it belongs")
	}
	if y.Style&yaml.TaggedStyle != 0 && y.Kind != yaml.AliasNode {
		p.errorf("yaml-feature", pos, "the tag %s is not allowed in a catalog", y.Tag).
			hint("delete it, or put the whole text in quotation marks if it begins with “!”")
	}
}

// yamlSyntax says in plain words what the YAML reader found.
func (p *parser) yamlSyntax(err error) {
	var list []*yaml.LoadError
	var many *yaml.LoadErrors // to be asked first: errors.As would pick one of them for a LoadError
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		list = many.Errors
	case errors.As(err, &one):
		list = []*yaml.LoadError{one}
	default:
		p.errorf("catalog-syntax", diag.Pos{File: p.file}, "this is not valid YAML: %v", err)
	}
	for _, e := range list {
		if strings.Contains(e.Message, "no documents in stream") {
			continue
		}
		p.yamlProblem(e)
	}
}

func (p *parser) yamlProblem(e *yaml.LoadError) {
	const code = "catalog-syntax"
	mark := e.Mark
	if strings.Contains(e.ContextMsg, "quoted scalar") || strings.Contains(e.ContextMsg, "simple key") {
		mark = e.ContextMark
	}
	pos := diag.Pos{File: p.file}
	var off int
	var line []byte
	if mark.Line > 0 {
		off = p.place.offset(mark.Line, mark.Column)
		pos = p.place.at(off) // the reader puts the end of a file one line too far
		off = p.place.off
		line = p.src[bytes.LastIndexByte(p.src[:off], '\n')+1:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
	}
	here := byte(0)
	if off < len(p.src) {
		here = p.src[off]
	}
	_, value, _ := strings.Cut(string(line), ":")
	value = strings.TrimSpace(value)
	switch {
	case strings.Contains(e.Message, "expected single document"):
		p.errorf(code, pos, "a line --- begins a second document in this file").hint("delete that line")
	case strings.HasPrefix(value, "{"):
		p.errorf(code, pos, "a text that begins with { must stand in quotation marks").hint(`write "{{.Name}} …"`)
	case here == '\t' || bytes.HasPrefix(line, []byte("\t")):
		p.errorf(code, pos, "a tab stands where YAML wants spaces").hint("indent with spaces")
	case strings.Contains(e.Message, "mapping values are not allowed"):
		p.errorf(code, pos, "a text with a colon in it must stand in quotation marks, and each key must be indented like its neighbours").
			hint(`write key: "text: more text"`)
	case strings.Contains(e.Message, "cannot start any token"):
		p.errorf(code, pos, "a text that begins with %c must stand in quotation marks", here).hint(`write key: "%c…"`, here)
	case strings.Contains(e.ContextMsg, "quoted scalar") && strings.Contains(e.Message, "end of stream"):
		p.errorf(code, pos, "the quotation mark that ends this text is missing")
	case strings.Contains(e.ContextMsg, "quoted scalar"):
		p.errorf(code, pos, `this text holds a backslash \ that YAML does not understand`).
			hint(`write \\ for a backslash, \" for a quotation mark`)
	case strings.Contains(e.Message, "could not find expected ':'"):
		p.errorf(code, pos, "“:” is missing after the key").hint(`write key: "text"`)
	case strings.HasPrefix(value, `"`) || strings.HasPrefix(value, `'`):
		p.errorf(code, pos, "something follows the end of the text").
			hint(`a quotation mark " inside a text is written \"`)
	case strings.Contains(e.Message, "did not find expected key"):
		p.errorf(code, pos, "this line does not fit the lines above it").
			hint("keys of one table begin in the same column; texts with special characters stand in quotation marks")
	default:
		p.errorf(code, pos, "this is not valid YAML: %s", strings.TrimPrefix(e.Message, "yaml: "))
	}
}
