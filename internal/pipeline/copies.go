package pipeline

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"vernacular/internal/asset"
	"vernacular/internal/locale"
	"vernacular/internal/offline"
	"vernacular/internal/query"
)

// copied is how many pages of an offline copy are held at once.
const copied = 16

// makeCopy makes the offline copy of an edition: its pages as they are published but for their addresses, the texts of the
// pages, and the assets and files that these need. An asset is known by its name, which has the digest of its bytes.
func (b *Builder) makeCopy(c *query.Ctx, s spec) Output {
	e := b.newCopy(c, s.Locale)
	var pages []spec
	var sources []string
	r := b.reader(c)
	for _, key := range r.Pages(s.Locale) {
		v := b.q.variant.Get(c, variantKey{key, s.Locale})
		pages = append(pages, spec{v.Output, pageOutput, s.Locale, key})
		sources = append(sources, v.File)
		e.names["/"+v.Output] = e.inside("/" + v.Output)
		if v.Text == s.Locale && v.TextFile.Permalink != "" {
			text := strings.TrimSuffix(v.Output, path.Ext(v.Output)) + ".md"
			e.names["/"+text] = e.inside("/" + text)
			e.archive.Add(e.inside("/"+text), b.text(c, v.File))
		}
	}
	if len(pages) == 0 {
		c.Fail()
	}
	tentative := r.guess.made
	for chunk := range slices.Chunk(pages, copied) {
		made, ok := b.q.output.All(c, chunk)
		for i, p := range made {
			if !ok[i] {
				c.Fail()
			}
			tentative = tentative || p.Tentative
			e.addPage(p)
		}
	}
	e.addNeeded()
	o := newOutput(s.Path, s.Locale, e.archive.Bytes(), sources...)
	o.Tentative = tentative
	return o
}

// copyOf is an offline copy while it is made.
type copyOf struct {
	b       *Builder
	c       *query.Ctx
	prefix  string // of the edition
	base    string // the path below which the site is published, without a slash behind it
	url     string // of the site, "" if it is not known
	archive offline.Archive
	names   map[string]string // in the archive, by the path from the site's root
	needed  []string          // such paths of assets and files that are not in the archive yet
}

func (b *Builder) newCopy(c *query.Ctx, t locale.Tag) *copyOf {
	s := b.q.settings.Get(c, none)
	base, err := url.PathUnescape(s.BasePath())
	if err != nil {
		base = s.BasePath()
	}
	return &copyOf{
		b: b, c: c, prefix: b.q.frame.Get(c, t).Prefix, base: strings.TrimSuffix(base, "/"), url: s.BaseURL, names: map[string]string{},
	}
}

// inside returns the name in the archive of what stands at a path of the site: that below the edition's root.
func (e *copyOf) inside(at string) string {
	if below, ok := strings.CutPrefix(at, e.prefix); ok {
		return below
	}
	if strings.HasPrefix(at, "/"+assetsFolder) {
		return at[1:]
	}
	return assetsFolder + "files" + at // a file of another edition
}

// addPage adds a page.
func (e *copyOf) addPage(p Output) {
	at := "/" + p.Path
	if dir, ok := strings.CutSuffix(at, "/index.html"); ok {
		at = dir + "/"
	}
	name := e.names["/"+p.Path]
	e.archive.Add(name, offline.Page(p.Data, offline.Links{Name: name, Path: e.base + at, Base: e.url, File: e.find}))
}

// find returns the name in the archive of what an address of a page leads to, if the archive has it.
func (e *copyOf) find(address string) (string, bool) {
	at, ok := strings.CutPrefix(address, e.base+"/")
	if !ok {
		return "", false
	}
	at = "/" + at
	for _, p := range []string{at, strings.TrimSuffix(at, "/") + "/index.html"} {
		if name, ok := e.names[p]; ok {
			return name, true
		}
	}
	if _, isAsset := e.asset(at); !isAsset && e.b.q.fileAt.Get(e.c, at) == "" {
		return "", false
	}
	name := e.inside(at)
	e.names[at] = name
	e.needed = append(e.needed, at)
	return name, true
}

// addNeeded adds the assets and files that were found, and what the style sheets among them load.
func (e *copyOf) addNeeded() {
	for len(e.needed) > 0 {
		at := e.needed[0]
		e.needed = e.needed[1:]
		data := e.read(at)
		e.archive.Add(e.names[at], data)
		if path.Ext(at) == ".css" {
			for _, p := range offline.InStyles(at, data) {
				e.find(e.base + p)
			}
		}
	}
}

// read returns the bytes of an asset or of a file beside pages.
func (e *copyOf) read(at string) []byte {
	if k, ok := e.asset(at); ok {
		return e.b.copiedAssets.bytes(at, func() []byte { return e.b.makeAsset(e.c, k).Data })
	}
	return e.b.text(e.c, e.b.q.fileAt.Get(e.c, at))
}

// asset returns the asset at a path of the site. A page that leads to one has asked for it, so that it is in the tree.
func (e *copyOf) asset(at string) (k assetKey, ok bool) {
	if !strings.HasPrefix(at, "/"+assetsFolder) || asset.Digest(at) == "" {
		return k, false
	}
	e.b.stateMu.Lock()
	defer e.b.stateMu.Unlock()
	if entry := e.b.live[at[1:]]; entry != nil && entry.asset != nil {
		return *entry.asset, true
	}
	return k, false
}

// assetBytes keeps the bytes of assets while an update makes offline copies, so that each is made once for all of them. The
// name of an asset says what it holds, so this changes no answer.
type assetBytes struct {
	mu     sync.Mutex
	byPath map[string][]byte
}

// bytes returns what is kept of a path, or what makes it.
func (a *assetBytes) bytes(path string, makeIt func() []byte) []byte {
	a.mu.Lock()
	data, ok := a.byPath[path]
	a.mu.Unlock()
	if ok {
		return data
	}
	data = makeIt()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byPath == nil {
		a.byPath = map[string][]byte{}
	}
	a.byPath[path] = data
	return data
}

// clear forgets all.
func (a *assetBytes) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.byPath = nil
}
