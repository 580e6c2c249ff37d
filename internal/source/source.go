// Package source turns a site's folder into an immutable [Snapshot] of what lies in it.
package source

import (
	"errors"
	"time"

	"vernacular/internal/diag"
)

// Options limits what is read. The zero value gives the defaults.
type Options struct {
	MaxText  int64            // bytes of a text file (Markdown, HTML, TOML, CSS…); default 4 MB
	MaxAsset int64            // bytes of any other file; default 64 MB
	Ignore   []string         // paths below the root that are never looked at, such as the output folder
	Now      func() time.Time // clock, default time.Now
}

// Folder is an opened site.
type Folder struct{}

// Snapshot is what lay in the folder at one moment. It is immutable and safe for concurrent use.
type Snapshot struct{}

// File is the answer to [Snapshot.Read].
type File struct {
	Data    []byte
	Missing bool
	Diags   []diag.Diagnostic
}

var errTodo = errors.New("source: not there yet")

// Open opens the site in dir.
func Open(dir string, o Options) (*Folder, error) { return nil, errTodo }

// Close ends the use of the folder.
func (f *Folder) Close() error { return nil }

// Scan looks at everything.
func (f *Folder) Scan() (*Snapshot, error) { return nil, errTodo }

// Update looks again at the hinted paths only.
func (f *Folder) Update(prev *Snapshot, hints []string) (*Snapshot, []string, error) {
	return nil, nil, errTodo
}

// Files returns the sorted paths of the files below a folder.
func (s *Snapshot) Files(prefix string) []string { return nil }

// Has tells whether there is a file at path.
func (s *Snapshot) Has(path string) bool { return false }

// Read returns the bytes of a file.
func (s *Snapshot) Read(path string) (File, error) { return File{}, errTodo }

// Diagnostics returns the problems of the folder itself, sorted.
func (s *Snapshot) Diagnostics() []diag.Diagnostic { return nil }
