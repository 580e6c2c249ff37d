package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vernacular/internal/catalog"
	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/editor"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// desk is the site as the translator's view sees it. What it shows of a page is read from the disk at that moment, so that a
// saved text is there before the build has caught up.
type desk struct {
	app *app
	b   *project.Workspace
	src *source.Folder
	mu  sync.Mutex // one save at a time
}

var _ editor.Project = (*desk)(nil)

// read gives a file of the site as it is on disk now, nil when there is none.
func (d *desk) read(file string) ([]byte, error) {
	f, err := d.src.ReadNow(file)
	if err != nil || f.Missing || diag.HasErrors(f.Diags) {
		return nil, err
	}
	if f.Data == nil {
		return []byte{}, nil
	}
	return f.Data, nil
}

// unreadable says why a file that is there cannot be read; nil if it can, or if there is none.
func (d *desk) unreadable(file string) *diag.Diagnostic {
	f, err := d.src.ReadNow(file)
	switch {
	case err != nil:
		return &diag.Diagnostic{Message: err.Error()}
	case diag.HasErrors(f.Diags):
		return &f.Diags[0]
	}
	return nil
}

// reading is read for one answer: whatever it asks for twice is the same both times, so that a save that is worked out from
// a file is refused when the file has become another meanwhile. failed is the first error of the environment so far.
func (d *desk) reading() (read func(file string) []byte, failed func() error) {
	seen := map[string][]byte{}
	var failure error
	read = func(file string) []byte {
		data, ok := seen[file]
		if !ok {
			var err error
			data, err = d.read(file)
			if failure == nil {
				failure = err
			}
			seen[file] = data
		}
		return data
	}
	return read, func() error { return failure }
}

