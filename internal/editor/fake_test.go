package editor

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/preview"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// fakeProject has pages in memory, which it also shows as the pages of a site. A text's lock is the text.
type fakeProject struct {
	*fakeSite
	mu       sync.Mutex
	pages    map[string]*Page // by "tag/key"
	edits    []project.Edit
	tries    []project.Edit
	marks    []project.PageEdit
	most     map[string]int // characters for which there is room, by id
	problem  string
	threads  map[string][]project.Thread                      // by "tag/key"
	past     map[string][]string                              // the texts before each save that is not taken back, by "tag/key/id"
	aid      project.Aid                                      // for every text
	question project.MachineQuestion                          // for every text
	asked    []string                                         // IDs for which aid was asked for
	refuse   *Refusal                                         // every save, if set
	publish  func(files map[string]preview.File, r ...string) // told of every change, if set
}

func (d *fakeProject) Work() project.Work {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := project.Work{Source: "en", SourceName: "English", Problem: d.problem}
	var tags []string
	for at := range d.pages {
		tag, _, _ := strings.Cut(at, "/")
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range slices.Compact(tags) {
		t := locale.Tag(tag)
		l := project.LocaleWork{Tag: tag, Name: t.Autonym(), EnglishName: t.EnglishName(), Dir: t.Direction(), Published: tag != "ja"}
		for at, p := range d.pages {
			own, key, _ := strings.Cut(at, "/")
			if own != tag {
				continue
			}
			c, words := countOf(p.Units)
			l.Words += words
			if key == translation.MessagesName {
				l.Messages = c
				continue
			}
			l.Blocks = project.UnitCount{
				Total: l.Blocks.Total + c.Total, Fresh: l.Blocks.Fresh + c.Fresh, Stale: l.Blocks.Stale + c.Stale, Missing: l.Blocks.Missing + c.Missing, Obsolete: l.Blocks.Obsolete + c.Obsolete,
			}
			l.Pages = append(l.Pages, project.PageWork{Key: key, Title: p.Title, Permalink: p.Permalink, Draft: p.Draft, Exists: p.Exists, Blocks: c, Words: words})
		}
		slices.SortFunc(l.Pages, func(a, b project.PageWork) int { return strings.Compare(a.Key, b.Key) })
		o.Locales = append(o.Locales, l)
	}
	return o
}

func countOf(list []Unit) (c project.UnitCount, words int) {
	for _, g := range list {
		switch g.State {
		case "fresh":
			c.Fresh++
		case "stale":
			c.Stale++
		case "missing":
			c.Missing++
		case "obsolete":
			c.Obsolete++
			continue
		}
		c.Total++
		if g.State != "fresh" {
			words += len(strings.Fields(g.Source))
		}
	}
	return c, words
}

func (d *fakeProject) Page(tag, key string) (project.Page, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.pages[tag+"/"+key]
	if !ok {
		return project.Page{}, false
	}
	out := p.real()
	for i := range out.Fields {
		out.Fields[i].Most = d.most[out.Fields[i].ID]
	}
	out.Threads = slices.Clone(d.threads[tag+"/"+key])
	return out, true
}

// stage says how far a text is.
func (d *fakeProject) stage(at, id string, stage translation.Stage) {
	for i := range d.pages[at].Units {
		if u := &d.pages[at].Units[i]; u.ID == id {
			u.Stage = stage
		}
	}
}

func (d *fakeProject) Texts(tag string, _ bool) (*project.Texts, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var pages []project.Page
	for _, at := range slices.Sorted(maps.Keys(d.pages)) {
		if strings.HasPrefix(at, tag+"/") {
			pages = append(pages, d.pages[at].real())
		}
	}
	if len(pages) == 0 {
		return nil, false
	}
	return project.NewTexts(locale.Tag(pages[0].Source), locale.Tag(tag), pages...), true
}

func (d *fakeProject) SaveAll(edits []project.Edit) (saved []project.Saved, refused []project.NotSaved) {
	for _, e := range edits {
		if done, why := d.Save(e); why != nil {
			refused = append(refused, project.NotSaved{Edit: e, Refusal: why})
		} else {
			saved = append(saved, done)
		}
	}
	return saved, refused
}

func (d *fakeProject) Save(e project.Edit) (project.Saved, *project.Refusal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.edits = append(d.edits, e)
	if d.refuse != nil {
		return project.Saved{}, d.refuse.real()
	}
	p := d.pages[e.Tag+"/"+e.Key]
	for i, g := range p.Units {
		if g.ID != e.ID {
			continue
		}
		at := e.Tag + "/" + e.Key + "/" + e.ID
		if e.Lock != g.Lock {
			return project.Saved{}, Refusal{Conflict: true, Message: "This text has been changed on the disk since you opened it", Hint: "Compare the two.", Theirs: g.Text, Unit: &g}.real()
		}
		switch n := len(d.past[at]); {
		case e.Restore != "":
			e.Text = strings.TrimPrefix(e.Restore, "version ")
		case e.Undo && n == 0:
			return project.Saved{}, Refusal{Message: "no save of this text is left to be taken back", Unit: &g}.real()
		case e.Undo:
			e.Text, d.past[at] = d.past[at][n-1], d.past[at][:n-1]
		}
		if !e.Undo {
			d.past[at] = append(d.past[at], g.Text)
		}
		g.Text, g.Lock = e.Text, "lock "+e.Text
		if e.Accept {
			g.Stage = map[project.Step]translation.Stage{project.Keep: translation.Draft, project.Approve: translation.Reviewed}[e.Step]
			g.By, g.When = e.Who, e.When
			g.State, g.Class, g.Diff, g.Unrecorded = "fresh", "", nil, false
		}
		p.Units[i] = g
		d.render(p)
		return project.Saved{Field: g.field(), File: g.File, Line: g.Line}, nil
	}
	return project.Saved{}, &project.Refusal{Message: "This text is no longer in the file"}
}

// Try refuses what Save is set to refuse, and finds a problem in a text that says so.
func (d *fakeProject) Try(e project.Edit) (problems []diag.Diagnostic, refused *project.Refusal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tries = append(d.tries, e)
	if d.refuse != nil {
		refused = d.refuse.real()
	}
	if strings.Contains(e.Text, "wrong") {
		problems = []diag.Diagnostic{diag.Warnf("number", diag.At("x.md", 1, 1), "the number 14 is missing").WithHint("Write it.")}
	}
	return problems, refused
}

func (d *fakeProject) Aid(tag, key, id string) (project.Aid, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, id)
	return d.aid, true
}

