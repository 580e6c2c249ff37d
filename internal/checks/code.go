package checks

import (
	"slices"
	"strings"
	"unicode"
)

// codeBlock compares code line by line. Comments and what is written for readers in it may be translated.
func (c *checker) codeBlock() {
	want, _ := codeLines(c.p.SourceText)
	got, at := codeLines(c.p.Text)
	dedent(want)
	dedent(got)
	for i := range max(len(want), len(got)) {
		switch {
		case i == len(got):
			c.warn(CodeChanged, len(c.p.Text), "copy the code from the source", "the code lacks the line “%s”", short(want[i]))
			return
		case i == len(want):
			c.warn(CodeChanged, at[i], "copy the code from the source", "the source's code does not have the line “%s”", short(got[i]))
			return
		case !sameCode(want[i], got[i]):
			c.byRule(CodeChanged, at[i], "copy the code from the source", "the code “%s” is “%s” in the source", got[i], want[i])
			return
		}
	}
}

// codeLines returns the lines of code that are neither empty nor comments, and where each begins.
func codeLines(text string) (lines []string, at []int) {
	off, within := 0, "" // the mark that ends the comment of several lines
	for line := range strings.SplitSeq(text, "\n") {
		rest := line
		if within == "" {
			rest, within = cutComment(line)
		} else if _, after, ends := strings.Cut(line, within); ends {
			rest, within = cutComment(after)
		} else {
			rest = ""
		}
		if rest = strings.TrimRight(rest, " \t\r"); strings.TrimSpace(rest) != "" {
			lines = append(lines, rest)
			at = append(at, off)
		}
		off += len(line) + 1
	}
	return lines, at
}

// dedent takes the spaces away that all lines begin with.
func dedent(lines []string) {
	common := -1
	for _, line := range lines {
		if n := len(line) - len(strings.TrimLeft(line, " \t")); common < 0 || n < common {
			common = n
		}
	}
	for i := range lines {
		lines[i] = lines[i][common:]
	}
}

// comments are the marks that begin and end a comment of several lines.
var comments = [][2]string{{"/*", "*/"}, {"<!--", "-->"}, {`"""`, `"""`}}

// cutComment returns a line of code without its comment, and the mark that ends a comment which goes on.
func cutComment(line string) (code, within string) {
	t := strings.TrimSpace(line)
	for _, mark := range []string{"##", "#", "//", "--", ";", "%", "REM "} {
		if strings.HasPrefix(t, mark) && (mark == "//" || len(t) == len(mark) || strings.HasSuffix(mark, " ") || t[len(mark)] == ' ' || t[len(mark)] >= 0x80) {
			return "", ""
		}
	}
	for _, marks := range comments {
		if rest, ok := strings.CutPrefix(t, marks[0]); ok {
			if _, after, ends := strings.Cut(rest, marks[1]); ends {
				return after, ""
			}
			return "", marks[1]
		}
	}
	for i := 1; i < len(line); i++ { // behind the code
		if (line[i-1] == ' ' || line[i-1] == '\t') && (strings.HasPrefix(line[i:], "# ") || strings.HasPrefix(line[i:], "// ") || strings.HasPrefix(line[i:], "/* ") || strings.HasPrefix(line[i:], "<!-- ")) {
			return line[:i], ""
		}
	}
	return line, ""
}

// toFill are the values to be filled in as {{path/to/file}}, but not the choice of options in {{[-v|--verbose]}}.
var toFill = pattern(`\{\{[^{}\[][^{}]*\}\}`)

// forReaders are the parts of code that are written for readers: values to be filled in such as <your name>, and texts
// between quotation marks.
var forReaders = pattern("<[^<>]*>|\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")

// sameCode reports whether code is the same but for what is written for readers and may be translated.
func sameCode(want, got string) bool {
	want, got = plainCode(want), plainCode(got)
	if strings.Contains(want, "{{") {
		want, got = toFill().ReplaceAllString(want, "{{}}"), toFill().ReplaceAllString(got, "{{}}")
	}
	if want == got || sameLabel(want, got) || isPhrase(want) && isPhrase(got) || strings.TrimRight(want, "/;") == strings.TrimRight(got, "/;") {
		return true
	}
	a, b := forReaders().FindAllStringIndex(want, -1), forReaders().FindAllStringIndex(got, -1)
	if len(a) == 0 || len(a) != len(b) {
		return false
	}
	i, j := 0, 0
	for k := range a {
		x, y := want[a[k][0]:a[k][1]], got[b[k][0]:b[k][1]]
		if want[i:a[k][0]] != got[j:b[k][0]] || x != y && !mayTranslate(x, y) {
			return false
		}
		i, j = a[k][1], b[k][1]
	}
	return want[i:] == got[j:]
}

