package editor

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"vernacular/internal/checks"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// hitsShown is how many texts a page of results has; as many are replaced at once.
const hitsShown = 50

// Searcher finds texts, and changes many at once.
type Searcher interface {
	// Texts returns the texts of a locale, with their problems if checked.
	Texts(tag string, checked bool) (*project.Texts, bool)
	// SaveAll saves many texts at once: those that are not refused.
	SaveAll([]project.Edit) ([]project.Saved, []project.NotSaved)
}

// searchPath returns the locale in the path of a search.
func searchPath(path string) (tag string, ok bool) {
	tag, ok = strings.CutPrefix(path, localhost.Own+"search/")
	return tag, ok && tag != "" && !strings.Contains(tag, "/")
}

// addSearch adds the search in all texts of a locale to the server.
func (e *Editor) addSearch() {
	e.server.Handle(localhost.Part{
		Owns: func(path string) bool { _, ok := searchPath(path); return ok },
		Serve: func(w http.ResponseWriter, r *http.Request, path string) {
			if tag, _ := searchPath(path); e.guard(w, r) {
				e.serveSearch(w, r, tag)
			}
		},
		Forms: "The search of the translator's view",
	})
}

// serveSearch answers with what a search finds, and replaces what a form has chosen of it.
func (e *Editor) serveSearch(w http.ResponseWriter, r *http.Request, tag string) {
	query := r.URL.Query()
	var fields url.Values
	if r.Method == http.MethodPost {
		var ok bool
		if fields, ok = e.received(w, r); !ok {
			return
		}
		if !e.ownForm(fields) {
			e.server.Refuse(w, r, http.StatusForbidden, "This page was opened before the preview was started again. Go back, load it again, and send it once more.")
			return
		}
	}
	v := &searchView{Tag: tag, Token: e.token, q: queryOf(query), with: query.Get("with"), replacing: query.Has("with"), who: nameIn(r)}
	v.Script = e.script(e.server.Revision(), "search")
	texts, ok := e.project.Texts(tag, v.q.Problem != "")
	if !ok || len(texts.Pages) == 0 {
		e.server.Refuse(w, r, http.StatusNotFound, "There is no such locale to search. All of them are listed at "+localhost.Own+".")
		return
	}
	v.texts, v.hits = texts, texts.Find(v.q)
	if fields != nil {
		saved, not := e.project.SaveAll(v.chosen(fields))
		to := url.Values{"done": {e.replaced.add(replaced{saved, not})}}
		http.Redirect(w, r, r.URL.EscapedPath()+"?"+v.query(1)+"&"+to.Encode(), http.StatusSeeOther)
		return
	}
	v.replaced, v.Done = e.replaced.get(query.Get("done"))
	v.first, _ = strconv.Atoi(query.Get("from"))
	v.first = min(max(v.first-1, 0), max(len(v.hits)-1, 0)) / hitsShown * hitsShown
	e.send(w, r, http.StatusOK, "search", v)
}

// queryOf returns the search that an address asks for.
func queryOf(q url.Values) project.Query {
	return project.Query{
		Text: q.Get("q"), In: project.Column(q.Get("in")), Exact: q.Get("exact") != "", Word: q.Get("word") != "",
		State: q.Get("state"), Stage: q.Get("review"), Problem: q.Get("problem"), Page: q.Get("page"),
	}
}

// searchView is a search as it is shown. The templates call its exported methods.
type searchView struct {
	Tag, Token string
	Script     template.HTML
	replaced
	Done bool // something was to be replaced

	who       string // the name that the browser keeps
	q         project.Query
	with      string // what replaces the text that is found
	replacing bool
	texts     *project.Texts
	hits      []project.Hit
	first     int // of the hits that are shown
}

// name returns the name of a control of the form for a text.
func (h hitView) name() string { return anchor(h.Page.Key + "\x00" + h.Field.ID) }

