// Command gen turns Unicode's CLDR, as the npm packages that package-lock.json pins hold it, into the
// tables of package cldr: tables.bin and plurals_gen.go, and the copy of Unicode's licence beside them.
// It is run by `go generate ./internal/cldr`, which installs those packages first. It judges what it
// reads: a pattern letter or a plural condition that package locale could not follow stops it, so that
// a new CLDR release fails here and not on a page.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vernacular/internal/cldr"
)

func main() {
	if err := run("gen/node_modules", "."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(modules, out string) error {
	files, err := generate(modules)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate gives the generated files by name.
func generate(modules string) (map[string][]byte, error) {
	r := reader{modules}
	src, rules, err := r.source()
	if err != nil {
		return nil, err
	}
	tables, err := encode(src)
	if err != nil {
		return nil, err
	}
	plurals, err := pluralCode(rules)
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(modules, "cldr-core/LICENSE"))
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"tables.bin":           tables,
		"plurals_gen.go":       plurals,
		"LICENSE-UNICODE":      licence,
		"testdata/plurals.txt": pluralSamples(rules),
	}, nil
}

// reader reads the JSON below node_modules.
type reader struct{ modules string }

// read decodes one file. A locale may lack a file, for which missing says whether that is all right.
func (r reader) read(path string, into any, missing bool) error {
	b, err := os.ReadFile(filepath.Join(r.modules, path))
	if missing && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

type alias map[string]struct {
	Replacement string `json:"_replacement"`
}

func (r reader) source() (*source, []pluralRule, error) {
	var pkg struct{ Version string }
	var available struct{ AvailableLocales struct{ Full []string } }
	var parents struct {
		Supplemental struct {
			ParentLocales struct{ ParentLocale map[string]string }
		}
	}
	var likely struct {
		Supplemental struct{ LikelySubtags map[string]string }
	}
	var aliases struct {
		Supplemental struct {
			Metadata struct {
				Alias struct{ LanguageAlias, TerritoryAlias, ScriptAlias, VariantAlias alias }
			}
		}
	}
	var scripts struct {
		ScriptMetadata map[string]struct {
			RTL string `json:"rtl"`
		}
	}
	var digits struct {
		Supplemental struct {
			NumberingSystems map[string]struct {
				Digits string `json:"_digits"`
			}
		}
	}
	var plurals struct {
		Supplemental struct {
			Cardinal map[string]map[string]string `json:"plurals-type-cardinal"`
		}
	}
	for path, into := range map[string]any{
		"cldr-core/package.json":                       &pkg,
		"cldr-core/availableLocales.json":              &available,
		"cldr-core/supplemental/parentLocales.json":    &parents,
		"cldr-core/supplemental/likelySubtags.json":    &likely,
		"cldr-core/supplemental/aliases.json":          &aliases,
		"cldr-core/scriptMetadata.json":                &scripts,
		"cldr-core/supplemental/numberingSystems.json": &digits,
		"cldr-core/supplemental/plurals.json":          &plurals,
	} {
		if err := r.read(path, into, false); err != nil {
			return nil, nil, fmt.Errorf("%w (is npm there? `go generate ./internal/cldr` installs what is needed)", err)
		}
	}
	rules, ruleOf, err := pluralRules(plurals.Supplemental.Cardinal)
	if err != nil {
		return nil, nil, err
	}
	src := &source{
		Version:    pkg.Version,
		Parents:    parents.Supplemental.ParentLocales.ParentLocale,
		Likely:     likely.Supplemental.LikelySubtags,
		Aliases:    map[string]string{},
		PluralRule: ruleOf,
		Locales:    map[string]*sourceLocale{},
	}
	kinds := aliases.Supplemental.Metadata.Alias
	for kind, list := range map[string]alias{
		cldr.LanguageAlias:  kinds.LanguageAlias,
		cldr.TerritoryAlias: kinds.TerritoryAlias,
		cldr.ScriptAlias:    kinds.ScriptAlias,
		cldr.VariantAlias:   kinds.VariantAlias,
	} {
		for from, to := range list {
			src.Aliases[kind+" "+strings.ToLower(from)] = to.Replacement
		}
	}
	known := map[string]bool{}
	for script, m := range scripts.ScriptMetadata {
		known[script] = true
		if m.RTL == "YES" {
			src.RTL = append(src.RTL, script)
		}
	}

	locales := available.AvailableLocales.Full
	read := make([]*sourceLocale, len(locales))
	usedScripts, usedLanguages, usedVariants := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, tag := range locales {
		language, script, _, variants := cldr.Split(tag)
		usedLanguages[language] = true
		if script == "" {
			_, script, _, _ = cldr.Split(likely.Supplemental.LikelySubtags[language])
		}
		usedScripts[script] = true
		if variants != "" {
			usedVariants[strings.ToUpper(variants)] = true
		}
	}
	numbering := map[string]string{}
	for name, n := range digits.Supplemental.NumberingSystems {
		numbering[name] = n.Digits
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, tag := range locales {
		g.Go(func() error {
			l, err := r.locale(tag, numbering)
			if err != nil {
				return fmt.Errorf("%s: %w", tag, err)
			}
			// English, which stands in for every other language, keeps all names; the others those of
			// languages, scripts and variants that CLDR has locales for. That is a third of the size.
			for code := range l.Languages {
				language, _, _ := strings.Cut(code, "-")
				if tag != "en" && !usedLanguages[language] {
					delete(l.Languages, code)
				}
			}
			for code := range l.Places {
				isScript := len(code) == 4 && code[0] > '9'
				if tag != "en" && (isScript && !usedScripts[code] || !isScript && len(code) > 3 && !usedVariants[code]) {
					delete(l.Places, code)
				}
			}
			read[i] = l
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	for i, tag := range locales {
		src.Locales[tag] = read[i]
	}
	for code := range src.Locales["en"].Places {
		if len(code) == 4 && code[0] > '9' {
			known[code] = true
		}
	}
	for script := range known {
		src.Scripts = append(src.Scripts, script)
	}
	return src, rules, nil
}

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
					Months struct{ Format widths }
					Days   struct {
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
	f := &l.Fields

	var calendar calendarFile
	if err := r.read("cldr-dates-full/main/"+tag+"/ca-gregorian.json", &calendar, false); err != nil {
		return nil, err
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
			return nil, err
		}
		used += letters + " "
		switch {
		case p.numbers == "":
		case field == cldr.DateShort && p.numbers == "M=romanlow":
			f[cldr.ShortMonths] = "romanlow"
		default:
			return nil, fmt.Errorf("date pattern %q has numbers %q, which nothing here writes", p.pattern, p.numbers)
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
				return nil, fmt.Errorf("no name for %s %s", row.letters, k)
			}
			names = append(names, name)
		}
		f[row.field] = strings.Join(names, "\n")
	}

	var numbers struct {
		Main map[string]struct{ Numbers map[string]json.RawMessage }
	}
	if err := r.read("cldr-numbers-full/main/"+tag+"/numbers.json", &numbers, false); err != nil {
		return nil, err
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
			return nil, fmt.Errorf("%s: %w", part.key, err)
		}
	}
	for key, into := range map[string]any{
		"symbols": &symbols, "decimalFormats": &decimals, "percentFormats": &percents,
	} {
		if err := json.Unmarshal(n[key+"-numberSystem-"+system], into); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", key, system, err)
		}
	}
	f[cldr.Digits] = numbering[system]
	if len([]rune(f[cldr.Digits])) != 10 {
		return nil, fmt.Errorf("numbering system %s has no ten digits", system)
	}
	f[cldr.Decimal], f[cldr.Group] = symbols.Decimal, symbols.Group
	f[cldr.Minus], f[cldr.PercentSign] = symbols.MinusSign, symbols.PercentSign
	f[cldr.DecimalPattern], f[cldr.PercentPattern] = decimals.Standard, percents.Standard

	var lists struct {
		Main map[string]struct {
			ListPatterns struct {
				Standard map[string]string `json:"listPattern-type-standard"`
			}
		}
	}
	if err := r.read("cldr-misc-full/main/"+tag+"/listPatterns.json", &lists, false); err != nil {
		return nil, err
	}
	standard := lists.Main[tag].ListPatterns.Standard
	f[cldr.ListTwo], f[cldr.ListStart] = standard["2"], standard["start"]
	f[cldr.ListMiddle], f[cldr.ListEnd] = standard["middle"], standard["end"]

	var delimiters struct {
		Main map[string]struct {
			Delimiters struct {
				QuotationStart, QuotationEnd, AlternateQuotationStart, AlternateQuotationEnd string
			}
		}
	}
	if err := r.read("cldr-misc-full/main/"+tag+"/delimiters.json", &delimiters, false); err != nil {
		return nil, err
	}
	q := delimiters.Main[tag].Delimiters
	f[cldr.QuoteOpen], f[cldr.QuoteClose] = q.QuotationStart, q.QuotationEnd
	f[cldr.AltQuoteOpen], f[cldr.AltQuoteClose] = q.AlternateQuotationStart, q.AlternateQuotationEnd

	for _, file := range []string{"languages", "scripts", "territories", "variants", "localeDisplayNames"} {
		var names namesFile
		if err := r.read("cldr-localenames-full/main/"+tag+"/"+file+".json", &names, true); err != nil {
			return nil, err
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
	for field, text := range f {
		switch field := cldr.Field(field); field {
		case cldr.MonthsWide, cldr.MonthsAbbreviated, cldr.DaysWide, cldr.DaysAbbreviated, cldr.DaysStandAlone,
			cldr.Era, cldr.ShortMonths, cldr.Autonym:
		case cldr.MinGrouping:
			if text != "1" && text != "2" && text != "3" {
				return nil, fmt.Errorf("minimum grouping digits %q", text)
			}
		default:
			if text == "" {
				return nil, fmt.Errorf("field %d is empty", field)
			}
		}
	}
	return l, nil
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

// patternLetters gives the fields of a date pattern, separated by spaces, and an error for one that
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
