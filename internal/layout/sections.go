package layout

import (
	"html/template"
	"regexp"
	"strings"
)

// headingOrSummary matches what withLinks looks at: the start tag of a heading that has an id, and the tags of
// <summary>, where no link may stand.
var headingOrSummary = regexp.MustCompile(`<h([1-6])(?: [^>]*)? id="([^"]+)"[^>]*>|</?summary\b`)

// LinkedContent is [Page.Content] with a link to itself beside every heading: <div class="heading"><h2 id="x">…</h2>
// <a href="#x" aria-label="Link to this section"></a></div>. The link is empty, so that nobody copies its sign with the
// heading, and stands outside of the heading, so that it is no part of its name; a style sheet shows a sign. Label is the
// link's name in the edition's language.
func (p Page) LinkedContent(label any) (template.HTML, error) {
	name, err := printable(label)
	if err != nil {
		return "", err
	}
	return withLinks(string(p.Content()), template.HTMLEscapeString(name), p.Lang()), nil
}

func withLinks(rest, name, lang string) template.HTML {
	var b strings.Builder
	summaries := 0
	for {
		m := headingOrSummary.FindStringSubmatchIndex(rest)
		if m == nil {
			b.WriteString(rest)
			return template.HTML(b.String())
		}
		if m[2] < 0 {
			if summaries++; rest[m[0]+1] == '/' {
				summaries -= 2
			}
			b.WriteString(rest[:m[1]])
			rest = rest[m[1]:]
			continue
		}
		level, id := rest[m[2]:m[3]], rest[m[4]:m[5]]
		end := strings.Index(rest[m[1]:], "</h"+level+">")
		if end < 0 || summaries > 0 {
			b.WriteString(rest[:m[1]])
			rest = rest[m[1]:]
			continue
		}
		end += m[1] + len("</hN>")
		b.WriteString(rest[:m[0]] + `<div class="heading">` + rest[m[0]:end])
		b.WriteString(`<a href="#` + strings.ReplaceAll(id, "%", "%25") + `" aria-label="` + name + `" aria-describedby="` + id + `" lang="` + lang + `"></a></div>`)
		rest = rest[end:]
	}
}
