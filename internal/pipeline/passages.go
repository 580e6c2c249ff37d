package pipeline

import (
	"slices"
	"strings"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// passages are the marks of a translation that is not all fresh, for [markup.RenderOptions], and their numbers.
type passages struct {
	inserts        []markup.Insert
	stale, missing int
}

// markPassages returns the marks that tell a reader which parts of a translation are not fresh: the source's present
// wording beside a stale block, and a missing block, at its place, in the nearest language of the fallback chain that
// has it. guessed is set when a link in these depends on something that is not certain.
func (b *Builder) markPassages(c *query.Ctx, k variantKey, v, source variant, doc *page.Document, guessed *bool) passages {
	f := b.q.fresh.Get(c, pairKey{source.File, v.File})
	open := func(m translation.Match) bool { return m.State == translation.Stale || m.State == translation.Missing }
	if !f.Known || !slices.ContainsFunc(f.Matches, open) {
		return passages{}
	}
	s := b.q.settings.Get(c, none)
	from, _ := page.Parse(source.File, b.text(c, source.File), page.Options{Limits: Limits(s)})
	p := passageMarker{
		b: b, c: c, key: k, own: v, source: source, doc: doc, from: from, guessed: guessed, settings: s,
		opt: b.renderOptions(c, k, source, guessed), summary: b.summary(c, k.Locale),
		sourceFields: len(from.Meta.Translatables()),
		ownFields:    translation.Fields(translation.SegmentsLike(doc, translation.Segments(from))),
		seen:         map[int]bool{}, last: -1, lastSource: -1,
	}
	for _, m := range f.Matches {
		switch {
		case m.Source >= p.sourceFields:
			p.mark(m)
		case m.Source >= 0 && m.State == translation.Stale: // a text of the front matter has no place in the page
			p.out.stale++
		}
	}
	slices.SortStableFunc(p.out.inserts, func(a, b markup.Insert) int { return a.At - b.At })
	return p.out
}

// passageMarker goes through the blocks of a source page in their order and marks its translation.
type passageMarker struct {
	b           *Builder
	c           *query.Ctx
	key         variantKey
	own, source variant
	doc, from   *page.Document // of own and of source
	guessed     *bool
	settings    site.Settings
	opt         markup.RenderOptions // for blocks of the source
	summary     string               // HTML beside a stale block

	sourceFields, ownFields int // how many segments come before the first block

	substitutes []substitute // nil until the first block is missing
	headings    int          // of the source, up to the block at hand
	seen        map[int]bool // blocks of the translation that are counted as stale
	last        int          // the block of the translation that was matched last, -1 before the first
	lastSource  int          // its block of the source

	out passages
}

// mark marks a block of the source.
func (p *passageMarker) mark(m translation.Match) {
	block, target := m.Source-p.sourceFields, m.Target-p.ownFields
	if p.from.Blocks[block].Kind == page.KindHeading {
		p.headings++
	}
	switch {
	case m.State == translation.Stale && target >= 0:
		p.stale(block, target, m.Shared)
	case m.State == translation.Missing && target >= 0:
		p.untranslated(target)
	case m.State == translation.Missing:
		p.missing(m.Source, block)
	}
	if target >= 0 {
		p.last, p.lastSource = target, block
	}
}

// stale shows the present wording of the source beside a block of the translation. Of blocks of the source that share
// one block of the translation, the first counts and marks it.
func (p *passageMarker) stale(block, target int, shared bool) {
	if !p.seen[target] {
		p.out.stale++
	}
	p.seen[target] = true
	if at, ok := p.doc.At(target, page.Attributes); ok && !shared {
		p.insert(at, ` class="stale"`)
	}
	at, ok := p.doc.At(target, page.After)
	if !ok {
		return
	}
	tag, inner := "p", p.from.RenderBlock(block, p.opt)
	switch p.from.Blocks[block].Kind {
	case page.KindCode:
		tag, inner = "pre", "<code>"+inner+"</code>"
	case page.KindHTML:
		tag = "div"
	}
	p.insert(at, `<details class="stale-source"><summary`+p.langDir(p.own.Text)+`>`+p.summary+`</summary><`+
		tag+p.langDir(p.settings.Source)+`>`+inner+`</`+tag+"></details>\n")
}

// untranslated marks a block of the translation that repeats the words of the source as text in the source's language.
func (p *passageMarker) untranslated(target int) {
	p.out.missing++
	if at, ok := p.doc.At(target, page.Attributes); ok {
		p.insert(at, p.langDir(p.settings.Source))
	}
}

// missing inserts a block that the translation lacks after the block that was matched last.
func (p *passageMarker) missing(segment, block int) {
	p.out.missing++
	b := p.from.Blocks[block]
	id := ""
	if b.Kind == page.KindHeading && p.headings <= len(p.from.Headings) {
		id = ` id="` + layout.Escape(p.from.Headings[p.headings-1].ID) + `"`
	}
	inner, lang := p.nearest(segment, block)
	html, spot := missingBlock(b, inner, lang, id)
	at := 0
	if p.last >= 0 {
		// An item after an item of a list joins that list.
		if b.Kind == page.KindListItem && p.from.Blocks[p.lastSource].Kind == page.KindListItem && p.doc.Blocks[p.last].Kind == page.KindListItem {
			html, spot = strings.TrimSuffix(strings.TrimPrefix(html, "<ul>\n"), "</ul>\n"), page.AfterItem
		}
		var ok bool
		if at, ok = p.doc.At(p.last, spot); !ok {
			return
		}
	}
	p.insert(at, html)
}

// nearest renders a block of the source in the nearest language of the fallback chain that has it, and returns the
// attributes that name this language.
func (p *passageMarker) nearest(segment, block int) (inner, lang string) {
	inner, lang = p.from.RenderBlock(block, p.opt), p.langDir(p.settings.Source)
	if p.substitutes == nil {
		p.substitutes = p.findSubstitutes()
	}
	for _, s := range p.substitutes {
		if at, ok := s.blocks[segment]; ok && s.doc.Blocks[at].Kind == p.from.Blocks[block].Kind {
			return s.doc.RenderBlock(at, s.opt), p.langDir(s.tag)
		}
	}
	return inner, lang
}

// langDir returns the attributes of an element with text in a locale.
func (p *passageMarker) langDir(t locale.Tag) string {
	return ` lang="` + string(t) + `" dir="` + p.settings.Direction(t) + `"`
}

func (p *passageMarker) insert(at int, html string) {
	p.out.inserts = append(p.out.inserts, markup.Insert{At: at, HTML: html})
}

// substitute is a translation that stands between a page and its source in the fallback chain.
type substitute struct {
	tag    locale.Tag
	doc    *page.Document
	opt    markup.RenderOptions
	blocks map[int]int // by source segment: the fresh block of doc that translates it
}

// findSubstitutes returns the translations of the page that can be compared with the source, the nearest first, and
// never nil. A fallback chain has no drafts, so none is shown in another language's page.
func (p *passageMarker) findSubstitutes() []substitute {
	b, c := p.b, p.c
	out := []substitute{}
	for _, t := range p.own.ChainL {
		if t == p.own.Text || t == p.source.Text {
			continue
		}
		v := b.q.variant.Get(c, variantKey{p.key.Key, t})
		f, ok := b.q.fresh.Try(c, pairKey{p.source.File, v.File})
		if !ok || !f.Known {
			continue
		}
		doc, _ := page.Parse(v.File, b.text(c, v.File), page.Options{Limits: Limits(p.settings)})
		s := substitute{t, doc, b.renderOptions(c, p.key, v, p.guessed), map[int]int{}}
		fields := translation.Fields(translation.SegmentsLike(doc, translation.Segments(p.from)))
		for _, m := range f.Matches {
			if m.State.UpToDate() && m.Source >= 0 && m.Target >= fields {
				s.blocks[m.Source] = m.Target - fields
			}
		}
		out = append(out, s)
	}
	return out
}

// missingBlock returns the HTML of a block that a translation lacks, and the spot of the block before it where it goes.
func missingBlock(b page.Block, inner, lang, id string) (string, page.Spot) {
	switch b.Kind {
	case page.KindHeading:
		n := string(rune('0' + b.Level))
		return "<h" + n + id + lang + ">" + inner + "</h" + n + ">\n", page.AfterElement
	case page.KindListItem:
		return "<ul>\n<li" + lang + ">" + inner + "</li>\n</ul>\n", page.AfterElement
	case page.KindCode:
		return `<pre dir="ltr"><code>` + inner + "</code></pre>\n", page.AfterElement
	case page.KindHTML:
		return "<div" + lang + ">" + inner + "</div>\n", page.AfterElement
	}
	return "<p" + lang + ">" + inner + "</p>\n", page.AfterElement
}

// staleMessage is the id of the message beside a stale block; a site without it shows the name of the source language.
const staleMessage = "stale_passage"

// summary returns the HTML of the words beside a stale block in an edition.
func (b *Builder) summary(c *query.Ctx, t locale.Tag) string {
	m := b.q.message.Get(c, messageKey{t, staleMessage})
	if form, ok := m.Form("other"); ok {
		text := layout.Escape(form.Text)
		if m.From != t {
			text = `<span lang="` + string(m.From) + `">` + text + "</span>"
		}
		return text
	}
	s := b.q.settings.Get(c, none)
	return `<span lang="` + string(s.Source) + `">` + layout.Escape(s.Autonym(s.Source)) + "</span>"
}
