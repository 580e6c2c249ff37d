package query

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
)

// Update begins a new revision: change is called to name the leaves that may have another answer now
// (with [Query.Changed]), and everything that depends on one whose answer really differs is verified,
// lowest first. When Update returns, every kept answer holds for the new revision, or it is torn (see [Query.Torn]).
//
// beforeRoots, which may be nil, is called when everything but the kinds defined with [Root] holds for the new revision. It may
// Peek at answers and Unpin questions, so that those are not computed once more which nobody wants any longer.
func (e *Engine) Update(change, beforeRoots func()) {
	if e.once {
		panic("query: Update after Once")
	}
	e.rev++
	e.level.Store(0)
	e.retry()
	change()
	looped := e.cyclic
	e.cyclic = nil
	for _, n := range looped {
		e.enqueue(n)
	}
	e.wave()
	e.level.Store(settled)
	if beforeRoots != nil {
		beforeRoots()
	}
	e.queueMu.Lock()
	roots := e.roots
	e.roots = nil
	e.queueMu.Unlock()
	e.parallel(len(roots), func(i int) {
		n := roots[i]
		n.queued.Store(false)
		if n.pins > 0 {
			e.settle(n)
		}
	})
}

// wave verifies the queued nodes, lowest first, and those above them that this concerns.
func (e *Engine) wave() {
	for {
		batch, h, ok := e.lowest()
		if !ok {
			return
		}
		e.level.Store(h)
		e.parallel(len(batch), func(i int) {
			n := batch[i]
			n.queued.Store(false)
			if n.height.Load() > h {
				e.enqueue(n) // it was raised while it waited
				return
			}
			e.settle(n)
		})
	}
}

// Changed says that the answer to a leaf question may have changed. It is for use inside Update.
func (q *Query[K, V]) Changed(key K) {
	if n := q.find(key); n != nil && n.known {
		q.e.enqueue(n)
	}
}

func (e *Engine) lowest() (batch []*node, height int32, ok bool) {
	e.queueMu.Lock()
	defer e.queueMu.Unlock()
	for h := range e.queue {
		if !ok || h < height {
			height, ok = h, true
		}
	}
	batch = e.queue[height]
	delete(e.queue, height)
	return batch, height, ok
}

// settle verifies a queued node unless somebody who asked for it did so already.
func (e *Engine) settle(n *node) {
	n.mu.Lock()
	if n.verified.Load() == e.rev || n.dead || n.torn {
		n.mu.Unlock()
		return
	}
	if n.running != nil {
		running := n.running
		n.mu.Unlock()
		<-running
		return
	}
	n.running = make(chan struct{})
	n.mu.Unlock()
	e.bringUp(n, nil)
}

// Pin computes the answers to the given questions, in parallel, and keeps them up to date from now
// on, with all that they read, until Unpin. progress, if not nil, is called after each, from several
// goroutines.
func (q *Query[K, V]) Pin(keys []K, progress func()) {
	c := &Ctx{e: q.e}
	q.e.parallel(len(keys), func(i int) {
		n := q.lookup(keys[i])
		n.mu.Lock()
		n.pins++
		n.mu.Unlock()
		if !tears(func() { q.e.ensure(n, c) }) {
			q.e.coolDown(n)
		}
		if progress != nil {
			progress()
		}
	})
}

// Unpin ends what Pin began; [Engine.Sweep] then forgets what nobody else needs.
func (q *Query[K, V]) Unpin(keys []K) {
	for _, key := range keys {
		n := q.find(key)
		if n == nil {
			continue
		}
		n.mu.Lock()
		n.pins--
		lonely := n.pins <= 0 && n.links == 0
		n.mu.Unlock()
		if lonely {
			q.e.suspect(n)
		}
	}
}

// Sweep forgets the answers that neither a pin nor another answer needs any more, and their
// diagnostics with them.
func (e *Engine) Sweep() {
	if e.once { // it does not know who needs what, and is soon over
		e.suspects = nil
		return
	}
	var dead []*node
	bereft := map[*node]bool{} // nodes that a dead one read
	for len(e.suspects) > 0 {
		n := e.suspects[len(e.suspects)-1]
		e.suspects = e.suspects[:len(e.suspects)-1]
		if n.dead || n.pins > 0 || n.links > 0 {
			continue
		}
		n.dead = true
		dead = append(dead, n)
		n.kind.remove(n)
		delete(e.troubled, n)
		if n.kind.forget != nil {
			n.kind.forget(n.arg)
		}
		for _, i := range e.deps(n) {
			d := e.nodes.at(i)
			bereft[d] = true
			if d.links--; d.links == 0 && d.pins <= 0 {
				e.suspects = append(e.suspects, d)
			}
		}
	}
	if len(dead) == 0 {
		return
	}
	e.news.Store(true)
	for d := range bereft {
		if !d.dead {
			d.readers = slices.DeleteFunc(e.readers(d), func(i uint32) bool { return e.nodes.at(i).dead })
		}
	}
	e.cyclic = slices.DeleteFunc(e.cyclic, func(n *node) bool { return n.dead })
	for _, n := range dead { // only now that no list has them any more
		e.nodes.drop(n)
	}
}

