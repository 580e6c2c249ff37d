// Package textdiff turns two texts into the words that differ between them, and one text into its words.
//
// Words are those of UAX #29 (Unicode Text Segmentation), so that the same code serves every language
// of a site. Thai, Lao, Khmer, Burmese, Chinese and Japanese write no spaces, and telling their words
// apart takes a dictionary: here each of their characters is a piece of its own, which makes their
// differences finer, never wrong.
//
// It never looks at Markdown (page.Tokens does), never changes a character, knows no languages, only
// scripts, and gives the same answer on every machine: the search has no deadline. It is the only
// importer of sergi/go-diff and of uax29.
//
// Start with [Words], which shows a translator what changed, and [Text.Similarity], which says how much.
// The neighbour to read next is tm, which finds the most similar of many texts.
package textdiff

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op is what became of a part of the old text, or where one of the new text comes from.
type Op byte

const (
	Kept     Op = '='
	Deleted  Op = '-'
	Inserted Op = '+'
)

// Part is a stretch of text that was kept or changed.
type Part struct {
	Op   Op
	Text string
}

// maxPieces is how many pieces of both texts together are searched for what they share. The time grows
// with their number times the number of changes; a longer text is no longer something that a translator
// reads as one difference.
const maxPieces = 20_000

// Words returns the difference between two texts, word by word. The parts other than [Inserted] join to old,
// those other than [Deleted] to new. No part is empty, no two parts that follow each other have the same Op,
// and what was deleted comes before what was inserted in its place.
//
// It is a difference for people: two changes with nothing but space, punctuation or a coincidence (fewer
// letters than either change around it, and three words at most) between them are one. Beyond
// 20,000 pieces the texts' common beginning and end are kept and all between is one change.
func Words(old, new string) []Part {
	if old == new {
		return spell([]edit{{Kept, Split(old)}})
	}
	a, b := Split(old), Split(new)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	head, tail := a[:start], a[len(a)-end:]
	a, b = a[start:len(a)-end], b[start:len(b)-end]
	edits := []edit{{Kept, head}}
	if len(a) == 0 || len(b) == 0 || len(a)+len(b) > maxPieces {
		edits = append(edits, edit{Deleted, a}, edit{Inserted, b})
	} else {
		edits = append(edits, search(a, b)...)
	}
	edits = append(edits, edit{Kept, tail})
	return spell(slide(join(edits)))
}

// edit is a part that is still in pieces.
type edit struct {
	op     Op
	pieces []string
}

// search finds a shortest way from a to b.
func search(a, b []string) []edit {
	numbers := map[string]rune{}
	words := map[rune]string{}
	number := func(pieces []string) []rune {
		out := make([]rune, len(pieces))
		for i, p := range pieces {
			n, ok := numbers[p]
			if !ok {
				n = nth(len(numbers))
				numbers[p], words[n] = n, p
			}
			out[i] = n
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // a deadline would make the answer depend on the machine
	var edits []edit
	for _, d := range dmp.DiffMainRunes(number(a), number(b), false) {
		e := edit{op: Kept}
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			e.op = Deleted
		case diffmatchpatch.DiffInsert:
			e.op = Inserted
		}
		for _, n := range d.Text {
			e.pieces = append(e.pieces, words[n])
		}
		edits = append(edits, e)
	}
	return edits
}

// nth returns the rune that stands for the word with a number. The library passes runes through strings,
// in which all surrogates become U+FFFD, that is one and the same word: they are left out, and U+FFFD too.
func nth(n int) rune {
	r := rune(n + 1)
	if r >= 0xD800 {
		r += 0xE000 - 0xD800
	}
	if r >= 0xFFFD {
		r++
	}
	return r
}

// spell writes edits as parts.
func spell(edits []edit) []Part {
	var parts []Part
	for _, e := range edits {
		if len(e.pieces) > 0 {
			parts = append(parts, Part{e.op, strings.Join(e.pieces, "")})
		}
	}
	return parts
}