// Overview counts what there is to do.
func (d *desk) Overview() editor.Overview {
	st, ok := d.b.Status()
	table := d.b.Site()
	if !ok || table == nil {
		return editor.Overview{Problem: "the settings in site.toml have an error"}
	}
	out := editor.Overview{Source: string(st.Source), SourceName: table.Settings.Autonym(st.Source)}
	for _, l := range st.Locales {
		if l.Tag == st.Source {
			continue
		}
		row := editor.Locale{Tag: string(l.Tag), Name: l.Name, EnglishName: l.Tag.EnglishName(), Dir: l.Dir, Published: l.Published}
		for _, todo := range l.Todo {
			row.Words += todo.Words
		}
		pages := slices.Clone(st.Pages)
		slices.SortStableFunc(pages, func(a, b project.SourcePage) int {
			return cmp.Compare(btoi(a.Key != st.Home), btoi(b.Key != st.Home))
		})
		for _, p := range pages {
			tr, ok := d.b.Translation(p.Key, l.Tag)
			if !ok {
				continue
			}
			r := editor.Row{Key: p.Key, Title: p.Title, Exists: tr.Bytes != nil, Blocks: counts(tr)}
			r.Draft, r.Permalink = d.stands(table, tr)
			if tr.Doc != nil {
				if t, ok := tr.Doc.Meta.String("title"); ok {
					r.Title = t
				}
			}
			for _, todo := range l.Todo {
				if todo.Key == p.Key {
					r.Words = todo.Words
				}
			}
			row.Blocks = sum(row.Blocks, r.Blocks)
			row.Pages = append(row.Pages, r)
		}
		if tr, ok := d.b.Translation("", l.Tag); ok {
			row.Messages = counts(tr)
		}
		out.Locales = append(out.Locales, row)
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sum(a, b editor.Count) editor.Count {
	return editor.Count{Total: a.Total + b.Total, Fresh: a.Fresh + b.Fresh, Stale: a.Stale + b.Stale, Missing: a.Missing + b.Missing, Surplus: a.Surplus + b.Surplus}
}

func counts(tr translation.Comparison) (n editor.Count) {
	for _, m := range tr.Matches {
		if m.State != translation.Surplus {
			n.Total++
		}
		switch m.State {
		case translation.Fresh:
			n.Fresh++
		case translation.Stale:
			n.Stale++
		case translation.Missing:
			n.Missing++
		case translation.Surplus:
			n.Surplus++
		}
	}
	return n
}

// stands tells whether a page is a draft, and where it is published.
func (d *desk) stands(table *site.Site, tr translation.Comparison) (draft bool, permalink string) {
	for _, f := range table.Files {
		if f.Key == tr.Key && f.Locale == tr.Locale {
			draft = f.Draft
		}
	}
	if v := table.Variant(tr.Key, tr.Locale); v != nil {
		permalink = strings.TrimSuffix(table.Settings.BasePath(), "/") + v.Permalink
	}
	return draft, permalink
}

// open compares a page or catalog as it is on disk.
func (d *desk) open(tag, key string, read func(file string) []byte) (translation.Comparison, bool) {
	t, _, err := locale.Parse(tag)
	if err != nil {
		return translation.Comparison{}, false
	}
	table := d.b.Site()
	if table == nil || t == table.Settings.Source || !slices.ContainsFunc(table.Locales, func(l site.Locale) bool { return l.Tag == t }) {
		return translation.Comparison{}, false
	}
	if key == editor.MessagesKey {
		key = ""
	}
	tr, ok := d.b.TranslationFrom(key, t, read)
	if !ok || tr.SourceCatalog == nil || tr.Bytes != nil {
		return tr, ok
	}
	if src := read(tr.File); src != nil { // a catalog that the snapshot does not have yet
		return d.b.RereadFrom(tr, src, read)
	}
	return tr, true
}

// Page shows one page.
func (d *desk) Page(tag, key string) (out editor.Page, ok bool) {
	read, _ := d.reading()
	tr, ok := d.open(tag, key, read)
	table := d.b.Site()
	if !ok || table == nil {
		return out, false
	}
	out = editor.Page{
		Source: string(tr.Source), SourceDir: table.Settings.Direction(tr.Source), Tag: string(tr.Locale), Name: table.Settings.Autonym(tr.Locale),
		Dir: table.Settings.Direction(tr.Locale), Key: key, Title: key, File: tr.File, Exists: tr.Bytes != nil,
	}
	if tr.SourceDoc != nil {
		out.Draft, out.Permalink = d.stands(table, tr)
		if t, ok := tr.SourceDoc.Meta.String("title"); ok {
			out.Title = t
		}
	}
	out.Units = d.segments(tr, out.Permalink, read)
	known := map[diag.Diagnostic]bool{}
	for _, p := range d.b.Diagnostics() {
		if p.File != tr.File || known[p] {
			continue
		}
		known[p] = true
		at := -1
		for i, s := range out.Units {
			if s.State != "missing" && s.File == p.File && p.Line > 0 && s.Line <= p.Line && (at < 0 || out.Units[at].Line < s.Line) {
				at = i
			}
		}
		if at >= 0 {
			out.Units[at].Diagnostics = append(out.Units[at].Diagnostics, p)
		} else {
			out.Diagnostics = append(out.Diagnostics, p)
		}
	}
	return out, true
}

// segments lists the texts of a page, or each plural form of each message.
func (d *desk) segments(tr translation.Comparison, permalink string, read func(file string) []byte) []editor.Unit {
	const file = "locales/glossary.toml"
	var g *checks.Glossary
	if src := read(file); src != nil {
		if parsed, ds := checks.ParseGlossary(file, src); !diag.HasErrors(ds) {
			g = parsed
		}
	}
	var out []editor.Unit
	for i, m := range tr.Matches {
		s := editor.Unit{ID: nameOf(tr, m), Number: i + 1, State: m.State.String(), Unrecorded: m.Unrecorded, File: tr.File}
		if m.State == translation.Stale {
			s.Class = m.Class.String()
		}
		var own, source translation.Segment
		if m.Source >= 0 {
			source = tr.SourceSegments[m.Source]
			s.Kind, s.Level, s.Label, s.Source = source.Kind, source.Level, source.Path, source.Text
			s.File, s.Line, s.Col = tr.SourceFile, source.Pos.Line, source.Pos.Col
			if old := tr.Old(m.From); old != "" && old != source.Text {
				for _, p := range textdiff.Words(old, source.Text) {
					s.Diff = append(s.Diff, editor.Diff{Op: byte(p.Op), Text: p.Text})
				}
			}
		}
		if m.Target >= 0 {
			own = tr.Segments[m.Target]
			if m.Source < 0 {
				s.Kind, s.Level, s.Label = own.Kind, own.Level, own.Path
			}
			s.File, s.Line, s.Col = tr.File, own.Pos.Line, own.Pos.Col
			if m.State != translation.Missing {
				s.Text = own.Text
			}
			if own.Block >= 0 && permalink != "" {
				s.Link = fragmentTo(permalink, tr.Doc.Blocks[own.Block].Text)
			}
		}
		s.Verbatim = translation.Verbatim(s.Kind)
		s.Multiline = s.Verbatim
		if e, ok := tr.Record.Entry(m.ID); m.State == translation.Fresh && (!ok || e.Forced == "") {
			for _, p := range pipeline.Pairs(tr, m) {
				s.Diagnostics = append(s.Diagnostics, g.Check(p)...)
			}
		}
		s.Lock = translation.Hash(own.Text + "\x00" + source.Text)
		if s.Kind != page.KindMessage {
			out = append(out, s)
			continue
		}
		msg, _ := tr.SourceCatalog.Get(s.Label)
		s.Note = strings.TrimSpace(msg.Remark + "\n" + msg.Description)
		var ownMessage catalog.Message
		if tr.Catalog != nil {
			ownMessage, _ = tr.Catalog.Get(s.Label)
		}
		categories := []string{"other"}
		if msg.Counts() {
			categories = tr.Locale.PluralForms()
		}
		for _, c := range categories {
			f := s
			if msg.Counts() {
				f.ID, f.Category = s.ID+"["+c+"]", c
			}
			from, ok := msg.Form(c)
			if !ok {
				from, _ = msg.Form("other")
			}
			f.Source, f.Text = from.Text, ""
			if form, ok := ownMessage.Form(c); ok && m.State != translation.Missing {
				f.Text, f.Line, f.Col = form.Text, form.Pos.Line, form.Pos.Col
			} else if f.State == "fresh" {
				f.State = "missing"
			}
			// Of the translation only this form: who saves one form after the other is not in the way of himself. Of the source
			// all forms, since the record is of the whole message.
			f.Lock = translation.Hash(f.Text + "\x00" + source.Text)
			f.Number = len(out) + 1
			out = append(out, f)
		}
	}
	return out
}

// nameOf is a match's id in the view. A surplus passage that no record knows has an id made from its text, which would be
// another after every save; it goes by its place.
func nameOf(tr translation.Comparison, m translation.Match) string {
	if _, known := tr.Record.Entry(m.ID); m.State == translation.Surplus && !known {
		return fmt.Sprintf("surplus-%d", m.Target+1)
	}
	return m.ID
}

// linkRunes is about how much of a text a link to it names.
const linkRunes = 60

// fragmentTo is an address that leads to a text in a page (URL fragment text directives, WICG). A browser finds whole words
// only, so that none is cut in two.
func fragmentTo(permalink, text string) string {
	words := strings.Fields(text)
	words = words[:min(len(words), 8)]
	for len(words) > 1 && len([]rune(strings.Join(words, " "))) > linkRunes {
		words = words[:len(words)-1]
	}
	start := strings.Join(words, " ")
	if r := []rune(start); len(r) > linkRunes { // a script without spaces: up to a comma or full stop
		for i := linkRunes; i > 0; i-- {
			if unicode.IsPunct(r[i]) {
				start = string(r[:i])
				break
			}
		}
	}
	if start == "" {
		return ""
	}
	escaped := strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(start))
	return (&url.URL{Path: permalink}).EscapedPath() + "#:~:text=" + escaped
}

// segment finds a text by its id.
func segment(list []editor.Unit, id string) *editor.Unit {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

// Save writes one text to its file.
func (d *desk) Save(e editor.Edit) (saved editor.Saved, refused *editor.Refusal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	read, failed := d.reading()
	tr, ok := d.open(e.Tag, e.Key, read)
	if !ok {
		return saved, &editor.Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	now := segment(d.segments(tr, d.permalink(tr), read), e.ID)
	if now == nil {
		return saved, &editor.Refusal{Conflict: true, Message: "this passage is gone from the file", Hint: "load the page again"}
	}
	refuse := func(message, hint string) *editor.Refusal {
		return &editor.Refusal{Message: message, Hint: hint, Unit: now}
	}
	const nothing = "nothing was saved"
	switch {
	case now.Lock != e.Lock:
		refused = refuse("the passage was changed on disk meanwhile", "compare the two texts, and save again")
		refused.Conflict, refused.Theirs = true, now.Text
		return saved, refused
	case strings.TrimSpace(e.Text) == "":
		return saved, refuse("the text is empty", "to take a passage out, delete it in "+tr.File)
	case e.Accept && now.State == "surplus":
		return saved, refuse("the source has this passage no more, so that it cannot be up to date", "save it without marking it as up to date; or delete it in "+tr.File)
	}
	if p := d.unreadable(tr.File); p != nil {
		return saved, refuse(tr.File+": "+p.Message, cmp.Or(p.Hint, nothing))
	}
	id := e.ID
	if now.Category != "" {
		id = now.Label
	}
	for _, m := range tr.Matches {
		if nameOf(tr, m) == id {
			id = m.ID
			break
		}
	}
	next := tr
	var changes []project.Change
	if e.Text != now.Text {
		after, err := d.write(tr, *now, id, e.Text)
		if err != nil {
			return saved, refuse(err.Error(), nothing)
		}
		if errs := d.b.Refused(tr, after); len(errs) > 0 {
			return saved, refuse(errs[0].Message, cmp.Or(errs[0].Hint, "correct it")+"; "+nothing)
		}
		if next, ok = d.b.RereadFrom(tr, after, read); !ok {
			return saved, refuse("with this text the page could not be read any more", nothing)
		}
		changes = append(changes, project.Change{Path: tr.File, Data: after, Was: tr.Bytes})
	}
	if e.Accept {
		if len(tr.Damaged) > 0 { // a new one would forget all that it says
			return saved, refuse("the record "+tr.Damaged[0].File+" is damaged", "mend it, vernacular check says where; or save the text without marking it as up to date")
		}
		acc := translation.Accepted{}
		if old, ok := tr.Record.Entry(id); ok {
			acc.Forced = old.Forced
		}
		i := slices.IndexFunc(next.Matches, func(m translation.Match) bool { return m.ID == id && m.Target >= 0 && m.Source >= 0 })
		const only = "or save it without marking it as up to date"
		if i < 0 || next.Matches[i].State == translation.Missing {
			return saved, refuse("this is the text of the source, which counts as not translated", "translate it; "+only)
		}
		if bad := structure(next, next.Matches[i]); len(bad) > 0 && acc.Forced == "" {
			return saved, refuse(bad[0].Message, cmp.Or(bad[0].Hint, "correct it")+"; "+only)
		}
		changes = append(changes, recordFrom(read, next, map[string]translation.Accepted{id: acc})...)
	}
	if err := failed(); err != nil { // to what was worked out that file was not there
		return saved, refuse(err.Error(), nothing)
	}
	if err := d.app.apply("a save in the translation editor", changes); err != nil {
		return saved, refuse(err.Error(), "save it again")
	}
	read, _ = d.reading()
	if tr, ok = d.open(e.Tag, e.Key, read); ok {
		if s := segment(d.segments(tr, d.permalink(tr), read), e.ID); s != nil {
			saved.Unit = *s
		}
	}
	saved.File, saved.Line = tr.File, saved.Unit.Line
	return saved, nil
}

// permalink is where a page is published, "" if it is not.
func (d *desk) permalink(tr translation.Comparison) string {
	table := d.b.Site()
	if table == nil || tr.SourceDoc == nil {
		return ""
	}
	_, permalink := d.stands(table, tr)
	return permalink
}

// write gives the file with the new text.
func (d *desk) write(tr translation.Comparison, s editor.Unit, id, text string) ([]byte, error) {
	if s.Kind == page.KindMessage {
		return catalog.SetMessage(tr.File, tr.Bytes, tr.Locale, s.Label, []catalog.Form{{Category: cmp.Or(s.Category, "other"), Text: text}})
	}
	return translation.Apply(translation.ApplyInput{
		Source: tr.SourceDoc, Target: tr.Doc, TargetFile: tr.File,
		Matches: tr.Matches, Texts: map[string]string{id: text}, Limits: d.b.Limits(),
		Compare: func(doc *page.Document) []translation.Match {
			return tr.Compare(translation.SegmentsLike(doc, tr.SourceSegments))
		},
	})
}
