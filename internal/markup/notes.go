package markup

import (
	"strconv"
	"strings"
)

// noteMark is a reference to a footnote, or the way back from the footnote to it.
type noteMark struct {
	note     int  // the footnote's number, from 1 on
	ref      int  // which of its references, from 0 on
	refs     int  // of a way back: how many references there are
	isInLink bool // of a reference: it is in a link, and so no link of its own
}

// NoteID returns the id of a footnote.
func NoteID(note int) string { return "fn:" + strconv.Itoa(note) }

func noteRefID(note, ref int) string {
	if ref == 0 {
		return "fnref:" + strconv.Itoa(note)
	}
	return "fnref:" + strconv.Itoa(note) + ":" + strconv.Itoa(ref+1)
}

// ReserveNote takes the id of a footnote, which the caller writes itself.
func (w *Writer) ReserveNote(note int) { w.noteIDs = append(w.noteIDs, NoteID(note)) }

// ReserveNoteRef takes the id of a reference to a footnote.
func (w *Writer) ReserveNoteRef(note, ref int) { w.noteIDs = append(w.noteIDs, noteRefID(note, ref)) }

// WriteNoteRef writes a reference to a footnote.
func (w *Writer) WriteNoteRef(note, ref int) {
	w.hole(holeNoteRef, len(w.notes))
	w.notes = append(w.notes, noteMark{note: note, ref: ref, isInLink: w.InLink()})
}

// WriteNoteBack writes the way back from a footnote to one of its references.
func (w *Writer) WriteNoteBack(note, ref, refs int) {
	w.hole(holeNoteBack, len(w.notes))
	w.notes = append(w.notes, noteMark{note: note, ref: ref, refs: refs})
}

// writeNoteRef writes a reference to a footnote; with the ref -1 nothing leads back to it.
func writeNoteRef(b *strings.Builder, note, ref int, isInLink bool) {
	b.WriteString("<sup")
	if ref >= 0 {
		writeAttr(b, " id", noteRefID(note, ref))
	}
	b.WriteByte('>')
	n := strconv.Itoa(note)
	if isInLink {
		b.WriteString(n)
	} else {
		b.WriteString(`<a href="#` + NoteID(note) + `" class="footnote-ref" role="doc-noteref">` + n + "</a>")
	}
	b.WriteString("</sup>")
}

// writeNoteBack writes the way back to a reference. It is an arrow upwards, which points the same way in every script and
// needs no words.
func writeNoteBack(b *strings.Builder, note, ref, refs int) {
	b.WriteString(` <a href="#` + noteRefID(note, ref) + `" class="footnote-backref" role="doc-backlink">↑`)
	if refs > 1 {
		b.WriteString("<sup>" + strconv.Itoa(ref+1) + "</sup>")
	}
	b.WriteString("</a>")
}

// noteList are the footnotes of an [Assembly], by their keys.
type noteList struct {
	main    *Source
	order   []int        // those on the page
	numbers map[int]int  // of those, from 1 on
	refs    map[int]int  // how many references to a footnote there are
	written map[int]int  // how many of them have been written
	own     map[int]bool // those that the page refers to outside of quoted parts
	back    map[int]bool // those whose ways back have been written
}

// find numbers the footnotes in the order in which the page refers to them. A quoted part refers to those only that the page
// refers to nowhere else.
func (l *noteList) find(pieces []piece) {
	l.own = map[int]bool{}
	for _, key := range l.walk(pieces, false) {
		l.own[key] = true
	}
	l.order = l.walk(pieces, true)
	l.numbers, l.refs, l.written, l.back = map[int]int{}, map[int]int{}, map[int]int{}, map[int]bool{}
	for i, key := range l.order {
		l.numbers[key] = i + 1
	}
	for i := range pieces {
		p := &pieces[i]
		if p.section > 0 && l.numbers[p.section] == 0 {
			continue
		}
		for _, key := range p.refs() {
			if !p.isQuoted || !l.own[key] {
				l.refs[key]++
			}
		}
	}
}

// walk returns the footnotes that the page refers to, from its body or from such a footnote, in the order of the references.
func (l *noteList) walk(pieces []piece, quoted bool) (order []int) {
	sections := map[int][]*piece{}
	for i := range pieces {
		sections[pieces[i].section] = append(sections[pieces[i].section], &pieces[i])
	}
	seen := map[int]bool{}
	visit := func(section int) {
		for _, p := range sections[section] {
			for _, key := range p.refs() {
				if sections[key] != nil && !seen[key] && (!p.isQuoted || quoted && !l.own[key]) {
					seen[key] = true
					order = append(order, key)
				}
			}
		}
	}
	visit(sectionBody)
	for i := 0; i < len(order); i++ {
		visit(order[i])
	}
	return order
}

// refs returns the keys of the footnotes that a piece refers to, each as often as it does.
func (p *piece) refs() (keys []int) {
	for _, h := range p.holes() {
		if h.kind != holeNoteRef {
			continue
		}
		if key := p.source.key(p.source.f.notes[h.n].note); key > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// NoteRefs returns the numbers of the footnotes that a part refers to, each as often as it does.
func (f *Fragment) NoteRefs(from, to Place) (out []int) {
	for _, h := range f.holes[from.Hole:to.Hole] {
		if h.kind == holeNoteRef {
			out = append(out, f.notes[h.n].note)
		}
	}
	return out
}

func (s *Source) key(note int) int {
	if note > len(s.keys) {
		return 0
	}
	return s.keys[note-1]
}

// sort returns the pieces in the order of the page, the list of footnotes with its tags.
func (l *noteList) sort(pieces []piece) (out []piece) {
	add := func(section int) {
		for _, p := range pieces {
			if p.section == section {
				out = append(out, p)
			}
		}
	}
	add(sectionBody)
	if len(l.order) > 0 {
		out = append(out, piece{html: NotesStart})
		for _, key := range l.order {
			out = append(out, piece{html: NoteStart(l.numbers[key])})
			add(key)
			out = append(out, piece{html: NoteEnd})
		}
		out = append(out, piece{html: NotesEnd})
	}
	add(sectionEnd)
	return out
}

// The tags around the list of footnotes, and the one after a footnote.
const (
	NotesStart = "<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"
	NotesEnd   = "</ol>\n</div>\n"
	NoteEnd    = "</li>\n"
)

// NoteStart returns the tag before a footnote.
func NoteStart(note int) string { return `<li id="` + NoteID(note) + "\">\n" }

// writeRef writes a reference to a footnote, if the page has the footnote.
func (l *noteList) writeRef(b *strings.Builder, p *piece, m noteMark) {
	key := p.source.key(m.note)
	number := l.numbers[key]
	switch {
	case number == 0:
	case p.isQuoted && l.own[key]:
		writeNoteRef(b, number, -1, m.isInLink)
	default:
		writeNoteRef(b, number, l.written[key], m.isInLink)
		l.written[key]++
	}
}

// writeBack writes the ways back to all references to the footnote that a piece belongs to. A paragraph that another fragment
// adds to a footnote of the main one has ways back, too, and is not the end of the footnote.
func (l *noteList) writeBack(b *strings.Builder, p *piece) {
	if l.back[p.section] || p.isQuoted || p.section <= len(l.main.keys) && p.source != l.main {
		return
	}
	l.back[p.section] = true
	for ref := range l.refs[p.section] {
		writeNoteBack(b, l.numbers[p.section], ref, l.refs[p.section])
	}
}
