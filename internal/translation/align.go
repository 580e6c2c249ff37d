package translation

import (
	"slices"

	"vernacular/internal/page"
)

// alignment says which blocks of a translation, of which nobody has recorded what they were made from, say the same as
// which blocks of the source.
type alignment struct {
	targetOf []int  // by source block: index of the target block, -1 for none
	moved    []bool // by source block: the translation has it elsewhere
	score    []int  // by source block: that of the pair
	margin   []int  // by source block: by how much the best alignment beats the best one that says otherwise of it
	doubts   []doubt
	vague    [2][]bool // by block of the source and of the translation: it is in a doubt
	sure     bool      // false: nothing of the pages can be compared
}

// doubt is a place of two pages where nobody can tell which block is which.
type doubt struct {
	reason         string
	i0, i1, j0, j1 int // blocks of the source and of the translation
}

// aligner aligns two lists of blocks. Scores are natural logarithms, in hundredths, of how much likelier it is to see what
// two blocks have in common if one is the translation of the other than if they are any two blocks of the pages.
type aligner struct {
	source, target []traits
	rare           rarity
	ratio          int // of the length of a translation to that of its source, as a logarithm in hundredths
	alignment
}

type kindKey struct {
	kind  page.Kind
	level int
}

const (
	never = -1 << 28 // the score of what cannot be
	worst = -600     // the lowest score of two blocks that can be
)

// costs are the scores of blocks without a counterpart: of the first of several, and of each further one.
type costs struct{ first, more int32 }

var (
	strict  = costs{-380, -80}
	lenient = costs{-200, -120} // where something is left over on both sides
)

// maxCells bounds the cells of one grid; beyond, pages are first divided by what is unique in both.
const maxCells = 300_000

// alignPages finds the counterparts of a source page's blocks: in step where both pages have the same structure and nothing
// speaks against it, which costs little, else by all that the blocks have in common. firm and all return the traits of the
// source's blocks.
func alignPages(source []Segment, firm, all func() []traits, target []Segment) *alignment {
	if sameStructure(source, target) {
		a := newAligner(firm(), firmTraitsOf(target))
		if a.inStep() {
			a.pairInStep()
			a.sure = true
			a.doubtTasks()
			return &a.alignment
		}
	}
	return align(all(), traitsOf(target))
}

// sameStructure reports whether two pages have blocks of the same kinds at the same places.
func sameStructure(source, target []Segment) bool {
	return slices.EqualFunc(source, target, func(s, t Segment) bool {
		return s.Kind == t.Kind && s.Level == t.Level && s.Place == t.Place
	})
}

func newAligner(source, target []traits) *aligner {
	n := len(source)
	return &aligner{source: source, target: target, rare: rarityOf(source, target),
		alignment: alignment{targetOf: fill(n, -1), moved: make([]bool, n), score: make([]int, n), margin: make([]int, n),
			vague: [2][]bool{make([]bool, n), make([]bool, len(target))}}}
}

// align finds the counterparts of the source's blocks by what they have in common.
func align(source, target []traits) *alignment {
	a := newAligner(source, target)
	a.measure()
	a.search()
	a.judge()
	a.doubtTasks()
	return &a.alignment
}

// search finds the counterparts by what the blocks have in common.
func (a *aligner) search() {
	if a.parallel() {
		return
	}
	if a.inOrder(); a.learn() {
		a.targetOf = fill(len(a.source), -1)
		a.inOrder()
	}
	a.leftovers()
	a.elsewhere()
}

// inStep reports whether of two pages with the same structure nothing of a block of the source is found in another place
// of the translation. What a translation lacks, such as names in Latin letters, says little against that, and so do lengths.
func (a *aligner) inStep() bool {
	at := map[mark]int{}
	for j := range a.target {
		a.point(at, j, j)
	}
	for i := range a.source {
		if j, votes := a.vote([]int{i}, at); votes > 0 && j != i {
			return false
		}
	}
	return true
}

func (a *aligner) pairInStep() {
	for i := range a.source {
		a.targetOf[i], a.margin[i], a.moved[i] = i, -never, false
	}
}

// parallel takes two pages of the same structure in which nothing speaks against it as they are.
func (a *aligner) parallel() bool {
	if !slices.EqualFunc(a.source, a.target, func(s, t traits) bool { return s.kind == t.kind && s.level == t.level && s.place == t.place }) {
		return false
	}
	for i := range a.source {
		if a.score[i] = a.pairScore(&a.source[i], &a.target[i]); a.score[i] < 0 {
			return false
		}
	}
	a.pairInStep()
	return true
}

// inOrder aligns what is in the same order in both pages.
func (a *aligner) inOrder() {
	var anchors [][2]int
	if len(a.source)*len(a.target) > maxCells {
		anchors = a.anchors()
	}
	for _, p := range anchors {
		a.take(p[0], p[1], -never)
	}
	eachGap(anchors, len(a.source), len(a.target), func(i0, i1, j0, j1 int) {
		if i0 < i1 && j0 < j1 {
			g := a.newGrid(span(i0, i1), span(j0, j1), strict, func(i, j int) int { return a.pairScore(&a.source[i], &a.target[j]) })
			g.run()
			g.read(a.take, func(i, margin int) { a.margin[i] = margin })
		}
	})
}

// take pairs two blocks.
func (a *aligner) take(i, j, margin int) {
	a.targetOf[i], a.margin[i], a.score[i] = j, margin, a.pairScore(&a.source[i], &a.target[j])
}

func span(from, to int) []int {
	out := make([]int, to-from)
	for k := range out {
		out[k] = from + k
	}
	return out
}