// chosen returns the edits that a form has chosen, each with the lock of the text that its sender has seen.
func (v *searchView) chosen(fields url.Values) (edits []project.Edit) {
	for _, h := range v.hits {
		lock, ok := fields[hitView{Hit: h}.name()]
		if !ok {
			continue
		}
		if to, changes := v.texts.Replace(v.q, h.Field, v.with); changes {
			edit := project.EditOf(&h.Page.Page, h.Field, to.Text)
			edit.Lock, edit.Who, edit.When = lock[0], v.who, fields.Get("when")
			edits = append(edits, edit)
		}
	}
	return edits
}

// page returns the first page, which says what all have in common.
func (v *searchView) page() *project.SearchedPage { return v.texts.Pages[0] }

// Own returns the own name of the locale.
func (v *searchView) Own() phrase {
	return phraseIn(v.Tag, v.page().Dir, cmp.Or(v.page().Name, v.Tag))
}

// EnglishName returns the English name of the locale.
func (v *searchView) EnglishName() string { return locale.Tag(v.Tag).EnglishName() }

// Text, With, Exact and Word return what was asked for.
func (v *searchView) Text() string    { return v.q.Text }
func (v *searchView) With() string    { return v.with }
func (v *searchView) Exact() bool     { return v.q.Exact }
func (v *searchView) Word() bool      { return v.q.Word }
func (v *searchView) Dir() string     { return v.page().Dir }
func (v *searchView) Total() int      { return len(v.hits) }
func (v *searchView) Action() string  { return "?" + v.query(v.first+1) }
func (v *searchView) Replacing() bool { return v.replacing && strings.TrimSpace(v.q.Text) != "" }

// InPages returns in how many pages something was found.
func (v *searchView) InPages() int {
	pages := map[string]bool{}
	for _, h := range v.hits {
		pages[h.Page.Key] = true
	}
	return len(pages)
}

// option is a choice of a filter.
type option struct {
	Value, Name string
	Chosen      bool
}

func options(chosen string, pairs ...string) (list []option) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, option{pairs[i], pairs[i+1], pairs[i] == chosen})
	}
	return list
}

// Columns, States, Stages, Problems and Pages return the choices of the filters.
func (v *searchView) Columns() []option {
	return options(string(v.q.In), "", "everywhere", "source", "the source", "target", "the translation", "key", "keys and ids")
}

func (v *searchView) States() []option {
	return options(v.q.State, "", "any", project.StateToDo, "to do", "missing", "missing", "stale", "outdated", project.StateUnrecorded, "not confirmed",
		"fresh", "up to date", "moved", "moved", "uncompared", "not compared", "obsolete", "obsolete", "added", "added here")
}

func (v *searchView) Stages() []option {
	pairs := []string{"", "any", project.StageUntranslated, "untranslated"}
	for _, s := range []translation.Stage{translation.Draft, translation.Translated, translation.Reviewed} {
		pairs = append(pairs, s.String(), s.String())
	}
	return options(v.q.Stage, pairs...)
}

func (v *searchView) Problems() []option {
	pairs := []string{"", "with or without", project.AnyProblem, "any problem"}
	for _, code := range checks.Codes() {
		pairs = append(pairs, code, strings.ReplaceAll(code, "-", " "))
	}
	return options(v.q.Problem, pairs...)
}

func (v *searchView) Pages() []option {
	pairs := []string{"", "all"}
	for _, p := range v.texts.Pages {
		title := p.Title
		if p.Key == translation.MessagesName {
			title = "Messages"
		}
		pairs = append(pairs, p.Key, title)
	}
	return options(v.q.Page, pairs...)
}

// query returns the query of this search from a text on.
func (v *searchView) query(from int) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", v.q.Text)
	set("in", string(v.q.In))
	set("state", v.q.State)
	set("review", v.q.Stage)
	set("problem", v.q.Problem)
	set("page", v.q.Page)
	if v.q.Exact {
		q.Set("exact", "1")
	}
	if v.q.Word {
		q.Set("word", "1")
	}
	if v.replacing {
		q.Set("with", v.with)
	}
	if from > 1 {
		q.Set("from", strconv.Itoa(from))
	}
	return q.Encode()
}

