package checks

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// functionWords are words of a language that no other has, by which its sentences are known.
var functionWords = map[string]map[string]bool{
	"en": set("the of and this that these those with from have has had your you which how what when where who whose will would should could " +
		"been being does about their they them there than then because while into through every only"),
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// language finds text that was left in the source language: all of it, or a run of words that stand in the
// source in the same order. It tells whether it was all.
func (c *checker) language() bool {
	var src, txt []word
	for w := range words(c.src.prose) {
		src = append(src, w)
	}
	for w := range words(c.txt.own) {
		txt = append(txt, w)
	}
	if len(src) == 0 || len(txt) == 0 {
		return false
	}
	otherScript := false
	if a, b := homeScripts(c.p.Source), homeScripts(c.p.Locale); a != nil && b != nil {
		otherScript = a[0] != b[0]
	}
	function := functionWords[c.p.Source.Language()]
	at := map[string][]int{}
	for i, w := range src {
		l := strings.ToLower(w.text)
		at[l] = append(at[l], i)
	}
	bestLen, bestAt := 0, 0
	for i := 0; i < len(txt); {
		most := 0
		for _, j := range at[strings.ToLower(txt[i].text)] {
			n := 0
			for i+n < len(txt) && j+n < len(src) && strings.EqualFold(txt[i+n].text, src[j+n].text) {
				n++
			}
			most = max(most, n)
		}
		if most > bestLen && c.isLeft(txt[i:i+most], len(src), otherScript, function) {
			bestLen, bestAt = most, i
		}
		i += max(most, 1)
	}
	if bestLen == 0 {
		return false
	}
	if 10*bestLen >= 8*len(txt) {
		c.warn(NotTranslated, txt[0].off, "translate it, or record the exception if it must stay as it is", "this text is not translated: “%s”", short(c.p.Text))
		return true
	}
	last := txt[bestAt+bestLen-1]
	c.warn(NotTranslated, txt[bestAt].off, "translate it, or put it in <span lang=\""+string(c.p.Source)+"\"> if it must stay as it is",
		"these words are not translated: “%s”", short(c.txt.own[txt[bestAt].off:last.off+len(last.text)]))
	return false
}

// isLeft reports whether words that are the same as in the source were forgotten, and are no name.
func (c *checker) isLeft(run []word, of int, otherScript bool, function map[string]bool) bool {
	small, known := 0, 0
	for _, w := range run {
		if r := after(w.text, 0); unicode.IsLower(r) || !unicode.IsUpper(r) {
			small++
		}
		if function[strings.ToLower(w.text)] && len(w.text) > 2 {
			known++
		}
	}
	all := len(run) == of
	switch {
	case otherScript:
		return len(run) >= 3 && small > 1 || all && len(run) >= 2 && small > 0 || known > 1
	case function == nil:
		return len(run) >= 5 && small > 2
	}
	return len(run) >= 4 && small > 1 && known > 0 || all && known > 0 && len(run) >= 2 || len(run) >= 6 && small > 2
}

// length compares how long the texts are with how long translations from one script into the other are.
func (c *checker) length() {
	a, b := weight(c.src.prose), weight(c.txt.prose)
	if a < 60 {
		return
	}
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	got := float64(b) / float64(a) / usual
	low, high := 0.6, 1.7
	if a < 150 {
		low, high = 0.45, 2.2
	}
	switch {
	case got < low:
		c.warn(LengthSuspicious, 0, "see whether a part of the text is missing", "the text is much shorter than a translation of the source usually is (%s)",
			percentOf(got))
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
