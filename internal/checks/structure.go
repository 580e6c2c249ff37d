package checks

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/page"
)

func (c *checker) kind() {
	p := c.p
	switch {
	case p.SourceKind != "" && p.SourceKind != p.Kind:
		c.warn(KindChanged, 0, "give the translation the same headings, paragraphs and lists in the same order",
			"this is a %s; the source text is a %s", kindName(p.Kind, p.Level), kindName(p.SourceKind, p.SourceLevel))
	case p.SourceLevel != 0 && p.SourceLevel != p.Level:
		c.warn(KindChanged, 0, fmt.Sprintf("begin the line with %s and a space", strings.Repeat("#", p.SourceLevel)),
			"this heading has level %d; the source's has level %d", p.Level, p.SourceLevel)
	}
}

var kindNames = map[page.Kind]string{page.KindListItem: "list item", page.KindTableCell: "table cell", page.KindQuotation: "quotation", page.KindCode: "code block",
	page.KindHTML: "block of HTML", page.KindFootnote: "footnote", page.KindFrontMatter: "text of the front matter"}

func kindName(kind page.Kind, level int) string {
	if level > 0 {
		return fmt.Sprintf("%s of level %d", kind, level)
	}
	if n, ok := kindNames[kind]; ok {
		return n
	}
	return string(kind)
}

// codeBlock compares code line by line. Comments that fill a line may be translated.
func (c *checker) codeBlock() {
	want, _ := codeLines(c.p.SourceText)
	got, at := codeLines(c.p.Text)
	for i := range max(len(want), len(got)) {
		switch {
		case i == len(got):
			c.warn(CodeChanged, len(c.p.Text), "copy the code from the source", "the code lacks the line “%s”", short(want[i]))
			return
		case i == len(want):
			c.warn(CodeChanged, at[i], "copy the code from the source", "the source's code does not have the line “%s”", short(got[i]))
			return
		case want[i] != got[i]:
			c.warn(CodeChanged, at[i], "copy the code from the source", "the code “%s” is “%s” in the source", short(got[i]), short(want[i]))
			return
		}
	}
}

func codeLines(text string) (lines []string, at []int) {
	off := 0
	for line := range strings.SplitSeq(text, "\n") {
		t := strings.TrimSpace(line)
		if t != "" && !strings.HasPrefix(t, "# ") && !strings.HasPrefix(t, "// ") {
			lines = append(lines, strings.TrimRight(line, " \t\r"))
			at = append(at, off)
		}
		off += len(line) + 1
	}
	return lines, at
}

// optional are elements that a language may need where another does not.
func optional(name string) bool {
	switch name {
	case "ruby", "rt", "rp", "abbr":
		return true
	}
	return false
}

var markNames = map[string]string{"em": "emphasis (*…*)", "strong": "strong emphasis (**…**)", "del": "deletion (~~…~~)",
	"br": "a line break", "footnote": "a footnote"}

func markName(name string) string {
	if n, ok := markNames[name]; ok {
		return n
	}
	return "<" + name + ">"
}

func (c *checker) markup() {
	lacks, extra := differ(c.src.marks, c.txt.marks)
	keep := extra[:0:0]
	for _, m := range extra {
		if !optional(m.name) {
			keep = append(keep, m)
		}
	}
	for _, m := range lacks {
		if !optional(m.name) {
			c.warn(MarkupChanged, 0, "mark the same words as the source does", "%s of the source is missing here", markName(m.name))
		}
	}
	for _, m := range keep {
		c.warn(MarkupChanged, m.off, "take it out, or mark only what the source marks", "the source does not have %s here", markName(m.name))
	}

	lacks, extra = differ(c.src.code, c.txt.code)
	for i, m := range lacks {
		if i < len(extra) {
			c.warn(CodeChanged, extra[i].off, "code is not translated: write it as in the source", "the code “%s” is “%s” in the source",
				short(extra[i].name), short(m.name))
		} else {
			c.warn(CodeChanged, 0, "write it between backticks, as the source does", "the code “%s” of the source is missing here", short(m.name))
		}
	}
	for _, m := range extra[min(len(lacks), len(extra)):] {
		c.warn(CodeChanged, m.off, "take the backticks out", "the source does not have the code “%s”", short(m.name))
	}
}

