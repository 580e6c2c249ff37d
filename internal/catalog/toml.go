package catalog

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxSyntaxProblems bounds how often reading starts anew after a line that is no TOML.
const maxSyntaxProblems = 25

// readTOML builds the tree from go-toml's syntax nodes, which have offsets where its decoder has none.
// The syntax of TOML is one expression after the other, so that reading can go on in the line after a
// bad one. What only the decoder knows (which tables may be opened again) is left to confirm.
func (p *parser) readTOML(root *node) {
	current := root // nil after a header that could not be read
	var syntax unstable.Parser
	base, problems := 0, 0
	syntax.Reset(p.src)
	for {
		for syntax.NextExpression() {
			e := syntax.Expression()
			switch e.Kind {
			case unstable.Table:
				current = p.tomlHeader(&syntax, base, root, e)
			case unstable.ArrayTable:
				key := e.Key()
				key.Next()
				n := key.Node()
				p.errorf("not-a-text", p.place.at(base+int(n.Raw.Offset)), "[[%s]] makes a list of tables; a catalog has no lists", n.Data).
					hint("write [%s]", n.Data)
				current = nil
			case unstable.KeyValue:
				if current == nil {
					current = &node{} // what follows a bad header is read for its own mistakes and dropped
				}
				p.tomlKeyValue(&syntax, base, current, e, 0)
			}
		}
		var bad *unstable.ParserError
		if !errors.As(syntax.Error(), &bad) {
			return
		}
		off := min(base+int(syntax.Range(bad.Highlight).Offset), len(p.src))
		if strings.HasPrefix(bad.Message, "expected newline") && off > 0 && p.src[off-1] == '\n' {
			off--
		}
		if strings.Contains(bad.Message, "not terminated by") {
			end := bad.Message[len(bad.Message)-3:]
			off = max(0, bytes.LastIndex(p.src[:off+1], []byte(end)))
		}
		p.tomlSyntax(off, bad.Message)
		if current != nil {
			current.broken = true
		}
		problems++
		next := bytes.IndexByte(p.src[off:], '\n')
		multiline := strings.HasPrefix(bad.Message, "multiline")
		if problems == maxSyntaxProblems || next < 0 || multiline || strings.Contains(bad.Message, "is incomplete") {
			return
		}
		line := p.src[bytes.LastIndexByte(p.src[:off], '\n')+1 : off+next]
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("[")) {
			current = nil
		}
		base = off + next + 1
		syntax.Reset(p.src[base:])
	}
}

// tomlHeader opens the table that a [header] names.
func (p *parser) tomlHeader(syntax *unstable.Parser, base int, root *node, e *unstable.Node) *node {
	n, depth := root, 0
	for key := e.Key(); key.Next(); {
		k := key.Node()
		pos := p.place.at(base + int(k.Raw.Offset))
		if depth++; depth > p.lim.Depth {
			p.errorf("catalog-too-deep", pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth)
			return nil
		}
		c := n.child(string(k.Data))
		if c == nil {
			c = p.node(node{key: string(k.Data), kind: table, pos: pos, value: pos})
			n.add(c)
		} else if c.kind != table {
			p.duplicate(pos, c.key, c.pos)
			return nil
		}
		if last := key.IsLast(); last && c.header {
			p.errorf("duplicate-key", pos, "the table [%s] is opened a second time; the first is on line %d", c.key, c.pos.Line).
				hint("move its lines to the first one, or delete one of the two")
			return c
		} else if last {
			c.header, c.pos = true, pos
		}
		n = c
	}
	return n
}

// tomlKeyValue adds what one "key = value" says to n.
func (p *parser) tomlKeyValue(syntax *unstable.Parser, base int, n *node, e *unstable.Node, depth int) {
	for key := e.Key(); key.Next(); {
		k := key.Node()
		name := string(k.Data)
		pos := p.place.at(base + int(k.Raw.Offset))
		if depth++; depth > p.lim.Depth+1 {
			p.errorf("catalog-too-deep", pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth)
			return
		}
		c := n.child(name)
		if !key.IsLast() {
			if c == nil {
				c = p.node(node{key: name, kind: table, pos: pos, value: pos})
				n.add(c)
			} else if c.kind != table {
				p.duplicate(pos, name, c.pos)
				return
			}
			n = c
			continue
		}
		if c != nil {
			p.duplicate(pos, name, c.pos)
			return
		}
		c = p.node(node{key: name, pos: pos})
		n.add(c)
		p.tomlValue(syntax, base, c, e.Value(), depth)
	}
}

