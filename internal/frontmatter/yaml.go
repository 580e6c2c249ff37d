package frontmatter

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
)

// yaml reads the text as YAML.
func (r *metaReader) yaml() {
	doc := data.Read(data.YAML, r.text.Src, limits(r.lim))
	r.problems(doc)
	for _, n := range doc.Root.Children {
		r.yamlNode(n, 0)
	}
}

// limits are those of the values of front matter.
func limits(lim Limits) data.Limits {
	return data.Limits{Depth: lim.Depth, Aliases: lim.FrontMatterBytes}
}

// yamlNode adds a node as a field, and all that is in it. It adds nothing for no value, and reports that.
func (r *metaReader) yamlNode(n *data.Node, depth int) bool {
	pos := r.place(n.At)
	f := field{key: n.Key, depth: depth, line: pos.Line, col: pos.Col}
	if n.Key != "" {
		key := r.place(n.KeyAt)
		_, ok := r.checkString(n.Key, key)
		f.out = !ok
		if depth == 0 {
			f.keyLine, f.keyCol = key.Line, key.Col
		}
	}
	switch n.Kind {
	case data.Null, data.Alias: // an alias that is not followed has been told of
		return false
	case data.Table:
		f.kind = groupValue
	case data.List:
		f.kind = listValue
	default:
		v := scalarField(yamlScalar(n, depth == 0 && isTextKey(f.key)))
		f.kind, f.text = v.kind, v.text
		if f.kind == textValue {
			r.checkText(&f, pos)
		}
	}
	r.fields = append(r.fields, f)
	for _, c := range n.Children {
		if !r.yamlNode(c, depth+1) && n.Kind == data.List {
			r.fields = append(r.fields, field{depth: depth + 1, kind: textValue}) // the others keep their numbers
		}
	}
	return true
}

// yamlScalar resolves a plain scalar by the core schema; see Meta for what stays text.
func yamlScalar(n *data.Node, text bool) any {
	if text || n.Form == data.Quoted || n.Tag == "!!str" {
		return n.Text
	}
	return plainScalar(n.Text)
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

// yamlProblem says what the YAML library found.
func (r *metaReader) yamlProblem(e *data.YAMLError) {
	line, col := e.Line, e.Column
	msg, hint := e.Message, ""
	for _, w := range yamlWords {
		if !strings.Contains(msg, w.has) {
			continue
		}
		msg, hint = w.words, w.hint
		// An unclosed quotation or bracket is found at the end but made at its start.
		if e.ContextLine > 0 && strings.Contains(w.words, "not closed") {
			line, col = e.ContextLine, e.ContextColumn
		}
		// One that is closed by the next that comes along is an error only there.
		if w.has == "did not find expected key" {
			if l, c := openQuote(string(r.text.Src), line); l > 0 {
				line, col = l, c
				msg, hint = "this text goes on over the next lines, up to another quotation mark", "close it with a quotation mark at the end of its line"
			}
		}
		break
	}
	r.lose("front-matter-syntax", r.at(max(line, 1), max(col, 1)), hint, "the front matter is not valid YAML: %s", msg)
}

// coreTags are the tags of YAML's core schema, which change nothing that matters here.
var coreTags = []string{"!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!"}

// problems says what the reader of TOML or YAML found.
func (r *metaReader) problems(doc *data.Doc) {
	const syntax = "front-matter-syntax"
	for _, p := range doc.Problems {
		pos := r.place(p.At)
		switch p.Code {
		case data.TooDeep:
			r.tooDeep(pos)
		case data.Duplicate:
			tell := r.errorf // the first one counts, and nobody knows which was meant
			if decides(p.Name) {
				tell = r.lose
			}
			tell("duplicate-key", pos, "delete one of the two", "the key %q is already on line %d", p.Name, r.place(p.First).Line)
		case data.SecondHeader, data.Contradiction:
			r.lose("duplicate-key", pos, "delete one of the two", "the key %q is already on line %d", p.Name, r.place(p.First).Line)
		case data.SecondDoc:
			pos.Col = 1
			r.lose(syntax, pos, "delete the line that starts with --- or ...", "the front matter holds more than one YAML document")
		case data.NoTable:
			r.lose(syntax, pos, "write one key a line, such as title: My page", "the front matter must be a list of keys with values")
		case data.KeyInBraces, data.KeyNoText:
			r.warnf(syntax, pos, "a value that starts with {{, [ or & needs quotes", "a key of the front matter must be plain text; this one is left out")
		case data.KeyAlias:
			r.lose(syntax, pos, "write the key out", "a key of the front matter must be plain text, and not the alias *%s", p.Name)
		case data.KeyMerge:
			r.lose("yaml-alias", pos, "write the keys out where they are needed", "the merge key (<<) is followed by something else than an alias of a group of keys")
		case data.AliasTooMuch:
			r.lose("yaml-alias", pos, "write the value out where it is needed; a text that starts with & or * needs quotes",
				"the alias *%s makes the front matter longer than it may be, or holds itself", p.Name)
		case data.Tag:
			if !slices.Contains(coreTags, p.Name) {
				r.warnf("yaml-tag", pos, "delete it; a text that starts with ! needs quotes", "the tag %s has no meaning in front matter and is left out", p.Name)
			}
		case data.Syntax:
			r.yamlProblem(p.Library)
		default:
			message, hint := tomlWords.Words(p)
			r.lose(syntax, pos, hint, "the front matter is not valid TOML: %s", message)
		}
	}
}

// tomlWords are the words for TOML where those that other files have would not help: here it is one of two languages.
var tomlWords = data.Wording{
	data.Colon: {"a key is followed by “=” here, not by “:”", "in TOML it is key = \"value\"; for key: value use a front matter that starts with ---"},
}
