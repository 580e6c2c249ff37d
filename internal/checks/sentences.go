package checks

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/textdiff"
)

// mostSentences bounds what is aligned: the cost grows with the product of the counts.
const mostSentences = 40

// sentence is one of a text.
type sentence struct {
	from, to int             // bytes of the text
	size     float64         // its letters, as many as the source's language has for what they say
	tells    map[string]bool // numbers and words of Latin letters, which a translation may keep
	clauses  []float64       // the sizes of what stands between its commas, colons, dashes and brackets
	acts     bool            // it says must, may or must not, and nothing in the other text says so
	hint     float64         // how much more it costs to say that it has no counterpart
}

// sentencesOf returns the sentences of a prose that have letters.
func sentencesOf(language, prose string, usual float64) []sentence {
	var out []sentence
	at := 0
	for _, text := range textdiff.Sentences(language, begun(prose)) {
		s := sentence{from: at, to: at + len(text)}
		at = s.to
		n := weight(prose[s.from:s.to])
		if n == 0 {
			continue
		}
		s.size = float64(n) / usual
		s.clauses = clausesOf(prose[s.from:s.to], usual)
		s.tells = map[string]bool{}
		for w := range words(text) {
			if len(w.text) >= 4 && w.text[0] < 0x80 {
				s.tells[w.text] = true
			}
		}
		for _, r := range digitRuns(text) {
			s.tells[fmt.Sprint(r.value)] = true
		}
		out = append(out, s)
	}
	return out
}

// begun returns a prose in which code and other marks at the beginning of a sentence look like a word with a capital, without
// which no full stop ends a sentence.
func begun(prose string) string {
	b := []byte(prose)
	for i := 5; i < len(b); i++ {
		if b[i] == mark && b[i-1] == ' ' && b[i-2] == '.' && isAlnum(b[i-3]) && isAlnum(b[i-4]) && isAlnum(b[i-5]) {
			b[i] = 'X'
		}
	}
	return string(b)
}

// facing is a sentence of the source, and the one of the translation that stands for it.
type facing struct {
	src, txt string
	fits     bool // the one is about as long as the other
}

// facing returns the sentences of both texts side by side. Where one text has more of them, nobody knows which is which: it
// returns the texts as they are if none has more than so many sentences, else nothing.
func (c *checker) facing(most int) []facing {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	src, txt := textdiff.Sentences(from, c.src.prose), textdiff.Sentences(to, c.txt.prose)
	if len(src) != len(txt) {
		if max(len(src), len(txt)) > most {
			return nil
		}
		src, txt = []string{c.src.prose}, []string{c.txt.prose}
	}
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	out := make([]facing, len(src))
	for i := range src {
		a, b := float64(weight(src[i])), float64(weight(txt[i]))/usual
		out[i] = facing{src[i], txt[i], len(src) == 1 || math.Abs(a-b) <= 12 || b >= 0.6*a && b <= 1.7*a}
	}
	return out
}

// sentences warns of a sentence that only one of the texts has. Counts prove nothing, since translators join sentences
// and divide them: the lengths must say it (Gale and Church, A Program for Aligning Sentences in Bilingual Corpora), beside
// the numbers and names that both texts share.
func (c *checker) sentences() {
	if noStops(c.p.Locale.Script()) || noStops(c.p.Source.Script()) {
		return
	}
	src, txt := sentencesOf(c.p.Source.Language(), c.src.prose, 1), sentencesOf(c.p.Locale.Language(), c.txt.prose, c.usual())
	n, m := len(src), len(txt)
	switch {
	case n == m || min(n, m) == 0 || max(n, m) > mostSentences:
	case n > m:
		c.giveActs(src, c.p.Source, c.src.prose, c.p.Locale, c.txt.prose)
		if i, by := lost(src, txt); ifLost.sure(by, lettersOf(src), len(c.src.code) > 0) {
			c.byRule(SentenceChanged, 0, "translate it, too", "a sentence of the source seems to be missing here: “%s”",
				strings.TrimSpace(c.p.SourceText[src[i].from:src[i].to]))
			c.isShort()
		}
	default:
		c.giveActs(txt, c.p.Locale, c.txt.prose, c.p.Source, c.src.prose)
		if i, by := lost(txt, src); ifAdded.sure(by, lettersOf(src), len(c.src.code) > 0) {
			c.byRule(SentenceChanged, txt[i].from, "take it out, or see what the source says", "the source seems to lack this sentence: “%s”",
				strings.TrimSpace(c.p.Text[txt[i].from:txt[i].to]))
		}
	}
}

// giveActs marks the sentences that oblige, permit or forbid as nothing in the other text does.
func (c *checker) giveActs(list []sentence, tag locale.Tag, prose string, other locale.Tag, otherProse string) {
	if modalsOf(tag.Language()) == nil || modalsOf(other.Language()) == nil {
		return
	}
	there, _ := modalityOf(other.Language(), otherProse)
	for i := range list {
		m, _ := modalityOf(tag.Language(), prose[list[i].from:list[i].to])
		list[i].acts = m.single() && m != recommends && there&(m|unclear|denied) == 0
	}
}

// isShort notes that the problem that was found last says that a part of the text is missing.
func (c *checker) isShort() {
	if n := len(c.out); n > 0 && (c.out[n-1].Code == SentenceChanged || c.out[n-1].Code == LengthSuspicious) {
		c.short = n
	}
}

// noStops reports whether a script has no mark that ends a sentence.
func noStops(script string) bool { return script == "Thai" || script == "Laoo" }

