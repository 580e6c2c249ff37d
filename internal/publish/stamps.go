package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// stamp tells one state of a file from another as long as nobody forges it; the zero stamp is equal to no file.
type stamp struct {
	mtime, size int64
	inode       uint64
	ctime       int64 // 0: not known, such as after a rename
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{mtime: info.ModTime().UnixNano(), size: info.Size(), inode: inodeOf(info), ctime: ctimeOf(info)}
}

// same tells whether both are of one state of one file.
func (s stamp) same(t stamp) bool {
	return s.mtime == t.mtime && s.size == t.size && s.inode == t.inode && (s.ctime == t.ctime || s.ctime == 0 || t.ctime == 0)
}

// proves tells whether the stamp, when it was saved at that time (in nanoseconds since 1970), proves the
// file's bytes to whoever meets it again: what was young may have been changed once more within one tick of its file
// system's clock (DESIGN, section 2), and a clock that counts whole seconds is not to be trusted at all.
func (s stamp) proves(saved int64) bool {
	const young = int64(2 * time.Second)
	return s.inode != 0 && s.ctime%int64(time.Second) != 0 && max(s.mtime, s.ctime) <= saved-young
}

// The file of stamps: this line, then in little endian
//
//	32 bytes  who saved it: machine, and the folder's device
//	32 bytes  SHA-256 of the manifest
//	 8 bytes  time of saving
//	32 bytes  for each file, in the manifest's order: mtime, size, inode, ctime; zeros where nothing is known
//	32 bytes  SHA-256 of everything before
const (
	stampsHead  = "vernacular stamps 1\n"
	stampsFixed = len(stampsHead) + 32 + 32 + 8 + 32
	stampLen    = 32
)

// machine identifies this machine and the file system of the output folder, by which stamps mean something.
func (f *Folder) machine() [32]byte {
	host, _ := os.Hostname()
	id, _ := os.ReadFile("/etc/machine-id")
	dev := uint64(0)
	if info, err := f.disk.root.Stat("."); err == nil {
		dev = deviceOf(info)
	}
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d", runtime.GOOS, host, id, dev))
}

// loadStamps takes what an earlier process knew of the files for known, if it was this machine's, of this manifest, and
// is whole. Any doubt is a miss.
func (f *Folder) loadStamps(manifest [32]byte) {
	data, err := readPlain(f.opt.Stamps, int64(stampsFixed+stampLen*len(f.order)))
	if err != nil || len(data) != stampsFixed+stampLen*len(f.order) {
		return
	}
	body, sum := data[:len(data)-32], data[len(data)-32:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return
	}
	body, ok := bytes.CutPrefix(body, []byte(stampsHead))
	who := f.machine()
	if !ok || !bytes.Equal(body[:32], who[:]) || !bytes.Equal(body[32:64], manifest[:]) {
		return
	}
	word := func() int64 {
		n := binary.LittleEndian.Uint64(body)
		body = body[8:]
		return int64(n)
	}
	body = body[64:]
	saved := word()
	f.stamped = true
	for _, r := range f.order {
		s := stamp{mtime: word(), size: word(), inode: uint64(word()), ctime: word()}
		if s.proves(saved) {
			r.stamp = s
		} else {
			f.stamped = false // to be saved again when it is known better
		}
	}
}

// readPlain reads an ordinary file of limit bytes at most.
func readPlain(name string, limit int64) ([]byte, error) {
	r, err := os.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if info, err := r.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil, errNotOurs
	}
	return io.ReadAll(io.LimitReader(r, limit))
}

// saveStamps writes the file of stamps, if it is wanted and does not say all that already.
func (f *Folder) saveStamps() error {
	if f.opt.Stamps == "" || f.stamped || f.stale || !f.manifest {
		return nil
	}
	f.complete()
	manifest := sha256.New()
	writeFile(manifest, manifestHead, func(yield func(line) bool) {
		for _, r := range f.sorted() {
			if !yield(r.line) {
				return
			}
		}
	})
	who := f.machine()
	b := make([]byte, 0, stampsFixed+stampLen*len(f.order))
	b = append(b, stampsHead...)
	b = append(b, who[:]...)
	b = manifest.Sum(b)
	b = binary.LittleEndian.AppendUint64(b, uint64(time.Now().UnixNano()))
	for _, r := range f.order {
		for _, n := range [...]uint64{uint64(r.stamp.mtime), uint64(r.stamp.size), r.stamp.inode, uint64(r.stamp.ctime)} {
			b = binary.LittleEndian.AppendUint64(b, n)
		}
	}
	sum := sha256.Sum256(b)
	if err := replaceFile(f.opt.Stamps, append(b, sum[:]...)); err != nil {
		return err
	}
	f.stamped = true
	return nil
}

// complete looks at the files that were renamed since their stamp was taken, for the sake of their ctime.
func (f *Folder) complete() {
	var list []*record
	for _, r := range f.sorted() {
		if r.stamp.ctime == 0 && r.stamp.inode != 0 {
			list = append(list, r)
		}
	}
	f.lookAtAll(len(list), func(i int) string { return list[i].path }, func(i int, now stamp, err error) {
		if r := list[i]; err == nil && r.stamp.same(now) {
			r.stamp = now
		} else {
			r.stamp = stamp{}
		}
	})
}

// replaceFile writes a file whole or not at all, making its folder if need be. The temporary file has one name, so that
// killed runs do not pile them up, and is never opened through a link that was there before.
func replaceFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	temp := name + ".new"
	os.Remove(temp)
	w, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if e := w.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temp, name)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
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
	type one struct {
		put
		index int
		ok    bool
	}
	list := make([]one, 0, len(outputs))
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
			list = append(list, one{put: put{record: r, verified: true}, index: i})
		}
	}
	byName := func(a, b one) int { return byPath(a.record, b.record) }
	if !slices.IsSortedFunc(list, byName) {
		slices.SortFunc(list, byName)
	}
	f.lookAtAll(len(list), func(i int) string { return list[i].record.path }, func(i int, now stamp, err error) {
		v := &list[i]
		r, e := v.record, outputs[v.index]
		if err != nil || now.size != r.line.size() {
			return
		}
		if !r.stamp.same(now) {
			data, st, err := f.disk.read(r.path, now.size)
			if err != nil || !st.same(now) || hashOf(data) != e.SHA256 {
				return
			}
			now = st
		}
		e.Size = now.size
		v.line, v.stamp, v.ok = r.lineOf(e), now, true
	})
	for i := range list {
		v := &list[i]
		switch r := v.record; {
		case !v.ok:
			need = append(need, v.index)
		case r.next == nil: // or else it comes twice
			r.next = &v.put
			f.rev.puts = append(f.rev.puts, &v.put)
		}
	}
	slices.Sort(need)
	return need, nil
}
