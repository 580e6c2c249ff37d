package query

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"slices"
	"sync"
)

// evicted is where an engine that is used once puts the nodes that most likely nobody asks for again: out
// of the collector's way, in the scratch, until they go into a record. A node that is asked for after all
// is loaded again, and stays.
type evicted struct {
	mu     sync.Mutex
	file   Scratch
	places map[uint64]place // by kind.id; of nodes that were loaded again as well
	tail   []byte           // the newest nodes, which are not in the file yet
	end    int64            // of the file
	lost   bool             // something could not be read back, so no record can be made
}

// place is where an evicted node is.
type place struct {
	at           int64
	size, number uint32 // bytes; its number in Engine.nodes
}

const evictedTail = 256 << 10 // bytes

// Evict lets an engine that is used once put the answers of a kind out of memory when the pinned answer
// is there that they were made for. It takes a [Engine.Scratch].
func Evict[K comparable, V any]() Option[K, V] { return func(k *kind) { k.evict = true } }

// Evict puts all answers of this kind out of memory, as if the kind had been defined with [Evict]. It is
// for engines that are used once, and may not overlap questions of this kind.
func (q *Query[K, V]) Evict() {
	if q.e.evicted == nil {
		return
	}
	var all []*node
	q.k.each(func(n *node) { all = append(all, n) })
	for _, n := range all {
		q.e.evict(n)
	}
}

// evictTree evicts a pinned node, and what was computed for it.
func (e *Engine) evictTree(n *node) {
	if e.evicted == nil || n == nil || !n.kind.evict || !e.evict(n) {
		return
	}
	for _, i := range n.deps {
		e.evictTree(e.nodes.at(i))
	}
}

// evict puts a node out of memory and reports whether it did. A node whose problems must stay at hand
// stays, and so does one that was evicted before and loaded again: its place is taken.
func (e *Engine) evict(n *node) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.state.get() != answered || n.running != nil || n.reported || n.kind.forget != nil {
		return false
	}
	if !e.persist(n) {
		return false
	}
	n.state.set(dead) // a query that still has the node reads it as it is
	n.kind.remove(n)
	e.nodes.slot(n.number).CompareAndSwap(n, nil) // it may be asked for again at this very moment, see reload
	return true
}

// persist writes a node behind the others.
func (e *Engine) persist(n *node) bool {
	s := e.evicted
	id := n.kind.id(n.arg)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.places[id]; ok {
		return false // it is there, or another question of the same id
	}
	if len(s.tail) >= evictedTail && !s.flush() {
		return false
	}
	start := len(s.tail)
	s.tail = e.pack(s.tail, n)
	s.places[id] = place{s.end + int64(start), uint32(len(s.tail) - start), n.number}
	return true
}

func (s *evicted) flush() bool {
	if _, err := s.file.WriteAt(s.tail, s.end); err != nil {
		return false
	}
	s.end += int64(len(s.tail))
	s.tail = s.tail[:0]
	return true
}

// find returns the place of a question, by its kind's id of it.
func (s *evicted) find(id uint64) (p place, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok = s.places[id]
	return p, ok
}

// read returns the node at a place.
func (s *evicted) read(p place) (packed, error) {
	b := make([]byte, p.size)
	s.mu.Lock()
	if p.at >= s.end {
		copy(b, s.tail[p.at-s.end:])
		s.mu.Unlock()
		return b, nil
	}
	s.mu.Unlock()
	if n, err := s.file.ReadAt(b, p.at); n < len(b) {
		return nil, err
	}
	return b, nil
}

// reload returns a new node what was evicted of it, and reports whether there was anything. It is for
// lookup, which holds the lock of the node's shard.
func (e *Engine) reload(n *node, id uint64) bool {
	at, ok := e.evicted.find(id)
	if !ok {
		return false
	}
	p, err := e.evicted.read(at)
	if err != nil {
		e.evicted.mu.Lock()
		delete(e.evicted.places, id) // it is recomputed
		e.evicted.lost = true
		e.evicted.mu.Unlock()
		return false
	}
	if p.kind() != n.kind.number || !bytes.Equal(p.key(), encode(nil, n.arg)) {
		return false // another question of the same id
	}
	n.deps = p.deps()
	e.unpack(n, p, e.rev)
	if answer, ok := p.answer(); ok {
		n.value = n.kind.decodeAnswer(answer)
		n.state.replace(absent, answered)
	}
	n.number = at.number
	e.nodes.slot(n.number).Store(n)
	return true
}

// inOrder returns the places of the nodes that are not in memory, as they lie in the file.
func (s *evicted) inOrder(inMemory func(number uint32) bool) []place {
	all := slices.Collect(maps.Values(s.places))
	all = slices.DeleteFunc(all, func(p place) bool { return inMemory(p.number) })
	slices.SortFunc(all, func(a, b place) int { return int(a.at - b.at) })
	return all
}

// evictedReader reads evicted nodes in the order of their places.
type evictedReader struct {
	from *bufio.Reader
	at   int64
}

func (s *evicted) reader() *evictedReader {
	file := io.NewSectionReader(s.file, 0, s.end)
	return &evictedReader{from: bufio.NewReaderSize(io.MultiReader(file, bytes.NewReader(s.tail)), evictedTail)}
}

// next appends the node at a place.
func (r *evictedReader) next(b []byte, p place) (packed, error) {
	skipped, err := r.from.Discard(int(p.at - r.at))
	if r.at += int64(skipped); err != nil {
		return nil, err
	}
	b = slices.Grow(b, int(p.size))
	read, err := io.ReadFull(r.from, b[len(b):len(b)+int(p.size)])
	r.at += int64(read)
	return b[:len(b)+read], err
}
