package site

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
)

// claim is one source's wish to have an output file. Exactly one of key, redirect and resource names
// what is wanted; none for an output that is Vernacular's own.
type claim struct {
	e        *Edition
	output   string
	key      string // of a page
	redirect string // its output
	resource string // its file
	source   string // whose wish it is, in words
	pos      diag.Pos

	path string // the output folded
	next int    // the next claim to the same path, counted from 1
}

// claims are all wishes, by what some file system takes for one path.
type claims struct {
	all     []claim
	files   map[string]int  // the newest claim to a path, counted from 1
	folders map[string]bool // what the files lie in
}

func (c *claims) add(n claim) {
	if c.files == nil {
		c.files, c.folders = map[string]int{}, map[string]bool{}
	}
	n.path = fold(n.output)
	n.next = c.files[n.path]
	c.all = append(c.all, n)
	c.files[n.path] = len(c.all)
	for dir := path.Dir(n.path); dir != "." && !c.folders[dir]; dir = path.Dir(dir) {
		c.folders[dir] = true
	}
}

// to returns all claims to a path.
func (c *claims) to(path string) []claim {
	var out []claim
	for i := c.files[path]; i > 0; i = c.all[i-1].next {
		out = append(out, c.all[i-1])
	}
	return out
}

// free reports whether a file could stand there: nothing is there, no folder either, and no file where one
// of its folders would have to be.
func (c *claims) free(output string) bool {
	f := fold(output)
	if c.files[f] > 0 || c.folders[f] {
		return false
	}
	for dir := path.Dir(f); dir != "."; dir = path.Dir(dir) {
		if c.files[dir] > 0 {
			return false
		}
	}
	return true
}

// reserve claims what is Vernacular's own.
func (p *planner) reserve() {
	for _, e := range p.site.Editions {
		p.claims.add(claim{output: strings.TrimPrefix(e.Prefix+"404.html", "/"), source: "the not-found page of " + string(e.Locale)})
	}
	for _, r := range p.in.Reserved {
		p.claims.add(claim{output: r, source: "Vernacular's own " + r})
	}
}

// collide takes out everything that wants a file which something else wants too, and what wants a place
// that is kept for Vernacular itself. It looks at the claims from first on, and at those before that they meet.
func (p *planner) collide(first int) {
	c := &p.claims
	inside := map[string][]claim{} // by a file that is a folder to others
	for i, n := range c.all {
		if dir := reserved(n.path); dir != "" && i >= first {
			p.drop(n)
			p.ds = append(p.ds, badAddress(n.pos, "address", "/"+n.output, "/"+dir+" is kept for Vernacular's own files"))
		}
		if i >= first && c.files[n.path] == i+1 && n.next > 0 {
			same := c.to(n.path)
			p.clash(same, "want", "one address, "+spellings(same))
		}
		for dir := path.Dir(n.path); dir != "."; dir = path.Dir(dir) {
			if f := c.files[dir]; f > first || f > 0 && i >= first {
				inside[dir] = append(inside[dir], n)
			}
		}
	}
	for file, others := range inside {
		all := append(c.to(file), others...)
		p.clash(all, "cannot all be published:", "/"+all[0].output+" would be a file and a folder")
	}
	for _, e := range p.site.Editions {
		e.Redirects = slices.DeleteFunc(e.Redirects, func(r Redirect) bool { return e.Variants[r.Key] == nil })
	}
}

// spellings lists the addresses of claims that come to the same.
func spellings(same []claim) string {
	var all []string
	for _, n := range same {
		all = append(all, strings.TrimSuffix("/"+n.output, "index.html"))
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 1 {
		return all[0]
	}
	return strings.Join(all, " or ") + ", which some systems take for the same"
}

// clash reports all parties to a dispute, each at its own place, and gives none of them what it wants.
func (p *planner) clash(parties []claim, verb, what string) {
	slices.SortFunc(parties, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.source, b.source), diag.Compare(diag.Diagnostic{Pos: a.pos}, diag.Diagnostic{Pos: b.pos}))
	})
	var names []string
	for _, n := range parties {
		names = append(names, n.source)
	}
	names = slices.Compact(names)
	const most = 20
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", more))
	}
	list := strings.Join(names, " and ")
	for _, n := range parties {
		p.drop(n)
		if n.pos.File != "" {
			p.ds = append(p.ds, diag.Errorf("same-address", n.pos, "%s %s %s; none of them is published", list, verb, what).
				WithHint("give one of them another permalink"))
		}
	}
}

// drop takes what a claim is for out of the site.
func (p *planner) drop(n claim) {
	switch {
	case n.key != "":
		delete(n.e.Variants, n.key)
	case n.redirect != "":
		n.e.Redirects = slices.DeleteFunc(n.e.Redirects, func(r Redirect) bool { return r.Output == n.redirect })
	case n.resource != "":
		n.e.Resources = slices.DeleteFunc(n.e.Resources, func(r Resource) bool { return r.File == n.resource })
	}
}
