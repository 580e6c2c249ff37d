package project

import (
	"cmp"
	"slices"

	"vernacular/internal/locale"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Work is all there is to translate.
type Work struct {
	Source, SourceName string // tag and own name of the source's locale
	Locales            []LocaleWork
	Pages              []PageWork // of the source, of which only Key, Title and Exists are set; for their author
	Questions          []Question
	Problem            string // why there is nothing to show, such as broken settings; or ""
}

// LocaleWork is what there is to translate into one locale.
type LocaleWork struct {
	Tag, Name, EnglishName, Dir string // Dir is "ltr" or "rtl"
	Published                   bool
	Blocks, Messages            UnitCount
	Words                       int        // of the source, still to translate
	Pages                       []PageWork // the page to begin with first
}

// PageWork is one page of a locale.
type PageWork struct {
	Key, Title string // the title is the translation's, or the source's if it has none
	Permalink  string // decoded URL path; "" if there is no output yet
	Draft      bool
	Exists     bool // the locale has a file for it
	Blocks     UnitCount
	Words      int // of the source, still to translate
}

// UnitCount counts units by state. Total is the number that the source has: Obsolete and Added come on top of it.
// Of those that are up to date, Drafts and Reviewed are at that stage.
type UnitCount struct {
	Total, Fresh, Stale, Missing, Moved, Uncompared, Obsolete, Added, Drafts, Reviewed int

	FreshDrafts int // drafts among Fresh: their translator is not done with them
	Unpublished int // of Missing: those that are up to date in a page which is a draft, so that no reader has them
}

// UpToDate returns how many say what their source says.
func (n UnitCount) UpToDate() int { return n.Fresh + n.Moved }

// count counts a unit in a state, and at a stage if it is up to date.
func (n *UnitCount) count(s translation.State, stage translation.Stage) {
	n.Drafts += btoi(stage == translation.Draft)
	n.FreshDrafts += btoi(stage == translation.Draft && s == translation.Fresh)
	n.Reviewed += btoi(stage == translation.Reviewed)
	if !s.OnTop() {
		n.Total++
	}
	switch s {
	case translation.Fresh:
		n.Fresh++
	case translation.Stale:
		n.Stale++
	case translation.Missing:
		n.Missing++
	case translation.Moved:
		n.Moved++
	case translation.Uncompared:
		n.Uncompared++
	case translation.Obsolete:
		n.Obsolete++
	case translation.Added:
		n.Added++
	}
}

// add counts the units of a translation, and returns how many words are to be translated.
func (n *UnitCount) add(t *translation.Comparison) (words int) {
	stages := t.Stages()
	for _, m := range t.Matches {
		n.count(m.State, stages[m.ID])
		if m.Source >= 0 && !m.State.UpToDate() && m.State != translation.Uncompared {
			words += t.SourceSegments[m.Source].Words()
		}
	}
	return words
}

func (n *UnitCount) sum(m UnitCount) {
	n.Total, n.Fresh, n.Stale, n.Missing = n.Total+m.Total, n.Fresh+m.Fresh, n.Stale+m.Stale, n.Missing+m.Missing
	n.Moved, n.Uncompared = n.Moved+m.Moved, n.Uncompared+m.Uncompared
	n.Obsolete, n.Added = n.Obsolete+m.Obsolete, n.Added+m.Added
	n.Drafts, n.Reviewed, n.FreshDrafts = n.Drafts+m.Drafts, n.Reviewed+m.Reviewed, n.FreshDrafts+m.FreshDrafts
	n.Unpublished += m.Unpublished
}

// Work returns all locales, in the order in which they are shown, without the source's. It is of the newest revision.
func (s *Session) Work() Work {
	w := &Workspace{b: s.b, pages: s.pages, read: s.b.Source}
	o, ok := w.Overview()
	if !ok {
		return Work{Problem: "the settings in site.toml have an error"}
	}
	table := s.b.Site()
	out := Work{Source: string(o.Source), SourceName: table.Settings.Autonym(o.Source), Questions: w.Questions(nil)}
	for _, l := range o.Locales {
		if l.Tag != o.Source {
			out.Locales = append(out.Locales, LocaleWork{Tag: string(l.Tag), Name: l.Name, EnglishName: l.Tag.EnglishName(), Dir: l.Dir, Published: l.Published})
		}
	}
	slices.SortStableFunc(o.Keys, func(a, b string) int { return cmp.Compare(btoi(a != o.Home), btoi(b != o.Home)) })
	for _, key := range o.Keys {
		source, _ := w.sourceComparison(table, key)
		if !source.ReadSource(w.read, w.limits()) {
			continue
		}
		title, ok := source.SourceDoc.Meta.String("title")
		if !ok {
			title = cmp.Or(source.SourceDoc.Title(), key)
		}
		out.Pages = append(out.Pages, PageWork{Key: key, Title: title, Exists: true})
		for i := range out.Locales {
			w.addPage(table, &out.Locales[i], source, title)
		}
	}
	for i := range out.Locales {
		l := &out.Locales[i]
		if t, ok := w.Translation("", locale.Tag(l.Tag)); ok {
			l.Words += l.Messages.add(&t)
		}
	}
	return out
}

// addPage adds a page, whose source has been read, to a locale's work.
func (w *Workspace) addPage(table *site.Site, l *LocaleWork, source translation.Comparison, title string) {
	t := source
	w.nameTranslation(table, &t, locale.Tag(l.Tag))
	if !t.ReadTranslation(w.read, w.limits()) || t.Bytes == nil && w.b.Unread(t.File) != nil {
		return
	}
	row := PageWork{Key: t.Key, Title: title, Exists: t.Bytes != nil}
	row.Words = row.Blocks.add(&t)
	row.Draft, row.Permalink = stands(table, &t)
	if t.Doc != nil {
		if title, ok := t.Doc.Meta.String("title"); ok {
			row.Title = title
		}
	}
	l.Blocks.sum(row.Blocks)
	l.Words += row.Words
	l.Pages = append(l.Pages, row)
}
