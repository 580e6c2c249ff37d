package asset

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/diag"
)

// bundle bundles the files of a map and checks that each is asked for once.
func bundle(t testing.TB, files map[string]string, entry string, minify bool) (Bundle, []string) {
	t.Helper()
	b, list := BundleCSS(entry, func(p string) ([]byte, bool) {
		s, ok := files[p]
		return []byte(s), ok
	}, minify)
	var lines []string
	for _, d := range list {
		lines = append(lines, d.String())
	}
	return b, lines
}

func TestBundleFollowsImportsAndFingerprintsWhatTheyName(t *testing.T) {
	files := map[string]string{
		"assets/css/main.css":        "@import 'parts/type.css';\n@import url(\"/assets/css/print.css\") print;\nbody { background: url(../img/a%20b.png?x#y) }\n",
		"assets/css/parts/type.css":  "@font-face { font-family: T; src: url(../../fonts/t.woff2) format('woff2') }\n.x { mask: url('#m'); cursor: url(data:image/png;base64,AA==), auto }",
		"assets/css/print.css":       "p { margin-inline-start: 1px }",
		"assets/img/a b.png":         "png bytes",
		"assets/fonts/t.woff2":       "font bytes",
		"assets/fonts/not-asked.otf": "x",
	}
	b, problems := bundle(t, files, "assets/css/main.css", true)
	if problems != nil {
		t.Fatal(problems)
	}
	css := string(b.CSS)
	font, picture := Fingerprint("t.woff2", []byte("font bytes")), Fingerprint("a%20b.png", []byte("png bytes"))
	for _, want := range []string{"url(../fonts/" + font + ")", "url(../img/" + picture + "?x#y)", "margin-inline-start:1px", "@media print", `url("#m")`, "data:image/png"} {
		if !strings.Contains(css, want) && !strings.Contains(css, strings.ReplaceAll(want, `"`, "")) {
			t.Errorf("no %s in\n%s", want, css)
		}
	}
	if !slices.Equal(b.Inputs, []string{"assets/css/main.css", "assets/css/parts/type.css", "assets/css/print.css", "assets/fonts/t.woff2", "assets/img/a b.png"}) {
		t.Error(b.Inputs)
	}
	if len(b.Files) != 2 || b.Files[0].Source != "assets/fonts/t.woff2" || b.Files[0].Path != "assets/fonts/"+font || string(b.Files[1].Data) != "png bytes" {
		t.Errorf("%+v", b.Files)
	}
	plain, problems := bundle(t, files, "assets/css/main.css", false)
	if problems != nil || !strings.Contains(string(plain.CSS), "margin-inline-start: 1px;\n") {
		t.Errorf("%v\n%s", problems, plain.CSS)
	}
}

func TestBundleLowersForOlderBrowsersAndKeepsLogicalProperties(t *testing.T) {
	b, problems := bundle(t, map[string]string{"assets/m.css": `
.a { color: red; & .b { inset-inline: 0; padding-block-end: 2px } &:hover { user-select: none } }
@media (width >= 40rem) { .c { border-start-start-radius: 1px } }`}, "assets/m.css", true)
	css := string(b.CSS)
	if problems != nil || strings.Contains(css, "&") {
		t.Errorf("%v %s", problems, css)
	}
	for _, want := range []string{".a .b{", "inset-inline:0", "padding-block-end:2px", "border-start-start-radius:1px", "(min-width:40rem)", "-webkit-user-select:none"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %s in %s", want, css)
		}
	}
}

