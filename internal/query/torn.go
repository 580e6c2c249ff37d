package query

// Volatile says that the answers of a kind are read from outside the engine, so that computing one again may
// give another answer although nobody has said that it changed. They must digest what was read, failures
// included.
func Volatile[K comparable, V any]() Option[K, V] { return func(k *kind) { k.volatile = true } }

// tear is the panic that unwinds a computation which has read two answers of one volatile question.
type tear struct{}

// Error makes tear an error, so that it survives libraries that recover.
func (tear) Error() string { return "what was read is changing" }

// tears runs f and reports whether it unwound with a tear.
func tears(f func()) (torn bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case tear:
			torn = true
		default:
			panic(r)
		}
	}()
	f()
	return false
}

// markTorn notes that n has no answer for this revision. The answer that it had in an earlier one stays, to
// be compared with the next.
func (e *Engine) markTorn(n *node) {
	n.mu.Lock()
	before := n.state.get()
	n.state.set(torn)
	n.mu.Unlock()
	if before == torn {
		return
	}
	e.tornMu.Lock()
	e.torn = append(e.torn, n)
	e.tornMu.Unlock()
}

// valueAgain recomputes only the value of an up-to-date node whose value was not kept. It unwinds with a
// tear when a volatile question has another answer than it had.
func (e *Engine) valueAgain(n *node, c *Ctx) any {
	if !n.kind.volatile {
		return n.kind.compute(&Ctx{e: e, node: n, parent: c, replay: true}, n.arg)
	}
	value, same := e.readAgain(n, c)
	if !same {
		e.markTorn(n)
		panic(tear{})
	}
	return value
}

// readAgain asks a volatile question once more, and reports whether its answer is the one that it had.
func (e *Engine) readAgain(n *node, c *Ctx) (value any, same bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case Failure:
			same = false
		default:
			panic(r)
		}
	}()
	value = n.kind.compute(&Ctx{e: e, node: n, parent: c, replay: true}, n.arg)
	return value, FingerprintOf(value) == n.fp
}

// retryTorn has the next update recompute what was torn and is still needed.
func (e *Engine) retryTorn() {
	list := e.torn
	e.torn = nil
	for _, n := range list {
		if !n.state.replace(torn, unknown) {
			continue // it was swept
		}
		if n.changed.Load() > 0 || n.pins > 0 {
			e.markDirty(n)
		}
		e.mayBeGarbage(n) // the question that asked for it was torn, too, and may not ask again
	}
}

// Torn returns the volatile questions that had two answers in the running revision, so that what was computed
// from them is no answer; none if the revision is whole. Their user looks at the world again and calls
// [Engine.Update], which recomputes what they tore.
func (q *Query[K, V]) Torn() (keys []K) {
	q.e.tornMu.Lock()
	defer q.e.tornMu.Unlock()
	for _, n := range q.e.torn {
		if n.kind == q.k {
			keys = append(keys, n.arg.(K))
		}
	}
	return keys
}

// Torn reports whether anything has no answer for the running revision, see [Query.Torn].
func (e *Engine) Torn() bool {
	e.tornMu.Lock()
	defer e.tornMu.Unlock()
	return len(e.torn) > 0
}
