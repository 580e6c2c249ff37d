package pipeline_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// model is a page of Markdown that a test edits: its elements, and the texts of its footnotes by label.
type model struct {
	parts []*part
	notes map[string]string
	words int // how many words it ever had
}

// part is an element of a model.
type part struct {
	kind    string // heading, paragraph, list, item, table, row, quotation, code, html, rule
	level   int    // of a heading
	sign    string // of a list, or the box of an item
	texts   []string
	parts   []*part // items or rows
	columns int
}

// text returns five words that no other text has.
func (m *model) text() string {
	out := make([]string, 5)
	for i := range out {
		m.words++
		out[i] = fmt.Sprintf("w%d", m.words)
	}
	return strings.Join(out, " ")
}

func (m *model) part(t *rapid.T, depth int) *part {
	kinds := []string{"paragraph", "list", "table", "quotation", "code", "html", "rule"}
	return m.partOf(t, rapid.SampledFrom(kinds).Draw(t, "kind"), depth)
}

func (m *model) partOf(t *rapid.T, kind string, depth int) *part {
	p := &part{kind: kind}
	switch kind {
	case "heading":
		p.level, p.texts = rapid.IntRange(1, 4).Draw(t, "level"), []string{m.text()}
	case "list":
		p.sign = rapid.SampledFrom([]string{"-", "3."}).Draw(t, "sign")
		for range rapid.IntRange(1, 4).Draw(t, "items") {
			p.parts = append(p.parts, m.item(t, depth))
		}
	case "table":
		p.columns = rapid.IntRange(1, 3).Draw(t, "columns")
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			p.parts = append(p.parts, m.row(p.columns))
		}
	case "quotation":
		p.texts = []string{m.text(), m.text()}
	case "paragraph":
		p.texts = []string{m.text()}
		if rapid.IntRange(0, 3).Draw(t, "note") == 0 {
			label := fmt.Sprint("n", m.words)
			m.notes[label] = m.text()
			p.texts[0] += "[^" + label + "]"
		}
	case "rule":
	default:
		p.texts = []string{m.text()}
	}
	return p
}

func (m *model) item(t *rapid.T, depth int) *part {
	p := &part{kind: "item", texts: []string{m.text()}, sign: rapid.SampledFrom([]string{"", "", "[x] ", "[ ] "}).Draw(t, "box")}
	if rapid.IntRange(0, 3).Draw(t, "more") == 0 {
		p.texts = append(p.texts, m.text())
	}
	if depth < 2 && rapid.IntRange(0, 3).Draw(t, "inner") == 0 {
		p.parts = []*part{m.partOf(t, "list", depth+1)}
	}
	return p
}

func (m *model) row(columns int) *part {
	p := &part{kind: "row"}
	for range columns {
		p.texts = append(p.texts, m.text())
	}
	return p
}

// markdown writes the page; each line of what is inside something has a prefix.
func (m *model) markdown() string {
	var b strings.Builder
	for i, p := range m.parts {
		if i > 0 && (p.kind == "list" || p.kind == "code") && m.parts[i-1].kind == "list" {
			b.WriteString("<!-- apart -->\n\n")
		}
		p.write(&b, "")
	}
	for _, label := range regexp.MustCompile(`\[\^(n\d+)\]`).FindAllStringSubmatch(b.String(), -1) {
		fmt.Fprintf(&b, "[^%s]: %s\n\n", label[1], m.notes[label[1]])
	}
	return b.String()
}

