package cli

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// beginWith reads what --from names: a locale of the site, or a file of a translation tool.
func (a *app) beginWith(from string, tag locale.Tag, snap *source.Snapshot) (locale.Tag, *exchange.Document, error) {
	if from == "" {
		return "", nil, nil
	}
	have := project.Locales(snap)
	if like, _, err := locale.Parse(from); err == nil {
		if slices.Contains(have, like) {
			return like, nil, nil
		}
		if _, err := os.Stat(from); err != nil {
			var names []string
			for _, t := range have {
				names = append(names, string(t))
			}
			return "", nil, &exit{exitUsage, fmt.Sprintf("--from: the site has no locale %s", like), "it has " + strings.Join(names, ", ")}
		}
	}
	doc, err := a.readExchange(from)
	if err != nil {
		return "", nil, err
	}
	if doc.Target != "" && doc.Target.Language() != tag.Language() {
		return "", nil, &exit{exitUsage, fmt.Sprintf("%s holds a translation into %s (%s), not into %s", from, doc.Target, doc.Target.EnglishName(), tag), "name the language of the file: vernacular locale add " + string(doc.Target) + " --from " + from}
	}
	return "", &doc, nil
}

// beginning is the files that a translation begins with, by path.
type beginning map[string][]byte

// add puts in a page or the catalog, with its record.
func (g beginning) add(b *project.Workspace, tag locale.Tag, f project.SkeletonFile) {
	g[f.Path] = f.Data
	tr, ok := b.Translation(f.Key, tag)
	if !ok {
		return
	}
	tr.File = f.Path
	if tr, ok = b.Reread(tr, f.Data); !ok {
		return
	}
	tr.Record = nil // of an earlier translation
	if f.From != tr.Source {
		if like, ok := b.Translation(f.Key, f.From); ok {
			tr.Record = like.Record
		}
	}
	tr.Matches = tr.Compare(tr.Segments)
	chosen := map[string]translation.Accepted{}
	if tr.Record == nil {
		for _, m := range tr.Matches {
			if m.State == translation.Stale {
				return // the page itself says that it was made from another text; a record would hide that
			}
			chosen[m.ID] = translation.Accepted{}
		}
	}
	r, sources := translation.Accept(translation.Input{Source: tr.SourceSegments, Target: tr.Segments, Record: tr.Record}, tr.Matches, chosen)
	if f.Key == "" {
		r.Entries = everyMessage(tr, r, sources)
	}
	if len(r.Entries) == 0 {
		return
	}
	g[tr.RecordFile] = r.Bytes(tr.File)
	for _, c := range sourceTexts(b.Source, sources) {
		g[c.Path] = c.Data
	}
}

// everyMessage are the entries of a catalog's record with those of messages that wait for their text: it will be made from
// the source text that stands beside them in the new catalog.
func everyMessage(tr translation.Comparison, r *translation.Record, sources map[string]string) []translation.Entry {
	var out []translation.Entry
	for _, m := range tr.Matches {
		if m.Source < 0 {
			continue
		}
		e, ok := r.Entry(m.ID)
		if m.Target < 0 {
			text := tr.SourceSegments[m.Source].Text
			e, ok = translation.Entry{ID: m.ID, Source: translation.Hash(text)}, true
			sources[e.Source] = text
		}
		if ok {
			out = append(out, e)
		}
	}
	return out
}

// fillIn puts the texts of an exchange file into what a translation begins with.
func (a *app) fillIn(g beginning, snap *source.Snapshot, tag locale.Tag, file string, doc exchange.Document) error {
	for _, p := range slices.Sorted(maps.Keys(g)) {
		if snap.Has(p) && !strings.HasPrefix(p, translation.Folder+"sources/") { // the record of a translation that is gone would be taken for that of the new one
			return &exit{exitProblems, fmt.Sprintf("%s is left of an earlier translation; nothing was written", p), "take " + translation.Folder + string(tag) + "* away to begin anew"}
		}
	}
	builder := pipeline.New(pipeline.Options{NoOutputs: true})
	if r := builder.Update(snap.With(g), nil, nil, true); len(r.Torn) > 0 {
		return &exit{exitProblems, fmt.Sprintf("%s has been changed meanwhile; nothing was written", r.Torn[0]), "run the command again"}
	}
	b := project.New(builder)
	o, ok := b.Overview()
	if !ok {
		return &exit{exitProblems, "the site has an error that vernacular check names", ""}
	}
	trs := map[string]translation.Comparison{}
	keys := []string{messagesName}
	keys = append(keys, o.Keys...)
	for _, key := range keys {
		name := key
		if name == messagesName {
			name = ""
		}
		if tr, ok := b.Translation(name, tag); ok && tr.Bytes != nil {
			trs[key] = tr
		}
	}
	parts, old, lost := placed(file, doc, keys, trs)
	var problems []diag.Diagnostic
	for _, u := range lost {
		problems = append(problems, diag.Warnf("import-unknown", diag.At(file, u.Line, u.Col), "the source does not have this text (any more); its translation is left out"))
	}
	total := imported{}
	for _, part := range parts {
		changes, n, ds := importPart(b, file, trs[part.Name], part, acceptFlags{})
		for i := range ds {
			if old[ds[i].Pos] { // it need not agree with a source text that it was not made from
				ds[i].Severity = diag.Warning
			}
		}
		problems, total = append(problems, ds...), total.add(n)
		for _, c := range changes {
			g[c.Path] = c.Data
		}
		if part.Name == messagesName {
			n, err := g.sameWords(trs[part.Name], part)
			if err != nil {
				return &exit{exitProblems, file + ": " + err.Error(), ""}
			}
			total.changed += n
		}
	}
	a.tell().problems(diag.Sorted(problems))
	if diag.HasErrors(problems) {
		return &exit{exitProblems, "nothing was written", "correct the file in your tool; or begin without --from, and then vernacular import " + file + ` --force --reason "why"`}
	}
	a.tell().note("%s taken from %s", count(total.changed, "passage", "passages"), file)
	return nil
}

