package markup

import (
	"fmt"
	"strings"

	"vernacular/internal/diag"
)

// maxRepeats bounds how often one page may report the same kind of problem.
const maxRepeats = 50

// Report adds problems.
func (w *Writer) Report(problems ...diag.Diagnostic) { w.problems = append(w.problems, problems...) }

// Problems returns the problems so far.
func (w *Writer) Problems() []diag.Diagnostic { return w.problems }

// Errorf reports at an offset in the file what could have run, loaded or disguised something, and is left out.
func (w *Writer) Errorf(code string, at int, hint, format string, args ...any) {
	d := diag.Errorf(code, w.file.At(at), format, args...)
	d.Hint = hint
	w.refuse(d)
}

// refuse reports a problem of what is left out; an error counts.
func (w *Writer) refuse(d diag.Diagnostic) {
	if d.Severity == diag.Error {
		w.refused = append(w.refused, d.Message)
	}
	w.Report(d)
}

// Refusals returns how often something was left out so far that could have run, loaded or disguised something.
func (w *Writer) Refusals() int { return len(w.refused) }

// RefusedSince returns the words of the errors about what was left out since there were n of them, a line each; "" for none.
func (w *Writer) RefusedSince(n int) string { return strings.Join(w.refused[n:], "\n") }

// Warnf reports a warning at an offset in the file.
func (w *Writer) Warnf(code string, at int, hint, format string, args ...any) {
	d := diag.Warnf(code, w.file.At(at), format, args...)
	d.Hint = hint
	w.Report(d)
}

// isEnough reports whether so much has been told of the page that single characters need no more words.
func (w *Writer) isEnough() bool { return len(w.problems) > 4*maxRepeats }

// Fewer leaves out of a page's problems what repeats too often, and says how much it was.
func Fewer(problems []diag.Diagnostic) []diag.Diagnostic {
	if len(problems) <= maxRepeats {
		return problems
	}
	counts := map[string]int{}
	out := make([]diag.Diagnostic, 0, 2*maxRepeats)
	for _, d := range problems {
		if counts[d.Code]++; counts[d.Code] <= maxRepeats {
			out = append(out, d)
		}
	}
	for i := range out {
		if n := counts[out[i].Code] - maxRepeats; n > 0 {
			problems := "problems"
			if n == 1 {
				problems = "problem"
			}
			out = append(out, diag.Diagnostic{Code: out[i].Code, Severity: out[i].Severity, Pos: diag.At(out[i].File, 0, 0),
				Message: fmt.Sprintf("and %d more %s of this kind in the page", n, problems)})
			counts[out[i].Code] = 0
		}
	}
	return out
}

var limitHints = map[string]string{
	"depth":       "write it with fewer levels",
	"table-cells": "split the table, or publish it as a file to download",
}

// LimitError returns the error of a page that has more of something than it may.
func LimitError(code string, pos diag.Pos, limit int, what string) diag.Diagnostic {
	d := diag.Errorf("limit-"+code, pos, "the page has more than %d %s", limit, what)
	if d.Hint = limitHints[code]; d.Hint == "" {
		d.Hint = "split it into several pages"
	}
	return d
}
