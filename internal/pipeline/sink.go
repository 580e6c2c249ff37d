package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/layout"
	"vernacular/internal/locale"
	"vernacular/internal/query"
)

// Output is one file of the tree.
type Output struct {
	Path    string // below the output folder
	SHA256  string // lower-case hexadecimal
	Size    int64
	Locale  locale.Tag // "" for what editions share
	Sources []string   // files below the site's folder that it was made from, sorted
	Data    []byte     // only on the way to the sink
	Text    string     // of pages: the fingerprint of their own text, see layout.Page.Fingerprint

	// Tentative says that it was made from what is known while something that it depends on cannot be read. A sink
	// takes it where it has nothing of that path, and else keeps what it has.
	Tentative bool

	Integrity string // of assets: the value for an integrity attribute
	Shared    bool   // of pages: an offline copy reads Data as well
}

// Fingerprint returns the digest of what a sink would write.
func (o Output) Fingerprint() [16]byte {
	parts := slices.Concat(o.Sources, []string{o.Path, o.SHA256, string(o.Locale), o.Text})
	if o.Tentative {
		parts = append(parts, "tentative")
	}
	return query.FingerprintOf(strings.Join(parts, "\n"))
}

func newOutput(path string, loc locale.Tag, data []byte, sources ...string) Output {
	sum := sha256.Sum256(data)
	slices.Sort(sources)
	return Output{
		Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Locale: loc,
		Sources: slices.Clip(slices.Compact(sources)), Data: data,
	}
}

// Sink takes the outputs of a build. Its methods are called from several goroutines at once. It is given the outputs of one
// tree only, so that no two of them have a path in common.
type Sink interface {
	// Put takes a new or changed output. Its Data is written over after Put returns. An error concerns this output alone, or
	// every other one as well; Update names it, and the next Update tries again.
	Put(o Output) error
	// Verify tells which of the outputs, sorted by path and without their Data, the sink lacks, by ascending
	// index. The others need not be made. No Put is under way.
	Verify(outputs []Output) (need []int)
	Past
}

// Past is what a sink holds from earlier revisions.
type Past interface {
	// Left lists what the sink holds from earlier revisions and was neither put in this one nor verified, without Data. It is
	// asked for when all outputs were.
	Left() []Output
	// Read gives the bytes that the sink holds of a path from an earlier revision.
	Read(path string) (data []byte, ok bool)
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
	if (s.Kind == pageOutput || s.Kind == notFoundOutput) && !o.Shared {
		layout.Recycle(o.Data)
	}
}

// emitAsset is called by the engine with each new or changed asset. Two of them may be one file, such as
// a picture that two layouts want in one width: the sink is offered it once.
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
	if !b.touched[o.Path] {
		b.touched[o.Path] = false
	}
}

func (b *Builder) put(o Output) {
	if b.sink == nil {
		return
	}
	if err := b.sink.Put(o); err != nil {
		b.reject(o.Path, err)
		return
	}
	b.stateMu.Lock()
	b.touched[o.Path] = true
	b.stateMu.Unlock()
}

// reject notes that the sink does not have an output, so that the build fails and the next update tries again.
func (b *Builder) reject(path string, err error) {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	b.rejected[path] = err
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

// complete gives the sink every output that it lacks: of those that were touched, or of all. An output that it has refused
// in this update is tried again in the next.
func (b *Builder) complete(all bool) {
	if b.sink == nil {
		return
	}
	outputs := b.unsent(all)
	if len(outputs) == 0 {
		return
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
				p := outputs[need[i]].Path
				if o, ok := b.whole(b.live[p]); ok {
					b.put(o)
				} else if !b.e.Torn() {
					b.reject(p, fmt.Errorf("a mistake in Vernacular itself, not in your files: %s is known and could not be made again", p))
				}
				if b.opt.Progress != nil {
					b.opt.Progress(int(done.Add(1)), len(need))
				}
			}
		})
	}
	wg.Wait()
}

// unsent returns the outputs, of those that were touched or of all, that have bytes and that the sink was not given in
// this update, sorted by path. Outputs that it has refused are not among them.
func (b *Builder) unsent(all bool) []Output {
	var out []Output
	add := func(p string) {
		if e := b.live[p]; e != nil && e.made.made() && !b.touched[p] && b.rejected[p] == nil {
			out = append(out, e.output())
		}
	}
	if all {
		for p := range b.live {
			add(p)
		}
	} else {
		for p := range b.touched {
			add(p)
		}
	}
	slices.SortFunc(out, func(a, b Output) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// whole returns a good output with its bytes, which are made again.
func (b *Builder) whole(e *entry) (Output, bool) {
	if e.asset != nil {
		return b.q.asset.Whole(*e.asset)
	}
	return b.outputs(e.spec).Whole(e.spec)
}

// outputs returns the query that makes an output.
func (b *Builder) outputs(s spec) *query.Query[spec, Output] {
	if s.Kind == copyOutput {
		return b.q.copies
	}
	return b.q.output
}
