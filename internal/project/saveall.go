package project

import (
	"slices"
)

// NotSaved is an edit that was not saved, and why.
type NotSaved struct {
	Edit Edit
	*Refusal
}

// SaveAll saves many texts of a locale in one transaction. Each is judged as [Session.Save] would: one that is refused is
// named, and the others are saved. If the files cannot be written, none is.
func (s *Session) SaveAll(edits []Edit) (saved []Saved, refused []NotSaved) {
	s.saving.Lock()
	defer s.saving.Unlock()
	var all []Change
	var last *view
	var taken []Edit
	var deeds []deed
	for len(edits) > 0 {
		key := edits[0].Key
		last = s.open(edits[0].Tag, key)
		rest := edits[:0:0]
		for _, e := range edits {
			switch {
			case e.Key != key:
				rest = append(rest, e)
				continue
			case last == nil:
				refused = append(refused, NotSaved{e, &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}})
				continue
			}
			at := slices.IndexFunc(last.fields, func(f Field) bool { return f.ID == e.ID })
			next, changes, why := last.saveOne(e)
			if why != nil {
				refused = append(refused, NotSaved{e, why})
				continue
			}
			if next.grown {
				deeds = append(deeds, deedOf(e, last.fields[at], changes))
			}
			last, all, taken = next, join(all, changes), append(taken, e)
			i := slices.IndexFunc(next.fields, func(f Field) bool { return f.ID == e.ID })
			saved = append(saved, Saved{Field: next.fields[i], File: next.t.File, Line: next.fields[i].Place.Line})
		}
		edits = rest
	}
	if err := Commit(s.dir, "a replacement in the translation editor", all); err != nil {
		for _, e := range taken {
			refused = append(refused, NotSaved{e, &Refusal{Message: err.Error(), Hint: "replace it again"}})
		}
		return nil, refused
	}
	for _, d := range deeds {
		s.addDeed(d)
	}
	if last != nil && len(saved) > 0 {
		s.keep(last)
	}
	return saved, refused
}

// saveOne works out what one edit changes, or why it is refused.
func (v *view) saveOne(e Edit) (next *view, changes []Change, refused *Refusal) {
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == e.ID })
	if i < 0 {
		return nil, nil, &Refusal{Conflict: true, Message: "this passage is gone from the file", Hint: "search again"}
	}
	if next, changes, refused = v.saveWithPast(e, v.fields[i]); refused != nil {
		return nil, nil, refused
	}
	next.put(changes) // the next edit of the page adds to what this one has written
	if !slices.ContainsFunc(next.fields, func(f Field) bool { return f.ID == e.ID }) {
		return nil, nil, &Refusal{Message: "the passage would not be found again", Hint: "change it by itself"}
	}
	return next, changes, nil
}

// join adds changes to others that were made before them: a file that both change goes from its first content to its last.
func join(all, more []Change) []Change {
	for _, c := range more {
		i := slices.IndexFunc(all, func(a Change) bool { return a.Path == c.Path })
		if i < 0 {
			all = append(all, c)
			continue
		}
		c.Was = all[i].Was
		all[i] = c
	}
	return all
}
