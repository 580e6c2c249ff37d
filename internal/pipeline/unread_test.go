package pipeline_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// unreadSite has something of everything that pages can depend on.
var unreadSite = map[string]string{
	"site.toml":                     "base_url = \"https://example.org/\"\n[locales.fr]\nurl = \"/francais/\"\n",
	"content/en/index.md":           "# Home\n\nSee [them](about.md), [one](guide/one.md) and [a note](note.txt).\n",
	"content/en/about.md":           "---\npermalink: /about-us/\naliases: [/old/]\n---\n# About\n",
	"content/en/guide/one.md":       "# One\n",
	"content/en/only.md":            "# Only here\n",
	"content/en/note.txt":           "note\n",
	"content/fr/index.md":           "# Accueil\n\nVoir [eux](a-propos.md).\n",
	"content/fr/a-propos.md":        "---\ntranslation_key: about\naliases: [/vieux/]\n---\n# À propos\n",
	"content/pt/index.md":           "# Início\n",
	"content/pt/about.md":           "---\npermalink: /sobre/\n---\n# Sobre\n",
	"content/pt-BR/about.md":        "# Sobre\n",
	"locales/active.en.toml":        "hello = \"Hello\"\n",
	"locales/active.fr.toml":        "hello = \"Salut\"\n",
	"locales/glossary.toml":         "",
	"locales/records/fr/index.toml": "segments = [\n  {id = \"heading-1\", source = \"0fcfafb36c4b53ac\", text = \"2d110e56d5f53fde\"},\n]\n",
	"layouts/page.html": "<!doctype html><html lang={{.Lang}}>{{with asset \"css/main.css\"}}<link rel=stylesheet href=\"{{.URL}}\">{{end}}{{with picture \"img/dot.svg\" 800}}" +
		"<img src=\"{{.Src}}\" alt=\"\">{{end}}{{partial \"menu.html\" .}}{{.Content}}{{t \"hello\"}}</html>\n",
	"layouts/404.html":           "<!doctype html><html lang={{.Lang}}>{{range .Editions}}{{.Name}}{{end}}{{t \"hello\"}}</html>\n",
	"layouts/partials/menu.html": "<nav>{{range .Alternates}}<a href=\"{{.URL}}\">{{.Name}}</a>{{end}}{{range .Pages}}{{.Title}}{{end}}</nav>\n",
	"assets/css/main.css":        "@import \"./sub/extra.css\";\nb{color:blue}\n",
	"assets/css/sub/extra.css":   "i{color:red}\n",
	"assets/img/dot.svg":         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>\n",
}

