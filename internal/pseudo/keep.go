package pseudo

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keeper knows which bytes of a text stay as they are.
type keeper struct {
	text string
	kept []bool
}

func (k *keeper) keep(start, end int) {
	for i := start; i < end; i++ {
		k.kept[i] = true
	}
}

// keepAll keeps what an expression finds in a part of the text.
func (k *keeper) keepAll(re *regexp.Regexp, start, end int) {
	for _, m := range re.FindAllStringIndex(k.text[start:end], -1) {
		k.keep(start+m[0], start+m[1])
	}
}

var (
	// Fields of messages, and anything else in braces that has no space in it.
	fields = regexp.MustCompile(`\{\{[^{}\n]*\}\}|\{[^{}\s]*\}`)
	// All between two spaces that has the marks of an address, whether a link is made of it or not: what
	// stands beside it decides that, so it has to stay too.
	addresses = regexp.MustCompile(`(?i)[^\s<>]*(?:://|@|\bwww\.|\b(?:mailto|tel):)[^\s<>]*`)
	// Names of hosts and files: labels of letters, digits and hyphens with full stops between them, the
	// last of two letters or more.
	hosts = regexp.MustCompile(`[\pL\pN_-]+(?:\.[\pL\pN_-]+)*\.\pL{2,}[\pL\pN]*(?:/[^\s<>()\[\]*]*)?`)
	// What stands in text but would be markup elsewhere: page.Tokens gives a text beyond its limits as words.
	markup        = regexp.MustCompile(`\]\([^()\s]*\)?|</?[A-Za-z][^<>]*>?`)
	references    = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);`)
	noTranslation = regexp.MustCompile(`(?i)\stranslate\s*=\s*["']?no\b`)
	escapes       = regexp.MustCompile(`\\[!-/:-@\[-` + "`" + `{-~]`)
)

func (k *keeper) keepAddresses(start, end int) {
	k.keepAll(fields, start, end)
	k.keepAll(addresses, start, end)
	k.keepAll(hosts, start, end)
}

// keepReferences keeps character references (CommonMark 0.31.2 §2.5).
func (k *keeper) keepReferences(start, end int) { k.keepAll(references, start, end) }

// keepEscapes keeps what a backslash takes its meaning from (CommonMark 0.31.2 §2.4).
func (k *keeper) keepEscapes(start, end int) { k.keepAll(escapes, start, end) }

// keepLabels keeps what may be the label of a link whose destination stands elsewhere in the page: [text][label],
// [label][] and [label] (CommonMark 0.31.2 §6.3). A label has no brackets in it.
func (k *keeper) keepLabels() {
	open := -1 // the last bracket that is open, with none after it
	for i := 0; i < len(k.text); i++ {
		switch c := k.text[i]; {
		case k.kept[i]:
		case c == '[':
			open = i
		case c == ']' && open >= 0:
			label := open
			if i+1 < len(k.text) && k.text[i+1] == '[' {
				if n := strings.IndexAny(k.text[i+2:], "[]"); n > 0 && k.text[i+2+n] == ']' {
					label, i = i+1, i+2+n
				}
			}
			k.keep(label, i+1)
			open = -1
		}
	}
}

// keepTags keeps tags, comments and the insides of elements that are left alone. A "<" that begins nothing is text, a
// tag without an end reaches to the end.
func (k *keeper) keepTags() {
	text := k.text
	alone, depth := "", 0 // the element that is open and left alone, and how many of its name
	from := 0             // where it opened
	for i := 0; i < len(text); {
		end, name, closing := tag(text, i)
		if end == i {
			i++
			continue
		}
		k.keep(i, end)
		switch {
		case alone == "" && !closing && (isCode(name) || untranslatable(text[i:end])):
			alone, depth, from = name, 1, i
		case alone == "" || name != alone:
		case !closing:
			depth++
		default:
			if depth--; depth == 0 {
				k.keep(from, end)
				alone = ""
			}
		}
		i = end
	}
	if alone != "" {
		k.keep(from, len(text))
	}
}

// tag reads the tag or comment at a place in HTML. Without one the end is the place itself.
func tag(text string, at int) (end int, name string, closing bool) {
	rest := text[at:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		if n := strings.Index(rest[4:], "-->"); n >= 0 {
			return at + 4 + n + 3, "", false
		}
		return len(text), "", false
	case !strings.HasPrefix(rest, "<") || len(rest) < 2:
		return at, "", false
	}
	i := 1
	if rest[i] == '/' {
		closing = true
		i++
	}
	if i == len(rest) || !isASCIILetter(rest[i]) && rest[i] != '!' && rest[i] != '?' {
		return at, "", false
	}
	start := i
	for i < len(rest) && !strings.ContainsRune(" \t\r\n/>", rune(rest[i])) {
		i++
	}
	name = strings.ToLower(rest[start:i])
	var quote byte
	for ; i < len(rest); i++ {
		switch c := rest[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return at + i + 1, name, closing
		}
	}
	return len(text), name, closing
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// loose returns where the first text that is not kept begins and the last one ends, without white space; the
// end of the text twice if there is none.
func (k *keeper) loose() (start, end int) {
	start, end = len(k.text), 0
	for i := 0; i < len(k.text); {
		r, n := utf8.DecodeRuneInString(k.text[i:])
		if !k.kept[i] && !unicode.IsSpace(r) {
			start, end = min(start, i), i+n
		}
		i += n
	}
	return start, max(start, end)
}