func (p *part) write(b *strings.Builder, indent string) {
	switch p.kind {
	case "heading":
		fmt.Fprintf(b, "%s %s\n\n", strings.Repeat("#", p.level), p.texts[0])
	case "list":
		for _, item := range p.parts {
			fmt.Fprintf(b, "%s%s %s%s\n", indent, p.sign, item.sign, item.texts[0])
			inner := indent + strings.Repeat(" ", len(p.sign)+1)
			for _, text := range item.texts[1:] {
				fmt.Fprintf(b, "\n%s%s\n\n", inner, text)
			}
			for _, list := range item.parts {
				if list.sign != "-" { // only a list that begins with 1 may follow a paragraph at once
					b.WriteString("\n")
				}
				list.write(b, inner)
			}
		}
		b.WriteString("\n")
	case "table":
		for i, row := range p.parts {
			fmt.Fprintf(b, "| %s |\n", strings.Join(row.texts, " | "))
			if i == 0 {
				b.WriteString(strings.Repeat("|--:", p.columns) + "|\n")
			}
		}
		b.WriteString("\n")
	case "quotation":
		for _, text := range p.texts {
			fmt.Fprintf(b, "> %s\n>\n", text)
		}
		b.WriteString("\n")
	case "code":
		fmt.Fprintf(b, "```go\n%s\n```\n\n", p.texts[0])
	case "html":
		fmt.Fprintf(b, "<div class=\"x\">%s</div>\n\n", p.texts[0])
	case "rule":
		b.WriteString("***\n\n")
	default:
		fmt.Fprintf(b, "%s\n\n", p.texts[0])
	}
}

// each calls f for all parts, the outer ones first.
func (m *model) each(f func(p *part)) {
	var walk func(parts []*part)
	walk = func(parts []*part) {
		for _, p := range parts {
			f(p)
			walk(p.parts)
		}
	}
	walk(m.parts)
}

// holders are the lists of parts that can be changed: that of the page, and those of lists and tables with items or rows.
func (m *model) holders(kind string) (out []*[]*part) {
	if kind == "" {
		return []*[]*part{&m.parts}
	}
	m.each(func(p *part) {
		if p.kind == kind {
			out = append(out, &p.parts)
		}
	})
	return out
}

// slots are the texts of parts of a kind that may be exchanged. The box of a task is part of its text.
func (m *model) slots(kind string) (out []*string) {
	m.each(func(p *part) {
		if p.kind == kind && (kind != "item" || p.sign == "") {
			for i := range p.texts {
				out = append(out, &p.texts[i])
			}
		}
	})
	return out
}

// edits are the kinds of edits of a source, the frequent ones more than once.
var edits = []string{"move", "move", "swap", "exchange", "exchange", "delete", "columns", "insert"}

// edit makes a random edit of one of some kinds.
func (m *model) edit(t *rapid.T, kinds []string) {
	holders := m.holders(rapid.SampledFrom([]string{"", "", "list", "list", "table"}).Draw(t, "where"))
	pick := func() *[]*part { return rapid.SampledFrom(holders).Draw(t, "holder") }
	index := func(h *[]*part) int { return rapid.IntRange(0, len(*h)-1).Draw(t, "at") }
	insert := func(h *[]*part, p *part) {
		at := rapid.IntRange(0, len(*h)).Draw(t, "to")
		*h = append((*h)[:at:at], append([]*part{p}, (*h)[at:]...)...)
	}
	what := rapid.SampledFrom(kinds).Draw(t, "edit")
	switch {
	case what == "exchange":
		slots := m.slots(rapid.SampledFrom([]string{"heading", "paragraph", "item", "row", "quotation", "code", "html"}).Draw(t, "of"))
		if len(slots) > 1 {
			a, b := rapid.SampledFrom(slots).Draw(t, "one"), rapid.SampledFrom(slots).Draw(t, "other")
			*a, *b = *b, *a
		}
	case what == "columns":
		m.each(func(p *part) {
			if p.kind == "table" && p.columns > 1 {
				for _, row := range p.parts {
					row.texts[0], row.texts[1] = row.texts[1], row.texts[0]
				}
			}
		})
	case len(holders) == 0:
	case what == "swap":
		h := pick()
		i, j := index(h), index(h)
		(*h)[i], (*h)[j] = (*h)[j], (*h)[i]
	case what == "insert":
		h := pick()
		switch first := (*h)[0]; first.kind {
		case "item":
			insert(h, m.item(t, 2))
		case "row":
			insert(h, m.row(len(first.texts)))
		default:
			insert(h, m.part(t, 1))
		}
	default:
		from := pick()
		if len(*from) < 2 {
			return
		}
		i := index(from)
		p := (*from)[i]
		if what == "move" && p.kind == "item" && len(p.parts) > 0 { // not into itself
			return
		}
		*from = append((*from)[:i:i], (*from)[i+1:]...)
		if what == "delete" {
			return
		}
		to := pick()
		if p.kind == "row" && len((*to)[0].texts) != len(p.texts) {
			to = from
		}
		insert(to, p)
	}
}

