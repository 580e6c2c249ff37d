package translation

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Assumption is what the record has of a text that nobody has accepted. As long as a page has no record, what stands beside what
// is worked out of all its texts together, so that a new text at one place can change it at others. The first save writes it down
// as it was on the screen: it is the same for the next save then, and no text is taken for accepted by it.
type Assumption string

// The assumptions. An entry with one of them and without a source is of a text that stands beside no source text.
const (
	Pair       Assumption = "pair"    // the text stood beside that of the source; with no text, nothing did
	Unclear    Assumption = "unclear" // nobody could tell what stands beside it: see [Uncompared]
	SharedText Assumption = "shared"  // the same, and the text stood beside other source texts, too
	OfOlder    Assumption = "older"   // as a pair, and the page said that it was made from another source text
)

func (a Assumption) known() bool { return a == Pair || a == Unclear || a == SharedText || a == OfOlder }

// assumption returns what is assumed of a block of which nobody has said anything; "" if it needs no entry.
func (t *Comparison) assumption(m Match) Assumption {
	e, _ := t.Record.Entry(m.ID)
	switch {
	case m.State == Uncompared && m.Shared:
		return SharedText
	case m.Shared:
		return ""
	case m.State == Uncompared:
		return Unclear
	case m.State == Stale && e.Assumed != Pair:
		return OfOlder
	}
	return Pair
}

// rateAssumed gives a state to a translation of which the record says what it stood beside, and nobody that it says the same.
func (c *comparer) rateAssumed(m *Match, e Entry) {
	own := c.Target[m.Target]
	switch {
	case e.Assumed == Unclear || e.Assumed == SharedText:
		m.State, m.Shared = Uncompared, e.Assumed == SharedText
	case c.untranslated(m.Source, m.Target), c.copiedSentence(m.Source, m.Target), own.wordy() && Hash(own.Text) == e.Source:
		m.State = Missing
	default:
		if m.State, m.Class, m.From = c.judge(e.Source, m.Source); m.State != Fresh {
			return
		}
		m.Class, m.From = Unchanged, ""
		if c.assume(m); e.Assumed == OfOlder {
			m.State, m.Class = Stale, Editorial
		}
	}
}

// asShown pairs the entries of a record that has assumptions with the source in the source's order: such a record has an entry of
// each of its texts, so that two texts that read the same are not confused.
func (c *comparer) asShown(hashes []string) {
	if !slices.ContainsFunc(c.entries, func(e Entry) bool { return e.Assumed != "" }) {
		return
	}
	order := c.inSourceOrder()
	were := make([]string, len(order))
	for k, i := range order {
		were[k] = c.entries[i].Source
	}
	for _, p := range lcs(were, hashes) {
		c.pair(order[p[0]], p[1])
	}
}

// setAside reports whether nobody could tell what a block of the translation stands beside, so that it is not called added.
func (c *comparer) setAside(t int) bool {
	for i, e := range c.entries {
		if c.targetOf[i] == t && e.Source == "" {
			return e.Assumed == Unclear
		}
	}
	return false
}

// assumedEntry returns the entry that writes an assumption down.
func assumedEntry(in Input, m Match, a Assumption, sources map[string]string) Entry {
	e, had := in.Record.Entry(m.ID)
	e = Entry{ID: m.ID, Assumed: a, Source: e.Source, Place: e.Place}
	if m.Target >= 0 {
		e.Text = Hash(in.Target[m.Target].Text)
	}
	if m.Source < 0 || had && e.Source != "" && m.State != Missing && m.State != Uncompared {
		return e // what it stood beside first
	}
	e.Place = ""
	text := in.Source[m.Source].Text
	e.Source = Hash(text)
	sources[e.Source] = text
	if m.Target >= 0 {
		if now, own := in.Source[m.Source].Place, in.Target[m.Target].Place; now != own && now != unplaced && own != unplaced {
			e.Place = now
		}
	}
	return e
}

