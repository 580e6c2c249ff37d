package markup

import (
	"unicode/utf8"

	"vernacular/internal/data"
)

// writeDirected writes text that stands at an offset in the file, without the direction controls that may not stay.
func (w *Writer) writeDirected(b []byte, at int) {
	start := 0
	for i, r := range string(b) {
		if data.IsEmbedding(r) && !w.direction(r, at+i) {
			w.writePlain(b[start:i])
			start = i + utf8.RuneLen(r)
		}
	}
	w.writePlain(b[start:])
}

// writePlain writes text that has been judged.
func (w *Writer) writePlain(b []byte) {
	if w.apart && len(b) > 0 {
		w.apart = false
		if n := len(w.plain); n > 0 && w.plain[n-1] > ' ' && b[0] > ' ' {
			w.plain, w.html = append(w.plain, ' '), append(w.html, ' ')
		}
	}
	w.plain = append(w.plain, b...)
	w.html = AppendEscaped(w.html, b)
}

// direction judges a direction control of the running paragraph, and reports whether it stays.
func (w *Writer) direction(r rune, at int) (stays bool) {
	switch {
	case data.IsOverride(r):
		w.refuse(data.OverrideError(r, w.file.At(at)))
		return false
	case w.inAlt:
		return true // the attribute is judged on its own
	case w.rawOpen > 0 && w.inAuthorsCode():
		w.codeDirection(r, at)
		return false
	case !w.dirs.Step(r, w.file.At(at)):
		if !w.isEnough() {
			w.Report(data.UnbalancedCloser(r, w.file.At(at)))
		}
		return false
	}
	return true
}

// EndDirections closes the direction controls that the paragraph leaves open.
func (w *Writer) EndDirections() {
	if w.dirs.IsOpen() {
		closers, problems := w.dirs.End()
		w.Report(problems...)
		w.writePlain([]byte(closers))
	}
}

// balance returns a value that stands on its own, such as an attribute, with the direction controls that may stay.
func (w *Writer) balance(text string, at int) string {
	text, problems := data.Balance(text, w.file.At(at))
	for _, p := range problems {
		w.refuse(p)
	}
	return text
}

func (w *Writer) codeDirection(r rune, at int) {
	if w.isEnough() {
		w.refused = append(w.refused, "direction-in-code")
		return
	}
	w.Errorf("direction-in-code", at, "delete it; code is always written from left to right",
		"code must not hold the invisible direction character U+%04X", r)
}

func (w *Writer) inAuthorsCode() bool {
	for i := range w.stack {
		switch w.stack[i].name {
		case "code", "pre", "kbd", "samp":
			return true
		}
	}
	return false
}