func TestBundleProblemsHaveAPlaceAndAHint(t *testing.T) {
	const m = "assets/css/main.css"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // parts of the lines
		fatal bool
	}{
		"missing entry":  {map[string]string{}, []string{m + ": error: there is no such style sheet [css-missing-file]"}, true},
		"missing import": {map[string]string{m: "/* 中文 */ @import 'no.css';"}, []string{m + ":1:18: error: there is no file assets/css/no.css [css-missing-file]"}, true},
		"missing file, in the third sheet": {map[string]string{m: "@import 'b.css';", "assets/css/b.css": "@import 'c.css';", "assets/css/c.css": "\n\ta{background:url( x.png )}"},
			[]string{"assets/css/c.css:2:15: error: there is no file assets/css/x.png [css-missing-file]"}, true},
		"other host":          {map[string]string{m: "@import url(https://fonts.example/css?family=X);\na{background:url(//cdn.example/x.png)}\nb{background:url(HTTP://x/y)}"}, []string{"main.css:1:9: error:", "main.css:2:14: error:", "main.css:3:14: error:", "another host [css-third-party]"}, true},
		"script":              {map[string]string{m: "a{background:url('javascript:alert(1)')}"}, []string{"[css-third-party]"}, true},
		"file":                {map[string]string{m: "a{background:url('file:///etc/passwd')}"}, []string{"[css-third-party]"}, true},
		"outside":             {map[string]string{m: "@import '../../content/en/x.css';\na{background:url(/content/x.png)}\nb{background:url(../../../../etc/passwd)}"}, []string{"main.css:1:9: error:", "main.css:2:", "main.css:3:", "[css-outside]"}, true},
		"empty url":           {map[string]string{m: "a{background:url()}"}, []string{"[css-bad-url]"}, true},
		"backslash":           {map[string]string{m: `a{background:url("x\\y.png")}`}, []string{"[css-bad-url]"}, true},
		"a folder":            {map[string]string{m: "a{background:url(../img/)}"}, []string{"[css-bad-url]"}, true},
		"import of a picture": {map[string]string{m: "@import 'x.png';", "assets/css/x.png": "x"}, []string{"main.css:1:9: error: assets/css/x.png is no style sheet [css-import]"}, true},
		"import of data":      {map[string]string{m: "@import 'data:text/css,a{}';"}, []string{"[css-import]"}, true},
		"syntax":              {map[string]string{m: "é { color: red; } }\n"}, []string{m + ":1:19: warning: Unexpected \"}\" [css-syntax]"}, false},
		"unclosed":            {map[string]string{m: "a { color: red"}, []string{"warning:", "[css-syntax]"}, false},
		"typo":                {map[string]string{m: "a { colr: red }"}, []string{m + ":1:5: warning: \"colr\" is not a known CSS property [css-syntax]", "color"}, false},
		"not UTF-8":           {map[string]string{m: "@import 'b.css';", "assets/css/b.css": "a{}\né\xff{}"}, []string{"assets/css/b.css:2:2: error: there is a byte here that is not UTF-8 [invalid-utf8]"}, true},
		"svg with a script":   {map[string]string{m: "a{background:url(x.svg)}", "assets/css/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"}, []string{"assets/css/x.svg:1:41: error:", "[svg-active]"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			b, problems := bundle(t, c.files, m, true)
			all := strings.Join(problems, "\n")
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			for _, want := range c.want {
				if !strings.Contains(all, want) {
					t.Errorf("no %q in\n%s", want, all)
				}
			}
			if strings.Contains(all, "site:") || strings.Contains(all, "/dev/null") || strings.Contains(all, "plugin") {
				t.Errorf("speaks of our insides: %s", all)
			}
			if c.fatal != (b.CSS == nil) {
				t.Errorf("fatal %v, CSS %q", c.fatal, b.CSS)
			}
			if !slices.Contains(b.Inputs, m) {
				t.Error("the entry is no input")
			}
		})
	}
}

func TestBundleOfHostileSheetsEnds(t *testing.T) {
	deep := func(open, shut string, n int) string {
		return strings.Repeat(open, n) + "x:y" + strings.Repeat(shut, n)
	}
	for name, css := range map[string]string{
		"nested rules": deep("a{", "}", 100_000), "nested media": deep("@media x{", "}", 100_000), "nested selectors": deep("a:is(", ")", 100_000),
		"nested values": "a{b:" + strings.Repeat("(", 1_000_000), "stray closers": strings.Repeat("{)", 100_000),
		"quotes": strings.Repeat(`""`, 1_000_000), "comments": strings.Repeat("/**/", 500_000), "open quotes": strings.Repeat("\"\n", 50_000),
		"selectors that multiply": deep("a,b{", "}", 60), "more of them": deep("& + &,b{", "}", 60), "imports": strings.Repeat("@import 'x.css';", 20_000),
	} {
		start := time.Now()
		_, problems := bundle(t, map[string]string{"assets/m.css": css, "assets/x.css": ""}, "assets/m.css", true)
		if len(problems) > maxProblems+1 {
			t.Errorf("%s: %d problems", name, len(problems))
		}
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%s: %v", name, d)
		}
	}
	_, problems := bundle(t, map[string]string{"assets/m.css": "\n" + deep("a{", "}", 65)}, "assets/m.css", true)
	if len(problems) != 1 || !strings.Contains(problems[0], "m.css:2:130: error: more than 64 brackets") {
		t.Error(problems)
	}
	if _, problems = bundle(t, map[string]string{"assets/m.css": "/* ((( */" + deep("a{", "}", 64) + `b{content:"{{{"}`}, "assets/m.css", true); strings.Contains(fmt.Sprint(problems), "css-too-deep") {
		t.Error(problems)
	}
}

func TestBundleRecordsWhatIsMissing(t *testing.T) {
	b, _ := bundle(t, map[string]string{"assets/m.css": "@import 'no.css';"}, "assets/m.css", true)
	if !slices.Equal(b.Inputs, []string{"assets/m.css", "assets/no.css"}) {
		t.Error(b.Inputs)
	}
}

func TestBundleCycle(t *testing.T) {
	b, problems := bundle(t, map[string]string{"assets/a.css": "@import 'b.css'; .a{top:0}", "assets/b.css": "@import 'a.css'; .b{top:0}"}, "assets/a.css", true)
	if problems != nil || string(b.CSS) != ".b{top:0}.a{top:0}\n" {
		t.Errorf("%v %q", problems, b.CSS)
	}
}

