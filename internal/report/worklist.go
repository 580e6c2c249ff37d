package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// Worklist holds the tasks of a locale.
type Worklist struct {
	project.LocaleStatus
	Words  int      // to translate or to look at again
	Tasks  []Task   // in the order of their worth: the landing page first, then by words
	Broken []string // files with an error, of which nothing else can be said
	Whole  bool     // Unrecorded is all that there is
}

// Task is a page, or the messages, with something to do. Its exported fields are those of the JSON form.
type Task struct {
	Page     string    `json:"page"` // as accept calls it
	Title    string    `json:"title,omitempty"`
	File     string    `json:"file"`
	Exists   bool      `json:"exists"`
	Words    int       `json:"words"`
	Passages []Passage `json:"passages"`

	sourceFile string
	messages   bool               // it is the catalog, not a page
	absent     []translation.Unit // of a translation that does not exist yet: only the JSON form lists its passages
}

// Passage is a text with something to do. Its exported fields are those of the JSON form.
type Passage struct {
	Number int    `json:"number"`
	ID     string `json:"id"`
	State  string `json:"state"` // of translation.State, or unaccepted or draft
	Class  string `json:"class,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Words  int    `json:"words"`
	Source string `json:"source"`
	Before string `json:"before,omitempty"` // the source text that it was made from

	state translation.State
	own   string // the translation, where the source has no text to show
}

// newWorklist returns what there is to do in a locale.
func newWorklist(st project.Status, l project.LocaleStatus) Worklist {
	w := Worklist{LocaleStatus: l, Whole: len(l.Unrecorded) > 0 && !l.Recorded, Words: wordsToDo(l), Tasks: make([]Task, 0, len(l.Todo))}
	for _, t := range l.Todo {
		w.Tasks = append(w.Tasks, newTask(t))
	}
	rank := func(t Task) int {
		if !t.messages && t.Page == st.Home {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(w.Tasks, func(a, b Task) int {
		return cmp.Or(rank(a)-rank(b), b.Words-a.Words)
	})
	for _, p := range st.Pages {
		if f, ok := l.Begun[p.Key]; ok && f.Broken {
			w.Broken = append(w.Broken, f.File)
		}
	}
	return w
}

// newTask returns what a status says of a page or of the messages.
func newTask(d project.Todo) Task {
	t := Task{
		Page: d.Name(), Title: d.Title, File: d.File, Exists: d.Exists, Words: d.Words, Passages: []Passage{},
		sourceFile: d.SourceFile, messages: d.Key == "",
	}
	if d.Exists {
		t.list(d.Units)
	} else {
		t.absent = d.Units
	}
	return t
}

// list adds the passages of a task.
func (t *Task) list(units []translation.Unit) {
	for _, u := range units {
		t.Passages = append(t.Passages, newPassage(u))
	}
}

func newPassage(u translation.Unit) Passage {
	at := u.Pos
	if at.Line == 0 && u.SourcePos.File != "" { // shown where the source has it
		at = u.SourcePos
	}
	p := Passage{
		Number: u.Number, ID: u.ID, State: u.State.String(), Words: u.Words(), Source: u.Source, File: at.File, Line: at.Line, Column: at.Col,
		state: u.State, own: u.Text,
	}
	switch u.State {
	case translation.Fresh:
		if p.State = "unaccepted"; u.Review.Stage == translation.Draft {
			p.State = u.Review.Stage.String()
		}
	case translation.Stale:
		p.Class = u.Class.String()
	}
	if u.State != translation.Fresh {
		p.Before = u.Previous
	}
	return p
}

// wordsToDo returns the number of a locale's words to translate or to look at again.
func wordsToDo(l project.LocaleStatus) int {
	words := 0
	for _, d := range l.Todo {
		words += d.Words
	}
	return words
}

// done reports whether nothing is left to do.
func (w Worklist) done() bool { return len(w.Tasks)+len(w.Broken)+len(w.Unrecorded) == 0 }

// Accept returns the command that records what unrecorded translations were made from.
func (w Worklist) Accept() string {
	if w.Whole {
		return "vernacular accept " + string(w.Tag)
	}
	return "vernacular accept " + string(w.Tag) + " " + diag.Escape(strings.Join(w.Unrecorded, " "))
}

// next returns the command to run when the first passage is right, "" when none is to be accepted.
func (t Task) next(l locale.Tag) string {
	for _, p := range t.Passages {
		if p.state != translation.Obsolete && p.state != translation.Moved {
			return fmt.Sprintf("vernacular accept %s %s --block %d", l, diag.Escape(t.Page), p.Number)
		}
	}
	return ""
}

// Condition returns why a passage is on the list.
func (p Passage) Condition() string {
	switch p.state {
	case translation.Fresh:
		if p.State == "unaccepted" {
			return "not accepted yet"
		}
	case translation.Stale:
		return p.State + ", " + p.Class
	}
	return p.State
}

// changed reports whether it is known what changed in the source text.
func (p Passage) changed() bool { return p.state == translation.Stale && p.Before != "" }

// inTarget reports whether only the translation has a text to show.
func (p Passage) inTarget() bool { return p.Source == "" && p.own != "" }

// shown returns in one line the text that a translator must read: what changed, or the first words.
func (p Passage) shown() string {
	switch {
	case p.changed():
		return difference(p.Before, p.Source)
	case p.inTarget():
		return oneLine(firstWords(p.own))
	}
	return oneLine(firstWords(p.Source))
}

// difference returns what changed in a source text, in one line: [-gone-] and {+new+}.
func difference(before, now string) string {
	var b strings.Builder
	for _, p := range textdiff.Words(before, now) {
		switch p.Op {
		case textdiff.Deleted:
			b.WriteString("[-" + p.Text + "-]")
		case textdiff.Inserted:
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return oneLine(b.String())
}

// oneLine returns a text in one line in which nothing is invisible.
func oneLine(s string) string { return diag.Escape(strings.Join(strings.Fields(s), " ")) }