// Mark puts a mark on a page that is as it was seen.
func (d *fakeProject) Mark(e project.PageEdit) *project.Refusal {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.marks = append(d.marks, e)
	p := d.pages[e.Tag+"/"+e.Key]
	switch {
	case e.Lock != "lock":
		return &project.Refusal{Conflict: true, Message: "the page was changed on disk meanwhile"}
	case e.Mark == project.Publish:
		p.Draft = false
	case e.Mark == project.MarkReviewed:
		p.How = "reviewed"
	default:
		p.How = "draft"
	}
	return nil
}

func (d *fakeProject) MachineQuestion(tag, key, id string) (project.MachineQuestion, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.question, d.question.Service.URL != ""
}

// change does what somebody does with an editor.
func (d *fakeProject) change(at, id string, f func(*Unit)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.pages[at]
	for i := range p.Units {
		if p.Units[i].ID == id {
			g := p.Units[i]
			f(&g)
			g.Lock = "lock " + g.Text
			p.Units[i] = g
		}
	}
	d.render(p)
}

// render makes the page of the site.
func (d *fakeProject) render(p *Page) {
	if p.Permalink == "" {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<main><h1>%s</h1>\n", html.EscapeString(p.Title))
	for _, g := range p.Units {
		if g.Text != "" && g.Kind != "frontmatter" && g.Kind != "message" {
			fmt.Fprintf(&b, "<p id=\"%s\">%s</p>\n", html.EscapeString(strings.TrimPrefix(g.Link, p.Permalink+"#")), html.EscapeString(g.Text))
		}
	}
	b.WriteString("</main>")
	f := pageOf(p.Tag, b.String())
	f.Body = []byte(strings.Replace(string(f.Body), "<html ", `<html dir="`+p.Dir+`" `, 1))
	if d.publish != nil {
		d.publish(map[string]preview.File{p.Permalink: f})
	} else {
		d.set(p.Permalink, f)
	}
}

func (d *fakeProject) add(p Page) {
	p.Source, p.SourceDir = "en", "ltr"
	p.Name, p.Dir = locale.Tag(p.Tag).Autonym(), locale.Tag(p.Tag).Direction()
	for i := range p.Units {
		g := &p.Units[i]
		g.Number, g.Lock = i+1, "lock "+g.Text
		if g.File == "" {
			g.File = p.File
		}
		if g.Line == 0 {
			g.Line, g.Col = 8+3*i, 1
		}
		if g.Link == "" && p.Permalink != "" && g.Text != "" {
			g.Link = fmt.Sprintf("%s#p%d", p.Permalink, i+1)
		}
	}
	d.pages[p.Tag+"/"+p.Key] = &p
	d.render(&p)
}

func (d *fakeProject) edited() []project.Edit {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.edits)
}

