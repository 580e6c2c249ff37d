package deliver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/publish"
)

const (
	css1 = "assets/css/main.1111111111111111.css"
	css2 = "assets/css/main.2222222222222222.css"
)

// siteHeaders is the file _headers as a build writes it.
const siteHeaders = "/sub/*\n  X-Frame-Options: DENY\n\n/sub/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\n/sub/*.md\n  Content-Type: text/markdown; charset=utf-8\n"

// redirectPage is the page of an old address as a build writes it.
const redirectPage = `<!doctype html>
<html lang="fr" dir="ltr">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=/sub/fr/a&#39;b/">
</html>
`

// firstFiles and secondFiles are two editions of one site: between them a page and the style sheet change, one page comes and
// one goes.
func firstFiles() map[string]string {
	return map[string]string{"index.html": "<p>one" + css1, "fr/index.html": "<p>un" + css1, "old/index.html": "<p>old", css1: "a{}", "sitemap.xml": "<one/>",
		"robots.txt": "User-agent: *", "index.md": "# one", "fr/ancien/index.html": redirectPage, headersName: siteHeaders, "favicon.ico": "icon"}
}

func secondFiles() map[string]string {
	files := firstFiles()
	delete(files, "old/index.html")
	delete(files, css1)
	maps.Copy(files, map[string]string{"index.html": "<p>two" + css2, "new/index.html": "<p>new", css2: "b{}", "sitemap.xml": "<two/>", "index.md": "# two"})
	return files
}

