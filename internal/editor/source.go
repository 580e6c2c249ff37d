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

// Author edits the source; a [project.Session] is one.
type Author interface {
	// SourcePage returns the texts of a page of the source, or for [translation.MessagesName] the source's messages.
	SourcePage(key string) (project.Page, bool)
	// SaveSource writes one text of the source to its file, or changes nothing and says why: also where its author has not
	// seen yet what the change does to the translations.
	SaveSource(project.SourceEdit) (project.SourceSaved, *project.Refusal)
}

// sourcePath is where the pages of the source are, below which their keys follow.
const sourcePath = localhost.Own + "source/"

// sourceLink returns the address of a page of the source, encoded.
func sourceLink(key string) string { return (&url.URL{Path: sourcePath + key}).EscapedPath() }

// sourceView is a page of the source as it is shown to one request. One text at a time is in a form, so that a save loses nothing
// that was typed elsewhere.
type sourceView struct {
	project.Page
	Token   string
	open    string // anchor of the text in the form
	saved   string // anchor of the text that was saved by the request before this one
	Edit    project.SourceEdit
	Effect  *project.Effect // what the edit does, which its author has not seen yet
	Refusal *project.Refusal
	tried   bool // this request holds an edit
}

// sourceUnit is one of its texts.
type sourceUnit struct {
	unitView
	Page *sourceView
}

// Units returns the texts.
func (v *sourceView) Units() []sourceUnit {
	var out []sourceUnit
	for _, f := range v.Fields {
		out = append(out, sourceUnit{unitView{Field: f, View: &pageView{Page: v.Page}, Anchor: anchor(f.ID)}, v})
	}
	return out
}

// Asked returns what translators ask about the text.
func (u sourceUnit) Asked() []questionView { return u.Page.asked(u.ID) }

// AskedElsewhere returns what translators ask about texts that the page has no more.
func (v *sourceView) AskedElsewhere() []questionView { return v.asked("") }

// asked returns the questions about a text; for "", those about none of the page.
func (v *sourceView) asked(id string) (out []questionView) {
	for _, q := range v.Questions {
		about := slices.IndexFunc(v.Fields, func(f project.Field) bool { return f.ID == q.Comment.Unit })
		if about < 0 && q.Source != "" {
			about = slices.IndexFunc(v.Fields, func(f project.Field) bool { return f.Text == q.Source })
		}
		if about < 0 && id == "" || about >= 0 && v.Fields[about].ID == id {
			out = append(out, questionView{q})
		}
	}
	return out
}

// Frame returns the address of the page that is shown beside the texts, or "".
func (v *sourceView) Frame() string { return (&pageView{Page: v.Page}).Frame() }

// Open reports whether the text is in the form.
func (u sourceUnit) Open() bool { return u.Page.open == u.Anchor && u.Survives() }

// Saved reports whether the text was just saved.
func (u sourceUnit) Saved() bool { return u.Page.saved == u.Anchor }

// Tried reports whether the request has edited the text in vain.
func (u sourceUnit) Tried() bool { return u.Page.tried && u.Page.Edit.ID == u.ID }

// Typed returns what stands in the field.
func (u sourceUnit) Typed() string {
	if u.Tried() {
		return u.Page.Edit.Text
	}
	return u.Text
}

// EditLink returns the address with the text in a form.
func (u sourceUnit) EditLink() string {
	return sourceLink(u.Page.Key) + "?edit=" + u.Anchor + "#t-" + u.Anchor
}

// Own returns the name of the source's locale.
func (v *sourceView) Own() phrase { return phraseIn(v.Tag, v.Dir, v.Name) }

// IsMessages reports whether the texts are those of a catalog.
func (v *sourceView) IsMessages() bool { return v.Key == translation.MessagesName }

// Lost reports whether the text that was edited is gone from the page.
func (v *sourceView) Lost() bool {
	for _, f := range v.Fields {
		if f.ID == v.Edit.ID {
			return false
		}
	}
	return v.tried
}

// Why returns why nothing was saved, without a full stop.
func (v *sourceView) Why() string { return strings.TrimSuffix(v.Refusal.Message, ".") }

// Classes are what an author may say of a change.
func (v *sourceView) Classes() []string { return []string{"cosmetic", "editorial", "normative"} }

// effectRow is what a change does to one translation.
type effectRow struct {
	Own     phrase
	English string
	Words   string
}

