package project

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	Blocks    UnitCount
	Fallback  int      // how many pages it shows whole in another language
	Orphaned  int      // how many pages it has that the source locale has not
	States    States   // of the pages that it has; zero for the source locale
	Todo      []Todo   // pages and messages with something to do, in the order of their worth
	Missing   []string // the page keys that it lacks
	MissingID []string // the message ids that it lacks

	// Of the pages that it has, and the messages: which of them have no record of the source text that they were made from.
	// Recorded tells that some of them have one.
	Unrecorded []string
	Recorded   bool
	Uncompared []string // of these, the pages of which nothing could be compared with the source

	Begun   map[string]site.PageFile // its files that are drafts or have an error, by page key
	Empty   map[string]diag.Pos      // the empty texts in its catalog, by message id
	Forms   []LackingForms           // of the messages that it has
	Catalog string                   // the file, "" when there is none
	Broken  bool                     // the catalog has an error, so that all messages count as missing
}

// StaleTexts counts the texts of the front matter and the messages whose source says something else now. They are no passages of a
// page, and no mark shows readers that they are old.
func (l LocaleStatus) StaleTexts() (n int) {
	for _, t := range l.Todo {
		for _, u := range t.Units {
			if u.State == translation.Stale && (u.Kind == page.KindFrontMatter || u.Kind == page.KindMessage) {
				n++
			}
		}
	}
	return n
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
	Key              string // of the page, "" for the catalog
	SourceFile, File string // File is where the translation stands or would stand
	Exists           bool   // there is such a file
	Title            string
	Words            int                // to translate or to look at again
	Units            []translation.Unit // in the order of the source
}

// Name returns how commands call it.
func (t Todo) Name() string { return cmp.Or(t.Key, translation.MessagesName) }

// todo lists what is not fresh, and drafts. It keeps nothing of the documents.
func todo(t *translation.Comparison, title string) Todo {
	out := Todo{Key: t.Key, SourceFile: t.SourceFile, File: t.File, Exists: t.Bytes != nil, Title: title}
	stages := t.Stages()
	for i, m := range t.Matches {
		if (m.State == translation.Fresh || m.State == translation.Uncompared) && !(m.Unrecorded && t.Record != nil) && stages[m.ID] != translation.Draft {
			continue
		}
		u := t.Unit(i)
		if m.State == translation.Added && u.Forced != "" {
			continue
		}
		u.Source, u.Text = strings.Clone(u.Source), strings.Clone(u.Text)
		out.Words += u.Words()
		out.Units = append(out.Units, u)
	}
	return out
}

// Count counts pages or messages. Done are those that are translated; of them Stale were made
// from an older source text.
type Count struct {
	Total, Done, Stale, Missing int
	Drafts, Reviewed            int // messages at that stage, of those that are up to date
}

// Status works out how complete the locales are. ok is false while the settings have an error.
func (w *Workspace) Status() (s Status, ok bool) {
	o, ok := w.Overview()
	if !ok {
		return s, false
	}
	table := w.b.Site()
	s = Status{Source: o.Source, Home: o.Home}
	for _, l := range o.Locales {
		s.Locales = append(s.Locales, LocaleStatus{
			Tag: l.Tag, Name: l.Name, Dir: l.Dir, Published: l.Published, Chain: l.Chain,
			Begun: map[string]site.PageFile{}, Empty: map[string]diag.Pos{},
		})
	}
	w.countFiles(table, &s, o.Keys)
	for keys := range slices.Chunk(o.Keys, pagesAtOnce) {
		for _, p := range w.comparePages(table, keys) {
			s.Pages = append(s.Pages, p.SourcePage)
			for i := range s.Locales {
				s.Locales[i].addPage(p.SourcePage, p.in[i])
			}
		}
	}
	w.addMessages(table, &s)
	return s, true
}

