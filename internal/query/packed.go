package query

import (
	"encoding/binary"

	"vernacular/internal/diag"
)

// packed is a node in bytes, the one form in which it stands in a record and in the scratch:
//
//	offset  bytes
//	 0      1     kind, by its number
//	 1      1     flags
//	 2      2     0
//	 4      4     height
//	 8     16     fingerprint
//	24      4     how many nodes it read
//	28      4     how long its key is
//	32      4 each  the numbers of the nodes that it read, in order
//	              key: its argument, see encode
//	              problems, if the flags say so, see encode
//	              answer, if the flags say so, see encode
//
// All numbers are little-endian. The numbers of nodes are those of the record that it stands in, or
// those of the engine.
type packed []byte

const packedHeader = 32

// The flags of a packed node.
const (
	flagFailed = 1 << iota
	flagPinned
	flagProblems
	flagAnswer
)

func (p packed) kind() byte      { return p[0] }
func (p packed) flags() byte     { return p[1] }
func (p packed) height() int32   { return int32(binary.LittleEndian.Uint32(p[4:])) }
func (p packed) fp() Fingerprint { return Fingerprint(p[8:24]) }
func (p packed) degree() int     { return int(binary.LittleEndian.Uint32(p[24:])) }

// dep returns the number of the node that it read as number j.
func (p packed) dep(j int) uint32 { return binary.LittleEndian.Uint32(p[packedHeader+4*j:]) }

// deps returns the numbers of all nodes that it read.
func (p packed) deps() []uint32 {
	list := make([]uint32, p.degree())
	for j := range list {
		list[j] = p.dep(j)
	}
	return list
}

// renumber replaces each number of a node by the one that the table has for it.
func (p packed) renumber(table []uint32) {
	for j := range p.degree() {
		binary.LittleEndian.PutUint32(p[packedHeader+4*j:], table[p.dep(j)])
	}
}

// tail splits what follows the header and the deps.
func (p packed) tail() (key, rest []byte) {
	b := p[packedHeader+4*p.degree():]
	size := binary.LittleEndian.Uint32(p[28:])
	return b[:size], b[size:]
}

func (p packed) key() []byte {
	key, _ := p.tail()
	return key
}

// problems returns the diagnostics and what follows them.
func (p packed) problems() (ds []diag.Diagnostic, rest []byte) {
	_, rest = p.tail()
	if p.flags()&flagProblems != 0 {
		rest = decode(rest, &ds)
	}
	return ds, rest
}

// answer returns the encoded answer; ok is false when it was not stored.
func (p packed) answer() (b []byte, ok bool) {
	if p.flags()&flagAnswer == 0 {
		return nil, false
	}
	_, b = p.problems()
	return b, true
}

// pack appends a node that has an answer. The numbers of what it read are those of the engine, or of the
// record if they are still there.
func (e *Engine) pack(b []byte, n *node) []byte {
	start := len(b)
	var flags byte
	if n.state.get() == failed {
		flags |= flagFailed
	}
	if n.pins > 0 {
		flags |= flagPinned
	}
	b = append(b, n.kind.number, 0, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(n.height.Load()))
	b = append(b, n.fp[:]...)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0)

	if n.depsInRecord {
		old := e.record.node(n.recorded - 1)
		b = append(b, old[packedHeader:][:4*old.degree()]...)
	}
	for _, d := range n.deps {
		b = binary.LittleEndian.AppendUint32(b, d)
	}
	key := len(b)
	b = encode(b, n.arg)
	binary.LittleEndian.PutUint32(b[start+24:], uint32((key-start-packedHeader)/4))
	binary.LittleEndian.PutUint32(b[start+28:], uint32(len(b)-key))

	if n.reported {
		flags |= flagProblems
		e.problemsMu.Lock()
		b = encode(b, e.problems[n])
		e.problemsMu.Unlock()
	}
	if n.kind.store {
		if n.value != nil {
			flags |= flagAnswer
			b = encode(b, n.value)
		} else if stored, ok := e.record.answer(n); ok && n.state.get() == absent {
			flags |= flagAnswer
			b = append(b, stored...)
		}
	}
	b[start+1] = flags
	return b
}
