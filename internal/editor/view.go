package editor

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// filter says which texts of a page are shown.
type filter string

const (
	filterAll      filter = ""
	filterToDo     filter = "todo"
	filterProblems filter = "problems"
	filterReview   filter = "review"
)

// pageView is one page of the editor as it is shown to one request. The templates call its exported methods.
type pageView struct {
	project.Page
	Token  string
	Script template.HTML // listens to the server
	Who    string        // the name that the browser keeps
	show   filter
	saved  string // anchor of the text that was saved by the request before this one
	did    string // what its button asked for, or that of this request
	kept   string // anchor of the text of which the reader wants to see what is on the disk
	at     string // anchor of the text that a link led to
	part   int    // of a page with many texts, see parts.go; 0: the one that has the text that was worked on

	past      string // anchor of the text whose history the reader wants to see
	histories map[string]project.History
	talks     string  // anchor of the text whose comments the reader wants to see
	said      *remark // what this request wants to say; else nil
	project   Project

	edit    *project.Edit    // what this request wants to have saved; else nil
	done    *project.Saved   // what was saved
	Refusal *project.Refusal // why it was not
	held    bool             // the text of edit is in its field and was not to be saved
	made    string           // the digest of the text that a machine has made for the field of edit; "" if none has
	aid     *aidView         // for the text for which this request has asked for it; nil for none

	NotMarked *project.Refusal // why a mark was not put on the page

	anchors []string        // of all texts
	todo    []int           // indexes of the texts to do
	pass    []int           // indexes of the texts that pass the filter; nil: nobody has asked
	shown   map[string]bool // anchors of the texts in the part that is shown; nil: nobody has asked
}

// passes reports whether a text passes the filter.
func (v *pageView) passes(u *project.Field) bool {
	return v.show == filterAll || v.show == filterToDo && u.ToDo() || v.show == filterProblems && len(u.Problems) > 0 || v.show == filterReview && waits(*u)
}

// view returns a page as it is shown to a request.
func (e *Editor) view(p project.Page, q url.Values, revision int) *pageView {
	v := &pageView{
		Page: p, Token: e.token, Script: e.script(revision, "editor"), saved: q.Get("saved"), did: q.Get("did"), kept: q.Get("kept"),
		project: e.project, histories: map[string]project.History{}, past: q.Get("history"),
	}
	v.talks = q.Get("comments")
	v.at = cmp.Or(v.past, v.talks, q.Get("unit"))
	v.part, _ = strconv.Atoi(q.Get("part"))
	switch show := filter(q.Get("show")); show {
	case filterToDo, filterProblems, filterReview:
		v.show = show
	}
	v.survey()
	return v
}

// survey notes which texts are to do.
func (v *pageView) survey() {
	v.todo, v.pass, v.shown = nil, nil, nil
	v.anchors = make([]string, len(v.Fields))
	for i := range v.Fields {
		v.anchors[i] = anchor(v.Fields[i].ID)
		if v.Fields[i].ToDo() {
			v.todo = append(v.todo, i)
		}
	}
}

// find returns the text with an ID, or nil.
func (v *pageView) find(id string) *project.Field {
	for i := range v.Fields {
		if v.Fields[i].ID == id {
			u := v.Fields[i]
			return &u
		}
	}
	return nil
}

// replace takes over how a text is now.
func (v *pageView) replace(id string, u project.Field) {
	list := append([]project.Field(nil), v.Fields...)
	for i := range list {
		if list[i].ID == id {
			list[i] = u
		}
	}
	v.Fields = list
	v.survey()
}

// refuse takes over why the edit was not saved.
func (v *pageView) refuse(r *project.Refusal) {
	v.Refusal = r
	if r.Field == nil {
		return
	}
	u := *r.Field
	// Only a conflict shows what is on the disk, so only after that may it be written over.
	if !r.Conflict {
		u.Lock = v.edit.Lock
	}
	u.ID = v.edit.ID
	v.replace(v.edit.ID, u)
}

// accept takes over what was saved.
func (v *pageView) accept(done project.Saved) {
	v.done = &done
	v.replace(v.edit.ID, done.Field)
}

// unit returns a text as it is shown, by its index.
func (v *pageView) unit(i int) unitView {
	unit := unitView{Field: v.Fields[i], View: v, Anchor: v.anchors[i]}
	before, is := slices.BinarySearch(v.todo, i)
	after := before
	if is {
		after++
	}
	if before > 0 {
		unit.Before = v.anchors[v.todo[before-1]]
	}
	if after < len(v.todo) {
		unit.After = v.anchors[v.todo[after]]
	}
	if !v.IsMessages() { // messages stand in a list, and each in a place of its own
		unit.Following = v.hidden(i + 1)
		if _, after := slices.BinarySearch(v.passing(), i-2); !after { // else the text before has shown it
			unit.Preceding = v.hidden(i - 1)
		}
	}
	return unit
}

// hidden returns the text with an index if there is one and the filter leaves it out, so that what is shown can be read in its
// context.
func (v *pageView) hidden(i int) *project.Field {
	if i < 0 || i >= len(v.Fields) || v.show == filterAll {
		return nil
	}
	if _, shown := slices.BinarySearch(v.passing(), i); shown {
		return nil
	}
	return &v.Fields[i]
}

// Edited returns the text that the request has edited, or nil if it is gone.
func (v *pageView) Edited() *unitView {
	id := v.edit.ID
	if v.done != nil {
		id = v.done.Field.ID
	}
	for i := range v.Fields {
		if v.Fields[i].ID == id {
			v.Check(i)
			unit := v.unit(i)
			return &unit
		}
	}
	return nil
}

