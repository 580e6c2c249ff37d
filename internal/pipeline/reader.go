package pipeline

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// reader answers a layout's questions on behalf of one query, so that the engine records them. A page
// that has an error elsewhere only lacks what it would have lent (a title in a menu, say).
type reader struct {
	b     *Builder
	c     *query.Ctx
	guess *guess
}

var _ layout.Site = reader{}

func (b *Builder) reader(c *query.Ctx) reader { return reader{b, c, b.guessing(c)} }

func (r reader) Locale(t locale.Tag) layout.Locale { return r.b.q.localeInfo.Get(r.c, t) }

func (r reader) NameIn(t, in locale.Tag) layout.Text {
	s := r.b.q.settings.Get(r.c, none)
	name, from := s.NameIn(t, in)
	return layout.Text{Value: name, Locale: from}
}

func (r reader) SourceLocale() locale.Tag { return r.b.q.settings.Get(r.c, none).Source }

func (r reader) Editions() []locale.Tag {
	r.editions()
	shown := r.b.q.shown.Get(r.c, none)
	r.list(len(shown) < len(r.b.q.editions.Get(r.c, none)))
	return shown
}

func (r reader) Pages(t locale.Tag) []string {
	r.edition(t)
	r.list(len(r.b.q.absentIn.Get(r.c, t)) > 0)
	return r.b.q.edition.Get(r.c, t).Keys
}

func (r reader) Home(t locale.Tag) string {
	r.edition(t)
	return r.b.q.edition.Get(r.c, t).Home
}

func (r reader) Alternates(key string) []layout.Address {
	r.page(key)
	r.list(len(r.b.q.absentOf.Get(r.c, key)) > 0)
	return r.b.q.alternates.Get(r.c, key)
}

func (r reader) Has(key string, t locale.Tag) bool {
	r.page(key)
	absent := r.b.q.absentOf.Get(r.c, key)
	r.list(len(absent) > 0)
	return r.b.q.variant.Get(r.c, variantKey{key, t}).Exists && !slices.Contains(absent, t)
}

func (r reader) Variant(key string, t locale.Tag) (layout.Variant, bool) {
	if key == "" {
		return r.b.notFoundVariant(r.c, t), true
	}
	r.page(key)
	v := r.b.q.variant.Get(r.c, variantKey{key, t})
	return v.Variant, v.Exists
}

func (r reader) Fingerprint(key string, t locale.Tag) string {
	r.page(key)
	v := r.b.q.variant.Get(r.c, variantKey{key, t})
	if !v.Exists || v.File == "" {
		return ""
	}
	return r.b.textPrint(r.c, v.File)
}

func (r reader) OfflineCopy(t locale.Tag) layout.Published {
	settings := r.b.q.settings.Get(r.c, none)
	return published(&settings, r.b.q.frame.Get(r.c, t).Copy)
}

func (r reader) Title(key string, t locale.Tag) layout.Text {
	if key == "" {
		return layout.Text{}
	}
	r.page(key)
	return r.b.q.title.Get(r.c, variantKey{key, t})
}

func (r reader) Description(key string, t locale.Tag) layout.Text {
	if key == "" {
		return layout.Text{}
	}
	r.page(key)
	d, _ := r.b.inherited(r.c, variantKey{key, t}, "description")
	return d
}

func (r reader) Param(key string, t locale.Tag, p string) (any, locale.Tag, bool) {
	if key == "" {
		return nil, "", false
	}
	r.page(key)
	v := r.b.q.variant.Get(r.c, variantKey{key, t})
	for i, f := range v.Chain {
		if m, ok := r.b.q.meta.Try(r.c, f); ok {
			if val, ok := m.Lookup(p); ok && !r.b.withdrawn(r.c, variantKey{key, t}, f, p) {
				if group, isGroup := val.(map[string]any); isGroup {
					for name := range group {
						if r.b.withdrawn(r.c, variantKey{key, t}, f, p+"."+name) {
							delete(group, name) // the map is this reader's own
						}
					}
					val = r.inheritGroup(v, i+1, p, group)
				}
				return val, v.ChainL[i], true
			}
		}
	}
	return nil, "", false
}

