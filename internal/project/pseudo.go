package project

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/pseudo"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// Pseudo gives a snapshot that has the editions en-XA and ar-XB besides its own: every text of the source accented and a third
// longer, or mirrored. What cannot be read in the source is not in them. The snapshot holds what they were made from.
func Pseudo(snap *source.Snapshot) *source.Snapshot {
	snap = held(snap, site.SettingsFile)
	settings := site.DefaultSettings()
	if src := readable(snap, site.SettingsFile); src != nil {
		if s, ds := site.ParseSettings(site.SettingsFile, src); !diag.HasErrors(ds) {
			settings = s
		}
	}
	files := map[string][]byte{}
	found, _ := site.FindLocales(snap.Files("content/"), snap.Files("locales/"), catalog.SplitName)
	for _, l := range found {
		if l.Tag != settings.Source {
			continue
		}
		var pages []string
		if l.Folder != "" {
			pages = slices.DeleteFunc(slices.Clone(snap.Files(l.Folder)), func(f string) bool { return !site.IsPage(f) })
		}
		snap = held(snap, append(pages, l.Catalog)...)
		for _, kind := range []pseudo.Kind{pseudo.Accented, pseudo.Mirrored} {
			maps.Copy(files, pseudoEdition(snap, l, pages, pipeline.Limits(settings), kind))
		}
	}
	return snap.With(files)
}

// held returns a snapshot that holds more files, or the same one where that fails: reading it says what is wrong.
func held(snap *source.Snapshot, files ...string) *source.Snapshot {
	if held, err := snap.Hold(files...); err == nil {
		return held
	}
	return snap
}

// readable returns the bytes of a file, nil where it cannot be read.
func readable(snap *source.Snapshot, file string) []byte {
	f, err := snap.Read(file)
	if err != nil || f.Missing || diag.HasErrors(f.Diags) {
		return nil
	}
	return f.Data
}

// pseudoEdition makes the files of a pseudo-locale from the source's catalog and pages, by path.
func pseudoEdition(snap *source.Snapshot, from site.Locale, pages []string, lim page.Limits, kind pseudo.Kind) map[string][]byte {
	files := map[string][]byte{}
	tag := string(kind.Tag())
	if from.Catalog != "" {
		if data := pseudoCatalog(from.Catalog, readable(snap, from.Catalog), from.Tag, kind); data != nil {
			files["locales/active."+tag+".toml"] = data
		}
	}
	for _, f := range pages {
		to := "content/" + tag + "/" + strings.TrimPrefix(f, from.Folder)
		if data := pseudoPage(f, to, readable(snap, f), lim, kind); data != nil {
			files[to] = data
		}
	}
	return files
}

func pseudoCatalog(file string, src []byte, from locale.Tag, kind pseudo.Kind) []byte {
	c, _ := catalog.Parse(file, src, from, catalog.Limits{})
	if c.Lost {
		return nil
	}
	to := "active." + string(kind.Tag()) + ".toml"
	out, err := catalog.Skeleton(c, kind.Tag(), "toml")
	if err != nil {
		return nil
	}
	edit, err := catalog.NewEdit(to, out, kind.Tag())
	if err != nil {
		return out
	}
	for _, m := range c.Messages {
		categories := []string{"other"}
		if m.Counts() {
			categories = kind.Tag().PluralForms()
		}
		var forms []catalog.Form
		for _, category := range categories {
			f, ok := m.Form(category)
			if !ok {
				f, _ = m.Form("other")
			}
			forms = append(forms, catalog.Form{Category: category, Text: pseudo.Message(kind, f.Text)})
		}
		edit.Set(m.ID, forms) // what cannot be set keeps the source's text
	}
	if data, err := edit.Bytes(); err == nil {
		return data
	}
	return out
}

func pseudoPage(file, to string, src []byte, lim page.Limits, kind pseudo.Kind) []byte {
	doc, _ := page.Parse(file, src, page.Options{Limits: lim})
	if src == nil || doc.Lost {
		return nil
	}
	segments := translation.Segments(doc)
	in := translation.ApplyInput{Source: doc, TargetFile: to, Texts: map[string]string{}}
	in.Matches = translation.Compare(translation.Input{Source: segments})
	for _, m := range in.Matches {
		s := segments[m.Source]
		switch {
		case s.Kind == page.KindFrontMatter:
			in.Texts[m.ID] = pseudo.Message(kind, s.Text)
		case s.Kind == page.KindHTML || strings.HasSuffix(file, ".html"):
			in.Texts[m.ID] = pseudo.HTML(kind, s.Text)
		default:
			in.Texts[m.ID] = pseudo.Text(kind, s.Text, translation.Verbatim(s.Kind))
		}
	}
	applied, err := translation.Apply(in)
	if err != nil {
		return nil
	}
	out := applied.Bytes()
	return bytes.Replace(bytes.Replace(out, []byte("\ndraft: true\n"), []byte("\n"), 1), []byte("\ntranslation: draft\n"), []byte("\ntranslation: machine\n"), 1)
}
