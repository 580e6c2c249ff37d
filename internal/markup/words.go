package markup

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// wordJoiner forbids a line break where it stands, and delimiter allows one.
const (
	wordJoiner = "\u2060"
	delimiter  = "\u200b"
)

// longToken is the length up to which a word of code stays in one line: a phone of 320 px has room for it.
const longToken = 20

// particle matches what Korean adds to a word in brackets.
var particle = regexp.MustCompile(`\)((?:</[a-z]+>)*[가-힣])`)

// KeepWords returns a finished page whose lines break between words only.
//
// Browsers break a word of code after each hyphen. In code outside <pre> it writes <wbr> where a line may end: behind
// spaces, and in a word that a phone has no room for behind punctuation, or after eight letters. A style sheet can then
// say "code { white-space: nowrap }". Letters that follow the code at once are joined to it with U+2060,
// and so are those of Korean that follow a closing bracket.
//
// Khmer, Thai, Lao and Burmese have no spaces between words. A text may delimit them with U+200B; browsers break it by
// their dictionary nevertheless, also inside of what it delimits. Where a page has such a text, the syllables of each
// word in that script are joined with U+2060. Pages without U+200B are left to the browser.
func KeepWords(html []byte) []byte {
	body := bytes.Index(html, []byte("<body"))
	if body < 0 {
		return html
	}
	w := wordKeeper{scripts: delimitedScripts(html[body:])}
	if w.scripts == 0 && !bytes.Contains(html, []byte("<code")) && !particle.Match(html) {
		return html
	}
	w.out = append(make([]byte, 0, len(html)+len(html)/8), html[:body]...)
	for rest := html[body:]; len(rest) > 0; {
		if rest[0] == '<' {
			rest = w.tag(rest)
			continue
		}
		text := rest
		if i := bytes.IndexByte(rest, '<'); i >= 0 {
			text = rest[:i]
		}
		w.text(text)
		rest = rest[len(text):]
	}
	return w.out
}

// wordKeeper is a page that is being copied.
type wordKeeper struct {
	out       []byte
	scripts   scriptSet // those whose words are delimited
	code, pre int       // how many such elements are open
	ended     ending    // what has just ended, which the next letter may belong to
}

// ending is the end of something that letters may be added to.
type ending uint8

const (
	noEnd ending = iota
	codeEnd
	bracketEnd
)

// phrases are the elements that a word may go on behind.
var phrases = map[string]bool{"a": true, "b": true, "cite": true, "em": true, "i": true, "span": true, "strong": true}

// rawText are the elements whose content is no text of the page, or may hold no tags.
var rawText = map[string]bool{"script": true, "style": true, "title": true, "textarea": true}

// tag copies a tag, and what no break may be written into, and returns what follows.
func (w *wordKeeper) tag(rest []byte) []byte {
	if bytes.HasPrefix(rest, []byte("<!--")) {
		end := len(rest)
		if i := bytes.Index(rest, []byte("-->")); i >= 0 {
			end = i + len("-->")
		}
		w.out = append(w.out, rest[:end]...)
		return rest[end:]
	}
	end, quote := len(rest), byte(0)
	for i, b := range rest[1:] {
		switch {
		case quote == 0 && b == '>':
			end = i + 2
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		}
		if end < len(rest) {
			break
		}
	}
	w.out = append(w.out, rest[:end]...)
	name, isEnd := bytes.CutPrefix(rest[1:end], []byte("/"))
	if i := bytes.IndexAny(name, " \t\n\f\r/>"); i >= 0 {
		name = name[:i]
	}
	step := 1
	if isEnd {
		step = -1
	}
	if !isEnd || !phrases[string(name)] {
		w.ended = noEnd
	}
	switch {
	case string(name) == "code":
		if w.code = max(0, w.code+step); isEnd {
			w.ended = codeEnd
		}
	case string(name) == "pre":
		w.pre = max(0, w.pre+step)
	case rawText[string(name)] && !isEnd:
		if i := bytes.Index(rest[end:], append([]byte("</"), name...)); i >= 0 {
			w.out = append(w.out, rest[end:end+i]...)
			end += i
		}
	}
	return rest[end:]
}

func (w *wordKeeper) text(text []byte) {
	// A Korean particle and its like go on with the word that the code or the bracket belongs to.
	r, _ := utf8.DecodeRune(text)
	isHan := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
	if w.code == 0 && (w.ended == codeEnd && unicode.IsLetter(r) && !isHan || w.ended == bracketEnd && unicode.Is(unicode.Hangul, r)) {
		w.out = append(w.out, wordJoiner...)
	}
	if w.ended = noEnd; bytes.HasSuffix(text, []byte(")")) {
		w.ended = bracketEnd
	}
	switch {
	case w.code > 0 && w.pre == 0:
		w.codeText(text)
	case w.code == 0 && particle.Match(text):
		w.out = append(w.out, particle.ReplaceAll(text, []byte(")"+wordJoiner+"$1"))...)
	case w.scripts != 0 && w.code == 0:
		w.joinSyllables(text)
	default:
		w.out = append(w.out, text...)
	}
}

