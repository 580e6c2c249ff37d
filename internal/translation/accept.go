package translation

import (
	"cmp"
	"slices"
	"strings"
)

// Accepted says which segments a command records of a segment.
type Accepted struct {
	Forced      string            // why, where the structure differs from the source's, or the source never had the text
	Except      map[string]string // checks that do not hold, by code, with the reason
	Seen        string            // the source text that it was made from, where that is not the present one; "" for the present one
	Placeholder bool              // it is no translation: a command has put the text there
	Machine     bool              // it is what a machine has said, as it is
	Assumed     Assumption        // nobody accepts it: what stands beside what is written down
	Review      *Review           // what a person says of it; nil for a command that asks nobody
	TakenBack   bool              // what people have said of it before counts no more
	Restored    bool              // it is as it was once, and so is Review, whatever stands in its place now
}

// Accept makes the record of a translation in which the chosen matches are up to date; the others stay as they were.
// sources are the source texts that the record speaks of newly, by digest. What has no translation is not accepted.
func Accept(in Input, matches []Match, chosen map[string]Accepted) (r *Record, sources map[string]string) {
	r, sources = &Record{}, map[string]string{}
	if in.Record != nil {
		r.Changes, r.Withdrawn, r.Links = in.Record.Changes, slices.Clone(in.Record.Withdrawn), in.Record.Links
	}
	known := map[string]bool{}
	var places []int // of the entries, in the translation
	for _, m := range matches {
		if m.Source < 0 && m.State != Added || m.Shared && m.State != Uncompared || known[m.ID] {
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
			place := placeOf(in, matches, e)
			if strings.HasPrefix(e.ID, fieldPrefix) { // whether the page has it, its front matter says: see [Comparison.WithdrawnFields]
				place = max(0, place)
			}
			if !known[e.ID] && place >= 0 {
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
	r.setOrder(in, matches, chosen)
	return r, sources
}

// setOrder records in which order the source has the entries, where that is not the order in which they are listed. Moved
// ones that are not chosen stay where they were.
func (r *Record) setOrder(in Input, matches []Match, chosen map[string]Accepted) {
	listed := map[string]bool{}
	for _, e := range r.Entries {
		listed[e.ID] = true
	}
	var order []string
	for _, m := range matches {
		if _, accepted := chosen[m.ID]; listed[m.ID] && m.Source >= 0 && (m.State != Moved || accepted) {
			order = append(order, m.ID)
			delete(listed, m.ID)
		}
	}
	var before []string
	if in.Record != nil {
		before = in.Record.order()
	}
	for k, id := range before { // each after the one that it came after
		if !listed[id] {
			continue
		}
		at := 0
		if k > 0 {
			at = slices.Index(order, before[k-1]) + 1
		}
		order = slices.Insert(order, at, id)
	}
	rank := make(map[string]int, len(order))
	for i, id := range order {
		rank[id] = i + 1
	}
	rises := slices.IsSortedFunc(r.Entries, func(a, b Entry) int { return rank[a.ID] - rank[b.ID] })
	for i := range r.Entries {
		if r.Entries[i].Order = rank[r.Entries[i].ID]; rises {
			r.Entries[i].Order = 0
		}
	}
}

// order returns the ids of the entries in the order in which the source had them.
func (r *Record) order() []string {
	entries := slices.Clone(r.Entries)
	if slices.ContainsFunc(entries, func(e Entry) bool { return e.Order > 0 }) {
		slices.SortStableFunc(entries, func(a, b Entry) int { return a.Order - b.Order })
	}
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.ID
	}
	return out
}

// acceptedEntry returns what is recorded of a match; ok is false when nothing is. What the record speaks of newly is added to
// sources.
func acceptedEntry(in Input, m Match, chosen map[string]Accepted, sources map[string]string) (e Entry, ok bool) {
	e, had := in.Record.Entry(m.ID)
	e.ID = m.ID
	a, accept := chosen[m.ID]
	if accept && a.Assumed != "" {
		return assumedEntry(in, m, a.Assumed, sources), true
	}
	if m.Target < 0 {
		return e, had
	}
	now := Hash(in.Target[m.Target].Text)
	if !accept {
		if e.Text != now {
			e.Placeholder, e.Same, e.Machine = false, false, false
			e.Review = e.Review.after(nil, false)
		}
		if e.Text != now && m.Source >= 0 {
			e.Forced = "" // the reason was given for another text
		}
		e.Text = now // where it stands now
		return e, had
	}
	e.Placeholder, e.Same, e.Assumed = a.Placeholder, false, ""
	e.Machine = a.Machine || e.Machine && e.Text == now
	if m.Source < 0 {
		e.Text, e.Forced = now, a.Forced
		return e, true
	}
	e.Place = ""
	if now, own := in.Source[m.Source].Place, in.Target[m.Target].Place; now != own && now != unplaced && own != unplaced {
		e.Place = now
	}
	text := cmp.Or(a.Seen, in.Source[m.Source].Text)
	if a.TakenBack {
		e.Review = Review{}
	}
	if e.Review = e.Review.after(a.Review, e.Source == Hash(text) && e.Text == now); a.Restored && a.Review != nil {
		e.Review = *a.Review
	}
	if a.Placeholder {
		e.Review = Review{}
	}
	e.Source = Hash(text)
	sources[e.Source] = text
	e.Text = now
	e.Same = !a.Placeholder && e.Review.Stage != Draft && in.Target[m.Target].Words() > 0 && (e.Text == e.Source || in.Target[m.Target].Text == in.Source[m.Source].Text)
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
