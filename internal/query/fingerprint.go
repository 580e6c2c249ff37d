package query

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"reflect"
	"slices"
	"sync"
)

// Fingerprint is a digest of an answer: the first 16 bytes of a SHA-256 over its content. Equal
// content returns equal fingerprints in every process on every machine.
type Fingerprint [16]byte

// String returns the fingerprint in hexadecimal.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// Fingerprinter is for answers that know a quicker or a narrower digest of themselves than the walk
// over all their fields that [FingerprintOf] does.
type Fingerprinter interface{ Fingerprint() [16]byte }

// FingerprintOf digests plain data: booleans, numbers, strings, and slices, arrays, maps, structs,
// pointers and interfaces of such, unexported fields included. A value whose type has a method
// Fingerprint() [16]byte is digested by that. It panics on functions and channels.
func FingerprintOf(v any) Fingerprint {
	if f, ok := v.(Fingerprinter); ok {
		return Fingerprint(f.Fingerprint())
	}
	h := hashers.Get().(*hasher)
	defer hashers.Put(h)
	h.sum.Reset()
	h.buf = h.buf[:0]
	switch v := v.(type) {
	case []byte:
		h.bytes(v)
	case string:
		h.string(v)
	default:
		h.value(reflect.ValueOf(v))
	}
	h.flush()
	var full [sha256.Size]byte
	h.sum.Sum(full[:0])
	return Fingerprint(full[:16])
}

type hasher struct {
	sum  hash.Hash
	buf  []byte
	self map[reflect.Type]bool // which types are Fingerprinters; reflect takes long to tell
}

func (h *hasher) digestsItself(t reflect.Type) bool {
	is, known := h.self[t]
	if !known {
		is = t.Implements(fingerprinterType)
		h.self[t] = is
	}
	return is
}

var hashers = sync.Pool{New: func() any {
	return &hasher{sum: sha256.New(), buf: make([]byte, 0, 1024), self: map[reflect.Type]bool{}}
}}

func (h *hasher) flush() {
	h.sum.Write(h.buf)
	h.buf = h.buf[:0]
}

func (h *hasher) number(n uint64) {
	if len(h.buf) > 900 {
		h.flush()
	}
	h.buf = binary.LittleEndian.AppendUint64(h.buf, n)
}

func (h *hasher) bytes(b []byte) {
	h.number(uint64(len(b)))
	if len(b) > 512 {
		h.flush()
		h.sum.Write(b)
		return
	}
	h.flushFor(len(b))
	h.buf = append(h.buf, b...)
}

func (h *hasher) string(s string) {
	h.number(uint64(len(s)))
	for len(s) > 512 {
		h.flush()
		h.buf = append(h.buf, s[:512]...)
		s = s[512:]
	}
	h.flushFor(len(s))
	h.buf = append(h.buf, s...)
}

func (h *hasher) flushFor(n int) {
	if len(h.buf)+n > cap(h.buf) {
		h.flush()
	}
}

var fingerprinterType = reflect.TypeFor[Fingerprinter]()

// value digests any value.
func (h *hasher) value(v reflect.Value) {
	if !v.IsValid() {
		h.number(0)
		return
	}
	t := v.Type()
	if h.digestsItself(t) && v.CanInterface() && (t.Kind() != reflect.Pointer || !v.IsNil()) {
		f := v.Interface().(Fingerprinter).Fingerprint()
		h.bytes(f[:])
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		if v.Bool() {
			h.number(1)
		} else {
			h.number(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		h.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		h.number(math.Float64bits(v.Float()))
	case reflect.String:
		h.string(v.String())
	case reflect.Slice:
		h.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			h.value(v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		h.reference(v)
	case reflect.Map:
		h.mapping(v)
	default:
		panic(fmt.Sprintf("query: an answer of type %s cannot be digested", t))
	}
}

// slice digests a list, one that is nil apart from an empty one.
func (h *hasher) slice(v reflect.Value) {
	switch {
	case v.IsNil():
		h.number(math.MaxUint64)
	case v.Type().Elem().Kind() == reflect.Uint8:
		h.bytes(v.Bytes())
	default:
		h.number(uint64(v.Len()))
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	}
}

// reference digests what a pointer or an interface has, and the type of the latter.
func (h *hasher) reference(v reflect.Value) {
	switch {
	case v.IsNil():
		h.number(0)
		return
	case v.Kind() == reflect.Pointer:
		h.number(1)
	default:
		h.string(v.Elem().Type().String())
	}
	h.value(v.Elem())
}

// mapping digests the entries apart and then their digests in order, since a map has no order of its own.
func (h *hasher) mapping(v reflect.Value) {
	if v.IsNil() {
		h.number(math.MaxUint64)
		return
	}
	sums := make([][sha256.Size]byte, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		entry := hashers.Get().(*hasher)
		entry.sum.Reset()
		entry.buf = entry.buf[:0]
		entry.value(it.Key())
		entry.value(it.Value())
		entry.flush()
		var s [sha256.Size]byte
		entry.sum.Sum(s[:0])
		hashers.Put(entry)
		sums = append(sums, s)
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return slices.Compare(a[:], b[:]) })
	h.number(uint64(len(sums)))
	for i := range sums {
		h.bytes(sums[i][:])
	}
}
