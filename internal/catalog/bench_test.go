package catalog

import (
	"fmt"
	"html"
	"strings"
	"testing"
)

// sixty is a catalog as the site has them: 60 messages, some with fields, some that count.
func sixty(format string) string {
	var b strings.Builder
	switch format {
	case "toml":
		for i := range 50 {
			fmt.Fprintf(&b, "message_%d = \"Text %d of the interface, for {{.Name}}\"\n", i, i)
		}
		for i := range 10 {
			fmt.Fprintf(&b, "\n[count_%d]\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n", i)
		}
	case "yaml":
		for i := range 50 {
			fmt.Fprintf(&b, "message_%d: \"Text %d of the interface, for {{.Name}}\"\n", i, i)
		}
		for i := range 10 {
			fmt.Fprintf(&b, "count_%d:\n  one: \"{{.Count}} page\"\n  other: \"{{.Count}} pages\"\n", i)
		}
	case "json":
		b.WriteString("{\n")
		for i := range 50 {
			fmt.Fprintf(&b, "  \"message_%d\": \"Text %d of the interface, for {{.Name}}\",\n", i, i)
		}
		for i := range 10 {
			fmt.Fprintf(&b, "  \"count_%d\": {\n    \"one\": \"{{.Count}} page\",\n    \"other\": \"{{.Count}} pages\"\n  },\n", i)
		}
		b.WriteString("  \"last\": \"x\"\n}\n")
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	for _, format := range []string{"toml", "yaml", "json"} {
		b.Run(format, func(b *testing.B) {
			src := []byte(sixty(format))
			parsed(b, "active.en."+format, string(src), "en")
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse("active.en."+format, src, "en", Limits{})
			}
		})
	}
}

func BenchmarkFormat(b *testing.B) {
	c := parsed(b, "active.en.toml", "plain = \"Skip to content\"\nhello = \"Hello, {{.Name}}!\"\npages = {one = \"{{.Count}} page\", other = \"{{.Count}} pages\"}\n", "en")
	data := map[string]any{"Name": "Ana"}
	for _, bench := range []struct {
		id    string
		count any
		data  map[string]any
	}{{"plain", nil, nil}, {"hello", nil, data}, {"pages", 1234, nil}} {
		m, _ := c.Get(bench.id)
		b.Run(bench.id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Format("en", bench.count, bench.data, html.EscapeString, isSafe)
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	c := parsed(b, "active.en.toml", sixty("toml"), "en")
	for b.Loop() {
		c.Get("message_42")
	}
}
