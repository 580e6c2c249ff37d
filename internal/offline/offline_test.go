package offline

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPage names what becomes of a tag of the page /sub/fr/about/ in an archive that has some pages and pictures.
func TestPage(t *testing.T) {
	has := map[string]string{
		"/sub/fr/": "index.html", "/sub/fr/about/": "about/index.html", "/sub/fr/été/": "été/index.html",
		"/sub/assets/a.css": "assets/a.css", "/sub/assets/p-480w.jpg": "assets/p-480w.jpg", "/sub/assets/p-1200w.jpg": "assets/p-1200w.jpg",
		"/sub/assets/p-2400w.jpg": "assets/p-2400w.jpg",
	}
	for _, c := range []struct{ src, want, nowhere string }{ // nowhere: without the address of the site, "" for the same
		{`<a href="/sub/fr/">x</a>`, `<a href="../index.html">x</a>`, ""},
		{`<a href="/sub/fr/%C3%A9t%C3%A9/?q=1#a%20b">x</a>`, `<a href="../%C3%A9t%C3%A9/index.html#a%20b">x</a>`, ""},
		{`<a href="../">x</a>`, `<a href="../index.html">x</a>`, ""},
		{`<a href="#top">x</a><a href="?q">x</a>`, `<a href="#top">x</a><a href="?q">x</a>`, ""},
		{`<a href="mailto:a@b.example">x</a><a href="tel:1">`, `<a href="mailto:a@b.example">x</a><a href="tel:1">`, ""},
		{`<a href="//other.example/sub/fr/">x</a>`, `<a href="//other.example/sub/fr/">x</a>`, ""},
		{`<a href="https://other.example/sub/fr/">x</a>`, `<a href="https://other.example/sub/fr/">x</a>`, ""},
		{`<a href="https://example.org/sub/fr/">x</a>`, `<a href="../index.html">x</a>`, `<a href="https://example.org/sub/fr/">x</a>`},
		{`<a class="x" href="/sub/de/">x</a>`, `<a class="x" href="https://example.org/sub/de/">x</a>`, `<a class="x">x</a>`},
		{`<a href="/other/">x</a>`, `<a href="https://example.org/other/">x</a>`, `<a>x</a>`},
		{`<a href="/sub/de/?a=1&amp;b=2">x</a>`, `<a href="https://example.org/sub/de/?a=1&amp;b=2">x</a>`, `<a>x</a>`},
		{`<a href="%zz">x</a>`, `<a href="%zz">x</a>`, ""},
		{`<A HREF = '/sub/fr/' Title="&quot;">x</A>`, `<a href="../index.html" title="&#34;">x</A>`, ""},
		{`<link rel="canonical" href="https://example.org/sub/fr/">`, `<link rel="canonical" href="https://example.org/sub/fr/">`, ""},
		{`<link rel="alternate" hreflang="fr" href="https://example.org/sub/fr/">`, `<link rel="alternate" hreflang="fr" href="https://example.org/sub/fr/">`, ""},
		{`<link rel="stylesheet" href="/sub/assets/a.css" integrity="sha384-x" crossorigin>`, `<link rel="stylesheet" href="../assets/a.css">`, ""},
		{`<meta http-equiv="content-security-policy" content="default-src 'self'"><meta charset="utf-8">`, `<meta charset="utf-8">`, ""},
		{`<img src="/sub/assets/p-2400w.jpg" srcset="/sub/assets/p-480w.jpg 480w, /sub/assets/p-1200w.jpg 1200w, /sub/assets/p-2400w.jpg 2400w" sizes="100vw" alt="a">`,
			`<img alt="a" src="../assets/p-1200w.jpg">`, ""},
		{`<img srcset="/sub/assets/p-2400w.jpg 2400w">`, `<img src="../assets/p-2400w.jpg">`, ""},
		{`<script>if (a < b) "<a href='/sub/fr/'>"</script><style>a{}</style>`, `<script>if (a < b) "<a href='/sub/fr/'>"</script><style>a{}</style>`, ""},
		{`<!-- <a href="/sub/fr/"> --><!DOCTYPE html>a < b &amp; c`, `<!-- <a href="/sub/fr/"> --><!DOCTYPE html>a < b &amp; c`, ""},
		{`<base href="/sub/"><a href="fr/">x</a>`, `<a href="../index.html">x</a>`, ""},
	} {
		l := Links{Name: "about/index.html", Path: "/sub/fr/about/", Base: "https://example.org/sub/", File: func(p string) (string, bool) {
			name, ok := has[p]
			return name, ok
		}}
		if got := string(Page([]byte(c.src), l)); got != c.want {
			t.Errorf("%s\n became %s\n wanted %s", c.src, got, c.want)
		}
		l.Base = ""
		if got := string(Page([]byte(c.src), l)); c.nowhere != "" && got != c.nowhere || c.nowhere == "" && got != c.want {
			t.Errorf("without an address of the site, %s\n became %s", c.src, got)
		}
	}
}

// TestArchive adds files in two orders: the bytes are the same, and hold what was added.
func TestArchive(t *testing.T) {
	long := strings.Repeat("the same words again ", 500)
	files := []struct{ name, text string }{{"index.html", long}, {"é/index.html", "b"}, {"p.jpg", long}, {"empty.txt", ""}}
	var one, two Archive
	for i := range files {
		one.Add(files[i].name, []byte(files[i].text))
		last := files[len(files)-1-i]
		two.Add(last.name, []byte(last.text))
	}
	one.Add("index.html", []byte("another"))
	data := one.Bytes()
	if !bytes.Equal(data, two.Bytes()) {
		t.Error("the order in which files are added makes a difference")
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		in, err := r.Open(f.name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(in)
		if err != nil || string(got) != f.text {
			t.Errorf("%s holds %.20q, %v", f.name, got, err)
		}
	}
	for _, f := range r.File {
		if f.Mode() != 0o644 || f.CreatorVersion>>8 != 3 {
			t.Errorf("%s: mode %v, made by system %d", f.Name, f.Mode(), f.CreatorVersion>>8)
		}
		if small := f.CompressedSize64 < f.UncompressedSize64; small != (f.Name == "index.html") || f.Modified.Year() != 1980 {
			t.Errorf("%s: %d of %d bytes, of %v", f.Name, f.CompressedSize64, f.UncompressedSize64, f.Modified)
		}
	}
}

// TestInfoZIP has the program unzip, which most systems carry, take an archive apart: names keep their letters.
func TestInfoZIP(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("needs Info-ZIP: apt-get install unzip")
	}
	names := []string{"index.html", "à-propos/index.html", "ភាសា/ទំព័រ.md", "言語/選挙.pdf", "عن/ملف.md", "𝒜/🗳.svg"}
	var a Archive
	for _, name := range names {
		a.Add(name, []byte(name))
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.zip")
	if err := os.WriteFile(file, a.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(unzip, "-q", file, "-d", dir)
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || info.Size() != int64(len(name)) || info.Mode()&0o444 == 0 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}

func TestInStyles(t *testing.T) {
	got := InStyles("/assets/css/a.css", []byte(`a{b:url(../img/x.svg)}c{d:url("y%20z.woff2?#iefix")}e{f:url(data:x)}g{h:url(https://x.example/y)}`))
	if want := "/assets/img/x.svg /assets/css/y z.woff2"; strings.Join(got, " ") != want {
		t.Errorf("%q", got)
	}
}
