package build

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// SkeletonFile is a file that a new translation begins with.
type SkeletonFile struct {
	Path string
	Data []byte
}

// Skeleton gives the files that a translation into t begins with: a catalog and, for each page of the
// source locale that is no draft, a page that carries the source text.
func (b *Builder) Skeleton(t locale.Tag) ([]SkeletonFile, error) {
	table := b.Site()
	if table == nil {
		return nil, fmt.Errorf("the site's settings have an error, so nothing can be added to it")
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	source := table.Settings.Source
	var out []SkeletonFile
	for _, l := range table.Locales {
		if l.Tag != source || l.Catalog == "" {
			continue
		}
		c, ok := b.q.catalog.Peek(l.Catalog)
		if !ok {
			return nil, fmt.Errorf("the source catalog %s has an error", l.Catalog)
		}
		data, err := catalog.Skeleton(c.Catalog, t, "toml")
		if err != nil {
			return nil, err
		}
		out = append(out, SkeletonFile{fmt.Sprintf("locales/active.%s.toml", t), data})
	}
	for _, f := range table.Files {
		if f.Locale != source || f.Draft || f.Broken {
			continue
		}
		src, err := b.snap.Read(f.File)
		if err != nil || src.Data == nil {
			return nil, fmt.Errorf("the page %s cannot be read", f.File)
		}
		data, ds := page.Skeleton(f.File, src.Data, limits(table.Settings))
		if len(ds) > 0 {
			return nil, fmt.Errorf("%s", ds[0].String())
		}
		_, rest, _ := strings.Cut(strings.TrimPrefix(f.File, "content/"), "/")
		out = append(out, SkeletonFile{fmt.Sprintf("content/%s/%s", t, rest), data})
	}
	slices.SortFunc(out, func(a, b SkeletonFile) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return out, nil
}
