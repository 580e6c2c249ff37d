package browser

import (
	"fmt"
	"io/fs"
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
func buildAt(base string) (*output, error) {
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
	text, err := exec.Command(bin, "build", "--strict", "--site", repo, "--out", dir, "--base-url", base).CombinedOutput()
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
