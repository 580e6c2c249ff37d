package source

import (
	"cmp"
	"container/list"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"

	"golang.org/x/text/unicode/norm"
)

// File is the answer to [Snapshot.Read]: the bytes, or that there is no such file, or why it is refused.
type File struct {
	Data    []byte
	Missing bool
	Diags   []diag.Diagnostic

	sum *[sha256.Size]byte // of Data, if it is known
}

// Sum is the SHA-256 of Data.
func (f File) Sum() [sha256.Size]byte {
	if f.sum != nil {
		return *f.sum
	}
	return sha256.Sum256(f.Data)
}

var errChanging = errors.New("changing")

// Read returns the bytes of the file at path, all from one consistent state of it. A file that the
// snapshot does not show is Missing, and so is one that has vanished since. A file that is refused, is too
// large, may not be read, or keeps changing has an error in Diags and no Data; one in a hole (see
// [Snapshot.Holes]) has the error of the hole. The error that is returned
// means that the environment failed or that the folder was closed.
func (s *Snapshot) Read(p string) (File, error) {
	if data, ok := s.extra[p]; ok {
		return File{Data: data}, nil
	}
	if f, ok := s.held[p]; ok {
		return f, nil
	}
	d, e := s.find(p)
	if e == nil || !e.isPlain() {
		return s.unreadable(p, e), nil
	}
	f := s.folder
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.root == nil {
		return File{}, fmt.Errorf("cannot read %s: %w", diag.Escape(p), fs.ErrClosed)
	}
	var data []byte
	var at disk.Stamp
	var err error
	for try := range 5 {
		if try > 0 {
			time.Sleep(time.Millisecond << try)
		}
		err = f.patiently(func() (err error) {
			data, at, err = f.readOnce(p, d, e)
			return err
		})
		if err != errChanging {
			break
		}
	}
	if at != e.stamp && !isPermission(err) {
		f.suspect(p)
	}
	var refused *refusedError
	switch {
	case err == nil:
		return File{Data: data, sum: f.learn(p, e, at, data)}, nil
	case errors.As(err, &refused):
		return File{Diags: []diag.Diagnostic{refused.problem}}, nil
	case err == errChanging:
		d := diag.Errorf("changing", diag.At(p, 0, 0), "the file kept changing while it was read").
			WithHint("save it once more when the program that writes it is done")
		return File{Diags: []diag.Diagnostic{d}}, nil
	case errors.Is(err, fs.ErrNotExist), disk.IsNotFolder(err):
		return File{Missing: true}, nil
	case isPermission(err):
		d := diag.Errorf("unreadable", diag.At(p, 0, 0), "the file cannot be read: permission denied").
			WithHint("change its permissions so that you may open it, then save it again")
		return File{Diags: []diag.Diagnostic{d}}, nil
	}
	return File{}, f.fail(fmt.Errorf("cannot read %s: %w", diag.Escape(p), err))
}

// unreadable is the answer to [Snapshot.Read] for an entry that is no file to be opened, nil for none.
func (s *Snapshot) unreadable(p string, e *entry) File {
	problem := (*diag.Diagnostic)(nil)
	if e == nil {
		problem = s.hole(p)
	} else if e.isListed() {
		problem = e.problem
	}
	if problem == nil {
		return File{Missing: true}
	}
	return File{Diags: []diag.Diagnostic{*problem}}
}

// refusedError is the error of a file that is not let in, or of such a folder on the way to it.
type refusedError struct{ problem diag.Diagnostic }

func (e *refusedError) Error() string { return e.problem.Message }

// readOnce opens and reads the file of an entry of d. The stamp that it returns is the one of the bytes, or of the
// file that is too large, else zero.
func (f *Folder) readOnce(p string, d *dir, e *entry) ([]byte, disk.Stamp, error) {
	in, leave, err := f.enter(d)
	if err != nil {
		return nil, disk.Stamp{}, err
	}
	defer leave()
	file, before, err := openOnce(in, p, e)
	if err != nil {
		return nil, disk.Stamp{}, err
	}
	defer file.Close()
	if limit, kind := f.limit(p); before.Size > limit {
		d := diag.Errorf("too-large", diag.At(p, 0, 0), "the file has %s; %s may have %s", bytes(before.Size), kind, bytes(limit)).
			WithHint("make it smaller, or split it into several files")
		return nil, before, &refusedError{d}
	}
	data := make([]byte, before.Size)
	_, err = io.ReadFull(file, data)
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return nil, disk.Stamp{}, errChanging
	}
	if err != nil {
		return nil, disk.Stamp{}, err
	}
	after, err := file.Stat()
	if err != nil {
		return nil, disk.Stamp{}, err
	}
	if after.Stamp != before {
		return nil, disk.Stamp{}, errChanging
	}
	return data, before, nil
}

// openOnce opens the file of an entry, if it is one, and returns its stamp.
func openOnce(in disk.Dir, p string, e *entry) (file disk.File, opened disk.Stamp, err error) {
	file, err = in.Open(e.disk)
	if err != nil {
		if li, err := in.Lstat(e.disk); err == nil && !li.Mode.IsRegular() && !li.Mode.IsDir() {
			return file, opened, &refusedError{notAFile(p, li.Mode)}
		}
		return file, opened, err
	}
	info, err := file.Stat()
	if err == nil {
		err = admit(in, p, e, info)
	}
	if err != nil {
		file.Close()
	}
	return file, info.Stamp, err
}

