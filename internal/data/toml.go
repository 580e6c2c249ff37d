package data

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxSyntaxProblems bounds how often reading starts anew after a line that is no TOML.
const maxSyntaxProblems = 25

// tomlReader builds the tree from go-toml's syntax nodes, which have offsets where its decoder has none, and judges by
// TOML 1.0 itself what only the decoder would know: which keys and tables may be there again. The decoder's time grows
// with the square of the number of tables, this reader's with the length of the file.
type tomlReader struct {
	*reader
	syntax unstable.Parser
	base   int // offset of the text that syntax has
	start  int // offset of the key that is being read
	path   []string
	keys   int
}

// toml reads one expression after the other, so that reading can go on in the line after a bad one.
func (r *reader) toml() {
	t := &tomlReader{reader: r}
	text := r.doc.Text
	current := r.doc.Root // nil after a header that could not be read
	t.syntax.Reset(text)
	for problems := 1; ; problems++ {
		for t.syntax.NextExpression() {
			if t.keys++; r.lim.Keys > 0 && t.keys > r.lim.Keys {
				r.problem(Problem{Code: TooMany})
				return
			}
			switch e := t.syntax.Expression(); e.Kind {
			case unstable.Table, unstable.ArrayTable:
				current = t.header(e, e.Kind == unstable.ArrayTable)
			case unstable.KeyValue:
				if current == nil {
					current = &Node{Kind: Table, Form: Header} // read for its own mistakes and dropped
				}
				t.pair(current, e, 0)
			}
		}
		var bad *unstable.ParserError
		if !errors.As(t.syntax.Error(), &bad) {
			return
		}
		p := tomlProblem(text, min(t.base+int(t.syntax.Range(bad.Highlight).Offset), len(text)), bad.Message)
		r.problem(p)
		if current != nil {
			current.Broken = true
		}
		next := bytes.IndexByte(text[p.At:], '\n')
		goesOn := strings.HasPrefix(bad.Message, "multiline") || strings.Contains(bad.Message, "is incomplete") || p.Code == OpenLongText
		if problems == maxSyntaxProblems || next < 0 || goesOn || p.Code == TooDeep {
			return
		}
		line := text[bytes.LastIndexByte(text[:p.At], '\n')+1 : p.At+next]
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("[")) {
			current = nil
		}
		t.base = p.At + next + 1
		t.syntax.Reset(text[t.base:])
	}
}

// step goes from a table along a part of a key; it makes the table if it is not there, in the form given, and enters the
// last element of a list of tables.
func (t *tomlReader) step(n *Node, name string, at int, form Form) *Node {
	c := n.Child(name)
	switch {
	case c == nil:
		c = t.node(Node{Key: name, Kind: Table, Form: form, KeyAt: at, At: at})
		n.add(c)
	case c.Kind == List && c.Form == Header && form == Implied:
		return c.last()
	case c.Kind != Table || c.Form == Braces && form == Implied:
		t.repeated(Duplicate, c, at)
		return nil
	case form == Dotted && c.Form != Dotted:
		t.repeated(Contradiction, c, at)
	}
	return c
}

// repeated takes note of a key that is there already, as c.
func (t *tomlReader) repeated(code Code, c *Node, at int) {
	t.problem(Problem{Code: code, At: at, Start: t.start, Name: c.Key, Path: strings.Join(t.path, "."), First: c.KeyAt})
}

// tooDeep reports whether a node at a depth is too deep, and takes note of it.
func (t *tomlReader) tooDeep(depth, at int) bool {
	if depth > t.lim.Depth {
		t.problem(Problem{Code: TooDeep, At: at, Start: t.start})
		return true
	}
	return false
}

