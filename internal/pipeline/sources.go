package pipeline

import (
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// readFile reads a file of the snapshot. A file that does not exist is an answer; one that cannot be read is a failure.
func (b *Builder) readFile(c *query.Ctx, file string) content {
	if b.snap.Unknown(file) {
		// It may exist. Callers to which that matters ask [Builder.inHole].
		return content{source.File{Missing: true}}
	}
	f, err := b.snap.Read(file)
	if err != nil {
		c.Fail(cannotRead(file, err))
	}
	if diag.HasErrors(f.Diags) {
		c.Fail(f.Diags...)
	}
	c.Report(f.Diags...)
	return content{f}
}

// text returns the bytes of a file that must exist.
func (b *Builder) text(c *query.Ctx, file string) []byte {
	f := b.q.file.Get(c, file)
	if f.Missing {
		c.Fail()
	}
	return f.Data
}

// optional returns the bytes of a file that need not exist, nil when it does not.
func (b *Builder) optional(c *query.Ctx, file string) []byte {
	f := b.q.file.Get(c, file)
	if f.Missing {
		if b.inHole(c, file) {
			c.Fail()
		}
		return nil
	}
	return f.bytes()
}

// readSettings returns the settings of site.toml, or the default ones, with the base URL of the run's options.
func (b *Builder) readSettings(c *query.Ctx, _ struct{}) site.Settings {
	s := site.DefaultSettings()
	if f := b.q.file.Get(c, site.SettingsFile); !f.Missing {
		var ds []diag.Diagnostic
		s, ds = b.settings.Parse(site.SettingsFile, f.Data)
		c.Report(ds...)
		if diag.HasErrors(ds) {
			c.Fail()
		}
	}
	if b.opt.BaseURL != "" {
		s.BaseURL = strings.TrimSuffix(b.opt.BaseURL, "/") + "/"
	}
	return s
}

func (b *Builder) limits(c *query.Ctx) page.Limits {
	return Limits(b.q.settings.Get(c, none))
}

// Limits returns the limits of a site's pages.
func Limits(s site.Settings) page.Limits {
	l := page.DefaultLimits()
	l.Bytes = s.PageBytes
	return l
}

// pageOptions returns how to read a page in the language of a locale, "" where the language makes no difference.
func (b *Builder) pageOptions(c *query.Ctx, t locale.Tag) page.Options {
	lang := ""
	if t != "" {
		lang = t.Language()
	}
	return page.Options{
		Limits: b.limits(c), Typographer: b.q.settings.Get(c, none).Typographer,
		CJKLineBreaks: lang == "zh" || lang == "ja", NoBlocks: true,
	}
}
