package checks

import (
	"cmp"
	"fmt"
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
		w.Words = plainApostrophes.Replace(strings.Join(parts, " "))
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

// plainApostrophes writes the apostrophe of п'ять and oʻn alike, however a text writes it.
var plainApostrophes = strings.NewReplacer("’", "'", "ʼ", "'", "‘", "'", "ʻ", "'", "`", "'")

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

// homographs are number words that are other words as well, by ISO 639 code: they may explain a number, but never show
// that another one was written.
var homographs = map[string]string{
	"az": " on yeddi altı yüz min ", "bn": " বার তের ", "de": " acht achten achter achte sieben elf hundert tausend ", "en": " second seconds hundred thousand million billion ", "es": " cien once ", "fa": " نه سی ده دو صد ",
	"fi": " kuusi sata kuudes ", "fr": " neuf sept cent mille ", "he": " שני שתי שניים שנייה שש עשר עשרה רבע ", "hi": " दो सौ नौ ", "hr": " sto ", "id": " satu ", "it": " sei sette mille ",
	"mn": " ер ес дал жар ная ", "pt": " cem mil segunda terça quarta quinta sexta ", "ro": " nouă opt mie ", "ru": " семью три сто ", "si": " පහ හත ", "sr": " sto сто ", "tr": " on bin yüz yedi altı kırk ",
	"uk": " сто три ", "ur": " نو دو سو اسی ستر ", "uz": " yuz ming olti yetti uch ", "vi": " năm ba tư chín hai ",
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
	lower := strings.ToLower(prose)
	if len(lower) != len(prose) {
		lower = prose
	}
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
			found = join(found, s, parts)
			parts++
			continue
		}
		found, parts = append(found, s), 1
	}
	return found
}

// join adds a part to the number at the end of a list: one hundred and twenty, two thousand. What the parts say alone they
// hardly say, so they come to stand before it, and explain what the other text may have.
func join(found []spelled, s spelled, parts int) []spelled {
	last := len(found) - 1
	whole := found[last]
	value := 0
	switch {
	case s.value == 100 && whole.value < 100, s.value >= 1000 && whole.value < s.value:
		value = whole.value * s.value
	case whole.value >= 100 && s.value < 100, whole.value >= 1000 && s.value < 1000, whole.value%10 == 0 && whole.value < 100 && s.value < 10:
		value = whole.value + s.value
	default:
		return append(found, s) // two numbers side by side
	}
	sure := (whole.sure || whole.value >= 100) && (s.sure || s.value >= 100 || s.value == 1)
	if parts == 1 {
		whole.sure = false
		found[last] = whole
		last++
		found = append(found, spelled{})
	}
	s.sure = false
	found = append(found[:last], s, spelled{value, whole.off, s.end, sure})
	return found
}

// isBetween reports whether what stands between two numbers joins them to one: a space, a hyphen, a short "and".
func isBetween(gap string) bool {
	t := strings.Trim(gap, " \u00a0-‑")
	return gap != "" && utf8.RuneCountInString(t) <= 3 && !strings.ContainsAny(t, ",.;:()\x1f\n/–—") && !slices.Contains([]string{"or", "ou", "o", "to", "à", "a"}, t)
}

// at returns the number that begins with the first of some words, and of how many words it is: 0 if there is none.
func (l *lexicon) at(language, prose string, tokens []word) (spelled, int) {
	first := plainApostrophes.Replace(tokens[0].text)
	best, n := l.longest(language, prose, first, tokens)
	short := false               // what is left without a preposition may be another word
	for stem := first; n == 0; { // a preposition or an article may be written close to it
		r, size := utf8.DecodeRuneInString(stem)
		if stem = stem[size:]; !isProclitic(language, r) || utf8.RuneCountInString(stem) < 3 || utf8.RuneCountInString(first)-utf8.RuneCountInString(stem) > 3 {
			break
		}
		best, n = l.longest(language, prose, stem, tokens)
		short = utf8.RuneCountInString(stem) < 5
	}
	if n > 0 {
		last := tokens[n-1]
		off := tokens[0].off
		sure := best.Value > 1 && !(best.Ordinal && best.Value == 2) && !strings.Contains(homographs[language], " "+first+" ")
		return spelled{best.Value, off, last.off + len(last.text), sure && !short || n > 1}, n
	}
	w, sure, ok := l.withEnding(language, first)
	if !ok {
		w, ok = l.agglutinated(language, first)
	}
	if !ok {
		w.Value, ok = l.fused(language, first)
	}
	if !ok {
		return spelled{}, 0
	}
	return spelled{w.Value, tokens[0].off, tokens[0].off + len(tokens[0].text), sure && w.Value > 1}, 1
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
			joined += " " + plainApostrophes.Replace(tokens[n-1].text)
		}
		if w, ok := l.forms[joined]; ok {
			best, bestN = w, n
		} else if w, ok := l.agglutinated(language, joined); ok && n > 1 {
			best, bestN = w, n
		}
	}
	return best, bestN
}

