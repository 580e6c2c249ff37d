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

// Edit is a catalog that messages are being set in. However many are set, the catalog is parsed twice: by [NewEdit], and by
// [Edit.Bytes] to see that it says what it should.
type Edit struct {
	file   string
	src    []byte
	tag    locale.Tag
	before *Catalog
	root   *node             // what src was parsed from
	text   []byte            // src without byte order mark and with LF line ends
	set    map[string][]Form // by id: the forms that are to change
	order  []string          // the ids of set, in the order in which they came
}

// NewEdit parses a catalog to be edited, in the format that the file's name says. It fails on a catalog with an error.
func NewEdit(file string, src []byte, tag locale.Tag) (*Edit, error) {
	p, ds := read(file, src, tag, Limits{})
	if err := firstError(ds); err != nil {
		return nil, err
	}
	return &Edit{file: file, src: src, tag: tag, before: p.catalog, root: p.root, text: p.src, set: map[string][]Form{}}, nil
}

// Catalog returns the catalog as it was before the edit.
func (e *Edit) Catalog() *Catalog { return e.before }

// Set sets forms (Category and Text of each; their other fields are not looked at) of a message. Forms that are there and
// not named stay. It fails, and changes nothing, where the message with these forms would have an error.
func (e *Edit) Set(id string, forms []Form) error {
	for i, f := range forms {
		switch {
		case !isCategory(f.Category):
			return fmt.Errorf("“%s” is no plural form", f.Category)
		case slices.ContainsFunc(forms[:i], func(g Form) bool { return g.Category == f.Category }):
			return fmt.Errorf("the form “%s” is given twice", f.Category)
		}
	}
	old, _ := e.before.Get(id)
	var changed []Form
	for _, category := range categories {
		for _, list := range [][]Form{forms, e.set[id]} { // the later word is the last
			i := slices.IndexFunc(list, func(f Form) bool { return f.Category == category })
			if i < 0 {
				continue
			}
			if have, ok := old.Form(category); !ok || have.Text != list[i].Text {
				changed = append(changed, Form{Category: category, Text: list[i].Text})
			}
			break
		}
	}
	if err := e.try(id, changed); err != nil {
		return err
	}
	if _, again := e.set[id]; !again {
		e.order = append(e.order, id)
	}
	e.set[id] = changed
	return nil
}

// try says what would be wrong with a message that has these forms besides its own.
func (e *Edit) try(id string, forms []Form) error {
	if len(forms) == 0 {
		return nil
	}
	p := newParser(e.file, e.tag, Limits{})
	var parts []*node
	for _, category := range categories {
		text, ok := formText(find(e.root, id), category)
		if i := slices.IndexFunc(forms, func(f Form) bool { return f.Category == category }); i >= 0 {
			text, ok = forms[i].Text, true
		}
		if ok {
			parts = append(parts, &node{key: category, text: text})
		}
	}
	p.message(&node{}, id, parts, false)
	if err := firstError(p.diags); err != nil {
		return err
	}
	if len(p.catalog.Messages) == 0 && slices.ContainsFunc(forms, func(f Form) bool { return strings.TrimSpace(f.Text) != "" }) {
		return fmt.Errorf("the message “%s” needs a text for “other”, the form for all numbers that no other form is for", id)
	}
	return nil
}

// formText returns what stands in a file for a form of the message n, which may be nil.
func formText(n *node, category string) (string, bool) {
	switch {
	case n == nil:
	case n.kind == text && category == "other":
		return n.text, true
	case n.kind == table:
		for _, c := range n.children {
			if c.kind == text && strings.EqualFold(c.key, category) {
				return c.text, true
			}
		}
	}
	return "", false
}

// Bytes returns the catalog with all that was set, and no other byte changed: a form that was not there comes after the
// message's others, a message that was not there at the end of the file. It is parsed again: the forms must be those texts
// and all else as before. If not, nothing is written, and the error names the message.
func (e *Edit) Bytes() ([]byte, error) {
	w := newEditor(e)
	var added []string
	for _, id := range e.order {
		forms := e.set[id]
		switch n := find(e.root, id); {
		case len(forms) == 0:
		case n == nil:
			added = append(added, id)
		case !w.set(n, forms):
			return nil, e.byHand(id)
		}
	}
	if len(added) > 0 && !w.add(added, e.set) {
		return nil, e.byHand(added[0])
	}
	if len(w.edits) == 0 {
		return e.src, nil
	}
	out := w.apply(e.src)
	after, ds := Parse(e.file, out, e.tag, Limits{})
	if err := firstError(ds); err != nil {
		return nil, err
	}
	if err := e.verify(after); err != nil {
		return nil, err
	}
	return out, nil
}

