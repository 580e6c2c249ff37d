package cli

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/cache"
	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// memory is what the cache has for one site: what a builder with the same options knew in this very program, and
// the stamps of the sources and of the outputs that earlier processes on this machine knew.
type memory struct {
	t       *teller
	folder  *cache.Folder // nil: no cache
	record  string        // name in the folder
	sources string        // path, "" without a cache
	outputs string        // path, "" without a cache
	data    chan []byte   // the record, nil if there is none
}

// remember opens the cache that a flag names and begins to read it. out is the output folder, "" for a
// command that writes nothing.
func (a *app) remember(t *teller, f buildFlags, out string) *memory {
	dir := f.cache
	if dir == "" {
		dir = filepath.Join(a.dir, ".vernacular")
	}
	program := cache.Program()
	if dir == "off" || program == "" { // without a name nobody knows whose record it would be
		dir = ""
	}
	m := &memory{t: t, folder: cache.Open(dir), data: make(chan []byte, 1)}
	locales := slices.Sorted(slices.Values(f.locales))
	m.record = m.folder.Name("record", program, f.baseURL, strings.Join(locales, ","), strconv.FormatBool(f.pseudo))
	m.sources = m.folder.Path(m.folder.Name("sources", abs(a.dir)))
	m.outputs = m.folder.Path(m.folder.Name("outputs", abs(out)))
	folder := m.folder // make may put it away meanwhile
	go func() { m.data <- folder.Load(m.record) }()
	return m
}

// make makes the folder, once it is known that there is a site.
func (m *memory) make() {
	if err := m.folder.Make(); err != nil {
		m.warn(err)
		m.folder, m.sources, m.outputs = nil, "", ""
	}
}

// warn tells of a cache that cannot be written. It costs the next build time and this one nothing but a line.
func (m *memory) warn(err error) {
	if err == nil {
		return
	}
	m.t.line("vernacular: warning: the cache cannot be written, so the next build begins from nothing (--cache names another folder, or off): %s", diag.Escape(err.Error()))
}

func (m *memory) close() { m.folder.Close() }

// load tells a new builder what the record says. A record of no use is as good as none.
func (m *memory) load(b *pipeline.Builder) {
	if data := <-m.data; data != nil {
		b.Load(data)
	}
}

// save writes what the builder knows and the stamps of the snapshot, as far as they are news.
func (m *memory) save(b *pipeline.Builder, snap *source.Snapshot) (err error) {
	if m.folder == nil {
		return nil
	}
	if b.Recordable() && b.News() {
		err = m.folder.Save(m.record, b.Save)
	}
	if err == nil && snap.Learned() {
		err = snap.SaveStamps(m.sources)
	}
	return err
}
