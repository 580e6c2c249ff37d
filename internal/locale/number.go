package locale

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"vernacular/internal/cldr"
)

// decimal is a number as it is to be seen: "-1.50" is {true, "1", "50", 0}. The whole part has no
// leading zeros but is never empty.
type decimal struct {
	negative        bool
	whole, fraction string
	exponent        int // of "1c6", the compact form of a million; plural rules ask for it
}

const errNotNumber reason = "it must be digits with at most one decimal point, such as 12 or 1.50"

// parseDecimal reads an optional sign, digits, an optional fraction, an optional exponent of c or e.
func parseDecimal(s string) (decimal, error) {
	var d decimal
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	if i := strings.IndexAny(s, "ce"); i >= 0 {
		e, err := strconv.ParseUint(s[i+1:], 10, 8)
		if err != nil || e > 30 {
			return d, errNotNumber
		}
		d.exponent = int(e)
		s = s[:i]
	}
	whole, fraction, point := strings.Cut(s, ".")
	if whole == "" || point && fraction == "" || !all(whole, isDigit) || !all(fraction, isDigit) {
		return d, errNotNumber
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	d.whole, d.fraction = whole, fraction
	return d, nil
}

// decimalOf reads every kind of number that a layout or a catalog may hold.
func decimalOf(n any) (decimal, error) {
	switch v := n.(type) {
	case int:
		return wholeDecimal(int64(v)), nil
	case string:
		d, err := parseDecimal(v)
		if err == nil && d.exponent != 0 {
			err = errNotNumber
		}
		return d, err
	}
	switch v := reflect.ValueOf(n); {
	case v.IsValid() && v.CanInt():
		return wholeDecimal(v.Int()), nil
	case v.IsValid() && v.CanUint():
		return decimal{whole: strconv.FormatUint(v.Uint(), 10)}, nil
	case v.IsValid() && v.CanFloat():
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return decimal{}, errNotNumber
		}
		bits := 64
		if v.Kind() == reflect.Float32 {
			bits = 32
		}
		return parseDecimal(strconv.FormatFloat(f, 'f', -1, bits))
	case v.IsValid() && v.Kind() == reflect.String:
		return decimalOf(v.String())
	}
	return decimal{}, errNotNumber
}

func wholeDecimal(n int64) decimal {
	s := strconv.FormatInt(n, 10)
	return decimal{negative: n < 0, whole: strings.TrimPrefix(s, "-")}
}

// CheckNumber returns why n cannot be written by [Tag.Number] and [Tag.Percent], nil if it can.
func CheckNumber(n any) error {
	if _, err := decimalOf(n); err != nil {
		return fmt.Errorf("%q is no number: %w", fmt.Sprint(n), err)
	}
	return nil
}

// Number writes a number as the locale does: its digits, its decimal mark, its grouping (CLDR's pattern
// of decimal formats). n is of any integer or float type, or a decimal string such as "1.50", whose
// fraction digits are all written. Anything else is given back as it prints; see [CheckNumber].
func (t Tag) Number(n any) string {
	return t.numeral(n, cldr.DecimalPattern)
}

// Percent writes n per cent as the locale does: 42 is "42 %" in French, "%42" in Turkish. n is as in
// [Tag.Number].
func (t Tag) Percent(n any) string {
	return t.numeral(n, cldr.PercentPattern)
}

// FileSize writes a number of bytes as the locale does, in units of 1000 as systems and stores show them today: bytes and
// kilobytes whole, larger units with one digit after the decimal mark ("1.5 MB").
func (t Tag) FileSize(bytes int64) string {
	units := []struct {
		field cldr.Field
		size  int64
		tenth bool
	}{{cldr.Bytes, 1, false}, {cldr.Kilobytes, 1_000, false}, {cldr.Megabytes, 1_000_000, true}, {cldr.Gigabytes, 1_000_000_000, true}}
	i := 0
	for i+1 < len(units) && (bytes+units[i].size/2)/units[i].size >= 1000 { // 999,950 bytes are 1 MB, not 1,000 kB
		i++
	}
	u := units[i]
	text := strconv.FormatInt((bytes+u.size/2)/u.size, 10)
	if tenths := (bytes + u.size/20) / max(u.size/10, 1); u.tenth && tenths%10 != 0 {
		text = fmt.Sprintf("%d.%d", tenths/10, tenths%10)
	}
	r := cldr.Lookup(string(t))
	rule, _ := cldr.PluralRule(string(t))
	d, err := parseDecimal(text)
	if err != nil {
		panic(err) // digits alone
	}
	return strings.Replace(r.Counted(u.field, rule.Form(d.operands())), "{0}", t.Number(text), 1)
}

func (t Tag) numeral(n any, pattern cldr.Field) string {
	d, err := decimalOf(n)
	if err != nil {
		return fmt.Sprint(n)
	}
	r := cldr.Lookup(string(t))
	out := make([]byte, 0, 32)
	positive, negative, hasNegative := strings.Cut(r.Fields[pattern], ";")
	p := positive
	if d.negative {
		if hasNegative {
			p = negative
		} else {
			out = append(out, r.Fields[cldr.Minus]...)
		}
	}
	start := strings.IndexAny(p, "#0")
	end := strings.LastIndexAny(p, "#0") + 1
	out = appendAffix(out, p[:start], r)
	out = appendWhole(out, d.whole, p[start:end], r)
	if d.fraction != "" {
		out = append(out, r.Fields[cldr.Decimal]...)
		out = appendDigits(out, d.fraction, r.Fields[cldr.Digits])
	}
	out = appendAffix(out, p[end:], r)
	return string(out)
}

// appendAffix appends what stands beside the digits in a pattern, with the locale's signs.
func appendAffix(out []byte, affix string, r *cldr.Record) []byte {
	for _, c := range affix {
		switch c {
		case '%':
			out = append(out, r.Fields[cldr.PercentSign]...)
		case '-':
			out = append(out, r.Fields[cldr.Minus]...)
		case '\'':
		default:
			out = append(out, string(c)...)
		}
	}
	return out
}

// appendWhole appends the digits before the decimal mark, grouped as the pattern "#,##,##0.###" says:
// the last group has as many digits as follow its last comma, the others as many as lie between the
// last two.
func appendWhole(out []byte, whole, pattern string, r *cldr.Record) []byte {
	digits := r.Fields[cldr.Digits]
	pattern, _, _ = strings.Cut(pattern, ".")
	rest, last, grouped := cutLast(pattern, ",")
	first := len(last)
	minimum := int(r.Fields[cldr.MinGrouping][0] - '0')
	if !grouped || len(whole) < first+minimum {
		return appendDigits(out, whole, digits)
	}
	others := first
	if _, second, ok := cutLast(rest, ","); ok {
		others = len(second)
	}
	for i := range len(whole) {
		left := len(whole) - i - first
		if i > 0 && left >= 0 && left%others == 0 {
			out = append(out, r.Fields[cldr.Group]...)
		}
		out = appendDigits(out, whole[i:i+1], digits)
	}
	return out
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// appendDigits appends ASCII digits in the digits of a numbering system, which are all of one length.
func appendDigits(out []byte, ascii, digits string) []byte {
	width := len(digits) / 10
	if width == 1 {
		return append(out, ascii...)
	}
	for i := range len(ascii) {
		at := int(ascii[i]-'0') * width
		out = append(out, digits[at:at+width]...)
	}
	return out
}
