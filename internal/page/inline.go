package page

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// rawHTMLParser finds tags, comments and declarations inside a paragraph (CommonMark 0.31.2 §6.6).
// It only says where they are; the allow-list comes later.
type rawHTMLParser struct{}

func (rawHTMLParser) Trigger() []byte { return []byte{'<'} }

// The kinds of raw HTML that end at a certain text, and the bits of budget.failedRaw.
var rawEnds = []struct {
	open, end string
	bit       uint8
}{
	{"<!--", "-->", 1}, {"<?", "?>", 2}, {"<![CDATA[", "]]>", 4},
}

func (rawHTMLParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 3 {
		return nil
	}
	b := pc.Get(budgetKey).(*budget)
	b.enter(parent)
	if b.over != "" {
		return nil
	}
	s := rawScan{block: block, line: line, seg: seg}
	ok := false
	switch c := line[1]; {
	case isASCIILetter(c):
		ok = s.openTag()
	case c == '/':
		ok = isASCIILetter(line[2]) && s.closeTag()
	case c == '!' && isASCIILetter(line[2]):
		if b.failedRaw&8 != 0 {
			return nil
		}
		s.i = 2
		if ok = s.until(">"); !ok {
			b.failedRaw |= 8
		}
	case bytes.HasPrefix(line, []byte("<!-->")):
		s.i, ok = 5, true
	case bytes.HasPrefix(line, []byte("<!--->")):
		s.i, ok = 6, true
	default:
		for _, e := range rawEnds {
			if !bytes.HasPrefix(line, []byte(e.open)) {
				continue
			}
			if b.failedRaw&e.bit != 0 {
				return nil
			}
			s.i = len(e.open)
			if ok = s.until(e.end); !ok {
				b.failedRaw |= e.bit
			}
			break
		}
	}
	if !ok {
		b.spend(s.scanned, seg.Start)
		return nil
	}
	b.count(seg.Start)
	n := ast.NewRawHTML()
	for _, done := range s.segs {
		n.Segments.Append(done)
	}
	n.Segments.Append(text.NewSegment(s.seg.Start, s.seg.Start+s.i-s.seg.Padding))
	block.Advance(s.i)
	return n
}

// rawScan reads the bytes of a block across its lines, or of one line if there is no block.
type rawScan struct {
	block   text.Reader
	line    []byte
	seg     text.Segment
	i       int
	segs    []text.Segment // lines that are done
	scanned int
}

// peek returns the next byte, 0 at the end of the block.
func (s *rawScan) peek() byte {
	if s.i >= len(s.line) {
		if s.block == nil {
			return 0
		}
		s.scanned += len(s.line)
		s.block.AdvanceLine()
		line, seg := s.block.PeekLine()
		if line == nil {
			return 0
		}
		s.segs = append(s.segs, s.seg)
		s.line, s.seg, s.i = line, seg, 0
	}
	return s.line[s.i]
}

func (s *rawScan) space() (any bool) {
	for c := s.peek(); c == ' ' || c == '\t' || c == '\n'; c = s.peek() {
		s.i++
		any = true
	}
	return any
}

func (s *rawScan) until(end string) bool {
	for {
		if k := bytes.Index(s.line[s.i:], []byte(end)); k >= 0 {
			s.i += k + len(end)
			return true
		}
		s.i = len(s.line)
		if s.peek() == 0 {
			return false
		}
	}
}

func (s *rawScan) name(start int) {
	s.i = start
	for s.i < len(s.line) && (isASCIILetter(s.line[s.i]) || isASCIIDigit(s.line[s.i]) || s.line[s.i] == '-') {
		s.i++
	}
}

func (s *rawScan) closeTag() bool {
	s.name(2)
	s.space()
	if s.peek() != '>' {
		return false
	}
	s.i++
	return true
}

func (s *rawScan) openTag() bool {
	s.name(1)
	for {
		spaced := s.space()
		c := s.peek()
		switch {
		case c == '>':
			s.i++
			return true
		case c == '/':
			s.i++
			if s.peek() != '>' {
				return false
			}
			s.i++
			return true
		case !spaced || !isASCIILetter(c) && c != '_' && c != ':':
			return false
		}
		for c = s.peek(); isASCIILetter(c) || isASCIIDigit(c) || c == '_' || c == ':' || c == '.' || c == '-'; c = s.peek() {
			s.i++
		}
		if !s.value() {
			return false
		}
	}
}

// value reads "= value" after an attribute's name, if it is there.
func (s *rawScan) value() bool {
	// White space that no "=" follows separates attributes: it has to be found again.
	line, seg, i, n := s.line, s.seg, s.i, len(s.segs)
	var l int
	var pos text.Segment
	if s.block != nil {
		l, pos = s.block.Position()
	}
	s.space()
	if s.peek() != '=' {
		if s.block != nil {
			s.block.SetPosition(l, pos)
		}
		s.line, s.seg, s.i, s.segs = line, seg, i, s.segs[:n]
		return true
	}
	s.i++
	s.space()
	switch c := s.peek(); c {
	case '"', '\'':
		s.i++
		return s.until(string(c))
	case 0:
		return false
	}
	start := s.i
	for c := s.peek(); c > ' ' && c != '"' && c != '\'' && c != '=' && c != '<' && c != '>' && c != '`'; c = s.peek() {
		s.i++
	}
	return s.i > start
}

// bareLinks makes links of http:// and https:// addresses and of e-mail addresses that stand in the
// text, as GFM does; unlike GFM it guesses nothing from "www.". It looks back from ":" and "@", which
// are rare, where goldmark's own looks ahead from each space.
type bareLinks struct{}