// look is a snapshot of a folder as a new process sees it.
func lookAt(t *testing.T, dir string) *source.Snapshot {
	t.Helper()
	folder, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	snap, err := folder.Scan()
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// TestUnreadableHolds takes each file and each folder of a site away by putting a link in its place. Whether the builder
// has seen the site before, reads a record of it or begins from nothing, no published file is removed, moved or written
// anew, and the one problem is that of the link.
func TestUnreadableHolds(t *testing.T) {
	victims := map[string]bool{}
	for p := range unreadSite {
		for ; p != "."; p = path.Dir(p) {
			victims[p] = true
		}
	}
	for _, settings := range []string{"", "[publish]\nthreshold = 0.5\n"} {
		for _, victim := range slices.Sorted(maps.Keys(victims)) {
			if victim == "locales/glossary.toml" {
				continue // no output needs it
			}
			t.Run(fmt.Sprintf("%s%d", victim, len(settings)), func(t *testing.T) { unreadable(t, victim, settings) })
		}
	}
}

func unreadable(t *testing.T, victim, settings string) {
	dir := t.TempDir()
	for p, text := range unreadSite {
		full := filepath.Join(dir, p)
		os.MkdirAll(filepath.Dir(full), 0o777)
		if p == "site.toml" {
			text += settings
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	before, err := folder.Scan()
	if err != nil {
		t.Fatal(err)
	}
	seen := pipeline.New(pipeline.Options{Scratch: &scratch{}})
	published := &memory{}
	if r := seen.Update(before, nil, published, true); len(r.Diagnostics) > 0 && settings == "" {
		t.Fatal(r.Diagnostics)
	}
	outputs, files := seen.Outputs(), maps.Clone(published.files)
	var record bytes.Buffer
	if err := seen.Save(&record); err != nil {
		t.Fatal(err)
	}
	recorded := pipeline.New(pipeline.Options{Scratch: &scratch{}})
	if err := recorded.Load(record.Bytes()); err != nil {
		t.Fatal(err)
	}

	full := filepath.Join(dir, victim)
	away := filepath.Join(dir, ".away")
	if err := os.Rename(full, away); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(away, full); err != nil {
		t.Fatal(err)
	}
	held, changed, err := folder.Update(before, []string{victim})
	if err != nil {
		t.Fatal(err)
	}
	fresh := pipeline.New(pipeline.Options{Workers: 1})
	var first string
	for _, b := range []struct {
		what string
		b    *pipeline.Builder
	}{{"seen before", seen}, {"from a record", recorded}, {"from nothing", fresh}} {
		r := b.b.Update(held, changed, published, true)
		if len(r.Diagnostics) == 0 || r.Diagnostics[0].File != victim || settings == "" && len(r.Diagnostics) > 1 {
			t.Errorf("%s: %v", b.what, r.Diagnostics)
		}
		for _, o := range outputs {
			if !bytes.Equal(published.files[o.Path], files[o.Path]) {
				t.Errorf("%s: %s was written anew", b.what, o.Path)
			}
			tree := slices.ContainsFunc(b.b.Outputs(), func(n pipeline.Output) bool { return n.Path == o.Path && n.SHA256 == o.SHA256 })
			if !tree && !r.Held && !slices.Contains(b.b.Failed(), o.Path) && !slices.Contains(r.Kept, o.Path) {
				t.Errorf("%s: %s is not kept", b.what, o.Path)
			}
		}
		for p := range published.files {
			if _, ok := files[p]; !ok {
				t.Errorf("%s: %s is new", b.what, p)
			}
		}
		if len(r.Removed) > 0 {
			t.Errorf("%s: removed %q", b.what, r.Removed)
		}
		// What is held is known by the sources alone. (Builders that hold the whole tree know nothing of it.)
		if now := describe(b.b, r, published.files); b.what != "seen before" && now != first {
			t.Errorf("%s:\n%s\nseen before:\n%s", b.what, now, first)
		} else {
			first = now
		}
	}

	os.Remove(full)
	if err := os.Rename(away, full); err != nil {
		t.Fatal(err)
	}
	healed, changed, err := folder.Update(held, []string{victim})
	if err != nil {
		t.Fatal(err)
	}
	clean := pipeline.New(pipeline.Options{Workers: 1})
	want := clean.Update(lookAt(t, dir), nil, nil, true)
	for _, b := range []*pipeline.Builder{seen, recorded, fresh} {
		r := b.Update(healed, changed, published, false)
		if got, want := describe(b, r, published.files), describe(clean, want, published.files); got != want {
			t.Errorf("mended:\n%s\nwant:\n%s", got, want)
		}
	}
}

// TestUnreadableStopsNobodyElse: what does not depend on the thing that cannot be read is published, on a first build
// and after an edit, and every other problem is told.
func TestUnreadableStopsNobodyElse(t *testing.T) {
	dir := t.TempDir()
	put := func(p, text string) {
		t.Helper()
		full := filepath.Join(dir, p)
		os.MkdirAll(filepath.Dir(full), 0o777)
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("site.toml", "[locales.fr]\nname = \"Le français\"\n")
	put("content/en/index.md", "# Home\n\n[fr](/fr/) [nowhere](nowhere.md)\n")
	put("content/en/about.md", "# About\n")
	put("content/en/bad.md", "---\ntitle: \"x\n---\n")
	if err := os.Symlink("/nowhere", filepath.Join(dir, "content/fr")); err != nil {
		t.Fatal(err)
	}
	paths := func(m *memory) string { return strings.Join(slices.Sorted(maps.Keys(m.files)), " ") }
	m := &memory{}
	r := pipeline.New(pipeline.Options{}).Update(lookAt(t, dir), nil, m, true)
	if got := paths(m); got != "404.html about/index.html about/index.md en.zip index.html index.md robots.txt sitemap.xml" {
		t.Error(got)
	}
	var codes []string
	for _, d := range r.Diagnostics {
		codes = append(codes, d.Code+" "+d.File)
	}
	if got := strings.Join(codes, ", "); got != "front-matter-syntax content/en/bad.md, broken-link content/en/index.md, not-a-file content/fr" {
		t.Error(got)
	}

	os.Remove(filepath.Join(dir, "content/fr"))
	put("content/fr/index.md", "# Accueil\n")
	if err := os.Symlink("/nowhere", filepath.Join(dir, "content/fr/about.md")); err != nil {
		t.Fatal(err)
	}
	m = &memory{}
	pipeline.New(pipeline.Options{}).Update(lookAt(t, dir), nil, m, true)
	if got := paths(m); got != "404.html about/index.html about/index.md en.zip fr.zip fr/404.html fr/index.html index.html index.md robots.txt sitemap.xml" {
		t.Error(got)
	}
	put("content/en/index.md", "# Home again\n")
	put("content/en/about.md", "# About again\n")
	pipeline.New(pipeline.Options{}).Update(lookAt(t, dir), nil, m, true)
	if got := string(m.files["index.html"]); !strings.Contains(got, "Home again") {
		t.Error("an edit of a page that depends on nothing unreadable is not published")
	}
	if got := string(m.files["about/index.html"]); strings.Contains(got, "About again") {
		t.Error("a page is published without its translation, which may be there")
	}
	if got := string(m.files["about/index.md"]); strings.Contains(got, "About again") {
		t.Error("the text of a page that is kept is another one than the page has")
	}
	const fallback = "fr/about/index.html"
	m = &memory{held: map[string]pipeline.Output{fallback: {Path: fallback, Locale: "fr", Sources: []string{"content/en/about.md"}}}}
	if r := pipeline.New(pipeline.Options{}).Update(lookAt(t, dir), nil, m, true); !slices.Contains(r.Kept, fallback) || slices.Contains(r.Removed, fallback) {
		t.Error("a fallback page is not kept")
	}
}
