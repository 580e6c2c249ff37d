package pipeline

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"vernacular/internal/asset"
	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// assetKey names a published asset: a file below assets/ as it is (Width 0; style sheets bundled), or a
// picture resized.
type assetKey struct {
	File   string
	Width  int
	Widths string // of all that are made of the picture together, as in pictureKey
}

func (k assetKey) String() string {
	if k.Width > 0 {
		return fmt.Sprintf("%s at %d pixels", k.File, k.Width)
	}
	return k.File
}

type pictureKey struct {
	File   string
	Widths string // in pixels, divided by spaces
}

func (b *Builder) makeAsset(c *query.Ctx, k assetKey) Output {
	if strings.HasSuffix(k.File, ".css") && k.Width == 0 {
		return b.makeStyles(c, k)
	}
	if k.Width > 0 {
		for _, r := range b.q.renditions.Get(c, pictureKey{k.File, k.Widths}) {
			if r.Width == k.Width {
				ext := path.Ext(k.File)
				name := fmt.Sprintf("%s-%dw%s", strings.TrimSuffix(k.File, ext), k.Width, ext)
				return newOutput(asset.Fingerprint(name, r.Data), "", r.Data, k.File)
			}
		}
		c.Fail()
	}
	data := b.harmless(c, k.File)
	o := newOutput(asset.Fingerprint(k.File, data), "", data, k.File)
	o.Integrity = asset.Integrity(data)
	return o
}

func (b *Builder) makeStyles(c *query.Ctx, k assetKey) Output {
	b.text(c, k.File)
	unread := false
	bundle, ds := asset.BundleCSS(k.File, func(p string) ([]byte, bool) {
		f, ok := b.q.file.Try(c, p)
		unread = unread || !ok || f.Missing && b.inHole(c, p)
		return f.Data, ok && !f.Missing
	}, true)
	if unread { // told already, and not to be told again as if it were missing
		c.Fail()
	}
	c.Report(ds...)
	if diag.HasErrors(ds) {
		c.Fail()
	}
	for _, f := range bundle.Files {
		b.q.asset.Need(c, assetKey{File: f.Source})
	}
	o := newOutput(asset.Fingerprint(k.File, bundle.CSS), "", bundle.CSS, append([]string{k.File}, bundle.Inputs...)...)
	o.Integrity = asset.Integrity(bundle.CSS)
	return o
}

// harmless is the bytes of a file that is published as it is. A picture that cannot be shown, or could
// do more than be shown, is an error.
func (b *Builder) harmless(c *query.Ctx, file string) []byte {
	data := b.text(c, file)
	if asset.IsPicture(file) {
		_, ds := asset.Probe(file, data)
		c.Report(ds...)
		if diag.HasErrors(ds) {
			c.Fail()
		}
	}
	return data
}

// resize makes all widths of a picture, so that it is decoded once. They are kept: a picture costs far
// more to make than to remember.
func (b *Builder) resize(c *query.Ctx, k pictureKey) []asset.Rendition {
	var widths []int
	for _, f := range strings.Fields(k.Widths) {
		n := 0
		fmt.Sscan(f, &n)
		widths = append(widths, n)
	}
	made, ds := asset.Resize(k.File, b.text(c, k.File), widths, 0)
	c.Report(ds...)
	if diag.HasErrors(ds) {
		c.Fail()
	}
	return made
}

func (b *Builder) makePicture(c *query.Ctx, k pictureKey) layout.Picture {
	img, ds := asset.Probe(k.File, b.text(c, k.File))
	c.Report(ds...)
	if diag.HasErrors(ds) {
		c.Fail()
	}
	settings := b.q.settings.Get(c, none)
	url := func(o Output) string { return settings.BasePath() + site.Encode(o.Path) }
	var wanted []int
	for _, f := range strings.Fields(k.Widths) {
		n := 0
		fmt.Sscan(f, &n)
		wanted = append(wanted, n)
	}
	out := layout.Picture{Width: img.Width, Height: img.Height}
	if !img.Resizable() || len(wanted) == 0 {
		out.Src = url(b.q.asset.Get(c, assetKey{File: k.File}))
		return out
	}
	widths := asset.Widths(img.Width, wanted)
	list := strings.Trim(fmt.Sprint(widths), "[]")
	var set []string
	for _, w := range widths {
		out.Src = url(b.q.asset.Get(c, assetKey{k.File, w, list}))
		set = append(set, fmt.Sprintf("%s %dw", out.Src, w))
	}
	largest := img.Scaled(slices.Max(widths)) // what Src leads to, which may be smaller than the picture itself
	out.Width, out.Height = largest.Width, largest.Height
	out.Srcset = layout.Srcset(strings.Join(set, ", "))
	return out
}
