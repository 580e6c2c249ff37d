package pipeline

import (
	"path"
	"slices"

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
	"vernacular/internal/tm"
)

// queries are all queries of a site, from the leaves up.
type queries struct {
	// Leaves: they read the snapshot itself.
	file    *query.Query[string, content]             // the bytes of a file
	listing *query.Query[string, []string]            // the files below one of source.Folders, with a slash behind it
	folder  *query.Query[struct{}, []diag.Diagnostic] // what is wrong with the folder itself
	holes   *query.Query[struct{}, []string]          // the folders whose files nobody knows

	// What exists.
	settings   *query.Query[struct{}, site.Settings]
	policy     *query.Query[struct{}, string] // the Content-Security-Policy for layouts
	locales    *query.Query[struct{}, []site.Locale]
	identities *query.Query[struct{}, identities]        // the pages of files and records whose names do not say it
	digests    *query.Query[string, []string]            // of the texts of a source page, for identities
	scan       *query.Query[string, scan]                // front matter of a page file, whether it has an error or not
	meta       *query.Query[string, frontmatter.Meta]    // by page file
	head       *query.Query[string, site.Head]           // the part of meta that routing needs
	beside     *query.Query[besideKey, site.FileProblem] // whether the content of a file beside pages lets it be published
	site       *query.Query[struct{}, *site.Site]
	root       *query.Query[struct{}, []spec] // the tree: every output that is no asset

	// What of the table of routes is certain, see unread.go.
	unread        *query.Query[struct{}, []locale.Tag]
	knowsPage     *query.Query[string, bool]
	knowsEdition  *query.Query[locale.Tag, bool]
	knowsEditions *query.Query[struct{}, bool]

	// What layouts ask: small questions, so that few outputs depend on a change.
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
	target       *query.Query[target, destination] // where a link leads
	mapping      *query.Query[string, string]      // a [links] entry that a page uses
	publisher    *query.Query[locale.Tag, layout.Publisher]
	contact      *query.Query[struct{}, layout.Contact]
	contribute   *query.Query[struct{}, layout.Contribute]
	documents    *query.Query[locale.Tag, []layout.Document]
	pageFile     *query.Query[variantKey, string]     // the file of a page in a locale, "" when there is none or it is a draft
	memory       *query.Query[locale.Tag, []tm.Entry] // what is translated in a locale
	imported     *query.Query[locale.Tag, []tm.Entry] // what was imported into its translation memory
	fileAt       *query.Query[string, string]         // the file beside pages at a permalink, "" when there is none
	hostFiles    *query.Query[struct{}, map[string]hostFile]
	sitemaps     *query.Query[struct{}, int]         // how many files the sitemap has beside its index; 0 when it is one file
	sitemapped   *query.Query[sitemapPart, []string] // the keys of the pages in one of these files
	hreflang     *query.Query[string, string]        // the links of a page's entries in a sitemap
	records      *query.Query[struct{}, []string]    // the translation records, by file
	recordsOf    *query.Query[pairKey, recordNames]
	fresh        *query.Query[pairKey, freshness] // a translation beside its source
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
	copies *query.Query[spec, Output] // offline copies, which ask for the outputs of pages
	check  *query.Query[struct{}, bool]
}

// none is the argument of a query that needs no argument.
var none = struct{}{}

// define defines all queries. Their order is that of their numbers in a record, which names it: a record with
// another order is not read.
func (b *Builder) define() {
	b.defineLeaves()
	b.defineRoutes()
	b.defineCertainty()
	b.defineEditions()
	b.defineOwner()
	b.definePages()
	b.defineMessages()
	b.defineTranslations()
	b.defineOutputs()
}

