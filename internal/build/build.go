// Package build turns a snapshot of the sources into the tree of outputs and its diagnostics, the first
// time and after every change. It defines all questions of a site for the engine in memo, and is the
// only place where sources, pages, catalogs, layouts, assets and routes meet.
//
// It never writes a file, never watches one and never prints: outputs go to a [Sink] as they are made
// and are dropped when it has them, so that memory does not grow with the bytes of the site.
//
// Start with [New] and [Builder.Update]. The neighbours to read next are site, which lays out the
// routes, and publish, the sink that is a folder.
//
// # From a file to a page
//
//	file → meta → head → site (routes) → tree (the outputs there are)
//	file → body ─┐
//	catalog → message → partial → output → Sink
//	layout ──────┘
//
// Each word is a query (see queries.go). An output fails when something that it needs has an error; the
// sink then keeps the last good one. Whatever else has an error does not stop it.
//
// # From one process to the next
//
// [Builder.Save] writes a record of all that is known, and [Builder.Load] begins a new builder with it. The
// first Update then asks the snapshot for the sum of each file that the record speaks of, computes what
// depends on those that differ, and asks the sink which outputs it lacks. A record is of one program and one
// set of Options; who keeps records must see to that.
package build

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/memo"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// Options are what a run adds to the sources.
type Options struct {
	BaseURL  string       // replaces the one in site.toml
	Locales  []locale.Tag // build only these editions; nil for all
	Once     bool         // there will be one Update only, which saves memory
	Scratch  memo.Scratch // where the HTML of pages is kept between Updates; nil: it is made again when needed
	Workers  int          // goroutines that compute at once; 0 for one a core
	Proof    bool         // compare every translation with its source in meaning: links, numbers, terms …
	Progress func(done, total int)
	// Overrun is told which page a layout has been rendering for longer than any page should take. A
	// template cannot be stopped, so it is for the caller to end the process.
	Overrun func(page string)
}

// overrun is how long a layout may render one page; the slowest real one takes some milliseconds.
const overrun = 30 * time.Second

// Output is one file of the tree.
type Output struct {
	Path    string // below the output folder
	SHA256  string // lower-case hexadecimal
	Size    int64
	Locale  locale.Tag // "" for what editions share
	Sources []string   // files below the site's folder that it was made from, sorted
	Data    []byte     // only on the way to the sink
	Text    string     // of pages: the fingerprint of their own text, see layout.Page.Fingerprint

	Integrity string // of assets: the value for an integrity attribute
}

// Fingerprint digests what a sink would write.
func (o Output) Fingerprint() [16]byte {
	return memo.FingerprintOf(strings.Join(slices.Concat(o.Sources, []string{o.Path, o.SHA256, string(o.Locale), o.Text}), "\n"))
}

func newOutput(path string, loc locale.Tag, data []byte, sources ...string) Output {
	sum := sha256.Sum256(data)
	slices.Sort(sources)
	return Output{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Locale: loc, Sources: slices.Clip(slices.Compact(sources)), Data: data}
}

// Sink takes the outputs of a build. Its methods are called from several goroutines at once.
type Sink interface {
	// Put takes a new or changed output. Its Data is written over after Put returns.
	Put(o Output) error
	// Verify tells which of the outputs, sorted by path and without their Data, the sink lacks, by ascending
	// index. The others need not be made. No Put is under way.
	Verify(outputs []Output) (need []int)
}

// Result is what one update came to.
type Result struct {
	Diagnostics []diag.Diagnostic // all that hold now, sorted
	Changed     []string          // paths of outputs that were given to the sink, sorted
	Removed     []string          // paths that were in the tree or kept before and are no longer, sorted
	Locales     int               // published editions
	Pages       int               // page outputs, whole fallbacks included
	Outputs     int               // outputs in the tree, failed ones included
	SinkErr     error             // the first error of the sink
}

// Builder holds the engine and the state of the tree. Update may not be called by two goroutines at
// once; the other methods may be called at any time.
type Builder struct {
	opt Options
	q   queries
	e   *memo.Engine

	mu      sync.RWMutex // held for writing while the engine updates
	snap    *source.Snapshot
	pending []string // changed paths that the engine has not heard of
	sink    Sink

	stateMu  sync.Mutex        // guards what follows, which the engine's goroutines report
	tree                       // every output there is
	past     map[string]Output // outputs that have left the tree and whose files may still be there
	mappings map[string]bool   // [links] entries that some page uses
	emitted  map[string]bool
	problems []diag.Diagnostic // of the newest revision
	sinkErr  error
	unknown  bool // the newest settings have an error, so the tree is not known
	loaded   bool // the engine knows what a record said, and has not seen a snapshot yet
}

