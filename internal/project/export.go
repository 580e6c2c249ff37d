package project

import (
	"cmp"
	"slices"
	"sync"

	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// Export returns the texts of the named pages in a locale, or of all pages and the catalog, also of those that do not exist
// yet. For what is missing it offers translations of equal and similar texts of the same locale.
func (w *Workspace) Export(t locale.Tag, names []string) (exchange.Document, error) {
	o, _ := w.Overview()
	doc := exchange.Document{Source: o.Source, Target: t}
	if table := w.b.Site(); table != nil {
		doc.Project = table.Settings.Project()
	}
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
			return remembered(chosen, w.importedMemory(t))
		}
		return w.memory(t, keys)
	})
	for i := range chosen {
		doc.Files = append(doc.Files, exchange.FileOf(&chosen[i], memory))
	}
	return doc, nil
}

// remembered returns the translation memory of a locale: all that is fresh, and what was imported.
func remembered(ts []translation.Comparison, imported []tm.Entry) *tm.Memory {
	var entries []tm.Entry
	for i := range ts {
		entries = exchange.AppendFresh(entries, &ts[i])
	}
	return tm.New(append(entries, imported...))
}

// memory returns the translation memory of a locale without holding its pages. A page that cannot be read, or whose record
// is damaged, adds nothing.
func (w *Workspace) memory(t locale.Tag, keys []string) *tm.Memory {
	var entries []tm.Entry
	table := w.b.Site()
	for _, key := range keys {
		if key == translation.MessagesName {
			if c, ok := w.Translation("", t); ok && len(c.Damaged) == 0 {
				entries = exchange.AppendFresh(entries, &c)
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
			entries = exchange.AppendFresh(entries, &c)
		}
	}
	return tm.New(append(entries, w.importedMemory(t)...))
}
