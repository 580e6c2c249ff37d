package editor

import (
	"cmp"
	"net/url"
	"strings"

	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// What more the buttons of a form may ask for.
const (
	doUndo    = "undo"     // take the last save back
	doRestore = "restore:" // bring back the version whose ID follows
)

// readEarlier adds to an edit which earlier text it asks for, if it does.
func readEarlier(edit *project.Edit, do string) {
	edit.Undo = do == doUndo
	if id, ok := strings.CutPrefix(do, doRestore); ok {
		edit.Restore = id
	}
}

// refuseEarlier refuses to bring an earlier text back while another one is typed, which would be gone then.
func refuseEarlier(edit project.Edit, u *project.Field) *project.Refusal {
	if !edit.Undo && edit.Restore == "" || edit.Lock != u.Lock || edit.Text == u.Text {
		return nil
	}
	return &project.Refusal{
		Message: "What is typed here is not saved, and would be gone", Hint: "Save it first: it can be brought back like any other. Or delete what you have typed.", Field: u,
	}
}

// deedIn returns what the button of a form asks for, without which version.
func deedIn(fields url.Values) string {
	do, _, _ := strings.Cut(fields.Get("do"), ":")
	return do
}

// didNothing is what was done where a text was saved as it stands. An undo would take back what was saved before.
const didNothing = "nothing"

// deeds say what was done with a text, by what the button asked for.
var deeds = map[string]string{
	doUndo: "Taken back", strings.TrimSuffix(doRestore, ":"): "Restored", doDraft: "Saved as a draft", doApprove: "Approved", doTakeBack: "Review taken back",
	didNothing: "It stands so already",
}

// Deed says what was done with a text that was just saved.
func (u unitView) Deed() string { return cmp.Or(deeds[u.View.did], "Saved") }

// Emptied reports whether the text has no translation any more, since its first one was taken back.
func (u unitView) Emptied() bool { return u.Text == "" && u.State == translation.Missing }

// ShowsHistory reports whether the reader wants to see what a text was.
func (u unitView) ShowsHistory() bool { return u.View.past == u.Anchor }

// History returns what a text was.
func (u unitView) History() project.History {
	h, known := u.View.histories[u.ID]
	if !known {
		h, _ = u.View.project.History(u.View.Tag, u.View.Key, u.ID)
		u.View.histories[u.ID] = h
	}
	return h
}

// CanUndo reports whether a button takes the last save back: of a text that was just saved, or whose history is shown.
func (u unitView) CanUndo() bool {
	return (u.Saved() && u.View.did != didNothing || u.ShowsHistory()) && u.History().CanUndo
}

// versionView is a version of a text as it is shown.
type versionView struct {
	project.Version
	Unit  unitView
	First bool // nothing is known of the text before it
}

// Versions returns the versions of a text, the newest first.
func (u unitView) Versions() []versionView {
	var out []versionView
	for i, v := range u.History().Versions {
		out = append(out, versionView{v, u, i == len(u.History().Versions)-1})
	}
	return out
}

// How says where a version comes from.
func (v versionView) How() string {
	switch {
	case v.Undo:
		return "Undone: back to this"
	case v.Outside && v.First:
		return "Before the first save here"
	case v.Outside:
		return "Changed outside of the editor"
	}
	return "Saved"
}

// Gone returns whether something of the version before is left out, so that there is a difference to be shown.
func (v versionView) Gone() bool {
	for _, p := range v.Diff {
		if p.Op == textdiff.Deleted && v.Text != "" {
			return true
		}
	}
	return false
}

// HistoryLink returns the address of the page with the history of a text.
func (u unitView) HistoryLink() string {
	return address(u.View.Tag, u.View.Key) + u.View.query(url.Values{"history": {u.Anchor}}, 0) + "#" + u.Anchor
}

// choose takes the text whose history is asked for as the one that the request is about; ok is false if there is none.
func (v *pageView) choose() (ok bool) {
	for _, f := range v.Fields {
		if anchor(f.ID) == v.past {
			v.edit = &project.Edit{Tag: v.Tag, Key: v.Key, ID: f.ID}
			return true
		}
	}
	return false
}
