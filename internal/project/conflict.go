package project

import (
	"strings"

	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// lockOf returns the lock of a field: digests of its translation and of its source, so that a conflict can say which of the
// two is another one.
func lockOf(own, source string) string {
	return translation.Hash(own) + "-" + translation.Hash(source)
}

// conflict returns why a text is not saved that is, or whose source is, another one than the person has seen.
func (v *view) conflict(e Edit, now Field) *Refusal {
	r := &Refusal{Conflict: true, Message: "the passage was changed on disk meanwhile", Hint: "compare the two texts, and save again", Theirs: now.Text}
	own, source, _ := strings.Cut(e.Lock, "-")
	ownNow, sourceNow, _ := strings.Cut(now.Lock, "-")
	if source == "" || source == sourceNow {
		return r
	}
	if r.Source = own == ownNow; r.Source {
		r.Message, r.Hint = "the source of this text was changed meanwhile", "read what the source says now; save again when your text says the same"
	} else {
		r.Message = "this text and its source were changed on disk meanwhile"
	}
	if was := v.sourceSeen(now, source); was != "" && was != now.Source {
		r.Diff = textdiff.Words(was, now.Source)
	}
	return r
}

// sourceSeen returns the source text of a field that had a digest in its lock; "" if nobody knows it any more.
func (v *view) sourceSeen(f Field, digest string) string {
	v.s.mu.Lock()
	was := v.s.seen[f.ID+" "+digest]
	v.s.mu.Unlock()
	if was == "" && f.Category == "" {
		was = v.t.Old(digest)
	}
	return was
}

// maxSeen bounds how many source texts are remembered that are others now.
const maxSeen = 1000

// keepSources remembers the source texts of fields that are others now, for those who have them still before their eyes. The
// caller holds s.mu.
func (s *Session) keepSources(were, are []Field) {
	now := make(map[string]string, len(are))
	for _, f := range are {
		now[f.ID] = f.Lock
	}
	for _, f := range were {
		_, source, _ := strings.Cut(f.Lock, "-")
		if lock, ok := now[f.ID]; !ok || strings.HasSuffix(lock, source) {
			continue
		}
		if s.seen == nil || len(s.seen) >= maxSeen {
			s.seen = map[string]string{}
		}
		s.seen[f.ID+" "+source] = f.Source
	}
}
