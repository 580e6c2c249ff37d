package checks

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"vernacular/internal/locale"
)

// sisterLetters are letters of the same script that a language does not write, by ISO 639 code: those of its neighbours,
// which keyboards and conversions bring in. A letter behind "=" is the right one for that before it.
var sisterLetters = map[string]string{
	"ar": "ی=ي ک=ك ہ=ه ھ=ه ە ے ٹ ڈ ڑ ں ۀ ې",
	"az": "ә=ə ș=ş ț",
	"be": "и щ ъ ї є ґ",
	"bg": "ы э ё і ї є ґ ў ј љ њ ћ ђ џ",
	"bn": "ৰ=র ৱ",
	"cs": "ľ ĺ ŕ ô ä ą ę ł ń ś ź ż",
	"fa": "ي=ی ك=ک ى=ی ہ=ه ھ ے ٹ ڈ ڑ ں ې",
	"hr": "ě ř ů ą ę ł ń ś ź ż ľ",
	"lt": "ā ē ī ņ ķ ģ ļ ł ń ś ź ż ő ű",
	"mk": "ђ=ѓ ћ=ќ й щ ъ ы ь э ю я ё і ї є ў",
	"mn": "і ї є ґ ў ј љ њ ћ ђ ә ғ қ ң ұ һ",
	"ro": "õ ő ű",
	"ru": "і ї є ґ ў ј љ њ ћ ђ џ ѓ ќ ә ғ қ ң ө ұ ү һ",
	"sk": "ě=e ř=r ů=u ą ę ł ń ś ź ż ő ű",
	"sr": "ѓ=ђ ќ=ћ й ъ ы ь э ю я щ ё і ї є ґ ў ѕ",
	"tr": "ə=e ә ș=ş ț",
	"uk": "ы=и э=е ъ ё=йо ў ј љ њ ћ ђ",
	"ur": "ي=ی ك=ک ى=ی ې",
}

// sisterTables hold, by language, each letter with what the language writes instead, "" where that is not known.
var sisterTables = sync.OnceValue(func() map[string]map[rune]string {
	tables := map[string]map[rune]string{}
	for language, list := range sisterLetters {
		letters := map[rune]string{}
		for pair := range strings.FieldsSeq(list) {
			letter, right, _ := strings.Cut(pair, "=")
			if r, size := utf8.DecodeRuneInString(letter); size == len(letter) && letter != right {
				letters[r] = right
				letters[unicode.ToUpper(r)] = strings.ToUpper(right)
			}
		}
		tables[language] = letters
	}
	return tables
})

// sisters warns of letters that the language does not write, in a text that is otherwise in it: a word of a name or a
// list of languages is left alone.
func (c *checker) sisters() {
	wrong := wrongLetters(c.p.Locale)
	if wrong == nil || !strings.ContainsFunc(c.txt.own, func(r rune) bool { return r >= 0x80 && wrong(r) }) {
		return
	}
	if spacelessLanguage(c.p.Locale) {
		c.sisterHan(wrong)
		return
	}
	var found []word
	all := 0
	for w := range words(c.txt.own) {
		all++
		if strings.ContainsFunc(w.text, func(r rune) bool { return r >= 0x80 && wrong(r) }) && !strings.Contains(c.p.SourceText, w.text) {
			found = append(found, w)
		}
	}
	if len(found) == 0 || all < 3 || 3*len(found) > all && !isSystematic(c.p.Locale) {
		return
	}
	c.tellSister(found[0].text, found[0].off, len(found), wrong)
}

// isSystematic reports whether the letters of a sister come from a keyboard and stand in most words: Arabic yeh and kaf.
func isSystematic(tag locale.Tag) bool { return tag.Script() == "Arab" }

func (c *checker) tellSister(text string, off, count int, wrong func(rune) bool) {
	at := strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 && wrong(r) })
	r, _ := utf8.DecodeRuneInString(text[at:])
	hint := "type the word again with the keyboard of the language; a name that stays in its own language stands in <span lang=\"…\">"
	if right := sisterTables()[c.p.Locale.Language()][r]; right != "" {
		hint = fmt.Sprintf("write “%s”", right)
	}
	more := ""
	if count > 1 {
		more = fmt.Sprintf(", and %d more words have one", count-1)
	}
	c.habit(SisterLetter, off+at, string(r), hint, "the letter “%c” (U+%04X) in “%s” is not of the locale's alphabet%s", r, r, short(text), more)
}

