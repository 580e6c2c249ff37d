package pseudo

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// write writes the text with what lies between two places changed, and an opening and a closing bracket
// around it in the locale that has them.
func (k *keeper) write(kind Kind, start, end int, opening, closing string) string {
	if start >= end {
		return k.text
	}
	var b strings.Builder
	b.Grow(2 * len(k.text))
	b.WriteString(k.text[:start])
	switch kind {
	case Mirrored:
		k.mirror(&b, start, end)
	default:
		b.WriteString(opening)
		k.accent(&b, start, end)
		b.WriteString(closing)
	}
	b.WriteString(k.text[end:])
	return b.String()
}

// The letters of en-XA: each is one character in Unicode, is Latin, and looks like its original.
const (
	plain    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	accented = "åḃçďéƒĝĥîĵķļḿñöṕɋŕšţûṽŵẋýžÅḂÇĎÉƑĜĤÎĴĶĻḾÑÖṔɊŔŠŢÛṼŴẊÝŽ"
)

var accents = func() (to [utf8.RuneSelf]rune) {
	all := []rune(accented)
	for i, c := range plain {
		to[c] = all[i]
	}
	return to
}()

// accent writes letters with accents, and a third more of them.
func (k *keeper) accent(b *strings.Builder, start, end int) {
	owed := 1 // thirds of letters; with this one to begin with, the length is rounded and not cut
	for i := start; i < end; {
		r, n := utf8.DecodeRuneInString(k.text[i:end])
		if k.kept[i] || !unicode.IsLetter(r) {
			b.WriteString(k.text[i : i+n])
			i += n
			continue
		}
		owed++
		i += n
		next, _ := utf8.DecodeRuneInString(k.text[i:end])
		if r >= utf8.RuneSelf || unicode.IsMark(next) { // it has an accent, or none would suit it
			b.WriteRune(r)
			continue
		}
		b.WriteRune(accents[r])
		if owed >= 3 && strings.ContainsRune("aeiouAEIOU", r) {
			b.WriteRune(unicode.ToLower(accents[r]))
			owed -= 3
		}
	}
	if n := owed / 3; n > 0 {
		b.WriteByte(' ')
		b.WriteString(strings.Repeat("é", n))
	}
}

// The characters that open and close a right-to-left isolate (UAX #9).
const (
	isolate    = '\u2067'
	popIsolate = '\u2069'
)

// mirror writes each word backwards within an isolate. A word that runs from right to left by itself stays.
func (k *keeper) mirror(b *strings.Builder, start, end int) {
	for i := start; i < end; {
		letters, size := k.word(i, end)
		if size == 0 {
			_, n := utf8.DecodeRuneInString(k.text[i:end])
			b.WriteString(k.text[i : i+n])
			i += n
			continue
		}
		if slices.ContainsFunc(letters, runsLeft) {
			b.WriteString(k.text[i : i+size])
		} else {
			b.WriteRune(isolate)
			for _, l := range slices.Backward(letters) {
				b.WriteString(l)
			}
			b.WriteRune(popIsolate)
		}
		i += size
	}
}

// word returns the letters of the word at a place, each with the marks and joiners that belong to it.
func (k *keeper) word(at, end int) (letters []string, size int) {
	for i := at; i < end && !k.kept[i]; {
		r, n := utf8.DecodeRuneInString(k.text[i:end])
		switch {
		case unicode.IsLetter(r):
			letters = append(letters, k.text[i:i+n])
		case len(letters) > 0 && (unicode.IsMark(r) || r == '\u200c' || r == '\u200d'):
			letters[len(letters)-1] += k.text[i : i+n]
		default:
			return letters, size
		}
		i += n
		size += n
	}
	return letters, size
}

func runsLeft(letter string) bool {
	p, _ := bidi.LookupString(letter)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
