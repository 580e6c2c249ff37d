package site

import (
	"net/textproto"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpguts"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/host"
	"vernacular/internal/locale"
)

// This file holds what single settings may be.

// words takes a setting that is a text. Characters that nobody sees have no business in any of them.
func (r *settingsReader) words(p settingPath, value string, pos diag.Pos) {
	if !r.visible(p, value, pos) {
		return
	}
	switch n := p.last(); p[0].Key {
	case "base_url":
		u, err := CleanBaseURL(value)
		if err != nil {
			r.fail("settings-value", pos, `write it whole, as in base_url = "https://www.example.org/"`, "%q cannot be the base_url: %v", value, err)
			return
		}
		r.s.BaseURL = u
	case "source_locale":
		if t, ok := r.tag(value, pos); ok {
			r.s.Source = t
		}
	case "links":
		r.link(n.Key, value, r.key(n), pos)
	case "headers":
		r.header(n, value, pos)
	case "locales":
		switch l := r.locale(p[1]); {
		case l == nil:
		case len(p) == 4:
			r.languageName(l, n, value)
		default:
			r.localeText(l, n.Key, value, pos)
		}
	case "machine_translation":
		r.machineText(p, value, pos)
	case "publisher", "contact", "documents", "contribute":
		r.ownerText(p, value, pos)
	}
}

// truth takes a setting that is true or false.
func (r *settingsReader) truth(p settingPath, on bool) {
	switch p[0].Key {
	case "markdown":
		r.s.Typographer = on
	case "offline":
		r.s.OfflineZip = &on
	case "contribute":
		r.s.Contribute.Files = on
	case "publish":
		if p[1].Key == "precompress" {
			r.s.Precompress = on
		} else {
			r.s.Negotiate = on
		}
	}
}

// host takes the name of a host.
func (r *settingsReader) host(name string, pos diag.Pos) {
	if !slices.Contains(host.Names(), name) {
		hint := "known are " + strings.Join(host.Names(), ", ")
		if near := diag.Nearest(name, host.Names()); near != "" {
			hint = "did you mean " + near + "?"
		}
		r.fail("settings-value", pos, hint, "there is no host %s", quote(name))
		return
	}
	if len(r.s.Hosts) == 0 {
		r.s.HostsPos = pos
	}
	if !slices.Contains(r.s.Hosts, name) {
		r.s.Hosts = append(r.s.Hosts, name)
	}
}

func (r *settingsReader) visible(p settingPath, value string, pos diag.Pos) bool {
	if strings.ContainsFunc(value, hidden) {
		r.fail("settings-value", pos, "type the text again without it", "there is an invisible control character in the text of %s", p)
		return false
	}
	return true
}

func hidden(c rune) bool {
	return unicode.IsControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x2028 || c == 0x2029
}

func (r *settingsReader) tag(value string, pos diag.Pos) (locale.Tag, bool) {
	t, canonical, err := locale.Parse(value)
	if err != nil {
		hint := ""
		if len(r.ds) < 50 { // nobody reads more, and looking for a hint takes its time
			if near, ok := locale.Suggest(value); ok {
				hint = "did you mean " + string(near) + " (" + near.EnglishName() + ")?"
			}
		}
		r.fail("settings-value", pos, hint, "%v", err)
		return "", false
	}
	if !canonical {
		r.ds = append(r.ds, diag.Warnf("tag-spelling", pos, "the language tag %q is spelled %q", value, t).WithHint("write %s", t))
	}
	return t, true
}

// locale returns the table of a locale, nil if its name is no language's.
func (r *settingsReader) locale(n *data.Node) *localeTable {
	name, pos := n.Key, r.key(n)
	if l, ok := r.locales[name]; ok {
		return l
	}
	t, ok := r.tag(name, pos)
	if !ok {
		r.locales[name] = nil
		return nil
	}
	l := &localeTable{tag: t, set: LocaleSettings{Pos: pos}}
	r.locales[name] = l
	r.order = append(r.order, l)
	return l
}

