// Package query turns questions into remembered answers: it is the engine that every build runs on.
//
// A query is a kind, made by [Define], and a comparable argument. While a query computes its answer,
// every question that it asks through its [Ctx] is recorded in order, so dependencies are never
// declared and never forgotten. After a change, [Engine.Update] verifies only what the change can
// reach: an answer is recomputed when one of its recorded questions has another answer than it
// had, and when the new answer equals the old one the wave stops there (early cutoff).
//
// The package never looks at a file, a clock or the environment: those are leaf queries that its user
// defines and marks as changed. It knows nothing of pages or locales. Start with [Engine] and
// [Define]; the neighbour to read next is pipeline, which defines all the queries of a site.
//
// # Answers
//
// Two answers are the same when their [Fingerprint] is, a digest of their content that is stable
// across processes and machines. An engine needs only the fingerprint of an answer to verify its
// dependents, so large answers need not stay in memory: a kind defined with [Drop] recomputes its
// answers when they are asked for, one with [Slim] keeps a small part of each, one with [Spill] has
// them in a file. An engine that is used [Engine.Once] evicts whole questions to that file, if their
// kind is defined with [Evict]. The states of a question and their transitions stand beside the type
// state, in node.go.
//
// Within one revision a question has one answer. A kind that looks at the world outside is defined
// with [Volatile]. When such a question is asked again for an answer that was not kept and gives
// another one, the revision is torn: nothing that was being computed from it becomes an answer,
// [Query.Torn] names the question, and the next [Engine.Update] recomputes all of that. So an answer
// is said to have read exactly what it has read, and a value that came and went between two revisions
// cannot hide in an answer.
//
// Problems reported through [Ctx.Report] belong to the answer and are replayed with it: they stay in
// [Engine.Diagnostics] until the answer is recomputed or nobody needs it any more. A query whose
// [Ctx.Fail] was called has no answer; a query that asks for it with Get fails as well, one that asks
// with Try learns that there is none.
//
// # Records
//
// [Engine.Save] persists what an engine knows and [Engine.Load] gives it to another engine, in another
// process or on another machine: questions, fingerprints, problems, dependencies, and the answers of
// kinds defined with [Store]. The new engine's user names the leaves that may differ ([Query.Recorded]
// tells what they were), and only their dependents are recomputed. A record holds no file, path or
// stamp of its own accord. Its user has to know whether it is of the right program and options.
//
// # Order and parallelism
//
// Answers are computed on several goroutines. Recorded order is the order in which a query asks, so
// it depends on neither timing nor the number of cores. A loop of questions is an error that names
// the loop. Every node has a height above all that it reads; an update works upwards height by
// height, so that nobody reads an answer that is about to change.
package query

import (
	"hash/maphash"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"

	"vernacular/internal/diag"
)

// Engine holds the answers and what each of them read. Its methods Update and Pin may not overlap
// each other; computing inside them is parallel.
type Engine struct {
	kinds  []*kind // by kind.number
	nodes  numbering
	tokens chan struct{} // permits for goroutines beside the calling one
	once   bool          // there will be no Update: dependents are not remembered

	// The running revision, from 1; node.verified and node.changed are compared with it.
	rev uint32
	// The height that the running update has reached, or idle. Every answer below it holds for rev.
	level atomic.Int32

	waitMu  sync.Mutex
	blocked map[*wait]struct{}

	// Nodes that have to be verified, by height; those of kinds defined with Root and Last apart. A node is in
	// one of the three, once, while its queued is true.
	dirtyMu    sync.Mutex
	dirty      map[int32][]*node
	dirtyRoots []*node
	dirtyLast  []*node

	// Candidates for Sweep: every node without dependents and pins is among them.
	garbageMu sync.Mutex
	garbage   []*node

	// The problems of each node that has any. A node is a key exactly while its reported is true.
	problemsMu sync.Mutex
	problems   map[*node][]diag.Diagnostic

	// Nodes whose newest answer is that they ran into a loop. Their deps lack the question that closed
	// it, so verifying them would prove nothing: Update recomputes them.
	loopedMu sync.Mutex
	looped   []*node

	// Nodes that became torn in the running revision; Update empties it.
	tornMu sync.Mutex
	torn   []*node

	scratch    Scratch // for answers of kinds defined with Spill; nil: none
	scratchEnd atomic.Int64
	evicted    *evicted // not nil only if once is true and there is a scratch

	record  *record     // the record that was loaded; nil: none
	unsaved atomic.Bool // something is known that the newest record does not say

	restoringMu sync.Mutex
	restoring   map[*node]chan struct{} // absent answers that are being made; closed when they are there

	computed atomic.Int64
}

