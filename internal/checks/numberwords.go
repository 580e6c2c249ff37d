package checks

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// spelled is a number of a text that is written in words.
type spelled struct {
	value    int
	off, end int
	sure     bool // it can hardly be another word
	likely   bool // it is another word as well, but seldom
	ordinal  bool
	whole    bool // it is a word of the tables, with nothing but regular endings
}

// lexicon holds the number words of a language.
type lexicon struct {
	forms map[string]locale.NumberWord   // by words with single spaces
	most  int                            // words that a form has
	stems map[string][]locale.NumberWord // forms of one word that may take an ending, by their first letters, the longest first
}

// lexicons remember by tag what CLDR's tables hold.
var lexicons = kept[locale.Tag, *lexicon]{make: makeLexiconOf}

func lexiconOf(tag locale.Tag) *lexicon { return lexicons.of(tag) }

func makeLexiconOf(tag locale.Tag) *lexicon {
	l := &lexicon{forms: map[string]locale.NumberWord{}, stems: map[string][]locale.NumberWord{}}
	for _, w := range tag.NumberWords() {
		var parts []string
		for part := range words(w.Words) {
			parts = append(parts, part.text)
		}
		w.Words = plainLetters.Replace(strings.Join(parts, " "))
		if was, known := l.forms[w.Words]; w.Words == "" || known && (was.Value <= w.Value || !was.Ordinal) {
			continue
		}
		l.forms[w.Words] = w
		l.most = max(l.most, len(parts))
		if k, long := stemKey(w.Words); long && len(parts) == 1 {
			l.stems[k] = append(l.stems[k], w)
		}
	}
	for _, list := range l.stems {
		slices.SortFunc(list, func(a, b locale.NumberWord) int {
			return cmp.Or(cmp.Compare(len(b.Words), len(a.Words)), strings.Compare(a.Words, b.Words))
		})
	}
	return l
}

// plainLetters writes alike what texts write in several ways: the apostrophe of п'ять and oʻn, ё and е, ş and ș, letters of
// India with and without their dot as one character, and Arabic with and without its vowel signs.
var plainLetters = strings.NewReplacer("’", "'", "ʼ", "'", "‘", "'", "ʻ", "'", "`", "'", "ё", "е", "ş", "ș", "ţ", "ț", "İ", "i",
	"\u09dc", "\u09a1\u09bc", "\u09dd", "\u09a2\u09bc", "\u09df", "\u09af\u09bc", "\u095b", "\u091c\u093c", "\u095c", "\u0921\u093c", "\u095d", "\u0922\u093c",
	"إ", "ا", "أ", "ا", "آ", "ا", "\u064b", "", "\u064c", "", "\u064d", "", "\u064e", "", "\u064f", "", "\u0650", "", "\u0651", "", "\u0652", "", "\u0640", "")

// allForms are languages of which the tables have all forms of a word, or whose number words take no endings.
const allForms = " de en fi fr lt pl ru "

// stemKey returns the first four letters of a word that has as many.
func stemKey(w string) (string, bool) {
	n := 0
	for i := range w {
		if n == 4 {
			return w[:i], true
		}
		n++
	}
	return w, n == 4
}

// homographs are number words that are other words as well, by ISO 639 code: they may explain a number, and show that another
// one was written only where nothing else stands for a number of the source, or where what they count stands beside them.
var homographs = map[string]string{
	"az": " on yeddi altı yüz min ", "bn": " বার তের ", "de": " acht achten achter achte sieben elf hundert tausend ", "en": " second seconds hundred thousand million billion ", "es": " cien once mil ", "fa": " نه سی ده دو صد ",
	"fi": " kuusi sata kuudes ", "fr": " neuf sept cent mille ", "he": " שני שתי שניים שנייה שנים שש עשר עשרה רבע ", "hi": " दो सौ नौ ", "hr": " sto ", "id": " satu ", "it": " sei sette mille ", "ko": " 이 일 만 삼 사 오 육 칠 팔 구 백 천 네 ",
	"mn": " ер ес дал жар ная ", "pt": " cem mil segunda terça quarta quinta sexta ", "ro": " nouă opt mie ", "ru": " семью три сто тысячу тысячи тысяч ", "si": " පහ හත ", "sr": " sto сто ", "ta": " இரு ", "tr": " on bin yüz yedi altı kırk ",
	"uk": " сто три ", "ur": " نو دو سو اسی ستر بہتر ", "uz": " yuz ming olti yetti uch ", "vi": " năm ba tư chín hai ",
}

