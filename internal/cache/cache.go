// Package cache is the folder in which records of earlier builds are kept: it turns a name into bytes that
// some process wrote whole under that name, or into a miss.
//
// It knows nothing of what the bytes say. A reader must recognise bytes that are damaged or not its own; any
// doubt is a miss and never an error, and the folder may be deleted at any time. It never follows a link
// out of the folder, never touches a file whose name it would not give, and holds no lock: a file is put in
// place whole, so several processes may use one folder at once, and the last one to write wins.
//
// Start with [Open]. The neighbours to read next are pipeline, whose records it keeps, and serve, which opens it.
//
// # The folder on disk
//
//	.gitignore, CACHEDIR.TAG    so that neither git nor a backup takes it
//	<kind>-<16 hex digits>      a file, see [Folder.Name]
//	tmp-…, <name>.…             one being written, or the scratch file of a process
//
// The names have no path in them, and what is in a file may be of another machine or checkout, if the folder was copied: records
// of stamps name their machine ([disk.LoadStamps]), and are a miss elsewhere.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"vernacular/internal/disk"
)

// What the folder may hold after [Folder.Trim].
const (
	maxFiles = 24
	maxBytes = 2 << 30
	maxAge   = 60 * 24 * time.Hour // since a file was last used
	maxTemp  = time.Hour           // of one being written, whose process must have died
)

// Folder is a cache. A nil *Folder is one that holds nothing and takes nothing. Its methods may be called by several
// goroutines at once.
type Folder struct {
	dir string

	mu   sync.Mutex
	open *os.Root // nil until the folder exists
}

// Open returns the cache in a folder, which is made by the first Save. An empty name gives none.
func Open(dir string) *Folder {
	if dir == "" {
		return nil
	}
	return &Folder{dir: dir}
}

// root opens the folder, once.
func (f *Folder) root() (*os.Root, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open != nil {
		return f.open, nil
	}
	info, err := os.Lstat(f.dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: f.dir, Err: errors.New("this is no folder")}
	}
	f.open, err = os.OpenRoot(f.dir)
	return f.open, err
}

// Close closes the folder; what is still under way fails or is a miss.
func (f *Folder) Close() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open != nil {
		f.open.Close()
		f.open = nil
	}
}

// Name is the name of the file of a kind, which is a word of small letters, that belongs to the given
// circumstances.
func (f *Folder) Name(kind string, of ...string) string {
	h := sha256.New()
	for _, s := range of {
		fmt.Fprintf(h, "%d %s", len(s), s)
	}
	return kind + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// owned matches the names of a cache's files; one with an ending is being written, see [Folder.Path].
var owned = regexp.MustCompile(`^[a-z]+-[0-9a-f]{16}(\..*)?$`)

// Path returns the path of a file of the cache, for a room that reads and writes it itself; "" if there is no
// cache. The folder exists only after [Folder.Make].
func (f *Folder) Path(name string) string {
	if f == nil {
		return ""
	}
	return filepath.Join(f.dir, name)
}

// Load returns the bytes of a file; nil is a miss.
func (f *Folder) Load(name string) []byte {
	if f == nil {
		return nil
	}
	root, err := f.root()
	if err != nil {
		return nil
	}
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxBytes {
		return nil
	}
	file, err := root.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(file, data); err != nil {
		return nil
	}
	now := time.Now()
	root.Chtimes(name, now, now) // Trim lets the longest unused go first
	return data
}

// Make makes the folder.
func (f *Folder) Make() error {
	if f == nil {
		return nil
	}
	_, err := f.make()
	return err
}

func (f *Folder) make() (*os.Root, error) {
	root, err := f.root()
	if !errors.Is(err, fs.ErrNotExist) {
		return root, err
	}
	if err := os.MkdirAll(f.dir, 0o777); err != nil {
		return nil, err
	}
	if root, err = f.root(); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		".gitignore":   "*\n",
		"CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# This folder may be deleted at any time. See https://bford.info/cachedir/\n",
	} {
		if file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666); err == nil {
			io.WriteString(file, text)
			file.Close()
		}
	}
	return root, nil
}

// Save puts what write writes into a file, whole or not at all, and trims the folder. If there is no cache
// nothing is done.
func (f *Folder) Save(name string, write func(io.Writer) error) error {
	if f == nil {
		return nil
	}
	root, err := f.make()
	if err != nil {
		return err
	}
	if err := disk.Replace(root, name, write); err != nil {
		return err
	}
	f.Trim()
	return nil
}

// Scratch returns an empty file that no other process sees, for as long as this process lives. nil: there is no cache, or the
// file cannot be made.
func (f *Folder) Scratch() *os.File {
	if f == nil {
		return nil
	}
	root, err := f.make()
	if err != nil {
		return nil
	}
	name := fmt.Sprintf("tmp-%016x", rand.Uint64())
	file, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil
	}
	root.Remove(name) // where that is refused while the file is open, Trim does it later
	return file
}

// Trim removes what is too much or too old, the longest unused first.
func (f *Folder) Trim() {
	if f == nil {
		return
	}
	root, err := f.root()
	if err != nil {
		return
	}
	dir, err := root.Open(".")
	if err != nil {
		return
	}
	defer dir.Close()
	list, _ := dir.ReadDir(-1)
	var files []fs.FileInfo
	for _, d := range list {
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && owned.MatchString(d.Name()) {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		if c := b.ModTime().Compare(a.ModTime()); c != 0 {
			return c
		}
		return strings.Compare(a.Name(), b.Name())
	})
	n, size := 0, int64(0)
	for _, info := range files {
		age := time.Since(info.ModTime())
		if strings.HasPrefix(info.Name(), "tmp-") || strings.Contains(info.Name(), ".") {
			if age > maxTemp {
				root.Remove(info.Name())
			}
			continue
		}
		n++
		size += info.Size()
		if n > maxFiles || size > maxBytes || age > maxAge {
			root.Remove(info.Name())
		}
	}
}
