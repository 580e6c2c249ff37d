package translation

import (
	"maps"
	"slices"
	"strings"

	"vernacular/internal/textdiff"
)

// State says whether a translated segment still says what its source says.
type State uint8

// The states of a segment.
const (
	Fresh   State = iota // made from the source as it is, or only cosmetics changed since
	Stale                // its source has changed since
	Missing              // the source has it, the translation has not
	Surplus              // the translation has it, the source has it no more
)

// String is the state's name.
func (s State) String() string { return [...]string{"fresh", "stale", "missing", "surplus"}[s] }

// Match is a segment of the source with its counterpart.
type Match struct {
	ID         string
	Source     int // index in Input.Source, -1 of a surplus segment
	Target     int // index in Input.Target, -1 where the translation has nothing
	State      State
	Class      Class  // of the change of its source
	From       string // [Hash] of the source text that the translation was made from, "" when it is not known
	Unrecorded bool   // fresh as far as anybody knows: no command has said what it was made from
	Shared     bool   // part of a block that was split: Target belongs to another match, too
}

// Input is what [Compare] looks at.
type Input struct {
	Source, Target []Segment
	Record         *Record                  // nil: there is none
	Old            func(hash string) string // the source text of a digest, "" when it is not kept
	Changes        []Change                 // what the author said of changes of the source
	Language       string                   // ISO 639 code of the source
	Outdated       bool                     // without a record: the translation says it was made from another source text
}

// Compare finds the state of every segment: those of the source in its order, then the surplus ones of the translation.
func Compare(in Input) []Match {
	c := comparer{Input: in}
	return c.run()
}

type comparer struct {
	Input
	entries  []Entry // of blocks
	sourceOf []int   // by entry: index in Source, -1
	targetOf []int   // by entry: index in Target, -1
	entryOf  []int   // by source segment: index in entries, -1
	old      map[string]string
	words    map[string]textdiff.Text // by text
}

// minWords is how many words an untranslated text must have to be taken for one: names and short labels are the same
// in many languages.
const minWords = 4

func (c *comparer) untranslated(s, t int) bool {
	a, b := c.Source[s], c.Target[t]
	return a.Text == b.Text && a.Kind != "code" && a.Words() >= minWords
}

func (c *comparer) run() []Match {
	out := c.named()
	var sources, targets []int
	for i, s := range c.Source {
		if s.Block >= 0 {
			sources = append(sources, i)
		}
	}
	for i, t := range c.Target {
		if t.Block >= 0 {
			targets = append(targets, i)
		}
	}
	if c.Record == nil {
		return append(out, c.unrecorded(sources, targets)...)
	}
	for _, e := range c.Record.Entries {
		if !strings.HasPrefix(e.ID, FrontMatter+".") {
			c.entries = append(c.entries, e)
		}
	}
	c.old = map[string]string{}
	c.words = map[string]textdiff.Text{}
	c.matchTargets(targets)
	c.matchSources(sources, targets)
	c.matchRest(targets)
	return append(out, c.blocks(sources, targets)...)
}

// named compares what has a name of its own: front matter by path, messages by id.
func (c *comparer) named() []Match {
	byPath := map[string]int{}
	for i, t := range c.Target {
		if t.Block < 0 {
			byPath[t.Kind+" "+t.Path] = i
		}
	}
	var out []Match
	for i, s := range c.Source {
		if s.Block >= 0 {
			continue
		}
		m := Match{ID: s.Path, Source: i, Target: -1, State: Missing}
		if s.Kind == FrontMatter {
			m.ID = FrontMatter + "." + s.Path
		}
		e, known := c.Record.Entry(m.ID)
		if t, ok := byPath[s.Kind+" "+s.Path]; ok {
			m.Target = t
			switch {
			case c.untranslated(i, t):
			case known:
				m.State, m.Class, m.From = c.judge(e.Source, i)
			default:
				c.assume(&m)
			}
		}
		out = append(out, m)
	}
	return out
}