// placeholders compares fields and format directives. Those of a message have been compared by the catalog
// already, except for how often each is there.
func (c *checker) placeholders(known bool) {
	want, got := c.src.holes, c.txt.holes
	if known {
		want, got = repeated(want), repeated(got)
	}
	lacks, extra := differ(want, got)
	for _, h := range lacks {
		switch {
		case isCount(h.name) && c.p.Category != "" && c.mayOmitCount():
		case known && isField(h.name): // a language may say a name once where another says it twice
		default:
			c.warn(PlaceholderChanged, 0, fmt.Sprintf("put %s where it belongs in the sentence", h.name), "%s of the source is missing here", h.name)
		}
	}
	directives := slices.ContainsFunc(c.src.holes, func(h thing) bool { return !isField(h.name) })
	for _, h := range extra {
		switch {
		case !isField(h.name):
			if directives {
				c.warn(PlaceholderChanged, h.off, "take it out, or write it as the source does", "the source has no %s here", h.name)
			}
		case isCount(h.name) && c.p.Category != "" && !has(c.txt.holes, h.name, h.off): // "one page" in the source, "{{.Count}} page" here
		default:
			c.warn(PlaceholderChanged, h.off, "take it out, or write the name as the source does", "the source has no %s here", h.name)
		}
	}
}

// repeated returns the directives, and the fields that an earlier one repeats.
func repeated(holes things) things {
	out := holes[:0:0]
	for _, h := range holes {
		if !isField(h.name) || has(holes, h.name, h.off) {
			out = append(out, h)
		}
	}
	return out
}

// has reports whether a thing of the name is there before off.
func has(t things, name string, off int) bool {
	for _, x := range t {
		if x.name == name && x.off < off {
			return true
		}
	}
	return false
}

func isField(s string) bool { return strings.HasPrefix(s, "{{") }
func isCount(s string) bool { return s == "{{.Count}}" || s == "{{.PluralCount}}" }

func (c *checker) mayOmitCount() bool {
	return c.p.Category == "zero" || onlyNumber(c.p.Locale, c.p.Category) >= 0
}

// findFields finds {{.Fields}}, and the directives of printf, Python, ICU and shell, and covers them in prose.
func (v *view) findFields(prose []byte) {
	s := v.text
	for i := 0; i < len(s); i++ {
		if prose[i] == mark || s[i] != '{' && s[i] != '%' {
			continue
		}
		name, from, to := "", i, 0
		switch {
		case s[i] == '{':
			name, from, to = field(s, i)
		case i == 0 || digit(before(s, i)) < 0:
			to = i + directive(s[i:])
			name = s[i:to]
		}
		if name != "" {
			v.holes = append(v.holes, thing{name, from})
			cover(prose, from, to)
			i = to - 1
		}
	}
}

// field returns the field whose brace is at i, and where it stands: {{.Name}}, {name}, ${name}, #{name}.
func field(s string, i int) (name string, from, to int) {
	if strings.HasPrefix(s[i:], "{{") {
		if end := strings.Index(s[i:], "}}"); end > 2 && end < 80 {
			return "{{" + strings.TrimSpace(s[i+2:i+end]) + "}}", i, i + end + 2
		}
	}
	n := 1
	for i+n < len(s) && (isAlnum(s[i+n]) || s[i+n] == '_' || s[i+n] == '.') {
		n++
	}
	if n == 1 || i+n == len(s) || s[i+n] != '}' {
		return "", i, i
	}
	from = i
	if i > 0 && (s[i-1] == '$' || s[i-1] == '#') {
		from--
	}
	return s[from : i+n+1], from, i + n + 1
}

// directive returns the length of a format directive: %s, %1$d, %.2f, %(name)s.
func directive(s string) int {
	i := 1
	if i < len(s) && s[i] == '(' {
		end := strings.IndexByte(s, ')')
		if end < 0 || end > 40 {
			return 0
		}
		i = end + 1
	} else {
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '$' || s[i] == '.' || s[i] == '+' || s[i] == '-' || s[i] == '#') {
			i++
		}
	}
	if i < len(s) && strings.IndexByte("sdifxXeEgGqvu@", s[i]) >= 0 && (i+1 == len(s) || !isLetterByte(s[i+1])) {
		return i + 1
	}
	return 0
}

func isLetterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }
