package page

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
)

// newline is how a file ends its lines.
func newline(src []byte) string {
	if bytes.Contains(src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// splice replaces the bytes from start to end.
func splice(src []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(src)+len(text))
	out = append(out, src[:start]...)
	out = append(out, text...)
	return append(out, src[end:]...)
}

// SetBlock replaces the Markdown of one block of a page and nothing else. text is like [Block.Source]: without marks of
// containers; those that later lines need are put before them. d is the page as src has it. The page is read again: its
// blocks must be as many and of the same kinds, and the block have that text; footnotes may come in another order. If
// not, the error says what the text would have become.
func SetBlock(file string, src []byte, d *Document, block int, text string) ([]byte, error) {
	b := d.Blocks[block]
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.TrimSpace(text) == "":
		return nil, errors.New("the text is empty")
	case b.Kind == KindCode:
		text = strings.TrimRight(text, "\n")
	default:
		text = strings.TrimSpace(text)
	}
	if text == b.Source {
		return src, nil
	}
	out := splice(src, b.Start, b.End, joinLines(text, newline(src), linePrefix(file, src, b)))
	after, ds := Parse(file, out, Options{})
	if p, bad := newError(ds, func() []diag.Diagnostic { _, ds := Parse(file, src, Options{}); return ds }); bad {
		return nil, errors.New(p.Message)
	}
	if !sameBlocks(d.Blocks, after.Blocks, block, text) {
		return nil, errors.New(misread(b, text))
	}
	return out, nil
}

var itemMark = regexp.MustCompile(`^([ >]*)([-*+]|(\d{1,8})([.)]))( +)(?:\[[ xX]\] +)?$`)

var emptyLines = regexp.MustCompile(`^(?:[ \t>]*\r?\n)+`)

// AddItem adds an item to a list of Markdown, before or after the one whose text is a block, and changes no other byte: it
// has the mark, the indentation and the empty lines of that item, and the next number where items are numbered. The item
// must be a line's worth of Markdown and have nothing else in it, such as a list of its own. The page is read again, and
// has one block more.
func AddItem(file string, src []byte, d *Document, block int, after bool, text string) ([]byte, error) {
	b := d.Blocks[block]
	lineAt := func(off int) int { return bytes.LastIndexByte(src[:off], '\n') + 1 }
	mark := itemMark.FindStringSubmatch(string(src[lineAt(b.Start):b.Start]))
	if isHTML(file) || b.Kind != KindListItem || mark == nil {
		return nil, errors.New("no item can be added here")
	}
	nl, text := newline(src), strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	number := mark[2]
	if n, err := strconv.Atoi(mark[3]); err == nil && after {
		number = strconv.Itoa(n+1) + mark[4]
	}
	item := mark[1] + number + mark[5] + joinLines(text, nl, linePrefix(file, src, b))
	loose := false // items with an empty line between them
	for _, o := range []int{block - 1, block} {
		if o >= 0 && o+1 < len(d.Blocks) && d.Blocks[o].Kind == KindListItem && d.Blocks[o+1].Kind == KindListItem {
			between := src[d.Blocks[o].End:lineAt(d.Blocks[o+1].Start)]
			loose = loose || bytes.Count(between, []byte("\n")) > 1
		}
	}
	gap := nl
	if loose {
		gap += strings.TrimRight(mark[1], " ") + nl
	}
	var out []byte
	at := block
	if after {
		at++
		rest := src[b.End+len(emptyLines.Find(src[b.End:])):]
		if bytes.HasPrefix(rest, []byte(mark[1]+" ")) || bytes.HasPrefix(rest, []byte(mark[1]+"\t")) {
			return nil, errors.New("the item before has more in it, which would become this one's")
		}
		out = splice(src, b.End, b.End, gap+item)
	} else {
		start := lineAt(b.Start)
		out = splice(src, start, start, item+gap)
	}
	return added(file, src, out, d, at, KindListItem, text)
}

// AddRow adds a row to a table of Markdown, below the one that a cell is in, and changes no other byte. The page is read
// again, and has as many blocks more as there are cells.
func AddRow(file string, src []byte, d *Document, block int, cells ...string) ([]byte, error) {
	b := d.Blocks[block]
	if isHTML(file) || b.Kind != KindTableCell || strings.ContainsAny(strings.Join(cells, ""), "\r\n") {
		return nil, errors.New("no row can be added here")
	}
	first, last := block, block
	for first > 0 && d.Blocks[first-1].Kind == KindTableCell && d.Blocks[first-1].Line == b.Line {
		first--
	}
	for last+1 < len(d.Blocks) && d.Blocks[last+1].Kind == KindTableCell && d.Blocks[last+1].Line == b.Line {
		last++
	}
	lineEnd := func(off int) int {
		if i := bytes.IndexByte(src[off:], '\n'); i >= 0 {
			return off + i
		}
		return len(src)
	}
	end := lineEnd(d.Blocks[last].End)
	if slices.ContainsFunc(d.Elements(), func(e Element) bool { return e.First == first }) && end < len(src) {
		end = lineEnd(end + 1) // below the head's rule
	}
	end -= len(src[:end]) - len(bytes.TrimRight(src[:end], "\r"))
	start := bytes.LastIndexByte(src[:d.Blocks[first].Start], '\n') + 1
	prefix, _, _ := strings.Cut(string(src[start:d.Blocks[first].Start]), "|")
	out := splice(src, end, end, newline(src)+prefix+"| "+strings.Join(cells, " | ")+" |")
	return added(file, src, out, d, last+1, KindTableCell, cells...)
}

