package cli

import "vernacular/internal/source"

// whole refuses a site of which some folder cannot be read: what a command would say of it, or write into it, would be
// wrong.
func (a *app) whole(snap *source.Snapshot) error {
	if len(snap.Holes()) == 0 {
		return nil
	}
	a.tell().problems(snap.Diagnostics())
	return &exit{status: exitProblems}
}
