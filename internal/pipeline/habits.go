package pipeline

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// manyFiles and manyTypings are the numbers of files of a locale in which something must stand to be a habit of its translators.
const (
	manyFiles   = 5
	manyTypings = 3 // of what a keyboard makes: nobody means it in one file and not in the next
)

// typingHabits are the kinds of problems that a keyboard or an editor makes, file after file.
var typingHabits = []string{checks.DoubledSpace, checks.NotNFC, checks.Invisible, checks.SisterLetter}

// replacements are the kinds of problems of which one, made by one rule, stands in many files: SIZE is TAILLE in each, and the
// same sentence is left out at the end of each.
var replacements = []string{checks.SentenceChanged, checks.DoubledWord, checks.MixedScript, checks.CodeChanged, checks.LinkChanged, checks.AddressChanged, checks.PlaceholderChanged}

var (
	inThisFile = regexp.MustCompile(` \(and \d+ more of this kind in this file[^)]*\)$`)
	codePoint  = regexp.MustCompile(`U\+[0-9A-F]+`)
	replaced   = regexp.MustCompile(` is “.*” in the source$|; the source's leads to | is .* in the source$| mixes letters of | stands here twice$|^a sentence of the source seems to be missing here: |^the source seems to lack this sentence: `)
	digits     = regexp.MustCompile(`[0-9]+`)
)

// habit is what the problems of one habit have in common.
type habit struct{ folder, code, what string }

// habitOf returns the habit by which a problem may have been made. ok is false for a problem of its own.
func habitOf(d diag.Diagnostic) (h habit, ok bool) {
	h = habit{localeFolder(d.File), d.Code, ""}
	switch {
	case h.folder == "" || d.Line == 0:
		return habit{}, false
	case slices.Contains(typingHabits, d.Code):
		h.what = codePoint.FindString(d.Message)
		return h, true
	case slices.Contains(replacements, d.Code):
		h.what = digits.ReplaceAllString(inThisFile.ReplaceAllString(d.Message, ""), "0")
		return h, replaced.MatchString(h.what)
	}
	return habit{}, false
}

// least returns the number of files from which a problem is a habit.
func (h habit) least() int {
	if slices.Contains(typingHabits, h.code) {
		return manyTypings
	}
	return manyFiles
}

// ofLocales returns sorted problems with those of one habit of a locale as one, at the first place, with the numbers of
// places and of files.
func ofLocales(sorted []diag.Diagnostic) []diag.Diagnostic {
	files, places := map[habit]int{}, map[habit]int{}
	last := map[habit]string{}
	for _, d := range sorted {
		if h, ok := habitOf(d); ok {
			places[h] += max(d.Count, 1)
			if last[h] != d.File {
				last[h] = d.File
				files[h]++
			}
		}
	}
	if len(files) == 0 {
		return sorted
	}
	var out []diag.Diagnostic
	told := map[habit]bool{}
	for _, d := range sorted {
		h, ok := habitOf(d)
		switch {
		case !ok || files[h] < h.least():
			out = append(out, d)
		case !told[h]:
			told[h] = true
			d.Count = places[h]
			d.Message = strings.TrimSpace(inThisFile.ReplaceAllString(d.Message, "")) + fmt.Sprintf(" (and %d more of this kind in %d files of %s)", d.Count-1, files[h], h.folder)
			out = append(out, d)
		}
	}
	return out
}
