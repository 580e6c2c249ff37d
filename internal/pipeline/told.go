package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// People are told of one cause once, at its first place, with a count: in a file when its passages are compared ([ofFile]), in
// a locale and in the site when all problems are known ([Told]). What the problems of one cause have in common is their data: the
// code, the message, and [diag.Diagnostic.Cause].

// fewOfOneKind is how many problems of one kind in one file are told one by one.
const fewOfOneKind = 2

// manyFiles and manyTypings are the numbers of files of a locale in which something must stand to be a habit of its translators.
const (
	manyFiles   = 5
	manyTypings = 3 // of what a keyboard makes: nobody means it in one file and not in the next
)

// typings are the kinds of problems that a keyboard or an editor makes, all over a file and file after file.
var typings = []string{checks.DoubledSpace, checks.NotNFC, checks.Invisible, checks.SisterLetter}

// habits are the kinds of problems of which many in a file have one cause.
var habits = append([]string{checks.KindChanged, checks.ForeignScript}, typings...)

// grave are the kinds of which each must be seen.
var grave = []string{checks.LookAlikeHost, checks.TextsExchanged, checks.DirectionControl, checks.PluralWrong, checks.TimeChanged}

// extent says in which files the problems of one cause stand.
type extent int

const (
	inSite   extent = iota + 1
	inLocale        // each locale has a translator of its own
	inFile
)

// shared are the kinds of problems that stand in many places and have one cause where they say the same.
var shared = map[string]extent{
	"layout-missing":     inSite,
	"misspelt-key":       inLocale,
	"svg-active":         inFile,
	checks.LookAlikeHost: inLocale,
	checks.ForeignScript: inLocale, // of whole pages
}

// ofFile returns the problems of one file as people are told of them: many of one kind are one, with the lines of the others.
// In a page whose passages have a record each difference has a cause of its own, and only habits are folded. A page that nobody
// has compared with its source yet was made from another version of it, most likely: that is one cause of all of them.
func ofFile(ds []diag.Diagnostic, recorded bool) []diag.Diagnostic {
	ds = diag.Sorted(ds)
	lines := map[string][]int{} // of the problems of each code
	for _, d := range ds {
		lines[d.Code] = append(lines[d.Code], d.Line)
	}
	return told(ds, func(d diag.Diagnostic) (string, bool) {
		return d.Code, len(lines[d.Code]) > fewOfOneKind && (slices.Contains(habits, d.Code) || !recorded && !slices.Contains(grave, d.Code))
	}, func(first diag.Diagnostic, more int) string {
		where := ""
		if others := slices.DeleteFunc(slices.Clone(lines[first.Code]), func(line int) bool { return line == first.Line || line <= 0 }); len(others) > 0 {
			where = ": " + listLines(others)
		}
		return fmt.Sprintf("and %d more of this kind in this file%s", more, where)
	})
}

// Told returns sorted problems as people are told of them: those of one cause once, at the first place, with their number.
func Told(sorted []diag.Diagnostic) []diag.Diagnostic {
	return ofSite(ofLocales(sorted))
}

// habit is what the problems of one habit of a locale have in common.
type habit struct{ folder, code, cause string }

// least returns the number of files from which a problem is a habit.
func (h habit) least() int {
	if slices.Contains(typings, h.code) {
		return manyTypings
	}
	return manyFiles
}

// ofLocales folds what a locale's translators do in many files.
func ofLocales(sorted []diag.Diagnostic) []diag.Diagnostic {
	habitOf := func(d diag.Diagnostic) habit { return habit{localeFolder(d.File), d.Code, d.Cause} }
	files, last := map[habit]int{}, map[habit]string{}
	for _, d := range sorted {
		if h := habitOf(d); h.cause != "" && h.folder != "" && d.Line > 0 && last[h] != d.File {
			last[h] = d.File
			files[h]++
		}
	}
	return told(sorted, func(d diag.Diagnostic) (habit, bool) {
		h := habitOf(d)
		return h, d.Line > 0 && files[h] >= h.least()
	}, func(first diag.Diagnostic, more int) string {
		h := habitOf(first)
		return fmt.Sprintf("and %d more of this kind in %d files of %s", more, files[h], h.folder)
	})
}

// ofSite folds what says the same in many places. A slip in a layout is one cause, whichever pages it concerns.
func ofSite(sorted []diag.Diagnostic) []diag.Diagnostic {
	return told(sorted, func(d diag.Diagnostic) (diag.Diagnostic, bool) {
		where, ok := shared[d.Code]
		switch {
		case d.Count > 0:
			return d, false
		case d.Aside != "": // a layout's, which names the page that was rendered
			d.Aside = ""
			return d, true
		case d.Code == checks.ForeignScript && d.Line > 0:
			return d, false
		}
		switch where {
		case inSite:
			d.Pos = diag.Pos{}
		case inLocale:
			d.Pos = diag.At(localeFolder(d.File), 0, 0)
		case inFile:
			d.Pos = diag.At(d.File, 0, 0)
		}
		return d, ok
	}, func(first diag.Diagnostic, more int) string {
		noun, where, ending := "page", "", ""
		if shared[first.Code] == inFile {
			noun, where = "place", " in this file"
		}
		if more > 1 {
			ending = "s"
		}
		return strings.TrimSpace(fmt.Sprintf("%s and %d more %s%s%s", first.Aside, more, noun, ending, where))
	})
}

// told returns the problems with those of one cause as one: the first, whose aside says of how many more it speaks. cause
// returns what those of one cause have in common; ok is false for a problem that is told by itself.
func told[K comparable](ds []diag.Diagnostic, cause func(diag.Diagnostic) (k K, ok bool), aside func(first diag.Diagnostic, more int) string) []diag.Diagnostic {
	at, places := map[K]int{}, map[K]int{} // the index in out, and the number of problems
	var out []diag.Diagnostic
	for _, d := range ds {
		k, ok := cause(d)
		if !ok {
			out = append(out, d)
			continue
		}
		if places[k] == 0 {
			at[k] = len(out)
			out = append(out, d)
		}
		places[k] += max(d.Count, 1)
	}
	for k, i := range at {
		if more := places[k] - 1; more > 0 {
			out[i].Count = places[k]
			out[i].Aside = aside(out[i], more)
		}
	}
	return out
}

// withoutNotes returns the problems of a sorted list, and the notes.
func withoutNotes(sorted []diag.Diagnostic) (problems, notes []diag.Diagnostic) {
	for _, d := range sorted {
		if d.Severity == diag.Note {
			notes = append(notes, d)
		} else {
			problems = append(problems, d)
		}
	}
	return problems, notes
}

// localeFolder returns the first two names of a path, such as content/fr.
func localeFolder(file string) string {
	if parts := strings.SplitN(file, "/", 3); len(parts) == 3 {
		return parts[0] + "/" + parts[1]
	}
	return ""
}
