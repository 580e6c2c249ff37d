package project

import (
	"slices"
	"strings"
	"unicode"

	"vernacular/internal/diag"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// History is what one text was, as far as the translation editor has seen it.
type History struct {
	Versions []Version // the newest first
	CanUndo  bool      // the last save can be taken back
}

// Version is a text that was saved once, or that was found in its file.
type Version struct {
	ID      string // brings it back, as [Edit.Restore]
	Text    string // "" where there was no translation
	Diff    []textdiff.Part
	Who     string // as the person called themselves; may be ""
	When    string // as the person's machine told it; may be ""
	Outside bool   // it was not saved in the editor
	Undo    bool   // it came back when the save after it was taken back
	Now     bool   // it is the text as it is
}

// past is the history of one field as it is on disk.
type past struct {
	file  string
	was   []byte
	lines []savedText
	lost  string // why nothing can be read or kept there; "" if it can
	grown bool   // a save was added to it
}

// readPast reads the history of a field. Where something else lies in the place of its file, the field has none: no text
// is refused because of that.
func (v *view) readPast(f Field) (*past, error) {
	p := &past{file: historyFile(v.tag, v.key, f.ID)}
	if p.lost = v.s.inTheWayOf(p.file); p.lost != "" {
		return p, nil
	}
	now, err := v.s.src.ReadNow(p.file)
	switch {
	case err != nil || now.Missing:
		return p, err
	case diag.HasErrors(now.Diags):
		p.lost = p.file + ": " + now.Diags[0].Message
		return p, nil
	}
	p.was = append([]byte{}, now.Data...) // not nil, which means that there is no file
	p.lines = readHistory(p.was)
	return p, nil
}

// History returns the history of a text; ok is false if there is no such text.
func (s *Session) History(tag, key, id string) (h History, ok bool) {
	v := s.open(tag, key)
	if v == nil {
		return h, false
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return h, false
	}
	p, err := v.readPast(v.fields[i])
	if err != nil {
		return h, false
	}
	_, refused := p.before(v.fields[i])
	h.CanUndo = refused == nil
	if len(p.lines) == 0 {
		return h, true
	}
	lines := append(slices.Clip(p.lines), p.found(v, v.fields[i])...)
	before := lines[0].Text
	for i, t := range lines {
		d := Version{ID: t.name(), Text: t.Text, Who: t.Who, When: t.When, Outside: t.Outside, Undo: t.Undo, Now: i == len(lines)-1}
		if i > 0 && t.Text != before {
			d.Diff = textdiff.Words(before, t.Text)
		}
		before = t.Text
		h.Versions = append(h.Versions, d)
	}
	slices.Reverse(h.Versions)
	return h, true
}

// found returns the line of a text as it is before a save, if the history does not know it: the text before the first save,
// and one that an editor or a version control has put there since the last. So with what people say of the text; of a
// plural form they say nothing by itself.
func (p *past) found(v *view, now Field) []savedText {
	is := v.line(now, now.Text, savedText{Outside: true})
	if n := len(p.lines); n > 0 {
		if last := p.lines[n-1]; last.Text == now.Text && (now.Category != "" || last.review() == is.review()) {
			return nil
		}
	}
	return []savedText{is}
}

// line returns a line with a text of a field, and with what the record says of it.
func (v *view) line(f Field, text string, t savedText) savedText {
	t.Digest, t.Text, t.Source, t.Whole = translation.Hash(text), text, recordedSource(&v.t, f.unit), f.Whole
	e, _ := v.t.Record.Entry(f.unit)
	t.Forced = e.Forced
	i := slices.IndexFunc(v.t.Matches, func(m translation.Match) bool { return m.ID == f.unit })
	if i < 0 || text == "" {
		return t
	}
	if r := v.t.Carried(v.t.Matches[i]); r != nil {
		t.setReview(*r)
		t.Machine = e.Machine
	}
	if how(&v.t) == "reviewed" {
		t.Page = "reviewed"
	}
	return t
}

// recordedSource returns the digest of the source text that a unit is recorded for, "" for none or if nobody has said so.
func recordedSource(t *translation.Comparison, unit string) string {
	e, _ := t.Record.Entry(unit)
	if e.Assumed != "" {
		return ""
	}
	return e.Source
}

// add returns the change that keeps what a save does to a field; nil if it does nothing. A text from outside that somebody saves as
// it is becomes a part of the history, too. e is what was saved, and next the
// view as it is then.
func (p *past) add(v, next *view, e Edit, now Field) []Change {
	if p.lost != "" {
		return nil
	}
	then := now
	then.Text = e.Text
	if i := slices.IndexFunc(next.fields, func(f Field) bool { return f.ID == e.ID }); i >= 0 {
		then = next.fields[i]
	}
	more := p.found(v, now)
	was := v.line(now, now.Text, savedText{})
	is := next.line(then, then.Text, savedText{Who: word(e.Who), When: word(e.When), Undo: e.Undo})
	switch {
	case is.Text != was.Text || is.Source != was.Source || is.review() != was.review() || e.Undo:
		more, p.grown = append(more, is), true
	case len(p.lines) == 0 || len(more) == 0:
		return nil
	}
	if len(p.lines) == 0 {
		more[0].ID = e.ID
	}
	return []Change{{Path: p.file, Data: addHistory(p.was, more), Was: p.was, Page: v.t.File}}
}

// word returns what a person says of themselves in one line, without more than a line should have.
func word(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(s); len(r) > 100 {
		s = string(r[:100])
	}
	return s
}

// before returns what a text was before the last save of it that nobody has taken back.
func (p *past) before(now Field) (savedText, *Refusal) {
	var stack []savedText
	for _, t := range p.lines {
		if t.Undo && len(stack) > 1 {
			stack = stack[:len(stack)-1]
		} else {
			stack = append(stack, t)
		}
	}
	n := len(stack)
	switch {
	case p.lost != "":
		return savedText{}, &Refusal{Message: "the history cannot be read: " + p.lost, Hint: nothingSaved}
	case n < 2:
		return savedText{}, &Refusal{Message: "no save of this text is left to be taken back", Hint: nothingSaved}
	case stack[n-1].Text != now.Text || stack[n-1].Outside: // what came from elsewhere is no save
		return savedText{}, &Refusal{Message: "the text was changed outside of the editor since it was saved here", Hint: "choose in its history what is to be restored"}
	}
	return stack[n-2], nil
}

// earlier returns the edit with what it asks to have back, if it does: an earlier text, and how that was recorded.
func (p *past) earlier(v *view, e Edit, now Field) (Edit, *Refusal) {
	var want savedText
	switch {
	case e.Undo:
		var refused *Refusal
		if want, refused = p.before(now); refused != nil {
			return e, refused
		}
	case e.Restore != "":
		lines := append(slices.Clip(p.lines), p.found(v, now)...)
		i := slices.IndexFunc(lines, func(t savedText) bool { return t.name() == e.Restore })
		if i < 0 {
			return e, &Refusal{Message: "the history of this text has no such version any more", Hint: "load the page again"}
		}
		want = lines[i]
	default:
		return e, nil
	}
	e.Text, e.earlier = want.Text, &want
	if want.Text == "" && now.Category == "other" && now.Lacks < len(v.tag.PluralForms())-1 {
		return e, &Refusal{Message: "a message that has other plural forms needs a text for “other”, the form for all numbers that no other form is for", Hint: "take back its other forms first"}
	}
	if want.Text == "" && now.Category == "" { // the words of the source stand where there is no translation; a plural form is empty
		if now.State.OnTop() || now.Source == "" {
			return e, &Refusal{Message: "there was no text before this one", Hint: "to take it out, delete it in " + v.t.File}
		}
		e.Text = now.Source
	}
	e.Accept = !now.State.OnTop() && len(v.t.Damaged) == 0
	if want.Text != "" && want.Source != "" && v.sourceText(now, want.Source) == "" && recordedSource(&v.t, now.unit) == "" {
		e.Accept = false // nobody knows any more which source text it was made from
	}
	return e, nil
}

// accepted returns how an edit is recorded; nil if it is not to be recorded. A text that comes back is recorded as it was:
// made from the source text of that time.
func (v *view) accepted(e Edit, now Field) *translation.Accepted {
	was := e.earlier
	switch {
	case !e.Accept:
		return nil
	case was == nil:
		return e.said(&translation.Accepted{Forced: now.Forced, Machine: e.Machine})
	case was.Text == "" && now.Category == "":
		return &translation.Accepted{Placeholder: true}
	}
	seen := v.sourceText(now, was.Source)
	if seen == "" {
		seen = v.sourceText(now, recordedSource(&v.t, now.unit))
	}
	r := was.review()
	return &translation.Accepted{Seen: seen, Forced: was.Forced, Machine: was.Machine, Review: &r, Restored: true}
}

// sourceNow returns the source text of a field's unit, "" if the source has none.
func (v *view) sourceNow(f Field) string {
	i := slices.IndexFunc(v.t.Matches, func(m translation.Match) bool { return m.ID == f.unit && m.Source >= 0 })
	if i < 0 {
		return ""
	}
	return v.t.SourceSegments[v.t.Matches[i].Source].Text
}

// sourceText returns the source text with a digest, as it is or as it was for a field; "" if it is not kept.
func (v *view) sourceText(f Field, hash string) string {
	if now := v.sourceNow(f); translation.Hash(now) == hash {
		return now
	}
	return v.t.Old(hash)
}

// forget returns the comparison and its new record in which nobody has confirmed a unit, as before; or both as they are if the
// unit could not be found then.
func forget(t translation.Comparison, a *translation.Acceptance, unit string) (translation.Comparison, *translation.Acceptance) {
	r := *a.Record
	r.Entries = slices.Clone(r.Entries)
	for i, e := range r.Entries {
		if e.ID == unit {
			r.Entries[i] = translation.Entry{ID: e.ID, Source: e.Source, Text: e.Text, Order: e.Order, Place: e.Place, Assumed: translation.Pair}
		}
	}
	if t.SourceCatalog != nil || strings.HasPrefix(unit, "frontmatter.") { // these are found by their names
		r.Entries = slices.DeleteFunc(r.Entries, func(e translation.Entry) bool { return e.ID == unit })
	}
	next := t.WithRecord(&r)
	place := func(c *translation.Comparison) int {
		i := slices.IndexFunc(c.Matches, func(m translation.Match) bool { return m.ID == unit })
		if i < 0 {
			return -1
		}
		return c.Matches[i].Target
	}
	if place(&next) != place(&t) {
		return t, a
	}
	return next, &translation.Acceptance{Record: &r, Sources: a.Sources}
}