// defineLeaves defines the queries that read no other query: those of the snapshot, and of the pages without an output (see listed.go).
func (b *Builder) defineLeaves() {
	q, e := &b.q, b.e
	q.file = query.Define(e, "file", b.readFile,
		query.Volatile[string, content](), query.Drop[string, content](), query.Evict[string, content]())
	q.listing = query.Define(e, "listing", func(_ *query.Ctx, prefix string) []string { return b.snap.Files(prefix) })
	q.folder = query.Define(e, "folder", func(c *query.Ctx, _ struct{}) []diag.Diagnostic {
		ds := b.snap.Diagnostics()
		c.Report(ds...)
		return ds
	})
	q.holes = query.Define(e, "holes", func(*query.Ctx, struct{}) []string { return b.snap.Holes() })
	q.absentOf = query.Define(e, "editions without a page", func(_ *query.Ctx, key string) []locale.Tag { return b.absent.byKey[key] })
	q.absentIn = query.Define(e, "pages without an output", func(_ *query.Ctx, t locale.Tag) []string { return b.absent.byLocale[t] })
	q.doubtful = query.Define(e, "doubtful lists", func(*query.Ctx, struct{}) bool { return b.absent.doubtful })
}

// defineRoutes defines the queries that lead from files to the table of routes and the tree of outputs.
func (b *Builder) defineRoutes() {
	q, e := &b.q, b.e
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
	q.identities = query.Define(e, "identities", b.findIdentities, query.Store[struct{}, identities]())
	q.digests = query.Define(e, "digests", b.findDigests, query.Store[string, []string]())
	q.scan = query.Define(e, "scan", func(c *query.Ctx, file string) scan {
		src := b.text(c, file)
		m, ds := frontmatter.Parse(file, src, b.limits(c).Limits)
		c.Report(ds...)
		return scan{m, m.Lost}
	}, query.Evict[string, scan]())
	q.meta = query.Define(e, "meta", func(c *query.Ctx, file string) frontmatter.Meta {
		s := q.scan.Get(c, file)
		if s.Broken {
			c.Fail()
		}
		return s.Meta
	}, query.Evict[string, frontmatter.Meta]())
	q.head = query.Define(e, "head", b.readHead, query.Store[string, site.Head]())
	q.beside = query.Define(e, "file beside pages", b.judgeContent, query.Store[besideKey, site.FileProblem]())
	q.site = query.Define(e, "site", b.plan)
	q.root = query.Define(e, "tree", b.listTree, query.Store[struct{}, []spec]())
}

// defineCertainty defines the queries that tell which rows of the table of routes are certain (see unread.go).
func (b *Builder) defineCertainty() {
	q, e := &b.q, b.e
	q.unread = query.Define(e, "unread", func(c *query.Ctx, _ struct{}) []locale.Tag {
		return q.site.Get(c, none).Unread
	}, query.Store[struct{}, []locale.Tag]())
	q.knowsPage = query.Define(e, "knows page", func(c *query.Ctx, key string) bool {
		return q.site.Get(c, none).KnowsPage(key)
	}, query.Store[string, bool]())
	q.knowsEdition = query.Define(e, "knows edition", func(c *query.Ctx, t locale.Tag) bool {
		return q.site.Get(c, none).KnowsEdition(t)
	}, query.Store[locale.Tag, bool]())
	q.knowsEditions = query.Define(e, "knows editions", func(c *query.Ctx, _ struct{}) bool {
		return q.site.Get(c, none).KnowsEditions()
	}, query.Store[struct{}, bool]())
}

