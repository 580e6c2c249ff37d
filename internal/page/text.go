package page

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"

	"github.com/yuin/goldmark/util"
)

// special marks the bytes at which writeText has to stop and think.
var special = [256]bool{'\\': true, '&': true, '<': true, '>': true, '^': true, ']': true, '*': true, '_': true, '~': true}

// writeText writes text of Markdown: escapes and character references resolved, the rest escaped. at is
// its offset in the text of the body.
func (c *compiler) writeText(b []byte, at int) {
	start := 0
	for i := 0; i < len(b); i++ {
		if !special[b[i]] {
			continue
		}
		switch b[i] {
		case '\\':
			if i+1 < len(b) && util.IsPunct(b[i+1]) {
				c.run(b[start:i], at+start)
				c.run(b[i+1:i+2], at+i+1)
				i++
				start = i + 1
			}
		case '&':
			if s, n := reference(b[i:]); n > 0 {
				c.run(b[start:i], at+start)
				c.WriteReference(s, c.n.Offset(at+i))
				i += n - 1
				start = i + 1
			}
		case '^':
			c.lostFootnote(at + i)
		case ']':
			c.lostReference(at + i)
		case '*', '_', '~':
			c.stars = append(c.stars, at+i)
			i += runLength(b[i:]) - 1
		}
	}
	c.run(b[start:], at+start)
}

// run writes plain characters that stand in the body at an offset.
func (c *compiler) run(b []byte, at int) {
	if len(b) == 0 {
		return
	}
	if c.controls { // the place is asked for only then
		at = c.n.Offset(at)
	}
	c.WriteText(b, at)
}

// reference resolves the character reference that b starts with (CommonMark 0.31.2 §2.5); n is its
// length, 0 if it is none.
func reference(b []byte) (s string, n int) {
	end := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if end < 2 {
		return "", 0
	}
	name := string(b[1:end])
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), end + 1
		}
		return "", 0
	}
	var code uint64
	var err error
	switch {
	case len(name) > 2 && len(name) <= 8 && (name[1] == 'x' || name[1] == 'X'):
		code, err = strconv.ParseUint(name[2:], 16, 32)
	case len(name) > 1 && len(name) <= 8 && isASCIIDigit(name[1]):
		code, err = strconv.ParseUint(name[1:], 10, 32)
	default:
		return "", 0
	}
	if err != nil || strings.ContainsAny(name, "_+-") {
		return "", 0
	}
	if code == 0 || code > utf8.MaxRune || code >= 0xd800 && code <= 0xdfff {
		return "\uFFFD", end + 1
	}
	return string(rune(code)), end + 1
}

// unescape resolves the escapes and references of an address or a title.
func (c *compiler) unescape(b []byte, at int) string {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]) {
			i++
		} else if b[i] == '&' {
			if s, n := reference(b[i:]); n > 0 {
				if j := strings.IndexFunc(s, data.IsForbidden); j >= 0 {
					r, _ := utf8.DecodeRuneInString(s[j:])
					c.Report(data.ControlProblem(r, c.file.At(at)))
					s = "\uFFFD"
				}
				out = append(out, s...)
				i += n - 1
				continue
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}

// lostFootnote warns of "[^label]" that stands in the text because it is not known to be a reference ([lostNotes]). at is
// the place of the "^" in the body.
func (c *compiler) lostFootnote(at int) {
	t := c.n.Text
	if at == 0 || t[at-1] != '[' || at > 1 && t[at-2] == '\\' {
		return
	}
	end := bytes.IndexAny(t[at:min(len(t), at+200)], "]\n")
	if end < 2 || t[at+end] != ']' || bytes.ContainsAny(t[at:at+end], " \t") || characterClass.Match(t[at+1:at+end]) {
		return
	}
	c.Warnf("missing-footnote", c.n.Offset(at-1), "add a line [^"+string(t[at+1:at+end])+"]: with its text, or correct the name",
		"no footnote is named %q", string(t[at+1:at+end]))
}

// lostReference warns of "[text][name]" that stands in the text because no link has that name. at is
// the place of the first "]" in the body.
func (c *compiler) lostReference(at int) {
	t := c.n.Text
	if at+2 >= len(t) || t[at+1] != '[' {
		return
	}
	end := bytes.IndexAny(t[at+2:min(len(t), at+200)], "[]\n\\")
	if end < 1 || t[at+2+end] != ']' || t[at+2] == '^' {
		return
	}
	open := bytes.LastIndexAny(t[max(0, at-200):at], "[]\n")
	if open < 0 {
		return
	}
	open += max(0, at-200)
	if t[open] != '[' || open > 0 && (t[open-1] == '\\' || isASCIILetter(t[open-1]) || isASCIIDigit(t[open-1]) || t[open-1] == ']' || t[open-1] == '_') ||
		open+1 == at {
		return
	}
	name := string(t[at+2 : at+2+end])
	if strings.TrimSpace(name) == "" {
		return
	}
	c.Warnf("undefined-reference", c.n.Offset(open), "add a line ["+name+"]: https://…, or correct the name", "no link address is named %q", name)
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
