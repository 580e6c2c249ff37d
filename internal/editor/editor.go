// Package editor turns a project into the translation editor: the part of a [localhost.Server] that shows all
// locales with what there is to do, and for each page its texts beside those of the source, to be edited and saved.
//
// It never opens a file and decides nothing about texts: a [Project] says what there is, and takes or refuses what
// was edited. Start with [Add]; the neighbour to read next is project, which reads and writes the files.
//
// What it promises to browsers, by file:
//
//   - save.go: only a page of the editor itself, opened on this machine or by somebody who gave the password of a
//     team, with the token of its forms, can save. What cannot be saved is shown again as it was typed.
//   - review.go, history.go, comments.go: how far a text is, what it was, and what people say of it.
//   - search.go, begin.go, source.go: pages of their own, to find and replace, to begin a language, and for the author.
//     onward.go leads from one page to the next with work.
//   - view.go, unit.go, overview.go and templates/: the pages, which work without script, and in which every text
//     says its language and direction. html/template escapes the texts.
//   - aid.go: suggestions and terms, made for one text at a time. machine.go: the only door through which a text
//     leaves the machine.
//   - try.go: what a save would say of a text while it is typed; keys.go: the keys; insert.go: what is inserted by key.
//   - client/: the script, which never replaces what is being typed, and the style.
package editor

import (
	"bytes"
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/project"
)

//go:embed client
var clientFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// templates are the pages of the editor and their parts.
var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"address":    address,
	"sourceLink": sourceLink,
	"beginLink":  beginLink,
	"lacks":      func(l localeView) []project.PageWork { return lacks(l.LocaleWork) },
	"bars":       bars,
	"counted":    counted,
	"grouped":    locale.English.Number,
	"number":     number,
	"place":      placeText,
	"sentence":   sentence,
	"visible":    diag.Escape,
	"words":      words,
}).ParseFS(templateFiles, "templates/*.html"))

// policy lets a page of the editor have its own style and script, show the site's pages in a frame, and send
// its forms here; and be in no frame itself.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Project is what the editor shows and changes; a [project.Session] is one. All methods may be called from many
// goroutines at once. Tags and keys come from a browser: a Project answers false, or with a refusal, for those it does
// not know.
type Project interface {
	Searcher
	Beginner
	Author
	// Work returns all locales, in the order in which they are shown, without the source's.
	Work() project.Work
	// Page returns the texts of one page in one locale, or for [translation.MessagesName] the locale's messages.
	Page(tag, key string) (project.Page, bool)
	// Save writes one text to its file, or changes nothing and says why. What it returns, and Page
	// from then on, show the files as they are afterwards; the site may be built again later.
	Save(project.Edit) (project.Saved, *project.Refusal)
	// Aid returns what helps to translate one text.
	Aid(tag, key, id string) (project.Aid, bool)
	// MachineQuestion returns what a service of machine translation is to be asked about one text.
	MachineQuestion(tag, key, id string) (project.MachineQuestion, bool)
	// Try returns what Save would say about a text, and the problems of the text, and changes nothing.
	Try(project.Edit) ([]diag.Diagnostic, *project.Refusal)
	// Say writes a comment on a text, or nothing and says why.
	Say(project.Remark) *project.Refusal
	// History returns what one text was.
	History(tag, key, id string) (project.History, bool)
	// Mark puts a mark on a whole page, or changes nothing and says why.
	Mark(project.PageEdit) *project.Refusal
}

// Editor is the translation editor of one project.
type Editor struct {
	server  *localhost.Server
	project Project
	token   string // of the forms; another one than that of the event stream, which every page of the site has

	replaced replacements
}

// Add adds the translation editor of a project to a server, below [localhost.Own].
func Add(server *localhost.Server, project Project) *Editor {
	e := &Editor{server: server, project: project, token: rand.Text()}
	e.addSearch()
	server.Handle(localhost.Part{
		Owns:  func(path string) bool { _, ok := clientFile(path); return ok },
		Serve: serveClient,
	})
	server.Handle(localhost.Part{
		Owns:  func(path string) bool { _, _, ok := parseAddress(path); return ok },
		Serve: e.serve,
		Forms: "The translator's view",
	})
	e.addBegin()
	e.addOnward()
	e.addSource()
	return e
}

