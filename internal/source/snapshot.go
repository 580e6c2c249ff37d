package source

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// CodeNotAFile is the code of the problem of what has the place of a file and is none, such as a link.
const CodeNotAFile = "not-a-file"

// Snapshot is what lay in the folder at one moment. It is immutable and safe for concurrent use. It
// holds names and stamps, not contents: [Snapshot.Read] opens the file when it is asked to, and a file
// that is no longer the one the snapshot saw is reported by the next [Folder.Update].
type Snapshot struct {
	folder *Folder
	top    *dir
	extra  map[string][]byte // see With
	held   map[string]File   // see Hold
	locale locale.Tag        // see ForLocale
}

// Files returns the sorted paths of the files below a folder, such as "content/" or "content/en"; "" means all.
// A file that cannot be read is among them; what lies in a hole is not (see [Snapshot.Holes]). The slice is shared: read it, do not write to it.
func (s *Snapshot) Files(prefix string) []string {
	prefix = strings.TrimSuffix(prefix, "/")
	d := s.top
	if prefix != "" {
		_, e := s.find(prefix)
		if e == nil || !e.isOpen() {
			return s.extras(prefix)
		}
		d = e.dir
	}
	if len(s.extra) > 0 {
		all := append(slices.Clone(d.files()), s.extras(prefix)...)
		slices.Sort(all)
		return slices.Clip(all)
	}
	return slices.Clip(d.files())
}

// Collides reports whether a file is out of sight because others in its folder have the same name to some systems.
func (s *Snapshot) Collides(path string) bool {
	_, e := s.find(path)
	return e != nil && e.clash
}

// Collisions lists all paths of which Collides is true, sorted.
func (s *Snapshot) Collisions() []string {
	list := s.top.collisions(nil)
	slices.Sort(list)
	return list
}

// Has reports whether there is a file at path. A file that cannot be read is there, and so is a link or a pipe in
// a file's place.
func (s *Snapshot) Has(path string) bool {
	if _, ok := s.extra[path]; ok {
		return true
	}
	_, e := s.find(path)
	return e != nil && e.isListed()
}

// find returns the visible entry at p and the folder that it is in, or nil.
func (s *Snapshot) find(p string) (*dir, *entry) {
	d := s.top
	for {
		name, rest, more := strings.Cut(p, "/")
		e := d.get(name)
		if e == nil || !more {
			return d, e
		}
		if !e.isOpen() {
			return nil, nil
		}
		d, p = e.dir, rest
	}
}

// Diagnostics returns the problems of the folder itself, sorted: what was left out and why. Problems of
// reading a single file come with [Snapshot.Read].
func (s *Snapshot) Diagnostics() []diag.Diagnostic {
	list := s.top.problems(nil)
	for _, d := range s.hiddenHoles() {
		list = append(list, *d)
	}
	return diag.Sorted(list)
}

// Holes returns the sorted paths of the folders whose files are not known: a folder that could not be read, and a link,
// a pipe or a file of which a folder may have been meant. No file of a hole is in [Snapshot.Files], so nothing
// may be taken for removed because it is not there. Each hole has an error in [Snapshot.Diagnostics].
func (s *Snapshot) Holes() []string {
	list := s.top.holes(nil)
	for _, d := range s.hiddenHoles() {
		list = append(list, d.File)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Unknown reports whether it is not known if there is a file at path, because the path is a hole or is in one.
func (s *Snapshot) Unknown(path string) bool {
	if _, ok := s.extra[path]; ok {
		return false
	}
	return s.hole(path) != nil
}

// hole returns why it is not known whether there is a file at path, or nil.
func (s *Snapshot) hole(path string) *diag.Diagnostic {
	for _, d := range s.hiddenHoles() {
		if path == d.File || strings.HasPrefix(path, d.File+"/") {
			return d
		}
	}
	return s.top.hole(path)
}

// ForLocale returns a snapshot for a site with this source locale. Of its folder .well-known the files are published, so what
// else may be in the place of that folder is a hole. In other locales it is left out silently, as all that is hidden.
func (s *Snapshot) ForLocale(source locale.Tag) *Snapshot {
	out := *s
	out.locale = source
	return &out
}

// hiddenHoles returns the problems of what is in the place of the source locale's folder .well-known.
func (s *Snapshot) hiddenHoles() (list []*diag.Diagnostic) {
	content := s.top.get("content")
	if s.locale == "" || content == nil || !content.isOpen() || !content.dir.hasProblem {
		return nil
	}
	for _, e := range content.dir.entries {
		if !e.isOpen() || !e.dir.hasProblem {
			continue
		}
		if t, _, err := locale.Parse(e.name); err != nil || t != s.locale {
			continue
		}
		for _, hidden := range e.dir.named(".well-known") {
			if hidden.kind == isHidden {
				list = append(list, hidden.problem)
			}
		}
	}
	return list
}

// isPermission reports whether a failure is the site's (this file may not be read) and not the
// machine's (the disk does not answer).
func isPermission(err error) bool { return errors.Is(err, fs.ErrPermission) }
