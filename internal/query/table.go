package query

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// shard is a part of the table of questions, by the hash of their arguments: those with the same hash are
// linked by node.next. A table by the arguments themselves would hold each of them twice.
type shard struct {
	mu    sync.Mutex
	nodes map[uint64]uint32 // by hash: the number of the first node
	size  int
}

// slot returns the shard of an argument and its hash.
func (q *Query[K, V]) slot(key K) (*shard, uint64) {
	h := maphash.Comparable(q.seed, key)
	return &q.shards[h>>60], h
}

// search returns the node of an argument in a shard, nil if it has none; s.mu is held.
func search[K comparable](e *Engine, s *shard, h uint64, key K) *node {
	for i := s.nodes[h]; i != 0; {
		n := e.nodes.at(i)
		if n.arg.(K) == key {
			return n
		}
		i = n.next
	}
	return nil
}

// lookup returns the node of a question. If it is not in memory, it is made of what was evicted, of what
// the record says, or of nothing.
func (q *Query[K, V]) lookup(key K) *node {
	s, h := q.slot(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	n := search(q.e, s, h, key)
	if n == nil {
		n = &node{kind: q.k, arg: key}
		if q.e.evicted == nil || !q.e.reload(n, h) {
			q.e.nodes.add(n)
			q.e.loadNode(n)
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

// find returns the node of a question, nil if nobody needs it.
func (q *Query[K, V]) find(key K) *node {
	s, h := q.slot(key)
	s.mu.Lock()
	n := search(q.e, s, h, key)
	known := n == nil && q.e.notInMemory(q.k, key) // under the lock: lookup may be loading it at this moment
	s.mu.Unlock()
	if known {
		return q.lookup(key)
	}
	return n
}

// notInMemory reports whether a question without a node is known all the same: it was evicted, or is in
// the record and was not loaded yet.
func (e *Engine) notInMemory(k *kind, arg any) bool {
	if e.evicted != nil {
		if _, ok := e.evicted.find(k.id(arg)); ok {
			return true
		}
	}
	i, ok := e.record.find(k, arg)
	return ok && e.record.loaded[i].Load() == nil
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

// each calls f with every node in memory, in no order. It may not overlap questions of this kind.
func (q *Query[K, V]) each(f func(*node)) {
	for i := range q.shards {
		for _, number := range q.shards[i].nodes {
			for number != 0 {
				n := q.e.nodes.at(number)
				f(n)
				number = n.next
			}
		}
	}
}

// size returns how many nodes are in memory.
func (q *Query[K, V]) size() (n int) {
	for i := range q.shards {
		q.shards[i].mu.Lock()
		n += q.shards[i].size
		q.shards[i].mu.Unlock()
	}
	return n
}

// numbering returns every node a number, the first one 1. Nodes refer to each other by number: that takes half
// the space of pointers, and the collector need not follow it.
type numbering struct {
	chunks atomic.Pointer[[]*chunk]
	mu     sync.Mutex // guards the fields below, and adding chunks
	last   uint32
	free   []uint32
}

type chunk [1 << 12]atomic.Pointer[node]

// at returns the node of a number, nil if it is evicted.
func (t *numbering) at(i uint32) *node { return t.slot(i).Load() }

func (t *numbering) slot(i uint32) *atomic.Pointer[node] {
	return &(*t.chunks.Load())[i>>12][i&(1<<12-1)]
}

// add returns a node its number.
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

// drop takes back the number of a node to which no other refers any more.
func (t *numbering) drop(n *node) {
	t.slot(n.number).Store(nil)
	t.free = append(t.free, n.number)
}
