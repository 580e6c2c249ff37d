package project

import (
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// ImportOptions say how the texts of an exchange file are taken.
type ImportOptions struct {
	Force    bool   // take what differs from its source in structure, and what reads as another language
	Reason   string // why
	BySource bool   // find the units of a file without contexts by their source texts

	old map[diag.Pos]bool // places of units that were made from an earlier source, and need not agree with it
}

// Imported is what an import comes to before it is committed.
type Imported struct {
	Changes                 []Change
	Problems                []diag.Diagnostic // an error is of a unit that is left out
	Changed, Accepted, Open int               // units
	BySource                int               // units that were found by their source texts
	Drafts                  []string          // the pages among the changes that are not published
	Memories                []MemoryChange    // what was added to translation memories; its changes are among Changes
}

// Add adds what another import comes to.
func (n *Imported) Add(m Imported) {
	n.Changes, n.Problems, n.Drafts = append(n.Changes, m.Changes...), append(n.Problems, m.Problems...), append(n.Drafts, m.Drafts...)
	n.Memories = append(n.Memories, m.Memories...)
	n.Changed, n.Accepted, n.Open, n.BySource = n.Changed+m.Changed, n.Accepted+m.Accepted, n.Open+m.Open, n.BySource+m.BySource
}

// NoContexts is the code of the error that a file of PO says nowhere what its texts are the translations of.
const NoContexts = "import-contexts"

// Import works out what an exchange file changes in the locale t. file is its name, for problems. A unit that cannot be
// taken is told with its place and left out; a file that is no translation into t is refused whole.
func (w *Workspace) Import(file string, doc exchange.Document, t locale.Tag, o ImportOptions) (out Imported, err error) {
	if !o.BySource && withoutContexts(doc) {
		out.Problems = append(out.Problems, diag.Errorf(NoContexts, diag.At(file, 1, 1), "the file has no contexts (msgctxt), which say what each text is the translation of; nothing of it was imported").
			WithHint("some tools drop them; to find the passages by their source texts: vernacular import %s --by-source", file))
		return out, nil
	}
	overview, _ := w.Overview()
	p := placing{names: append(overview.Keys, translation.MessagesName), get: w.comparisons(t)}
	parts := p.place(doc)
	if !o.Force {
		if d := w.wrongLanguage(file, t, &p, parts); d != nil {
			out.Problems = append(out.Problems, *d)
			return out, nil
		}
		if d := p.leaveCopies(t, parts); d != nil {
			if p.problems = append(p.problems, *d); d.Severity == diag.Error {
				out.Problems = p.problems
				return out, nil
			}
		}
	}
	out.Open, out.BySource = p.open, p.bySource
	out.Problems = append(p.problems, p.tellLost(file, doc)...)
	out.Problems = append(out.Problems, w.tellSources(t, &p, parts)...)
	for _, part := range parts {
		c := p.get(part.Name)
		if len(c.Damaged) > 0 {
			return out, damaged(c)
		}
		out.Add(w.importPart(file, c, part, o))
	}
	return out, nil
}

// comparisons returns what gives the translations into a locale by name, each read once.
func (w *Workspace) comparisons(t locale.Tag) func(name string) *translation.Comparison {
	known := map[string]*translation.Comparison{}
	return func(name string) *translation.Comparison {
		c, ok := known[name]
		if !ok {
			key := name
			if name == translation.MessagesName {
				key = ""
			}
			if read, ok := w.Translation(key, t); ok {
				c = &read
			}
			known[name] = c
		}
		return c
	}
}

// withoutContexts reports whether a document has units and none of them an id.
func withoutContexts(doc exchange.Document) bool {
	n := 0
	for _, f := range doc.Files {
		n += len(f.Units)
		if slices.ContainsFunc(f.Units, func(u exchange.Entry) bool { return u.ID != "" }) {
			return false
		}
	}
	return n > 0
}

// tellLost tells of the units for which the site has no place: those of a page that it does not have at once.
func (p *placing) tellLost(file string, doc exchange.Document) (out []diag.Diagnostic) {
	gone := map[diag.Pos]string{}
	for _, f := range doc.Files {
		if f.Name != "" && p.comparison(f.Name) == nil {
			for _, u := range f.Units {
				gone[u.Pos] = f.Name
			}
		}
	}
	told := map[string]bool{}
	for _, u := range p.lost {
		name, ok := gone[u.Pos]
		switch {
		case ok && told[name]:
		case ok:
			told[name] = true
			out = append(out, diag.Errorf("import-page", u.Pos, "the site has no page %q to translate, or it has an error; its texts are left out", name).
				WithHint("vernacular check names errors; a page that was removed cannot be imported"))
		case u.ID == "":
			out = append(out, diag.Warnf("import-unknown", u.Pos, "the site does not have this source text, or has it with different translations; it is left out").
				WithHint("export again to see what there is now"))
		default:
			out = append(out, diag.Warnf("import-unknown", u.Pos, "the source has the passage %q no more; it is left out", u.ID).
				WithHint("export again to see what there is now"))
		}
	}
	return out
}

// incoming is one page, or the catalog, of an exchange file on its way into the site.
type incoming struct {
	w      *Workspace
	file   string
	t      *translation.Comparison
	opt    ImportOptions
	texts  map[string]string // the new ones, by unit
	forms  map[string][]catalog.Form
	chosen map[string]translation.Accepted
	at     map[string]exchange.Entry
	older  []exchange.Entry // those that the site has changed since the file was written
	out    Imported
}

// importPart works out what the units of one page change.
func (w *Workspace) importPart(file string, t *translation.Comparison, part exchange.File, o ImportOptions) Imported {
	in := incoming{
		w: w, file: file, t: t, opt: o, texts: map[string]string{}, forms: map[string][]catalog.Form{},
		chosen: map[string]translation.Accepted{}, at: map[string]exchange.Entry{},
	}
	matches := map[string]translation.Match{}
	for _, m := range t.Matches {
		if takesText(m) {
			matches[m.ID] = m
		}
	}
	for _, u := range part.Units {
		if m, known := matches[u.ID]; known && u.Status != exchange.Missing && !u.Suggestion {
			in.take(u, m)
		}
	}
	in.tellOlder()
	in.leaveUncompared(matches)
	ids, next, accepted := in.settle()
	if len(ids) == 0 {
		in.out.Changes = w.sourceTexts(translation.Recorded(t.Record, t.SourceSegments))
		return in.out
	}
	if accepted != nil {
		if data := madeFrom(&next, accepted.Record); data != nil {
			next.Bytes = data
		}
	}
	if string(next.Bytes) != string(t.Bytes) || t.Bytes == nil {
		in.out.Changes = append(in.out.Changes, Change{Path: t.File, Data: next.Bytes, Was: t.Bytes})
	}
	if accepted != nil {
		in.out.Changes = append(in.out.Changes, w.recordChanges(&next, accepted)...)
	}
	for _, id := range ids {
		if _, ok := in.texts[id]; ok {
			in.out.Changed++
		}
		if a, ok := in.chosen[id]; ok && !a.Placeholder && (a.Review == nil || a.Review.Stage != translation.Draft) {
			in.out.Accepted++
		}
	}
	if next.Doc != nil {
		if draft, _ := next.Doc.Meta.Bool("draft"); draft {
			in.out.Drafts = append(in.out.Drafts, t.File)
		}
	}
	return in.out
}

// takesText reports whether a unit could have a text of its own, as far as anybody knows.
func takesText(m translation.Match) bool {
	return m.Source >= 0 && (!m.Shared || m.State == translation.Uncompared)
}

// leaveUncompared refuses the new texts of units of which nobody knows where they stand in the page: they would replace those
// of others. They are told at once.
func (in *incoming) leaveUncompared(matches map[string]translation.Match) {
	var first *exchange.Entry
	n := 0
	for _, m := range in.t.Matches {
		if _, changed := in.texts[m.ID]; changed && matches[m.ID].State == translation.Uncompared {
			if u := in.at[m.ID]; first == nil || u.Pos.Line < first.Pos.Line {
				first = &u
			}
			delete(in.texts, m.ID)
			delete(in.chosen, m.ID)
			n++
		}
	}
	if n > 0 {
		in.out.Problems = append(in.out.Problems, diag.Errorf("import-uncompared", first.Pos, "nobody can tell for sure which passages of %s this text and others (%d in all) are to replace; they are left out", in.t.File, n).
			WithHint("give the page the passages of its source, in the same order; then: vernacular accept %s %s", in.t.Locale, in.t.Name()))
	}
}

// take notes what a unit changes, and whether it is up to date then. A text that is not finished is none that a reader may
// take for the source's word: in the place of one that was up to date it is recorded as a placeholder. A finished text that equals its source is a person's
// word, like every other; where nothing says that it is finished, it is what a tool began with.
func (in *incoming) take(u exchange.Entry, m translation.Match) {
	source := in.t.SourceSegments[m.Source].Text
	now, text, seen := "", u.Text, seenSource(in.t, m, u)
	if u.Plural != nil {
		in.keepApart(&u, m)
		text = formsText(u.Plural.Target)
	}
	if m.Target >= 0 && m.State != translation.Missing {
		now = in.t.Segments[m.Target].Text
	}
	if u.Loose { // blanks are no edit
		text = unlessSpaced(text, now)
	}
	if in.changedInSite(u, text, now) {
		return
	}
	unfinished := m.Placeholder && u.Status.NeedsWork() && !u.NoState && text == in.t.Segments[m.Target].Text
	if unfinished || text == source && (u.NoState || u.Status.NeedsWork()) {
		in.out.Open++
		return
	}
	in.at[u.ID] = u
	if text != now {
		in.texts[u.ID], in.forms[u.ID] = text, []catalog.Form{{Category: "other", Text: u.Text}}
		if u.Plural != nil {
			in.forms[u.ID] = catalogForms(u.Plural.Target)
		}
	}
	if u.Status.NeedsWork() && !u.NoState {
		in.out.Open++
		in.takeUnfinished(u, m, text, now)
		return
	}
	if text != now && in.lacksForms(u) {
		in.out.Open++
		in.chosen[u.ID] = translation.Accepted{Review: &translation.Review{Stage: translation.Draft}}
		return
	}
	// The same text of a machine, which nobody has called reviewed, says no more than the site does.
	known := !m.Unrecorded || u.Machine && u.Status <= exchange.Translated
	known = known && in.t.Review(m).Stage != translation.Draft // which the file calls finished
	reviewed := in.reviewed(u, m)
	if _, changed := in.texts[u.ID]; !changed && (m.State.UpToDate() && known && !reviewed || m.State == translation.Uncompared) {
		return
	}
	a := translation.Accepted{Review: &translation.Review{}}
	if reviewed {
		*a.Review = translation.Review{Stage: translation.Reviewed, By: word(u.Review.By)}
	}
	if seen != source {
		a.Seen = seen
	}
	in.chosen[u.ID] = a
}

// reviewed reports whether a file says of a unit that somebody has reviewed it, and the site did not say so before: what a tool
// leaves as it came is nobody's word. A file that says less takes no review away.
func (in *incoming) reviewed(u exchange.Entry, m translation.Match) bool {
	return u.Status >= exchange.Reviewed && how(in.t) != "reviewed" && in.t.Review(m).Stage != translation.Reviewed
}

// keepApart gives a message the plural forms that it has, and that a tool drops since gettext has no number for them.
func (in *incoming) keepApart(u *exchange.Entry, m translation.Match) {
	if in.t.Catalog == nil {
		return
	}
	now, _ := in.t.Catalog.Get(m.ID)
	p := *u.Plural
	p.Target = slices.Clone(p.Target)
	for _, f := range now.Forms {
		has := slices.ContainsFunc(p.Target, func(own exchange.Form) bool { return own.Category == f.Category })
		if !has && exchange.WithoutNumber(in.t.Locale, f.Category) {
			p.Target = append(p.Target, exchange.Form{Category: f.Category, Text: f.Text})
		}
	}
	slices.SortStableFunc(p.Target, exchange.CompareForms)
	u.Plural = &p
}

// unlessSpaced returns the text that is known where another differs from it in blanks alone, else the other.
func unlessSpaced(text, known string) string {
	if strings.Join(strings.Fields(text), "") == strings.Join(strings.Fields(known), "") {
		return known
	}
	return text
}

// settle returns the units, in the order of the source, of which the site can take the texts together, and what it becomes
// with them. Each of the others is told with its place.
func (in *incoming) settle() (ids []string, next translation.Comparison, accepted *translation.Acceptance) {
	for _, m := range in.t.Matches {
		_, changed := in.texts[m.ID]
		if _, chosen := in.chosen[m.ID]; (changed || chosen) && m.Source >= 0 && !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	for len(ids) > 0 {
		var problem *diag.Diagnostic
		if next, accepted, problem = in.attempt(ids); problem != nil {
			ids = in.divide(nil, ids)
			continue
		}
		faulty, noted := in.checkStructure(&next, ids)
		switch {
		case len(faulty) > 0:
			ids = slices.DeleteFunc(ids, func(id string) bool { return faulty[id] })
			continue
		case noted:
			next, accepted, _ = in.attempt(ids) // once more, for the record
		}
		break
	}
	return ids, next, accepted
}

// divide returns those of some units that can be taken beside the good ones, and the good ones. It looks for a unit that
// cannot be taken by halves.
func (in *incoming) divide(good, ids []string) []string {
	half := len(ids) / 2
	for _, part := range [][]string{ids[:half], ids[half:]} {
		if len(part) == 0 {
			continue
		}
		all := append(slices.Clip(good), part...)
		_, _, problem := in.attempt(all)
		switch {
		case problem == nil:
			good = all
		case len(part) == 1:
			problem.Pos = in.at[part[0]].Pos
			in.out.Problems = append(in.out.Problems, *problem)
		default:
			good = in.divide(good, part)
		}
	}
	return good
}

// attempt returns the translation with the texts of some units and what is recorded of it, or why the site cannot have them.
func (in *incoming) attempt(ids []string) (next translation.Comparison, accepted *translation.Acceptance, problem *diag.Diagnostic) {
	texts, forms, chosen := map[string]string{}, map[string][]catalog.Form{}, map[string]translation.Accepted{}
	for _, id := range ids {
		if text, ok := in.texts[id]; ok {
			texts[id], forms[id] = text, in.forms[id]
		}
		if a, ok := in.chosen[id]; ok {
			chosen[id] = a
		}
	}
	var err error
	switch {
	case in.t.SourceCatalog == nil:
		next, accepted, err = in.t.Put(texts, chosen)
	default:
		if next = *in.t; len(texts) > 0 {
			next, err = setMessages(in.t, forms)
		}
		if err == nil && len(chosen) > 0 {
			accepted = next.Accept(chosen)
			next = next.WithRecord(accepted.Record)
		}
	}
	if err != nil {
		d := diag.Errorf("import-text", diag.At(in.file, 1, 1), "%v", err)
		return next, nil, &d
	}
	if string(next.Bytes) != string(in.t.Bytes) {
		if errs := in.w.refused(in.t, &next); len(errs) > 0 {
			return next, nil, &errs[0]
		}
	}
	return next, accepted, nil
}

// checkStructure finds the units that differ from their source in structure, and tells of them, unless it is known why they
// may: this is noted then, for the record.
func (in *incoming) checkStructure(next *translation.Comparison, ids []string) (faulty map[string]bool, noted bool) {
	faulty = map[string]bool{}
	for _, m := range next.Matches {
		if !slices.Contains(ids, m.ID) {
			continue
		}
		bad := structure(next, m)
		if len(bad) == 0 {
			continue
		}
		a, accepted := in.chosen[m.ID]
		u, d := in.at[m.ID], bad[0]
		d.Pos = u.Pos
		switch e, _ := in.t.Record.Entry(m.ID); {
		case in.opt.Force:
			a.Forced = in.opt.Reason
		case e.Forced != "":
			a.Forced = e.Forced
		case in.opt.old[u.Pos]:
			d.Severity = diag.Warning
			in.out.Problems = append(in.out.Problems, d)
		default:
			d.Severity = diag.Error
			in.out.Problems = append(in.out.Problems, d)
			faulty[m.ID] = true
		}
		if accepted && a.Forced != in.chosen[m.ID].Forced {
			in.chosen[m.ID], noted = a, true
		}
	}
	return faulty, noted
}

func catalogForms(forms []exchange.Form) []catalog.Form {
	var out []catalog.Form
	for _, f := range forms {
		out = append(out, catalog.Form{Category: f.Category, Text: f.Text})
	}
	return out
}

// sourceText returns the source that a unit of a file says it was made from.
func sourceText(u exchange.Entry) string {
	if u.Plural != nil {
		return formsText(u.Plural.Source)
	}
	return u.Source
}

// formsText is the text of a message with these forms.
func formsText(forms []exchange.Form) string {
	return translation.MessageText(catalog.Message{Forms: catalogForms(forms)})
}
