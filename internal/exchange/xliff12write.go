package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/page"
)

const xliff12Core = "urn:oasis:names:tc:xliff:document:1.2"

// WriteXLIFF12 writes the document as XLIFF 1.2 (OASIS Standard, 1 February 2008), which more tools read than XLIFF 2.
// Inline Markdown is in the elements bpt, ept and ph, which hold it; ids are as in XLIFF 2, with the id of the unit once
// more in resname. Its bytes depend on the document alone. It fails as [WriteXLIFF] does; a character that XML has no
// place for becomes U+FFFD.
func WriteXLIFF12(d Document) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	w := xliffWriter{source: d.Source, target: d.Target}
	w.b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	w.open(0, "xliff", "xmlns", xliff12Core, "version", "1.2")
	for _, f := range d.Files {
		if err := w.file12(f, d); err != nil {
			return nil, fmt.Errorf("file %q, %w", f.Name, err)
		}
	}
	w.line(0, "</xliff>")
	return w.b.Bytes(), nil
}

func (w *xliffWriter) file12(f File, d Document) error {
	w.open(1, "file", "original", cmp.Or(f.Original, f.Name, d.Project), "source-language", string(d.Source), "target-language", string(d.Target),
		"datatype", "plaintext", "product-name", f.Name)
	w.line(2, "<body>")
	for _, u := range f.Units {
		switch {
		case u.ID == "":
			return fmt.Errorf("line %d: a unit of XLIFF needs an id", u.Pos.Line)
		case u.Plural == nil:
			w.unit12(3, encodeToken(u.ID), u.ID, u)
			continue
		}
		if err := w.group12(u); err != nil {
			return fmt.Errorf("unit %q: %w", u.ID, err)
		}
	}
	w.line(2, "</body>")
	w.line(1, "</file>")
	return nil
}

// group12 writes a message that counts: a unit for each plural form of the target.
func (w *xliffWriter) group12(u Entry) error {
	forms, shown, err := w.forms(u)
	if err != nil {
		return err
	}
	id := encodeToken(u.ID)
	w.open(3, "group", "id", id, "resname", u.ID, "restype", "x-gettext-plurals")
	if !slices.Equal(sourceForms(w.source, shown), u.Plural.Source) {
		for _, f := range u.Plural.Source {
			w.note12(4, categorySource+f.Category, f.Text)
		}
	}
	for i, one := range forms {
		w.unit12(4, id+formMark+shown[i].Category, u.ID+"."+shown[i].Category, one)
	}
	w.line(3, "</group>")
	return nil
}

func (w *xliffWriter) note12(depth int, from, text string) {
	w.indent(depth)
	w.tag(&w.b, "note", "from", from)
	w.b.WriteByte('>')
	escapeXML(&w.b, text, false)
	w.b.WriteString("</note>\n")
}

func (w *xliffWriter) unit12(depth int, id, name string, u Entry) {
	space := ""
	if u.Verbatim || blanksCount(u.Source) || blanksCount(u.Text) {
		space = "preserve"
	}
	approved := ""
	if u.Text != "" && u.Status >= Reviewed && !u.Suggestion {
		approved = "yes"
	}
	w.open(depth, "trans-unit", "id", id, "resname", name, "approved", approved, "xml:space", space)
	var codes inlineWriter
	var source, target bytes.Buffer
	codes.write12(w, &source, u, u.Source, nil)
	w.line(depth+1, "<source>"+source.String()+"</source>")
	if u.Text != "" && !u.Suggestion {
		codes.write12(w, &target, u, u.Text, codes.source())
		w.indent(depth + 1)
		w.tag(&w.b, "target", "state", state12(u.Status))
		w.b.WriteString(">" + target.String() + "</target>\n")
	}
	if u.Kind != "" {
		w.note12(depth+1, categoryKind, kindNote+string(u.Kind))
	}
	for _, n := range u.notes() {
		w.note12(depth+1, categoryContext, n)
	}
	if u.Previous != "" && u.needsWork() && u.Text != "" && !u.Suggestion {
		w.note12(depth+1, categoryPrevious, u.Previous)
	}
	if u.Text != "" && u.Suggestion { // its place is beside the target
		codes.write12(w, &target, u, u.Text, codes.source())
		w.open(depth+1, "alt-trans", "match-quality", fmt.Sprintf("%d%%", u.Score))
		w.line(depth+2, "<target>"+target.String()+"</target>")
		w.line(depth+1, "</alt-trans>")
	}
	w.line(depth, "</trans-unit>")
}

func state12(s Status) string {
	switch s {
	case Missing, Draft:
		return "needs-review-translation"
	case Stale:
		return "needs-adaptation"
	case Translated:
		return "translated"
	case Reviewed:
		return "signed-off"
	}
	return "final"
}

// write12 writes a text with the inline elements of XLIFF 1.2 that hold what they stand for.
func (w *inlineWriter) write12(x *xliffWriter, b *bytes.Buffer, u Entry, text string, sourceCodes []code) {
	tokens := tokensOf(u, text)
	codes := w.numbered(text, tokens, sourceCodes)
	element := func(name, id, piece string) {
		x.tag(b, name, "id", id)
		b.WriteByte('>')
		escapeXML(b, piece, false)
		b.WriteString("</" + name + ">")
	}
	for i, t := range tokens {
		piece := text[t.Start:t.End]
		switch t.Kind {
		case page.OpenToken:
			element("bpt", codes[i].id, piece)
		case page.CloseToken:
			element("ept", codes[t.Pair].id, piece)
		case page.SingleToken:
			element("ph", codes[i].id, piece)
		default:
			if len(tokens) > 1 && strings.Trim(piece, " \t\n") == "" {
				b.WriteString("<![CDATA[" + piece + "]]>")
			} else {
				escapeXML(b, piece, false)
			}
		}
	}
}
