package exchange

import (
	"errors"
	"fmt"
	"strings"

	"vernacular/internal/page"
)

// The marks of a code whose Markdown its file does not say, in the texts of an [Entry] that is Bare: a character that no
// text has (Unicode's noncharacters), the kind of the code, its id, and another such character.
const (
	bareBegin, bareEnd = '\uFDD0', '\uFDD1'

	bareOpen   = string(bareBegin) + "("
	bareClose  = string(bareBegin) + ")"
	bareSingle = string(bareBegin) + "."
)

// withoutMarks replaces in the text of a file what would be taken for such a mark.
func withoutMarks(text string) string {
	if !strings.ContainsRune(text, bareBegin) {
		return text
	}
	return strings.ReplaceAll(text, string(bareBegin), "\uFFFD")
}

// orBare returns the Markdown of a code, or where there is none a mark for it.
func (x *unitTexts) orBare(text, bare string) string {
	if text != "" {
		return text
	}
	x.bare = true
	return bare + string(bareEnd)
}

// bareCode is one mark in a text: the bytes that it takes, and its kind with its id.
type bareCode struct {
	start, end int
	name       string
}

// bareCodes returns the marks in a text.
func bareCodes(text string) (list []bareCode) {
	for at := 0; ; {
		i := strings.IndexRune(text[at:], bareBegin)
		if i < 0 {
			return list
		}
		start := at + i
		n := strings.IndexRune(text[start:], bareEnd)
		if n < 0 {
			return list
		}
		at = start + n + len(string(bareEnd))
		list = append(list, bareCode{start, at, text[start+len(string(bareBegin)) : start+n]})
	}
}

// fill returns a text with its marks replaced.
func fill(text string, codes []bareCode, with func(i int, c bareCode) string) string {
	var b strings.Builder
	at := 0
	for i, c := range codes {
		b.WriteString(text[at:c.start])
		b.WriteString(with(i, c))
		at = c.end
	}
	b.WriteString(text[at:])
	return b.String()
}

// WithCodes returns an entry that is Bare with the inline codes that its file leaves out, as the unit's source has them:
// the first code of the file's source is the first of source, and so on. It fails where the two do not have equally many
// codes, or where the target has one that the source of the file has not. Markdown of the entry says what source is.
func (u Entry) WithCodes(source string) (Entry, error) {
	if !u.Bare {
		return u, nil
	}
	var marks []string
	for _, t := range tokensOf(u, source) {
		if t.Kind != page.TextToken {
			marks = append(marks, source[t.Start:t.End])
		}
	}
	codes := bareCodes(u.Source)
	if len(codes) != len(marks) {
		return u, fmt.Errorf("the file leaves out what its inline codes stand for, and its text has %d of them where the source has %d", len(codes), len(marks))
	}
	known := map[string]string{}
	u.Source = fill(u.Source, codes, func(i int, c bareCode) string {
		known[c.name] = marks[i]
		return marks[i]
	})
	lost := ""
	u.Text = fill(u.Text, bareCodes(u.Text), func(_ int, c bareCode) string {
		if _, ok := known[c.name]; !ok {
			lost = c.name[1:]
		}
		return known[c.name]
	})
	if lost != "" {
		return u, errors.New("the translation has the inline code " + shorten(lost) + ", which its source does not have")
	}
	u.Bare = false
	return u, nil
}

// Words returns the text of a unit without its inline codes, by which a text of a file is found in a site where the file
// does not say what its codes stand for. markdown says that the text is Markdown.
func Words(text string, markdown bool) string {
	if codes := bareCodes(text); len(codes) > 0 {
		return fill(text, codes, func(int, bareCode) string { return "" })
	}
	var b strings.Builder
	for _, t := range tokensOf(Entry{Markdown: markdown}, text) {
		if t.Kind == page.TextToken {
			b.WriteString(text[t.Start:t.End])
		}
	}
	return b.String()
}
