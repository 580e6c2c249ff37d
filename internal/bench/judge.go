//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"
)

// compared is how many pages of a site are read; a smaller site is read whole.
const compared = 300

// judge says where the two outputs differ in what a reader, a browser or a search engine takes from them.
// It reads a sample of the pages, the same in each run, and counts all. Where Hugo did not run, it only counts.
func judge(ours, theirs string, s size) error {
	if s.Alone {
		return complete(ours, s)
	}
	tags := localesOf(s)
	all := s.Pages * s.Locales
	seed := rand.New(rand.NewPCG(uint64(s.Pages), uint64(s.Locales)))
	for _, i := range seed.Perm(all)[:min(all, compared)] {
		file := outputOf(tags[i/s.Pages], nameOf(i%s.Pages))
		a, err := extract(filepath.Join(ours, file))
		if err != nil {
			return err
		}
		b, err := extract(filepath.Join(theirs, file))
		if err != nil {
			return err
		}
		if diff := firstDifference(a, b); diff != "" {
			return fmt.Errorf("%s: %s", file, diff)
		}
		if a.alternates != s.Locales+1 || a.links < s.Locales || a.words < s.Words {
			return fmt.Errorf("%s has %d alternates, %d links and %d words", file, a.alternates, a.links, a.words)
		}
	}
	return errors.Join(complete(ours, s), complete(theirs, s))
}

// complete says whether an output has all pages, and its sitemaps all addresses with all alternates.
func complete(dir string, s size) error {
	c, err := count(dir)
	if err != nil {
		return err
	}
	all := s.Pages * s.Locales
	// Ours name x-default, too.
	if c.pages != all || c.urls != all || c.links != all*s.Locales && c.links != all*(s.Locales+1) {
		return fmt.Errorf("%s has %d pages and in its sitemaps %d addresses with %d alternates; due are %d, %d and %d",
			dir, c.pages, c.urls, c.links, all, all, all*s.Locales)
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

// census is what an output folder holds.
type census struct {
	files       int
	bytes       int64
	pages       int // files called index.html, redirections aside
	urls, links int // addresses, and alternates, in all sitemaps together
}

func count(dir string) (census, error) {
	var c census
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		c.files++
		c.bytes += info.Size()
		switch {
		case d.Name() == "index.html" && name != filepath.Join(dir, "en/index.html"): // Hugo's redirection to the home page
			c.pages++
		case strings.HasPrefix(d.Name(), "sitemap"):
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			c.urls += bytes.Count(data, []byte("<url>"))
			c.links += bytes.Count(data, []byte("<xhtml:link"))
		}
		return nil
	})
	return c, err
}
