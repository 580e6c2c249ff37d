package site

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Input holds what Plan works from. Heads and Resources are by locale; their order makes no difference.
type Input struct {
	Settings  Settings
	Locales   []Locale
	Heads     map[locale.Tag][]Head
	Resources map[locale.Tag][]string
	Reserved  []string // outputs that are not pages, such as sitemap.xml
}

// Plan lays out the site. Problems name every source involved; what they concern is left out of the
// site.
//
// Errors: same-page, fallback-loop, same-address, bad-address. Warnings: alias-of-itself, alias-prefix.
func Plan(in Input) (*Site, []diag.Diagnostic) {
	locales := slices.SortedFunc(slices.Values(in.Locales), func(a, b Locale) int { return cmp.Compare(a.Tag, b.Tag) })
	p := &planner{
		in:     in,
		site:   &Site{Settings: in.Settings, Locales: locales, editions: map[locale.Tag]*Edition{}},
		heads:  map[locale.Tag]map[string]*Head{},
		chains: map[locale.Tag][]locale.Tag{},
	}
	p.pair()
	p.unread()
	p.loops()
	p.editions()
	p.route()
	p.copies()
	p.reserve()
	p.collide(0)
	p.publishTexts()
	p.lend()
	p.inheritAliases()
	p.index()
	return p.site, diag.Sorted(p.ds)
}

type planner struct {
	in        Input
	site      *Site
	heads     map[locale.Tag]map[string]*Head // by locale and page key
	chains    map[locale.Tag][]locale.Tag
	keys      []string                  // of all pages, drafts included, sorted
	fallbacks map[locale.Tag][]*Variant // the fallbacks that an edition would like to show, by key
	claims    claims
	ds        []diag.Diagnostic
}

func (p *planner) chain(t locale.Tag) []locale.Tag {
	chain, ok := p.chains[t]
	if !ok {
		chain, _ = p.in.Settings.Chain(t)
		p.chains[t] = chain
	}
	return chain
}

// pair finds which files are the same page in several locales.
func (p *planner) pair() {
	for _, l := range p.site.Locales {
		heads := slices.SortedFunc(slices.Values(p.in.Heads[l.Tag]), func(a, b Head) int { return cmp.Compare(a.File, b.File) })
		byKey := make(map[string]*Head, len(heads))
		twice := map[string][]*Head{}
		for i := range heads {
			h := &heads[i]
			h.Key = norm.NFC.String(h.Key)
			if h.Unread {
				continue
			}
			if first := byKey[h.Key]; first == nil {
				byKey[h.Key] = h
			} else if same := twice[h.Key]; same == nil {
				twice[h.Key] = []*Head{first, h}
			} else {
				twice[h.Key] = append(same, h)
			}
		}
		for key, same := range twice {
			names := make([]string, len(same))
			for i, h := range same {
				h.Broken = true
				names[i] = h.File
			}
			for _, f := range names {
				p.ds = append(p.ds, diag.Errorf("same-page", diag.At(f, 0, 0), "these are one page, %q, in one locale: %s", key, strings.Join(names, ", ")).
					WithHint("keep one of them, or give the other another name or translation_key"))
			}
		}
		p.heads[l.Tag] = byKey
		for i := range heads {
			h := &heads[i]
			p.site.Files = append(p.site.Files, PageFile{File: h.File, Locale: l.Tag, Key: h.Key, Broken: h.Broken || h.Unread, Unread: h.Unread})
		}
	}
	for i := range p.site.Files {
		f := &p.site.Files[i]
		f.Draft = p.draft(f.Key, p.chain(f.Locale))
	}
	slices.SortFunc(p.site.Files, func(a, b PageFile) int { return cmp.Compare(a.File, b.File) })
}

// unread finds the locales whose pages are not all known. What depends on one that nobody has read is not laid out: it
// is in the site neither with the page nor without it.
func (p *planner) unread() {
	s := p.site
	s.certain = map[place]bool{}
	for _, l := range s.Locales {
		if !l.Unread && !slices.ContainsFunc(p.in.Heads[l.Tag], func(h Head) bool { return h.Unread }) {
			continue
		}
		s.Unread = append(s.Unread, l.Tag)
		for key := range p.heads[l.Tag] {
			s.certain[place{l.Tag, key}] = true
		}
	}
}

