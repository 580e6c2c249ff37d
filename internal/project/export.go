package project

import (
	"cmp"
	"fmt"
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// Export returns the texts of the named pages in a locale, or of all pages and the catalog, also of those that do not exist
// yet. For what is missing it offers translations of equal and similar texts of the same locale.
func (w *Workspace) Export(t locale.Tag, names []string) (exchange.Document, error) {
	o, _ := w.Overview()
	doc := exchange.Document{Source: o.Source, Target: t}
	keys := o.Keys
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(btoi(a != o.Home), btoi(b != o.Home)) })
	if _, ok := w.Translation("", t); ok {
		keys = append(keys, translation.MessagesName)
	}
	all, _, err := w.Find(t, keys)
	if err != nil {
		return doc, err
	}
	chosen := all
	if len(names) > 0 {
		if chosen, _, err = w.Find(t, names); err != nil {
			return doc, err
		}
	}
	memory := remembered(all)
	for i := range chosen {
		doc.Files = append(doc.Files, exported(&chosen[i], memory))
	}
	return doc, nil
}

// remembered is the translation memory of a locale: all that is fresh.
func remembered(ts []translation.Comparison) *tm.Memory {
	var entries []tm.Entry
	for _, t := range ts {
		for _, m := range t.Matches {
			if m.State == translation.Fresh && m.Target >= 0 {
				own := t.Segments[m.Target]
				entries = append(entries, tm.Entry{Source: t.SourceSegments[m.Source].Text, Target: own.Text, Where: fmt.Sprintf("%s:%d", own.Pos.File, own.Pos.Line)})
			}
		}
	}
	return tm.New(entries)
}

// exported makes the units of a page or of the catalog.
func exported(t *translation.Comparison, memory *tm.Memory) exchange.File {
	f := exchange.File{Name: cmp.Or(t.Key, translation.MessagesName), Original: t.SourceFile}
	done := exchange.Translated
	if t.Doc != nil {
		switch how, _ := t.Doc.Meta.String("translation"); how {
		case "machine":
			done = exchange.Draft
		case "reviewed":
			done = exchange.Reviewed
		}
	}
	for _, own := range t.Units() {
		if own.State == translation.Surplus || own.Shared {
			continue
		}
		verbatim := translation.Verbatim(own.Kind)
		u := exchange.Entry{Unit: own, Markdown: isBlock(own.Kind) && !verbatim, Verbatim: verbatim}
		switch own.State {
		case translation.Fresh:
			u.Status, u.Previous = done, "" // what changed since is cosmetic
		case translation.Stale:
			u.Status = exchange.Stale
		}
		switch {
		case own.Counts:
			addForms(&u, t, own.Path)
		case u.Status == exchange.Missing && own.Kind != page.KindCode && own.Kind != page.KindMessage:
			suggest(&u, memory)
		}
		f.Units = append(f.Units, u)
	}
	return f
}

func isBlock(k page.Kind) bool { return k != page.KindMessage && k != page.KindFrontMatter }

// addForms gives a unit the plural forms of a message that counts.
func addForms(u *exchange.Entry, t *translation.Comparison, id string) {
	forms := func(c *catalog.Catalog) (out []exchange.Form) {
		m, _ := c.Get(id)
		for _, f := range m.Forms {
			out = append(out, exchange.Form{Category: f.Category, Text: f.Text})
		}
		return out
	}
	u.Plural = &exchange.Plural{Source: forms(t.SourceCatalog)}
	if t.Catalog != nil && u.Status != exchange.Missing {
		u.Plural.Target = forms(t.Catalog)
	}
	u.Source, u.Text, u.Previous = "", "", ""
}

// suggest offers the translation of an equal or similar text.
func suggest(u *exchange.Entry, memory *tm.Memory) {
	if e, ok := memory.Exact(u.Source); ok {
		u.Text, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, 100
		u.Note = "the same text is at " + e.Where
	} else if e, score, ok := memory.Close(u.Source, 70); ok {
		u.Text, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, score
		u.Note = "a similar text is at " + e.Where
	}
}
