package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vernacular/internal/source"
)

// Refuse says why dir may not be the output folder of site, or nil: it is the site's own folder or above it,
// one of its source folders or inside one, another site, or reached through a link inside the site.
func Refuse(dir, site string) error {
	no := func(format string, args ...any) error {
		return &Error{Kind: Refused, Path: dir, Msg: fmt.Sprintf(format, args...), Hint: "choose another folder with --out"}
	}
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return no("its place cannot be found: %v", err)
	}
	absSite, err := filepath.Abs(site)
	if err != nil {
		return no("the site's place cannot be found: %v", err)
	}
	// A link inside the site may have come with somebody else's repository, and would lead the build
	// wherever it likes. A link elsewhere is the user's own.
	if rel, ok := below(absSite, absDir); ok {
		at := absSite
		for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
			at = filepath.Join(at, part)
			if info, err := os.Lstat(at); err == nil && info.Mode()&os.ModeSymlink != 0 {
				return no("it lies behind a link inside the site, and links are not followed there")
			}
		}
	}
	realDir, realSite := resolve(absDir), resolve(absSite)
	if info, err := os.Stat(realDir); err == nil && !info.IsDir() {
		return no("this is a file; the output needs a folder")
	}
	if same(realDir, realSite) {
		return no("this is the site's own folder; the output needs one of its own")
	}
	for at := realSite; at != filepath.Dir(at); {
		at = filepath.Dir(at)
		if same(at, realDir) {
			return no("this folder holds the site itself; the output needs one of its own")
		}
	}
	for at := realDir; ; at = filepath.Dir(at) {
		for _, name := range append(source.Folders(), ".git") { // output in one of them would be read as a source, or is not ours
			if same(at, filepath.Join(realSite, name)) {
				return no("this folder is part of the site's sources (%s), and output must never be read as a source", name)
			}
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if _, err := os.Lstat(filepath.Join(realDir, "site.toml")); err == nil {
		return no("this is the folder of a site: it holds a site.toml")
	}
	return nil
}

// below reports whether path is inside dir, and how it goes on from there.
func below(dir, path string) (string, bool) {
	rel, err := filepath.Rel(dir, path)
	return rel, err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolve follows links as far as the path exists.
func resolve(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path
	}
	return filepath.Join(resolve(dir), filepath.Base(path))
}

// same also knows that a file system may not tell upper from lower case.
func same(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	if err1 == nil && err2 == nil {
		return os.SameFile(x, y)
	}
	return err1 != nil && err2 != nil && strings.EqualFold(a, b)
}

// Overlap reports whether two folders are one, or one lies in the other.
func Overlap(a, b string) bool {
	absA, err1 := filepath.Abs(a)
	absB, err2 := filepath.Abs(b)
	if err1 != nil || err2 != nil {
		return true // in doubt
	}
	a, b = resolve(absA), resolve(absB)
	inside := func(inner, outer string) bool {
		for at := inner; ; at = filepath.Dir(at) {
			if same(at, outer) {
				return true
			}
			if at == filepath.Dir(at) {
				return false
			}
		}
	}
	return inside(a, b) || inside(b, a)
}
