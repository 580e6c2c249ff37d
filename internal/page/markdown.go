package page

import (
	"bytes"
	"sync"

	"vernacular/internal/markup"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// dialect is how goldmark has to be set up. Parsers are immutable after their first use and safe
// for concurrent use, so each dialect has one.
type dialect struct {
	inline      bool // paragraphs only, for [Tokens]
	outline     bool // no inlines, for [Outline]
	typographer bool
	quotes      Quotes
}

var dialects sync.Map // dialect to parser.Parser

func parserFor(opt Options, inline bool) parser.Parser {
	d := dialect{inline: inline, outline: opt.outline, typographer: opt.Typographer}
	if d.typographer {
		d.quotes = opt.Quotes.orDefaults()
	}
	if p, ok := dialects.Load(d); ok {
		return p.(parser.Parser)
	}
	p, _ := dialects.LoadOrStore(d, newParser(d))
	return p.(parser.Parser)
}

// newParser sets goldmark up: CommonMark with the parts of GFM that prose needs and footnotes. What
// could cost more than linear time stands behind a guard. Its own link finder, its parsers of HTML and
// its heading attributes are replaced: by ours that guess no address from "www.", use no regular
// expressions, and accept nothing but {#id}.
func newParser(d dialect) parser.Parser {
	inline := []util.PrioritizedValue{
		util.Prioritized(codeSpans{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(linkGuard{guard{parser.NewLinkParser(), weighLink}}, 200),
		util.Prioritized(guard{parser.NewAutoLinkParser(), 0}, 300),
		util.Prioritized(rawHTMLParser{}, 400),
		util.Prioritized(guard{parser.NewEmphasisParser(), weighDelimiter}, 500),
		util.Prioritized(guard{extension.NewStrikethroughParser(), weighDelimiter}, 501),
		util.Prioritized(bareLinks{}, 999),
	}
	if d.typographer {
		inline = append(inline, util.Prioritized(guard{extension.NewTypographerParser(
			extension.WithTypographicSubstitutions(map[extension.TypographicPunctuation]string{
				extension.LeftDoubleQuote: d.quotes.Open, extension.RightDoubleQuote: d.quotes.Close,
				extension.LeftSingleQuote: d.quotes.OpenInner, extension.RightSingleQuote: d.quotes.CloseInner,
				extension.Apostrophe: "’", extension.EnDash: "–", extension.EmDash: "—", extension.Ellipsis: "…",
				extension.LeftAngleQuote: "«", extension.RightAngleQuote: "»",
			})), 0}, 9999))
	}
	if d.inline {
		return parser.NewParser(parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)), parser.WithInlineParsers(inline...))
	}
	inline = append(inline,
		util.Prioritized(guard{extension.NewTaskCheckBoxParser(), 0}, 0),
		util.Prioritized(guard{extension.NewFootnoteParser(), weighLines}, 101),
		util.Prioritized(guard{lostNotes{}, 0}, 102))
	if d.outline {
		inline = []util.PrioritizedValue{util.Prioritized(unreadInlines{}, 0)}
	}
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(headings{parser.NewSetextHeadingParser()}, 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(headings{parser.NewATXHeadingParser()}, 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(htmlBlockParser{}, 900),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(
			util.Prioritized(definitionGuard{}, 100),
			util.Prioritized(tableGuard{}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(unusedFootnotes{}, 998),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)
}

var budgetKey = parser.NewContextKey()

// limit names a limit that only goldmark's parsing can tell, as its diagnostic does.
type limit string

const (
	limitCells      limit = "table-cells"
	limitInlines    limit = "inlines"
	limitComplexity limit = "complexity"
)

// budget is what one page may still ask for. Work counts steps of the loops inside goldmark that
// run over what came before (emphasis marks, open brackets, lines of the paragraph), estimated from
// above; ten million take some fifty milliseconds.
type budget struct {
	limits  Limits
	inlines int
	cells   int
	work    int
	notes   bool // there may be footnotes
	unused  []*xast.Footnote
	over    limit // the limit that was passed, "" so far
	overAt  int   // offset in the text

	block      ast.Node // the block whose inlines are being parsed
	marks      int      // emphasis marks in it
	nodes      int      // inline nodes in it
	failedCode uint64   // bit n: no closing run of n backticks follows in it
	failedRaw  uint8    // bit per kind of raw HTML: no end of it follows
}

// unusedFootnotes notes the footnotes that nothing refers to, before goldmark takes them out.
type unusedFootnotes struct{}

func (unusedFootnotes) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	b := pc.Get(budgetKey).(*budget)
	if !b.notes {
		return
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*xast.Footnote); ok && entering && f.Index < 0 {
			b.unused = append(b.unused, f)
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

const maxWork = 40_000_000

func (b *budget) enter(block ast.Node) {
	if b.block != block {
		b.block, b.marks, b.nodes, b.failedCode, b.failedRaw = block, 0, 0, 0, 0
	}
}

// spend takes work from the budget; false means that the page has to be refused, and that what is
// left of it is to be treated as plain text.
func (b *budget) spend(work, at int) bool {
	if b.over != "" {
		return false
	}
	b.work += work
	if b.work > maxWork {
		b.stop(limitComplexity, at)
		return false
	}
	return true
}

func (b *budget) stop(passed limit, at int) {
	if b.over == "" {
		b.over, b.overAt = passed, at
	}
}

func (b *budget) count(at int) {
	b.nodes++
	if b.inlines++; b.inlines > b.limits.Inlines {
		b.stop(limitInlines, at)
	}
}

const (
	weighLines = iota + 1
	weighLink
	weighDelimiter
)

// maxRun bounds runs of equal emphasis marks or backticks; longer ones are text.
const maxRun = 60

// guard stands before an inline parser of goldmark.
type guard struct {
	inner parser.InlineParser
	weigh int
}

func (g guard) Trigger() []byte { return g.inner.Trigger() }

func (g guard) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := pc.Get(budgetKey).(*budget)
	b.enter(parent)
	line, seg := block.PeekLine()
	if b.over != "" {
		return nil
	}
	work := 1
	switch g.weigh {
	case weighLines:
		work = parent.Lines().Len()
	case weighLink:
		if line[0] == ']' {
			work = parent.Lines().Len() + b.nodes
			if len(line) > 2 && line[1] == '(' {
				work += destinationLength(line[2:])
			}
		}
	case weighDelimiter:
		if n := runLength(line); n > maxRun {
			block.Advance(n)
			b.count(seg.Start)
			return ast.NewTextSegment(text.NewSegment(seg.Start, seg.Start+n))
		}
		b.marks++
		work = b.marks
	}
	if !b.spend(work, seg.Start) {
		return nil
	}
	n := g.inner.Parse(parent, block, pc)
	if n != nil {
		b.count(seg.Start)
	}
	return n
}

// destinationLength bounds how far the search for the end of an address goes.
func destinationLength(b []byte) int {
	n := -1
	if b[0] == '<' {
		n = bytes.IndexByte(b, '>')
	} else {
		n = bytes.IndexByte(b, ' ')
	}
	if n < 0 {
		return len(b)
	}
	return n
}

func runLength(line []byte) int {
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	return n
}

// linkGuard also passes on the end of a block, at which unmatched brackets become text.
type linkGuard struct{ guard }

func (g linkGuard) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	g.inner.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// codeSpans remembers which closing runs do not come, so that no two searches look for the same.
type codeSpans struct{ inner parser.InlineParser }

func (c codeSpans) Trigger() []byte { return c.inner.Trigger() }

func (c codeSpans) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := pc.Get(budgetKey).(*budget)
	b.enter(parent)
	line, seg := block.PeekLine()
	n := runLength(line)
	b.count(seg.Start)
	if n > maxRun || b.failedCode&(1<<n) != 0 || b.over != "" {
		block.Advance(n)
		return ast.NewTextSegment(text.NewSegment(seg.Start, seg.Start+n))
	}
	node := c.inner.Parse(parent, block, pc)
	if node != nil && node.Kind() == ast.KindText {
		b.failedCode |= 1 << n
	}
	return node
}

// headings reads {#id} at the end of a heading and nothing else in braces.
type headings struct{ parser.BlockParser }

func (h headings) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, state := h.BlockParser.Open(parent, reader, pc)
	if n != nil && state&parser.RequireParagraph == 0 {
		takeHeadingID(n, reader.Source(), true)
	}
	return n, state
}

func (h headings) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	h.BlockParser.Close(node, reader, pc)
	if node.Parent() != nil && node.Lines().Len() > 0 {
		if _, done := node.AttributeString("id"); !done {
			takeHeadingID(node, reader.Source(), false)
		}
	}
}

func takeHeadingID(n ast.Node, source []byte, atx bool) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	last := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(source[last.Start:last.Stop], " \t\n")
	if len(line) < 4 || line[len(line)-1] != '}' {
		return
	}
	open := bytes.LastIndex(line, []byte("{#"))
	if open < 0 || open > 0 && line[open-1] == '\\' {
		return
	}
	id := line[open+2 : len(line)-1]
	if !markup.ValidID(id) {
		return
	}
	rest := bytes.TrimRight(line[:open], " \t")
	if atx { // the closing sequence of the heading stood before the braces
		if bare := bytes.TrimRight(rest, "#"); len(bare) == 0 || len(bare) < len(rest) && (bare[len(bare)-1] == ' ' || bare[len(bare)-1] == '\t') {
			rest = bytes.TrimRight(bare, " \t")
		}
	}
	last.Stop = last.Start + len(rest)
	lines.Set(lines.Len()-1, last)
	n.SetAttributeString("id", id)
}

