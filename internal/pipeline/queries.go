package pipeline

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"vernacular/internal/asset"
	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// queries are all kinds of question there are, from the ground up.
type queries struct {
	// Leaves: what the snapshot says.
	file    *query.Query[string, content]             // the bytes of a file
	listing *query.Query[string, []string]            // the files below one of listingPrefixes
	folder  *query.Query[struct{}, []diag.Diagnostic] // what is wrong with the folder itself
	holes   *query.Query[struct{}, []string]          // the folders whose files nobody knows

	// What exists.
	settings *query.Query[struct{}, site.Settings]
	policy   *query.Query[struct{}, string] // the Content-Security-Policy for layouts
	locales  *query.Query[struct{}, []site.Locale]
	scan     *query.Query[string, scan]                // all that one look at a page file tells
	meta     *query.Query[string, frontmatter.Meta]    // by page file
	head     *query.Query[string, site.Head]           // the part of meta that routing needs
	beside   *query.Query[besideKey, site.FileProblem] // what the content of a file beside pages says of it
	site     *query.Query[struct{}, *site.Site]
	root     *query.Query[struct{}, []spec] // the tree: every output that is no asset

	// What of the table of routes is certain, see unread.go.
	unread        *query.Query[struct{}, []locale.Tag]
	knowsPage     *query.Query[string, bool]
	knowsEdition  *query.Query[locale.Tag, bool]
	knowsEditions *query.Query[struct{}, bool]

	// What layouts ask, each cut off from what it is not about.
	absentOf     *query.Query[string, []locale.Tag]    // a leaf: the editions in which a page has no output, by tag
	absentIn     *query.Query[locale.Tag, []string]    // a leaf: the pages that have no output in an edition, by key
	doubtful     *query.Query[struct{}, bool]          // a leaf: these may have one again as soon as something can be read
	row          *query.Query[string, []*site.Variant] // a page in all editions, fallbacks included, by tag
	frame        *query.Query[locale.Tag, frame]       // an edition without its pages
	edition      *query.Query[locale.Tag, edition]
	editions     *query.Query[struct{}, []locale.Tag]
	shown        *query.Query[struct{}, []locale.Tag] // the editions that have a page with an output
	localeInfo   *query.Query[locale.Tag, layout.Locale]
	alternates   *query.Query[string, []layout.Address]
	variant      *query.Query[variantKey, variant]
	title        *query.Query[variantKey, layout.Text]
	heading      *query.Query[string, string] // a page file's first heading
	outline      *query.Query[string, []markup.Heading]
	body         *query.Query[variantKey, body]
	catalog      *query.Query[string, parsedCatalog]
	catalogs     *query.Query[locale.Tag, []catalogFile] // down a locale's fallback chain
	message      *query.Query[messageKey, message]
	target       *query.Query[target, destination]   // where a link leads
	mapping      *query.Query[string, string]        // a [links] entry that a page uses
	sitemaps     *query.Query[struct{}, int]         // how many files the sitemap has beside its index; 0: it is one file
	sitemapped   *query.Query[sitemapPart, []string] // the keys of the pages in one of them
	hreflang     *query.Query[string, string]        // the links of a page's entries in a sitemap
	records      *query.Query[struct{}, []string]    // the files that say what translations were made from
	fresh        *query.Query[pairKey, freshness]    // a translation beside its source
	glossary     *query.Query[struct{}, glossary]
	translations *query.Query[struct{}, map[string][]string] // page files by the source page file that they translate
	proof        *query.Query[string, bool]                  // by source page file: the problems of meaning of its translations
	proofs       *query.Query[struct{}, bool]

	proofMessages *query.Query[locale.Tag, bool]

	// Layouts and assets.
	layout     *query.Query[string, *layout.Layout] // by file below the site's folder
	builtin    *query.Query[string, *layout.Layout]
	partial    *query.Query[partialKey, partialText]
	asset      *query.Query[assetKey, Output]
	picture    *query.Query[pictureKey, layout.Picture]
	renditions *query.Query[pictureKey, []asset.Rendition]

	// The top.
	output *query.Query[spec, Output]
	check  *query.Query[struct{}, bool]
}

var listingPrefixes = []string{"content/", "locales/", "layouts/", "assets/"}