// wrongLetters returns what tells the letters that a locale does not write, nil if none are known.
func wrongLetters(tag locale.Tag) func(rune) bool {
	switch tag.Script() {
	case "Hans":
		return isNotSimplified
	case "Hant":
		return isNotTraditional
	case "Jpan":
		return isNotJapanese
	case "Cyrl", "Latn", "Arab", "Beng":
		letters := sisterTables()[tag.Language()]
		if letters == nil || tag.Language() == "sr" && tag.Script() == "Latn" {
			return nil
		}
		return func(r rune) bool { _, is := letters[r]; return is }
	}
	return nil
}

// hanNames are names of the other way of writing, in it.
var hanNames = spacesOfSameLength("繁體中文 正體中文 简体中文 繁體 简体 日本語")

func spacesOfSameLength(list string) *strings.Replacer {
	var pairs []string
	for _, w := range strings.Fields(list) {
		pairs = append(pairs, w, strings.Repeat("\x1f", len(w)))
	}
	return strings.NewReplacer(pairs...)
}

func (c *checker) sisterHan(wrong func(rune) bool) {
	text := hanNames.Replace(c.txt.own)
	first, count, all := -1, 0, 0
	for i, r := range text {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		all++
		if wrong(r) && !strings.ContainsRune(c.p.SourceText, r) {
			if first < 0 {
				first = i
			}
			count++
		}
	}
	if first < 0 || all < 4 {
		return
	}
	_, size := utf8.DecodeRuneInString(text[first:])
	r := text[first : first+size]
	more := ""
	if count > 1 {
		more = fmt.Sprintf(", and %d more are not", count-1)
	}
	c.warn(SisterLetter, first, "write the character of the locale's own script", "the character “%s” is not of the script of %s%s", r, c.p.Locale, more)
}

// hanSets are the characters of the national standards, which say what a script writes: GB 2312 for simplified, Big5 for
// traditional and JIS X 0208 for Japanese, each with its level of frequent characters.
type hanSets struct{ gb, gbFrequent, big5, big5Frequent, jis, jisFrequent map[rune]bool }

var standards = sync.OnceValue(func() *hanSets {
	s := &hanSets{}
	s.gb, s.gbFrequent = charactersOf(simplifiedchinese.HZGB2312, func(b []byte) bool { return len(b) > 3 && b[2] >= 0x30 && b[2] <= 0x57 })
	s.big5, s.big5Frequent = charactersOf(traditionalchinese.Big5, func(b []byte) bool { return b[0] >= 0xa4 && b[0] <= 0xc6 })
	s.jis, s.jisFrequent = charactersOf(japanese.ShiftJIS, func(b []byte) bool { return b[0] >= 0x88 && b[0] <= 0x98 })
	return s
})

// charactersOf returns the Chinese characters that an encoding has, and those whose bytes are of its frequent level.
func charactersOf(e encoding.Encoding, frequent func([]byte) bool) (all, often map[rune]bool) {
	all, often = map[rune]bool{}, map[rune]bool{}
	for r := rune(0x4e00); r <= 0x9fa5; r++ {
		b, err := e.NewEncoder().Bytes([]byte(string(r)))
		if err != nil || len(b) < 2 {
			continue
		}
		all[r] = true
		if frequent(b) {
			often[r] = true
		}
	}
	return all, often
}

func isNotSimplified(r rune) bool {
	s := standards()
	return !s.gb[r] && (s.big5Frequent[r] || s.jisFrequent[r] && !s.big5[r])
}

func isNotTraditional(r rune) bool {
	s := standards()
	return !s.big5[r] && (s.gbFrequent[r] || s.jisFrequent[r])
}

func isNotJapanese(r rune) bool {
	s := standards()
	return !s.jis[r] && s.gbFrequent[r] && !s.big5Frequent[r]
}
