package project

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/catalog"
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

// Scaffold begins a translation into a locale that the site does not have. Pages and messages carry the texts of the locale
// like where it has them, "" for none.
func (w *Workspace) Scaffold(t, like locale.Tag) (*Scaffold, error) {
	files, err := w.skeleton(t, like)
	if err != nil {
		return nil, &Error{Kind: Faulty, Msg: err.Error()}
	}
	s := &Scaffold{Files: files, w: w, tag: t, data: map[string][]byte{}}
	table := w.b.Site()
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
	return s, nil
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
			of = like.Record
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
	ts := map[string]*translation.Comparison{}
	o, _ := s.w.Overview()
	keys := append([]string{translation.MessagesName}, o.Keys...)
	for _, key := range keys {
		name := key
		if name == translation.MessagesName {
			name = ""
		}
		if t, ok := s.over.Translation(name, s.tag); ok && t.Bytes != nil {
			ts[key] = &t
		}
	}
	parts, old, lost := placeUnits(file, doc, keys, ts)
	for _, u := range lost {
		out.Problems = append(out.Problems, diag.Warnf("import-unknown", u.Pos, "the source does not have this text (any more); its translation is left out"))
	}
	for _, part := range parts {
		n := s.over.importPart(file, ts[part.Name], part, ImportOptions{})
		for i := range n.Problems {
			if old[n.Problems[i].Pos] { // it need not agree with a source text that it was not made from
				n.Problems[i].Severity = diag.Warning
			}
		}
		out.Add(n)
		for _, c := range n.Changes {
			s.data[c.Path] = c.Data
		}
		if part.Name == translation.MessagesName {
			n, err := s.sameWords(ts[part.Name], part)
			if err != nil {
				return out, &Error{Kind: Faulty, Msg: file + ": " + err.Error()}
			}
			out.Changed += n
		}
	}
	out.Problems = diag.Sorted(out.Problems)
	return out, nil
}

// sameWords writes the finished messages that say the same in both languages. An import takes such a text for one that
// nobody has translated; in a new catalog the message would stay empty.
func (s *Scaffold) sameWords(t *translation.Comparison, part exchange.File) (n int, err error) {
	edit, err := catalog.NewEdit(t.File, s.data[t.File], t.Locale)
	if err != nil {
		return 0, err
	}
	for _, u := range part.Units {
		source, ok := t.SourceCatalog.Get(u.ID)
		if !ok || u.Plural != nil || source.Counts() || u.Status.NeedsWork() || u.Text == "" || u.Text != source.Forms[0].Text {
			continue
		}
		if err := edit.Set(u.ID, []catalog.Form{{Category: "other", Text: u.Text}}); err != nil {
			return n, err
		}
		n++
	}
	s.data[t.File], err = edit.Bytes()
	return n, err
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

// unitPlace is a unit of a page.
type unitPlace struct{ key, id string }

// placing sorts the units of an exchange file by the pages that have their sources.
type placing struct {
	file  string
	taken map[unitPlace]bool
	units map[string][]exchange.Entry // by page
	old   map[diag.Pos]bool
}

// placeUnits sorts the units of a file by the pages that have their sources. A unit is known by its id; one without, of
// another tool or of an older text, by its source text, and then it is for every passage that says the same. old are the
// places in the file of those made from an earlier source text, lost are those for which the site has no place.
func placeUnits(file string, doc exchange.Document, keys []string, ts map[string]*translation.Comparison) (parts []exchange.File, old map[diag.Pos]bool, lost []exchange.Entry) {
	known, bySource := unitPlaces(keys, ts)
	p := placing{file: file, taken: map[unitPlace]bool{}, units: map[string][]exchange.Entry{}, old: map[diag.Pos]bool{}}
	var rest []exchange.Entry
	for _, f := range doc.Files {
		for _, u := range f.Units {
			switch at := (unitPlace{f.Name, u.ID}); {
			case u.Status == exchange.Missing || u.Suggestion:
			case known[at]:
				p.put(at, u)
			default:
				rest = append(rest, u)
			}
		}
	}
	for _, u := range rest {
		text := u.Source
		if u.Plural != nil {
			text = formsText(u.Plural.Source)
		}
		places := bySource[spaced(text)]
		if len(places) == 0 {
			lost = append(lost, u)
		}
		for _, at := range places {
			p.put(at, u)
		}
	}
	for _, key := range keys {
		if len(p.units[key]) > 0 {
			parts = append(parts, exchange.File{Name: key, Units: p.units[key]})
		}
	}
	return parts, p.old, lost
}

// unitPlaces returns the units of all pages, and those by source text.
func unitPlaces(keys []string, ts map[string]*translation.Comparison) (known map[unitPlace]bool, bySource map[string][]unitPlace) {
	known, bySource = map[unitPlace]bool{}, map[string][]unitPlace{}
	for _, key := range keys {
		t := ts[key]
		if t == nil {
			continue
		}
		for _, m := range t.Matches {
			if m.Source < 0 || m.Shared {
				continue
			}
			at := unitPlace{key, m.ID}
			known[at] = true
			text := spaced(t.SourceSegments[m.Source].Text)
			bySource[text] = append(bySource[text], at)
		}
	}
	return known, bySource
}

// put gives a unit of the file to a unit of the site, the first one that comes.
func (p *placing) put(at unitPlace, u exchange.Entry) {
	if p.taken[at] {
		return
	}
	p.taken[at] = true
	u.ID = at.id
	if u.Status.NeedsWork() && u.Previous != "" && u.Plural == nil { // made from that text: so it is stale, not new
		u.Source, u.Status = u.Previous, exchange.Translated
		p.old[u.Pos] = true
	}
	p.units[at.key] = append(p.units[at.key], u)
}

func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }
