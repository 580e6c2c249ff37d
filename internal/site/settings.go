package site

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/idna"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/source"
)

// SettingsFile is the name of the settings file in the site's folder.
const SettingsFile = source.SettingsFile

// Settings is what site.toml says, with defaults for what it leaves out.
type Settings struct {
	BaseURL     string     // absolute, ends in "/"; "" when the site does not say where it will live
	Source      locale.Tag // the locale that translations are made from
	Locales     map[locale.Tag]LocaleSettings
	Links       map[string]string // a destination as written in a page -> the one to publish
	LinkPos     map[string]diag.Pos
	Headers     map[string]string // HTTP headers that the server should send with every file, by name
	Files       []string          // endings of files beside pages that are published beside those on the list, without the dot
	Pictures    []string          // the servers that pages may show pictures from, in ASCII: "images.example.org", "*.example.org"
	Typographer bool
	OfflineZip  *bool // each edition has an offline copy; nil: those of at most MaxCopied pages
	PageBytes   int   // the largest page file, in bytes
	Lengths     Lengths
	Publisher   Publisher
	Contact     Contact
	Contribute  Contribute
	Documents   []Document
	Machine     Machine
	Hosts       []string // the names of the hosts that get files of their own, see package host
	HostsPos    diag.Pos
	Precompress bool    // .br and .gz are put beside the texts of a folder that is published to
	Negotiate   bool    // who asks for the root gets the edition that their browser asks for
	Threshold   float64 // the part of a page's blocks that must be translated for it to be published, 0 to 1
}

// LocaleSettings overrides what CLDR or the address scheme would say of one locale.
type LocaleSettings struct {
	Name        string                // autonym
	Names       map[locale.Tag]string // of languages, in this one
	URL         string                // the edition's root, a path such as "/brasil/"
	Fallback    locale.Tag            // the next link of the fallback chain
	Dir         string                // "ltr" or "rtl"
	Pos         diag.Pos              // of the locale's name
	URLPos      diag.Pos              // of the key url
	FallbackPos diag.Pos              // of the key fallback
}

// DefaultSettings is what a site without site.toml has.
func DefaultSettings() Settings {
	return Settings{
		Source:    "en",
		Locales:   map[locale.Tag]LocaleSettings{},
		Links:     map[string]string{},
		LinkPos:   map[string]diag.Pos{},
		PageBytes: 4 << 20,
		Threshold: 0.6,
	}
}

// CleanBaseURL gives a site's address its one form: http or https, a host name in letters that every
// browser sends (IDNA, UTS #46), a path that ends in a slash. The error says in plain words why a text
// is no such address.
func CleanBaseURL(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil, strings.ContainsAny(text, " \\"), strings.ContainsFunc(text, unicode.IsControl):
		return "", errors.New("it is not a web address")
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return "", errors.New("it does not begin with https:// and the name of a server")
	case u.User != nil:
		return "", errors.New("it holds a user's name")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return "", errors.New("it holds ? or #, which come after the address of a site")
	case strings.Contains(u.Path, "//") || slices.ContainsFunc(strings.Split(u.Path, "/"), func(name string) bool { return name == "." || name == ".." }):
		return "", errors.New("its path holds two slashes in a row or dots instead of a name")
	}
	if host := u.Hostname(); !strings.Contains(host, ":") { // not an IPv6 address
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", fmt.Errorf("%q cannot be the name of a server", host)
		}
		u.Host = strings.ToLower(ascii) + strings.TrimPrefix(u.Host, host)
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// Project is the name of the site in files for translators: that of its server.
func (s *Settings) Project() string {
	if u, err := url.Parse(s.BaseURL); err == nil && u.Host != "" {
		return u.Host
	}
	return "site"
}

// BasePath is the path part of the base URL, percent-encoded, "/" when there is none: every address of
// the site begins with it.
func (s *Settings) BasePath() string {
	if _, rest, ok := strings.Cut(s.BaseURL, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 && strings.HasSuffix(rest, "/") {
			return rest[i:]
		}
	}
	return "/"
}

// Prefix is the root of a locale's edition: "/" for the source locale, else "/<tag in lower case>/",
// unless the settings say otherwise.
func (s *Settings) Prefix(t locale.Tag) string {
	if u := s.Locales[t].URL; u != "" {
		return u
	}
	if t == s.Source {
		return "/"
	}
	return "/" + strings.ToLower(string(t)) + "/"
}

// Direction is the locale's writing direction, "ltr" or "rtl".
func (s *Settings) Direction(t locale.Tag) string {
	if d := s.Locales[t].Dir; d != "" {
		return d
	}
	return t.Direction()
}

// Autonym is the locale's name for itself.
func (s *Settings) Autonym(t locale.Tag) string {
	if n := s.Locales[t].Name; n != "" {
		return n
	}
	return t.UsualName()
}

// NameIn returns a locale's name in another language, and the language that the name is in; see [locale.Tag.NameFrom].
func (s *Settings) NameIn(t, in locale.Tag) (name string, from locale.Tag) {
	if name, ok := s.Locales[in].Names[t]; ok {
		return name, in
	}
	return t.NameFrom(in)
}

// Chain is the locale's fallback chain, itself first and the source locale last: from each link on to
// the one that the settings declare, else to the nearest CLDR parent that is not in the chain yet, and
// to the source locale when there is no more. No locale is in it twice. The error names a loop of declared
// fallbacks; the chain that comes with it leaves the loop for the source locale.
func (s *Settings) Chain(t locale.Tag) ([]locale.Tag, error) {
	chain := []locale.Tag{t}
	var err error
	for cur := t; cur != s.Source; {
		next := s.Locales[cur].Fallback
		if next != "" && slices.Contains(chain, next) {
			if loop := s.loop(cur); loop != nil {
				err = fmt.Errorf("the fallbacks go round in a loop: %s", joinTags(loop, " → "))
				next = s.Source
			} else {
				next = "" // a CLDR parent that falls back on its child: the child has been asked
			}
		}
		if next == "" {
			next = s.Source
			for _, p := range cur.Parents() {
				if !slices.Contains(chain, p) {
					next = p
					break
				}
			}
		}
		chain = append(chain, next)
		cur = next
	}
	return chain, err
}

// loop follows the declared fallbacks from t on; it gives the way round if they lead back to t.
func (s *Settings) loop(t locale.Tag) []locale.Tag {
	way := []locale.Tag{t}
	for cur := s.Locales[t].Fallback; cur != "" && cur != s.Source; cur = s.Locales[cur].Fallback {
		if cur == t {
			return append(way, t)
		}
		if slices.Contains(way, cur) {
			return nil
		}
		way = append(way, cur)
	}
	return nil
}

func joinTags(tags []locale.Tag, sep string) string {
	parts := make([]string, len(tags))
	for i, t := range tags {
		parts[i] = string(t)
	}
	return strings.Join(parts, sep)
}

// LastSettings remembers the settings in the bytes that it parsed last: more than one step of a revision asks for them,
// and they rarely change. Several goroutines may use it at the same time.
type LastSettings struct {
	mu       sync.Mutex
	known    bool
	src      []byte
	settings Settings
	problems []diag.Diagnostic
}

// Parse is [ParseSettings], but for what it says already. Nobody may change the settings that it returns.
func (l *LastSettings) Parse(file string, src []byte) (Settings, []diag.Diagnostic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.known || !bytes.Equal(l.src, src) {
		l.settings, l.problems = ParseSettings(file, src)
		l.src, l.known = bytes.Clone(src), true
	}
	return l.settings, l.problems
}
