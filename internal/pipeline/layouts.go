package pipeline

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/layout"
	"vernacular/internal/query"
)

//go:embed builtin
var builtin embed.FS

// builtinLayout compiles a layout for sites that have none of their own.
func builtinLayout(c *query.Ctx, name string) *layout.Layout {
	src, err := builtin.ReadFile("builtin/" + name)
	if err != nil {
		panic(err)
	}
	l, ds := layout.Compile(layout.File{Path: "builtin/" + name, Src: src})
	if l == nil {
		panic(fmt.Sprint(ds))
	}
	return l
}

// layoutFor returns the layout that a page asks for and its file, "" for a builtin one.
func (b *Builder) layoutFor(c *query.Ctx, name string, v variant) (*layout.Layout, string) {
	files := b.q.listing.Get(c, "layouts/")
	if len(files) == 0 {
		if b.holeBelow(c, "layouts/") {
			c.Fail()
		}
		return b.q.builtin.Get(c, "page.html"), ""
	}
	file := "layouts/" + name + ".html"
	if _, ok := slices.BinarySearch(files, file); !ok {
		if b.inHole(c, file) {
			c.Fail()
		}
		pos := diag.At(v.File, 0, 0)
		for _, f := range v.Chain {
			if m, ok := b.q.meta.Try(c, f); ok && m.Has("layout") {
				pos = m.At("layout")
				break
			}
		}
		d := diag.Errorf("layout-missing", pos, "there is no layout %q: the file %s does not exist", name, file)
		if near := diag.Nearest(file, files); near != "" {
			d = d.WithHint("did you mean %s?", strings.TrimSuffix(strings.TrimPrefix(near, "layouts/"), ".html"))
		}
		c.Fail(d)
	}
	return b.q.layout.Get(c, file), file
}

// compileLayout compiles a layout; one that only defines blocks is compiled together with layouts/base.html.
func (b *Builder) compileLayout(c *query.Ctx, file string) *layout.Layout {
	f := b.q.file.Get(c, file)
	if f.Missing {
		c.Fail()
	}
	files := []layout.File{{Path: file, Src: f.Data}}
	if layout.OnlyDefines(f.Data) && file != "layouts/base.html" {
		base := b.q.file.Get(c, "layouts/base.html")
		if base.Missing && b.inHole(c, "layouts/base.html") {
			c.Fail()
		}
		if base.Missing {
			c.Fail(diag.Errorf("layout-missing", diag.At(file, 0, 0), "this layout fills the blocks of layouts/base.html, which does not exist").
				WithHint("write layouts/base.html, or the whole page here"))
		}
		files = []layout.File{{Path: "layouts/base.html", Src: base.Data}, files[0]}
	}
	l, ds := layout.Compile(files...)
	c.Report(ds...)
	if l == nil {
		c.Fail()
	}
	return b.checkUses(c, l)
}

// checkUses returns a layout, and fails when it names messages or partials that do not exist.
func (b *Builder) checkUses(c *query.Ctx, l *layout.Layout) *layout.Layout {
	source := b.q.settings.Get(c, none).Source
	bad := false
	for _, u := range l.Messages {
		if b.q.message.Get(c, messageKey{source, u.Name}).ID == "" {
			bad = true
			d := diag.Errorf("message-missing", u.Pos, "there is no message %q in the source catalog locales/active.%s.toml", u.Name, source)
			if near := diag.Nearest(u.Name, b.messageIDs(c, source)); near != "" {
				d = d.WithHint("did you mean %q?", near)
			} else {
				d = d.WithHint("add it to the catalog: %s = \"…\"", u.Name)
			}
			c.Report(d)
		}
	}
	for _, u := range l.Partials {
		file := layout.PartialPath(u.Name)
		if !slices.Contains(b.q.listing.Get(c, "layouts/"), file) {
			bad = true
			if b.inHole(c, file) {
				continue
			}
			c.Report(diag.Errorf("partial-missing", u.Pos, "there is no partial %q", u.Name).WithHint("write %s", file))
		}
	}
	if bad {
		c.Fail()
	}
	return l
}