// What the quick look does not understand, esbuild asks for, and gets.
func TestBundleGrantsWishes(t *testing.T) {
	files := map[string]string{
		"assets/m.css": `@\69mport "b.css"; a{background:url("c\2e png")}`,
		"assets/b.css": `b{background:url(d\.png)}`, "assets/c.png": "c", "assets/d.png": "d",
	}
	b, problems := bundle(t, files, "assets/m.css", true)
	if problems != nil || !slices.Equal(b.Inputs, slices.Sorted(maps.Keys(files))) || len(b.Files) != 2 {
		t.Errorf("%v %v %s", problems, b.Inputs, b.CSS)
	}
}

func TestBundleIsTheSameEveryTime(t *testing.T) {
	files := map[string]string{}
	var all strings.Builder
	for i := range 30 {
		fmt.Fprintf(&all, "@import 'p%d.css';\n", i)
		files[fmt.Sprintf("assets/p%d.css", i)] = fmt.Sprintf("@import 'q%d.css'; .p%d{background:url(p%d.png)} .bad%d{colr:red}", i%7, i, i, i)
		files[fmt.Sprintf("assets/p%d.png", i)] = fmt.Sprint(i)
		files[fmt.Sprintf("assets/q%d.css", i%7)] = fmt.Sprintf("@\\69mport 'r%d.css'; .q%d{top:0}", i%7, i%7)
		files[fmt.Sprintf("assets/r%d.css", i%7)] = ".r{top:0}"
	}
	files["assets/m.css"] = all.String()
	var first string
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for n := range 20 {
		runtime.GOMAXPROCS(1 + n%4)
		var asked []string
		b, problems := BundleCSS("assets/m.css", func(p string) ([]byte, bool) {
			asked = append(asked, p)
			s, ok := files[p]
			return []byte(s), ok
		}, true)
		now := fmt.Sprint(b, problems, asked)
		if first == "" {
			first = now
		}
		if now != first {
			t.Fatalf("two bundles of the same files differ:\n%s\n%s", first, now)
		}
		if slices.Sort(asked); len(slices.Compact(slices.Clone(asked))) != len(asked) || len(asked) != len(files) {
			t.Fatalf("%d reads of %d files", len(asked), len(files))
		}
	}
}

func TestFingerprintAndIntegrity(t *testing.T) {
	// echo -n hello | sha256sum; openssl dgst -sha384 -binary | base64
	for p, want := range map[string]string{
		"assets/css/main.css": "assets/css/main.2cf24dba5fb0a30e.css", "a.b.js": "a.b.2cf24dba5fb0a30e.js", "assets/LICENSE": "assets/LICENSE.2cf24dba5fb0a30e",
		"a/.x": "a/.x.2cf24dba5fb0a30e", "é/中.png": "é/中.2cf24dba5fb0a30e.png",
		"d/" + strings.Repeat("é", 127) + ".png": "d/" + strings.Repeat("é", 117) + ".2cf24dba5fb0a30e.png",
	} {
		if got := Fingerprint(p, []byte("hello")); got != want {
			t.Errorf("%s: %s", p, got)
		}
	}
	if got := Integrity([]byte("hello")); got != "sha384-WeF0h3dEjGnea4ANejO7+5/xtGPkQ1TDVTvNucZm+pASWjx5+QOXvfX2oT3oKGhP" {
		t.Error(got)
	}
}

func TestRelative(t *testing.T) {
	for _, c := range [][3]string{
		{"assets/css", "assets/css/x.png", "./x.png"}, {"assets/css", "assets/img/x.png", "../img/x.png"}, {"assets", "assets/a/b.png", "./a/b.png"},
		{"assets/a/b", "assets/c.png", "../../c.png"}, {"assets/css", "assets/a:b/é.png", "../a:b/%C3%A9.png"},
	} {
		if got := relative(c[0], c[1]); got != c[2] {
			t.Errorf("%v: %s", c, got)
		}
	}
}

func FuzzBundleCSS(f *testing.F) {
	for _, s := range []string{"@import 'b.css';a{background:url(x.png)}", "/* url(x) ", "@import url( \"b.css\" ) layer(x) supports(a:b) print;", "a{b:url('x\\'y)}", "\\", "@import", "url(", "a{background:url(../..)}", "@charset \"x\";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, css string) {
		b, problems := BundleCSS("assets/m.css", func(p string) ([]byte, bool) {
			switch p {
			case "assets/m.css":
				return []byte(css), true
			case "assets/b.css", "assets/x.png":
				return []byte("b{top:0}"), true
			}
			return nil, false
		}, true)
		for _, p := range b.Inputs {
			if !strings.HasPrefix(p, "assets/") || strings.Contains(p, "..") && strings.Contains("/"+p+"/", "/../") {
				t.Errorf("asked for %q", p)
			}
		}
		if diag.HasErrors(problems) == (b.CSS != nil) && len(css) > 0 && len(b.CSS) > 0 {
			t.Errorf("errors %v with CSS %q", problems, b.CSS)
		}
	})
}