// variantKey names a page in an edition.
type variantKey struct {
	Key    string
	Locale locale.Tag
}

func (k variantKey) String() string { return k.Key + " in " + string(k.Locale) }

// variant is what is known of a page in an edition without its text.
type variant struct {
	layout.Variant
	File   string
	Output string
	Chain  []string // the page files down the fallback chain, File's own first
	ChainL []locale.Tag
	Layout string
	Exists bool
}

// edition is what of an edition changes with its pages.
type edition struct {
	Keys []string
	Home string
}

type frame struct {
	Prefix string
	Chain  []locale.Tag
}

// messageKey names a message in an edition.
type messageKey struct {
	Locale locale.Tag
	ID     string
}

func (k messageKey) String() string { return string(k.Locale) + " " + k.ID }

// message is a message and the locale of the fallback chain that has it.
type message struct {
	catalog.Message
	From locale.Tag
}

// Fingerprint digests what a page shows of a message.
func (m message) Fingerprint() [16]byte {
	parts := make([]any, 0, 2+2*len(m.Forms))
	parts = append(parts, m.ID, string(m.From))
	for _, f := range m.Forms {
		parts = append(parts, f.Category, f.Text)
	}
	return query.FingerprintOf(parts)
}

// parsedCatalog is a catalog with the digest of what it was read from, which decides all of it.
type parsedCatalog struct {
	*catalog.Catalog
	sum query.Fingerprint
}

// Fingerprint is the digest of the catalog's file.
func (p parsedCatalog) Fingerprint() [16]byte { return p.sum }

// catalogFile is a link of a fallback chain that has a catalog.
type catalogFile struct {
	Locale locale.Tag
	File   string
}

// none is an argument-less question's argument.
var none = struct{}{}

