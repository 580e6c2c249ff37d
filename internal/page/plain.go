package page

import "strings"

// PlainText returns the words of a block's Markdown as a reader sees them, in one line: without marks, pictures and references
// to footnotes, with escapes and character references resolved.
func PlainText(txt string, definitions Definitions) string {
	var b strings.Builder
	for _, t := range TokensOf(txt, definitions) {
		piece := txt[t.Start:t.End]
		switch {
		case t.Kind == TextToken:
			b.WriteString(destination([]byte(piece)))
		case t.Kind != SingleToken || t.Name == "img" || t.Name == "footnote":
		case t.Name == "code":
			b.WriteString(strings.Trim(piece, "`"))
		case t.Name == "a":
			b.WriteString(strings.Trim(piece, "<>"))
		default: // a line break, or an element without words
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
