// Package pipeline turns a snapshot of the sources into the tree of outputs and its diagnostics, the first
// time and after every change. It defines all questions of a site for the engine in query, and is the
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
// Each word is a query. They are defined in queries.go; what they compute is in sources.go, routes.go, variants.go,
// messages.go, layouts.go, links.go, passages.go, assets.go, outputs.go and check.go, by subject. An output fails when
// something that it needs has an error. The sink then keeps the last good one and the files that it refers to (past.go),
// and no list of pages names it (listed.go). Errors of other files do not stop it. A file that is saved while it is read
// makes a torn revision, which is not published: see [Result]. What the sink is given is in sink.go.
//
// A file that cannot be read is not taken for missing: what depends on it is held back (see unread.go).
//
// One tree may be made by many processes, each of which makes a shard of it; what they know is judged by [Join] as one build of all
// would have (see shard.go).
//
// # From one process to the next
//
// [Builder.Save] writes a record of all that is known, and [Builder.Load] begins a new builder with it. The
// first Update then asks the snapshot for the sum of each file that the record speaks of, computes what
// depends on those that differ, and asks the sink which outputs it lacks. A record is of one program and one
// set of Options; who keeps records must see to that.
package pipeline

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// Options are what a run adds to the sources.
type Options struct {
	BaseURL string        // replaces the one in site.toml
	Locales []locale.Tag  // build only these editions; nil for all
	Once    bool          // there will be one Update only, which saves memory
	Scratch query.Scratch // where the HTML of pages is kept between Updates; nil: it is made again when needed
	Workers int           // goroutines that compute at once; 0 for one a core
	Proof   bool          // compare every translation with its source in meaning: links, numbers, terms …

	Shard  Shard    // make only these outputs, see Builder.Part; the zero value for all
	Absent []PageIn // pages of other shards that have no output, see Part.Absent

	// NoOutputs is for a builder that only answers questions about a site. It knows the routes, the catalogs and what the
	// checks of layouts and catalogs tell, and renders nothing: the tree is empty, and problems that only rendering shows,
	// such as a link that leads nowhere, are not among the diagnostics.
	NoOutputs bool

	Progress func(done, total int)
	// Overrun is told which page a layout has been rendering for longer than any page should take. A
	// template cannot be stopped, so it is for the caller to end the process.
	Overrun func(page string)
}

// overrun is how long a layout may render one page; the slowest real one takes some milliseconds.
const overrun = 30 * time.Second

// Result is what one update came to.
type Result struct {
	Diagnostics []diag.Diagnostic // all problems that hold now, sorted, see [Told]
	Notes       []diag.Diagnostic // what holds and is no problem, sorted
	Changed     []string          // paths of outputs that were given to the sink, sorted
	Removed     []string          // paths that were in the tree or kept before and are no longer, sorted
	Kept        []string          // paths of which the sink is to keep what it has from an earlier revision, sorted
	Locales     int               // published editions
	BaseURL     string            // where the site says that it lives; "" if it does not
	Pages       int               // page outputs, whole fallbacks included
	Outputs     int               // outputs in the tree, failed ones included
	SinkErrs    []error           // what the sink refused, by path
	Held        bool              // the tree is not known: nothing of this revision may be published, and nothing removed

	// Torn names the files that were changed while they were read, sorted. When there are any, nothing else in the Result means
	// anything, and nothing of it may be published: the caller looks at these files again and calls Update once more.
	Torn []string
}

