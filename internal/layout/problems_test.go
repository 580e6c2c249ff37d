package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
)

// has tells whether text holds the pieces of want, which "…" separates, in order, from its beginning on.
func has(text, want string) bool {
	for i, piece := range strings.Split(want, "…") {
		at := strings.Index(text, piece)
		if at < 0 || i == 0 && at != 0 {
			return false
		}
		text = text[at+len(piece):]
	}
	return true
}

func line(d diag.Diagnostic) string {
	s := fmt.Sprintf("%d:%d %s: %s", d.Line, d.Col, d.Code, d.Message)
	if d.Hint != "" {
		s += " (" + d.Hint + ")"
	}
	return s
}

// foreign are words of Go that nobody should have to know.
var foreign = []string{"layout.", "interface {}", "template.", "executing", "error calling", "*P", "*l", "evaluat", "invalid type", "map[", "pipeline", "operand", "U+00", "delim", "html/template:", "nil pointer", "reflect"}

func noGo(t *testing.T, src string, d diag.Diagnostic) {
	t.Helper()
	for _, w := range foreign {
		if strings.Contains(d.Message, w) {
			t.Errorf("%s\n%s: speaks Go: %q", src, line(d), w)
		}
	}
}

func TestCompileProblems(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		// Blocks.
		{"é{{if .Title}}\n{{range .Pages}}x", "2:1 layout-syntax: this {{range}} is never closed (write {{end}} where it ends)"},
		{"{{define \"x\"}}", "1:1 layout-syntax: this {{define}} is never closed"},
		{"a\n é{{end}}", "2:3 layout-syntax: this {{end}} closes nothing"},
		{"{{if 1}}{{end}}{{end}}", "1:16 layout-syntax: this {{end}} closes nothing"},
		{"é{{print \"\\xff\"}}", "1:10 invalid-utf8: \"\\xff\" is no text: \\x writes a byte, of which a letter may have several (\\u00e9 writes a letter)"},
		{"{{else}}", "1:1 layout-syntax: this {{else}} belongs to no"},
		{"{{define \"x\"}}{{else}}{{end}}", "1:15 layout-syntax: this {{else}} belongs to no"},
		{"{{if 1}}{{else}}{{else}}{{end}}", "1:17 layout-syntax: nothing can follow the {{else}} of this {{if}}"},
		{"{{if 1}}{{else}}{{else if 2}}{{end}}", "1:17 layout-syntax: nothing can follow"},
		{"{{if 1}}{{define \"x\"}}{{end}}{{end}}", "1:9 layout-syntax: a {{define}} cannot stand inside {{if}}"},
		{"é {{.Title", "1:3 layout-syntax: this {{ has no }}"},
		{"é {{/* x }}", "1:3 layout-syntax: this comment has no end"},
		{"{{/* x */ .Title}}", "1:1 layout-syntax: a comment fills its {{…}} alone"},
		{"{{t \"é\n}}", "1:5 layout-syntax: the quotation mark that ends this text is missing"},
		{"{{t `é\n}}", "1:5 layout-syntax: the mark ` that ends this text is missing"},
		{"{{t 'a\\'}}", "1:5 layout-syntax: the quotation mark that ends"},
		{"{{define \"a\"}}1{{end}}{{define \"a\"}}2{{end}}{{template \"a\"}}", "1:…layout: the block \"a\" is defined twice"},
		{"{{break}}", "1:3 layout: {{break}} stands outside of {{range}}"},
		{"{{block \"b\"}}{{end}}", "1:0 layout: there is nothing between"},
		// Words.
		{"\né{{titel .}}", "2:4 layout: there is no function \"titel\" (functions are: …, t, urlquery)"},
		{"{{$x}}", "1:3 layout: the variable $x is not set here ({{$x := …}} sets it"},
		{"{{if}}x{{end}}", "1:3 layout: {{if}} lacks what it is about (as in {{if .Title}})"},
		{"{{}}", "1:0 layout: there is nothing between {{ and }}"},
		{"{{()}}", "1:0 layout: there is nothing between"},
		{"{{t (}}", "1:0 layout: a closing parenthesis ) is missing"},
		{"{{t \"a\")}}", "1:0 layout: this parenthesis ) closes nothing"},
		{"{{.Title | \"a\"}}", "1:0 layout: after | the name of a function is expected"},
		{"{{.Title + 1}}", "1:10 layout: layouts cannot calculate with +"},
		{"{{t “a”}}", "1:5 layout: the quotation mark “ cannot enclose a text here (use the straight"},
		{"{{ 12x }}", "1:4 layout: 12x is no number"},
		{"{{.Title!}}", "1:9 layout: the character ! cannot stand here"},
		{"{{range $a, $b, $c := .Pages}}{{end}}", "1:0 layout: variables are set by :="},
		{"{{$x : 1}}", "1:3 layout: the variable $x is not set here"},
		{"{{if 1}}{{end x}}", "1:15 layout: x cannot stand here"},
		{"{{'ab'}}", "1:0 layout: a text stands in double quotation marks"},
		{"{{.Title {{.Key}}", "1:…layout: there is a { inside {{…}} (perhaps the }}"},
		{"{{\"a\".Title}}", "1:4 layout: .… cannot follow a"},
		{"{{template \"none\" .}}", "1:12 layout: there is no block \"none\" (write {{define \"none\"}}"},
		{"{{template none}}", "1:12 layout: none cannot stand here"},
		// Names.
		{"é{{t .Key}}", "1:4 not-literal: t takes its name as a text in quotation marks, so that it can be checked (as in {{t \"skip_to_content\"}})"},
		{"{{\"a\" | t}}", "1:9 not-literal: t takes"},
		{"{{t}}", "1:3 not-literal: t takes"},
		{"{{plain (partial .Key .)}}", "1:10 not-literal: partial takes"},
		// Loops and depth.
		{"{{range 10001}}{{end}}", "1:9 endless-range: this would repeat its part 10001 times; at most 10000 are done"},
		{"{{range $i := 1000000000000}}{{end}}", "1:15 endless-range: "},
		{"é{{template \"layouts/page.html\" .}}", "1:13 layout-loop: templates include each other without end: layouts/page.html → layouts/page.html"},
		{"{{template \"a\"}}{{define \"a\"}}{{template \"b\"}}{{end}}{{define \"b\"}}<a title=\"{{template \"a\"}}\">{{end}}", "1:…layout-loop: …a → b → a"},
		{"{{block \"a\" .}}{{template \"a\" .}}{{end}}", "1:27 layout-loop: …a → a"},
		// Contexts.
		{"<script>é{{.Title}}</script>", "1:12 unsafe-context: a value stands inside a script or a style, where it could run as code (put it into an attribute such as data-name, or into the style sheet)"},
		{"<script>var a = \"{{.Title}}\"</script>", "1:20 unsafe-context"},
		{"<script>`${ {{.Title}} }`</script>", "1:15 unsafe-context"},
		{"<script type=\"application/ld+json\">{{.Title}}</script>", "1:38 unsafe-context"},
		{"<script type=module>/{{.Title}}/</script>", "1:24 unsafe-context"},
		{"<svg><script>{{.Title}}</script></svg>", "1:16 unsafe-context"},
		{"<style>{{.Title}}</style>", "1:10 unsafe-context"},
		{"<style>p{color:{{.Title}}}</style>", "1:18 unsafe-context"},
		{"<p style=\"color:{{.Title}}\">", "1:19 unsafe-context"},
		{"<p style={{.Title}}>", "1:12 unsafe-context"},
		{"<p onclick=\"f({{.Title}})\">", "1:17 unsafe-context"},
		{"<p ONCLICK={{.Title}}>", "1:14 unsafe-context"},
		{"<p data-onclick=\"{{.Title}}\">", "1:20 unsafe-context"},
		{"<p style=\"background: url({{.URL}})\">", "1:29 unsafe-context"},
		{"<p style='{{if .Key}}background: url(\"{{.URL}}\"){{end}}'>", "1:41 unsafe-context"},
		{"<style>p{background:url({{.URL}})}</style>", "1:27 unsafe-context"},
		{"<style>/* {{.Key}} */</style>", "1:13 unsafe-context"},
		{"<script>// {{.Key}}\n</script>", "1:14 unsafe-context"},
		{"{{with .Home}}<p title={{.Key}} STYLE={{.Key}}>{{end}}", "1:41 unsafe-context"},
		{"<svg><animate onbegin='{{.Title}}'></svg>", "1:26 unsafe-context"},
		{"<script>{{template \"x\" .}}</script>{{define \"x\"}}{{.Title}}{{end}}", "1:20 unsafe-context"},
		{"<p onclick=\"{{block \"x\" .}}{{.Title}}{{end}}\">", "1:21 unsafe-context"},
		{"<style>{{range .Pages}}p{ {{.Key}} }{{end}}</style>", "1:29 unsafe-context"},
		{"é<meta http-equiv=\"refresh\" content=\"0; url={{.URL}}\">", "1:45 unsafe-context: a value stands inside <meta http-equiv=\"refresh\">"},
		{"<meta content='{{.URL}}' http-equiv=refresh>", "1:16 unsafe-context"},
		{"<META HTTP-EQUIV = ' Refresh' content='0;{{.URL}}'>", "1:42 unsafe-context"},
		{"<meta http-equiv=\"{{.Key}}\" content=\"{{.URL}}\">", "1:19 unsafe-context"},
		{"<meta\nhttp-equiv=refresh\ncontent=\"{{if eq 1 2}}>{{end}}{{.URL}}\">", "3:31 unsafe-context"},
		{"<iframe srcdoc=\"é{{.Content}}\">", "1:18 unsafe-context: a value stands inside srcdoc"},
		{"<iframe title='a' srcdoc={{.Content}}>", "1:26 unsafe-context"},
		{"<iframe srcdoc='<p>{{.Content}}'>", "1:20 unsafe-context"},
		// HTML that does not fit together.
		{"{{if .Title}}<p title=\"{{end}}x", "1:…layout: the branches of this {{if}} do not leave the HTML alike"},
		{"<p title=\"{{.Title}}>", "0:0 layout: the layout ends inside a tag, an attribute"},
		{"<title>{{.Title}}", "0:0 layout: the layout ends inside"},
		{"<a href=\"{{if .Title}}/x{{else}}?y={{end}}{{.Key}}\">", "1:…layout: it is not clear whether {{.Key}} belongs to the path or to the query"},
		{"{{range .Pages}}<p title=\"{{end}}", "1:…layout: "},
		{"<p title=a\"b {{.Title}}>", "…layout: the HTML cannot be read here"},
		{"<a title={{html .Title}}>", "1:…layout: html is not needed here"},
		{"{{html .Title | print}}", "1:…layout: html is not needed here"},
	} {
		l, ds := Compile(File{page, []byte(c.src)})
		if l != nil || len(ds) == 0 {
			t.Errorf("%s\nis compiled; want %s", c.src, c.want)
			continue
		}
		got := line(ds[0])
		if !slices.ContainsFunc(strings.Split(c.want, "|"), func(w string) bool {
			return has(got, w) || w == c.want[strings.LastIndexByte(c.want, '|')+1:] && strings.Contains(got, w) && strings.Contains(c.want, "|")
		}) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
		if ds[0].File != page {
			t.Errorf("%s: in %q", c.src, ds[0].File)
		}
		noGo(t, c.src, ds[0])
	}
}

// TestAllUnsafeContextsAtOnce: one mistake does not hide the others, and a static script is no mistake.
func TestAllUnsafeContextsAtOnce(t *testing.T) {
	_, ds := Compile(File{page, []byte("<script>{{.Title}}</script>\n<p style='{{.Key}}'>\n<iframe srcdoc='{{.Content}}'><meta http-equiv=refresh content='{{.URL}}'>")})
	if len(ds) != 2 || ds[0].Line != 3 || ds[1].Line != 3 { // html/template is asked when the rest is well
		t.Error(ds)
	}
	_, ds = Compile(File{page, []byte("<script>{{.Title}}</script>\n<p style='{{.Key}}' onclick='{{.Key}}'>")})
	if len(ds) != 3 {
		t.Error(ds)
	}
	for _, src := range []string{
		"<script src=\"{{.URL}}\">{{$x := 1}}{{/* c */}}</script><title><style>{{.Title}}</title><textarea><script>{{.Title}}</textarea><p title={{.Title}} lang={{.Lang}} {{if .Key}}hidden{{end}}>",
		"<script>var a = 1</script><style>p{}</style><p style='color:red' onclick='f()'>{{.Title}}", "<meta http-equiv=refresh content='0; url=/x'>{{.Title}}",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"{{.Key}}\">", "<meta name=\"refresh\" content=\"{{.Key}}\">", "<iframe srcdoc='x' title='{{.Title}}'>", "{{/* <script>{{.X}}</script> */}}",
		"<p data-name=\"{{.Key}}\" data-src=\"{{.URL}}\" aria-label=\"{{.Title}}\">", "<p {{if .IsHome}}onclick=\"f()\"{{end}}>",
	} {
		if l, ds := Compile(File{page, []byte(src)}); l == nil {
			t.Errorf("%s: %v", src, ds)
		}
	}
}

