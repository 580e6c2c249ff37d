package report

import (
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// Object is the JSON form of a report. Its keys are part of the tool's contract (SPEC §6).
type Object struct {
	Source  locale.Tag     `json:"source"`
	Locales []localeObject `json:"locales"`

	Questions []questionObject `json:"questions,omitempty"` // to the author, that nobody has settled
}

type questionObject struct {
	Locale  locale.Tag `json:"locale"`
	Page    string     `json:"page"`
	Unit    string     `json:"unit"`
	File    string     `json:"file"`
	Line    int        `json:"line"` // of the source text, 0 if it is gone
	Source  string     `json:"source"`
	Text    string     `json:"text"`
	Who     string     `json:"who,omitempty"`
	When    string     `json:"when,omitempty"`
	Answers int        `json:"answers"`
}

type localeObject struct {
	Tag       locale.Tag    `json:"tag"`
	Name      string        `json:"name"`
	Dir       string        `json:"dir"`
	Published bool          `json:"published"`
	Pages     pageCounts    `json:"pages"`
	Messages  messageCounts `json:"messages"`
	Blocks    blockCounts   `json:"blocks"`
	Todo      *[]Task       `json:"todo,omitempty"`  // when the report has worklists
	Units     *[]unitObject `json:"units,omitempty"` // when the report lists units
}

type unitObject struct {
	Page   string `json:"page"`
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	State  string `json:"state"`
	Class  string `json:"class"` // of the change of its source; unchanged where there is none
	File   string `json:"file"`
	Line   int    `json:"line"` // 0 where the translation has no such text
	Source string `json:"source"`
	Target string `json:"target"`
	Review string `json:"review,omitempty"` // translated, draft or reviewed, where somebody has said it
	By     string `json:"by,omitempty"`     // who brought it there
	When   string `json:"when,omitempty"`   // the day
}

type pageCounts struct {
	Total      int `json:"total"`
	Translated int `json:"translated"`
	Stale      int `json:"stale"`
	Missing    int `json:"missing"`
	Fallback   int `json:"fallback"` // shown whole in another language
	Orphaned   int `json:"orphaned"` // on top of the total: the source locale has no such page
}

type messageCounts struct {
	Total      int `json:"total"`
	Translated int `json:"translated"`
	Missing    int `json:"missing"`
	Draft      int `json:"draft,omitempty"` // of those that are up to date, as is reviewed
	Reviewed   int `json:"reviewed,omitempty"`
}

type blockCounts struct {
	Total      int `json:"total"`
	Fresh      int `json:"fresh"`
	Stale      int `json:"stale"`
	Missing    int `json:"missing"`
	Moved      int `json:"moved"`
	Obsolete   int `json:"obsolete"` // on top of the total, as is added
	Added      int `json:"added"`
	Uncompared int `json:"uncompared"`
	Draft      int `json:"draft,omitempty"` // of fresh and moved, as is reviewed
	Reviewed   int `json:"reviewed,omitempty"`
}

// Object returns the JSON form: the counts and, with todo, what there is to do in each locale.
func (r *Report) Object(todo bool) Object {
	out := Object{Source: r.Status.Source, Locales: []localeObject{}}
	for i, l := range r.Status.Locales {
		one := newLocaleObject(l)
		if todo {
			for j := range r.Work[i].Tasks {
				t := &r.Work[i].Tasks[j]
				t.list(t.absent)
				t.absent = nil
			}
			one.Todo = &r.Work[i].Tasks
		}
		if units, ok := r.Units[l.Tag]; ok {
			one.Units = newUnitObjects(units)
		}
		out.Locales = append(out.Locales, one)
	}
	for _, q := range r.Questions {
		c := q.Comment
		out.Questions = append(out.Questions, questionObject{q.Locale, q.Page, c.Unit, q.Place.File, q.Place.Line, q.Source, c.Text, c.Who, c.When, len(q.Answers)})
	}
	return out
}

func newLocaleObject(l project.LocaleStatus) localeObject {
	return localeObject{
		Tag: l.Tag, Name: l.Name, Dir: l.Dir, Published: l.Published,
		Pages:    pageCounts{l.Pages.Total, l.Pages.Done, l.Pages.Stale, l.Pages.Missing, l.Fallback, l.Orphaned},
		Messages: messageCounts{l.Messages.Total, l.Messages.Done, l.Messages.Missing, l.Messages.Drafts, l.Messages.Reviewed},
		Blocks:   newBlockCounts(l.Blocks),
	}
}

func newBlockCounts(n project.UnitCount) blockCounts {
	return blockCounts{n.Total, n.Fresh, n.Stale, n.Missing, n.Moved, n.Obsolete, n.Added, n.Uncompared, n.Drafts, n.Reviewed}
}

func newUnitObjects(units []project.PageUnit) *[]unitObject {
	out := make([]unitObject, 0, len(units))
	for _, u := range units {
		one := unitObject{
			Page: u.Page, ID: u.ID, Kind: string(u.Kind), State: u.State.String(), Class: u.Class.String(),
			File: u.Pos.File, Line: u.Pos.Line, Source: u.Source, Target: u.Text, By: u.Review.By, When: u.Review.When,
		}
		if u.Review != (translation.Review{}) {
			one.Review = u.Review.Stage.String()
		}
		out = append(out, one)
	}
	return &out
}
