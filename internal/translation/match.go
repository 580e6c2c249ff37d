package translation

import (
	"slices"
	"strings"

	"vernacular/internal/page"
	"vernacular/internal/textdiff"
)

// matchTargets finds the blocks of the translation again that the record speaks of: by their text, and where that was
// edited, by their kind between two that are known.
func (c *comparer) matchTargets() {
	hashes := make([]string, len(c.targets))
	for j, t := range c.targets {
		hashes[j] = Hash(c.Target[t].Text)
	}
	c.targetOf = fill(len(c.entries), -1)
	taken := make([]bool, len(c.targets))
	known := make([]string, len(c.entries))
	for i, e := range c.entries {
		if e.Assumed != SharedText {
			known[i] = e.Text
		}
	}
	pairs := lcs(known, hashes)
	for _, p := range pairs {
		c.targetOf[p[0]], taken[p[1]] = c.targets[p[1]], true
	}
	for i := range c.entries { // moved
		for j := range c.targets {
			if c.targetOf[i] < 0 && !taken[j] && known[i] == hashes[j] {
				c.targetOf[i], taken[j] = c.targets[j], true
			}
		}
	}
	eachGap(pairs, len(c.entries), len(c.targets), func(i0, i1, j0, j1 int) {
		var is, js []int
		var were, are []page.Kind
		for i := i0; i < i1; i++ {
			if c.targetOf[i] < 0 && known[i] != "" {
				is, were = append(is, i), append(were, kindOf(c.entries[i].ID))
			}
		}
		for j := j0; j < j1; j++ {
			if !taken[j] {
				js, are = append(js, j), append(are, c.Target[c.targets[j]].Kind)
			}
		}
		for _, p := range lcs(were, are) {
			c.targetOf[is[p[0]]], taken[js[p[1]]] = c.targets[js[p[1]]], true
		}
	})
}

// matchSources finds the blocks of the source again that the record speaks of: by their text wherever it stands, then by
// likeness, first of those between the same neighbours, and at last by their neighbours alone.
func (c *comparer) matchSources() {
	c.sourceOf = fill(len(c.entries), -1)
	c.entryOf = fill(len(c.Source), -1)
	anchors := c.equal()
	c.findTwins()
	c.alike(anchors)
	// A weak text between the neighbours that it had, in the source or in the translation, is still the same.
	for _, j := range c.freeSources() {
		s := c.sources[j]
		for i := range c.entries {
			if c.free(i, j) && kindOf(c.entries[i].ID) == c.Source[s].Kind && c.weak(i, s) && c.between(i, j) {
				c.pair(i, j)
			}
		}
	}
	c.inPlace()
}

// freeSources returns which of the sources have not been paired, as indexes of sources: of a long page those are few.
func (c *comparer) freeSources() (list []int) {
	for j, s := range c.sources {
		if c.entryOf[s] < 0 {
			list = append(list, j)
		}
	}
	return list
}

// pair says that an entry is of sources[j].
func (c *comparer) pair(i, j int) { c.sourceOf[i], c.entryOf[c.sources[j]] = c.sources[j], i }

// free tells whether neither an entry nor sources[j] has been paired.
func (c *comparer) free(i, j int) bool {
	return c.sourceOf[i] < 0 && c.entries[i].Source != "" && c.entryOf[c.sources[j]] < 0 && !c.twins[c.sources[j]]
}

// equal pairs entries with source blocks of the same text, and gives those that keep their order.
func (c *comparer) equal() (anchors [][2]int) {
	hashes := make([]string, len(c.sources))
	for j, s := range c.sources {
		hashes[j] = Hash(c.Source[s].Text)
	}
	were := make([]string, len(c.entries))
	for i, e := range c.entries {
		were[i] = e.Source
	}
	c.asShown(hashes)
	c.pairTwins(hashes)
	anchors = lcs(were, hashes)
	anchors = slices.DeleteFunc(anchors, func(p [2]int) bool {
		paired := c.sourceOf[p[0]] == c.sources[p[1]]
		if c.free(p[0], p[1]) {
			c.pair(p[0], p[1])
			paired = true
		}
		return !paired
	})
	free := c.freeSources()
	for i := range c.entries {
		for _, j := range free {
			if were[i] == hashes[j] && c.free(i, j) {
				c.pair(i, j)
			}
		}
	}
	return anchors
}

