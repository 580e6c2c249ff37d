package textdiff

import (
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// Split cuts a text into its words and what stands between them, spaces and punctuation (UAX #29, Word
// Boundaries). The pieces join to the text, whatever bytes it holds.
func Split(text string) []string {
	if text == "" {
		return nil
	}
	pieces := make([]string, 0, len(text)/3+1)
	for w := words.FromString(text); w.Next(); {
		pieces = append(pieces, w.Value())
	}
	return pieces
}

// IsWord reports whether a piece of [Split] is a word: it has a letter or a number.
func IsWord(piece string) bool {
	for _, r := range piece {
		if r <= unicode.MaxASCII {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return true
			}
		} else if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return true
		}
	}
	return false
}

// How many letters of a script without spaces are counted as one word. Marks (the vowels above and
// below a letter) are not counted.
const (
	ideographs = 2 // Han, Hiragana, Katakana, Bopomofo, Yi
	syllables  = 4 // Thai, Lao, Khmer, Myanmar, Tai Tham
)

var (
	isIdeographic = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi}
	isSyllabic    = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tai_Tham}
)

// Count returns the number of words to translate: the words of UAX #29 that have a letter, so that numbers
// and signs are free. Scripts without spaces have no words that could be told apart without a
// dictionary: there two letters of Han, Kana, Bopomofo and Yi are a word, and four of Thai, Lao, Khmer,
// Myanmar and Tai Tham, rounded up over the whole text.
func Count(text string) int {
	n, two, four := 0, 0, 0
	for _, piece := range Split(text) {
		word := false
		for _, r := range piece {
			switch {
			case r <= unicode.MaxASCII:
				word = word || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			case !unicode.IsLetter(r):
			case r >= 0x0E00 && unicode.In(r, isIdeographic...):
				two++
			case r >= 0x0E00 && unicode.In(r, isSyllabic...):
				four++
			default:
				word = true
			}
		}
		if word {
			n++
		}
	}
	return n + (two+ideographs-1)/ideographs + (four+syllables-1)/syllables
}
