package project

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
)

// check is what the checks say about one unit. They are asked when somebody wants to know: those of 2,000 texts take longer
// than to read and compare them, and a page shows 100.
type check struct {
	once  sync.Once
	find  func() []diag.Diagnostic
	found []diag.Diagnostic
	done  atomic.Bool
}

// problems returns what the checks say.
func (c *check) problems() []diag.Diagnostic {
	c.once.Do(func() {
		c.found, c.find = c.find(), nil
		c.done.Store(true)
	})
	return c.found
}

// addChecks adds the checks of meaning to the fields of all matches. What was said of a field that is as it was before is known.
func (v *view) addChecks(fields, before []Field) {
	if v.unchecked {
		return
	}
	known := map[string]*Field{}
	for i := range before {
		known[before[i].ID] = &before[i]
	}
	v.read(pipeline.GlossaryFile) // the view holds for as long as that is as it was
	glossary := sync.OnceValue(v.glossary)
	for i := range fields {
		f := &fields[i]
		if old := known[f.ID]; old != nil && f.Forms == nil && sameText(old, f) {
			f.check = old.check
		} else if f.State.UpToDate() && f.Forced == "" {
			f.check = &check{find: func() (out []diag.Diagnostic) {
				for _, p := range pipeline.PairsWithin(&v.table.Settings, v.t, v.t.Matches[i]) {
					out = append(out, glossary().Check(p)...)
				}
				return out
			}}
		}
	}
}

// checked returns the field with what the checks say about it.
func (f Field) checked() Field {
	if f.check != nil {
		f.Problems, f.check = slices.Concat(f.check.problems(), f.Problems), nil
	}
	return f
}

// Check finds the problems of some fields, by their indexes, and adds them to [Field.Problems]; those of the others it leaves as
// they are. Several are looked for side by side.
func (p *Page) Check(fields ...int) {
	fields = slices.DeleteFunc(slices.Clone(fields), func(i int) bool { return p.Fields[i].check == nil })
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(fields)) {
		all.Go(func() {
			for n := next.Add(1); n <= int64(len(fields)); n = next.Add(1) {
				p.Fields[fields[n-1]].check.problems()
			}
		})
	}
	all.Wait()
	for _, i := range fields {
		p.Fields[i] = p.Fields[i].checked()
	}
}

// CheckAll does as Check for all fields.
func (p *Page) CheckAll() {
	all := make([]int, len(p.Fields))
	for i := range all {
		all[i] = i
	}
	p.Check(all...)
}

// Unchecked returns of how many fields nobody knows the problems.
func (p *Page) Unchecked() (n int) {
	for _, f := range p.Fields {
		n += btoi(f.check != nil)
	}
	return n
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