// guessed reports whether a page of an edition may be another one than it seems: a locale of the fallback chain has pages
// that cannot be read, one of which may be this page, with an address or a text of its own.
func (p *planner) guessed(e *Edition, key string) bool {
	return len(p.site.Unread) > 0 && slices.ContainsFunc(e.Chain, func(t locale.Tag) bool {
		return slices.Contains(p.site.Unread, t) && !p.site.certain[place{t, key}]
	})
}

// draft follows a fallback chain to the first file that says whether the page is a draft.
func (p *planner) draft(key string, chain []locale.Tag) bool {
	for _, t := range chain {
		if h := p.heads[t][key]; h != nil && h.Draft != nil {
			return *h.Draft
		}
	}
	return false
}

// loops reports the fallbacks that lead round in a circle, each at its own place.
func (p *planner) loops() {
	for _, t := range slices.Sorted(maps.Keys(p.in.Settings.Locales)) {
		if loop := p.in.Settings.loop(t); loop != nil && t != p.in.Settings.Source {
			p.ds = append(p.ds, diag.Errorf("fallback-loop", p.in.Settings.Locales[t].FallbackPos, "the fallbacks go round in a loop: %s", joinTags(loop, " → ")).
				WithHint("take one of these fallbacks out"))
		}
	}
}

// editions decides which locales are published and what each one shows for each page.
func (p *planner) editions() {
	own := map[locale.Tag]bool{}
	for _, f := range p.site.Files {
		own[f.Locale] = own[f.Locale] || !f.Draft && !f.Unread
	}
	keys := make(map[string]bool, len(p.heads[p.in.Settings.Source]))
	byPrefix := map[string][]*Edition{}
	for _, l := range p.site.Locales {
		for k := range p.heads[l.Tag] {
			keys[k] = true
		}
		if own[l.Tag] {
			e := &Edition{Locale: l.Tag, Prefix: p.in.Settings.Prefix(l.Tag), Chain: p.chain(l.Tag)}
			p.site.Editions = append(p.site.Editions, e)
			byPrefix[fold(e.Prefix)] = append(byPrefix[fold(e.Prefix)], e)
		}
	}
	for _, same := range byPrefix {
		if len(same) > 1 {
			p.samePrefix(same)
		}
	}
	p.fallbacks = map[locale.Tag][]*Variant{}
	p.keys = slices.Sorted(maps.Keys(keys))
	for _, e := range p.site.Editions {
		p.site.editions[e.Locale] = e
		e.Variants = make(map[string]*Variant, len(p.keys))
		for _, key := range p.keys {
			if p.guessed(e, key) {
				continue
			}
			switch v := p.variant(e, key); {
			case v == nil:
			case v.Fallback():
				p.fallbacks[e.Locale] = append(p.fallbacks[e.Locale], v)
			default:
				e.Variants[key] = v
			}
		}
	}
}

// variant returns what an edition shows for a page: the text of the first locale of its chain that has one. It returns
// nil when there is none, or when that one has an error.
func (p *planner) variant(e *Edition, key string) *Variant {
	for _, t := range e.Chain {
		h := p.heads[t][key]
		switch {
		case h == nil || h.Thin || p.draft(key, p.chain(t)):
		case h.Broken: // it is not known what it is until it can be read
			return nil
		default:
			return &Variant{Key: key, Locale: e.Locale, Text: t, File: h.File}
		}
	}
	return nil
}

// samePrefix refuses the editions that would stand at one address.
func (p *planner) samePrefix(same []*Edition) {
	names := make([]string, len(same))
	for i, e := range same {
		names[i] = string(e.Locale)
	}
	for _, e := range same {
		if pos := p.in.Settings.Locales[e.Locale].URLPos; pos.File != "" {
			p.ds = append(p.ds, diag.Errorf("same-address", pos, "the editions %s want one address, %s; none of them is published", strings.Join(names, " and "), e.Prefix).
				WithHint("give one of them another url"))
		}
	}
	p.site.Editions = slices.DeleteFunc(p.site.Editions, func(e *Edition) bool { return slices.Contains(same, e) })
}

