package deliver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"vernacular/internal/edition"
	"vernacular/internal/publish"
)

// atOnce is how many requests are under way, and memory how many bytes of files are held for them.
const (
	atOnce = 16
	memory = 256 << 20
)

// run brings the destination to the edition. Its steps are those of the package comment.
func (d *delivery) run(ctx context.Context) error {
	if err := d.look(ctx); err != nil {
		return err
	}
	if d.owed { // a publication was killed when all but this was done
		if err := d.writeRecords(ctx); err != nil {
			return err
		}
	}
	target, p, err := d.aim(ctx)
	if err != nil {
		return err
	}
	if len(p.foreign) > 0 && !d.o.Replace {
		return foreignError(p.foreign)
	}
	d.note(target, p)
	if d.result.Nothing && d.sameExtra(target) && (!d.s.sendsHeaders() || d.now().Headers == target.rules.id()) && d.settledJournal() {
		return d.expire(ctx, target)
	}
	if err := d.begin(ctx, target, p); err != nil {
		return err
	}
	versions, err := d.send(ctx, target, p.steps)
	if err != nil {
		return err
	}
	if err := d.verify(ctx, target, versions); err != nil {
		return err
	}
	if err := d.switchTo(ctx, target); err != nil {
		return err
	}
	d.finish(target.Files)
	d.result.Serial = d.now().Serial
	if err := d.writeRecords(ctx); err != nil {
		return err
	}
	return d.expire(ctx, target)
}

// settledJournal reports that no killed publication is to be completed.
func (d *delivery) settledJournal() bool { return d.journal.Journal == 0 || d.journal.Done }

// begin writes down what is about to happen, and then keeps what is about to be replaced. All copies are made before the first
// file is replaced: so at an address in doubt, of which the last edition's bytes are not kept, those bytes are there.
func (d *delivery) begin(ctx context.Context, target *Edition, p plan) error {
	j := journal{Generator: "vernacular", Journal: recordForm, Old: d.sum,
		Edition: past{Serial: d.history.Serial + 1, Manifest: target.Sum, Headers: target.rules.id(), At: d.o.Now().UTC()}}
	if d.o.Edition == nil {
		j.Back = d.o.Rollback
	}
	for _, x := range target.extra {
		j.Edition.Extra = append(j.Edition.Extra, extra{x.Path, x.SHA256, x.Size, target.of[x.Path]})
	}
	for _, st := range p.steps {
		j.Lines = append(j.Lines, intent{Path: st.Path, Old: st.old, New: st.SHA256})
	}
	j.Lines = append(j.Lines, p.gone...)
	d.journal = j
	if err := d.writeRecord(ctx, journalKey, &d.journal, &d.journalVersion); err != nil {
		return err
	}
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(d.o.atOnce, atOnce))
	keep := func(from, sum string, was version) {
		if was == absent || sum == "" || d.listing[keptKey(sum)].version != absent {
			return
		}
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return d.s.keep(d.request(ctx), from, keptKey(sum), was)
		})
	}
	seen := map[string]bool{}
	for _, st := range p.steps {
		if st.old != st.SHA256 && !seen[st.old] {
			seen[st.old] = true
			keep(st.Path, st.old, st.was)
		}
	}
	for _, l := range p.gone {
		if sum := d.there[l.Path].SHA256; d.doubts[l.Path] && !seen[sum] {
			seen[sum] = true
			keep(l.Path, sum, d.at(l.Path))
		}
	}
	if target.Sum != d.sum {
		keep(edition.ManifestName, d.sum, d.rootVersion)
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return d.dropCompressed(ctx, p)
}

// dropCompressed removes the compressed files that the edition has no more, at once: a server would send them in the place of a
// file that is about to change, and until then sends that file itself.
func (d *delivery) dropCompressed(ctx context.Context, p plan) error {
	for _, l := range p.gone {
		if _, is := original(l.Path); !is || d.compressed[l.Path] == "" || d.at(l.Path) == absent {
			continue
		}
		if err := d.s.keep(d.request(ctx), l.Path, keptKey(d.compressed[l.Path]), d.at(l.Path)); err != nil {
			return err
		}
		if err := d.s.remove(d.request(ctx), l.Path); err != nil {
			return err
		}
	}
	return nil
}

// send sends the files, phase after phase, and returns the versions that they have at the destination.
func (d *delivery) send(ctx context.Context, target *Edition, steps []step) (map[string]version, error) {
	versions := map[string]version{}
	var mu sync.Mutex
	room := semaphore.NewWeighted(memory)
	for i := 0; i < len(steps); {
		g, running := errgroup.WithContext(ctx)
		g.SetLimit(cmp.Or(d.o.atOnce, atOnce))
		for now := steps[i].phase; i < len(steps) && steps[i].phase == now; i++ {
			st := steps[i]
			g.Go(func() error {
				weight := min(st.Size, memory)
				if err := room.Acquire(running, weight); err != nil {
					return err
				}
				defer room.Release(weight)
				v, err := d.sendOne(ctx, target, st)
				mu.Lock()
				defer mu.Unlock()
				versions[st.Path] = v
				if d.o.Progress != nil && err == nil {
					d.o.Progress(len(versions), len(steps))
				}
				return err
			})
		}
		if err := g.Wait(); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, err
		}
	}
	return versions, nil
}

// tries is how often a file is sent when another one is in its place each time.
const tries = 4

