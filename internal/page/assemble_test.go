package page

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// assembled returns the HTML of a page with the structure of source and the texts of translation; of says for each block of the
// translation which of the source it translates, -1 for none, -2 for none any more.
func assembled(t *testing.T, source, translation string, of ...int) Assembled {
	t.Helper()
	s, ds := Parse("en.md", []byte(source), Options{})
	own, more := Parse("fr.md", []byte(translation), Options{})
	if len(of) != len(own.Blocks) {
		t.Fatalf("%d blocks %+v", len(own.Blocks), own.Blocks)
	}
	for _, d := range append(ds, more...) {
		t.Log(d)
	}
	skeleton, version := &Version{Doc: s}, &Version{Doc: own, Of: of}
	passages := make([]Passage, len(s.Blocks))
	for i := range passages {
		passages[i] = Passage{Version: skeleton, Block: i, Lang: "en", Attributes: ` lang="en"`}
	}
	var added []int
	for i, to := range of {
		if to == -2 {
			version.Of[i] = -1
		} else if to < 0 {
			added = append(added, i)
		} else if passages[to].Version == skeleton {
			passages[to] = Passage{Version: version, Block: i}
		}
	}
	out := Assemble(skeleton, version, passages, added)
	if e := invalidHTML(out.HTML); e != "" {
		t.Errorf("%s in\n%s", e, out.HTML)
	}
	return out
}

