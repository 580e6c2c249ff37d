package translation

import (
	"cmp"
	"slices"
)

// Accepted says which segments a command records of a segment.
type Accepted struct {
	Forced string            // why, where the structure differs from the source's
	Except map[string]string // checks that do not hold, by code, with the reason
	Seen   string            // the source text that it was made from, where that is not the present one; "" for the present one
}

// Accept makes the record of a translation in which the chosen matches are up to date; the others stay as they were.
// sources are the source texts that the record speaks of newly, by digest. What has no translation is not accepted.
func Accept(in Input, matches []Match, chosen map[string]Accepted) (r *Record, sources map[string]string) {
	r, sources = &Record{}, map[string]string{}
	if in.Record != nil {
		r.Changes = in.Record.Changes
	}
	known := map[string]bool{}
	var places []int // of the entries, in the translation
	for _, m := range matches {
		if m.Source < 0 || m.Shared || known[m.ID] {
			continue
		}
		e, ok := acceptedEntry(in, m, chosen, sources)
		if !ok {
			continue
		}
		known[m.ID] = true
		r.Entries = append(r.Entries, e)
		place := m.Target
		if place < 0 && len(places) > 0 {
			place = places[len(places)-1]
		}
		places = append(places, place)
	}
	if in.Record != nil { // what the source has no more is kept for as long as the translation has it
		for _, e := range in.Record.Entries {
			if place := placeOf(in, matches, e); !known[e.ID] && place >= 0 {
				r.Entries = append(r.Entries, e)
				places = append(places, place)
			}
		}
	}
	// In the order of the translation, so that a block that is edited later is found between its neighbours.
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return places[a] - places[b] })
	sorted := make([]Entry, len(order))
	for i, at := range order {
		sorted[i] = r.Entries[at]
	}
	r.Entries = sorted
	return r, sources
}

// acceptedEntry returns what is recorded of a match; ok is false when nothing is. What the record speaks of newly is added to
// sources.
func acceptedEntry(in Input, m Match, chosen map[string]Accepted, sources map[string]string) (e Entry, ok bool) {
	e, had := in.Record.Entry(m.ID)
	e.ID = m.ID
	a, accept := chosen[m.ID]
	if m.Target < 0 {
		return e, had
	}
	if !accept {
		e.Text = Hash(in.Target[m.Target].Text) // where it stands now
		return e, had
	}
	text := cmp.Or(a.Seen, in.Source[m.Source].Text)
	e.Source = Hash(text)
	sources[e.Source] = text
	e.Text = Hash(in.Target[m.Target].Text)
	e.Forced = a.Forced
	for code, reason := range a.Except {
		if e.Except == nil {
			e.Except = map[string]string{}
		}
		e.Except[code] = reason
	}
	return e, true
}

// placeOf returns where the translation has the text of an entry, -1 for nowhere. Of blocks that were merged only one has a
// match, but the translations of all are there.
func placeOf(in Input, matches []Match, e Entry) int {
	if i := slices.IndexFunc(matches, func(m Match) bool { return m.ID == e.ID && m.Target >= 0 }); i >= 0 {
		return matches[i].Target
	}
	return slices.IndexFunc(in.Target, func(t Segment) bool { return t.Block >= 0 && Hash(t.Text) == e.Text })
}
