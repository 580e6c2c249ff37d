package translation

import (
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// Unit is one translatable text with its translation: a block of a page, a text of its front matter, or a message of a
// catalog. Readers and translators know it as a passage.
type Unit struct {
	ID     string // differs from every other in its page or catalog, and stays when the source changes
	Number int    // counts from 1; accept --block takes it
	Kind   page.Kind
	Level  int    // of a heading
	Path   string // of the front matter, or the id of the message; "" for blocks

	Source, Text   string   // Markdown; Source is "" of an obsolete or added unit, Text where nothing is translated
	SourcePos, Pos diag.Pos // Pos has no line where the translation has no such text
	Note           string   // of the source's author, for translators; one line for each note
	Counts         bool     // a message whose text depends on a number
	Forms          []Form   // of a message: those of the translation's language if it counts, else the one text

	State      State
	Class      Class  // of the change of its source
	Previous   string // the source text that it was made from, where that is another one and is kept
	Unrecorded bool   // fresh as far as anybody knows: no command has said what it was made from
	Shared     bool   // part of a block that was split: its text is that of another unit, too
	Forced     string // why somebody accepted it although it differs from its source in structure, or is not in it

	Machine     bool // its text is that of a machine, as nobody has changed it
	Placeholder bool // missing: a command has put a text there

	Review Review // of a unit that is up to date
}

// Form is one plural form of a message.
type Form struct {
	Category     string // CLDR's name: zero, one, two, few, many, other
	Source, Text string // Source is that of the source's form of this category, or else of "other"
	Pos          diag.Pos
}

// Words counts what there is to translate in a unit, or to look at again.
func (u Unit) Words() int {
	if u.Source == "" || u.State.UpToDate() {
		return 0
	}
	return Segment{Kind: u.Kind, Text: u.Source}.Words()
}

// Units returns the units of the source in its order, then those that only the translation has.
func (t *Comparison) Units() []Unit {
	out := make([]Unit, len(t.Matches))
	for i := range t.Matches {
		out[i] = t.Unit(i)
	}
	return out
}

// Unit returns the unit of a match.
func (t *Comparison) Unit(i int) Unit {
	m := t.Matches[i]
	u := Unit{
		ID: m.ID, Number: i + 1, State: m.State, Class: m.Class, Unrecorded: m.Unrecorded, Shared: m.Shared, Placeholder: m.Placeholder,
		Pos: diag.At(t.File, 0, 0),
	}
	if m.Target >= 0 {
		own := t.Segments[m.Target]
		u.Kind, u.Level, u.Path, u.Pos = own.Kind, own.Level, own.Path, own.Pos
		if m.State != Missing {
			u.Text = own.Text
		}
	}
	if m.Source >= 0 {
		s := t.SourceSegments[m.Source]
		u.Kind, u.Level, u.Path, u.Source, u.SourcePos = s.Kind, s.Level, s.Path, s.Text, s.Pos
		if m.From != "" && m.From != Hash(s.Text) {
			u.Previous = t.Old(m.From)
		}
	}
	if e, ok := t.Record.Entry(m.ID); ok {
		u.Forced = e.Forced
		u.Machine = e.Machine && m.Target >= 0 && e.Text == Hash(t.Segments[m.Target].Text)
	}
	u.Review = t.Review(m)
	if u.Kind == page.KindMessage && m.Source >= 0 {
		t.addMessage(&u)
	}
	return u
}

// Reason returns why somebody accepted a text although it differs from its source in structure; "" if nobody has, or if the
// text is another one since then.
func (t *Comparison) Reason(m Match) string {
	e, ok := t.Record.Entry(m.ID)
	if !ok || m.Target < 0 || e.Text != Hash(t.Segments[m.Target].Text) {
		return ""
	}
	return e.Forced
}

// addMessage adds what only messages have.
func (t *Comparison) addMessage(u *Unit) {
	source, _ := t.SourceCatalog.Get(u.Path)
	u.Note = strings.TrimSpace(source.Remark + "\n" + source.Description)
	u.Counts = source.Counts()
	var own catalog.Message
	if t.Catalog != nil && u.State != Missing {
		own, _ = t.Catalog.Get(u.Path)
	}
	categories := []string{"other"}
	if u.Counts {
		categories = t.Locale.PluralForms()
	}
	for _, category := range categories {
		from, ok := source.Form(category)
		if !ok {
			from, _ = source.Form("other")
		}
		f := Form{Category: category, Source: from.Text}
		if form, ok := own.Form(category); ok {
			f.Text, f.Pos = form.Text, form.Pos
		}
		u.Forms = append(u.Forms, f)
	}
}
