// Package publish turns the outputs of a build into a folder that is whole at every moment.
//
// One [Folder] is one output folder with its manifest and its lock. A revision is a series of
// [Folder.Put], [Folder.Keep] and [Folder.Remove] that ends with [Folder.Commit]. Put writes beside
// the site, into a staging folder; only Commit touches what readers see, and it takes every step back
// when one of them fails. So the folder holds the old site or the new one, and each single file is one
// of the two even after kill -9; what a killed run leaves behind is recognised by its journal and
// put right by the next one.
//
// It never follows a link, never leaves the folder (every call goes through [os.Root]), never touches a
// file it did not write, and never reads its folder as a source of anything but its own state: the
// manifest, and the bytes that are compared with the ones to be written.
//
// Start with [Open]. The neighbour to read next is build, which makes the outputs.
//
// # Whose file is it
//
// A file is ours when the manifest names its path, or when a journal names its path and its bytes. Any
// other file is a stranger: it is adopted if its bytes are exactly those to be written, and otherwise
// stays, and the output that wants its place fails with an [*Error] of [InTheWay]. A file of ours that
// somebody edited is replaced when the tree has an output of that path, left where it is when the tree has
// not, and named in [Result.Edited] both times.
//
// # The folder on disk
//
//	index.html, ar/index.html, …    the outputs
//	manifest.json                   what the last completed revision wrote, one file a line, put in place last
//	.vernacular-tmp/                only while a revision is under way, or after one was killed:
//	    n1, n2, …                   outputs of the coming revision
//	    o1, o2, …                   files it replaced or removed, until it is complete
//	    journal                     what was about to be put in place
//
// The lock is an advisory lock on the folder itself, so it leaves no file and ends with its process.
package publish

import (
	"os"
	"sync"
	"time"
)

// Entry describes one output, as the manifest keeps it.
type Entry struct {
	Path    string   // slash-separated, relative to the folder, NFC
	SHA256  string   // lower-case hexadecimal; Put computes it if empty and trusts it otherwise
	Size    int64    // bytes; Put sets it
	Locale  string   // canonical tag of the edition; empty for what editions share
	Sources []string // paths of the sources, relative to the site; Put sorts them
}

// Options says where to publish and how to wait.
type Options struct {
	Dir  string // the output folder; made if missing
	Site string // the site's own folder, which the output may not be or hold; empty: no such check
	// Wait is how long to wait for another build to let go of the folder; 0 refuses at once.
	Wait time.Duration
	// Done, when it is closed, ends the wait early.
	Done <-chan struct{}
	// NoSync leaves it to the kernel when bytes reach the disk. A watch session sets it: every save would
	// otherwise wait for the disk, and what a power loss spoils is rebuilt at the next start anyway.
	NoSync bool
}

// Result counts what a revision did to the files of the tree; manifest.json is not counted.
type Result struct {
	Written, Unchanged, Removed int      // Unchanged includes what was kept
	WrittenPaths, RemovedPaths  []string // sorted
	// Edited names files of ours that somebody had changed since: those also in WrittenPaths were
	// replaced, the others were left alone. Sorted.
	Edited []string
	// Notes are sentences for people about what was found and put right, such as the traces of a killed run.
	Notes []string
}

// Folder is an output folder that this process holds. Put, Keep, Remove and Read may be called
// by many goroutines at once; Begin, Commit and Close by one, when no Put is under way.
type Folder struct {
	mu   sync.Mutex
	root *os.Root
}

// Open takes hold of the folder and begins a full revision. An *Error says what stands against it:
// another build holds it, the place is refused (see Refuse), it cannot be written to.
func Open(o Options) (*Folder, error) { panic("unfinished") }

// Begin starts a revision and forgets what was put since the last Commit. In a full revision Commit removes
// whatever was neither Put nor kept; otherwise it removes only what Remove named. The first
// result tells which of the two it is: it is true although full was false when the folder was emptied,
// replaced or changed behind our back, or the last Commit failed, and the caller must Put every output.
// After Open the first Begin may be left out.
func (f *Folder) Begin(full bool) (bool, error) { panic("unfinished") }

// Put stages one output. written is false when the folder has these very bytes already. An *Error of kind
// InTheWay or BadPath concerns this output alone, and the revision may go on without it; any other
// fails the revision.
func (f *Folder) Put(e Entry, data []byte) (written bool, err error) { panic("unfinished") }

// Keep says that the output of this path could not be made this time: its last good file stays, and so
// does its place in the manifest.
func (f *Folder) Keep(path string) { panic("unfinished") }

// Remove says that the tree has no output of this path any more. Only incremental revisions need it.
func (f *Folder) Remove(path string) { panic("unfinished") }

// Commit puts everything staged in place, removes what is ours and no longer in the tree, and writes the manifest
// last. keepIf (may be nil) is asked in a full revision for each old entry that was
// neither Put nor kept, and may say that it stays. After an error the folder is as it was before, unless the
// error says otherwise, and the revision is over.
func (f *Folder) Commit(keepIf func(old Entry) bool) (Result, error) { panic("unfinished") }

// Read returns the bytes of a file of ours if they are still the ones the manifest speaks of.
func (f *Folder) Read(path string) ([]byte, bool) { panic("unfinished") }

// Close ends the revision without a trace, if one is under way, and lets go of the folder.
func (f *Folder) Close() error { panic("unfinished") }

// Refuse says why dir may not be the output folder of site, or nil: it is the site's own folder or above it,
// one of its source folders or inside one, or reached through a link inside the site.
func Refuse(dir, site string) error { panic("unfinished") }
