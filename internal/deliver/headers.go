package deliver

import (
	"fmt"
	"html"
	"maps"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/host"
	"vernacular/internal/publish"
)

// Header is what a file is to be sent with.
type Header struct {
	Type     string            // Content-Type
	Language string            // Content-Language: the edition; "" for what editions share
	Cache    string            // Cache-Control
	Redirect string            // where an old address leads, if the server is to say so itself; "" for all other files
	Others   map[string]string // further headers that the settings ask for, by name
}

func (h Header) equal(o Header) bool {
	return h.Type == o.Type && h.Language == o.Language && h.Cache == o.Cache && h.Redirect == o.Redirect && maps.Equal(h.Others, o.Others)
}

// Cache-Control of files of which the settings do not say anything. A page keeps its address when its bytes change, so each
// copy of it is to be compared with the server's before it is shown; the name of an asset changes with its bytes.
const (
	cachePage  = "no-cache"
	cacheAsset = host.Immutable
)

// fingerprinted are the names of assets that hold a digest of their bytes.
var fingerprinted = regexp.MustCompile(`^assets/.*\.[0-9a-f]{16}\.[^./]+$`)

// rules are the headers of a site, as a build has written them to the file _headers: patterns of addresses, and below each
// the headers of the files that it fits. A later one counts more.
type rules struct {
	sum       string // digest of the file
	list      []rule
	redirects bool // old addresses are answered by the server
}

type rule struct {
	pattern     string // of a path below the site's address; * stands for anything
	name, value string // the name as textproto writes it
}

// parseRules reads the file _headers. Its patterns begin with the path of the site's address.
func parseRules(text []byte, baseURL string) rules {
	base := "/"
	if u, err := url.Parse(baseURL); err == nil && u.Path != "" {
		base = strings.TrimSuffix(u.Path, "/") + "/"
	}
	r := rules{sum: hashOf(text)}
	pattern := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			pattern = "/" + strings.TrimPrefix(line, base)
			continue
		}
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && pattern != "" {
			r.list = append(r.list, rule{pattern[1:], textproto.CanonicalMIMEHeaderKey(name), strings.TrimSpace(value)})
		}
	}
	return r
}

// id tells two sets of rules apart. It begins with the version of [rules.of].
func (r rules) id() string { return fmt.Sprintf("1 %s %t", r.sum, r.redirects) }

// fits reports whether a pattern stands for a path.
func fits(pattern, path string) bool {
	before, after, any := strings.Cut(pattern, "*")
	if !any {
		return pattern == path
	}
	rest, ok := strings.CutPrefix(path, before)
	return ok && strings.HasSuffix(rest, after)
}

// of returns the headers of a file. Its bytes are looked at for where an old address leads; nil for any other.
func (r rules) of(e publish.Entry, data []byte) Header {
	h := Header{Type: host.ContentType(e.Path), Language: e.Locale, Cache: cachePage}
	if forServer(e.Path) {
		h.Type = "text/plain; charset=utf-8"
	}
	if fingerprinted.MatchString(e.Path) {
		h.Cache = cacheAsset
	}
	for _, rule := range r.list {
		if !fits(rule.pattern, e.Path) {
			continue
		}
		switch rule.name {
		case "Content-Type":
			h.Type = rule.value
		case "Content-Language":
			h.Language = rule.value
		case "Cache-Control":
			h.Cache = rule.value
		default:
			if h.Others == nil {
				h.Others = map[string]string{}
			}
			h.Others[rule.name] = rule.value
		}
	}
	if r.redirects && mayRedirect(e) {
		h.Redirect = redirectOf(data)
	}
	return h
}

// mayRedirect reports whether a file may be the page of an old address, which its bytes then tell.
func mayRedirect(e publish.Entry) bool {
	return e.Fingerprint == "" && strings.HasSuffix(e.Path, ".html")
}

// redirects are the lines by which a build's page of an old address sends its reader on.
var redirects = regexp.MustCompile(`(?m)^<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url=([^"]+)">$`)

func redirectOf(data []byte) string {
	m := redirects.FindSubmatch(data)
	if m == nil {
		return ""
	}
	return html.UnescapeString(string(m[1]))
}

// unsendable returns the names of the headers that an object store keeps for no file, sorted.
func (r rules) unsendable() (names []string) {
	for _, rule := range r.list {
		switch rule.name {
		case "Content-Type", "Content-Language", "Cache-Control", "Content-Disposition":
		default:
			names = append(names, rule.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
