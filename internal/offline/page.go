package offline

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Links says where the addresses of a page lead in an archive.
type Links struct {
	Name string // of the page in the archive: "about/index.html"
	Path string // of the page on the site, decoded: "/sub/fr/about/"
	Base string // the address of the site, "https://example.org/sub/"; "" if it is not known
	// File returns the file of the archive at a path of the site, decoded; false where the archive has none.
	File func(path string) (name string, ok bool)
}

// Page returns a page as it stands in an archive. Addresses of what the archive has are relative, all others of the site are
// whole. What keeps a browser from loading files of a folder is left out: integrity attributes, which ask for a server, and a
// policy that allows files of the page's own server alone. Of a picture in several widths there is one.
func Page(src []byte, l Links) []byte {
	p := page{Links: l, at: &url.URL{Path: l.Path}}
	if l.Base != "" {
		if base, err := url.Parse(l.Base); err == nil {
			p.site = base
			p.at = base.ResolveReference(p.at)
		}
	}
	out := bytes.NewBuffer(make([]byte, 0, len(src)))
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			out.Write(z.Raw())
			return out.Bytes()
		}
		raw := z.Raw()
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken || bytes.IndexByte(raw, '=') < 0 {
			out.Write(raw)
			continue
		}
		raw = bytes.Clone(raw) // the tokenizer writes over it
		switch t := z.Token(); p.tag(&t) {
		case keep:
			out.Write(raw)
		case change:
			out.WriteString(t.String())
		}
	}
}

type page struct {
	Links
	at   *url.URL // of the page
	site *url.URL // nil if it is not known
}

// fate is what becomes of a tag.
type fate uint8

const (
	keep fate = iota
	change
	drop
)

// tag changes the addresses of a tag.
func (p *page) tag(t *html.Token) fate {
	switch {
	case t.Data == "meta" && strings.EqualFold(value(t, "http-equiv"), "content-security-policy"):
		return drop
	case t.Data == "base":
		if to, err := url.Parse(value(t, "href")); err == nil {
			p.at = p.at.ResolveReference(to)
		}
		return drop
	}
	before := len(t.Attr)
	t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "integrity" || a.Key == "crossorigin" })
	changed := len(t.Attr) != before
	if t.Data == "img" || t.Data == "source" {
		changed = p.oneWidth(t) || changed
	}
	// What says where a page belongs names its place on the site.
	whole := t.Data == "link" && (value(t, "hreflang") != "" || strings.EqualFold(value(t, "rel"), "canonical"))
	for i := 0; i < len(t.Attr); i++ {
		a := &t.Attr[i]
		switch a.Key {
		case "href", "src", "srcset", "poster", "data", "action", "formaction", "cite", "xlink:href":
		default:
			continue
		}
		to, ok := p.address(a.Val, whole)
		switch {
		case !ok && (t.Data == "a" || t.Data == "area"): // it would lead into the reader's own folders
			t.Attr = slices.Delete(t.Attr, i, i+1)
			i--
			changed = true
		case ok && to != a.Val:
			a.Val, changed = to, true
		}
	}
	if changed {
		return change
	}
	return keep
}

func value(t *html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// address returns an address for the archive; false where it leads to something of the site that the archive lacks, and it
// is not known where the site is.
func (p *page) address(to string, whole bool) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(to))
	if err != nil || u.Scheme != "" && u.Host == "" || u.Scheme == "" && u.Host == "" && u.Path == "" {
		return to, true
	}
	abs := p.at.ResolveReference(u)
	if abs.Host != p.at.Host || abs.Scheme != p.at.Scheme {
		return to, true
	}
	if !whole {
		if name, ok := p.File(abs.Path); ok {
			return relative(p.Name, name, abs.Fragment), true
		}
	}
	if p.site == nil {
		return to, false
	}
	return abs.String(), true
}

// relative returns the address of a file of the archive in another one.
func relative(from, to, fragment string) string {
	at, goal := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	if at[0] == "." {
		at = nil
	}
	same := 0
	for same < len(at) && same < len(goal)-1 && at[same] == goal[same] {
		same++
	}
	up := strings.Repeat("../", len(at)-same)
	return (&url.URL{Path: up + strings.Join(goal[same:], "/"), Fragment: fragment}).String()
}

// screen is the width, in pixels, of the picture of several that a copy has.
const screen = 1200

// oneWidth leaves one of the pictures of a srcset, and reports whether there were any.
func (p *page) oneWidth(t *html.Token) bool {
	set := value(t, "srcset")
	if set == "" {
		return false
	}
	best, width := "", 0
	for candidate := range strings.SplitSeq(set, ",") {
		fields := strings.Fields(candidate)
		if len(fields) == 0 {
			continue
		}
		w := 0
		if len(fields) > 1 {
			w, _ = strconv.Atoi(strings.TrimSuffix(fields[1], "w"))
		}
		if best == "" || w <= screen && (w > width || width > screen) || w < width && width > screen {
			best, width = fields[0], w
		}
	}
	if best == "" {
		return false
	}
	key := "src"
	if t.Data == "source" {
		key = "srcset"
	}
	t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "srcset" || a.Key == "sizes" || a.Key == key })
	t.Attr = append(t.Attr, html.Attribute{Key: key, Val: best})
	return true
}

var inStyles = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)

// InStyles returns the paths of what a style sheet loads, as seen from the site: name is that of the sheet.
func InStyles(name string, css []byte) (names []string) {
	for _, m := range inStyles.FindAllSubmatch(css, -1) {
		if u, err := url.Parse(string(m[1])); err == nil && u.Scheme == "" && u.Host == "" && u.Path != "" && u.Path[0] != '/' {
			names = append(names, path.Join(path.Dir(name), u.Path))
		}
	}
	return names
}
