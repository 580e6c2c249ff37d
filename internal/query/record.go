package query

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"slices"
	"sync/atomic"

	"vernacular/internal/diag"
)

// A record is what an engine knows, in bytes: every question that somebody needs, the fingerprint of its
// answer, its problems and what it read. Answers themselves are in it for kinds defined with [Store]; any other
// is computed again if somebody asks for it. An engine that loads a record does not take it apart: a
// question leaves it when it is asked, or when something that it read has changed.
//
//	recordMagic
//	keys     arguments, see encode
//	edges    numbers of the nodes that were read, 4 bytes each
//	values   problems and answers
//	nodes    entrySize bytes each, see entry
//	table    numbers of nodes by the hash of kind and argument, 4 bytes each, 0 for an empty slot
//	trailer  see the type, and what its user adds
//	4 bytes  length of the trailer
//	32 bytes SHA-256 of all that
//
// All numbers are little-endian.
const recordMagic = "vernacular record 1\n"

// trailer tells where the parts of a record are.
type trailer struct {
	Kinds                             []string
	Keys, Edges, Values, Nodes, Table int // lengths in bytes
}

const entrySize = 40

// The flags of an entry.
const (
	flagFailed = 1 << iota
	flagPinned
	flagDiags
	flagValue
)

// entry is a node in a record.
type entry struct {
	kind, flags               byte
	height                    int32
	fp                        Fingerprint
	key, edges, degree, value uint32
}

