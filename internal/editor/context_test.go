package editor

import (
	"slices"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"
)

// A filter shows what stands before and after each text beside it, so that the text is read in its context; what is on the page
// by itself is not repeated, and messages have no neighbours.
func TestNeighbours(t *testing.T) {
	d, _, addr := serveEditor(t)
	d.add(Page{Tag: "ar", Key: "context", Title: "Context", File: "content/ar/context.md", Exists: true, Units: []Unit{
		{ID: "a", Kind: "paragraph", State: "fresh", Source: "First", Text: "الأول"},
		{ID: "b", Kind: "paragraph", State: "stale", Source: "Second", Text: "الثاني"},
		{ID: "c", Kind: "paragraph", State: "missing", Source: "Third"},
		{ID: "d", Kind: "paragraph", State: "fresh", Source: "Fourth <b>", Text: "الرابع"},
		{ID: "e", Kind: "paragraph", State: "fresh", Source: "Fifth", Text: "الخامس"},
	}})
	around := func(query string) (list []string) {
		t.Helper()
		for _, n := range all(tree(t, body(t, get(t, addr, "/_vernacular/translate/ar/"+query))), func(n *xhtml.Node) bool { return strings.Contains(attr(n, "class"), "beside") }) {
			for _, p := range all(n, func(n *xhtml.Node) bool { return attr(n, "lang") != "" && n.FirstChild != nil }) {
				list = append(list, attr(p, "lang")+" "+attr(p, "dir")+" "+p.FirstChild.Data)
			}
		}
		return list
	}
	for query, want := range map[string][]string{
		"context":                               {},
		"context?show=todo":                     {"en ltr First", "ar rtl الأول", "en ltr Fourth <b>", "ar rtl الرابع"},
		"messages?show=todo":                    {},
		"context?show=todo&unit=" + anchor("e"): {"en ltr First", "ar rtl الأول", "en ltr Fourth <b>", "ar rtl الرابع"},
	} {
		if got := around(query); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
