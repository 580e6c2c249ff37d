package project

import (
	"bytes"
	"fmt"
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
