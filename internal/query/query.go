// Package query turns questions into remembered answers: it is the engine that every build runs on.
//
// A query is a kind, made by [Define], and a comparable argument. While a query computes its answer,
// every question that it asks through its [Ctx] is recorded in order, so dependencies are never
// declared and never forgotten. After a change, [Engine.Update] verifies only what the change can
// reach: an answer is computed again when one of its recorded questions has another answer than it
// had, and when the new answer equals the old one the wave stops there (early cutoff).
//
// The package never looks at a file, a clock or the environment: those are leaf queries that its user
// defines and marks as changed. It knows nothing of pages or locales. Start with [Engine] and
// [Define]; the neighbour to read next is pipeline, which defines all the queries of a site.
//
// # Answers
//
// Two answers are the same when their [Fingerprint] is, a digest of their content that is stable
// across processes and machines. An engine needs only the fingerprint of an answer to verify those
// that depend on it, so large answers need not stay in memory: a kind defined with [Drop] computes
// them again when somebody asks, one with [Slim] keeps a small part, one with [Spill] has them in a file. An engine that
// is used [Engine.Once] puts whole questions there, if their kind is defined with [Cool].
//
// Within one revision a question has one answer. A kind that looks at the world outside is defined with [Volatile]: when it is asked again
// for an answer that was not kept and gives another one, the revision is torn. Nothing that was being computed from it becomes an
// answer, [Query.Torn] names the question, and the next [Engine.Update] computes all of that anew. So what an answer is said to have
// read is what it has read, and a value that came and went between two revisions cannot hide in an answer.
//
// Problems reported through [Ctx.Report] belong to the answer and are replayed with it: they stay in
// [Engine.Diagnostics] until the answer is computed anew or nobody needs it any more. A query whose
// [Ctx.Fail] was called has no answer; who asks for it with Get fails as well, who asks with Try
// learns that there is none.
//
// # Records
//
// [Engine.Save] writes what an engine knows and [Engine.Load] gives it to another one, in another process or on another
// machine: questions, fingerprints, problems, what read what, and the answers of kinds defined with
// [Store]. The new engine's user names the leaves that may differ ([Query.Recorded] tells what they were), and only
// what depends on them is computed. A record holds no file, path or stamp of its own accord; whether it is of the
// right program and of the right options is for its user to know.
//
// # Order and parallelism
//
// Answers are computed on several goroutines. Recorded order is the order in which a query asks, so
// it depends on neither timing nor the number of cores. A loop of questions is an error that names
// the loop. Every node has a height above all that it reads; an update works upwards height by
// height, so that nobody reads an answer that is about to change.
package query

import (
	"errors"
	"hash/maphash"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/diag"
)

// Engine holds the answers and what each of them read. Its methods Update and Pin may not overlap
// each other; computing inside them is parallel.
type Engine struct {
	kinds   []*kind
	nodes   numbering
	tokens  chan struct{} // permits for goroutines beside the calling one
	rev     uint32
	level   atomic.Int32 // the height that the running update has reached; answers below it are settled
	waitMu  sync.Mutex
	blocked map[*wait]struct{}

	queueMu sync.Mutex
	queue   map[int32][]*node
	roots   []*node // queued nodes of kinds defined with Root

	suspectsMu sync.Mutex
	suspects   []*node // nodes that lost a reader and may be garbage

	troubledMu sync.Mutex
	troubled   map[*node]struct{} // nodes with diagnostics

	cyclicMu sync.Mutex
	cyclic   []*node // nodes that ran into a loop

	scratch    Scratch // nil: none
	scratchEnd atomic.Int64

	tornMu sync.Mutex
	torn   []*node // nodes without an answer for the running revision, because something that they read changed meanwhile

	once   bool        // nobody will ask for an Update
	cold   *cold       // only for engines that are used once and have a scratch
	frozen *frozen     // the record of an earlier process; nil: none
	news   atomic.Bool // something is known that the newest record does not say

	revivingMu sync.Mutex
	reviving   map[*node]chan struct{} // answers of absent nodes that are being made

	computed atomic.Int64
}

// settled is the level between updates: every answer that exists is up to date.
const settled = int32(1) << 30

