package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// SetMessage sets forms (Category and Text of each; their other fields are not looked at) of a message in a catalog of
// the format that the file's name says, and changes no other byte; forms that are there and not named stay. A form that
// is not there comes after the message's others, a message that is not there at the end of the file. The catalog is read
// again: the forms must be those texts and all else as before.
func SetMessage(file string, src []byte, tag locale.Tag, id string, forms []Form) ([]byte, error) {
	before, ds := Parse(file, src, tag, Limits{})
	for _, d := range ds {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Message)
		}
	}
	for i, f := range forms {
		switch {
		case !isCategory(f.Category):
			return nil, fmt.Errorf("“%s” is no plural form", f.Category)
		case slices.ContainsFunc(forms[:i], func(g Form) bool { return g.Category == f.Category }):
			return nil, fmt.Errorf("the form “%s” is given twice", f.Category)
		}
	}
	old, had := before.Get(id)
	forms = slices.DeleteFunc(slices.Clone(forms), func(f Form) bool {
		have, ok := old.Form(f.Category)
		return ok && have.Text == f.Text
	})
	if len(forms) == 0 {
		return src, nil
	}
	slices.SortFunc(forms, func(a, b Form) int {
		return slices.Index(categories[:], a.Category) - slices.Index(categories[:], b.Category)
	})
	byHand := fmt.Errorf("the message “%s” is written in a way that can only be changed by hand in %s", id, file)
	e, ok := newEditor(file, src, tag)
	if !ok || !e.set(id, forms) {
		return nil, byHand
	}
	out := e.apply(src)
	after, ds := Parse(file, out, tag, Limits{})
	for _, d := range ds {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Message)
		}
	}
	got, shown := after.Get(id)
	if !shown && slices.ContainsFunc(forms, func(f Form) bool { return strings.TrimSpace(f.Text) != "" }) {
		return nil, fmt.Errorf("the message “%s” needs a text for “other”, the form for all numbers that no other form is for", id)
	}
	for _, f := range forms {
		if have, ok := got.Form(f.Category); strings.TrimSpace(f.Text) != "" && (!ok || have.Text != f.Text) {
			return nil, byHand
		}
	}
	for _, f := range old.Forms {
		if have, _ := got.Form(f.Category); have.Text != f.Text && !slices.ContainsFunc(forms, func(g Form) bool { return g.Category == f.Category }) {
			return nil, byHand
		}
	}
	if had && got.Description != old.Description || !reflect.DeepEqual(others(before, id), others(after, id)) {
		return nil, byHand
	}
	return out, nil
}

// others are all messages but one, with their notes, and the ids of those without a text.
func others(c *Catalog, id string) (out []Message) {
	for _, m := range c.Messages {
		if m.ID != id {
			note := m.Description
			m = m.Content()
			m.Description = note
			out = append(out, m)
		}
	}
	for _, p := range c.Pending {
		if p.ID != id {
			out = append(out, Message{ID: p.ID})
		}
	}
	return out
}

// editor gathers what to write into a catalog. Its offsets are those of the text without byte order mark and with LF
// line ends, as the parser has it.
type editor struct {
	format string
	text   []byte
	root   *node
	edits  []change
	nl     string
}

type change struct {
	start, end int
	text       string
}

func newEditor(file string, src []byte, tag locale.Tag) (*editor, bool) {
	p := &parser{file: file, tag: tag, lim: Limits{}.orDefault(), catalog: &Catalog{}, seen: map[string]diag.Pos{}, used: map[string]bool{}}
	p.src = p.clean(src)
	p.place = places{file: file, src: p.src, line: 1, col: 1}
	e := &editor{format: file[strings.LastIndexByte(file, '.')+1:], text: p.src, root: &node{}, nl: "\n"}
	if bytes.Contains(src, []byte("\r\n")) {
		e.nl = "\r\n"
	}
	if len(bytes.TrimSpace(p.src)) == 0 {
		return e, true
	}
	switch e.format {
	case "toml":
		p.readTOML(e.root)
	case "json":
		p.readJSON(e.root)
	default:
		p.readYAML(e.root)
	}
	return e, !diag.HasErrors(p.diags)
}

// apply writes the changes into the file as it is.
func (e *editor) apply(src []byte) []byte {
	slices.SortStableFunc(e.edits, func(a, b change) int { return a.start - b.start })
	var out []byte
	at, seen := 0, 0 // in the file, in the text
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		at = len("\ufeff")
		out = append(out, src[:at]...)
	}
	skip := func(to int, keep bool) {
		for seen < to {
			n := 1
			if src[at] == '\r' && at+1 < len(src) && src[at+1] == '\n' {
				n = 2
			}
			if keep {
				out = append(out, src[at:at+n]...)
			}
			at, seen = at+n, seen+1
		}
	}
	for _, c := range e.edits {
		skip(c.start, true)
		out = append(out, strings.ReplaceAll(c.text, "\n", e.nl)...)
		skip(c.end, false)
	}
	return append(out, src[at:]...)
}

