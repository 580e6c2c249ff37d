package pipeline_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// memory is a sink that keeps what it is given, and what each path's bytes were last.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
	held  map[string]pipeline.Output // by path
	puts  []string                   // of the newest update
}

func (m *memory) Put(o pipeline.Output) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files == nil {
		m.files = map[string][]byte{}
	}
	if _, ok := m.files[o.Path]; ok && o.Tentative {
		return nil
	}
	m.files[o.Path] = bytes.Clone(o.Data)
	if m.held == nil {
		m.held = map[string]pipeline.Output{}
	}
	o.Data = nil
	m.held[o.Path] = o
	m.puts = append(m.puts, o.Path)
	return nil
}

// Verify knows what it was given.
func (m *memory) Verify(outputs []pipeline.Output) (need []int) {
	for i, o := range outputs {
		if data, ok := m.files[o.Path]; !ok || !bytes.Equal(sum(data), []byte(o.SHA256)) {
			need = append(need, i)
		}
	}
	return need
}

// Left lists all that it holds.
func (m *memory) Left() []pipeline.Output { return slices.Collect(maps.Values(m.held)) }

func (m *memory) Read(path string) ([]byte, bool) {
	data, ok := m.files[path]
	return data, ok
}

// scratch is one in memory.
type scratch struct {
	mu   sync.Mutex
	data []byte
}

func (s *scratch) WriteAt(b []byte, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if more := int(at) + len(b) - len(s.data); more > 0 {
		s.data = append(s.data, make([]byte, more)...)
	}
	return copy(s.data[at:], b), nil
}

func (s *scratch) ReadAt(b []byte, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copy(b, s.data[at:]), nil
}

