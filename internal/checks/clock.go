package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// clock is a time of day in a text.
type clock struct {
	off, end int
	minutes  []int // of the day, that it may mean
	kind     clockKind
}

// clockKind is how a text says a time.
type clockKind int

const (
	clockInFigures clockKind = iota
	clockInWords             // in words that can hardly be anything else: half past five
	clockPerhaps             // a number in words beside a word that makes it an hour, or the first hour of a range
	clockNamed               // noon, midnight
)

// beforeTime and afterTime are words between which a number is a time, in any language: none of them is another word
// beside a number in a language of the same script. dayParts say which half of the day it is.
var (
	beforeTime = strings.Fields("klo klo. kello kl kl. um pukul jam saat soat saa ora orei orele ore la الساعة للساعة ساعت ساعة בשעה לשעה משעה שעה ម៉ោង alle")
	afterTime  = strings.Fields("h uhr heures heure horas hora hs hrs часов часа час ч годин години година годині годину год часот цагт цаг цагаас 时 時 點 点 点钟 點鐘 시 giờ बजे बजकर বাজে টায় টার টা بجے بج மணி மணிக்கு " +
		"ට საათზე საათი საათს საათიდან ሰዓት val valandą valandos sati sata hodín hodine hodiny hod o'clock saatında soatda")
	// beforeMinutes are words before an hour with its minutes, 15.30, which before another number have other meanings.
	beforeMinutes = strings.Fields("ob v o kell plkst. plkst στις kl")
	dayParts      = map[string]string{
		"am": "am|π.μ.|π.μ|πμ|r.n.|a.m.|a. m.|in the morning|du matin|de la mañana|da manhã|de manhã|morgens|vormittags|früh|утра|ранку|ночі|ночи|сутринта|наутро|ујутру|ujutro|ujutru|dimineața|dimineaţa|ráno|dopoludnia|ryto|aamulla|aamupäivällä|" +
			"sabah|səhər|ertalab|pagi|sáng|上午|早上|凌晨|清晨|早晨|午前|朝|오전|아침|새벽|صباحا|صباحًا|صباحاً|فجرا|فجرًا|فجراً|ليلا|ليلًا|ليلاً|ص|صبح|ق.ظ|بامداد|בבוקר|לפנה\"צ|सुबह|प्रातः|সকাল|ভোর|صبح|காலை|පෙ.ව.|උදේ|දිලිය|ព្រឹក|დილის|დილით|өглөөний|өглөө|asubuhi|alfajiri|mu gitondo|за ранку|ጠዋት|ከጠዋቱ|ጥዋት|пладне",
		"pm": "pm|μ.μ.|μ.μ|μμ|i.n.|p.m.|p. m.|in the afternoon|in the evening|de l’après-midi|de l'après-midi|du soir|de la tarde|de la noche|da tarde|da noite|nachmittags|abends|дня|вечера|вечора|пополудні|ночі|ночи|следобед|вечерта|попладне|навечер|поподне|увече|popodne|navečer|uveče|poslijepodne|" +
			"după-amiaza|după-amiază|seara|popoludní|večer|vakaro|po pietų|illalla|iltapäivällä|akşam|öğleden sonra|axşam|günorta|kechqurun|kechki|siang|sore|malam|petang|chiều|tối|下午|晚上|傍晚|午後|夜|夕方|오후|저녁|밤|" +
			"مساء|مساءً|م|بعد الظهر|عصر|عصرا|عصرًا|عصراً|ظهرا|ظهرًا|ظهراً|ليلا|ليلًا|ليلاً|بعدازظهر|بعد از ظهر|ب.ظ|شب|אחר הצהריים|אחה\"צ|בערב|शाम|दोपहर|रात|বিকেল|বিকাল|সন্ধ্যা|রাত|দুপুর|شام|دوپہر|رات|மாலை|இரவு|பிற்பகல்|ප.ව.|සවස|හවස|රාත්‍රී|ល្ងាច|យប់|រសៀល|საღამოს|ნაშუადღევს|оройн|үдээс хойш|jioni|usiku|mchana|alasiri|nimugoroba|ku mugoroba|nyuma ya saa sita|ከሰዓት|ማታ|ምሽት|ከምሽቱ",
	}
)

