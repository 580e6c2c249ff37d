package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/cldr"
)

// datePattern is a pattern alone, or with the numbering systems of some of its letters.
type datePattern struct{ pattern, numbers string }

func (p *datePattern) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, &p.pattern)
	}
	var o struct {
		Value   string `json:"_value"`
		Numbers string `json:"_numbers"`
	}
	err := json.Unmarshal(b, &o)
	p.pattern, p.numbers = o.Value, o.Numbers
	return err
}

type widths struct{ Wide, Abbreviated map[string]string }

type calendarFile struct {
	Main map[string]struct {
		Dates struct {
			Calendars struct {
				Gregorian struct {
					Months struct {
						Format     widths
						StandAlone widths `json:"stand-alone"`
					}
					Days struct {
						Format     widths
						StandAlone widths `json:"stand-alone"`
					}
					Eras struct {
						EraAbbr map[string]string
					}
					DateFormats struct{ Full, Long, Medium, Short datePattern }
				}
			}
		}
	}
}

type namesFile struct {
	Main map[string]struct {
		LocaleDisplayNames struct {
			Languages, Scripts, Territories, Variants map[string]string
			LocaleDisplayPattern                      struct{ LocalePattern, LocaleSeparator string }
		}
	}
}

// locale reads what package cldr keeps of one locale.
func (r reader) locale(tag string, numbering map[string]string) (*sourceLocale, error) {
	l := &sourceLocale{Languages: map[string]string{}, Places: map[string]string{}}
	if err := errors.Join(r.dates(l, tag), r.numbers(l, tag, numbering), r.lists(l, tag), r.quotes(l, tag), r.sizes(l, tag), r.names(l, tag)); err != nil {
		return nil, err
	}
	return l, complete(l)
}

// dates reads the patterns of dates, and the names that they need.
func (r reader) dates(l *sourceLocale, tag string) error {
	f := &l.Fields
	var calendar calendarFile
	if err := r.read("cldr-dates-full/main/"+tag+"/ca-gregorian.json", &calendar, false); err != nil {
		return err
	}
	g := calendar.Main[tag].Dates.Calendars.Gregorian
	used := ""
	for field, p := range map[cldr.Field]datePattern{
		cldr.DateFull: g.DateFormats.Full, cldr.DateLong: g.DateFormats.Long,
		cldr.DateMedium: g.DateFormats.Medium, cldr.DateShort: g.DateFormats.Short,
	} {
		f[field] = p.pattern
		letters, err := patternLetters(p.pattern)
		if err != nil {
			return err
		}
		used += letters + " "
		switch {
		case p.numbers == "":
		case field == cldr.DateShort && p.numbers == "M=romanlow":
			f[cldr.ShortMonths] = "romanlow"
		default:
			return fmt.Errorf("date pattern %q has numbers %q, which nothing here writes", p.pattern, p.numbers)
		}
	}
	uses := func(letters string) bool { return slices.Contains(strings.Fields(used), letters) }
	months := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}
	days := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for _, row := range []struct {
		field   cldr.Field
		letters string
		names   map[string]string
		keys    []string
	}{
		{cldr.MonthsWide, "MMMM", g.Months.Format.Wide, months},
		{cldr.MonthsAbbreviated, "MMM", g.Months.Format.Abbreviated, months},
		{cldr.DaysWide, "EEEE", g.Days.Format.Wide, days},
		{cldr.DaysAbbreviated, "EEE", g.Days.Format.Abbreviated, days},
		{cldr.DaysStandAlone, "cccc", g.Days.StandAlone.Wide, days},
		{cldr.Era, "G", g.Eras.EraAbbr, []string{"1"}},
	} {
		if !uses(row.letters) {
			continue
		}
		var names []string
		for _, k := range row.keys {
			name := row.names[k]
			if name == "" || strings.Contains(name, "\n") {
				return fmt.Errorf("no name for %s %s", row.letters, k)
			}
			names = append(names, name)
		}
		f[row.field] = strings.Join(names, "\n")
	}
	f[cldr.MonthNames] = allNames(months, g.Months.Format.Wide, g.Months.StandAlone.Wide, g.Months.Format.Abbreviated, g.Months.StandAlone.Abbreviated)
	f[cldr.DayNames] = allNames(days, g.Days.Format.Wide, g.Days.StandAlone.Wide)
	return nil
}

