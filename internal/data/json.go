package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonReader walks the tokens of encoding/json, whose decoder keeps the last of two equal keys and knows no places. It
// never calls itself, so that depth costs nothing.
type jsonReader struct {
	*reader
	d    *json.Decoder
	open []*Node // the tables and lists that have begun and not ended
}

func (r *reader) json() {
	j := &jsonReader{reader: r, d: json.NewDecoder(bytes.NewReader(r.doc.Text))}
	j.d.UseNumber()
	t, at, ok := j.next()
	if !ok {
		return
	}
	switch {
	case t == json.Delim('['):
		if !r.lim.List {
			r.problem(Problem{Code: NoTable, At: at})
			return
		}
		r.doc.Root.Kind = List
	case t != json.Delim('{'):
		r.problem(Problem{Code: NoTable, At: at})
		return
	}
	r.doc.Root.Form, r.doc.Root.At = Braces, at
	j.open = append(j.open, r.doc.Root)
	for len(j.open) > 0 {
		if !j.entry() {
			return
		}
	}
	if _, err := j.d.Token(); !errors.Is(err, io.EOF) {
		r.problem(Problem{Code: AfterEnd, At: int(j.d.InputOffset())})
	}
}

// next returns a token and where it starts: the decoder tells only where the last one ended.
func (r *jsonReader) next() (t json.Token, start int, ok bool) {
	text := r.doc.Text
	start = int(r.d.InputOffset())
	for start < len(text) && strings.IndexByte(" \t\r\n,:", text[start]) >= 0 {
		start++
	}
	t, err := r.d.Token()
	if err != nil {
		r.problem(jsonProblem(text, err, start))
		for _, n := range r.open {
			n.Broken = true
		}
		return nil, start, false
	}
	return t, start, true
}

// entry reads a key and the beginning of its value, an item of a list, or the end of a table or list. It reports whether to
// read on.
func (r *jsonReader) entry() bool {
	n := r.open[len(r.open)-1]
	t, at, ok := r.next()
	if !ok {
		return false
	}
	if t == json.Delim('}') || t == json.Delim(']') {
		n.End = int(r.d.InputOffset())
		r.open = r.open[:len(r.open)-1]
		return true
	}
	if n.Kind == List {
		c := r.node(Node{KeyAt: at})
		n.Children = append(n.Children, c)
		return r.value(c, t, at)
	}
	c := r.node(Node{Key: t.(string), KeyAt: at})
	if t, at, ok = r.next(); !ok {
		return false
	}
	if first := n.Child(c.Key); first != nil {
		r.problem(Problem{Code: Duplicate, At: c.KeyAt, Start: c.KeyAt, Name: c.Key, First: first.KeyAt})
	} else {
		n.add(c)
	}
	return r.value(c, t, at)
}

// value takes a token for the value of a node, or for its beginning. It reports whether to read on.
func (r *jsonReader) value(c *Node, t json.Token, at int) bool {
	c.At, c.End = at, int(r.d.InputOffset())
	c.Text = string(r.doc.Text[at:c.End])
	switch t := t.(type) {
	case string:
		c.Kind, c.Form, c.Text = Text, Quoted, t
	case nil:
		c.Kind, c.Text = Null, ""
	case bool:
		c.Kind = Bool
	case json.Number:
		c.Kind = Float
	case json.Delim:
		c.Kind, c.Form, c.Text, c.End = Table, Braces, "", 0
		if t == '[' {
			c.Kind = List
		}
		if r.open = append(r.open, c); len(r.open)-1 > r.lim.Depth {
			r.problem(Problem{Code: TooDeep, At: c.KeyAt, Start: c.KeyAt})
			return false
		}
	}
	return true
}

// jsonCodes say which problem a message of encoding/json is: the first row that has a part of it.
var jsonCodes = []struct {
	code  Code
	parts []string
}{
	{NoComma, []string{"after object key:value pair", "after array element"}},
	{NoColon, []string{"after object key"}},
	{NoText, []string{"beginning of object key", "string for object key", "beginning of value"}},
}

// jsonProblem says what the decoder found at or after off.
func jsonProblem(text []byte, err error, off int) Problem {
	// The decoder of tokens counts some of its offsets from the last token; the one of whole values does not.
	var whole json.RawMessage
	var bad *json.SyntaxError
	if first := json.Unmarshal(text, &whole); errors.As(first, &bad) && bad.Offset > 0 {
		err, off = first, min(int(bad.Offset)-1, len(text))
	}
	message := strings.TrimPrefix(err.Error(), "json: ")
	for off > 0 && off < len(text) && !utf8.RuneStart(text[off]) {
		off--
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(message, "unexpected end") {
		return Problem{Code: EarlyEnd, At: len(text)}
	}
	p := Problem{At: off, Start: off, Detail: message}
	here, _ := utf8.DecodeRune(text[off:])
	switch {
	case foreignQuote(here):
		p.Code, p.Name = ForeignQuote, string(here)
		return p
	case strings.Contains(message, "in string literal"):
		p.Code = OpenText
		return p
	case strings.Contains(message, "escape"):
		p.Code = Backslash
		return p
	case (here == '}' || here == ']') && bytes.HasSuffix(bytes.TrimRight(text[:off], " \t\r\n"), []byte(",")):
		p.Code = LastComma
		return p
	case here == '/' || here == '#':
		p.Code = Remark
		return p
	}
	for _, row := range jsonCodes {
		for _, part := range row.parts {
			if strings.Contains(message, part) {
				p.Code = row.code
				return p
			}
		}
	}
	return p
}
