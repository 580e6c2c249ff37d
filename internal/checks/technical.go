package checks

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// coverTechnical covers in a prose what other site generators read as instructions: {% tags %}, {{< shortcodes >}}, lists of
// attributes such as { #id .class }, the labels of links by reference, :icons:, and identifiers with underscores.
func coverTechnical(prose []byte) {
	if bytes.Contains(prose, []byte("{%")) {
		coverSamples(prose)
	}
	for i := 0; i < len(prose); i++ {
		end := 0
		switch prose[i] {
		case '{':
			end = instruction(string(prose[i:min(len(prose), i+400)]))
		case ']':
			end = label(string(prose[i:min(len(prose), i+120)]))
		case ':':
			if i == 0 || !isAlnum(prose[i-1]) {
				end = icon(string(prose[i:min(len(prose), i+60)]))
			}
		case '_':
			from, to := i, i
			for from > 0 && isIdentifier(prose[from-1]) {
				from--
			}
			for to < len(prose) && isIdentifier(prose[to]) {
				to++
			}
			if from < i && to > i+1 {
				cover(prose, from, to)
				i = to - 1
			}
		}
		if end > 0 {
			cover(prose, i, i+end)
			i += end - 1
		}
	}
}

// samples are instructions around what readers see as it is written, or not at all. Their ends are those with "end" before them.
var samples = pattern(`\{%-?\s*(end)?(highlight|raw|comment|code)\b[^%]*%\}`)

// coverSamples covers what stands between the instructions of samples, but for its numbers. A sample of several paragraphs has
// an end without a beginning, or a beginning without an end.
func coverSamples(prose []byte) {
	marks := samples().FindAllSubmatchIndex(prose, -1)
	if len(marks) == 0 {
		return
	}
	open := 0 // where what is open begins, -1 if nothing is
	for _, m := range append(marks, []int{len(prose), len(prose), 0, 0}) {
		ends := m[2] >= 0
		if ends && open >= 0 {
			for i := open; i < m[0]; i++ {
				if c := prose[i]; (c < '0' || c > '9') && c != '\n' && (c != '.' || i+1 == m[0] || !isAlnum(prose[i+1])) {
					prose[i] = mark
				}
			}
			open = -1
		}
		if !ends {
			open = m[1]
		}
		cover(prose, m[0], m[1])
	}
}

func isIdentifier(b byte) bool { return isAlnum(b) || b == '_' }

// instruction returns the length of an instruction in braces at the beginning of a text, 0 if there is none.
func instruction(s string) int {
	for _, marks := range [][2]string{{"{%", "%}"}, {"{{<", ">}}"}, {"{{%", "%}}"}, {"{*", "*}"}, {"{#", "#}"}} {
		if rest, ok := strings.CutPrefix(s, marks[0]); ok {
			if end := strings.Index(rest, marks[1]); end >= 0 {
				return len(marks[0]) + end + len(marks[1])
			}
		}
	}
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return 0
	}
	inside := strings.TrimSpace(strings.TrimPrefix(s[1:end], ":"))
	if inside == "" || inside[0] != '#' && inside[0] != '.' && !strings.Contains(inside, "=") || strings.HasPrefix(inside, "..") {
		return 0
	}
	return end + 1
}

// label returns the length of the label behind a link by reference, whose text ends at the beginning of s.
func label(s string) int {
	if !strings.HasPrefix(s, "][") {
		return 0
	}
	end := strings.IndexByte(s, '\n')
	if end < 0 {
		end = len(s)
	}
	close := strings.IndexByte(s[2:end], ']')
	if close < 0 {
		return 0
	}
	return close + 3
}

// icon returns the length of the name of an icon between colons, 0 if there is none.
func icon(s string) int {
	letters := 0
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == ':' && letters > 1:
			return i + 1
		case c >= 'a' && c <= 'z':
			letters++
		case c != '-' && c != '_' && c != '+' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// codeLike reports whether a word is a part of a name for machines: a character that joins such names touches it.
func codeLike(prose string, w word) bool {
	touches := func(r rune, beyond rune) bool {
		switch r {
		case '_', '=', '/', '\\', '#', '@', '$', '<', '>', '|':
			return true
		case '.', ':':
			return unicode.IsLetter(beyond)
		}
		return digit(r) >= 0
	}
	if strings.HasPrefix(prose[strings.LastIndexAny(prose[:w.off], " \n\t")+1:], "--") {
		return true // an option
	}
	r, size := utf8.DecodeLastRuneInString(prose[:w.off])
	if size > 0 && touches(r, before(prose, w.off-size)) {
		return true
	}
	end := w.off + len(w.text)
	r, size = utf8.DecodeRuneInString(prose[end:])
	return size > 0 && touches(r, after(prose, end+size))
}
