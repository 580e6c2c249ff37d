package pipeline

import (
	"io"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/query"
	"vernacular/internal/source"
)

// content is what a file holds.
type content struct{ source.File }

// bytes returns the bytes of a file that exists, which are not nil when it is empty.
func (f content) bytes() []byte {
	if f.Data == nil {
		return []byte{}
	}
	return f.Data
}

// Fingerprint digests a file that has no problems by its bytes alone, so that the digest of a file
// which nobody has to read again can be compared with it.
func (f content) Fingerprint() [16]byte {
	if f.Missing {
		return missing
	}
	sum := f.Sum()
	fp := [16]byte(sum[:])
	if len(f.Diags) > 0 {
		more := query.FingerprintOf([]any{sum[:], f.Diags})
		copy(fp[8:], more[8:])
	}
	return fp
}

var missing = query.FingerprintOf("missing")

// saved is what a record says beside the engine's answers.
type saved struct {
	Made     []made // of the tree's specs, in their order
	Assets   []savedAsset
	Mappings []savedMapping
	Absent   []variantKey // that the lists leave out
	Doubtful bool         // see absences
}

type savedAsset struct {
	Key             assetKey
	Path, Integrity string
	Made            made
}

type savedMapping struct {
	Link string
	Used bool
}

// Recordable tells whether what is known can be saved. It cannot while the settings have an error or a file is being saved, and should
// not after a mistake of our own or among questions in a loop.
func (b *Builder) Recordable() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	return b.snap != nil && !b.unknown && !b.e.Looped() && !b.e.Torn() && !slices.ContainsFunc(b.problems, func(d diag.Diagnostic) bool { return d.Code == "internal" })
}

// Save writes a record of all that is known of the newest snapshot, with which [Builder.Load] spares a
// new builder the work. It is for builders that are [Builder.Recordable], and for one goroutine at a time.
func (b *Builder) Save(w io.Writer) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var s saved
	for _, sp := range b.specs {
		var m made
		if e := b.live[sp.Path]; e != nil && e.spec == sp {
			m = e.made
		}
		s.Made = append(s.Made, m)
	}
	for k, path := range b.byAsset {
		e := b.live[path]
		s.Assets = append(s.Assets, savedAsset{k, path, e.integrity, e.made})
	}
	for link, used := range b.mappings {
		s.Mappings = append(s.Mappings, savedMapping{link, used})
	}
	s.Absent, s.Doubtful = b.absent.list(), b.absent.doubtful
	return b.e.Save(w, s)
}

// News tells whether anything is known that the record which was loaded or saved last does not say.
func (b *Builder) News() bool { return b.e.Unsaved() }

// Load makes a builder that has seen nothing yet know what a record says; the first Update then computes
// only what differs. After an error, which says why the record is of no use, the builder is as it was. The record must
// have been saved by this very program and with the same Options.
func (b *Builder) Load(record []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s saved
	if err := b.e.Load(record, &s); err != nil {
		return err
	}
	specs, _ := b.q.root.Peek(none)
	b.turn(specs)
	for i, sp := range specs {
		b.live[sp.Path].made = s.Made[i]
	}
	for _, a := range s.Assets {
		e := b.claim(a.Key, a.Path)
		e.integrity, e.made = a.Integrity, a.Made
	}
	for path, e := range b.live {
		if !e.good() {
			b.bad[path] = true
		}
	}
	for _, m := range s.Mappings {
		b.mappings[m.Link] = m.Used
	}
	b.absent = newAbsences(s.Absent, s.Doubtful)
	b.loaded = true
	return nil
}

// markRecorded names the leaves that are not as the record says.
func (b *Builder) markRecorded() {
	b.q.folder.Changed(none)
	b.q.holes.Changed(none)
	for _, name := range source.Folders() {
		b.q.listing.Changed(name + "/")
	}
	b.q.file.Recorded(func(p string, fp query.Fingerprint) {
		now := missing
		sum, ok, err := b.snap.Sum(p)
		switch {
		case ok:
			now = [16]byte(sum[:])
		case err != nil || b.snap.Has(p): // reading it tells more
			b.q.file.Changed(p)
			return
		}
		if now != fp {
			b.q.file.Changed(p)
		}
	})
}
