package layout

import (
	"strings"
	"testing"

	"vernacular/internal/diag"
)

func compile(src string) (*Layout, []diag.Diagnostic) {
	return Compile(File{Path: "layouts/page.html", Src: []byte(src)})
}

func TestOnlyDefines(t *testing.T) {
	for src, want := range map[string]bool{
		"{{define \"main\"}}x{{if .}}y{{end}}{{end}}\n":                     true,
		" {{/* note */}}\n{{- define \"a\" -}}{{end}}{{define `b`}}{{end}}": true,
		"<p>{{define \"main\"}}{{end}}":                                     false,
		"{{define \"main\"}}{{end}}{{.Title}}":                              false,
		"":                                                                  false,
		"{{define \"main\"}}":                                               false,
	} {
		if got := OnlyDefines([]byte(src)); got != want {
			t.Errorf("%q: %v", src, got)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		src, code string
		line      int
	}{
		"syntax":          {"<p>\n{{if}}", "layout", 2},
		"script":          {"<p>\n<script>{{.}}</script>", "unsafe-context", 2},
		"style":           {"<p style=\"color:{{.}}\">", "unsafe-context", 1},
		"handler":         {"<p>\n\n<p onclick=\"{{.}}\">", "unsafe-context", 3},
		"refresh":         {"<meta http-equiv=\"refresh\" content=\"0;url={{.}}\">", "unsafe-context", 1},
		"message by name": {"{{t .}}", "not-literal", 1},
		"endless":         {"{{range 200000000}}{{end}}", "endless-range", 1},
		"itself":          {"{{define \"a\"}}{{template \"b\" .}}{{end}}{{define \"b\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}", "layout-loop", 0},
		"deep":            {strings.Repeat("{{if .}}", 2_000_000/16), "layout-too-deep", 1},
		"too large":       {strings.Repeat("x", maxFile+1), "layout-too-large", 0},
		"not UTF-8":       {"ab\n\xff", "invalid-utf8", 2},
	} {
		l, ds := compile(c.src)
		if l != nil || len(ds) == 0 || !diag.HasErrors(ds) {
			t.Errorf("%s: accepted", name)
			continue
		}
		if d := ds[0]; d.File != "layouts/page.html" || (c.line > 0 && d.Line != c.line) || (d.Code != c.code && c.code != "layout") {
			t.Errorf("%s: got %v", name, ds)
		}
	}
}

func TestValuesStayText(t *testing.T) {
	l, ds := compile(`<p title="{{.}}">{{.}}</p>`)
	if l == nil {
		t.Fatal(ds)
	}
	out, problem, more := l.Execute(&Render{Scope: OfVariant}, `"><script>alert(1)</script>`)
	if problem != nil || more != nil || strings.Contains(out, "<script") || strings.Count(out, "\"") != 2 {
		t.Errorf("got %q, %v", out, problem)
	}
	l, ds = compile(`<a href="{{.}}">x</a>`)
	if l == nil {
		t.Fatal(ds)
	}
	for _, bad := range []string{"javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x"} {
		out, problem, _ := l.Execute(&Render{Scope: OfVariant}, bad)
		if problem == nil || problem.Line != 1 {
			t.Errorf("%s: printed %q", bad, out)
		}
	}
	if out, problem, _ := l.Execute(&Render{Scope: OfVariant}, "https://example.org/?a=1&b=ü"); problem != nil || !strings.Contains(out, `href="https://example.org/?a=1&amp;b=%C3%BC"`) {
		t.Errorf("got %q, %v", out, problem)
	}
}

// A rendering that asks for more than its scope stops and says what it lacks, so that it can be tried with
// more; one that does not is shared.
func TestScopeIsRespected(t *testing.T) {
	for _, c := range []struct {
		src   string
		scope Scope
		needs Scope
	}{
		{"{{.Key}}", OfEdition, OfVariant}, {"{{.Key}}", OfPage, 0}, {"{{number 3}}", OfPage, OfVariant}, {"{{number 3}}", OfEdition, 0}, {"plain", OfEdition, 0},
	} {
		l, ds := compile(c.src)
		if l == nil {
			t.Fatal(ds)
		}
		r := &Render{Scope: c.scope, Key: "index", Locale: "en"}
		_, problem, more := l.Execute(r, r.Dot())
		if problem != nil || (more != nil) != (c.needs != 0) || more != nil && more.Scope != c.needs {
			t.Errorf("%s with scope %d: %v %v", c.src, c.scope, problem, more)
		}
	}
}