// knowsAll reports whether the record says of all blocks of the page what they stand beside, and somebody has accepted that.
func (t *Comparison) knowsAll() bool {
	if t.Doc == nil || t.Record == nil {
		return false
	}
	texts := map[string]bool{}
	for _, e := range t.Record.Entries {
		if e.Assumed != "" {
			return false
		}
		texts[e.Text] = true
	}
	matched := map[int]bool{}
	sources := map[string]bool{}
	for _, m := range t.Matches {
		if matched[m.Target] = true; m.Source >= 0 && t.SourceSegments[m.Source].Block < 0 {
			continue
		}
		_, known := t.Record.Entry(m.ID)
		if !known && m.Target >= 0 && (!m.Shared || m.State == Uncompared) {
			return false
		}
		if m.Source >= 0 {
			text := t.SourceSegments[m.Source].Text
			if !known && sources[text] {
				return false
			}
			sources[text] = true
		}
	}
	for i, s := range t.Segments {
		if s.Block >= 0 && !matched[i] && !texts[Hash(s.Text)] {
			return false
		}
	}
	return true
}

// addAssumptions chooses as assumptions all blocks of which the record says nothing, or nothing that somebody has accepted. It
// adds the blocks of the translation that are in no match to the matches, so that they are recorded, too.
func (t *Comparison) addAssumptions(chosen map[string]Accepted) {
	accepted, texts := map[string]bool{}, map[string]bool{}
	if t.Record != nil {
		for _, e := range t.Record.Entries {
			if e.Assumed == "" {
				accepted[e.ID], texts[e.Text] = true, true
			}
		}
	}
	used, matched := map[string]bool{}, map[int]bool{}
	t.Matches = slices.Clone(t.Matches)
	aside := func(m *Match, a Assumption) {
		base := addedID(t.Segments[m.Target])
		m.ID = base
		for n := 2; used[m.ID]; n++ {
			m.ID = base + "-" + strconv.Itoa(n)
		}
		used[m.ID] = true
		chosen[m.ID] = Accepted{Assumed: a}
	}
	for i := range t.Matches {
		m := &t.Matches[i]
		matched[m.Target] = true
		_, known := chosen[m.ID]
		switch {
		case known || accepted[m.ID] || m.Source >= 0 && t.SourceSegments[m.Source].Block < 0:
		case m.Source < 0:
			if m.State == Added {
				aside(m, Pair)
			}
		default:
			if a := t.assumption(*m); a != "" {
				chosen[m.ID] = Accepted{Assumed: a}
			}
		}
	}
	for i, s := range t.Segments {
		if s.Block >= 0 && !matched[i] && !texts[Hash(s.Text)] {
			m := Match{Source: -1, Target: i, State: Added}
			aside(&m, Unclear)
			t.Matches = append(t.Matches, m)
		}
	}
}

// errExchanged is why a text cannot be saved that would take others from their places.
var errExchanged = errors.New("with this text it could not be told any more which other texts of the page belong to which passages; " +
	"confirm the passages beside this one first, or write it into the file")

// errLost is why a text cannot be saved for which others would have to go.
var errLost = errors.New("for this text the list or table would be made anew, and a text in it that belongs to no passage would be lost; " +
	"write it into the file")

// loses reports whether a page has a text no more that it had, but that of a unit.
func (t *Comparison) loses(next *Comparison, id string) bool {
	left := map[string]int{}
	for _, s := range next.Segments {
		left[s.Text]++
	}
	own := slices.IndexFunc(t.Matches, func(m Match) bool { return m.ID == id && m.Target >= 0 && !m.Shared })
	for i, s := range t.Segments {
		if s.Block >= 0 && (own < 0 || t.Matches[own].Target != i) {
			if left[s.Text]--; left[s.Text] < 0 {
				return true
			}
		}
	}
	return false
}

// keeps reports whether each text but that of one unit stands beside the source text that it stood beside, as some matches and
// texts of the translation say. What has no text of its own may come to repeat another one, or to have a placeholder.
func (t *Comparison) keeps(matches []Match, texts []Segment, id string) bool {
	now := map[int]Match{}
	onTop := map[string]int{}
	for _, m := range t.Matches {
		if m.Source >= 0 {
			now[m.Source] = m
		} else {
			onTop[t.Segments[m.Target].Text]++
		}
	}
	own := false // the unit has no source
	for _, m := range matches {
		switch {
		case m.ID == id:
			own = m.Source < 0
		case m.Source >= 0:
			if after, ok := now[m.Source]; !ok || !t.stands(m, texts, after) {
				return false
			}
		case m.Target >= 0:
			onTop[texts[m.Target].Text]--
		}
	}
	more := 0
	for _, n := range onTop {
		if n < 0 {
			return false
		}
		more += n
	}
	return more <= 1 && (own || more == 0)
}

