package cli

import (
	"slices"

	"vernacular/internal/project"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// apply puts changed sources in place, all or none. command is the command line for people who read of
// it after an interruption.
func (a *app) apply(command string, changes []project.Change) error {
	return project.Commit(a.dir, command, changes)
}

// readAll reports that a file of the site could not be read because the environment failed. To what was worked
// out the file was not there, so nothing of it may be written. state says what was left undone.
func (a *app) readAll(state string) error {
	if a.src == nil {
		return nil
	}
	if err := a.src.Failed(); err != nil {
		return &exit{exitEnvironment, err.Error() + "; " + state, "run the command again when the disk answers"}
	}
	return nil
}

// complete puts in place what an interrupted command left, and tells of it. Every command that writes
// calls it before it reads the site.
func (a *app) complete() (project.Recovered, error) {
	done, err := project.Recover(a.dir)
	for _, note := range done.Notes {
		a.tell().line("vernacular: %s", note)
	}
	return done, err
}

// finished completes an interrupted command; done reports that it was this very command, and that nothing of it is
// left to do.
func (a *app) finished(command string) (done bool, err error) {
	r, err := a.complete()
	return err == nil && r.Command == command && r.Left == 0, err
}

// unfinished tells of an interrupted command that is not completed. A command that only reads goes on with
// the files as they are.
func (a *app) unfinished() {
	if note := project.Pending(a.dir); note != "" {
		a.tell().line("vernacular: %s", note)
	}
}

// whole refuses a site of which some folder cannot be read: what a command would say of it, or write into it, would be
// wrong. Only a command that moves files depends on the comments and the history as well.
func (a *app) whole(snap *source.Snapshot, moves bool) error {
	if !slices.ContainsFunc(snap.Holes(), func(hole string) bool { return moves || !translation.IsAside(hole) }) {
		return nil
	}
	a.tell().problems(snap.Diagnostics())
	return &exit{status: exitProblems}
}
