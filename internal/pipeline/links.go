package pipeline

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// body is the prose of a page in an edition.
type body struct {
	HTML     string
	Headings []layout.Heading
	layout.Freshness
	Guessed bool // see guess
}

func (b *Builder) makeBody(c *query.Ctx, k variantKey) body {
	v := b.q.variant.Get(c, k)
	if !v.Exists {
		c.Fail()
	}
	src := b.text(c, v.File)
	options := b.pageOptions(c, v.Text)
	source := b.q.settings.Get(c, none).Source
	original, compared := b.sourceToCompare(c, variantKey{k.Key, v.Text}, v.File)
	options.NoBlocks = options.NoBlocks && !compared
	if compared { // the comparison parses the page, and keeps it for this
		b.q.fresh.Get(c, pairKey{original.File, v.File})
	}
	doc, problems := b.parsed.take(v.File, original.File, src, options)
	if doc.Refused && !compared && original.Exists && original.Text == source { // what is refused is shown in the words of the source
		compared, options.NoBlocks = true, false
		doc, problems = page.Parse(v.File, src, options)
	}
	problems = slices.Clone(problems)
	if doc.Lost {
		c.Report(b.withoutMeta(c, v.File, src, problems)...)
		c.Fail()
	}
	guessed := new(bool)
	opt := b.renderOptions(c, k, v, guessed)
	if v.Text != source {
		if src := b.q.variant.Get(c, variantKey{k.Key, source}); src.Exists && src.Text == source {
			if ids, ok := b.q.outline.Try(c, src.File); ok {
				opt.IDs = ids
			}
		}
	}
	var how passages
	if compared {
		how = b.comparePassages(c, k, v, original, doc, guessed)
		doc = how.doc
	}
	out := body{Freshness: how.Freshness}
	var headings []markup.Heading
	var more []diag.Diagnostic
	if how.page != nil {
		out.HTML, headings, more = how.page.HTML, how.page.Headings, how.page.Problems
	} else {
		out.HTML, more = doc.Render(opt)
		headings = doc.Rendered(opt.IDs)
	}
	problems = append(problems, more...)
	c.Report(b.withoutMeta(c, v.File, src, problems)...)
	out.Guessed = *guessed
	for _, h := range headings {
		out.Headings = append(out.Headings, layout.Heading{Level: h.Level, ID: h.ID, Text: h.Text, Lang: h.Lang})
	}
	return out
}

// renderOptions say how the page file of v is rendered for the edition in k.
func (b *Builder) renderOptions(c *query.Ctx, k variantKey, v variant, guessed *bool) markup.RenderOptions {
	s := b.q.settings.Get(c, none)
	return markup.RenderOptions{
		Resolve: func(dest string, _ bool) (string, bool) { return b.resolve(c, k.Locale, v, dest, guessed) },
		ResolveIn: func(dest, lang string) (string, bool) {
			t, _, _ := locale.Parse(lang)
			if !slices.Contains(b.q.editions.Get(c, none), t) {
				t = k.Locale
			}
			return b.resolve(c, t, v, dest, guessed)
		},
		PictureFrom: s.AllowsPicture,
		Own:         s.BaseURL,
	}
}

// withoutMeta leaves out the problems of the front matter, which the meta query reports.
func (b *Builder) withoutMeta(c *query.Ctx, file string, src []byte, ds []diag.Diagnostic) []diag.Diagnostic {
	m, ok := b.q.meta.Try(c, file)
	if !ok {
		return nil
	}
	if len(ds) == 0 || m.BodyOffset > len(src) {
		return ds
	}
	line, _ := diag.Position(src, m.BodyOffset)
	return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Line > 0 && d.Line < line })
}

// resolve finds where a link of a page leads, for a reader of an edition: a destination that the settings map, a page by
// its file or its address, a file beside a page, an asset. Whatever it does not know is for the page package to judge. It
// sets guessed where the answer hangs on what cannot be read.
func (b *Builder) resolve(c *query.Ctx, edition locale.Tag, v variant, dest string, guessed *bool) (string, bool) {
	s := b.q.settings.Get(c, none)
	if _, mapped := s.Links[dest]; !mapped {
		return b.resolveInSite(c, edition, v, dest, guessed)
	}
	to := b.q.mapping.Get(c, dest)
	if link, ok := b.resolveInSite(c, edition, v, to, guessed); ok {
		return link, true
	}
	return to, true
}

// resolveInSite finds what of the site a relative address leads to.
func (b *Builder) resolveInSite(c *query.Ctx, edition locale.Tag, v variant, dest string, guessed *bool) (string, bool) {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasPrefix(dest, "//") {
		return "", false
	}
	suffix := ""
	if u.RawQuery != "" {
		suffix = "?" + u.RawQuery
	}
	if u.Fragment != "" {
		suffix += "#" + u.EscapedFragment()
	}
	p := norm.NFC.String(u.Path)
	t := target{Path: p, Text: v.Text, Edition: edition}
	if !strings.HasPrefix(p, "/") {
		_, inside, _ := strings.Cut(strings.TrimPrefix(v.File, "content/"), "/")
		t.Path = path.Join(path.Dir(inside), p)
	}
	if file := strings.TrimPrefix(p, "/"); strings.HasPrefix(file, "assets/") {
		if to, ok := b.resolveAsset(c, file); ok {
			return to + suffix, true
		}
	}
	to := b.q.target.Get(c, t)
	*guessed = *guessed || to.Guessed
	switch {
	case to.Link != "":
		return to.Link + suffix, true
	case to.Guessed: // it may lead somewhere, so it is no mistake
		return u.EscapedPath() + suffix, true
	}
	return "", false
}

