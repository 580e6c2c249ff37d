package page

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// TokenKind is the kind of a [Token].
type TokenKind uint8

// The kinds of token.
const (
	TextToken   TokenKind = iota // words, white space, escapes and character references as written
	OpenToken                    // the beginning of emphasis, a link, an element
	CloseToken                   // its end
	SingleToken                  // what stands for itself and has no words to translate inside
)

// Token is one piece of the inline Markdown of a block. The tokens of a text cover it without a gap, in
// order: joining text[t.Start:t.End] gives the text back.
type Token struct {
	Kind       TokenKind
	Start, End int    // bytes of the text
	Name       string // em, strong, del, a, img, code, br, footnote, or the name of an HTML element in small letters; "" of text
	Dest       string // where a link (Name a) or a picture (img) leads, escapes resolved
	Label      string // of a link or picture by reference: the label of its definition, as [Definitions] has it
	Pair       int    // of an Open or Close: the index of its partner
}

// Tokens returns the inline Markdown of a block in pieces ([Block.Source]: without the marks of containers). Code
// spans, pictures, addresses that are links by themselves, hard line breaks, references to footnotes and
// HTML tags without a partner are Singles. Links by reference, whose address stands elsewhere in the page,
// are text. A text that passes the limits of a page is one token of text; an empty one has none.
func Tokens(txt string) []Token { return TokensOf(txt, nil) }

// TokensOf does as [Tokens] for a text of a page that has some definitions: links by reference are links then.
func TokensOf(txt string, definitions Definitions) []Token {
	src := []byte(txt)
	t := tokenizer{src: src}
	if len(src) > 0 && len(src) <= DefaultLimits().Bytes {
		b := &budget{limits: DefaultLimits()}
		pc := parser.Context(definedLinks{parser.NewContext(), definitions})
		pc.Set(budgetKey, b)
		root := parserFor(Options{}, true).Parse(text.NewReader(src), parser.WithContext(pc))
		if b.over == "" {
			for p := root.FirstChild(); p != nil; p = p.NextSibling() {
				t.children(p)
			}
		}
	}
	t.text(len(src))
	t.pair()
	tokens := t.footnotes()
	if len(src) > 0 && !covers(tokens, len(src)) {
		return []Token{{Kind: TextToken, End: len(src)}}
	}
	return tokens
}

// covers reports whether tokens are as [Tokens] says. Marks that CommonMark leaves in the text where our reading of
// the gaps expects them otherwise (it takes a fuzzer to write such) must not become a wrong answer.
func covers(tokens []Token, size int) bool {
	at := 0
	for i, k := range tokens {
		if k.Start != at || k.End <= k.Start {
			return false
		}
		if k.Kind == OpenToken && (k.Pair <= i || k.Pair >= len(tokens) || tokens[k.Pair].Pair != i || tokens[k.Pair].Kind != CloseToken) ||
			k.Kind == CloseToken && (k.Pair >= i || k.Pair < 0 || tokens[k.Pair].Pair != i) {
			return false
		}
		at = k.End
	}
	return at == size
}

// tokenizer follows goldmark's tree with a cursor in the text: leaves know where they stand, and what lies
// between two leaves are the marks of the containers that end and begin there.
type tokenizer struct {
	src    []byte
	at     int
	tokens []Token
	quiet  bool // inside a picture's label
	raw    []int
}

// text makes a text token of everything from the cursor to an offset.
func (t *tokenizer) text(end int) {
	if end <= t.at {
		return
	}
	if n := len(t.tokens); t.quiet {
	} else if n > 0 && t.tokens[n-1].Kind == TextToken {
		t.tokens[n-1].End = end
	} else {
		t.tokens = append(t.tokens, Token{Kind: TextToken, Start: t.at, End: end})
	}
	t.at = end
}

