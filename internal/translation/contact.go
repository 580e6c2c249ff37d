package translation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unrecorded compares pages of which no record says what the translation was made from.
func (c *comparer) unrecorded() []Match {
	ids := c.sourceBlocks().ids()
	out := make([]Match, 0, len(c.sources))
	for i, s := range c.sources {
		out = append(out, Match{ID: ids[i], Source: s, Target: -1, State: Missing})
	}
	refs := make([]*Match, len(out))
	for i := range out {
		refs[i] = &out[i]
	}
	c.unclear = map[int]bool{}
	for _, t := range c.contact(refs, c.targets) {
		out = append(out, Match{ID: addedID(c.Target[t]), Source: -1, Target: t, State: Added})
	}
	return out
}

// contact gives the matches of blocks of the source, of which no record speaks, their counterparts among blocks of the
// translation, and returns those that the source never had. Blocks of the translation that may be a part of another or stand for
// something else are in no match, so that nobody calls them added.
func (c *comparer) contact(ms []*Match, targets []int) (added []int) {
	var sources []int
	for _, m := range ms {
		sources = append(sources, m.Source)
	}
	of := func(all []traits) []traits {
		if len(ms) == len(c.sources) {
			return all
		}
		out := make([]traits, len(ms))
		for i, s := range sources {
			out[i] = all[slices.Index(c.sources, s)]
		}
		return out
	}
	blocks := c.sourceBlocks()
	a := alignPages(pick(c.Source, sources), func() []traits { return of(blocks.firm()) }, func() []traits { return of(blocks.traits()) }, pick(c.Target, targets))
	matched := make([]bool, len(targets))
	for i, m := range ms {
		j := a.targetOf[i]
		if j >= 0 {
			m.Target, matched[j] = targets[j], true
		}
		switch {
		case !a.compared(i):
			m.State = Uncompared
			if k := a.joined(i); j < 0 && k >= 0 {
				m.Target, m.Shared = targets[k], true
			}
		case j >= 0 && !c.untranslated(m.Source, m.Target) && !(c.Record == nil && c.copiedSentence(m.Source, m.Target)):
			if c.assume(m); a.moved[i] && m.State == Fresh {
				m.State = Moved
			}
		}
	}
	for j, t := range targets {
		switch {
		case matched[j]:
		case a.sure && !a.vague[1][j]:
			added = append(added, t)
		default:
			c.unclear[t] = true
		}
	}
	return added
}

// copiedSentence reports whether a translation is a short sentence of the source.
func (c *comparer) copiedSentence(s, t int) bool {
	return c.Source[s].Text == c.Target[t].Text && c.Source[s].sentence()
}

// sentence reports whether a text is a short sentence and no name: it ends like one and goes on in small letters.
func (s Segment) sentence() bool {
	text := strings.TrimSpace(s.Text)
	if !prose(s.Kind) || text == "" || !strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		return false
	}
	small := 0
	for _, word := range strings.Fields(text)[1:] {
		if c, _ := utf8.DecodeRuneInString(word); unicode.IsLower(c) {
			small++
		}
	}
	return small >= 2
}

// contactBetween aligns what the record does not know yet, between the blocks that it knows: of a page that was never recorded
// somebody has saved or accepted a few passages.
func (c *comparer) contactBetween(ms []Match, used map[int]bool) {
	var missing []*Match
	after := -1 // the target that comes before
	until := func(before int) {
		var targets []int
		for _, t := range c.targets {
			if t > after && t < before && !used[t] {
				targets = append(targets, t)
			}
		}
		if len(missing) > 0 && len(targets) > 0 {
			c.contact(missing, targets)
		}
		missing, after = nil, before
	}
	for i := range ms {
		switch m := &ms[i]; {
		case m.Target > after && !m.Shared:
			until(m.Target)
		case m.Target < 0:
			missing = append(missing, m)
		}
	}
	until(len(c.Target))
}

// minUnknown is how many blocks of a translation the record must not know, at the least, so that the page counts as one that
// was never recorded.
const minUnknown = 3

// NotCompared reports whether nothing in a page could be compared with its source, so that the page is as its translator wrote it.
func NotCompared(ms []Match) bool {
	found := false
	for _, m := range ms {
		if m.Source < 0 || strings.HasPrefix(m.ID, fieldPrefix) {
			continue
		}
		if m.State != Uncompared {
			return false
		}
		found = true
	}
	return found
}

func pick(list []Segment, indexes []int) []Segment {
	out := make([]Segment, len(indexes))
	for k, i := range indexes {
		out[k] = list[i]
	}
	return out
}

// compared reports whether it is known of a block of the source what the translation has of it.
func (a *alignment) compared(i int) bool {
	j := a.targetOf[i]
	return a.sure && !a.vague[0][i] && (j < 0 || !a.vague[1][j])
}

// joined returns the block of the translation that a block of the source went into together with its neighbour, -1 for none.
func (a *alignment) joined(i int) int {
	for _, d := range a.doubts {
		if d.i0 <= i && i < d.i1 && d.j1 == d.j0+1 && d.i1 > d.i0+1 {
			return d.j0
		}
	}
	return -1
}
