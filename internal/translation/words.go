package translation

import (
	"html"
	"regexp"
	"strings"

	"vernacular/internal/page"
	"vernacular/internal/textdiff"
)

// Words counts what there is to translate in a segment: what readers read as words. Code has none, nor have addresses,
// tags and placeholders; what a picture or a title says counts.
func (s Segment) Words() int {
	if s.Kind == page.KindCode {
		return 0
	}
	text := s.Text
	if s.Kind != page.KindMessage && strings.ContainsAny(text, "`<[:@\\&") { // a message is plain text
		text = readable(s.Kind, text)
	}
	if strings.ContainsAny(text, "{%") || strings.Contains(text, "://") || strings.Contains(text, "www.") {
		text = placeholder.ReplaceAllString(text, " ")
	}
	return textdiff.Count(text)
}

// placeholder is what a program or a layout replaces, in the ways that are in use, and addresses that are no links.
var placeholder = regexp.MustCompile(`\b(www\.|https?://)\S+|\{\{[^}]*\}\}|\$?\{[\w.-]*\}|%\([\w.]+\)[a-z]|%(\d+\$)?[-+#0]*\d*(\.\d+)?[sdifgeuxXv@]\b`)

// referenceLabel is the label at the end of a link whose address stands elsewhere in the page.
var referenceLabel = regexp.MustCompile(`\]\[[^\]]*\]`)

// readable returns what readers read of a text: without tags, addresses, code and marks.
func readable(kind page.Kind, text string) string {
	var b strings.Builder
	for _, t := range page.Tokens(text) {
		switch {
		case t.Kind == page.TextToken:
			part := referenceLabel.ReplaceAllString(text[t.Start:t.End], "]")
			b.WriteString(html.UnescapeString(escapes.Replace(part)))
			continue
		case t.Name == "wbr":
			continue
		case t.Kind == page.SingleToken, kind == page.KindHTML:
			b.WriteByte(' ')
		}
		if caption := page.Caption(text, t); caption != "" {
			b.WriteString(" " + caption + " ")
		}
	}
	return b.String()
}
