package editor

import (
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// Page is a project.Page in a form that is easily written down.
type Page struct {
	Source, SourceDir string // tag and direction of the source's locale
	Tag, Name, Dir    string // of the translation's locale
	Key, Title        string
	Permalink         string // decoded URL path; "" if there is no output yet
	File              string // of the translation; the one to be made if Exists is false
	Exists, Draft     bool
	How               string // machine, draft or reviewed; "" for messages
	Units             []Unit
	Diagnostics       []diag.Diagnostic // of the file, that belong to no unit
}

// Unit is a project.Field in a form that is easily written down.
type Unit struct {
	ID     string // unique in its page and the same after a save; any characters
	Number int    // counts from 1 for people
	Kind   page.Kind
	Level  int // of a heading

	Label    string // path of the front matter key, or id of the message
	Category string // plural form of a message
	Note     string // of the source's author, for translators

	State      string // fresh, stale, missing or obsolete
	Class      string // of a stale one: cosmetic, editorial or normative
	Unrecorded bool   // fresh as far as anybody knows, but never accepted

	Source    string // Markdown of the source as it is now; "" if obsolete
	Diff      []Diff // from what the source said when the translation was made to what it says now; nil if unchanged
	Stage     translation.Stage
	By, When  string
	Text      string // Markdown of the translation; "" if missing
	File      string // of the translation, or of the source if missing
	Line, Col int
	Link      string // address of the block in the page, with a fragment; "" if none
	Lock      string // digest of what was seen; has to come back with Save

	Diagnostics []diag.Diagnostic
}

// Diff is a piece of a text that was kept ('='), came ('+') or went ('-').
type Diff struct {
	Op   byte
	Text string
}

// Refusal is a project.Refusal in a form that is easily written down.
type Refusal struct {
	Conflict bool   // the text is another on disk than the one that was edited
	Message  string // what is wrong, without a final full stop
	Hint     string // what to do; may be ""
	Theirs   string // on a conflict: the text that is there now
	Unit     *Unit  // as it is now, whose Lock lets the edit replace it; nil if it is gone
}

func (p Page) real() project.Page {
	out := project.Page{
		Source: p.Source, SourceDir: p.SourceDir, Tag: p.Tag, Name: p.Name, Dir: p.Dir, Key: p.Key, Title: p.Title, Permalink: p.Permalink,
		File: p.File, Exists: p.Exists, Draft: p.Draft, Diagnostics: p.Diagnostics,
	}
	out.Review = project.PageReview{Lock: "lock", How: p.How}
	for _, u := range p.Units {
		f := u.field()
		switch {
		case f.Review.Stage == translation.Reviewed:
			out.Review.Reviewed++
		case f.Waits:
			out.Review.Left++
		}
		out.Fields = append(out.Fields, f)
	}
	out.Review.Done = out.Review.Left == 0
	return out
}

func (u Unit) field() project.Field {
	f := project.Field{
		Unit: translation.Unit{
			ID: u.ID, Number: u.Number, Kind: u.Kind, Level: u.Level, Path: u.Label, Note: u.Note, Unrecorded: u.Unrecorded, Source: u.Source, Text: u.Text,
			State: translation.State(slices.Index([]string{"fresh", "stale", "missing", "moved", "obsolete"}, u.State)),
			Class: translation.Class(max(0, slices.Index([]string{"unchanged", "cosmetic", "editorial", "normative"}, u.Class))),
		},
		Waits: u.Source != "" && u.Kind != page.KindCode, Category: u.Category, Place: diag.At(u.File, u.Line, u.Col), Link: u.Link, Lock: u.Lock, Problems: u.Diagnostics,
	}
	if f.State.UpToDate() {
		f.Review = translation.Review{Stage: u.Stage, By: u.By, When: u.When[:min(len(u.When), 10)]}
	}
	for _, d := range u.Diff {
		f.Diff = append(f.Diff, textdiff.Part{Op: textdiff.Op(d.Op), Text: d.Text})
	}
	return f
}

func (r Refusal) real() *project.Refusal {
	out := &project.Refusal{Conflict: r.Conflict, Message: r.Message, Hint: r.Hint, Theirs: r.Theirs}
	if r.Unit != nil {
		f := r.Unit.field()
		out.Field = &f
	}
	return out
}
