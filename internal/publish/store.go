package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"vernacular/internal/disk"
)

// store makes every change to the output folder, so that tests can stop it at any step: fault is asked before each
// step, and between the halves of a write.
type store struct {
	root  *os.Root
	fault func(op, path string) error

	mu   sync.Mutex
	kept []handleOf // folders kept open, those used last at the end
}

// handleOf is an open folder below the staging folder.
type handleOf struct {
	dir  string
	root *os.Root
}

// maxKept is how many folders are kept open. It is about the number of editions: outputs may come page by page.
const maxKept = 48

func (s *store) step(op, path string, do func() error) error {
	if s.fault != nil {
		if err := s.fault(op, path); err != nil {
			return err
		}
	}
	return s.patient(do)
}

// patient tries again while too many files are open: that passes, since each file here is closed at once, and
// of those kept open none is needed.
func (s *store) patient(do func() error) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := do()
		if err == nil || pause > 500*time.Millisecond || !disk.IsTooManyOpen(err) {
			return err
		}
		s.letGo()
		time.Sleep(pause)
	}
}

// in calls do with a folder of the staging folder, which is then kept open, so that a file in it costs no walk of its
// path. do may be called twice, when somebody let go of the folder before it did anything.
func (s *store) in(dir string, do func(*os.Root) error) error {
	for {
		r, err := s.open(dir)
		if err != nil {
			return err
		}
		if err := do(r); !errors.Is(err, fs.ErrClosed) {
			return err
		}
	}
}

func (s *store) open(dir string) (*os.Root, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.kept) - 1; i >= 0; i-- {
		if s.kept[i].dir != dir {
			continue
		}
		h := s.kept[i]
		if i < len(s.kept)-1 {
			s.kept = append(slices.Delete(s.kept, i, i+1), h)
		}
		return h.root, nil
	}
	r, err := s.root.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if len(s.kept) >= maxKept {
		s.kept[0].root.Close()
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.kept = append(s.kept, handleOf{dir, r})
	return r, nil
}

// letGo closes the folders that are kept open. It must be called before one of them gets another name.
func (s *store) letGo() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.kept {
		h.root.Close()
	}
	s.kept = nil
}

func (s *store) close() {
	s.letGo()
	s.root.Close()
}

func (s *store) mkdir(path string) error {
	return s.step("mkdir", path, func() error { return s.root.Mkdir(path, 0o755) })
}

func (s *store) rename(from, to string) error {
	return s.step("rename", to, func() error { return s.root.Rename(from, to) })
}

func (s *store) remove(path string) error {
	return s.step("remove", path, func() error { return s.root.Remove(path) })
}

// removeAll removes what is staged at path, step by step, and no link's target.
func (s *store) removeAll(path string) error {
	list, err := s.list(path)
	for _, e := range list {
		sub := path + "/" + e.Name()
		if e.IsDir() {
			err = errors.Join(err, s.removeAll(sub))
		} else {
			err = errors.Join(err, s.remove(sub))
		}
	}
	if err != nil {
		return err
	}
	return s.remove(path)
}

// removeEmptyTree removes all folders in path, and path itself, that hold no file.
func (s *store) removeEmptyTree(path string) (gone bool, err error) {
	list, err := s.list(path)
	if err != nil {
		return false, err
	}
	rest := len(list)
	for _, e := range list {
		if !e.IsDir() {
			continue
		}
		gone, err := s.removeEmptyTree(path + "/" + e.Name())
		if err != nil {
			return false, err
		}
		if gone {
			rest--
		}
	}
	if rest > 0 {
		return false, nil
	}
	return true, s.remove(path)
}

func (s *store) list(path string) ([]fs.DirEntry, error) {
	dir, err := s.root.Open(path)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	list, err := dir.ReadDir(-1)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

// create writes a file that does not exist yet, waits for the disk if sync is set, and returns its stamp. dir is a folder in
// the staging folder, name a path in it.
func (s *store) create(dir, name string, sync bool, fill func(io.Writer) error) (disk.Stamp, error) {
	var st disk.Stamp
	path := dir + "/" + name
	err := s.step("create", path, func() error {
		var w *os.File
		err := s.in(dir, func(r *os.Root) (err error) {
			w, err = r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			return err
		})
		if err != nil {
			return err
		}
		err = fill(s.torn(w, path))
		if err == nil && sync {
			err = w.Sync()
		}
		if err == nil {
			var info fs.FileInfo
			if info, err = w.Stat(); err == nil {
				st = disk.StampOf(info)
			}
		}
		if e := w.Close(); err == nil {
			err = e
		}
		return err
	})
	return st, err
}

// createDeep is create in a folder below top that may have to be made first; top exists.
func (s *store) createDeep(top, name string, data []byte) (disk.Stamp, error) {
	dir, base := top, name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		own := top + "/" + name[:i]
		if err := s.mkdirAll(own); err != nil {
			return disk.Stamp{}, err
		}
		// Most such folders hold but one file: the one above is worth being kept open.
		dir = path.Dir(own)
		base = path.Base(own) + name[i:]
	}
	return s.create(dir, base, false, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// mkdirAll makes a folder in the staging folder, and those above it if they are missing.
func (s *store) mkdirAll(dir string) error {
	above := path.Dir(dir)
	one := func() error {
		return s.in(above, func(r *os.Root) error { return r.Mkdir(path.Base(dir), 0o755) })
	}
	err := s.step("mkdir", dir, one)
	if errors.Is(err, fs.ErrNotExist) && above != tmpName {
		if err = s.mkdirAll(above); err == nil {
			err = s.patient(one)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// torn lets tests stop a write half-way.
func (s *store) torn(w io.Writer, path string) io.Writer {
	if s.fault == nil {
		return w
	}
	return writerFunc(func(p []byte) (int, error) {
		n, err := w.Write(p[:len(p)/2])
		if err == nil {
			err = s.fault("write", path)
		}
		if err != nil {
			return n, err
		}
		m, err := w.Write(p[len(p)/2:])
		return n + m, err
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// read returns the bytes of a regular file, of limit bytes at most, and its stamp. It answers disk.ErrNotPlain for
// anything else, and follows no link in the last place.
func (s *store) read(path string, limit int64) ([]byte, disk.Stamp, error) {
	info, err := s.root.Lstat(path)
	if err != nil {
		return nil, disk.Stamp{}, err
	}
	return s.readAs(path, info, limit)
}

// readAs is read for a file that Lstat has described. Opening does not wait, so that a pipe that took
// the file's place meanwhile cannot hold a build.
func (s *store) readAs(path string, info fs.FileInfo, limit int64) (data []byte, st disk.Stamp, err error) {
	if !info.Mode().IsRegular() {
		return nil, st, disk.ErrNotPlain
	}
	err = s.patient(func() error {
		r, err := s.root.OpenFile(path, os.O_RDONLY|disk.NoWait, 0)
		if err != nil {
			return err
		}
		defer r.Close()
		now, err := r.Stat()
		if err != nil {
			return err
		}
		if !os.SameFile(info, now) || now.Size() > limit {
			return disk.ErrNotPlain
		}
		st = disk.StampOf(now)
		data = make([]byte, now.Size())
		_, err = io.ReadFull(r, data)
		return err
	})
	return data, st, err
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
