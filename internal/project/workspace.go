package project

import (
	"slices"
	"sync"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Workspace is a site as something to be asked and edited.
type Workspace struct {
	b *pipeline.Builder

	mu    sync.Mutex
	pages pageFiles // of the newest table of routes
}

// New returns the workspace of a site that a builder knows.
func New(b *pipeline.Builder) *Workspace { return &Workspace{b: b} }

// Source is the bytes of a file of the sources, nil when there is none or it cannot be read.
func (w *Workspace) Source(file string) []byte { return w.b.Source(file) }

// UnreadRecords returns the errors of the records and of the kept source texts that cannot be read, sorted. Without them
// a translation counts as something else.
func (w *Workspace) UnreadRecords() []diag.Diagnostic { return w.b.UnreadRecords() }

// Site gives the table of routes; nil if it was never known.
func (w *Workspace) Site() *site.Site { return w.b.Site() }

// Diagnostics gives the problems of the newest revision, sorted.
func (w *Workspace) Diagnostics() []diag.Diagnostic { return w.b.Diagnostics() }

// Limits are the site's for pages.
func (w *Workspace) Limits() page.Limits {
	if table := w.b.Site(); table != nil {
		return pipeline.Limits(table.Settings)
	}
	return page.DefaultLimits()
}

// Translation compares a page with its source; ok is false when there is no such source page or one of the two has an
// error. The key "" stands for the catalog.
func (w *Workspace) Translation(key string, t locale.Tag) (out translation.Comparison, ok bool) {
	out, ok = w.translationFrom(key, t, w.b.Source)
	return out, ok && !(key != "" && out.Bytes == nil && w.b.Unread(out.File) != nil)
}

// TranslationFrom is Translation of files that may be newer than the snapshot: read gives a file of the site, nil when there
// is none. Which pages and locales there are is the snapshot's word.
func (w *Workspace) TranslationFrom(key string, t locale.Tag, read func(file string) []byte) (out translation.Comparison, ok bool) {
	return w.translationFrom(key, t, read)
}

func (w *Workspace) translationFrom(key string, t locale.Tag, read func(file string) []byte) (out translation.Comparison, ok bool) {
	table := w.b.Site()
	switch {
	case table == nil:
		return out, false
	case key == "":
		return w.catalogTranslation(table, t, read)
	}
	return w.pageTranslation(table, key, t, read)
}

// Reread compares a translation again as if its file held other bytes; ok is false when they cannot be read.
func (w *Workspace) Reread(t translation.Comparison, bytes []byte) (translation.Comparison, bool) {
	return w.RereadFrom(t, bytes, w.b.Source)
}

// RereadFrom is Reread where read gives the other files, which may be newer than the snapshot.
func (w *Workspace) RereadFrom(t translation.Comparison, bytes []byte, read func(file string) []byte) (translation.Comparison, bool) {
	own := func(file string) []byte {
		if file == t.File {
			return bytes
		}
		return read(file)
	}
	if t.SourceCatalog == nil {
		ok := t.ReadPages(own, w.Limits())
		return t, ok
	}
	c, ds := catalog.Parse(t.File, bytes, t.Locale, catalog.Limits{})
	if diag.HasErrors(ds) {
		return t, false
	}
	t.Bytes = bytes
	t.SetCatalogs(t.SourceCatalog, c, own)
	return t, true
}

// Refused returns the errors for which a build would refuse a translation with other bytes, without those that
// it has as it is. A writer of sources asks this before it writes.
func (w *Workspace) Refused(t translation.Comparison, bytes []byte) []diag.Diagnostic {
	table := w.b.Site()
	if table == nil {
		return nil
	}
	errs := func(bytes []byte) (out []diag.Diagnostic) {
		var ds []diag.Diagnostic
		if t.SourceCatalog != nil {
			var c *catalog.Catalog
			if c, ds = catalog.Parse(t.File, bytes, t.Locale, catalog.Limits{}); !diag.HasErrors(ds) {
				ds = append(ds, catalog.Check(t.SourceCatalog, c)...)
			}
		} else {
			var doc *page.Document
			if doc, ds = page.Parse(t.File, bytes, page.Options{Limits: pipeline.Limits(table.Settings)}); !diag.HasErrors(ds) {
				_, more := doc.Render(markup.RenderOptions{Resolve: func(dest string, _ bool) (string, bool) {
					_, mapped := table.Settings.Links[dest]
					return "/", mapped // what the settings map is judged with them
				}})
				ds = append(ds, more...)
			}
		}
		return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	}
	var old []diag.Diagnostic
	if t.Bytes != nil {
		old = errs(t.Bytes)
	}
	return slices.DeleteFunc(errs(bytes), func(d diag.Diagnostic) bool {
		i := slices.IndexFunc(old, func(o diag.Diagnostic) bool { return o.Code == d.Code && o.Message == d.Message })
		if i >= 0 {
			old = slices.Delete(old, i, i+1) // a second one of the same kind is new
		}
		return i >= 0
	})
}

func (w *Workspace) catalogTranslation(table *site.Site, t locale.Tag, read func(file string) []byte) (out translation.Comparison, ok bool) {
	out = translation.Comparison{Source: table.Settings.Source, Locale: t, File: "locales/active." + string(t) + ".toml", RecordFile: translation.MessagesFile(t)}
	out.SourceRecordFile = translation.MessagesFile(out.Source)
	for _, l := range table.Locales {
		if l.Catalog == "" || l.Tag != out.Source && l.Tag != t {
			continue
		}
		src := read(l.Catalog)
		parsed, ds := catalog.Parse(l.Catalog, src, l.Tag, catalog.Limits{})
		switch {
		case src == nil || diag.HasErrors(ds):
			if l.Tag == t {
				return out, false
			}
		case l.Tag == out.Source:
			out.SourceFile, out.SourceCatalog, out.SourceBytes = l.Catalog, parsed, src
		}
		if l.Tag == t {
			out.File, out.Catalog, out.Bytes = l.Catalog, parsed, src
		}
	}
	if out.SourceCatalog == nil {
		return out, false
	}
	out.SetCatalogs(out.SourceCatalog, out.Catalog, read)
	w.distrust(&out)
	return out, true
}

// distrust says of a translation that its records are damaged if they are there and cannot be read: without them it
// would count as made from the source as it is.
func (w *Workspace) distrust(t *translation.Comparison) {
	if t.Record == nil {
		t.Damaged = append(t.Damaged, w.b.Unread(t.RecordFile)...)
	}
	if t.SourceRecord == nil {
		t.Damaged = append(t.Damaged, w.b.Unread(t.SourceRecordFile)...)
	}
}