// idle is the level between updates: every answer that exists is up to date.
const idle = int32(1) << 30

// New makes an engine that computes on up to workers goroutines at once; 0 means one for each core.
func New(workers int) *Engine {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	e := &Engine{
		tokens:    make(chan struct{}, workers-1),
		rev:       1,
		blocked:   map[*wait]struct{}{},
		dirty:     map[int32][]*node{},
		problems:  map[*node][]diag.Diagnostic{},
		restoring: map[*node]chan struct{}{},
	}
	e.level.Store(idle)
	e.unsaved.Store(true)
	return e
}

// Once makes an engine that has computed nothing yet lighter: it does not remember the dependents of
// an answer, so there can be no [Engine.Update].
func (e *Engine) Once() {
	e.once = true
	if e.scratch != nil {
		e.evicted = &evicted{file: e.scratch, places: map[uint64]place{}}
		e.scratch = nil // answers that are asked for once need no place of their own
	}
}

// kind is the part of a Query that does not depend on its types.
type kind struct {
	name     string
	number   byte // in the order of Define
	compute  func(c *Ctx, arg any) any
	slim     func(v any) any
	emit     func(arg, v any)
	lost     func(arg any)
	forget   func(arg any)
	drop     bool
	spill    bool // implies drop: dropped answers go into the scratch
	evict    bool // see Evict
	volatile bool // see Volatile
	root     bool // see Root
	last     bool // see Last
	store    bool // answers go into the record

	id           func(arg any) uint64 // of a question among all kinds: two of the same id are next to impossible
	remove       func(*node)
	each         func(func(*node)) // all nodes in memory, in no order
	size         func() int
	load         func(key []byte) *node // the node of an encoded argument, in memory
	decodeAnswer func(value []byte) any
}

// Query is a kind of question: its arguments are of type K, its answers of type V.
type Query[K comparable, V any] struct {
	e      *Engine
	k      *kind
	seed   maphash.Seed // spreads arguments over the shards; it never reaches an answer
	shards [16]shard
}

// Option changes how the answers of a kind are kept.
type Option[K comparable, V any] func(*kind)

// Drop keeps only the fingerprint of an answer. The answer is recomputed, from the same recorded
// questions, each time that it is asked for.
func Drop[K comparable, V any]() Option[K, V] { return func(k *kind) { k.drop = true } }

// Root says that no other question asks those of this kind: they are only pinned. Update recomputes
// them last.
func Root[K comparable, V any]() Option[K, V] { return func(k *kind) { k.root = true } }

// Last is Root for questions that may ask those of kinds defined with Root. Update recomputes them after those.
func Last[K comparable, V any]() Option[K, V] { return func(k *kind) { k.root, k.last = true, true } }

// Spill is Drop for answers that take far longer to compute than to read: an engine with a
// [Engine.Scratch] keeps them there. Their type must be plain data without unexported fields.
func Spill[K comparable, V any]() Option[K, V] {
	return func(k *kind) { k.drop, k.spill = true, true }
}

// Slim keeps f(answer) instead of the answer, once the answer has been emitted.
func Slim[K comparable, V any](f func(V) V) Option[K, V] {
	return func(k *kind) { k.slim = func(v any) any { return f(v.(V)) } }
}

// Store puts the answers of a kind into the record. Their type must be plain data without unexported
// fields. It is for answers that are small, or dear to recompute, and asked for by many.
func Store[K comparable, V any]() Option[K, V] { return func(k *kind) { k.store = true } }

// Emit calls f with each new or changed answer, whole, as soon as it is known, on the goroutine that
// computed it. f must be safe for concurrent use.
func Emit[K comparable, V any](f func(K, V)) Option[K, V] {
	return func(k *kind) { k.emit = func(a, v any) { f(a.(K), v.(V)) } }
}

// Lost calls f when a question has no answer, new or any more, on the goroutine that found out.
func Lost[K comparable, V any](f func(K)) Option[K, V] {
	return func(k *kind) { k.lost = func(a any) { f(a.(K)) } }
}

