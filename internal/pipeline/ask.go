package pipeline

import (
	"maps"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/site"
)

// Kept tells whether the tree has or had an output whose last good version stays when [Builder.Open] cannot make it now.
func (b *Builder) Kept(path string) bool {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	_, past := b.past[path]
	return past || b.live[path] != nil
}

// Failed lists the paths of outputs that are in the tree and have an error, sorted; none while the tree
// is not known.
func (b *Builder) Failed() []string {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	if b.unknown {
		return nil
	}
	return slices.Sorted(maps.Keys(b.bad))
}

// Outputs lists the good outputs of the tree, without their bytes, by path; none while the tree is not
// known.
func (b *Builder) Outputs() []Output {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	if b.unknown {
		return nil
	}
	var out []Output
	for _, p := range slices.Sorted(maps.Keys(b.live)) {
		if e := b.live[p]; e.good() {
			out = append(out, e.output())
		}
	}
	return out
}

// Open makes one output of the tree with its bytes; ok is false when the tree has no such path or it
// has an error now.
func (b *Builder) Open(path string) (o Output, ok bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.stateMu.Lock()
	e := b.live[path]
	good := e != nil && e.good()
	b.stateMu.Unlock()
	if !good {
		return Output{}, false
	}
	return b.whole(e)
}

// Diagnostics gives the problems of the newest revision, sorted.
func (b *Builder) Diagnostics() []diag.Diagnostic {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	return b.problems
}

// Site gives the table of routes; nil if it was never known.
func (b *Builder) Site() *site.Site {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.table()
}

// table is the table of routes; nil if it was never known, also while a record says of an earlier one and no snapshot was seen.
func (b *Builder) table() *site.Site {
	if b.snap == nil {
		return nil
	}
	s, _ := b.q.site.Peek(none)
	return s
}