// added gives back out, a page that got blocks of a kind at a place, when all else in it is as before.
func added(file string, src, out []byte, d *Document, at int, kind Kind, texts ...string) ([]byte, error) {
	doc, ds := Parse(file, out, Options{})
	if p, bad := newError(ds, func() []diag.Diagnostic { _, ds := Parse(file, src, Options{}); return ds }); bad {
		return nil, errors.New(p.Message)
	}
	var blocks []Block
	for _, t := range texts {
		blocks = append(blocks, Block{Kind: kind, Source: t})
	}
	want := slices.Insert(slices.Clone(d.Blocks), at, blocks...)
	if !sameBlocks(want, doc.Blocks, -1, "") || len(doc.Elements()) != len(d.Elements()) {
		return nil, errors.New("with this text the page would become something else here")
	}
	return out, nil
}

// linePrefix is what stands before the second line of a block.
func linePrefix(file string, src []byte, b Block) string {
	prefix := bytes.Clone(src[bytes.LastIndexByte(src[:b.Start], '\n')+1 : b.Start])
	switch {
	case b.Kind == KindTableCell:
		return ""
	case isHTML(file):
		return string(prefix[:len(prefix)-len(bytes.TrimLeft(prefix, " \t"))])
	}
	prefix = bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))
	for i, c := range prefix { // a list's mark becomes the room it takes; a quotation's is there in every line
		if c != '>' && c != '\t' {
			prefix[i] = ' '
		}
	}
	return string(prefix)
}

func joinLines(text, nl, prefix string) string {
	var w strings.Builder
	for i, l := range strings.Split(text, "\n") {
		switch {
		case i == 0:
		case l == "":
			w.WriteString(nl + strings.TrimRight(prefix, " \t"))
		default:
			w.WriteString(nl + prefix)
		}
		w.WriteString(l)
	}
	return w.String()
}

// newError finds an error that was not there before: an old mistake elsewhere keeps nobody from writing a text.
func newError(after []diag.Diagnostic, before func() []diag.Diagnostic) (diag.Diagnostic, bool) {
	if !diag.HasErrors(after) {
		return diag.Diagnostic{}, false
	}
	count := map[string]int{}
	for _, d := range before() {
		count[d.Code+" "+d.Message]++
	}
	for _, d := range after {
		if d.Severity == diag.Error {
			if count[d.Code+" "+d.Message]--; count[d.Code+" "+d.Message] < 0 {
				return d, true
			}
		}
	}
	return diag.Diagnostic{}, false
}

// sameBlocks tells whether blocks differ in the text of one of them alone, and that has the text it should have; with
// the block -1, in none.
func sameBlocks(before, after []Block, block int, text string) bool {
	if len(before) != len(after) {
		return false
	}
	var x, y []string // the footnotes, which stand in the order in which the text refers to them
	for i, b := range before {
		want, got := b.Source, after[i].Source
		if i == block {
			want = text
		}
		if b.Kind != KindCode {
			want, got = strings.Join(strings.Fields(want), " "), strings.Join(strings.Fields(got), " ")
		}
		if b.Kind != after[i].Kind || b.Level != after[i].Level {
			return false
		}
		if b.Kind == KindFootnote {
			x, y = append(x, want), append(y, got)
		} else if want != got {
			return false
		}
	}
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

var (
	itemStart  = regexp.MustCompile(`^([-*+]|\d+[.)])(\s|$)`)
	underline  = regexp.MustCompile(`(?m)^ {0,3}(=+|-+)[ \t]*$`)
	definition = regexp.MustCompile(`^\[[^\]]+\]:`)
	noteMark   = regexp.MustCompile(`\[\^[^\]\s]+\]`)
)

// misread says what made a text something else than the block it was meant for.
func misread(b Block, text string) string {
	notes := func(s string) []string { l := noteMark.FindAllString(s, -1); slices.Sort(l); return slices.Compact(l) }
	switch {
	case !slices.Equal(notes(b.Source), notes(text)):
		return "the text must refer to the same footnotes as before, such as [^1]"
	case b.Kind == KindCode:
		return "a line of this text ends the block of code, or its lines are indented in another way than the block"
	case b.Kind == KindTableCell && strings.Contains(text, "|"):
		return `a | in a cell of a table begins the next cell; write \| for the sign itself`
	case b.Kind == KindTableCell && strings.Contains(text, "\n"):
		return "a cell of a table is one line"
	case b.Kind == KindHTML:
		return "a block of HTML begins with a tag and has no empty line in it"
	case strings.Contains(text, "\n\n"):
		return "an empty line would make two passages of it; this is one"
	case b.Kind == KindHeading && strings.Contains(text, "\n"):
		return "a heading is one line"
	case b.Kind == KindHeading:
		return `the text would lose something as a heading; write a backslash before a # or { at its end`
	case strings.HasPrefix(text, "#"):
		return `the text begins with #, which makes it a heading; write \# for the sign itself`
	case strings.HasPrefix(text, ">"):
		return `the text begins with >, which makes it a quotation; write \> for the sign itself`
	case itemStart.MatchString(text):
		return "the text begins as an item of a list does; write a backslash before the sign, after the digits of a number"
	case strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~"):
		return "the text begins as a block of code does"
	case definition.MatchString(text):
		return `the text begins as the definition of a link or footnote does; write \[ for the bracket itself`
	case strings.HasPrefix(text, "<"):
		return "the text begins with a tag of HTML that makes a block of its own of it"
	case underline.MatchString(text):
		return "a line of the text is nothing but = or - signs, which makes a heading or a rule of it"
	}
	return fmt.Sprintf("with this text the passage would not be one %s any more; a line in it begins with a sign of Markdown, before which a backslash is needed", b.Kind)
}