func (b *Builder) define() {
	q, e := &b.q, b.e
	q.file = query.Define(e, "file", b.readFile, query.Volatile[string, content](), query.Drop[string, content](), query.Evict[string, content]())
	q.listing = query.Define(e, "listing", func(_ *query.Ctx, prefix string) []string { return b.snap.Files(prefix) })
	q.folder = query.Define(e, "folder", func(c *query.Ctx, _ struct{}) []diag.Diagnostic {
		ds := b.snap.Diagnostics()
		c.Report(ds...)
		return ds
	})
	q.holes = query.Define(e, "holes", func(*query.Ctx, struct{}) []string { return b.snap.Holes() })
	q.settings = query.Define(e, "settings", b.readSettings)
	q.policy = query.Define(e, "policy", func(c *query.Ctx, _ struct{}) string {
		s := q.settings.Get(c, none)
		return s.Policy()
	}, query.Store[struct{}, string]())
	q.locales = query.Define(e, "locales", func(c *query.Ctx, _ struct{}) []site.Locale {
		found, ds := site.FindLocales(q.listing.Get(c, "content/"), q.listing.Get(c, "locales/"), catalog.SplitName)
		c.Report(ds...)
		return site.MarkUnread(found, q.holes.Get(c, none))
	})
	q.scan = query.Define(e, "scan", func(c *query.Ctx, file string) scan {
		src := b.text(c, file)
		m, ds := frontmatter.Parse(file, src, b.limits(c).Limits)
		c.Report(ds...)
		if diag.HasErrors(ds) {
			c.Fail()
		}
		return scan{m, glance(src)}
	}, query.Evict[string, scan]())
	q.meta = query.Define(e, "meta", func(c *query.Ctx, file string) frontmatter.Meta { return q.scan.Get(c, file).Meta }, query.Evict[string, frontmatter.Meta]())
	q.head = query.Define(e, "head", b.readHead, query.Store[string, site.Head]())
	q.beside = query.Define(e, "file beside pages", b.judgeContent, query.Store[besideKey, site.FileProblem]())
	q.site = query.Define(e, "site", b.plan)
	q.root = query.Define(e, "tree", b.listTree, query.Store[struct{}, []spec]())

	q.absentOf = query.Define(e, "editions without a page", func(_ *query.Ctx, key string) []locale.Tag { return b.absent.byKey[key] })
	q.doubtful = query.Define(e, "doubtful lists", func(*query.Ctx, struct{}) bool { return b.absent.doubtful })
	q.absentIn = query.Define(e, "pages without an output", func(_ *query.Ctx, t locale.Tag) []string { return b.absent.byLocale[t] })
	q.unread = query.Define(e, "unread", func(c *query.Ctx, _ struct{}) []locale.Tag { return q.site.Get(c, none).Unread }, query.Store[struct{}, []locale.Tag]())
	q.knowsPage = query.Define(e, "knows page", func(c *query.Ctx, key string) bool { return q.site.Get(c, none).KnowsPage(key) }, query.Store[string, bool]())
	q.knowsEdition = query.Define(e, "knows edition", func(c *query.Ctx, t locale.Tag) bool { return q.site.Get(c, none).KnowsEdition(t) }, query.Store[locale.Tag, bool]())
	q.knowsEditions = query.Define(e, "knows editions", func(c *query.Ctx, _ struct{}) bool { return q.site.Get(c, none).KnowsEditions() }, query.Store[struct{}, bool]())

	q.row = query.Define(e, "row", func(c *query.Ctx, key string) []*site.Variant { return q.site.Get(c, none).Row(key) }, query.Store[string, []*site.Variant]())
	q.frame = query.Define(e, "frame", func(c *query.Ctx, t locale.Tag) frame {
		if ed := q.site.Get(c, none).Edition(t); ed != nil {
			return frame{ed.Prefix, ed.Chain}
		}
		return frame{}
	}, query.Store[locale.Tag, frame]())
	q.edition = query.Define(e, "edition", func(c *query.Ctx, t locale.Tag) edition {
		s := q.site.Get(c, none)
		ed := s.Edition(t)
		if ed == nil {
			return edition{}
		}
		out := edition{Home: ed.Home()}
		absent := b.q.absentIn.Get(c, t)
		for _, k := range s.Keys {
			if _, none := slices.BinarySearch(absent, k); ed.Variants[k] != nil && !none {
				out.Keys = append(out.Keys, k)
			}
		}
		return out
	}, query.Store[locale.Tag, edition]())
	q.editions = query.Define(e, "editions", func(c *query.Ctx, _ struct{}) []locale.Tag {
		var out []locale.Tag
		for _, ed := range q.site.Get(c, none).Editions {
			out = append(out, ed.Locale)
		}
		return out
	}, query.Store[struct{}, []locale.Tag]())
	q.shown = query.Define(e, "editions with pages", func(c *query.Ctx, _ struct{}) []locale.Tag {
		return slices.DeleteFunc(slices.Clone(q.editions.Get(c, none)), func(t locale.Tag) bool { return len(q.edition.Get(c, t).Keys) == 0 })
	}, query.Store[struct{}, []locale.Tag]())
	q.localeInfo = query.Define(e, "locale", func(c *query.Ctx, t locale.Tag) layout.Locale {
		s := q.settings.Get(c, none)
		return layout.Locale{Tag: string(t), Dir: s.Direction(t), Name: s.Autonym(t), Script: t.Script(), Language: t.Language(), Region: t.LikelyRegion()}
	}, query.Store[locale.Tag, layout.Locale]())
	q.alternates = query.Define(e, "alternates", func(c *query.Ctx, key string) []layout.Address {
		settings := q.settings.Get(c, none)
		row := listed(q.row.Get(c, key), q.absentOf.Get(c, key))
		out := make([]layout.Address, 0, len(row))
		for _, v := range row {
			if !v.Fallback() {
				out = append(out, address(&settings, v))
			}
		}
		return out
	}, query.Store[string, []layout.Address]())
	q.variant = query.Define(e, "variant", b.findVariant, query.Store[variantKey, variant](), query.Evict[variantKey, variant]())
	q.title = query.Define(e, "title", b.findTitle, query.Store[variantKey, layout.Text](), query.Evict[variantKey, layout.Text]())
	q.heading = query.Define(e, "first heading", func(c *query.Ctx, file string) string {
		return page.FirstHeading(file, b.text(c, file), b.pageOptions(c, ""))
	}, query.Store[string, string](), query.Evict[string, string]())
	q.outline = query.Define(e, "outline", func(c *query.Ctx, file string) []markup.Heading {
		doc, ds := page.Parse(file, b.text(c, file), b.pageOptions(c, ""))
		if diag.HasErrors(ds) {
			return nil // the page itself reports them
		}
		return doc.Headings
	})
	q.body = query.Define(e, "body", b.makeBody, query.Spill[variantKey, body](), query.Evict[variantKey, body]())
	q.catalog = query.Define(e, "catalog", func(c *query.Ctx, file string) parsedCatalog {
		tag, _, _ := catalog.SplitName(path.Base(file))
		t, _, _ := locale.Parse(tag)
		src := b.text(c, file)
		cat, ds := catalog.Parse(file, src, t, catalog.Limits{})
		c.Report(ds...)
		if diag.HasErrors(ds) {
			c.Fail()
		}
		return parsedCatalog{cat, query.FingerprintOf(src)}
	})
	q.catalogs = query.Define(e, "catalogs", func(c *query.Ctx, t locale.Tag) []catalogFile {
		s := q.settings.Get(c, none)
		chain, _ := s.Chain(t)
		var out []catalogFile
		for _, t := range chain {
			if file := b.catalogOf(c, t); file != "" {
				out = append(out, catalogFile{t, file})
			}
		}
		return out
	})
	q.message = query.Define(e, "message", b.findMessage)
	q.target = query.Define(e, "link target", b.findTarget, query.Store[target, destination]())
	q.mapping = query.Define(e, "link", func(c *query.Ctx, dest string) string {
		return q.settings.Get(c, none).Links[dest]
	}, query.Emit(func(dest, to string) {
		b.stateMu.Lock()
		b.mappings[dest] = to != ""
		b.stateMu.Unlock()
	}), query.Store[string, string](), query.Forget[string, string](func(dest string) {
		b.stateMu.Lock()
		delete(b.mappings, dest)
		b.stateMu.Unlock()
	}))

	q.records = query.Define(e, "records", b.recordFiles)
	q.fresh = query.Define(e, "freshness", b.findFreshness)
	q.glossary = query.Define(e, "glossary", b.readGlossary)
	q.translations = query.Define(e, "translations", b.listTranslations)
	q.proof = query.Define(e, "proof-reading", b.proofPages)
	q.proofMessages = query.Define(e, "proof-reading of messages", b.proofCatalog)
	q.proofs = query.Define(e, "all proof-reading", b.proofAll)

	q.sitemaps = query.Define(e, "sitemaps", b.countSitemaps)
	q.sitemapped = query.Define(e, "pages of a sitemap", b.sitemapKeys)
	q.hreflang = query.Define(e, "hreflang", b.sitemapLinks)

	q.layout = query.Define(e, "layout", b.compileLayout)
	q.builtin = query.Define(e, "builtin layout", builtinLayout)
	q.partial = query.Define(e, "partial", b.renderPartial)
	slim := func(o Output) Output { o.Data = nil; return o }
	q.asset = query.Define(e, "asset", b.makeAsset, query.Slim[assetKey](slim), query.Store[assetKey, Output](), query.Emit(b.emitAsset), query.Lost[assetKey, Output](b.lostAsset), query.Forget[assetKey, Output](b.forgetAsset))
	q.renditions = query.Define(e, "renditions", b.resize)
	q.picture = query.Define(e, "picture", b.makePicture, query.Store[pictureKey, layout.Picture]())

	q.output = query.Define(e, "output", b.makeOutput, query.Root[spec, Output](), query.Drop[spec, Output](), query.Evict[spec, Output](), query.Emit(b.emit), query.Lost[spec, Output](b.lost))
	q.check = query.Define(e, "check", b.checkAll)
}