// twelveHours are the languages whose clock begins again at noon where no word says which half of the day is meant; those of
// shifted begin to count at sunrise.
const (
	twelveHours = " en hi bn ur ta si ar ko km zh ja fa es id mn ne "
	shifted     = " sw am rw "
)

// run is a stretch of at most four digits.
type run struct {
	value, digits int
	off, end      int
	word          bool // it is a number in words, with no digits
}

// digitRuns returns the stretches of digits of a prose.
func digitRuns(prose string) []run {
	var runs []run
	for i := 0; i < len(prose); {
		r, size := utf8.DecodeRuneInString(prose[i:])
		d := digit(r)
		if d < 0 {
			i += size
			continue
		}
		n := run{off: i}
		for i < len(prose) {
			r, size := utf8.DecodeRuneInString(prose[i:])
			d := digit(r)
			if d < 0 {
				break
			}
			n.value = min(10*n.value+d, 1e8)
			n.digits++
			i += size
		}
		n.end = i
		runs = append(runs, n)
	}
	return runs
}

// findClocks finds the times of day that a text has in figures or in words. inWords are its numbers in words.
func findClocks(tag locale.Tag, prose string, inWords []spelled) []clock {
	language := tag.Language()
	lower := inPlace(prose)
	runs := hourRuns(tag, prose, inWords)
	found := namedTimes(language, lower)
	var loose []run // hours that nothing marks
	for i := 0; i < len(runs); i++ {
		h := runs[i]
		if h.digits > 2 || h.value > 24 || i > 0 && !h.word && !runs[i-1].word && isPartOf(lower, runs[i-1], h) {
			continue
		}
		after := len(found) > 0 && found[len(found)-1].end <= h.off && found[len(found)-1].kind == clockInFigures && shortWords(lower[found[len(found)-1].end:h.off])
		t, used, ok := clockAt(language, lower, runs[i:], after)
		if !ok {
			loose = []run{h}
			continue
		}
		for _, h := range loose { // the 8 of "8 to 18 h"
			if shortWords(lower[h.end:max(h.end, t.off)]) {
				found = append(found, clock{h.off, h.end, []int{h.value % 24 * 60, (h.value + 12) % 24 * 60}, looseKind(h)})
			}
		}
		loose = nil
		found = append(found, t)
		i += used
	}
	all := slices.Clone(found)
	return slices.DeleteFunc(found, func(n clock) bool { // the noon of 中午12点, and of दोपहर 3 बजे
		return n.kind == clockNamed && slices.ContainsFunc(all, func(t clock) bool {
			return t.kind != clockNamed && (t.off <= n.end && n.off <= t.end || n.end <= t.off && strings.Trim(lower[n.end:t.off], gaps) == "" || t.end <= n.off && strings.Trim(lower[t.end:n.off], gaps) == "")
		})
	})
}

// looseKind returns how an hour is said that only its neighbour marks.
func looseKind(h run) clockKind {
	if h.word {
		return clockPerhaps
	}
	return clockInFigures
}

// isPartOf reports whether a mark joins some digits to those before them, so that no hour begins with them.
func isPartOf(lower string, last, h run) bool {
	return last.end+1 == h.off && strings.ContainsRune(".,:/", rune(lower[last.end]))
}

