package checks

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/page"
)

// mark stands for what is no prose, in prose. It is as long as what it covers, so that a byte of the prose
// is the same byte of the text.
const mark = 0x1f

// view holds the parts of a text.
type view struct {
	text        string
	definitions page.Definitions // of its page
	prose       string           // text with markup, code, addresses and fields covered by mark
	own         string           // prose without what stands in an element that says another language
	links       things           // destinations of links and pictures
	named       []namedLink      // links that have a text
	marks       things           // emphasis, elements, breaks, footnotes
	code        things
	urls        things // addresses in the text: e-mail, web
	holes       things // {{.Fields}} and the like
}

// namedLink is where a link leads, what it shows, and its byte.
type namedLink struct {
	dest, text string
	off, end   int
	label      string // of a link by reference that says its label, brackets included; else ""
}

// labelOf returns the label at the end of a link by reference, "][label]". Numbers follow the order of a text, so that the
// translation's may be others.
func labelOf(end string) string {
	label, ok := strings.CutPrefix(end, "][")
	if !ok || label == "]" || !strings.ContainsFunc(label, unicode.IsLetter) {
		return ""
	}
	return "[" + strings.ToLower(label)
}

// look takes a text apart. Messages are plain text; all else is Markdown.
func look(kind page.Kind, text string, definitions page.Definitions) *view {
	v := &view{text: text, definitions: definitions}
	if kind == page.KindCode {
		return v
	}
	prose := []byte(text)
	var foreign []byte
	if kind != page.KindMessage && strings.ContainsAny(text, "*_~<[`!\\&:@") {
		foreign = v.findMarkup(prose)
	}
	v.findFields(kind, prose)
	if kind != page.KindMessage && strings.ContainsAny(text, "{]:_") {
		coverTechnical(prose)
	}
	v.findAddresses(prose)
	v.prose = string(prose)
	v.own = v.prose
	if foreign != nil {
		for i, b := range foreign {
			if b == mark {
				prose[i] = mark
			}
		}
		v.own = string(prose)
	}
	return v
}

// findMarkup finds links, code and marks, and covers them in prose. It returns a copy of the text in which the
// words in other languages are covered, nil if there are none.
func (v *view) findMarkup(prose []byte) (foreign []byte) {
	tokens := page.TokensOf(v.text, v.definitions)
	depth := 0 // of elements that say another language
	for i, t := range tokens {
		s := v.text[t.Start:t.End]
		switch t.Kind {
		case page.TextToken:
			if depth > 0 {
				if foreign == nil {
					foreign = []byte(v.text)
				}
				cover(foreign, t.Start, t.End)
			}
			unescape(prose, t.Start, t.End)
			continue
		case page.SingleToken:
			v.addSingle(t, s)
		case page.OpenToken:
			if isSpanOfLanguage(t.Name, s) {
				depth++
			} else {
				v.addOpen(tokens, i)
			}
		case page.CloseToken:
			if depth > 0 && t.Pair >= 0 && t.Pair < len(tokens) && isSpanOfLanguage(t.Name, v.text[tokens[t.Pair].Start:tokens[t.Pair].End]) {
				depth--
			}
		}
		cover(prose, t.Start, t.End)
	}
	return foreign
}

// addSingle notes a token that has no end: code, a picture, a break.
func (v *view) addSingle(t page.Token, s string) {
	switch t.Name {
	case "code":
		v.code = append(v.code, thing{name: codeText(s), off: t.Start})
	case "a", "img":
		if t.Name == "a" && t.Dest == "" { // an end that has no beginning, or an anchor
			return
		}
		v.links = append(v.links, thing{name: t.Dest, off: t.Start})
	case "wbr", "":
	default:
		v.marks = append(v.marks, thing{name: t.Name, off: t.Start})
	}
}

// addOpen notes the beginning of a link, of emphasis or of an element.
func (v *view) addOpen(tokens []page.Token, i int) {
	t := tokens[i]
	switch {
	case t.Name == "a" && t.Dest == "" && v.text[t.Start] == '<': // an anchor
	case t.Name == "a":
		v.links = append(v.links, thing{name: t.Dest, off: t.Start})
		if t.Pair > i {
			v.named = append(v.named, namedLink{t.Dest, strings.TrimSpace(v.text[t.End:tokens[t.Pair].Start]), t.Start, tokens[t.Pair].Start,
				labelOf(v.text[tokens[t.Pair].Start:tokens[t.Pair].End])})
		}
	case t.Name == "span" || t.Name == "bdi":
	case t.Name == "sup" && onlyLetters(tokens, i, v.text): // the end of an ordinal number
	default:
		v.marks = append(v.marks, thing{name: t.Name, off: t.Start})
	}
}

func cover(b []byte, from, to int) {
	for i := from; i < to; i++ {
		b[i] = mark
	}
}

// unescape covers the backslashes of Markdown, and the names of character references.
func unescape(b []byte, from, to int) {
	for i := from; i < to; i++ {
		switch b[i] {
		case '\\':
			if i+1 < to && isPunct(b[i+1]) {
				b[i] = mark
				i++
			} else if i+1 < to && b[i+1] == '\n' {
				b[i] = mark
			}
		case '&':
			end := i + 1
			for end < to && end-i < 32 && (isAlnum(b[end]) || b[end] == '#') {
				end++
			}
			if end > i+1 && end < to && b[end] == ';' {
				space := isSpaceName(string(b[i+1 : end]))
				cover(b, i, end+1)
				if space {
					b[i] = ' ' // as in 16&nbsp;184
				}
				i = end
			}
		}
	}
}

// isSpaceName reports whether a character reference is a space that keeps the digits of a number together.
func isSpaceName(name string) bool {
	switch name {
	case "nbsp", "#160", "#xa0", "#xA0", "thinsp", "#8201", "#8239", "#x202f", "#x202F":
		return true
	}
	return false
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// isSpanOfLanguage reports whether an element names the language of its words.
func isSpanOfLanguage(name, tag string) bool {
	return (name == "span" || name == "i" || name == "cite" || name == "bdi") && strings.Contains(tag, "lang=")
}

func onlyLetters(tokens []page.Token, i int, text string) bool {
	for j := i + 1; j < len(tokens) && j < tokens[i].Pair; j++ {
		for _, r := range text[tokens[j].Start:tokens[j].End] {
			if !unicode.IsLetter(r) && r != '.' {
				return false
			}
		}
	}
	return true
}

// codeText is a code span without its backticks and the one space that may stand inside them.
func codeText(s string) string {
	s = strings.Trim(s, "`")
	if len(s) > 2 && s[0] == ' ' && s[len(s)-1] == ' ' {
		s = s[1 : len(s)-1]
	}
	return strings.ReplaceAll(s, "\n", " ")
}

// digit is the value of a decimal digit of any script, or -1. Unicode gives every script its ten in a row
// from zero.
func digit(r rune) int {
	if r < 0x80 {
		if r >= '0' && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	if r < 0x660 || !unicode.Is(unicode.Nd, r) {
		return -1
	}
	if r >= 0x1d7ce && r <= 0x1d7ff { // mathematical digits are five rows
		return int(r-0x1d7ce) % 10
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	return -1
}

// before and after give the characters around a byte.
func before(s string, at int) rune {
	r, n := utf8.DecodeLastRuneInString(s[:at])
	if n == 0 {
		return -1
	}
	return r
}

func after(s string, at int) rune {
	r, n := utf8.DecodeRuneInString(s[at:])
	if n == 0 {
		return -1
	}
	return r
}