// Rows returns what a change does to each translation: first those in which something becomes another.
func (v *sourceView) Rows() (rows []effectRow) {
	var same []effectRow
	for _, l := range v.Effect.Locales {
		row := effectRow{phraseIn(l.Tag, l.Dir, l.Name), l.EnglishName, effectWords(l)}
		if len(l.Units) > 0 {
			rows = append(rows, row)
		} else {
			same = append(same, row)
		}
	}
	return append(rows, same...)
}

// effectWords returns what a change does to one translation, in words.
func effectWords(l project.LocaleEffect) string {
	var parts []string
	for _, s := range []struct {
		state translation.State
		words string
	}{
		{translation.Stale, "outdated"}, {translation.Missing, "missing"}, {translation.Fresh, "up to date"}, {translation.Moved, "moved"}, {translation.Uncompared, "not compared"},
	} {
		n, class := 0, translation.Unchanged
		for _, u := range l.Units {
			if u.State == s.state {
				n, class = n+1, max(class, u.Class)
			}
		}
		if n == 0 {
			continue
		}
		words := number(n, "text becomes ", "texts become ") + s.words
		if s.state == translation.Stale {
			words += " (" + class.String() + " change)"
		}
		parts = append(parts, words)
	}
	if len(parts) == 0 {
		parts = append(parts, "nothing changes")
	}
	if l.Unknown {
		parts = append(parts, "it goes on counting as up to date, since no record says what it was made from")
	}
	return strings.Join(parts, "; ") + ". Then: " + counted(l.After)
}

// addSource adds the pages of the source.
func (e *Editor) addSource() {
	e.server.Handle(localhost.Part{
		Owns:  func(path string) bool { return strings.HasPrefix(path, sourcePath) && path != sourcePath },
		Serve: e.serveSource,
		Forms: "The translator's view",
	})
}

// serveSource shows a page of the source, or saves one of its texts.
func (e *Editor) serveSource(w http.ResponseWriter, r *http.Request, path string) {
	if !e.guard(w, r) {
		return
	}
	key := strings.TrimPrefix(path, sourcePath)
	p, ok := e.project.SourcePage(key)
	if !ok {
		e.server.Refuse(w, r, http.StatusNotFound, "There is no such page of the source, or it has an error. All of them are listed at "+localhost.Own+".")
		return
	}
	v := &sourceView{Page: p, Token: e.token, open: r.URL.Query().Get("edit"), saved: r.URL.Query().Get("saved")}
	if r.Method != http.MethodPost {
		e.send(w, r, http.StatusOK, "source-page", v)
		return
	}
	fields, ok := e.received(w, r)
	if !ok {
		return
	}
	v.take(fields)
	if !v.Lost() && !survives(v.Edit.Text) {
		v.Refusal = &project.Refusal{Message: "The text has a control character, which no page can have", Hint: "Delete it; it may have come along with something that was pasted."}
	} else if !e.ownForm(fields) {
		v.Refusal = &project.Refusal{Message: "This page was opened before the preview was started again", Hint: "Your text is in the field: save it once more."}
	} else if saved, refused := e.project.SaveSource(v.Edit); refused != nil {
		v.refuse(refused)
	} else if saved.Unseen {
		v.Effect, v.Edit.Seen = &saved.Effect, saved.Effect.Seen
	} else {
		a := anchor(saved.Field.ID)
		http.Redirect(w, r, sourceLink(key)+"?saved="+a+"#"+a, http.StatusSeeOther)
		return
	}
	e.send(w, r, http.StatusUnprocessableEntity, "source-page", v)
}

// take takes over the edit that a form holds.
func (v *sourceView) take(fields url.Values) {
	v.Edit = project.SourceEdit{
		Key: v.Key, ID: fields.Get("id"), Lock: fields.Get("lock"), Class: fields.Get("class"), Reason: fields.Get("reason"), Seen: fields.Get("seen"),
	}
	v.open, v.tried = anchor(v.Edit.ID), true
	var field *project.Field
	for i := range v.Fields {
		if v.Fields[i].ID == v.Edit.ID {
			field = &v.Fields[i]
		}
	}
	v.Edit.Text = readText(field, fields.Get("text"))
}

// refuse takes over why the edit was not saved. Only a conflict shows what is on the disk, so only after that may it be written
// over.
func (v *sourceView) refuse(r *project.Refusal) {
	v.Refusal = r
	for i := range v.Fields {
		if f := &v.Fields[i]; f.ID == v.Edit.ID && !r.Conflict {
			f.Lock = v.Edit.Lock
		}
	}
}
