package markup

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/diag"
)

// written renders a run of the author's HTML as a page of its own.
func written(src string, o RenderOptions) (html, problems string) {
	w := NewWriter(&diag.Text{File: "p.html", Src: []byte(src)}, false)
	defer w.Release()
	w.WriteAuthors([]byte(src), func(off int) int { return off }, nil)
	w.CloseAuthors(0)
	f := w.Finish()
	html, more := f.Render(o)
	return html, codes(append(w.Problems(), more...))
}

func codes(problems []diag.Diagnostic) string {
	var out []string
	for _, p := range diag.Sorted(problems) {
		out = append(out, fmt.Sprintf("%d:%d %s", p.Line, p.Col, p.Code))
	}
	return strings.Join(out, "|")
}

// TestAuthorsHTML shows what becomes of HTML that people write; page tries the attacks.
func TestAuthorsHTML(t *testing.T) {
	for _, c := range []struct{ src, html, problems string }{
		{"a < b &copy; c", "a &lt; b © c", ""},
		{"<p>a<p>b", "<p>a</p><p>b</p>", ""},
		{"<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>", ""},
		{"<em>a<strong>b</em>", "<em>a<strong>b</strong></em>", "1:6 html-unclosed"},
		{"a</em>", "a", "1:2 html-stray-end"},
		{"<p><div>a</div>", "<p></p><div>a</div>", ""},
		{"<em><div>a</div></em>", "<em>a</em>", "1:5 html-nesting"},
		{"<script>a</script>b", "b", "1:1 html-element"},
		{"<p onclick=a class='b  c' x=y>a</p>", `<p class="b c">a</p>`, "1:1 html-attribute|1:1 html-attribute"},
		{"<h2>A b</h2><h2 id=a-b>C</h2>", `<h2 id="a-b-1">A b</h2><h2 id="a-b">C</h2>`, ""},
		{"<i id=a>b</i><i id=a>c</i>", `<i id="a">b</i><i>c</i>`, "1:14 duplicate-id"},
		{"<a href='javascript:a'>b</a>", "b", "1:1 bad-link"},
		{"<a href=#x title='\"'>b</a>", `<a href="#x" title="&#34;">b</a>`, "1:1 broken-fragment"},
		{"<a href=https://x.org/></a>", "", "1:1 empty-link"},
		{"<img src=a.png id=b>", `<img id="b" src="a.png" alt="">`, "1:1 broken-link|1:1 missing-alt"},
		{"<data value=1 dir=ltr>a</data>", `<data value="1" dir="ltr">a</data>`, ""},
		{"<bdo>a</bdo>", "a", "1:1 html-attribute"},
		{"<details>a</details>", "<details>a</details>", "1:1 html-nesting|1:10 html-nesting"},
	} {
		if html, problems := written(c.src, RenderOptions{}); html != c.html || problems != c.problems {
			t.Errorf("%s: got %s %q, want %s %q", c.src, html, problems, c.html, c.problems)
		}
	}
}

// TestTooDeep makes sure that an element beyond the limit is an error, told once.
func TestTooDeep(t *testing.T) {
	if _, problems := written(strings.Repeat("<div>", maxNesting+10)+strings.Repeat("</div>", maxNesting+10), RenderOptions{}); problems != fmt.Sprintf("1:%d limit-depth", 5*maxNesting+1) {
		t.Error(problems)
	}
}

func TestReadAddress(t *testing.T) {
	for _, c := range []struct{ dest, url, problem string }{
		{"a b/ü?x#y#z", "a%20b/%C3%BC?x#y%23z", ""},
		{" HTTPS://bücher.example/ü ", "https://bücher.example/%C3%BC", ""},
		{"mailto:a@b.c", "mailto:a@b.c", ""},
		{"tel:+1 2", "tel:+1%202", ""},
		{"data:text/html,x", "", "bad-link"},
		{":x", "", "bad-link"},
		{"//x.org", "", "bad-link"},
		{`/\x.org`, "", "bad-link"},
		{"https:x", "", "bad-link"},
		{"https://", "", "bad-link"},
		{"https://a@/", "", "bad-link"},
		{"a\u202eb", "", "bad-link"},
		{"https://paypal.com@evil.example/", "https://paypal.com@evil.example/", "suspicious-link"},
		{"https://аpple.com/", "https://аpple.com/", "suspicious-link"},
		{"https://ѕсоре.com/", "https://ѕсоре.com/", "suspicious-link"},
		{"https://日本語かな.jp/", "https://日本語かな.jp/", ""},
		{"https://かな한글.example/", "https://かな한글.example/", "suspicious-link"},
		{"a\u200bb", "a%E2%80%8Bb", "suspicious-link"},
	} {
		a, problems := readAddress(c.dest, false)
		problem := ""
		if len(problems) > 0 {
			problem = problems[0].Code
		}
		if a.url != c.url || problem != c.problem || a.refused != (c.problem == "bad-link") || len(problems) > 1 {
			t.Errorf("%q: %+v %v", c.dest, a, problems)
		}
	}
	if a, _ := readAddress("mailto:a@b.c", true); !a.refused {
		t.Error("a picture by e-mail")
	}
}
