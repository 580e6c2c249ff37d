package layout

import (
	"strings"
	"testing"

	"vernacular/internal/locale"
)

func TestFunctions(t *testing.T) {
	f := newFake()
	f.params["index en day"] = "2024-03-20T10:00:00Z"
	f.params["index fr tag"] = "pt_br"
	f.params["index en img"] = "img/a b.jpg"
	f.params["index en q"] = "a&b é"
	for _, c := range []struct{ src, want string }{
		// t
		{`{{t "hello"}}`, `Bonjour`},
		{`{{t "only"}}`, `<span lang="en">Only &lt;English&gt;</span>`},
		{`<title>{{t "only"}}</title>`, `<title>Only &lt;English&gt;</title>`},
		{`<p aria-label="{{t "only"}}">`, `<p aria-label="Only &lt;English&gt;">`},
		{`{{t "n" 3}} {{t "n" (len (list 1 2))}} {{t "n" "1.50"}} {{t "n" 1.5}}`, `3 pages 2 pages 1.50 pages 1.5 pages`},
		{`{{t "who" "Who" "A & B"}}`, `Cher A &amp; B`},
		{`{{t "who" "Who" .Title}}`, `Cher Accueil`},
		{`{{t "who" "Who" (link "/x/" "A <B>")}}`, `Cher <a href="/x/">A &lt;B&gt;</a>`},
		{`{{t "who" 2 "Who" 3}}`, `Cher 3`},
		// plain, len, slice, comparisons
		{`{{plain .Title}} {{plain 3}} {{plain true}} {{plain nil}}`, `Accueil 3 true `},
		{`{{with (.Page "about")}}{{len .Title}} {{slice .Title 0 1}} {{slice .Title 2}}{{end}}`, `8 À propos`},
		{`{{len (list 1 2)}}{{len (dict "a" 1)}}{{len nil}}{{len ""}} {{range slice (list 1 2 3) 1}}{{.}}{{end}} {{range slice (list 1 2 3)}}{{.}}{{end}}`, `2100 23 123`},
		{`{{if eq (plain .Title) "Accueil"}}yes{{end}} {{if eq .Title "Accueil"}}yes{{end}} {{if lt 1 2}}yes{{end}}`, `yes yes yes`},
		// assets
		{`<link href="{{(asset "a.css").URL}}" integrity="{{(asset "a.css").Integrity}}">`, `<link href="/sub/assets/a.css" integrity="sha256-abc+/=">`},
		{`<link href="{{asset "a.css"}}">`, `<link href="/sub/assets/a.css">`},
		{`<img src="{{asset (.Param "img")}}">`, `<img src="/sub/assets/img/a%20b.jpg">`},
		{`{{with picture "a.jpg" 480 800}}<img src="{{.Src}}" srcset="{{.Srcset}}" width="{{.Width}}" height="{{.Height}}">{{end}}`, `<img src="/sub/assets/a.jpg" srcset="/sub/assets/a.jpg 480w, /sub/assets/a.jpg 800w" width="800" height="2">`},
		{`<img src="{{picture "a.jpg"}}" srcset="{{asset "a.jpg"}} 2x">`, `<img src="/sub/assets/a.jpg" srcset="/sub/assets/a.jpg 2x">`},
		{`<img srcset="{{"/a.jpg 2x, /é.jpg 480w"}}">`, `<img srcset="/a.jpg 2x, /%c3%a9.jpg 480w">`},
		// locales
		{`{{(localeOf "iw").Name}} {{(localeOf (.Param "tag")).Tag}} {{nameOf "ar"}} {{nameOf (localeOf "ru")}} {{nameOf (.Param "tag")}}`, `עברית pt-BR arabe russe portugais brésilien`},
		{`{{range .Alternates}}{{.Lang}} {{end}}{{range byName .Alternates}}{{.Lang}} {{end}}{{range byScript .Alternates}}{{.Lang}}{{if .Current}}*{{end}} {{end}}`, `ar en fr en ar fr ar en fr* `},
		{`{{nameOf "sfb"}} {{nameOf "tet"}}`, `sfb <span lang="en">Tetum</span>`},
		{`{{range byName .Editions}}{{nameOf .}} {{end}}{{range byScript .Editions}}{{.Name}} {{end}}`, `anglais arabe français hébreu العربية עברית English français `},
		// numbers, dates, lists
		{`{{number 1234.5}} {{number "12"}} {{percent 42}}`, "1\u202f234,5 12 42\u00a0%"},
		{`{{date "2024-03-20" "long"}} {{date (.Param "day") "short"}}`, `20 mars 2024 20/03/2024`},
		{`{{join (list "a" "b<" "c")}}`, `a, b&lt; et c`},
		{`{{join (list .Title (link "/" "x") 3)}}`, `Accueil, <a href="/">x</a> et 3`},
		{"{{join (list \"\x010\x01\" \"1\" \"\x012\x01\")}}", "\x010\x01, 1 et \x012\x01"},
		{`[{{join (list)}}{{join (list "a")}}{{join nil}}]`, `[a]`},
		// dict, list
		{`{{$d := dict "a" 1 "b" (list 2 3)}}{{$d.a}}{{index $d.b 1}}`, `13`},
		{`{{range $i, $x := list "a" "b"}}{{$i}}{{$x}}{{end}}{{range 3}}{{.}}{{end}}{{range $i := 2}}{{$i}}{{end}}{{range $k, $v := dict "b" 1 "a" 2}}{{$k}}{{$v}}{{end}}`, `0a1b01201a2b1`},
		{`{{range .Param "none"}}x{{else}}none{{end}}{{range 0}}x{{else}}0{{end}}{{range -1}}x{{else}}0{{end}}`, `none00`},
		// link, absURL
		{`{{link "https://x.example/?a=1&b=\"" "t"}}`, `<a href="https://x.example/?a=1&amp;b=%22">t</a>`},
		{`{{link "mailto:a@example.org" .Title}} {{link "TEL:+1" "t"}} {{link "#x" "t"}} {{link " /x " "t"}} {{link "page" "t"}}`,
			`<a href="mailto:a@example.org">Accueil</a> <a href="TEL:+1">t</a> <a href="#x">t</a> <a href="/x">t</a> <a href="page">t</a>`},
		{`{{link (.Param "q") "t"}}`, `<a href="a&amp;b%20%c3%a9">t</a>`},
		{`<meta http-equiv="Content-Security-Policy" content="{{policy}}">`, `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src &#39;self&#39; https://images.example.org">`},
		{`{{absURL "/x"}} {{absURL (.Param "img")}}`, `https://example.org/sub/x https://example.org/subimg/a b.jpg`},
		// those of text/template
		{`{{print 1 2 "a" .Title}} {{printf "%s-%d-%05.1f-%v-%q" .Title 3 2.5 true "x"}} {{println "a"}}`, "1 2aAccueil Accueil-3-002.5-true-&#34;x&#34; a\n"},
		{`{{html "<a>" 3}} {{urlquery "a b"}} {{and 1 2}}{{or 0 3}}{{not 0}}`, `&lt;a&gt;3 a+b 23true`},
		{`<a href="/?q={{.Param "q"}}#{{.Param "q"}}">`, `<a href="/?q=a%26b%20%c3%a9#a%26b%20%c3%a9">`},
		{`<a href="{{.Param "q"}}">`, `<a href="a&amp;b%20%c3%a9">`},
		{`<a href="tel:{{"+1 2"}}">`, `<a href="tel:+1%202">`},
		{`<a href="{{"tel:+12"}}">`, `<a href="tel:+12">`},
		{`{{range .Headings}}<h{{.Level}} id="{{.ID}}">{{.Text}}</h{{.Level}}>{{end}}`, `<h2 id="one">One &amp; 1</h2><h3 id="two">Two</h3>`},
		{`<p {{if .IsHome}}hidden{{end}}>`, `<p hidden>`},
		{`{{/* a remark }} */}}a{{- /* b */ -}} b {{"}}"}}`, `ab }}`},
		{`<!-- {{.Title}} -->x`, `x`},
	} {
		got, d := execute(t, f, c.src, "index", "fr")
		if d != nil || got != c.want {
			t.Errorf("%s\n got %s %v\nwant %s", c.src, got, d, c.want)
		}
	}
}

