package query

import (
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"vernacular/internal/diag"
)

// node is one question, its answer and what the answer read. There are some seven for each page, so its
// size matters: revisions stand in place of fingerprints of what was read, lists in place of sets.
type node struct {
	kind *kind
	arg  any

	mu      sync.Mutex
	running chan struct{} // closed when the running computation is done; nil when none runs
	value   any           // nil when dropped or absent
	fp      Fingerprint
	diags   []diag.Diagnostic
	deps    []uint32 // numbers of the nodes that were asked, in order
	readers []uint32 // numbers of the nodes that have this one among their deps
	links   int32    // how many these are, with those that are still in the record
	pins    int32
	number  uint32 // in Engine.nodes
	next    uint32 // number of the next node in the same slot of its table
	frozen  uint32 // 1 + the number in the record that it comes from; 0: none

	known    bool // an answer (or a failure) exists
	failed   bool
	dead     bool
	absent   bool // the answer is not in memory although its kind keeps it: it comes from a record
	unread   bool // deps are still in the record
	unlinked bool // readers lacks those that are in the record
	hot      bool // it was cold, and somebody asked for it
	looped   bool // it ran into a loop: the question that closed the loop is not among deps
	torn     bool // the running revision has no answer to it; fp and deps are those of an earlier one, if known
	doubted  bool // it was torn and was not computed since: deps do not tell whether the answer holds

	queued   atomic.Bool
	height   atomic.Int32
	verified atomic.Uint32 // the revision for which the answer is known to hold
	changed  atomic.Uint32 // the revision in which the answer became what it is
}

func (n *node) name() string {
	if s := fmt.Sprint(n.arg); s != "{}" && s != "" {
		return n.kind.name + " " + s
	}
	return n.kind.name
}

// shard is a part of the table of questions, by the hash of their arguments: those with the same hash are
// linked. A table by the arguments themselves would hold each of them twice.
type shard struct {
	mu    sync.Mutex
	nodes map[uint64]uint32 // numbers
	size  int
}

func (q *Query[K, V]) slot(key K) (*shard, uint64) {
	h := maphash.Comparable(q.seed, key)
	return &q.shards[h>>60], h
}

func in[K comparable](e *Engine, s *shard, h uint64, key K) *node {
	for i := s.nodes[h]; i != 0; {
		n := e.nodes.at(i)
		if n.arg.(K) == key {
			return n
		}
		i = n.next
	}
	return nil
}