func TestAssemble(t *testing.T) {
	for name, c := range map[string]struct {
		source, translation string
		of                  []int
		want                string
	}{
		"an item moved to another list": {
			"You may bring\n\n- a pen\n\nYou must not bring\n\n- food\n- a phone\n",
			"Permis\n\n- un stylo\n- un téléphone\n\nInterdit\n\n- à manger\n", []int{0, 1, 4, 2, 3},
			"<p>Permis</p>\n<ul>\n<li>un stylo</li>\n</ul>\n<p>Interdit</p>\n<ul>\n<li>à manger</li>\n<li>un téléphone</li>\n</ul>\n",
		},
		"headings exchanged, one with an id": {
			"## B\n\nx\n\n## A {#first}\n\ny\n", "## a\n\nX\n\n## b\n\nY\n", []int{2, 1, 0, 3},
			"<h2 id=\"b\">b</h2>\n<p>X</p>\n<h2 id=\"first\">a</h2>\n<p>Y</p>\n",
		},
		"cells and columns": {
			"| B | A |\n|--:|---|\n| no | one |\n|    | two |\n", "| a | b |\n|---|---|\n| un | non |\n", []int{1, 0, 3, 2},
			"<table>\n<thead>\n<tr>\n<th scope=\"col\" class=\"align-right\">b</th>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n" +
				"<tr>\n<td class=\"align-right\">non</td>\n<td>un</td>\n</tr>\n<tr>\n<td class=\"align-right\"></td>\n<td lang=\"en\">two</td>\n</tr>\n</tbody>\n</table>\n",
		},
		"tasks, numbers and what is inside": {
			"3. [x] a\n4. [ ] b\n   - c\n\n     d\n", "- [ ] B\n- [ ] A\n- C\n", []int{1, 0, 2},
			"<ol start=\"3\">\n<li>☑ A</li>\n<li>☐ B\n<ul>\n<li>\n<p>C</p>\n<p lang=\"en\">d</p>\n</li>\n</ul>\n</li>\n</ol>\n",
		},
		"the language of a text is not that of what is inside its item": {
			"- a\n  - b\n  - c\n- [ ] d\n  > e\n- f\n", "- A\n  - B\n  - C\n- D\n  > E\n- F\n", []int{-2, 1, -2, -2, 4, -2},
			"<ul>\n<li><span lang=\"en\">a</span>\n<ul>\n<li>B</li>\n<li lang=\"en\">c</li>\n</ul>\n</li>\n" +
				"<li>☐ <span lang=\"en\">d</span>\n<blockquote>\n<p>E</p>\n</blockquote>\n</li>\n<li lang=\"en\">f</li>\n</ul>\n",
		},
		"added": {
			"a\n\n- b\n- c\n  - d\n\n> e\n\n| f |\n|---|\n| g |\n",
			"# Z\n\nA\n\nY\n\n- X\n- B\n- W\n- C\n  - D\n  - V\n- U\n\n> E\n>\n> T\n\n| F |\n|---|\n| S |\n| G |\n| R |\n\n- Q\n- P\n",
			[]int{-1, 0, -1, -1, 1, -1, 2, 3, -1, -1, 4, -1, 5, -1, 6, -1, -1, -1},
			"<h1 id=\"z\">Z</h1>\n<p>A</p>\n<p>Y</p>\n<ul>\n<li>X</li>\n<li>B</li>\n<li>W</li>\n<li>C\n<ul>\n<li>D</li>\n<li>V</li>\n</ul>\n</li>\n<li>U</li>\n</ul>\n" +
				"<blockquote>\n<p>E</p>\n<p>T</p>\n</blockquote>\n" +
				"<table>\n<thead>\n<tr>\n<th scope=\"col\">F</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>S</td>\n</tr>\n<tr>\n<td>G</td>\n</tr>\n<tr>\n<td>R</td>\n</tr>\n</tbody>\n</table>\n<ul>\n<li>Q</li>\n<li>P</li>\n</ul>\n",
		},
		"ids of the translator's": {
			"## X {#x}\n\n## Y\n\nz\n\n<h2>U</h2>\n", "## a {#own}\n\n## b {#y}\n\n## c {#third}\n\n<h2 id=\"u-own\">u</h2>\n", []int{1, 0, 2, 3},
			"<h2 id=\"x\">b</h2>\n<h2 id=\"y\"><span id=\"own\"></span>a</h2>\n<p><span id=\"third\"></span>c</p>\n<h2 id=\"u\"><span id=\"u-own\"></span>u</h2>\n",
		},
		"kinds differ": {
			"# A\n\nb\n\n<p>c</p>\n\n    d\n\n- e\n", "A\n\n<div>B</div>\n\nC\n\nD *x*\n\n<b>E</b>\n", []int{0, 1, 2, 3, 4},
			"<h1 id=\"a\">A</h1>\n<div>B</div>\n<p>C</p>\n<pre dir=\"ltr\"><code>D <em>x</em></code></pre>\n<ul>\n<li><b>E</b></li>\n</ul>\n",
		},
		"pictures without a text": {
			"a\n\n![](x.png)\n\n![](y.png)\n\nb\n", "![](z.png)\n\nB\n\nA\n\n![](x-fr.png)\n", []int{1, 0},
			"<p>A</p>\n<p><img src=\"x-fr.png\" alt=\"\"></p>\n<p><img src=\"z.png\" alt=\"\"></p>\n<p>B</p>\n",
		},
		"the author's elements": {
			"<div>\n\na\n\n</div>\n\n<section>b\n\nc\n\n</section>\n", "C\n\n<section>B\n\nA\n\n</section>\n", []int{2, 1, 0},
			"<div>\n<p>A</p>\n</div>\n<section>B\n<p>C</p>\n</section>\n",
		},
		"ids": {
			"## X\n\na <i id=\"i\">1</i>\n\n<h3>Y</h3>\n", "<h3 id=\"own\">y</h3>\n\nA <i id=\"x\">1</i> <i id=\"i\">2</i>\n\n## Y\n\n## Z {#z}\n", []int{2, 1, 0, -1},
			"<h2 id=\"x\">Y</h2>\n<h2 id=\"z\">Z</h2>\n<p>A <i>1</i> <i id=\"i\">2</i></p>\n<h3 id=\"y\"><span id=\"own\"></span>y</h3>\n",
		},
	} {
		if got := assembled(t, c.source, c.translation, c.of...).HTML; got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// TestAssembleOwnBoxes takes the boxes of tasks from the translation, also where one of the two items has none.
func TestAssembleOwnBoxes(t *testing.T) {
	s, _ := Parse("en.md", []byte("- [ ] a\n- [x] b\n- c\n- [x] d\n\n  e\n- [ ] f\n"), Options{})
	own, _ := Parse("fr.md", []byte("- [x] A\n- [ ] B\n- [x] C\n- D\n\n  E\n- [x] F\n"), Options{})
	skeleton, version := &Version{Doc: s}, &Version{Doc: own, Of: []int{0, 1, 2, 3, 4, 5}}
	passages := make([]Passage, len(s.Blocks))
	for i := range passages {
		passages[i] = Passage{Version: version, Block: i, OwnBox: i < 5}
	}
	const want = "☑ A|☐ B|☑ C|D|E|☐ F"
	if got := itemsOf(Assemble(skeleton, version, passages, nil).HTML); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// itemsOf returns the texts of a page of items, one after another.
func itemsOf(html string) string {
	return strings.Join(strings.FieldsFunc(anyTag.ReplaceAllString(html, "\n"), func(c rune) bool { return c == '\n' }), "|")
}

// TestAssembleFootnotes looks at the numbers of references and footnotes: each leads somewhere, and back.
func TestAssembleFootnotes(t *testing.T) {
	for name, c := range map[string]struct {
		source, translation string
		of                  []int
		want                string
	}{
		"moved":                          {"b[^y]\n\na[^x]\n\n[^x]: one\n[^y]: two\n", "A[^1]\n\nB[^2]\n\n[^1]: ONE\n[^2]: TWO\n", []int{1, 0, 3, 2}, "B(1) A(2) | TWO↑1 | ONE↑1"},
		"missing with its paragraph":     {"a[^x]\n\nb[^y]\n\n[^x]: one\n[^y]: two\n", "A[^1]\n\n[^1]: ONE\n", []int{0, 2}, "A(1) b(2) | ONE↑1 | two↑1"},
		"missing without a reference":    {"a[^x]\n\nb[^y]\n\n[^x]: one\n[^y]: two\n", "A\n\nB[^2]\n\n[^2]: TWO\n", []int{0, 1, 3}, "A B(1) | TWO↑1"},
		"the reference alone is missing": {"a[^x]\n\nb[^x]\n\n[^x]: one\n", "A\n\nB[^1]\n\n[^1]: ONE\n", []int{0, 1, 2}, "A B(1) | ONE↑1"},
		"obsolete":                       {"a\n", "A[^1]\n\n[^1]: ONE\n", []int{0, -2}, "A"},
		"added":                          {"a\n\nb[^y]\n\n[^y]: two\n", "A[^1] C[^1]\n\nB[^2]\n\n[^1]: ONE\n\n    more\n[^2]: TWO\n", []int{0, 1, -1, -1, 2}, "A(1) C(1) B(2) | ONE more↑1↑2 | TWO↑1"},
		"the first":                      {"a\n", "A[^1]\n\n[^1]: ONE\n", []int{0, -1}, "A(1) | ONE↑1"},
		"two references":                 {"a[^x] b[^x]\n\n[^x]: one\n\n    more\n", "A[^1]\n\n[^1]: ONE\n\n    MORE\n\n    most\n", []int{0, 1, 2, -1}, "A(1) | ONE MORE↑1 most"},
		"a note in a note":               {"a[^x]\n\n[^x]: one[^y]\n[^y]: two\n", "A[^1]\n\n[^1]: ONE[^2]\n[^2]: TWO\n", []int{0, 1, 2}, "A(1) | ONE(2)↑1 | TWO↑1"},
		"a note exchanged with a text":   {"one\n\na[^x]\n\nb[^y]\n\n[^x]: two\n[^y]: c\n", "TWO\n\nA[^1]\n\nB[^2]\n\n[^1]: ONE\n[^2]: C\n", []int{3, 1, 2, 0, 4}, "ONE A(1) B(2) | TWO↑1 | C↑1"},
		"a list in a note":               {"a[^x]\n\n[^x]: - one\n", "A[^1]\n\n[^1]: - ONE\n", []int{0, 1}, "A(1) | ONE ↑1"},
	} {
		html := assembled(t, c.source, c.translation, c.of...).HTML
		if got := notesOf(t, html); got != c.want {
			t.Errorf("%s: %s, want %s in\n%s", name, got, c.want, html)
		}
	}
}

// TestAssembleBeside marks all blocks and shows the source's words beside them.
func TestAssembleBeside(t *testing.T) {
	for name, c := range map[string]struct{ source, translation, want string }{
		"a note that only the source refers to": {"a[^x]\n\n[^x]: one\n", "A\n", `<p m>A</p>
[a<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>]<div class="footnotes" role="doc-endnotes">
<ol>
<li id="fn:1">
<p>one <a href="#fnref:1" class="footnote-backref" role="doc-backlink">↑</a></p>
</li>
</ol>
</div>
`},
		"a note of both": {"a[^x]\n\n[^x]: one\n", "A[^1]\n\n[^1]: ONE\n", `<p m>A<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup></p>
[a<sup><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>]<div class="footnotes" role="doc-endnotes">
<ol>
<li id="fn:1">
<p m>ONE <a href="#fnref:1" class="footnote-backref" role="doc-backlink">↑</a></p>
[one]</li>
</ol>
</div>
`},
		"everything": {"## a\n\n- b <i id=\"i\">i</i>\n  # c\n  d\n\n<h2>e</h2>\n\n    f\n\n| g |\n|---|\n", "## A\n\n- B\n  # C\n  D\n\n<h2>E</h2>\n\n    F\n\n| G |\n|---|\n", `<h2 id="a" m>A</h2>
[a]<ul>
<li m>B[b <i>i</i>]
<h1 id="c" m>C</h1>
[c]<span m>D</span>[d]</li>
</ul>
<div m><h2 id="e">E</h2>
</div>
[<h2>e</h2>
]<pre m dir="ltr"><code>F
</code></pre>
[f
]<table>
<thead>
<tr>
<th scope="col" m>G[g]</th>
</tr>
</thead>
</table>
`},
	} {
		s, _ := Parse("en.md", []byte(c.source), Options{})
		own, _ := Parse("fr.md", []byte(c.translation), Options{})
		skeleton, version := &Version{Doc: s}, &Version{Doc: own}
		passages := make([]Passage, len(s.Blocks))
		for i := range passages {
			if passages[i] = (Passage{Version: skeleton, Block: i}); i < len(own.Blocks) {
				version.Of = append(version.Of, i)
				passages[i] = Passage{Version: version, Block: i, Attributes: " m", Beside: [2]string{"[", "]"}}
			}
		}
		if got := Assemble(skeleton, version, passages, nil).HTML; got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

var (
	noteRef  = regexp.MustCompile(`<sup id="(fnref:(\d+)[:\d]*)"><a href="#fn:(\d+)" class="footnote-ref" role="doc-noteref">(\d+)</a></sup>`)
	noteBack = regexp.MustCompile(` <a href="#(fnref:(\d+)(?::(\d+))?)" class="footnote-backref" role="doc-backlink">↑(?:<sup>(\d+)</sup>)?</a>`)
	noteItem = regexp.MustCompile(`<li id="fn:(\d+)">`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// notesOf returns what readers read, with references to footnotes as "(1)" and ways back as "↑1".
func notesOf(t *testing.T, html string) string {
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if ids[id[1]] {
			t.Errorf("two elements have the id %s in\n%s", id[1], html)
		}
		ids[id[1]] = true
	}
	for _, to := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if !ids[to[1]] {
			t.Errorf("nothing has the id %s in\n%s", to[1], html)
		}
	}
	html = noteRef.ReplaceAllString(html, "($4)")
	html = noteBack.ReplaceAllStringFunc(html, func(s string) string {
		m := noteBack.FindStringSubmatch(s)
		return "↑" + cmp.Or(m[3], "1")
	})
	n := 0
	html = noteItem.ReplaceAllStringFunc(html, func(s string) string {
		if n++; noteItem.FindStringSubmatch(s)[1] != strconv.Itoa(n) {
			t.Errorf("%s is footnote %d in\n%s", s, n, html)
		}
		return " | "
	})
	return strings.Join(strings.Fields(anyTag.ReplaceAllString(html, " ")), " ")
}

func TestAssembleHeadings(t *testing.T) {
	out := assembled(t, "## B\n\n## A {#first}\n\n## C\n", "## a\n\n## *b*\n\n### N\n", 1, 0, -1)
	var got []string
	for _, h := range out.Headings {
		got = append(got, strings.Repeat("#", h.Level)+h.Text+"="+h.ID)
	}
	if g := strings.Join(got, " "); g != "##b=b ###N=n ##a=first ##C=c" {
		t.Error(g)
	}
}

// TestOneClass gives the cells of an aligned column a class more: no start tag has two of them.
func TestOneClass(t *testing.T) {
	doc, _ := Parse("en.md", []byte("| a | b |\n|--:|---|\n| c | d |\n"), Options{})
	skeleton := &Version{Doc: doc}
	passages := make([]Passage, len(doc.Blocks))
	for i := range passages {
		passages[i] = Passage{Version: skeleton, Block: i, Attributes: ` class="stale" lang="en"`}
	}
	want := "<table>\n<thead>\n<tr>\n<th scope=\"col\" lang=\"en\" class=\"stale align-right\">a</th>\n<th scope=\"col\" class=\"stale\" lang=\"en\">b</th>\n" +
		"</tr>\n</thead>\n<tbody>\n<tr>\n<td lang=\"en\" class=\"stale align-right\">c</td>\n<td class=\"stale\" lang=\"en\">d</td>\n</tr>\n</tbody>\n</table>\n"
	if got := Assemble(skeleton, &Version{Doc: doc}, passages, nil).HTML; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
