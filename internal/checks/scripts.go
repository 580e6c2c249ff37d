package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// scriptRange is a part of a script that stands together in Unicode.
type scriptRange struct {
	name   string
	lo, hi rune
}

// scriptRanges hold most letters; unicode.Scripts knows the others.
var scriptRanges = []scriptRange{
	{"Greek", 0x370, 0x3ff}, {"Cyrillic", 0x400, 0x52f}, {"Armenian", 0x531, 0x58f}, {"Hebrew", 0x590, 0x5ff}, {"Arabic", 0x600, 0x6ff}, {"Arabic", 0x750, 0x77f},
	{"Devanagari", 0x900, 0x97f}, {"Bengali", 0x980, 0x9ff}, {"Gurmukhi", 0xa00, 0xa7f}, {"Gujarati", 0xa80, 0xaff}, {"Oriya", 0xb00, 0xb7f},
	{"Tamil", 0xb80, 0xbff}, {"Telugu", 0xc00, 0xc7f}, {"Kannada", 0xc80, 0xcff}, {"Malayalam", 0xd00, 0xd7f}, {"Sinhala", 0xd80, 0xdff},
	{"Thai", 0xe00, 0xe7f}, {"Lao", 0xe80, 0xeff}, {"Tibetan", 0xf00, 0xfff}, {"Myanmar", 0x1000, 0x109f}, {"Georgian", 0x10a0, 0x10ff},
	{"Hangul", 0x1100, 0x11ff}, {"Ethiopic", 0x1200, 0x139f}, {"Khmer", 0x1780, 0x17ff}, {"Mongolian", 0x1800, 0x18af}, {"Georgian", 0x1c90, 0x1cbf},
	{"Hiragana", 0x3041, 0x309f}, {"Katakana", 0x30a0, 0x30ff}, {"Han", 0x3400, 0x4dbf}, {"Han", 0x4e00, 0x9fff}, {"Hangul", 0xac00, 0xd7af},
	{"Han", 0xf900, 0xfaff}, {"Han", 0x20000, 0x3134f},
}