// pools of file contents, good and bad, for the random editor.
var (
	bodies = []string{
		"Plain words.\n", "# A heading\n\nWords with a [link](about.md).\n", "## The problem\n\nSee [us](ifes.org) and [there](#the-problem).\n",
		"# العنوان\n\nنص.\n", "![Map](map.svg)\n", "[gone](nowhere.md)\n", "[abs](/about/) [asset](/assets/img/dot.svg) [idx](index.md)\n",
		"<i>raw</i> <script>x</script>\n", "<b>ok</b> unclosed <i>here\n", "bad \xff byte\n", "", "| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]\n\n[^1]: note\n",
		"## The problem\n\nPlain words, and more of them than before.\n\n- one item of a list\n- another item of it[^1]\n\n[^1]: note\n",
		"- another item of it[^1]\n\n## The way\n\n> Plain words.\n\n- one item of a list\n\n[^1]: note\n",
		"![t](https://img.example/x.png) [notes](notes.txt) [way](way.gpx)\n",
	}
	matters = []string{
		"", "---\ntitle: One\n---\n", "---\ntitle: Two\ndescription: Text\ntranslation: machine\n---\n", "---\ntitle: [\n---\n",
		"---\npermalink: /about/\n---\n", "---\npermalink: /slug/\naliases: [/old/, /older.html]\n---\n", "---\npermalink: ../x\n---\n",
		"---\ndraft: true\n---\n", "---\nlayout: home\nhero:\n  text: Hero\n---\n", "---\nlayout: nowhere\n---\n", "+++\ntitle = \"Toml\"\n+++\n",
		"---\ntranslation_key: about\n---\n", "---\npermalink: /\n---\n", "---\nhero:\n  alt: Only alt\n---\n",
		"---\ndate: 2024-03-20\ntranslator: A\n---\n",
	}
	catalogs = []string{
		"hello = \"Hello\"\nbye = \"Bye\"\n[pages]\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n",
		"hello = \"Salut\"\n[pages]\none = \"{{.Count}} p\"\nmany = \"{{.Count}} de p\"\nother = \"{{.Count}} ps\"\n",
		"hello = \"Hé\"\nbye = \"Au revoir {{.Who}}\"\n", "hello = \"unclosed\n", "hello = \"{{range .X}}{{end}}\"\n", "", "other_one = \"x\"\n",
	}
	bases = []string{
		"<!doctype html><html lang={{.Lang}}><title>{{plain .Title}}</title>{{partial \"head.html\" .}}{{block \"main\" .}}{{.Content}}{{end}}{{partial \"foot.html\" .}}</html>\n",
		"<!doctype html><html lang={{.Lang}} dir={{.Dir}}>{{block \"main\" .}}{{.Title}}{{.Content}}{{end}}{{partial \"foot.html\" .}}</html>\n",
		"{{if}}\n", "<p>{{t \"nothing\"}}</p>{{block \"main\" .}}{{end}}\n",
	}
	pages = []string{
		"{{define \"main\"}}<main>{{.Title}} {{.Description}} {{.Translation}} {{.Stale}}/{{.Missing}}/{{.Moved}}/{{.Obsolete}}/{{.Added}} {{.Content}}{{range .Headings}}{{.ID}}{{end}}</main>{{end}}\n",
		"{{define \"main\"}}{{.Content}}{{with .Page \"about\"}}<a href=\"{{.Permalink}}\">{{.Title}}</a>{{end}}{{end}}\n",
		"<html>{{.Title}}{{with .Param \"hero.text\"}}{{.}}{{end}}{{with .Param \"hero.alt\"}}{{.}}{{end}}{{t \"bye\" \"Who\" .Title}}</html>\n",
		"{{define \"main\"}}{{with .Publisher}}{{.Name}}{{with .Mark}}{{with picture .}}{{.Src}}{{end}}{{end}}{{end}}{{with .Contact}}{{.Mail}}{{end}}{{range .Documents}}{{.Title}}{{.URL}}{{.Size}}{{.Lang}}{{end}}{{.File \"map.svg\"}}{{hasAsset \"img/dot.svg\"}}{{.Date}}{{.Translator}}{{end}}\n",
		"{{define \"main\"}}{{.Nothing}}{{end}}\n", "{{define \"main\"}}{{with asset \"css/main.css\"}}<link href=\"{{.URL}}\" integrity=\"{{.Integrity}}\">{{end}}{{end}}\n",
	}
	foots = []string{
		"<footer>{{t \"hello\"}} {{t \"pages\" 3}}</footer>\n", "<footer>{{range .Pages}}{{.Title}} {{end}}</footer>\n", "<footer>{{t \"hello\"}}{{.Key}}</footer>\n",
		"<footer>{{range .Editions}}{{.Name}}{{end}}{{nameOf \"fr\"}}</footer>\n", "<footer>{{partial \"foot.html\" .}}</footer>\n",
	}
	heads = []string{
		"{{range .Alternates}}<link hreflang={{.Lang}} href=\"{{.URL}}\">{{end}}<link rel=canonical href=\"{{.Canonical}}\">\n",
		"{{range .Alternates}}<link hreflang={{.Lang}} href=\"{{.URL}}\">{{end}}{{.XDefault}}\n",
		"{{range .Alternates}}{{if .Current}}*{{end}}{{.Name}}{{end}}{{with .Source}}{{.Title}}{{end}}{{with .Home}}{{.Permalink}}{{end}}\n",
		"{{with asset \"css/main.css\"}}<link rel=stylesheet href=\"{{.URL}}\">{{end}}\n",
	}
	styles   = []string{"body{color:red}\n", "@import \"./extra.css\";\nbody{color:blue}\n", "body{color:\n", "i{background:url(../img/dot.svg)}\n"}
	settings = []string{
		"", "base_url = \"https://example.org/\"\n", "base_url = \"https://example.org/sub/\"\n[links]\n\"ifes.org\" = \"https://www.ifes.org/\"\n",
		"source_locale = \"fr\"\n", "[locales.fr]\nfallback = \"ar\"\nname = \"Le français\"\n", "[locales.ar]\nfallback = \"fr\"\n[locales.fr]\nfallback = \"ar\"\n",
		"bse_url = 1\n", "[locales.fr]\nurl = \"/francais/\"\n", "[limits]\npage_bytes = 1024\n", "[publish]\nthreshold = 0.9\n", "[publish]\nthreshold = 0\n",
		"[publisher]\nname = {en = \"Us\", fr = \"Nous\"}\nmark = \"img/dot.svg\"\n[contact]\nmail = \"a@example.org\"\n[[documents]]\ntitle = \"Notes\"\nfile = \"notes.txt\"\n",
		"[[documents]]\ntitle = \"Dot\"\nfile = \"img/dot.svg\"\n[[documents]]\ntitle = {ar = \"x\"}\nfile = \"gone.pdf\"\n", "[publisher]\nmark = \"css/main.css\"\n",
		"[files]\nallow = [\"gpx\"]\n[pictures]\nallow = [\"img.example\"]\n", "[files]\nallow = [\"htm\"]\n",
	}
	// records of translations: made from some of the bodies, from a text that is nowhere, damaged
	records = []string{
		"", "segments = []\n", "segments = [\n  {id = \"paragraph-1\", source = \"zz\"},\n]\n",
		"segments = [\n  {id = \"paragraph-1\", source = \"37c3f1d1baf13010\", text = \"31670ac263e0840d\"},\n]\n",
		"segments = [\n  {id = \"heading-1\", source = \"0fcfafb36c4b53ac\", text = \"2d110e56d5f53fde\"},\n  {id = \"paragraph-1\", source = \"d88fe06746334efd\", text = \"fea2abef91cd82c1\"},\n]\n",
	}
	olds     = []string{"Plain words, and more of them than before.", "Plain words."}
	besides  = []string{"plain words\n", "# Words\n\n[like](a.md) a page\n", "---\ndraft: true\n---\n", "<script>x</script>\n", "\xff", ""}
	pictures = []string{"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path/></svg>\n"}
)

