package page

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/markup"
)

// both parses and renders, and returns the HTML and all problems in order.
func both(file, src string, opt Options, ro markup.RenderOptions) (string, []diag.Diagnostic) {
	d, diags := Parse(file, []byte(src), opt)
	out, more := d.Render(ro)
	return strings.TrimSpace(out), diag.Sorted(append(diags, more...))
}

func known(dest string, image bool) (string, bool) {
	switch {
	case strings.HasPrefix(dest, "/"), strings.HasPrefix(dest, "u"), image && strings.HasSuffix(dest, ".png"):
		return dest, true
	}
	return "", false
}

// Each construct comes out as it should, and each problem is at its line and column.
func TestRender(t *testing.T) {
	for _, c := range renderCases {
		got, diags := both(c.file("p"), c.src, Options{}, markup.RenderOptions{Resolve: known})
		if got != c.html {
			t.Errorf("%s\n%s\n--- got\n%s\n--- want\n%s", c.name, c.src, got, c.html)
		}
		if p := places(diags); p != c.problems {
			t.Errorf("%s\n%s\n--- problems %q\n--- want     %q\n%v", c.name, c.src, p, c.problems, diags)
		}
		for _, d := range diags {
			if strings.HasSuffix(d.Message, ".") || d.Message == "" || d.Hint == "" && d.Line > 0 {
				t.Errorf("%s: %v", c.name, d)
			}
		}
		if e := invalidHTML(got); e != "" {
			t.Errorf("%s: the output is not valid: %s\n%s", c.name, e, got)
		}
	}
}

type renderCase struct {
	name, src, html, problems string
}

func (c renderCase) file(base string) string {
	if strings.HasPrefix(c.name, "html page") {
		return base + ".html"
	}
	return base + ".md"
}