// Builder holds the engine and the state of the tree. Update may not be called by two goroutines at
// once; the other methods may be called at any time.
type Builder struct {
	opt      Options
	q        queries
	e        *query.Engine
	settings site.LastSettings // of the revision: asked for before the engine runs, and by it

	mu      sync.RWMutex // held for writing while the engine updates
	snap    *source.Snapshot
	pending []string // changed paths that the engine has not heard of
	sink    Sink

	sources sourcePages // that were compared last
	parsed  parsedPages // that were compared and not rendered yet

	copiedAssets assetBytes // of offline copies

	once   bool     // the engine cannot be updated
	absent absences // what the lists leave out

	added    []spec            // of the running update: what the new tree has and the one before had not
	stateMu  sync.Mutex        // guards what follows, which the engine's goroutines report
	tree                       // every output there is
	past     map[string]Output // outputs, of an earlier process too, that the tree has not and whose files may still be there
	mappings map[string]bool   // [links] entries that some page uses
	touched  map[string]bool   // paths of which the sink may hold something else than the tree; true: it was given that in this update
	rejected map[string]error  // by path: why the sink has not taken it in this update
	problems []diag.Diagnostic // of the newest revision
	notes    []diag.Diagnostic // of the newest revision

	unreadRecords map[string][]diag.Diagnostic // by file: records of b.snap that Status asked for and that cannot be read
	unknown       bool                         // of the newest revision nobody knows what the tree is
	loaded        bool                         // the engine knows what a record said, and has not seen a snapshot yet
}

// New makes a builder that has seen nothing yet.
func New(opt Options) *Builder {
	b := &Builder{
		opt: opt, past: map[string]Output{}, mappings: map[string]bool{}, touched: map[string]bool{}, rejected: map[string]error{},
	}
	b.absent = b.elsewhere()
	b.renew()
	return b
}

// Update brings the tree up to date with a snapshot. changed lists the paths that may differ from the
// snapshot before; it is ignored the first time. sink, which may be nil, is given every output that is
// new or changed and that it lacks; with all set, every output there is that it lacks.
//
// What a path holds is decided when the new tree is complete, and the sink has the difference between two trees, whatever the
// order was in which outputs were made. A revision in which a file had two contents is no revision, see [Result].
func (b *Builder) Update(snap *source.Snapshot, changed []string, sink Sink, all bool) Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, changed...)
	snap, ds, unknown := b.holdSettings(snap)
	if unknown {
		return b.hold(ds)
	}
	prev, loaded := b.snap, b.loaded
	changed, b.pending = b.pending, nil
	b.snap, b.sink, b.unknown, b.loaded = snap, sink, false, false
	clear(b.rejected)
	clear(b.unreadRecords)
	for p := range b.touched { // nothing came of the update before
		b.touched[p] = false
	}
	switch {
	case loaded:
		b.e.Update(func() { b.markRecorded(); b.setAbsent(b.elsewhere()) }, b.turnTree)
		b.pinProofs() // the record may come from a run that did without
	case prev == nil:
		b.once = b.opt.Once
		b.first()
	default:
		b.e.Update(func() {
			changed = append(changed, snap.Added(prev)...)
			b.mark(prev, snap, changed)
			b.setAbsent(b.hope(prev, snap, changed))
		}, b.turnTree)
	}
	b.pinAdded()
	b.e.Sweep()
	b.parsed.clear()
	b.settleLists()
	known := b.known()
	if known && !b.e.Torn() {
		b.complete(all)
		if all {
			b.remember()
		}
	}
	b.copiedAssets.clear()
	switch torn := b.q.file.Torn(); {
	case len(torn) > 0:
		slices.Sort(torn)
		return Result{Torn: torn}
	case !known:
		return b.hold(b.e.Diagnostics())
	}
	return b.result()
}

// first computes everything.
func (b *Builder) first() {
	if b.once {
		b.e.Once()
	}
	if b.opt.NoOutputs {
		b.q.site.Pin([]struct{}{none}, nil)
	} else {
		b.q.root.Pin([]struct{}{none}, nil)
	}
	b.q.check.Pin([]struct{}{none}, nil)
	b.q.editions.Pin([]struct{}{none}, nil)
	b.q.head.Evict() // the table of routes has them
	b.turnTree()
	b.pinProofs()
	b.pinAdded()
}

func (b *Builder) pinProofs() {
	if b.opt.Proof {
		b.q.proofs.Pin([]struct{}{none}, nil)
	}
}

// renew forgets all that is known, but for what the sink was given.
func (b *Builder) renew() {
	b.e = query.New(b.opt.Workers)
	if b.opt.Scratch != nil {
		b.e.Scratch(b.opt.Scratch)
	}
	b.define()
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.tree, b.added = newTree(), nil
	clear(b.mappings)
}

