package editor

import (
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// session is a session of a project as the editor shows it.
type session struct{ s *project.Session }

// Of returns the project of a session.
func Of(s *project.Session) Project { return session{s} }

// Overview returns all locales.
func (p session) Overview() Overview {
	o := p.s.Work()
	out := Overview{Source: o.Source, SourceName: o.SourceName, Problem: o.Problem}
	for _, l := range o.Locales {
		row := Locale{Tag: l.Tag, Name: l.Name, EnglishName: l.EnglishName, Dir: l.Dir, Published: l.Published, Blocks: Count(l.Blocks), Messages: Count(l.Messages), Words: l.Words}
		for _, r := range l.Pages {
			row.Pages = append(row.Pages, Row{r.Key, r.Title, r.Permalink, r.Draft, r.Exists, Count(r.Blocks), r.Words})
		}
		out.Locales = append(out.Locales, row)
	}
	return out
}

// Page returns the texts of one page.
func (p session) Page(tag, key string) (Page, bool) {
	v, ok := p.s.Page(tag, key)
	out := Page{
		Source: v.Source, SourceDir: v.SourceDir, Tag: v.Tag, Name: v.Name, Dir: v.Dir, Key: v.Key, Title: v.Title, Permalink: v.Permalink,
		File: v.File, Exists: v.Exists, Draft: v.Draft, Diagnostics: v.Diagnostics,
	}
	for _, f := range v.Fields {
		out.Units = append(out.Units, unitOf(f))
	}
	return out, ok
}

// Save writes one text.
func (p session) Save(e Edit) (Saved, *Refusal) {
	saved, refused := p.s.Save(project.Edit(e))
	if refused != nil {
		r := Refusal{Conflict: refused.Conflict, Message: refused.Message, Hint: refused.Hint, Theirs: refused.Theirs}
		if refused.Field != nil {
			u := unitOf(*refused.Field)
			r.Unit = &u
		}
		return Saved{}, &r
	}
	return Saved{unitOf(saved.Field), saved.File, saved.Line}, nil
}

func unitOf(f project.Field) Unit {
	u := Unit{
		ID: f.ID, Number: f.Number, Kind: f.Kind, Level: f.Level, Label: f.Path, Category: f.Category, Note: f.Note, State: f.State.String(),
		Unrecorded: f.Unrecorded, Source: f.Source, Text: f.Text, File: f.Place.File, Line: f.Place.Line, Col: f.Place.Col,
		Link: f.Link, Lock: f.Lock, Verbatim: f.Verbatim(), Multiline: f.Verbatim(), Diagnostics: f.Problems,
	}
	if f.State == translation.Stale {
		u.Class = f.Class.String()
	}
	for _, d := range f.Diff {
		u.Diff = append(u.Diff, Diff{byte(d.Op), d.Text})
	}
	return u
}
