package translation

import (
	"cmp"
	"slices"
	"sync"

	"vernacular/internal/textdiff"
)

// alike pairs what has no equal: the most alike first.
func (c *comparer) alike(anchors [][2]int) {
	if !slices.Contains(c.sourceOf, -1) || !slices.ContainsFunc(c.sources, func(s int) bool { return c.entryOf[s] < 0 }) {
		return // most pages, and taking their texts apart costs
	}
	all := c.candidates(anchors)
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, k := range all {
		// What was split off from another block, or went into one, is no poor likeness of this one.
		if c.free(k.i, k.j) && (k.score >= likeness || c.partOf(c.sources[k.j]) < 0 && !c.livesOn(k.i)) {
			c.pair(k.i, k.j)
		}
	}
}

// candidate is an entry and a source block, sources[j], that may be the same.
type candidate struct {
	i, j  int
	score float64
	near  bool // between the same anchors
}

// weight orders candidates: of two that are about as much alike, the one in its old place is meant.
func (k candidate) weight() float64 {
	if k.near {
		return k.score + 0.1
	}
	return k.score
}

// candidates returns the pairs of what is unpaired that are enough alike.
func (c *comparer) candidates(anchors [][2]int) []candidate {
	gapOfEntry, gapOfSource := gaps(len(c.entries), anchors, 0), gaps(len(c.sources), anchors, 1)
	in := sync.OnceValue(c.wordBlocks)
	free := c.freeSources()
	now := make([]textdiff.Text, len(free))
	for n, j := range free {
		now[n] = c.prose(c.Source[c.sources[j]].Kind, c.Source[c.sources[j]].Text)
	}
	var all []candidate
	for i, e := range c.entries {
		if c.sourceOf[i] >= 0 {
			continue // its text need not be read
		}
		old := c.text(e.Source)
		if old == "" {
			continue
		}
		then := c.prose(kindOf(e.ID), old)
		for n, j := range free {
			if !c.free(i, j) {
				continue
			}
			k := candidate{i: i, j: j, near: gapOfEntry[i] == gapOfSource[j]}
			k.score = then.Similarity(now[n])
			if kindOf(e.ID) != c.Source[c.sources[j]].Kind {
				k.score -= 0.2
			}
			if c.plausible(k, in) {
				all = append(all, k)
			}
		}
	}
	return all
}

// plausible tells whether a pair is alike enough to be one. Less will do where they share a word that no other block of the
// source has, or where most of the shorter one is in the other and both are in the same place.
func (c *comparer) plausible(k candidate, in func() map[string]int) bool {
	s := c.sources[k.j]
	return k.score >= 0.6 || k.score >= 0.5 && c.telling(k.i, s, in()) ||
		k.near && k.score >= 0.3 && within(c.then(k.i), c.now(s)) >= 0.8
}

// telling tells whether some word of an entry is in this block of the source and in no other.
func (c *comparer) telling(i, s int, in map[string]int) bool {
	words := c.then(i)
	return slices.ContainsFunc(c.now(s), func(w string) bool { return in[w] == 1 && slices.Contains(words, w) })
}

// wordBlocks counts in how many blocks of the source each word is.
func (c *comparer) wordBlocks() map[string]int {
	in := map[string]int{}
	for _, s := range c.sources {
		words := slices.Clone(c.now(s))
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			in[w]++
		}
	}
	return in
}

// gaps says for each of n items how many anchors come before it; side is 0 for entries, 1 for source blocks.
func gaps(n int, anchors [][2]int, side int) []int {
	out := make([]int, n)
	g := 0
	for k := range out {
		for g < len(anchors) && anchors[g][side] < k {
			g++
		}
		out[k] = g
	}
	return out
}