// usual returns how many letters the translation has for one of the source: what the two languages need, corrected by what
// this page shows.
func (c *checker) usual() float64 {
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	if c.p.Around.look(c) {
		usual *= c.p.Around.longer(usual)
	}
	return usual
}

func lettersOf(list []sentence) float64 {
	n := 0.0
	for _, s := range list {
		n += s.size
	}
	return n
}

// Costs of an alignment: -log of how often translators do what a step says.
const (
	costDropped  = 1.6 // a sentence has no counterpart
	costJoined   = 2.4 // two are one
	costTwoByTwo = 4.5
	costShared   = 1.5 // more for a sentence without counterpart, of whose numbers or names the other text has one: and another
	costAlone    = 1.0 // less if the other text has none of its numbers, or does not oblige or permit what it does
	leastLetters = 8   // a sentence that can be missed
)

// certainty says by how much an alignment in which each sentence has a counterpart must be worse than one that leaves one out,
// by the letters of the source: the more there are, the more often translators say things in their own way. The last number is
// for texts with code, around which each language builds its own sentence.
type certainty [5]float64

var (
	ifLost  = certainty{0, 0, 1.4, 2, 3}
	ifAdded = certainty{0.8, 1.8, 1.8, 3, 4} // translators explain
)

// sure reports whether a text is so much worse without a missing sentence that one is missing.
func (y certainty) sure(by, letters float64, code bool) bool {
	switch {
	case code:
		return by >= y[4]
	case letters < 80:
		return by >= y[0]
	case letters < 160:
		return by >= y[1]
	case letters < 300:
		return by >= y[2]
	}
	return by >= y[3]
}

// lost aligns sentences a with fewer sentences b, and returns the sentence of a that has none in b, and how much worse an
// alignment is in which each sentence has a counterpart: less than nothing if none is lost.
func lost(a, b []sentence) (at int, by float64) {
	giveHints(a, b)
	with, dropped := align(a, b, drops)
	if len(dropped) == 0 {
		return 0, -1
	}
	without, _ := align(a, b, keeps)
	without = min(without, byClauses(a, b))
	longest := slices.MaxFunc(dropped, func(i, j int) int { return cmp.Compare(a[i].size, a[j].size) })
	if a[longest].size < leastLetters {
		return 0, -1
	}
	return longest, without - with
}

// giveHints says for each sentence of a what its numbers and names tell.
func giveHints(a, b []sentence) {
	times := map[string]int{}
	for i := range a {
		for t := range a[i].tells {
			times[t]++
		}
	}
	for i := range a {
		shared, alone := 0, a[i].acts
		for t := range a[i].tells {
			switch {
			case times[t] > 1:
			case slices.ContainsFunc(b, func(s sentence) bool { return s.tells[t] }):
				shared++
			case digit(after(t, 0)) >= 0:
				alone = true
			}
		}
		a[i].hint = costShared * float64(min(shared, 2))
		if alone {
			a[i].hint -= costAlone
		}
	}
}

// step is what an alignment takes at once: so many sentences of a and of b, with a cost.
type step struct {
	a, b  int
	prior float64
}

var (
	keeps = []step{{1, 1, 0.1}, {2, 1, costJoined}, {3, 1, 2 * costJoined}, {1, 2, costJoined}, {2, 2, costTwoByTwo}}
	drops = append(keeps[:len(keeps):len(keeps)], step{1, 0, costDropped})
)

// align returns the cost of the best alignment by some steps, and which sentences of a have no counterpart in it.
func align(a, b []sentence, steps []step) (cost float64, dropped []int) {
	n, m := len(a), len(b)
	costs := make([]float64, (n+1)*(m+1))
	last := make([]step, len(costs))
	for k := 1; k < len(costs); k++ {
		i, j := k/(m+1), k%(m+1)
		costs[k] = math.Inf(1)
		for _, s := range steps {
			if i < s.a || j < s.b {
				continue
			}
			c := costs[k-s.a*(m+1)-s.b] + s.prior
			if s.b > 0 {
				c += misfit(lettersOf(a[i-s.a:i]), lettersOf(b[j-s.b:j]))
			} else {
				c += a[i-1].hint
			}
			if c < costs[k] {
				costs[k], last[k] = c, s
			}
		}
	}
	for i, j := n, m; i+j > 0; {
		s := last[i*(m+1)+j]
		if s.a == 0 {
			return math.Inf(1), nil
		}
		if s.b == 0 {
			dropped = append(dropped, i-1)
		}
		i, j = i-s.a, j-s.b
	}
	return costs[len(costs)-1], dropped
}

// misfit is -log of how likely a sentence of one length is the translation of one of another, measured on the human
// translations of seven sites: the shorter, the more they differ, and a few differ much.
func misfit(a, b float64) float64 {
	variance := 0.01 + 1.1/max((a+b)/2, 4)
	d := math.Log((b + 2) / (a + 2))
	return 2.5*math.Log1p(d*d/(4*variance)) + math.Log(variance)/2
}

// spread is the variance of the length of a text's translation by letter.
const spread = 3.0

// lengthCost is -log of how likely texts of two lengths are translations of each other.
func lengthCost(a, b float64) float64 {
	mean := (a + b) / 2
	delta := math.Abs(a-b) / math.Sqrt(spread*math.Max(mean, 1))
	p := math.Erfc(delta / math.Sqrt2)
	return -math.Log(math.Max(p, 1e-30))
}