// pairTwins pairs texts that a page has several times by the headings above them: under another heading the same words may
// have another translation.
func (c *comparer) pairTwins(hashes []string) {
	count := map[string]int{}
	for _, h := range hashes {
		count[h]++
	}
	for _, e := range c.entries {
		count[e.Source]++
	}
	type place struct{ text, heading string }
	above := map[place][]int{} // entries, in their order
	heading := ""
	for _, i := range c.inSourceOrder() {
		e := c.entries[i]
		if kindOf(e.ID) == page.KindHeading {
			heading = e.Source
		} else if count[e.Source] > 2 {
			p := place{e.Source, heading}
			above[p] = append(above[p], i)
		}
	}
	heading = ""
	below := map[place][]int{} // source blocks, in their order
	for j, s := range c.sources {
		if c.Source[s].Kind == page.KindHeading {
			heading = hashes[j]
		} else if p := (place{hashes[j], heading}); len(above[p]) > 0 {
			below[p] = append(below[p], j)
		}
	}
	for p, is := range above {
		if len(is) == len(below[p]) { // else which of them is new or gone shows by what stands beside them
			for k, i := range is {
				if c.free(i, below[p][k]) {
					c.pair(i, below[p][k])
				}
			}
		}
	}
}

// inSourceOrder returns the indexes of the entries in the order that their sources had.
func (c *comparer) inSourceOrder() []int {
	out, rank := make([]int, len(c.entries)), c.ranks()
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank[a] - rank[b] })
	return out
}

// inPlace pairs weak texts in a place where as many of a kind went as came. What has been paired narrows the places down.
func (c *comparer) inPlace() {
	var known [][2]int
	for i, s := range c.sourceOf {
		if s >= 0 {
			known = append(known, [2]int{i, slices.Index(c.sources, s)})
		}
	}
	eachGap(rising(known), len(c.entries), len(c.sources), func(i0, i1, j0, j1 int) {
		came, went := map[page.Kind][]int{}, map[page.Kind][]int{}
		for j := j0; j < j1; j++ {
			if s := c.sources[j]; c.entryOf[s] < 0 {
				came[c.Source[s].Kind] = append(came[c.Source[s].Kind], j)
			}
		}
		for i := i0; i < i1; i++ {
			if kind := kindOf(c.entries[i].ID); c.sourceOf[i] < 0 && c.entries[i].Source != "" {
				went[kind] = append(went[kind], i)
			}
		}
		for kind, is := range went { // each kind by itself
			if len(is) != len(came[kind]) {
				continue
			}
			for k, i := range is {
				if j := came[kind][k]; c.weak(i, c.sources[j]) {
					c.pair(i, j)
				}
			}
		}
	})
}

// matchRest finds the blocks of the translation that were edited after the source was put into another order: where as
// many of a kind are left as are sought.
func (c *comparer) matchRest() {
	sought, left := map[page.Kind][]int{}, map[page.Kind][]int{}
	for i, e := range c.entries {
		if c.targetOf[i] < 0 && e.Text != "" && e.Assumed != SharedText {
			sought[kindOf(e.ID)] = append(sought[kindOf(e.ID)], i)
		}
	}
	for _, t := range c.targets {
		if !slices.Contains(c.targetOf, t) {
			left[c.Target[t].Kind] = append(left[c.Target[t].Kind], t)
		}
	}
	for kind, is := range sought {
		if len(is) == len(left[kind]) {
			for k, i := range is {
				c.targetOf[i] = left[kind][k]
			}
		}
	}
}

// orderEquals gives blocks of the translation that read the same to their entries in the order of the source: nobody can
// tell which of them is whose, and none of them has moved because another one might have been meant.
func (c *comparer) orderEquals() {
	groups := map[string][]int{} // entries, by the text of their translation
	for i, t := range c.targetOf {
		if t >= 0 && c.sourceOf[i] >= 0 {
			key := string(c.Target[t].Kind) + " " + c.Target[t].Text
			groups[key] = append(groups[key], i)
		}
	}
	for _, is := range groups {
		if len(is) < 2 {
			continue
		}
		var ts []int
		for _, i := range is {
			ts = append(ts, c.targetOf[i])
		}
		slices.Sort(ts)
		slices.SortFunc(is, func(a, b int) int { return c.sourceOf[a] - c.sourceOf[b] })
		for k, i := range is {
			c.targetOf[i] = ts[k]
		}
	}
}

// likeness is what no other explanation outweighs, as [textdiff.Text.Similarity].
const likeness = 0.7