// defineEditions defines the queries of layouts about editions and their pages. Each answers one small question, so that a
// change of the table of routes recomputes only the outputs that asked for what changed.
func (b *Builder) defineEditions() {
	q, e := &b.q, b.e
	q.row = query.Define(e, "row", func(c *query.Ctx, key string) []*site.Variant {
		return q.site.Get(c, none).Row(key)
	}, query.Store[string, []*site.Variant]())
	q.frame = query.Define(e, "frame", func(c *query.Ctx, t locale.Tag) frame {
		if ed := q.site.Get(c, none).Edition(t); ed != nil {
			return frame{ed.Prefix, ed.Chain, ed.Copy}
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
		empty := func(t locale.Tag) bool { return len(q.edition.Get(c, t).Keys) == 0 }
		return slices.DeleteFunc(slices.Clone(q.editions.Get(c, none)), empty)
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
}

// definePages defines the queries about a page: its address, its texts and its links.
func (b *Builder) definePages() {
	q, e := &b.q, b.e
	q.variant = query.Define(e, "variant", b.findVariant, query.Store[variantKey, variant](), query.Evict[variantKey, variant]())
	q.title = query.Define(e, "title", b.findTitle, query.Store[variantKey, layout.Text](), query.Evict[variantKey, layout.Text]())
	q.heading = query.Define(e, "first heading", func(c *query.Ctx, file string) string {
		return page.FirstHeading(file, b.text(c, file), b.pageOptions(c, ""))
	}, query.Store[string, string](), query.Evict[string, string]())
	q.outline = query.Define(e, "outline", func(c *query.Ctx, file string) []markup.Heading {
		doc, _ := page.Parse(file, b.text(c, file), b.pageOptions(c, ""))
		if doc.Lost {
			return nil // the page itself says why
		}
		return doc.Headings
	})
	q.body = query.Define(e, "body", b.makeBody, query.Spill[variantKey, body](), query.Evict[variantKey, body]())
	q.target = query.Define(e, "link target", b.findTarget, query.Store[target, destination]())
	q.fileAt = query.Define(e, "file at an address", func(c *query.Ctx, permalink string) string {
		file, _ := q.site.Get(c, none).FileAt(permalink)
		return file
	}, query.Store[string, string]())
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
}

// defineMessages defines the queries about catalogs and their messages.
func (b *Builder) defineMessages() {
	q, e := &b.q, b.e
	q.catalog = query.Define(e, "catalog", func(c *query.Ctx, file string) parsedCatalog {
		tag, _, _ := catalog.SplitName(path.Base(file))
		t, _, _ := locale.Parse(tag)
		src := b.text(c, file)
		cat, ds := catalog.Parse(file, src, t, catalog.Limits{})
		c.Report(ds...)
		if cat.Lost {
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
}

// defineTranslations defines the queries that compare translations with their sources.
func (b *Builder) defineTranslations() {
	q, e := &b.q, b.e
	q.records = query.Define(e, "records", b.recordFiles)
	q.recordsOf = query.Define(e, "records of a translation", b.findRecords, query.Evict[pairKey, recordNames]())
	q.fresh = query.Define(e, "freshness", b.findFreshness)
	q.glossary = query.Define(e, "glossary", b.readGlossary)
	q.translations = query.Define(e, "translations", b.listTranslations)
	q.proof = query.Define(e, "proof-reading", b.proofPages)
	q.proofMessages = query.Define(e, "proof-reading of messages", b.proofCatalog)
	q.proofs = query.Define(e, "all proof-reading", b.proofAll)
}

// defineOutputs defines the queries that make outputs, the layouts and assets that they need, and the checks.
func (b *Builder) defineOutputs() {
	q, e := &b.q, b.e
	q.pageFile = query.Define(e, "page file", b.findPageFile, query.Store[variantKey, string]())
	q.memory = query.Define(e, "translation memory", b.findMemory)
	q.imported = query.Define(e, "imported translation memory", b.importedMemory)
	q.hostFiles = query.Define(e, "host files", b.hostFiles)
	q.sitemaps = query.Define(e, "sitemaps", b.countSitemaps)
	q.sitemapped = query.Define(e, "pages of a sitemap", b.sitemapKeys)
	q.hreflang = query.Define(e, "hreflang", b.sitemapLinks)
	q.layout = query.Define(e, "layout", b.compileLayout)
	q.builtin = query.Define(e, "builtin layout", builtinLayout)
	q.partial = query.Define(e, "partial", b.renderPartial)
	slim := func(o Output) Output { o.Data = nil; return o }
	q.asset = query.Define(e, "asset", b.makeAsset, query.Slim[assetKey](slim), query.Store[assetKey, Output](),
		query.Emit(b.emitAsset), query.Lost[assetKey, Output](b.lostAsset), query.Forget[assetKey, Output](b.forgetAsset))
	q.renditions = query.Define(e, "renditions", b.resize)
	q.picture = query.Define(e, "picture", b.makePicture, query.Store[pictureKey, layout.Picture]())
	q.output = query.Define(e, "output", b.makeOutput, query.Root[spec, Output](), query.Drop[spec, Output](), query.Evict[spec, Output](),
		query.Emit(b.emit), query.Lost[spec, Output](b.lost))
	q.copies = query.Define(e, "offline copy", b.makeCopy, query.Last[spec, Output](), query.Drop[spec, Output](), query.Evict[spec, Output](),
		query.Emit(b.emit), query.Lost[spec, Output](b.lost))
	q.check = query.Define(e, "check", b.checkAll)
}
