package translation

import (
	"slices"

	"vernacular/internal/page"
)

// markMoved gives the state Moved to fresh blocks that the source has elsewhere than the translation. Places are judged by
// order: by that of the translation's file, or by the one that the source had when the record was written. Whichever of
// the two explains more is believed: a translator may have moved a text by hand, or accepted it where it is.
func (c *comparer) markMoved(ms []Match) {
	rank := c.ranks()
	inFile, inRecord := make([]int, len(ms)), make([]int, len(ms))
	for k, m := range ms {
		inFile[k], inRecord[k] = -1, -1
		if i := c.entryOf[m.Source]; m.Target >= 0 && !m.Shared && m.State != Missing {
			inFile[k] = m.Target
			if inRecord[k] = m.Target; i >= 0 {
				inRecord[k] = rank[i]
			}
		}
	}
	moved := c.outOfOrder(ms, inFile)
	if len(moved) > 0 && c.ordered {
		if others := c.outOfOrder(ms, inRecord); len(others) < len(moved) {
			moved = others
		}
	}
	for k, m := range ms {
		if m.State == Fresh && (slices.Contains(moved, k) || c.otherPlace(m)) {
			ms[k].State = Moved
		}
	}
}

// otherPlace reports whether the source has a recorded block among other elements now: in another list, or another column.
func (c *comparer) otherPlace(m Match) bool {
	i := c.entryOf[m.Source]
	if i < 0 || m.Target < 0 || m.Shared {
		return false
	}
	now, own := c.Source[m.Source].Place, c.Target[m.Target].Place
	if now == own || now == unplaced || own == unplaced {
		return false
	}
	return c.entries[i].Place == "" || c.entries[i].Place != now
}

// ranks returns where the sources of the entries stood among each other when the record was written.
func (c *comparer) ranks() []int {
	out := make([]int, len(c.entries))
	for i, e := range c.entries {
		if out[i] = i; e.Order > 0 {
			out[i], c.ordered = e.Order, true
		}
	}
	return out
}

// outOfOrder returns the indexes of the matches that stand out of their order by a position each, -1 for none. Of all
// ways to see it the one is taken that leaves most where it is, headings above all.
func (c *comparer) outOfOrder(ms []Match, position []int) []int {
	var index, at, weight []int
	rises := true
	for k, p := range position {
		if p < 0 {
			continue
		}
		rises = rises && (len(at) == 0 || at[len(at)-1] < p)
		index, at, weight = append(index, k), append(at, p), append(weight, 1)
		if c.Source[ms[k].Source].Kind == page.KindHeading {
			weight[len(weight)-1] = headingWeight
		}
	}
	if rises {
		return nil
	}
	stays := heaviest(at, weight)
	var out []int
	for n, k := range index {
		if !stays[n] {
			out = append(out, k)
		}
	}
	return out
}

// headingWeight is how many other blocks move rather than one heading.
const headingWeight = 3
