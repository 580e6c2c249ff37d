package cli

import (
	"cmp"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"vernacular/internal/build"
	"vernacular/internal/catalog"
	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/preview"
	"vernacular/internal/site"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// desk is the site as the translator's view sees it. What it shows of a page is read from the disk at that moment, so that a
// saved text is there before the build has caught up.
type desk struct {
	app *app
	b   *build.Builder
	mu  sync.Mutex // one save at a time
}

var _ preview.Desk = (*desk)(nil)

// read gives a file of the site as it is on disk now, nil when there is none.
func (d *desk) read(file string) []byte {
	root, err := os.OpenRoot(d.app.dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	data, err := root.ReadFile(file)
	if err != nil {
		return nil
	}
	if data == nil {
		data = []byte{}
	}
	return data
}

// Overview counts what there is to do.
func (d *desk) Overview() preview.DeskOverview {
	st, ok := d.b.Status()
	table := d.b.Site()
	if !ok || table == nil {
		return preview.DeskOverview{Problem: "the settings in site.toml have an error"}
	}
	out := preview.DeskOverview{Source: string(st.Source), SourceName: table.Settings.Autonym(st.Source)}
	for _, l := range st.Locales {
		if l.Tag == st.Source {
			continue
		}
		row := preview.DeskLocale{Tag: string(l.Tag), Name: l.Name, EnglishName: l.Tag.EnglishName(), Dir: l.Dir, Published: l.Published}
		for _, todo := range l.Todo {
			row.Words += todo.Words
		}
		pages := slices.Clone(st.Pages)
		slices.SortStableFunc(pages, func(a, b build.SourcePage) int {
			return cmp.Compare(btoi(a.Key != st.Home), btoi(b.Key != st.Home))
		})
		for _, p := range pages {
			tr, ok := d.b.Translation(p.Key, l.Tag)
			if !ok {
				continue
			}
			r := preview.DeskPageRow{Key: p.Key, Title: p.Title, Exists: tr.Bytes != nil, Blocks: counts(tr)}
			r.Draft, r.Permalink = d.stands(table, tr)
			if tr.Doc != nil {
				if t, ok := tr.Doc.Meta.String("title"); ok {
					r.Title = t
				}
			}
			for _, todo := range l.Todo {
				if todo.Key == p.Key && todo.SourceDoc != nil {
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

func sum(a, b preview.DeskCount) preview.DeskCount {
	return preview.DeskCount{Total: a.Total + b.Total, Fresh: a.Fresh + b.Fresh, Stale: a.Stale + b.Stale, Missing: a.Missing + b.Missing, Surplus: a.Surplus + b.Surplus}
}

func counts(tr build.Translation) (n preview.DeskCount) {
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
func (d *desk) stands(table *site.Site, tr build.Translation) (draft bool, permalink string) {
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
func (d *desk) open(tag, key string) (build.Translation, bool) {
	t, _, err := locale.Parse(tag)
	if err != nil {
		return build.Translation{}, false
	}
	table := d.b.Site()
	if table == nil || t == table.Settings.Source || !slices.ContainsFunc(table.Locales, func(l site.Locale) bool { return l.Tag == t }) {
		return build.Translation{}, false
	}
	if key == preview.MessagesKey {
		key = ""
	}
	return d.b.TranslationFrom(key, t, d.read)
}

// Page shows one page.
func (d *desk) Page(tag, key string) (out preview.DeskPage, ok bool) {
	tr, ok := d.open(tag, key)
	table := d.b.Site()
	if !ok || table == nil {
		return out, false
	}
	out = preview.DeskPage{
		Source: string(tr.Source), SourceDir: table.Settings.Direction(tr.Source), Tag: string(tr.Locale), Name: table.Settings.Autonym(tr.Locale),
		Dir: table.Settings.Direction(tr.Locale), Key: key, Title: key, File: tr.File, Exists: tr.Bytes != nil,
	}
	if tr.SourceDoc != nil {
		out.Draft, out.Permalink = d.stands(table, tr)
		if t, ok := tr.SourceDoc.Meta.String("title"); ok {
			out.Title = t
		}
	}
	out.Segments = d.segments(tr, out.Permalink)
	known := map[diag.Diagnostic]bool{}
	for _, p := range d.b.Diagnostics() {
		if p.File != tr.File || known[p] {
			continue
		}
		known[p] = true
		at := -1
		for i, s := range out.Segments {
			if s.State != "missing" && s.File == p.File && p.Line > 0 && s.Line <= p.Line && (at < 0 || out.Segments[at].Line < s.Line) {
				at = i
			}
		}
		if at >= 0 {
			out.Segments[at].Diagnostics = append(out.Segments[at].Diagnostics, p)
		} else {
			out.Diagnostics = append(out.Diagnostics, p)
		}
	}
	return out, true
}

// segments lists the texts of a page, or each plural form of each message.
func (d *desk) segments(tr build.Translation, permalink string) []preview.DeskSegment {
	var g *checks.Glossary
	if src := d.read("locales/glossary.toml"); src != nil {
		g, _ = checks.ParseGlossary("locales/glossary.toml", src)
	}
	var out []preview.DeskSegment
	for i, m := range tr.Matches {
		s := preview.DeskSegment{ID: m.ID, Number: i + 1, State: m.State.String(), Unrecorded: m.Unrecorded, File: tr.File}
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
					s.Diff = append(s.Diff, preview.DeskDiff{Op: p.Op, Text: p.Text})
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
		if m.State == translation.Fresh {
			for _, p := range build.Pairs(tr, m) {
				s.Diagnostics = append(s.Diagnostics, g.Check(p)...)
			}
		}
		s.Lock = translation.Hash(own.Text + "\x00" + source.Text)
		if s.Kind != "message" {
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
			f.Number = len(out) + 1
			out = append(out, f)
		}
	}
	return out
}

// fragmentTo is an address that leads to a text in a page (URL fragment text directives, WICG).
func fragmentTo(permalink, text string) string {
	words := strings.Fields(text)
	start := strings.Join(words[:min(len(words), 8)], " ")
	if r := []rune(start); len(r) > 60 {
		start = string(r[:60])
	}
	escaped := strings.NewReplacer("+", "%20", "-", "%2D", "%2C", "%2C").Replace(url.QueryEscape(start))
	return (&url.URL{Path: permalink}).EscapedPath() + "#:~:text=" + escaped
}

// segment finds a text by its id.
func segment(list []preview.DeskSegment, id string) *preview.DeskSegment {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

// Save writes one text to its file.
func (d *desk) Save(e preview.DeskEdit) (saved preview.DeskSaved, refused *preview.DeskRefusal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tr, ok := d.open(e.Tag, e.Key)
	if !ok {
		return saved, &preview.DeskRefusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	now := segment(d.segments(tr, ""), e.ID)
	switch {
	case now == nil:
		return saved, &preview.DeskRefusal{Conflict: true, Message: "this passage is gone from the file", Hint: "load the page again"}
	case now.Lock != e.Lock:
		return saved, &preview.DeskRefusal{Conflict: true, Message: "the passage was changed on disk meanwhile", Hint: "compare the two texts, and save again", Theirs: now.Text, Segment: now}
	case strings.TrimSpace(e.Text) == "":
		return saved, &preview.DeskRefusal{Message: "the text is empty", Hint: "to take a passage out, delete it in " + tr.File, Segment: now}
	}
	id, _, isForm := strings.Cut(e.ID, "[")
	if now.Kind != "message" || !isForm {
		id = e.ID
	}
	next := tr
	var changes []change
	if e.Text != now.Text {
		after, err := d.write(tr, *now, id, e.Text)
		if err != nil {
			return saved, &preview.DeskRefusal{Message: err.Error(), Hint: "nothing was saved", Segment: now}
		}
		if next, ok = d.b.Reread(tr, after); !ok {
			return saved, &preview.DeskRefusal{Message: "with this text the page could not be read any more", Hint: "nothing was saved", Segment: now}
		}
		changes = append(changes, change{tr.File, after, tr.Bytes})
	}
	if i := slices.IndexFunc(next.Matches, func(m translation.Match) bool { return m.ID == id && m.Target >= 0 && m.Source >= 0 }); e.Accept && i >= 0 {
		acc := translation.Accepted{}
		if old, ok := tr.Record.Entry(id); ok {
			acc.Forced = old.Forced
		}
		if bad := structure(next, next.Matches[i]); len(bad) > 0 && acc.Forced == "" {
			return saved, &preview.DeskRefusal{Message: bad[0].Message, Hint: cmp.Or(bad[0].Hint, "correct it") + "; or save it without marking it as up to date", Segment: now}
		}
		if next.Matches[i].State != translation.Missing {
			changes = append(changes, recordFrom(d.read, next, map[string]translation.Accepted{id: acc})...)
		}
	}
	if err := d.app.apply(changes); err != nil {
		return saved, &preview.DeskRefusal{Message: err.Error(), Hint: "nothing was saved", Segment: now}
	}
	if tr, ok = d.open(e.Tag, e.Key); ok {
		if s := segment(d.segments(tr, ""), e.ID); s != nil {
			saved.Segment = *s
		}
	}
	saved.File, saved.Line = tr.File, saved.Segment.Line
	return saved, nil
}

// write gives the file with the new text.
func (d *desk) write(tr build.Translation, s preview.DeskSegment, id, text string) ([]byte, error) {
	if s.Kind == "message" {
		return catalog.SetMessage(tr.File, tr.Bytes, tr.Locale, s.Label, []catalog.Form{{Category: cmp.Or(s.Category, "other"), Text: text}})
	}
	return translation.Apply(translation.ApplyInput{
		Source: tr.SourceDoc, Target: tr.Doc, SourceFile: tr.SourceFile, TargetFile: tr.File, SourceBytes: tr.SourceBytes, TargetBytes: tr.Bytes,
		Matches: tr.Matches, Texts: map[string]string{id: text}, Limits: d.b.Limits(),
		Compare: func(doc *page.Document) []translation.Match { return tr.Compare(translation.Segments(doc)) },
	})
}
