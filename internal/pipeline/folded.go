package pipeline

import (
	"fmt"
	"slices"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// fewOfOneKind is how many problems of one kind in one file are told one by one.
const fewOfOneKind = 2

// habits are the kinds of problems that one habit of typing, or one tool, makes all over a file.
var habits = []string{checks.DoubledSpace, checks.NotNFC, checks.Invisible, checks.SisterLetter, checks.KindChanged, checks.ForeignScript}

// grave are the kinds of which each must be seen.
var grave = []string{checks.LookAlikeHost, checks.TextsExchanged, checks.DirectionControl, checks.PluralWrong, checks.TimeChanged}

// folded returns the problems of one file as people are told of them: many of one kind are one, at the first place, with the
// lines of the others. In a page whose passages have a record each difference has a cause of its own, and only habits are
// folded. A page that nobody has compared with its source yet was made from another version of it, most likely: that is one
// cause of all of them.
func folded(ds []diag.Diagnostic, recorded bool) []diag.Diagnostic {
	ds = diag.Sorted(ds)
	kinds := map[string][]int{} // the indexes of each code
	for i, d := range ds {
		if slices.Contains(habits, d.Code) || !recorded && !slices.Contains(grave, d.Code) {
			kinds[d.Code] = append(kinds[d.Code], i)
		}
	}
	var out []diag.Diagnostic
	for i, d := range ds {
		same := kinds[d.Code]
		switch {
		case len(same) <= fewOfOneKind:
			out = append(out, d)
		case same[0] == i:
			out = append(out, foldedInto(ds, same))
		}
	}
	return out
}

// foldedInto returns one problem for those with the given indexes.
func foldedInto(ds []diag.Diagnostic, same []int) diag.Diagnostic {
	d := ds[same[0]]
	d.Count = 0
	var lines []int
	for _, i := range same {
		d.Count += max(ds[i].Count, 1)
		if line := ds[i].Line; line != d.Line && line > 0 {
			lines = append(lines, line)
		}
	}
	where := ""
	if len(lines) > 0 {
		where = ": " + listLines(lines)
	}
	d.Message += fmt.Sprintf(" (and %d more of this kind in this file%s)", d.Count-1, where)
	return d
}