// header opens the table that a [header] or [[header]] names; nil if there can be none.
func (t *tomlReader) header(e *unstable.Node, list bool) *Node {
	n, depth := t.doc.Root, 0
	t.path = t.path[:0]
	for key := e.Key(); key.Next(); depth++ {
		k := key.Node()
		name, at := string(k.Data), t.base+int(k.Raw.Offset)
		if depth == 0 {
			t.start = at
		}
		t.path = append(t.path, name)
		if t.tooDeep(depth+1, at) {
			return nil
		}
		if !key.IsLast() {
			if n = t.step(n, name, at, Implied); n == nil {
				return nil
			}
			continue
		}
		if list {
			return t.element(n, name, at)
		}
		return t.open(n, name, at)
	}
	return nil
}

// open opens the table that a [header] ends in.
func (t *tomlReader) open(n *Node, name string, at int) *Node {
	c := n.Child(name)
	switch {
	case c == nil:
		c = t.node(Node{Key: name, Kind: Table, Form: Header, KeyAt: at, At: at})
		n.add(c)
	case c.Kind != Table:
		t.repeated(Duplicate, c, at)
		return nil
	case c.Form == Implied:
		c.Form, c.KeyAt, c.At = Header, at, at
	case c.Form == Dotted:
		t.repeated(Contradiction, c, at)
	default:
		t.repeated(SecondHeader, c, at)
	}
	return c
}

// element adds a table to the list that a [[header]] ends in.
func (t *tomlReader) element(n *Node, name string, at int) *Node {
	c := n.Child(name)
	if c == nil {
		c = t.node(Node{Key: name, Kind: List, Form: Header, KeyAt: at, At: at})
		n.add(c)
	} else if c.Kind != List || c.Form != Header {
		t.repeated(Contradiction, c, at)
		return nil
	}
	table := t.node(Node{Kind: Table, Form: Header, KeyAt: at, At: at})
	c.Children = append(c.Children, table)
	return table
}

// pair adds what one "key = value" says to n, which is as deep as it has keys above it.
func (t *tomlReader) pair(n *Node, e *unstable.Node, depth int) {
	outer, start := len(t.path), t.start
	defer func() { t.path, t.start = t.path[:outer], start }()
	first := true
	for key := e.Key(); key.Next(); {
		k := key.Node()
		name, at := string(k.Data), t.base+int(k.Raw.Offset)
		if first {
			t.start, first = at, false
		}
		t.path = append(t.path, name)
		if depth++; t.tooDeep(depth, at) {
			return
		}
		if !key.IsLast() {
			if n = t.step(n, name, at, Dotted); n == nil {
				return
			}
			continue
		}
		if c := n.Child(name); c != nil {
			t.repeated(Duplicate, c, at)
			return
		}
		c := t.node(Node{Key: name, KeyAt: at, At: at})
		n.add(c)
		t.value(c, e.Value(), depth)
	}
}

// value sets what n holds.
func (t *tomlReader) value(n *Node, v *unstable.Node, depth int) {
	if v.Raw.Length > 0 {
		n.At = t.base + int(v.Raw.Offset)
		n.End = n.At + int(v.Raw.Length)
	}
	n.Text = string(v.Data)
	switch v.Kind {
	case unstable.String:
		n.Kind, n.Form = Text, Quoted
	case unstable.Bool:
		n.Kind = Bool
	case unstable.Integer:
		n.Kind = Int
		t.judge(n, BadNumber)
	case unstable.Float:
		n.Kind = Float
		t.judge(n, BadNumber)
	case unstable.InlineTable:
		n.Kind, n.Form, n.Text, n.End = Table, Braces, "", 0
		for c := v.Child(); c != nil; c = c.Next() {
			if c.Kind == unstable.KeyValue {
				t.pair(n, c, depth)
			}
		}
	case unstable.Array:
		t.list(n, v, depth)
	default:
		n.Kind = Time
		t.judge(n, BadTime)
	}
}