// assume gives a state to what no record speaks of.
func (c *comparer) assume(m *Match) {
	m.State, m.Unrecorded = Fresh, true
	if c.Record == nil && c.Outdated {
		m.State, m.Class = Stale, Editorial
	}
}

// judge compares a source text with the one that a translation was made from.
func (c *comparer) judge(hash string, s int) (State, Class, string) {
	now := c.Source[s].Text
	to := Hash(now)
	if hash == to {
		return Fresh, Unchanged, hash
	}
	class := Editorial
	for _, ch := range c.Changes {
		if ch.From == hash && ch.To == to {
			class, _ = ParseClass(ch.Class)
			if class == Cosmetic {
				return Fresh, class, hash
			}
			return Stale, class, hash
		}
	}
	if old := c.text(hash); old != "" {
		class = Classify(c.Source[s].Kind, old, now, c.Language)
	}
	if class <= Cosmetic {
		return Fresh, Cosmetic, hash
	}
	return Stale, class, hash
}

func (c *comparer) text(hash string) string {
	if t, ok := c.old[hash]; ok {
		return t
	}
	t := ""
	if c.Old != nil {
		t = c.Old(hash)
	}
	if c.old != nil {
		c.old[hash] = t
	}
	return t
}

// unrecorded pairs blocks by their kinds alone.
func (c *comparer) unrecorded(sources, targets []int) []Match {
	pairs := lcs(len(sources), len(targets), func(i, j int) bool {
		a, b := c.Source[sources[i]], c.Target[targets[j]]
		return a.Kind == b.Kind && a.Level == b.Level
	})
	var segs []Segment
	for _, s := range sources {
		segs = append(segs, c.Source[s])
	}
	ids := IDs(segs, nil)
	targetOf := map[int]int{}
	used := map[int]bool{}
	for _, p := range pairs {
		targetOf[p[0]] = p[1]
		used[p[1]] = true
	}
	var out []Match
	for i, s := range sources {
		m := Match{ID: ids[i], Source: s, Target: -1, State: Missing}
		if j, ok := targetOf[i]; ok {
			m.Target = targets[j]
			if !c.untranslated(s, m.Target) {
				c.assume(&m)
			}
		}
		out = append(out, m)
	}
	for j, t := range targets {
		if !used[j] {
			out = append(out, Match{ID: "surplus-" + Hash(c.Target[t].Text)[:8], Source: -1, Target: t, State: Surplus})
		}
	}
	return out
}

// matchTargets finds the blocks of the translation again that the record speaks of: by their text, and where that was
// edited, by their kind between two that are known.
func (c *comparer) matchTargets(targets []int) {
	hashes := make([]string, len(targets))
	for j, t := range targets {
		hashes[j] = Hash(c.Target[t].Text)
	}
	c.targetOf = fill(len(c.entries), -1)
	taken := make([]bool, len(targets))
	same := func(i, j int) bool { return c.entries[i].Text == hashes[j] }
	pairs := lcs(len(c.entries), len(targets), same)
	for _, p := range pairs {
		c.targetOf[p[0]], taken[p[1]] = targets[p[1]], true
	}
	for i := range c.entries { // moved
		for j := range targets {
			if c.targetOf[i] < 0 && !taken[j] && same(i, j) {
				c.targetOf[i], taken[j] = targets[j], true
			}
		}
	}
	eachGap(pairs, len(c.entries), len(targets), func(i0, i1, j0, j1 int) {
		var is, js []int
		for i := i0; i < i1; i++ {
			if c.targetOf[i] < 0 && c.entries[i].Text != "" {
				is = append(is, i)
			}
		}
		for j := j0; j < j1; j++ {
			if !taken[j] {
				js = append(js, j)
			}
		}
		for _, p := range lcs(len(is), len(js), func(a, b int) bool { return kindOf(c.entries[is[a]].ID) == c.Target[targets[js[b]]].Kind }) {
			c.targetOf[is[p[0]]], taken[js[p[1]]] = targets[js[p[1]]], true
		}
	})
}