// anchors returns pairs of blocks that share what no other block of either page has, in rising order.
func (a *aligner) anchors() [][2]int {
	at := map[mark]int{}
	for j := range a.target {
		a.point(at, j, j)
	}
	var pairs [][2]int
	claims := map[int]int{}
	for i := range a.source {
		if j, votes := a.vote([]int{i}, at); votes >= 400 && a.kinds(&a.source[i], &a.target[j]) > 0 && a.pairScore(&a.source[i], &a.target[j]) > 500 {
			pairs = append(pairs, [2]int{i, j})
			claims[j]++
		}
	}
	// A target block that two blocks of the source claim is an anchor of neither.
	pairs = slices.DeleteFunc(pairs, func(p [2]int) bool { return claims[p[1]] > 1 })
	targets, weights := make([]int, len(pairs)), fill(len(pairs), 1)
	for k, p := range pairs {
		targets[k] = p[1]
	}
	var out [][2]int
	for k, keep := range heaviest(targets, weights) {
		if keep {
			out = append(out, pairs[k])
		}
	}
	return out
}

// point lets the telling marks of a block of the translation point somewhere.
func (a *aligner) point(at map[mark]int, block, to int) {
	for _, m := range a.target[block].marks {
		if a.tells(m) {
			at[m] = to
		}
	}
}

// vote returns to what the marks of some blocks of the source point, and how strongly; votes is 0 if they point nowhere.
func (a *aligner) vote(blocks []int, at map[mark]int) (best, votes int) {
	count := map[int]int{}
	for _, i := range blocks {
		for _, m := range a.source[i].marks {
			if to, ok := at[m]; ok {
				if count[to] += a.weight(m); count[to] > votes {
					best, votes = to, count[to]
				}
			}
		}
	}
	return best, votes
}

// inOrderPairs returns the pairs that are in the same order in both pages.
func (a *aligner) inOrderPairs() [][2]int {
	var out [][2]int
	for i, j := range a.targetOf {
		if j >= 0 && !a.moved[i] {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// leftovers pairs what stands at the same place without a counterpart on both sides: it may be of another kind there.
func (a *aligner) leftovers() {
	eachGap(a.inOrderPairs(), len(a.source), len(a.target), func(i0, i1, j0, j1 int) {
		if i0 == i1 || j0 == j1 || (i1-i0)*(j1-j0) > maxCells {
			return
		}
		g := a.newGrid(span(i0, i1), span(j0, j1), lenient, a.looseScore)
		g.run()
		g.read(a.take, func(i, margin int) { a.margin[i] = margin })
	})
}

// looseScore is the score of two blocks that stand at one place, whatever their kinds.
func (a *aligner) looseScore(i, j int) int {
	s, t := &a.source[i], &a.target[j]
	if v := a.kinds(s, t); v > never {
		return max(v, -100) + a.contents(s, t)
	}
	if !holdsText(s.kind) || !holdsText(t.kind) {
		return never
	}
	return a.contents(s, t) - 150
}

func holdsText(k page.Kind) bool { return prose(k) || k == page.KindHeading || k == page.KindHTML }

// unpaired returns the runs of blocks of a page without a counterpart.
func unpaired(paired []bool) (runs [][]int) {
	for i := 0; i < len(paired); i++ {
		from := i
		for i < len(paired) && !paired[i] {
			i++
		}
		if i > from {
			runs = append(runs, span(from, i))
		}
	}
	return runs
}

func (a *aligner) pairedSource() []bool {
	out := make([]bool, len(a.source))
	for i, j := range a.targetOf {
		out[i] = j >= 0
	}
	return out
}

func (a *aligner) pairedTarget() []bool {
	out := make([]bool, len(a.target))
	for _, j := range a.targetOf {
		if j >= 0 {
			out[j] = true
		}
	}
	return out
}

// elsewhere pairs what the translation has at another place: runs of blocks that share what no others have.
func (a *aligner) elsewhere() {
	targets := unpaired(a.pairedTarget())
	runOf := map[mark]int{} // by what is unique: the run of the translation that it is in
	for r, run := range targets {
		for _, j := range run {
			a.point(runOf, j, r)
		}
	}
	if len(runOf) == 0 {
		return
	}
	for _, run := range unpaired(a.pairedSource()) {
		if r, votes := a.vote(run, runOf); votes > 0 {
			a.move(run, targets[r])
		}
	}
}

// tells reports whether a mark tells of two blocks that have it that one is the translation of the other: no others have it, and
// translations keep such marks.
func (a *aligner) tells(m mark) bool {
	return a.rare[m] == [2]int32{1, 1} && (evidences[m.class].lost < 0 || m.class == markCopy)
}

// move pairs the blocks of two runs that stand at different places.
func (a *aligner) move(source, target []int) {
	target = slices.DeleteFunc(slices.Clone(target), func(j int) bool { return slices.Contains(a.targetOf, j) })
	if len(target) == 0 || len(source)*len(target) > maxCells {
		return
	}
	g := a.newGrid(source, target, lenient, func(i, j int) int { return a.pairScore(&a.source[i], &a.target[j]) })
	g.run()
	type found struct{ i, j, margin int }
	var pairs []found
	total := 0
	g.read(func(i, j, margin int) {
		if v := a.pairScore(&a.source[i], &a.target[j]); v > lowScore {
			total += v
			pairs = append(pairs, found{i, j, margin})
		}
	}, func(int, int) {})
	if total < moveScore {
		return
	}
	for _, p := range pairs {
		a.take(p.i, p.j, p.margin)
		a.moved[p.i] = true
	}
}

// moveScore is the least score of blocks that are elsewhere in the translation: order is the rule.
const moveScore = 400