// countFiles fills in what the table of routes and the front matter tell of the locales' page files.
func (w *Workspace) countFiles(table *site.Site, s *Status, keys []string) {
	at := map[locale.Tag]int{}
	for i, l := range s.Locales {
		at[l.Tag] = i
	}
	files := w.pages.of(table)
	for _, e := range table.Editions {
		for _, v := range e.Variants {
			s.Locales[at[e.Locale]].Fallback += btoi(v.Fallback())
		}
	}
	for _, f := range table.Files {
		i, ok := at[f.Locale]
		if !ok {
			continue
		}
		l := &s.Locales[i]
		if _, ok := files[placeOfPage{s.Source, f.Key}]; !ok && !f.Unread {
			l.Orphaned++
		}
		if f.Draft || f.Broken {
			l.Begun[f.Key] = f
		} else if _, wanted := slices.BinarySearch(keys, f.Key); wanted && l.Tag != s.Source {
			m, _ := w.b.Meta(f.File)
			state, _ := m.String("translation")
			l.States.add(state)
		}
	}
}

// pagesAtOnce is how many source pages are compared before what was found is added up, so that little is held at once.
const pagesAtOnce = 256

// pageStatus is a source page and what each locale has of it.
type pageStatus struct {
	SourcePage
	in []translationStatus // by the index of the locale in Status.Locales
}

// translationStatus is what a locale has of a source page.
type translationStatus struct {
	has        bool      // it is neither missing nor a draft nor broken
	blocks     UnitCount // of the page
	stale      bool      // some of its passages are
	todo       Todo
	recorded   bool // it has a record
	unrecorded bool // it has a text, and no record
	uncompared bool // nothing of it could be compared with the source
}

// comparePages compares source pages with their translations, on all cores.
func (w *Workspace) comparePages(table *site.Site, keys []string) []pageStatus {
	out := make([]pageStatus, len(keys))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(keys); i = int(next.Add(1)) - 1 {
				out[i] = w.comparePage(table, keys[i])
			}
		})
	}
	wg.Wait()
	return out
}

// comparePage compares a source page, which is parsed once, with its translations.
func (w *Workspace) comparePage(table *site.Site, key string) pageStatus {
	source, _ := w.sourceComparison(table, key)
	f := w.pages.of(table)[placeOfPage{source.Source, key}]
	readable := source.ReadSource(w.b.Source, pipeline.Limits(table.Settings))
	p := pageStatus{SourcePage: SourcePage{Key: key, File: f.File, Broken: f.Broken || !readable}}
	if m, ok := w.b.Meta(f.File); ok {
		p.Title, _ = m.String("title")
	}
	if readable {
		p.Blocks = source.SourceDoc.Blocks
		p.Title = cmp.Or(p.Title, source.SourceDoc.Title())
	}
	p.Title = cmp.Or(p.Title, key)
	var missing *Todo // of every locale that has nothing of the page
	for _, l := range table.Locales {
		f, has := w.pages.of(table)[placeOfPage{l.Tag, key}]
		own := translationStatus{has: has && !f.Draft && !f.Broken}
		switch {
		case l.Tag == source.Source:
			own.blocks = whole(len(p.Blocks), true)
		case !readable:
			own.blocks = whole(len(p.Blocks), own.has)
		default:
			w.compareTranslation(table, source, l.Tag, p.SourcePage, &own, &missing)
		}
		p.in = append(p.in, own)
	}
	return p
}

// compareTranslation counts what a locale has of a source page that source has read. missing is what there is to do in any
// locale that has neither the page nor a record of it; nil until one was found.
func (w *Workspace) compareTranslation(table *site.Site, source translation.Comparison, t locale.Tag, p SourcePage, own *translationStatus, missing **Todo) {
	c := source
	w.nameTranslation(table, &c, t)
	_, exists := w.pages.of(table)[placeOfPage{t, c.Key}]
	absent := !exists && w.b.Source(c.File) == nil && w.b.Source(c.RecordFile) == nil
	if absent && *missing != nil {
		own.todo = **missing
		own.todo.File = c.File
		own.blocks = whole(len(p.Blocks), false)
		return
	}
	if !c.ReadStates(w.b.Source, pipeline.Limits(table.Settings)) {
		own.blocks = whole(len(p.Blocks), own.has)
		return
	}
	own.todo = todo(&c, p.Title)
	if absent {
		kept := own.todo
		*missing = &kept
	}
	own.recorded, own.unrecorded = w.recorded(&c)
	if !own.has {
		own.blocks = whole(len(p.Blocks), false)
		for _, m := range c.Matches {
			own.blocks.Unpublished += btoi(m.Source >= 0 && c.SourceSegments[m.Source].Block >= 0 && m.State.UpToDate())
		}
		return
	}
	own.uncompared = translation.NotCompared(c.Matches)
	stages := c.Stages()
	for _, m := range c.Matches {
		own.stale = own.stale || m.State == translation.Stale
		if m.Source < 0 || c.SourceSegments[m.Source].Block >= 0 {
			own.blocks.count(m.State, stages[m.ID])
		}
	}
}

