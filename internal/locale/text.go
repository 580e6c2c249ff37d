package locale

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/cldr"
)

// Date writes a day of the Gregorian calendar as the locale does, in its own digits (UTS 35, Date Format
// Patterns). The year is 1 to 9999; style is full (with the weekday), long, medium or short. A language
// that CLDR does not know gets 2024-03-20 in every style, which needs no words.
func (t Tag) Date(y, m, d int, style string) (string, error) {
	field, ok := map[string]cldr.Field{"full": cldr.DateFull, "long": cldr.DateLong, "medium": cldr.DateMedium, "short": cldr.DateShort}[style]
	if !ok {
		return "", fmt.Errorf("%q is no style of dates: use full, long, medium or short", style)
	}
	day := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1 || y > 9999 || day.Year() != y || int(day.Month()) != m || day.Day() != d {
		return "", fmt.Errorf("there is no day %04d-%02d-%02d", y, m, d)
	}
	r := cldr.Lookup(string(t))
	if r.IsRoot() {
		field = cldr.DateShort
	}
	w := dateWriter{r, day, field == cldr.DateShort && r.Fields[cldr.ShortMonths] == "romanlow"}
	out := make([]byte, 0, 48)
	pattern := r.Fields[field]
	for quoted := false; pattern != ""; {
		n := 1
		for n < len(pattern) && pattern[n] == pattern[0] {
			n++
		}
		letters := pattern[:n]
		switch {
		case pattern[0] == '\'':
			// Two in a row are one that is meant; the rest opens or closes.
			out = append(out, strings.Repeat("'", n/2)...)
			quoted = quoted != (n%2 == 1)
		case quoted:
			out = append(out, letters...)
		default:
			out = w.append(out, letters)
		}
		pattern = pattern[n:]
	}
	return string(out), nil
}

// dateWriter writes the fields of a date.
type dateWriter struct {
	r           *cldr.Record
	day         time.Time
	romanMonths bool
}

var romanMonths = [...]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}

// append writes a field of a pattern, such as "MMMM", or text that is no field.
func (w *dateWriter) append(out []byte, letters string) []byte {
	month, weekday := int(w.day.Month()), int(w.day.Weekday())
	switch c := letters[0]; {
	case letters == "yy":
		return w.appendNumber(out, w.day.Year()%100, 2)
	case c == 'y':
		return w.appendNumber(out, w.day.Year(), len(letters))
	case letters == "MMMM":
		return append(out, w.r.Row(cldr.MonthsWide, month-1)...)
	case letters == "MMM":
		return append(out, w.r.Row(cldr.MonthsAbbreviated, month-1)...)
	case c == 'M' && w.romanMonths:
		return append(out, romanMonths[month-1]...)
	case c == 'M':
		return w.appendNumber(out, month, len(letters))
	case c == 'd':
		return w.appendNumber(out, w.day.Day(), len(letters))
	case letters == "EEEE":
		return append(out, w.r.Row(cldr.DaysWide, weekday)...)
	case c == 'E':
		return append(out, w.r.Row(cldr.DaysAbbreviated, weekday)...)
	case c == 'c':
		return append(out, w.r.Row(cldr.DaysStandAlone, weekday)...)
	case c == 'G':
		return append(out, w.r.Row(cldr.Era, 0)...)
	}
	return append(out, letters...)
}

func (w *dateWriter) appendNumber(out []byte, n, width int) []byte {
	return appendDigits(out, fmt.Sprintf("%0*d", width, n), w.r.Fields[cldr.Digits])
}

// List writes several things as one enumeration, "a, b and c" (UTS 35, List Patterns, the standard ones).
func (t Tag) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	r := cldr.Lookup(string(t))
	last := items[len(items)-1]
	if len(items) == 2 {
		return cldr.Fill(t.before(last, r.Fields[cldr.ListTwo]), items[0], last)
	}
	s := cldr.Fill(r.Fields[cldr.ListStart], items[0], items[1])
	for _, item := range items[2 : len(items)-1] {
		s = cldr.Fill(r.Fields[cldr.ListMiddle], s, item)
	}
	return cldr.Fill(t.before(last, r.Fields[cldr.ListEnd]), s, last)
}

// before fits the word for "and" to the word that follows, in the two languages that CLDR's patterns
// cannot do it for: Spanish "padres e hijos", and the hyphen of Hebrew before another script.
func (t Tag) before(last, pattern string) string {
	switch t.Language() {
	case "es":
		w := strings.ToLower(last)
		if strings.HasPrefix(w, "i") || strings.HasPrefix(w, "hi") && !strings.HasPrefix(w, "hia") && !strings.HasPrefix(w, "hie") {
			return strings.Replace(pattern, " y {1}", " e {1}", 1)
		}
	case "he":
		if c, _ := utf8.DecodeRuneInString(last); last != "" && !unicode.Is(unicode.Hebrew, c) {
			return strings.Replace(pattern, " ו{1}", " ו-{1}", 1)
		}
	}
	return pattern
}

// Quotes returns the locale's quotation marks, and those for a quotation within a quotation.
func (t Tag) Quotes() (open, close, altOpen, altClose string) {
	f := &cldr.Lookup(string(t)).Fields
	return f[cldr.QuoteOpen], f[cldr.QuoteClose], f[cldr.AltQuoteOpen], f[cldr.AltQuoteClose]
}
