package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/locale"
)

const (
	xliffCore = "urn:oasis:names:tc:xliff:document:2.0"
	xmlSpace  = "http://www.w3.org/XML/1998/namespace"

	// What we say in subState, whose values have a prefix that names who gave them (XLIFF 2.0, 4.3.1.35).
	subStale      = "vern:stale"
	subDraft      = "vern:draft"
	subSuggestion = "vern:suggestion"

	// The types of our units, for tools that choose filters by them.
	typeMarkdown = "vern:markdown"
	typeVerbatim = "vern:verbatim"

	formMark = "_." // before the category in the id of a plural form's unit: see encodeToken

	// The categories of our notes. Some tools drop them, so what a note is for stands in its words too
	// where it matters.
	categoryKind     = "type"
	categoryMemory   = "translation-memory"
	categoryPrevious = "previous"
	categoryContext  = "context"
	categorySource   = "source." // of a group, followed by a plural category
)

// WriteXLIFF writes the document as XLIFF 2.0 (OASIS Standard, 5 August 2014). Its bytes depend on the document
// alone.
//
// It fails on a document that cannot come back as it is: see [WritePO]. A character that XML has no place for
// becomes a cp element in a text; in a note or name it becomes U+FFFD.
func WriteXLIFF(d Document) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	w := xliffWriter{source: d.Source, target: d.Target}
	w.b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	w.open(0, "xliff", "xmlns", xliffCore, "version", "2.0", "srcLang", string(d.Source), "trgLang", string(d.Target))
	for _, f := range d.Files {
		if err := w.file(f, d.Project); err != nil {
			return nil, fmt.Errorf("file %q, %w", f.Name, err)
		}
	}
	w.line(0, "</xliff>")
	return w.b.Bytes(), nil
}

type xliffWriter struct {
	b              bytes.Buffer
	source, target locale.Tag
}

// open writes a start tag on a line of its own. An attribute without a value is left out.
func (w *xliffWriter) open(depth int, name string, attributes ...string) {
	w.indent(depth)
	w.tag(&w.b, name, attributes...)
	w.b.WriteString(">\n")
}

// tag writes a start tag without its end.
func (w *xliffWriter) tag(b *bytes.Buffer, name string, attributes ...string) {
	b.WriteString("<" + name)
	for i := 0; i < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		b.WriteString(" " + attributes[i] + `="`)
		escapeXML(b, attributes[i+1], true)
		b.WriteByte('"')
	}
}

func (w *xliffWriter) indent(depth int) {
	for range depth {
		w.b.WriteString("  ")
	}
}

func (w *xliffWriter) line(depth int, text string) {
	w.indent(depth)
	w.b.WriteString(text + "\n")
}

func (w *xliffWriter) file(f File, project string) error {
	direction := func(t locale.Tag) string {
		if t == "" {
			return ""
		}
		return t.Direction()
	}
	w.open(1, "file", "id", encodeToken(f.Name), "original", cmp.Or(f.Original, project),
		"srcDir", direction(w.source), "trgDir", direction(w.target), "canResegment", "no")
	for _, u := range f.Units {
		if u.ID == "" {
			return fmt.Errorf("line %d: a unit of XLIFF needs an id", u.Pos.Line)
		}
		if u.Plural != nil {
			if err := w.group(u); err != nil {
				return fmt.Errorf("unit %q: %w", u.ID, err)
			}
			continue
		}
		w.unit(2, encodeToken(u.ID), u.ID, u)
	}
	w.line(1, "</file>")
	return nil
}

// sourceFor returns the source that a translator of a plural form sees.
func sourceFor(list []Form, category string) string {
	if text := form(list, category); text != "" {
		return text
	}
	if text := form(list, "other"); text != "" || len(list) == 0 {
		return text
	}
	return list[len(list)-1].Text
}

// sourceForms is the inverse of sourceFor, as far as it has one: shown has the source by category of the
// target.
func sourceForms(source locale.Tag, shown []Form) []Form {
	var list []Form
	for _, f := range shown {
		if f.Text != "" && slices.Contains(source.PluralForms(), f.Category) {
			list = append(list, f)
		}
	}
	if text := sourceFor(shown, "other"); text != "" && form(list, "other") == "" {
		list = append(list, Form{"other", text})
	}
	return list
}

// group writes a message that counts: a unit for each plural form of the target.
func (w *xliffWriter) group(u Entry) error {
	forms, shown, err := w.forms(u)
	if err != nil {
		return err
	}
	id := encodeToken(u.ID)
	w.open(2, "group", "id", id, "name", u.ID, "type", "vern:plural")
	if !slices.Equal(sourceForms(w.source, shown), u.Plural.Source) {
		w.line(3, "<notes>")
		for _, f := range u.Plural.Source {
			w.note(4, categorySource+f.Category, f.Text)
		}
		w.line(3, "</notes>")
	}
	for i, one := range forms {
		c := shown[i].Category
		w.unit(3, id+formMark+c, u.ID+"."+c, one)
	}
	w.line(2, "</group>")
	return nil
}

