package textdiff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences cuts a text into sentences (UAX #29, Sentence Boundaries). A line feed is a space in it, as in Markdown, and
// no sentence ends after an initial, a short title or, where the language (ISO 639) marks ordinals so, the number of a day:
// "Dr. Shah", "J. Smith", "14. Mai". The pieces join to the text, but for the line feeds.
func Sentences(language, text string) []string {
	ordinals := strings.Contains(ordinalStops, " "+language+" ")
	text = strings.NewReplacer("\r\n", "  ", "\n", " ", "\r", " ").Replace(text)
	var out []string
	for s := sentences.FromString(text); s.Next(); {
		piece := s.Value()
		if last := len(out) - 1; last >= 0 && (endsWithTitle(out[last], ordinals) || !strings.ContainsFunc(piece, isLetterOrNumber)) {
			out[last] += piece
			continue
		}
		out = append(out, piece)
	}
	return out
}

func isLetterOrNumber(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// titles are abbreviations before a name, between spaces.
const titles = " Dr Mr Mrs Ms St Nr No Prof Sr Sra Dra Jr Hr Fr Art Abs "

// ordinalStops are the languages that write a full stop behind an ordinal number.
const ordinalStops = " bs cs da de et eu fi fo hr hsb hu is ka lb lv mk nb nn no pl sk sl sr tr "

// endsWithTitle reports whether a text ends with a title or an initial and a full stop, or with an ordinal number and one.
func endsWithTitle(s string, ordinals bool) bool {
	s, stop := strings.CutSuffix(strings.TrimRight(s, " \u00a0"), ".")
	if !stop {
		return false
	}
	w := s[strings.LastIndexAny(s, " \u00a0(.")+1:]
	n := utf8.RuneCountInString(w)
	first, _ := utf8.DecodeRuneInString(w)
	return n == 1 && unicode.IsUpper(first) || ordinals && n > 0 && n <= 2 && unicode.IsDigit(first) || strings.Contains(titles, " "+w+" ")
}
