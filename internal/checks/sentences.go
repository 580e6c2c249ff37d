package checks

import (
	"math"
	"strings"

	"vernacular/internal/textdiff"
)

// mostSentences bounds what is aligned: the cost grows with the product of the counts.
const mostSentences = 40

// sentences warns of a sentence that only one of the texts has. Counts prove nothing, since translators join sentences
// and divide them: the lengths must say it (Gale and Church, A Program for Aligning Sentences in Bilingual Corpora).
func (c *checker) sentences() {
	if noStops(c.p.Locale.Script()) || noStops(c.p.Source.Script()) {
		return
	}
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	src, txt := measured(c.src.prose, 1), measured(c.txt.prose, usual)
	n, m := len(src), len(txt)
	if n == m || n == 0 || m == 0 || n+m < 3 || n > mostSentences || m > mostSentences {
		return
	}
	total := sum(txt) / sum(src)
	switch {
	case n > m && total < below:
		if i, sure := lost(src, txt, ifLost); sure {
			c.warn(SentenceChanged, 0, "translate it, too", "a sentence of the source seems to be missing here: “%s”", short(strings.TrimSpace(textdiff.Sentences(c.p.SourceText)[min(i, len(textdiff.Sentences(c.p.SourceText))-1)])))
			c.isShort()
		}
	case m > n && total > 1/below:
		if i, sure := lost(txt, src, ifAdded); sure {
			own := textdiff.Sentences(c.txt.prose)
			off := 0
			for _, s := range own[:min(i, len(own))] {
				off += len(s)
			}
			c.warn(SentenceChanged, off, "take it out, or see what the source says", "the source seems to lack this sentence")
		}
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

// measured returns the lengths of the sentences of a prose in letters of English.
func measured(prose string, usual float64) []float64 {
	var out []float64
	for _, s := range textdiff.Sentences(prose) {
		if w := weight(s); w > 0 {
			out = append(out, float64(w)/usual)
		}
	}
	return out
}

func sum(list []float64) float64 {
	s := 0.0
	for _, x := range list {
		s += x
	}
	return s
}

// Costs of an alignment: -log of how often translators do what a step says.
const (
	costDropped  = 4.6 // a sentence has no counterpart
	costJoined   = 2.4 // two are one
	costTwoByTwo = 4.5
	spread       = 3.0 // variance of the length of a translation by letter
	leastLetters = 18  // a sentence that can be missed
	below        = 0.9 // how long the shorter text may be for the longer
	ifLost       = 0.3 // by how much an alignment in which each sentence has a counterpart must be worse, where one is missing
	ifAdded      = 4.5 // the same where one was added: translators explain
)

// lost aligns sentences a with fewer sentences b, and returns the sentence of a that has none in b. sure is false if there
// is none, or if an alignment in which each sentence has a counterpart is nearly as good.
func lost(a, b []float64, by float64) (at int, sure bool) {
	with, dropped := align(a, b, drops)
	without, _ := align(a, b, keeps)
	if len(dropped) == 0 || without-with < by {
		return 0, false
	}
	longest := dropped[0]
	for _, i := range dropped {
		if a[i] > a[longest] {
			longest = i
		}
	}
	return longest, a[longest] >= leastLetters
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
func align(a, b []float64, steps []step) (cost float64, dropped []int) {
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
				c += lengthCost(sum(a[i-s.a:i]), sum(b[j-s.b:j]))
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

// lengthCost is -log of how likely texts of two lengths are translations of each other.
func lengthCost(a, b float64) float64 {
	mean := (a + b) / 2
	delta := math.Abs(a-b) / math.Sqrt(spread*math.Max(mean, 1))
	p := math.Erfc(delta / math.Sqrt2)
	return -math.Log(math.Max(p, 1e-30))
}
