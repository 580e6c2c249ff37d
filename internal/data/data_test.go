package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

var deep = Limits{Depth: 12}

// values returns a tree as Go values; a scalar is its text.
func values(n *Node) any {
	switch n.Kind {
	case Table:
		m := map[string]any{}
		for _, c := range n.Children {
			m[c.Key] = values(c)
		}
		return m
	case List:
		l := []any{}
		for _, c := range n.Children {
			l = append(l, values(c))
		}
		return l
	}
	return n.Text
}

// shape makes every value of go-toml a text, so that it can be compared with a tree's shape.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = shape(e)
		}
		return m
	case []any:
		l := []any{}
		for _, e := range v {
			l = append(l, shape(e))
		}
		return l
	case string:
		return "=" + v
	}
	return "?"
}

func shapeOf(n *Node) any {
	switch v := values(n).(type) {
	case string:
		if n.Kind == Text {
			return "=" + v
		}
		return "?"
	case map[string]any:
		m := map[string]any{}
		for _, c := range n.Children {
			m[c.Key] = shapeOf(c)
		}
		return m
	}
	l := []any{}
	for _, c := range n.Children {
		l = append(l, shapeOf(c))
	}
	return l
}

func TestReadTOML(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a = 'x'\n[b]\nc.d = 1\n[[e]]\nf = true\n[[e]]\n[e.g]\nh = [1, {i = 2}]\n", ""},
		{"a = 1\na = 2\n", "6 Duplicate"},
		{"[a]\n[a]\n", "5 SecondHeader"},
		{"a.b = 1\n[a]\n", "9 Contradiction"},
		{"[a.b]\n[a]\n[a.c]\n", ""},
		{"[a.b]\n[a]\nb.c = 1\n", "10 Contradiction"},
		{"a = {}\n[a.b]\n", "8 Duplicate"},
		{"a = {}\na.b = 1\n", "7 Contradiction"},
		{"[[a]]\n[a]\n", "7 Duplicate"},
		{"[a]\n[[a]]\n", "6 Contradiction"},
		{"a = [{}]\n[[a]]\n", "11 Contradiction"},
		{"a = 09\nb = 'x'\n", "4 BadNumber"},
		{"a = 99999999999999999999\n", "4 BadNumber"},
		{"a = 2024-02-30\n", "12 BadTime"},
		{"a = \"x\nb: 'y'\nc = “z”\nd = [1\n", "6 OpenText 8 Colon 18 ForeignQuote 32 OpenList"},
		{strings.Repeat("a.", 20) + "a = 1", "24 TooDeep"},
		{"a = " + strings.Repeat("[", 20) + strings.Repeat("]", 20), "0 TooDeep"},
	} {
		d := Read(TOML, []byte(c.src), deep)
		var got []string
		for _, p := range d.Problems {
			got = append(got, fmt.Sprintf("%d %s", p.At, codeName(p.Code)))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %s, want %s", c.src, s, c.want)
		}
	}
}

func codeName(c Code) string {
	names := map[Code]string{Duplicate: "Duplicate", SecondHeader: "SecondHeader", Contradiction: "Contradiction", BadNumber: "BadNumber", BadTime: "BadTime",
		OpenText: "OpenText", Colon: "Colon", ForeignQuote: "ForeignQuote", OpenList: "OpenList", TooDeep: "TooDeep"}
	if n, ok := names[c]; ok {
		return n
	}
	return fmt.Sprint(uint8(c))
}

// Every code of grammar has words.
func TestEveryCodeOfGrammarHasWords(t *testing.T) {
	for c := Other; c < NoTable; c++ {
		if message, hint := (Wording{}).Words(Problem{Code: c, Name: "“", Detail: "x"}); message == "" || strings.Contains(message+hint, "%") {
			t.Errorf("%d: %q %q", c, message, hint)
		}
	}
}

// FuzzTOML holds the tree to go-toml's decoder: the same files are good, and they hold the same.
func FuzzTOML(f *testing.F) {
	for _, s := range []string{"a = 1\nb.c = 'x'\n[d]\n[[e]]\n[e.f]\ng = {h = [1, 2.5, inf, 2024-01-01]}", "[a.b]\n[a]\nb.c = 1", "a={}\na.b=1", "[[a]]\n[a.b]\n[[a]]\n[a.b]\n[a]", "a = [{}, {b=1}]\n[[a]]", "a = 1_0e5\nb = 0x1F\nc = -09", "'a.b' = \"\"\"\nx\"\"\" # c"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<12 || !utf8.Valid(src) || bytes.Contains(src, []byte("\r\n")) {
			return
		}
		d := Read(TOML, src, Limits{Depth: 200})
		for _, p := range d.Problems {
			if p.At < 0 || p.At > len(src) || p.First < 0 || p.First > len(src) {
				t.Fatalf("%+v", p)
			}
			if message, _ := (Wording{}).Words(p); p.Code < NoTable && message == "" {
				t.Fatalf("no words for %+v", p)
			}
		}
		if slices.ContainsFunc(d.Problems, func(p Problem) bool { return p.Code == TooDeep }) {
			return
		}
		var theirs map[string]any
		err := toml.Unmarshal(src, &theirs)
		if (err == nil) != (len(d.Problems) == 0) {
			t.Fatalf("go-toml says %v, we %+v", err, d.Problems)
		}
		if err == nil && !reflect.DeepEqual(shapeOf(d.Root), shape(any(theirs))) {
			t.Fatalf("%v\n%v", shapeOf(d.Root), theirs)
		}
		fuzzEdit(t, TOML, src, d)
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a": "x", "b": {"c": null, "d": [1, {}]}, "e": 1.5}`, `{"a": "\ud800"}`, `{}`, `{"a" 1}`, `{"a": “x”}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) || bytes.Contains(src, []byte("\r\n")) {
			return
		}
		d := Read(JSON, src, deep)
		if len(d.Problems) > 0 {
			return
		}
		var theirs map[string]any
		if err := json.Unmarshal(src, &theirs); err != nil || len(theirs) != len(d.Root.Children) {
			t.Fatalf("%v %v", err, theirs)
		}
		fuzzEdit(t, JSON, src, d)
	})
}

func FuzzYAML(f *testing.F) {
	for _, s := range []string{"a: x\nb:\n  c: 'y' # d\n  e: |\n    f\n  g: h\n    i\n", "a: {b: c d, e: \"f\"}\n", "a:\n- b\n- c: d\n", "a: ~\nb:\n", "a: [x, y\n z]", "? a\n: b", "a: &x b\nc: *x", "a: !!str 1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<12 || !utf8.Valid(src) || bytes.ContainsAny(src, "\r\u0085\u2028\u2029\ufeff") {
			return
		}
		d := Read(YAML, src, deep)
		for _, p := range d.Problems {
			if p.At < 0 || p.At > len(src) {
				t.Fatalf("%+v", p)
			}
		}
		if len(d.Problems) == 0 {
			fuzzEdit(t, YAML, src, d)
		}
	})
}

// fuzzEdit sets each value of a good file. What TOML and JSON hold afterwards is what it should be; YAML may be told of by
// whoever reads again, but nothing panics.
func fuzzEdit(t *testing.T, format Format, src []byte, d *Doc) {
	if len(d.Problems) > 0 {
		return
	}
	left := 20
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, c := range n.Children {
			e := d.Edit()
			if c.Kind == Table {
				e.Add(c, nil, []string{"new", "key"}, "it's “new”")
				e.Apply(src, "\n")
				if len(c.Children) > 0 {
					e = d.Edit()
					e.Add(c, c.Children[len(c.Children)-1], []string{"new"}, "x")
					e.Apply(src, "\n")
				}
			}
			if !c.Scalar() {
				walk(c)
				continue
			}
			if left--; left < 0 {
				return
			}
			if !e.SetText(c, "it's \"new\"\n") {
				if format != YAML {
					t.Fatalf("%q cannot be set in %q", c.Text, src)
				}
				continue
			}
			out := e.Apply(src, "\n")
			if format == YAML {
				continue
			}
			after := Read(format, out, Limits{Depth: 200})
			kind, text := c.Kind, c.Text
			c.Kind, c.Text = Text, "it's \"new\"\n"
			if len(after.Problems) > 0 || !reflect.DeepEqual(values(after.Root), values(d.Root)) {
				t.Fatalf("%q became %q: %v", src, out, after.Problems)
			}
			c.Kind, c.Text = kind, text
		}
	}
	walk(d.Root)
}
