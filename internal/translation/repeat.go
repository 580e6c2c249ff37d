package translation

import (
	"slices"

	"vernacular/internal/page"
)

// findTwins finds the blocks of the source that repeat one whose translation the record knows. They are no new wording of
// another text that the source has no more.
func (c *comparer) findTwins() {
	known := map[string]bool{}
	for i, e := range c.entries {
		if s := c.sourceOf[i]; s >= 0 && c.targetOf[i] >= 0 && !e.Placeholder {
			known[e.Source] = true
		}
	}
	c.twins = map[int]bool{}
	for _, s := range c.sources {
		if i := c.entryOf[s]; (i < 0 || c.entries[i].Text == "" && c.entries[i].Assumed == Pair) && len(known) > 0 && known[Hash(c.Source[s].Text)] {
			c.twins[s] = true
		}
	}
}

// repeat gives the missing blocks that repeat another one its translation, if the page has one for that text: the one under the
// same heading, or the only one.
func (c *comparer) repeat(ms []Match) {
	if len(c.twins) == 0 {
		return
	}
	above, headings := c.headingsAbove(), c.recordedHeadings()
	used := map[int]bool{}
	for _, m := range ms {
		used[m.Target] = true
	}
	for _, t := range c.targetOf {
		used[t] = true
	}
	for k := range ms {
		m := &ms[k]
		if m.State != Missing || m.Target >= 0 || !c.twins[m.Source] {
			continue
		}
		var all, near []int // entries with different translations
		for i, e := range c.entries {
			if !c.repeats(i, m.Source) {
				continue
			}
			isNew := func(j int) bool { return c.entries[j].Text != e.Text }
			if !slices.ContainsFunc(all, func(j int) bool { return !isNew(j) }) {
				all = append(all, i)
			}
			if headings[i] == above[m.Source] && !slices.ContainsFunc(near, func(j int) bool { return !isNew(j) }) {
				near = append(near, i)
			}
		}
		if len(near) == 1 {
			all = near
		}
		if t := c.copyOf(all, used); t >= 0 {
			m.Target, used[t] = t, true
			c.assume(m)
		} else if len(all) == 1 {
			e := c.entries[all[0]]
			m.Target, m.State, m.Class, m.From, m.Shared, m.Repeat = c.targetOf[all[0]], Fresh, Unchanged, e.Source, true, true
		}
	}
}

// copyOf returns a block of the translation that nothing else has and that has the text of one of some entries, -1 for none:
// somebody, or a command, has copied that.
func (c *comparer) copyOf(entries []int, used map[int]bool) int {
	for _, t := range c.targets {
		if used[t] {
			continue
		}
		hash := Hash(c.Target[t].Text)
		if slices.ContainsFunc(entries, func(i int) bool { return c.entries[i].Text == hash }) {
			return t
		}
	}
	return -1
}

// repeats reports whether an entry has a translation of the text of a source block. A word or two may have another one in another
// kind of block.
func (c *comparer) repeats(i, s int) bool {
	e, t := c.entries[i], c.targetOf[i]
	return t >= 0 && c.sourceOf[i] >= 0 && !e.Placeholder && e.Source == Hash(c.Source[s].Text) && e.Text == Hash(c.Target[t].Text) &&
		(kindOf(e.ID) == c.Source[s].Kind || c.Source[s].wordy())
}

// headingsAbove returns, by source block, the digest of the heading above it.
func (c *comparer) headingsAbove() []string {
	out, heading := make([]string, len(c.Source)), ""
	for _, s := range c.sources {
		out[s] = heading
		if c.Source[s].Kind == page.KindHeading {
			heading = Hash(c.Source[s].Text)
		}
	}
	return out
}

// recordedHeadings returns the same by entry, as the source was when the record was written.
func (c *comparer) recordedHeadings() []string {
	out, heading := make([]string, len(c.entries)), ""
	for _, i := range c.inSourceOrder() {
		out[i] = heading
		if kindOf(c.entries[i].ID) == page.KindHeading {
			heading = c.entries[i].Source
		}
	}
	return out
}
