package pipeline

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"vernacular/internal/host"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// readHead returns what routing needs of a page file. The head of a file that has an error says so.
func (b *Builder) readHead(c *query.Ctx, file string) site.Head {
	h := site.Head{File: file, Key: site.KeyOf(file)}
	m, ok := b.q.meta.Try(c, file)
	if !ok {
		found, _ := b.q.scan.Try(c, file)
		m = found.Meta
	}
	if d, says := m.Bool("draft"); says {
		h.Draft = &d
	}
	if !ok {
		h.Broken = true
		h.Unread = !b.q.file.Need(c, file) && !b.snap.Collides(file) // of a twin the key is known
		return h
	}
	if k, ok := m.String("translation_key"); ok && k != "" {
		h.Key = k
	} else if found, ok := b.q.identities.Get(c, none).key(file); ok {
		h.Key, h.Joined = found.Key, true
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
	h.Dated = m.Has("translated_from")
	h.Thin, h.Share, ok = b.thin(c, file)
	h.Unread = !ok
	return h
}

// plan lays out the table of routes from the settings, the locales, the heads of all pages and the files beside them.
func (b *Builder) plan(c *query.Ctx, _ struct{}) *site.Site {
	in := site.Input{
		Settings: b.q.settings.Get(c, none), Locales: b.q.locales.Get(c, none),
		Heads: map[locale.Tag][]site.Head{}, Resources: map[locale.Tag][]string{},
		Reserved: []string{"sitemap.xml", "robots.txt", "manifest.json"},
	}
	if len(in.Settings.Headers) > 0 {
		in.Reserved = append(in.Reserved, headersFile)
	}
	in.Reserved = append(in.Reserved, host.Paths(in.Settings.Hosts, in.Settings.Negotiate)...)
	files := b.q.listing.Get(c, "content/")
	var unpublished []site.FileProblem
	pagesOf := map[locale.Tag][]string{}
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
		pagesOf[l.Tag] = pages
		c.Report(site.TellCopies(pages)...)
	}
	in.Heads = b.readHeads(c, pagesOf)
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
	c.Report(b.tellStrays(s, b.q.identities.Get(c, none), in.Heads)...)
	return s
}

// readHeads returns the heads of page files. All translations of a page are asked for together, which are compared with
// the source page for that (see sourcePages).
func (b *Builder) readHeads(c *query.Ctx, files map[locale.Tag][]string) map[locale.Tag][]site.Head {
	type pageFile struct {
		key, file string
		locale    locale.Tag
	}
	var all []pageFile
	for t, list := range files {
		for _, f := range list {
			all = append(all, pageFile{site.KeyOf(f), f, t})
		}
	}
	slices.SortFunc(all, func(a, b pageFile) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.file, b.file)) })
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.file
	}
	heads, _ := b.q.head.All(c, names)
	out := map[locale.Tag][]site.Head{}
	for i, f := range all {
		out[f.locale] = append(out[f.locale], heads[i])
	}
	return out
}

// judgeFile returns whether a file beside pages is published, and why not: "" where another problem tells the reason.
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

// besideKey names a file beside pages whose content decides whether it is published, and its path Rel below its
// locale's folder.
type besideKey struct{ File, Rel string }

func (k besideKey) String() string { return k.File }

// judgeContent returns whether the content of a file beside pages lets it be published.
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
		if !site.IsPage(files[i]) || strings.Contains(page, "/") {
			continue
		}
		stem := strings.TrimSuffix(page, path.Ext(page))
		if strings.HasPrefix(name, stem+".") || len(stem) > 2 && strings.Contains(name, stem) {
			return true
		}
	}
	return false
}
