package cli

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// apply puts changed sources in place, all or none. command is the command line for people who read of
// it after an interruption.
func (a *app) apply(command string, changes []project.Change) error {
	return failure(project.Commit(a.dir, command, changes))
}

// failure gives an error of package project its exit status.
func failure(err error) error {
	var e *project.Error
	if !errors.As(err, &e) {
		return err
	}
	status := exitProblems
	switch e.Kind {
	case project.Failed, project.Protected:
		status = exitEnvironment
	case project.NoSite:
		status = exitUsage
	}
	return &exit{status, e.Msg, e.Hint}
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
	return done, failure(err)
}

// unfinished tells of an interrupted command that is not completed. A command that only reads goes on with
// the files as they are.
func (a *app) unfinished() {
	if note := project.Pending(a.dir); note != "" {
		a.tell().line("vernacular: %s", note)
	}
}

// sourceTexts makes the files of source texts that are missing or damaged. sources are texts by digest;
// read gives a file of the site, nil when there is none.
func sourceTexts(read func(file string) []byte, sources map[string]string) []project.Change {
	var out []project.Change
	for _, hash := range slices.Sorted(maps.Keys(sources)) {
		file := translation.SourceFile(hash)
		was := read(file)
		if _, ok := translation.SourceText(hash, was); was == nil || !ok {
			out = append(out, project.Change{Path: file, Data: []byte(sources[hash]), Was: bytes.Clone(was)})
		}
	}
	return out
}
