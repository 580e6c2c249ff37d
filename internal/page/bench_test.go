package page

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"vernacular/internal/markup"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// ordinaryPages are 20 pages of about 650 words with what prose has: headings, emphasis, links, lists,
// quotations, a table, and code. A quarter is ASCII, a quarter Latin with accents, the others Russian
// and Chinese.
var ordinaryPages = func() (pages [][]byte) {
	for n := range 20 {
		letters := []rune([]string{"etaoinshrdlu", "etaoñšéłöpkr", "оеаинтсрвлкм", "的一是不了在人有我他这中"}[n%4])
		random := rand.New(rand.NewPCG(1, uint64(n)))
		words := func(n int) string {
			var b strings.Builder
			for i := range n {
				if i > 0 {
					b.WriteByte(' ')
				}
				for range 2 + random.IntN(7) {
					b.WriteRune(letters[random.IntN(len(letters))])
				}
			}
			return b.String()
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, "---\ntitle: %s\ndescription: \"%s\"\ndate: 2026-11-22\n---\n\n", words(4), words(12))
		for i := range 6 {
			fmt.Fprintf(&b, "## %s *%s*\n\n%s **%s** %s [%s](https://example.org/%d) %s.\n\n", words(3), words(1), words(20), words(2), words(8), words(2), i, words(12))
			switch i % 3 {
			case 0:
				fmt.Fprintf(&b, "* %s *%s* %s\n* %s\n* %s\n\n", words(5), words(1), words(4), words(9), words(8))
			case 1:
				fmt.Fprintf(&b, "| %s | %s |\n|---|---|\n| %s | `%s` |\n| %s | %s |\n\n", words(1), words(2), words(3), words(1), words(3), words(1))
			case 2:
				fmt.Fprintf(&b, "> %s\n\n", words(20))
			}
			fmt.Fprintf(&b, "%s.\n\n", words(40))
		}
		pages = append(pages, b.Bytes())
	}
	return pages
}()

// benchPages gives the pages to do in turn, with the mean of their sizes as the bytes of a step.
func benchPages(b *testing.B, do func(src []byte)) {
	size := 0
	for _, src := range ordinaryPages {
		size += len(src)
		do(src)
	}
	b.SetBytes(int64(size / len(ordinaryPages)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		do(ordinaryPages[n%len(ordinaryPages)])
		n++
	}
}

func BenchmarkParse(b *testing.B) {
	benchPages(b, func(src []byte) { Parse("p.md", src, Options{}) })
}

func BenchmarkRender(b *testing.B) {
	docs := map[*byte]*Document{}
	for _, src := range ordinaryPages {
		docs[&src[0]], _ = Parse("p.md", src, Options{})
	}
	benchPages(b, func(src []byte) { docs[&src[0]].Render(markup.RenderOptions{Resolve: known}) })
}

// BenchmarkParseRender is what a page costs in a build; compare it with BenchmarkGoldmark.
func BenchmarkParseRender(b *testing.B) {
	benchPages(b, func(src []byte) {
		d, _ := Parse("p.md", src, Options{NoBlocks: true})
		d.Render(markup.RenderOptions{Resolve: known})
	})
}

// BenchmarkGoldmark is the yardstick: the same bodies through goldmark and its own renderer, with the same
// extensions but the linkifier, in whose place there is a much cheaper one of ours.
func BenchmarkGoldmark(b *testing.B) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote))
	var out bytes.Buffer
	benchPages(b, func(src []byte) {
		out.Reset()
		_ = md.Convert(src[bytes.LastIndex(src, []byte("---\n\n"))+5:], &out)
	})
}

func BenchmarkFirstHeading(b *testing.B) {
	benchPages(b, func(src []byte) { FirstHeading("p.md", src, Options{}) })
}
