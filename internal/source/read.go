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
	var at stamp
	var refused *diag.Diagnostic
	var err error
	for try := range 5 {
		if try > 0 {
			time.Sleep(time.Millisecond << try)
		}
		err = f.patiently(func() (err error) {
			data, at, refused, err = f.readOnce(p, d, e)
			return err
		})
		if err != errChanging {
			break
		}
	}
	if at != e.stamp && !isPermission(err) {
		f.suspect(p)
	}
	switch {
	case refused != nil:
		return File{Diags: []diag.Diagnostic{*refused}}, nil
	case err == nil:
		return File{Data: data, sum: f.learn(p, e, at, data)}, nil
	case err == errChanging:
		d := diag.Errorf("changing", diag.At(p, 0, 0), "the file kept changing while it was read").
			WithHint("save it once more when the program that writes it is done")
		return File{Diags: []diag.Diagnostic{d}}, nil
	case errors.Is(err, fs.ErrNotExist), isNotFolder(err):
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

// readOnce opens and reads the file of an entry of d. The stamp that it returns is the one of the bytes,
// zero if there are none.
func (f *Folder) readOnce(p string, d *dir, e *entry) ([]byte, stamp, *diag.Diagnostic, error) {
	in, leave, err := f.enter(d)
	if link, ok := err.(*linkError); ok {
		return nil, stamp{}, &link.problem, nil
	}
	if err != nil {
		return nil, stamp{}, nil, err
	}
	defer leave()
	file, err := in.open(e.disk)
	if err != nil {
		if li, err := in.lstat(e.disk); err == nil && !li.mode.IsRegular() && !li.mode.IsDir() {
			d := notAFile(p, li.mode)
			return nil, stamp{}, &d, nil
		}
		return nil, stamp{}, nil, err
	}
	defer file.close()
	opened, err := file.stat()
	if err != nil {
		return nil, stamp{}, nil, err
	}
	if opened.mode.IsDir() && meantAsFile(p) {
		d := folderForFile(p)
		return nil, stamp{}, &d, nil
	}
	if opened.mode.IsDir() {
		return nil, stamp{}, nil, fs.ErrNotExist
	}
	if !opened.mode.IsRegular() {
		d := notAFile(p, opened.mode)
		return nil, stamp{}, &d, nil
	}
	before := opened.stamp
	if !before.sameFile(e.stamp) {
		// Another file is in the place of the one that was looked at. It is let in if its own name led
		// here, and no link.
		li, err := in.lstat(e.disk)
		switch {
		case err != nil:
			return nil, stamp{}, nil, err
		case li.mode&fs.ModeSymlink != 0:
			d := notAFile(p, li.mode)
			return nil, stamp{}, &d, nil
		case !li.sameFile(opened):
			return nil, stamp{}, nil, errChanging
		}
	}
	limit, kind := f.limit(p)
	tooLarge := func(size int64) *diag.Diagnostic {
		d := diag.Errorf("too-large", diag.At(p, 0, 0), "the file has %s; %s may have %s", bytes(size), kind, bytes(limit)).
			WithHint("make it smaller, or split it into several files")
		return &d
	}
	if before.size > limit {
		return nil, before, tooLarge(before.size), nil
	}
	data := make([]byte, before.size)
	_, err = io.ReadFull(file, data)
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return nil, stamp{}, nil, errChanging
	}
	if err != nil {
		return nil, stamp{}, nil, err
	}
	after, err := file.stat()
	if err != nil {
		return nil, stamp{}, nil, err
	}
	if after.stamp != before {
		return nil, stamp{}, nil, errChanging
	}
	return data, before, nil, nil
}

// linkError says that a folder on the way to a file is a link by now.
type linkError struct{ problem diag.Diagnostic }

func (e *linkError) Error() string { return e.problem.Message }

// enter returns the folder that the snapshot saw at d. Those used last are kept open: whatever becomes of
// their paths, they stay the folders that the snapshot saw. If another folder has taken the place since, it
// is entered step by step, and a link on the way is refused.
func (f *Folder) enter(d *dir) (in place, leave func(), err error) {
	if r := f.rooms.get(d.id); r != nil {
		return r.at, func() { f.rooms.leave(r) }, nil
	}
	if d.disk == "" {
		if in, err = openPlace(f.root, "."); err != nil {
			return place{}, nil, err
		}
		return in, func() { in.Close() }, nil
	}
	if in, err = openPlace(f.root, d.disk); err == nil {
		at, err := in.Stat()
		if err == nil && d.id.inode != 0 && d.id.isFolder(at) {
			r := f.rooms.put(d.id, in)
			return in, func() { f.rooms.leave(r) }, nil
		}
		in.Close()
	}
	root, err := f.walk(d)
	if err != nil {
		return place{}, nil, err
	}
	defer root.Close()
	if in, err = openPlace(root, "."); err != nil {
		return place{}, nil, err
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
			next, err = enterFolder(at, name)
		default:
			err = &linkError{notAFile(norm.NFC.String(done), li.Mode())}
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

// rooms keeps open the folders that were read from last.
type rooms struct {
	mu   sync.Mutex
	size int
	open map[stamp]*list.Element // of last, by folder
	last list.List               // of *room, the last used one at the front
}

type room struct {
	id    stamp
	at    place
	users int
	out   bool // no longer in the list: the last user closes it
}

func (r *rooms) get(id stamp) *room {
	if id.inode == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.open[id]
	if e == nil {
		return nil
	}
	r.last.MoveToFront(e)
	found := e.Value.(*room)
	found.users++
	return found
}

func (r *rooms) put(id stamp, at place) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	added := &room{id: id, at: at, users: 1}
	if same := r.open[id]; same != nil { // two readers came at once
		r.remove(same)
	}
	if r.open == nil {
		r.open = map[stamp]*list.Element{}
	}
	r.open[id] = r.last.PushFront(added)
	if len(r.open) > r.size {
		r.remove(r.last.Back())
	}
	return added
}

func (r *rooms) leave(used *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	used.users--
	if used.out && used.users == 0 {
		used.at.Close()
	}
}

func (r *rooms) remove(e *list.Element) {
	gone := r.last.Remove(e).(*room)
	delete(r.open, gone.id)
	gone.out = true
	if gone.users == 0 {
		gone.at.Close()
	}
}

func (r *rooms) close() {
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
