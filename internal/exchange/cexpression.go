package exchange

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/cldr"
)

// wholeClauses returns the conditions of a plural rule as far as they speak of whole numbers, in the order in
// which they are asked. Those that no whole number meets are left out.
func wholeClauses(rule cldr.Rule) []clause {
	var out []clause
	for _, c := range rule.Clauses() {
		if ofCompact(c.When) {
			continue
		}
		if condition, value := conditionInC(c.When); value == unknown {
			out = append(out, clause{c.Form, condition})
		}
	}
	return out
}

// ofCompact reports whether a condition is one of compact numbers, such as "1 million", which GNU gettext leaves out.
func ofCompact(c cldr.Condition) bool {
	for _, relations := range c {
		if slices.ContainsFunc(relations, func(r cldr.Relation) bool { return r.Operand == 'e' || r.Operand == 'c' }) {
			return true
		}
	}
	return false
}

// truth is the value of a condition if it is the same for all whole numbers.
type truth uint8

const (
	unknown truth = iota
	always
	never
)

// conditionInC returns a condition in C for a whole number n, of which the operands n and i are n itself, and
// those that tell of decimals are 0.
func conditionInC(c cldr.Condition) (string, truth) {
	var alternatives []string
	for _, relations := range c {
		text, value := allInC(relations)
		switch value {
		case always:
			return "", always
		case unknown:
			alternatives = append(alternatives, text)
		}
	}
	switch len(alternatives) {
	case 0:
		return "", never
	case 1:
		return alternatives[0], unknown
	}
	for i, a := range alternatives {
		if strings.Contains(a, "&&") && !enclosed(a) {
			alternatives[i] = "(" + a + ")"
		}
	}
	return strings.Join(alternatives, " || "), unknown
}

// allInC returns relations that hold together.
func allInC(relations []cldr.Relation) (string, truth) {
	all := always
	var parts []string
	for _, r := range relations {
		value := unknown
		if r.Operand != 'n' && r.Operand != 'i' {
			value = ofDecimals(r)
		}
		switch value {
		case never:
			return "", never
		case unknown:
			all = unknown
			parts = append(parts, relationInC(r))
		}
	}
	return strings.Join(parts, " && "), all
}

// ofDecimals returns whether a relation of decimals holds for whole numbers, which have none.
func ofDecimals(r cldr.Relation) truth {
	hasZero := slices.ContainsFunc(r.Ranges, func(in cldr.Range) bool { return in.From == 0 })
	if hasZero != r.Not {
		return always
	}
	return never
}

func relationInC(r cldr.Relation) string {
	operand := "n"
	if r.Modulus != 0 {
		operand = fmt.Sprintf("n%%%d", r.Modulus)
	}
	parts := make([]string, len(r.Ranges))
	for i, in := range r.Ranges {
		parts[i] = rangeInC(operand, in, r.Not)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	between := " || "
	if r.Not {
		between = " && "
	}
	return "(" + strings.Join(parts, between) + ")"
}

func rangeInC(operand string, in cldr.Range, not bool) string {
	switch {
	case !not && in.From == in.To:
		return fmt.Sprintf("%s==%d", operand, in.From)
	case !not && in.From == 0:
		return fmt.Sprintf("%s<=%d", operand, in.To)
	case !not:
		return fmt.Sprintf("(%s>=%d && %s<=%d)", operand, in.From, operand, in.To)
	case in.From == in.To:
		return fmt.Sprintf("%s!=%d", operand, in.From)
	case in.From == 0:
		return fmt.Sprintf("%s>%d", operand, in.To)
	}
	return fmt.Sprintf("(%s<%d || %s>%d)", operand, in.From, operand, in.To)
}

// enclosed reports whether one pair of parentheses holds all of s.
func enclosed(s string) bool {
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && i < len(s)-1 {
			return false
		}
	}
	return true
}