// footnotes returns the tokens with the references to footnotes, which goldmark leaves in the text when it reads nothing but a paragraph.
func (t *tokenizer) footnotes() []Token {
	if !bytes.Contains(t.src, []byte("[^")) {
		return t.tokens
	}
	var out []Token
	moved := make([]int, len(t.tokens))
	for i, k := range t.tokens {
		for k.Kind == TextToken {
			from := k.Start
			n := bytes.Index(t.src[from:k.End], []byte("[^"))
			if n < 0 {
				break
			}
			end := bytes.IndexByte(t.src[from+n:k.End], ']')
			if end < 3 || bytes.ContainsAny(t.src[from+n:from+n+end], " \t\n") || from+n > 0 && t.src[from+n-1] == '\\' {
				break
			}
			if n > 0 {
				out = append(out, Token{Start: from, End: from + n})
			}
			k.Start = from + n + end + 1
			out = append(out, Token{Kind: SingleToken, Start: from + n, End: k.Start, Name: "footnote"})
		}
		moved[i] = len(out)
		if k.End > k.Start {
			out = append(out, k)
		}
	}
	for i := range out {
		if k := &out[i]; k.Kind == OpenToken || k.Kind == CloseToken {
			k.Pair = moved[k.Pair]
		}
	}
	return out
}

func (t *tokenizer) add(k Token) int {
	t.at = k.End
	if t.quiet {
		return -1
	}
	t.tokens = append(t.tokens, k)
	return len(t.tokens) - 1
}

func (t *tokenizer) single(start, end int, name, dest string) {
	t.add(Token{Kind: SingleToken, Start: start, End: end, Name: name, Dest: dest})
}

func (t *tokenizer) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t.node(c)
	}
}

// find returns the offset of the first of some bytes from the cursor on.
func (t *tokenizer) find(any string) int {
	if i := bytes.IndexAny(t.src[t.at:], any); i >= 0 {
		return t.at + i
	}
	return len(t.src)
}

func (t *tokenizer) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		t.text(n.Segment.Stop)
		if n.HardLineBreak() {
			if end := t.find("\n"); end < len(t.src) {
				t.single(t.at, end+1, "br", "")
			}
		}
	case *ast.Emphasis:
		name := "em"
		if n.Level == 2 {
			name = "strong"
		}
		t.container(n, name, "*_", n.Level)
	case *xast.Strikethrough:
		level := runLength(t.src[min(t.find("~"), len(t.src)-1):])
		if f := n.FirstChild(); f != nil && f.Kind() == xast.KindStrikethrough {
			level = 1 // the inner one has the other
		}
		t.container(n, "del", "~", level)
	case *ast.CodeSpan:
		t.codeSpan(n)
	case *ast.Link:
		from := t.find("[")
		t.text(from)
		dest := destination(n.Destination)
		open := t.add(Token{Kind: OpenToken, Start: from, End: from + 1, Name: "a", Dest: dest, Label: label(n.Reference)})
		t.children(n)
		t.close(open, "a", dest, t.linkTail())
	case *ast.Image:
		t.image(n)
	case *ast.AutoLink:
		t.autoLink(n)
	case *ast.RawHTML:
		if n.Segments.Len() > 0 {
			first, last := n.Segments.At(0), n.Segments.At(n.Segments.Len()-1)
			t.text(first.Start)
			t.tag(first.Start, last.Stop)
		}
	default:
		t.children(n)
	}
}

func (t *tokenizer) codeSpan(n *ast.CodeSpan) {
	from := t.find("`")
	t.text(from)
	run := runLength(t.src[from:])
	end := from + run
	if last, ok := n.LastChild().(*ast.Text); ok {
		end = last.Segment.Stop
	}
	if i := bytes.Index(t.src[end:], t.src[from:from+run]); i >= 0 {
		end += i + run
	}
	t.single(from, end, "code", "")
}

func (t *tokenizer) image(n *ast.Image) {
	from := t.at
	if i := bytes.Index(t.src[t.at:], []byte("![")); i >= 0 {
		from += i
	}
	t.text(from)
	was := t.quiet
	t.quiet = true
	t.at = from + 2
	t.children(n)
	end := t.linkTail()
	t.quiet = was
	t.add(Token{Kind: SingleToken, Start: from, End: end, Name: "img", Dest: destination(n.Destination), Label: label(n.Reference)})
}

// label returns the label of a link by reference, "" of any other.
func label(r *ast.ReferenceLink) string {
	if r == nil {
		return ""
	}
	return util.ToLinkReference(r.Value)
}

func (t *tokenizer) autoLink(n *ast.AutoLink) {
	label := n.Label(t.src)
	from := t.at + max(0, bytes.Index(t.src[t.at:], label))
	end := from + len(label)
	if from > 0 && t.src[from-1] == '<' && end < len(t.src) && t.src[end] == '>' {
		from, end = from-1, end+1
	}
	t.text(from)
	t.single(from, end, "a", autoLinkDest(n, label))
}