// Forget calls f when Sweep forgets a question.
func Forget[K comparable, V any](f func(K)) Option[K, V] {
	return func(k *kind) { k.forget = func(a any) { f(a.(K)) } }
}

// Define adds a kind of question to the engine. compute must be a pure function of its argument and
// of the answers that it asks for through its Ctx.
func Define[K comparable, V any](e *Engine, name string, compute func(*Ctx, K) V, opts ...Option[K, V]) *Query[K, V] {
	k := &kind{name: name}
	q := &Query[K, V]{e: e, k: k, seed: maphash.MakeSeed()}
	k.compute = func(c *Ctx, arg any) any { return compute(c, arg.(K)) }
	k.id = func(arg any) uint64 {
		_, h := q.slot(arg.(K))
		return h
	}
	k.remove, k.each, k.size = q.remove, q.each, q.size
	k.load = func(key []byte) *node {
		var arg K
		decode(key, &arg)
		return q.lookup(arg)
	}
	k.decodeAnswer = func(value []byte) any {
		var v V
		decode(value, &v)
		return v
	}
	for _, o := range opts {
		o(k)
	}
	mustBePlain(reflect.TypeFor[K]())
	if k.store || k.spill {
		mustBePlain(reflect.TypeFor[V]())
	}
	k.number = byte(len(e.kinds))
	e.kinds = append(e.kinds, k)
	return q
}

// Get asks a question. If the question has no answer, the asking query fails as well.
func (q *Query[K, V]) Get(c *Ctx, key K) V {
	v, ok := q.Try(c, key)
	if !ok {
		panic(Failure{})
	}
	return v
}

// Try asks a question; ok is false when it has no answer.
func (q *Query[K, V]) Try(c *Ctx, key K) (v V, ok bool) {
	n := q.lookup(key)
	fresh, computed := q.e.ensure(n, c)
	c.record(n)
	return q.answer(c, n, fresh, computed)
}

// All asks several questions at once, on as many cores as are free. The answers come in the order of
// the keys; a question without an answer gives the zero value and false in ok.
func (q *Query[K, V]) All(c *Ctx, keys []K) (values []V, ok []bool) {
	values, ok = make([]V, len(keys)), make([]bool, len(keys))
	nodes := make([]*node, len(keys))
	defer func() {
		r := recover()
		if _, torn := r.(tear); r == nil || torn { // a question that closes a loop is not recorded
			for _, n := range nodes {
				if n != nil { // or else it was not asked any more
					c.record(n)
				}
			}
		}
		if r != nil {
			panic(r)
		}
	}()
	q.e.parallel(len(keys), func(i int) {
		nodes[i] = q.lookup(keys[i])
		fresh, computed := q.e.ensure(nodes[i], c)
		values[i], ok[i] = q.answer(c, nodes[i], fresh, computed)
	})
	return values, ok
}

// Need records that the asking query depends on the answer without looking at it; ok is false when
// there is none.
func (q *Query[K, V]) Need(c *Ctx, key K) (ok bool) {
	_, ok = q.Sum(c, key)
	return ok
}

// Sum asks a question for no more than the fingerprint of its answer, which takes no computing where
// the answer itself is not kept. ok is false when it has none.
func (q *Query[K, V]) Sum(c *Ctx, key K) (fp Fingerprint, ok bool) {
	n := q.lookup(key)
	q.e.ensure(n, c)
	c.record(n)
	return n.fp, n.state.get() != failed
}

// answer returns the value of an up-to-date node, and recomputes a dropped one. fresh is the value if
// bringing the node up to date computed it. It unwinds with a tear when the node became torn meanwhile.
func (q *Query[K, V]) answer(c *Ctx, n *node, fresh any, computed bool) (v V, ok bool) {
	if n.state.get() == failed {
		return v, false
	}
	if computed {
		return fresh.(V), true
	}
	n.mu.Lock()
	kept, state := n.value, n.state.get()
	n.mu.Unlock()
	switch {
	case q.k.drop:
		if at, ok := kept.(spilled); ok && q.e.fetch(at, &v) {
			return v, true
		}
		fresh := q.e.valueAgain(n, c)
		n.mu.Lock()
		n.value = q.e.spill(n, fresh)
		n.mu.Unlock()
		return fresh.(V), true
	case kept != nil:
		return kept.(V), true
	case state == absent:
		return q.e.restore(n, c).(V), true
	case state == torn:
		panic(tear{})
	}
	return v, true // a nil interface that was answered as such
}
