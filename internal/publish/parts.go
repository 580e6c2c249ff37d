package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/bits"
	"regexp"
	"slices"
	"strings"
)

// partsName is the folder of a manifest's parts, and partsAbove how many pages a manifest may have without parts.
const (
	partsName  = "manifest-parts"
	partsAbove = 5000
)

// Part is a part of a manifest, as the root in manifest.json names it. Its file names those outputs of which the SHA-256 of
// the path begins with the bits of its number, so that the place of an output in a manifest can be computed from its path.
type Part struct {
	Path   string `json:"path"`   // relative to the output folder; it holds the digest, so that it is never overwritten
	SHA256 string `json:"sha256"` // of the file
	Size   int64  `json:"size"`   // bytes
	Files  int    `json:"files"`  // how many outputs it names
}

// partNames are the names of parts: the number, and the beginning of the digest.
var partNames = regexp.MustCompile(`^[0-9a-f]+\.([0-9a-f]{16})\.json$`)

// partsFor returns how many parts the manifest of so many files has, a power of two. The root and one part together are
// shortest where both have about as many lines.
func partsFor(files int) int {
	n := 1
	for n*n < files {
		n *= 2
	}
	return n
}

// partOf returns the number of the part, of n, that names a path.
func partOf(path string, n int) int {
	sum := sha256.Sum256([]byte(path))
	return int(binary.BigEndian.Uint64(sum[:8]) >> (64 - bits.TrailingZeros(uint(n))))
}

func partHead(number, of int) string {
	return fmt.Sprintf(`{"generator":"vernacular","version":%d,"part":%d,"of":%d,`, manifestVersion, number, of) + filesAt
}

func partPath(number, of int, sum string) string {
	width := len(fmt.Sprintf("%x", of-1))
	return fmt.Sprintf("%s/%0*x.%s.json", partsName, width, number, sum[:16])
}

// isPage reports whether the line is that of a page.
func (l line) isPage() bool {
	return strings.HasSuffix(string(l), printEnd) && strings.HasSuffix(l.path(), ".html")
}

// split returns the lines by part, or nil if one file can hold the manifest.
func split(lines iter.Seq[line], above int) [][]line {
	pages, files := 0, 0
	for l := range lines {
		files++
		if l.isPage() {
			pages++
		}
	}
	if pages <= above {
		return nil
	}
	groups := make([][]line, partsFor(files))
	for l := range lines {
		i := partOf(l.path(), len(groups))
		groups[i] = append(groups[i], l)
	}
	return groups
}

// writeParts puts the parts of a manifest in place that the folder does not have yet, and returns all of them; nil for a
// manifest that is one file. Nothing points at a new part before the root is in place, so it may come first.
func (f *Folder) writeParts(lines iter.Seq[line], sync bool) ([]Part, error) {
	groups := split(lines, cmp.Or(f.opt.partsAbove, partsAbove))
	if groups == nil {
		return nil, nil
	}
	if err := f.store.mkdir(partsName); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, wrap(f.opt.Dir, partsName, "cannot make this folder", err)
	}
	parts := make([]Part, len(groups))
	for i, group := range groups {
		var text bytes.Buffer
		writeFile(&text, partHead(i, len(groups)), slices.Values(group))
		sum := hashOf(text.Bytes())
		parts[i] = Part{Path: partPath(i, len(groups), sum), SHA256: sum, Size: int64(text.Len()), Files: len(group)}
		if err := f.writePart(parts[i], text.Bytes(), sync); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

func (f *Folder) writePart(p Part, text []byte, sync bool) error {
	if info, err := f.store.root.Lstat(p.Path); err == nil && f.parts[p.Path] && info.Mode().IsRegular() && info.Size() == p.Size {
		return nil
	}
	staged, number := f.newName('n')
	_, err := f.store.create(tmpName, fmt.Sprintf("n%d", number), sync, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err == nil {
		err = f.store.rename(staged, p.Path)
	}
	if err != nil {
		return wrap(f.opt.Dir, p.Path, "cannot write this file", err)
	}
	f.parts[p.Path] = true
	return nil
}

// dropParts removes the parts that the manifest in place does not name. Those that cannot be removed are tried again by the
// next revision.
func (f *Folder) dropParts(now []Part) {
	if len(f.parts) == len(now) {
		return
	}
	keep := map[string]bool{}
	for _, p := range now {
		keep[p.Path] = true
	}
	for name := range f.parts {
		if keep[name] {
			continue
		}
		if err := f.store.remove(name); err == nil || errors.Is(err, fs.ErrNotExist) {
			delete(f.parts, name)
		}
	}
	if len(f.parts) == 0 {
		f.store.remove(partsName) // succeeds only if it is empty
	}
}

// learnParts finds the parts that are ours: those that the manifest names, and those of a revision that was killed, of which
// the bytes have the digest that their name says.
func (f *Folder) learnParts(named []Part) {
	f.parts = map[string]bool{}
	for _, p := range named {
		f.parts[p.Path] = true
	}
	list, err := f.store.list(partsName)
	if err != nil {
		return
	}
	for _, e := range list {
		name := partsName + "/" + e.Name()
		m := partNames.FindStringSubmatch(e.Name())
		if m == nil || f.parts[name] {
			continue
		}
		if data, _, err := f.store.read(name, maxManifest); err == nil && strings.HasPrefix(hashOf(data), m[1]) {
			f.parts[name] = true
		}
	}
}

// writeRoot writes a manifest that is in parts.
func writeRoot(w io.Writer, head string, parts []Part) error {
	return writeFile(w, head, func(yield func(line) bool) {
		for _, p := range parts {
			text, err := json.Marshal(p)
			if err != nil {
				panic(err) // such a struct always encodes
			}
			if !yield(line(text)) {
				return
			}
		}
	})
}

// parseRoot reads what writeRoot wrote, and nothing else.
func parseRoot(head, text string) ([]Part, error) {
	var doc struct {
		Parts []Part `json:"parts"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return nil, err
	}
	n := len(doc.Parts)
	if n == 0 || bits.OnesCount(uint(n)) != 1 {
		return nil, fmt.Errorf("it has %d parts", n)
	}
	for i, p := range doc.Parts {
		if !isHash(p.SHA256) || p.Size < 0 || p.Path != partPath(i, n, p.SHA256) {
			return nil, fmt.Errorf("part %d is not named as it should be", i)
		}
	}
	var again strings.Builder
	writeRoot(&again, head, doc.Parts)
	if again.String() != text {
		return nil, errors.New("it is not written as this version of Vernacular writes it")
	}
	return doc.Parts, nil
}

// parsePart returns the lines of part number i, in the order of their paths.
func parsePart(parts []Part, i int, text []byte) ([]line, error) {
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != parts[i].SHA256 {
		return nil, errors.New("it is not the part that manifest.json names")
	}
	lines, exact, err := decodeFile(partHead(i, len(parts)), string(text))
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if !exact || partOf(l.path(), len(parts)) != i {
			return nil, errors.New("it is not written as this version of Vernacular writes it")
		}
	}
	return lines, nil
}

// readParts returns the lines of all parts, sorted by path.
func (f *Folder) readParts(parts []Part) ([]line, error) {
	var all []line
	for i, p := range parts {
		text, _, err := f.store.read(p.Path, p.Size)
		if err != nil {
			return nil, err
		}
		lines, err := parsePart(parts, i, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Path, err)
		}
		all = append(all, lines...)
	}
	slices.SortFunc(all, func(a, b line) int { return strings.Compare(a.path(), b.path()) })
	return all, nil
}