// whole counts the blocks of a page that has all of them, or none.
func whole(n int, has bool) UnitCount {
	if has {
		return UnitCount{Total: n, Fresh: n}
	}
	return UnitCount{Total: n, Missing: n}
}

// recorded reports whether a translation has a record, or has texts and none.
func (w *Workspace) recorded(c *translation.Comparison) (recorded, unrecorded bool) {
	switch {
	case c.Key != "" && c.Bytes == nil && w.b.Unread(c.File) != nil:
	case c.Record != nil:
		recorded = true
	default:
		unrecorded = slices.ContainsFunc(c.Matches, func(m translation.Match) bool {
			return m.Source >= 0 && m.Target >= 0 && m.State != translation.Missing
		})
	}
	return recorded, unrecorded
}

// addPage adds what the locale has of a page.
func (l *LocaleStatus) addPage(p SourcePage, own translationStatus) {
	l.Pages.add(1, own.has)
	if !own.has {
		l.Missing = append(l.Missing, p.Key)
	}
	l.Blocks.sum(own.blocks)
	if own.stale {
		l.Pages.Stale++
	}
	l.Recorded = l.Recorded || own.recorded
	if own.unrecorded {
		l.Unrecorded = append(l.Unrecorded, p.Key)
	}
	if own.uncompared {
		l.Uncompared = append(l.Uncompared, p.Key)
	}
	if len(own.todo.Units) > 0 {
		l.Todo = append(l.Todo, own.todo)
	}
}

// addMessages counts the messages of the locales, and puts the landing page first in what there is to do.
func (w *Workspace) addMessages(table *site.Site, s *Status) {
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
	for i := range s.Locales {
		l := &s.Locales[i]
		if at := slices.IndexFunc(l.Todo, func(t Todo) bool { return t.Key == s.Home }); at > 0 {
			home := l.Todo[at]
			copy(l.Todo[1:], l.Todo[:at])
			l.Todo[0] = home
		}
		l.Catalog = table.Locales[i].Catalog
		l.Broken = l.Catalog != "" && catalogs[l.Tag] == nil
		if source != nil {
			w.addCatalog(table, l, source, cmp.Or(catalogs[l.Tag], &catalog.Catalog{Tag: l.Tag}))
		}
	}
}

// addCatalog counts the messages that a locale has of the source's.
func (w *Workspace) addCatalog(table *site.Site, l *LocaleStatus, source, own *catalog.Catalog) {
	l.MissingID = catalog.Missing(source, own)
	l.Messages.add(len(source.Messages)-len(l.MissingID), true)
	l.Messages.add(len(l.MissingID), false)
	if t, ok := w.catalogTranslation(table, l.Tag); ok && l.Tag != table.Settings.Source {
		stages := t.Stages()
		for _, m := range t.Matches {
			l.Messages.Stale += btoi(m.State == translation.Stale)
			l.Messages.Drafts += btoi(stages[m.ID] == translation.Draft)
			l.Messages.Reviewed += btoi(stages[m.ID] == translation.Reviewed)
		}
		if d := todo(&t, ""); len(d.Units) > 0 {
			l.Todo = append(l.Todo, d)
		}
		recorded, unrecorded := w.recorded(&t)
		l.Recorded = l.Recorded || recorded
		if unrecorded {
			l.Unrecorded = append(l.Unrecorded, translation.MessagesName)
		}
	}
	for _, m := range own.Pending {
		l.Empty[m.ID] = m.Pos
	}
	l.Forms = lackingForms(source, own)
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

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