// route returns every variant, redirect and resource its address.
func (p *planner) route() {
	for _, e := range p.site.Editions {
		for _, key := range p.keys {
			v := e.Variants[key]
			if v == nil {
				continue
			}
			pos, bad := p.address(e, v)
			if bad != nil {
				p.ds = append(p.ds, *bad)
				delete(e.Variants, key)
				continue
			}
			p.claims.add(claim{e: e, output: v.Output, key: key, source: v.File, pos: pos})
			p.aliases(e, v)
		}
		for _, f := range slices.Sorted(slices.Values(p.in.Resources[e.Locale])) {
			rest := below(f)
			inside, known := strings.CutPrefix(rest, WellKnown+"/")
			if bad := badNames(inside); bad != "" {
				p.ds = append(p.ds, badAddress(diag.At(f, 0, 0), "file name", rest, bad))
				continue
			}
			prefix := e.Prefix
			if known { // other programs look for it at the root alone
				if prefix = "/"; e.Locale != p.in.Settings.Source {
					continue
				}
			}
			r := Resource{File: f, Permalink: prefix + rest, Output: strings.TrimPrefix(prefix+rest, "/"), Locale: e.Locale}
			e.Resources = append(e.Resources, r)
			p.claims.add(claim{e: e, output: r.Output, resource: f, source: f, pos: diag.At(f, 0, 0)})
		}
	}
}

// copies gives the editions that have an offline copy its address.
func (p *planner) copies() {
	for _, e := range p.site.Editions {
		pages := len(e.Variants) + len(p.fallbacks[e.Locale])
		on := pages <= MaxCopied
		if set := p.in.Settings.OfflineZip; set != nil {
			on = *set
		}
		if !on || pages == 0 {
			continue
		}
		// By the tag and not by the address of the edition: another one may have its address at another time.
		e.Copy = "/" + strings.ToLower(string(e.Locale)) + ".zip"
		p.claims.add(claim{output: strings.TrimPrefix(e.Copy, "/"), source: "the offline copy of " + string(e.Locale)})
	}
}

// publishTexts gives the files of the pages in Markdown their addresses beside the pages.
func (p *planner) publishTexts() {
	first := len(p.claims.all)
	for _, e := range p.site.Editions {
		for _, key := range p.keys {
			v := e.Variants[key]
			if v == nil {
				continue
			}
			if v.TextFile = textAddress(v); v.TextFile != "" {
				p.claims.add(claim{e: e, output: strings.TrimPrefix(v.TextFile, "/"), key: key, source: v.File, pos: diag.At(v.File, 0, 0)})
			}
			if p.exchanged(key) {
				v.Exchange = v.beside()
				for _, ending := range ExchangeEndings {
					p.claims.add(claim{e: e, output: strings.TrimPrefix(v.Exchange+ending, "/"), key: key, source: v.File, pos: diag.At(v.File, 0, 0)})
				}
			}
		}
	}
	p.collide(first)
}

// ExchangeEndings are the endings of the files for translation tools.
var ExchangeEndings = []string{".po", ".xlf"}

// exchanged reports whether a page is published for translation tools: there is a source to translate it from.
func (p *planner) exchanged(key string) bool {
	source := p.site.editions[p.in.Settings.Source]
	return p.in.Settings.Contribute.Files && source != nil && source.Variants[key] != nil && !source.Variants[key].Fallback()
}