// clockAt reads the time that begins with a run of digits or a number in words, and returns how many runs more it has. follows
// says that it stands behind another time as the end of a range.
func clockAt(language, lower string, runs []run, follows bool) (t clock, used int, ok bool) {
	h := runs[0]
	minute, end, marked, used := 0, h.end, false, 0
	if !h.word {
		minute, end, marked, used = minutesAfter(lower, runs)
		marked = marked || used > 0 && (follows || wordBefore(lower[:h.off], beforeMinutes))
	}
	if ending := ordinalEnding(lower[end:]); ending > 0 && used == 0 {
		end += ending // о 8-й ранку
	}
	hourEnd := end
	if w := wordAfter(lower[end:], afterTime); w > 0 {
		end += w
		marked = true
		if used == 0 && len(runs) > 1 && runs[1].digits == 2 && runs[1].value < 60 && strings.Trim(lower[end:max(end, runs[1].off)], " \u00a0\u202f") == "" {
			minute, end, used = runs[1].value, runs[1].end, 1 // 下午5时30分, 17 Uhr 30
		}
	}
	phrase := false
	change, from, to, inPhrase := phraseBeside(language, lower, h.off, hourEnd, end)
	if inPhrase && minute == 0 && h.value <= 24 {
		minute, h.off, end, marked, phrase = change, from, to, true, true
	}
	am, pm, dayEnd := dayPart(lower, h.off, end)
	if !marked && !am && !pm && !wordBefore(lower[:h.off], beforeTime) || minute > 59 {
		return clock{}, 0, false
	}
	kind := clockInFigures
	if h.word {
		kind = clockPerhaps
		if m, to, ok := minutesInWords(lower, end, runs); ok && !phrase {
			minute, end, used, phrase = m, to, 1, true
			am, pm, dayEnd = dayPart(lower, h.off, end)
		}
		if phrase || am != pm && h.value <= 12 {
			kind = clockInWords
		}
	}
	return clock{h.off, max(end, dayEnd), mayBe(language, h, minute, am, pm), kind}, used, true
}

// ordinalEnding returns the length of the ending of an ordinal in figures with which a text begins: -й, -ій.
func ordinalEnding(rest string) int {
	for _, ending := range []string{"-ій", "-й", "-ї", "-го", "-та", "-ма", "-а", "-я"} {
		if strings.HasPrefix(rest, ending) && !isWordRune(after(rest, len(ending))) {
			return len(ending)
		}
	}
	return 0
}

// minutesAfter reads ":30", ".30" or "h30" behind an hour.
func minutesAfter(lower string, runs []run) (minute, end int, colon bool, used int) {
	h := runs[0]
	if len(runs) < 2 || runs[1].digits != 2 {
		return 0, h.end, false, 0
	}
	m := runs[1]
	switch strings.Trim(lower[h.end:m.off], " \u00a0\u202f") {
	case ":", "：", "h", "∶", "г":
		end, used = m.end, 1
		if len(runs) > 2 && runs[2].digits == 2 && lower[m.end:runs[2].off] == ":" { // seconds
			end, used = runs[2].end, 2
		}
		return m.value, end, true, used
	case ".":
		if m.off == h.end+1 && m.value < 60 {
			return m.value, m.end, false, 1
		}
	}
	return 0, h.end, false, 0
}

// wordAfter returns the length of a word of a list, and of the space before it, with which a text begins.
func wordAfter(rest string, list []string) int {
	trimmed := strings.TrimLeft(rest, " \u00a0\u202f-")
	space := len(rest) - len(trimmed)
	if space > 3 {
		return 0
	}
	best := 0
	for _, w := range list {
		if !strings.HasPrefix(trimmed, w) || len(w) <= best {
			continue
		}
		next := after(trimmed, len(w))
		if isWordRune(next) && after(w, 0) < 0x3000 {
			continue
		}
		if next == '間' || next == '间' || next == '간' { // so many hours
			continue
		}
		best = len(w)
	}
	if best == 0 {
		return 0
	}
	return space + best
}

func isWordRune(r rune) bool { return r > 0 && (scriptOf(r) != "" || r >= 'a' && r <= 'z') }

