package cli

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

// worklist is what there is to do in a locale. Its pages are in the order of their worth: the landing page, then those
// with the most words.
type worklist struct {
	project.LocaleStatus
	Words      int      // to translate or to look at again
	Broken     []string // files with an error, of which nothing else can be said
	Unrecorded []string // pages, and "messages", of which no command has said what they were made from
	Whole      bool     // Unrecorded is all that there is
}

func newWorklist(b *project.Workspace, st project.Status, l project.LocaleStatus) worklist {
	w := worklist{LocaleStatus: l}
	w.Todo = slices.Clone(l.Todo)
	slices.SortStableFunc(w.Todo, func(a, c project.Todo) int {
		rank := func(t project.Todo) int {
			if t.SourceDoc != nil && t.Key == st.Home {
				return 0
			}
			return 1
		}
		return cmp.Or(rank(a)-rank(c), c.Words-a.Words)
	})
	w.Words = wordsToDo(l)
	keys := make([]string, 0, len(st.Pages)+1)
	for _, p := range st.Pages {
		keys = append(keys, p.Key)
		if f, ok := l.Begun[p.Key]; ok && f.Broken {
			w.Broken = append(w.Broken, f.File)
		}
	}
	if l.Tag == st.Source {
		return w
	}
	recorded := false
	for _, key := range append(keys, "") {
		t, ok := b.Translation(key, l.Tag)
		switch {
		case !ok:
		case t.Record != nil:
			recorded = true
		case slices.ContainsFunc(t.Matches, func(m translation.Match) bool {
			return m.Source >= 0 && m.Target >= 0 && m.State != translation.Missing
		}):
			w.Unrecorded = append(w.Unrecorded, todoName(t))
		}
	}
	w.Whole = len(w.Unrecorded) > 0 && !recorded
	return w
}

func wordsToDo(l project.LocaleStatus) int {
	words := 0
	for _, d := range l.Todo {
		words += d.Words
	}
	return words
}

// todoName is how accept calls a translation.
func todoName(t translation.Comparison) string {
	if t.SourceDoc == nil {
		return messagesName
	}
	return t.Key
}

// done tells whether nothing is left to do.
func (w worklist) done() bool { return len(w.Todo)+len(w.Broken)+len(w.Unrecorded) == 0 }

// record is the command that makes known what unrecorded translations were made from.
func (w worklist) record() string {
	if w.Whole {
		return "vernacular accept " + string(w.Tag)
	}
	return "vernacular accept " + string(w.Tag) + " " + diag.Escape(strings.Join(w.Unrecorded, " "))
}

// next is the command after the first passage is right, "" when none is to be accepted.
func next(l locale.Tag, d project.Todo) string {
	for _, item := range d.Items {
		if item.Source >= 0 {
			return fmt.Sprintf("vernacular accept %s %s --block %d", l, diag.Escape(todoName(d.Comparison)), item.Number)
		}
	}
	return ""
}

// stateOf says what is the matter with a passage.
func stateOf(item project.Item) string {
	switch item.State {
	case translation.Fresh:
		return "not accepted yet"
	case translation.Stale:
		return item.State.String() + ", " + item.Class.String()
	}
	return item.State.String()
}

// placeOf is where a passage stands in the translation, or where it does not, in the source.
func placeOf(d project.Todo, item project.Item) diag.Pos {
	switch {
	case item.Target >= 0:
		return d.Segments[item.Target].Pos
	case item.Source >= 0:
		return d.SourceSegments[item.Source].Pos
	}
	return diag.At(d.File, 0, 0)
}

// sourceOf is the source text of a passage, "" of a surplus one.
func sourceOf(d project.Todo, item project.Item) string {
	if item.Source < 0 {
		return ""
	}
	return d.SourceSegments[item.Source].Text
}

