package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// readJSON walks the tokens of encoding/json, whose decoder keeps the last of two equal keys and knows
// no places. It never calls itself, so that depth costs nothing.
func (p *parser) readJSON(root *node) {
	d := json.NewDecoder(bytes.NewReader(p.src))
	d.UseNumber()
	// next returns a token and where it starts: the decoder tells only where the last one ended.
	next := func() (json.Token, int, bool) {
		start := int(d.InputOffset())
		for start < len(p.src) && strings.IndexByte(" \t\r\n,:", p.src[start]) >= 0 {
			start++
		}
		t, err := d.Token()
		if err != nil {
			p.jsonSyntax(err, start)
			return nil, start, false
		}
		return t, start, true
	}
	t, at, ok := next()
	if !ok {
		return
	}
	if t != json.Delim('{') {
		p.errorf("catalog-syntax", p.place.at(at), "a catalog begins with { and holds keys with texts").
			hint(`write {"key": "text"}`)
		return
	}
	open := []*node{root}
	for len(open) > 0 {
		n := open[len(open)-1]
		t, at, ok := next()
		if !ok {
			for _, n := range open {
				n.broken = true
			}
			return
		}
		if t == json.Delim('}') {
			open = open[:len(open)-1]
			continue
		}
		c := p.node(node{key: t.(string), pos: p.place.at(at)})
		t, at, ok = next()
		if !ok {
			for _, n := range open {
				n.broken = true
			}
			return
		}
		if first := n.child(c.key); first != nil {
			p.duplicate(c.pos, c.key, first.pos)
		} else {
			n.add(c)
		}
		c.at, c.value = at, p.place.at(at)
		switch t := t.(type) {
		case string:
			c.kind, c.text = text, t
			c.raw = p.src[at:int(d.InputOffset())]
		case nil:
			c.kind = null
		case bool:
			c.kind, c.what = stray, string(p.src[at:int(d.InputOffset())])
		case json.Number:
			c.kind, c.what = stray, "the number "+t.String()
		case json.Delim:
			c.kind = table
			if t == '[' {
				c.kind, c.what = stray, "a list"
				if !p.skipJSON(next) {
					return
				}
				continue
			}
			if open = append(open, c); len(open) > p.lim.Depth+2 {
				p.errorf("catalog-too-deep", c.pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth)
				return
			}
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		at := int(d.InputOffset())
		p.errorf("catalog-syntax", p.place.at(at), "something follows the } that ends the catalog").
			hint("delete it, or move it before that brace")
	}
}

// skipJSON reads on to the end of a list that has just begun.
func (p *parser) skipJSON(next func() (json.Token, int, bool)) bool {
	for depth := 1; depth > 0; {
		t, _, ok := next()
		if !ok {
			return false
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
	}
	return true
}

// jsonSyntax says in plain words what the decoder found at or after off.
func (p *parser) jsonSyntax(err error, off int) {
	const code = "catalog-syntax"
	// The decoder of tokens counts some of its offsets from the last token; the one of whole values does not.
	var whole json.RawMessage
	var bad *json.SyntaxError
	if first := json.Unmarshal(p.src, &whole); errors.As(first, &bad) && bad.Offset > 0 {
		err, off = first, min(int(bad.Offset)-1, len(p.src))
	}
	message := err.Error()
	for off > 0 && off < len(p.src) && !utf8.RuneStart(p.src[off]) {
		off--
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(message, "unexpected end") {
		p.errorf(code, p.place.at(len(p.src)), "the file ends too early").
			hint("a closing brace } or a quotation mark is missing, here or further up")
		return
	}
	pos := p.place.at(off)
	r, _ := utf8.DecodeRune(p.src[off:])
	last := lastVisible(p.src[:off])
	switch {
	case isTypographicQuote(r):
		p.errorf(code, pos, "the quotation mark %c cannot enclose a text here", r).hint(`use the straight quotation mark "`)
	case strings.Contains(message, "in string literal"):
		p.errorf(code, pos, "the quotation mark that ends this text is missing in this line").
			hint(`close the text with "; a line break inside a text is written \n`)
	case strings.Contains(message, "escape"):
		p.errorf(code, pos, `the backslash \ has a meaning of its own and cannot stand before what follows it here`).
			hint(`write \\ for a backslash, \" for a quotation mark`)
	case (r == '}' || r == ']') && last == ',':
		p.errorf(code, pos, "there is a comma before this bracket").hint("delete the comma after the last entry")
	case r == '/' || r == '#':
		p.errorf(code, pos, "JSON has no remarks").hint(`delete it, or put a note for translators into "description"`)
	case strings.Contains(message, "after object key:value pair"), strings.Contains(message, "after array element"):
		p.errorf(code, pos, "a comma is missing before this, or something follows the end of the text").
			hint(`put a comma after each entry but the last; a quotation mark " inside a text is written \"`)
	case strings.Contains(message, "after object key"):
		p.errorf(code, pos, "a colon is missing after the key").hint(`write "key": "text"`)
	case strings.Contains(message, "beginning of object key"), strings.Contains(message, "string for object key"), strings.Contains(message, "beginning of value"):
		p.errorf(code, pos, "a key or a text in quotation marks is expected here").hint(`write "key": "text"`)
	default:
		p.errorf(code, pos, "this is not valid JSON: %s", strings.TrimPrefix(message, "json: "))
	}
}

func lastVisible(src []byte) byte {
	src = bytes.TrimRight(src, " \t\r\n")
	if len(src) == 0 {
		return 0
	}
	return src[len(src)-1]
}
