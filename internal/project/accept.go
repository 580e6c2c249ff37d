package project

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// AcceptOptions say how units are accepted.
type AcceptOptions struct {
	Units  []string // numbers or ids; none for all
	Except []string // the codes of checks that do not hold for them
	Force  bool     // accept what differs from its source in structure
	Reason string   // why, for Except, Force and a judged change
	Afresh bool     // the pages were translated anew: what their records say holds no more
}

// Outcome is what a change of the site comes to before it is committed.
type Outcome struct {
	Changes  []Change
	Problems []diag.Diagnostic // to be told; none of them keeps the changes from being made
	Units    int               // that the changes are about
	Pages    int
	Same     int // of accepted units: those that read as the source
	Left     int // units that nobody has translated, and that are not accepted
	Alone    int // accepted pages with units that the source has not, while it has others that the page has not
}

// Find returns the translations of the named pages, or of all pages and the catalog that exist; a named one
// need not exist yet. Skipped are the pages of which nothing can be said, because they have an error.
func (w *Workspace) Find(t locale.Tag, names []string) (out []translation.Comparison, skipped []string, err error) {
	all := len(names) == 0
	o, _ := w.Overview()
	keys := append(slices.Clone(o.Keys), translation.MessagesName)
	if all {
		names = keys
	}
	for _, name := range names {
		key := strings.TrimSuffix(strings.TrimSuffix(name, ".md"), ".html")
		if name == translation.MessagesName {
			key = ""
		}
		c, ok := w.Translation(key, t)
		switch {
		case ok && len(c.Damaged) > 0:
			return nil, nil, damaged(&c)
		case ok && (c.Bytes != nil || !all):
			out = append(out, c)
		case ok, key == "" && all:
		case all:
			skipped = append(skipped, name)
		default:
			return nil, nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("there is no page %q to translate, or it has an error", name), Hint: "the pages are " + strings.Join(messagesFirst(keys), ", ")}
		}
	}
	return out, skipped, nil
}

// messagesFirst moves the last of some keys to their beginning.
func messagesFirst(keys []string) []string {
	last := len(keys) - 1
	return append([]string{keys[last]}, keys[:last]...)
}

// damaged refuses to go on from a record that cannot be read: what is stale is not known, and a new record would forget it.
func damaged(t *translation.Comparison) error {
	return &Error{Faulty, "the record " + t.Damaged[0].File + " is damaged; nothing was changed", "mend it as said above", faults(t.Damaged)}
}

// pick returns the matches of the units with these numbers or ids; all for none.
func pick(t *translation.Comparison, units []string) ([]translation.Match, error) {
	if len(units) == 0 {
		return t.Matches, nil
	}
	var out []translation.Match
	for _, name := range units {
		n, err := strconv.Atoi(name)
		i := slices.IndexFunc(t.Matches, func(m translation.Match) bool { return m.ID == name })
		if err == nil && n >= 1 && n <= len(t.Matches) {
			i = n - 1
		}
		if i < 0 {
			return nil, &Error{Kind: Unknown, Msg: fmt.Sprintf("there is no passage %q", name), Hint: fmt.Sprintf("the passages have the numbers 1 to %d; vernacular status %s lists those with something to do", len(t.Matches), t.Locale)}
		}
		out = append(out, t.Matches[i])
	}
	return out, nil
}

// Accept records that translations say what their sources say now. A unit that differs from its source in structure is
// refused, and nothing is accepted then.
func (w *Workspace) Accept(ts []translation.Comparison, o AcceptOptions) (out Outcome, err error) {
	var refused, unsure []diag.Diagnostic
	for i := range ts {
		t := &ts[i]
		if o.Afresh {
			*t = t.Afresh()
		}
		ms, err := pick(t, o.Units)
		if err != nil {
			return out, err
		}
		if d := o.uncompared(t, ms); d != nil {
			unsure = append(unsure, *d)
			continue
		}
		chosen, ds, err := o.choose(t, ms, &out)
		if err != nil {
			return out, err
		}
		refused = append(refused, ds...)
		if len(o.Units) == 0 && alone(ms) {
			out.Alone++
		}
		if len(chosen) > 0 {
			out.Units += len(chosen)
			accepted := t.Accept(chosen)
			if data := madeFrom(t, accepted.Record); data != nil {
				out.Changes = append(out.Changes, Change{Path: t.File, Data: data, Was: t.Bytes})
			}
			out.Changes = append(out.Changes, w.recordChanges(t, accepted)...)
		}
	}
	if len(refused) > 0 {
		for i := range refused {
			refused[i].Severity = diag.Error
		}
		return Outcome{}, &Error{Faulty, "nothing was accepted: these passages differ from their source", `correct them; if the page was translated anew, --afresh; or, where it must be so, --force --reason "why"`, faults(diag.Sorted(refused))}
	}
	if len(unsure) > 0 && out.Units == 0 {
		return Outcome{}, &Error{Faulty, "nothing was accepted: what cannot be compared with its source for sure needs the word of a person", unsure[0].Hint, faults(diag.Sorted(unsure))}
	}
	out.Problems = append(out.Problems, diag.Sorted(unsure)...)
	return out, nil
}

