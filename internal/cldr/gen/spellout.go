package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/cldr"
)

// spelledOut are the numbers whose words are kept: those that a text writes in words.
var spelledOut = func() []int {
	var list []int
	for n := range 101 {
		list = append(list, n)
	}
	return append(list, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 3000, 5000, 10_000, 100_000, 1_000_000)
}()

// mostOrdinal is the greatest number whose ordinals are kept: the days of a month.
const mostOrdinal = 31

// spellouts executes CLDR's rules for spelling numbers out and returns the words by locale, in the form that
// [cldr.Spellout] documents.
func (r reader) spellouts() (map[string]string, error) {
	dir := filepath.Join(r.modules, "cldr-rbnf/rbnf")
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range files {
		tag, ok := strings.CutSuffix(f.Name(), ".json")
		if !ok || tag == cldr.Root {
			continue
		}
		var file struct {
			Rbnf struct {
				Rbnf struct{ SpelloutRules map[string]json.RawMessage }
			}
		}
		if err := r.read(filepath.Join("cldr-rbnf/rbnf", f.Name()), &file, false); err != nil {
			return nil, err
		}
		rules, err := readSpellRules(tag, file.Rbnf.Rbnf.SpelloutRules)
		if err != nil {
			return nil, fmt.Errorf("rbnf of %s: %w", tag, err)
		}
		if words, err := rules.words(); err != nil {
			return nil, fmt.Errorf("rbnf of %s: %w", tag, err)
		} else if words != "" {
			out[tag] = words
		}
	}
	return out, nil
}

// spellRule is a rule of a rule set: from its base on, a number is written as its text says.
type spellRule struct {
	base, divisor int
	text          string
}

// spellRules are the rule sets of a locale by name.
type spellRules struct {
	plural cldr.Rule
	sets   map[string][]spellRule
}

// readSpellRules reads the rule sets. Rules for negative numbers and fractions are left out.
func readSpellRules(tag string, from map[string]json.RawMessage) (*spellRules, error) {
	rules := &spellRules{sets: map[string][]spellRule{}}
	rules.plural, _ = cldr.PluralRule(tag)
	for name, raw := range from {
		if !strings.HasPrefix(name, "%") || name == "%%lenient-parse" {
			continue
		}
		var rows [][2]string
		if err := json.Unmarshal(raw, &rows); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, row := range rows {
			if strings.ContainsAny(row[0], "x.") || row[0] == "Inf" || row[0] == "NaN" {
				continue
			}
			rule, err := readSpellRule(row[0], row[1])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			rules.sets[name] = append(rules.sets[name], rule)
		}
		slices.SortStableFunc(rules.sets[name], func(a, b spellRule) int { return cmp.Compare(a.base, b.base) })
	}
	return rules, nil
}

// readSpellRule reads a rule with its base: "1100/100", "200", "1000>".
func readSpellRule(base, text string) (spellRule, error) {
	lower := 0
	for strings.HasSuffix(base, ">") {
		base = base[:len(base)-1]
		lower++
	}
	number, radixText, hasRadix := strings.Cut(base, "/")
	n, err := strconv.Atoi(strings.ReplaceAll(number, ",", ""))
	radix := 10
	if err == nil && hasRadix {
		radix, err = strconv.Atoi(strings.ReplaceAll(radixText, ",", ""))
	}
	if err != nil || radix < 2 {
		return spellRule{}, fmt.Errorf("base %q", base)
	}
	r := spellRule{base: n, divisor: 1, text: strings.TrimPrefix(strings.TrimSuffix(text, ";"), "'")}
	var powers []int
	for n >= r.divisor*radix {
		powers = append(powers, r.divisor)
		r.divisor *= radix
	}
	for ; lower > 0 && len(powers) > 0; lower-- {
		r.divisor = powers[len(powers)-1]
		powers = powers[:len(powers)-1]
	}
	return r, nil
}

// errNoWords says that a number has no words in a rule set, which writes it in digits.
var errNoWords = errors.New("written in digits")

// spell writes a number by a rule set.
func (s *spellRules) spell(set string, n, depth int) (string, error) {
	rules := s.sets[set]
	if len(rules) == 0 || depth > 30 {
		return "", fmt.Errorf("no rule set %s, or rules that refer to each other", set)
	}
	i := len(rules) - 1
	for i > 0 && rules[i].base > n {
		i--
	}
	// The rule before writes a multiple of the divisor where the base is none (ICU: the rollback rule).
	if r := rules[i]; i > 0 && strings.Count(r.text, "→") > 1 && strings.Contains(r.text, "←") && n%r.divisor == 0 && r.base%r.divisor != 0 {
		i--
	}
	return s.apply(set, i, n, depth)
}