// New makes a builder that has seen nothing yet.
func New(opt Options) *Builder {
	b := &Builder{
		opt: opt, e: memo.New(opt.Workers), tree: newTree(),
		past: map[string]Output{}, mappings: map[string]bool{}, emitted: map[string]bool{},
	}
	if opt.Scratch != nil {
		b.e.Scratch(opt.Scratch)
	}
	b.define()
	return b
}

// Update brings the tree up to date with a snapshot. changed lists the paths that may differ from the
// snapshot before; it is ignored the first time. sink, which may be nil, is given every output that is
// new or changed; with all set, every output there is.
func (b *Builder) Update(snap *source.Snapshot, changed []string, sink Sink, all bool) Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, changed...)
	clear(b.emitted)
	if ds, broken := settingsProblems(snap); broken {
		return b.hold(ds)
	}
	prev, loaded := b.snap, b.loaded
	changed, b.pending = b.pending, nil
	b.snap, b.sink, b.sinkErr, b.unknown, b.loaded = snap, sink, nil, false, false
	switch {
	case loaded:
		b.e.Update(b.markRecorded)
	case prev == nil:
		if b.opt.Once {
			b.e.Once()
		}
		b.q.root.Pin([]struct{}{none}, nil)
		b.q.check.Pin([]struct{}{none}, nil)
		b.q.editions.Pin([]struct{}{none}, nil)
		b.q.head.Cool() // the table of routes has them
	default:
		b.e.Update(func() { b.mark(prev, snap, changed) })
	}
	if b.opt.Proof && prev == nil { // a record may come from a run that did without
		b.q.proofs.Pin([]struct{}{none}, nil)
	}
	b.repin()
	b.e.Sweep()
	if all && (prev != nil || loaded) {
		b.emitAll()
	}
	return b.result()
}

// settingsProblems looks at the one file without which nothing can be said of any other.
func settingsProblems(snap *source.Snapshot) ([]diag.Diagnostic, bool) {
	f, err := snap.Read(site.SettingsFile)
	if err != nil || f.Missing {
		return nil, false
	}
	ds := f.Diags
	if !diag.HasErrors(ds) {
		_, ds = site.ParseSettings(site.SettingsFile, f.Data)
	}
	return append(ds, snap.Diagnostics()...), diag.HasErrors(ds)
}

// hold is an update whose settings have an error. What the tree would be is unknown, so the engine stays
// at the last good revision: nothing is published, nothing removed, and mending the settings costs
// only what was edited meanwhile.
func (b *Builder) hold(ds []diag.Diagnostic) Result {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.unknown = true
	b.problems = diag.Sorted(ds)
	return Result{Diagnostics: b.problems}
}

// mark names the leaves that may have another answer now.
func (b *Builder) mark(prev, snap *source.Snapshot, changed []string) {
	b.q.folder.Changed(struct{}{})
	listings := map[string]bool{}
	for _, p := range changed {
		b.q.file.Changed(p)
		if prev.Has(p) != snap.Has(p) {
			for _, prefix := range listingPrefixes {
				if len(p) > len(prefix) && p[:len(prefix)] == prefix {
					listings[prefix] = true
				}
			}
		}
	}
	for _, p := range listingPrefixes {
		if listings[p] {
			b.q.listing.Changed(p)
		}
	}
}

// repin computes what is new in the tree and lets go of what is gone.
func (b *Builder) repin() {
	specs, _ := b.q.root.Peek(none)
	b.stateMu.Lock()
	add, drop, gone := b.tree.turn(specs)
	for _, e := range gone {
		b.past[e.spec.Path] = e.output()
	}
	b.stateMu.Unlock()
	b.q.output.Unpin(drop)
	var progress func()
	if b.opt.Progress != nil && len(add) > 0 {
		var mu sync.Mutex
		done := 0
		progress = func() {
			mu.Lock()
			done++
			b.opt.Progress(done, len(add))
			mu.Unlock()
		}
	}
	b.q.output.Pin(add, progress)
}

// emit is called by the engine with each new or changed page-like output.
func (b *Builder) emit(s spec, o Output) {
	b.stateMu.Lock()
	e := b.live[s.Path]
	if e == nil || e.spec != s {
		b.stateMu.Unlock()
		return // on its way out of the tree
	}
	b.accept(e, o)
	b.stateMu.Unlock()
	b.put(o)
	if s.Kind == pageOutput || s.Kind == notFoundOutput {
		layout.Recycle(o.Data)
	}
}

// emitAsset is called by the engine with each new or changed asset. Two of them may be one file, such as
// a picture that two layouts want in one width.
func (b *Builder) emitAsset(k assetKey, o Output) {
	b.stateMu.Lock()
	b.dropAsset(k)
	e := b.claim(k, o.Path)
	again := e.good() && e.output().SHA256 == o.SHA256
	b.accept(e, o)
	b.stateMu.Unlock()
	if !again {
		b.put(o)
	}
}