// forms returns an entry for each plural form of the target, and the text of the source that each shows.
func (w *xliffWriter) forms(u Entry) (forms []Entry, shown []Form, err error) {
	categories := w.target.PluralForms()
	for _, f := range u.Plural.Target {
		if f.Text != "" && !slices.Contains(categories, f.Category) {
			return nil, nil, fmt.Errorf("the locale %s has no plural form %q", w.target, f.Category)
		}
	}
	for _, c := range categories {
		one := u
		one.Plural = nil
		one.Source, one.Text = sourceFor(u.Plural.Source, c), form(u.Plural.Target, c)
		if hasText(u.Plural.Previous) {
			one.Previous = sourceFor(u.Plural.Previous, c)
		}
		forms, shown = append(forms, one), append(shown, Form{c, one.Source})
	}
	return forms, shown, nil
}

func (w *xliffWriter) note(depth int, category, text string) {
	w.indent(depth)
	w.tag(&w.b, "note", "category", category)
	w.b.WriteByte('>')
	escapeXML(&w.b, text, false)
	w.b.WriteString("</note>\n")
}

func (w *xliffWriter) unit(depth int, id, name string, u Entry) {
	kind := ""
	switch {
	case u.Markdown:
		kind = typeMarkdown
	case u.Verbatim:
		kind = typeVerbatim
	}
	space := ""
	if u.Verbatim || blanksCount(u.Source) || blanksCount(u.Text) {
		space = "preserve"
	}
	w.open(depth, "unit", "id", id, "name", name, "type", kind, "xml:space", space)
	w.notes(depth+1, u)
	var codes inlineWriter
	var source, target bytes.Buffer
	codes.write(w, &source, u, u.Source, nil)
	if u.Text != "" {
		codes.write(w, &target, u, u.Text, codes.source())
	}
	if len(codes.data) > 0 {
		w.line(depth+1, "<originalData>")
		for _, d := range codes.data {
			w.indent(depth + 2)
			w.tag(&w.b, "data", "id", d.id)
			w.b.WriteByte('>')
			escapeText(&w.b, d.text)
			w.b.WriteString("</data>\n")
		}
		w.line(depth+1, "</originalData>")
	}
	state, subState := stateOf(u)
	w.open(depth+1, "segment", "state", state, "subState", subState)
	w.line(depth+2, "<source>"+source.String()+"</source>")
	if u.Text != "" {
		w.line(depth+2, "<target>"+target.String()+"</target>")
	}
	w.line(depth+1, "</segment>")
	w.line(depth, "</unit>")
}

func (w *xliffWriter) notes(depth int, u Entry) {
	suggestion := u.Suggestion && u.Text != ""
	previous := u.Previous != "" && u.needsWork() && u.Text != ""
	if u.Kind == "" && len(u.notes()) == 0 && !suggestion && !previous {
		return
	}
	w.line(depth, "<notes>")
	if u.Kind != "" {
		w.note(depth+1, categoryKind, kindNote+string(u.Kind))
	}
	for _, n := range u.notes() {
		w.note(depth+1, categoryContext, n)
	}
	if suggestion {
		w.note(depth+1, categoryMemory, fmt.Sprintf("%s%d %%", memoryNote, u.Score))
	}
	if previous {
		w.note(depth+1, categoryPrevious, u.Previous)
	}
	w.line(depth, "</notes>")
}

// stateOf returns state and subState (XLIFF 2.0, 4.3.1.34 and 4.3.1.35). Without a target a segment is initial.
func stateOf(u Entry) (state, subState string) {
	switch {
	case u.Text == "":
		return "initial", ""
	case u.Suggestion:
		return "initial", subSuggestion
	}
	switch u.Status {
	case Missing, Draft:
		return "initial", subDraft
	case Stale:
		return "initial", subStale
	case Translated:
		return "translated", ""
	case Reviewed:
		return "reviewed", ""
	}
	return "final", ""
}

// blanksCount reports whether the text would suffer where XML's white space is taken lightly.
func blanksCount(s string) bool {
	return strings.ContainsAny(s, "\n\r\t") || strings.Contains(s, "  ") || strings.TrimSpace(s) != s
}

// escapeXML writes the text of an attribute or of an element that has no cp element.
func escapeXML(b *bytes.Buffer, s string, attribute bool) {
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"' && attribute:
			b.WriteString("&quot;")
		case r == '\r' || attribute && (r == '\n' || r == '\t'):
			fmt.Fprintf(b, "&#%d;", r) // as themselves they would come back as other white space
		case !inXML(r):
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
}

// escapeText writes text inside source, target or data.
func escapeText(b *bytes.Buffer, s string) {
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return !inXML(r) })
		if i < 0 {
			escapeXML(b, s, false)
			return
		}
		escapeXML(b, s[:i], false)
		r := []rune(s[i:min(len(s), i+4)])[0]
		fmt.Fprintf(b, `<cp hex="%04X"/>`, r)
		s = s[i+len(string(r)):]
	}
}

// inXML reports whether XML 1.0 has a place for the character (section 2.2, Char).
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= '\uD7FF' || r >= '\uE000' && r <= '\uFFFD' || r >= 0x10000
}
