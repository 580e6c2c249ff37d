package query

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"sync"
)

// cold is where an engine that is used once puts the nodes that most likely nobody asks for again: out of the
// collector's way, in the scratch, until they go into a record. A node that is asked for after all comes back, and stays.
type cold struct {
	mu     sync.Mutex
	file   Scratch
	places map[uint64]place // by kind.id
	tail   []byte           // the newest bytes, which are not in the file yet
	end    int64            // of the file
	lost   bool             // something could not be read back, so no record can be made
}

// place is where a cold node is.
type place struct {
	at           int64
	size, number uint32 // bytes; its number in Engine.nodes
}

const coldTail = 256 << 10 // bytes

// Cool lets an engine that is used once put the answers of a kind out of memory when the pinned answer is there that
// they were made for. It takes a [Engine.Scratch].
func Cool[K comparable, V any]() Option[K, V] { return func(k *kind) { k.cool = true } }

// Cool puts all answers of this kind out of memory, as if the kind had been defined with [Cool]. It is for engines that
// are used once, and may not overlap questions of this kind.
func (q *Query[K, V]) Cool() {
	if q.e.cold == nil {
		return
	}
	var all []*node
	q.k.each(func(n *node) { all = append(all, n) })
	for _, n := range all {
		q.e.cool(n)
	}
}

// coolDown puts a pinned node away, and what was made for it.
func (e *Engine) coolDown(n *node) {
	if e.cold == nil || n == nil || !n.kind.cool || !e.cool(n) {
		return
	}
	for _, i := range n.deps {
		e.coolDown(e.nodes.at(i))
	}
}

// cool puts a node away, unless it is one whose problems must stay at hand.
func (e *Engine) cool(n *node) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.known || n.failed || n.looped || n.torn || n.dead || n.hot || n.running != nil || len(n.diags) > 0 || n.kind.forget != nil {
		return false
	}
	if !e.cold.put(n) {
		return false
	}
	n.dead = true // whoever still holds it reads it as it is
	n.kind.remove(n)
	e.nodes.slot(n.number).CompareAndSwap(n, nil) // it may be asked for again at this very moment, see warm
	return true
}

// put writes a node behind the others: kind, flags, fingerprint, height, what it read, the length of its argument, the
// argument, and the answer if the record is to have it.
func (c *cold) put(n *node) bool {
	id := n.kind.id(n.arg)
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.places[id]; ok {
		return false // another question of the same id
	}
	if len(c.tail) >= coldTail && !c.flush() {
		return false
	}
	var flags byte
	if n.pins > 0 {
		flags |= flagPinned
	}
	if n.kind.store {
		flags |= flagValue
	}
	start := len(c.tail)
	b := append(c.tail, n.kind.number, flags)
	b = append(b, n.fp[:]...)
	b = binary.AppendVarint(b, int64(n.height.Load()))
	b = binary.AppendUvarint(b, uint64(len(n.deps)))
	for _, d := range n.deps {
		b = binary.AppendUvarint(b, uint64(d))
	}
	b = append(b, 0, 0, 0, 0)
	arg := len(b)
	b = encode(b, n.arg)
	binary.LittleEndian.PutUint32(b[arg-4:], uint32(len(b)-arg))
	if n.kind.store {
		b = encode(b, n.value)
	}
	c.places[id] = place{c.end + int64(start), uint32(len(b) - start), n.number}
	c.tail = b
	return true
}

func (c *cold) flush() bool {
	if _, err := c.file.WriteAt(c.tail, c.end); err != nil {
		return false
	}
	c.end += int64(len(c.tail))
	c.tail = c.tail[:0]
	return true
}

// coldNode is a node as it is put away.
type coldNode struct {
	entry
	deps     []uint32
	argument []byte
	answer   []byte
}

// read gives the node at a place. window, if not nil, is read ahead into, for those who go through the file in order.
func (c *cold) read(p place, window *window) (coldNode, error) {
	b := window.of(p)
	if b == nil {
		c.mu.Lock()
		if p.at >= c.end {
			b = slices.Clone(c.tail[p.at-c.end:][:p.size])
		}
		c.mu.Unlock()
	}
	if b == nil && window != nil {
		window.b = window.b[:cap(window.b)]
		n, _ := c.file.ReadAt(window.b, p.at)
		window.at, window.b = p.at, window.b[:n]
		b = window.of(p)
	}
	if b == nil {
		b = make([]byte, p.size)
		if n, err := c.file.ReadAt(b, p.at); n < len(b) {
			return coldNode{}, err
		}
	}
	n := coldNode{}
	n.kind, n.flags, n.fp, b = b[0], b[1], Fingerprint(b[2:18]), b[18:]
	height, size := binary.Varint(b)
	n.height, b = int32(height), b[size:]
	degree, size := binary.Uvarint(b)
	b = b[size:]
	n.deps = make([]uint32, degree)
	for i := range n.deps {
		d, size := binary.Uvarint(b)
		n.deps[i], b = uint32(d), b[size:]
	}
	arg := binary.LittleEndian.Uint32(b)
	n.argument, n.answer = b[4:4+arg], b[4+arg:]
	return n, nil
}

// window is a part of the file that was read.
type window struct {
	at int64
	b  []byte
}

// of gives the bytes of a place, nil if they lie outside.
func (w *window) of(p place) []byte {
	if w == nil || p.at < w.at || p.at+int64(p.size) > w.at+int64(len(w.b)) {
		return nil
	}
	return w.b[p.at-w.at:][:p.size]
}

// find gives the place of a question, by its kind's id of it.
func (c *cold) find(id uint64) (p place, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok = c.places[id]
	return p, ok
}

// warm gives a new node what was put away of it; it is for lookup, which holds the lock of the node's shard.
func (e *Engine) warm(n *node, id uint64) bool {
	p, ok := e.cold.find(id)
	if !ok {
		return false
	}
	c, err := e.cold.read(p, nil)
	if err != nil {
		e.cold.mu.Lock()
		delete(e.cold.places, id) // it is computed anew
		e.cold.lost = true
		e.cold.mu.Unlock()
		return false
	}
	if c.kind != n.kind.number || !bytes.Equal(c.argument, encode(nil, n.arg)) {
		return false // another one of the same id
	}
	n.known, n.hot, n.fp, n.deps = true, true, c.fp, c.deps
	n.height.Store(c.height)
	n.verified.Store(e.rev)
	n.changed.Store(e.rev)
	if c.flags&flagPinned != 0 {
		n.pins = 1
	}
	if c.flags&flagValue != 0 {
		n.value = n.kind.revive(c.answer)
	} else {
		n.absent = !n.kind.drop
	}
	n.number = p.number
	e.nodes.slot(n.number).Store(n)
	return true
}

// inOrder gives the places of all nodes that are cold now, as they lie in the file.
func (c *cold) inOrder(live func(number uint32) bool) []place {
	if c == nil {
		return nil
	}
	all := slices.Collect(maps.Values(c.places))
	all = slices.DeleteFunc(all, func(p place) bool { return live(p.number) })
	slices.SortFunc(all, func(a, b place) int { return int(a.at - b.at) })
	return all
}
