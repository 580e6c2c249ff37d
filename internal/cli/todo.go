package cli

import (
	"fmt"
	"strings"

	"vernacular/internal/build"
	"vernacular/internal/diag"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// tooStale is the verdict of --fail-under.
func tooStale(st build.Status, percent int) error {
	for _, l := range st.Locales {
		if fresh := l.Blocks.Done - l.Blocks.Stale; l.Published && l.Tag != st.Source && fresh*100 < percent*l.Blocks.Total {
			return &exit{exitProblems, fmt.Sprintf("%s has %d of %d passages fresh, less than %d %%", l.Tag, fresh, l.Blocks.Total, percent), fmt.Sprintf("vernacular status %s lists what to do", l.Tag)}
		}
	}
	return nil
}

// printTodo tells a translator what to do next.
func (a *app) printTodo(st build.Status) {
	w := a.streams.Out
	for _, l := range st.Locales {
		words := 0
		for _, d := range l.Todo {
			words += d.Words
		}
		if len(l.Todo) == 0 {
			fmt.Fprintf(w, "%s (%s): all %s up to date\n", l.Tag, l.Name, count(l.Blocks.Total, "passage is", "passages are"))
			continue
		}
		fmt.Fprintf(w, "%s (%s): %s to translate or to look at again\n", l.Tag, l.Name, count(words, "word", "words"))
		for _, d := range l.Todo {
			name := d.Key
			if d.SourceDoc == nil {
				name = messagesName
			}
			fmt.Fprintf(w, "\n%s  %s  (%s)\n", diag.Escape(name), diag.Escape(d.Title), count(d.Words, "word", "words"))
			if d.Bytes == nil {
				fmt.Fprintf(w, "  there is no %s yet\n", diag.Escape(d.File))
				continue
			}
			for _, item := range d.Items {
				a.printItem(d, item)
			}
		}
		fmt.Fprintf(w, "\nWhen a passage is right again: vernacular accept %s <page> --block <number>\n", l.Tag)
	}
}

func (a *app) printItem(d build.Todo, item build.Item) {
	w := a.streams.Out
	state := item.State.String()
	if item.State == translation.Fresh {
		state = "not accepted yet"
	} else if item.State == translation.Stale {
		state += ", " + item.Class.String()
	}
	pos := diag.At(d.File, 0, 0)
	text := ""
	if item.Source >= 0 {
		s := d.SourceSegments[item.Source]
		pos, text = s.Pos, s.Text
	}
	if item.Target >= 0 {
		pos = d.Segments[item.Target].Pos
	}
	fmt.Fprintf(w, "  %3d  %s  %s:%d:%d", item.Number, state, diag.Escape(pos.File), pos.Line, pos.Col)
	if item.Words > 0 {
		fmt.Fprintf(w, "  %s", count(item.Words, "word", "words"))
	}
	fmt.Fprintln(w)
	switch {
	case item.State == translation.Stale && item.Before != "" && text != "":
		var b strings.Builder
		for _, p := range textdiff.Words(item.Before, text) {
			switch p.Op {
			case '-':
				b.WriteString("[-" + p.Text + "-]")
			case '+':
				b.WriteString("{+" + p.Text + "+}")
			default:
				b.WriteString(p.Text)
			}
		}
		fmt.Fprintf(w, "       %s\n", oneLine(b.String()))
	case text != "" && item.State != translation.Fresh:
		fmt.Fprintf(w, "       %s\n", oneLine(firstWords(text)))
	}
}

func oneLine(s string) string { return diag.Escape(strings.Join(strings.Fields(s), " ")) }