var renderCases = []renderCase{
	{"paragraph", "a *b* **c** `d` ~~e~~ \\*f\\* &copy; &#x41; <>&\"", `<p>a <em>b</em> <strong>c</strong> <code dir="ltr">d</code> <del>e</del> *f* © A &lt;&gt;&amp;"</p>`, ""},
	{"emphasis that is lost", "a **“b”**c ** d ** \\*\\* `**`\n\n**e", "<p>a **“b”**c ** d ** ** <code dir=\"ltr\">**</code></p>\n<p>**e</p>", "1:3 lost-emphasis"},
	{"* beside Chinese punctuation", "这是*“重要”*的", "<p>这是*“重要”*的</p>", "1:3 lost-emphasis"},
	{"* before a Japanese full stop", "これは*大事。*です", "<p>これは*大事。*です</p>", "1:4 lost-emphasis"},
	{"~~ beside brackets", "这是~~（旧的）~~新的", "<p>这是~~（旧的）~~新的</p>", "1:3 lost-emphasis"},
	{"~~ beside Korean", "그것은 ~~“옛것”~~입니다", "<p>그것은 ~~“옛것”~~입니다</p>", "1:5 lost-emphasis"},
	{"_ inside Chinese words", "这是_重要_的", "<p>这是_重要_的</p>", "1:3 lost-emphasis"},
	{"__ inside Chinese words", "这是__重要__的", "<p>这是__重要__的</p>", "1:3 lost-emphasis"},
	{"* beside Thai", "คือ*“สำคัญ”*มาก", "<p>คือ*“สำคัญ”*มาก</p>", "1:4 lost-emphasis"},
	{"lost in a heading", "# 这是*“重要”*的", "<h1 id=\"这是-重要-的\">这是*“重要”*的</h1>", "1:5 lost-emphasis"},
	{"lost in a cell", "|a|\n|-|\n|这是*“重要”*的|", "<table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>这是*“重要”*的</td>\n</tr>\n</tbody>\n</table>", "3:4 lost-emphasis"},
	{"lost in an item, told once each", "- 这是*“一”*的，*“二”*的，~~“三”~~的", "<ul>\n<li>这是*“一”<em>的，</em>“二”*的，~~“三”~~的</li>\n</ul>", "1:5 lost-emphasis|1:19 lost-emphasis"},
	{"* that holds in Chinese", "这是*重要*的，*“是”*。", "<p>这是<em>重要</em>的，<em>“是”</em>。</p>", ""},
	{"marks that mean themselves", "约~5人，（~5）（~10），3 * 4 * 5，a_b_c，文件my_file_name，价*：1，量*：2，\\*“x”\\*的", "<p>约~5人，（~5）（~10），3 * 4 * 5，a_b_c，文件my_file_name，价*：1，量*：2，*“x”*的</p>", ""},
	{"footnote stars", "price*.50 and cost*.", "<p>price*.50 and cost*.</p>", ""},
	{"breaks", "a\nb  \nc\\\nd", "<p>a\nb<br>\nc<br>\nd</p>", ""},
	{"headings", "# A\n\nB\n=\n\n### C ###\n\n## D {#own}\n\n## E ## {#x:y}\n\nF {#f}\n--\n\n## G {.class}\n\n## H {onclick=x}\n\n## I \\{#i}",
		"<h1 id=\"a\">A</h1>\n<h1 id=\"b\">B</h1>\n<h3 id=\"c\">C</h3>\n<h2 id=\"own\">D</h2>\n<h2 id=\"x:y\">E</h2>\n<h2 id=\"f\">F</h2>\n" +
			"<h2 id=\"g-class\">G {.class}</h2>\n<h2 id=\"h-onclick-x\">H {onclick=x}</h2>\n<h2 id=\"i-i\">I {#i}</h2>", "6:1 heading-level"},
	{"outline", "#### a\n\n# b\n\n## c\n\n<h4>d</h4>\n\n# e", "<h4 id=\"a\">a</h4>\n<h1 id=\"b\">b</h1>\n<h2 id=\"c\">c</h2>\n<h4 id=\"d\">d</h4>\n<h1 id=\"e\">e</h1>", "1:1 heading-level|7:1 heading-level"},
	{"heading ids", "# Élan & vital's\n# مشكلة الانتخابات\n# 问题\n# ???\n# a\n# a\n# a-1\n# É\n# É",
		"<h1 id=\"élan-vitals\">Élan &amp; vital's</h1>\n<h1 id=\"مشكلة-الانتخابات\">مشكلة الانتخابات</h1>\n<h1 id=\"问题\">问题</h1>\n<h1 id=\"section\">???</h1>\n" +
			"<h1 id=\"a\">a</h1>\n<h1 id=\"a-1\">a</h1>\n<h1 id=\"a-1-1\">a-1</h1>\n<h1 id=\"é\">É</h1>\n<h1 id=\"é-1\">É</h1>", ""},
	{"same id twice", "# A {#x}\n# B {#x}\n<b id=\"x\">c</b>", "<h1 id=\"x\">A</h1>\n<h1 id=\"b\">B</h1>\n<p><b>c</b></p>", "2:1 duplicate-id|3:1 duplicate-id"},
	{"empty heading", "# A\n\n##\n\nb", "<h1 id=\"a\">A</h1>\n<p>b</p>", "3:1 empty-heading"},
	{"lists", "- a\n- b\n\n  c\n\n3. d\n4. e\n   - f", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n<p>c</p>\n</li>\n</ul>\n<ol start=\"3\">\n<li>d</li>\n<li>e\n<ul>\n<li>f</li>\n</ul>\n</li>\n</ol>", ""},
	{"tasks", "- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>", ""},
	{"quotation", "> a\n> - b\n\n---", "<blockquote>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>\n<hr>", ""},
	{"code", "```go <x>\nif a < b && \"c\" {\n```\n\n    d &amp;\n\n~~~ \"><script>\nx\n~~~", "<pre dir=\"ltr\"><code class=\"language-go\">if a &lt; b &amp;&amp; \"c\" {\n</code></pre>\n<pre dir=\"ltr\"><code>d &amp;amp;\n</code></pre>\n<pre dir=\"ltr\"><code>x\n</code></pre>", ""},
	{"table", "| a | b | | d |\n|:--|--:|:-:|---|\n| 1 | `x\\|y` |", "<table>\n<thead>\n<tr>\n<th scope=\"col\" class=\"align-left\">a</th>\n<th scope=\"col\" class=\"align-right\">b</th>\n<td class=\"align-center\"></td>\n<th scope=\"col\">d</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class=\"align-left\">1</td>\n<td class=\"align-right\"><code dir=\"ltr\">x|y</code></td>\n<td></td>\n<td></td>\n</tr>\n</tbody>\n</table>", ""},
	{"footnotes", "a[^x] b[^y] c[^x]\n\n[^x]: X\n[^y]: Y\n\n    Z\n[^z]: unused",
		"<p>a<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> b<sup id=\"fnref:2\"><a href=\"#fn:2\" class=\"footnote-ref\" role=\"doc-noteref\">2</a></sup> c<sup id=\"fnref:1:2\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup></p>\n" +
			"<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>X <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↑<sup>1</sup></a> <a href=\"#fnref:1:2\" class=\"footnote-backref\" role=\"doc-backlink\">↑<sup>2</sup></a></p>\n</li>\n" +
			"<li id=\"fn:2\">\n<p>Y</p>\n<p>Z <a href=\"#fnref:2\" class=\"footnote-backref\" role=\"doc-backlink\">↑</a></p>\n</li>\n</ol>\n</div>", "7:1 unused-footnote"},
	{"footnote that is not there", "a[^x] `[^y]` \\[^z]", "<p>a <code dir=\"ltr\">[^y]</code> [^z]</p>", "1:2 missing-footnote"},
	{"references without footnotes among others", "*a[^x].* b[^w][^y] c[^z]: d\n\n[^y]: Y", "<p><em>a.</em> b<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> c: d</p>\n" +
		"<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>Y <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↑</a></p>\n</li>\n</ol>\n</div>", "1:3 missing-footnote|1:11 missing-footnote|1:21 missing-footnote"},
	{"regular expressions that look like footnotes", "[^a-z] and [^0-9a-f]* and [^>]", "<p>[^a-z] and [^0-9a-f]* and [^&gt;]</p>", "1:27 missing-footnote"},
	{"footnote in a link", "[a[^x]](/u)\n\n[^x]: X", "<p><a href=\"/u\">a<sup id=\"fnref:1\">1</sup></a></p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>X <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↑</a></p>\n</li>\n</ol>\n</div>", ""},
	{"footnote that ends with a list", "a[^x]\n\n[^x]:\n    - b", "<p>a<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup></p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<ul>\n<li>b</li>\n</ul>\n<p> <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↑</a></p>\n</li>\n</ol>\n</div>", ""},

	{"links", "[a](/b \"T & \\\"t\\\"\") [c](<u d>) ![e f](g.png 'h') [![i](j.png)](/k)", `<p><a href="/b" title="T &amp; &#34;t&#34;">a</a> <a href="u%20d">c</a> <img src="g.png" alt="e f" title="h"> <a href="/k"><img src="j.png" alt="i"></a></p>`, ""},
	{"reference links", "[a][r] [r] [r][] ![p][r]\n\n[r]: /u 'T'", `<p><a href="/u" title="T">a</a> <a href="/u" title="T">r</a> <a href="/u" title="T">r</a> <img src="/u" alt="p" title="T"></p>`, ""},
	{"reference that is not there", "see [a b][ref] and a[i][j] and \\[a][b] x[1][2]", `<p>see [a b][ref] and a[i][j] and [a][b] x[1][2]</p>`, "1:5 undefined-reference"},
	{"automatic links", "<https://x.org/a?b&c> <info@x.org> https://x.org/a_b_c. (http://y.org/(d)) me@x.org, HTTP://X.ORG", `<p><a href="https://x.org/a?b&amp;c" dir="ltr">https://x.org/a?b&amp;c</a> <a href="mailto:info@x.org" dir="ltr">info@x.org</a> <a href="https://x.org/a_b_c" dir="ltr">https://x.org/a_b_c</a>. (<a href="http://y.org/(d)" dir="ltr">http://y.org/(d)</a>) <a href="mailto:me@x.org" dir="ltr">me@x.org</a>, <a href="http://X.ORG" dir="ltr">HTTP://X.ORG</a></p>`, ""},
	{"no automatic links", "www.x.org x.org a:b http:// http://localhost xhttp://y.org a_b@ @c d@e foo_bar@x.org", `<p>www.x.org x.org a:b http:// http://localhost xhttp://y.org a_b@ @c d@e foo_bar@x.org</p>`, ""},
	{"automatic links in other scripts", "访问https://x.org了解，“https://y.org/选举”。и http://z.org/я", `<p>访问<a href="https://x.org" dir="ltr">https://x.org</a>了解，“<a href="https://y.org/%E9%80%89%E4%B8%BE" dir="ltr">https://y.org/选举</a>”。и <a href="http://z.org/%D1%8F" dir="ltr">http://z.org/я</a></p>`, ""},
	{"automatic link in a link", `[https://x.org](/u) <a href="/u">https://y.org</a>`, `<p><a href="/u">https://x.org</a> <a href="/u">https://y.org</a></p>`, ""},
	{"empty links", "a [](/u) [b]() ![](c.png) ![d]() <a href=\"/u\"></a>", `<p>a  b <img src="c.png" alt=""> d </p>`, "1:3 empty-link|1:10 empty-link|1:16 missing-alt|1:27 bad-link|1:34 empty-link"},
	{"picture text is plain", "![a *b* `c` [d](e) <i>f</i> &amp; <b](g.png)", `<p><img src="g.png" alt="a b c d f &amp; &lt;b"></p>`, ""},

	{"scheme-less", "x [a](ifes.org) [b](www.x.org/a)\ny ![c](x.org) [d](me@x.org) [e](x.co.uk:80/p?q#f)", "<p>x <a href=\"ifes.org\">a</a> <a href=\"www.x.org/a\">b</a>\ny <img src=\"x.org\" alt=\"c\"> <a href=\"me@x.org\">d</a> e</p>",
		"1:3 scheme-less-link|1:17 scheme-less-link|2:3 scheme-less-link|2:15 scheme-less-link|2:29 bad-link"},
	{"broken links", "[a](b.md) [c](README.md) [d](../e/) ![f](g.jpg) [h](v1.2/i) [j](?q)", `<p><a href="b.md">a</a> <a href="README.md">c</a> <a href="../e/">d</a> <img src="g.jpg" alt="f"> <a href="v1.2/i">h</a> <a href="?q">j</a></p>`,
		"1:1 broken-link|1:11 broken-link|1:26 broken-link|1:37 broken-link|1:49 broken-link|1:61 broken-link"},
	{"fragments", "# Ä b\n\n[a](#ä-b) [b](#%C3%A4-b) [c](#nope) [d](#) [e](#top) <i id=\"z\">z</i> [f](#z) [g](#fn:1) [h](#:~:text=x)",
		"<h1 id=\"ä-b\">Ä b</h1>\n<p><a href=\"#%C3%A4-b\">a</a> <a href=\"#%C3%A4-b\">b</a> <a href=\"#nope\">c</a> <a href=\"#\">d</a> <a href=\"#top\">e</a> <i id=\"z\">z</i> <a href=\"#z\">f</a> <a href=\"#fn:1\">g</a> <a href=\"#:~:text=x\">h</a></p>", "3:26 broken-fragment|3:78 broken-fragment"},
	{"schemes", "[a](javascript:x) [b](JAVASCRIPT&colon;x) [c](java&#x09;script:x) [d](data:text/html,x) [e](//x.org) [f](\\\\x.org) [g](tel:+1) [h](mailto:a@b.c) [i](ftp://x)\n[j](https:x) [k](https:///x) [l](vbscript:x) ![m](data:image/png;base64,x) ![n](mailto:x) [o](blob:x)",
		"<p>a b c d e f <a href=\"tel:+1\">g</a> <a href=\"mailto:a@b.c\">h</a> i\nj k l m n o</p>",
		"1:1 bad-link|1:19 bad-link|1:43 bad-link|1:67 bad-link|1:89 bad-link|1:102 bad-link|1:145 bad-link|2:1 bad-link|2:14 bad-link|2:30 bad-link|2:46 bad-link|2:76 bad-link|2:91 bad-link"},
	{"look-alikes", "[a](https://аpple.com/) [b](https://раура.com) [c](https://例え.jp) [d](https://bücher.de) [e](https://good.org@evil.org) [f](https://a\u200bb.org) [g](https://a.org/\u200bx)",
		"<p><a href=\"https://аpple.com/\">a</a> <a href=\"https://раура.com\">b</a> <a href=\"https://例え.jp\">c</a> <a href=\"https://bücher.de\">d</a> <a href=\"https://good.org@evil.org\">e</a> <a href=\"https://a\u200bb.org\">f</a> <a href=\"https://a.org/%E2%80%8Bx\">g</a></p>",
		"1:1 suspicious-link|1:25 suspicious-link|1:90 suspicious-link|1:121 suspicious-link|1:142 suspicious-link"},

	{"raw inline", `<i>a</i> <a href="mailto:info@ifes.org">info@ifes.org</a> <br> <BR/> <abbr title="x &amp; &quot;y&quot;">z</abbr> <bdo dir=rtl>q</bdo> <span lang=ar dir="rtl">ع</span>`,
		`<p><i>a</i> <a href="mailto:info@ifes.org">info@ifes.org</a> <br> <br> <abbr title="x &amp; &#34;y&#34;">z</abbr> <bdo dir="rtl">q</bdo> <span lang="ar" dir="rtl">ع</span></p>`, ""},
	{"comments", "a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf", "<p>a  c</p>\n<p>f</p>", ""},
	{"unclosed", "a <i>b\n\nc</i> d\n\n- <b>e\n- f\n\n*g <u>h* i</u>", "<p>a <i>b</i></p>\n<p>c d</p>\n<ul>\n<li><b>e</b></li>\n<li>f</li>\n</ul>\n<p><em>g <u>h</u></em> i</p>",
		"1:3 html-unclosed|3:2 html-stray-end|5:3 html-unclosed|8:4 html-unclosed|8:11 html-stray-end"},
	{"crossed", "<b><i>a</b></i>", "<p><b><i>a</i></b></p>", "1:4 html-unclosed|1:12 html-stray-end"},
	{"refused elements", "a <script>b</script> <font>c</font>\n\n<iframe src=x></iframe>\n\n<style>\np{}\n</style>\nd", "<p>a b c</p>\n<p>d</p>", "1:3 html-element|1:22 html-element|3:1 html-element|5:1 html-element"},
	{"attributes", `<b onclick="x" style="y" foo="z" class="a  b-c" id="ok">t</b> <i id="a b" class="x<y" lang="!" dir="up">u</i> <p title='q"'>`,
		`<p><b class="a b-c" id="ok">t</b> <i>u</i> </p>`, "1:1 html-attribute|1:1 html-attribute|1:1 html-attribute|1:63 html-attribute|1:63 html-attribute|1:63 html-attribute|1:63 html-attribute|1:111 html-nesting"},
	{"needed attributes", `<bdo>a</bdo> <img alt="b"> <data>c</data> <img src="d.png"> <img src="e.png" alt="">`, `<p>a b c <img src="d.png" alt=""> <img src="e.png" alt=""></p>`,
		"1:1 html-attribute|1:14 html-attribute|1:28 html-attribute|1:43 missing-alt"},
	{"raw blocks", "<details>\n<summary>a</summary>\n\nb *c*\n\n- d\n\n</details>\n\ne", "<details>\n<summary>a</summary>\n<p>b <em>c</em></p>\n<ul>\n<li>d</li>\n</ul>\n</details>\n<p>e</p>", ""},
	{"raw block with figure", "<figure>\n<img src=\"a.png\" alt=\"b\">\n<figcaption>c <cite>d</cite></figcaption>\n</figure>", "<figure>\n<img src=\"a.png\" alt=\"b\">\n<figcaption>c <cite>d</cite></figcaption>\n</figure>", ""},
	{"raw table", "<table>\n<tr><th>a<td>b\n<tr><td>c</table>", "<table>\n<tr><th>a</th><td>b\n</td></tr><tr><td>c</td></tr></table>", ""},
	{"raw nesting", "<ul>a</ul>\n\n<p><div>b</div></p>\n\n<table><b>c</b></table>\n\n<details>d</details>\n\n<li>e</li>\n\n<h2>f<p>g</p></h2>\n\n<a href=\"/u\">h<a href=\"/v\">i</a></a>",
		"<ul><li>a</li></ul>\n<p></p><div>b</div>\n<table><tr><td>c</td></tr></table>\n<details>d</details>\ne\n<h2 id=\"f-g\">f g</h2>\n<p><a href=\"/u\">hi</a></p>",
		"1:5 html-nesting|3:16 html-stray-end|5:8 html-nesting|5:11 html-nesting|7:1 html-nesting|7:10 html-nesting|9:1 html-nesting|11:6 html-nesting|13:15 html-nesting"},
	{"Markdown in what cannot hold it", "<ul>\n\n- a\n\n</ul>", "<ul>\n<li><ul>\n<li>a</li>\n</ul>\n</li></ul>", "3:1 html-nesting"},
	{"raw block left open", "> <div>\n> a\n\nb\n\n<section>\n\nc", "<blockquote>\n<div>\na\n</div></blockquote>\n<p>b</p>\n<section>\n<p>c</p>\n</section>", "1:3 html-unclosed|6:1 html-unclosed"},
	{"raw headings", "<h2>A <b>b</b></h2>\n\n<h3 id=\"own\">C</h3>\n\n[x](#a-b) [y](#own)", "<h2 id=\"a-b\">A <b>b</b></h2>\n<h3 id=\"own\">C</h3>\n<p><a href=\"#a-b\">x</a> <a href=\"#own\">y</a></p>", ""},
	{"raw links", "a\n<a href=\"x.org\">b</a>\n\n> <a\n> href='javascript:x'>c</a>\n\n<blockquote cite=\"https://x.org/a b\">d</blockquote>\n<q cite=\"javascript:x\">e</q>", "<p>a\n<a href=\"x.org\">b</a></p>\n<blockquote>\n<p>c</p>\n</blockquote>\n<blockquote cite=\"https://x.org/a%20b\">d</blockquote>\n<q>e</q>",
		"2:1 scheme-less-link|4:3 bad-link|8:1 bad-link"},
	{"raw text", "<div>a & b &amp; c &lt; d &copy e &#0; </div>", "<div>a &amp; b &amp; c &lt; d © e � </div>", ""},
	{"unfinished tag", "<div title=\"a\n\nb", "&lt;div title=\"a\n<p>b</p>", "1:1 html-unfinished"},
	{"ins and del around blocks", "<del>\n\n*a*\n\n</del>", "<del>\n<p><em>a</em></p>\n</del>", ""},
	{"ruby", "<ruby>漢<rp>(<rt>kan<rp>)</ruby>", "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", ""},
	{"link positions", "a\nb [c](x.md) d\n\n- e\n  f [g](y.md)\n\n| h |\n|---|\n| i [j](z.md) |\n\n> k\n> l <a href=\"w.md\">m</a>\n\n\té\n\n漢字 [n][r] <v:x> [o](#p)\n\n[r]: v.md", "<p>a\nb <a href=\"x.md\">c</a> d</p>\n<ul>\n<li>e\nf <a href=\"y.md\">g</a></li>\n</ul>\n<table>\n<thead>\n<tr>\n<th scope=\"col\">h</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>i <a href=\"z.md\">j</a></td>\n</tr>\n</tbody>\n</table>\n<blockquote>\n<p>k\nl <a href=\"w.md\">m</a></p>\n</blockquote>\n<pre dir=\"ltr\"><code>é\n</code></pre>\n<p>漢字 <a href=\"v.md\">n</a> &lt;v:x&gt; <a href=\"#p\">o</a></p>",
		"2:3 broken-link|5:5 broken-link|9:5 broken-link|12:5 broken-link|16:4 broken-link|16:17 broken-fragment"},

	{"direction controls", "a\u2067b\u2069 \u200e\u200f c\u202a d\n\ne\u2069\n\n`f\u2066g\u2069` \u202eh\n\n&#x202E;i &#x2067;j",
		"<p>a\u2067b\u2069 \u200e\u200f c\u202a d\u202c</p>\n<p>e</p>\n<p><code dir=\"ltr\">fg</code> h</p>\n<p>i \u2067j\u2069</p>", "1:10 direction-unbalanced|3:2 direction-unbalanced|5:3 direction-in-code|5:5 direction-in-code|5:8 direction-override|7:1 direction-override|7:11 direction-unbalanced"},
	{"direction controls in the author's code", "<code>a\u2066b\u2069</code>", "<p><code>ab</code></p>", "1:8 direction-in-code|1:10 direction-in-code"},
	{"direction controls in attributes", "[a](/b \"c\u2067d\") ![e\u2067](f.png)", "<p><a href=\"/b\" title=\"c\u2067d\u2069\">a</a> <img src=\"f.png\" alt=\"e\u2067\u2069\"></p>", "1:1 direction-unbalanced|1:15 direction-unbalanced"},
	{"control characters", "a\x00b\n\nc\x1bd &#x1;", "", "1:2 control-character|3:2 control-character"},
	{"control reference", "a &#x1b; b &#128; c &#xFFFF;", "<p>a \uFFFD b \uFFFD c \uFFFD</p>", "1:3 control-character|1:12 control-character|1:21 control-character"},
	{"not UTF-8", "a\n\nb\xe9c\xff", "", "3:2 invalid-utf8"},
	{"empty", "", "", ""},
	{"front matter and body", "---\ntitle: x\n---\n[a](b.md)", "<p><a href=\"b.md\">a</a></p>", "4:1 broken-link"},
	{"byte order mark", "\ufeff# A\n\n[a](b.md)", "<h1 id=\"a\">A</h1>\n<p><a href=\"b.md\">a</a></p>", "3:1 broken-link"},
	{"line separator", "a\u2028b", "<p>a\u2028b</p>", ""},

	{"html page", "<h2>A</h2>\n<p>b <i>c</i> <a href=\"x.org\">d</a>\n<p>e\n<ul><li>f<li>g</ul>\n<script>x</script>\n", "<h2 id=\"a\">A</h2>\n<p>b <i>c</i> <a href=\"x.org\">d</a>\n</p><p>e\n</p><ul><li>f</li><li>g</li></ul>", "2:15 scheme-less-link|5:1 html-element"},
	{"html page, whole document", "<!doctype html><html><head><title>x</title></head><body><p>a</body></html>", "<p>a</p>", "1:1 html-dropped|1:16 html-element|1:22 html-element|1:28 html-element|1:51 html-element"},
	{"html page, Markdown means nothing", "*a* [b](c) `d`", "*a* [b](c) `d`", ""},
}