// New makes an engine that computes on up to workers goroutines at once; 0 means one for each core.
func New(workers int) *Engine {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	e := &Engine{
		tokens:   make(chan struct{}, workers-1),
		rev:      1,
		blocked:  map[*wait]struct{}{},
		queue:    map[int32][]*node{},
		troubled: map[*node]struct{}{},
		reviving: map[*node]chan struct{}{},
	}
	e.level.Store(settled)
	e.news.Store(true)
	return e
}

// Once makes an engine that has computed nothing yet lighter: it does not remember who read an answer, so
// there can be no [Engine.Update].
func (e *Engine) Once() {
	e.once = true
	if e.scratch != nil {
		e.cold = &cold{file: e.scratch, places: map[uint64]place{}}
		e.scratch = nil // answers that are asked for once need no place of their own
	}
}

// kind is the part of a Query that does not depend on its types.
type kind struct {
	name    string
	number  byte // in the order of Define
	compute func(c *Ctx, arg any) any
	slim    func(v any) any
	emit    func(arg, v any)
	lost    func(arg any)
	forget  func(arg any)
	drop    bool
	spill   bool                 // dropped answers go into the scratch
	cool    bool                 // see Cool
	outside bool                 // see Volatile
	root    bool                 // see Root
	store   bool                 // answers go into the record
	id      func(arg any) uint64 // of a question among all kinds: that two have the same one is next to impossible
	remove  func(*node)
	each    func(func(*node)) // all nodes in memory, in no order
	size    func() int
	thaw    func(key []byte) *node // the node of an argument in a record's form
	revive  func(value []byte) any // an answer from a record's form
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

// Drop keeps only the fingerprint of an answer; the answer is computed again, from the same recorded
// questions, each time that somebody asks for it.
func Drop[K comparable, V any]() Option[K, V] { return func(k *kind) { k.drop = true } }

// Root says that no other question asks those of this kind: they are only pinned. Update brings them up last.
func Root[K comparable, V any]() Option[K, V] { return func(k *kind) { k.root = true } }

// Spill is Drop for answers that take far longer to compute than to read: an engine with a [Engine.Scratch] keeps
// them there. Their type must be plain data without unexported fields.
func Spill[K comparable, V any]() Option[K, V] {
	return func(k *kind) { k.drop, k.spill = true, true }
}

// Slim keeps f(answer) instead of the answer, once the answer has been emitted.
func Slim[K comparable, V any](f func(V) V) Option[K, V] {
	return func(k *kind) { k.slim = func(v any) any { return f(v.(V)) } }
}

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
	k.remove = q.remove
	k.id = func(arg any) uint64 {
		_, h := q.slot(arg.(K))
		return h
	}
	k.each = func(f func(*node)) {
		for i := range q.shards {
			for _, number := range q.shards[i].nodes {
				for number != 0 {
					n := e.nodes.at(number)
					f(n)
					number = n.next
				}
			}
		}
	}
	k.size = func() (n int) {
		for i := range q.shards {
			q.shards[i].mu.Lock()
			n += q.shards[i].size
			q.shards[i].mu.Unlock()
		}
		return n
	}
	k.thaw = func(key []byte) *node {
		var arg K
		decode(key, &arg)
		return q.lookup(arg)
	}
	k.revive = func(value []byte) any {
		var v V
		decode(value, &v)
		return v
	}
	k.compute = func(c *Ctx, arg any) any { return compute(c, arg.(K)) }
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

// Need records that the asking query depends on the answer without looking at it.
func (q *Query[K, V]) Need(c *Ctx, key K) (ok bool) {
	n := q.lookup(key)
	q.e.ensure(n, c)
	c.record(n)
	return !n.failed
}

// Sum asks a question for no more than the fingerprint of its answer, which takes no computing where the answer
// itself is not kept. ok is false when it has none.
func (q *Query[K, V]) Sum(c *Ctx, key K) (fp Fingerprint, ok bool) {
	n := q.lookup(key)
	q.e.ensure(n, c)
	c.record(n)
	return n.fp, !n.failed
}

// answer gives the value of an up-to-date node, computing a dropped one again.
func (q *Query[K, V]) answer(c *Ctx, n *node, fresh any, computed bool) (v V, ok bool) {
	if n.failed {
		return v, false
	}
	if computed {
		return fresh.(V), true
	}
	n.mu.Lock()
	kept, absent := n.value, n.absent
	n.mu.Unlock()
	switch {
	case q.k.drop:
		if at, ok := kept.(spilled); ok && q.e.fetch(at, &v) {
			return v, true
		}
		fresh := q.e.again(n, c)
		n.mu.Lock()
		n.value = q.e.spill(n, fresh)
		n.mu.Unlock()
		return fresh.(V), true
	case kept != nil:
		return kept.(V), true
	case absent:
		return q.e.present(n, c).(V), true
	}
	return v, true // a nil interface or pointer that was answered as such
}

// Ctx is the context in which one query computes; all of its questions go through it. It is not
// for use after the computation has returned.
type Ctx struct {
	e      *Engine
	node   *node // nil for questions from outside
	parent *Ctx
	replay bool // an answer is being computed again only for its value: record nothing
	mu     sync.Mutex
	deps   []*node
	seen   map[*node]struct{}
	diags  []diag.Diagnostic
}

func (c *Ctx) record(n *node) {
	if c.node == nil || c.replay {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.deps) < 12 {
		if slices.Contains(c.deps, n) {
			return
		}
	} else {
		if c.seen == nil {
			c.seen = make(map[*node]struct{}, 64)
			for _, d := range c.deps {
				c.seen[d] = struct{}{}
			}
		}
		if _, dup := c.seen[n]; dup {
			return
		}
		c.seen[n] = struct{}{}
	}
	c.deps = append(c.deps, n)
}

// Report adds problems to the answer being computed.
func (c *Ctx) Report(ds ...diag.Diagnostic) {
	if c.replay || len(ds) == 0 {
		return
	}
	c.mu.Lock()
	c.diags = append(c.diags, ds...)
	c.mu.Unlock()
}

// Fail reports problems and ends the computation without an answer.
func (c *Ctx) Fail(ds ...diag.Diagnostic) {
	c.Report(ds...)
	panic(Failure{})
}

// Failure is what unwinds a computation that has no answer. Code that turns panics into errors, as
// text/template does, must hand the error to [Rethrow].
type Failure struct{}

// Error makes Failure an error, so that it survives libraries that recover.
func (Failure) Error() string { return "what was asked for has no answer" }

// Rethrow continues the unwinding of a computation when err comes from one that a library recovered.
// For any other error it does nothing.
func Rethrow(err error) {
	var f Failure
	var l cycle
	var t tear
	switch {
	case errors.As(err, &t):
		panic(t)
	case errors.As(err, &f):
		panic(f)
	case errors.As(err, &l):
		panic(l)
	}
}

var failedFingerprint = Fingerprint{0xff, 'f', 'a', 'i', 'l', 'e', 'd'}

// ensure makes n's answer hold for the present revision. If that took computing it, the whole answer
// comes back as well, for the caller's use before it is slimmed or dropped. It unwinds with a tear when there is no answer
// for this revision.
func (e *Engine) ensure(n *node, c *Ctx) (fresh any, computed bool) {
	for {
		n.mu.Lock()
		if n.torn {
			n.mu.Unlock()
			panic(tear{})
		}
		if n.known && (n.verified.Load() == e.rev || n.height.Load() < e.level.Load()) {
			n.mu.Unlock()
			return nil, false
		}
		if n.running == nil {
			n.running = make(chan struct{})
			n.mu.Unlock()
			fresh, computed, torn := e.bringUp(n, c)
			if torn {
				panic(tear{})
			}
			return fresh, computed
		}
		running := n.running
		n.mu.Unlock()
		e.await(n, running, c)
	}
}

// bringUp verifies or computes n, whose running channel the caller has just made. torn tells that it could not.
func (e *Engine) bringUp(n *node, c *Ctx) (fresh any, computed, torn bool) {
	self := &Ctx{e: e, node: n, parent: c}
	defer func() {
		n.mu.Lock()
		if !torn {
			n.verified.Store(e.rev)
		}
		close(n.running)
		n.running = nil
		n.mu.Unlock()
	}()
	if n.known && e.holds(n, self) {
		return nil, false, false
	}
	return e.run(n, self)
}

// holds asks n's recorded questions in order until one has another answer than n saw.
func (e *Engine) holds(n *node, self *Ctx) (holds bool) {
	deps := e.deps(n)
	if len(deps) == 0 || n.looped || n.doubted {
		return false // only looking again tells
	}
	seen := n.verified.Load()
	torn := tears(func() {
		for _, i := range deps {
			d := e.nodes.at(i)
			e.ensure(d, self)
			if d.changed.Load() > seen {
				return
			}
		}
		holds = true
	})
	return holds && !torn // if it is torn, computing it meets the tear again
}

func (e *Engine) run(n *node, self *Ctx) (fresh any, computed, torn bool) {
	e.computed.Add(1)
	n.looped = false
	value, failed, torn := e.call(n, self)
	if torn {
		e.markTorn(n)
		for _, d := range self.deps {
			e.suspect(d) // n is not among its readers, and may not ask for it again
		}
		return nil, false, true
	}
	fp := failedFingerprint
	if !failed {
		fp = FingerprintOf(value)
	}

	old := e.deps(n)
	deps := make([]uint32, len(self.deps))
	for i, d := range self.deps {
		deps[i] = d.number
	}
	n.mu.Lock()
	changed := !n.known || n.fp != fp
	if changed {
		n.changed.Store(e.rev)
	}
	hadDiags := len(n.diags) > 0
	if changed || hadDiags || len(self.diags) > 0 || !slices.Equal(old, deps) {
		e.news.Store(true)
	}
	n.known, n.fp, n.failed, n.diags, n.absent, n.doubted = true, fp, failed, self.diags, false, false
	n.deps = deps
	switch {
	case failed:
		n.value = nil
	case n.kind.drop:
		n.value = e.spill(n, value)
	case n.kind.slim != nil:
		n.value = n.kind.slim(value)
	default:
		n.value = value
	}
	n.mu.Unlock()

	if len(self.diags) > 0 || hadDiags {
		e.troubledMu.Lock()
		if len(self.diags) > 0 {
			e.troubled[n] = struct{}{}
		} else {
			delete(e.troubled, n)
		}
		e.troubledMu.Unlock()
	}
	e.relink(n, old, deps, self.deps)
	if changed {
		switch {
		case !failed && n.kind.emit != nil:
			n.kind.emit(n.arg, value)
		case failed && n.kind.lost != nil:
			n.kind.lost(n.arg)
		}
		e.wakeReaders(n)
	}
	return value, true, false
}

// call runs the computation and turns its panics into a failure with a diagnostic, or into a tear.
func (e *Engine) call(n *node, self *Ctx) (value any, failed, torn bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case Failure:
			failed = true
		case tear:
			torn = true
		case cycle:
			failed, n.looped = true, true
			self.Report(diag.Errorf("cycle", diag.Pos{}, "these need each other and none can be first: %s", r.String()))
			e.cyclicMu.Lock()
			e.cyclic = append(e.cyclic, n)
			e.cyclicMu.Unlock()
		default:
			failed = true
			buf := make([]byte, 4096)
			buf = buf[:runtime.Stack(buf, false)]
			self.Report(diag.Errorf("internal", diag.Pos{}, "a mistake in Vernacular itself, not in your files: %v while working on %s", r, n.name()).
				WithHint("please report it with this text: %s", firstFrames(string(buf))))
		}
	}()
	return n.kind.compute(self, n.arg), false, false
}

