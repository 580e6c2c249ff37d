package checks

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/page"
)

// word is a run of letters and their marks.
type word struct {
	text string
	off  int
}

// words returns the words of a prose: letters, marks, joiners, and apostrophes between letters.
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
		c.habit(NotNFC, lastStart(c.p.Text, i), "form", "save the text in the Unicode form NFC; most editors have a command for it",
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
	c.sisters()
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
			c.habit(Invisible, i, string(r), "delete it", "the invisible character U+%04X stands here, which the script has no use for", r)
		}
	}
}

// joining reports whether a letter is of a script in which a joiner changes how letters are written.
func joining(r rune) bool {
	return r >= 0x600 && r <= 0x8ff || r >= 0x900 && r <= 0xdff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x18af ||
		r >= 0xfb50 && r <= 0xfefc || r >= 0x1b00 && r <= 0x1b7f || r >= 0xa980 && r <= 0xa9df || r >= 0x11000 && r <= 0x11fff || r >= 0x1e900 && r <= 0x1e95f
}