const (
	english1 = "The page about the [Voluntary Election Integrity Guidelines](https://www.ifes.org/) was written in English. The English text is the original."
	english2 = "A person who reads the language **well** compares every sentence with the English text and corrects it within 14 days."
)

// newFakeProject has a page in three scripts, with a text in every state, and the Arabic messages.
func newFakeProject() *fakeProject {
	d := &fakeProject{fakeSite: newFakeSite(), pages: map[string]*Page{}, past: map[string][]string{}, threads: map[string][]project.Thread{}}
	d.set("/assets/main.css", preview.File{ContentType: "text/css", Body: []byte("body{font-family:sans-serif;margin:2rem;line-height:1.6;background:#fff;color:#111} :target{background:#fe9}")})
	diff := []Diff{
		{'=', "A person who reads the language "}, {'-', "fluently"}, {'+', "**well**"}, {'=', " compares every sentence with the English text and corrects it"},
		{'-', "."}, {'+', " within 14 days."},
	}
	page := func(tag, title, permalink string, texts ...string) Page {
		file := "content/" + tag + "/about-translations.md"
		p := Page{Tag: tag, Key: "about-translations", Title: title, Permalink: permalink, File: file, Exists: true, How: "draft"}
		p.Units = []Unit{
			{ID: "title", Kind: "frontmatter", Label: "title", State: "fresh", Source: "About these translations", Text: title, Line: 2, Col: 8},
			{ID: "h1", Kind: "heading", Level: 2, State: "fresh", Source: "How a translation is made", Text: texts[0], Unrecorded: true},
			{ID: "p1", Kind: "paragraph", State: "fresh", Source: english1, Text: texts[1]},
			{ID: "li1", Kind: "listItem", State: "stale", Class: "normative", Source: english2, Diff: diff, Text: texts[2],
				Diagnostics: []diag.Diagnostic{diag.Errorf("number", diag.At(file, 17, 4), "the number 14 of the English text is missing here").WithHint("Write it as in the source: 14.")}},
			{ID: "li2", Kind: "listItem", State: "missing", File: "content/en/about-translations.md", Source: "Only when that person has read the whole page is it marked as reviewed."},
			{ID: "code", Kind: "code", State: "fresh", Source: "vernacular locale add sw", Text: "vernacular locale add sw"},
			{ID: "cell", Kind: "tableCell", State: "stale", Class: "editorial", Source: "Draft", Diff: []Diff{{'-', "Sketch"}, {'+', "Draft"}}, Text: texts[3],
				Note:        "the name of a state, as in the table of states",
				Diagnostics: []diag.Diagnostic{diag.Warnf("glossary", diag.At(file, 26, 3), "the glossary has another word for “Draft”").WithHint("See locales/glossary.toml.")}},
			{ID: "extra", Kind: "paragraph", State: "obsolete", Text: texts[4]},
		}
		return p
	}
	d.add(page("ar", "حول هذه الترجمات", "/ar/حول-الترجمات/",
		"كيفية إعداد الترجمة",
		"كتبت المؤسسة الدولية للنظم الانتخابية باللغة الإنجليزية الصفحة المتعلقة بـ[المبادئ التوجيهية](https://www.ifes.org/). والنص الإنجليزي هو الأصل.",
		"يقارن شخص يجيد القراءة بتلك اللغة كل جملة بالنص الإنجليزي ويصححها.", "مسودة", "ولا يلزم أن تقرؤوا الإنجليزية لكي تبلغوا عن جملة غير واضحة."))
	d.add(page("fr", "À propos de ces traductions", "/fr/à-propos/",
		"Comment une traduction est faite",
		"La page sur les [lignes directrices](https://www.ifes.org/) a été écrite en anglais. Le texte anglais est l’original.",
		"Une personne qui lit bien la langue compare chaque phrase avec le texte anglais et la corrige.", "Brouillon", "Il n’est pas nécessaire de lire l’anglais."))
	d.add(page("ja", "翻訳について", "/ja/翻訳/",
		"翻訳の作り方",
		"[自主的選挙公正ガイドライン](https://www.ifes.org/)に関するページは英語で書かれました。英語のテキストが原文です。",
		"その言語をよく読める人が、すべての文を英語のテキストと照らし合わせて訂正します。", "下書き", "文が分かりにくいことを報告するのに英語を読む必要はありません。"))
	messages := Page{Tag: "ar", Key: translation.MessagesName, Title: "Messages", File: "locales/active.ar.toml", Exists: true}
	for _, form := range []struct{ category, state, text string }{
		{"zero", "fresh", "هذه الصفحة غير متاحة بأي لغة"}, {"one", "fresh", "هذه الصفحة متاحة بلغة واحدة"}, {"two", "stale", "هذه الصفحة متاحة بلغتين"},
		{"few", "fresh", "هذه الصفحة متاحة بـ{{.Count}} لغات"}, {"many", "missing", ""}, {"other", "fresh", "هذه الصفحة متاحة بـ{{.Count}} لغة"},
	} {
		messages.Units = append(messages.Units, Unit{ID: "available_in/" + form.category, Kind: "message", Label: "available_in", Category: form.category,
			Note: "Count is the number of languages.", State: form.state, Class: when2(form.state == "stale", "editorial"), Source: "This page is available in {{.Count}} languages", Text: form.text})
	}
	messages.Units = append(messages.Units, Unit{ID: "site_name", Kind: "message", Label: "site_name", State: "fresh", Source: "Election Integrity Guidelines", Text: "المبادئ التوجيهية"})
	d.add(messages)
	return d
}

func when2(is bool, s string) string {
	if is {
		return s
	}
	return ""
}

// serveEditor runs a server with the editor, whose changes it publishes.
func serveEditor(t testing.TB) (d *fakeProject, s *server, addr string) {
	d = newFakeProject()
	s, addr = serve(t, d)
	revision := 0
	d.publish = func(files map[string]preview.File, _ ...string) {
		u := localhost.Update{}
		for p, f := range files {
			d.set(p, f)
			u.Changed = append(u.Changed, p)
		}
		revision++
		u.Revision = revision
		s.Publish(u)
	}
	return d, s, addr
}
