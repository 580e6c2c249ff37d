// Package offline turns the files of an edition into an archive (zip) whose pages open without a server: from a folder on
// a computer, or in the file viewer of a phone.
//
// It never opens a file and knows nothing of a site: the caller says which address of a page leads to which file of the
// archive. What it writes depends on what it is given alone: there is no date in it, and the files stand in the order of
// their names. Start with [Archive] and [Page]; the neighbour to read next is pipeline, which asks for what a copy holds.
package offline

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"hash/crc32"
	"path"
	"slices"
	"strings"
	"sync"
)

// Archive gathers files, which it keeps compressed. The zero value is empty.
type Archive struct {
	files []file
	names map[string]bool
}

// file is a file as it stands in the archive.
type file struct {
	name   string
	method uint16
	crc    uint32
	size   int
	data   []byte
}

// compressed are the endings of files that do not get smaller.
var compressed = []string{
	".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".jxl", ".woff", ".woff2", ".pdf", ".zip", ".gz", ".7z", ".xz",
	".mp3", ".mp4", ".m4a", ".ogg", ".opus", ".webm", ".epub", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp",
}

// Add adds a file. Of two of one name the first stays.
func (a *Archive) Add(name string, data []byte) {
	if a.names[name] {
		return
	}
	if a.names == nil {
		a.names = map[string]bool{}
	}
	a.names[name] = true
	f := file{name, zip.Store, crc32.ChecksumIEEE(data), len(data), data}
	if !slices.Contains(compressed, strings.ToLower(path.Ext(name))) {
		if small := deflate(data); len(small) < len(data) {
			f.method, f.data = zip.Deflate, small
		}
	}
	if f.method == zip.Store {
		f.data = bytes.Clone(data) // the caller's may be written over
	}
	a.files = append(a.files, f)
}

var writers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is one of its own
	}
	return w
}}

func deflate(data []byte) []byte {
	var out bytes.Buffer
	w := writers.Get().(*flate.Writer)
	defer writers.Put(w)
	w.Reset(&out)
	w.Write(data) // a buffer takes everything
	w.Close()
	return out.Bytes()
}

// firstDay is 1 January 1980, the first that an archive can name: a copy has no date.
const firstDay = 1<<5 | 1

// unix says that entries are as Unix makes them, by version 2.0 of the format; Info-ZIP takes names of another system for
// letters of DOS, whatever the flag for UTF-8 says. A regular file that all may read is their mode.
const (
	unix    = 3<<8 | 20
	regular = 0o100644 << 16
)

// Bytes returns the archive.
func (a *Archive) Bytes() []byte {
	slices.SortFunc(a.files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	size := 0
	for _, f := range a.files {
		size += len(f.data) + 2*len(f.name) + 100
	}
	out := bytes.NewBuffer(make([]byte, 0, size))
	w := zip.NewWriter(out)
	for _, f := range a.files {
		h := &zip.FileHeader{
			Name: f.name, Method: f.method, CRC32: f.crc, CreatorVersion: unix, ExternalAttrs: regular,
			ModifiedDate:     firstDay, //lint:ignore SA1019 CreateRaw writes it as it is, and does not look at Modified
			CompressedSize64: uint64(len(f.data)), UncompressedSize64: uint64(f.size),
		}
		if strings.ContainsFunc(f.name, func(c rune) bool { return c > '~' }) {
			h.Flags |= 0x800 // the name is UTF-8
		}
		in, err := w.CreateRaw(h)
		if err != nil {
			panic(err) // names are paths of outputs, and a buffer takes everything
		}
		in.Write(f.data)
	}
	w.Close()
	return out.Bytes()
}
