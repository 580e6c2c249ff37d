package editor

import (
	"net/http"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/project"
)

// tryView is what would be said about a text that is being typed.
type tryView struct {
	ID       string // of the list
	Refusal  *project.Refusal
	Problems []diag.Diagnostic
}

// serveTry answers with what a save of the edit would say, and saves nothing. status and refusal say why the project
// need not be asked.
func (e *Editor) serveTry(w http.ResponseWriter, r *http.Request, v *pageView, edit project.Edit, status int, refusal *project.Refusal) {
	out := tryView{ID: "d-" + anchor(edit.ID), Refusal: refusal}
	if refusal == nil {
		out.Problems, out.Refusal = e.project.Try(edit)
		if u := v.find(edit.ID); out.Refusal == nil && u != nil && u.Text == edit.Text {
			for _, d := range u.Problems { // those that the newest build has found beside
				if !slices.Contains(out.Problems, d) {
					out.Problems = append(out.Problems, d)
				}
			}
		}
		status = http.StatusOK // of the question; the answer may be no
	}
	e.send(w, r, status, "tried", out)
}

// Why returns why the text would not be saved, without a full stop.
func (t tryView) Why() string { return strings.TrimSuffix(t.Refusal.Message, ".") }

// Empty reports whether there is nothing to say.
func (t tryView) Empty() bool { return t.Refusal == nil && len(t.Problems) == 0 }

// List returns the problems without their places: the text is not yet in the file.
func (t tryView) List() []diag.Diagnostic {
	list := slices.Clone(t.Problems)
	for i := range list {
		list[i].Pos = diag.Pos{}
	}
	return list
}
