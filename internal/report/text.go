package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"vernacular/internal/diag"
	"vernacular/internal/project"
)

// Columns returns rows of cells as lines in which each column but the last, whose letters may be wide,
// has one width.
func Columns(rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, diag.Escape(cell))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	return b.String()
}

// rows returns the table of the locales, its head first.
func (r *Report) rows() [][]string {
	head := []string{"locale", "published", "pages", "messages", "fresh", "%", "stale", "missing"}
	rare := r.rareStates()
	for _, s := range rare {
		head = append(head, s.name)
	}
	rows := [][]string{append(head, "words to do", "language")}
	for _, l := range r.Status.Locales {
		published := "no"
		if l.Published {
			published = "yes"
		}
		if l.Tag == r.Status.Source {
			published += ", source"
		}
		row := []string{
			string(l.Tag), published, fraction(l.Pages), fraction(l.Messages), strconv.Itoa(fresh(l)), freshPercent(l),
			strconv.Itoa(l.Blocks.Stale), strconv.Itoa(l.Blocks.Missing),
		}
		for _, s := range rare {
			row = append(row, strconv.Itoa(s.count(l)))
		}
		rows = append(rows, append(row, strconv.Itoa(wordsToDo(l)), l.Name+" ("+l.Tag.EnglishName()+")"))
	}
	return rows
}

func fraction(c project.Count) string {
	if c.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", c.Done, c.Total)
}

// Table returns the counts of each locale and, with lacking, the names of what it lacks.
func (r *Report) Table(lacking bool) string {
	out := Columns(r.rows())
	for _, l := range r.Status.Locales {
		if n := len(l.Uncompared); n > 0 {
			out += fmt.Sprintf("%s: not compared: %d of %s; nobody knows which passage is which, and readers get what the translator wrote\n", l.Tag, n, count(l.Pages.Done, "page", "pages"))
		}
	}
	out += r.asked()
	if !lacking {
		return out
	}
	for _, l := range r.Status.Locales {
		for _, k := range l.Missing {
			out += fmt.Sprintf("%s lacks the page %s\n", l.Tag, diag.Escape(k))
		}
		for _, id := range l.MissingID {
			out += fmt.Sprintf("%s lacks the message %s\n", l.Tag, diag.Escape(id))
		}
	}
	return out
}

