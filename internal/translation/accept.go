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
		old, had := in.Record.Entry(m.ID)
		e := old
		e.ID = m.ID
		a, accept := chosen[m.ID]
		switch {
		case m.Target < 0 && !had:
			continue
		case m.Target < 0:
		case accept:
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
		case !had:
			continue
		default:
			e.Text = Hash(in.Target[m.Target].Text) // where it stands now
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
			if known[e.ID] {
				continue
			}
			place := -1
			if i := slices.IndexFunc(matches, func(m Match) bool { return m.ID == e.ID && m.Target >= 0 }); i >= 0 {
				place = matches[i].Target
			} else { // of blocks that were merged only one has a match, but the translations of all are there
				place = slices.IndexFunc(in.Target, func(t Segment) bool { return t.Block >= 0 && Hash(t.Text) == e.Text })
			}
			if place >= 0 {
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