// agglutinated returns the number of which some words are a form with endings, in languages that put them one behind the other:
// "on ikisine".
func (l *lexicon) agglutinated(language, joined string) (locale.NumberWord, bool) {
	switch language {
	case "tr", "az", "uz", "mn", "ka", "ta", "si", "fi":
	default:
		return locale.NumberWord{}, false
	}
	for range 6 {
		_, size := utf8.DecodeLastRuneInString(joined)
		joined = joined[:len(joined)-size]
		if n := utf8.RuneCountInString(joined); n < 3 && (n < 2 || language != "si") || strings.HasSuffix(joined, " ") {
			break
		}
		if w, ok := l.forms[joined]; ok {
			return w, true
		}
	}
	return locale.NumberWord{}, false
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
				found = append(found, spelled{w.Value, i, i + n, w.Value >= 5})
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

// numberWords compares numbers that one text or both write in words. It takes those that have a counterpart out of lacks and
// extra, which are numbers in figures, and warns of numbers in words that have none where the other text has another.
func (c *checker) numberWords(want, got, lacks, extra []number) (l, e []number) {
	src := outsideSpans(c.sourceWords(), c.compared.source)
	extra = slices.DeleteFunc(slices.Clone(extra), func(n number) bool { return hasValue(src, &n) })
	missing := c.unmatched(src, got, nil)
	if len(lacks) == 0 && len(missing) == 0 {
		return lacks, extra
	}
	txt := outsideSpans(c.ownWords(), c.compared.own)
	lacks = slices.DeleteFunc(slices.Clone(lacks), func(n number) bool { return hasValue(txt, &n) })
	if missing = c.unmatched(missing, nil, txt); len(missing) != 1 {
		return lacks, extra
	}
	added := slices.DeleteFunc(c.unmatched(txt, want, src), func(s spelled) bool { return c.softly(s.value) })
	if len(added) == 1 && !convertible(missing[0].value, added[0].value) {
		m, a := missing[0], added[0]
		c.doubt(NumberChanged, a.off, fmt.Sprintf("write %s, in words or in digits", c.src.prose[m.off:m.end]), "the number “%s” is “%s” in the source",
			c.txt.prose[a.off:a.end], c.src.prose[m.off:m.end])
	}
	return lacks, extra
}

func hasValue(list []spelled, n *number) bool {
	return slices.ContainsFunc(list, func(s spelled) bool { return n.may(fmt.Sprint(s.value)) })
}

// convertible reports whether two numbers may count the same in other units: fourteen days and two weeks.
func convertible(a, b int) bool {
	a, b = min(a, b), max(a, b)
	return slices.ContainsFunc([]int{7, 12, 24, 30, 60, 100, 1000}, func(n int) bool { return a*n == b })
}

// unmatched returns the numbers of a list that are surely numbers and that the other text has neither in figures nor in words.
func (c *checker) unmatched(list []spelled, figures []number, others []spelled) []spelled {
	var out []spelled
	for _, s := range list {
		v := fmt.Sprint(s.value)
		if !s.sure || slices.ContainsFunc(figures, func(n number) bool { return n.may(v) || slices.Contains(n.groups, v) }) ||
			slices.ContainsFunc(others, func(o spelled) bool { return o.value == s.value }) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// softly reports whether the source has a word that other languages say with a number: both, twice, a dozen.
func (c *checker) softly(value int) bool {
	if c.p.Source.Language() != "en" {
		return false
	}
	v := fmt.Sprint(value)
	for w := range words(c.src.prose) {
		text := strings.ToLower(w.text)
		if numberWords[text] == v || softWords[text] == value {
			return true
		}
	}
	return false
}

// partWords are English words that other languages say with a number of a smaller unit.
var partWords = map[string][]int{"half": {30, 50}, "quarter": {15, 25}, "quarters": {45, 75}, "hour": {60}, "day": {24}}

// softWords are English words that hide a number.
var softWords = map[string]int{"pair": 2, "couple": 2, "two-way": 2, "bilateral": 2, "halves": 2, "triple": 3, "thirds": 3, "quarters": 4, "quarterly": 3, "decade": 10, "decades": 10,
	"century": 100, "fortnight": 14, "weekly": 7, "dozens": 12, "either": 2, "mutual": 2, "dual": 2, "neither": 2, "binary": 2, "pairs": 2, "seconds": 2}
