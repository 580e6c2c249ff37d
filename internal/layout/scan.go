package layout

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// action is a piece {{…}} of a layout, comments included.
type action struct {
	start, end int    // offsets in the source, delimiters included
	word       string // what it begins with: if, end, define…; "" for anything else than a name
	comment    bool
}

// flaw is why an action cannot be read: words, a hint, and the offset of the place to show.
type flaw struct {
	message, hint string
	at            int
}

// nextAction finds the first action at or after an offset; ok is false when there is none. It finds the
// end of an action where text/template finds it: strings may hold }}, comments anything.
func nextAction(src []byte, from int) (a action, bad *flaw, ok bool) {
	i := bytes.Index(src[from:], []byte("{{"))
	if i < 0 {
		return a, nil, false
	}
	a.start = from + i
	p := a.start + 2
	if bytes.HasPrefix(src[p:], []byte("-")) && len(src) > p+1 && isSpace(src[p+1]) {
		p += 2
	}
	if bytes.HasPrefix(src[p:], []byte("/*")) {
		i := bytes.Index(src[p:], []byte("*/"))
		if i < 0 {
			return a, &flaw{"this comment has no end", "a comment ends with */}}", a.start}, true
		}
		p += i + 2
		rest := src[p:]
		if len(rest) > 1 && isSpace(rest[0]) && rest[1] == '-' {
			rest = rest[2:]
		}
		if !bytes.HasPrefix(rest, []byte("}}")) {
			return a, &flaw{"a comment fills its {{…}} alone, and this one does not end with */}}", "as in {{/* a remark */}}", a.start}, true
		}
		a.end, a.comment = len(src)-len(rest)+2, true
		return a, nil, true
	}
	for p < len(src) && isSpace(src[p]) {
		p++
	}
	n := p
	for n < len(src) && (src[n] == '_' || '0' <= src[n] && src[n] <= '9' || 'a' <= src[n]|0x20 && src[n]|0x20 <= 'z' || src[n] >= utf8.RuneSelf) {
		n++
	}
	a.word = string(src[p:n])
	for p < len(src) {
		switch c := src[p]; c {
		case '}':
			if bytes.HasPrefix(src[p:], []byte("}}")) {
				a.end = p + 2
				return a, nil, true
			}
		case '"', '\'':
			end := p + 1
			for end < len(src) && src[end] != c && src[end] != '\n' {
				if src[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(src) || src[end] == '\n' {
				return a, &flaw{"the quotation mark that ends this text is missing", "", p}, true
			}
			p = end
		case '`':
			i := bytes.IndexByte(src[p+1:], '`')
			if i < 0 {
				return a, &flaw{"the mark ` that ends this text is missing", "", p}, true
			}
			p += i + 1
		}
		p++
	}
	return a, &flaw{"this {{ has no }}", "", a.start}, true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// opens tells the words whose action lasts until {{end}}.
func opens(word string) bool {
	switch word {
	case "if", "range", "with", "block", "define":
		return true
	}
	return false
}

// OnlyDefines tells whether a layout file fills the blocks of base.html rather than standing alone.
func OnlyDefines(src []byte) bool {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	depth, found := 0, false
	for at := 0; ; {
		a, bad, ok := nextAction(src, at)
		if bad != nil {
			return false
		}
		if !ok {
			return found && depth == 0 && len(bytes.TrimSpace(src[at:])) == 0
		}
		if depth == 0 && len(bytes.TrimSpace(src[at:a.start])) > 0 {
			return false
		}
		switch {
		case a.comment:
		case depth == 0 && a.word != "define":
			return false
		case opens(a.word):
			found = true
			depth++
		case a.word == "end":
			depth--
		}
		at = a.end
	}
}

// opener is an action that waits for its {{end}}.
type opener struct {
	action
	elses int // else-ifs and else-withs: each nests one level deeper
	last  bool
}

// scan looks for what would hurt the template library before the library sees it, and for what it cannot
// point at: blocks that are not closed.
func scan(f File) []diag.Diagnostic {
	fail := func(off int, code, hint, format string, args ...any) []diag.Diagnostic {
		line, col := diag.Position(f.Src, off)
		d := diag.Errorf(code, diag.At(f.Path, line, col), format, args...)
		d.Hint = hint
		return []diag.Diagnostic{d}
	}
	if len(f.Src) > maxFile {
		return []diag.Diagnostic{diag.Errorf("layout-too-large", diag.At(f.Path, 0, 0), "this layout has %d bytes; at most %d are read", len(f.Src), maxFile)}
	}
	if !utf8.Valid(f.Src) {
		off := 0
		for {
			r, n := utf8.DecodeRune(f.Src[off:])
			if r == utf8.RuneError && n == 1 {
				return fail(off, "invalid-utf8", "save the file again with the encoding UTF-8", "the byte %#02x is not UTF-8 text", f.Src[off])
			}
			off += n
		}
	}
	if i := bytes.IndexByte(f.Src, 0); i >= 0 {
		return fail(i, "control-character", "delete it, or save the file again as plain text in UTF-8", "there is a NUL byte in this file")
	}
	var open []opener
	depth, loops := 0, 0
	for at := 0; ; {
		a, bad, ok := nextAction(f.Src, at)
		if bad != nil {
			return fail(bad.at, "layout-syntax", bad.hint, "%s", bad.message)
		}
		if !ok {
			break
		}
		at = a.end
		switch {
		case a.comment:
		case a.word == "define" && len(open) > 0:
			return fail(a.start, "layout-syntax", "move it to the end of the file", "a {{define}} cannot stand inside {{%s}}", open[len(open)-1].word)
		case opens(a.word):
			open = append(open, opener{action: a})
			depth++
			if a.word == "range" {
				loops++
			}
		case a.word == "else":
			if len(open) == 0 || open[len(open)-1].word == "define" || open[len(open)-1].word == "block" {
				return fail(a.start, "layout-syntax", "", "this {{else}} belongs to no {{if}}, {{with}} or {{range}}")
			}
			o := &open[len(open)-1]
			if o.last {
				return fail(a.start, "layout-syntax", "", "nothing can follow the {{else}} of this {{%s}} but its {{end}}", o.word)
			}
			rest := strings.TrimSpace(string(f.Src[a.start:a.end]))
			if rest = strings.Trim(rest, "{}- \t\r\n"); strings.TrimSpace(strings.TrimPrefix(rest, "else")) == "" {
				o.last = true
			} else {
				o.elses++
				depth++
			}
		case a.word == "end":
			if len(open) == 0 {
				return fail(a.start, "layout-syntax", "take it out, or write what it should close", "this {{end}} closes nothing")
			}
			depth -= 1 + open[len(open)-1].elses
			if open[len(open)-1].word == "range" {
				loops--
			}
			open = open[:len(open)-1]
		}
		if loops > maxLoops {
			return fail(a.start, "layout-too-deep", "move inner parts into partials", "loops are nested more than %d deep here", maxLoops)
		}
		if depth > maxDepth {
			return fail(a.start, "layout-too-deep", "move inner parts into partials", "blocks are nested more than %d deep here", maxDepth)
		}
	}
	if len(open) > 0 {
		o := open[len(open)-1]
		return fail(o.start, "layout-syntax", "write {{end}} where it ends", "this {{%s}} is never closed", o.word)
	}
	return nil
}
