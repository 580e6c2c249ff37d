package translation

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reader reads inline Markdown, roughly and in one pass: what it takes for a link or code needs to be the same in both
// languages, not right.
type reader struct {
	*traits
	text   string
	at     int
	length int  // in tenths of letters
	firm   bool // words are left out
}

func (r *reader) read() {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '`':
			r.code()
		case c == '<':
			r.tag()
		case c == '!' && strings.HasPrefix(r.text[r.at:], "!["):
			r.at += 2
		case c == ']' && strings.HasPrefix(r.text[r.at:], "]("):
			r.destination()
		case c == ']' && strings.HasPrefix(r.text[r.at:], "]["):
			r.reference()
		case c == '[' && strings.HasPrefix(r.text[r.at:], "[^"):
			r.note()
		case c == '{' && (strings.HasPrefix(r.text[r.at:], "{{") || strings.HasPrefix(r.text[r.at:], "{%")):
			r.template()
		case c >= '0' && c <= '9':
			r.number()
		case isLatin(c):
			r.word()
		case c < utf8.RuneSelf:
			r.at++
		default:
			r.wide()
		}
	}
}

// until returns the text from an offset to the next end mark on which it moves the reader behind the mark; ok is false if there is none.
func (r *reader) until(from int, end string) (text string, ok bool) {
	n := strings.Index(r.text[from:], end)
	if n < 0 {
		return "", false
	}
	r.at = from + n + len(end)
	return r.text[from : from+n], true
}

func (r *reader) code() {
	n := 0
	for r.at+n < len(r.text) && r.text[r.at+n] == '`' {
		n++
	}
	if text, ok := r.until(r.at+n, r.text[r.at:r.at+n]); ok {
		r.add(markCode, strings.TrimSpace(text))
	} else {
		r.at += n
	}
}

func (r *reader) tag() {
	rest := r.text[r.at+1:]
	switch {
	case strings.HasPrefix(rest, "!--"):
		if _, ok := r.until(r.at, "-->"); ok {
			return
		}
	case strings.HasPrefix(rest, "http"):
		if dest, ok := r.until(r.at+1, ">"); ok {
			r.link(dest, markLink)
			return
		}
	case rest != "" && (isLatin(rest[0]) || rest[0] == '/'):
		if tag, ok := r.until(r.at+1, ">"); ok {
			r.tagParts(tag)
			return
		}
	}
	r.at++
}

// tagParts takes the name of a tag and where it leads.
func (r *reader) tagParts(tag string) {
	if tag[0] == '/' {
		return
	}
	n := 0
	for n < len(tag) && (isWordByte(tag[n]) || tag[n] == '-') {
		n++
	}
	r.add(markTag, strings.ToLower(tag[:n]))
	for _, name := range []string{"href=", "src="} {
		_, value, ok := strings.Cut(tag[n:], name)
		if !ok || value == "" {
			continue
		}
		if q := value[0]; q == '"' || q == '\'' {
			value, _, _ = strings.Cut(value[1:], string(q))
		} else {
			value, _, _ = strings.Cut(value, " ")
		}
		if name == "src=" {
			r.link(value, markImage)
		} else {
			r.link(value, markLink)
		}
	}
}

func (r *reader) destination() {
	depth, from := 0, r.at+2
	for i := from; i < len(r.text); i++ {
		switch r.text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ', '\n':
			if depth == 0 && i > from { // a title may follow
				r.link(r.text[from:i], r.linkClass())
				if r.at = i; strings.Contains(r.text[i:], ")") {
					_, _ = r.until(i, ")")
				}
				return
			}
		}
		if depth < 0 {
			class := r.linkClass()
			r.at = i + 1
			r.link(r.text[from:i], class)
			return
		}
	}
	r.at++
}

// linkClass tells a picture from a link, by what is before the label that ends here.
func (r *reader) linkClass() markClass {
	if i := strings.LastIndexByte(r.text[:r.at], '['); i > 0 && r.text[i-1] == '!' {
		return markImage
	}
	return markLink
}

func (r *reader) reference() {
	if label, ok := r.until(r.at+2, "]"); ok {
		r.add(markLabel, strings.ToLower(label))
	} else {
		r.at++
	}
}

func (r *reader) note() {
	if label, ok := r.until(r.at+2, "]"); ok {
		r.add(markNote, label)
	} else {
		r.at++
	}
}

func (r *reader) template() {
	end := "}}"
	if r.text[r.at+1] == '%' {
		end = "%}"
	}
	if text, ok := r.until(r.at+2, end); ok {
		if f := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '<' || c == '%' || c == '\n' }); len(f) > 0 {
			r.add(markCode, f[0])
		}
	} else {
		r.at++
	}
}

