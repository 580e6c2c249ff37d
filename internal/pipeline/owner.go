package pipeline

import (
	"net/url"
	"slices"
	"strings"

	"vernacular/internal/asset"
	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// This file answers what layouts ask about who publishes the site, how to reach them, and what they offer to download.

// defineOwner defines queries that cut off changes of other settings.
func (b *Builder) defineOwner() {
	q, e := &b.q, b.e
	q.publisher = query.Define(e, "publisher", func(c *query.Ctx, t locale.Tag) layout.Publisher {
		s := q.settings.Get(c, none)
		name, from := s.In(s.Publisher.Name, t)
		out := layout.Publisher{Name: layout.Text{Value: name, Locale: from}, URL: s.Publisher.URL}
		if mark := inAssets(s.Publisher.Mark); s.Publisher.Mark != "" && b.isAsset(c, mark) {
			out.Mark = mark
		}
		return out
	}, query.Store[locale.Tag, layout.Publisher]())
	q.contact = query.Define(e, "contact", func(c *query.Ctx, _ struct{}) layout.Contact {
		s := q.settings.Get(c, none)
		return layout.Contact{Mail: s.Contact.Mail, URL: s.Contact.URL}
	}, query.Store[struct{}, layout.Contact]())
	q.contribute = query.Define(e, "contribute", func(c *query.Ctx, _ struct{}) layout.Contribute {
		s := q.settings.Get(c, none)
		return layout.Contribute{Language: b.otherLanguage(c), Program: s.Contribute.Program, Repository: s.Contribute.Repository}
	}, query.Store[struct{}, layout.Contribute]())
	q.documents = query.Define(e, "documents", b.listDocuments, query.Store[locale.Tag, []layout.Document]())
}

// spoken are languages by the number of people who speak them.
const spoken = "en zh hi es ar fr bn pt ru ur id de ja mr vi te ha tr fil sw ta fa ko th it gu am kn pl my uk ml ps nl yo or pa ig ro"

// otherLanguage returns the first language of spoken that the site does not have, "" if it has all of them.
func (b *Builder) otherLanguage(c *query.Ctx) string {
	has := map[string]bool{}
	for _, l := range b.q.locales.Get(c, none) {
		has[l.Tag.Language()] = true
	}
	for tag := range strings.FieldsSeq(spoken) {
		if !has[tag] {
			return tag
		}
	}
	return ""
}

// isAsset reports whether there is a file below assets/. Where that cannot be known, the query fails.
func (b *Builder) isAsset(c *query.Ctx, file string) bool {
	_, ok := slices.BinarySearch(b.q.listing.Get(c, "assets/"), file)
	if !ok && b.inHole(c, file) {
		c.Fail()
	}
	return ok
}

// listDocuments returns the documents that readers of an edition can get.
func (b *Builder) listDocuments(c *query.Ctx, t locale.Tag) []layout.Document {
	s := b.q.settings.Get(c, none)
	var out []layout.Document
	for _, d := range s.Documents {
		title, from := s.In(d.Title, t)
		doc := layout.Document{Title: layout.Text{Value: title, Locale: from}, Language: d.Language}
		if d.File != "" {
			if !b.documentFile(c, &s, t, d.File, &doc) {
				continue // checkOwner says why
			}
		} else if u, err := url.Parse(d.URL); err == nil {
			doc.URL, doc.Kind = d.URL, site.KindOf(u.Path)
		}
		out = append(out, doc)
	}
	return out
}

// documentFile fills in what is known of a file of the site, below assets/ or beside the pages of the nearest edition that has
// one. It reports whether there is such a file.
func (b *Builder) documentFile(c *query.Ctx, s *site.Settings, t locale.Tag, name string, doc *layout.Document) bool {
	doc.Kind = site.KindOf(name)
	if file := inAssets(name); b.isAsset(c, file) {
		o, ok := b.q.asset.Try(c, assetKey{File: file})
		if !ok && !b.q.file.Need(c, file) { // it cannot be read
			c.Fail()
		}
		doc.URL, doc.Size = b.assetURL(c, o), o.Size
		return ok
	}
	chain, _ := s.Chain(t)
	r, ok := b.q.site.Get(c, none).FindResource(name, chain...)
	if !ok {
		return false
	}
	if doc.Language == "" {
		doc.Language = r.Locale
	}
	doc.URL, doc.Size = s.BasePath()+site.Encode(r.Output), int64(len(b.q.file.Get(c, r.File).Data))
	return true
}

// checkOwner reports files that the settings name and that do not exist.
func (b *Builder) checkOwner(c *query.Ctx, s *site.Settings) {
	if mark := inAssets(s.Publisher.Mark); s.Publisher.Mark != "" {
		switch {
		case !b.isAsset(c, mark):
			b.noFile(c, s.Publisher.MarkPos, "publisher.mark", mark, b.q.listing.Get(c, "assets/"))
		case !asset.IsPicture(mark):
			c.Report(diag.Errorf("settings-value", s.Publisher.MarkPos, "publisher.mark is a picture, and %s is none", mark))
		}
	}
	for _, d := range s.Documents {
		if d.File == "" || b.isAsset(c, inAssets(d.File)) {
			continue
		}
		var locales []locale.Tag
		for _, l := range b.q.locales.Get(c, none) {
			locales = append(locales, l.Tag)
		}
		table, ok := b.q.site.Try(c, none)
		if !ok || len(table.Unread) > 0 {
			continue // what is wrong there is told already
		}
		if _, ok := table.FindResource(d.File, locales...); !ok {
			b.noFile(c, d.FilePos, "documents.file", inAssets(d.File), b.q.listing.Get(c, "assets/"))
		}
	}
}

func (b *Builder) noFile(c *query.Ctx, pos diag.Pos, setting, file string, files []string) {
	problem := diag.Errorf("asset-missing", pos, "there is no file %s, which %s names", file, setting)
	if near := diag.Nearest(file, files); near != "" {
		problem = problem.WithHint("did you mean %s?", near)
	} else if setting == "documents.file" {
		problem = problem.WithHint("put it there, or beside the pages, as in content/%s/…", b.q.settings.Get(c, none).Source)
	}
	c.Report(problem)
}

func (r reader) Publisher(t locale.Tag) layout.Publisher { return r.b.q.publisher.Get(r.c, t) }

func (r reader) Contribute() layout.Contribute { return r.b.q.contribute.Get(r.c, none) }

func (r reader) Contact() layout.Contact { return r.b.q.contact.Get(r.c, none) }

func (r reader) Documents(t locale.Tag) []layout.Document {
	list := r.b.q.documents.Get(r.c, t)
	if len(list) > 0 {
		r.edition(t)
	}
	return list
}

func (r reader) FileBeside(t locale.Tag, name string) string {
	to := r.b.q.target.Get(r.c, target{Path: name, Text: t, Edition: t})
	r.guess.made = r.guess.made || to.Guessed
	return to.Link
}
