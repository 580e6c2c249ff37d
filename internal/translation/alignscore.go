package translation

import (
	"math"
	"slices"

	"vernacular/internal/page"
)

// rarity counts, for each mark, in how many blocks of the source and of the translation it is.
type rarity map[mark][2]int32

func rarityOf(source, target []traits) rarity {
	r := rarity{}
	for side, list := range [2][]traits{source, target} {
		for i := range list {
			for _, m := range list[i].marks {
				n := r[m]
				n[side]++
				r[m] = n
			}
		}
	}
	return r
}

// measure weighs the marks of the blocks, and learns from the two pages how long translations are and how much lengths and kinds tell.
func (a *aligner) measure() {
	a.source = slices.Clone(a.source) // other translations are compared with it too
	for side, list := range [2][]traits{a.source, a.target} {
		for i := range list {
			a.weigh(&list[i], side)
		}
	}
	common, logs := map[kindKey]int{}, map[page.Kind][]float64{}
	n := len(a.source) + len(a.target)
	var total [2]float64
	for side, list := range [2][]traits{a.source, a.target} {
		for i := range list {
			t := &list[i]
			common[kindKey{t.kind, t.level}]++
			if t.kind != page.KindCode {
				total[side] += float64(t.length)
				logs[t.kind] = append(logs[t.kind], math.Log(1+float64(t.length)))
			}
		}
	}
	spread := map[page.Kind]int{}
	for k, l := range logs {
		spread[k] = hundredths(math.Sqrt(2 * variance(l)))
	}
	for i := range a.source {
		t := &a.source[i]
		p := min(max(float64(common[kindKey{t.kind, t.level}])/float64(n), 0.02), 0.7)
		t.usual, t.spread = hundredths(math.Log(0.98/p)), spread[t.kind]
	}
	if total[0] > 0 && total[1] > 0 && len(a.source) == len(a.target) {
		a.ratio = shrunk(math.Log(total[1]/total[0]), int(min(total[0], total[1]))/60)
	}
}

// learn takes the ratio of lengths from pairs, and reports whether it is another one than before.
func (a *aligner) learn() bool {
	var logs []float64
	for i, j := range a.targetOf {
		if j < 0 || a.margin[i] < 2*lowMargin || a.source[i].kind == page.KindCode || a.source[i].text == a.target[j].text {
			continue
		}
		if s, t := a.source[i].length, a.target[j].length; min(s, t) >= 12 {
			logs = append(logs, math.Log(float64(t)/float64(s)))
		}
	}
	if len(logs) == 0 {
		return false
	}
	slices.Sort(logs)
	before := a.ratio
	a.ratio = shrunk(logs[len(logs)/2], len(logs))
	return max(a.ratio-before, before-a.ratio) > 5
}

// shrunk returns a ratio, as a logarithm in hundredths, that n texts speak for.
func shrunk(ratio float64, n int) int {
	return min(max(hundredths(ratio*float64(n)/float64(n+3)), -45), 45)
}

func hundredths(f float64) int { return int(math.Round(100 * f)) }

func variance(l []float64) float64 {
	mean, v := 0.0, 0.0
	for _, x := range l {
		mean += x
	}
	mean /= float64(len(l))
	for _, x := range l {
		v += (x - mean) * (x - mean)
	}
	return v / float64(len(l))
}

// pairScore says how much speaks for two blocks being counterparts.
func (a *aligner) pairScore(s, t *traits) int {
	v := a.kinds(s, t)
	if v <= never {
		return never
	}
	return max(v+a.contents(s, t), worst)
}

// contents compares what is in two blocks, whatever their kinds.
func (a *aligner) contents(s, t *traits) int {
	if s.kind == page.KindCode && t.kind == page.KindCode {
		return codes(s, t)
	}
	return a.lengths(s, t) + marks(s, t) + ends(s, t)
}

// kinds compares kinds, levels and containers.
func (a *aligner) kinds(s, t *traits) int {
	v := s.usual
	switch {
	case s.kind != t.kind:
		if !prose(s.kind) || !prose(t.kind) {
			return never
		}
		return -450
	case s.level != t.level:
		return -350
	case s.place != t.place:
		if s.kind == page.KindTableCell {
			return -500
		}
		return min(v, 0) - 150
	}
	if s.name != "" && t.name != "" {
		if s.name == t.name {
			v += 800
		} else {
			v -= 300
		}
	}
	return v
}

func prose(k page.Kind) bool {
	return k == page.KindParagraph || k == page.KindQuotation || k == page.KindListItem
}

