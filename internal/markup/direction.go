package markup

import (
	"strings"

	"vernacular/internal/data"
)

// followDirections looks for direction controls in text that stands at an offset in the file.
func (w *Writer) followDirections(b []byte, at int) {
	for i, r := range string(b) {
		if data.IsEmbedding(r) && w.controls {
			w.direction(r, at+i)
		}
	}
}

// direction takes one direction control of the running paragraph.
func (w *Writer) direction(r rune, at int) {
	switch {
	case data.IsOverride(r): // reported by [data.CheckEncoding]
	case w.rawOpen > 0 && w.inAuthorsCode():
		w.codeDirection(r, at)
	case !w.dirs.Step(r, w.file.At(at)):
		w.Report(data.UnbalancedError(r, w.file.At(at)))
		if len(w.problems) > 4*maxRepeats {
			w.controls = false // enough is known
		}
	}
}

// EndDirections reports the direction controls that the paragraph leaves open.
func (w *Writer) EndDirections() {
	if w.dirs.IsOpen() {
		w.Report(w.dirs.End()...)
	}
}

// checkDirections judges a value on its own, such as an attribute.
func (w *Writer) checkDirections(text string, at int) {
	if strings.ContainsFunc(text, data.IsEmbedding) {
		w.Report(data.CheckDirections(text, w.file.At(at))...)
	}
}

func (w *Writer) codeDirection(r rune, at int) {
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