// inheritGroup fills a nested table with the keys that it leaves out, from further down the chain.
func (r reader) inheritGroup(v variant, from int, p string, group map[string]any) map[string]any {
	out := make(map[string]any, len(group))
	for k, val := range group {
		out[k] = val
	}
	for _, f := range v.Chain[from:] {
		m, ok := r.b.q.meta.Try(r.c, f)
		if !ok {
			continue
		}
		val, _ := m.Lookup(p)
		more, _ := val.(map[string]any)
		for k, val := range more {
			if _, has := out[k]; !has {
				out[k] = val
			}
		}
	}
	return out
}

func (r reader) Body(key string, t locale.Tag) string {
	if key == "" {
		return ""
	}
	return r.body(key, t).HTML
}

func (r reader) Freshness(key string, t locale.Tag) layout.Freshness {
	if key == "" {
		return layout.Freshness{}
	}
	return r.body(key, t).Freshness
}

func (r reader) Headings(key string, t locale.Tag) []layout.Heading {
	if key == "" {
		return nil
	}
	return r.body(key, t).Headings
}

func (r reader) Message(t locale.Tag, id string, count any, fields map[string]any) (string, locale.Tag, error) {
	m := r.b.q.message.Get(r.c, messageKey{t, id})
	if m.ID == "" {
		return "", "", &layout.Problem{Code: "message-missing", Message: fmt.Sprintf("there is no message %q", id)}
	}
	markup := func(v any) (string, bool) {
		h, ok := v.(layout.Markup)
		return string(h), ok
	}
	format := func(m message) (string, error) {
		text, err := m.Format(m.From, count, fields, layout.Escape, markup)
		var form *catalog.MissingFormError
		if errors.As(err, &form) { // it was reported with the catalog
			err = nil
		}
		return text, err
	}
	text, err := format(m)
	if err != nil {
		// The catalog's own error says what is wrong with a translation that asks for more than its source does.
		for _, next := range r.b.messagesAfter(r.c, t, m) {
			if text, other := format(next); other == nil {
				return text, next.From, nil
			}
		}
		return "", "", &layout.Problem{Code: "message-arguments", Message: err.Error(), Hint: fmt.Sprintf(`fields are given as {{t %q "Name" value}}, a count as {{t %q 3}}`, id, id)}
	}
	return text, m.From, nil
}

// inAssets is the file that a layout or a page names: below assets/, with or without that folder's name.
func inAssets(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if strings.HasPrefix(name, "assets/") {
		return name
	}
	return "assets/" + name
}

func (r reader) assetFile(name string) (string, error) {
	if name == "" {
		return "", &layout.Problem{Code: "asset-missing", Message: "the name of a file below assets/ is empty here"}
	}
	file := inAssets(name)
	files := r.b.q.listing.Get(r.c, "assets/")
	if _, ok := slices.BinarySearch(files, file); ok {
		return file, nil
	}
	if r.b.inHole(r.c, file) {
		r.c.Fail()
	}
	p := &layout.Problem{Code: "asset-missing", Message: fmt.Sprintf("there is no file %s", file)}
	if near := diag.Nearest(file, files); near != "" {
		p.Hint = "did you mean " + near + "?"
	}
	return "", p
}

func (r reader) Asset(name string) (layout.Asset, error) {
	file, err := r.assetFile(name)
	if err != nil {
		return layout.Asset{}, err
	}
	o := r.b.q.asset.Get(r.c, assetKey{File: file})
	return layout.Asset{URL: r.b.assetURL(r.c, o), Integrity: o.Integrity, Size: int(o.Size)}, nil
}

func (r reader) HasAsset(name string) bool { return r.b.isAsset(r.c, inAssets(name)) }

func (b *Builder) assetURL(c *query.Ctx, o Output) string {
	s := b.q.settings.Get(c, none)
	return s.BasePath() + site.Encode(o.Path)
}

func (r reader) Picture(name string, widths []int) (layout.Picture, error) {
	file, err := r.assetFile(name)
	if err != nil {
		return layout.Picture{}, err
	}
	return r.b.q.picture.Get(r.c, pictureKey{file, strings.Trim(fmt.Sprint(widths), "[]")}), nil
}

func (r reader) Policy() string { return r.b.q.policy.Get(r.c, none) }

