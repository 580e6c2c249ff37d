package translation

import (
	"slices"

	"vernacular/internal/page"
)

// judge finds what cannot be trusted: blocks that may have a counterpart although none was found, and pairs that may be none.
// Where that is too much, nothing is trusted.
func (a *aligner) judge() {
	a.doubtGaps()
	a.doubtTwins()
	a.doubtCrossed()
	a.doubtLengths()
	a.doubtSaid()
	paired, enclosed := a.pairedTarget(), a.enclosed()
	sure, pairs := 0, 0
	for i, j := range a.targetOf {
		if j < 0 {
			continue
		}
		if !enclosed[i] {
			pairs++
		}
		switch {
		case a.margin[i] < lowMargin || a.score[i] < lowScore && !a.between(i, j):
			a.doubt("weak", i, i+1, j, j+1)
		case !a.vague[0][i] && !a.vague[1][j]:
			sure++
		}
	}
	alone := 0
	for _, p := range paired {
		if !p {
			alone++
		}
	}
	begun := sure == len(a.target) // as far as the translation goes, it is one
	a.sure = begun || 3*sure >= 2*pairs && 2*alone <= len(a.target) && 4*sure >= len(a.source)
}

// minCertain is the least margin of what nothing but lengths and kinds speaks for, where something is left out or put in.
const minCertain = 300

// doubtLengths looks at what stands between two pairs that more than lengths speaks for. Where one page has more blocks of a kind there
// than the other, lengths alone say which one is left over.
func (a *aligner) doubtLengths() {
	if a.begun() {
		return
	}
	eachGap(a.supportedPairs(), len(a.source), len(a.target), func(i0, i1, j0, j1 int) {
		i0, j0 = a.skipSection(i0, i1, j0, j1)
		if i0 == i1 || j0 == j1 || sameKinds(a.source[i0:i1], a.target[j0:j1]) {
			return
		}
		from, to := a.uncertain(i0, i1)
		for i := from - 1; i >= i0; i-- {
			if j := a.targetOf[i]; j >= 0 && !a.moved[i] {
				j0 = j + 1
				break
			}
		}
		for i := to; i < i1; i++ {
			if j := a.targetOf[i]; j >= 0 && !a.moved[i] {
				j1 = j
				break
			}
		}
		if from < to {
			a.doubt("lengths", from, to, j0, j1)
		}
	})
}

// begun reports whether the translation has the first blocks of the source in step and ends before a list or table goes on.
func (a *aligner) begun() bool {
	n := len(a.target)
	if n == 0 || n >= len(a.source) {
		return false
	}
	for j := range a.target {
		if a.targetOf[j] != j {
			return false
		}
	}
	last, next := a.source[n-1].kind, a.source[n].kind
	return last != next || last != page.KindListItem && last != page.KindTableCell
}

// enclosed tells, by block of the source, what is in doubt by its length alone, in a page where other pairs are supported: it speaks
// against nothing but itself.
func (a *aligner) enclosed() []bool {
	out := make([]bool, len(a.source))
	if len(a.supportedPairs()) < 2 {
		return out
	}
	for _, d := range a.doubts {
		for i := d.i0; d.reason == "lengths" && i < d.i1; i++ {
			out[i] = true
		}
	}
	return out
}

// uncertain returns from where to where the margins of some blocks of the source are low.
func (a *aligner) uncertain(i0, i1 int) (from, to int) {
	from, to = i1, i1
	for i := i0; i < i1; i++ {
		if a.margin[i] < minCertain && !a.moved[i] {
			from, to = min(from, i), i+1
		}
	}
	return from, to
}

// supportedPairs returns the pairs in order for which more than lengths speaks, and what introduces them: a heading, or a
// text that ends with a colon.
func (a *aligner) supportedPairs() [][2]int {
	var out [][2]int
	next := [2]int{-1, -1}
	pairs := a.inOrderPairs()
	for _, p := range slices.Backward(pairs) {
		s, t := &a.source[p[0]], &a.target[p[1]]
		introduces := s.kind == t.kind && (s.kind == page.KindHeading || s.end == ':' && t.end == ':')
		if a.supported(p[0], p[1]) || introduces && next == [2]int{p[0] + 1, p[1] + 1} {
			out = append(out, p)
			next = p
		}
	}
	slices.Reverse(out)
	return out
}

// skipSection returns where a gap begins without what stands before its first headings, if that is the same on both sides: then it is a
// section that is left out.
func (a *aligner) skipSection(i0, i1, j0, j1 int) (int, int) {
	heading := func(list []traits, from, to int) int {
		for from < to && list[from].kind != page.KindHeading {
			from++
		}
		return from
	}
	i, j := heading(a.source, i0, i1), heading(a.target, j0, j1)
	if i-i0 != j-j0 {
		return i0, j0
	}
	for k := range i - i0 {
		if a.targetOf[i0+k] != j0+k || a.source[i0+k].kind != a.target[j0+k].kind {
			return i0, j0
		}
	}
	return i, j
}

