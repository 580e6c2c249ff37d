package checks

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// day is a day of a year in a text.
type day struct {
	off, end         int
	year, month, day int  // year 0: not said
	weak             bool // the figures may be something else: 5.5.
	word             bool // the day is a number in words
}

func (d day) same(o day) bool {
	return d.month == o.month && d.day == o.day && (d.year == o.year || d.year == 0 || o.year == 0 || d.year%100 == o.year && o.year < 100 || o.year%100 == d.year && d.year < 100)
}

// swapped reports whether day and month of two days are exchanged.
func (d day) swapped(o day) bool {
	return !d.weak && !o.weak && !d.word && !o.word && d.month != d.day && day{year: d.year, month: d.day, day: d.month}.same(o)
}

// monthFirst remember by tag whether a locale writes the month before the day in figures (CLDR's short pattern).
var monthFirst = kept[locale.Tag, bool]{make: makeWritesMonthFirst}

func writesMonthFirst(tag locale.Tag) bool { return monthFirst.of(tag) }

func makeWritesMonthFirst(tag locale.Tag) bool {
	first := false
	if s, err := tag.Date(2001, 11, 22, "short"); err == nil {
		runs := digitRuns(s)
		for i := 0; i+1 < len(runs); i++ {
			first = first || runs[i].value == 11 && runs[i+1].value == 22 && i == 0
		}
	}
	return first
}

// findDays finds the days that a text has in figures, or with the name of a month. inWords are its numbers in words.
func findDays(tag locale.Tag, prose string, months []calendarName, inWords []spelled) []day {
	var found []day
	overlaps := func(d day) bool {
		return slices.ContainsFunc(found, func(f day) bool { return f.off < d.end && d.off < f.end })
	}
	lists := [][]run{digitRuns(prose)}
	if len(inWords) > 0 {
		lists = append(lists, dayRuns(prose, inWords))
	}
	for _, runs := range lists {
		for i := 0; i < len(runs); i++ {
			if d, n := dayInFigures(tag, prose, runs[i:]); n > 0 && !overlaps(d) {
				found = append(found, d)
				i += n - 1
			}
		}
	}
	runs := lists[len(lists)-1]
	for _, m := range append(slices.Clone(months), monthsBesideWords(tag, prose, inWords)...) {
		if d, ok := dayWithName(prose, runs, m); ok && !overlaps(d) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b day) int { return cmp.Compare(a.off, b.off) })
	return found
}

// dayRuns returns the numbers of a text that may be a part of a date, in digits and in words, in their order.
func dayRuns(prose string, inWords []spelled) []run {
	runs := digitRuns(prose)
	for _, s := range inWords {
		part := slices.ContainsFunc(inWords, func(o spelled) bool { return o.off <= s.off && s.end <= o.end && o.end-o.off > s.end-s.off })
		if !part && (s.value <= 31 || s.value > 1500 && s.value < 2200) {
			runs = append(runs, run{value: s.value, off: s.off, end: s.end, word: true})
		}
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.off, b.off) })
	return runs
}

// monthsBesideWords returns the months of a text that stand beside a number in words: the first of May.
func monthsBesideWords(tag locale.Tag, prose string, inWords []spelled) []calendarName {
	if len(inWords) == 0 {
		return nil
	}
	return findNames(monthNames(tag), tag, prose, func(i, end int) bool {
		return slices.ContainsFunc(inWords, func(s spelled) bool {
			return s.value <= 31 && (s.end <= i && isShortGap(prose[s.end:i]) || end <= s.off && isShortGap(prose[end:s.off]))
		})
	})
}

// isShortGap reports whether nothing but a short word stands between the day and the month of a date.
func isShortGap(gap string) bool {
	t := strings.Trim(gap, gaps)
	return utf8.RuneCountInString(t) <= 3 && !strings.ContainsAny(t, ",;:!?()\x1f\n")
}

