package page

import (
	"strings"

	"golang.org/x/net/html"
)

// Caption returns the words that a token of a text has for readers although it is no text token: what a picture's
// alternative text, a link's title and attributes such as aria-label say. Addresses are none.
func Caption(text string, t Token) string {
	part := text[t.Start:t.End]
	switch {
	case strings.HasPrefix(part, "<") && (t.Kind == OpenToken || t.Kind == SingleToken):
		return spokenAttrs(part)
	case t.Name == "img" && strings.HasPrefix(part, "!["):
		depth := 0
		for i := 1; i < len(part); i++ {
			switch part[i] {
			case '\\':
				i++
			case '[':
				depth++
			case ']':
				if depth--; depth == 0 {
					return strings.TrimSpace(part[2:i] + " " + linkTitle(part[i:]))
				}
			}
		}
	case t.Name == "a" && t.Kind == CloseToken:
		return linkTitle(part)
	}
	return ""
}

// linkTitle returns the title in the end of a link, `](address "title")`.
func linkTitle(tail string) string {
	tail, ok := strings.CutPrefix(tail, "](")
	if !ok {
		return ""
	}
	tail = strings.TrimSpace(strings.TrimSuffix(tail, ")"))
	var title string
	if strings.HasPrefix(tail, "<") {
		_, title, _ = strings.Cut(tail, ">")
	} else if i := strings.IndexAny(tail, " \t\n"); i >= 0 {
		title = tail[i:]
	}
	title = strings.TrimSpace(title)
	if len(title) < 2 {
		return ""
	}
	return title[1 : len(title)-1]
}

// spokenAttrs returns the values of a tag's attributes that are words.
func spokenAttrs(tag string) string {
	z := html.NewTokenizer(strings.NewReader(tag))
	if k := z.Next(); k != html.StartTagToken && k != html.SelfClosingTagToken {
		return ""
	}
	var out []string
	for _, a := range z.Token().Attr {
		switch a.Key {
		case "alt", "title", "abbr", "aria-label", "placeholder":
			out = append(out, a.Val)
		}
	}
	return strings.Join(out, " ")
}
