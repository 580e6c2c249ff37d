package translation

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/page"
)

// traits are what can be compared of two blocks in different languages.
type traits struct {
	kind    page.Kind
	level   int
	place   string
	name    string
	text    uint64
	length  int    // of prose in letters of English, of code in lines
	marks   []mark // sorted, each once
	weighed        // see [aligner.weigh]
	usual   int    // of the source's: the score of two blocks of this kind and level
	spread  int    // of the source's: that of the lengths of its kind, in hundredths
	end     byte   // how the text ends: '.', ':', '?', '!', or 0
	strong  bool   // begins with a stressed text
	task    byte   // of a list's item with a box: '[' where that is empty, 'x' where it is not; else 0
}

// mark is a piece of a text that a translation keeps.
type mark struct {
	hash  uint64
	class markClass
}

type markClass uint8

const (
	markLink markClass = iota
	markImage
	markCode
	markNumber
	markTag
	markNote   // a reference to a footnote
	markWord   // of Latin letters
	markStem   // the beginning of a word of Latin letters
	markSymbol // an emoji, for instance
	markText   // the whole text
	markLabel  // of a link by reference
	markName   // a word with capital letters, digits or dots inside
	markCopy   // the whole text, where it is long enough to be the same by copying alone
)

// minCopy is how many letters a text must have, at the least, so that one that equals it is a copy of it.
const minCopy = 8

func traitsOf(segments []Segment) []traits {
	out := make([]traits, len(segments))
	for i, s := range segments {
		out[i] = traitsOfSegment(s, false)
	}
	return out
}

// firmTraitsOf returns them without the words, which tell of no place: see [aligner.tells].
func firmTraitsOf(segments []Segment) []traits {
	out := make([]traits, len(segments))
	for i, s := range segments {
		out[i] = traitsOfSegment(s, true)
	}
	return out
}

func traitsOfSegment(s Segment, firm bool) traits {
	t := traits{kind: s.Kind, level: s.Level, place: s.Place, name: s.Name, text: hashOf(s.Text)}
	if s.Kind == page.KindCode {
		t.length = 1 + strings.Count(s.Text, "\n")
		t.codeWords(s.Text)
	} else {
		r := reader{traits: &t, text: s.Text, firm: firm}
		r.read()
		t.length = r.length / 10
		if t.marks = append(t.marks, mark{t.text, markText}); t.length >= minCopy {
			t.marks = append(t.marks, mark{t.text, markCopy})
		}
		t.ending(s.Text)
		t.task = taskOf(s)
	}
	slices.SortFunc(t.marks, compareMarks)
	t.marks = slices.Compact(t.marks)
	return t
}

func (t *traits) add(class markClass, text string) {
	t.marks = append(t.marks, mark{hashOf(text), class})
}

// hashOf is FNV-1a.
func hashOf(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// taskOf returns what [traits] call the task of a segment.
func taskOf(s Segment) byte {
	switch {
	case s.Kind != page.KindListItem || len(s.Text) < 4 || s.Text[0] != '[' || s.Text[2] != ']' || s.Text[3] != ' ':
		return 0
	case s.Text[1] == ' ':
		return '['
	case s.Text[1] == 'x' || s.Text[1] == 'X':
		return 'x'
	}
	return 0
}

// codeWords takes the words of code that are written in ASCII, without those of comments, which may be translated.
func (t *traits) codeWords(text string) {
	for line := range strings.Lines(text) {
		if code := uncommented(line); code != "" {
			t.lineWords(code)
		}
	}
}

// uncommented returns a line of code without what looks like a comment.
func uncommented(line string) string {
	line = strings.TrimSpace(line)
	for _, mark := range []string{"#", "//", "/*", "*", "--", ";", "%", "<!--"} {
		if strings.HasPrefix(line, mark) {
			return ""
		}
	}
	for _, mark := range []string{" #", " //", " /*", " --", "<!--"} {
		if code, rest, ok := strings.Cut(line, mark+" "); ok && rest != "" {
			line = code
		}
	}
	return line
}

func (t *traits) lineWords(text string) {
	for i := 0; i < len(text); {
		if !isWordByte(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && isWordByte(text[i]) {
			i++
		}
		t.add(markCode, text[from:i])
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func isLatin(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// digitOf returns the value of a digit of any script, -1 of what is none.
func digitOf(c rune) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	if !unicode.IsDigit(c) {
		return -1
	}
	for _, t := range unicode.Nd.R16 {
		if c >= rune(t.Lo) && c <= rune(t.Hi) {
			return int(c-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if c >= rune(t.Lo) && c <= rune(t.Hi) {
			return int(c-rune(t.Lo)) % 10
		}
	}
	return -1
}

// letterWeight returns how many tenths of a letter of English a letter says.
func letterWeight(c rune) int {
	switch {
	case c >= 0x4e00 && c <= 0x9fff || c >= 0x3400 && c <= 0x4dbf || c >= 0x20000 && c <= 0x3ffff:
		return 28
	case c >= 0x3040 && c <= 0x30ff:
		return 16
	case c >= 0xac00 && c <= 0xd7a3:
		return 22
	case c >= 0x590 && c <= 0x5ff:
		return 13
	case c >= 0x600 && c <= 0x8ff:
		return 12
	case c >= 0x900 && c <= 0xdff:
		return 16
	case c >= 0xe00 && c <= 0x109f || c >= 0x1780 && c <= 0x17ff:
		return 13
	case c >= 0x1200 && c <= 0x137f:
		return 14
	}
	return 10
}

// ending finds out how a text ends and whether it begins with a stress.
func (t *traits) ending(text string) {
	t.strong = strings.HasPrefix(text, "**") || strings.HasPrefix(text, "__") || strings.HasPrefix(text, "<strong") || strings.HasPrefix(text, "<b>")
	text = strings.TrimRight(text, " \t\n*_`\"'”’»)）」』")
	c, _ := utf8.DecodeLastRuneInString(text)
	switch c {
	case '.', '。', '।', '۔', '։', '።', '．':
		t.end = '.'
	case ':', '：':
		t.end = ':'
	case '?', '？', '؟', ';':
		t.end = '?'
	case '!', '！':
		t.end = '!'
	}
}

// givenID returns the id that the line of a heading gives it, "" for none.
func givenID(doc *page.Document, b page.Block) string {
	if b.Kind != page.KindHeading {
		return ""
	}
	line, _, _ := bytes.Cut(doc.Bytes()[b.End:], []byte("\n"))
	_, id, ok := bytes.Cut(line, []byte("{#"))
	if !ok {
		return ""
	}
	id, _, ok = bytes.Cut(id, []byte("}"))
	if !ok {
		return ""
	}
	return string(bytes.TrimSpace(id))
}
