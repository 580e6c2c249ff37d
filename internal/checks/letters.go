package checks

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// word is a run of letters and their marks.
type word struct {
	text string
	off  int
}

// words gives the words of a prose: letters, marks, joiners, and apostrophes between letters.
func words(s string) iter.Seq[word] {
	return func(yield func(word) bool) {
		start := -1
		for i, r := range s {
			in := unicode.IsLetter(r) || r >= 0x80 && (unicode.IsMark(r) || r == 0x200c || r == 0x200d) ||
				(r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == 'ʼ') && start >= 0 && unicode.IsLetter(after(s, i+utf8.RuneLen(r)))
			if in {
				if start < 0 {
					start = i
				}
			} else if start >= 0 {
				if !yield(word{s[start:i], start}) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(word{s[start:], start})
		}
	}
}

// letters looks at the characters alone.
func (c *checker) letters() {
	if i := norm.NFC.QuickSpanString(c.p.Text); i < len(c.p.Text) && !norm.NFC.IsNormalString(c.p.Text) {
		c.warn(NotNFC, lastStart(c.p.Text, i), "save the text in the Unicode form NFC; most editors have a command for it",
			"the text is not in the Unicode form NFC, so that searching it fails: “%s”", short(clip(c.p.Text[lastStart(c.p.Text, i):])))
	}
	if c.p.Kind == page.KindMessage {
		c.directions()
	}
	c.invisible()
	if c.p.Kind == page.KindCode {
		return
	}
	c.scripts()
	if c.p.Kind != page.KindHTML {
		c.spaces()
	}
	c.doubled()
}

func clip(s string) string {
	if i := strings.IndexAny(s, " \n"); i > 0 {
		return s[:i]
	}
	return s
}

// lastStart is the last byte up to i where a character begins that is no mark.
func lastStart(s string, i int) int {
	for i > 0 && (i >= len(s) || !utf8.RuneStart(s[i]) || unicode.IsMark(after(s, i))) {
		i--
	}
	return i
}

// directions sees that isolates and embeddings are closed. Pages are looked at by package page.
func (c *checker) directions() {
	var open []rune
	at := -1
	for i, r := range c.p.Text {
		switch r {
		case 0x202a, 0x202b, 0x2066, 0x2067, 0x2068:
			if len(open) == 0 {
				at = i
			}
			open = append(open, r)
		case 0x202c, 0x2069:
			n := len(open) - 1
			if n < 0 || (open[n] >= 0x2066) != (r == 0x2069) {
				c.warn(DirectionControl, i, "delete it, or put the character that opens it where the words begin", "U+%04X ends a direction that nothing began", r)
				return
			}
			open = open[:n]
		}
	}
	if len(open) > 0 {
		c.warn(DirectionControl, at, "put U+2069 (for an isolate) or U+202C (for an embedding) behind the words, or delete it",
			"U+%04X begins a direction that nothing ends", open[0])
	}
}

func isZeroWidth(r rune) bool {
	return r >= 0x200b && r <= 0x200d || r >= 0x2060 && r <= 0x2064 || r == 0xfeff || r == 0xad || r == 0x34f || r == 0x180e ||
		r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r >= 0xe0000 && r <= 0xe007f
}

// invisible finds characters that take no room where the script has no use for them.
func (c *checker) invisible() {
	s := c.p.Text
	if !strings.ContainsFunc(s, isZeroWidth) {
		return
	}
	script := c.p.Locale.Script()
	for i, r := range s {
		if r < 0xad || !isZeroWidth(r) {
			continue
		}
		a, b := before(s, i), after(s, i+utf8.RuneLen(r))
		good := false
		switch r {
		case 0xad: // a soft hyphen stands in a word
			good = unicode.IsLetter(a) && unicode.IsLetter(b) || unicode.IsMark(a)
		case 0x200b:
			switch script {
			case "Khmr", "Thai", "Laoo", "Mymr", "Tibt", "Java", "Bali", "Lana":
				good = a != r && b != r && (a > 0x500 || b > 0x500)
			}
		case 0x200c, 0x200d:
			joined := joining(a) || unicode.IsMark(a)
			if r == 0x200d && unicode.In(a, unicode.So, unicode.Sk) || a == 0xfe0f {
				joined = true // emoji
			}
			good = joined && a != r && b != r
		case 0x2060:
			good = a > 0 && b > 0 && !unicode.IsLetter(a) || !unicode.IsLetter(b)
		case 0x180e:
			good = script == "Mong"
		}
		if !good {
			c.warn(Invisible, i, "delete it", "the invisible character U+%04X stands here, which the script has no use for", r)
		}
	}
}

// joining tells letters of scripts in which a joiner changes how letters are written.
func joining(r rune) bool {
	return r >= 0x600 && r <= 0x8ff || r >= 0x900 && r <= 0xdff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x18af ||
		r >= 0xfb50 && r <= 0xfefc || r >= 0x1b00 && r <= 0x1b7f || r >= 0xa980 && r <= 0xa9df || r >= 0x11000 && r <= 0x11fff || r >= 0x1e900 && r <= 0x1e95f
}

// block is a script with its letters, in the order of how often they are met.
type scriptRange struct {
	name   string
	lo, hi rune
}

// scriptRanges find the script of most letters; unicode.Scripts knows the others.
var scriptRanges = []scriptRange{
	{"Greek", 0x370, 0x3ff}, {"Cyrillic", 0x400, 0x52f}, {"Armenian", 0x531, 0x58f}, {"Hebrew", 0x590, 0x5ff}, {"Arabic", 0x600, 0x6ff}, {"Arabic", 0x750, 0x77f},
	{"Devanagari", 0x900, 0x97f}, {"Bengali", 0x980, 0x9ff}, {"Gurmukhi", 0xa00, 0xa7f}, {"Gujarati", 0xa80, 0xaff}, {"Oriya", 0xb00, 0xb7f},
	{"Tamil", 0xb80, 0xbff}, {"Telugu", 0xc00, 0xc7f}, {"Kannada", 0xc80, 0xcff}, {"Malayalam", 0xd00, 0xd7f}, {"Sinhala", 0xd80, 0xdff},
	{"Thai", 0xe00, 0xe7f}, {"Lao", 0xe80, 0xeff}, {"Tibetan", 0xf00, 0xfff}, {"Myanmar", 0x1000, 0x109f}, {"Georgian", 0x10a0, 0x10ff},
	{"Hangul", 0x1100, 0x11ff}, {"Ethiopic", 0x1200, 0x139f}, {"Khmer", 0x1780, 0x17ff}, {"Mongolian", 0x1800, 0x18af}, {"Georgian", 0x1c90, 0x1cbf},
	{"Hiragana", 0x3041, 0x309f}, {"Katakana", 0x30a0, 0x30ff}, {"Han", 0x3400, 0x4dbf}, {"Han", 0x4e00, 0x9fff}, {"Hangul", 0xac00, 0xd7af},
	{"Han", 0xf900, 0xfaff}, {"Han", 0x20000, 0x3134f},
}

// scriptOf names the script of a letter, "" if it belongs to several.
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

// homeScripts are those that the locale is written in, nil if nobody knows.
func homeScripts(tag locale.Tag) []string { return scriptNames[tag.Script()] }

func eastAsian(script string) bool {
	return script == "Han" || script == "Hiragana" || script == "Katakana" || script == "Hangul"
}

// looksLatin tells the scripts whose letters are taken for Latin ones.
func looksLatin(script string) bool {
	return script == "Latin" || script == "Cyrillic" || script == "Greek" || script == "Armenian" || script == "Cherokee" || script == "Coptic"
}

// scripts finds words that mix the letters of scripts, and words in a script that the locale does not use
// and the source does not have.
func (c *checker) scripts() {
	home := homeScripts(c.p.Locale)
	if home == nil {
		return
	}
	same := true // the usual case, told quickly
	for _, r := range c.txt.own {
		if r >= 'A' && (unicode.IsLetter(r)) {
			if s := scriptOf(r); s != "" && s != home[0] && !slices.Contains(home, s) {
				same = false
				break
			}
		}
	}
	if same {
		return
	}
	var known map[string]bool
	for w := range words(c.txt.own) {
		type part struct {
			script   string
			from, to int
		}
		var parts []part
		for i, r := range w.text {
			s := scriptOf(r)
			if s == "" || !unicode.IsLetter(r) && !unicode.IsMark(r) {
				if len(parts) > 0 {
					parts[len(parts)-1].to = i + utf8.RuneLen(r)
				}
				continue
			}
			if n := len(parts); n > 0 && (parts[n-1].script == s || slices.Contains(home, s) && slices.Contains(home, parts[n-1].script)) {
				parts[n-1].to = i + utf8.RuneLen(r)
			} else {
				parts = append(parts, part{s, i, i + utf8.RuneLen(r)})
			}
		}
		foreign := slices.ContainsFunc(parts, func(p part) bool { return !slices.Contains(home, p.script) })
		if !foreign {
			continue
		}
		if known == nil {
			known = map[string]bool{}
			for s := range words(c.p.SourceText) {
				known[s.text] = true
				known[strings.ToLower(s.text)] = true
				if i := strings.IndexAny(s.text, "'’"); i > 0 {
					known[s.text[:i]] = true
				}
			}
		}
		isKnown := func(s string) bool {
			return utf8.RuneCountInString(s) > 1 && (known[s] || known[strings.ToLower(s)])
		}
		var mixed, strange bool
		for i, p := range parts {
			if slices.Contains(home, p.script) {
				continue
			}
			text := w.text[p.from:p.to]
			ok := isKnown(text)
			if !ok && len(text) == 1 && known[text] && !slices.Contains(home, "Cyrillic") && len(parts) == 1 {
				ok = true
			}
			if ok {
				continue
			}
			if len(parts) == 1 || eastAsian(p.script) != eastAsian(parts[(i+1)%len(parts)].script) && !looksLatin(parts[(i+1)%len(parts)].script) {
				strange = true
			} else {
				mixed = true
			}
		}
		switch {
		case mixed:
			c.warn(MixedScript, w.off, "type the word again; letters of the other script look alike and are others",
				"the word “%s” mixes letters of %s and %s", short(w.text), parts[0].script, parts[1].script)
		case strange:
			p := parts[slices.IndexFunc(parts, func(p part) bool { return !slices.Contains(home, p.script) })]
			c.warn(ForeignScript, w.off+p.from, "translate it; a name that stays in its own language stands in <span lang=\"…\">",
				"the word “%s” is in the script %s and not in the source", short(w.text[p.from:p.to]), p.script)
		}
	}
}

// spaces finds spaces that are there twice.
func (c *checker) spaces() {
	s := c.txt.prose
	for i := 0; i < len(s); i++ {
		n := spaceAt(s, i)
		if n == 0 {
			continue
		}
		from, count := i, 0
		for ; spaceAt(s, i) > 0; i += spaceAt(s, i) {
			count++
		}
		if count > 1 && from > 0 && i < len(s) && s[from-1] != '\n' && s[i] != '\n' && s[i] != '\r' {
			c.warn(DoubledSpace, from, "leave one of them", "two spaces stand side by side")
		}
		i--
	}
}

// spaceAt gives the length of the space at i, 0 if there is none.
func spaceAt(s string, i int) int {
	switch {
	case i >= len(s):
		return 0
	case s[i] == ' ':
		return 1
	case strings.HasPrefix(s[i:], "\u00a0"):
		return 2
	case strings.HasPrefix(s[i:], "\u202f"), strings.HasPrefix(s[i:], "\u3000"):
		return 3
	}
	return 0
}

// doubled finds words that stand twice.
func (c *checker) doubled() {
	s := c.txt.prose
	if spacelessLanguage(c.p.Locale) {
		c.doubledRuns()
	}
	var last word
	for w := range words(s) {
		gap := ""
		if last.text != "" {
			gap = s[last.off+len(last.text) : w.off]
		}
		if last.text != "" && isGap(gap) && strings.EqualFold(sansElision(last.text), w.text) && utf8.RuneCountInString(w.text) > 1 && !c.mayDouble(w.text) {
			c.warn(DoubledWord, w.off, "leave one of them", "the word “%s” stands here twice", short(w.text))
			last = word{}
			continue
		}
		last = w
	}
}

// sansElision takes the article off a word that has lost a vowel to it: “l’intégrité”.
func sansElision(w string) string {
	if i := strings.LastIndexAny(w, "'’"); i > 0 && utf8.RuneCountInString(w[:i]) <= 2 {
		return strings.TrimLeft(w[i:], "'’")
	}
	return w
}

func isGap(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		switch r {
		case ' ', '\n', 0xa0, 0x202f, 0x200b:
		default:
			return false
		}
	}
	return true
}