// scriptOf returns the script of a letter, "" if it belongs to several.
func scriptOf(r rune) string {
	if r < 0x250 {
		if unicode.Is(unicode.Latin, r) {
			return "Latin"
		}
		return ""
	}
	if unicode.In(r, unicode.Inherited, unicode.Common) {
		return ""
	}
	for _, s := range scriptRanges {
		if r >= s.lo && r <= s.hi {
			return s.name
		}
	}
	for _, name := range []string{"Latin", "Greek", "Cyrillic", "Cherokee", "Coptic", "Arabic", "Ethiopic", "Hangul", "Han"} {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	return "another script"
}

var scriptNames = map[string][]string{
	"Latn": {"Latin"}, "Cyrl": {"Cyrillic"}, "Arab": {"Arabic"}, "Hebr": {"Hebrew"}, "Grek": {"Greek"}, "Armn": {"Armenian"}, "Deva": {"Devanagari"},
	"Beng": {"Bengali"}, "Guru": {"Gurmukhi"}, "Gujr": {"Gujarati"}, "Orya": {"Oriya"}, "Taml": {"Tamil"}, "Telu": {"Telugu"}, "Knda": {"Kannada"},
	"Mlym": {"Malayalam"}, "Sinh": {"Sinhala"}, "Thai": {"Thai"}, "Laoo": {"Lao"}, "Tibt": {"Tibetan"}, "Mymr": {"Myanmar"}, "Geor": {"Georgian"},
	"Ethi": {"Ethiopic"}, "Khmr": {"Khmer"}, "Mong": {"Mongolian"}, "Hans": {"Han"}, "Hant": {"Han"}, "Jpan": {"Han", "Hiragana", "Katakana"}, "Kore": {"Hangul", "Han"},
}

// homeScripts returns the scripts that a locale is written in, nil if they are not known.
func homeScripts(tag locale.Tag) []string { return scriptNames[tag.Script()] }

func eastAsian(script string) bool {
	return script == "Han" || script == "Hiragana" || script == "Katakana" || script == "Hangul"
}

// looksLatin reports whether the letters of a script are taken for Latin ones.
func looksLatin(script string) bool {
	return script == "Latin" || script == "Cyrillic" || script == "Greek" || script == "Armenian" || script == "Cherokee" || script == "Coptic"
}

// part is a stretch of a word in one script. The scripts of the locale count as one.
type part struct {
	script   string
	from, to int
	home     bool // it is in a script of the locale
}

// scripts finds words that mix the letters of scripts, and words in a script that the locale does not use
// and the source does not have.
func (c *checker) scripts() {
	home := homeScripts(c.p.Locale)
	if home == nil || onlyIn(home, c.txt.own) {
		return
	}
	var known map[string]bool // the words of the source
	for w := range words(c.txt.own) {
		parts := partsOf(w.text, home)
		first := slices.IndexFunc(parts, func(p part) bool { return !p.home })
		if first < 0 {
			continue
		}
		if known == nil {
			known = knownWords(c.p.SourceText)
		}
		switch mixed, foreign := strangeParts(w.text, parts, home, known); {
		case mixed:
			c.warn(MixedScript, w.off, "type the word again; letters of the other script look alike and are others",
				"the word “%s” mixes letters of %s and %s", short(w.text), parts[0].script, parts[1].script)
		case foreign:
			p := parts[first]
			c.warn(ForeignScript, w.off+p.from, "translate it; a name that stays in its own language stands in <span lang=\"…\">",
				"the word “%s” is in the script %s and not in the source", short(w.text[p.from:p.to]), p.script)
		}
	}
}

// onlyIn reports whether all letters of a text are in some scripts, or in none: the usual case, told quickly.
func onlyIn(scripts []string, text string) bool {
	for _, r := range text {
		if r < 'A' || !unicode.IsLetter(r) {
			continue
		}
		if s := scriptOf(r); s != "" && !slices.Contains(scripts, s) {
			return false
		}
	}
	return true
}

// partsOf returns the parts of a word. A letter of several scripts belongs to the part before it.
func partsOf(word string, home []string) []part {
	var parts []part
	for i, r := range word {
		end := i + utf8.RuneLen(r)
		s := scriptOf(r)
		last := len(parts) - 1
		if s == "" || !unicode.IsLetter(r) && !unicode.IsMark(r) {
			if last >= 0 {
				parts[last].to = end
			}
			continue
		}
		isHome := slices.Contains(home, s)
		if last >= 0 && (parts[last].script == s || isHome && parts[last].home) {
			parts[last].to = end
		} else {
			parts = append(parts, part{s, i, end, isHome})
		}
	}
	return parts
}

// knownWords returns the words of the source, as they are and in small letters, with and without an ending behind an
// apostrophe.
func knownWords(source string) map[string]bool {
	known := map[string]bool{}
	for w := range words(source) {
		known[w.text] = true
		known[strings.ToLower(w.text)] = true
		if i := strings.IndexAny(w.text, "'’"); i > 0 {
			known[w.text[:i]] = true
		}
	}
	return known
}

// strangeParts reports whether parts of a word that the source does not have are mixed into a word of another script,
// or are foreign. A script of East Asia beside one of elsewhere makes no mixture.
func strangeParts(word string, parts []part, home []string, known map[string]bool) (mixed, foreign bool) {
	for i, p := range parts {
		text := word[p.from:p.to]
		switch next := parts[(i+1)%len(parts)].script; {
		case p.home, utf8.RuneCountInString(text) > 1 && (known[text] || known[strings.ToLower(text)]):
		case len(parts) == 1 && len(text) == 1 && known[text] && !slices.Contains(home, "Cyrillic"):
		case len(parts) == 1, eastAsian(p.script) != eastAsian(next) && !looksLatin(next):
			foreign = true
		default:
			mixed = true
		}
	}
	return mixed, foreign
}
