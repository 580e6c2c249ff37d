package project

import (
	"bytes"
	"maps"
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Workspace is a site as something to be asked and edited. It is of one state of the files: that of a snapshot, or that
// of the disk from when each file was first asked for (see [Session]).
type Workspace struct {
	b     *pipeline.Builder
	pages *pageFiles
	read  func(file string) []byte // a file as the workspace sees it, nil when there is none
	live  bool                     // read gives files that may be newer than what b knows
}

// New returns the workspace of a site that a builder knows. A builder without outputs is enough.
func New(b *pipeline.Builder) *Workspace {
	return &Workspace{b: b, pages: &pageFiles{}, read: b.Source}
}

// Read returns a file of the sources, nil when there is none or it cannot be read.
func (w *Workspace) Read(file string) []byte { return w.read(file) }

// UnreadRecords returns the errors of the records and of the kept source texts that cannot be read, sorted. Without them
// a translation counts as something else.
func (w *Workspace) UnreadRecords() []diag.Diagnostic { return w.b.UnreadRecords() }

// limits are the site's for pages.
func (w *Workspace) limits() page.Limits {
	if table := w.b.Site(); table != nil {
		return pipeline.Limits(table.Settings)
	}
	return page.DefaultLimits()
}

// Translation returns a page of a locale beside its source; the key "" stands for the catalog. ok is false when there is no
// such source page, or when one of the two cannot be read.
func (w *Workspace) Translation(key string, t locale.Tag) (out translation.Comparison, ok bool) {
	table := w.b.Site()
	switch {
	case table == nil:
		return out, false
	case key == "":
		return w.catalogTranslation(table, t)
	}
	if out, ok = w.pageTranslation(table, key, t); !ok {
		return out, false
	}
	return out, w.live || out.Bytes != nil || w.b.Unread(out.File) == nil
}

// catalogTranslation is Translation of the catalog.
func (w *Workspace) catalogTranslation(table *site.Site, t locale.Tag) (out translation.Comparison, ok bool) {
	out = translation.Comparison{
		Source: table.Settings.Source, Locale: t, File: "locales/active." + string(t) + ".toml",
		RecordFile: translation.MessagesFile(t), SourceRecordFile: translation.MessagesFile(table.Settings.Source),
	}
	listed := false // one that is known and cannot be read is not missing
	for _, l := range table.Locales {
		switch {
		case l.Catalog == "":
		case l.Tag == t:
			out.File, listed = l.Catalog, true
		case l.Tag == out.Source:
			out.SourceFile = l.Catalog
		}
	}
	if t == out.Source {
		out.SourceFile = out.File
	}
	source, bytes, ok := w.catalog(out.SourceFile, out.Source)
	if !ok || source == nil {
		return out, false
	}
	own, ownBytes, ok := w.catalog(out.File, t)
	if !ok || listed && own == nil {
		return out, false
	}
	out.SourceBytes, out.Bytes = bytes, ownBytes
	out.SetCatalogs(source, own, w.read)
	w.distrust(&out)
	return out, true
}

// catalog returns a catalog and its bytes, nil when there is none; ok is false when it has an error.
func (w *Workspace) catalog(file string, t locale.Tag) (c *catalog.Catalog, src []byte, ok bool) {
	if file == "" {
		return nil, nil, true
	}
	if src = w.read(file); src == nil {
		return nil, nil, w.live || w.b.Unread(file) == nil
	}
	if !w.live {
		c, ok = w.b.Catalog(file)
		return c, src, ok
	}
	c, _ = catalog.Parse(file, src, t, catalog.Limits{})
	return c, src, !c.Lost
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

// refused returns the errors for which a build would refuse a translation as it becomes, without those that it has as it
// is: of a page, those that only rendering shows.
func (w *Workspace) refused(before, after *translation.Comparison) []diag.Diagnostic {
	settings := w.b.Site().Settings
	errs := func(t *translation.Comparison) (ds []diag.Diagnostic) {
		switch {
		case t.Catalog != nil:
			ds = catalog.Check(t.SourceCatalog, t.Catalog)
		case t.Doc != nil:
			_, ds = t.Doc.Render(markup.RenderOptions{Resolve: func(dest string, _ bool) (string, bool) {
				_, mapped := settings.Links[dest]
				return "/", mapped // what the settings map is judged with them
			}})
		}
		return slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	}
	old := errs(before)
	return slices.DeleteFunc(errs(after), func(d diag.Diagnostic) bool {
		i := slices.IndexFunc(old, func(o diag.Diagnostic) bool { return o.Code == d.Code && o.Message == d.Message })
		if i >= 0 {
			old = slices.Delete(old, i, i+1) // a second one of the same kind is new
		}
		return i >= 0
	})
}

// structure finds in what a translated unit differs from its source.
func structure(t *translation.Comparison, m translation.Match) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, p := range pipeline.Pairs(*t, m) {
		out = append(out, checks.Structure(p)...)
	}
	return out
}

// accept makes the changes that record the chosen units of a translation as up to date.
func (w *Workspace) accept(t *translation.Comparison, chosen map[string]translation.Accepted) []Change {
	return w.recordChanges(t, t.Accept(chosen))
}

// madeFrom returns a translated page that names the source page as it is now in translated_from, if the page names an older
// one there and all of it is up to date by its record; nil if nothing is to be changed.
func madeFrom(t *translation.Comparison, r *translation.Record) []byte {
	if t.Doc == nil {
		return nil
	}
	now := frontmatter.Fingerprint(t.SourceBytes)
	if from, _ := t.Doc.Meta.String("translated_from"); from == "" || from == now {
		return nil
	}
	after := t.WithRecord(r)
	if slices.ContainsFunc(after.Matches, func(m translation.Match) bool { return !m.State.UpToDate() && !m.State.OnTop() }) {
		return nil
	}
	data, err := frontmatter.SetText(t.File, t.Bytes, "translated_from", now, frontmatter.Limits{})
	if err != nil {
		return nil // the page stays as it is, and is up to date by its record
	}
	return data
}

// recordChanges makes the record's file, and those of the source texts that it needs and that are missing or damaged.
func (w *Workspace) recordChanges(t *translation.Comparison, a *translation.Acceptance) []Change {
	out := w.sourceTexts(a.Sources)
	was := w.read(t.RecordFile)
	return append(out, Change{Path: t.RecordFile, Data: endsLike(a.Record.Bytes(t.File), was), Was: was, Page: t.File})
}

// endsLike returns a text with the line ends of another, by the first of them: a file whose line ends a version control on
// Windows has rewritten keeps them, so that one changed line is one.
func endsLike(text, like []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if i := bytes.IndexByte(like, '\n'); i > 0 && like[i-1] == '\r' {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	return text
}

// sourceTexts makes the files of source texts, by digest, that are missing or damaged.
func (w *Workspace) sourceTexts(sources map[string]string) []Change {
	var out []Change
	for _, hash := range slices.Sorted(maps.Keys(sources)) {
		file := translation.SourceFile(hash)
		was := w.read(file)
		if _, ok := translation.SourceText(hash, was); was == nil || !ok {
			out = append(out, Change{Path: file, Data: []byte(sources[hash]), Was: slices.Clone(was)})
		}
	}
	return out
}

// setMessages returns the comparison with new texts of messages: forms by id. A form that is not named stays.
func setMessages(t *translation.Comparison, forms map[string][]catalog.Form) (next translation.Comparison, err error) {
	edit, err := catalog.NewEdit(t.File, t.Bytes, t.Locale)
	if err != nil {
		return next, err
	}
	for _, s := range t.SourceSegments { // new ones in the order of the source
		if list, ok := forms[s.Path]; ok {
			if err := edit.Set(s.Path, list); err != nil {
				return next, err
			}
		}
	}
	src, err := edit.Bytes()
	if err != nil {
		return next, err
	}
	return t.WithCatalog(edit.After(), src), nil
}
