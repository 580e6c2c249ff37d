package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/publish"
)

// How Vernacular talks. To people, on standard error: one line a problem, a hint below it where one
// helps, and one closing line that says what was done. To machines, on standard output with --format
// json: one JSON object a line, problems first, a summary last. Colour and progress appear on a
// terminal only, and never with NO_COLOR or --quiet. Words address a translator: no Go, no jargon, what
// is wrong, where, what to do.

type teller struct {
	out, err       io.Writer
	json           bool
	quiet, verbose bool
	terminal       bool
	colour         bool

	notes []diag.Diagnostic // those of the last revision

	mu       sync.Mutex
	progress bool // a progress line stands on the terminal
	started  time.Time
	last     time.Time
}

func newTeller(s Streams, asJSON, quiet, verbose bool) *teller {
	t := &teller{out: s.Out, err: s.Err, json: asJSON, quiet: quiet, verbose: verbose, started: time.Now()}
	if f, ok := s.Err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.terminal = true
		t.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return t
}

func (t *teller) paint(code, s string) string {
	if !t.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// line writes one line for people.
func (t *teller) line(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clear()
	fmt.Fprintf(t.err, format+"\n", args...)
}

// note writes a line that --quiet leaves out.
func (t *teller) note(format string, args ...any) {
	if !t.quiet {
		t.line(format, args...)
	}
}

// clear takes the progress line away; the lock is held.
func (t *teller) clear() {
	if t.progress {
		fmt.Fprint(t.err, "\r\x1b[K")
		t.progress = false
	}
}

// begin starts the clock of a build, after which its progress is worth showing.
func (t *teller) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clear()
	t.started = time.Now()
}

// step shows how far a long build has come, on a terminal, after a third of a second.
func (t *teller) step(done, total int) {
	if !t.terminal || t.quiet {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if now.Sub(t.started) < 300*time.Millisecond || now.Sub(t.last) < 50*time.Millisecond {
		return
	}
	t.last = now
	fmt.Fprintf(t.err, "\r\x1b[K%d of %d outputs", done, total)
	t.progress = true
}

// overrun ends the process: a layout that does not come to an end cannot be stopped otherwise. What was
// published before stays.
func (t *teller) overrun(page string) {
	t.failure(&exit{exitProblems, "this takes longer than half a minute and was given up: " + page, "a loop in the layout probably repeats far too often"})
	os.Exit(exitProblems)
}

// problems tells diagnostics, in both languages.
func (t *teller) problems(ds []diag.Diagnostic) {
	if t.json {
		for _, d := range ds {
			t.object(d)
		}
	}
	t.people(ds)
}

// people tells people diagnostics. --quiet leaves notes out.
func (t *teller) people(ds []diag.Diagnostic) {
	for _, d := range ds {
		if t.quiet && d.Severity == diag.Note {
			continue
		}
		text := d.String()
		if t.colour {
			word := string(d.Severity) + ":"
			code := map[diag.Severity]string{diag.Error: "1;31", diag.Warning: "1;33", diag.Note: "1"}[d.Severity]
			text = strings.Replace(text, word, t.paint(code, word), 1)
		}
		t.line("%s", text)
	}
}

func (t *teller) object(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		t.line("vernacular: %v", err)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "%s\n", b)
}

// failure tells why a command could not do its work.
func (t *teller) failure(e *exit) {
	word := t.paint("1;31", "error:")
	t.line("vernacular: %s %s", word, diag.Escape(e.text))
	if e.hint != "" {
		t.line("    %s", diag.Escape(e.hint))
	}
}

// summary is the closing object of a build.
type summary struct {
	Type      string `json:"type"`
	Errors    int    `json:"errors"`
	Warnings  int    `json:"warnings"`
	Locales   int    `json:"locales"`
	Pages     int    `json:"pages"`
	Outputs   int    `json:"outputs"`
	Written   int    `json:"written"`
	Unchanged int    `json:"unchanged"`
	Removed   int    `json:"removed"`
	Ms        int64  `json:"ms"`
}

// reporter tells what happens in a session.
type reporter struct{ t *teller }

func (r reporter) Begin()                          { r.t.begin() }
func (r reporter) Step(done, total int)            { r.t.step(done, total) }
func (r reporter) Overrun(page string)             { r.t.overrun(page) }
func (r reporter) Line(format string, args ...any) { r.t.line(format, args...) }
func (r reporter) Note(format string, args ...any) { r.t.note(format, args...) }
func (r reporter) Solved()                         { r.t.note("%s", r.t.paint("1;32", "all problems are solved")) }

// Problems tells the problems and notes of a revision. To people it does not repeat the notes of the revision before.
func (r reporter) Problems(ds []diag.Diagnostic) {
	var problems, notes []diag.Diagnostic
	for _, d := range ds {
		if d.Severity == diag.Note {
			notes = append(notes, d)
		} else {
			problems = append(problems, d)
		}
	}
	if !r.t.json && slices.Equal(notes, r.t.notes) {
		ds = problems
	}
	r.t.notes = notes
	r.t.problems(ds)
}

// Closing tells what a revision came to. For people, one that has changed nothing is not worth a line.
func (r reporter) Closing(result pipeline.Result, res *publish.Result, began time.Time, changed bool) {
	if r.t.json || changed {
		r.t.closing(result, res, began)
	}
}

// closing tells what a build came to. pub is nil when nothing was to be written.
func (t *teller) closing(r pipeline.Result, pub *publish.Result, began time.Time) {
	errs, warns := diag.Count(r.Diagnostics)
	s := summary{Type: "summary", Errors: errs, Warnings: warns, Locales: r.Locales, Pages: r.Pages, Outputs: r.Outputs, Ms: time.Since(began).Milliseconds()}
	if pub != nil {
		s.Written, s.Unchanged, s.Removed = pub.Written, pub.Unchanged, pub.Removed
		for _, p := range pub.Edited {
			t.line("%s: this published file was edited by hand; edit its source instead", diag.Escape(p))
		}
		for _, n := range pub.Notes {
			t.note("%s", diag.Escape(n))
		}
		if t.verbose {
			for _, p := range pub.WrittenPaths {
				t.line("wrote %s", diag.Escape(p))
			}
			for _, p := range pub.RemovedPaths {
				t.line("removed %s", diag.Escape(p))
			}
		}
	}
	if t.json {
		t.object(s)
		return
	}
	if t.quiet && errs+warns == 0 {
		return
	}
	var parts []string
	if errs > 0 {
		parts = append(parts, t.paint("1;31", count(errs, "error", "errors")))
	}
	if warns > 0 {
		parts = append(parts, t.paint("1;33", count(warns, "warning", "warnings")))
	}
	parts = append(parts, count(s.Locales, "edition", "editions"), count(s.Pages, "page", "pages"))
	if pub != nil {
		parts = append(parts, fmt.Sprintf("%s (%d written, %d unchanged, %d removed)", count(s.Outputs, "file", "files"), s.Written, s.Unchanged, s.Removed))
	}
	t.line("%s in %d ms", strings.Join(parts, ", "), s.Ms)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
