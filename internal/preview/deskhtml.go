package preview

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// markup is a piece of a page of the translator's view. Whatever else becomes part of one is escaped
// on its way.
type markup string

// put writes each argument where format has %s. Numbers are grouped; text that is no markup is
// cleaned and escaped. Where it stands in an attribute, format has double quotes around it.
func put(format string, args ...any) markup {
	filled := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case markup:
			filled[i] = a
		case int:
			filled[i] = locale.English.Number(a)
		default:
			filled[i] = html.EscapeString(printable(fmt.Sprint(a)))
		}
	}
	return markup(fmt.Sprintf(format, filled...))
}

// each puts together what f makes of every item.
func each[T any](items []T, f func(T) markup) markup {
	var b strings.Builder
	for _, item := range items {
		b.WriteString(string(f(item)))
	}
	return markup(b.String())
}

// when is m if something is so, else nothing.
func when(is bool, m markup) markup {
	if is {
		return m
	}
	return ""
}

// printable replaces what HTML lets no document hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

// survives tells whether a text comes back from a field as it went there.
func survives(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, unprintable) < 0
}

// deskPath is the address of a page of the translator's view; with "" for tag that of its first page.
func deskPath(tag, key string) string {
	if tag == "" {
		return internal
	}
	return (&url.URL{Path: internal + "translate/" + tag + "/" + key}).EscapedPath()
}

// anchor is the fragment of a segment: made of its ID, which may hold anything, and not of its
// number, which changes with the segments before it.
func anchor(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "b-" + hex.EncodeToString(sum[:6])
}

// local gives an address that stays on this server, or "".
func local(link string) string {
	if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") || strings.ContainsAny(link, "\\\t\r\n") {
		return ""
	}
	return link
}

// in is a text in another language than that of the view, within a line.
func in(tag, dir, text string) markup {
	return put(`<bdi lang="%s" dir="%s">%s</bdi>`, tag, cmp.Or(dir, "auto"), text)
}

// file is the name of a file, or something else that is written in one. What is invisible in it is
// shown.
func fileName(s string) markup { return put(`<code dir="ltr">%s</code>`, diag.Escape(s)) }

// place is where in the files something is.
func place(at diag.Pos) markup {
	text := diag.Escape(at.File)
	if at.Line > 0 {
		text += fmt.Sprint(":", at.Line)
		if at.Col > 0 {
			text += fmt.Sprint(":", at.Col)
		}
	}
	return put(`<code class="place" dir="ltr">%s</code>`, text)
}

// unseen is what only a screen reader says.
func unseen(text string) markup {
	return put(`<span class="unseen" lang="en" dir="ltr">%s</span>`, text)
}

func number(n int, one, many string) markup {
	if n == 1 {
		many = one
	}
	return put("%s&nbsp;%s", n, many)
}

// The icons are drawn, since no font has all of them everywhere. Each stands beside a word.
const (
	iconFresh      = `<path d="M3 8.5 6.5 12 13 4.5"/>`
	iconUnrecorded = `<circle cx="8" cy="8" r="5.5"/><path d="m5.5 8.2 1.8 1.8 3.2-3.8"/>`
	iconStale      = `<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"/>`
	iconMissing    = `<path stroke-dasharray="2.4 1.6" d="M2.5 3.5h11v9h-11z"/>`
	iconSurplus    = `<path d="M2.5 3.5h11v9h-11zM5.5 8h5"/>`
	iconError      = `<circle cx="8" cy="8" r="6"/><path d="M8 4.5v4M8 11v.5"/>`
	iconWarning    = `<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3"/>`
)

func icon(path string) markup {
	return markup(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">` + path + `</svg>`)
}

// stateOf gives the name of a segment's state in the style and its word and icon for people.
func stateOf(g DeskSegment) (name, word, icon string) {
	switch {
	case g.State == "fresh" && g.Unrecorded:
		return "unrecorded", "Not confirmed", iconUnrecorded
	case g.State == "fresh":
		return "fresh", "Up to date", iconFresh
	case g.State == "stale":
		return "stale", "Outdated", iconStale
	case g.State == "missing":
		return "missing", "Missing", iconMissing
	}
	return "surplus", "Surplus", iconSurplus
}

// toDo tells whether a translator has something to do about a segment.
func toDo(g DeskSegment) bool { return g.State != "fresh" }

// kindNames are the English names of the kinds of segment.
var kindNames = map[page.Kind]string{
	page.KindHeading:     "Heading",
	page.KindParagraph:   "Paragraph",
	page.KindListItem:    "List item",
	page.KindQuotation:   "Quotation",
	page.KindTableCell:   "Table cell",
	page.KindCode:        "Code block",
	page.KindHTML:        "HTML block",
	page.KindFootnote:    "Footnote",
	page.KindFrontMatter: "Front matter",
	page.KindMessage:     "Message",
}

// titleOf names a segment for people, with its number.
func titleOf(g DeskSegment) markup {
	name := put("%s", cmp.Or(kindNames[g.Kind], string(g.Kind)))
	if g.Level > 0 {
		name += put(" %s", g.Level)
	}
	if g.Label != "" {
		name += " " + fileName(g.Label)
	}
	if g.Category != "" {
		name += put(` <span class="category">%s</span>`, g.Category)
	}
	return put(`<span class="no">%s</span> %s`, g.Number, name)
}

// bar draws a count; the words for it stand beside it.
func bar(c DeskCount) markup {
	if c.Total <= 0 {
		return ""
	}
	width := func(n int) float64 { return 100 * float64(min(max(n, 0), c.Total)) / float64(c.Total) }
	var at float64
	part := func(name string, n int) markup {
		w := width(n)
		x := at
		at += w
		return when(n > 0, put(`<rect class="%s" x="%s" y="0" width="%s" height="8"/>`, name, fmt.Sprintf("%.2f", x), fmt.Sprintf("%.2f", w)))
	}
	fresh := part("fresh", c.Fresh)
	stale := part("stale", c.Stale)
	return put(`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">%s%s</svg>`, fresh, stale)
}

// counted says a count in words.
func counted(c DeskCount) markup {
	if c.Total == 0 && c.Surplus == 0 {
		return "none"
	}
	out := put("%s of %s up to date", c.Fresh, c.Total)
	for _, part := range []struct {
		n    int
		name string
	}{{c.Stale, "outdated"}, {c.Missing, "missing"}, {c.Surplus, "surplus"}} {
		if part.n > 0 {
			out += put(", %s&nbsp;%s", part.n, part.name)
		}
	}
	return out
}

func words(n int) markup {
	if n == 0 {
		return "nothing to translate"
	}
	return number(n, "word", "words") + " to translate"
}
