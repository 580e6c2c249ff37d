package query

import (
	"slices"

	"vernacular/internal/diag"
)

// Update begins a new revision: change is called to name the leaves that may have another answer now
// (with [Query.Changed]), and everything that depends on a leaf whose answer really differs is verified,
// lowest first. When Update returns, every kept answer holds for the new revision, or it is torn (see
// [Query.Torn]).
//
// beforeRoots, which may be nil, is called when everything but the kinds defined with [Root] and [Last] holds for
// the new revision. It may Peek at answers and Unpin questions, so that roots which nobody wants any
// longer are not recomputed.
func (e *Engine) Update(change, beforeRoots func()) {
	if e.once {
		panic("query: Update after Once")
	}
	e.rev++
	e.level.Store(0)
	e.retryTorn()
	change()
	e.retryLooped()
	e.wave()
	e.level.Store(idle)
	if beforeRoots != nil {
		beforeRoots()
	}
	e.cleanRoots(&e.dirtyRoots)
	e.cleanRoots(&e.dirtyLast)
}

// cleanRoots verifies those of the dirty roots in a list that somebody still wants.
func (e *Engine) cleanRoots(list *[]*node) {
	e.dirtyMu.Lock()
	roots := *list
	*list = nil
	e.dirtyMu.Unlock()
	e.parallel(len(roots), func(i int) {
		n := roots[i]
		n.queued.Store(false)
		if n.pins > 0 {
			e.clean(n)
		}
	})
}

// retryLooped has every question that ran into a loop recomputed.
func (e *Engine) retryLooped() {
	looped := e.looped
	e.looped = nil
	for _, n := range looped {
		n.state.replace(failed, unknown)
		e.markDirty(n)
	}
}

// wave verifies the dirty nodes, lowest first, and those above them that this makes dirty.
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
				e.markDirty(n) // it was raised while it waited
				return
			}
			e.clean(n)
		})
	}
}

// Changed says that the answer to a leaf question may have changed. It is for use inside Update.
func (q *Query[K, V]) Changed(key K) {
	if n := q.find(key); n != nil && n.state.get().known() {
		q.e.markDirty(n)
	}
}

// lowest takes the dirty nodes of the least height.
func (e *Engine) lowest() (batch []*node, height int32, ok bool) {
	e.dirtyMu.Lock()
	defer e.dirtyMu.Unlock()
	for h := range e.dirty {
		if !ok || h < height {
			height, ok = h, true
		}
	}
	batch = e.dirty[height]
	delete(e.dirty, height)
	return batch, height, ok
}

// clean verifies a dirty node, unless another question that asked for it has done so already.
func (e *Engine) clean(n *node) {
	n.mu.Lock()
	if s := n.state.get(); n.verified.Load() == e.rev || s == dead || s == torn {
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
	e.refresh(n, nil)
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
		if n.pins == 1 && n.kind.emit != nil && n.running == nil && n.state.get().known() && n.changed.Load() != q.e.rev {
			// Another answer has kept this one alive since it was unpinned. What was emitted then may be forgotten.
			n.state.set(unknown)
			n.changed.Store(0)
		}
		n.mu.Unlock()
		if !tears(func() { q.e.ensure(n, c) }) {
			q.e.evictTree(n)
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
		unneeded := n.pins <= 0 && n.dependentCount == 0
		n.mu.Unlock()
		if unneeded {
			q.e.mayBeGarbage(n)
		}
	}
}

// Sweep forgets the answers that neither a pin nor another answer needs any more, and their
// diagnostics with them.
func (e *Engine) Sweep() {
	if e.once { // it does not know who needs what, and is soon over
		e.garbage = nil
		return
	}
	var swept []*node
	read := map[*node]bool{} // nodes that a swept one read
	for len(e.garbage) > 0 {
		n := e.garbage[len(e.garbage)-1]
		e.garbage = e.garbage[:len(e.garbage)-1]
		if n.state.get() == dead || n.pins > 0 || n.dependentCount > 0 {
			continue
		}
		n.state.set(dead)
		swept = append(swept, n)
		n.kind.remove(n)
		delete(e.problems, n)
		n.reported = false
		if n.kind.forget != nil {
			n.kind.forget(n.arg)
		}
		for _, i := range e.deps(n) {
			d := e.nodes.at(i)
			read[d] = true
			if d.dependentCount--; d.dependentCount == 0 && d.pins <= 0 {
				e.garbage = append(e.garbage, d)
			}
		}
	}
	if len(swept) == 0 {
		return
	}
	e.unsaved.Store(true)
	isDead := func(n *node) bool { return n.state.get() == dead }
	for d := range read {
		if !isDead(d) {
			d.dependents = slices.DeleteFunc(e.dependents(d), func(i uint32) bool { return isDead(e.nodes.at(i)) })
		}
	}
	e.looped = slices.DeleteFunc(e.looped, isDead)
	for _, n := range swept { // only now that no list has them any more
		e.nodes.drop(n)
	}
}

// Peek returns the kept answer of an up-to-date question that somebody needs, without asking it anew.
// ok is false when there is none, it failed or is torn; a slimmed answer comes slimmed.
func (q *Query[K, V]) Peek(key K) (v V, ok bool) {
	n := q.find(key)
	if n == nil || q.k.drop {
		return v, false
	}
	n.mu.Lock()
	s := n.state.get()
	kept := s == absent || s == answered && n.value != nil
	n.mu.Unlock()
	if !kept || tears(func() { v, ok = q.answer(nil, n, nil, false) }) {
		return v, false
	}
	return v, ok
}

// Whole recomputes the whole answer of an up-to-date question, for one whose kind is slimmed or
// dropped. It changes nothing in the engine and may run at any time but during Update or Pin. ok is
// false when the question is not needed by anybody or has no answer.
func (q *Query[K, V]) Whole(key K) (v V, ok bool) {
	n := q.find(key)
	if n == nil {
		return v, false
	}
	if s := n.state.get(); s != answered && s != absent {
		return v, false
	}
	defer func() {
		if recover() != nil { // a source has changed meanwhile: the next update will tell
			ok = false
		}
	}()
	return q.e.valueAgain(n, nil).(V), true
}

// Diagnostics returns the problems of all answers that somebody needs, sorted, each once.
func (e *Engine) Diagnostics() []diag.Diagnostic {
	var all []diag.Diagnostic
	e.problemsMu.Lock()
	for _, ds := range e.problems {
		all = append(all, ds...)
	}
	e.problemsMu.Unlock()
	return diag.Sorted(all)
}

// Stats returns how many answers the engine has in memory and how many it has computed since it was made.
func (e *Engine) Stats() (nodes int, computed int64) {
	for _, k := range e.kinds {
		nodes += k.size()
	}
	return nodes, e.computed.Load()
}
