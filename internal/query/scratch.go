package query

import (
	"io"
	"reflect"
)

// Scratch is where an engine keeps answers that need not be in memory, such as a file that only it knows.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// maxScratch is how much is spilled to a scratch; answers that no longer fit are recomputed.
const maxScratch = 4 << 30 // bytes

// Scratch returns an engine that has computed nothing yet a place for the answers of kinds defined with
// [Spill], or, if it is used [Engine.Once], for the questions of kinds defined with [Evict]. What cannot be
// written there or read back is recomputed, so errors need not be told.
func (e *Engine) Scratch(s Scratch) { e.scratch = s }

// spilled is where in the scratch an answer is. The next answer to the question goes there again if it has room.
type spilled struct {
	at        int64
	len, room int32
}

// spill writes an answer to the scratch and returns what is to be kept of it in memory, which may be nothing.
// n.mu is held, and no goroutine reads an earlier answer of n.
func (e *Engine) spill(n *node, value any) any {
	if e.scratch == nil || !n.kind.spill {
		return nil
	}
	b := encode(nil, value)
	s, _ := n.value.(spilled)
	if int(s.room) < len(b) {
		s.room = int32(len(b) + len(b)/8)
		s.at = e.scratchEnd.Add(int64(s.room)) - int64(s.room)
	}
	if s.at+int64(s.room) > maxScratch {
		return nil
	}
	if _, err := e.scratch.WriteAt(b, s.at); err != nil {
		return nil
	}
	s.len = int32(len(b))
	return s
}

// fetch reads an answer into what to points to.
func (e *Engine) fetch(s spilled, to any) bool {
	b := make([]byte, s.len)
	if n, _ := e.scratch.ReadAt(b, s.at); n < len(b) {
		return false
	}
	decodeValue(b, reflect.ValueOf(to).Elem())
	return true
}