// oftenOther are those of homographs that are the other word more often: no number unless what they count stands beside them.
var oftenOther = map[string]string{
	"en": " second seconds hundred thousand million billion ", "fa": " نه سی ده دو ", "fi": " kuusi ", "he": " שני שתי שנייה שנים רבע ", "hi": " दो ", "ko": " 이 일 만 ", "pt": " segunda terça quarta quinta sexta ", "ro": " nouă ",
	"ru": " тысячи тысяч ", "ta": " இரு ", "ur": " دو سو اسی بہتر ", "vi": " năm ba tư chín hai ",
}

// spelledNumbers finds the numbers that a text writes in words.
func spelledNumbers(tag locale.Tag, prose string) []spelled {
	if han := tag.Script(); han == "Hans" || han == "Hant" || han == "Jpan" {
		return hanNumbers(prose)
	}
	l := lexiconOf(tag)
	if len(l.forms) == 0 {
		return nil
	}
	lower := inPlace(prose)
	if spacelessLanguage(tag) {
		return l.inRun(lower)
	}
	var tokens []word
	for w := range words(lower) {
		tokens = append(tokens, w)
	}
	var found []spelled
	parts := 0 // of the number at the end of found
	for i := 0; i < len(tokens); i++ {
		s, n := l.at(tag.Language(), lower, tokens[i:])
		if n == 0 {
			continue
		}
		i += n - 1
		if d := strings.TrimRight(lower[:s.off], " \u00a0\u202f-"); len(d) > 0 && digit(before(d, len(d))) >= 0 && s.value >= 100 {
			continue // the hundred of "3 hundred"
		}
		if last := len(found) - 1; last >= 0 && isBetween(lower[found[last].end:s.off]) {
			if isUnit(tag.Language(), lower[s.off:s.end]) {
				continue
			}
			found = join(found, s, parts, strings.HasPrefix(lower[s.off:], "و"))
			parts++
			continue
		}
		if tag.Language() == "ko" && strings.HasSuffix(lower[s.off:s.end], "십일") { // thirty-one, or thirty days
			s.sure, s.likely = false, true
			found = append(found, spelled{value: s.value - 1, off: s.off, end: s.end})
		}
		found, parts = append(found, s), 1
	}
	return found
}

// isUnit reports whether a word behind a number is no number: the years of "tám năm" and the days of "구십 일".
func isUnit(language, word string) bool {
	return language == "vi" && word == "năm" || language == "ko" && utf8.RuneCountInString(word) == 1
}

// join adds a part to the number at the end of a list: one hundred and twenty, two thousand. What the parts say alone they
// hardly say, so they come to stand before it, and explain what the other text may have. Arabic says the ones before the tens.
func join(found []spelled, s spelled, parts int, andTens bool) []spelled {
	last := len(found) - 1
	whole := found[last]
	value := 0
	tens := func(v int) bool { return v >= 20 && v < 100 && v%10 == 0 }
	switch {
	case s.value == 100 && whole.value < 100, s.value >= 1000 && whole.value < s.value:
		value = whole.value * s.value
	case whole.value >= 100 && s.value < 100, whole.value >= 1000 && s.value < 1000, tens(whole.value) && s.value < 10, whole.value == 10 && s.value < 10 && !s.ordinal,
		andTens && whole.value < 10 && tens(s.value):
		value = whole.value + s.value
	default:
		return append(found, s) // two numbers side by side
	}
	sure := (whole.sure || whole.value >= 100) && (s.sure || s.value >= 100 || s.value == 1) || whole.sure && tens(whole.value) || s.sure && tens(s.value)
	if parts == 1 {
		whole.sure, whole.likely = false, false
		found[last] = whole
		last++
		found = append(found, spelled{})
	}
	s.sure, s.likely = false, false
	return append(found[:last], s, spelled{value: value, off: whole.off, end: s.end, sure: sure})
}

