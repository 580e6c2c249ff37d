package query

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"reflect"
	"slices"
	"sync/atomic"
)

// recordMagic begins a record: what an engine knows, in bytes. A record has every question that somebody
// needs, the fingerprint of its answer, its problems and what it read. Answers themselves are in it for
// kinds defined with [Store]; any other is recomputed if somebody asks for it. An engine that loads a
// record does not take it apart: a question is loaded when it is asked, or when something that it read
// has changed.
//
//	recordMagic
//	nodes     each in the form of packed
//	offsets   where in nodes each of them begins, and where the last one ends, 4 bytes each
//	table     1 + numbers of nodes by the hash of kind and key, 4 bytes each; 0 for an empty slot
//	trailer   see the type, and what the engine's user adds
//	4 bytes   length of the trailer
//	32 bytes  SHA-256 of all that
//
// The number of a node is its place among the nodes. All numbers are little-endian.
const recordMagic = "vernacular record 2\n"

// trailer tells where the parts of a record are.
type trailer struct {
	Kinds                 []string
	Nodes, Offsets, Table int // lengths in bytes
}

// record is a loaded record.
type record struct {
	kinds                 []*kind // by number
	nodes, offsets, table []byte
	count                 uint32

	// The dependents of node i are dependents[first[i]:first[i+1]].
	dependents, first []uint32
	// The nodes that were loaded, by their number in the record. They stay here when they are dead, so
	// that what the record says of them is not taken for an answer again.
	loaded []atomic.Pointer[node]
}

// Load makes an engine that has computed nothing yet know what a record says; extra points to a value of
// the type that was given to [Engine.Save], and gets it. The answers hold for the leaves as they were then:
// an [Engine.Update] must name every leaf that may differ. The bytes belong to the engine from then on.
//
// An error means that the record is damaged or of other kinds of question; the engine then knows nothing.
func (e *Engine) Load(saved []byte, extra any) error {
	const sumSize = sha256.Size
	if len(saved) < len(recordMagic)+4+sumSize || string(saved[:len(recordMagic)]) != recordMagic {
		return errors.New("this is no record")
	}
	body, sum := saved[:len(saved)-sumSize], saved[len(saved)-sumSize:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return errors.New("the record is damaged")
	}
	body, size := body[:len(body)-4], binary.LittleEndian.Uint32(body[len(body)-4:])
	var t trailer
	after := decode(body[len(body)-int(size):], &t)
	if !slices.EqualFunc(t.Kinds, e.kinds, func(name string, k *kind) bool { return name == k.name }) {
		return errors.New("the record is of other kinds of question")
	}
	rest := body[len(recordMagic):]
	part := func(n int) []byte {
		p := rest[:n]
		rest = rest[n:]
		return p
	}
	r := &record{kinds: e.kinds, nodes: part(t.Nodes), offsets: part(t.Offsets), table: part(t.Table)}
	r.count = uint32(t.Offsets/4 - 1)
	r.loaded = make([]atomic.Pointer[node], r.count)
	r.findDependents()
	e.record = r
	e.unsaved.Store(false)
	for i := range r.count {
		if r.node(i).flags()&flagProblems != 0 {
			r.load(i) // Diagnostics has to know them
		}
	}
	decodeValue(after, reflect.ValueOf(extra).Elem())
	return nil
}

// findDependents inverts the deps of all nodes.
func (r *record) findDependents() {
	edges := 0
	r.first = make([]uint32, r.count+1)
	for i := range r.count {
		n := r.node(i)
		for j := range n.degree() {
			r.first[n.dep(j)+1]++
		}
		edges += n.degree()
	}
	for i := range r.count {
		r.first[i+1] += r.first[i]
	}
	r.dependents = make([]uint32, edges)
	next := slices.Clone(r.first)
	for i := range r.count {
		n := r.node(i)
		for j := range n.degree() {
			d := n.dep(j)
			r.dependents[next[d]] = i
			next[d]++
		}
	}
}

// node returns node i as it stands in the record.
func (r *record) node(i uint32) packed {
	from := binary.LittleEndian.Uint32(r.offsets[4*i:])
	to := binary.LittleEndian.Uint32(r.offsets[4*i+4:])
	return r.nodes[from:to:to]
}

// hashKey is the hash by which the table of a record finds a question.
func hashKey(kind byte, key []byte) uint64 {
	h := fnv.New64a()
	h.Write([]byte{kind})
	h.Write(key)
	return h.Sum64()
}

