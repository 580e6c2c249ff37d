package project

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/translation"
)

// SourceEdit is a text of the source that its author wants to have saved.
type SourceEdit struct {
	Key, ID string
	Text    string // with "\n" between lines
	Lock    string // of the field that was edited
	Class   string // what the author says of the change: cosmetic, editorial or normative; "" for what the program finds
	Reason  string // why, where the author says so
	Seen    string // [Effect.Seen] of the effect that the author was shown; "" for none
}

// SourceSaved tells what a change of the source comes to.
type SourceSaved struct {
	Saved
	Effect Effect
	Unseen bool // it was not saved, since the author has not seen what it does
}

// sourceView is a source page, or the source's catalog, as it was read for one answer.
type sourceView struct {
	*view
	own    translation.Comparison // the source beside itself
	fields []Field
}

// SourcePage returns the texts of a page of the source, or for [translation.MessagesName] the source's messages, to be edited by
// their author.
func (s *Session) SourcePage(key string) (out Page, ok bool) {
	v := s.openSource(key)
	if v == nil {
		return out, false
	}
	set := v.table.Settings
	out = Page{
		Source: string(set.Source), SourceDir: set.Direction(set.Source), Tag: string(set.Source), Name: set.Autonym(set.Source), Dir: set.Direction(set.Source),
		Site: translation.Hash(s.dir), Key: key, Title: key, File: v.own.SourceFile, Exists: true, Fields: v.fields,
	}
	w := &Workspace{b: s.b, pages: s.pages, read: s.b.Source}
	out.Questions = slices.DeleteFunc(w.Questions(nil), func(q Question) bool { return q.Page != key })
	if doc := v.own.SourceDoc; doc != nil {
		out.Draft, out.Permalink = stands(v.table, &v.own)
		if t, ok := doc.Meta.String("title"); ok {
			out.Title = t
		}
	}
	for _, p := range s.b.Diagnostics() {
		if p.File != out.File {
			continue
		}
		if at := fieldAt(out.Fields, p.Pos); at >= 0 {
			out.Fields[at].Problems = append(slices.Clip(out.Fields[at].Problems), p)
		} else {
			out.Diagnostics = append(out.Diagnostics, p)
		}
	}
	return out, true
}

// openSource reads a source page, or the source's catalog; nil when there is no such one, or when it cannot be read.
func (s *Session) openSource(key string) *sourceView {
	table := s.b.Site()
	if table == nil {
		return nil
	}
	source := table.Settings.Source
	v := &sourceView{view: s.newView(table, source, key)}
	var ok bool
	if v.own, ok = v.Translation(nameOfPage(key), source); !ok || v.own.SourceBytes == nil {
		return nil
	}
	v.fields = s.sourceFields(&v.own)
	return v
}

// nameOfPage returns the key of a page as [Workspace.Translation] takes it.
func nameOfPage(key string) string {
	if key == translation.MessagesName {
		return ""
	}
	return key
}

// sourceFields lists the texts of a source page or catalog.
func (s *Session) sourceFields(own *translation.Comparison) []Field {
	if own.SourceCatalog != nil {
		return messageFields(own.SourceCatalog)
	}
	permalink := ""
	if table := s.b.Site(); table != nil {
		_, permalink = stands(table, own)
	}
	var out []Field
	for i, id := range s.sourceIDs(own.Key, own.SourceSegments) {
		t := own.SourceSegments[i]
		f := Field{Unit: translation.Unit{ID: id, Number: i + 1, Kind: t.Kind, Level: t.Level, Path: t.Path, Text: t.Text, Pos: t.Pos, SourcePos: t.Pos, State: translation.Fresh}}
		f.unit, f.Place, f.Lock = id, t.Pos, translation.Hash(t.Text)
		if t.Block >= 0 && permalink != "" {
			f.Link = fragmentTo(permalink, own.SourceDoc.Blocks[t.Block].Text)
		}
		out = append(out, f)
	}
	return out
}

