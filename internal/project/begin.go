package project

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pseudo"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Beginning says what somebody wants to begin: a language that the site does not have, or one page of a language that it has.
type Beginning struct {
	Locale locale.Tag
	Like   locale.Tag // whose texts it begins with; "" for those of the source
	Page   string     // the page's key as somebody wrote it, or [translation.MessagesName]; "" for a language
}

// Begin works out what a translation begins with. has reports whether the site's folder has a file. What exists is never
// changed: a Beginning that would do so is refused.
func (w *Workspace) Begin(b Beginning, has func(file string) bool) (*Scaffold, error) {
	table := w.b.Site()
	if table == nil {
		return nil, &Error{Kind: Faulty, Msg: "the site's settings have an error, so nothing can be added to it"}
	}
	for _, kind := range []pseudo.Kind{pseudo.Accented, pseudo.Mirrored} {
		if b.Locale == kind.Tag() {
			return nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("%s is a pseudo-locale, which nobody translates; nothing was written", b.Locale), Hint: "vernacular build --pseudo makes it from the source"}
		}
	}
	if b.Page == "" {
		return w.beginLocale(table, b, has)
	}
	return w.beginPage(table, b, has)
}

// knows reports whether the site has files of a locale.
func knows(table *site.Site, t locale.Tag) bool {
	return slices.ContainsFunc(table.Locales, func(l site.Locale) bool { return l.Tag == t })
}

// beginLocale is Begin for a language.
func (w *Workspace) beginLocale(table *site.Site, b Beginning, has func(file string) bool) (*Scaffold, error) {
	if b.Locale == table.Settings.Source {
		return nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("%s exists already: it is the language that translations are made from; nothing was written", b.Locale), Hint: "choose another language"}
	}
	files, err := w.skeleton(b.Locale, b.Like)
	if err != nil {
		return nil, &Error{Kind: Faulty, Msg: err.Error()}
	}
	var there []string
	for _, f := range files {
		if has(f.Path) {
			there = append(there, f.Path)
		}
	}
	if len(there) == 0 && knows(table, b.Locale) {
		there = append(there, "files of "+string(b.Locale)+" under another name")
	}
	if len(there) > 0 {
		return nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("%s exists already: %s; nothing was written", b.Locale, strings.Join(there, ", ")), Hint: "edit these files, or take them away to begin anew"}
	}
	return w.scaffold(table, b.Locale, files), nil
}

// beginPage is Begin for one page.
func (w *Workspace) beginPage(table *site.Site, b Beginning, has func(file string) bool) (*Scaffold, error) {
	refuse := func(hint, format string, args ...any) (*Scaffold, error) {
		return nil, &Error{Kind: Faulty, Msg: fmt.Sprintf(format, args...) + "; " + nothingWritten, Hint: hint}
	}
	source := table.Settings.Source
	switch {
	case b.Locale == source:
		return refuse("write the page by hand; then add it to the other languages", "%s is the language that translations are made from", source)
	case !knows(table, b.Locale):
		return refuse("vernacular locale add "+string(b.Locale)+" begins it, with all pages", "the site has no locale %s yet", b.Locale)
	case b.Page == translation.MessagesName:
		return w.beginMessages(table, b, has)
	}
	f, err := w.sourcePage(table, b.Page)
	if err != nil {
		return nil, err
	}
	for _, own := range table.Files {
		if own.Locale == b.Locale && site.Spelling(own.Key) == site.Spelling(f.Key) {
			return refuse("translate it there, or take it away to begin anew", "%s exists already", own.File)
		}
	}
	own := ""
	if b.Like != "" && b.Like != source {
		like, ok := w.pages.of(table)[placeOfPage{b.Like, f.Key}]
		if !ok || like.Broken {
			return refuse("begin with the source's text, or with that of another locale", "%s has no page %s that can be read", b.Like, f.Key)
		}
		own = like.File
	}
	page := SkeletonFile{Key: f.Key, From: source}
	if own != "" {
		page.From = b.Like
	}
	if page.Path, page.Data, err = w.pageSkeleton(table, b.Locale, f, own); err != nil {
		return nil, &Error{Kind: Faulty, Msg: err.Error()}
	}
	if has(page.Path) {
		return refuse("translate it there, or take it away to begin anew", "%s exists already", page.Path)
	}
	return w.scaffold(table, b.Locale, []SkeletonFile{page}), nil
}

// beginMessages is Begin for the messages of a locale that has pages alone.
func (w *Workspace) beginMessages(table *site.Site, b Beginning, has func(file string) bool) (*Scaffold, error) {
	files, err := w.catalogSkeleton(table, b.Locale, b.Like)
	switch {
	case err != nil:
		return nil, &Error{Kind: Faulty, Msg: err.Error()}
	case len(files) == 0:
		return nil, &Error{Kind: Faulty, Msg: "the source has no messages; " + nothingWritten}
	}
	there := files[0].Path
	for _, l := range table.Locales {
		if l.Tag == b.Locale && l.Catalog != "" {
			there = l.Catalog
		}
	}
	if there != files[0].Path || has(there) {
		return nil, &Error{Kind: Faulty, Msg: there + " exists already; " + nothingWritten, Hint: "translate it there, or take it away to begin anew"}
	}
	return w.scaffold(table, b.Locale, files), nil
}

// sourcePage returns the page of the source that somebody means, which has to be one that is translated.
func (w *Workspace) sourcePage(table *site.Site, text string) (f site.PageFile, err error) {
	source := table.Settings.Source
	key := writtenKey(text)
	files := w.pages.of(table)
	f, ok := files[placeOfPage{source, key}]
	if !ok {
		key = path.Join(key, "index")
		f, ok = files[placeOfPage{source, key}]
	}
	switch {
	case !ok:
		e := &Error{Kind: Unknown, Msg: fmt.Sprintf("%s has no page %q; %s", source, diag.Escape(text), nothingWritten)}
		e.Hint = w.nearPage(text)
		return f, e
	case f.Draft:
		return f, &Error{Kind: Faulty, Msg: f.File + " is a draft, so that it is not translated yet; " + nothingWritten, Hint: `take its line "draft: true" out first`}
	case f.Broken:
		return f, &Error{Kind: Faulty, Msg: f.File + " has an error; " + nothingWritten, Hint: "vernacular check says where"}
	}
	return f, nil
}

// nearPage returns which page somebody may have meant, or all that there are.
func (w *Workspace) nearPage(text string) string {
	o, _ := w.Overview()
	for _, key := range o.Keys {
		if site.Spelling(key) == site.Spelling(writtenKey(text)) {
			return "did you mean " + key + "?"
		}
	}
	if near := diag.Nearest(writtenKey(text), o.Keys); near != "" {
		return "did you mean " + near + "?"
	}
	return "the pages are " + strings.Join(o.Keys, ", ")
}

// writtenKey returns the key of a page as somebody has written it: with an extension or a slash too much, or in another
// Unicode form.
func writtenKey(s string) string {
	if s = strings.Trim(norm.NFC.String(s), "/"); site.IsPage(s) {
		s = strings.TrimSuffix(s, path.Ext(s))
	}
	return s
}
