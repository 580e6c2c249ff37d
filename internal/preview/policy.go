package preview

import (
	"slices"
	"strings"
)

// directive is one part of a Content-Security-Policy: a name, and the sources that it allows.
type directive struct {
	name    string
	sources []string
}

// contentPolicy is a Content-Security-Policy. Of each name the first directive counts, as for a browser.
type contentPolicy []directive

// widen returns the header that says what a policy in a page says, and allows the script of the server, its
// connection and its style besides, all of them files of this server.
func widen(text string) string {
	p := parsePolicy(text)
	fallback := p.find("default-src")
	var rest []string
	if fallback != nil {
		rest = fallback.sources
	}
	for _, name := range []string{"script-src", "connect-src", "style-src"} {
		if p.find(name) == nil && fallback != nil {
			p = append(p, directive{name, rest})
		}
		p.find(name).allowSelf()
		p.find(name + "-elem").allowSelf()
	}
	return p.header()
}

// parsePolicy returns the directives of a policy that a page holds. Left out is what a browser ignores there
// (CSP 3, section 3.3), and the wish to be served by HTTPS, which the preview cannot fulfil.
func parsePolicy(text string) (p contentPolicy) {
	for part := range strings.SplitSeq(text, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		switch name := strings.ToLower(words[0]); name {
		case "frame-ancestors", "report-uri", "sandbox", "upgrade-insecure-requests":
		default:
			if p.find(name) == nil {
				p = append(p, directive{name, words[1:]})
			}
		}
	}
	return p
}

// find returns the directive of a name, or nil.
func (p contentPolicy) find(name string) *directive {
	for i := range p {
		if p[i].name == name {
			return &p[i]
		}
	}
	return nil
}

// allowSelf adds the files of the server itself to a directive, if there is one.
func (d *directive) allowSelf() {
	if d == nil || slices.Contains(d.sources, "'self'") || slices.Contains(d.sources, "*") {
		return
	}
	none := func(s string) bool { return strings.EqualFold(s, "'none'") }
	d.sources = append(slices.DeleteFunc(slices.Clone(d.sources), none), "'self'")
}

// header returns the policy as a header. A page's bytes go into it; what cannot be in a header cannot be in a
// policy either.
func (p contentPolicy) header() string {
	parts := make([]string, len(p))
	for i, d := range p {
		parts[i] = strings.Join(append([]string{d.name}, d.sources...), " ")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, strings.Join(parts, "; "))
}
