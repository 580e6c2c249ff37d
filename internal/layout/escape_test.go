package layout

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"testing"
	"unicode/utf8"
)

// places are all contexts in which a value may stand: refuses where it may be refused, address where it is
// taken for one.
var places = []struct {
	src              string
	refuses, address bool
}{
	{src: `<p>{{.}}</p>`}, {src: `{{.}}{{.}}`}, {src: `<b>a</b> {{.}} b`},
	{src: `<p title="{{.}}">`}, {src: `<p title='a {{.}}'>`}, {src: `<p data-x="{{.}}" lang='{{.}}'>`},
	{src: `<p title={{.}}>`, refuses: true}, {src: `<p title=a{{.}}>`, refuses: true},
	{src: `<a href="{{.}}">`, refuses: true, address: true}, {src: `<img src='{{.}}'>`, refuses: true, address: true}, {src: `<a href={{.}}>`, refuses: true, address: true},
	{src: `<a href="/x/{{.}}/y">`}, {src: `<a href='/?q={{.}}&amp;x'>`}, {src: `<a href="#{{.}}">`}, {src: `<a href=/?{{.}}>`, refuses: true},
	{src: `<img srcset="{{.}}">`, refuses: true}, {src: `<img srcset="/a.jpg 1x, {{.}} 2x">`, refuses: true},
	{src: `<h{{.}}>`, refuses: true}, {src: `<p {{.}}>`, refuses: true}, {src: `<p {{.}}="x">`, refuses: true},
	{src: `<title>{{.}}</title>`}, {src: `<textarea>a {{.}}</textarea>`},
	{src: `<!-- {{.}} -->`},
	{src: `{{html .}} <p title="{{. | html}}">{{html . "b"}}`}, {src: `<a href="/?q={{. | urlquery}}">`},
	// Blocks that html/template copies.
	{src: `<p title="{{template "u" .}}">{{define "u"}}{{.}}{{end}}`}, {src: `<title>{{template "u" .}}</title><p>{{template "u" .}}</p>{{define "u"}}{{.}}{{end}}`},
	{src: `<a href="{{template "u" .}}">{{define "u"}}{{.}}{{end}}`, refuses: true, address: true}, {src: `<a href="/?{{template "u" .}}">{{define "u"}}{{.}}{{end}}`},
	{src: `<p {{template "u" .}}>{{define "u"}}{{.}}{{end}}`, refuses: true}, {src: `<p title={{template "u" .}}>{{define "u"}}{{.}}{{end}}`, refuses: true},
	{src: `<title>{{template "u" .}}{{define "u"}}</title><p>{{.}}{{end}}`},
}

