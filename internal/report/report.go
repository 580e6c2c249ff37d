// Package report turns the status of a site into the forms in which people and programs read it: a table,
// a work list for a translator, Markdown for a comment on a pull request, an HTML page, and JSON. And it turns the
// problems of a site into the forms that continuous integration reads ([Problems]).
//
// It never opens or writes a file and never decides what is stale or missing: package project counts
// (status.go there), and this package puts the counts into words. The same status always gives the same
// bytes; no form of it bears a date.
//
// Start with [New], whose [Report] has a method for each form. The neighbour to read next is
// project/status.go.
package report

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/project"
)

// Report is the status of a site, ready to be written in any form.
type Report struct {
	Status           project.Status
	Work             []Worklist // of the locales in Status, in their order; nil when only the counts are asked for
	Errors, Warnings int        // of the site

	Questions []project.Question // to the author, that nobody has settled

	Units map[locale.Tag][]project.PageUnit // for the JSON form of locales that were chosen
}

// Choose leaves only the locales with these tags in a status, in the order of the tags and each once.
func Choose(st *project.Status, tags []locale.Tag) {
	var chosen []project.LocaleStatus
	for i, tag := range tags {
		if slices.Contains(tags[:i], tag) {
			continue
		}
		for _, l := range st.Locales {
			if l.Tag == tag {
				chosen = append(chosen, l)
			}
		}
	}
	st.Locales = chosen
}

// New returns the report of a status. With work, it lists what there is to do in each locale.
func New(st project.Status, work bool) *Report {
	r := &Report{Status: st}
	if work {
		for _, l := range st.Locales {
			r.Work = append(r.Work, newWorklist(st, l))
		}
	}
	return r
}

// TooStale returns why the site does not reach a percentage of fresh passages in each published locale,
// and the command that shows what to do. Both are empty when it does.
func (r *Report) TooStale(percent int) (reason, hint string) {
	var below []project.LocaleStatus
	for _, l := range r.Status.Locales {
		if l.Published && l.Tag != r.Status.Source && fresh(l)*100 < percent*(l.Blocks.Total+l.StaleTexts()) {
			below = append(below, l)
		}
	}
	if below == nil {
		return "", ""
	}
	first := below[0]
	reason = fmt.Sprintf("%s has %d of %d passages fresh, less than %d %%", first.Tag, fresh(first), first.Blocks.Total, percent)
	if n := first.StaleTexts(); n > 0 {
		reason = fmt.Sprintf("%s has %d of %d passages fresh and %s, less than %d %%", first.Tag, fresh(first), first.Blocks.Total, count(n, "stale text", "stale texts"), percent)
	}
	if len(below) > 1 {
		names := make([]string, len(below))
		for i, l := range below {
			names[i] = fmt.Sprintf("%s (%s)", l.Tag, freshPercent(l))
		}
		reason = fmt.Sprintf("%d locales have less than %d %% of their passages fresh: %s", len(below), percent, strings.Join(names, ", "))
	}
	return reason, fmt.Sprintf("vernacular status %s lists what to do", first.Tag)
}

// fresh returns the number of a locale's blocks that are translated from the present source text.
func fresh(l project.LocaleStatus) int { return l.Blocks.Fresh }

// freshPercent returns the share of fresh blocks, rounded down, so that 100 % means all.
func freshPercent(l project.LocaleStatus) string {
	if l.Blocks.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", fresh(l)*100/l.Blocks.Total)
}

// count returns a number with its noun.
func count(n int, one, many string) string { return fmt.Sprintf("%d %s", n, plural(n, one, many)) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