func (bareLinks) Trigger() []byte { return []byte{':', '@'} }

func (bareLinks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if seg.Padding != 0 || pc.IsInLinkLabel() {
		return nil
	}
	last, ok := parent.LastChild().(*ast.Text)
	if !ok || last.Segment.Stop != seg.Start || last.SoftLineBreak() || last.IsRaw() {
		return nil
	}
	b := pc.Get(budgetKey).(*budget)
	if b.over != "" {
		return nil
	}
	before := block.Source()[last.Segment.Start:seg.Start]
	var head, tail int
	typ := ast.AutoLinkType(ast.AutoLinkURL)
	if line[0] == ':' {
		head, tail = bareURL(before, line)
	} else {
		head, tail = bareEmail(before, line)
		typ = ast.AutoLinkEmail
		// An underscore or the like may have ended the text node in the middle of the address.
		if start := seg.Start - head; head == len(before) && start > 0 && isEmailByte(block.Source()[start-1]) {
			return nil
		}
	}
	if head == 0 {
		return nil
	}
	last.Segment.Stop -= head
	if last.Segment.IsEmpty() {
		parent.RemoveChild(parent, last)
	}
	block.Advance(tail)
	b.count(seg.Start)
	n := ast.NewAutoLink(typ, ast.NewTextSegment(text.NewSegment(seg.Start-head, seg.Start+tail)))
	n.SetPos(seg.Start - head)
	return n
}

// bareURL returns how many bytes before and from the colon belong to an address; 0 if none.
func bareURL(before, line []byte) (head, tail int) {
	if len(line) < 5 || line[1] != '/' || line[2] != '/' {
		return 0, 0
	}
	n := len(before)
	for n > 0 && isASCIILetter(before[n-1]) {
		n--
	}
	if scheme := bytes.ToLower(before[n:]); string(scheme) != "http" && string(scheme) != "https" {
		return 0, 0
	}
	if r, _ := utf8.DecodeLastRune(before[:n]); n > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !writtenWithoutSpaces(r) {
		return 0, 0
	}
	end, host := 3, true
	for end < len(line) {
		r, size := utf8.DecodeRune(line[end:])
		if r <= ' ' || r == '<' || r == '`' || r == '"' || r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			break
		}
		if host && writtenWithoutSpaces(r) {
			break
		}
		if r == '/' || r == '?' || r == '#' {
			host = false
		}
		end += size
	}
	end = trimURL(line, end)
	name := line[3:end]
	if i := bytes.IndexAny(name, "/?#"); i >= 0 {
		name = name[:i]
	}
	if bytes.IndexByte(name, '.') <= 0 {
		return 0, 0
	}
	return len(before) - n, end
}

// writtenWithoutSpaces reports whether a letter is of a script in whose texts an address may touch the
// word next to it.
func writtenWithoutSpaces(r rune) bool {
	return r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// trimURL leaves out what rather ends the sentence than the address (GFM §6.9).
func trimURL(line []byte, end int) int {
	var surplus [3]int // closing brackets without an opening one, by kind
	for _, c := range line[3:end] {
		switch c {
		case '(':
			surplus[0]--
		case ')':
			surplus[0]++
		case '[':
			surplus[1]--
		case ']':
			surplus[1]++
		case '{':
			surplus[2]--
		case '}':
			surplus[2]++
		}
	}
	for end > 3 {
		kind := 0
		switch line[end-1] {
		case '?', '!', '.', ',', ':', '*', '_', '~', '\'', '|', '\\':
			end--
			continue
		case ';':
			i := end - 2
			for i > 3 && (isASCIILetter(line[i]) || isASCIIDigit(line[i])) {
				i--
			}
			if line[i] == '&' && i < end-2 {
				end = i
			} else {
				end--
			}
			continue
		case ')':
		case ']':
			kind = 1
		case '}':
			kind = 2
		default:
			return end
		}
		if surplus[kind] <= 0 {
			return end
		}
		surplus[kind]--
		end--
	}
	return end
}

func isEmailByte(c byte) bool {
	return isASCIILetter(c) || isASCIIDigit(c) || c == '.' || c == '_' || c == '+' || c == '-' || c == '%'
}

// bareEmail returns how many bytes before and from the @ belong to an address; 0 if none.
func bareEmail(before, line []byte) (head, tail int) {
	n := len(before)
	for n > 0 && len(before)-n < 64 && isEmailByte(before[n-1]) {
		n--
	}
	for n < len(before) && (before[n] == '.' || before[n] == '-') {
		n++
	}
	if n == len(before) || before[len(before)-1] == '.' {
		return 0, 0
	}
	if r, _ := utf8.DecodeLastRune(before[:n]); n > 0 && (unicode.IsLetter(r) && !writtenWithoutSpaces(r) || strings.ContainsRune("/:@\\", r)) {
		return 0, 0
	}
	end := 1
	for end < len(line) && end < 256 && (isASCIILetter(line[end]) || isASCIIDigit(line[end]) || line[end] == '.' || line[end] == '-') {
		end++
	}
	for end > 1 && (line[end-1] == '.' || line[end-1] == '-') {
		end--
	}
	domain := line[1:end]
	if dot := bytes.LastIndexByte(domain, '.'); dot < 1 || len(domain)-dot < 3 || bytes.Contains(domain, []byte("..")) {
		return 0, 0
	}
	if r, _ := utf8.DecodeRune(line[end:]); end < len(line) && (r == '@' || r == '_' || r >= utf8.RuneSelf && unicode.IsLetter(r)) {
		return 0, 0
	}
	return len(before) - n, end
}
