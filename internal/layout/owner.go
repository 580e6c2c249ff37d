package layout

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"vernacular/internal/locale"
)

// Publisher is who publishes the site, in the words for an edition; zero if the settings do not say.
type Publisher struct {
	Name Text
	URL  string
	Mark string // a picture below assets/
}

// Contact is how to reach the publisher; zero if the settings do not say.
type Contact struct {
	Mail string
	URL  string
}

// Document is a file to download, with its title in the words for an edition.
type Document struct {
	Title    Text
	URL      string
	Kind     string     // "PDF", "" if unknown
	Size     int64      // in bytes, 0 if unknown
	Language locale.Tag // "" if unknown
}

// publisher is a [Publisher] as layouts see it, ready to print.
type publisher struct {
	Name      template.HTML
	URL, Mark string
}

// document is a [Document] as layouts see it, ready to print.
type document struct {
	Title     template.HTML
	URL, Kind string
	Size      int
	Lang      string // BCP 47
}

// Publisher is who publishes the site, as site.toml says: .Name, .URL and .Mark, a picture for the function picture; nil when
// it does not say.
func (p Page) Publisher() *publisher {
	pub := p.r.Site.Publisher(p.l())
	if pub == (Publisher{}) {
		return nil
	}
	return &publisher{p.r.markup(pub.Name), pub.URL, pub.Mark}
}

// Contact is how to reach the publisher, as site.toml says: .Mail and .URL; nil when it does not say.
func (p Page) Contact() *Contact {
	c := p.r.Site.Contact()
	if c == (Contact{}) {
		return nil
	}
	return &c
}

// Documents are the files to download of site.toml that readers of this edition can get: .Title, .URL, .Kind ("PDF"), .Size in
// bytes (0 if unknown) and .Lang (empty if unknown).
func (p Page) Documents() []document {
	list := p.r.Site.Documents(p.l())
	out := make([]document, len(list))
	for i, d := range list {
		out[i] = document{p.r.markup(d.Title), d.URL, d.Kind, int(d.Size), string(d.Language)}
	}
	return out
}

// File is the address of a file beside the pages of this edition, or of the nearest edition down the fallback chain that has
// one: {{with .File "favicon.ico"}}; "" if there is none.
func (p Page) File(name any) (string, error) {
	s, err := printable(name)
	if err != nil || s == "" {
		return "", err
	}
	return p.r.Site.FileBeside(p.l(), s), nil
}

// Date is the day on which the page was published, as the front matter says (2024-03-20, maybe with a time); "" if it does not.
func (p Page) Date() string { return p.day("date") }

// Updated is the day on which the page was changed last, in the same form.
func (p Page) Updated() string { return p.day("updated") }

func (p Page) day(key string) string {
	v, _, _ := p.r.Site.Param(p.k(), p.l(), key)
	day, _ := v.(string)
	return day
}

// Translator is the name of who translated the text that the page shows, as its own front matter says; "" if it does not.
func (p Page) Translator() string { return p.v().Translator }

func (in *instance) fileSize(bytes any) (string, error) {
	switch n := bytes.(type) {
	case int:
		return in.render().edition().FileSize(int64(n)), nil
	case int64:
		return in.render().edition().FileSize(n), nil
	}
	return "", &Problem{Message: fmt.Sprintf("fileSize takes a number of bytes, not %v", bytes), Hint: "such as .Size of a document or an asset"}
}

// mailto makes the address of a link that begins an e-mail (RFC 6068): "subject" and "body" may follow the address, each with
// its text. A subject is one line. Marks where a line may or may not end are left out: mail programs show some of them.
func mailto(mail any, pairs ...any) (string, error) {
	to, err := printable(mail)
	if err != nil {
		return "", err
	}
	at := strings.LastIndexByte(to, '@')
	if at < 1 {
		return "", &Problem{Message: fmt.Sprintf("%q is no e-mail address", to)}
	}
	out := "mailto:" + inMailto(to[:at]) + "@" + inMailto(to[at+1:])
	if len(pairs)%2 != 0 {
		return "", &Problem{Message: "mailto takes an e-mail address, then names and texts", Hint: `as in mailto .Mail "subject" .Title`}
	}
	sep := "?"
	for i := 0; i < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		text, err := printable(pairs[i+1])
		switch {
		case err != nil:
			return "", err
		case name == "subject":
			text = strings.Join(strings.Fields(text), " ")
		case name == "body":
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		default:
			return "", &Problem{Message: fmt.Sprintf("mailto knows subject and body, not %q", name)}
		}
		if text = breakMarks.Replace(text); text != "" {
			out += sep + name + "=" + inMailto(text)
			sep = "&"
		}
	}
	return out, nil
}

// breakMarks takes out what texts have for the ends of lines only: zero width space, word joiner, soft hyphen.
var breakMarks = strings.NewReplacer("\u200b", "", "\u2060", "", "\u00ad", "")

// inMailto encodes all letters of a part of a mailto address that could mean something there; a space is %20, as mail programs
// take + for itself.
func inMailto(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// Contribute is what translators begin with.
type Contribute struct {
	Language   string // the tag of a language that the site does not have, for examples; "" if it has all that are tried
	Program    string // the address of the program, "" if site.toml does not say
	Repository string // the address of the site's files, "" if site.toml does not say
}

// Contribute is what translators begin with: .Language, the tag of a language that the site does not have, and the addresses
// .Program and .Repository of [contribute] in site.toml.
func (p Page) Contribute() Contribute { return p.r.Site.Contribute() }