// matchSources finds the blocks of the source again that the record speaks of: by their text wherever it stands, then by
// likeness, first of those between the same neighbours.
func (c *comparer) matchSources(sources, targets []int) {
	hashes := make([]string, len(sources))
	for j, s := range sources {
		hashes[j] = Hash(c.Source[s].Text)
	}
	c.sourceOf = fill(len(c.entries), -1)
	c.entryOf = fill(len(c.Source), -1)
	pair := func(i, j int) { c.sourceOf[i], c.entryOf[sources[j]] = sources[j], i }
	free := func(i, j int) bool { return c.sourceOf[i] < 0 && c.entryOf[sources[j]] < 0 }
	same := func(i, j int) bool { return c.entries[i].Source == hashes[j] }
	anchors := lcs(len(c.entries), len(sources), same)
	for _, p := range anchors {
		pair(p[0], p[1])
	}
	for i := range c.entries {
		for j := range sources {
			if free(i, j) && same(i, j) {
				pair(i, j)
			}
		}
	}
	// What has no equal: the most alike first.
	type candidate struct {
		i, j  int
		score float64
		near  bool
	}
	gapOf := func(n int, side int) []int {
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
	in := map[string]int{} // in how many blocks of the source a word is
	for _, s := range sources {
		words := slices.Clone(c.now(s))
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			in[w]++
		}
	}
	// telling: some word of an entry is in this block of the source and in no other.
	telling := func(i, s int) bool {
		words := c.then(i)
		return slices.ContainsFunc(c.now(s), func(w string) bool { return in[w] == 1 && slices.Contains(words, w) })
	}
	gi, gj := gapOf(len(c.entries), 0), gapOf(len(sources), 1)
	var all []candidate
	for i, e := range c.entries {
		if c.sourceOf[i] >= 0 {
			continue
		}
		old := c.text(e.Source)
		for j, s := range sources {
			if !free(i, j) {
				continue
			}
			near := gi[i] == gj[j]
			score := 0.0
			if old != "" {
				score = c.prose(kindOf(e.ID), old).Similarity(c.prose(c.Source[s].Kind, c.Source[s].Text))
			}
			if kindOf(e.ID) != c.Source[s].Kind {
				score -= 0.2
			}
			if score >= 0.6 || score >= 0.5 && telling(i, s) || near && score >= 0.3 && within(c.then(i), c.now(s)) >= 0.8 {
				all = append(all, candidate{i, j, score, near})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		weigh := func(c candidate) float64 {
			if c.near {
				return c.score + 0.1
			}
			return c.score
		}
		switch d := weigh(b) - weigh(a); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return a.i - b.i
	})
	for _, k := range all {
		// What was split off from another block, or went into one, is no poor likeness of this one.
		if free(k.i, k.j) && (k.score >= likeness || c.partOf(sources[k.j]) < 0 && !c.livesOn(k.i)) {
			pair(k.i, k.j)
		}
	}
	// A weak text between the neighbours that it had, in the source or in the translation, is still the same.
	for j, s := range sources {
		for i := range c.entries {
			if free(i, j) && kindOf(c.entries[i].ID) == c.Source[s].Kind && c.weak(i, s) && c.between(i, j, sources, targets) {
				pair(i, j)
			}
		}
	}
	// Short texts and headings may have no word in common and be the same: in a place where as many of a kind went as came.
	// What was just paired narrows the places down.
	var known [][2]int
	for i, s := range c.sourceOf {
		if s >= 0 {
			known = append(known, [2]int{i, slices.Index(sources, s)})
		}
	}
	eachGap(rising(known), len(c.entries), len(sources), func(i0, i1, j0, j1 int) {
		came := map[string][]int{}
		for j := j0; j < j1; j++ {
			if s := sources[j]; c.entryOf[s] < 0 {
				came[c.Source[s].Kind] = append(came[c.Source[s].Kind], j)
			}
		}
		went := map[string][]int{}
		for i := i0; i < i1; i++ {
			if kind := kindOf(c.entries[i].ID); c.sourceOf[i] < 0 {
				went[kind] = append(went[kind], i)
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(went)) {
			is := went[kind]
			if len(is) != len(came[kind]) {
				continue
			}
			for k, i := range is {
				j := came[kind][k]
				if c.weak(i, sources[j]) {
					pair(i, j)
				}
			}
		}
	})
}

// matchRest finds the blocks of the translation that were edited after the source was put into another order: where as
// many of a kind are left as are sought.
func (c *comparer) matchRest(targets []int) {
	sought, left := map[string][]int{}, map[string][]int{}
	for i, e := range c.entries {
		if c.targetOf[i] < 0 && e.Text != "" {
			sought[kindOf(e.ID)] = append(sought[kindOf(e.ID)], i)
		}
	}
	for _, t := range targets {
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

// likeness is what no other explanation outweighs, as [textdiff.Similarity].
const likeness = 0.7

// weak tells whether a text may be another one of a source segment though they have no word in common.
func (c *comparer) weak(i, s int) bool {
	return c.text(c.entries[i].Source) == "" || c.Source[s].Kind == "heading" || len(c.then(i)) <= 3 && len(c.now(s)) <= 3
}

// between tells whether an entry stands between those of the neighbours of sources[j]: in the record, or its translation
// between theirs.
func (c *comparer) between(i, j int, sources, targets []int) bool {
	neighbour := func(j int) (entry, target int) {
		switch {
		case j < 0:
			return -1, -1
		case j == len(sources):
			return len(c.entries), len(targets)
		}
		entry, target = c.entryOf[sources[j]], -2
		if entry < 0 {
			return -2, -2
		}
		if t := c.targetOf[entry]; t >= 0 {
			target = slices.Index(targets, t)
		}
		return entry, target
	}
	before, targetBefore := neighbour(j - 1)
	after, targetAfter := neighbour(j + 1)
	if before == i-1 && after == i+1 {
		return true
	}
	t := slices.Index(targets, c.targetOf[i])
	return t >= 0 && targetBefore == t-1 && targetAfter == t+1
}

// blocks puts the two matchings together.
func (c *comparer) blocks(sources, targets []int) []Match {
	used := map[int]bool{}
	for _, t := range c.targetOf {
		if t >= 0 {
			used[t] = true
		}
	}
	taken := map[string]bool{}
	for _, e := range c.entries {
		taken[e.ID] = true
	}
	var fresh []Segment
	for _, s := range sources {
		if c.entryOf[s] < 0 {
			fresh = append(fresh, c.Source[s])
		}
	}
	ids := IDs(fresh, taken)
	var out []Match
	shown := map[int]bool{} // targets that some match has
	for _, s := range sources {
		m := Match{Source: s, Target: -1, State: Missing}
		if i := c.entryOf[s]; i >= 0 {
			m.ID, m.Target = c.entries[i].ID, c.targetOf[i]
			for k := 0; k < len(c.entries) && m.Target < 0; k++ { // the translations were merged, too
				if t := c.targetOf[k]; t >= 0 && c.joined(k, i) {
					m.Target = t
				}
			}
			if m.Target >= 0 && !c.untranslated(s, m.Target) {
				m.State, m.Class, m.From = c.judge(c.entries[i].Source, s)
			}
		} else {
			m.ID, ids = ids[0], ids[1:]
			if i := c.partOf(s); i >= 0 {
				m.Target, m.State, m.Class, m.From, m.Shared = c.targetOf[i], Stale, Editorial, c.entries[i].Source, true
			}
		}
		if m.Target >= 0 && !m.Shared {
			shown[m.Target] = true
		}
		out = append(out, m)
	}
	out = c.adopt(out, targets, used)
	for _, m := range out {
		if m.Target >= 0 {
			shown[m.Target] = true
		}
	}
	for _, t := range targets {
		if shown[t] || c.merged(t) {
			continue
		}
		m := Match{ID: "surplus-" + Hash(c.Target[t].Text)[:8], Source: -1, Target: t, State: Surplus}
		for i, e := range c.entries {
			if c.targetOf[i] == t {
				m.ID, m.From = e.ID, e.Source
			}
		}
		out = append(out, m)
	}
	return out
}

// adopt gives the missing blocks those of the translation that stand in their place and that no record knows: somebody
// has written them by hand.
func (c *comparer) adopt(ms []Match, targets []int, used map[int]bool) []Match {
	after := -1 // the target that comes before
	for i := range ms {
		m := &ms[i]
		if m.Target >= 0 {
			after = m.Target
			continue
		}
		for _, t := range targets {
			if t <= after || used[t] {
				if t > after {
					break // the next known one
				}
				continue
			}
			if c.Target[t].Kind == c.Source[m.Source].Kind {
				m.Target, used[t], after = t, true, t
				if !c.untranslated(m.Source, t) {
					c.assume(m)
				}
			}
			break
		}
	}
	return ms
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
func (c *comparer) prose(kind, text string) textdiff.Text {
	t, ok := c.words[text]
	if !ok {
		t = textdiff.Prepare(strings.Join(shapeOf(kind, text).words, " "))
		if len(t.Words()) == 0 {
			t = textdiff.Prepare(text)
		}
		c.words[text] = t
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
	count := map[string]int{}
	for _, w := range among {
		count[w]++
	}
	n := 0
	for _, w := range words {
		if count[w] > 0 {
			count[w]--
			n++
		}
	}
	return float64(n) / float64(len(words))
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

// rising gives the longest chain of pairs in which both indexes rise; the first ones rise already.
func rising(pairs [][2]int) [][2]int {
	length, before := fill(len(pairs), 1), fill(len(pairs), -1)
	last := -1
	for i, p := range pairs {
		for k := range i {
			if pairs[k][1] < p[1] && length[k] >= length[i] {
				length[i], before[i] = length[k]+1, k
			}
		}
		if last < 0 || length[i] > length[last] {
			last = i
		}
	}
	var out [][2]int
	for ; last >= 0; last = before[last] {
		out = append(out, pairs[last])
	}
	slices.Reverse(out)
	return out
}

func fill(n, v int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// lcs gives the longest common subsequence of two lists as pairs of indexes, the earliest where there are several.
// Beyond four million comparisons only the common beginning and end are paired.
func lcs(n, m int, same func(i, j int) bool) [][2]int {
	var head, tail [][2]int
	a := 0
	for a < n && a < m && same(a, a) {
		head = append(head, [2]int{a, a})
		a++
	}
	for n > a && m > a && same(n-1, m-1) {
		n, m = n-1, m-1
		tail = append(tail, [2]int{n, m})
	}
	slices.Reverse(tail)
	h, w := n-a, m-a
	if h > 0 && w > 0 && h*w <= 4_000_000 {
		best := make([]int32, (h+1)*(w+1))
		for i := h - 1; i >= 0; i-- {
			for j := w - 1; j >= 0; j-- {
				v := max(best[(i+1)*(w+1)+j], best[i*(w+1)+j+1])
				if same(a+i, a+j) {
					v = max(v, 1+best[(i+1)*(w+1)+j+1])
				}
				best[i*(w+1)+j] = v
			}
		}
		for i, j := 0, 0; i < h && j < w; {
			switch {
			case same(a+i, a+j) && best[i*(w+1)+j] == 1+best[(i+1)*(w+1)+j+1]:
				head = append(head, [2]int{a + i, a + j})
				i, j = i+1, j+1
			case best[(i+1)*(w+1)+j] >= best[i*(w+1)+j+1]:
				i++
			default:
				j++
			}
		}
	}
	return append(head, tail...)
}

// eachGap calls f for what lies between pairs, before the first and after the last.
func eachGap(pairs [][2]int, n, m int, f func(i0, i1, j0, j1 int)) {
	i, j := 0, 0
	for _, p := range append(slices.Clone(pairs), [2]int{n, m}) {
		f(i, p[0], j, p[1])
		i, j = p[0]+1, p[1]+1
	}
}
