package cldr

import "strings"

// Form is a plural category.
type Form uint8

// The plural categories, in CLDR's order.
const (
	Zero Form = iota
	One
	Two
	Few
	Many
	Other
	NumForms
)

// String gives the category's name, such as "few".
func (f Form) String() string {
	switch f {
	case Zero:
		return "zero"
	case One:
		return "one"
	case Two:
		return "two"
	case Few:
		return "few"
	case Many:
		return "many"
	}
	return "other"
}

// Operands are what plural rules look at (UTS 35, Plural Operand Meanings). A number whose integer or
// fraction part has more than 15 digits is given with that part reduced to 10^15 plus its last 15
// digits, which answers every rule alike, since they ask for remainders by powers of ten and for
// equality with small numbers only. The operand n is I where T is 0, and no integer otherwise.
type Operands struct {
	I uint64 // integer digits
	F uint64 // visible fraction digits, with trailing zeros
	T uint64 // visible fraction digits, without trailing zeros
	V int    // number of visible fraction digits
	E int    // exponent of ten of the compact notation the number is shown in
}

// Rule names a language's cardinal plural rule; the zero Rule is the one that knows "other" only.
type Rule uint8

// PluralRule gives the cardinal rule of a locale: its own or, by truncation, that of its language, as
// CLDR's parentLocales say nothing for plurals. known is false when CLDR has none; the rule is then the
// zero Rule.
func PluralRule(tag string) (rule Rule, known bool) {
	t := tables(embedded)
	tags := t.list(secPluralTags)
	for {
		if i, ok := tags.find(tag); ok {
			return Rule(t.section(secPluralRules)[i]), true
		}
		i := strings.LastIndexByte(tag, '-')
		if i < 0 {
			return 0, false
		}
		tag = tag[:i]
	}
}

// Forms gives the categories the rule tells apart, as a set of bits 1<<Form.
func (r Rule) Forms() uint8 { return pluralForms[r] }

// Form gives the category of a number.
func (r Rule) Form(o Operands) Form { return r.form(&o) }