func (c *checker) mayDouble(w string) bool {
	w = strings.ToLower(w)
	if words, ok := doubling[c.p.Locale.Language()]; ok {
		if _, may := words[w]; may || len(words) == 0 && !slices.Contains(single[c.p.Locale.Language()], w) {
			return true
		}
	}
	var last word // what the source says twice may be said twice
	for x := range words(c.src.prose) {
		if last.text != "" && strings.EqualFold(last.text, x.text) && isGap(c.src.prose[last.off+len(last.text):x.off]) {
			return true
		}
		last = x
	}
	return false
}

func spacelessLanguage(tag locale.Tag) bool {
	switch tag.Script() {
	case "Hans", "Hant", "Jpan", "Thai", "Laoo", "Mymr", "Khmr":
		return true
	}
	return false
}

// doubledRuns finds the same two to eight characters twice in a text without spaces. Chinese and Japanese
// say some words of two characters twice, and those of kana often.
func (c *checker) doubledRuns() {
	s := c.txt.prose
	var at []int
	var rs []rune
	for i, r := range s {
		at = append(at, i)
		rs = append(rs, r)
	}
	for i := 0; i < len(rs); i++ {
		if !unicode.IsLetter(rs[i]) {
			continue
		}
		for n := 8; n >= 2; n-- {
			if i+2*n > len(rs) || !slices.Equal(rs[i:i+n], rs[i+n:i+2*n]) {
				continue
			}
			if doubleIsFine(rs[i:i+n], c.p.Locale) {
				continue
			}
			c.warn(DoubledWord, at[i+n], "leave one of them", "“%s” stands here twice", string(rs[i:i+n]))
			i += 2*n - 1
			break
		}
	}
}

