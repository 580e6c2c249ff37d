package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// functionWords are words of a language that no other has, by which its sentences are known.
var functionWords = map[string]map[string]bool{
	"en": set("the of and this that these those with from have has had your you which how what when where who whose will would should could " +
		"been being does about their they them there than then because while into through every only"),
}

// weakWords are words of a language that others have, too: two of them tell it in a run of words.
var weakWords = map[string]map[string]bool{
	"en": set("to is for in on a an it be are or if not we our us can you use as at by do no all more must may but was were see"),
}

// alikeEnglish are languages that have most of their words from English.
var alikeEnglish = set("pcm jam sco tpi bi")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// language finds text that was left in the source language: all of it, or a run of words that stand in the
// source in the same order. It tells whether it found some, and whether it was all.
func (c *checker) language() (some, all bool) {
	var src, txt []word
	for w := range words(c.src.prose) {
		if !codeLike(c.src.prose, w) {
			src = append(src, w)
		}
	}
	for w := range words(c.txt.own) {
		if !codeLike(c.txt.own, w) {
			txt = append(txt, w)
		}
	}
	if len(src) == 0 || len(txt) == 0 || c.p.Source.Language() == "en" && alikeEnglish[c.p.Locale.Language()] {
		return false, false
	}
	bestAt, bestLen := c.longestLeft(src, txt)
	if bestLen == 0 && !c.p.Reverted {
		return false, false
	}
	if 10*bestLen >= 8*len(txt) || c.p.Reverted {
		c.warn(NotTranslated, txt[0].off, "translate it, or record the exception if it must stay as it is", "this text is not translated: “%s”", short(c.p.Text))
		return true, true
	}
	last := txt[bestAt+bestLen-1]
	c.warn(NotTranslated, txt[bestAt].off, "translate it, or put it in <span lang=\""+string(c.p.Source)+"\"> if it must stay as it is",
		"these words are not translated: “%s”", short(c.txt.own[txt[bestAt].off:last.off+len(last.text)]))
	return true, false
}

// longestLeft returns where the longest run of words begins that stand in the source in the same order and were forgotten, and
// how many they are.
func (c *checker) longestLeft(src, txt []word) (at, length int) {
	otherScript := false
	if a, b := homeScripts(c.p.Source), homeScripts(c.p.Locale); a != nil && b != nil {
		otherScript = a[0] != b[0]
	}
	function := functionWords[c.p.Source.Language()]
	places := map[string][]int{}
	for i, w := range src {
		l := strings.ToLower(w.text)
		places[l] = append(places[l], i)
	}
	for i := 0; i < len(txt); {
		most := 0
		for _, j := range places[strings.ToLower(txt[i].text)] {
			n := 0
			for i+n < len(txt) && j+n < len(src) && strings.EqualFold(txt[i+n].text, src[j+n].text) && (n == 0 || !c.divided(txt[i+n-1], txt[i+n])) {
				n++
			}
			most = max(most, n)
		}
		if most > length && c.isLeft(txt[i:i+most], len(src), otherScript, function) && !c.isCited(txt[i:i+most], len(txt)) {
			at, length = i, most
		}
		i += max(most, 1)
	}
	return at, length
}

// isLeft reports whether words that are the same as in the source were forgotten, and are no name.
func (c *checker) isLeft(run []word, of int, otherScript bool, function map[string]bool) bool {
	small, known, weak, length := 0, 0, 0, 0
	for _, w := range run {
		l := strings.ToLower(w.text)
		if before(c.txt.own, w.off) != '-' { // mark-and-sweep is one word
			length++
		}
		if r := after(w.text, 0); unicode.IsLower(r) || !unicode.IsUpper(r) {
			small++
		}
		switch {
		case function[l] && len(w.text) > 2:
			known++
		case weakWords[c.p.Source.Language()][l]:
			weak++
		}
	}
	all := len(run) == of
	if known+weak == 0 && !all && c.isList(run) {
		return false
	}
	switch {
	case otherScript:
		return length >= 4 && small > 2 || length >= 3 && small > 1 && known > 0 || all && len(run) >= 2 && small > 0 && known > 0 || known > 1 && length > 1
	case function == nil:
		return len(run) >= 5 && small > 2
	}
	return length >= 4 && small > 1 && known > 0 || all && known > 0 && len(run) >= 2 || len(run) >= 6 && small > 2 && known+weak > 1
}

// divided reports whether the name of a person on a network stands between two words, as below a quotation.
func (c *checker) divided(a, b word) bool {
	return strings.Contains(c.txt.text[a.off+len(a.text):b.off], "@")
}

