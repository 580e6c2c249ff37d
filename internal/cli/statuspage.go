package cli

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/asset"
	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/project"
)

// The page that status --format html writes: one file, for people who look rather than read. It runs nothing
// and asks nobody for anything. It has no date, so that the same files give the same bytes. Its style is in
// statusstyle.go.

// markup is a piece of the page. Whatever else becomes part of the page is escaped on its way.
type markup string

// put writes each argument where format has %s. Numbers are grouped; text that is no markup is cleaned and escaped.
func put(format string, args ...any) markup {
	filled := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case markup:
			filled[i] = a
		case int:
			filled[i] = locale.English.Number(a)
		default:
			filled[i] = layout.Escape(printable(fmt.Sprint(a)))
		}
	}
	return markup(fmt.Sprintf(format, filled...))
}

// each puts together what f makes of every item.
func each[T any](items []T, between string, f func(T) markup) markup {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = string(f(item))
	}
	return markup(strings.Join(parts, between))
}

// printable replaces what HTML lets no document hold.
func printable(s string) string {
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

// statusPage knows all that the page tells.
type statusPage struct {
	project.Status
	errors, warnings int
	locales          map[locale.Tag]project.LocaleStatus
	pages            map[string]project.SourcePage
	anchors          map[string]string                 // of the pages that some locale lacks, by key
	lackers          map[string][]project.LocaleStatus // the locales that lack a page, by key
	work             map[locale.Tag]worklist           // of the locales in which something is to be done
	texts            map[string]string                 // of the source messages, by id
	places           map[string]diag.Pos               // of the source messages, by id
}

// writeStatusPage makes the page. errors and warnings are those of the site.
func writeStatusPage(st project.Status, lists []worklist, errors, warnings int) []byte {
	p := &statusPage{
		Status: st, errors: errors, warnings: warnings,
		locales: map[locale.Tag]project.LocaleStatus{}, pages: map[string]project.SourcePage{},
		anchors: map[string]string{}, lackers: map[string][]project.LocaleStatus{},
		work: map[locale.Tag]worklist{}, texts: map[string]string{}, places: map[string]diag.Pos{},
	}
	for _, l := range st.Locales {
		p.locales[l.Tag] = l
		for _, key := range l.Missing {
			p.lackers[key] = append(p.lackers[key], l)
		}
	}
	for _, w := range lists {
		if w = onPage(w); !w.done() {
			p.work[w.Tag] = w
		}
	}
	for _, s := range st.Pages {
		p.pages[s.Key] = s
		if p.lackers[s.Key] != nil {
			p.anchors[s.Key] = fmt.Sprintf("page-%d", len(p.anchors)+1)
		}
	}
	for _, m := range st.Messages {
		f, _ := m.Form("other")
		p.texts[m.ID], p.places[m.ID] = f.Text, m.Pos
	}
	return []byte(p.document())
}

func (p *statusPage) document() markup {
	name := "Translation status"
	var site markup
	if home, ok := p.pages[p.Home]; ok {
		name += ": " + home.Title
		site = put("<p class=\"site\">%s</p>\n", p.inSource(home.Title))
	}
	return put(`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>%s</title>
<style>%s</style>
</head>
<body>
<header>
%s<h1>Translation status</h1>
%s</header>
<main>
%s%s%s%s</main>
<footer>
<p>Written by <code>vernacular status --format html</code> from the site’s files as they were at that moment. It bears no date: the same files always give this same page.</p>
</footer>
</body>
</html>
`, markup(asset.Integrity([]byte(statusStyle))), name, markup(statusStyle), site, p.summary(), p.coverage(), p.todo(), p.missing(), p.missingPages())
}

// summary says in words what the table shows.
func (p *statusPage) summary() markup {
	published, lacking := 0, 0
	for _, l := range p.Locales {
		if l.Published {
			published++
		}
		if lacks(l) {
			lacking++
		}
	}
	var blocks int
	for _, s := range p.Pages {
		blocks += len(s.Blocks)
	}
	verdict := put("Every locale has all of them.")
	switch {
	case len(p.Locales) < 2:
		verdict = put("There is no other locale yet: <code>vernacular locale add</code> begins one.")
	case lacking > 0:
		verdict = put(`<a href="#missing">%s something.</a>`, number(lacking, "locale lacks", "locales lack"))
	case len(p.work) > 0:
		verdict = put(`Every locale has all of them; <a href="#todo">%s something to look at.</a>`, number(len(p.work), "locale has", "locales have"))
	}
	out := put("<p class=\"lead\">%s of %s %s published. In %s there %s %s with %s, and %s. %s</p>\n",
		published, len(p.Locales), plural(len(p.Locales), "locale is", "locales are"), p.Source.EnglishName(),
		plural(len(p.Pages), "is", "are"), number(len(p.Pages), "page", "pages"), number(blocks, "block", "blocks"),
		number(len(p.Messages), "message", "messages"), verdict)
	if p.errors+p.warnings > 0 {
		out += put("<p>The site had %s and %s when this was written; <code>vernacular check</code> names them, and those that only a build shows.</p>\n",
			number(p.errors, "error", "errors"), number(p.warnings, "warning", "warnings"))
	}
	return out
}

func (p *statusPage) coverage() markup {
	return put(`<h2 id="coverage">Coverage by locale</h2>
<dl class="words">
<div><dt>Machine</dt> <dd>translated by a machine; no speaker has read it</dd></div>
<div><dt>Draft</dt> <dd>translated, not checked yet</dd></div>
<div><dt>Reviewed</dt> <dd>checked by a speaker of the language</dd></div>
</dl>
<table aria-labelledby="coverage">
<thead>
<tr><th scope="col">Locale</th><th scope="col">Published</th><th scope="col">Translation</th><th scope="col">Pages</th><th scope="col">Blocks</th><th scope="col">Messages</th></tr>
</thead>
<tbody>
%s
</tbody>
</table>
`, each(p.Locales, "\n", p.row))
}

func (p *statusPage) row(l project.LocaleStatus) markup {
	name := autonym(l)
	if lacks(l) {
		name = link(l)
	} else if _, ok := p.work[l.Tag]; ok {
		name = put(`<a href="#todo-%s">%s</a>`, l.Tag, name)
	}
	published := "no"
	if l.Published {
		published = "yes"
	}
	var states []markup
	for _, s := range []struct {
		n    int
		name string
	}{{l.States.Machine, "machine"}, {l.States.Draft, "draft"}, {l.States.Reviewed, "reviewed"}} {
		if s.n > 0 {
			states = append(states, put("%s&nbsp;%s", s.n, s.name))
		}
	}
	switch {
	case l.Tag == p.Source:
		states = []markup{"source"}
	case states == nil:
		states = []markup{"none"}
	}
	return put(`<tr><th scope="row">%s%s <code>%s</code></th><td data-label="Published">%s</td><td data-label="Translation">%s</td>%s%s%s</tr>`,
		name, english(l), l.Tag, published, each(states, ", ", func(m markup) markup { return m }),
		cell("Pages", l.Pages), p.blocks(l), cell("Messages", l.Messages))
}

// cell shows a count in words and as a bar.
func cell(label string, c project.Count) markup {
	if c.Total == 0 {
		return put(`<td data-label="%s">none</td>`, label)
	}
	var stale markup
	if c.Stale > 0 {
		stale = put(", %s&nbsp;outdated", c.Stale)
	}
	return put(`<td data-label="%s"><span class="count">%s of %s%s</span><span class="bar"><span class="w%s"></span></span></td>`,
		label, c.Done, c.Total, stale, percent(c))
}

// blocks shows how many blocks of a locale are fresh, stale and missing.
func (p *statusPage) blocks(l project.LocaleStatus) markup {
	if l.Tag == p.Source || l.Blocks.Total == 0 {
		return cell("Blocks", l.Blocks)
	}
	words := []markup{put("%s&nbsp;fresh", freshOf(l))}
	stale := put("")
	if l.Blocks.Stale > 0 {
		words = append(words, put("%s&nbsp;stale", l.Blocks.Stale))
		stale = put(`<span class="stale w%s"></span>`, percent(project.Count{Total: l.Blocks.Total, Done: l.Blocks.Stale}))
	}
	if l.Blocks.Missing > 0 {
		words = append(words, put("%s&nbsp;missing", l.Blocks.Missing))
	}
	return put(`<td data-label="Blocks"><span class="count">%s</span><span class="bar"><span class="w%s"></span>%s</span></td>`,
		each(words, ", ", func(m markup) markup { return m }), percent(project.Count{Total: l.Blocks.Total, Done: freshOf(l)}), stale)
}

// percent is how much of a bar is filled: nothing only where nothing is done, all only where all is.
func percent(c project.Count) int {
	if c.Done == 0 {
		return 0
	}
	return max(1, c.Done*100/c.Total)
}

func lacks(l project.LocaleStatus) bool {
	return len(l.Missing)+len(l.MissingID)+len(l.Forms) > 0
}

// missing has a section for each locale that lacks something.
func (p *statusPage) missing() markup {
	var lacking []project.LocaleStatus
	for _, l := range p.Locales {
		if lacks(l) {
			lacking = append(lacking, l)
		}
	}
	if lacking == nil {
		return ""
	}
	return put("<h2 id=\"missing\">What is missing</h2>\n<p>Until it is there, readers are shown the text in %s, marked as such, unless another order is given below.</p>\n%s",
		p.Source.EnglishName(), each(lacking, "", p.lacking))
}

func (p *statusPage) lacking(l project.LocaleStatus) markup {
	out := put("<section aria-labelledby=\"locale-%s\">\n<h3 id=\"locale-%s\">%s%s</h3>\n", l.Tag, l.Tag, autonym(l), english(l))
	switch {
	case !l.Published:
		out += put("<p>Not published yet: none of its pages is.</p>\n")
	case len(l.Chain) > 2:
		out += put("<p>Readers are shown it in another language that has it, in this order: %s.</p>\n", each(l.Chain[1:], ", ", func(t locale.Tag) markup {
			if in, ok := p.locales[t]; ok {
				return autonym(in)
			}
			return put("%s", t.EnglishName())
		}))
	}
	if l.Broken {
		out += put("<p>None of the messages in %s counts, because the file has an error.</p>\n", code(l.Catalog))
	}
	if len(l.Missing) > 0 {
		out += put("<h4>%s</h4>\n<ul>\n%s</ul>\n", number(len(l.Missing), "page", "pages"), each(l.Missing, "", func(key string) markup {
			s := p.pages[key]
			return put("<li><span class=\"what\"><a href=\"#%s\">%s</a> <span class=\"detail\">%s</span>%s</span> %s</li>\n",
				p.anchors[key], p.inSource(s.Title), kinds(s), begun(l, s), place(diag.At(s.File, 0, 0)))
		}))
	}
	if len(l.MissingID) > 0 {
		out += put("<h4>%s</h4>\n<ul>\n%s</ul>\n", number(len(l.MissingID), "message", "messages"), each(l.MissingID, "", func(id string) markup {
			at, detail := p.places[id], put("")
			if empty, ok := l.Empty[id]; ok {
				at, detail = empty, put(` <span class="detail">an empty text is there</span>`)
			}
			return put("<li><span class=\"what\">%s %s%s</span> %s</li>\n", code(id), p.inSource(firstWords(p.texts[id])), detail, place(at))
		}))
	}
	if len(l.Forms) > 0 {
		out += put("<h4>Plural forms of %s</h4>\n<ul>\n%s</ul>\n", number(len(l.Forms), "message", "messages"), each(l.Forms, "", func(f project.LackingForms) markup {
			return put("<li><span class=\"what\">%s <span class=\"detail\">%s</span></span> %s</li>\n", code(f.ID), f.Hint, place(f.Pos))
		}))
	}
	return out + "</section>\n"
}

// begun says why a page that has a file is missing all the same.
func begun(l project.LocaleStatus, s project.SourcePage) markup {
	f, ok := l.Begun[s.Key]
	switch {
	case !ok, f.File == s.File:
		return ""
	case f.Broken:
		return put(` <span class="detail">begun, but %s has an error</span>`, code(f.File))
	}
	return put(` <span class="detail">begun: %s is a draft</span>`, code(f.File))
}

// missingPages lists the blocks of each page that some locale lacks: once, however many lack it.
func (p *statusPage) missingPages() markup {
	if len(p.anchors) == 0 {
		return ""
	}
	var list []project.SourcePage
	for _, s := range p.Pages {
		if p.anchors[s.Key] != "" {
			list = append(list, s)
		}
	}
	return put("<h2 id=\"blocks\">The missing pages, block by block</h2>\n<p>Each page once, whichever locales lack it.</p>\n%s", each(list, "", func(s project.SourcePage) markup {
		var blocks markup
		if len(s.Blocks) > 0 {
			blocks = put("<ol class=\"blocks\">\n%s</ol>\n", each(s.Blocks, "", func(b page.Block) markup {
				kind := kindName(b.Kind, 1)
				if b.Level > 0 {
					kind += fmt.Sprint(" ", b.Level)
				}
				return put("<li><span class=\"kind\">%s</span> <span class=\"what\">%s</span> %s</li>\n",
					kind, p.inSource(firstWords(cmp.Or(b.Text, b.Source))), place(diag.At(s.File, b.Line, 0)))
			}))
		}
		return put("<section aria-labelledby=\"%s\">\n<h3 id=\"%s\">%s</h3>\n<p>%s; %s. Missing in: %s.</p>\n%s</section>\n",
			p.anchors[s.Key], p.anchors[s.Key], p.inSource(s.Title), code(s.File), kinds(s), each(p.lackers[s.Key], ", ", link), blocks)
	}))
}

// kinds counts a page's blocks by kind, in the order in which they first come.
func kinds(s project.SourcePage) markup {
	switch {
	case s.Broken:
		return put("blocks unknown, since the file has an error")
	case len(s.Blocks) == 0:
		return number(0, "block", "blocks")
	}
	var names []page.Kind
	n := map[page.Kind]int{}
	for _, b := range s.Blocks {
		if n[b.Kind]++; n[b.Kind] == 1 {
			names = append(names, b.Kind)
		}
	}
	return each(names, ", ", func(kind page.Kind) markup { return put("%s&nbsp;%s", n[kind], kindName(kind, n[kind])) })
}

// kindNames are the English names of the kinds of block (see page.Block), for one and for many.
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

// firstWords cuts a text short: between words where it has spaces, and never within a letter and its marks.
func firstWords(s string) string {
	const most = 72
	s = strings.Join(strings.Fields(s), " ")
	var space, n int
	var before rune
	for i, r := range s {
		if n >= 2*most || n >= most && !joins(before, r) {
			if space > i/2 {
				i = space
			}
			return s[:i] + "…"
		}
		if r == ' ' {
			space = i
		}
		before = r
		n++
	}
	return s
}

// joins tells whether r continues the letter or the picture that ends with before.
func joins(before, r rune) bool {
	const zwj = '\u200d'
	return unicode.Is(unicode.M, r) || r == zwj || before == zwj || r >= 0x1f3fb && r <= 0x1f3ff
}

func autonym(l project.LocaleStatus) markup {
	return put(`<bdi lang="%s" dir="%s">%s</bdi>`, l.Tag, l.Dir, l.Name)
}

// english is a space and a locale's English name, where that is another than its own.
func english(l project.LocaleStatus) markup {
	if name := l.Tag.EnglishName(); name != l.Name {
		return put(` <span class="english">%s</span>`, name)
	}
	return ""
}

// link leads to the section of a locale that lacks something.
func link(l project.LocaleStatus) markup {
	return put(`<a href="#locale-%s">%s</a>`, l.Tag, autonym(l))
}

// inSource is a text in the source language.
func (p *statusPage) inSource(s string) markup {
	return put(`<bdi lang="%s" dir="%s">%s</bdi>`, p.Source, cmp.Or(p.locales[p.Source].Dir, p.Source.Direction()), s)
}

// code is a name that is written in a file, or that of a file. What is invisible in it is shown.
func code(s string) markup { return put(`<code dir="ltr">%s</code>`, diag.Escape(s)) }

// place is where in the files something is.
func place(at diag.Pos) markup {
	if at.Line > 0 {
		return put(`<code class="place" dir="ltr">%s:%s</code>`, diag.Escape(at.File), fmt.Sprint(at.Line))
	}
	return put(`<code class="place" dir="ltr">%s</code>`, diag.Escape(at.File))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// number is count for the page.
func number(n int, one, many string) markup { return put("%s&nbsp;%s", n, plural(n, one, many)) }