// lengths compares lengths as Gale and Church do, on logarithms.
func (a *aligner) lengths(s, t *traits) int {
	x := math.Log(float64(t.length+2)/float64(s.length+2)) - float64(a.ratio)/100
	v := 0.015 + 0.8/float64(min(s.length, t.length)+2) // measured on human translations into thirty languages
	spread := float64(s.spread) / 100
	w := v + spread*spread
	llr := 0.5*math.Log(w/v) - x*x/2*(1/v-1/w)
	return max(hundredths(llr), -600)
}

// evidence says of a class of marks how often a mark of the source is in its translation and the other way round, in percent.
type evidence struct{ kept, limit, lost, added int }

var evidences = [...]evidence{
	markLink:   {85, 700, -150, -150},
	markImage:  {90, 700, -200, -200},
	markCode:   {92, 600, -220, -220},
	markNumber: {85, 500, -150, -150},
	markTag:    {92, 300, -120, -120},
	markNote:   {95, 700, -250, -250},
	markWord:   {50, 450, 0, 0},
	markStem:   {30, 300, 0, 0},
	markSymbol: {85, 400, -60, -60},
	markText:   {50, 700, 0, 0},
	markLabel:  {80, 500, -100, -100},
	markName:   {60, 500, -30, -60},
	markCopy:   {100, 1200, 0, 0},
}

// weighed is what the marks of a block say to every block of the other page, worked out once for the whole grid.
type weighed struct {
	common []weighedMark // those that some block of the other page has too, sorted
	alone  int           // what all marks say against a pair of which the other block has none of them
	total  int           // the weight of all marks
}

type weighedMark struct {
	mark
	weight, alone int
}

// sides of a pair of pages
const (
	ofSource = iota
	ofTarget
)

// weigh works out what the marks of a block of one side say.
func (a *aligner) weigh(t *traits, side int) {
	t.weighed = weighed{}
	for _, m := range t.marks {
		e := evidences[m.class]
		w := weighedMark{m, a.weight(m), e.lost}
		if side == ofTarget {
			w.alone = e.added
		}
		w.alone += a.copiedElsewhere(m)
		t.alone += w.alone
		t.total += w.weight
		if n := a.rare[m]; n[1-side] > 0 {
			t.common = append(t.common, w)
		}
	}
}

// shared returns the weight of the marks that two blocks share, and what these would say if one block alone had them.
func shared(s, t *traits) (weight, alone int) {
	for i, j := 0, 0; i < len(s.common) && j < len(t.common); {
		switch c := compareMarks(s.common[i].mark, t.common[j].mark); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			weight += s.common[i].weight
			alone += s.common[i].alone + t.common[j].alone
			i, j = i+1, j+1
		}
	}
	return weight, alone
}

// marks compares what languages share.
func marks(s, t *traits) int {
	weight, alone := shared(s, t)
	return min(weight, 1500) + max(s.alone+t.alone-alone, -700)
}

// copiedElsewhere returns what a mark says against a pair of which one block alone has it: a text that stands in both pages, once in
// each, is the counterpart of itself.
func (a *aligner) copiedElsewhere(m mark) int {
	if m.class == markCopy && a.tells(m) {
		return -400
	}
	return 0
}

// weight says how much it tells that two blocks share a mark.
func (a *aligner) weight(m mark) int {
	e := evidences[m.class]
	n := a.rare[m]
	if m.class == markCopy && a.tells(m) { // in pages of any size
		return e.limit
	}
	q := (float64(n[1]) + 0.3) / float64(len(a.target)+1)
	if p := (float64(n[0]) + 0.3) / float64(len(a.source)+1); p > q {
		q = p
	}
	return min(max(hundredths(math.Log(float64(e.kept)/100/q)), 0), e.limit)
}

// codes compares blocks of code: by their words, since comments may be translated.
func codes(s, t *traits) int {
	if s.text == t.text {
		return 900
	}
	weight, _ := shared(s, t)
	all := s.total + t.total - weight
	v := -500
	if all > 0 {
		v = -500 + 1400*weight/all
	}
	if s.length != t.length { // lines
		v -= 100
	}
	return v
}

func compareMarks(x, y mark) int {
	if x.class != y.class {
		return int(x.class) - int(y.class)
	}
	switch {
	case x.hash < y.hash:
		return -1
	case x.hash > y.hash:
		return 1
	}
	return 0
}

// ends compares how the texts end and how much of them is stressed or linked.
func ends(s, t *traits) int {
	v := 0
	if s.end == t.end {
		if s.end != 0 && s.end != '.' {
			v += 100
		} else {
			v += 20
		}
	} else {
		v -= 80
	}
	if s.strong == t.strong {
		if s.strong {
			v += 100
		}
	} else {
		v -= 100
	}
	return v
}
