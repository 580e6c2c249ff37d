package layout

import (
	"cmp"
	"html/template"
	"regexp"
	"slices"

	"vernacular/internal/locale"
)

// This file holds the functions of layouts about languages: their names, the order of these, and what language a text is in.

// tagOf returns the locale that a text names.
func tagOf(v any) (locale.Tag, error) {
	s, err := printable(v)
	if err != nil {
		return "", err
	}
	t, _, err := locale.Parse(s)
	if err != nil {
		return "", &Problem{Message: err.Error()}
	}
	return t, nil
}

func (in *instance) localeOf(tag any) (Locale, error) {
	t, err := tagOf(tag)
	if err != nil {
		return Locale{}, err
	}
	return in.render().Site.Locale(t), nil
}

// lentStart is how a text begins that another locale had to lend, see [Render.inLanguage].
var lentStart = regexp.MustCompile(`^<(?:span|div) lang="([^"]*)"`)

// langOf returns the locale of a text that another locale had to lend, nil for a text in the edition's own.
func (in *instance) langOf(text any) (*Locale, error) {
	markup, _ := text.(template.HTML)
	m := lentStart.FindStringSubmatch(string(markup))
	if m == nil {
		return nil, nil
	}
	l, err := in.localeOf(m[1])
	return &l, err
}

func (in *instance) nameOf(tag any) (template.HTML, error) {
	t, err := tagOf(tag)
	if err != nil {
		return "", err
	}
	r := in.render()
	return r.markup(r.Site.NameIn(t, r.edition())), nil
}

// byName orders variants or locales by their names in the edition's language, as its readers look for them.
func (in *instance) byName(list any) (any, error) {
	r := in.render()
	edition := r.edition()
	compare := locale.Compare(edition)
	return ordered("byName", list, func(l *listed) { l.name = r.Site.NameIn(l.tag, edition).Value }, func(a, b listed) int {
		return cmp.Or(compare(a.name, b.name), cmp.Compare(a.tag, b.tag))
	})
}

// byScript orders variants or locales by script, then by their own names: the same order in every edition.
func byScript(list any) (any, error) {
	return ordered("byScript", list, func(l *listed) { l.script = l.tag.Script() }, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.script, b.script), compareNames(a.name, b.name), cmp.Compare(a.tag, b.tag))
	})
}

// compareNames is kept because every page has a language menu, and a collator takes longer to make than a page.
var compareNames = locale.Compare("und")

// listed is what a variant or a locale is ordered by.
type listed struct {
	tag          locale.Tag
	name, script string
	at           int // in the list
}

// ordered returns a sorted copy of a list of variants or locales. prepare finds out once for each what compare needs.
func ordered(function string, list any, prepare func(*listed), compare func(a, b listed) int) (any, error) {
	switch list := list.(type) {
	case []Alternate:
		return sorted(list, func(a Alternate) listed { return listed{tag: a.Locale, name: a.Name} }, prepare, compare), nil
	case []Locale:
		return sorted(list, func(l Locale) listed { return listed{tag: locale.Tag(l.Tag), name: l.Name} }, prepare, compare), nil
	}
	return nil, &Problem{Message: function + " takes a list of variants or locales, such as .Alternates or .Editions"}
}

// sorted returns a sorted copy of a list.
func sorted[T any](list []T, key func(T) listed, prepare func(*listed), compare func(a, b listed) int) []T {
	keys := make([]listed, len(list))
	for i, item := range list {
		keys[i] = key(item)
		keys[i].at = i
		prepare(&keys[i])
	}
	slices.SortFunc(keys, compare)
	out := make([]T, len(list))
	for i, k := range keys {
		out[i] = list[k.at]
	}
	return out
}