func (b *Builder) readFile(c *query.Ctx, file string) content {
	if b.snap.Unknown(file) {
		// Not known to be there. Who would take that for an answer asks [Builder.inHole].
		return content{source.File{Missing: true}}
	}
	f, err := b.snap.Read(file)
	if err != nil {
		c.Fail(cannotRead(file, err))
	}
	if diag.HasErrors(f.Diags) {
		c.Fail(f.Diags...)
	}
	c.Report(f.Diags...)
	return content{f}
}

// text is the bytes of a file that must exist.
func (b *Builder) text(c *query.Ctx, file string) []byte {
	f := b.q.file.Get(c, file)
	if f.Missing {
		c.Fail()
	}
	return f.Data
}

func (b *Builder) readSettings(c *query.Ctx, _ struct{}) site.Settings {
	s := site.DefaultSettings()
	if f := b.q.file.Get(c, site.SettingsFile); !f.Missing {
		var ds []diag.Diagnostic
		s, ds = b.settings.Parse(site.SettingsFile, f.Data)
		c.Report(ds...)
		if diag.HasErrors(ds) {
			c.Fail()
		}
	}
	if b.opt.BaseURL != "" {
		s.BaseURL = strings.TrimSuffix(b.opt.BaseURL, "/") + "/"
	}
	return s
}

