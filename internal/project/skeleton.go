package project

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// SkeletonFile is a file that a new translation begins with.
type SkeletonFile struct {
	Path string
	Data []byte
	Key  string     // of the page, "" for the catalog
	From locale.Tag // whose texts are in it: the source locale, or the one that it was made from
}

// skeleton returns the files that a translation into t begins with: a catalog and, for each page of the source locale that
// is no draft, a page. They carry the texts of the locale from where it has them, in pages else those of the source; with
// "" for from, those of the source alone.
//
// A plural form that from does not have stays empty: nobody can tell from its other forms what it must say.
func (w *Workspace) skeleton(t, from locale.Tag) ([]SkeletonFile, error) {
	table := w.b.Site()
	if table == nil {
		return nil, fmt.Errorf("the site's settings have an error, so nothing can be added to it")
	}
	source := table.Settings.Source
	out, err := w.catalogSkeleton(table, t, from)
	if err != nil {
		return nil, err
	}
	translated := map[string]string{}
	for _, f := range table.Files {
		if f.Locale == from && from != source && !f.Broken {
			translated[f.Key] = f.File
		}
	}
	for _, f := range table.Files {
		if f.Locale != source || f.Draft || f.Broken {
			continue
		}
		to := SkeletonFile{Key: f.Key, From: source}
		own := translated[f.Key]
		if own != "" {
			to.From = from
		}
		if to.Path, to.Data, err = w.pageSkeleton(table, t, f, own); err != nil {
			return nil, err
		}
		out = append(out, to)
	}
	slices.SortFunc(out, func(a, b SkeletonFile) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// catalogSkeleton returns the catalog that a translation begins with, none if the source has none.
func (w *Workspace) catalogSkeleton(table *site.Site, t, from locale.Tag) ([]SkeletonFile, error) {
	source := table.Settings.Source
	catalogs := map[locale.Tag]*catalog.Catalog{}
	for _, l := range table.Locales {
		if l.Catalog == "" || l.Tag != source && l.Tag != from {
			continue
		}
		c, _, ok := w.catalog(l.Catalog, l.Tag)
		if !ok || c == nil {
			return nil, fmt.Errorf("the catalog %s has an error", l.Catalog)
		}
		catalogs[l.Tag] = c
	}
	c := catalogs[source]
	if c == nil {
		return nil, nil
	}
	f := SkeletonFile{Path: fmt.Sprintf("locales/active.%s.toml", t), From: source}
	var err error
	if f.Data, err = catalog.Skeleton(c, t, "toml"); err != nil {
		return nil, err
	}
	if own := catalogs[from]; own != nil && from != source {
		f.From = from
		if f.Data, err = filled(f.Path, f.Data, t, c, own); err != nil {
			return nil, err
		}
	}
	return []SkeletonFile{f}, nil
}

// pageSkeleton returns the page that a translation of a source page begins with. own is the translation whose texts it
// takes, "" for none.
func (w *Workspace) pageSkeleton(table *site.Site, t locale.Tag, source site.PageFile, own string) (file string, data []byte, err error) {
	src, lim := w.read(source.File), w.limits()
	if src == nil {
		return "", nil, fmt.Errorf("the page %s cannot be read", source.File)
	}
	data, ds := frontmatter.Skeleton(source.File, src, lim.Limits)
	if len(ds) > 0 {
		return "", nil, fmt.Errorf("%s", ds[0].String())
	}
	c := translation.Comparison{Key: source.Key, SourceFile: source.File}
	w.nameTranslation(table, &c, t)
	file = c.File
	if own != "" {
		file = strings.TrimSuffix(file, path.Ext(file)) + path.Ext(own)
		data, err = continued(file, data, src, own, w.read(own), lim)
	}
	if err == nil && bytes.Contains(data, []byte("\r\n")) { // the head is written anew, the rest is as in the source
		data = endsLike(data, src)
	}
	return file, data, err
}

// filled puts the messages of a catalog into the skeleton of another.
func filled(file string, data []byte, t locale.Tag, source, own *catalog.Catalog) ([]byte, error) {
	edit, err := catalog.NewEdit(file, data, t)
	if err != nil {
		return nil, err
	}
	for _, m := range source.Messages {
		have, ok := own.Get(m.ID)
		if !ok {
			continue
		}
		categories := []string{"other"}
		if m.Counts() {
			categories = t.PluralForms()
		}
		var forms []catalog.Form
		for _, f := range have.Forms {
			if slices.Contains(categories, f.Category) {
				forms = append(forms, catalog.Form{Category: f.Category, Text: f.Text})
			}
		}
		if err := edit.Set(m.ID, forms); err != nil {
			return nil, fmt.Errorf("the message %s: %w", m.ID, err)
		}
	}
	return edit.Bytes()
}

// continued is the skeleton of a page with the texts of a translation of it. What the skeleton says of the source is the
// translation's word, since it is the translation's text.
func continued(file string, skeleton, source []byte, ownFile string, own []byte, lim page.Limits) ([]byte, error) {
	doc, _ := page.Parse(ownFile, own, page.Options{Limits: lim})
	if own == nil || doc.Lost {
		return nil, fmt.Errorf("the page %s cannot be read", ownFile)
	}
	head, ds := frontmatter.Parse(file, skeleton, lim.Limits)
	if head.Lost {
		return nil, fmt.Errorf("%s", ds[0].String())
	}
	out := append(slices.Clone(skeleton[:head.BodyOffset]), own[doc.Meta.BodyOffset:]...)
	stamp := fmt.Sprintf("\ntranslated_from: %q\n", frontmatter.Fingerprint(source))
	if from, ok := doc.Meta.String("translated_from"); ok {
		out = bytes.Replace(out, []byte(stamp), fmt.Appendf(nil, "\ntranslated_from: %q\n", from), 1)
	} else {
		out = bytes.Replace(out, []byte("\n# The source text that it is made from, for readers who compare copies."+stamp), []byte("\n"), 1)
	}
	for _, text := range head.Translatables() {
		value, ok := doc.Meta.String(text.Path)
		if !ok || strings.TrimSpace(value) == "" {
			continue
		}
		next, err := frontmatter.SetText(file, out, text.Path, value, lim.Limits)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ownFile, err)
		}
		out = next
	}
	return out, nil
}
