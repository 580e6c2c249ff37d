package translation

import "vernacular/internal/page"

// grid is a dynamic programme that aligns two lists of blocks in order. A state says what came last: a pair, a block that
// only the source has, or one that only the translation has. Only cells near the diagonal are kept where there would be
// too many.
type grid struct {
	source, target []int
	score          func(i, j int) int
	cost           costs
	n, m, width    int
	low            []int      // by row: the first column that is kept
	open           [2][]int32 // by block of the source and of the translation: what it costs to begin a gap with it
	pairs          []int32    // scores of source[i-1], target[j-1]
	fwd, bwd       [3][]int32 // the best score up to a cell, and of what comes after it
}

const (
	both = iota
	onlySource
	onlyTarget
)

const (
	together = 60 // what a pair is worth that comes right after another one
	section  = 80 // by how much less it costs to begin a gap with a heading
)

func (a *aligner) newGrid(source, target []int, cost costs, score func(i, j int) int) *grid {
	g := &grid{source: source, target: target, score: score, cost: cost, n: len(source), m: len(target)}
	g.open = [2][]int32{cost.opening(a.source, source), cost.opening(a.target, target)}
	g.width = g.m + 1
	if (g.n+1)*g.width > maxCells {
		g.width = min(g.width, max(16, maxCells/(g.n+1)))
	}
	g.low = make([]int, g.n+1)
	for i := range g.low {
		g.low[i] = max(0, min(i*g.m/max(1, g.n)-g.width/2, g.m+1-g.width))
	}
	return g
}

// opening returns what it costs to begin a gap with each of some blocks: whole sections are missing oftener than the end of one
// and the heading of the next.
func (c costs) opening(list []traits, of []int) []int32 {
	out := make([]int32, len(of)+1)
	for k, i := range of {
		if out[k] = c.first; list[i].kind == page.KindHeading {
			out[k] += section
		}
	}
	return out
}

// at returns the index of a cell, -1 where it is not kept.
func (g *grid) at(i, j int) int {
	if j -= g.low[i]; j < 0 || j >= g.width {
		return -1
	}
	return i*g.width + j
}

func get(list []int32, k int) int32 {
	if k < 0 {
		return never
	}
	return list[k]
}

func (g *grid) run() {
	size := (g.n + 1) * g.width
	g.pairs = make([]int32, size)
	for s := range g.fwd {
		g.fwd[s], g.bwd[s] = make([]int32, size), make([]int32, size)
	}
	for i := range g.n + 1 {
		for j := g.low[i]; j < g.low[i]+g.width; j++ {
			k := g.at(i, j)
			g.pairs[k] = never
			if i > 0 && j > 0 {
				g.pairs[k] = int32(g.score(g.source[i-1], g.target[j-1]))
			}
			g.forward(i, j, k)
		}
	}
	for i := g.n; i >= 0; i-- {
		for j := g.low[i] + g.width - 1; j >= g.low[i]; j-- {
			g.backward(i, j, g.at(i, j))
		}
	}
}

func (g *grid) forward(i, j, k int) {
	f := &g.fwd
	f[both][k], f[onlySource][k], f[onlyTarget][k] = never, never, never
	if i == 0 && j == 0 {
		f[both][k] = 0
	}
	if i > 0 && j > 0 {
		if p := g.at(i-1, j-1); p >= 0 {
			f[both][k] = max(never, max(f[both][p]+together, f[onlySource][p], f[onlyTarget][p])+g.pairs[k])
		}
	}
	if i > 0 {
		if p := g.at(i-1, j); p >= 0 {
			f[onlySource][k] = max(never, max(f[both][p], f[onlyTarget][p])+g.open[0][i-1], f[onlySource][p]+g.cost.more)
		}
	}
	if j > g.low[i] {
		p := k - 1
		f[onlyTarget][k] = max(never, max(f[both][p], f[onlySource][p])+g.open[1][j-1], f[onlyTarget][p]+g.cost.more)
	}
}

func (g *grid) backward(i, j, k int) {
	b := &g.bwd
	if i == g.n && j == g.m {
		b[both][k], b[onlySource][k], b[onlyTarget][k] = 0, 0, 0
		return
	}
	matched, left, right := g.next(i, j)
	open := [2]int32{g.open[0][i], g.open[1][j]}
	b[both][k] = max(never, matched+together, left+open[0], right+open[1])
	b[onlySource][k] = max(never, matched, left+g.cost.more, right+open[1])
	b[onlyTarget][k] = max(never, matched, left+open[0], right+g.cost.more)
}

// next returns the scores of what comes after a cell, by what comes next.
func (g *grid) next(i, j int) (matched, left, right int32) {
	matched, left, right = never, never, never
	if i < g.n && j < g.m {
		if p := g.at(i+1, j+1); p >= 0 {
			matched = g.bwd[both][p] + g.pairs[p]
		}
	}
	if i < g.n {
		left = get(g.bwd[onlySource], g.at(i+1, j))
	}
	if j < g.m {
		right = get(g.bwd[onlyTarget], g.at(i, j+1))
	}
	return max(never, matched), left, right
}

// read calls pair for the pairs of the best alignment and alone for the blocks of the source that have no counterpart, with
// the margin by which the alignment is better than the best one that says otherwise of that block.
func (g *grid) read(pair func(i, j, margin int), alone func(i, margin int)) {
	best := g.bwd[both][g.at(0, 0)]
	if best <= never/2 { // outside of what is kept
		return
	}
	i, j, state := 0, 0, both
	for i < g.n || j < g.m {
		i, j, state = g.step(i, j, state)
		switch state {
		case both:
			pair(g.source[i-1], g.target[j-1], int(best-g.otherwise(i, j)))
		case onlySource:
			alone(g.source[i-1], int(best-g.otherwise(i, -1)))
		}
	}
}

// otherwise returns the score of the best alignment that does not pair source block i with target block j, or that pairs it at all
// if j is -1.
func (g *grid) otherwise(i, j int) int32 {
	other := int32(never)
	for c := g.low[i]; c < g.low[i]+g.width; c++ {
		k := g.at(i, c)
		if c != j {
			other = max(other, g.fwd[both][k]+g.bwd[both][k])
		}
		if j >= 0 {
			other = max(other, g.fwd[onlySource][k]+g.bwd[onlySource][k])
		}
	}
	return other
}

// step returns where the best alignment goes on from a cell.
func (g *grid) step(i, j, state int) (int, int, int) {
	matched, left, _ := g.next(i, j)
	cost := g.open[0][i]
	switch state {
	case both:
		matched += together
	case onlySource:
		cost = g.cost.more
	}
	switch best := g.bwd[state][g.at(i, j)]; best {
	case matched:
		return i + 1, j + 1, both
	case left + cost:
		return i + 1, j, onlySource
	}
	return i, j + 1, onlyTarget
}
