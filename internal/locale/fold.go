package locale

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Folder writes texts as a search compares them: without the differences of case, width and accent that do not make another
// letter in a language. It may be used by many goroutines at once.
type Folder struct {
	tag Tag

	mu    sync.Mutex
	c     *collate.Collator
	known map[string]string // by letter with its marks
}

// NewFolder returns a folder for the texts of a locale.
func NewFolder(in Tag) *Folder {
	return &Folder{tag: in, c: collate.New(language.Raw.Make(string(in)), collate.Loose), known: map[string]string{}}
}

// Fold returns a text as it is compared.
func (f *Folder) Fold(text string) string {
	out, _ := f.fold(text, false)
	return out
}

// FoldAt returns a text as it is compared, and for each of its bytes where in the text it comes from; one more is the end.
func (f *Folder) FoldAt(text string) (folded string, at []int) { return f.fold(text, true) }

func (f *Folder) fold(text string, places bool) (string, []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	b.Grow(len(text))
	var at []int
	for i := 0; i < len(text); {
		n := letterEnd(text[i:])
		if c := text[i]; n == 1 && c < utf8.RuneSelf && !('A' <= c && c <= 'Z') {
			b.WriteByte(c)
		} else {
			b.WriteString(f.letter(text[i : i+n]))
		}
		for places && len(at) < b.Len() {
			at = append(at, i)
		}
		i += n
	}
	if places {
		at = append(at, len(text))
	}
	return b.String(), at
}

// letterEnd returns how many bytes the first letter of a text has with the marks on it.
func letterEnd(text string) int {
	if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		return 1
	}
	return max(1, norm.NFKC.NextBoundaryInString(text, true))
}

// letter returns a letter with its marks as it is compared.
func (f *Folder) letter(text string) string {
	out, ok := f.known[text]
	if !ok {
		out = f.foldLetter(text)
		f.known[strings.Clone(text)] = out
	}
	return out
}

// foldLetter works out what letter returns. A mark is left out if the order of the language counts the letter without it as
// the same one: å is another letter than a in Swedish, and not in French.
func (f *Folder) foldLetter(text string) string {
	lower := strings.ToLower
	switch f.tag.Language() {
	case "tr", "az":
		lower = func(s string) string { return strings.ToLowerSpecial(unicode.TurkishCase, s) }
	}
	whole := norm.NFC.String(lower(norm.NFKC.String(text)))
	var bare strings.Builder
	for _, r := range norm.NFD.String(whole) {
		if r != tatweel && !isIgnorable(r) && !isAccent(r) {
			bare.WriteRune(r)
		}
	}
	without := norm.NFC.String(bare.String())
	if without == "" || without != whole && f.c.CompareString(whole, without) != 0 && !pointed(whole) {
		return strings.TrimFunc(whole, func(r rune) bool { return r == tatweel || isIgnorable(r) })
	}
	return without
}

const tatweel = '\u0640' // makes an Arabic word longer, and means nothing

// isIgnorable reports whether a character is invisible and separates nothing: a soft hyphen, a mark of direction.
func isIgnorable(r rune) bool { return unicode.Is(unicode.Cf, r) }

// isAccent reports whether a mark is one that a reader may leave out when searching: an accent, a point of Hebrew or of
// Arabic. By their classes in Unicode the others are parts of a letter: the vowels of Indic scripts and of Thai have no
// such class, or one of their own; nuktas, voicing marks of kana and viramas have 7 to 9.
func isAccent(r rune) bool {
	class := norm.NFD.PropertiesString(string(r)).CCC()
	return class >= 10 && class <= 36 || class >= 200
}

// pointed reports whether a letter is Arabic or Hebrew: their points are left out by everybody who writes.
func pointed(letter string) bool {
	r, _ := utf8.DecodeRuneInString(letter)
	return unicode.In(r, unicode.Hebrew) || unicode.In(r, unicode.Arabic) && !strings.ContainsAny(norm.NFD.String(letter), "\u0653\u0654\u0655") ||
		unicode.In(r, unicode.Arabic) && norm.NFD.String(letter)[:2] == "\u0627" // alef with hamza or madda is typed as alef
}
