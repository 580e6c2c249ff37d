package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// number is a number of a text as it is written: groups of digits with marks between them.
type number struct {
	off, end int
	groups   []string // in European digits
	marks    []rune   // between them
	values   []string // what it may mean, in plain decimal notation
	large    []string // what it means with the scale word beside it, 1200000 for 1.2 million; nil where there is none
	scaleEnd int      // where that word ends
	isDate   bool     // it stands beside the name of a month, or is written as part of a date
	word     string   // the name that it is a part of, in small letters: x64, ipv6, 2fa; "" of a number that stands alone
}

// readNumbers finds the numbers of a prose in digits of any script.
func readNumbers(prose string) []number {
	var found []number
	for i := 0; i < len(prose); {
		c := prose[i]
		if c < 0x80 && (c < '0' || c > '9') {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(prose[i:])
		if digit(r) < 0 {
			i += size
			continue
		}
		n := number{off: i}
		var group []byte
		for i < len(prose) {
			r, size := utf8.DecodeRuneInString(prose[i:])
			if d := digit(r); d >= 0 {
				group = append(group, byte('0'+d))
				i += size
				continue
			}
			if !joins(r, len(group), prose[i+size:]) {
				break
			}
			n.groups = append(n.groups, string(group))
			n.marks = append(n.marks, r)
			group = group[:0]
			i += size + len(prose[i+size:]) - len(strings.TrimLeft(prose[i+size:], "\x1f")) // with the rest of &nbsp;
		}
		n.groups = append(n.groups, string(group))
		n.end = i
		n.word = nameAround(prose, n.off, n.end)
		if n.isVersion() {
			n.values = n.versions()
			found = append(found, n)
			continue
		}
		if n.isTuple() {
			at := n.off
			for _, g := range n.groups {
				found = append(found, number{off: at, end: n.end, groups: []string{g}, values: []string{plain(g)}, isDate: len(n.groups) == 3})
			}
			continue
		}
		n.values = n.mean()
		found = append(found, n)
	}
	return found
}

// joins reports whether a mark after some digits belongs to their number.
func joins(r rune, digits int, rest string) bool {
	switch r {
	case '，': // no comma of a list
		return digits <= 3 && leadingDigits(rest) == 3
	case '.', ',', '٫', '٬', '\'', '’', '·', '．':
		return digit(after(rest, 0)) >= 0
	case ' ', 0xa0, 0x202f, 0x2009:
		if digits > 3 {
			return false
		}
		return leadingDigits(strings.TrimLeft(rest, "\x1f")) == 3
	}
	return false
}

// leadingDigits counts the digits at the beginning of a text.
func leadingDigits(s string) int {
	n := 0
	for _, r := range s {
		if digit(r) < 0 {
			break
		}
		n++
	}
	return n
}

// isTuple reports whether digits and points are a date or the number of a version, 20.03.2024, and no number.
func (n *number) isTuple() bool {
	if len(n.marks) < 2 {
		return false
	}
	_, whole := n.grouped(len(n.groups))
	if whole {
		return false
	}
	_, whole = n.grouped(len(n.groups) - 1)
	return !whole || n.marks[len(n.marks)-1] == n.marks[0]
}

// grouped joins the first groups into a whole number, if they are grouped as people group: by three, or by
// two with three last.
func (n *number) grouped(upto int) (string, bool) {
	g := n.groups[:upto]
	if upto == 1 {
		return g[0], true
	}
	if len(g[0]) > 3 || len(g[0]) == 0 || len(g[upto-1]) != 3 {
		return "", false
	}
	for i := 1; i < upto-1; i++ {
		if len(g[i]) != 3 && len(g[i]) != 2 {
			return "", false
		}
	}
	for _, m := range n.marks[:upto-1] {
		if m != n.marks[0] {
			return "", false
		}
	}
	return strings.Join(g, ""), true
}

// mean returns what the number may mean. Languages and people differ in which mark is which, so a mark with
// three digits behind it may be either.
func (n *number) mean() []string {
	var values []string
	if whole, ok := n.grouped(len(n.groups)); ok {
		values = append(values, plain(whole))
	}
	if last := len(n.groups) - 1; last > 0 && !unicode.IsSpace(n.marks[last-1]) && n.marks[last-1] != '٬' {
		if whole, ok := n.grouped(last); ok && (last == 1 || n.marks[last-1] != n.marks[0]) {
			v := plain(whole)
			if f := strings.TrimRight(n.groups[last], "0"); f != "" {
				v += "." + f
			}
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		values = append(values, strings.Join(n.groups, "|"))
	}
	return values
}

// plain takes the zeros away that say nothing: those of 03 and 007, but not of a telephone number.
func plain(s string) string {
	if len(s) > 3 {
		return s
	}
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return "0"
}

// in returns how a number is written in its text, with its scale word.
func (n *number) in(prose string) string { return prose[n.off:max(n.end, n.scaleEnd)] }

func (n *number) may(v string) bool {
	return slices.Contains(n.values, v) || slices.Contains(n.large, v)
}

// same reports whether two numbers may mean the same. Where both have a scale word, the words count: 1.2 million is no 1.2 billion.
func (n *number) same(o *number) bool {
	if n.large != nil && o.large != nil {
		return slices.ContainsFunc(n.large, func(v string) bool { return slices.Contains(o.large, v) })
	}
	return slices.ContainsFunc(n.values, o.may) || slices.ContainsFunc(n.large, o.may)
}

// numbers compares numbers and dates. Their order is free; a month may be a name in one text and a number in
// the other.
func (c *checker) numbers() {
	want, got := readNumbers(c.src.prose), readNumbers(c.txt.prose)
	wantMonths := findMonths(c.p.Source, c.src.prose, want)
	var gotMonths []calendarName
	if len(wantMonths) > 0 || len(got) > 0 {
		gotMonths = findMonths(c.p.Locale, c.txt.prose, got)
	}
	want, got, wantMonths, gotMonths = c.days(want, got, wantMonths, gotMonths)
	want, got = c.clocks(want, got)
	want, got = scale(c.p.Source, c.src.prose, want), scale(c.p.Locale, c.txt.prose, got)
	lacks, extra := differNumbers(want, got)
	lacks, extra = c.names(lacks, extra)
	if !otherCalendar(c.p.Locale, lacks, extra) {
		c.months(wantMonths, gotMonths, &lacks, &extra)
	} else {
		lacks, extra = sansDates(lacks), sansDates(extra)
	}
	if len(lacks) > 0 && len(extra) > 0 {
		lacks, extra = sameDigits(lacks, extra)
		lacks, extra = sameHour(c.src.prose, lacks, extra)
	}
	if len(extra) > 0 {
		lacks, extra = c.bareHours(lacks, extra)
	}
	lacks, extra = c.numberWords(want, got, lacks, extra)
	lacks, extra = c.periods(lacks, extra)
	lacks, extra = c.quantities(want, got, lacks, extra)
	extra = slices.DeleteFunc(extra, func(n number) bool { return c.fromWords(&n) || c.isMonth(&n) })
	if len(lacks) == 0 { // what the source says once may be said twice: 24 h sur 24
		extra = slices.DeleteFunc(extra, func(n number) bool { return slices.ContainsFunc(want, func(w number) bool { return w.same(&n) }) })
	}
	surplus := len(lacks) - len(extra)
	lacks = slices.DeleteFunc(lacks, func(n number) bool { // and what it says twice once: the second "2.1" is an "it"
		said := n.isLong() && slices.ContainsFunc(got, func(g number) bool { return g.same(&n) })
		if surplus <= 0 || !said && !c.saysWithout(&n) {
			return false
		}
		surplus--
		return true
	})
	lacks, extra = c.numbersElsewhere(lacks, extra)
	for i, n := range lacks {
		code := NumberChanged
		if n.isDate {
			code = DateChanged
		}
		written := n.in(c.src.prose)
		switch {
		case i < len(extra):
			c.warn(code, extra[i].off, fmt.Sprintf("write %s, as the locale writes it", written), "the number %s is %s in the source",
				extra[i].in(c.txt.prose), written)
		case len(c.txt.text) > 0:
			c.lack(code, fmt.Sprintf("write %s where it belongs, in digits", written), "the number %s of the source is missing here", written)
		}
	}
	for _, n := range extra[min(len(lacks), len(extra)):] {
		c.warn(NumberChanged, n.off, "take it out, or correct it", "the source does not have the number %s", n.in(c.txt.prose))
	}
}

// zeros are names of zero that stand for the digit.
var zeros = phrasesIn("ゼロ|零|〇|zero|zéro|ноль|нуль|нулев|нульов|영|제로|صفر|אפס|शून्य|শূন্য|sıfır|nol|không|sifuri")

// saysWithout reports whether a text may say 0 or 1 without a digit: by its name, or by the form of a noun that is no plural.
func (c *checker) saysWithout(n *number) bool {
	switch {
	case len(n.groups) > 1 || n.large != nil:
		return false
	case n.groups[0] == "0":
		return zeros.in(smallLetters(c.txt.prose, nil))
	case n.groups[0] == "1":
		return c.p.Locale.Language() == "he" || c.p.Locale.Language() == "ar"
	}
	return false
}

// isLong reports whether a number is that of a version, a year or a larger one: no two things are counted by it by chance.
func (n *number) isLong() bool { return len(n.groups) > 1 || len(n.groups[0]) > 2 }

func differNumbers(want, got []number) (lacks, extra []number) {
	used := make([]bool, len(got))
next:
	for i := range want {
		for j := range got {
			if !used[j] && want[i].same(&got[j]) {
				used[j] = true
				continue next
			}
		}
		lacks = append(lacks, want[i])
	}
	for j := range got {
		if !used[j] {
			extra = append(extra, got[j])
		}
	}
	return lacks, extra
}

// sameDigits takes out numbers whose digits are the same and only the marks between them are not: times,
// lists, ranges.
func sameDigits(lacks, extra []number) (l, e []number) {
	counts := func(ns []number) []int {
		var out []int
		for _, n := range ns {
			out = append(out, len(n.groups))
		}
		slices.Sort(out)
		return out
	}
	inOrder := slices.Equal(counts(lacks), counts(extra)) // 3.4 and 4,3 are two numbers; 9:30 and 9.30 one
	digits := func(ns []number) []string {
		var out []string
		for _, n := range ns {
			var g []string
			for _, x := range n.groups {
				g = append(g, plain(x))
			}
			if inOrder {
				g = []string{strings.Join(g, "|")}
			}
			out = append(out, g...)
		}
		slices.Sort(out)
		return out
	}
	large := func(n number) bool { return n.large != nil }
	if slices.ContainsFunc(lacks, large) && slices.ContainsFunc(extra, large) {
		return lacks, extra // 1.2 million and 1.2 billion
	}
	if slices.Equal(digits(lacks), digits(extra)) {
		return nil, nil
	}
	return lacks, extra
}

// sameHour takes out hours that are written by twelve in the source and by twenty-four here.
func sameHour(prose string, lacks, extra []number) (l, e []number) {
	e = extra
next:
	for _, n := range lacks {
		rest := strings.ToLower(strings.TrimLeft(prose[n.end:min(len(prose), n.end+12)], " \u00a0\u202f:0123456789"))
		if len(n.groups) == 1 && len(n.groups[0]) <= 2 && (strings.HasPrefix(rest, "pm") || strings.HasPrefix(rest, "p.m")) {
			for j, x := range e {
				if h := decimal(n.groups[0]); len(x.groups) > 0 && decimal(x.groups[0]) == h+12 {
					e = slices.Delete(slices.Clone(e), j, j+1)
					continue next
				}
			}
		}
		l = append(l, n)
	}
	return l, e
}

func decimal(s string) int {
	n := 0
	for _, c := range []byte(s[:min(len(s), 9)]) {
		n = 10*n + int(c-'0')
	}
	return n
}

var numberWords = map[string]string{
	"one": "1", "first": "1", "once": "1", "single": "1", "two": "2", "second": "2", "twice": "2", "both": "2", "half": "2", "double": "2",
	"three": "3", "third": "3", "four": "4", "fourth": "4", "quarter": "4", "five": "5", "fifth": "5", "six": "6", "sixth": "6",
	"seven": "7", "seventh": "7", "eight": "8", "eighth": "8", "nine": "9", "ninth": "9", "ten": "10", "tenth": "10",
	"eleven": "11", "twelve": "12", "dozen": "12", "sixteen": "16", "twenty": "20", "hundred": "100", "thousand": "1000",
	"a": "1", "an": "1",
}

// oneOfScale is how English says 1 million.
var oneOfScale = pattern(`(?i)\ban? (?:hundred|thousand|million|billion|trillion)\b`)

// fromWords reports whether a number that only the translation has may be a word of the source: "two". Chinese,
// Japanese and Korean also count where English does not: the coming year is the coming 1 year.
func (c *checker) fromWords(n *number) bool {
	if len(n.groups) > 1 || len(n.groups[0]) > 4 {
		return false
	}
	if c.p.Source.Language() != "en" {
		return decimal(n.groups[0]) <= 12
	}
	if n.may("1") && n.large == nil && (cjk(c.p.Locale) || oneOfScale().MatchString(c.src.prose)) {
		return true
	}
	for w := range words(c.src.prose) {
		lower := strings.ToLower(w.text)
		if v, ok := numberWords[lower]; ok && len(lower) > 2 && n.may(v) {
			return true
		}
		if slices.ContainsFunc(partWords[lower], func(v int) bool { return n.may(fmt.Sprint(v)) }) {
			return true
		}
	}
	return false
}

func cjk(tag locale.Tag) bool {
	switch tag.Language() {
	case "zh", "ja", "ko", "yue":
		return true
	}
	return false
}

// onlyNumber returns the only whole number that takes a plural category, -1 if there are several or none:
// "one" holds 1 alone in Arabic, but 1, 21, 31 … in Russian.
func onlyNumber(tag locale.Tag, category string) int {
	only := -1
	for n := range 202 {
		if c, _ := tag.Plural(n); c == category {
			if only >= 0 {
				return -1
			}
			only = n
		}
	}
	return only
}

// pluralForm looks whether a form can be right for its numbers: it must show the number if it has several,
// and must not name one that takes another form.
func (c *checker) pluralForm() {
	if c.p.Kind != page.KindMessage || c.p.Category == "" {
		return
	}
	counts := false
	for _, h := range c.src.holes {
		counts = counts || isCount(h.name)
	}
	if !counts {
		return
	}
	shows := false
	for _, h := range c.txt.holes {
		shows = shows || isCount(h.name)
	}
	only := onlyNumber(c.p.Locale, c.p.Category)
	if !shows && c.p.Category != "zero" && only < 0 {
		c.warn(PluralWrong, 0, "write {{.Count}} where the number belongs", "the form “%s” is for several numbers (%s) and does not show which one it is",
			c.p.Category, takers(c.p.Locale, c.p.Category))
	}
	for _, n := range readNumbers(c.txt.prose) {
		if len(n.groups) != 1 || len(n.groups[0]) > 3 || slices.ContainsFunc(readNumbers(c.src.prose), func(o number) bool { return o.same(&n) }) {
			continue
		}
		v := decimal(n.groups[0])
		if category, err := c.p.Locale.Plural(v); err == nil && category != c.p.Category {
			c.warn(PluralWrong, n.off, "write {{.Count}} for the number", "the form “%s” names the number %d, which takes the form “%s”", c.p.Category, v, category)
		}
	}
	for _, s := range spelledNumbers(c.p.Locale, c.txt.prose) {
		category, err := c.p.Locale.Plural(s.value)
		if s.sure && !shows && err == nil && category != c.p.Category {
			c.warn(PluralWrong, s.off, "write {{.Count}} for the number", "the form “%s” names the number “%s”, which takes the form “%s”", c.p.Category, c.txt.prose[s.off:s.end], category)
		}
	}
}

// takers returns the first numbers of a plural category.
func takers(tag locale.Tag, category string) string {
	var list []string
	for n := range 202 {
		if c, _ := tag.Plural(n); c == category {
			if len(list) == 3 {
				return strings.Join(list, ", ") + " …"
			}
			list = append(list, fmt.Sprint(n))
		}
	}
	return strings.Join(list, ", ")
}
