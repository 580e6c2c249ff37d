package layout

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/locale"
)

// quick is a site that answers without thinking, so that the layout's own time is measured.
type quick struct {
	Site
	alternates []Address
}

func (q quick) Locale(t locale.Tag) Locale {
	return Locale{Tag: string(t), Dir: "ltr", Name: "français"}
}
func (q quick) SourceLocale() locale.Tag            { return "en" }
func (q quick) Alternates(string) []Address         { return q.alternates }
func (q quick) Title(string, locale.Tag) Text       { return Text{"À propos de nous", "fr"} }
func (q quick) Description(string, locale.Tag) Text { return Text{"Ce que nous faisons", "fr"} }
func (q quick) Body(string, locale.Tag) string      { return benchBody }
func (q quick) Variant(string, locale.Tag) (Variant, bool) {
	return Variant{Address: q.alternates[0], Text: "fr", Canonical: q.alternates[0].URL}, true
}
func (q quick) Message(locale.Tag, string, any, map[string]any) (string, locale.Tag, error) {
	return "Some text of a message", "fr", nil
}
func (q quick) Partial(*Render, string, any) (string, error) { return "<p>a partial</p>", nil }

var benchBody = strings.Repeat("<p>Une phrase de la page, ni longue ni brève.</p>\n", 100)

// benchLayout is a page with a header and a footer of 30 messages each, alternates and a menu of them.
var benchLayout = []byte(`<!DOCTYPE html><html lang="{{.Lang}}" dir="{{.Dir}}"><head><title>{{.Title}}</title><meta name="description" content="{{.Description}}">
<link rel="canonical" href="{{.Canonical}}">{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">
{{end}}<link rel="alternate" hreflang="x-default" href="{{.XDefault}}"></head><body><header>` + strings.Repeat(`<p>{{t "hello"}}</p>`, 30) + `</header>
<ul>{{range .Alternates}}<li><a href="{{.Permalink}}" lang="{{.Lang}}" hreflang="{{.Lang}}" dir="{{.Dir}}"{{if .Current}} aria-current="page"{{end}}>{{.Name}}</a></li>
{{end}}</ul>{{.Content}}<footer>` + strings.Repeat(`<p>{{t "n" 3}}</p>`, 30) + `</footer></body></html>`)

func benchExecute(b *testing.B, src []byte, alternates int) {
	l, ds := Compile(File{page, src})
	if l == nil {
		b.Fatal(ds)
	}
	var s quick
	for range alternates {
		s.alternates = append(s.alternates, newFake().address("about", "fr"))
	}
	b.ReportAllocs()
	for b.Loop() {
		r := &Render{Site: s, Scope: OfVariant, Key: "about", Locale: "fr"}
		if _, d, _ := rendered(l, r, r.Dot()); d != nil {
			b.Fatal(d)
		}
	}
}

func BenchmarkExecute(b *testing.B) {
	for _, n := range []int{20, 100} {
		b.Run(fmt.Sprintf("alternates=%d", n), func(b *testing.B) { benchExecute(b, benchLayout, n) })
	}
}

// BenchmarkPartial prints ten partials that are remembered.
func BenchmarkPartial(b *testing.B) {
	benchExecute(b, []byte(strings.Repeat(`{{partial "footer.html" .}}`, 10)), 1)
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if l, ds := Compile(File{page, benchLayout}); l == nil {
			b.Fatal(ds)
		}
	}
}
