package deliver

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// Beside each text of some length there are compressed files that hold it, and never one that holds another edition's text when the
// edition is complete.
func TestCompressedFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "www")
	p := place{t, func(e *Edition) Options {
		return Options{Dest: dir, Edition: e, Grace: time.Hour, Compress: true}
	}, func() store { f, _ := openFolder(dir, true); return f }}
	files := map[string]string{"index.html": "<p>" + strings.Repeat("a word ", 400), "short.html": "<p>short", "de/index.html": "<p>" + strings.Repeat("Wort ", 400),
		"a.jpg": strings.Repeat("jpg", 1000), "there.html": "<p>" + strings.Repeat("there ", 400), "there.html.gz": "the author's own"}
	check := func(when string, compressed ...string) { t.Helper(); checkCompressed(t, when, p.site(), compressed) }
	all := []string{"index.html.br", "index.html.gz", "de/index.html.br", "de/index.html.gz", "there.html.br"}
	first := edition1(t, files)
	p.publish(p.options(first))
	check("first", all...)
	before := p.site()
	if r := p.publish(p.options(edition1(t, files))); len(r.Sent) != 0 {
		t.Errorf("the same again sent %q", r.Sent)
	}

	files["index.html"] = "<p>" + strings.Repeat("another word ", 400)
	delete(files, "de/index.html")
	if r := p.publish(p.options(edition1(t, files))); len(r.Sent) != 3 {
		t.Errorf("one change sent %q", r.Sent)
	}
	check("second", "index.html.br", "index.html.gz", "there.html.br")

	back := p.options(nil)
	back.Rollback = 1
	p.publish(back)
	check("back", all...)
	for path, data := range before {
		if p.site()[path] != data {
			t.Errorf("back: %s is another", path)
		}
	}

	// Without them a server must not send those of the edition before, not even for the grace time.
	o := p.options(edition1(t, files))
	o.Compress = false
	p.publish(o)
	check("without")
}

// checkCompressed looks whether a site has these compressed files and no other, and what they hold.
func checkCompressed(t *testing.T, when string, site map[string]string, compressed []string) {
	t.Helper()
	packed := 0
	for path, data := range site {
		of, ok := original(path)
		if !ok || path == "there.html.gz" {
			continue
		}
		packed++
		if unpack(t, path, data) != site[of] {
			t.Errorf("%s: %s holds other bytes than %s", when, path, of)
		}
	}
	for _, path := range compressed {
		if site[path] == "" {
			t.Errorf("%s: there is no %s", when, path)
		}
	}
	if packed != len(compressed) {
		t.Errorf("%s: %d compressed files, not %d", when, packed, len(compressed))
	}
	if site["there.html.gz"] != "the author's own" {
		t.Errorf("%s: the author's own file is %q", when, site["there.html.gz"])
	}
}

func unpack(t *testing.T, path, data string) string {
	t.Helper()
	var r io.Reader = brotli.NewReader(strings.NewReader(data))
	if strings.HasSuffix(path, ".gz") {
		var err error
		if r, err = gzip.NewReader(strings.NewReader(data)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return string(text)
}

// The same bytes are compressed to the same bytes.
func TestCompressionIsAFunction(t *testing.T) {
	data := bytes.Repeat([]byte("The polls open at eight. "), 5000)
	for end, pack := range encodings {
		if !bytes.Equal(pack(data), pack(data)) {
			t.Error(end)
		}
	}
}

// While a publication is under way a compressed file is never older than what it stands beside: it is removed, or sent with it.
func TestStoppedWithoutCompressedFiles(t *testing.T) {
	for n := 1; ; n++ {
		dir := filepath.Join(t.TempDir(), "www")
		files := map[string]string{"index.html": "<p>" + strings.Repeat("a word ", 400), "de/index.html": "<p>" + strings.Repeat("Wort ", 400)}
		p := place{t, func(e *Edition) Options { return Options{Dest: dir, Edition: e, Grace: time.Hour} }, func() store { f, _ := openFolder(dir, true); return f }}
		o := p.options(edition1(t, files))
		o.Compress = true
		p.publish(o)
		f, err := openFolder(dir, false)
		if err != nil {
			t.Fatal(err)
		}
		files["index.html"] = "<p>" + strings.Repeat("another word ", 400)
		o = p.options(edition1(t, files))
		o.Now, o.atOnce = time.Now, 1
		d := &delivery{o: o, s: &stopStore{store: f, left: n}}
		err = d.run(context.Background())
		f.close()
		site := p.site()
		for path, data := range site {
			if of, ok := original(path); ok && unpack(t, path, data) != site[of] {
				t.Errorf("stopped at change %d: %s holds other bytes than %s", n, path, of)
			}
		}
		p.publish(o)
		for path := range p.site() {
			if _, ok := original(path); ok {
				t.Errorf("stopped at change %d, and gone on with: there is %s", n, path)
			}
		}
		if err == nil {
			if n < 6 {
				t.Errorf("only %d changes", n)
			}
			break
		} else if !errors.Is(err, errStop) {
			t.Fatal(err)
		}
	}
}
