package pipeline

import (
	"strings"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// The messages beside a stale block. A site without the first shows the name of the source language; one without the second has
// no words for a difference, and shows the present wording alone.
const (
	staleMessage      = "stale_passage"
	differenceMessage = "stale_difference"
)

// firstStale is the id of the first stale passage of a page. The ids of headings are in small letters.
const firstStale = "firstStale"

// hasWords reports whether the site has the message for a difference.
func (p *assembler) hasWords() bool {
	_, ok := p.b.q.message.Get(p.c, messageKey{p.key.Locale, differenceMessage}).Form("other")
	return ok
}

// anchor gives a stale passage the id of the first one. An element that may have an id of its author's keeps it, and the words
// beside it have the id.
func (p *assembler) anchor(out *page.Passage, kind page.Kind) {
	p.out.FirstStale = firstStale
	id := ` id="` + firstStale + `"`
	switch kind {
	case page.KindParagraph, page.KindListItem, page.KindQuotation, page.KindTableCell:
		out.Attributes += id
	default:
		out.Beside[0] = strings.Replace(out.Beside[0], staleDetails, staleDetails+id, 1)
	}
}

const staleDetails = `<details class="stale-source"`

// besideStale returns the HTML beside a stale block: what has changed in its source since it was translated, where the text at
// that time is kept and the words differ, else the start and end of its present wording.
func (p *assembler) besideStale(m translation.Match, block int) [2]string {
	tag, inner := "p", ""
	b := p.skeleton.Doc.Blocks[block]
	switch b.Kind {
	case page.KindCode:
		tag, inner = "pre", "code"
	case page.KindHTML:
		tag = "div"
	}
	start, end := "<"+tag+p.langDir(p.sourceTag)+">", "</"+tag+">"
	if inner != "" {
		start, end = start+"<"+inner+">", "</"+inner+">"+end
	}
	message, difference := staleMessage, ""
	if p.hasWords() {
		difference = p.difference(m, b)
	}
	if difference != "" {
		message = differenceMessage
	}
	summary := "<summary" + p.langDir(p.own.Text) + ">" + p.b.besideWords(p.c, p.key.Locale, message) + "</summary>"
	start, end = staleDetails+">"+summary+start, end+"</details>\n"
	if difference != "" {
		return [2]string{start + difference + end}
	}
	return [2]string{start, end}
}

// difference returns the present words of a block of the source with those that have been taken out and put in since it was
// translated, as HTML; "" where the text at that time is not known, or the same words are marked or linked otherwise now.
func (p *assembler) difference(m translation.Match, b page.Block) string {
	data := p.b.optional(p.c, translation.SourceFile(m.From))
	old, ok := translation.SourceText(m.From, data)
	if m.From == "" || data == nil || !ok || b.Kind == page.KindHTML {
		return ""
	}
	now := b.Source
	if b.Kind != page.KindCode {
		definitions := p.skeleton.Doc.Definitions
		old, now = page.PlainText(old, definitions), page.PlainText(now, definitions)
	}
	if old == now {
		return ""
	}
	var out strings.Builder
	for _, part := range textdiff.Words(old, now) {
		text := layout.Escape(part.Text)
		switch part.Op {
		case textdiff.Deleted:
			text = "<del>" + text + "</del>"
		case textdiff.Inserted:
			text = "<ins>" + text + "</ins>"
		}
		out.WriteString(text)
	}
	return out.String()
}

// besideWords returns the HTML of a message beside a stale block in an edition.
func (b *Builder) besideWords(c *query.Ctx, t locale.Tag, id string) string {
	m := b.q.message.Get(c, messageKey{t, id})
	s := b.q.settings.Get(c, none)
	if form, ok := m.Form("other"); ok {
		text := layout.Escape(form.Text)
		if m.From == t {
			return text
		}
		dir := ""
		if own := s.Direction(m.From); own != s.Direction(t) {
			dir = ` dir="` + own + `"`
		}
		return `<span lang="` + string(m.From) + `"` + dir + ">" + text + "</span>"
	}
	return `<span lang="` + string(s.Source) + `">` + layout.Escape(s.Autonym(s.Source)) + "</span>"
}
