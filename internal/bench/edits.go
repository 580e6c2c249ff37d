//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/locale"
)

// edit is one change of the sources: how to save it, and what must follow in the output.
type edit struct {
	save func() error
	must []expected
}

// kind is one way to edit a site. Its function prepares an edit; mark is a word that no text has.
type kind struct {
	name, mark string
	times      int
	prepare    func(w *session, i int, mark string) edit
}

// kinds are in an order in which none disturbs the next: Hugo's time for anything grows once its settings were read again.
var kinds = []kind{
	{"one page", "pagemark", 20, func(w *session, i int, mark string) edit {
		return w.editPage(i*7+1, i*13+1, mark)
	}},
	{"one message of one locale", "messagemark", 5, (*session).editMessage},
	{"base layout", "layoutmark", 5, (*session).editLayout},
	{"new page", "newmark", 5, (*session).addPage},
	{"new slug", "slugmark", 5, (*session).moveSlug},
	{"new locale", "localemark", 2, (*session).addLocale},
}

// saves is an edit of one file.
func (w *session) saves(name, text string, must ...expected) edit {
	return edit{func() error { return w.save(name, text) }, must}
}

// save puts a file into its place by a rename from beside the site, so that no program sees a half of it or a
// temporary name.
func (w *session) save(name, text string) error {
	aside := w.out + ".saved"
	if err := os.WriteFile(aside, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(aside, filepath.Join(w.site, name))
}

// everyPage wants a text in all pages of some locales.
func (w *session) everyPage(tags []locale.Tag, text string) []expected {
	var list []expected
	for _, tag := range tags {
		for n := range w.size.Pages {
			list = append(list, expected{file: outputOf(tag, w.nameOf(tag, n)), text: text})
		}
	}
	return list
}

// nameOf is the last segment of a page's address now.
func (w *session) nameOf(tag locale.Tag, n int) string {
	if slug := w.slugs[w.tool.style.content(tag, n)]; slug != "" {
		return slug
	}
	return nameOf(n)
}

// editPage adds a paragraph to one variant: its own file follows, no other.
func (w *session) editPage(tag, n int, mark string) edit {
	t, n := w.tags[tag%len(w.tags)], n%w.size.Pages
	file := w.tool.style.content(t, n)
	extra := ""
	if slug := w.slugs[file]; slug != "" {
		extra = w.tool.style.slug(slug)
	}
	return w.saves(file, source(w.size, t, n, extra)+"\nAn edit: "+mark+".\n",
		expected{file: outputOf(t, w.nameOf(t, n)), text: mark})
}

// editMessage changes a message that stands on every page: all pages of the locale follow.
func (w *session) editMessage(i int, mark string) edit {
	tag := w.tags[(len(w.tags)/2+i*7)%len(w.tags)] // neither what is rendered first nor what is last
	m := messagesOf(w.size, tag)[3]
	entry := func(text string) string { return fmt.Sprintf("[%s]\nother = %q\n", m.id, text) }
	text := strings.Replace(catalog(w.size, tag), entry(m.forms[0].text), entry(mark), 1)
	return w.saves(w.tool.style.catalog(tag), text, w.everyPage([]locale.Tag{tag}, mark)...)
}

// editLayout changes the head of all pages.
func (w *session) editLayout(_ int, mark string) edit {
	base := w.tool.style.base
	const charset = `<meta charset="utf-8">`
	text := strings.Replace(w.tool.style.fixed(w.size)[base], charset, charset+"\n<meta name=\"edit\" content=\""+mark+"\">", 1)
	return w.saves(base, text, w.everyPage(w.tags, mark)...)
}

// addPage writes a page that exists in one locale only: it and its address in a sitemap follow. It is no page
// of the source locale, for which Vernacular would show it in all the others, and Hugo would not.
func (w *session) addPage(i int, mark string) edit {
	tag := w.others()[i*5%(len(w.tags)-1)]
	return w.saves(w.tool.style.folder(tag)+"/"+mark+".md", source(w.size, tag, w.size.Pages+i, ""),
		expected{file: outputOf(tag, mark), text: "<h1>"}, w.inSitemap(tag, mark))
}

func (w *session) others() []locale.Tag {
	return slices.DeleteFunc(slices.Clone(w.tags), func(t locale.Tag) bool { return t == locale.English })
}

func (w *session) inSitemap(tag locale.Tag, name string) expected {
	return expected{locale: tag, text: "<loc>" + strings.TrimSuffix(baseURL, "/") + addressOf(tag, name) + "</loc>"}
}

// addLocale brings a catalog and a folder with all pages: those pages, their addresses in a sitemap and the links to them
// in every other page follow. Hugo's settings name the locale, too, last; ours stay as they are.
func (w *session) addLocale(_ int, _ string) edit {
	added := firstLocales(len(w.tags) + 1)
	tag := added[len(added)-1]
	st := w.tool.style
	staged := w.out + ".staged"
	written := writeLocale(staged, w.size, st, tag)
	_, before := st.config(w.tags)
	links := w.everyPage(w.tags, fmt.Sprintf(`hreflang="%s"`, tag))
	w.tags = slices.Sorted(slices.Values(added))
	must := append(w.everyPage([]locale.Tag{tag}, fmt.Sprintf(`<html lang="%s"`, tag)), links...)
	must = append(must, w.inSitemap(tag, nameOf(0)), w.inSitemap(tag, nameOf(w.size.Pages-1)))
	return edit{func() error {
		defer os.RemoveAll(staged)
		if written != nil {
			return written
		}
		for _, name := range []string{st.catalog(tag), st.folder(tag)} {
			if err := os.Rename(filepath.Join(staged, name), filepath.Join(w.site, name)); err != nil {
				return err
			}
		}
		if name, now := st.config(w.tags); now != before {
			return w.save(name, now)
		}
		return nil
	}, must}
}

// moveSlug gives one variant another address: its page is there, a sitemap has it, and all other variants link to it.
func (w *session) moveSlug(i int, mark string) edit {
	others := w.others()
	tag, n := others[i*3%len(others)], 1+i*11%(w.size.Pages-1)
	file := w.tool.style.content(tag, n)
	w.slugs[file] = mark
	must := []expected{{file: outputOf(tag, mark), text: "<h1>"}, w.inSitemap(tag, mark)}
	for _, t := range w.tags {
		must = append(must, expected{file: outputOf(t, w.nameOf(t, n)), text: `href="` + addressOf(tag, mark) + `"`})
	}
	return w.saves(file, source(w.size, tag, n, w.tool.style.slug(mark)), must...)
}
