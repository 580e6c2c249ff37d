package catalog

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// checkText reports what may not stand in a message's text and takes the text apart into its parts. A
// description is shown to translators only; it may hold anything that is visible.
//
// It returns the text that may be shown, too: what harms nobody is left out of it.
func (p *parser) checkText(n *data.Node, id string, shown bool) (text string, parts []Part) {
	mended := p.checkCharacters(n, id)
	if !shown {
		return n.Text, nil
	}
	parts, slips := compile(mended)
	if mended != n.Text {
		p.mended[p.running] = true
	}
	for _, s := range slips {
		p.errorf("placeholder-syntax", p.within(n, s.off), "“%s”: %s", id, s.words).hint("%s", s.hint)
	}
	if len(slips) > 0 {
		return mended, parts
	}
	off := 0
	literal := parts
	if len(parts) == 0 {
		literal = []Part{{Text: mended}}
	}
	for _, part := range literal {
		if part.Field != "" {
			off += strings.Index(mended[off:], "}}") + 2
			continue
		}
		if at, what := markup(part.Text); at >= 0 {
			p.warnf("markup-in-message", p.within(n, off+at), "“%s”: “%s” will be shown to readers as it stands here, since messages are text and not HTML", id, what).
				hint("leave the markup out, or type the character itself")
			break
		}
		off += len(part.Text)
	}
	return mended, parts
}

// checkCharacters reports control characters and direction controls that reach beyond their text, and returns the text
// without the former, in which the latter balance.
func (p *parser) checkCharacters(n *data.Node, id string) string {
	p.tellCharacters(n, id)
	text := n.Text
	if strings.ContainsFunc(text, isControl) {
		text = strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, text)
	}
	text, _ = data.Balance(text, diag.Pos{})
	return text
}

// tellCharacters reports what checkCharacters mends. An override is an error, since it can disguise a text.
func (p *parser) tellCharacters(n *data.Node, id string) {
	var open []rune // closers that are waited for
	var opened int
	found := 0
	balance := func() {
		if len(open) > 0 {
			found++
			p.warnf("direction-control", p.within(n, opened), "“%s”: a direction control is opened here and not closed in the same paragraph", id).
				hint("add the closing control U+%04X, or delete the opening one", open[len(open)-1])
			open = nil
		}
	}
	damaged := false
	for i, r := range n.Text {
		if found == maxSlips {
			return
		}
		switch {
		case r < 0x80 && r >= ' ' && r != 0x7f:
		case r == '\n' || r == '\u2029':
			balance()
		case r == '\t':
		case isControl(r):
			p.warnf("control-character", p.within(n, i), "“%s” holds the control character U+%04X", id, r).
				hint("delete it")
			return
		case r == '\ufffd' && !damaged:
			damaged = true
			p.warnf("damaged-character", p.within(n, i), "“%s” holds U+FFFD, which stands for a character that was lost", id).
				hint("type the character again")
		case r == '\u202d' || r == '\u202e':
			p.errorf("direction-control", p.within(n, i), "“%s” holds the direction override U+%04X, which makes text read other than it is", id, r).
				hint("delete it; where a direction must be set, use an isolate (U+2066 to U+2069)")
			return
		case r == '\u202a' || r == '\u202b':
			if len(open) == 0 {
				opened = i
			}
			open = append(open, '\u202c')
		case r >= '\u2066' && r <= '\u2068':
			if len(open) == 0 {
				opened = i
			}
			open = append(open, '\u2069')
		case r == '\u202c' || r == '\u2069':
			if len(open) == 0 || open[len(open)-1] != r {
				p.warnf("direction-control", p.within(n, i), "“%s”: the closing direction control U+%04X closes nothing", id, r).
					hint("delete it, or add the opening control before it")
				return
			}
			open = open[:len(open)-1]
		}
	}
	balance()
}

// isControl covers what no text needs; line feed and tab are left to the callers.
func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f }

func isDirectionControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// fieldSlip is a mistake in the fields of a text.
type fieldSlip struct {
	off         int
	words, hint string
}

// maxSlips bounds how many mistakes in one text are listed; reading the text ends there.
const maxSlips = 8

// compile takes a text apart. A text without fields has no parts. The fields are those of text/template
// that name one value of the top level: {{.Name}}, with or without blanks inside the braces.
func compile(s string) (parts []Part, slips []fieldSlip) {
	const plain = "only plain fields such as {{.Name}} may stand in a message"
	if n := strings.Count(s, "{{"); n > 0 {
		parts = make([]Part, 0, 2*n+1)
	}
	off := 0
	for rest := s; rest != "" && len(slips) < maxSlips; {
		open, shut := strings.Index(rest, "{{"), strings.Index(rest, "}}")
		if shut >= 0 && (open < 0 || shut < open) {
			slips = append(slips, fieldSlip{off + shut, "the braces }} close nothing", "a field is written {{.Name}}; delete the braces or add the opening ones"})
			off, rest = off+shut+2, rest[shut+2:]
			continue
		}
		if open < 0 {
			if len(parts) > 0 {
				parts = append(parts, Part{Text: rest})
			}
			break
		}
		end := strings.Index(rest[open:], "}}")
		if end < 0 {
			slips = append(slips, fieldSlip{off + open, "the braces {{ are not closed", "a field is written {{.Name}}"})
			break
		}
		end += open
		inner := strings.Trim(rest[open+2:end], " \t")
		name, dotted := strings.CutPrefix(inner, ".")
		switch {
		case dotted && isName(name):
			if open > 0 {
				parts = append(parts, Part{Text: rest[:open]})
			}
			parts = append(parts, Part{Field: name})
		case isName(inner) && !isKeyword(inner):
			slips = append(slips, fieldSlip{off + open, "the full stop is missing in {{" + inner + "}}", "write {{." + inner + "}}"})
		case inner == "":
			slips = append(slips, fieldSlip{off + open, "the braces hold no field", "a field is written {{.Name}}"})
		default:
			slips = append(slips, fieldSlip{off + open, plain + "; {{" + inner + "}} is something else", "take it out; what a message cannot say belongs into the layout"})
		}
		off, rest = off+end+2, rest[end+2:]
	}
	return parts, slips
}

// isName tells whether s can be a field's name in text/template.
func isName(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func isKeyword(s string) bool {
	switch s {
	case "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with", "true", "false":
		return true
	}
	return false
}

// markup finds the first thing that looks like an HTML tag, comment or character reference.
func markup(s string) (at int, what string) {
	for i := strings.IndexAny(s, "<&"); i >= 0 && i < len(s); i++ {
		rest := s[i:]
		switch s[i] {
		case '<':
			if len(rest) < 2 || rest[1] != '/' && rest[1] != '!' && !isASCIILetter(rest[1]) {
				continue
			}
			end := strings.IndexByte(rest, '>')
			if end < 0 || end > 60 {
				end = strings.IndexFunc(rest[1:], func(r rune) bool { return r > 0x7f || r <= ' ' })
			}
			if end < 0 {
				end = min(len(rest)-1, 20)
			}
			return i, strings.ToValidUTF8(rest[:end+1], "")
		case '&':
			end := strings.IndexByte(rest[:min(len(rest), 33)], ';')
			if end < 0 || html.UnescapeString(rest[:end+1]) == rest[:end+1] {
				continue
			}
			return i, rest[:end+1]
		}
	}
	return -1, ""
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
