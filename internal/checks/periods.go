package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// romanLetters are the letters of Roman numbers with their values. Ukrainian and Russian keyboards have Х and І beside them.
var romanLetters = map[rune]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'І': 1, 'Х': 10, 'С': 100}

// romanEndings are what may stand behind a Roman number without a space: XIXe, XIX-го.
var romanEndings = set("e è er re ère ème eme ᵉ th st nd rd º ª o a го й ого му м х ому lea")

// romanNumbers finds the Roman numbers of a text, such as XIX. One letter says little: it may explain a number, but never shows
// that another one was written.
func romanNumbers(prose string) []spelled {
	var found []spelled
	for i := 0; i < len(prose); {
		r, size := utf8.DecodeRuneInString(prose[i:])
		if _, ok := romanLetters[r]; !ok || isWordRune(before(prose, i)) || unicode.IsLetter(before(prose, i)) || isDigit(before(prose, i)) {
			i += size
			continue
		}
		from := i
		var values []int
		for i < len(prose) {
			r, size := utf8.DecodeRuneInString(prose[i:])
			v, ok := romanLetters[r]
			if !ok {
				break
			}
			values = append(values, v)
			i += size
		}
		end := wordEnd(prose, i)
		if end == i && (after(prose, i) == '\'' || after(prose, i) == '’') || end > i && len(values) == 1 && values[0] >= 50 {
			continue // of l'article, Le, Ce
		}
		if value, ok := romanValue(values); ok && (end == i || romanEndings[prose[i:end]]) && !isDigit(after(prose, end)) {
			found = append(found, spelled{value: value, off: from, end: i, sure: len(values) > 1 && value < 40})
		}
		i = max(end, i)
	}
	return found
}

// romanValue returns the number that Roman letters write; ok is false where nobody writes it so.
func romanValue(values []int) (n int, ok bool) {
	for i, v := range values {
		if i+1 < len(values) && v < values[i+1] {
			n -= v
		} else {
			n += v
		}
	}
	return n, n > 0 && slices.Equal(romanOf(n), values)
}

// romanOf returns the values of the letters of a Roman number.
func romanOf(n int) []int {
	var out []int
	for _, step := range [][]int{{100, 100}, {90, 10, 100}, {50, 50}, {40, 10, 50}, {10, 10}, {9, 1, 10}, {5, 5}, {4, 1, 5}, {1, 1}} {
		for ; n >= step[0] && len(out) < 16; n -= step[0] {
			out = append(out, step[1:]...)
		}
	}
	return out
}

// periods takes out centuries and decades that the texts count in two ways: the 19th century is the 1800s, and the 1990s are the
// nineties of the 20th century.
func (c *checker) periods(lacks, extra []number) (l, e []number) {
	if len(lacks) == 0 && len(extra) == 0 {
		return lacks, extra
	}
	e = slices.DeleteFunc(slices.Clone(extra), func(n number) bool { // nineteenth century, 1800-luku
		v := n.only()
		return v >= 100 && v%100 == 0 && saysNumber(c.sourceWords(), v/100+1) && c.namesCentury(0)
	})
	take := func(value int) bool {
		i := slices.IndexFunc(e, func(n number) bool { return n.only() == value })
		if i >= 0 {
			e = slices.Delete(e, i, i+1)
		}
		return i >= 0
	}
	for _, n := range lacks {
		v := n.only()
		century := v >= 2 && v <= 21 && (v >= 11 || c.namesCentury(n.end)) && take(100*(v-1))
		hundreds := v >= 1000 && v <= 2000 && v%100 == 0 && (take(v/100+1) || c.isDecade(&n) && saysNumber(c.ownWords(), v/100+1))
		decade := v >= 1000 && v < 2100 && v%10 == 0 && c.isDecade(&n) && (take(v%100) || saysNumber(c.ownWords(), v%100))
		if decade {
			take(v/100 + 1)
		}
		if !century && !hundreds && !decade {
			l = append(l, n)
		}
	}
	return l, e
}

// only returns a whole number that can mean nothing else, -1 for another.
func (n *number) only() int {
	if len(n.groups) != 1 || n.word != "" || len(n.groups[0]) > 4 {
		return -1
	}
	return decimal(n.groups[0])
}

// namesCentury reports whether the source speaks of a century behind a byte.
func (c *checker) namesCentury(from int) bool {
	return strings.Contains(strings.ToLower(c.src.prose[from:]), "centur")
}

// saysNumber reports whether a text has a number in words.
func saysNumber(inWords []spelled, value int) bool {
	return slices.ContainsFunc(inWords, func(s spelled) bool { return s.value == value })
}

// isDecade reports whether letters behind a number of the source make it a decade: 1990s. Other languages than English have
// their own ways.
func (c *checker) isDecade(n *number) bool {
	rest := strings.TrimLeft(c.src.prose[n.end:], "'’")
	return c.p.Source.Language() != "en" || strings.HasPrefix(rest, "s")
}
