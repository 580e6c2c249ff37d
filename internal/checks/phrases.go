package checks

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// phrase is a word of a list, or a part of one.
type phrase struct {
	text       string // in small letters
	begin, end bool   // it begins, or ends, where a word does
	inside     bool   // a letter stands before it
}

// phrases are a list of them.
type phrases []phrase

// phrasesIn reads a list: " x " is a whole word, " x" the beginning of one, "x " the end of one, "x" any part; ".x" is a
// part with a letter before it.
func phrasesIn(list string) phrases {
	var out phrases
	for part := range strings.SplitSeq(list, "|") {
		p := phrase{text: strings.ToLower(strings.TrimSpace(part)), begin: strings.HasPrefix(part, " "), end: strings.HasSuffix(part, " ")}
		p.text, p.inside = strings.CutPrefix(p.text, ".")
		if p.text != "" {
			out = append(out, p)
		}
	}
	return out
}

// next returns where the phrase stands in a text of small letters from a byte on, -1 if it does not.
func (p *phrase) next(lower string, from int) int {
	for {
		i := strings.Index(lower[from:], p.text)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(p.text)
		if (!p.begin || !inWord(before(lower, i))) && (!p.end || !inWord(after(lower, from))) && (!p.inside || inWord(before(lower, i))) {
			return i
		}
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// in reports whether one of the phrases stands in a text of small letters.
func (ps phrases) in(lower string) bool {
	for i := range ps {
		if ps[i].next(lower, 0) >= 0 {
			return true
		}
	}
	return false
}

// inBeside reports whether one of the phrases stands in a text of small letters, other than as a part of something longer.
func (ps phrases) inBeside(lower string, longer [][2]int) bool {
	return slices.ContainsFunc(ps.all(lower), func(at [2]int) bool {
		return !slices.ContainsFunc(longer, func(l [2]int) bool { return l[0] <= at[0] && at[1] <= l[1] && at[1]-at[0] < l[1]-l[0] })
	})
}

// all returns where the phrases stand, in the order of the text; of those that overlap the first and longest.
func (ps phrases) all(lower string) [][2]int {
	var found [][2]int
	for i := range ps {
		for at := ps[i].next(lower, 0); at >= 0; at = ps[i].next(lower, at+len(ps[i].text)) {
			found = append(found, [2]int{at, at + len(ps[i].text)})
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(b[1], a[1])) })
	out, end := found[:0], 0
	for _, f := range found {
		if f[0] >= end {
			out = append(out, f)
			end = f[1]
		}
	}
	return out
}
