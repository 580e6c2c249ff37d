package source

import (
	"maps"
	"slices"
	"strings"
)

// With returns a snapshot that has more files, which are on no disk: pseudo-locales, for instance. A file that the folder has
// itself is the folder's. The bytes must not change afterwards.
func (s *Snapshot) With(files map[string][]byte) *Snapshot {
	out := &Snapshot{folder: s.folder, top: s.top, held: s.held, locale: s.locale, extra: map[string][]byte{}}
	for p, data := range files {
		if !s.Has(p) {
			out.extra[p] = data
		}
	}
	return out
}

// Hold returns a snapshot that has the content of some files once and for all: every Read of them gives the same answer. What
// this snapshot gives for a path otherwise may be another content each time, while the file is being saved.
func (s *Snapshot) Hold(paths ...string) (*Snapshot, error) {
	out := *s
	out.held = maps.Clone(s.held)
	if out.held == nil {
		out.held = map[string]File{}
	}
	for _, p := range paths {
		f, err := s.Read(p)
		if err != nil {
			return nil, err
		}
		out.held[p] = f
	}
	return &out, nil
}

// Added lists the paths of added files that differ from those of another snapshot, sorted.
func (s *Snapshot) Added(than *Snapshot) (paths []string) {
	for p, data := range s.extra {
		if old, ok := than.extra[p]; !ok || string(old) != string(data) {
			paths = append(paths, p)
		}
	}
	for p := range than.extra {
		if _, ok := s.extra[p]; !ok {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return paths
}

// extras are the paths of the added files below a folder, sorted.
func (s *Snapshot) extras(prefix string) []string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(s.extra)) {
		if prefix == "" || strings.HasPrefix(p, prefix+"/") {
			out = append(out, p)
		}
	}
	return out
}
