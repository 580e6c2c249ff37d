package pipeline

import (
	"maps"
	"slices"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
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

// Notes gives the notes of the newest revision, sorted.
func (b *Builder) Notes() []diag.Diagnostic {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	return b.notes
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

// Source returns the bytes of a file of the sources, nil when there is none or it cannot be read.
func (b *Builder) Source(file string) []byte {
	b.mu.RLock()
	defer b.mu.RUnlock()
	f, err := b.snap.Read(file)
	if err != nil || f.Missing {
		return nil
	}
	if diag.HasErrors(f.Diags) {
		b.noteUnread(file, f.Diags)
		return nil
	}
	if f.Data == nil {
		return []byte{}
	}
	return f.Data
}

// Files returns the files of the sources below a folder, whose name ends in a slash, sorted.
func (b *Builder) Files(folder string) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.snap.Files(folder))
}

// Unread returns why the snapshot does not give a file that is there, or that may be; nil if it does, or has none.
func (b *Builder) Unread(file string) []diag.Diagnostic {
	b.mu.RLock()
	defer b.mu.RUnlock()
	f, err := b.snap.Read(file)
	switch {
	case err != nil:
		return []diag.Diagnostic{cannotRead(file, err)}
	case diag.HasErrors(f.Diags):
		return f.Diags
	}
	return nil
}

// Catalog returns a catalog by its file; ok is false when it has an error or there is none.
func (b *Builder) Catalog(file string) (c *catalog.Catalog, ok bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	k, ok := b.q.catalog.Peek(file)
	return k.Catalog, ok
}

// Uses returns the places in the site's layouts that show a message, by its id, in the order of the files. What a layout that
// has an error shows is not known.
func (b *Builder) Uses() map[string][]diag.Pos {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := map[string][]diag.Pos{}
	for _, f := range b.snap.Files("layouts/") {
		l, ok := b.q.layout.Peek(f)
		if !ok { // an earlier process has compiled it
			l, ok = b.q.layout.Whole(f)
		}
		if !ok {
			continue
		}
		for _, u := range l.Messages {
			if !slices.Contains(out[u.Name], u.Pos) { // a layout has the uses of its base, too
				out[u.Name] = append(out[u.Name], u.Pos)
			}
		}
	}
	return out
}

// Meta returns the front matter of a page file; ok is false when it has an error or there is none.
func (b *Builder) Meta(file string) (m frontmatter.Meta, ok bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.q.meta.Peek(file)
}