// asked returns what translators ask the author, a line for each question.
func (r *Report) asked() string {
	if len(r.Questions) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s to the author:\n", count(len(r.Questions), "question", "questions"))
	for _, q := range r.Questions {
		at := q.Page
		if q.Place.File != "" {
			at = fmt.Sprintf("%s:%d:%d", q.Place.File, q.Place.Line, q.Place.Col)
		}
		who := string(q.Locale)
		if q.Comment.Who != "" {
			who += ", " + q.Comment.Who
		}
		fmt.Fprintf(&b, "%s: %s: %s", diag.Escape(at), diag.Escape(who), diag.Escape(strings.Join(strings.Fields(q.Comment.Text), " ")))
		if n := len(q.Answers); n > 0 {
			fmt.Fprintf(&b, " (%s)", count(n, "answer", "answers"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Tasks returns what a translator does next, in each locale.
func (r *Report) Tasks() string {
	var b strings.Builder
	for i, w := range r.Work {
		if i > 0 {
			b.WriteString("\n")
		}
		name := fmt.Sprintf("%s (%s)", w.Tag, diag.Escape(w.Name))
		switch {
		case w.Tag == r.Status.Source:
			fmt.Fprintf(&b, "%s: translations are made from it, so it is never out of date\n", name)
		case w.done():
			fmt.Fprintf(&b, "%s: all %s up to date", name, count(w.Blocks.Total, "passage is", "passages are"))
			if n := w.Blocks.Unpublished; n > 0 {
				fmt.Fprintf(&b, "; %d of them in drafts, which no reader sees until the line \"draft: true\" is taken out", n)
			}
			b.WriteString("\n")
		default:
			fmt.Fprintf(&b, "%s: %d of %s fresh (%s), %d stale, %d missing%s%s; %s to translate or to look at again\n", name, fresh(w.LocaleStatus),
				count(w.Blocks.Total, "passage", "passages"), freshPercent(w.LocaleStatus), w.Blocks.Stale, w.Blocks.Missing, inDrafts(w.LocaleStatus), rest(w.LocaleStatus), count(w.Words, "word", "words"))
			w.writeText(&b)
		}
	}
	return b.String() + r.asked()
}

// rareState is a state that few locales have units in.
type rareState struct {
	name  string
	count func(project.LocaleStatus) int
}

var rareStates = []rareState{
	{"moved", func(l project.LocaleStatus) int { return l.Blocks.Moved }},
	{"not compared", func(l project.LocaleStatus) int { return l.Blocks.Uncompared }},
	{"obsolete", func(l project.LocaleStatus) int { return l.Blocks.Obsolete }},
	{"added", func(l project.LocaleStatus) int { return l.Blocks.Added }},
	{"stale texts", project.LocaleStatus.StaleTexts}, // of the front matter, and messages
	{"draft", func(l project.LocaleStatus) int { return l.Blocks.Drafts }},
	{"reviewed", func(l project.LocaleStatus) int { return l.Blocks.Reviewed }},
}

// rareStates returns the rare states that some locale has units in.
func (r *Report) rareStates() []rareState {
	return slices.DeleteFunc(slices.Clone(rareStates), func(s rareState) bool {
		return !slices.ContainsFunc(r.Status.Locales, func(l project.LocaleStatus) bool { return s.count(l) > 0 })
	})
}

// inDrafts says how many of the missing passages no translator has to do.
func inDrafts(n project.LocaleStatus) string {
	if n.Blocks.Unpublished == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of them translated in drafts)", n.Blocks.Unpublished)
}

// rest returns the numbers of the rare states, each after a comma.
func rest(n project.LocaleStatus) string {
	var b strings.Builder
	for _, s := range rareStates {
		if k := s.count(n); k > 0 {
			fmt.Fprintf(&b, ", %d %s", k, s.name)
		}
	}
	return b.String()
}

// writeText writes what there is to do in one locale.
func (w Worklist) writeText(b *strings.Builder) {
	if len(w.Unrecorded) > 0 {
		part := diag.Escape(strings.Join(w.Unrecorded, ", "))
		if w.Whole {
			part = "the whole translation"
		}
		fmt.Fprintf(b, "%s: it is not known which source text this was made from; to make it known: %s\n", part, w.Accept())
	}
	if len(w.Uncompared) > 0 {
		fmt.Fprintf(b, "not compared with the source, since nobody knows which passage is which: %s; if it is right: vernacular accept %s PAGE --force --reason \"why\"\n",
			diag.Escape(strings.Join(w.Uncompared, ", ")), w.Tag)
	}
	for _, file := range w.Broken {
		fmt.Fprintf(b, "\n%s has an error; vernacular check names it\n", diag.Escape(file))
	}
	for _, t := range w.Tasks {
		name := diag.Escape(t.Page)
		if t.Title != "" {
			name += "  " + oneLine(t.Title)
		}
		fmt.Fprintf(b, "\n%s  (%s)\n", name, count(t.Words, "word", "words"))
		if !t.Exists {
			fmt.Fprintf(b, "  there is no %s yet\n  next: translate %s into it\n", diag.Escape(t.File), diag.Escape(t.sourceFile))
			continue
		}
		for _, p := range t.Passages {
			p.writeText(b)
		}
		if cmd := t.next(w.Tag); cmd != "" {
			fmt.Fprintf(b, "  next, when it is right: %s\n", cmd)
		}
	}
}

func (p Passage) writeText(b *strings.Builder) {
	fmt.Fprintf(b, "  %3d  %s  %s  %s:%d:%d", p.Number, diag.Escape(p.ID), p.Condition(), diag.Escape(p.File), p.Line, p.Column)
	if p.Words > 0 {
		fmt.Fprintf(b, "  %s", count(p.Words, "word", "words"))
	}
	b.WriteString("\n")
	if text := p.shown(); text != "" {
		fmt.Fprintf(b, "       %s\n", text)
	}
}

// firstWords cuts a text short: between words where it has spaces, and never within a letter and its marks.
func firstWords(s string) string {
	const most = 72
	s = strings.Join(strings.Fields(s), " ")
	var space, n int
	var before rune
	for i, r := range s {
		if n >= 2*most || n >= most && !joins(before, r) {
			if space > i/2 {
				i = space
			}
			return s[:i] + "…"
		}
		if r == ' ' {
			space = i
		}
		before = r
		n++
	}
	return s
}

// joins reports whether r continues the letter or the picture that ends with before.
func joins(before, r rune) bool {
	const zwj = '\u200d'
	return unicode.Is(unicode.M, r) || r == zwj || before == zwj || r >= 0x1f3fb && r <= 0x1f3ff
}
