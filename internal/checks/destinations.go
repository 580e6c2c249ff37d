package checks

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// destination is where a link leads, in parts that say the same in every language.
type destination struct {
	host, path, query, fragment string
	label                       string // the language in the host's name, such as fr of fr.wikipedia.org
}

// countries are the codes of countries by which addresses name a language, by ISO 639 code.
var countries = map[string]string{
	"cs": "cz", "da": "dk", "el": "gr", "en": "us gb uk", "et": "ee", "fa": "ir", "he": "il iw", "hi": "in", "ja": "jp", "ka": "ge", "ko": "kr", "nb": "no",
	"pt": "br", "sl": "si", "sr": "rs", "sv": "se", "uk": "ua", "vi": "vn", "zh": "cn tw hk",
}

// namesLanguage reports whether a part of an address is the source's language or the translation's: en, pt-br, zh_CN.
func (c *checker) namesLanguage(part string) bool {
	part = strings.ToLower(strings.ReplaceAll(part, "_", "-"))
	base, region, _ := strings.Cut(part, "-")
	if len(base) < 2 || len(base) > 3 || len(region) > 4 || strings.ContainsFunc(region, func(r rune) bool { return r >= 0x80 || !isAlnum(byte(r)) }) {
		return false
	}
	for _, language := range []string{c.p.Source.Language(), c.p.Locale.Language()} {
		if base == language || slices.Contains(strings.Fields(countries[language]), base) {
			return true
		}
	}
	return false
}

// destinationOf takes an address apart. What names the language of the reader is left out of its parts: it differs between
// the editions of a site. So are the scheme and what no server tells apart.
func (c *checker) destinationOf(dest string) destination {
	var d destination
	rest := dest
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	rest, d.fragment, _ = strings.Cut(rest, "#")
	rest, d.query, _ = strings.Cut(rest, "?")
	scheme, after, found := strings.Cut(rest, "://")
	switch {
	case found && strings.EqualFold(strings.TrimSuffix(strings.ToLower(scheme), "s"), "http"):
		d.host, d.path, _ = strings.Cut(after, "/")
	case strings.HasPrefix(rest, "//"):
		d.host, d.path, _ = strings.Cut(rest[2:], "/")
	default:
		d.path = strings.TrimPrefix(rest, "./")
	}
	d.host = strings.TrimPrefix(strings.ToLower(d.host), "www.")
	if first, others, ok := strings.Cut(d.host, "."); ok && strings.Contains(others, ".") && c.namesLanguage(first) {
		d.label, d.host = first, others
	}
	var parts []string
	for part := range strings.SplitSeq(d.path, "/") {
		if d.host == "github.com" && slices.Contains(mainBranches, part) {
			part = mainBranches[0]
		}
		if !c.namesLanguage(part) {
			parts = append(parts, part)
		}
	}
	d.path = strings.TrimSuffix(strings.Join(parts, "/"), "/")
	if d.host == "" && !strings.Contains(d.path, ":") {
		d.path = strings.TrimSuffix(strings.TrimSuffix(d.path, "index.html"), "/")
	}
	d.query = strings.Join(slices.DeleteFunc(strings.Split(d.query, "&"), func(q string) bool {
		name, _, _ := strings.Cut(q, "=")
		return slices.Contains([]string{"hl", "lang", "language", "locale", "uselang"}, strings.ToLower(name))
	}), "&")
	return d
}

func (d destination) String() string {
	return d.host + "/" + d.path + "?" + d.query + "#" + d.fragment
}

// linkKeys gives links the keys by which they are compared.
func (c *checker) linkKeys(list things) {
	for i := range list {
		list[i].key = c.destinationOf(list[i].name).String()
	}
}

// inOwnLanguage takes out pairs of links that lead to the same in another language: to a translated heading, or to the
// edition of a site that names the translation's language in its host.
func (c *checker) inOwnLanguage(lacks, extra things) (l, e things) {
	e = slices.Clone(extra)
	for _, w := range lacks {
		i := slices.IndexFunc(e, func(x thing) bool { return c.sameInLanguage(w.name, x.name) })
		if i < 0 {
			l = append(l, w)
			continue
		}
		e = slices.Delete(e, i, i+1)
	}
	return l, e
}

func (c *checker) sameInLanguage(from, to string) bool {
	a, b := c.destinationOf(from), c.destinationOf(to)
	switch {
	case a.host != b.host:
		return false
	case a.host != "" && a.label != b.label && b.label != "":
		return true // the article has another name there
	case !samePath(a, b) || a.query != b.query:
		return false
	case a.fragment == b.fragment:
		return a.path != b.path
	case a.fragment == "" || b.fragment == "":
		return false
	}
	return !c.isSourceFragment(b)
}

// mainBranches are names of the branch of a repository that its visitors see.
var mainBranches = []string{"main", "master", "HEAD", "trunk"}

// samePath reports whether two paths are the same. A path of the site that begins at the reader's page or folder is the same as
// one that begins at the root: ../guide/ and /guide/.
func samePath(a, b destination) bool {
	if a.host != "" {
		return a.path == b.path
	}
	x, y := strings.TrimPrefix(a.path, "/"), strings.TrimPrefix(b.path, "/")
	for strings.HasPrefix(x, "../") != strings.HasPrefix(y, "../") {
		x, y = strings.TrimPrefix(x, "../"), strings.TrimPrefix(y, "../")
	}
	if a.path == "" || b.path == "" {
		return x == y
	}
	fromRoot := func(d destination) bool { return d.path[0] == '/' }
	return x == y || fromRoot(a) && !fromRoot(b) && strings.HasSuffix(x, "/"+y) || fromRoot(b) && !fromRoot(a) && strings.HasSuffix(y, "/"+x)
}

// isSourceFragment reports whether a link leads to another heading that the source knows. A fragment that it does not know
// is the name of a translated heading.
func (c *checker) isSourceFragment(d destination) bool {
	if slices.ContainsFunc(c.src.links, func(l thing) bool { return l.key == d.String() }) {
		return true
	}
	if !c.p.Around.look(c) {
		return false
	}
	return c.p.Around.source.things[ofLinks][d.String()] > 0 || d.host == "" && d.path == "" && c.p.Around.source.headings[d.fragment]
}

// slug is the id that most site generators give a heading.
func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '_':
			b.WriteRune(r)
		case r == ' ' || r == '-':
			b.WriteByte('-')
		}
	}
	return b.String()
}

// elsewhere takes out what stands elsewhere on the page: a text lacks nothing that moved to a neighbour, and adds nothing that
// the source says in another passage. Where known things are exchanged in a text whose source is recorded, they are kept.
func (c *checker) elsewhere(of aspect, lacks, extra things) (l, e things) {
	if c.p.Around == nil || len(lacks) == 0 && len(extra) == 0 {
		return lacks, extra
	}
	l = slices.DeleteFunc(slices.Clone(lacks), func(t thing) bool { return c.moved(of, t) })
	e = slices.DeleteFunc(slices.Clone(extra), func(t thing) bool { return c.known(of, t) })
	switch {
	case len(e) > 0:
		return l, e
	case len(l) > 0:
		return l, extra[:min(len(l), len(extra))] // which stand in their place
	case len(lacks) > 0 && len(extra) > 0 && !c.p.Unrecorded:
		return lacks, extra
	}
	return nil, nil
}