// messageFields lists the texts of the source's catalog: each plural form by itself.
func messageFields(c *catalog.Catalog) []Field {
	var out []Field
	for _, m := range c.Messages {
		for _, form := range m.Forms {
			f := Field{Unit: translation.Unit{
				ID: m.ID, Number: len(out) + 1, Kind: page.KindMessage, Path: m.ID, Text: form.Text, Pos: form.Pos, SourcePos: form.Pos,
				Note: strings.TrimSpace(m.Remark + "\n" + m.Description), Counts: m.Counts(), State: translation.Fresh,
			}}
			if m.Counts() {
				f.ID, f.Category = m.ID+"["+form.Category+"]", form.Category
			}
			f.unit, f.Place, f.Lock = m.ID, form.Pos, translation.Hash(form.Text)
			out = append(out, f)
		}
	}
	return out
}

// SaveSource writes one text of the source to its file, or changes nothing and tells why. Where translations become outdated
// or up to date by it, its author has to have seen that: what was seen comes back in the edit. Until then nothing is saved,
// and SourceSaved says what the change would do.
func (s *Session) SaveSource(e SourceEdit) (saved SourceSaved, refused *Refusal) {
	s.saving.Lock()
	defer s.saving.Unlock()
	v := s.openSource(e.Key)
	if v == nil {
		return saved, &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == e.ID })
	if i < 0 {
		return saved, &Refusal{Conflict: true, Message: "this passage is gone from the file", Hint: "load the page again"}
	}
	now := v.fields[i]
	saved.Field, saved.File, saved.Line = now, v.own.SourceFile, now.Place.Line
	after, changes, refused := v.change(e, now)
	if refused != nil || len(changes) == 0 {
		if refused != nil {
			refused.Field = &now
		}
		return saved, refused
	}
	over := v.overlay(changes)
	if e.Class != "" {
		record, refused := v.judged(over, e, i)
		if refused != nil {
			refused.Field = &now
			return saved, refused
		}
		if record != nil {
			changes = append(changes, *record)
			over = v.overlay(changes)
		}
	}
	saved.Effect = v.effect(over, now, e)
	if err := v.unread(); err != nil {
		return saved, &Refusal{Message: err.Error(), Hint: nothingSaved, Field: &now}
	}
	if saved.Effect.Matters() && saved.Effect.Seen != e.Seen {
		saved.Unseen = true
		return saved, nil
	}
	if err := Commit(s.dir, "a save of the source in the translation editor", changes); err != nil {
		return saved, &Refusal{Message: err.Error(), Hint: "save it again", Field: &now}
	}
	for _, f := range s.sourceFields(after) {
		if f.ID == e.ID {
			saved.Field, saved.Line = f, f.Place.Line
		}
	}
	return saved, nil
}

// change works out what an edit of the source changes: nothing, where the text is the one that is there.
func (v *sourceView) change(e SourceEdit, now Field) (after *translation.Comparison, changes []Change, refused *Refusal) {
	switch {
	case now.Lock != e.Lock:
		return nil, nil, &Refusal{Conflict: true, Message: "the passage was changed on disk meanwhile", Hint: "compare the two texts, and save again", Theirs: now.Text}
	case strings.TrimSpace(e.Text) == "":
		return nil, nil, &Refusal{Message: "the text is empty", Hint: "to take a passage out, delete it in " + v.own.SourceFile}
	case e.Class != "" && strings.TrimSpace(e.Reason) == "":
		return nil, nil, &Refusal{Message: "what you say of the change needs a reason", Hint: "write it in a few words, as for the translators: a typing mistake"}
	case e.Text == now.Text:
		return &v.own, nil, nil
	}
	if p := v.s.unreadable(v.own.SourceFile); p != nil {
		return nil, nil, &Refusal{Message: v.own.SourceFile + ": " + p.Message, Hint: cmp.Or(p.Hint, nothingSaved)}
	}
	next, data, err := v.write(e.Text, now)
	if err != nil {
		return nil, nil, &Refusal{Message: err.Error(), Hint: nothingSaved}
	}
	before := itself(&v.own)
	if errs := v.refused(&before, next); len(errs) > 0 {
		return nil, nil, &Refusal{Message: errs[0].Message, Hint: cmp.Or(errs[0].Hint, "correct it") + "; " + nothingSaved}
	}
	return next, []Change{{Path: v.own.SourceFile, Data: data, Was: v.own.SourceBytes}}, nil
}

// itself returns a source as something that a build would judge.
func itself(own *translation.Comparison) translation.Comparison {
	out := *own
	out.Catalog, out.Doc = own.SourceCatalog, own.SourceDoc
	return out
}