// hold is an update whose tree is unknown (see holdSettings). The engine stays
// at the last good revision: nothing is published, nothing removed, and mending the cause costs
// only what was edited meanwhile.
func (b *Builder) hold(ds []diag.Diagnostic) Result {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.unknown = true
	b.problems, b.notes = withoutNotes(diag.Sorted(ds))
	return Result{Diagnostics: Told(b.problems), Notes: b.notes, Held: true}
}

// mark names the leaves that may have another answer now.
func (b *Builder) mark(prev, snap *source.Snapshot, changed []string) {
	b.q.folder.Changed(none)
	b.q.holes.Changed(none)
	listings := map[string]bool{}
	for _, p := range changed {
		b.q.file.Changed(p)
		if prev.Has(p) != snap.Has(p) {
			if top, _, below := strings.Cut(p, "/"); below {
				listings[top+"/"] = true
			}
		}
	}
	for _, name := range source.Folders() {
		if listings[name+"/"] {
			b.q.listing.Changed(name + "/")
		}
	}
}

// known reports whether it is known which outputs there are.
func (b *Builder) known() (ok bool) {
	if b.opt.NoOutputs {
		_, ok = b.q.site.Peek(none)
	} else {
		_, ok = b.q.root.Peek(none)
	}
	return ok
}

// turnTree makes the tree that of the new revision, as far as its outputs are not assets, and lets go of what is gone. Until
// the tree is known the one before stays.
func (b *Builder) turnTree() {
	if b.opt.NoOutputs {
		return
	}
	specs, known := b.q.root.Peek(none)
	if !known {
		return
	}
	b.stateMu.Lock()
	add, drop, gone := b.tree.turn(specs)
	for _, e := range gone {
		b.past[e.spec.Path] = e.output()
	}
	for _, s := range add {
		b.touched[s.Path] = false
	}
	b.added = append(b.added, add...)
	b.stateMu.Unlock()
	copies, others := splitCopies(drop)
	b.q.copies.Unpin(copies)
	b.q.output.Unpin(others)
}

// pinAdded computes what is new in the tree.
func (b *Builder) pinAdded() {
	add := b.added
	b.added = nil
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
	copies, others := splitCopies(add)
	b.q.copies.Pin(copies, progress) // first, so that their pages are rendered once
	b.q.output.Pin(others, progress)
}

// splitCopies tells offline copies from other outputs.
func splitCopies(all []spec) (copies, others []spec) {
	if !slices.ContainsFunc(all, func(s spec) bool { return s.Kind == copyOutput }) {
		return nil, all
	}
	for _, s := range all {
		if s.Kind == copyOutput {
			copies = append(copies, s)
		} else {
			others = append(others, s)
		}
	}
	return copies, others
}

// result gathers what the update came to.
func (b *Builder) result() Result {
	problems, notes := withoutNotes(b.e.Diagnostics())
	if b.opt.Shard.N == 0 { // what one shard does not use another may
		problems = withUnusedLinks(problems, b.unusedLinks())
	}
	r := Result{Diagnostics: Told(problems), Notes: notes}
	errors := b.errorFiles(problems)
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.problems, b.notes = problems, notes
	r.Removed, r.Kept = b.forget(errors)
	for p, given := range b.touched {
		switch {
		case !given:
		case b.live[p] != nil:
			r.Changed = append(r.Changed, p)
		case b.past[p].Path == "": // it came and went in this update
			r.Removed = append(r.Removed, p)
		}
	}
	slices.Sort(r.Changed)
	slices.Sort(r.Removed)
	r.Removed = slices.Compact(r.Removed)
	clear(b.touched)
	for _, p := range slices.Sorted(maps.Keys(b.rejected)) {
		r.SinkErrs = append(r.SinkErrs, b.rejected[p])
		b.touched[p] = false
	}
	if s, ok := b.q.settings.Peek(none); ok {
		r.BaseURL = s.BaseURL
	}
	editions, _ := b.q.editions.Peek(none)
	r.Locales = len(editions)
	r.Pages, r.Outputs = b.pages, len(b.live)
	return r
}
