package project

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// Session is a site in which somebody translates while it is watched. What it tells of a page is read from the disk at
// that moment, so that a saved text is there before the site is built again. Its methods may be called from many
// goroutines at once. Tags and keys may come from a browser: those of which the site does not know are answered with
// false, or with a refusal.
type Session struct {
	dir   string
	b     *pipeline.Builder
	src   *source.Folder
	pages *pageFiles

	saving  sync.Mutex // one save at a time
	mu      sync.Mutex
	last    *view                 // what was told last; it holds for as long as its files are as they were
	begun   []locale.Tag          // by [Session.Begin]: the table of routes may not have them yet
	sources map[string][]sourceID // of source pages, by key, as they were told last

	comments []string // the files of those that were written here

	deeds []deed            // the last saves, the newest last; guarded by saving
	seen  map[string]string // source texts that were shown before they changed, see conflict.go

	memory    memories   // what was translated before
	searching sync.Mutex // guards what follows, see search.go
	searched  string     // the locale that was searched last
	texts     map[string]*searchable
	noTexts   Texts // of that locale, which knows how its texts are compared
}

// NewSession returns a session on the site in a folder, which b knows and src reads.
func NewSession(dir string, b *pipeline.Builder, src *source.Folder) *Session {
	return &Session{dir: dir, b: b, src: src, pages: &pageFiles{}}
}

// Page is the texts of one page, or of a catalog, in one locale.
type Page struct {
	Site              string // tells this site from others on this machine
	Source, SourceDir string // tag and direction of the source's locale
	Tag, Name, Dir    string // of the translation's locale
	Key, Title        string
	Permalink         string // decoded URL path; "" if there is no output yet
	File              string // of the translation; the one to be made if Exists is false
	Exists, Draft     bool
	Fields            []Field
	Review            PageReview
	Threads           []Thread          // the comments
	Questions         []Question        // of a page of the source: what translators ask its author
	Diagnostics       []diag.Diagnostic // of the file, that belong to no field
}

// Edit is a text that somebody wants to have saved.
type Edit struct {
	Tag, Key, ID string
	Text         string // with "\n" between lines
	Lock         string // of the field that was edited
	Accept       bool   // mark as up to date, whether or not the text is another
	Machine      bool   // the text is what a machine has said, as it is
	Who, When    string // as the person and their machine say; both may be ""
	Step         Step   // what the person says of the text, if it is accepted
	Whole        string // of a plural form to be approved: [Field.Whole]
	Undo         bool   // in the place of Text, the one before the last save that nobody has taken back
	Restore      string // in the place of Text, that of the [Version] with this ID; or ""

	earlier *savedText // what Undo or Restore has found
}

// Saved tells what is there after a save, and where.
type Saved struct {
	Field Field
	File  string
	Line  int
	Note  string // what else became of the page, as a sentence; or ""
	Same  bool   // the text and what is said of it were so already: there is nothing to take back
}

// Refusal tells why nothing was saved.
type Refusal struct {
	Conflict bool            // the text is another on disk than the one that was edited
	Message  string          // what is wrong, without a final full stop
	Hint     string          // what to do; may be ""
	Theirs   string          // on a conflict: the text that is there now
	Source   bool            // on a conflict: only the source of the text is another one
	Diff     []textdiff.Part // on a conflict: what has changed in the source; nil for nothing, or if nobody knows
	Field    *Field          // as it is now, whose Lock lets the edit replace it; nil if it is gone
}

// Page returns the texts of one page in one locale, or for [translation.MessagesName] the locale's messages. Of their problems it
// tells those that are known; [Page.Check] finds the others.
func (s *Session) Page(tag, key string) (out Page, ok bool) {
	v := s.open(tag, key)
	if v == nil {
		return out, false
	}
	out = v.page()
	v.addContext(out.Fields)
	return out, true
}

// page returns the texts that the view shows.
func (v *view) page() (out Page) {
	set := v.table.Settings
	out = Page{
		Site: translation.Hash(v.s.dir), Source: string(v.t.Source), SourceDir: set.Direction(v.t.Source), Tag: string(v.tag), Name: set.Autonym(v.tag),
		Dir: set.Direction(v.tag), Key: v.key, Title: v.key, File: v.t.File, Exists: v.t.Bytes != nil, Fields: slices.Clone(v.fields),
		Threads: v.threads(), Review: v.pageReview(),
	}
	if v.t.SourceDoc != nil {
		out.Draft, out.Permalink = stands(v.table, &v.t)
		if v.t.Doc != nil { // the table of routes may be from before the last change
			out.Draft, _ = v.t.Doc.Meta.Bool("draft")
		}
		if t, ok := v.t.SourceDoc.Meta.String("title"); ok {
			out.Title = t
		}
	}
	for i, f := range out.Fields {
		if f.check != nil && f.check.done.Load() {
			out.Fields[i] = f.checked()
		}
	}
	known := map[diag.Diagnostic]bool{}
	for _, p := range v.s.b.Diagnostics() {
		if p.File != v.t.File || known[p] {
			continue
		}
		known[p] = true
		if at := fieldAt(out.Fields, p.Pos); at >= 0 {
			out.Fields[at].Problems = append(slices.Clip(out.Fields[at].Problems), p)
		} else {
			out.Diagnostics = append(out.Diagnostics, p)
		}
	}
	return out
}

