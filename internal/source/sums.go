package source

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
)

// A record of stamps is magic, machine, files, checksum. A file is its path behind its length, the five
// numbers of its stamp as 8 bytes each, and the sum; files are in the order of their folders. The magic has the version.
const (
	stampsMagic = "vernacular stamps 1\n"
	numberBytes = 5 * 8
)

// summed is what a record says of a file.
type summed struct {
	stamp stamp
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

// proves tells whether an equal stamp means equal content: the file has a number of its own and a time that
// no program can set, and was old enough when it was looked at.
func (e *entry) proves() bool { return !e.young && e.stamp.inode != 0 && e.stamp.changed != 0 }

// learn gives the sum of what was read of an entry in the very state that was looked at, and keeps it; nil if the state
// proves nothing or sums are not wanted.
func (f *Folder) learn(p string, e *entry, at stamp, data []byte) *[sha256.Size]byte {
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

// Learned tells whether a file was read whose sum neither the record of [Folder.LoadStamps] nor that of the last
// [Snapshot.SaveStamps] has.
func (s *Snapshot) Learned() bool { return s.folder.learned.Load() }

// LoadStamps reads a record of [Snapshot.SaveStamps] and trusts it as far as stamps are equal. It tells
// whether it could: a record that is missing, damaged, of another version or of another machine says
// nothing, and all is as if it were not there. From then on reading a file also takes its sum, whatever
// the answer.
func (f *Folder) LoadStamps(record string) bool {
	f.sums.Store(true)
	data, err := os.ReadFile(record)
	if err != nil {
		return false
	}
	saved, ok := parseStamps(data)
	if ok {
		f.saved.Store(&saved)
	}
	return ok
}

// SaveStamps writes the stamps and sums of the files whose sums are known and proven. The file is replaced as
// a whole; it is not forced to the disk, since a torn one is found out.
func (s *Snapshot) SaveStamps(record string) error {
	data := stampsHead()
	if data == nil {
		return nil // nobody could trust it
	}
	s.folder.learned.Store(false)
	s.top.walkFiles(func(p string, e *entry) {
		sum := s.folder.sumOf(p, e)
		if sum == nil {
			return
		}
		data = binary.AppendUvarint(data, uint64(len(p)))
		data = append(data, p...)
		for _, n := range e.stamp.numbers() {
			data = binary.LittleEndian.AppendUint64(data, n)
		}
		data = append(data, sum[:]...)
	})
	check := sha256.Sum256(data)
	temp, err := os.CreateTemp(filepath.Dir(record), filepath.Base(record)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = temp.Write(append(data, check[:]...))
	if err = cmp.Or(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), record)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}

// stampsHead is what a record of this machine begins with; nil if nothing names the machine.
func stampsHead() []byte {
	host, _ := os.Hostname()
	id, _ := os.ReadFile("/etc/machine-id")
	name := strings.TrimSpace(string(id))
	if host == "" && name == "" {
		return nil
	}
	machine := sha256.Sum256([]byte(host + "\x00" + name))
	return append([]byte(stampsMagic), machine[:]...)
}

// parseStamps reads a record; false in any doubt.
func parseStamps(data []byte) (map[string]*summed, bool) {
	head := stampsHead()
	if head == nil || len(data) < len(head)+sha256.Size || string(data[:len(head)]) != string(head) {
		return nil, false
	}
	body, check := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if got := sha256.Sum256(body); string(got[:]) != string(check) {
		return nil, false
	}
	rest := string(body[len(head):]) // the paths are parts of it
	saved := make(map[string]*summed, len(rest)/(numberBytes+sha256.Size+32))
	files := make([]summed, 0, len(rest)/(numberBytes+sha256.Size+1))
	for rest != "" {
		n, size := binary.Uvarint([]byte(rest[:min(len(rest), binary.MaxVarintLen64)]))
		if size <= 0 || n > uint64(len(rest)-size) || len(rest)-size-int(n) < numberBytes+sha256.Size {
			return nil, false
		}
		p := rest[size : size+int(n)]
		rest = rest[size+int(n):]
		files = append(files, summed{stamp: stampFrom(rest[:numberBytes]), sum: [sha256.Size]byte([]byte(rest[numberBytes : numberBytes+sha256.Size]))})
		saved[p] = &files[len(files)-1]
		rest = rest[numberBytes+sha256.Size:]
	}
	return saved, true
}

func (s stamp) numbers() [5]uint64 {
	return [5]uint64{uint64(s.size), uint64(s.modified), uint64(s.changed), s.device, s.inode}
}

func stampFrom(b string) stamp {
	n := func(i int) uint64 { return binary.LittleEndian.Uint64([]byte(b[8*i : 8*i+8])) }
	return stamp{size: int64(n(0)), modified: int64(n(1)), changed: int64(n(2)), device: n(3), inode: n(4)}
}

// walkFiles gives out the files that a folder shows, with their paths, folder by folder.
func (d *dir) walkFiles(use func(p string, e *entry)) {
	for _, e := range d.entries {
		switch {
		case e.isPlain():
			use(join(d.path, e.name), e)
		case e.isOpen():
			e.dir.walkFiles(use)
		}
	}
}