// codeText copies a text of code with <wbr> where a line may end.
func (w *wordKeeper) codeText(text []byte) {
	for len(text) > 0 {
		n := bytes.IndexAny(text, " \t\n")
		if n < 0 {
			n = len(text)
		}
		w.token(text[:n])
		spaces := len(text[n:]) - len(bytes.TrimLeft(text[n:], " \t\n"))
		w.out = append(w.out, text[n:n+spaces]...)
		text = text[n+spaces:]
		if spaces > 0 && len(text) > 0 {
			w.out = append(w.out, "<wbr>"...)
		}
	}
}

// pauses is the punctuation that a line of an address or a command may end with.
const pauses = "/.:=?_-@,+"

// token copies a word of code. A long one may be broken behind punctuation, and one without, as a digest is, after
// every eighth letter.
func (w *wordKeeper) token(token []byte) {
	if countCharacters(token) <= longToken {
		w.out = append(w.out, token...)
		return
	}
	most := longToken
	if !bytes.ContainsAny(token, pauses) {
		most = 8
	}
	run := 0 // characters since a line may have ended
	for len(token) > 0 {
		n := characterLen(token)
		isPause := bytes.IndexByte([]byte(pauses), token[0]) >= 0
		w.out = append(w.out, token[:n]...)
		token = token[n:]
		run++
		isPause = isPause && run > 2 && len(token) > 0 && bytes.IndexByte([]byte(pauses), token[0]) < 0
		if len(token) > 0 && (isPause || run == most) {
			w.out = append(w.out, "<wbr>"...)
			run = 0
		}
	}
}

// characterLen returns the length of the first character of a text in HTML: a letter or a character reference.
func characterLen(text []byte) int {
	if text[0] == '&' {
		if i := bytes.IndexByte(text, ';'); 0 < i && i < 10 {
			return i + 1
		}
	}
	_, n := utf8.DecodeRune(text)
	return n
}

func countCharacters(text []byte) (n int) {
	for len(text) > 0 {
		text = text[characterLen(text):]
		n++
	}
	return n
}

// scriptSet is a set of scripts without spaces between words.
type scriptSet uint8

const (
	khmer scriptSet = 1 << iota
	thai
	lao
	burmese
)

// unspacedScript returns the script of a letter or mark, 0 if it is none of ours.
func unspacedScript(r rune) scriptSet {
	switch {
	case 0x1780 <= r && r <= 0x17d3:
		return khmer
	case 0x0e01 <= r && r <= 0x0e4e:
		return thai
	case 0x0e81 <= r && r <= 0x0edf:
		return lao
	case 0x1000 <= r && r <= 0x109f:
		return burmese
	}
	return 0
}

// startsSyllable reports whether a word may be divided before r as far as the shapes of its letters are concerned:
// it is a consonant, an independent vowel, or a vowel that is written before its consonant.
func startsSyllable(r rune) bool {
	return 0x1780 <= r && r <= 0x17b3 || // Khmer
		0x0e01 <= r && r <= 0x0e2e || 0x0e40 <= r && r <= 0x0e44 || // Thai
		0x0e81 <= r && r <= 0x0eae || 0x0ec0 <= r && r <= 0x0ec4 || 0x0edc <= r && r <= 0x0edf || // Lao
		0x1000 <= r && r <= 0x102a // Burmese
}

// bindsNext reports whether the letter after r belongs to the same syllable: r is a sign that puts it below, or a vowel
// that is written before it.
func bindsNext(r rune) bool {
	return r == 0x17d2 || r == 0x1039 || 0x0e40 <= r && r <= 0x0e44 || 0x0ec0 <= r && r <= 0x0ec4
}

// delimitedScripts returns the scripts in which a page has U+200B between two letters.
func delimitedScripts(html []byte) (set scriptSet) {
	for i := bytes.Index(html, []byte(delimiter)); i >= 0; {
		before, _ := utf8.DecodeLastRune(html[:i])
		after, _ := utf8.DecodeRune(html[i+len(delimiter):])
		if script := unspacedScript(before); script == unspacedScript(after) {
			set |= script
		}
		next := bytes.Index(html[i+len(delimiter):], []byte(delimiter))
		if next < 0 {
			break
		}
		i += len(delimiter) + next
	}
	return set
}

// joinSyllables copies a text and forbids line breaks inside of its words.
func (w *wordKeeper) joinSyllables(text []byte) {
	var last rune
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if script := unspacedScript(r); script&w.scripts != 0 && unspacedScript(last) == script && startsSyllable(r) && !bindsNext(last) {
			w.out = append(w.out, wordJoiner...)
		}
		w.out = append(w.out, text[:n]...)
		text, last = text[n:], r
	}
}
