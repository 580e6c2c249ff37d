package diag

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Text is a file's bytes with the means to name places in them. Places are found fastest in the order of the file. It is
// not to be used by several goroutines at the same time.
type Text struct {
	File string
	Src  []byte

	lines []int // offsets of line starts; built when the first place is asked for
	last  int   // the line found last: places are asked for mostly in order

	// The farthest place in that line, and the code points before it: a line may be the whole page,
	// and must not be counted through for each of its links.
	far, farCol int
}

// LineCol returns the 1-based line and column (in code points) of a byte offset in the file.
func (s *Text) LineCol(off int) (line, col int) {
	s.split()
	off = ofCharacter(s.Src, off) // else the column that is kept would count half of it
	l := s.last
	if l >= len(s.lines) || s.lines[l] > off || (l+1 < len(s.lines) && s.lines[l+1] <= off) {
		l = sort.SearchInts(s.lines, off+1) - 1
		s.last, s.far, s.farCol = l, s.lines[l], 0
	}
	start := s.lines[l]
	switch {
	case off >= s.far:
		s.farCol += utf8.RuneCount(s.Src[max(s.far, start):off])
		s.far = off
		col = s.farCol
	case s.far-off < off-start:
		col = s.farCol - utf8.RuneCount(s.Src[off:s.far])
	default:
		col = utf8.RuneCount(s.Src[start:off])
	}
	return l + 1, col + 1
}

// At returns the place of a byte offset in the file.
func (s *Text) At(off int) Pos {
	line, col := s.LineCol(off)
	return At(s.File, line, col)
}

// Offset returns the byte offset of a line and a column. What lies behind the end of its line gives that end.
func (s *Text) Offset(line, col int) int {
	s.split()
	if line > len(s.lines) {
		return len(s.Src)
	}
	start := s.lines[max(line, 1)-1]
	at, have := start, 1
	if s.last == line-1 && s.far >= start && s.farCol < col {
		at, have = s.far, s.farCol+1
	}
	for ; have < col && at < len(s.Src) && s.Src[at] != '\n' && s.Src[at] != '\r'; have++ {
		_, n := utf8.DecodeRune(s.Src[at:])
		at += n
	}
	s.last, s.far, s.farCol = line-1, at, have-1
	return at
}

// split finds where the lines start.
func (s *Text) split() {
	if s.lines != nil {
		return
	}
	s.lines = make([]int, 1, 64)
	for i := 0; i < len(s.Src); {
		n := bytes.IndexByte(s.Src[i:], '\n')
		if n < 0 {
			n = len(s.Src) - i
		}
		for j := i; ; { // a CR that is not half of a CR LF ends a line too
			k := bytes.IndexByte(s.Src[j:i+n], '\r')
			if k < 0 {
				break
			}
			j += k + 1
			if j < i+n || j == len(s.Src) {
				s.lines = append(s.lines, j)
			}
		}
		i += n + 1
		if i <= len(s.Src) {
			s.lines = append(s.lines, i)
		}
	}
}