// sameLabel reports whether two lines are a label for readers in capitals and a number, with its unit: SIZE: 8 bytes.
func sameLabel(want, got string) bool {
	a, b := strings.Fields(want), strings.Fields(got)
	if len(a) != len(b) || len(a) < 2 || !isLabel(a[0]) || !isLabel(b[0]) {
		return false
	}
	for i := 1; i < len(a); i++ {
		unit := i > 1 && digit(after(a[i-1], 0)) >= 0 && isWord(a[i]) && isWord(b[i])
		if a[i] != b[i] && !unit {
			return false
		}
	}
	return true
}

// isPhrase reports whether code is some words for readers, such as Hello World.
func isPhrase(s string) bool {
	parts := strings.Fields(s)
	return len(parts) > 1 && unicode.IsUpper(after(s, 0)) && !slices.ContainsFunc(parts, func(w string) bool { return !isWord(strings.Trim(w, "!,.")) })
}

// isLabel reports whether a word of capitals ends with a colon.
func isLabel(s string) bool {
	w, ok := strings.CutSuffix(s, ":")
	return ok && isWord(w) && strings.ToUpper(w) == w
}

func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

// plainCode leaves out of a line of code what nobody sees: marks of the direction, and spaces at its end.
func plainCode(s string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r == 0x200e || r == 0x200f || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s), " \t\r")
}

// mayTranslate reports whether a part of code that is written for readers may stand for another one: it is a value to be filled
// in, or words and not a name.
func mayTranslate(want, got string) bool {
	if want[0] != got[0] {
		return false
	}
	if want[0] == '<' && strings.ContainsAny(want+got, `="/`) {
		return false // an element
	}
	words := func(s string) bool {
		return strings.Contains(strings.TrimSpace(s[1:len(s)-1]), " ") || s[0] == '<' && strings.Contains(s, "_") || strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f && unicode.IsLetter(r) })
	}
	return words(got) || words(want)
}

// code compares the spans of code.
func (c *checker) code() {
	lacks, extra := differ(c.src.code, c.txt.code)
	lacks, extra = sameSpans(lacks, extra)
	lacks, extra = c.inParts(lacks, extra)
	lacks, extra = c.elsewhere(ofCode, lacks, extra)
	lacks = slices.DeleteFunc(slices.Clone(lacks), func(t thing) bool { return len(extra) == 0 && strings.Contains(c.txt.text, strings.Trim(t.name, `"'`)) })
	extra = slices.DeleteFunc(slices.Clone(extra), func(t thing) bool {
		return len(lacks) == 0 && (strings.Contains(c.src.text, stemOfTerm(t.name)) || c.sourceSays(stemOfTerm(t.name)))
	})
	for i, m := range lacks {
		if i < len(extra) {
			c.byRule(CodeChanged, extra[i].off, "code is not translated: write it as in the source", "the code “%s” is “%s” in the source",
				extra[i].name, m.name)
		} else {
			c.lack(CodeChanged, "write it between backticks, as the source does", "the code “%s” of the source is missing here", short(m.name))
		}
	}
	for _, m := range extra[min(len(lacks), len(extra)):] {
		c.warn(CodeChanged, m.off, "take the backticks out", "the source does not have the code “%s”", short(m.name))
	}
}

// inParts takes out a span that the other text has in parts, `do … end` as `do` and `end`, with these parts, and one that is the
// plural of another in the source: English writes `Fixnums` of several.
func (c *checker) inParts(lacks, extra things) (l, e things) {
	e = slices.Clone(extra)
	for _, w := range lacks {
		parts := strings.FieldsFunc(w.name, func(r rune) bool { return r == ' ' || r == '.' || r == '…' || r == '|' || r == '/' })
		if singular, ok := strings.CutSuffix(w.name, "s"); ok && isWord(singular) && slices.ContainsFunc(c.src.code, func(t thing) bool { return t.name == singular }) {
			parts = []string{singular}
		}
		has := func(part string) bool {
			return slices.ContainsFunc(c.txt.code, func(t thing) bool { return t.name == part })
		}
		if len(parts) == 0 || slices.ContainsFunc(parts, func(p string) bool { return !has(p) }) {
			l = append(l, w)
			continue
		}
		e = slices.DeleteFunc(e, func(t thing) bool { return slices.Contains(parts, t.name) })
	}
	return l, e
}

// stemOfTerm returns a term without the ending that a language gives it: pollingu.
func stemOfTerm(name string) string {
	const least, ending = 8, 2
	if len(name) < least || name[len(name)-1] >= 0x80 || name[len(name)-2] >= 0x80 || strings.ContainsAny(name[len(name)-ending:], " ()[]{}=+-*/.,:;\"'`") {
		return name
	}
	return strings.TrimSpace(name[:len(name)-ending])
}

// sameSpans takes out pairs that differ in what may be translated.
func sameSpans(lacks, extra things) (l, e things) {
	e = slices.Clone(extra)
	for _, w := range lacks {
		i := slices.IndexFunc(e, func(x thing) bool { return sameCode(w.name, x.name) })
		if i < 0 {
			l = append(l, w)
			continue
		}
		e = slices.Delete(e, i, i+1)
	}
	return l, e
}
