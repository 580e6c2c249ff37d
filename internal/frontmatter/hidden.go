package frontmatter

import (
	"bytes"
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// maxHeadLines is how many lines at the start of a page, without comments, are looked at for a draft's key that stands in
// the wrong place.
const maxHeadLines = 40

// hidden makes the page a draft where lines near its start say so that are not read, since they do not stand at the very
// start or have other marks around them. Such lines stand by themselves: after a line of marks, a comment or the first
// heading, or before a line of marks. Code that the page shows says nothing of it, nor does prose; and where the front
// matter that is read has the key, that decides.
func (r *metaReader) hidden(src []byte, from int) {
	if slices.ContainsFunc(r.fields, func(f field) bool { return f.depth == 0 && f.key == "draft" && !f.out }) {
		return
	}
	head := src[:min(len(src), from+maxHead)]
	if !anyDraft(head, from) { // nearly always
		return
	}
	s := headScan{open: true, draft: -1, found: -1}
	for at := from; at < len(head) && !s.over; {
		line, next := data.CutLine(head, at)
		s.line(string(line), at)
		at = next
	}
	s.endParagraph(false)
	if s.found < 0 {
		return
	}
	text := diag.Text{File: r.file, Src: src}
	pos := text.At(s.found)
	r.takeForDraft(pos)
	r.diags = slices.DeleteFunc(r.diags, func(d diag.Diagnostic) bool { return d.Code == CodeUnread }) // one cause once
	r.diags = append(r.diags, diag.Warnf(CodeUnread, pos, "this looks like front matter and is not read: it does not stand at the start of the file; it says that the page is a draft, so the page is not published").
		WithHint("%s; if the page may be shown, delete this line", asYAML))
}

// anyDraft reports whether a line from an offset on has a draft's key.
func anyDraft(head []byte, from int) bool {
	for at := from; at < len(head); {
		line, next := data.CutLine(head, at)
		line = bytes.TrimFunc(line, isInvisible)
		if (mayBeKey(line) || bytes.HasPrefix(line, []byte("{"))) && slices.ContainsFunc(keysIn(string(line), at), keyAt.saysDraft) {
			return true
		}
		at = next
	}
	return false
}

// headScan looks for a draft's key, line by line, and judges it by the paragraph that it stands in.
type headScan struct {
	lines   int
	heading bool   // one has come
	over    bool   // what follows is not looked at
	comment bool   // the line is inside of one
	code    string // what ends the code that the line is in, "" outside
	open    bool   // no prose has come since the last line of marks, comment or heading

	begun  bool // the paragraph has a line
	direct bool // a line of marks stands right before the paragraph
	prose  bool // the paragraph has a line that is no key
	draft  int  // offset of the draft's key in the paragraph, -1
	led    bool // prose comes before it there
	found  int  // offset of the key that counts, -1
}

// line looks at the next line.
func (s *headScan) line(line string, at int) {
	text := strings.TrimFunc(line, isInvisible)
	if s.inCode(text) {
		return
	}
	if s.lines++; s.lines > maxHeadLines {
		s.over = true
		return
	}
	keys := keysIn(text, at)
	drafts := slices.ContainsFunc(keys, keyAt.saysDraft)
	switch {
	case strings.HasPrefix(text, "<!"), strings.HasSuffix(text, "-->"), s.comment && text != "":
		s.commentLine(text, at, drafts)
	case text == "":
		s.endParagraph(false)
		s.direct = false
	case !s.begun && isIndented(line) && !s.direct: // code
	case isMarks(text):
		s.endParagraph(true)
		s.open, s.direct = true, true
	case isHeading(text):
		s.endParagraph(false)
		s.over, s.heading, s.open = s.heading, true, true
	case drafts && s.draft < 0:
		s.begun, s.draft, s.led = true, at, s.prose
	default:
		s.begun, s.prose = true, s.prose || len(keys) == 0 && !strings.ContainsAny(text[:1], "-#{}[],;") && !isIndented(line)
	}
}

// commentLine looks at a line of a comment. Such lines are no part of the forty.
func (s *headScan) commentLine(text string, at int, drafts bool) {
	s.lines--
	if drafts {
		s.found, s.over = at, true
		return
	}
	s.endParagraph(true)
	s.comment = (s.comment || strings.HasPrefix(text, "<!--")) && !strings.Contains(text, "-->")
	s.open, s.direct = true, true
}

// endParagraph judges the paragraph that ends; marks says that a line of marks ends it.
func (s *headScan) endParagraph(marks bool) {
	if s.draft >= 0 && s.found < 0 && (marks || s.direct && !s.led || s.open && !s.prose) {
		s.found, s.over = s.draft, true
	}
	if s.begun {
		s.open = s.open && !s.prose
		s.direct = false
	}
	s.begun, s.prose, s.draft = false, false, -1
}

// inCode reports whether a line belongs to code that the page shows: between lines of backticks or tildes, also within a
// list or a quotation, or in an element for it.
func (s *headScan) inCode(text string) bool {
	bare := strings.TrimLeft(text, " \t>-*+.)0123456789")
	lower := strings.ToLower(bare)
	if s.code != "" {
		if strings.HasPrefix(s.code, "<") && strings.Contains(lower, s.code) || strings.HasPrefix(bare, s.code) && strings.Trim(bare, s.code[:1]) == "" {
			s.code = ""
		}
		return true
	}
	for _, mark := range []string{"```", "~~~"} {
		if strings.HasPrefix(bare, mark) {
			s.endParagraph(false)
			s.code = bare[:len(bare)-len(strings.TrimLeft(bare, mark[:1]))]
			return true
		}
	}
	for _, element := range []string{"pre", "script", "style", "textarea"} {
		if i := strings.Index(lower, "<"+element); i >= 0 && !strings.Contains(lower[i:], "</"+element) {
			s.endParagraph(false)
			s.code = "</" + element
			return true
		}
	}
	return false
}

// saysDraft reports whether a key says with a plain word of yes or no that the page is a draft.
func (k keyAt) saysDraft() bool {
	word := strings.ToLower(k.value)
	return k.meansDraft() && (slices.Contains(trueWords, word) || slices.Contains(falseWords, word))
}

// isMarks reports whether a line is made of marks, as people write them around front matter: hyphens, dashes, plus signs,
// which may have the name of a format after them, or other punctuation, or a brace.
func isMarks(text string) bool {
	if mark := fenceMark(text); mark != "" {
		rest := strings.TrimSpace(text[len(mark):])
		return rest == "" || len(mark) > 2 && (!strings.Contains(rest, " ") || strings.HasPrefix(rest, "#"))
	}
	if text == "{" || text == "}" {
		return true
	}
	bare := strings.ReplaceAll(text, " ", "")
	return len(bare) > 1 && strings.ContainsAny(bare[:1], "-+*=._~;%:/|") && strings.Trim(bare, bare[:1]) == ""
}

// isHeading reports whether a line is a heading in Markdown or HTML.
func isHeading(text string) bool {
	level := len(text) - len(strings.TrimLeft(text, "#"))
	if level > 0 {
		return level <= 6 && (len(text) == level || text[level] == ' ' || text[level] == '\t')
	}
	return len(text) > 3 && (strings.HasPrefix(text, "<h") || strings.HasPrefix(text, "<H")) && text[2] >= '1' && text[2] <= '6'
}

// isIndented reports whether a line begins as Markdown's indented code does.
func isIndented(line string) bool {
	return strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
}
