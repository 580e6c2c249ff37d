package project

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/textdiff"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// Suggestion is a translation that was made before, for a text that is equal or similar.
type Suggestion struct {
	tm.Match
	Tag, Name, Dir string          // of the locale that it is from
	Diff           []textdiff.Part // from the text that it translates to the one that is to be translated; nil if they are equal
}

// Aid is what helps to translate one text: what was translated before, and the terms of its source.
type Aid struct {
	Field       Field
	Suggestions []Suggestion // the best first
	Terms       []checks.Term
	Machine     string // the server that may be asked for a translation; "" for none
}

// What is suggested for a text: no more than so many, of which each is at least so similar.
const (
	mostSuggestions = 5
	leastSimilar    = 60
)

// Aid returns what helps to translate a text of a page, or of the messages. It knows the files as they are on disk.
func (s *Session) Aid(tag, key, id string) (Aid, bool) {
	v := s.open(tag, key)
	if v == nil {
		return Aid{}, false
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return Aid{}, false
	}
	f := v.fields[i]
	a := Aid{Field: f}
	if f.Source == "" {
		return a, true
	}
	a.Terms = v.glossary().Terms(v.t.Source, v.tag, f.Kind, f.Source)
	a.Suggestions = s.suggest(v, f)
	if f.Kind != page.KindCode {
		a.Machine = v.table.Settings.Machine.Host()
	}
	return a, true
}

