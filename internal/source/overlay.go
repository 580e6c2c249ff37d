package source

import (
	"maps"
	"slices"
	"strings"
)

// With gives a snapshot that has more files, which are on no disk: pseudo-locales, for instance. A file that the folder has
// itself is the folder's. The bytes must not change afterwards.
func (s *Snapshot) With(files map[string][]byte) *Snapshot {
	out := &Snapshot{folder: s.folder, top: s.top, held: s.held, extra: map[string][]byte{}}
	for p, data := range files {
		if !s.Has(p) {
			out.extra[p] = data
		}
	}
	return out
}

// Hold gives a snapshot that has the content of a file once and for all: every Read of it gives the same answer. What this
// snapshot gives for the path otherwise may be another content each time, if somebody is saving the file.
func (s *Snapshot) Hold(p string) (*Snapshot, error) {
	f, err := s.Read(p)
	if err != nil {
		return nil, err
	}
	out := *s
	out.held = maps.Clone(s.held)
	if out.held == nil {
		out.held = map[string]File{}
	}
	out.held[p] = f
	return &out, nil
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
