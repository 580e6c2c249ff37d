package site

import (
	"maps"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// FindLocales returns the languages that the names of all files below content/ and locales/ speak of, by tag.
// parseCatalogName splits a catalog's file name into the tag as written and its format.
func FindLocales(content, catalogs []string, parseCatalogName func(string) (tag, format string, ok bool)) ([]Locale, []diag.Diagnostic) {
	f := localeFinder{places: map[locale.Tag]*localePlaces{}}
	f.pages(content)
	for _, file := range catalogs {
		name := strings.TrimPrefix(file, "locales/")
		// What translations were made from, and imported translation memories: see the packages translation and pipeline.
		if strings.HasPrefix(name, "records/") || strings.HasPrefix(name, "memory/") {
			continue
		}
		text, _, ok := parseCatalogName(name)
		if !ok || strings.Contains(name, "/") {
			f.noCatalog(file, name, ok)
		} else if t, ok := f.parse(text, file); ok {
			p := f.of(t)
			p.catalogs = append(p.catalogs, file)
		}
	}
	return f.locales(), f.ds
}

// localeFinder gathers the places of each locale.
type localeFinder struct {
	places map[locale.Tag]*localePlaces
	ds     []diag.Diagnostic
}

// localePlaces are the folders of pages and the catalogs of one locale. More than one of either is an error.
type localePlaces struct{ folders, catalogs []string }

func (f *localeFinder) of(t locale.Tag) *localePlaces {
	if f.places[t] == nil {
		f.places[t] = &localePlaces{}
	}
	return f.places[t]
}

// parse reads the tag in the name of a folder or a catalog.
func (f *localeFinder) parse(text, place string) (locale.Tag, bool) {
	t, canonical, err := locale.Parse(text)
	if err != nil {
		d := diag.Errorf("bad-tag", diag.At(place, 0, 0), "%v", err)
		if near, ok := locale.Suggest(text); ok {
			d = d.WithHint("did you mean %s (%s)? Rename it", near, near.EnglishName())
		} else {
			d = d.WithHint("rename it to the language's BCP 47 tag, such as fr, pt-BR or zh-Hans")
		}
		f.ds = append(f.ds, d)
		return "", false
	}
	if !canonical {
		f.ds = append(f.ds, diag.Warnf("tag-spelling", diag.At(place, 0, 0), "the language tag %q is spelled %q", text, t).
			WithHint("rename it; it is read as %s meanwhile", t))
	}
	return t, true
}

// pages looks at the files below content/.
func (f *localeFinder) pages(files []string) {
	seen := map[string]bool{}
	for _, file := range files {
		folder, rest, ok := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
		if !ok {
			if IsPage(file) {
				f.ds = append(f.ds, diag.Errorf("page-without-locale", diag.At(file, 0, 0), "this page belongs to no language: pages stand in a folder of their language").
					WithHint("move it to content/<tag>/, such as content/fr/%s", path.Base(file)))
			}
			continue
		}
		if !seen[folder] {
			seen[folder] = true
			if t, ok := f.parse(folder, "content/"+folder); ok {
				p := f.of(t)
				p.folders = append(p.folders, "content/"+folder)
			}
		}
		if IsPage(rest) {
			f.localeInName(file, rest)
		}
	}
}

// localeInName warns of a page such as about.fr.md.
func (f *localeFinder) localeInName(file, rest string) {
	stem := strings.TrimSuffix(path.Base(rest), path.Ext(rest))
	i := strings.LastIndexByte(stem, '.')
	if i <= 0 {
		return
	}
	if t, _, err := locale.Parse(stem[i+1:]); err == nil && locale.Known(t) {
		f.ds = append(f.ds, diag.Warnf("locale-in-name", diag.At(file, 0, 0), "the name looks like a page in %s, but the folder decides the language", t.EnglishName()).
			WithHint("move it to content/%s/%s", t, path.Join(path.Dir(rest), stem[:i]+path.Ext(rest))))
	}
}

// noCatalog warns of a file below locales/ that looks like a catalog and is not read. named says that it has a
// catalog's name.
func (f *localeFinder) noCatalog(file, name string, named bool) {
	switch ext := path.Ext(name); {
	case named:
		f.ds = append(f.ds, diag.Warnf("catalog-place", diag.At(file, 0, 0), "catalogs stand in locales/ itself: this one is not read").WithHint("move it to locales/%s", path.Base(name)))
	case name == "glossary.toml", strings.HasPrefix(name, "translate."):
	case ext == ".toml" || ext == ".json" || ext == ".yaml" || ext == ".yml":
		f.ds = append(f.ds, diag.Warnf("catalog-name", diag.At(file, 0, 0), "this is no catalog's name, so it is not read").WithHint("a catalog is called active.<tag>.toml, such as active.fr.toml"))
	}
}

// locales returns the locales that have one folder and one catalog at most.
func (f *localeFinder) locales() []Locale {
	var out []Locale
	for _, t := range slices.Sorted(maps.Keys(f.places)) {
		p := f.places[t]
		for _, same := range [][]string{p.folders, p.catalogs} {
			if len(same) < 2 {
				continue
			}
			for _, place := range same {
				f.ds = append(f.ds, diag.Errorf("same-locale", diag.At(place, 0, 0), "these mean one locale, %s: %s", t, strings.Join(same, ", ")).
					WithHint("keep one of them, spelled %s", t))
			}
		}
		if len(p.folders) > 1 || len(p.catalogs) > 1 {
			continue
		}
		l := Locale{Tag: t}
		if len(p.folders) == 1 {
			l.Folder = p.folders[0] + "/"
		}
		if len(p.catalogs) == 1 {
			l.Catalog = p.catalogs[0]
		}
		out = append(out, l)
	}
	return out
}

// MarkUnread returns the locales with a mark on those whose folders of pages cannot be read, and with those of which nothing
// else is known. holes are the paths of such folders (see package source). Both lists are sorted.
func MarkUnread(locales []Locale, holes []string) []Locale {
	locales = slices.Clone(locales)
	for _, hole := range holes {
		rest, ok := strings.CutPrefix(hole, "content/")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		t, _, err := locale.Parse(name)
		if err != nil {
			continue // pages in it would belong to no locale
		}
		i, found := slices.BinarySearchFunc(locales, t, func(l Locale, t locale.Tag) int { return strings.Compare(string(l.Tag), string(t)) })
		if !found {
			locales = slices.Insert(locales, i, Locale{Tag: t})
		}
		locales[i].Unread = true
		if locales[i].Folder == "" {
			locales[i].Folder = "content/" + name + "/"
		}
	}
	return locales
}
