package exchange

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// gettextName returns a tag in gettext's spelling, with underscores: pt_BR, zh_Hans.
func gettextName(t locale.Tag) string { return strings.ReplaceAll(string(t), "-", "_") }

// scripts are the modifiers of gettext's language names that stand for a script.
var scripts = map[string]string{
	"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva", "hebrew": "Hebr", "han": "Hani",
}

// parseGettextName reads gettext's ll[_CC][.charset][@modifier] and any BCP 47 tag: sr@latin is sr-Latn. A modifier
// that is no script (@euro) is left out unless the tag takes it for a variant (ca@valencia).
func parseGettextName(s string) (locale.Tag, error) {
	s, modifier, _ := strings.Cut(strings.TrimSpace(s), "@")
	s, _, _ = strings.Cut(s, ".")
	name := s
	if script := scripts[strings.ToLower(modifier)]; script != "" {
		language, region, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-")
		name = language + "-" + script
		if region != "" {
			name += "-" + region
		}
	} else if modifier != "" {
		if tag, _, err := locale.Parse(s + "-" + modifier); err == nil {
			return tag, nil
		}
	}
	tag, _, err := locale.Parse(name)
	return tag, err
}

// encodeToken turns any text into an NMTOKEN (XML 1.0, section 2.3), which the ids of XLIFF are, and different
// texts into different tokens. Letters, digits, the hyphen and the full stop stay; the underscore is doubled;
// each byte of all else, and a full stop after an underscore, is an underscore and two hexadecimal digits.
// "guide/intro" is "guide_2Fintro". The empty text is "_-". So no token has "_." in it, and a suffix that
// begins with it can be told.
func encodeToken(s string) string {
	if s == "" {
		return "_-"
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.' && i > 0 && s[i-1] == '_':
			b.WriteString("_2E")
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.':
			b.WriteByte(c)
		case c == '_':
			b.WriteString("__")
		default:
			b.WriteByte('_')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// decodeToken is the inverse of encodeToken. A token that encodeToken never makes is of other origin and
// stands for itself.
func decodeToken(token string) string {
	if token == "_-" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(token); i++ {
		if token[i] != '_' {
			b.WriteByte(token[i])
			continue
		}
		if i+1 < len(token) && token[i+1] == '_' {
			b.WriteByte('_')
			i++
			continue
		}
		if i+2 >= len(token) {
			return token
		}
		c, ok := hexByte(token[i+1 : i+3])
		if !ok {
			return token
		}
		b.WriteByte(c)
		i += 2
	}
	if s := b.String(); s != "" && utf8.ValidString(s) && !strings.Contains(s, "\x00") && encodeToken(s) == token {
		return s
	}
	return token
}

// hexByte reads two hexadecimal digits.
func hexByte(s string) (byte, bool) {
	var c byte
	for i := range 2 {
		switch d := s[i]; {
		case '0' <= d && d <= '9':
			c = c<<4 | (d - '0')
		case 'A' <= d && d <= 'F':
			c = c<<4 | (d - 'A' + 10)
		case 'a' <= d && d <= 'f':
			c = c<<4 | (d - 'a' + 10)
		default:
			return 0, false
		}
	}
	return c, true
}

// noteWord turns a text into one word for a note: blanks, controls and the per cent sign as in addresses, each byte as %20.
func noteWord(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c != '%' && !unicode.IsSpace(c) && !unicode.IsControl(c) {
			b.WriteRune(c)
			continue
		}
		for _, octet := range []byte(string(c)) {
			fmt.Fprintf(&b, "%%%02X", octet)
		}
	}
	return b.String()
}

// noteText is the inverse of noteWord; "" of what noteWord never makes.
func noteText(word string) string {
	text, err := url.PathUnescape(word)
	if err != nil || checkText(text) != nil || noteWord(text) != word {
		return ""
	}
	return text
}
