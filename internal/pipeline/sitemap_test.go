package pipeline_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
)

type sitemapURL struct {
	Loc   string `xml:"loc"`
	Links []struct {
		Hreflang string `xml:"hreflang,attr"`
		Href     string `xml:"href,attr"`
	} `xml:"http://www.w3.org/1999/xhtml link"`
}

// TestLargeSitesHaveASitemapInParts makes one locale more than fit into one file.
func TestLargeSitesHaveASitemapInParts(t *testing.T) {
	dir := t.TempDir()
	write := func(path, text string) {
		os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o777)
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("site.toml", "base_url = \"https://example.org/sub/\"\n")
	var tags []locale.Tag
	for _, tag := range locale.Tags() {
		if len(tags) < 70 && (tag == "en" || len(tags) < 69 && !strings.Contains(string(tag), "-")) {
			tags = append(tags, tag)
			for n := range 10 {
				write(fmt.Sprintf("content/%s/p%d.md", tag, n), "Words\n")
			}
		}
	}
	const more = "zu"
	if slices.Contains(tags, more) || !slices.Contains(tags, "en") {
		t.Fatal(tags)
	}
	folder, snap := open(t, dir)
	b := pipeline.New(pipeline.Options{})
	b.Update(snap, nil, nil, true)
	urls := func(path string) (out []sitemapURL) {
		o, ok := b.Open(path)
		var set struct {
			XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
			URLs    []sitemapURL `xml:"url"`
		}
		if err := xml.Unmarshal(o.Data, &set); err != nil || !ok {
			t.Fatalf("%s: %v, %v", path, ok, err)
		}
		return set.URLs
	}
	if got := len(urls("sitemap.xml")); got != 10*len(tags) {
		t.Errorf("%d entries for %d pages", got, 10*len(tags))
	}

	for n := range 10 {
		write(fmt.Sprintf("content/%s/p%d.md", more, n), "Words\n")
	}
	tags = append(tags, more)
	snap, changed, err := folder.Update(snap, []string{"content/" + more})
	if err != nil {
		t.Fatal(err)
	}
	r := b.Update(snap, changed, nil, false)
	if len(r.Diagnostics) > 0 {
		t.Error(r.Diagnostics)
	}
	o, _ := b.Open("sitemap.xml")
	var index struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Locs    []string `xml:"sitemap>loc"`
	}
	if err := xml.Unmarshal(o.Data, &index); err != nil || len(index.Locs) != 4 {
		t.Fatalf("%v, %d parts", err, len(index.Locs))
	}
	seen := map[string]bool{}
	for _, loc := range index.Locs {
		path, ok := strings.CutPrefix(loc, "https://example.org/sub/")
		if !ok {
			t.Errorf("the index names %s", loc)
		}
		for _, u := range urls(path) {
			if seen[u.Loc] || len(u.Links) != len(tags)+1 || !slices.ContainsFunc(u.Links, func(l struct {
				Hreflang string `xml:"hreflang,attr"`
				Href     string `xml:"href,attr"`
			}) bool {
				return l.Href == u.Loc
			}) {
				t.Errorf("%s: seen %v, %d links", u.Loc, seen[u.Loc], len(u.Links))
			}
			seen[u.Loc] = true
		}
	}
	if len(seen) != 10*len(tags) {
		t.Errorf("%d entries for %d pages", len(seen), 10*len(tags))
	}

	os.RemoveAll(filepath.Join(dir, "content", more))
	snap, changed, err = folder.Update(snap, []string{"content/" + more})
	if err != nil {
		t.Fatal(err)
	}
	r = b.Update(snap, changed, nil, false)
	if !slices.Contains(r.Removed, "sitemap-1.xml") || len(urls("sitemap.xml")) != 10*(len(tags)-1) {
		t.Errorf("small again, but removed are %v", r.Removed)
	}
}