// Orphan returns what somebody typed for a text that is gone, or nil.
func (v *pageView) Orphan() *unitView {
	if v.Refusal == nil || v.find(v.edit.ID) != nil {
		return nil
	}
	gone := unitView{View: v, Anchor: anchor(v.edit.ID)}
	gone.ID = v.edit.ID
	return &gone
}

// EnglishName returns the English name of the translation's locale.
func (v *pageView) EnglishName() string { return locale.Tag(v.Tag).EnglishName() }

// Own returns the own name of the translation's locale.
func (v *pageView) Own() phrase { return phraseIn(v.Tag, v.Dir, v.Name) }

// From returns the own name of the source's locale.
func (v *pageView) From() phrase {
	return phraseIn(v.Source, v.SourceDir, locale.Tag(v.Source).Autonym())
}

// IsMessages reports whether the texts are those of a catalog.
func (v *pageView) IsMessages() bool { return v.Key == translation.MessagesName }

// Todo returns the anchors of the texts to do.
func (v *pageView) Todo() []int { return v.todo }

// Ends returns the addresses of the first and the last text to do, nil if there is none.
func (v *pageView) Ends() *struct{ First, Last string } {
	if len(v.todo) == 0 {
		return nil
	}
	return &struct{ First, Last string }{v.Near(v.anchors[v.todo[0]]), v.Near(v.anchors[v.todo[len(v.todo)-1]])}
}

// filterView is a link to a filter, with the number of texts that pass it.
type filterView struct {
	ID, Name string
	Access   string // access key
	Show     filter
	N        int
	Known    bool // N is known
	Current  bool
}

// Counted reports whether it is known how many texts have problems. The checks of a page with many texts take longer than to
// show a part of it, so that the script asks for that number afterwards.
func (v *pageView) Counted() bool { return v.Unchecked() == 0 }

// Filters returns the filters.
func (v *pageView) Filters() []filterView {
	v.indexes()
	return []filterView{
		{"all", "All", "a", filterAll, v.Units(), true, v.show == filterAll},
		{"todo", "To do", "t", filterToDo, v.UnitsToDo(), true, v.show == filterToDo},
		{"problems", "With problems", "w", filterProblems, v.units(func(f project.Field) bool { return len(f.Problems) > 0 }), v.Counted(), v.show == filterProblems},
		{"review", "To review", "r", filterReview, v.units(waits), true, v.show == filterReview},
	}
}

// Units returns how many units the page has, as all commands count them: the plural forms of a message are one.
func (v *pageView) Units() int { return v.units(func(project.Field) bool { return true }) }

// UnitsToDo returns how many of the units are to do.
func (v *pageView) UnitsToDo() int { return v.units(project.Field.ToDo) }

// units counts the units of which some text is such a one.
func (v *pageView) units(such func(project.Field) bool) (n int) {
	counted := "" // the message of which a form has been counted; its forms stand together
	for _, f := range v.Fields {
		if such(f) && (f.Category == "" || f.Path != counted) {
			n++
			counted = f.Path
		}
	}
	return n
}

// Nothing returns why no text is shown.
func (v *pageView) Nothing() string {
	switch {
	case len(v.Fields) == 0:
		return "There is nothing to translate in this page."
	case v.show == filterToDo:
		return "Nothing to do: every text says what its source says."
	}
	if v.show == filterReview {
		return "Nothing to review: every text is approved."
	}
	return "No text has a problem."
}

// problemList is a list of problems with the id of its element.
type problemList struct {
	ID   string
	List []diag.Diagnostic
}

// Problems returns those of the file that belong to no text; nil if there are none.
func (v *pageView) Problems() *problemList {
	if len(v.Diagnostics) == 0 {
		return nil
	}
	return &problemList{List: v.Diagnostics}
}

// Action returns where forms are sent: the page itself, with its filter.
func (v *pageView) Action() string {
	return address(v.Tag, v.Key) + v.query(url.Values{}, v.part)
}

// keep returns the address of the page as it is on the disk: another one than that which the form was sent to, or
// a browser would stay where it is.
func (v *pageView) keep(anchor string) string {
	return address(v.Tag, v.Key) + v.query(url.Values{"kept": {anchor}}, v.part)
}

// Frame returns the address of the page that is shown beside the texts, or "".
func (v *pageView) Frame() string {
	if v.Permalink == "" {
		return ""
	}
	return local((&url.URL{Path: v.Permalink}).EscapedPath())
}

// Why returns why the edit was not saved, without a full stop.
func (v *pageView) Why() string { return sentence(strings.TrimSuffix(v.Refusal.Message, ".")) }

// sentence returns a message as a sentence begins. What is not a word, such as the name of a file, stays as it is.
func sentence(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if strings.Trim(first, "abcdefghijklmnopqrstuvwxyz") != "" || first == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// local returns an address that stays on this server, or "".
func local(link string) string {
	if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") || strings.ContainsAny(link, "\\\t\r\n") {
		return ""
	}
	return link
}

// placeText returns where in the files something is.
func placeText(at diag.Pos) string {
	text := diag.Escape(at.File)
	if at.Line > 0 {
		text += fmt.Sprint(":", at.Line)
		if at.Col > 0 {
			text += fmt.Sprint(":", at.Col)
		}
	}
	return text
}

// unknown returns a page of which the project knows nothing, so that what was typed for it can be shown.
func unknown(tag, key string) project.Page {
	in := locale.Tag(tag)
	return project.Page{Tag: tag, Name: in.Autonym(), Dir: in.Direction(), Key: key, Title: key}
}
