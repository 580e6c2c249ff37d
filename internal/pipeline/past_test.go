package pipeline

import "testing"

// TestNamedIn: a kept file's references are found in whatever way they are written, and no others.
func TestNamedIn(t *testing.T) {
	const from = "fr/guide/index.html"
	for _, c := range []struct {
		data, file string
		want       bool
	}{
		{`<img src="/assets/img/R&amp;D.0f1e2d3c4b5a6978.svg">`, "assets/img/R&D.0f1e2d3c4b5a6978.svg", true},
		{`{"image":"https:\/\/x.example\/assets\/a%26b.0f1e2d3c4b5a6978.png"}`, "assets/a&b.0f1e2d3c4b5a6978.png", true},
		{`<img src="/assets/a.0f1e2d3c4b5a6978.png">`, "assets/a.1f1e2d3c4b5a6978.png", false},
		{`<a href="/fr/guide/paper.pdf">`, "fr/guide/paper.pdf", true},
		{`<a href="https://x.example/sub/fr/guide/paper.pdf">`, "fr/guide/paper.pdf", true},
		{`<a href="paper.pdf">`, "fr/guide/paper.pdf", true},
		{`<a href=../paper.pdf>`, "fr/paper.pdf", true},
		{`<a href="../../paper.pdf">`, "paper.pdf", true},
		{`<a href="/paper.pdf">`, "paper.pdf", true},
		{`<a href="/fr/guide/paper.pdf">`, "fr/paper.pdf", false},
		{`<a href="/ko/news/paper.pdf">`, "fr/guide/paper.pdf", false},
		{`<a href="/fr/guide/my%20p&#233;per.pdf">`, "fr/guide/my péper.pdf", true},
		{`<a href="/fr/guide/%c3%a9.csv">`, "fr/guide/é.csv", true},
		{`<img srcset="/fr/guide/x.png 1x, /fr/guide/p.png 2x">`, "fr/guide/p.png", true},
		{`<a href="/fr/my dir/p.csv">`, "fr/my dir/p.csv", true},
		{`a{background:url(p.png)}`, "fr/guide/p.png", true},
		{`<p>paper.pdf is gone</p>`, "en/paper.pdf", false},
	} {
		if got := namedIn(c.data, from, map[string]bool{c.file: true})[c.file]; got != c.want {
			t.Errorf("%s in %s: %v", c.file, c.data, got)
		}
	}
}
