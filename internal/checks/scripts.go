package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"

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
	letters  int
	home     bool // it is in a script of the locale
}

// scripts finds words that mix the letters of scripts, and words in a script that the locale does not use
// and the source does not have.
func (c *checker) scripts() {
	home := homeScripts(c.p.Locale)
	if home == nil || onlyIn(home, c.txt.own) || c.otherScript(home) {
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
		p := parts[first]
		switch mixed, foreign := strangeParts(w.text, parts, home, known); {
		case mixed:
			c.byRule(MixedScript, w.off, "type the word again; letters of the other script look alike and are others",
				"the word “%s” mixes letters of %s and %s", w.text, parts[0].script, parts[1].script)
		case foreign && (p.script != "Latin" || c.strangeLatin(w.off+p.from, w.text[p.from:p.to])) && !c.sourceSays(w.text[p.from:p.to]):
			c.warn(ForeignScript, w.off+p.from, "translate it; a name that stays in its own language stands in <span lang=\"…\">",
				"the word “%s” is in the script %s and not in the source", short(w.text[p.from:p.to]), p.script)
		}
	}
}

// strangeLatin reports whether a Latin word in a text of another script is no name, no abbreviation and no form of a word that
// the source has, and is not put beside its translation in brackets or quotation marks: those are at home in every language.
func (c *checker) strangeLatin(off int, text string) bool {
	if utf8.RuneCountInString(text) < 4 || strings.ContainsFunc(text, unicode.IsUpper) || codeLike(c.txt.own, word{text, off}) {
		return false
	}
	stem := []rune(strings.ToLower(text))
	stem = stem[:min(len(stem), max(4, len(stem)-3))]
	if strings.Contains(strings.ToLower(c.p.SourceText), string(stem)) || c.sourceSays(string(stem)) {
		return false
	}
	return !quoted(c.p.Text, off, off+len(text))
}

// otherScript reports whether all of the page is written in another script than the locale's, and warns of that once.
func (c *checker) otherScript(home []string) bool {
	script := ""
	if c.p.Around.look(c) {
		script = c.p.Around.otherScript(home)
	}
	if script == "" {
		return false
	}
	if !slices.Contains(c.p.Except, ForeignScript) {
		d := diag.Warnf(ForeignScript, diag.At(c.p.Pos.File, 0, 0), "this page is written in %s letters; texts of the locale %s are written in %s", script, c.p.Locale, home[0])
		d.Hint = "keep it in the folder of a locale for this script, such as sr-Latn, or write it in the locale's own"
		c.out = append(c.out, d)
	}
	return true
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
			parts[last].letters++
		} else {
			parts = append(parts, part{s, i, end, 1, isHome})
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
// or are foreign. Only letters that are taken for those of the other script make a mixture, or one letter alone: a Latin name
// stands close to the particles of many languages.
func strangeParts(word string, parts []part, home []string, known map[string]bool) (mixed, foreign bool) {
	for i, p := range parts {
		text := strings.TrimRight(word[p.from:p.to], "'’")
		switch {
		case p.home, utf8.RuneCountInString(text) > 1 && (known[text] || known[strings.ToLower(text)]):
		case len(parts) == 1 && len(text) == 1 && known[text] && !slices.Contains(home, "Cyrillic"):
		case len(parts) > 1 && (p.taken(parts, i-1) || p.taken(parts, i+1)):
			mixed = true
		default:
			foreign = true
		}
	}
	return mixed, foreign
}

// taken reports whether the part may be taken for one of the script of its neighbour.
func (p part) taken(parts []part, neighbour int) bool {
	if neighbour < 0 || neighbour >= len(parts) {
		return false
	}
	other := parts[neighbour].script
	return looksLatin(p.script) && looksLatin(other) || p.to-p.from <= 3 && p.letters == 1 && !eastAsian(other) && !eastAsian(p.script)
}
