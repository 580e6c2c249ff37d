package pipeline_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// makeSite writes a site of pages × locales, each page of about 650 words, with 60 messages that the
// layout uses and links to all alternates.
func makeSite(b *testing.B, pages, locales int) string {
	b.Helper()
	dir := b.TempDir()
	write := func(path, content string) {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	var uses, catalog strings.Builder
	for i := range 60 {
		fmt.Fprintf(&uses, "<li>{{t \"m%d\"}}</li>\n", i)
		fmt.Fprintf(&catalog, "m%d = \"Message number %d in words\"\n", i, i)
	}
	write("layouts/page.html", `<!doctype html><html lang="{{.Lang}}" dir="{{.Dir}}"><title>{{plain .Title}}</title>
{{partial "alternates.html" .}}{{partial "menu.html" .}}<main><h1>{{.Title}}</h1>{{.Content}}</main>{{partial "footer.html" .}}</html>
`)
	write("layouts/partials/alternates.html", `{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}`)
	write("layouts/partials/menu.html", `<ul>{{range .Alternates}}<li><a href="{{.Permalink}}" lang="{{.Lang}}"{{if .Current}} aria-current="page"{{end}}>{{.Name}}</a></li>{{end}}</ul>`)
	write("layouts/partials/footer.html", "<footer><ul>"+uses.String()+"</ul></footer>")
	tags := []locale.Tag{"en"}
	for _, t := range locale.Tags() {
		if t != "en" && len(tags) < locales && !strings.Contains(string(t), "-") {
			tags = append(tags, t)
		}
	}
	words := strings.Repeat("Words of a page that says something about elections, with *emphasis* and a [link](p0.md).\n", 8)
	for _, t := range tags {
		write(fmt.Sprintf("locales/active.%s.toml", t), catalog.String())
		for p := range pages {
			var body strings.Builder
			fmt.Fprintf(&body, "---\ntitle: Page %d\n---\n", p)
			for s := range 5 {
				fmt.Fprintf(&body, "## Section %d\n\n%s\n", s, words)
			}
			write(fmt.Sprintf("content/%s/p%d.md", t, p), body.String())
		}
	}
	return dir
}

func open(b testing.TB, dir string) (*source.Folder, *source.Snapshot) {
	b.Helper()
	f, err := source.Open(dir, source.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	s, err := f.Scan()
	if err != nil {
		b.Fatal(err)
	}
	return f, s
}

// BenchmarkCold builds one page in a hundred locales from nothing, without writing it.
func BenchmarkCold(b *testing.B) {
	dir := makeSite(b, 1, 100)
	for b.Loop() {
		_, s := open(b, dir)
		r := pipeline.New(pipeline.Options{}).Update(s, nil, nil, true)
		if len(r.Diagnostics) > 0 || r.Pages != 100 {
			b.Fatal(r.Diagnostics, r.Pages)
		}
	}
}

// noSink is a sink that keeps nothing.
type noSink struct{}

func (noSink) Put(pipeline.Output) error          { return nil }
func (noSink) Verify([]pipeline.Output) []int     { return nil }
func (noSink) Left() []pipeline.Output            { return nil }
func (noSink) Read(string) (data []byte, ok bool) { return nil, false }

// BenchmarkEdit saves another text of one translated page among 2,000.
func BenchmarkEdit(b *testing.B) {
	dir := makeSite(b, 100, 20)
	f, s := open(b, dir)
	x := pipeline.New(pipeline.Options{})
	x.Update(s, nil, nil, true)
	path := "content/aa/p50.md"
	src, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		if err := os.WriteFile(filepath.Join(dir, path), bytes.Replace(src, []byte("Words"), fmt.Appendf(nil, "Words %d", n), 1), 0o666); err != nil {
			b.Fatal(err)
		}
		next, changed, err := f.Update(s, []string{path})
		if err != nil {
			b.Fatal(err)
		}
		s = next
		if r := x.Update(s, changed, noSink{}, false); len(r.Changed) == 0 || len(r.Changed) > 2 { // itself, and a sitemap
			b.Fatalf("changed %v", r.Changed)
		}
	}
}

// BenchmarkWarm begins a new builder of 2,000 pages from a record and finds that nothing has changed.
func BenchmarkWarm(b *testing.B) {
	dir := makeSite(b, 100, 20)
	_, s := open(b, dir)
	x := pipeline.New(pipeline.Options{})
	x.Update(s, nil, nil, true)
	var record bytes.Buffer
	if err := x.Save(&record); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, s := open(b, dir)
		x := pipeline.New(pipeline.Options{})
		if err := x.Load(bytes.Clone(record.Bytes())); err != nil {
			b.Fatal(err)
		}
		if r := x.Update(s, nil, nil, true); len(r.Changed) > 0 || r.Outputs < 2000 {
			b.Fatalf("changed %v of %d", r.Changed, r.Outputs)
		}
	}
}
