package translation

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"vernacular/internal/textdiff"
)

// apostrophes are the characters that people write for one apostrophe, letters of some alphabets among them: the
// Ukrainian apostrophe, the ʻokina, the saltillo, the Hebrew geresh.
const apostrophes = "’‘‛′`´ʹʻʼʽʾʿꞌ＇՚׳"

// doubleMarks are the quotation marks that people write for the Hebrew gershayim, which stands inside words.
const doubleMarks = "“”„‟″״＂"

// signs are what people type for a sign that their keyboard does not have, and the sign.
var signs = strings.NewReplacer(
	"-->", "→", "->", "→", "<--", "←", "<-", "←", "==>", "⇒", "=>", "⇒", "<=", "≤", ">=", "≥", "!=", "≠", "+/-", "±",
	"(c)", "©", "(C)", "©", "(r)", "®", "(R)", "®", "(tm)", "™", "(TM)", "™",
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"‧", "·", "•", "·", "⋅", "·",
)

// typed returns a text with one spelling of all that typographers spell otherwise: apostrophes, quotation marks, signs,
// ligatures, the width of letters, and characters that nobody sees, such as soft hyphens.
func typed(text string) string {
	ascii := true
	for i := 0; i < len(text) && ascii; i++ {
		ascii = text[i] < 0x80 && strings.IndexByte("`<>=!+()", text[i]) < 0
	}
	if ascii {
		return text
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && r != '`':
			return r
		case unicode.Is(unicode.Zs, r): // UAX #29 takes the narrow no-break space into a word
			return ' '
		case strings.ContainsRune(apostrophes, r):
			return '\''
		case strings.ContainsRune(doubleMarks, r):
			return '"'
		case r == 0x0640, r == 0xfe0e, r == 0xfe0f: // a stretched line in Arabic; how an emoji is drawn
			return -1
		case r < 0x10000 && unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r):
			return -1
		}
		return r
	}, width.Fold.String(norm.NFC.String(text)))
	return signs.Replace(text)
}

// questionMarks end a question in various scripts: without one it is a statement.
const questionMarks = "?؟፧"

// typedWords returns the words of a plain text in their typed spelling. Signs that say something are words, too: of
// money, questions, per cent and degrees, of arithmetic, arrows, pictures, and the minus of a number.
func typedWords(text string) []string {
	var out []string
	before, quoted := "", false // the piece before; whether a quotation in single marks is open
	minus := false
	for _, w := range textdiff.Split(typed(text)) {
		switch {
		case textdiff.IsWord(w):
			// UAX #29 takes ' after a Hebrew letter into the word: it may be the letter's or close the quotation.
			quoted = quoted || before == "'"
			if quoted && strings.HasSuffix(w, "'") {
				w, quoted = strings.TrimSuffix(w, "'"), false
			}
			if minus && unicode.IsDigit([]rune(w)[0]) {
				w = "-" + w
			}
			out = append(out, w)
		case w == "'":
			quoted = false
		case strings.ContainsAny(w, questionMarks):
			if len(out) == 0 || out[len(out)-1] != "?" {
				out = append(out, "?")
			}
		case strings.ContainsFunc(w, isSign) && w != "−":
			out = append(out, w)
		}
		minus = strings.ContainsAny(w, "-−–‐‑") && (before == "" || strings.TrimSpace(before) == "" || before == "(")
		before = w
	}
	return out
}

// isSign reports whether a character that is neither letter nor number says something.
func isSign(r rune) bool {
	if r == '|' || r == '¦' {
		return false
	}
	return strings.ContainsRune("%‰٪§&", r) || unicode.In(r, unicode.Sc, unicode.Sm, unicode.So)
}