// dayInFigures reads 3.5.2026, 2026-05-03, 5/3/2026, 2026年5月3日, 5月3日, 2026년 5월 3일, ngày 3 tháng 5, and returns of how
// many runs of digits it is.
func dayInFigures(tag locale.Tag, prose string, runs []run) (day, int) {
	gaps := make([]string, 2) // what stands between the first three runs
	for i := range min(len(runs)-1, 2) {
		gaps[i] = strings.Trim(prose[runs[i].end:runs[i+1].off], " \u00a0\u202f\u200e\u200f")
	}
	if len(runs) < 2 {
		return day{}, 0
	}
	if d, n := dayWithUnits(prose, runs, gaps); n > 0 {
		return d, n
	}
	if d, n := dayAndMonth(tag, prose, runs, gaps[0]); n > 0 && (len(runs) < 3 || gaps[1] != gaps[0]) {
		return d, n
	}
	if len(runs) < 3 {
		return day{}, 0
	}
	a, b, c := runs[0], runs[1], runs[2]
	sep := gaps[0]
	if sep != gaps[1] || sep != "." && sep != "/" && sep != "-" && sep != "．" || b.digits > 2 {
		return day{}, 0
	}
	switch {
	case a.digits == 4 && c.digits <= 2:
		return valid(day{a.off, c.end, a.value, b.value, c.value, false, false}, 3)
	case a.digits <= 2 && (c.digits == 4 || c.digits == 2 && sep == "/"):
		d := day{a.off, c.end, c.value, b.value, a.value, false, false}
		if monthFirst := sep != "." && writesMonthFirst(tag); monthFirst && d.day <= 12 || d.month > 12 {
			d.month, d.day = d.day, d.month
		}
		return valid(d, 3)
	}
	return day{}, 0
}

// dayAndMonth reads 5.5. and 05/05, which may be something else.
func dayAndMonth(tag locale.Tag, prose string, runs []run, sep string) (day, int) {
	a, b := runs[0], runs[1]
	if a.digits == 0 || a.digits > 2 || b.digits == 0 || b.digits > 2 || sep != "." && sep != "/" || isDigit(before(prose, a.off)) ||
		a.off > 1 && strings.ContainsRune("./", before(prose, a.off)) && isDigit(before(prose, a.off-1)) { // the end of a version
		return day{}, 0
	}
	d := day{off: a.off, end: b.end, month: b.value, day: a.value, weak: true}
	if sep == "/" && writesMonthFirst(tag) && b.value <= 31 {
		d.month, d.day = a.value, b.value
	}
	if sep == "." && after(prose, b.end) == '.' {
		d.end++
	}
	return valid(d, 2)
}

// dayWithUnits reads a date in which a word says what each number is.
func dayWithUnits(prose string, runs []run, gaps []string) (day, int) {
	first, second := runs[0], runs[1]
	tail := strings.TrimLeft(prose[second.end:], " ")
	switch {
	case len(runs) > 2 && (first.digits == 4 || first.word && first.value > 1500) && (gaps[0] == "年" && gaps[1] == "月" || gaps[0] == "년" && gaps[1] == "월"):
		return valid(day{first.off, runs[2].end, first.value, second.value, runs[2].value, false, false}, 3)
	case first.digits <= 2 && (gaps[0] == "月" && startsWithAny(tail, "日", "号", "號") || gaps[0] == "월" && startsWithAny(tail, "일")):
		return valid(day{first.off, second.end, 0, first.value, second.value, false, false}, 2)
	case first.digits <= 2 && gaps[0] == "tháng" && len(runs) > 2 && gaps[1] == "năm":
		return valid(day{first.off, runs[2].end, runs[2].value, second.value, first.value, false, false}, 3)
	case first.digits <= 2 && gaps[0] == "tháng":
		return valid(day{first.off, second.end, 0, second.value, first.value, false, false}, 2)
	}
	return day{}, 0
}

func startsWithAny(s string, list ...string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(s, p) })
}

func valid(d day, n int) (day, int) {
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return day{}, 0
	}
	return d, n
}

// dayWithName returns the day beside the name of a month, and the year behind it: 3 May 2026, May 3, 2026, le 3 mai.
func dayWithName(prose string, runs []run, m calendarName) (day, bool) {
	d := day{off: m.off, end: m.end, month: m.number}
	best := 12 // how far the day may be, in characters
	for _, r := range runs {
		gap := ""
		switch {
		case r.end <= m.off:
			gap = prose[r.end:m.off]
		case r.off >= m.end:
			gap = prose[m.end:r.off]
		}
		n := utf8.RuneCountInString(gap)
		switch {
		case strings.ContainsAny(gap, ";:!?()\x1f\n"):
		case (r.digits == 4 || r.word) && r.value > 1500 && n <= 14 && d.year == 0:
			d.year, d.off, d.end = r.value, min(d.off, r.off), max(d.end, r.end)
		case r.word && (!isShortGap(gap) || d.day > 0):
		case r.digits <= 2 && r.value >= 1 && r.value <= 31 && n < best && !strings.ContainsFunc(gap, isDigit):
			best, d.day, d.word = n, r.value, r.word
			d.off, d.end = min(d.off, r.off), max(d.end, r.end)
		}
	}
	return d, d.day > 0
}

