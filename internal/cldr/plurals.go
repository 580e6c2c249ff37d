package cldr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

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

var formNames = [NumForms]string{"zero", "one", "two", "few", "many", "other"}

// String returns the category's name, such as "few".
func (f Form) String() string { return formNames[f] }

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

// PluralRule returns the cardinal rule of a locale: its own or, by truncation, that of its language, as
// CLDR's parentLocales say nothing for plurals. known is false when CLDR has none; the rule is then the
// zero Rule.
func PluralRule(tag string) (rule Rule, known bool) {
	t := Tables(embedded)
	tags := t.list(SecPluralTags)
	for {
		if i, ok := tags.find(tag); ok {
			return Rule(t.section(SecPluralRules)[i]), true
		}
		i := strings.LastIndexByte(tag, '-')
		if i < 0 {
			return 0, false
		}
		tag = tag[:i]
	}
}

// Forms returns the categories that the rule tells apart, in CLDR's order.
func (r Rule) Forms() []Form {
	forms := make([]Form, 0, NumForms)
	for _, c := range pluralRules[r] {
		forms = append(forms, c.form)
	}
	return append(forms, Other)
}

// Form returns the category of a number.
func (r Rule) Form(o Operands) Form {
	for _, c := range r.Clauses() {
		if c.When.holds(&o) {
			return c.Form
		}
	}
	return Other
}

// ruleText is the condition of one category of a rule, in the words of CLDR.
type ruleText struct {
	form      Form
	condition string
}

// Clause is one category of a rule, with the numbers that belong to it if no earlier clause has them.
type Clause struct {
	Form Form
	When Condition
}

// Condition holds when all relations of one of its alternatives hold.
type Condition [][]Relation

// Relation compares an operand, or its remainder, with numbers: "n % 10 = 2..4,9".
type Relation struct {
	Operand byte    // n, i, v, f, t or e
	Modulus uint64  // 0 where the operand itself is compared
	Not     bool    // it is in none of Ranges
	Ranges  []Range // of which one number is a range too
}

// Range is From, To and all whole numbers between.
type Range struct{ From, To uint64 }

// clauses are the rules in use, read at their first use.
var clauses [len(pluralRules)]atomic.Pointer[[]Clause]

// Clauses returns the rule, in the order in which it is asked. It must not be changed.
func (r Rule) Clauses() []Clause {
	if list := clauses[r].Load(); list != nil {
		return *list
	}
	list := make([]Clause, len(pluralRules[r]))
	for i, text := range pluralRules[r] {
		when, err := ParseCondition(text.condition)
		if err != nil {
			panic(err) // the generator lets in none that cannot be read
		}
		list[i] = Clause{text.form, when}
	}
	clauses[r].Store(&list)
	return list
}

// ParseCondition reads a condition in the language of UTS 35 (Plural Rules Syntax).
func ParseCondition(text string) (Condition, error) {
	var c Condition
	for alternative := range strings.SplitSeq(text, " or ") {
		var all []Relation
		for relation := range strings.SplitSeq(alternative, " and ") {
			r, ok := parseRelation(strings.Fields(relation))
			if !ok {
				return nil, fmt.Errorf("plural rule: cannot read %q", relation)
			}
			all = append(all, r)
		}
		c = append(c, all)
	}
	return c, nil
}

// parseRelation reads the words of "n % 10 = 2..4,9" or the like.
func parseRelation(words []string) (r Relation, ok bool) {
	if len(words) == 5 && words[1] == "%" {
		m, err := strconv.ParseUint(words[2], 10, 64)
		if err != nil || !isPowerOfTen(m) {
			return r, false
		}
		r.Modulus = m
		words = slices.Delete(slices.Clone(words), 1, 3)
	}
	if len(words) != 3 || len(words[0]) != 1 || words[1] != "=" && words[1] != "!=" {
		return r, false
	}
	r.Operand, r.Not = words[0][0], words[1] == "!="
	if r.Operand == 'c' {
		r.Operand = 'e' // another name for it
	}
	if !strings.ContainsRune("nivfte", rune(r.Operand)) {
		return r, false
	}
	for part := range strings.SplitSeq(words[2], ",") {
		from, to, isRange := strings.Cut(part, "..")
		if !isRange {
			to = from
		}
		low, err := strconv.ParseUint(from, 10, 64)
		high, err2 := strconv.ParseUint(to, 10, 64)
		if err != nil || err2 != nil {
			return r, false
		}
		r.Ranges = append(r.Ranges, Range{low, high})
	}
	return r, true
}

// isPowerOfTen reports whether n is a power of ten of which operands keep the remainder.
func isPowerOfTen(n uint64) bool {
	for p := uint64(10); p <= 1e15; p *= 10 {
		if n == p {
			return true
		}
	}
	return false
}

func (c Condition) holds(o *Operands) bool {
	for _, alternative := range c {
		all := true
		for i := range alternative {
			if !alternative[i].holds(o) {
				all = false
				break
			}
		}
		if all {
			return true
		}
	}
	return false
}

func (r *Relation) holds(o *Operands) bool {
	if r.Operand == 'n' && o.T != 0 {
		return r.Not // a number with decimals equals no whole number and is in no range
	}
	v := o.value(r.Operand)
	if r.Modulus != 0 {
		v %= r.Modulus
	}
	for _, in := range r.Ranges {
		if in.From <= v && v <= in.To {
			return !r.Not
		}
	}
	return r.Not
}

func (o *Operands) value(operand byte) uint64 {
	switch operand {
	case 'v':
		return uint64(o.V)
	case 'f':
		return o.F
	case 't':
		return o.T
	case 'e':
		return uint64(o.E)
	}
	return o.I
}
