package pseudo

import "vernacular/internal/page"

// Piece is a part of a text: words, or what has to stay as it is.
type Piece struct {
	Text string
	Kept bool
}

// Pieces cuts a text of a kind into words and what a translation has to keep: placeholders, addresses, code, the marks
// of Markdown and HTML. The pieces join to the text.
func Pieces(kind page.Kind, text string) []Piece {
	k := &keeper{text: text, kept: make([]bool, len(text))}
	switch kind {
	case page.KindMessage, page.KindFrontMatter:
		k.keepAddresses(0, len(text))
	case page.KindHTML:
		k.keepTags()
		k.keepReferences(0, len(text))
		k.keepAddresses(0, len(text))
	default:
		k = keeperOf(text, page.Tokens(text))
	}
	var out []Piece
	for from, at := 0, 1; at <= len(text); at++ {
		if at == len(text) || k.kept[at] != k.kept[from] {
			out = append(out, Piece{text[from:at], k.kept[from]})
			from = at
		}
	}
	return out
}
