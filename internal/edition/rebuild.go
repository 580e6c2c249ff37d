package edition

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/publish"
)

// CodeRebuild is the code of the problem that the sources do not make the edition.
const CodeRebuild = "rebuild-differs"

// ReadBuild returns what an edition says that it was built from, and its files.
func ReadBuild(ctx context.Context, place Place) (publish.Build, []publish.Entry, error) {
	m, err := readManifest(ctx, place, nil)
	return m.Build, m.Entries, err
}

// CompareRebuild compares an edition with a folder that the same sources have been built into. It returns one problem, which
// shows the first difference and counts the others; none if both have the same files with the same bytes.
func CompareRebuild(ctx context.Context, rebuilt, edition Place) ([]diag.Diagnostic, error) {
	_, ours, err := ReadBuild(ctx, rebuilt)
	if err != nil {
		return nil, err
	}
	_, theirs, err := ReadBuild(ctx, edition)
	if err != nil {
		return nil, err
	}
	var first diag.Diagnostic
	differ := 0
	// A file that differs shows more than the archive that holds a copy of it.
	better := func(path string) bool { return differ == 0 || isArchive(first.File) && !isArchive(path) }
	tell := func(path, format string, args ...any) {
		if better(path) {
			first = diag.Errorf(CodeRebuild, diag.At(path, 0, 0), format, args...)
		}
		differ++
	}
	for len(ours) > 0 || len(theirs) > 0 {
		order := 0
		switch {
		case len(ours) == 0:
			order = 1
		case len(theirs) == 0:
			order = -1
		default:
			order = cmp.Compare(ours[0].Path, theirs[0].Path)
		}
		switch {
		case order < 0:
			tell(ours[0].Path, "the sources make this file, and the edition does not have it")
			ours = ours[1:]
		case order > 0:
			tell(theirs[0].Path, "the edition has this file, and the sources do not make it")
			theirs = theirs[1:]
		default:
			if ours[0].SHA256 != theirs[0].SHA256 {
				what := ""
				if better(ours[0].Path) {
					what = firstDifference(ctx, rebuilt, edition, ours[0], theirs[0])
				}
				tell(ours[0].Path, "the sources make another file than the edition has%s", what)
			}
			ours, theirs = ours[1:], theirs[1:]
		}
	}
	if differ == 0 {
		return nil, nil
	}
	if differ > 1 {
		first.Message += fmt.Sprintf(" (and %d more files differ)", differ-1)
		first.Count = differ
	}
	return []diag.Diagnostic{first.WithHint("are these the sources, and this the version of the program, that %s names?", StatementName)}, nil
}

func isArchive(path string) bool { return strings.HasSuffix(path, ".zip") }

// firstDifference shows the first line in which two files differ, if they are texts that can be read.
func firstDifference(ctx context.Context, rebuilt, edition Place, ours, theirs publish.Entry) string {
	a, err1 := rebuilt.Read(ctx, ours.Path, ours.Size)
	b, err2 := edition.Read(ctx, theirs.Path, theirs.Size)
	if errors.Join(err1, err2) != nil || bytes.IndexByte(a, 0) >= 0 || bytes.IndexByte(b, 0) >= 0 {
		return ""
	}
	mine, other := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	i := 0
	for i < min(len(mine), len(other)) && mine[i] == other[i] {
		i++
	}
	line := func(lines []string) string {
		if i >= len(lines) {
			return "the end"
		}
		return excerpt(lines[i], at(mine, other, i))
	}
	return fmt.Sprintf(": line %d is %s there and %s here", i+1, line(other), line(mine))
}

// at returns the byte of a line in which two files begin to differ there.
func at(a, b []string, i int) int {
	if i >= len(a) || i >= len(b) {
		return 0
	}
	n := 0
	for n < min(len(a[i]), len(b[i])) && a[i][n] == b[i][n] {
		n++
	}
	return n
}

// excerpt quotes a line around a byte.
func excerpt(line string, at int) string {
	const before, after = 30, 50
	from, to := max(at-before, 0), min(at+after, len(line))
	return diag.Quote(strings.ToValidUTF8(line[from:to], ""))
}
