package site

import (
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"vernacular/internal/diag"
)

// pictureHost takes an entry of [pictures] allow: the name of a server whose pictures pages may show, or *. and the
// name of a domain.
func (r *settingsReader) pictureHost(value string, pos diag.Pos) {
	host := strings.ToLower(strings.TrimSpace(value))
	bare, wild := strings.CutPrefix(host, "*.")
	reason, hint := "", `write the name alone, as in allow = ["images.example.org"]`
	if i := strings.Index(bare, "://"); i >= 0 {
		bare = bare[i+3:]
	}
	name := bare
	if i := strings.IndexAny(name, "/:?#@"); i >= 0 {
		name = name[:i]
	}
	ascii, err := idna.Lookup.ToASCII(name)
	_, notIP := netip.ParseAddr(name)
	switch {
	case host == "" || host == "*":
		reason = "it would allow every server"
		hint = `name the servers: allow = ["images.example.org"]`
	case err != nil || name == "" || notIP == nil || strings.HasSuffix(name, "."):
		reason = "it is not the name of a server"
	case wild && !strings.Contains(ascii, "."):
		reason = "it would allow every server whose name ends in ." + ascii
		hint = `name the domain: allow = ["*.example.` + ascii + `"]`
	case bare != host && !wild || name != bare:
		reason = "it holds more than the name of a server"
		hint = "write " + ascii
	}
	if reason != "" {
		r.fail("settings-value", pos, hint, "%q cannot stand in pictures.allow: %s", value, reason)
		return
	}
	if wild {
		ascii = "*." + ascii
	}
	if slices.Contains(r.s.Pictures, ascii) {
		r.ds = append(r.ds, diag.Warnf("setting-unused", pos, "%s is allowed twice", ascii).WithHint("take one of the two out"))
		return
	}
	r.s.Pictures = append(r.s.Pictures, ascii)
	r.pictures = append(r.pictures, pos)
}

// AllowsPicture reports whether pages may show pictures from a server, whose name may be written in any letters.
func (s *Settings) AllowsPicture(host string) bool {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(strings.ToLower(host), ":443"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(s.Pictures, func(allowed string) bool {
		if domain, wild := strings.CutPrefix(allowed, "*"); wild {
			return strings.HasSuffix(ascii, domain) && len(ascii) > len(domain)
		}
		return ascii == allowed
	})
}

// Policy is the Content-Security-Policy of a page that loads styles and pictures from the site itself, pictures from
// the servers that the settings allow, and nothing else.
func (s *Settings) Policy() string {
	img := "'self'"
	for _, host := range s.Pictures {
		img += " https://" + host
	}
	return "default-src 'none'; style-src 'self'; img-src " + img + "; base-uri 'none'; form-action 'none'"
}

// blockedPictures warns of servers that [pictures] allows while the Content-Security-Policy in [headers] does not.
func (r *settingsReader) blockedPictures() {
	policy := r.s.Headers["Content-Security-Policy"]
	if policy == "" {
		return
	}
	var sources []string
	found := ""
	for directive := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(strings.ToLower(directive))
		if len(words) > 0 && (words[0] == "img-src" || words[0] == "default-src" && found == "") {
			found, sources = words[0], words[1:]
		}
	}
	if found == "" {
		return
	}
	for i, host := range r.s.Pictures {
		fits := func(source string) bool {
			source = strings.TrimSuffix(strings.TrimPrefix(source, "https://"), "/")
			return source == "*" || source == "https:" || source == host || strings.HasPrefix(source, "*.") && strings.HasSuffix(host, source[1:])
		}
		if !slices.ContainsFunc(sources, fits) {
			r.ds = append(r.ds, diag.Warnf("pictures-blocked", r.pictures[i], "the Content-Security-Policy in [headers] keeps browsers from showing pictures from %s", host).
				WithHint("add https://%s to its img-src", host))
		}
	}
}
