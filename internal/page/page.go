// Package page turns the file of one page, its Markdown above all, into a Document: front matter, blocks
// to translate, and HTML.
//
// It never opens a file, never prints, and knows no other page: the caller of [markup.Fragment.Render]
// says where a link leads. Start with [Parse], and [Document], which both the site and the translation
// tools work on: its edits are methods that return the document of the page as it is then. [Assemble] puts
// a page together that has the structure of one document and the texts of others. The package is the only
// importer of goldmark. Its neighbours are frontmatter, which reads what stands between the
// fences, markup, which decides what of an author's HTML and addresses may be published, and translation,
// which compares the blocks of two pages.
package page

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/markup"
)

// Limits bound what one page may ask of the machine (see FAULTS I3, I5, I6). A zero field means the
// default of [DefaultLimits].
type Limits struct {
	frontmatter.Limits     // Depth bounds nested lists and quotations too
	TableCells         int // in all tables of the page, empty ones that goldmark fills up included
	Footnotes          int // "[^" in the page
	Definitions        int // "]:" in the page
	Lines              int // of the body, each marker of a list or quotation counting as one more
	Inlines            int // links, emphasis marks, code spans and tags of the page
}

// DefaultLimits are generous for prose and small enough that no input takes over a second.
func DefaultLimits() Limits {
	return Limits{
		Limits:      frontmatter.DefaultLimits(),
		TableCells:  100_000,
		Footnotes:   2_000,
		Definitions: 5_000,
		Lines:       100_000,
		Inlines:     100_000,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	l.Limits = l.Limits.OrDefaults()
	for _, f := range []struct{ have, def *int }{
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
	Typographer   bool   // straight quotes, "--" and "..." become typographic ones
	Quotes        Quotes // what the typographer writes; zero: “ ” ‘ ’
	NoBlocks      bool   // leave [Document.Blocks] empty: nobody will ask for them
	CJKLineBreaks bool   // a line break between two Chinese or Japanese characters is no space (CSS Text 3 §4.1.2)

	outline bool // see [Outline]
}

// Quotes are the quotation marks of a language.
type Quotes struct{ Open, Close, OpenInner, CloseInner string }

func (q Quotes) orDefaults() Quotes {
	if q == (Quotes{}) {
		return Quotes{"“", "”", "‘", "’"}
	}
	return q
}

// Kind is the kind of a text that is translated as a whole. Its spelling is written into records, PO
// files and JSON, and stays as it is; those of blocks are the names of mdast
// (github.com/syntax-tree/mdast).
type Kind string

// The kinds of the blocks of a page.
const (
	KindHeading   Kind = "heading"            // its text, without marks and {#id}
	KindParagraph Kind = "paragraph"          // also what stands directly in an element of an .html page
	KindListItem  Kind = "listItem"           // the first paragraph of an item; others in it are paragraphs
	KindQuotation Kind = "blockquote"         // a paragraph of a quotation
	KindTableCell Kind = "tableCell"          // a cell that is not empty
	KindCode      Kind = "code"               // the lines of a code block, without fences
	KindHTML      Kind = "html"               // a block of HTML in Markdown that has text
	KindFootnote  Kind = "footnoteDefinition" // a paragraph of a footnote
)

// The kinds of texts that are no blocks of a page.
const (
	KindFrontMatter Kind = "frontmatter" // a text of the front matter
	KindMessage     Kind = "message"     // a message of a catalog
)

// Block is one piece of text that is translated as a whole. Blocks come in the order of the page as it
// is read: footnotes last, by number.
type Block struct {
	Kind       Kind
	Level      int    // of a heading 1 to 6, else 0
	Start, End int    // bytes in the file; marks of containers on later lines ("> ") lie between
	Line, Col  int    // of Start
	Source     string // as written, without marks of containers; lines end with LF; trimmed
	Text       string // what a reader reads, without markup; a picture is its alternative text

	// Place names the elements around the block's own from the outermost in, such as "ul>li", "ol>li>ul>li",
	// "blockquote" or "table>td>3", with the number of the cell's column; "" of a block in no other element.
	// It says nothing of the block's neighbours.
	Place string

	// Refused is what the errors say of all in the block that could have run, loaded or disguised something and was left out, a
	// line each; "" where there is nothing. A translation shows its source's words there, unless those have the same left out.
	// Blocks of .html pages have none.
	Refused string

	spots spots
}

// Document is a parsed page. It is immutable; an edit such as [Document.SetBlock] makes another.
type Document struct {
	Meta            frontmatter.Meta
	markup.Fragment // the body as HTML, and its headings
	Blocks          []Block
	Definitions     Definitions // of Markdown; not of an outline

	// Lost says that nothing of the page can be published: its file is no text, its front matter cannot be read, or it passes a
	// limit. Whatever else is wrong with a page, its HTML is fit to be published.
	Lost bool

	// Refused says that something was left out of the page that could have run, loaded or disguised something.
	Refused bool

	// Of a Markdown page, when blocks are wanted.
	elements   []Element
	containers []container
	silent     []silent
	shapes     map[int]string  // by block of HTML, as of [markup.Writer.WriteAuthorsBlock]; of those that have one
	notes      [2]markup.Place // where the list of footnotes begins and ends

	file string
	src  []byte // the whole file
	opt  Options
}

// Parses counts the pages that this process has parsed, for tests of what must parse few.
var Parses atomic.Int64

// Parse reads a whole page: a file that ends in .html or .htm as the inside of an HTML body, any other
// as Markdown (CommonMark 0.31 with tables, strikethrough, task lists, bare links and footnotes). The
// problems are those of [frontmatter.Parse] and those that do not depend on where links lead; for the others
// see [markup.Fragment.Render]. The document is never nil, and only one that is [Document.Lost] is not fit to be
// published.
//
// HTML, in either, is limited to an allow-list of elements and attributes ([markup]). The rest is left out with
// a warning, or, where it could have run, loaded or disguised something, with an error; its text stays. What is not
// closed is closed at the end of its paragraph, list item, quotation or cell.
func Parse(file string, src []byte, opt Options) (*Document, []diag.Diagnostic) {
	Parses.Add(1)
	opt.Limits = opt.Limits.orDefaults()
	d := &Document{file: file, src: src, opt: opt}
	s := &diag.Text{File: file, Src: src}
	var diags []diag.Diagnostic
	d.Meta, diags = frontmatter.ParseText(s, opt.Limits.Limits)
	if d.Lost = d.Meta.Lost; len(src) > opt.Limits.Bytes {
		return d, diags
	}
	found, formats := data.CheckEncoding(s, d.Meta.BodyOffset, len(src))
	if len(found) == 1 && slices.Contains(diags, found[0]) { // a file in another encoding is one problem
		return d, diags
	}
	diags = append(diags, found...)
	if slices.ContainsFunc(found, data.IsNoText) {
		d.Lost = true
		return d, diags
	}
	n := data.Normalise(src, d.Meta.BodyOffset)
	var overrides []int
	if len(found) > 0 {
		overrides = n.Clean()
	}
	c := newCompiler(s, &n, opt, formats)
	defer c.release()
	if isHTML(file) {
		c.compileHTML()
	} else {
		c.compileMarkdown()
	}
	if c.IsTooDeep() || c.over { // what is there may be cut off anywhere
		d.Lost = true
	} else {
		c.refuseAt(overrides)
		c.finish(d)
		d.Refused = c.Refusals()+len(overrides) > 0
	}
	return d, markup.Fewer(append(diags, c.Problems()...))
}

// File returns the name of the file that the page was read from.
func (d *Document) File() string { return d.file }

// WithoutBlocks returns the page for those who render it as it is: its blocks are forgotten, so that it needs less memory.
func (d *Document) WithoutBlocks() *Document {
	out := *d
	out.Blocks, out.elements, out.containers, out.silent, out.shapes = nil, nil, nil, nil, nil
	return &out
}

// Limits returns those that the page was read with; no field is zero.
func (d *Document) Limits() Limits { return d.opt.Limits }

// Bytes returns the whole file as it was read. It must not be changed.
func (d *Document) Bytes() []byte { return d.src }

func isHTML(file string) bool {
	return strings.HasSuffix(file, ".html") || strings.HasSuffix(file, ".htm")
}

// stop reports a limit that the page passes.
func (c *compiler) stop(problem diag.Diagnostic) {
	c.Report(problem)
	c.over = true
}

// refuseAt marks the blocks of a Markdown page in which direction overrides were left out, by their places in the file.
func (c *compiler) refuseAt(overrides []int) {
	if isHTML(c.file.File) {
		return
	}
	for _, at := range overrides {
		if i := slices.IndexFunc(c.blocks, func(b Block) bool { return b.Start <= at && at <= b.End }); i >= 0 {
			b := &c.blocks[i]
			b.Refused = strings.TrimPrefix(b.Refused+"\noverride", "\n")
		}
	}
}

func (c *compiler) compileHTML() {
	if d := checkHTMLLimits(c.file, c.n, c.opt.Limits); d != nil {
		c.stop(*d)
		return
	}
	blocks := &htmlBlocks{c: c}
	c.WriteAuthors(c.n.Text, c.n.Offset, blocks)
	blocks.finish(len(c.file.Src))
	c.CloseAuthors(0)
}

func (c *compiler) compileMarkdown() {
	if d := checkLimits(c.file, c.n, c.opt.Limits); d != nil {
		c.stop(*d)
		return
	}
	tree, over := c.parse()
	if over != nil {
		c.stop(*over)
		return
	}
	c.findFootnotes(tree)
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		first := len(c.blocks)
		c.block(n)
		c.endElement(n, first)
	}
	c.CloseAuthors(0)
}

// parse runs goldmark within the page's budget.
func (c *compiler) parse() (tree ast.Node, problem *diag.Diagnostic) {
	defer func() {
		// A parser that gives up on one page must not end the whole build.
		if r := recover(); r != nil {
			d := diag.Errorf("markdown-parser", diag.At(c.file.File, 0, 0), "the Markdown of this page breaks the parser (%v)", r).
				WithHint("take parts of the page away until it builds; the part it does not like is then known")
			problem = &d
		}
	}()
	b := &budget{limits: c.opt.Limits, notes: bytes.Contains(c.n.Text, []byte("[^"))}
	pc := parser.NewContext()
	pc.Set(budgetKey, b)
	tree = parserFor(c.opt, false).Parse(text.NewReader(c.n.Text), parser.WithContext(pc))
	if b.over == "" {
		for _, f := range b.unused {
			c.Warnf("unused-footnote", c.n.Offset(max(0, f.Pos())), "write [^"+string(f.Ref)+"] where it belongs, or delete it",
				"nothing refers to the footnote %q, so it is left out", string(f.Ref))
		}
		c.definitions = definitionsOf(pc)
		return tree, nil
	}
	pos := c.file.At(c.n.Offset(b.overAt))
	var d diag.Diagnostic
	switch b.over {
	case limitCells:
		d = markup.LimitError(string(b.over), pos, c.opt.Limits.TableCells, "table cells")
	case limitInlines:
		d = markup.LimitError(string(b.over), pos, c.opt.Limits.Inlines, "links, tags and marks of emphasis")
	default:
		d = diag.Errorf("limit-"+string(b.over), pos, "this paragraph has so many brackets, backticks or emphasis marks that it cannot be read in reasonable time").
			WithHint("split it with empty lines, or put a backslash before each mark that is meant as it stands")
	}
	return tree, &d
}

// FirstHeading returns the text of the first heading, as [Document.Title] does, without reading the
// whole page where that can be helped; "" if there is none or the page cannot be read.
func FirstHeading(file string, src []byte, opt Options) string {
	if !isHTML(file) {
		if text, sure := firstOfMarkdown(file, src, opt); sure {
			return text
		}
	}
	d, _ := Parse(file, src, opt)
	return d.Title()
}

// firstOfMarkdown reads a page of Markdown as far as its first heading; sure is false where only the
// whole page can tell.
func firstOfMarkdown(file string, src []byte, opt Options) (text string, sure bool) {
	m, _ := frontmatter.Parse(file, src, opt.Limits.Limits)
	opt.Limits, opt.NoBlocks = opt.Limits.orDefaults(), true
	end := m.BodyOffset
	// A line may look like a heading and be none, in a code block for instance; a few tries cost less
	// than the whole page.
	for range 4 {
		if end = firstHeadingEnd(src, end); end == 0 {
			return "", true
		} else if end < 0 || bytes.IndexByte(src[m.BodyOffset:end], '[') >= 0 {
			return "", false
		}
		s := &diag.Text{File: file, Src: src[:end]}
		if found, _ := data.CheckEncoding(s, m.BodyOffset, end); len(found) > 0 {
			return "", false
		}
		n := data.Normalise(src[:end], m.BodyOffset)
		c := newCompiler(s, &n, opt, false)
		c.compileMarkdown()
		refused := c.IsTooDeep() || c.over
		text = c.FirstHeading()
		c.release()
		if refused {
			return "", false
		} else if text != "" {
			return text, true
		}
	}
	return "", false
}

// Title returns the text of the first heading, "" if there is none.
func (d *Document) Title() string {
	if len(d.Headings) == 0 {
		return ""
	}
	return d.Headings[0].Text
}