// clientFile returns the script or the style at a path of the server.
func clientFile(path string) (body []byte, ok bool) {
	name, ok := strings.CutPrefix(path, localhost.Own)
	if !ok {
		return nil, false
	}
	body, err := clientFiles.ReadFile("client/" + name)
	return body, err == nil
}

// serveClient answers with a script or a style.
func serveClient(w http.ResponseWriter, r *http.Request, path string) {
	body, _ := clientFile(path)
	localhost.ServeFile(w, r, path, body)
}

// parseAddress returns the locale and the key in the path of a page of the editor; for the overview both are "".
func parseAddress(path string) (tag, key string, ok bool) {
	if path == localhost.Own {
		return "", "", true
	}
	rest, ok := strings.CutPrefix(path, localhost.Own+"translate/")
	if !ok {
		return "", "", false
	}
	tag, key, _ = strings.Cut(rest, "/")
	return tag, key, tag != "" && key != ""
}

// address returns the path of a page of the editor, encoded.
func address(tag, key string) string {
	return (&url.URL{Path: localhost.Own + "translate/" + tag + "/" + key}).EscapedPath()
}

// guard sets what every answer of the editor has, and refuses a request that may not have one. The pages change files, so
// more is asked of a request than elsewhere: it has to come from this machine, and from a page of this server.
func (e *Editor) guard(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !e.server.MayEdit(r):
		e.server.Refuse(w, r, http.StatusForbidden,
			"The translator's view writes files, so it is open only on the machine on which the preview runs: at http://127.0.0.1 or http://localhost there, with the preview's port.")
	case r.Method != http.MethodPost && !mayLook(r):
		e.server.Refuse(w, r, http.StatusForbidden, "A page of another site may not open the translator's view. Type its address into the browser.")
	default:
		return true
	}
	return false
}

// serve answers for the pages.
func (e *Editor) serve(w http.ResponseWriter, r *http.Request, path string) {
	if !e.guard(w, r) {
		return
	}
	tag, key, _ := parseAddress(path)
	switch {
	case r.Method == http.MethodPost:
		e.serveSave(w, r, tag, key)
	case tag == "":
		revision := e.server.Revision()
		e.send(w, r, http.StatusOK, "overview", overviewView{e.project.Work(), e.script(revision, "overview"), e.server.CanLeave(r)})
	default:
		revision := e.server.Revision()
		p, ok := e.project.Page(tag, key)
		if !ok {
			e.server.Refuse(w, r, http.StatusNotFound, "There is no such page to translate. All of them are listed at "+localhost.Own+".")
			return
		}
		v := e.view(p, r.URL.Query(), revision)
		v.Who = nameIn(r)
		wanted := r.URL.Query()
		switch {
		case wanted.Get("alone") == "1" && v.choose():
			e.send(w, r, http.StatusOK, "part", v)
			return
		case wanted.Has("aid") && wanted.Has("alone"):
			e.serveAid(w, r, v)
			return
		case wanted.Has("count"):
			v.CheckAll()
			e.send(w, r, http.StatusOK, "tools-alone", v)
			return
		}
		v.aid = e.aidFor(v, wanted.Get("aid"))
		e.send(w, r, http.StatusOK, "page", v)
	}
}

// mayLook reports whether a page of the editor may be shown: to a page of this server, and to whoever opens it as
// a page.
func mayLook(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") == "same-site" { // such as another port of this machine
		return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" && r.Header.Get("Origin") == ""
	}
	return localhost.OwnOrigin(r)
}

// script returns the element that lets a page of the editor listen to the server.
func (e *Editor) script(revision int, mode string) template.HTML {
	return template.HTML(e.server.Script(revision, http.StatusOK, mode))
}

// send answers with what a template makes of data.
func (e *Editor) send(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		e.server.Log("%v", err)
		e.server.Refuse(w, r, http.StatusInternalServerError, "This page cannot be shown.")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	localhost.Send(w, r, status, bytes.Map(printable, bytes.ToValidUTF8(b.Bytes(), []byte("\uFFFD"))))
}

// printable replaces a character that HTML lets no document hold.
func printable(r rune) rune {
	if unprintable(r) {
		return utf8.RuneError
	}
	return r
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

// survives reports whether a text comes back from a field as it went there.
func survives(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, unprintable) < 0
}
