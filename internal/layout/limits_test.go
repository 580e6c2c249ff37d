package layout

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vernacular/internal/locale"
)

// TestMalice gives layouts that would hang, crash or fill the machine (FAULTS I8): each is refused, by
// Compile or while it runs, and quickly.
func TestMalice(t *testing.T) {
	deep := func(open, close string, n int) string {
		return strings.Repeat(open, n) + strings.Repeat(close, n)
	}
	doubling := func(n int) string {
		var b strings.Builder
		b.WriteString(`{{template "t0" .}}`)
		for i := range n {
			fmt.Fprintf(&b, `{{define "t%d"}}{{template "t%d" .}}{{template "t%d" .}}{{end}}`, i, i+1, i+1)
		}
		fmt.Fprintf(&b, `{{define "t%d"}}{{end}}`, n)
		return b.String()
	}
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString(`{{template "t0" .}}`)
		for i := range n {
			fmt.Fprintf(&b, `{{define "t%d"}}{{template "t%d" .}}{{end}}`, i, i+1)
		}
		fmt.Fprintf(&b, `{{define "t%d"}}{{end}}`, n)
		return b.String()
	}
	for name, c := range map[string]struct{ src, want string }{
		"2 million ifs":                {deep("{{if 1}}", "{{end}}", 2_000_000), "layout-too-large"},
		"100,000 ifs, open":            {strings.Repeat("{{if 1}}", 100_000), "layout-too-deep"},
		"60,000 ifs":                   {deep("{{if 1}}", "{{end}}", 60_000), "layout-too-deep"},
		"ifs without space":            {deep("{{if.Key}}", "{{end}}", 60_000), "layout-too-deep"},
		"ifs with parentheses":         {deep("{{if(1)}}", "{{end}}", 60_000), "layout-too-deep"},
		"trimming ifs":                 {deep("{{- if 1 -}}", "{{- end -}}", 40_000), "layout-too-deep"},
		"ifs over lines":               {deep("{{\n\tif 1}}", "{{end}}", 50_000), "layout-too-deep"},
		"else ifs":                     {"{{if 1}}" + strings.Repeat("{{else if 1}}", 70_000) + "{{end}}", "layout-too-deep"},
		"else withs":                   {"{{with 1}}" + strings.Repeat("{{else with 1}}", 60_000) + "{{end}}", "layout-too-deep"},
		"ranges":                       {deep("{{range .Pages}}", "{{end}}", 40_000), "layout-too-deep"},
		"blocks":                       {deep("{{block \"a\" .}}", "{{end}}", 40_000), "layout-too-deep"},
		"parentheses":                  {"{{" + deep("(", ")", 500_000) + "}}", "layout"},
		"parentheses with words":       {"{{" + strings.Repeat("(print ", 100_000) + strings.Repeat(")", 100_000) + "}}", "layout"},
		"fields":                       {"{{" + strings.Repeat(".Home", 20_000) + "}}", "layout"},
		"pipes":                        {"{{1" + strings.Repeat("|print", 10_000) + "}}", ""},
		"arguments":                    {"{{print" + strings.Repeat(" 1", 100_000) + "}}", ""},
		"comments":                     {strings.Repeat("{{/**/}}", 100_000), ""},
		"actions":                      {strings.Repeat("{{1}}", 10_000), ""},
		"unfinished":                   {strings.Repeat("{{", 500_000), "layout-syntax"},
		"quotes":                       {strings.Repeat("{{\"", 300_000), "layout-syntax"},
		"tags":                         {strings.Repeat("<a ", 60_000), "layout"},
		"open attributes":              {strings.Repeat("<a b='", 50_000), "layout"},
		"meta tags":                    {strings.Repeat("<meta http-equiv ", 10_000), "layout"},
		"doubling templates":           {doubling(60), "layout-loop"},
		"chained templates":            {chain(2_000), "layout-loop"},
		"loops in loops":               {strings.Repeat(`{{range 10000}}`, 7) + strings.Repeat(`{{end}}`, 7), "layout-too-deep"},
		"loops in loops, long":         {`{{if 0}}` + strings.Repeat(`{{range 10000}}`, 6) + strings.Repeat(`<p title="{{.}}">`, 500) + strings.Repeat(`{{end}}`, 7), ""},
		"a loop in a block":            {`{{define "b"}}{{range 10000}}{{break}}{{end}}{{end}}{{range 10000}}{{template "b"}}{{end}}`, "endless-range"},
		"output":                       {`{{$s := printf "%1000000d" 1}}{{range 100}}{{$s}}{{end}}`, "layout"},
		"growing text":                 {`{{$s := "x"}}{{range 100}}{{$s = printf "%s%s" $s $s}}{{end}}`, "layout"},
		"wide format":                  {`{{printf "%0999999999d" 1}}`, ""},
		"nested lists":                 {`{{$l := list 1}}{{range 100}}{{$l = list $l $l}}{{end}}{{$l}}`, "layout"},
		"nested lists in an attribute": {`{{$l := list 1}}{{range 100}}{{$l = list $l $l}}{{end}}<p title="{{$l}}">`, "layout"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			l, ds := Compile(File{page, []byte(c.src)})
			if l == nil {
				got = ds[0].Code
				if len(ds[0].Message) > 400 {
					t.Errorf("a message of %d bytes", len(ds[0].Message))
				}
			} else {
				r := &Render{Site: newFake(), Scope: OfVariant, Key: "about", Locale: "fr"}
				_, d, _ := rendered(l, r, r.Dot())
				if d != nil {
					got = d.Code
					if len(d.Message) > 400 {
						t.Errorf("a message of %d bytes", len(d.Message))
					}
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestPartialsWithoutEnd: partials that call each other with ever new dots.
func TestPartialsWithoutEnd(t *testing.T) {
	f := newFake()
	f.partials["a.html"] = `{{partial "b.html" (printf "%vx" .)}}`
	f.partials["b.html"] = `{{partial "a.html" (list .)}}`
	_, d := execute(t, f, `{{partial "a.html" "x"}}`, "index", "fr")
	if d == nil || !strings.Contains(d.Message, "cannot be printed") {
		t.Error(d)
	}
	f.partials["b.html"] = `{{partial "a.html" (printf "%vy" .)}}`
	_, d = execute(t, f, `{{partial "a.html" "x"}}`, "index", "fr")
	if d == nil || !strings.Contains(d.Message, "partials include each other more than 100 deep") {
		t.Error(d)
	}
	f.partials["p.html"] = `{{partial "p.html" (dict "n" 1)}}`
	_, d = execute(t, f, `{{partial "p.html" 1}}`, "index", "fr")
	if d == nil || d.Code != "layout-loop" || !strings.Contains(d.Message, "the last is p.html") {
		t.Error(d)
	}
}

// slow is a site one of whose answers waits until the watchdog has spoken.
type slow struct {
	*fake
	told chan string
}

func (s slow) Description(key string, t locale.Tag) Text {
	return Text{Value: <-s.told, Locale: t}
}

// TestDeadline: a rendering that takes too long is told of by name, and one that does not is not.
func TestDeadline(t *testing.T) {
	told := make(chan string, 1)
	r := Render{Site: slow{newFake(), told}, Scope: OfVariant, Key: "about", Locale: "fr", Deadline: time.Millisecond, Overrun: func(name string) { told <- name }}
	text, d, _ := rendered(compile(t, `{{.Description}}`), &r, r.Dot())
	if text != "page about in fr, by layouts/page.html" || d != nil {
		t.Error(text, d)
	}
	r = Render{Site: newFake(), Scope: OfVariant, Key: "about", Locale: "fr", Deadline: time.Millisecond, Overrun: func(string) { t.Error("what is a part of another rendering has a watchdog of its own") }, Depth: 1}
	if _, d, _ := rendered(compile(t, `{{range 1000}}{{range 100}}{{end}}{{end}}`), &r, r.Dot()); d != nil {
		t.Error(d)
	}
}

// TestManyAtOnce executes one layout in many goroutines; run it with -race. Each must get what it would
// get alone.
func TestManyAtOnce(t *testing.T) {
	l := compile(t, `{{define "b"}}{{t "hello"}}{{.Title}}{{end}}<title>{{template "b" .}}</title><p title="{{template "b" .}}">{{range .Pages}}{{.Title}}{{template "b" .}}{{end}}{{range 3}}{{t "n" .}}{{end}}{{if eq $.Lang "ar"}}{{.Nope}}{{end}}`)
	f := newFake()
	want := map[string]string{}
	one := func(key string, tag locale.Tag) string {
		r := &Render{Site: f, Scope: OfVariant, Key: key, Locale: tag}
		text, d, more := rendered(l, r, r.Dot())
		return fmt.Sprint(text, d, more)
	}
	for _, tag := range fakeTags {
		for _, key := range []string{"index", "about"} {
			want[key+string(tag)] = one(key, tag)
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 10 {
				for _, tag := range fakeTags {
					for _, key := range []string{"index", "about"} {
						if got := one(key, tag); got != want[key+string(tag)] {
							t.Errorf("%s in %s: %s\nwant %s", key, tag, got, want[key+string(tag)])
							return
						}
					}
				}
			}
		}()
	}
	wg.Wait()
	if len(l.idle) > 9 {
		t.Errorf("%d copies of the templates", len(l.idle))
	}
}

// TestAgain: a layout is the same after an error, after a rendering that needed more, and when it renders
// itself inside itself.
func TestAgain(t *testing.T) {
	f := newFake()
	l := compile(t, `{{range 9000}}{{end}}{{.Key}}{{if eq .Key "about"}}{{.Nope}}{{end}}{{t "hello"}}`)
	for range 3 {
		for _, c := range []struct {
			r    Render
			want string
		}{
			{Render{Scope: OfPage, Key: "index"}, "needs 3"}, {Render{Scope: OfVariant, Key: "about", Locale: "fr"}, "1:"},
			{Render{Scope: OfVariant, Key: "index", Locale: "fr"}, "indexBonjour"}, {Render{Scope: OfEdition, Locale: "fr"}, "needs 3"},
		} {
			c.r.Site = f
			text, d, more := rendered(l, &c.r, c.r.Dot())
			if d != nil {
				text = fmt.Sprintf("%d:", d.Line)
			}
			if more != nil {
				text = fmt.Sprintf("needs %d", more.Scope)
			}
			if text != c.want {
				t.Errorf("%q, want %q", text, c.want)
			}
		}
	}
}

func TestFingerprint(t *testing.T) {
	seen := map[[16]byte]string{}
	for _, files := range [][]File{
		{{"a.html", []byte("x")}}, {{"a.html", []byte("y")}}, {{"b.html", []byte("x")}}, {{"a.html", []byte("x")}, {"b.html", []byte("{{define \"x\"}}{{end}}")}}, {{"a.html", []byte("xb.html")}}, {{"a.html", []byte("\uFEFFx")}},
	} {
		l, ds := Compile(files...)
		if l == nil {
			t.Fatal(ds)
		}
		again, _ := Compile(files...)
		if l.Fingerprint() != again.Fingerprint() {
			t.Errorf("%v has two fingerprints", files)
		}
		if other, ok := seen[l.Fingerprint()]; ok {
			t.Errorf("%v is as %s", files, other)
		}
		seen[l.Fingerprint()] = fmt.Sprint(files)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		`{{.Title}}<a href="{{.URL}}">{{range .Pages}}{{.Key}}{{end}}`, `{{define "x"}}{{t "a" 1 "b" .Title}}{{end}}{{template "x" .}}`, `{{if 1}}<p title="{{else}}<p class='{{end}}`,
		`{{with $x := .Param "a"}}{{$x}}{{else}}{{/* c */}}{{end}}`, "{{`raw }}`}}{{\"a\\\"}}\"}}{{'a'}}", `<script>{{.}}</script><style>{{.}}</style>`, `{{- "x" -}}`, `{{block "b" .}}{{break}}{{end}}`,
		`<meta http-equiv=refresh content="{{.}}"><iframe srcdoc={{.}}>`, `{{range $i, $e := 3}}{{continue}}{{end}}`, `{{(.Page "x").Title | printf "%d" 3 | len}}`, `<!--{{.}}--><textarea>{{.}}`, "{{\xff", `{{if}}{{else if}}{{end}}`, `{{template "x"}}`,
		`<a {{.}}={{.}} srcset="{{.}}">`, `{{slice .Key 1 0}}{{index .Key 9}}`, `{{partial "a.html" (list . .)}}{{picture "a" 1 2}}{{date "x" "y"}}{{join .}}`,
	} {
		f.Add(s)
	}
	site := newFake()
	site.partials["a.html"] = "{{t \"hello\"}}"
	f.Fuzz(func(t *testing.T, src string) {
		OnlyDefines([]byte(src))
		l, ds := Compile(File{page, []byte(src)})
		if (l == nil) != (len(ds) > 0 && ds[0].Severity == "error") {
			t.Fatalf("%v, %v", l, ds)
		}
		lines := strings.Count(src, "\n") + strings.Count(src, "\r") + 1
		for _, d := range ds {
			if d.Line > lines || d.File != page || d.Message == "" {
				t.Errorf("%+v", d)
			}
		}
		if l == nil {
			return
		}
		r := &Render{Site: site, Scope: OfVariant, Key: "about", Locale: "fr"}
		text, d, more := rendered(l, r, r.Dot())
		again, d2, _ := rendered(l, r, r.Dot())
		if text != again || fmt.Sprint(d) != fmt.Sprint(d2) || more != nil {
			t.Errorf("another result the second time: %q, %q, %v, %v, %v", text, again, d, d2, more)
		}
		if strings.Contains(text+fmt.Sprint(d), "0xc0") && !strings.Contains(src, "0xc0") {
			t.Errorf("an address of the memory: %s %v", text, d)
		}
		if d != nil && (d.Line > lines || d.File != page) {
			t.Errorf("%+v", d)
		}
	})
}
