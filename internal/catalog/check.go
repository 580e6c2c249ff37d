package catalog

import (
	"slices"
	"strings"

	"vernacular/internal/diag"
)

// Check compares a translated catalog with the source one, and reports
//
//   - a placeholder-mismatch (error): a form that lacks a field of the source text or has one that the
//     source does not know. The forms zero, one and two may leave the count out ("one page");
//   - a plural-form-missing (warning): a message that counts something and lacks a form that its
//     language needs; numbers of that form get the form "other";
//   - an unknown-message (warning): an id that the source does not have.
//
// What the translation does not have yet is no problem; see [Missing]. The source catalog may be checked
// against itself: then a message without a text is an error (empty-text), since no language is left
// that readers could be shown instead.
func Check(source, c *Catalog) []diag.Diagnostic {
	var out []diag.Diagnostic
	if source.File == c.File && source.Tag == c.Tag {
		for _, m := range source.Pending {
			out = append(out, diag.Errorf("empty-text", m.Pos, "the message “%s” has no text", m.ID).
				WithHint("this is the source catalog, which all others are translated from: write a text, or delete the message"))
		}
	}
	needed := c.Tag.PluralForms()
	for _, m := range c.Messages {
		s, known := source.Get(m.ID)
		if !known {
			if !isPending(source, m.ID) {
				out = append(out, unknown(source, m))
			}
			continue
		}
		counts := s.Counts() || len(m.Forms) > 1 // a source in Japanese may not show that it counts
		if counts {
			var missing, use []string
			for _, category := range needed {
				if _, ok := m.Form(category); !ok {
					missing = append(missing, category)
					use = append(use, "“"+category+"” for "+samples(c.Tag, category))
				}
			}
			if len(missing) > 0 {
				out = append(out, diag.Warnf("plural-form-missing", m.Pos, "the message “%s” lacks the plural %s that this language needs: %s",
					m.ID, plural(len(missing), "form", "forms"), strings.Join(missing, ", ")).
					WithHint("add a text %s", strings.Join(use, "; ")))
			}
		}
		out = append(out, compareFields(s, m, counts)...)
	}
	if len(out) == 0 {
		return nil
	}
	return diag.Sorted(out)
}

func plural(n int, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}

// Missing returns the ids that the source has and c does not have a text for, sorted.
func Missing(source, c *Catalog) []string {
	var ids []string
	for _, m := range source.Messages {
		if _, ok := c.Get(m.ID); !ok {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// Counts tells whether m depends on a count: it has a form besides "other", or a field for the count.
func (m Message) Counts() bool {
	for _, f := range m.Forms {
		if f.Category != "other" {
			return true
		}
		for _, part := range f.Parts {
			if isCount(part.Field) {
				return true
			}
		}
	}
	return false
}

// Fields returns the names of m's fields, sorted, each once, with PluralCount and Count as they are
// written.
func (m Message) Fields() []string {
	var names []string
	for _, f := range m.Forms {
		names = append(names, f.fields()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (f Form) fields() []string {
	var names []string
	for _, part := range f.Parts {
		if part.Field != "" {
			names = append(names, part.Field)
		}
	}
	return names
}

func isCount(field string) bool { return field == "Count" || field == "PluralCount" }

func isPending(c *Catalog, id string) bool {
	_, ok := slices.BinarySearchFunc(c.Pending, id, func(m Pending, id string) int { return strings.Compare(m.ID, id) })
	return ok
}

func unknown(source *Catalog, m Message) diag.Diagnostic {
	d := diag.Warnf("unknown-message", m.Pos, "the source catalog %s has no message “%s”", source.File, m.ID)
	if dot := strings.LastIndexByte(m.ID, '.'); dot > 0 {
		if _, ok := source.Get(m.ID[:dot]); ok {
			return d.WithHint("“%s” is a message of its own there: “%s” is none of its plural forms", m.ID[:dot], m.ID[dot+1:])
		}
	}
	if near := diag.Nearest(m.ID, source.IDs()); near != "" {
		return d.WithHint("did you mean “%s”?", near)
	}
	return d.WithHint("delete it, or look up its id in %s", source.File)
}

// compareFields takes the source's form "other" as the measure of which fields are needed, and all its
// forms together as the measure of which are known.
func compareFields(s, m Message, counts bool) []diag.Diagnostic {
	var out []diag.Diagnostic
	known := s.Fields()
	other, _ := s.Form("other")
	needed := other.fields()
	slices.Sort(needed)
	needed = slices.Compact(needed)
	for _, f := range m.Forms {
		has := f.fields()
		for _, name := range has {
			if slices.Contains(known, name) || isCount(name) && counts {
				continue
			}
			d := diag.Errorf("placeholder-mismatch", f.Pos, "the %s uses {{.%s}}, which the source text does not have", f.name(m), name)
			if near := diag.Nearest(name, known); near != "" {
				d = d.WithHint("did you mean {{.%s}}?", near)
			} else if len(known) > 0 {
				d = d.WithHint("the source text has {{.%s}}", strings.Join(known, "}}, {{."))
			} else {
				d = d.WithHint("take it out: the source text is “%s”", other.Text)
			}
			out = append(out, d)
		}
		for _, name := range needed {
			if slices.Contains(has, name) || isCount(name) && (slices.ContainsFunc(has, isCount) || f.mayOmitCount()) {
				continue
			}
			out = append(out, diag.Errorf("placeholder-mismatch", f.Pos, "the %s lacks {{.%s}}, which the source text has", f.name(m), name).
				WithHint("put {{.%s}} where it belongs in the sentence", name))
		}
	}
	return out
}

func (f Form) mayOmitCount() bool {
	return f.Category == "zero" || f.Category == "one" || f.Category == "two"
}

func (f Form) name(m Message) string {
	if len(m.Forms) == 1 {
		return "message “" + m.ID + "”"
	}
	return "form “" + f.Category + "” of the message “" + m.ID + "”"
}
