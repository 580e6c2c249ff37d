package serve

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/host"
	"vernacular/internal/pipeline"
	"vernacular/internal/preview"
	"vernacular/internal/publish"
)

// urlPaths returns output paths as the addresses that readers open, below the base path.
func urlPaths(base string, paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		if dir, name := path.Split(p); name == "index.html" {
			p = dir
		}
		out[i] = base + p
	}
	return out
}

// served is the newest tree as the preview sees it: good outputs are made when asked for, and of a
// failed one the last good version is what was published.
type served struct {
	b   *pipeline.Builder
	pub *publish.Folder
}

var _ preview.Site = served{}

// output returns the path of the output at an address; false for one outside of the site.
func (s served) output(urlPath string) (string, bool) {
	p := strings.TrimPrefix(norm.NFC.String(urlPath), "/")
	if base := basePath(s.b); base != "/" {
		if !strings.HasPrefix("/"+p, base) {
			return "", false
		}
		p = strings.TrimPrefix("/"+p, base)
	}
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return p, true
}

// basePath returns the path below which the site is published.
func basePath(b *pipeline.Builder) string {
	if table := b.Site(); table != nil {
		return table.Settings.BasePath()
	}
	return "/"
}

// Open returns the output at an address.
func (s served) Open(urlPath string) (preview.File, bool) {
	p, ok := s.output(urlPath)
	if !ok {
		return preview.File{}, false
	}
	if o, ok := s.b.Open(p); ok {
		return file(p, o.Data, o.SHA256), true
	}
	if s.b.Kept(p) {
		if data, ok := s.pub.Read(p); ok {
			return file(p, data, ""), true
		}
	}
	return preview.File{}, false
}

// NotFound returns the not-found page of the edition that an address lies in.
func (s served) NotFound(urlPath string) preview.File {
	best := "404.html"
	if table := s.b.Site(); table != nil {
		inside := "/" + strings.TrimPrefix(urlPath, table.Settings.BasePath())
		for _, e := range table.Editions {
			p := strings.TrimPrefix(e.Prefix, "/") + "404.html"
			if strings.HasPrefix(inside, e.Prefix) && len(p) > len(best) {
				best = p
			}
		}
	}
	if o, ok := s.b.Open(best); ok {
		return file(best, o.Data, o.SHA256)
	}
	if data, ok := s.pub.Read(best); ok {
		return file(best, data, "")
	}
	return preview.File{Body: []byte("<!doctype html><title>404</title><h1>404</h1>\n"), ContentType: "text/html; charset=utf-8"}
}

// file returns an output as the preview sends it.
func file(path string, data []byte, sum string) preview.File {
	f := preview.File{Body: data, ContentType: host.ContentType(path)}
	if sum != "" {
		f.ETag = fmt.Sprintf("%q", sum[:16])
	}
	return f
}