// parallel calls f(0) … f(n-1), on this goroutine and on as many others as there are permits.
func (e *Engine) parallel(n int, f func(int)) {
	if n == 0 {
		return
	}
	var next atomic.Int64
	var mu sync.Mutex
	var thrown any
	work := func() {
		defer func() {
			if r := recover(); r != nil {
				mu.Lock()
				if thrown == nil {
					thrown = r
				}
				mu.Unlock()
			}
		}()
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			f(i)
		}
	}
	var wg sync.WaitGroup
	for i := 1; i < n; i++ {
		select {
		case e.tokens <- struct{}{}:
			wg.Add(1)
			go func() {
				defer func() { <-e.tokens; wg.Done() }()
				work()
			}()
			continue
		default:
		}
		break
	}
	work()
	wg.Wait()
	if thrown != nil {
		panic(thrown)
	}
}

func firstFrames(stack string) string {
	var keep []string
	for _, l := range strings.Split(stack, "\n") {
		if strings.HasPrefix(l, "\t") && strings.Contains(l, "/internal/") && !strings.Contains(l, "/query/") {
			keep = append(keep, strings.TrimSpace(l[strings.LastIndex(l, "/internal/")+1:]))
			if len(keep) == 3 {
				break
			}
		}
	}
	return strings.Join(keep, " < ")
}
