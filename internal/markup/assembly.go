package markup

import (
	"strings"

	"vernacular/internal/diag"
)

// Assembly is a page that is put together out of parts of several fragments: footnotes are numbered anew, and no id is
// there twice. Its caller adds the parts in the order of the page: those of the body, then those of each footnote, at last
// those after the list of footnotes.
type Assembly struct {
	main    *Source
	pieces  []piece
	section int // of the piece that is added next
	titles  map[int]title

	taken idSet
	notes noteList
}

// Source is a fragment that an [Assembly] takes parts of.
type Source struct {
	renderer
	keys []int // by the number of a footnote less one
}

// NewSource returns a fragment for an [Assembly]. keys say, by the numbers of the fragment's footnotes less one, what the
// page calls them: a positive number, which several fragments share for their wordings of one footnote; 0 for one that is
// not on the page.
func NewSource(f *Fragment, o RenderOptions, keys []int) *Source {
	return &Source{renderer{f: f, o: o}, keys}
}

// Problems returns the problems of the links in the parts that were rendered.
func (s *Source) Problems() []diag.Diagnostic { return Fewer(s.problems) }

// piece is HTML of the caller's, or else a part of a fragment.
type piece struct {
	html     string
	source   *Source
	from, to Place
	section  int // the key of the footnote that it belongs to, or one of the two below

	mainFrom, mainTo Place // the part of the main fragment whose headings those in here are
	isQuoted         bool  // see [Assembly.Quote]
	anchor           int   // of a piece without a part: the heading of source whose id its author gave leads here, an index plus one
}

// The sections of a page beside its footnotes.
const (
	sectionBody = 0
	sectionEnd  = -1
)

func (p *piece) holes() []hole {
	if p.source == nil {
		return nil
	}
	return p.source.f.holes[p.from.Hole:p.to.Hole]
}

// NewAssembly returns an empty page. The headings of the main fragment keep their ids, and the keys of its footnotes are their
// numbers.
func NewAssembly(main *Source) *Assembly {
	return &Assembly{main: main, titles: map[int]title{}, notes: noteList{main: main}}
}

// HTML adds HTML of the caller's.
func (a *Assembly) HTML(s string) {
	if s != "" {
		a.add(piece{html: s})
	}
}

// Part adds the part of a fragment between two places.
func (a *Assembly) Part(s *Source, from, to Place) {
	if from != to {
		a.add(piece{source: s, from: from, to: to})
	}
}

// Replace adds a part of a fragment that stands for a part of the main fragment: its headings have the ids of those there.
func (a *Assembly) Replace(mainFrom, mainTo Place, s *Source, from, to Place) {
	a.add(piece{source: s, from: from, to: to, mainFrom: mainFrom, mainTo: mainTo})
}

// Quote adds a part of a fragment beside the page's own wording of it: nothing leads there, so it has no ids.
func (a *Assembly) Quote(s *Source, from, to Place) {
	a.add(piece{source: s, from: from, to: to, isQuoted: true})
}

// Anchor adds an anchor with the id that the author of a fragment gave a heading; the heading stands in another element.
func (a *Assembly) Anchor(s *Source, heading int) { a.add(piece{source: s, anchor: heading + 1}) }

// Note begins a footnote. It is on the page where its number says, if the page refers to it.
func (a *Assembly) Note(key int) { a.section = key }

// End begins what comes after the footnotes.
func (a *Assembly) End() { a.section = sectionEnd }

func (a *Assembly) add(p piece) {
	p.section = a.section
	a.pieces = append(a.pieces, p)
}

// title is the text of a heading, and its language where that is not the page's.
type title struct{ text, lang string }

// Retitle gives a heading of the main fragment, by its index, another text in the list of headings; lang is its language where
// that is not the page's, else "".
func (a *Assembly) Retitle(heading int, text, lang string) { a.titles[heading] = title{text, lang} }

// Render writes the page and returns its headings in their order.
func (a *Assembly) Render() (html string, headings []Heading) {
	a.notes.find(a.pieces)
	pieces := a.notes.sort(a.pieces)
	for _, key := range a.notes.order {
		a.taken.add(NoteID(a.notes.numbers[key]))
		for i := range a.notes.refs[key] {
			a.taken.add(noteRefID(a.notes.numbers[key], i))
		}
	}
	headings = a.giveHeadings(pieces)
	var b strings.Builder
	for i := range pieces {
		p := &pieces[i]
		b.WriteString(p.html)
		if p.source != nil {
			r := &p.source.renderer
			r.page, r.piece = a, p
			r.write(&b, p.from, p.to)
			if p.anchor > 0 {
				r.writeAnchor(&b, p.anchor-1)
			}
		}
	}
	for i := range pieces {
		if s := pieces[i].source; s != nil {
			s.judgeFragments(&a.taken)
		}
	}
	return b.String(), headings
}

// giveHeadings gives ids to the headings of the page, and returns them. Those of the main fragment come first.
func (a *Assembly) giveHeadings(pieces []piece) []Heading {
	for i := range pieces {
		p := &pieces[i]
		if s := p.source; s != nil && s.headings == nil {
			s.headings = make([]string, len(s.f.Headings))
		}
		if p.source == a.main {
			for _, n := range p.headings() {
				a.main.headings[n] = unique(a.main.f.Headings[n].ID, &a.taken)
			}
		}
		main := piece{source: a.main, from: p.mainFrom, to: p.mainTo}
		own := p.headings()
		for k, n := range main.headings() {
			if k < len(own) && p.source.f.Headings[own[k]].Level == a.main.f.Headings[n].Level {
				p.source.headings[own[k]] = unique(a.main.f.Headings[n].ID, &a.taken)
			}
		}
	}
	var out []Heading
	for i := range pieces {
		p := &pieces[i]
		for _, n := range p.headings() {
			h := p.source.f.Headings[n]
			if t, ok := a.titles[n]; ok && p.source == a.main {
				h.Text, h.Lang = t.text, t.lang
			}
			if p.source.headings[n] == "" {
				p.source.headings[n] = unique(h.ID, &a.taken)
			}
			h.ID = p.source.headings[n]
			out = append(out, h)
		}
	}
	return out
}

// SamePart reports whether parts of two fragments are equal but for addresses and ids.
func SamePart(f *Fragment, from, to Place, g *Fragment, gFrom, gTo Place) bool {
	return f.html[from.HTML:to.HTML] == g.html[gFrom.HTML:gTo.HTML]
}

// HeadingAt returns the index of the heading whose start tag a place is in; see [OpenHeading].
func (f *Fragment) HeadingAt(p Place) int { return f.holes[p.Hole-1].n }

// headings returns the indexes of the headings that begin in a piece and have an id.
func (p *piece) headings() (out []int) {
	for _, h := range p.holes() {
		if h.kind == holeHeading && !p.isQuoted {
			out = append(out, h.n)
		}
	}
	return out
}

// claim returns an id for the element that is being written, "" if the page has it already.
func (a *Assembly) claim(p *piece, id string) string {
	if p.isQuoted || id == "" || a.taken.has(id) {
		return ""
	}
	a.taken.add(id)
	return id
}