func (b *Builder) limits(c *query.Ctx) page.Limits {
	return Limits(b.q.settings.Get(c, none))
}

// Limits are those of a site's pages.
func Limits(s site.Settings) page.Limits {
	l := page.DefaultLimits()
	l.Bytes = s.PageBytes
	return l
}

// pageOptions say how to read a page in a language; "" where that makes no difference.
func (b *Builder) pageOptions(c *query.Ctx, t locale.Tag) page.Options {
	lang := ""
	if t != "" {
		lang = t.Language()
	}
	return page.Options{Limits: b.limits(c), Typographer: b.q.settings.Get(c, none).Typographer, CJKLineBreaks: lang == "zh" || lang == "ja", NoBlocks: true}
}

func (b *Builder) readHead(c *query.Ctx, file string) site.Head {
	h := site.Head{File: file, Key: site.KeyOf(file)}
	m, ok := b.q.meta.Try(c, file)
	if !ok {
		h.Broken = true
		h.Unread = !b.q.file.Need(c, file) && !b.snap.Collides(file) // of a twin the key is known
		return h
	}
	if k, ok := m.String("translation_key"); ok && k != "" {
		h.Key = k
	}
	if p, ok := m.String("permalink"); ok {
		h.Permalink, h.PermalinkPos = p, m.At("permalink")
	}
	if list, ok := m.Strings("aliases"); ok {
		h.Aliases = list
		for i := range list {
			pos := m.At(fmt.Sprintf("aliases.%d", i))
			if pos.Line == 0 {
				pos = m.At("aliases")
			}
			h.AliasPos = append(h.AliasPos, pos)
		}
	}
	if d, ok := m.Bool("draft"); ok {
		h.Draft = &d
	}
	h.Thin, ok = b.thin(c, file)
	h.Unread = !ok
	return h
}

func (b *Builder) plan(c *query.Ctx, _ struct{}) *site.Site {
	in := site.Input{
		Settings: b.q.settings.Get(c, none), Locales: b.q.locales.Get(c, none),
		Heads: map[locale.Tag][]site.Head{}, Resources: map[locale.Tag][]string{},
		Reserved: []string{"sitemap.xml", "robots.txt", "manifest.json"},
	}
	if len(in.Settings.Headers) > 0 {
		in.Reserved = append(in.Reserved, headersFile)
	}
	files := b.q.listing.Get(c, "content/")
	var unpublished []site.FileProblem
	for _, l := range in.Locales {
		if l.Folder == "" {
			continue
		}
		var pages []string
		i, _ := slices.BinarySearch(files, l.Folder)
		for ; i < len(files) && strings.HasPrefix(files[i], l.Folder); i++ {
			if site.IsPage(files[i]) {
				pages = append(pages, files[i])
			} else if v, why := b.judgeFile(c, &in.Settings, l, files[i]); v == site.FilePublished {
				in.Resources[l.Tag] = append(in.Resources[l.Tag], files[i])
			} else if why != "" {
				unpublished = append(unpublished, site.FileProblem{File: files[i], Verdict: v, Why: why})
			}
		}
		if wellKnown := l.Folder + site.WellKnown + "/"; l.Tag != in.Settings.Source {
			if i, _ := slices.BinarySearch(files, wellKnown); i < len(files) && strings.HasPrefix(files[i], wellKnown) {
				c.Report(site.TellWellKnown(l.Folder, "content/"+string(in.Settings.Source)+"/"))
			}
		}
		heads, _ := b.q.head.All(c, pages)
		in.Heads[l.Tag] = heads
	}
	most := 0
	for _, heads := range in.Heads {
		most += len(heads) * len(in.Locales)
	}
	for i := range sitemapParts(most) {
		in.Reserved = append(in.Reserved, sitemapPart{I: i}.path())
	}
	s, ds := site.Plan(in)
	c.Report(ds...)
	c.Report(site.TellFiles(unpublished)...)
	return s
}

