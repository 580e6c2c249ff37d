package pipeline

import (
	"cmp"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/site"
)

// Unsettled returns the pages that have no output and the shards whose lists may name some of them, since their builders were not
// told: none if the parts fit together. parts are those of all shards, in order.
func Unsettled(parts []Part) (pages []PageIn, shards []int) {
	for _, p := range parts {
		pages = append(pages, p.Absent...)
	}
	slices.SortFunc(pages, comparePages)
	pages = slices.Compact(pages)
	for i, p := range parts {
		known := slices.Concat(p.Absent, p.Assumed)
		slices.SortFunc(known, comparePages)
		if !slices.Equal(slices.Compact(known), pages) {
			shards = append(shards, i)
		}
	}
	return pages, shards
}

// Join returns what one build of the whole site would have come to, from the parts of all shards. made are the paths of all
// their outputs, held is what was published before; makes tells whether the run builds an edition, see [Builder.Makes].
func Join(parts []Part, made map[string]bool, makes func(locale.Tag) bool, held Past) Result {
	problems, notes := judged(parts)
	if slices.ContainsFunc(parts, func(p Part) bool { return p.Held }) {
		return Result{Diagnostics: Told(problems), Notes: notes, Held: true}
	}
	first := parts[0] // of what all shards know
	r := Result{Diagnostics: Told(problems), Notes: notes, Locales: first.Locales, BaseURL: first.BaseURL}
	bad := map[string]bool{}
	live := make(map[string]bool, len(made))
	for path := range made {
		live[path] = true
	}
	var errors errorFiles
	for _, p := range parts {
		r.Pages += p.Pages
		for _, path := range p.Failed {
			bad[path], live[path] = false, true
		}
		for _, path := range p.Tentative {
			bad[path] = true
		}
		errors.Errors = append(errors.Errors, p.Errors.Errors...)
		errors.Failed = append(errors.Failed, p.Errors.Failed...)
	}
	r.Outputs = len(live)
	past := map[string]Output{}
	for _, o := range held.Left() {
		if !live[o.Path] && makes(o.Locale) {
			past[o.Path] = o
		}
	}
	broken := errors.broken()
	f := fate{
		past: past, bad: bad, held: held,
		paths: func() (paths []string) {
			for path := range live {
				paths = append(paths, path)
			}
			return paths
		},
		made: func(path string) (bool, bool) { return made[path], live[path] },
		stays: func(o Output) bool {
			return broken.touches(o.Sources) || first.keepsUnread(o.Locale) ||
				slices.ContainsFunc(o.Sources, func(file string) bool { return slices.Contains(first.Collisions, file) })
		},
	}
	r.Removed, r.Kept = f.decide()
	return r
}

// judged returns the problems and the notes that one build of the whole site would have.
func judged(parts []Part) (problems, notes []diag.Diagnostic) {
	var all, unused []diag.Diagnostic
	without := map[diag.Diagnostic]int{} // how many shards do not use a link
	for _, p := range parts {
		all = append(all, p.Problems...)
		for _, d := range p.Unused {
			if without[d]++; without[d] == len(parts) {
				unused = append(unused, d)
			}
		}
	}
	problems, notes = withoutNotes(diag.Sorted(all))
	return withUnusedLinks(problems, unused), notes
}

// keepsUnread is [Builder.keepsUnread] for a part.
func (p *Part) keepsUnread(t locale.Tag) bool {
	if t == "" || len(p.Unread) == 0 {
		return len(p.Unread) > 0
	}
	chain, ok := p.Chains[t]
	if !ok { // nothing is left of this locale
		s := site.DefaultSettings()
		s.Source = cmp.Or(p.Source, s.Source)
		chain, _ = s.Chain(t)
	}
	return slices.ContainsFunc(chain, func(t locale.Tag) bool { return slices.Contains(p.Unread, t) })
}