// suggest returns the translations of equal and similar texts, of the locale itself and of those near it. What the field has
// already is not suggested, and no text twice.
func (s *Session) suggest(v *view, f Field) []Suggestion {
	var found []Suggestion
	set := v.table.Settings
	for _, t := range nearLocales(v.table, v.tag) {
		for _, m := range s.memory.of(s, v.table, t) {
			for _, match := range m.Nearest(f.Source, leastSimilar, mostSuggestions+1) {
				found = append(found, Suggestion{Match: match, Tag: string(t), Name: set.Autonym(t), Dir: set.Direction(t)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Suggestion) int {
		other := func(s Suggestion) int { return btoi(s.Tag != string(v.tag)) }
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(other(a), other(b)), cmp.Compare(a.Origin, b.Origin))
	})
	seen := map[string]bool{f.Text: true}
	found = slices.DeleteFunc(found, func(s Suggestion) bool {
		was := seen[s.Target]
		seen[s.Target] = true
		return was
	})
	found = found[:min(len(found), mostSuggestions)]
	for i := range found {
		if found[i].Score < 100 {
			found[i].Diff = textdiff.Words(found[i].Source, f.Source)
		}
	}
	return found
}

// nearLocales returns a locale and those whose translations are of use for it: its fallbacks, those that fall back on it, and
// those of its language and script. Neither the source nor a pseudo-locale is one of them.
func nearLocales(table *site.Site, t locale.Tag) []locale.Tag {
	chain, _ := table.Settings.Chain(t)
	near := []locale.Tag{t}
	has := func(l locale.Tag) bool {
		return slices.ContainsFunc(table.Locales, func(own site.Locale) bool { return own.Tag == l })
	}
	for _, l := range chain { // the nearest first
		if l != t && has(l) {
			near = append(near, l)
		}
	}
	for _, l := range table.Locales {
		back, _ := table.Settings.Chain(l.Tag)
		alike := l.Tag.Language() == t.Language() && l.Tag.Script() == t.Script()
		if !slices.Contains(near, l.Tag) && (alike || slices.Contains(back, t)) {
			near = append(near, l.Tag)
		}
	}
	return slices.DeleteFunc(near, func(l locale.Tag) bool {
		return l == table.Settings.Source || l != t && pipeline.IsPseudo(l)
	})
}

// memories are the translation memories of the pages that were asked for, each made once for a state of its files.
type memories struct {
	mu    sync.Mutex
	pages map[placeOfPage]*pageMemory
}

// pageMemory is the memory of one page, with the files that it was made from.
type pageMemory struct {
	seen     map[string][]byte
	memories []*tm.Memory
}

// of returns the memories of a locale: of the messages, then of each page.
func (m *memories) of(s *Session, table *site.Site, t locale.Tag) []*tm.Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pages == nil {
		m.pages = map[placeOfPage]*pageMemory{}
	}
	var out []*tm.Memory
	add := func(key string, orphan bool) {
		at := placeOfPage{t, key}
		p := m.pages[at]
		if p == nil || !s.isNow(p.seen) {
			p = s.remember(table, at, orphan)
			m.pages[at] = p
		}
		out = append(out, p.memories...)
	}
	files := s.pages.of(table)
	add("", false)
	keys := map[string]bool{}
	for _, f := range table.Files {
		if f.Locale != t || f.Broken || f.Unread || keys[f.Key] {
			continue
		}
		keys[f.Key] = true
		_, ok := files[placeOfPage{table.Settings.Source, f.Key}]
		add(f.Key, !ok)
	}
	return out
}

// isNow reports whether files are as they were.
func (s *Session) isNow(seen map[string][]byte) bool {
	for file, data := range seen {
		now, err := s.readNow(file)
		if err != nil || (now == nil) != (data == nil) || !bytes.Equal(now, data) {
			return false
		}
	}
	return true
}

// remember reads a page or, for the key "", the catalog, and makes its memory. What cannot be read adds nothing, nor does
// a page whose record is damaged.
func (s *Session) remember(table *site.Site, at placeOfPage, orphan bool) *pageMemory {
	v := s.newView(table, at.locale, at.key)
	var entries []tm.Entry
	if orphan {
		entries = v.orphanEntries(s.pages.of(table)[at].File)
	} else if t, ok := v.texts(at); ok && len(t.Damaged) == 0 {
		entries = entriesOf(&t)
	}
	if at.key == "" {
		entries = append(entries, importedPairs(v.read, table.Settings.Source, at.locale)...)
	}
	p := &pageMemory{memories: layered(entries), seen: map[string][]byte{}}
	for file, data := range v.files() {
		if !strings.HasPrefix(file, translation.Folder+"sources/") { // their names are their digests: they never change
			p.seen[file] = data
		}
	}
	return p
}

// texts compares a page or catalog for those who ask for its texts alone, as [Workspace.Translation] does for all.
func (v *view) texts(at placeOfPage) (t translation.Comparison, ok bool) {
	if at.key == "" {
		return v.Translation("", at.locale)
	}
	if t, ok = v.sourceComparison(v.table, at.key); !ok {
		return t, false
	}
	v.nameTranslation(v.table, &t, at.locale)
	ok = t.ReadSourceTexts(v.read, v.limits()) && t.ReadStates(v.read, v.limits())
	v.distrust(&t)
	return t, ok
}

// layered returns memories of entries. One of them proposes one translation of a text, so that each further translation of
// the same text, such as that of another plural form, is in a further one.
func layered(entries []tm.Entry) []*tm.Memory {
	type layer struct {
		target  map[string]string // by source
		entries []tm.Entry
	}
	var layers []*layer
	for _, e := range entries {
		if e.Source == "" || e.Target == "" {
			continue
		}
		i := slices.IndexFunc(layers, func(l *layer) bool {
			target, ok := l.target[e.Source]
			return !ok || target == e.Target
		})
		if i < 0 {
			i = len(layers)
			layers = append(layers, &layer{target: map[string]string{}})
		}
		layers[i].target[e.Source] = e.Target
		layers[i].entries = append(layers[i].entries, e)
	}
	out := make([]*tm.Memory, len(layers))
	for i, l := range layers {
		out[i] = tm.New(l.entries)
	}
	return out
}

// entriesOf returns what is translated in a page or catalog, and what was before the source had it no more. Of a message
// that counts each plural form is one.
func entriesOf(t *translation.Comparison) (entries []tm.Entry) {
	for _, u := range t.Units() {
		e := tm.Entry{Source: u.Source, Target: u.Text, Where: placeOf(u.Pos), Machine: exchange.ByMachine(t, u)}
		switch {
		case u.Shared: // a part of its source only
			continue
		case u.State == translation.Stale:
			e.Origin, e.Source = tm.Outdated, u.Previous
		case u.State == translation.Obsolete && exchange.Untranslated(t, t.Matches[u.Number-1]):
			continue
		case u.State == translation.Obsolete:
			e.Origin, e.Source = tm.Obsolete, t.Old(t.Matches[u.Number-1].From)
		case !u.State.UpToDate():
			continue
		}
		if !u.Counts {
			entries = append(entries, e)
			continue
		}
		for _, form := range u.Forms {
			if e.Origin == tm.Current {
				entries = append(entries, tm.Entry{Source: form.Source, Target: form.Text, Where: placeOf(form.Pos)})
			}
		}
	}
	return appendWithdrawn(entries, t.Record, t.RecordFile, t.Old)
}

// appendWithdrawn adds the translations that were taken out of a page.
func appendWithdrawn(entries []tm.Entry, r *translation.Record, file string, old func(hash string) string) []tm.Entry {
	if r != nil {
		for _, w := range r.Withdrawn {
			entries = append(entries, tm.Entry{Source: old(w.Source), Target: w.Text, Where: file, Origin: tm.Withdrawn})
		}
	}
	return entries
}

// orphanEntries returns what is translated in a page that the source has no more, by its record.
func (v *view) orphanEntries(file string) (entries []tm.Entry) {
	recordFile := v.b.RecordFile(v.tag, file)
	src, data := v.read(file), v.read(recordFile)
	if src == nil || data == nil {
		return nil
	}
	doc, _ := page.Parse(file, src, page.Options{Limits: v.limits()})
	r, bad := translation.ParseRecord(recordFile, data)
	if doc.Lost || r == nil || diag.HasErrors(bad) {
		return nil
	}
	old := func(hash string) string {
		text, ok := translation.SourceText(hash, v.read(translation.SourceFile(hash)))
		if !ok {
			return ""
		}
		return text
	}
	madeFrom := map[string]string{} // digests: of the source text, by that of the translation
	for _, e := range r.Entries {
		if !e.Placeholder && e.Assumed == "" {
			madeFrom[e.Text] = e.Source
		}
	}
	for _, own := range translation.Segments(doc) {
		if from := madeFrom[translation.Hash(own.Text)]; from != "" {
			entries = append(entries, tm.Entry{Source: old(from), Target: own.Text, Where: placeOf(own.Pos), Origin: tm.Orphaned})
		}
	}
	return appendWithdrawn(entries, r, recordFile, old)
}

// placeOf returns the file and the line of a place.
func placeOf(at diag.Pos) string { return at.File + ":" + strconv.Itoa(at.Line) }
