package report

import (
	"fmt"
	"strings"
)

// Markdown returns the table of the locales and what there is to do in those with a worklist, as a comment
// on a pull request. What comes from the site's files stands in code spans, in which nothing becomes a
// link, a picture or a call for a person.
func (r *Report) Markdown() string {
	var b strings.Builder
	for i, row := range r.rows() {
		b.WriteString("|")
		for _, cell := range row {
			b.WriteString(" " + markdownText(cell) + " |")
		}
		b.WriteString("\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	for _, w := range r.Work {
		if w.Tag != r.Status.Source {
			w.writeMarkdown(&b)
		}
	}
	return b.String()
}

// writeMarkdown writes what there is to do in one locale.
func (w Worklist) writeMarkdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s (%s)\n\n", markdownText(w.Name), w.Tag)
	if w.done() {
		fmt.Fprintf(b, "All %s up to date.\n", count(w.Blocks.Total, "passage is", "passages are"))
		return
	}
	fmt.Fprintf(b, "%s to translate or to look at again.\n", count(w.Words, "word", "words"))
	if w.Whole {
		fmt.Fprintf(b, "\nIt is not known which source text the translation was made from; to make it known: %s\n", codeSpan(w.Accept()))
	} else if len(w.Unrecorded) > 0 {
		fmt.Fprintf(b, "\nOf some of it, it is not known which source text it was made from; to make it known: %s\n", codeSpan(w.Accept()))
	}
	for _, file := range w.Broken {
		fmt.Fprintf(b, "\n%s has an error; `vernacular check` names it.\n", codeSpan(file))
	}
	for _, t := range w.Tasks {
		fmt.Fprintf(b, "\n### %s, %s\n\n", codeSpan(t.Page), count(t.Words, "word", "words"))
		if !t.Exists {
			fmt.Fprintf(b, "There is no %s yet: translate %s into it.\n", codeSpan(t.File), codeSpan(t.sourceFile))
			continue
		}
		for _, p := range t.Passages {
			p.writeMarkdown(b)
		}
		if cmd := t.next(w.Tag); cmd != "" {
			fmt.Fprintf(b, "\nNext, when it is right: %s\n", codeSpan(cmd))
		}
	}
}

func (p Passage) writeMarkdown(b *strings.Builder) {
	fmt.Fprintf(b, "- **%d** %s, %s, %s", p.Number, p.Condition(), codeSpan(p.ID), codeSpan(fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)))
	if p.Words > 0 {
		fmt.Fprintf(b, ", %s", count(p.Words, "word", "words"))
	}
	b.WriteString("\n")
	if text := p.shown(); text != "" {
		fmt.Fprintf(b, "  %s\n", codeSpan(text))
	}
}

// codeSpan returns a text as code, between more backticks than it has in a row (CommonMark 6.1).
func codeSpan(s string) string {
	s = oneLine(s)
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// markdownText escapes every mark that Markdown, or GitHub's, may read as markup. An at sign gets
// an empty comment behind it, since GitHub looks for people's names after it has undone the escapes.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s) {
		switch {
		case r == '@':
			b.WriteString("@<!-- -->")
		case strings.ContainsRune("\\`*_[]#|~<>&:", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
