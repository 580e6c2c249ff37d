package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// calendarName is the name of a month in a text, from 1, or of a day of the week, Sunday 0.
type calendarName struct{ number, off, end int }

// monthName is how to find a month's name: whole, or by its stem with any ending.
type monthName struct {
	number int
	stem   string // in small letters
	whole  bool   // nothing may follow
	most   int    // letters that the word may have
	upper  bool   // begins with a capital, which tells May from may
}

// monthTables remember the names by tag: a pure function of CLDR's data, which is costly to take apart.
var monthTables = kept[locale.Tag, []monthName]{make: makeMonthNames}

// monthNames returns the names that CLDR has in the dates of a locale; none where months are numbers.
func monthNames(tag locale.Tag) []monthName { return monthTables.of(tag) }

func makeMonthNames(tag locale.Tag) []monthName {
	var names []monthName
	from := []locale.Tag{tag}
	if tag.Language() == "ar" {
		from = append(from, "ar", "ar-IQ", "ar-MA", "ar-DZ")
	}
	for _, t := range from {
		for _, style := range []string{"long", "medium"} {
			names = append(names, namesInDates(t, style)...)
		}
	}
	for _, n := range moreMonths[tag.Language()] {
		names = append(names, monthName{number: n.number, stem: n.name, whole: true})
	}
	return names
}

// moreMonths are forms that share no stem with the one in dates.
var moreMonths = map[string][]struct {
	number int
	name   string
}{
	"ru": {{5, "май"}, {5, "мае"}, {5, "маю"}, {5, "маем"}},
	"bg": {{5, "май"}},
	"uk": {{1, "січень"}, {3, "березень"}, {4, "квітень"}, {5, "травень"}, {6, "червень"}, {7, "липень"}, {8, "серпень"}, {9, "вересень"}, {10, "жовтень"}, {12, "грудень"}},
	"sr": {{5, "маја"}, {5, "мају"}, {5, "maja"}, {5, "maju"}, {6, "јуна"}, {6, "јуну"}, {6, "juna"}, {6, "junu"}, {7, "јула"}, {7, "јулу"}, {7, "jula"}, {7, "julu"}},
	"am": {{1, "ጃንዋሪ"}, {3, "ማርች"}},
	"sl": {{3, "marca"}, {3, "marcu"}, {3, "marcem"}, {5, "maja"}, {5, "maju"}, {5, "majem"}},
	"et": {{5, "mail"}, {5, "maist"}, {5, "maiks"}, {5, "maini"}, {5, "maiga"}},
	"ca": {{4, "abril"}, {8, "agost"}, {10, "octubre"}}, // CLDR has them with another apostrophe than most people type
}

// namesInDates returns what differs between the dates of a year's months: their names.
func namesInDates(tag locale.Tag, style string) []monthName {
	var dates [12][]string
	common := map[string]int{} // in how many dates a word is
	for m := range dates {
		s, err := tag.Date(2024, m+1, 15, style)
		if err != nil {
			return nil
		}
		dates[m] = strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return digit(r) >= 0 || unicode.IsSpace(r) || strings.ContainsRune(",./-،؍", r)
		})
		for _, w := range dates[m] {
			common[w]++
		}
	}
	var names []string
	for _, d := range dates {
		own := slices.DeleteFunc(d, func(w string) bool { return common[w] >= 6 })
		if len(own) == 0 {
			return nil // months are numbers here
		}
		names = append(names, strings.Join(own, " "))
	}
	upper := false
	first, _ := tag.Date(2024, 1, 15, style)
	if i := strings.Index(strings.ToLower(first), names[0]); i >= 0 && i < len(first) {
		upper = unicode.IsUpper(after(first, i))
	}
	var out []monthName
	for m, name := range names {
		stem := stemOf(name, style)
		whole := stem == name && (style == "medium" || utf8.RuneCountInString(name) < 4)
		for o, other := range names {
			if o != m && strings.HasPrefix(other, stem) {
				stem, whole = name, true
			}
		}
		out = append(out, monthName{number: m + 1, stem: stem, whole: whole, most: utf8.RuneCountInString(name) + 5, upper: upper})
	}
	return out
}