func (r *settingsReader) localeText(l *localeTable, key, value string, pos diag.Pos) {
	switch key {
	case "name":
		l.set.Name = value
	case "dir":
		if value != "ltr" && value != "rtl" {
			r.fail("settings-value", pos, "", "dir is %q; it can be ltr (left to right) or rtl (right to left)", value)
			return
		}
		l.set.Dir = value
	case "fallback":
		if t, ok := r.tag(value, pos); ok {
			l.set.Fallback, l.set.FallbackPos = t, pos
		}
	case "url":
		clean, reason := cleanPath(value)
		if reason == "" && !strings.HasSuffix(clean, "/") {
			reason = "an edition's address is that of a folder and ends with a slash"
		}
		if dir := reserved(outputOf(clean)); reason == "" && dir != "" {
			reason = "/" + dir + " is kept for Vernacular's own files"
		}
		if reason != "" {
			r.fail("settings-value", pos, `write a path, as in url = "/brasil/"`, "the url %q cannot be used: %s", value, reason)
			return
		}
		l.set.URL, l.set.URLPos = clean, pos
	}
}

// languageName takes an entry of [locales.<tag>.names].
func (r *settingsReader) languageName(l *localeTable, n *data.Node, value string) {
	t, ok := r.tag(n.Key, r.key(n))
	switch _, twice := l.set.Names[t]; {
	case !ok:
	case twice:
		r.fail("duplicate-key", r.key(n), "keep one of them", "the name of %s in %s is set twice", t, l.tag)
	case strings.TrimSpace(value) == "":
		r.fail("settings-value", r.value(n), "write the name, or take the line out", "the name of %s in %s is empty", t, l.tag)
	default:
		if l.set.Names == nil {
			l.set.Names = map[locale.Tag]string{}
		}
		l.set.Names[t] = value
	}
}

// link takes an entry of [links]. What it leads to must be an address that a page may link to, and one
// that means the same on every page.
func (r *settingsReader) link(from, to string, key, pos diag.Pos) {
	scheme, rest, _ := strings.Cut(to, ":")
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel":
		if rest != "" {
			break
		}
		fallthrough
	default:
		if inside := strings.HasPrefix(to, "/") || strings.HasPrefix(to, "#"); inside && !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, `/\`) {
			break
		}
		hint := "an address begins with https:, http:, mailto:, tel:, / or #"
		if i := strings.IndexAny(to, "/:"); i < 0 && strings.Contains(to, ".") || i > 0 && to[i] == '/' && strings.Contains(to[:i], ".") {
			hint = "write https://" + to
		}
		r.fail("settings-value", pos, hint, "%q cannot be published as the address of a link", to)
		return
	}
	r.s.Links[from] = to
	r.s.LinkPos[from] = key
}

// header takes an entry of [headers]: a field name and a value as RFC 9110, sections 5.1 and 5.5, have them.
func (r *settingsReader) header(name *data.Node, value string, pos diag.Pos) {
	if !httpguts.ValidHeaderFieldName(name.Key) {
		r.fail("settings-value", r.key(name), `as in "Referrer-Policy" = "no-referrer"`, "%q cannot be the name of an HTTP header", name.Key)
		return
	}
	if value == "" || !httpguts.ValidHeaderFieldValue(value) || strings.TrimSpace(value) != value {
		r.fail("settings-value", pos, "write it on one line, without spaces at its ends", "this cannot be the value of the HTTP header %s", name.Key)
		return
	}
	if r.s.Headers == nil {
		r.s.Headers = map[string]string{}
	}
	r.s.Headers[textproto.CanonicalMIMEHeaderKey(name.Key)] = value
}

// finish puts the locales' tables together.
func (r *settingsReader) finish() {
	for _, l := range r.order {
		if first, twice := r.s.Locales[l.tag]; twice {
			for _, at := range []diag.Pos{first.Pos, l.set.Pos} {
				r.fail("duplicate-key", at, "keep one of them, spelled "+string(l.tag), "the locale %s is set twice, in the lines %d and %d", l.tag, first.Pos.Line, l.set.Pos.Line)
			}
			continue
		}
		r.s.Locales[l.tag] = l.set
	}
	r.finishWords()
	r.blockedPictures()
	if at := r.s.Locales[r.s.Source].FallbackPos; at.Line > 0 {
		d := diag.Warnf("setting-unused", at, "%s is the source locale, which falls back on nothing", r.s.Source)
		r.ds = append(r.ds, d.WithHint("take the line out"))
	}
}