func (t *tokenizer) container(n ast.Node, name, marks string, level int) {
	from := t.find(marks)
	t.text(from)
	open := t.add(Token{Kind: OpenToken, Start: from, End: min(from+level, len(t.src)), Name: name})
	t.children(n)
	end := t.find(marks)
	t.text(end)
	t.close(open, name, "", min(end+level, len(t.src)))
}

func (t *tokenizer) close(open int, name, dest string, end int) {
	c := t.add(Token{Kind: CloseToken, Start: t.at, End: end, Name: name, Dest: dest, Pair: open})
	if open >= 0 && c >= 0 {
		t.tokens[open].Pair = c
	}
}

// linkTail passes over white space before the "]" of a link and gives the end of what follows it: "]",
// "](address "title")" or "][reference]" (CommonMark 0.31.2 §6.3).
func (t *tokenizer) linkTail() int {
	t.text(t.find("]"))
	i := t.at + 1
	if i >= len(t.src) {
		return len(t.src)
	}
	switch t.src[i] {
	case '[':
		if j := bytes.IndexByte(t.src[i:], ']'); j >= 0 {
			return i + j + 1
		}
	case '(':
		depth, quote := 0, byte(0)
		for j := i; j < len(t.src); j++ {
			switch c := t.src[j]; {
			case c == '\\':
				j++
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '<' && (t.src[j-1] == '(' || t.src[j-1] == ' '):
				quote = '>'
			case (c == '"' || c == '\'') && (t.src[j-1] == ' ' || t.src[j-1] == '\n' || t.src[j-1] == '\t'):
				quote = c
			case c == '(':
				depth++
			case c == ')':
				if depth--; depth == 0 {
					return j + 1
				}
			}
		}
	}
	return i
}

// destination resolves the escapes and references of an address, or of words.
func destination(b []byte) string {
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b))))
}

// tag takes a raw tag: an opening one waits for its partner, which [tokenizer.pair] finds.
func (t *tokenizer) tag(start, end int) {
	k := Token{Kind: SingleToken, Start: start, End: end, Pair: -1}
	z := html.NewTokenizer(bytes.NewReader(t.src[start:end]))
	switch z.Next() {
	case html.StartTagToken:
		tok := z.Token()
		k.Name, k.Kind = tok.Data, OpenToken
		for _, a := range tok.Attr {
			if a.Key == "href" || a.Key == "src" {
				k.Dest = a.Val
			}
		}
	case html.EndTagToken:
		k.Name, k.Kind = z.Token().Data, CloseToken
	case html.SelfClosingTagToken:
		k.Name = z.Token().Data
	default:
		k.Name = "!--"
	}
	if i := t.add(k); i >= 0 {
		t.raw = append(t.raw, i)
	}
}

// pair joins raw tags with their partners inside the same container; what is left alone is a Single.
func (t *tokenizer) pair() {
	if len(t.raw) == 0 {
		return
	}
	raw := make(map[int]bool, len(t.raw))
	for _, i := range t.raw {
		raw[i] = true
	}
	var open []int
	alone := func(from int) {
		for _, i := range open[from:] {
			t.tokens[i].Kind, t.tokens[i].Pair = SingleToken, 0
		}
		open = open[:from]
	}
	for i := range t.tokens {
		k := &t.tokens[i]
		switch {
		case k.Kind == OpenToken:
			open = append(open, i)
		case k.Kind == CloseToken && !raw[i]:
			alone(slices.Index(open, k.Pair) + 1)
			open = open[:len(open)-1]
		case k.Kind == CloseToken:
			j := len(open) - 1
			for j >= 0 && raw[open[j]] && t.tokens[open[j]].Name != k.Name {
				j--
			}
			if j < 0 || !raw[open[j]] {
				k.Kind, k.Pair = SingleToken, 0
				continue
			}
			alone(j + 1)
			k.Pair, t.tokens[open[j]].Pair, k.Dest = open[j], i, t.tokens[open[j]].Dest
			open = open[:j]
		}
	}
	for _, i := range open {
		if raw[i] {
			t.tokens[i].Kind, t.tokens[i].Pair = SingleToken, 0
		}
	}
}