// target is a place that a page links to: a path below its locale's folder, or from the site's root.
type target struct {
	Path    string
	Text    locale.Tag // of the page
	Edition locale.Tag // that the reader is in
}

func (t target) String() string { return t.Path }

// destination is the path to link to, "" when nothing is published there.
type destination struct {
	Link    string
	Guessed bool // it hangs on pages that cannot be read, see guess
}

// findTarget finds what a link leads to.
func (b *Builder) findTarget(c *query.Ctx, t target) destination {
	s := b.q.site.Get(c, none)
	base := strings.TrimSuffix(s.Settings.BasePath(), "/")
	if strings.HasPrefix(t.Path, "/") {
		return findFromRoot(s, t, base)
	}
	e := s.Edition(t.Edition)
	if e == nil {
		return destination{}
	}
	locales := append([]locale.Tag{t.Text}, e.Chain...)
	guessed := slices.ContainsFunc(locales, func(t locale.Tag) bool { return slices.Contains(s.Unread, t) })
	if key, ok := s.Find(t.Path, locales...); ok {
		return pageIn(s, e, key, base, guessed)
	}
	if r, ok := s.FindResource(t.Path, append([]locale.Tag{t.Edition}, locales...)...); ok {
		return destination{base + site.Encode(r.Permalink), guessed}
	}
	return destination{Guessed: guessed}
}

// pageIn returns where a page stands for a reader of an edition. guessed says that the edition's pages are not all known.
func pageIn(s *site.Site, e *site.Edition, key, base string, guessed bool) destination {
	v := e.Variants[key]
	guessed = guessed && (v == nil || !s.KnowsPage(key))
	if source := s.Edition(s.Settings.Source); v == nil && source != nil {
		v = source.Variants[key] // the edition's own page has an error, which is told of already
	}
	if v != nil {
		return destination{base + site.Encode(v.Permalink), guessed}
	}
	return destination{Guessed: guessed}
}

// findFromRoot finds what a link leads to that begins with "/". An address of the source's edition means its page or
// file in the edition that the reader is in; one below another edition's prefix means that edition.
func findFromRoot(s *site.Site, t target, base string) destination {
	at, permalink, ok := standing(s, t, base)
	if !ok {
		return destination{Guessed: len(s.Unread) > 0}
	}
	e := s.Edition(t.Edition)
	if e == nil || at.Locale != s.Settings.Source && at.Locale != t.Text || at.Locale == e.Locale {
		return destination{Link: base + site.Encode(permalink)}
	}
	if at.Key != "" {
		return pageIn(s, e, at.Key, base, slices.ContainsFunc(e.Chain, func(t locale.Tag) bool { return slices.Contains(s.Unread, t) }))
	}
	if own, ok := s.FindResource(at.Resource, e.Locale); ok {
		permalink = own.Permalink
	}
	return destination{Link: base + site.Encode(permalink)}
}

// standing returns what stands at the path of a link that begins with "/", and its permalink. The path counts from the
// root of the site, which a base address with a path may precede; a translator may also write it as front matter has
// it, without the edition's prefix.
func standing(s *site.Site, t target, base string) (at site.Address, permalink string, ok bool) {
	paths := []string{t.Path}
	if inside, ok := strings.CutPrefix(t.Path, base+"/"); ok && base != "" {
		paths = append(paths, "/"+inside)
	}
	if e := s.Edition(t.Text); e != nil && e.Prefix != "/" {
		paths = append(paths, e.Prefix+strings.TrimPrefix(t.Path, "/"))
	}
	for _, p := range paths {
		for _, p := range []string{p, p + "/", strings.TrimSuffix(p, "index.html")} {
			if at, ok := s.At(p); ok {
				return at, p, true
			}
		}
	}
	return site.Address{}, "", false
}

// judgeLinked says what becomes of a file in assets/ to which a page links.
func (b *Builder) judgeLinked(c *query.Ctx, s *site.Settings, file string) (site.FileVerdict, string) {
	rel := strings.TrimPrefix(file, "assets/")
	v, why := s.JudgeFile(rel)
	switch inside, reason := site.RunsInside(rel); {
	case v == site.FileRefused:
	case inside:
		return site.FileRefused, reason
	case v == site.FileByContent:
		if p, ok := b.q.beside.Try(c, besideKey{file, rel}); ok && p.Verdict == site.FileRefused {
			return p.Verdict, p.Why
		}
	}
	return v, why
}

func (b *Builder) resolveAsset(c *query.Ctx, file string) (string, bool) {
	if _, ok := slices.BinarySearch(b.q.listing.Get(c, "assets/"), file); !ok {
		if b.inHole(c, file) {
			c.Fail()
		}
		return "", false
	}
	s := b.q.settings.Get(c, none)
	if v, why := b.judgeLinked(c, &s, file); v == site.FileRefused { // a layout may, a text may not
		c.Report(diag.Errorf(site.CodeFileRefused, diag.At(file, 0, 0), "this file is not published for a link in a page: it %s", why).
			WithHint("take the link out, or pack the file into an archive (.zip)"))
		return "", false
	}
	o, ok := b.q.asset.Try(c, assetKey{File: file})
	if !ok && !b.q.file.Need(c, file) { // it cannot be read
		c.Fail()
	}
	if !ok { // it has an error of its own, and the page shows its words
		return "", false
	}
	return b.assetURL(c, o), true
}