// alone reports whether units of a page stand without a source, and units of the source without a translation: a record that
// holds no more can be why.
func alone(ms []translation.Match) bool {
	return slices.ContainsFunc(ms, func(m translation.Match) bool { return m.State.OnTop() }) &&
		slices.ContainsFunc(ms, func(m translation.Match) bool { return m.Source >= 0 && m.Target < 0 })
}

// choose returns what is recorded of the units of one page, or why some cannot be accepted. It counts in out.
func (o AcceptOptions) choose(t *translation.Comparison, ms []translation.Match, out *Outcome) (chosen map[string]translation.Accepted, refused []diag.Diagnostic, err error) {
	chosen = map[string]translation.Accepted{}
	named := len(o.Units) > 0
	for _, m := range ms {
		switch {
		case m.State == translation.Added && o.Reason != "" && named:
			chosen[m.ID] = translation.Accepted{Forced: o.Reason}
			continue
		case m.State.OnTop() && named:
			return nil, nil, onTop(t, m)
		case m.Target < 0 || m.Source < 0 || m.Refused:
			if named {
				return nil, nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("the passage %s of %s has no translation that could be up to date", m.ID, t.File), Hint: "translate it first"}
			}
			continue
		case m.Placeholder && !named:
			out.Left++
			continue
		}
		if m.State == translation.Missing {
			out.Same++
		}
		a, ds := o.judge(t, m)
		if refused = append(refused, ds...); len(ds) == 0 {
			chosen[m.ID] = a
		}
	}
	return chosen, refused, nil
}

// uncompared refuses a page with chosen passages of which nobody knows which source text they translate, unless a person says that
// they are right.
func (o AcceptOptions) uncompared(t *translation.Comparison, ms []translation.Match) *diag.Diagnostic {
	n := 0
	for _, m := range ms {
		if m.State == translation.Uncompared {
			n++
		}
	}
	if n == 0 || o.Force && o.Reason != "" {
		return nil
	}
	d := diag.Warnf("not-compared", diag.At(t.File, 0, 0), "%d of %d passages cannot be compared with the source for sure; of this page nothing was accepted", n, len(ms)).
		WithHint("bring the page into the order of its source; or, if it says what the source says, --force --reason \"why\"")
	return &d
}

// onTop refuses a unit that has no source which it could agree with.
func onTop(t *translation.Comparison, m translation.Match) error {
	if m.State == translation.Added {
		return &Error{Kind: Faulty, Msg: fmt.Sprintf("the source never had the passage %s of %s", m.ID, t.File), Hint: `say why it is there: --reason "why"; or delete it`}
	}
	return &Error{Kind: Faulty, Msg: fmt.Sprintf("the source has the passage %s of %s no more, so that it cannot be up to date", m.ID, t.File), Hint: "delete it, or see vernacular sync"}
}

// judge returns what is recorded of a unit, or why it cannot be accepted.
func (o AcceptOptions) judge(t *translation.Comparison, m translation.Match) (a translation.Accepted, refused []diag.Diagnostic) {
	a.Forced, a.Review = t.Reason(m), &translation.Review{} // a draft is finished by this, and a review stays one
	if ds := structure(t, m); len(ds) > 0 && a.Forced == "" {
		if !o.Force {
			return a, ds
		}
		a.Forced = o.Reason
	}
	for _, code := range o.Except {
		if a.Except == nil {
			a.Except = map[string]string{}
		}
		a.Except[code] = o.Reason
	}
	return a, nil
}

