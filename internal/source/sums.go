package source

import (
	"crypto/sha256"

	"vernacular/internal/disk"
)

// belongs tells the record of sums from other files of stamps. What it knows of a file is its sum, then its path.
var belongs = sha256.Sum256([]byte("sums of sources"))

// summed is what a record says of a file.
type summed struct {
	stamp disk.Stamp
	sum   [sha256.Size]byte
}

// Sum returns the SHA-256 of the file's content. It is answered without opening the file if its stamp
// proves that it is the one whose content is known: from [Snapshot.Read] of this or an earlier snapshot,
// or from [Folder.LoadStamps]. Else the file is read. ok is false for what has no content: a missing or
// refused file, of which [Snapshot.Read] tells more. The error is that of Read.
func (s *Snapshot) Sum(p string) (sum [sha256.Size]byte, ok bool, err error) {
	if data, ok := s.extra[p]; ok {
		return sha256.Sum256(data), true, nil
	}
	if f, ok := s.held[p]; ok {
		return f.Sum(), !f.Missing && len(f.Diags) == 0, nil
	}
	_, e := s.find(p)
	if e == nil || !e.isPlain() {
		return sum, false, nil
	}
	if known := s.folder.sumOf(p, e); known != nil {
		return *known, true, nil
	}
	file, err := s.Read(p)
	if err != nil || file.Missing || len(file.Diags) > 0 {
		return sum, false, err
	}
	return file.Sum(), true, nil
}

// sumOf returns the sum of an entry's file if it is proven, else nil.
func (f *Folder) sumOf(p string, e *entry) *[sha256.Size]byte {
	if !e.proves() {
		return nil
	}
	if known := e.sum.Load(); known != nil {
		return known
	}
	if saved := f.saved.Load(); saved != nil {
		if known := (*saved)[p]; known != nil && known.stamp == e.stamp {
			e.sum.Store(&known.sum)
			return &known.sum
		}
	}
	return nil
}

// proves reports whether an equal stamp means equal content.
func (e *entry) proves() bool { return !e.racy && e.stamp.Proves() }

// learn returns the sum of what was read of an entry in the very state that was looked at, and keeps it; nil if the state
// proves nothing or sums are not wanted.
func (f *Folder) learn(p string, e *entry, at disk.Stamp, data []byte) *[sha256.Size]byte {
	if at != e.stamp {
		return nil
	}
	if known := f.sumOf(p, e); known != nil || !f.sums.Load() || !e.proves() {
		return known
	}
	sum := sha256.Sum256(data)
	e.sum.Store(&sum)
	f.learned.Store(true)
	return &sum
}

// Learned reports whether a file was read whose sum neither the record of [Folder.LoadStamps] nor that of the last
// [Snapshot.SaveStamps] has.
func (s *Snapshot) Learned() bool { return s.folder.learned.Load() }

// LoadStamps reads a record of [Snapshot.SaveStamps] and trusts it as far as stamps are equal. It reports
// whether it could: a record that is missing, damaged, of another version or of another machine says
// nothing, and all is as if it were not there. From then on reading a file also takes its sum, whatever
// the answer.
func (f *Folder) LoadStamps(record string) bool {
	f.sums.Store(true)
	files, ok := disk.LoadStamps(record, belongs)
	if !ok {
		return false
	}
	saved := make(map[string]*summed, len(files))
	all := make([]summed, len(files))
	for i, file := range files {
		if len(file.Known) < sha256.Size {
			return false
		}
		all[i].stamp = file.Stamp
		copy(all[i].sum[:], file.Known)
		saved[file.Known[sha256.Size:]] = &all[i]
	}
	f.saved.Store(&saved)
	return true
}

// SaveStamps writes the stamps and sums of the files whose sums are known and proven. The file is replaced whole.
func (s *Snapshot) SaveStamps(record string) error {
	s.folder.learned.Store(false)
	return disk.SaveStamps(record, belongs, func(yield func(disk.Stamped) bool) {
		s.top.walkFiles(func(p string, e *entry) bool {
			sum := s.folder.sumOf(p, e)
			return sum == nil || yield(disk.Stamped{Stamp: e.stamp, Known: string(sum[:]) + p})
		})
	})
}

// walkFiles calls use for each file that a folder shows, with its path, folder by folder, until it is false.
func (d *dir) walkFiles(use func(p string, e *entry) bool) bool {
	for _, e := range d.entries {
		switch {
		case e.isPlain() && !use(join(d.path, e.name), e), e.isOpen() && !e.dir.walkFiles(use):
			return false
		}
	}
	return true
}
