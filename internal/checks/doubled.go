package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
)

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
		if count > 1 && from > 0 && i < len(s) && s[from-1] != '\n' && s[i] != '\n' && s[i] != '\r' && !endsSentence(before(s, from)) && !c.spacesInSource() {
			c.habit(DoubledSpace, from, "spaces", "leave one of them", "two spaces stand side by side")
		}
		i--
	}
}

// endsSentence reports whether a character ends a sentence or a part of one. Typists put two spaces there, which readers see as one.
func endsSentence(r rune) bool { return strings.ContainsRune(".!?:;。！？：；।؟۔…)", r) }

// spacesInSource reports whether the source has two spaces side by side as well.
func (c *checker) spacesInSource() bool {
	for i := 0; i+1 < len(c.src.prose); i++ {
		if c.src.prose[i] == ' ' && c.src.prose[i+1] == ' ' && i > 0 && c.src.prose[i-1] != '\n' {
			return true
		}
	}
	return false
}

// spaceAt returns the length of the space at i, 0 if there is none.
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
		if last.text != "" && isGap(gap) && strings.EqualFold(sansElision(last.text), w.text) && utf8.RuneCountInString(w.text) > 1 && !hyphened(s, last, w) && !c.mayDouble(w.text) {
			c.byRule(DoubledWord, w.off, "leave one of them", "the word “%s” stands here twice", w.text)
			last = word{}
			continue
		}
		last = w
	}
}

// hyphened reports whether a hyphen makes one of two equal words a part of another: peut-être être, что что-то.
func hyphened(s string, a, b word) bool {
	return a.off > 0 && s[a.off-1] == '-' || strings.HasPrefix(s[b.off+len(b.text):], "-")
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
			c.byRule(DoubledWord, at[i+n], "leave one of them", "“%s” stands here twice", string(rs[i:i+n]))
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

// single are words that languages which double others do not: one of them twice is a slip.
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
		"bn": "", "fa": "", "hi": "", "id": "", "km": "", "mn": "", "pcm": "", "pl": "to", "rw": "", "si": "", "sw": "", "ta": "", "tr": "", "ur": "", "uz": "", "vi": "",
	} {
		words := map[string]struct{}{}
		for _, w := range strings.Fields(list) {
			words[w] = struct{}{}
		}
		out[language] = words
	}
	return out
}()
