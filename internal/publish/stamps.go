package publish

import (
	"crypto/sha256"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"vernacular/internal/disk"
)

// sameState reports whether two stamps are of one state of one file. A time of change that is not known, such as after
// a rename, does not count.
func sameState(s, t disk.Stamp) bool {
	if s.Changed == 0 || t.Changed == 0 {
		s.Changed, t.Changed = 0, 0
	}
	return s == t
}

// belongs tells the stamps of this manifest from all others, in which what is known of a file is nothing: they are in
// the manifest's order, and a file whose stamp proves nothing has the zero stamp.
func belongs(manifest [sha256.Size]byte) [sha256.Size]byte {
	return sha256.Sum256(append([]byte("stamps of outputs"), manifest[:]...))
}

// loadStamps takes what an earlier process knew of the files for known. Any doubt is a miss.
func (f *Folder) loadStamps(manifest [sha256.Size]byte) {
	files, ok := disk.LoadStamps(f.opt.Stamps, belongs(manifest))
	if !ok || len(files) != len(f.order) {
		return
	}
	f.stamped = true
	for i, r := range f.order {
		r.stamp = files[i].Stamp
		f.stamped = f.stamped && r.stamp != disk.Stamp{} // else they are saved again when they are known better
	}
}

// saveStamps writes the file of stamps, if it is wanted and does not say all that already.
func (f *Folder) saveStamps() error {
	if f.opt.Stamps == "" || f.stamped || f.stale || !f.manifest {
		return nil
	}
	f.complete()
	now := time.Now()
	if f.opt.now != nil {
		now = f.opt.now()
	}
	err := disk.SaveStamps(f.opt.Stamps, belongs(f.sum), func(yield func(disk.Stamped) bool) {
		for _, r := range f.sorted() {
			var known disk.Stamp
			if r.stamp.Proves() && !r.stamp.Racy(now) {
				known = r.stamp
			}
			if !yield(disk.Stamped{Stamp: known}) {
				return
			}
		}
	})
	f.stamped = err == nil
	return err
}

// complete looks at the files that were renamed since their stamp was taken, for the sake of their ctime.
func (f *Folder) complete() {
	var list []*record
	for _, r := range f.sorted() {
		if r.stamp.Changed == 0 && r.stamp.Inode != 0 {
			list = append(list, r)
		}
	}
	f.lookAtAll(len(list), func(i int) string { return list[i].path }, func(i int, now disk.Stamp, err error) {
		if r := list[i]; err == nil && sameState(r.stamp, now) {
			r.stamp = now
		} else {
			r.stamp = disk.Stamp{}
		}
	})
}

// lookAtAll calls found for n files, once for each, from several goroutines.
func (f *Folder) lookAtAll(n int, name func(i int) string, found func(i int, now disk.Stamp, err error)) {
	const batch = 512
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+batch-1)/batch, maxWriters) {
		wg.Go(func() {
			l := disk.NewLooker(f.store.root)
			defer l.Close()
			for {
				end := int(next.Add(batch))
				for i := end - batch; i < min(end, n); i++ {
					var now disk.Stamp
					err := f.store.patient(func() (err error) {
						now, err = l.Look(name(i))
						return err
					})
					found(i, now, err)
				}
				if end >= n {
					return
				}
			}
		})
	}
	wg.Wait()
}

// Verify says which of the outputs need a Put, as ascending indices. The others are in the folder with these
// very bytes: they count as put in this revision, unchanged, with the Locale and Sources given here. An output
// needs a Put when the manifest does not name its path with its SHA256 (which must be given), or its file
// is missing, is no plain file in plain folders, or does not hold these bytes.
//
// A file that is in the state in which this process, or the one that saved Options.Stamps, knew its bytes is not
// read; it costs three calls of the kernel, on as many goroutines as there are processors. Any other file is read and
// hashed, which is still cheaper than to make the output. Verify expects no order, but is quickest if the outputs come
// sorted by path. Whatever stands in the way of looking makes an output need a Put, which will tell.
//
// Verify may be called in any revision, several times, when no Put is under way. A path that was put already is no
// matter of Verify's and needs no other Put; a Put after Verify replaces what Verify found.
func (f *Folder) Verify(outputs []Entry) (need []int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ready(); err != nil {
		return nil, err
	}
	list, need := f.known(outputs)
	f.lookAtAll(len(list), func(i int) string { return list[i].record.path }, func(i int, now disk.Stamp, err error) {
		v := &list[i]
		v.is = err == nil && f.verify(v, outputs[v.index], now)
	})
	for i := range list {
		v := &list[i]
		switch r := v.record; {
		case !v.is:
			need = append(need, v.index)
		case r.next == nil: // or else it comes twice
			r.next = &v.put
			f.rev.puts = append(f.rev.puts, &v.put)
		}
	}
	slices.Sort(need)
	return need, nil
}

// verified is an output that the manifest names with its bytes.
type verified struct {
	put
	index int  // in the list of Verify
	is    bool // its file has these bytes
}

// known returns the outputs that the manifest names with their bytes, sorted by path, and the indices of those that
// it does not.
func (f *Folder) known(outputs []Entry) (list []verified, need []int) {
	list = make([]verified, 0, len(outputs))
	var rest []*record
	if len(outputs) > len(f.records)/16 {
		rest = f.sorted() // with outputs in order, quicker than the map
	}
	for i, e := range outputs {
		for len(rest) > 0 && rest[0].path < e.Path {
			rest = rest[1:]
		}
		var r *record
		if len(rest) > 0 && rest[0].path == e.Path {
			r = rest[0]
		} else {
			r = f.ours(e.Path)
		}
		switch {
		case r == nil || r.line.sum() != e.SHA256:
			if r := f.records[e.Path]; r == nil || r.next == nil || r.next.verified {
				need = append(need, i)
			}
		case r.next == nil:
			list = append(list, verified{put: put{record: r, verified: true}, index: i})
		}
	}
	byName := func(a, b verified) int { return byPath(a.record, b.record) }
	if !slices.IsSortedFunc(list, byName) {
		slices.SortFunc(list, byName)
	}
	return list, need
}

// verify reports whether the file of an output, which has this stamp now, has its bytes, and makes it the put of its path.
func (f *Folder) verify(v *verified, e Entry, now disk.Stamp) bool {
	r := v.record
	if now.Size != r.line.size() {
		return false
	}
	if !sameState(r.stamp, now) {
		data, st, err := f.store.read(r.path, now.Size)
		if err != nil || !sameState(st, now) || hashOf(data) != e.SHA256 {
			return false
		}
		now = st
	}
	e.Size = now.Size
	v.line, v.stamp = r.lineOf(e), now
	return true
}
