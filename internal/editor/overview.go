package editor

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/project"
)

// overviewView is the overview as a template shows it.
type overviewView struct {
	project.Work
	Script template.HTML
	Leaves bool // the reader has given the password of a team, and can end that
}

// localeView is a locale of the overview as a template shows it.
type localeView struct {
	project.LocaleWork
	Open bool // its list of pages
}

// Rows returns the locales. The pages of one that is alone need not be opened.
func (o overviewView) Rows() []localeView {
	rows := make([]localeView, len(o.Locales))
	for i, l := range o.Locales {
		rows[i] = localeView{l, len(o.Locales) == 1}
	}
	return rows
}

// From returns the name of the source's locale.
func (o overviewView) From() phrase { return phraseIn(o.Source, "", o.SourceName) }

// Done returns the number of locales without anything to translate.
func (o overviewView) Done() (n int) {
	for _, l := range o.Locales {
		if l.Words == 0 {
			n++
		}
	}
	return n
}

// Own returns a locale's own name.
func (l localeView) Own() phrase { return phraseIn(l.Tag, l.Dir, l.Name) }

// phrase is a text in another language than that of the editor.
type phrase struct{ Tag, Dir, Text string }

func phraseIn(tag, dir, text string) phrase { return phrase{tag, cmp.Or(dir, "auto"), text} }

// number returns a number with its noun. The space between them does not break.
func number(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return locale.English.Number(n) + "\u00a0" + many
}

// words returns how much there is to translate.
func words(n int) string {
	if n == 0 {
		return "nothing to translate"
	}
	return number(n, "word", "words") + " to translate"
}

// counted returns a count of texts in words.
func counted(c project.UnitCount) string {
	if c.Total+c.Obsolete+c.Added == 0 {
		return "none"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s up to date", locale.English.Number(c.Fresh-c.FreshDrafts), locale.English.Number(c.Total))
	if c.FreshDrafts > 0 {
		b.WriteString(", " + number(c.FreshDrafts, "draft", "drafts"))
	}
	for _, part := range []struct {
		n    int
		name string
	}{{c.Reviewed, "reviewed"}, {c.Stale, "outdated"}, {c.Missing, "missing"}, {c.Moved, "moved"}, {c.Uncompared, "not compared"}, {c.Obsolete, "obsolete"}, {c.Added, "added"}} {
		if part.n > 0 {
			b.WriteString(", " + number(part.n, part.name, part.name))
		}
	}
	return b.String()
}

// barPart is a part of a drawn count, in hundredths of its width.
type barPart struct{ Class, X, Width string }

// bars returns the parts of a count that are drawn.
func bars(c project.UnitCount) (parts []barPart) {
	at := 0.0
	for _, part := range []struct {
		class string
		n     int
	}{{"fresh", c.Fresh - c.FreshDrafts}, {"stale", c.Stale}} {
		width := 100 * float64(min(max(part.n, 0), c.Total)) / float64(c.Total)
		if part.n > 0 {
			parts = append(parts, barPart{part.class, fmt.Sprintf("%.2f", at), fmt.Sprintf("%.2f", width)})
		}
		at += width
	}
	return parts
}
