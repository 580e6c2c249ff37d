package editor

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// unitView is one text as it is shown. The templates call its exported methods.
type unitView struct {
	project.Field
	View          *pageView
	Anchor        string
	Before, After string // anchors of the neighbours that are to do; "" if there is none

	Preceding, Following *project.Field // what stands beside it in the page and is not shown; nil for none
}

// anchor returns the fragment of a text: made of its ID, which may hold anything, and not of its
// number, which changes with the texts before it.
func anchor(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "b-" + hex.EncodeToString(sum[:6])
}

// look is how the state of a text is shown: its name in the style and among the icons, and its word for people.
type look struct{ Name, Word string }

// Look returns how the state of a text is shown.
func (u unitView) Look() look {
	if l, ok := u.stageLook(); ok {
		return l
	}
	switch {
	case u.Kept:
		return look{"draft", "Waits for “other”"}
	case u.State == translation.Fresh && u.Unrecorded:
		return look{"unrecorded", "Not confirmed"}
	case u.State == translation.Fresh:
		return look{"fresh", "Up to date"}
	case u.State == translation.Stale:
		return look{"stale", "Outdated"}
	case u.State == translation.Missing:
		return look{"missing", "Missing"}
	case u.State == translation.Moved:
		return look{"moved", "Moved"}
	case u.State == translation.Uncompared:
		return look{"uncompared", "Not compared"}
	case u.State == translation.Added:
		return look{"added", "Added here"}
	}
	return look{"obsolete", "Obsolete"}
}

// mostShown is how many places that show a message are named.
const mostShown = 3

// Shown returns the first places in the layouts that show the message.
func (u unitView) Shown() []diag.Pos { return u.Uses[:min(len(u.Uses), mostShown)] }

// ShownMore returns how many others there are.
func (u unitView) ShownMore() int { return len(u.Uses) - len(u.Shown()) }

// Stale reports whether the source of a text has changed.
func (u unitView) Stale() bool { return u.State == translation.Stale }

// Survives reports whether the text can be edited in a browser.
func (u unitView) Survives() bool { return survives(u.Text) }

// Copies reports whether there is a source to begin a translation with.
func (u unitView) Copies() bool { return u.State == translation.Missing && u.Source != "" }

// kindNames are the English names of the kinds of text.
var kindNames = map[page.Kind]string{
	page.KindHeading:     "Heading",
	page.KindParagraph:   "Paragraph",
	page.KindListItem:    "List item",
	page.KindQuotation:   "Quotation",
	page.KindTableCell:   "Table cell",
	page.KindCode:        "Code block",
	page.KindHTML:        "HTML block",
	page.KindFootnote:    "Footnote",
	page.KindFrontMatter: "Front matter",
	page.KindMessage:     "Message",
}

// KindName returns the English name of the kind of a text.
func (u unitView) KindName() string { return cmp.Or(kindNames[u.Kind], string(u.Kind)) }

// InLine returns where the text stands, without the column.
func (u unitView) InLine() diag.Pos { return diag.At(u.Place.File, u.Place.Line, 0) }

// LiveLink returns the address of the text in the page, or "".
func (u unitView) LiveLink() string { return local(u.Link) }

// Of names the text for people who do not see where a word stands.
func (u unitView) Of(what string) string { return fmt.Sprint(what, " ", u.Number) }

// Problems returns those of the text.
func (u unitView) Problems() problemList { return problemList{"d-" + u.Anchor, u.Field.Problems} }

// SourceDir returns the direction of the source.
func (u unitView) SourceDir() string { return u.direction(u.View.SourceDir) }

// Dir returns the direction of the translation.
func (u unitView) Dir() string { return u.direction(u.View.Dir) }

func (u unitView) direction(dir string) string {
	if u.Verbatim() {
		return "ltr"
	}
	return cmp.Or(dir, "auto")
}

// mine reports whether the request has edited this text.
func (u unitView) mine() bool { return u.View.edit != nil && u.View.edit.ID == u.ID }

// Refused reports whether the request has edited this text in vain.
func (u unitView) Refused() bool { return u.View.Refusal != nil && u.mine() }

// Saved reports whether this text was just saved.
func (u unitView) Saved() bool { return u.View.done != nil && u.mine() || u.View.saved == u.Anchor }

// Typed returns what stands in the field: what was typed, if it was not saved.
func (u unitView) Typed() string {
	if u.Refused() || u.Held() {
		return u.View.edit.Text
	}
	return u.Text
}

// Rows returns how high the field has to be, about, for browsers that do not measure it.
func (u unitView) Rows() int {
	most := 1
	for _, text := range []string{u.Typed(), u.Source} {
		n := 0
		for line := range strings.SplitSeq(text, "\n") {
			n += 1 + utf8.RuneCountInString(line)/44
		}
		most = max(most, n)
	}
	return min(most, 24)
}

// What a button of a form asks for.
const (
	doSave   = "save"   // save the text
	doAccept = "accept" // save it, and mark it as up to date
)

// saveButton saves a text.
type saveButton struct{ Do, Name string }

// Buttons returns those that make sense for a text. After a refusal both are there, since what was
// refused may have been no more than the mark.
func (u unitView) Buttons() []saveButton {
	return append(u.saveButtons(), u.reviewButtons()...)
}

func (u unitView) saveButtons() []saveButton {
	switch {
	case u.State.OnTop():
		return []saveButton{{doSave, "Save"}}
	case u.Keep() != "" && u.View.Refusal.Source:
		return []saveButton{{doAccept, "Save as up to date"}}
	case u.Keep() != "":
		return []saveButton{{doAccept, "Save mine instead"}}
	case u.State == translation.Stale || u.State == translation.Uncompared || u.State == translation.Fresh && u.Unrecorded:
		return []saveButton{{doAccept, "Save as up to date"}, {doSave, "Save only"}}
	case u.Refused():
		return []saveButton{{doAccept, "Save"}, {doSave, "Save only"}}
	}
	return []saveButton{{doAccept, "Save"}}
}

// Keep returns the address that keeps what is on the disk, or "" if there was no conflict.
func (u unitView) Keep() string {
	if u.State.OnTop() || !u.Refused() || !u.View.Refusal.Conflict {
		return ""
	}
	return u.View.keep(u.Anchor)
}
