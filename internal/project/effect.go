package project

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// Effect is what a change of the source does to its translations.
type Effect struct {
	Class   translation.Class // of the change, as the program finds it or its author says
	Locales []LocaleEffect    // those that have the page, by tag
	Seen    string            // a digest of all that, which comes back when its author has seen it
}

// LocaleEffect is what a change of the source does to one translation.
type LocaleEffect struct {
	Tag, Name, EnglishName, Dir string
	Units                       []UnitEffect // whose state becomes another, in the order of the source
	After                       UnitCount    // of the page
	Unknown                     bool         // no record says which text it was made from: it counts as made from the new one
}

// UnitEffect is a unit whose state becomes another.
type UnitEffect struct {
	Source        string // its text in the source, then
	Before, State translation.State
	Class         translation.Class // of the change, where it is stale then
}

// Matters reports whether an author has to see it first: a unit's state becomes another, or the meaning of the source changes and
// nobody knows what a translation was made from, so that it goes on counting as up to date.
func (e Effect) Matters() bool {
	return slices.ContainsFunc(e.Locales, func(l LocaleEffect) bool {
		return len(l.Units) > 0 || l.Unknown && e.Class > translation.Cosmetic
	})
}

// effect compares the translations of the page with its source as it is and as it is in over.
func (v *sourceView) effect(over *Workspace, now Field, e SourceEdit) Effect {
	out := Effect{Class: translation.Classify(now.Kind, now.Text, e.Text, v.own.Source.Language())}
	if class, ok := translation.ParseClass(e.Class); ok {
		out.Class = class
	}
	set := v.table.Settings
	v.others(over, func(t locale.Tag, before, after *translation.Comparison) {
		own := LocaleEffect{Tag: string(t), Name: set.Autonym(t), EnglishName: t.EnglishName(), Dir: set.Direction(t), Unknown: after.Record == nil}
		own.After.add(after)
		own.Units = unitEffects(before, after)
		out.Locales = append(out.Locales, own)
	})
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q %q %d\n", e.Key, e.ID, e.Text, e.Class, out.Class)
	for _, l := range out.Locales {
		fmt.Fprintf(&b, "%s %v %+v %v\n", l.Tag, l.Units, l.After, l.Unknown)
	}
	out.Seen = translation.Hash(b.String())
	return out
}

// unitEffects returns the units whose state becomes another. A unit is known by its text in the source and, where that is there
// several times, by its number among them; the one whose text has changed is the one that is left over on both sides.
func unitEffects(before, after *translation.Comparison) (out []UnitEffect) {
	was := statesBySource(before)
	now := statesBySource(after)
	var gone []sourceState
	for _, s := range was.list {
		if _, ok := now.at[s.key]; !ok {
			gone = append(gone, s)
		}
	}
	for _, s := range now.list {
		old := sourceState{state: translation.Missing}
		if at, ok := was.at[s.key]; ok {
			old = was.list[at]
		} else if len(gone) > 0 {
			old, gone = gone[0], gone[1:]
		}
		if old.state != s.state {
			out = append(out, UnitEffect{Source: s.text, Before: old.state, State: s.state, Class: s.class})
		}
	}
	return out
}

// sourceState is the state of the translation of a source text.
type sourceState struct {
	key, text string
	state     translation.State
	class     translation.Class
}

// sourceStates are those of a page, and their indexes by key.
type sourceStates struct {
	list []sourceState
	at   map[string]int
}

// statesBySource returns the states of a translation in the order of its source.
func statesBySource(t *translation.Comparison) sourceStates {
	out := sourceStates{at: map[string]int{}}
	times := map[string]int{}
	for _, s := range t.SourceSegments {
		name := string(s.Kind) + " " + s.Path + " "
		if s.Path == "" {
			name += s.Text
		}
		times[name]++
		key := fmt.Sprint(times[name], " ", name)
		out.at[key] = len(out.list)
		out.list = append(out.list, sourceState{key: key, text: s.Text, state: translation.Missing})
	}
	for _, m := range t.Matches {
		if m.Source >= 0 {
			out.list[m.Source].state, out.list[m.Source].class = m.State, m.Class
		}
	}
	return out
}