// files that the editor edits, each with the pool of what it may hold.
func fileContent(t *rapid.T, path string) string {
	pick := func(pool []string) string { return rapid.SampledFrom(pool).Draw(t, path) }
	switch {
	case strings.HasPrefix(path, "content/") && strings.HasSuffix(path, ".md"):
		return pick(matters) + pick(bodies)
	case strings.HasPrefix(path, "locales/records/sources/"):
		return pick(olds)
	case strings.HasPrefix(path, "locales/records/"):
		return pick(records)
	case strings.HasPrefix(path, "locales/"):
		return pick(catalogs)
	case path == "layouts/base.html":
		return pick(bases)
	case path == "layouts/partials/foot.html":
		return pick(foots)
	case path == "layouts/partials/head.html":
		return pick(heads)
	case strings.HasPrefix(path, "layouts/"):
		return pick(pages)
	case strings.HasSuffix(path, ".css"):
		return pick(styles)
	case path == "site.toml":
		return pick(settings)
	case strings.HasPrefix(path, "content/") && !strings.HasSuffix(path, ".svg"):
		return pick(besides)
	}
	return pick(pictures)
}

var paths = []string{
	"content/en/index.md", "content/en/about.md", "content/en/guide/index.md", "content/fr/index.md", "content/fr/about.md", "content/fr/a-propos.md",
	"content/ar/index.md", "content/pt-BR/index.md", "content/pt/about.md", "content/zz/index.md", "content/FR/x.md", "content/en/map.svg", "content/fr/map.svg",
	"content/en/notes.txt", "content/fr/index.txt", "content/en/way.gpx", "content/en/a.htm", "content/en/_headers", "content/en/.well-known/security.txt", "content/fr/.well-known/x",
	"locales/active.en.toml", "locales/active.fr.toml", "locales/active.ar.toml", "locales/active.oc.toml", "locales/active.en.yaml", "locales/notes.txt",
	"layouts/base.html", "layouts/page.html", "layouts/home.html", "layouts/404.html", "layouts/partials/foot.html", "layouts/partials/head.html",
	"assets/css/main.css", "assets/css/extra.css", "assets/img/dot.svg", "site.toml",
	"locales/records/fr/index.toml", "locales/records/ar/index.toml", "locales/records/fr.toml", "locales/records/en/index.toml",
	"locales/records/sources/37c3f1d1baf13010.txt",
}

// start is a site without problems, so that most sequences begin with something to break.
var start = map[string]string{
	"content/en/index.md": matters[1] + bodies[1], "content/en/about.md": matters[2] + bodies[2], "content/fr/index.md": matters[2] + bodies[0],
	"locales/active.en.toml": catalogs[0], "locales/active.fr.toml": catalogs[1], "layouts/base.html": bases[0], "layouts/page.html": pages[0],
	"layouts/home.html": pages[1], "layouts/partials/foot.html": foots[0], "layouts/partials/head.html": heads[0], "assets/css/main.css": styles[0],
	"assets/img/dot.svg": pictures[0], "site.toml": settings[2], "locales/records/fr/index.toml": records[3],
	"locales/records/sources/37c3f1d1baf13010.txt": olds[0],
}