// Previous and Next return the addresses of the results before and after those that are shown, "" if there are none.
func (v *searchView) Previous() string {
	if v.first == 0 {
		return ""
	}
	return "?" + v.query(v.first-hitsShown+1)
}

func (v *searchView) Next() string {
	if v.first+hitsShown >= len(v.hits) {
		return ""
	}
	return "?" + v.query(v.first+hitsShown+1)
}

// From and To return which of the texts are shown, counted from 1.
func (v *searchView) From() int { return v.first + 1 }
func (v *searchView) To() int   { return min(v.first+hitsShown, len(v.hits)) }

// hitView is a text that was found, as it is shown.
type hitView struct {
	project.Hit
	View    *searchView
	Changes *project.Replacement // what it becomes; nil if nothing is replaced in it
	Kept    int                  // how often it was found where nothing is replaced
	First   bool                 // of what was looked for by a text: it has the focus, so that Enter leads to it
}

// Shown returns the texts that are shown.
func (v *searchView) Shown() (list []hitView) {
	for _, h := range v.hits[v.first:v.To()] {
		hit := hitView{Hit: h, View: v, First: len(list) == 0 && v.Text() != "" && !v.Replacing() && !v.Done}
		if v.Replacing() {
			to, changes := v.texts.Replace(v.q, h.Field, v.with)
			if hit.Kept = to.Kept; changes {
				hit.Changes = &to
			}
		}
		list = append(list, hit)
	}
	return list
}

// Reviewed returns how many of the texts that are shown lose their review if all are replaced.
func (v *searchView) Reviewed() (n int) {
	for _, h := range v.Shown() {
		if h.LosesReview() {
			n++
		}
	}
	return n
}

// LosesReview reports whether a text is reviewed, and is not any more if it is replaced.
func (h hitView) LosesReview() bool {
	return h.Changes != nil && h.Field.State == translation.Fresh && h.Field.Review.Stage == translation.Reviewed
}

// Replaces reports whether something can be replaced in the texts that are shown.
func (v *searchView) Replaces() bool {
	for _, h := range v.Shown() {
		if h.Changes != nil {
			return true
		}
	}
	return false
}

// Name, Address and Unit return the name of the control for a text, the address of the text, and how it is shown in its page.
func (h hitView) Name() string { return h.name() }

func (h hitView) Address() string {
	a := anchor(h.Field.ID)
	return address(h.Page.Tag, h.Page.Key) + "?unit=" + a + "#t-" + a
}

func (h hitView) Unit() unitView {
	return unitView{Field: h.Field, View: &pageView{Page: h.Page.Page}, Anchor: anchor(h.Field.ID)}
}

// Beside returns another text of the same page as it is shown.
func (u unitView) Beside(f *project.Field) unitView { return unitView{Field: *f, View: u.View} }

// IsMessage reports whether the text is one of the messages.
func (h hitView) IsMessage() bool { return h.Page.Key == translation.MessagesName }

// foundPiece is a part of a text; Found says that it was looked for.
type foundPiece struct {
	Text  string
	Found bool
}

// Source and Target return the texts in pieces.
func (h hitView) Source() []foundPiece {
	return pieces(h.Field.Source, h.View.texts.InSource(h.View.q, h.Field))
}

func (h hitView) Target() []foundPiece {
	return pieces(h.Field.Text, h.View.texts.InTarget(h.View.q, h.Field))
}

func pieces(text string, found []project.Span) (list []foundPiece) {
	at := 0
	for _, s := range found {
		if s.Start > at {
			list = append(list, foundPiece{text[at:s.Start], false})
		}
		list = append(list, foundPiece{text[s.Start:s.End], true})
		at = s.End
	}
	if at < len(text) {
		list = append(list, foundPiece{text[at:], false})
	}
	return list
}