// definitionGuard bounds link definitions in one paragraph: goldmark copies the lines that are left
// after each of them.
type definitionGuard struct{}

func (definitionGuard) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	first := lines.At(0)
	line := util.TrimLeftSpace(first.Value(reader.Source()))
	if len(line) == 0 || line[0] != '[' {
		return
	}
	b := pc.Get(budgetKey).(*budget)
	last := lines.At(lines.Len() - 1)
	n := bytes.Count(reader.Source()[first.Start:last.Stop], []byte("]:"))
	if !b.spend(n*lines.Len()*4, first.Start) {
		return
	}
	parser.LinkReferenceParagraphTransformer.Transform(node, reader, pc)
}

// tableGuard counts the cells that a paragraph would become as a table, before it becomes one: short
// rows are filled up, so that a few bytes a row make a thousand cells.
type tableGuard struct{}

var tables = extension.NewTableParagraphTransformer()

func (tableGuard) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	if lines.Len() < 2 {
		return
	}
	src := reader.Source()
	found := false
	for i := 1; i < lines.Len(); i++ {
		seg := lines.At(i)
		line := src[seg.Start:seg.Stop]
		if !delimiterRow(line) {
			continue
		}
		found = true
		b := pc.Get(budgetKey).(*budget)
		bare := bytes.Trim(line, " \t\n")
		columns := bytes.Count(bare, []byte{'|'}) + 1
		if bare[0] == '|' {
			columns--
		}
		if len(bare) > 1 && bare[len(bare)-1] == '|' {
			columns--
		}
		b.cells += columns * (lines.Len() - i + 1)
		if b.cells > b.limits.TableCells {
			b.stop(limitCells, seg.Start)
			return
		}
		// Escaped pipes in code are found again by comparing each with each.
		last := lines.At(lines.Len() - 1)
		pipes := bytes.Count(src[seg.Start:last.Stop], []byte(`\|`))
		if !b.spend(pipes*pipes, seg.Start) {
			return
		}
		break
	}
	if found {
		tables.Transform(node, reader, pc)
	}
}

// delimiterRow reports whether a line may be the delimiter row of a table.
func delimiterRow(line []byte) bool {
	dash := false
	for _, c := range line {
		switch c {
		case '-':
			dash = true
		case '|', ':', ' ', '\t', '\n', '\v':
		default:
			return false
		}
	}
	return dash
}