type editor struct {
	t   *rapid.T
	dir string
}

func (e editor) write(path, content string) {
	full := filepath.Join(e.dir, filepath.FromSlash(path))
	if os.MkdirAll(filepath.Dir(full), 0o777) != nil {
		return // a file is in the way of the folder
	}
	if i, err := os.Lstat(full); err == nil && !i.Mode().IsRegular() {
		os.Remove(full) // writing through a link would change a file that nobody is told of
	}
	os.WriteFile(full, []byte(content), 0o666)
}

// edit makes one random change and returns the paths that a watcher would name.
func (e editor) edit() []string {
	at := func(p string) string { return filepath.Join(e.dir, filepath.FromSlash(p)) }
	path := rapid.SampledFrom(paths).Draw(e.t, "path")
	switch rapid.SampledFrom([]string{"write", "write", "write", "write", "remove", "move", "remove folder", "move folder", "touch", "link", "link folder"}).Draw(e.t, "edit") {
	case "write":
		e.write(path, fileContent(e.t, path))
	case "remove":
		os.Remove(at(path))
	case "touch":
		if b, err := os.ReadFile(at(path)); err == nil {
			e.write(path, string(b))
		}
	case "move":
		to := rapid.SampledFrom(paths).Draw(e.t, "to")
		os.MkdirAll(filepath.Dir(at(to)), 0o777)
		os.Rename(at(path), at(to))
		return []string{path, to}
	case "remove folder":
		dir := rapid.SampledFrom([]string{"content/fr", "content/ar", "content/en/guide", "layouts/partials", "layouts", "assets", "content", "locales"}).Draw(e.t, "folder")
		os.RemoveAll(at(dir))
		return []string{dir}
	case "link folder": // which may be a folder that cannot be read, as far as anybody knows
		dir := rapid.SampledFrom([]string{"content/fr", "content/ar", "content/en/guide", "layouts/partials", "layouts", "assets/css", "locales/records", "content/en", "locales"}).Draw(e.t, "linked")
		os.RemoveAll(at(dir))
		if rapid.IntRange(0, 2).Draw(e.t, "really") == 0 {
			os.Symlink("elsewhere", at(dir))
		}
		return []string{dir}
	case "move folder":
		from := rapid.SampledFrom([]string{"content/fr", "content/oc", "content/en/guide"}).Draw(e.t, "from")
		to := rapid.SampledFrom([]string{"content/fr", "content/oc", "content/ar/guide", "content/en/guide"}).Draw(e.t, "to")
		os.MkdirAll(filepath.Dir(at(to)), 0o777)
		os.Rename(at(from), at(to))
		return []string{from, to}
	case "link":
		if rapid.IntRange(0, 4).Draw(e.t, "really") == 0 {
			os.Remove(at(path))
			os.MkdirAll(filepath.Dir(at(path)), 0o777)
			os.Symlink("elsewhere", at(path))
		}
	}
	return []string{path}
}

// saveAgain saves some files as they are, the way editors do that empty a file first and then write it.
func (e editor) saveAgain(again []string) func() {
	return func() {
		for range 20 {
			for _, p := range again {
				full := filepath.Join(e.dir, filepath.FromSlash(p))
				if i, err := os.Lstat(full); err != nil || !i.Mode().IsRegular() {
					continue
				}
				data, err := os.ReadFile(full)
				if err != nil {
					continue
				}
				os.WriteFile(full, nil, 0o666)
				time.Sleep(100 * time.Microsecond)
				os.WriteFile(full, data, 0o666)
			}
		}
	}
}

// describe is all that a build is judged by.
func describe(b *pipeline.Builder, r pipeline.Result, files map[string][]byte) string {
	var w strings.Builder
	for _, d := range r.Diagnostics {
		fmt.Fprintln(&w, d)
	}
	for _, o := range b.Outputs() {
		fmt.Fprintf(&w, "%s %s %d %s %v %v\n", o.Path, o.SHA256, o.Size, o.Locale, o.Sources, bytes.Equal(sum(files[o.Path]), []byte(o.SHA256)))
	}
	fmt.Fprintln(&w, "failed", b.Failed())
	fmt.Fprintln(&w, r.Locales, r.Pages, r.Outputs)
	return w.String()
}

