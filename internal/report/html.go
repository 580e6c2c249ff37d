package report

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/asset"
	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

//go:embed status.html
var pageSource string

// pageStyle has the colours of the site (assets/css/base.css): text has a contrast of at least 7:1. It names
// no left and no right, so that the page may become part of a document that runs from right to left. Each
// bar has its number beside it, so that nothing depends on seeing it.
//
//go:embed status.css
var pageStyle string

var (
	style        = template.CSS("\n" + pageStyle + barWidths())
	pageTemplate = template.Must(template.New("status").Funcs(template.FuncMap{
		"clean":  clean,
		"escape": diag.Escape,
		"plural": plural,
		"number": locale.English.Number,
		"count": func(n int, one, many string) template.HTML {
			return template.HTML(locale.English.Number(n) + "&nbsp;" + plural(n, one, many))
		},
	}).Parse(pageSource))
)

// barWidths returns a rule for each hundredth of a bar, since the page's policy lets no style stand in an
// attribute.
func barWidths() string {
	var b strings.Builder
	for n := range 101 {
		fmt.Fprintf(&b, ".w%d{inline-size:%d%%}\n", n, n)
	}
	return b.String()
}

// HTML returns the page for people: one file that runs nothing and fetches nothing.
func (r *Report) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, newView(r))
	return b.Bytes(), err
}

// clean replaces the characters that HTML lets no document hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r':
			return ' '
		case unicode.IsControl(r), r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// view is the data of the page's template.
type view struct {
	Source           locale.Tag
	Home             *text // the title of the home page, nil when there is none
	Errors, Warnings int
	Pages            []*pageView
	Missing          []*pageView       // those of Pages that some locale lacks
	Messages         []catalog.Message // of the source locale
	Locales          []*localeView
	Lacking          []*localeView // those of Locales that lack something
	ToDo             []*localeView // those of Locales in which a passage is to be looked at
	Published        int           // of Locales
	Blocks           int           // of Pages

	dir       string // of the source language
	locales   map[locale.Tag]*localeView
	pages     map[string]*pageView       // by key
	messages  map[string]catalog.Message // by id
	missingIn map[string][]*localeView   // the locales that lack a page, by its key
}

// newView arranges a report for the page.
func newView(r *Report) *view {
	st := r.Status
	v := &view{
		Source: st.Source, Errors: r.Errors, Warnings: r.Warnings, Messages: st.Messages,
		dir: st.Source.Direction(), locales: map[locale.Tag]*localeView{}, pages: map[string]*pageView{},
		messages: map[string]catalog.Message{}, missingIn: map[string][]*localeView{},
	}
	for _, m := range st.Messages {
		v.messages[m.ID] = m
	}
	for i, l := range st.Locales {
		lv := &localeView{LocaleStatus: l, v: v}
		if i < len(r.Work) {
			lv.Work = onPage(r.Work[i])
		}
		v.addLocale(lv)
	}
	for _, p := range st.Pages {
		v.addPage(&pageView{SourcePage: p, v: v})
	}
	if home, ok := v.pages[st.Home]; ok {
		title := home.Title()
		v.Home = &title
	}
	return v
}

func (v *view) addLocale(l *localeView) {
	v.Locales = append(v.Locales, l)
	v.locales[l.Tag] = l
	if l.Tag == v.Source && l.Dir != "" {
		v.dir = l.Dir
	}
	for _, key := range l.Missing {
		v.missingIn[key] = append(v.missingIn[key], l)
	}
	if l.Published {
		v.Published++
	}
	if l.lacks() {
		v.Lacking = append(v.Lacking, l)
	}
	if l.Work != nil {
		v.ToDo = append(v.ToDo, l)
	}
}

func (v *view) addPage(p *pageView) {
	v.Pages = append(v.Pages, p)
	v.pages[p.Key] = p
	v.Blocks += len(p.SourcePage.Blocks)
	if p.MissingIn = v.missingIn[p.Key]; p.MissingIn != nil {
		v.Missing = append(v.Missing, p)
		p.Anchor = fmt.Sprintf("page-%d", len(v.Missing))
	}
}

// Integrity returns the hash by which the page's policy admits its style.
func (*view) Integrity() string { return asset.Integrity([]byte(style)) }

// Style returns the page's style sheet.
func (*view) Style() template.CSS { return style }

// inSource returns a text in the source language.
func (v *view) inSource(s string) text { return text{Lang: v.Source, Dir: v.dir, Text: s} }