// sameWords writes the finished messages that say the same in both languages. An import takes such a text for one that
// nobody has translated; in a new catalog the message would stay empty.
func (g beginning) sameWords(tr translation.Comparison, part exchange.File) (n int, err error) {
	for _, u := range part.Units {
		source, ok := tr.SourceCatalog.Get(u.ID)
		if !ok || u.Plural != nil || source.Counts() || u.State.NeedsWork() || u.Target == "" || u.Target != source.Forms[0].Text {
			continue
		}
		if g[tr.File], err = catalog.SetMessage(tr.File, g[tr.File], tr.Locale, u.ID, []catalog.Form{{Category: "other", Text: u.Target}}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// placed sorts the units of a file by the pages that have their sources. A unit is known by its id; one without, of
// another tool or of an older text, by its source text, and then it is for every passage that says the same. old are the
// places in the file of those made from an earlier source text, lost are those for which the site has no place.
func placed(file string, doc exchange.Document, keys []string, trs map[string]translation.Comparison) (parts []exchange.File, old map[diag.Pos]bool, lost []exchange.Unit) {
	old = map[diag.Pos]bool{}
	type place struct{ key, id string }
	known := map[place]bool{}
	bySource := map[string][]place{}
	for _, key := range keys {
		tr := trs[key]
		for _, m := range tr.Matches {
			if m.Source < 0 || m.Shared {
				continue
			}
			p := place{key, m.ID}
			known[p] = true
			if m.Source < len(tr.SourceSegments) {
				text := spaced(tr.SourceSegments[m.Source].Text)
				bySource[text] = append(bySource[text], p)
			}
		}
	}
	units := map[string][]exchange.Unit{}
	taken := map[place]bool{}
	put := func(p place, u exchange.Unit) {
		if taken[p] {
			return
		}
		taken[p] = true
		u.ID = p.id
		if u.State.NeedsWork() && u.Previous != "" && u.Plural == nil { // made from that text: so it is stale, not new
			u.Source, u.State = u.Previous, exchange.Translated
			old[diag.At(file, u.Line, u.Col)] = true
		}
		units[p.key] = append(units[p.key], u)
	}
	var rest []exchange.Unit
	for _, f := range doc.Files {
		for _, u := range f.Units {
			switch p := (place{f.Name, u.ID}); {
			case u.State == exchange.Missing || u.Suggestion:
			case known[p]:
				put(p, u)
			default:
				rest = append(rest, u)
			}
		}
	}
	for _, u := range rest {
		text := u.Source
		if u.Plural != nil {
			text = formsText(u.Plural.Source)
		}
		places := bySource[spaced(text)]
		if len(places) == 0 {
			lost = append(lost, u)
		}
		for _, p := range places {
			put(p, u)
		}
	}
	for _, key := range keys {
		if len(units[key]) > 0 {
			parts = append(parts, exchange.File{Name: key, Units: units[key]})
		}
	}
	return parts, old, lost
}

func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// changes are the files that a translation begins with, as changes. Only a record that an earlier translation
// has left is replaced, and a source text that is damaged.
func (g beginning) changes(b *project.Workspace, tag locale.Tag, files []project.SkeletonFile) []project.Change {
	pages := map[string]string{} // by record
	for _, f := range files {
		if tr, ok := b.Translation(f.Key, tag); ok {
			pages[tr.RecordFile] = f.Path
		}
	}
	var out []project.Change
	for _, p := range slices.Sorted(maps.Keys(g)) {
		out = append(out, project.Change{Path: p, Data: g[p], Was: b.Source(p), Page: pages[p]})
	}
	return out
}