// wordBefore reports whether a text ends with a word of a list.
func wordBefore(text string, list []string) bool {
	text = strings.TrimRight(text, " \u00a0\u202f")
	for _, w := range list {
		if strings.HasSuffix(text, w) && !isWordRune(before(text, len(text)-len(w))) {
			return true
		}
	}
	return false
}

// dayPart finds a word for the half of the day beside a time, and where it ends behind the time.
func dayPart(lower string, from, to int) (am, pm bool, end int) {
	rest := lower[to:]
	trimmed := strings.TrimLeft(rest, " \u00a0\u202f,")
	front := strings.TrimRight(lower[:from], " \u00a0\u202f")
	for _, w := range beforeTime { // "शाम को", "saat" may stand between
		if strings.HasSuffix(front, " "+w) {
			front = strings.TrimRight(strings.TrimSuffix(front, w), " ")
		}
	}
	for _, half := range []string{"am", "pm"} {
		for w := range strings.SplitSeq(dayParts[half], "|") {
			behind := strings.HasPrefix(trimmed, w) && (!isWordRune(after(trimmed, len(w))) || after(w, 0) > 0x3000)
			ahead := utf8.RuneCountInString(w) > 1 && strings.HasSuffix(front, w) && !isWordRune(before(front, len(front)-len(w)))
			if after(w, 0) > 0x3000 {
				ahead = strings.HasSuffix(front, w)
			}
			if !behind && !ahead {
				continue
			}
			am, pm = am || half == "am", pm || half == "pm"
			if behind {
				end = max(end, to+len(rest)-len(trimmed)+len(w))
			}
		}
	}
	return am, pm, end
}

// mayBe returns the minutes of the day that an hour with its minute may mean.
func mayBe(language string, h run, minute int, am, pm bool) []int {
	hour := h.value % 24
	at := func(hours ...int) []int {
		var out []int
		for _, x := range hours {
			out = append(out, (x%24*60+minute+24*60)%(24*60))
		}
		return out
	}
	switch is := func(list string) bool { return strings.Contains(list, " "+language+" ") }; {
	case is(shifted):
		if am != pm && h.value <= 12 { // from sunrise or from midnight
			return slices.DeleteFunc(at(hour, hour+6, hour+12, hour+18), func(m int) bool {
				isMorning, isAfterMorning := m >= 4*60 && m < 12*60, m < 6*60 || m >= 12*60 // a night lasts to six
				return am && !isMorning || pm && !isAfterMorning
			})
		}
		return at(hour, hour+6, hour+18)
	case am && pm:
		return at(hour, hour+12)
	case h.value > 12 || h.value == 0:
		return at(hour)
	case am:
		return at(h.value % 12)
	case pm && (h.value >= 9 && h.value < 12 || h.value < 6 || h.value == 12) && h.value != 12:
		return at(hour + 12)
	case pm && h.value == 12:
		return at(12, 0) // twelve of the night
	case pm:
		return at(hour + 12)
	case !h.word && (h.digits == 2 && h.value < 10 || !is(twelveHours)):
		return at(hour)
	}
	return at(hour, hour+12)
}

