package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"
)

// compare says where the two outputs differ in what a reader, a browser or a search engine takes from them.
func compare(ours, theirs string, s size) error {
	seen := 0
	for _, tag := range localesOf(s) {
		for n := range s.Pages {
			var path string
			if tag != "en" {
				path = strings.ToLower(string(tag))
			}
			if n > 0 {
				path = filepath.Join(path, nameOf(n))
			}
			path = filepath.Join(path, "index.html")
			a, err := extract(filepath.Join(ours, path))
			if err != nil {
				return err
			}
			b, err := extract(filepath.Join(theirs, path))
			if err != nil {
				return err
			}
			if diff := firstDifference(a, b); diff != "" {
				return fmt.Errorf("%s: %s", path, diff)
			}
			if a.alternates != s.Locales+1 || a.links < s.Locales || a.words < s.Words {
				return fmt.Errorf("%s has %d alternates, %d links and %d words", path, a.alternates, a.links, a.words)
			}
			seen++
		}
	}
	want := seen * s.Locales
	for _, dir := range []string{ours, theirs} {
		if got := sitemapLinks(dir); got < want {
			return fmt.Errorf("the sitemaps in %s have %d alternates, %d are due", dir, got, want)
		}
	}
	return nil
}

// facts are what is compared of a page, in document order.
type facts struct {
	list                     []string
	alternates, links, words int
}

func extract(name string) (facts, error) {
	var f facts
	data, err := os.ReadFile(name)
	if err != nil {
		return f, err
	}
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return f, err
	}
	attrs := func(n *html.Node, names ...string) string {
		var b strings.Builder
		for _, want := range names {
			for _, a := range n.Attr {
				if a.Key == want {
					fmt.Fprintf(&b, " %s=%q", want, a.Val)
				}
			}
		}
		return b.String()
	}
	for n := range doc.Descendants() {
		switch n.Type {
		case html.TextNode:
			words := strings.Fields(n.Data)
			if len(words) > 0 {
				f.words += len(words)
				f.list = append(f.list, strings.Join(words, " "))
			}
		case html.ElementNode:
			switch n.Data {
			case "link":
				f.list = append(f.list, "link"+attrs(n, "rel", "hreflang", "href"))
				if strings.Contains(attrs(n, "rel", "hreflang"), `rel="alternate" hreflang=`) {
					f.alternates++
				}
			case "a":
				f.list = append(f.list, "a"+attrs(n, "href", "lang", "hreflang", "dir"))
				f.links++
			case "html", "meta":
				f.list = append(f.list, n.Data+attrs(n, "lang", "dir", "name", "content"))
			case "h1", "h2", "p", "li", "td", "th", "blockquote", "em", "strong", "code":
				f.list = append(f.list, n.Data)
			}
		}
	}
	return f, nil
}

func firstDifference(a, b facts) string {
	for i := range max(len(a.list), len(b.list)) {
		x, y := "nothing", "nothing"
		if i < len(a.list) {
			x = a.list[i]
		}
		if i < len(b.list) {
			y = b.list[i]
		}
		if x != y {
			return fmt.Sprintf("item %d is\n  %s\nin one and\n  %s\nin the other", i, x, y)
		}
	}
	return ""
}

func sitemapLinks(dir string) int {
	n := 0
	filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(d.Name(), "sitemap") {
			data, _ := os.ReadFile(name)
			n += bytes.Count(data, []byte("<xhtml:link"))
		}
		return nil
	})
	return n
}
