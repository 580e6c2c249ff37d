package pipeline

import (
	"fmt"
	"regexp"
	"strings"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// whileRendering is what the problem of a layout says of the page that showed it, see layout.
var whileRendering = regexp.MustCompile(`^(.*) \(while rendering (.*)\)$`)

// sharedCauses are the problems that stand in the files of many pages and have one cause: their noun, by code.
var sharedCauses = map[string]string{
	"layout-missing": "pages",
	"misspelt-key":   "pages",
	"svg-active":     "places in this file",

	checks.LookAlikeHost: "pages",
	checks.ForeignScript: "pages", // of whole pages
}

// cause is what problems of one cause have in common.
type cause struct {
	code          string
	severity      diag.Severity
	pos           diag.Pos // zero where the cause stands in the files of many pages
	message, hint string
}

// Told returns sorted problems as people are told of them: those of one cause once, at the first place, with their number.
// A slip in a layout is one cause, whichever pages it concerns.
func Told(sorted []diag.Diagnostic) []diag.Diagnostic {
	groups := map[cause]int{} // the index in out
	nouns := map[int]string{} // by index in out, of those with a shared cause
	var out []diag.Diagnostic
	for _, d := range ofLocales(sorted) {
		c := cause{d.Code, d.Severity, d.Pos, d.Message, d.Hint}
		noun := sharedCauses[d.Code]
		switch m := whileRendering.FindStringSubmatch(d.Message); {
		case m != nil:
			noun, c.message = "pages", m[1]
		case noun == "" || d.Count > 0:
			out = append(out, d)
			continue
		case d.Code == checks.ForeignScript && d.Line > 0:
			out = append(out, d)
			continue
		case d.Code == "misspelt-key" || d.Code == checks.LookAlikeHost || d.Code == checks.ForeignScript: // each locale has a translator of its own
			c.pos = diag.At(localeFolder(d.File), 0, 0)
		case noun == "pages":
			c.pos = diag.Pos{}
		default:
			c.pos = diag.At(d.File, 0, 0)
		}
		i, seen := groups[c]
		if !seen {
			groups[c], nouns[len(out)] = len(out), noun
			d.Count = 1
			out = append(out, d)
			continue
		}
		out[i].Count++
	}
	for i, noun := range nouns {
		out[i] = withNumber(out[i], noun)
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

// withNumber puts into words for how many problems one stands.
func withNumber(d diag.Diagnostic, noun string) diag.Diagnostic {
	more := d.Count - 1
	if more == 0 {
		d.Count = 0
		return d
	}
	if more == 1 {
		noun = map[string]string{"pages": "page", "places in this file": "place in this file"}[noun]
	}
	if m := whileRendering.FindStringSubmatch(d.Message); m != nil {
		d.Message = fmt.Sprintf("%s (while rendering %s and %d more %s)", m[1], m[2], more, noun)
	} else {
		d.Message = fmt.Sprintf("%s (and %d more %s)", d.Message, more, noun)
	}
	return d
}
