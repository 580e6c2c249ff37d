package catalog

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"vernacular/internal/data"
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
	doc    *data.Doc         // what src was read into
	set    map[string][]Form // by id: the forms that are to change
	order  []string          // the ids of set, in the order in which they came
	after  *Catalog          // what Bytes wrote; nil before
}

// NewEdit parses a catalog to be edited, in the format that the file's name says. It fails on a catalog with an error.
func NewEdit(file string, src []byte, tag locale.Tag) (*Edit, error) {
	p, ds := read(file, src, tag, Limits{})
	if err := firstError(ds); err != nil {
		return nil, err
	}
	return &Edit{file: file, src: src, tag: tag, before: p.catalog, doc: p.doc, set: map[string][]Form{}}, nil
}

// Set sets forms (Category and Text of each; their other fields are not looked at) of a message. Forms that are there and
// not named stay. It fails, and changes nothing, where the message with these forms would have an error. A message without
// a text for “other” is one, unless forms says that “other” is empty: then the others wait for it ([Catalog.Waiting]).
func (e *Edit) Set(id string, forms []Form) error {
	for i, f := range forms {
		switch {
		case !isCategory(f.Category):
			return fmt.Errorf("“%s” is no plural form", f.Category)
		case !slices.Contains(e.tag.PluralForms(), f.Category) && e.tag.HasPluralRule():
			return fmt.Errorf("%s has no plural form “%s”; its forms are: %s", newParser(e.file, e.tag, Limits{}).language(), f.Category, strings.Join(e.tag.PluralForms(), ", "))
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
	var parts []*data.Node
	for _, category := range categories {
		text, ok := formText(find(e.doc.Root, id), category)
		if i := slices.IndexFunc(forms, func(f Form) bool { return f.Category == category }); i >= 0 {
			text, ok = forms[i].Text, true
		}
		if ok {
			parts = append(parts, &data.Node{Key: category, Kind: data.Text, Text: text})
		}
	}
	p.message(&data.Node{}, id, parts, false)
	if err := firstError(p.diags); err != nil {
		return err
	}
	waits := slices.ContainsFunc(forms, func(f Form) bool { return f.Category == "other" && f.Text == "" })
	if len(p.catalog.Messages) == 0 && !waits && slices.ContainsFunc(forms, func(f Form) bool { return strings.TrimSpace(f.Text) != "" }) {
		return fmt.Errorf("the message “%s” needs a text for “other”, the form for all numbers that no other form is for", id)
	}
	return nil
}

// formText returns what stands in a file for a form of the message n, which may be nil.
func formText(n *data.Node, category string) (string, bool) {
	switch {
	case n == nil:
	case n.Kind == data.Text && category == "other":
		return n.Text, true
	case n.Kind == data.Table:
		for _, c := range n.Children {
			switch {
			case c.Kind == data.Text && strings.EqualFold(c.Key, category):
				return c.Text, true
			case c.Key == "translation":
				return formText(c, category)
			}
		}
	}
	return "", false
}

// Bytes returns the catalog with all that was set, and no other byte changed: a form that was not there comes after the
// message's others, a message that was not there at the end of the file. It is parsed again: the forms must be those texts
// and all else as before. If not, nothing is written, and the error names the message.
func (e *Edit) Bytes() ([]byte, error) {
	w := e.doc.Edit()
	var added []data.Section
	for _, id := range e.order {
		forms := e.set[id]
		switch n := find(e.doc.Root, id); {
		case len(forms) == 0:
		case n == nil:
			added = append(added, section(e.doc.Format, id, forms))
		case !write(w, n, forms):
			return nil, e.byHand(id)
		}
	}
	if len(added) > 0 && e.doc.Root.Kind == data.List {
		return nil, fmt.Errorf("the messages of %s are written as a list, to which “%s” can only be added by hand", e.file, added[0].Key)
	}
	if len(added) > 0 && !w.Append(added) {
		return nil, e.byHand(added[0].Key)
	}
	if w.Empty() {
		e.after = e.before
		return e.src, nil
	}
	out := w.Apply(e.src, data.LineEnd(e.src))
	after, ds := Parse(e.file, out, e.tag, Limits{})
	if err := firstError(ds); err != nil {
		return nil, err
	}
	if err := e.verify(after); err != nil {
		return nil, err
	}
	e.after = after
	return out, nil
}

// After returns the catalog as [Edit.Bytes] has written it.
func (e *Edit) After() *Catalog { return e.after }

// verify says whether a catalog is that of before with what was set.
func (e *Edit) verify(after *Catalog) error {
	for _, id := range e.order {
		old, had := e.before.Get(id)
		got, _ := after.Get(id)
		if !had {
			old.Forms = e.before.Waiting(id)
		}
		if len(got.Forms) == 0 {
			got.Forms, got.Description = after.Waiting(id), old.Description
		}
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

// find walks down to the node of an id, whose full stops part tables or stand in a key.
func find(n *data.Node, id string) *data.Node {
	if n.Kind == data.List {
		return findListed(n, id)
	}
	if c := n.Child(id); c != nil {
		return c
	}
	for _, c := range n.Children {
		if rest, ok := strings.CutPrefix(id, c.Key+"."); ok && !c.Scalar() {
			if found := find(c, rest); found != nil {
				return found
			}
		}
	}
	return nil
}

// findListed looks for the node of an id in a list of messages and groups.
func findListed(n *data.Node, id string) *data.Node {
	for _, c := range n.Children {
		if own, _ := messageKeys(c); c.Kind != data.Table {
			continue
		} else if len(own) == 0 {
			if found := find(c, id); found != nil {
				return found
			}
		} else if slices.ContainsFunc(own, func(k *data.Node) bool { return strings.EqualFold(k.Key, "id") && k.Text == id }) {
			return c
		}
	}
	return nil
}

// write sets forms of a message that has its place in the file.
func write(w *data.Edit, n *data.Node, forms []Form) bool {
	switch {
	case n.Kind == data.Table:
		return writeForms(w, n, forms)
	case n.Kind != data.Text && n.Kind != data.Null:
		return false
	}
	if n.Text != "" && !slices.ContainsFunc(forms, func(f Form) bool { return f.Category == "other" }) {
		forms = append(slices.Clone(forms), Form{Category: "other", Text: n.Text})
	}
	if len(forms) == 1 && forms[0].Category == "other" {
		return w.SetText(n, forms[0].Text)
	}
	return w.SetPairs(n, pairs(forms))
}

// writeForms sets forms of a message that is a table; new ones come after the last of its parts in the file.
func writeForms(w *data.Edit, n *data.Node, forms []Form) bool {
	if c := n.Child("translation"); c != nil {
		return write(w, c, forms)
	}
	var last *data.Node
	for _, c := range n.Children {
		if c.Kind == data.Text && isReserved(c.Key) && (last == nil || c.At > last.At) {
			last = c
		}
	}
	if last == nil {
		return false
	}
	for _, f := range forms {
		ok := false
		if i := slices.IndexFunc(n.Children, func(c *data.Node) bool { return strings.EqualFold(c.Key, f.Category) }); i >= 0 {
			ok = w.SetText(n.Children[i], f.Text)
		} else {
			ok = w.Add(n, last, []string{f.Category}, f.Text)
		}
		if !ok {
			return false
		}
	}
	return true
}

func pairs(forms []Form) []data.Pair {
	out := make([]data.Pair, len(forms))
	for i, f := range forms {
		out[i] = data.Pair{Key: f.Category, Text: f.Text}
	}
	return out
}

// section is a message that was not there. TOML has a header for each, so that nothing above it changes its place.
func section(format data.Format, id string, forms []Form) data.Section {
	if format != data.TOML && len(forms) == 1 && forms[0].Category == "other" {
		return data.Section{Key: id, Text: forms[0].Text}
	}
	return data.Section{Key: id, Pairs: pairs(forms)}
}
