// Package page turns the bytes of one page into front matter, a list of blocks, and HTML.
//
// It never opens a file, never prints, and knows no other page: whoever calls [Document.Render]
// says where a link leads. Start with [Parse], or with [ParseMeta] where the prose does not
// matter; [Document] is what both the site and the translation tools work on. It is the only
// importer of goldmark. The neighbours to read next are diag, whose problems it returns, and site,
// which decides which page a reader gets.
package page

import (
	"vernacular/internal/diag"
)

// Limits bound what one page may ask of the machine (see FAULTS I3, I5, I6). A zero field means the
// default of [DefaultLimits].
type Limits struct {
	Bytes            int // of the whole file
	FrontMatterBytes int // between the fences
	Depth            int // nested lists and quotations; nested front matter
	TableCells       int // in all tables of the page, empty ones that goldmark fills up included
	Footnotes        int // "[^" in the page
	Definitions      int // "]:" in the page
	Lines            int // of the body, each marker of a list or quotation counting as one more
	Inlines          int // links, emphasis marks, code spans and tags of the page
}

// DefaultLimits are generous for prose and small enough that no input takes over a second.
func DefaultLimits() Limits {
	return Limits{
		Bytes:            4 << 20,
		FrontMatterBytes: 64 << 10,
		Depth:            64,
		TableCells:       100_000,
		Footnotes:        2_000,
		Definitions:      5_000,
		Lines:            100_000,
		Inlines:          100_000,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, def *int }{
		{&l.Bytes, &d.Bytes}, {&l.FrontMatterBytes, &d.FrontMatterBytes}, {&l.Depth, &d.Depth},
		{&l.TableCells, &d.TableCells}, {&l.Footnotes, &d.Footnotes}, {&l.Definitions, &d.Definitions},
		{&l.Lines, &d.Lines}, {&l.Inlines, &d.Inlines},
	} {
		if *f.have <= 0 {
			*f.have = *f.def
		}
	}
	return l
}

// Options say how to read a page.
type Options struct {
	Limits        Limits
	Typographer   bool // straight quotes, dashes and dots become typographic ones
	CJKLineBreaks bool // a line break between two Chinese or Japanese characters is no space
}

// Block is one piece of text that is translated as a whole.
type Block struct {
	Kind       string // heading, paragraph, listItem, blockquote, tableCell, code, html, footnoteDefinition
	Level      int    // of a heading 1 to 6, else 0
	Start, End int    // bytes in the file
	Line, Col  int
	Source     string // Markdown as written, trimmed
	Text       string // plain text
}

// Heading is a heading of the page.
type Heading struct {
	Level    int
	Text     string
	ID       string
	Explicit bool // written as {#id}
}

// Document is a parsed page. It is immutable.
type Document struct {
	Meta     Meta
	Blocks   []Block
	Headings []Heading
}

// Parse reads a whole page.
func Parse(file string, src []byte, opt Options) (*Document, []diag.Diagnostic) {
	return &Document{Meta: Meta{File: file}}, nil
}

// FirstHeading returns the text of the first heading without reading the whole page.
func FirstHeading(file string, src []byte, opt Options) string { return "" }

// Title returns the text of the first heading, "" if there is none.
func (d *Document) Title() string { return "" }

// Fingerprint identifies the document by the file name, bytes and options it came from.
func (d *Document) Fingerprint() [16]byte { return [16]byte{} }

// Link is what a resolver answers.
type Link struct {
	URL string
	OK  bool
}

// RenderOptions say how to write a page as HTML.
type RenderOptions struct {
	IDs     []Heading // the source variant's headings
	Resolve func(dest string, image bool) (url string, ok bool)
}

// Render writes the body as HTML.
func (d *Document) Render(o RenderOptions) (string, []diag.Diagnostic) { return "", nil }