// link takes an address without what a translation may change in it: scheme, language, ending and fragment.
func (r *reader) link(dest string, class markClass) {
	dest = strings.ToLower(strings.Trim(dest, "<>"))
	dest, fragment, _ := strings.Cut(dest, "#")
	if _, after, ok := strings.Cut(dest, "://"); ok {
		dest = after
	}
	parts := strings.FieldsFunc(dest, func(c rune) bool { return c == '/' })
	var kept []string
	for i, p := range parts {
		if i == 0 {
			p = strings.TrimPrefix(p, "www.")
			if n := strings.IndexByte(p, '.'); n == 2 && strings.Count(p, ".") > 1 { // fr.example.org
				p = p[3:]
			}
		}
		if p == "." || p == ".." || isTag(p) {
			continue
		}
		if i == len(parts)-1 {
			p = strings.TrimSuffix(strings.TrimSuffix(p, ".md"), ".html")
		}
		kept = append(kept, p)
	}
	if len(kept) > 0 {
		r.add(class, strings.Join(kept, "/"))
	} else if fragment != "" {
		r.add(markWord, "#"+fragment)
	}
}

// isTag reports whether a part of an address looks like the tag of a language.
func isTag(p string) bool {
	lang, rest, region := strings.Cut(strings.ReplaceAll(p, "_", "-"), "-")
	return len(lang) == 2 && isLatin(lang[0]) && isLatin(lang[1]) && (!region || len(rest) == 2 || len(rest) == 4)
}

func (r *reader) number() {
	from := r.at
	for r.at < len(r.text) && isWordByte(r.text[r.at]) {
		r.at++
	}
	text := strings.ToLower(r.text[from:r.at])
	digits := strings.TrimLeft(text, "0123456789")
	if digits == "" {
		r.add(markNumber, trimZeros(text))
	} else {
		r.add(markName, text)
	}
}

func trimZeros(digits string) string {
	if s := strings.TrimLeft(digits, "0"); s != "" {
		return s
	}
	return "0"
}

// word takes a word of Latin letters.
func (r *reader) word() {
	from, letters, technical := r.at, 0, false
	rest := r.text
	for r.at < len(rest) {
		c := rest[r.at]
		switch {
		case c < utf8.RuneSelf && isLatin(c):
			letters++
			if c < 'a' && r.at > from {
				technical = true
			}
		case c >= '0' && c <= '9' || c == '_':
			technical = true
		case (c == '.' || c == '-' || c == '/' || c == ':' || c == '@') && r.at+1 < len(rest) && isWordByte(rest[r.at+1]):
			technical = technical || c != '-' && c != ':' && c != '/'
		default:
			if c >= 0xc3 && c <= 0xc9 || c == 0xe1 && rest[r.at+1] >= 0xb8 && rest[r.at+1] <= 0xbb { // é, ő, ệ
				_, size := utf8.DecodeRuneInString(rest[r.at:])
				r.at += size
				letters++
				continue
			}
			r.takeWord(from, letters, technical)
			return
		}
		if c == ':' && strings.HasPrefix(rest[r.at:], "://") {
			r.bareLink(from)
			return
		}
		r.at++
	}
	r.takeWord(from, letters, technical)
}

func (r *reader) bareLink(from int) {
	for r.at < len(r.text) && r.text[r.at] > ' ' && r.text[r.at] < utf8.RuneSelf && !strings.ContainsRune("<>\")]*`", rune(r.text[r.at])) {
		r.at++
	}
	r.link(strings.TrimRight(r.text[from:r.at], ".,;:!?"), markLink)
}

func (r *reader) takeWord(from, letters int, technical bool) {
	r.length += 10 * letters
	word := r.text[from:r.at]
	if r.firm && !technical {
		return
	}
	lower := strings.ToLower(word)
	switch {
	case technical:
		r.add(markName, lower)
	case len(word) > 1:
		r.add(markWord, lower)
	}
	if letters >= 6 {
		if stem := stemOf(lower); stem != "" {
			r.add(markStem, stem)
		}
	}
}

// stemOf returns the first five letters without accents.
func stemOf(word string) string {
	var b [5]byte
	n := 0
	for _, c := range word {
		if c >= utf8.RuneSelf {
			c = rune(plainLetter(c))
		}
		if c == 0 || !isLatin(byte(c)) {
			return ""
		}
		if b[n], n = byte(c), n+1; n == len(b) {
			return string(b[:])
		}
	}
	return ""
}

func plainLetter(c rune) byte {
	for _, s := range []string{"aàáâãäåāăą", "cçćč", "dďđð", "eèéêëēėęě", "iìíîïī", "lł", "nñńň", "oòóôõöøō", "rř", "sśšş", "tťţ", "uùúûüūůű", "yýÿ", "zźżž"} {
		if strings.ContainsRune(s, c) {
			return s[0]
		}
	}
	return 0
}

// wide takes a character that is not ASCII.
func (r *reader) wide() {
	c, size := utf8.DecodeRuneInString(r.text[r.at:])
	switch {
	case c >= 0xc0 && c < 0x250:
		r.word()
		return
	case unicode.IsLetter(c):
		r.length += letterWeight(c)
	case digitOf(c) >= 0:
		r.wideNumber()
		return
	case unicode.IsSymbol(c) && c > 0x2000:
		r.add(markSymbol, r.text[r.at:r.at+size])
	}
	r.at += size
}

// wideNumber takes a number of digits that are not ASCII's.
func (r *reader) wideNumber() {
	var b bytes.Buffer
	for r.at < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[r.at:])
		d := digitOf(c)
		if d < 0 {
			break
		}
		b.WriteByte(byte('0' + d))
		r.at += size
	}
	r.add(markNumber, trimZeros(b.String()))
}