// verify says whether a catalog is that of before with what was set.
func (e *Edit) verify(after *Catalog) error {
	for _, id := range e.order {
		old, had := e.before.Get(id)
		got, _ := after.Get(id)
		for _, f := range e.set[id] {
			if have, ok := got.Form(f.Category); strings.TrimSpace(f.Text) != "" && (!ok || have.Text != f.Text) {
				return e.byHand(id)
			}
		}
		for _, f := range old.Forms {
			have, _ := got.Form(f.Category)
			if have.Text != f.Text && !slices.ContainsFunc(e.set[id], func(g Form) bool { return g.Category == f.Category }) {
				return e.byHand(id)
			}
		}
		if had && got.Description != old.Description {
			return e.byHand(id)
		}
	}
	if len(e.order) > 0 && !reflect.DeepEqual(others(e.before, e.set), others(after, e.set)) {
		return e.byHand(e.order[0])
	}
	return nil
}

func (e *Edit) byHand(id string) error {
	return fmt.Errorf("the message “%s” is written in a way that can only be changed by hand in %s", id, e.file)
}

// SetMessage sets forms of one message as an [Edit] does.
func SetMessage(file string, src []byte, tag locale.Tag, id string, forms []Form) ([]byte, error) {
	e, err := NewEdit(file, src, tag)
	if err != nil {
		return nil, err
	}
	if err := e.Set(id, forms); err != nil {
		return nil, err
	}
	return e.Bytes()
}

func firstError(ds []diag.Diagnostic) error {
	for _, d := range ds {
		if d.Severity == diag.Error {
			return errors.New(d.Message)
		}
	}
	return nil
}

// others returns all messages but those that were set, with their notes, and the ids of those without a text.
func others(c *Catalog, set map[string][]Form) (out []Message) {
	for _, m := range c.Messages {
		if _, ok := set[m.ID]; !ok {
			note := m.Description
			m = m.Content()
			m.Description = note
			out = append(out, m)
		}
	}
	for _, p := range c.Pending {
		if _, ok := set[p.ID]; !ok {
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
	edits  []change
	nl     string
}

type change struct {
	start, end int
	text       string
}

func newEditor(e *Edit) *editor {
	w := &editor{format: e.file[strings.LastIndexByte(e.file, '.')+1:], text: e.text, nl: "\n"}
	if bytes.Contains(e.src, []byte("\r\n")) {
		w.nl = "\r\n"
	}
	return w
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

func (e *editor) set(n *node, forms []Form) bool {
	switch {
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

// add writes messages at the end of the file.
func (e *editor) add(ids []string, set map[string][]Form) bool {
	end := len(e.text)
	var w strings.Builder
	if e.format == "json" {
		return e.addJSON(ids, set)
	}
	if end > 0 && e.text[end-1] != '\n' {
		w.WriteString("\n")
	}
	empty := len(bytes.TrimSpace(e.text)) == 0
	for _, id := range ids {
		forms := set[id]
		if e.format == "toml" {
			if !empty {
				w.WriteString("\n")
			}
			empty = false
			w.WriteString("[" + tomlKey(id) + "]\n")
			for _, f := range forms {
				w.WriteString(e.pair(f) + "\n")
			}
			continue
		}
		w.WriteString(yamlKey(id) + ":")
		if len(forms) == 1 && forms[0].Category == "other" {
			w.WriteString(e.whole(forms, true) + "\n")
			continue
		}
		w.WriteString("\n")
		for _, f := range forms {
			w.WriteString("  " + e.pair(f) + "\n")
		}
	}
	e.edits = append(e.edits, change{end, end, w.String()})
	return true
}

// addJSON writes messages before the brace that ends the file.
func (e *editor) addJSON(ids []string, set map[string][]Form) bool {
	var rows []string
	for _, id := range ids {
		rows = append(rows, "\n  "+jsonString(id)+":"+e.whole(set[id], true))
	}
	if len(bytes.TrimSpace(e.text)) == 0 {
		e.edits = append(e.edits, change{0, len(e.text), "{" + strings.Join(rows, ",") + "\n}\n"})
		return true
	}
	brace := bytes.LastIndexByte(e.text, '}')
	at := len(bytes.TrimRight(e.text[:max(brace, 0)], " \t\n"))
	if at == 0 {
		return false
	}
	text := strings.Join(rows, ",")
	if e.text[at-1] != '{' {
		text = "," + text
	}
	if !bytes.Contains(e.text[at:brace], []byte("\n")) {
		text += "\n"
	}
	e.edits = append(e.edits, change{at, at, text})
	return true
}