// judgeFile says whether a file beside pages is published, and why not; "" where that is told otherwise.
func (b *Builder) judgeFile(c *query.Ctx, s *site.Settings, l site.Locale, file string) (site.FileVerdict, string) {
	rel := strings.TrimPrefix(file, l.Folder)
	if strings.HasPrefix(rel, site.WellKnown+"/") && l.Tag != s.Source {
		return site.FileUnlisted, ""
	}
	v, why := s.JudgeFile(rel)
	if v != site.FileByContent {
		return v, why
	}
	inside, ok := b.q.beside.Try(c, besideKey{file, rel})
	if !ok {
		return site.FilePublished, "" // it cannot be read: its output says so, and what was published stays
	}
	return inside.Verdict, inside.Why
}

// besideKey names a file beside pages whose content decides whether it is published, and its path below its
// locale's folder.
type besideKey struct{ File, Rel string }

func (k besideKey) String() string { return k.File }

func (b *Builder) judgeContent(c *query.Ctx, k besideKey) site.FileProblem {
	s := b.q.settings.Get(c, none)
	v, why := s.JudgeContent(k.Rel, b.text(c, k.File), func() bool { return b.pageBeside(c, k.File) })
	return site.FileProblem{File: k.File, Verdict: v, Why: why}
}

// pageBeside reports whether the name of a file holds that of a page in the same folder.
func (b *Builder) pageBeside(c *query.Ctx, file string) bool {
	files := b.q.listing.Get(c, "content/")
	dir, name := path.Split(file)
	i, _ := slices.BinarySearch(files, dir)
	for ; i < len(files) && strings.HasPrefix(files[i], dir); i++ {
		page := strings.TrimPrefix(files[i], dir)
		if stem := strings.TrimSuffix(page, path.Ext(page)); site.IsPage(files[i]) && !strings.Contains(page, "/") && (strings.HasPrefix(name, stem+".") || len(stem) > 2 && strings.Contains(name, stem)) {
			return true
		}
	}
	return false
}

func address(s *site.Settings, v *site.Variant) layout.Address {
	link := strings.TrimSuffix(s.BasePath(), "/") + site.Encode(v.Permalink)
	abs := link
	if s.BaseURL != "" {
		abs = strings.TrimSuffix(s.BaseURL, "/") + site.Encode(v.Permalink)
	}
	return layout.Address{Locale: v.Locale, Dir: s.Direction(v.Locale), Name: s.Autonym(v.Locale), Permalink: link, URL: abs}
}

func (b *Builder) findVariant(c *query.Ctx, k variantKey) variant {
	row := b.q.row.Get(c, k.Key)
	in := func(t locale.Tag) *site.Variant {
		if i, ok := slices.BinarySearchFunc(row, t, func(v *site.Variant, t locale.Tag) int { return cmp.Compare(v.Locale, t) }); ok {
			return row[i]
		}
		return nil
	}
	v := in(k.Locale)
	if v == nil {
		return variant{}
	}
	settings, frame := b.q.settings.Get(c, none), b.q.frame.Get(c, k.Locale)
	out := variant{File: v.File, Output: v.Output, Exists: true}
	out.Address = address(&settings, v)
	out.Text = v.Text
	out.Home = v.Permalink == frame.Prefix
	out.Canonical = out.URL
	if v.Fallback() {
		if real := in(v.Text); real != nil {
			out.Canonical = address(&settings, real).URL
		}
	}
	for _, t := range frame.Chain {
		if o := in(t); o != nil && !o.Fallback() {
			out.Chain, out.ChainL = append(out.Chain, o.File), append(out.ChainL, t)
		}
	}
	out.Translation = "source"
	out.Layout = "page"
	for i, f := range out.Chain {
		m, ok := b.q.meta.Try(c, f)
		if !ok {
			continue
		}
		if i == 0 && out.Text != settings.Source {
			out.Translation = "draft"
			if st, ok := m.String("translation"); ok {
				out.Translation = st
			}
			if !v.Fallback() {
				out.From, _ = m.String("translated_from")
			}
		}
		if l, ok := m.String("layout"); ok && l != "" {
			out.Layout = l
			break
		}
	}
	return out
}

