package page

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
)

// newline returns how a file ends its lines.
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

// SetBlock returns the page with another Markdown in one of its blocks and nothing else changed; it is
// d itself where the block has that text already. text is like [Block.Source]: without marks of
// containers; those that later lines need are put before them. The page is read again: its blocks must
// be as many and of the same kinds, and the block have that text; footnotes may come in another order.
// If not, the error says what the text would have become.
func (d *Document) SetBlock(block int, text string) (*Document, error) {
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
	if text == b.Source && b.Refused == "" {
		return d, nil
	}
	after, err := d.reparse(splice(d.src, b.Start, b.End, joinLines(text, newline(d.src), d.linePrefix(b))))
	if err != nil {
		return nil, err
	}
	if !sameBlocks(d.Blocks, after.Blocks, block, text) {
		return nil, errors.New(misread(b, text))
	}
	return after, nil
}

// SetBlocks returns the page with other Markdown in some of its blocks, as [Document.SetBlock] does with one. What the page becomes
// besides is for the caller to find out.
func (d *Document) SetBlocks(texts map[int]string) (*Document, error) {
	order := slices.SortedFunc(maps.Keys(texts), func(x, y int) int { return d.Blocks[y].Start - d.Blocks[x].Start })
	src := d.src
	for _, block := range order { // from the end, so that the places of the others hold
		b := d.Blocks[block]
		src = splice(src, b.Start, b.End, joinLines(texts[block], newline(d.src), d.linePrefix(b)))
	}
	return d.reparse(src)
}

// reparse reads the page as it is after an edit. An error that the page has because of the edit is
// returned; old mistakes elsewhere keep nobody from writing a text.
func (d *Document) reparse(src []byte) (*Document, error) {
	after, problems := Parse(d.file, src, d.opt)
	if !diag.HasErrors(problems) {
		return after, nil
	}
	_, old := Parse(d.file, d.src, d.opt)
	count := map[string]int{}
	for _, p := range old {
		count[p.Code+" "+p.Message]++
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			if count[p.Code+" "+p.Message]--; count[p.Code+" "+p.Message] < 0 {
				return nil, errors.New(p.Message)
			}
		}
	}
	return after, nil
}

// itemMark matches what stands before the text of a list item in its line.
var itemMark = regexp.MustCompile(`^([ >]*)([-*+]|(\d{1,8})([.)]))( +)(?:\[[ xX]\] +)?$`)

var emptyLines = regexp.MustCompile(`^(?:[ \t>]*\r?\n)+`)

// AddItem returns the page with an item more in a list of Markdown, before or after the one whose text
// is a block, and no other byte changed: it has the mark, the indentation and the empty lines of that
// item, and the next number where items are numbered. The item must be a line's worth of Markdown, and
// the one before it must have nothing else in it, such as a list of its own.
func (d *Document) AddItem(block int, after bool, text string) (*Document, error) {
	b, src := d.Blocks[block], d.src
	start := lineStart(src, b.Start)
	mark := itemMark.FindStringSubmatch(string(src[start:b.Start]))
	if isHTML(d.file) || b.Kind != KindListItem || mark == nil {
		return nil, errors.New("no item can be added here")
	}
	indent, sign, space := mark[1], mark[2], mark[5]
	if n, err := strconv.Atoi(mark[3]); err == nil && after {
		sign = strconv.Itoa(n+1) + mark[4]
	}
	nl, text := newline(src), strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	item := indent + sign + space + joinLines(text, nl, d.linePrefix(b))
	gap := nl
	if d.isLoose(block) {
		gap += strings.TrimRight(indent, " ") + nl
	}
	if !after {
		return d.withBlocks(splice(src, start, start, item+gap), block, KindListItem, text)
	}
	rest := src[b.End+len(emptyLines.Find(src[b.End:])):]
	if bytes.HasPrefix(rest, []byte(indent+" ")) || bytes.HasPrefix(rest, []byte(indent+"\t")) {
		return nil, errors.New("the item before has more in it, which would become this one's")
	}
	return d.withBlocks(splice(src, b.End, b.End, gap+item), block+1, KindListItem, text)
}

// isLoose reports whether an empty line stands between the item and one of its neighbours.
func (d *Document) isLoose(item int) bool {
	for i := max(0, item-1); i <= item && i+1 < len(d.Blocks); i++ {
		a, b := d.Blocks[i], d.Blocks[i+1]
		if a.Kind == KindListItem && b.Kind == KindListItem &&
			bytes.Count(d.src[a.End:lineStart(d.src, b.Start)], []byte("\n")) > 1 {
			return true
		}
	}
	return false
}

// AddRow returns the page with a row more in a table of Markdown, below the one that a cell is in, and
// no other byte changed.
func (d *Document) AddRow(block int, cells ...string) (*Document, error) {
	b, src := d.Blocks[block], d.src
	if isHTML(d.file) || b.Kind != KindTableCell || strings.ContainsAny(strings.Join(cells, ""), "\r\n") {
		return nil, errors.New("no row can be added here")
	}
	inRow := func(i int) bool {
		return i >= 0 && i < len(d.Blocks) && d.Blocks[i].Kind == KindTableCell && d.Blocks[i].Line == b.Line
	}
	first, last := block, block
	for inRow(first - 1) {
		first--
	}
	for inRow(last + 1) {
		last++
	}
	end := lineEnd(src, d.Blocks[last].End)
	if slices.ContainsFunc(d.Elements(), func(e Element) bool { return e.First == first }) && end < len(src) {
		end = lineEnd(src, end+1) // below the head's rule
	}
	end -= len(src[:end]) - len(bytes.TrimRight(src[:end], "\r"))
	start := d.Blocks[first].Start
	prefix, _, _ := strings.Cut(string(src[lineStart(src, start):start]), "|")
	row := newline(src) + prefix + "| " + strings.Join(cells, " | ") + " |"
	return d.withBlocks(splice(src, end, end, row), last+1, KindTableCell, cells...)
}

// withBlocks reads the page as it is after blocks of a kind were added at a place, and makes sure that
// all else in it is as before.
func (d *Document) withBlocks(src []byte, at int, kind Kind, texts ...string) (*Document, error) {
	after, err := d.reparse(src)
	if err != nil {
		return nil, err
	}
	var blocks []Block
	for _, t := range texts {
		blocks = append(blocks, Block{Kind: kind, Source: t})
	}
	want := slices.Insert(slices.Clone(d.Blocks), at, blocks...)
	if !sameBlocks(want, after.Blocks, -1, "") || len(after.Elements()) != len(d.Elements()) {
		return nil, errors.New("with this text the page would become something else here")
	}
	return after, nil
}

// lineStart returns the offset at which the line begins that an offset is in.
func lineStart(src []byte, off int) int { return bytes.LastIndexByte(src[:off], '\n') + 1 }

// lineEnd returns the offset of the LF that ends the line that an offset is in, or of the end of src.
func lineEnd(src []byte, off int) int {
	if i := bytes.IndexByte(src[off:], '\n'); i >= 0 {
		return off + i
	}
	return len(src)
}

// linePrefix returns what stands before the second line of a block.
func (d *Document) linePrefix(b Block) string {
	prefix := bytes.Clone(d.src[lineStart(d.src, b.Start):b.Start])
	switch {
	case b.Kind == KindTableCell:
		return ""
	case isHTML(d.file):
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

// sameBlocks reports whether blocks differ in the text of one of them alone, and that one has the text
// it should have; with the block -1, in none.
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

// misread returns what made a text something else than the block it was meant for.
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
