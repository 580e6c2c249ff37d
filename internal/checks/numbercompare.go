package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// numberWords compares numbers that one text or both write in words. It takes those that have a counterpart out of lacks and
// extra, which are numbers in figures, and warns of a number in words that has none where the other text has another.
func (c *checker) numberWords(want, got, lacks, extra []number) (l, e []number) {
	src := outsideSpans(c.sourceWords(), c.compared.source)
	extra = slices.DeleteFunc(slices.Clone(extra), func(n number) bool { return hasValue(src, &n) })
	missing := c.unmatched(src, got, nil)
	if len(lacks) == 0 && len(missing) == 0 {
		return lacks, extra
	}
	txt := outsideSpans(c.ownWords(), c.compared.own)
	lacks = slices.DeleteFunc(slices.Clone(lacks), func(n number) bool { return hasValue(txt, &n) })
	if missing = c.unmatched(missing, nil, txt); len(missing) > 0 {
		c.strangeWord(missing, c.strangeWords(src, txt, want, got, len(missing) == 1))
	} else if odd, lost := oddOne(src, txt, want, got); odd != nil && !c.softlyToo(odd.value) && (odd.value != 100 || !strings.Contains(c.src.prose, "%")) {
		// The translation has the number that is lost, too, but for another one: "the second dose … two days".
		if i := slices.IndexFunc(src, func(s spelled) bool { return s.sure && s.value == lost }); i >= 0 {
			c.strangeWord(src[i:i+1], []spelled{*odd})
		}
	}
	return lacks, extra
}

// strangeWords returns the numbers in words of the translation that the source does not have, or, where only one of the source
// is missing, that it has less often, or that are perhaps numbers.
func (c *checker) strangeWords(src, txt []spelled, want, got []number, alone bool) []spelled {
	added := slices.DeleteFunc(c.unmatched(txt, want, src), func(s spelled) bool { return c.softly(s.value) })
	if len(added) > 0 || !alone {
		return added
	}
	for _, s := range txt {
		if s.sure && mentions(txt, got, s.value, true) > mentions(src, want, s.value, false) && !c.softlyToo(s.value) {
			added = append(added, s)
		}
	}
	if len(added) > 0 {
		return added[len(added)-1:] // each of them stands for the surplus one
	}
	numbers := slices.DeleteFunc(slices.Clone(txt), func(s spelled) bool { return !s.sure && !s.likely })
	for _, list := range [][]spelled{txt, numbers} {
		if odd, _ := oddOne(src, list, want, got); odd != nil {
			if c.softlyToo(odd.value) {
				break
			}
			return []spelled{*odd}
		}
	}
	perhaps := slices.Clone(txt)
	for i := range perhaps {
		perhaps[i].sure = perhaps[i].likely
	}
	return slices.DeleteFunc(c.unmatched(perhaps, want, src), func(s spelled) bool { return c.softly(s.value) })
}

// oddOne returns the number in words of the translation that stands for the one of the source that is missing, where both have
// as many numbers and all others are the same: what surely are numbers explain one that may be another word. It returns nil
// where there is none. lost is the value of the one of the source,
// -1 where figures differ, too.
func oddOne(src, txt []spelled, want, got []number) (odd *spelled, lost int) {
	left := map[int]int{}
	count := 0
	for _, s := range wholeNumbers(src) {
		left[s.value]++
		count++
	}
	for i := range want {
		left[want[i].only()]++
		count++
	}
	for i := range got {
		left[got[i].only()]--
		count--
	}
	own := wholeNumbers(txt)
	if count != len(own) || count+len(got) < 2 {
		return nil, 0
	}
	for i := range own {
		if left[own[i].value]--; left[own[i].value] < 0 {
			if odd != nil || !own[i].sure && !own[i].whole {
				return nil, 0
			}
			odd = &own[i]
		}
	}
	values := slices.DeleteFunc(slices.Collect(maps.Keys(left)), func(v int) bool { return left[v] < 1 })
	if len(values) != 1 || left[values[0]] > 1 {
		return odd, -1
	}
	return odd, values[0]
}

// wholeNumbers returns the numbers above one that are no part of another one.
func wholeNumbers(list []spelled) []spelled {
	return slices.DeleteFunc(slices.Clone(list), func(s spelled) bool {
		return s.value < 2 || slices.ContainsFunc(list, func(o spelled) bool { return o.off <= s.off && s.end <= o.end && o.end-o.off > s.end-s.off })
	})
}

