package cli

import (
	"cmp"
	"slices"

	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// onPage leaves out what the page lists below "What is missing": whole pages and messages, and files with an error.
func onPage(w worklist) worklist {
	w.Broken = nil
	var left []project.Todo
	for _, d := range w.Todo {
		if d.Bytes == nil {
			continue
		}
		if d.SourceDoc == nil {
			d.Items = slices.DeleteFunc(slices.Clone(d.Items), func(i project.Item) bool { return i.State == translation.Missing })
			d.Words = 0
			for _, i := range d.Items {
				d.Words += i.Words
			}
		}
		if len(d.Items) > 0 {
			left = append(left, d)
		}
	}
	w.Todo = left
	return w
}

// todo has a section for each locale in which something is to be looked at again.
func (p *statusPage) todo() markup {
	var lists []worklist
	for _, l := range p.Locales {
		if w, ok := p.work[l.Tag]; ok {
			lists = append(lists, w)
		}
	}
	if lists == nil {
		return ""
	}
	return put("<h2 id=\"todo\">What to do next</h2>\n<p>Passages of pages and messages that are there, the landing page first, then by words. When one is right again: <code>vernacular accept &lt;tag&gt; &lt;page&gt; --block &lt;number&gt;</code>.</p>\n%s",
		each(lists, "", p.todoIn))
}

func (p *statusPage) todoIn(w worklist) markup {
	out := put("<section aria-labelledby=\"todo todo-%s\">\n<h3 id=\"todo-%s\">%s%s</h3>\n", w.Tag, w.Tag, autonym(w.LocaleStatus), english(w.LocaleStatus))
	if len(w.Unrecorded) > 0 {
		what := each(w.Unrecorded, ", ", code)
		if w.Whole {
			what = "the translation"
		}
		out += put("<p>It is not known from which source text %s was made: <code>%s</code> makes it known.</p>\n", what, w.record())
	}
	for _, d := range w.Todo {
		name := code(todoName(d.Comparison))
		if d.SourceDoc != nil {
			name = put("%s <span class=\"english\">%s</span>", p.inSource(d.Title), code(d.Key))
		}
		out += put("<h4>%s, %s</h4>\n<ul>\n%s</ul>\n", name, number(d.Words, "word", "words"), each(d.Items, "", func(item project.Item) markup {
			return put("<li><span class=\"kind\">%s: %s</span> <span class=\"what\">%s</span> %s</li>\n", item.Number, stateOf(item), p.passage(w, d, item), place(placeOf(d, item)))
		}))
	}
	return out + "</section>\n"
}

// passage is what changed in the source of a stale passage, or how another begins.
func (p *statusPage) passage(w worklist, d project.Todo, item project.Item) markup {
	text := sourceOf(d, item)
	switch {
	case item.Source < 0 && item.Target >= 0:
		return put(`<bdi lang="%s" dir="%s">%s</bdi>`, w.Tag, w.Dir, firstWords(d.Segments[item.Target].Text))
	case item.State != translation.Stale || item.Before == "":
		return p.inSource(firstWords(text))
	}
	return put(`<bdi lang="%s" dir="%s">%s</bdi>`, p.Source, cmp.Or(p.locales[p.Source].Dir, p.Source.Direction()), each(textdiff.Words(item.Before, text), "", func(part textdiff.Part) markup {
		switch part.Op {
		case '-':
			return put("<del>%s</del>", part.Text)
		case '+':
			return put("<ins>%s</ins>", part.Text)
		}
		return put("%s", part.Text)
	}))
}
