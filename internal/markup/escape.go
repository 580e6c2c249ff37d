package markup

import (
	"bytes"
	"html"
	"strings"
)

// AppendEscaped appends text, escaped for the content of an element.
func AppendEscaped(dst, b []byte) []byte {
	start := 0
	for i, c := range b {
		var s string
		switch c {
		case '&':
			s = "&amp;"
		case '<':
			s = "&lt;"
		case '>':
			s = "&gt;"
		default:
			continue
		}
		dst = append(dst, b[start:i]...)
		dst = append(dst, s...)
		start = i + 1
	}
	return append(dst, b[start:]...)
}

// appendAttr appends text, escaped for an attribute in double quotation marks.
func appendAttr(dst []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		default:
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = append(dst, e...)
		start = i + 1
	}
	return append(dst, s[start:]...)
}

func writeAttr(b *strings.Builder, name, value string) {
	b.WriteString(name)
	b.WriteString(`="`)
	if strings.ContainsAny(value, `&<>"`) {
		b.Write(appendAttr(nil, value))
	} else {
		b.WriteString(value)
	}
	b.WriteByte('"')
}

// authorText writes the text of a run of HTML, whose character references may lack their semicolon.
func (w *Writer) authorText(b []byte, at int) {
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			w.WriteText(b, at)
			return
		}
		w.WriteText(b[:i], at)
		b, at = b[i:], at+i
		n := 1
		for n < len(b) && n < 40 && (isASCIILetter(b[n]) || isASCIIDigit(b[n]) || b[n] == '#' && n == 1) {
			n++
		}
		if n < len(b) && b[n] == ';' {
			n++
		}
		src := string(b[:n])
		if s := html.UnescapeString(src); s != src {
			w.WriteReference(s, at)
		} else {
			w.WriteText(b[:n], at)
		}
		b, at = b[n:], at+n
	}
}

// Squash returns a text with single spaces for any white space, and none at the ends.
func Squash(b []byte) string {
	space := true // at the start, or after a space
	for _, c := range b {
		switch {
		case c == ' ' && !space:
			space = true
		case c <= ' ', c == 0xc2, c >= 0xe1 && c <= 0xe3: // what other spaces begin with, or worse
			return strings.Join(strings.Fields(string(b)), " ")
		default:
			space = false
		}
	}
	if space && len(b) > 0 {
		b = b[:len(b)-1]
	}
	return string(b)
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
