package project

import (
	"cmp"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// A catalog holds no message without the plural form “other”. A translator who saves the forms one after the other, in
// any order, finds each in the file all the same: until “other” has a text it stands there empty, which the catalog takes
// for a message that is not translated yet, and readers see the next locale's.

// waitsForOther reports whether a field is a plural form of a message that has no text for “other”, and that it does not get by
// a save of the field.
func (v *view) waitsForOther(f Field) bool {
	if v.t.SourceCatalog == nil || f.Category == "" || f.Category == "other" {
		return false
	}
	if v.t.Catalog == nil {
		return true
	}
	_, whole := v.t.Catalog.Get(f.Path)
	return !whole
}

// formsOf returns the forms that a save of a field writes, by the id of its message. other is the text of “other” in a message
// that waits for it.
func (v *view) formsOf(f Field, text, other string) map[string][]catalogForm {
	forms := []catalogForm{{Category: cmp.Or(f.Category, "other"), Text: text}}
	if v.waitsForOther(f) {
		forms = append(forms, catalogForm{Category: "other", Text: other})
	}
	return map[string][]catalogForm{f.Path: forms}
}

// asWhole returns the comparison by which the text of a field is judged: the one that it has been set in, or of a form that
// waits for “other” one in which the message has the source's, since messages alone are looked at.
func (v *view) asWhole(after translation.Comparison, f Field, text string) translation.Comparison {
	if !v.waitsForOther(f) {
		return after
	}
	source, _ := v.t.SourceCatalog.Get(f.Path)
	other, _ := source.Form("other")
	whole, err := setMessages(&v.t, v.formsOf(f, text, other.Text))
	if err != nil {
		return after
	}
	return whole
}

// keptProblems returns what the checks say of a form that stands in the file and waits for “other”.
func (v *view) keptProblems(f Field) []diag.Diagnostic {
	whole := v.asWhole(v.t, f, f.Text)
	out := v.problems(&whole, f)
	for i := range out {
		out[i].Pos = f.Place
	}
	return out
}
