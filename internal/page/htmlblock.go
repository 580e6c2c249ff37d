package page

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// htmlBlockParser finds blocks of HTML (CommonMark 0.31.2 §4.6) without regular expressions.
type htmlBlockParser struct{}

func (htmlBlockParser) Trigger() []byte { return []byte{'<'} }

// blockNames are the elements whose tag starts a block of the sixth kind.
var blockNames = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`address article aside base basefont blockquote body caption center col colgroup dd details
		dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe
		legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th
		thead title tr track ul`) {
		m[n] = true
	}
	return m
}()

var verbatimNames = []string{"script", "pre", "style", "textarea"}

// blockEnds are the texts that end the kinds two to five.
var blockEnds = map[ast.HTMLBlockType]string{ast.HTMLBlockType2: "-->", ast.HTMLBlockType3: "?>", ast.HTMLBlockType4: ">", ast.HTMLBlockType5: "]]>"}

func (htmlBlockParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || at >= len(line) || line[at] != '<' {
		return nil, parser.NoChildren
	}
	kind := htmlBlockKind(line[at:], !ast.IsParagraph(pc.LastOpenedBlock().Node))
	if kind == 0 {
		return nil, parser.NoChildren
	}
	n := ast.NewHTMLBlock(kind)
	reader.AdvanceToEOL()
	n.Lines().Append(seg)
	return n, parser.NoChildren
}

// htmlBlockKind returns the kind of block that a line begins which starts with "<", 0 for none. A block
// of the seventh kind cannot interrupt a paragraph.
func htmlBlockKind(b []byte, mayBeSeventh bool) ast.HTMLBlockType {
	switch {
	case len(b) < 2:
		return 0
	case bytes.HasPrefix(b, []byte("<!--")):
		return ast.HTMLBlockType2
	case b[1] == '?':
		return ast.HTMLBlockType3
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		return ast.HTMLBlockType5
	case b[1] != '!':
		return tagBlockKind(b, mayBeSeventh)
	case len(b) > 2 && isASCIILetter(b[2]):
		return ast.HTMLBlockType4
	}
	return 0
}

// tagBlockKind returns the kind of block that a tag at the start of a line begins.
func tagBlockKind(b []byte, mayBeSeventh bool) ast.HTMLBlockType {
	start := 1
	if b[1] == '/' {
		start = 2
	}
	name := tagName(b[start:])
	if name == "" {
		return 0
	}
	rest := b[start+len(name):]
	ended := len(rest) == 0 || strings.IndexByte(" \t\n>", rest[0]) >= 0
	isVerbatim := start == 1 && slices.Contains(verbatimNames, name)
	switch {
	case isVerbatim && ended:
		return ast.HTMLBlockType1
	case blockNames[name] && (ended || bytes.HasPrefix(rest, []byte("/>"))):
		return ast.HTMLBlockType6
	case !mayBeSeventh || isVerbatim:
		return 0
	}
	s := rawScan{line: b}
	if start == 1 && s.openTag() || start == 2 && s.closeTag() {
		if util.IsBlank(b[s.i:]) {
			return ast.HTMLBlockType7
		}
	}
	return 0
}

// tagName returns the name that b begins with in small letters, as far as names of elements go.
func tagName(b []byte) string {
	n := 0
	for n < len(b) && n < 20 && (isASCIILetter(b[n]) || n > 0 && isASCIIDigit(b[n])) {
		n++
	}
	return strings.ToLower(string(b[:n]))
}

func (htmlBlockParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	n := node.(*ast.HTMLBlock)
	line, seg := reader.PeekLine()
	switch n.HTMLBlockType {
	case ast.HTMLBlockType6, ast.HTMLBlockType7:
		if util.IsBlank(line) {
			return parser.Close
		}
	default:
		if n.Lines().Len() == 1 {
			first := n.Lines().At(0)
			if endsHTMLBlock(n.HTMLBlockType, first.Value(reader.Source())) {
				return parser.Close
			}
		}
		if endsHTMLBlock(n.HTMLBlockType, line) {
			n.ClosureLine = seg
			reader.AdvanceToEOL()
			return parser.Close
		}
	}
	n.Lines().Append(seg)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func endsHTMLBlock(kind ast.HTMLBlockType, line []byte) bool {
	if kind != ast.HTMLBlockType1 {
		return bytes.Contains(line, []byte(blockEnds[kind]))
	}
	for {
		i := bytes.Index(line, []byte("</"))
		if i < 0 {
			return false
		}
		line = line[i+2:]
		for _, v := range verbatimNames {
			if len(line) > len(v) && line[len(v)] == '>' && strings.EqualFold(string(line[:len(v)]), v) {
				return true
			}
		}
	}
}

func (htmlBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (htmlBlockParser) CanInterruptParagraph() bool { return true }

func (htmlBlockParser) CanAcceptIndentedLine() bool { return false }
