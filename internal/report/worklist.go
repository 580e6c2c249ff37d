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

// Translations returns the translation of a page into a locale, or of the messages for the key "". ok is
// false when there is nothing to translate.
type Translations interface {
	Translation(key string, tag locale.Tag) (t translation.Comparison, ok bool)
}

// Worklist is what there is to do in a locale.
type Worklist struct {
	project.LocaleStatus
	Words      int      // to translate or to look at again
	Tasks      []Task   // in the order of their worth: the landing page first, then by words
	Broken     []string // files with an error, of which nothing else can be said
	Unrecorded []string // the pages, and "messages", of which no command has recorded the source text
	Whole      bool     // Unrecorded is all that there is
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
	messages   bool // it is the catalog, not a page
}

// Passage is a text with something to do. Its exported fields are those of the JSON form.
type Passage struct {
	Number int    `json:"number"`
	ID     string `json:"id"`
	State  string `json:"state"` // stale, missing, surplus, or unaccepted
	Class  string `json:"class,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Words  int    `json:"words"`
	Source string `json:"source"`
	Before string `json:"before,omitempty"` // the source text that it was made from

	state   translation.State
	surplus bool   // the source has no such text
	target  string // the translation, "" when there is none
}

// newWorklist returns what there is to do in a locale.
func newWorklist(site Translations, st project.Status, l project.LocaleStatus) Worklist {
	w := Worklist{LocaleStatus: l, Words: wordsToDo(l), Tasks: make([]Task, 0, len(l.Todo))}
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
	if l.Tag != st.Source {
		w.findUnrecorded(site, st)
	}
	return w
}

// findUnrecorded fills in which translations have no record.
func (w *Worklist) findUnrecorded(site Translations, st project.Status) {
	keys := make([]string, 0, len(st.Pages)+1)
	for _, p := range st.Pages {
		keys = append(keys, p.Key)
	}
	recorded := false
	for _, key := range append(keys, "") {
		t, ok := site.Translation(key, w.Tag)
		switch {
		case !ok:
		case t.Record != nil:
			recorded = true
		case slices.ContainsFunc(t.Matches, func(m translation.Match) bool {
			return m.Source >= 0 && m.Target >= 0 && m.State != translation.Missing
		}):
			w.Unrecorded = append(w.Unrecorded, t.Name())
		}
	}
	w.Whole = len(w.Unrecorded) > 0 && !recorded
}

// newTask returns what a status says of a page or of the messages.
func newTask(d project.Todo) Task {
	t := Task{
		Page: d.Name(), Title: d.Title, File: d.File, Exists: d.Bytes != nil, Words: d.Words, Passages: []Passage{},
		sourceFile: d.SourceFile, messages: d.SourceDoc == nil,
	}
	for _, item := range d.Items {
		t.Passages = append(t.Passages, newPassage(d, item))
	}
	return t
}

func newPassage(d project.Todo, item project.Item) Passage {
	p := Passage{
		Number: item.Number, ID: item.ID, State: item.State.String(), Words: item.Words, Before: item.Before,
		state: item.State, surplus: item.Source < 0,
	}
	switch item.State {
	case translation.Fresh:
		p.State = "unaccepted"
	case translation.Stale:
		p.Class = item.Class.String()
	}

	// A text that has no translation yet is shown where the source has it.
	at := diag.At(d.File, 0, 0)
	if item.Source >= 0 {
		s := d.SourceSegments[item.Source]
		p.Source, at = s.Text, s.Pos
	}
	if item.Target >= 0 {
		s := d.Segments[item.Target]
		p.target, at = s.Text, s.Pos
	}
	p.File, p.Line, p.Column = at.File, at.Line, at.Col
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
		if !p.surplus {
			return fmt.Sprintf("vernacular accept %s %s --block %d", l, diag.Escape(t.Page), p.Number)
		}
	}
	return ""
}

// Condition returns why a passage is on the list.
func (p Passage) Condition() string {
	switch p.state {
	case translation.Fresh:
		return "not accepted yet"
	case translation.Stale:
		return p.State + ", " + p.Class
	}
	return p.State
}

// changed reports whether it is known what changed in the source text.
func (p Passage) changed() bool { return p.state == translation.Stale && p.Before != "" }

// inTarget reports whether only the translation has a text to show.
func (p Passage) inTarget() bool { return p.Source == "" && p.target != "" }

// shown returns in one line the text that a translator must read: what changed, or the first words.
func (p Passage) shown() string {
	switch {
	case p.changed():
		return difference(p.Before, p.Source)
	case p.inTarget():
		return oneLine(firstWords(p.target))
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