// sendOne sends a file. If another one has taken its place it may be the late request of a publisher whose claim has run out:
// then whoever has the claim goes on, and nobody else does.
func (d *delivery) sendOne(ctx context.Context, target *Edition, st step) (version, error) {
	if ctx.Err() != nil {
		return absent, ctx.Err()
	}
	data, err := target.read(ctx, st.Entry)
	if err != nil {
		return absent, err
	}
	h := target.rules.of(st.Entry, data)
	for range tries {
		var v version
		v, err = d.s.put(d.request(ctx), st.Path, data, h, st.was)
		if !errors.Is(err, errFaster) {
			return v, err
		}
		if d.claim != nil {
			if err := d.claim.confirm(); err != nil {
				return absent, err
			}
		}
		o, err := d.s.stat(d.request(ctx), st.Path)
		if err != nil {
			return absent, err
		}
		st.was = o.version
	}
	return absent, fmt.Errorf("%s: %w", st.Path, err)
}

// verify looks at everything once more before the edition is called complete. What is not as it was left is sent again: a late
// request has changed it, or somebody has taken it away.
func (d *delivery) verify(ctx context.Context, target *Edition, versions map[string]version) error {
	expected := map[string]version{}
	for _, e := range target.Files {
		expected[e.Path] = d.listing[e.Path].version
	}
	for range tries {
		for path, v := range versions {
			expected[path] = v
		}
		listing, err := d.s.list(ctx, "")
		if err != nil {
			return err
		}
		d.listing = listing
		var again []step
		for _, e := range target.Files {
			if o := listing[e.Path]; o.version != expected[e.Path] || o.size != e.Size {
				again = append(again, step{Entry: e, was: o.version})
			}
		}
		if len(again) == 0 {
			return d.s.flush()
		}
		if versions, err = d.send(ctx, target, again); err != nil {
			return err
		}
	}
	return errFaster
}

// switchTo replaces the manifest, if it is still the one that was there at the beginning.
func (d *delivery) switchTo(ctx context.Context, target *Edition) error {
	if target.Sum == d.sum {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	h := target.rules.of(publish.Entry{Path: edition.ManifestName}, nil)
	v, err := d.s.put(d.request(ctx), edition.ManifestName, target.Root, h, d.rootVersion)
	if errors.Is(err, errFaster) {
		// It may have been this very request, of which the answer was lost.
		text, now, e := d.s.get(d.request(ctx), edition.ManifestName, maxManifest)
		if e != nil || hashOf(text) != target.Sum {
			return failed(Problem, "somebody else has published to "+d.o.Dest+" meanwhile, and was faster", "look at what is there now; publish again if this edition is to replace it")
		}
		v, err = now, nil
	}
	if err != nil {
		return err
	}
	d.root, d.rootVersion, d.sum = target.Root, v, target.Sum
	return nil
}

// finish says in the records that the edition of the journal, which has these files, is complete.
func (d *delivery) finish(files []publish.Entry) {
	has := map[string]bool{}
	for _, e := range files {
		has[e.Path] = true
	}
	for _, x := range d.journal.Edition.Extra {
		has[x.Path] = true
	}
	var kept []string
	for key := range d.listing {
		if sum, ok := strings.CutPrefix(key, keptPrefix); ok {
			kept = append(kept, sum)
		}
	}
	d.history.finish(d.journal, has, kept, d.at, d.o.Now().UTC())
	d.journal.Done = true
	d.owed = true
}

func (d *delivery) at(path string) version { return d.listing[path].version }

// writeRecords writes the history, and closes the journal after it.
func (d *delivery) writeRecords(ctx context.Context) error {
	if err := d.writeRecord(ctx, historyKey, &d.history, &d.historyVersion); err != nil {
		return err
	}
	d.journal.Lines = nil
	if err := d.writeRecord(ctx, journalKey, &d.journal, &d.journalVersion); err != nil {
		return err
	}
	d.owed = false
	return nil
}

// writeRecord replaces a record by a new one, if it is still the one that was read.
func (d *delivery) writeRecord(ctx context.Context, key string, record any, was *version) error {
	text := encodeRecord(record)
	v, err := d.s.put(d.request(ctx), key, text, Header{Type: "application/json", Cache: "no-store"}, *was)
	if errors.Is(err, errFaster) {
		now, at, e := d.s.get(d.request(ctx), key, maxManifest)
		if e == nil && slices.Equal(now, text) { // the answer to this very request was lost
			v, err = at, nil
		}
	}
	if err == nil {
		*was = v
	}
	return err
}

// expire removes what no edition has had for the grace time. The history says so only when it is done, so that what could not
// be removed is tried again.
func (d *delivery) expire(ctx context.Context, target *Edition) error {
	has := map[string]bool{}
	for _, e := range target.Files {
		has[e.Path] = true
	}
	h := d.history
	h.Gone, h.Kept, h.Editions = slices.Clone(h.Gone), slices.Clone(h.Kept), slices.Clone(h.Editions)
	before := len(h.Gone) + len(h.Kept) + len(h.Editions)
	keys := h.expire(d.o.Now().UTC().Add(-d.o.Grace), has, d.at)
	if before == len(h.Gone)+len(h.Kept)+len(h.Editions) {
		return nil
	}
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(d.o.atOnce, atOnce))
	for _, key := range keys {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return d.s.remove(d.request(ctx), key)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, g := range d.history.Gone {
		if slices.Contains(keys, g.Path) {
			d.result.Removed = append(d.result.Removed, g.Path)
		}
	}
	d.history = h
	return d.writeRecord(ctx, historyKey, &d.history, &d.historyVersion)
}