// apply writes a number by a rule.
func (s *spellRules) apply(set string, at, n, depth int) (string, error) {
	r := s.sets[set][at]
	text := r.text
	if from, to := strings.IndexByte(text, '['), strings.IndexByte(text, ']'); from >= 0 && to > from {
		inner := text[from+1 : to]
		if n%r.divisor == 0 {
			inner = ""
		}
		text = text[:from] + inner + text[to+1:]
	}
	var out strings.Builder
	for text != "" {
		words, rest, err := s.next(set, at, n, depth, text)
		if err != nil {
			return "", err
		}
		out.WriteString(words)
		text = rest
	}
	return out.String(), nil
}

// next writes the beginning of a rule's text, and returns the rest of it.
func (s *spellRules) next(set string, at, n, depth int, text string) (words, rest string, err error) {
	r := s.sets[set][at]
	if rest, ok := strings.CutPrefix(text, "→→→"); ok { // by the rule before this one
		words, err = s.apply(set, max(at-1, 0), n%r.divisor, depth+1)
		return words, rest, err
	}
	if forms, ok := strings.CutPrefix(text, "$("); ok {
		forms, rest, ok := strings.Cut(forms, ")$")
		if !ok {
			return "", "", fmt.Errorf("rule %q", r.text)
		}
		return s.pluralForm(forms, n/r.divisor), rest, nil
	}
	for arrow, number := range map[string]int{"←": n / r.divisor, "→": n % r.divisor, "=": n} {
		inner, ok := strings.CutPrefix(text, arrow)
		if !ok {
			continue
		}
		if inner, rest, ok = strings.Cut(inner, arrow); !ok {
			return "", "", fmt.Errorf("rule %q", r.text)
		}
		words, err = s.substitute(set, inner, number, depth)
		return words, rest, err
	}
	return text[:1], text[1:], nil
}

// substitute writes a part of a number by the rule set that a rule names, else by its own.
func (s *spellRules) substitute(set, named string, n, depth int) (string, error) {
	switch {
	case named == "":
		named = set
	case !strings.HasPrefix(named, "%"):
		return "", errNoWords
	}
	return s.spell(named, n, depth+1)
}

// pluralForm chooses from "$(cardinal,one{a}other{b}": what is written for a number of things.
func (s *spellRules) pluralForm(text string, n int) string {
	_, forms, _ := strings.Cut(text, ",")
	want := s.plural.Form(cldr.Operands{I: uint64(n)}).String()
	other := ""
	for forms != "" {
		name, rest, ok := strings.Cut(forms, "{")
		if !ok {
			break
		}
		value, more, _ := strings.Cut(rest, "}")
		switch strings.TrimSpace(name) {
		case want:
			return value
		case "other":
			other = value
		}
		forms = more
	}
	return other
}

// words returns the numbers of spelledOut with all their words in small letters, a line for each number: "30 trente"
// and, apart by tabs, more forms of it; ordinals stand in a line "30. trentième". Rule sets of years and of cheques
// are left out.
func (s *spellRules) words() (string, error) {
	names := slices.Sorted(maps.Keys(s.sets))
	cardinal := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return name != "%spellout-numbering" && !strings.HasPrefix(name, "%spellout-cardinal") && !strings.HasPrefix(name, "%spellout-construct")
	})
	ordinal := slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, "%spellout-ordinal") })
	var lines []string
	add := func(n int, suffix string, sets []string) error {
		forms, err := s.forms(n, sets)
		if len(forms) > 0 {
			lines = append(lines, fmt.Sprintf("%d%s %s", n, suffix, strings.Join(forms, "\t")))
		}
		return err
	}
	for _, n := range spelledOut {
		if err := add(n, "", cardinal); err != nil {
			return "", err
		}
	}
	for n := 1; n <= mostOrdinal; n++ {
		if err := add(n, ".", ordinal); err != nil {
			return "", err
		}
	}
	return strings.Join(lines, "\n"), nil
}

// plain takes out what only helps to break a line.
var plain = strings.NewReplacer("\u00ad", "", "\u200b", "", "\t", " ")

// forms returns the different words of a number in some rule sets. A set may write the number in digits, or say by the
// word ERROR that it has no form for it.
func (s *spellRules) forms(n int, sets []string) ([]string, error) {
	var forms []string
	for _, name := range sets {
		if strings.Contains(name, "financial") {
			continue
		}
		words, err := s.spell(name, n, 0)
		if errors.Is(err, errNoWords) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%d by %s: %w", n, name, err)
		}
		words = strings.ToLower(strings.Join(strings.Fields(plain.Replace(words)), " "))
		if words != "" && !strings.Contains(words, "error") && !slices.Contains(forms, words) {
			forms = append(forms, words)
		}
	}
	return forms, nil
}