// find returns the number of a question; ok is false when there is no record or the record lacks it.
func (r *record) find(k *kind, arg any) (i uint32, ok bool) {
	if r == nil || len(r.table) == 0 {
		return 0, false
	}
	var buf [256]byte
	key := encode(buf[:0], arg)
	slots := uint64(len(r.table) / 4)
	for s := hashKey(k.number, key) % slots; ; s = (s + 1) % slots {
		i := binary.LittleEndian.Uint32(r.table[4*s:])
		if i == 0 {
			return 0, false
		}
		if n := r.node(i - 1); n.kind() == k.number && bytes.Equal(n.key(), key) {
			return i - 1, true
		}
	}
}

// answer returns the stored answer of a node in its encoded form; ok is false when there is none.
func (r *record) answer(n *node) (b []byte, ok bool) {
	if r == nil || n.recorded == 0 {
		return nil, false
	}
	return r.node(n.recorded - 1).answer()
}

// load returns node i, which is dead if it was swept since.
func (r *record) load(i uint32) *node {
	if n := r.loaded[i].Load(); n != nil {
		return n
	}
	p := r.node(i)
	return r.kinds[p.kind()].load(p.key())
}

// loadNode returns a new node what the record says of it.
func (e *Engine) loadNode(n *node) {
	r := e.record
	i, ok := r.find(n.kind, n.arg)
	if !ok || r.loaded[i].Load() != nil { // swept since: the record's answer is out of date
		return
	}
	p := r.node(i)
	n.recorded = i + 1
	n.depsInRecord, n.dependentsInRecord = true, true
	n.dependentCount = int32(r.first[i+1] - r.first[i])
	e.unpack(n, p, 1)
	if ds, _ := p.problems(); len(ds) > 0 {
		n.mu.Lock()
		e.replaceProblems(n, ds)
		n.mu.Unlock()
	}
	r.loaded[i].Store(n)
}

// unpack returns a new node the answer that p has of it, which holds for the revision rev.
func (e *Engine) unpack(n *node, p packed, rev uint32) {
	n.fp = p.fp()
	n.height.Store(p.height())
	n.verified.Store(rev)
	n.changed.Store(rev)
	if p.flags()&flagPinned != 0 {
		n.pins = 1
	}
	switch {
	case p.flags()&flagFailed != 0:
		n.state.set(failed)
	case n.kind.drop:
		n.state.set(answered)
	default:
		n.state.set(absent)
	}
}

// deps returns the numbers of what n read. It is for the goroutine that refreshes n, and for Sweep.
func (e *Engine) deps(n *node) []uint32 {
	if n.depsInRecord {
		for _, i := range e.record.node(n.recorded - 1).deps() {
			n.deps = append(n.deps, e.record.load(i).number)
		}
		n.depsInRecord = false
	}
	return n.deps
}

// dependents returns the numbers of all that read n; n.mu is held.
func (e *Engine) dependents(n *node) []uint32 {
	if n.dependentsInRecord {
		r := e.record
		for _, i := range r.dependents[r.first[n.recorded-1]:r.first[n.recorded]] {
			if d := r.load(i); d.state.get() != dead {
				n.dependents = append(n.dependents, d.number)
			}
		}
		n.dependentsInRecord = false
	}
	return n.dependents
}

// restore makes the answer of an up-to-date node that is absent, once for all who ask. It unwinds with a
// tear when the node became torn meanwhile.
func (e *Engine) restore(n *node, c *Ctx) any {
	e.restoringMu.Lock()
	for {
		n.mu.Lock()
		v, s := n.value, n.state.get()
		n.mu.Unlock()
		if s != absent {
			e.restoringMu.Unlock()
			if s == torn {
				panic(tear{})
			}
			return v
		}
		done := e.restoring[n]
		if done == nil {
			break
		}
		e.restoringMu.Unlock()
		<-done
		e.restoringMu.Lock()
	}
	done := make(chan struct{})
	e.restoring[n] = done
	e.restoringMu.Unlock()
	defer func() {
		e.restoringMu.Lock()
		delete(e.restoring, n)
		e.restoringMu.Unlock()
		close(done)
	}()

	var whole, kept any
	if stored, ok := e.record.answer(n); ok {
		whole = n.kind.decodeAnswer(stored) // it was slimmed before it was stored
		kept = whole
	} else {
		whole = e.valueAgain(n, c)
		kept = whole
		if n.kind.slim != nil {
			kept = n.kind.slim(whole)
		}
	}
	n.mu.Lock()
	n.value = kept
	n.state.replace(absent, answered)
	n.mu.Unlock()
	return whole
}

// Recorded calls f with every question of this kind that came from the record and is still in it, and
// the fingerprint of its answer, in no order. It is for finding the leaves to name in the first Update.
func (q *Query[K, V]) Recorded(f func(key K, fp Fingerprint)) {
	r := q.e.record
	if r == nil {
		return
	}
	for i := range r.count {
		if n := r.node(i); n.kind() == q.k.number {
			var key K
			decode(n.key(), &key)
			f(key, n.fp())
		}
	}
}
