package project

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// Query is what a search asks for. The zero value finds every text.
type Query struct {
	Text    string
	In      Column
	Exact   bool   // case and accents count
	Word    bool   // whole words only
	State   string // as [StateOf] names it, or [StateToDo]; "" for any
	Stage   string // as [StageOf] names it; "" for any
	Problem string // code, or [AnyProblem]; "" whether or not there is one
	Page    string // key, or [translation.MessagesName]; "" for all
}

// Column is what of a unit is searched.
type Column string

// The columns.
const (
	AnyColumn    Column = ""
	SourceColumn Column = "source"
	TargetColumn Column = "target"
	KeyColumn    Column = "key" // the id of a message, the key of front matter
)

// Names of filters that are neither the name of a state nor the code of a problem.
const (
	StateToDo       = "todo"
	StateUnrecorded = "unrecorded"
	AnyProblem      = "any"
)

// StateOf returns the name of a field's state.
func StateOf(f Field) string {
	if f.State == translation.Fresh && f.Unrecorded {
		return StateUnrecorded
	}
	return f.State.String()
}

// StageUntranslated is the stage of a field that has no translation.
const StageUntranslated = "untranslated"

// StageOf returns how far people have come with a field: untranslated, or the name of a [translation.Stage]. A translation that
// is not up to date, or that nobody can compare, has none.
func StageOf(f Field) string {
	switch {
	case f.State == translation.Missing:
		return StageUntranslated
	case f.State.UpToDate():
		return f.Review.Stage.String()
	}
	return ""
}

// ToDo reports whether a translator has something to do about a field.
func (f Field) ToDo() bool {
	return f.State != translation.Fresh && f.State != translation.Uncompared && !f.Kept || f.Review.Stage == translation.Draft
}

// Texts are all pages of a locale, with its messages, for a search. They may be asked by many goroutines at once.
type Texts struct {
	Pages          []*SearchedPage
	source, target *locale.Folder
}

// SearchedPage is a page with its texts as they are compared.
type SearchedPage struct {
	Page
	once   sync.Once
	folded []foldedField
}

type foldedField struct{ source, target, key string }

// NewTexts returns the texts of some pages of one locale, which translate those of another.
func NewTexts(source, target locale.Tag, pages ...Page) *Texts {
	t := &Texts{source: locale.NewFolder(source), target: locale.NewFolder(target)}
	for _, p := range pages {
		t.Pages = append(t.Pages, &SearchedPage{Page: p})
	}
	return t
}

// fold returns the fields of a page as they are compared.
func (t *Texts) fold(p *SearchedPage) []foldedField {
	p.once.Do(func() {
		p.folded = make([]foldedField, len(p.Fields))
		for i, f := range p.Fields {
			p.folded[i] = foldedField{t.source.Fold(f.Source), t.target.Fold(f.Text), t.source.Fold(f.Path)}
		}
	})
	return p.folded
}

// Hit is a text that a search has found.
type Hit struct {
	Page          *SearchedPage
	Field         Field
	Before, After *Field // its neighbours in the page, nil at its ends
}

// Find returns the texts that a query asks for, in the order of the pages.
func (t *Texts) Find(q Query) (hits []Hit) {
	text := strings.TrimSpace(q.Text)
	inSource, inTarget := text, text
	if text != "" && !q.Exact {
		inSource, inTarget = t.source.Fold(text), t.target.Fold(text)
	}
	for _, p := range t.Pages {
		if q.Page != "" && q.Page != p.Key {
			continue
		}
		for i, f := range p.Fields {
			if !q.passes(f) {
				continue
			}
			own := foldedField{f.Source, f.Text, f.Path}
			if text != "" && !q.Exact {
				own = t.fold(p)[i]
			}
			if text == "" || q.has(SourceColumn, own.source, inSource) || q.has(TargetColumn, own.target, inTarget) || q.has(KeyColumn, own.key, inSource) {
				hits = append(hits, p.hit(i))
			}
		}
	}
	return hits
}

func (p *SearchedPage) hit(i int) Hit {
	h := Hit{Page: p, Field: p.Fields[i]}
	if i > 0 {
		h.Before = &p.Fields[i-1]
	}
	if i+1 < len(p.Fields) {
		h.After = &p.Fields[i+1]
	}
	return h
}