// invalidHTML looks for what a browser would have to repair: it parses the output and compares it
// with what is written.
func invalidHTML(s string) string {
	var stack []string
	z := html.NewTokenizer(strings.NewReader(s))
	ids := map[string]bool{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(stack) > 0 {
				return "open: " + strings.Join(stack, " ")
			}
			return ""
		case html.StartTagToken:
			t := z.Token()
			for i, a := range t.Attr {
				if a.Key == "id" {
					if ids[a.Val] {
						return "id twice: " + a.Val
					}
					ids[a.Val] = true
				}
				for _, b := range t.Attr[:i] {
					if a.Key == b.Key {
						return "attribute twice: " + t.String()
					}
				}
			}
			if !isAllowed(t.Data) {
				return "element " + t.Data
			} else if t.Data != "hr" && t.Data != "col" && !slices.Contains(voidText, t.Data) {
				stack = append(stack, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			if len(stack) == 0 || stack[len(stack)-1] != t.Data {
				return fmt.Sprintf("</%s> closes %v", t.Data, stack)
			}
			stack = stack[:len(stack)-1]
		case html.SelfClosingTagToken, html.DoctypeToken, html.CommentToken:
			return "token " + z.Token().String()
		}
	}
}

const seedBody = "---\ntitle: Tech impacts every election.\npermalink: /\n---\n\nIn a historic year for global elections, the [International Foundation for Electoral Systems](ifes.org), in consultation.\n\n" +
	"<i>“As billions of people go to the polls this year,”</i> said Dr. Rajiv J. Shah. <i>“The Rockefeller Foundation is proud.”</i>\n\n## The problem\nThe management of elections\n\n" +
	"To learn more or get involved please reach out to <a href=\"mailto:info@ifes.org\">info@ifes.org</a>.\n"

// The seed's constructs render as they should; its one broken link is named until it is mapped.
func TestSeedPage(t *testing.T) {
	got, diags := both("content/en/index.md", seedBody, Options{}, markup.RenderOptions{})
	want := "<p>In a historic year for global elections, the <a href=\"ifes.org\">International Foundation for Electoral Systems</a>, in consultation.</p>\n" +
		"<p><i>“As billions of people go to the polls this year,”</i> said Dr. Rajiv J. Shah. <i>“The Rockefeller Foundation is proud.”</i></p>\n" +
		"<h2 id=\"the-problem\">The problem</h2>\n<p>The management of elections</p>\n" +
		"<p>To learn more or get involved please reach out to <a href=\"mailto:info@ifes.org\">info@ifes.org</a>.</p>"
	if got != want {
		t.Errorf("got %s", got)
	}
	if len(diags) != 1 || diags[0].Severity != diag.Warning || places(diags) != "6:46 scheme-less-link" || diags[0].File != "content/en/index.md" {
		t.Errorf("got %v", diags)
	}
	got, diags = both("content/en/index.md", seedBody, Options{}, markup.RenderOptions{Resolve: func(dest string, image bool) (string, bool) {
		return "https://www.ifes.org/", dest == "ifes.org" && !image
	}})
	if want = strings.Replace(want, `"ifes.org"`, `"https://www.ifes.org/"`, 1); got != want || len(diags) > 0 {
		t.Errorf("mapped: %s %v", got, diags)
	}
}

// The whole seed, where it is to be had.
func TestWholeSeed(t *testing.T) {
	var src []byte
	var err error
	for _, f := range []string{"../../content/en/index.md", "../../../shared/seed/index.md"} {
		if src, err = os.ReadFile(f); err == nil {
			break
		}
	}
	if err != nil {
		t.Skip("content/en/index.md is not there")
	}
	d, diags := Parse("content/en/index.md", src, Options{})
	out, more := d.Render(markup.RenderOptions{})
	if diags = append(diags, more...); places(diags) != "16:46 scheme-less-link" {
		t.Error(diags)
	}
	if e := invalidHTML(out); e != "" || strings.Count(out, "<i>") != 2 || !strings.Contains(out, `<a href="mailto:info@ifes.org">`) {
		t.Errorf("%s\n%s", e, out)
	}
	if len(d.Blocks) != 9 || d.Title() != "The problem" || FirstHeading("content/en/index.md", src, Options{}) != "The problem" {
		t.Errorf("%d blocks, title %q", len(d.Blocks), d.Title())
	}
}

func TestResolvedAddressIsCheckedToo(t *testing.T) {
	got, diags := both("p.md", "[a](b) ![c](d)", Options{}, markup.RenderOptions{Resolve: func(dest string, image bool) (string, bool) {
		if image {
			return "/é ü.png", true
		}
		return "javascript:x", true
	}})
	if got != `<p>a <img src="/%C3%A9%20%C3%BC.png" alt="c"></p>` || places(diags) != "1:1 bad-link" {
		t.Errorf("%s %v", got, diags)
	}
}

func TestBlocks(t *testing.T) {
	src := "---\na: b\n---\n# T *x* {#t}\n\np [q](r)\ns\n\n- a\n  b\n- c\n\n  d\n\n> e\n> f\n\n| g | |\n|---|---|\n| *h* | i |\n\n```go\nj\n\nk\n```\n\n<div>l</div>\n\n<div>\n\n</div>\n\nm[^n] ![o](p)\n\n[^n]: q\n\nU\n-\n"
	want := []Block{
		{"heading", 1, 15, 20, 4, 3, "T *x*", "T x", "", "", spots{}},
		{"paragraph", 0, 27, 37, 6, 1, "p [q](r)\ns", "p q s", "", "", spots{}},
		{"listItem", 0, 41, 46, 9, 3, "a\nb", "a b", "ul>li", "", spots{}},
		{"listItem", 0, 49, 50, 11, 3, "c", "c", "ul>li", "", spots{}},
		{"paragraph", 0, 54, 55, 13, 3, "d", "d", "ul>li", "", spots{}},
		{"blockquote", 0, 59, 64, 15, 3, "e\nf", "e f", "blockquote", "", spots{}},
		{"tableCell", 0, 68, 69, 18, 3, "g", "g", "table>th>1", "", spots{}},
		{"tableCell", 0, 86, 89, 20, 3, "*h*", "h", "table>td>1", "", spots{}},
		{"tableCell", 0, 92, 93, 20, 9, "i", "i", "table>td>2", "", spots{}},
		{"code", 0, 103, 107, 23, 1, "j\n\nk", "j\n\nk", "", "", spots{}},
		{"html", 0, 113, 125, 28, 1, "<div>l</div>", "l", "", "", spots{}},
		{"paragraph", 0, 142, 155, 34, 1, "m[^n] ![o](p)", "m o", "", "", spots{}},
		{"heading", 2, 166, 167, 38, 1, "U", "U", "", "", spots{}},
		{"footnoteDefinition", 0, 163, 164, 36, 7, "q", "q", "div>li", "", spots{}},
	}
	for name, text := range map[string]string{"LF": src, "CR LF": strings.ReplaceAll(src, "\n", "\r\n"), "CR": strings.ReplaceAll(src, "\n", "\r")} {
		d, diags := Parse("f.md", []byte(text), Options{})
		if len(diags) > 0 {
			t.Error(name, diags)
		}
		for i, b := range d.Blocks {
			if name == "CR LF" {
				before := func(off int) int { return strings.Count(text[:off], "\r") }
				b.Start, b.End = b.Start-before(b.Start), b.End-before(b.End)
			}
			b.spots = spots{}
			if i >= len(want) || b != want[i] {
				t.Errorf("%s: got  %+v\nwant %+v", name, b, want[min(i, len(want)-1)])
			}
		}
		if len(d.Blocks) != len(want) {
			t.Errorf("%s: %d blocks", name, len(d.Blocks))
		}
	}
}

func TestHTMLPageBlocks(t *testing.T) {
	src := "<h2>A <i>b</i></h2>\n<p>c\n<a href=\"/d\">e</a>\n<ul><li>f<li><b>g</b> h<p>i</ul>\n<table><tr><th>j<td>k</table>\n<blockquote>l</blockquote>\nm<br>n\n<div>o</div>\n<pre>p\n q</pre>"
	d, _ := Parse("f.html", []byte(src), Options{})
	var got []string
	for _, b := range d.Blocks {
		got = append(got, fmt.Sprintf("%s %d:%d %q %q", b.Kind, b.Line, b.Col, b.Source, b.Text))
		if src[b.Start:b.End] != b.Source {
			t.Errorf("%q is not at its place", b.Source)
		}
	}
	want := []string{`heading 1:5 "A <i>b</i>" "A b"`, `paragraph 2:4 "c\n<a href=\"/d\">e</a>" "c e"`, `listItem 4:9 "f" "f"`, `listItem 4:14 "<b>g</b> h" "g h"`,
		`paragraph 4:27 "i" "i"`, `tableCell 5:16 "j" "j"`, `tableCell 5:21 "k" "k"`, `blockquote 6:13 "l" "l"`, `paragraph 7:1 "m<br>n" "m n"`, `paragraph 8:6 "o" "o"`, `code 9:6 "p\n q" "p q"`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(d.Headings) != 1 || d.Headings[0] != (markup.Heading{Level: 2, Text: "A b", ID: "a-b"}) {
		t.Errorf("%+v", d.Headings)
	}
}

func TestLineEndsMakeNoDifferenceToTheBody(t *testing.T) {
	for _, c := range renderCases {
		if strings.Contains(c.src, "\x00") {
			continue
		}
		want, wd := both(c.file("p"), c.src, Options{}, markup.RenderOptions{Resolve: known})
		for _, end := range []string{"\r\n", "\r"} {
			got, gd := both(c.file("p"), strings.ReplaceAll(c.src, "\n", end), Options{}, markup.RenderOptions{Resolve: known})
			if got != want || places(gd) != places(wd) {
				t.Errorf("%s with %q:\n%s\n%v\nwant\n%s\n%v", c.name, end, got, places(gd), want, places(wd))
			}
		}
		// Without and with a line end at the end of the file.
		got, _ := both(c.file("p"), c.src+"\n", Options{}, markup.RenderOptions{Resolve: known})
		if got != want && c.file("") == ".md" {
			t.Errorf("%s with a final line end:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

func TestHeadingIDsOfTheSource(t *testing.T) {
	parse := func(s string) *Document {
		d, _ := Parse("p.md", []byte(s), Options{})
		return d
	}
	for _, c := range []struct{ name, source, own, want string }{
		{"the same", "# A\n## B\n## C", "# Α\n## Β\n## Γ", "a b c"},
		{"one is missing", "# A\n## B\n### B1\n## C\n### C1", "# X\n## Y\n## Z\n### Z1", "a b c c1"},
		{"one is left over", "# A\n## B\n## C", "# X\n## Y\n### New\n## Z", "a b new c"},
		{"one is left over, with an id that is taken", "# A\n### B\n### C", "# X\n## B\n### Y\n### Z", "a b-1 b c"},
		{"written by hand", "# A\n## B\n## C", "# X\n## Γ {#c}", "a c"},
		{"links to ids by hand hold", "# A\n## B\n\n<h3>C</h3>", "# X {#own}\n## Y {#b}\n\n<h3 id=\"z\">Z</h3>\n\n[p](#own) [q](#b) [r](#z)", "a b c"},
		{"other ids give way", "# A\n", "# X\n\n<b id=\"a\">y</b> [z](#a)", "a"},
		{"none in the source", "text", "# X", "x"},
		{"another order of levels", "## A\n# B", "# X\n## Y", "x a"},
	} {
		d := parse(c.own)
		out, diags := d.Render(markup.RenderOptions{IDs: append([]markup.Heading{}, parse(c.source).Headings...)})
		if parse(c.source).Headings == nil {
			out, diags = d.Render(markup.RenderOptions{IDs: []markup.Heading{}})
		}
		var got []string
		z := html.NewTokenizer(strings.NewReader(out))
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			if t := z.Token(); tt == html.StartTagToken && len(t.Data) == 2 && t.Data[0] == 'h' {
				got = append(got, t.Attr[0].Val)
			}
		}
		told := len(diags) > 0
		if c.name == "other ids give way" {
			told = len(diags) != 1 || diags[0].Code != "duplicate-id" || diags[0].Line != 3
		}
		if g := strings.Join(got, " "); g != c.want || told {
			t.Errorf("%s: got %q, want %q %v", c.name, g, c.want, diags)
		}
		if e := invalidHTML(out); e != "" {
			t.Errorf("%s: %s", c.name, e)
		}
	}
}

func TestCJKLineBreaks(t *testing.T) {
	for src, want := range map[string]string{
		"你好\n世界":                      "<p>你好世界</p>",
		"你好\nworld":                   "<p>你好\nworld</p>",
		"他说：“你好”\n然后":                 "<p>他说：“你好”然后</p>",
		"**你好**\n世界":                  "<p><strong>你好</strong>世界</p>",
		"你好，\nfoo":                    "<p>你好，foo</p>",
		"foo,\nbar":                   "<p>foo,\nbar</p>",
		"한국\n사람":                      "<p>한국\n사람</p>",
		"漢字[か](https://x.org)\n**な**": `<p>漢字<a href="https://x.org">か</a><strong>な</strong></p>`,
	} {
		if got, _ := both("p.md", src, Options{CJKLineBreaks: true}, markup.RenderOptions{}); got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
	if got, _ := both("p.md", "你好\n世界", Options{}, markup.RenderOptions{}); got != "<p>你好\n世界</p>" {
		t.Errorf("off: %q", got)
	}
}

func TestTypographer(t *testing.T) {
	src := "\"a 'b' c\" -- d --- e... it's << f >> `\"g\"`"
	for _, c := range []struct {
		opt  Options
		want string
	}{
		{Options{}, `<p>"a 'b' c" -- d --- e... it's &lt;&lt; f &gt;&gt; <code dir="ltr">"g"</code></p>`},
		{Options{Typographer: true}, `<p>“a ‘b’ c” – d — e… it’s « f » <code dir="ltr">"g"</code></p>`},
		{Options{Typographer: true, Quotes: Quotes{"«\u202f", "\u202f»", "“", "”"}}, "<p>«\u202fa “b” c\u202f» – d — e… it’s « f » <code dir=\"ltr\">\"g\"</code></p>"},
	} {
		if got, _ := both("p.md", src, c.opt, markup.RenderOptions{}); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestFirstHeadingIsTheTitle(t *testing.T) {
	piece := rapid.SampledFrom([]string{"# a", "## b *c*", "d", "===", "---", "-", "```", "    # e", "> # f", "- # g", "1. # h", "[i]: j", "# [i]", "[^k]: # l", "m[^k]",
		"<h2>n</h2>", "<div>", "</div>", "<!--", "-->", "#", "# {#o}", "", "\t", "| p |", "|---|", "***", "+ q", "  ===", "&#35; r", "\\# s", "~~~"})
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "lines"), rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"}).Draw(t, "end"))
		d, _ := Parse("p.md", []byte(src), Options{})
		if got := FirstHeading("p.md", []byte(src), Options{}); got != d.Title() {
			t.Fatalf("%q: got %q, want %q", src, got, d.Title())
		}
	})
}

// One document is rendered from several goroutines at once, and always the same.
func TestRenderIsSafeForConcurrentUse(t *testing.T) {
	d, _ := Parse("p.md", []byte("# A\n\n[b](#a) [c](/d) <b id=\"e\">f</b> ![g](h.png)\n\n[^i] x\n\n[^i]: j\n"), Options{})
	want, _ := d.Render(markup.RenderOptions{Resolve: known, IDs: []markup.Heading{{Level: 1, Text: "Z", ID: "z"}}})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, _ := d.Render(markup.RenderOptions{Resolve: known, IDs: []markup.Heading{{Level: 1, Text: "Z", ID: "z"}}}); got != want {
					t.Error(got)
				}
			}
		})
	}
	wg.Wait()
}

func TestLimitsCanBeSet(t *testing.T) {
	for want, c := range map[string]struct {
		src string
		lim Limits
	}{
		"0:0 limit-bytes":       {"hello", Limits{Limits: frontmatter.Limits{Bytes: 4}}},
		"1:1 limit-depth":       {"> > > a", Limits{Limits: frontmatter.Limits{Depth: 2}}},
		"3:1 limit-lines":       {"a\nb\nc", Limits{Lines: 2}},
		"1:2 limit-footnotes":   {"x[^a] [^b]", Limits{Footnotes: 1}},
		"1:3 limit-definitions": {"[a]: b\n[c]: d", Limits{Definitions: 1}},
		"2:1 limit-table-cells": {"a|b\n-|-\nc|d", Limits{TableCells: 3}},
		"1:9 limit-inlines":     {"*a* *b* *c*", Limits{Inlines: 4}},
	} {
		d, diags := Parse("p.md", []byte(c.src), Options{Limits: c.lim})
		if got := places(diags); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if out, _ := d.Render(markup.RenderOptions{}); out != "" || len(d.Blocks) > 0 {
			t.Errorf("%s: something is left of a refused page: %q", want, out)
		}
	}
}

// TestPicturesOfOtherServers tries every way to a picture that a page has.
func TestPicturesOfOtherServers(t *testing.T) {
	o := markup.RenderOptions{
		PictureFrom: func(server string) bool { return server == "img.example" },
		Own:         "https://own.example/site/",
		Resolve: func(dest string, _ bool) (string, bool) {
			return "https://evil.example/mapped.png", dest == "mapped.png"
		},
	}
	for _, c := range []struct{ src, html, problems string }{
		{"![t](https://evil.example/x.png)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](HTTPS://EVIL.example/x.png \"title\")", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](http://evil.example)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t][r]\n\n[r]: https://evil.example/x.png", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"[![t](https://evil.example/x.png)](https://evil.example/)", "<p><a href=\"https://evil.example/\">t</a></p>\n", "1:2 picture-elsewhere"},
		{"![t](mapped.png)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](//evil.example/x.png)", "<p>t</p>\n", "1:1 bad-link"},
		{"![t](\\\\evil.example/x.png)", "<p>t</p>\n", "1:1 bad-link"},
		{"![t](data:image/png;base64,AA==)", "<p>t</p>\n", "1:1 bad-link"},
		{"a <img src=\"https://evil.example/x.png\" alt=\"t\"> b", "<p>a t b</p>\n", "1:3 picture-elsewhere"},
		{"a <IMG SRC=https&colon;//evil.example/x.png alt=t> b", "<p>a t b</p>\n", "1:3 picture-elsewhere"},
		{"a <img src='//evil.example/x.png' alt=t> b", "<p>a t b</p>\n", "1:3 bad-link"},
		{"![t](https://img.example@evil.example/x.png)", "<p>t</p>\n", "1:1 picture-elsewhere|1:1 suspicious-link"},
		{"![t](https://evil.example@img.example/x.png)", "<p>t</p>\n", "1:1 picture-elsewhere|1:1 suspicious-link"},
		{"![t](https://img.example:8443/x.png)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](https://own.example/sitemap.png)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](http://img.example/x.png)", "<p>t</p>\n", "1:1 picture-elsewhere"},
		{"![t](https://img.example/x.png)", "<p><img src=\"https://img.example/x.png\" alt=\"t\"></p>\n", ""},
		{"![t](https://own.example/site/x.png)", "<p><img src=\"https://own.example/site/x.png\" alt=\"t\"></p>\n", ""},
		{"[t](https://evil.example/x.png)", "<p><a href=\"https://evil.example/x.png\">t</a></p>\n", ""},
	} {
		d, diags := Parse("p.md", []byte(c.src), Options{})
		out, more := d.Render(o)
		if p := places(append(diags, more...)); out != c.html || p != c.problems {
			t.Errorf("%q: got %q %q, want %q %q", c.src, out, p, c.html, c.problems)
		}
	}
	// What could load more is no part of a page.
	for _, src := range []string{
		"<picture><source srcset='https://evil.example/x.png'><img src=a.png alt=t></picture>", "<img src=a.png alt=t srcset='https://evil.example/x.png 2x'>",
		"<video poster='https://evil.example/x.png'></video>", "<input type=image src='https://evil.example/x.png'>", "<image href='https://evil.example/x.png'>",
		"<td background='https://evil.example/x.png'>", "<p style='background:url(https://evil.example/x.png)'>x</p>", "<link rel=preload href='https://evil.example/x.png'>",
		"<a href='/x' ping='https://evil.example/'>x</a>", "<object data='https://evil.example/x.png'></object>", "<svg><image href='https://evil.example/x.png'/></svg>",
		"<q cite='https://evil.example/x.png'>x</q>", // nobody loads that
	} {
		d, _ := Parse("p.html", []byte(src), Options{})
		if out, _ := d.Render(o); strings.Contains(out, "evil") && !strings.Contains(out, "cite=") {
			t.Errorf("%s: %s", src, out)
		}
	}
}

func TestReferences(t *testing.T) {
	d, _ := Parse("p.md", []byte("[a](b) ![c](d.png)\n<https://e.org> <a href='f'>g</a> [h](b)"), Options{})
	var got []string
	for _, r := range d.References() {
		got = append(got, fmt.Sprintf("%s %v %d:%d", r.Dest, r.Image, r.Pos.Line, r.Pos.Col))
	}
	if want := []string{"b false 1:1", "d.png true 1:8", "https://e.org false 2:1", "f false 2:17", "b false 2:35"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

// Any page made of these pieces either has an error or comes out as balanced HTML from the allow-list,
// and the places of its problems and blocks are in the file.
func checkPage(t interface{ Fatalf(string, ...any) }, file, src string) {
	d, diags := Parse(file, []byte(src), Options{Typographer: len(src)%2 == 0, CJKLineBreaks: len(src)%3 == 0})
	out, more := d.Render(markup.RenderOptions{Resolve: known})
	all := append(diags, more...)
	if e := invalidHTML(out); e != "" && !diag.HasErrors(all) {
		t.Fatalf("%q: %s\n%s", src, e, out)
	}
	if e := unsafeHTML(out); e != "" {
		t.Fatalf("%q: %s\n%s", src, e, out)
	}
	lines := 1 + strings.Count(strings.ReplaceAll(src, "\r\n", "\n"), "\n") + strings.Count(strings.ReplaceAll(src, "\r\n", "\n"), "\r")
	for _, p := range all {
		if p.Line < 0 || p.Line > lines || p.Col < 0 || p.Col > len(src)+1 {
			t.Fatalf("%q: %v is outside", src, p)
		}
	}
	for _, b := range d.Blocks {
		if b.Start < d.Meta.BodyOffset || b.End > len(src) || b.Start > b.End || b.Text == "" && b.Kind != "code" || b.Line < 1 || b.Col < 1 {
			t.Fatalf("%q: %+v", src, b)
		}
		if l, c := diag.Position([]byte(src), b.Start); l != b.Line || c != b.Col {
			t.Fatalf("%q: %+v is at %d:%d", src, b, l, c)
		}
	}
	seen := map[string]bool{}
	for _, h := range d.Headings {
		if h.ID == "" || seen[h.ID] {
			t.Fatalf("%q: ids %v", src, d.Headings)
		}
		seen[h.ID] = true
	}
}

func TestAnyPageIsBalanced(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{"a", " ", "\n", "\n\n", "*", "**", "_", "~~", "`", "[", "](u)", "](x.org)", "![", "](#a)", "[^1]", "\n[^1]: b\n", "<i>", "</i>", "<b", ">", "<p>", "</p>",
		"<div>", "</div>", "\n<ul>\n", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<a href=\"u\">", "</a>", "<details>", "<summary>", "</details>", "<h2>", "</h2>", "\n# ", "\n- ", "\n  - ", "\n> ", "\n1. ",
		"\n| a | b |\n|---|---|\n| ", " | ", "\n```\n", "    ", "<!--", "-->", "<img src=\"a.png\" alt=\"\">", "<br>", "&amp;", "&#8295;", "\u2067", "\u2069", "{#id}", "\\", "漢", "https://x.org", "<https://y.org>", "\r\n", "\t", "\"", "'", "--",
		"<ruby>", "<rt>", "</ruby>", "<dl>", "<dt>", "<dd>", "<span id=\"s\">", "<del>", "</del>", "<pre>", "</pre>", "<q cite=u>", "<x>", "<script>", "</script>", "===", "\n---\n"}),
		rapid.StringN(0, 2, 4))
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "page"), "")
		checkPage(t, rapid.SampledFrom([]string{"p.md", "p.html"}).Draw(t, "file"), src)
	})
}

