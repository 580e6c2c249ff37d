package project

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/page"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

type catalogForm = catalog.Form

// Field is a text that is edited by itself: a unit, or one plural form of a message that counts.
type Field struct {
	translation.Unit          // of a plural form, with its ID, texts and state
	Category         string   // of a plural form
	Place            diag.Pos // of the translation, or of the source if it is missing
	Diff             []textdiff.Part
	Link             string            // address of the block in the page, with a fragment; "" if none
	Lock             string            // of what was seen, see [lockOf]; has to come back with a save
	Waits            bool              // for a review, or has been reviewed
	Whole            string            // of a plural form: digest of all forms of the translation
	Lacks            int               // of a plural form: how many forms the translation lacks
	Kept             bool              // of a plural form: it has a text, and no reader sees the message until “other” has one, too
	Problems         []diag.Diagnostic // those that are known, see [Page.Check]
	Uses             []diag.Pos        // of a message: the places in the layouts that show it
	Pictures         []Picture         // of which the text, or a part of it, is the alternative text
	Most             int               // characters for which the layout has room; 0: as many as there are

	unit  string // [translation.Match.ID]
	check *check // what it says is not among Problems yet; nil for none
}

// Verbatim reports whether every space of the text counts: it is code or HTML.
func (f Field) Verbatim() bool { return translation.Verbatim(f.Kind) }

// listFields lists the fields of the view's translation. Of those that are as they were before, what the checks have said is known.
func (v *view) listFields(before []Field) []Field {
	permalink := ""
	if v.t.SourceDoc != nil {
		_, permalink = stands(v.table, &v.t)
	}
	units := make([]Field, len(v.t.Matches))
	for i := range units {
		units[i] = v.field(i, permalink)
	}
	v.addChecks(units, before)

	var out []Field
	for _, f := range units {
		if f.Forms == nil {
			f.Number = len(out) + 1
			out = append(out, f)
			continue
		}
		for _, form := range otherFirst(f.Forms) {
			own := formField(f, form, len(out)+1)
			if own.Kept && !v.unchecked {
				own.check = &check{find: func() []diag.Diagnostic { return v.keptProblems(own) }}
			}
			out = append(out, own)
		}
	}
	return out
}

// otherFirst returns the forms of a message with “other” before the rest, which are in CLDR's order: no reader sees a message
// without that form, so that whoever saves the forms from the first to the last begins with it.
func otherFirst(forms []translation.Form) []translation.Form {
	at := slices.IndexFunc(forms, func(f translation.Form) bool { return f.Category == "other" })
	if at <= 0 {
		return forms
	}
	return slices.Concat(forms[at:at+1], forms[:at], forms[at+1:])
}

// field returns the field of a match.
func (v *view) field(i int, permalink string) Field {
	m := v.t.Matches[i]
	f := Field{Unit: v.t.Unit(i)}
	f.unit, f.ID, f.Waits = m.ID, v.nameOf(m), v.t.NeedsReview(m)
	if f.Path != "" {
		f.Most, _ = v.table.Settings.Room(f.Path, f.Kind == page.KindMessage)
	}
	if f.Previous != "" {
		f.Diff = textdiff.Words(f.Previous, f.Source)
	}
	own := ""
	if m.Target >= 0 {
		s := v.t.Segments[m.Target]
		own, f.Place = s.Text, s.Pos
		if s.Block >= 0 && permalink != "" {
			f.Link = fragmentTo(permalink, v.t.Doc.Blocks[s.Block].Text)
		}
	} else {
		f.Place = f.SourcePos
	}
	f.Lock = lockOf(own, f.Source)
	f.takeWaiting(v.t.Catalog)
	return f
}

// takeWaiting takes over the plural forms that the catalog has of a message that waits for its form “other”.
func (f *Field) takeWaiting(c *catalog.Catalog) {
	if c == nil || !f.Counts {
		return
	}
	for _, w := range c.Waiting(f.Path) {
		if i := slices.IndexFunc(f.Forms, func(own translation.Form) bool { return own.Category == w.Category }); i >= 0 {
			f.Forms[i].Text, f.Forms[i].Pos = w.Text, w.Pos
		}
	}
}

// formField returns the field of a message, or of one of its plural forms.
func formField(message Field, form translation.Form, number int) Field {
	f := message
	if f.Number, f.Forms = number, nil; f.Counts {
		f.ID, f.Category = message.ID+"["+form.Category+"]", form.Category
		f.Whole, f.Lacks = translation.Hash(message.Text), lacking(message.Forms)
	}
	f.Source, f.Text = form.Source, form.Text
	f.Kept = f.State == translation.Missing && f.Category != "" && f.Text != ""
	if form.Pos.Line > 0 {
		f.Place = form.Pos
	} else if f.State == translation.Fresh {
		f.State = translation.Missing
	}
	// Of the translation only this form: whoever saves one form after the other is not in their own way. Of the source
	// all forms, since the record is of the whole message.
	f.Lock = lockOf(f.Text, message.Source)
	return f
}

// lacking counts the plural forms that have no text.
func lacking(forms []translation.Form) (n int) {
	for _, f := range forms {
		n += btoi(f.Text == "")
	}
	return n
}

// nameOf is a match's id in a session. An added unit has an id made from its text, which would be
// another after every save; it goes by its place.
func (v *view) nameOf(m translation.Match) string {
	if m.State == translation.Added {
		return fmt.Sprintf("added-%d", m.Target+1)
	}
	return m.ID
}

// linkRunes is about how much of a text a link to it names.
const linkRunes = 60

// fragmentTo is an address that leads to a text in a page (URL fragment text directives, WICG). A browser finds whole words
// only, so that none is cut in two.
func fragmentTo(permalink, text string) string {
	var words []string
	for w := range strings.FieldsSeq(text) {
		if words = append(words, w); len(words) == 8 {
			break
		}
	}
	for len(words) > 1 && len([]rune(strings.Join(words, " "))) > linkRunes {
		words = words[:len(words)-1]
	}
	start := strings.Join(words, " ")
	if r := []rune(start); len(r) > linkRunes { // a script without spaces: up to a comma or full stop
		for i := linkRunes; i > 0; i-- {
			if unicode.IsPunct(r[i]) {
				start = string(r[:i])
				break
			}
		}
	}
	if start == "" {
		return ""
	}
	return (&url.URL{Path: permalink}).EscapedPath() + "#:~:text=" + inDirective.Replace(url.QueryEscape(start))
}

var inDirective = strings.NewReplacer("+", "%20", "-", "%2D")
