package pipeline

import (
	"slices"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// passages say how a translation stands to its source.
type passages struct {
	layout.Freshness
	page *page.Assembled // what readers get; nil: the page as its translator wrote it
	doc  *page.Document  // that, with its links as the source has them now
}

// comparePassages finds out how a translation stands to its source. Where the source does not have all of it in the same
// structure, or something is stale or missing, it assembles the page: the structure is the source's, a stale block has the
// present wording of the source beside it, and a missing one is in the nearest language of the fallback chain that has it.
// guessed is set when a link in these depends on something that is not certain.
func (b *Builder) comparePassages(c *query.Ctx, k variantKey, v, source variant, doc *page.Document, guessed *bool) passages {
	f := b.q.fresh.Get(c, pairKey{source.File, v.File})
	doc = doc.Redirected(f.Redirects)
	if !f.Known || f.InPlace || translation.NotCompared(f.Matches) { // nothing is put in then, and nothing left out
		return passages{doc: doc}
	}
	s := b.q.settings.Get(c, none)
	options := b.pageOptions(c, source.Text)
	options.NoBlocks = false
	from, _ := page.Parse(source.File, b.text(c, source.File), options)
	p := assembler{
		b: b, c: c, key: k, own: v, sourceTag: source.Text, guessed: guessed, settings: s,
		skeleton:     &page.Version{Doc: from, Options: b.renderOptions(c, k, source, guessed)},
		translation:  &page.Version{Doc: doc, Options: b.renderOptions(c, k, v, guessed), Of: make([]int, len(doc.Blocks))},
		sourceFields: len(from.Meta.Translatables()),
		ownFields:    translation.Fields(translation.SegmentsLike(doc, translation.Segments(from))),
		kept:         make([]bool, len(doc.Blocks)),
		shown:        make([]bool, len(doc.Blocks)),
	}
	p.out.doc = doc
	p.count(f.Matches)
	if from.IsMarkdown() && doc.IsMarkdown() && p.fits(f.Matches) {
		assembled := p.assemble(f.Matches)
		p.out.page = &assembled
	}
	return p.out
}

// assembler goes through the blocks of a source page in their order and finds a text for each.
type assembler struct {
	b         *Builder
	c         *query.Ctx
	key       variantKey
	own       variant
	sourceTag locale.Tag
	guessed   *bool
	settings  site.Settings

	skeleton, translation   *page.Version
	sourceFields, ownFields int // how many segments come before the first block

	substitutes []substitute // nil until the first block is missing
	kept, shown []bool       // by block of the translation: it has no match; it has been shown
	repeated    map[int]bool // blocks of the translation that are shown in several places

	out passages
}

// count counts what readers should know of. A block of the translation that several blocks of the source share counts once,
// and a text of the front matter only when it is stale: it has no place in the page.
func (p *assembler) count(ms []translation.Match) {
	seen := map[int]bool{}
	for _, m := range ms {
		isField := m.Source >= 0 && m.Source < p.sourceFields || m.Source < 0 && m.Target < p.ownFields
		switch {
		case m.State == translation.Stale && !seen[m.Target]:
			p.out.Stale++
		case isField:
		case m.State == translation.Missing:
			p.out.Missing++
		case m.State == translation.Moved:
			p.out.Moved++
		case m.State == translation.Obsolete:
			p.out.Obsolete++
		case m.State == translation.Added:
			p.out.Added++
		}
		seen[m.Target] = m.Target >= 0
	}
}

// fits reports whether the page can be put together: not where the structure of either page hangs on a block that could not be
// compared, and not where a block of a page without record cannot stand in the place of its counterpart, so that it would be hidden.
func (p *assembler) fits(ms []translation.Match) bool {
	return !slices.ContainsFunc(ms, func(m translation.Match) bool {
		block, target := m.Source-p.sourceFields, m.Target-p.ownFields
		doc := p.skeleton.Doc
		switch {
		case block < 0:
			return false
		case m.State == translation.Fresh && m.Unrecorded && !m.Shared:
			return target >= 0 && !doc.Fits(block, p.translation.Doc, target)
		case m.State != translation.Uncompared:
			return false
		}
		return target < 0 && doc.Blocks[block].Kind == page.KindHTML || target >= 0 && !doc.Fits(block, p.translation.Doc, target)
	})
}

// assemble puts the page together. What of the translation is in no match or added stays in it: nobody took it out of the source.
func (p *assembler) assemble(ms []translation.Match) page.Assembled {
	for t := range p.kept {
		p.kept[t], p.translation.Of[t] = true, -1
	}
	p.repeated = map[int]bool{}
	for _, m := range ms {
		t, s := m.Target-p.ownFields, m.Source-p.sourceFields
		if t < 0 {
			continue
		}
		if m.Order > 0 {
			if p.translation.Order == nil {
				p.translation.Order = make([]int, len(p.translation.Doc.Blocks))
			}
			p.translation.Order[t] = m.Order
		}
		p.repeated[t] = p.repeated[t] || m.Repeat
		p.kept[t] = m.State == translation.Added
		if s >= 0 && p.translation.Of[t] < 0 {
			p.translation.Of[t] = s
		}
	}
	passages := make([]page.Passage, len(p.skeleton.Doc.Blocks))
	for _, m := range ms {
		if s := m.Source - p.sourceFields; s >= 0 {
			passages[s] = p.passage(m, s, m.Target-p.ownFields)
		}
	}
	var added []int
	for t, kept := range p.kept {
		if kept {
			added = append(added, t)
		}
	}
	return page.Assemble(p.skeleton, p.translation, passages, added)
}

// passage returns what stands in the place of a block of the source. A block of the translation is shown once, in the place of the
// first block of the source that shares it.
func (p *assembler) passage(m translation.Match, block, target int) page.Passage {
	doc := p.skeleton.Doc
	switch {
	case m.State == translation.Uncompared && (target < 0 || p.shown[target]):
		return page.Passage{} // the translation may have it elsewhere
	case m.State == translation.Missing || target < 0:
		return p.nearest(m.Source, block)
	}
	out := page.Passage{Version: p.translation, Block: target}
	// A record knows which boxes the source has ticked since; without one the answers may stand in another order.
	out.OwnBox = m.Unrecorded || m.State == translation.Uncompared
	if m.State == translation.Stale {
		out.Attributes, out.Beside = ` class="stale"`, p.besideStale(m, block)
	}
	switch {
	case !doc.Fits(block, p.translation.Doc, target):
		p.out.Missing++
		return p.nearest(m.Source, block)
	case p.shown[target] && p.repeated[target]: // a version of its own, since a heading has another id there
		out.Version = &page.Version{Doc: p.translation.Doc, Options: p.translation.Options, Of: p.translation.Of}
	case p.shown[target] && doc.Blocks[block].Kind == page.KindHeading:
		return p.nearest(m.Source, block)
	case p.shown[target]:
		out.Version, out.Attributes = nil, ""
	}
	p.shown[target] = true
	if m.State == translation.Stale && p.out.FirstStale == "" && p.hasWords() {
		p.anchor(&out, doc.Blocks[block].Kind)
	}
	return out
}

// nearest returns a block of the source in the nearest language of the fallback chain that has it, with the attributes that
// name this language.
func (p *assembler) nearest(segment, block int) page.Passage {
	out := page.Passage{Version: p.skeleton, Block: block}
	doc, tag := p.skeleton.Doc, p.sourceTag
	if p.substitutes == nil {
		p.substitutes = p.findSubstitutes()
	}
	for _, s := range p.substitutes {
		if at, ok := s.blocks[segment]; ok && s.version.Doc.Blocks[at].Kind == doc.Blocks[block].Kind && doc.Fits(block, s.version.Doc, at) {
			out.Version, out.Block, tag = s.version, at, s.tag
			break
		}
	}
	out.Lang = string(tag)
	if doc.Blocks[block].Kind != page.KindCode { // whose direction is its own
		out.Attributes = p.langDir(tag)
	}
	return out
}

// langDir returns the attributes of an element with text in a locale.
func (p *assembler) langDir(t locale.Tag) string {
	return ` lang="` + string(t) + `" dir="` + p.settings.Direction(t) + `"`
}

// substitute is a translation that stands between a page and its source in the fallback chain.
type substitute struct {
	tag     locale.Tag
	version *page.Version
	blocks  map[int]int // by source segment: the block that translates it and is up to date
}

// findSubstitutes returns the translations of the page that can be compared with the source, the nearest first, and
// never nil. A fallback chain has no drafts, so none is shown in another language's page.
func (p *assembler) findSubstitutes() []substitute {
	b, c := p.b, p.c
	out := []substitute{}
	for _, t := range p.own.ChainL {
		if t == p.own.Text || t == p.sourceTag {
			continue
		}
		v := b.q.variant.Get(c, variantKey{p.key.Key, t})
		source := b.q.variant.Get(c, variantKey{p.key.Key, p.sourceTag})
		f, ok := b.q.fresh.Try(c, pairKey{source.File, v.File})
		if !ok || !f.Known {
			continue
		}
		options := b.pageOptions(c, t)
		options.NoBlocks = false
		doc, _ := page.Parse(v.File, b.text(c, v.File), options)
		if !doc.IsMarkdown() {
			continue
		}
		doc = doc.Redirected(f.Redirects)
		s := substitute{t, &page.Version{Doc: doc, Options: b.renderOptions(c, p.key, v, p.guessed)}, map[int]int{}}
		s.version.Of = make([]int, len(doc.Blocks))
		for i := range s.version.Of {
			s.version.Of[i] = -1
			if f.InPlace {
				s.version.Of[i], s.blocks[p.sourceFields+i] = i, i
			}
		}
		fields := translation.Fields(translation.SegmentsLike(doc, translation.Segments(p.skeleton.Doc)))
		for _, m := range f.Matches {
			if m.Source < p.sourceFields || m.Target < fields {
				continue
			}
			s.version.Of[m.Target-fields] = m.Source - p.sourceFields
			if m.State.UpToDate() {
				s.blocks[m.Source] = m.Target - fields
			}
		}
		out = append(out, s)
	}
	return out
}