// stands reports whether after says of a source text what m says of it.
func (t *Comparison) stands(m Match, texts []Segment, after Match) bool {
	switch {
	case m.Shared && m.State != Uncompared: // it has no text of its own
		return true
	case m.ID != after.ID:
		return false
	case m.Target < 0:
		return after.Target < 0 || after.Shared || after.State == Missing || t.Segments[after.Target].Text == t.SourceSegments[after.Source].Text
	}
	return after.Target >= 0 && m.Shared == after.Shared && texts[m.Target].Text == t.Segments[after.Target].Text
}

// alone returns the matches for a new text of one of them: where the text that it has stands beside other source texts, too, and
// nobody knows which of them it translates, it is left to those. Whoever saves it as it is says that it is of this one.
func (t *Comparison) alone(id, text string) []Match {
	out := slices.Clone(t.Matches)
	i := slices.IndexFunc(out, func(m Match) bool { return m.ID == id })
	if i < 0 || out[i].State != Uncompared || out[i].Target < 0 {
		return out
	}
	at, same := out[i].Target, Unwrap(t.Segments[out[i].Target].Text) == Unwrap(text)
	other := slices.IndexFunc(out, func(m Match) bool { return m.ID != id && m.Source >= 0 && m.Target == at })
	if other < 0 {
		return out
	}
	if same {
		other = i
	}
	for k := range out {
		if out[k].Target == at && out[k].Source >= 0 {
			out[k].Shared = k != other
		}
	}
	if !same {
		out[i].Target, out[i].Shared, out[i].State = -1, false, Missing
	}
	return out
}

// setPlaced does as SetText for a page of which the record does not say all: it writes down what stands beside what.
func (t *Comparison) setPlaced(id, text string, a *Accepted) (next Comparison, accepted *Acceptance, err error) {
	texts := map[string]string{id: text}
	matches := t.alone(id, text)
	doc, placed, err := ApplyPlaced(ApplyInput{
		Source: t.SourceDoc, Target: t.Doc, TargetFile: t.File, Matches: matches, Texts: texts, Recorded: true,
	})
	if err != nil {
		return next, nil, err
	}
	next = *t
	next.setDoc(doc)
	next.Matches = placed
	stayShared(matches, placed, id)
	before := *t
	before.Matches = matches
	chosen := map[string]Accepted{}
	if a != nil {
		chosen[id] = *a
	} else {
		chosen[id] = Accepted{Assumed: Pair}
		if i := slices.IndexFunc(matches, func(m Match) bool { return m.ID == id && !m.Shared }); i >= 0 {
			chosen[id] = Accepted{Assumed: t.assumption(matches[i])}
		}
	}
	next.addPlaceholders(&before, texts, chosen)
	if e, had := t.Record.Entry(id); a == nil && had && e.Assumed == "" || strings.HasPrefix(id, fieldPrefix) {
		delete(chosen, id) // what somebody has said of it stays
		if a != nil {
			chosen[id] = *a
		}
	}
	next.addAssumptions(chosen)
	accepted = next.Accept(chosen)
	next = next.WithRecord(accepted.Record)
	if err := found(matches, next.Matches, next.Segments, texts); err != nil {
		return next, nil, err
	}
	if !next.keeps(matches, t.Segments, id) {
		return next, nil, errExchanged
	}
	return next, accepted, nil
}

// stayShared lets the source texts that stood beside a text that stands beside others, too, do so still, also where a list or a
// table was made anew with their own words in it.
func stayShared(before, placed []Match, id string) {
	for i, m := range before {
		if m.ID == id || !m.Shared || m.State != Uncompared || m.Source < 0 {
			continue
		}
		owner := slices.IndexFunc(before, func(o Match) bool { return !o.Shared && o.Source >= 0 && o.Target == m.Target })
		if owner >= 0 && placed[owner].Target >= 0 {
			placed[i].Target, placed[i].Shared = placed[owner].Target, true
		}
	}
}
