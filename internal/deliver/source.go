package deliver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/disk"
	"vernacular/internal/edition"
	"vernacular/internal/publish"
)

// Limits of files that are read whole, in bytes.
const (
	maxManifest = 1 << 30
	maxFile     = 5 << 30 // what an object store takes in one request
)

// headersName is the file in which a build writes the settings' headers.
const headersName = "_headers"

// Edition is a whole edition that can be sent: one that a build has written into a folder, or an earlier one that the
// destination has kept.
type Edition struct {
	Files []publish.Entry // every file but manifest.json, sorted by path: also the manifest's parts and the signature
	Root  []byte          // manifest.json
	Sum   string          // its SHA-256
	Notes []string        // sentences for people

	extra []publish.Entry   // of Files, those that the manifest does not name: the signature, and compressed files
	of    map[string]string // of compressed files, by path: the digest of what they hold
	rules rules             // the headers
	read  func(ctx context.Context, e publish.Entry) ([]byte, error)
	close func() error
}

// Close lets go of the folder.
func (e *Edition) Close() error {
	if e.close == nil {
		return nil
	}
	return e.close()
}

// OpenBuilt opens the folder that a build has written. Nothing but what its manifest names is ever sent, and each file only if
// its bytes are those of the manifest.
func OpenBuilt(dir string) (*Edition, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed(Usage, fmt.Sprintf("%s cannot be opened: %v", dir, disk.Cause(err)), "build the site first, or name the folder that vernacular build has written with --from")
	}
	e, err := openBuilt(root, dir)
	if err != nil {
		root.Close()
		return nil, err
	}
	e.close = root.Close
	return e, nil
}

func openBuilt(root *os.Root, dir string) (*Edition, error) {
	if _, err := root.Lstat(".vernacular-tmp/journal"); err == nil {
		return nil, failed(Problem, dir+" is being built, or a build of it was interrupted", "wait for the build, or build again")
	}
	read := func(name string, limit int64) ([]byte, error) { return readPlain(root, name, limit) }
	text, err := read(edition.ManifestName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, failed(Usage, dir+" has no manifest.json", "name the folder that vernacular build has written with --from")
	} else if err != nil {
		return nil, failed(Environment, fmt.Sprintf("%s cannot be read: %v", filepath.Join(dir, edition.ManifestName), disk.Cause(err)), "")
	}
	e := &Edition{Root: text, Sum: hashOf(text)}
	m, err := publish.ReadManifest(text)
	if err == nil {
		e.Files, err = entriesOf(m, read)
	}
	if err != nil {
		return nil, failed(Problem, fmt.Sprintf("the manifest of %s cannot be used: %v", dir, err), "build again")
	}
	if err := e.addSignature(read); err != nil {
		return nil, failed(Environment, fmt.Sprintf("the signature in %s cannot be read: %v", dir, disk.Cause(err)), "")
	}
	e.read = func(_ context.Context, f publish.Entry) ([]byte, error) {
		data, err := read(f.Path, f.Size)
		if err == nil && hashOf(data) != f.SHA256 {
			err = errors.New("it is not as the build wrote it")
		}
		if err != nil {
			return nil, failed(Problem, fmt.Sprintf("%s cannot be sent: %v", filepath.Join(dir, filepath.FromSlash(f.Path)), disk.Cause(err)), "build again, then publish again")
		}
		return data, nil
	}
	return e, e.readRules(context.Background(), m.Build)
}

// readPlain reads a file below root that is no link and no pipe.
func readPlain(root *os.Root, name string, limit int64) ([]byte, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return nil, disk.ErrNotPlain
	}
	return root.ReadFile(name)
}

// entriesOf returns the entries of a manifest, with those of its parts, and the parts' files themselves, sorted by path.
func entriesOf(m publish.Manifest, read func(name string, limit int64) ([]byte, error)) ([]publish.Entry, error) {
	list := slices.Clone(m.Entries)
	for i, part := range m.Parts {
		text, err := read(part.Path, part.Size)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.Path, err)
		}
		entries, err := m.ReadPart(i, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.Path, err)
		}
		list = append(append(list, entries...), publish.Entry{Path: part.Path, SHA256: part.SHA256, Size: part.Size})
	}
	slices.SortFunc(list, byPath)
	return list, nil
}

func byPath(a, b publish.Entry) int { return strings.Compare(a.Path, b.Path) }

// addSignature adds the two files by which readers check the edition, if they are of this very manifest.
func (e *Edition) addSignature(read func(string, int64) ([]byte, error)) error {
	statement, err := read(edition.StatementName, 1<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if s, err := edition.ParseStatement(statement); err != nil || string(s.Manifest) != e.Sum {
		e.Notes = append(e.Notes, "the signature is one of another build and is not published; sign this one with vernacular sign")
		return nil
	}
	signature, err := read(edition.SignatureName, 1<<20)
	if err != nil {
		return err
	}
	both := []publish.Entry{
		{Path: edition.StatementName, SHA256: hashOf(statement), Size: int64(len(statement))},
		{Path: edition.SignatureName, SHA256: hashOf(signature), Size: int64(len(signature))},
	}
	e.add(both, both)
	return nil
}

// add adds files that the manifest does not name. extra are all of those.
func (e *Edition) add(extra, added []publish.Entry) {
	e.extra = extra
	e.Files = append(e.Files, added...)
	slices.SortFunc(e.Files, byPath)
}

// readRules reads the headers that the edition is to be sent with.
func (e *Edition) readRules(ctx context.Context, b publish.Build) error {
	e.rules = rules{}
	i, ok := slices.BinarySearchFunc(e.Files, publish.Entry{Path: headersName}, byPath)
	if !ok {
		return nil
	}
	text, err := e.read(ctx, e.Files[i])
	if err != nil {
		return err
	}
	e.rules = parseRules(text, b.BaseURL)
	return nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
