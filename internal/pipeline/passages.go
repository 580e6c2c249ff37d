package pipeline

import (
	"slices"
	"strings"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/translation"
)

// passages are what is shown in a translation beside its own text.
type passages struct {
	inserts        []markup.Insert
	stale, missing int
}

// markPassages works out what a reader is told of a translation that is not all fresh: the source's present wording
// beside a stale block, and a missing block in the nearest language of the fallback chain that has it, where it would
// stand.
func (b *Builder) markPassages(c *query.Ctx, k variantKey, v, source variant, doc *page.Document, guessed *bool) (out passages) {
	f := b.q.fresh.Get(c, pairKey{source.File, v.File})
	if !f.Known {
		return out
	}
	whole := true
	for _, m := range f.Matches {
		whole = whole && m.State != translation.Stale && m.State != translation.Missing
	}
	if whole {
		return out
	}
	s := b.q.settings.Get(c, none)
	from, _ := page.Parse(source.File, b.text(c, source.File), page.Options{Limits: Limits(s)})
	opt := b.renderOptions(c, k, source, guessed)
	lang := ` lang="` + string(s.Source) + `" dir="` + s.Direction(s.Source) + `"`
	own := ` lang="` + string(v.Text) + `" dir="` + s.Direction(v.Text) + `"`
	summary := b.summary(c, k.Locale)
	sourceSegments := len(from.Meta.Translatables())
	targetSegments := translation.Fields(translation.SegmentsLike(doc, translation.Segments(from)))
	var lenders []lender // found when the first block is missing
	heading := -1
	headings := 0
	seen := map[int]bool{}
	last := -1 // the block of the translation that was matched last
	lastSource := -1
	for _, m := range f.Matches {
		if m.Source < sourceSegments { // front matter and surplus
			if m.Source >= 0 && m.State == translation.Stale {
				out.stale++
			}
			continue
		}
		block := m.Source - sourceSegments
		sb := from.Blocks[block]
		if sb.Kind == page.KindHeading {
			heading, headings = headings, headings+1
		}
		target := m.Target - targetSegments
		switch {
		case m.State == translation.Stale && target >= 0:
			if !seen[target] {
				out.stale++
			}
			seen[target] = true
			if at, ok := doc.At(target, page.Attributes); ok && !m.Shared {
				out.inserts = append(out.inserts, markup.Insert{At: at, HTML: ` class="stale"`})
			}
			if at, ok := doc.At(target, page.After); ok {
				inner := from.RenderBlock(block, opt)
				tag := "p"
				if sb.Kind == page.KindCode {
					tag, inner = "pre", "<code>"+inner+"</code>"
				} else if sb.Kind == page.KindHTML {
					tag = "div"
				}
				out.inserts = append(out.inserts, markup.Insert{At: at, HTML: `<details class="stale-source"><summary` + own + `>` + summary + `</summary><` + tag + lang + `>` + inner + `</` + tag + "></details>\n"})
			}
		case m.State == translation.Missing && target >= 0: // the source's words stand there
			out.missing++
			if at, ok := doc.At(target, page.Attributes); ok {
				out.inserts = append(out.inserts, markup.Insert{At: at, HTML: lang})
			}
		case m.State == translation.Missing:
			out.missing++
			id := ""
			if sb.Kind == page.KindHeading && heading < len(from.Headings) {
				id = ` id="` + layout.Escape(from.Headings[heading].ID) + `"`
			}
			inner, lang := from.RenderBlock(block, opt), lang
			if lenders == nil {
				lenders = b.lenders(c, k, v, source, from, guessed)
			}
			for _, l := range lenders {
				if at, ok := l.blocks[m.Source]; ok && l.doc.Blocks[at].Kind == sb.Kind {
					inner, lang = l.doc.RenderBlock(at, l.opt), ` lang="`+string(l.tag)+`" dir="`+s.Direction(l.tag)+`"`
					break
				}
			}
			html, spot := missingBlock(sb, inner, lang, id)
			at := 0
			if last >= 0 {
				if sb.Kind == page.KindListItem && lastSource >= 0 && from.Blocks[lastSource].Kind == page.KindListItem && doc.Blocks[last].Kind == page.KindListItem {
					html, spot = strings.TrimSuffix(strings.TrimPrefix(html, "<ul>\n"), "</ul>\n"), page.AfterItem
				}
				var ok bool
				if at, ok = doc.At(last, spot); !ok {
					continue
				}
			}
			out.inserts = append(out.inserts, markup.Insert{At: at, HTML: html})
		}
		if target >= 0 {
			last = target
			lastSource = block
		}
	}
	slices.SortStableFunc(out.inserts, func(a, b markup.Insert) int { return a.At - b.At })
	return out
}

// lender is a translation that stands between a page and its source in the fallback chain.
type lender struct {
	tag    locale.Tag
	doc    *page.Document
	opt    markup.RenderOptions
	blocks map[int]int // by source segment: the block of doc that says what the source says
}

// lenders are those that have the page, the nearest first. A chain has no drafts, so these are lent to nobody.
func (b *Builder) lenders(c *query.Ctx, k variantKey, v, source variant, from *page.Document, guessed *bool) []lender {
	out := []lender{}
	for _, t := range v.ChainL {
		if t == v.Text || t == source.Text {
			continue
		}
		own := b.q.variant.Get(c, variantKey{k.Key, t})
		f, ok := b.q.fresh.Try(c, pairKey{source.File, own.File})
		if !ok || !f.Known {
			continue
		}
		doc, _ := page.Parse(own.File, b.text(c, own.File), page.Options{Limits: Limits(b.q.settings.Get(c, none))})
		l := lender{t, doc, b.renderOptions(c, k, own, guessed), map[int]int{}}
		fields := translation.Fields(translation.SegmentsLike(doc, translation.Segments(from)))
		for _, m := range f.Matches {
			if m.State == translation.Fresh && m.Source >= 0 && m.Target >= fields {
				l.blocks[m.Source] = m.Target - fields
			}
		}
		out = append(out, l)
	}
	return out
}

// missingBlock is a block of the source as it stands in a translation that lacks it, and where.
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

// staleMessage is the message beside a stale block; a site without it shows the name of the source language.
const staleMessage = "stale_passage"

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
