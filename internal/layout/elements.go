package layout

import (
	"html/template"
	"slices"
	"strings"
)

// link makes an anchor.
func link(to, text any) (template.HTML, error) {
	href, err := quotedAddress(to)
	if err != nil {
		return "", err
	}
	markup, err := inText(text)
	return template.HTML(`<a href="` + href + `">` + markup + `</a>`), err
}

// codeElement makes an element for letters that are no words, such as a digest: they read from left to right whatever the line
// around them does, and no machine translates them. Where it is given a length, lines may end after each group of as many
// letters, and a copy of the text has no break.
func codeElement(text any, group ...int) (template.HTML, error) {
	const start, end = `<code dir="ltr" translate="no">`, `</code>`
	if len(group) == 0 {
		markup, err := inText(text)
		return template.HTML(start + markup + end), err
	}
	if len(group) > 1 || group[0] < 1 {
		return "", &Problem{Message: "code takes a text and the length of its groups, as in {{code .Fingerprint 16}}"}
	}
	plain, err := printable(text)
	var groups []string
	for letters := range slices.Chunk([]rune(plain), group[0]) {
		groups = append(groups, template.HTMLEscapeString(string(letters)))
	}
	return template.HTML(start + strings.Join(groups, "<wbr>") + end), err
}
