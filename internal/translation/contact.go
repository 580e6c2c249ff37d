package translation

// unrecorded compares pages of which no record says what the translation was made from.
func (c *comparer) unrecorded() []Match {
	a := align(c.sourceTraits(), traitsOf(pick(c.Target, c.targets)))
	ids := c.unrecordedIDs()
	out := make([]Match, 0, len(c.sources))
	shown := make([]bool, len(c.targets))
	for i, s := range c.sources {
		m := Match{ID: ids[i], Source: s, Target: -1, State: Missing}
		j := a.targetOf[i]
		if j >= 0 {
			m.Target, shown[j] = c.targets[j], true
		}
		switch {
		case !a.compared(i):
			m.State = Uncompared
			if k := a.joined(i); j < 0 && k >= 0 {
				m.Target, m.Shared = c.targets[k], true
			}
		case j >= 0 && !c.untranslated(s, m.Target):
			if c.assume(&m); a.moved[i] && m.State == Fresh {
				m.State = Moved
			}
		}
		out = append(out, m)
	}
	for j, t := range c.targets {
		if !shown[j] {
			out = append(out, Match{ID: addedID(c.Target[t]), Source: -1, Target: t, State: Added, Shared: !a.sure || a.vague[1][j]})
		}
	}
	return out
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