func (p *parser) tomlValue(syntax *unstable.Parser, base int, n *node, v *unstable.Node, depth int) {
	n.at = base + int(v.Raw.Offset)
	n.value = n.pos
	if v.Raw.Length > 0 {
		n.value = p.place.at(n.at)
	}
	switch v.Kind {
	case unstable.String:
		n.kind, n.text = text, string(v.Data)
		n.raw = syntax.Raw(v.Raw)
	case unstable.InlineTable:
		n.kind, n.header = table, true
		for c := v.Child(); c != nil; c = c.Next() {
			if c.Kind == unstable.KeyValue {
				p.tomlKeyValue(syntax, base, n, c, depth)
			}
		}
	case unstable.Array:
		n.kind, n.what = stray, "a list"
	case unstable.Bool:
		n.kind, n.what = stray, string(v.Data)
	case unstable.Integer, unstable.Float:
		n.kind, n.what = stray, "the number "+string(v.Data)
	default:
		n.kind, n.what = stray, "the date or time "+string(v.Data)
	}
}

// tomlSyntax says in plain words what go-toml found.
func (p *parser) tomlSyntax(off int, message string) {
	pos := p.place.at(off)
	r, _ := utf8.DecodeRune(p.src[off:])
	start := bytes.LastIndexByte(p.src[:off], '\n') + 1
	before := string(p.src[start:off])
	const code = "catalog-syntax"
	switch {
	case isTypographicQuote(r) && strings.Contains(message, "start of"):
		p.errorf(code, pos, "the quotation mark %c cannot enclose a text here", r).
			hint(`use the straight quotation mark ": key = "text"`)
	case strings.Contains(message, "not terminated by"):
		end := message[len(message)-3:]
		p.errorf(code, pos, "the text of several lines that begins with %s here has no end", end).
			hint("close it with %s", end)
	case strings.Contains(message, "too many quotes"):
		p.errorf(code, pos, "there are too many quotation marks at the end of this text").
			hint("a text of several lines ends with three of them")
	case strings.Contains(message, "unterminated") || strings.Contains(message, "cannot have new lines"):
		p.errorf(code, pos, "the quotation mark that ends this text is missing").
			hint(`close the text with " at the end of its line; a text of several lines stands between """ and """`)
	case strings.Contains(message, "'=' after key") && (r == ':' || strings.HasSuffix(strings.TrimSpace(before), ":")):
		p.errorf(code, pos, "a key is followed by “=” here, not by “:”").hint(`write key = "text"`)
	case strings.Contains(message, "'=' after key"):
		p.errorf(code, pos, "“=” is missing after the key").
			hint(`write key = "text"; a text of several lines stands between """ and """; a remark begins with #`)
	case strings.Contains(message, "expected newline") && strings.ContainsAny(before, `"'`):
		p.errorf(code, pos, "something follows the end of the text").
			hint(`a quotation mark " inside a text is written \"`)
	case strings.Contains(message, "strings must be quoted"), strings.Contains(message, "start of value"), strings.Contains(message, "expected keyword"),
		strings.Contains(message, "expected value"):
		p.errorf(code, pos, "a text in quotation marks is expected here").hint(`write key = "text"`)
	case strings.Contains(message, "escape") || strings.Contains(message, `after \`):
		p.errorf(code, pos, `the backslash \ has a meaning of its own and cannot stand before what follows it here`).
			hint(`write \\ for a backslash, \" for a quotation mark`)
	case strings.Contains(message, "close table name"), strings.Contains(message, "close array table"):
		p.errorf(code, pos, "the closing bracket ] is missing after the name of the table").
			hint(`write [name]; a name with other characters than a-z, 0-9, - and _ stands in quotation marks: ["my name"]`)
	case strings.Contains(message, "start of key"):
		p.errorf(code, pos, "this is no key").
			hint(`a key with other characters than a-z, 0-9, - and _ stands in quotation marks: "my key" = "text"; a remark begins with #`)
	default:
		p.errorf(code, pos, "this is not valid TOML: %s", message)
	}
}

func isTypographicQuote(r rune) bool {
	return strings.ContainsRune("“”„‟‘’‚‛«»‹›「」『』＂＇", r)
}

// tomlRefusal reports what go-toml's decoder refuses in a file whose lines are all well-formed.
func (p *parser) tomlRefusal(err error) bool {
	var bad *toml.DecodeError
	if !errors.As(err, &bad) {
		return false
	}
	line, col := bad.Position() // the column counts bytes
	start := p.place.offset(line, 1)
	pos := p.place.at(start + max(col, 1) - 1)
	if len(bad.Key()) > 0 {
		p.errorf("duplicate-key", pos, "“%s” is defined a second time, or in two ways that exclude each other", strings.Join(bad.Key(), ".")).
			hint("keep all of a table's lines together, under one [header]")
		return true
	}
	p.errorf("catalog-syntax", pos, "this is not valid TOML: %s", strings.TrimPrefix(bad.Error(), "toml: "))
	return true
}
