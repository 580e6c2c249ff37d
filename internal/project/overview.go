package project

import (
	"slices"
	"strings"
	"sync"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Overview tells which pages and locales a site has. It costs no reading of pages, see [Workspace.Status].
type Overview struct {
	Source  locale.Tag
	Home    string   // the key of the source locale's home page, "" when it has none
	Keys    []string // of the source locale's pages, without drafts, sorted
	Locales []Locale // every locale that has files, by tag
}

// Locale is a locale that the site has files of.
type Locale struct {
	Tag       locale.Tag
	Name      string
	Dir       string
	Published bool
	Chain     []locale.Tag // of fallbacks, itself first
}

// Overview returns which pages and locales there are. ok is false while the settings have an error.
func (w *Workspace) Overview() (o Overview, ok bool) {
	table := w.b.Site()
	if table == nil {
		return o, false
	}
	o.Source = table.Settings.Source
	if ed := table.Edition(o.Source); ed != nil {
		o.Home = ed.Home()
	}
	for _, f := range table.Files {
		if f.Locale == o.Source && !f.Draft {
			o.Keys = append(o.Keys, f.Key)
		}
	}
	slices.Sort(o.Keys)
	o.Keys = slices.Compact(o.Keys)
	for _, l := range table.Locales {
		one := Locale{Tag: l.Tag, Name: table.Settings.Autonym(l.Tag), Dir: table.Settings.Direction(l.Tag), Published: table.Edition(l.Tag) != nil}
		one.Chain, _ = table.Settings.Chain(l.Tag)
		o.Locales = append(o.Locales, one)
	}
	return o, true
}

// Strays returns, of the problems of the site and of its notes, those of pages that are shown in another language and of pages,
// translations and records that have no counterpart. With tags, those that concern one locale alone are left out where it
// is another one.
func (w *Workspace) Strays(ds []diag.Diagnostic, tags []locale.Tag) []diag.Diagnostic {
	table := w.b.Site()
	return slices.DeleteFunc(slices.Concat(ds, w.b.Notes()), func(d diag.Diagnostic) bool {
		return !slices.Contains(pipeline.StrayCodes, d.Code) || len(tags) > 0 && slices.ContainsFunc(table.Locales, func(l site.Locale) bool {
			return l.Tag != table.Settings.Source && !slices.Contains(tags, l.Tag) && l.Folder != "" && strings.HasPrefix(d.File+"/", l.Folder)
		})
	})
}

// placeOfPage names a page in a locale.
type placeOfPage struct {
	locale locale.Tag
	key    string
}

// pageFiles are the page files of the table of routes that was asked for last.
type pageFiles struct {
	mu    sync.Mutex
	table *site.Site
	files map[placeOfPage]site.PageFile
}

// of returns the page files of a table by locale and key. They are listed once for each table: a walk of all files
// for every page and locale would grow with the square of both.
func (p *pageFiles) of(table *site.Site) map[placeOfPage]site.PageFile {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.table != table {
		p.table, p.files = table, make(map[placeOfPage]site.PageFile, len(table.Files))
		for _, f := range table.Files {
			p.files[placeOfPage{f.Locale, f.Key}] = f
		}
	}
	return p.files
}

// sourceComparison returns a comparison that names a source page and nothing else yet. ok is false when there is none.
func (w *Workspace) sourceComparison(table *site.Site, key string) (c translation.Comparison, ok bool) {
	c = translation.Comparison{Key: key, Source: table.Settings.Source}
	c.SourceFile = w.pages.of(table)[placeOfPage{c.Source, key}].File
	c.SourceRecordFile = w.b.RecordFile(c.Source, c.SourceFile)
	return c, c.SourceFile != ""
}

// nameTranslation fills in the files of a translation: where it stands, or where it would stand.
func (w *Workspace) nameTranslation(table *site.Site, c *translation.Comparison, t locale.Tag) {
	c.Locale = t
	c.RecordFile = w.b.RecordFile(t, c.SourceFile)
	if c.File = w.pages.of(table)[placeOfPage{t, c.Key}].File; c.File != "" {
		return
	}
	folder := "content/" + string(t) + "/"
	for _, l := range table.Locales {
		if l.Tag == t && l.Folder != "" {
			folder = l.Folder
		}
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(c.SourceFile, "content/"), "/")
	c.File = folder + rest
}

// pageTranslation compares a page with its source.
func (w *Workspace) pageTranslation(table *site.Site, key string, t locale.Tag) (out translation.Comparison, ok bool) {
	if out, ok = w.sourceComparison(table, key); !ok {
		out.Locale = t
		return out, false
	}
	w.nameTranslation(table, &out, t)
	ok = out.ReadPages(w.read, pipeline.Limits(table.Settings))
	w.distrust(&out)
	return out, ok
}

// Meant returns the locale of the site that a tag of a translation tool means: the tag itself; else the nearest one of its
// CLDR parents; else the only one of its language and script that is of no other region. Tools write ja-JP for ja, and pt
// where the site has pt-BR.
func (o Overview) Meant(t locale.Tag) (locale.Tag, bool) {
	has := func(t locale.Tag) bool {
		return slices.ContainsFunc(o.Locales, func(l Locale) bool { return l.Tag == t })
	}
	for _, tag := range append([]locale.Tag{t}, t.Parents()...) {
		if has(tag) && tag.Script() == t.Script() {
			return tag, true
		}
	}
	var found []locale.Tag
	for _, l := range o.Locales {
		alike := l.Tag.Language() == t.Language() && l.Tag.Script() == t.Script()
		if alike && (t.Region() == "" || l.Tag.Region() == "" || t.LikelyRegion() == l.Tag.LikelyRegion()) {
			found = append(found, l.Tag)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
