package project

import (
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// ImportOptions say how the texts of an exchange file are taken.
type ImportOptions struct {
	Force  bool   // take what differs from its source in structure
	Reason string // why
}

// Imported is what an import comes to before it is committed.
type Imported struct {
	Changes                 []Change
	Problems                []diag.Diagnostic // with an error among them, nothing may be committed
	Changed, Accepted, Open int               // units
}

// Add adds what another import comes to.
func (n *Imported) Add(m Imported) {
	n.Changes, n.Problems = append(n.Changes, m.Changes...), append(n.Problems, m.Problems...)
	n.Changed, n.Accepted, n.Open = n.Changed+m.Changed, n.Accepted+m.Accepted, n.Open+m.Open
}

// Import works out what an exchange file changes in the locale t. file is its name, for problems.
func (w *Workspace) Import(file string, doc exchange.Document, t locale.Tag, o ImportOptions) (out Imported, err error) {
	for _, part := range doc.Files {
		key := part.Name
		if key == translation.MessagesName {
			key = ""
		}
		c, ok := w.Translation(key, t)
		if !ok {
			out.Problems = append(out.Problems, diag.Errorf("import-page", diag.At(file, 1, 1), "the site has no page %q to translate, or it has an error", part.Name).
				WithHint("vernacular check names errors; a page that was removed cannot be imported"))
			continue
		}
		if len(c.Damaged) > 0 {
			return out, damaged(&c)
		}
		out.Add(w.importPart(file, &c, part, o))
	}
	return out, nil
}

// incoming is one page, or the catalog, of an exchange file on its way into the site.
type incoming struct {
	file   string
	t      *translation.Comparison
	opt    ImportOptions
	texts  map[string]string // the new ones, by unit
	forms  map[string][]catalog.Form
	chosen map[string]translation.Accepted
	at     map[string]exchange.Entry
	out    Imported
}

// importPart works out what the units of one page change.
func (w *Workspace) importPart(file string, t *translation.Comparison, part exchange.File, o ImportOptions) Imported {
	in := incoming{
		file: file, t: t, opt: o, texts: map[string]string{}, forms: map[string][]catalog.Form{},
		chosen: map[string]translation.Accepted{}, at: map[string]exchange.Entry{},
	}
	matches := map[string]translation.Match{}
	for _, m := range t.Matches {
		if m.Source >= 0 && !m.Shared {
			matches[m.ID] = m
		}
	}
	for _, u := range part.Units {
		m, known := matches[u.ID]
		switch {
		case u.Status == exchange.Missing || u.Suggestion:
			in.out.Open++
		case !known:
			in.out.Problems = append(in.out.Problems, diag.Warnf("import-unknown", u.Pos, "the source has the passage %q no more; it is left out", u.ID).
				WithHint("export again to see what there is now"))
		default:
			in.take(u, m)
		}
	}
	if len(in.texts) == 0 && len(in.chosen) == 0 {
		in.out.Changes = w.sourceTexts(translation.Recorded(t.Record, t.SourceSegments))
		return in.out
	}
	next, err := setTexts(t, in.texts, in.forms)
	if err != nil {
		in.fail(diag.Errorf("import-text", diag.At(file, 1, 1), "%s: %v", part.Name, err))
		return in.out
	}
	if string(next.Bytes) != string(t.Bytes) || t.Bytes == nil {
		if errs := w.refused(t, &next); len(errs) > 0 {
			in.fail(in.placed(errs, &next)...)
			return in.out
		}
		in.out.Changes = append(in.out.Changes, Change{Path: t.File, Data: next.Bytes, Was: t.Bytes})
	}
	in.checkStructure(&next)
	in.out.Accepted = len(in.chosen)
	in.out.Changes = append(in.out.Changes, w.accept(&next, in.chosen)...)
	return in.out
}

// fail ends the import of the part.
func (in *incoming) fail(problems ...diag.Diagnostic) {
	in.out.Changes, in.out.Problems = nil, append(in.out.Problems, problems...)
}

// take notes what a unit changes, and whether it is up to date then.
func (in *incoming) take(u exchange.Entry, m translation.Match) {
	in.at[u.ID] = u
	source := in.t.SourceSegments[m.Source].Text
	now, text, seen := "", u.Text, u.Source
	if u.Plural != nil {
		text, seen = formsText(u.Plural.Target), formsText(u.Plural.Source)
	}
	if m.Target >= 0 && m.State != translation.Missing {
		now = in.t.Segments[m.Target].Text
	}
	if u.Loose { // blanks are no edit
		text, seen = unlessSpaced(text, now), unlessSpaced(seen, source)
	}
	if text != now && text != source {
		in.texts[u.ID], in.forms[u.ID] = text, []catalog.Form{{Category: "other", Text: u.Text}}
		if u.Plural != nil {
			in.forms[u.ID] = catalogForms(u.Plural.Target)
		}
		in.out.Changed++
	}
	if u.Status.NeedsWork() && !u.NoState {
		in.out.Open++
		return
	}
	if m.State == translation.Fresh && !m.Unrecorded && in.texts[u.ID] == "" || text == source && m.State == translation.Missing {
		return
	}
	a := translation.Accepted{}
	if seen != source {
		a.Seen = seen
	}
	in.chosen[u.ID] = a
}

// unlessSpaced returns the text that is known where another differs from it in blanks alone, else the other.
func unlessSpaced(text, known string) string {
	if strings.Join(strings.Fields(text), "") == strings.Join(strings.Fields(known), "") {
		return known
	}
	return text
}

// checkStructure refuses what differs from its source in structure, or notes why it may.
func (in *incoming) checkStructure(next *translation.Comparison) {
	for _, m := range next.Matches {
		a, accepted := in.chosen[m.ID]
		if _, changed := in.texts[m.ID]; !accepted && !changed {
			continue
		}
		if bad := structure(next, m); len(bad) > 0 {
			if in.opt.Force {
				a.Forced = in.opt.Reason
			} else if e, had := in.t.Record.Entry(m.ID); !had || e.Forced == "" {
				u, d := in.at[m.ID], bad[0]
				d.Severity, d.Pos = diag.Error, u.Pos
				in.out.Problems = append(in.out.Problems, d)
			}
		}
		if accepted {
			in.chosen[m.ID] = a
		}
	}
}

// placed gives problems of a page the places of the units in the file that they come from.
func (in *incoming) placed(errs []diag.Diagnostic, next *translation.Comparison) []diag.Diagnostic {
	for i, d := range errs {
		place := diag.At(in.file, 1, 1)
		for _, m := range next.Matches {
			if u, ok := in.at[m.ID]; ok && m.Target >= 0 && next.Segments[m.Target].Pos.Line <= d.Line {
				place = u.Pos
			}
		}
		errs[i].Pos = place
	}
	return errs
}

// setTexts returns a translation with new texts, by unit; those of messages are forms.
func setTexts(t *translation.Comparison, texts map[string]string, forms map[string][]catalog.Form) (translation.Comparison, error) {
	switch {
	case len(texts) == 0:
		return *t, nil
	case t.SourceCatalog != nil:
		return setMessages(t, forms)
	}
	return t.SetTexts(texts)
}

func catalogForms(forms []exchange.Form) []catalog.Form {
	var out []catalog.Form
	for _, f := range forms {
		out = append(out, catalog.Form{Category: f.Category, Text: f.Text})
	}
	return out
}

// formsText is the text of a message with these forms.
func formsText(forms []exchange.Form) string {
	return translation.MessageText(catalog.Message{Forms: catalogForms(forms)})
}