// stemOf returns the name of a month without the letters that may be an ending.
func stemOf(name, style string) string {
	letters := []rune(name)
	n := len(letters)
	switch {
	case style == "medium" || n <= 4:
		return name
	case n >= 7:
		return string(letters[:n-2])
	}
	return string(letters[:n-1])
}

// findMonths finds names of months that stand near a number, and marks the numbers beside them as dates.
func findMonths(tag locale.Tag, prose string, near []number) []calendarName {
	if len(near) == 0 {
		return nil
	}
	names := monthNames(tag)
	if len(names) == 0 {
		return nil
	}
	return findNames(names, tag, prose, func(i, end int) bool { return beside(prose, i, end, near) })
}

// findNames finds the days of the week or the months that a text names, at the places that take allows; nil allows all. The
// longest name at a place wins: the Persian Sunday ends with the name of Saturday.
func findNames(names []monthName, tag locale.Tag, prose string, take func(i, end int) bool) []calendarName {
	lower := inPlace(prose)
	inside := insideWords(tag)
	var found []calendarName
	for _, n := range names {
		for at := 0; ; {
			i := strings.Index(lower[at:], n.stem)
			if i < 0 {
				break
			}
			i += at
			at = i + len(n.stem)
			end, ok := n.end(lower, i, inside)
			if !ok || n.upper && !unicode.IsUpper(after(prose, i)) || take != nil && !take(i, end) {
				continue
			}
			if !slices.ContainsFunc(found, func(f calendarName) bool { return f.off < end && i < f.end }) {
				found = append(found, calendarName{n.number, i, end})
			}
		}
	}
	return found
}

// inPlace returns a text in small letters, each at the place where it was: one whose small form has another length is left.
func inPlace(s string) string {
	if lower := strings.ToLower(s); len(lower) == len(s) {
		return lower
	}
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}

