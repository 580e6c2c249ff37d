package project

import (
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/translation"
)

// Try returns what [Session.Save] would say about a text while it is being typed: why it would not be saved, and the
// problems that the checks find in it. It changes nothing. Unlike a save it looks at a text that is not marked as up to
// date, too: its translator wants to know before.
func (s *Session) Try(e Edit) (problems []diag.Diagnostic, refused *Refusal) {
	s.saving.Lock() // a save changes what the view has seen
	defer s.saving.Unlock()
	v := s.open(e.Tag, e.Key)
	if v == nil {
		return nil, &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == e.ID })
	if i < 0 {
		return nil, &Refusal{Conflict: true, Message: "this passage is gone from the file", Hint: "load the page again"}
	}
	now := v.fields[i]
	e.Text = translation.Fit(now.Kind, e.Text)
	next, _, refused := v.save(e, now)
	switch {
	case refused == nil:
		whole := v.asWhole(next.t, now, e.Text)
		problems = v.problems(&whole, now)
	case !refused.Conflict:
		if after, _, err := v.set(e, now); err == nil {
			if whole := v.asWhole(after, now, e.Text); len(v.refused(&v.t, &whole)) == 0 {
				problems = v.problems(&whole, now)
			}
		}
		// The reason that was given for the refusal is one of the problems.
		problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return d.Message == refused.Message })
	}
	return problems, refused
}

// problems returns what the checks say about a field in a comparison that has another text for it.
func (v *view) problems(t *translation.Comparison, f Field) (out []diag.Diagnostic) {
	i := slices.IndexFunc(t.Matches, func(m translation.Match) bool { return m.ID == f.unit })
	if i < 0 || f.Forced != "" {
		return nil
	}
	g := v.glossary()
	for _, p := range pipeline.PairsWithin(&v.table.Settings, *t, t.Matches[i]) {
		if f.Category == "" || p.Category == "" || p.Category == f.Category {
			out = append(out, g.Check(p)...)
		}
	}
	return out
}