// FuzzEscaping compares with html/template: a text that both print they print alike, byte for byte, but for a +,
// which html/template writes as &#43; in every place; what html/template refuses is refused, but for addresses
// with tel: and those whose first colon stands behind a ? or #; and markup without elements prints like the
// text that it shows, everywhere.
func FuzzEscaping(f *testing.F) {
	for _, v := range []string{
		"", "a", "a b", " a ", "3", `<b>"a" & 'b'</b>`, "&amp;&lt;&#43;", "a+b=c`d", "é العربية 日本", "\u2028\ufeff\ufdd0\uffff", "a\x00b", "tab\tline\nend\r\v\f", "\x7f\u0085\u00a0",
		"</title></textarea></script><script>alert(1)</script>", "--><b>", "]]>", "ZgotmplZ", "onclick", "style", "href", "SRC", "a=b", "{{.}}", "\\u003c\\",
		"javascript:alert(1)", " JaVaScRiPt:x", "java\nscript:x", "java\tscript:x", "\x01javascript:x", "vbscript:x", "data:text/html,x", "blob:x", "file:///x", "&#106;avascript:x", "javascript&colon;x", "x:y", "tel:+1 2", "TEL:1", "mailto:a@b.example?subject=x y",
		"http://e.example/?a=1&b=ü#c", "HTTPS://e.example", "//e.example", "/\\e.example", "\\\\e.example", "/a b/c'd(e)f\"g", "%41%zz%", "?a:b", "#a:b", "./a:b", "a/b:c", ":", "/", "100%",
		"a.jpg 1x, b.jpg 2x", "javascript:x 2x", "a 1x,javascript:y 2x", "a,b", "a.jpg 1.5x", ",", " , ",
	} {
		f.Add(v)
	}
	for c := range rune(128) {
		f.Add("a" + string(c) + "b")
	}
	type pair struct {
		ours *Layout
		lib  *template.Template
	}
	var pairs []pair
	for _, c := range places {
		pairs = append(pairs, pair{compile(f, c.src), template.Must(template.New("").Parse(c.src))})
	}
	f.Fuzz(func(t *testing.T, v string) {
		if !utf8.ValidString(v) {
			return
		}
		for i, c := range places {
			print := func(v any) (string, error) {
				out, d, _ := rendered(pairs[i].ours, &Render{Scope: OfVariant}, v)
				if d != nil {
					if d.Code != "unsafe-address" && d.Code != "unsafe-context" || d.File != page || d.Line != 1 || d.Col == 0 {
						t.Errorf("%s with %q: %+v", c.src, v, d)
					}
					return "", errors.New(d.Message)
				}
				return out, nil
			}
			plain := v
			if c.address {
				plain = strings.TrimSpace(v)
			}
			var b strings.Builder
			if err := pairs[i].lib.Execute(&b, plain); err != nil {
				t.Fatal(err)
			}
			lib, refused := b.String(), strings.Contains(b.String(), "ZgotmplZ") && !strings.Contains(v, "ZgotmplZ")
			ours, err := print(v)
			switch {
			case err != nil && !c.refuses:
				t.Errorf("%s with %q: refused: %v", c.src, v, err)
			case err != nil:
			case refused:
				scheme, _, _ := strings.Cut(plain, ":")
				if !c.address || !strings.EqualFold(scheme, "tel") && !strings.ContainsAny(scheme, "?#") {
					t.Errorf("%s with %q: printed %s, which html/template refuses", c.src, v, ours)
				}
			case plus(ours) != plus(lib):
				t.Errorf("%s with %q:\n          printed %s\nby html/template %s", c.src, v, ours, lib)
			}
			if strings.Contains(c.src, "<p>{{") || !strings.Contains(c.src, "<") || strings.Contains(c.src, "</b>") {
				continue // where markup is printed as it is
			}
			want, err := print(withoutMarkup(Escape(v)))
			if got, err2 := print(Markup(Escape(v))); got != want || fmt.Sprint(err) != fmt.Sprint(err2) {
				t.Errorf("%s with %q as markup:\n got %s %v\nwant %s %v", c.src, v, got, err2, want, err)
			}
		}
	})
}

func plus(s string) string { return strings.ReplaceAll(s, "&#43;", "+") }

// TestNothingRunsInCopies: values in scripts and styles are refused also where a copy of a block opens them.
func TestNothingRunsInCopies(t *testing.T) {
	for _, src := range []string{`<title>{{template "u" .}}{{define "u"}}</title><script>{{.}}</script>{{end}}`, `<title>{{template "u" .}}{{define "u"}}</title><p style="color: {{.}}">{{end}}`, `<script>{{template "u" .}}</script>{{define "u"}}x{{end}}`} {
		l, ds := Compile(File{page, []byte(src)})
		if l == nil {
			if ds[0].Code != "unsafe-context" {
				t.Errorf("%s: %v", src, ds)
			}
			continue
		}
		if out, d, _ := rendered(l, &Render{Scope: OfVariant}, "red"); d == nil || d.Code != "unsafe-context" || d.Line != 1 {
			t.Errorf("%s: %s, %v", src, out, d)
		}
	}
}