// restart gives a builder in the place of one whose process has ended. Without a record it begins from
// nothing.
func restart(t *rapid.T, b *pipeline.Builder) *pipeline.Builder {
	next := pipeline.New(pipeline.Options{Scratch: &scratch{}, Proof: true})
	if b.Recordable() {
		var record bytes.Buffer
		if err := b.Save(&record); err != nil {
			t.Fatal(err)
		}
		if err := next.Load(record.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	return next
}

// TestIncrementalEqualsClean is the law of SPEC §6: after any sequence of edits, an incremental build
// equals a clean build of the same sources, diagnostics included. -rapid.checks=N runs any number of
// sequences (100 of at least 20 steps by default).
func TestIncrementalEqualsClean(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		os.Mkdir(dir, 0o777)
		defer os.RemoveAll(dir)
		e := editor{t, dir}
		for _, p := range slices.Sorted(maps.Keys(start)) {
			e.write(p, start[p])
		}
		folder, err := source.Open(dir, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		snap, err := folder.Scan()
		if err != nil {
			t.Fatal(err)
		}
		b := pipeline.New(pipeline.Options{Scratch: &scratch{}, Proof: true})
		kept := &memory{}
		r := b.Update(snap, nil, kept, true)
		for step := range rapid.IntRange(20, 30).Draw(t, "steps") {
			if step > 0 {
				var hints []string
				for range rapid.SampledFrom([]int{1, 1, 1, 2, 5}).Draw(t, "edits") {
					hints = append(hints, e.edit()...)
				}
				if rapid.IntRange(0, 9).Draw(t, "overflow") == 0 {
					hints = []string{""}
				}
				next, changed, err := folder.Update(snap, hints)
				if err != nil {
					t.Fatal(err)
				}
				snap = next
				before := map[string]string{}
				for _, o := range b.Outputs() {
					before[o.Path] = o.SHA256
				}
				kept.puts = nil
				restarted := rapid.IntRange(0, 5).Draw(t, "restart") == 0
				if restarted {
					b = restart(t, b)
				}
				var saver sync.WaitGroup
				saved := rapid.IntRange(0, 2).Draw(t, "saved meanwhile") == 0
				if saved {
					saver.Go(e.saveAgain(rapid.SliceOfN(rapid.SampledFrom(paths), 1, 4).Draw(t, "again")))
				}
				r = b.Update(snap, changed, kept, restarted)
				saver.Wait()
				removed := r.Removed
				for torn := saved; torn; { // also once more when nothing is, since a revision of the moment may be one of an empty file
					torn = len(r.Torn) > 0
					next, changed, err := folder.Update(snap, []string{""})
					if err != nil {
						t.Fatal(err)
					}
					snap = next
					r = b.Update(snap, append(changed, r.Torn...), kept, true)
					removed = append(removed, r.Removed...)
				}
				for p := range before {
					if restarted {
						break // what has gone is for the sink to find out
					}
					if !slices.ContainsFunc(b.Outputs(), func(o pipeline.Output) bool { return o.Path == p }) && !slices.Contains(b.Failed(), p) {
						gone := slices.Contains(removed, p)
						if !gone && len(r.Diagnostics) == 0 {
							t.Fatalf("step %d: %s left the tree and was not removed", step, p)
						}
					}
				}
			}
			clean, err := source.Open(dir, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := clean.Scan()
			if err != nil {
				t.Fatal(err)
			}
			c := pipeline.New(pipeline.Options{Workers: 1, Proof: true})
			cr := c.Update(fresh, nil, nil, true)
			judge := map[string][]byte{}
			for _, o := range c.Outputs() {
				whole, ok := c.Open(o.Path)
				if !ok {
					t.Fatalf("step %d: clean build cannot open %s", step, o.Path)
				}
				judge[o.Path] = whole.Data
			}
			if got, want := describe(b, r, kept.files), describe(c, cr, judge); got != want {
				t.Fatalf("step %d: the incremental build differs from a clean one\nincremental:\n%s\nclean:\n%s", step, got, want)
			}
			for _, d := range r.Diagnostics {
				if d.Code == "internal" {
					t.Fatalf("step %d: %v", step, d)
				}
			}
			clean.Close()
		}
	})
}
