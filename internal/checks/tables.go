package checks

import (
	"bytes"
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// table is a [term] of the glossary as it is written.
type table struct {
	id    string
	note  string          // the remark above it
	texts map[string]text // by key
}

// text is a value and the place of its key.
type text struct {
	value string
	pos   diag.Pos
}

// readTables returns the tables in the order of the file, or what is wrong with it: a glossary is tables of texts and
// nothing else.
func readTables(file string, src []byte) ([]table, *diag.Diagnostic) {
	places := diag.Text{File: file, Src: data.Lines(src)}
	doc := data.Read(data.TOML, places.Src, data.Limits{Depth: 3})
	fail := func(at int, message string) *diag.Diagnostic {
		d := diag.Errorf("glossary-syntax", places.At(at), "the glossary cannot be read: %s", message).
			WithHint("each term is a table [name] with lines such as fr = \"mot\"")
		return &d
	}
	if len(doc.Problems) > 0 {
		p := doc.Problems[0]
		message, _ := data.Wording{}.Words(p)
		return nil, fail(p.At, message)
	}
	var tables []table
	for _, n := range doc.Root.Children {
		switch {
		case n.Kind == data.List && n.Form == data.Header:
			return nil, fail(n.KeyAt, "[["+n.Key+"]] makes a list, and the glossary has none")
		case n.Kind != data.Table:
			return nil, fail(n.KeyAt, "this stands in no term")
		case n.Form == data.Implied:
			return nil, fail(n.KeyAt, "the name of a term has a dot here")
		}
		t := table{id: n.Key, note: remarkAbove(places.Src, n.KeyAt), texts: map[string]text{}}
		for _, c := range n.Children {
			switch {
			case c.Kind == data.Table && c.Form == data.Dotted:
				return nil, fail(c.KeyAt, "the key of a text has a dot here")
			case c.Kind == data.Table && c.Form != data.Braces:
				return nil, fail(c.KeyAt, "the name of a term has a dot here")
			case c.Kind != data.Text:
				return nil, fail(c.KeyAt, "the value of "+c.Key+" is no text in quotation marks")
			}
			t.texts[c.Key] = text{c.Text, places.At(c.KeyAt)}
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// remarkAbove returns the words of the remark that ends in the line above that of a place, "" if there is none.
func remarkAbove(src []byte, at int) string {
	var words []string
	for end := bytes.LastIndexByte(src[:at], '\n'); end >= 0; {
		start := bytes.LastIndexByte(src[:end], '\n') + 1
		text, ok := bytes.CutPrefix(bytes.TrimSpace(src[start:end]), []byte("#"))
		if !ok {
			break
		}
		words = append(words, string(bytes.TrimSpace(text)))
		end = start - 1
	}
	slices.Reverse(words)
	return strings.TrimSpace(strings.Join(words, " "))
}
