package edition

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"vernacular/internal/publish"
)

// manifest is the list of all files of an edition.
type manifest struct {
	publish.Manifest        // Entries are those of all parts that were read, sorted by path
	sum              Digest // of manifest.json; empty if it could not be read
}

// manifestError says what is wrong with a file of the manifest. Any other error is about the place.
type manifestError struct {
	code, file, text string
}

func (e *manifestError) Error() string { return e.file + ": " + e.text }

// readManifest reads the manifest with its parts; of these only the ones that name the given paths, if any are given.
func readManifest(ctx context.Context, place Place, only []string) (m manifest, err error) {
	text, err := readPart(ctx, place, ManifestName, maxManifest)
	if err != nil {
		return m, err
	}
	m.sum = DigestOf(text)
	if m.Manifest, err = publish.ReadManifest(text); err != nil {
		return m, &manifestError{CodeUnreadable, ManifestName, fmt.Sprintf("the list of all files cannot be read: %v", err)}
	}
	wanted := map[int]bool{}
	for _, name := range only {
		if len(m.Parts) > 0 {
			wanted[m.PartOf(name)] = true
		}
	}
	for i, p := range m.Parts {
		if len(only) > 0 && !wanted[i] {
			continue
		}
		text, err := readPart(ctx, place, p.Path, p.Size)
		if err != nil {
			return m, err
		}
		entries, err := m.ReadPart(i, text)
		if err != nil {
			return m, &manifestError{CodeManifest, p.Path, fmt.Sprintf("this part of the list of all files cannot be relied on: %v", err)}
		}
		m.Entries = append(m.Entries, entries...)
	}
	slices.SortFunc(m.Entries, func(a, b publish.Entry) int { return strings.Compare(a.Path, b.Path) })
	return m, nil
}

// readPart reads a file of the manifest.
func readPart(ctx context.Context, place Place, name string, limit int64) ([]byte, error) {
	text, err := place.Read(ctx, name, limit)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &manifestError{CodeFileMissing, name, "the list of all files is missing, so that nothing can be compared"}
	case isFault(err):
		return nil, &manifestError{CodeUnreadable, name, err.Error()}
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return text, nil
}
