package browser

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vernacular/internal/locale"
)

// repo is the site under test.
const repo = "../.."

var scratch string // a folder for this process

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "vernacular-browser")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	closeChromium()
	os.RemoveAll(dir)
	os.Exit(code)
}

// need skips a test on a machine that lacks a tool, in one line that says how to get it; CI has to have it.
func need(t *testing.T, ok bool, install string) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("CI") == "true":
		t.Fatal("missing: " + install)
	default:
		t.Skip("to run this: " + install)
	}
}

func needProgram(t *testing.T, name, install string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	need(t, err == nil, install)
	return p
}

// needPackage gives the path of a file that npm installs.
func needPackage(t *testing.T, name string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join("node_modules", filepath.FromSlash(name)))
	if err == nil {
		_, err = os.Stat(p)
	}
	need(t, err == nil, "npm ci --prefix internal/browser")
	return p
}

// output is a built site: its folder, and the address that it believes to have.
type output struct {
	dir  string
	base *url.URL
}

var program = sync.OnceValues(func() (string, error) {
	bin := filepath.Join(scratch, "vernacular")
	text, err := exec.Command("go", "build", "-o", bin, "vernacular/cmd/vernacular").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %v\n%s", err, text)
	}
	return bin, err
})

// buildAt builds the site for an address.
func buildAt(base string, flags ...string) (*output, error) {
	bin, err := program()
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(scratch, "site")
	if err != nil {
		return nil, err
	}
	text, err := exec.Command(bin, append([]string{"build", "--strict", "--site", repo, "--out", dir, "--base-url", base}, flags...)...).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("vernacular build: %v\n%s", err, text)
	}
	return &output{dir, u}, nil
}

var atRoot = sync.OnceValues(func() (*output, error) { return buildAt("https://site.test/") })

func built(t *testing.T) *output {
	t.Helper()
	out, err := atRoot()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// made is a site that a test has made up.
func made(t *testing.T, files map[string]string) *output {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &output{dir, &url.URL{Scheme: "https", Host: "site.test", Path: "/"}}
}

// files lists the output, slash-separated and sorted.
func (o *output) files() ([]string, error) {
	var list []string
	err := fs.WalkDir(os.DirFS(o.dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, name)
		}
		return err
	})
	return list, err
}

// pages lists the HTML files of the output.
func (o *output) pages(t *testing.T) []string {
	t.Helper()
	list, err := o.files()
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(name string) bool { return path.Ext(name) != ".html" })
	if len(list) == 0 {
		t.Fatal("no pages")
	}
	return list
}

// edition is all pages of one language, as files of the output; its landing page comes first.
type edition struct {
	tag   locale.Tag
	files []string
}

// editions sorts the pages by their languages.
func (o *output) editions(t *testing.T) []edition {
	t.Helper()
	c, err := load(o)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string][]string{}
	for _, d := range c.docs {
		pages[d.lang] = append(pages[d.lang], d.file)
	}
	var list []edition
	for _, lang := range slices.Sorted(maps.Keys(pages)) {
		tag, _, err := locale.Parse(lang)
		if err != nil {
			t.Fatalf("%s: lang=%q: %v", pages[lang][0], lang, err)
		}
		slices.SortFunc(pages[lang], func(a, b string) int {
			return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(path.Base(b), path.Base(a)), strings.Compare(a, b))
		})
		list = append(list, edition{tag, pages[lang]})
	}
	return list
}

// addressOf is the path that a browser asks for to get a file.
func (o *output) addressOf(file string) string {
	dir, name := path.Split(file)
	if name == "index.html" {
		file = dir
	}
	u := url.URL{Path: o.base.Path + file}
	return u.EscapedPath()
}

// fileAt is the inverse, for a decoded path: "" if it is not below the site's address.
func (o *output) fileAt(address string) string {
	rest, ok := strings.CutPrefix(address, o.base.Path)
	if !ok {
		return ""
	}
	if rest == "" || strings.HasSuffix(rest, "/") {
		rest += "index.html"
	}
	return rest
}

// serve answers as a plain web server does: files with their types, 404.html for everything else.
func (o *output) serve(t *testing.T) *httptest.Server {
	t.Helper()
	types := map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
		".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".json": "application/json"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, status := o.fileAt(r.URL.Path), http.StatusOK
		data, err := fs.ReadFile(os.DirFS(o.dir), name)
		if err != nil {
			name, status = "404.html", http.StatusNotFound
			data, _ = fs.ReadFile(os.DirFS(o.dir), name)
		}
		kind := types[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(status)
		w.Write(data)
	}))
	t.Cleanup(server.Close)
	return server
}

// Every test goes over the editions that are in the output, so none may be missing there, nor any of its pages.
func TestEveryEditionIsThere(t *testing.T) {
	catalogs, err := filepath.Glob(filepath.Join(repo, "locales", "active.*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, name := range catalogs {
		want = append(want, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "active."), ".toml"))
	}
	slices.Sort(want)
	list := built(t).editions(t)
	for _, e := range list {
		got = append(got, string(e.tag))
		if len(e.files) != len(list[0].files) {
			t.Errorf("%s has %d pages, %s has %d: %q", e.tag, len(e.files), list[0].tag, len(list[0].files), e.files)
		}
		if path.Base(e.files[0]) != "index.html" {
			t.Errorf("%s has no landing page: %q", e.tag, e.files)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("editions %q for catalogs %q", got, want)
	}
	t.Logf("%d editions of %d pages", len(list), len(list[0].files))
}
