package data

import (
	"bytes"
	"slices"
)

// This file finds where values of YAML end, which its library does not tell.

// nothing finds the place behind the colon of a key of YAML without a value, and where a word for nothing ends, if there
// is one.
func (e *Edit) nothing(n *Node) (colon, end int, ok bool) {
	src := e.doc.Text
	key := n.KeyAt + len(n.Key)
	if n.KeyAt < len(src) && (src[n.KeyAt] == '"' || src[n.KeyAt] == '\'') {
		key += 2
	}
	stop := e.lineEnd(n.KeyAt)
	if key > stop {
		return 0, 0, false
	}
	rest := bytes.TrimLeft(src[key:stop], " \t")
	if len(rest) == 0 || rest[0] != ':' {
		return 0, 0, false
	}
	colon = stop - len(rest) + 1
	end = colon
	value := bytes.TrimLeft(src[colon:stop], " \t")
	for _, null := range []string{"null", "Null", "NULL", "~"} {
		if bytes.HasPrefix(value, []byte(null)) {
			end = stop - len(value) + len(null)
		}
	}
	return colon, end, true
}

// end finds where a value ends that is neither list nor table, -1 where nobody can tell.
func (e *Edit) end(n *Node) int {
	src := e.doc.Text
	at := n.At
	switch {
	case n.End > 0:
		return n.End
	case !n.Scalar() || e.doc.Format != YAML || at >= len(src):
		return -1
	}
	if n.Tag != "" {
		at += max(0, bytes.IndexByte(src[at:], ' '))
		at += len(src[at:]) - len(bytes.TrimLeft(src[at:], " "))
	}
	if at >= len(src) {
		return -1
	}
	switch src[at] {
	case '"', '\'':
		return quotedEnd(src, at)
	case '|', '>':
		return e.blockEnd(at)
	}
	return e.plainEnd(n, at)
}

// quotedEnd finds the end of a text in quotation marks.
func quotedEnd(src []byte, at int) int {
	q := src[at]
	for i := at + 1; i < len(src); i++ {
		switch {
		case q == '"' && src[i] == '\\':
			i++
		case src[i] == q && q == '\'' && i+1 < len(src) && src[i+1] == q:
			i++
		case src[i] == q:
			return i + 1
		}
	}
	return -1
}

// blockEnd finds the last line after | or > that is indented more than the key.
func (e *Edit) blockEnd(at int) int {
	src := e.doc.Text
	line := src[bytes.LastIndexByte(src[:at], '\n')+1:]
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	end := e.lineEnd(at)
	for from := end; from < len(src); {
		stop := e.lineEnd(from + 1)
		l := src[from+1 : stop]
		if t := bytes.TrimLeft(l, " "); len(bytes.TrimSpace(t)) > 0 {
			if len(l)-len(t) <= indent {
				break
			}
			end = stop
		}
		from = stop
	}
	return end
}

// maxPlainLines bounds over how many lines the end of a plain text is looked for.
const maxPlainLines = 100

// plainEnd finds the end of a plain value: where its words are those that were read. A remark ends it, and so does, within
// braces or brackets, a comma or a bracket.
func (e *Edit) plainEnd(n *Node, at int) int {
	src := e.doc.Text
	want := bytes.Fields([]byte(n.Text))
	line := at
	for range maxPlainLines {
		stop := e.lineEnd(line)
		for i := line; i <= stop; i++ {
			remark := i < stop && src[i] == '#' && i > line && src[i-1] == ' '
			if i < stop && !remark && !bytes.ContainsRune([]byte(",]}"), rune(src[i])) {
				continue
			}
			text := bytes.TrimRight(src[at:i], " \t\n")
			if slices.EqualFunc(bytes.Fields(text), want, bytes.Equal) {
				return at + len(text)
			}
			if remark {
				break
			}
		}
		if stop == len(src) {
			break
		}
		line = stop + 1
	}
	return -1
}