// text is a text with its language.
type text struct {
	Lang      locale.Tag
	Dir, Text string
	Changes   []change // in place of Text, when there are any
}

// change is a part of a text that was removed, added or kept: one of the three.
type change struct{ Gone, New, Kept string }

// amount is a number of things.
type amount struct {
	N    int
	Noun string
}

// cell is a count in words and as a bar.
type cell struct {
	Label string
	project.Count
	Amounts           []amount // in place of the count, when there are any
	Width, StaleWidth int      // of the bar, in percent
}

// percent returns how much of a bar is filled: nothing only where nothing is done, all only where all is.
func percent(done, total int) int {
	if done == 0 {
		return 0
	}
	return max(1, done*100/total)
}

// localeView is a locale on the page.
type localeView struct {
	project.LocaleStatus
	Work *Worklist // nil when no passage is to be looked at
	v    *view
}

// lacks reports whether the locale lacks something.
func (l *localeView) lacks() bool { return len(l.Missing)+len(l.MissingID)+len(l.Forms) > 0 }

func (l *localeView) IsSource() bool { return l.Tag == l.v.Source }

// English returns the locale's English name, "" where that is its own.
func (l *localeView) English() string {
	if name := l.Tag.EnglishName(); name != l.Name {
		return name
	}
	return ""
}

// Section returns the id of the section about the locale, "" when there is none.
func (l *localeView) Section() string {
	switch {
	case l.lacks():
		return "locale-" + string(l.Tag)
	case l.Work != nil:
		return "todo-" + string(l.Tag)
	}
	return ""
}

// Translated counts the locale's pages by what they say of their translation.
func (l *localeView) Translated() []amount {
	all := []amount{{l.States.Machine, "machine"}, {l.States.Draft, "draft"}, {l.States.Reviewed, "reviewed"}}
	return slices.DeleteFunc(all, func(a amount) bool { return a.N == 0 })
}

// Cells returns the counts of the locale's row.
func (l *localeView) Cells() []cell {
	cells := []cell{{Label: "Pages", Count: l.Pages}, {Label: "Blocks", Count: project.Count{Total: l.Blocks.Total, Done: l.Blocks.Total - l.Blocks.Missing, Stale: l.Blocks.Stale, Missing: l.Blocks.Missing}}, {Label: "Messages", Count: l.Messages}}
	for i := range cells {
		if c := &cells[i]; c.Total > 0 {
			c.Width = percent(c.Done, c.Total)
		}
	}
	if c := &cells[1]; !l.IsSource() && c.Total > 0 {
		c.Width, c.StaleWidth = percent(fresh(l.LocaleStatus), c.Total), percent(c.Stale, c.Total)
		c.Amounts = []amount{{fresh(l.LocaleStatus), "fresh"}}
		for _, a := range []amount{
			{c.Stale, "stale"}, {l.Blocks.Missing, "missing"}, {l.Blocks.Moved, "moved"}, {l.Blocks.Uncompared, "not compared"},
			{l.Blocks.Obsolete, "obsolete"}, {l.Blocks.Added, "added"},
		} {
			if a.N > 0 {
				c.Amounts = append(c.Amounts, a)
			}
		}
	}
	return cells
}

// Fallbacks returns the locales that readers are shown instead, in order. One that has no files has no name.
func (l *localeView) Fallbacks() []*localeView {
	var out []*localeView
	for _, tag := range l.Chain[1:] {
		in, ok := l.v.locales[tag]
		if !ok {
			in = &localeView{LocaleStatus: project.LocaleStatus{Tag: tag}}
		}
		out = append(out, in)
	}
	return out
}

// InSource returns a text in the source language.
func (l *localeView) InSource(s string) text { return l.v.inSource(s) }

// Shown returns what changed in the source of a passage, or how it begins.
func (l *localeView) Shown(p Passage) text {
	if p.inTarget() {
		return text{Lang: l.Tag, Dir: l.Dir, Text: firstWords(p.own)}
	}
	out := l.v.inSource(firstWords(p.Source))
	if p.changed() {
		for _, part := range textdiff.Words(p.Before, p.Source) {
			switch part.Op {
			case textdiff.Deleted:
				out.Changes = append(out.Changes, change{Gone: part.Text})
			case textdiff.Inserted:
				out.Changes = append(out.Changes, change{New: part.Text})
			default:
				out.Changes = append(out.Changes, change{Kept: part.Text})
			}
		}
	}
	return out
}

