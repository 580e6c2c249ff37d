package data

import (
	"bytes"
	"slices"
	"strings"
)

// Edit gathers what to change in a file, and changes no other byte. What TOML and YAML allow is too much to know every
// place for certain: whoever edits reads the result again, and keeps it if it says what it should.
type Edit struct {
	// Plain asks for texts of YAML without quotation marks where that is safe.
	Plain bool

	doc     *Doc
	changes []change
}

type change struct {
	start, end int // in doc.Text
	text       string
}

// Pair is a key and a text.
type Pair struct{ Key, Text string }

// Edit begins an edit of a file that was read without problems.
func (d *Doc) Edit() *Edit { return &Edit{doc: d} }

// Empty reports whether nothing is to be changed.
func (e *Edit) Empty() bool { return len(e.changes) == 0 }

// LineEnd is how a file ends its lines.
func LineEnd(file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// Apply makes the changes in the file as it is: with or without a byte order mark, and with its own line ends. New lines
// end with nl.
func (e *Edit) Apply(file []byte, nl string) []byte {
	slices.SortStableFunc(e.changes, func(a, b change) int { return a.start - b.start })
	var out []byte
	at, seen := 0, 0 // in the file, in the text
	if bytes.HasPrefix(file, []byte("\ufeff")) {
		at = len("\ufeff")
		out = append(out, file[:at]...)
	}
	pass := func(to int, keep bool) {
		for seen < to {
			n := 1
			if file[at] == '\r' && at+1 < len(file) && file[at+1] == '\n' {
				n = 2
			}
			if keep {
				out = append(out, file[at:at+n]...)
			}
			at, seen = at+n, seen+1
		}
	}
	for _, c := range e.changes {
		pass(c.start, true)
		out = append(out, strings.ReplaceAll(c.text, "\n", nl)...)
		pass(c.end, false)
	}
	return append(out, file[at:]...)
}

func (e *Edit) change(start, end int, text string) bool {
	e.changes = append(e.changes, change{start, end, text})
	return true
}

// SetText writes a text in place of a value that is no list and no table, or of nothing. It reports false where nobody can
// tell where the value ends.
func (e *Edit) SetText(n *Node, text string) bool {
	if e.doc.Format == TOML && strings.Contains(text, "\n") && bytes.HasPrefix(e.doc.Text[n.At:], []byte("\"\"\"\n")) {
		return e.set(n, quoteLines(text)) // as it was written before: somebody reads these lines in the file
	}
	return e.set(n, e.text(text))
}

// quoteLines writes a text as TOML does in three quotation marks, each of its lines in one of its own.
func quoteLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		quoted := Quote(l)
		lines[i] = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
		if strings.Contains(lines[i], `""`) || i == len(lines)-1 { // three in a row would end the text
			lines[i] = quoted[1 : len(quoted)-1]
		}
	}
	return "\"\"\"\n" + strings.Join(lines, "\n") + "\"\"\""
}

// SetPairs writes a table in braces in place of such a value.
func (e *Edit) SetPairs(n *Node, pairs []Pair) bool { return e.set(n, e.braces(pairs)) }

// AddItem adds a text to the end of a list. It reports false where the list is written in a way that has no place for it.
func (e *Edit) AddItem(n *Node, text string) bool {
	switch {
	case n.Kind != List || n.Broken || n.Form == Header:
		return false
	case len(n.Children) == 0:
		return n.Form == Braces && e.change(n.At+1, n.At+1, e.text(text))
	}
	last := n.last()
	end := e.end(last)
	if !last.Scalar() || end < 0 {
		return false
	}
	if n.Form == Braces {
		return e.change(end, end, ", "+e.text(text))
	}
	mark := string(e.doc.Text[bytes.LastIndexByte(e.doc.Text[:last.At], '\n')+1 : last.At])
	at := e.lineEnd(end)
	return strings.TrimSpace(mark) == "-" && e.change(at, at, "\n"+mark+e.text(text))
}

func (e *Edit) set(n *Node, value string) bool {
	switch {
	case !n.Scalar() || n.Kind == Alias || n.Copied:
		return false
	case n.Kind == Null && e.doc.Format == YAML:
		colon, end, ok := e.nothing(n)
		return ok && e.change(colon, end, " "+value)
	}
	end := e.end(n)
	return end >= 0 && e.change(n.At, end, value)
}