func (n entry) append(b []byte) []byte {
	b = append(b, n.kind, n.flags, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(n.height))
	b = append(b, n.fp[:]...)
	for _, x := range []uint32{n.key, n.edges, n.degree, n.value} {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

func entryAt(b []byte, i uint32) entry {
	b = b[int(i)*entrySize:][:entrySize]
	u := binary.LittleEndian.Uint32
	return entry{kind: b[0], flags: b[1], height: int32(u(b[4:])), fp: Fingerprint(b[8:24]), key: u(b[24:]), edges: u(b[28:]), degree: u(b[32:]), value: u(b[36:])}
}

// Store puts the answers of a kind into the record. Their type must be plain data without unexported
// fields. It is for answers that are small, or dear to compute again, and asked for by many.
func Store[K comparable, V any]() Option[K, V] {
	return func(k *kind) { k.store = true }
}

// frozen is a loaded record.
type frozen struct {
	kinds                             []*kind // by number
	nodes, keys, edges, values, table []byte
	count                             uint32
	readers, first                    []uint32 // the readers of node i are readers[first[i]:first[i+1]]
	thawed                            []atomic.Pointer[node]
}

// Load makes an engine that has computed nothing yet know what a record says; extra points to a value of the type
// that was given to [Engine.Save], and gets it. The answers hold for the leaves as they were then: an [Engine.Update] must name
// every leaf that may differ. The bytes belong to the engine from then on.
//
// An error means that the record is damaged or of other kinds of question; the engine then knows nothing.
func (e *Engine) Load(record []byte, extra any) error {
	const sumSize = sha256.Size
	if len(record) < len(recordMagic)+4+sumSize || string(record[:len(recordMagic)]) != recordMagic {
		return fmt.Errorf("this is no record")
	}
	body, sum := record[:len(record)-sumSize], record[len(record)-sumSize:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return fmt.Errorf("the record is damaged")
	}
	body, size := body[:len(body)-4], binary.LittleEndian.Uint32(body[len(body)-4:])
	var t trailer
	after := decode(body[len(body)-int(size):], &t)
	if !slices.EqualFunc(t.Kinds, e.kinds, func(name string, k *kind) bool { return name == k.name }) {
		return fmt.Errorf("the record is of other kinds of question")
	}
	rest := body[len(recordMagic):]
	part := func(n int) []byte {
		p := rest[:n]
		rest = rest[n:]
		return p
	}
	f := &frozen{kinds: e.kinds, keys: part(t.Keys), edges: part(t.Edges), values: part(t.Values), nodes: part(t.Nodes), table: part(t.Table)}
	f.count = uint32(t.Nodes / entrySize)
	f.thawed = make([]atomic.Pointer[node], f.count)
	f.reverse()
	e.frozen = f
	e.news.Store(false)
	for i := range f.count {
		if entryAt(f.nodes, i).flags&flagDiags != 0 {
			e.troubled[f.node(i)] = struct{}{}
		}
	}
	decodeValue(after, reflect.ValueOf(extra).Elem())
	return nil
}

// reverse finds the readers of every node.
func (f *frozen) reverse() {
	f.first = make([]uint32, f.count+1)
	for i := 0; i < len(f.edges); i += 4 {
		f.first[binary.LittleEndian.Uint32(f.edges[i:])+1]++
	}
	for i := range f.count {
		f.first[i+1] += f.first[i]
	}
	f.readers = make([]uint32, len(f.edges)/4)
	next := slices.Clone(f.first)
	for i := range f.count {
		for d := range f.reads(i) {
			f.readers[next[d]] = i
			next[d]++
		}
	}
}

// reads gives the numbers of the nodes that node i read, in order.
func (f *frozen) reads(i uint32) func(yield func(uint32) bool) {
	n := entryAt(f.nodes, i)
	return func(yield func(uint32) bool) {
		for j := range n.degree {
			if !yield(binary.LittleEndian.Uint32(f.edges[n.edges+4*j:])) {
				return
			}
		}
	}
}

func hashKey(kind byte, key []byte) uint64 {
	h := fnv.New64a()
	h.Write([]byte{kind})
	h.Write(key)
	return h.Sum64()
}

func (f *frozen) find(k *kind, arg any) (i uint32, ok bool) {
	if f == nil || len(f.table) == 0 {
		return 0, false
	}
	var buf [256]byte
	key := encode(buf[:0], arg)
	slots := uint64(len(f.table) / 4)
	for s := hashKey(k.number, key) % slots; ; s = (s + 1) % slots {
		i := binary.LittleEndian.Uint32(f.table[4*s:])
		if i == 0 {
			return 0, false
		}
		if n := entryAt(f.nodes, i-1); n.kind == k.number && bytes.HasPrefix(f.keys[n.key:], key) {
			return i - 1, true
		}
	}
}

// node gives a node of the record, which is dead if it was forgotten since.
func (f *frozen) node(i uint32) *node {
	if n := f.thawed[i].Load(); n != nil {
		return n
	}
	n := entryAt(f.nodes, i)
	return f.kinds[n.kind].thaw(f.keys[n.key:])
}

// away tells whether a question is in the record and has not left it yet, or cold.
func (e *Engine) away(k *kind, arg any) bool {
	if e.cold != nil {
		if _, ok := e.cold.find(k.id(arg)); ok {
			return true
		}
	}
	i, ok := e.frozen.find(k, arg)
	return ok && e.frozen.thawed[i].Load() == nil
}

// thaw gives a new node what the record says of it.
func (e *Engine) thaw(n *node) {
	f := e.frozen
	i, ok := f.find(n.kind, n.arg)
	if !ok || f.thawed[i].Load() != nil { // forgotten since: the record's answer is out of date
		return
	}
	r := entryAt(f.nodes, i)
	n.frozen, n.known, n.fp, n.failed = i+1, true, r.fp, r.flags&flagFailed != 0
	n.absent = !n.failed && !n.kind.drop
	n.unread, n.unlinked, n.links = true, true, int32(f.first[i+1]-f.first[i])
	n.height.Store(r.height)
	n.verified.Store(1)
	n.changed.Store(1)
	if r.flags&flagPinned != 0 {
		n.pins = 1
	}
	if r.flags&flagDiags != 0 {
		decode(f.values[r.value:], &n.diags)
	}
	f.thawed[i].Store(n)
}

// deps gives what n read. It is for the goroutine that brings n up, and for Sweep.
func (e *Engine) deps(n *node) []uint32 {
	if n.unread {
		for d := range e.frozen.reads(n.frozen - 1) {
			n.deps = append(n.deps, e.frozen.node(d).number)
		}
		n.unread = false
	}
	return n.deps
}

// readers gives all that read n; n.mu is held.
func (e *Engine) readers(n *node) []uint32 {
	if n.unlinked {
		f := e.frozen
		for _, i := range f.readers[f.first[n.frozen-1]:f.first[n.frozen]] {
			if r := f.node(i); !r.dead {
				n.readers = append(n.readers, r.number)
			}
		}
		n.unlinked = false
	}
	return n.readers
}

// present makes the answer of an up-to-date node that came from a record, once for all who ask.
func (e *Engine) present(n *node, c *Ctx) any {
	e.revivingMu.Lock()
	for {
		n.mu.Lock()
		v, absent := n.value, n.absent
		n.mu.Unlock()
		if !absent {
			e.revivingMu.Unlock()
			return v
		}
		done := e.reviving[n]
		if done == nil {
			break
		}
		e.revivingMu.Unlock()
		<-done
		e.revivingMu.Lock()
	}
	done := make(chan struct{})
	e.reviving[n] = done
	e.revivingMu.Unlock()
	defer func() {
		e.revivingMu.Lock()
		delete(e.reviving, n)
		e.revivingMu.Unlock()
		close(done)
	}()
	var whole any
	kept := false
	if stored, ok := e.frozen.answer(n.frozen - 1); ok {
		whole, kept = n.kind.revive(stored), true
	} else {
		whole = e.again(n, c)
	}
	v := whole
	if n.kind.slim != nil && !kept {
		v = n.kind.slim(whole)
	}
	n.mu.Lock()
	n.value, n.absent = v, false
	n.mu.Unlock()
	return whole
}

// Recorded calls f with every question of this kind that came from the record and is still in it, and the
// fingerprint of its answer, in no order. It is for finding the leaves to name in the first Update.
func (q *Query[K, V]) Recorded(f func(key K, fp Fingerprint)) {
	r := q.e.frozen
	if r == nil {
		return
	}
	for i := range r.count {
		if n := entryAt(r.nodes, i); n.kind == q.k.number {
			var key K
			decode(r.keys[n.key:], &key)
			f(key, n.fp)
		}
	}
}

// News tells whether the engine knows anything that the record which it loaded or saved last does not say.
func (e *Engine) News() bool { return e.news.Load() }

// Looped tells whether there are questions that need each other. What they read is not known, so there can be
// no record of them.
func (e *Engine) Looped() bool {
	return slices.ContainsFunc(e.cyclic, func(n *node) bool { return n.looped && !n.dead })
}

// Save writes a record of all that somebody needs, with extra, which is plain data. An error is w's, or says that the engine
// is [Engine.Looped] or torn, or that its scratch fails. It may not overlap Update, Pin or Sweep.
func (e *Engine) Save(w io.Writer, extra any) error {
	if e.Looped() {
		return fmt.Errorf("questions that need each other cannot be recorded")
	}
	if e.Torn() {
		return fmt.Errorf("what was read is changing")
	}
	sum := sha256.New()
	r := recorder{e: e, window: window{b: make([]byte, 0, coldTail)}, w: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<18)}
	r.gather()
	if e.cold != nil && e.cold.lost {
		return fmt.Errorf("some of what was known could not be read back")
	}
	if err := cmp.Or(r.write(extra), r.err); err != nil {
		return err
	}
	_, err := w.Write(sum.Sum(nil))
	e.news.Store(err != nil)
	return err
}

// recorder writes one record. The nodes in memory come first, then those that never left the earlier record or
// that are cold.
type recorder struct {
	e       *Engine
	live    []*node
	of      []uint32 // by number in the engine: number in the new record
	ice     []uint32 // of nodes in the earlier record, their numbers there
	numbers []uint32 // by number in the earlier record: number in the new one
	cold    []place
	window  window
	err     error // of reading what is cold

	w       *bufio.Writer
	at      int // bytes of the present part
	trailer trailer
}

// gather numbers all nodes that the record is to have.
func (r *recorder) gather() {
	r.of = make([]uint32, r.e.nodes.last+1)
	alive := make([]bool, r.e.nodes.last+1)
	for _, k := range r.e.kinds {
		r.trailer.Kinds = append(r.trailer.Kinds, k.name)
		k.each(func(n *node) {
			if n.known {
				r.of[n.number] = uint32(len(r.live))
				alive[n.number] = true
				r.live = append(r.live, n)
			}
		})
	}
	if f := r.e.frozen; f != nil {
		r.numbers = make([]uint32, f.count)
		for i := range f.count {
			if n := f.thawed[i].Load(); n == nil {
				r.numbers[i] = uint32(len(r.live) + len(r.ice))
				r.ice = append(r.ice, i)
			} else if !n.dead {
				r.numbers[i] = r.of[n.number]
			}
		}
	}
	r.cold = r.e.cold.inOrder(func(number uint32) bool { return alive[number] })
	for i, p := range r.cold {
		r.of[p.number] = uint32(len(r.live) + len(r.ice) + i)
	}
}

func (r *recorder) put(b []byte) {
	r.w.Write(b) // an error comes back from Flush
	r.at += len(b)
}

// part writes what f appends for each node, and gives its length.
func (r *recorder) part(count int, f func(i int, b []byte) []byte) int {
	r.at = 0
	var buf []byte
	for i := range count {
		buf = f(i, buf[:0])
		r.put(buf)
	}
	return r.at
}

func (r *recorder) write(extra any) error {
	count := len(r.live) + len(r.ice) + len(r.cold)
	entries := make([]entry, count)
	slots := 1
	for slots < 2*count {
		slots *= 2
	}
	table := make([]uint32, slots)
	r.put([]byte(recordMagic))

	r.trailer.Keys = r.part(count, func(i int, b []byte) []byte {
		e := &entries[i]
		*e, b = r.head(i, b)
		e.key = uint32(r.at)
		s := hashKey(e.kind, b) % uint64(slots)
		for table[s] != 0 {
			s = (s + 1) % uint64(slots)
		}
		table[s] = uint32(i + 1)
		return b
	})
	r.trailer.Edges = r.part(count, func(i int, b []byte) []byte {
		r.edges(i, func(d uint32) { b = binary.LittleEndian.AppendUint32(b, d) })
		entries[i].edges, entries[i].degree = uint32(r.at), uint32(len(b)/4)
		return b
	})
	r.trailer.Values = r.part(count, func(i int, b []byte) []byte {
		start := uint32(r.at)
		b = r.value(i, &entries[i], b)
		entries[i].value = start
		return b
	})
	r.trailer.Nodes = r.part(count, func(i int, b []byte) []byte { return entries[i].append(b) })
	r.trailer.Table = r.part(slots, func(i int, b []byte) []byte { return binary.LittleEndian.AppendUint32(b, table[i]) })

	tail := encode(encode(nil, r.trailer), extra)
	r.put(binary.LittleEndian.AppendUint32(tail, uint32(len(tail))))
	return r.w.Flush()
}

// which tells where node i comes from: exactly one of the three is given.
func (r *recorder) which(i int) (live *node, ice *uint32, cold *place) {
	if i < len(r.live) {
		return r.live[i], nil, nil
	}
	i -= len(r.live)
	if i < len(r.ice) {
		return nil, &r.ice[i], nil
	}
	return nil, nil, &r.cold[i-len(r.ice)]
}

func (r *recorder) thaw(p *place) coldNode {
	n, err := r.e.cold.read(*p, &r.window)
	r.err = cmp.Or(r.err, err)
	return n
}

// head gives an entry without its offsets, and appends the argument.
func (r *recorder) head(i int, b []byte) (entry, []byte) {
	n, ice, cold := r.which(i)
	switch {
	case ice != nil:
		return entryAt(r.e.frozen.nodes, *ice), append(b, r.e.frozen.key(*ice)...)
	case cold != nil:
		c := r.thaw(cold)
		return c.entry, append(b, c.argument...)
	}
	e := entry{kind: n.kind.number, height: n.height.Load(), fp: n.fp}
	if n.failed {
		e.flags |= flagFailed
	}
	if n.pins > 0 {
		e.flags |= flagPinned
	}
	if len(n.diags) > 0 {
		e.flags |= flagDiags
	}
	return e, encode(b, n.arg)
}

// edges gives the new numbers of what node i read.
func (r *recorder) edges(i int, f func(uint32)) {
	n, ice, cold := r.which(i)
	var deps []uint32
	switch {
	case n != nil && n.unread:
		old := n.frozen - 1
		ice = &old
	case n != nil:
		deps = n.deps
	case cold != nil:
		deps = r.thaw(cold).deps
	}
	if ice != nil {
		for d := range r.e.frozen.reads(*ice) {
			f(r.numbers[d])
		}
	}
	for _, d := range deps {
		f(r.of[d])
	}
}

// value appends the problems and the stored answer of node i.
func (r *recorder) value(i int, e *entry, b []byte) []byte {
	n, ice, cold := r.which(i)
	switch {
	case ice != nil:
		return append(b, r.e.frozen.value(*ice)...)
	case cold != nil:
		return append(b, r.thaw(cold).answer...)
	}
	if len(n.diags) > 0 {
		b = encode(b, n.diags)
	}
	switch {
	case !n.kind.store || n.failed:
	case n.value != nil:
		e.flags |= flagValue
		b = encode(b, n.value)
	case n.absent:
		if stored, ok := r.e.frozen.answer(n.frozen - 1); ok {
			e.flags |= flagValue
			b = append(b, stored...)
		}
	}
	return b
}

// between is the part of b from one offset of the entries to the next.
func (f *frozen) between(b []byte, i uint32, offset func(entry) uint32) []byte {
	from := offset(entryAt(f.nodes, i))
	if i+1 == f.count {
		return b[from:]
	}
	return b[from:offset(entryAt(f.nodes, i+1))]
}

func (f *frozen) key(i uint32) []byte {
	return f.between(f.keys, i, func(n entry) uint32 { return n.key })
}

func (f *frozen) value(i uint32) []byte {
	return f.between(f.values, i, func(n entry) uint32 { return n.value })
}

// answer is the stored answer of node i; ok is false when the record has none.
func (f *frozen) answer(i uint32) (b []byte, ok bool) {
	if f == nil {
		return nil, false
	}
	n := entryAt(f.nodes, i)
	b = f.value(i)
	if n.flags&flagDiags != 0 {
		var skip []diag.Diagnostic
		b = decode(b, &skip)
	}
	return b, n.flags&flagValue != 0
}