func doubleIsFine(run []rune, tag locale.Tag) bool {
	han, other := 0, 0
	for _, r := range run {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			return true
		case unicode.Is(unicode.Han, r):
			han++
		default:
			other++
		}
	}
	if slices.Min(run) == slices.Max(run) {
		return true
	}
	switch {
	case tag.Script() == "Hans" || tag.Script() == "Hant" || tag.Script() == "Jpan":
		if run[0] == '一' || run[0] == '每' {
			return true
		}
		return len(run) < 4 && other > 0 && han < 2
	}
	return len(run) < 5 // clusters of Khmer and Thai
}

// single are words that languages which double others do not: who writes one twice has slipped.
var single = map[string][]string{
	"bn": strings.Fields("এবং ও এই একটি থেকে জন্য"),
	"fa": strings.Fields("و در به از که این را با است برای"),
	"hi": strings.Fields("के में का की को से है हैं और पर ने कि"),
	"id": strings.Fields("yang dan di ke dari untuk dengan ini pada adalah atau dalam oleh"),
	"mn": strings.Fields("ба энэ нь"),
	"rw": strings.Fields("na mu ku ya wa kandi"),
	"si": strings.Fields("සහ හා මෙම"),
	"sw": strings.Fields("na ya wa kwa ni katika la za cha"),
	"ta": strings.Fields("மற்றும் இந்த"),
	"tr": strings.Fields("ve bu için ile olarak"),
	"ur": strings.Fields("کے میں کا کی کو سے ہے ہیں اور پر نے کہ"),
	"uz": strings.Fields("va bu uchun bilan"),
	"vi": strings.Fields("và của là các trong được cho này với một"),
}

// doubling are words that a language may say twice in a row, by ISO 639 code; no word stands for any but those of single, in
// languages that double words by their grammar.
var doubling = func() map[string]map[string]struct{} {
	out := map[string]map[string]struct{}{}
	for language, list := range map[string]string{
		"de": "die der das den dem sie", "en": "that had", "fr": "nous vous", "az": "tez", "ar": "مقطعًا جزءًا شيئًا يومًا",
		"bn": "", "fa": "", "hi": "", "id": "", "km": "", "mn": "", "rw": "", "si": "", "sw": "", "ta": "", "tr": "", "ur": "", "uz": "", "vi": "",
	} {
		words := map[string]struct{}{}
		for _, w := range strings.Fields(list) {
			words[w] = struct{}{}
		}
		out[language] = words
	}
	return out
}()