// Add adds a text to a table, below it along keys that are not there: after one of its nodes, or with nil before the
// first. At the top of a file of TOML or YAML, nil is the end. It reports false where that cannot be done.
func (e *Edit) Add(n, after *Node, keys []string, text string) bool {
	switch {
	case n.Copied || after != nil && after.Copied:
		return false
	case n.Kind == Null && e.doc.Format == YAML:
		return e.below(n, keys, text)
	case n.Kind != Table:
		return false
	case n.Form == Braces:
		return e.inBraces(n, after, keys, text)
	case after != nil:
		return e.behind(after, keys, text)
	case e.doc.Format == YAML && n == e.doc.Root:
		return e.atEnd(e.nested(keys, "", text))
	case e.doc.Format == YAML:
		return e.first(n, keys, text)
	case n == e.doc.Root:
		return e.beforeHeaders(e.key(keys...) + " = " + e.text(text) + "\n")
	case n.Form == Header:
		at := e.lineEnd(n.At)
		return at < len(e.doc.Text) && e.change(at+1, at+1, e.key(keys...)+" = "+e.text(text)+"\n")
	case n.Form == Dotted && len(n.Children) > 0 && n.Children[len(n.Children)-1].Scalar():
		return e.behind(n.Children[len(n.Children)-1], keys, text)
	}
	return false
}

// below makes a group of YAML of a key that has nothing behind it.
func (e *Edit) below(n *Node, keys []string, text string) bool {
	colon, end, ok := e.nothing(n)
	if !ok {
		return false
	}
	if end > colon {
		e.change(colon, end, "")
	}
	stop := e.lineEnd(end)
	return e.change(stop, stop, "\n"+strings.TrimSuffix(e.nested(keys, e.indent(n)+"  ", text), "\n"))
}

// behind adds a line after that of a node: what precedes its key, "name." in TOML perhaps, does so again.
func (e *Edit) behind(after *Node, keys []string, text string) bool {
	end := e.end(after)
	if end < 0 {
		return false
	}
	end = e.lineEnd(end) // a remark behind the value stays with it
	indent := e.indent(after)
	if e.doc.Format == YAML {
		return e.change(end, end, "\n"+strings.TrimSuffix(e.nested(keys, indent, text), "\n"))
	}
	return e.change(end, end, "\n"+indent+e.pair(keys, text))
}

// first adds a line before the first of a group of YAML.
func (e *Edit) first(n *Node, keys []string, text string) bool {
	if len(n.Children) == 0 {
		return false
	}
	indent := e.indent(n.Children[0])
	line := n.Children[0].KeyAt - len(indent)
	return strings.TrimSpace(indent) == "" && e.change(line, line, e.nested(keys, indent, text))
}

// inBraces adds a pair to a table in braces.
func (e *Edit) inBraces(n, after *Node, keys []string, text string) bool {
	if e.doc.Format != TOML && len(keys) > 1 {
		return false
	}
	pair := e.pair(keys, text)
	if after == nil {
		open := n.At
		if open >= len(e.doc.Text) || e.doc.Text[open] != '{' {
			return false
		}
		if len(n.Children) > 0 {
			pair += ", "
		}
		return e.change(open+1, open+1, pair)
	}
	end := e.end(after)
	if end < 0 {
		return false
	}
	if indent := e.indent(after); strings.TrimSpace(indent) == "" && after.KeyAt > len(indent) { // the key begins its line
		return e.change(end, end, ",\n"+indent+pair)
	}
	return e.change(end, end, ", "+pair)
}

// beforeHeaders adds a line to TOML after the keys at the top.
func (e *Edit) beforeHeaders(row string) bool {
	text := e.doc.Text
	at := len(text)
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, c := range n.Children {
			if c.Form == Header {
				at = min(at, bytes.LastIndexByte(text[:c.KeyAt], '\n')+1)
			}
			if !c.Scalar() {
				walk(c)
			}
		}
	}
	walk(e.doc.Root)
	if at == len(text) {
		return e.atEnd(row)
	}
	return e.change(at, at, row)
}