// findTitle follows the chain for a title that is written down, and then for a first heading.
func (b *Builder) findTitle(c *query.Ctx, k variantKey) layout.Text {
	if t, ok := b.inherited(c, k, "title"); ok {
		return t
	}
	v := b.q.variant.Get(c, k)
	for i, f := range v.Chain {
		if h, ok := b.q.heading.Try(c, f); ok && h != "" {
			return layout.Text{Value: h, Locale: v.ChainL[i]}
		}
	}
	return layout.Text{Value: k.Key, Locale: v.Text}
}

// inherited is a text of the front matter down the chain.
func (b *Builder) inherited(c *query.Ctx, k variantKey, name string) (layout.Text, bool) {
	v := b.q.variant.Get(c, k)
	for i, f := range v.Chain {
		if m, ok := b.q.meta.Try(c, f); ok {
			if s, ok := m.String(name); ok && s != "" {
				return layout.Text{Value: s, Locale: v.ChainL[i]}, true
			}
		}
	}
	return layout.Text{}, false
}

// catalogOf is the catalog file of a locale, "" when there is none.
func (b *Builder) catalogOf(c *query.Ctx, t locale.Tag) string {
	for _, l := range b.q.locales.Get(c, none) {
		if l.Tag == t {
			return l.Catalog
		}
	}
	return ""
}

func (b *Builder) findMessage(c *query.Ctx, k messageKey) message {
	for _, f := range b.q.catalogs.Get(c, k.Locale) {
		if m, ok := b.q.catalog.Get(c, f.File).Get(k.ID); ok {
			return message{m.Content(), f.Locale}
		}
	}
	return message{}
}

func (b *Builder) compileLayout(c *query.Ctx, file string) *layout.Layout {
	f := b.q.file.Get(c, file)
	if f.Missing {
		c.Fail()
	}
	files := []layout.File{{Path: file, Src: f.Data}}
	if layout.OnlyDefines(f.Data) && file != "layouts/base.html" {
		base := b.q.file.Get(c, "layouts/base.html")
		if base.Missing && b.inHole(c, "layouts/base.html") {
			c.Fail()
		}
		if base.Missing {
			c.Fail(diag.Errorf("layout-missing", diag.At(file, 0, 0), "this layout fills the blocks of layouts/base.html, which does not exist").
				WithHint("write layouts/base.html, or the whole page here"))
		}
		files = []layout.File{{Path: "layouts/base.html", Src: base.Data}, files[0]}
	}
	l, ds := layout.Compile(files...)
	c.Report(ds...)
	if l == nil {
		c.Fail()
	}
	return b.checkUses(c, l)
}

// checkUses refuses a layout that names messages or partials which do not exist.
func (b *Builder) checkUses(c *query.Ctx, l *layout.Layout) *layout.Layout {
	source := b.q.settings.Get(c, none).Source
	bad := false
	for _, u := range l.Messages {
		if b.q.message.Get(c, messageKey{source, u.Name}).ID == "" {
			bad = true
			d := diag.Errorf("message-missing", u.Pos, "there is no message %q in the source catalog locales/active.%s.toml", u.Name, source)
			if near := diag.Nearest(u.Name, b.messageIDs(c, source)); near != "" {
				d = d.WithHint("did you mean %q?", near)
			} else {
				d = d.WithHint("add it to the catalog: %s = \"…\"", u.Name)
			}
			c.Report(d)
		}
	}
	for _, u := range l.Partials {
		file := layout.PartialPath(u.Name)
		if !slices.Contains(b.q.listing.Get(c, "layouts/"), file) {
			bad = true
			if b.inHole(c, file) {
				continue
			}
			c.Report(diag.Errorf("partial-missing", u.Pos, "there is no partial %q", u.Name).WithHint("write %s", file))
		}
	}
	if bad {
		c.Fail()
	}
	return l
}

func (b *Builder) messageIDs(c *query.Ctx, t locale.Tag) []string {
	if file := b.catalogOf(c, t); file != "" {
		return b.q.catalog.Get(c, file).IDs()
	}
	return nil
}