// write returns the source with another text in one of its fields.
func (v *sourceView) write(text string, now Field) (*translation.Comparison, []byte, error) {
	after := itself(&v.own)
	if v.own.SourceCatalog != nil {
		edit, err := catalog.NewEdit(v.own.SourceFile, v.own.SourceBytes, v.own.Source)
		if err != nil {
			return nil, nil, err
		}
		if err := edit.Set(now.Path, []catalog.Form{{Category: cmp.Or(now.Category, "other"), Text: text}}); err != nil {
			return nil, nil, err
		}
		data, err := edit.Bytes()
		after.SourceCatalog, after.Catalog = edit.After(), edit.After()
		return &after, data, err
	}
	doc, err := v.writePage(text, now)
	if err != nil {
		return nil, nil, err
	}
	after.SourceDoc, after.Doc, after.SourceSegments = doc, doc, translation.Segments(doc)
	return &after, doc.Bytes(), nil
}

// writePage is write for a page.
func (v *sourceView) writePage(text string, now Field) (*page.Document, error) {
	doc := v.own.SourceDoc
	s := v.own.SourceSegments[now.Number-1]
	if s.Block >= 0 {
		return doc.SetBlock(s.Block, text)
	}
	data, err := frontmatter.SetText(v.own.SourceFile, doc.Bytes(), s.Path, text, doc.Limits().Limits)
	if err != nil {
		return nil, err
	}
	after, ds := page.Parse(v.own.SourceFile, data, page.Options{Limits: pipeline.Limits(v.table.Settings)})
	if i := slices.IndexFunc(ds, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }); i >= 0 {
		return nil, errors.New(ds[i].Message)
	}
	own := translation.Segments(after)
	if len(own) != len(v.own.SourceSegments) || own[now.Number-1].Text != text {
		return nil, fmt.Errorf("as the text of %s this would not be read as words", s.Path)
	}
	return after, nil
}

// overlay returns the site as it is with changes in place.
func (v *sourceView) overlay(changes []Change) *Workspace {
	return &Workspace{b: v.b, pages: v.pages, live: true, read: func(file string) []byte {
		for _, c := range changes {
			if c.Path == file {
				return c.Data
			}
		}
		return v.read(file)
	}}
}

// judged returns the record of the source in which its author says what the change of a text is, nil where no translation was made
// from an earlier text. over is the site with the change, field the index of the text.
//
// The author speaks of the change from the text that is there now. Of a translation that was outdated before, the earlier change
// counts as well, so that a typing mistake that is mended does not hide it.
func (v *sourceView) judged(over *Workspace, e SourceEdit, field int) (*Change, *Refusal) {
	class, ok := translation.ParseClass(e.Class)
	if !ok {
		return nil, &Refusal{Message: "a change is cosmetic, editorial or normative", Hint: "choose one of them"}
	}
	if len(v.own.Damaged) > 0 {
		return nil, &Refusal{Message: "the record " + v.own.Damaged[0].File + " is damaged", Hint: "mend it, vernacular check says where; or save without a word of your own about the change"}
	}
	r := v.own.SourceRecord
	if r == nil {
		r = &translation.Record{}
	}
	added := false
	v.others(over, func(_ locale.Tag, before, after *translation.Comparison) {
		source := v.segment(field)
		i := slices.IndexFunc(before.Matches, func(m translation.Match) bool { return m.Source == source })
		if i < 0 || before.Matches[i].From == "" {
			return
		}
		m := before.Matches[i]
		c := translation.Change{From: m.From, To: translation.Hash(v.sourceText(after, field)), Class: class.String(), Reason: strings.Join(strings.Fields(e.Reason), " ")}
		if m.State == translation.Stale {
			c.Class = max(class, m.Class).String()
		}
		if c.From == c.To {
			return
		}
		r.Changes = slices.DeleteFunc(r.Changes, func(o translation.Change) bool { return o.From == c.From && o.To == c.To })
		r.Changes = append(r.Changes, c)
		added = true
	})
	if !added {
		return nil, nil
	}
	was := v.read(v.own.SourceRecordFile)
	return &Change{Path: v.own.SourceRecordFile, Data: endsLike(r.Bytes(v.own.SourceFile), was), Was: was, Page: v.own.SourceFile}, nil
}

