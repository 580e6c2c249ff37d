package query

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// state tells what an engine knows of a question. A state changes only under node.mu, or while nothing
// is computed.
//
//	from      to        when
//	unknown   answered  it was computed, or loaded and its kind drops answers or the answer came with it
//	unknown   failed    it was computed and has no answer, or was loaded so
//	unknown   absent    it was loaded from a record or, after it was evicted, from the scratch
//	absent    answered  the answer was asked for
//	any       torn      computing it met a tear, or it gave two answers in the running revision
//	torn      unknown   the next Update began
//	failed    unknown   the same, if the failure was a loop
//	any       unknown   it was pinned again while another answer had kept it, and it is to be emitted again
//	any       dead      it was swept or evicted
//
// Recomputing takes a question whose answer does not hold any more from answered, absent or failed to
// answered or failed.
type state uint32

const (
	// unknown: no answer can be given, so a query that asks computes it. fp, deps and changed are those
	// of the latest answer, if there was any (changed is then above 0).
	unknown state = iota
	// torn: there is no answer for the running revision, and asking unwinds with a tear. The fields are
	// as in unknown.
	torn
	// answered: value is what the kind keeps of the answer.
	answered
	// absent: there is an answer, its kind keeps answers, and it is not in memory.
	absent
	// failed: the answer is that there is none.
	failed
	// dead: the node is in no table. A query that still has the node of an evicted question may read it.
	dead
)

// known reports whether there is an answer, be it a failure, that holds for node.verified.
func (s state) known() bool { return s >= answered }

// atomicState is a state that may be read without node.mu.
type atomicState struct{ v atomic.Uint32 }

func (a *atomicState) get() state  { return state(a.v.Load()) }
func (a *atomicState) set(s state) { a.v.Store(uint32(s)) }

// replace changes the state only if it is still from.
func (a *atomicState) replace(from, to state) bool {
	return a.v.CompareAndSwap(uint32(from), uint32(to))
}

// node is one question, its answer and what the answer read. There are some seven for each page, so
// its size decides the memory of a build: revisions stand in place of fingerprints of what was read,
// numbers in place of pointers, lists in place of sets.
type node struct {
	kind *kind
	arg  any

	mu      sync.Mutex
	running chan struct{} // closed when the running computation is done; nil when none runs
	value   any           // what the kind keeps of the answer: see state
	fp      Fingerprint   // of the latest answer; of a failure failedFingerprint

	// The nodes that the latest answer read, in the order of asking, each once. While depsInRecord is
	// true they are still in the record and the list is empty. They belong to the goroutine that
	// refreshes the node, and else to Sweep and Save.
	deps []uint32
	// The nodes that have this one among their deps, in no order. While dependentsInRecord is true, the
	// list lacks those that are in the record and not in memory. Guarded by mu; empty in an engine that
	// is used once.
	dependents []uint32
	// How many nodes have this one among their deps, in memory or in the record.
	dependentCount int32
	pins           int32 // how often it was pinned and not unpinned

	number   uint32 // in Engine.nodes, from 1
	next     uint32 // number of the next node with the same hash in its table; 0: none
	recorded uint32 // 1 + its number in the record that it comes from; 0: none

	// Above the height of every dep, at all times but between computing and relinking.
	height atomic.Int32
	// The revision for which the answer is known to hold. An answer whose deps have not changed since
	// holds for the running revision as well.
	verified atomic.Uint32
	// The revision in which the answer became what it is; 0: there was never any.
	changed atomic.Uint32

	state              atomicState
	queued             atomic.Bool // it is in Engine.dirty or Engine.dirtyRoots
	reported           bool        // it has problems, in Engine.problems
	depsInRecord       bool
	dependentsInRecord bool
}

// name tells a question in the words of its kind and argument, for messages.
func (n *node) name() string {
	if s := fmt.Sprint(n.arg); s != "{}" && s != "" {
		return n.kind.name + " " + s
	}
	return n.kind.name
}

// relink keeps the dependents of what n read, and n's height, in step with what it has just read.
func (e *Engine) relink(n *node, old, deps []uint32, read []*node) {
	if !e.once && !slices.Equal(old, deps) {
		e.replaceDeps(n, old, deps)
	}
	var h int32
	for _, d := range read {
		h = max(h, d.height.Load()+1)
	}
	e.raise(n, h)
}

// replaceDeps adds n to the dependents of its new deps, and removes it from those of deps that it
// has no longer.
func (e *Engine) replaceDeps(n *node, old, deps []uint32) {
	var still map[uint32]bool // by old dep: it is read again
	if len(old) > 0 {
		still = make(map[uint32]bool, len(old))
		for _, i := range old {
			still[i] = false
		}
	}
	for _, i := range deps {
		if _, ok := still[i]; ok {
			still[i] = true
			continue
		}
		d := e.nodes.at(i)
		d.mu.Lock()
		d.dependents = append(d.dependents, n.number)
		d.dependentCount++
		d.mu.Unlock()
	}
	for _, i := range old {
		if still[i] {
			continue
		}
		d := e.nodes.at(i)
		d.mu.Lock()
		list := e.dependents(d)
		at, last := slices.Index(list, n.number), len(list)-1
		list[at] = list[last]
		d.dependents = list[:last]
		d.dependentCount--
		unneeded := d.dependentCount == 0 && d.pins == 0
		d.mu.Unlock()
		if unneeded {
			e.mayBeGarbage(d)
		}
	}
}

// raise lifts n to height h and its dependents above it. A dependent links itself before it reads the
// height, and raise stores the height before it looks for dependents, so one of the two always notices.
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
	dependents := slices.Clone(e.dependents(n))
	n.mu.Unlock()
	for _, i := range dependents {
		e.raise(e.nodes.at(i), h+1)
	}
}

// dirtyDependents marks the dependents of a changed answer as dirty.
func (e *Engine) dirtyDependents(n *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, i := range e.dependents(n) {
		if d := e.nodes.at(i); d.verified.Load() != e.rev {
			e.markDirty(d)
		}
	}
}

// markDirty queues a node that has to be verified.
func (e *Engine) markDirty(n *node) {
	if n.queued.Swap(true) {
		return
	}
	e.dirtyMu.Lock()
	defer e.dirtyMu.Unlock()
	switch {
	case n.kind.last:
		e.dirtyLast = append(e.dirtyLast, n)
	case n.kind.root:
		e.dirtyRoots = append(e.dirtyRoots, n)
	default:
		h := n.height.Load()
		e.dirty[h] = append(e.dirty[h], n)
	}
}

// mayBeGarbage has Sweep look whether anybody needs a node.
func (e *Engine) mayBeGarbage(n *node) {
	e.garbageMu.Lock()
	e.garbage = append(e.garbage, n)
	e.garbageMu.Unlock()
}
