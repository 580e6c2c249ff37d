package project

import (
	"fmt"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/translation"
)

// takeUnfinished notes what becomes of a unit that the file calls unfinished. No reader may take it for the source's word, so that
// it is recorded as a placeholder where there was no text, or one that was up to date. A draft stays one; and what was exported
// as finished and comes back as it was is one: a reviewer has sent it back.
func (in *incoming) takeUnfinished(u exchange.Entry, m translation.Match, text, now string) {
	draft := in.t.Review(m).Stage == translation.Draft
	switch sentBack := text == now && u.WasFinished() && u.Was(text); {
	case m.State == translation.Uncompared || m.Unrecorded && !sentBack:
	case text != now && draft, sentBack && m.State.UpToDate() && !draft:
		in.chosen[u.ID] = translation.Accepted{Review: &translation.Review{Stage: translation.Draft}}
	case text != now && (now == "" || m.State.UpToDate()):
		in.chosen[u.ID] = translation.Accepted{Placeholder: true}
	}
}

// lacksForms reports whether a message lacks a plural form that its language has and the format of the file can hold: a tool with
// another table of plurals has written it.
func (in *incoming) lacksForms(u exchange.Entry) bool {
	return u.Plural != nil && slices.ContainsFunc(in.t.Locale.PluralForms(), func(category string) bool {
		return !exchange.WithoutNumber(in.t.Locale, category) &&
			!slices.ContainsFunc(u.Plural.Target, func(f exchange.Form) bool { return f.Category == category && f.Text != "" })
	})
}

// changedInSite reports whether the text of the site is another one than when the file was written, so that it stays. It is told
// of where the file has a new text, too: nobody but a person can say which of the two is right.
func (in *incoming) changedInSite(u exchange.Entry, text, now string) bool {
	if u.Base == "" || now == "" || text == now || u.Was(now) {
		return false
	}
	if u.Was(text) {
		in.older = append(in.older, u)
		return true
	}
	in.out.Problems = append(in.out.Problems, diag.Errorf("import-conflict", u.Pos, "the site and this file have changed the same text since the file was written; the site's stays").
		WithHint("the site has now: %s. Put the right text there, in the browser or in %s; or export again and change it in that file", diag.Quote(shortened(now)), in.t.File))
	return true
}

// shortened returns the beginning of a text, for a message.
func shortened(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}

// tellOlder says that the site has newer texts than the file. It is as it may be: somebody has worked on the site meanwhile.
func (in *incoming) tellOlder() {
	number := "a text"
	if n := len(in.older); n > 1 {
		number = fmt.Sprintf("%d texts", n)
	}
	if len(in.older) > 0 {
		in.out.Problems = append(in.out.Problems, diag.Notef("import-older", in.older[0].Pos, "this file has %s of %s as it was when the file was written, and the site has something newer there; what is in the site stays",
			number, in.t.File))
	}
}