// MoveLinks carries addresses that changed in the source into the units that say what it says. Of what it cannot carry a
// problem tells, and it stays as it is.
func (w *Workspace) MoveLinks(ts []translation.Comparison, units []string) (out Outcome, err error) {
	for i := range ts {
		t := &ts[i]
		ms, err := pick(t, units)
		if err != nil {
			return out, err
		}
		if t.Doc == nil {
			continue // messages have their addresses in words of their own
		}
		next, chosen, err := w.carryLinks(t, ms, &out)
		if err != nil {
			return out, err
		}
		if next != nil {
			out.Pages++
			out.Changes = append(out.Changes, Change{Path: t.File, Data: next.Bytes, Was: t.Bytes})
			out.Changes = append(out.Changes, w.accept(next, chosen)...)
		}
	}
	out.Problems = diag.Sorted(out.Problems)
	return out, nil
}

// carryLinks returns the page with the addresses that changed in the source, and the units that are up to date then; nil if
// nothing changes. It counts units and tells problems.
func (w *Workspace) carryLinks(t *translation.Comparison, ms []translation.Match, out *Outcome) (next *translation.Comparison, chosen map[string]translation.Accepted, err error) {
	doc := t.Doc
	chosen = map[string]translation.Accepted{}
	links := t.MovedLinks()
	fail := func(l translation.NewAddress, pos diag.Pos) {
		out.Problems = append(out.Problems, diag.Warnf("link-moved", pos, "the source leads to %s where it led to %s; here that could not be carried", l.To, l.From).
			WithHint("see where the link of the translation should lead, then vernacular accept %s %s", t.Locale, t.Key))
	}
	for _, m := range ms {
		if m.Target < 0 || t.Segments[m.Target].Block < 0 {
			continue
		}
		block := t.Segments[m.Target].Block
		b := doc.Blocks[block]
		text, left := links.Move(m)
		for _, l := range left {
			fail(l, diag.At(t.File, b.Line, b.Col))
		}
		if text == b.Source {
			continue
		}
		next, err := doc.SetBlock(block, text)
		if err != nil {
			return nil, nil, &Error{Kind: Faulty, Msg: fmt.Sprintf("%s: the passage %s cannot be written: %v", t.File, m.ID, err), Hint: "change its links by hand"}
		}
		doc = next
		out.Units++
		if len(left) == 0 {
			chosen[m.ID] = translation.Accepted{}
		}
	}
	doc, defined, left := links.Redefine(doc, ms)
	for _, l := range left {
		fail(l, diag.At(t.File, 0, 0))
	}
	for id := range defined {
		if _, ok := chosen[id]; !ok {
			chosen[id] = translation.Accepted{}
			out.Units++
		}
	}
	if doc == t.Doc {
		return nil, nil, nil
	}
	after := t.WithPage(doc)
	for _, m := range after.Matches {
		if _, ok := chosen[m.ID]; ok && len(structure(&after, m)) > 0 {
			delete(chosen, m.ID) // vernacular check names what else is wrong
		}
	}
	return &after, chosen, nil
}

// Judge records in the own record of a source page, or of the source's catalog, what its author says of the last change of
// some units.
func (w *Workspace) Judge(own translation.Comparison, units []string, class, reason string) (out Outcome, err error) {
	ms, err := pick(&own, units)
	if err != nil {
		return out, err
	}
	r := own.SourceRecord
	if r == nil {
		r = &translation.Record{}
	}
	o, _ := w.Overview()
	for _, l := range o.Locales {
		other, ok := w.Translation(own.Key, l.Tag)
		if l.Tag == own.Source || !ok {
			continue
		}
		for _, m := range ms {
			to := translation.Hash(own.SourceSegments[m.Source].Text)
			for _, theirs := range other.Matches {
				if theirs.Source != m.Source || theirs.From == "" || theirs.From == to {
					continue
				}
				out.Units++
				r.Changes = slices.DeleteFunc(r.Changes, func(c translation.Change) bool { return c.From == theirs.From && c.To == to })
				r.Changes = append(r.Changes, translation.Change{From: theirs.From, To: to, Class: class, Reason: reason})
			}
		}
	}
	if out.Units == 0 {
		return out, &Error{Kind: Faulty, Msg: "no translation was made from an earlier text of this passage", Hint: "there is no change to judge"}
	}
	was := w.read(own.RecordFile)
	out.Changes = []Change{{Path: own.RecordFile, Data: endsLike(r.Bytes(own.SourceFile), was), Was: was, Page: own.SourceFile}}
	return out, nil
}