// isBetween reports whether what stands between two numbers joins them to one: a space, a hyphen, a short "and".
func isBetween(gap string) bool {
	t := strings.Trim(gap, " \u00a0-‑")
	return gap != "" && !strings.ContainsAny(gap, "\n\x1f–—") && (t == "" || strings.Contains(ands, " "+t+" "))
}

// ands are words for "and" and "of" between the parts of a number, in all languages.
const ands = " and y e et și i и і й та und en og och ja na و và ve və va lẻ linh và और اور এবং ও a ir in și de "

// at returns the number that begins with the first of some words, and of how many words it is: 0 if there is none.
func (l *lexicon) at(language, prose string, tokens []word) (spelled, int) {
	first := plainLetters.Replace(tokens[0].text)
	best, n := l.longest(language, prose, first, tokens)
	short := false               // what is left without a preposition may be another word
	for stem := first; n == 0; { // a preposition or an article may be written close to it
		r, size := utf8.DecodeRuneInString(stem)
		if stem = stem[size:]; !isProclitic(language, r) || utf8.RuneCountInString(stem) < 3 || utf8.RuneCountInString(first)-utf8.RuneCountInString(stem) > 3 {
			break
		}
		best, n = l.longest(language, prose, stem, tokens)
		short = utf8.RuneCountInString(stem) < 4 && !strings.HasSuffix(stem, "ة") || stem == "שבעה"
	}
	if n > 0 {
		last := tokens[n-1]
		s := spelled{value: best.Value, off: tokens[0].off, end: last.off + len(last.text), ordinal: best.Ordinal, whole: true}
		other := n == 1 && (short || strings.Contains(homographs[language], " "+first+" "))
		number := best.Value > 1 && !(best.Ordinal && best.Value == 2)
		s.sure = n > 1 || number && (!other || !best.Ordinal && language != "en" && isCounted(language, prose[s.end:]))
		s.likely = number && other && !short && !strings.Contains(oftenOther[language], " "+first+" ")
		return s, n
	}
	value, sure, ok := l.fused(language, first)
	w, whole := locale.NumberWord{Value: value}, ok
	if !ok {
		w, sure, ok = l.withEnding(language, first)
	}
	if !sure {
		if other, certain, found := l.agglutinated(language, first); found && (certain || !ok || other.Value == w.Value) {
			w, sure, ok, whole = other, certain, true, true
		}
	}
	if !ok {
		return spelled{}, 0
	}
	return spelled{value: w.Value, off: tokens[0].off, end: tokens[0].off + len(tokens[0].text), sure: sure && w.Value > 1, ordinal: w.Ordinal, whole: whole}, 1
}

// isCounted reports whether a text begins with a unit or currency: it is a number that stands before.
func isCounted(language, rest string) bool {
	trimmed := strings.TrimLeft(rest, gaps)
	_, ok := measureAt(language, trimmed, strings.HasPrefix)
	return ok && len(trimmed) < len(rest) && len(rest)-len(trimmed) <= 3
}

// isProclitic reports whether a letter at the beginning of a word may be a preposition or an article.
func isProclitic(language string, r rune) bool {
	switch language {
	case "ar", "fa", "ur":
		return strings.ContainsRune("والبكف", r)
	case "he":
		return strings.ContainsRune("והבכלמש", r)
	case "am":
		return strings.ContainsRune("በለከየ", r)
	}
	return false
}

// longest returns the number word of the most words that begins with a word, which stands for the first of some tokens.
func (l *lexicon) longest(language, prose, first string, tokens []word) (best locale.NumberWord, bestN int) {
	joined := first
	for n := 1; n <= min(l.most, len(tokens)); n++ {
		if n > 1 {
			gap := prose[tokens[n-2].off+len(tokens[n-2].text) : tokens[n-1].off]
			if gap != "-" && gap != "‑" && gap != "־" && !isGap(gap) {
				break
			}
			joined += " " + plainLetters.Replace(tokens[n-1].text)
		}
		if w, ok := l.forms[joined]; ok {
			best, bestN = w, n
		} else if w, _, ok := l.agglutinated(language, joined); ok && n > 1 {
			best, bestN = w, n
		}
	}
	return best, bestN
}

