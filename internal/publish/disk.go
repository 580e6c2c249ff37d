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
	"syscall"
	"time"
)

// disk is the one hand that changes files, so that tests can stop it at any step: fault is asked before each
// step, and between the halves of a write.
type disk struct {
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

func (d *disk) step(op, path string, do func() error) error {
	if d.fault != nil {
		if err := d.fault(op, path); err != nil {
			return err
		}
	}
	return d.patient(do)
}

// patient tries again while too many files are open: that passes, since each file here is closed at once, and
// of those kept open none is needed.
func (d *disk) patient(do func() error) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := do()
		if err == nil || pause > 500*time.Millisecond || !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) {
			return err
		}
		d.letGo()
		time.Sleep(pause)
	}
}

// in calls do with a folder of the staging folder, which is then kept open, so that a file in it costs no walk of its
// path. do may be called twice, when somebody let go of the folder before it did anything.
func (d *disk) in(dir string, do func(*os.Root) error) error {
	for {
		r, err := d.open(dir)
		if err != nil {
			return err
		}
		if err := do(r); !errors.Is(err, fs.ErrClosed) {
			return err
		}
	}
}

func (d *disk) open(dir string) (*os.Root, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := len(d.kept) - 1; i >= 0; i-- {
		if d.kept[i].dir != dir {
			continue
		}
		h := d.kept[i]
		if i < len(d.kept)-1 {
			d.kept = append(slices.Delete(d.kept, i, i+1), h)
		}
		return h.root, nil
	}
	r, err := d.root.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if len(d.kept) >= maxKept {
		d.kept[0].root.Close()
		d.kept = slices.Delete(d.kept, 0, 1)
	}
	d.kept = append(d.kept, handleOf{dir, r})
	return r, nil
}

// letGo closes the folders that are kept open. It must be called before one of them gets another name.
func (d *disk) letGo() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, h := range d.kept {
		h.root.Close()
	}
	d.kept = nil
}

func (d *disk) close() {
	d.letGo()
	d.root.Close()
}

func (d *disk) mkdir(path string) error {
	return d.step("mkdir", path, func() error { return d.root.Mkdir(path, 0o755) })
}

func (d *disk) rename(from, to string) error {
	return d.step("rename", to, func() error { return d.root.Rename(from, to) })
}

func (d *disk) link(from, to string) error {
	return d.step("link", from, func() error { return d.root.Link(from, to) })
}

func (d *disk) remove(path string) error {
	return d.step("remove", path, func() error { return d.root.Remove(path) })
}

// removeAll removes what is staged at path, step by step, and no link's target.
func (d *disk) removeAll(path string) error {
	list, err := d.list(path)
	for _, e := range list {
		sub := path + "/" + e.Name()
		if e.IsDir() {
			err = errors.Join(err, d.removeAll(sub))
		} else {
			err = errors.Join(err, d.remove(sub))
		}
	}
	if err != nil {
		return err
	}
	return d.remove(path)
}

// removeHollow removes all folders in path, and path itself, that hold no file.
func (d *disk) removeHollow(path string) (gone bool, err error) {
	list, err := d.list(path)
	if err != nil {
		return false, err
	}
	rest := len(list)
	for _, e := range list {
		if !e.IsDir() {
			continue
		}
		gone, err := d.removeHollow(path + "/" + e.Name())
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
	return true, d.remove(path)
}

func (d *disk) list(path string) ([]fs.DirEntry, error) {
	dir, err := d.root.Open(path)
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
func (d *disk) create(dir, name string, sync bool, fill func(io.Writer) error) (stamp, error) {
	var st stamp
	path := dir + "/" + name
	err := d.step("create", path, func() error {
		var w *os.File
		err := d.in(dir, func(r *os.Root) (err error) {
			w, err = r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			return err
		})
		if err != nil {
			return err
		}
		err = fill(d.torn(w, path))
		if err == nil && sync {
			err = w.Sync()
		}
		if err == nil {
			var info fs.FileInfo
			if info, err = w.Stat(); err == nil {
				st = stampOf(info)
			}
		}
		if e := w.Close(); err == nil {
			err = e
		}
		return err
	})
	return st, err
}

// createDeep is create in a folder below nest that may have to be made first; nest exists.
func (d *disk) createDeep(nest, name string, data []byte) (stamp, error) {
	dir, base := nest, name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		own := nest + "/" + name[:i]
		if err := d.mkdirAll(own); err != nil {
			return stamp{}, err
		}
		// Most such folders hold but one file: the one above is worth being kept open.
		dir = path.Dir(own)
		base = path.Base(own) + name[i:]
	}
	return d.create(dir, base, false, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// mkdirAll makes a folder in the staging folder, and those above it if they are missing.
func (d *disk) mkdirAll(dir string) error {
	above := path.Dir(dir)
	one := func() error {
		return d.in(above, func(r *os.Root) error { return r.Mkdir(path.Base(dir), 0o755) })
	}
	err := d.step("mkdir", dir, one)
	if errors.Is(err, fs.ErrNotExist) && above != tmpName {
		if err = d.mkdirAll(above); err == nil {
			err = d.patient(one)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// torn lets tests stop a write half-way.
func (d *disk) torn(w io.Writer, path string) io.Writer {
	if d.fault == nil {
		return w
	}
	return writerFunc(func(p []byte) (int, error) {
		n, err := w.Write(p[:len(p)/2])
		if err == nil {
			err = d.fault("write", path)
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

// read returns the bytes of a regular file, of limit bytes at most, and its stamp. It answers errNotOurs for
// anything else, and follows no link in the last place.
func (d *disk) read(path string, limit int64) ([]byte, stamp, error) {
	info, err := d.root.Lstat(path)
	if err != nil {
		return nil, stamp{}, err
	}
	return d.readAs(path, info, limit)
}

// readAs is read for a file that Lstat has described. Opening does not wait, so that a pipe that took
// the file's place meanwhile cannot hold a build.
func (d *disk) readAs(path string, info fs.FileInfo, limit int64) (data []byte, st stamp, err error) {
	if !info.Mode().IsRegular() {
		return nil, st, errNotOurs
	}
	err = d.patient(func() error {
		r, err := d.root.OpenFile(path, os.O_RDONLY|nonblock, 0)
		if err != nil {
			return err
		}
		defer r.Close()
		now, err := r.Stat()
		if err != nil {
			return err
		}
		if !os.SameFile(info, now) || now.Size() > limit {
			return errNotOurs
		}
		st = stampOf(now)
		data = make([]byte, now.Size())
		_, err = io.ReadFull(r, data)
		return err
	})
	return data, st, err
}

var errNotOurs = errors.New("not a file that was published")

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