func (t *tomlReader) list(n *Node, v *unstable.Node, depth int) {
	n.Kind, n.Form, n.Text, n.End = List, Braces, "", 0
	for c := v.Child(); c != nil; c = c.Next() {
		if c.Kind == unstable.Comment {
			continue
		}
		if t.tooDeep(depth+1, n.At) {
			return
		}
		item := t.node(Node{KeyAt: n.KeyAt, At: n.At})
		t.value(item, c, depth+1)
		if len(n.Children) == 0 {
			n.At = item.At
		}
		n.Children = append(n.Children, item)
	}
}

// judge lets go-toml's decoder judge a number or a date: its parser lets pass what no number or date of the calendar is.
func (t *tomlReader) judge(n *Node, code Code) {
	if n.Kind == Int && len(n.Text) < 18 && strings.Trim(n.Text[1:], "0123456789") == "" {
		return
	}
	const before = "x = "
	var v any
	var bad *toml.DecodeError
	if err := toml.Unmarshal([]byte(before+n.Text), &v); errors.As(err, &bad) {
		_, col := bad.Position()
		t.problem(Problem{Code: code, At: n.At + max(0, min(col-1-len(before), len(n.Text))), Start: n.At, Name: n.Text, Detail: bad.Error()})
	}
}

// ParseInt returns the value of an Int of TOML.
func (n *Node) ParseInt() (int64, bool) {
	i, err := strconv.ParseInt(n.Text, 0, 64)
	return i, err == nil
}

// tomlCodes say which problem a message of go-toml is: the first row that has a part of it.
var tomlCodes = []struct {
	code  Code
	parts []string
}{
	{TooDeep, []string{"nested"}},
	{OpenLongText, []string{"not terminated by"}},
	{ExcessQuotes, []string{"too many quotes"}},
	{OpenText, []string{"unterminated", "cannot have new lines"}},
	{NoEquals, []string{"'=' after key"}},
	{OpenList, []string{"array is incomplete"}},
	{BadBraces, []string{"inline table"}},
	{BadList, []string{"after array value"}},
	{AfterValue, []string{"expected newline"}},
	{NoValue, []string{"start of value", "strings must be quoted", "expected value", "keyword", `expected "`}},
	{Backslash, []string{"escape", `after \`}},
	{OpenHeader, []string{"close table name", "close array table"}},
	{NoKey, []string{"start of key", "expected key"}},
	{Control, []string{"control character", "carriage return"}},
	{BadNumber, []string{"digit", "number", "zero", "float", "exponent", "radix", "integer"}},
	{BadTime, []string{"date", "time", "hour", "minute", "second", "offset"}},
}

// tomlProblem says what go-toml found at an offset.
func tomlProblem(text []byte, off int, message string) Problem {
	if off > 0 && strings.HasPrefix(message, "expected newline") && text[off-1] == '\n' {
		off--
	}
	p := Problem{Detail: message}
rows:
	for _, row := range tomlCodes {
		for _, part := range row.parts {
			if strings.Contains(message, part) {
				p.Code = row.code
				break rows
			}
		}
	}
	here, _ := utf8.DecodeRune(text[off:])
	before := text[bytes.LastIndexByte(text[:off], '\n')+1 : off]
	switch {
	case p.Code == OpenLongText:
		p.Name = message[len(message)-3:]
		off = max(0, bytes.LastIndex(text[:min(off+1, len(text))], []byte(p.Name)))
	case (p.Code == NoValue || p.Code == NoKey) && foreignQuote(here):
		p.Code, p.Name = ForeignQuote, string(here)
	case p.Code == NoEquals && (here == ':' || bytes.HasSuffix(bytes.TrimSpace(before), []byte(":"))):
		p.Code = Colon
	case p.Code == AfterValue && bytes.ContainsAny(before, `"'`):
		p.Code = AfterText
	}
	p.At, p.Start = off, off
	return p
}

func foreignQuote(r rune) bool {
	return strings.ContainsRune("“”„‟‘’‚‛«»‹›「」『』＂＇", r)
}

// UnmarshalTOML is go-toml's decoder, for a library that asks for one.
func UnmarshalTOML(src []byte, v any) error { return toml.Unmarshal(src, v) }
