package project

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/pipeline"
	"vernacular/internal/translation"
)

// A message says which places of the layouts show it, also to one who has the layouts from the record of an earlier process.
func TestPlacesThatShowAMessage(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"layouts/base.html": "<title>{{.Title}}</title>\n<p>{{t \"hello\"}}</p>\n{{block \"main\" .}}{{end}}\n",
		"layouts/page.html": "{{define \"main\"}}{{.Content}}\n{{t \"days\" \"Count\" 2}} {{t \"days\" \"Count\" 3}}{{end}}\n",
	})
	snap, err := s.src.Scan()
	if err != nil {
		t.Fatal(err)
	}
	built := pipeline.New(pipeline.Options{})
	if r, _, err := Know(s.src, snap, built); err != nil || len(r.Diagnostics) > 0 {
		t.Fatal(err, r.Diagnostics)
	}
	var record bytes.Buffer
	if err := built.Save(&record); err != nil {
		t.Fatal(err)
	}
	recorded := pipeline.New(pipeline.Options{})
	if err := recorded.Load(record.Bytes()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Know(s.src, snap, recorded); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*pipeline.Builder{"built": built, "from a record": recorded} {
		s = NewSession(s.dir, b, s.src)
		p, ok := s.Page("fr", translation.MessagesName)
		if !ok {
			t.Fatalf("%s: there are no messages", name)
		}
		for _, f := range p.Fields {
			want := map[string]string{
				"hello": "[{layouts/base.html 2 8}]", "days": "[{layouts/page.html 2 5} {layouts/page.html 2 28}]",
			}[f.Path]
			if got := fmt.Sprint(f.Uses); got != want {
				t.Errorf("%s: %s is shown by %s, want %s", name, f.ID, got, want)
			}
		}
	}
}

// A picture stands beside the text that has its alternative text: as the layouts publish it, and one of another host as its address.
func TestPicturesBesideTheirTexts(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"content/en/index.md":    "---\ntitle: The vote\nhero:\n  alt: A queue of voters\n---\n\n# The vote\n\nLook: ![the  \"count\"](count.svg) and ![far away](https://example.org/far.png).\n\nNo picture.\n",
		"content/en/count.svg":   `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>`,
		"content/fr/index.md":    "---\ntitle: Le vote\nhero:\n  alt: Une file\n---\n\n# Le vote\n\nVoyez : ![le décompte](count.svg) et ![au loin](https://example.org/far.png).\n\nAucune image.\n",
		"layouts/page.html":      "<title>{{.Title}}</title>\n<img alt=\"{{.Param \"hero.alt\"}}\" src=\"/queue.png\">\n{{.Content}}\n",
		"site.toml":              "[pictures]\nallow = [\"example.org\"]\n",
		"locales/active.en.toml": "", "locales/active.fr.toml": "",
	})
	snap, err := s.src.Scan()
	if err != nil {
		t.Fatal(err)
	}
	b := pipeline.New(pipeline.Options{})
	if r, _, err := Know(s.src, snap, b); err != nil || len(r.Diagnostics) > 0 {
		t.Fatal(err, r.Diagnostics)
	}
	s = NewSession(s.dir, b, s.src)
	p, ok := s.Page("fr", "index")
	if !ok {
		t.Fatal("there is no page")
	}
	for _, f := range p.Fields {
		want := "[]"
		switch {
		case f.Path == "hero.alt":
			want = "[{/queue.png false}]"
		case strings.HasPrefix(f.Source, "Look"):
			want = "[{/count.svg false} {https://example.org/far.png true}]"
		}
		if got := fmt.Sprint(f.Pictures); got != want {
			t.Errorf("%q has the pictures %s, want %s", f.Source, got, want)
		}
	}
}
