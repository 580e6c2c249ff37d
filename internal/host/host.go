// Package host turns what a site wants of its server into the files that hosts of static sites read: redirects of old
// addresses, a not-found page in the reader's language, headers, types, and for "/" alone the choice of a language.
//
// All hosts get the same from one table, a [Site]. What a host cannot do is said in its file. Nothing of it is needed: a site
// is whole without, and each of its old addresses is a page that sends its reader on.
//
// # The choice of a language
//
// Who asks for the root of the site gets it, or is sent (302) to the edition that their browser asks for, by RFC 4647 Lookup
// in the order of the weights, which are told apart by two digits ([Site.Choose]). Who comes from another page of the site,
// such as from its language menu, gets what they asked for (Sec-Fetch-Site, W3C Fetch Metadata); so does a crawler. A cookie
// named lang, which this package never sets, outranks what the browser asks for.
//
// The package reads and writes no file. Start with [Files]. The neighbour to read next is pipeline/hosts.go, which makes the
// table.
package host

import (
	"errors"
	"maps"
	"slices"
)

// Site is what all hosts are told. Addresses are paths as they are sent, percent-encoded, and begin with Base.
type Site struct {
	Base      string     // "/", or "/guide/" of a site below an address
	Headers   []Header   // to be sent with every file, by name
	Redirects []Redirect // of old addresses, by From
	Editions  []Edition  // the one at Base first, if there is one; then by their addresses
	Negotiate bool       // who asks for Base gets the edition in their language
}

// Header is a header of HTTP.
type Header struct{ Name, Value string }

// Redirect sends the readers of an old address to a page, for good.
type Redirect struct{ From, To string }

// Edition is a language of the site.
type Edition struct {
	Tag     string
	Address string   // of its root
	Ranges  []string // the language ranges that lead to it, in lower case; see locale.Ranges
}

// notFound is the address of the edition's not-found page.
func (e Edition) notFound() string { return e.Address + "404.html" }

// Folder is where the files of hosts are that a server's configuration includes. They are not to be served.
const Folder = "_hosts/"

// hosts are what is known of each host, by the names that settings use: how its files are written, and what they are called. Of
// those in choice there are none without the choice of a language.
var hosts = map[string]struct {
	write         func(*Site, map[string]string) error
	paths, choice []string
}{
	"apache":       {write: apache, paths: []string{".htaccess"}},
	"caddy":        {write: caddy, paths: []string{Folder + "caddy.conf"}},
	"cloudflare":   {write: cloudflare, paths: []string{"_redirects"}},
	"cloudfront":   {write: cloudfront, paths: []string{Folder + "cloudfront.js"}},
	"github-pages": {write: githubPages, paths: []string{".nojekyll"}},
	"netlify":      {write: netlify, paths: []string{"_redirects"}},
	"nginx":        {write: nginx, paths: []string{Folder + "nginx.conf"}, choice: []string{Folder + "nginx-http.conf"}},
}

// Names returns the names of the hosts, sorted.
func Names() []string { return slices.Sorted(maps.Keys(hosts)) }

// Paths returns the paths of the files that some hosts get, sorted; negotiate as in [Site].
func Paths(names []string, negotiate bool) (list []string) {
	for _, name := range names {
		list = append(list, hosts[name].paths...)
		if negotiate {
			list = append(list, hosts[name].choice...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Files returns the files for some hosts, which are those of [Names], by their paths. An error says which host cannot have what
// the site asks for, in words for whoever wrote the settings.
func Files(names []string, s Site) (map[string]string, error) {
	if slices.Contains(names, "netlify") && slices.Contains(names, "cloudflare") {
		return nil, errors.New("netlify and cloudflare read the same file, _redirects, in two dialects; name one of them")
	}
	out := map[string]string{}
	for _, name := range names {
		if err := hosts[name].write(&s, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// root returns the edition at the site's root, nil if there is none.
func (s *Site) root() *Edition {
	if len(s.Editions) > 0 && s.Editions[0].Address == s.Base {
		return &s.Editions[0]
	}
	return nil
}

// others returns the editions that are not at the site's root.
func (s *Site) others() []Edition {
	if s.root() != nil {
		return s.Editions[1:]
	}
	return s.Editions
}

// Immutable is the Cache-Control of assets: their names change with their bytes.
const Immutable = "public, max-age=31536000, immutable"

// unknown are the endings of files whose types servers do not know, or know in several ways.
var unknown = []string{"md", "po", "xlf", "webp", "avif", "woff2"}