// built makes the folder of a build, by the package that makes them.
func built(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	f, err := publish.Open(publish.Options{Dir: dir, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Describe(publish.Build{BaseURL: "https://www.example.org/sub/"})
	for _, p := range slices.Sorted(maps.Keys(files)) {
		e := publish.Entry{Path: p}
		if p[2:3] == "/" {
			e.Locale = p[:2]
		}
		if strings.HasPrefix(files[p], "<p>") {
			e.Fingerprint = strings.Repeat("0", 64)
		}
		if _, err := f.Put(e, []byte(files[p])); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Commit(nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

func edition1(t testing.TB, files map[string]string) *Edition {
	t.Helper()
	e, err := OpenBuilt(built(t, files))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// place is a destination that tests look into.
type place struct {
	t       testing.TB
	options func(*Edition) Options
	open    func() store
}

// places are the two kinds of destinations: what holds for the one holds for the other.
func places(t *testing.T) map[string]func(t *testing.T) place {
	return map[string]func(t *testing.T) place{
		"folder": func(t *testing.T) place {
			dir := filepath.Join(t.TempDir(), "www")
			return place{t, func(e *Edition) Options { return Options{Dest: dir, Edition: e, Grace: time.Hour} },
				func() store {
					f, err := openFolder(dir, true)
					if err != nil {
						t.Fatal(err)
					}
					return f
				}}
		},
		"bucket": func(t *testing.T) place {
			s := startServer(t)
			return place{t, s.options, func() store { return s.store() }}
		},
	}
}

func (p place) publish(o Options) Result {
	p.t.Helper()
	r, err := Run(context.Background(), o)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// site is what a reader finds: everything but the publisher's records.
func (p place) site() map[string]string {
	p.t.Helper()
	s := p.open()
	defer s.close()
	listing, err := s.list(context.Background(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	files := map[string]string{}
	for key := range listing {
		if strings.HasPrefix(key, recordsName) || key == "manifest.json" {
			continue
		}
		data, _, err := s.get(context.Background(), key, maxFile)
		if err != nil {
			p.t.Fatal(err)
		}
		files[key] = string(data)
	}
	return files
}

func (p place) manifest() string {
	s := p.open()
	defer s.close()
	text, _, err := s.get(context.Background(), "manifest.json", maxManifest)
	if err != nil {
		p.t.Fatal(err)
	}
	return hashOf(text)
}

func (p place) expect(when string, want map[string]string) {
	p.t.Helper()
	got := p.site()
	for path, text := range want {
		if got[path] != text {
			p.t.Errorf("%s: %s is %q, want %q", when, path, got[path], text)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			p.t.Errorf("%s: there is %s", when, path)
		}
	}
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// A publication sends what has changed, leaves for the grace time what the edition has no more, and can be gone back from.
func TestPublicationsAndRollback(t *testing.T) {
	for name, make := range places(t) {
		t.Run(name, func(t *testing.T) { publications(t, make(t)) })
	}
}

func publications(t *testing.T, p place) {
	first, second := firstFiles(), secondFiles()
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	run := func(o Options) Result {
		t.Helper()
		o.Now = func() time.Time { return now }
		now = now.Add(10 * time.Minute)
		return p.publish(o)
	}
	one, two := edition1(t, first), edition1(t, second)
	if r := run(p.options(one)); len(r.Sent) != len(first) || r.New != len(first) || r.Serial != 1 {
		t.Errorf("the first: %+v", r)
	}
	p.expect("first", first)
	if r := run(p.options(one)); len(r.Sent) != 0 || !r.Nothing || r.Serial != 1 {
		t.Errorf("the same again: %+v", r)
	}
	r := run(p.options(two))
	if want := []string{css2, "index.html", "index.md", "new/index.html", "sitemap.xml"}; !slices.Equal(r.Sent, want) || r.New != 2 {
		t.Errorf("the second sent %q, new: %d", r.Sent, r.New)
	}
	if want := []string{css1, "old/index.html"}; !slices.Equal(r.Gone, want) {
		t.Errorf("gone: %q", r.Gone)
	}
	p.expect("second", union(first, second))
	if p.manifest() != two.Sum {
		t.Error("the manifest is not that of the second edition")
	}

	back := p.options(nil)
	back.Rollback = 1
	if r := run(back); r.Serial != 3 || len(r.Sent) != 3 {
		t.Errorf("back: %+v", r)
	}
	p.expect("back", union(second, first))
	if p.manifest() != one.Sum {
		t.Error("the manifest is not that of the first edition")
	}
	o := back
	o.Now = func() time.Time { return now }
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "nothing earlier is kept") {
		t.Errorf("back once more: %v", err)
	}

	expires(t, p, one, first, second, &now)
}

// expires follows a return from the second edition to the first until nothing of the second is left.
func expires(t *testing.T, p place, one *Edition, first, second map[string]string, now *time.Time) {
	t.Helper()
	run := func() Result {
		o := p.options(one)
		o.Now = func() time.Time { return *now }
		return p.publish(o)
	}
	// The grace time of what only the second edition has begins when it is replaced.
	*now = now.Add(50 * time.Minute)
	run()
	p.expect("before the grace time is over", union(second, first))
	*now = now.Add(30 * time.Minute)
	if r := run(); !slices.Equal(r.Removed, []string{css2, "new/index.html"}) {
		t.Errorf("removed: %q", r.Removed)
	}
	p.expect("after the grace time", first)
	s := p.open()
	defer s.close()
	if kept, _ := s.list(context.Background(), keptPrefix); len(kept) != 0 {
		t.Errorf("still kept: %v", kept)
	}
}

// What nobody of ours has put there is neither replaced nor removed.
func TestForeignFilesStay(t *testing.T) {
	for name, make := range places(t) {
		t.Run(name, func(t *testing.T) {
			p := make(t)
			one := edition1(t, firstFiles())
			o := p.options(one)
			s, err := open(o, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"index.html", "stranger.txt"} {
				if _, err := s.put(context.Background(), key, []byte("theirs"), Header{Type: "text/plain"}, absent); err != nil {
					t.Fatal(err)
				}
			}
			s.close()
			_, err = Run(context.Background(), o)
			var e *Error
			if !errors.As(err, &e) || e.Kind != Problem || !strings.Contains(e.Msg, "index.html") || strings.Contains(e.Msg, "stranger") {
				t.Fatalf("the error is %v", err)
			}
			p.expect("refused", map[string]string{"index.html": "theirs", "stranger.txt": "theirs"})
			o.Replace = true
			p.publish(o)
			o.Edition = edition1(t, secondFiles())
			o.Grace = 0
			p.publish(o)
			p.expect("replaced", union(secondFiles(), map[string]string{"stranger.txt": "theirs"}))
		})
	}
}

// stopStore is a store that stops a publication after so many changes, as a kill does; the last change may have been made.
type stopStore struct {
	store
	left int
	made bool
}

var errStop = errors.New("stopped by the test")

func (s *stopStore) change(do func() error) error {
	if s.left--; s.left == 0 {
		if s.made {
			do()
		}
		return errStop
	} else if s.left < 0 {
		return errStop
	}
	return do()
}

func (s *stopStore) put(ctx context.Context, key string, data []byte, h Header, was version) (v version, err error) {
	err = s.change(func() error { v, err = s.store.put(ctx, key, data, h, was); return err })
	return v, err
}

func (s *stopStore) keep(ctx context.Context, from, to string, was version) error {
	return s.change(func() error { return s.store.keep(ctx, from, to, was) })
}

func (s *stopStore) remove(ctx context.Context, key string) error {
	return s.change(func() error { return s.store.remove(ctx, key) })
}

// A publication is stopped before and after each of its changes, and another edition follows, or the same. Every page that is
// there has what it needs, every file is one of an edition, and in the end the destination is as the last edition is, and can
// be gone back from. The changes are made one after the other here, so that each moment comes.
func TestStoppedAnywhere(t *testing.T) {
	first, second := firstFiles(), secondFiles()
	third := secondFiles()
	maps.Copy(third, map[string]string{"fr/index.html": "<p>trois" + css1, css1: "a{}", "old/index.html": "<p>older"})
	for _, then := range []string{"the same", "the first", "a third"} {
		for n := 1; ; n++ {
			made := 0
			for _, done := range []bool{false, true} {
				if stopAt(t, then, n, done, first, second, third) {
					made++
				}
			}
			if made == 0 {
				if n < 10 {
					t.Fatalf("only %d changes", n)
				}
				break
			}
		}
	}
}

// stopAt reports whether the publication came to its n-th change.
func stopAt(t *testing.T, then string, n int, made bool, first, second, third map[string]string) bool {
	t.Helper()
	when := fmt.Sprintf("stopped at change %d (made: %v), then %s", n, made, then)
	dir := filepath.Join(t.TempDir(), "www")
	one, two := edition1(t, first), edition1(t, second)
	p := place{t, func(e *Edition) Options { return Options{Dest: dir, Edition: e, Grace: 0} }, func() store { f, _ := openFolder(dir, true); return f }}
	o := p.options(one)
	o.Grace = time.Hour
	p.publish(o)
	f, err := openFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	f.wait = false
	o.Edition, o.Now, o.atOnce = two, time.Now, 1
	stopped := &stopStore{store: f, left: n, made: made}
	d := &delivery{o: o, s: stopped}
	err = d.run(context.Background())
	f.close()
	if err != nil && !errors.Is(err, errStop) {
		t.Fatalf("%s: %v", when, err)
	}
	for path, text := range p.site() {
		if text != first[path] && text != second[path] {
			t.Errorf("%s: %s is %q", when, path, text)
		}
		if _, asset, ok := strings.Cut(text, "assets/"); ok && strings.HasPrefix(text, "<p>") {
			if _, err := os.Stat(filepath.Join(dir, "assets", asset)); err != nil {
				t.Errorf("%s: %s needs what is not there: %v", when, path, err)
			}
		}
	}
	last, before := second, first
	switch then {
	case "the first":
		last = first
	case "a third":
		last = third
	}
	o.Edition = edition1(t, last)
	p.publish(o)
	o.Grace = 0
	if sum := p.manifest(); sum != o.Edition.Sum {
		t.Errorf("%s: the manifest is another", when)
	}
	if then == "the same" { // the copies were made before anything was replaced
		backAndForth(t, when, p, o, before)
	}
	p.publish(o)
	p.expect(when, last)
	if t.Failed() {
		t.FailNow()
	}
	return err != nil
}

// backAndForth goes back to the edition before, looks whether it is whole, and publishes the last one again.
func backAndForth(t *testing.T, when string, p place, o Options, before map[string]string) {
	t.Helper()
	back := o
	back.Edition, back.Rollback, back.Grace = nil, 1, time.Hour
	p.publish(back)
	site := p.site()
	for path, text := range before {
		if site[path] != text {
			t.Errorf("%s, and back: %s is %q, want %q", when, path, site[path], text)
		}
	}
	o.Grace = time.Hour
	p.publish(o)
}

// A killed publication has changed a file that the next edition has not, and the one after that has as it was before.
func TestChangedByTheKilledAndThenGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "www")
	p := place{t, func(e *Edition) Options { return Options{Dest: dir, Edition: e, Grace: time.Hour} }, func() store { f, _ := openFolder(dir, true); return f }}
	first, second, without := firstFiles(), secondFiles(), firstFiles()
	delete(without, "index.md")
	p.publish(p.options(edition1(t, first)))
	f, err := openFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	o := p.options(edition1(t, second))
	o.Now, o.atOnce = time.Now, 1
	d := &delivery{o: o, s: &stopStore{store: f, left: 10}}
	if err := d.run(context.Background()); !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	f.close()
	if got := p.site()["index.md"]; got != second["index.md"] {
		t.Fatalf("index.md was not sent before the stop: %q", got)
	}
	p.publish(p.options(edition1(t, without)))
	p.publish(p.options(edition1(t, first)))
	if got := p.site()["index.md"]; got != first["index.md"] {
		t.Errorf("index.md is %q", got)
	}
	o = p.options(edition1(t, first))
	o.Grace = 0
	p.publish(o)
	p.expect("in the end", first)
	if list, err := os.ReadDir(filepath.Join(dir, keptPrefix)); err == nil {
		t.Errorf("still kept: %v", list)
	}
}

// A manifest of many pages is in parts, which are files of the edition like others.
func TestManifestsInParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "www")
	p := place{t, func(e *Edition) Options { return Options{Dest: dir, Edition: e, Grace: time.Hour} }, func() store { f, _ := openFolder(dir, true); return f }}
	files := map[string]string{}
	for i := range 5001 {
		files[fmt.Sprintf("p%d/index.html", i)] = "<p>a page"
	}
	first := edition1(t, files)
	files["p7/index.html"] = "<p>another"
	second := edition1(t, files)
	if r := p.publish(p.options(first)); len(r.Sent) != len(first.Files) || len(first.Files) == len(files) {
		t.Fatalf("%d files were sent, %d are in the edition", len(r.Sent), len(first.Files))
	}
	check := func(when string, e *Edition) {
		t.Helper()
		for _, f := range e.Files {
			if data, err := os.ReadFile(filepath.Join(dir, f.Path)); err != nil || hashOf(data) != f.SHA256 {
				t.Fatalf("%s: %s: %v", when, f.Path, err)
			}
		}
	}
	check("first", first)
	r := p.publish(p.options(second))
	if len(r.Sent) != 2 || len(r.Gone) != 1 || !strings.HasPrefix(r.Gone[0], "manifest-parts/") {
		t.Errorf("the second sent %q, gone: %q", r.Sent, r.Gone)
	}
	check("second", second)
	back := p.options(nil)
	back.Rollback = 1
	p.publish(back)
	check("back", first)
	o := p.options(second)
	o.Grace = 0
	p.publish(o)
	check("second again", second)
	if list, _ := os.ReadDir(filepath.Join(dir, "manifest-parts")); len(list) != len(second.Files)-len(files) {
		t.Errorf("%d parts are left", len(list))
	}
}

// A bucket's files are sent with what browsers need to know.
func TestHeadersOfABucket(t *testing.T) {
	s := startServer(t)
	p := place{t, s.options, func() store { return s.store() }}
	files := firstFiles()
	r := p.publish(s.options(edition1(t, files)))
	if !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "X-Frame-Options") }) {
		t.Errorf("no word of headers that cannot be kept: %q", r.Notes)
	}
	for path, want := range map[string][3]string{
		"index.html":           {"text/html; charset=utf-8", "", cachePage},
		"fr/index.html":        {"text/html; charset=utf-8", "fr", cachePage},
		css1:                   {"text/css; charset=utf-8", "", cacheAsset},
		"index.md":             {"text/markdown; charset=utf-8", "", cachePage},
		"sitemap.xml":          {"application/xml; charset=utf-8", "", cachePage},
		"robots.txt":           {"text/plain; charset=utf-8", "", cachePage},
		"favicon.ico":          {"image/x-icon", "", cachePage},
		"manifest.json":        {"application/json", "", cachePage},
		"fr/ancien/index.html": {"text/html; charset=utf-8", "fr", cachePage},
	} {
		got := s.head(path)
		if have := [3]string{got.ContentType, got.Metadata.Get("Content-Language"), got.Metadata.Get("Cache-Control")}; have != want {
			t.Errorf("%s is sent with %q, want %q", path, have, want)
		}
		if e := got.Metadata.Get("Content-Encoding"); e != "" {
			t.Errorf("%s has the encoding %q", path, e)
		}
	}

	// Other headers, the same bytes: only the files that they concern are sent again.
	files[headersName] = strings.Replace(siteHeaders, "/sub/*.md\n", "/sub/*.md\n  Cache-Control: max-age=60\n", 1)
	r = p.publish(s.options(edition1(t, files)))
	if want := []string{headersName, "index.md"}; !slices.Equal(r.Sent, want) {
		t.Errorf("after other headers %q were sent, not %q", r.Sent, want)
	}
	if got := s.head("index.md").Metadata.Get("Cache-Control"); got != "max-age=60" {
		t.Errorf("index.md has the Cache-Control %q", got)
	}

	// Old addresses, answered by the server.
	o := s.options(edition1(t, files))
	o.Redirect = true
	if r = p.publish(o); !slices.Equal(r.Sent, []string{"fr/ancien/index.html"}) {
		t.Errorf("for redirects %q were sent", r.Sent)
	}
	if got := s.head("fr/ancien/index.html").Metadata.Get("X-Amz-Website-Redirect-Location"); got != "/sub/fr/a'b/" {
		t.Errorf("the old address leads to %q", got)
	}
	if r = p.publish(o); len(r.Sent) != 0 {
		t.Errorf("the same again sent %q", r.Sent)
	}
}

// The list says what is to be sent, in the order in which it must be.
func TestList(t *testing.T) {
	var all, some bytes.Buffer
	one, two := edition1(t, firstFiles()), edition1(t, secondFiles())
	if _, err := Run(context.Background(), Options{Edition: one, List: &all}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(all.String(), "\n"); n != len(firstFiles())+1 {
		t.Errorf("%d lines for %d files", n, len(firstFiles()))
	}
	if _, err := Run(context.Background(), Options{Edition: two, List: &some, Since: one.Root, Grace: time.Hour}); err != nil {
		t.Fatal(err)
	}
	var order []string
	for line := range strings.Lines(some.String()) {
		var l listed
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		order = append(order, l.Do+" "+l.Path)
		if l.Path == "index.md" && l.Headers["Content-Type"] != "text/markdown; charset=utf-8" || l.Path == "index.html" && l.Headers["X-Frame-Options"] != "DENY" {
			t.Errorf("headers of %s: %v", l.Path, l.Headers)
		}
		if l.Do == "put" && (len(l.SHA256) != 64 || l.Size == nil) {
			t.Errorf("no digest or size: %s", line)
		}
	}
	want := []string{"put " + css2, "put index.md", "put new/index.html", "put index.html", "put sitemap.xml", "put manifest.json", "remove " + css1, "remove old/index.html"}
	if !slices.Equal(order, want) {
		t.Errorf("the list is %q\nwant %q", order, want)
	}
}

// What is in the folder is sent only as the build wrote it.
func TestOnlyWhatWasBuiltIsSent(t *testing.T) {
	dir := built(t, firstFiles())
	e, err := OpenBuilt(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	os.WriteFile(filepath.Join(dir, "secret.txt"), []byte("not named by the manifest"), 0o644)
	os.WriteFile(filepath.Join(dir, "index.html"), []byte("edited"), 0o644)
	dest := filepath.Join(t.TempDir(), "www")
	_, err = Run(context.Background(), Options{Dest: dest, Edition: e})
	if err == nil || !strings.Contains(err.Error(), "index.html") || !strings.Contains(err.Error(), "not as the build wrote it") {
		t.Errorf("the error is %v", err)
	}
	for _, name := range []string{"secret.txt", "index.html", "manifest.json"} {
		if _, err := os.Stat(filepath.Join(dest, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", name, err)
		}
	}
}

// No link in a destination is followed.
func TestLinksOfADestination(t *testing.T) {
	outside := t.TempDir()
	dest := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dest, "fr")); err != nil {
		t.Skip("this system makes no links")
	}
	_, err := Run(context.Background(), Options{Dest: dest, Edition: edition1(t, firstFiles())})
	if err == nil {
		t.Error("a link was followed")
	}
	if list, _ := os.ReadDir(outside); len(list) > 0 {
		t.Errorf("outside there is %v", list)
	}
}

// Endpoints that others could listen to are refused, and no message holds a secret.
func TestEndpoints(t *testing.T) {
	for endpoint, ok := range map[string]bool{
		"https://s3.example.org": true, "http://127.0.0.1:9000": true, "http://localhost:9000/": true, "http://[::1]:9000": true,
		"http://s3.example.org": false, "ftp://s3.example.org": false, "s3.example.org": false, "https://key:secret@s3.example.org": false, "https://s3.example.org/bucket": false,
		"http://127.0.0.1.example.org": false, "http://localhost.example.org": false,
	} {
		_, err := parseEndpoint(endpoint, false)
		if (err == nil) != ok {
			t.Errorf("%s: %v", endpoint, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the message tells the secret: %v", err)
		}
	}
	if _, err := parseEndpoint("http://s3.example.org", true); err != nil {
		t.Error(err)
	}
}
