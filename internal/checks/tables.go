package checks

import (
	"errors"

	"github.com/pelletier/go-toml/v2/unstable"

	"vernacular/internal/diag"
)

// table is a [term] of the glossary as it is written.
type table struct {
	id    string
	texts map[string]text // by key
}

// text is a value and the place of its key.
type text struct {
	value string
	pos   diag.Pos
}

// tableReader reads a glossary: tables of texts and nothing else. The TOML library's own way into Go values takes
// a time that grows with the square of the number of tables.
type tableReader struct {
	file string
	src  []byte
	p    unstable.Parser

	tables []*table
	byID   map[string]*table
	whole  map[*table]bool // has a header, or is written between braces: it cannot be continued elsewhere

	off int // up to here lines have been counted
	pos diag.Pos
}

// readTables returns the tables in the order of the file, or what is wrong with it.
func readTables(file string, src []byte) ([]*table, *diag.Diagnostic) {
	r := &tableReader{file: file, src: src, byID: map[string]*table{}, whole: map[*table]bool{}, pos: diag.At(file, 1, 1)}
	r.p.Reset(src)
	var current *table
	for r.p.NextExpression() {
		e := r.p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			names, at := r.names(e)
			if e.Kind == unstable.ArrayTable {
				return nil, r.fail(at, "[["+names[0]+"]] makes a list, and the glossary has none")
			}
			if len(names) > 1 {
				return nil, r.fail(at, "the name of a term has a dot here")
			}
			if r.byID[names[0]] != nil {
				return nil, r.fail(at, "the term ["+names[0]+"] is there twice")
			}
			current = r.table(names[0])
			r.whole[current] = true
		case unstable.KeyValue:
			if bad := r.pair(current, e); bad != nil {
				return nil, bad
			}
		}
	}
	var bad *unstable.ParserError
	if errors.As(r.p.Error(), &bad) {
		at := int(r.p.Range(bad.Highlight).Offset)
		line, col := diag.Position(src, at)
		return nil, r.fail(diag.At(file, line, col), bad.Message)
	}
	return r.tables, nil
}

// pair takes a key and its value: a text of the current table, or before the first header a whole term.
func (r *tableReader) pair(current *table, e *unstable.Node) *diag.Diagnostic {
	names, at := r.names(e)
	v := e.Value()
	if current != nil {
		if len(names) > 1 {
			return r.fail(at, "the key of a text has a dot here")
		}
		return r.text(current, names[0], at, v)
	}
	switch t := r.byID[names[0]]; {
	case len(names) == 1 && v.Kind == unstable.InlineTable:
		if t != nil {
			return r.fail(at, "the term ["+names[0]+"] is there twice")
		}
		t = r.table(names[0])
		r.whole[t] = true
		for it := v.Children(); it.Next(); {
			below, at := r.names(it.Node())
			if len(below) > 1 {
				return r.fail(at, "the key of a text has a dot here")
			}
			if bad := r.text(t, below[0], at, it.Node().Value()); bad != nil {
				return bad
			}
		}
		return nil
	case len(names) == 2 && (t == nil || !r.whole[t]):
		if t == nil {
			t = r.table(names[0])
		}
		return r.text(t, names[1], at, v)
	case len(names) == 2:
		return r.fail(at, "the term ["+names[0]+"] is there twice")
	}
	return r.fail(at, "this stands in no term")
}

func (r *tableReader) table(id string) *table {
	t := &table{id: id, texts: map[string]text{}}
	r.tables = append(r.tables, t)
	r.byID[id] = t
	return t
}

func (r *tableReader) text(t *table, k string, at diag.Pos, v *unstable.Node) *diag.Diagnostic {
	if v.Kind != unstable.String {
		return r.fail(at, "the value of "+k+" is no text in quotation marks")
	}
	if _, twice := t.texts[k]; twice {
		return r.fail(at, k+" is there twice in the term ["+t.id+"]")
	}
	t.texts[k] = text{string(v.Data), at}
	return nil
}

// names returns the parts of a key, and the place of the first. Keys are asked for in the order of the file.
func (r *tableReader) names(e *unstable.Node) ([]string, diag.Pos) {
	var names []string
	at := r.pos
	for it := e.Key(); it.Next(); {
		n := it.Node()
		if len(names) == 0 {
			at = r.at(int(n.Raw.Offset))
		}
		names = append(names, string(n.Data))
	}
	return names, at
}

// at returns the place of an offset, which is not before the last one asked for.
func (r *tableReader) at(off int) diag.Pos {
	line, col := diag.Position(r.src[r.off:], off-r.off)
	if line > 1 {
		r.pos.Line += line - 1
		r.pos.Col = 1
	}
	r.pos.Col += col - 1
	r.off = off
	return r.pos
}

func (r *tableReader) fail(at diag.Pos, message string) *diag.Diagnostic {
	d := diag.Errorf("glossary-syntax", at, "the glossary cannot be read: %s", message).
		WithHint("each term is a table [name] with lines such as fr = \"mot\"")
	return &d
}
