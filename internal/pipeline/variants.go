package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/frontmatter"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// variantKey names a page in an edition.
type variantKey struct {
	Key    string
	Locale locale.Tag
}

func (k variantKey) String() string { return k.Key + " in " + string(k.Locale) }

// variant is a page in an edition without its text.
type variant struct {
	layout.Variant
	File   string
	Output string
	Chain  []string // the page files down the fallback chain, File's own first
	ChainL []locale.Tag
	Layout string
	Exists bool
}

// edition is the part of an edition that changes with its pages.
type edition struct {
	Keys []string
	Home string
}

// frame is the part of an edition that does not change with its pages.
type frame struct {
	Prefix string
	Chain  []locale.Tag
	Copy   string // the permalink of its offline copy, "" when it has none
}

// address returns where a variant is published.
func address(s *site.Settings, v *site.Variant) layout.Address {
	at := published(s, v.Permalink)
	return layout.Address{Locale: v.Locale, Dir: s.Direction(v.Locale), Name: s.Autonym(v.Locale), Permalink: at.Permalink, URL: at.URL}
}

// published returns the address of a path of the site, none of "".
func published(s *site.Settings, permalink string) (at layout.Published) {
	if permalink == "" {
		return at
	}
	encoded := site.Encode(permalink)
	at.Permalink = strings.TrimSuffix(s.BasePath(), "/") + encoded
	if at.URL = at.Permalink; s.BaseURL != "" {
		at.URL = strings.TrimSuffix(s.BaseURL, "/") + encoded
	}
	return at
}

// findVariant returns a page in an edition; Exists is false when the table of routes has none.
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
	if real := in(v.Text); real != nil {
		out.Canonical = address(&settings, real).URL
		out.TextFile = published(&settings, real.TextFile)
	}
	if v.Exchange != "" {
		out.PO, out.XLIFF = published(&settings, v.Exchange+".po"), published(&settings, v.Exchange+".xlf")
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
			out.Translation = b.howTranslated(c, m, f)
			if !v.Fallback() {
				out.From, _ = m.String("translated_from")
			}
			out.Translator, _ = m.String("translator")
		}
		if l, ok := m.String("layout"); ok && l != "" {
			out.Layout = l
			break
		}
	}
	return out
}

// howTranslated returns what readers are told of a translation: what its front matter says, unless the record knows better.
func (b *Builder) howTranslated(c *query.Ctx, m frontmatter.Meta, file string) string {
	how, ok := m.String("translation")
	if !ok || how == "reviewed" && b.overclaims(c, file) {
		return "draft"
	}
	return how
}

// overclaims reports whether a page file says that it is reviewed although its record says that not all of it is, as it stands.
func (b *Builder) overclaims(c *query.Ctx, file string) bool {
	source := b.sourceOf(c, file)
	if source == "" || source == file {
		return false
	}
	f, ok := b.q.fresh.Try(c, pairKey{source, file})
	return ok && f.Overclaims
}

// findTitle returns the first title of the front matter down the fallback chain, else the first heading of a page file
// there, else the page's key.
func (b *Builder) findTitle(c *query.Ctx, k variantKey) layout.Text {
	if t, ok := b.inherited(c, k, "title"); ok {
		return t
	}
	v := b.q.variant.Get(c, k)
	for i, f := range v.Chain {
		if h := b.firstHeading(c, variantKey{k.Key, v.ChainL[i]}, f); h.Value != "" {
			return h
		}
	}
	return layout.Text{Value: k.Key, Locale: v.Text}
}

// firstHeading returns the first heading of a page, of which file has the text. That of a translation which does not have the
// structure of its source is the one that readers see.
func (b *Builder) firstHeading(c *query.Ctx, k variantKey, file string) layout.Text {
	if source, ok := b.sourceToCompare(c, k, file); ok {
		if f, ok := b.q.fresh.Try(c, pairKey{source.File, file}); ok && f.Known && !f.InPlace {
			if body, ok := b.q.body.Try(c, k); ok && len(body.Headings) > 0 {
				h := body.Headings[0]
				return layout.Text{Value: h.Text, Locale: cmp.Or(locale.Tag(h.Lang), k.Locale)}
			}
		}
	}
	h, _ := b.q.heading.Try(c, file)
	return layout.Text{Value: h, Locale: k.Locale}
}

// sourceToCompare returns the source page that a page is to be compared with; ok is false where there is none.
func (b *Builder) sourceToCompare(c *query.Ctx, k variantKey, file string) (source variant, ok bool) {
	tag := b.q.settings.Get(c, none).Source
	if k.Locale == tag {
		return variant{}, false
	}
	source = b.q.variant.Get(c, variantKey{k.Key, tag})
	return source, source.Exists && source.Text == tag
}

// inherited returns the first text of that name in the front matter down the fallback chain.
func (b *Builder) inherited(c *query.Ctx, k variantKey, name string) (layout.Text, bool) {
	v := b.q.variant.Get(c, k)
	for i, f := range v.Chain {
		if m, ok := b.q.meta.Try(c, f); ok {
			if s, ok := m.String(name); ok && s != "" && !b.withdrawn(c, k, f, name) {
				return layout.Text{Value: s, Locale: v.ChainL[i]}, true
			}
		}
	}
	return layout.Text{}, false
}

// withdrawn reports whether a text of a translation's front matter was made from one that the source page has no more.
func (b *Builder) withdrawn(c *query.Ctx, k variantKey, file, name string) bool {
	source, ok := b.sourceToCompare(c, k, file)
	if !ok || source.File == file {
		return false
	}
	if m, ok := b.q.meta.Try(c, source.File); !ok || m.Has(name) {
		return false
	}
	f, ok := b.q.fresh.Try(c, pairKey{source.File, file})
	return ok && slices.Contains(f.Withdrawn, name)
}