// isList reports whether commas stand between the words of a run: they are names, of libraries for example.
func (c *checker) isList(run []word) bool {
	commas := strings.Count(c.txt.own[run[0].off:run[len(run)-1].off], ",")
	return len(run) > 2 && commas >= len(run)-2
}

// isCited reports whether a run of words that is not all of the text stands in brackets or quotation marks or is a name, or
// is the text of a link to another site: the title of something in the source language.
func (c *checker) isCited(run []word, of int) bool {
	from, to := run[0].off, run[len(run)-1].off+len(run[len(run)-1].text)
	for _, l := range c.txt.named {
		if l.off <= from && to <= l.end && (len(run) >= 4 || c.isName(run)) && c.destinationOf(l.dest).host != "" {
			return true
		}
	}
	if 10*len(run) >= 8*of {
		return false
	}
	return quoted(c.p.Text, from, to) || c.isName(run) || c.isExplained(run)
}

// isName reports whether all words of a run that are not among the small words of their language begin with a capital, as in
// "National Institute of Standards and Technology".
func (c *checker) isName(run []word) bool {
	capitals := 0
	for _, w := range run {
		l := strings.ToLower(w.text)
		switch {
		case unicode.IsUpper(after(w.text, 0)):
			capitals++
		case before(c.txt.own, w.off) == '-', functionWords[c.p.Source.Language()][l], weakWords[c.p.Source.Language()][l]:
		default:
			return false
		}
	}
	return capitals > 1
}

// isExplained reports whether a run is a term of a few words with its abbreviation: "private vulnerability reporting (PVR".
func (c *checker) isExplained(run []word) bool {
	const few = 6
	first, last := run[0], run[len(run)-1]
	return len(run) <= few && strings.Contains(c.txt.own[first.off:last.off], "(") && (isAbbreviation(first.text) || isAbbreviation(last.text))
}

// isAbbreviation reports whether a word has two capitals: PVR, CoW.
func isAbbreviation(w string) bool {
	capitals := 0
	for _, r := range w {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return capitals > 1
}

// quoted reports whether a stretch of a text stands in one pair of brackets or quotation marks.
func quoted(text string, from, to int) bool {
	const marks = "()（）[]\"“”„«»‹›「」『』《》‘’"
	i := strings.LastIndexAny(text[:from], marks)
	j := strings.IndexAny(text[to:], marks)
	if i < 0 || j < 0 || strings.Contains(text[i:to+j], "\n\n") {
		return false
	}
	switch open := after(text, i); open {
	case '(', '（', '[', '“', '„', '«', '‹', '「', '『', '《', '‘', '»':
		return true
	case '"':
		return strings.Count(text[:i], `"`)%2 == 0
	}
	return false
}

// length compares how long the texts are with how long translations from one script into the other are. Names and other words
// that both texts have tell nothing.
func (c *checker) length() {
	if c.short > 0 || slices.ContainsFunc(c.out, func(d diag.Diagnostic) bool { return d.Code == SentenceChanged }) {
		return // it is told already
	}
	known := map[string]bool{}
	for w := range words(c.src.prose) {
		known[w.text] = true
	}
	shared := 0
	for w := range words(c.txt.prose) {
		if known[w.text] {
			shared += weight(w.text)
		}
	}
	a, b := weight(c.src.prose)-shared, weight(c.txt.prose)-shared
	if a < 60 {
		return
	}
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	got := float64(b) / float64(a) / usual
	low, high := 0.5, 2.0
	if a < 150 {
		low, high = 0.4, 2.6
	}
	if usual < 0.6 { // where a few foreign words are as long as all others
		high *= 1.3
	}
	switch {
	case got < low:
		c.warn(LengthSuspicious, 0, "see whether a part of the text is missing", "the text is much shorter than a translation of the source usually is (%s)",
			percentOf(got))
		c.isShort()
	case got > high:
		c.warn(LengthSuspicious, 0, "see whether something was added that the source does not say", "the text is much longer than a translation of the source usually is (%s)",
			percentOf(got))
	}
}

func percentOf(f float64) string { return fmt.Sprintf("%.0f %% of the usual length", 100*f) }

// weight counts letters and digits.
func weight(s string) int {
	n := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if r < 0x80 {
			if isAlnum(byte(r)) {
				n++
			}
		} else if unicode.IsLetter(r) || digit(r) >= 0 {
			n++
		}
	}
	return n
}
