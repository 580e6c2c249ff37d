// Package pseudo turns source text into the text of two made-up locales, with which a site is tried before
// anybody has translated it: en-XA, whose letters have accents and whose texts are one third longer, and
// ar-XB, in which everything runs from right to left. Both can be read by readers of the source. What a
// page shows in plain letters never went through a translation; what bursts is too narrow for German.
//
// It changes words only. It never changes what a translator has to keep: numbers, placeholders,
// addresses, code, the marks of Markdown and HTML, escapes and character references; and it never writes
// a character that page.Parse or catalog.Parse refuses. The same text always becomes the same text.
//
// Start with [Text] for a block of a page and [Message] for a message; [HTML] is for blocks that are not
// Markdown. The neighbour to read next is page, whose [page.Tokens] say what is markup.
//
// # en-XA
//
// As in Android and Chromium: a letter of ASCII becomes one with an accent, and a text stands in brackets, so
// that one that is cut off or put together of pieces shows. Vowels are doubled until there is a third more
// letters, which makes words longer too; what no vowel could take is added as a word at the end.
//
// # ar-XB
//
// The letters of each word are written in reverse order, within a right-to-left isolate (U+2067 … U+2069).
// Android and Chromium reach the same picture with overrides (U+202E), which readers' pages must not hold.
// Isolates put the words in the order of the paragraph, which is that of ar-XB: from right to left.
package pseudo

import (
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// Kind is one of the two pseudo-locales.
type Kind uint8

// The pseudo-locales.
const (
	Accented Kind = iota // en-XA
	Mirrored             // ar-XB
)

// Tag returns the locale as BCP 47 writes it. XA and XB are regions for private use (CLDR, Pseudolocales).
func (k Kind) Tag() locale.Tag {
	if k == Mirrored {
		return "ar-XB"
	}
	return "en-XA"
}

// Text writes the inline Markdown of a block ([page.Block.Source]) in a pseudo-locale. The marks in it
// mean what they meant: page.Tokens finds the same elements with the same destinations, in the same order.
// Text in square brackets stays as it is: it may be the label of a link that is defined elsewhere. So does
// a block that is verbatim, such as one of code, and one whose marks would mean something else with other
// letters between them, which only a fuzzer writes.
func Text(kind Kind, markdown string, verbatim bool) string {
	if verbatim || strings.TrimSpace(markdown) == "" {
		return markdown
	}
	tokens := page.Tokens(markdown)
	k := keeperOf(markdown, tokens)
	start, end := bounds(markdown)
	start += len(taskBox(markdown[start:end]))
	// An escaped bracket belongs to no link. The spaces let emphasis begin and end as at the ends of a line.
	out := k.write(kind, start, end, `\[ `, ` \]`)
	if !sameMarks(markdown, tokens, out, page.Tokens(out)) {
		return markdown
	}
	return out
}

// keeperOf returns what of a block has to stay, by its tokens.
func keeperOf(markdown string, tokens []page.Token) *keeper {
	k := &keeper{text: markdown, kept: make([]bool, len(markdown))}
	for i, t := range tokens {
		switch t.Kind {
		case page.TextToken:
			k.keepEscapes(t.Start, t.End)
			k.keepAll(markup, t.Start, t.End)
			k.keepReferences(t.Start, t.End)
			k.keepAddresses(t.Start, t.End)
		case page.OpenToken:
			k.keep(t.Start, t.End)
			if t.Pair > i && (isCode(t.Name) || untranslatable(markdown[t.Start:t.End])) {
				k.keep(t.Start, tokens[t.Pair].End)
			}
		default:
			k.keep(t.Start, t.End)
		}
	}
	k.keepLabels()
	return k
}

// sameMarks reports whether two texts have the same tokens but for the words between them.
func sameMarks(a string, tokensA []page.Token, b string, tokensB []page.Token) bool {
	marks := func(text string, tokens []page.Token) []string {
		var all []string
		for _, t := range tokens {
			if t.Kind != page.TextToken {
				all = append(all, text[t.Start:t.End], t.Name, t.Dest, string('0'+rune(t.Kind)))
			}
		}
		return all
	}
	return slices.Equal(marks(a, tokensA), marks(b, tokensB))
}

// Message writes a message of a catalog, which is plain text with {{.Fields}}, in a pseudo-locale.
func Message(kind Kind, text string) string {
	k := keeper{text: text, kept: make([]bool, len(text))}
	k.keepAddresses(0, len(text))
	start, end := bounds(text)
	return k.write(kind, start, end, "[ ", " ]")
}

// HTML writes a block whose source is HTML, one of kind html or of a page that is a .html file, in a
// pseudo-locale. Tags, comments and what stands in code, kbd, samp, pre, script and style, or in an element
// with translate="no", stay as they are.
func HTML(kind Kind, source string) string {
	k := keeper{text: source, kept: make([]bool, len(source))}
	k.keepTags()
	k.keepReferences(0, len(source))
	k.keepAddresses(0, len(source))
	// The brackets stand next to the first and the last text, within the elements around them.
	start, end := k.loose()
	return k.write(kind, start, end, "[ ", " ]")
}

// bounds returns what is left of a text without white space at its ends.
func bounds(text string) (start, end int) {
	end = len(strings.TrimSpace(text))
	start = strings.Index(text, strings.TrimSpace(text))
	return start, start + end
}

// taskBox returns the box at the beginning of an item of a task list, which has to stay its beginning (GFM,
// Task list items).
func taskBox(text string) string {
	if len(text) > 3 && text[0] == '[' && strings.ContainsRune(" xX", rune(text[1])) && text[2] == ']' && (text[3] == ' ' || text[3] == '\t') {
		return text[:4]
	}
	return ""
}

// untranslatable reports whether a tag asks that its element be left alone (HTML, the translate attribute).
func untranslatable(tag string) bool {
	return strings.HasPrefix(tag, "<") && noTranslation.MatchString(tag)
}

// isCode reports whether an element holds what a computer reads, or wrote.
func isCode(name string) bool {
	switch name {
	case "code", "kbd", "samp", "pre", "script", "style":
		return true
	}
	return false
}