// difference is what changed in a source text, in one line: [-gone-] and {+new+}.
func difference(before, now string) string {
	var b strings.Builder
	for _, p := range textdiff.Words(before, now) {
		switch p.Op {
		case '-':
			b.WriteString("[-" + p.Text + "-]")
		case '+':
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return oneLine(b.String())
}

// passage shows what a translator must read of the source.
func passage(d project.Todo, item project.Item) string {
	text := sourceOf(d, item)
	switch {
	case item.State == translation.Stale && item.Before != "":
		return difference(item.Before, text)
	case text == "" && item.Target >= 0:
		return oneLine(firstWords(d.Segments[item.Target].Text))
	}
	return oneLine(firstWords(text))
}

// tooStale is the verdict of --fail-under.
func tooStale(st project.Status, percent int) error {
	var below []project.LocaleStatus
	for _, l := range st.Locales {
		if l.Published && l.Tag != st.Source && freshOf(l)*100 < percent*l.Blocks.Total {
			below = append(below, l)
		}
	}
	if below == nil {
		return nil
	}
	first := below[0]
	text := fmt.Sprintf("%s has %d of %d passages fresh, less than %d %%", first.Tag, freshOf(first), first.Blocks.Total, percent)
	if len(below) > 1 {
		names := make([]string, len(below))
		for i, l := range below {
			names[i] = fmt.Sprintf("%s (%s)", l.Tag, freshPercent(l))
		}
		text = fmt.Sprintf("%d locales have less than %d %% of their passages fresh: %s", len(below), percent, strings.Join(names, ", "))
	}
	return &exit{exitProblems, text, fmt.Sprintf("vernacular status %s lists what to do", first.Tag)}
}

func freshOf(l project.LocaleStatus) int { return l.Blocks.Done - l.Blocks.Stale }

// freshPercent is rounded down, so that 100 % means all.
func freshPercent(l project.LocaleStatus) string {
	if l.Blocks.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", freshOf(l)*100/l.Blocks.Total)
}

// printTodo tells a translator what to do next.
func (a *app) printTodo(st project.Status, lists []worklist) {
	out := a.streams.Out
	for i, w := range lists {
		if i > 0 {
			fmt.Fprintln(out)
		}
		switch {
		case w.Tag == st.Source:
			fmt.Fprintf(out, "%s (%s): translations are made from it, so it is never out of date\n", w.Tag, diag.Escape(w.Name))
			continue
		case w.done():
			fmt.Fprintf(out, "%s (%s): all %s up to date\n", w.Tag, diag.Escape(w.Name), count(w.Blocks.Total, "passage is", "passages are"))
			continue
		}
		fmt.Fprintf(out, "%s (%s): %d of %s fresh (%s), %d stale, %d missing; %s to translate or to look at again\n", w.Tag, diag.Escape(w.Name), freshOf(w.LocaleStatus),
			count(w.Blocks.Total, "passage", "passages"), freshPercent(w.LocaleStatus), w.Blocks.Stale, w.Blocks.Missing, count(w.Words, "word", "words"))
		if len(w.Unrecorded) > 0 {
			fmt.Fprintf(out, "%s: it is not known which source text this was made from; to make it known: %s\n", unrecordedName(w), w.record())
		}
		for _, file := range w.Broken {
			fmt.Fprintf(out, "\n%s has an error; vernacular check names it\n", diag.Escape(file))
		}
		for _, d := range w.Todo {
			name := diag.Escape(todoName(d.Comparison))
			if d.Title != "" {
				name += "  " + oneLine(d.Title)
			}
			fmt.Fprintf(out, "\n%s  (%s)\n", name, count(d.Words, "word", "words"))
			if d.Bytes == nil {
				fmt.Fprintf(out, "  there is no %s yet\n  next: translate %s into it\n", diag.Escape(d.File), diag.Escape(d.SourceFile))
				continue
			}
			for _, item := range d.Items {
				pos := placeOf(d, item)
				fmt.Fprintf(out, "  %3d  %s  %s  %s:%d:%d", item.Number, diag.Escape(item.ID), stateOf(item), diag.Escape(pos.File), pos.Line, pos.Col)
				if item.Words > 0 {
					fmt.Fprintf(out, "  %s", count(item.Words, "word", "words"))
				}
				fmt.Fprintln(out)
				if text := passage(d, item); text != "" {
					fmt.Fprintf(out, "       %s\n", text)
				}
			}
			if cmd := next(w.Tag, d); cmd != "" {
				fmt.Fprintf(out, "  next, when it is right: %s\n", cmd)
			}
		}
	}
}

// unrecordedName says of which part of a locale nothing is recorded.
func unrecordedName(w worklist) string {
	if w.Whole {
		return "the whole translation"
	}
	return diag.Escape(strings.Join(w.Unrecorded, ", "))
}

func oneLine(s string) string { return diag.Escape(strings.Join(strings.Fields(s), " ")) }

type todoPage struct {
	Page     string        `json:"page"` // as accept calls it
	Title    string        `json:"title,omitempty"`
	File     string        `json:"file"`
	Exists   bool          `json:"exists"`
	Words    int           `json:"words"`
	Passages []todoPassage `json:"passages"`
}

type todoPassage struct {
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
}

// todoJSON is the list for machines.
func todoJSON(w worklist) *[]todoPage {
	out := []todoPage{}
	for _, d := range w.Todo {
		p := todoPage{todoName(d.Comparison), d.Title, d.File, d.Bytes != nil, d.Words, []todoPassage{}}
		for _, item := range d.Items {
			pos := placeOf(d, item)
			one := todoPassage{item.Number, item.ID, item.State.String(), "", pos.File, pos.Line, pos.Col, item.Words, sourceOf(d, item), item.Before}
			switch item.State {
			case translation.Fresh:
				one.State = "unaccepted"
			case translation.Stale:
				one.Class = item.Class.String()
			}
			p.Passages = append(p.Passages, one)
		}
		out = append(out, p)
	}
	return &out
}