// TestJoinFitsTheNextWord: "and" depends on what follows it, which may be markup.
func TestJoinFitsTheNextWord(t *testing.T) {
	f := newFake()
	for tag, want := range map[locale.Tag]string{"es": `padres e <a href="/">hijos</a>`, "fr": `padres et <a href="/">hijos</a>`} {
		if got, d := execute(t, f, `{{join (list "padres" (link "/" "hijos"))}}`, "about", tag); got != want || d != nil {
			t.Errorf("%s: %s, %v", tag, got, d)
		}
	}
}

// TestDirections wraps what is lent, and names the direction where it differs.
func TestDirections(t *testing.T) {
	f := newFake()
	f.messages["arabic ar"], f.messages["arabic en"] = "مرحبا", "Hello"
	for tag, want := range map[locale.Tag]string{
		"fr": `<span lang="en">Hello</span> <span lang="en">Only &lt;English&gt;</span>`,
		"ar": `مرحبا <span lang="en" dir="ltr">Only &lt;English&gt;</span>`,
		"he": `<span lang="en" dir="ltr">Hello</span> <span lang="en" dir="ltr">Only &lt;English&gt;</span>`,
		"en": `Hello Only &lt;English&gt;`,
	} {
		if got, d := execute(t, f, `{{t "arabic"}} {{t "only"}}`, "index", tag); got != want || d != nil {
			t.Errorf("%s:\n got %s %v\nwant %s", tag, got, d, want)
		}
	}
}

func TestWithoutMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"a b":                      "a b",
		" a ":                      " a ",
		"<b>a</b> &amp; b":         "a & b",
		`<span lang="en">a</span>`: "a",
		`<a title="1 > 2">a</a>`:   "a",
		`<a title='">'>a</a>`:      "a",
		"&lt;b&gt;":                "<b>",
		"&#34;&quot;&eacute;":      "\"\"é",
		"a < b":                    "a",
		"<":                        "",
		`a<b c="`:                  "a",
		"<br>":                     "",
		"&":                        "&",
		"&nbsp;":                   "",
	} {
		if got := withoutMarkup(in); got != want {
			t.Errorf("withoutMarkup(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestValuesStayText(t *testing.T) {
	l, ds := Compile(File{page, []byte(`<p title="{{.}}">{{.}}</p>`)})
	if l == nil {
		t.Fatal(ds)
	}
	out, problem, more := rendered(l, &Render{Scope: OfVariant}, `"><script>alert(1)</script>`)
	if problem != nil || more != nil || strings.Contains(out, "<script") || strings.Count(out, "\"") != 2 {
		t.Errorf("got %q, %v", out, problem)
	}
	l, ds = Compile(File{page, []byte(`<a href="{{.}}">x</a>`)})
	if l == nil {
		t.Fatal(ds)
	}
	for _, bad := range []string{"javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x"} {
		out, problem, _ := rendered(l, &Render{Scope: OfVariant}, bad)
		if problem == nil || problem.Line != 1 {
			t.Errorf("%s: printed %q", bad, out)
		}
	}
	if out, problem, _ := rendered(l, &Render{Scope: OfVariant}, "https://example.org/?a=1&b=ü"); problem != nil || !strings.Contains(out, `href="https://example.org/?a=1&amp;b=%c3%bc"`) {
		t.Errorf("got %q, %v", out, problem)
	}
}

func TestPage(t *testing.T) {
	f := newFake()
	f.titles["description of index en"] = Text{"A <b> & \"c\"", "en"}
	f.params["index en tags"] = []any{"a & b", 3, map[string]any{"k": "<v>"}}
	f.params["index fr link"] = "https://x.example/?a=1&b=é"
	f.params["index en n"] = int64(1234567)
	for _, c := range []struct {
		src, key, want string
		tag            locale.Tag
	}{
		{src: `{{.Title}}`, key: "index", tag: "fr", want: `Accueil`},
		{src: `{{.Title}}`, key: "about", tag: "en", want: `About &amp; more`},
		{src: `{{.Title}}`, key: "about", tag: "ar", want: `<span lang="en" dir="ltr">About &amp; more</span>`},
		{src: `{{.Title}}`, key: "about", tag: "he", want: `<span lang="ar">حول</span>`}, // one direction
		{src: `{{.Title}}`, key: "local", tag: "fr", want: ``},
		{src: `<title>{{.Title}} | x</title>`, key: "about", tag: "ar", want: `<title>About &amp; more | x</title>`},
		{src: `<p title="{{.Title}}">`, key: "about", tag: "ar", want: `<p title="About &amp; more">`},
		{src: `<p title={{.Title}}>`, key: "index", tag: "fr", want: `<p title=Accueil>`},
		{src: `<p title={{.Title}}>`, key: "about", tag: "ar", want: `<p title=About&#32;&amp;&#32;more>`},
		{src: `{{.Description}}`, key: "index", tag: "en", want: `A &lt;b&gt; &amp; &#34;c&#34;`},
		{src: `{{.Description}}`, key: "about", tag: "en", want: ``},
		{src: `{{.Content}}`, key: "index", tag: "fr", want: `<p>Corps</p>`},
		{src: `{{.LinkedContent (t "hello")}}`, key: "index", tag: "fr", want: `<p>Corps</p>`},
		{src: `{{.Content}}`, key: "index", tag: "ar", want: `<p>Body</p>`}, // the fake's body in Arabic
		{src: `{{.Content}}`, key: "index", tag: "he", want: `<div lang="en" dir="ltr"><p>Body</p></div>`},
		{src: `{{range .Headings}}{{.Level}} {{.ID}} {{.Text}}|{{.}} {{end}}`, key: "index", tag: "en", want: `2 one One &amp; 1|One &amp; 1 3 two Two|Two `},
		{src: `{{.Param "hero.image"}}`, key: "index", tag: "en", want: `img/a.jpg`},
		{src: `{{.Param "hero.image"}}`, key: "index", tag: "fr", want: `<span lang="en">img/a.jpg</span>`},
		{src: `{{with .Param "none"}}x{{else}}y{{end}}[{{.Param "none"}}]`, key: "index", tag: "fr", want: `y[]`},
		{src: `{{add .}}`, key: "", tag: "", want: "!"},
		{src: `{{.Param "n"}} {{number (.Param "n")}}`, key: "index", tag: "fr", want: "1234567 1\u202f234\u202f567"},
		{src: `{{range .Param "tags"}}[{{if eq (printf "%T" .) "map"}}{{else}}{{end}}]{{end}}`, key: "index", tag: "en", want: `!`},
		{src: `{{index (.Param "tags") 0}} {{index (.Param "tags") 1}} {{(index (.Param "tags") 2).k}}`, key: "index", tag: "fr", want: `<span lang="en">a &amp; b</span> 3 <span lang="en">&lt;v&gt;</span>`},
		{src: `<a href="{{.Param "link"}}">`, key: "index", tag: "fr", want: `<a href="https://x.example/?a=1&amp;b=%c3%a9">`},
		{src: `<a href="/go?to={{.Param "link"}}">`, key: "index", tag: "fr", want: `<a href="/go?to=https%3a%2f%2fx.example%2f%3fa%3d1%26b%3d%c3%a9">`},
		{src: `{{.Lang}} {{.Dir}} {{.Key}}`, key: "about", tag: "ar", want: `ar rtl about`},
		{src: `{{.Locale.Tag}} {{.Locale.Dir}} {{.Locale.Name}} {{.Locale.Script}} {{.Locale}}`, key: "about", tag: "he", want: `he rtl עברית Hebr he`},
		{src: `{{.TextLocale.Tag}} {{.IsFallback}}`, key: "about", tag: "ar", want: `en true`},
		{src: `{{.TextLocale.Tag}} {{.IsFallback}}`, key: "about", tag: "fr", want: `fr false`},
		{src: `{{.IsHome}} {{.IsSource}} {{.Translation}}`, key: "index", tag: "en", want: `true true source`},
		{src: `{{.IsHome}} {{.IsSource}} {{.Translation}}`, key: "about", tag: "fr", want: `false false draft`},
		{src: `{{.Permalink}} {{.URL}} {{.Canonical}}`, key: "about", tag: "ar", want: `/sub/ar/about/ https://example.org/sub/ar/about/ https://example.org/sub/en/about/`},
		{src: `{{range .Alternates}}{{.Lang}} {{.Dir}} {{.Name}} {{.Permalink}} {{.URL}} {{.Locale.Script}} {{.Current}};{{end}}`, key: "about", tag: "fr",
			want: `en ltr English /sub/en/about/ https://example.org/sub/en/about/ Latn false;fr ltr français /sub/fr/about/ https://example.org/sub/fr/about/ Latn true;`},
		{src: `{{.XDefault}}`, key: "about", tag: "fr", want: `https://example.org/sub/en/about/`},
		{src: `[{{.XDefault}}]{{with .Source}}x{{end}}`, key: "local", tag: "fr", want: `[]`},
		{src: `{{with .Source}}{{.Title}} {{.Lang}} {{.Permalink}} {{.IsSource}}{{end}}`, key: "about", tag: "fr", want: `<span lang="en">About &amp; more</span> en /sub/en/about/ true`},
		{src: `{{with .Home}}{{.Title}} {{.IsHome}}{{end}}`, key: "about", tag: "fr", want: `Accueil true`},
		{src: `{{with .Home}}x{{else}}none{{end}}`, key: "about", tag: "he", want: `none`},
		{src: `{{with .Page "about"}}{{.Title}}{{end}}{{with .Page "local"}}!{{end}}{{with .Page "x"}}!{{end}}{{with .Page ""}}!{{end}}`, key: "index", tag: "en", want: `About &amp; more`},
		{src: `{{(.Page (.Param "hero.image" | print)).Title}}`, key: "local", tag: "en", want: `!`},
		{src: `{{range .Pages}}{{.Key}}={{.Title}};{{end}}`, key: "index", tag: "fr", want: `about=À propos;index=Accueil;`},
		{src: `{{range .Editions}}{{.Tag}} {{.Name}};{{end}}`, key: "index", tag: "fr", want: `ar العربية;en English;fr français;he עברית;`},
		{src: `{{.SourceLocale.Tag}}`, key: "index", tag: "fr", want: `en`},
		{src: `{{with .Source}}{{with .Home}}{{.Lang}} {{.Key}}{{end}}{{range .Pages}}{{.Permalink}} {{end}}{{end}}`, key: "about", tag: "fr", want: `en index/sub/en/about/ /sub/en/index/ `},
		{src: `[{{.Title}}{{range .Alternates}}x{{end}}{{with .Source}}x{{end}}{{.Content}}{{.Key}}]{{.Translation}}{{.IsFallback}}`, key: "", tag: "fr", want: `[]sourcefalse`}, // not found
	} {
		if c.want == "!" {
			l, ds := Compile(File{page, []byte(c.src)})
			if l != nil {
				r := &Render{Site: f, Scope: OfVariant, Key: c.key, Locale: c.tag}
				if text, d, _ := rendered(l, r, r.Dot()); d == nil {
					t.Errorf("%s: %s, want an error", c.src, text)
				}
			} else if len(ds) == 0 {
				t.Errorf("%s: no layout and no problem", c.src)
			}
			continue
		}
		got, d := execute(t, f, c.src, c.key, c.tag)
		if d != nil || got != c.want {
			t.Errorf("%s for %s in %s\n got %s %v\nwant %s", c.src, c.key, c.tag, got, d, c.want)
		}
	}
}

// TestScope finds for each thing that a layout may ask the least that must be known to answer it. This is
// what decides how often a partial is rendered.
func TestScope(t *testing.T) {
	f := newFake()
	for src, want := range map[string]Scope{
		`static {{len "x"}} {{absURL "/x"}} {{(asset "a.css").URL}} {{(picture "a.jpg" 480).Src}} {{(localeOf "fr").Name}} {{range .Editions}}{{.Name}}{{end}}{{.SourceLocale.Tag}}`: 0,
		`{{t "hello"}}`:                         OfEdition,
		`{{t "n" 3}}`:                           OfEdition,
		`{{.Lang}}`:                             OfEdition,
		`{{.Dir}}`:                              OfEdition,
		`{{.Locale.Name}}`:                      OfEdition,
		`{{.IsSource}}`:                         OfEdition,
		`{{with .Home}}{{.Title}}{{end}}`:       OfEdition,
		`{{range .Pages}}{{.Permalink}}{{end}}`: OfEdition,
		`{{with .Page "about"}}{{.Title}}{{.Permalink}}{{.Param "x"}}{{.Content}}{{end}}`: OfEdition,
		`{{nameOf "fr"}}`: OfEdition,
		`{{range byName .Editions}}{{.Tag}}{{end}}`:     OfEdition,
		`{{range byScript .Editions}}{{.Tag}}{{end}}`:   0,
		`{{range byScript .Alternates}}{{.URL}}{{end}}`: OfPage,
		`{{number 3}}`:                 OfEdition,
		`{{percent 3}}`:                OfEdition,
		`{{date "2024-03-20" "long"}}`: OfEdition,
		`{{join (list "a" "b")}}`:      OfEdition,
		`{{.Key}}`:                     OfPage,
		`{{range .Alternates}}{{.URL}}{{.Lang}}{{.Name}}{{.Dir}}{{.Permalink}}{{end}}`: OfPage,
		`{{.XDefault}}`: OfPage,
		`{{with .Source}}{{.Permalink}}{{.Lang}}{{.Canonical}}{{.IsSource}}{{end}}`: OfPage,
		`{{with .Source}}{{range .Headings}}{{.ID}}{{end}}{{end}}`:                  OfPage,
		`{{range .Alternates}}{{.Current}}{{end}}`:                                  OfVariant,
		`{{with .Source}}{{.Title}}{{end}}`:                                         OfVariant, // it says its language to the reader of which edition?
		`{{.Title}}`:                                                                OfVariant,
		`{{.Description}}`:                                                          OfVariant,
		`{{.Content}}`:                                                              OfVariant,
		`{{.Headings}}`:                                                             OfVariant,
		`{{.Param "x"}}`:                                                            OfVariant,
		`{{.Permalink}}`:                                                            OfVariant,
		`{{.URL}}`:                                                                  OfVariant,
		`{{.Canonical}}`:                                                            OfVariant,
		`{{.IsHome}}`:                                                               OfVariant,
		`{{.IsFallback}}`:                                                           OfVariant,
		`{{.Translation}}`:                                                          OfVariant,
		`{{.TextLocale}}`:                                                           OfVariant,
		`{{.Key}}{{.Lang}}`:                                                         OfVariant,
		`{{partial "p.html" .}}`:                                                    OfVariant,
		`{{partial "p.html" 3}}{{if 0}}{{.Title}}{{end}}`:                           OfEdition,
	} {
		f.partials["p.html"] = `{{if eq (printf "%v" (plain "x")) "x"}}{{t "hello"}}{{end}}{{if 0}}{{.Nothing}}{{end}}`
		if strings.Contains(src, `"p.html" .`) {
			f.partials["p.html"] = `{{.Title}}`
		}
		l := compile(t, src)
		try := func(s Scope) *NeedsMore {
			r := &Render{Site: f, Scope: s}
			if s&OfPage != 0 {
				r.Key = "about"
			}
			if s&OfEdition != 0 {
				r.Locale = "fr"
			}
			_, d, more := rendered(l, r, r.Dot())
			if d != nil && src != `{{.Headings}}` && src != `{{.TextLocale}}` {
				t.Errorf("%s with scope %d: %v", src, s, d)
			}
			return more
		}
		for s := range OfVariant + 1 {
			if s == 0 && strings.Contains(src, "partial") {
				continue // whoever renders a partial knows something
			}
			more := try(s)
			if (more == nil) != (s&want == want) {
				t.Errorf("%s with scope %d: needs %+v; it should need %d", src, s, more, want)
			} else if more != nil && (more.Scope&s != s || more.Scope&^(s|want) != 0 || more.Scope == s) {
				t.Errorf("%s with scope %d asks for %d, and needs %d", src, s, more.Scope, want)
			}
		}
	}
}

// TestPartialsAreShared sees that the scope reaches through partials within partials.
func TestPartialsAreShared(t *testing.T) {
	f := newFake()
	f.partials = map[string]string{
		"footer.html": `{{t "hello"}}{{partial "year.html" .}}`, "year.html": `2026 {{.Lang}}`, "head.html": `{{partial "links.html" .}}`,
		"links.html": `{{range .Alternates}}{{.URL}} {{end}}`, "title.html": `{{.Title}}{{partial "footer.html" .}}`,
		"other.html": `{{.Title}} {{.Permalink}}`, "text.html": `{{.}}{{t "hello"}}`,
	}
	got, d := execute(t, f, `{{partial "footer.html" .}} {{partial "head.html" .}} {{partial "title.html" .}} {{with .Home}}{{partial "other.html" .}}{{end}} {{partial "text.html" "a<b"}} {{partial "text.html" .Title}}`, "about", "fr")
	want := `Bonjour2026 fr https://example.org/sub/en/about/ https://example.org/sub/fr/about/  À proposBonjour2026 fr Accueil /sub/fr/index/ a&lt;bBonjour À proposBonjour`
	if d != nil || got != want {
		t.Errorf("got  %s %v\nwant %s", got, d, want)
	}
	for name, scope := range map[string]string{"footer.html": "1", "year.html": "1", "head.html": "2", "links.html": "2", "title.html": "3"} {
		if f.asked[name+" "+scope] == 0 {
			t.Errorf("%s was not rendered with scope %s: %v", name, scope, f.asked)
		}
	}
}

func TestRenderName(t *testing.T) {
	for want, r := range map[string]*Render{
		"the fr edition":           {Scope: OfEdition, Locale: "fr"},
		"page about":               {Scope: OfPage, Key: "about"},
		"page about in fr":         {Scope: OfVariant, Key: "about", Locale: "fr"},
		"the not-found page in fr": {Scope: OfVariant, Locale: "fr"},
	} {
		if got := r.name(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	r := &Render{Scope: OfVariant, Key: "a", Locale: "fr"}
	dot := r.Dot()
	for _, v := range []any{dot, &dot} {
		key, tag, keyScope, localeScope, ok := PageArgument(v)
		if key != "a" || tag != "fr" || keyScope != OfPage || localeScope != OfEdition || !ok {
			t.Errorf("%s %s %d %d %v", key, tag, keyScope, localeScope, ok)
		}
	}
	for _, v := range []any{nil, (*Page)(nil), "a", 3} {
		if _, _, _, _, ok := PageArgument(v); ok {
			t.Errorf("%v is no page", v)
		}
	}
	other := &Render{Scope: OfVariant, Key: "b", Locale: "en"}
	if p := Rebind(dot, other).(Page); p.r != other || p.key != "a" || dot.r != r {
		t.Error("Rebind of a page")
	}
	if p := Rebind(&dot, other).(*Page); p.r != other || p.loc != "fr" || dot.r != r {
		t.Error("Rebind of a pointer to a page")
	}
	if Rebind("x", other) != "x" {
		t.Error("Rebind of a text")
	}
	if PartialPath("footer.html") != "layouts/partials/footer.html" || PartialPath("../../x.html") != "layouts/partials/x.html" || PartialPath("a/b.html") != "layouts/partials/a/b.html" {
		t.Error("PartialPath")
	}
}

func TestLinksToSections(t *testing.T) {
	for _, c := range []struct{ content, want string }{
		{`<p>a</p>`, `<p>a</p>`},
		{`<h2 id="x">A <b>b</b></h2><p>c</p><h3 id="y">B</h3>`,
			`<div class="heading"><h2 id="x">A <b>b</b></h2><a href="#x" aria-label="Link" aria-describedby="x" lang="fr"></a></div><p>c</p>` +
				`<div class="heading"><h3 id="y">B</h3><a href="#y" aria-label="Link" aria-describedby="y" lang="fr"></a></div>`},
		{`<h2 class="stale" id="a%b&amp;c" lang="en">A</h2>`,
			`<div class="heading"><h2 class="stale" id="a%b&amp;c" lang="en">A</h2><a href="#a%25b&amp;c" aria-label="Link" aria-describedby="a%b&amp;c" lang="fr"></a></div>`},
		{`<h2>A</h2><hr id="x"><header id="y">`, `<h2>A</h2><hr id="x"><header id="y">`}, // no id, no heading
		{`<details><summary>S <h2 id="x">A</h2></summary></details>`, `<details><summary>S <h2 id="x">A</h2></summary></details>`},
		{`<h2 id="x">A`, `<h2 id="x">A`},
	} {
		if got := string(withLinks(c.content, "Link", "fr")); got != c.want {
			t.Errorf("%s:\n%s", c.content, got)
		}
	}
}
