package site

import (
	"strings"

	"vernacular/internal/diag"
)

// alias is an old address that a page's file asks for.
type alias struct {
	written string
	path    string // inside the edition, clean
	pos     diag.Pos
}

// aliases makes the redirects that a page's own file asks for. Those that repeat the edition's prefix wait until all other
// addresses are known, see [planner.repeating].
func (p *planner) aliases(e *Edition, v *Variant) {
	h := p.heads[e.Locale][v.Key]
	seen := map[string]bool{fold(v.Output): true}
	for _, a := range p.clean(h, true) {
		if _, ok := repeated(e, a.path); ok {
			continue
		}
		r := redirect(e, v.Key, h.File, a.path)
		if seen[fold(r.Output)] {
			what := "is the page's own address"
			if r.Output != v.Output {
				what = "is there already"
			}
			p.ds = append(p.ds, diag.Warnf("alias-of-itself", a.pos, "the alias %s %s", quote(a.written), what).WithHint("take it out"))
			continue
		}
		seen[fold(r.Output)] = true
		e.Redirects = append(e.Redirects, r)
		p.claims.add(claim{e: e, output: r.Output, redirect: r.Output, source: "an alias in " + h.File, pos: a.pos})
	}
}

// clean returns the aliases of a file that can be published; tell says of the others why they cannot.
func (p *planner) clean(h *Head, tell bool) (out []alias) {
	for i, written := range h.Aliases {
		pos := diag.At(h.File, 0, 0)
		if i < len(h.AliasPos) {
			pos = h.AliasPos[i]
		}
		path, reason := cleanPath(written)
		switch {
		case reason == "":
			out = append(out, alias{written, path, pos})
		case tell:
			p.ds = append(p.ds, badAddress(pos, "alias", written, reason))
		}
	}
	return out
}

func redirect(e *Edition, key, file, path string) Redirect {
	r := Redirect{Permalink: e.Prefix + strings.TrimPrefix(path, "/"), File: file, Locale: e.Locale, Key: key}
	r.Output = outputOf(r.Permalink)
	return r
}

// repeated returns the path without the edition's prefix, with which its author began it.
func repeated(e *Edition, path string) (inside string, ok bool) {
	n := len(e.Prefix)
	if n == 1 || len(path)+1 < n || !strings.EqualFold(strings.TrimSuffix(path, "/")+"/", e.Prefix) && (len(path) < n || !strings.EqualFold(path[:n], e.Prefix)) {
		return "", false
	}
	return "/" + path[min(n, len(path)):], true
}

// inheritAliases adds the redirects that give way to everything else: aliases that repeat the prefix of their edition,
// and those that a translation, or a fallback text, has from the nearest locale of its chain that gives the page any.
func (p *planner) inheritAliases() {
	for _, e := range p.site.Editions {
		for _, key := range p.keys {
			if e.Variants[key] == nil {
				continue
			}
			if h := p.heads[e.Locale][key]; h != nil && h.Aliases != nil {
				p.repeating(e, key, h)
				continue
			}
			p.inherit(e, key)
		}
	}
}

// inherit adds the redirects for the aliases of the nearest locale that gives a page any.
func (p *planner) inherit(e *Edition, key string) {
	for _, t := range e.Chain {
		h := p.heads[t][key]
		if h == nil || h.Aliases == nil {
			continue
		}
		for _, a := range p.clean(h, false) {
			// An address of another edition's past is none here, and one that is refused there is refused here.
			if !p.startsEdition(a.path) && reserved(outputOf(a.path)) == "" {
				p.yield(redirect(e, key, h.File, a.path))
			}
		}
		return
	}
}

// repeating understands the aliases that begin with the edition's prefix as whole addresses.
func (p *planner) repeating(e *Edition, key string, h *Head) {
	for _, a := range p.clean(h, false) {
		inside, ok := repeated(e, a.path)
		if !ok {
			continue
		}
		r := redirect(e, key, h.File, inside)
		said := "it is understood as " + quote(r.Permalink)
		if !p.yield(r) {
			said = "it is left out, since something else stands at " + quote(r.Permalink)
		}
		p.ds = append(p.ds, diag.Warnf("alias-prefix", a.pos, "the alias %s repeats the edition's own prefix; %s", quote(a.written), said).
			WithHint("write %s: the path inside the edition", quote(inside)))
	}
}

// startsEdition reports whether a path begins with the prefix of an edition below the root.
func (p *planner) startsEdition(path string) bool {
	for _, e := range p.site.Editions {
		if _, ok := repeated(e, path); ok {
			return true
		}
	}
	return false
}

// yield adds a redirect where nothing stands in its way, and reports whether it did.
func (p *planner) yield(r Redirect) bool {
	if reserved(fold(r.Output)) != "" || !p.claims.free(r.Output) {
		return false
	}
	e := p.site.editions[r.Locale]
	p.claims.add(claim{e: e, output: r.Output, redirect: r.Output})
	e.Redirects = append(e.Redirects, r)
	return true
}