// allNames returns the different names that lists have for each key: a line for each, apart by tabs.
func allNames(keys []string, lists ...map[string]string) string {
	var rows []string
	for _, k := range keys {
		var names []string
		for _, list := range lists {
			if name := list[k]; name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		rows = append(rows, strings.Join(names, "\t"))
	}
	return strings.Join(rows, "\n")
}

// numbers reads the digits, the signs and the patterns of numbers.
func (r reader) numbers(l *sourceLocale, tag string, numbering map[string]string) error {
	f := &l.Fields
	var numbers struct {
		Main map[string]struct{ Numbers map[string]json.RawMessage }
	}
	if err := r.read("cldr-numbers-full/main/"+tag+"/numbers.json", &numbers, false); err != nil {
		return err
	}
	n := numbers.Main[tag].Numbers
	var system string
	var symbols struct{ Decimal, Group, MinusSign, PercentSign string }
	var decimals, percents struct{ Standard string }
	for _, part := range []struct {
		key  string
		into any
	}{
		{"defaultNumberingSystem", &system},
		{"minimumGroupingDigits", &f[cldr.MinGrouping]},
	} {
		if err := json.Unmarshal(n[part.key], part.into); err != nil {
			return fmt.Errorf("%s: %w", part.key, err)
		}
	}
	for key, into := range map[string]any{
		"symbols": &symbols, "decimalFormats": &decimals, "percentFormats": &percents,
	} {
		if err := json.Unmarshal(n[key+"-numberSystem-"+system], into); err != nil {
			return fmt.Errorf("%s of %s: %w", key, system, err)
		}
	}
	f[cldr.Digits] = numbering[system]
	if len([]rune(f[cldr.Digits])) != 10 {
		return fmt.Errorf("numbering system %s has no ten digits", system)
	}
	f[cldr.Decimal], f[cldr.Group] = symbols.Decimal, symbols.Group
	f[cldr.Minus], f[cldr.PercentSign] = symbols.MinusSign, symbols.PercentSign
	f[cldr.DecimalPattern], f[cldr.PercentPattern] = decimals.Standard, percents.Standard
	return nil
}

// lists reads the patterns of enumerations.
func (r reader) lists(l *sourceLocale, tag string) error {
	f := &l.Fields
	var lists struct {
		Main map[string]struct {
			ListPatterns struct {
				Standard map[string]string `json:"listPattern-type-standard"`
			}
		}
	}
	if err := r.read("cldr-misc-full/main/"+tag+"/listPatterns.json", &lists, false); err != nil {
		return err
	}
	standard := lists.Main[tag].ListPatterns.Standard
	f[cldr.ListTwo], f[cldr.ListStart] = standard["2"], standard["start"]
	f[cldr.ListMiddle], f[cldr.ListEnd] = standard["middle"], standard["end"]
	return nil
}

// quotes reads the quotation marks.
func (r reader) quotes(l *sourceLocale, tag string) error {
	f := &l.Fields
	var delimiters struct {
		Main map[string]struct {
			Delimiters struct {
				QuotationStart, QuotationEnd, AlternateQuotationStart, AlternateQuotationEnd string
			}
		}
	}
	if err := r.read("cldr-misc-full/main/"+tag+"/delimiters.json", &delimiters, false); err != nil {
		return err
	}
	q := delimiters.Main[tag].Delimiters
	f[cldr.QuoteOpen], f[cldr.QuoteClose] = q.QuotationStart, q.QuotationEnd
	f[cldr.AltQuoteOpen], f[cldr.AltQuoteClose] = q.AlternateQuotationStart, q.AlternateQuotationEnd
	return nil
}

// sizes reads the patterns of file sizes, those of the plural categories that differ from "other" behind it.
func (r reader) sizes(l *sourceLocale, tag string) error {
	var units struct {
		Main map[string]struct {
			Units struct{ Short map[string]map[string]string }
		}
	}
	if err := r.read("cldr-units-full/main/"+tag+"/units.json", &units, false); err != nil {
		return err
	}
	for field, unit := range map[cldr.Field]string{
		cldr.Bytes: "byte", cldr.Kilobytes: "kilobyte", cldr.Megabytes: "megabyte", cldr.Gigabytes: "gigabyte",
	} {
		patterns := units.Main[tag].Units.Short["digital-"+unit]
		other := patterns["unitPattern-count-other"]
		text := other
		for form := range cldr.Other {
			if p := patterns["unitPattern-count-"+form.String()]; p != "" && p != other {
				text += "\n" + form.String() + "\t" + p
			}
		}
		for line := range strings.SplitSeq(text, "\n") {
			if strings.Count(line, "{0}") != 1 {
				return fmt.Errorf("the pattern %q of %s has no place for the number", line, unit)
			}
		}
		l.Fields[field] = text
	}
	return nil
}

// names reads the names of languages and places.
func (r reader) names(l *sourceLocale, tag string) error {
	f := &l.Fields
	for _, file := range []string{"languages", "scripts", "territories", "variants", "localeDisplayNames"} {
		var names namesFile
		if err := r.read("cldr-localenames-full/main/"+tag+"/"+file+".json", &names, true); err != nil {
			return err
		}
		d := names.Main[tag].LocaleDisplayNames
		keep(l.Languages, d.Languages, languageCode)
		keep(l.Places, d.Scripts, placeCode)
		keep(l.Places, d.Territories, placeCode)
		keep(l.Places, d.Variants, placeCode)
		if p := d.LocaleDisplayPattern; p.LocalePattern != "" {
			f[cldr.NamePattern], f[cldr.NameSeparator] = p.LocalePattern, p.LocaleSeparator
		}
	}
	return nil
}

// complete returns an error for a field that is empty or that package locale could not follow.
func complete(l *sourceLocale) error {
	for field, text := range l.Fields {
		switch field := cldr.Field(field); field {
		case cldr.MonthsWide, cldr.MonthsAbbreviated, cldr.DaysWide, cldr.DaysAbbreviated, cldr.DaysStandAlone,
			cldr.Era, cldr.ShortMonths, cldr.Autonym:
		case cldr.MinGrouping:
			if text != "1" && text != "2" && text != "3" {
				return fmt.Errorf("minimum grouping digits %q", text)
			}
		default:
			if text == "" {
				return fmt.Errorf("field %d is empty", field)
			}
		}
	}
	return nil
}

// Codes of names that are kept. "zh-alt-menu" and "ku-menu-core" are other names for other uses.
var (
	languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
	placeCode    = regexp.MustCompile(`^([A-Z]{2}|[0-9]{3}|[A-Z][a-z]{3}|[0-9A-Z]{5,8}|[0-9][0-9A-Z]{3})$`)
)

// keep copies the names of codes that match. Hong Kong and Macao go
// by their short names, since "中文（香港）" is what a menu of languages says, and not CLDR's
// "中文（中國香港特別行政區）".
func keep(into, from map[string]string, codes *regexp.Regexp) {
	for code, name := range from {
		if short := from[code+"-alt-short"]; short != "" && (code == "HK" || code == "MO") {
			name = short
		}
		if codes.MatchString(code) {
			into[code] = name
		}
	}
}

// patternLetters returns the fields of a date pattern, separated by spaces, and an error for one that
// package locale does not write.
func patternLetters(pattern string) (string, error) {
	known := []string{"y", "yy", "M", "MM", "MMM", "MMMM", "d", "dd", "EEE", "EEEE", "cccc", "G"}
	var out []string
	quoted := false
	for i := 0; i < len(pattern); {
		c := pattern[i]
		n := 1
		if c == '\'' {
			quoted = !quoted
		} else if !quoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			letters := pattern[i : i+n]
			if !slices.Contains(known, letters) {
				return "", fmt.Errorf("date pattern %q has field %q, which nothing here writes", pattern, letters)
			}
			out = append(out, letters)
		}
		i += n
	}
	return strings.Join(out, " "), nil
}
