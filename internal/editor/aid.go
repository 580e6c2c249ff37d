package editor

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"vernacular/internal/checks"
	"vernacular/internal/project"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// aidView is what helps to translate one text, as a template shows it. It is made for one text at a time: a memory
// of all pages is asked for it.
type aidView struct {
	project.Aid
	Unit   unitView
	Answer *machineAnswer // of the service, if this request has asked it
}

// serveAid answers with the aid for one text alone, which the script puts below it.
func (e *Editor) serveAid(w http.ResponseWriter, r *http.Request, v *pageView) {
	if a := e.aidFor(v, r.URL.Query().Get("aid")); a != nil {
		e.send(w, r, http.StatusOK, "aid-alone", a)
		return
	}
	e.server.Refuse(w, r, http.StatusNotFound, "There is no such text in this page.")
}

// aidFor returns the aid for the text with an anchor, nil if there is no such text.
func (e *Editor) aidFor(v *pageView, wanted string) *aidView {
	i := slices.Index(v.anchors, wanted)
	if i < 0 {
		return nil
	}
	if a, ok := e.project.Aid(v.Tag, v.Key, v.Fields[i].ID); ok {
		return &aidView{Aid: a, Unit: v.unit(i)}
	}
	return nil
}

// serveAided answers a form that asks for aid and not for a save: for the words of a machine, or to have a text of the aid
// in its field. It reports whether the form was one.
func (e *Editor) serveAided(w http.ResponseWriter, r *http.Request, v *pageView, fields url.Values, answer string) bool {
	switch {
	case fields.Has("ask"):
		e.serveMachine(w, r, v, answer)
		return true
	case fields.Has("take"):
		v.take(fields.Get("take"), "")
	case fields.Has("machine"):
		v.take(fields.Get("machine"), translation.Hash(fields.Get("machine")))
	default:
		return false
	}
	v.aid = e.aidFor(v, anchor(v.edit.ID))
	e.send(w, r, http.StatusOK, "page", v)
	return true
}

// take shows a text of the aid in the field of the text that it is for, in the place of what was typed, and not saved.
func (v *pageView) take(text, made string) {
	v.edit.Text, v.made = text, made
	v.held = true
}

// Made returns the digest of the text that a machine has made for the field, "" if none has.
func (u unitView) Made() string {
	if u.Refused() || u.Held() {
		return u.View.made
	}
	return ""
}

// Held reports whether the field holds something that this request has put there, and that is not saved.
func (u unitView) Held() bool { return u.View.held && u.mine() }

// Aid returns what helps to translate the text, nil if the request has not asked for it.
func (u unitView) Aid() *aidView {
	if a := u.View.aid; a != nil && a.Unit.Anchor == u.Anchor {
		return a
	}
	return nil
}

// AidLink returns the address of the page with the aid for the text.
func (u unitView) AidLink() string {
	q := map[string][]string{"unit": {u.Anchor}, "aid": {u.Anchor}}
	return u.View.query(q, 0) + "#a-" + u.Anchor
}

// suggestionView is a suggestion as a template shows it.
type suggestionView struct {
	project.Suggestion
	Number int
	Unit   unitView
}

// Offers returns the suggestions.
func (a aidView) Offers() []suggestionView {
	out := make([]suggestionView, len(a.Suggestions))
	for i, s := range a.Suggestions {
		out[i] = suggestionView{s, i + 1, a.Unit}
	}
	return out
}

// Words says how near a suggestion is.
func (s suggestionView) Words() string {
	if s.Score == 100 {
		return "the same source text"
	}
	return fmt.Sprintf("%d\u00a0%% similar", s.Score)
}

// Foreign reports whether a suggestion is from another locale than that of the page.
func (s suggestionView) Foreign() bool { return s.Tag != s.Unit.View.Tag }

// From returns the name of the locale that a suggestion is from.
func (s suggestionView) From() phrase { return phraseIn(s.Tag, s.Dir, s.Name) }

// State returns what became of the text that is suggested and whether a machine made it, "" if it is up to date and a
// person's.
func (s suggestionView) State() string {
	if state := s.origin(); !s.Machine {
		return state
	} else if state != "" {
		return state + ", made by a machine"
	}
	return "made by a machine"
}

func (s suggestionView) origin() string {
	switch s.Origin {
	case tm.Outdated:
		return "outdated there"
	case tm.Obsolete:
		return "obsolete there"
	case tm.Withdrawn:
		return "taken out of its page"
	case tm.Orphaned:
		return "from a page that the source has no more"
	}
	return ""
}

// termView is a term of the glossary as a template shows it.
type termView struct {
	checks.Term
	Number  int
	Missing bool
	Unit    unitView
}

// Words returns the terms of the source, numbered after the suggestions.
func (a aidView) Words() []termView {
	out := make([]termView, len(a.Terms))
	for i, t := range a.Terms {
		out[i] = termView{t, len(a.Suggestions) + i + 1, !t.In(a.Unit.Typed()), a.Unit}
	}
	return out
}

// Insertable returns the word of the other language without the marks of where a line may break, which the glossary
// has for scripts without spaces.
func (t termView) Insertable() string { return strings.ReplaceAll(t.To, "\u200b", "") }

// Parts returns what of the word has to be in the translation, for the script; see [checks.Term.Stems].
func (t termView) Parts() string { return strings.Join(t.Stems, "\n") }

// Marks returns where the source has the terms, for the script: "from-to", counted in the units of a browser's texts.
func (t termView) Marks() string {
	units := func(end int) int { return len(utf16.Encode([]rune(t.Unit.Source[:end]))) }
	var out []string
	for _, p := range t.Places {
		out = append(out, fmt.Sprintf("%d-%d", units(p.Start), units(p.End)))
	}
	return strings.Join(out, " ")
}

// piece is a part of the source text: a term of the glossary, or what stands between two.
type piece struct{ Text, Term string }

// Marked returns the source text in pieces.
func (a aidView) Marked() []piece {
	byStart := map[int]int{} // the ends of places, by their starts
	for _, t := range a.Terms {
		for _, p := range t.Places {
			byStart[p.Start] = p.End
		}
	}
	var out []piece
	text, last := a.Unit.Source, 0
	for at := 0; at < len(text); at++ {
		if end := byStart[at]; end > at {
			out = append(out, piece{Text: text[last:at]}, piece{Term: text[at:end]})
			last, at = end, end-1
		}
	}
	return append(out, piece{Text: text[last:]})
}

// None reports whether nothing is known of the text.
func (a aidView) None() bool { return len(a.Suggestions)+len(a.Terms) == 0 }
