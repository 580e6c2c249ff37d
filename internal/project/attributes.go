package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/translation"
)

// withAttributes adds to the changes of a site that git keeps the file that tells git how to merge records, where a record, or
// what stands beside records, is written and there is no such file yet. What somebody has put there stays.
func withAttributes(dir string, changes []Change) []Change {
	writes := slices.ContainsFunc(changes, func(c Change) bool { return !c.Gone && strings.HasPrefix(c.Path, translation.Folder) })
	if !writes || !inGit(dir) {
		return changes
	}
	if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(translation.AttributesFile))); !errors.Is(err, fs.ErrNotExist) {
		return changes
	}
	return append(slices.Clone(changes), Change{Path: translation.AttributesFile, Data: []byte(translation.Attributes)})
}

// inGit reports whether a folder is in a work tree of git.
func inGit(dir string) bool {
	at, err := filepath.Abs(dir)
	for err == nil {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return true
		}
		above := filepath.Dir(at)
		if above == at {
			break
		}
		at = above
	}
	return false
}
