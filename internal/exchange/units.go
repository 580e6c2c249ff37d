package exchange

import (
	"cmp"
	"strconv"

	"vernacular/internal/catalog"
	"vernacular/internal/page"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// FileOf makes the file of a page or of the catalog from its comparison with the source. What is missing is offered from
// memory, which is asked for only then.
func FileOf(t *translation.Comparison, memory func() *tm.Memory) File {
	f := File{Name: cmp.Or(t.Key, translation.MessagesName), Original: t.SourceFile}
	done, machine := saidOfPage(t)
	for i, own := range t.Units() {
		if own.State.OnTop() || own.Shared {
			continue
		}
		verbatim := translation.Verbatim(own.Kind)
		u := Entry{Unit: own, Markdown: IsBlock(own.Kind) && !verbatim, Verbatim: verbatim}
		switch own.State {
		case translation.Fresh, translation.Moved:
			u.Status, u.Machine, u.Previous = done, machine || own.Machine, "" // what changed since is cosmetic
			switch own.Review.Stage {
			case translation.Draft:
				u.Status, u.Machine = Draft, false
			case translation.Reviewed:
				u.Status, u.Machine = Reviewed, false
			}
		case translation.Uncompared:
			if u.Text != "" { // the text that stands there may be the translation of another one
				u.Status, u.Previous = Draft, ""
			}
		case translation.Stale:
			u.Status = Stale
		case translation.Missing:
			if e, _ := t.Record.Entry(own.ID); t.Matches[i].Placeholder && e.Text != e.Source { // a text that nobody has finished
				u.Text, u.Status = t.Segments[t.Matches[i].Target].Text, Draft
			}
		}
		u.Base = BaseOf(u.Text, u.Status)
		switch {
		case own.Counts:
			addForms(&u, t, own.Path)
		case u.Status == Missing && own.Kind != page.KindCode && own.Kind != page.KindMessage:
			suggest(&u, memory())
		}
		f.Units = append(f.Units, u)
	}
	return f
}

// saidOfPage returns what the front matter of a page says of those of its texts of which the record says nothing more.
func saidOfPage(t *translation.Comparison) (done Status, machine bool) {
	if t.Doc == nil {
		return Translated, false
	}
	how, _ := t.Doc.Meta.String("translation")
	if how == "reviewed" && len(t.Overclaims()) == 0 {
		return Reviewed, false
	}
	return Translated, how == "machine"
}

// ByMachine reports whether a machine made the text of a unit, alone or with its page, and no speaker has checked it.
func ByMachine(t *translation.Comparison, u translation.Unit) bool {
	_, machine := saidOfPage(t)
	return (machine || u.Machine) && u.Review.Stage == translation.Translated
}

// Untranslated reports whether the text of a unit that the source has no more was never translated: a command had put the
// source's there.
func Untranslated(t *translation.Comparison, m translation.Match) bool {
	e, ok := t.Record.Entry(m.ID)
	return ok && e.Placeholder || m.Target >= 0 && t.Segments[m.Target].Text == t.Old(m.From)
}

// IsBlock reports whether a text of a kind is a block of a page.
func IsBlock(k page.Kind) bool { return k != page.KindMessage && k != page.KindFrontMatter }

// addForms gives a unit the plural forms of a message that counts.
func addForms(u *Entry, t *translation.Comparison, id string) {
	forms := func(c *catalog.Catalog) (out []Form) {
		m, _ := c.Get(id)
		for _, f := range m.Forms {
			out = append(out, Form{Category: f.Category, Text: f.Text})
		}
		return out
	}
	u.Plural = &Plural{Source: forms(t.SourceCatalog)}
	if t.Catalog != nil && u.Status != Missing {
		u.Plural.Target = forms(t.Catalog)
	}
	u.Source, u.Text, u.Previous = "", "", ""
}

// suggest offers the translation of an equal or similar text.
func suggest(u *Entry, memory *tm.Memory) {
	if e, ok := memory.Exact(u.Source); ok {
		u.Text, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, 100
		u.Note = "the same text is at " + e.Where
	} else if e, score, ok := memory.Close(u.Source, 70); ok {
		u.Text, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, score
		u.Note = "a similar text is at " + e.Where
	}
}

// AppendOutdated adds the texts of a translation whose source has changed, with the source that they were made from.
func AppendOutdated(entries []tm.Entry, t *translation.Comparison) []tm.Entry {
	for _, m := range t.Matches {
		if m.State == translation.Stale && m.Target >= 0 {
			entries = append(entries, tm.Entry{Source: t.Old(m.From), Target: t.Segments[m.Target].Text, Where: t.RecordFile, Origin: tm.Outdated})
		}
	}
	return entries
}

// AppendFresh adds the texts of a translation that are fresh to the entries of a translation memory, and those that were
// before the source had its text no more.
func AppendFresh(entries []tm.Entry, t *translation.Comparison) []tm.Entry {
	for i, m := range t.Matches {
		if m.State == translation.Obsolete && !Untranslated(t, m) {
			entries = append(entries, tm.Entry{Source: t.Old(m.From), Target: t.Segments[m.Target].Text, Where: t.RecordFile})
		}
		if m.State.UpToDate() && m.Target >= 0 {
			own := t.Segments[m.Target]
			entries = append(entries, tm.Entry{
				Source: t.SourceSegments[m.Source].Text, Target: own.Text, Where: own.Pos.File + ":" + strconv.Itoa(own.Pos.Line), Machine: ByMachine(t, t.Unit(i)),
			})
		}
	}
	if t.Record != nil {
		for _, withdrawn := range t.Record.Withdrawn {
			entries = append(entries, tm.Entry{Source: t.Old(withdrawn.Source), Target: withdrawn.Text, Where: t.RecordFile})
		}
	}
	return entries
}
