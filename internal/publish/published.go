package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/disk"
)

// Published is a folder that [Folder.Commit] has written and that is only read: no lock is taken and nothing is made in it, so
// it may lie on a disk that cannot be written. Links are followed, since engines that run a build in a sandbox show it
// its inputs as links; no byte is believed whose digest is not the one that the manifest tells.
type Published struct {
	Dir     string
	Build   Build
	Sum     string  // SHA-256 of manifest.json
	Entries []Entry // sorted by path
	byPath  map[string]int
}

// ReadPublished reads the manifest of a folder. The error says what is wrong with which file.
func ReadPublished(dir string) (*Published, error) {
	text, err := ReadFollowing(dir, manifestName, maxManifest)
	if err != nil {
		return nil, err
	}
	m, err := ReadManifest(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, manifestName), err)
	}
	p := &Published{Dir: dir, Build: m.Build, Sum: hashOf(text), Entries: m.Entries, byPath: map[string]int{}}
	for i, part := range m.Parts {
		text, err := ReadFollowing(dir, part.Path, part.Size)
		if err != nil {
			return nil, err
		}
		entries, err := m.ReadPart(i, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, filepath.FromSlash(part.Path)), err)
		}
		p.Entries = append(p.Entries, entries...)
	}
	slices.SortFunc(p.Entries, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	for i, e := range p.Entries {
		p.byPath[e.Path] = i
	}
	return p, nil
}

// Entry returns what the manifest says of a path.
func (p *Published) Entry(path string) (e Entry, ok bool) {
	i, ok := p.byPath[path]
	if ok {
		e = p.Entries[i]
	}
	return e, ok
}

// Read returns the bytes of a file. The error names the file, and says that it cannot be read or is not as the manifest says.
func (p *Published) Read(e Entry) ([]byte, error) {
	data, err := ReadFollowing(p.Dir, e.Path, e.Size)
	if err == nil && hashOf(data) != e.SHA256 {
		err = fmt.Errorf("%s is not as %s says", filepath.Join(p.Dir, filepath.FromSlash(e.Path)), manifestName)
	}
	return data, err
}

// ReadFollowing returns the bytes of a file of limit bytes at most, to which a link may lead.
func ReadFollowing(dir, name string, limit int64) ([]byte, error) {
	at := filepath.Join(dir, filepath.FromSlash(name))
	info, err := os.Stat(at) // before it is opened, since a pipe would wait for a writer
	if err == nil && !info.Mode().IsRegular() {
		err = disk.ErrNotPlain
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, disk.Cause(err))
	}
	f, err := os.Open(at)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, disk.Cause(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errors.New("it has more bytes than it should have")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, disk.Cause(err))
	}
	return data, nil
}
