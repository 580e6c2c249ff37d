package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vernacular/internal/locale"
)

// The words of our own notes and header fields, which ReadPO knows again.
const (
	kindNote    = "type: "
	unitNote    = "unit: "
	stateNote   = "state: "
	sourceNote  = "source "
	memoryNote  = "translation memory, "
	scopeHeader = "X-Vernacular-Scope"
	fromHeader  = "X-Source-Language"
	scopeWhole  = "locale"
	scopePage   = "page "
)

// WritePO writes the document as a PO file (GNU gettext manual, "The Format of PO Files"): UTF-8, LF, no line
// wrapped, entries in the document's order. Its bytes depend on the document alone.
//
// It fails on a document that cannot come back as it is: two units of one id, an empty source, a plural form that the
// target locale lacks, a NUL, text that is not UTF-8, a date that is not RFC 3339.
func WritePO(d Document) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	w := poWriter{target: d.Target, whole: len(d.Files) != 1}
	if err := w.header(d); err != nil {
		return nil, err
	}
	for _, f := range d.Files {
		for _, u := range f.Units {
			if err := w.unit(f, u); err != nil {
				return nil, fmt.Errorf("file %q, unit %q: %w", f.Name, u.ID, err)
			}
		}
	}
	return w.b.Bytes(), nil
}

type poWriter struct {
	b      bytes.Buffer
	target locale.Tag
	whole  bool // the document has several files: contexts name theirs
}

// The placeholder that GNU's own tools put where a date is not known.
const noDate = "YEAR-MO-DA HO:MI+ZONE"

func (w *poWriter) header(d Document) error {
	date := noDate
	if d.Date != "" {
		t, err := time.Parse(time.RFC3339, d.Date)
		if err != nil {
			return fmt.Errorf("the date %q is not in the form of RFC 3339", d.Date)
		}
		date = t.Format(poDate)
	}
	scope := scopeWhole
	if !w.whole {
		scope = strings.TrimSpace(scopePage + d.Files[0].Name)
	}
	fields := [][2]string{
		{"Project-Id-Version", d.Project},
		{"Report-Msgid-Bugs-To", ""},
		{"POT-Creation-Date", date},
		{"PO-Revision-Date", date},
		{"Last-Translator", ""},
		{"Language-Team", ""},
		{"Language", gettextName(d.Target)},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"Content-Transfer-Encoding", "8bit"},
	}
	if hasPlurals(d) {
		fields = append(fields, [2]string{"Plural-Forms", PluralFormsHeader(d.Target)})
	}
	fields = append(fields, [2]string{fromHeader, gettextName(d.Source)}, [2]string{scopeHeader, scope})
	w.b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, f := range fields {
		if strings.Contains(f[1], "\n") {
			return fmt.Errorf("%s must be one line", f[0])
		}
		w.b.WriteString(quote(strings.TrimRight(f[0]+": "+f[1], " ") + "\n"))
		w.b.WriteByte('\n')
	}
	return nil
}

const poDate = "2006-01-02 15:04-0700"

func hasPlurals(d Document) bool {
	for _, f := range d.Files {
		for _, u := range f.Units {
			if u.Plural != nil {
				return true
			}
		}
	}
	return false
}

func (w *poWriter) unit(f File, u Entry) error {
	w.b.WriteByte('\n')
	if u.Kind != "" || strings.HasPrefix(u.Note, strings.TrimSpace(kindNote)) {
		w.note(kindNote + string(u.Kind))
	}
	context := u.ID
	if w.whole {
		context = f.Name + ":" + u.ID
	}
	if context != "" { // once more, for the tools that drop contexts
		w.note(unitNote + noteWord(context))
	}
	for _, n := range u.notes() {
		w.note(n)
	}
	fuzzy := u.hasTarget() && u.needsWork()
	switch {
	case u.Suggestion && fuzzy:
		w.note(fmt.Sprintf("%s%d %%", memoryNote, u.Score))
	case fuzzy && u.Status != Missing || u.hasTarget() && u.Status > Translated:
		w.note(stateNote + u.Status.String())
	}
	if u.Plural != nil && !plainSource(u.Plural.Source) {
		for _, f := range u.Plural.Source {
			w.note(sourceNote + f.Category + ": " + quote(f.Text))
		}
	}
	if f.Original != "" {
		name := f.Original
		if strings.ContainsAny(name, " \t") {
			name = "\u2068" + name + "\u2069" // how GNU's tools mark a name with blanks
		}
		w.comment("#: ", name)
	}
	w.flags(u, fuzzy)
	if u.Plural != nil {
		if err := w.plural(u.Plural, context, fuzzy); err != nil {
			return err
		}
		return w.apart(f, u)
	}
	if fuzzy && u.Previous != "" {
		w.text("#| ", "msgid", u.Previous)
	}
	w.context(context)
	w.text("", "msgid", u.Source)
	w.text("", "msgstr", u.Text)
	return nil
}