// clocks compares times of day, and takes their numbers out of want and got. A time that only one text has is left to the
// comparison of numbers.
func (c *checker) clocks(want, got []number) (w, g []number) {
	src := findClocks(c.p.Source, c.src.prose, c.sourceWords())
	if len(src) == 0 {
		return want, got
	}
	txt := findClocks(c.p.Locale, c.txt.prose, c.ownWords())
	var missing []clock
	for _, s := range src {
		i := slices.IndexFunc(txt, func(t clock) bool { return s.same(t) || c.shownInZone(s, t) })
		if i < 0 {
			missing = append(missing, s)
			continue
		}
		want, got = c.takeClock(want, s, got, txt[i])
		txt = slices.Delete(txt, i, i+1)
	}
	missing = slices.DeleteFunc(missing, func(s clock) bool {
		i := slices.IndexFunc(got, func(n number) bool {
			return s.isBare(&n) && !slices.ContainsFunc(txt, func(t clock) bool { return t.off <= n.off && n.off < t.end })
		})
		if i >= 0 {
			want, got = c.takeClock(want, s, got, clock{off: got[i].off, end: got[i].end})
		}
		return i >= 0
	})
	txt = slices.DeleteFunc(txt, func(t clock) bool {
		return t.kind == clockPerhaps || t.kind == clockNamed && !slices.ContainsFunc(missing, isTwelve)
	})
	missing = slices.DeleteFunc(missing, func(s clock) bool { return s.kind == clockPerhaps })
	if len(missing) != len(txt) {
		return want, got
	}
	for i, s := range missing {
		t := txt[i]
		written := strings.TrimSpace(c.src.prose[s.off:s.end])
		report := c.warn
		if t.kind == clockNamed || s.kind != clockInFigures {
			report = c.doubt
		}
		report(TimeChanged, t.off, fmt.Sprintf("write %s, as the language writes it", written), "the time “%s” is “%s” in the source",
			strings.TrimSpace(c.txt.prose[t.off:t.end]), written)
		want, got = c.takeClock(want, s, got, t)
	}
	return want, got
}

// same reports whether two times may be the same.
func (t clock) same(o clock) bool {
	return slices.ContainsFunc(t.minutes, func(m int) bool { return slices.Contains(o.minutes, m) })
}

// isTwelve reports whether a time may be noon or midnight, which have names.
func isTwelve(t clock) bool {
	return slices.ContainsFunc(t.minutes, func(m int) bool { return m%(12*60) == 0 })
}

// isBare reports whether a number that nothing makes a time is the time: the 9 of "9–17", and 17.30.
func (t clock) isBare(n *number) bool {
	minute := 0
	switch {
	case n.isDate || n.word != "" || n.large != nil || len(n.groups[0]) > 2 || decimal(n.groups[0]) > 24:
		return false
	case len(n.groups) == 2 && n.marks[0] == '.' && len(n.groups[1]) == 2:
		minute = decimal(n.groups[1])
	case len(n.groups) > 1:
		return false
	}
	return slices.Contains(t.minutes, decimal(n.groups[0])%24*60+minute)
}

// takeClock takes the numbers of a time that both texts have out of their lists, in figures and in words.
func (c *checker) takeClock(want []number, s clock, got []number, t clock) (w, g []number) {
	c.compared.source = append(c.compared.source, span{s.off, s.end})
	c.compared.own = append(c.compared.own, span{t.off, t.end})
	return outside(want, s.off, s.end), outside(got, t.off, t.end)
}

// bareHours takes out hours that the source writes as bare numbers, "between 9 and 5", and the translation as times, and the
// zeros of such a time.
func (c *checker) bareHours(lacks, extra []number) (l, e []number) {
	clocks := findClocks(c.p.Locale, c.txt.prose, nil)
	for _, n := range lacks {
		if len(n.groups) == 1 && len(n.groups[0]) <= 2 && decimal(n.groups[0]) <= 12 {
			at := decimal(n.groups[0]) % 12 * 60
			i := slices.IndexFunc(clocks, func(t clock) bool { return slices.Contains(t.minutes, at) || slices.Contains(t.minutes, at+12*60) })
			if i >= 0 && len(outside(extra, clocks[i].off, clocks[i].end)) < len(extra) {
				extra = outside(extra, clocks[i].off, clocks[i].end)
				continue
			}
		}
		l = append(l, n)
	}
	extra = slices.DeleteFunc(slices.Clone(extra), func(n number) bool { // the zeros of 9:00
		return n.groups[0] == "00" && slices.ContainsFunc(clocks, func(t clock) bool { return t.off < n.off && n.end <= t.end })
	})
	return l, extra
}

// outside returns the numbers that do not begin in a part of a text.
func outside(ns []number, from, to int) []number {
	return slices.DeleteFunc(slices.Clone(ns), func(n number) bool { return n.off >= from && n.off < to })
}