// onPage returns a worklist without what the page lists below "What is missing": whole pages and messages,
// and files with an error. It returns nil when nothing is left.
func onPage(w Worklist) *Worklist {
	w.Broken = nil
	var left []Task
	for _, t := range w.Tasks {
		if !t.Exists {
			continue
		}
		if t.messages {
			t.Passages = slices.DeleteFunc(slices.Clone(t.Passages), func(p Passage) bool { return p.state == translation.Missing })
			t.Words = 0
			for _, p := range t.Passages {
				t.Words += p.Words
			}
		}
		if len(t.Passages) > 0 {
			left = append(left, t)
		}
	}
	w.Tasks = left
	if w.done() {
		return nil
	}
	return &w
}

// IsPage reports whether the task is a page, not the messages.
func (t Task) IsPage() bool { return !t.messages }

// Place returns where the passage stands.
func (p Passage) Place() diag.Pos { return diag.At(p.File, p.Line, p.Column) }

// missingPage is a page that a locale lacks.
type missingPage struct {
	*pageView
	Begun begun
}

// begun is the file of a page that does not count yet.
type begun struct {
	File   string // "" when there is none
	Broken bool
}

// MissingPages returns the pages that the locale lacks.
func (l *localeView) MissingPages() []missingPage {
	var out []missingPage
	for _, key := range l.Missing {
		p := missingPage{pageView: l.v.pages[key]}
		if f, ok := l.Begun[key]; ok && f.File != p.File {
			p.Begun = begun{f.File, f.Broken}
		}
		out = append(out, p)
	}
	return out
}

// missingMessage is a message that a locale lacks.
type missingMessage struct {
	ID    string
	Text  text
	Empty bool // the locale has an empty text
	Place diag.Pos
}

// MissingMessages returns the messages that the locale lacks.
func (l *localeView) MissingMessages() []missingMessage {
	var out []missingMessage
	for _, id := range l.MissingID {
		source := l.v.messages[id]
		f, _ := source.Form("other")
		m := missingMessage{ID: id, Text: l.v.inSource(firstWords(f.Text)), Place: source.Pos}
		if empty, ok := l.Empty[id]; ok {
			m.Empty, m.Place = true, empty
		}
		out = append(out, m)
	}
	return out
}

// pageView is a page of the source locale.
type pageView struct {
	project.SourcePage
	Anchor    string        // "" when every locale has it
	MissingIn []*localeView // the locales that lack it
	v         *view
}

func (p *pageView) Title() text { return p.v.inSource(p.SourcePage.Title) }

func (p *pageView) Place() diag.Pos { return diag.At(p.File, 0, 0) }

// Kinds counts the page's blocks by kind, in the order in which they first come.
func (p *pageView) Kinds() []amount {
	var names []page.Kind
	n := map[page.Kind]int{}
	for _, b := range p.SourcePage.Blocks {
		if n[b.Kind]++; n[b.Kind] == 1 {
			names = append(names, b.Kind)
		}
	}
	out := make([]amount, len(names))
	for i, kind := range names {
		out[i] = amount{n[kind], kindName(kind, n[kind])}
	}
	return out
}

// kindNames are the English names of the kinds of block, for one and for many.
var kindNames = map[page.Kind][2]string{
	page.KindHeading:   {"heading", "headings"},
	page.KindParagraph: {"paragraph", "paragraphs"},
	page.KindListItem:  {"list item", "list items"},
	page.KindQuotation: {"quotation", "quotations"},
	page.KindTableCell: {"table cell", "table cells"},
	page.KindCode:      {"code block", "code blocks"},
	page.KindHTML:      {"HTML block", "HTML blocks"},
	page.KindFootnote:  {"footnote", "footnotes"},
}

func kindName(kind page.Kind, n int) string {
	names, ok := kindNames[kind]
	if !ok {
		return string(kind)
	}
	return plural(n, names[0], names[1])
}

// block is a block of a source page.
type block struct {
	Kind  string
	Text  text
	Place diag.Pos
}

// Blocks returns the page's blocks.
func (p *pageView) Blocks() []block {
	var out []block
	for _, b := range p.SourcePage.Blocks {
		kind := kindName(b.Kind, 1)
		if b.Level > 0 {
			kind += fmt.Sprint(" ", b.Level)
		}
		out = append(out, block{kind, p.v.inSource(firstWords(cmp.Or(b.Text, b.Source))), diag.At(p.File, b.Line, 0)})
	}
	return out
}
