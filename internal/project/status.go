package project

import (
	"cmp"
	"maps"
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Status tells how complete each locale is.
type Status struct {
	Source   locale.Tag
	Home     string            // the key of the source locale's home page, "" when it has none
	Pages    []SourcePage      // all that there are to translate, by key
	Messages []catalog.Message // of the source locale, by id
	Locales  []LocaleStatus    // every locale that has files, by tag
}

// SourcePage is a page of the source locale.
type SourcePage struct {
	Key    string
	File   string
	Title  string       // the front matter's, else the first heading, else the key
	Blocks []page.Block // none while it is broken
	Broken bool         // it has an error
}

// LocaleStatus counts what a locale has of what the source locale has.
type LocaleStatus struct {
	Tag       locale.Tag
	Name      string
	Dir       string
	Published bool
	Chain     []locale.Tag
	Pages     Count
	Messages  Count
	Blocks    Count
	States    States   // of the pages that it has; zero for the source locale
	Todo      []Todo   // pages and messages with something to do, in the order of their worth
	Missing   []string // the page keys that it lacks
	MissingID []string // the message ids that it lacks

	Begun   map[string]site.PageFile // its files that are drafts or have an error, by page key
	Empty   map[string]diag.Pos      // the empty texts in its catalog, by message id
	Forms   []LackingForms           // of the messages that it has
	Catalog string                   // the file, "" when there is none
	Broken  bool                     // the catalog has an error, so that all messages count as missing
}

// States counts pages by what their front matter says of the translation.
type States struct {
	Machine, Draft, Reviewed int
}

// LackingForms is a message that counts something and lacks plural forms that its language needs.
type LackingForms struct {
	ID   string
	Pos  diag.Pos
	Hint string // names the forms, with numbers for which they stand
}

// Todo is what there is to do in a page, or in the catalog.
type Todo struct {
	translation.Comparison
	Title string
	Words int    // to translate or to look at again
	Items []Item // in the order of the source
}

// Item is a segment with something to do.
type Item struct {
	Number int // for accept --block
	translation.Match
	Words  int
	Before string // the source text that a stale one was made from, "" when it is not kept
}

// todo lists what is not fresh.
func todo(t translation.Comparison, title string) Todo {
	out := Todo{Comparison: t, Title: title}
	for i, m := range t.Matches {
		item := Item{Number: i + 1, Match: m}
		switch {
		case m.State == translation.Fresh && !(m.Unrecorded && t.Record != nil):
			continue
		case m.Source >= 0 && m.State != translation.Fresh:
			item.Before = t.Old(m.From)
			item.Words = t.SourceSegments[m.Source].Words()
		}
		out.Words += item.Words
		out.Items = append(out.Items, item)
	}
	return out
}

// Count counts pages, messages or blocks. Done are those that are translated; of them Stale were made
// from an older source text.
type Count struct {
	Total, Done, Stale, Missing int
}

// Status works out how complete the locales are. ok is false while the settings have an error.
func (w *Workspace) Status() (s Status, ok bool) {
	table := w.b.Site()
	if table == nil {
		return s, false
	}
	s.Source = table.Settings.Source
	if ed := table.Edition(s.Source); ed != nil {
		s.Home = ed.Home()
	}
	pages := map[string]SourcePage{}
	for _, f := range table.Files {
		if f.Locale == s.Source && !f.Draft {
			pages[f.Key] = w.sourcePage(f, pipeline.Limits(table.Settings))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(pages)) {
		s.Pages = append(s.Pages, pages[key])
	}
	catalogs := map[locale.Tag]*catalog.Catalog{}
	for _, l := range table.Locales {
		if l.Catalog != "" {
			if c, ok := w.b.Catalog(l.Catalog); ok {
				catalogs[l.Tag] = c
			}
		}
	}
	source := catalogs[s.Source]
	if source != nil {
		s.Messages = source.Messages
	}
	for _, l := range table.Locales {
		ls := LocaleStatus{
			Tag: l.Tag, Name: table.Settings.Autonym(l.Tag), Dir: table.Settings.Direction(l.Tag),
			Published: table.Edition(l.Tag) != nil,
			Begun:     map[string]site.PageFile{}, Empty: map[string]diag.Pos{},
			Catalog: l.Catalog, Broken: l.Catalog != "" && catalogs[l.Tag] == nil,
		}
		ls.Chain, _ = table.Settings.Chain(l.Tag)
		has := map[string]bool{}
		for _, f := range table.Files {
			if f.Locale != l.Tag {
				continue
			}
			if f.Draft || f.Broken {
				ls.Begun[f.Key] = f
				continue
			}
			has[f.Key] = true
			if _, wanted := pages[f.Key]; wanted && l.Tag != s.Source {
				ls.States.add(w.translation(f))
			}
		}
		for _, p := range s.Pages {
			ls.Pages.add(1, has[p.Key])
			if !has[p.Key] {
				ls.Missing = append(ls.Missing, p.Key)
			}
			w.countBlocks(table, &ls, p, has[p.Key], l.Tag == s.Source)
		}
		slices.SortStableFunc(ls.Todo, func(a, c Todo) int { // the landing page first
			rank := func(t Todo) int {
				if t.Key == s.Home {
					return 0
				}
				return 1
			}
			return rank(a) - rank(c)
		})
		if source != nil {
			own := catalogs[l.Tag]
			if own == nil {
				own = &catalog.Catalog{Tag: l.Tag}
			}
			ls.MissingID = catalog.Missing(source, own)
			ls.Messages.add(len(source.Messages)-len(ls.MissingID), true)
			ls.Messages.add(len(ls.MissingID), false)
			if t, ok := w.catalogTranslation(table, l.Tag, w.b.Source); ok && l.Tag != s.Source {
				for _, m := range t.Matches {
					if m.State == translation.Stale {
						ls.Messages.Stale++
					}
				}
				if d := todo(t, ""); len(d.Items) > 0 {
					ls.Todo = append(ls.Todo, d)
				}
			}
			for _, m := range own.Pending {
				ls.Empty[m.ID] = m.Pos
			}
			ls.Forms = lackingForms(source, own)
		}
		s.Locales = append(s.Locales, ls)
	}
	return s, true
}

// countBlocks adds a page's blocks to a locale's.
func (w *Workspace) countBlocks(table *site.Site, ls *LocaleStatus, p SourcePage, has, source bool) {
	if source {
		ls.Blocks.add(len(p.Blocks), true)
		return
	}
	t, ok := w.pageTranslation(table, p.Key, ls.Tag, w.b.Source)
	if !ok {
		ls.Blocks.add(len(p.Blocks), has)
		return
	}
	if d := todo(t, p.Title); len(d.Items) > 0 {
		ls.Todo = append(ls.Todo, d)
	}
	if !has {
		ls.Blocks.add(len(p.Blocks), false)
		return
	}
	stale := 0
	for _, m := range t.Matches {
		if m.State == translation.Stale {
			stale++
		}
		if m.Source < 0 || t.SourceSegments[m.Source].Block < 0 {
			continue
		}
		ls.Blocks.add(1, m.State != translation.Missing)
		if m.State == translation.Stale {
			ls.Blocks.Stale++
		}
	}
	if stale > 0 {
		ls.Pages.Stale++
	}
}

// sourcePage reads a page of the source locale.
func (w *Workspace) sourcePage(f site.PageFile, lim page.Limits) SourcePage {
	p := SourcePage{Key: f.Key, File: f.File, Broken: true}
	if m, ok := w.b.Meta(f.File); ok {
		p.Title, _ = m.String("title")
	}
	if src := w.b.Source(f.File); src != nil {
		if doc, ds := page.Parse(f.File, src, page.Options{Limits: lim}); !diag.HasErrors(ds) {
			p.Blocks, p.Broken = doc.Blocks, f.Broken
			p.Title = cmp.Or(p.Title, doc.Title())
		}
	}
	p.Title = cmp.Or(p.Title, p.Key)
	return p
}

// translation is what a page says of its text.
func (w *Workspace) translation(f site.PageFile) string {
	m, _ := w.b.Meta(f.File)
	state, _ := m.String("translation")
	return state
}

// lackingForms finds the messages that [catalog.Check] warns of.
func lackingForms(source, own *catalog.Catalog) []LackingForms {
	var out []LackingForms
	for _, d := range catalog.Check(source, own) {
		if d.Code != "plural-form-missing" {
			continue
		}
		i := slices.IndexFunc(own.Messages, func(m catalog.Message) bool { return m.Pos == d.Pos })
		out = append(out, LackingForms{own.Messages[i].ID, d.Pos, d.Hint})
	}
	return out
}

func (s *States) add(state string) {
	switch state {
	case "machine":
		s.Machine++
	case "reviewed":
		s.Reviewed++
	default:
		s.Draft++
	}
}

func (c *Count) add(n int, done bool) {
	c.Total += n
	if done {
		c.Done += n
	} else {
		c.Missing += n
	}
}