// dropAsset ends an asset's claim to its file.
func (b *Builder) dropAsset(k assetKey) {
	if e := b.release(k); e != nil {
		b.past[e.spec.Path] = e.output()
	}
}

func (b *Builder) accept(e *entry, o Output) {
	b.tree.accept(e, o)
	b.emitted[o.Path] = true
}

func (b *Builder) put(o Output) {
	if b.sink == nil {
		return
	}
	if err := b.sink.Put(o); err != nil {
		b.stateMu.Lock()
		if b.sinkErr == nil {
			b.sinkErr = err
		}
		b.stateMu.Unlock()
	}
}

// lost is called by the engine when an output has an error.
func (b *Builder) lost(s spec) {
	b.stateMu.Lock()
	if e := b.live[s.Path]; e != nil && e.spec == s {
		b.fail(e)
	}
	b.stateMu.Unlock()
}

// lostAsset is called by the engine when an asset has an error. Its address depends on its bytes, so
// the tree has it no more; its file stays for as long as the error does.
func (b *Builder) lostAsset(k assetKey) { b.forgetAsset(k) }

// forgetAsset is called by the engine when nobody uses an asset any more.
func (b *Builder) forgetAsset(k assetKey) {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.dropAsset(k)
}

// emitAll gives the sink every good output that it lacks and that this update did not give it already.
func (b *Builder) emitAll() {
	if b.sink == nil {
		return
	}
	var outputs []Output
	for _, p := range slices.Sorted(maps.Keys(b.live)) {
		if e := b.live[p]; e.good() && !b.emitted[p] {
			outputs = append(outputs, e.output())
		}
	}
	need := b.sink.Verify(outputs)
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range min(cmp.Or(b.opt.Workers, runtime.GOMAXPROCS(0)), len(need)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(need) {
					return
				}
				if o, ok := b.whole(b.live[outputs[need[i]].Path]); ok {
					b.put(o)
				}
				if b.opt.Progress != nil {
					b.opt.Progress(int(done.Add(1)), len(need))
				}
			}
		})
	}
	wg.Wait()
}

// whole makes a good output's bytes again.
func (b *Builder) whole(e *entry) (Output, bool) {
	if e.asset != nil {
		return b.q.asset.Whole(*e.asset)
	}
	return b.q.output.Whole(e.spec)
}

// result gathers what the update came to, and decides which files of the past may go.
func (b *Builder) result() Result {
	r := Result{Diagnostics: b.e.Diagnostics(), SinkErr: b.sinkErr}
	r.Diagnostics = diag.Sorted(append(r.Diagnostics, b.unusedLinks(r.Diagnostics)...))
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.problems = r.Diagnostics
	broken := brokenFiles(r.Diagnostics)
	for p, o := range b.past {
		switch {
		case b.live[p] != nil:
			delete(b.past, p)
		case !broken.touches(o.Sources):
			r.Removed = append(r.Removed, p)
			delete(b.past, p)
		}
	}
	slices.Sort(r.Removed)
	r.Changed = slices.Sorted(maps.Keys(b.emitted))
	editions, _ := b.q.editions.Peek(none)
	r.Locales = len(editions)
	r.Pages, r.Outputs = b.pages, len(b.live)
	return r
}

// Keeps tells whether the file of an earlier output must stay although the tree has it not: because
// its sources have errors now, or because this run builds other editions only.
func (b *Builder) Keeps(path string, loc locale.Tag, sources []string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.stateMu.Lock()
	ds, unknown := b.problems, b.unknown
	b.stateMu.Unlock()
	if unknown {
		return true
	}
	if b.opt.Locales != nil && !slices.Contains(b.opt.Locales, loc) {
		return true
	}
	return brokenFiles(ds).touches(sources)
}

// Kept tells whether the tree lacks an output now, because of an error, whose last good version stays.
func (b *Builder) Kept(path string) bool {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	if e := b.live[path]; e != nil {
		return !e.good() || b.unknown
	}
	_, past := b.past[path]
	return past
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

// Site gives the table of routes; nil while the settings have an error.
func (b *Builder) Site() *site.Site {
	b.mu.RLock()
	defer b.mu.RUnlock()
	s, _ := b.q.site.Peek(struct{}{})
	return s
}

// fileSet is a set of files, and of folders of which all files are meant.
type fileSet map[string]bool

// brokenFiles are the files that an error stands in.
func brokenFiles(ds []diag.Diagnostic) fileSet {
	set := fileSet{}
	for _, d := range ds {
		if d.Severity == diag.Error && d.Code != site.CodeFileRefused { // what is refused may not stay online
			set[d.File] = true
		}
	}
	return set
}

func (s fileSet) touches(files []string) bool {
	for _, f := range files {
		for p := f; p != "." && p != ""; p = parent(p) {
			if s[p] {
				return true
			}
		}
	}
	return false
}

func parent(p string) string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] == '/' {
			return p[:i]
		}
	}
	return ""
}