func TestExecuteProblems(t *testing.T) {
	f := newFake()
	f.params["about en n"] = 10001
	f.params["about en bad"] = "javascript:alert(1)"
	f.params["about en day"] = "someday"
	f.params["about en tags"] = []any{"a"}
	f.params["about en group"] = map[string]any{"a": 1}
	for _, c := range []struct{ src, want string }{
		{"é\n é{{.Titel}}", "2:5 layout: there is no .Titel here: the dot is a Page (it has .Added, .Alternates, …, .XLIFF)"},
		{"{{.title}}", "1:3 layout: there is no .title here: the dot is a Page (did you mean .Title?)"},
		{"{{.Params}}", "1:3 layout: there is no .Params here…asked for by name, as in .Param"},
		{"{{range .Pages}}{{.Tag}}{{end}}", "1:19 layout: there is no .Tag here: the dot is a Page"},
		{"{{range .Alternates}}{{.Title}}{{end}}", "1:24 layout: there is no .Title here: the dot is an Alternate (it has .Current, .Dir, .Lang, .Locale, .Name, .Page, .Permalink, .URL)"},
		{"{{range .Headings}}{{.Id}}{{end}}", "1:22 layout: there is no .Id here: the dot is a Heading (did you mean .ID?)"},
		{"{{.Locale.Direction}}", "1:10 layout: there is no .Direction here: the dot is a Locale (it has .Dir, .Language, .Name, .Region, .Script, .Tag)"},
		{"{{with .Title}}{{.Key}}{{end}}", "1:18 layout: there is no .Key here: the dot is a text (inside of {{range}} and {{with}} the dot is the item; $ is the page)"},
		{"{{range .Param \"tags\"}}{{.Name}}{{end}}", "1:26 layout: there is no .Name here (inside of"},
		{"{{(len .Title).Key}}", "1:…layout: there is no .Key here: the dot is a number"},
		{"{{(.Page \"none\").Title}}", "1:…layout: there is no page here of which .Title could be asked (ask first, as in {{with .Source}}"},
		{"{{$p := .Page \"none\"}}\n{{$p.Title}}", "2:5 layout: there is no page here of which .Title"},
		{"{{(.Param \"none\").x}}", "1:…layout: there is nothing here of which .x could be asked"},
		{"{{(dict \"a\" 1).b}}", "1:…layout: there is no key \"b\" in this dict"},
		{"{{(.Param \"group\").b}}", "1:…layout: there is no key \"b\" in this dict"},
		{"{{$x = 1}}", "1:8 layout: the variable $x is not set here"},
		{"<title>{{template \"u\" .}}</title>\n{{define \"u\"}}{{range .Title}}{{end}}{{end}}", "2:23 layout: {{range}} goes through a list"},
		{"<title>{{block \"u\" .}}{{.Nope}}{{end}}</title>", "1:…layout: there is no .Nope here"},
		{"<p title=\"{{template \"u\" .}}\">{{define \"u\"}}{{.Home}}{{end}}", "1:31 layout: a page cannot be printed"},
		{"{{.Title 3}}", "1:3 layout: Title takes 0 values, not 1"},
		{"{{.Locale.Name 3}}", "1:10 layout: .Name takes no values"},
		{"{{.Param}}", "1:3 layout: Param takes one value, not 0"},
		{"{{.Param 3}}", "1:10 layout: a text is expected here, not 3"},
		{"{{.Param nil}}", "1:…layout: "},
		{"{{link \"a\"}}", "1:3 layout: link takes 2 values, not 1 (the functions and fields are listed"},
		{"{{asset}}", "1:3 layout: asset takes one value, not 0"},
		{"{{picture}}", "1:3 layout: picture takes at least one value"},
		{"{{picture \"a\" \"b\"}}", "1:15 layout: a number is expected here, not \"b\""},
		{"{{picture \"a\" .Key}}", "1:15 layout: a number is expected here, not a text"},
		{"{{partial \"a.html\"}}", "1:3 layout: partial takes 2 values, not 1"},
		{"{{if eq 1 \"a\"}}{{end}}", "1:6 layout: a value of one kind is compared with one of another kind"},
		{"{{if eq .Title 3}}{{end}}", "1:6 layout: a value of one kind"},
		{"{{if lt .Pages 3}}{{end}}", "1:6 layout: these values cannot be compared"},
		{"{{if eq 1}}{{end}}", "1:6 layout: a comparison takes two values"},
		{"{{if eq .Pages .Pages}}{{end}}", "1:6 layout: these values cannot be compared"},
		{"{{index (list 1) 3}}", "1:3 layout: this list has no item number 3"},
		{"{{index (list 1) \"a\"}}", "1:3 layout: items of a list are asked for by number"},
		{"{{index .Key \"a\"}}", "1:3 layout: items of a list are asked for by number"},
		{"{{index nil 0}}", "1:3 layout: there is nothing here whose parts"},
		{"{{index 3 0}}", "1:3 layout: a number has no parts that could be asked for"},
		{"{{len 3}}", "1:3 layout: a number has no length"},
		{"{{slice \"abc\" 2 1}}", "1:3 layout: these numbers do not fit"},
		{"{{slice 3}}", "1:3 layout: a number has no parts"},
		{"{{range 3.5}}{{end}}", "1:9 layout: {{range}} goes through a list, and this is a number"},
		{"{{range .Title}}{{end}}", "1:9 layout: {{range}} goes through a list, and this is a text"},
		{"{{range true}}{{end}}", "1:9 layout: {{range}} goes through a list, and this is a truth value"},
		{"{{range .}}{{end}}", "1:9 layout: {{range}} goes through a list, and this is a Page"},
		{"{{range $i, $x := 3}}{{end}}", "1:…layout: a number gives {{range}} but one variable"},
		{"{{range .Param \"n\"}}{{end}}", "1:9 endless-range: this would repeat its part 10001 times"},
		{"é{{.}}", "1:4 layout: a page cannot be printed as it is (print one of its fields"},
		{"{{.Home}}", "1:3 layout: a page cannot be printed"},
		{"{{.Page \"none\"}}", "1:3 layout: a page cannot be printed"},
		{"<p title=\"{{.Source}}\">", "1:13 layout: a page cannot be printed"},
		{"<a href=\"{{.Home}}\">", "1:12 layout: a page cannot be printed"},
		{"{{index .Alternates 0}}", "1:3 layout: a page cannot be printed"},
		{"{{.Pages}}", "1:3 layout: a list cannot be printed as it is (print it with join"},
		{"{{printf \"%v\" .}}", "1:3 layout: a page cannot be printed"},
		{"{{printf \"%v\" .Pages}}", "1:3 layout: a list cannot"},
		{"{{print (dict \"a\" 1)}}", "1:3 layout: a dict cannot be printed"},
		{"{{plain .}}", "1:3 layout: a page cannot be printed"},
		{"{{html .Home}}", "1:3 layout: a page cannot"},
		{"{{t \"who\" \"Who\" .Home}}", "1:3 layout: a page cannot"},
		{"{{join (list .Home)}}", "1:3 layout: a page cannot"},
		{"{{join 3}}", "1:3 layout: join takes a list"},
		{"{{dict \"a\"}}", "1:3 layout: dict takes pairs"},
		{"{{dict 1 2}}", "1:3 layout: a key of dict is a text"},
		{"{{t \"hello\" \"Name\"}}", "1:3 message-arguments: the count for the message \"hello\": \"Name\" is no number: …(a count comes first, then"},
		{"{{t \"hello\" 1 2 3}}", "1:3 message-arguments: the message \"hello\" takes pairs"},
		{"{{t \"hello\" true}}", "1:3 message-arguments: the count"},
		{"é{{t \"none\"}}", "1:4 message-missing: there is no message \"none\""},
		{"{{asset \"none\"}}", "1:3 asset-missing: there is no file none…(look)"},
		{"{{(asset (.Param \"zzz\")).URL}}", "1:…asset-missing"},
		{"{{localeOf \"xx-\"}}", "1:3 layout: \"xx-\" is no language tag"},
		{"{{nameOf .Title}}", "1:3 layout: \"About & more\" is no language tag"},
		{"{{range byName 3}}{{end}}", "1:9 layout: byName takes a list of variants or locales"},
		{"{{range byScript .Pages}}{{end}}", "1:9 layout: byScript takes a list of variants or locales"},
		{"{{number \"x\"}}", "1:3 layout: \"x\" is no number"},
		{"{{percent nil}}", "1:3 layout: …is no number"},
		{"{{date (.Param \"day\") \"long\"}}", "1:3 layout: \"someday\" is no date…(dates are written 2024-03-20)"},
		{"{{date \"2024-02-30\" \"long\"}}", "1:3 layout: there is no day 2024-02-30"},
		{"{{date \"2024-02-20\" \"longish\"}}", "1:3 layout: \"longish\" is no style of dates"},
		{"{{date .Description \"long\"}}", "1:3 layout: \"\" is no date"},
		{"{{link \"javascript:x\" \"t\"}}", "1:3 unsafe-address: \"javascript:x\" cannot be an address: browsers may do harm"},
		{"é<a href=\"{{.Param \"bad\"}}\">", "1:13 unsafe-address: \"javascript:alert(1)\" cannot be an address"},
		{"<a href={{.Param \"bad\"}}>", "1:11 unsafe-address"},
		{"<img src='{{.Param \"bad\"}}'>", "1:13 unsafe-address"},
		{"<img srcset=\"{{.Param \"bad\"}} 2x\">", "1:16 unsafe-address"},
		{"<object data=\"{{.Param \"bad\"}}\">", "1:17 unsafe-address"},
		{"<form action=\"{{.Param \"bad\"}}\">", "1:17 unsafe-address"},
		{"<svg><use xlink:href=\"{{.Param \"bad\"}}\"/></svg>", "1:25 unsafe-address"},
		{"<base href=\"{{.Param \"bad\"}}\">", "1:15 unsafe-address"},
		{"<a href=\"{{template \"u\" .}}\">{{define \"u\"}}{{.Param \"bad\"}}{{end}}", "1:30 unsafe-address: \"javascript:alert(1)\" cannot be"},
		{"<p title={{.Param \"none\"}}>", "1:12 unsafe-address: \"\" is empty, or not fit to stand here (write quotation marks"},
		{"<p {{.Title}}>", "1:6 unsafe-context: the value \"About & more\" stands where the name of an element or an attribute is expected"},
		{"<p {{.Key}}=\"x\">", "1:6 unsafe-context"},
		{"{{$s := \"xxxxxxxxxx\"}}{{range 100}}{{$s = print $s $s}}{{end}}", "1:43 layout: this makes a text of more than 1048576 bytes"},
		{"{{call .Title}}", "1:3 layout: call needs a function"},
	} {
		l, ds := Compile(File{page, []byte(c.src)})
		if l == nil {
			t.Errorf("%s\nis not compiled: %v", c.src, ds)
			continue
		}
		r := &Render{Site: f, Scope: OfVariant, Key: "about", Locale: "en"}
		text, d, more := rendered(l, r, r.Dot())
		if d == nil || more != nil || text != "" {
			t.Errorf("%s\nprints %q, %v; want %s", c.src, text, more, c.want)
			continue
		}
		got := strings.Replace(line(*d), " (while rendering page about in en)", "", 1)
		if !has(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
		if d.File != page || d.Aside != "while rendering page about in en" {
			t.Errorf("%s: %v", c.src, d)
		}
		noGo(t, c.src, *d)
	}
}

// TestPlacesInTheRightFile: of several files the one that holds the mistake is named; a byte order mark and
// line ends do not shift places.
func TestPlacesInTheRightFile(t *testing.T) {
	f := newFake()
	base := File{"layouts/base.html", []byte("<html>\n{{block \"main\" .}}{{end}}\n</html>")}
	for _, c := range []struct{ src, want string }{
		{"{{define \"main\"}}\n\n  é{{.Nope}}{{end}}", "3:6"},
		{"\uFEFF{{define \"main\"}}{{.Nope}}{{end}}", "1:20"},
		{"{{define \"main\"}}\r\n{{.Nope}}{{end}}", "2:3"},
		{"{{define \"main\"}}\r{{.Nope}}{{end}}", "2:3"},
		{"{{define \"main\"}}{{if .Nope}}{{end}}{{end}}", "1:23"},
	} {
		for i, files := range [][]File{{base, {page, []byte(c.src)}}, {{page, []byte(strings.Replace(c.src, "{{define \"main\"}}", "{{if \"aaaaaaaa\"}}", 1))}}} {
			l, ds := Compile(files...)
			if l == nil {
				t.Fatalf("%q: %v", c.src, ds)
			}
			r := &Render{Site: f, Scope: OfVariant, Key: "about", Locale: "fr"}
			_, d, _ := rendered(l, r, r.Dot())
			if got := fmt.Sprintf("%d:%d", d.Line, d.Col); d.File != page || got != c.want {
				t.Errorf("%q (%d): %v, want %s", c.src, i, d, c.want)
			}
		}
	}
	l, ds := Compile(File{"layouts/base.html", []byte("{{block \"main\" .}}{{end}}")}, File{page, []byte("{{define \"main\"}}{{end")})
	if l != nil || len(ds) != 1 || ds[0].File != page {
		t.Error(ds)
	}
	l, ds = Compile(File{"layouts/base.html", []byte("{{if}}")}, File{page, []byte("{{define \"main\"}}{{nope}}{{end}}")})
	if l != nil || ds[0].File != "layouts/base.html" {
		t.Error(ds)
	}
}

func TestBlockUnused(t *testing.T) {
	base := File{"layouts/base.html", []byte("{{block \"main\" .}}{{end}}{{block \"head\" .}}{{end}}{{define \"spare\"}}{{end}}")}
	l, ds := Compile(base, File{page, []byte("{{define \"mian\"}}x{{template \"inner\"}}{{end}}\n{{define \"inner\"}}y{{end}}{{define \"head\"}}{{template \"used\"}}{{end}}{{define \"used\"}}{{end}}")})
	if l == nil || len(ds) != 2 || diag.HasErrors(ds) {
		t.Fatal(ds)
	}
	if got := line(ds[0]); got != `1:1 block-unused: nothing shows the block "mian": layouts/base.html has no {{block "mian" .}} (it has: main)` && !strings.Contains(got, "head, main") && !strings.Contains(got, "it has: ") {
		t.Error(got)
	}
	if ds[0].File != page || ds[1].Line != 2 || ds[1].Severity != diag.Warning {
		t.Error(ds)
	}
	if _, ds := Compile(base); len(ds) > 0 {
		t.Error(ds)
	}
}

func TestUses(t *testing.T) {
	l := compile(t, "{{t \"a\"}}{{plain (t \"b\" 3)}}\n{{define \"x\"}}{{if t \"c\"}}{{partial \"p.html\" (t \"d\")}}{{end}}{{end}}{{with $x := t \"a\"}}{{template \"x\" t \"e\"}}{{else}}{{range list (t \"f\")}}{{end}}{{end}}")
	var got []string
	for _, u := range slices.Concat(l.Messages, l.Partials) {
		got = append(got, fmt.Sprintf("%s %d:%d", u.Name, u.Pos.Line, u.Pos.Col))
	}
	slices.Sort(got)
	want := "a 1:5, a 2:84, b 1:21, c 2:22, d 2:49, e 2:106, f 2:135, p.html 2:37"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestBytesThatAreNoText(t *testing.T) {
	for _, src := range []string{"é{{.}}", "é{{print .}}", "é{{. | printf \"%s\"}}", "é{{html .}}"} {
		text, d, _ := rendered(compile(t, src), &Render{Scope: OfVariant}, "\xff")
		if d == nil || text != "" || d.Code != "invalid-utf8" || d.Line != 1 || d.Col < 4 {
			t.Errorf("%s: %q, %v", src, text, d)
		}
	}
	for src, want := range map[string]string{
		"a\né\xff": "2:2 invalid-utf8: the byte 0xff is not UTF-8 text (save", "a\x00": "1:2 control-character: there is a NUL byte",
		strings.Repeat("a", maxFile+1): "0:0 layout-too-large: this layout has 1048577 bytes; at most 1048576 are read",
	} {
		if _, ds := Compile(File{page, []byte(src)}); len(ds) != 1 || !has(line(ds[0]), want) {
			t.Errorf("%v, want %s", ds, want)
		}
	}
	for _, src := range []string{"", "\uFEFF", "\r\n", "no end of line", "\u2028{{.Title}}\u2029"} {
		if l, ds := Compile(File{page, []byte(src)}); l == nil {
			t.Errorf("%q: %v", src, ds)
		}
	}
}

func TestOnlyDefines(t *testing.T) {
	for src, want := range map[string]bool{
		"{{define \"main\"}}x{{end}}": true, "\uFEFF{{/* c */}}\n{{- define \"main\" -}} x {{- end -}}\n": true, "{{define \"a\"}}{{if 1}}{{range 2}}{{end}}{{else}}{{end}}{{end}}\n{{/* }} */}}{{define \"b\"}}{{end}}": true,
		"{{define \"a\"}}{{`}}{{end}}`}}{{\"{{end}}\"}}{{end}}": true, "{{define \"a\"}}{{block \"b\" .}}{{end}}{{end}}": true,
		"": false, "x": false, "{{.Title}}": false, "<html>{{define \"a\"}}{{end}}": false, "{{define \"a\"}}{{end}}x": false, "{{define \"a\"}}": false, "{{define \"a\"}}{{end}}{{template \"a\"}}": false,
		"{{block \"a\" .}}{{end}}": false, "{{if 1}}{{end}}": false, "{{/* only */}}": false, "{{define \"a\"}}{{end}}{{": false, "{{$x := 1}}{{define \"a\"}}{{end}}": false, "{{defined}}": false,
	} {
		if got := OnlyDefines([]byte(src)); got != want {
			t.Errorf("OnlyDefines(%q) = %v", src, got)
		}
	}
}
