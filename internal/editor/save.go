package editor

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"vernacular/internal/localhost"
	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// maxEdit bounds the body of a save; a page may not be longer than a few times that.
const maxEdit = 1 << 20

// mayEdit reports whether a form was sent by a page of this server. Browsers send Origin with every form.
// Sec-Fetch-Site is missing where the browser does not count plain HTTP to this machine as secure.
func mayEdit(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return (site == "" || site == "same-origin") && len(r.Header.Values("Origin")) == 1 && localhost.OwnOrigin(r)
}

// form returns the fields of a save, each of which is there at most once; or with which status and words it is
// refused.
func form(w http.ResponseWriter, r *http.Request) (fields url.Values, status int, text string) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return nil, http.StatusUnsupportedMediaType, "A text is saved by sending the form that it is in."
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEdit))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, http.StatusRequestEntityTooLarge, fmt.Sprintf("The text is too long: no more than %d bytes can be saved at once. Edit the file instead.", maxEdit)
	case err != nil:
		return nil, http.StatusBadRequest, "The form did not arrive as a whole."
	}
	fields, err = url.ParseQuery(string(body))
	if err != nil {
		return nil, http.StatusBadRequest, "The form cannot be read."
	}
	for name, values := range fields {
		if len(values) != 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, http.StatusBadRequest, "The form cannot be read: it has a field twice, or text that is not UTF-8."
		}
	}
	return fields, 0, ""
}

// received returns the fields of a form that a page of the editor has sent; ok is false if it was refused. Whether it has the
// token says ownForm.
func (e *Editor) received(w http.ResponseWriter, r *http.Request) (fields url.Values, ok bool) {
	if !mayEdit(r) {
		e.server.Refuse(w, r, http.StatusForbidden, "Only the translator's view itself may save a text.")
		return nil, false
	}
	fields, status, text := form(w, r)
	if status != 0 {
		e.server.Refuse(w, r, status, text)
		return nil, false
	}
	return fields, true
}

// serveSave saves one text. A browser without script is led back to the page; the script asks for the
// text alone. What is refused is shown again as it was typed.
func (e *Editor) serveSave(w http.ResponseWriter, r *http.Request, tag, key string) {
	if tag == "" {
		w.Header().Set("Allow", "GET, HEAD")
		e.server.Refuse(w, r, http.StatusMethodNotAllowed, "Nothing can be saved here.")
		return
	}
	fields, ok := e.received(w, r)
	if !ok {
		return
	}
	answer := "page"
	if fields.Get("part") == "1" {
		answer = "part"
	}
	revision := e.server.Revision()
	p, known := e.project.Page(tag, key)
	if !known {
		p = unknown(tag, key)
	}
	v := e.view(p, r.URL.Query(), revision)
	v.Who = nameIn(r)
	if e.serveOther(w, r, fields, v) {
		return
	}
	u := v.find(fields.Get("id"))
	edit := readEdit(tag, key, u, fields)
	readStep(&edit, r, fields)
	v.edit, v.did = &edit, deedIn(fields)

	own := e.ownForm(fields)
	if fields.Has("comment") {
		e.serveSay(w, r, v, answer, fields, own)
		return
	}
	status, refusal := refuse(edit, own, known, u)
	if fields.Has("try") {
		e.serveTry(w, r, v, edit, status, refusal)
		return
	}
	v.made = fields.Get("made")
	edit.Machine = v.made != "" && v.made == translation.Hash(edit.Text)
	if refusal == nil && e.serveAided(w, r, v, fields, answer) {
		return
	}
	e.answerSave(w, r, v, answer, status, refusal)
}

// answerSave saves the edit of a view, unless it is refused already, and answers.
func (e *Editor) answerSave(w http.ResponseWriter, r *http.Request, v *pageView, answer string, status int, refusal *project.Refusal) {
	var saved project.Saved
	if refusal == nil {
		if saved, refusal = e.project.Save(*v.edit); refusal != nil {
			status = http.StatusUnprocessableEntity
			if refusal.Conflict {
				status = http.StatusConflict
			}
		}
	}
	if saved.Same {
		v.did = didNothing
	}
	switch {
	case refusal != nil:
		v.refuse(refusal)
		e.send(w, r, status, answer, v)
	case answer == "part":
		v.accept(saved)
		e.send(w, r, http.StatusOK, answer, v)
	default:
		at := anchor(saved.Field.ID)
		to := (&url.URL{Path: r.URL.Path}).EscapedPath() + v.query(url.Values{"saved": {at}, "did": {v.did}}, v.part) + "#" + at
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// ownForm reports whether a form has the token of this editor.
func (e *Editor) ownForm(fields url.Values) bool {
	own := subtle.ConstantTimeCompare([]byte(fields.Get("token")), []byte(e.token)) == 1
	if !own {
		e.server.Log("403 for a save without the token")
	}
	return own
}

// readEdit returns the edit that a form holds. u is the text that it is about, nil if there is none.
func readEdit(tag, key string, u *project.Field, fields url.Values) project.Edit {
	edit := project.Edit{
		Tag: tag, Key: key, ID: fields.Get("id"), Lock: fields.Get("lock"), Accept: fields.Get("do") == doAccept,
		Text: readText(u, fields.Get("text")),
	}
	edit.When = fields.Get("when")
	readEarlier(&edit, fields.Get("do"))
	return edit
}

// readText returns the text of a form as the file of a field can hold it: a message and what is verbatim keep their lines, the
// front matter, a heading and a cell have one, and any other block keeps its hard line breaks. u is nil where there is no such
// field.
func readText(u *project.Field, text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	switch {
	case u == nil || u.Verbatim() || u.Kind == page.KindMessage:
		return text
	case u.Path != "" || u.Kind == page.KindHeading || u.Kind == page.KindTableCell:
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), " ")
	}
	return translation.Fit(u.Kind, text)
}

// refuse returns why the project need not be asked to save an edit, with the status of the answer; nil if it has to
// be asked. own says whether the form had the token, known whether there is such a page.
func refuse(edit project.Edit, own, known bool, u *project.Field) (int, *project.Refusal) {
	switch {
	case !own:
		return http.StatusForbidden, &project.Refusal{
			Message: "This page was opened before the preview was started again",
			Hint:    "Your text is in the field: save it once more.", Field: u,
		}
	case !known:
		return http.StatusNotFound, &project.Refusal{Message: "There is no such page to translate", Hint: "Copy your text from the field to where it belongs now."}
	case u == nil:
		return http.StatusUnprocessableEntity, &project.Refusal{Message: "This text is no longer part of the page", Hint: "Copy your text from the field to where it belongs now."}
	case !survives(edit.Text):
		return http.StatusUnprocessableEntity, &project.Refusal{Message: "The text has a control character, which no page can have", Hint: "Delete it; it may have come along with something that was pasted.", Field: u}
	}
	if refusal := refuseEarlier(edit, u); refusal != nil {
		return http.StatusUnprocessableEntity, refusal
	}
	return http.StatusOK, nil
}