func (e *Edit) atEnd(rows string) bool {
	end := len(e.doc.Text)
	if end > 0 && e.doc.Text[end-1] != '\n' {
		rows = "\n" + rows
	}
	return e.change(end, end, rows)
}

// Section is a key at the top with a text, or with pairs.
type Section struct {
	Key   string
	Text  string
	Pairs []Pair
}

// Append adds sections at the end of the file; in TOML each with a header.
func (e *Edit) Append(sections []Section) bool {
	var w strings.Builder
	text := e.doc.Text
	if e.doc.Format == JSON {
		return e.appendJSON(sections)
	}
	empty := len(bytes.TrimSpace(text)) == 0
	for _, s := range sections {
		switch {
		case e.doc.Format == TOML:
			if !empty {
				w.WriteByte('\n')
			}
			empty = false
			w.WriteString("[" + TOMLKey(s.Key) + "]\n")
		case s.Pairs == nil:
			w.WriteString(e.key(s.Key) + ": " + e.text(s.Text) + "\n")
		default:
			w.WriteString(e.key(s.Key) + ":\n")
		}
		for _, p := range s.Pairs {
			if e.doc.Format == YAML {
				w.WriteString("  ")
			}
			w.WriteString(e.pair([]string{p.Key}, p.Text) + "\n")
		}
	}
	return e.atEnd(w.String())
}

// appendJSON writes sections before the brace that ends the file.
func (e *Edit) appendJSON(sections []Section) bool {
	var rows []string
	for _, s := range sections {
		value := e.text(s.Text)
		if s.Pairs != nil {
			value = e.braces(s.Pairs)
		}
		rows = append(rows, "\n  "+QuoteJSON(s.Key)+": "+value)
	}
	src, text := e.doc.Text, strings.Join(rows, ",")
	if len(bytes.TrimSpace(src)) == 0 {
		return e.change(0, len(src), "{"+text+"\n}\n")
	}
	brace := bytes.LastIndexByte(src, '}')
	at := len(bytes.TrimRight(src[:max(brace, 0)], " \t\n"))
	if at == 0 {
		return false
	}
	if src[at-1] != '{' {
		text = "," + text
	}
	if !bytes.Contains(src[at:brace], []byte("\n")) {
		text += "\n"
	}
	return e.change(at, at, text)
}

func (e *Edit) text(s string) string {
	switch {
	case e.doc.Format == JSON:
		return QuoteJSON(s)
	case e.doc.Format == YAML && e.Plain:
		return YAMLText(s)
	}
	return Quote(s)
}

// key writes a key, in TOML a dotted one.
func (e *Edit) key(keys ...string) string {
	switch {
	case e.doc.Format == JSON:
		return QuoteJSON(keys[0])
	case e.doc.Format == YAML && e.Plain:
		return YAMLText(keys[0])
	case e.doc.Format == YAML:
		return YAMLKey(keys[0])
	}
	var parts []string
	for _, k := range keys {
		parts = append(parts, TOMLKey(k))
	}
	return strings.Join(parts, ".")
}

func (e *Edit) pair(keys []string, text string) string {
	if e.doc.Format == TOML {
		return e.key(keys...) + " = " + e.text(text)
	}
	return e.key(keys...) + ": " + e.text(text)
}

func (e *Edit) braces(pairs []Pair) string {
	var rows []string
	for _, p := range pairs {
		rows = append(rows, e.pair([]string{p.Key}, p.Text))
	}
	if e.doc.Format == YAML {
		return "{" + strings.Join(rows, ", ") + "}"
	}
	return "{ " + strings.Join(rows, ", ") + " }"
}

// nested writes a key of YAML below its groups.
func (e *Edit) nested(keys []string, indent, text string) string {
	var b strings.Builder
	for i, k := range keys {
		b.WriteString(indent + strings.Repeat("  ", i) + e.key(k) + ":")
		if i == len(keys)-1 {
			b.WriteString(" " + e.text(text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// indent is what stands before a key in its line.
func (e *Edit) indent(n *Node) string {
	return string(e.doc.Text[bytes.LastIndexByte(e.doc.Text[:n.KeyAt], '\n')+1 : n.KeyAt])
}

func (e *Edit) lineEnd(at int) int {
	if i := bytes.IndexByte(e.doc.Text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(e.doc.Text)
}
