package layout

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
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
		a.comment = true
		a.end, bad = commentEnd(src, a.start, p)
		return a, bad, true
	}
	for p < len(src) && isSpace(src[p]) {
		p++
	}
	n := p
	for n < len(src) && isWord(src[n]) {
		n++
	}
	a.word = string(src[p:n])
	a.end, bad = actionEnd(src, a.start, p)
	return a, bad, true
}

// commentEnd returns the end of an action whose comment begins at p.
func commentEnd(src []byte, start, p int) (end int, bad *flaw) {
	i := bytes.Index(src[p:], []byte("*/"))
	if i < 0 {
		return 0, &flaw{"this comment has no end", "a comment ends with */}}", start}
	}
	rest := src[p+i+2:]
	if len(rest) > 1 && isSpace(rest[0]) && rest[1] == '-' {
		rest = rest[2:]
	}
	if !bytes.HasPrefix(rest, []byte("}}")) {
		return 0, &flaw{"a comment fills its {{…}} alone, and this one does not end with */}}", "as in {{/* a remark */}}", start}
	}
	return len(src) - len(rest) + 2, nil
}

// actionEnd returns the end of an action of which p is a place outside of its texts.
func actionEnd(src []byte, start, p int) (end int, bad *flaw) {
	for ; p < len(src); p++ {
		switch c := src[p]; c {
		case '}':
			if bytes.HasPrefix(src[p:], []byte("}}")) {
				return p + 2, nil
			}
		case '"', '\'':
			end := quoteEnd(src, p)
			if end < 0 {
				return 0, &flaw{"the quotation mark that ends this text is missing", "", p}
			}
			p = end
		case '`':
			i := bytes.IndexByte(src[p+1:], '`')
			if i < 0 {
				return 0, &flaw{"the mark ` that ends this text is missing", "", p}
			}
			p += i + 1
		}
	}
	return 0, &flaw{"this {{ has no }}", "", start}
}

// quoteEnd returns where the text that begins with a quotation mark at p has its other one, -1 if its line
// has none.
func quoteEnd(src []byte, p int) int {
	for end := p + 1; end < len(src) && src[end] != '\n'; end++ {
		switch src[end] {
		case src[p]:
			return end
		case '\\':
			end++
		}
	}
	return -1
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// opens reports whether the action of a word lasts until {{end}}.
func opens(word string) bool {
	switch word {
	case "if", "range", "with", "block", "define":
		return true
	}
	return false
}

// OnlyDefines reports whether a layout file fills the blocks of base.html rather than standing alone.
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

// scan looks for what would hurt the template library before the library sees it, and for faults whose place
// the library does not tell: blocks that are not closed.
func scan(f File) []diag.Diagnostic {
	if ds := readable(f); ds != nil {
		return ds
	}
	n := nesting{src: f.Src}
	for at := 0; ; {
		a, bad, ok := nextAction(f.Src, at)
		if bad != nil {
			return failAt(f, bad.at, "layout-syntax", bad.hint, "%s", bad.message)
		}
		if !ok {
			break
		}
		at = a.end
		if bad := n.add(a); bad != nil {
			return failAt(f, bad.at, "layout-syntax", bad.hint, "%s", bad.message)
		}
		if n.loops > maxLoops {
			return failAt(f, a.start, "layout-too-deep", "move inner parts into partials", "loops are nested more than %d deep here", maxLoops)
		}
		if n.depth > maxDepth {
			return failAt(f, a.start, "layout-too-deep", "move inner parts into partials", "blocks are nested more than %d deep here", maxDepth)
		}
	}
	if o := n.innermost(); o != nil {
		return failAt(f, o.start, "layout-syntax", "write {{end}} where it ends", "this {{%s}} is never closed", o.word)
	}
	return nil
}

// failAt returns an error at an offset of a file.
func failAt(f File, off int, code, hint, format string, args ...any) []diag.Diagnostic {
	line, col := diag.Position(f.Src, off)
	d := diag.Errorf(code, diag.At(f.Path, line, col), format, args...)
	d.Hint = hint
	return []diag.Diagnostic{d}
}

// readable refuses a file that is too large or no text.
func readable(f File) []diag.Diagnostic {
	if len(f.Src) > maxFile {
		return []diag.Diagnostic{diag.Errorf("layout-too-large", diag.At(f.Path, 0, 0), "this layout has %d bytes; at most %d are read", len(f.Src), maxFile)}
	}
	if _, wide := data.UTF16(f.Src); wide {
		return []diag.Diagnostic{data.UTF16Error(f.Path)}
	}
	if !utf8.Valid(f.Src) {
		for off := 0; ; {
			r, n := utf8.DecodeRune(f.Src[off:])
			if r == utf8.RuneError && n == 1 {
				return failAt(f, off, "invalid-utf8", "save the file again with the encoding UTF-8", "the byte %#02x is not UTF-8 text", f.Src[off])
			}
			off += n
		}
	}
	if i := bytes.IndexByte(f.Src, 0); i >= 0 {
		return failAt(f, i, "control-character", "delete it, or save the file again as plain text in UTF-8", "there is a NUL byte in this file")
	}
	return nil
}

// nesting is the open blocks of a layout file at one place of it.
type nesting struct {
	src   []byte
	open  []opener
	depth int // of blocks, else-ifs included
	loops int // how many of them are {{range}}
}

// innermost returns the block that the next {{end}} closes, nil for none.
func (n *nesting) innermost() *opener {
	if len(n.open) == 0 {
		return nil
	}
	return &n.open[len(n.open)-1]
}

// add follows one action and returns what is wrong with its place.
func (n *nesting) add(a action) *flaw {
	o := n.innermost()
	switch {
	case a.comment:
	case a.word == "define" && o != nil:
		return &flaw{fmt.Sprintf("a {{define}} cannot stand inside {{%s}}", o.word), "move it to the end of the file", a.start}
	case opens(a.word):
		n.open = append(n.open, opener{action: a})
		n.depth++
		if a.word == "range" {
			n.loops++
		}
	case a.word == "else":
		return n.addElse(a, o)
	case a.word == "end":
		if o == nil {
			return &flaw{"this {{end}} closes nothing", "take it out, or write what it should close", a.start}
		}
		n.depth -= 1 + o.elses
		if o.word == "range" {
			n.loops--
		}
		n.open = n.open[:len(n.open)-1]
	}
	return nil
}

// addElse follows an {{else}} or {{else if}} of the block o.
func (n *nesting) addElse(a action, o *opener) *flaw {
	switch {
	case o == nil || o.word == "define" || o.word == "block":
		return &flaw{"this {{else}} belongs to no {{if}}, {{with}} or {{range}}", "", a.start}
	case o.last:
		return &flaw{fmt.Sprintf("nothing can follow the {{else}} of this {{%s}} but its {{end}}", o.word), "", a.start}
	}
	condition := strings.Trim(strings.TrimSpace(string(n.src[a.start:a.end])), "{}- \t\r\n")
	if strings.TrimSpace(strings.TrimPrefix(condition, "else")) == "" {
		o.last = true
	} else {
		o.elses++
		n.depth++
	}
	return nil
}
