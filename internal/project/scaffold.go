package project

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Scaffold is a translation that begins: a catalog, pages and their records, of which nothing is on the disk yet.
type Scaffold struct {
	Files []SkeletonFile // without the records

	w    *Workspace // the site as it is
	over *Workspace // the site with what is begun
	tag  locale.Tag
	data map[string][]byte // all files, by path
}

// scaffold returns a translation that begins with some files, and the records of them.
func (w *Workspace) scaffold(table *site.Site, t locale.Tag, files []SkeletonFile) *Scaffold {
	s := &Scaffold{Files: files, w: w, tag: t, data: map[string][]byte{}}
	s.over = &Workspace{b: w.b, pages: &pageFiles{}, live: true}
	s.over.pages.of(table)
	s.over.read = func(file string) []byte {
		if data, ok := s.data[file]; ok {
			return data
		}
		return w.read(file)
	}
	for _, f := range files {
		s.data[f.Path] = f.Data
		if f.Key != "" {
			s.over.pages.files[placeOfPage{t, f.Key}] = site.PageFile{File: f.Path, Key: f.Key, Locale: t}
		}
	}
	for _, f := range files {
		s.record(f)
	}
	return s
}

// record adds the record of a page or of the catalog.
func (s *Scaffold) record(f SkeletonFile) {
	t, ok := s.over.Translation(f.Key, s.tag)
	if !ok {
		return
	}
	var of *translation.Record // that of an earlier translation says nothing
	if f.From != t.Source {
		if like, ok := s.w.Translation(f.Key, f.From); ok {
			of = like.Record.WithoutReviews() // nobody has read these texts as texts of this language
		}
	}
	t = t.WithRecord(of)
	chosen := map[string]translation.Accepted{}
	if t.Record == nil {
		for _, m := range t.Matches {
			if m.State == translation.Stale {
				return // the page itself says that it was made from another text; a record would hide that
			}
			chosen[m.ID] = translation.Accepted{Placeholder: t.Copied(m)}
		}
	}
	r, sources := translation.Accept(translation.Input{Source: t.SourceSegments, Target: t.Segments, Record: t.Record}, t.Matches, chosen)
	if f.Key == "" {
		r.Entries = everyMessage(&t, r, sources)
	}
	if len(r.Entries) == 0 {
		return
	}
	s.data[t.RecordFile] = r.Bytes(t.File)
	for _, c := range s.w.sourceTexts(sources) {
		s.data[c.Path] = c.Data
	}
}

// everyMessage returns the entries of a catalog's record with those of messages that wait for their text: it will be made from
// the source text that stands beside them in the new catalog.
func everyMessage(t *translation.Comparison, r *translation.Record, sources map[string]string) []translation.Entry {
	var out []translation.Entry
	for _, m := range t.Matches {
		if m.Source < 0 {
			continue
		}
		e, ok := r.Entry(m.ID)
		if m.Target < 0 {
			text := t.SourceSegments[m.Source].Text
			e, ok = translation.Entry{ID: m.ID, Source: translation.Hash(text)}, true
			sources[e.Source] = text
		}
		if ok {
			out = append(out, e)
		}
	}
	return out
}

// Fill puts the texts of an exchange file into what is begun. file is its name, for problems. With an error among the
// problems, nothing may be committed.
func (s *Scaffold) Fill(file string, doc exchange.Document) (out Imported, err error) {
	for _, p := range slices.Sorted(maps.Keys(s.data)) {
		// The record of a translation that is gone would be taken for that of the new one.
		if s.w.read(p) != nil && !strings.HasPrefix(p, translation.Folder+"sources/") {
			return out, &Error{Kind: Faulty, Msg: fmt.Sprintf("%s is left of an earlier translation; nothing was written", p), Hint: "take " + translation.Folder + string(s.tag) + "* away to begin anew"}
		}
	}
	o, _ := s.w.Overview()
	p := placing{names: append([]string{translation.MessagesName}, o.Keys...), all: true, get: s.over.comparisons(s.tag)}
	parts := p.place(doc)
	out.Problems = append(out.Problems, p.problems...)
	for _, u := range p.lost {
		out.Problems = append(out.Problems, diag.Warnf("import-unknown", u.Pos, "the source does not have this text (any more); its translation is left out"))
	}
	for _, part := range parts {
		if !slices.ContainsFunc(s.Files, func(f SkeletonFile) bool { return cmp.Or(f.Key, translation.MessagesName) == part.Name }) {
			continue // a page that was there before keeps its texts
		}
		old := fromPrevious(part.Units)
		n := s.over.importPart(file, p.get(part.Name), part, ImportOptions{old: old})
		out.Add(n)
		for _, c := range n.Changes {
			s.data[c.Path] = c.Data
		}
	}
	out.Problems = diag.Sorted(out.Problems)
	return out, nil
}

// fromPrevious makes the unfinished texts of an exchange file that were made from an earlier source into finished ones of
// that source: so they are stale, not new. It returns their places in the file.
func fromPrevious(units []exchange.Entry) map[diag.Pos]bool {
	old := map[diag.Pos]bool{}
	for i := range units {
		if u := &units[i]; u.Status.NeedsWork() && u.Previous != "" && u.Plural == nil {
			u.Source, u.Status = u.Previous, exchange.Translated
			old[u.Pos] = true
		}
	}
	return old
}

// Changes returns the files that the translation begins with, as changes. Only a record that an earlier translation has
// left is replaced, and a source text that is damaged.
func (s *Scaffold) Changes() []Change {
	pages := map[string]string{} // by record
	for _, f := range s.Files {
		if t, ok := s.over.Translation(f.Key, s.tag); ok {
			pages[t.RecordFile] = f.Path
		}
	}
	var out []Change
	for _, p := range slices.Sorted(maps.Keys(s.data)) {
		out = append(out, Change{Path: p, Data: s.data[p], Was: s.w.read(p), Page: pages[p]})
	}
	return out
}
