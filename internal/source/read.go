package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"vernacular/internal/diag"
)

// File is the answer to [Snapshot.Read]: the bytes, or that there is no such file, or why it is refused.
type File struct {
	Data    []byte
	Missing bool
	Diags   []diag.Diagnostic
}

var errChanging = errors.New("changing")

// Read returns the bytes of the file at path, all from one consistent state of it. A file that the
// snapshot does not show is Missing, and so is one that has vanished since. A file that is too large,
// may not be read, or keeps changing has an error in Diags and no Data. The error that is returned
// means that the environment failed or that the folder was closed.
func (s *Snapshot) Read(p string) (File, error) {
	e := s.find(p)
	if e == nil || e.kind != isFile {
		return File{Missing: true}, nil
	}
	disk := s.disk(p)
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
			data, at, refused, err = f.readOnce(p, disk, e.stamp)
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
		return File{Data: data}, nil
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
	return File{}, fmt.Errorf("cannot read %s: %w", diag.Escape(p), err)
}

// disk returns the name on disk of a path that the snapshot shows.
func (s *Snapshot) disk(p string) string {
	d := s.top
	for {
		name, rest, more := strings.Cut(p, "/")
		e := d.get(name)
		if !more {
			return join(d.disk, e.disk)
		}
		d, p = e.dir, rest
	}
}

// readOnce opens and reads a file. saw is its stamp in the snapshot. The stamp that it returns is the one
// of the bytes, zero if there are none.
func (f *Folder) readOnce(p, disk string, saw stamp) ([]byte, stamp, *diag.Diagnostic, error) {
	file, err := f.root.OpenFile(disk, openFlags, 0)
	if err != nil {
		if refused := f.unlinked(p, disk); refused != nil {
			return nil, stamp{}, refused, nil
		}
		return nil, stamp{}, nil, err
	}
	defer file.Close()
	fi, err := file.Stat()
	if err != nil {
		return nil, stamp{}, nil, err
	}
	if fi.IsDir() {
		return nil, stamp{}, nil, fs.ErrNotExist
	}
	if !fi.Mode().IsRegular() {
		d := notAFile(p, fi.Mode())
		return nil, stamp{}, &d, nil
	}
	before := fileStamp(fi)
	if !before.sameFile(saw) {
		// Another file is in the place of the one that lstat saw: it is let in if no link led here.
		if refused := f.unlinked(p, disk); refused != nil {
			return nil, stamp{}, refused, nil
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
	fi, err = file.Stat()
	if err != nil {
		return nil, stamp{}, nil, err
	}
	if fileStamp(fi) != before {
		return nil, stamp{}, nil, errChanging
	}
	return data, before, nil, nil
}

// unlinked returns a problem if any part of the path on disk is now something that may not be followed.
func (f *Folder) unlinked(p, disk string) *diag.Diagnostic {
	for sub, shown := disk, p; sub != "."; sub, shown = path.Dir(sub), path.Dir(shown) {
		fi, err := f.root.Lstat(sub)
		if err != nil || fi.Mode().IsRegular() || fi.IsDir() {
			continue
		}
		d := notAFile(shown, fi.Mode())
		return &d
	}
	return nil
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