// lookup gives the node of a question, making it if need be.
func (q *Query[K, V]) lookup(key K) *node {
	s, h := q.slot(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	n := in(q.e, s, h, key)
	if n == nil {
		n = &node{kind: q.k, arg: key}
		if q.e.cold == nil || !q.e.warm(n, h) {
			q.e.nodes.add(n)
			q.e.thaw(n)
		}
		if s.nodes == nil {
			s.nodes = map[uint64]uint32{}
		}
		n.next = s.nodes[h]
		s.nodes[h] = n.number
		s.size++
	}
	return n
}

// find gives the node of a question, nil if nobody needs it.
func (q *Query[K, V]) find(key K) *node {
	s, h := q.slot(key)
	s.mu.Lock()
	n := in(q.e, s, h, key)
	s.mu.Unlock()
	if n == nil && q.e.away(q.k, key) {
		return q.lookup(key)
	}
	return n
}

// remove takes a dead node out of the table.
func (q *Query[K, V]) remove(dead *node) {
	s, h := q.slot(dead.arg.(K))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch i := s.nodes[h]; {
	case i != dead.number:
		n := q.e.nodes.at(i)
		for n.next != dead.number {
			n = q.e.nodes.at(n.next)
		}
		n.next = dead.next
	case dead.next == 0:
		delete(s.nodes, h)
	default:
		s.nodes[h] = dead.next
	}
	s.size--
}

// numbering gives every node a number, the first one 1. Nodes speak of each other by number: that takes half of what
// pointers would, and the collector need not follow it.
type numbering struct {
	chunks atomic.Pointer[[]*chunk]
	mu     sync.Mutex // guards what follows, and adding chunks
	last   uint32
	free   []uint32
}

type chunk [1 << 12]atomic.Pointer[node]

// at gives the node of a number, nil if it is cold.
func (t *numbering) at(i uint32) *node { return t.slot(i).Load() }

func (t *numbering) slot(i uint32) *atomic.Pointer[node] {
	return &(*t.chunks.Load())[i>>12][i&(1<<12-1)]
}

func (t *numbering) add(n *node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := len(t.free) - 1; last >= 0 {
		n.number, t.free = t.free[last], t.free[:last]
	} else {
		t.last++
		n.number = t.last
	}
	var chunks []*chunk
	if old := t.chunks.Load(); old != nil {
		chunks = *old
	}
	if int(n.number>>12) == len(chunks) {
		chunks = append(slices.Clip(chunks), new(chunk)) // others may be reading the old list
		t.chunks.Store(&chunks)
	}
	chunks[n.number>>12][n.number&(1<<12-1)].Store(n)
}

// drop takes back the number of a node that nobody speaks of any more.
func (t *numbering) drop(n *node) {
	t.slot(n.number).Store(nil)
	t.free = append(t.free, n.number)
}

// relink keeps the reverse edges and the height of n in step with what it has just read.
func (e *Engine) relink(n *node, old, deps []uint32, read []*node) {
	if !e.once && !slices.Equal(old, deps) {
		var had map[uint32]bool // true: still read
		if len(old) > 0 {
			had = make(map[uint32]bool, len(old))
			for _, i := range old {
				had[i] = false
			}
		}
		for _, i := range deps {
			if _, ok := had[i]; ok {
				had[i] = true
				continue
			}
			d := e.nodes.at(i)
			d.mu.Lock()
			d.readers = append(d.readers, n.number)
			d.links++
			d.mu.Unlock()
		}
		for _, i := range old {
			if had[i] {
				continue
			}
			d := e.nodes.at(i)
			d.mu.Lock()
			readers := e.readers(d)
			at, last := slices.Index(readers, n.number), len(readers)-1
			readers[at] = readers[last]
			d.readers = readers[:last]
			d.links--
			lonely := d.links == 0 && d.pins == 0
			d.mu.Unlock()
			if lonely {
				e.suspect(d)
			}
		}
	}
	var h int32
	for _, d := range read {
		h = max(h, d.height.Load()+1)
	}
	e.raise(n, h)
}

// raise lifts n to height h and its readers above it. A reader links itself before it reads the
// height, and raise stores the height before it looks for readers, so one of the two always notices.
func (e *Engine) raise(n *node, h int32) {
	for {
		cur := n.height.Load()
		if cur >= h {
			return
		}
		if n.height.CompareAndSwap(cur, h) {
			break
		}
	}
	n.mu.Lock()
	readers := slices.Clone(e.readers(n))
	n.mu.Unlock()
	for _, i := range readers {
		e.raise(e.nodes.at(i), h+1)
	}
}

// wakeReaders puts the readers of a changed answer on the list of those to verify.
func (e *Engine) wakeReaders(n *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, i := range e.readers(n) {
		if r := e.nodes.at(i); r.verified.Load() != e.rev {
			e.enqueue(r)
		}
	}
}

func (e *Engine) enqueue(n *node) {
	if n.queued.Swap(true) {
		return
	}
	e.queueMu.Lock()
	defer e.queueMu.Unlock()
	if n.kind.root {
		e.roots = append(e.roots, n)
		return
	}
	h := n.height.Load()
	e.queue[h] = append(e.queue[h], n)
}

func (e *Engine) suspect(n *node) {
	e.suspectsMu.Lock()
	e.suspects = append(e.suspects, n)
	e.suspectsMu.Unlock()
}
