package editor

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// What a button asks for besides saving: see [project.Step] and [project.Mark].
const (
	doDraft       = "draft"
	doApprove     = "approve"
	doTakeBack    = "take-back"
	doName        = "name"
	doReviewed    = "page-reviewed"
	doUnreviewed  = "page-unreviewed"
	doPublishPage = "page-publish"
)

// steps are what the buttons of a text say of it.
var steps = map[string]project.Step{doAccept: project.Finish, doDraft: project.Keep, doApprove: project.Approve, doTakeBack: project.TakeBack}

// marks are what the buttons of a page say of it.
var marks = map[string]project.Mark{doReviewed: project.MarkReviewed, doUnreviewed: project.MarkUnreviewed, doPublishPage: project.Publish}

// nameCookie keeps the name of the person in their browser. It goes along with every save.
const nameCookie = "vernacular-who"

// maxName bounds a name, in characters.
const maxName = 80

// nameIn returns the name that a browser sends, "" if it has none.
func nameIn(r *http.Request) string {
	c, err := r.Cookie(nameCookie)
	if err != nil {
		return ""
	}
	name, err := url.PathUnescape(c.Value)
	if err != nil {
		return ""
	}
	return cleanName(name)
}

// cleanName returns a name as it may stand in a line of a record.
func cleanName(name string) string {
	if !utf8.ValidString(name) {
		return ""
	}
	name = strings.Map(func(r rune) rune {
		if unprintable(r) || data.IsOverride(r) || data.IsEmbedding(r) {
			return -1
		}
		return r
	}, name)
	runes := []rune(strings.Join(strings.Fields(name), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), maxName)]))
}

// readStep takes over what a form says of the text, and who says it.
func readStep(edit *project.Edit, r *http.Request, fields url.Values) {
	step, known := steps[fields.Get("do")]
	edit.Step, edit.Accept = step, edit.Accept || known
	edit.Who, edit.Whole = cmp.Or(cleanName(fields.Get("who")), nameIn(r)), fields.Get("whole")
}

// keepName lets the browser keep a name, or forget it if it is empty, and leads back to the page.
func keepName(w http.ResponseWriter, r *http.Request, fields url.Values, v *pageView) {
	const year = 365 * 24 * 60 * 60
	c := http.Cookie{
		Name: nameCookie, Value: url.PathEscape(cleanName(fields.Get("who"))), Path: "/_vernacular/", MaxAge: year,
		SameSite: http.SameSiteStrictMode,
	}
	if c.Value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, &c)
	http.Redirect(w, r, v.Action()+"#review", http.StatusSeeOther)
}

// serveOther does what a form about the whole page asks for. It reports false for a form that saves a text.
func (e *Editor) serveOther(w http.ResponseWriter, r *http.Request, fields url.Values, v *pageView) bool {
	do := fields.Get("do")
	mark, known := marks[do]
	if !known && do != doName {
		return false
	}
	if !e.ownForm(fields) {
		v.NotMarked = &project.Refusal{Message: "This page was opened before the preview was started again", Hint: "Do it once more."}
		e.send(w, r, http.StatusForbidden, "page", v)
		return true
	}
	if do == doName {
		keepName(w, r, fields, v)
		return true
	}
	refused := e.project.Mark(project.PageEdit{Tag: v.Tag, Key: v.Key, Lock: fields.Get("page"), Mark: mark})
	if refused == nil {
		next := "#review"
		if mark == project.MarkReviewed && v.Draft {
			next = "#publish" // the button has the focus then: it is what comes next
		}
		http.Redirect(w, r, v.Action()+next, http.StatusSeeOther)
		return true
	}
	status := http.StatusUnprocessableEntity
	if refused.Conflict {
		status = http.StatusConflict
	}
	v.NotMarked = refused
	e.send(w, r, status, "page", v)
	return true
}

// reviewButtons returns the buttons that bring a text to another stage.
func (u unitView) reviewButtons() []saveButton {
	approve := saveButton{doApprove, "Approve"}
	if u.Category != "" {
		approve.Name = "Approve all forms"
	}
	switch {
	case u.State.OnTop() || u.Keep() != "" || !u.Waits:
		return nil
	case !u.State.UpToDate() && u.State != translation.Missing, u.Unrecorded:
		return []saveButton{approve}
	case u.Review.Stage == translation.Reviewed:
		return []saveButton{{doTakeBack, "Take the review back"}}
	}
	return []saveButton{approve, {doDraft, "Save as draft"}}
}

// stageLook returns how the stage of a text is shown; ok is false for one that is shown by its state alone.
func (u unitView) stageLook() (l look, ok bool) {
	if u.State != translation.Fresh {
		return l, false
	}
	switch u.Review.Stage {
	case translation.Draft:
		return look{"draft", "Draft"}, true
	case translation.Reviewed:
		return look{"reviewed", "Reviewed"}, true
	}
	return l, false
}

// Waiting reports whether the text waits for its review.
func (u unitView) Waiting() bool { return waits(u.Field) }

// SaveNote returns what else became of the page with the save.
func (u unitView) SaveNote() string {
	if u.View.done == nil {
		return ""
	}
	return strings.TrimSuffix(u.View.done.Note, ".")
}

// waits reports whether a text waits for its review.
func waits(f project.Field) bool { return f.Waits && f.Review.Stage != translation.Reviewed }