// weak tells whether a text may be another one of a source segment though they have no word in common.
func (c *comparer) weak(i, s int) bool {
	return c.text(c.entries[i].Source) == "" || c.Source[s].Kind == page.KindHeading || len(c.then(i)) <= 3 && len(c.now(s)) <= 3
}

// between tells whether an entry stands between those of the neighbours of sources[j]: in the record, or its translation
// between theirs.
func (c *comparer) between(i, j int) bool {
	neighbour := func(j int) (entry, target int) {
		switch {
		case j < 0:
			return -1, -1
		case j == len(c.sources):
			return len(c.entries), len(c.targets)
		}
		entry, target = c.entryOf[c.sources[j]], -2
		if entry < 0 {
			return -2, -2
		}
		if t := c.targetOf[entry]; t >= 0 {
			target = slices.Index(c.targets, t)
		}
		return entry, target
	}
	before, targetBefore := neighbour(j - 1)
	after, targetAfter := neighbour(j + 1)
	if before == i-1 && after == i+1 {
		return true
	}
	t := slices.Index(c.targets, c.targetOf[i])
	return t >= 0 && targetBefore == t-1 && targetAfter == t+1
}

// partOf finds the entry whose changed block a new block of the source was a part of: it has the words that went from there.
func (c *comparer) partOf(s int) int {
	words := c.now(s)
	if len(words) < 5 {
		return -1
	}
	for i, e := range c.entries {
		at := c.sourceOf[i]
		if at < 0 || c.targetOf[i] < 0 || Hash(c.Source[at].Text) == e.Source {
			continue
		}
		part := contained(words, without(c.then(i), c.now(at)))
		if part >= 0.8 && c.beside(s, at) || part >= 0.95 && len(words) >= 8 && c.Source[s].Kind == c.Source[at].Kind {
			return i
		}
	}
	return -1
}

// beside tells whether nothing that is known stands between two blocks of the source.
func (c *comparer) beside(s, t int) bool {
	for k := min(s, t) + 1; k < max(s, t); k++ {
		if c.entryOf[k] >= 0 {
			return false
		}
	}
	return true
}

// merged tells whether the source block of a translated one lives on as a part of another.
func (c *comparer) merged(t int) bool {
	for i := range c.entries {
		if c.targetOf[i] == t && c.sourceOf[i] < 0 && c.livesOn(i) {
			return true
		}
	}
	return false
}

// livesOn tells whether the block of an entry went into another.
func (c *comparer) livesOn(i int) bool {
	for k := range c.entries {
		if c.joined(i, k) {
			return true
		}
	}
	return false
}

// joined tells whether the block of an entry that the source has no more went into that of another: its words came there.
func (c *comparer) joined(gone, into int) bool {
	s := c.sourceOf[into]
	if s < 0 || c.sourceOf[gone] >= 0 || Hash(c.Source[s].Text) == c.entries[into].Source {
		return false
	}
	words := c.then(gone)
	return len(words) >= 5 && contained(words, without(c.now(s), c.then(into))) >= 0.8
}

// without takes words away from others, each as often as it is there.
func without(words, away []string) []string {
	count := map[string]int{}
	for _, w := range away {
		count[w]++
	}
	var out []string
	for _, w := range words {
		if count[w] > 0 {
			count[w]--
		} else {
			out = append(out, w)
		}
	}
	return out
}

// prose gives the words of a block by which it is known: where its links lead is not among them.
func (c *comparer) prose(kind page.Kind, text string) textdiff.Text {
	key := [2]string{string(kind), text}
	t, ok := c.words[key]
	if !ok {
		t = textdiff.Prepare(strings.Join(shapeOf(kind, text, "").words, " "))
		if len(t.Words()) == 0 {
			t = textdiff.Prepare(text)
		}
		c.words[key] = t
	}
	return t
}

// now gives the words of a segment of the source, then those that an entry's translation was made from.
func (c *comparer) now(s int) []string {
	return c.prose(c.Source[s].Kind, c.Source[s].Text).Words()
}

func (c *comparer) then(entry int) []string {
	e := c.entries[entry]
	return c.prose(kindOf(e.ID), c.text(e.Source)).Words()
}

// contained is how many of some words are among others.
func contained(words, among []string) float64 {
	return float64(textdiff.Common(words, among)) / float64(len(words))
}

// within is how much of the shorter of two lists of words is in the other.
func within(x, y []string) float64 {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	return contained(x, y)
}
