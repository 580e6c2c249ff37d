package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// units are what may stand close behind a number that counts: units, and the endings of ordinal numbers and of times.
var units = set("k m g b kb mb gb tb pb kib mib gib tib kbit mbit gbit km cm mm kg mg ml ms s sec min h hr hrs px em rem pt dpi ppi fps rpm bps kbps mbps gbps " +
	"hz khz mhz ghz w kw kwh mw v mah st nd rd th am pm x usd eur gbp yr er re e è º ª o a")

// nameAround returns the name that digits are a part of, "" where they are a number: x64, W3C, IPv6, 2FA, but not 5GB.
func nameAround(prose string, from, to int) string {
	latin := func(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
	name := latin(before(prose, from))
	start, end := from, to
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(prose[:start])
		if !latin(r) && digit(r) < 0 {
			break
		}
		start -= size
	}
	for end < len(prose) {
		r, size := utf8.DecodeRuneInString(prose[end:])
		if !latin(r) && digit(r) < 0 {
			break
		}
		end += size
	}
	if behind := strings.ToLower(prose[to:end]); behind != "" && !units[behind] {
		name = true
	}
	if !name {
		return ""
	}
	return strings.ToLower(prose[start:end])
}

// sansDigits returns the letters of a name.
func sansDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, name)
}

// names takes out the numbers that are parts of names, and warns of names whose digits alone have changed: GPLv2 for GPLv3. A
// name that is not there at all may be said otherwise: two-factor for 2FA.
func (c *checker) names(lacks, extra []number) (l, e []number) {
	e = slices.Clone(extra)
	for _, n := range lacks {
		if n.word == "" {
			l = append(l, n)
			continue
		}
		letters := sansDigits(n.word)
		i := slices.IndexFunc(e, func(x number) bool { return x.word != "" && sansDigits(x.word) == letters })
		if i < 0 {
			continue
		}
		if !c.movedNumber(&n) && !c.knownNumber(&e[i]) {
			c.warn(NumberChanged, e[i].off, "write the name as the source does", "the name %s is %s in the source", e[i].word, n.word)
		}
		e = slices.Delete(e, i, i+1)
	}
	return l, slices.DeleteFunc(e, func(n number) bool { return n.word != "" })
}

// numbersElsewhere does as elsewhere, for numbers.
func (c *checker) numbersElsewhere(lacks, extra []number) (l, e []number) {
	if c.p.Around == nil || len(lacks) == 0 && len(extra) == 0 {
		return lacks, extra
	}
	l = slices.DeleteFunc(slices.Clone(lacks), func(n number) bool { return c.movedNumber(&n) })
	e = slices.DeleteFunc(slices.Clone(extra), func(n number) bool { return c.knownNumber(&n) || c.inCode(&n) })
	switch {
	case len(e) > 0:
		return l, e
	case len(l) > 0:
		return l, extra[:min(len(l), len(extra))]
	case len(lacks) > 0 && len(extra) > 0 && !c.p.Unrecorded:
		return lacks, extra
	}
	return nil, nil
}

// inCode reports whether the source has a number in a span of code.
func (c *checker) inCode(n *number) bool {
	written := strings.Join(n.groups, ".")
	return len(written) > 1 && slices.ContainsFunc(c.src.code, func(t thing) bool { return strings.Contains(t.name, written) })
}

// isVersion reports whether digits and points are the number of a version, 1.2.3, and no date or number.
func (n *number) isVersion() bool {
	if !n.isTuple() {
		return false
	}
	if len(n.groups) != 3 {
		return true
	}
	first, second, third := n.groups[0], n.groups[1], n.groups[2]
	day := func(s string) bool { return len(s) <= 2 && decimal(s) >= 1 && decimal(s) <= 31 }
	year := func(s string) bool { return len(s) == 4 && (s[0] == '1' || s[0] == '2') }
	return !(day(first) && day(second) && (year(third) || len(first) == 2 && len(second) == 2 && len(third) == 2)) &&
		!(year(first) && day(second) && day(third))
}

// versions returns what the number of a version means. The first of a series, 2.2.0, is called by its series as well, 2.2.
func (n *number) versions() []string {
	values := []string{strings.Join(n.groups, "|")}
	if len(n.groups) == 3 && n.groups[2] == "0" {
		series := plain(n.groups[0])
		if minor := strings.TrimRight(n.groups[1], "0"); minor != "" {
			series += "." + minor
		}
		values = append(values, series)
	}
	return values
}

// calendars are by how many years other calendars differ from the Gregorian, by ISO 639 code.
var calendars = map[string][]int{
	"am": {-7, -8}, "fa": {-621, -622}, "he": {3760, 3761}, "km": {543, 544}, "lo": {543}, "ne": {56, 57}, "th": {543}, "ti": {-7, -8}, "zh": {-1911},
	"ps": {-621, -622}, "ku": {-621, -622}, "ja": {-2018, -1988, -1925},
}

// otherCalendar reports whether the translation has a year of another calendar for one of the source.
func otherCalendar(tag locale.Tag, lacks, extra []number) bool {
	year := func(n number) int {
		if len(n.groups) == 1 && len(n.groups[0]) == 4 {
			return decimal(n.groups[0])
		}
		return 0
	}
	for _, n := range lacks {
		y := year(n)
		if y < 1500 || y > 2200 {
			continue
		}
		for _, x := range extra {
			if len(x.groups) != 1 {
				continue
			}
			other := decimal(x.groups[0])
			if slices.Contains(calendars[tag.Language()], other-y) || tag.Script() == "Arab" && islamic(y, other) {
				return true
			}
		}
	}
	return false
}

// islamic reports whether a year of the Islamic calendar has days in a Gregorian year.
func islamic(gregorian, year int) bool {
	first := (gregorian - 622) * 33 / 32
	return year == first || year == first+1
}

// sansDates leaves out the days, months and years of dates, which another calendar counts otherwise.
func sansDates(list []number) []number {
	return slices.DeleteFunc(slices.Clone(list), func(n number) bool {
		return n.isDate || len(n.groups) == 1 && (len(n.groups[0]) == 4 || len(n.groups[0]) <= 2 && decimal(n.groups[0]) <= 31)
	})
}