// passes reports whether a field passes the filters by state, by stage and by problem.
func (q Query) passes(f Field) bool {
	if q.Stage != "" && q.Stage != StageOf(f) {
		return false
	}
	switch q.State {
	case "", StateOf(f):
	case StateToDo:
		if !f.ToDo() {
			return false
		}
	default:
		return false
	}
	if q.Problem == "" {
		return true
	}
	for _, p := range f.Problems {
		if q.Problem == AnyProblem || p.Code == q.Problem {
			return true
		}
	}
	return false
}

// has reports whether a text of a column, as it is compared, has what is looked for.
func (q Query) has(c Column, text, part string) bool {
	if q.In != AnyColumn && q.In != c || part == "" {
		return false
	}
	at, _ := q.next(text, part, 0)
	return at >= 0
}

// next returns where a part is found in a text, not before from; at is -1 if it is not there.
func (q Query) next(text, part string, from int) (at, end int) {
	for from <= len(text) {
		i := strings.Index(text[from:], part)
		if i < 0 {
			break
		}
		at, end = from+i, from+i+len(part)
		if !q.Word || !joins(text[:at], part) && !joins(part, text[end:]) {
			return at, end
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		from = at + n
	}
	return -1, -1
}

// joins reports whether the end of one text and the beginning of another are in the middle of one word. Scripts without
// spaces do not show their words: there each letter may end one.
func joins(before, after string) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	return before != "" && after != "" && ofWord(a) && ofWord(b)
}

func ofWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// InSource returns where the source of a field has what a query looks for.
func (t *Texts) InSource(q Query, f Field) []Span {
	if q.In != AnyColumn && q.In != SourceColumn {
		return nil
	}
	return q.spans(t.source, f.Source)
}

// InTarget returns where the translation of a field has what a query looks for.
func (t *Texts) InTarget(q Query, f Field) []Span {
	if q.In != AnyColumn && q.In != TargetColumn {
		return nil
	}
	return q.spans(t.target, f.Text)
}

func (q Query) spans(folder *locale.Folder, text string) (out []Span) {
	part := strings.TrimSpace(q.Text)
	folded, place := text, func(i int) int { return i }
	if !q.Exact {
		var places []int
		part = folder.Fold(part)
		folded, places = folder.FoldAt(text)
		place = func(i int) int { return places[i] }
	}
	if part == "" {
		return nil
	}
	for at, end := q.next(folded, part, 0); at >= 0; at, end = q.next(folded, part, end) {
		if s := (Span{place(at), place(end)}); s.End > s.Start { // half of a letter such as ﬁ is none
			out = append(out, s)
		}
	}
	return out
}

// Texts returns the texts of a locale; checked says that their problems are wanted, too, which take longer to find. What has
// not changed since it was asked for last is not read again. ok is false if there is no such locale.
func (s *Session) Texts(tag string, checked bool) (t *Texts, ok bool) {
	w := &Workspace{b: s.b, pages: s.pages, read: s.b.Source}
	o, ok := w.Overview()
	if !ok || tag == string(o.Source) || !slices.ContainsFunc(o.Locales, func(l Locale) bool { return string(l.Tag) == tag }) {
		return nil, false
	}
	s.searching.Lock()
	defer s.searching.Unlock()
	if s.texts == nil || s.searched != tag { // those of one locale are enough: somebody works in one
		s.texts, s.searched = map[string]*searchable{}, tag
		s.noTexts = *NewTexts(o.Source, locale.Tag(tag))
	}
	t = &Texts{source: s.noTexts.source, target: s.noTexts.target}
	for _, key := range append([]string{translation.MessagesName}, o.Keys...) {
		if p := s.searchable(tag, key, checked); p != nil {
			t.Pages = append(t.Pages, p)
		}
	}
	return t, true
}

// searchable is a page that was read for a search; it holds for as long as its files are as they were.
type searchable struct {
	v       *view // without the comparison, which is large
	checked bool
	page    *SearchedPage
}

// searchable returns a page for a search, nil if it cannot be read.
func (s *Session) searchable(tag, key string, checked bool) *SearchedPage {
	if old := s.texts[key]; old != nil && (old.checked || !checked) && old.v.table == s.b.Site() && old.v.holds() {
		return old.page
	}
	delete(s.texts, key)
	v := s.compare(tag, key)
	if v == nil {
		return nil
	}
	v.unchecked = !checked
	v.fields = v.listFields(nil)
	p := &SearchedPage{Page: v.page()}
	p.CheckAll()
	v.t, v.fields = translation.Comparison{}, nil
	s.texts[key] = &searchable{v, checked, p}
	return p
}