// end returns the end of the word whose stem is at i. ok is false when it is another word.
func (n monthName) end(lower string, i int, inside bool) (end int, ok bool) {
	stemEnd := i + len(n.stem)
	end = stemEnd
	letters := utf8.RuneCountInString(n.stem)
	for end < len(lower) {
		r, size := utf8.DecodeRuneInString(lower[end:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		end += size
		letters++
	}
	if inside {
		return end, true
	}
	return end, !unicode.IsLetter(before(lower, i)) && !(n.whole && end > stemEnd) && (n.most == 0 || letters <= n.most)
}

// insideWords reports whether a language writes prepositions close to a word, or no spaces.
func insideWords(tag locale.Tag) bool {
	switch tag.Script() {
	case "Latn", "Cyrl", "Grek", "Armn", "Geor":
		return false
	}
	return true
}

// beside reports whether a number stands no more than two short words from a month.
func beside(prose string, from, to int, near []number) bool {
	found := false
	for i := range near {
		n := &near[i]
		gap := ""
		switch {
		case n.end <= from:
			gap = prose[n.end:from]
		case n.off >= to:
			gap = prose[to:n.off]
		}
		if utf8.RuneCountInString(gap) <= 14 && strings.Count(gap, " ") <= 3 && !strings.ContainsAny(gap, ";:!?()\x1f") {
			found = true
			n.isDate = true
		}
	}
	return found
}

// months compares months that are named. A month may be a number in the other text.
func (c *checker) months(want, got []calendarName, lacks, extra *[]number) {
	missing, added := differInMonths(want, got)
	missing = slices.DeleteFunc(missing, func(m calendarName) bool { return takeMonth(extra, m) })
	added = slices.DeleteFunc(added, func(m calendarName) bool { return takeMonth(lacks, m) })
	for _, g := range added {
		name := c.txt.prose[g.off:g.end]
		if len(missing) > 0 {
			other := c.src.prose[missing[0].off:missing[0].end]
			missing = missing[1:]
			c.warn(DateChanged, g.off, fmt.Sprintf("write the month that the source has: %s", other), "the month %s is %s in the source", name, other)
		} else if len(want) > 0 || c.hasDate() {
			c.warn(DateChanged, g.off, "compare the date with the source", "the source does not have the month %s", name)
		}
	}
	if len(got) < len(want) {
		c.missingMonths(missing, extra)
	}
}

// missingMonths warns of months of the source that nothing here stands for.
func (c *checker) missingMonths(missing []calendarName, extra *[]number) {
	inNumbers := cjk(c.p.Locale) || c.p.Locale.Language() == "vi"
	if !inNumbers && len(monthNames(c.p.Locale)) == 0 {
		return // it is not known how this language names its months
	}
	anywhere := findNames(monthNames(c.p.Locale), c.p.Locale, c.txt.prose, nil) // also those without a day: in December
	for _, w := range missing {
		name := c.src.prose[w.off:w.end]
		if slices.ContainsFunc(anywhere, func(g calendarName) bool { return g.number == w.number }) || c.keepsMonth(w) {
			continue
		}
		if inNumbers && len(*extra) > 0 {
			x := (*extra)[0]
			*extra = (*extra)[1:]
			c.warn(DateChanged, x.off, "compare the date with the source", "the month %s is %s in the source", c.txt.prose[x.off:x.end], name)
			continue
		}
		c.lack(DateChanged, fmt.Sprintf("write %s as a name or a number", name), "the month %s of the source is missing here", name)
	}
}

// hanMonths are the names of months that Chinese characters count.
var hanMonths = strings.Fields("一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月")

// keepsMonth reports whether a text has a month of its source in characters for numbers, or as the source writes it, in a name
// such as October 2018 Update.
func (c *checker) keepsMonth(m calendarName) bool {
	if i := m.number - 1; cjk(c.p.Locale) && i >= 0 && i < len(hanMonths) {
		if at := strings.Index(c.txt.prose, hanMonths[i]); at >= 0 && (i > 1 || before(c.txt.prose, at) != '十') {
			return true
		}
	}
	name := c.src.prose[m.off:m.end]
	for w := range words(c.txt.prose) {
		if w.text == name {
			return true
		}
	}
	return false
}

// isMonth reports whether a number is written as that of a month which the source names, be it without a day: 12월, tháng 12.
func (c *checker) isMonth(n *number) bool {
	if len(n.groups) > 1 || !cjk(c.p.Locale) && c.p.Locale.Language() != "vi" {
		return false
	}
	behind := strings.TrimLeft(c.txt.prose[n.end:], " ")
	if !strings.HasPrefix(behind, "月") && !strings.HasPrefix(behind, "월") && !strings.HasSuffix(strings.ToLower(c.txt.prose[:n.off]), "tháng ") {
		return false
	}
	return slices.ContainsFunc(findNames(monthNames(c.p.Source), c.p.Source, c.src.prose, nil), func(m calendarName) bool { return m.number == decimal(n.groups[0]) })
}

// differInMonths returns the months that got lacks of want, and those that it has beyond them.
func differInMonths(want, got []calendarName) (missing, added []calendarName) {
	added = slices.Clone(got)
	for _, w := range want {
		if i := slices.IndexFunc(added, func(g calendarName) bool { return g.number == w.number }); i >= 0 {
			added = slices.Delete(added, i, i+1)
		} else {
			missing = append(missing, w)
		}
	}
	return missing, added
}

// takeMonth removes the first number that may be a month from a list, and reports whether there was one.
func takeMonth(from *[]number, m calendarName) bool {
	i := slices.IndexFunc(*from, func(n number) bool { return n.may(fmt.Sprint(m.number)) })
	if i >= 0 {
		*from = slices.Delete(slices.Clone(*from), i, i+1)
	}
	return i >= 0
}

// hasDate reports whether the source has a date in figures.
func (c *checker) hasDate() bool {
	s := c.src.prose
	for i := 4; i+6 <= len(s); i++ {
		if (s[i] == '-' || s[i] == '/' || s[i] == '.') && (s[i+3] == s[i]) && digit(rune(s[i-1])) >= 0 && digit(rune(s[i+1])) >= 0 && digit(rune(s[i+4])) >= 0 {
			return true
		}
	}
	return false
}
