package exchange

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/page"
)

// datum is one entry of originalData.
type datum struct{ id, text string }

// code is one inline code of a text: a pair of marks or a single one.
type code struct {
	id          string
	name, dest  string
	open, close string // the Markdown; close is "" of a single
	pair        bool
	crossing    bool // its pair crosses another, so that no pc can hold it
}

// inlineWriter turns the Markdown of one unit into the inline elements of XLIFF. The codes of the source are
// numbered as they come; a code of the target has the number of the code of the source that it stands for.
type inlineWriter struct {
	data  []datum
	codes []code // of the source
}

func (w *inlineWriter) source() []code { return w.codes }

// write writes a text to b. sourceCodes is nil for the source itself.
func (w *inlineWriter) write(x *xliffWriter, b *bytes.Buffer, u Entry, text string, sourceCodes []code) {
	tokens := tokensOf(u, text)
	codes := w.numbered(text, tokens, sourceCodes)
	for i, t := range tokens {
		piece := text[t.Start:t.End]
		switch t.Kind {
		case page.OpenToken:
			w.openTag(x, b, codes[i])
		case page.CloseToken:
			c := codes[t.Pair]
			if !c.crossing {
				b.WriteString("</pc>")
				break
			}
			x.tag(b, "ec", w.refs("dataRef", "disp", c.close, "startRef", c.id)...)
			b.WriteString("/>")
		case page.SingleToken:
			c := codes[i]
			typ, sub := codeType(c.name)
			x.tag(b, "ph", w.refs("dataRef", "disp", c.open, "id", c.id, "type", typ, "subType", sub)...)
			b.WriteString("/>")
		default:
			// npm xliff and others take white space between two tags for indentation, but not that of CDATA.
			if len(tokens) > 1 && strings.Trim(piece, " \t\n") == "" {
				b.WriteString("<![CDATA[" + piece + "]]>")
			} else {
				escapeText(b, piece)
			}
		}
	}
}

// numbered returns for each token that begins a code that code with its id, and nil for the others.
func (w *inlineWriter) numbered(text string, tokens []page.Token, sourceCodes []code) []*code {
	codes := codesOf(text, tokens)
	var order []int // tokens that begin a code
	for i := range tokens {
		if codes[i] != nil {
			order = append(order, i)
		}
	}
	if sourceCodes == nil {
		for n, i := range order {
			codes[i].id = strconv.Itoa(n + 1)
			w.codes = append(w.codes, *codes[i])
		}
	} else {
		list := make([]*code, len(order))
		for n, i := range order {
			list[n] = codes[i]
		}
		number(list, sourceCodes)
	}
	return codes
}

func (w *inlineWriter) openTag(x *xliffWriter, b *bytes.Buffer, c *code) {
	typ, sub := codeType(c.name)
	if c.crossing {
		x.tag(b, "sc", w.refs("dataRef", "disp", c.open, "id", c.id, "type", typ, "subType", sub)...)
		b.WriteString("/>")
		return
	}
	attributes := w.refs("dataRefStart", "dispStart", c.open, "id", c.id, "type", typ, "subType", sub)
	attributes = append(attributes, w.refs("dataRefEnd", "dispEnd", c.close)...)
	x.tag(b, "pc", attributes...)
	b.WriteByte('>')
}

// refs adds the attributes that lead to a code's Markdown: the id of its data and, for tools that drop
// originalData, the Markdown itself. Some of those write attributes back without escaping them; Markdown that
// they would spoil is in the id, which they have no reason to touch.
func (w *inlineWriter) refs(ref, disp, text string, attributes ...string) []string {
	i := slices.IndexFunc(w.data, func(d datum) bool { return d.text == text })
	if i < 0 {
		i = len(w.data)
		id := "d" + strconv.Itoa(i+1)
		if fragile(text) {
			id = encodedData + encodeToken(text)
		}
		w.data = append(w.data, datum{id, text})
	}
	attributes = append(attributes, ref, w.data[i].id)
	if !fragile(text) {
		attributes = append(attributes, disp, text)
	}
	return attributes
}

// encodedData is how the id of data begins that holds the data.
const encodedData = "x-"

func fragile(text string) bool {
	return text == "" || strings.ContainsAny(text, "&<\"\n\r\t") || strings.ContainsFunc(text, func(r rune) bool { return !inXML(r) })
}

// codeType returns type and subType of an inline element (XLIFF 2.0, 4.3.1.38 and 4.3.1.36).
func codeType(name string) (typ, sub string) {
	switch name {
	case "em":
		return "fmt", "xlf:i"
	case "strong":
		return "fmt", "xlf:b"
	case "br":
		return "fmt", "xlf:lb"
	case "a":
		return "link", ""
	case "img":
		return "image", ""
	case "":
		return "other", ""
	}
	return "other", "vern:" + encodeToken(name)
}

// field is the name of the tokens that stand for {{.Name}} in a message.
const field = "field"

// tokensOf takes a text apart into words and codes.
func tokensOf(u Entry, text string) []page.Token {
	switch {
	case text == "":
		return nil
	case u.Markdown:
		return page.Tokens(text)
	case u.Verbatim:
		return []page.Token{{End: len(text)}}
	}
	var list []page.Token
	at := 0
	for {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			break
		}
		n := strings.Index(text[at+i:], "}}")
		if n < 0 {
			break
		}
		if i > 0 {
			list = append(list, page.Token{Start: at, End: at + i})
		}
		list = append(list, page.Token{Kind: page.SingleToken, Start: at + i, End: at + i + n + 2, Name: field})
		at += i + n + 2
	}
	if at < len(text) {
		list = append(list, page.Token{Start: at, End: len(text)})
	}
	return list
}

// codesOf returns for each token that begins a code that code, and nil for the others.
func codesOf(text string, tokens []page.Token) []*code {
	list := make([]*code, len(tokens))
	var open []int
	for i, t := range tokens {
		switch t.Kind {
		case page.OpenToken:
			partner := tokens[t.Pair]
			list[i] = &code{name: t.Name, dest: t.Dest, open: text[t.Start:t.End], close: text[partner.Start:partner.End], pair: true}
			open = append(open, i)
		case page.SingleToken:
			list[i] = &code{name: t.Name, dest: t.Dest, open: text[t.Start:t.End]}
		case page.CloseToken:
			at := slices.Index(open, t.Pair)
			for _, later := range open[at+1:] {
				list[later].crossing = true
			}
			open = slices.Delete(open, at, at+1)
		}
	}
	return list
}

// number returns each code of a target the id of the code of the source that is most like it and that no other
// has, and those that are left over ids that the source does not use.
func number(list []*code, source []code) {
	taken := make([]bool, len(source))
	alike := []func(a, b code) bool{
		func(a, b code) bool { return a.open == b.open && a.close == b.close },
		func(a, b code) bool { return a.name == b.name && a.dest == b.dest },
		func(a, b code) bool { return a.name == b.name },
	}
	for _, same := range alike {
		for _, c := range list {
			if c.id != "" {
				continue
			}
			for i, s := range source {
				if !taken[i] && c.pair == s.pair && same(*c, s) {
					taken[i], c.id = true, s.id
					break
				}
			}
		}
	}
	next := len(source)
	for _, c := range list {
		if c.id == "" {
			next++
			c.id = strconv.Itoa(next)
		}
	}
}