func FuzzPage(f *testing.F) {
	for _, c := range renderCases {
		f.Add(c.src, strings.HasPrefix(c.name, "html page"))
	}
	f.Add(seedBody, false)
	f.Fuzz(func(t *testing.T, src string, asHTML bool) {
		if len(src) > 20_000 {
			return
		}
		file := "p.md"
		if asHTML {
			file = "p.html"
		}
		checkPage(t, file, src)
	})
}

func places(diags []diag.Diagnostic) string {
	var out []string
	for _, d := range diag.Sorted(diags) {
		out = append(out, fmt.Sprintf("%d:%d %s", d.Line, d.Col, d.Code))
	}
	return strings.Join(out, "|")
}

func TestPlaces(t *testing.T) {
	for src, want := range map[string]string{
		"# H\n\np\n\n- a\n\n  b\n- c\n  1. d\n\n     > e\n": "||ul>li|ul>li|ul>li|ul>li>ol>li|ul>li>ol>li>blockquote",
		"| a |  | b |\n|-|-|-|\n| c | d |\n\np\n":           "table>th>1|table>th>3|table>td>1|table>td>2|",
		"a[^1]\n\n[^1]: n\n\n    - i\n":                     "|div>li|div>li>ul>li",
		"<div>\n\n<p>a</p>\n\nb *c*\n\n</div>\n\n    d\n":   "div|div|",
		"- <details><summary>s</summary>t</details>\n":      "ul>li",
	} {
		var got []string
		d, _ := Parse("p.md", []byte(src), Options{})
		for _, b := range d.Blocks {
			got = append(got, b.Place)
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q: %s", src, g)
		}
	}
	d, _ := Parse("p.html", []byte("<ul><li>a<li><p>b</ul><table><tr><td>c</table>d"), Options{})
	var got []string
	for _, b := range d.Blocks {
		got = append(got, b.Place)
	}
	if g := strings.Join(got, "|"); g != "ul>li|ul>li|table>tr>td|" {
		t.Error(g)
	}
}