// fieldAt returns the field that a place in the translation belongs to, -1 for none: the last that begins before it.
func fieldAt(fields []Field, at diag.Pos) int {
	found := -1
	for i, f := range fields {
		if f.State != translation.Missing && f.Place.File == at.File && at.Line > 0 && f.Place.Line <= at.Line && (found < 0 || fields[found].Place.Line < f.Place.Line) {
			found = i
		}
	}
	return found
}

// stands tells whether a page is a draft, and where it is published, "" if it is not.
func stands(table *site.Site, t *translation.Comparison) (draft bool, permalink string) {
	for _, f := range table.Files {
		if f.Key == t.Key && f.Locale == t.Locale {
			draft = f.Draft
		}
	}
	if v := table.Variant(t.Key, t.Locale); v != nil {
		permalink = strings.TrimSuffix(table.Settings.BasePath(), "/") + v.Permalink
	}
	return draft, permalink
}

const nothingSaved = "nothing was saved"

// Save writes one text to its file, or changes nothing and tells why. What it returns, and Page from then on, show the
// files as they are afterwards.
func (s *Session) Save(e Edit) (saved Saved, refused *Refusal) {
	s.saving.Lock()
	defer s.saving.Unlock()
	v := s.open(e.Tag, e.Key)
	if v == nil {
		return saved, &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == e.ID })
	if i < 0 {
		return saved, &Refusal{Conflict: true, Message: "this passage is gone from the file", Hint: "load the page again"}
	}
	now := v.fields[i]
	next, changes, refused := v.saveWithPast(e, now)
	if refused == nil {
		if err := Commit(s.dir, "a save in the translation editor", changes); err != nil {
			refused = &Refusal{Message: err.Error(), Hint: "save it again"}
		}
	}
	if refused != nil {
		now = now.checked()
		refused.Field = &now
		return saved, refused
	}
	if next.grown {
		s.addDeed(deedOf(e, now, changes))
	}
	if how(&v.t) == "reviewed" && how(&next.t) == "draft" {
		saved.Note = "The page is not marked as reviewed any more."
	}
	if v.waitsForOther(now) {
		saved.Note = "Readers see the message when its form “other” has a text, too."
	}
	if v.leavesText(e, now) {
		saved.Note = strings.TrimSpace(saved.Note + " The text that stood here stands beside other passages, too. It stays in the file, and yours is beside it.")
	}
	if next.noPast != "" {
		saved.Note = strings.TrimSpace(saved.Note + " The history does not have it: " + next.noPast + ".")
	}
	s.keep(next)
	saved.File, saved.Same = next.t.File, !next.grown && next.noPast == ""
	if i := slices.IndexFunc(next.fields, func(f Field) bool { return f.ID == e.ID }); i >= 0 {
		saved.Field = next.fields[i].checked()
	}
	saved.Line = saved.Field.Place.Line
	return saved, nil
}

// inTheWayOf returns what keeps a file from being written, because something else lies in its place; "" for nothing.
func (s *Session) inTheWayOf(file string) string {
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return "" // a commit will say so
	}
	defer root.Close()
	var other *Error
	if _, err = (&folder{root: root}).place(file); errors.As(err, &other) {
		return strings.TrimSuffix(other.Msg, "; "+nothingWritten)
	}
	return ""
}