func (r reader) AbsURL(p string) string {
	s := r.b.q.settings.Get(r.c, none)
	base := s.BaseURL
	if base == "" {
		base = "/"
	}
	if plain, err := url.PathUnescape(p); err == nil { // what asset, picture and .Permalink give is encoded already
		p = plain
	}
	folder := strings.HasSuffix(p, "/")
	p = path.Clean("/" + p)
	if folder && p != "/" {
		p += "/"
	}
	if root, err := url.PathUnescape(s.BasePath()); err == nil && strings.HasPrefix(p, root) { // and begins with the site's root
		p = "/" + strings.TrimPrefix(p, root)
	}
	return base + site.Encode(strings.TrimPrefix(p, "/"))
}

// partialKey names one rendering of a partial. Scope says which of Key and Locale it may know.
type partialKey struct {
	Name   string
	Locale locale.Tag
	Key    string
	Scope  layout.Scope
	Dot    string // "" for the page itself, else kind and text of a scalar
}

// partialText is what a partial rendered, or the scope that it would need.
type partialText struct {
	HTML    string
	Needs   layout.Scope
	Guessed bool // see guess
}

// Partial tries a partial with what all pages of the edition share, then with what all editions of the
// page share, then with both, so that its text is made as few times as it differs.
func (r reader) Partial(render *layout.Render, name string, dot any) (string, error) {
	k := partialKey{Name: name}
	key, loc := render.Key, render.Locale
	if pk, pl, keyScope, localeScope, isPage := layout.PageArgument(dot); isPage {
		if keyScope != layout.OfPage || localeScope != layout.OfEdition {
			return r.inline(render, name, dot) // another page than the one being rendered
		}
		key, loc = pk, pl
	} else if k.Dot, isPage = scalar(dot); !isPage {
		return r.inline(render, name, dot)
	}
	attempts := []layout.Scope{layout.OfEdition, layout.OfPage, layout.OfVariant}
	needs := layout.Scope(0)
	for _, s := range attempts {
		if render.Scope&s != s || s&needs != needs {
			continue
		}
		k.Scope, k.Key, k.Locale = s, "", ""
		if s&layout.OfPage != 0 {
			k.Key = key
		}
		if s&layout.OfEdition != 0 {
			k.Locale = loc
		}
		text := r.b.q.partial.Get(r.c, k)
		if text.Needs == 0 {
			r.guess.made = r.guess.made || text.Guessed
			return text.HTML, nil
		}
		needs |= text.Needs &^ s
	}
	return "", &layout.NeedsMore{Scope: render.Scope | needs}
}

// scalar gives a text, number or truth value a form in which it can be part of a question.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return "s" + v, true
	case layout.Markup:
		return "h" + string(v), true
	case int:
		return fmt.Sprintf("i%d", v), true
	case bool:
		return fmt.Sprintf("b%t", v), true
	}
	return "", false
}

func unscalar(s string) any {
	switch s[0] {
	case 'h':
		return layout.Markup(s[1:])
	case 'i':
		n := 0
		fmt.Sscan(s[1:], &n)
		return n
	case 'b':
		return s == "btrue"
	}
	return s[1:]
}

// inline renders a partial as a part of whatever asks for it, without remembering it apart.
func (r reader) inline(render *layout.Render, name string, dot any) (string, error) {
	l := r.b.q.layout.Get(r.c, layout.PartialPath(name))
	inner := *render
	inner.Depth++
	if _, _, _, _, isPage := layout.PageArgument(dot); isPage {
		dot = layout.Rebind(dot, &inner)
	}
	text, problem, more := l.Execute(&inner, dot)
	switch {
	case more != nil:
		return "", more
	case problem != nil:
		r.c.Fail(*problem)
	}
	return string(text), nil
}

func (b *Builder) renderPartial(c *query.Ctx, k partialKey) partialText {
	l := b.q.layout.Get(c, layout.PartialPath(k.Name))
	answers := b.reader(c)
	r := &layout.Render{Site: answers, Scope: k.Scope, Key: k.Key, Locale: k.Locale}
	var dot any = r.Dot()
	if k.Dot != "" {
		dot = unscalar(k.Dot)
	}
	text, problem, more := l.Execute(r, dot)
	switch {
	case more != nil:
		return partialText{Needs: more.Scope}
	case problem != nil:
		c.Fail(*problem)
	}
	html := string(text)
	layout.Recycle(text)
	return partialText{HTML: html, Guessed: answers.guess.made}
}
