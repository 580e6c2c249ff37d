package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// Term is a term of the glossary that a source text has.
type Term struct {
	ID, Note string
	From, To string   // what it is called in the two languages; To is "" where the glossary has no word
	Places   []Place  // in the source text, in order
	Stems    []string // of To: at least half of them are in a translation that has the term; none where nobody can tell
}

// Place is a part of a text: from one byte to another.
type Place struct{ Start, End int }

// Terms returns the terms of the glossary that a source text has, in the order in which the text has them first. Where one
// begins within another, the longer one that begins first counts. Words in code, addresses and placeholders are none.
func (g *Glossary) Terms(from, to locale.Tag, kind page.Kind, text string) []Term {
	if g == nil || kind == page.KindCode {
		return nil
	}
	f := g.inSource(from)
	if f.empty() {
		return nil
	}
	var out []Term
	tags := g.tagsFor(to)
	at := map[int]int{} // the index in out, by that of the term
	low, origin := lower(look(kind, text, nil).prose)
	for _, p := range f.places(low) {
		t := &g.terms[p.term]
		n, met := at[p.term]
		if !met {
			n = len(out)
			at[p.term] = n
			word, tag := t.in(tags)
			own := Term{ID: t.id, Note: t.note, From: t.words[from], To: word}
			if !prefixing[to.Language()] {
				own.Stems = t.stems[tag]
			}
			out = append(out, own)
		}
		out[n].Places = append(out[n].Places, Place{origin[p.Start], origin[p.End]})
	}
	return out
}

// In reports whether a translation has the term, as far as that can be told: see [GlossaryTerm].
func (t Term) In(text string) bool {
	text = bare(text)
	return hasStems(t.Stems, func(stem string) bool { return strings.Contains(text, stem) })
}

// lower returns a text in small letters, and for each byte of it, and for its end, the byte of the text that it comes from:
// some letters have another length then.
func lower(text string) (low string, origin []int) {
	var b strings.Builder
	for i, r := range text {
		n := utf8.RuneLen(unicode.ToLower(r))
		b.WriteRune(unicode.ToLower(r))
		origin = append(origin, slices.Repeat([]int{i}, n)...)
	}
	return b.String(), append(origin, len(text))
}

// placeOfTerm is where a text has a term.
type placeOfTerm struct {
	Place
	term int
}

// places returns where the keys occur in a text, the longest of those that begin at the same place, none within another.
func (f *finder) places(text string) []placeOfTerm {
	var out []placeOfTerm
	end := 0
	for at := range text {
		starts, may := f.mayStart(text, at)
		if at < end || !may {
			continue
		}
		best := placeOfTerm{Place: Place{at, at}}
		for _, i := range f.findAt(text[at:], starts, foundKeys{}, nil) {
			k := &f.keys[i]
			to := at + len(k.stem)
			n, _ := k.ending(text[to:], starts)
			if to+n > best.End {
				best.term, best.End = k.term, to+n
			}
		}
		if best.End > at {
			out = append(out, best)
			end = best.End
		}
	}
	return out
}