var (
	word    = regexp.MustCompile(`w\d+`)
	textual = regexp.MustCompile(`>[^<]*`)
	inOther = regexp.MustCompile(` lang="en" dir="ltr"`)
	within  = regexp.MustCompile(`<span lang="en" dir="ltr">(.*?)</span>\n`) // an item that holds more
	wrapped = regexp.MustCompile(`<div lang="en" dir="ltr">(<div class="x">.*</div>\n)</div>\n`)
)

// inFrench marks the words that have a translation.
func inFrench(text string, translated map[string]bool) string {
	return word.ReplaceAllStringFunc(text, func(w string) string {
		if translated[w] {
			return "F" + w
		}
		return w
	})
}

// wordsOf are the words of a page.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, w := range word.FindAllString(text, -1) {
		words[w] = true
	}
	return words
}

// newModel returns a random page.
func newModel(t *rapid.T) *model {
	m := &model{notes: map[string]string{}}
	for range rapid.IntRange(2, 7).Draw(t, "parts") {
		if rapid.IntRange(0, 2).Draw(t, "heading") == 0 {
			m.parts = append(m.parts, m.partOf(t, "heading", 0))
		}
		m.parts = append(m.parts, m.part(t, 0))
	}
	return m
}

// clone returns a copy of the page that has those parts only of which stays is true. Something stays of each list, and the head of
// each table.
func (m *model) clone(stays func(*part) bool) *model {
	var clone func(parts []*part, isTable bool) []*part
	clone = func(parts []*part, isTable bool) (out []*part) {
		for i, p := range parts {
			if isTable && i == 0 || len(out) == 0 && i == len(parts)-1 || stays(p) {
				c := *p
				c.texts, c.parts = slices.Clone(p.texts), clone(p.parts, p.kind == "table")
				out = append(out, &c)
			}
		}
		return out
	}
	return &model{parts: clone(m.parts, false), notes: maps.Clone(m.notes), words: m.words}
}

// TestTranslationsHaveTheStructureOfTheirSource edits a source whose translation is a copy with marked words that lacks some of it.
// Whatever the edit, the page of the translation is that of the source, with all words marked that the translation has.
func TestTranslationsHaveTheStructureOfTheirSource(t *testing.T) {
	base, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		defer os.RemoveAll(dir)
		m := newModel(t)
		own := m.clone(func(*part) bool { return rapid.IntRange(0, 9).Draw(t, "lacking") > 0 }).markdown()
		translated := wordsOf(own)
		site := recordedSite(t, m.markdown(), inFrench(m.markdown(), wordsOf(m.markdown())))
		site["content/fr/index.md"] = inFrench(own, translated)
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			m.edit(t, edits)
		}
		site["content/en/index.md"] = m.markdown()
		out := builtSite(t, dir, site)
		want := textual.ReplaceAllStringFunc(out["index.html"], func(s string) string { return inFrench(s, translated) })
		got := inOther.ReplaceAllString(within.ReplaceAllString(wrapped.ReplaceAllString(out["fr/index.html"], "$1"), "$1\n"), "")
		if got != want {
			t.Fatalf("%s\nis shown as\n%s\nnot as\n%s\nthe translation is\n%s", m.markdown(), got, want, site["content/fr/index.md"])
		}
	})
}