// find walks down to the node of an id, whose full stops part tables or stand in a key.
func find(n *node, id string) *node {
	for _, c := range n.children {
		if c.key == id {
			return c
		}
		if rest, ok := strings.CutPrefix(id, c.key+"."); ok && c.kind == table {
			if found := find(c, rest); found != nil {
				return found
			}
		}
	}
	return nil
}

func (e *editor) set(id string, forms []Form) bool {
	n := find(e.root, id)
	switch {
	case n == nil:
		return e.add(id, forms)
	case n.kind == table:
		return e.setTable(n, forms)
	case n.kind == stray:
		return false
	case n.kind == null:
		start, end, ok := e.nothing(n)
		if !ok {
			return false
		}
		e.edits = append(e.edits, change{start, end, e.whole(forms, e.text[start-1] == ':')})
		return true
	}
	end := e.valueEnd(n)
	if end < 0 {
		return false
	}
	if n.kind == text && n.text != "" && !slices.ContainsFunc(forms, func(f Form) bool { return f.Category == "other" }) {
		forms = append(forms, Form{Category: "other", Text: n.text})
	}
	e.edits = append(e.edits, change{n.at, end, e.whole(forms, false)})
	return true
}

// whole writes the value of a message: a text, or its forms in braces.
func (e *editor) whole(forms []Form, space bool) string {
	lead := ""
	if space {
		lead = " "
	}
	if len(forms) == 1 && forms[0].Category == "other" {
		return lead + e.quote(forms[0].Text)
	}
	var rows []string
	for _, f := range forms {
		rows = append(rows, e.pair(f))
	}
	if e.format == "json" || e.format == "toml" {
		return lead + "{ " + strings.Join(rows, ", ") + " }"
	}
	return lead + "{" + strings.Join(rows, ", ") + "}"
}

func (e *editor) pair(f Form) string {
	switch e.format {
	case "toml":
		return f.Category + " = " + e.quote(f.Text)
	case "json":
		return jsonString(f.Category) + ": " + e.quote(f.Text)
	}
	return f.Category + ": " + e.quote(f.Text)
}

func (e *editor) quote(s string) string {
	if e.format == "json" {
		return jsonString(s)
	}
	return quote(s)
}

