package query

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
)

// Unsaved reports whether the engine knows anything that the record which it loaded or saved last does
// not say.
func (e *Engine) Unsaved() bool { return e.unsaved.Load() }

// Looped reports whether there are questions that need each other. Not all that they read is known, so
// there can be no record of them.
func (e *Engine) Looped() bool { return len(e.looped) > 0 }

// Save writes a record of all that somebody needs, with extra, which is plain data. An error is w's, or
// says that the engine is [Engine.Looped] or torn, or that its scratch fails. It may not overlap Update,
// Pin or Sweep.
func (e *Engine) Save(w io.Writer, extra any) error {
	if e.Looped() {
		return errors.New("questions that need each other cannot be recorded")
	}
	if e.Torn() {
		return errors.New("what was read is changing")
	}
	sum := sha256.New()
	r := recorder{e: e, w: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<18)}
	r.gather()
	if e.evicted != nil && e.evicted.lost {
		return errors.New("some of what was known could not be read back")
	}
	if err := r.write(extra); err != nil {
		return err
	}
	_, err := w.Write(sum.Sum(nil))
	e.unsaved.Store(err != nil)
	return err
}

// recorder writes one record. First come the nodes in memory, then those that were never loaded from the
// earlier record, then those that are evicted.
type recorder struct {
	e         *Engine
	inMemory  []*node
	notLoaded []uint32 // their numbers in the earlier record
	evicted   []place
	read      *evictedReader

	// The numbers in the new record, by the number in the engine and by that in the earlier record.
	byEngine, byRecord []uint32

	w       *bufio.Writer
	written int // bytes of the present part
	trailer trailer
}

// gather numbers all nodes that the record is to have.
func (r *recorder) gather() {
	inMemory := make([]bool, r.e.nodes.last+1)
	r.byEngine = make([]uint32, r.e.nodes.last+1)
	for _, k := range r.e.kinds {
		r.trailer.Kinds = append(r.trailer.Kinds, k.name)
		k.each(func(n *node) {
			if n.state.get().known() {
				r.byEngine[n.number] = uint32(len(r.inMemory))
				inMemory[n.number] = true
				r.inMemory = append(r.inMemory, n)
			}
		})
	}
	if old := r.e.record; old != nil {
		r.byRecord = make([]uint32, old.count)
		for i := range old.count {
			if n := old.loaded[i].Load(); n == nil {
				r.byRecord[i] = uint32(len(r.inMemory) + len(r.notLoaded))
				r.notLoaded = append(r.notLoaded, i)
			} else if n.state.get() != dead {
				r.byRecord[i] = r.byEngine[n.number]
			}
		}
	}
	if r.e.evicted != nil {
		r.evicted = r.e.evicted.inOrder(func(number uint32) bool { return inMemory[number] })
		r.read = r.e.evicted.reader()
	}
	for i, p := range r.evicted {
		r.byEngine[p.number] = uint32(len(r.inMemory) + len(r.notLoaded) + i)
	}
}

// node returns the node of a number in the new record, which refers to others by such numbers as well.
// Its bytes may be those of buf.
func (r *recorder) node(i int, buf []byte) (packed, error) {
	var p packed
	numbers := r.byEngine
	switch inRecord := i - len(r.inMemory); {
	case inRecord < 0:
		n := r.inMemory[i]
		p = r.e.pack(buf, n)
		if n.depsInRecord {
			numbers = r.byRecord
		}
	case inRecord < len(r.notLoaded):
		p = append(buf, r.e.record.node(r.notLoaded[inRecord])...)
		numbers = r.byRecord
	default:
		var err error
		if p, err = r.read.next(buf, r.evicted[inRecord-len(r.notLoaded)]); err != nil {
			return nil, err
		}
	}
	p.renumber(numbers)
	return p, nil
}

// put writes bytes of the present part.
func (r *recorder) put(b []byte) {
	r.w.Write(b) // an error comes back from Flush
	r.written += len(b)
}

// numbers writes a part that is a list of numbers, and returns its length in bytes.
func (r *recorder) numbers(list []uint32) int {
	r.written = 0
	var buf [4]byte
	for _, x := range list {
		r.put(binary.LittleEndian.AppendUint32(buf[:0], x))
	}
	return r.written
}

// write writes all but the sum.
func (r *recorder) write(extra any) error {
	count := len(r.inMemory) + len(r.notLoaded) + len(r.evicted)
	offsets := make([]uint32, 0, count+1)
	slots := uint64(1)
	for slots < 2*uint64(count) {
		slots *= 2
	}
	table := make([]uint32, slots)
	r.put([]byte(recordMagic))

	r.written = 0
	var buf []byte
	for i := range count {
		p, err := r.node(i, buf[:0])
		if err != nil {
			return err
		}
		s := hashKey(p.kind(), p.key()) % slots
		for table[s] != 0 {
			s = (s + 1) % slots
		}
		table[s] = uint32(i + 1)
		offsets = append(offsets, uint32(r.written))
		r.put(p)
		buf = p
	}
	offsets = append(offsets, uint32(r.written))
	r.trailer.Nodes = r.written
	if uint64(r.written) > maxRecord {
		return errors.New("there is more to record than a record can hold")
	}
	r.trailer.Offsets = r.numbers(offsets)
	r.trailer.Table = r.numbers(table)

	tail := encode(encode(nil, r.trailer), extra)
	r.put(binary.LittleEndian.AppendUint32(tail, uint32(len(tail))))
	return r.w.Flush()
}

// maxRecord is how many bytes of nodes the offsets of a record reach.
const maxRecord = 1<<32 - 1
