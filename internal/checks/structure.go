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

// optional are elements that a language may need where another does not, and those that only lay a text out.
func optional(name string) bool {
	switch name {
	case "ruby", "rt", "rp", "abbr", "p", "div", "font", "center", "small", "hr", "picture", "source", "!--":
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

// markup compares elements, footnotes and emphasis. Languages emphasise other words, and other numbers of them; where the source
// does and the translation does not at all, something was lost.
func (c *checker) markup() {
	if len(c.src.marks) == 0 && len(c.txt.marks) == 0 {
		return
	}
	lacks, extra := differ(c.src.marks, c.txt.marks)
	lacks, extra = c.elsewhere(ofMarks, lacks, extra)
	told := map[string]bool{} // each kind of mark is told of once
	for _, m := range lacks {
		if !optional(m.name) && !told[m.name] && c.isLost(m.name) {
			told[m.name] = true
			c.lack(MarkupChanged, "mark the same words as the source does", "%s of the source is missing here", markName(m.name))
		}
	}
	for _, m := range extra {
		if !optional(m.name) && !told[m.name] && c.isAdded(m.name) {
			told[m.name] = true
			c.warn(MarkupChanged, m.off, "take it out, or mark only what the source marks", "the source does not have %s here", markName(m.name))
		}
	}
}

// gluedHeading is the start of a line that somebody meant as a heading: CommonMark (§4.2) wants a space after the signs.
var gluedHeading = pattern(`(?m)^ {0,3}(#{2,6})[\pL\pN]`)

// linkParts is where the text of a link ends and its address begins, also with what keeps Markdown from reading it: a space or a
// line break between the two, or brackets as East Asian keyboards write them.
var linkParts = pattern(`[\]］】][ \t]*\n?[ \t]*[(（][ \t]*([^\s()（）]+)[ \t]*[)）]`)

// splitLink returns where in a text a link begins that Markdown does not read, to an address that the source has or that is one of the
// web; -1 where there is none.
func (c *checker) splitLink(text string) int {
	for _, m := range linkParts().FindAllStringSubmatchIndex(text, -1) {
		dest := text[m[2]:m[3]]
		isLink := strings.HasPrefix(text[m[0]:], "](") && text[m[1]-1] == ')'
		if at := strings.LastIndexAny(text[:m[0]], "[［【"); at >= 0 && !isLink && (strings.Contains(dest, "://") || slices.ContainsFunc(c.src.links, func(l thing) bool { return l.name == dest })) {
			return at
		}
	}
	return -1
}

// leftovers tells of signs that Markdown did not understand and readers see: half of a pair of **, and a heading that is
// none. What the source shows as it stands, a translation may show, too.
func (c *checker) leftovers() {
	if c.p.Kind == page.KindMessage || c.p.Kind == page.KindFrontMatter {
		return
	}
	if at := strings.Index(c.txt.prose, "**"); at >= 0 && strings.Count(c.txt.prose, "**") == 1 && !strings.Contains(c.src.prose, "**") {
		c.warn(MarkupChanged, at, `write ** before and after the words, touching them; for plain signs write \*\*`,
			"the marks ** stand in the text as they are: a second ** is missing")
	}
	if at := c.halfEmphasis(); at >= 0 {
		c.warn(MarkupChanged, at, `write as many * before the words as after them, touching them; for a plain sign write \*`,
			"a mark * stands in the text as it is: it has no partner")
	}
	if at := gluedHeading().FindStringSubmatchIndex(c.txt.prose); at != nil && !gluedHeading().MatchString(c.src.prose) {
		marks := c.txt.prose[at[2]:at[3]]
		c.warn(MarkupChanged, at[2], "write a space after "+marks+", and leave an empty line before it and after it",
			"the signs %s stand in the text as they are, and the line is no heading", marks)
	}
	if at := c.splitLink(c.txt.text); at >= 0 && c.splitLink(c.src.text) < 0 {
		c.warn(MarkupChanged, at, "write […](…) with [ ] and ( ) of this form, and no space between ] and (",
			"this is no link: readers see its brackets and its address")
	}
}

// halfEmphasis returns where a * that readers see touches emphasis: one of the two in **words* is no mark. -1 where there is
// none, or where the source has one, too.
func (c *checker) halfEmphasis() int {
	at := func(v *view) int {
		for i := range len(v.prose) {
			before, after := i > 0 && v.text[i-1] == '*' && v.prose[i-1] != '*', i+1 < len(v.text) && v.text[i+1] == '*' && v.prose[i+1] != '*'
			if v.prose[i] == '*' && (before || after) {
				return i
			}
		}
		return -1
	}
	if found := at(c.txt); found >= 0 && at(c.src) < 0 {
		return found
	}
	return -1
}

// isLost reports whether a mark of the source that a text lacks says something that the text does not say otherwise.
func (c *checker) isLost(name string) bool {
	switch name {
	case "em":
		switch c.p.Locale.Script() {
		case "Latn", "Cyrl", "Grek", "Armn", "Geor":
		default:
			return false // letters of other scripts have no slanted form
		}
		return !c.txt.emphasises() && len(c.txt.code) <= len(c.src.code)
	case "strong":
		return !c.txt.emphasises()
	case "br":
		return !has(c.txt.marks, "br", len(c.txt.text))
	}
	return true
}

// isAdded reports whether a mark that the source does not have says something that the source does not say.
func (c *checker) isAdded(name string) bool {
	switch name {
	case "em", "br", "i", "b":
		return false // of a foreign word, of a line of verse
	case "strong":
		return !c.src.emphasises() && !shouts().MatchString(c.src.prose)
	}
	return true
}

// shouts finds a word that English sets apart by capitals, where other scripts have none.
var shouts = pattern(`\b(?:NOT|NEVER|MUST|ONLY|ALL|ALWAYS|NO)\b`)

// emphasises reports whether a text sets words apart: by emphasis, or by quotation marks and brackets, as is the custom in East Asia.
func (v *view) emphasises() bool {
	for _, m := range v.marks {
		switch m.name {
		case "em", "strong", "i", "b", "mark", "u":
			return true
		}
	}
	return strings.ContainsAny(v.text, "「『《【“„«\"") || strings.Contains(v.text, "**")
}

// placeholders compares fields and format directives. Those of a message have been compared by the catalog
// already, except for how often each is there.
func (c *checker) placeholders(known bool) {
	want, got := c.src.holes, c.txt.holes
	if known {
		want, got = repeated(want), repeated(got)
	}
	lacks, extra := differ(want, got)
	lacks, extra = c.elsewhere(ofHoles, lacks, extra)
	for _, h := range lacks {
		switch {
		case isCount(h.name) && c.p.Category != "" && c.mayOmitCount():
		case known && isField(h.name): // a language may say a name once where another says it twice
		default:
			c.lack(PlaceholderChanged, fmt.Sprintf("put %s where it belongs in the sentence", h.name), "%s of the source is missing here", h.name)
		}
	}
	directives := slices.ContainsFunc(c.src.holes, func(h thing) bool { return !isField(h.name) })
	for _, h := range extra {
		switch {
		case h.key != "": // what a page generator shows may need a note or a tab more here
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
// The instructions of page generators, such as {{< note >}}, are compared by their names: what they show is translated.
func (v *view) findFields(kind page.Kind, prose []byte) {
	s := v.text
	for i := 0; i < len(s); i++ {
		if prose[i] == mark || s[i] != '{' && s[i] != '%' {
			continue
		}
		name, from, to, key := "", i, 0, ""
		switch {
		case kind != page.KindMessage && strings.HasPrefix(s[i:], "{{") && !strings.HasPrefix(s[i:], "{{."):
			name, key, to = shortcode(s, i)
		case s[i] == '{':
			name, from, to = field(s, i)
		case i == 0 || digit(before(s, i)) < 0:
			to = i + directive(s[i:])
			name = s[i:to]
		}
		if name != "" {
			v.holes = append(v.holes, thing{name: name, off: from, key: key})
			cover(prose, from, to)
			i = to - 1
		}
	}
}

// shortcode returns the instruction of a page generator whose braces are at i, the name by which it is compared, and its end.
func shortcode(s string, i int) (name, key string, end int) {
	n := strings.Index(s[i:], "}}")
	if n < 0 || n > 600 {
		return "", "", i
	}
	end = i + n + 2
	words := strings.FieldsFunc(strings.Trim(s[i+2:i+n], "<>%-!"), func(r rune) bool { return r == ' ' || r == '\n' || r == '(' || r == '|' })
	if len(words) == 0 {
		return "", "", i
	}
	return s[i:end], "{{" + strings.ToLower(words[0]), end
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
