package frontmatter

import (
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"vernacular/internal/diag"
)

// yaml reads the text as YAML. Values come from the nodes, not from the library's decoder: its own
// conversions would change what authors wrote, and it has no position for a value.
func (r *metaReader) yaml() {
	dec := yaml.NewDecoder(bytes.NewReader(r.text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if err != io.EOF {
			r.yamlError(err)
		}
		return
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		r.errorf("front-matter-syntax", r.at(max(second.Line, 1), 1), "delete the line that starts with --- or ...",
			"the front matter holds more than one YAML document")
	} else if err != io.EOF {
		r.yamlError(err)
		return
	}
	if doc.Kind == 0 || len(doc.Content) == 0 {
		return
	}
	root := doc.Content[0]
	switch {
	case root.Kind == yaml.ScalarNode && isNull(root):
		return
	case root.Kind != yaml.MappingNode:
		r.errorf("front-matter-syntax", r.at(root.Line, root.Column), "write one key a line, such as title: My page",
			"the front matter must be a list of keys with values")
		return
	}
	if r.yamlMayStand(root, 0) {
		r.yamlMap(root, 0)
	}
}

// yamlMayStand refuses what front matter cannot hold, whatever its kind.
func (r *metaReader) yamlMayStand(n *yaml.Node, depth int) bool {
	pos := r.at(n.Line, n.Column)
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		r.errorf("yaml-alias", pos, "write the value out where it is needed; a text that starts with & or * needs quotes",
			"anchors (&name) and aliases (*name) cannot be used in front matter")
		return false
	}
	if n.Style&yaml.TaggedStyle != 0 {
		switch n.Tag {
		case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!":
		default:
			r.errorf("yaml-tag", pos, "delete it; a text that starts with ! needs quotes", "the tag %s cannot be used in front matter", n.Tag)
			return false
		}
	}
	if depth > r.depth {
		r.tooDeep(pos)
		return false
	}
	return true
}

// yamlValue adds a node as the field f, which has its key and depth already; it adds nothing for no value
// (null, or an error), and reports that.
func (r *metaReader) yamlValue(n *yaml.Node, f field) (ok bool) {
	if !r.yamlMayStand(n, f.depth+1) {
		return false
	}
	pos := r.at(n.Line, n.Column)
	f.line, f.col = pos.Line, pos.Col
	switch n.Kind {
	case yaml.MappingNode:
		f.kind = groupValue
		r.fields = append(r.fields, f)
		r.yamlMap(n, f.depth+1)
		return true
	case yaml.SequenceNode:
		f.kind = listValue
		r.fields = append(r.fields, f)
		for _, c := range n.Content {
			if !r.yamlValue(c, field{depth: f.depth + 1}) {
				r.fields = append(r.fields, field{depth: f.depth + 1, kind: textValue})
			}
		}
		return true
	case yaml.ScalarNode:
		if isNull(n) {
			return false
		}
		v := scalarField(yamlScalar(n, f.depth == 0 && isTextKey(f.key)))
		f.kind, f.text = v.kind, v.text
		if f.kind == textValue {
			r.checkString(f.text, pos)
		}
		r.fields = append(r.fields, f)
		return true
	}
	return false
}

func (r *metaReader) yamlMap(n *yaml.Node, depth int) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, c := n.Content[i], n.Content[i+1]
		pos := r.at(k.Line, k.Column)
		switch {
		case k.Kind != yaml.ScalarNode || k.Anchor != "" || k.Style&yaml.TaggedStyle != 0:
			r.errorf("front-matter-syntax", pos, "a value that starts with {{, [ or & needs quotes",
				"a key of the front matter must be plain text")
			continue
		case k.Value == "<<" && k.Style == 0:
			r.errorf("yaml-alias", pos, "write the keys out where they are needed", "merge keys (<<) cannot be used in front matter")
			continue
		}
		if first, dup := seen[k.Value]; dup {
			r.errorf("duplicate-key", pos, "delete one of the two", "the key %q is already on line %d", k.Value, first+r.line)
			continue
		}
		seen[k.Value] = k.Line
		r.checkString(k.Value, pos)
		f := field{key: k.Value, depth: depth}
		if depth == 0 {
			f.keyLine, f.keyCol = pos.Line, pos.Col
		}
		r.yamlValue(c, f)
	}
}

