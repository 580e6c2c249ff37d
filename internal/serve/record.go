package serve

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/cache"
	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/source"
)

// record is what the cache has for one site: what a builder with the same options knew in this very program, and
// the stamps of the sources and of the outputs that earlier processes on this machine knew.
type record struct {
	report  Report
	folder  *cache.Folder // nil: no cache
	name    string        // of the builder's record in the folder
	sources string        // path, "" without a cache
	outputs string        // path, "" without a cache
	data    chan []byte   // the builder's record, nil if there is none
}

// openRecord opens the cache of a site and begins to read it.
func openRecord(o Options) *record {
	dir, program := o.Cache, cache.Program()
	if program == "" { // without a name nobody knows whose record it would be
		dir = ""
	}
	m := &record{report: o.Report, folder: cache.Open(dir), data: make(chan []byte, 1)}
	locales := slices.Sorted(slices.Values(o.Locales))
	m.name = m.folder.Name("record", program, o.BaseURL, strings.Join(locales, ","), strconv.FormatBool(o.Pseudo), fmt.Sprint(o.Shard))
	m.sources = m.folder.Path(m.folder.Name("sources", project.Absolute(o.Dir)))
	m.outputs = m.folder.Path(m.folder.Name("outputs", project.Absolute(o.Out)))
	folder := m.folder // make may put it away meanwhile
	go func() { m.data <- folder.Load(m.name) }()
	return m
}

// make makes the folder. It is called when it is known that there is a site.
func (m *record) make() {
	if err := m.folder.Make(); err != nil {
		m.warn(err)
		m.folder, m.sources, m.outputs = nil, "", ""
	}
}

// warn reports that the cache cannot be written. It costs the next build time and this one nothing but a line.
func (m *record) warn(err error) {
	if err == nil {
		return
	}
	m.report.Line("vernacular: warning: the cache cannot be written, so the next build begins from nothing (--cache names another folder, or off): %s", diag.Escape(err.Error()))
}

// close ends the use of the cache.
func (m *record) close() { m.folder.Close() }

// load gives a new builder what the record says. A record of no use is as good as none.
func (m *record) load(b *pipeline.Builder) {
	if data := <-m.data; data != nil {
		b.Load(data)
	}
}

// save writes what the builder knows and the stamps of the snapshot, as far as they are news.
func (m *record) save(b *pipeline.Builder, snap *source.Snapshot) (err error) {
	if m.folder == nil {
		return nil
	}
	if b.Recordable() && b.News() {
		err = m.folder.Save(m.name, b.Save)
	}
	if err == nil && snap.Learned() {
		err = snap.SaveStamps(m.sources)
	}
	return err
}
