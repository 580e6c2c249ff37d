package project

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

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
	all := len(names) == 0
	if all {
		names = keys
	}
	chosen, _, err := w.Find(t, names)
	if err != nil {
		return doc, err
	}
	memory := sync.OnceValue(func() *tm.Memory { // a walk over all pages, for which most exports have no use
		if all {
			return remembered(chosen)
		}
		return w.memory(t, keys)
	})
	for i := range chosen {
		doc.Files = append(doc.Files, exported(&chosen[i], memory))
	}
	return doc, nil
}

// remembered returns the translation memory of a locale: all that is fresh.
func remembered(ts []translation.Comparison) *tm.Memory {
	var entries []tm.Entry
	for i := range ts {
		entries = appendFresh(entries, &ts[i])
	}
	return tm.New(entries)
}

// memory returns the translation memory of a locale without holding its pages. A page that cannot be read, or whose record
// is damaged, adds nothing.
func (w *Workspace) memory(t locale.Tag, keys []string) *tm.Memory {
	var entries []tm.Entry
	table := w.b.Site()
	for _, key := range keys {
		if key == translation.MessagesName {
			if c, ok := w.Translation("", t); ok && len(c.Damaged) == 0 {
				entries = appendFresh(entries, &c)
			}
			continue
		}
		c, ok := w.sourceComparison(table, key)
		if !ok {
			continue
		}
		w.nameTranslation(table, &c, t)
		ok = c.ReadSourceTexts(w.read, w.limits()) && c.ReadStates(w.read, w.limits())
		w.distrust(&c)
		if ok && len(c.Damaged) == 0 {
			entries = appendFresh(entries, &c)
		}
	}
	return tm.New(entries)
}

// appendFresh adds the texts of a translation that are fresh to the entries of a translation memory, and those that were
// before the source had its text no more.
func appendFresh(entries []tm.Entry, t *translation.Comparison) []tm.Entry {
	for _, m := range t.Matches {
		if m.State == translation.Obsolete {
			entries = append(entries, tm.Entry{Source: t.Old(m.From), Target: t.Segments[m.Target].Text, Where: t.RecordFile})
		}
		if m.State.UpToDate() && m.Target >= 0 {
			own := t.Segments[m.Target]
			entries = append(entries, tm.Entry{Source: t.SourceSegments[m.Source].Text, Target: own.Text, Where: own.Pos.File + ":" + strconv.Itoa(own.Pos.Line)})
		}
	}
	if t.Record != nil {
		for _, withdrawn := range t.Record.Withdrawn {
			entries = append(entries, tm.Entry{Source: t.Old(withdrawn.Source), Target: withdrawn.Text, Where: t.RecordFile})
		}
	}
	return entries
}

// exported makes the units of a page or of the catalog.
func exported(t *translation.Comparison, memory func() *tm.Memory) exchange.File {
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
	for i, own := range t.Units() {
		if own.State.OnTop() || own.Shared {
			continue
		}
		verbatim := translation.Verbatim(own.Kind)
		u := exchange.Entry{Unit: own, Markdown: isBlock(own.Kind) && !verbatim, Verbatim: verbatim}
		switch own.State {
		case translation.Fresh, translation.Moved:
			u.Status, u.Previous = done, "" // what changed since is cosmetic
		case translation.Uncompared:
			if u.Text != "" { // the text that stands there may be the translation of another one
				u.Status, u.Previous = exchange.Draft, ""
			}
		case translation.Stale:
			u.Status = exchange.Stale
		case translation.Missing:
			if e, _ := t.Record.Entry(own.ID); t.Matches[i].Placeholder && e.Text != e.Source { // a text that nobody has finished
				u.Text, u.Status = t.Segments[t.Matches[i].Target].Text, exchange.Draft
			}
		}
		switch {
		case own.Counts:
			addForms(&u, t, own.Path)
		case u.Status == exchange.Missing && own.Kind != page.KindCode && own.Kind != page.KindMessage:
			suggest(&u, memory())
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