// nothing finds the place behind the colon of a key of YAML or JSON without a value.
func (e *editor) nothing(n *node) (start, end int, ok bool) {
	pl := places{src: e.text, line: 1, col: 1}
	from := pl.offset(n.pos.Line, n.pos.Col)
	line := e.text[from:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	key := len(n.key)
	if len(line) > 0 && (line[0] == '"' || line[0] == '\'') {
		key += 2
	}
	if key > len(line) {
		return 0, 0, false
	}
	rest := bytes.TrimLeft(line[key:], " \t")
	if len(rest) == 0 || rest[0] != ':' {
		return 0, 0, false
	}
	start = from + len(line) - len(rest) + 1
	end = start
	value := bytes.TrimLeft(e.text[start:from+len(line)], " \t")
	for _, null := range []string{"null", "Null", "NULL", "~"} {
		if bytes.HasPrefix(value, []byte(null)) {
			end = from + len(line) - len(value) + len(null)
		}
	}
	return start, end, true
}

// setTable sets forms of a message that is a table: in braces, below a header, or indented.
func (e *editor) setTable(n *node, forms []Form) bool {
	var last *node // the last of its parts in the file, after which new forms come
	var added []Form
	for _, c := range n.children {
		if c.kind == text && isReserved(c.key) && (last == nil || c.at > last.at) {
			last = c
		}
	}
	if last == nil {
		return false
	}
	for _, f := range forms {
		i := slices.IndexFunc(n.children, func(c *node) bool { return strings.EqualFold(c.key, f.Category) })
		if i < 0 {
			added = append(added, f)
			continue
		}
		end := e.valueEnd(n.children[i])
		if end < 0 {
			return false
		}
		e.edits = append(e.edits, change{n.children[i].at, end, e.quote(f.Text)})
	}
	if len(added) == 0 {
		return true
	}
	pl := places{src: e.text, line: 1, col: 1}
	key := pl.offset(last.pos.Line, last.pos.Col)
	line := bytes.LastIndexByte(e.text[:key], '\n') + 1
	indent := string(e.text[line:key])
	end := e.valueEnd(last)
	if end < 0 {
		return false
	}
	own := strings.TrimSpace(indent) == "" // the key begins its line
	var w strings.Builder
	switch {
	case e.format == "json" || strings.Contains(indent, "{") || own && e.inBraces(n, line):
		sep := ", "
		if own {
			sep = ",\n" + indent
		}
		for _, f := range added {
			w.WriteString(sep + e.pair(f))
		}
	default:
		if i := bytes.IndexByte(e.text[end:], '\n'); i >= 0 { // a remark behind the text stays with it
			end += i
		} else {
			end = len(e.text)
		}
		for _, f := range added {
			w.WriteString("\n" + indent + e.pair(f)) // indent is "name." where the table is written so in TOML
		}
	}
	e.edits = append(e.edits, change{end, end, w.String()})
	return true
}

// inBraces tells of a table of YAML whether it is written in braces over several lines.
func (e *editor) inBraces(n *node, line int) bool {
	if e.format == "toml" {
		return false
	}
	pl := places{src: e.text, line: 1, col: 1}
	from := pl.offset(n.value.Line, n.value.Col)
	return from < line && from < len(e.text) && e.text[from] == '{'
}

// valueEnd finds where a text ends, -1 where nobody can tell.
func (e *editor) valueEnd(n *node) int {
	if e.format == "toml" || e.format == "json" {
		if n.kind != text || len(n.raw) == 0 {
			return -1
		}
		return n.at + len(n.raw)
	}
	src := e.text
	if n.at >= len(src) {
		return -1
	}
	lineEnd := func(at int) int {
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			return at + i
		}
		return len(src)
	}
	line := bytes.LastIndexByte(src[:n.at], '\n') + 1
	indent := len(src[line:]) - len(bytes.TrimLeft(src[line:], " "))
	end := lineEnd(n.at)
	// deeper gives the last line of those that follow and are indented more than the key.
	deeper := func() int {
		last := end
		for at := end; at < len(src); {
			stop := lineEnd(at + 1)
			l := src[at+1 : stop]
			if t := bytes.TrimLeft(l, " "); len(bytes.TrimSpace(t)) > 0 {
				if len(l)-len(t) <= indent {
					break
				}
				last = stop
			}
			at = stop
		}
		return last
	}
	switch q := src[n.at]; q {
	case '"', '\'':
		for i := n.at + 1; i < len(src); i++ {
			switch {
			case q == '"' && src[i] == '\\':
				i++
			case src[i] == q && q == '\'' && i+1 < len(src) && src[i+1] == q:
				i++
			case src[i] == q:
				return i + 1
			}
		}
		return -1
	case '|', '>':
		return deeper()
	}
	plain := src[n.at:end]
	if bytes.Contains(src[line:n.at], []byte("{")) {
		if i := bytes.IndexAny(plain, ",}"); i >= 0 {
			plain = plain[:i]
		}
	} else if last := deeper(); last > end {
		plain = src[n.at:last]
	}
	if i := bytes.Index(plain, []byte(" #")); i >= 0 {
		plain = plain[:i]
	}
	return n.at + len(bytes.TrimRight(plain, " \t\n"))
}

// add writes a message at the end of the file.
func (e *editor) add(id string, forms []Form) bool {
	end := len(e.text)
	tail := ""
	if end > 0 && e.text[end-1] != '\n' {
		tail = "\n"
	}
	var w strings.Builder
	switch e.format {
	case "toml":
		if strings.TrimSpace(string(e.text)) != "" {
			tail += "\n"
		}
		w.WriteString(tail + "[" + tomlKey(id) + "]\n")
		for _, f := range forms {
			w.WriteString(e.pair(f) + "\n")
		}
	case "json":
		value := e.whole(forms, true)
		if len(bytes.TrimSpace(e.text)) == 0 {
			e.edits = append(e.edits, change{0, end, "{\n  " + jsonString(id) + ":" + value + "\n}\n"})
			return true
		}
		brace := bytes.LastIndexByte(e.text, '}')
		at := len(bytes.TrimRight(e.text[:max(brace, 0)], " \t\n"))
		if at == 0 {
			return false
		}
		sep := ","
		if e.text[at-1] == '{' {
			sep = ""
		}
		w.WriteString(sep + "\n  " + jsonString(id) + ":" + value)
		if !bytes.Contains(e.text[at:brace], []byte("\n")) {
			w.WriteString("\n")
		}
		end = at
	default:
		w.WriteString(tail + yamlKey(id) + ":")
		if len(forms) == 1 && forms[0].Category == "other" {
			w.WriteString(e.whole(forms, true) + "\n")
			break
		}
		w.WriteString("\n")
		for _, f := range forms {
			w.WriteString("  " + e.pair(f) + "\n")
		}
	}
	e.edits = append(e.edits, change{end, end, w.String()})
	return true
}
