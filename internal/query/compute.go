package query

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/diag"
)

// failedFingerprint stands for every question without an answer: two failures are the same answer.
var failedFingerprint = Fingerprint{0xff, 'f', 'a', 'i', 'l', 'e', 'd'}

// ensure makes n's answer hold for the running revision. If that took computing it, the whole answer
// comes back as well, for the caller's use before it is slimmed or dropped. It unwinds with a tear
// when there is no answer for this revision.
func (e *Engine) ensure(n *node, c *Ctx) (fresh any, computed bool) {
	for {
		n.mu.Lock()
		s := n.state.get()
		if s == torn {
			n.mu.Unlock()
			panic(tear{})
		}
		if s.known() && (n.verified.Load() == e.rev || n.height.Load() < e.level.Load()) {
			n.mu.Unlock()
			return nil, false
		}
		if n.running == nil {
			n.running = make(chan struct{})
			n.mu.Unlock()
			fresh, computed, torn := e.refresh(n, c)
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

// refresh verifies n, whose running channel the caller has just made, and recomputes it if its
// answer does not hold. torn is true when it could do neither.
func (e *Engine) refresh(n *node, c *Ctx) (fresh any, computed, torn bool) {
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
	if n.state.get().known() && e.holds(n, self) {
		return nil, false, false
	}
	return e.recompute(n, self)
}

// holds asks n's recorded questions in order until one has another answer than n saw.
func (e *Engine) holds(n *node, self *Ctx) (holds bool) {
	deps := e.deps(n)
	if len(deps) == 0 {
		return false // only looking at the world again tells
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
	return holds && !torn // if it is torn, recomputing it meets the tear again
}

// recompute computes n's answer and tells its dependents if it is another one than before.
func (e *Engine) recompute(n *node, self *Ctx) (fresh any, computed, torn bool) {
	e.computed.Add(1)
	value, fails, torn := e.compute(n, self)
	if torn {
		e.markTorn(n)
		for _, d := range self.deps {
			e.mayBeGarbage(d) // n is not among its dependents, and may not ask for it again
		}
		return nil, false, true
	}
	fp := failedFingerprint
	if !fails {
		fp = FingerprintOf(value)
	}
	old := e.deps(n)
	deps := make([]uint32, len(self.deps))
	for i, d := range self.deps {
		deps[i] = d.number
	}

	n.mu.Lock()
	changed := n.changed.Load() == 0 || n.fp != fp
	if changed {
		n.changed.Store(e.rev)
	}
	if changed || n.reported || len(self.diags) > 0 || !slices.Equal(old, deps) {
		e.unsaved.Store(true)
	}
	e.keep(n, value, fails)
	n.fp, n.deps = fp, deps
	e.replaceProblems(n, self.diags)
	n.mu.Unlock()

	e.relink(n, old, deps, self.deps)
	if changed {
		switch {
		case !fails && n.kind.emit != nil:
			n.kind.emit(n.arg, value)
		case fails && n.kind.lost != nil:
			n.kind.lost(n.arg)
		}
		e.dirtyDependents(n)
	}
	return value, true, false
}

// keep leaves in memory what n's kind keeps of its new answer; n.mu is held.
func (e *Engine) keep(n *node, value any, fails bool) {
	n.state.set(answered)
	switch {
	case fails:
		n.state.set(failed)
		n.value = nil
	case n.kind.drop:
		n.value = e.spill(n, value)
	case n.kind.slim != nil:
		n.value = n.kind.slim(value)
	default:
		n.value = value
	}
}

// replaceProblems makes diags the problems of n; n.mu is held.
func (e *Engine) replaceProblems(n *node, diags []diag.Diagnostic) {
	if !n.reported && len(diags) == 0 {
		return
	}
	e.problemsMu.Lock()
	defer e.problemsMu.Unlock()
	if n.reported = len(diags) > 0; n.reported {
		e.problems[n] = diags
	} else {
		delete(e.problems, n)
	}
}

// compute runs the computation and turns its panics into a failure with a diagnostic, or into a tear.
func (e *Engine) compute(n *node, self *Ctx) (value any, fails, torn bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case Failure:
			fails = true
		case tear:
			torn = true
		case cycle:
			fails = true
			self.Report(diag.Errorf("cycle", diag.Pos{}, "these need each other and none can be first: %s", r.String()))
			e.loopedMu.Lock()
			e.looped = append(e.looped, n)
			e.loopedMu.Unlock()
		default:
			fails = true
			buf := make([]byte, 4096)
			buf = buf[:runtime.Stack(buf, false)]
			self.Report(diag.Errorf("internal", diag.Pos{}, "a mistake in Vernacular itself, not in your files: %v while working on %s", r, n.name()).
				WithHint("please report it with this text: %s", firstFrames(string(buf))))
		}
	}()
	return n.kind.compute(self, n.arg), false, false
}

// firstFrames returns the innermost places of a stack that are of this program and not of the engine.
func firstFrames(stack string) string {
	var frames []string
	for _, l := range strings.Split(stack, "\n") {
		if strings.HasPrefix(l, "\t") && strings.Contains(l, "/internal/") && !strings.Contains(l, "/query/") {
			frames = append(frames, strings.TrimSpace(l[strings.LastIndex(l, "/internal/")+1:]))
			if len(frames) == 3 {
				break
			}
		}
	}
	return strings.Join(frames, " < ")
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