// save works out what an edit changes, and the view as it is then.
func (v *view) save(e Edit, now Field) (next *view, changes []Change, refused *Refusal) {
	refuse := func(message, hint string) (*view, []Change, *Refusal) {
		return nil, nil, &Refusal{Message: message, Hint: hint}
	}
	switch {
	case now.Lock != e.Lock:
		return nil, nil, v.conflict(e, now)
	case strings.TrimSpace(e.Text) == "" && e.earlier == nil:
		return refuse("the text is empty", "to take a passage out, delete it in "+v.t.File)
	case e.Accept && now.State.OnTop():
		return refuse("the source has this passage no more, so that it cannot be up to date", "save it without marking it as up to date; or delete it in "+v.t.File)
	case e.Accept && len(v.t.Damaged) > 0: // a new record would forget all that this one says
		return refuse("the record "+v.t.Damaged[0].File+" is damaged", "mend it, vernacular check says where; or save the text without marking it as up to date")
	}
	if refused := mayApprove(e, now); refused != nil {
		return nil, nil, refused
	}
	if v.waitsForOther(now) {
		e.Accept = false // what is recorded is recorded of the message, which is none yet
	}
	if p := v.s.unreadable(v.t.File); p != nil {
		return refuse(v.t.File+": "+p.Message, cmp.Or(p.Hint, nothingSaved))
	}
	after, accepted, err := v.set(e, now)
	if err != nil {
		return refuse(v.withoutID(err.Error()), nothingSaved)
	}
	if e.Text != now.Text {
		judged := v.asWhole(after, now, e.Text)
		if errs := v.refused(&v.t, &judged); len(errs) > 0 {
			return refuse(errs[0].Message, cmp.Or(errs[0].Hint, "correct it")+"; "+nothingSaved)
		}
	}
	after, unreviewed := v.unreview(after, now.unit)
	after, again := v.reviewAgain(after, e)
	if e.Text != now.Text || unreviewed || again {
		changes = append(changes, Change{Path: v.t.File, Data: after.Bytes, Was: v.t.Bytes})
	}
	if accepted != nil {
		if refused := mayAccept(&after, now.unit); refused != nil && e.Accept && e.earlier == nil && e.Step != Keep {
			return nil, nil, refused
		}
		changes = append(changes, v.recordChanges(&after, accepted)...)
	}
	if err := v.unread(); err != nil {
		return refuse(err.Error(), nothingSaved)
	}
	return v.after(after, changes), changes, nil
}

// set returns the comparison with the text of an edit, and what is recorded of it.
func (v *view) set(e Edit, now Field) (after translation.Comparison, accepted *translation.Acceptance, err error) {
	accept := v.accepted(e, now)
	switch {
	case e.Text == now.Text && (accept == nil || v.t.SourceCatalog != nil):
		after = v.t
	case v.t.SourceCatalog != nil:
		after, err = setMessages(&v.t, v.formsOf(now, e.Text, ""))
	default:
		after, accepted, err = v.t.SetText(now.unit, e.Text, accept)
	}
	if err == nil && accept != nil && accepted == nil {
		ofWhole(&after, accept, e.earlier, now)
		accepted = after.Accept(map[string]translation.Accepted{now.unit: *accept})
		after = after.WithRecord(accepted.Record)
	}
	if err == nil && accepted != nil && e.earlier != nil && e.earlier.Source == "" && (e.earlier.Text != "" || now.Category != "") {
		after, accepted = forget(after, accepted, now.unit)
	}
	return after, accepted, err
}

// mayAccept refuses a unit that was saved to be up to date and cannot be.
func mayAccept(t *translation.Comparison, id string) *Refusal {
	const only = "or save it without marking it as up to date"
	i := slices.IndexFunc(t.Matches, func(m translation.Match) bool { return m.ID == id && m.Target >= 0 && m.Source >= 0 })
	if i < 0 || t.Matches[i].State == translation.Missing {
		return &Refusal{Message: "this is the text of the source, which counts as not translated", Hint: "translate it; " + only}
	}
	if e, ok := t.Record.Entry(id); ok && e.Forced != "" {
		return nil
	}
	if bad := structure(t, t.Matches[i]); len(bad) > 0 {
		return &Refusal{Message: bad[0].Message, Hint: cmp.Or(bad[0].Hint, "correct it") + "; " + only}
	}
	return nil
}

// leavesText reports whether an edit leaves the text that a field had to others beside which it stands, too.
func (v *view) leavesText(e Edit, now Field) bool {
	at := slices.IndexFunc(v.t.Matches, func(m translation.Match) bool { return m.ID == now.unit })
	if at < 0 || now.State != translation.Uncompared || translation.Fit(now.Kind, e.Text) == now.Text {
		return false
	}
	m := v.t.Matches[at]
	return m.Target >= 0 && slices.ContainsFunc(v.t.Matches, func(o translation.Match) bool { return o.ID != m.ID && o.Source >= 0 && o.Target == m.Target })
}

// withoutID returns a message without the name of a passage at its beginning: the person sees the passage that it is about.
func (v *view) withoutID(message string) string {
	for _, m := range v.t.Matches {
		if rest, ok := strings.CutPrefix(message, m.ID+": "); ok {
			return rest
		}
	}
	return message
}