func isDigit(r rune) bool { return digit(r) >= 0 }

// days compares days, and takes the numbers and months of those that both texts have out of the lists. Where day and month
// are exchanged it warns.
func (c *checker) days(want, got []number, wantMonths, gotMonths []calendarName) (w, g []number, wm, gm []calendarName) {
	src := findDays(c.p.Source, c.src.prose, wantMonths, c.sourceWords())
	if len(src) == 0 {
		return want, got, wantMonths, gotMonths
	}
	txt := findDays(c.p.Locale, c.txt.prose, gotMonths, c.ownWords())
	take := func(s, t day) {
		want, got = outside(want, s.off, s.end), outside(got, t.off, t.end)
		c.compared.source, c.compared.own = append(c.compared.source, span{s.off, s.end}), append(c.compared.own, span{t.off, t.end})
		wantMonths, gotMonths = monthsOutside(wantMonths, s), monthsOutside(gotMonths, t)
	}
	var missing []day
	for _, s := range src {
		i := slices.IndexFunc(txt, s.same)
		if i < 0 {
			missing = append(missing, s)
			continue
		}
		take(s, txt[i])
		txt = slices.Delete(txt, i, i+1)
	}
	for _, s := range missing {
		i := slices.IndexFunc(txt, s.swapped)
		if i < 0 {
			continue
		}
		t := txt[i]
		right, _ := c.p.Locale.Date(cmp.Or(s.year, 2000), s.month, s.day, "long")
		hint := "compare the date with the source"
		if s.year != 0 && right != "" {
			hint = "write " + right
		}
		c.warn(DateChanged, t.off, hint, "day and month are exchanged: “%s” is “%s” in the source", c.txt.prose[t.off:t.end], c.src.prose[s.off:s.end])
		take(s, t)
		txt = slices.Delete(txt, i, i+1)
	}
	if len(missing) == 1 && len(txt) == 1 && missing[0].word && !txt[0].weak && missing[0].day == txt[0].day && missing[0].month != txt[0].month {
		s, t := missing[0], txt[0] // the first of May, 6月1日
		c.warn(DateChanged, t.off, "compare the date with the source", "the date “%s” is “%s” in the source", c.txt.prose[t.off:t.end], c.src.prose[s.off:s.end])
		take(s, t)
	}
	return want, got, wantMonths, gotMonths
}

func monthsOutside(ms []calendarName, d day) []calendarName {
	return slices.DeleteFunc(slices.Clone(ms), func(m calendarName) bool { return m.off >= d.off && m.off < d.end })
}

// weekdayTables remember the names by tag, the longest first.
var weekdayTables = kept[locale.Tag, []monthName]{make: makeWeekdayNames}

func weekdayNames(tag locale.Tag) []monthName { return weekdayTables.of(tag) }

func makeWeekdayNames(tag locale.Tag) []monthName {
	var names []monthName
	for i, row := range tag.DayNames() {
		more := moreWeekdays[tag.Language()]
		if more != nil {
			row = append(slices.Clone(row), strings.Split(more[i], " ")...)
		}
		for _, name := range row {
			n := utf8.RuneCountInString(name)
			if n < 3 && !spacelessLanguage(tag) || name == "" {
				continue
			}
			stem := []rune(strings.ToLower(name))
			if n > 5 && !spacelessLanguage(tag) {
				stem = stem[:n-1]
			}
			names = append(names, monthName{number: i, stem: string(stem), most: n + 3, upper: capitalDays[tag.Language()] && unicode.IsUpper(after(name, 0))})
		}
	}
	slices.SortStableFunc(names, func(a, b monthName) int { return cmp.Compare(len(b.stem), len(a.stem)) })
	return names
}

// capitalDays are languages that always write the days of the week with a capital.
var capitalDays = map[string]bool{"de": true, "en": true, "vi": true}

