package pipeline

import (
	"fmt"
	"maps"
	"slices"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pseudo"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// GlossaryFile has the terms of the site.
const GlossaryFile = "locales/glossary.toml"

// glossary is the parsed glossary with the digest of its file, which decides all of it.
type glossary struct {
	*checks.Glossary
	sum query.Fingerprint
}

// Fingerprint is the digest of the glossary's file.
func (g glossary) Fingerprint() [16]byte { return g.sum }

func (b *Builder) readGlossary(c *query.Ctx, _ struct{}) glossary {
	src := b.optional(c, GlossaryFile)
	if src == nil {
		return glossary{}
	}
	g, ds := checks.ParseGlossary(GlossaryFile, src)
	c.Report(ds...)
	if diag.HasErrors(ds) {
		g = nil
	}
	return glossary{g, query.FingerprintOf(src)}
}

// listTranslations returns the page files that are proof-read, by the source page file that they translate.
func (b *Builder) listTranslations(c *query.Ctx, _ struct{}) map[string][]string {
	s := b.q.site.Get(c, none)
	source := map[string]string{} // by page key
	for _, f := range s.Files {
		if f.Locale == s.Settings.Source && !f.Broken {
			source[f.Key] = f.File
		}
	}
	out := map[string][]string{}
	for _, f := range s.Files {
		if from := source[f.Key]; from != "" && !IsPseudo(f.Locale) && f.Locale != s.Settings.Source && !f.Draft && !f.Broken {
			out[from] = append(out[from], f.File)
		}
	}
	return out
}

// IsPseudo reports whether a locale is one of the two pseudo-locales.
func IsPseudo(t locale.Tag) bool { return t == pseudo.Accented.Tag() || t == pseudo.Mirrored.Tag() }

// proofAll asks for the proof-reading of every published translation and of every catalog, of the locales that this run makes.
func (b *Builder) proofAll(c *query.Ctx, _ struct{}) bool {
	s, ok := b.q.site.Try(c, none)
	if !ok {
		return false
	}
	b.q.proof.All(c, slices.Sorted(maps.Keys(b.q.translations.Get(c, none))))
	var tags []locale.Tag
	for _, l := range s.Locales {
		if l.Catalog != "" && l.Tag != s.Settings.Source && !IsPseudo(l.Tag) && b.Makes(l.Tag) {
			tags = append(tags, l.Tag)
		}
	}
	b.q.proofMessages.All(c, tags)
	b.judgeRoom(c, s)
	return true
}

// proofPages compares what the translations of a source page say with it, block by block. Of a stale block only what can be
// judged without its source is told: that the source is another by now is known. All translations of a page are one
// question, since the source is parsed once for them.
func (b *Builder) proofPages(c *query.Ctx, sourceFile string) bool {
	lim := Limits(b.q.settings.Get(c, none))
	unread := false // something of a translation, or of its record, cannot be read
	read := func(file string) []byte {
		if file == "" { // a record that does not exist
			return nil
		}
		f, ok := b.q.file.Try(c, file)
		if !ok || f.Missing {
			unread = unread || !ok || b.inHole(c, file)
			return nil
		}
		return f.bytes()
	}
	var source *translation.Comparison
	for _, file := range b.q.translations.Get(c, none)[sourceFile] {
		if !b.q.recordsOf.Need(c, pairKey{sourceFile, file}) {
			continue // nobody knows what it was made from
		}
		t := b.comparison(c, pairKey{sourceFile, file})
		if !b.Makes(t.Locale) {
			continue
		}
		if source == nil {
			if source = &t; !source.ReadSource(read, lim) {
				break
			}
		}
		unread = false
		t.TakeSource(source)
		if t.ReadTranslation(read, lim) && len(t.Damaged) == 0 && !unread {
			c.Report(t.TornTexts()...)
			b.proofread(c, t)
		}
	}
	return true
}

func (b *Builder) proofCatalog(c *query.Ctx, l locale.Tag) bool {
	t, ok := b.comparedCatalog(c, l)
	if !ok {
		return true
	}
	c.Report(t.TornTexts()...)
	if c.Report(t.Damaged...); len(t.Damaged) == 0 {
		b.proofread(c, t)
	}
	return true
}

// comparedCatalog compares the catalog of a locale with that of the source; ok is false where one of them does not exist or
// cannot be read.
func (b *Builder) comparedCatalog(c *query.Ctx, l locale.Tag) (t translation.Comparison, ok bool) {
	s := b.q.settings.Get(c, none)
	t = translation.Comparison{
		Source: s.Source, Locale: l, SourceFile: b.catalogOf(c, s.Source), File: b.catalogOf(c, l),
		RecordFile: translation.MessagesFile(l), SourceRecordFile: translation.MessagesFile(s.Source),
	}
	if t.SourceFile == "" || t.File == "" {
		return t, false
	}
	source, ok := b.q.catalog.Try(c, t.SourceFile)
	own, ok2 := b.q.catalog.Try(c, t.File)
	if !ok || !ok2 {
		return t, false
	}
	t.SetCatalogs(source.Catalog, own.Catalog, func(file string) []byte { return b.optional(c, file) })
	return t, true
}

func (b *Builder) proofread(c *query.Ctx, t translation.Comparison) {
	reportOnTop(c, t)
	reportUnmarked(c, t)
	reportOverclaims(c, t)
	g, around := b.q.glossary.Get(c, none), Around(t)
	settings := b.q.settings.Get(c, none)
	var blocks []checks.Pair
	var found []diag.Diagnostic
	moved := t.MovedLinks()
	redirects := moved.Redirects()
	for _, m := range t.Matches {
		if !m.State.UpToDate() {
			continue
		}
		if t.Reason(m) != "" {
			continue // somebody has said why it differs
		}
		pairs := PairsWithin(&settings, t, m)
		var own []diag.Diagnostic
		for _, p := range pairs {
			p.Around = around
			own = append(own, g.Check(p)...)
		}
		if led := linksMoved(&t, moved, redirects, m); len(led) > 0 { // the server of before is no imitation
			own = slices.DeleteFunc(own, func(d diag.Diagnostic) bool { return d.Code == checks.LookAlikeHost })
			if !slices.ContainsFunc(own, func(d diag.Diagnostic) bool { return d.Code == checks.LinkChanged }) {
				own = append(own, led...)
			}
		}
		found = append(found, own...)
		blocks = append(blocks, pairs...)
	}
	found = append(found, checks.Exchanged(blocks)...)
	c.Report(ofFile(ofOtherVersion(found, &t), t.Record != nil)...)
}

// linksMoved warns of a unit whose links lead where those of its source led, although the source leads elsewhere now; redirects
// are those of the page.
func linksMoved(t *translation.Comparison, moved *translation.MovedLinks, redirects []page.Redirect, m translation.Match) []diag.Diagnostic {
	if m.Source < 0 || m.Target < 0 || m.Shared || t.Segments[m.Target].Block < 0 {
		return nil // messages have their addresses in words of their own
	}
	e, _ := t.Record.Entry(m.ID)
	own := t.Segments[m.Target]
	_, left := moved.Move(m)
	isRedirected := slices.ContainsFunc(redirects, func(r page.Redirect) bool { return r.Block == own.Block })
	if _, ok := e.Except[checks.LinkChanged]; ok || !isRedirected && len(left) == 0 {
		return nil
	}
	hint := fmt.Sprintf("vernacular sync %s carries the new addresses into the translation; its readers are led there already", t.Locale)
	if len(left) > 0 {
		hint = fmt.Sprintf("see where the links of the translation should lead, then vernacular accept %s %s", t.Locale, t.Key)
	}
	return []diag.Diagnostic{diag.Warnf("link-moved", own.Pos, "the source has changed where links of this passage lead; here they lead where they led before").WithHint("%s", hint)}
}

// reportOnTop warns of the passages that only the translation has: of obsolete ones, and of added ones for which nobody has
// given a reason. Those of one page are one warning each, at the first of them.
func reportOnTop(c *query.Ctx, t translation.Comparison) {
	found := map[translation.State][]translation.Match{}
	for _, m := range t.Matches {
		if e, ok := t.Record.Entry(m.ID); m.State.OnTop() && !(ok && m.State == translation.Added && e.Forced != "") {
			found[m.State] = append(found[m.State], m)
		}
	}
	report := func(s translation.State, code, one, many, hint string) {
		ms := found[s]
		if len(ms) == 0 {
			return
		}
		words := one
		if len(ms) > 1 {
			words = fmt.Sprintf(many, len(ms))
		}
		d := diag.Warnf(code, t.Segments[ms[0].Target].Pos, "%s", words)
		if len(ms) > 1 {
			d.Count = len(ms)
		}
		c.Report(d.WithHint("%s", hint))
	}
	report(translation.Obsolete, "passage-obsolete", "the source has this passage no more, so readers do not see it",
		"the source has %d passages of this page no more, so readers do not see them; this is the first",
		"vernacular sync "+string(t.Locale)+" takes them out of the file, and keeps their texts for later translations")
	report(translation.Added, "passage-added", "the source never had this passage, and readers see it",
		"the source never had %d passages of this page, and readers see them; this is the first",
		fmt.Sprintf("vernacular status %[1]s names them; to keep one: vernacular accept %[1]s %[2]s --block NUMBER --reason \"why\"", t.Locale, site.KeyOf(t.SourceFile)))
}

// reportUnmarked warns of what readers cannot see by themselves, since it stands in no block of the page: texts of the front
// matter and messages that are older than their source, and texts of the front matter that the source has no more.
func reportUnmarked(c *query.Ctx, t translation.Comparison) {
	var stale []diag.Pos
	for _, m := range t.Matches {
		if m.State == translation.Stale && m.Target >= 0 && t.Segments[m.Target].Block < 0 {
			stale = append(stale, t.Segments[m.Target].Pos)
		}
	}
	warn := func(at []diag.Pos, code, one, many, hint string) {
		if len(at) == 0 {
			return
		}
		d := diag.Warnf(code, at[0], "%s", one)
		if len(at) > 1 {
			d = diag.Warnf(code, at[0], many, len(at))
			d.Count = len(at)
		}
		c.Report(d.WithHint("%s", hint))
	}
	warn(stale, "text-stale", "the source says something else now, and no mark on a page shows that",
		"of %d texts here the source says something else now, and no mark on a page shows that; this is the first",
		"vernacular status "+string(t.Locale)+" shows what changed; translate it again, or accept it")
	var gone []diag.Pos
	for _, s := range t.WithdrawnFields() {
		gone = append(gone, s.Pos)
	}
	warn(gone, "text-obsolete", "the source has this text no more, so readers do not get it",
		"the source has %d texts of this front matter no more, so readers do not get them; this is the first", "delete it")
}

// reportOverclaims warns of a page that says that it is reviewed and is not, as its record knows.
func reportOverclaims(c *query.Ctx, t translation.Comparison) {
	left := t.Overclaims()
	if len(left) == 0 {
		return
	}
	words := "one of its texts has changed since, or is not"
	if len(left) > 1 {
		words = fmt.Sprintf("%d of its texts have changed since, or are not", len(left))
	}
	if i := slices.IndexFunc(left, func(m translation.Match) bool { return m.Target >= 0 }); i >= 0 {
		words += fmt.Sprintf(", see line %d", t.Segments[left[i].Target].Pos.Line)
	}
	c.Report(diag.Warnf("review-outdated", t.Doc.Meta.At("translation"), "this page says that it is reviewed, and %s; readers are told that it is a draft", words).
		WithHint("review what has changed, in the translation editor (vernacular watch), or write translation: draft here"))
}
