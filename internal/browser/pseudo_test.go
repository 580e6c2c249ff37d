package browser

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"vernacular/internal/pseudo"
)

var withPseudo = sync.OnceValues(func() (*output, error) { return buildAt("https://site.test/", "--pseudo") })

// pseudoEditions are en-XA and ar-XB of the site.
func pseudoEditions(t *testing.T) (*output, []edition) {
	t.Helper()
	out, err := withPseudo()
	if err != nil {
		t.Fatal(err)
	}
	list := slices.DeleteFunc(out.editions(t), func(e edition) bool {
		return e.tag != pseudo.Accented.Tag() && e.tag != pseudo.Mirrored.Tag()
	})
	if len(list) != 2 {
		t.Fatalf("the output has the pseudo-locales %v", list)
	}
	return out, list
}

func TestPseudoShutsNobodyOut(t *testing.T) {
	out, list := pseudoEditions(t)
	nobodyIsShutOut(t, out, list)
}

func TestPseudoDoesNotScrollSideways(t *testing.T) {
	out, list := pseudoEditions(t)
	noScrollingSideways(t, out, list)
}

// A pseudo-locale is built as its source is: the same blocks in the same order, and none with the source's words.
func TestPseudoParity(t *testing.T) {
	out, list := pseudoEditions(t)
	c, err := load(out)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, e := range list {
		for _, file := range e.files {
			d := c.docs[file]
			address, err := url.Parse(d.alternates["en"])
			if err != nil {
				t.Fatal(err)
			}
			source := c.docs[out.fileAt(address.Path)]
			if d.alternates["en"] == "" {
				if !strings.HasSuffix(file, "404.html") {
					t.Errorf("%s has no address of its source", file)
				}
				continue
			}
			if source == nil {
				t.Errorf("%s: its source is said to be at %s", file, address)
				continue
			}
			compared++
			for _, fault := range unlike(source, d) {
				t.Errorf("%s: %s", file, fault)
			}
		}
	}
	if compared < 2*3 {
		t.Errorf("%d pages were compared", compared)
	}
}

// blocksOf are the elements of the main part of a page that hold text of their own kind, as "h2" or "li", with their words.
// The notice of a translation is left out, since its source has none.
func blocksOf(d *doc) (kinds, words []string) {
	for _, n := range d.elements {
		if n.Data != "main" {
			continue
		}
		for b := range n.Descendants() {
			if b.Type != html.ElementNode || !slices.Contains([]string{"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "dt", "dd", "pre", "blockquote", "table", "img"}, b.Data) || inNotice(b) {
				continue
			}
			var text strings.Builder
			for n := range b.Descendants() {
				if n.Type == html.TextNode && !apart(n, b) {
					text.WriteString(n.Data)
				}
			}
			kinds = append(kinds, b.Data)
			words = append(words, strings.Join(strings.Fields(text.String()), " "))
		}
	}
	return kinds, words
}

func inNotice(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if get(n, "class") == "notice" {
			return true
		}
	}
	return false
}

// apart tells whether a text below an element is code, a time or in a language of its own, and so not for translation.
func apart(n, top *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if _, own := attr(n, "lang"); own || n.Data == "code" || n.Data == "time" {
			return true
		}
		if n == top {
			return false
		}
	}
	return false
}

// unlike says where a page is not built as its source is, or not translated.
func unlike(source, own *doc) (faults []string) {
	want, words := blocksOf(source)
	got, ownWords := blocksOf(own)
	if !slices.Equal(want, got) {
		return []string{fmt.Sprintf("its blocks are %q, those of %s %q", got, source.file, want)}
	}
	for i, text := range words {
		if strings.Count(text, " ") >= 3 && ownWords[i] == text {
			faults = append(faults, fmt.Sprintf("a %s says “%s” as its source does", got[i], text))
		}
	}
	return faults
}

func TestUnlikeSeesFaults(t *testing.T) {
	c := &crawler{out: &output{}, files: map[string][]byte{}, docs: map[string]*doc{}}
	page := func(name, body string) *doc {
		c.files[name] = []byte(`<!doctype html><html lang="en" dir="ltr"><title>T</title><main>` + body + `</main></html>`)
		if err := c.read(name); err != nil {
			t.Fatal(err)
		}
		return c.docs[name]
	}
	source := page("a.html", `<h2>One</h2><p>Four words are here.</p><ul><li>x</li></ul>`)
	for body, want := range map[string]string{
		`<h2>Öné</h2><p>[Fòûr wörds áre hêre.]</p><ul><li>ẋ</li></ul>`:                                              "",
		`<h2>Öné</h2><p>Four words are here.</p><ul><li>ẋ</li></ul>`:                                                "as its source does",
		`<div class="notice"><p>By a machine</p></div><h2>Öné</h2><p>[Fòûr wörds áre hêre.]</p><ul><li>ẋ</li></ul>`: "",
		`<h2>Öné</h2><p><span lang="en">Four words are here.</span></p><ul><li>ẋ</li></ul>`:                         "",
		`<h3>Öné</h3><p>[Fòûr wörds áre hêre.]</p><ul><li>ẋ</li></ul>`:                                              "its blocks are",
		`<h2>Öné</h2><p>[Fòûr wörds áre hêre.]</p><ul><li>ẋ</li><li>ẋ</li></ul>`:                                    "its blocks are",
	} {
		got := strings.Join(unlike(source, page("b.html", body)), "\n")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