// Peek gives the kept answer of an up-to-date question that somebody needs, without asking it anew.
// ok is false when there is none, it failed or was torn; a slimmed answer comes slimmed.
func (q *Query[K, V]) Peek(key K) (v V, ok bool) {
	n := q.find(key)
	if n == nil || q.k.drop {
		return v, false
	}
	n.mu.Lock()
	none := !n.known || n.failed || n.torn || n.value == nil && !n.absent
	n.mu.Unlock()
	if none {
		return v, false
	}
	if tears(func() { v, ok = q.answer(nil, n, nil, false) }) {
		return v, false
	}
	return v, ok
}

// Whole computes the whole answer of an up-to-date question again, for one whose kind is slimmed. It
// changes nothing in the engine and may run at any time but during Update or Pin. ok is false when
// the question is not needed by anybody or has no answer.
func (q *Query[K, V]) Whole(key K) (v V, ok bool) {
	n := q.find(key)
	if n == nil || !n.known || n.failed {
		return v, false
	}
	defer func() {
		if recover() != nil { // a source changed under our feet: the next update will tell
			ok = false
		}
	}()
	return q.e.again(n, nil).(V), true
}

// Diagnostics gives the problems of all answers that somebody needs, sorted, each once.
func (e *Engine) Diagnostics() []diag.Diagnostic {
	var all []diag.Diagnostic
	e.troubledMu.Lock()
	for n := range e.troubled {
		all = append(all, n.diags...)
	}
	e.troubledMu.Unlock()
	return diag.Sorted(all)
}

// Stats tells how many answers the engine holds and how many it has computed since it was made.
func (e *Engine) Stats() (nodes int, computed int64) {
	for _, k := range e.kinds {
		nodes += k.size()
	}
	return nodes, e.computed.Load()
}

// wait is one goroutine that waits for a node which another one computes.
type wait struct {
	asker  *Ctx
	target *node
}

// cycle is the loop of questions that a query ran into.
type cycle []*node

// String names the loop, beginning at its least name, so that it reads the same wherever it was
// noticed.
func (l cycle) String() string {
	names := make([]string, len(l))
	for i, n := range l {
		names[i] = n.name()
	}
	least := slices.Index(names, slices.Min(names))
	names = append(slices.Clone(names[least:]), names[:least]...)
	return strings.Join(append(names, names[0]), " → ")
}

// Error makes cycle an error, so that it survives libraries that recover.
func (l cycle) Error() string { return fmt.Sprintf("a loop: %s", l.String()) }

// await blocks until the computation of n is done, unless it can never be because it waits, perhaps
// by way of other goroutines, for one of the asker's own.
func (e *Engine) await(n *node, running chan struct{}, c *Ctx) {
	w := &wait{c, n}
	e.waitMu.Lock()
	if loop := e.loop(n, c); loop != nil {
		e.waitMu.Unlock()
		panic(loop)
	}
	e.blocked[w] = struct{}{}
	e.waitMu.Unlock()
	<-running
	e.waitMu.Lock()
	delete(e.blocked, w)
	e.waitMu.Unlock()
}

// loop finds a way from target, along the questions that blocked goroutines are in the middle of,
// back to one of the asker's own, and gives it as asker's part first.
func (e *Engine) loop(target *node, asker *Ctx) cycle {
	mine := map[*node]bool{}
	for c := asker; c != nil; c = c.parent {
		if c.node != nil && !c.replay {
			mine[c.node] = true
		}
	}
	type step struct {
		node *node
		path []*node
	}
	reached := map[*node]bool{target: true}
	todo := []step{{target, []*node{target}}}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		if mine[s.node] {
			var own []*node
			for c := asker; c != nil && c.node != s.node; c = c.parent {
				if c.node != nil {
					own = append(own, c.node)
				}
			}
			slices.Reverse(own)
			path := append([]*node{s.node}, own...)
			return cycle(append(path, s.path[:len(s.path)-1]...))
		}
		for w := range e.blocked {
			var below []*node // what w's goroutine computes on behalf of s.node, innermost first
			for c := w.asker; c != nil; c = c.parent {
				if c.node == s.node {
					if !reached[w.target] {
						reached[w.target] = true
						slices.Reverse(below)
						path := append(append(slices.Clone(s.path), below...), w.target)
						todo = append(todo, step{w.target, path})
					}
					break
				}
				if c.node != nil {
					below = append(below, c.node)
				}
			}
		}
	}
	return nil
}