// admit returns why an open file is not the one of the entry, or may not be read; nil if it may.
func admit(in disk.Dir, p string, e *entry, opened disk.Info) error {
	switch {
	case opened.Mode.IsDir() && meantAsFile(p):
		return &refusedError{folderForFile(p)}
	case opened.Mode.IsDir():
		return fs.ErrNotExist
	case !opened.Mode.IsRegular():
		return &refusedError{notAFile(p, opened.Mode)}
	case opened.Stamp.SameFile(e.stamp):
		return nil
	}
	// Another file is in the place of the one that was looked at. It is let in if its own name led
	// here, and no link.
	li, err := in.Lstat(e.disk)
	switch {
	case err != nil:
		return err
	case li.Mode&fs.ModeSymlink != 0:
		return &refusedError{notAFile(p, li.Mode)}
	case !li.SameFile(opened):
		return errChanging
	}
	return nil
}

// enter returns the folder that the snapshot saw at d. Those used last are kept open: whatever becomes of
// their paths, they stay the folders that the snapshot saw. If another folder has taken the place since, it
// is entered step by step, and a link on the way is refused.
func (f *Folder) enter(d *dir) (in disk.Dir, leave func(), err error) {
	if r := f.open.get(d.id); r != nil {
		return r.at, func() { f.open.leave(r) }, nil
	}
	if d.disk == "" {
		if in, err = disk.OpenDir(f.root, "."); err != nil {
			return disk.Dir{}, nil, err
		}
		return in, func() { in.Close() }, nil
	}
	if in, err = disk.OpenDir(f.root, d.disk); err == nil {
		at, err := in.Stat()
		if err == nil && d.id.Inode != 0 && d.id == at.Identity() {
			r := f.open.put(d.id, in)
			return in, func() { f.open.leave(r) }, nil
		}
		in.Close()
	}
	root, err := f.walk(d)
	if err != nil {
		return disk.Dir{}, nil, err
	}
	defer root.Close()
	if in, err = disk.OpenDir(root, "."); err != nil {
		return disk.Dir{}, nil, err
	}
	return in, func() { in.Close() }, nil
}

// walk opens a folder one step after the other, each of which must be the folder that lstat saw.
func (f *Folder) walk(d *dir) (*os.Root, error) {
	at := f.root
	done := ""
	for name := range strings.SplitSeq(d.disk, "/") {
		done = join(done, name)
		li, err := at.Lstat(name)
		var next *os.Root
		switch {
		case err != nil:
		case li.IsDir():
			next, err = disk.EnterFolder(at, name)
		default:
			err = &refusedError{notAFile(norm.NFC.String(done), li.Mode())}
		}
		if at != f.root {
			at.Close()
		}
		if err != nil {
			return nil, err
		}
		at = next
		if fi, err := at.Stat("."); err != nil || !os.SameFile(fi, li) {
			at.Close()
			return nil, cmp.Or(err, errChanging)
		}
	}
	return at, nil
}

// openDirs keeps open the folders that were read from last.
type openDirs struct {
	mu   sync.Mutex
	size int
	open map[disk.Stamp]*list.Element // of last, by folder
	last list.List                    // of *openDir, the last used one at the front
}

type openDir struct {
	id    disk.Stamp
	at    disk.Dir
	users int
	out   bool // no longer in the list: the last user closes it
}

func (r *openDirs) get(id disk.Stamp) *openDir {
	if id.Inode == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.open[id]
	if e == nil {
		return nil
	}
	r.last.MoveToFront(e)
	found := e.Value.(*openDir)
	found.users++
	return found
}

func (r *openDirs) put(id disk.Stamp, at disk.Dir) *openDir {
	r.mu.Lock()
	defer r.mu.Unlock()
	added := &openDir{id: id, at: at, users: 1}
	if same := r.open[id]; same != nil { // two readers came at once
		r.remove(same)
	}
	if r.open == nil {
		r.open = map[disk.Stamp]*list.Element{}
	}
	r.open[id] = r.last.PushFront(added)
	if len(r.open) > r.size {
		r.remove(r.last.Back())
	}
	return added
}

func (r *openDirs) leave(used *openDir) {
	r.mu.Lock()
	defer r.mu.Unlock()
	used.users--
	if used.out && used.users == 0 {
		used.at.Close()
	}
}

func (r *openDirs) remove(e *list.Element) {
	gone := r.last.Remove(e).(*openDir)
	delete(r.open, gone.id)
	gone.out = true
	if gone.users == 0 {
		gone.at.Close()
	}
}

func (r *openDirs) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.open) > 0 {
		r.remove(r.last.Back())
	}
}

// limit returns how many bytes a file may have, and the words for its kind.
func (f *Folder) limit(p string) (int64, string) {
	switch strings.ToLower(path.Ext(p)) {
	case ".md", ".markdown", ".html", ".htm", ".toml", ".json", ".yaml", ".yml", ".css", ".js", ".mjs", ".svg", ".xml", ".txt", ".csv", ".webmanifest":
		return f.options.MaxText, "a text file"
	}
	return f.options.MaxAsset, "a file"
}

// bytes writes a size for people.
func bytes(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 40, "TB"}, {1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "kB"}} {
		if n >= u.size {
			s := fmt.Sprintf("%.1f", float64(n)/float64(u.size))
			return strings.TrimSuffix(s, ".0") + " " + u.name
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
