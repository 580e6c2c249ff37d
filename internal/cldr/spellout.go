package cldr

import (
	"compress/flate"
	"io"
	"strings"
)

// Spellout returns the words of numbers in a locale, or in its nearest ancestor that has some, and "" where CLDR has
// none: a line for each number from 0 to 100, the hundreds and some thousands, such as "30 trente" with more forms of it
// (genders, cases) behind tabs, all in small letters; ordinals to 31 stand in lines such as "30. trentième". Every call
// unpacks the words again; package locale remembers them.
func Spellout(tag string) string {
	t := Tables(embedded)
	for ; tag != ""; tag = Parent(tag) {
		packed, ok := t.Find(SecSpelloutTags, SecSpellouts, tag)
		if !ok {
			continue
		}
		words, err := io.ReadAll(flate.NewReader(strings.NewReader(packed)))
		if err != nil {
			return "" // the tables are embedded and tested
		}
		return string(words)
	}
	return ""
}
