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