func isNull(n *yaml.Node) bool {
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || n.Tag == "!!str" {
		return false
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// yamlScalar resolves a plain scalar by the core schema; see Meta for what stays text.
func yamlScalar(n *yaml.Node, text bool) any {
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if quoted || text || n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str" {
		return n.Value
	}
	return plainScalar(n.Value)
}

func plainScalar(s string) any {
	switch s {
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
		return false
	}
	if s == "" || !(s[0] == '-' || s[0] >= '0' && s[0] <= '9') {
		return s
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(i, 10) == s {
		return i
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && strings.Contains(s, ".") &&
		strconv.FormatFloat(f, 'f', -1, 64) == s {
		return f
	}
	return s
}

// yamlWords says what the scanner's messages mean to somebody who has never read the YAML
// specification.
var yamlWords = []struct{ has, words, hint string }{
	{"mapping values are not allowed", "a colon followed by a space inside a value", "put the whole value in double quotes: title: \"One: two\""},
	{"character that cannot start any token", "a value or key may not start with this character", "put the value in double quotes; if it is a tab, indent with spaces"},
	{"unexpected end of stream", "a quotation mark is opened but not closed", "add the closing quotation mark"},
	{"did not find expected ',' or ']'", "a list that starts with [ is not closed", "add the closing ]"},
	{"did not find expected ',' or '}'", "a group that starts with { is not closed", "add the closing }; a text that starts with { needs quotes"},
	{"did not find expected node content", "a list or group that starts with [ or { is not closed", "add the closing ] or }; a text that starts with [ or { needs quotes"},
	{"did not find expected key", "the text after the closing quotation mark or the indentation of this line does not fit", "put the whole value in double quotes, and start the line in the same column as the key above it"},
	{"could not find expected ':'", "a key without a colon after it", "write key: value, with a space after the colon"},
	{"unknown escape character", "a backslash in double quotes followed by a letter that makes no escape", "use single quotes, or write the backslash twice"},
	{"expected <document start>", "text that is not a key with a value", "write key: value, with a space after the colon"},
	{"exceeded max depth", "the front matter is nested too deeply", "write it with fewer levels"},
	{"tab", "a tab used for indentation", "indent with spaces"},
}

var quotedValue = regexp.MustCompile(`^\s*(?:- )?[^\s#"':][^"':]*:[ \t]+(["'])`)

// openQuote finds the last value before a line (1 is the first) that a quotation mark opens and its own line does not
// close: its line and column, in code points; 0 for none.
func openQuote(src string, before int) (line, col int) {
	n, open := 0, ""
	for l := range strings.Lines(src) {
		n++
		if n >= before {
			break
		}
		rest := l
		if open == "" {
			m := quotedValue.FindStringSubmatchIndex(l)
			if m == nil {
				continue
			}
			open, rest = l[m[2]:m[3]], l[m[1]:]
			line, col = n, utf8.RuneCountInString(l[:m[2]])+1
		}
		if open == `"` {
			rest = strings.ReplaceAll(strings.ReplaceAll(rest, `\\`, ""), `\"`, "")
		} else {
			rest = strings.ReplaceAll(rest, "''", "")
		}
		if _, after, closed := strings.Cut(rest, open); closed && strings.TrimSpace(after) == "" {
			open, line, col = "", 0, 0
		}
	}
	return line, col
}

func (r *metaReader) yamlError(err error) {
	list := []*yaml.LoadError{}
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	if errors.As(err, &many) {
		list = many.Errors
	} else if errors.As(err, &one) {
		list = append(list, one)
	}
	if len(list) == 0 {
		r.errorf("front-matter-syntax", r.at(1, 0), "", "the front matter is not valid YAML: %v", err)
	}
	for _, e := range list {
		mark := e.Mark
		msg, hint := e.Message, ""
		for _, w := range yamlWords {
			if strings.Contains(msg, w.has) {
				msg, hint = w.words, w.hint
				// An unclosed quotation or bracket is found at the end but made at its start.
				if e.ContextMark.Line > 0 && strings.Contains(w.words, "not closed") {
					mark = e.ContextMark
				}
				// One that is closed by the next that comes along is an error only there.
				if w.has == "did not find expected key" {
					if line, col := openQuote(string(r.text), mark.Line); line > 0 {
						mark.Line, mark.Column = line, col
						msg, hint = "this text goes on over the next lines, up to another quotation mark", "close it with a quotation mark at the end of its line"
					}
				}
				break
			}
		}
		pos := diag.At(r.file, max(mark.Line, 1)+r.line, max(mark.Column, 1))
		code := "front-matter-syntax"
		if strings.Contains(e.Message, "exceeded max depth") {
			code = "limit-depth"
		}
		r.errorf(code, pos, hint, "the front matter is not valid YAML: %s", msg)
	}
}
