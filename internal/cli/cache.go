package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/build"
	"vernacular/internal/cache"
	"vernacular/internal/diag"
)

// record is the place in the cache of what a builder knows, for builds of one site with the same options by
// this very program.
type record struct {
	folder *cache.Folder
	name   string
	loaded chan []byte // the record, nil if there is none
}

// openRecord begins to read the record in the cache folder that a flag names.
func (a *app) openRecord(f buildFlags) *record {
	dir := f.cache
	switch dir {
	case "off":
		dir = ""
	case "":
		dir = filepath.Join(a.dir, ".vernacular")
	}
	program := cache.Program()
	if program == "" {
		dir = "" // nobody knows whose record it would be
	}
	r := &record{folder: cache.Open(dir), loaded: make(chan []byte, 1)}
	locales := slices.Sorted(slices.Values(f.locales))
	r.name = r.folder.Name("record", program, f.baseURL, strings.Join(locales, ","))
	go func() { r.loaded <- r.folder.Load(r.name) }()
	return r
}

func (r *record) close() { r.folder.Close() }

// load tells a new builder what the record says. A record of no use is as good as none.
func (r *record) load(b *build.Builder) {
	if data := <-r.loaded; data != nil {
		b.Load(data)
	}
}

// save writes what the builder knows, if that is news. A cache that cannot be written costs the next build time and
// this one nothing but a line.
func (r *record) save(b *build.Builder, t *teller) {
	if r.folder == nil || !b.Recordable() || !b.News() {
		return
	}
	if err := r.folder.Save(r.name, b.Save); err != nil {
		t.line("vernacular: warning: the cache could not be written, so the next build will begin from nothing: %s", diag.Escape(err.Error()))
	}
}