// agglutinated returns the number of which some words are a form with endings, in languages that put them one behind the other:
// "on ikisine". What is left of a short one may be another word.
func (l *lexicon) agglutinated(language, joined string) (w locale.NumberWord, sure, ok bool) {
	switch language {
	case "tr", "az", "uz", "mn", "ka", "ta", "si", "fi":
	default:
		return locale.NumberWord{}, false, false
	}
	for range 6 {
		_, size := utf8.DecodeLastRuneInString(joined)
		joined = joined[:len(joined)-size]
		n := utf8.RuneCountInString(joined)
		if n < 3 && (n < 2 || language != "si") || strings.HasSuffix(joined, " ") {
			break
		}
		if w, ok := l.forms[joined]; ok && joined != "இரு" { // of இருக்க
			return w, n >= 4 && !w.Ordinal && !strings.Contains(homographs[language], " "+joined+" "), true
		}
	}
	return locale.NumberWord{}, false, false
}

// withEnding returns the number word that a word is with an ending, or with a preposition written close to it.
func (l *lexicon) withEnding(language, text string) (w locale.NumberWord, sure, ok bool) {
	if language == "bn" { // counters are written close to the number
		for _, counter := range []string{"জনের", "জনকে", "জন", "টির", "টিতে", "টি", "টায়", "টায়", "টার", "টা", "খানা", "বার"} {
			if stem, ok := strings.CutSuffix(text, counter); ok {
				w, ok := l.forms[stem]
				return w, true, ok
			}
		}
	}
	key, long := stemKey(text)
	if !long {
		return locale.NumberWord{}, false, false
	}
	letters := utf8.RuneCountInString(text)
	for _, w := range l.stems[key] {
		n := utf8.RuneCountInString(w.Words)
		stem := w.Words
		if n >= 6 {
			_, size := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-size]
		}
		if strings.HasPrefix(text, stem) && letters <= n+4 {
			return w, n >= 5 && letters <= n+2 && !w.Ordinal && !strings.Contains(allForms, " "+language+" "), true
		}
	}
	return locale.NumberWord{}, false, false
}

// inRun finds numbers in a text without spaces: the longest at each place.
func (l *lexicon) inRun(lower string) []spelled {
	var found []spelled
	for i := 0; i < len(lower); {
		hit := false
		for n := min(len(lower)-i, 60); n >= 6 && !hit; n-- {
			if w, ok := l.forms[lower[i:i+n]]; ok {
				found = append(found, spelled{value: w.Value, off: i, end: i + n, sure: w.Value >= 5})
				i += n
				hit = true
			}
		}
		if !hit {
			_, size := utf8.DecodeRuneInString(lower[i:])
			i += size
		}
	}
	return found
}

// span is a part of a text.
type span struct{ off, end int }

// outsideSpans returns the numbers in words that stand in none of some parts of a text.
func outsideSpans(list []spelled, parts []span) []spelled {
	if len(parts) == 0 {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(s spelled) bool {
		return slices.ContainsFunc(parts, func(p span) bool { return s.off < p.end && p.off < s.end })
	})
}

// sourceWords returns the numbers in words of the source, ownWords those of the translation.
func (c *checker) sourceWords() []spelled {
	if !c.inWords.sourceRead {
		c.inWords.sourceRead = true
		c.inWords.source = append(romanNumbers(c.src.prose), spelledNumbers(c.p.Source, c.src.prose)...)
	}
	return c.inWords.source
}

func (c *checker) ownWords() []spelled {
	if !c.inWords.ownRead {
		c.inWords.ownRead = true
		c.inWords.own = append(romanNumbers(c.txt.prose), spelledNumbers(c.p.Locale, c.txt.prose)...)
	}
	return c.inWords.own
}
