package site

import (
	"maps"
	"net/mail"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// This file reads the settings about who publishes a site, how to reach them, and what they offer to download. All of
// them may be left out, and nothing stands in for what is.

// Words is a text of the settings, in one language or in several.
type Words map[locale.Tag]string

// Publisher says who publishes the site.
type Publisher struct {
	Name    Words
	URL     string
	Mark    string // a picture below assets/
	MarkPos diag.Pos
}

// Contact says how to reach the publisher.
type Contact struct {
	Mail string
	URL  string
}

// Contribute says where translators get what they work with.
type Contribute struct {
	Program    string // the address of the program
	Repository string // the address of the site's files
	Files      bool   // each page is published as PO and XLIFF as well
}

// Document is a file to download, of the site (File) or of another one (URL).
type Document struct {
	Title    Words
	File     string // below assets/, or beside pages
	URL      string
	Language locale.Tag // "" if the settings do not say
	Pos      diag.Pos
	FilePos  diag.Pos
}

// In returns a text as readers of a locale get it, with the locale that it is in: the first down the fallback chain, else
// the first by tag.
func (s *Settings) In(w Words, t locale.Tag) (text string, from locale.Tag) {
	chain, _ := s.Chain(t)
	for _, t := range append(chain, slices.Sorted(maps.Keys(w))...) {
		if w[t] != "" {
			return w[t], t
		}
	}
	return "", ""
}

// wording takes a text that may be a table of texts by language.
func (r *settingsReader) wording(p settingPath) {
	n := p.last()
	words := Words{}
	switch n.Kind {
	case data.Text:
		r.oneWording(p, n, "", words)
	case data.Table:
		for _, c := range n.Children {
			inside := append(slices.Clip(p), c)
			if c.Kind != data.Text {
				r.wrong(inside, r.value(c), isText, spoken(c))
			} else if t, ok := r.tag(c.Key, r.key(c)); ok {
				if words[t] != "" {
					r.fail("duplicate-key", r.key(c), "keep one of them, spelled "+string(t), "%s has two texts for %s", p, t)
				}
				r.oneWording(inside, c, t, words)
			}
		}
	default:
		r.wrong(p, r.value(n), isWords, spoken(n))
	}
	switch p[0].Key {
	case "publisher":
		r.s.Publisher.Name = words
	case "documents":
		r.document().Title = words
	}
}

func (r *settingsReader) oneWording(p settingPath, n *data.Node, t locale.Tag, words Words) {
	pos := r.value(n)
	switch {
	case !r.visible(p, n.Text, pos):
	case strings.TrimSpace(n.Text) == "":
		r.fail("settings-value", pos, "write the text, or take the line out", "the text of %s is empty", p)
	default:
		words[t] = strings.TrimSpace(n.Text)
	}
}

func (r *settingsReader) document() *Document { return &r.s.Documents[len(r.s.Documents)-1] }

// documents takes a list of tables, one for each document.
func (r *settingsReader) documents(p settingPath, want shape) {
	for _, item := range p.last().Children {
		if item.Kind != data.Table {
			r.wrong(p, r.value(item), isTables, spoken(item)+" in it")
			continue
		}
		pos := r.text.At(item.At)
		r.s.Documents = append(r.s.Documents, Document{Pos: pos})
		before := len(r.ds)
		r.table(p, item, *want.each)
		d := r.document()
		switch {
		case len(r.ds) > before: // one of its settings has a mistake, which may be why another is missing
		case len(d.Title) == 0:
			r.fail("settings-value", pos, `write title = "…", or a title for each language: title = { en = "…", fr = "…" }`, "this document has no title")
		case d.File == "" && d.URL == "":
			r.fail("settings-value", pos, `write file = "guidelines.pdf", or url = "https://…"`, "this document has neither a file nor a url")
		case d.File != "" && d.URL != "":
			r.fail("settings-value", d.FilePos, "keep one of them", "this document has both a file and a url")
		}
	}
}

// ownerText takes a text of [publisher], [contact], [[documents]] or [contribute].
func (r *settingsReader) ownerText(p settingPath, value string, pos diag.Pos) {
	switch table, key := p[0].Key, p.last().Key; {
	case key == "url":
		if to, ok := r.webAddress(p, value, pos); ok {
			switch table {
			case "publisher":
				r.s.Publisher.URL = to
			case "contact":
				r.s.Contact.URL = to
			default:
				r.document().URL = to
			}
		}
	case table == "contribute":
		if to, ok := r.webAddress(p, value, pos); ok && key == "program" {
			r.s.Contribute.Program = to
		} else if ok {
			r.s.Contribute.Repository = to
		}
	case key == "mail":
		r.mail(value, pos)
	case key == "mark":
		if r.filePath(p, value, pos) {
			r.s.Publisher.Mark, r.s.Publisher.MarkPos = value, pos
		}
	case key == "file":
		if r.filePath(p, value, pos) {
			d := r.document()
			d.File, d.FilePos = value, pos
		}
	case key == "language":
		if t, ok := r.tag(value, pos); ok {
			r.document().Language = t
		}
	}
}

// webAddress judges an address that leads to a page or file of any site.
func (r *settingsReader) webAddress(p settingPath, value string, pos diag.Pos) (string, bool) {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(value, " \\") {
		hint := `write it whole, as in "https://www.example.org/"`
		if !strings.Contains(value, ":") && strings.Contains(value, ".") {
			hint = "write https://" + strings.TrimLeft(value, "/")
		}
		r.fail("settings-value", pos, hint, "%q cannot be the address %s", value, p)
		return "", false
	}
	if ascii, err := idna.Lookup.ToASCII(u.Hostname()); err == nil && !strings.Contains(u.Hostname(), ":") {
		u.Host = ascii + strings.TrimPrefix(u.Host, u.Hostname())
	}
	return u.String(), true
}

// mail takes an e-mail address, without a name.
func (r *settingsReader) mail(value string, pos diag.Pos) {
	a, err := mail.ParseAddress(value)
	if err != nil || a.Address != value || !strings.Contains(value[strings.LastIndexByte(value, '@')+1:], ".") {
		r.fail("settings-value", pos, `write the address alone, as in mail = "info@example.org"`, "%q cannot be an e-mail address", value)
		return
	}
	r.s.Contact.Mail = value
}

// filePath judges the path of a file of the site.
func (r *settingsReader) filePath(p settingPath, value string, pos diag.Pos) bool {
	if value == "" || strings.ContainsAny(value, `\:`) || path.IsAbs(value) || path.Clean(value) != value || strings.HasPrefix(value, "..") {
		r.fail("settings-value", pos, "write it as it stands below the folder, with /, as in img/mark.svg", "%q cannot be the file %s", value, p)
		return false
	}
	return true
}

// finishWords gives texts without a language that of the source, which stands anywhere in the file.
func (r *settingsReader) finishWords() {
	all := []Words{r.s.Publisher.Name}
	for _, d := range r.s.Documents {
		all = append(all, d.Title)
	}
	for _, w := range all {
		if text, ok := w[""]; ok {
			delete(w, "")
			w[r.s.Source] = text
		}
	}
}
