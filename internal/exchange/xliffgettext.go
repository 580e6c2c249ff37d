package exchange

import (
	"slices"
	"strings"

	"vernacular/internal/page"
)

// The translate toolkit's po2xliff makes XLIFF 1.1 of a PO file. It numbers the entries and drops their contexts; the header
// is the first unit, and the notes are those of "developer". So what such a file holds is what the PO file held: see asPO.

// restypeHeader is the restype of the unit that is the header of a PO file.
const restypeHeader = "x-gettext-domain-header"

// gettextHeader reads the unit that is the header of a PO file.
func (r *xliffReader) gettextHeader(n *node) {
	text := ""
	for i := range n.kids {
		if k := &n.kids[i]; k.name == "target" || k.name == "source" && text == "" {
			text = k.plain()
		}
	}
	po := poReader{problems: problems{file: r.file}}
	h := po.header(&poEntry{id: poField{set: true, line: n.line, col: n.col}, strs: map[int]*poField{0: {text: text, line: n.line, col: n.col}}})
	r.list = append(r.list, po.list...)
	if r.document.Target == "" {
		r.document.Target = h.document.Target
	}
	r.gettext = &h
}

// developerNote reads the notes of an entry of PO.
func (u *Entry) developerNote(text string) (others []string) {
	kind, unit, rest := headNotes(strings.FieldsFunc(text, isLineEnd))
	if kind != "" {
		u.Kind = page.Kind(kind)
	}
	if u.Name == "" {
		u.Name = unit
	}
	for _, n := range rest {
		if n = strings.TrimSpace(n); !u.takeNote(n) && n != "" {
			others = append(others, n)
		}
	}
	return others
}

// renumber gives the plural forms of a message whose forms are numbered, such as "pages[1]", the categories that the numbers
// stand for: those of the header, or all of the language where there are as many, or those for which gettext has a number,
// which in French are two of three. formOf12 has noted the number as a place in CLDR's order. The source is in the first
// form, for one, and in all others, for many.
func (r *xliffReader) renumber(p *Plural) {
	names := r.document.Target.PluralForms()
	numbered, _ := poForms(r.document.Target)
	if r.gettext != nil && r.gettext.forms != nil {
		names = r.gettext.forms
	} else if len(p.Source) < len(names) {
		names = numbered
	}
	rename := func(list []Form) (out []Form) {
		for _, f := range list {
			if i := categoryIndex(f.Category); i < len(names) && names[i] != "" {
				out = append(out, Form{names[i], f.Text})
			}
		}
		return out
	}
	if last := len(p.Source) - 1; last > 0 {
		sortForms(p.Source)
		p.Source = pairForms(p.Source[0].Text, p.Source[last].Text)
	} else {
		p.Source = sourceForms(r.document.Source, rename(p.Source))
	}
	p.Target, p.Previous = rename(p.Target), rename(p.Previous)
}

// asPO gives the units of a file that was made from PO the ids and the files that they had there.
func (r *xliffReader) asPO() {
	h := r.gettext
	page, _ := pageOf(h.scope)
	var all []Entry
	for _, f := range r.document.Files {
		all = append(all, f.Units...)
	}
	whole := h.scope == scopeWhole
	if h.scope == "" {
		whole = !slices.ContainsFunc(all, func(u Entry) bool { return u.Name != "" && !strings.Contains(u.Name, ":") })
	}
	var files []File
	index := map[string]int{}
	lines := map[[2]string]int{}
	for _, u := range all {
		name, id := "", u.ID
		if u.Name != "" {
			name, id = splitContext(u.Name, page, whole)
		}
		if first, twice := lines[[2]string{name, id}]; twice {
			r.errorf(u.Pos.Line, u.Pos.Col, "exchange-twice", "the unit %q is there twice; the first is on line %d", shorten(id), first).Hint = "delete one of the two"
			continue
		}
		lines[[2]string{name, id}] = u.Pos.Line
		at, ok := index[name]
		if !ok {
			at = len(files)
			index[name] = at
			files = append(files, File{Name: name})
		}
		u.ID, u.Name = id, ""
		u.Status = min(u.Status, Translated) // it is "approved" as soon as it is not fuzzy
		files[at].Units = append(files[at].Units, u)
	}
	for i := range files {
		files[i].formsApart(r.document.Target)
	}
	r.document.Files = files
}

// splitContext returns the file and the id that a context of PO names. whole says that it names its file; else all are of
// one page.
func splitContext(context, page string, whole bool) (name, id string) {
	if !whole {
		return page, context
	}
	if name, id, ok := strings.Cut(context, ":"); ok {
		return name, id
	}
	return "", context
}
