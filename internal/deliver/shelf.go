package deliver

import (
	"context"
	"errors"
	"io/fs"

	"vernacular/internal/edition"
	"vernacular/internal/publish"
)

// shelf is a destination of which nothing is known but a manifest: for lists. Nothing can be put there.
type shelf struct{ root []byte }

func newShelf(root []byte) *shelf { return &shelf{root} }

var errShelf = errors.New("nothing can be put there")

// list lists what the manifest names.
func (s *shelf) list(context.Context, string) (map[string]object, error) {
	all := map[string]object{}
	if s.root == nil {
		return all, nil
	}
	m, err := publish.ReadManifest(s.root)
	if err != nil {
		return nil, failed(Usage, "the manifest of what is there cannot be used: "+err.Error(), "")
	}
	if m.Parts != nil {
		return nil, failed(Usage, "the manifest of what is there is in parts, so it does not name the files", "compare with the folder that it is in: vernacular publish FOLDER --list FILE")
	}
	for _, e := range m.Entries {
		all[e.Path] = object{version(e.SHA256), e.Size}
	}
	all[edition.ManifestName] = object{version(hashOf(s.root)), int64(len(s.root))}
	return all, nil
}

func (s *shelf) get(_ context.Context, key string, _ int64) ([]byte, version, error) {
	if key == edition.ManifestName && s.root != nil {
		return s.root, version(hashOf(s.root)), nil
	}
	return nil, absent, fs.ErrNotExist
}

func (s *shelf) stat(context.Context, string) (object, error) { return object{}, nil }
func (s *shelf) put(context.Context, string, []byte, Header, version) (version, error) {
	return absent, errShelf
}
func (s *shelf) keep(context.Context, string, string, version) error { return errShelf }
func (s *shelf) remove(context.Context, string) error                { return errShelf }
func (s *shelf) holds(_ string, o object, data []byte) bool {
	return o.version == version(hashOf(data))
}
func (s *shelf) flush() error       { return nil }
func (s *shelf) sendsHeaders() bool { return false }
func (s *shelf) locked() bool       { return true }
func (s *shelf) settled() bool      { return true }
func (s *shelf) close() error       { return nil }
