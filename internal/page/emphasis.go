package page

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// emphasis are the marks of emphasis that people write in pairs, and what they make of the words between them.
var emphasis = []struct{ mark, element, what string }{
	{"**", "strong", "strong"}, {"*", "em", "emphasised"}, {"__", "strong", "strong"}, {"_", "em", "emphasised"}, {"~~", "del", "crossed out"},
}

// lostEmphasis warns of marks that stand in the text of a paragraph at least twice: somebody meant them to emphasise
// words, and CommonMark did not (§6.2: the marks must touch the words, and not have a letter on one side and
// punctuation on the other, which Chinese and Japanese often have). Of "**" any two are told of; the others have other
// uses, and are told of where it is the rule about punctuation, or of _ that about letters, that takes them from a
// script without spaces.
func (c *compiler) lostEmphasis() {
	for _, e := range emphasis {
		last := -1
		for _, at := range c.stars {
			if !c.isRun(at, e.mark) {
				continue
			}
			if last < 0 || e.mark != "**" && !c.isLost(last, at, len(e.mark)) {
				last = at
				continue
			}
			c.Warnf("lost-emphasis", c.n.Offset(last), "let the marks touch the words inside them and nothing but spaces outside, or write <"+
				e.element+">…</"+e.element+`>; for plain ones write \`+e.mark[:1]+` for each`,
				"the marks %s stand in the text as they are and make nothing %s", e.mark, e.what)
			break
		}
	}
	c.stars = c.stars[:0]
}

// isRun reports whether the run at an offset of the body is a mark; any run of two asterisks and more is "**".
func (c *compiler) isRun(at int, mark string) bool {
	text := c.n.Text[at:]
	if text[0] != mark[0] {
		return false
	}
	n := runLength(text)
	return n == len(mark) || mark == "**" && n > 2
}

// isLost reports whether two marks look like the beginning and the end of emphasis in a script without spaces, and one of
// them cannot be that where it stands.
func (c *compiler) isLost(from, to, size int) bool {
	text := c.n.Text
	before, _ := utf8.DecodeLastRune(text[:from])
	first, _ := utf8.DecodeRune(text[from+size:])
	last, _ := utf8.DecodeLastRune(text[:to])
	after, _ := utf8.DecodeRune(text[to+size:])
	if unicode.IsSpace(first) || unicode.IsSpace(last) || from+size >= to {
		return false
	}
	if text[from] == '_' { // which is none inside a word
		return isUnspaced(before) && isLetter(first) || isUnspaced(after) && isLetter(last)
	}
	opens := isLetter(before) && unicode.IsPunct(first) && !isClosing(first)
	closes := unicode.IsPunct(last) && !isOpening(last) && isLetter(after)
	return opens && (isUnspaced(before) || isUnspaced(first)) || closes && (isUnspaced(last) || isUnspaced(after))
}

func isLetter(r rune) bool  { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
func isOpening(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }
func isClosing(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf, unicode.Terminal_Punctuation)
}

// isUnspaced reports whether a character is of a script whose words are not all kept apart by spaces, or of its width.
func isUnspaced(r rune) bool {
	switch util.EastAsianWidth(r) {
	case "F", "W", "H":
		return true
	}
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}
