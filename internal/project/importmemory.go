package project

import (
	"cmp"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// MemoryChange is what an import into the translation memory of a locale comes to before it is committed.
type MemoryChange struct {
	File         string // of the memory
	Changes      []Change
	Added, Known int // pairs
}

// ImportMemory works out what the pairs of a TMX file add to the translation memory of a locale. No page changes: they are
// offered where a text is to be translated. The memory's file has each pair once, on a line of its own, in the order of their
// texts, so that version control can join what two people added.
func (w *Workspace) ImportMemory(m exchange.TMX, t locale.Tag) (out MemoryChange, problems []diag.Diagnostic) {
	o, _ := w.Overview()
	out.File = pipeline.MemoryFile(t)
	was := w.read(out.File)
	var have []tm.Entry
	if was != nil {
		have, problems = pipeline.ReadMemory(out.File, was, o.Source, t)
		if diag.HasErrors(problems) {
			return out, problems // what cannot be read would be lost
		}
	}
	isTarget := func(tag locale.Tag) bool {
		meant, ok := o.Meant(tag)
		return ok && meant == t
	}
	key := func(e tm.Entry) tm.Entry { return tm.Entry{Source: e.Source, Target: e.Target} }
	known := map[tm.Entry]bool{}
	for _, e := range have {
		known[key(e)] = true
	}
	for _, e := range m.Pairs(func(tag locale.Tag) bool { return tag.Language() == o.Source.Language() }, isTarget) {
		if known[key(e)] {
			out.Known++
			continue
		}
		known[key(e)] = true
		have = append(have, e)
		out.Added++
	}
	if out.Added == 0 {
		return out, problems
	}
	slices.SortFunc(have, func(a, b tm.Entry) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target))
	})
	out.Changes = []Change{{Path: out.File, Data: endsLike(exchange.WriteTMX(o.Source, t, have), was), Was: was}}
	return out, problems
}

// MeantByMemory returns the one locale of the site that a TMX file has translations into.
func (w *Workspace) MeantByMemory(m exchange.TMX) (t locale.Tag, ok bool) {
	o, _ := w.Overview()
	for _, tag := range m.Languages() {
		meant, known := o.Meant(tag)
		if !known || meant == o.Source {
			continue
		}
		if t != "" && t != meant {
			return "", false
		}
		t = meant
	}
	return t, t != ""
}

// Pairs returns all that is translated in a locale, of some pages or, without names, of all pages, the messages and the
// imported memory: what is up to date, what was made from an earlier source, and what the source has no more.
func (w *Workspace) Pairs(t locale.Tag, names []string) (source locale.Tag, pairs []tm.Entry, err error) {
	o, _ := w.Overview()
	all := len(names) == 0
	if all {
		names = o.Keys
		if _, ok := w.Translation("", t); ok {
			names = append(names, translation.MessagesName)
		}
	}
	chosen, _, err := w.Find(t, names)
	if err != nil {
		return o.Source, nil, err
	}
	for i := range chosen {
		pairs = exchange.AppendOutdated(exchange.AppendFresh(pairs, &chosen[i]), &chosen[i])
	}
	if all {
		pairs = append(pairs, w.importedMemory(t)...)
	}
	return o.Source, pairs, nil
}

// importedMemory returns what was imported into the translation memory of a locale.
func (w *Workspace) importedMemory(t locale.Tag) []tm.Entry {
	o, _ := w.Overview()
	return importedPairs(w.read, o.Source, t)
}

// importedPairs reads the pairs that were imported into the translation memory of a locale. A damaged file gives those that
// are whole.
func importedPairs(read func(file string) []byte, source, t locale.Tag) []tm.Entry {
	file := pipeline.MemoryFile(t)
	data := read(file)
	if data == nil {
		return nil
	}
	entries, _ := pipeline.ReadMemory(file, data, source, t)
	return entries
}