// address works out where a variant stands: at the permalink of the nearest file in the edition's chain
// that has one, else where the key says. pos is the place in the variant's own file to speak of.
func (p *planner) address(e *Edition, v *Variant) (pos diag.Pos, bad *diag.Diagnostic) {
	pos = diag.At(v.File, 0, 0)
	at := pos
	key, what, written := v.Key, "file name", path.Base(v.File)
	switch own := p.heads[e.Locale][v.Key]; {
	case own != nil && own.Joined:
		key = KeyOf(own.File)
	case KeyOf(v.File) != v.Key:
		what, written = "translation_key", v.Key
	}
	inside := DefaultPath(key)
	reason := ""
	if strings.Contains(inside, "%") {
		reason = "it holds a % sign"
	}
	for _, t := range e.Chain {
		if h := p.heads[t][v.Key]; h != nil && h.Permalink != "" {
			inside, what, written, reason = h.Permalink, "permalink", h.Permalink, ""
			at = h.PermalinkPos
			if t == v.Locale {
				pos = at
			}
			break
		}
	}
	clean := ""
	if reason == "" {
		clean, reason = cleanPath(inside)
	}
	v.Permalink = e.Prefix + strings.TrimPrefix(clean, "/")
	v.Output = outputOf(v.Permalink)
	if reason != "" {
		d := badAddress(at, what, written, reason)
		return pos, &d
	}
	return pos, nil
}

func badAddress(pos diag.Pos, what, text, reason string) diag.Diagnostic {
	if letters := []rune(text); len(letters) > 80 {
		text = string(letters[:80]) + "…"
	}
	d := diag.Errorf("bad-address", pos, "the %s %s cannot be published: %s", what, quote(text), reason)
	if what == "file name" {
		return d.WithHint("rename the file")
	}
	return d.WithHint("write a path inside the edition, such as /about/")
}

// lend adds the pages that show another locale's text. They come last: one whose text is not published
// itself, or in whose place stands something that the edition's own files asked for, is left out. Of two
// fallbacks in one place the one from the nearer locale is shown.
func (p *planner) lend() {
	for _, e := range p.site.Editions {
		fallbacks := p.fallbacks[e.Locale]
		slices.SortStableFunc(fallbacks, func(a, b *Variant) int {
			return cmp.Compare(slices.Index(e.Chain, a.Text), slices.Index(e.Chain, b.Text))
		})
		for _, v := range fallbacks {
			source := p.site.editions[v.Text]
			if source == nil || source.Variants[v.Key] == nil || source.Variants[v.Key].Fallback() {
				continue
			}
			if _, bad := p.address(e, v); bad != nil || reserved(v.Output) != "" || !p.claims.free(v.Output) {
				continue
			}
			p.claims.add(claim{e: e, output: v.Output, key: v.Key})
			e.Variants[v.Key] = v
			at := strings.TrimPrefix(v.beside(), "/")
			if p.exchanged(v.Key) && p.claims.free(at+ExchangeEndings[0]) && p.claims.free(at+ExchangeEndings[1]) {
				v.Exchange = v.beside()
				for _, ending := range ExchangeEndings {
					p.claims.add(claim{e: e, output: at + ending, key: v.Key})
				}
			}
		}
	}
}

// index builds what Find, FindResource and At look up.
func (p *planner) index() {
	s := p.site
	n := 0
	for _, e := range s.Editions {
		n += len(e.Variants) + len(e.Resources) + len(e.Redirects)
	}
	s.keys, s.resources, s.addresses = make(map[place]string, len(s.Files)), map[place]Resource{}, make(map[string]Address, n)
	for _, f := range s.Files {
		s.keys[place{f.Locale, KeyOf(f.File)}] = f.Key
	}
	for _, e := range s.Editions {
		for _, r := range e.Redirects {
			s.addresses[r.Permalink] = Address{Locale: e.Locale, Key: r.Key}
		}
	}
	for _, e := range s.Editions {
		for _, v := range e.Variants {
			s.addresses[v.Permalink] = Address{Locale: e.Locale, Key: v.Key}
		}
		for _, r := range e.Resources {
			s.resources[place{r.Locale, below(r.File)}] = r
			s.addresses[r.Permalink] = Address{Locale: e.Locale, Resource: below(r.File)}
		}
	}
	for _, key := range p.keys {
		if slices.ContainsFunc(s.Editions, func(e *Edition) bool { return e.Variants[key] != nil }) {
			s.Keys = append(s.Keys, key)
		}
	}
}
