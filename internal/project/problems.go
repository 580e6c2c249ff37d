package project

import (
	"runtime"
	"sync"
	"sync/atomic"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
)

// findProblems adds the problems of meaning to the fields of all matches. Those of a field that is as it was before are
// known. The others are looked for side by side: the checks of 2,000 texts take longer than to read and compare them.
func (v *view) findProblems(fields, before []Field) {
	known := map[string]*Field{}
	for i := range before {
		known[before[i].ID] = &before[i]
	}
	var unchecked []int
	for i := range fields {
		f := &fields[i]
		if old := known[f.ID]; old != nil && f.Forms == nil && sameText(old, f) {
			f.Problems = old.Problems
		} else if f.State.UpToDate() && f.Forced == "" {
			unchecked = append(unchecked, i)
		}
	}
	if len(unchecked) == 0 || v.unchecked {
		return
	}

	g := v.glossary()
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(unchecked)) {
		all.Go(func() {
			for n := next.Add(1); n <= int64(len(unchecked)); n = next.Add(1) {
				i := unchecked[n-1]
				for _, p := range pipeline.PairsWithin(&v.table.Settings, v.t, v.t.Matches[i]) {
					fields[i].Problems = append(fields[i].Problems, g.Check(p)...)
				}
			}
		})
	}
	all.Wait()
}

// sameText reports whether a field says the same at the same place as before, so that its problems are the same.
func sameText(old, f *Field) bool {
	return old.Source == f.Source && old.Text == f.Text && old.Place == f.Place && old.State == f.State && old.Forced == f.Forced
}

// glossary returns the glossary of the site as the view sees it, nil when there is none or it has an error.
func (v *view) glossary() *checks.Glossary {
	src := v.read(pipeline.GlossaryFile)
	if src == nil {
		return nil
	}
	g, ds := checks.ParseGlossary(pipeline.GlossaryFile, src)
	if diag.HasErrors(ds) {
		return nil
	}
	return g
}