// sameKinds reports whether two lists have as many blocks of each kind.
func sameKinds(source, target []traits) bool {
	count := map[page.Kind]int{}
	for i := range source {
		count[source[i].kind]++
	}
	for j := range target {
		count[target[j].kind]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// supported reports whether more than lengths and order speaks for a pair: a name, code, a mark that no other blocks have, or the
// length of a long text that fits no other.
func (a *aligner) supported(i, j int) bool {
	s, t := &a.source[i], &a.target[j]
	if s.name != "" && s.name == t.name || s.kind == page.KindCode && t.kind == page.KindCode && a.score[i] > 0 {
		return true
	}
	return a.sharesMark(s, t) || min(s.length, t.length) >= 60 && a.margin[i] >= 2*minCertain
}

// sharesMark reports whether two blocks share a mark that no other blocks have.
func (a *aligner) sharesMark(s, t *traits) bool {
	for _, m := range s.marks {
		if _, found := slices.BinarySearchFunc(t.marks, m, compareMarks); found && a.tells(m) {
			return true
		}
	}
	return false
}

// doubtCrossed looks for blocks without a counterpart right before a pair in one page and right after it in the other.
func (a *aligner) doubtCrossed() {
	paired := a.pairedTarget()
	for i, j := range a.targetOf {
		if j < 0 {
			continue
		}
		for _, side := range [2]int{-1, 1} {
			s, t := i+side, j-side
			if s >= 0 && s < len(a.source) && t >= 0 && t < len(a.target) && a.targetOf[s] < 0 && !paired[t] && a.textual(&a.source[s], &a.target[t]) {
				a.doubt("crossed", s, s+1, t, t+1)
			}
		}
	}
}

// between reports whether the blocks before and after a pair are pairs, too, or both pages begin or end there.
func (a *aligner) between(i, j int) bool {
	at := func(i int) int {
		if i < 0 {
			return -1
		} else if i >= len(a.source) {
			return len(a.target)
		}
		return a.targetOf[i]
	}
	return at(i-1) == j-1 && at(i+1) == j+1
}

const (
	lowScore  = -150 // of a pair that may be none
	lowMargin = 50
	joinGain  = 120 // by how much two blocks fit another one better than one of them alone
	splitGain = 60
)

func (a *aligner) doubt(reason string, i0, i1, j0, j1 int) {
	a.doubts = append(a.doubts, doubt{reason, i0, i1, j0, j1})
	for i := i0; i < i1; i++ {
		a.vague[0][i] = a.vague[0][i] || !a.moved[i]
	}
	for j := j0; j < j1; j++ {
		a.vague[1][j] = true
	}
}

// doubtGaps looks at what stands between pairs.
func (a *aligner) doubtGaps() {
	eachGap(a.inOrderPairs(), len(a.source), len(a.target), func(i0, i1, j0, j1 int) {
		var source, target []int
		for i := i0; i < i1; i++ {
			if a.targetOf[i] < 0 {
				source = append(source, i)
			}
		}
		for j := j0; j < j1; j++ {
			if !slices.Contains(a.targetOf, j) {
				target = append(target, j)
			}
		}
		switch {
		case len(source) > 0 && len(target) > 0:
			// About as many blocks on both sides are rather the same said in another way than something new and something old.
			if n, m := len(source), len(target); 2*min(n, m) >= max(n, m) || a.maySay(source, target) {
				a.doubt("instead", i0, i1, j0, j1)
			}
		case len(source) > 0:
			a.doubtJoined(source, i0, j0)
		case len(target) > 0:
			a.doubtSplit(target, i0, j0)
		}
	})
}

// maySay reports whether blocks of the source and of the translation may say the same together, although no two of them go together.
func (a *aligner) maySay(source, target []int) bool {
	for _, i := range source {
		for _, j := range target {
			if s, t := &a.source[i], &a.target[j]; a.textual(s, t) && a.contents(s, t) > -150 {
				return true
			}
		}
	}
	s, t := a.sum(ofSource, source), a.sum(ofTarget, target)
	return a.contents(&s, &t) > 0
}

func (a *aligner) textual(s, t *traits) bool {
	return s.kind == t.kind || holdsText(s.kind) && holdsText(t.kind)
}

// sum returns the traits of several blocks of a side as if they were one.
func (a *aligner) sum(side int, of []int) traits {
	list := [2][]traits{a.source, a.target}[side]
	out := list[of[0]]
	out.marks = nil
	out.length = 0
	for _, i := range of {
		out.length += list[i].length
		out.marks = append(out.marks, list[i].marks...)
		out.end = list[i].end
	}
	slices.SortFunc(out.marks, compareMarks)
	out.marks = slices.Compact(out.marks)
	a.weigh(&out, side)
	return out
}

// doubtJoined looks whether blocks that the translation lacks are in the translation of the block before or after them.
func (a *aligner) doubtJoined(source []int, i0, j0 int) {
	for _, side := range [2]int{i0 - 1, source[len(source)-1] + 1} {
		if side < 0 || side >= len(a.source) || a.targetOf[side] < 0 {
			continue
		}
		all := append([]int{side}, source...)
		if side > i0 {
			all = append(slices.Clone(source), side)
		}
		for n := 2; n <= min(len(all), 4); n++ {
			part := all[:n]
			if side > i0 {
				part = all[len(all)-n:]
			}
			if hasHeading(a.source, part) { // a section is no part of a paragraph
				break
			}
			if s := a.sum(ofSource, part); a.better(&s, &a.source[side], &a.target[a.targetOf[side]]) {
				a.doubt("joined", part[0], part[len(part)-1]+1, a.targetOf[side], a.targetOf[side]+1)
				return
			}
		}
	}
}

// doubtSplit does as doubtJoined for blocks of the translation.
func (a *aligner) doubtSplit(target []int, i0, j0 int) {
	sourceOf := func(j int) int { return slices.Index(a.targetOf, j) }
	for _, side := range [2]int{j0 - 1, target[len(target)-1] + 1} {
		if side < 0 || side >= len(a.target) || sourceOf(side) < 0 {
			continue
		}
		all := append([]int{side}, target...)
		if side > j0 {
			all = append(slices.Clone(target), side)
		}
		i := sourceOf(side)
		for n := 2; n <= min(len(all), 4); n++ {
			part := all[:n]
			if side > j0 {
				part = all[len(all)-n:]
			}
			if hasHeading(a.target, part) {
				break
			}
			if t := a.sum(ofTarget, part); holdsText(a.source[i].kind) && a.contents(&a.source[i], &t) > a.contents(&a.source[i], &a.target[side])+splitGain {
				a.doubt("split", i, i+1, part[0], part[len(part)-1]+1)
				return
			}
		}
	}
}

func hasHeading(list []traits, blocks []int) bool {
	return slices.ContainsFunc(blocks, func(i int) bool { return list[i].kind == page.KindHeading })
}

// better reports whether the sum of blocks fits a translation clearly better than one of them alone.
func (a *aligner) better(all, one, t *traits) bool {
	return holdsText(one.kind) && a.contents(all, t) > a.contents(one, t)+joinGain
}

// doubtTwins looks for what has no counterpart in either page and shares what few others have.
func (a *aligner) doubtTwins() {
	in := map[mark]int{}
	for j, paired := range a.pairedTarget() {
		if !paired {
			a.point(in, j, j)
		}
	}
	if len(in) == 0 {
		return
	}
	for i, paired := range a.pairedSource() {
		if paired {
			continue
		}
		for _, m := range a.source[i].marks {
			if j, ok := in[m]; ok && a.contents(&a.source[i], &a.target[j]) > 0 {
				a.doubt("twins", i, i+1, j, j+1)
				break
			}
		}
	}
}

// doubtSaid looks for blocks that the translation seems to lack although it has all of their links, code and numbers in others, which
// nothing else in the source has: a list that is one paragraph there, or a sentence that went into another. The counterpart of such a
// block of the translation stays what it is.
func (a *aligner) doubtSaid() {
	at := map[mark]int{}
	for j := range a.target {
		a.point(at, j, j)
	}
	for i, paired := range a.pairedSource() {
		if paired {
			continue
		}
		for _, j := range a.holders(a.source[i].marks, at) {
			a.vague[0][i] = true
			a.vague[1][j] = a.vague[1][j] || !slices.Contains(a.targetOf, j)
		}
	}
}

// holders returns the blocks of the translation that have the links, code and numbers among some marks, none if one of these is nowhere.
func (a *aligner) holders(marks []mark, at map[mark]int) (out []int) {
	for _, m := range marks {
		switch m.class {
		case markLink, markImage, markCode, markNumber, markNote, markLabel, markName:
		default:
			continue
		}
		if j, ok := at[m]; ok {
			out = append(out, j)
		} else if a.rare[m][1] == 0 {
			return nil
		}
	}
	return out
}

// doubtTasks looks for lists whose boxes are not ticked at the same items: the translator has them in another order, or has ticked
// others.
func (a *aligner) doubtTasks() {
	for i, j := range a.targetOf {
		if j < 0 || a.source[i].task == a.target[j].task || a.source[i].task == 0 && a.target[j].task == 0 {
			continue
		}
		i0, i1 := taskList(a.source, i)
		j0, j1 := taskList(a.target, j)
		a.doubt("tasks", i0, i1, j0, j1)
	}
}

// taskList returns where the items with boxes around a block begin and end.
func taskList(list []traits, at int) (from, to int) {
	is := func(i int) bool { return list[i].task != 0 && list[i].place == list[at].place }
	from, to = at, at+1
	for from > 0 && is(from-1) {
		from--
	}
	for to < len(list) && is(to) {
		to++
	}
	return from, to
}