// strangeWord warns of the only number in words that stands where those of the source are missing.
func (c *checker) strangeWord(missing, added []spelled) {
	if len(added) != 1 || slices.ContainsFunc(missing, func(m spelled) bool { return c.isConverted(m, added[0]) }) {
		return
	}
	a := added[0]
	written := c.txt.prose[a.off:a.end]
	if len(missing) > 1 {
		c.doubt(NumberChanged, a.off, "write the number that the source has, in words or in digits", "the source does not have the number “%s”", written)
		return
	}
	is := c.src.prose[missing[0].off:missing[0].end]
	c.doubt(NumberChanged, a.off, fmt.Sprintf("write %s, in words or in digits", is), "the number “%s” is “%s” in the source", written, is)
}

// mentions returns how often a text has a number, in figures and in words; with sure, only those words count that can hardly be
// others.
func mentions(inWords []spelled, figures []number, value int, sure bool) int {
	n, v := 0, fmt.Sprint(value)
	for _, s := range inWords {
		if s.value == value && (s.sure || !sure) {
			n++
		}
	}
	for i := range figures {
		if figures[i].may(v) {
			n++
		}
	}
	return n
}

func hasValue(list []spelled, n *number) bool {
	return slices.ContainsFunc(list, func(s spelled) bool { return n.may(fmt.Sprint(s.value)) })
}

// isConverted reports whether two numbers may count the same in other units: fourteen days and two weeks, which some languages
// call fifteen days. They do not where the same unit stands beside both, or none beside that of the source.
func (c *checker) isConverted(of, to spelled) bool {
	was, known := measureAt(c.p.Source.Language(), strings.TrimLeft(inPlace(c.src.prose[of.end:]), gaps), strings.HasPrefix)
	is, too := measureAt(c.p.Locale.Language(), strings.TrimLeft(inPlace(c.txt.prose[to.end:]), gaps), strings.HasPrefix)
	if known && too && was.name == is.name {
		return false
	}
	a, b := min(of.value, to.value), max(of.value, to.value)
	return slices.ContainsFunc([]int{7, 12, 24, 30, 60, 100, 1000}, func(n int) bool { return a*n == b && (known || n >= 100) }) ||
		known && too && was.name == "week" && is.name == "day" && of.value == 2 && to.value == 15
}

// unmatched returns the numbers of a list that are surely numbers and that the other text has neither in figures nor in words.
func (c *checker) unmatched(list []spelled, figures []number, others []spelled) []spelled {
	var out []spelled
	for _, s := range list {
		v := fmt.Sprint(s.value)
		if !s.sure || slices.ContainsFunc(figures, func(n number) bool { return n.may(v) || slices.Contains(n.groups, v) }) ||
			slices.ContainsFunc(others, func(o spelled) bool { return o.value == s.value }) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// softly reports whether the source has a word that other languages say with a number: both, twice, a dozen.
func (c *checker) softly(value int) bool { return c.hides(value, true) }

// softlyToo reports whether it has such a word beside its numbers in words.
func (c *checker) softlyToo(value int) bool { return c.hides(value, false) }

func (c *checker) hides(value int, orIs bool) bool {
	if c.p.Source.Language() != "en" {
		return false
	}
	v := fmt.Sprint(value)
	for w := range words(c.src.prose) {
		text := strings.ToLower(w.text)
		is := slices.ContainsFunc(c.sourceWords(), func(s spelled) bool { return s.off <= w.off && w.off < s.end })
		if (orIs || !is) && (numberWords[text] == v || softWords[text] == value) {
			return true
		}
	}
	return false
}

// partWords are English words that other languages say with a number of a smaller unit.
var partWords = map[string][]int{"half": {30, 50}, "quarter": {15, 25}, "quarters": {45, 75}, "hour": {60}, "day": {24}}

// softWords are English words that hide a number.
var softWords = map[string]int{"pair": 2, "couple": 2, "two-way": 2, "bilateral": 2, "halves": 2, "triple": 3, "thirds": 3, "quarters": 4, "quarterly": 3, "decade": 10, "decades": 10,
	"century": 100, "fortnight": 14, "weekly": 7, "dozens": 12, "either": 2, "mutual": 2, "dual": 2, "neither": 2, "binary": 2, "pairs": 2, "seconds": 2}