// segment returns the index of the source segment that a field belongs to.
func (v *sourceView) segment(field int) int {
	if v.own.SourceCatalog == nil {
		return field
	}
	return slices.IndexFunc(v.own.SourceSegments, func(s translation.Segment) bool { return s.Path == v.fields[field].Path })
}

// sourceText returns the text of a field in a source that is another by now: of footnotes, which may have another order, it is the
// one that is new.
func (v *sourceView) sourceText(after *translation.Comparison, field int) string {
	if v.own.SourceCatalog != nil || v.own.SourceSegments[field].Block < 0 {
		return after.SourceSegments[v.segment(field)].Text
	}
	had := map[string]int{}
	for i, s := range v.own.SourceSegments {
		if i != field {
			had[s.Text]++
		}
	}
	for _, s := range after.SourceSegments {
		if had[s.Text]--; had[s.Text] < 0 {
			return s.Text
		}
	}
	return after.SourceSegments[field].Text
}

// others calls do with each translation of the page that is there, as it is and as it becomes.
func (v *sourceView) others(over *Workspace, do func(t locale.Tag, before, after *translation.Comparison)) {
	var tags []locale.Tag
	for _, l := range v.table.Locales {
		tags = append(tags, l.Tag)
	}
	v.s.mu.Lock()
	tags = append(tags, v.s.begun...)
	v.s.mu.Unlock()
	slices.Sort(tags)
	for _, t := range slices.Compact(tags) {
		if t == v.own.Source {
			continue
		}
		before, ok := v.Translation(v.own.Key, t)
		if !ok || before.Bytes == nil {
			continue
		}
		if after, ok := over.Translation(v.own.Key, t); ok {
			do(t, &before, &after)
		}
	}
}

// sourceID is the id by which a session knows a block of a source page.
type sourceID struct {
	id   string
	kind page.Kind
	text string
}

// sourceIDs returns the ids of the texts of a source page. No record says which block was which: so a session remembers what it told
// last, and a block that reads differently between two that do not is still the same.
func (s *Session) sourceIDs(key string, segments []translation.Segment) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	fields := translation.Fields(segments)
	out := translation.IDs(segments[:fields], nil)
	now := make([]sourceID, len(segments)-fields)
	for i, t := range segments[fields:] {
		now[i] = sourceID{"", t.Kind, t.Text}
	}
	carryIDs(s.sources[key], now)
	taken := map[string]bool{}
	for _, n := range now {
		taken[n.id] = true
	}
	for i := range now {
		if now[i].id == "" {
			now[i].id = translation.IDs(segments[fields+i:fields+i+1], taken)[0]
			taken[now[i].id] = true
		}
		out = append(out, now[i].id)
	}
	if s.sources == nil {
		s.sources = map[string][]sourceID{}
	}
	s.sources[key] = now
	return out
}

// carryIDs gives blocks the ids that they had: those that read as before, and, if as many others of a kind were there between them,
// those in their order.
func carryIDs(before, now []sourceID) {
	for len(before) > 0 && len(now) > 0 && before[0].text == now[0].text {
		now[0].id, before, now = before[0].id, before[1:], now[1:]
	}
	for len(before) > 0 && len(now) > 0 && before[len(before)-1].text == now[len(now)-1].text {
		now[len(now)-1].id, before, now = before[len(before)-1].id, before[:len(before)-1], now[:len(now)-1]
	}
	left := slices.Clone(before)
	for i := range now {
		if at := slices.IndexFunc(left, func(b sourceID) bool { return b.text == now[i].text && b.kind == now[i].kind }); at >= 0 {
			now[i].id = left[at].id
			left = slices.Delete(left, at, at+1)
		}
	}
	count := map[page.Kind]int{}
	for _, b := range left {
		count[b.kind]++
	}
	for _, n := range now {
		if n.id == "" {
			count[n.kind]--
		}
	}
	for i := range now {
		at := slices.IndexFunc(left, func(b sourceID) bool { return b.kind == now[i].kind })
		if now[i].id == "" && at >= 0 && count[now[i].kind] == 0 {
			now[i].id = left[at].id
			left = slices.Delete(left, at, at+1)
		}
	}
}
