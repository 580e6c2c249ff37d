package site

import (
	"maps"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// FindLocales works out which languages exist from the names of all files below content/ and
// locales/. parseCatalogName splits a catalog's file name into the tag as written and its format.
func FindLocales(content, catalogs []string, parseCatalogName func(string) (tag, format string, ok bool)) ([]Locale, []diag.Diagnostic) {
	var ds []diag.Diagnostic
	type claim struct{ place, folder, catalog string }
	claims := map[locale.Tag][]claim{}
	judge := func(text, place string) (locale.Tag, bool) {
		t, canonical, err := locale.Parse(text)
		if err != nil {
			d := diag.Errorf("bad-tag", diag.At(place, 0, 0), "%v", err)
			if near, ok := locale.Suggest(text); ok {
				d = d.WithHint("did you mean %s (%s)? Rename it", near, near.EnglishName())
			} else {
				d = d.WithHint("rename it to the language's BCP 47 tag, such as fr, pt-BR or zh-Hans")
			}
			ds = append(ds, d)
			return "", false
		}
		if !canonical {
			ds = append(ds, diag.Warnf("tag-spelling", diag.At(place, 0, 0), "the language tag %q is spelled %q", text, t).
				WithHint("rename it; it is read as %s meanwhile", t))
		}
		return t, true
	}
	seen := map[string]bool{}
	for _, f := range content {
		folder, rest, ok := strings.Cut(strings.TrimPrefix(f, "content/"), "/")
		if !ok {
			if IsPage(f) {
				ds = append(ds, diag.Errorf("page-without-locale", diag.At(f, 0, 0), "this page belongs to no language: pages stand in a folder of their language").
					WithHint("move it to content/<tag>/, such as content/fr/%s", path.Base(f)))
			}
			continue
		}
		if !seen[folder] {
			seen[folder] = true
			if t, ok := judge(folder, "content/"+folder); ok {
				claims[t] = append(claims[t], claim{place: "content/" + folder, folder: "content/" + folder + "/"})
			}
		}
		if IsPage(rest) {
			stem := strings.TrimSuffix(path.Base(rest), path.Ext(rest))
			if i := strings.LastIndexByte(stem, '.'); i > 0 {
				if t, _, err := locale.Parse(stem[i+1:]); err == nil && locale.Known(t) {
					ds = append(ds, diag.Warnf("locale-in-name", diag.At(f, 0, 0), "the name looks like a page in %s, but the folder decides the language", t.EnglishName()).
						WithHint("move it to content/%s/%s", t, path.Join(path.Dir(rest), stem[:i]+path.Ext(rest))))
				}
			}
		}
	}
	for _, f := range catalogs {
		name := strings.TrimPrefix(f, "locales/")
		if strings.HasPrefix(name, "records/") { // what translations were made from; see package translation
			continue
		}
		text, _, ok := parseCatalogName(name)
		if !ok || strings.Contains(name, "/") {
			switch ext := path.Ext(name); {
			case ok:
				ds = append(ds, diag.Warnf("catalog-place", diag.At(f, 0, 0), "catalogs stand in locales/ itself: this one is not read").WithHint("move it to locales/%s", path.Base(name)))
			case ext == ".toml" && name == "glossary.toml":
			case (ext == ".toml" || ext == ".json" || ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(name, "translate."):
				ds = append(ds, diag.Warnf("catalog-name", diag.At(f, 0, 0), "this is no catalog's name, so it is not read").WithHint("a catalog is called active.<tag>.toml, such as active.fr.toml"))
			}
			continue
		}
		if t, ok := judge(text, f); ok {
			claims[t] = append(claims[t], claim{place: f, catalog: f})
		}
	}
	var out []Locale
	for _, t := range slices.Sorted(maps.Keys(claims)) {
		l := Locale{Tag: t}
		var folders, catalogs []string
		for _, c := range claims[t] {
			if c.folder != "" {
				folders = append(folders, c.place)
				l.Folder = c.folder
			} else {
				catalogs = append(catalogs, c.place)
				l.Catalog = c.catalog
			}
		}
		for _, places := range [][]string{folders, catalogs} {
			if len(places) < 2 {
				continue
			}
			for _, p := range places {
				ds = append(ds, diag.Errorf("same-locale", diag.At(p, 0, 0), "these mean one locale, %s: %s", t, strings.Join(places, ", ")).
					WithHint("keep one of them, spelled %s", t))
			}
		}
		if len(folders) > 1 || len(catalogs) > 1 {
			continue
		}
		out = append(out, l)
	}
	return out, ds
}

// MarkUnread says of the locales which of them have folders of pages that cannot be read, and adds those of which nothing
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