// moreWeekdays are names that CLDR does not have, from Sunday, by ISO 639 code.
var moreWeekdays = map[string][]string{
	"zh": {"周日 週日 星期天 礼拜天 禮拜天", "周一 週一 礼拜一 禮拜一", "周二 週二 礼拜二 禮拜二", "周三 週三 礼拜三 禮拜三", "周四 週四 礼拜四 禮拜四", "周五 週五 礼拜五 禮拜五", "周六 週六 礼拜六 禮拜六"},
	"ja": {"日曜", "月曜", "火曜", "水曜", "木曜", "金曜", "土曜"},
	"ar": {"أحد", "إثنين الإثنين اثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت"},
	"ru": {"воскресенье", "понедельник", "вторник", "среду среды среде", "четверг", "пятницу пятницы", "субботу субботы"},
	"uk": {"неділю неділі", "понеділок понеділка", "вівторок вівторка", "середу середи", "четвер", "пʼятницю п'ятницю п’ятницю п'ятниця п’ятниця п'ятниці п’ятниці", "суботу суботи"},
	"bg": {"неделя", "понеделник", "вторник", "сряда", "четвъртък", "петък", "събота"},
	"sr": {"недељу nedelju", "понедељак ponedeljak", "уторак utorak", "среду sredu", "четвртак četvrtak", "петак petak", "суботу subotu"},
	"hr": {"nedjelju nedjelje", "ponedjeljak", "utorak", "srijedu srijede", "četvrtak", "petak", "subotu subote"},
	"mk": {"недела", "понеделник", "вторник", "среда", "четврток", "петок", "сабота"},
	"sk": {"nedeľu nedele", "pondelok pondelka", "utorok utorka", "stredu stredy", "štvrtok štvrtka", "piatok piatka", "sobotu soboty"},
}

// fullMonths remember by tag the names of months, as CLDR has them, in the form of monthNames.
var fullMonths = kept[locale.Tag, []monthName]{make: makeFullMonthNames}

// fullMonthNames returns the full names of the months of a locale, none where months are numbers. They are found without a
// number beside them.
func fullMonthNames(tag locale.Tag) []monthName { return fullMonths.of(tag) }

func makeFullMonthNames(tag locale.Tag) []monthName {
	rows := tag.MonthNames()
	if tag.Language() == "ar" {
		for _, t := range []locale.Tag{"ar", "ar-IQ", "ar-MA", "ar-DZ"} {
			for i, row := range t.MonthNames() {
				rows[i] = append(slices.Clone(rows[i]), row...)
			}
		}
	}
	var names []monthName
	for i, row := range rows {
		for _, name := range row {
			if utf8.RuneCountInString(name) < 3 || strings.ContainsFunc(name, isDigit) || strings.HasSuffix(name, ".") {
				continue
			}
			upper := unicode.IsUpper(after(name, 0)) && (tag.Language() == "en" || tag.Language() == "de")
			names = append(names, monthName{number: i + 1, stem: strings.ToLower(name), whole: utf8.RuneCountInString(name) < 5, most: utf8.RuneCountInString(name) + 3, upper: upper})
		}
	}
	slices.SortStableFunc(names, func(a, b monthName) int { return cmp.Compare(len(b.stem), len(a.stem)) })
	if cjk(tag) || tag.Language() == "vi" {
		names = nil
	}
	return names
}

// monthsAlone warns of a month that is another one in the source, where neither stands beside a number.
func (c *checker) monthsAlone() {
	if slices.ContainsFunc(c.out, func(d diag.Diagnostic) bool { return d.Code == DateChanged }) {
		return
	}
	src := findNames(fullMonthNames(c.p.Source), c.p.Source, c.src.prose, nil)
	if len(src) == 0 {
		return
	}
	txt := findNames(fullMonthNames(c.p.Locale), c.p.Locale, c.txt.prose, nil)
	c.tellOther(src, txt, "the month")
}

// weekdays warns of a day of the week that is another one in the source.
func (c *checker) weekdays() {
	if !strings.Contains(c.src.prose, "day") && c.p.Source.Language() == "en" {
		return
	}
	if src := findNames(weekdayNames(c.p.Source), c.p.Source, c.src.prose, nil); len(src) > 0 {
		c.tellOther(src, findNames(weekdayNames(c.p.Locale), c.p.Locale, c.txt.prose, nil), "the day")
	}
}

// tellOther warns where exactly one name of the source has no counterpart, and exactly one of the translation.
func (c *checker) tellOther(src, txt []calendarName, what string) {
	without := func(list, others []calendarName) []calendarName {
		return slices.DeleteFunc(slices.Clone(list), func(w calendarName) bool {
			return slices.ContainsFunc(others, func(o calendarName) bool { return o.number == w.number })
		})
	}
	missing, added := without(src, txt), without(txt, src)
	if len(missing) == 1 && len(added) == 1 {
		m, a := missing[0], added[0]
		c.warn(DateChanged, a.off, "write what the source has: "+c.src.prose[m.off:m.end], "%s “%s” is %s in the source", what, short(c.txt.prose[a.off:a.end]), c.src.prose[m.off:m.end])
	}
}