func (w *poWriter) flags(u Entry, fuzzy bool) {
	var flags []string
	if fuzzy {
		flags = append(flags, "fuzzy")
	}
	if u.Verbatim {
		flags = append(flags, "no-wrap")
	}
	if u.Markdown {
		flags = append(flags, "md-text")
	}
	if len(flags) > 0 {
		w.comment("#, ", strings.Join(flags, ", "))
	}
}

func (w *poWriter) plural(p *Plural, context string, fuzzy bool) error {
	if fuzzy && hasText(p.Previous) {
		one, other := sourcePair(p.Previous)
		if one == "" {
			one = other // GNU's tools refuse "#| msgid_plural" without "#| msgid"
		}
		w.text("#| ", "msgid", one)
		w.text("#| ", "msgid_plural", other)
	}
	w.context(context)
	one, other := sourcePair(p.Source)
	w.text("", "msgid", one)
	w.text("", "msgid_plural", other)
	forms, apart := poForms(w.target)
	for _, f := range p.Target {
		if f.Text != "" && !slices.Contains(forms, f.Category) && !slices.Contains(apart, f.Category) {
			return fmt.Errorf("the locale %s has no plural form %q", w.target, f.Category)
		}
	}
	for i, category := range forms {
		w.text("", "msgstr["+strconv.Itoa(i)+"]", form(p.Target, category))
	}
	return nil
}

// apart writes the plural forms for which gettext has no number, as entries of their own.
func (w *poWriter) apart(f File, u Entry) error {
	_, apart := poForms(w.target)
	for _, c := range apart {
		one := u
		one.Plural, one.ID = nil, u.ID+apartMark+c+"]"
		one.Source, one.Text, one.Previous = sourceFor(u.Plural.Source, c), form(u.Plural.Target, c), ""
		if hasText(u.Plural.Previous) {
			one.Previous = sourceFor(u.Plural.Previous, c)
		}
		one.Note = strings.TrimSpace(fmt.Sprintf("the plural form %q of the message above, for numbers with decimals or of round millions\n%s", c, u.Note))
		if err := w.unit(f, one); err != nil {
			return err
		}
	}
	return nil
}

// sourcePair returns what PO has room for of the source's forms: that for one and that for many.
func sourcePair(list []Form) (one, other string) {
	one, other = form(list, "one"), form(list, "other")
	if len(list) > 0 && one == "" {
		one = list[0].Text
	}
	if len(list) > 0 && other == "" {
		other = list[len(list)-1].Text
	}
	return one, other
}

// plainSource reports whether sourcePair and pairForms keep the list as it is.
func plainSource(list []Form) bool {
	one, other := sourcePair(list)
	return slices.Equal(list, pairForms(one, other))
}

func pairForms(one, other string) []Form {
	return []Form{{"one", one}, {"other", other}}
}

func (w *poWriter) note(text string) {
	for _, line := range strings.FieldsFunc(text, isLineEnd) {
		w.comment("#. ", line)
	}
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\r' }

func (w *poWriter) comment(mark, text string) {
	w.b.WriteString(strings.TrimRight(mark+text, " \t"))
	w.b.WriteByte('\n')
}

func (w *poWriter) context(context string) {
	if context != "" {
		w.text("", "msgctxt", context)
	}
}

// text writes a keyword and its text, a text of several lines with each on a line of its own.
func (w *poWriter) text(mark, keyword, text string) {
	w.b.WriteString(mark + keyword + " ")
	if i := strings.IndexByte(text, '\n'); i < 0 || i == len(text)-1 {
		w.b.WriteString(quote(text) + "\n")
		return
	}
	w.b.WriteString("\"\"\n")
	for line := range strings.Lines(text) {
		w.b.WriteString(mark + quote(line) + "\n")
	}
}

// quote writes a text as a string of PO, whose escapes are those of C. Controls that C has no letter for are
// three octal digits, which cannot run into a following digit.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		default:
			if c < ' ' || c == 0x7f {
				fmt.Fprintf(&b, `\%03o`, c)
			} else {
				b.WriteByte(c)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}
