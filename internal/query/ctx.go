package query

import (
	"errors"
	"slices"
	"sync"

	"vernacular/internal/diag"
)

// Ctx is the context in which one query computes; all of its questions go through it. It is not
// for use after the computation has returned.
type Ctx struct {
	e      *Engine
	node   *node // nil for questions from outside
	parent *Ctx
	replay bool // only the value is recomputed: nothing is recorded or reported

	mu    sync.Mutex
	deps  []*node            // each once, in the order of asking
	seen  map[*node]struct{} // the same nodes, once there are more than manyDeps
	diags []diag.Diagnostic
}

// manyDeps is how many questions a list is searched for; of more there is a set.
const manyDeps = 12

// record adds a question to those that the query has asked.
func (c *Ctx) record(n *node) {
	if c.node == nil || c.replay {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.deps) < manyDeps {
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

// Failure is the panic that unwinds a computation without an answer. Code that turns panics into
// errors, as text/template does, must hand the error to [Rethrow].
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
