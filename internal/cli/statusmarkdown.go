package cli

import (
	"fmt"
	"strings"

	"vernacular/internal/project"
)

// What status --format markdown writes is meant for a comment on a pull request. What comes from the site's files
// stands in code spans: there nothing becomes a link, a picture or a call for a person.

// writeStatusMarkdown is the table of the locales, and of those in lists what to do there.
func writeStatusMarkdown(st project.Status, lists []worklist) string {
	var b strings.Builder
	for i, row := range statusRows(st) {
		b.WriteString("|")
		for _, cell := range row {
			b.WriteString(" " + markdownText(cell) + " |")
		}
		b.WriteString("\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	for _, w := range lists {
		if w.Tag == st.Source {
			continue
		}
		fmt.Fprintf(&b, "\n## %s (%s)\n\n", markdownText(w.Name), w.Tag)
		if w.done() {
			fmt.Fprintf(&b, "All %s up to date.\n", count(w.Blocks.Total, "passage is", "passages are"))
			continue
		}
		fmt.Fprintf(&b, "%s to translate or to look at again.\n", count(w.Words, "word", "words"))
		if w.Whole {
			fmt.Fprintf(&b, "\nIt is not known which source text the translation was made from; to make it known: %s\n", codeSpan(w.record()))
		} else if len(w.Unrecorded) > 0 {
			fmt.Fprintf(&b, "\nOf some of it, it is not known which source text it was made from; to make it known: %s\n", codeSpan(w.record()))
		}
		for _, file := range w.Broken {
			fmt.Fprintf(&b, "\n%s has an error; `vernacular check` names it.\n", codeSpan(file))
		}
		for _, d := range w.Todo {
			fmt.Fprintf(&b, "\n### %s, %s\n\n", codeSpan(todoName(d.Comparison)), count(d.Words, "word", "words"))
			if d.Bytes == nil {
				fmt.Fprintf(&b, "There is no %s yet: translate %s into it.\n", codeSpan(d.File), codeSpan(d.SourceFile))
				continue
			}
			for _, item := range d.Items {
				pos := placeOf(d, item)
				fmt.Fprintf(&b, "- **%d** %s, %s, %s", item.Number, stateOf(item), codeSpan(item.ID), codeSpan(fmt.Sprintf("%s:%d:%d", pos.File, pos.Line, pos.Col)))
				if item.Words > 0 {
					fmt.Fprintf(&b, ", %s", count(item.Words, "word", "words"))
				}
				b.WriteString("\n")
				if text := passage(d, item); text != "" {
					fmt.Fprintf(&b, "  %s\n", codeSpan(text))
				}
			}
			if cmd := next(w.Tag, d); cmd != "" {
				fmt.Fprintf(&b, "\nNext, when it is right: %s\n", codeSpan(cmd))
			}
		}
	}
	return b.String()
}

// codeSpan is a text as code, fenced by more backticks than it has in a row (CommonMark 6.1).
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
