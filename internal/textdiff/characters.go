package textdiff

import "github.com/clipperhouse/uax29/v2/graphemes"

// Characters returns how many characters a text has as people count them (UAX #29, extended grapheme clusters): a letter
// with its accents is one, and so is a picture that is put together of several.
func Characters(text string) int {
	n := 0
	for tokens := graphemes.FromString(text); tokens.Next(); {
		n++
	}
	return n
}
