package deliver

import (
	"bytes"
	"compress/gzip"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"

	"vernacular/internal/publish"
)

// encodings are the endings of compressed files that stand beside a file, and what makes them: always the same bytes.
var encodings = map[string]func(data []byte) []byte{
	".br": func(data []byte) []byte {
		var b bytes.Buffer
		w := brotli.NewWriterLevel(&b, brotli.BestCompression)
		w.Write(data) // into memory, which does not fail
		w.Close()
		return b.Bytes()
	},
	".gz": func(data []byte) []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // with no name and no time
		w.Write(data)
		w.Close()
		return b.Bytes()
	},
}

// minCompressed is the size in bytes below which a file fits into one packet of the network, compressed or not.
const minCompressed = 1024

// compressible are the endings of files that are text.
var compressible = []string{".html", ".css", ".js", ".xml", ".txt", ".md", ".svg", ".json", ".po", ".xlf", ".csv", ".vtt", ".ics"}

// original returns the path of the file that a path is a compressed form of; ok is false if it is none by its name.
func original(path string) (of string, ok bool) {
	for end := range encodings {
		if of, ok := strings.CutSuffix(path, end); ok {
			return of, slices.ContainsFunc(compressible, func(c string) bool { return strings.HasSuffix(of, c) })
		}
	}
	return "", false
}

// packing is a compressed file that an edition is to have.
type packing struct {
	from publish.Entry
	end  string
}

func (p packing) path() string { return p.from.Path + p.end }

// packings lists the compressed files that an edition is to have. has are its files by path.
func (e *Edition) packings(has map[string]publish.Entry) (list []packing) {
	for _, f := range e.Files {
		if f.Size < minCompressed || forServer(f.Path) {
			continue
		}
		for _, end := range []string{".br", ".gz"} {
			p := packing{f, end}
			if _, ok := original(p.path()); ok && has[p.path()].Path == "" {
				list = append(list, p)
			}
		}
	}
	return list
}

// compress adds compressed files to an edition, for servers that look for them (brotli_static, gzip_static). before are those of the
// last edition: what was made of the same bytes is not made again. progress may be nil.
func (e *Edition) compress(ctx context.Context, before []extra, progress func(done, total int)) error {
	made := map[string]extra{}
	for _, x := range before {
		made[x.Path] = x
	}
	has := map[string]publish.Entry{}
	for _, f := range e.Files {
		has[f.Path] = f
	}
	list := e.packings(has)
	read := e.read
	added := make([]publish.Entry, len(list))
	var mu sync.Mutex
	ready := map[string][]byte{} // what was made, and so is probably to be sent
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	e.of = map[string]string{}
	for i, p := range list {
		e.of[p.path()] = p.from.SHA256
		if x := made[p.path()]; x.Of == p.from.SHA256 {
			added[i] = publish.Entry{Path: x.Path, SHA256: x.SHA256, Size: x.Size, Locale: p.from.Locale}
			continue
		}
		g.Go(func() error {
			if running.Err() != nil {
				return running.Err()
			}
			data, err := read(running, p.from)
			if err != nil {
				return err
			}
			data = encodings[p.end](data)
			added[i] = publish.Entry{Path: p.path(), SHA256: hashOf(data), Size: int64(len(data)), Locale: p.from.Locale}
			mu.Lock()
			defer mu.Unlock()
			ready[p.path()] = data
			if progress != nil {
				progress(len(ready), len(list))
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	slices.SortFunc(added, byPath)
	e.add(append(e.extra, added...), added)
	e.read = func(ctx context.Context, f publish.Entry) ([]byte, error) {
		if data, ok := ready[f.Path]; ok {
			return data, nil
		}
		return e.pack(ctx, f, has, read)
	}
	return nil
}

// pack returns the bytes of a file that may be a compressed one; read returns those of all others.
func (e *Edition) pack(ctx context.Context, f publish.Entry, has map[string]publish.Entry, read func(context.Context, publish.Entry) ([]byte, error)) ([]byte, error) {
	if e.of[f.Path] == "" {
		return read(ctx, f)
	}
	from, _ := original(f.Path)
	data, err := read(ctx, has[from])
	if err != nil {
		return nil, err
	}
	return encodings[f.Path[len(from):]](data), nil
}
