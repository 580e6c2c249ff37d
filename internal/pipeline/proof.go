package pipeline

import (
	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pseudo"
	"vernacular/internal/query"
	"vernacular/internal/translation"
)

const glossaryFile = "locales/glossary.toml"

// glossary is the parsed glossary with the digest of its file, which decides all of it.
type glossary struct {
	*checks.Glossary
	sum query.Fingerprint
}

// Fingerprint is the digest of the glossary's file.
func (g glossary) Fingerprint() [16]byte { return g.sum }

func (b *Builder) readGlossary(c *query.Ctx, _ struct{}) glossary {
	src := b.optional(c, glossaryFile)
	if src == nil {
		return glossary{}
	}
	g, ds := checks.ParseGlossary(glossaryFile, src)
	c.Report(ds...)
	if diag.HasErrors(ds) {
		g = nil
	}
	return glossary{g, query.FingerprintOf(src)}
}

// proofAll asks for the proof-reading of every published translation and of every catalog.
func (b *Builder) proofAll(c *query.Ctx, _ struct{}) bool {
	s, ok := b.q.site.Try(c, none)
	if !ok {
		return false
	}
	source := map[string]string{}
	for _, f := range s.Files {
		if f.Locale == s.Settings.Source && !f.Broken {
			source[f.Key] = f.File
		}
	}
	made := func(t locale.Tag) bool { return t == pseudo.Accented.Tag() || t == pseudo.Mirrored.Tag() }
	for _, f := range s.Files {
		if from := source[f.Key]; from != "" && !made(f.Locale) && f.Locale != s.Settings.Source && !f.Draft && !f.Broken {
			b.q.proof.Need(c, pairKey{from, f.File})
		}
	}
	for _, l := range s.Locales {
		if l.Catalog != "" && l.Tag != s.Settings.Source && !made(l.Tag) {
			b.q.proofMessages.Need(c, l.Tag)
		}
	}
	return true
}

// proofPage compares what a translated page says with its source, block by block. Of a stale block only what can be
// judged without its source is told: that the source is another by now is known.
func (b *Builder) proofPage(c *query.Ctx, k pairKey) bool {
	s := b.q.settings.Get(c, none)
	t := b.comparison(c, k)
	if ok := t.ReadPages(func(file string) []byte { return b.optional(c, file) }, Limits(s)); ok && len(t.Damaged) == 0 {
		c.Report(t.TornTexts()...)
		b.proofread(c, t)
	}
	return true
}

func (b *Builder) proofCatalog(c *query.Ctx, l locale.Tag) bool {
	s := b.q.settings.Get(c, none)
	t := translation.Comparison{
		Source: s.Source, Locale: l, SourceFile: b.catalogOf(c, s.Source), File: b.catalogOf(c, l),
		RecordFile: translation.MessagesFile(l), SourceRecordFile: translation.MessagesFile(s.Source),
	}
	if t.SourceFile == "" || t.File == "" {
		return true
	}
	source, ok := b.q.catalog.Try(c, t.SourceFile)
	own, ok2 := b.q.catalog.Try(c, t.File)
	if !ok || !ok2 {
		return true
	}
	t.SetCatalogs(source.Catalog, own.Catalog, func(file string) []byte { return b.optional(c, file) })
	c.Report(t.TornTexts()...)
	if c.Report(t.Damaged...); len(t.Damaged) == 0 {
		b.proofread(c, t)
	}
	return true
}

func (b *Builder) proofread(c *query.Ctx, t translation.Comparison) {
	g := b.q.glossary.Get(c, none)
	for _, m := range t.Matches {
		if m.State != translation.Fresh {
			continue
		}
		if e, ok := t.Record.Entry(m.ID); ok && e.Forced != "" {
			continue // somebody has said why it differs
		}
		for _, p := range Pairs(t, m) {
			c.Report(g.Check(p)...)
		}
	}
}
