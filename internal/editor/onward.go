package editor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vernacular/internal/localhost"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// onwardPath is the folder of the addresses that lead from a page of a locale to the next one with work.
const onwardPath = localhost.Own + "onward/"

// Onward returns the address that leads to the next page with something to do. Which one that is, is found out when somebody
// goes there: it would cost a look at all pages.
func (v *pageView) Onward() string {
	return (&url.URL{Path: onwardPath + v.Tag + "/" + v.Key}).EscapedPath()
}

// addOnward adds the addresses that lead from page to page.
func (e *Editor) addOnward() {
	e.server.Handle(localhost.Part{
		Owns: func(path string) bool { return strings.HasPrefix(path, onwardPath) },
		Serve: func(w http.ResponseWriter, r *http.Request, path string) {
			if !e.guard(w, r) {
				return
			}
			tag, key, _ := strings.Cut(strings.TrimPrefix(path, onwardPath), "/")
			http.Redirect(w, r, e.onward(tag, key), http.StatusSeeOther)
		},
	})
}

// onward returns the address of the next text to do after a page of a locale: round all its pages and the messages, and if
// nothing is to do anywhere, of the next text to review. Without either it leads to the locale in the overview.
func (e *Editor) onward(tag, key string) string {
	for _, of := range []func(project.Field) bool{project.Field.ToDo, waits} {
		for _, next := range e.keysAfter(tag, key) {
			p, ok := e.project.Page(tag, next)
			if !ok {
				continue
			}
			if i := slices.IndexFunc(p.Fields, of); i >= 0 {
				return address(tag, next) + e.view(p, nil, 0).Near(anchor(p.Fields[i].ID))
			}
		}
	}
	return localhost.Own + "#locale-" + url.PathEscape(tag)
}

// keysAfter returns the keys of all pages of a locale and that of its messages, from the one after a page on and round to
// that page.
func (e *Editor) keysAfter(tag, key string) []string {
	var keys []string
	for _, l := range e.project.Work().Locales {
		if l.Tag != tag {
			continue
		}
		for _, p := range l.Pages {
			keys = append(keys, p.Key)
		}
		keys = append(keys, translation.MessagesName)
	}
	at := slices.Index(keys, key) + 1
	return slices.Concat(keys[at:], keys[:at])
}
