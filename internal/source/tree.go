package source

import (
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

// A snapshot is a tree of immutable folders. One changed file costs a copy of the entries of its own
// folder and of the folders above it; everything else is shared with the snapshot before.

type kind uint8

const (
	isFile kind = iota + 1
	isFolder
	isRefused // seen, not let in; problem says why
	isHidden  // in the place of a folder .well-known; problem counts only where the folder does (Snapshot.ForLocale)
)

// entry is one name in a folder.
type entry struct {
	name    string // in form C
	disk    string // as it is on disk
	stamp   disk.Stamp
	dir     *dir // of a folder
	problem *diag.Diagnostic
	sum     atomic.Pointer[[sha256.Size]byte] // of a file's content in the state of the stamp, if it is known
	kind    kind
	racy    bool // the stamp proves nothing
	clash   bool // shares its key with a neighbour: seen, not let in; problem says so
	unread  bool // refused because it cannot be read, so its content is not known; problem says why
}

// key is what must differ from the neighbours'.
func (e *entry) key() string { return foldKey(e.name) }

// judged returns a copy with another verdict on its name.
func (e *entry) judged(clash bool, problem *diag.Diagnostic) *entry {
	c := &entry{name: e.name, disk: e.disk, stamp: e.stamp, dir: e.dir, problem: problem, kind: e.kind, racy: e.racy, clash: clash, unread: e.unread}
	c.sum.Store(e.sum.Load())
	return c
}

// visible reports whether the snapshot shows the entry, as a file or as a folder with its files.
func (e *entry) visible() bool { return e.isListed() || e.isOpen() }

// isOpen reports whether the entry is a folder that was looked into.
func (e *entry) isOpen() bool { return e.kind == isFolder && !e.clash }

// isPlain reports whether the entry is a file that can be opened.
func (e *entry) isPlain() bool { return e.kind == isFile && !e.clash }

// isListed reports whether the entry has a place among the files: it is one, or something that cannot be
// read stands where a file was meant to be.
func (e *entry) isListed() bool { return e.kind == isFile || e.unread && likeFile(e.name) }

// isHole reports whether the entry may be a folder whose files are not known.
func (e *entry) isHole() bool { return e.kind == isFolder && e.clash || e.unread && !likeFile(e.name) }

func (e *entry) compare(o *entry) int {
	return cmp.Or(strings.Compare(e.name, o.name), strings.Compare(e.disk, o.disk))
}

// dir is one folder.
type dir struct {
	path       string     // in form C; "" for the site's folder
	disk       string     // as it is on disk
	id         disk.Stamp // which folder it is, whatever its path leads to now
	entries    []*entry
	failed     *diag.Diagnostic // it could not be read, so it has no entries
	hasProblem bool             // a problem here or below
	list       *listing
}

// listing is the list of the files below a folder, made when first asked for. Folders that hold the same
// names share it, so that an edit inside a file makes no list anew.
type listing struct {
	once  sync.Once
	paths []string
}

func (d *dir) files() []string {
	d.list.once.Do(func() {
		var list []string
		for _, e := range d.entries {
			switch {
			case e.isListed():
				list = append(list, join(d.path, e.name))
			case e.isOpen():
				list = append(list, e.dir.files()...)
			}
		}
		// By name, "a-b" sorts before "a/x", yet the folder "a" sorts before the file "a-b". Two names that
		// clash may be one in form C.
		slices.Sort(list)
		d.list.paths = slices.Compact(list)
	})
	return d.list.paths
}

// get returns the visible entry with a name in form C.
func (d *dir) get(name string) *entry {
	i, _ := slices.BinarySearchFunc(d.entries, name, func(e *entry, n string) int { return strings.Compare(e.name, n) })
	for ; i < len(d.entries) && d.entries[i].name == name; i++ {
		if e := d.entries[i]; e.visible() {
			return e
		}
	}
	return nil
}

// named returns all entries whose name in form C is name, visible or not.
func (d *dir) named(name string) []*entry {
	i, _ := slices.BinarySearchFunc(d.entries, name, func(e *entry, n string) int { return strings.Compare(e.name, n) })
	end := i
	for end < len(d.entries) && d.entries[end].name == name {
		end++
	}
	return d.entries[i:end]
}

func (d *dir) problems(list []diag.Diagnostic) []diag.Diagnostic {
	if !d.hasProblem {
		return list
	}
	if d.failed != nil {
		list = append(list, *d.failed)
	}
	for _, e := range d.entries {
		if e.problem != nil && e.kind != isHidden {
			list = append(list, *e.problem)
		}
		if e.kind == isFolder && !e.clash {
			list = e.dir.problems(list)
		}
	}
	return list
}

// collisions adds the paths of the entries, here or below, that clash.
func (d *dir) collisions(list []string) []string {
	if !d.hasProblem {
		return list
	}
	for _, e := range d.entries {
		switch {
		case e.clash:
			list = append(list, join(d.path, e.name))
		case e.isOpen():
			list = e.dir.collisions(list)
		}
	}
	return list
}

// holes adds the paths of the folders, here or below, whose files are not known.
func (d *dir) holes(list []string) []string {
	if !d.hasProblem {
		return list
	}
	if d.failed != nil {
		return append(list, d.path)
	}
	for _, e := range d.entries {
		switch {
		case e.isHole():
			list = append(list, join(d.path, e.name))
		case e.isOpen():
			list = e.dir.holes(list)
		}
	}
	return list
}

// hole returns why it is not known whether there is a file at a path below d, or nil.
func (d *dir) hole(p string) *diag.Diagnostic {
	if d.failed != nil || !d.hasProblem {
		return d.failed
	}
	name, rest, more := strings.Cut(p, "/")
	for _, e := range d.named(name) {
		switch {
		case e.isHole():
			return e.problem
		case e.isOpen() && more:
			return e.dir.hole(rest)
		case e.isOpen():
			return e.dir.failed
		}
	}
	return nil
}

// newDir makes the folder that follows old (which may be nil) out of entries, which must be sorted and
// settled. It returns old itself when nothing differs.
func newDir(old *dir, path, spelling string, id disk.Stamp, entries []*entry, failed *diag.Diagnostic) *dir {
	if old != nil && old.path == path && old.disk == spelling && old.id == id && sameProblem(old.failed, failed) && slices.Equal(old.entries, entries) {
		return old
	}
	d := &dir{path: path, disk: spelling, id: id, entries: entries, failed: failed, hasProblem: failed != nil}
	for i, e := range entries {
		if old != nil && !old.hasProblem && i < len(old.entries) && e == old.entries[i] {
			continue
		}
		if e.problem != nil || e.kind == isFolder && !e.clash && e.dir.hasProblem {
			d.hasProblem = true
			break
		}
	}
	if old != nil && old.path == path && slices.EqualFunc(old.entries, entries, sameListing) {
		d.list = old.list
	} else {
		d.list = &listing{}
	}
	return d
}

func sameProblem(a, b *diag.Diagnostic) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// sameListing reports whether two entries add the same paths to their folder's list.
func sameListing(a, b *entry) bool {
	if a == b {
		return true
	}
	if a.name != b.name || a.isListed() != b.isListed() || a.isOpen() != b.isOpen() {
		return false
	}
	return !a.isOpen() || a.dir.list == b.dir.list
}

// settle finds the entries of one folder that share a key, says of each that it clashes and names them in one
// problem, which each of them carries. With a nil keys it looks at all entries, else only at those
// with one of these keys. It replaces entries in place and never changes one, and reports whether it found
// any.
func settle(path string, entries []*entry, keys map[string]bool) (found bool) {
	if keys == nil && !differ(entries) {
		keys = suspectKeys(entries)
	}
	for _, group := range groups(entries, keys) {
		var problem *diag.Diagnostic
		if len(group) > 1 {
			found = true
			problem = collision(path, entries, group)
		}
		for _, i := range group {
			clash := len(group) > 1
			if have := entries[i]; have.clash != clash || !sameProblem(have.problem, problem) {
				entries[i] = have.judged(clash, problem)
			}
		}
	}
	return found
}

// mayClash reports whether the name of the entry must differ from its neighbours'.
func (e *entry) mayClash() bool { return e.kind != isRefused && e.kind != isHidden }

// suspectKeys returns the keys that several entries have, and those of the entries that have clashed until now.
func suspectKeys(entries []*entry) map[string]bool {
	count := make(map[string]int, len(entries))
	keys := map[string]bool{}
	for _, e := range entries {
		key := e.key()
		if e.mayClash() {
			count[key]++
		}
		if e.clash || count[key] > 1 {
			keys[key] = true
		}
	}
	return keys
}

// groups returns the entries, by their place in the list, that have one of these keys, in one group for each key.
func groups(entries []*entry, keys map[string]bool) map[string][]int {
	if len(keys) == 0 {
		return nil
	}
	few := slices.Collect(maps.Keys(keys))
	wanted := func(key string) bool {
		// The usual case is one key in a large folder: comparing is much quicker than hashing.
		if len(few) <= 4 {
			return slices.Contains(few, key)
		}
		return keys[key]
	}
	found := map[string][]int{}
	for i, e := range entries {
		if !e.mayClash() {
			continue
		}
		if key := e.key(); wanted(key) {
			found[key] = append(found[key], i)
		}
	}
	return found
}

// differ reports the usual case: sorted names that folding leaves as they are, no two of them equal.
func differ(entries []*entry) bool {
	for i, e := range entries {
		if e.clash || e.key() != e.name || i > 0 && entries[i-1].name == e.name {
			return false
		}
	}
	return true
}

func collision(path string, entries []*entry, group []int) *diag.Diagnostic {
	var names []string
	for _, i := range group {
		names = append(names, quoted(entries[i].disk))
	}
	d := diag.Errorf("name-collision", diag.At(join(path, entries[group[0]].name), 0, 0),
		"%s are one name to some systems (they differ only in capital letters or in how accents are encoded), so none of them is used",
		strings.Join(names, " and ")).
		WithHint("rename all but one of them")
	return &d
}

// diff adds the paths of the files that differ between two states of one folder: those that only one
// shows, whose stamp differs, or that were looked at again because they had been racy.
func diff(list []string, a, b *dir) []string {
	if a == b {
		return list
	}
	i, j := 0, 0
	for i < len(a.entries) || j < len(b.entries) {
		switch {
		case i < len(a.entries) && j < len(b.entries) && a.entries[i] == b.entries[j] && a.path == b.path:
			i++
			j++
		case j == len(b.entries) || i < len(a.entries) && a.entries[i].compare(b.entries[j]) < 0:
			list = appendAll(list, a, a.entries[i])
			i++
		case i == len(a.entries) || a.entries[i].compare(b.entries[j]) > 0:
			list = appendAll(list, b, b.entries[j])
			j++
		default:
			list = diffEntry(list, a, b, a.entries[i], b.entries[j])
			i++
			j++
		}
	}
	return list
}

func diffEntry(list []string, a, b *dir, x, y *entry) []string {
	switch {
	case a.path != b.path:
	case x.isOpen() && y.isOpen():
		return diff(list, x.dir, y.dir)
	case x.isListed() && y.isListed():
		if x.stamp != y.stamp || x.racy || x.kind != y.kind || x.clash != y.clash || !sameProblem(x.problem, y.problem) {
			list = append(list, join(b.path, y.name))
		}
		return list
	}
	return appendAll(appendAll(list, a, x), b, y)
}

// appendAll adds the files that an entry shows.
func appendAll(list []string, d *dir, e *entry) []string {
	switch {
	case e.isListed():
		return append(list, join(d.path, e.name))
	case e.isOpen():
		return append(list, e.dir.files()...)
	}
	return list
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}
