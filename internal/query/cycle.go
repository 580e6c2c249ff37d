package query

import (
	"fmt"
	"slices"
	"strings"
)

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

// await blocks until the running computation of n is done. It panics with a cycle if that can never be
// because the computation waits, perhaps by way of other goroutines, for one of the asker's own.
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

// loop looks for a way from target, along the questions that blocked goroutines are in the middle of,
// back to one of the asker's own. It returns the loop with the asker's part first, nil if there is none.
func (e *Engine) loop(target *node, asker *Ctx) cycle {
	way := map[*node][]*node{target: {target}} // to each node that was reached
	todo := []*node{target}
	for len(todo) > 0 {
		n := todo[0]
		todo = todo[1:]
		if asker.computes(n) {
			own, _ := asker.below(n)
			return append(append(cycle{n}, own...), way[n][:len(way[n])-1]...)
		}
		for w := range e.blocked {
			below, ok := w.asker.below(n)
			if !ok || way[w.target] != nil {
				continue
			}
			way[w.target] = append(append(slices.Clone(way[n]), below...), w.target)
			todo = append(todo, w.target)
		}
	}
	return nil
}

// computes reports whether c's goroutine is in the middle of computing n's answer.
func (c *Ctx) computes(n *node) bool {
	for ; c != nil; c = c.parent {
		if c.node == n && !c.replay {
			return true
		}
	}
	return false
}

// below returns the nodes that c's goroutine computes on behalf of n, outermost first; ok is false when
// it is not in the middle of n.
func (c *Ctx) below(n *node) (path []*node, ok bool) {
	for ; c != nil; c = c.parent {
		if c.node == n {
			slices.Reverse(path)
			return path, true
		}
		if c.node != nil {
			path = append(path, c.node)
		}
	}
	return nil, false
}