// TestTranslationsKeepWhatTheyAdd puts passages into a translation that its source never had, and edits the source. Each is on the
// page once, among the passages of the source in their order.
func TestTranslationsKeepWhatTheyAdd(t *testing.T) {
	base, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		defer os.RemoveAll(dir)
		m := newModel(t)
		own := m.clone(func(*part) bool { return true })
		for range rapid.IntRange(1, 4).Draw(t, "added") {
			own.edit(t, edits[len(edits)-1:])
		}
		inSource := wordsOf(m.markdown())
		site := recordedSite(t, m.markdown(), inFrench(m.markdown(), inSource))
		site["content/fr/index.md"] = inFrench(own.markdown(), wordsOf(own.markdown()))
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			m.edit(t, edits[:len(edits)-1])
		}
		site["content/en/index.md"] = m.markdown()
		out := builtSite(t, dir, site)
		var shown []string
		count := map[string]int{}
		for _, text := range textual.FindAllString(out["fr/index.html"], -1) {
			for _, w := range word.FindAllString(text, -1) {
				if inSource[w] {
					shown = append(shown, w)
				} else {
					count[w]++
				}
			}
		}
		var want []string
		for _, text := range textual.FindAllString(out["index.html"], -1) {
			want = append(want, word.FindAllString(text, -1)...)
		}
		ids := map[string]bool{}
		for _, id := range regexp.MustCompile(` id="[^"]*"`).FindAllString(out["fr/index.html"], -1) {
			if ids[id] {
				t.Errorf("twice%s", id)
			}
			ids[id] = true
		}
		for w := range wordsOf(own.markdown()) {
			if !inSource[w] && count[w] != 1 {
				t.Errorf("%s is there %d times", w, count[w])
			}
		}
		if t.Failed() || strings.Join(shown, " ") != strings.Join(want, " ") {
			t.Fatalf("%s\nis shown as\n%s\nThe translation is\n%s", m.markdown(), out["fr/index.html"], own.markdown())
		}
	})
}

// recordedSite is a site with a page and its translation, which was made from it block by block.
func recordedSite(t *rapid.T, source, own string) map[string]string {
	site := map[string]string{
		"content/en/index.md": source, "content/fr/index.md": own, "site.toml": "[publish]\nthreshold = 0\n",
		"layouts/home.html": "{{.Content}}\n", "layouts/page.html": "{{.Content}}\n",
	}
	c := translation.Comparison{Source: "en", Locale: "fr", SourceFile: "content/en/index.md", File: "content/fr/index.md",
		RecordFile: translation.RecordFile("fr", "index"), SourceRecordFile: translation.RecordFile("en", "index")}
	read := func(file string) []byte {
		if text, ok := site[file]; ok {
			return []byte(text)
		}
		return nil
	}
	if !c.ReadPages(read, page.Limits{}) {
		t.Fatalf("%s\ncannot be read", source)
	}
	r := &translation.Record{}
	for i, id := range translation.IDs(c.SourceSegments, nil) {
		text := c.SourceSegments[i].Text
		r.Entries = append(r.Entries, translation.Entry{ID: id, Source: translation.Hash(text), Text: translation.Hash(c.Segments[i].Text), Order: i + 1})
		site[translation.SourceFile(translation.Hash(text))] = text
	}
	site[c.RecordFile] = string(r.Bytes("index"))
	return site
}

// builtSite writes a site into a folder, and returns its outputs.
func builtSite(t *rapid.T, dir string, files map[string]string) map[string]string {
	e := editor{t, dir}
	for p, text := range files {
		e.write(p, text)
	}
	folder, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	snap, err := folder.Scan()
	if err != nil {
		t.Fatal(err)
	}
	sink := &memory{}
	r := pipeline.New(pipeline.Options{Workers: 1}).Update(snap, nil, sink, true)
	out := map[string]string{}
	for p, data := range sink.files {
		out[p] = string(data)
	}
	if out["fr/index.html"] == "" || out["index.html"] == "" {
		t.Fatal(r.Diagnostics)
	}
	return out
}
