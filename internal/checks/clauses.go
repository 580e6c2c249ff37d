package checks

import (
	"math"
	"strings"
)

// clauseMarks stand between the parts of a sentence, of which each may be a sentence in another language.
const clauseMarks = ",;:—–()，、；：（）،؛"

// clausesOf returns the sizes of the parts of a sentence.
func clausesOf(text string, usual float64) []float64 {
	var out []float64
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(clauseMarks, r) }) {
		if n := weight(part); n > 0 {
			out = append(out, float64(n)/usual)
		}
	}
	return out
}

const (
	mostClauses = 8   // that say one sentence of the other text
	costClause  = 1.2 // two sentences are one, with a comma or another such mark between them
)

// byClauses returns the cost of the best alignment in which each sentence of a has some clauses of the fewer sentences b:
// translators who join two sentences write a comma for the full stop.
func byClauses(a, b []sentence) float64 {
	type clause struct {
		size float64
		ends bool // with its sentence
	}
	var list []clause
	for _, s := range b {
		for i, size := range s.clauses {
			list = append(list, clause{size, i == len(s.clauses)-1})
		}
	}
	n, m := len(a), len(list)
	needed := 0 // a comma that the other text has, too, joins nothing
	for _, s := range a {
		needed += max(1, len(s.clauses))
	}
	if m < needed || m > 2*mostSentences {
		return math.Inf(1)
	}

	costs := make([]float64, (n+1)*(m+1)) // of the first i sentences with the first j clauses
	for k := 1; k < len(costs); k++ {
		costs[k] = math.Inf(1)
		i, j := k/(m+1), k%(m+1)
		if i == 0 || j == 0 {
			continue
		}
		size, prior := 0.0, 0.1
		if !list[j-1].ends {
			prior += costClause
		}
		for take := 1; take <= min(mostClauses, j); take++ {
			size += list[j-take].size
			if take > 1 && list[j-take].ends {
				prior += costJoined
			}
			costs[k] = min(costs[k], costs[k-(m+1)-take]+prior+misfit(a[i-1].size, size))
		}
	}
	return costs[len(costs)-1]
}
