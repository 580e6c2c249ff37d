package locale

import (
	"fmt"
	"reflect"
	"strings"

	"vernacular/internal/cldr"
)

// PluralForms returns the cardinal plural categories that the language tells apart, in CLDR's order zero,
// one, two, few, many, other: what a message that counts must have. A language whose rule CLDR does not
// know has "other" alone.
func (t Tag) PluralForms() []string {
	var forms []string
	rule, _ := cldr.PluralRule(string(t))
	for _, f := range rule.Forms() {
		forms = append(forms, f.String())
	}
	return forms
}

// HasPluralRule reports whether CLDR knows how the language counts. Without a rule every number takes the
// form "other", which may be wrong.
func (t Tag) HasPluralRule() bool {
	_, known := cldr.PluralRule(string(t))
	return known
}

// Plural returns the category of a count, such as "few" (UTS 35, Language Plural Rules). n is of any
// integer type, or a decimal string as it will be shown, such as "1.50": in many languages the visible
// zeros count. A float does not say how many of them there are and is refused, as is anything else.
func (t Tag) Plural(n any) (string, error) {
	var o cldr.Operands
	switch v := n.(type) {
	case int:
		o.I = magnitude(int64(v))
	case int64:
		o.I = magnitude(v)
	case string:
		d, err := parseDecimal(v)
		if err != nil {
			return "", fmt.Errorf("%q is no count: %w", strings.Clone(v), err)
		}
		o = d.operands()
	default:
		switch v := reflect.ValueOf(n); {
		case v.IsValid() && v.CanInt():
			o.I = magnitude(v.Int())
		case v.IsValid() && v.CanUint():
			o.I = v.Uint()
		case v.IsValid() && v.Kind() == reflect.String:
			return t.Plural(v.String())
		case v.IsValid() && v.CanFloat():
			return "", fmt.Errorf("%v does not say how many decimals will be shown: write the count as text, such as \"1.50\"", v.Float())
		case v.IsValid():
			return "", fmt.Errorf("a value of type %s is no count", v.Type())
		default:
			return "", fmt.Errorf("the count is missing")
		}
	}
	rule, _ := cldr.PluralRule(string(t))
	return rule.Form(o).String(), nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// operands returns what plural rules ask of a number, its compact exponent carried out.
func (d decimal) operands() cldr.Operands {
	whole, fraction := d.whole, d.fraction
	if d.exponent > 0 {
		fraction += strings.Repeat("0", max(0, d.exponent-len(fraction)))
		whole = strings.TrimLeft(whole+fraction[:d.exponent], "0")
		fraction = fraction[d.exponent:]
	}
	return cldr.Operands{
		I: reduce(whole),
		F: reduce(fraction),
		T: reduce(strings.TrimRight(fraction, "0")),
		V: len(fraction),
		E: d.exponent,
	}
}

// reduce returns the value of some digits, of which only the last 15 are kept exactly: [cldr.Operands].
func reduce(digits string) uint64 {
	const kept = 15
	var n uint64
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > kept {
		n = 1 // becomes 10^15: not small, and without a remainder by any smaller power of ten
		digits = digits[len(digits)-kept:]
	}
	for i := range len(digits) {
		n = n*10 + uint64(digits[i]-'0')
	}
	return n
}
